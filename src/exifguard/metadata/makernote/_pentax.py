"""Pentax, and the Ricoh cameras of its kind: one table behind one of several signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ...model import Value
from ...structures.ifd import ORDER_CODES
from ._base import Decode, Found, Item, Layout, Maker, Named, Tag, made_by, signed, tags
from ._decode import Cell, convert, read_cells, record
from ._records import Reworked, read_places

CITIES: Final = (
    *("Pago Pago", "Honolulu", "Anchorage", "Vancouver", "San Francisco", "Los Angeles", "Calgary", "Denver"),
    *("Mexico City", "Chicago", "Miami", "Toronto", "New York", "Santiago", "Caracus", "Halifax"),
    *("Buenos Aires", "Sao Paulo", "Rio de Janeiro", "Madrid", "London", "Paris", "Milan", "Rome", "Berlin"),
    *("Johannesburg", "Istanbul", "Cairo", "Jerusalem", "Moscow", "Jeddah", "Tehran", "Dubai", "Karachi"),
    *("Kabul", "Male", "Delhi", "Colombo", "Kathmandu", "Dacca", "Yangon", "Bangkok", "Kuala Lumpur"),
    *("Vientiane", "Singapore", "Phnom Penh", "Ho Chi Minh", "Jakarta", "Hong Kong", "Perth", "Beijing"),
    *("Shanghai", "Manila", "Taipei", "Seoul", "Adelaide", "Tokyo", "Guam", "Sydney", "Noumea", "Wellington"),
    *("Auckland", "Lima", "Dakar", "Algiers", "Helsinki", "Athens", "Nairobi", "Amsterdam", "Stockholm"),
    *("Lisbon", "Copenhagen", "Warsaw", "Prague", "Budapest"),
)
"""The cities that an owner can choose as home and as destination, by number, in ExifTool's spelling."""


def _city(value: Value) -> Value:
    return CITIES[value] if isinstance(value, int) and 0 <= value < len(CITIES) else value


@convert
def _city_tag(item: Item) -> Value:
    return _city(item.value)


@convert
def _date(item: Item) -> str | None:
    """Year in 16 bits, month, day; big-endian whatever the table says."""
    if len(item.raw) != 4:
        return None
    return f"{int.from_bytes(item.raw[:2]):04d}:{item.raw[2]:02d}:{item.raw[3]:02d}"


@convert
def _time(item: Item) -> str | None:
    """Hour, minute, second."""
    return ":".join(f"{part:02d}" for part in item.raw[:3]) if len(item.raw) in (3, 4) else None


@convert
def _firmware(item: Item) -> str | None:
    """Four numbers, every bit turned over."""
    return ".".join(f"{part ^ 0xFF:02d}" for part in item.raw).lstrip("0") if len(item.raw) == 4 else None


@convert
def _shutter_count(item: Item) -> int | None:
    """32 bits, mixed with the date and the time."""
    date, time = item.find(0x0006), item.find(0x0007)[:3]
    if len(item.raw) != 4 or len(date) != 4 or len(time) != 3:
        return None
    mixed = int.from_bytes(date) ^ (0xFFFFFFFF - int.from_bytes(time + b"\0"))
    return int.from_bytes(item.raw) ^ mixed


def _calendar(value: Value) -> Value:
    """A date as a number of eight digits."""
    text = f"{value:08d}" if isinstance(value, int) else ""
    return f"{text[:4]}:{text[4:6]}:{text[6:]}" if len(text) == 8 else value


def _camera_info(item: Item) -> Iterable[Found]:
    """Numbers of 32 bits: the model, when and in which lot it was made, its own serial number."""
    places = (
        Cell("PentaxModelID", 0, "u4"),
        Reworked(Cell("ManufactureDate", 4, "u4"), _calendar),
        Cell("ProductionCode", 8, "u4", 2),
        Cell("InternalSerialNumber", 16, "u4"),
    )
    yield Named(item.name, item.value, item.size)
    yield from read_places(places, item.raw, item.order)


def _bit(number: int) -> Callable[[Value], Value | None]:
    return lambda value: value >> number & 1 if isinstance(value, int) else None


def _time_info(item: Item) -> Iterable[Found]:
    """Which city's time the camera shows, whether it is summer there, and the two cities."""
    places = (
        Reworked(Cell("WorldTimeLocation", 0, "u1"), _bit(0)),
        Reworked(Cell("HometownDST", 0, "u1"), _bit(1)),
        Reworked(Cell("DestinationDST", 0, "u1"), _bit(2)),
        Reworked(Cell("HometownCity", 2, "u1"), _city),
        Reworked(Cell("DestinationCity", 3, "u1"), _city),
    )
    yield Named(item.name, item.value, item.size)
    yield from read_places(places, item.raw, item.order)


def _half(factor: float) -> Callable[[Value], Value | None]:
    return lambda value: value * factor if isinstance(value, int) else None


