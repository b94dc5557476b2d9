"""Minolta and Konica Minolta."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ._base import Found, Inner, Layout, Maker, Note, Tag, tags
from ._decode import Cell, blob, picture
from ._minolta_settings import CAMERA_SETTINGS
from ._records import fixed_record

NAMES: Final = {
    0x0000: "MakerNoteVersion",
    0x0001: "MinoltaCameraSettingsOld",
    0x0003: "MinoltaCameraSettings",
    0x0004: "MinoltaCameraSettings7D",
    0x0010: "CameraInfoA100",
    0x0018: "ISInfo",
    0x0020: "WBInfoA100",
    0x0040: "CompressedImageSize",
    0x0081: "PreviewImage",
    0x0088: "PreviewImageStart",
    0x0089: "PreviewImageLength",
    0x0100: "SceneMode",
    0x0101: "ColorMode",
    0x0102: "MinoltaQuality",
    0x0103: "MinoltaQuality",
    0x0104: "FlashExposureComp",
    0x0105: "Teleconverter",
    0x0107: "ImageStabilization",
    0x0109: "RawAndJpgRecording",
    0x010A: "ZoneMatching",
    0x010B: "ColorTemperature",
    0x010C: "LensType",
    0x0111: "ColorCompensationFilter",
    0x0112: "WhiteBalanceFineTune",
    0x0113: "ImageStabilization",
    0x0114: "MinoltaCameraSettings5D",
    0x0115: "WhiteBalance",
    0x0E00: "PrintIM",
    0x0F00: "MinoltaCameraSettings2",
}

SETTINGS_7D: Final = fixed_record(
    Cell("FreeMemoryCardImages", 90, "u2"),
    Cell("FNumber", 142, "u2"),
    Cell("FreeMemoryCardImages", 148, "u2"),
    Cell("ImageNumber", 188, "u2"),
    Cell("ImageNumber2", 196, "u2"),
    order="big",
)
SETTINGS_5D: Final = fixed_record(
    Cell("FNumber", 108, "u2"),
    Cell("FreeMemoryCardImages", 110, "u2"),
    Cell("FreeMemoryCardImages", 168, "u2"),
    Cell("ImageNumber", 348, "u2"),
    order="big",
)
"""What these records count: the numbers of pictures taken."""

_SPECIAL: Final = {
    0x0001: CAMERA_SETTINGS,
    0x0003: CAMERA_SETTINGS,
    0x0004: SETTINGS_7D,
    0x0010: blob,
    0x0018: blob,
    0x0020: blob,
    0x0081: picture,
    0x0114: SETTINGS_5D,
    0x0F00: blob,
}

TAGS: Final = tags(NAMES, {number: Tag(NAMES[number], decode) for number, decode in _SPECIAL.items()})

NO_TABLES: Final = (b"MLY0", b"KC", b"+M+M", b"\xd7")
"""How notes begin that nobody describes: DiMAGE G400 to G600, KD-420Z, E201, RD3000."""


def _is_minolta(make: str) -> bool:
    return make.casefold().startswith(("minolta", "konica minolta"))


def _read_whole(note: Note) -> Iterable[Found]:
    return (Inner("makernote", "MakerNoteMinolta3", note.data),)


MAKERS: Final = (
    Maker(
        "Minolta",
        lambda head, make: _is_minolta(make) and head.startswith(NO_TABLES),
        read=_read_whole,
    ),
    Maker(
        "Minolta",
        lambda head, make: _is_minolta(make),  # noqa: ARG005 - no signature
        Layout(),
        TAGS,
        ((0x0088, 0x0089, "PreviewImage"),),
    ),
)
