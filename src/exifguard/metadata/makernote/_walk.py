"""One pass over one maker note: its tables, their values, and what the makers hid in those.

Everything is bounded: entries and tables count against `Limits.fields`, no table is read twice for one
purpose, and the values together take no more bytes than twice the block has, however they overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ..._cursor import ByteOrder, View
from ...limits import Limits
from ...model import Field, Nested, Reading, Span, Value
from ...structures.ifd import ENTRY_SIZE, MARKS, TYPES, Entry, Table, read_bytes, read_table
from .._exif_values import decode_value
from ._base import Found, Inner, Item, Layout, Maker, Named, Note, SubTable, Tag

PREFIX: Final = "MakerNote/"
MARK_ORDERS: Final[dict[bytes, ByteOrder]] = {b"II": "little", b"MM": "big"}
FOOTER: Final = 8
"""A TIFF mark and the offset that the note once had, at the end of some notes."""

SHORT_ARRAY: Final = 16
MOST_NUMBERS: Final = 1 << 17
"""Numbers in the arrays of one note that are worth a Python object each; then long arrays stay bytes."""
LONGEST_HELP: Final = 4096
"""Bytes of another tag that a decode function is given."""
SPARE: Final = 1 << 16
TYPICAL_ENTRIES: Final = 8
"""Entries that are looked at to tell a table from anything else."""


class _Place(NamedTuple):
    """A table to be read, and how deep it is nested."""

    table: SubTable
    depth: int


class Walk:
    """Reads one note as one kind of maker note."""

    def __init__(self, note: Note, maker: Maker, limits: Limits) -> None:
        self.note = note
        self.maker = maker
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: dict[str, None] = {}
        self.seen: set[tuple[int, str]] = set()
        self.pending: list[_Place] = []
        self.entries = 0
        self.bytes = 2 * len(note.block) + SPARE
        self.numbers = 0

    def read(self) -> Reading:
        """Read the note.

        Raises:
            LimitExceededError: more entries and tables than `Limits.fields`.
        """
        if self.maker.read is not None:
            self._take(self.maker.read(self.note), self.maker.name, 1)
        elif self.maker.layout is not None:
            self._start(self.maker.layout)
        while self.pending:
            self._read_place(self.pending.pop())
        return Reading(tuple(self.fields), tuple(self.nested), tuple(self.damage))

    def note_damage(self, rule: str) -> None:
        """Note a rule that the note breaks."""
        self.damage[rule] = None

    def _count(self, entries: int) -> None:
        self.entries += entries
        if self.entries > self.limits.fields:
            self.limits.check("fields", self.entries, part="exif")

    def spend(self, size: int) -> int:
        """How many of `size` bytes may still be read."""
        granted = min(size, self.bytes)
        self.bytes -= granted
        if granted < size:
            self.note_damage("makernote-overlap")
        return granted

    # -- where tables lie ---------------------------------------------------------------------------

    def _start(self, layout: Layout) -> None:
        """Find the note's table, and put its offsets right where the note was moved."""
        note, order = self.note, _order(layout, self.note)
        origin = 0 if layout.base is None else note.start + layout.base
        start = note.start + layout.start
        if layout.pointer is not None:
            at = note.start + layout.pointer
            start = origin + int.from_bytes(note.block[at : min(at + 4, note.end)], order or note.order)
        fixed = isinstance(layout.order, str) and layout.order in ("little", "big")
        found = order if fixed else _guess_order(note, start, order)
        if found is None or not _is_table(note, start, found):
            if note.data.strip(b"\0"):
                self.note_damage("makernote-table")
            return
        view = View(note.block, found)
        table = read_table(view, start)
        if table is not None and layout.moves:
            origin = _settle_base(note, table, origin)
        place = SubTable(start, origin, found, self.maker.tags, self.maker.name)
        self.pending.append(_Place(place, 1))

    def _read_place(self, place: _Place) -> None:
        sub, note = place.table, self.note
        order = _guess_order(note, sub.start, sub.order)
        if order is None:
            self._note_missing(sub)
            return
        if place.depth > self.limits.depth:
            self.note_damage("makernote-depth")
            return
        if (sub.start, sub.group) in self.seen:
            self.note_damage("makernote-loop")
            return
        self.seen.add((sub.start, sub.group))
        table = read_table(View(note.block, order), sub.start)
        if table is None:
            return
        if not table.whole:
            self.note_damage("makernote-table")
        self._count(1 + len(table.entries))
        self._read_table(table, sub._replace(order=order), place.depth)

    def _note_missing(self, sub: SubTable) -> None:
        """An offset leads to no table; one without entries is no fault, though useless."""
        if sub.start <= 0 or self.note.block[sub.start : sub.start + 2] != b"\0\0":
            self.note_damage("makernote-table")

    # -- what they say ------------------------------------------------------------------------------

    def _read_table(self, table: Table, sub: SubTable, depth: int) -> None:
        reader = _Values(self, table, sub)
        for index, entry in enumerate(table.entries):
            tag = sub.tags.get(entry.tag)
            item = reader.item(index, tag)
            if item is None:
                continue
            found: tuple[Found, ...] = ()
            if tag is not None and tag.decode is not None and reader.first[entry.tag] == index:
                found = tuple(tag.decode(item))  # a tag that is said again is shown as it is
            if all(isinstance(thing, SubTable) for thing in found):
                found = (Named(item.name, item.value, item.size), *found)
            self._take(found, sub.group, depth)
        if sub.tags is self.maker.tags:
            for start, length, name in self.maker.pictures:
                self._add_picture(reader, start, length, name)

    def _take(self, found: Iterable[Found], group: str, depth: int) -> None:
        """Make fields, blocks and further tables of what was found."""
        for thing in found:
            if isinstance(thing, SubTable):
                self.pending.append(_Place(thing, depth + 1))
            elif isinstance(thing, Inner):
                self._count(1)
                path = f"{PREFIX}{thing.group or group}/{thing.name}"
                self.nested.append(Nested(thing.kind, path, self._bytes(thing.data), thing.wrap))
            else:
                self._count(1)
                key = f"{PREFIX}{thing.group or group}:{thing.name}"
                self.fields.append(Field(key, thing.value, thing.size))

    def _bytes(self, data: bytes | Span) -> bytes:
        """The bytes of a block, as many as may still be read."""
        if isinstance(data, Span):
            return self.note.block[data.start : data.start + self.spend(data.end - data.start)]
        return data[: self.spend(len(data))]

    def _add_picture(self, reader: _Values, start: int, length: int, name: str) -> None:
        """Collect a picture that two entries describe; one outside the block is not here to be read."""
        at, size = reader.number(start), reader.number(length)
        if not at or not size:
            return
        at += reader.sub.base
        if at >= 0 and at + size <= len(self.note.block):
            self._take((Inner("picture", name, Span(at, at + size)),), self.maker.name, 1)


