"""Kodak, and the cameras of other makers with the same electronics: twelve kinds of notes.

The kinds are numbered as ExifTool numbers them: https://exiftool.org/TagNames/Kodak.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ..._cursor import ByteOrder
from ...model import Value
from ._base import Decode, Found, Inner, Item, Maker, Note, SubTable, Tag, tags
from ._decode import Cell
from ._records import Place, Reworked, read_headless, read_record, text_if_set

GROUP: Final = "Kodak"
MARKS: Final[dict[bytes, ByteOrder]] = {b"II": "little", b"MM": "big"}

# -- records -------------------------------------------------------------------------------------------


def _digits(value: Value, separator: str) -> str:
    """Numbers of two digits."""
    numbers = value if isinstance(value, tuple) else ()
    return separator.join(f"{number:02}" for number in numbers if isinstance(number, int))


def _pair(value: Value) -> str | None:
    """Month and day."""
    return _digits(value, ":") if isinstance(value, tuple) and any(value) else None


def _time(value: Value) -> str:
    """Hour, minute, second and hundredth."""
    return f"{_digits(value, ':')[:8]}.{_digits(value, ':')[9:]}"


def _date_places(at: int) -> tuple[Place, ...]:
    """The year, the month and the day, and the time."""
    return (
        Cell("YearCreated", at, "u2", skip_zero=True),
        Reworked(Cell("MonthDayCreated", at + 2, "u1", 2), _pair),
        Reworked(Cell("TimeCreated", at + 4, "u1", 4), _time),
    )


TYPE1: Final[tuple[Place, ...]] = (
    Cell("KodakModel", 8, "t8"),
    *_date_places(24),
    Cell("Quality", 17, "u1"),
    Cell("BurstMode", 18, "u1"),
    Cell("KodakImageWidth", 20, "u2"),
    Cell("KodakImageHeight", 22, "u2"),
    Cell("BurstMode2", 32, "u2"),
    Cell("ShutterMode", 35, "u1"),
    Cell("MeteringMode", 36, "u1"),
    Cell("SequenceNumber", 37, "u1"),
    Cell("FNumber", 38, "u2"),
    Cell("ExposureTime", 40, "u4"),
    Cell("ExposureCompensation", 44, "s2"),
    Cell("VariousModes", 46, "u2"),
    Cell("Distance1", 48, "u4"),
    Cell("Distance2", 52, "u4"),
    Cell("Distance3", 56, "u4"),
    Cell("Distance4", 60, "u4"),
    Cell("FocusMode", 64, "u1"),
    Cell("VariousModes2", 66, "u2"),
    Cell("PanoramaMode", 68, "u2"),
    Cell("SubjectDistance", 70, "u2"),
    Cell("WhiteBalance", 72, "u1"),
    Cell("FlashMode", 100, "u1"),
    Cell("FlashFired", 101, "u1"),
    Cell("ISOSetting", 102, "u2"),
    Cell("ISO", 104, "u2"),
    Cell("TotalZoom", 106, "u2"),
    Cell("DateTimeStamp", 108, "u2"),
    Cell("ColorMode", 110, "u2"),
    Cell("DigitalZoom", 112, "u2"),
    Cell("Sharpness", 115, "s1"),
)
TYPE2: Final[tuple[Place, ...]] = (
    Cell("KodakMaker", 8, "t32"),
    Cell("KodakModel", 40, "t32"),
    Cell("KodakImageWidth", 108, "u4"),
    Cell("KodakImageHeight", 112, "u4"),
)
TYPE3: Final[tuple[Place, ...]] = (
    *_date_places(12),
    Cell("OpticalZoom", 30, "u2"),
    Cell("Sharpness", 55, "s1"),
    Cell("ExposureTime", 56, "u4"),
    Cell("FNumber", 60, "u2"),
    Cell("ISO", 78, "u2"),
)
TYPE4: Final[tuple[Place, ...]] = (Cell("OriginalFileName", 32, "t12", skip_zero=True),)
TYPE5: Final[tuple[Place, ...]] = (
    Cell("ExposureTime", 20, "u4"),
    Cell("WhiteBalance", 26, "u1"),
    Cell("FNumber", 28, "u2"),
    Cell("ISO", 30, "u2"),
    Cell("OpticalZoom", 32, "u2"),
    Cell("DigitalZoom", 34, "u2"),
    Cell("FlashMode", 39, "u1"),
    Cell("ImageRotated", 42, "u1"),
    Cell("Macro", 43, "u1"),
)
TYPE6: Final[tuple[Place, ...]] = (
    Cell("ExposureTime", 16, "u4"),
    Cell("ISOSetting", 20, "u4"),
    Cell("FNumber", 24, "u2"),
    Cell("ISO", 26, "u2"),
    Cell("OpticalZoom", 28, "u2"),
    Cell("DigitalZoom", 30, "u2"),
    Cell("Flash", 34, "u2"),
)
TYPE7: Final[tuple[Place, ...]] = (Cell("SerialNumber", 0, "t16", skip_zero=True),)
TYPE9: Final[tuple[Place, ...]] = (
    Cell("FNumber", 12, "u2"),
    Cell("ExposureTime", 16, "u4"),
    Reworked(
        Cell("DateTimeOriginal", 20, "t20", skip_zero=True),
        lambda value: value.replace("/", ":") if isinstance(value, str) else value,
    ),
    Cell("ISO", 52, "u2"),
)
TYPE9_KODAK: Final[tuple[Place, ...]] = (
    *TYPE9,
    Cell("FirmwareVersion", 87, "t16", skip_zero=True),
    Cell("UnknownNumber", 168, "t12", skip_zero=True),
    Cell("UnknownNumber", 196, "t12", skip_zero=True),
)

# -- tables --------------------------------------------------------------------------------------------

SUB_IFD0_NAMES: Final = {
    0xFA02: "SceneMode",
    0xFA19: "SerialNumber",
    0xFA1D: "KodakImageWidth",
    0xFA1E: "KodakImageHeight",
    0xFA20: "SensorWidth",
    0xFA21: "SensorHeight",
    0xFA23: "FNumber",
    0xFA24: "ExposureTime",
    0xFA2E: "ISO",
    0xFA3D: "OpticalZoom",
    0xFA46: "ISO",
    0xFA51: "KodakImageWidth",
    0xFA52: "KodakImageHeight",
    0xFA54: "ThumbnailWidth",
    0xFA55: "ThumbnailHeight",
    0xFA57: "PreviewImageWidth",
    0xFA58: "PreviewImageHeight",
}

SUB_IFD2_NAMES: Final = {
    0x6002: "SceneModeUsed",
    0x6006: "OpticalZoom",
    0x6103: "MaxAperture",
    0xF002: "SceneModeUsed",
    0xF006: "OpticalZoom",
    0xF103: "FNumber",
    0xF104: "ExposureTime",
    0xF105: "ISO",
}

CAMERA_INFO_NAMES: Final = {
    0xF900: "SensorWidth",
    0xF901: "SensorHeight",
    0xF902: "BayerPattern",
    0xF903: "SensorFullWidth",
    0xF904: "SensorFullHeight",
    0xF907: "KodakImageWidth",
    0xF908: "KodakImageHeight",
    0xFA00: "KodakInfoType",
    0xFA04: "SerialNumber",
    0xFD04: "FNumber",
    0xFD05: "ExposureTime",
    0xFD06: "ISO",
}

TYPE11_NAMES: Final = {
    0x0104: "FirmwareVersion",
    0x0203: "PictureEffect",
    0x0207: "KodakModel",
    0x0300: "KodakMake",
    0x0308: "LensSerialNumber",
    0x0309: "LensModel",
    0x030D: "LevelMeter",
    0x0311: "Pitch",
    0x0312: "Yaw",
    0x0313: "Roll",
    0x0314: "CX",
    0x0315: "CY",
    0x0316: "Rads",
}


def _inner(inner: Mapping[int, Tag], *, marked: bool = True) -> Decode:
    """An inner table behind a mark of its byte order, which its offsets count from.

    Args:
        inner: its tags.
        marked: False where only a table that stands in the value itself has the mark.
    """

    def decode(item: Item) -> Iterable[Found]:
        stored = item.type == 7
        if not stored and (not isinstance(item.value, int) or not item.value):
            return ()
        start = item.at if stored or not isinstance(item.value, int) else item.base + item.value
        if not stored and not marked:
            return (SubTable(start, item.base, item.order, inner, GROUP),)
        order = MARKS.get(item.note.block[start : start + 2]) if start >= 0 else None
        return (SubTable(start + 2, start, order, inner, GROUP),)

    return decode


_SUB_IFD0_TAGS: Final = tags(SUB_IFD0_NAMES, {0xFA19: Tag("SerialNumber", text_if_set())})
TYPE8_TAGS: Final = tags(
    {},
    {
        0xFC00: Tag("SubIFD0", _inner(_SUB_IFD0_TAGS, marked=False)),
        0xFC01: Tag("SubIFD1", _inner(tags({0x0027: "ISO", 0x0028: "ISO"}))),
        0xFC02: Tag("SubIFD2", _inner(tags(SUB_IFD2_NAMES))),
        0xFC03: Tag("SubIFD3", _inner(tags({0x1000: "OpticalZoom"}))),
        0xFC04: Tag("SubIFD4", _inner(tags({}))),
        0xFC05: Tag("SubIFD5", _inner(tags({0x000F: "OpticalZoom"}))),
        0xFC06: Tag("SubIFD6", _inner(tags({}))),
        0xFCFF: Tag("SubIFD255", _inner(_SUB_IFD0_TAGS)),
        0xFF00: Tag(
            "CameraInfo",
            _inner(tags(CAMERA_INFO_NAMES, {0xFA04: Tag("SerialNumber", text_if_set())}), marked=False),
        ),
    },
)
TYPE8_NAMES: Final = {number: tag.name for number, tag in TYPE8_TAGS.items()}
TYPE10_TAGS: Final = tags(
    {
        0x0002: "PreviewImageSize",
        0x0012: "ExposureTime",
        0x0013: "FNumber",
        0x0014: "ISO",
        0x001D: "FocalLength",
    }
)

# -- kinds ---------------------------------------------------------------------------------------------

Read = Callable[[Note], Iterable[Found]]


def _as_record(places: tuple[Place, ...], order: ByteOrder, head: int = 0) -> Read:
    return lambda note: read_record(note.data, places, order, head)


def _as_table(start: int, base: int | None, inner: Mapping[int, Tag]) -> Read:
    """A table at `start` of the note, behind a mark of its byte order or without one."""

    def read(note: Note) -> Iterator[Found]:
        order = MARKS.get(note.block[note.start : note.start + 2]) if start else None
        origin = 0 if base is None else note.start + base
        yield SubTable(note.start + start, origin, order, inner, GROUP)

    return read


def _as_wide_table(names: Mapping[int, str]) -> Read:
    """A table at byte 8 whose count takes four bytes, the two that say it in front or behind."""

    def read(note: Note) -> Iterable[Found]:
        order = MARKS.get(note.data[:2], "big")
        first, second = (int.from_bytes(note.data[at : at + 2], order) for at in (8, 10))
        start = note.start
        return read_headless(note, start + 12, first or second, order, lambda _: start, names)

    return read


class _Kind(NamedTuple):
    """A kind of notes: how they begin, what the model's name holds, and how they are read."""

    signature: re.Pattern[bytes]
    read: Read
    make: str = "eastman kodak"
    model: re.Pattern[str] | None = None


