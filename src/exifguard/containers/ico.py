"""ICO and CUR: icons and cursors of Windows, a directory of device-independent bitmaps and PNG files.

The directory is ICONDIR with one ICONDIRENTRY a picture (Microsoft, "Icons", 1995); a bitmap is twice as high
as it shows and has a mask of one bit a pixel behind its colours.

Kept: every picture in its order: the pixels and the mask of a bitmap, the chunks of a PNG as `png` keeps
them; the sides, numbers of colours and hotspots that the directory states.
Written anew: sizes and offsets in the directory; PNG chunks as `png` writes them. A picture that several
entries share is stored once, as before.
Removed: what `bmp` and `png` remove inside their pictures; reserved bytes of the directory; gaps, pictures
that no entry names, bytes behind a picture and behind the last one. An orientation too: no viewer of icons
turns them.
Refused: pictures that overlap each other or the directory, or run past the end; bitmaps with another header
than BITMAPINFOHEADER, or packed ones, or with colours or bytes that decoders disagree about; what `png`
refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .._recipe import Piece, Recipe, size_of
from .._source import SliceSource, Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span, SpanTable
from . import _dib as rules
from . import _png_layout
from ._about import About, Frames
from ._base import NO_CHANGES, Changes
from ._dib_parts import GAP, HEADER, PIXELS, REWRITTEN, UNUSED, Tiler
from ._png_chunks import SIGNATURE
from .png import Png

ICO = Format("ico", "image/vnd.microsoft.icon", ".ico")
CUR = Format("cur", "image/vnd.microsoft.icon", ".cur")
TYPES = {ICO: 1, CUR: 2}
"""The second word of ICONDIR."""

HEAD, ENTRY = 6, 16
"""Bytes of ICONDIR and of ICONDIRENTRY."""
COUNT = rules.Place(4, 2)
RESERVED, SIZE, OFFSET = rules.Place(3, 1), rules.Place(8), rules.Place(12)
SIZE_MAX = 2**32 - 1
DIRECTORY = "directory"
MASK_BITS = 1
OPAQUE = 32
"""Below this number of bits a bitmap has no opacity of its own: readers heed its mask. They differ in where
they look for it: behind the colours, or before the end that the entry states."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the file.

    Attributes:
        span: where it is stored.
        parts, blocks: the range of its parts, and the index of its first block.
        inner: what it is: a bitmap's header, or a parsed PNG.
    """

    span: Span
    parts: range
    blocks: int
    inner: rules.Dib | Parts


@dataclass(frozen=True, slots=True)
class IcoParts(Parts):
    """A parsed icon.

    Attributes:
        images: its pictures, as they are stored.
        entries: for each entry of the directory, the index of its picture.
    """

    images: tuple[Image, ...] = ()
    entries: tuple[int, ...] = ()


class _Reader(Tiler):
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits, form: Format, *, streams: bool, lenient: bool) -> None:
        super().__init__(source, limits, form.name)
        self.streams, self.lenient = streams, lenient
        self.images: list[Image] = []
        self.entries: list[Span] = []
        self.doubtful = False

    def walk(self) -> None:
        """Read the file from its directory to its last byte."""
        if self.cursor.end > SIZE_MAX:
            raise UnsupportedError(
                "longer than its directory can say", format=self.cursor.format, offset=0, rule="file-size"
            )
        for number, span in enumerate(self.directory(), 1):
            start = max(span.start, self.cursor.at)
            self.block("slack", GAP, Role.UNKNOWN, start)
            self.prefix = f"image {number}/"
            if start == span.start:
                self.image(span)
            else:
                self.block("unread", "rest", Role.UNKNOWN, span.end)
            self.prefix = ""
        self.block("trailer", "trailer", Role.UNKNOWN, self.cursor.end)

    def tolerate(self, error: FormatError | UnsupportedError) -> None:
        """Raise an error, or note it where damage is to be read around."""
        if not self.lenient:
            raise error
        self.notes.append(f"damaged: {error}")

    # -- the directory ----------------------------------------------------------------------------

    def directory(self) -> list[Span]:
        """ICONDIR and its entries: where the pictures are stored, in order."""
        count = COUNT.read(self.cursor.read(0, HEAD, DIRECTORY))
        if not count:
            raise self.wrong("a directory without entries", COUNT.at, rule="entry")
        end = HEAD + count * ENTRY
        if end > self.cursor.end:
            self.doubt(self.truncated(0))
            end -= (end - self.cursor.end + ENTRY - 1) // ENTRY * ENTRY
        data = self.source.read(0, end)
        holes = []
        for at in range(HEAD, end, ENTRY):
            entry = data[at : at + ENTRY]
            self.entry(at, OFFSET.read(entry), SIZE.read(entry), end)
            if RESERVED.read(entry):
                holes.append(Span(at + RESERVED.at, at + RESERVED.at + 1))
        spans = sorted(set(self.entries))
        for before, span in pairwise(spans):
            if span.start < before.end:
                self.doubt(self.wrong("a picture overlaps another", span.start, rule="overlap"))
        if self.doubtful:
            self.block("unread", DIRECTORY, Role.UNKNOWN, end)
        else:
            self.holed(DIRECTORY, "directory/reserved", end, holes)
        return spans

    def entry(self, at: int, start: int, size: int, end: int) -> None:
        """The entry at `at` of a directory that ends at `end`: a picture of `size` bytes at `start`."""
        if not size:
            self.doubt(self.wrong("an empty picture", at, rule="entry"))
        elif start < end:
            self.doubt(self.wrong("a picture overlaps the directory", at, rule="overlap"))
        elif start + size <= self.cursor.end:
            self.entries.append(Span(start, start + size))
        else:
            self.doubt(self.truncated(at))
            if start < self.cursor.end:
                self.entries.append(Span(start, self.cursor.end))

    def doubt(self, error: FormatError) -> None:
        """Something in the directory is wrong: `inspect` reads the pictures that it can find."""
        if not self.doubtful:
            self.tolerate(error)
        self.doubtful = True

    def wrong(self, message: str, offset: int, *, rule: str) -> MalformedError:
        """What is wrong with a directory."""
        return MalformedError(message, format=self.cursor.format, offset=offset, part=DIRECTORY, rule=rule)

    def truncated(self, offset: int) -> TruncatedError:
        """The directory, or a picture, is longer than the file."""
        return TruncatedError(
            "the file ends before its pictures do",
            format=self.cursor.format,
            offset=offset,
            part=DIRECTORY,
            rule="end-of-file",
        )

    # -- the pictures -----------------------------------------------------------------------------

    def image(self, span: Span) -> None:
        """The picture at the cursor."""
        first, block = len(self.parts), len(self.blocks)
        head = self.source.read(span.start, min(len(SIGNATURE), span.end - span.start))
        try:
            inner = self.png(span) if head == SIGNATURE else self.bitmap(span)
        except (FormatError, UnsupportedError) as error:
            self.tolerate(error)
            self.block("unread", "rest", Role.UNKNOWN, span.end)
        else:
            self.images.append(Image(span, range(first, len(self.parts)), block, inner))

    def png(self, span: Span) -> Parts:
        """A PNG: its parts and blocks are those of the file."""
        inner = self.inside(span)
        first = len(self.parts)
        for part in inner.parts:
            self.add(part.name, part.role, span.start + part.end, _moved(part.pieces, span.start))
        for block in inner.blocks:
            spans = tuple(Span(span.start + start, span.start + end) for start, end in block.spans)
            parts = tuple(first + index for index in block.parts)
            self.blocks.append(replace(block, path=self.prefix + block.path, spans=spans, parts=parts))
        self.notes += [f"{self.prefix[:-1]}: {note}" for note in inner.notes]
        return inner

    def inside(self, span: Span) -> Parts:
        """The parts of the PNG at `span`; errors say where in the whole file."""
        source = SliceSource(self.source, *span)
        try:
            return Png().parse(source, self.limits, streams=self.streams, lenient=self.lenient)
        except (FormatError, UnsupportedError) as error:
            raise type(error)(
                error.args[0],
                format=self.cursor.format,
                offset=None if error.offset is None else span.start + error.offset,
                part=f"{self.prefix}{error.part}",
                rule=error.rule,
            ) from error

    def bitmap(self, span: Span) -> rules.Dib:
        """A bitmap: header, palette, colours, and behind them a mask of one bit a pixel."""
        dib = rules.read_dib(self.cursor, span.start, HEADER)
        if dib.size != rules.INFO or dib.packed:
            raise UnsupportedError(
                "a bitmap that icons do not have",
                format=self.cursor.format,
                offset=span.start,
                part=HEADER,
                rule="icon-bitmap",
            )
        if dib.head_end > span.end:
            raise self.cut(span)
        if dib.stated > dib.colours:
            raise self.ambiguous("more colours than pixels can name", span.start, rule="icon-palette")
        self.header(dib)
        self.palette(dib, span.end)
        self.colours(dib, span)
        if dib.bits < OPAQUE and self.cursor.at < span.end:
            raise self.ambiguous("bytes follow a mask", self.cursor.at, rule="mask-tail")
        self.block("slack", "tail", Role.UNKNOWN, span.end)
        return dib

    def ambiguous(self, message: str, offset: int, *, rule: str) -> MalformedError:
        """Decoders disagree where the pixels or the mask begin."""
        return MalformedError(
            f"{message}: decoders disagree where the picture is",
            format=self.cursor.format,
            offset=offset,
            part=PIXELS,
            rule=rule,
        )

    def colours(self, dib: rules.Dib, span: Span) -> None:
        """Colours and mask at the cursor; where colours have an alpha channel, the mask may be missing."""
        height = dib.height // 2
        mask = dib.stride(MASK_BITS) * height
        end = self.cursor.at + dib.stride() * height
        if not height or end > span.end or (end + mask > span.end and (dib.bits < OPAQUE or end < span.end)):
            raise self.cut(span)
        self.rows(dib.row(), dib.stride(), height)
        if end + mask <= span.end:
            self.rows(dib.row(MASK_BITS), dib.stride(MASK_BITS), height)

    def cut(self, span: Span) -> TruncatedError:
        """The picture is longer than its entry says."""
        return TruncatedError(
            "an entry ends before its picture does",
            format=self.cursor.format,
            offset=span.end,
            part=PIXELS,
            rule="end-of-file",
        )


def _moved(pieces: SpanTable | None, by: int) -> SpanTable | None:
    if pieces is None:
        return None
    table = SpanTable()
    for start, end in pieces:
        table.append(start + by, end + by)
    return table


class Ico:
    """The container of icons, and that of cursors."""

    exif_says_colour = False
    about = About(
        selective=("exif", "xmp"),
        frames=Frames.KEPT,
        upright="nothing",
        colours="those of each picture",
        refused="bitmaps with run lengths or unusual headers, animated cursors",
    )

    def __init__(self, form: Format = ICO) -> None:
        self.format = form

    def matches(self, head: bytes) -> bool:
        """ICONDIR with at least one entry."""
        return head.startswith(b"\0\0" + TYPES[self.format].to_bytes(2, "little")) and any(head[4:6])

    def parse(self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False) -> Parts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits, self.format, streams=streams, lenient=lenient)
        try:
            reader.walk()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            reader.notes.append(f"damaged: {error}")
            reader.block("unread", "rest of the file", Role.UNKNOWN, source.size)
        notes = tuple(dict.fromkeys(reader.notes))
        numbers = {image.span: number for number, image in enumerate(reader.images)}
        entries = tuple(numbers[span] for span in reader.entries if span in numbers)
        return IcoParts(
            self.format,
            source.size,
            tuple(reader.parts),
            tuple(reader.blocks),
            notes,
            REWRITTEN | _png_layout.REWRITTEN | {DIRECTORY},
            tuple(reader.images),
            entries,
        )

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`: the blocks that PNG pictures have; there is no orientation to hold."""
        return bool(block.parts) and _png_layout.can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. Fresh EXIF and XMP stand in the first PNG."""
        assert isinstance(parts, IcoParts)  # noqa: S101 - for the type checker
        if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
            return Recipe(source, [Span(0, parts.size)])
        return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: IcoParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.actions = actions
        self.changes = changes
        self.fresh = dict(changes.fresh)
        self.profile = next(self.profiles(), None)

    def recipe(self) -> Recipe:
        """The directory is made last: it says where the pictures stand."""
        size = HEAD + ENTRY * len(self.parts.entries)
        pieces: list[Piece] = []
        places = []
        at = size
        for image in self.parts.images:
            new = self.image(image)
            places.append((at, sum(map(size_of, new))))
            at += places[-1][1]
            pieces += new
        behind = range(self.parts.images[-1].parts.stop, len(self.parts.parts))
        rows = [self.parts.parts[index] for index in behind if self.actions[index] is not Action.REMOVE]
        pieces += [Span(part.start, part.end) for part in rows]
        return Recipe(self.source, [self.directory(size, places), *pieces])

    def directory(self, size: int, places: Sequence[tuple[int, int]]) -> bytes:
        """The entries as they were, with new places."""
        data = bytearray(self.source.read(0, size))
        for number, image in enumerate(self.parts.entries):
            at = HEAD + number * ENTRY
            entry = data[at : at + ENTRY]
            RESERVED.write(entry, 0)
            OFFSET.write(entry, places[image][0])
            SIZE.write(entry, places[image][1])
            data[at : at + ENTRY] = entry
        return bytes(data)

    def image(self, image: Image) -> list[Piece]:
        """A picture as it is written."""
        if isinstance(image.inner, rules.Dib):
            return self.bitmap(image.inner, [(self.parts.parts[n], self.actions[n]) for n in image.parts])
        inner = SliceSource(self.source, *image.span)
        actions = [self.actions[index] for index in image.parts]
        recipe = Png().plan(inner, image.inner, actions, self.changes_of(image, image.inner))
        start = image.span.start
        return [
            piece if isinstance(piece, bytes) else Span(start + piece.start, start + piece.end)
            for piece in recipe.pieces
        ]

    def changes_of(self, image: Image, inner: Parts) -> Changes:
        """What is new in a PNG. The first one says what is new for the file."""
        own = self.fresh.keys() & {"exif", "xmp"}
        fresh: dict[str, bytes] = {kind: self.fresh.pop(kind) for kind in sorted(own)}
        contents: dict[int, Sequence[Piece]] = {}
        for number, block in enumerate(inner.blocks):
            new = self.changes.contents.get(image.blocks + number)
            if block.kind != "icc" or inner.parts[block.parts[0]].role is not Role.RENDERING:
                contents |= {} if new is None else {number: new}
            elif image.blocks + number == self.profile and "icc" in self.changes.fresh:
                fresh["icc"] = self.changes.fresh["icc"]
            elif new is not None:
                fresh["icc"] = b"".join(piece for piece in new if isinstance(piece, bytes))
        return Changes(fresh, contents, self.changes.minimal)

    def profiles(self) -> Iterator[int]:
        """The blocks that are colour profiles; a fresh one takes the place of the first."""
        for number, block in enumerate(self.parts.blocks):
            if block.kind == "icc" and self.parts.parts[block.parts[0]].role is Role.RENDERING:
                yield number

    def bitmap(self, dib: rules.Dib, rows: Sequence[tuple[Part, Action]]) -> list[Piece]:
        """A bitmap: its header in canonical form, zeros for what nobody reads."""
        header = bytearray(self.source.read(dib.start, dib.head_end - dib.start))
        body: list[Piece] = []
        for part, action in rows:
            blank = part.name == UNUSED and action is Action.REMOVE
            if part.end <= dib.head_end:
                start = part.start - dib.start
                if blank:
                    header[start : start + part.size] = bytes(part.size)
            elif blank:
                body.append(bytes(part.size))
            elif action is not Action.REMOVE:
                body.append(Span(part.start, part.end))
        colours = dib.stride() * (dib.height // 2)
        sizes = (0, colours, colours + dib.stride(MASK_BITS) * (dib.height // 2))
        stated = dib.colours if dib.stated else 0
        rules.write_header(header, dib, rules.New(sizes, stated, minimal=self.changes.minimal))
        return [bytes(header), *body]
