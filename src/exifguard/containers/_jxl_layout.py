"""Laying out a JPEG XL file: which parts are copied, and what is written around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..model import Action, Block, Role, Span
from ..structures import boxes
from ..structures.bits import Cut, without
from . import _jxl_codestream as codestream
from ._base import NO_CHANGES, Changes
from ._jxl_codestream import Stream, Unit
from ._tiling import FRAME, Group, TreeParts

PROFILE_SIZE = "profile size"
"""The name of the part that says how long the profile in a gain map's box is."""
FTYP = boxes.box(b"ftyp", b"jxl \0\0\0\0jxl ")
HOLDERS = {"exif": (b"Exif", bytes(4)), "xmp": (b"xml ", b"")}
"""Kinds of blocks that may be fresh: their boxes, and what stands before the block in them."""
HELD = frozenset({*HOLDERS, "picture", "iptc", "photoshop"})
CODED_PARTS = frozenset({codestream.HEADER, codestream.FRAME_HEADER, codestream.PROFILE})
REWRITTEN = CODED_PARTS | {FRAME, "ftyp", "gain map", PROFILE_SIZE}
"""Names of the parts that may be written anew."""


@dataclass(frozen=True, slots=True)
class JxlParts(TreeParts):
    """A parsed file with its codestream.

    Attributes:
        stream: the codestream, wherever its pieces lie.
        units: what it is made of.
        pieces: for parts of the codestream, which unit they are of.
    """

    stream: Stream | None = field(default=None, compare=False)
    units: tuple[Unit, ...] = field(default=(), compare=False)
    pieces: dict[int, int] = field(default_factory=dict, compare=False)


def can_hold(block: Block, size: int) -> bool:
    """See `Container.can_hold`: what has a box of its own. EXIF turns no picture here."""
    return bool(block.parts) and block.kind in HELD and size <= boxes.LENGTH_MAX - 64


def lay_out(source: Source, parts: JxlParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`. Boxes keep their order; fresh ones follow the last."""
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: JxlParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.changes = changes
        self.actions = actions
        self.new = {parts.blocks[number].parts[0]: tuple(new) for number, new in changes.contents.items()}
        self.stays = [
            action is not Action.REMOVE or index in self.new for index, action in enumerate(actions)
        ]
        self.preview = any(
            self.stays[index]
            for index, number in parts.pieces.items()
            if parts.units[number].kind == codestream.PREVIEW
        )
        self.headers = self._headers()

    def _headers(self) -> dict[int, bytes]:
        """New bytes by the part; those that a part before them took in are empty."""
        new: dict[int, bytes] = {}
        whole: dict[int, list[int]] = {}
        for index, number in self.parts.pieces.items():
            unit = self.parts.units[number]
            if unit.kind == codestream.PROFILE:
                whole[number - 1].append(index)
            elif unit.kind in CODED_PARTS:
                whole.setdefault(number, []).append(index)
        for number, indices in whole.items():
            cuts = self._cuts(self.parts.units[number], self.actions[indices[0]])
            if cuts and self.parts.stream is not None:
                start = self.parts.units[number].start
                size = sum(self.parts.parts[index].size for index in indices)
                new |= dict.fromkeys(indices, b"")
                new[indices[0]] = without(
                    self.parts.stream.read(start, size), cuts, self.parts.units[number].bits
                )
        return new

    def _cuts(self, unit: Unit, action: Action) -> list[Cut]:
        keeps_words = action is Action.KEEP
        return [cut for what, cut in unit.cuts if not (self.preview if what == "preview" else keeps_words)]

    def recipe(self) -> Recipe:
        """The file, and fresh boxes before what follows its end."""
        pieces: list[Piece] = []
        trailer: list[Piece] = []
        for item in self.parts.tree.items:
            late = isinstance(item, int) and self.parts.parts[item].name == "trailer"
            (trailer if late else pieces).extend(self._item(item))
        if any(part.name == "ftyp" for part in self.parts.parts):
            for kind, (box, prefix) in HOLDERS.items():
                if self.changes.fresh.get(kind):
                    pieces.append(boxes.box(box, prefix + self.changes.fresh[kind]))
        return Recipe(self.source, [*pieces, *trailer])

    def _item(self, item: int | Group) -> list[Piece]:
        if isinstance(item, Group):
            return self._group(item)
        if not self.stays[item]:
            return []
        part = self.parts.parts[item]
        if item in self.new:
            return self._framed(item, self.new[item])
        if item in self.headers:
            return [self.headers[item]]
        if part.name == "ftyp":
            return [self._same(part.start, FTYP)]
        if part.name == PROFILE_SIZE and not self.stays[item + 1]:
            return [bytes(4)]
        return [Span(part.start, part.end)]

    def _framed(self, item: int, contents: Sequence[Piece]) -> list[Piece]:
        if item not in self.parts.frames:
            return list(contents)
        kind, prefix = self.parts.frames[item]
        return [boxes.header(kind, len(prefix) + sum(map(size_of, contents))), prefix, *contents]

    def _same(self, start: int, new: bytes) -> Piece:
        """New bytes, or a span of the source where the same ones stand there."""
        end = min(start + len(new), self.parts.size)
        return Span(start, end) if self.source.read(start, end - start) == new else new

    def _group(self, group: Group) -> list[Piece]:
        body = [piece for item in group.items for piece in self._item(item)]
        head = self.parts.parts[group.head]
        return [self._same(head.start, boxes.header(group.kind, sum(map(size_of, body)))), *body]


IMAGE_ROLES = {
    codestream.HEADER: Role.STRUCTURE,
    codestream.FRAME_HEADER: Role.STRUCTURE,
    codestream.PROFILE: Role.RENDERING,
    codestream.FRAMES: Role.IMAGE,
    codestream.PREVIEW: Role.EMBEDDED,
    codestream.TAIL: Role.UNKNOWN,
}
"""What the pieces of a codestream are for."""
