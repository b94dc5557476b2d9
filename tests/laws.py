"""The laws that hold for every picture, as functions: each fails with an assertion."""

from __future__ import annotations

import contextlib
import io
import string
from functools import cache
from pathlib import Path
from typing import Any

import exifguard
from colours import difference
from exifguard._source import BytesSource
from exifguard._verify import check_tiling
from exifguard.containers import NO_CHANGES, container_for
from exifguard.limits import DEFAULT_LIMITS
from exifguard.model import Action
from oracles import Shown, shown

GROUPS_OF_THE_FILE = {"SourceFile", "ExifTool", "System", "File", "Composite", "JFIF", "Adobe", "APP14"}
GROUPS_OF_PROFILES = ("ICC",)
PNG_TAGS = {
    "ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "Palette",
    "Transparency", "BackgroundColor", "SignificantBits", "Gamma", "SRGBRendering", "PixelsPerUnitX",
    "PixelsPerUnitY", "PixelUnits", "ProfileName", "AnimationFrames", "AnimationPlays", "StereoMode",
    "WhitePointX", "WhitePointY", "RedX", "RedY", "GreenX", "GreenY", "BlueX", "BlueY", "ColorPrimaries",
    "TransferCharacteristics", "MatrixCoefficients", "VideoFullRangeFlag", "ICC_Profile",
}  # fmt: skip
WEBP_TAGS = {
    "WebP_Flags", "ImageWidth", "ImageHeight", "VP8Version", "HorizontalScale", "VerticalScale",
    "AlphaIsUsed", "AlphaPreprocessing", "AlphaFiltering", "AlphaCompression", "BackgroundColor",
    "AnimationLoopCount", "Duration", "ICC_Profile",
}  # fmt: skip
GIF_TAGS = {
    "GIFVersion", "ImageWidth", "ImageHeight", "HasColorMap", "ColorResolutionDepth", "BitsPerPixel",
    "BackgroundColor", "PixelAspectRatio", "AnimationIterations", "TransparentColor", "FrameCount",
    "Duration",
}  # fmt: skip
HEIF_TAGS = {
    "MajorBrand", "MinorVersion", "CompatibleBrands", "HandlerType", "ChromaFormat", "ImageSpatialExtent",
    "MediaDataSize", "MediaDataOffset", "MediaData", "PrimaryItemReference", "ImagePixelDepth",
    "ColorProfiles", "ColorPrimaries", "TransferCharacteristics", "MatrixCoefficients", "VideoFullRangeFlag",
    "HEVCConfigurationVersion", "GeneralProfileSpace", "GeneralTierFlag", "GeneralProfileIDC",
    "GenProfileCompatibilityFlags", "ConstraintIndicatorFlags", "GeneralLevelIDC",
    "MinSpatialSegmentationIDC", "ParallelismType", "BitDepthLuma", "BitDepthChroma", "AverageFrameRate",
    "ConstantFrameRate", "NumTemporalLayers", "TemporalIDNested", "CleanAperture", "AV1ConfigurationVersion",
    "SeqProfile", "SeqLevelIdx0", "SeqTier0", "HighBitDepth", "TwelveBit", "ChromaSamplePosition",
    "InitialDelaySamples", "Rotation", "MetaImageSize", "AuxiliaryImageType", "PixelAspectRatio",
    "Unknown_imir", "Unknown_grpl", "Unknown_clli", "Unknown_prem", "Unknown_a1lx", "Unknown_a1op",
}  # fmt: skip
TELLING = {
    "Make",
    "Model",
    "GPSCoordinates",
    "LocationInfo",
    "Title",
    "Artist",
    "Comment",
    "Copyright",
    "Album",
    "SoftwareVersion",
}
"""What exiv2 might still show of a movie."""
MOVIE_TAGS = {
    "CleanApertureDimensions", "ProductionApertureDimensions", "EncodedPixelsDimensions", "Unknown_alis",
    "Unknown_hvcC", "Unknown_avcC", "VideoFieldOrder", "IdependentAndDisposableSamples",
    "CompositionTimeToSample", "SampleGroupDescription", "SampleToGroup", "ColorRepresentation",
    "AudioBitsPerSample", "AudioChannels", "AudioFormat", "AudioSampleRate", "AverageBitrate", "Balance",
    "BitDepth", "BufferSize", "ChunkOffset", "ChunkOffset64", "CompatibleBrands", "CompressorID",
    "CurrentTime", "Duration", "GraphicsMode", "HandlerClass", "HandlerType", "ImageHeight", "ImageWidth",
    "LayoutFlags", "MajorBrand", "MatrixStructure", "MaxBitrate", "MediaData", "MediaDataOffset",
    "MediaDataSize", "MediaDuration", "MediaHeaderVersion", "MediaLanguageCode", "MediaTimeScale",
    "MinorVersion", "MovieHeaderVersion", "NextTrackID", "OpColor", "PosterTime", "PreferredRate",
    "PreferredVolume", "PreviewDuration", "PreviewTime", "QuickTime_ChannelLayout_0x0008",
    "QuickTime_ChannelLayout_0x000c", "SampleSizes", "SampleToChunk", "SelectionDuration",
    "SelectionTime", "SourceImageHeight", "SourceImageWidth", "SyncSampleTable", "TimeScale",
    "TimeToSampleTable", "TrackDuration", "TrackHeaderVersion", "TrackID", "TrackLayer", "TrackVolume",
    "Unknown_alac", "Unknown_btrt", "Unknown_edts", "Unknown_esds", "VideoFrameRate", "XResolution",
    "YResolution",
}  # fmt: skip
MOVIE_DATES = {
    "CreateDate", "ModifyDate", "TrackCreateDate", "TrackModifyDate", "MediaCreateDate", "MediaModifyDate",
}  # fmt: skip
"""What headers always have: zeros, in a clean movie."""
TIFF_TAGS = {
    "ImageWidth", "ImageHeight", "BitsPerSample", "Compression", "PhotometricInterpretation", "FillOrder",
    "StripOffsets", "StripByteCounts", "SamplesPerPixel", "RowsPerStrip", "XResolution", "YResolution",
    "PlanarConfiguration", "ResolutionUnit", "PageNumber", "Predictor", "WhitePoint", "ColorMap",
    "PrimaryChromaticities", "TileWidth", "TileLength", "TileOffsets", "TileByteCounts", "InkSet",
    "ExtraSamples", "SampleFormat", "JPEGTables", "YCbCrSubSampling", "YCbCrPositioning",
    "ReferenceBlackWhite", "SubfileType", "OldSubfileType", "T4Options", "T6Options", "TransferFunction",
    "YCbCrCoefficients", "MinSampleValue", "MaxSampleValue", "ICC_Profile", "HalftoneHints", "DotRange",
    "Thresholding", "GrayResponseUnit", "GrayResponseCurve", "NumberofInks", "JPEGProc",
    "ThumbnailOffset", "StoNits", "ThumbnailLength", "ThumbnailImage", "ThumbnailTIFF", "PreviewImageStart",
    "PreviewImageLength", "PreviewTIFF",
    "PreviewImage", "OtherImageStart", "OtherImageLength", "OtherImage", "SMinSampleValue",
    "SMaxSampleValue", "StripRowCounts", "CleanFaxData", "BadFaxLines", "ConsecutiveBadFaxLines",
}  # fmt: skip
"""What ExifTool shows of a page: JPEG strips are previews to it, whatever they are."""
DNG_TAGS = {
    "DNGVersion", "DNGBackwardVersion", "Make", "Model", "UniqueCameraModel", "LocalizedCameraModel",
    "CFARepeatPatternDim", "CFAPattern", "CFAPattern2", "CFAPlaneColor", "CFALayout", "LinearizationTable",
    "BlackLevelRepeatDim", "BlackLevel", "BlackLevelDeltaH", "BlackLevelDeltaV", "WhiteLevel",
    "DefaultScale", "DefaultCropOrigin", "DefaultCropSize", "BestQualityScale", "ActiveArea", "MaskedAreas",
    "DefaultUserCrop", "AnalogBalance", "AsShotNeutral", "AsShotWhiteXY", "ColorMatrix1", "ColorMatrix2",
    "CameraCalibration1", "CameraCalibration2", "ReductionMatrix1", "ReductionMatrix2",
    "CalibrationIlluminant1", "CalibrationIlluminant2", "ForwardMatrix1", "ForwardMatrix2",
    "ProfileName", "ProfileCopyright", "ProfileEmbedPolicy", "ProfileToneCurve", "ProfileHueSatMapDims",
    "ProfileHueSatMapData1", "ProfileHueSatMapData2", "ProfileLookTableDims", "ProfileLookTableData",
    "BaselineExposure", "BaselineNoise", "BaselineSharpness", "BayerGreenSplit", "LinearResponseLimit",
    "ChromaBlurRadius", "AntiAliasStrength", "ShadowScale", "NoiseProfile", "NoiseReductionApplied",
    "OpcodeList1", "OpcodeList2", "OpcodeList3", "RawImageDigest", "NewRawImageDigest", "SubTileBlockSize",
    "RowInterleaveFactor", "JpgFromRawStart", "JpgFromRawLength", "JpgFromRaw",
}  # fmt: skip
"""What ExifTool shows of a DNG besides: without it no developer makes the picture."""
TIFF_NAMES_OF_EXIV2 = {
    "ImageLength", "InterColorProfile", "NewSubfileType", "JPEGInterchangeFormat",
    "JPEGInterchangeFormatLength", "SubIFDs",
}  # fmt: skip
CAMERA_OF_DNG = {"IFD0:Make", "IFD0:Model", "IFD0:UniqueCameraModel", "IFD0:LocalizedCameraModel"}
"""What stays of a DNG and says something: developers find the camera's colours by it."""
OF_PAGES = {
    "TIFF": TIFF_TAGS | {"Orientation"},
    "BTF": TIFF_TAGS | {"Orientation"},
    "DNG": TIFF_TAGS | DNG_TAGS | {"Orientation"},
}
"""By ExifTool's name of the format."""
JPEG_2000_TAGS = {
    "ImageWidth", "ImageHeight", "NumberOfComponents", "BitsPerComponent", "Compression", "MajorBrand",
    "MinorVersion", "CompatibleBrands", "ColorSpecMethod", "ColorSpecPrecedence", "ColorSpecApproximation",
    "ColorSpace", "ColorSpecData", "ICC_Profile", "ImageSize", "UndefinedColorSpace", "CaptureYResolution",
    "CaptureXResolution", "CaptureYResolutionUnit", "CaptureXResolutionUnit", "DisplayYResolution",
    "DisplayXResolution", "DisplayYResolutionUnit", "DisplayXResolutionUnit", "Palette",
    "ComponentMapping", "ChannelDefinition", "BitsPerSample",
}  # fmt: skip
PSD_TAGS = {
    "NumChannels", "ImageHeight", "ImageWidth", "BitDepth", "ColorMode", "XResolution", "YResolution",
    "DisplayedUnitsX", "DisplayedUnitsY", "Compression", "AlphaIdentifiers", "PixelAspectRatio",
    "ICC_Untagged", "DisplayInfo", "IndexedColorTableCount", "TransparentIndex", "LayerCount",
}  # fmt: skip
GZIP_TAGS = {"Compression", "ExtraFlags", "Flags", "ModifyDate", "OperatingSystem"}
SVG_TAGS = {"Xmlns", "SVGVersion", "ImageWidth", "ImageHeight", "ViewBox", "ID"}
PANORAMA_TAGS = {
    "ProjectionType", "UsePanoramaViewer", "FullPanoWidthPixels", "FullPanoHeightPixels",
    "CroppedAreaImageWidthPixels", "CroppedAreaImageHeightPixels", "CroppedAreaLeftPixels",
    "CroppedAreaTopPixels", "InitialViewHeadingDegrees", "InitialViewPitchDegrees", "InitialViewRollDegrees",
    "InitialHorizontalFOVDegrees", "PosePitchDegrees", "PoseRollDegrees",
}  # fmt: skip
EXIF_TAGS = {"Orientation", "ColorSpace", "InteropIndex"}
GAIN_MAP_TAGS = {
    "XMP-hdrgm": {
        "Version", "BaseRenditionIsHDR", "GainMapMin", "GainMapMax", "Gamma", "OffsetSDR", "OffsetHDR",
        "HDRCapacityMin", "HDRCapacityMax",
    },
    "XMP-Container": {"DirectoryItemSemantic", "DirectoryItemMime", "DirectoryItemLength", "Directory"},
    "XMP-HDRGainMap": {"HDRGainMapVersion", "HDRGainMapHeadroom"},
    "XMP-apdi": {"NativeFormat", "StoredFormat", "AuxiliaryImageType"},
    "MPF0": {"MPFVersion", "NumberOfImages"},
    "MPImage": {
        "MPImageFlags", "MPImageFormat", "MPImageType", "MPImageLength", "MPImageStart", "MPImage2",
        "DependentImage1EntryNumber", "DependentImage2EntryNumber",
    },
}  # fmt: skip
"""What a picture with an HDR gain map says of it, by group; numbers of pictures are no part of the group."""
FILE_TAGS_OF_METADATA = {"Comment"}


