"""Apple: iPhone and iPad. One table; several values are binary property lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ._base import Found, Inner, Item, Layout, Maker, Named, Tag, signed, tags
from ._plist import read_flat_plist

_RUN_TIME: Final = {
    "epoch": "RunTimeEpoch",
    "flags": "RunTimeFlags",
    "timescale": "RunTimeScale",
    "value": "RunTimeValue",
}
"""Members of a CMTime: for how long the phone has been switched on, in units of 1 / timescale seconds."""


def _run_time(item: Item) -> Iterable[Found]:
    yield Named(item.name, item.value, item.size)
    for key, value in read_flat_plist(item.raw).items():
        yield Named(_RUN_TIME.get(key, f"RunTime_{key}"), value, 8)


def _plist(item: Item) -> Iterable[Found]:
    """A property list: the members of a dictionary beside the whole of it."""
    members = read_flat_plist(item.raw)
    if not members:
        return
    yield Inner("makernote", item.name, item.raw)
    for key, value in members.items():
        yield Named(f"{item.name}{key}", value, 0)


TAGS: Final = tags(
    {
        0x0001: "MakerNoteVersion",
        0x0002: "AEMatrix",
        0x0004: "AEStable",
        0x0005: "AETarget",
        0x0006: "AEAverage",
        0x0007: "AFStable",
        0x0008: "AccelerationVector",
        0x000A: "HDRImageType",
        0x000B: "BurstUUID",
        0x000C: "FocusDistanceRange",
        0x000F: "OISMode",
        0x0011: "ContentIdentifier",
        0x0014: "ImageCaptureType",
        0x0015: "ImageUniqueID",
        0x0017: "LivePhotoVideoIndex",
        0x0019: "ImageProcessingFlags",
        0x001A: "QualityHint",
        0x001D: "LuminanceNoiseAmplitude",
        0x001F: "PhotosAppFeatureFlags",
        0x0020: "ImageCaptureRequestID",
        0x0021: "HDRHeadroom",
        0x0023: "AFPerformance",
        0x0025: "SceneFlags",
        0x0026: "SignalToNoiseRatioType",
        0x0027: "SignalToNoiseRatio",
        0x002B: "PhotoIdentifier",
        0x002D: "ColorTemperature",
        0x002E: "CameraType",
        0x002F: "FocusPosition",
        0x0030: "HDRGain",
        0x0038: "AFMeasuredDepth",
        0x003D: "AFConfidence",
        0x003E: "ColorCorrectionMatrix",
        0x003F: "GreenGhostMitigationStatus",
        0x0041: "SemanticStyleRenderingVer",
        0x0042: "SemanticStylePreset",
        0x0045: "FrontFacingCamera",
    },
    {0x0003: Tag("RunTime", _run_time), 0x0040: Tag("SemanticStyle", _plist)},
)
"""The names of ExifTool's newer versions: 0x0011 was MediaGroupUUID."""

MAKER: Final = Maker("Apple", signed(b"Apple iOS\0"), Layout(start=14, base=0, order=12, moves=False), TAGS)
