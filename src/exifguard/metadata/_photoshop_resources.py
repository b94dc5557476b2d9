"""Photoshop's image resources: number → name, and how short texts are stored. Data only.

Numbers and names as in Adobe's Photoshop File Formats Specification, "Image Resource IDs". Keys are made
of the signature and the number as four hexadecimal digits.
"""

from __future__ import annotations

_BY_NUMBER: dict[int, str] = {
    0x03E8: "Photoshop2Info",
    0x03E9: "MacintoshPrintInfo",
    0x03EA: "MacintoshPageFormat",
    0x03EB: "Photoshop2ColorTable",
    0x03ED: "ResolutionInfo",
    0x03EE: "AlphaChannelNames",
    0x03EF: "DisplayInfo",
    0x03F0: "Caption",
    0x03F1: "BorderInformation",
    0x03F2: "BackgroundColor",
    0x03F3: "PrintFlags",
    0x03F4: "GrayHalftoning",
    0x03F5: "ColorHalftoning",
    0x03F6: "DuotoneHalftoning",
    0x03F7: "GrayTransferFunction",
    0x03F8: "ColorTransferFunctions",
    0x03F9: "DuotoneTransferFunctions",
    0x03FA: "DuotoneImageInfo",
    0x03FB: "EffectiveBlackWhite",
    0x03FD: "EpsOptions",
    0x03FE: "QuickMaskInfo",
    0x0400: "LayerState",
    0x0401: "WorkingPath",
    0x0402: "LayerGroups",
    0x0404: "IptcNaa",
    0x0405: "RawImageMode",
    0x0406: "JpegQuality",
    0x0408: "GridAndGuides",
    0x0409: "PhotoshopBgrThumbnail",
    0x040A: "CopyrightFlag",
    0x040B: "URL",
    0x040C: "PhotoshopThumbnail",
    0x040D: "GlobalAngle",
    0x040E: "ColorSamplers",
    0x040F: "IccProfile",
    0x0410: "Watermark",
    0x0411: "IccUntagged",
    0x0412: "EffectsVisible",
    0x0413: "SpotHalftone",
    0x0414: "IdsSeedNumber",
    0x0415: "UnicodeAlphaNames",
    0x0416: "IndexedColorTableCount",
    0x0417: "TransparencyIndex",
    0x0419: "GlobalAltitude",
    0x041A: "Slices",
    0x041B: "WorkflowURL",
    0x041C: "JumpToXPEP",
    0x041D: "AlphaIdentifiers",
    0x041E: "UrlList",
    0x0421: "VersionInfo",
    0x0422: "ExifData1",
    0x0423: "ExifData3",
    0x0424: "XmpMetadata",
    0x0425: "CaptionDigest",
    0x0426: "PrintScale",
    0x0428: "PixelAspectRatio",
    0x0429: "LayerComps",
    0x042A: "AlternateDuotoneColors",
    0x042B: "AlternateSpotColors",
    0x042D: "LayerSelectionIds",
    0x042E: "HdrToningInfo",
    0x042F: "PrintInfo",
    0x0430: "LayerGroupsEnabled",
    0x0431: "ColorSamplers2",
    0x0432: "MeasurementScale",
    0x0433: "TimelineInfo",
    0x0434: "SheetDisclosure",
    0x0435: "FloatDisplayInfo",
    0x0436: "OnionSkins",
    0x0438: "CountInfo",
    0x043A: "PrintInfo2",
    0x043B: "PrintStyle",
    0x043C: "MacintoshNSPrintInfo",
    0x043D: "WindowsDevMode",
    0x043E: "AutoSaveFilePath",
    0x043F: "AutoSaveFormat",
    0x0440: "PathSelectionState",
    0x0BB7: "ClippingPathName",
    0x0BB8: "OriginPathInfo",
    0x1B58: "ImageReadyVariables",
    0x1B59: "ImageReadyDataSets",
    0x1B5A: "ImageReadyDefaultState",
    0x1B5B: "ImageReady7Rollover",
    0x1B5C: "ImageReadyRollover",
    0x1B5D: "ImageReadySaveLayerSettings",
    0x1B5E: "ImageReadyVersion",
    0x1F40: "LightroomWorkflow",
    0x2710: "PrintFlagsInfo",
}
_PATHS = range(0x07D0, 0x0BB7)  # saved paths; their names are in the resource header
_PLUG_INS = range(0x0FA0, 0x1388)

NAMES: dict[str, str] = {
    f"8BIM:0x{number:04x}": name
    for names in (
        dict.fromkeys(_PATHS, "PathInfo"),
        dict.fromkeys(_PLUG_INS, "PlugInResource"),
        _BY_NUMBER,
    )
    for number, name in names.items()
}
"""Key of a resource (``"8BIM:0x03ed"``) → Adobe's name for it."""

PLAIN_TEXTS: frozenset[str] = frozenset(
    {"8BIM:0x040b", "8BIM:0x1b58", "8BIM:0x1b59", "8BIM:0x1b5a", "8BIM:0x1b5c", "8BIM:0x1f40"}
)
"""Resources that are nothing but text."""

PASCAL_TEXTS: frozenset[str] = frozenset({"8BIM:0x03ee", "8BIM:0x03f0", "8BIM:0x0bb7"})
"""Texts with a byte of length before each."""

UNICODE_TEXTS: frozenset[str] = frozenset({"8BIM:0x0415", "8BIM:0x041b", "8BIM:0x043e", "8BIM:0x043f"})
"""UTF-16 texts with four bytes of length, in characters, before each."""

XML_TEXTS: frozenset[str] = frozenset({"8BIM:0x03e9", "8BIM:0x03ea", "8BIM:0x043c"})
"""Settings of printers on macOS, most of them property lists in XML."""

DESCRIPTORS: frozenset[str] = frozenset(
    {
        "8BIM:0x0429",
        "8BIM:0x0432",
        "8BIM:0x0433",
        "8BIM:0x0434",
        "8BIM:0x0436",
        "8BIM:0x0438",
        "8BIM:0x043a",
        "8BIM:0x043b",
        "8BIM:0x0440",
        "8BIM:0x0bb8",
    }
)
"""Resources that are an object with named values, among them texts."""
