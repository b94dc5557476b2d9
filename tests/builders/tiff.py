"""EXIF blocks: TIFF 6.0 image file directories in either byte order."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# TIFF 6.0 section 2: the field types and the struct code of one unit.
BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SLONG, SRATIONAL = 1, 2, 3, 4, 5, 7, 9, 10
_CODES = {
    BYTE: "B",
    ASCII: "B",
    SHORT: "H",
    LONG: "I",
    RATIONAL: "I",
    UNDEFINED: "B",
    SLONG: "i",
    SRATIONAL: "i",
}
_UNITS_PER_VALUE = {RATIONAL: 2, SRATIONAL: 2}

EXIF_POINTER, GPS_POINTER, INTEROP_POINTER = 0x8769, 0x8825, 0xA005
ORIENTATION = 0x0112
THUMBNAIL_OFFSET, THUMBNAIL_LENGTH = 0x0201, 0x0202

Units = bytes | Sequence[int]


class Entry(NamedTuple):
    """One directory entry; `declared` (its count) and `offset` override what is true."""

    tag: int
    kind: int
    units: Units
    declared: int | None = None
    offset: int | None = None


def ascii_(tag: int, text: str) -> Entry:
    return Entry(tag, ASCII, text.encode("utf-8") + b"\0")


def byte(tag: int, data: bytes) -> Entry:
    return Entry(tag, BYTE, data)


def undefined(tag: int, data: bytes) -> Entry:
    return Entry(tag, UNDEFINED, data)


def short(tag: int, *values: int) -> Entry:
    return Entry(tag, SHORT, values)


def long_(tag: int, *values: int) -> Entry:
    return Entry(tag, LONG, values)


def rational(tag: int, *pairs: tuple[int, int]) -> Entry:
    return Entry(tag, RATIONAL, tuple(part for pair in pairs for part in pair))


def xp(tag: int, text: str) -> Entry:
    """A Windows XP tag: UTF-16LE with a terminator, stored as BYTE whatever the byte order."""
    return byte(tag, text.encode("utf-16-le") + b"\0\0")


def user_comment(text: str, charset: str = "ASCII", order: str = "II") -> Entry:
    """Exif 3.0 tag 0x9286: an eight-byte character code, then text."""
    codecs = {"ASCII": "ascii", "UNICODE": "utf-16-le" if order == "II" else "utf-16-be"}
    return undefined(0x9286, charset.encode("ascii").ljust(8, b"\0") + text.encode(codecs[charset]))


@dataclass(frozen=True)
class Ifd:
    """A directory, the directories it points at, the thumbnail it owns and the one that follows it."""

    entries: tuple[Entry, ...] = ()
    children: Mapping[int, Ifd] = field(default_factory=dict)
    thumbnail: bytes = b""
    next: Ifd | None = None
    next_offset: int | None = None
    slack: bytes = b""


def tiff(ifd: Ifd, order: str = "II") -> bytes:
    """A TIFF header and the directories behind it; `order` is "II" (little endian) or "MM"."""
    header = order.encode("ascii") + struct.pack(_sign(order) + "HI", 42, 8)
    return header + _lay_out(ifd, len(header), order)


def exif(ifd: Ifd, order: str = "II") -> bytes:
    """The payload of a JPEG APP1 segment."""
    return b"Exif\0\0" + tiff(ifd, order)


def orientation(value: int, order: str = "II") -> bytes:
    """The smallest block that states an orientation."""
    return tiff(Ifd((short(ORIENTATION, value),)), order)


def gps(
    *extra: Entry, latitude: Sequence[int] = (47, 36, 5000), longitude: Sequence[int] = (8, 12, 3000)
) -> Ifd:
    """A GPS directory: a position north and east in degrees, minutes and hundredths of a second."""

    def angle(tag: int, parts: Sequence[int]) -> Entry:
        degrees, minutes, hundredths = parts
        return rational(tag, (degrees, 1), (minutes, 1), (hundredths, 100))

    fixed = (
        byte(0, b"\2\3\0\0"),
        ascii_(1, "N"),
        angle(2, latitude),
        ascii_(3, "E"),
        angle(4, longitude),
        byte(5, b"\0"),
        rational(6, (4321, 10)),
        rational(7, (15, 1), (4, 1), (5, 1)),
        ascii_(0x1D, "2024:05:12"),
    )
    return Ifd((*fixed, *extra))


def gps_text(tag: int, text: str) -> Entry:
    """GPSProcessingMethod (0x1B) or GPSAreaInformation (0x1C)."""
    return undefined(tag, b"ASCII\0\0\0" + text.encode("ascii"))


def _sign(order: str) -> str:
    return "<" if order == "II" else ">"


def _pack(entry: Entry, order: str) -> bytes:
    if isinstance(entry.units, bytes):
        return entry.units
    return struct.pack(f"{_sign(order)}{len(entry.units)}{_CODES[entry.kind]}", *entry.units)


class _Heap:
    """The values behind a directory, and the rows that point at them."""

    def __init__(self, start: int, order: str) -> None:
        self.start, self.order = start, order
        self.data = bytearray()
        self.rows: list[tuple[int, bytes]] = []

    @property
    def end(self) -> int:
        return self.start + len(self.data)

    def push(self, data: bytes) -> int:
        """Store `data` on a word boundary and return its offset."""
        at = self.end
        self.data += data + bytes(len(data) % 2)
        return at

    def row(self, tag: int, kind: int, count: int, value: bytes) -> None:
        head = struct.pack(_sign(self.order) + "HHI", tag, kind, count)
        self.rows.append((tag, head + value.ljust(4, b"\0")))

    def long_row(self, tag: int, value: int) -> None:
        self.row(tag, LONG, 1, struct.pack(_sign(self.order) + "I", value))

    def entry(self, entry: Entry) -> None:
        units = len(entry.units) // _UNITS_PER_VALUE.get(entry.kind, 1)
        data = _pack(entry, self.order)
        if entry.offset is not None:
            data = struct.pack(_sign(self.order) + "I", entry.offset)
        elif len(data) > 4:
            data = struct.pack(_sign(self.order) + "I", self.push(data))
        self.row(entry.tag, entry.kind, units if entry.declared is None else entry.declared, data)


def _lay_out(ifd: Ifd, at: int, order: str) -> bytes:
    rows = len(ifd.entries) + len(ifd.children) + (2 if ifd.thumbnail else 0)
    heap = _Heap(at + 2 + 12 * rows + 4, order)
    for entry in ifd.entries:
        heap.entry(entry)
    for tag, child in ifd.children.items():
        heap.long_row(tag, heap.end)
        heap.push(_lay_out(child, heap.end, order))
    if ifd.thumbnail:
        heap.long_row(THUMBNAIL_OFFSET, heap.push(ifd.thumbnail))
        heap.long_row(THUMBNAIL_LENGTH, len(ifd.thumbnail))
    heap.push(ifd.slack)
    follower = ifd.next_offset or 0
    if ifd.next is not None:
        follower = heap.end
        heap.push(_lay_out(ifd.next, heap.end, order))
    sign = _sign(order)
    # TIFF 6.0 section 2: the entries of a directory are sorted by tag.
    table = b"".join(row for _, row in sorted(heap.rows, key=lambda row: row[0]))
    return struct.pack(sign + "H", rows) + table + struct.pack(sign + "I", follower) + bytes(heap.data)
