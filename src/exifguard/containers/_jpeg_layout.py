"""Laying out a JPEG: which segments are copied as they are and which are written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..model import Action, Block, Part, Parts, Span
from ..structures.extended_xmp import guid
from . import _jpeg_mpf as mpf
from . import _jpeg_segments as seg
from ._base import Changes

JFIF_SIZE, ADOBE_SIZE = 18, 16
"""The canonical segments, marker and length included."""


def segment(marker: int, payload: bytes) -> bytes:
    """A marker segment."""
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload


def canonical_jfif(data: bytes) -> bytes:
    """JFIF without thumbnail: version, units and densities stay (JFIF 1.02, page 5)."""
    version = data[9:11] if data[9] == 1 and data[10] <= 2 else b"\x01\x01"
    units = data[11:12] if data[11] <= 2 else b"\x00"
    return segment(seg.APP0, b"JFIF\0" + version + units + data[12:16] + b"\0\0")


def canonical_adobe(data: bytes) -> bytes:
    """Adobe APP14: the colour transform stays, and the two flags with a meaning (Adobe TN 5116)."""
    version = data[9:11] if data[9:11] in (b"\x00\x64", b"\x00\x65") else b"\x00\x64"
    return segment(seg.APP14, b"Adobe" + version + bytes((data[11] & 0xC0, 0, 0, 0)) + data[15:16])


CANONICAL = {"JFIF": canonical_jfif, "Adobe": canonical_adobe}


PROFILE, INDEX, PICTURE = "ICC", "MPF", "picture"
TABLE_HEADER, TABLE, UNUSED_TABLE = "table header", "table", "unused table"
NEUTRAL = frozenset({*CANONICAL, TABLE_HEADER})
"""Names of the parts that have another canonical form than their own bytes."""
REWRITTEN = NEUTRAL | {PROFILE, INDEX, PICTURE}
"""Names of the parts that may be written anew."""

SEGMENT_MAX = 0xFFFF - 2
"""Bytes that one segment holds."""


@dataclass(frozen=True, slots=True)
class JpegParts(Parts):
    """A parsed JPEG.

    Attributes:
        pictures: for each part that is a picture behind the first, in file order, its type in the index of
            a multi-picture file.
    """

    pictures: tuple[int, ...] = ()


# -- blocks in segments ---------------------------------------------------------------------------


def split(marker: int, head: bytes, data: bytes) -> bytes:
    """As many segments as `data` needs, `head` before each piece; none for no data."""
    most = SEGMENT_MAX - len(head)
    return b"".join(segment(marker, head + data[at : at + most]) for at in range(0, len(data), most))


def _extended_xmp(data: bytes) -> bytes:
    """Extended XMP: GUID, full length and offset before each piece (Adobe XMP part 3, clause 1.1.3.1)."""
    head = seg.EXTENDED_XMP.start + guid(data).encode() + len(data).to_bytes(4)
    most = SEGMENT_MAX - len(head) - 4
    return b"".join(
        segment(seg.APP1, head + at.to_bytes(4) + data[at : at + most]) for at in range(0, len(data), most)
    )


FRAMES: Mapping[str, Callable[[bytes], bytes]] = {
    "exif": lambda data: split(seg.APP1, b"Exif\0\0", data),
    "xmp": lambda data: split(seg.APP1, seg.XMP.start, data),
    "iso21496": lambda data: split(seg.APP2, seg.GAIN_MAP.start, data),
    "photoshop": lambda data: split(seg.APP13, seg.PHOTOSHOP.start, data),
    "xmp-extended": _extended_xmp,
}
"""How new blocks are framed; fresh ones stand in this order."""


def _frame(block: Block) -> str:
    """The key in `FRAMES` for the contents of a block; no such key where it can't be written anew."""
    if block.kind == "xmp" and block.wrap:
        return "" if block.wrap == seg.LOOSE else "xmp-extended"
    return block.kind


def can_hold(block: Block, size: int) -> bool:
    """See `Container.can_hold`."""
    frame = _frame(block)
    if frame == "picture":
        return not block.wrap
    return frame in FRAMES and (frame != "xmp" or size <= SEGMENT_MAX - len(seg.XMP.start))


def profile_segments(profile: bytes) -> bytes:
    """A colour profile in as many APP2 segments as it needs (ICC.1 annex B.4); none for an empty one."""
    most = SEGMENT_MAX - seg.ICC.skip
    chunks = [profile[at : at + most] for at in range(0, len(profile), most)]
    return b"".join(
        segment(seg.APP2, seg.ICC.start + bytes((number, len(chunks))) + chunk)
        for number, chunk in enumerate(chunks, 1)
    )


# -- the layout -----------------------------------------------------------------------------------


