"""Whose a byte is: tables name bytes anywhere in a file, several may name the same ones.

Claims are collected, and the file is cut wherever one begins or ends. The result is the tiling.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from .._source import Source, windows
from ..errors import MalformedError
from ..limits import Limits
from ..model import Block, Part, Role, Span

_RANK = (Role.IMAGE, Role.RENDERING, Role.STRUCTURE, Role.EMBEDDED, Role.METADATA, Role.UNKNOWN)
"""Who gives a part that is claimed more than once its role and name."""
_SHARED = (
    {Role.IMAGE},
    {Role.RENDERING},
    {Role.EMBEDDED},
    {Role.METADATA},
    {Role.IMAGE, Role.EMBEDDED},
    {Role.RENDERING, Role.EMBEDDED},
)
"""Roles that may share bytes: a picture that goes may be made of bytes of one that stays."""
PADDING = "padding"
"""The name of parts that are nothing but zeros."""
_MERGED = (Role.IMAGE, Role.STRUCTURE)


class _Claim(NamedTuple):
    role: Role
    name: str


class _Wanted(NamedTuple):
    """A block before the parts are known that it lies in."""

    kind: str
    path: str
    spans: tuple[Span, ...]
    around: tuple[Span, ...]
    wrap: str


class Claims:
    """Collects claims on the bytes of one file."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self._claims: dict[Span, set[_Claim]] = {}
        self._blocks: list[_Wanted] = []
        self._borders: set[int] = set()

    def add(self, span: Span, role: Role, name: str) -> None:
        """Claim a span."""
        if span.end > span.start:
            self._claims.setdefault(span, set()).add(_Claim(role, name))
            self.limits.check("parts", len(self._claims), format="heif", part=name)

    def block(
        self, kind: str, path: str, spans: Iterable[Span], around: Iterable[Span] = (), wrap: str = ""
    ) -> None:
        """Name a block: its payload, and what else stays or goes with it. All of it has to be claimed."""
        payload = tuple(span for span in spans if span.end > span.start)
        more = tuple(span for span in around if span.end > span.start)
        self._blocks.append(_Wanted(kind, path, payload, more, wrap))

    def slack(self, span: Span, path: str) -> None:
        """Claim bytes that nothing explains; nothing but zeros says nothing."""
        if span.end > span.start and self.blank(span):
            self.add(span, Role.STRUCTURE, PADDING)
        elif span.end > span.start:
            self.add(span, Role.UNKNOWN, "slack")
            self.block("slack", path, (span,))

    def blank(self, span: Span) -> bool:
        """True when all bytes of a span are zero."""
        return not any(bytes(piece).strip(b"\0") for piece in windows(self.source, span.start, span.end))

    def lay(self, size: int) -> tuple[tuple[Part, ...], tuple[Block, ...]]:
        """The tiling of a file of `size` bytes, and its blocks in the order of their payload.

        Raises:
            MalformedError: bytes are claimed for two things that may not share them.
            LimitExceededError: there would be too many parts.
        """
        parts = self._parts(size)
        starts = [part.start for part in parts]
        total, blocks = 0, []
        for wanted in self._blocks:
            found: dict[int, None] = {}
            for span in (*wanted.spans, *wanted.around):
                first = bisect_right(starts, span.start) - 1
                last = bisect_left(starts, span.end)
                total += last - first
                self.limits.check("parts", total, format="heif", part="iloc")
                found |= dict.fromkeys(range(first, last))
            if found:
                blocks.append(Block(wanted.kind, wanted.path, wanted.spans, tuple(found), wanted.wrap))
        blocks.sort(key=lambda block: parts[min(block.parts)].start)
        return parts, tuple(blocks)

    def _parts(self, size: int) -> tuple[Part, ...]:
        opens: dict[int, list[_Claim]] = {}
        closes: dict[int, list[_Claim]] = {}
        for span, claims in self._claims.items():
            opens.setdefault(span.start, []).extend(claims)
            closes.setdefault(span.end, []).extend(claims)
        gaps: list[Span] = []
        parts: list[Part] = []
        active: Counter[_Claim] = Counter()
        at = 0
        for edge in sorted({0, size, *opens, *closes}):
            if edge > at:
                self._cell(parts, gaps, active, at, edge)
                at = edge
            active.subtract(closes.get(edge, ()))
            active.update(opens.get(edge, ()))
            active = +active
            if parts:
                self.limits.check("parts", len(parts), format="heif")
        for gap in gaps:
            self.block("slack", "gap", (gap,))
        return tuple(parts)

    def _cell(
        self, parts: list[Part], gaps: list[Span], active: Counter[_Claim], start: int, end: int
    ) -> None:
        """Add the part between two neighbouring borders."""
        if not active and self.blank(Span(start, end)):
            parts.append(Part(PADDING, Role.STRUCTURE, start, end))
            return
        if not active:
            gaps.append(Span(start, end))
            parts.append(Part("gap", Role.UNKNOWN, start, end))
            return
        roles = {claim.role for claim in active}
        role = next(one for one in _RANK if one in roles)
        names = {claim.name for claim in active if claim.role is role}
        doubled = sum(active[claim] for claim in active if claim.role is Role.METADATA) > 1
        if (roles not in _SHARED and len(active) > 1) or len(names) > 1 or doubled:
            raise MalformedError(
                "the same bytes are claimed for two purposes",
                format="heif",
                offset=start,
                part=min(names),
                rule="storage-shared",
            )
        name = names.pop()
        last = parts[-1] if parts else None
        if last and role in _MERGED and (last.name, last.role) == (name, role):
            parts[-1] = last._replace(end=end)
        else:
            parts.append(Part(name, role, start, end))
