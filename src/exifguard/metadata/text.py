"""Text chunks of PNG and comments of JPEG.

PNG 3rd edition, clause 11.3.3: ``tEXt`` is a keyword, a NUL and Latin-1 text; ``zTXt`` the same with
deflated text; ``iTXt`` has UTF-8 text, deflated or not, a language and a translated keyword. ImageMagick
hides whole metadata blocks in such chunks, in hexadecimal, under keywords like ``Raw profile type exif``.
JPEG comments (T.81, B.2.4.5) are bytes of no stated encoding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading
from ..structures.deflate import inflate
from ._plain import decode_text, holds_xmp

XMP_SIGNATURE = b"http://ns.adobe.com/xap/1.0/\0"
"""What stands before an XMP packet in an APP1 segment of JPEG (XMP part 3, 1.1.3)."""

_EXIF_SIGNATURES = (b"Exif\0\0", b"Exif\0\xff")
_PHOTOSHOP_SIGNATURES = (b"8BIM", b"Photoshop 3.0")
_XMP_KEYWORD = b"xml:com.adobe.xmp"
RAW_KEYWORD = b"raw profile type "
"""In lower case, what stands before the name of a block in ImageMagick's form."""

_SPACES = b" \t\r\n\v\f"
_KEYWORD_SIZE = 79  # PNG 3rd edition, 11.3.3.2: 1 to 79 bytes

_RAW_EXIF_CHUNK = re.compile(rb"raw profile type (?:exif|app1)\0", re.IGNORECASE)
_XMP_CHUNK = re.compile(rb"(?:xml:com\.adobe\.xmp|raw profile type (?:xmp|app1))\0", re.IGNORECASE)
_RAW_PROFILE = re.compile(rb"(\d{1,10})\s([0-9A-Fa-f\s]*)")  # length and digits; linear: nothing overlaps