def _starts(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


_TABLE_START: Final = _starts(rb"\0[\x02-\x7f]..\0[\x01-\x0c]\0\0|[\x02-\x7f]\0..[\x01-\x0c]\0..\0\0")
_TYPE2_START: Final = _starts(rb".{8}Eastman Kodak|\x01\0[\0\x01]\0\0\0\x04\0[a-zA-Z]{4}")
_TYPE9_START: Final = _starts(rb"IIII[\x02\x03]\0.{14}\d{4}/\d\d/\d\d ")
_PIXPRO: Final = re.compile("kodak|pixpro", re.IGNORECASE)

KINDS: Final = (
    _Kind(_starts(rb"KDK INFO"), _as_record(TYPE1, "big", 8)),
    _Kind(_starts(rb"KDK"), _as_record(TYPE1, "little", 8)),
    _Kind(_TYPE2_START, _as_record(TYPE2, "big"), ""),
    _Kind(_starts(rb"(?!MM|II|AOC).{12}\x07"), _as_record(TYPE3, "big")),
    _Kind(_starts(rb"(?!MM|II|AOC).{41}JPG"), _as_record(TYPE4, "big")),
    _Kind(_starts(rb""), _as_record(TYPE5, "big"), model=re.compile("CX(4200|4230|4300|4310|6200|6230)")),
    _Kind(_starts(rb"\0(\x1a\x18|\x3a\x08|\x59\xf8|\x14\x80)\0"), _as_record(TYPE5, "big")),
    _Kind(_starts(rb""), _as_record(TYPE6, "big"), model=re.compile("DX3215")),
    _Kind(_starts(rb""), _as_record(TYPE6, "little"), model=re.compile("DX3700")),
    _Kind(
        _starts(rb"[CK][A-Z\d]{3} ?[A-Z\d]{1,2}\d\d[A-Z\d]\d{4}[ \0]"),
        _as_record(TYPE7, "little"),
        "kodak",
    ),
    _Kind(_TABLE_START, _as_table(0, None, TYPE8_TAGS), "kodak"),
    _Kind(_starts(rb"MM\0\x2a\0\0\0\x08\0.\0\0"), _as_wide_table(TYPE8_NAMES), "kodak"),
    _Kind(_starts(rb"MM\0\x2a\0\0\0\x08|II\x2a\0\x08\0\0\0"), _as_table(8, 0, TYPE8_TAGS), "kodak"),
    _Kind(_TYPE9_START, _as_record(TYPE9_KODAK, "little", 6), "kodak"),
    _Kind(_TYPE9_START, _as_record(TYPE9, "little", 6), ""),
    _Kind(_starts(rb"MM\0[\x02-\x7f]|II[\x02-\x7f]\0"), _as_table(2, None, TYPE10_TAGS), "kodak"),
    _Kind(_starts(rb"II\x2a\0\x08\0\0\0.\0\0\0"), _as_wide_table(TYPE11_NAMES), "", _PIXPRO),
    _Kind(_starts(rb"MM\0\x2a\0\0\0\x08\0\0\0."), _as_wide_table(TYPE11_NAMES), "", _PIXPRO),
)
"""In the order in which they are tried."""


def _read(note: Note) -> Iterator[Found]:
    data = note.data
    for kind in KINDS:
        fits = kind.make in note.make.casefold() and kind.signature.match(data)
        if fits and (kind.model is None or kind.model.search(note.model)):
            yield from kind.read(note)
            return
    yield Inner("makernote", "Unknown", data)


def _is_kodak(head: bytes, make: str) -> bool:
    """Kodak's make, or one of the kinds that other makers use as well."""
    if "kodak" in make.casefold() or make.casefold().startswith("jk imaging"):
        return not head.startswith(b"AOC\0")
    return bool(_TYPE2_START.match(head) or _TYPE9_START.match(head))


MAKER: Final = Maker(GROUP, _is_kodak, read=_read)
