"""Leica: the cameras that Leica makes. Each line of cameras has notes of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ._base import Found, Inner, Item, Layout, Maker, Tag, signed, tags
from ._decode import Cell, record, sub_table, text
from ._records import text_if_set

M8_NAMES: Final = {
    0x0300: "Quality",
    0x0302: "UserProfile",
    0x0303: "SerialNumber",
    0x0304: "WhiteBalance",
    0x0310: "LensType",
    0x0311: "ExternalSensorBrightnessValue",
    0x0312: "MeasuredLV",
    0x0313: "ApproximateFNumber",
    0x0320: "CameraTemperature",
    0x0321: "ColorTemperature",
    0x0322: "WBRedLevel",
    0x0323: "WBGreenLevel",
    0x0324: "WBBlueLevel",
    0x0325: "UV-IRFilterCorrection",
    0x0330: "CCDVersion",
    0x0331: "CCDBoardVersion",
    0x0332: "ControllerBoardVersion",
    0x0333: "M16CVersion",
    0x0340: "ImageIDNumber",
}

M9_NAMES: Final = {
    0x3000: "Subdir3000",
    0x300A: "Contrast",
    0x300B: "Sharpening",
    0x300D: "Saturation",
    0x3033: "WhiteBalance",
    0x3034: "JPEGQuality",
    0x3036: "WB_RGBLevels",
    0x3038: "UserProfile",
    0x303A: "JPEGSize",
    0x3100: "Subdir3100",
    0x3103: "SerialNumber",
    0x3109: "FirmwareVersion",
    0x312A: "BaseISO",
    0x312B: "SensorWidth",
    0x312C: "SensorHeight",
    0x312D: "SensorBitDepth",
    0x3400: "Subdir3400",
    0x3402: "CameraTemperature",
    0x3405: "LensType",
    0x3406: "ApproximateFNumber",
    0x3407: "MeasuredLV",
    0x3408: "ExternalSensorBrightnessValue",
    0x3900: "Subdir3900",
    0x3901: "Data1",
    0x3902: "Data2",
}

X_NAMES: Final = {
    0x0303: "LensType",
    0x0305: "SerialNumber",
    0x0407: "OriginalFileName",
    0x0408: "OriginalDirectory",
    0x040A: "FocusInfo",
    0x040D: "ExposureMode",
    0x0410: "ShotInfo",
    0x0412: "FilmMode",
    0x0413: "WB_RGBLevels",
    0x0500: "InternalSerialNumber",
}

S2_NAMES: Final = {
    0x0300: "PreviewImage",
    0x0301: "UnknownBlock",
    0x0303: "LensType",
    0x0304: "FocusDistance",
    0x0311: "ExternalSensorBrightnessValue",
    0x0312: "MeasuredLV",
    0x0320: "FirmwareVersion",
    0x0321: "LensSerialNumber",
}

M10_NAMES: Final = {
    0x0304: "FocusDistance",
    0x0311: "ExternalSensorBrightnessValue",
    0x0312: "MeasuredLV",
    0x034C: "UserProfile",
    0x0359: "ISOSelected",
    0x035A: "FNumber",
    0x035B: "CorrelatedColorTemp",
    0x035C: "ColorTint",
    0x035D: "WhitePoint",
}

MAKE: Final = "Leica Camera AG"
_TEXT: Final = text_if_set()


def _preview(item: Item) -> Iterable[Found]:
    """A preview, where there is one: some writers leave a word that says that there is none."""
    return (Inner("picture", item.name, item.raw),) if item.raw.startswith(b"\xff\xd8\xff") else ()


M8_TAGS: Final = tags(M8_NAMES)
R9_TAGS: Final = tags(
    {0x000D: "WB_RGBLevels"},
    {0x000B: Tag("SerialInfo", record(Cell("SerialNumber", 4, "t8", skip_zero=True)))},
)
_M9_INNER: Final = tags(M9_NAMES, {0x3103: Tag("SerialNumber", _TEXT)})
M9_TAGS: Final = tags(
    M9_NAMES,
    {
        number: Tag(M9_NAMES[number], sub_table(_M9_INNER, "Leica"))
        for number in (0x3000, 0x3100, 0x3400, 0x3900)
    },
)
X_TAGS: Final = tags(
    X_NAMES,
    {
        0x0407: Tag("OriginalFileName", _TEXT),
        0x0408: Tag("OriginalDirectory", _TEXT),
        0x0410: Tag("ShotInfo", record(Cell("FileIndex", 0, "u2"))),
        0x0500: Tag("InternalSerialNumber", _TEXT),
    },
)
S2_TAGS: Final = tags(S2_NAMES, {0x0300: Tag("PreviewImage", _preview), 0x0303: Tag("LensType", text)})
M10_TAGS: Final = tags(M10_NAMES)

MAKERS: Final = (
    # M8. Offsets count from the table in JPEG files, from the note in DNG files.
    Maker("Leica", signed(b"LEICA\0\0\0", make=MAKE), Layout(start=8, base=8), M8_TAGS),
    # M9, M Monochrom
    Maker("Leica", signed(b"LEICA0", make=MAKE), Layout(start=8, base=0), M9_TAGS),
    # X1, X2, X Vario, T, X, X-U, TL
    Maker(
        "Leica",
        signed(*(b"LEICA\0%c\0" % kind for kind in (1, 4, 5, 6, 7, 0x10, 0x1A))),
        Layout(start=8, base=0),
        X_TAGS,
    ),
    # S2, M (Typ 240), S (Typ 006), M Monochrom (Typ 246); as a rule at the end of the file
    Maker("Leica", signed(b"LEICA\0\x02\xff"), Layout(start=8), S2_TAGS),
    # Q, SL, CL
    Maker("Leica", signed(b"LEICA\0\x08\0", b"LEICA\0\x09\0", b"LEICA\0\x0a\0"), Layout(start=8), X_TAGS),
    # M10, S (Typ 007)
    Maker("Leica", signed(b"LEICA\0\x02\0", make=MAKE), Layout(start=8), M10_TAGS),
)

BACK: Final = Maker(
    "Leica",
    lambda head, make: make.startswith(MAKE) and not head.startswith(b"LEICA"),
    Layout(),
    R9_TAGS,
)
"""The digital back of the R8 and R9: no signature."""
