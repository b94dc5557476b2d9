"""Image file directories: the tables of TIFF 6.0 section 2, which Exif, DNG and MPF use as well.

A table is a count, that many entries of 12 bytes, and a link to the next table. An entry holds a tag, a
type, a count and either the value itself, when it fits into 4 bytes, or the value's offset. Nothing here
knows what a tag means.

Damage is told, never raised: the names of the broken rules stand in `RULES`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from .._cursor import ByteOrder, View
from ..model import Rational, Span, Value

RULES: Final = {
    "tiff-header": "the block does not begin with a TIFF header",
    "ifd-bounds": "a table begins or ends outside the block",
    "ifd-loop": "a table is reached a second time",
    "unknown-type": "an entry has a type that no standard names",
    "value-bounds": "a value begins or ends outside the block",
}
"""The rules that a block of tables can break."""


class Type(NamedTuple):
    """A type of value: its name in the standard, the size of one item in bytes, its `struct` code."""

    name: str
    size: int
    code: str


TYPES: Final = {
    1: Type("BYTE", 1, "B"),
    2: Type("ASCII", 1, "s"),
    3: Type("SHORT", 2, "H"),
    4: Type("LONG", 4, "I"),
    5: Type("RATIONAL", 8, "II"),
    6: Type("SBYTE", 1, "b"),
    7: Type("UNDEFINED", 1, "s"),
    8: Type("SSHORT", 2, "h"),
    9: Type("SLONG", 4, "i"),
    10: Type("SRATIONAL", 8, "ii"),
    11: Type("FLOAT", 4, "f"),
    12: Type("DOUBLE", 8, "d"),
    13: Type("IFD", 4, "I"),  # TIFF Technical Note 1
    16: Type("LONG8", 8, "Q"),  # BigTIFF, though some writers use it in plain TIFF
    17: Type("SLONG8", 8, "q"),
    18: Type("IFD8", 8, "Q"),
    129: Type("UTF-8", 1, "s"),  # Exif 3.0 clause 4.6.2
}
"""TIFF 6.0 section 2, BigTIFF and Exif 3.0."""

TEXT_TYPES: Final = frozenset((2, 129))
BYTE_TYPES: Final = frozenset(number for number, kind in TYPES.items() if kind.size == 1)

HEADER_SIZE: Final = 8
ENTRY_SIZE: Final = 12
MARKS: Final[dict[bytes, ByteOrder]] = {b"II*\0": "little", b"MM\0*": "big"}
"""The first four bytes of a TIFF block, and the byte order that they announce."""

ORDER_CODES: Final[dict[ByteOrder, str]] = {"little": "<", "big": ">"}
ENTRY_LAYOUTS: Final = {order: struct.Struct(code + "HHI4s") for order, code in ORDER_CODES.items()}
"""Tag, type, count, and the value or its offset."""
BIG_LAYOUTS: Final = {order: struct.Struct(code + "HHQ8s") for order, code in ORDER_CODES.items()}
"""The same in BigTIFF."""

LONGEST_ARRAY: Final = 4096
"""Numbers in one array that are worth a Python object each; longer arrays are given as bytes."""


class Header(NamedTuple):
    """Byte order, and the offset of the first table."""

    order: ByteOrder
    offset: int


def read_header(data: bytes) -> Header | None:
    """The TIFF header at the start of `data`, or None when there is none."""
    order = MARKS.get(data[:4])
    if order is None or len(data) < HEADER_SIZE:
        return None
    return Header(order, int.from_bytes(data[4:8], order))


class Form(NamedTuple):
    """How the tables of a file are laid out.

    Attributes:
        order: the byte order.
        big: BigTIFF, where counts and offsets have 8 bytes.
    """

    order: ByteOrder
    big: bool = False

    @property
    def header(self) -> int:
        """Bytes of the header."""
        return 16 if self.big else HEADER_SIZE

    @property
    def number(self) -> int:
        """Bytes of an offset, and of a value that stands in its entry."""
        return 8 if self.big else 4

    @property
    def counter(self) -> int:
        """Bytes of the number of entries before a table."""
        return 8 if self.big else 2

    @property
    def entry(self) -> int:
        """Bytes of an entry."""
        return 20 if self.big else ENTRY_SIZE

    @property
    def layout(self) -> struct.Struct:
        """Tag, type, count, and the value or its offset."""
        return (BIG_LAYOUTS if self.big else ENTRY_LAYOUTS)[self.order]


BIG_MARKS: Final[dict[bytes, ByteOrder]] = {
    b"II+\0\x08\0\0\0": "little",
    b"MM\0+\0\x08\0\0": "big",
}
"""The first eight bytes of a BigTIFF: they state that offsets have 8 bytes."""


def read_form(head: bytes) -> tuple[Form, int] | None:
    """How a TIFF or BigTIFF that begins with `head` is laid out, and the offset of its first table."""
    order = BIG_MARKS.get(head[:8])
    if order is not None and len(head) >= Form(order, True).header:
        return Form(order, True), int.from_bytes(head[8:16], order)
    header = read_header(head)
    return (Form(header.order), header.offset) if header else None


class Entry(NamedTuple):
    """One entry of a table.

    Attributes:
        tag, type: as stored.
        items: the count, as stored.
        offset: where the value's bytes begin, in the block; inside the entry for short values.
        size: bytes of the value. An entry of an unknown type has the 4 bytes in the entry.
    """

    tag: int
    type: int
    items: int
    offset: int
    size: int

    @property
    def end(self) -> int:
        """Where the value's bytes end."""
        return self.offset + self.size


