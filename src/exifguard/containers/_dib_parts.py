"""Tiling a device-independent bitmap: header, palette and pixels, and what hides between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .._cursor import Cursor
from .._source import Source
from ..errors import TruncatedError
from ..limits import Limits
from ..model import Block, Part, Role, Span, SpanTable
from . import _dib as rules

HEADER, PALETTE, PIXELS, END, UNUSED = "header", "palette", "pixels", "end of picture", "unused"
PROFILE, GAP, SURPLUS = "profile", "gap", "surplus palette"
REWRITTEN = frozenset({HEADER, PROFILE, END, UNUSED})
"""Names of the parts that may be written anew."""
STEP = 1 << 16
"""Bytes of rows that are looked at at a time."""


class Tiler:
    """Parts and blocks of a file, as they are found."""

    def __init__(self, source: Source, limits: Limits, format: str) -> None:  # noqa: A002
        self.cursor = Cursor(source, format)
        self.source = source
        self.limits = limits
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.prefix = ""
        self.padded = 0

    def add(self, name: str, role: Role, end: int, pieces: SpanTable | None = None) -> int:
        """Add the part from the cursor to `end`, move there, and give its index."""
        self.limits.check("parts", len(self.parts) + 1, format=self.cursor.format, part=name)
        self.parts.append(Part(name, role, self.cursor.at, end, pieces))
        self.cursor.at = end
        return len(self.parts) - 1

    def block(self, kind: str, name: str, role: Role, end: int) -> None:
        """Add a part that is a block, if there is anything before `end`."""
        span = Span(self.cursor.at, end)
        if span.end > span.start:
            index = self.add(name, role, end)
            path = "icc" if kind == "icc" else name
            self.blocks.append(Block(kind, self.prefix + path, (span,), (index,)))

    def holed(self, name: str, path: str, end: int, holes: Iterable[Span]) -> None:
        """Add a part of the file's structure, with spans in it that nobody reads and that are not zero."""
        self._around(path, holes, lambda stop: self.add(name, Role.STRUCTURE, stop))
        if self.cursor.at < end:
            self.add(name, Role.STRUCTURE, end)

    def _around(self, path: str, holes: Iterable[Span], add: Callable[[int], object]) -> None:
        """Add parts that are zero in the output, as one block, and with `add` what lies before each."""
        spans, indices = [], []
        for hole in holes:
            if self.cursor.at < hole.start:
                add(hole.start)
            indices.append(self.add(UNUSED, Role.UNKNOWN, hole.end))
            spans.append(hole)
        if spans:
            self.blocks.append(Block("slack", self.prefix + path, tuple(spans), tuple(indices)))

    # -- the bitmap -------------------------------------------------------------------------------

    def header(self, dib: rules.Dib) -> None:
        """The header at the cursor, and the masks behind it."""
        if dib.planes != 1:
            self.notes.append("the header counts several planes, which decoders ignore")
        data = self.cursor.read(dib.start, dib.size, HEADER)
        holes = [Span(dib.start + start, dib.start + end) for start, end in rules.hidden(data, dib)]
        self.holed(HEADER, "header/unused", dib.head_end, holes)

    def palette(self, dib: rules.Dib, bound: int) -> None:
        """The palette at the cursor, which ends at `bound` or before.

        Entries that no pixel can name are no part of it. The last byte of an RGBQUAD is reserved.
        """
        start = self.cursor.at
        end = start + dib.colours * dib.entry
        if end > bound:
            self.notes.append("the palette is shorter than the header says")
            end = bound
        data = self.source.read(start, max(0, end - start))
        holes = [
            Span(start + at, start + at + 1) for at in range(3, len(data), 4) if dib.entry == 4 and data[at]
        ]
        self.holed(PALETTE, "palette/unused", start + len(data), holes)
        surplus = start + rules.entry_for(dib.stated, dib) if dib.size in rules.FULL else end
        self.block("slack", SURPLUS, Role.UNKNOWN, min(surplus, bound))

    def rows(self, row: int, stride: int, count: int) -> None:
        """Rows of uncompressed pixels at the cursor; padding that is not zero is no part of them."""
        start, end = self.cursor.at, self.cursor.at + stride * count
        if end > self.cursor.end:
            raise TruncatedError(
                "the file ends before the picture does",
                format=self.cursor.format,
                offset=self.cursor.end,
                part=PIXELS,
                rule="end-of-file",
            )
        if row == stride:
            self.add(PIXELS, Role.IMAGE, end)
            return
        # A span for each row is kept: their number in a file is bounded as that of parts is.
        self.padded += count
        self.limits.check("parts", self.padded, format=self.cursor.format, part=PIXELS)
        grid = _Grid(start, row, stride)
        holes = (
            Span(start + number * stride + row, start + (number + 1) * stride)
            for number in padded_rows(self.source, start, row, stride, count)
        )
        self._around("row padding", holes, lambda stop: self.pixels(grid, stop))
        if self.cursor.at < end:
            self.pixels(grid, end)

    def pixels(self, grid: _Grid, end: int) -> None:
        """The rows from the cursor to `end`."""
        self.add(PIXELS, Role.IMAGE, end, grid.pieces(self.cursor.at, end))


class _Grid:
    """Rows that follow each other with padding."""

    def __init__(self, start: int, row: int, stride: int) -> None:
        self.start, self.row, self.stride = start, row, stride

    def pieces(self, start: int, end: int) -> SpanTable:
        """The rows without padding, from the beginning of one."""
        table = SpanTable()
        for at in range(start, end, self.stride):
            table.append(at, at + self.row)
        return table


def padded_rows(source: Source, start: int, row: int, stride: int, count: int) -> Iterator[int]:
    """The numbers of the rows whose padding is not zero."""
    if stride > STEP:
        for number in range(count):
            if any(source.read(start + number * stride + row, stride - row)):
                yield number
        return
    most = STEP // stride
    for first in range(0, count, most):
        size = min(most, count - first)
        data = source.read(start + first * stride, size * stride)
        if all(data[at::stride].count(0) == size for at in range(row, stride)):
            continue
        for number in range(size):
            if any(data[number * stride + row : (number + 1) * stride]):
                yield first + number
