"""Image file directories written: TIFF 6.0 section 2, and BigTIFF.

A table is laid out with its values behind it: entries sorted, each value once and on a word boundary, and
nothing in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .._recipe import Piece, size_of
from .ifd import Form


class Row(NamedTuple):
    """An entry to be written: its tag, type and count, and the value's bytes, new ones or a span to copy."""

    tag: int
    type: int
    items: int
    data: Piece


def table_size(rows: Iterable[Row], form: Form) -> int:
    """What a table takes with its values."""
    total = form.counter + form.number
    for row in rows:
        size = size_of(row.data)
        total += form.entry + (size + size % 2 if size > form.number else 0)
    return total


def lay_table(rows: Sequence[Row], at: int, link: int, form: Form) -> list[Piece]:
    """A table that begins at `at`, and its values behind it.

    A value that fits into its entry has to be new bytes.
    """
    start = at + form.counter + form.entry * len(rows) + form.number
    pack, order = form.layout.pack, form.order
    table: list[bytes] = [len(rows).to_bytes(form.counter, order)]
    values: list[Piece] = []
    for tag, kind, items, data in sorted(rows, key=lambda row: row.tag):
        raw = data
        size = size_of(data)
        if size > form.number:
            raw = start.to_bytes(form.number, order)
            values += (data, bytes(size % 2))
            start += size + size % 2
        table.append(pack(tag, kind, items, raw))
    return [b"".join((*table, link.to_bytes(form.number, order))), *values]
