"""Taking a movie's ``moov`` apart: what of each box is kept, and what is a block."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ..errors import FormatError, MalformedError, UnsupportedError
from ..model import Block, Role, Span
from ..structures import icc_header
from ..structures.boxes import Box, shown_type
from . import _moov_rules as rules
from ._moov_meta import MetaTiler
from ._moov_samples import Table, read_sizes
from ._moov_tiles import COLOUR, OFFSETS, REFERENCES
from ._moov_tracks import Track, TrackReader, choose_shown, protected

READ_SAMPLES: Final = 2000
READ_BYTES: Final = 1 << 20
"""How many samples of a track about the movie are read, and how many bytes."""
SHAPES: Final = rules.types("sv3d proj vexu eyes cmfy pack cams")
"""Boxes of boxes that say how stereo and 360 degree video is to be shown."""
LANGUAGE = re.compile(rb"[A-Za-z0-9-]{1,35}\0?")


class MoovTiler(MetaTiler):
    """One ``moov``.

    Attributes:
        tracks: its tracks, with the number of the part that is the header of each.
    """

    tracks: list[tuple[Track, int]]
    lenient: bool = False

    def moov(self, box: Box) -> None:
        """Take it apart."""
        self.tracks = []
        self.open(box)
        reader = TrackReader(self.cursor, self.limits)
        children = self.children(box.content, box.end, "moov")
        read = self._read_tracks(reader, children)
        choose_shown([track for track in read.values() if track is not None])
        for inner in children:
            if inner.type == b"trak":
                self._trak(inner, read[inner.start])
            elif inner.type == b"mvhd":
                self.fixed(inner, "moov/mvhd")
            else:
                self.other(inner, "moov")
        kinds = [inner.type for inner in children]
        if kinds.count(b"mvhd") != 1 and not self.lenient:
            self.wrong("the movie has no header, or several", box, "box-missing")
        if not any(track.shown for track, _ in self.tracks) and not self.lenient:
            self.wrong("the movie has neither pictures nor sound", box, "track-missing")

    def _read_tracks(self, reader: TrackReader, children: list[Box]) -> dict[int, Track | None]:
        read: dict[int, Track | None] = {}
        for inner in children:
            if inner.type in rules.FRAGMENTS:
                raise fragmented(self.cursor.format, inner)
            if inner.type in rules.PROTECTION:
                raise protected(self.cursor.format, inner)
            if inner.type == b"cmov":
                raise self.unsupported("the movie's tables are compressed", inner, "compressed")
            if inner.type in rules.REFERENCE_MOVIES:
                raise self.unsupported("the movie is a list of other files", inner, "external")
            if inner.type == b"trak":
                try:
                    read[inner.start] = reader.read(inner)
                except (FormatError, UnsupportedError) as error:
                    if not self.lenient:
                        raise
                    self.notes.append(f"damaged: {error}")
                    read[inner.start] = None
        return read

    def wrong(self, message: str, box: Box, rule: str) -> None:
        """Raise `MalformedError`."""
        raise MalformedError(message, format=self.cursor.format, offset=box.start, part=box.name, rule=rule)

    def unsupported(self, message: str, box: Box, rule: str) -> UnsupportedError:
        """An error for what is sound and cannot be cleaned."""
        return UnsupportedError(
            message, format=self.cursor.format, offset=box.start, part=box.name, rule=rule
        )

    # -- tracks -----------------------------------------------------------------------------------

    def _trak(self, box: Box, track: Track | None) -> None:
        if track is None:  # damaged, and read for `inspect` alone
            self.block("quicktime", "moov/trak", box.start, box.end, wrap="track")
            return
        if track.shown and track.external:
            raise self.unsupported("the movie's samples are in another file", box, "external")
        if track.shown:
            mark = len(self.parts), len(self.blocks)
            try:
                self.tracks.append((track, len(self.parts)))
                self.container(box, "moov/trak")
            except (FormatError, UnsupportedError) as error:
                if not self.lenient:
                    raise
                self.notes.append(f"damaged: {error}")
                del self.parts[mark[0] :], self.blocks[mark[1] :]
                self.tracks.pop()
                self.block("quicktime", "moov/trak", box.start, box.end, wrap="track")
            return
        self._about(box, track)

    def _about(self, box: Box, track: Track) -> None:
        """A track about the movie: one block with its samples, that stays or goes as a whole."""
        self.claim = []
        self.tracks.append((track, len(self.parts)))
        self._raw(box)
        claimed, self.claim = self.claim, None
        spans, whole = track.table.sample_spans(READ_SAMPLES, READ_BYTES)
        spans = [one for one in spans if one.end <= self.source.size]
        whole &= len(spans) == track.table.count and not track.external
        sizes = " ".join(str(one.end - one.start) for one in spans)
        wrap = f"track{'' if whole else '+'}/{box.end - box.start} {sizes}"
        path = f"moov/trak {shown_type(track.formats[0] if track.formats else track.handler)}"
        block = Block(
            "quicktime",
            path,
            (box.span, *(one for one in spans if one.end > one.start)),
            tuple(claimed),
            wrap,
        )
        self.claims[len(self.tracks) - 1] = len(self.blocks)
        self.blocks.append(block)

    def _raw(self, box: Box) -> None:
        """A track that may go: taken apart as far as its layout changes when it stays."""
        self.open(box)
        for inner in self.children(box.content, box.end, "track"):
            if inner.type in (b"mdia", b"minf", b"stbl"):
                self._raw(inner)
            elif inner.type == b"tref":
                self.references(inner)
            elif inner.type in (b"stco", b"co64"):
                self.add(OFFSETS, Role.METADATA, inner.start, inner.end)
            else:
                self.add("track", Role.METADATA, inner.start, inner.end)

    def container(self, box: Box, path: str) -> None:
        """A box of a track that is shown."""
        self.open(box)
        seen: set[bytes] = set()
        kept = rules.CHILDREN[box.type]
        for inner in self.children(box.content, box.end, path):
            if inner.type in seen & rules.ONCE and inner.type in kept:
                self.wrong("a box of a track stands there twice", inner, "box-twice")
            seen.add(inner.type)
            if inner.type not in kept:
                self.other(inner, path)
                continue
            below = f"{path}/{inner.name}"
            if inner.type in rules.CHILDREN:
                self.container(inner, below)
            elif (handler := HANDLERS.get(inner.type)) is not None:
                handler(self, inner, below)
            elif inner.type in rules.TABLES:
                self.table(inner, below)
            else:
                self.fixed(inner, below)

    def fixed(self, box: Box, path: str) -> None:
        """A box with a fixed layout."""
        version = self.cursor.read(box.content, 1, box.name)[0] if box.end > box.content else 0
        rule = rules.FIXED.get((box.type, version))
        if rule is None:
            self.wrong("a box of an unknown version", box, "box-version")
        else:
            self.leaf(box, path, rule.size, rule.holes)

    def table(self, box: Box, path: str) -> None:
        """A box with a count and entries."""
        size = 8 + TrackReader(self.cursor, self.limits).count(box) * rules.TABLES[box.type].entry
        if box.type in (b"stco", b"co64"):
            self.add(OFFSETS, Role.STRUCTURE, box.start, box.content + size)
            self.slack(path, box.content + size, box.end)
        else:
            self.leaf(box, path, size)

    def sizes(self, box: Box, path: str) -> None:
        """``stsz`` and ``stz2``."""
        stop = read_sizes(self.cursor, box.type, box.content, box.end, Table())
        self.samples = int.from_bytes(self.cursor.read(box.content + 8, 4, box.name), "big")
        self.leaf(box, path, stop - box.content)

    def edits(self, box: Box, path: str) -> None:
        """``elst``."""
        head = self.cursor.read(box.content, 8, box.name)
        self.leaf(box, path, 8 + int.from_bytes(head[4:], "big") * (20 if head[0] else 12))

    def handler(self, box: Box, path: str) -> None:
        """``hdlr``: the kind of media, and the name of the program's component."""
        self.open(box)
        at = box.content
        if box.end - at < 24:
            self.wrong("a box is too short", box, "box-length")
        holes = [(at + 12, at + 24, "vendor")]
        if self.cursor.read(at + 4, 4, "hdlr") not in (b"\0\0\0\0", b"mhlr", b"dhlr"):
            holes.insert(0, (at + 4, at + 8, "vendor"))
        self.fields("hdlr", path, at, at + 24, holes)
        self.text(path, at + 24, box.end, "name")

    def language(self, box: Box, path: str) -> None:
        """``elng``: a language by its tag."""
        if LANGUAGE.fullmatch(self.cursor.read(box.content + 4, box.end - box.content - 4, "elng")):
            self.leaf(box, path)
        else:
            self.block("unknown", path, box.start, box.end)

    def group(self, box: Box, path: str) -> None:
        """``sgpd`` and ``sbgp``: groups of samples."""
        kind = self.cursor.read(box.content + 4, 4, box.name) if box.end - box.content >= 8 else b""
        if kind in rules.GROUPS:
            self.leaf(box, path)
        else:
            self.block("unknown", path, box.start, box.end)

    def per_sample(self, box: Box, path: str) -> None:
        """``sdtp``: a byte for each sample."""
        self.leaf(box, path)

    def references(self, box: Box, path: str = "") -> None:  # noqa: ARG002 - as the others have it
        """``tref``: numbers of other tracks, of which some may go."""
        self.open(box)
        for inner in self.children(box.content, box.end, "tref"):
            if (inner.end - inner.content) % 4:
                self.wrong("a reference to a track is cut short", inner, "box-length")
            self.add(REFERENCES, Role.STRUCTURE, inner.start, inner.end)

    def data_references(self, box: Box, path: str) -> None:
        """``dref``: the samples are in this file; whatever stands behind that may be a path."""
        self.open(box)
        head = box.content + 8
        self.add("dref", Role.STRUCTURE, box.content, head)
        for entry in self.children(head, box.end, path):
            self.leaf(entry, f"{path}/{entry.name}", 4)

    # -- what describes the samples ---------------------------------------------------------------

    def descriptions(self, box: Box, path: str) -> None:
        """``stsd``."""
        track = self.tracks[-1][0]
        self.open(box)
        head = self.cursor.read(box.content, 8, "stsd")
        self.add("stsd", Role.STRUCTURE, box.content, box.content + 8)
        for entry in self.children(box.content + 8, box.end, path):
            below = f"{path}/{shown_type(entry.type)}"
            size, holes = self._entry(entry, track, plain=bool(head[0]))
            if entry.content + size > entry.end:
                self.wrong("a description of samples is too short", entry, "sample-entry")
            self.open(entry)
            spans = [(entry.content + h.start, entry.content + h.end, h.wrap) for h in holes]
            self.fields("entry", below, entry.content, entry.content + size, spans)
            for inner in self.children(entry.content + size, entry.end, below):
                self.extension(inner, below)

    def _entry(self, entry: Box, track: Track, *, plain: bool) -> tuple[int, tuple[rules.Hole, ...]]:
        """Bytes of the fields of a description, and the holes in them."""
        if track.handler != b"soun":
            return rules.VISUAL_ENTRY.size + self._palette(entry), rules.VISUAL_ENTRY.holes
        version = int.from_bytes(self.cursor.read(entry.content + 8, 2, "stsd"), "big")
        if not plain and version not in rules.SOUND_MORE:
            self.wrong("a description of sound of an unknown version", entry, "sample-entry")
        more = 0 if plain else rules.SOUND_MORE[version]
        return rules.SOUND_ENTRY.size + more, rules.SOUND_ENTRY.holes

    def _palette(self, entry: Box) -> int:
        """Bytes of QuickTime's colour table, which follows where its number is 0 and pixels have few bits."""
        at = entry.content + rules.VISUAL_ENTRY.size
        if entry.end < at + 8:
            return 0
        depth, number = (int.from_bytes(self.cursor.read(at - size, 2, "stsd"), "big") for size in (4, 2))
        if number or depth & 31 not in (1, 2, 4, 8):
            return 0
        return 8 + 8 * (1 + int.from_bytes(self.cursor.read(at + 6, 2, "stsd"), "big"))

    def extension(self, box: Box, path: str) -> None:
        """A box in a description of samples."""
        below = f"{path}/{shown_type(box.type)}"
        if box.type in rules.PROTECTION:
            raise protected(self.cursor.format, box)
        if box.type == b"colr":
            self.colour(box, below)
        elif box.type in SHAPES:
            self.shape(box, below)
        elif box.type in rules.EXTENSIONS:
            rule = rules.EXTENSION_LAYOUTS.get(box.type, rules.Fixed(box.end - box.content))
            self.leaf(box, below, min(rule.size, box.end - box.content), rule.holes)
        else:
            self.other(box, path)

    def colour(self, box: Box, path: str) -> None:
        """``colr``: numbers, or a profile."""
        kind = self.cursor.read(box.content, min(4, box.end - box.content), "colr")
        size = {b"nclx": 11, b"nclc": 10}.get(kind)
        if size is not None and box.end - box.content >= size:
            self.leaf(box, path, size)
            return
        start = box.content + 4
        head = self.cursor.read(start, min(icc_header.HEAD, max(0, box.end - start)), "colr")
        if kind not in (b"prof", b"rICC") or not icc_header.is_profile(head):
            self.block("unknown", path, box.start, box.end)
            return
        self.open(box)
        self.add("colr type", Role.STRUCTURE, box.content, start)
        number = self.add(COLOUR, Role.RENDERING, start, box.end)
        self.blocks.append(Block("icc", f"{path}/icc", (Span(start, box.end),), (number,)))

    def shape(self, box: Box, path: str) -> None:
        """What the shape of stereo and 360 degree video is."""
        if box.type not in SHAPES:
            self.leaf(box, path)
            return
        self.open(box)
        for inner in self.children(box.content, box.end, path):
            below = f"{path}/{shown_type(inner.type)}"
            if inner.type == b"svhd" and inner.end - inner.content >= 4:
                self.open(inner)
                self.add("svhd", Role.STRUCTURE, inner.content, inner.content + 4)
                self.text(below, inner.content + 4, inner.end, "name")
            elif inner.type in rules.VEXU | rules.SPHERICAL:
                self.shape(inner, below)
            else:
                self.other(inner, path)


HANDLERS: dict[bytes, Callable[[MoovTiler, Box, str], None]] = {
    b"elst": MoovTiler.edits,
    b"hdlr": MoovTiler.handler,
    b"elng": MoovTiler.language,
    b"tref": MoovTiler.references,
    b"dref": MoovTiler.data_references,
    b"stsd": MoovTiler.descriptions,
    b"stsz": MoovTiler.sizes,
    b"stz2": MoovTiler.sizes,
    b"sdtp": MoovTiler.per_sample,
    b"padb": MoovTiler.per_sample,
    b"sgpd": MoovTiler.group,
    b"sbgp": MoovTiler.group,
}


def fragmented(format: str, box: Box) -> UnsupportedError:  # noqa: A002
    """The refusal of movies in fragments."""
    return UnsupportedError(
        "the movie is in fragments, which this version cannot lay out anew",
        format=format,
        offset=box.start,
        part=box.name,
        rule="fragmented",
    )
