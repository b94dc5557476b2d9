"""Where links lead: into the document, into themselves (data: URLs, RFC 2397), or elsewhere."""

from __future__ import annotations

import re
from typing import NamedTuple

_DATA = re.compile(rb"\s*+data:(?P<type>[^,;]*+)(?P<options>(?:;[^,;]*+)*+),", re.IGNORECASE)
_LOCAL = re.compile(
    rb"file:|[A-Za-z]:(?:[\\/]|%5c|%2f)|\\\\|/{1,3}(?:home|Users|root|mnt|media|tmp|var|private)/|~/",
    re.IGNORECASE,
)
_SCRIPT = re.compile(rb"(?:javascript|vbscript):", re.IGNORECASE)
_FRAGMENT = re.compile(rb"#[\w.:()=,&;%-]{0,200}+\s*+\Z")
_FONT = re.compile(rb"font/|application/(?:x-)?(?:font|vnd\.ms-fontobject|vnd\.ms-opentype)", re.IGNORECASE)

PICTURE, FONT, OTHER = "picture", "font", "other"
INSIDE, DATA, SCRIPT, LOCAL, OUTSIDE = "inside", "data", "script", "local", "outside"
HIDDEN = "hidden"
_SPELT = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));|\\([0-9A-Fa-f]{1,6})\s?")
_CONTROL = bytes(range(0x21))
_LOOKED_AT = 256
"""Bytes of a link that tell where it leads."""


class Data(NamedTuple):
    """A data: URL.

    Attributes:
        kind: `PICTURE`, `FONT` or `OTHER`, by its type.
        base64: how it is written.
        start, end: where the data stand.
        sound: it is in UTF-8 if it is text, and what follows the data is a plain fragment.
    """

    kind: str
    base64: bool
    start: int
    end: int
    sound: bool


def where(target: bytes) -> str:
    """Where a link leads: `INSIDE`, `DATA`, `SCRIPT`, `LOCAL` (files of the writer's machine), `OUTSIDE`.

    `HIDDEN` for one that is spelt such that browsers find a data: URL in it and others do not.
    """
    target = target.strip()
    if not target or target.startswith(b"#"):
        return INSIDE
    if _DATA.match(target):
        return DATA
    clear = _SPELT.sub(_character, target[:_LOOKED_AT]).translate(
        None, _CONTROL
    )  # as the URL standard has it
    if clear[:5].lower() == b"data:" or clear.startswith(b"#"):
        return HIDDEN
    if _SCRIPT.match(clear):
        return SCRIPT
    return LOCAL if _LOCAL.match(clear) or _LOCAL.match(target) else OUTSIDE


def _character(match: re.Match[bytes]) -> bytes:
    digits = match[1] or match[3]
    value = int(digits, 16) if digits else int(match[2])
    return bytes((value,)) if value < 0x80 else b"?"


def read_data(text: bytes, start: int, end: int) -> Data:
    """The data: URL in ``[start, end)`` of a document's skeleton."""
    match = _DATA.match(text, start, end)
    assert match is not None  # noqa: S101 - `where` has seen it
    options = [option.strip().lower() for option in match["options"].split(b";")[1:]]
    label = match["type"].strip().lower()
    kind = PICTURE if label.startswith(b"image/") else FONT if _FONT.match(label) else OTHER
    known = {b"base64", b"utf8", b"utf-8", b"charset=utf-8", b"charset=utf8", b"charset=us-ascii"}
    sound = all(option in known or option == b"" for option in options)
    stop = text.find(b"#", match.end(), end)
    while stop > 0 and text[stop - 1 : stop] == b"&":  # a reference to a character
        stop = text.find(b"#", stop + 1, end)
    if stop < 0:
        stop = end
    elif not _FRAGMENT.match(text[stop:end]):
        sound = False
    return Data(kind, b"base64" in options, match.end(), stop, sound)


def is_whole_font(data: bytes) -> bool:
    """True for a font file with room for nothing else: the containers of fonts have fields for notes.

    WOFF 1.0 clause 3 and WOFF 2.0 clause 4: total length, extended metadata and private data in the header;
    OpenType: every table inside the file, and nothing behind the last one.
    """
    if data[:4] in (b"wOFF", b"wOF2"):
        size = int.from_bytes(data[8:12], "big")
        fields = data[24:44] if data[:4] == b"wOFF" else data[28:48]
        return len(data) >= 48 and size == len(data) and not any(fields)
    if data[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        return False
    count = int.from_bytes(data[4:6], "big")
    rows = [data[12 + 16 * number : 28 + 16 * number] for number in range(count)]
    if len(data) < 12 + 16 * count:
        return False
    spans = sorted((int.from_bytes(row[8:12], "big"), int.from_bytes(row[12:16], "big")) for row in rows)
    at = 12 + 16 * count
    for start, size in spans:
        if not at <= start <= at + 3 or any(data[at:start]):
            return False
        at = start + size
    return at <= len(data) <= at + 3 and not any(data[at:])
