"""The tables of a HEIF file: which items there are, where they lie, how they belong together.

ISO/IEC 14496-12 clause 8.11, 23008-12 clauses 6 and 9.3. Each function reads the contents of one box and
says where what it read ends: what follows is slack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Span


def fail(message: str, part: str, rule: str, offset: int | None = None) -> MalformedError:
    """The error for a rule that a table breaks."""
    return MalformedError(message, format="heif", offset=offset, part=part, rule=rule)


class Info(NamedTuple):
    """An entry of ``iinf``: who an item is.

    Attributes:
        id: its number.
        type: four characters.
        media, encoding: media type and content encoding of a ``mime`` item, else empty.
        hidden: viewers do not show it for itself.
        protected: it is encrypted or the like.
        name: where its name stands in the box's contents.
        end: where what was read ends.
    """

    id: int
    type: str
    media: str
    encoding: str
    hidden: bool
    protected: bool
    name: Span
    end: int


def read_info(view: View) -> Info:
    """An item info entry (14496-12 clause 8.11.6.2)."""
    version = view.u8(0)
    if version > 3:
        raise fail("an item entry of an unknown version", "infe", "item-entry")
    wide = 4 if version == 3 else 2
    number, at = view.uint(4, wide), 4 + wide
    protected, at = bool(view.u16(at)), at + 2
    kind = "mime"
    if version >= 2:
        kind, at = view.take(at, 4).decode("latin-1"), at + 4
    name, at = _text(view, at)
    media = encoding = Span(at, at)
    if kind == "mime":
        media, at = _text(view, at)
        encoding, at = _text(view, at)
    elif kind == "uri ":
        media, at = _text(view, at)
    return Info(
        number,
        kind,
        _decoded(view, media),
        _decoded(view, encoding),
        bool(view.u8(3) & 1) and version >= 2,
        protected,
        name,
        at,
    )


def _text(view: View, at: int) -> tuple[Span, int]:
    """A text that ends with a zero byte, or with the box; and where the next one begins."""
    end = view.data.find(b"\0", at)
    return (Span(at, end), end + 1) if end >= 0 else (Span(min(at, view.size), view.size), view.size)


def _decoded(view: View, span: Span) -> str:
    return view.data[span.start : span.end].decode("latin-1")


@dataclass(frozen=True, slots=True)
class Location:
    """An entry of ``iloc``.

    Attributes:
        id: the item.
        method: 0: offsets count from the start of the file, 1: from that of ``idat``, 2: inside other items.
        extents: index (of a reference, for method 2), offset and length.
        external: the data is in another file.
    """

    id: int
    method: int
    extents: tuple[tuple[int, int, int], ...]
    external: bool


def read_locations(view: View, limits: Limits) -> tuple[list[Location], int]:
    """The item location box (14496-12 clause 8.11.3)."""
    version, sizes, more = view.u8(0), view.u8(4), view.u8(5)
    if version > 2:
        raise fail("a table of places of an unknown version", "iloc", "iloc")
    index_size = more & 15 if version else 0
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    if {index_size, offset_size, length_size, base_size} - {0, 4, 8}:
        raise fail("a table of places with fields of an impossible size", "iloc", "iloc")
    wide = 4 if version == 2 else 2
    count, at = view.uint(6, wide), 6 + wide
    found, total = [], 0
    for _ in range(count):
        number, at = view.uint(at, wide), at + wide
        method = 0
        if version:
            method, at = view.u16(at) & 15, at + 2
        external, at = bool(view.u16(at)), at + 2
        base, at = view.uint(at, base_size), at + base_size
        extents_count, at = view.u16(at), at + 2
        limits.check("parts", total := total + 1 + extents_count, format="heif", part="iloc")
        extents = []
        for _ in range(extents_count):
            index, at = view.uint(at, index_size), at + index_size
            offset, at = view.uint(at, offset_size), at + offset_size
            length, at = view.uint(at, length_size), at + length_size
            extents.append((index, base + offset, length))
        found.append(Location(number, method, tuple(extents), external))
    return found, at


class Reference(NamedTuple):
    """A box in ``iref``: its type, the item that refers, and those that it refers to, in their order."""

    type: bytes
    source: int
    targets: tuple[int, ...]


def read_reference(view: View, kind: bytes, version: int) -> tuple[Reference, int]:
    """One reference (14496-12 clause 8.11.12)."""
    wide = 4 if version else 2
    source, count = view.uint(0, wide), view.u16(wide)
    start = wide + 2
    numbers = tuple(view.uint(start + wide * index, wide) for index in range(count))
    return Reference(kind, source, numbers), start + wide * count


class Association(NamedTuple):
    """A property of an item: the number of the property, from 1, and whether it must be understood."""

    number: int
    essential: bool


def read_associations(view: View) -> tuple[list[tuple[int, tuple[Association, ...]]], int]:
    """A box ``ipma`` (23008-12 clause 9.3.1): properties by item, in their order."""
    wide = 4 if view.u8(0) else 2
    long = view.u8(3) & 1
    count, at = view.u32(4), 8
    rows = []
    for _ in range(count):
        number, many, at = view.uint(at, wide), view.u8(at + wide), at + wide + 1
        row = []
        for _ in range(many):
            value, at = view.uint(at, 1 + long), at + 1 + long
            top = 0x8000 if long else 0x80
            row.append(Association(value & top - 1, bool(value & top)))
        rows.append((number, tuple(row)))
    return rows, at


class Group(NamedTuple):
    """A group of items: its type, its number, its members in their order."""

    type: bytes
    id: int
    members: tuple[int, ...]


def read_group(view: View, kind: bytes) -> tuple[Group, int]:
    """A box in ``grpl`` (14496-12 clause 8.15.3)."""
    count = view.u32(8)
    if 12 + 4 * count > view.size:
        raise fail("a group counts more members than it has", "grpl", "group")
    members = tuple(view.u32(12 + 4 * index) for index in range(count))
    return Group(kind, view.u32(4), members), 12 + 4 * count


def read_primary(view: View) -> tuple[int, int]:
    """The number of the first picture (14496-12 clause 8.11.4)."""
    wide = 4 if view.u8(0) else 2
    return view.uint(4, wide), 4 + wide


def read_grid(data: bytes) -> int:
    """How many pictures a grid is made of (23008-12 clause 6.6.2.3); 0 when it does not say."""
    if len(data) < 8 or data[0]:
        return 0
    size = 12 if data[1] & 1 else 8
    return (data[2] + 1) * (data[3] + 1) if len(data) >= size else 0


def grid_size(data: bytes) -> int:
    """Bytes of a grid's description."""
    return 12 if len(data) > 1 and data[1] & 1 else 8


def overlay_size(data: bytes, pictures: int) -> int:
    """Bytes of an overlay's description (23008-12 clause 6.6.2.2)."""
    wide = 4 if len(data) > 1 and data[1] & 1 else 2
    return 2 + 8 + 2 * wide + 2 * wide * pictures


def spans_of(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    """The bytes `[start, end)` of what `spans` hold when they are joined."""
    at = 0
    for first, last in spans:
        low, high = max(start - at, 0), min(end - at, last - first)
        if low < high:
            yield Span(first + low, first + high)
        at += last - first
