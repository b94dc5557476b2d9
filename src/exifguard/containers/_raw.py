"""Camera raws with layouts of their own: read for what they tell, never written.

Their sensor data is reached through tables and offsets that only the maker knows. What lies where is claimed
in any order; in the end the claims are cut into parts that cover the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from .._cursor import Cursor
from .._recipe import Piece, Recipe
from .._source import Source
from ..errors import ExifguardError, FormatError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Part, Parts, Role, Span
from ._about import About, Frames
from ._base import Changes

RAW: Final = About(
    selective=(),
    frames=Frames.ONE,
    upright="EXIF",
    colours="the maker's tables",
    refused="everything",
    policies=(),
)
"""What is done with every raw."""

_LOOKED_AT: Final = 1 << 16
_EMBEDDED: Final = ("picture", "coded picture")
_UNEXPLAINED: Final = ("unknown", "unread", "trailer")


class _Claim(NamedTuple):
    start: int
    end: int
    number: int
    name: str
    role: Role


class RawTiler:
    """Claims and blocks of one file."""

    def __init__(self, source: Source, limits: Limits, form: Format) -> None:
        self.cursor = Cursor(source, form.name)
        self.source = source
        self.limits = limits
        self.form = form
        self.notes: list[str] = []
        self._claims: list[_Claim] = []
        self._blocks: list[tuple[Block, list[int]]] = []

    def fault(self, error: ExifguardError) -> None:
        """Note damage; the rest is read."""
        self.notes.append(f"damaged: {error}")

    def claim(self, name: str, role: Role, start: int, end: int) -> list[int]:
        """Say what ``[start, end)`` is; what was claimed before stays what it is. The number of the claim."""
        if end > self.source.size:
            self.fault(
                TruncatedError(
                    "a part runs past the end of the file",
                    format=self.form.name, offset=start, part=name, rule="end-of-file",
                )
            )  # fmt: skip
            end = self.source.size
        if not 0 <= start < end:
            return []
        self.limits.check("parts", len(self._claims) + 1, format=self.form.name, part=name)
        self._claims.append(_Claim(start, end, len(self._claims), name, role))
        return [len(self._claims) - 1]

    def block(self, kind: str, path: str, start: int, end: int, wrap: str = "") -> None:
        """A block that is one piece of the file."""
        role = Role.METADATA
        if kind in _EMBEDDED or kind in _UNEXPLAINED:
            role = Role.EMBEDDED if kind in _EMBEDDED else Role.UNKNOWN
        claims = self.claim(path, role, start, end)
        if claims:
            span = Span(start, min(end, self.source.size))
            self._blocks.append((Block(kind, path, (span,), (), wrap), claims))

    def scattered(
        self, kind: str, path: str, claims: Sequence[int], wrap: str, pieces: Sequence[Piece] = ()
    ) -> None:
        """A block in several pieces that are claimed already; codecs read `pieces` where there are some."""
        spans = tuple(Span(self._claims[number].start, self._claims[number].end) for number in claims)
        if spans:
            self._blocks.append((Block(kind, path, spans, (), wrap, tuple(pieces)), list(claims)))

    def finish(self) -> Parts:
        """Cut the file. A block whose bytes were all claimed before lies in the part that has the first."""
        parts: list[Part] = []
        places: dict[int, int] = {}
        gaps: list[int] = []
        at = 0
        for claim in sorted(self._claims):
            if claim.start > at:
                gaps += self._gap(parts, at, claim.start)
                at = claim.start
            if claim.end > at:
                places[claim.number] = len(parts)
                parts.append(Part(claim.name, claim.role, at, claim.end))
                at = claim.end
        gaps += self._gap(parts, at, self.source.size)
        starts = [part.start for part in parts]
        blocks = [
            Block(
                one.kind, one.path, one.spans,
                tuple(sorted(places[n] for n in claims if n in places))
                or (bisect_right(starts, one.spans[0].start) - 1,), one.wrap, one.pieces,
            )
            for one, claims in self._blocks
        ]  # fmt: skip
        blocks += [
            Block("unread" if self.notes else "unknown", "gap", (Span(parts[n].start, parts[n].end),), (n,))
            for n in gaps
        ]
        blocks.sort(key=lambda one: one.spans[0].start)
        notes = tuple(dict.fromkeys(self.notes))
        return Parts(
            self.form, self.source.size, tuple(parts), tuple(blocks), notes, damaged=bool(self.notes)
        )

    def _gap(self, parts: list[Part], start: int, end: int) -> list[int]:
        """What nobody claimed: padding, or bytes that no rule explains. Its number in the latter case."""
        if start >= end:
            return []
        self.limits.check("parts", len(parts) + 1, format=self.form.name, part="gap")
        blank = not any(
            any(self.source.read(at, min(_LOOKED_AT, end - at))) for at in range(start, end, _LOOKED_AT)
        )
        name, role = ("padding", Role.STRUCTURE) if blank else ("gap", Role.UNKNOWN)
        parts.append(Part(name, role, start, end))
        return [] if blank else [len(parts) - 1]


class Raw:
    """What the containers of camera raws have in common.

    Attributes:
        title: what people call the format.
    """

    format: Format
    title: str
    about = RAW
    exif_says_colour = False

    def walk(self, tiler: RawTiler) -> None:
        """Claim all that is known of the file.

        Raises:
            FormatError: it ends here; what was claimed before stands.
        """
        raise NotImplementedError

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - sensor data is not walked
        lenient: bool = False,
    ) -> Parts:
        """Tile the file; see `Container.parse`. Only `inspect` may, which is lenient."""
        if not lenient:
            raise self.refusal()
        tiler = RawTiler(source, limits, self.format)
        try:
            self.walk(tiler)
        except FormatError as error:
            tiler.fault(error)
        return tiler.finish()

    def can_hold(self, block: Block, size: int) -> bool:  # noqa: ARG002 - the contract
        """See `Container.can_hold`: nothing is written."""
        return False

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:  # noqa: ARG002
        """Refuse; see `Container.plan`."""
        raise self.refusal()

    def refusal(self) -> UnsupportedError:
        """Why nothing is written, and what works."""
        return UnsupportedError(
            f"{self.title} is a camera raw: exifguard can inspect it; to share the picture, develop it to "
            "TIFF or JPEG first and clean that",
            format=self.format.name,
            rule="camera-raw",
        )
