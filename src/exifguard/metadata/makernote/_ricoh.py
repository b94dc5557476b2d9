"""Ricoh before it bought Pentax: a table behind a signature of eight bytes, or a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ._base import Found, Item, Layout, Maker, Named, Note, SubTable, Tag, made_by, signed, tags
from ._decode import Cell, as_text, as_whole_text, record, sub_table
from ._records import nearest_base

SUB_SIGNATURE: Final = b"[Ricoh Camera Info]"
SUB_START: Final = 20

MOST_FACES: Final = 8


def _faces(item: Item) -> Iterable[Found]:
    """How many faces, the frame, and their places."""
    many = min(item.raw[181], MOST_FACES) if len(item.raw) > 181 else 0
    places = (Cell(f"Face{face + 1}Position", 188 + 12 * face, "u2", 4) for face in range(many))
    cells = (Cell("FacesDetected", 181, "u1"), Cell("FaceDetectFrameSize", 182, "u2", 2))
    return record(*cells, *places)(item)


SUB_TAGS: Final = tags(
    {0x0004: "ManufactureDate1", 0x0005: "ManufactureDate2", 0x002A: "NoiseReduction"},
    {
        0x001A: Tag("FaceInfo", _faces),
        0x0029: Tag(
            "FirmwareInfo", record(Cell("FirmwareRevision", 0, "t12"), Cell("FirmwareRevision2", 12, "t12"))
        ),
        0x002C: Tag(
            "SerialInfo",
            record(
                Cell("BodyFirmware", 0, "t16"),
                Cell("BodySerialNumber", 16, "t16"),
                Cell("LensFirmware", 32, "t16", skip_zero=True),
                Cell("LensSerialNumber", 48, "t16", skip_zero=True),
            ),
        ),
    },
)
THETA_TAGS: Final = tags({0x0003: "Accelerometer", 0x0004: "Compass", 0x000A: "TimeZone"})


def _sub_table(item: Item) -> Iterable[Found]:
    """A table behind a signature, big-endian; in other cameras the value is the table's offset.

    Offsets count as those outside, or (Caplio RR1) from the signature.
    """
    if item.raw.startswith(SUB_SIGNATURE):
        start = item.at + SUB_START
        base = nearest_base(item.note, start, "big", (item.base, item.at))
        return (SubTable(start, base, "big", SUB_TAGS, "Ricoh"),)
    if item.type in (4, 13) and isinstance(item.value, int):
        return (SubTable(item.base + item.value, item.base, item.order, SUB_TAGS, "Ricoh"),)
    return ()


def _serial(item: Item) -> Iterable[Found]:
    """Text or bytes, depending on the model."""
    text = as_text(item.raw).strip()
    if text and text.isascii() and text.isprintable():
        return (Named("SerialNumber", text, item.size),)
    return (Named("InternalSerialNumber", item.raw.hex(), item.size),)


def _image_info(item: Item) -> Iterable[Found]:
    """A record with the date as digits, two in a byte."""
    yield Named(item.name, item.value, item.size)
    digits = item.raw[6:13].hex()
    if len(digits) == 14 and digits.isdecimal():
        date = f"{digits[:4]}:{digits[4:6]}:{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:]}"
        yield Named("RicohDate", date, 7)


def _image_info_tag(item: Item) -> Iterable[Found]:
    """A record, or a number in the GR."""
    return () if isinstance(item.value, int) else _image_info(item)


TAGS: Final = tags(
    {
        0x0001: "MakerNoteType",
        0x0002: "FirmwareVersion",
        0x0E00: "PrintIM",
        0x1000: "RecordingFormat",
        0x1004: "WhiteBalanceFineTune",
        0x1006: "FocusMode",
        0x1007: "AutoBracketing",
        0x1009: "MacroMode",
        0x100A: "FlashMode",
        0x100B: "FlashExposureComp",
        0x100C: "ManualFlashOutput",
        0x100D: "FullPressSnap",
        0x100E: "DynamicRangeExpansion",
        0x100F: "NoiseReduction",
        0x1010: "ImageEffects",
        0x1011: "Vignetting",
        0x1012: "Contrast",
        0x1013: "Saturation",
        0x1014: "Sharpness",
        0x1015: "ToningEffect",
        0x1016: "HueAdjust",
        0x1017: "WideAdapter",
        0x1018: "CropMode",
        0x1019: "NDFilter",
        0x101A: "WBBracketShotNumber",
        0x1200: "AFStatus",
        0x1201: "AFAreaXPosition1",
        0x1202: "AFAreaYPosition1",
        0x1203: "AFAreaXPosition",
        0x1204: "AFAreaYPosition",
        0x1205: "AFAreaMode",
        0x1307: "ColorTempKelvin",
        0x1308: "ColorTemperature",
        0x1500: "FocalLength",
        0x1601: "SensorWidth",
        0x1602: "SensorHeight",
        0x1603: "CroppedImageWidth",
        0x1604: "CroppedImageHeight",
        0x1002: "DriveMode",
        0x1003: "Sharpness",
    },
    {
        0x0005: Tag("SerialNumber", _serial),
        0x1001: Tag("ImageInfo", _image_info_tag),
        0x2001: Tag("RicohSubdir", _sub_table),
        0x4001: Tag("ThetaSubdir", sub_table(THETA_TAGS, "Ricoh")),
    },
)

_PAIRS: Final = re.compile(rb"([A-Za-z]+?)([0-9][^;\0]*)(?:[;\0]|$)")
_TEXT_NAMES: Final = {
    b"Rv": "FirmwareVersion",
    b"Rev": "FirmwareVersion",
    b"Bg": "BlueGain",
    b"Gg": "GreenGain",
    b"Rg": "RedGain",
}


def _read_text(note: Note) -> Iterator[Found]:
    """Names and values, with semicolons between them."""
    yield Named("MakerNoteRicohText", as_whole_text(note.data), note.size)
    for name, value in _PAIRS.findall(note.data[:256]):
        if name in _TEXT_NAMES:
            yield Named(_TEXT_NAMES[name], value.decode("latin-1"), len(value))


MAKERS: Final = (
    Maker("Ricoh", signed(b"Rv", b"Rev", make="Ricoh"), read=_read_text),
    Maker("Ricoh", signed(b"Ricoh", b"RICOH", b"      ", b"MLT0", make="Ricoh"), Layout(start=8), TAGS),
    Maker("Ricoh", made_by("Ricoh"), Layout(), TAGS),
)