class _Values:
    """The values of one table."""

    def __init__(self, walk: Walk, table: Table, sub: SubTable) -> None:
        self.walk = walk
        self.table = table
        self.sub = sub
        self.order: ByteOrder = sub.order or walk.note.order
        self.view = View(walk.note.block, self.order)
        self.first: dict[int, int] = {}
        for index, entry in enumerate(table.entries):
            self.first.setdefault(entry.tag, index)

    def place(self, index: int) -> Entry:
        """An entry with the offset of its value in the block."""
        entry = self.table.entries[index]
        if entry.size <= 4:
            return entry
        at = entry.offset + self.sub.base
        return Entry(entry.tag, entry.type, entry.items, at if at >= 0 else self.view.size, entry.size)

    def find(self, tag: int) -> bytes:
        """The stored value of a tag."""
        index = self.first.get(tag)
        return b"" if index is None else read_bytes(self.view, self.place(index), LONGEST_HELP)

    def number(self, tag: int) -> int | None:
        """The first whole number of a tag."""
        index = self.first.get(tag)
        if index is None or self.table.entries[index].type not in (3, 4, 9, 13):
            return None
        return int.from_bytes(self.find(tag)[: TYPES[self.table.entries[index].type].size], self.order)

    def item(self, index: int, tag: Tag | None) -> Item | None:
        """One entry with its value; None for one that a writer set aside and never used."""
        entry, walk = self.place(index), self.walk
        if entry.type not in TYPES:
            if not any(entry[:3]):
                return None
            walk.note_damage("makernote-type")
        size = max(0, min(entry.end, self.view.size) - entry.offset)
        # What begins behind the block is elsewhere in the file, like the previews of many cameras.
        if size < entry.size and entry.offset < self.view.size:
            walk.note_damage("makernote-value-bounds")
        raw = read_bytes(self.view, entry, walk.spend(min(size, walk.limits.value_bytes)))
        name = tag.name if tag is not None else f"0x{entry.tag:04x}"
        value = self._decode(entry, raw)
        note = walk.note
        return Item(
            name,
            entry.tag,
            entry.type,
            entry.items,
            raw,
            value,
            size,
            entry.offset,
            self.order,
            self.sub.base,
            note,
            self.find,
        )

    def _decode(self, entry: Entry, raw: bytes) -> Value:
        walk = self.walk
        if entry.items > SHORT_ARRAY and walk.numbers > MOST_NUMBERS:
            return raw
        value = decode_value("", entry, raw, self.order)
        if isinstance(value, str):  # fields of fixed width, with what stood there before behind the NUL
            return value.partition("\0")[0]
        walk.numbers += len(value) if isinstance(value, tuple) else 0
        return value


