"""PSD and PSB, Photoshop's documents: Adobe's Photoshop File Formats Specification.

Kept: the composite picture, byte for byte; the palette; the image resources without which it looks different
(resolution, shape of pixels, how channels behind the colours are shown); the colour profile.
Written anew: all lengths; names of these resources, which go; the colour profile where it holds more than
colour; the names of a duotone's inks; EXIF with the orientation, where the picture is not upright.
Removed: the layers with all that is in them (names, texts, linked and embedded files, times), where the
composite is the picture; every other image resource; HDR toning; reserved bytes; bytes behind the picture.
Written in their place: a block that says that the composite has transparency, if it was the layers that said
so; numbers of the channels behind the colours, if it was the layers that said that they are masks.
Refused: a composite that Photoshop did not fill in while layers show something, pictures cut short, broken
sections and resources, sizes, modes and compressions that don't exist, duotones of another form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .._cursor import Cursor
from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, MalformedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span
from ..structures import icc_header, layers
from . import _psd_rules as rules
from ._about import About, Frames
from ._base import Changes
from ._psd_image import image_end
from ._psd_layout import LAYERS, REWRITTEN, TRANSPARENCY, PsdParts, can_hold, lay_out, transparency_section

PSD = Format("psd", "image/vnd.adobe.photoshop", ".psd")
PSB = Format("psb", "image/vnd.adobe.photoshop", ".psb")

EXIF_SIGNATURE = b"Exif\0\0"
BULKY = 64 * 1024
"""Bytes of a tagged block that may be left out of what is read of the layers, where that is too much."""


class _Kind(NamedTuple):
    """What becomes of a resource that is a part of its own."""

    part: str
    role: Role
    block: str = ""


PROFILE = _Kind("icc", Role.RENDERING, "icc")
BLOCKS = {rules.EXIF: _Kind("exif", Role.METADATA, "exif"), rules.XMP: _Kind("xmp", Role.METADATA, "xmp")}


@dataclass(slots=True)
class _Loose:
    """The resources that are about the picture: one block, because some of them belong together."""

    spans: list[Span] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    place: int = 0


class _Reader:
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits, form: Format) -> None:
        self.cursor = Cursor(source, form.name)
        self.source = source
        self.limits = limits
        self.form = form
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.records: dict[int, rules.Record] = {}
        self.loose = _Loose()
        self.seen: dict[int, bytes] = {}
        self.header: rules.Header | None = None
        self.section: layers.Section | None = None
        self.real = True

    def result(self) -> PsdParts:
        """What was found."""
        if self.loose.parts:
            spans, parts = tuple(self.loose.spans), tuple(self.loose.parts)
            self.blocks.insert(self.loose.place, Block("photoshop", "resources/photoshop", spans, parts))
        notes = tuple(dict.fromkeys(self.notes))
        size, parts_, blocks = self.source.size, tuple(self.parts), tuple(self.blocks)
        return PsdParts(
            *(self.form, size, parts_, blocks, notes, REWRITTEN),
            header=self.header,
            records=self.records,
            section=self.section,
            real=self.real,
        )

    def add(self, name: str, role: Role, end: int) -> int:
        """Add the part from the cursor to `end`, move there, and give its index."""
        self.limits.check("parts", len(self.parts) + 1, format=self.form.name, part=name)
        self.parts.append(Part(name, role, self.cursor.at, end))
        self.cursor.at = end
        return len(self.parts) - 1

    def block(self, kind: str, name: str, role: Role, end: int, path: str = "") -> None:
        """Add a part that is a block, if there is anything before `end`."""
        span = Span(self.cursor.at, end)
        if span.end > span.start:
            self.blocks.append(Block(kind, path or name, (span,), (self.add(name, role, end),)))

    def zero(self, name: str, end: int) -> None:
        """Bytes up to `end` that nobody reads: part of the structure, unless they say something."""
        hidden = any(self.source.read(self.cursor.at, end - self.cursor.at))
        if hidden:
            self.block("slack", name, Role.UNKNOWN, end)
        elif end > self.cursor.at:
            self.add(name, Role.STRUCTURE, end)

    def length(self, name: str, wide: int = 4) -> int:
        """The length of the section at the cursor; the end of the section."""
        size = int.from_bytes(self.cursor.read(self.cursor.at, wide, name))
        self.add(f"{name} length", Role.STRUCTURE, self.cursor.at + wide)
        return self.cursor.need(self.cursor.at, size, name)

    def walk(self) -> None:
        """Read the file from its signature to its last byte."""
        header = self.header = rules.read_header(self.cursor)
        self.add("header", Role.STRUCTURE, rules.RESERVED[0])
        self.zero("reserved", rules.RESERVED[1])
        self.add("header", Role.STRUCTURE, rules.HEADER)
        self.colours(header, self.length("colours"))
        self.resources(header, self.length("resources"))
        self.layer_section(header, self.length("layers", header.wide))
        self.add("image", Role.IMAGE, image_end(self.cursor, header, self.limits))
        self.block("trailer", "trailer", Role.UNKNOWN, self.cursor.end)

    # -- colours ----------------------------------------------------------------------------------

    def colours(self, header: rules.Header, end: int) -> None:
        """The palette, a duotone's inks, or what other modes have here: how HDR was toned."""
        size = end - self.cursor.at
        if header.mode == rules.INDEXED:
            if size != rules.PALETTE_SIZE:
                rules.fail(self.cursor, "a palette of the wrong size", self.cursor.at, "palette", "palette")
            self.add("palette", Role.RENDERING, end)
        elif header.mode == rules.DUOTONE and size:
            self.duotone(size)
        else:
            self.block("unknown", "toning", Role.METADATA, end)

    def duotone(self, size: int) -> None:
        """Colours, names and curves of a duotone's inks."""
        start = self.cursor.at
        if size != rules.DUOTONE_SIZE:
            raise UnsupportedError(
                "the inks of this duotone are stored in no known form",
                format=self.form.name,
                offset=start,
                part="duotone",
                rule="duotone",
            )
        self.add("duotone inks", Role.RENDERING, start + rules.DUOTONE_NAMES[0])
        self.zero("ink names", start + rules.DUOTONE_NAMES[1])
        self.add("duotone curves", Role.RENDERING, start + size)

    # -- resources --------------------------------------------------------------------------------

    def resources(self, header: rules.Header, end: int) -> None:
        """All image resources."""
        while self.cursor.at < end:
            if end - self.cursor.at < 12 and not any(self.source.read(self.cursor.at, end - self.cursor.at)):
                self.add("resources padding", Role.STRUCTURE, end)
                return
            self.resource(header, rules.read_record(self.cursor, self.cursor.at, end))

    def resource(self, header: rules.Header, record: rules.Record) -> None:
        """One image resource."""
        kind = self.kind(header, record) if record.own else None
        if kind is None:
            self.loose.place = self.loose.place if self.loose.parts else len(self.blocks)
            name = f"8BIM:0x{record.number:04x}"
            self.loose.parts.append(self.add(name, Role.METADATA, record.end))
            self.loose.spans.append(Span(record.start, record.end))
            return
        padding = self.source.read(record.stop, record.end - record.stop)
        if not record.plain or any(self.source.read(record.name_at, 2)):
            self.add("resource", Role.STRUCTURE, record.name_at)
            self.block("slack", "resource name", Role.UNKNOWN, record.size_at, "resources/name")
        index = self.add(kind.part, kind.role, record.stop if any(padding) else record.end)
        self.records[index] = record
        if kind.block:
            start = record.data
            if kind.block == "exif" and record.stop - start >= len(EXIF_SIGNATURE):
                signed = self.source.read(start, len(EXIF_SIGNATURE)) == EXIF_SIGNATURE
                start += len(EXIF_SIGNATURE) * signed
            span = Span(start, record.stop)
            self.blocks.append(Block(kind.block, f"resources/{kind.block}", (span,), (index,)))
        self.block("slack", "resource padding", Role.UNKNOWN, record.end, "resources/padding")

    def kind(self, header: rules.Header, record: rules.Record) -> _Kind | None:
        """What a resource is for; None for one that is only about the picture."""
        size = record.stop - record.data
        if record.number == rules.VERSION and size > 4 and rules.VERSION not in self.seen:
            self.seen[rules.VERSION] = b""
            self.real = self.source.read(record.data + 4, 1) != b"\0"
        if not size:
            return None
        if record.number in BLOCKS:
            return BLOCKS[record.number]
        if record.number == rules.PROFILE:
            head = self.source.read(record.data, min(icc_header.HEAD, size))
            if not icc_header.is_profile(head):
                self.notes.append("decoders ignore a colour profile that is damaged")
                return None
            return PROFILE if self.first(record) else None
        rule = rules.RULES.get(record.number)
        if rule is None or size > rule.largest:
            return None
        sound = rule.sound(self.source.read(record.data, size), header)
        return _Kind(rule.name, rule.role) if sound and self.first(record) else None

    def first(self, record: rules.Record) -> bool:
        """False for a second copy. Decoders differ in which one they heed."""
        self.limits.check("block_bytes", record.stop - record.data, format=self.form.name, part="resources")
        data = self.source.read(record.data, record.stop - record.data)
        if self.seen.setdefault(record.number, data) != data:
            rules.fail(
                self.cursor,
                "two image resources of one kind contradict each other",
                record.start,
                "resources",
                "resource-twice",
            )
        known = any(one.number == record.number for one in self.records.values())
        return not known

    # -- layers -----------------------------------------------------------------------------------

    def layer_section(self, header: rules.Header, end: int) -> None:
        """Layers and masks: one block without the pixels, which stays whole or goes whole."""
        start, size = self.cursor.at, end - self.cursor.at
        if not size:
            return
        canonical = transparency_section(header)
        if size == len(canonical) and self.source.read(start, size) == canonical:
            self.add(TRANSPARENCY, Role.STRUCTURE, end)
            return

        def reads(at: int, count: int) -> bytes:
            if at + count > size:
                raise MalformedError("a layer runs past its section", offset=start + at, rule="layer-length")
            return self.source.read(start + at, count)

        section = self.section = layers.walk(reads, size, self.limits, large=header.version == rules.PSB)
        if section.damage:
            self.notes.append("the layers are damaged, so some decoders refuse the file")
        holes = self.holes(section, size)
        wrap = layers.describe(holes, large=header.version == rules.PSB)
        edges = [0, *(edge for hole in holes for edge in hole), size]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        spans = tuple(Span(start + first, start + last) for first, last in pairs if last > first)
        self.blocks.append(Block("layers", LAYERS, spans, (self.add(LAYERS, Role.METADATA, end),), wrap))

    def holes(self, section: layers.Section, size: int) -> list[Span]:
        """What is not read of the layers: their pixels, and bulky blocks where it would be too much."""
        holes = list(section.pixels)
        bulky = [
            Span(one.start, one.end)
            for one in (*section.blocks, *(block for layer in section.layers for block in layer.blocks))
            if one.end - one.start > BULKY and one.key not in layers.NESTED
        ]
        left = self.limits.block_bytes - size + sum(end - start for start, end in (*holes, *bulky))
        for hole in bulky:
            left -= hole.end - hole.start
            if left < 0:
                left += hole.end - hole.start
                holes.append(hole)
        return sorted(holes)


class Psd:
    """The container of PSD, or of PSB, which is for pictures of more than 30,000 pixels a side."""

    exif_says_colour = False
    """Viewers take the colours from the profile, or from nothing."""
    about = About(
        selective=("exif", "xmp", "iptc", "photoshop"),
        frames=Frames.ONE,
        upright="EXIF",
        colours="mode, palette, ICC profile",
        refused="composites that Photoshop did not fill in",
    )

    def __init__(self, form: Format, version: int) -> None:
        self.format = form
        self._start = rules.SIGNATURE + version.to_bytes(2)

    def matches(self, head: bytes) -> bool:
        """The signature and the version."""
        return head.startswith(self._start)

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - where a compressed picture ends, only its stream tells
        lenient: bool = False,
    ) -> Parts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits, self.format)
        try:
            reader.walk()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            reader.notes.append(f"damaged: {error}")
            reader.block("unread", "rest of the file", Role.UNKNOWN, source.size)
        return reader.result()

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`: EXIF, XMP and the image resources."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. Fresh blocks are the last image resources."""
        assert isinstance(parts, PsdParts)  # noqa: S101 - for the type checker
        return lay_out(source, parts, actions, changes)
