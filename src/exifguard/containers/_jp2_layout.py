"""Laying out a JPEG 2000 file or codestream: which parts are copied, and the lengths around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..model import Action, Block, Role, Span
from ..structures import boxes
from . import _j2k_codestream as codestream
from . import _j2k_markers as markers
from . import _jp2_boxes as rules
from ._base import NO_CHANGES, Changes
from ._tiling import FRAME, Group, TreeParts

FURTHER = "further picture"
"""The name of parts that are a codestream behind the first one."""
REWRITTEN = codestream.REWRITTEN | {FRAME, FURTHER, "ftyp", "rreq", "ihdr", "resolution", "profile"}
"""Names of the parts that may be written anew."""

HOLDERS = {"exif": rules.EXIF_UUID, "xmp": rules.XMP_UUID, "photoshop": rules.PHOTOSHOP_UUID}
"""Kinds of blocks that may be fresh, in their order, and the UUIDs of their boxes."""
HELD = frozenset({*HOLDERS, "iptc", "picture"})
"""Kinds of blocks that may get new contents."""
BLOCK_MAX = boxes.LENGTH_MAX - 64


def can_hold(block: Block, size: int) -> bool:
    """See `Container.can_hold`."""
    return block.kind in HELD and size <= BLOCK_MAX


def lay_out(source: Source, parts: TreeParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Boxes keep their order; fresh ones follow the last of them.
    """
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: TreeParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.changes = changes
        self.new = {parts.blocks[number].parts[0]: tuple(new) for number, new in changes.contents.items()}
        if "icc" in changes.fresh:
            first = next(block for block in parts.blocks if self._is_profile(block))
            self.new[first.parts[0]] = (changes.fresh["icc"],)
        self.stays = [
            action is not Action.REMOVE or index in self.new for index, action in enumerate(actions)
        ]
        self.shorter = Counter[int]()
        for number, size in self._lost(parts.tree):
            self.shorter[number] += size
        self.counted = 0

    def _lost(self, group: Group) -> Iterator[tuple[int, int]]:
        """The numbers of the tile-parts that lose something, and how many bytes."""
        for item in group.items:
            if isinstance(item, Group):
                yield from self._lost(item)
            elif group.kind == markers.SOT and not self.stays[item]:
                yield group.number, self.parts.parts[item].size

    def _is_profile(self, block: Block) -> bool:
        return block.kind == "icc" and self.parts.parts[block.parts[0]].role is Role.RENDERING

    def recipe(self) -> Recipe:
        """The file, and fresh boxes before what follows its end."""
        pieces: list[Piece] = []
        trailer: list[Piece] = []
        for item in self.parts.tree.items:
            late = isinstance(item, int) and self.parts.parts[item].name == "trailer"
            (trailer if late else pieces).extend(self._item(item))
        if self.parts.format.name == "jp2":
            for kind, uuid in HOLDERS.items():
                if self.changes.fresh.get(kind):
                    pieces.append(boxes.box(rules.UUID, uuid + self.changes.fresh[kind]))
        return Recipe(self.source, [*pieces, *trailer])

    # -- parts --------------------------------------------------------------------------------------

    def _item(self, item: int | Group) -> list[Piece]:
        if isinstance(item, Group):
            return self._group(item)
        if not self.stays[item]:
            return []
        part = self.parts.parts[item]
        if item in self.new:
            return self._framed(item, self.new[item])
        maker = MAKERS.get(part.name)
        if maker is not None:
            return [self._same(part.start, maker(self, self.source.read(part.start, part.size)))]
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

    # -- groups -------------------------------------------------------------------------------------

    def _group(self, group: Group) -> list[Piece]:
        if group.kind == rules.RES and self.changes.minimal:
            return self._aspect(group)
        body = [piece for item in group.items for piece in self._item(item)]
        if not body and group.kind in rules.METADATA_GROUPS | {rules.RES}:
            return []
        head = self.parts.parts[group.head]
        size = sum(map(size_of, body))
        if group.kind == markers.SOT:
            old = self.source.read(head.start, head.size)
            length = head.size + size if any(old[6:10]) else 0
            return [self._same(head.start, old[:6] + length.to_bytes(4, "big") + old[10:]), *body]
        return [self._same(head.start, boxes.header(group.kind, size)), *body]

    def _aspect(self, group: Group) -> list[Piece]:
        """The resolution as the shape of pixels alone."""
        inner = [one for one in group.items if isinstance(one, Group)]
        inner.sort(key=lambda one: one.kind != b"resd")
        for one in inner:
            part = self.parts.parts[self._first(one)]
            ratio = rules.aspect(self.source.read(part.start, part.size))
            if ratio is not None:
                new = boxes.box(rules.RES, boxes.box(b"resd", ratio))
                return [self._same(self.parts.parts[group.head].start, new)]
        return []

    @staticmethod
    def _first(group: Group) -> int:
        return next(item for item in group.items if isinstance(item, int))

    # -- parts that are written anew ------------------------------------------------------------------

    def file_type(self, old: bytes) -> bytes:
        """The brands: ftyp."""
        start = 16 if old[:4] == b"\0\0\0\1" else boxes.HEADER
        return boxes.box(rules.FTYP, rules.brands(old[start:]))

    def requirements(self, old: bytes) -> bytes:
        """The reader requirements: rreq."""
        start = 16 if old[:4] == b"\0\0\0\1" else boxes.HEADER
        return boxes.box(rules.RREQ, rules.standard_features(old[start:]) or b"")

    def image_header(self, old: bytes) -> bytes:
        """ihdr, which says whether there is a box about ownership."""
        owned = any(block.kind == "ownership" and self.stays[block.parts[0]] for block in self.parts.blocks)
        return old[: rules.NO_PROPERTY] + bytes((owned,))

    def tile_lengths(self, old: bytes) -> bytes:
        """TLM, with the lengths that tile-parts have now."""
        form = codestream.read_tlm(old)
        assert form is not None  # noqa: S101 - the parser has read it
        first, self.counted = self.counted, self.counted + len(form.entries)
        lengths = [
            length - self.shorter.get(number, 0) for number, (_, length) in enumerate(form.entries, first)
        ]
        return codestream.write_tlm(old, lengths)


MAKERS: MappingProxyType[str, Callable[[_Layout, bytes], bytes]] = MappingProxyType(
    {
        "ftyp": _Layout.file_type,
        "rreq": _Layout.requirements,
        "ihdr": _Layout.image_header,
        codestream.TLM: _Layout.tile_lengths,
    }
)
"""How parts are written anew, by name."""
