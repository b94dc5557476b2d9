"""Motorola phones."""

from __future__ import annotations

from typing import Final

from ._base import Layout, Maker, Tag, signed, tags
from ._records import text_if_set

_TEXT: Final = text_if_set()

TAGS: Final = tags(
    {0x6420: "CustomRendered", 0x64D0: "DriveMode", 0x665E: "Sensor"},
    {
        0x5500: Tag("BuildNumber", _TEXT),
        0x5501: Tag("SerialNumber", _TEXT),
        0x6705: Tag("ManufactureDate", _TEXT),
    },
)

MAKER: Final = Maker("Motorola", signed(b"MOT\0"), Layout(start=8, base=0), TAGS)
