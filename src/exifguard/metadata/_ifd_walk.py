"""One walk over the tables of a small TIFF block that is no Exif: MPF, and the segments of some makers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from .._cursor import View
from ..limits import Limits
from ..model import Field, Nested, Reading, Span
from ..structures.ifd import (
    HEADER_SIZE,
    TEXT_TYPES,
    TYPES,
    Entry,
    find_gaps,
    read_bytes,
    read_header,
    read_numbers,
    read_table,
)
from ._exif_values import decode_value

_SMALLEST_SLACK: Final = 4
_SHORT_ARRAY: Final = 16  # longer arrays of numbers stay bytes
_OFFSET_TYPES: Final = frozenset((3, 4, 13))
_MOST_TABLES: Final = 32


class Tables(NamedTuple):
    """What the tables of a block are.

    Attributes:
        group: what keys of the first table, and those linked to it, begin with.
        names: names by tag; others are numbers (``0xb300``).
        below: groups of the tables that entries point to, by tag.
        blocks: kind and path of nested blocks, by tag.
    """

    group: str
    names: Mapping[int, str]
    below: Mapping[int, str] = MappingProxyType({})
    blocks: Mapping[int, tuple[str, str]] = MappingProxyType({})


class Walk:
    """One pass over the tables of one block."""

    def __init__(self, view: View, tables: Tables, limits: Limits) -> None:
        self.view = view
        self.tables = tables
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: dict[str, None] = {}
        self.claims = [Span(0, HEADER_SIZE)]
        self.pending: list[tuple[int, str]] = []
        self.bytes = 0

    def read(self, offset: int) -> Reading:
        """Read the table at `offset` and all that it leads to."""
        seen: set[int] = set()
        self.pending.append((offset, self.tables.group))
        while self.pending and len(seen) < _MOST_TABLES:
            at, group = self.pending.pop()
            if at in seen:
                self.damage["ifd-loop"] = None
            else:
                seen.add(at)
                self._table(at, group)
        return Reading(tuple(self.fields), (*self.nested, *self._slack()), tuple(self.damage))

    def _table(self, offset: int, group: str) -> None:
        table = read_table(self.view, offset)
        if table is None or not table.whole:
            self.damage["ifd-bounds"] = None
        if table is None:
            return
        self.claims.append(Span(table.offset, table.entries_end + 4))
        if table.link:
            self.pending.append((table.link, group))
        for entry in table.entries:
            self.limits.check("fields", len(self.fields) + len(self.nested), part=group)
            self.claims.append(Span(entry.offset, entry.end))
            self.entry(entry, group)

    def entry(self, entry: Entry, group: str) -> None:
        """Read one entry."""
        below, block = self.tables.below.get(entry.tag), self.tables.blocks.get(entry.tag)
        if below and entry.type in _OFFSET_TYPES and entry.items == 1:
            offset = read_numbers(self.take(entry), entry.type, self.view.order)
            if isinstance(offset, int):
                self.pending.append((offset, below))
        elif block and entry.size:
            self.nested.append(Nested(*block, self.take(entry)))
        else:
            self._field(entry, group)

    def _field(self, entry: Entry, group: str) -> None:
        if entry.type not in TYPES:
            self.damage["unknown-type"] = None
        name = self.tables.names.get(entry.tag) or f"0x{entry.tag:04x}"
        raw = self.take(entry)
        known = entry.type in TYPES and (entry.items <= _SHORT_ARRAY or entry.type in TEXT_TYPES)
        value = decode_value(name, entry, raw, self.view.order) if known else raw
        self.fields.append(Field(f"{group}:{name}", value, len(raw)))

    def take(self, entry: Entry) -> bytes:
        """A value as stored; values may share storage, so that what they add up to is bounded."""
        if entry.end > self.view.size:
            self.damage["value-bounds"] = None
        raw = read_bytes(self.view, entry, self.limits.value_bytes)
        self.bytes += len(raw)
        self.limits.check("block_bytes", self.bytes, part=self.tables.group)
        return raw

    def _slack(self) -> tuple[Nested, ...]:
        """What nothing claims; gaps of nothing but 0x00 or 0xFF are padding."""
        gaps = (self.view.data[start:end] for start, end in find_gaps(self.view.size, self.claims))
        slack = b"".join(gap for gap in gaps if gap.strip(b"\0") and gap.strip(b"\xff"))
        return (Nested("slack", "slack", slack),) if len(slack) >= _SMALLEST_SLACK else ()


def read_tables(data: bytes, tables: Tables, limits: Limits, walk: type[Walk] = Walk) -> Reading:
    """Read a TIFF block: its fields, nested blocks and slack; damage as in `structures.ifd.RULES`.

    Raises:
        LimitExceededError: it has more entries than `limits.fields`, or values that add up to more than
            `limits.block_bytes`.
    """
    header = read_header(data)
    if header is None:
        return Reading((), (Nested("unknown", tables.group, data),) if data else (), ("tiff-header",))
    return walk(View(data, header.order), tables, limits).read(header.offset)
