"""FLIR thermal cameras: what their maker note says; the thermal picture is elsewhere in the file."""

from __future__ import annotations

from typing import Final

from ._base import Layout, Maker, made_by, tags

TAGS: Final = tags(
    {
        0x0001: "ImageTemperatureMax",
        0x0002: "ImageTemperatureMin",
        0x0003: "Emissivity",
        0x0004: "UnknownTemperature",
        0x0005: "CameraTemperatureRangeMax",
        0x0006: "CameraTemperatureRangeMin",
    }
)

MAKER: Final = Maker("FLIR", made_by("flir systems", "teledyne flir"), Layout(), TAGS)
