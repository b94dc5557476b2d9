"""What follows the end marker of a JPEG: other pictures, videos, vendor blocks, disk slack.

The multi-picture index (CIPA DC-007) is often wrong, so it only says where to look: an entry counts when
a picture really begins there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .._cursor import View
from .._source import Source
from ..errors import MalformedError
from ..model import Block

PICTURE = b"\xff\xd8\xff"
ENTRY_TAG, ENTRY_SIZE = 0xB002, 16
ENTRIES_MAX = 256
"""More pictures than any camera writes into one file."""


class TrailerPart(NamedTuple):
    """A piece of the trailer: part name, block kind, block path, end offset."""

    name: str
    kind: str
    path: str
    end: int


def mpf_offsets(data: bytes) -> Iterator[int]:
    """Offsets of the pictures that an MPF index lists, from its TIFF header (DC-007 clause 5.2.3.3)."""
    view = View(data, "little" if data[:2] == b"II" else "big")
    ifd = view.u32(4)
    for at in range(ifd + 2, ifd + 2 + 12 * min(view.u16(ifd), ENTRIES_MAX), 12):
        if view.u16(at) == ENTRY_TAG:
            start, count = view.u32(at + 8), min(view.u32(at + 4) // ENTRY_SIZE, ENTRIES_MAX)
            for entry in range(start, start + ENTRY_SIZE * count, ENTRY_SIZE):
                yield view.u32(entry + 8)


def _candidates(source: Source, blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Where the MPF indices of a file say that pictures begin."""
    for block in blocks:
        if block.kind != "mpf":
            continue
        span = block.spans[0]
        try:
            offsets = list(mpf_offsets(source.read(span.start, span.end - span.start)))
        except MalformedError:
            continue  # a damaged index points nowhere; the bytes are still accounted for
        for number, offset in enumerate(offsets, 1):
            yield span.start + offset, f"{block.path}/image {number}"


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
    cuts = {start: "trailer"}
    cuts |= {
        offset: path
        for offset, path in _candidates(source, blocks)
        if start <= offset <= end - 3 and source.read(offset, 3) == PICTURE
    }
    for at, stop in pairwise([*sorted(cuts), end]):
        name, kind = _kind(source, at, end)
        yield TrailerPart(name, kind, cuts[at], stop)
