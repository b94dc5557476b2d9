"""WebP: RFC 9649, with lossy (VP8, RFC 6386) and lossless (VP8L) pictures, still and animated.

Kept: the bitstreams VP8, VP8L and ALPH, the canvas, ANIM, the place, time and blending of frames, and ICCP,
byte for byte. Written anew: RIFF's length, the flags of VP8X, lengths of frames that lose something, ICCP
where it holds more than colour.
Removed: every other chunk, in frames too, known or not; a second copy; what decoders ignore (a profile that
VP8X does not announce, all but the picture in a file without VP8X); bytes behind uncompressed ALPH data and
behind the values of VP8X and ANIM; padding that is not zero; everything behind the RIFF.
Repaired: a missing padding byte at the end of the file, reserved bits, damaged chunks behind a still picture.
Refused: what libwebp refuses or its parts disagree about: a file that is cut short, a bitstream without a
sound header, sizes that contradict each other, several pictures, frames without their headers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

from .._cursor import Cursor
from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span, SpanTable
from ..structures import riff
from ..structures.icc_header import HEAD, is_profile
from . import _webp_chunks as rules
from ._about import About, Frames
from ._base import Changes
from ._webp_layout import REWRITTEN, can_hold, lay_out

WEBP = Format("webp", "image/webp", ".webp")


def fail(message: str, offset: int, part: str, rule: str) -> NoReturn:
    """Raise `MalformedError` for a WebP."""
    raise MalformedError(message, format="webp", offset=offset, part=part, rule=rule)


class _Reader:
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.cursor = Cursor(source, "webp")
        self.source = source
        self.limits = limits
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.seen: set[bytes] = set()
        self.flags = 0
        self.canvas = (0, 0)
        self.complete = False
        self.frame: rules.Frame | None = None
        self.in_frame: set[bytes] = set()
        self.lacks_padding = False

    # -- the walk ---------------------------------------------------------------------------------

    @property
    def extended(self) -> bool:
        """The file has VP8X; in one without, decoders see nothing but the first chunk."""
        return rules.VP8X in self.seen

    @property
    def animated(self) -> bool:
        """The file is an animation."""
        return bool(self.flags & rules.ANIMATION_FLAG)

    def add(self, name: str, role: Role, end: int, pieces: SpanTable | None = None) -> int:
        """Add the part from the cursor to `end`, move there, and give its index."""
        self.limits.check("parts", len(self.parts) + 1, format="webp", part=name)
        self.parts.append(Part(name, role, self.cursor.at, end, pieces))
        self.cursor.at = end
        return len(self.parts) - 1

    def walk(self) -> None:
        """Read the file from its first to its last byte.

        What RIFF's length says is judged in the end, so that `inspect` sees what is there.
        """
        stated = int.from_bytes(self.cursor.read(0, 12, "RIFF")[4:8], "little")
        self.add("RIFF", Role.STRUCTURE, 12)
        sound = rules.SIZE_MIN <= stated <= rules.SIZE_MAX
        end = riff.HEADER + stated if sound else self.cursor.end
        missing = end - self.cursor.end
        while chunk := self.next_chunk(min(end, self.cursor.end), cut=missing > 0):
            self.chunk(chunk)
        if missing > int(self.lacks_padding):
            self.ends_early()
        if not self.complete:
            fail("the file holds no picture", self.cursor.at, "RIFF", "picture-missing")
        if not sound:
            fail("the stated length is too small for a picture, or over the maximum", 4, "RIFF", "riff-size")
        if self.lacks_padding:
            self.notes.append("the padding at the end was missing")
        if self.cursor.at < self.cursor.end:
            self.block("trailer", "trailer", "trailer", Span(self.cursor.at, self.cursor.end), Role.UNKNOWN)

    def next_chunk(self, end: int, *, cut: bool) -> riff.Chunk | None:
        """The chunk at the cursor; None at `end`, and where a still picture is followed by no sound chunk."""
        if self.cursor.at >= end:
            return None
        chunk = riff.read_chunk(self.cursor, end)
        if chunk is None and self.complete and not self.animated:
            self.notes.append("what follows the picture is damaged, so some decoders refuse the file")
        elif chunk is None and cut:
            self.ends_early()
        elif chunk is None:
            fail("a chunk runs past the end of what holds it", self.cursor.at, "chunk", "chunk-length")
        return chunk

    def ends_early(self) -> NoReturn:
        """The file is shorter than it says."""
        raise TruncatedError(
            "the file ends too early", format="webp", offset=self.cursor.end, part="RIFF", rule="end-of-file"
        )

    def rest(self) -> None:
        """The damage and what follows it, for `inspect`: chunks about the picture are read as others do."""
        self.frame = None
        broken = riff.read_chunk(self.cursor, self.cursor.end)
        if broken is not None:
            name = riff.shown_name(broken.name)
            self.block("unread", name, name, broken.payload, Role.UNKNOWN, broken.end)
        while (chunk := riff.read_chunk(self.cursor, self.cursor.end)) is not None:
            if chunk.name in HANDLERS:
                self.add(riff.shown_name(chunk.name), Role.STRUCTURE, chunk.end)
            else:
                self.metadata(chunk)
        if self.cursor.at < self.cursor.end:
            rest = Span(self.cursor.at, self.cursor.end)
            self.block("unread", "rest of the file", "unread", rest, Role.UNKNOWN)

    def chunk(self, chunk: riff.Chunk) -> None:
        """Read a chunk that stands in the RIFF itself."""
        if not self.seen and chunk.name not in rules.FIRST:
            fail("the first chunk is neither a picture nor a header", chunk.start, "chunk", "first-chunk")
        handler = HANDLERS.get(chunk.name, _Reader.metadata)
        if self.seen and not self.extended:
            handler = _Reader.metadata
        handler(self, chunk)
        self.seen.add(chunk.name)
        self.lacks_padding = chunk.lacks_padding

    # -- headers ----------------------------------------------------------------------------------

    def vp8x(self, chunk: riff.Chunk) -> None:
        """VP8X: flags and canvas (clause 2.7). libwebp's two parsers disagree on one that is longer."""
        if self.seen or chunk.size < rules.VP8X_SIZE:
            fail("the header is not one chunk of 10 bytes", chunk.start, "VP8X", "vp8x")
        data = self.source.read(chunk.payload.start, rules.VP8X_SIZE)
        self.flags = data[0]
        self.canvas = rules.read_canvas(data[4:])
        if self.canvas[0] * self.canvas[1] > rules.AREA_MAX:
            fail("the canvas is too large", chunk.start, "VP8X", "canvas")
        if data[0] & ~rules.ALL_FLAGS or any(data[1:4]):
            self.notes.append("reserved bits of the header were set")
        self.add("VP8X", Role.STRUCTURE, chunk.payload.start + 4)
        self.add("canvas", Role.STRUCTURE, chunk.payload.start + rules.VP8X_SIZE)
        self.slack(chunk)

    def anim(self, chunk: riff.Chunk) -> None:
        """ANIM: background and loops (clause 2.7.1.1); the first one counts, and in animations alone."""
        if not self.animated or rules.ANIM in self.seen:
            self.metadata(chunk)
            return
        if chunk.size < rules.ANIM_SIZE:
            fail("the animation's header is too short", chunk.start, "ANIM", "anim")
        end = chunk.payload.start + rules.ANIM_SIZE
        if chunk.size > rules.ANIM_SIZE:
            self.add("ANIM size", Role.STRUCTURE, chunk.payload.start)
            self.add("ANIM values", Role.RENDERING, end)
        else:
            self.add("ANIM", Role.RENDERING, end)
        self.slack(chunk)

    def anmf(self, chunk: riff.Chunk) -> None:
        """ANMF: a frame, with chunks of its own (clause 2.7.1.1)."""
        if not self.animated:
            fail("frames in a file that is no animation", chunk.start, "ANMF", "animation")
        if rules.ANIM not in self.seen:
            fail("the animation's header is missing", chunk.start, "ANMF", "anim")
        if chunk.size < rules.FRAME_SIZE:
            fail("a frame's header is too short", chunk.start, "ANMF", "frame")
        head = chunk.payload.start + rules.FRAME_SIZE
        frame = rules.Frame.read(self.source.read(chunk.payload.start, rules.FRAME_SIZE))
        if frame.x + frame.width > self.canvas[0] or frame.y + frame.height > self.canvas[1]:
            fail("a frame lies outside the canvas", chunk.start, "ANMF", "frame")
        self.add("ANMF", Role.STRUCTURE, chunk.payload.start)
        self.add("frame" if not frame.flags & ~rules.FRAME_FLAGS else "frame flags", Role.RENDERING, head)
        self.frame, self.in_frame = frame, set()
        while inner := self.next_chunk(chunk.stop, cut=False):  # its padding may stand for the last one's
            self.chunk_of_frame(inner)
        if not rules.PICTURES & self.in_frame:
            fail("a frame has no picture", chunk.start, "ANMF", "picture-missing")
        self.frame = None
        self.complete = True

    def chunk_of_frame(self, chunk: riff.Chunk) -> None:
        """Read a chunk inside a frame."""
        if chunk.name in rules.OUTSIDE:
            fail("a frame holds a chunk that belongs outside of it", chunk.start, "ANMF", "frame-chunk")
        if chunk.name in rules.PICTURES:
            self.picture(chunk)
        elif chunk.name == rules.ALPH:
            self.alpha(chunk)
        else:
            self.metadata(chunk)
        self.in_frame.add(chunk.name)

    # -- the picture ------------------------------------------------------------------------------

    def still(self, chunk: riff.Chunk) -> None:
        """A picture outside of frames."""
        if self.animated:
            fail("a picture outside of the animation's frames", chunk.start, "VP8", "animation")
        if chunk.name == rules.ALPH and self.complete:
            self.notes.append("decoders ignore an alpha chunk behind its picture")
            self.metadata(chunk)
        elif chunk.name == rules.ALPH:
            self.alpha(chunk)
        else:
            self.picture(chunk)
            self.complete = True

    def picture(self, chunk: riff.Chunk) -> None:
        """VP8 or VP8L: the only one of its file or frame, and as large as that says."""
        name = riff.shown_name(chunk.name)
        around = self.in_frame if self.frame else self.seen
        if rules.PICTURES & around:
            fail("a second picture", chunk.start, name, "picture-twice")
        if chunk.name == rules.VP8L and rules.ALPH in around:
            fail("an alpha chunk before a lossless picture", chunk.start, name, "alpha")
        head = self.source.read(chunk.payload.start, min(chunk.size, rules.BITSTREAM_HEAD))
        stream = rules.Bitstream.read(chunk.name, head, chunk.size)
        if stream is None:
            fail("the coded data do not begin like a picture", chunk.start, name, "bitstream")
        if self.extended and (stream.width, stream.height) != self.size_around():
            fail("the picture is not as large as the header says", chunk.start, name, "canvas")
        self.coded(chunk)

    def size_around(self) -> tuple[int, int]:
        """Width and height of the frame or the canvas."""
        return (self.frame.width, self.frame.height) if self.frame else self.canvas

    def alpha(self, chunk: riff.Chunk) -> None:
        """ALPH, before its picture (clause 2.7.1.2); how long uncompressed data is, its header tells."""
        around = self.in_frame if self.frame else self.seen
        if {*rules.PICTURES, rules.ALPH} & around:
            fail("a second alpha chunk, or one behind the picture", chunk.start, "ALPH", "alpha")
        head = self.source.read(chunk.payload.start, min(chunk.size, 1))
        size = rules.raw_alpha_size(head, *self.size_around())
        if chunk.size <= 1 or (size is not None and chunk.size < size):
            fail("the alpha data is cut short", chunk.start, "ALPH", "alpha")
        if size is None or size == chunk.size:
            self.coded(chunk)
            return
        self.add("ALPH size", Role.STRUCTURE, chunk.payload.start)
        self.add("ALPH cut", Role.IMAGE, chunk.payload.start + size)
        self.slack(chunk)

    def coded(self, chunk: riff.Chunk) -> None:
        """A chunk of coded data, as one image part."""
        pieces = SpanTable()
        pieces.append(*chunk.payload)
        self.add(riff.shown_name(chunk.name), Role.IMAGE, self.end_of(chunk), pieces)
        self.slack(chunk)

    def end_of(self, chunk: riff.Chunk) -> int:
        """Where a chunk ends: with its padding, if that is zero."""
        return chunk.end if not any(self.source.read(chunk.stop, chunk.end - chunk.stop)) else chunk.stop

    # -- what is around it ------------------------------------------------------------------------

    def iccp(self, chunk: riff.Chunk) -> None:
        """ICCP: the first one counts, if VP8X announces it (clause 2.7.1.4)."""
        head = self.source.read(chunk.payload.start, min(chunk.size, HEAD))
        if not self.flags & rules.ICC_FLAG or rules.ICCP in self.seen or not is_profile(head):
            self.notes.append("decoders ignore a colour profile that is damaged, doubled or not announced")
            self.metadata(chunk)
            return
        self.block("icc", "ICCP/icc", "ICCP", chunk.payload, Role.RENDERING, self.end_of(chunk))
        self.slack(chunk)

    def metadata(self, chunk: riff.Chunk) -> None:
        """Any other chunk, and those with a meaning where they have none."""
        stray = chunk.name in HANDLERS
        meaning = rules.BLOCKS.get(chunk.name, rules.STRAY if stray else rules.UNKNOWN)
        name = riff.shown_name(chunk.name)
        path = f"{name}/{meaning.kind}" if chunk.name in rules.BLOCKS else name
        wrap = ""
        if meaning.kind in ("exif", "xmp") and not meaning.flag & self.flags:
            wrap = rules.LOOSE
            self.notes.append("EXIF or XMP stands where viewers ignore it")
        part, end = f"stray {name}" if stray else name, self.end_of(chunk)
        self.block(meaning.kind, self.path(path), part, chunk.payload, Role.METADATA, end, wrap)
        self.slack(chunk)

    def slack(self, chunk: riff.Chunk) -> None:
        """What is left of a chunk, padding that is not zero with it."""
        if self.cursor.at < chunk.end:
            kind = "tail" if self.cursor.at < chunk.stop else "padding"
            name = f"{riff.shown_name(chunk.name)} {kind}"
            path = self.path(name.replace(" ", "/"))
            self.block("slack", path, name, Span(self.cursor.at, chunk.end), Role.UNKNOWN)

    def path(self, inner: str) -> str:
        """A path for people: in which frame or none."""
        return f"ANMF/{inner}" if self.frame else inner

    def block(
        self, kind: str, path: str, name: str, span: Span, role: Role, end: int | None = None, wrap: str = ""
    ) -> None:
        """Add a part that holds a block: to the end of `span`, or to `end`."""
        index = self.add(name, role, span.end if end is None else end)
        self.blocks.append(Block(kind, path, (span,), (index,), wrap))


