"""Walking a JPEG 2000 codestream from SOC to EOC: ITU-T T.800 annex A.

The main header and the headers of tile-parts are read segment by segment. What lies between SOD and the end
of a tile-part is coded data and is never looked into: Psot says where it ends, and no marker code above
0xFF8F can occur in it (clause A.1), so that the end marker is found by search where Psot is 0.
"""

from __future__ import annotations

import re
from array import array
from typing import NamedTuple, NoReturn

from ..errors import MalformedError, TruncatedError, UnsupportedError
from ..model import Role, Span, SpanTable
from . import _j2k_markers as rules
from ._tiling import Tiler

HEADER, SOT, TLM, TILES, TILE, END = "main header", "SOT", "TLM", "tiles", "tile", "EOC"
"""Names of the parts."""
REWRITTEN = frozenset({SOT, TLM})
"""Parts that are written anew where a tile-part becomes shorter."""

_END = re.compile(re.escape(rules.EOC), re.DOTALL)


class TilePart(NamedTuple):
    """Where a tile-part is: its tile, where it starts and ends, and where its coded data begins."""

    tile: int
    start: int
    data: int
    end: int


class Walk:
    """One walk over a codestream that begins at the cursor and ends at `end` or before."""

    def __init__(self, tiler: Tiler, end: int) -> None:
        self.tiler = tiler
        self.end = end
        self.cursor = tiler.cursor
        self.components = 0
        self.tiles = 0
        self.index: list[int] = []
        self.entries: list[tuple[int, int]] = []
        self.lengths = array("Q")
        self.owners = array("H")
        self.run = SpanTable()

    def fail(self, message: str, at: int, part: str, rule: str) -> NoReturn:
        """Raise `MalformedError` for a codestream."""
        raise MalformedError(message, format=self.tiler.format, offset=at, part=part, rule=rule)

    def ends_early(self, part: str) -> NoReturn:
        """The codestream is shorter than it says."""
        raise TruncatedError(
            "the picture ends too early",
            format=self.tiler.format,
            offset=self.end,
            part=part,
            rule="end-of-file",
        )

    def walk(self) -> None:
        """Read all of it; the cursor is behind the end marker then."""
        at = self.main_header()
        at = self.tile_parts(at)
        self.flush(at)
        if self.marker(at) == rules.EOC:
            self.tiler.add(END, Role.STRUCTURE, at + 2)
        elif at < self.end:
            self.fail("neither a tile-part nor the end follows a tile-part", at, END, "marker")
        else:
            self.ends_early(END)
        self.check_index()

    def marker(self, at: int) -> bytes:
        """The two bytes at `at`, fewer at the end."""
        return self.cursor.read(at, min(2, self.end - at), "marker")

    def segment(self, at: int, part: str) -> int:
        """Where the segment at `at` ends."""
        if at + 4 > self.end:
            self.ends_early(part)
        length = int.from_bytes(self.cursor.read(at + 2, 2, part), "big")
        if length < 2:
            self.fail("a segment states an impossible length", at, part, "segment-length")
        if at + 2 + length > self.end:
            self.ends_early(part)
        return at + 2 + length

    # -- the main header ----------------------------------------------------------------------------

    def main_header(self) -> int:
        """SOC to the first SOT; where that begins."""
        at = self.cursor.at
        if self.cursor.read(at, min(4, self.end - at), "SOC") != rules.SIGNATURE:
            self.fail("the codestream does not begin like one", at, "SOC", "codestream")
        at = self.size(at + 2)
        while (code := self.marker(at)) != rules.SOT:
            stop = self.header_segment(code, at, rules.MAIN)
            if code == rules.COM:
                self.tiler.add(HEADER, Role.STRUCTURE, at)
                self.comment(stop)
            elif code == rules.TLM:
                self.tiler.add(HEADER, Role.STRUCTURE, at)
                self.lengths_segment(at, stop)
            elif code == rules.CRG and stop - at != 4 + 4 * self.components:
                self.tiler.add(HEADER, Role.STRUCTURE, at)
                self.tiler.block("slack", "CRG", Role.UNKNOWN, stop)
            at = stop
        self.tiler.add(HEADER, Role.STRUCTURE, at)
        return at

    def size(self, at: int) -> int:
        """SIZ (clause A.5.1): how many components and tiles there are; where it ends."""
        stop = self.segment(at, "SIZ")
        data = self.cursor.read(at + 2, stop - at - 2, "SIZ")
        if len(data) < rules.SIZ_HEAD + 3 or len(data) != rules.SIZ_HEAD + 3 * int.from_bytes(
            data[36:38], "big"
        ):
            self.fail("the header with the size has the wrong length", at, "SIZ", "siz")
        numbers = [int.from_bytes(data[i : i + 4], "big") for i in range(4, 36, 4)]
        width, height, left, top, tile_width, tile_height, tile_left, tile_top = numbers
        if left >= width or top >= height or not (tile_width and tile_height):
            self.fail("a picture without width or height", at, "SIZ", "siz")
        if (
            tile_left > left
            or tile_top > top
            or tile_left + tile_width <= left
            or tile_top + tile_height <= top
        ):
            self.fail("the first tile lies outside the picture", at, "SIZ", "siz")
        across, down = -(-(width - tile_left) // tile_width), -(-(height - tile_top) // tile_height)
        if across * down > rules.TILES_MAX:
            self.fail("more tiles than there may be", at, "SIZ", "siz")
        self.components, self.tiles = int.from_bytes(data[36:38], "big"), across * down
        return stop

    def header_segment(self, code: bytes, at: int, known: dict[bytes, str]) -> int:
        """Where a segment of a header ends.

        Raises:
            UnsupportedError: its marker is none that may stand there, or has no known meaning.
        """
        if len(code) < 2:
            self.ends_early("marker")
        if code != rules.COM and code not in known:
            raise UnsupportedError(
                "a marker that is unknown, or has no place there",
                format=self.tiler.format,
                offset=at,
                part=f"0x{code.hex()}",
                rule="marker",
            )
        return self.segment(at, known.get(code, "COM"))

    def comment(self, stop: int) -> None:
        """COM (clause A.9.2), at the cursor."""
        at = self.cursor.at
        start = min(at + 6, stop)
        latin = self.cursor.read(at + 4, start - at - 4, "COM") == rules.LATIN.to_bytes(2, "big")
        kind = "comment" if latin else "unknown"
        if (
            latin
            and stop - start <= 4096
            and rules.ENCODER.fullmatch(self.cursor.read(start, stop - start, "COM"))
        ):
            kind = "encoder"
        self.tiler.block(kind, "COM", Role.METADATA, stop, Span(start, stop))

    # -- the index of tile-parts --------------------------------------------------------------------

    def lengths_segment(self, at: int, stop: int) -> None:
        """TLM (clause A.7.1): the lengths of tile-parts."""
        data = self.cursor.read(at, stop - at, TLM)
        form = read_tlm(data)
        if form is None:
            self.tiler.block("slack", TLM, Role.UNKNOWN, stop)
            return
        self.index.append(self.tiler.add(TLM, Role.STRUCTURE, stop))
        for tile, length in form.entries:
            self.entries.append((len(self.entries) if tile is None else tile, length))

    def check_index(self) -> None:
        """An index that is wrong goes: nobody needs one, and it is room for anything."""
        actual = list(zip(self.owners, self.lengths, strict=True)) if self.index else []
        if not self.index or actual == self.entries:
            return
        self.tiler.notes.append("the index of tile-parts (TLM) is wrong, and is removed")
        for number in self.index:
            part = self.tiler.parts[number]
            self.tiler.parts[number] = part._replace(role=Role.UNKNOWN)

    # -- tile-parts ---------------------------------------------------------------------------------

    def tile_parts(self, at: int) -> int:
        """All tile-parts; where the last one ends."""
        while self.marker(at) == rules.SOT:
            at = self.tile_part(at).end
        return at

    def tile_part(self, at: int) -> TilePart:
        """One tile-part: its header, and how long it is."""
        stop = self.segment(at, SOT)
        if stop - at != rules.SOT_SIZE:
            self.fail("the header of a tile-part has the wrong length", at, SOT, "sot")
        data = self.cursor.read(at + 4, 8, SOT)
        tile, length = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:6], "big")
        if tile >= self.tiles:
            self.fail("a tile that the picture does not have", at, SOT, "sot")
        header = at + rules.SOT_SIZE
        comments: list[Span] = []
        while (code := self.marker(header)) != rules.SOD:
            stop = self.header_segment(code, header, rules.TILE)
            if code == rules.COM:
                comments.append(Span(header, stop))
            header = stop
        end = at + length if length else self.open_end(header + 2)
        if end > self.end:
            self.ends_early(SOT)
        if end < header + 2:
            self.fail("a tile-part is shorter than its header", at, SOT, "sot")
        found = TilePart(tile, at, header + 2, end)
        self.note(found, comments)
        return found

    def open_end(self, at: int) -> int:
        """Where a tile-part ends that states no length: at the end marker, or where everything does."""
        found = self.tiler.source.search(_END, at, self.end)
        return self.end if found is None else found

    def note(self, found: TilePart, comments: list[Span]) -> None:
        """Add a tile-part: to the run of those that stay as they are, or with parts of its own."""
        self.owners.append(found.tile)
        self.lengths.append(found.end - found.start)
        if not comments:
            self.run.append(found.data, found.end)
            return
        self.flush(found.start)
        with self.tiler.group(rules.SOT, SOT, found.start + rules.SOT_SIZE) as group:
            group.number = len(self.lengths) - 1
            for start, stop in comments:
                self.tiler.add("tile header", Role.STRUCTURE, start)
                self.comment(stop)
            self.tiler.add("tile header", Role.STRUCTURE, found.data)
            self.tiler.add(TILE, Role.IMAGE, found.end)

    def flush(self, at: int) -> None:
        """Add the run of tile-parts that ends at `at`."""
        self.tiler.add(TILES, Role.IMAGE, at, self.run)
        self.run = SpanTable()


