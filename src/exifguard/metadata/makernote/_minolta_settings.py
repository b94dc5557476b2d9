"""The record of settings in the notes of Minolta and Konica Minolta cameras, big-endian whatever the note is.

https://exiftool.org/TagNames/Minolta.html#CameraSettings
"""

from __future__ import annotations

from typing import Final

from ...model import Value
from ._decode import Cell
from ._records import Reworked, fixed_record


def _date(value: Value) -> str | None:
    """Year, month and day in 16, 8 and 8 bits."""
    number = value if isinstance(value, int) else 0
    return f"{number >> 16:04}:{number >> 8 & 255:02}:{number & 255:02}" if number else None


def _time(value: Value) -> str | None:
    """Hour, minute and second in 16, 8 and 8 bits."""
    number = value if isinstance(value, int) else 0
    return f"{number >> 16:02}:{number >> 8 & 255:02}:{number & 255:02}" if number else None


CAMERA_SETTINGS: Final = fixed_record(
    Reworked(Cell("MinoltaDate", 84, "u4"), _date),
    Reworked(Cell("MinoltaTime", 88, "u4"), _time),
    Cell("ExposureMode", 4, "u4"),
    Cell("FlashMode", 8, "u4"),
    Cell("WhiteBalance", 12, "u4"),
    Cell("MinoltaImageSize", 16, "u4"),
    Cell("MinoltaQuality", 20, "u4"),
    Cell("DriveMode", 24, "u4"),
    Cell("MeteringMode", 28, "u4"),
    Cell("ISO", 32, "u4"),
    Cell("ExposureTime", 36, "u4"),
    Cell("FNumber", 40, "u4"),
    Cell("MacroMode", 44, "u4"),
    Cell("DigitalZoom", 48, "u4"),
    Cell("ExposureCompensation", 52, "u4"),
    Cell("BracketStep", 56, "u4"),
    Cell("IntervalLength", 64, "u4"),
    Cell("IntervalNumber", 68, "u4"),
    Cell("FocalLength", 72, "u4"),
    Cell("FocusDistance", 76, "u4"),
    Cell("FlashFired", 80, "u4"),
    Cell("MaxAperture", 92, "u4"),
    Cell("FileNumberMemory", 104, "u4"),
    Cell("LastFileNumber", 108, "u4"),
    Cell("ColorBalanceRed", 112, "u4"),
    Cell("ColorBalanceGreen", 116, "u4"),
    Cell("ColorBalanceBlue", 120, "u4"),
    Cell("Saturation", 124, "u4"),
    Cell("Contrast", 128, "u4"),
    Cell("Sharpness", 132, "u4"),
    Cell("SubjectProgram", 136, "u4"),
    Cell("FlashExposureComp", 140, "u4"),
    Cell("ISOSetting", 144, "u4"),
    Cell("MinoltaModelID", 148, "u4"),
    Cell("IntervalMode", 152, "u4"),
    Cell("FolderName", 156, "u4"),
    Cell("ColorMode", 160, "u4"),
    Cell("ColorFilter", 164, "u4"),
    Cell("BWFilter", 168, "u4"),
    Cell("InternalFlash", 172, "u4"),
    Cell("Brightness", 176, "u4"),
    Cell("SpotFocusPointX", 180, "u4"),
    Cell("SpotFocusPointY", 184, "u4"),
    Cell("WideFocusZone", 188, "u4"),
    Cell("FocusMode", 192, "u4"),
    Cell("FocusArea", 196, "u4"),
    Cell("DECPosition", 200, "u4"),
    Cell("ColorProfile", 204, "u4"),
    Cell("DataImprint", 208, "u4"),
    Cell("FlashMetering", 252, "u4"),
    order="big",
)