def _order(layout: Layout, note: Note) -> ByteOrder | None:
    """The byte order that the layout asks for; None for a guess."""
    if isinstance(layout.order, int):
        at = note.start + layout.order
        return MARK_ORDERS.get(note.block[at : min(at + 2, note.end)])
    if layout.order == "guess":
        return None
    return note.order if layout.order == "block" else layout.order


def _guess_order(note: Note, start: int, preferred: ByteOrder | None) -> ByteOrder | None:
    """The byte order in which a table stands at `start`; None when there is none in either."""
    first: ByteOrder = preferred or note.order
    second: ByteOrder = "big" if first == "little" else "little"
    return next((order for order in (first, second) if _is_table(note, start, order)), None)


def _is_table(note: Note, start: int, order: ByteOrder) -> bool:
    """Whether what stands at `start` looks like a table: at least half of its first entries are sound.

    All of them have to be where the table is longer than the rest of the block.
    """
    block = note.block
    if not 0 <= start <= len(block) - 2 - ENTRY_SIZE:
        return False
    count = int.from_bytes(block[start : start + 2], order)
    fitting = min(count, (len(block) - start - 2) // ENTRY_SIZE)
    looked_at = min(fitting, TYPICAL_ENTRIES)
    rows = range(start + 4, start + 4 + ENTRY_SIZE * looked_at, ENTRY_SIZE)
    sound = sum(int.from_bytes(block[row : row + 2], order) in TYPES for row in rows)
    return bool(count) and (sound if fitting < count else 2 * sound) >= looked_at


def _settle_base(note: Note, table: Table, declared: int) -> int:
    """What the offsets of a table count from, in a note that an editor may have moved.

    The declared base stays unless it puts values outside the note or over the table, and another one puts
    all of them inside: the one that the note's footer states, or one by which the first value follows the
    table at once.
    """
    values = [(entry.offset, entry.size) for entry in table.entries if entry.size > 4 and entry.type in TYPES]
    if not values:
        return declared
    lowest = min(offset for offset, _ in values)
    candidates = [declared, table.entries_end + 4 - lowest, table.entries_end - lowest, note.start]
    end, order = note.end, MARKS.get(note.block[note.end - FOOTER : note.end - FOOTER + 4])
    if order is not None and note.size > FOOTER:
        end -= FOOTER
        candidates.insert(1, note.start - int.from_bytes(note.block[end + 4 : note.end], order))
    room = Span(note.start, end)
    return next((base for base in candidates if _all_inside(room, table, values, base)), declared)


def _all_inside(room: Span, table: Table, values: Sequence[tuple[int, int]], base: int) -> bool:
    """Whether all values lie in `room`, and none of them over the table."""
    return all(
        room.start <= offset + base <= room.end - size
        and (table.entries_end <= offset + base or offset + base + size <= table.offset)
        for offset, size in values
    )
