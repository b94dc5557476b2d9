"""JPEG 2000 files: boxes around a codestream (JP2, ITU-T T.800 annex I; JPX, T.801; JPH, T.814).

Kept, byte for byte: the codestream's main header, tile-parts and their headers; of the header boxes those by
which the picture is shown: ihdr, bpcc, pclr, cmap, cdef, opct, resolutions, colour specifications.
Written anew: lengths of boxes; ftyp and rreq without brands and features that no standard names; ihdr where
it announces a box that goes; colour profiles that hold more than colour; SOT and TLM where a tile-part loses
a comment.
Removed: every other box, wherever it stands: EXIF, XMP, IPTC, GeoJP2, XML, labels, associations, ownership,
UUID information, Content Credentials, free space, further codestreams; comments (COM) in the codestream; an
index of tile-parts that is wrong; bytes behind the values of boxes, and behind the end.
Repaired: a box of length 0 gets its length; a damaged resolution goes; a damaged box behind the picture ends
the file.
Refused: files that are cut short, a header that is missing or doubled, unknown markers (security and error
protection among them), pictures composed of several codestreams or of pieces elsewhere, other brands (movies,
documents).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Parts, Role
from ..structures import boxes
from ..structures.boxes import Box
from . import _j2k_codestream as codestream
from . import _jp2_boxes as rules
from ._about import About, Frames
from ._base import Changes
from ._jp2_layout import FURTHER, REWRITTEN, can_hold, lay_out
from ._tiling import FRAME, Tiler, TreeParts

JP2 = Format("jp2", "image/jp2", ".jp2")


class _Reader(Tiler):
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits) -> None:
        super().__init__(source, limits, "jp2")
        self.seen: set[bytes] = set()
        self.seen_here: set[bytes] = set()
        self.box_end = 0
        self.loose = False

    def fail(self, message: str, offset: int, part: str, rule: str) -> NoReturn:
        """Raise `MalformedError`."""
        raise MalformedError(message, format="jp2", offset=offset, part=part, rule=rule)

    def unsupported(self, message: str, offset: int, part: str, rule: str) -> NoReturn:
        """Raise `UnsupportedError`."""
        raise UnsupportedError(message, format="jp2", offset=offset, part=part, rule=rule)

    # -- the file -----------------------------------------------------------------------------------

    def walk(self) -> None:
        """Read the file from its first to its last byte."""
        self.cursor.read(0, len(rules.SIGNATURE), "jP")
        self.add("jP", Role.STRUCTURE, len(rules.SIGNATURE))
        while self.cursor.at < self.cursor.end:
            box = self.next_box()
            if box is None:
                break
            if rules.FTYP not in self.seen and box.type != rules.FTYP:
                self.fail("the file does not say what it is", box.start, "ftyp", "ftyp")
            TOP.get(box.type, _Reader.metadata)(self, box)
            self.seen.add(box.type)
        if rules.CODESTREAM not in self.seen:
            raise TruncatedError(
                "the file holds no picture",
                format="jp2",
                offset=self.cursor.at,
                part="jp2c",
                rule="picture-missing",
            )
        self.block("trailer", "trailer", Role.UNKNOWN, self.cursor.end)

    def next_box(self) -> Box | None:
        """The box at the cursor; None where what follows the picture is none."""
        try:
            box = boxes.read_box(self.cursor, self.cursor.at, self.cursor.end, open_ended=True)
        except FormatError:
            if rules.CODESTREAM not in self.seen:
                raise
            self.notes.append("what follows the picture is damaged")
            return None
        self.box_end = box.end
        return box

    def rest(self) -> None:
        """The damage and what follows it, for `inspect`: boxes about the picture are read as others do."""
        self.leave_groups()
        self.prefix, self.loose = "", True
        self.block("unread", "unread", Role.UNKNOWN, max(self.box_end, self.cursor.at))
        while self.cursor.at < self.cursor.end:
            try:
                box = boxes.read_box(self.cursor, self.cursor.at, self.cursor.end, open_ended=True)
            except FormatError:
                break
            self.metadata(box)
        self.block("unread", "rest of the file", Role.UNKNOWN, self.cursor.end)

    # -- headers ------------------------------------------------------------------------------------

    def file_type(self, box: Box) -> None:
        """The brands: ftyp (clause I.5.2)."""
        data = self.source.read(box.content, min(box.end - box.content, 4096))
        if rules.FTYP in self.seen or len(data) < 8 or box.end - box.content > 4096:
            self.fail("the file says twice or too shortly what it is", box.start, "ftyp", "ftyp")
        if data[:4] not in rules.BRANDS:
            self.unsupported("no format for single pictures", box.start, "ftyp", "brand")
        self.add("ftyp", Role.STRUCTURE, box.end)

    def requirements(self, box: Box) -> None:
        """The reader requirements: rreq (T.801 clause M.11.1)."""
        size = box.end - box.content
        data = self.source.read(box.content, min(size, rules.LEAF_MAX))
        if rules.RREQ in self.seen or size > rules.LEAF_MAX or rules.standard_features(data) is None:
            self.stray(box)
        else:
            self.add("rreq", Role.STRUCTURE, box.end)

    def header(self, box: Box) -> None:
        """jp2h, before the codestream (clause I.5.3); or one of JPX's headers."""
        if box.type in self.seen:
            self.unsupported("several headers", box.start, box.name, "header-twice")
        self.superbox(box, HEADER)
        if box.type == rules.HEADER and rules.IHDR not in self.seen_here:
            self.fail("the header does not say how large the picture is", box.start, "jp2h", "ihdr")

    def superbox(self, box: Box, handlers: dict[bytes, Callable[[_Reader, Box], None]]) -> None:
        """A box that holds boxes."""
        outer, self.seen_here = self.seen_here, set()
        prefix, self.prefix = self.prefix, f"{self.prefix}{box.name}/"
        with self.group(box.type, FRAME, box.content):
            for inner in boxes.read_boxes(self.cursor, box.content, box.end):
                handlers.get(inner.type, _Reader.metadata)(self, inner)
                self.seen_here.add(inner.type)
        self.prefix = prefix
        if box.type != rules.HEADER:
            self.seen_here = outer

    def leaf(self, box: Box) -> None:
        """A box whose values the picture is shown by."""
        rule = rules.LEAVES[box.type]
        if box.type in self.seen_here:
            self.fail("a header box is doubled", box.start, box.name, "box-twice")
        size = box.end - box.content
        data = self.source.read(box.content, min(size, rules.LEAF_MAX))
        wanted = rule.size(data)
        if wanted > len(data):
            self.fail("a header box is too short", box.start, box.name, "box-size")
        if box.type == rules.IHDR and data[11] != 7:
            self.unsupported("a picture that is not coded as JPEG 2000", box.start, "ihdr", "compression")
        with self.group(box.type, FRAME, box.content):
            self.add(box.name, Role.STRUCTURE, box.content + wanted)
            self.block("slack", f"{box.name}/tail", Role.UNKNOWN, box.end)

    def resolutions(self, box: Box) -> None:
        """`res `: a superbox of one or two resolutions (clause I.5.3.7)."""
        if rules.RES in self.seen_here or self.inside(box) is None:
            self.notes.append("a resolution that is damaged or doubled is removed")
            self.stray(box)
        else:
            self.superbox(box, dict.fromkeys(rules.RESOLUTIONS, _Reader.resolution))

    def resolution(self, box: Box) -> None:
        """One of the two: resc or resd."""
        if box.end - box.content < rules.RESOLUTION_SIZE or box.type in self.seen_here:
            self.stray(box)
            return
        with self.group(box.type, FRAME, box.content):
            self.add("resolution", Role.STRUCTURE, box.content + rules.RESOLUTION_SIZE)
            self.block("slack", f"{box.name}/tail", Role.UNKNOWN, box.end)

    def colour(self, box: Box) -> None:
        """A colour specification (clause I.5.3.3); readers take the first one that they understand."""
        size = box.end - box.content
        data = self.source.read(box.content, min(size, 64))
        method = data[0] if len(data) >= rules.COLOUR_HEAD else 0
        mark = rules.COLR + bytes((method,))
        if method not in rules.METHODS or mark in self.seen_here:
            self.notes.append("a colour specification that readers ignore is removed")
            self.block("slack", "colr", Role.METADATA, box.end, box.contents)
            return
        self.seen_here.add(mark)
        with self.group(box.type, FRAME, box.content):
            if method in rules.PROFILES:
                self.add("colr", Role.STRUCTURE, box.content + rules.COLOUR_HEAD)
                self.block("icc", "profile", Role.RENDERING, box.end, path="colr/icc")
                return
            wanted = rules.colour_size(data)
            if wanted > size:
                self.fail("a header box is too short", box.start, "colr", "box-size")
            self.add("colr", Role.RENDERING, box.content + wanted)
            self.block("slack", "colr/tail", Role.UNKNOWN, box.end)

    # -- the picture --------------------------------------------------------------------------------

    def picture(self, box: Box) -> None:
        """jp2c (clause I.5.4): the first one counts."""
        if rules.CODESTREAM in self.seen:
            self.metadata(box)
            return
        if rules.HEADER not in self.seen:
            self.fail("the header is missing, or follows the picture", box.start, "jp2c", "header-missing")
        with self.group(box.type, FRAME, box.content):
            self.prefix = "jp2c/"
            codestream.Walk(self, box.end).walk()
            self.block("slack", "tail", Role.UNKNOWN, box.end)
            self.prefix = ""

    def composed(self, box: Box) -> None:
        """A picture that is put together."""
        self.unsupported("a picture that is composed of pieces", box.start, box.name, "composition")

    # -- what is around it --------------------------------------------------------------------------

    def inside(self, box: Box) -> list[Box] | None:
        """The boxes in a box; None where they can't be told apart."""
        try:
            return list(boxes.read_boxes(self.cursor, box.content, box.end))
        except FormatError:
            return None

    def stray(self, box: Box) -> None:
        """A box where it has no meaning, or without one."""
        self.block("slack", box.name, Role.METADATA, box.end, box.contents)

    def metadata(self, box: Box) -> None:
        """Any other box."""
        if box.type in rules.METADATA_GROUPS:
            self.associated(box)
            return
        known = self.known(box)
        wrap = known.wrap or (rules.LOOSE if self.prefix and known.kind in ("exif", "xmp") else "")
        path = f"{box.name}/{known.kind}" if known.kind != "unknown" else box.name
        name = FURTHER if known.kind == "picture" else box.name
        index = self.block(known.kind, name, Role.METADATA, box.end, box.contents, path, wrap)
        self.frames[index] = (box.type, box.uuid)

    def known(self, box: Box) -> rules.Known:
        """What a box holds."""
        if box.type == rules.UUID:
            return rules.UUIDS.get(box.uuid, rules.Known("unknown"))
        if box.type == rules.XML:
            head = self.source.read(box.content, min(rules.XML_HEAD, box.end - box.content))
            return rules.kind_of_xml(head)
        return rules.BOXES.get(box.type, rules.Known("unknown"))

    def associated(self, box: Box) -> None:
        """An association: boxes that belong together; as one where they can't be read apart."""
        inner = self.inside(box)
        if inner is None:
            self.stray(box)
            return
        prefix, self.prefix = self.prefix, f"{self.prefix}{box.name}/"
        with self.group(box.type, FRAME, box.content):
            for one in inner:
                self.metadata(one)
        self.prefix = prefix