_RAW_KINDS = {
    b"exif": "exif",
    b"app1": "exif",
    b"iptc": "iptc",
    b"8bim": "photoshop",
    b"xmp": "xmp",
    b"icc": "icc",
    b"icm": "icc",
}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A text chunk taken apart; `text` is as stored, perhaps compressed."""

    keyword: bytes
    text: bytes
    compressed: bool = False
    language: bytes = b""
    translated: bytes = b""


class RawProfile(NamedTuple):
    """A block in ImageMagick's form.

    Attributes:
        kind: the kind of the block.
        signature: what stands before it, and only JPEG needs.
        block: its bytes.
        rest: what stands behind the last digit.
        sound: the block is as long as it says, and there is no rest.
    """

    kind: str
    signature: bytes
    block: bytes
    rest: bytes
    sound: bool


class Text:
    """The data of one text chunk of a PNG; `wrap` is the type of the chunk.

    Fields: the text under its keyword as written, and ``keyword@lang`` and ``keyword@translated`` where an
    iTXt chunk has them. Blocks inside the text (XMP, ImageMagick's raw profiles) are nested instead. A
    keyword that PNG does not allow is not used as a key: the whole chunk is then the field ``#text``.

    Damage: ``text-keyword``, ``text-header``, ``text-encoding``, ``deflate``, ``deflate-tail``,
    ``raw-profile``.
    """

    kind = "text"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:
        """Read one chunk's data; `wrap` is ``"tEXt"``, ``"zTXt"`` or ``"iTXt"``."""
        try:
            chunk = split(data, wrap)
        except MalformedError as error:
            return Reading((Field("#text", data.decode("latin-1"), len(data)),), (), (str(error.rule),))
        key = chunk.keyword.decode("latin-1")
        labels = tuple(
            Field(f"{key}@{name}", decode_text(label), len(label))
            for name, label in (("lang", chunk.language), ("translated", chunk.translated))
            if label
        )
        try:
            text, tail = unwrap(chunk, limits)
        except MalformedError:
            return Reading((*labels, Field(key, chunk.text, len(chunk.text))), (), ("deflate",))
        reading = read_text(chunk.keyword, text, wrap)
        slack = (Nested("slack", f"{key}@tail", tail),) if tail else ()
        damage = ("deflate-tail",) if tail else ()
        return Reading(labels + reading.fields, reading.nested + slack, reading.damage + damage)


class Comment:
    """A comment of JPEG: one field, ``comment``. A packet of XMP in it is nested as well."""

    kind = "comment"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read a comment: UTF-16 with its mark, else UTF-8, else Latin-1."""
        field = Field("comment", decode_text(data).rstrip("\0"), len(data))
        return Reading((field,), _smuggled("comment", data))


def raw_exif(data: bytes, wrap: str, limits: Limits) -> bytes | None:
    """The TIFF bytes in a ``Raw profile type exif`` (or ``APP1``) chunk, else None.

    Other chunks cost one look at their keyword. Raises `LimitExceededError`.
    """
    return _nested_block(_RAW_EXIF_CHUNK, "exif", data, wrap, limits)


def xmp_packet(data: bytes, wrap: str, limits: Limits) -> bytes | None:
    """The XMP packet in a text chunk (``XML:com.adobe.xmp``, or a raw profile), else None.

    Other chunks cost one look at their keyword. Raises `LimitExceededError`.
    """
    return _nested_block(_XMP_CHUNK, "xmp", data, wrap, limits)


def _nested_block(
    keywords: re.Pattern[bytes], kind: str, data: bytes, wrap: str, limits: Limits
) -> bytes | None:
    if not keywords.match(data):
        return None
    for block in Text().read(data, limits, wrap).nested:
        if block.kind == kind:
            return block.data
    return None


def split(data: bytes, wrap: str) -> Chunk:
    """Take a chunk's data apart; raises `MalformedError` (``text-keyword``, ``text-header``)."""
    keyword, nul, rest = data.partition(b"\0")
    if not nul or not 1 <= len(keyword) <= _KEYWORD_SIZE:
        raise MalformedError("a text chunk has no valid keyword", rule="text-keyword")
    if wrap == "tEXt":
        return Chunk(keyword, rest)
    if wrap == "zTXt":
        return Chunk(keyword, rest[1:], compressed=True)  # the byte before it is the method: 0, deflate
    flag, labels = rest[:1], rest[2:].split(b"\0", 2)
    if len(labels) < 3:
        raise MalformedError("an international text chunk ends too early", rule="text-header")
    return Chunk(keyword, labels[2], flag != b"\0", labels[0], labels[1])


def unwrap(chunk: Chunk, limits: Limits) -> tuple[bytes, bytes]:
    """The text of a chunk and the bytes behind its compressed stream; raises `MalformedError`."""
    if chunk.compressed:
        return inflate(chunk.text, limits)
    limits.check("block_bytes", len(chunk.text))
    return chunk.text, b""


def read_text(keyword: bytes, text: bytes, wrap: str) -> Reading:
    """The text as a field, a nested block, or both."""
    key, folded = keyword.decode("latin-1"), keyword.lower()
    if folded == _XMP_KEYWORD:
        return Reading(nested=(Nested("xmp", key, text),))
    if folded.startswith(RAW_KEYWORD):
        return _read_raw_profile(key, read_raw_profile(keyword, text), text)
    value, damage = _decode(text, wrap)
    return Reading((Field(key, value, len(text)),), _smuggled(key, text), damage)


def _decode(text: bytes, wrap: str) -> tuple[str, tuple[str, ...]]:
    if wrap != "iTXt":
        return text.decode("latin-1"), ()
    try:
        return text.decode("utf-8"), ()
    except UnicodeDecodeError:
        return text.decode("latin-1"), ("text-encoding",)


def _smuggled(key: str, text: bytes) -> tuple[Nested, ...]:
    return (Nested("xmp", key, text),) if holds_xmp(text) else ()


def _read_raw_profile(key: str, profile: RawProfile | None, text: bytes) -> Reading:
    if profile is None:
        return Reading(nested=(Nested("unknown", key, text),), damage=("raw-profile",))
    slack = (Nested("slack", f"{key}@tail", profile.rest),) if profile.rest else ()
    nested = (Nested(profile.kind, key, profile.block), *slack)
    return Reading(nested=nested, damage=() if profile.sound else ("raw-profile",))


def read_raw_profile(keyword: bytes, text: bytes) -> RawProfile | None:
    """ImageMagick's form: a line with a name, a line with the length, lines of hexadecimal digits.

    None when the keyword promises no such profile, or the text holds none.
    """
    folded = keyword.lower()
    body = text.lstrip().partition(b"\n")[2].lstrip()
    match = _RAW_PROFILE.match(body)
    if not match or not folded.startswith(RAW_KEYWORD):
        return None
    digits = match[2].translate(None, _SPACES)
    rest = body[match.end() :].strip(b"\0")
    sound = len(digits) == 2 * int(match[1]) and not rest
    profile = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    kind, at = _identify(folded.removeprefix(RAW_KEYWORD).strip(), profile)
    return RawProfile(kind, profile[:at], profile[at:], rest, sound)


def _identify(name: bytes, profile: bytes) -> tuple[str, int]:
    """The kind of a raw profile, and the length of the signature that only JPEG needs."""
    if profile.startswith(XMP_SIGNATURE):
        return "xmp", len(XMP_SIGNATURE)
    kind = _RAW_KINDS.get(name, "unknown")
    if kind == "iptc" and profile.startswith(_PHOTOSHOP_SIGNATURES):
        return "photoshop", 0
    if kind == "exif" and profile.startswith(_EXIF_SIGNATURES):
        return kind, len(_EXIF_SIGNATURES[0])
    return kind, 0
