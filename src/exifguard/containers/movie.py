"""MP4, QuickTime and 3GP: ISO/IEC 14496-12 and -14, QuickTime File Format, 3GPP TS 26.244.

Kept: the samples of every track of pictures and sound that a player plays, byte for byte and in their order;
their tables of times, sizes and groups, edit lists, the description of their coding with colour, shape of
pixels and HDR; turning, size and volume of tracks, the shape of 360 degree and stereo video.
Written anew: lengths of boxes, tables of offsets, references between tracks, brands, colour profiles.
Removed: user data, keys and items, XMP, boxes of makers, whatever is unknown; times, names of programs and
makers in headers, which become zeros or nothing; every track that is no picture or sound (positions, faces,
motion, time codes, subtitles, chapters), with its samples; free space, bytes that no track names, bytes
behind the last box.
Refused: movies in fragments, protected ones, those whose samples are elsewhere, tables that contradict each
other or the file.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Parts, Role
from ..structures.boxes import Box, read_box
from . import _moov_rules as rules
from ._about import About, Frames
from ._base import Changes
from ._moov_boxes import MoovTiler, fragmented
from ._moov_layout import Laid, MovieParts, clean_brands, lay_out
from ._moov_remarks import remarks
from ._moov_samples import Extent
from ._moov_tiles import BRANDS, REWRITTEN
from ._moov_tracks import Track, protected

MP4 = Format("mp4", "video/mp4", ".mp4")
QUICKTIME = Format("mov", "video/quicktime", ".mov")
MOBILE = Format("3gp", "video/3gpp", ".3gp")

HOLDERS: Final = frozenset({"xmp"})


class _Reader(MoovTiler):
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits, format: str, *, lenient: bool) -> None:  # noqa: A002
        super().__init__(source, limits, format)
        self.lenient = lenient
        self.tracks = []
        self.boxes: list[Box] = []
        self.end = source.size
        self.damaged = False
        self.claimed: dict[int, list[int]] = {}

    def walk(self) -> None:
        """Read the file from its first to its last byte."""
        self._top()
        movies = [box for box in self.boxes if box.type == b"moov"]
        if len(movies) != 1:
            self._fail(
                "the file has no movie, or several", movies[-1].start if movies else 0, "movie-missing"
            )
        shown, about = self._movie(movies[0]) if movies else ([], [])
        for box in self.boxes:
            if box.type == b"ftyp":
                self._brands(box)
            elif box.type == b"mdat":
                self._media(box, shown, about)
            elif box.type == b"moov" and box in movies[1:]:
                self.block("unread", "moov", box.start, box.end)
            elif box.type != b"moov":
                self.other(box, "")
        kind = "unread" if self.damaged else "trailer"
        self.block(kind, "rest of the file" if self.damaged else kind, self.end, self.source.size)

    def _fail(self, message: str, offset: int, rule: str) -> None:
        """Raise, or go on where what is there shall be told all the same."""
        error = MalformedError(message, format=self.cursor.format, offset=offset, part="moov", rule=rule)
        if not self.lenient:
            raise error
        self.notes.append(f"damaged: {error}")

    def _top(self) -> None:
        """The outermost boxes; what is none behind a whole movie is a trailer."""
        at = 0
        while at < self.source.size:
            try:
                box = read_box(self.cursor, at, self.source.size, open_ended=True)
            except FormatError as error:
                kinds = {one.type for one in self.boxes}
                if {b"moov", b"mdat"} <= kinds and not self._is_known_box(at):
                    break
                if not self.lenient:
                    raise
                self.notes.append(f"damaged: {error}")
                self.damaged = True
                break
            if box.type in rules.FRAGMENTS and not self.lenient:
                raise fragmented(self.cursor.format, box)
            if box.type in rules.PROTECTION and not self.lenient:
                raise protected(self.cursor.format, box)
            if not self._looks_like_box(at) and any(one.type == b"moov" for one in self.boxes):
                break
            self.boxes.append(box)
            self.limits.check("parts", len(self.boxes), format=self.cursor.format, part=box.name)
            at = box.end
        self.end = at

    def _is_known_box(self, at: int) -> bool:
        """True for a type that movies have there: such a box is cut short, and no trailer."""
        kind = self.source.read(at + 4, 4) if at + 8 <= self.source.size else b""
        return kind in rules.OUTERMOST

    def _looks_like_box(self, at: int) -> bool:
        """True for a type of letters, as all types are that mean something."""
        kind = self.source.read(at + 4, 4) if at + 8 <= self.source.size else b""
        return len(kind) == 4 and all(32 <= one < 127 or one == 0xA9 for one in kind)

    def _brands(self, box: Box) -> None:
        data = self.cursor.read(box.start, box.end - box.start, "ftyp") if box.end - box.start < 4096 else b""
        if len(data) < 16 or box.content - box.start != 8:
            self._fail("the list of brands is impossible", box.start, "brands")
            self.block("unread", "ftyp", box.start, box.end)
        elif clean_brands(data) == data:
            self.add("ftyp", Role.STRUCTURE, box.start, box.end)
        else:
            self.add(BRANDS, Role.STRUCTURE, box.start, box.end)

    # -- the movie --------------------------------------------------------------------------------

    def _movie(self, box: Box) -> tuple[list[Extent], list[tuple[Extent, int]]]:
        """Take the ``moov`` apart; where shown samples lie, and others with the number of their block."""
        mark = len(self.parts), len(self.blocks)
        try:
            self.moov(box)
            shown, about = self._extents()
        except (FormatError, UnsupportedError) as error:
            if not self.lenient:
                raise
            self.undo(mark)
            self.claims.clear()
            self.notes.append(f"damaged: {error}")
            self.block("quicktime", "moov", box.start, box.end, wrap="track")
            self.damaged, self.tracks = True, []
            return [], []
        if not self.damaged:
            self.remarks += remarks(self.source, [track for track, _ in self.tracks])
        return shown, about

    def _extents(self) -> tuple[list[Extent], list[tuple[Extent, int]]]:
        shown: list[Extent] = []
        about: list[tuple[Extent, int]] = []
        media = [(box.content, box.end) for box in self.boxes if box.type == b"mdat"]
        for number, (track, _) in enumerate(self.tracks):
            try:
                extents = [one for one in track.table.extents(self.cursor.format) if one.end > one.start]
                _check_places(extents, media, self.cursor.format)
            except FormatError as error:
                if not self.lenient:
                    raise
                self.notes.append(f"damaged: {error}")
                self.damaged = True
                continue
            if track.shown:
                shown += extents
            else:
                about += [(one, self.claims[number]) for one in extents]
        return merged(sorted(shown)), sorted(about)

    # -- the samples ------------------------------------------------------------------------------

    def _media(self, box: Box, shown: list[Extent], about: list[tuple[Extent, int]]) -> None:
        """An ``mdat``: samples that are shown, samples about the movie, and what no track names."""
        if self.damaged and not shown:
            self.block("unread", "mdat", box.start, box.end)
            return
        self.open(box)
        at = box.content
        runs = [(one, -1) for one in _inside(shown, box)]
        first, last = (bisect_left(about, (Extent(at, 0), -1)) for at in (box.content, box.end))
        runs += about[first:last]
        for (start, end), block in sorted(runs):
            if start < at and block < 0:
                self._shared(start)
            start = max(start, at)
            self._gap(at, start)
            if start >= end:
                continue
            if block < 0:
                self.add("samples", Role.IMAGE, start, end)
            else:
                self._claimed(start, end, block)
            at = end
        self._gap(at, box.end)

    def _shared(self, at: int) -> None:
        """Bytes of a track about the movie that are pictures or sound too."""
        error = UnsupportedError(
            "pictures or sound share bytes with a track about the movie",
            format=self.cursor.format,
            offset=at,
            part="mdat",
            rule="shared-samples",
        )
        if not self.lenient:
            raise error
        self.notes.append(f"damaged: {error}")

    def _gap(self, start: int, end: int) -> None:
        """Bytes of an ``mdat`` that no track names."""
        if start < end:
            self.block("unread" if self.damaged else "unknown", "mdat/gap", start, end, name="gap")

    def _claimed(self, start: int, end: int, block: int) -> None:
        """Samples of a track that may go."""
        number = self.add("samples of a track", Role.METADATA, start, end)
        self.claimed.setdefault(block, []).append(number)

    def finish(self, form: Format) -> MovieParts:
        """The parsed file."""
        for number, claimed in self.claimed.items():
            one = self.blocks[number]
            self.blocks[number] = Block(one.kind, one.path, one.spans, (*one.parts, *claimed), one.wrap)
        parts, blocks, places = self.ordered()
        return MovieParts(
            form,
            self.source.size,
            parts,
            blocks,
            tuple(dict.fromkeys(self.notes)),
            REWRITTEN,
            {places[number]: end for number, end in self.opens.items() if number in places},
            tuple(laid(track) for track, _ in self.tracks),
            {places[head]: places[key] for head, key in self.key_of.items() if key in places},
            remarks=tuple(dict.fromkeys(self.remarks)),
        )


def laid(track: Track) -> Laid:
    """A track as the layout needs it."""
    table = track.table
    return Laid(track.id, track.box.start, track.box.end, table.offsets, table.wide, track.shown)


def merged(extents: Sequence[Extent]) -> list[Extent]:
    """Join sorted extents that touch or overlap: tracks may share samples."""
    result: list[Extent] = []
    for one in extents:
        if result and one.start <= result[-1].end:
            if one.end > result[-1].end:
                result[-1] = Extent(result[-1].start, one.end)
        else:
            result.append(one)
    return result


def _inside(extents: Sequence[Extent], box: Box) -> list[Extent]:
    """The extents that lie in a box; each lies in one, but joined ones may touch none other."""
    first, last = (bisect_left(extents, Extent(at, 0)) for at in (box.content, box.end))
    return list(extents[first:last])


def _check_places(extents: Sequence[Extent], media: Sequence[tuple[int, int]], form: str) -> None:
    """Every sample lies in the contents of one ``mdat``."""
    starts = [start for start, _ in media]
    for start, end in extents:
        index = bisect_right(starts, start) - 1
        if index < 0 or end > media[index][1]:
            error = TruncatedError if media and end > media[-1][1] else MalformedError
            raise error(
                "a sample lies outside of the media data", format=form, offset=start, part="mdat",
                rule="sample-place",
            )  # fmt: skip


class Movie:
    """A container for movies; one for each of the formats, which differ in their brands."""

    exif_says_colour = False
    about = About(
        selective=("quicktime", "xmp"),
        frames=Frames.ONE,
        upright="matrices of tracks",
        colours="colr of tracks",
        refused="fragments, protected movies, samples in other files",
    )

    def __init__(self, form: Format) -> None:
        self.format = form

    def matches(self, head: bytes) -> bool:
        """A brand of this format, or what old QuickTime movies begin with."""
        return kind_of(head) is self.format

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - samples are not walked
        lenient: bool = False,
    ) -> Parts:
        """Tile the file; see `Container.parse`."""
        reader = _Reader(source, limits, self.format.name, lenient=lenient)
        reader.walk()
        return reader.finish(self.format)

    def can_hold(self, block: Block, size: int) -> bool:  # noqa: ARG002 - boxes have no limit
        """See `Container.can_hold`: XMP."""
        return block.kind in HOLDERS

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. Fresh XMP is the last box."""
        assert isinstance(parts, MovieParts)  # noqa: S101 - for the type checker
        return lay_out(source, parts, actions, changes)


def kind_of(head: bytes) -> Format | None:
    """The format of a file that begins with `head`, or None."""
    if len(head) < 8:
        return None
    if head[4:8] in rules.MOVIE_STARTS:
        return QUICKTIME
    if head[4:8] != b"ftyp" or head[8:12] in rules.STILLS or len(head) < 16:
        return None
    major = head[8:12]
    if major == b"qt  ":
        return QUICKTIME
    if major[:2] == b"3g":
        return MOBILE
    others = {head[at : at + 4] for at in range(16, len(head) - 3, 4)}
    return MP4 if major in rules.MAJOR or others & rules.COMPATIBLE else None
