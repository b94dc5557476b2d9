"""Exif blocks written: CIPA DC-008 (Exif 3.0) clause 4.5, on TIFF 6.0 section 2.

Fresh tables in the order IFD0, ExifIFD, InteropIFD, GPS, IFD1, thumbnail: entries sorted, each value once and
on a word boundary, every pointer made anew, and nothing in between. `lay_out` writes rows, `compose` values.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from .._cursor import ByteOrder
from ..errors import PolicyError
from ..model import Rational, Rendering, Value
from ..structures.ifd import HEADER_SIZE, MARKS, ORDER_CODES, TYPES, Form
from ..structures.ifd_layout import Row, lay_table, table_size
from ._exif_tags import GPS_TAGS, MAIN_TAGS

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SRATIONAL = 1, 2, 3, 4, 5, 7, 10

# Tables


class Picture(NamedTuple):
    """A thumbnail to be written: the entries for its offsets and lengths, and its pieces."""

    start: int
    length: int
    pieces: tuple[bytes, ...]


PARENTS: Final = {"InteropIFD": ("ExifIFD", 0xA005), "GPS": ("IFD0", 0x8825), "ExifIFD": ("IFD0", 0x8769)}
"""The table that points to another one, and the pointer's tag: Exif 3.0 clause 4.6.3. Inner ones first."""

GROUPS: Final = ("IFD0", "ExifIFD", "InteropIFD", "GPS", "IFD1")
"""The tables of a block, in the order in which they are written."""

_HEADERS: Final = {order: mark + HEADER_SIZE.to_bytes(4, order) for mark, order in MARKS.items()}
_NOWHERE: Final[Mapping[str, int]] = dict.fromkeys((*GROUPS, "picture"), 0)

Tables = Mapping[str, Sequence[Row]]
"""The rows of each table, by group; every tag once."""


def lay_out(tables: Tables, picture: Picture | None, order: ByteOrder) -> bytes:
    """A block with these tables; ``b""`` when there is nothing in them."""
    sketch = _point(tables, picture, _NOWHERE, order)
    if not any(sketch.values()):
        return b""
    starts = _place(sketch, order)
    rows = _point(tables, picture, starts, order)
    written = [_write_table(rows["IFD0"], HEADER_SIZE, starts["IFD1"], order)]
    written += [_write_table(rows[group], starts[group], 0, order) for group in GROUPS[1:] if rows[group]]
    return b"".join((_HEADERS[order], *written, *(picture.pieces if picture else ())))


def _point(
    tables: Tables, picture: Picture | None, starts: Mapping[str, int], order: ByteOrder
) -> dict[str, list[Row]]:
    """The tables with their pointers, for tables that begin at `starts`."""
    rows = {group: list(tables.get(group, ())) for group in GROUPS}
    for group, (parent, tag) in PARENTS.items():
        if rows[group]:
            rows[parent].append(_long_row(tag, (starts[group],), order))
    if picture:
        sizes = tuple(map(len, picture.pieces))
        offsets = tuple(starts["picture"] + sum(sizes[:at]) for at in range(len(sizes)))
        rows["IFD1"].append(_long_row(picture.start, offsets, order))
        rows["IFD1"].append(_long_row(picture.length, sizes, order))
    return rows


def _long_row(tag: int, numbers: tuple[int, ...], order: ByteOrder) -> Row:
    data = b"".join(number.to_bytes(4, order) for number in numbers)
    return Row(tag, LONG, len(numbers), data)


def _place(rows: Tables, order: ByteOrder) -> dict[str, int]:
    """Where each table begins, 0 where there is none; and where the thumbnail does."""
    starts, at = {}, HEADER_SIZE
    for group in GROUPS:
        there = bool(rows[group]) or group == "IFD0"
        starts[group] = at if there else 0
        at += table_size(rows[group], Form(order)) if there else 0
    return {**starts, "picture": at}


def _write_table(rows: Sequence[Row], at: int, link: int, order: ByteOrder) -> bytes:
    """A table that begins at `at`, and its values behind it."""
    return b"".join(piece for piece in lay_table(rows, at, link, Form(order)) if isinstance(piece, bytes))


# Values

TEXT_PARTS: Final = {"Copyright": 2}
"""Parts of a text, each with a NUL behind it; others have one. Exif 3.0 clause 4.6.5, Copyright."""

_COMPOSED: Final[Mapping[str, Mapping[int, tuple[int, ...]]]] = {
    "IFD0": {
        ASCII: (0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298),
        SHORT: (0x0112, 0x0128, 0x0213),
        RATIONAL: (0x011A, 0x011B),
    },
    "ExifIFD": {
        ASCII: (
            *(0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292),
            *(0xA420, 0xA430, 0xA431, 0xA433, 0xA434, 0xA435),
            *range(0xA436, 0xA43D),
        ),
        SHORT: (0x8822, 0x8827, 0x8830, 0x9207, 0x9208, 0x9209, 0xA001, *range(0xA401, 0xA407), 0xA460),
        LONG: (*range(0x8831, 0x8836), 0xA002, 0xA003),
        RATIONAL: (0x829A, 0x829D, 0x9102, 0x9202, 0x9205, 0x9206, 0x920A, 0xA404, 0xA432, 0xA500),
        SRATIONAL: (0x9201, 0x9203, 0x9204),
        UNDEFINED: (0x9000, 0x9101, 0xA000, 0xA300, 0xA301),
    },
    "InteropIFD": {ASCII: (0x0001,), UNDEFINED: (0x0002,)},
    "GPS": {
        ASCII: (0x01, 0x03, 0x08, 0x09, 0x0A, 0x0C, 0x0E, 0x10, 0x12, 0x13, 0x15, 0x17, 0x19, 0x1D),
        BYTE: (0x00, 0x05),
        SHORT: (0x1E,),
        RATIONAL: (0x02, 0x04, 0x06, 0x07, 0x0B, 0x0D, 0x0F, 0x11, 0x14, 0x16, 0x18, 0x1A, 0x1F),
    },
}
"""The tags that `compose` writes, and their types: Exif 3.0 clauses 4.6.5 to 4.6.8."""

