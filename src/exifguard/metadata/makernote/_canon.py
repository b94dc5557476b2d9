"""Canon: one table without a signature, in the byte order of the block, with records in it.

Records are arrays of 16 or 32 bit numbers; `_canon_info` has the one that differs from model to model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ...model import Span
from ...structures.ifd import ORDER_CODES
from ._base import Decode, Found, Inner, Item, Layout, Maker, Named, Tag, made_by, tags
from ._canon_info import camera_info
from ._decode import Cell, as_text, hexadecimal, read_cells, record

TIME_ZONE_CITIES: Final = (
    *("", "Chatham Islands", "Wellington", "Solomon Islands", "Sydney", "Adelaide", "Tokyo", "Hong Kong"),
    *("Bangkok", "Yangon", "Dhaka", "Kathmandu", "Delhi", "Karachi", "Kabul", "Dubai", "Tehran", "Moscow"),
    *("Cairo", "Paris", "London", "Azores", "Fernando de Noronha", "Sao Paulo", "Newfoundland", "Santiago"),
    *("Caracas", "New York", "Chicago", "Denver", "Los Angeles", "Anchorage", "Honolulu", "Samoa"),
)
"""The city that the owner chose for the time zone, by number."""

_SHOT_INFO: Final = (
    Cell("SequenceNumber", 18, "s2"),
    Cell("BulbDuration", 48, "s2", skip_zero=True),
    Cell("SelfTimer2", 58, "s2", skip_zero=True),
)
_TEMPERATURE_AT: Final = 24

MOST_FACES: Final = 9

_PACKED_NUMBERS: Final = (
    (
        re.compile(r"\b(20D|350D|REBEL XT|Kiss Digital N)\b"),
        lambda n: ((n & 0xFFC0) >> 6) * 10000 + ((n >> 16) & 0xFF) + ((n & 0x3F) << 8),
    ),
    (
        re.compile(r"\b(30D|400D|REBEL XTi|Kiss Digital X|K236)\b"),
        lambda n: _with_directory((n & 0xFFC00) >> 10, ((n & 0x3FF) << 4) + ((n >> 20) & 0x0F)),
    ),
)
"""How the number of the directory and of the file share 32 bits."""


def _with_directory(directory: int, number: int) -> int:
    """The file number; a directory has three digits, and its upper bits are not stored."""
    while directory < 100:
        directory += 0x40
    return directory * 10000 + number


def _shot_info(item: Item) -> Iterable[Found]:
    """Numbers of 16 bits: what the camera measured."""
    yield Named(item.name, item.value, item.size)
    yield from read_cells(_SHOT_INFO, item.raw, ORDER_CODES[item.order])
    stored = int.from_bytes(item.raw[_TEMPERATURE_AT : _TEMPERATURE_AT + 2], item.order)
    if stored and "EOS" in item.note.model:
        yield Named("CameraTemperature", stored - 128, 2)


def _file_info(item: Item) -> Iterable[Found]:
    """The number of the file, or of all exposures, in the first 32 bits behind the record's length."""
    yield Named(item.name, item.value, item.size)
    stored = item.raw[2:6]
    if len(stored) < 4 or not any(stored):
        return
    number = int.from_bytes(stored, item.order)
    for models, unpack in _PACKED_NUMBERS:
        if models.search(item.note.model):
            yield Named("FileNumber", unpack(number), 4)
    if re.search(r"\b1Ds? Mark II\b", item.note.model):
        yield Named("ShutterCount", (number >> 16) | ((number & 0xFFFF) << 16), 4)
    elif re.search(r"\b1D Mark IIN\b", item.note.model):
        yield Named("ShutterCount", number, 4)


def _time_info(item: Item) -> Iterable[Found]:
    """Numbers of 32 bits: minutes from UTC, the city that stands for the zone, minutes of summer time."""
    yield Named(item.name, item.value, item.size)
    cells = (Cell("TimeZone", 4, "s4"), Cell("TimeZoneCity", 8, "s4"), Cell("DaylightSavings", 12, "s4"))
    for found in read_cells(cells, item.raw, ORDER_CODES[item.order]):
        number = found.value
        if found.name == "TimeZoneCity" and isinstance(number, int) and 0 < number < len(TIME_ZONE_CITIES):
            yield found._replace(value=TIME_ZONE_CITIES[number])
        else:
            yield found


def _faces(item: Item) -> Iterable[Found]:
    """Numbers of 16 bits: how many faces, and where their centres are."""
    yield Named(item.name, item.value, item.size)
    order = ORDER_CODES[item.order]
    cells = (Cell("FacesDetected", 4, "u2"), Cell("FaceDetectFrameSize", 6, "u2", 2))
    yield from read_cells(cells, item.raw, order)
    many = min(int.from_bytes(item.raw[4:6], item.order), MOST_FACES)
    places = (Cell(f"Face{face + 1}Position", 16 + 4 * face, "s2", 2) for face in range(many))
    yield from read_cells(places, item.raw, order)


def _if_set(decode: Decode) -> Decode:
    """Nothing special where only zeros are stored."""
    return lambda item: decode(item) if item.raw.strip(b"\0") else ()


