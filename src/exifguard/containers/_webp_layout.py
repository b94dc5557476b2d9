"""Laying out a WebP: which chunks are copied, and the headers around them."""

from __future__ import annotations

from collections.abc import Sequence

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import UnsupportedError
from ..model import Action, Block, Part, Parts, Role, Span
from ..structures import riff
from . import _webp_chunks as rules
from ._base import NO_CHANGES, Changes

REWRITTEN = frozenset({"RIFF", "VP8X", "ANMF", "frame flags", "ANIM size", "ALPH size", "ICCP"})
"""Names of the parts that may be written anew around what they frame."""

HOLDERS = {"exif": (rules.EXIF, rules.EXIF_FLAG), "xmp": (rules.XMP, rules.XMP_FLAG)}
"""Kinds of blocks that may be new: the chunk, and the bit that announces it. This is their order."""


def can_hold(block: Block, size: int) -> bool:
    """See `Container.can_hold`."""
    return block.kind in HOLDERS and size <= rules.SIZE_MAX


def lay_out(source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Chunks keep their order, new contents and a fresh colour profile take the place of the old ones, fresh
    EXIF and XMP follow the last chunk. VP8X stays where there was one, and is made where something has to
    be announced.
    """
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.fresh = changes.fresh
        firsts = {parts.blocks[number].parts[0]: new for number, new in changes.contents.items()}
        self.new = {
            index: b"".join(piece for piece in new if isinstance(piece, bytes))
            for index, new in firsts.items()
        }
        self.stays = [action is not Action.REMOVE or index in firsts for index, action in enumerate(actions)]
        self.header = next((part for part in parts.parts if part.name == "VP8X"), None)
        self.flags = self._flags()
        self.pieces: list[Piece] = []
        self.size = 0
        self.frame: Part | None = None
        self.frame_at = (0, 0)

    def recipe(self) -> Recipe:
        """The header of the RIFF is made last: it says how long the rest is."""
        trailer: list[Piece] = []
        if self.header is None and any(self.fresh.get(kind) for kind in HOLDERS):
            self._make_header()
        for index, part in enumerate(self.parts.parts):
            self._close_frame(part.start)
            if part.name == "trailer" and self.stays[index]:
                trailer.append(Span(part.start, part.end))
            elif self.stays[index]:
                self._add(index, part)
        self._close_frame(self.parts.size)
        for kind, (name, _) in HOLDERS.items():
            if self.fresh.get(kind):
                self._put(riff.chunk(name, self.fresh[kind]))
        return Recipe(self.source, [self._riff(), *self.pieces, *trailer])

    def _riff(self) -> Piece:
        size = 4 + self.size
        if size > rules.SIZE_MAX:
            raise UnsupportedError(
                "the copy would be longer than a RIFF can be", format="webp", part="RIFF", rule="riff-size"
            )
        return self._same(0, riff.header(b"RIFF", size) + b"WEBP")

    def _put(self, *pieces: Piece) -> None:
        self.pieces.extend(pieces)
        self.size += sum(map(size_of, pieces))

    def _same(self, start: int, new: bytes) -> Piece:
        """New bytes, or a span of the source where the same ones stand there."""
        end = start + len(new)
        return Span(start, end) if self.source.read(start, len(new)) == new else new

    # -- chunks -----------------------------------------------------------------------------------

    def _add(self, index: int, part: Part) -> None:
        """A part that stays."""
        if index in self.new:
            self._put(riff.chunk(self.source.read(part.start, 4), self.new[index]))
        elif part.name == "ICCP" and "icc" in self.fresh:
            self._put(riff.chunk(rules.ICCP, self.fresh["icc"]))
        elif part.name == "VP8X":
            header = riff.header(rules.VP8X, rules.VP8X_SIZE) + bytes((self.flags, 0, 0, 0))
            self._put(self._same(part.start, header))
        elif part.name == "ANMF":
            self.frame = part
            self.frame_at = (len(self.pieces), self.size)
            self._put(bytes(riff.HEADER))
        elif part.name == "frame flags":
            last = self.source.read(part.end - 1, 1)[0] & rules.FRAME_FLAGS
            self._put(Span(part.start, part.end - 1), bytes((last,)))
        elif part.name == "ANIM size":
            self._put(riff.header(rules.ANIM, rules.ANIM_SIZE))
        elif part.name == "ALPH size":
            self._put(riff.header(rules.ALPH, self.parts.parts[index + 1].size))
        elif part.name != "RIFF":
            self._put(Span(part.start, part.end), bytes(part.size % 2))

    def _close_frame(self, at: int) -> None:
        """Write the length of the frame that ends at `at` or before."""
        if self.frame is None:
            return
        start = self.frame.start
        if at >= start + riff.HEADER + int.from_bytes(self.source.read(start + 4, 4), "little"):
            number, size = self.frame_at
            header = riff.header(rules.ANMF, self.size - size - riff.HEADER)
            self.pieces[number] = self._same(start, header)
            self.frame = None

    # -- the header -------------------------------------------------------------------------------

    def _make_header(self) -> None:
        """VP8X for a file that had none: its first chunk is the picture."""
        stream = self._stream()
        canvas = rules.canvas(stream.width, stream.height)
        self._put(riff.chunk(rules.VP8X, bytes((self.flags, 0, 0, 0)) + canvas))

    def _stream(self) -> rules.Bitstream:
        start, end = next(part for part in self.parts.parts if part.role is Role.IMAGE)[2:4]
        head = self.source.read(start, min(end - start, riff.HEADER + rules.BITSTREAM_HEAD))
        stream = rules.Bitstream.read(head[:4], head[riff.HEADER :], end - start)
        assert stream is not None  # noqa: S101 - the parser has read it
        return stream

    def _flags(self) -> int:
        """What VP8X says: transparency and animation as before, the rest as it is now."""
        if self.header is not None:
            flags = self.source.read(self.header.start + riff.HEADER, 1)[0] & rules.PICTURE_FLAGS
        else:
            flags = rules.ALPHA_FLAG if self._stream().alpha else 0
        for block in self.parts.blocks:
            if not self.stays[block.parts[0]] or block.wrap == rules.LOOSE:
                continue
            if block.kind in HOLDERS:
                flags |= HOLDERS[block.kind][1]
            elif block.kind == "icc" and self.parts.parts[block.parts[0]].role is Role.RENDERING:
                flags |= rules.ICC_FLAG
        for kind, (_, flag) in HOLDERS.items():
            if self.fresh.get(kind):
                flags |= flag
                self._refuse_loose(kind)
        return flags

    def _refuse_loose(self, kind: str) -> None:
        """Refuse to announce a chunk that was not announced and stays as it was."""
        for block in self.parts.blocks:
            part = block.parts[0]
            if block.kind == kind and block.wrap == rules.LOOSE and self.stays[part]:
                name = self.source.read(self.parts.parts[part].start, 4)
                if name == HOLDERS[kind][0]:
                    raise UnsupportedError(
                        "a chunk that viewers ignore would count beside a new one of its kind",
                        format="webp",
                        part=riff.shown_name(name),
                        rule="not-announced",
                    )