def _level(item: Item) -> Iterable[Found]:
    """How the camera was held, in steps of half a degree."""
    places = (
        Reworked(Cell("RollAngle", 1, "s1"), _half(-0.5)),
        Reworked(Cell("PitchAngle", 2, "s1"), _half(-0.5)),
    )
    yield Named(item.name, item.value, item.size)
    yield from read_places(places, item.raw, item.order)


MOST_FACES: Final = 32


def _faces(name: str) -> Decode:
    """Pairs of 16 bit numbers, one for each face."""

    def decode(item: Item) -> Iterable[Found]:
        yield Named(item.name, item.value, item.size)
        many = min(len(item.raw) // 4, MOST_FACES)
        cells = (Cell(name.format(face + 1), 4 * face, "u2", 2, skip_zero=True) for face in range(many))
        yield from read_cells(cells, item.raw, ORDER_CODES[item.order])

    return decode


def _temperatures(item: Item) -> Iterable[Found]:
    """Tenths of a degree Celsius."""
    places = (
        Reworked(Cell("SensorTemperature", 12, "s2"), _half(0.1)),
        Reworked(Cell("SensorTemperature2", 14, "s2"), _half(0.1)),
        Reworked(Cell("CameraTemperature4", 20, "s2"), _half(0.1)),
        Reworked(Cell("CameraTemperature5", 22, "s2"), _half(0.1)),
    )
    yield Named(item.name, item.value, item.size)
    if "K-5" in item.note.model:
        yield from read_places(places, item.raw, item.order)


TAGS: Final = tags(
    {
        0x0001: "PentaxModelType",
        0x0002: "PreviewImageSize",
        0x0003: "PreviewImageLength",
        0x0004: "PreviewImageStart",
        0x0005: "PentaxModelID",
        0x0008: "Quality",
        0x0009: "PentaxImageSize",
        0x000B: "PictureMode",
        0x000C: "FlashMode",
        0x000D: "FocusMode",
        0x000E: "AFPointSelected",
        0x000F: "AFPointsInFocus",
        0x0010: "FocusPosition",
        0x0012: "ExposureTime",
        0x0013: "FNumber",
        0x0014: "ISO",
        0x0015: "LightReading",
        0x0016: "ExposureCompensation",
        0x0017: "MeteringMode",
        0x0018: "AutoBracketing",
        0x0019: "WhiteBalance",
        0x001A: "WhiteBalanceMode",
        0x001B: "BlueBalance",
        0x001C: "RedBalance",
        0x001D: "FocalLength",
        0x001E: "DigitalZoom",
        0x001F: "Saturation",
        0x0020: "Contrast",
        0x0021: "Sharpness",
        0x0022: "WorldTimeLocation",
        0x0025: "HometownDST",
        0x0026: "DestinationDST",
        0x0029: "FrameNumber",
        0x002D: "EffectiveLV",
        0x0032: "ImageEditing",
        0x0033: "PictureMode",
        0x0034: "DriveMode",
        0x0035: "SensorSize",
        0x0037: "ColorSpace",
        0x0038: "ImageAreaOffset",
        0x0039: "RawImageSize",
        0x003C: "AFPointsInFocus",
        0x003D: "DataScaling",
        0x003E: "PreviewImageBorders",
        0x0040: "SensitivityAdjust",
        0x0041: "ImageEditCount",
        0x0048: "AELock",
        0x0049: "NoiseReduction",
        0x004D: "FlashExposureComp",
        0x004F: "ImageTone",
        0x0050: "ColorTemperature",
        0x0053: "ColorTempDaylight",
        0x0054: "ColorTempShade",
        0x0055: "ColorTempCloudy",
        0x0056: "ColorTempTungsten",
        0x0057: "ColorTempFluorescentD",
        0x0058: "ColorTempFluorescentN",
        0x0059: "ColorTempFluorescentW",
        0x005A: "ColorTempFlash",
        0x005C: "ShakeReductionInfo",
        0x0062: "RawDevelopmentProcess",
        0x0067: "Hue",
        0x0068: "AWBInfo",
        0x0069: "DynamicRangeExpansion",
        0x006C: "HighLowKeyAdj",
        0x006D: "ContrastHighlight",
        0x006E: "ContrastShadow",
        0x006F: "ContrastHighlightShadowAdj",
        0x0070: "FineSharpness",
        0x0071: "HighISONoiseReduction",
        0x0072: "AFAdjustment",
        0x0073: "MonochromeFilterEffect",
        0x0074: "MonochromeToning",
        0x0076: "FaceDetect",
        0x0077: "FaceDetectFrameSize",
        0x0079: "ShadowCorrection",
        0x007A: "ISOAutoParameters",
        0x007B: "CrossProcess",
        0x007D: "LensCorr",
        0x007E: "WhiteLevel",
        0x007F: "BleachBypassToning",
        0x0080: "AspectRatio",
        0x0082: "BlurControl",
        0x0085: "HDR",
        0x0087: "ShutterType",
        0x0088: "NeutralDensityFilter",
        0x008B: "ISO",
        0x0092: "IntervalShooting",
        0x0095: "SkinToneCorrection",
        0x0096: "ClarityControl",
        0x0200: "BlackPoint",
        0x0201: "WhitePoint",
        0x0203: "ColorMatrixA",
        0x0204: "ColorMatrixB",
        0x0205: "CameraSettings",
        0x0206: "AEInfo",
        0x0207: "LensInfo",
        0x0208: "FlashInfo",
        0x0209: "AEMeteringSegments",
        0x020A: "FlashMeteringSegments",
        0x020B: "SlaveFlashMeteringSegments",
        0x020D: "WB_RGGBLevelsDaylight",
        0x020E: "WB_RGGBLevelsShade",
        0x020F: "WB_RGGBLevelsCloudy",
        0x0210: "WB_RGGBLevelsTungsten",
        0x0211: "WB_RGGBLevelsFluorescentD",
        0x0212: "WB_RGGBLevelsFluorescentN",
        0x0213: "WB_RGGBLevelsFluorescentW",
        0x0214: "WB_RGGBLevelsFlash",
        0x021B: "SaturationInfo",
        0x021C: "ColorMatrixA2",
        0x021D: "ColorMatrixB2",
        0x021F: "AFInfo",
        0x0220: "HuffmanTable",
        0x0221: "KelvinWB",
        0x0222: "ColorInfo",
        0x0224: "EVStepInfo",
        0x022A: "FilterInfo",
        0x022D: "WBLevels",
        0x022E: "Artist",
        0x022F: "Copyright",
        0x0230: "FirmwareVersion",
        0x0231: "ContrastDetectAFArea",
        0x0235: "CrossProcessParams",
        0x0239: "LensInfoQ",
        0x023F: "Model",
        0x0243: "PixelShiftInfo",
        0x0245: "AFPointInfo",
        0x03FE: "DataDump",
        0x0402: "ToneCurve",
        0x0403: "ToneCurves",
        0x0405: "UnknownBlock",
        0x0E00: "PrintIM",
    },
    {
        0x0000: Tag("PentaxVersion"),
        0x0006: Tag("Date", _date),
        0x0007: Tag("Time", _time),
        0x0023: Tag("HometownCity", _city_tag),
        0x0024: Tag("DestinationCity", _city_tag),
        0x0027: Tag("DSPFirmwareVersion", _firmware),
        0x0028: Tag("CPUFirmwareVersion", _firmware),
        0x003F: Tag("LensRec"),
        0x0047: Tag("CameraTemperature"),
        0x005D: Tag("ShutterCount", _shutter_count),
        0x0060: Tag("FaceInfo", record(Cell("FacesDetected", 0, "u1"), Cell("FacePosition", 2, "u1", 2))),
        0x006B: Tag("TimeInfo", _time_info),
        0x0215: Tag("CameraInfo", _camera_info),
        0x0216: Tag("BatteryInfo"),
        0x0226: Tag("ShotInfo"),
        0x0227: Tag("FacePos", _faces("Face{}Position")),
        0x0228: Tag("FaceSize", _faces("Face{}Size")),
        0x0229: Tag("SerialNumber"),
        0x022B: Tag("LevelInfo", _level),
        0x03FF: Tag("TempInfo", _temperatures),
    },
)
"""All but the first cameras."""

OLD_TAGS: Final = tags(
    {
        0x0001: "RecordingMode",
        0x0002: "Quality",
        0x0003: "FocusMode",
        0x0004: "FlashMode",
        0x0007: "WhiteBalance",
        0x000A: "DigitalZoom",
        0x000B: "Sharpness",
        0x000C: "Contrast",
        0x000D: "Saturation",
        0x0014: "ISO",
        0x0017: "ColorFilter",
        0x0E00: "PrintIM",
        0x1000: "HometownCityCode",
        0x1001: "DestinationCityCode",
    }
)
"""Optio 330 and 430."""

_PREVIEW: Final = ((0x0004, 0x0003, "PreviewImage"),)

MAKERS: Final = (
    Maker("Pentax", signed(b"AOC\0"), Layout(start=6), TAGS, _PREVIEW),
    Maker("Pentax", signed(b"PENTAX \0"), Layout(start=10, base=0, order=8), TAGS, _PREVIEW),
    Maker("Pentax", signed(b"RICOH\0II", b"RICOH\0MM"), Layout(start=8, base=0, order=6), TAGS, _PREVIEW),
    Maker(
        "Pentax", signed(b"S1\0\0\0\0\0\0i\0\0\0"), Layout(start=12, base=0), tags({0: "MakerNoteVersion"})
    ),
    Maker("Pentax", made_by("Asahi"), Layout(), OLD_TAGS),
    Maker("Pentax", made_by("Pentax"), Layout(), TAGS, _PREVIEW),
)
