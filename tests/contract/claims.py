"""Parts from claims: who says that which bytes are his, and what for.

A walk from the first byte to the last makes parts as it goes. In formats whose tables point anywhere, the
owners of a byte are known only at the end; here the claims are collected first and cut into parts then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from exifguard.errors import UnsupportedError
from exifguard.limits import Limits
from exifguard.model import Part, Role, SpanTable


class Claim(NamedTuple):
    """Bytes `[start, end)` that `owner` needs; image claims of one `run` that touch become one part."""

    owner: str
    role: Role
    start: int
    end: int
    run: str = ""


class Tiling(NamedTuple):
    """The parts, and for each the owners of its bytes, without repeats."""

    parts: tuple[Part, ...]
    owners: tuple[tuple[str, ...], ...]

    def parts_of(self, owner: str) -> tuple[int, ...]:
        """Indices of the parts in which `owner` has a claim."""
        return tuple(index for index, owners in enumerate(self.owners) if owner in owners)


NOTHING = Tiling((), ())


class _Piece(NamedTuple):
    start: int
    end: int
    claims: tuple[Claim, ...]


def _pieces(size: int, claims: Sequence[Claim]) -> Iterator[_Piece]:
    """Cut the file wherever a claim begins or ends."""
    edges: dict[int, tuple[list[Claim], list[Claim]]] = {0: ([], []), size: ([], [])}
    for claim in claims:
        if claim.end > claim.start:
            edges.setdefault(claim.start, ([], []))[0].append(claim)
            edges.setdefault(claim.end, ([], []))[1].append(claim)
    active: Counter[Claim] = Counter()
    at = 0
    for edge in sorted(edges):
        if edge > at:
            yield _Piece(at, edge, tuple(active))
            at = edge
        begun, ended = edges[edge]
        active.update(begun)
        active -= Counter(ended)


def tile(size: int, claims: Iterable[Claim], name: str, limits: Limits) -> Tiling:
    """Cut a file of `size` bytes into parts; what nobody claims is UNKNOWN.

    Raises:
        UnsupportedError: the same bytes are claimed for two roles (rule ``"shared-storage"``).
        LimitExceededError: more claims than `limits.parts`.
    """
    known = list(claims)
    limits.check("parts", len(known), format=name)
    parts: list[Part] = []
    owners: list[tuple[str, ...]] = []
    run = None
    for start, end, mine in _pieces(size, known):
        role = _role(mine, start, name)
        here = tuple(dict.fromkeys(claim.owner for claim in mine))
        now = mine[0].run if role is Role.IMAGE else None
        if now is not None and now == run:
            parts[-1] = _longer(parts[-1], end)
            owners[-1] = tuple(dict.fromkeys((*owners[-1], *here)))
        else:
            pieces = SpanTable() if now is not None else None
            parts.append(_longer(Part(here[0] if here else "gap", role, start, start, pieces), end))
            owners.append(here)
        run = now
    return Tiling(tuple(parts), tuple(owners))


def _role(claims: Sequence[Claim], at: int, name: str) -> Role:
    roles = {claim.role for claim in claims}
    if len(roles) > 1:
        said = " and as ".join(sorted(role.value for role in roles))
        raise UnsupportedError(
            f"the same bytes are claimed as {said}", format=name, offset=at, rule="shared-storage"
        )
    return roles.pop() if roles else Role.UNKNOWN


def _longer(part: Part, end: int) -> Part:
    """The part, with the bytes up to `end` as one more piece."""
    if part.pieces is not None:
        part.pieces.append(part.end, end)
    return part._replace(end=end)