def _internal_serial(item: Item) -> Iterable[Found]:
    """A text; in the EOS 5D behind nine other bytes."""
    if re.search(r"EOS 5D$", item.note.model):
        yield Named(item.name, item.value, item.size)
        yield Named("InternalSerialNumber", as_text(item.raw[9:]), max(0, item.size - 9))
    elif item.raw.strip(b"\0\xff"):
        yield Named("InternalSerialNumber", as_text(item.raw.rstrip(b"\xff")), item.size)


def _preview(item: Item) -> Iterable[Found]:
    """Numbers of 32 bits: quality, length, width, height and offset of a preview.

    It mostly stands behind the picture; where it stands in the block it is handed out.
    """
    yield Named(item.name, item.value, item.size)
    order = ORDER_CODES[item.order]
    cells = (Cell("PreviewImageLength", 8, "u4"), Cell("PreviewImageStart", 20, "u4"))
    found = tuple(read_cells(cells, item.raw, order))
    yield from found
    numbers = [cell.value for cell in found if isinstance(cell.value, int)]
    if len(numbers) == len(cells) and all(numbers):
        size, start = numbers[0], item.base + numbers[1]
        if start >= 0 and start + size <= len(item.note.block):
            yield Inner("picture", "PreviewImage", Span(start, start + size))


_LENS_SERIAL: Final = Cell("LensSerialNumber", 0, "x5", skip_zero=True)

TAGS: Final = tags(
    {
        0x0001: "CanonCameraSettings",
        0x0002: "CanonFocalLength",
        0x0003: "CanonFlashInfo",
        0x0006: "CanonImageType",
        0x0007: "CanonFirmwareVersion",
        0x0008: "FileNumber",
        0x0009: "OwnerName",
        0x000A: "UnknownD30",
        0x000C: "SerialNumber",
        0x000E: "CanonFileLength",
        0x000F: "CustomFunctions1D",
        0x0010: "CanonModelID",
        0x0011: "MovieInfo",
        0x0012: "CanonAFInfo",
        0x0013: "ThumbnailImageValidArea",
        0x0015: "SerialNumberFormat",
        0x001A: "SuperMacro",
        0x001C: "DateStampMode",
        0x001D: "MyColors",
        0x001E: "FirmwareRevision",
        0x0023: "Categories",
        0x0025: "FaceDetect2",
        0x0026: "CanonAFInfo2",
        0x0027: "ContrastInfo",
        0x0029: "WBInfo",
        0x0038: "BatteryType",
        0x003C: "AFInfo3",
        0x0081: "RawDataOffset",
        0x0083: "OriginalDecisionDataOffset",
        0x0090: "CustomFunctions1D",
        0x0091: "PersonalFunctions",
        0x0092: "PersonalFunctionValues",
        0x0094: "AFPointsInFocus1D",
        0x0097: "DustRemovalData",
        0x0098: "CropInfo",
        0x0099: "CustomFunctions2",
        0x009A: "AspectInfo",
        0x00A0: "ProcessingInfo",
        0x00A1: "ToneCurveTable",
        0x00A2: "SharpnessTable",
        0x00A3: "SharpnessFreqTable",
        0x00A4: "WhiteBalanceTable",
        0x00A9: "ColorBalance",
        0x00AA: "MeasuredColor",
        0x00AE: "ColorTemperature",
        0x00B0: "CanonFlags",
        0x00B1: "ModifiedInfo",
        0x00B2: "ToneCurveMatching",
        0x00B3: "WhiteBalanceMatching",
        0x00B4: "ColorSpace",
        0x00D0: "VRDOffset",
        0x00E0: "SensorInfo",
        0x4001: "ColorData1",
        0x4002: "CRWParam",
        0x4003: "ColorInfo",
        0x4005: "Flavor",
        0x4008: "PictureStyleUserDef",
        0x4009: "PictureStylePC",
        0x4010: "CustomPictureStyleFileName",
        0x4013: "AFMicroAdj",
        0x4015: "VignettingCorr",
        0x4016: "VignettingCorr2",
        0x4018: "LightingOpt",
        0x4020: "AmbienceInfo",
        0x4021: "MultiExp",
        0x4024: "FilterInfo",
        0x4025: "HDRInfo",
        0x4026: "LogInfo",
        0x4028: "AFConfig",
    },
    {
        0x0004: Tag("CanonShotInfo", _shot_info),
        0x0005: Tag("CanonPanorama", record(Cell("PanoramaFrameNumber", 4, "s2"))),
        0x000D: Tag("CanonCameraInfo", camera_info),
        0x0024: Tag("FaceDetect1", _faces),
        0x0025: Tag("FaceDetect2", record(Cell("FaceWidth", 1, "u1"), Cell("FacesDetected", 2, "u1"))),
        0x0028: Tag("ImageUniqueID", _if_set(hexadecimal)),
        0x002F: Tag("FaceDetect3", record(Cell("FacesDetected", 6, "u2"))),
        0x0035: Tag("TimeInfo", _time_info),
        0x0093: Tag("CanonFileInfo", _file_info),
        0x0095: Tag("LensModel"),
        0x0096: Tag("SerialInfo", _internal_serial),
        0x00B6: Tag("PreviewImageInfo", _preview),
        0x4019: Tag("LensInfo", record(_LENS_SERIAL)),
        0x403F: Tag(
            "RawBurstModeRoll", record(Cell("RawBurstImageNum", 4, "u4"), Cell("RawBurstImageCount", 8, "u4"))
        ),
    },
)

MAKER: Final = Maker("Canon", made_by("Canon"), Layout(), TAGS)
