"""Laying out a TIFF: header, tables with their values, then picture data in its old order."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import Final

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import UnsupportedError
from ..model import Action, Block, Parts, Role, Span
from ..structures.ifd import BIG_MARKS, MARKS, TYPES, Form
from ..structures.ifd_layout import Row, lay_table, table_size
from . import _tiff_tags as tags
from ._base import Changes
from ._tiff_claims import TRAILER, united
from ._tiff_exif import Node, Rows, expand
from ._tiff_tables import Page, Run

BYTE, SHORT, LONG, RATIONAL, UNDEFINED, LONG8, IFD8 = 1, 3, 4, 5, 7, 16, 18
_ALIGNED: Final = 16
FRESH: Final = {"xmp": tags.XMP, "photoshop": tags.PHOTOSHOP}
_LONG_MAX: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class TiffParts(Parts):
    """A parsed TIFF.

    Attributes:
        form: how its tables are laid out.
        raw: the name of the camera raw that it is, or ``""``.
        chain: its pages, with those inside them.
        written: the blocks of each page by the tag that they are written under (0 for EXIF), as indices; by
            the offset of the page's table.
        nodes: the entries that become EXIF, by the offset of the page's table.
    """

    form: Form = Form("little")  # noqa: RUF009 - a frozen value
    raw: str = ""
    chain: tuple[Page, ...] = ()
    nodes: Mapping[int, Node] = field(default_factory=dict)
    written: Mapping[int, Mapping[int, int]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Table:
    """A table to be written.

    Attributes:
        rows: the entries whose values are known.
        runs: strips and tiles, by the tag of their offsets.
        points: places in the source whose new offsets are values, by tag.
        inner: tables that it points to, by tag.
        thumbnail: a picture behind the data that it points to: what it is made of.
        next: the next table of its chain.
        at: its offset.
    """

    rows: dict[int, Row] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    points: dict[int, list[Span]] = field(default_factory=dict)
    inner: dict[int, list[_Table]] = field(default_factory=dict)
    thumbnail: Sequence[Piece] = ()
    thumbnail_at: int = 0
    next: _Table | None = None
    at: int = 0


def lay_out(source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """The output; see `Container.plan`."""
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    def __init__(self, source: Source, parts: TiffParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.form = parts.form
        self.actions = actions
        self.changes = changes
        self.tables: list[_Table] = []
        self.moved = _Moved(self.kept_data())

    # -- what stays -------------------------------------------------------------------------------

    def stays(self, block: Block) -> bool:
        """True for a block that is copied or written anew."""
        return self.actions[block.parts[0]] is not Action.REMOVE

    def keeps(self, page: Page) -> bool:
        return page.block < 0 or self.stays(self.parts.blocks[page.block])

    def kept_data(self) -> Iterator[Span]:
        """The spans of picture data, and of what else stays among them."""
        for part in self.parts.parts:
            if part.role is Role.IMAGE:
                yield from part.pieces if part.pieces is not None else (Span(part.start, part.end),)
        for root in self.parts.chain:
            for page in root.walk():
                if page.role is Role.EMBEDDED and self.keeps(page):
                    yield from page.coded

    # -- tables -----------------------------------------------------------------------------------

    def chain(self, pages: Iterable[Page]) -> list[_Table]:
        """The tables of the pages of a chain that stay, each before those inside it."""
        made: list[_Table] = []
        for page in pages:
            if not self.keeps(page):
                continue
            table = self.page(page)
            if made:
                made[-1].next = table
            made.append(table)
        return made

    def page(self, page: Page) -> _Table:
        """The table of a page."""
        table = _Table(runs=page.runs, points=page.pointers)
        self.tables.append(table)
        if page is self.parts.chain[0]:
            self.add_rows(table, expand(self.changes.fresh.get("exif", b""), self.form.order))
            for kind, tag in FRESH.items():
                data = self.changes.fresh.get(kind)
                if data:
                    table.rows[tag] = Row(tag, BYTE, len(data), data)
        for tag, index in self.parts.written.get(page.table.offset, {}).items():
            self.add_block(table, page, tag, index)
        for tag in page.rows:
            table.inner.pop(tag, None)
        table.rows |= page.rows
        if self.changes.minimal:
            self.forget_resolution(table)
        if page.thumbnail:
            table.thumbnail = self.changes.contents.get(page.block, (page.thumbnail,))
        for chain in page.chains:
            table.inner.setdefault(tags.SUB_PAGES, []).extend(self.chain(chain)[:1])
        return table

    def add_rows(self, table: _Table, rows: Rows) -> None:
        """Entries of an EXIF block, where the picture does not need others of their kind."""
        for row in rows.rows:
            if row.tag not in tags.LAID_OUT and row.tag != tags.SUB_PAGES:
                table.rows.setdefault(row.tag, row)
        for tag, below in rows.children:
            inner = _Table()
            self.tables.append(inner)
            self.add_rows(inner, below)
            table.inner.setdefault(tag, [inner])

    def add_block(self, table: _Table, page: Page, tag: int, index: int) -> None:
        """A block that stays, as it is or with new contents."""
        block = self.parts.blocks[index]
        new = self.changes.contents.get(index)
        if block.kind == "icc" and new is None and index == self.first_profile():
            fresh = self.changes.fresh.get("icc")
            new = None if fresh is None else [fresh]
        if new is not None:
            data = b"".join(piece for piece in new if isinstance(piece, bytes))
        elif not self.stays(block):
            return
        elif tag:
            entry = page.first[tag]
            table.rows[tag] = Row(tag, entry.type, entry.items, Span(entry.offset, entry.end))
            return
        else:
            data = b"".join(
                piece if isinstance(piece, bytes) else self.source.read(piece.start, size_of(piece))
                for piece in block.pieces
            )
        if tag:
            kind = BYTE if block.kind in FRESH else UNDEFINED
            table.rows[tag] = Row(tag, kind, len(data), data)
        else:
            self.add_rows(table, expand(data, self.form.order))

    def first_profile(self) -> int:
        """The profile that fresh contents are for."""
        for index, block in enumerate(self.parts.blocks):
            if block.kind == "icc" and self.parts.parts[block.parts[0]].role is Role.RENDERING:
                return index
        return -1

    def forget_resolution(self, table: _Table) -> None:
        """Leave the resolution out; pixels that are not square keep their ratio."""
        across, down = (self.fraction(table.rows.pop(tag, None)) for tag in _AXES)
        table.rows.pop(tags.RESOLUTION_UNIT, None)
        if not across or not down or across[0] * down[1] == down[0] * across[1]:
            return
        ratio = across[0] * down[1], down[0] * across[1]
        divisor = gcd(*ratio)
        if max(ratio) // divisor > _LONG_MAX:
            return
        for tag, value in zip(_AXES, ratio, strict=True):
            data = b"".join(n.to_bytes(4, self.form.order) for n in (value // divisor, 1))
            table.rows[tag] = Row(tag, RATIONAL, 1, data)
        table.rows[tags.RESOLUTION_UNIT] = Row(
            tags.RESOLUTION_UNIT, SHORT, 1, (1).to_bytes(2, self.form.order)
        )

    def fraction(self, row: Row | None) -> tuple[int, int] | None:
        """The value of a resolution, if it is a fraction other than 0."""
        if row is None or row.type != RATIONAL or not isinstance(row.data, bytes):
            return None
        pair = tuple(int.from_bytes(row.data[at : at + 4], self.form.order) for at in (0, 4))
        return (pair[0], pair[1]) if all(pair) else None

    # -- layout -----------------------------------------------------------------------------------

    def recipe(self) -> Recipe:
        """Place the tables, then the data; then the tables can be written."""
        first = self.chain(self.parts.chain)[0]
        at = self.form.header
        for table in self.tables:
            table.at = at
            at += table_size(list(self.final_rows(table)), self.form)
        start = at + -at % _ALIGNED
        self.moved.start = start
        end = start + self.moved.size
        behind: list[Piece] = []
        for table in self.tables:
            if table.thumbnail:
                table.thumbnail_at = end
                behind += table.thumbnail
                end += sum(map(size_of, table.thumbnail))
        if end > _LONG_MAX and not self.form.big:
            raise UnsupportedError("too long for offsets of 4 bytes", format="tiff", rule="file-size")
        pieces: list[Piece] = [self.header(first.at)]
        for table in self.tables:
            link = table.next.at if table.next else 0
            pieces += lay_table(list(self.final_rows(table)), table.at, link, self.form)
        return Recipe(
            self.source, [*pieces, bytes(start - at), *self.moved.spans, *behind, *self.kept_trailer()]
        )

    def kept_trailer(self) -> Iterator[Span]:
        """What follows the last strip, where the policy keeps it."""
        for block in self.parts.blocks:
            if block.kind == TRAILER and self.stays(block):
                yield from block.spans

    def header(self, first: int) -> bytes:
        marks = BIG_MARKS if self.form.big else MARKS
        mark = next(mark for mark, order in marks.items() if order == self.form.order)
        return mark + first.to_bytes(self.form.number, self.form.order)

    def final_rows(self, table: _Table) -> Iterator[Row]:
        """The rows of a table with its offsets, as far as they are known: their number is."""
        made = dict(table.rows)
        for tag, run in table.runs.items():
            starts, sizes = self.moved.run(run)
            made[tag] = self.offsets(tag, starts)
            made[tags.RUNS[tag]] = self.sizes(tags.RUNS[tag], sizes)
        for tag, spans in table.points.items():
            made[tag] = self.offsets(tag, [self.moved.to(span.start) for span in spans])
            if tag == tags.JPEG_START:
                sizes = [self.moved.to(spans[0].end) - self.moved.to(spans[0].start)]
                made[tags.JPEG_SIZE] = self.sizes(tags.JPEG_SIZE, sizes)
        if table.thumbnail:
            made[tags.JPEG_START] = self.offsets(tags.JPEG_START, [table.thumbnail_at])
            size = sum(map(size_of, table.thumbnail))
            made[tags.JPEG_SIZE] = self.sizes(tags.JPEG_SIZE, [size])
        for tag, inner in table.inner.items():
            if inner:
                kind = IFD8 if self.form.big else LONG
                made[tag] = self.offsets(tag, [one.at for one in inner])._replace(type=kind)
        yield from made.values()

    def offsets(self, tag: int, values: Sequence[int]) -> Row:
        return self.numbers(tag, LONG8 if self.form.big else LONG, values)

    def sizes(self, tag: int, values: Sequence[int]) -> Row:
        return self.numbers(tag, LONG8 if max(values, default=0) > _LONG_MAX else LONG, values)

    def numbers(self, tag: int, kind: int, values: Sequence[int]) -> Row:
        """An entry of whole numbers."""
        numbers = array(TYPES[kind].code if TYPES[kind].size == 8 else "I", values)
        if (self.form.order == "little") != (array("H", [1]).tobytes() == b"\1\0"):
            numbers.byteswap()
        return Row(tag, kind, len(values), numbers.tobytes())


_AXES: Final = (tags.X_RESOLUTION, tags.Y_RESOLUTION)


class _Moved:
    """Where picture data comes to lie: span behind span, in the order of the source."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = united(spans)
        self.starts = [span.start for span in self.spans]
        self.before = [0]
        for start, end in self.spans:
            self.before.append(self.before[-1] + end - start)
        self.size = self.before[-1]
        self.start = 0

    def to(self, at: int) -> int:
        """The new offset of the byte at `at`, or of the first one behind it that stays."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return self.start
        start, end = self.spans[index]
        return self.start + self.before[index] + min(at, end) - start

    def run(self, run: Run) -> tuple[list[int], list[int]]:
        """New offsets and sizes; those of a strip that is not stored are 0."""
        starts, sizes = [], []
        for start, end in zip(run.starts, run.ends, strict=True):
            there = self.to(start) if end > start else 0
            starts.append(there)
            sizes.append(self.to(end) - there if end > start else 0)
        return starts, sizes
