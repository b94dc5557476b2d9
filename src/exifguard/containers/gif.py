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

from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Parts, Role, Span, SpanTable
from ..structures.icc_header import HEAD, is_profile
from . import _gif_blocks as rules
from ._about import About, Frames
from ._base import Changes
from ._gif_images import Images, fail
from ._gif_layout import LOOP, OPEN_LOOP, PROFILE, REWRITTEN, SIGNATURE, can_hold, lay_out

GIF = Format("gif", "image/gif", ".gif")

ANY_BLOCK = re.compile(rb"[!,;].", re.DOTALL)
"""What some decoders look for where no block begins, and the byte behind it."""


class _Reader(Images):
    """One walk over a file."""

    # -- the walk ---------------------------------------------------------------------------------

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
        """The damage and what follows it, for `inspect`: blocks are read, or stepped over."""
        self.reading_on = True
        ended = bool(self.parts) and self.parts[-1].name == "end"
        going = bool(self.parts) and not ended
        while going:
            self.controls.clear()
            try:
                ended = self.read_blocks()
                going = False
            except (FormatError, UnsupportedError):
                going = self.step_over()
        if self.cursor.at < self.cursor.end:
            name, path = ("trailer", "trailer") if ended else ("unread", "rest of the file")
            self.slack(name, path, name, self.cursor.end)

    def step_over(self) -> bool:
        """Step over an extension without sense, or to the next block; False where the file ends early."""
        first = self.cursor.peek(1)
        if first[0] == rules.EXTENSION:
            chain = rules.read_chain(self.source, min(self.cursor.at + 2, self.cursor.end))
            if chain.whole:
                self.chunk("unread", "extension", "unread", chain)
            return chain.whole
        end = self.next_block()
        if end > self.cursor.at:
            self.slack("unread", "stray", "unread", end)
            return True
        return False

    def next_block(self) -> int:
        """Where the next bytes stand that could begin a block; the end of the file if there are none."""
        found = self.source.search(ANY_BLOCK, self.cursor.at, self.cursor.end)
        if found is not None:
            return found
        last = self.cursor.end - 1
        return last if self.source.read(last, 1) in (b"!", b",", b";") else self.cursor.end

    def screen(self) -> None:
        """The header, the logical screen descriptor, and the global colour table (clauses 17 to 19)."""
        end = rules.SIGNATURE_SIZE + rules.SCREEN_SIZE
        head = self.cursor.read(0, end, "screen")
        size = rules.table_size(head[10])
        self.cursor.need(end, size, "screen")
        self.add(SIGNATURE, Role.STRUCTURE, rules.SIGNATURE_SIZE)
        self.add("screen", Role.STRUCTURE, end + size)

    def read_blocks(self) -> bool:
        """Read blocks up to the end marker; False where there is none."""
        while first := self.cursor.peek(1):
            if first[0] == rules.END:
                self.add("end", Role.STRUCTURE, self.cursor.at + 1)
                return True
            if first[0] == rules.IMAGE:
                self.image()
            elif first[0] != rules.EXTENSION:
                self.stray()
            elif not self.extension():
                break
        self.notes.append("the end marker was missing")
        return False

    def stray(self) -> None:
        """Bytes that begin no block: browsers take them for the end, others look for the next block."""
        start = self.cursor.at
        end = self.next_block()
        if not self.frames or self.source.read(end, min(1, self.cursor.end - end)) not in (b"", b";"):
            fail("bytes between blocks: decoders disagree about what follows them", start, "stray", "stray")
        self.slack("slack", "stray", "stray", end)

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
        for one in reversed(self.controls):
            if one.drawing is not None:
                break
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
        if len(chain.pieces) > 1 and self.source.read(chain.pieces[1].start, 1) == b"<":
            self.chunk("xmp", "application/xmp", "application", chain, skip=1, wrap=rules.LOOSE)
        else:
            spans = (Span(start, chain.end - 1),)
            self.block("xmp", "application/xmp", "application", chain.end, spans, rules.LOOSE)

    def profile(self, chain: rules.Chain) -> None:
        """A colour profile: the first one counts, before the first image."""
        whole = chain.end - self.cursor.at <= self.limits.block_bytes
        spans = tuple(chain.pieces)[1:] if whole else ()
        data = SpanTable()
        for span in spans:
            data.append(*span)
        if self.has_profile or self.frames or not is_profile(rules.head_of(self.source, data, HEAD)):
            self.notes.append("decoders ignore a colour profile that is damaged, doubled or behind an image")
            self.chunk("icc", "application/icc", "application", chain, skip=1)
            return
        self.has_profile = True
        self.block("icc", "application/icc", PROFILE, chain.end, spans, role=Role.RENDERING)


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
    about = About(
        selective=("xmp",),
        frames=Frames.KEPT,
        upright="nothing",
        colours="palettes",
        refused="nothing else",
    )

    def matches(self, head: bytes) -> bool:
        """One of the two signatures."""
        return head.startswith(rules.SIGNATURES)

    def parse(self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False) -> Parts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits, streams=streams)
        damaged = False
        try:
            reader.walk()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            damaged = True
            reader.notes.append(f"damaged: {error}")
            reader.rest()
        notes = tuple(dict.fromkeys(reader.notes))
        blocks = tuple(sorted(reader.blocks, key=lambda block: block.parts[0]))
        return Parts(GIF, source.size, tuple(reader.parts), blocks, notes, REWRITTEN, damaged=damaged)

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`: XMP, IPTC and Photoshop's resources. Comments are whole or gone."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. A fresh packet of XMP stands before the first image."""
        return lay_out(source, parts, actions, changes)
