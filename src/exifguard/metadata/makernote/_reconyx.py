"""Reconyx trail cameras: records that say when, where they hang (by a label), and how warm it was.

RapidFire and HyperFire, UltraFire, HyperFire 2, MicroFire, HyperFire 4K: as Reconyx describes them
(https://exiftool.org/TagNames/Reconyx.html).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ...model import Value
from ._base import Found, Maker, Note, signed
from ._decode import Cell, as_text
from ._records import Place, Reworked, read_record

_CALENDAR: Final = (5, 3, 4, 2, 1, 0)
_REVERSED: Final = (5, 4, 3, 2, 1, 0)
"""Where year, month, day, hour, minute and second stand among six numbers."""


def _numbers(value: Value, count: int) -> tuple[int, ...]:
    """The whole numbers of a value; none where there are not so many."""
    items = value if isinstance(value, tuple) else (value,)
    numbers = tuple(item for item in items if isinstance(item, int))
    return numbers if len(numbers) == count else ()


def _date(places: tuple[int, ...]) -> Callable[[Value], Value | None]:
    def rework(value: Value) -> str | None:
        numbers = _numbers(value, 6)
        if not any(numbers):
            return None
        if numbers[0] & 0xFF00 and not numbers[0] & 0xFF:  # some writers swap the bytes of these alone
            numbers = tuple(number >> 8 | (number & 0xFF) << 8 for number in numbers)
        year, month, day, hour, minute, second = (numbers[place] for place in places)
        return f"{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}"

    return rework


def _short_date(value: Value) -> str | None:
    """Second, minute, hour, day, month in one byte each, and the year in two."""
    numbers = _numbers(value, 7)
    if not any(numbers):
        return None
    second, minute, hour, day, month, low, high = numbers
    return f"{high << 8 | low:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}"


def _packed_date(value: Value) -> str | None:
    """Date and time as FAT has them, the date first."""
    numbers = _numbers(value, 2)
    if not any(numbers):
        return None
    date, time = numbers
    return (
        f"{(date >> 9) + 1980:04}:{date >> 5 & 15:02}:{date & 31:02} "
        f"{time >> 11:02}:{time >> 5 & 63:02}:{(time & 31) * 2:02}"
    )


def _coded_date(value: Value) -> str | None:
    """Year, and month and day, each digit in four bits."""
    numbers = _numbers(value, 2)
    return f"{numbers[0]:04x}:{numbers[1] >> 8:02x}:{numbers[1] & 255:02x}" if any(numbers) else None


def _coded_version(value: Value) -> str | None:
    """Version, date and revision in seven bytes."""
    raw = value if isinstance(value, bytes) else b""
    if not any(raw):
        return None
    year = int.from_bytes(raw[2:4], "little")
    date = f"{year:04x}:{raw[4]:02x}:{raw[5]:02x}"
    return f"V{raw[0]:02x}.{raw[1]:02x} {date} Rev.{as_text(raw[6:7])}"


def _event(value: Value) -> int | None:
    """A number whose high half comes first."""
    numbers = _numbers(value, 2)
    return numbers[0] << 16 | numbers[1] if numbers else None


def _wide_text(value: Value) -> str | None:
    """UTF-16."""
    raw = value if isinstance(value, bytes) else b""
    return raw.decode("utf-16-le", "replace").partition("\0")[0].rstrip() or None


def _label(at: int, size: int) -> Cell:
    return Cell("UserLabel", at, f"t{size}", skip_zero=True)


HYPERFIRE: Final[tuple[Place, ...]] = (
    Cell("MakerNoteVersion", 0, "u2"),
    Cell("FirmwareVersion", 2, "u2", 3),
    Reworked(Cell("FirmwareDate", 8, "u2", 2), _coded_date),
    Cell("TriggerMode", 12, "t2"),
    Cell("Sequence", 14, "u2", 2),
    Reworked(Cell("EventNumber", 18, "u2", 2), _event),
    Reworked(Cell("DateTimeOriginal", 22, "u2", 6), _date(_CALENDAR)),
    Cell("MoonPhase", 36, "u2"),
    Cell("AmbientTemperatureFahrenheit", 38, "s2"),
    Cell("AmbientTemperature", 40, "s2"),
    Reworked(Cell("SerialNumber", 42, "b30"), _wide_text),
    Cell("Contrast", 72, "u2"),
    Cell("Brightness", 74, "u2"),
    Cell("Sharpness", 76, "u2"),
    Cell("Saturation", 78, "u2"),
    Cell("InfraredIlluminator", 80, "u2"),
    Cell("MotionSensitivity", 82, "u2"),
    Cell("BatteryVoltage", 84, "u2"),
    _label(86, 22),
)
ULTRAFIRE: Final[tuple[Place, ...]] = (
    Reworked(Cell("FirmwareVersion", 0x18, "b7"), _coded_version),
    Reworked(Cell("Micro1Version", 0x1F, "b7"), _coded_version),
    Reworked(Cell("BootLoaderVersion", 0x26, "b7"), _coded_version),
    Reworked(Cell("Micro2Version", 0x2D, "b7"), _coded_version),
    Cell("TriggerMode", 0x34, "t1"),
    Cell("Sequence", 0x35, "u1", 2),
    Cell("EventNumber", 0x37, "u4"),
    Reworked(Cell("DateTimeOriginal", 0x3B, "u1", 7), _short_date),
    Cell("DayOfWeek", 0x42, "u1"),
    Cell("MoonPhase", 0x43, "u1"),
    Cell("AmbientTemperatureFahrenheit", 0x44, "s2"),
    Cell("AmbientTemperature", 0x46, "s2"),
    Cell("Illumination", 0x48, "u1"),
    Cell("BatteryVoltage", 0x49, "u2"),
    Cell("SerialNumber", 0x4B, "t15", skip_zero=True),
    _label(0x5A, 21),
)


def _hyperfire2(event_at: int, date: tuple[int, ...]) -> tuple[Place, ...]:
    """What HyperFire 2 and MicroFire have in common, from the kind of event on."""
    return (
        Cell("TriggerMode", event_at, "t2"),
        Cell("Sequence", event_at + 2, "u2", 2),
        Reworked(Cell("EventNumber", event_at + 6, "u2", 2), _event),
        Reworked(Cell("DateTimeOriginal", event_at + 10, "u2", 6), _date(date)),
        Cell("DayOfWeek", event_at + 22, "u2"),
        Cell("MoonPhase", event_at + 24, "u2"),
        Cell("AmbientTemperatureFahrenheit", event_at + 26, "s2"),
        Cell("AmbientTemperature", event_at + 28, "s2"),
        Cell("Contrast", event_at + 30, "u2"),
        Cell("Brightness", event_at + 32, "u2"),
        Cell("Sharpness", event_at + 34, "u2"),
        Cell("Saturation", event_at + 36, "u2"),
        Cell("Flash", event_at + 38, "u2"),
        Cell("AmbientInfrared", event_at + 40, "u2"),
        Cell("AmbientLight", event_at + 42, "u2"),
        Cell("MotionSensitivity", event_at + 44, "u2"),
        Cell("BatteryVoltage", event_at + 46, "u2"),
    )


_FILE: Final[tuple[Place, ...]] = (
    Cell("FileNumber", 0x10, "u2"),
    Cell("DirectoryNumber", 0x12, "u2"),
    Reworked(Cell("DirectoryCreateDate", 0x14, "u2", 2), _packed_date),
    Cell("SDCardID", 0x18, "x16", skip_zero=True),
    Cell("FirmwareVersion", 0x2A, "u2", 3),
    Reworked(Cell("FirmwareDate", 0x30, "u2", 2), _coded_date),
)
HYPERFIRE2: Final[tuple[Place, ...]] = (
    *_FILE,
    *_hyperfire2(0x34, _REVERSED),
    Cell("BatteryVoltageAvg", 0x64, "u2"),
    Cell("BatteryType", 0x66, "u2"),
    _label(0x68, 22),
    Reworked(Cell("SerialNumber", 0x7E, "b30"), _wide_text),
)
MICROFIRE: Final[tuple[Place, ...]] = (
    *_FILE,
    Cell("BluetoothFirmwareVersion", 0x34, "u2", 3),
    Cell("WifiFirmwareVersion", 0x3C, "u2", 3),
    *_hyperfire2(0x44, _CALENDAR),
    Cell("BatteryType", 0x74, "u2"),
    _label(0x76, 22),
    Reworked(Cell("SerialNumber", 0x8C, "b30"), _wide_text),
)
HYPERFIRE_4K: Final[tuple[Place, ...]] = (
    Reworked(Cell("FirmwareVersion", 0x1A, "b7"), _coded_version),
    Reworked(Cell("UIBFirmwareVersion", 0x21, "b7"), _coded_version),
    Cell("TriggerMode", 0x28, "t1"),
    Cell("Sequence", 0x29, "u1", 2),
    Cell("EventNumber", 0x2B, "u4"),
    Reworked(Cell("DateTimeOriginal", 0x2F, "u1", 7), _short_date),
    Cell("DayOfWeek", 0x36, "u1"),
    Cell("MoonPhase", 0x37, "u1"),
    Cell("AmbientTemperatureFahrenheit", 0x38, "s2"),
    Cell("AmbientTemperature", 0x3A, "s2"),
    Cell("Contrast", 0x3C, "u2"),
    Cell("Brightness", 0x3E, "u2"),
    Cell("Sharpness", 0x40, "u2"),
    Cell("Saturation", 0x42, "u2"),
    Cell("Flash", 0x44, "u1"),
    Cell("AmbientLight", 0x45, "u4"),
    Cell("MotionSensitivity", 0x49, "u2"),
    Cell("BatteryVoltage", 0x4B, "u2"),
    Cell("BatteryVoltageAvg", 0x4D, "u2"),
    Cell("BatteryType", 0x4F, "u2"),
    _label(0x51, 51),
    Cell("SerialNumber", 0x84, "t15", skip_zero=True),
    Cell("DirectoryNumber", 0x93, "u2"),
    Cell("FileNumber", 0x95, "u2"),
)


def _is_hyperfire(head: bytes, make: str) -> bool:
    """A signature of two bytes, and a version that is known or the maker's name."""
    known = head[2:4] in (b"\x02\0", b"\x03\0") or make.casefold() == "reconyx"
    return head.startswith(b"\x01\xf1") and known


def _maker(signature: bytes, places: tuple[Place, ...]) -> Maker:
    def read(note: Note) -> Iterator[Found]:
        return read_record(note.data, places, "little", len(signature))

    return Maker("Reconyx", signed(signature), read=read)


MAKERS: Final = (
    Maker("Reconyx", _is_hyperfire, read=lambda note: read_record(note.data, HYPERFIRE, "little")),
    _maker(b"RECONYXUF\0", ULTRAFIRE),
    _maker(b"RECONYXH2\0", HYPERFIRE2),
    _maker(b"RECONYXMF\0", MICROFIRE),
    _maker(b"RECONYXHF4K\0", HYPERFIRE_4K),
)
