"""The metadata of a page as an EXIF block, and back: what codecs read and what writers give.

In a file the entries about the picture stand among those that the picture needs, and offsets count from the
start of the file. A codec gets a block that is made for it: the same entries and values at fresh offsets,
without a copy of the values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .._cursor import ByteOrder, Cursor, View
from ..model import Span
from ..structures.ifd import (
    ENTRY_LAYOUTS,
    ENTRY_SIZE,
    HEADER_SIZE,
    MARKS,
    TYPES,
    Entry,
    read_header,
    read_table,
    read_whole,
)
from ..structures.ifd_layout import Row
from ._tiff_tables import Table
from ._tiff_tags import MAKER_NOTE, TABLES

_NOTE_WITHIN: Final = 1 << 20
"""A maker note that begins no later than this keeps its offset: what it points to is in it."""
_NOWHERE: Final = 2**32 - 1
_POINTER_TYPES: Final = frozenset((3, 4, 13, 16, 18))
_MOST_DEEP: Final = 4


@dataclass(slots=True)
class Node:
    """A table of metadata: entries, where they stand, the tables that they point to, as stored and by tag."""

    entries: list[Entry] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    frames: list[Table] = field(default_factory=list)
    children: dict[int, Node] = field(default_factory=dict)

    def walk(self) -> Iterator[Entry]:
        """All entries, inner tables too."""
        yield from self.entries
        for child in self.children.values():
            yield from child.walk()


def compact(cursor: Cursor, node: Node, order: ByteOrder) -> tuple[Span | bytes, ...]:
    """The block that says what `node` says."""
    return _Compact(cursor, order).block(node)


class _Compact:
    def __init__(self, cursor: Cursor, order: ByteOrder) -> None:
        self.cursor = cursor
        self.order = order
        self.pieces: list[Span | bytes] = []
        self.note: Entry | None = None
        self.at = HEADER_SIZE

    def block(self, node: Node) -> tuple[Span | bytes, ...]:
        mark = next(mark for mark, order in MARKS.items() if order == self.order)
        for entry in node.walk():
            if entry.tag == MAKER_NOTE and self.at < entry.offset <= _NOTE_WITHIN and self.sound(entry):
                self.pieces += (bytes(entry.offset - self.at), Span(entry.offset, entry.end))
                self.pieces.append(bytes(entry.size % 2))
                self.at = entry.end + entry.size % 2
                self.note = entry
                break
        start = self.at
        self.table(node)
        return (mark + start.to_bytes(4, self.order), *self.pieces)

    def sound(self, entry: Entry) -> bool:
        return entry.size > 4 and entry.end <= self.cursor.end

    def table(self, node: Node) -> None:
        """A table, its values, the tables below."""
        count = len(node.entries)
        mine = len(self.pieces)
        self.pieces.append(b"")
        self.at += 2 + ENTRY_SIZE * count + 4
        rows = [
            (entry.tag, 4, 1, b"") if entry.tag in node.children else self.row(entry)
            for entry in node.entries
        ]
        for index, entry in enumerate(node.entries):
            if entry.tag in node.children:
                rows[index] = (entry.tag, 4, 1, self.at.to_bytes(4, self.order))
                self.table(node.children[entry.tag])
        pack = ENTRY_LAYOUTS[self.order].pack
        table = b"".join(pack(*row) for row in rows)
        self.pieces[mine] = count.to_bytes(2, self.order) + table + bytes(4)

    def row(self, entry: Entry) -> tuple[int, int, int, bytes]:
        """An entry; the value of a broken one is nowhere."""
        tag, number, items = entry[:3]
        if entry == self.note:
            return tag, number, items, entry.offset.to_bytes(4, self.order)
        if number not in TYPES:
            return tag, number, min(items, _NOWHERE), self.cursor.read(entry.offset, 4, "entry")
        if entry.end > self.cursor.end or items > _NOWHERE:
            return tag, number, min(items, _NOWHERE), _NOWHERE.to_bytes(4, self.order)
        if entry.size <= 4:
            return tag, number, items, self.cursor.read(entry.offset, entry.size, "entry")
        at = self.at
        self.pieces += (Span(entry.offset, entry.end), bytes(entry.size % 2))
        self.at += entry.size + entry.size % 2
        return tag, number, items, at.to_bytes(4, self.order)


class Rows(NamedTuple):
    """A table to be written: its rows, and the tables that it points to, by tag."""

    rows: tuple[Row, ...] = ()
    children: tuple[tuple[int, Rows], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.children)


def expand(data: bytes, order: ByteOrder) -> Rows:
    """The rows of an EXIF block in the byte order `order`; what is damaged or linked is left out."""
    header = read_header(data)
    if header is None:
        return Rows()
    return _expand(View(data, header.order), header.offset, order, 0)


def _expand(view: View, offset: int, order: ByteOrder, depth: int) -> Rows:
    table = read_table(view, offset)
    if table is None or depth > _MOST_DEEP:
        return Rows()
    rows: dict[int, Row] = {}
    children: dict[int, Rows] = {}
    for entry in table.entries:
        if entry.type not in TYPES or entry.end > view.size or entry.tag in rows or entry.tag in children:
            continue
        raw = view.take(entry.offset, entry.size)
        if entry.tag in TABLES and entry.type in _POINTER_TYPES and entry.items == 1:
            child = _expand(view, read_whole(raw, entry.type, view.order)[0], order, depth + 1)
            if child:
                children[entry.tag] = child
        else:
            rows[entry.tag] = Row(entry.tag, entry.type, entry.items, _turned(raw, entry, view.order, order))
    return Rows(tuple(rows.values()), tuple(children.items()))


def _turned(raw: bytes, entry: Entry, old: ByteOrder, new: ByteOrder) -> bytes:
    """A value in another byte order."""
    kind = TYPES[entry.type]
    unit = kind.size // len(kind.code)
    if old == new or unit == 1:
        return raw
    return b"".join(raw[at : at + unit][::-1] for at in range(0, len(raw), unit))
