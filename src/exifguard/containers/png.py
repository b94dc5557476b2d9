"""PNG and APNG: PNG specification, third edition (W3C, 2025) | ISO/IEC 15948.

Kept: IHDR, PLTE, IDAT, IEND, the animation chunks acTL, fcTL and fdAT, and the chunks that change what a
viewer shows (colour, transparency, background, density, stereo), byte for byte. Written anew: iCCP, with a
neutral profile name around the same compressed profile, or around a cleaned one, stored.
Removed: every other ancillary chunk, known or not; rendering chunks that decoders ignore (wrong length or
checksum, behind the picture, second copy); bytes behind the zlib streams of IDAT, fdAT and iCCP; data in IEND
and everything after it.
Repaired: a missing IEND when the picture's stream is complete; a wrong checksum around IDAT data that the
stream's own checksum proves.
Refused: a wrong checksum in a chunk that the picture needs, unknown critical chunks, a stream that is not
exactly one picture, an inconsistent animation, Apple's CgBI variant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NoReturn

from .._cursor import Cursor
from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span, SpanTable
from . import _png_chunks as rules
from ._about import About, Frames
from ._base import Changes
from ._png_layout import PROFILE_HEAD, REWRITTEN, can_hold, lay_out
from ._png_streams import crc_matches, profile_stream, stream_end

PNG = Format("png", "image/png", ".png")


def fail(message: str, offset: int, part: str, rule: str) -> NoReturn:
    """Raise `MalformedError` for a PNG."""
    raise MalformedError(message, format="png", offset=offset, part=part, rule=rule)


class _Reader:
    """One walk over a file."""

    header: rules.Header
    """Set by IHDR, which comes before every chunk that asks for it."""

    def __init__(self, source: Source, limits: Limits, *, streams: bool) -> None:
        self.cursor = Cursor(source, "png")
        self.source = source
        self.limits = limits
        self.streams = streams
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.seen: set[str] = set()
        self.frames = 0
        self.sequence = 0
        self.frame: tuple[int, int] | None = None
        self.animated = 0
        self.control = b""

    # -- the walk ---------------------------------------------------------------------------------

    def add(self, name: str, role: Role, end: int, pieces: SpanTable | None = None) -> int:
        """Add the part from the cursor to `end`, move there, and give its index."""
        self.limits.check("parts", len(self.parts) + 1, format="png", part=name)
        self.parts.append(Part(name, role, self.cursor.at, end, pieces))
        self.cursor.at = end
        return len(self.parts) - 1

    def walk(self) -> None:
        """Read the file from its signature to its last byte."""
        self.add("signature", Role.STRUCTURE, 8)
        while "IEND" not in self.seen:
            found = self.next_chunk()
            if found is None:
                self.missing_end()
                break
            self.chunk(*found)
        if "IDAT" not in self.seen:
            fail("the file holds no picture", self.cursor.at, "IDAT", "idat-missing")
        self.frame_is_complete()
        if self.frames != self.animated:
            fail("the animation does not have the number of frames it states", 0, "acTL", "frame-count")
        if self.cursor.at < self.cursor.end:
            self.block("trailer", "trailer", 0, "", self.cursor.end, "trailer", Role.UNKNOWN)

    def next_chunk(self) -> tuple[str, int] | None:
        """Name and end of the chunk at the cursor; None where the file ends after its picture."""
        found = self.whole_chunk()
        if found is not None:
            return found
        at = self.cursor.at
        head = self.cursor.peek(8)
        if "IDAT" in self.seen and not self.animated:
            return None
        if len(head) == 8 and not rules.is_chunk_name(head[4:]):
            fail("no chunk where one must be", at, "chunk", "chunk-name")
        if int.from_bytes(head[:4], "big") > rules.LENGTH_MAX:
            fail("a chunk's length is over the maximum", at, "chunk", "chunk-length")
        raise TruncatedError(
            "the file ends too early", format="png", offset=at, part="chunk", rule="end-of-file"
        )

    def rest(self) -> None:
        """The damage and what follows it, for `inspect`: chunks about the picture are read as others do."""
        broken = self.whole_chunk()
        if broken is not None:
            name, end = broken
            self.block("unread", name, 8, "", end, name, Role.UNKNOWN, 4)
        while (found := self.whole_chunk()) is not None:
            name, end = found
            if rules.is_critical(name.encode()) or name in HANDLERS or name in rules.RENDERING:
                self.add(name, Role.STRUCTURE, end)
            else:
                self.ancillary(name, end)
        if self.cursor.at < self.cursor.end:
            self.block("unread", "rest of the file", 0, "", self.cursor.end, "unread", Role.UNKNOWN)

    def whole_chunk(self) -> tuple[str, int] | None:
        """Name and end of the chunk at the cursor, if there is one."""
        head = self.cursor.peek(8)
        end = self.cursor.at + 12 + int.from_bytes(head[:4], "big")
        if len(head) == 8 and rules.is_chunk_name(head[4:]) and end <= self.cursor.end:
            return head[4:].decode("latin-1"), end
        return None

    def missing_end(self) -> None:
        """The picture is complete and IEND is missing; what stands in its place is no chunk."""
        self.notes.append("the end marker was missing")

    def chunk(self, name: str, end: int) -> None:
        """Read the chunk at the cursor."""
        if not self.seen and name != "IHDR":
            if name == "CgBI":
                raise UnsupportedError(
                    "this is Apple's private variant of PNG", format="png", offset=8, rule="cgbi"
                )
            fail("the first chunk is not the header", self.cursor.at, name, "ihdr-first")
        handler = HANDLERS.get(name)
        if handler is not None:
            handler(self, name, end)
        elif rules.is_critical(name.encode()) and not self.stands_for_end(end):
            raise UnsupportedError(
                "an unknown critical chunk", format="png", offset=self.cursor.at, part=name, rule="critical"
            )
        elif name in rules.RENDERING:
            self.rendering(name, end)
        else:
            self.ancillary(name, end)
        self.seen.add(name)

    def stands_for_end(self, end: int) -> bool:
        """True for an empty last chunk after the picture: IEND with a damaged name."""
        return "IDAT" in self.seen and end - self.cursor.at == 12 and end == self.cursor.end

    def require_crc(self, name: str, end: int) -> None:
        """Refuse a wrong checksum."""
        if not crc_matches(self.source, self.cursor.at, end):
            fail("a chunk has the wrong checksum", self.cursor.at, name, "crc")

    def data(self, end: int) -> bytes:
        """The data of the chunk at the cursor that ends at `end`."""
        return self.source.read(self.cursor.at + 8, end - self.cursor.at - 12)

    # -- the picture ------------------------------------------------------------------------------

    def ihdr(self, name: str, end: int) -> None:
        """IHDR: exactly one, 13 bytes."""
        if self.seen or end - self.cursor.at != 25:
            fail("the header is not one chunk of 13 bytes", self.cursor.at, name, "ihdr")
        self.require_crc(name, end)
        self.header = rules.Header.read(self.data(end), self.cursor.at)
        self.add(name, Role.STRUCTURE, end)

    def plte(self, name: str, end: int) -> None:
        """PLTE: whole colours, before IDAT; grey pictures have none (clause 11.2.2)."""
        size = end - self.cursor.at - 12
        if self.header.colour != 3 and (size % 3 or size > 768 or "IDAT" in self.seen):
            self.ancillary(name, end)  # only suggested colours, and decoders ignore them
            return
        if size % 3 or size > 768 or {"PLTE", "IDAT"} & self.seen:
            fail("a palette has the wrong length or place", self.cursor.at, name, "plte")
        self.require_crc(name, end)
        self.add(name, Role.UNKNOWN if self.header.colour in (0, 4) else Role.STRUCTURE, end)

    def idat(self, name: str, end: int) -> None:
        """A run of IDAT chunks; what comes after a complete stream is hidden from every viewer."""
        if self.header.colour == 3 and "PLTE" not in self.seen:
            fail("the palette is missing", self.cursor.at, name, "plte-missing")
        if name in self.seen:
            self.add("late IDAT", Role.UNKNOWN, end)
            return
        self.run(name, 0, self.header.raw_size(self.header.width, self.header.height))

    def run(self, name: str, skip: int, expected: int) -> None:
        """The run of chunks `name` at the cursor, as one image part; `skip` bytes of each are framing."""
        pieces = SpanTable()
        wrong: set[int] = set()
        at = self.cursor.at
        while at + 12 <= self.cursor.end and self.source.read(at + 4, 4) == name.encode():
            end = self.cursor.need(at, 12 + int.from_bytes(self.source.read(at, 4), "big"), name)
            if skip:
                self.number(self.source.read(at + 8, 4), at)
            if self.streams and not crc_matches(self.source, at, end):
                if skip:
                    fail("a chunk has the wrong checksum", at, name, "crc")
                wrong.add(len(pieces))
            pieces.append(min(at + 8 + skip, end - 4), end - 4)
            at = end
        if not self.streams:
            self.add(name, Role.IMAGE, at, pieces)
            return
        number, stop = stream_end(self.source, pieces, expected, name, self.limits)
        whole = stop == pieces[number].end
        self.whole_chunks(name, [pieces[i] for i in range(number + whole)], wrong)
        if not whole:
            self.add(f"{name} header", Role.STRUCTURE, pieces[number].start)
            self.add(f"{name} cut", Role.IMAGE, stop)
        if self.cursor.at < at:
            self.block("slack", f"{name}/tail", 0, "", at, f"{name} tail", Role.UNKNOWN)

    def whole_chunks(self, name: str, pieces: Sequence[Span], wrong: Collection[int]) -> None:
        """Add the chunks that the stream fills, as one part, or as several around wrong checksums.

        A wrong checksum is written anew: the stream's own checksum has proved the data behind it.
        """
        kept = SpanTable()
        for number, piece in enumerate(pieces):
            kept.append(*piece)
            if number in wrong:
                self.add(name, Role.IMAGE, piece.end, kept)
                self.add(f"{name} checksum", Role.STRUCTURE, piece.end + 4)
                self.notes.append("a wrong checksum around picture data was written anew")
                kept = SpanTable()
        if len(kept):
            self.add(name, Role.IMAGE, kept[-1].end + 4, kept)

    # -- animation (clause 11.3.7) ----------------------------------------------------------------

    def number(self, data: bytes, offset: int) -> None:
        """Check a sequence number: fcTL and fdAT count on together."""
        if data != self.sequence.to_bytes(4, "big"):
            fail("the animation's sequence numbers have a gap", offset, "fdAT", "sequence")
        self.sequence += 1

    def actl(self, name: str, end: int) -> None:
        """An acTL before IDAT makes the file an animation; a later one is ignored."""
        data = self.data(end)
        frames = int.from_bytes(data[:4], "big")
        if "IDAT" in self.seen or len(data) != 8 or not 0 < frames <= rules.LENGTH_MAX:
            self.ancillary(name, end)
            return
        self.require_crc(name, end)
        # Some decoders heed the first of two, some call off the animation: both stay if they are equal.
        if self.animated and data != self.control:
            fail("two animation control chunks differ", self.cursor.at, name, "actl-twice")
        self.animated, self.control = frames, data
        self.add(name, Role.RENDERING, end)

    def fctl(self, name: str, end: int) -> None:
        """fcTL: a frame's size, place and timing."""
        if not self.animated:
            self.ancillary(name, end)
            return
        self.require_crc(name, end)
        data = self.data(end)
        if len(data) != 26:
            fail("a frame's control chunk has the wrong length", self.cursor.at, name, "fctl")
        self.number(data[:4], self.cursor.at)
        self.frame_is_complete()
        width, height, x, y = (int.from_bytes(data[at : at + 4], "big") for at in range(4, 20, 4))
        if not (width and height and x + width <= self.header.width and y + height <= self.header.height):
            fail("a frame lies outside the picture", self.cursor.at, name, "fctl")
        if "IDAT" in self.seen:
            self.frame = (width, height)
        elif (width, height) != (self.header.width, self.header.height):
            fail("the first frame is not the whole picture", self.cursor.at, name, "fctl")
        self.frames += 1
        self.add(name, Role.RENDERING, end)

    def frame_is_complete(self) -> None:
        """Refuse a control chunk without the frame that it announces."""
        if self.frame is not None:
            fail("a frame has no data", self.cursor.at, "fcTL", "fdat-missing")

    def fdat(self, name: str, end: int) -> None:
        """The run of fdAT chunks of one frame."""
        if not self.animated:
            self.ancillary(name, end)
            return
        if self.frame is None:
            fail("a frame's data has no control chunk before it", self.cursor.at, name, "fdat")
        size = self.frame
        self.frame = None
        self.run(name, 4, self.header.raw_size(*size))

    # -- what is around it ------------------------------------------------------------------------

    def iend(self, name: str, end: int) -> None:
        """IEND; one that holds data or has a wrong checksum is written anew."""
        canonical = self.source.read(self.cursor.at, end - self.cursor.at) == rules.IEND
        if canonical:
            self.add(name, Role.STRUCTURE, end)
        else:
            self.block("slack", "IEND", 8, "", end, "IEND data", Role.UNKNOWN)

    def rendering(self, name: str, end: int) -> None:
        """A chunk that changes what a viewer shows, if it is sound; the first one counts."""
        heeded = (
            not {name, "IDAT"} & self.seen
            and rules.fits(name, end - self.cursor.at - 12, self.header)
            and crc_matches(self.source, self.cursor.at, end)
        )
        if heeded:
            self.add(name, Role.RENDERING, end)
        else:
            self.notes.append(f"a {name} chunk that decoders ignore is not part of the picture")
            self.ancillary(name, end)

    def iccp(self, name: str, end: int) -> None:
        """iCCP: name, compression method, zlib stream (clause 11.3.2.3)."""
        start, data = self.cursor.at, self.data(end)
        name_end = data.find(b"\0", 0, 80)
        stream = None
        if name_end > 0 and data[name_end + 1 : name_end + 2] == b"\0" and self.heeds_profile(end):
            stream = profile_stream(data[name_end + 2 :], self.limits)
        if stream is None:
            self.notes.append("the colour profile is damaged or misplaced, so decoders ignore it")
            self.ancillary(name, end)
            return
        first = start + 8 + name_end + 2
        last = first + stream.size
        if data[: name_end + 2] == PROFILE_HEAD and last == end - 4:
            index = self.add(name, Role.RENDERING, end)
        else:
            self.block("profile name", "iCCP/name", 8, "", first, "iCCP name", Role.METADATA, 2)
            index = self.add("iCCP stream", Role.RENDERING, last)
            if last < end - 4:
                self.block("slack", "iCCP/tail", 0, "", end - 4, "iCCP tail", Role.UNKNOWN)
            self.add("iCCP checksum", Role.STRUCTURE, end)
        wrap = "deflate" if stream.finished else "unfinished"
        self.blocks.append(Block("icc", "iCCP/icc", (Span(first, last),), (index,), wrap))

    def heeds_profile(self, end: int) -> bool:
        """True when decoders read an iCCP chunk that stands here and ends at `end`."""
        return not {"iCCP", "IDAT"} & self.seen and crc_matches(self.source, self.cursor.at, end)

    def ancillary(self, name: str, end: int) -> None:
        """Any other chunk."""
        kind, skip, wrap = rules.BLOCKS.get(name, ("unknown", 0, ""))
        path = name if kind in ("text", "time", "unknown") else f"{name}/{kind}"
        self.block(kind, path, 8 + skip, wrap, end, name, Role.METADATA, 4)

    def block(
        self, kind: str, path: str, skip: int, wrap: str, end: int, name: str, role: Role, less: int = 0
    ) -> None:
        """Add a part that holds a block, `skip` bytes after its start and `less` before its end."""
        start = self.cursor.at
        index = self.add(name, role, end)
        span = Span(min(start + skip, end - less), end - less)
        self.blocks.append(Block(kind, path, (span,), (index,), wrap))


HANDLERS = {
    "IHDR": _Reader.ihdr,
    "PLTE": _Reader.plte,
    "IDAT": _Reader.idat,
    "IEND": _Reader.iend,
    "acTL": _Reader.actl,
    "fcTL": _Reader.fctl,
    "fdAT": _Reader.fdat,
    "iCCP": _Reader.iccp,
}


class Png:
    """The PNG container."""

    format = PNG
    exif_says_colour = False
    about = About(
        selective=("exif", "xmp"),
        frames=Frames.KEPT,
        upright="EXIF",
        colours="cICP, ICC profile, gAMA and cHRM",
        refused="unknown critical chunks, Apple's CgBI",
    )

    def matches(self, head: bytes) -> bool:
        """The PNG signature."""
        return head.startswith(rules.SIGNATURE)

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
        return Parts(PNG, source.size, tuple(reader.parts), tuple(reader.blocks), notes, REWRITTEN)

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`; what is compressed or in a private chunk is not written anew."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. A fresh EXIF chunk follows IHDR."""
        return lay_out(source, parts, actions, changes)
