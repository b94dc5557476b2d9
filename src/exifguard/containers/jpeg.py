"""JPEG: ITU-T T.81 | ISO/IEC 10918-1, with the application segments that cameras and editors add.

Kept: frame and scan headers, coded data, and the quantisation, Huffman and arithmetic tables that a scan
uses, byte for byte; a complete ICC profile, or a cleaned one in its place. Written anew: JFIF (18 bytes,
without thumbnail) and Adobe APP14 (16 bytes), because decoders take the colour space from them.
Removed: every other application segment and comment, wherever it stands (between scans too), tables that
nothing uses, fill and stray bytes, everything after the first picture's end marker.
Repaired: fill bytes, stray bytes and stray RSTn or TEM markers between segments, which decoders step over.
Refused: a file that ends early, a wrong length of a segment that the picture needs, two frames,
hierarchical JPEG, JPEG-LS, JPEG XT with a residual layer, reserved markers, Adobe segments that
contradict each other, tables whose meaning depends on the decoder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .._cursor import Cursor
from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span
from ..structures.icc_header import HEAD, is_profile
from . import _jpeg_segments as seg
from ._about import About, Frames
from ._base import Changes
from ._jpeg_layout import (
    ADOBE_SIZE,
    INDEX,
    JFIF_SIZE,
    PICTURE,
    PROFILE,
    REWRITTEN,
    TABLE,
    TABLE_HEADER,
    UNUSED_TABLE,
    JpegParts,
    can_hold,
    lay_out,
)
from ._jpeg_tables import Frame, Table, Usage, check_conditioning, fail, read_frame, tables
from ._jpeg_trailer import trailer_blocks

JPEG = Format("jpeg", "image/jpeg", ".jpg")

END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The first marker in coded data that is neither a stuffed FF, a restart marker nor fill."""


