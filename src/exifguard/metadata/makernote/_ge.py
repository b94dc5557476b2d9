"""General Imaging (GE)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ._base import Found, Maker, Note, SubTable, Tag, signed, tags
from ._decode import text
from ._records import following_base, guess_order

TAGS: Final = tags(
    {0x0202: "Macro"},
    {0x0207: Tag("GEModel", text), 0x0300: Tag("GEMake", text)},
)
TABLE_AT: Final = 18


def _read(note: Note) -> Iterator[Found]:
    """A table; what its offsets count from differs from camera to camera."""
    start = note.start + TABLE_AT
    order = guess_order(note, start)
    base = following_base(note, start, order or note.order)
    yield SubTable(start, base, order, TAGS, "GE")


MAKER: Final = Maker("GE", signed(b"GE\0\0", b"GENIC\0"), read=_read)
