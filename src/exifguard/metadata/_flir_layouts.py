"""Where values stand in the records of a FLIR block, as ExifTool's documentation has it. Data only."""

from __future__ import annotations

from typing import Final

from ._vendor_layouts import Row

CAMERA: Final = (
    Row(0x00, "", "H"),  # tells the byte order
    Row(0x20, "Emissivity", "f"),
    Row(0x24, "ObjectDistance", "f"),
    Row(0x28, "ReflectedApparentTemperature", "f"),
    Row(0x2C, "AtmosphericTemperature", "f"),
    Row(0x30, "IRWindowTemperature", "f"),
    Row(0x34, "IRWindowTransmission", "f"),
    Row(0x3C, "RelativeHumidity", "f"),
    Row(0x58, "PlanckR1", "f"),
    Row(0x5C, "PlanckB", "f"),
    Row(0x60, "PlanckF", "f"),
    Row(0x70, "AtmosphericTransAlpha1", "f"),
    Row(0x74, "AtmosphericTransAlpha2", "f"),
    Row(0x78, "AtmosphericTransBeta1", "f"),
    Row(0x7C, "AtmosphericTransBeta2", "f"),
    Row(0x80, "AtmosphericTransX", "f"),
    Row(0x90, "CameraTemperatureRangeMax", "f"),
    Row(0x94, "CameraTemperatureRangeMin", "f"),
    Row(0x98, "CameraTemperatureMaxClip", "f"),
    Row(0x9C, "CameraTemperatureMinClip", "f"),
    Row(0xA0, "CameraTemperatureMaxWarn", "f"),
    Row(0xA4, "CameraTemperatureMinWarn", "f"),
    Row(0xA8, "CameraTemperatureMaxSaturated", "f"),
    Row(0xAC, "CameraTemperatureMinSaturated", "f"),
    Row(0xD4, "CameraModel", "32s"),
    Row(0xF4, "CameraPartNumber", "16s"),
    Row(0x104, "CameraSerialNumber", "16s"),
    Row(0x114, "CameraSoftware", "16s"),
    Row(0x170, "LensModel", "32s"),
    Row(0x190, "LensPartNumber", "16s"),
    Row(0x1A0, "LensSerialNumber", "16s"),
    Row(0x1B4, "FieldOfView", "f"),
    Row(0x1EC, "FilterModel", "16s"),
    Row(0x1FC, "FilterPartNumber", "32s"),
    Row(0x21C, "FilterSerialNumber", "32s"),
    Row(0x308, "PlanckO", "i"),
    Row(0x30C, "PlanckR2", "f"),
    Row(0x310, "RawValueRangeMin", "H"),
    Row(0x312, "RawValueRangeMax", "H"),
    Row(0x338, "RawValueMedian", "H"),
    Row(0x33C, "RawValueRange", "H"),
    Row(0x384, "DateTimeOriginal", "IIh"),
    Row(0x390, "FocusStepCount", "H"),
    Row(0x43C, "FileName", "32s"),
    Row(0x45C, "FocusDistance", "f"),
    Row(0x464, "FrameRate", "H"),
)

GPS: Final = (
    Row(0x00, "GPSValid", "I"),
    Row(0x04, "GPSVersionID", "4s"),
    Row(0x08, "GPSLatitudeRef", "2s"),
    Row(0x0A, "GPSLongitudeRef", "2s"),
    Row(0x10, "GPSLatitude", "d"),
    Row(0x18, "GPSLongitude", "d"),
    Row(0x20, "GPSAltitude", "f"),
    Row(0x40, "GPSDOP", "f"),
    Row(0x44, "GPSSpeedRef", "2s"),
    Row(0x46, "GPSTrackRef", "2s"),
    Row(0x48, "GPSImgDirectionRef", "2s"),
    Row(0x4C, "GPSSpeed", "f"),
    Row(0x50, "GPSTrack", "f"),
    Row(0x54, "GPSImgDirection", "f"),
    Row(0x58, "GPSMapDatum", "16s"),
)

PALETTE: Final = (
    Row(0x00, "PaletteColors", "B"),
    Row(0x06, "AboveColor", "3B"),
    Row(0x09, "BelowColor", "3B"),
    Row(0x0C, "OverflowColor", "3B"),
    Row(0x0F, "UnderflowColor", "3B"),
    Row(0x12, "Isotherm1Color", "3B"),
    Row(0x15, "Isotherm2Color", "3B"),
    Row(0x1A, "PaletteMethod", "B"),
    Row(0x1B, "PaletteStretch", "B"),
    Row(0x30, "PaletteFileName", "32s"),
    Row(0x50, "PaletteName", "32s"),
)

PICTURE_IN_PICTURE: Final = (
    Row(0x00, "Real2IR", "f"),
    Row(0x04, "OffsetX", "h"),
    Row(0x06, "OffsetY", "h"),
    Row(0x08, "PiPX1", "h"),
    Row(0x0A, "PiPX2", "h"),
    Row(0x0C, "PiPY1", "h"),
    Row(0x0E, "PiPY2", "h"),
)
