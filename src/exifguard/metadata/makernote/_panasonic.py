"""Panasonic, and the Leica cameras that Panasonic makes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ...model import Value
from ._base import Found, Item, Layout, Maker, Named, Tag, signed, tags
from ._decode import Cell, convert, text
from ._records import Reworked, read_places, record_reader, signed_number, text_if_set

NAMES: Final = {
    0x0001: "ImageQuality",
    0x0002: "FirmwareVersion",
    0x0003: "WhiteBalance",
    0x0007: "FocusMode",
    0x000F: "AFAreaMode",
    0x001A: "ImageStabilization",
    0x001C: "MacroMode",
    0x001F: "ShootingMode",
    0x0020: "Audio",
    0x0021: "DataDump",
    0x0023: "WhiteBalanceBias",
    0x0024: "FlashBias",
    0x0025: "InternalSerialNumber",
    0x0026: "PanasonicExifVersion",
    0x0027: "VideoFrameRate",
    0x0028: "ColorEffect",
    0x0029: "TimeSincePowerOn",
    0x002A: "BurstMode",
    0x002B: "SequenceNumber",
    0x002C: "ContrastMode",
    0x002D: "NoiseReduction",
    0x002E: "SelfTimer",
    0x0030: "Rotation",
    0x0031: "AFAssistLamp",
    0x0032: "ColorMode",
    0x0033: "BabyAge",
    0x0034: "OpticalZoomMode",
    0x0035: "ConversionLens",
    0x0036: "TravelDay",
    0x0038: "BatteryLevel",
    0x0039: "Contrast",
    0x003A: "WorldTimeLocation",
    0x003B: "TextStamp",
    0x003C: "ProgramISO",
    0x003D: "AdvancedSceneType",
    0x003E: "TextStamp",
    0x003F: "FacesDetected",
    0x0040: "Saturation",
    0x0041: "Sharpness",
    0x0042: "FilmMode",
    0x0043: "JPEGQuality",
    0x0044: "ColorTempKelvin",
    0x0045: "BracketSettings",
    0x0046: "WBShiftAB",
    0x0047: "WBShiftGM",
    0x0048: "FlashCurtain",
    0x0049: "LongExposureNoiseReduction",
    0x004B: "PanasonicImageWidth",
    0x004C: "PanasonicImageHeight",
    0x004D: "AFPointPosition",
    0x004E: "FaceDetInfo",
    0x0051: "LensType",
    0x0052: "LensSerialNumber",
    0x0053: "AccessoryType",
    0x0054: "AccessorySerialNumber",
    0x0059: "Transform",
    0x005D: "IntelligentExposure",
    0x0060: "LensFirmwareVersion",
    0x0061: "FaceRecInfo",
    0x0062: "FlashWarning",
    0x0063: "RecognizedFaceFlags",
    0x0065: "Title",
    0x0066: "BabyName",
    0x0067: "Location",
    0x0069: "Country",
    0x006B: "State",
    0x006D: "City",
    0x006F: "Landmark",
    0x0070: "IntelligentResolution",
    0x0076: "HDRShot",
    0x0077: "BurstSpeed",
    0x0079: "IntelligentD-Range",
    0x007C: "ClearRetouch",
    0x0080: "City2",
    0x0086: "ManometerPressure",
    0x0089: "PhotoStyle",
    0x008A: "ShadingCompensation",
    0x008B: "WBShiftIntelligentAuto",
    0x008C: "AccelerometerZ",
    0x008D: "AccelerometerX",
    0x008E: "AccelerometerY",
    0x008F: "CameraOrientation",
    0x0090: "RollAngle",
    0x0091: "PitchAngle",
    0x0092: "WBShiftCreativeControl",
    0x0093: "SweepPanoramaDirection",
    0x0094: "SweepPanoramaFieldOfView",
    0x0096: "TimerRecording",
    0x009D: "InternalNDFilter",
    0x009E: "HDR",
    0x009F: "ShutterType",
    0x00A1: "FilterEffect",
    0x00A3: "ClearRetouchValue",
    0x00A7: "OutputLUT",
    0x00AB: "TouchAE",
    0x00AC: "MonochromeFilterEffect",
    0x00AD: "HighlightShadow",
    0x00AF: "TimeStamp",
    0x00B3: "VideoBurstResolution",
    0x00B4: "MultiExposure",
    0x00B9: "RedEyeRemoval",
    0x00BB: "VideoBurstMode",
    0x00BC: "DiffractionCorrection",
    0x00BD: "FocusBracket",
    0x00BE: "LongExposureNRUsed",
    0x00BF: "PostFocusMerging",
    0x00C1: "VideoPreburst",
    0x00C4: "LensTypeMake",
    0x00C5: "LensTypeModel",
    0x00CA: "SensorType",
    0x00D1: "ISO",
    0x00D2: "MonochromeGrainEffect",
    0x00D6: "NoiseReductionStrength",
    0x00E4: "LensTypeModel",
    0x00E8: "MinimumISO",
    0x00EE: "DynamicRangeBoost",
    0x0E00: "PrintIM",
    0x2003: "TimeInfo",
    0x8000: "MakerNoteVersion",
    0x8001: "SceneMode",
    0x8002: "HighlightWarning",
    0x8003: "DarkFocusEnvironment",
    0x8004: "WBRedLevel",
    0x8005: "WBGreenLevel",
    0x8006: "WBBlueLevel",
    0x8008: "TextStamp",
    0x8009: "TextStamp",
    0x8010: "BabyAge",
    0x8012: "Transform",
}


UNSET_AGE: Final = "9999:99:99 00:00:00"
FACES: Final = 3
"""Recognised faces that a record has room for."""


@convert
def _version(item: Item) -> Value:
    """A version as text, or as one number for each byte."""
    return item.raw.decode("ascii") if item.raw.isalnum() else tuple(item.raw)


def _faces(item: Item) -> Iterable[Found]:
    """Names, places and ages of the faces that the camera recognised; the record has room for three."""
    yield Named(item.name, item.value, item.size)
    count = min(int.from_bytes(item.raw[:2], item.order), FACES)
    cells = [Cell("FacesRecognized", 0, "u2")]
    for face in range(count):
        at, name = 4 + 48 * face, f"RecognizedFace{face + 1}"
        cells += [
            Cell(f"{name}Name", at, "t20"),
            Cell(f"{name}Position", at + 20, "u2", 4),
            Cell(f"{name}Age", at + 28, "t20"),
        ]
    yield from read_places(cells, item.raw, item.order)


def _face_positions(item: Item) -> Iterable[Found]:
    yield Named(item.name, item.value, item.size)
    count = min(int.from_bytes(item.raw[:2], item.order), 5)
    cells = [Cell(f"Face{face + 1}Position", 2 + 8 * face, "u2", 4) for face in range(count)]
    yield from read_places([Cell("NumFacePositions", 0, "u2"), *cells], item.raw, item.order)


def _date(value: Value) -> str | None:
    """Year to hundredth of a second, two digits in each byte."""
    digits = value if isinstance(value, str) else ""
    if digits.startswith("00"):
        return None
    date, time = digits[:8], digits[8:]
    return f"{date[:4]}:{date[4:6]}:{date[6:]} {time[:2]}:{time[2:4]}:{time[4:6]}.{time[6:]}"


def _time(item: Item) -> Iterable[Found]:
    yield Named(item.name, item.value, item.size)
    places = (Reworked(Cell("PanasonicDateTime", 0, "x8"), _date), Cell("TimeLapseShotNumber", 16, "u4"))
    yield from read_places(places, item.raw, item.order)


_TEXT: Final = text_if_set()
_AGE: Final = text_if_set(UNSET_AGE)
_SPECIAL: Final = {
    0x0002: _version,
    0x0025: _TEXT,
    0x0026: text,
    0x0033: _AGE,
    0x004E: _face_positions,
    0x0051: _TEXT,
    0x0052: _TEXT,
    0x0053: _TEXT,
    0x0054: _TEXT,
    0x0061: _faces,
    0x0065: _TEXT,
    0x0066: _TEXT,
    0x0067: _TEXT,
    0x0069: _TEXT,
    0x006B: _TEXT,
    0x006D: _TEXT,
    0x006F: _TEXT,
    0x0080: _TEXT,
    0x008C: signed_number,
    0x008D: signed_number,
    0x008E: signed_number,
    0x0090: signed_number,
    0x0091: signed_number,
    0x00AF: _TEXT,
    0x2003: _time,
    0x8000: text,
    0x8010: _AGE,
}

TAGS: Final = tags(NAMES, {number: Tag(NAMES[number], decode) for number, decode in _SPECIAL.items()})

MAKERS: Final = (
    Maker("Panasonic", signed(b"Panasonic"), Layout(start=12), TAGS),
    # D-Lux 7 and later
    Maker("Panasonic", signed(b"LEICA CAMERA AG\0"), Layout(start=18), TAGS),
    # Digilux, D-Lux, V-Lux, C-Lux
    Maker(
        "Panasonic",
        lambda head, make: make == "LEICA" and head.startswith(b"LEICA\0"),
        Layout(start=8),
        TAGS,
    ),
    # Video cameras: NV-DS65, PV-DC3000 ...
    Maker(
        "Panasonic",
        signed(b"MKE", make="Panasonic"),
        read=record_reader(Cell("MakerNoteType", 0, "t4"), Cell("Gain", 6, "u2")),
    ),
)