_COUNTS: Final = {
    "GPS:GPSVersionID": 4,
    "GPS:GPSLatitude": 3,
    "GPS:GPSLongitude": 3,
    "GPS:GPSTimeStamp": 3,
    "GPS:GPSDestLatitude": 3,
    "GPS:GPSDestLongitude": 3,
    "ExifIFD:LensInfo": 4,
}
"""How many numbers a tag takes, where it isn't one: the same clauses."""

_ALLOWED: Final[Mapping[str, frozenset[Value]]] = {
    "IFD0:Orientation": frozenset(range(1, 9)),
    "ExifIFD:ColorSpace": frozenset((1, 2, 65535)),
    "InteropIFD:InteropIndex": frozenset(("R98", "R03")),
}
"""The only values of some tags, for the picture must look the same in every reader."""


class _Slot(NamedTuple):
    """Where a value is written: its table, tag and type."""

    group: str
    tag: int
    type: int


def _slots() -> Iterator[tuple[str, _Slot]]:
    for group, types in _COMPOSED.items():
        names = GPS_TAGS if group == "GPS" else MAIN_TAGS
        for number, tags in types.items():
            for tag in tags:
                yield f"{group}:{names[tag]}", _Slot(group, tag, number)


_SLOTS: Final = dict(_slots())


def rendering_values(rendering: Rendering) -> dict[str, Value]:
    """What `compose` has to say for the picture to look the same.

    An upright picture needs no Orientation, and an interoperability index only qualifies a colour space.

    Raises:
        PolicyError: a value that no block may say (rule ``"rendering-value"``).
    """
    said: dict[str, Value | None] = {
        "IFD0:Orientation": rendering.orientation,
        "ExifIFD:ColorSpace": rendering.color_space,
        "InteropIFD:InteropIndex": rendering.interop_index,
    }
    if any(value is not None and value not in _ALLOWED[key] for key, value in said.items()):
        raise PolicyError("a rendering value that Exif cannot say", part="exif", rule="rendering-value")
    if rendering.orientation == 1:
        del said["IFD0:Orientation"]
    if rendering.color_space is None:
        del said["InteropIFD:InteropIndex"]
    return {key: value for key, value in said.items() if value is not None}


def compose(values: Mapping[str, Value], order: ByteOrder = "big") -> bytes:
    """The smallest block that says these values; ``b""`` when there are none.

    Text is ASCII or, as everybody writes it, UTF-8 in an ASCII value: Exif 3.0 clause 4.6.2. Copyright may
    hold a NUL between its two parts.

    Args:
        values: by the keys of `Exif.read`, as it gives them: `str`, `int`, `Rational`, `bytes`, tuples.
        order: the block's byte order.

    Raises:
        PolicyError: a key that isn't written (rule ``"exif-key"``), or a value that its tag can't hold
            (rule ``"exif-value"``).
    """
    return lay_out(compose_rows(values, order), None, order)


def compose_rows(values: Mapping[str, Value], order: ByteOrder) -> dict[str, list[Row]]:
    """The rows that say these values, by table; arguments and errors as for `compose`."""
    tables: dict[str, list[Row]] = {}
    for key, value in values.items():
        if key not in _SLOTS:
            raise PolicyError(f"{key} is no value that exifguard writes", part="exif", rule="exif-key")
        slot = _SLOTS[key]
        data = _encode(key, slot.type, value, order)
        if data is None:
            raise PolicyError(f"a value that {key} cannot hold", part="exif", rule="exif-value")
        row = Row(slot.tag, slot.type, len(data) // TYPES[slot.type].size, data)
        tables.setdefault(slot.group, []).append(row)
    return tables


def _encode(key: str, number: int, value: Value, order: ByteOrder) -> bytes | None:
    """The bytes of a value, or None when its tag can't hold it."""
    if key in _ALLOWED and value not in _ALLOWED[key]:
        return None
    if number == ASCII:
        return _encode_text(value, TEXT_PARTS.get(key.partition(":")[2], 1))
    if number == UNDEFINED:
        return value if isinstance(value, bytes) and value else None
    return _encode_numbers(value, _COUNTS.get(key, 1), number, order)


def _encode_text(value: Value, parts: int) -> bytes | None:
    if not isinstance(value, str) or not value or value.count("\0") >= parts:
        return None
    try:
        return value.encode() + b"\0"
    except UnicodeEncodeError:
        return None


def _encode_numbers(value: Value, count: int, number: int, order: ByteOrder) -> bytes | None:
    code = TYPES[number].code
    items = value if isinstance(value, tuple) and not isinstance(value, Rational) else (value,)
    wanted = Rational if len(code) == 2 else int
    if len(items) != count or not all(isinstance(item, wanted) for item in items):
        return None
    flat: Iterable[Value] = itertools.chain(*items) if wanted is Rational else items  # type: ignore[arg-type]
    try:
        return struct.pack(ORDER_CODES[order] + code * count, *flat)
    except struct.error:
        return None
