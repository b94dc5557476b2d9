"""What follows the end marker of a JPEG: other pictures, videos, vendor blocks, disk slack.

The multi-picture index (CIPA DC-007) is often wrong, so it only says where to look: an entry counts when
a picture really begins there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .._source import Source
from ..errors import MalformedError
from ..model import Block
from . import _jpeg_mpf as mpf

PICTURE = b"\xff\xd8\xff"


class TrailerPart(NamedTuple):
    """A piece of the trailer: part name, block kind, block path, end offset, type in the MPF index."""

    name: str
    kind: str
    path: str
    end: int
    type: int = mpf.UNDEFINED


class _Cut(NamedTuple):
    path: str
    type: int


def _candidates(source: Source, blocks: Sequence[Block]) -> Iterator[tuple[int, _Cut]]:
    """Where the MPF indices of a file say that pictures begin."""
    for block in blocks:
        if block.kind != "mpf":
            continue
        span = block.spans[0]
        try:
            entries = list(mpf.read_index(source.read(span.start, span.end - span.start)))
        except MalformedError:
            continue  # a damaged index points nowhere; the bytes are still accounted for
        for number, entry in enumerate(entries, 1):
            yield span.start + entry.offset, _Cut(f"{block.path}/image {number}", entry.type)


def _kind(source: Source, at: int, end: int) -> tuple[str, str]:
    """Part name and block kind of what begins at `at`."""
    head = source.read(at, min(12, end - at))
    if head.startswith(PICTURE):
        return "picture", "picture"
    if head[4:8] == b"ftyp":
        return "video", "video"
    return "trailer", "trailer"


def trailer_blocks(source: Source, blocks: Sequence[Block], start: int, end: int) -> Iterator[TrailerPart]:
    """Cut `[start, end)` where pictures begin."""
    cuts = {start: _Cut("trailer", mpf.UNDEFINED)}
    cuts |= {
        offset: cut
        for offset, cut in _candidates(source, blocks)
        if start <= offset <= end - 3 and source.read(offset, 3) == PICTURE
    }
    for at, stop in pairwise([*sorted(cuts), end]):
        name, kind = _kind(source, at, end)
        yield TrailerPart(name, kind, cuts[at].path, stop, cuts[at].type)
