"""Laying out a PNG: which chunks are copied as they are and which are framed anew."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from math import gcd

from .._recipe import Piece, Recipe
from .._source import Source, windows
from ..model import Action, Block, Part, Parts, Span
from ..structures.stored import stored_zlib
from . import _png_chunks as rules
from ._base import NO_CHANGES, Changes

XMP_HEAD = b"XML:com.adobe.xmp\0\0\0\0\0"
"""Keyword, no compression, no language, no translated keyword (clause 11.3.3.4)."""
PROFILE_HEAD = b"icc\0\0"
"""The canonical profile name and compression method of iCCP."""
PROFILE_NAME_MAX = 4 + 79 + 2
"""The chunk's type, the longest name with its NUL, and the compression method (clause 11.3.2.3)."""


HOLDERS = frozenset({"eXIf", "exIf", "tEXt", "zTXt", "iTXt"})
"""Chunks that may get new contents."""


def can_hold(block: Block, size: int) -> bool:
    """See `Container.can_hold`."""
    return (block.wrap or "eXIf") in HOLDERS and block.kind in ("exif", "text") and size <= rules.LENGTH_MAX


def lay_out(source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Fresh EXIF and XMP chunks follow IHDR; a fresh colour profile takes the place of the old one, and so do
    the new contents of blocks.
    """
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.fresh = changes.fresh
        self.minimal = changes.minimal
        firsts = {parts.blocks[number].parts[0]: new for number, new in changes.contents.items()}
        self.rows = [
            (part, action, firsts.get(index))
            for index, (part, action) in enumerate(zip(parts.parts, actions, strict=True))
            if action is not Action.REMOVE or index in firsts
        ]
        names = {part.name: action for part, action, _ in self.rows}
        self.names_profile = names.get("iCCP name") is Action.KEEP or names.get("iCCP") is Action.KEEP
        self.pieces: list[Piece] = []
        self.sequence = 0

    def recipe(self) -> Recipe:
        for number, (part, _, new) in enumerate(self.rows):
            if new is not None:
                self.pieces.append(self._chunk(part, new))
            else:
                self._add(part, self.rows[number - 1][0])
            if part.name == "IHDR":
                self._add_fresh()
        if not any(part.name == "IEND" for part, _, _ in self.rows):
            self.pieces.append(rules.IEND)
        return Recipe(self.source, self.pieces)

    def _chunk(self, part: Part, new: Sequence[Piece]) -> bytes:
        """A chunk with new contents."""
        return rules.chunk(part.name, b"".join(piece for piece in new if isinstance(piece, bytes)))

    def _add_fresh(self) -> None:
        if self.fresh.get("exif"):
            self.pieces.append(rules.chunk("eXIf", self.fresh["exif"]))
        if self.fresh.get("xmp"):
            self.pieces.append(rules.chunk("iTXt", XMP_HEAD + self.fresh["xmp"]))

    def _add(self, part: Part, before: Part) -> None:
        """A part that stays; `before` is the one that stays before it."""
        if part.name == CHECKSUM:
            self.pieces.append(_checksum(self.source, before))
        elif part.name in PROFILE_PARTS:
            self._add_profile(part)
        elif part.name in NUMBERED:
            self.sequence = _renumber(self.source, part, self.sequence, self.pieces)
        elif part.name == "pHYs" and self.minimal:
            self.pieces.append(_without_resolution(self.source, part))
        else:
            self.pieces.extend(LAYOUT.get(part.name, _copy)(self.source, part))

    def _add_profile(self, part: Part) -> None:
        """iCCP: with its name where that stays, else with the canonical one."""
        new = self.fresh.get("icc")
        head = _profile_head(self.source, part) if self.names_profile else PROFILE_HEAD
        if new is not None:
            self.pieces.append(rules.chunk("iCCP", head + stored_zlib(new)))
        elif part.name == "iCCP":
            self.pieces.append(Span(part.start, part.end))
        else:
            self.pieces.extend(framed(self.source, "iCCP", head, Span(part.start, part.end)))


def _profile_head(source: Source, part: Part) -> bytes:
    """The name and compression method before the stream of an iCCP chunk."""
    if part.name == "iCCP":
        return PROFILE_HEAD
    before = source.read(max(0, part.start - PROFILE_NAME_MAX), min(part.start, PROFILE_NAME_MAX))
    return before[before.rindex(b"iCCP") + 4 :]


def _without_resolution(source: Source, part: Part) -> bytes:
    """PHYs (clause 11.3.4.3) that says the shape of pixels and not their size."""
    data = source.read(part.start + 8, 8)
    x, y = int.from_bytes(data[:4]), int.from_bytes(data[4:])
    common = gcd(x, y)
    shape = (x // common, y // common) if x and y else (1, 1)
    return rules.chunk("pHYs", b"".join(number.to_bytes(4) for number in shape) + b"\0")


def _copy(_: Source, part: Part) -> Iterator[Piece]:
    yield Span(part.start, part.end)


def _nothing(_: Source, __: Part) -> Iterator[Piece]:
    """Framing that is written anew with what it frames."""
    yield from ()


def framed(source: Source, name: str, prefix: bytes, span: Span) -> Iterator[Piece]:
    """A chunk written anew around copied data."""
    body = name.encode("latin-1") + prefix
    crc = zlib.crc32(body)
    for buffer in windows(source, span.start, span.end):
        crc = zlib.crc32(buffer, crc)
    yield (len(prefix) + span.end - span.start).to_bytes(4, "big") + body
    yield span
    yield crc.to_bytes(4, "big")


def _cut_idat(source: Source, part: Part) -> Iterator[Piece]:
    return framed(source, "IDAT", b"", Span(part.start, part.end))


def _checksum(source: Source, image: Part) -> bytes:
    """The checksum of the last chunk of an image part that ends before it."""
    assert image.pieces is not None  # noqa: S101 - runs of IDAT always have pieces
    start, end = image.pieces[-1]
    crc = 0
    for buffer in windows(source, start - 4, end):
        crc = zlib.crc32(buffer, crc)
    return crc.to_bytes(4, "big")


LAYOUT = {
    "iCCP name": _nothing,
    "iCCP checksum": _nothing,
    "IDAT header": _nothing,
    "fdAT header": _nothing,
    "IDAT cut": _cut_idat,
}

PROFILE_PARTS = ("iCCP", "iCCP stream")
CHECKSUM = "IDAT checksum"
NUMBERED = ("fcTL", "fdAT", "fdAT cut")
REWRITTEN = frozenset({*LAYOUT, *NUMBERED, *PROFILE_PARTS, CHECKSUM, "pHYs"})
"""Names of the parts that may be written anew around what they frame."""


def _renumber(source: Source, part: Part, sequence: int, pieces: list[Piece]) -> int:
    """Lay out an animation part; write its chunks anew if their sequence numbers moved."""
    stored = part.start + 8 if part.name != "fdAT cut" else part.start - 4
    moved = int.from_bytes(source.read(stored, 4), "big") != sequence
    spans = part.pieces or [Span(part.start + 12, part.end - 4)]
    if part.name == "fdAT cut":
        spans, moved = [Span(part.start, part.end)], True
    if not moved:
        pieces.append(Span(part.start, part.end))
        return sequence + len(spans)
    name = part.name[:4]
    for span in spans:
        pieces.extend(framed(source, name, sequence.to_bytes(4, "big"), span))
        sequence += 1
    return sequence
