"""Taking little out of a camera raw that nothing else may be changed in: see `_tiff_bound`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NoReturn

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import UnsupportedError
from ..model import Action, Span
from ..structures.ifd import TYPES, Entry
from ..structures.ifd_layout import Row
from ._base import Changes
from ._tiff_claims import united
from ._tiff_exif import Node, Rows, expand
from ._tiff_layout import TiffParts
from ._tiff_tables import Page, Table


def patch(source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """The output, as long as the input; see `Container.plan`.

    Raises:
        UnsupportedError: what stays has no room where it stood.
    """
    return _Patch(source, parts, actions, changes).recipe()


class _Patch:
    def __init__(self, source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.form = parts.form
        self.actions = actions
        self.changes = changes
        self.tables: dict[int, tuple[Table, dict[int, bytes | None]]] = {}
        """Tables that change: the entries that do by their number, None for those that go."""
        self.values: list[tuple[int, bytes]] = []

    def refuse(self, why: str) -> NoReturn:
        raise UnsupportedError(f"the raw cannot be edited in place: {why}", format="tiff", rule="camera-raw")

    # -- what stays -------------------------------------------------------------------------------

    def recipe(self) -> Recipe:
        """The source, with zeros or what stays where something was to go."""
        if any(data for kind, data in self.changes.fresh.items() if kind != "icc"):
            self.refuse("nothing can be added to it")
        gone: list[Span] = []
        for page in (page for root in self.parts.chain for page in root.walk()):
            for tag, index in self.parts.written.get(page.table.offset, {}).items():
                block = self.parts.blocks[index]
                new = self.changes.contents.get(index)
                if new is None and self.actions[block.parts[0]] is not Action.REMOVE:
                    continue
                if new is None and block.kind == "picture":
                    self.refuse("a picture inside cannot be cleaned")
                gone += (Span(self.parts.parts[i].start, self.parts.parts[i].end) for i in block.parts)
                data = b"".join(map(self.bytes_of, new or ()))
                if tag:
                    self.block(page, tag, data)
                else:
                    self.node(page.table, self.parts.nodes[page.table.offset], expand(data, self.form.order))
        return Recipe(self.source, list(self.pieces(gone)))

    def bytes_of(self, piece: Piece) -> bytes:
        return piece if isinstance(piece, bytes) else self.source.read(piece.start, size_of(piece))

    def block(self, page: Page, tag: int, data: bytes) -> None:
        """XMP or the like: what stays of it fills its old room."""
        entry = page.first[tag]
        if not data:
            self.change(page.table, entry, None)
            return
        if len(data) > entry.size:
            self.refuse("what stays of a block is longer than it was")
        self.change(page.table, entry, self.row(page.table, entry))
        self.values.append((entry.offset, data.ljust(entry.size, b" " if data.startswith(b"<") else b"\0")))

    def node(self, table: Table, node: Node, kept: Rows) -> None:
        """The entries of a table that may go."""
        rows = {row.tag: row for row in kept.rows}
        children = dict(kept.children)
        for entry in node.entries:
            if entry.tag in node.children:
                self.child(table, node, entry, children.get(entry.tag, Rows()))
            elif entry.tag in rows:
                self.keep(table, entry, rows[entry.tag])
            else:
                self.change(table, entry, None)

    def child(self, table: Table, node: Node, entry: Entry, kept: Rows) -> None:
        """A table below; one of which nothing is left goes with the entry that points to it."""
        at = int.from_bytes(self.source.read(entry.offset, TYPES[entry.type].size), self.form.order)
        below = node.children[entry.tag]
        frame = next(one for one in node.frames if one.offset == at)
        self.node(frame, below, kept)
        if not kept and len(below.entries) == len(frame.entries):
            self.tables.pop(at, None)
            self.change(table, entry, None)
        elif entry.tag in node.children:
            self.change(table, entry, self.row(table, entry))

    def keep(self, table: Table, entry: Entry, row: Row) -> None:
        """An entry with the value that it has from now on."""
        data = self.bytes_of(row.data)
        room = max(entry.size, self.form.number)
        if row.type != entry.type or len(data) > room:
            self.refuse("a value that stays is longer than it was")
        head = self.row(table, entry)[:4] + row.items.to_bytes(self.form.number, self.form.order)
        if len(data) <= self.form.number:
            self.change(table, entry, head + data.ljust(self.form.number, b"\0"))
        else:
            self.change(table, entry, head + entry.offset.to_bytes(self.form.number, self.form.order))
            self.values.append((entry.offset, data))

    def row(self, table: Table, entry: Entry) -> bytes:
        """An entry as stored."""
        number = next(index for index, one in enumerate(table.entries) if one is entry)
        return self.source.read(table.offset + self.form.counter + number * self.form.entry, self.form.entry)

    def change(self, table: Table, entry: Entry, row: bytes | None) -> None:
        number = next(index for index, one in enumerate(table.entries) if one is entry)
        self.tables.setdefault(table.offset, (table, {}))[1][number] = row

    # -- layout -----------------------------------------------------------------------------------

    def table(self, table: Table, changed: dict[int, bytes | None]) -> bytes:
        """A table in its old room, what stays in its old order."""
        form = self.form
        raw = self.source.read(table.offset, table.end - table.offset)
        start = form.counter
        rows = [
            changed.get(number, raw[start + number * form.entry :][: form.entry])
            for number in range(len(table.entries))
        ]
        kept = [row for row in rows if row is not None]
        link = raw[start + len(rows) * form.entry :]
        return (len(kept).to_bytes(form.counter, form.order) + b"".join(kept) + link).ljust(len(raw), b"\0")

    def pieces(self, gone: Sequence[Span]) -> Iterator[Piece]:
        """The source between what is written."""
        tables = [(at, self.table(*one)) for at, one in self.tables.items()]
        written = united([*gone, *(Span(at, at + len(data)) for at, data in tables)])
        rooms = [bytearray(end - start) for start, end in written]
        starts = [span.start for span in written]
        for at, data in (*self.values, *tables):
            done = 0
            while done < len(data):
                index = bisect_right(starts, at + done) - 1
                room = written[index] if index >= 0 else Span(0, 0)
                size = min(len(data) - done, room.end - at - done)
                if size <= 0:
                    self.refuse("two values share the same bytes")
                start = at + done - room.start
                rooms[index][start : start + size] = data[done : done + size]
                done += size
        last = 0
        for room, new in zip(written, rooms, strict=True):
            yield Span(last, room.start)
            yield bytes(new)
            last = room.end
        yield Span(last, self.parts.size)
