"""The index of a multi-picture file: CIPA DC-007, as a small TIFF block in APP2.

Read as a hint, because real indices are often wrong; written from what was laid out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .._cursor import View

VERSION_TAG, COUNT_TAG, ENTRY_TAG = 0xB000, 0xB001, 0xB002
ENTRY_SIZE = 16
ENTRIES_MAX = 256
"""More pictures than any camera writes into one file."""

UNDEFINED, PRIMARY = 0x000000, 0x030000
TYPES = frozenset(
    {
        *(UNDEFINED, PRIMARY),
        *range(0x010001, 0x010006),  # thumbnails of VGA, full HD, 4K, 8K and 16K size
        *range(0x020001, 0x020004),  # panorama, disparity, several angles
        *(0x040000, 0x050000),  # the original, gain map
    }
)
"""What an entry says of its picture (clause 5.2.3.3.1, and Exif 3.0 annex H)."""

_FLAGS = 0xFF000000  # dependences, representative picture, data format
_UNDEFINED, _LONG = 7, 4
_HEADER, _FIELDS = 8, 3


class Entry(NamedTuple):
    """A picture: its type, and its offset from the TIFF header of the index."""

    type: int
    offset: int


def read_index(data: bytes) -> Iterator[Entry]:
    """The entries of an index (clause 5.2.3.3).

    Raises:
        MalformedError: it ends too early.
    """
    view = View(data, "little" if data[:2] == b"II" else "big")
    ifd = view.u32(4)
    for at in range(ifd + 2, ifd + 2 + 12 * min(view.u16(ifd), ENTRIES_MAX), 12):
        if view.u16(at) == ENTRY_TAG:
            start, count = view.u32(at + 8), min(view.u32(at + 4) // ENTRY_SIZE, ENTRIES_MAX)
            for entry in range(start, start + ENTRY_SIZE * count, ENTRY_SIZE):
                kind = view.u32(entry) & ~_FLAGS
                yield Entry(kind if kind in TYPES else UNDEFINED, view.u32(entry + 8))


def index_size(pictures: int) -> int:
    """Bytes of an index of so many pictures, the first included."""
    return _HEADER + 2 + 12 * _FIELDS + 4 + ENTRY_SIZE * pictures


def write_index(types: Sequence[int], sizes: Sequence[int], header: int) -> bytes:
    """An index.

    Args:
        types: of the pictures behind the first.
        sizes: of all pictures, which follow each other without a gap.
        header: where the TIFF header of the index will stand in the file.
    """
    count = len(sizes)
    values = _HEADER + 2 + 12 * _FIELDS + 4
    fields = (
        (VERSION_TAG, _UNDEFINED, 4, b"0100"),
        (COUNT_TAG, _LONG, 1, count.to_bytes(4)),
        (ENTRY_TAG, _UNDEFINED, ENTRY_SIZE * count, values.to_bytes(4)),
    )
    rows = [
        tag.to_bytes(2) + kind.to_bytes(2) + items.to_bytes(4) + value for tag, kind, items, value in fields
    ]
    entries, at = [], 0
    for number, (kind, size) in enumerate(zip((PRIMARY, *types), sizes, strict=True)):
        offset = at - header if number else 0  # the first picture begins where the file does
        entries.append(kind.to_bytes(4) + size.to_bytes(4) + offset.to_bytes(4) + bytes(4))
        at += size
    table = _FIELDS.to_bytes(2) + b"".join(rows) + bytes(4)
    return b"MM\0*" + _HEADER.to_bytes(4) + table + b"".join(entries)
