"""The layer and mask section of a Photoshop document: where its layers, pixels and tagged blocks stand.

Adobe's Photoshop File Formats Specification, "Layer and Mask Information Section". The section is far larger
than what it says: the pixels of the layers are stepped over.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..errors import MalformedError
from ..limits import Limits
from ..model import Span

Reads = Callable[[int, int], bytes]
"""Exactly so many bytes from an offset in the section; raises `MalformedError` where there are fewer."""

SIGNATURES: Final = (b"8BIM", b"8B64")
TRANSPARENCY: Final = {8: b"Mtrn", 16: b"Mt16", 32: b"Mt32"}
"""Blocks without contents that say: the first channel behind the colours is transparency; by bits."""
NESTED: Final = frozenset({b"Layr", b"Lr16", b"Lr32"})
"""Blocks that hold the layers of documents with more than 8 bits."""
LARGE_KEYS: Final = frozenset(
    {b"LMsk", *NESTED, *TRANSPARENCY.values(), b"Alph", b"FMsk", b"lnk2", b"lnk3", b"lnkE"}
    | {b"FEid", b"FXid", b"FELS", b"PxSD", b"pths", b"extd", b"extn", b"cinf", b"artd"}
)
"""Blocks whose length takes 8 bytes in large documents; the specification lists some, programs write all."""
NO_PAINT: Final = frozenset(
    (b"luni lyid lnsr clbl infx knko lspf lclr shmd fxrp lyvr cinf lsct lsdk iOpa brst sn2P tsly").split()
)
"""Blocks of a layer that show nothing where the layer has no pixels."""

STEP = 1 << 16  # bytes that are looked at at a time
RECORD = 18  # bytes of a layer's record before its channels
RECORD_REST = 16  # and behind them


class Tagged(NamedTuple):
    """A tagged block: its key, and where its data stands."""

    key: bytes
    start: int
    end: int


class Layer(NamedTuple):
    """One layer: its size in pixels, its name as bytes with their length before them, its blocks."""

    width: int
    height: int
    name: bytes
    blocks: tuple[Tagged, ...]

    @property
    def paints(self) -> bool:
        """False for a layer that certainly shows nothing."""
        return bool(self.width and self.height) or any(one.key not in NO_PAINT for one in self.blocks)


@dataclass(slots=True)
class Section:
    """A section, as far as it could be read.

    Attributes:
        count: the number of layers; below zero where the first channel behind the colours is transparency.
        layers, blocks: the layers; the blocks that belong to none of them.
        pixels: where the coded pixels of the layers stand.
        gaps: bytes that are part of nothing, other than zeros.
        damage: what is wrong with it, "" for a sound one.
    """

    count: int = 0
    layers: list[Layer] = field(default_factory=list)
    blocks: list[Tagged] = field(default_factory=list)
    pixels: list[Span] = field(default_factory=list)
    gaps: list[Span] = field(default_factory=list)
    damage: str = ""

    @property
    def transparent(self) -> bool:
        """The first channel behind the colours is transparency."""
        return self.count < 0 or any(one.key in TRANSPARENCY.values() for one in self.blocks)

    @property
    def paints(self) -> bool:
        """Something in it may show: false where no layer has pixels, text, effects or the like."""
        return bool(self.damage) or any(layer.paints for layer in self.layers)


def walk(reads: Reads, size: int, limits: Limits, *, large: bool) -> Section:
    """Walk a section of `size` bytes; `large` for those of PSB.

    A damaged section is read up to the damage.

    Raises:
        LimitExceededError: it has more pieces than a file may have parts.
    """
    walker = _Walker(reads, size, limits, 8 if large else 4)
    try:
        walker.section()
    except MalformedError as error:
        walker.out.damage = error.rule or "layers"
    return walker.out


class _Walker:
    def __init__(self, reads: Reads, size: int, limits: Limits, wide: int) -> None:
        self.reads, self.size, self.limits, self.wide = reads, size, limits, wide
        self.out = Section()
        self.pieces = 0

    def number(self, at: int, size: int) -> int:
        return int.from_bytes(self.reads(at, size))

    def within(self, start: int, length: int, end: int) -> int:
        """The end of `length` bytes from `start`, if that is not behind `end`."""
        if start + length > end:
            raise MalformedError("a layer runs past its section", offset=start, rule="layer-length")
        return start + length

    def count_piece(self) -> None:
        self.pieces += 1
        self.limits.check("parts", self.pieces, part="layers")

    def section(self) -> None:
        """Layers, global mask, tagged blocks. Each of the three may be missing at the end."""
        if self.size < self.wide:
            self.gap(0, self.size)
            return
        start = self.wide
        end = self.within(start, self.number(0, self.wide), self.size)
        if end > start:
            self.layer_info(start, end)
        if self.size - end < 4:
            self.gap(end, self.size)
            return
        masks = self.within(end + 4, self.number(end, 4), self.size)
        if masks > end + 4:
            self.out.blocks.append(Tagged(b"mask", end + 4, masks))
        self.out.blocks += self.tagged(masks, self.size)
        for block in [one for one in self.out.blocks if one.key in NESTED]:
            if block.end - block.start >= 2:
                self.layer_info(block.start, block.end)

    def gap(self, start: int, end: int) -> None:
        """Bytes that are no part of anything; zeros are padding."""
        if any(any(self.reads(at, min(STEP, end - at))) for at in range(start, end, STEP)):
            self.out.gaps.append(Span(start, end))

    # -- layers -----------------------------------------------------------------------------------

    def layer_info(self, start: int, end: int) -> None:
        """The records of the layers, and their pixels."""
        count = int.from_bytes(self.reads(start, 2), signed=True)
        self.out.count = self.out.count or count
        at, coded = start + 2, 0
        for _ in range(abs(count)):
            self.count_piece()
            at, size = self.layer(at, end)
            coded += size
        pixels = self.within(at, coded, end)
        if coded:
            self.out.pixels.append(Span(at, pixels))
        if end - pixels < 4:
            self.gap(pixels, end)
        elif end > pixels:
            self.out.gaps.append(Span(pixels, end))

    def layer(self, at: int, end: int) -> tuple[int, int]:
        """One record: its end, and how many bytes its pixels take."""
        head = self.reads(at, self.within(at, RECORD, end) - at)
        top, left, bottom, right = (int.from_bytes(head[n : n + 4], signed=True) for n in (0, 4, 8, 12))
        row = 2 + self.wide
        table = self.within(at + RECORD, int.from_bytes(head[16:18]) * row, end)
        channels = self.reads(at + RECORD, table - at - RECORD)
        coded = sum(int.from_bytes(channels[n + 2 : n + row]) for n in range(0, len(channels), row))
        rest = self.reads(table, self.within(table, RECORD_REST, end) - table)
        if rest[:4] not in SIGNATURES:
            raise MalformedError("a layer has no signature", offset=table, rule="layer-signature")
        extra = table + RECORD_REST
        stop = self.within(extra, int.from_bytes(rest[12:16]), end)
        name_at = extra
        for _ in range(2):  # the mask, and the ranges of blending
            name_at = self.within(name_at + 4, self.number(name_at, 4), stop)
        length = 1 + self.number(name_at, 1)
        name = self.reads(name_at, self.within(name_at, length, stop) - name_at)
        blocks = tuple(self.tagged(min(name_at + length + -length % 4, stop), stop))
        width, height = max(0, right - left), max(0, bottom - top)
        self.out.layers.append(Layer(width, height, name, blocks))
        return stop, coded

    # -- tagged blocks ----------------------------------------------------------------------------

    def tagged(self, at: int, end: int) -> list[Tagged]:
        """Tagged blocks, each padded to 2 or 4 bytes, or not at all."""
        blocks: list[Tagged] = []
        while end - at >= 12:
            padding = self.padding(at, end)
            if padding is None:
                if any(self.reads(at, 4)):
                    raise MalformedError("a tagged block has no signature", offset=at, rule="tagged-block")
                break
            self.count_piece()
            at += padding
            key = self.reads(at + 4, 4)
            wide = 8 if self.wide == 8 and key in LARGE_KEYS else 4
            start = at + 8 + wide
            at = self.within(start, self.number(at + 8, wide), end)
            blocks.append(Tagged(key, start, at))
        self.gap(at, end)
        return blocks

    def padding(self, at: int, end: int) -> int | None:
        """Zeros before the next block; None where none follows."""
        head = self.reads(at, min(7, end - at))
        for size in range(4):
            if head[size : size + 4] in SIGNATURES and not any(head[:size]):
                return size
        return None


# -- a section with holes ---------------------------------------------------------------------------


def describe(holes: Sequence[Span], *, large: bool) -> str:
    """What a reader has to know of a section of which some spans are left out."""
    return " ".join(("psb" if large else "psd", *(f"{start}-{end}" for start, end in holes)))


class Sparse:
    """A section of which some spans are left out.

    Attributes:
        size: its size with these spans.
        large: it comes from a PSB.
    """

    def __init__(self, data: bytes, wrap: str) -> None:
        """`wrap` is what `describe` gave."""
        kind, *holes = wrap.split() or ["psd"]
        self.large = kind == "psb"
        self._data = data
        self._starts, self._ends, self._places = [0], [0], [0]
        at = place = 0
        for hole in holes:
            start, end = map(int, hole.split("-"))
            self._ends[-1] = start
            place += start - at
            at = end
            self._starts.append(end)
            self._ends.append(end)
            self._places.append(place)
        self.size = at + len(data) - place
        self._ends[-1] = self.size

    def read(self, at: int, size: int) -> bytes:
        """Exactly `size` bytes; raises `MalformedError` with the rule ``left-out`` for what is not there."""
        index = bisect_right(self._starts, at) - 1
        if size and at + size > self._ends[index]:
            raise MalformedError("not everything of a layer is there", offset=at, rule="left-out")
        start = self._places[index] + at - self._starts[index]
        return self._data[start : start + size]
