"""CIFF: Canon's Camera Image File Format 1.0 (1997): CRW raws, and a segment in JPEG of early cameras.

A heap of records with a directory behind them; records may be heaps themselves. Offsets count from the start
of their heap, whose last 4 bytes say where its directory is. Nothing here knows what a record means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from .._cursor import ByteOrder
from ..errors import FormatError
from ..limits import Limits
from ..model import Span

ENTRY: Final = 10
"""Bytes of an entry: tag, size, offset."""
IN_ENTRY: Final = 0x4000
"""The value stands in the directory itself, in the 8 bytes behind the tag."""
ID, TYPE = 0x3FFF, 0x3800
"""Bits of a tag that say which record it is, and what type its value is of."""
TEXT, SHORTS, LONGS = 0x0800, 0x1000, 0x1800
HEAPS: Final = (0x2800, 0x3000)
DEEPEST: Final = 8

Read = Callable[[int, int], bytes]
"""Exactly so many bytes from an offset; raises `FormatError` where there are fewer."""


NOWHERE: Final = Span(0, 0)


@dataclass(slots=True)
class Record:
    """A record, and the records in it where it is a heap.

    Attributes:
        tag: as stored, with the bits that say its type and place; 0 for the outermost heap.
        span: where its value is.
        table: of a heap: its directory.
        records: of a heap, in the order of the directory.
    """

    tag: int
    span: Span
    table: Span = NOWHERE
    records: list[Record] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Which record it is."""
        return self.tag & ID

    @property
    def is_heap(self) -> bool:
        """True where it has a directory of its own."""
        return not self.tag or (self.tag & TYPE in HEAPS and not self.tag & IN_ENTRY)


class Heaps:
    """One walk over the heaps of a file or segment.

    Attributes:
        broken: something lies outside of what should hold it; the rest was read.
    """

    def __init__(self, read: Read, order: ByteOrder, limits: Limits) -> None:
        self.read = read
        self.order: ByteOrder = order
        self.limits = limits
        self.broken = False
        self._seen: set[Span] = set()
        self._count = 0

    def walk(self, start: int, end: int) -> Record:
        """The heap in ``[start, end)`` with all that is in it. No heap is read twice, so that loops end.

        Raises:
            LimitExceededError: it has more records than `limits.fields`.
        """
        root = Record(0, Span(start, end))
        self._heap(root, 0)
        return root

    def _heap(self, heap: Record, depth: int) -> None:
        start, end = heap.span
        if heap.span in self._seen or depth > DEEPEST or end - start < 6:
            self.broken = True
            return
        self._seen.add(heap.span)
        try:
            table = start + self._number(end - 4, 4)
            count = self._number(table, 2)
            entries = self.read(table + 2, min(count * ENTRY, max(0, end - table - 2)))
        except FormatError:
            self.broken = True
            return
        heap.table = Span(table, table + 2 + len(entries))
        self.broken |= len(entries) < count * ENTRY
        self._count += len(entries) // ENTRY
        self.limits.check("fields", self._count, part="CIFF")
        for at in range(0, len(entries) - ENTRY + 1, ENTRY):
            self._entry(heap, table + 2 + at, entries[at : at + ENTRY], depth)

    def _entry(self, heap: Record, at: int, entry: bytes, depth: int) -> None:
        tag = int.from_bytes(entry[:2], self.order)
        if tag & IN_ENTRY:
            heap.records.append(Record(tag, Span(at + 2, at + ENTRY)))
            return
        size = int.from_bytes(entry[2:6], self.order)
        offset = heap.span.start + int.from_bytes(entry[6:], self.order)
        if offset + size > heap.span.end or not tag:
            self.broken = True
            return
        record = Record(tag, Span(offset, offset + size))
        heap.records.append(record)
        if record.is_heap:
            self._heap(record, depth + 1)

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self.read(at, size), self.order)
