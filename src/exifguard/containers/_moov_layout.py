"""Laying out a movie: the boxes and samples that stay, and new tables of where these are."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..model import Action, Part, Parts, Role, Span
from ..structures import boxes
from . import _moov_rules as rules
from ._base import NO_CHANGES, Changes
from ._moov_samples import moved, packed
from ._moov_sphere import canonical
from ._moov_tiles import BRANDS, COLOUR, END, FREE, HEADER, ITEM, KEYS, OFFSETS, REFERENCES, TEXT, UNUSED

GO_EMPTY: Final = rules.types("udta meta ilst keys tref edts tapt mdat sv3d vexu")
"""Boxes that are left out when nothing is left in them."""
ABOUT: Final = rules.types("udta meta ilst keys")
"""Of these, the ones that count as empty without a value, whatever frames values in them."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A track as the layout needs it.

    Attributes:
        id: its number.
        start, end: its ``trak``, by the bytes of the file.
        offsets: where its chunks begin.
        wide: these have 64 bits in the file.
        shown: it stays under every policy.
    """

    id: int
    start: int
    end: int
    offsets: array[int]
    wide: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class MovieParts(Parts):
    """A parsed movie.

    Attributes:
        opens: the end of each box that is taken apart, by the index of its header's part.
        tracks: the tracks, in file order.
        keys: the part of the key of every item that has one, by that of the item's header.
    """

    opens: Mapping[int, int] | None = None
    tracks: tuple[Laid, ...] = ()
    keys: Mapping[int, int] | None = None


class _Offsets:
    """A table of offsets, to be filled in when everything has its place."""

    __slots__ = ("track", "wide")

    def __init__(self, track: int, *, wide: bool) -> None:
        self.track = track
        self.wide = wide


_Item = Piece | _Offsets


def lay_out(source: Source, parts: MovieParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`."""
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    return MovieLayout(source, parts, actions, changes).recipe()


