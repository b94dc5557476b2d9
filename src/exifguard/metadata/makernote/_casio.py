"""Casio: an older and a newer table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..._cursor import ByteOrder
from ...structures.ifd import ORDER_CODES
from ._base import Found, Item, Layout, Maker, Named, Tag, signed, tags
from ._decode import Cell, as_text, convert, picture, read_cells
from ._records import text_if_set

NAMES: Final = {
    0x0001: "RecordingMode",
    0x0002: "Quality",
    0x0003: "FocusMode",
    0x0004: "FlashMode",
    0x0005: "FlashIntensity",
    0x0006: "ObjectDistance",
    0x0007: "WhiteBalance",
    0x000A: "DigitalZoom",
    0x000B: "Sharpness",
    0x000C: "Contrast",
    0x000D: "Saturation",
    0x0014: "ISO",
    0x0015: "FirmwareDate",
    0x0016: "Enhancement",
    0x0017: "ColorFilter",
    0x0018: "AFPoint",
    0x0019: "FlashIntensity",
    0x0E00: "PrintIM",
}

TYPE2_NAMES: Final = {
    0x0002: "PreviewImageSize",
    0x0003: "PreviewImageLength",
    0x0004: "PreviewImageStart",
    0x0008: "QualityMode",
    0x0009: "CasioImageSize",
    0x000D: "FocusMode",
    0x0014: "ISO",
    0x0019: "WhiteBalance",
    0x001D: "FocalLength",
    0x001F: "Saturation",
    0x0020: "Contrast",
    0x0021: "Sharpness",
    0x0E00: "PrintIM",
    0x2000: "PreviewImage",
    0x2001: "FirmwareDate",
    0x2011: "WhiteBalanceBias",
    0x2012: "WhiteBalance",
    0x2021: "AFPointPosition",
    0x2022: "ObjectDistance",
    0x2034: "FlashDistance",
    0x2076: "SpecialEffectMode",
    0x2089: "FaceInfo",
    0x211C: "FacesDetected",
    0x3000: "RecordMode",
    0x3001: "ReleaseMode",
    0x3002: "Quality",
    0x3003: "FocusMode",
    0x3006: "HometownCity",
    0x3007: "BestShotMode",
    0x3008: "AutoISO",
    0x3009: "AFMode",
    0x3011: "Sharpness",
    0x3012: "Contrast",
    0x3013: "Saturation",
    0x3014: "ISO",
    0x3015: "ColorMode",
    0x3016: "Enhancement",
    0x3017: "ColorFilter",
    0x301B: "ArtMode",
    0x301C: "SequenceNumber",
    0x301D: "BracketSequence",
    0x3020: "ImageStabilization",
    0x302A: "LightingMode",
    0x302B: "PortraitRefiner",
    0x3030: "SpecialEffectLevel",
    0x3031: "SpecialEffectSetting",
    0x3103: "DriveMode",
    0x310B: "ArtModeParameters",
    0x4001: "CaptureFrameRate",
    0x4003: "VideoQuality",
}

MOST_FACES: Final = 10


def _faces(item: Item) -> Iterator[Found]:
    """Faces: in an older record, big-endian, or a newer one, little-endian."""
    yield Named(item.name, item.value, item.size)
    raw = item.raw
    order: ByteOrder
    if raw[:2] == b"\x02\x01":
        order, count_at, frame_at, first, step = "little", 2, 4, 24, 52
    elif raw[:2] == b"\0\0" or raw[1:5] == b"\x02\x80\x01\xe0":
        order, count_at, frame_at, first, step = "big", 0, 1, 13, 111
    else:
        return
    count = min(MOST_FACES, int.from_bytes(raw[count_at : count_at + 1], order))
    cells = [Cell("FacesDetected", count_at, "u1")]
    if count:
        cells.append(Cell("FaceDetectFrameSize", frame_at, "u2", 2))
    cells += [Cell(f"Face{face + 1}Position", first + step * face, "u2", 4) for face in range(count)]
    yield from read_cells(cells, raw, ORDER_CODES[order])


@convert
def _digits(item: Item) -> str:
    """Digits in pairs, with NULs between them."""
    return as_text(item.raw.replace(b"\0", b""))


TAGS: Final = tags(NAMES, {0x0015: Tag("FirmwareDate", _digits)})
TYPE2_TAGS: Final = tags(
    TYPE2_NAMES,
    {
        0x2000: Tag("PreviewImage", picture),
        0x2001: Tag("FirmwareDate", _digits),
        0x2089: Tag("FaceInfo", _faces),
        0x3006: Tag("HometownCity", text_if_set()),
    },
)

MAKERS: Final = (
    # DCI: Concord
    Maker(
        "Casio",
        signed(b"QVC\0", b"DCI\0"),
        Layout(start=6),
        TYPE2_TAGS,
        ((0x0004, 0x0003, "PreviewImage"),),
    ),
    Maker("Casio", lambda head, make: make.casefold().startswith("casio"), Layout(), TAGS),  # noqa: ARG005
)
