"""GIF: Graphics Interchange Format 87a and 89a (CompuServe, 1987 and 1990).

Kept: the logical screen, colour tables, image descriptors and their coded data, graphic control extensions,
the number of loops, byte for byte; a colour profile that holds nothing but colour.
Written anew: bits of descriptors and control extensions that mean nothing; loop extensions that hold more
than the number; a colour profile that holds more than colour; the length of the last sub-block of an image
that loses bytes behind it.
Removed: comments; plain text, which no viewer draws, with the control extension that belongs to it; XMP and
every other application extension, known or not; unknown extensions; control extensions of nothing; in coded
data, what follows the end code or the last pixel; what stands between the blocks and the end marker, and
behind that.
Repaired: a missing end marker, and the end of the last image's data where no pixel is missing.
Refused: a file that ends early, what decoders read in different ways (bytes between blocks before another
image, two control extensions for one image, loop extensions that contradict each other), damaged streams.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from .._cursor import Cursor
from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span, SpanTable
from ..structures.icc_header import HEAD, is_profile
from . import _gif_blocks as rules
from ._base import Changes
from ._gif_layout import (
    CONTROL,
    CUT,
    DATA,
    DESCRIPTOR,
    LENGTH,
    LOOP,
    OPEN_DATA,
    OPEN_LOOP,
    PROFILE,
    REWRITTEN,
    SET_BITS,
    SIGNATURE,
    can_hold,
    lay_out,
)
from ._gif_lzw import UNBOUNDED, Walked, walk

GIF = Format("gif", "image/gif", ".gif")

ANY_BLOCK = re.compile(rb"[!,;]")
"""What some decoders look for where no block begins."""


def fail(message: str, offset: int, part: str, rule: str) -> NoReturn:
    """Raise `MalformedError` for a GIF."""
    raise MalformedError(message, format="gif", offset=offset, part=part, rule=rule)


@dataclass(slots=True)
class _Control:
    """A graphic control extension that waits for its image.

    Attributes:
        part: the index of its part.
        data: its canonical form.
        drawing: the block of the plain text that it stands before, if one does.
    """

    part: int
    data: bytes
    drawing: int | None = None

    def shows_through(self, last: _Control) -> bool:
        """True where decoders that forget it for the last one before the image would remember some of it."""
        before, now = self.data[3], last.data[3]
        return any(before & bits and not now & bits for bits in (rules.TRANSPARENT, rules.DISPOSAL))


class _Reader:
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits, *, streams: bool) -> None:
        self.cursor = Cursor(source, "gif")
        self.source = source
        self.limits = limits
        self.streams = streams
        self.reading_on = False
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.controls: list[_Control] = []
        self.frames = 0
        self.pixels = 0
        self.loops: dict[bool, bytes] = {}
        self.has_profile = False

    # -- the walk ---------------------------------------------------------------------------------

    def add(self, name: str, role: Role, end: int, pieces: SpanTable | None = None) -> int:
        """Add the part from the cursor to `end`, move there, and give its index."""
        self.limits.check("parts", len(self.parts) + 1, format="gif", part=name)
        self.parts.append(Part(name, role, self.cursor.at, end, pieces))
        self.cursor.at = end
        return len(self.parts) - 1

    def walk(self) -> None:
        """Read the file from its signature to its last byte."""
        self.screen()
        self.read_blocks()
        if not self.frames:
            fail("the file holds no picture", self.cursor.at, "image", "image-missing")
        if self.cursor.at < self.cursor.end:
            self.slack("trailer", "trailer", "trailer", self.cursor.end)
        self.surplus_controls()

    def rest(self) -> None:
        """What follows the damage, for `inspect`: blocks are read on as long as one follows another."""
        self.streams = False
        self.reading_on = True
        self.controls.clear()
        try:
            self.read_blocks()
        except (FormatError, UnsupportedError):
            self.controls.clear()
        if self.cursor.at < self.cursor.end:
            self.slack("unread", "rest of the file", "unread", self.cursor.end)

    def screen(self) -> None:
        """The header, the logical screen descriptor, and the global colour table (clauses 17 to 19)."""
        end = rules.SIGNATURE_SIZE + rules.SCREEN_SIZE
        head = self.cursor.read(0, end, "screen")
        size = rules.table_size(head[10])
        self.cursor.need(end, size, "screen")
        self.add(SIGNATURE, Role.STRUCTURE, rules.SIGNATURE_SIZE)
        self.add("screen", Role.STRUCTURE, end + size)

    def read_blocks(self) -> None:
        """Read blocks up to the end marker, or what stands in its place."""
        while first := self.cursor.peek(1):
            if first[0] == rules.END:
                self.add("end", Role.STRUCTURE, self.cursor.at + 1)
                return
            if first[0] == rules.IMAGE:
                self.image()
            elif first[0] != rules.EXTENSION:
                self.stray()
            elif not self.extension():
                break
        self.notes.append("the end marker was missing")

    def stray(self) -> None:
        """Bytes that begin no block: browsers take them for the end, others look for the next block."""
        start = self.cursor.at
        found = self.source.search(ANY_BLOCK, start, self.cursor.end)
        end = self.cursor.end if found is None else found
        if not self.frames or (found is not None and self.source.read(found, 1)[0] != rules.END):
            fail("bytes between blocks: decoders disagree about what follows them", start, "stray", "stray")
        self.slack("slack", "stray", "stray", end)

    # -- images -----------------------------------------------------------------------------------

    def image(self) -> None:
        """An image descriptor, its colour table, and its coded data (clauses 20 to 22)."""
        start = self.cursor.at
        head = self.cursor.read(start, rules.IMAGE_SIZE, "image")
        size = self.cursor.need(start + rules.IMAGE_SIZE, rules.table_size(head[9]) + 1, "image")
        pixels = int.from_bytes(head[5:7], "little") * int.from_bytes(head[7:9], "little")
        self.pixels += pixels
        self.limits.check("image_bytes", self.pixels, format="gif", part="image")
        chain = rules.read_chain(self.source, size)
        walked = self.stream(size, chain, pixels) if self.streams else None
        if self.reading_on and not chain.whole:
            self.ends_early(chain.end)
        self.claim_control(start)
        if head == rules.canonical_image(head):
            self.add(DESCRIPTOR, Role.STRUCTURE, size)
        else:
            self.add(DESCRIPTOR + SET_BITS, Role.STRUCTURE, start + rules.IMAGE_SIZE)
            self.add("local colors", Role.STRUCTURE, size)
        self.data(chain, None if walked is None else walked.size)
        self.frames += 1

    def stream(self, at: int, chain: rules.Chain, pixels: int) -> Walked:
        """Walk the stream of the image whose sub-blocks begin at `at`.

        Decoders take an image without width or height for one as large as the screen, or for none.
        """
        code_size = self.source.read(at - 1, 1)[0]
        if code_size not in rules.CODE_SIZES:
            fail("an image has an impossible number of bits a pixel", at - 1, "image", "code-size")
        total = sum(end - start for start, end in chain.pieces)
        walked = walk(rules.joined(self.source, chain.pieces), code_size, pixels or UNBOUNDED)
        if not walked.sound:
            fail("an image's stream is damaged", at, "image", "lzw")
        if not walked.missing:
            return walked
        if not walked.ended:
            if not chain.whole:
                self.ends_early(chain.end)
            walked = walked._replace(size=total)
        if pixels:
            self.notes.append("an image's stream ends before all pixels are there")
            if walked.size < total:
                fail("bytes follow the early end of an image", at + walked.size, "image", "lzw-end")
        return walked

    def ends_early(self, at: int) -> NoReturn:
        """The file is shorter than its picture."""
        raise TruncatedError(
            "the file ends too early", format="gif", offset=at, part="image", rule="end-of-file"
        )

    def data(self, chain: rules.Chain, size: int | None) -> None:
        """The sub-blocks at the cursor: the first `size` bytes in them are the picture's, None for all."""
        kept = SpanTable()
        cut: Span | None = None
        left = chain.end if size is None else size
        for number, (start, end) in enumerate(chain.pieces, 1):
            if left < end - start or (chain.short and number == len(chain.pieces)):
                cut = Span(start, min(start + left, end)) if left else None
                break
            kept.append(start, end)
            left -= end - start
        last = kept[-1].end if len(kept) else self.cursor.at
        if chain.whole and len(kept) == len(chain.pieces):
            self.add(DATA, Role.IMAGE, chain.end, kept)
            return
        if cut is None:
            self.add(OPEN_DATA, Role.IMAGE, last, kept)
        else:
            if len(kept):
                self.add(f"{DATA} front", Role.IMAGE, last, kept)
            self.add(LENGTH, Role.STRUCTURE, cut.start)
            self.add(CUT, Role.IMAGE, cut.end)
        if self.cursor.at < chain.end:
            self.slack("slack", "image data/tail", "image tail", chain.end)

    # -- graphic control (clause 23) ----------------------------------------------------------------

    def control(self, chain: rules.Chain) -> None:
        """A graphic control extension, which belongs to the next image."""
        start = self.cursor.at
        if chain.end - start != rules.CONTROL_SIZE or len(chain.pieces) != 1:
            fail("a graphic control extension has the wrong length", start, "control", "control")
        data = self.source.read(start, rules.CONTROL_SIZE)
        canonical = rules.canonical_control(data)
        name = CONTROL if data == canonical else CONTROL + SET_BITS
        self.controls.append(_Control(self.add(name, Role.RENDERING, chain.end), canonical))

    def claim_control(self, offset: int) -> None:
        """Give the image at `offset` its control extension: the last one before it.

        The standard gives one to plain text that stands between. Decoders that draw no text forget its
        control when another one comes, but for a transparent colour and what happens to the image afterwards.
        """
        if not self.controls:
            return
        *others, last = self.controls
        for one in others:
            if one.data != last.data and (one.drawing is None or one.shows_through(last)):
                fail("two graphic control extensions for one image differ", offset, CONTROL, "control-twice")
        self.controls = others
        self.surplus_controls()

    def surplus_controls(self) -> None:
        """Those that wait get no image: they go, with the plain text that they belong to, if any."""
        for one in self.controls:
            role = Role.UNKNOWN if one.drawing is None else Role.METADATA
            part = self.parts[one.part]
            self.parts[one.part] = part._replace(name=f"surplus {CONTROL}", role=role)
            if one.drawing is None:
                span = Span(part.start, part.end)
                self.blocks.append(Block("slack", f"surplus {CONTROL}", (span,), (one.part,)))
            else:
                block = self.blocks[one.drawing]
                self.blocks[one.drawing] = replace(block, parts=(*block.parts, one.part))
        self.controls = []

    # -- other extensions (clauses 24 to 26) ----------------------------------------------------------

    def extension(self) -> bool:
        """The extension at the cursor; False where the file ends in one behind a complete picture."""
        start = self.cursor.at
        chain = rules.read_chain(self.source, min(start + 2, self.cursor.end))
        if not chain.whole:
            if not self.frames:
                self.ends_early(chain.end)
            return False
        label = self.source.read(start + 1, 1)[0]
        handler = HANDLERS.get(label)
        if handler is not None:
            handler(self, chain)
        elif label < rules.DRAWING:
            self.drawing("unknown", "extension", "extension", chain)
        else:
            self.chunk("unknown", "extension", "extension", chain)
        return True

    def comment(self, chain: rules.Chain) -> None:
        """A comment."""
        self.chunk("comment", "comment", "comment", chain)

    def plain_text(self, chain: rules.Chain) -> None:
        """Text that a viewer would draw in a grid of cells; none does."""
        has_grid = len(chain.pieces) and chain.pieces[0].end - chain.pieces[0].start == rules.GRID_SIZE
        self.drawing("comment", "plain text", "plain text", chain, skip=int(has_grid))

    def drawing(self, kind: str, path: str, name: str, chain: rules.Chain, skip: int = 0) -> None:
        """An extension that would draw something: a control extension before it is its own."""
        for one in self.controls:
            if one.drawing is None:
                one.drawing = len(self.blocks)
        self.chunk(kind, path, name, chain, skip=skip)

    def application(self, chain: rules.Chain) -> None:
        """An application extension: 8 bytes of name, 3 of authentication code, and data."""
        name = self.name(chain)
        if name.startswith(rules.LOOPS):
            self.loop(chain)
        elif name == rules.XMP:
            self.xmp(chain)
        elif name == rules.PROFILE:
            self.profile(chain)
        else:
            kind = rules.APPLICATIONS.get(name, "unknown")
            path = "application" if kind == "unknown" else f"application/{kind}"
            self.chunk(kind, path, "application", chain, skip=1)

    def name(self, chain: rules.Chain) -> bytes:
        """The first sub-block."""
        start, end = chain.pieces[0] if len(chain.pieces) else (0, 0)
        return self.source.read(start, end - start)

    def loop(self, chain: rules.Chain) -> None:
        """How often an animation is shown: sub-block 1, which some decoders heed in the first place only.

        Some heed the last extension before the first image, others the last one of the file.
        """
        start = self.cursor.at
        pieces = [(self.source.read(one.start, 1)[0] & 7, one) for one in list(chain.pieces)[1:]]
        counts = [one for kind, one in pieces if kind == rules.LOOP_COUNT]
        if not counts:
            self.chunk("unknown", "application", "application", chain, skip=1)
            return
        count = self.source.read(counts[0].start, counts[0].end - counts[0].start)
        alone = len(counts) == 1 and pieces[0][1] == counts[0] and self.name(chain) in rules.LOOPS
        if not alone or len(count) != 3 or count[0] != rules.LOOP_COUNT:
            fail("the number of loops can be read in two ways", start, LOOP, "loop")
        if self.loops.setdefault(self.frames > 0, count) != count:
            fail("two extensions contradict each other about the number of loops", start, LOOP, "loop-twice")
        if chain.end - start == rules.LOOP_SIZE:
            self.add(LOOP, Role.RENDERING, chain.end)
        else:
            self.add(OPEN_LOOP, Role.RENDERING, counts[0].end)
            self.slack("slack", "application/tail", "loop tail", chain.end)

    def xmp(self, chain: rules.Chain) -> None:
        """A packet of XMP, not cut into sub-blocks; another one is read however it stands."""
        start = chain.pieces[0].end
        end = rules.packet_end(self.source, start, chain.end)
        if end is not None:
            self.block("xmp", "application/xmp", "application", chain.end, (Span(start, end),))
            return
        cut = len(chain.pieces) > 1 and self.source.read(chain.pieces[1].start, 1) == b"<"
        spans = tuple(chain.pieces)[1:] if cut else (Span(start, chain.end - 1),)
        self.block("xmp", "application/xmp", "application", chain.end, spans, rules.LOOSE)

    def profile(self, chain: rules.Chain) -> None:
        """A colour profile: the first one counts, before the first image."""
        spans = tuple(chain.pieces)[1:]
        data = SpanTable()
        for span in spans:
            data.append(*span)
        if self.has_profile or self.frames or not is_profile(rules.head_of(self.source, data, HEAD)):
            self.notes.append("decoders ignore a colour profile that is damaged, doubled or behind an image")
            self.chunk("icc", "application/icc", "application", chain, skip=1)
            return
        self.has_profile = True
        self.block("icc", "application/icc", PROFILE, chain.end, spans, role=Role.RENDERING)

    # -- blocks -------------------------------------------------------------------------------------

    def chunk(self, kind: str, path: str, name: str, chain: rules.Chain, skip: int = 0) -> None:
        """An extension as a block: the data of its sub-blocks, but for the first `skip`."""
        self.block(kind, path, name, chain.end, tuple(chain.pieces)[skip:])

    def slack(self, kind: str, path: str, name: str, end: int) -> None:
        """Bytes up to `end` that belong to nothing."""
        self.block(kind, path, name, end, (Span(self.cursor.at, end),), role=Role.UNKNOWN)

    def block(
        self,
        kind: str,
        path: str,
        name: str,
        end: int,
        spans: tuple[Span, ...],
        wrap: str = "",
        role: Role = Role.METADATA,
    ) -> None:
        """Add a part to `end` that holds a block, which is in `spans`."""
        index = self.add(name, role, end)
        self.blocks.append(Block(kind, path, spans or (Span(end - 1, end - 1),), (index,), wrap))


HANDLERS: dict[int, Callable[[_Reader, rules.Chain], None]] = {
    rules.CONTROL: _Reader.control,
    rules.COMMENT: _Reader.comment,
    rules.APPLICATION: _Reader.application,
    rules.PLAIN_TEXT: _Reader.plain_text,
}


class Gif:
    """The GIF container."""

    format = GIF
    exif_says_colour = False
    """GIF has no place for EXIF."""

    def matches(self, head: bytes) -> bool:
        """One of the two signatures."""
        return head.startswith(rules.SIGNATURES)

    def parse(self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False) -> Parts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits, streams=streams)
        try:
            reader.walk()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            reader.notes.append(f"damaged: {error}")
            reader.rest()
        notes = tuple(dict.fromkeys(reader.notes))
        blocks = tuple(sorted(reader.blocks, key=lambda block: block.parts[0]))
        return Parts(GIF, source.size, tuple(reader.parts), blocks, notes, REWRITTEN)

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`: XMP alone. Comments are whole or gone."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. A fresh packet of XMP stands before the first image."""
        return lay_out(source, parts, actions, changes)