class MovieLayout:
    """One layout pass. A container with a movie in it can call `run` for its ``moov`` and ``mdat`` boxes."""

    def __init__(
        self, source: Source, parts: MovieParts, actions: Sequence[Action], changes: Changes
    ) -> None:
        self.source = source
        self.parts = parts
        self.rows: Sequence[Part] = parts.parts
        self.opens = parts.opens or {}
        self.changes = changes
        self.new = {
            parts.blocks[number].parts[0]: b"".join(one for one in pieces if isinstance(one, bytes))
            for number, pieces in changes.contents.items()
        }
        self.stays = [
            action is not Action.REMOVE or index in self.new for index, action in enumerate(actions)
        ]
        self.wide: set[int] = {number for number, track in enumerate(parts.tracks) if track.wide}
        self.track_starts = [track.start for track in parts.tracks]
        self.kept_ids = self._kept_ids()
        self.numbers = self._key_numbers()

    def recipe(self) -> Recipe:
        """The whole file; tables grow to 64 bits where offsets need them, once for each track at most."""
        while True:
            items, _, _ = self.run(0, self.parts.size)
            if self.changes.fresh.get("xmp"):
                packet = self.changes.fresh["xmp"]
                items.append(boxes.header(boxes.UUID, boxes.UUID_SIZE + len(packet)) + rules.XMP + packet)
            tables = self._tables(items)
            if tables is not None:
                return Recipe(self.source, tables)

    # -- tracks and keys --------------------------------------------------------------------------

    def _kept_ids(self) -> frozenset[int]:
        stays = {part.start: self.stays[index] for index, part in enumerate(self.rows)}
        return frozenset(track.id for track in self.parts.tracks if stays.get(track.start))

    def _key_numbers(self) -> dict[int, int]:
        """The new number of every key that stays, by its part: they count from 1 in each box of keys."""
        numbers: dict[int, int] = {}
        count = 0
        for index, part in enumerate(self.rows):
            if part.name == KEYS:
                count = 0
            elif part.name == "key" and self.stays[index]:
                count += 1
                numbers[index] = count
        return numbers

    def _count_keys(self, index: int) -> int:
        count = 0
        for number in range(index + 1, len(self.rows)):
            if self.rows[number].name != "key":
                break
            count += self.stays[number]
        return count

    # -- boxes ------------------------------------------------------------------------------------

    def run(self, index: int, end: int) -> tuple[list[_Item], int, bool]:
        """The output of the parts from `index` that lie before the offset `end`.

        Returns:
            The pieces, the index behind the last part, and if there is a value or a sample among them.
        """
        items: list[_Item] = []
        alive = False
        while index < len(self.rows) and self.rows[index].start < end:
            if index in self.opens:
                inner, following, lives = self.run(index + 1, self.opens[index])
                framed = self._framed(index, inner, lives=lives)
                items += framed
                alive |= bool(framed) and lives
                index = following
                continue
            part = self.rows[index]
            items += self._part(index, part)
            alive |= self.stays[index] and part.role in (Role.METADATA, Role.IMAGE, Role.UNKNOWN)
            index += 1
        return items, index, alive

    def _framed(self, index: int, inner: list[_Item], *, lives: bool) -> list[_Item]:
        """A box around its new contents."""
        part = self.rows[index]
        kind = self.source.read(part.start + 4, 4)
        if not self.stays[index]:
            return []
        if kind in GO_EMPTY and part.name == HEADER and not (lives if kind in ABOUT else inner):
            return []
        if part.name == ITEM:
            kind = self.numbers[(self.parts.keys or {})[index]].to_bytes(4, "big")
        head = part.end - 16 if kind == boxes.UUID else part.end
        extra = self.source.read(head, part.end - head)
        size = sum(map(self._size, inner)) + len(extra)
        return [boxes.header(kind, size) + extra, *inner]

    def _part(self, index: int, part: Part) -> list[_Item]:
        """What becomes of a part."""
        if index in self.new:
            return [self._new_block(part, self.new[index])]
        name = part.name
        if name == "spherical" and part.role is not Role.STRUCTURE and not self.stays[index]:
            return self._sphere(part)
        if not self.stays[index]:
            blank = {UNUSED: bytes(part.size), TEXT: b"\0"}.get(name)
            return [] if blank is None else [blank]
        if name in (END, FREE):
            return []
        maker = {OFFSETS: self._offsets, REFERENCES: self._references, BRANDS: self._brands}.get(name)
        if maker is not None:
            return maker(part)
        if name == KEYS:
            return [bytes(4) + self._count_keys(index).to_bytes(4, "big")]
        if name == COLOUR and "icc" in self.changes.fresh and part.role is Role.RENDERING:
            return [self.changes.fresh["icc"]]
        return [Span(part.start, part.end)]

    def _new_block(self, part: Part, new: bytes) -> bytes:
        """New contents in the frame of the old ones."""
        if part.name == COLOUR:
            return new
        kind = self.source.read(part.start + 4, 4)
        extra = rules.XMP if kind == boxes.UUID else b""
        return boxes.header(kind, len(extra) + len(new)) + extra + new

    def _sphere(self, part: Part) -> list[_Item]:
        xml = canonical(self.source.read(part.start + 24, part.size - 24))
        return [boxes.header(boxes.UUID, 16 + len(xml)) + rules.SPHERICAL_V1 + xml] if xml else []

    def _offsets(self, part: Part) -> list[_Item]:
        number = bisect_right(self.track_starts, part.start) - 1
        if number >= 0 and part.start < self.parts.tracks[number].end:
            return [_Offsets(number, wide=number in self.wide)]
        return [Span(part.start, part.end)]

    def _references(self, part: Part) -> list[_Item]:
        """Numbers of tracks, of which those stay that stay."""
        data = self.source.read(part.start, part.size)
        head = boxes.LARGE_HEADER if data[:4] == b"\0\0\0\1" else boxes.HEADER
        ids = [data[at : at + 4] for at in range(head, len(data), 4)]
        kept = [one for one in ids if int.from_bytes(one, "big") in self.kept_ids]
        return [boxes.box(data[4:8], b"".join(kept))] if kept else []

    def _brands(self, part: Part) -> list[_Item]:
        return [clean_brands(self.source.read(part.start, part.size))]

    # -- offsets ----------------------------------------------------------------------------------

    def _size(self, item: _Item) -> int:
        if isinstance(item, _Offsets):
            return 16 + len(self.parts.tracks[item.track].offsets) * (8 if item.wide else 4)
        return size_of(item)

    def _tables(self, items: list[_Item]) -> list[Piece] | None:
        """The pieces with tables of offsets; None when some have to be wider, which `wide` then says."""
        moves: list[tuple[int, int, int]] = []
        at = 0
        for item in items:
            if isinstance(item, Span):
                moves.append((item.start, item.end, at))
            at += self._size(item)
        moves.sort()
        starts = [move[0] for move in moves]
        pieces: list[Piece] = []
        for item in items:
            if not isinstance(item, _Offsets):
                pieces.append(item)
                continue
            track = self.parts.tracks[item.track]
            values = moved(track.offsets, moves, starts)
            if not item.wide and values and max(values) > boxes.LENGTH_MAX:
                self.wide.add(item.track)
                return None
            width, kind = (8, b"co64") if item.wide else (4, b"stco")
            contents = len(values).to_bytes(4, "big") + packed(values, width)
            pieces.append(boxes.full_box(kind, 0, 0, contents))
        return pieces


def clean_brands(data: bytes) -> bytes:
    """``ftyp`` with the brands that many programs write; the first one always stays."""
    major, minor = data[8:12], int.from_bytes(data[12:16], "big")
    kept: dict[bytes, None] = {}
    for at in range(16, len(data) - 3, 4):
        brand = data[at : at + 4]
        if brand in rules.BRANDS or brand == major:
            kept[brand] = None
    minor = minor if minor in rules.MINOR else 0
    return boxes.box(b"ftyp", major + minor.to_bytes(4, "big") + b"".join(kept))
