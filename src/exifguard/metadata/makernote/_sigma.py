"""Sigma and Foveon: one table whose tags changed their meaning with version 3 (SD1, Merrill, Quattro, fp)."""

from __future__ import annotations

from typing import Final

from ._base import Layout, Maker, Tag, tags
from ._records import text_if_set

COMMON_NAMES: Final = {
    0x0002: "SerialNumber",
    0x0003: "DriveMode",
    0x0004: "ResolutionMode",
    0x0005: "AFMode",
    0x0006: "FocusSetting",
    0x0007: "WhiteBalance",
    0x0008: "ExposureMode",
    0x0009: "MeteringMode",
    0x000A: "LensFocalRange",
    0x000B: "ColorSpace",
    0x000C: "ExposureCompensation",
    0x000D: "Contrast",
    0x000E: "Shadow",
    0x000F: "Highlight",
    0x0010: "Saturation",
    0x0011: "Sharpness",
    0x0012: "X3FillLight",
    0x0014: "ColorAdjustment",
    0x0015: "AdjustmentMode",
    0x0016: "Quality",
    0x0017: "Firmware",
    0x0018: "Software",
    0x0019: "AutoBracket",
}
OLD_NAMES: Final = {
    0x001A: "PreviewImageStart",
    0x001B: "PreviewImageLength",
    0x001C: "PreviewImageSize",
    0x001D: "MakerNoteVersion",
    0x001F: "AFPoint",
    0x0022: "FileFormat",
    0x0024: "Calibration",
    0x002C: "ColorMode",
    0x0030: "LensApertureRange",
    0x0031: "FNumber",
    0x0032: "ExposureTime",
    0x0033: "ExposureTime2",
    0x0034: "BurstShot",
    0x0035: "ExposureCompensation",
    0x0039: "SensorTemperature",
    0x003A: "FlashExposureComp",
    0x003B: "Firmware",
    0x003C: "WhiteBalance",
    0x003D: "PictureMode",
}
NEW_NAMES: Final = {
    0x001A: "ChrominanceNoiseReduction",
    0x001B: "LuminanceNoiseReduction",
    0x001C: "PreviewImageStart",
    0x001D: "PreviewImageLength",
    0x001E: "PreviewImageSize",
    0x001F: "MakerNoteVersion",
    0x0026: "FileFormat",
    0x0027: "LensType",
    0x002A: "LensFocalRange",
    0x002B: "LensMaxApertureRange",
    0x002C: "ColorMode",
    0x0030: "Calibration",
    0x0048: "LensApertureRange",
    0x0049: "FNumber",
    0x004A: "ExposureTime",
    0x004B: "ExposureTime2",
    0x004D: "ExposureCompensation",
    0x0055: "SensorTemperature",
    0x0056: "FlashExposureComp",
    0x0057: "Firmware2",
    0x0058: "WhiteBalance",
    0x0059: "DigitalFilter",
    0x0084: "Model",
    0x0086: "ISO",
    0x0087: "ResolutionMode",
    0x0088: "WhiteBalance",
    0x008C: "Firmware",
    0x011F: "CameraCalibration",
}

VERSION_AT: Final = 9
"""Where the version of the note stands."""

_SERIAL: Final = {0x0002: Tag("SerialNumber", text_if_set())}


def _version(head: bytes, make: str) -> int:
    """The version of the note; -1 for a note without one, and 0 when it is none of Sigma's."""
    if not make.casefold().startswith(("sigma", "foveon")) or not head.startswith((b"SIGMA", b"FOVEON")):
        return 0
    return head[VERSION_AT] if head.startswith(b"SIGMA\0\0\0\0") and len(head) > VERSION_AT else -1


MAKERS: Final = (
    Maker(
        "Sigma",
        lambda head, make: _version(head, make) >= 3,
        Layout(start=10),
        tags({**COMMON_NAMES, **NEW_NAMES}, _SERIAL),
        ((0x001C, 0x001D, "PreviewImage"),),
    ),
    Maker(
        "Sigma",
        lambda head, make: _version(head, make) != 0,
        Layout(start=10),
        tags({**COMMON_NAMES, **OLD_NAMES}, _SERIAL),
        ((0x001A, 0x001B, "PreviewImage"),),
    ),
)
