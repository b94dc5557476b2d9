"""JPEG XL: boxes around a codestream (ISO/IEC 18181-2), and codestreams without boxes (18181-1).

Kept, byte for byte: the codestream's frames, and what its headers say about the picture: size, orientation,
colours, animation, extra channels, a colour profile (coded there); its level (jxll); the gain map (jhgm), if
it is a gain map and nothing else.
Written anew: lengths of boxes; ftyp; headers in the codestream that hold a name of a channel or of a frame,
an extension, or a preview, bit by bit without them.
Removed: EXIF, XMP, Content Credentials, compressed or not (brob, by the type inside); the JPEG file that the
picture was made from (jbrd); the index of frames (jxli), which players do without; every other box; bytes
behind the last frame, and behind the end.
jbrd goes with the metadata because it is metadata: it holds, compressed, every application segment, all
comments and the bytes behind the end of that JPEG file, and counts on EXIF and XMP to stand beside it as they
were. Without them a decoder can't build the file again, and codes the picture anew, with losses. The picture
itself needs nothing of it: it is in the codestream.
Refused: files that are cut short, two codestreams, pieces (jxlp) out of order or without a last one,
compressed boxes that hold a piece of the picture, codestreams whose frames can't be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Parts, Role, Span
from ..structures import boxes
from ..structures.blocks import BROTLI
from ..structures.boxes import Box
from . import _jp2_boxes as jp2
from . import _jxl_codestream as codestream
from . import _jxl_gainmap as gainmap
from ._about import About, Frames
from ._base import Changes
from ._jxl_codestream import Layout, Stream
from ._jxl_layout import IMAGE_ROLES, PROFILE_SIZE, REWRITTEN, JxlParts, can_hold, lay_out
from ._tiling import FRAME, Tiler

JXL = Format("jxl", "image/jxl", ".jxl")
SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
FTYP, WHOLE, PIECE, LEVEL, GAIN_MAP = b"ftyp", b"jxlc", b"jxlp", b"jxll", b"jhgm"
EXIF, XML, JUMBF, PACKED, JPEG = b"Exif", b"xml ", b"jumb", b"brob", b"jbrd"
COUNTER = 4
LAST = 0x80000000
KINDS = {
    EXIF: "exif",
    XML: "xmp",
    JUMBF: "c2pa",
    JPEG: "jpeg reconstruction",
    b"free": "slack",
    b"skip": "slack",
}
NEVER_PACKED = (b"jxl", PACKED, JPEG, FTYP, b"JXL ")
"""How types begin that no compressed box may hold (18181-2 clause 9.7)."""
PROFILE_NOTE = "a colour profile that is coded inside the picture stays as it is"


class _Reader(Tiler):
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits) -> None:
        super().__init__(source, limits, "jxl")
        self.stream = Stream(source, ())
        self.layout = Layout()
        self.pieces: dict[int, int] = {}
        self.coded = 0

    def fail(self, message: str, offset: int, part: str, rule: str) -> NoReturn:
        """Raise `MalformedError`."""
        raise MalformedError(message, format="jxl", offset=offset, part=part, rule=rule)

    def walk(self) -> None:
        """Read the file from its first to its last byte."""
        if self.cursor.peek(len(codestream.SIGNATURE)) == codestream.SIGNATURE:
            self.picture([Span(0, self.cursor.end)])
            self.piece(self.cursor.end)
        else:
            found = self.boxes()
            self.picture(self.spans(found))
            for box in found:
                TOP.get(box.type, _Reader.metadata)(self, box)
            self.block("trailer", "trailer", Role.UNKNOWN, self.cursor.end)
        self.name_blocks()

    # -- the codestream -----------------------------------------------------------------------------

    def picture(self, spans: Sequence[Span]) -> None:
        """Take the codestream apart."""
        self.stream = Stream(self.source, spans)
        try:
            self.layout = codestream.walk(self.stream, self.limits)
        except FormatError as error:
            kind = TruncatedError if isinstance(error, TruncatedError) else MalformedError
            raise kind(
                "the picture is cut short or damaged",
                format="jxl",
                offset=spans[0].start,
                part="codestream",
                rule=error.rule,
            ) from error
        if self.layout.profile:
            self.notes.append(PROFILE_NOTE)

    def piece(self, end: int) -> None:
        """The parts of the codestream up to `end` in the file."""
        stop = self.coded + end - self.cursor.at
        for number, unit in enumerate(self.layout.units):
            if unit.end <= self.coded or unit.start >= stop:
                continue
            until = min(unit.end, stop)
            name, role = unit.kind, IMAGE_ROLES[unit.kind]
            at = self.cursor.at + until - self.coded
            if name == codestream.TAIL:
                bare = not self.prefix
                self.block("trailer" if bare else "slack", "trailer" if bare else name, role, at)
            else:
                self.pieces[self.add(name, role, at)] = number
            self.coded = until

    def name_blocks(self) -> None:
        """Blocks for what the codestream holds besides the picture, after all its parts are known."""
        parts: dict[int, list[int]] = {}
        for index, number in self.pieces.items():
            parts.setdefault(number, []).append(index)
        for number, unit in enumerate(self.layout.units):
            found = {what for what, _ in unit.cuts} - {"preview"}
            indices = tuple(parts.get(number, ()))
            spans = tuple(Span(self.parts[index].start, self.parts[index].end) for index in indices)
            where = f"frame {unit.number}" if unit.number else "codestream"
            if unit.kind == codestream.PREVIEW:
                self.blocks.append(Block("coded picture", "codestream/preview", spans, indices))
            elif unit.kind == codestream.PROFILE:
                self.blocks.append(Block("coded profile", "codestream/profile", spans, indices))
            elif found:
                kind = "unknown" if "extension" in found else "layer name"
                self.blocks.append(Block(kind, f"{where}/{' and '.join(sorted(found))}", spans, indices))
        self.blocks.sort(key=lambda block: block.parts[0])

    def spans(self, found: Sequence[Box]) -> list[Span]:
        """Where the codestream lies: one jxlc, or jxlp in order (clauses 9.8, 9.9)."""
        whole = [box for box in found if box.type == WHOLE]
        pieces = [box for box in found if box.type == PIECE]
        if len(whole) + bool(pieces) > 1:
            self.fail("two codestreams", (whole[0] if whole else pieces[0]).start, "jxlc", "codestream-twice")
        if whole:
            return [whole[0].contents]
        for number, box in enumerate(pieces):
            if box.end - box.content < COUNTER:
                self.fail("a piece of the picture has no number", box.start, "jxlp", "piece-order")
            counter = int.from_bytes(self.cursor.read(box.content, COUNTER, "jxlp"), "big")
            last = number == len(pieces) - 1
            if counter & ~LAST != number or (counter & LAST and not last):
                self.fail(
                    "pieces of the picture are missing or out of order", box.start, "jxlp", "piece-order"
                )
            if last and not counter & LAST:
                raise TruncatedError(
                    "the last piece of the picture is missing",
                    format="jxl",
                    offset=box.end,
                    part="jxlp",
                    rule="piece-order",
                )
        if not pieces:
            raise TruncatedError(
                "the file holds no picture",
                format="jxl",
                offset=self.cursor.end,
                part="jxlc",
                rule="picture-missing",
            )
        return [Span(box.content + COUNTER, box.end) for box in pieces]

    # -- boxes --------------------------------------------------------------------------------------

    def boxes(self) -> list[Box]:
        """All boxes; what follows the picture may be none."""
        self.cursor.read(0, len(SIGNATURE), "JXL")
        self.add("JXL", Role.STRUCTURE, len(SIGNATURE))
        found: list[Box] = []
        at, complete = len(SIGNATURE), False
        while at < self.cursor.end:
            self.limits.check("parts", len(found), format="jxl", part="box")
            try:
                box = boxes.read_box(self.cursor, at, self.cursor.end, open_ended=True)
            except FormatError:
                if not complete:
                    raise
                self.notes.append("what follows the picture is damaged")
                break
            if (box.type == FTYP) is bool(found):
                self.fail("the file does not say once, and first, what it is", at, "ftyp", "ftyp")
            found.append(box)
            complete = complete or box.type == WHOLE or (box.type == PIECE and self.is_last(box))
            at = box.end
        return found

    def is_last(self, box: Box) -> bool:
        """True for the last piece."""
        return box.end > box.content and self.cursor.read(box.content, 1, "jxlp")[0] >= 0x80

    def file_type(self, box: Box) -> None:
        """The box ftyp (clause 9.2)."""
        if self.source.read(box.content, min(4, box.end - box.content)) != b"jxl ":
            raise UnsupportedError(
                "another format than JPEG XL", format="jxl", offset=box.start, part="ftyp", rule="brand"
            )
        self.add("ftyp", Role.STRUCTURE, box.end)

    def level(self, box: Box) -> None:
        """The box jxll (clause 9.3): one byte."""
        if any(group.kind == LEVEL for group in self.tree.items if not isinstance(group, int)):
            self.metadata(box)
            return
        if box.end == box.content:
            self.fail("the level is missing", box.start, "jxll", "box-size")
        with self.group(LEVEL, FRAME, box.content):
            self.add("level", Role.STRUCTURE, box.content + 1)
            self.block("slack", "jxll/tail", Role.UNKNOWN, box.end)

    def whole(self, box: Box) -> None:
        """The box jxlc."""
        with self.group(box.type, FRAME, box.content):
            self.prefix = "jxlc/"
            self.piece(box.end)
            self.prefix = ""

    def numbered(self, box: Box) -> None:
        """The box jxlp."""
        with self.group(box.type, FRAME, box.content):
            self.prefix = "jxlp/"
            self.add("jxlp", Role.STRUCTURE, box.content + COUNTER)
            self.piece(box.end)
            self.prefix = ""

    def gain_map(self, box: Box) -> None:
        """The box jhgm (clause 9.11): numbers, colours, a coded profile, a codestream."""
        seen = any(group.kind == GAIN_MAP for group in self.tree.items if not isinstance(group, int))
        found = None if seen else gainmap.read(self.source, box.contents, self.limits)
        if found is None:
            self.notes.append("a gain map that is damaged is removed")
            self.block("gainmap", "jhgm", Role.METADATA, box.end, box.contents)
            return
        with self.group(box.type, FRAME, box.content):
            self.add("numbers", Role.RENDERING, found.size_at)
            self.add(PROFILE_SIZE, Role.STRUCTURE, found.size_at + 4)
            if found.picture > found.size_at + 4:
                self.block("slack", "profile", Role.UNKNOWN, found.picture, path="jhgm/profile")
            self.block("picture", "gain map", Role.RENDERING, box.end, path="jhgm/picture")

    def metadata(self, box: Box) -> None:
        """Any other box."""
        if box.type == PACKED:
            self.packed(box)
            return
        if box.type == boxes.UUID:
            known = jp2.UUIDS.get(box.uuid, jp2.Known("unknown"))
            wrap = known.wrap or (jp2.LOOSE if known.kind in ("exif", "xmp") else "")
            index = self.block(
                known.kind, "uuid", Role.METADATA, box.end, box.contents, f"uuid/{known.kind}", wrap
            )
            self.frames[index] = (box.type, box.uuid)
            return
        self.known(box, box.type, box.content, "")

    def packed(self, box: Box) -> None:
        """The box brob (clause 9.7): a type, and Brotli."""
        kind = self.source.read(box.content, min(4, box.end - box.content))
        if len(kind) < 4 or kind.startswith(NEVER_PACKED):
            self.fail("a compressed box holds what may not be compressed", box.start, "brob", "packed-type")
        self.known(box, kind, box.content + 4, BROTLI)

    def known(self, box: Box, type_: bytes, content: int, wrap: str) -> None:
        """A box by its type, or by that of what is compressed in it."""
        kind = KINDS.get(type_, "unknown")
        prefix = b""
        if type_ == EXIF and not wrap:
            prefix = bytes(COUNTER)
            skipped = int.from_bytes(self.source.read(content, min(COUNTER, box.end - content)), "big")
            content += COUNTER + skipped
        elif type_ == EXIF:
            wrap, prefix = f"{BROTLI} exif", bytes(COUNTER)
        if content > box.end:
            kind, content = "unknown", box.content
        shown = boxes.shown_type(type_)
        path = f"{box.name}/{shown}" if wrap else shown
        path = f"{path}/{kind}" if kind in ("exif", "xmp", "c2pa") else path
        index = self.block(kind, box.name, Role.METADATA, box.end, Span(content, box.end), path, wrap)
        self.frames[index] = (type_, prefix)

    def rest(self) -> None:
        """The damage and what follows it, for `inspect`: boxes about the picture are read as others do."""
        self.leave_groups()
        self.prefix = ""
        while self.cursor.at < self.cursor.end:
            try:
                box = boxes.read_box(self.cursor, self.cursor.at, self.cursor.end, open_ended=True)
                if box.type in (WHOLE, PIECE, GAIN_MAP, FTYP):
                    self.block("unread", box.name, Role.UNKNOWN, box.end)
                else:
                    self.metadata(box)
            except FormatError:
                break
        self.block("unread", "rest of the file", Role.UNKNOWN, self.cursor.end)


TOP: dict[bytes, Callable[[_Reader, Box], None]] = {
    FTYP: _Reader.file_type,
    LEVEL: _Reader.level,
    WHOLE: _Reader.whole,
    PIECE: _Reader.numbered,
    GAIN_MAP: _Reader.gain_map,
}


class Jxl:
    """The container of JPEG XL."""

    format = JXL
    exif_says_colour = False
    """The codestream does."""
    about = About(
        selective=("exif", "xmp"),
        frames=Frames.KEPT,
        upright="the picture itself",
        colours="the picture itself",
        refused="codestreams in pieces that are missing or out of order",
    )

    def matches(self, head: bytes) -> bool:
        """The signature box, or that of a codestream."""
        return head.startswith((SIGNATURE, codestream.SIGNATURE))

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - frames are found by their headers alone
        lenient: bool = False,
    ) -> JxlParts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits)
        try:
            reader.walk()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            reader.notes.append(f"damaged: {error}")
            reader.rest()
        return JxlParts(
            JXL,
            source.size,
            tuple(reader.parts),
            tuple(reader.blocks),
            tuple(dict.fromkeys(reader.notes)),
            REWRITTEN,
            reader.tree,
            reader.frames,
            reader.stream,
            tuple(reader.layout.units),
            reader.pieces,
        )

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`."""
        assert isinstance(parts, JxlParts)  # noqa: S101 - as parsed
        return lay_out(source, parts, actions, changes)
