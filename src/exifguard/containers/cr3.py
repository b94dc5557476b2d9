"""CR3: the raws of Canon's cameras since 2018: boxes of the ISO base media format, as a movie has them.

Read: Canon's tables of EXIF, maker notes and places, its thumbnail and preview, XMP, the times in the headers
of movie and tracks, the JPEG of the first track, the track that says EXIF once more for each picture. Never
written.
"""

from __future__ import annotations

from typing import Final

from ..errors import FormatError, MalformedError, UnsupportedError
from ..model import Format, Role, Span
from ..structures.boxes import Box, read_box, read_boxes
from . import _moov_rules as rules
from ._moov_tracks import Track, TrackReader
from ._raw import Raw, RawTiler

CANON: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
PREVIEW: Final = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
XMP: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_TABLES: Final = {b"CMT1": "", b"CMT2": "exif table", b"CMT3": "canon note", b"CMT4": "gps table"}
"""Boxes that hold a TIFF each, and which table of EXIF the first one in it is."""
_NUMBERS: Final = frozenset((b"CNCV", b"CCTP", b"CTBO", b"IAD1", b"CMP1", b"CDI1"))
"""Boxes that say how the rest is stored."""
_PICTURES: Final = {b"THMB": 16, b"PRVW": 16}
"""Boxes that hold a JPEG behind so many bytes, the last 4 of which are its length."""
_JPEG: Final = b"\xff\xd8"
_HANDLER: Final = 24
_TRACK: Final = rules.types(
    "elst vmhd smhd nmhd gmhd dref stsd stts ctts cslg stsc stsz stz2 stco co64 stss sdtp"
)
"""Boxes of a track that say how its samples are stored."""
_ABOUT: Final = b"CTMD"
_MOST_SAMPLES: Final = 2000
_MOST_BYTES: Final = 1 << 24
"""How many samples of a track are looked at, and how many bytes of those with metadata are read."""