def tiling_and_identity(data: bytes) -> None:
    """Laws 1 and 2: the parts cover the file, and keeping all of them gives it back."""
    container = container_for(data[:32])
    assert container is not None
    source = BytesSource(data)
    parts = container.parse(source, DEFAULT_LIMITS)
    check_tiling(parts)
    keep = [Action.KEEP] * len(parts.parts)
    assert container.plan(source, parts, keep, NO_CHANGES).to_bytes() == data


def lenient_tiling(data: bytes) -> None:
    """Law 1 for damaged files: what `inspect` reads is tiled too."""
    container = container_for(data[:32])
    if container is not None:
        with contextlib.suppress(exifguard.LimitExceededError):
            check_tiling(container.parse(BytesSource(data), DEFAULT_LIMITS, lenient=True))


def same_picture(before: Shown, scrubbed: exifguard.Scrubbed) -> None:
    """Law 3: an independent decoder shows the same pixels, frames, timing, orientation and colours.

    Colour data that browsers ignore and Pillow alone heeds may go, with a note that says so.
    """
    assert scrubbed.data is not None
    after = shown(scrubbed.data)
    assert after is not None
    assert after.frames == before.frames
    if any("ignore" in note for note in scrubbed.notes):
        return
    assert after.facts == before.facts
    assert (after.profile is None) == (before.profile is None)
    if after.profile is not None and before.profile is not None:
        same_colours(before.profile, after.profile)


