"""The tracks of a movie: what each is, where its samples lie, and whether it is shown or heard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from .._cursor import Cursor
from ..errors import MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..structures.boxes import Box, read_boxes
from . import _moov_rules as rules
from ._moov_samples import Table, broken, every_tick, numbers, read_sizes

DEEPEST: Final = 8
"""How deep the boxes of a track are nested that are looked for here."""
ENABLED: Final = 1
"""The flag of a track header (clause 8.3.2)."""
PICTURES_IN_LIST: Final = rules.types("jpeg png")
"""Codings of the pictures that stand for chapters."""

PCM: Final = {
    **dict.fromkeys((b"raw ", b"ulaw", b"alaw"), 1),
    **dict.fromkeys((b"twos", b"sowt", b"NONE"), 0),  # as many as the description says
    **dict.fromkeys((b"in24",), 3),
    **dict.fromkeys((b"in32", b"fl32"), 4),
    **dict.fromkeys((b"fl64",), 8),
}
"""Bytes of one sample of one channel in uncompressed sound."""


@dataclass(slots=True)
class Track:
    """One track.

    Attributes:
        box: its ``trak``.
        id: its number; 0 where it has none.
        enabled: players show or play it unless told otherwise.
        handler: the type of its media.
        formats: how its samples are coded, by description.
        chapters: numbers of the tracks that name its chapters.
        external: a description points at another file.
        table: where its samples are.
        shown: it is part of what is shown and heard.
        timescale, duration: ticks of a second, and how many the media lasts.
        edits: of the edit list: duration in ticks of the movie, start in ticks of the media.
        description: where its sample descriptions are.
    """

    box: Box
    id: int = 0
    enabled: bool = False
    handler: bytes = b""
    formats: list[bytes] = field(default_factory=list)
    chapters: list[int] = field(default_factory=list)
    external: bool = False
    table: Table = field(default_factory=Table)
    shown: bool = False
    timescale: int = 0
    duration: int = 0
    edits: list[tuple[int, int]] = field(default_factory=list)
    description: Box | None = None


class TrackReader:
    """Reads what has to be known of a track before it is tiled."""

    def __init__(self, cursor: Cursor, limits: Limits) -> None:
        self.cursor = cursor
        self.limits = limits

    def read(self, box: Box) -> Track:
        """Read one ``trak``.

        Raises:
            FormatError: it is damaged, or lacks what every track needs.
            UnsupportedError: it is protected, or a fragment.
        """
        track = Track(box)
        found = dict(reversed(self._walk(box, 0)))  # of several, the first one counts
        for kind in (b"tkhd", b"mdhd", b"hdlr", b"stsd"):
            if kind not in found:
                raise MalformedError(
                    "a track lacks a box that it needs", format=self.cursor.format, part="trak",
                    offset=box.start, rule="box-missing",
                )  # fmt: skip
        self._heads(track, found)
        self._descriptions(track, found[b"stsd"])
        self._references(track, found)
        self._edits(track, found)
        self._table(track, found)
        track.shown = track.handler in rules.SHOWN
        return track

    def _walk(self, box: Box, depth: int) -> list[tuple[bytes, Box]]:
        """The boxes that matter here, by their types; the handler is the media's, and not the data's."""
        found: list[tuple[bytes, Box]] = []
        for inner in read_boxes(self.cursor, box.content, box.end):
            if inner.type == b"\0\0\0\0":
                break
            if inner.type in rules.PROTECTION:
                raise protected(self.cursor.format, inner)
            if inner.type in rules.CONTAINERS and depth < DEEPEST:
                found += self._walk(inner, depth + 1)
            if (box.type, inner.type) != (b"minf", b"hdlr"):
                found.append((inner.type, inner))
        return found

    def _heads(self, track: Track, found: dict[bytes, Box]) -> None:
        tkhd = self._take(found[b"tkhd"], 24)
        at = 20 if tkhd[0] else 12
        track.enabled = bool(tkhd[3] & ENABLED)
        track.id = int.from_bytes(tkhd[at : at + 4], "big")
        mdhd = self._take(found[b"mdhd"], 24)
        if mdhd[0]:
            mdhd = self._take(found[b"mdhd"], 36)
            track.timescale = int.from_bytes(mdhd[20:24], "big")
            track.duration = int.from_bytes(mdhd[24:32], "big")
        else:
            track.timescale = int.from_bytes(mdhd[12:16], "big")
            track.duration = int.from_bytes(mdhd[16:20], "big")
        track.handler = self._take(found[b"hdlr"], 12)[8:12]

    def _take(self, box: Box, size: int) -> bytes:
        if box.end - box.content < size:
            raise TruncatedError(
                "a box is too short", format=self.cursor.format, offset=box.start, part=box.name,
                rule="box-length",
            )  # fmt: skip
        return self.cursor.read(box.content, size, box.name)

    def _descriptions(self, track: Track, box: Box) -> None:
        track.description = box
        count = int.from_bytes(self._take(box, 8)[4:], "big")
        for entry in read_boxes(self.cursor, box.content + 8, box.end):
            if len(track.formats) == count:
                break
            if entry.type in rules.PROTECTED:
                raise protected(self.cursor.format, entry)
            track.formats.append(entry.type)
            if track.handler == b"soun":
                self._sound(track, entry)

    def _sound(self, track: Track, entry: Box) -> None:
        """How QuickTime counts uncompressed sound: a sample is one of each channel, whatever its bytes."""
        head = self._take(entry, 28)
        version, channels, bits = (int.from_bytes(head[at : at + 2], "big") for at in (8, 16, 18))
        each = (0, 1)
        if version == 1:
            more = self._take(entry, 44)
            each = int.from_bytes(more[36:40], "big"), int.from_bytes(more[28:32], "big")
        elif version == 2:
            more = self._take(entry, 64)
            each = int.from_bytes(more[56:60], "big"), int.from_bytes(more[60:64], "big")
        if not all(each) and entry.type in PCM:
            each = channels * (PCM[entry.type] or bits // 8), 1
        if all(each) and entry.type != b"mp4a":
            track.table.bytes_each = each

    def _references(self, track: Track, found: dict[bytes, Box]) -> None:
        if b"tref" in found:
            for inner in read_boxes(self.cursor, found[b"tref"].content, found[b"tref"].end):
                if inner.type == b"chap":
                    count = (inner.end - inner.content) // 4
                    track.chapters += numbers(self.cursor, inner.content, count, 4)
        if b"dref" in found:
            box = found[b"dref"]
            self._take(box, 8)
            for entry in read_boxes(self.cursor, box.content + 8, box.end):
                track.external |= not self._take(entry, 4)[3] & 1

    def _edits(self, track: Track, found: dict[bytes, Box]) -> None:
        box = found.get(b"elst")
        if box is None:
            return
        head = self._take(box, 8)
        count, width = int.from_bytes(head[4:], "big"), 8 if head[0] else 4
        step = 2 * width + 4
        if count * step > box.end - box.content - 8:
            broken("the edit list is cut short", self.cursor.format)
        self.limits.check("parts", count, format=self.cursor.format, part="elst")
        data = self.cursor.source.read(box.content + 8, count * step)
        for at in range(0, count * step, step):
            length = int.from_bytes(data[at : at + width], "big")
            start = int.from_bytes(data[at + width : at + 2 * width], "big", signed=True)
            track.edits.append((length, start))

    # -- the sample tables ------------------------------------------------------------------------

    def _table(self, track: Track, found: dict[bytes, Box]) -> None:
        table = track.table
        sizes = found.get(b"stsz", found.get(b"stz2"))
        chunks = found.get(b"co64", found.get(b"stco"))
        runs = found.get(b"stsc")
        if sizes is None or chunks is None or runs is None or b"stts" not in found:
            broken("a sample table is missing", self.cursor.format)
        self._take(sizes, 12)
        read_sizes(self.cursor, sizes.type, sizes.content, sizes.end, table)
        table.wide = chunks.type == b"co64"
        width = 8 if table.wide else 4
        offsets = numbers(self.cursor, chunks.content + 8, self.count(chunks), width)
        table.offsets = offsets
        flat = numbers(self.cursor, runs.content + 8, 3 * self.count(runs), 4)
        table.runs = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
        count = self.count(found[b"stts"])
        table.instant = every_tick(self.cursor, found[b"stts"].content + 8, count)
        self._check_external(track)

    def count(self, box: Box) -> int:
        """The number of entries that a table states, if there is room for them."""
        rule = rules.TABLES[box.type]
        count = int.from_bytes(self._take(box, rule.count_at + 4)[rule.count_at :], "big")
        if rule.count_at + 4 + count * rule.entry > box.end - box.content:
            broken("a sample table is cut short", self.cursor.format)
        return count

    def _check_external(self, track: Track) -> None:
        """Samples in another file are none that could be found in this one."""
        if track.external:
            track.table = Table()


def choose_shown(tracks: Sequence[Track]) -> None:
    """Leave out the picture tracks that no player shows: chapters' pictures, and what is switched off."""
    chapters = {number for track in tracks for number in track.chapters}
    pictures = [track for track in tracks if track.shown and track.handler == b"vide"]
    on = sum(track.enabled for track in pictures)
    for track in pictures:
        others = on - track.enabled
        listed = track.id in chapters and track.id != 0
        if others and (listed or not track.enabled):
            track.shown = False
            on -= track.enabled


def protected(format: str, box: Box) -> UnsupportedError:  # noqa: A002
    """The refusal of protected movies."""
    return UnsupportedError(
        "the movie is protected, so that nobody without the key can tell what is in it",
        format=format,
        offset=box.start,
        part=box.name,
        rule="protected",
    )


def shown_tracks(tracks: Collection[Track]) -> list[Track]:
    """The tracks that are shown or heard."""
    return [track for track in tracks if track.shown]
