"""SVGZ: an SVG document in one member of a gzip file (RFC 1952; SVG 2 clause 3.4).

Kept, byte for byte: the compressed stream of a document from which nothing has to go.
Written anew: the header, without time, name, comment, extra field, flags and operating system; the stream of
a document that loses something, without compression; its checksum and size.
Removed: everything behind the first member.
Refused: what is refused of SVG, a damaged stream, a wrong checksum or size, gzip files with other contents.
"""

from __future__ import annotations

from collections.abc import Sequence

from .._recipe import Piece, Recipe
from .._source import Source
from ..errors import ExifguardError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span
from ..structures import gzip
from ..structures.markup import Piece as Text
from ..structures.stored import stored_deflate
from ..structures.texted import GZIP
from ._base import NO_CHANGES, Changes
from .svg import Fault, Svg

SVGZ = Format("svgz", "image/svg+xml", ".svgz")
HEADER, STREAM, FOOTER = "gzip header", "gzip stream", "gzip footer"
TIME, SYSTEM, CHECKSUM = "gzip time", "gzip system", "gzip checksum"
REWRITTEN = frozenset({HEADER, STREAM, FOOTER, CHECKSUM})
FLAGS = {"gzip extra": gzip.EXTRA, "gzip name": gzip.NAME, "gzip note": gzip.COMMENT}
"""The flags that announce fields of the header; one with a checksum of its own gets none."""
BLANK = {TIME: bytes(4), SYSTEM: bytes((0, gzip.NAMELESS))}
"""What stands for a field that cannot be left out."""
_SEEN = 4096
"""Bytes of a file that tell what is compressed in it."""
_HEAD = 1 << 20
"""Bytes that a header may take."""


class _Reader:
    """Tiles one file."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.at = 0

    def add(self, name: str, role: Role, end: int) -> int:
        """Add the part from here to `end`."""
        self.parts.append(Part(name, role, self.at, end))
        self.at = end
        return len(self.parts) - 1

    def field(self, what: str, span: Span, *, says: bool) -> None:
        """A field of the header, if it is there; one that `says` nothing is only framing."""
        if span.end <= span.start:
            return
        if not says:
            self.add(CHECKSUM if what == "checksum" else HEADER, Role.STRUCTURE, span.end)
            return
        part = self.add(f"gzip {what}", Role.METADATA, span.end)
        self.blocks.append(Block("svg", f"gzip/{what}", (span,), (part,), Text(what).wrap()))

    def walk(self) -> None:
        head = self.source.read(0, min(self.source.size, _HEAD))
        header = gzip.read_header(head)
        self.add(HEADER, Role.STRUCTURE, 4)
        self.field("time", Span(4, 8), says=any(head[4:8]))
        self.field("system", Span(8, 10), says=head[8:10] != bytes((0, gzip.NAMELESS)))
        self.field("extra", header.extra, says=True)
        self.field("name", header.name, says=True)
        self.field("note", header.comment, says=True)
        self.field("checksum", header.checksum, says=False)
        self.limits.check("block_bytes", self.source.size, format="svgz")
        packed = self.source.read(header.end, self.source.size - header.end)
        data, size = gzip.inflate_raw(packed, self.limits)
        end = header.end + size
        if end + gzip.FOOTER > self.source.size:
            raise TruncatedError("the file ends too early", format="svgz", offset=end, rule="end-of-file")
        if packed[size : size + gzip.FOOTER] != gzip.footer(data):
            raise MalformedError("a wrong checksum or size", format="svgz", offset=end, rule="gzip-checksum")
        if not Svg().matches(data[:32]):
            raise UnsupportedError("a gzip file that holds no SVG", format="svgz", rule="root")
        part = self.add(STREAM, Role.RENDERING, end)
        self.blocks.append(Block("picture", "svg", (Span(header.end, end),), (part,), GZIP))
        self.add(FOOTER, Role.STRUCTURE, end + gzip.FOOTER)
        self.rest("trailer", "trailer")

    def rest(self, kind: str, path: str) -> None:
        """What nobody reads, to the end of the file."""
        if self.at < self.source.size:
            span = Span(self.at, self.source.size)
            self.blocks.append(Block(kind, path, (span,), (self.add(kind, Role.UNKNOWN, span.end),)))


class Svgz:
    """The container of compressed SVG."""

    format = SVGZ
    exif_says_colour = False
    about = Svg.about

    def matches(self, head: bytes) -> bool:
        """A gzip file; `confirm` sees what is in it."""
        return head.startswith(gzip.MAGIC)

    def confirm(self, source: Source) -> None:
        """Raise `UnsupportedError` for a gzip file that holds something else."""
        inner = gzip.peek(source.read(0, min(source.size, _SEEN)), 32)
        if inner and not Svg().matches(inner):
            raise UnsupportedError("a gzip file that holds no SVG", format="svgz", offset=0, rule="root")

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - the stream has to be read anyway
        lenient: bool = False,
    ) -> Parts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits)
        notes: tuple[str, ...] = ()
        try:
            self.confirm(source)
            reader.walk()
        except Fault as error:
            if not lenient:
                raise _named(error) from error
            notes = (f"damaged: {error}",)
            reader.rest("unread", "rest of the file")
        return Parts(SVGZ, source.size, tuple(reader.parts), tuple(reader.blocks), notes, REWRITTEN)

    def can_hold(self, block: Block, size: int) -> bool:  # noqa: ARG002 - the contract
        """See `Container.can_hold`: the document alone."""
        return block.wrap == GZIP

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`."""
        if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
            return Recipe(source, [Span(0, parts.size)])
        stays = [action is not Action.REMOVE for action in actions]
        present = {part.name for part, there in zip(parts.parts, stays, strict=True) if there}
        flags = sum(flag for name, flag in FLAGS.items() if name in present)
        new = next(iter(changes.contents.values()), None)
        pieces: list[Piece] = [gzip.MAGIC + bytes((flags,))]
        for part, there in zip(parts.parts[1:], stays[1:], strict=True):
            if new is not None and part.name in (STREAM, FOOTER):
                data = b"".join(piece for piece in new if isinstance(piece, bytes))
                pieces.append(stored_deflate(data) if part.name == STREAM else gzip.footer(data))
            elif there and part.name != CHECKSUM:
                pieces.append(Span(part.start, part.end))
            elif not there:
                pieces.append(BLANK.get(part.name, b""))
        return Recipe(source, pieces)


def _named(error: ExifguardError) -> ExifguardError:
    """The error, with the name of the format in it."""
    if error.format is not None:
        return error
    return type(error)(str(error.args[0]), format="svgz", offset=error.offset, rule=error.rule)