ONE_STEP = 1
"""The most that a colour may differ, in 8-bit steps."""


@cache
def same_colours(before: bytes, after: bytes) -> None:
    """Two profiles make the same colours of the same numbers."""
    assert before == after or difference(before, after) <= ONE_STEP


def idempotent(clean: bytes) -> None:
    """Law 4: scrubbing the output changes nothing and finds nothing to remove."""
    again = exifguard.scrub(clean)
    assert again.data == clean
    assert not again.changed
    assert not again.removed


def nothing_left(tags: dict[str, Any]) -> None:
    """Law 5: ExifTool sees nothing but the picture itself."""
    pages = OF_PAGES.get(str(tags.get("File:FileType")), set())
    left = [
        key
        for key, value in tags.items()
        if not _belongs_to_picture(key, value) and not _belongs_to_page(key, pages)
    ]
    assert not left


def _belongs_to_page(key: str, names: set[str]) -> bool:
    group, _, name = key.rpartition(":")
    return group.rstrip(string.digits) in ("IFD", "SubIFD") and name in names


def _belongs_to_picture(key: str, value: object) -> bool:
    group, _, name = key.rpartition(":")
    if group.startswith("PNG") or group == "PNG":
        return name in PNG_TAGS
    if group == "RIFF":
        return name in WEBP_TAGS
    if group == "GIF":
        return name in GIF_TAGS
    if group.rstrip(string.digits) in ("QuickTime", "Meta", "Track"):
        if name in MOVIE_DATES:
            return str(value).startswith("0000")
        return name in HEIF_TAGS | MOVIE_TAGS
    if group == "Jpeg2000":
        return name in JPEG_2000_TAGS
    if group == "Photoshop":
        return name in PSD_TAGS
    if group == "SVG":
        return name in SVG_TAGS
    if group == "ZIP":
        return name in GZIP_TAGS and (name != "ModifyDate" or str(value).startswith("0000"))
    if group == "XMP-GPano":
        return name in PANORAMA_TAGS
    if about_gain_map := GAIN_MAP_TAGS.get(group.rstrip(string.digits) if "MPImage" in group else group):
        return name in about_gain_map
    if group in ("IFD0", "ExifIFD", "InteropIFD"):
        return name in EXIF_TAGS
    if group.startswith(GROUPS_OF_PROFILES):
        return True
    return (group or name) in GROUPS_OF_THE_FILE and name not in FILE_TAGS_OF_METADATA


class Pipe(io.RawIOBase):
    """A stream that cannot seek."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: Any) -> int:
        return self._inner.readinto(buffer)


def same_by_every_path(data: bytes, clean: bytes, folder: Path) -> None:
    """Law 7: bytes, file, stream and pipe give the same output, in memory, in a file and in a stream."""
    origin = folder / "in"
    origin.write_bytes(data)
    assert exifguard.scrub(memoryview(data)).data == clean
    assert exifguard.scrub(Pipe(data)).data == clean  # type: ignore[arg-type]
    assert exifguard.scrub(origin).data == clean
    exifguard.scrub(origin, folder / "out")
    assert (folder / "out").read_bytes() == clean
    target = io.BytesIO()
    with origin.open("rb") as stream:
        stream.seek(min(3, len(data)))
        exifguard.scrub(stream, target)
        assert stream.tell() == min(3, len(data))
    assert target.getvalue() == clean
    exifguard.scrub_in_place(origin)
    assert origin.read_bytes() == clean
    assert sorted(path.name for path in folder.iterdir()) == ["in", "out"]
