"""Notes that are one record or a table with a head of its own, and what their values need to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ..._cursor import ByteOrder, View
from ...model import Span, Value
from ...structures.ifd import (
    ENTRY_SIZE,
    ORDER_CODES,
    TYPES,
    find_gaps,
    iter_entries,
    read_bytes,
    read_numbers,
    read_table,
)
from .._exif_values import decode_value
from ._base import Decode, Found, Inner, Item, Named, Note, Reader
from ._decode import Cell, as_whole_text, convert, read_cell

__all__ = [
    "Place",
    "Reworked",
    "cell_end",
    "fixed_record",
    "following_base",
    "guess_order",
    "nearest_base",
    "picture_at",
    "read_headless",
    "read_places",
    "read_record",
    "record_reader",
    "signed_number",
    "text_if_set",
    "unread",
    "unset",
]

LONGEST_PICTURE: Final = 1 << 18
"""Bytes of a picture that an entry points at: a hostile table may have an entry for each dozen bytes."""
LONGEST_VALUE: Final = 1 << 16
"""Bytes of one value in a table that is read here; longer ones are cut."""

LINK_SIZE: Final = 4
SMALLEST_UNREAD: Final = 4
"""Unexplained bytes that are worth a block; fewer are the stray bytes of sloppy writers."""

_SIGNED: Final = {1: 6, 3: 8, 4: 9}
"""The signed type of the same size: BYTE, SHORT, LONG."""


# -- decode functions ----------------------------------------------------------------------------------


def unset(item: Item) -> Named:
    """The field of a tag that holds nothing: under its number, because an empty city names no place."""
    return Named(f"0x{item.tag:04x}", item.value, item.size)


def text_if_set(*placeholders: str) -> Decode:
    """Text, whatever the type says; a tag of blanks, NULs or one of `placeholders` is `unset`."""

    def decode(item: Item) -> Iterable[Found]:
        value = as_whole_text(item.raw).strip()
        if not value or value in placeholders:
            return (unset(item),)
        return (Named(item.name, value, item.size),)

    return decode


@convert
def signed_number(item: Item) -> Value | None:
    """Signed numbers that the entry's type calls unsigned."""
    number = _SIGNED.get(item.type)
    return None if number is None else read_numbers(item.raw, number, item.order)


def picture_at(length: int, name: str) -> Decode:
    """The value is the offset of a picture, and the tag `length` holds its size in bytes.

    Of a larger picture than `LONGEST_PICTURE` the beginning is handed out.
    """

    def decode(item: Item) -> Iterator[Found]:
        yield Named(item.name, item.value, item.size)
        size = int.from_bytes(item.find(length)[:4], item.order)
        start = item.base + item.value if isinstance(item.value, int) and item.value else -1
        block = item.note.block
        if start >= 0 and size and start + size <= len(block):
            yield Inner("picture", name, block[start : start + size])

    return decode


# -- records -------------------------------------------------------------------------------------------


class Reworked(NamedTuple):
    """A value at a fixed place that is stored in an odd way; None means that nothing was set."""

    cell: Cell
    rework: Callable[[Value], Value | None]


Place = Cell | Reworked


def cell_end(cell: Cell) -> int:
    """Where a cell ends in its record."""
    return cell.at + int(cell.form[1:]) * cell.many


def read_places(places: Iterable[Place], raw: bytes, order: ByteOrder, group: str = "") -> Iterator[Named]:
    """The values of those places that `raw` is long enough for."""
    for place in places:
        cell = place.cell if isinstance(place, Reworked) else place
        found = read_cell(cell, raw, ORDER_CODES[order])
        if found is None:
            continue
        value: Value | None = found[0]
        if isinstance(place, Reworked):
            value = place.rework(found[0])
        if value is not None:
            yield Named(cell.name, value, found[1], group)


def read_record(data: bytes, places: Iterable[Place], order: ByteOrder, head: int = 0) -> Iterator[Found]:
    """The values of a record, and in one opaque block the bytes that no place explains.

    Args:
        data: the record.
        places: where its values stand.
        order: its byte order.
        head: bytes at its beginning that are its signature.
    """
    places = tuple(places)
    yield from read_places(places, data, order)
    cells = [place.cell if isinstance(place, Reworked) else place for place in places]
    spans = [Span(0, head), *(Span(cell.at, cell_end(cell)) for cell in cells)]
    yield from unread(data, spans)


