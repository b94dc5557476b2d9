"""Nikon: a TIFF block of its own behind a signature; in the first cameras a table of another kind, or none.

Much of what identifies stands in the clear. What Nikon encrypts (with the serial number and the shutter count
that stand beside it) is handed out as opaque blocks: `_ENCRYPTED`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ...structures.ifd import ORDER_CODES
from ._base import Decode, Found, Inner, Item, Layout, Maker, Named, Tag, made_by, signed, tags
from ._decode import Cell, as_text, blob, read_cells, record, sub_table
from ._records import picture_at

PREVIEW_TAGS: Final = tags(
    {
        0x00FE: "SubfileType",
        0x0103: "Compression",
        0x011A: "XResolution",
        0x011B: "YResolution",
        0x0128: "ResolutionUnit",
        0x0202: "PreviewImageLength",
        0x0213: "YCbCrPositioning",
    },
    {0x0201: Tag("PreviewImageStart", picture_at(0x0202, "PreviewImage"))},
)
"""The table of the preview."""

SCAN_TAGS: Final = tags(
    {
        0x0002: "FilmType",
        0x0040: "MultiSample",
        0x0041: "BitDepth",
        0x0050: "MasterGain",
        0x0051: "ColorGain",
        0x0060: "ScanImageEnhancer",
        0x0100: "DigitalICE",
        0x0110: "ROCInfo",
        0x0120: "GEMInfo",
        0x0200: "DigitalDEEShadowAdj",
        0x0201: "DigitalDEEThreshold",
        0x0202: "DigitalDEEHighlightAdj",
    }
)
"""The table of film scanners."""

_CLEAR_LENS: Final = (b"0100", b"0101")
"""Versions of LensData that are not encrypted."""


def _encrypted(version: str) -> Decode:
    """A record that is encrypted behind the four digits of its version."""

    def decode(item: Item) -> Iterable[Found]:
        if item.raw[:4].isdigit():
            yield Named(version, as_text(item.raw[:4]), 4)
        yield Inner("makernote", item.name, item.raw)

    return decode


def _lens_data(item: Item) -> Iterable[Found]:
    if item.raw[:4] not in _CLEAR_LENS:
        return _encrypted("LensDataVersion")(item)
    at = 6 if item.raw[:4] == b"0100" else 11
    return record(Cell("LensDataVersion", 0, "t4"), Cell("LensIDNumber", at, "u1"))(item)


def _color_balance(item: Item) -> Iterable[Found]:
    if item.raw[:2] == b"01":
        return (Named("ColorBalance", item.value, item.size),)
    return _encrypted("ColorBalanceVersion")(item)


def _location(item: Item) -> Iterable[Found]:
    """A country, and a place in one of two encodings."""
    raw = item.raw
    yield Named(item.name, item.value, item.size)
    cells = (Cell("CountryCode", 5, "t3", skip_zero=True), Cell("POILevel", 8, "u1"))
    yield from read_cells(cells, raw, ORDER_CODES[item.order])
    place = raw[9:79]
    if len(raw) > 4 and raw[4] == 2:
        text = place.decode(f"utf-16-{item.order[0]}e", "replace").partition("\0")[0]
    else:
        text = as_text(place)
    if text:
        yield Named("Location", text, len(place))


_FILE_INFO: Final = (
    Cell("FileInfoVersion", 0, "t4"),
    Cell("MemoryCardNumber", 4, "u2"),
    Cell("DirectoryNumber", 6, "u2"),
    Cell("FileNumber", 8, "u2"),
)
_DIRECTORIES: Final = range(100, 1000)
"""DCF 2.0 clause 3.2: a directory begins with three digits, 100 to 999."""


def _file_info(item: Item) -> Iterable[Found]:
    """Numbers of 16 bits, in some cameras in the other byte order."""
    yield Named(item.name, item.value, item.size)
    little = int.from_bytes(item.raw[6:8], "little") in _DIRECTORIES
    big = int.from_bytes(item.raw[6:8], "big") in _DIRECTORIES
    order = item.order if little == big else "little" if little else "big"
    yield from read_cells(_FILE_INFO, item.raw, ORDER_CODES[order])


MOST_FACES: Final = 12


def _faces(item: Item) -> Iterable[Found]:
    """Numbers of 16 bits: the frame, how many faces, and where they are."""
    yield Named(item.name, item.value, item.size)
    order = ORDER_CODES[item.order]
    cells = (Cell("FaceDetectFrameSize", 2, "u2", 2), Cell("FacesDetected", 6, "u2"))
    yield from read_cells(cells, item.raw, order)
    many = min(int.from_bytes(item.raw[6:8], item.order), MOST_FACES)
    places = (Cell(f"Face{face + 1}Position", 8 + 8 * face, "u2", 4) for face in range(many))
    yield from read_cells(places, item.raw, order)


def _power_up(item: Item) -> Iterable[Found]:
    """When the camera was switched on: the year in 16 bits, then five bytes."""
    if len(item.raw) < 7 or not item.raw.strip(b"\0"):
        return ()
    year = int.from_bytes(item.raw[:2], item.order)
    month, day, hour, minute, second = item.raw[2:7]
    text = f"{year:04d}:{month:02d}:{day:02d} {hour:02d}:{minute:02d}:{second:02d}"
    return (Named(item.name, text, item.size),)


def _icc(item: Item) -> Iterable[Found]:
    return (Inner("icc", item.name, item.raw),) if item.raw else ()


TAGS: Final = tags(
    {
        0x0001: "MakerNoteVersion",
        0x0002: "ISO",
        0x0003: "ColorMode",
        0x0004: "Quality",
        0x0005: "WhiteBalance",
        0x0006: "Sharpness",
        0x0007: "FocusMode",
        0x0008: "FlashSetting",
        0x0009: "FlashType",
        0x000B: "WhiteBalanceFineTune",
        0x000C: "WB_RBLevels",
        0x000D: "ProgramShift",
        0x000E: "ExposureDifference",
        0x000F: "ISOSelection",
        0x0010: "DataDump",
        0x0012: "FlashExposureComp",
        0x0013: "ISOSetting",
        0x0016: "ImageBoundary",
        0x0017: "ExternalFlashExposureComp",
        0x0018: "FlashExposureBracketValue",
        0x0019: "ExposureBracketValue",
        0x001A: "ImageProcessing",
        0x001B: "CropHiSpeed",
        0x001C: "ExposureTuning",
        0x001D: "SerialNumber",
        0x001E: "ColorSpace",
        0x001F: "VRInfo",
        0x0020: "ImageAuthentication",
        0x0022: "ActiveD-Lighting",
        0x0023: "PictureControlData",
        0x0025: "ISOInfo",
        0x002A: "VignetteControl",
        0x002B: "DistortInfo",
        0x002C: "UnknownInfo",
        0x0032: "UnknownInfo2",
        0x0034: "ShutterMode",
        0x0037: "MechanicalShutterCount",
        0x003D: "BlackLevel",
        0x003E: "ImageSizeRAW",
        0x003F: "WhiteBalanceFineTune",
        0x0045: "CropArea",
        0x004E: "NikonSettings",
        0x004F: "ColorTemperatureAuto",
        0x0080: "ImageAdjustment",
        0x0081: "ToneComp",
        0x0082: "AuxiliaryLens",
        0x0083: "LensType",
        0x0084: "Lens",
        0x0085: "ManualFocusDistance",
        0x0086: "DigitalZoom",
        0x0087: "FlashMode",
        0x0089: "ShootingMode",
        0x008B: "LensFStops",
        0x008C: "ContrastCurve",
        0x008D: "ColorHue",
        0x008F: "SceneMode",
        0x0090: "LightSource",
        0x0092: "HueAdjustment",
        0x0093: "NEFCompression",
        0x0094: "SaturationAdj",
        0x0095: "NoiseReduction",
        0x0096: "NEFLinearizationTable",
        0x0099: "RawImageCenter",
        0x009A: "SensorPixelSize",
        0x009C: "SceneAssist",
        0x009D: "DateStampMode",
        0x009E: "RetouchHistory",
        0x00A0: "SerialNumber",
        0x00A2: "ImageDataSize",
        0x00A5: "ImageCount",
        0x00A6: "DeletedImageCount",
        0x00A7: "ShutterCount",
        0x00A9: "ImageOptimization",
        0x00AA: "Saturation",
        0x00AB: "VariProgram",
        0x00AC: "ImageStabilization",
        0x00AD: "AFResponse",
        0x00B1: "HighISONoiseReduction",
        0x00B3: "ToningEffect",
        0x00B9: "AFTune",
        0x00BB: "RetouchInfo",
        0x00BD: "PictureControlData",
        0x00BF: "SilentPhotography",
        0x0E00: "PrintIM",
        0x0E09: "NikonCaptureVersion",
        0x0E13: "NikonCaptureEditVersions",
        0x0E1E: "NikonCaptureOutput",
        0x0E22: "NEFBitDepth",
    },
    {
        0x0011: Tag("PreviewIFD", sub_table(PREVIEW_TAGS, "PreviewIFD")),
        0x0014: Tag("ColorBalanceA"),
        0x0021: Tag("FaceDetect", _faces),
        0x0024: Tag(
            "WorldTime",
            record(
                Cell("TimeZone", 0, "s2"),
                Cell("DaylightSavings", 2, "u1"),
                Cell("DateDisplayFormat", 3, "u1"),
            ),
        ),
        0x0035: Tag("HDRInfo"),
        0x0039: Tag("LocationInfo", _location),
        0x0051: Tag("MakerNotes0x51", record(Cell("FirmwareVersion", 0, "t8", skip_zero=True))),
        0x0056: Tag(
            "MakerNotes0x56",
            record(Cell("FirmwareVersion", 0, "t4", skip_zero=True), Cell("BurstGroupID", 4, "u2")),
        ),
        0x0088: Tag("AFInfo"),
        0x0091: Tag("ShotInfo", _encrypted("ShotInfoVersion")),
        0x0097: Tag("ColorBalance", _color_balance),
        0x0098: Tag("LensData", _lens_data),
        0x00A8: Tag(
            "FlashInfo",
            record(Cell("FlashInfoVersion", 0, "t4"), Cell("ExternalFlashFirmware", 6, "u1", 2)),
        ),
        0x00B0: Tag("MultiExposure"),
        0x00B6: Tag("PowerUpTime", _power_up),
        0x00B7: Tag("AFInfo2"),
        0x00B8: Tag("FileInfo", _file_info),
        0x00C3: Tag("BarometerInfo", record(Cell("Altitude", 6, "s4"))),
        0x0E01: Tag("NikonCaptureData", blob),
        0x0E0E: Tag("NikonCaptureOffsets"),
        0x0E10: Tag("NikonScanIFD", sub_table(SCAN_TAGS, "NikonScan")),
        0x0E1D: Tag("NikonICCProfile", _icc),
    },
)

OLD_TAGS: Final = tags(
    {
        0x0002: "NikonVersion",
        0x0003: "Quality",
        0x0004: "ColorMode",
        0x0005: "ImageAdjustment",
        0x0006: "CCDSensitivity",
        0x0007: "WhiteBalance",
        0x0008: "Focus",
        0x000A: "DigitalZoom",
        0x000B: "Converter",
    }
)
"""Coolpix 700 to 950."""

MAKERS: Final = (
    Maker("Nikon", signed(b"Nikon\0\2"), Layout(base=10, order=10, pointer=14, moves=False), TAGS),
    Maker("Nikon", signed(b"Nikon\0\1"), Layout(start=8), OLD_TAGS),
    Maker("Nikon", made_by("Nikon"), Layout(), TAGS),
)
