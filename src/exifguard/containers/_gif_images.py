"""Images of a GIF and what belongs to them: descriptors, coded data, graphic control extensions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

from .._cursor import Cursor
from .._source import Source
from ..errors import MalformedError, TruncatedError
from ..limits import Limits
from ..model import Block, Part, Role, Span, SpanTable
from . import _gif_blocks as rules
from ._gif_layout import CONTROL, CUT, DATA, DESCRIPTOR, LENGTH, OPEN_DATA, SET_BITS
from ._gif_lzw import UNBOUNDED, Walked, walk


def fail(message: str, offset: int, part: str, rule: str) -> NoReturn:
    """Raise `MalformedError` for a GIF."""
    raise MalformedError(message, format="gif", offset=offset, part=part, rule=rule)


@dataclass(slots=True)
class Control:
    """A graphic control extension that waits for its image.

    Attributes:
        part: the index of its part.
        data: its canonical form.
        drawing: the block of the plain text that it stands before, if one does.
    """

    part: int
    data: bytes
    drawing: int | None = None

    def shows_through(self, last: Control) -> bool:
        """True where decoders that forget it for the last one before the image would remember some of it."""
        before, now = self.data[3], last.data[3]
        return any(before & bits and not now & bits for bits in (rules.TRANSPARENT, rules.DISPOSAL))


class Images:
    """Parts and blocks of a file as far as it is read, and the images among them."""

    def __init__(self, source: Source, limits: Limits, *, streams: bool) -> None:
        self.cursor = Cursor(source, "gif")
        self.source = source
        self.limits = limits
        self.streams = streams
        self.reading_on = False  # behind damage, for `inspect`
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.controls: list[Control] = []
        self.frames = 0
        self.cost = 0
        self.loops: dict[bool, bytes] = {}
        self.has_profile = False

    def add(self, name: str, role: Role, end: int, pieces: SpanTable | None = None) -> int:
        """Add the part from the cursor to `end`, move there, and give its index."""
        self.limits.check("parts", len(self.parts) + 1, format="gif", part=name)
        self.parts.append(Part(name, role, self.cursor.at, end, pieces))
        self.cursor.at = end
        return len(self.parts) - 1

    def fault(self, message: str, offset: int, part: str, rule: str) -> None:
        """Refuse the file; read on behind damage, because the blocks are whole all the same."""
        if not self.reading_on:
            fail(message, offset, part, rule)

    # -- blocks -------------------------------------------------------------------------------------

    def chunk(
        self, kind: str, path: str, name: str, chain: rules.Chain, skip: int = 0, wrap: str = ""
    ) -> None:
        """An extension as a block: the data of its sub-blocks, but for the first `skip`.

        One that is larger than any block that may be read is one span: then there is no need to list them.
        """
        if chain.end - self.cursor.at > self.limits.block_bytes:
            spans: tuple[Span, ...] = (Span(self.cursor.at, chain.end),)
        else:
            spans = tuple(chain.pieces)[skip:]
        self.block(kind, path, name, chain.end, spans, wrap)

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

    # -- images -----------------------------------------------------------------------------------

    def image(self) -> None:
        """An image descriptor, its colour table, and its coded data (clauses 20 to 22)."""
        start = self.cursor.at
        head = self.cursor.read(start, rules.IMAGE_SIZE, "image")
        size = self.cursor.need(start + rules.IMAGE_SIZE, rules.table_size(head[9]) + 1, "image")
        pixels = int.from_bytes(head[5:7], "little") * int.from_bytes(head[7:9], "little")
        chain = rules.read_chain(self.source, size)
        self.cost += max(pixels, chain.end - start)
        self.limits.check("image_bytes", self.cost, format="gif", part="image")
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

    def stream(self, at: int, chain: rules.Chain, pixels: int) -> Walked | None:
        """Walk the stream of the image whose sub-blocks begin at `at`; None for one that makes no sense.

        Decoders take an image without width or height for one as large as the screen, or for none.
        """
        code_size = self.source.read(at - 1, 1)[0]
        if code_size not in rules.CODE_SIZES:
            self.fault("an image has an impossible number of bits a pixel", at - 1, "image", "code-size")
            return None
        total = sum(end - start for start, end in chain.pieces)
        walked = walk(rules.joined(self.source, chain.pieces), code_size, pixels or UNBOUNDED)
        if not walked.sound:
            self.fault("an image's stream is damaged", at, "image", "lzw")
            return None
        if not walked.missing:
            return walked
        if not walked.ended:
            if not chain.whole:
                self.ends_early(chain.end)
            walked = walked._replace(size=total)
        if pixels:
            self.notes.append("an image's stream ends before all pixels are there")
            if walked.size < total:
                self.fault("bytes follow the early end of an image", at + walked.size, "image", "lzw-end")
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
        self.controls.append(Control(self.add(name, Role.RENDERING, chain.end), canonical))

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
                self.fault(
                    "two graphic control extensions for one image differ", offset, CONTROL, "control-twice"
                )
        self.controls = others
        self.surplus_controls()

    def surplus_controls(self) -> None:
        """Those that wait get no image: they go, with the plain text that they belong to, if any."""
        drawn: dict[int, list[int]] = {}
        for one in self.controls:
            role = Role.UNKNOWN if one.drawing is None else Role.METADATA
            part = self.parts[one.part]
            self.parts[one.part] = part._replace(name=f"surplus {CONTROL}", role=role)
            if one.drawing is None:
                span = Span(part.start, part.end)
                self.blocks.append(Block("slack", f"surplus {CONTROL}", (span,), (one.part,)))
            else:
                drawn.setdefault(one.drawing, []).append(one.part)
        for number, parts in drawn.items():
            block = self.blocks[number]
            self.blocks[number] = replace(block, parts=(*block.parts, *parts))
        self.controls = []
