"""What it needs to look the same."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys

ROWS: tuple[Concept, ...] = (
    Concept(
        name="orientation",
        category=Category.RENDERING,
        also=NOTHING,
        exif=keys("Orientation"),
        xmp=keys("tiff:Orientation exif:Orientation"),
        iptc=keys("2:131 3:102"),
        photoshop=Absent.AS_EXIF,
        quicktime=Absent.CONTAINER,
        png=Absent.NO_RENDERING,
    ),
    Concept(
        name="colour space",
        category=Category.RENDERING,
        also=NOTHING,
        exif=keys(
            """
            ColorSpace Gamma InteropIndex InteroperabilityIndex WhitePoint PrimaryChromaticities
            TransferFunction TransferRange ReferenceBlackWhite YCbCrCoefficients ICC_Profile
            ProfileEmbedPolicy ColorimetricReference AsShotICCProfile CurrentICCProfile PreviewColorSpace
            ICCProfile InterColorProfile RenderingIntent ColorTransferFunction
            """
        ),
        xmp=keys(
            """
            exif:InteroperabilityIndex exif:ColorSpace exif:Gamma
            tiff:WhitePoint tiff:PrimaryChromaticities tiff:TransferFunction tiff:YCbCrCoefficients
            tiff:ReferenceBlackWhite
            photoshop:ColorMode photoshop:ICCProfile exifEX:InteroperabilityIndex exifEX:Gamma
            """
        ),
        iptc=keys("3:64 3:65 3:66 3:70 3:80 3:84 3:85 3:145 3:60"),
        photoshop=keys(
            """
            8BIM:0x040f 8BIM:0x0411 8BIM:0x03eb 8BIM:0x0416 8BIM:0x0417 8BIM:0x03fa 8BIM:0x03fb
            8BIM:0x042a 8BIM:0x042b 8BIM:0x03ef 8BIM:0x0435 8BIM:0x041d 8BIM:0x03f2
            """
        ),
        quicktime=Absent.CONTAINER,
        png=keys("iCCP:ProfileName"),
        icc=keys(
            """
            icc:ProfileVersion icc:ProfileClass icc:ColorSpaceData icc:ProfileConnectionSpace icc:desc
            icc:cprt
            """
        ),
    ),
    Concept(
        name="size and resolution",
        category=Category.RENDERING,
        also=NOTHING,
        exif=keys(
            """
            ImageWidth ImageHeight ImageLength ExifImageWidth ExifImageHeight PixelXDimension
            PixelYDimension XResolution YResolution ResolutionUnit XPosition YPosition ImageFullWidth
            ImageFullHeight WidthResolution HeightResolution RelatedImageFileFormat RelatedImageWidth
            RelatedImageHeight RelatedImageLength OriginalDefaultFinalSize OriginalBestQualitySize
            OriginalDefaultCropSize ResolutionXUnit ResolutionYUnit ResolutionXLengthUnit
            ResolutionYLengthUnit PixelUnits PixelsPerUnitX PixelsPerUnitY
            """
        ),
        xmp=keys(
            """
            tiff:ImageHeight tiff:ImageWidth tiff:ImageLength tiff:XResolution tiff:YResolution
            tiff:ResolutionUnit
            exif:XResolution exif:YResolution exif:ResolutionUnit exif:PixelXDimension
            exif:PixelYDimension
            exifEX:RelatedImage*
            """
        ),
        iptc=keys("3:20 3:30 3:40 3:50 2:130"),
        photoshop=keys("8BIM:0x03ed 8BIM:0x0428 8BIM:0x03f1"),
        quicktime=Absent.CONTAINER,
        png=Absent.NO_RENDERING,
    ),
    Concept(
        name="how the pixels are stored",
        category=Category.RENDERING,
        also=NOTHING,
        exif=keys(
            """
            SubfileType NewSubfileType OldSubfileType BitsPerSample Compression PhotometricInterpretation
            Thresholding CellWidth CellLength FillOrder StripOffsets SamplesPerPixel RowsPerStrip
            StripByteCounts MinSampleValue MaxSampleValue PlanarConfiguration FreeOffsets FreeByteCounts
            GrayResponseUnit GrayResponseCurve T4Options T6Options PageNumber ColorResponseUnit Predictor
            ColorMap TileWidth TileLength TileOffsets TileByteCounts BadFaxLines CleanFaxData
            ConsecutiveBadFaxLines SubIFD SubIFDs InkSet NumberofInks DotRange ExtraSamples SampleFormat
            SMinSampleValue SMaxSampleValue Indexed JPEGTables ProfileType FaxProfile CodingMethods
            VersionYear ModeNumber Decode DefaultImageColor T82Options JPEGProc JPEGRestartInterval
            JPEGLosslessPredictors JPEGPointTransforms JPEGQTables JPEGDCTables JPEGACTables
            YCbCrSubSampling YCbCrPositioning StripRowCounts ComponentsConfiguration Matteing DataType
            ImageDepth TileDepth TextureFormat WrapModes AdventScale IntergraphFlagRegisters INGRReserved
            ColorSequence IT8Header RasterPadding BitsPerRunLength BitsPerExtendedRunLength ColorTable
            ImageColorIndicator BackgroundColorIndicator ImageColorValue BackgroundColorValue
            PixelIntensityRange TransparencyIndicator ColorCharacterization HCUsage TrapIndicator
            CMYKEquivalent PixelMagicJBIGOptions TIFF_FXExtensions MultiProfiles T88Options JBIGOptions
            Interlace GDALNoData LercParameters PixelFormat Transformation Uncompressed ImageType
            ImageOffset ImageByteCount AlphaOffset AlphaByteCount ImageDataDiscard AlphaDataDiscard
            SubTileBlockSize RowInterleaveFactor ExifOffset ExifTag ExifIFD InteropOffset
            InteroperabilityTag JPEGQuality GridSize LuminanceTable ChrominanceTable FrameDelay LoopCount
            GlobalPalette IndexBackground IndexTransparent PaletteHistogram
            """
        ),
        xmp=keys(
            """
            exif:YCbCrPositioning exif:Compression exif:ComponentsConfiguration
            tiff:BitsPerSample tiff:Compression tiff:PhotometricInterpretation tiff:SamplesPerPixel
            tiff:PlanarConfiguration tiff:YCbCrSubSampling tiff:YCbCrPositioning
            """
        ),
        iptc=keys("3:55 3:86 3:90 3:100 3:110 3:120 3:125 3:130 3:135 3:140 1:90"),
        photoshop=Absent.CONTAINER,
        quicktime=Absent.CONTAINER,
        png=Absent.NO_RENDERING,
    ),
    Concept(
        name="how raw data becomes a picture",
        category=Category.RENDERING,
        also=also(Category.CAPTURE),
        exif=keys(
            """
            CFARepeatPatternDim CFAPattern2 CFAPlaneColor CFALayout LinearizationTable BlackLevelRepeatDim
            BlackLevel BlackLevelDeltaH BlackLevelDeltaV WhiteLevel DefaultScale DefaultCropOrigin
            DefaultCropSize ColorMatrix1 ColorMatrix2 ColorMatrix3 ReductionMatrix1 ReductionMatrix2
            ReductionMatrix3 AnalogBalance AsShotNeutral AsShotWhiteXY BaselineExposure BaselineNoise
            BaselineSharpness BayerGreenSplit LinearResponseLimit ChromaBlurRadius AntiAliasStrength
            ShadowScale CalibrationIlluminant1 CalibrationIlluminant2 CalibrationIlluminant3
            BestQualityScale ActiveArea MaskedAreas AsShotPreProfileMatrix CurrentPreProfileMatrix
            NoiseReductionApplied ProfileHueSatMapDims ProfileHueSatMapData1 ProfileHueSatMapData2
            ProfileHueSatMapData3 ProfileToneCurve ForwardMatrix1 ForwardMatrix2 ForwardMatrix3
            ProfileLookTableDims ProfileLookTableData OpcodeList1 OpcodeList2 OpcodeList3 NoiseProfile
            ProfileHueSatMapEncoding ProfileLookTableEncoding BaselineExposureOffset DefaultBlackRender
            RawToPreviewGain CacheVersion DefaultUserCrop ProfileGainTableMap ProfileGainTableMap2
            IlluminantData1 IlluminantData2 IlluminantData3 RGBTables ProfileName AsShotProfileName
            ProfileGroupName CameraCalibrationSig ProfileCalibrationSig VignettingCorrection
            VignettingCorrParams ChromaticAberrationCorrection ChromaticAberrationCorrParams
            DistortionCorrection DistortionCorrParams ColumnInterleaveFactor ImageSequenceInfo ImageStats
            ProfileDynamicRange JXLDistance JXLEffort JXLDecodeSpeed
            """
        ),
        xmp=Absent.BOOKKEEPING,
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.BOOKKEEPING,
        quicktime=Absent.BOOKKEEPING,
        png=Absent.NO_RENDERING,
    ),
    Concept(
        name="calibration of this one camera",
        category=Category.RENDERING,
        also=also(Category.DEVICE),
        exif=keys("CameraCalibration1 CameraCalibration2 CameraCalibration3"),
        xmp=Absent.BOOKKEEPING,
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.BOOKKEEPING,
        quicktime=Absent.BOOKKEEPING,
        png=Absent.NO_RENDERING,
    ),
    Concept(
        name="gain map",
        category=Category.RENDERING,
        also=NOTHING,
        exif=Absent.NO_FIELD,
        # Named one by one: a private property in one of these namespaces is not for keeping.
        xmp=keys(
            """
            hdrgm:Version hdrgm:BaseRenditionIsHDR hdrgm:GainMapMin hdrgm:GainMapMax hdrgm:Gamma
            hdrgm:OffsetSDR hdrgm:OffsetHDR hdrgm:HDRCapacityMin hdrgm:HDRCapacityMax
            apdi:AuxiliaryImageType apdi:NativeFormat apdi:StoredFormat
            Item:Mime Item:Semantic Item:Length Item:Padding
            HDRGainMap:HDRGainMapVersion HDRGainMap:HDRGainMapHeadroom Container:Directory Container:Item
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.CONTAINER,
        png=Absent.NO_RENDERING,
    ),
    Concept(
        name="shape of a panorama",
        category=Category.RENDERING,
        also=NOTHING,
        exif=Absent.NO_FIELD,
        xmp=keys(
            """
            GPano:ProjectionType GPano:UsePanoramaViewer GPano:FullPanoWidthPixels
            GPano:FullPanoHeightPixels GPano:CroppedAreaImageWidthPixels
            GPano:CroppedAreaImageHeightPixels GPano:CroppedAreaLeftPixels GPano:CroppedAreaTopPixels
            GPano:InitialViewHeadingDegrees GPano:InitialViewPitchDegrees GPano:InitialViewRollDegrees
            GPano:InitialHorizontalFOVDegrees GPano:InitialVerticalFOVDegrees GPano:InitialCameraDolly
            GPano:PosePitchDegrees GPano:PoseRollDegrees GPano:LargestValidInteriorRect*
            GSpherical:Spherical GSpherical:Stitched GSpherical:ProjectionType GSpherical:StereoMode
            GSpherical:InitialView* GSpherical:FullPano* GSpherical:CroppedArea*
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.CONTAINER,
        png=Absent.NO_RENDERING,
    ),
)