class Lengths(NamedTuple):
    """What one TLM segment says: bytes of a tile's number and of a length, and both for each tile-part."""

    tile_size: int
    length_size: int
    entries: tuple[tuple[int | None, int], ...]


def read_tlm(data: bytes) -> Lengths | None:
    """Read a TLM segment with its marker; None for one that is not as the standard wants it."""
    form = data[5] if len(data) > 5 else 0xFF
    tile_size, length_size = form >> 4 & 3, 4 if form & 0x40 else 2
    row = tile_size + length_size
    if form & ~0x70 or tile_size == 3 or (len(data) - 6) % row:
        return None
    rows = (data[at : at + row] for at in range(6, len(data), row))
    entries = (
        (
            int.from_bytes(one[:tile_size], "big") if tile_size else None,
            int.from_bytes(one[tile_size:], "big"),
        )
        for one in rows
    )
    return Lengths(tile_size, length_size, tuple(entries))


def write_tlm(data: bytes, lengths: list[int]) -> bytes:
    """A TLM segment with other lengths for the same tile-parts."""
    form = read_tlm(data)
    assert form is not None  # noqa: S101 - the parser has read it
    rows = [
        (tile or 0).to_bytes(form.tile_size, "big") + length.to_bytes(form.length_size, "big")
        for (tile, _), length in zip(form.entries, lengths, strict=True)
    ]
    return data[:6] + b"".join(rows)
