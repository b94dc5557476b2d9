"""BMP: BITMAPFILEHEADER and a device-independent bitmap (Microsoft, wingdi.h; OS/2 Presentation Manager).

Kept: the pixels, rows and run lengths alike, the colour masks, the palette, the resolution, the colour
calibration where the header says that it counts.
Written anew: sizes and offsets in both headers; an embedded colour profile, where it holds more than colour.
Removed: a linked profile, which is the path of a file; every field that nothing is shown by (reserved ones,
an OS/2 header's halftoning and identifier, a calibration or masks that the header does not ask for); palette
entries that no pixel can name; padding behind rows, which becomes zero; codes behind the last row; gaps;
bytes behind the picture.
Repaired: wrong sizes, a number of planes other than 1, an offset of 0, run lengths without an end.
Refused: pictures cut short, JPEG, PNG and fax coding inside, numbers of bits that don't exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import FormatError, MalformedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span
from ..structures import icc_header
from . import _dib as rules
from ._about import About, Frames
from ._base import NO_CHANGES, Changes
from ._dib_parts import END, GAP, HEADER, PIXELS, PROFILE, REWRITTEN, UNUSED, Tiler

BMP = Format("bmp", "image/bmp", ".bmp")

FILE_HEADER = 14
SIZE_MAX = 2**32 - 1
FILE_SIZE, RESERVED, PIXELS_AT = rules.Place(2), rules.Place(6), rules.Place(10)
LINK = "linked profile"


@dataclass(frozen=True, slots=True)
class BmpParts(Parts):
    """A parsed BMP.

    Attributes:
        dib: its header; None where damage hides it.
    """

    dib: rules.Dib | None = None


class _Reader(Tiler):
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits, *, streams: bool) -> None:
        super().__init__(source, limits, "bmp")
        self.streams = streams
        self.dib: rules.Dib | None = None

    def walk(self) -> None:
        """Read the file from its signature to its last byte."""
        if self.cursor.end > SIZE_MAX:
            raise UnsupportedError("longer than its header can say", format="bmp", offset=2, rule="file-size")
        dib = self.dib = rules.read_dib(self.cursor, FILE_HEADER, HEADER)
        pixels = self.pixels_at(dib)
        holes = [RESERVED] if RESERVED.read(self.cursor.read(0, FILE_HEADER, HEADER)) else []
        self.holed(HEADER, "file header/reserved", FILE_HEADER, [Span(h.at, h.at + h.size) for h in holes])
        self.header(dib)
        profile = self.profile(dib)
        if profile is not None and profile.end > pixels:
            self.palette(dib, pixels)
        else:
            self.palette(dib, pixels if profile is None else profile.start)
        if profile is not None and profile.end <= pixels:
            self.put_profile(dib, profile)
        self.block("slack", GAP, Role.UNKNOWN, pixels)
        self.coded(dib)
        if profile is not None and self.cursor.at <= profile.start:
            self.block("slack", GAP, Role.UNKNOWN, profile.start)
            self.put_profile(dib, profile)
        self.block("trailer", "trailer", Role.UNKNOWN, self.cursor.end)

    def pixels_at(self, dib: rules.Dib) -> int:
        """Where the pixels begin: behind the palette, if the file does not say."""
        stated = PIXELS_AT.read(self.cursor.read(0, FILE_HEADER, HEADER))
        if stated == 0:
            self.notes.append("the offset of the pixels was missing")
            return self.cursor.need(dib.head_end, dib.colours * dib.entry, "palette")
        if not dib.head_end <= stated < self.cursor.end:
            raise MalformedError(
                "the pixels begin inside the header or behind the end",
                format="bmp",
                offset=PIXELS_AT.at,
                part=HEADER,
                rule="pixel-offset",
            )
        return stated

    def coded(self, dib: rules.Dib) -> None:
        """The pixels at the cursor."""
        if not dib.packed:
            self.rows(dib.row(), dib.stride(), dib.height)
            return
        start = self.cursor.at
        end = self.stated_end(dib) if not self.streams else None
        end = end or rules.codes_end(self.cursor, dib, start)
        if end > start:
            self.add(PIXELS, Role.IMAGE, end)
        if self.cursor.peek(2) == rules.END_OF_PICTURE:
            self.add(END, Role.STRUCTURE, end + 2)
        else:
            self.notes.append("the end of the run lengths was missing")

    def stated_end(self, dib: rules.Dib) -> int | None:
        """The end of the run lengths in a file that says it, as every file does that was written here."""
        size = rules.IMAGE_SIZE.read(self.cursor.read(dib.start, dib.size, HEADER))
        end = self.cursor.at + size - 2
        whole = size >= 2 and end + 2 <= self.cursor.end
        return end if whole and self.source.read(end, 2) == rules.END_OF_PICTURE else None

    def profile(self, dib: rules.Dib) -> Span | None:
        """Where the colour profile, or the path of one, stands; None where viewers find none."""
        if dib.size != rules.V5 or dib.space not in (rules.LINKED, rules.EMBEDDED):
            return None
        data = self.cursor.read(dib.start, dib.size, HEADER)
        start = dib.start + rules.PROFILE_AT.read(data)
        span = Span(start, start + rules.PROFILE_SIZE.read(data))
        sound = dib.head_end <= span.start < span.end <= self.cursor.end
        if sound and dib.space == rules.EMBEDDED:
            head = self.source.read(start, min(icc_header.HEAD, span.end - start))
            sound = icc_header.is_profile(head)
        if not sound or self.touches(dib, span):
            self.notes.append("the colour profile is damaged or misplaced, so decoders ignore it")
            return None
        return span

    def touches(self, dib: rules.Dib, span: Span) -> bool:
        """True for a profile inside the palette or the pixels."""
        pixels = self.pixels_at(dib)
        if span.end <= pixels:
            return span.start < dib.head_end + dib.colours * dib.entry
        if span.start < pixels:
            return True
        end = rules.codes_end(self.cursor, dib, pixels) if dib.packed else pixels + dib.stride() * dib.height
        return span.start < end

    def put_profile(self, dib: rules.Dib, span: Span) -> None:
        """The colour profile at the cursor, or the path of one: the name of a file, with its folders."""
        self.block("slack", GAP, Role.UNKNOWN, span.start)
        if dib.space == rules.LINKED:
            self.block("unknown", LINK, Role.METADATA, span.end)
        else:
            self.block("icc", PROFILE, Role.RENDERING, span.end)


class Bmp:
    """The BMP container."""

    format = BMP
    exif_says_colour = False
    about = About(
        selective=(),
        frames=Frames.ONE,
        upright="the sign of the height",
        colours="palette, colour space of the header, ICC profile",
        refused="JPEG, PNG and fax coding inside",
    )

    def matches(self, head: bytes) -> bool:
        """The signature, and a header of less than 256 bytes: two letters alone begin many a text."""
        return head.startswith(b"BM") and not any(head[15:18])

    def parse(self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False) -> Parts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits, streams=streams)
        try:
            reader.walk()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            reader.notes.append(f"damaged: {error}")
            reader.block("unread", "rest of the file", Role.UNKNOWN, source.size)
        notes = tuple(dict.fromkeys(reader.notes))
        parts, blocks = tuple(reader.parts), tuple(reader.blocks)
        return BmpParts(BMP, source.size, parts, blocks, notes, REWRITTEN, reader.dib)

    def can_hold(self, block: Block, size: int) -> bool:  # noqa: ARG002 - the contract
        """See `Container.can_hold`: none but the colour profile is written anew."""
        return False

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. There is no place for fresh EXIF or XMP."""
        assert isinstance(parts, BmpParts)  # noqa: S101 - for the type checker
        if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
            return Recipe(source, [Span(0, parts.size)])
        return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: BmpParts, actions: Sequence[Action], changes: Changes) -> None:
        assert parts.dib is not None  # noqa: S101 - only sound files are laid out
        self.source = source
        self.dib = parts.dib
        self.rows = list(zip(parts.parts, actions, strict=True))
        self.changes = changes
        self.header = bytearray(source.read(0, self.dib.head_end))
        self.pieces: list[Piece] = []
        self.size = self.dib.head_end
        self.pixels: Span | None = None
        self.profile: tuple[int, int] | None = None
        self.stated = self.dib.colours if self.dib.stated else 0

    def recipe(self) -> Recipe:
        """The headers are made last: they say how long the rest is and where it stands."""
        for part, action in self.rows:
            self.add(part, action)
        pixels = self.pixels or Span(self.size, self.size)
        header = self.header[FILE_HEADER:]
        size = pixels.end - pixels.start
        sizes = (size,) if self.dib.packed else (size, 0)
        minimal = self.changes.minimal
        rules.write_header(header, self.dib, rules.New(sizes, self.stated, self.profile, minimal))
        self.header[FILE_HEADER:] = header
        FILE_SIZE.write(self.header, self.size)
        PIXELS_AT.write(self.header, pixels.start)
        return Recipe(self.source, [bytes(self.header), *self.pieces])

    def put(self, *pieces: Piece) -> None:
        self.pieces += pieces
        self.size += sum(map(size_of, pieces))

    def add(self, part: Part, action: Action) -> None:
        """A part that stays, or zeros for one that nobody reads."""
        blank = part.name == UNUSED and action is Action.REMOVE
        if part.end <= self.dib.head_end:
            if blank:
                self.header[part.start : part.end] = bytes(part.size)
            return
        if action is Action.REMOVE and not blank:
            return
        at = self.size
        if part.name == PROFILE and "icc" in self.changes.fresh:
            self.put(self.changes.fresh["icc"])
        else:
            self.put(bytes(part.size) if blank else Span(part.start, part.end))
        if part.name in (PROFILE, LINK):
            self.profile = (at - FILE_HEADER, self.size - at)
        elif part.name in (PIXELS, END) or (part.name == UNUSED and self.pixels is not None):
            self.pixels = Span(self.pixels.start if self.pixels else at, self.size)
        if part.name == PIXELS and self.dib.packed and not any(row.name == END for row, _ in self.rows):
            self.put(rules.END_OF_PICTURE)
            self.pixels = Span(at, self.size)
