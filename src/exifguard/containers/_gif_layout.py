"""Laying out a GIF: which blocks are copied as they are and which are written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .._recipe import Piece, Recipe
from .._source import Source
from ..model import Action, Block, Part, Parts, Role, Span
from . import _gif_blocks as rules
from ._base import NO_CHANGES, Changes

SIGNATURE, DESCRIPTOR, CONTROL, LOOP, PROFILE, DATA = (
    "signature",
    "image descriptor",
    "control",
    "loop",
    "profile",
    "image data",
)
SET_BITS = " with set bits"
"""Behind the name of a descriptor or control extension with bits that mean nothing and are not 0."""
OPEN_LOOP, OPEN_DATA = f"{LOOP} alone", f"{DATA} alone"
"""Sub-blocks without their terminator."""
LENGTH, CUT = f"{DATA} length", f"{DATA} cut"
"""The last sub-block of an image that loses bytes behind it."""


IN_SUB_BLOCKS = {"photoshop": rules.PHOTOSHOP, "iptc": rules.IPTC}
"""Kinds of blocks beside XMP that may get new contents, and the names of their extensions."""


def can_hold(block: Block, size: int) -> bool:  # noqa: ARG001 - the contract
    """See `Container.can_hold`: extensions may have any size."""
    return block.kind in ("xmp", *IN_SUB_BLOCKS) and not block.wrap


def lay_out(source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`.

    New contents and a fresh colour profile take the place of the old ones. A fresh packet of XMP stands
    before the first image and its control extension. Other fresh blocks have no place in a GIF.
    """
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.packet = changes.fresh.get("xmp", b"")
        self.new_profile = changes.fresh.get("icc", b"")
        self.contents = {
            parts.blocks[number].parts[0]: _extension(parts.blocks[number].kind, new)
            for number, new in changes.contents.items()
        }
        self.rows = [
            (index, part)
            for index, (part, action) in enumerate(zip(parts.parts, actions, strict=True))
            if action is not Action.REMOVE or index in self.contents
        ]
        self.pieces: list[Piece] = []

    def recipe(self) -> Recipe:
        """All parts that stay, and the end marker."""
        packet = self.packet
        for index, part in self.rows:
            if packet and part.name.startswith((CONTROL, DESCRIPTOR)):
                self.pieces.append(rules.xmp_extension(packet))
                packet = b""
            self._add(index, part)
        if not any(part.name == "end" for _, part in self.rows):
            self.pieces.append(bytes((rules.END,)))
        return Recipe(self.source, self.pieces)

    def _add(self, index: int, part: Part) -> None:
        """A part that stays."""
        new = self.contents.get(index)
        if new is not None:
            self.pieces.append(new)
        elif part.name == SIGNATURE and self.packet:
            self.pieces.append(rules.SIGNATURES[1])
        elif part.name == PROFILE and part.role is Role.RENDERING and self.new_profile:
            self.pieces.append(rules.application_extension(rules.PROFILE, self.new_profile))
        else:
            self.pieces.extend(LAYOUT.get(part.name, _copy)(self.source, part))


def _extension(kind: str, contents: Sequence[Piece]) -> bytes:
    """The extension that holds new contents."""
    data = b"".join(piece for piece in contents if isinstance(piece, bytes))
    return (
        rules.xmp_extension(data) if kind == "xmp" else rules.application_extension(IN_SUB_BLOCKS[kind], data)
    )


def _copy(_: Source, part: Part) -> Iterator[Piece]:
    yield Span(part.start, part.end)


def _descriptor(source: Source, part: Part) -> Iterator[Piece]:
    yield rules.canonical_image(source.read(part.start, part.size))


def _control(source: Source, part: Part) -> Iterator[Piece]:
    yield rules.canonical_control(source.read(part.start, part.size))


def _closed(_: Source, part: Part) -> Iterator[Piece]:
    """Sub-blocks with a new terminator."""
    yield Span(part.start, part.end)
    yield b"\0"


def _cut(_: Source, part: Part) -> Iterator[Piece]:
    """The last sub-block, shorter than it was."""
    yield bytes((part.size,))
    yield Span(part.start, part.end)
    yield b"\0"


def _nothing(_: Source, __: Part) -> Iterator[Piece]:
    """Framing that is written anew with what it frames."""
    yield from ()


LAYOUT: dict[str, Callable[[Source, Part], Iterator[Piece]]] = {
    DESCRIPTOR + SET_BITS: _descriptor,
    CONTROL + SET_BITS: _control,
    OPEN_LOOP: _closed,
    OPEN_DATA: _closed,
    LENGTH: _nothing,
    CUT: _cut,
}
REWRITTEN = frozenset({*LAYOUT, SIGNATURE, PROFILE})
"""Names of the parts that may be written anew around what they frame."""