def unread(data: bytes, spans: Iterable[Span]) -> Iterator[Inner]:
    """The bytes of a note outside `spans`, as one opaque block; none where they say nothing."""
    gaps = (data[start:end] for start, end in find_gaps(len(data), spans))
    rest = b"".join(gap for gap in gaps if gap.strip(b"\0") and gap.strip(b"\xff"))
    if len(rest) >= SMALLEST_UNREAD:
        yield Inner("makernote", "Unknown", rest)


def record_reader(*places: Place, order: ByteOrder = "little", head: int = 0) -> Reader:
    """Reads a note that is one record."""
    return lambda note: read_record(note.data, places, order, head)


def fixed_record(*places: Place, order: ByteOrder) -> Decode:
    """A record with a byte order of its own: the whole of it under the tag's name, then its values."""

    def decode(item: Item) -> Iterator[Found]:
        yield Named(item.name, item.value, item.size)
        yield from read_places(places, item.raw, order)

    return decode


# -- tables with a head of their own -------------------------------------------------------------------


def read_headless(
    note: Note,
    start: int,
    count: int,
    order: ByteOrder,
    base: Callable[[int], int],
    names: Mapping[int, str],
) -> Iterator[Found]:
    """The entries of a table whose count is not where other tables have it.

    Args:
        note: the note.
        start: where the first entry begins, as an offset in the block.
        count: how many entries there are; those outside the note are not read.
        order: the byte order.
        base: what the offset of a tag counts from, as an offset in the block.
        names: the names of the tags.
    """
    view = View(note.block, order)
    fitting = max(0, min(count, (note.end - start) // ENTRY_SIZE))
    spare = 2 * note.size + LONGEST_VALUE
    for stored in iter_entries(note.block[start : start + fitting * ENTRY_SIZE], order, start):
        if not any(stored[:3]):
            continue
        entry = (
            stored._replace(offset=max(0, stored.offset + base(stored.tag))) if stored.size > 4 else stored
        )
        raw = read_bytes(view, entry, min(spare, LONGEST_VALUE))
        spare -= len(raw)
        name = names.get(entry.tag) or f"0x{entry.tag:04x}"
        yield Named(name, decode_value(name, entry, raw, order), len(raw))


def nearest_base(note: Note, start: int, order: ByteOrder, bases: Iterable[int]) -> int:
    """What a table's offsets count from: the one of `bases` by which its values follow it most closely.

    Some makers count from the beginning of the note in one camera, and of the block in the next.
    """
    lowest, end = _first_value(note, start, order)
    return min(bases, key=lambda base: (lowest + base < end, abs(lowest + base - end)))


def following_base(note: Note, start: int, order: ByteOrder) -> int:
    """What a table's offsets count from, if its first value follows the table at once.

    Some writers leave out the link to a next table; where there is one it is zero.
    """
    lowest, end = _first_value(note, start, order)
    link = LINK_SIZE if not any(note.block[end : end + LINK_SIZE]) else 0
    return end + link - lowest


def _first_value(note: Note, start: int, order: ByteOrder) -> tuple[int, int]:
    """The lowest offset of a table's values, and where the table ends."""
    table = read_table(View(note.block, order), start)
    if table is None:
        return 0, 0
    far = (entry.offset for entry in table.entries if entry.type in TYPES and entry.size > 4 and entry.offset)
    return min(far, default=0), table.entries_end


def guess_order(note: Note, start: int, head: int = 2) -> ByteOrder | None:
    """The byte order of a table whose count takes `head` bytes; None where neither gives a table."""
    orders: tuple[ByteOrder, ByteOrder] = ("little", "big")
    for order in orders if note.order == "little" else orders[::-1]:
        count = int.from_bytes(note.block[start : start + head], order)
        first = start + head
        if count and first + ENTRY_SIZE * count <= note.end and _has_sound_types(note, first, count, order):
            return order
    return None


def _has_sound_types(note: Note, first: int, count: int, order: ByteOrder) -> bool:
    looked_at = min(count, 8)
    rows = range(first + 2, first + 2 + ENTRY_SIZE * looked_at, ENTRY_SIZE)
    sound = sum(int.from_bytes(note.block[row : row + 2], order) in TYPES for row in rows)
    return 2 * sound >= looked_at
