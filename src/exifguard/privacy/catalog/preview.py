"""Other pictures, video and sound in the file."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys, maker_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="thumbnail or preview picture",
        category=Category.PREVIEW,
        also=NOTHING,
        exif=keys(
            """
            ThumbnailOffset ThumbnailLength ThumbnailImage PreviewImageStart PreviewImageLength
            PreviewImage JpgFromRawStart JpgFromRawLength JpgFromRaw OtherImageStart OtherImageLength
            OtherImage JPEGInterchangeFormat JPEGInterchangeFormatLength ThumbnailData ThumbnailTIFF
            OPIProxy 0x0201 0x0202 0x501b IFD1:0x0201 IFD1:0x0202 Thumbnail* PreviewJXLStart
            PreviewJXLLength
            """
        ),
        xmp=keys(
            """
            tiff:JPEGInterchangeFormat* xmp:Thumbnails xmp:PageInfo xmpGImg:* GCamera:BurstThumbnail
            photoshop:Thumbnail Iptc4xmpExt:SnapshotLink
            """
        ),
        iptc=keys("2:200 2:201 2:202 7:* 8:* 9:*"),
        photoshop=keys("8BIM:0x0409 8BIM:0x040c"),
        quicktime=keys("thmb CNTH covr com.apple.quicktime.artwork pnot snal PREVIEW mcvr RTHU nail tnal"),
        png=keys("Thumb::Image* thumbnail preview"),
        makernote=keys(
            """
            PreviewImage* ThumbnailImage* PreviewIFD ThumbnailOffset ThumbnailLength HiddenDataOffset
            HiddenDataLength PreviewImageStart PreviewImageLength JpgFromRaw* EmbeddedImage*
            """
        ),
        vendor=keys("Samsung:EmbeddedImage@name Scalado:* FlashPix:StreamName FLIR:ImageSize"),
        c2pa=keys("c2pa.thumbnail.*"),
    ),
    Concept(
        name="how the thumbnail is stored",
        category=Category.PREVIEW,
        also=NOTHING,
        exif=keys(
            """
            IFD1:ImageWidth IFD1:ImageHeight IFD1:BitsPerSample IFD1:Compression IFD1:StripOffsets
            IFD1:PhotometricInterpretation IFD1:Orientation IFD1:SamplesPerPixel IFD1:RowsPerStrip
            IFD1:StripByteCounts IFD1:XResolution IFD1:YResolution IFD1:PlanarConfiguration
            IFD1:ResolutionUnit IFD1:YCbCrCoefficients IFD1:YCbCrSubSampling IFD1:YCbCrPositioning
            IFD1:ReferenceBlackWhite IFD1:ColorSpace IFD1:ExifImageWidth IFD1:ExifImageHeight
            IFD1:SubfileType IFD1:ImageLength
            """
        ),
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=Absent.NO_FIELD,
        quicktime=Absent.NO_FIELD,
        png=keys("Thumb::Mimetype Thumb::Size Thumb::Document::Pages"),
    ),
    Concept(
        name="layers and other picture data",
        category=Category.PREVIEW,
        also=also(Category.CAPTION, Category.HISTORY),
        exif=keys(
            """
            ImageSourceData OriginalRawFileData ImageLayer AliasLayerMetadata GlobalParametersIFD
            SharedData ImageResources ProfileIFD IntergraphPacketData
            """
        ),
        xmp=keys("photoshop:Layers i:pgf i:aipgf"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.NO_FIELD,
        quicktime=Absent.NO_FIELD,
        png=("Raw profile type tiff:37724",),
    ),
    Concept(
        name="how a document is painted: its layers, masks and effects",
        category=Category.PREVIEW,
        also=also(Category.HISTORY),
        exif=Absent.NO_FIELD,
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=keys(
            """
            layer:SoCo layers:SoCo layer:GdFl layers:GdFl layer:PtFl layers:PtFl layer:brit layers:brit
            layer:levl layers:levl layer:curv layers:curv layer:expA layers:expA layer:vibA layers:vibA
            layer:hue layers:hue layer:hue2 layers:hue2 layer:blnc layers:blnc layer:blwh layers:blwh
            layer:phfl layers:phfl layer:mixr layers:mixr layer:clrL layers:clrL layer:nvrt layers:nvrt
            layer:post layers:post layer:thrs layers:thrs layer:grdm layers:grdm layer:selc layers:selc
            layer:CgEd layers:CgEd layer:lrFX layers:lrFX layer:lfx2 layers:lfx2 layer:lfxs layers:lfxs
            layer:lmfx layers:lmfx layer:clbl layers:clbl layer:infx layers:infx layer:knko layers:knko
            layer:lspf layers:lspf layer:lclr layers:lclr layer:fxrp layers:fxrp layer:lsct layers:lsct
            layer:lsdk layers:lsdk layer:brst layers:brst layer:vmsk layers:vmsk layer:vsms layers:vsms
            layer:vmgm layers:vmgm layer:lmgm layers:lmgm layer:sn2P layers:sn2P layer:tsly layers:tsly
            layer:ffxi layers:ffxi layer:shpa layers:shpa layer:Patt layers:Patt layer:Pat2 layers:Pat2
            layer:Pat3 layers:Pat3 layer:FMsk layers:FMsk layer:LMsk layers:LMsk layer:FELS layers:FELS
            layer:PxSD layers:PxSD layer:Lr16 layers:Lr16 layer:Lr32 layers:Lr32 layer:Layr layers:Layr
            layer:Mtrn layers:Mtrn layer:Mt16 layers:Mt16 layer:Mt32 layers:Mt32 layer:Alph layers:Alph
            layer:anFX layers:anFX layer:vstk layers:vstk layer:vscg layers:vscg layer:vogk layers:vogk
            layer:extd layers:extd layer:iOpa layers:iOpa layer:OCIO layers:OCIO layer:mask layers:mask
            layer:pixels layers:pixels layer:pths layers:pths
            """
        ),
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="original, depth and parts of the scene",
        category=Category.PREVIEW,
        also=also(Category.CAPTURE),
        exif=keys("DepthFormat DepthNear DepthFar DepthUnits DepthMeasureType MaskSubArea"),
        xmp=keys(
            """
            Device:Container Device:Cameras Device:Profiles Device:Planes Device:AppInfo
            Item:URI Item:DataURI Item:Label
            GImage:* GDepth:* GFocus:* LImage:* crs:DepthMapInfo depthBlurEffect:* DepthMap:*
            DeviceCamera:* Pose:* Image:* LightEstimate:* Plane:* PointCloud:* depthData:*
            portraitEffectsMatte:* semanticSegmentationMatte:* Profile:*
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        vendor=keys("Samsung:DualCameraImage@name Samsung:DepthMapData@name"),
        c2pa=keys("c2pa.depthmap.*"),
    ),
    Concept(
        name="video and sound of the moment",
        category=Category.PREVIEW,
        also=NOTHING,
        exif=keys("RelatedSoundFile"),
        xmp=keys(
            """
            GCamera:MicroVideo* GCamera:MotionPhoto* GCamera:VideoPresentationTimestamp*
            OpCamera:OLivePhotoVersion OpCamera:VideoLength OpCamera:MotionPhoto*
            GAudio:* exif:RelatedSoundFile VCamera:VMotionPhoto*
            """
        ),
        iptc=keys("2:150 2:151 2:152 2:153 2:154"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys(
            """
            com.apple.quicktime.live-photo.* com.apple.quicktime.still-image-time
            com.apple.quicktime.live-photo-info
            """
        ),
        png=Absent.NO_FIELD,
        makernote=keys("VoiceMemo LivePhotoVideoIndex MicroVideo* MotionPhoto*"),
        vendor=keys(
            """
            Samsung:EmbeddedAudioFile@name Samsung:SurroundShotVideo@name Samsung:EmbeddedVideoFile@name
            """
        ),
    ),
    maker_only(
        name="more pictures in the file",
        category=Category.PREVIEW,
        also=NOTHING,
        vendor=keys("MPF:* MPImage*"),
    ),
)
