"""Samsung: a record in older cameras, a table in newer ones and in phones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ._base import Found, Inner, Maker, Note, SubTable, Tag, signed, tags
from ._decode import Cell, record
from ._records import guess_order, nearest_base, read_headless, read_record, text_if_set

NAMES: Final = {
    0x0001: "MakerNoteVersion",
    0x0002: "DeviceType",
    0x0003: "SamsungModelID",
    0x0011: "OrientationInfo",
    0x0020: "SmartAlbumColor",
    0x0021: "PictureWizard",
    0x0030: "LocalLocationName",
    0x0031: "LocationName",
    0x0035: "PreviewIFD",
    0x0040: "RawDataByteOrder",
    0x0041: "WhiteBalanceSetup",
    0x0043: "CameraTemperature",
    0x0050: "RawDataCFAPattern",
    0x0100: "FaceDetect",
    0x0120: "FaceRecognition",
    0x0123: "FaceName",
    0xA001: "FirmwareName",
    0xA002: "SerialNumber",
    0xA003: "LensType",
    0xA004: "LensFirmware",
    0xA005: "InternalLensSerialNumber",
    0xA010: "SensorAreas",
    0xA011: "ColorSpace",
    0xA012: "SmartRange",
    0xA013: "ExposureCompensation",
    0xA014: "ISO",
    0xA018: "ExposureTime",
    0xA019: "FNumber",
    0xA01A: "FocalLengthIn35mmFormat",
    0xA020: "EncryptionKey",
    0xA021: "WB_RGGBLevelsUncorrected",
    0xA022: "WB_RGGBLevelsAuto",
    0xA023: "WB_RGGBLevelsIlluminator1",
    0xA024: "WB_RGGBLevelsIlluminator2",
    0xA025: "HighlightLinearityLimit",
    0xA028: "WB_RGGBLevelsBlack",
    0xA030: "ColorMatrix",
    0xA031: "ColorMatrixSRGB",
    0xA032: "ColorMatrixAdobeRGB",
    0xA033: "CbCrMatrixDefault",
    0xA034: "CbCrMatrix",
    0xA035: "CbCrGainDefault",
    0xA036: "CbCrGain",
    0xA040: "ToneCurveSRGBDefault",
    0xA041: "ToneCurveAdobeRGBDefault",
    0xA042: "ToneCurveSRGB",
    0xA043: "ToneCurveAdobeRGB",
    0xA048: "RawData",
    0xA050: "Distortion",
    0xA051: "ChromaticAberration",
    0xA052: "Vignetting",
    0xA053: "VignettingCorrection",
    0xA054: "VignettingSetting",
}

_TEXT: Final = text_if_set()
TAGS: Final = tags(
    NAMES,
    {
        0x0011: Tag(
            "OrientationInfo",
            record(Cell("YawAngle", 0, "q8"), Cell("PitchAngle", 8, "q8"), Cell("RollAngle", 16, "q8")),
        ),
        **{number: Tag(NAMES[number], _TEXT) for number in (0x0030, 0x0031, 0x0123, 0xA002, 0xA005)},
    },
)

TYPE2_MARKS: Final = (b"\0\x01\0\x07\0\0\0\x040100", b"\x01\0\x07\0\x04\0\0\0" + b"0100")
"""The first entry of a table: tag 1, UNDEFINED, four bytes, version 1.00; in either byte order."""
TABLE_AT: Final = 44
"""Where older cameras have a further table; its count takes four bytes."""
APP1_AT: Final = 12
"""Where the block begins in a JPEG file: offsets of older cameras count from the file."""


def _read_record(note: Note) -> Iterator[Found]:
    places = (
        Cell("MakerNoteVersion", 0, "t8"),
        Cell("PreviewImageStart", 8, "u4"),
        Cell("PreviewImageLength", 12, "u4"),
    )
    data, order = note.data, note.order
    inner = guess_order(note, note.start + TABLE_AT, 4) if len(data) > TABLE_AT + 4 else None
    yield from read_record(data[:TABLE_AT] if inner else data, places, order)
    start, size = (int.from_bytes(data[at : at + 4], order) for at in (8, 12))
    for base in (0, -APP1_AT):
        if start + base >= 0 and note.block[start + base : start + base + 3] == b"\xff\xd8\xff":
            yield Inner("picture", "PreviewImage", note.block[start + base : start + base + size])
            break
    if inner is not None:
        count = int.from_bytes(data[TABLE_AT : TABLE_AT + 4], inner)
        first = note.start + TABLE_AT + 4
        end = first + 12 * count + 4
        yield from read_headless(note, first, count, inner, lambda _: end, {})


def _read_table(note: Note) -> Iterable[Found]:
    """A table whose offsets count from the note or from the block."""
    order = guess_order(note, note.start)
    base = nearest_base(note, note.start, order or note.order, (note.start, 0))
    return (SubTable(note.start, base, order, TAGS, "Samsung"),)


def _has_table(head: bytes, make: str) -> bool:
    return make.casefold() == "samsung" and head.startswith(TYPE2_MARKS, 2)


def _read_picture(note: Note) -> Iterable[Found]:
    return (Inner("picture", "PreviewImage", note.data),)


MAKERS: Final = (
    Maker("Samsung", signed(b"STMN"), read=_read_record),
    Maker("Samsung", _has_table, read=_read_table),
)

PREVIEW: Final = Maker("MakerUnknown", signed(b"\xff\xd8\xff"), read=_read_picture)
"""A note that is nothing but a picture, as Samsung's Digimax and others have it."""