def lay_out(source: Source, parts: JpegParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Fresh blocks follow SOI and JFIF; a fresh colour profile takes the place of the old one, and so do the
    new contents of blocks. Pictures behind the first follow each other and end the file.
    """
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: JpegParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.actions = actions
        self.changes = changes
        self.profile = changes.fresh.get("icc")
        self.pictures = self._pictures()
        self.first = {
            parts.blocks[number].parts[0]: number
            for number in changes.contents
            if number not in self.pictures
        }
        self.waiting = [
            frame(changes.fresh[kind]) for kind, frame in FRAMES.items() if changes.fresh.get(kind)
        ]
        self.index_at: int | None = None
        self.index_placed = not self.pictures or any(
            part.name == INDEX and action is not Action.REMOVE
            for part, action in zip(parts.parts, actions, strict=True)
        )
        self.pieces: list[Piece] = []

    def _pictures(self) -> dict[int, int]:
        """The blocks that are kept pictures, in the order in which they will stand, with their types."""
        names = self.parts.parts
        numbers = [n for n, block in enumerate(self.parts.blocks) if names[block.parts[0]].name == PICTURE]
        types = dict(zip(numbers, self.parts.pictures, strict=True))
        return {number: types[number] for number in self.changes.contents if number in types}

    def recipe(self) -> Recipe:
        for index, (part, action) in enumerate(zip(self.parts.parts, self.actions, strict=True)):
            if part.name not in ("SOI", "JFIF"):
                self._flush()
            if index in self.first:
                self.pieces.append(self._framed(self.first[index]))
            elif part.name == INDEX and action is Action.NEUTRALISE:
                self._place_index()
            elif part.name == PICTURE and action is Action.NEUTRALISE:
                self._add_pictures()
            elif action is not Action.REMOVE:
                self._add(index, part, action)
        return Recipe(self.source, self.pieces)

    def _flush(self) -> None:
        """Put in the fresh blocks, once the place for them is reached."""
        self.pieces += self.waiting
        self.waiting = []
        if not self.index_placed:
            self._place_index()

    def _add(self, index: int, part: Part, action: Action) -> None:
        if part.name == PROFILE and self.profile is not None:
            self.pieces.append(profile_segments(self.profile))
            self.profile = b""
        elif action is Action.NEUTRALISE and part.name in NEUTRAL:
            self.pieces.append(_neutral(self.source, self.parts, index, self.actions, self.changes))
        else:
            self.pieces.append(Span(part.start, part.end))

    def _framed(self, number: int) -> bytes:
        block = self.parts.blocks[number]
        data = b"".join(piece for piece in self.changes.contents[number] if isinstance(piece, bytes))
        return FRAMES[_frame(block)](data)

    def _place_index(self) -> None:
        """Leave room for the index: it can be written when all sizes are known."""
        self.index_placed = True
        self.index_at = len(self.pieces)
        self.pieces.append(segment(seg.APP2, seg.MPF.start + bytes(mpf.index_size(len(self.pictures) + 1))))

    def _add_pictures(self) -> None:
        """Put all pictures behind the first one, where the first of them stood, and fill in the index."""
        contents = [self.changes.contents[number] for number in self.pictures]
        sizes = [sum(map(size_of, pieces)) for pieces in (self.pieces, *contents)]
        if self.index_at is not None and contents:
            header = sum(map(size_of, self.pieces[: self.index_at])) + 4 + len(seg.MPF.start)
            index = mpf.write_index(tuple(self.pictures.values()), sizes, header)
            self.pieces[self.index_at] = segment(seg.APP2, seg.MPF.start + index)
        self.pieces += [piece for pieces in contents for piece in pieces]
        self.pictures = {}


def _neutral(source: Source, parts: Parts, index: int, actions: Sequence[Action], changes: Changes) -> Piece:
    """A part in its canonical form; a copy wherever that is what it already is."""
    part = parts.parts[index]
    data = source.read(part.start, part.size)
    if part.name in CANONICAL:
        canonical = CANONICAL[part.name](data)
        if part.name == "JFIF" and changes.minimal:
            canonical = _without_resolution(canonical)
    else:
        size = 2 + sum(_table_sizes(parts.parts, index + 1, actions))
        canonical = data[:2] + size.to_bytes(2, "big")
    return canonical if canonical != data else Span(part.start, part.end)


def _without_resolution(jfif: bytes) -> bytes:
    """A canonical JFIF segment that says the shape of pixels and not their size: units 0."""
    x, y = int.from_bytes(jfif[12:14]), int.from_bytes(jfif[14:16])
    common = gcd(x, y)
    shape = (x // common, y // common) if x and y else (1, 1)
    return jfif[:11] + b"\0" + b"".join(number.to_bytes(2) for number in shape) + jfif[16:]


def _table_sizes(parts: Sequence[Part], index: int, actions: Sequence[Action]) -> Iterator[int]:
    """Sizes of the tables from `index` on that stay."""
    while parts[index].name in (TABLE, UNUSED_TABLE):
        if actions[index] is not Action.REMOVE:
            yield parts[index].size
        index += 1
