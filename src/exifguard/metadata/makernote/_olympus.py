"""Olympus, OM System, and Epson: one table with inner tables for the equipment, the settings and more.

The same table was used by cameras that other makers had from the same factories.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ._base import Found, Item, Layout, Maker, Tag, signed, tags
from ._decode import blob, picture, sub_table, text
from ._minolta_settings import CAMERA_SETTINGS
from ._olympus_tags import (
    EQUIPMENT_NAMES,
    FOCUS_NAMES,
    IMAGE_PROCESSING_NAMES,
    MAIN_NAMES,
    RAW_DEVELOPMENT2_NAMES,
    RAW_DEVELOPMENT_NAMES,
    RAW_NAMES,
    SETTINGS_NAMES,
)
from ._records import picture_at, signed_number, text_if_set

GROUP: Final = "Olympus"

_TEXT: Final = text_if_set()


EQUIPMENT_TAGS: Final = tags(
    EQUIPMENT_NAMES,
    {
        number: Tag(EQUIPMENT_NAMES[number], _TEXT)
        for number in (0x0100, 0x0101, 0x0102, 0x0202, 0x0203, 0x0302, 0x0303, 0x0403, 0x1003)
    },
)
SETTINGS_TAGS: Final = tags(
    SETTINGS_NAMES,
    {
        0x0101: Tag("PreviewImageStart", picture_at(0x0102, "PreviewImage")),
        0x0908: Tag("DateTimeUTC", _TEXT),
    },
)
FE_TAGS: Final = tags({0x0100: "BodyFirmwareVersion"})

_INNER: Final = {
    0x2010: EQUIPMENT_TAGS,
    0x2020: SETTINGS_TAGS,
    0x2030: tags(RAW_DEVELOPMENT_NAMES),
    0x2031: tags(RAW_DEVELOPMENT2_NAMES),
    0x2040: tags(IMAGE_PROCESSING_NAMES),
    0x2050: tags(FOCUS_NAMES),
    0x3000: tags(RAW_NAMES),
    0x4000: tags(MAIN_NAMES),
    0x5000: tags({}),
    **dict.fromkeys(range(0x2100, 0x2A00, 0x0100), FE_TAGS),
}


def _focus(item: Item) -> Iterable[Found]:
    """The inner table FocusInfo; in old cameras a block that nobody describes stands there."""
    inner = item.items == 1 or _is_table(item)
    return _FOCUS_TABLE(item) if inner else blob(item._replace(name="CameraParameters"))


def _is_table(item: Item) -> bool:
    """Whether the bytes begin with the number of the entries that follow."""
    count = int.from_bytes(item.raw[:2], item.order)
    return count > 0 and 2 + 12 * count <= len(item.raw)


_FOCUS_TABLE: Final = sub_table(_INNER[0x2050], GROUP)
_SPECIAL: Final = {
    0x0001: CAMERA_SETTINGS,
    0x0003: CAMERA_SETTINGS,
    0x0081: picture,
    0x0100: picture,
    0x0207: _TEXT,
    0x0208: text,
    0x0209: _TEXT,
    0x0280: picture,
    0x0404: _TEXT,
    0x0F00: blob,
    0x0F01: blob,
    0x1007: signed_number,
    0x1008: signed_number,
    0x101A: _TEXT,
    0x2050: _focus,
}

TAGS: Final = tags(
    MAIN_NAMES,
    {
        **{
            number: Tag(MAIN_NAMES[number], sub_table(inner, GROUP))
            for number, inner in _INNER.items()
            if number not in _SPECIAL
        },
        **{number: Tag(MAIN_NAMES[number], decode) for number, decode in _SPECIAL.items()},
    },
)

PICTURES: Final = (
    (0x0088, 0x0089, "PreviewImage"),
    (0x1036, 0x1037, "PreviewImage"),
    (0x0F04, 0x0F05, "ZoomedPreviewImage"),
)

MAKERS: Final = (
    # OM-1 and later
    Maker(GROUP, signed(b"OM SYSTEM\0"), Layout(start=16, base=0), TAGS, PICTURES),
    # from the E-330 on
    Maker(GROUP, signed(b"OLYMPUS\0"), Layout(start=12, base=0), TAGS, PICTURES),
    # before; Epson; and, as CAMER, cameras of Minolta, Mustek, Pentax, Ricoh and Vivitar
    Maker(
        GROUP,
        signed(b"OLYMP\0", b"EPSON\0", b"MINOL\0", b"CAMER\0", b"PREMI\0"),
        Layout(start=8),
        TAGS,
        PICTURES,
    ),
    # DSC-S650, S700, S750
    Maker(GROUP, signed(b"SONY PI\0"), Layout(start=12), TAGS, PICTURES),
)
