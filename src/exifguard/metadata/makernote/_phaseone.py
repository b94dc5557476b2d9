"""Phase One, and the Leaf backs since Phase One owns Leaf: a table of its own kind, with an inner one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from ..._cursor import ByteOrder
from ...model import Value
from ...structures.ifd import read_numbers
from ._base import Found, Inner, Maker, Named, Note
from ._decode import as_whole_text

GROUP: Final = "PhaseOne"
MOST_ENTRIES: Final = 300
LONGEST_VALUE: Final = 1 << 16

TEXT, SHORTS, LONGS, FLOATS, DOUBLES, BYTES, DATE, TABLE, RAW = range(9)
"""What a value is: those that name a number are of that kind, some are an inner table, or the raw picture."""

_FORMATS: Final = {1: TEXT, 2: SHORTS, 4: LONGS}
"""What an entry says of its value where the tag does not tell."""
_NUMBERS: Final = {SHORTS: 8, LONGS: 9, FLOATS: 11, DOUBLES: 12}
"""The types of TIFF 6.0 for those that are numbers."""


class _Tag(NamedTuple):
    name: str
    kind: int | None = None


MAIN_TAGS: Final[Mapping[int, _Tag]] = {
    0x0100: _Tag("CameraOrientation"),
    0x0102: _Tag("SerialNumber", TEXT),
    0x0105: _Tag("ISO"),
    0x0106: _Tag("ColorMatrix1", FLOATS),
    0x0107: _Tag("WB_RGBLevels", FLOATS),
    0x0108: _Tag("SensorWidth"),
    0x0109: _Tag("SensorHeight"),
    0x010A: _Tag("SensorLeftMargin"),
    0x010B: _Tag("SensorTopMargin"),
    0x010C: _Tag("ImageWidth"),
    0x010D: _Tag("ImageHeight"),
    0x010E: _Tag("RawFormat"),
    0x010F: _Tag("RawData", RAW),
    0x0110: _Tag("SensorCalibration", TABLE),
    0x0112: _Tag("DateTimeOriginal", DATE),
    0x0113: _Tag("ImageNumber"),
    0x0203: _Tag("Software", TEXT),
    0x0204: _Tag("System", TEXT),
    0x0210: _Tag("SensorTemperature", FLOATS),
    0x0211: _Tag("SensorTemperature2", FLOATS),
    0x0212: _Tag("UnknownDate", DATE),
    0x021C: _Tag("StripOffsets"),
    0x021D: _Tag("BlackLevel"),
    0x0222: _Tag("SplitColumn"),
    0x0223: _Tag("BlackLevelData", SHORTS),
    0x0226: _Tag("ColorMatrix2", FLOATS),
    0x0267: _Tag("AFAdjustment", FLOATS),
    0x0301: _Tag("FirmwareVersions", TEXT),
    0x0400: _Tag("ShutterSpeedValue", FLOATS),
    0x0401: _Tag("ApertureValue", FLOATS),
    0x0402: _Tag("ExposureCompensation", FLOATS),
    0x0403: _Tag("FocalLength", FLOATS),
    0x0410: _Tag("CameraModel", TEXT),
    0x0412: _Tag("LensModel", TEXT),
    0x0414: _Tag("MaxApertureValue", FLOATS),
    0x0415: _Tag("MinApertureValue", FLOATS),
    0x0455: _Tag("Viewfinder", TEXT),
}
CALIBRATION_TAGS: Final[Mapping[int, _Tag]] = {
    0x0400: _Tag("SensorDefects", BYTES),
    0x0401: _Tag("AllColorFlatField1", BYTES),
    0x0407: _Tag("SerialNumber", TEXT),
    0x040B: _Tag("RedBlueFlatField", BYTES),
    0x0410: _Tag("AllColorFlatField2", BYTES),
    0x0416: _Tag("AllColorFlatField3", BYTES),
    0x0419: _Tag("LinearizationCoefficients1", FLOATS),
    0x041A: _Tag("LinearizationCoefficients2", FLOATS),
}

_HEAD: Final = re.compile(rb"IIII.waR|MMMMRaw.", re.DOTALL)


class _Kind(NamedTuple):
    """A kind of table: the size of its entries, its tags, and the group of their fields."""

    entry_size: int
    tags: Mapping[int, _Tag]


MAIN: Final = _Kind(16, MAIN_TAGS)
CALIBRATION: Final = _Kind(12, CALIBRATION_TAGS)


def _read(note: Note) -> Iterator[Found]:
    yield from _read_table(note.data, MAIN)


def _read_table(data: bytes, kind: _Kind) -> Iterator[Found]:
    """A table: a mark, a version and the offset of its count at its beginning, which offsets count from."""
    order: ByteOrder = "little" if data[:1] == b"I" else "big"

    def number(at: int) -> int:
        return int.from_bytes(data[at : at + 4], order)

    start = number(8)
    count = number(start)
    if not 2 <= count <= MOST_ENTRIES or start + 8 + kind.entry_size * count > len(data):
        yield Inner("makernote", "Unknown", data)
        return
    spare = 2 * len(data)
    for at in range(start + 8, start + 8 + kind.entry_size * count, kind.entry_size):
        last = at + kind.entry_size - 4
        form = number(at + 4) if kind.entry_size == MAIN.entry_size else 0
        size = number(last - 4)
        begin = last if size <= 4 else number(last)
        raw = data[begin : begin + min(size, spare)]
        spare -= len(raw)
        yield from _read_value(number(at), form, raw, order, kind)


def _read_value(number: int, form: int, raw: bytes, order: ByteOrder, kind: _Kind) -> Iterator[Found]:
    tag = kind.tags.get(number) or _Tag(f"0x{number:04x}")
    what = tag.kind if tag.kind is not None else _FORMATS.get(form, BYTES)
    if what == TABLE and raw[:8] in (b"IIII\1\0\0\0", b"MMMM\0\0\0\1"):
        yield from _read_table(raw, CALIBRATION)
    elif what == RAW:
        yield Named(tag.name, b"", len(raw))  # the picture itself
    elif what == TABLE:
        yield Inner("makernote", tag.name, raw)
    else:
        yield Named(tag.name, _decode(what, raw[:LONGEST_VALUE], order), len(raw))


def _decode(kind: int, raw: bytes, order: ByteOrder) -> Value:
    if kind == TEXT:
        return as_whole_text(raw)
    if kind == DATE:
        return _date(int.from_bytes(raw[:4], order))
    if kind in _NUMBERS:
        return read_numbers(raw, _NUMBERS[kind], order)
    return raw


def _date(seconds: int) -> str:
    """Seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y:%m:%d %H:%M:%S")


MAKER: Final = Maker(GROUP, lambda head, make: _HEAD.match(head) is not None, read=_read)  # noqa: ARG005