HEADER: dict[bytes, Callable[[_Reader, Box], None]] = {
    **dict.fromkeys(rules.LEAVES, _Reader.leaf),
    rules.COLR: _Reader.colour,
    rules.RES: _Reader.resolutions,
    b"cgrp": lambda reader, box: reader.superbox(box, {rules.COLR: _Reader.colour}),
}
TOP: dict[bytes, Callable[[_Reader, Box], None]] = {
    rules.FTYP: _Reader.file_type,
    rules.RREQ: _Reader.requirements,
    rules.HEADER: _Reader.header,
    **dict.fromkeys(rules.OUTSIDE_JP2H, _Reader.header),
    **dict.fromkeys(rules.COMPOSED, _Reader.composed),
    rules.CODESTREAM: _Reader.picture,
}


class Jp2:
    """The container of JPEG 2000 files."""

    format = JP2
    exif_says_colour = False
    """The colour specification does."""
    about = About(
        selective=("exif", "xmp", "iptc", "photoshop"),
        frames=Frames.ONE,
        upright="EXIF",
        colours="colour specification, ICC profile",
        refused="movies, documents, pictures of several codestreams",
    )

    def matches(self, head: bytes) -> bool:
        """The signature box (clause I.5.1)."""
        return head.startswith(rules.SIGNATURE)

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - coded data is not walked
        lenient: bool = False,
    ) -> TreeParts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits)
        try:
            reader.walk()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            reader.notes.append(f"damaged: {error}")
            reader.rest()
        notes = tuple(dict.fromkeys(reader.notes))
        parts, blocks = tuple(reader.parts), tuple(reader.blocks)
        return TreeParts(JP2, source.size, parts, blocks, notes, REWRITTEN, reader.tree, reader.frames)

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`: what has a box of its own."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. Fresh boxes come last."""
        assert isinstance(parts, TreeParts)  # noqa: S101 - as parsed
        return lay_out(source, parts, actions, changes)