class _Reader:
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.cursor = Cursor(source, "jpeg")
        self.source = source
        self.limits = limits
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.frame: Frame | None = None
        self.usage = Usage()
        self.table_segments: dict[int, list[Table]] = {}
        self.pending: dict[int, list[int]] = {}
        self.lines = False
        self.scanned = False
        self.adobe: bytes | None = None
        self.jfif: int | None = None
        self.icc: list[tuple[int, int, int]] = []
        self.stray_bytes = 0
        self.damaged_scan = False
        self.newest: dict[str, tuple[int, int]] = {}
        self.paths: dict[str, int] = {}
        self.continued: dict[int, list[tuple[int, Span, int]]] = {}
        self.order: dict[int, int] = {}
        self.pictures: dict[int, int] = {}

    # -- the walk ---------------------------------------------------------------------------------

    def add(self, name: str, role: Role, end: int) -> int:
        """Add the part from the cursor to `end`, move there, and give its index."""
        index = len(self.parts)
        if index >= self.limits.parts:
            self.limits.check("parts", index + 1, format="jpeg", part=name)
        self.parts.append(Part(name, role, self.cursor.at, end))
        self.cursor.at = end
        return index

    def walk(self) -> None:
        """Read the file from SOI to its last byte."""
        self.add("SOI", Role.STRUCTURE, 2)
        while (marker := self.next_marker()) != seg.EOI:
            self.marker(marker)
        if not self.scanned:
            fail("the picture ends before its first scan", self.cursor.at, "EOI", "scan-missing")
        self.add("EOI", Role.STRUCTURE, self.cursor.at + 2)
        self.trailer()

    def next_marker(self) -> int:
        """The marker at the cursor, after stepping over stray and fill bytes as decoders do."""
        while True:
            head = self.cursor.peek(2)
            if len(head) < 2:
                raise TruncatedError(
                    "the file ends before the picture does", format="jpeg", offset=self.cursor.at, rule="eoi"
                )
            if head[0] != 0xFF or head[1] == 0x00:
                self.stray()
            elif head[1] == 0xFF:
                self.fill()
            elif head[1] in seg.STANDALONE:
                self.add("stray marker", Role.UNKNOWN, self.cursor.at + 2)
            else:
                return head[1]

    def fill(self) -> None:
        """Fill bytes: any number of FF before a marker (T.81 clause B.1.1.2)."""
        end = self.source.search(NOT_FILL, self.cursor.at, self.cursor.end)
        self.add("fill", Role.UNKNOWN, self.cursor.end if end is None else end)

    def stray(self) -> None:
        """Bytes that belong to no segment: libjpeg and those who copied it skip to the next marker."""
        end = self.source.search(ANY_MARKER, self.cursor.at, self.cursor.end)
        if end is None:
            raise TruncatedError(
                "the file ends before the picture does", format="jpeg", offset=self.cursor.at, rule="eoi"
            )
        self.stray_bytes += end - self.cursor.at
        self.add("stray", Role.UNKNOWN, end)

    def marker(self, marker: int) -> None:
        """Read the segment at the cursor."""
        start = self.cursor.at
        if marker in seg.UNSUPPORTED:
            raise UnsupportedError(
                f"marker FF{marker:02X} means {seg.UNSUPPORTED[marker]}",
                format="jpeg",
                offset=start,
                rule="marker",
            )
        name = seg.NAMES.get(marker, "")
        if marker == seg.SOI:
            fail("a second picture begins inside the first", start, "SOI", "soi-twice")
        size = int.from_bytes(self.cursor.read(start + 2, 2, name))
        if size < 2:
            fail("a segment's length is below 2", start, name, "segment-length")
        end = self.cursor.need(start + 2, size, name)
        if marker in (seg.DQT, seg.DHT):
            self.table_segment(marker, start, end)
        elif marker == seg.SOS:
            self.scan(start, end)
        elif marker in seg.FRAMES:
            self.frame_header(marker, start, end)
        elif marker in (seg.DRI, seg.DNL, seg.DAC):
            self.parameters(marker, start, end)
        else:
            self.application(marker, start, end)

    # -- the picture ------------------------------------------------------------------------------

    def frame_header(self, marker: int, start: int, end: int) -> None:
        """SOFn: exactly one."""
        if self.frame is not None:
            fail("the picture has two frame headers", start, seg.NAMES[marker], "frame-twice")
        name = seg.NAMES[marker]
        self.frame = read_frame(marker, self.cursor.read(start + 4, end - start - 4, name), start)
        self.add(name, Role.STRUCTURE, end)

    def scan(self, start: int, end: int) -> None:
        """SOS and the coded data up to the next marker that ends it."""
        if self.frame is None:
            fail("a scan begins before the frame header", start, "SOS", "frame-missing")
        self.settle_parameters(used=True)
        self.usage.scan(self.frame, self.cursor.read(start + 4, end - start - 4, "SOS"), start)
        self.scanned = True
        stop = self.end_of_scan(end)
        self.add("SOS", Role.IMAGE, stop)

    def parameters(self, marker: int, start: int, end: int) -> None:
        """DRI, DNL or DAC; those without effect on a scan are a hiding place."""
        name = seg.NAMES[marker]
        if marker != seg.DAC and end - start != 6:
            fail("a segment has the wrong length", start, name, "segment-length")
        index = self.add(name, Role.STRUCTURE, end)
        if marker == seg.DNL:  # T.81 clause B.2.5: once, behind the first scan of a frame without a height
            if self.frame is None or self.frame.height or self.parts[index - 1].name != "SOS" or self.lines:
                self.set_role(index, Role.UNKNOWN, "DNL without effect")
            self.lines = True
            return
        if marker == seg.DAC:
            check_conditioning(self.cursor.read(start + 4, end - start - 4, name), start)
        self.pending.setdefault(marker, []).append(index)

    def settle_parameters(self, *, used: bool) -> None:
        """At a scan the newest DRI has its effect, and every DAC if the frame is arithmetic; others none."""
        arithmetic = self.frame is not None and self.frame.marker in seg.ARITHMETIC
        for marker, indices in self.pending.items():
            effective = 1 if marker == seg.DRI else len(indices) * arithmetic
            effective *= used
            for index in indices[: len(indices) - effective]:
                self.set_role(index, Role.UNKNOWN, f"{seg.NAMES[marker]} without effect")
        self.pending.clear()

    def end_of_scan(self, at: int) -> int:
        """Where the coded data that begins at `at` ends: before the next marker, and fill before that.

        Marker codes below C0 are reserved (T.81 table B.1) and head no segment. In coded data they are
        damage, which decoders step over in their own ways; copied with the rest, they change nothing.
        """
        while (stop := self.source.search(END_OF_SCAN, at, self.cursor.end)) is not None:
            if self.source.read(stop + 1, 1)[0] >= seg.FIRST_DEFINED:
                while self.source.read(stop - 1, 1) == b"\xff":
                    stop -= 1
                return stop
            self.damaged_scan = True
            at = stop + 2
        raise TruncatedError(
            "the coded picture has no end", format="jpeg", offset=self.cursor.end, part="SOS", rule="eoi"
        )

    def table_segment(self, marker: int, start: int, end: int) -> None:
        """DQT or DHT: which of its tables are used is known only at the end."""
        name = seg.NAMES[marker]
        payload = self.cursor.read(start + 4, end - start - 4, name)
        found = list(tables(marker, payload, start + 4))
        for table in found:
            self.usage.define(table)
        self.table_segments[self.add(name, Role.STRUCTURE, end)] = found

    def drop_unused_tables(self) -> None:
        """Give tables that no scan used the role UNKNOWN."""
        mixed = {}
        for index, found in self.table_segments.items():
            unused = sum(table.start not in self.usage.used for table in found)
            if unused == len(found):
                self.set_role(index, Role.UNKNOWN, UNUSED_TABLE)
            elif unused:
                mixed[index] = found
        if mixed:
            self.split_segments(mixed)

    def split_segments(self, mixed: Mapping[int, Sequence[Table]]) -> None:
        """Make each table of the segments `mixed` a part of its own."""
        parts: list[Part] = []
        moved = []
        for index, part in enumerate(self.parts):
            moved.append(len(parts))
            if index not in mixed:
                parts.append(part)
                continue
            parts.append(Part(TABLE_HEADER, Role.STRUCTURE, part.start, part.start + 4))
            for table in mixed[index]:
                used = table.start in self.usage.used
                role, name = (Role.STRUCTURE, TABLE) if used else (Role.UNKNOWN, UNUSED_TABLE)
                parts.append(Part(name, role, table.start, table.end))
        self.parts = parts
        self.blocks = [replace(b, parts=tuple(moved[index] for index in b.parts)) for b in self.blocks]

    def set_role(self, index: int, role: Role, name: str | None = None) -> None:
        """Change a part's role, and its name if one is given."""
        part = self.parts[index]
        self.parts[index] = Part(name or part.name, role, part.start, part.end)

    # -- what is around it ------------------------------------------------------------------------

    def application(self, marker: int, start: int, end: int) -> None:
        """APPn or COM."""
        head = self.cursor.read(start + 4, min(end - start - 4, 80), seg.NAMES[marker])
        if marker == seg.APP0 and head.startswith(b"JFIF\0") and end - start >= JFIF_SIZE:
            self.split_canonical("JFIF", JFIF_SIZE, end)
        elif marker == seg.APP14 and head.startswith(b"Adobe") and end - start >= ADOBE_SIZE:
            self.adobe_segment(head, end)
        else:
            self.block_segment(marker, head, end)

    def split_canonical(self, name: str, size: int, end: int) -> None:
        """A segment whose first `size` bytes say how the picture looks; the rest is something else."""
        head = self.cursor.at
        if self.scanned:  # too late for decoders, so it changes nothing
            index = self.add(name, Role.METADATA, end)
            self.blocks.append(Block("unknown", f"{name}/late", (Span(head, end),), (index,)))
            return
        index = self.add(name, Role.RENDERING, head + size)
        if name == "JFIF":
            if self.jfif is not None:  # decoders let the last one win
                self.set_role(self.jfif, Role.METADATA)
            self.jfif = index
        if end > self.cursor.at:
            span = Span(self.cursor.at, end)
            index = self.add(f"{name} tail", Role.UNKNOWN, end)
            kind = "picture" if name == "JFIF" else "unknown"
            self.blocks.append(Block(kind, f"{name}/tail", (span,), (index,), "raw"))

    def adobe_segment(self, head: bytes, end: int) -> None:
        """APP14 tells decoders the colour space: several that contradict each other mean nothing."""
        if not self.scanned:
            if self.adobe not in (None, head[11:12]):
                fail("two Adobe segments name different colour transforms", self.cursor.at, "APP14", "adobe")
            self.adobe = head[11:12]
        self.split_canonical("Adobe", ADOBE_SIZE, end)

    def block_segment(self, marker: int, head: bytes, end: int) -> None:
        """A segment that decoders do not need (a complete ICC profile aside)."""
        start, name = self.cursor.at, seg.NAMES[marker]
        found = seg.signature(marker, head)
        if found is seg.JUMBF and head[12:16] in seg.RESIDUAL_BOXES:
            raise UnsupportedError(
                "JPEG XT keeps a part of the picture in APP11", format="jpeg", offset=start, rule="jpeg-xt"
            )
        index = self.add(INDEX if found is seg.MPF else name, Role.METADATA, end)
        if found is seg.ICC and len(head) >= 14 and not self.scanned:
            self.icc.append((head[12], head[13], index))
            return
        payload = Span(min(start + 4 + _skip(found, head), end), end)
        self.block(found, head, f"{name}/{found.label}", payload, index)

    def block(self, found: seg.Signature, head: bytes, path: str, span: Span, index: int) -> None:
        """Note a block; continue the one before where a standard splits blocks over segments."""
        group = path + _group(found, head)
        count, newest = self.newest.get(group, (0, -1))
        place = _place(found, head, index)
        if count and _continues(found, head):
            self.continued.setdefault(newest, []).append((place, span, index))
            return
        self.newest[group] = count + 1, len(self.blocks)
        self.order[len(self.blocks)] = place
        wrap = ""
        if found is seg.EXTENDED_XMP:
            wrap = head[35:67].decode("latin-1")
        elif found.kind == "xmp" and found is not seg.XMP:
            wrap = seg.LOOSE
        elif found.kind == "vendor":
            wrap = found.label
        self.paths[path] = number = self.paths.get(path, 0) + 1
        name = f"{path}[{number}]" if number > 1 else path
        self.blocks.append(Block(found.kind, name, (span,), (index,), wrap))

    def join_blocks(self) -> None:
        """Put the pieces of blocks that are split over segments in their order."""
        for number, more in self.continued.items():
            block = self.blocks[number]
            pieces = sorted([(self.order[number], block.spans[0], block.parts[0]), *more])
            spans = tuple(span for _, span, _ in pieces)
            self.blocks[number] = replace(block, spans=spans, parts=tuple(index for *_, index in pieces))

    def colour_profile(self) -> None:
        """A set of ICC segments counts when it is complete and unique (ICC.1 annex B.4), else not."""
        if not self.icc:
            return
        numbers = sorted(number for number, _, _ in self.icc)
        complete = numbers == list(range(1, self.icc[0][1] + 1)) and len({c for _, c, _ in self.icc}) == 1
        order = [index for _, _, index in sorted(self.icc)]
        spans = tuple(Span(self.parts[i].start + 18, self.parts[i].end) for i in order)
        head = b"".join(self.source.read(start, min(end - start, HEAD)) for start, end in spans[:2])
        if complete and is_profile(head):
            self.blocks.append(Block("icc", "APP2/icc", spans, tuple(order)))
            for index in order:
                self.set_role(index, Role.RENDERING, PROFILE)
        else:
            self.notes.append("the colour profile is incomplete or none, so decoders ignore it")
            self.blocks.append(Block("icc", "APP2/icc", spans, tuple(order), "incomplete"))

    def trailer(self) -> None:
        """Everything after the end marker."""
        start, end = self.cursor.at, self.cursor.end
        if start == end:
            return
        for name, kind, path, stop, mpf_type in trailer_blocks(self.source, self.blocks, start, end):
            span = Span(self.cursor.at, stop)
            role = Role.UNKNOWN if kind == "trailer" else Role.EMBEDDED
            index = self.add(name, role, stop)
            self.blocks.append(Block(kind, path, (span,), (index,)))
            if name == PICTURE:
                self.pictures[index] = mpf_type

    def finish(self) -> JpegParts:
        """The tiling, once the walk is over."""
        self.join_blocks()
        self.colour_profile()
        if self.scanned:
            self.settle_parameters(used=False)
            self.drop_unused_tables()
        if self.stray_bytes:
            self.notes.append(f"{self.stray_bytes} stray bytes between segments are not part of the picture")
        if self.damaged_scan:
            self.notes.append("the coded picture is damaged: it holds marker codes that mean nothing")
        self.blocks.sort(key=lambda block: block.parts[0])
        return JpegParts(
            JPEG,
            self.source.size,
            tuple(self.parts),
            tuple(self.blocks),
            tuple(self.notes),
            REWRITTEN,
            tuple(self.pictures.values()),
        )