class Cr3(Raw):
    """The container of Canon's CR3."""

    format = Format("cr3", "image/x-canon-cr3", ".cr3")
    title = "Canon CR3"

    def matches(self, head: bytes) -> bool:
        """The brand."""
        return head.startswith(b"ftypcrx ", 4)

    def walk(self, tiler: RawTiler) -> None:
        """The outermost boxes."""
        at, end, movies = 0, tiler.source.size, 0
        while at < end:
            box = read_box(tiler.cursor, at, end, open_ended=True)
            if box.type == b"moov":
                movies += 1
                self._movie(tiler, box)
            elif box.type == b"mdat":
                tiler.claim("header", Role.STRUCTURE, box.start, box.content)
            elif box.uuid == XMP:
                self._head(tiler, box)
                tiler.block("xmp", "uuid/XMP", box.content, box.end)
            elif box.uuid == PREVIEW:
                self._head(tiler, box)
                self._preview(tiler, box)
            elif box.type == b"ftyp":
                tiler.claim("ftyp", Role.STRUCTURE, box.start, box.end)
            else:
                self._other(tiler, box, box.name)
            at = box.end
        if not movies:
            raise MalformedError("the file has no movie", format="cr3", offset=0, rule="movie-missing")

    def _head(self, tiler: RawTiler, box: Box) -> None:
        tiler.claim("header", Role.STRUCTURE, box.start, box.content)

    def _other(self, tiler: RawTiler, box: Box, path: str) -> None:
        """A box that nobody explains; free space is told where it is not empty."""
        if box.type in (b"free", b"skip"):
            tiler.claim("header", Role.STRUCTURE, box.start, box.content)
        else:
            tiler.block("unknown", path, box.start, box.end)

    def _movie(self, tiler: RawTiler, movie: Box) -> None:
        self._head(tiler, movie)
        for box in read_boxes(tiler.cursor, movie.content, movie.end):
            if box.uuid == CANON:
                self._canon(tiler, box)
            elif box.type == b"trak":
                self._track(tiler, box)
            elif box.type == b"mvhd":
                self._times(tiler, box, "moov/mvhd")
            else:
                self._other(tiler, box, f"moov/{box.name}")

    def _canon(self, tiler: RawTiler, canon: Box) -> None:
        """Canon's own box."""
        self._head(tiler, canon)
        for box in read_boxes(tiler.cursor, canon.content, canon.end):
            if box.type in _TABLES:
                self._head(tiler, box)
                tiler.block("exif", box.name, box.content, box.end, wrap=_TABLES[box.type])
            elif box.type in _PICTURES:
                self._picture(tiler, box)
            elif box.type in _NUMBERS:
                tiler.claim(box.name, Role.STRUCTURE, box.start, box.end)
            else:
                self._other(tiler, box, f"moov/uuid/{box.name}")

    def _picture(self, tiler: RawTiler, box: Box) -> None:
        """A small JPEG behind its size."""
        content = box.content + _PICTURES[box.type]
        if content > box.end:
            tiler.block("unknown", box.name, box.start, box.end)
            return
        size = int.from_bytes(tiler.cursor.read(content - (8 if box.type == b"THMB" else 4), 4, box.name))
        end = min(content + size, box.end) if size else box.end
        tiler.claim("header", Role.STRUCTURE, box.start, content)
        tiler.block("picture", box.name, content, end)

    def _preview(self, tiler: RawTiler, outer: Box) -> None:
        """``PRVW`` behind 8 bytes that mean nothing."""
        start = min(outer.content + 8, outer.end)
        tiler.claim("header", Role.STRUCTURE, outer.content, start)
        for box in read_boxes(tiler.cursor, start, outer.end):
            if box.type in _PICTURES:
                self._picture(tiler, box)
            else:
                self._other(tiler, box, f"uuid/{box.name}")

    # -- tracks -----------------------------------------------------------------------------------

    def _track(self, tiler: RawTiler, box: Box) -> None:
        """The headers of a track, whose times are told, and its samples."""
        try:
            self._boxes(tiler, box, "moov/trak")
            track = TrackReader(tiler.cursor, tiler.limits).read(box)
            spans, whole = track.table.sample_spans(_MOST_SAMPLES, tiler.source.size)
            if track.formats[:1] == [_ABOUT]:
                self._about(tiler, track)
            elif spans and self._is_jpeg(tiler, spans[0]):
                for span in spans:
                    tiler.block("picture", "JpgFromRaw", *span)
            else:
                for start, end in track.table.extents("cr3"):
                    tiler.claim("sensor data", Role.IMAGE, start, end)
            if not whole and not tiler.notes:
                tiler.notes.append("not every sample was looked at")
        except (FormatError, UnsupportedError) as error:
            tiler.fault(error)

    def _boxes(self, tiler: RawTiler, outer: Box, path: str, depth: int = 1) -> None:
        """The boxes of a track: headers with times, a name, tables."""
        tiler.limits.check("depth", depth, format="cr3", part=outer.name)
        self._head(tiler, outer)
        for box in read_boxes(tiler.cursor, outer.content, outer.end):
            below = f"{path}/{box.name}"
            if box.type in rules.CHILDREN:
                self._boxes(tiler, box, below, depth + 1)
            elif box.type in (b"tkhd", b"mdhd"):
                self._times(tiler, box, below)
            elif box.type == b"hdlr":
                start = min(box.content + _HANDLER, box.end)
                tiler.claim(box.name, Role.STRUCTURE, box.start, start)
                if tiler.cursor.read(start, box.end - start, box.name).strip(b"\0"):
                    tiler.block("quicktime", f"{below}/name", start, box.end, wrap="name")
            elif box.type in _TRACK:
                tiler.claim(box.name, Role.STRUCTURE, box.start, box.end)
            else:
                self._other(tiler, box, below)

    def _times(self, tiler: RawTiler, box: Box, path: str) -> None:
        """A header: when it was made and changed, and numbers."""
        version = tiler.cursor.read(box.content, 1, box.name)[0]
        rule = rules.FIXED.get((box.type, version))
        if rule is None or box.content + rule.size > box.end:
            raise MalformedError(
                "a header has an impossible length or version", format="cr3", offset=box.start, part=box.name,
                rule="box-length",
            )  # fmt: skip
        for start, end, wrap in rule.holes:
            if wrap and any(tiler.cursor.read(box.content + start, end - start, box.name)):
                tiler.block("quicktime", path, box.content + start, box.content + end, wrap=wrap)
        at = box.start
        for start, end, wrap in rule.holes:
            if wrap:
                tiler.claim(box.name, Role.STRUCTURE, at, box.content + start)
                at = box.content + end
        tiler.claim(box.name, Role.STRUCTURE, at, box.end)

    def _about(self, tiler: RawTiler, track: Track) -> None:
        """The track with metadata: one block, whatever number of samples it has."""
        spans, whole = track.table.sample_spans(_MOST_SAMPLES, _MOST_BYTES)
        claims = [number for span in spans for number in tiler.claim("CTMD", Role.METADATA, *span)]
        tiler.scattered("vendor", "moov/trak CTMD", claims, "ctmd")
        if not whole:
            tiler.notes.append("not every sample of the track with metadata was read")

    def _is_jpeg(self, tiler: RawTiler, span: Span) -> bool:
        inside = span.end - span.start >= len(_JPEG) and span.end <= tiler.source.size
        return inside and tiler.cursor.read(span.start, len(_JPEG), "sample") == _JPEG
