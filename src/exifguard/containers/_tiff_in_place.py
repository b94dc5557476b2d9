"""Editing a camera raw in place: what goes becomes zeros where it stood, and nothing moves that is not ours.

Raw developers reach sensor data through offsets that only they know, so every byte that stays keeps its
place. Tables close ranks inside their old room; strips that lose something close ranks inside theirs. A value
that is new, or longer than it was, is written where one stood that goes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import UnsupportedError
from ..model import Action, Block, Role, Span
from ..structures.ifd import TYPES, WHOLE_NUMBERS, Entry
from ..structures.ifd_layout import Row
from . import _tiff_tags as tags
from ._base import Changes
from ._tiff_claims import METADATA, TRAILER, before, minus, united
from ._tiff_exif import Node, Rows, expand
from ._tiff_layout import FRESH, TiffParts
from ._tiff_tables import Page, Run, Table

_ZEROS: Final = bytes(1 << 16)
_BYTE, _LONG, _UNDEFINED, _LONG8 = 1, 4, 7, 16
_SPACE: Final = b" "
_NOWHERE: Final = -1


@dataclass(slots=True)
class _Placed:
    """An entry, and where its value stands if it is too long for the entry.

    Attributes:
        row: its tag, type and value.
        at: offset of the value; `_NOWHERE` until it is known.
        spare: without room for it, it may be left out: another entry says the same.
    """

    row: Row
    at: int = _NOWHERE
    spare: bool = False

    @property
    def size(self) -> int:
        return self.row.items * TYPES[self.row.type].size


_Entries = dict[int, _Placed]


@dataclass(slots=True)
class _Job:
    """A table to be written where it stood."""

    table: Table
    entries: _Entries
    link: int


def edit_in_place(source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """The output, as long as the input; see `Container.plan`.

    Raises:
        UnsupportedError: what stays or is added has no room, or shares its bytes with something else.
    """
    return _Edit(source, parts, actions, changes).recipe()


class _Edit:
    def __init__(self, source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.form = parts.form
        self.actions = actions
        self.changes = changes
        self.jobs: list[_Job] = []
        self.writes: dict[int, Piece] = {}
        self.images = united(self.image_spans())

    # -- what stays -------------------------------------------------------------------------------

    def stays(self, block: Block) -> bool:
        return self.actions[block.parts[0]] is not Action.REMOVE

    def keeps(self, page: Page) -> bool:
        return page.block < 0 or self.stays(self.parts.blocks[page.block])

    def image_spans(self) -> Iterator[Span]:
        for part in self.parts.parts:
            if part.role is Role.IMAGE:
                yield from part.pieces if part.pieces is not None else (Span(part.start, part.end),)

    # -- writing ----------------------------------------------------------------------------------

    def put(self, at: int, piece: Piece) -> None:
        """Write a piece at an offset; what is there already has to be the same."""
        old = self.writes.setdefault(at, piece) if size_of(piece) else piece
        if old == piece:
            return
        size = min(size_of(old), size_of(piece))
        if self.bytes_of(_part(old, 0, size)) != self.bytes_of(_part(piece, 0, size)):
            self.refuse("two values share the same bytes", "shared-storage")
        self.writes[at] = max(old, piece, key=size_of)

    def bytes_of(self, piece: Piece) -> bytes:
        if isinstance(piece, bytes):
            return piece
        return self.source.read(piece.start, size_of(piece))

    def refuse(self, why: str, rule: str) -> None:
        raise UnsupportedError(f"the raw cannot be edited in place: {why}", format="tiff", rule=rule)

    def as_it_is(self, entry: Entry, items: int) -> _Placed:
        """An entry of the source, with its first values."""
        items = min(items, entry.items)
        end = entry.offset + items * TYPES[entry.type].size
        return _Placed(Row(entry.tag, entry.type, items, Span(entry.offset, end)), entry.offset)

    def written(self, placed: _Placed) -> _Placed:
        """The same entry as bytes: nothing is copied of a block that is written anew."""
        placed.row = placed.row._replace(data=self.bytes_of(placed.row.data))
        return placed

    def placed(self, entry: Entry | None, row: Row) -> _Placed:
        """A value where the old one stood, if there is room."""
        placed = _Placed(row)
        if entry is not None and entry.type in TYPES and self.form.number < placed.size <= entry.size:
            placed.at = entry.offset
        return placed

    # -- pages ------------------------------------------------------------------------------------

    def chain(self, pages: Iterable[Page]) -> list[Page]:
        """The pages of a chain that stay, each linked to the next."""
        kept = [page for page in pages if self.keeps(page)]
        for index, page in enumerate(kept):
            self.page(page, kept[index + 1].table.offset if index + 1 < len(kept) else 0)
        return kept

    def page(self, page: Page, link: int) -> None:
        """The table of a page, with its values and its picture."""
        rows: _Entries = {tag: self.placed(page.first[tag], row) for tag, row in page.rows.items()}
        if self.changes.minimal:
            for tag in (tags.X_RESOLUTION, tags.Y_RESOLUTION, tags.RESOLUTION_UNIT):
                rows.pop(tag, None)
        self.blocks(page, rows)
        for tag, run in page.runs.items():
            self.run(page, tag, run, rows)
        self.inner(page, [kept[0].table.offset for chain in page.chains if (kept := self.chain(chain))], rows)
        self.pointers(page, rows)
        self.metadata(page, rows)
        if page is self.parts.chain[0]:
            self.fresh(page, rows)
        self.jobs.append(_Job(page.table, rows, link))

    def blocks(self, page: Page, rows: _Entries) -> None:
        """XMP and the like that stay, as they are or with new contents."""
        for tag, index in self.parts.written.get(page.table.offset, {}).items():
            block = self.parts.blocks[index]
            new = self.changes.contents.get(index)
            if not tag or (new is None and not self.stays(block)):
                continue
            entry = page.first[tag]
            if block.kind == "icc" and new is None and "icc" in self.changes.fresh:
                new = [self.changes.fresh["icc"]]
            if new is None:
                rows[tag] = self.as_it_is(entry, entry.items)
                continue
            data = b"".join(map(self.bytes_of, new))
            if block.kind == "xmp":
                data = data.ljust(entry.size, _SPACE)
            kind = entry.type if TYPES[entry.type].size == 1 else _UNDEFINED
            rows[tag] = self.placed(entry, Row(tag, kind, len(data), data))

    def fresh(self, page: Page, rows: _Entries) -> None:
        """What the policy adds: credits."""
        self.added(expand(self.changes.fresh.get("exif", b""), self.form.order), page, rows)
        # All that a file without such blocks says stands in its entries, and stays there.
        not_said = not any(block.kind in ("iptc", *FRESH) for block in self.parts.blocks)
        for kind, tag in FRESH.items():
            data = self.changes.fresh.get(kind)
            if data:
                rows[tag] = self.placed(page.first.get(tag), Row(tag, _BYTE, len(data), data))
                rows[tag].spare = kind != "xmp" or not_said

    def added(self, new: Rows, page: Page, rows: _Entries) -> None:
        """Values that are new, where the picture does not need others of their kind."""
        for row in new.rows:
            if row.tag not in tags.LAID_OUT and row.tag != tags.SUB_PAGES and row.tag not in page.rows:
                rows.setdefault(row.tag, self.placed(page.first.get(row.tag), row))
                rows[row.tag].spare = row.tag not in page.first and bool(self.changes.fresh.get("xmp"))
        if new.children:
            self.refuse("a table would have to be added", "camera-raw")

    def run(self, page: Page, tag: int, run: Run, rows: _Entries) -> None:
        """Strips: offsets stay; sizes only where a strip loses something."""
        sizes: list[int] = []
        images = self.images if page.role is Role.STRUCTURE else united(page.coded)
        for start, end in zip(run.starts, run.ends, strict=True):
            at = start
            first = bisect_right(images, start, key=lambda span: span.end)
            for low, high in before(images, first, end):
                piece = Span(max(start, low), min(end, high))
                self.put(at, piece)
                at += size_of(piece)
            sizes.append(at - start)
        rows[tag] = self.as_it_is(page.first[tag], len(run.starts))
        counts = page.first.get(tags.RUNS[tag])
        if counts is not None:
            rows[counts.tag] = self.sizes(counts, sizes)

    def sizes(self, entry: Entry, sizes: Sequence[int]) -> _Placed:
        """The sizes of strips, as they are if nothing has changed."""
        if list(self.numbers(entry)[: len(sizes)]) == sizes:
            return self.as_it_is(entry, len(sizes))
        fits = entry.type in WHOLE_NUMBERS and max(sizes, default=0) < 1 << 8 * TYPES[entry.type].size
        kind = entry.type if fits else _LONG8 if self.form.big else _LONG
        data = b"".join(size.to_bytes(TYPES[kind].size, self.form.order) for size in sizes)
        return self.placed(entry, Row(entry.tag, kind, len(sizes), data))

    def numbers(self, entry: Entry) -> Sequence[int]:
        if entry.type not in WHOLE_NUMBERS:
            return ()
        size = TYPES[entry.type].size
        raw = self.source.read(entry.offset, entry.size)
        return [int.from_bytes(raw[at : at + size], self.form.order) for at in range(0, len(raw), size)]

    def inner(self, page: Page, offsets: Sequence[int], rows: _Entries) -> None:
        """The tables inside a page, without those that went."""
        entry = page.first.get(tags.SUB_PAGES)
        if entry is None or not offsets:
            return
        size = TYPES[entry.type].size
        data = b"".join(offset.to_bytes(size, self.form.order) for offset in offsets)
        rows[tags.SUB_PAGES] = self.placed(entry, Row(tags.SUB_PAGES, entry.type, len(offsets), data))

    def pointers(self, page: Page, rows: _Entries) -> None:
        """Old-style JPEG, and thumbnails that stay."""
        for tag, spans in page.pointers.items():
            for span in spans:
                self.put(span.start, span)
            rows[tag] = self.as_it_is(page.first[tag], page.first[tag].items)
        entry = page.first.get(tags.JPEG_SIZE)
        if page.thumbnail:
            rows[tags.JPEG_START] = self.as_it_is(page.first[tags.JPEG_START], 1)
            pieces = self.changes.contents.get(page.block, (page.thumbnail,))
            at = page.thumbnail.start
            for piece in pieces:
                self.put(at, piece)
                at += size_of(piece)
            if entry is None or at > page.thumbnail.end:
                self.refuse("a thumbnail is longer than it was", "camera-raw")
            else:
                data = (at - page.thumbnail.start).to_bytes(TYPES[entry.type].size, self.form.order)
                rows[tags.JPEG_SIZE] = self.placed(entry, Row(entry.tag, entry.type, 1, data))
        elif tags.JPEG_START in rows and entry is not None:
            rows[tags.JPEG_SIZE] = self.as_it_is(entry, 1)

    # -- metadata ---------------------------------------------------------------------------------

    def metadata(self, page: Page, rows: _Entries) -> None:
        """What stays of the entries that are about the picture."""
        node = self.parts.nodes.get(page.table.offset)
        if node is None:
            return
        index = self.parts.written[page.table.offset][0]
        new = self.changes.contents.get(index)
        if new is not None:
            kept = self.sifted(node, expand(b"".join(map(self.bytes_of, new)), self.form.order))
        elif self.stays(self.parts.blocks[index]):
            kept = self.whole(node)
        else:
            return
        for tag, entry in kept.items():
            rows.setdefault(tag, entry)

    def whole(self, node: Node) -> _Entries:
        """All entries of a table and of those below it."""
        rows: _Entries = {}
        for entry in node.entries:
            if entry.type in TYPES and entry.end <= self.source.size:
                rows.setdefault(entry.tag, self.as_it_is(entry, entry.items))
        for tag, child in node.children.items():
            self.below(node, tag, self.whole(child))
        return rows

    def sifted(self, node: Node, kept: Rows) -> _Entries:
        """The entries of a table that a policy keeps, with the values that it gives them."""
        wanted = {row.tag: row for row in kept.rows}
        children = dict(kept.children)
        rows: _Entries = {}
        for entry in node.entries:
            row = wanted.pop(entry.tag, None)
            if entry.tag in node.children and entry.tag in children:
                self.below(node, entry.tag, self.sifted(node.children[entry.tag], children.pop(entry.tag)))
                rows[entry.tag] = self.written(self.as_it_is(entry, 1))
            elif row is not None:
                rows[entry.tag] = self.fitted(entry, row)
        rows |= {row.tag: _Placed(row) for row in wanted.values() if row.tag not in tags.LAID_OUT}
        if children:
            self.refuse("a table would have to be added", "camera-raw")
        return rows

    def fitted(self, entry: Entry, row: Row) -> _Placed:
        """A value in its old room: the same one, if it has not changed."""
        if entry.type == row.type and entry.items == row.items:
            same = self.as_it_is(entry, entry.items)
            if self.bytes_of(same.row.data) == self.bytes_of(row.data):
                return self.written(same)
        return self.placed(entry, row)

    def below(self, node: Node, tag: int, rows: _Entries) -> None:
        """The table of metadata that the entry `tag` points to."""
        offset = self.numbers(next(entry for entry in node.entries if entry.tag == tag))[0]
        self.jobs += [_Job(frame, rows, 0) for frame in node.frames if frame.offset == offset]

    # -- layout -----------------------------------------------------------------------------------

    def table(self, job: _Job) -> None:
        """A table in its old room, entries sorted."""
        form = self.form
        count = len(job.entries).to_bytes(form.counter, form.order)
        packed = b"".join(self.entry(job.entries[tag]) for tag in sorted(job.entries))
        self.put(job.table.offset, count + packed + job.link.to_bytes(form.number, form.order))

    def entry(self, placed: _Placed) -> bytes:
        form, row = self.form, placed.row
        if placed.size <= form.number:
            value = self.bytes_of(row.data).ljust(form.number, b"\0")
        else:
            self.put(placed.at, row.data)
            value = placed.at.to_bytes(form.number, form.order)
        kind = row.type.to_bytes(2, form.order)
        return row.tag.to_bytes(2, form.order) + kind + row.items.to_bytes(form.number, form.order) + value

    def find_room(self) -> None:
        """Places for values that have none: where metadata stood that goes."""
        rooms: list[Span] | None = None
        for job in self.jobs:
            self.drop_spare(job)
            for tag, placed in sorted(job.entries.items()):
                if placed.at != _NOWHERE or placed.size <= self.form.number:
                    continue
                rooms = self.free_rooms() if rooms is None else rooms
                if not self.settle(placed, rooms):
                    if not placed.spare:
                        self.refuse("a value that has to be written finds no room", "camera-raw")
                    del job.entries[tag]

    def drop_spare(self, job: _Job) -> None:
        """Leave out entries that need not be, as long as the table is too long."""
        table, form = job.table, self.form
        most = (table.end - table.offset - form.counter - form.number) // form.entry
        spare = sorted((tag for tag, placed in job.entries.items() if placed.spare), reverse=True)
        if len(job.entries) > most + len(spare):
            self.refuse("a table has no room for another entry", "camera-raw")
        for tag in spare[: max(0, len(job.entries) - most)]:
            del job.entries[tag]

    def settle(self, placed: _Placed, rooms: list[Span]) -> bool:
        """Take the first room that is large enough; False without one."""
        for index, (at, end) in enumerate(rooms):
            if end - at >= placed.size:
                placed.at = at
                rooms[index] = Span(at + placed.size + placed.size % 2, end)
                return True
        return False

    def free_rooms(self) -> list[Span]:
        """Where nothing is written, among metadata, from even offsets on."""
        taken = [Span(at, at + size_of(piece)) for at, piece in self.writes.items()]
        taken += [Span(job.table.offset, job.table.end) for job in self.jobs]
        taken += [
            Span(one.at, one.at + one.size)
            for job in self.jobs
            for one in job.entries.values()
            if one.at != _NOWHERE and one.size > self.form.number
        ]
        metadata = united(Span(part.start, part.end) for part in self.parts.parts if part.name == METADATA)
        rooms = (Span(at + at % 2, end) for at, end in minus(metadata, united(taken)))
        return [room for room in rooms if room.end > room.start]

    def recipe(self) -> Recipe:
        """Everything that is written, and zeros between."""
        self.put(0, Span(0, self.form.header))
        self.chain(self.parts.chain)
        self.loose()
        self.find_room()
        for job in self.jobs:
            self.table(job)
        return Recipe(self.source, list(self.pieces()))

    def loose(self) -> None:
        """What nobody points to, where the policy keeps it."""
        for block in self.parts.blocks:
            if block.kind in (TRAILER, "slack") and self.stays(block):
                for index in block.parts:
                    part = self.parts.parts[index]
                    self.put(part.start, Span(part.start, part.end))

    def pieces(self) -> Iterator[Piece]:
        """What is written, in order; of values that share bytes, which have to be the same, once."""
        at, last_start = 0, 0
        last: Piece = b""
        for start, piece in sorted(self.writes.items()):
            end = start + size_of(piece)
            if start < at:
                shared = min(at, end)
                theirs = self.bytes_of(_part(last, start - last_start, shared - last_start))
                if theirs != self.bytes_of(_part(piece, 0, shared - start)):
                    self.refuse("two values share the same bytes", "shared-storage")
                if end <= at:
                    continue
                yield _part(piece, at - start, end - start)
            else:
                yield from _blank(at, start)
                yield piece
            at, last, last_start = end, piece, start
        yield from _blank(at, self.parts.size)


def _part(piece: Piece, start: int, end: int) -> Piece:
    """Some bytes of a piece."""
    return piece[start:end] if isinstance(piece, bytes) else Span(piece.start + start, piece.start + end)


def _blank(start: int, end: int) -> Iterator[Piece]:
    """Zeros."""
    for at in range(start, end, len(_ZEROS)):
        yield _ZEROS[: end - at]
