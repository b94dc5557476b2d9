"""Fujifilm, and the cameras of General Imaging, Leica, Minolta and Sharp that Fujifilm made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...model import Value
from ._base import Found, Item, Layout, Maker, Named, Note, Tag, signed, tags
from ._decode import as_text, convert
from ._records import read_headless, text_if_set

NAMES: Final = {
    0x0000: "Version",
    0x0010: "InternalSerialNumber",
    0x1000: "Quality",
    0x1001: "Sharpness",
    0x1002: "WhiteBalance",
    0x1003: "Saturation",
    0x1004: "Contrast",
    0x1005: "ColorTemperature",
    0x1006: "Contrast",
    0x100A: "WhiteBalanceFineTune",
    0x100B: "NoiseReduction",
    0x100E: "NoiseReduction",
    0x100F: "Clarity",
    0x1010: "FujiFlashMode",
    0x1011: "FlashExposureComp",
    0x1020: "Macro",
    0x1021: "FocusMode",
    0x1022: "AFMode",
    0x1023: "FocusPixel",
    0x102B: "PrioritySettings",
    0x102D: "FocusSettings",
    0x102E: "AFCSettings",
    0x1030: "SlowSync",
    0x1031: "PictureMode",
    0x1032: "ExposureCount",
    0x1033: "EXRAuto",
    0x1034: "EXRMode",
    0x1040: "ShadowTone",
    0x1041: "HighlightTone",
    0x1044: "DigitalZoom",
    0x1045: "LensModulationOptimizer",
    0x1047: "GrainEffectRoughness",
    0x1048: "ColorChromeEffect",
    0x1049: "BWAdjustment",
    0x104B: "BWMagentaGreen",
    0x104C: "GrainEffectSize",
    0x104D: "CropMode",
    0x104E: "ColorChromeFXBlue",
    0x1050: "ShutterType",
    0x1100: "AutoBracketing",
    0x1101: "SequenceNumber",
    0x1103: "DriveSettings",
    0x1105: "PixelShiftShots",
    0x1106: "PixelShiftOffset",
    0x1153: "PanoramaAngle",
    0x1154: "PanoramaDirection",
    0x1201: "AdvancedFilter",
    0x1210: "ColorMode",
    0x1300: "BlurWarning",
    0x1301: "FocusWarning",
    0x1302: "ExposureWarning",
    0x1304: "GEImageSize",
    0x1400: "DynamicRange",
    0x1401: "FilmMode",
    0x1402: "DynamicRangeSetting",
    0x1403: "DevelopmentDynamicRange",
    0x1404: "MinFocalLength",
    0x1405: "MaxFocalLength",
    0x1406: "MaxApertureAtMinFocal",
    0x1407: "MaxApertureAtMaxFocal",
    0x140B: "AutoDynamicRange",
    0x1422: "ImageStabilization",
    0x1425: "SceneRecognition",
    0x1431: "Rating",
    0x1436: "ImageGeneration",
    0x1438: "ImageCount",
    0x1443: "DRangePriority",
    0x1444: "DRangePriorityAuto",
    0x1445: "DRangePriorityFixed",
    0x1446: "FlickerReduction",
    0x1447: "FujiModel",
    0x1448: "FujiModel2",
    0x144D: "RollAngle",
    0x3803: "VideoRecordingMode",
    0x3804: "PeripheralLighting",
    0x3806: "VideoCompression",
    0x3820: "FrameRate",
    0x3821: "FrameWidth",
    0x3822: "FrameHeight",
    0x3824: "FullHDHighSpeedRec",
    0x4005: "FaceElementSelected",
    0x4100: "FacesDetected",
    0x4103: "FacePositions",
    0x4200: "NumFaceElements",
    0x4201: "FaceElementTypes",
    0x4203: "FaceElementPositions",
    0x4282: "FaceRecInfo",
    0x8000: "FileSource",
    0x8002: "OrderNumber",
    0x8003: "FrameNumber",
    0xB211: "Parallax",
    0xC000: "RAFData",
}

FACE_HEAD: Final = 62
"""Bytes of the smallest description of a face."""
MOST_FACES: Final = 64
"""Faces that are worth reading; cameras recognise eight."""


def _faces(item: Item) -> Iterator[Found]:
    """Names, birthdays and categories of the faces that the camera recognised.

    The record begins with pairs of offset and size. A description holds the sizes and offsets of a name (at
    30 and 34) and of a birthday (at 54 and 58), and a category (at 46). Offsets count from the record.
    """
    yield Named(item.name, item.value, item.size)

    def number(at: int) -> int:
        return int.from_bytes(item.raw[at : at + 4], item.order)

    for face in range(min(MOST_FACES, len(item.raw) // 8)):
        start, size = number(8 * face), number(8 * face + 4)
        if size < FACE_HEAD or start + size > len(item.raw):
            return
        for name, length_at, offset_at in (("Name", 30, 34), ("Birthday", 54, 58)):
            length, offset = number(start + length_at), number(start + offset_at)
            if not length or offset + length > len(item.raw):
                continue
            value = as_text(item.raw[offset : offset + min(length, FACE_HEAD)])
            if name == "Birthday" and value[:8].isdigit():
                value = f"{value[:4]}:{value[4:6]}:{value[6:]}"
            yield Named(f"Face{face + 1}{name}", value, length)
        yield Named(f"Face{face + 1}Category", item.raw[start + 46], 1)


@convert
def _count(item: Item) -> Value | None:
    """A count in 15 bits; the sixteenth says something else."""
    return item.value & 0x7FFF if isinstance(item.value, int) else None


_SPECIAL: Final = {0x0010: text_if_set(), 0x1438: _count, 0x4282: _faces}

TAGS: Final = tags(NAMES, {number: Tag(NAMES[number], decode) for number, decode in _SPECIAL.items()})

GE2_ENTRIES: Final = 25
GE2_SHIFT: Final = 210
"""By how much the offsets are too large from tag 0x1303 on."""


def _read_ge2(note: Note) -> Iterable[Found]:
    """A table without a count."""
    base = note.start + 6
    return read_headless(
        note,
        note.start + 14,
        GE2_ENTRIES,
        "little",
        lambda tag: base - GE2_SHIFT if tag >= 0x1303 else base,
        NAMES,
    )


MAKERS: Final = (
    Maker("FujiFilm", signed(b"FUJIFILM", b"GENERALE"), Layout(base=0, order="little", pointer=8), TAGS),
    Maker("FujiFilm", signed(b"GE\x0c\0\0\0\x16\0\0\0"), read=_read_ge2),
)
