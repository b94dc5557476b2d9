"""Trailers that programs and phones put behind a picture, known by how they end. Nothing here is complete.

Layouts: AFCP as its specification has it; the others as ExifTool's documentation and files of their makers
show them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested
from ._json import parse_json
from ._plain import blob_kind
from ._tree import Node, Pairs, flatten
from .samsung_trailer import find_table

UNREAD = "tail"
"""The kind of a block that nobody reads, behind the end of a picture."""


class Piece(NamedTuple):
    """A trailer that was recognised.

    Attributes:
        type: whose it is.
        start: where it begins in the block; it ends where it was looked for.
        fields, nested: what was read in it.
    """

    type: str
    start: int
    fields: tuple[Field, ...] = ()
    nested: tuple[Nested, ...] = ()


def _opaque(name: str, data: bytes) -> Nested:
    """A part of a trailer that is a picture or that nobody reads."""
    kind = blob_kind(data)
    return Nested(UNREAD if kind == "unknown" else kind, name, data)


# -- AFCP -----------------------------------------------------------------------------------------

_AXS, _AXS_FOOTER, _AXS_ENTRY = 12, 12, 12
_MOST_HEADERS = 16
_PICTURE_START = re.compile(rb"\xff\xd8\xff")
_THUMBNAILS: Final = frozenset({b"Nail", b"PrVw"})


def _afcp(data: bytes, end: int, _limits: Limits) -> Piece | None:
    """AXS File Concatenation Protocol: its offsets count from the beginning of the file."""
    mark = data[end - _AXS_FOOTER : end - _AXS_FOOTER + 4]
    if mark not in (b"AXS!", b"AXS*"):
        return None
    view = View(data, "big" if mark == b"AXS!" else "little")
    header = data.find(mark, 0, end - _AXS_FOOTER)
    for _ in range(_MOST_HEADERS):
        if header < 0:
            break
        if (nested := _afcp_entries(view, header, end)) is not None:
            return Piece("AFCP", header, (), nested)
        header = data.find(mark, header + 1, end - _AXS_FOOTER)
    return Piece("AFCP", end - _AXS_FOOTER)


def _afcp_entries(view: View, header: int, end: int) -> tuple[Nested, ...] | None:
    stated = view.u32(end - _AXS_FOOTER + 4)
    try:
        count = view.u16(header + 6)
        rows = [header + _AXS + _AXS_ENTRY * number for number in range(count)]
        entries = [(view.take(at, 4), view.u32(at + 4), view.u32(at + 8) - stated + header) for at in rows]
    except MalformedError:
        return None
    inside = all(header < at <= at + size <= end - _AXS_FOOTER for _, size, at in entries)
    if not inside or sum(size for _, size, _ in entries) > end - header:
        return None
    return tuple(_afcp_entry(name, view.take(at, size)) for name, size, at in entries if size)


def _afcp_entry(name: bytes, data: bytes) -> Nested:
    if name == b"IPTC":
        return Nested("iptc", "IPTC", data)
    if name in _THUMBNAILS and (start := _PICTURE_START.search(data, 10)):
        return Nested("picture", name.decode(), data[start.start() :])
    return _opaque(name.decode("latin-1"), data)


# -- FotoStation and Photo Mechanic ---------------------------------------------------------------

_FOTOSTATION = bytes.fromhex("a1b2c3d4")
_FOTOSTATION_FOOTER = 10
_FOTOSTATION_PARTS: Final = {1: "IPTC", 2: "SoftEdit", 3: "thumbnail", 4: "preview"}


def _fotostation(data: bytes, end: int, _limits: Limits) -> Piece | None:
    """One record of FotoStation: data, number, length with its footer, signature."""
    start = end - _FOTOSTATION_FOOTER
    if start < 0 or data[end - 4 : end] != _FOTOSTATION:
        return None
    view = View(data)
    number, size = view.u16(start), view.u32(start + 2)
    if not _FOTOSTATION_FOOTER <= size <= end:
        return Piece("FotoStation", start)
    content = data[end - size : start]
    name = _FOTOSTATION_PARTS.get(number, str(number))
    block = Nested("iptc", name, content) if number == 1 else _opaque(name, content)
    return Piece("FotoStation", end - size, (), (block,) if content else ())


_PHOTO_MECHANIC = b"cbipcbbl"


def _photo_mechanic(data: bytes, end: int, _limits: Limits) -> Piece | None:
    start = end - len(_PHOTO_MECHANIC) - 4
    if start < 0 or data[start + 4 : end] != _PHOTO_MECHANIC:
        return None
    size = View(data).u32(start)
    if size > start:
        return Piece("Photo Mechanic", start)
    block = Nested("iptc", "IPTC", data[start - size : start])
    return Piece("Photo Mechanic", start - size, (), (block,) if size else ())


# -- Canon and Nikon ------------------------------------------------------------------------------

_VRD = b"CANON OPTIONAL DATA\0"
_VRD_HEADER, _VRD_FOOTER = 0x1C, 0x40
_VRD_XMP = 0xFFFF00F6


def _canon(data: bytes, end: int, limits: Limits) -> Piece | None:
    """Recipe of Digital Photo Professional: blocks of a type and a length between header and footer."""
    footer = end - _VRD_FOOTER
    if footer < _VRD_HEADER or data[footer : footer + len(_VRD)] != _VRD:
        return None
    view = View(data)
    start = footer - view.u32(footer + len(_VRD)) - _VRD_HEADER
    if start < 0 or data[start : start + len(_VRD)] != _VRD:
        return Piece("Canon VRD", footer)
    nested = _numbered(view, start + _VRD_HEADER, footer, _VRD_XMP, limits)
    return Piece("Canon VRD", start, (), nested)


_NIKON = bytes(6) + b"/NIKON APP"
_NIKON_HEADER, _NIKON_XMP = 0x40, 1


def _nikon(data: bytes, end: int, limits: Limits) -> Piece | None:
    """Edits of a Nikon app: records of a number and a length behind a header; number 1 is XMP."""
    footer = end - len(_NIKON) - 4
    if footer < 0 or data[footer + 4 : end] != _NIKON:
        return None
    view = View(data)
    start = end - view.u32(footer)
    if not 0 <= start <= footer - _NIKON_HEADER:
        return Piece("Nikon app", footer)
    nested = _numbered(view, start + _NIKON_HEADER, footer, _NIKON_XMP, limits)
    return Piece("Nikon app", start, (), nested)


def _numbered(view: View, at: int, end: int, xmp: int, limits: Limits) -> tuple[Nested, ...]:
    """Blocks of a number, a length and data, one of them XMP; zeros end them."""
    nested: list[Nested] = []
    while at + 8 <= end and any(view.take(at, 8)):
        limits.check("fields", len(nested), part="trailer")
        number, size = view.u32(at), view.u32(at + 4)
        content = view.data[at + 8 : min(at + 8 + size, end)]
        nested.append(Nested("xmp", "XMP", content) if number == xmp else _opaque(f"0x{number:x}", content))
        at += 8 + size
    return tuple(nested)


# -- phones ---------------------------------------------------------------------------------------


def _samsung(data: bytes, end: int, _limits: Limits) -> Piece | None:
    if not data.endswith((b"\0\0SEFT", b"QDIOBS"), 0, end):
        return None
    table = find_table(data, end)
    if table is None:
        return Piece("Samsung", end - 6)
    return Piece("Samsung", table.first, (), (Nested("samsung", "samsung", data[table.first : end]),))


_VIVO_END = b"\xff\xff\xff\xff\x1b*9HWfu\x84\x93\xa2\xb1"
_VIVO_STREAM, _VIVO_TEXT = b"streamdata", b'vivo{"'
_VIVO_START = re.compile(rb'streamdata|vivo\{"')
_VIVO_PICTURE = re.compile(rb"stream(?:info|coun)")


def _vivo(data: bytes, end: int, limits: Limits) -> Piece | None:
    """A stream of data, and a text of JSON that ends with a zero."""
    if not data.endswith(_VIVO_END, 0, end):
        return None
    found = _VIVO_START.search(data, 0, end)
    if not found:
        return Piece("Vivo", end - len(_VIVO_END))
    text = data.find(_VIVO_TEXT, found.start(), end)
    stop = data.find(b"\0", text, end) if text >= 0 else -1
    nested = []
    if found[0] == _VIVO_STREAM:
        stream_end = text if text >= 0 else end
        info = _VIVO_PICTURE.search(data, found.end(), stream_end)
        nested.append(_opaque("stream", data[found.end() : info.start() if info else stream_end]))
    fields = _from_json("Vivo", data[text + 4 : stop], limits) if stop >= 0 else ()
    return Piece("Vivo", found.start(), fields, tuple(nested))


_ONEPLUS = re.compile(rb"jxrs...\0\Z", re.DOTALL)
_ONEPLUS_FOOTER = 8
_MOST_PIECES = 256


def _oneplus(data: bytes, end: int, limits: Limits) -> Piece | None:
    """Pieces that a list in JSON names, with their distances from the list."""
    if end < _ONEPLUS_FOOTER or not _ONEPLUS.match(data[end - _ONEPLUS_FOOTER : end]):
        return None
    text_at = end - View(data, "little").u32(end - 4)
    if not 0 <= text_at <= end - _ONEPLUS_FOOTER:
        return Piece("OnePlus", end - _ONEPLUS_FOOTER)
    text = data[text_at : end - _ONEPLUS_FOOTER]
    nested, start, left = [], text_at, text_at
    for name, back, size in _oneplus_rows(text, limits):
        at = text_at - back
        left -= size
        if at >= 0 and size <= back and left >= 0:
            start = min(start, at)
            nested.append(_opaque(name, data[at : at + size]))
    return Piece("OnePlus", start, _from_json("OnePlus", text, limits), tuple(nested))


def _oneplus_rows(text: bytes, limits: Limits) -> list[tuple[str, int, int]]:
    node = _json_or_none(text, limits)
    rows = []
    for row in node[:_MOST_PIECES] if isinstance(node, list) else []:
        name, back, size = (
            row.get(key) if isinstance(row, Pairs) else None for key in ("name", "offset", "length")
        )
        if isinstance(name, str) and isinstance(back, int) and isinstance(size, int) and size > 0:
            rows.append((name, back, size))
    return rows


def _json_or_none(text: bytes, limits: Limits) -> Node:
    try:
        return parse_json(text, limits)
    except MalformedError:
        return None


def _from_json(path: str, text: bytes, limits: Limits) -> tuple[Field, ...]:
    node = _json_or_none(text, limits)
    if node is None:
        return (Field(path, text, len(text)),)
    return tuple(flatten(path, node))


# -- others, by name ------------------------------------------------------------------------------

_INSTA360 = b"8db42d694ccc418790edff439fe026bf"
_INSTA360_FOOTER, _INSTA360_SIZE_AT = 78, 38


def _insta360(data: bytes, end: int, _limits: Limits) -> Piece | None:
    footer = end - _INSTA360_FOOTER
    if footer < 0 or not data.endswith(_INSTA360, 0, end):
        return None
    size = View(data, "little").u32(footer + _INSTA360_SIZE_AT)
    start = end - size if _INSTA360_FOOTER <= size <= end else footer
    return Piece("Insta360", start, (), (_opaque("Insta360", data[start:end]),))


_MIE = re.compile(
    rb"~\0\x04\0zmie~\0\0(?:\x06(....)[\x10\x18]\x04|\x0a(........)[\x10\x18]\x08)\Z", re.DOTALL
)
_MIE_LONGEST = 26


def _mie(data: bytes, end: int, _limits: Limits) -> Piece | None:
    found = _MIE.search(data[max(0, end - _MIE_LONGEST) : end])
    if not found:
        return None
    number = found[1] or found[2]
    order = data[end - 2]
    size = int.from_bytes(number, "little" if order == 0x18 else "big")
    start = end - size if size <= end and data[end - size : end - size + 1] == b"~" else end - len(found[0])
    return Piece("MIE", start, (), (_opaque("MIE", data[start:end]),))


RECOGNISERS: Final[tuple[Callable[[bytes, int, Limits], Piece | None], ...]] = (
    _samsung,
    _afcp,
    _fotostation,
    _photo_mechanic,
    _canon,
    _nikon,
    _insta360,
    _mie,
    _vivo,
    _oneplus,
)
"""Each says whether the bytes before an offset end like its trailer, and where that begins."""

BEGINNINGS: Final = (
    (re.compile(rb"PK(?:\x03\x04|\x05\x06)"), "ZIP"),
    (re.compile(rb"Rar!\x1a\x07"), "RAR"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "7z"),
    (re.compile(rb"\x1f\x8b\x08"), "gzip"),
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"\x55\x26\x11\x05\0"), "Sony hidden data"),
    (re.compile(rb"RIFF....(?:WAVE|AVI )", re.DOTALL), "RIFF"),
    (re.compile(rb"\s*<(?:!DOCTYPE html|html|head|body|script)\b", re.IGNORECASE), "HTML"),
    (re.compile(rb"\s*<(?:\?xpacket|x:xmpmeta|rdf:RDF)"), "XMP"),
)
"""How trailers begin that nothing at their end tells."""
