"""Parts from claims: who says that which bytes are his, and what for.

Tables of TIFF point anywhere, and several may name the same bytes. The claims are collected first; then the
file is cut wherever one begins or ends.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from .._source import Source
from ..errors import UnsupportedError
from ..limits import Limits
from ..model import Part, Role, Span, SpanTable

HEADER, PAGE, DATA, PROFILE, METADATA = "header", "page", "strips", "ICC", "metadata"
REDUCED, PADDING, GAP, TRAILER = "reduced page", "padding", "gap", "trailer"

_ORDER: Final = (Role.IMAGE, Role.STRUCTURE, Role.RENDERING, Role.EMBEDDED, Role.METADATA)
"""Whose bytes they are where several claim them: what the picture needs comes first."""
_JOINED: Final = 16
"""Bytes between two strips that count as framing (sizes before and behind the tiles of a Cloud Optimized
GeoTIFF); as many zeros anywhere are padding."""
_MOST_LAYERS: Final = 256
_STEP: Final = 1 << 16


@dataclass(slots=True)
class Owner:
    """A block in the making: its claims become its parts."""

    kind: str
    path: str
    spans: list[Span] = field(default_factory=list)
    wrap: str = ""
    pieces: tuple[Span | bytes, ...] = ()
    parts: list[int] = field(default_factory=list)


class Claim(NamedTuple):
    """Bytes `[start, end)` in the role `role`."""

    start: int
    end: int
    role: Role
    name: str
    owner: Owner | None = None


def united(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, cut where they overlap, so that no byte is in two of them; empty ones are left out."""
    out: list[Span] = []
    at = 0
    for start, end in sorted(spans):
        start = max(start, at)
        if end > start:
            out.append(Span(start, end))
            at = end
    return out


def minus(spans: Iterable[Span], taken: Sequence[Span]) -> Iterator[Span]:
    """The spans without the bytes of others; both are sorted."""
    index = 0
    for start, end in spans:
        while index < len(taken) and taken[index].end <= start:
            index += 1
        at = start
        for low, high in before(taken, index, end):
            if low > at:
                yield Span(at, low)
            at = max(at, high)
        if at < end:
            yield Span(at, end)


def before(spans: Sequence[Span], first: int, end: int) -> Iterator[Span]:
    """The spans from an index on that begin before `end`."""
    for index in range(first, len(spans)):
        if spans[index].start >= end:
            return
        yield spans[index]


def runs(spans: Sequence[Span], others: Sequence[int]) -> Iterator[list[Span]]:
    """Group the strips that stand together, with no more than framing between them.

    Args:
        spans: as `united` gives them.
        others: where claims of others begin, in order.
    """
    run: list[Span] = []
    for span in spans:
        if run:
            last = run[-1].end
            near = span.start - last <= _JOINED
            if not near or bisect_left(others, last) != bisect_left(others, span.start):
                yield run
                run = []
        run.append(span)
    if run:
        yield run


