"""Where the samples of a track lie: from its tables to spans of the file (ISO/IEC 14496-12 clause 8.7).

All is linear in the entries of the tables, and kept in arrays.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple, NoReturn

from .._cursor import Cursor
from ..errors import MalformedError
from ..model import Span


class Extent(NamedTuple):
    """A chunk of samples: where it begins and ends in the file."""

    start: int
    end: int


@dataclass(slots=True)
class Table:
    """The sample tables of one track, as they stand in the file.

    Attributes:
        offsets: where each chunk begins.
        wide: the offsets have 64 bits.
        runs: first chunk (from 1), samples in each chunk, description, of every run of like chunks.
        sizes: of every sample; empty where all have `size`.
        size, count: the size of all, and how many there are.
        bytes_each: bytes of one sample as a pair of numerator and denominator, where QuickTime's way of
            counting sound does not say it in `size`.
        instant: every sample lasts one tick.
    """

    offsets: array[int] = field(default_factory=lambda: array("Q"))
    wide: bool = False
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    sizes: array[int] = field(default_factory=lambda: array("I"))
    size: int = 0
    count: int = 0
    bytes_each: tuple[int, int] | None = None
    instant: bool = False

    def extents(self, format: str) -> list[Extent]:  # noqa: A002
        """The chunks, in the track's order.

        Raises:
            MalformedError: the tables contradict each other (rule ``sample-table``).
        """
        starts = [0, *accumulate(self.sizes)] if self.sizes else []
        result: list[Extent] = []
        sample = 0
        for first, last, per_chunk in self._runs(format):
            for chunk in range(first, last):
                if sample >= self.count:
                    return result  # chunks behind the last sample are never asked for
                end = min(sample + per_chunk, self.count)
                size = starts[end] - starts[sample] if starts else self._plain(end - sample)
                at = self.offsets[chunk]
                result.append(Extent(at, at + size))
                sample = end
        return result  # samples that are in no chunk are nowhere: players stop before them

    def _plain(self, count: int) -> int:
        if self.bytes_each and self.instant:
            return count * self.bytes_each[0] // self.bytes_each[1]
        return count * self.size

    def _runs(self, format: str) -> Iterator[tuple[int, int, int]]:  # noqa: A002
        """First and last chunk from 0, and samples in each."""
        chunks = len(self.offsets)
        for number, (first, per_chunk, _) in enumerate(self.runs):
            following = self.runs[number + 1][0] - 1 if number + 1 < len(self.runs) else chunks
            start = first - 1
            if (number == 0 and start) or start >= following or not per_chunk:
                if start >= chunks and number:
                    return
                broken("a run of chunks is out of order or empty", format)
            yield start, min(following, chunks), per_chunk

    def sample_spans(self, limit: int, most: int) -> tuple[list[Span], bool]:
        """The first samples, up to `limit` of them and `most` bytes; False when there are more."""
        spans: list[Span] = []
        total = 0
        for first, last, per_chunk in self._runs("mp4"):
            for chunk in range(first, last):
                at = self.offsets[chunk]
                for _ in range(per_chunk):
                    number = len(spans)
                    if number == self.count:
                        return spans, True
                    size = self.sizes[number] if self.sizes else self._plain(1)
                    total += size
                    if number == limit or total > most:
                        return spans, False
                    spans.append(Span(at, at + size))
                    at += size
        return spans, len(spans) == self.count


def broken(message: str, format: str) -> NoReturn:  # noqa: A002
    """Raise `MalformedError` for sample tables."""
    raise MalformedError(message, format=format, part="stbl", rule="sample-table")


def numbers(cursor: Cursor, start: int, count: int, width: int) -> array[int]:
    """An array of `count` unsigned numbers of `width` bytes, 4 or 8, that lie inside the file."""
    values = array("Q" if width == 8 else "I")
    values.frombytes(cursor.source.read(start, count * width))
    if sys.byteorder == "little":
        values.byteswap()
    return values


def packed(values: Sequence[int], width: int) -> bytes:
    """The numbers as a table of a file has them."""
    result = array("Q" if width == 8 else "I", values)
    if sys.byteorder == "little":
        result.byteswap()
    return result.tobytes()


def read_sizes(cursor: Cursor, kind: bytes, start: int, end: int, table: Table) -> int:
    """Read ``stsz`` or ``stz2`` into `table`; where its contents end."""
    head = cursor.read(start, 12, "stsz")
    table.count = int.from_bytes(head[8:], "big")
    if kind == b"stsz":
        table.size = int.from_bytes(head[4:8], "big")
        stop = start + 12 + (0 if table.size else 4 * table.count)
    else:
        bits = head[7]
        if bits not in (4, 8, 16):
            broken("sample sizes of an impossible width", cursor.format)
        stop = start + 12 + (table.count * bits + 7) // 8
    if stop > end:
        broken("the table of sample sizes is cut short", cursor.format)
    if kind == b"stz2":
        table.sizes = _small(cursor.source.read(start + 12, stop - start - 12), bits, table.count)
    elif not table.size:
        table.sizes = numbers(cursor, start + 12, table.count, 4)
    return stop


def _small(data: bytes, bits: int, count: int) -> array[int]:
    if bits == 8:
        return array("I", data)
    if bits == 16:
        return array("I", [data[at] << 8 | data[at + 1] for at in range(0, len(data), 2)])
    halves = array("I")
    for value in data:
        halves.extend((value >> 4, value & 15))
    return halves[:count]


def moved(offsets: array[int], moves: Sequence[tuple[int, int, int]], starts: Sequence[int]) -> list[int]:
    """New offsets of chunks; 0 for those that hold no bytes of what was moved: nobody asks for them.

    Args:
        offsets: the old ones.
        moves: start, end and new start of each piece, ordered by the old start.
        starts: the first number of each of these.
    """
    result: list[int] = []
    start = end = shift = 0
    for at in offsets:
        if not start <= at < end:
            found = bisect_right(starts, at) - 1
            start, end, new = moves[found] if found >= 0 else (0, 0, 0)
            shift = new - start
        result.append(at + shift if start <= at < end else 0)
    return result


def every_tick(cursor: Cursor, start: int, count: int) -> bool:
    """True when ``stts`` says that every sample lasts one tick."""
    return count == 1 and cursor.read(start + 4, 4, "stts") == b"\0\0\0\1"
