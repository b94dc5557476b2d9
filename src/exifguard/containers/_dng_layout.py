"""Editing a raw in place: what goes becomes zeros where it stood, and nothing moves that is not ours.

Raw developers reach sensor data through offsets that only they know, so every byte that stays keeps its
place. Tables close ranks inside their old room; strips that lose something close ranks inside theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import UnsupportedError
from ..model import Action, Block, Role, Span
from ..structures.ifd import TYPES, WHOLE_NUMBERS, Entry
from ..structures.ifd_layout import Row
from . import _tiff_tags as tags
from ._base import Changes
from ._tiff_claims import united
from ._tiff_exif import Node, Rows, expand
from ._tiff_layout import TiffParts
from ._tiff_tables import Page, Run, Table

_ZEROS: Final = bytes(1 << 16)
_UNDEFINED: Final = 7
_SPACE: Final = b" "


def edit_in_place(source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """The output, as long as the input; see `Container.plan`."""
    return _Edit(source, parts, actions, changes).recipe()


class _Edit:
    def __init__(self, source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.form = parts.form
        self.actions = actions
        self.changes = changes
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
        if not size_of(piece):
            return
        old = self.writes.setdefault(at, piece)
        if old != piece and self.bytes_of(old) != self.bytes_of(piece):
            self.refuse("two values share the same bytes", "shared-storage")

    def bytes_of(self, piece: Piece) -> bytes:
        if isinstance(piece, bytes):
            return piece
        return self.source.read(piece.start, size_of(piece))

    def refuse(self, why: str, rule: str) -> None:
        raise UnsupportedError(f"the raw cannot be edited in place: {why}", format="tiff", rule=rule)

    # -- tables -----------------------------------------------------------------------------------

    def chain(self, pages: Iterable[Page]) -> list[Page]:
        """Write the pages of a chain that stay, each linked to the next."""
        kept = [page for page in pages if self.keeps(page)]
        for index, page in enumerate(kept):
            self.page(page, kept[index + 1].table.offset if index + 1 < len(kept) else 0)
        return kept

    def page(self, page: Page, link: int) -> None:
        """The table of a page, with its values and its picture."""
        rows = self.rows(page)
        for run_tag, run in page.runs.items():
            self.run(page, run_tag, run, rows)
        inner = [kept[0].table.offset for chain in page.chains if (kept := self.chain(chain))]
        self.inner(page, inner, rows)
        self.pointers(page, rows)
        node = self.parts.nodes.get(page.table.offset)
        if node is not None:
            self.metadata(page, node, rows)
        self.table(page.table, rows, link)

    def rows(self, page: Page) -> dict[int, tuple[Entry, Row]]:
        """The entries of a page that stay, with their values."""
        rows = {tag: (page.first[tag], row) for tag, row in page.rows.items()}
        if self.changes.minimal:
            for tag in (tags.X_RESOLUTION, tags.Y_RESOLUTION, tags.RESOLUTION_UNIT):
                rows.pop(tag, None)
        for tag, index in self.parts.written.get(page.table.offset, {}).items():
            block = self.parts.blocks[index]
            if tag and self.stays(block):
                entry = page.first[tag]
                rows[tag] = entry, self.block(index, block, entry)
        return rows

    def block(self, index: int, block: Block, entry: Entry) -> Row:
        """A block that stays, as it is or with new contents in its old room."""
        new = self.changes.contents.get(index)
        if block.kind == "icc" and new is None and "icc" in self.changes.fresh:
            new = [self.changes.fresh["icc"]]
        if new is None:
            return Row(entry.tag, entry.type, entry.items, Span(entry.offset, entry.end))
        data = b"".join(map(self.bytes_of, new))
        if len(data) > entry.size:
            self.refuse("what stays of a block is longer than it was", "camera-raw")
        if block.kind == "xmp":
            data = data.ljust(entry.size, _SPACE)
        if TYPES[entry.type].size == 1:
            return Row(entry.tag, entry.type, len(data), data)
        return Row(entry.tag, _UNDEFINED, len(data), data)

    def run(self, page: Page, tag: int, run: Run, rows: dict[int, tuple[Entry, Row]]) -> None:
        """Strips: offsets stay; sizes only where a strip loses something."""
        sizes: list[int] = []
        embedded = page.role is not Role.STRUCTURE
        for start, end in zip(run.starts, run.ends, strict=True):
            pieces = [Span(start, end)] if embedded else self.inside(start, end)
            at = start
            for piece in pieces:
                self.put(at, piece)
                at += size_of(piece)
            sizes.append(at - start)
        offsets = page.first[tag]
        rows[tag] = offsets, self.as_it_is(offsets, len(run.starts))
        counts = page.first.get(tags.RUNS[tag])
        if counts is None:
            return
        row = self.as_it_is(counts, len(sizes))
        stated = self.numbers(counts)[: len(sizes)]
        if list(stated) != sizes and len(stated) == len(sizes):
            data = b"".join(n.to_bytes(TYPES[counts.type].size, self.form.order) for n in sizes)
            row = Row(counts.tag, counts.type, len(sizes), data)
        rows[counts.tag] = counts, row

    def inside(self, start: int, end: int) -> list[Span]:
        """What of a strip is picture."""
        found = (
            Span(max(start, low), min(end, high)) for low, high in self.images if high > start and low < end
        )
        return [span for span in found if span.end > span.start]

    def numbers(self, entry: Entry) -> Sequence[int]:
        if entry.type not in WHOLE_NUMBERS:
            return ()
        size = TYPES[entry.type].size
        raw = self.source.read(entry.offset, entry.size)
        return [int.from_bytes(raw[at : at + size], self.form.order) for at in range(0, len(raw), size)]

    def as_it_is(self, entry: Entry, items: int) -> Row:
        items = min(items, entry.items)
        return Row(
            entry.tag, entry.type, items, Span(entry.offset, entry.offset + items * TYPES[entry.type].size)
        )

    def inner(self, page: Page, offsets: Sequence[int], rows: dict[int, tuple[Entry, Row]]) -> None:
        """The tables inside a page, without those that went."""
        entry = page.first.get(tags.SUB_PAGES)
        if entry is None or not offsets:
            return
        size = TYPES[entry.type].size
        data = b"".join(offset.to_bytes(size, self.form.order) for offset in offsets)
        rows[tags.SUB_PAGES] = entry, Row(tags.SUB_PAGES, entry.type, len(offsets), data)

    def pointers(self, page: Page, rows: dict[int, tuple[Entry, Row]]) -> None:
        """Old-style JPEG, and thumbnails that stay."""
        spans = [span for group in page.pointers.values() for span in group]
        spans += [page.thumbnail] if page.thumbnail else []
        for span in spans:
            self.put(span.start, span)
        for tag in (*page.pointers, *((tags.JPEG_START,) if page.thumbnail else ())):
            rows[tag] = page.first[tag], self.as_it_is(page.first[tag], page.first[tag].items)
        if tags.JPEG_START in rows and tags.JPEG_SIZE in page.first:
            entry = page.first[tags.JPEG_SIZE]
            rows[tags.JPEG_SIZE] = entry, self.as_it_is(entry, 1)

    # -- metadata ---------------------------------------------------------------------------------

    def metadata(self, page: Page, node: Node, rows: dict[int, tuple[Entry, Row]]) -> None:
        """What stays of the entries that are about the picture."""
        index = self.parts.written[page.table.offset][0]
        block = self.parts.blocks[index]
        if not self.stays(block):
            return
        new = self.changes.contents.get(index)
        if new is None:
            for key, value in self.whole(node).items():
                rows.setdefault(key, value)
            return
        kept = expand(b"".join(map(self.bytes_of, new)), self.form.order)
        for key, value in self.sifted(node, kept).items():
            rows.setdefault(key, value)

    def whole(self, node: Node) -> dict[int, tuple[Entry, Row]]:
        """All entries of a table and of those below it."""
        rows: dict[int, tuple[Entry, Row]] = {}
        for entry in node.entries:
            if entry.type in TYPES and entry.end <= self.source.size:
                rows.setdefault(entry.tag, (entry, self.as_it_is(entry, entry.items)))
        for tag, child in node.children.items():
            self.below(node, tag, self.whole(child))
        return rows

    def sifted(self, node: Node, kept: Rows) -> dict[int, tuple[Entry, Row]]:
        """The entries of a table that a policy keeps, with the values that it gives them."""
        wanted = {row.tag: row for row in kept.rows}
        children = dict(kept.children)
        rows: dict[int, tuple[Entry, Row]] = {}
        for entry in node.entries:
            row = wanted.pop(entry.tag, None)
            if entry.tag in node.children and entry.tag in children:
                inner = self.sifted(node.children[entry.tag], children.pop(entry.tag))
                if inner:
                    self.below(node, entry.tag, inner)
                    rows[entry.tag] = entry, self.as_it_is(entry, 1)
            elif row is not None:
                rows[entry.tag] = entry, self.fitted(entry, row)
        if children or any(row.tag not in tags.LAID_OUT for row in wanted.values()):
            self.refuse("a value that was not there would have to be added", "camera-raw")
        return rows

    def fitted(self, entry: Entry, row: Row) -> Row:
        """A value in its old room."""
        size = row.items * TYPES[row.type].size
        if entry.type == row.type and entry.items == row.items:
            same = self.as_it_is(entry, entry.items)
            if self.bytes_of(same.data) == self.bytes_of(row.data):
                return same
        if size > max(entry.size, self.form.number):
            self.refuse("a value that stays is longer than it was", "camera-raw")
        return row

    def below(self, node: Node, tag: int, rows: dict[int, tuple[Entry, Row]]) -> None:
        """The table of metadata that the entry `tag` points to."""
        offset = self.numbers(next(entry for entry in node.entries if entry.tag == tag))[0]
        for frame in node.frames:
            if frame.offset == offset:
                self.table(frame, rows, 0)

    # -- layout -----------------------------------------------------------------------------------

    def table(self, table: Table, rows: dict[int, tuple[Entry, Row]], link: int) -> None:
        """A table in its old room, the entries that stay in their order, and their values."""
        form = self.form
        packed: list[bytes] = []
        order = {id(entry): at for at, entry in enumerate(table.entries)}
        for entry, row in sorted(rows.values(), key=lambda pair: order.get(id(pair[0]), len(order))):
            packed.append(self.entry(entry, row))
        count = len(packed).to_bytes(form.counter, form.order)
        data = count + b"".join(packed) + link.to_bytes(form.number, form.order)
        self.put(table.offset, data[: table.end - table.offset])

    def entry(self, entry: Entry, row: Row) -> bytes:
        """The bytes of an entry; a value that is too long for it is written where the old one was."""
        form = self.form
        size = row.items * TYPES[row.type].size
        if size <= form.number:
            value = self.bytes_of(row.data).ljust(form.number, b"\0")
        else:
            self.put(entry.offset, row.data)
            value = entry.offset.to_bytes(form.number, form.order)
        kind = row.type.to_bytes(2, form.order)
        return row.tag.to_bytes(2, form.order) + kind + row.items.to_bytes(form.number, form.order) + value

    def recipe(self) -> Recipe:
        """Everything that is written, and zeros between."""
        left = set(self.changes.fresh) - {"icc"}
        data = self.changes.fresh.get("exif", b"")
        first = self.parts.chain[0]
        if data and not any(row.tag not in first.rows for row in expand(data, self.form.order).rows):
            left.discard("exif")
        if any(self.changes.fresh[kind] for kind in left):
            self.refuse("what the policy adds has no room in it", "camera-raw")
        self.put(0, Span(0, self.form.header))
        self.chain(self.parts.chain)
        return Recipe(self.source, list(self.pieces()))

    def pieces(self) -> Iterator[Piece]:
        at = 0
        for start, piece in sorted(self.writes.items()):
            if start < at:
                self.refuse("two values share the same bytes", "shared-storage")
            yield from self.blank(at, start)
            yield self.settled(start, piece)
            at = start + size_of(piece)
        yield from self.blank(at, self.parts.size)

    def settled(self, start: int, piece: Piece) -> Piece:
        """The bytes of the source, where they are the same."""
        end = start + size_of(piece)
        if isinstance(piece, bytes) and self.source.read(start, end - start) == piece:
            return Span(start, end)
        return piece

    def blank(self, start: int, end: int) -> Iterator[Piece]:
        """Zeros; padding that is zero already is copied, for it is no change."""
        while start < end:
            size = min(end - start, len(_ZEROS))
            zeros = _ZEROS[:size]
            yield Span(start, start + size) if self.source.read(start, size) == zeros else zeros
            start += size
