"""Tags of makers' segments that are TIFF blocks, as ExifTool spells them. Data only."""

from __future__ import annotations

from typing import Final

KODAK: Final = {
    0xC350: "FilmProductCode",
    0xC351: "ImageSourceEK",
    0xC352: "CaptureConditionsPAR",
    0xC353: "CameraOwner",
    0xC354: "SerialNumber",
    0xC355: "UserSelectGroupTitle",
    0xC356: "DealerIDNumber",
    0xC357: "CaptureDeviceFID",
    0xC358: "EnvelopeNumber",
    0xC359: "FrameNumber",
    0xC35A: "FilmCategory",
    0xC35B: "FilmGencode",
    0xC35C: "ModelAndVersion",
    0xC35D: "FilmSize",
    0xC35E: "SBA_RGBShifts",
    0xC35F: "SBAInputImageColorspace",
    0xC360: "SBAInputImageBitDepth",
    0xC361: "SBAExposureRecord",
    0xC362: "UserAdjSBA_RGBShifts",
    0xC363: "ImageRotationStatus",
    0xC364: "RollGuidElements",
    0xC365: "MetadataNumber",
    0xC366: "EditTagArray",
    0xC367: "Magnification",
    0xC36C: "NativeXResolution",
    0xC36D: "NativeYResolution",
    0xC36E: "KodakEffectsIFD",
    0xC36F: "KodakBordersIFD",
    0xC37A: "NativeResolutionUnit",
    0xC418: "SourceImageDirectory",
    0xC419: "SourceImageFileName",
    0xC41A: "SourceImageVolumeName",
    0xC46C: "PrintQuality",
    0xC46E: "ImagePrintStatus",
}
CODED: Final = frozenset({0xC353, 0xC354})
"""Texts behind eight bytes that name their character set."""

STIM: Final = {
    0: "StimVersion",
    1: "ApplicationData",
    2: "ImageArrangement",
    3: "ImageRotation",
    4: "ScalingFactor",
    5: "CropXSize",
    6: "CropYSize",
    7: "CropX",
    8: "CropY",
    9: "ViewType",
    10: "RepresentativeImage",
    11: "ConvergenceBaseImage",
    12: "AssumedDisplaySize",
    13: "AssumedDistanceView",
    14: "RepresentativeDisparityNear",
    15: "RepresentativeDisparityFar",
    16: "InitialDisplayEffect",
    17: "ConvergenceDistance",
    18: "CameraArrangementInterval",
    19: "ShootingCount",
}
"""CIPA DC-006: stereo still images."""
