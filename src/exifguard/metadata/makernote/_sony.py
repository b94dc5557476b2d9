"""Sony: one table, whose offsets count from the beginning of the block, and enciphered records in it.

Records from 0x9050 to 0x9416, and some below, are enciphered one byte at a time (`_sony_cipher`). What
identifies in them is read; the rest of each is an opaque block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ...structures.ifd import ORDER_CODES
from ._base import Found, Item, Layout, Maker, Named, SubTable, Tag, made_by, signed, tags
from ._decode import Cell, convert, picture, read_cells
from ._minolta import TAGS as MINOLTA_TAGS
from ._olympus import TAGS as OLYMPUS_TAGS
from ._sony_cipher import enciphered

MOST_FACES: Final = 8


def _shot_info(item: Item) -> Iterator[Found]:
    """When, how many faces, and where they are; faces stand at equal distances."""
    yield Named(item.name, item.value, item.size)
    raw, order = item.raw, ORDER_CODES[item.order]
    cells = (Cell("SonyDateTime", 6, "t20"), Cell("FacesDetected", 48, "u2"), Cell("MetaVersion", 52, "t16"))
    yield from read_cells(cells, raw, order)
    start = int.from_bytes(raw[2:4], item.order)
    step = int.from_bytes(raw[50:52], item.order)
    many = min(int.from_bytes(raw[48:50], item.order), MOST_FACES)
    faces = (Cell(f"Face{face + 1}Position", start + step * face, "u2", 4) for face in range(many))
    yield from read_cells(faces, raw, order)


_FOCUS_INFO_SIZES: Final = (19148, 19154)
"""FocusInfo of those cameras that count exposures in it."""


def _focus_info(item: Item) -> Iterator[Named]:
    yield Named(item.name, item.value, item.size)
    if item.size in _FOCUS_INFO_SIZES:
        yield from read_cells((Cell("ShutterCount", 2118, "u4", skip_zero=True),), item.raw, "<")


_EIGHT_DIGITS: Final = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)")


@convert
def _serial(item: Item) -> str | None:
    """Digits that stand in pairs, the last pair first."""
    return _EIGHT_DIGITS.sub(r"\4\3\2\1", item.value, 1) if isinstance(item.value, str) else None


def _minolta(item: Item) -> Iterable[Found]:
    """The offset of a table of Minolta's tags."""
    if not isinstance(item.value, int):
        return ()
    return (SubTable(item.base + item.value, item.base, item.order, MINOLTA_TAGS, "Minolta"),)


_ENCIPHERED: Final = (
    *(0x2010, 0x202A, 0x900B, 0x9050, 0x9400, 0x9401, 0x9402, 0x9403, 0x9404, 0x9405, 0x9406, 0x9407),
    *(0x9408, 0x9409, 0x940A, 0x940B, 0x940C, 0x940D, 0x940E, 0x940F, 0x9410, 0x9411, 0x9416),
)

