"""ICO and CUR: icons and cursors of Windows, a directory of device-independent bitmaps and PNG files.

Kept: every picture in its place: the pixels and the mask of a bitmap, the chunks of a PNG as `png` keeps
them; sizes, colours and hotspots in the directory.
Written anew: sizes and offsets in the directory; PNG chunks as `png` writes them. A picture that several
entries share is stored once, as before.
Removed: what `bmp` and `png` remove inside their pictures; reserved bytes of the directory; gaps, pictures
that no entry names, bytes behind the last one.
Refused: pictures that overlap each other or the directory, or run past the end; bitmaps with another header
than BITMAPINFOHEADER, or packed ones, or with bytes behind a mask that counts; what `png` refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from .._recipe import Piece, Recipe, size_of
from .._source import SliceSource, Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span, SpanTable
from . import _dib as rules
from . import _png_layout
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


def _fail(message: str, form: str, offset: int, rule: str) -> NoReturn:
    """Raise what is wrong with a directory."""
    raise MalformedError(message, format=form, offset=offset, part=DIRECTORY, rule=rule)


class _Reader(Tiler):
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits, form: Format, *, streams: bool, lenient: bool) -> None:
        super().__init__(source, limits, form.name)
        self.streams, self.lenient = streams, lenient
        self.images: list[Image] = []
        self.entries: list[Span] = []

    def walk(self) -> None:
        """Read the file from its directory to its last byte."""
        if self.cursor.end > SIZE_MAX:
            raise UnsupportedError(
                "longer than its directory can say", format=self.cursor.format, offset=0, rule="file-size"
            )
        self.directory()
        for span in sorted(set(self.entries)):
            self.prefix = ""
            if span.start < self.cursor.at:
                _fail(
                    "a picture overlaps another, or the directory", self.cursor.format, span.start, "overlap"
                )
            self.block("slack", GAP, Role.UNKNOWN, span.start)
            self.prefix = f"image {len(self.images) + 1}/"
            self.image(span)
        self.prefix = ""
        self.block("trailer", "trailer", Role.UNKNOWN, self.cursor.end)

    def directory(self) -> None:
        """ICONDIR and its entries."""
        count = COUNT.read(self.cursor.read(0, HEAD, DIRECTORY))
        if not count:
            _fail("a directory without entries", self.cursor.format, COUNT.at, "entry")
        end = self.cursor.need(0, HEAD + count * ENTRY, DIRECTORY)
        data = self.source.read(0, end)
        holes = []
        for at in range(HEAD, end, ENTRY):
            entry = data[at : at + ENTRY]
            start, size = OFFSET.read(entry), SIZE.read(entry)
            if not size:
                _fail("an empty picture", self.cursor.format, at, "entry")
            self.entries.append(Span(start, self.cursor.need(start, size, DIRECTORY)))
            if RESERVED.read(entry):
                holes.append(Span(at + RESERVED.at, at + RESERVED.at + 1))
        self.holed(DIRECTORY, "directory/reserved", end, holes)

    def image(self, span: Span) -> None:
        """The picture at the cursor."""
        first, block = len(self.parts), len(self.blocks)
        head = self.source.read(span.start, min(len(SIGNATURE), span.end - span.start))
        inner = self.png(span) if head == SIGNATURE else self.bitmap(span)
        self.images.append(Image(span, range(first, len(self.parts)), block, inner))

    def png(self, span: Span) -> Parts:
        """A PNG: its parts and blocks are those of the file."""
        inner = Png().parse(
            SliceSource(self.source, *span), self.limits, streams=self.streams, lenient=self.lenient
        )
        first = len(self.parts)
        for part in inner.parts:
            self.add(part.name, part.role, span.start + part.end, _moved(part.pieces, span.start))
        for block in inner.blocks:
            spans = tuple(Span(span.start + start, span.start + end) for start, end in block.spans)
            parts = tuple(first + index for index in block.parts)
            self.blocks.append(replace(block, path=self.prefix + block.path, spans=spans, parts=parts))
        self.notes += [f"{self.prefix[:-1]}: {note}" for note in inner.notes]
        return inner

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
        self.header(dib)
        self.palette(dib, span.end)
        self.colours(dib, span)
        if dib.bits < OPAQUE and self.cursor.at < span.end:
            _fail("bytes follow a mask", self.cursor.format, self.cursor.at, "mask-tail")
        self.block("slack", "tail", Role.UNKNOWN, span.end)
        return dib

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

    def __init__(self, form: Format = ICO) -> None:
        self.format = form

    def matches(self, head: bytes) -> bool:
        """ICONDIR with at least one entry, or its beginning."""
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
            reader.prefix = ""
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
        """See `Container.can_hold`: the blocks of PNG pictures."""
        return _png_layout.can_hold(block, size)

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
        if self.parts.parts[-1].name == "trailer" and self.actions[-1] is not Action.REMOVE:
            pieces.append(Span(self.parts.parts[-1].start, self.parts.size))
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
            elif image.blocks + number == self.first_profile() and "icc" in self.changes.fresh:
                fresh["icc"] = self.changes.fresh["icc"]
            elif new is not None:
                fresh["icc"] = b"".join(piece for piece in new if isinstance(piece, bytes))
        return Changes(fresh, contents, self.changes.minimal)

    def first_profile(self) -> int:
        """The block that a fresh profile takes the place of."""
        return next(
            number
            for number, block in enumerate(self.parts.blocks)
            if block.kind == "icc" and self.parts.parts[block.parts[0]].role is Role.RENDERING
        )

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
