"""Hewlett-Packard, and what its factories made for others: a table, texts in binary data, two records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...model import Span, Value
from ._base import Found, Inner, Maker, Named, Note, SubTable, signed, tags
from ._decode import Cell
from ._records import Place, Reworked, guess_order, record_reader, unread

TAGS: Final = tags({0x0E00: "PrintIM"})
LAST_START: Final = 32
"""Within how many bytes the table begins."""

SERIAL_MARK: Final = "SERIAL NUMBER:"


def _read_table(note: Note) -> Iterator[Found]:
    """A table somewhere behind the name of the maker."""
    for start in range(note.start, note.start + LAST_START + 2, 2):
        order = guess_order(note, start)
        if order is not None:
            yield SubTable(start, 0, order, TAGS, "HP")
            return
    yield Inner("makernote", "Unknown", note.data)


_SERIAL: Final = re.compile(rb"serial number:[ \t\r\n\0]*([!-~][ -~]*)", re.IGNORECASE)
_SHADING: Final = re.compile(rb"lens shading:[ \t\r\n\0]*([!-~][ -~]*)", re.IGNORECASE)


def _read_texts(note: Note) -> Iterator[Found]:
    """Texts with their names, among other things; a picture at the end."""
    data = note.data
    picture = data.find(b"\xff\xd8\xff\xdb")
    spans = [Span(0, 4)]
    end = data.rfind(b"\xff\xd9") + 2
    if 0 <= picture < end:
        yield Inner("picture", "PreviewImage", data[picture:end])
        spans.append(Span(picture, end))
    texts = data[:picture] if picture >= 0 else data
    for pattern, name in ((_SERIAL, "SerialNumber"), (_SHADING, "LensShading")):
        found = pattern.search(texts)
        if found is not None:
            yield Named(name, found[1].decode("ascii").rstrip(), len(found[1]))
            spans.append(Span(*found.span()))
    yield from unread(data, spans)


def _serial(value: Value) -> str | None:
    """What follows its name."""
    text = value if isinstance(value, str) else ""
    return text.removeprefix(SERIAL_MARK).strip() or None if text.startswith(SERIAL_MARK) else None


def _record(aperture: str, serial_at: int) -> tuple[Place, ...]:
    return (
        Cell(aperture, 12, "u2"),
        Cell("ExposureTime", 16, "u4"),
        Cell("CameraDateTime", 20, "t20", skip_zero=True),
        Cell("ISO", 52, "u2"),
        Reworked(Cell("SerialNumber", serial_at, "t26"), _serial),
    )


MAKERS: Final = (
    Maker("HP", signed(b"Hewlett-Packard", b"Vivitar"), read=_read_table),
    Maker("HP", signed(*(b"610%c" % kind for kind in range(5))), read=_read_texts),
    Maker("HP", signed(b"IIII\x04\0"), read=record_reader(*_record("MaxAperture", 0x5C), head=6)),
    Maker("HP", signed(b"IIII\x06\0"), read=record_reader(*_record("FNumber", 0x58), head=6)),
)