TAGS: Final = tags(
    {
        0x0010: "CameraInfo",
        0x0102: "Quality",
        0x0104: "FlashExposureComp",
        0x0105: "Teleconverter",
        0x0112: "WhiteBalanceFineTune",
        0x0114: "CameraSettings",
        0x0115: "WhiteBalance",
        0x0116: "ExtraInfo",
        0x1000: "MultiBurstMode",
        0x1001: "MultiBurstImageWidth",
        0x1002: "MultiBurstImageHeight",
        0x1003: "Panorama",
        0x2002: "Rating",
        0x2004: "Contrast",
        0x2005: "Saturation",
        0x2006: "Sharpness",
        0x2007: "Brightness",
        0x2008: "LongExposureNoiseReduction",
        0x2009: "HighISONoiseReduction",
        0x200A: "HDR",
        0x200B: "MultiFrameNoiseReduction",
        0x200E: "PictureEffect",
        0x200F: "SoftSkinEffect",
        0x2011: "VignettingCorrection",
        0x2012: "LateralChromaticAberration",
        0x2013: "DistortionCorrectionSetting",
        0x2014: "WBShiftAB_GM",
        0x2016: "AutoPortraitFramed",
        0x2017: "FlashAction",
        0x201A: "ElectronicFrontCurtainShutter",
        0x201B: "FocusMode",
        0x201C: "AFAreaModeSetting",
        0x201D: "FlexibleSpotPosition",
        0x201E: "AFPointSelected",
        0x2020: "AFPointsUsed",
        0x2021: "AFTracking",
        0x2022: "FocalPlaneAFPointsUsed",
        0x2023: "MultiFrameNREffect",
        0x2026: "WBShiftAB_GM_Precise",
        0x2027: "FocusLocation",
        0x2028: "VariableLowPassFilter",
        0x2029: "RAWFileType",
        0x202B: "PrioritySetInAWB",
        0x202C: "MeteringMode2",
        0x202D: "ExposureStandardAdjustment",
        0x202E: "Quality",
        0x202F: "PixelShiftInfo",
        0x2032: "Shadows",
        0x2033: "Highlights",
        0x2034: "Fade",
        0x2035: "SharpnessRange",
        0x2036: "Clarity",
        0x2037: "FocusFrameSize",
        0x2039: "JPEG-HEIFSwitch",
        0xB000: "FileFormat",
        0xB001: "SonyModelID",
        0xB020: "CreativeStyle",
        0xB021: "ColorTemperature",
        0xB022: "ColorCompensationFilter",
        0xB023: "SceneMode",
        0xB024: "ZoneMatching",
        0xB025: "DynamicRangeOptimizer",
        0xB026: "ImageStabilization",
        0xB027: "LensType",
        0xB029: "ColorMode",
        0xB02A: "LensSpec",
        0xB02B: "FullImageSize",
        0xB02C: "PreviewImageSize",
        0xB040: "Macro",
        0xB041: "ExposureMode",
        0xB042: "FocusMode",
        0xB043: "AFAreaMode",
        0xB044: "AFIlluminator",
        0xB047: "JPEGQuality",
        0xB048: "FlashLevel",
        0xB049: "ReleaseMode",
        0xB04A: "SequenceNumber",
        0xB04B: "Anti-Blur",
        0xB04E: "FocusMode",
        0xB04F: "DynamicRangeOptimizer",
        0xB050: "HighISONoiseReduction2",
        0xB052: "IntelligentAuto",
        0xB054: "WhiteBalance",
        0xB02D: "Sony_0xb02d",
    },
    {
        **{number: Tag(f"Tag{number:04x}", enciphered) for number in _ENCIPHERED},
        0x0020: Tag("FocusInfo", _focus_info),
        0x2001: Tag("PreviewImage", picture),
        0x2031: Tag("SerialNumber", _serial),
        0x3000: Tag("ShotInfo", _shot_info),
        0xB028: Tag("MinoltaMakerNote", _minolta),
    },
)

ERICSSON_TAGS: Final = tags(
    {0x0201: "PreviewImageStart", 0x0202: "PreviewImageLength", 0x2000: "MakerNoteVersion"}
)
"""Phones of Sony Ericsson."""

_TABLES: Final = (b"SONY DSC", b"SONY CAM", b"SONY MOBILE", b"\0\0SONY PIC\0", b"VHAB     \0")

MAKERS: Final = (
    Maker("Sony", signed(*_TABLES), Layout(start=12), TAGS),
    Maker("Olympus", signed(b"SONY PI\0", b"PREMI\0"), Layout(start=12), OLYMPUS_TAGS),
    Maker(
        "Sony",
        signed(b"SEMC MS\0"),
        Layout(start=20, base=-8),
        ERICSSON_TAGS,
        ((0x0201, 0x0202, "PreviewImage"),),
    ),
    Maker("Sony", made_by("Sony"), Layout(), TAGS),
)