NOT_FILL = re.compile(rb"\xff[^\xff]")
ANY_MARKER = re.compile(rb"\xff[^\x00]")


def _group(found: seg.Signature, head: bytes) -> str:
    """What the pieces of one block have in common besides their signature."""
    if found is seg.EXTENDED_XMP:  # the GUID
        return head[35:67].decode("latin-1")
    return head[2:4].hex() if found is seg.JUMBF else ""  # the box instance


def _continues(found: seg.Signature, head: bytes) -> bool:
    """True when a segment may continue an earlier one."""
    if found is seg.EXIF:  # what exceeds 64 kB goes on in the next segment, without a TIFF header
        return head[6:10] not in (b"II*\0", b"MM\0*")
    return found in (seg.EXTENDED_XMP, seg.PHOTOSHOP, seg.JUMBF) or found.kind == "flir"


def _place(found: seg.Signature, head: bytes, index: int) -> int:
    """Where a piece stands in its block: as it says itself, or as it stands in the file."""
    if found is seg.EXTENDED_XMP:  # its offset (Adobe XMP part 3, clause 1.1.3.1)
        return int.from_bytes(head[71:75])
    return int.from_bytes(head[4:8]) if found is seg.JUMBF else index  # its packet sequence number


def _skip(found: seg.Signature, head: bytes) -> int:
    """Bytes before the block itself. Boxes of JUMBF repeat their header in every packet but the first."""
    if found is not seg.JUMBF or int.from_bytes(head[4:8]) <= 1:
        return found.skip
    return found.skip + (16 if head[8:12] == b"\0\0\0\1" else 8)


class Jpeg:
    """The JPEG container."""

    format = JPEG
    exif_says_colour = True
    about = About(
        selective=("exif", "xmp", "iptc", "photoshop"),
        frames=Frames.FIRST,
        upright="EXIF",
        colours="ICC profile, Adobe and JFIF, EXIF",
        refused="hierarchical JPEG, JPEG-LS, JPEG XT",
    )

    def matches(self, head: bytes) -> bool:
        """SOI and the first byte of another marker."""
        return head.startswith(b"\xff\xd8\xff")

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - finding the next marker is the walk
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
            rest = Span(reader.cursor.at, source.size)
            if rest.end > rest.start:
                index = reader.add("unread", Role.UNKNOWN, rest.end)
                reader.blocks.append(Block("unread", "rest of the file", (rest,), (index,)))
        return reader.finish()

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`; a packet of XMP fits into one segment."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. A fresh EXIF block follows SOI and JFIF."""
        assert isinstance(parts, JpegParts)  # noqa: S101 - for the type checker
        return lay_out(source, parts, actions, changes)