def iter_entries(table: bytes, order: ByteOrder, start: int, *, big: bool = False) -> Iterator[Entry]:
    """The entries of a table whose first entry stands at `start` of the block, in stored order.

    Args:
        table: the entries' bytes, a multiple of 12, or of 20 in BigTIFF.
        order: the block's byte order.
        start: offset of the first of them in the block.
        big: they are those of BigTIFF.
    """
    form = Form(order, big)
    room, step = form.number, form.entry
    inline = start + step - room
    for tag, number, count, raw in form.layout.iter_unpack(table):
        kind = TYPES.get(number)
        size = room if kind is None else count * kind.size
        yield Entry(tag, number, count, inline if size <= room else int.from_bytes(raw, order), size)
        inline += step


class Table(NamedTuple):
    """One table.

    Attributes:
        offset: where it begins in the block.
        entries: in stored order, duplicates included.
        link: the offset of the next table, 0 when there is none.
        entries_end: where the entries end; the link, where there is one, takes the next 4 bytes.
        whole: False when the block ends before the last entry does.
    """

    offset: int
    entries: tuple[Entry, ...]
    link: int
    entries_end: int
    whole: bool


def read_table(view: View, offset: int) -> Table | None:
    """The table at `offset`, cut short where the block ends; None when `offset` leaves the block.

    The link may be missing at the end of the block: many writers save these 4 bytes.
    """
    if not 0 < offset <= view.size - 2:
        return None
    count = view.u16(offset)
    start = offset + 2
    fitting = min(count, (view.size - start) // ENTRY_SIZE)
    end = start + fitting * ENTRY_SIZE
    whole = fitting == count
    link = view.u32(end) if whole and end + 4 <= view.size else 0
    entries = tuple(iter_entries(view.take(start, end - start), view.order, start))
    return Table(offset, entries, link, end, whole)


def read_bytes(view: View, entry: Entry, most: int) -> bytes:
    """The value as stored, cut short where the block ends and after `most` bytes."""
    start = min(entry.offset, view.size)
    return view.take(start, min(entry.size, view.size - start, most))


def read_numbers(raw: bytes, number: int, order: ByteOrder) -> Value:
    """The numbers in `raw`, of the type `number`: a single one as itself, several as a tuple.

    Bytes that make no whole item are left out. More than `LONGEST_ARRAY` items come back as `raw`.
    """
    kind = TYPES[number]
    count = len(raw) // kind.size
    if count > LONGEST_ARRAY:
        return raw
    code = f"{ORDER_CODES[order]}{count * len(kind.code)}{kind.code[0]}"
    items: tuple[Value, ...] = struct.unpack_from(code, raw)
    if len(kind.code) == 2:
        items = tuple(map(Rational, items[::2], items[1::2]))  # type: ignore[arg-type]  # both are int
    return items[0] if count == 1 else items


WHOLE_NUMBERS: Final = frozenset((1, 3, 4, 13, 16, 18))
"""The types of counts and offsets."""


def read_whole(raw: bytes, number: int, order: ByteOrder) -> tuple[int, ...]:
    """All whole numbers in `raw`, of one of the types `WHOLE_NUMBERS`, however many there are."""
    size = len(raw) // TYPES[number].size
    return struct.unpack_from(f"{ORDER_CODES[order]}{size}{TYPES[number].code}", raw)


def find_gaps(size: int, spans: Iterable[Span]) -> list[Span]:
    """The parts of `[0, size)` that none of `spans` covers, in order; spans may overlap."""
    gaps = []
    at = 0
    for start, end in sorted(spans):
        if start > at:
            gaps.append(Span(at, min(start, size)))
        at = max(at, end)
        if at >= size:
            return gaps
    return [*gaps, Span(at, size)]