HANDLERS: dict[bytes, Callable[[_Reader, riff.Chunk], None]] = {
    rules.VP8X: _Reader.vp8x,
    rules.VP8: _Reader.still,
    rules.VP8L: _Reader.still,
    rules.ALPH: _Reader.still,
    rules.ANIM: _Reader.anim,
    rules.ANMF: _Reader.anmf,
    rules.ICCP: _Reader.iccp,
}


class Webp:
    """The WebP container."""

    format = WEBP
    exif_says_colour = False
    """Viewers of WebP take from EXIF the orientation, if anything; colours are sRGB or those of ICCP."""
    about = About(
        selective=("exif", "xmp"),
        frames=Frames.KEPT,
        upright="EXIF",
        colours="ICC profile",
        refused="what viewers ignore and a policy would keep",
    )

    def matches(self, head: bytes) -> bool:
        """RIFF with WebP's form."""
        return head.startswith(b"RIFF") and head.startswith(b"WEBP", 8)

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - the bitstreams are not walked
        lenient: bool = False,
    ) -> Parts:
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
        return Parts(WEBP, source.size, tuple(reader.parts), tuple(reader.blocks), notes, REWRITTEN)

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`: EXIF and XMP."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. Fresh EXIF and XMP chunks come last."""
        return lay_out(source, parts, actions, changes)