class Tiling:
    """The parts of a file, made of its claims."""

    def __init__(self, source: Source, claims: Sequence[Claim], data: Sequence[Span], limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.parts: list[Part] = []
        self.pieces: dict[tuple[int, int], SpanTable] = {}
        self.strict = True
        known = [claim for claim in claims if claim.end > claim.start]
        starts = sorted(claim.start for claim in known)
        for run in runs(united(data), starts):
            known.append(Claim(run[0].start, run[-1].end, Role.IMAGE, DATA))
            table = SpanTable()
            for start, end in run:
                table.append(start, end)
            self.pieces[run[0].start, run[-1].end] = table
        limits.check("parts", len(known), format="tiff")
        self.claims = known

    def tile(self, *, strict: bool, in_place: bool = False) -> list[Owner]:
        """Cut the file; the owners of what nobody claims come back.

        With `in_place` zeros are padding, however many: that is what stands for something removed.

        Raises:
            UnsupportedError: picture data is claimed for something else as well, where that matters.
        """
        self.strict = strict
        edges = sorted({0, self.source.size, *(c.start for c in self.claims), *(c.end for c in self.claims)})
        begins: dict[int, list[Claim]] = {}
        for claim in self.claims:
            begins.setdefault(claim.start, []).append(claim)
        active: dict[tuple[int, int, Role, str], list[Claim]] = {}
        ends: list[tuple[int, tuple[int, int, Role, str]]] = []
        for start, end in pairwise(edges):
            while ends and ends[0][0] <= start:
                active.pop(ends.pop(0)[1], None)
            for claim in begins.get(start, ()):
                key = claim[:4]
                if key not in active:
                    insort(ends, (claim.end, key), key=lambda item: item[0])
                active.setdefault(key, []).append(claim)
            if len(active) > _MOST_LAYERS:
                raise UnsupportedError(
                    "too many values share the same bytes", format="tiff", offset=start, rule="shared-storage"
                )
            self.segment(start, end, active)
        return self.unclaimed(in_place=in_place)

    def segment(self, start: int, end: int, active: dict[tuple[int, int, Role, str], list[Claim]]) -> None:
        """The bytes between two edges."""
        if not active:
            self.put(Part(GAP, Role.UNKNOWN, start, end), [])
            return
        roles = {key[2] for key in active}
        role = next(role for role in _ORDER if role in roles)
        if role is Role.IMAGE and roles - {Role.IMAGE, Role.EMBEDDED} and self.strict:
            raise UnsupportedError(
                "picture data and something else share the same bytes",
                format="tiff",
                offset=start,
                rule="shared-storage",
            )
        key = next(key for key in active if key[2] is role)
        owners = [
            claim.owner
            for other, claims in active.items()
            if other[2] is role
            for claim in claims
            if claim.owner is not None
        ]
        pieces = self.pieces.get(key[:2]) if role is Role.IMAGE else None
        if pieces is not None and key[:2] != (start, end):
            pieces = _cut(pieces, start, end)
        self.put(Part(key[3], role, start, end, pieces), owners)

    def put(self, part: Part, owners: Sequence[Owner]) -> None:
        """Add a part, or make the last one longer where it is the same."""
        last = self.parts[-1] if self.parts else None
        index = len(self.parts) - 1
        same = last is not None and last.name == part.name and last.role is part.role
        if same and last is not None and part.role is not Role.IMAGE:
            before = {id(owner) for owner in owners}
            if part.role is not Role.RENDERING and before == self.last_owners:
                self.parts[-1] = last._replace(end=part.end)
                return
        self.limits.check("parts", len(self.parts) + 1, format="tiff")
        self.parts.append(part)
        self.last_owners = {id(owner) for owner in owners}
        index += 1
        for owner in owners:
            if not owner.parts or owner.parts[-1] != index:
                owner.parts.append(index)

    last_owners: set[int] = set()  # noqa: RUF012 - replaced by `put`, never changed

    def unclaimed(self, *, in_place: bool) -> list[Owner]:
        """Padding, which is framing, and blocks of all other bytes that nobody claims."""
        gaps = Owner("slack", "gap")
        found = [gaps]
        for index, part in enumerate(self.parts):
            if part.role is not Role.UNKNOWN:
                continue
            if (in_place or part.size <= _JOINED) and self.is_zero(part):
                self.parts[index] = part._replace(name=PADDING, role=Role.STRUCTURE)
            elif part.end == self.source.size:
                self.parts[index] = part._replace(name=TRAILER)
                found.append(Owner("trailer", TRAILER, [Span(part.start, part.end)], parts=[index]))
            else:
                gaps.spans.append(Span(part.start, part.end))
                gaps.parts.append(index)
        return [owner for owner in found if owner.parts]

    def is_zero(self, part: Part) -> bool:
        """True for nothing but zeros."""
        steps = range(part.start, part.end, _STEP)
        return not any(any(self.source.read(at, min(_STEP, part.end - at))) for at in steps)


def _cut(pieces: SpanTable, start: int, end: int) -> SpanTable:
    """The spans inside `[start, end)`."""
    table = SpanTable()
    for low, high in pieces:
        if max(low, start) < min(high, end):
            table.append(max(low, start), min(high, end))
    return table
