"""What happened to it: programs, edits, ids, paths, and blocks that nobody unpacked."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys, maker_only, xmp_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="software",
        category=Category.HISTORY,
        also=NOTHING,
        exif=keys(
            """
            Software ProcessingSoftware RAWDevelopingSoftware ImageEditingSoftware MetadataEditingSoftware
            PreviewApplicationName PreviewApplicationVersion ExpandSoftware Converter 0xa43a 0xa43b 0xa43c
            AdventRevision ThumbnailSoftware DevelopmentType DevelopmentTypeDescription
            """
        ),
        xmp=keys(
            """
            inkscape:version inkscape:output_extension sodipodi:version
            exifEX:RAWDevelopingSoftware exifEX:ImageEditingSoftware exifEX:MetadataEditingSoftware
            MicrosoftPhoto:CreatorSoftware MicrosoftPhoto:CreatorAppId
            MicrosoftPhoto:CreatorOpenWithUIOptions MicrosoftPhoto:PipelineVersion
            xmp:CreatorTool xmp:CreatorToolVersion tiff:Software x:xmptk x:xaptk exif:Software
            pdf:Producer pdf:Creator GPano:StitchingSoftware GPano:CaptureSoftware #pi
            GCamera:CreationSource creatorAtom:* AppInfo:* GDepth:Software DepthMap:Software
            photomechanic:PMVersion acdsee:OriginatingProgram ics:AppVersion sdc:appname sdc:appversion
            illustrator:CreatorSubTool riffinfo:software kipi:*
            """
        ),
        iptc=keys("2:65 2:70"),
        photoshop=keys("8BIM:0x0421"),
        quicktime=keys(
            """
            handler compressor vendor spherical
            ©swr ©too ©enc com.apple.quicktime.software com.apple.quicktime.encoder ENC encoder tool @swr
            com.apple.quicktime.version Encoded_With com.apple.quicktime.encoded_with cver vndr CNCV
            """
        ),
        png=(
            "Software",
            "Creator Tool",
            "CreatorTool",
            "exif:Software",
            "Source Software",
            "Application",
            "Writer",
        ),
        makernote=keys("Software CameraApp"),
        vendor=keys("MediaJukebox:* FLIR:CreatorSoftware HEIF:HandlerName HEIF:ItemLabel HEIF:Message"),
        c2pa=keys(
            """
            c2pa.claim/claim_generator* c2pa.actions/actions/softwareAgent* c2pa.actions/softwareAgents*
            """
        ),
    ),
    Concept(
        name="program and history of a colour profile",
        category=Category.HISTORY,
        also=NOTHING,
        exif=Absent.AS_ICC,
        xmp=Absent.AS_ICC,
        iptc=Absent.AS_ICC,
        photoshop=Absent.AS_ICC,
        quicktime=Absent.AS_ICC,
        png=Absent.AS_ICC,
        icc=keys(
            """
            icc:CMMType icc:ProfileDateTime icc:PrimaryPlatform icc:ProfileCreator icc:ProfileID
            icc:ProfileFlags icc:calt icc:vued icc:dscm icc:pseq icc:psid
            """
        ),
    ),
    Concept(
        name="edit history and settings",
        category=Category.HISTORY,
        also=NOTHING,
        exif=keys(
            """
            ImageHistory PreviewSettingsName PreviewSettingsDigest EnhanceParams Exposure Shadows
            Brightness Smoothness MoireFilter RawFile NewRawImageDigest Padding OffsetSchema
            OffsetsDocument 0xea1c 0xea1d
            """
        ),
        xmp=keys(
            """
            photoshop:History photoshop:EmbeddedXMPDigest photoshop:SidecarForExtension
            photoshop:DocumentAncestors photoshop:LegacyIPTCDigest
            stEvt:action stEvt:changed stEvt:parameters stEvt:softwareAgent
            exif:ImageHistory exif:NativeDigest exif:Padding
            xmpDM:contributedMedia xmpDM:beatSpliceParams xmpDM:timeScaleParams xmpDM:resampleParams
            xmpDM:stretchMode xmpDM:loop xmpDM:key xmpDM:tempo xmpDM:timeSignature xmpDM:numberOfBeats
            xmpDM:introTime xmpDM:outCue xmpDM:relativeTimestamp xmpDM:pullDown xmpDM:scaleType
            aux:IsMergedHDR aux:IsMergedPanorama aux:DistortionCorrectionAlreadyApplied
            aux:LateralChromaticAberrationCorrectionAlreadyApplied aux:VignetteCorrectionAlreadyApplied
            aux:FujiRatingAlreadyApplied aux:Enhance*
            dex:crc32 dex:ffid dex:os dex:revision
            acdsee:Snapshots acdsee:dpp acdsee:rawrppused acdsee:rpp
            MicrosoftPhoto:Brightness MicrosoftPhoto:Contrast MicrosoftPhoto:ExposureCompensation
            MicrosoftPhoto:WhiteBalance0 MicrosoftPhoto:WhiteBalance1 MicrosoftPhoto:WhiteBalance2
            MicrosoftPhoto:StreamType
            prism:hasAlternative prism:hasCorrection prism:hasTranslation prism:isAlternativeOf
            prism:isCorrectionOf prism:isTranslationOf
            xmpMM:History crs:* crss:* crd:* darktable:* rawtherapee:* digiKam:ImageHistory
            digiKam:LensCorrectionSettings GIMP:* fpv:* nine:* sdc:* exifEX:ImageHistory tiff:NativeDigest
            xmpNote:* panorama:* xmpDSA:* ast:about ast:version aas:* apdi:* hdr_metadata:* inkscape:*
            sodipodi:* svg:* ai-x:* ai-graph:* ai-vars:* ai-save:* ai-svg:* i:* sketch:* figma:* serif:* bx:*
            krita:* vectornator:* illustrator:* swf:* claro:* aspect:* bridge:* xmpScript:* iX:*
            GCamera:DisableAutoCreation GCamera:DisableSuggestedAction GCreations:Type xmp:Advisory
            bwf:codingHistory
            """
        ),
        iptc=keys("2:7 2:231"),
        photoshop=keys(
            """
            8BIM:0x03ea 8BIM:0x0400 8BIM:0x0402 8BIM:0x0408 8BIM:0x040d 8BIM:0x040e 8BIM:0x0412
            8BIM:0x0410 8BIM:0x0419 8BIM:0x041c 8BIM:0x0425 8BIM:0x042d 8BIM:0x042e 8BIM:0x0430
            8BIM:0x0431 8BIM:0x0433 8BIM:0x0436 8BIM:0x0440 8BIM:0x03fc 8BIM:0x03fd 8BIM:0x03fe
            8BIM:0x03ff 8BIM:0x0403 8BIM:0x0405 8BIM:0x0406 8BIM:0x043f 8BIM:0x03e8 8BIM:0x1b58
            8BIM:0x1b59 8BIM:0x1f40 8BIM:0x0f* 8BIM:0x10* 8BIM:0x11* 8BIM:0x12* 8BIM:0x13* 8BIM:0x1b5a
            8BIM:0x1b5b 8BIM:0x1b5c 8BIM:0x1b5d 8BIM:0x1b5e
            """
        ),
        quicktime=keys(
            """
            ©ed1 ©edt com.apple.quicktime.edit* com.apple.quicktime.smartstyle.*
            com.apple.quicktime.player.*
            """
        ),
        png=keys("history svg:* pdf:* icc:* png:* tiff:* mime:* signature"),
        makernote=keys(
            """
            ImageEditCount ImageProcessingFileDateCreated ImagerFileDateCreated Resaved NikonCaptureData
            NikonCaptureVersion NikonCaptureEditVersions NikonCaptureOffsets NikonCaptureOutput
            NikonScanIFD RetouchHistory RetouchInfo ImageEditing VRDOffset OriginalDecisionDataOffset
            ImageAuthentication
            """
        ),
        vendor=keys(
            """
            Samsung:PEgInfo* Samsung:RemasterInfo* Samsung:BackupRestoreData Ducky:* Ocad:* SPIFF:* NITF:*
            AdobeCM:*
            """
        ),
    ),
    Concept(
        name="when each edit was made",
        category=Category.HISTORY,
        also=also(Category.TIME),
        exif=Absent.NO_FIELD,
        xmp=keys("stEvt:when stVer:modifyDate stRef:lastModifyDate creatorAtom:renderTimeStamp"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="document and picture ids",
        category=Category.HISTORY,
        also=also(Category.IDENTITY),
        exif=keys(
            """
            ImageUniqueID ImageID RawDataUniqueID OriginalRawFileDigest GooglePlusUploadCode
            RawImageDigest 0xa420
            """
        ),
        xmp=keys(
            """
            rdf:about rdf:ID rdf:nodeID
            Iptc4xmpExt:DigImageGUID Iptc4xmpExt:RegistryId Iptc4xmpExt:RegItemId Iptc4xmpExt:RegOrgId
            Iptc4xmpExt:RegEntryRole
            dcterms:identifier dcterms:relation dcterms:conformsTo dcterms:hasFormat dcterms:hasPart
            dcterms:hasVersion dcterms:isFormatOf dcterms:isPartOf dcterms:isReferencedBy
            dcterms:isReplacedBy dcterms:isRequiredBy dcterms:isVersionOf dcterms:references
            dcterms:replaces dcterms:requires dcterms:bibliographicCitation
            GettyImagesGIFT:AssetID GettyImagesGIFT:ParentMEID GettyImagesGIFT:ParentMediaEventID
            drone-parrot:FlightId drone-parrot:MediaId drone-parrot:CustomId
            plus:ImageSupplierImageID plus:ImageCreatorImageID plus:CopyrightOwnerImageID
            plus:LicenseeImageID plus:LicensorImageID
            stRef:* stEvt:instanceID stVer:* stMfs:* xmp:Identifier xmp:BaseURL dc:identifier dc:relation
            exif:ImageUniqueID exifEX:ImageUniqueID xmpDM:projectRef xmpidq:* GCreations:CameraBurstID
            digiKam:picasawebGPhotoId digiKam:ImageUniqueID et:* MicaSense:FlightId MicaSense:CaptureId
            drone-dji:CaptureUUID Camera:FlightUUID ics:ImageRef ics:SubVersions bwf:umid
            bwf:originatorReference pmi:shootID xmpMM:* GCamera:BurstID GCamera:BurstPrimary
            MicrosoftPhoto:ItemSubType
            """
        ),
        iptc=keys("1:40 1:100 1:120 1:122 2:22 2:184 2:185 2:186 2:187 3:10"),
        photoshop=keys(
            """
            8BIM:0x0414 layer:lyid layer:lyvr layer:cinf layers:cinf layers:FEid layers:FXid layer:extn
            layers:extn
            """
        ),
        quicktime=keys(
            """
            com.apple.quicktime.content.identifier clfn ©guid atID egid GUID cnID plID prID geID xid
            apple.photos.variation-identifier com.apple.quicktime.apple.photos.variation-identifier ccid
            cdis clid
            """
        ),
        png=("unique id", "uuid", "exif:ImageUniqueID"),
        makernote=keys(
            """
            ImageUniqueID UniqueID ContentIdentifier MediaGroupUUID BurstUUID BurstGroupID PhotoIdentifier
            ImageIDNumber ImageCaptureRequestID PhotosAppFeatureFlags MovingPhotoId BurstNumber
            """
        ),
        vendor=keys(
            """
            MPF:ImageUIDList Samsung:OriginalPathHashKey Kodak:EnvelopeNumber
            CIFF:OriginalFileName CIFF:ThumbnailFileName Kodak:DealerIDNumber
            Kodak:RollGuidElements GPMF:MediaUniqueID
            """
        ),
        c2pa=keys(
            """
            c2pa/manifest c2pa/active_manifest c2pa/label c2pa.claim/instanceID c2pa.claim/instance_id
            c2pa.claim/documentID c2pa.ingredient/instanceID c2pa.ingredient/instance_id
            c2pa.ingredient/documentID c2pa.ingredient/document_id c2pa.soft-binding/*
            """
        ),
    ),
    Concept(
        name="file names and paths",
        category=Category.HISTORY,
        also=also(Category.IDENTITY),
        exif=keys("OriginalRawFileName OriginalFileName"),
        xmp=keys(
            """
            inkscape:export-filename sodipodi:docname sodipodi:docbase sodipodi:absref svg:local-path
            svg:gzip-name
            stRef:filePath stRef:lastURL stRef:alternatePaths
            xmpMM:PreservedFileName xmpMM:Manifest xmpMM:LastURL
            xmpDM:relativePath xmpDM:absPeakAudioFilePath xmpDM:relativePeakAudioFilePath
            creatorAtom:posixProjectPath creatorAtom:uncProjectPath creatorAtom:fullPath
            stEvt:filePath crs:RawFileName crs:NegativeCachePath photomechanic:FileName ics:FileName
            crd:RawFileName crd:NegativeCachePath GettyImagesGIFT:CameraFilename
            GettyImagesGIFT:OriginalFilename plus:FileNameAsDelivered riffinfo:archivalLocation
            """
        ),
        iptc=keys("1:20 1:22"),
        photoshop=keys(
            """
            8BIM:0x043e layers:lnkD/name layers:lnk2/name layers:lnk3/name layers:lnkE/name
            layers:lnkD layers:lnk2 layers:lnk3 layers:lnkE layer:lnkD layer:lnk2 layer:lnk3 layer:lnkE
            layer:lnkD/name layer:lnk2/name layer:lnk3/name layer:lnkE/name
            layer:SoLd layer:SoLE layer:PlLd layers:SoLd layers:SoLE layers:PlLd
            """
        ),
        quicktime=keys("©fnm com.apple.quicktime.filename finm fsid"),
        png=("Thumb::URI", "Thumb::*", "filename", "File Name", "file", "path", "url"),
        makernote=keys("OriginalFileName OriginalDirectory FileName FolderName CustomPictureStyleFileName"),
        vendor=keys("Samsung:ReEditData* Kodak:SourceImage* FLIR:FileName"),
        c2pa=keys(
            """
            c2pa.claim/dc:title c2pa.claim/title c2pa.ingredient/dc:title c2pa.ingredient/title
            adobe.asset.info/title
            """
        ),
    ),
    Concept(
        name="place in a workflow",
        category=Category.HISTORY,
        also=also(Category.CAPTION),
        exif=keys("USPTOOriginalContentType"),
        xmp=keys(
            """
            Iptc4xmpExt:WorkflowTag Iptc4xmpExt:PlanningRef Iptc4xmpExt:Dopesheet
            Iptc4xmpExt:DopesheetLink Iptc4xmpExt:FeedIdentifier Iptc4xmpExt:ExternalMetadataLink
            Iptc4xmpExt:parentId Iptc4xmpExt:StorylineIdentifier
            acdsee:EditStatus acdsee:FixtureIdentifier acdsee:ObjectCycle
            extensis:Approved extensis:JobStatus extensis:RoutedTo extensis:RoutingNotes extensis:WorkToDo
            GettyImagesGIFT:CallForImage GettyImagesGIFT:ExclusiveCoverage GettyImagesGIFT:GIFTFtpPriority
            GettyImagesGIFT:PrimaryFTP GettyImagesGIFT:SecondaryFTP GettyImagesGIFT:RoutingDestinations
            GettyImagesGIFT:RoutingExclusions
            photoshop:TransmissionReference photoshop:Instructions Iptc4xmpCore:JobId
            plus:MediaSummaryCode photomechanic:EditStatus
            """
        ),
        iptc=keys("2:40 2:42 2:45 2:50 2:75 2:103"),
        photoshop=keys("8BIM:0x041b 8BIM:0x041e 8BIM:0x040b"),
        quicktime=Absent.NO_FIELD,
        png=keys("Job Instructions"),
    ),
    Concept(
        name="signed provenance",
        category=Category.HISTORY,
        also=also(Category.IDENTITY, Category.AI),
        exif=keys("JUMBF SEAL C2PA 0xcd41 0xcea1"),
        xmp=keys("dcterms:provenance c2pa:* seal:*"),
        iptc=Absent.NO_FIELD,
        photoshop=keys("layer:CAI layers:CAI"),
        quicktime=keys("c2pa"),
        png=keys("c2pa* SEAL"),
    ),
    Concept(
        name="web address the file came from",
        category=Category.HISTORY,
        also=also(Category.IDENTITY),
        exif=Absent.NO_FIELD,
        xmp=keys(
            """
            prism:url prism:link prism:blogURL
            photoshop:URL xmp:WebStatement dc:source dcterms:source dex:source riffinfo:source pdf:BaseURL
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.ONE_MAKER,
        quicktime=keys("©url com.apple.quicktime.url"),
        png=("Source", "Source URL", "Referrer"),
        c2pa=keys("c2pa.cloud-data/* c2pa.external-reference/* c2pa.asset-ref/*"),
    ),
    Concept(
        name="packed metadata that nobody unpacked",
        category=Category.UNKNOWN,
        also=NOTHING,
        exif=keys(
            """
            ApplicationNotes IPTC-NAA PhotoshopSettings XMP XMLPacket 0x02bc 0x83bb 0x8649 Photoshop IPTC
            Rich-TIFF-IPTC AFCP_IPTC ZIFMetadata
            """
        ),
        xmp=keys("ast:IPTC ast:XMLPackets"),
        iptc=Absent.NO_FIELD,
        photoshop=keys("8BIM:0x0404 8BIM:0x0422 8BIM:0x0423 8BIM:0x0424"),
        quicktime=keys("XMP_ uuid Xtra"),
        png=("Raw profile type *", "XML:com.adobe.xmp", "XML:*"),
    ),
    Concept(
        name="bytes after the end",
        category=Category.TRAILER,
        also=NOTHING,
        exif=Absent.CONTAINER,
        xmp=keys("#trailer"),
        iptc=Absent.CONTAINER,
        photoshop=Absent.CONTAINER,
        quicktime=Absent.CONTAINER,
        png=Absent.CONTAINER,
        vendor=keys("trailer/type"),
    ),
    Concept(
        name="how a panorama was made",
        category=Category.HISTORY,
        also=also(Category.DEVICE),
        exif=keys("StitchInfo"),
        xmp=keys(
            """
            GSpherical:StitchingSoftware GSpherical:SourceCount GPano:* MicrosoftPhoto:PanoramicStitch*
            drone-parrot:PanoramaType drone-parrot:PhotoCount
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    xmp_only(
        name="fonts, colours and pages of a document",
        category=Category.HISTORY,
        also=also(Category.CAPTION),
        xmp=keys("xmpTPg:* stFnt:* xmpG:* pdf:Trapped pdfaid:* pdfxid:* xmpDM:videoAlphaPremultipleColor"),
    ),
    xmp_only(
        name="client and job",
        category=Category.HISTORY,
        also=also(Category.CAPTION, Category.IDENTITY),
        xmp=keys("xmpDM:client extensis:ClientName extensis:JobName xmpBJ:* stJob:* riffinfo:commissioned"),
    ),
    xmp_only(
        name="publication it appeared in",
        category=Category.HISTORY,
        also=also(Category.CAPTION),
        xmp=keys(
            """
            prism:aggregateIssueNumber prism:aggregationType prism:blogTitle prism:bookEdition
            prism:byteCount prism:channel prism:complianceProfile prism:contentType prism:device
            prism:distributor prism:doi prism:eIssn prism:edition prism:endingPage prism:genre prism:isbn
            prism:issn prism:issueIdentifier prism:issueName prism:issueTeaser prism:issueType
            prism:nationalCatalogNumber prism:number prism:originPlatform prism:pageCount
            prism:pageProgressionDirection prism:pageRange prism:platform prism:productCode
            prism:publicationName prism:publishingFrequency prism:samplePageRange prism:section
            prism:sellingAgency prism:seriesNumber prism:seriesTitle prism:startingPage prism:subsection1
            prism:subsection2 prism:subsection3 prism:subsection4 prism:supplementDisplayID
            prism:supplementStartingPage prism:supplementTitle prism:uspsNumber prism:versionIdentifier
            prism:volume prism:wordCount prism:subchannel*
            pmi:productID pmi:productIDType pmi:distributorProductID
            xmpDM:discNumber xmpDM:trackNumber xmpDM:partOfCompilation
            """
        ),
    ),
    maker_only(
        name="edited by a machine",
        category=Category.HISTORY,
        also=also(Category.AI),
        makernote=keys("AIEdit"),
    ),
    maker_only(
        name="place in a burst or series",
        category=Category.HISTORY,
        also=NOTHING,
        makernote=keys(
            """
            IntervalShooting SequenceNumber SequenceImageNumber SequenceFileNumber RawBurstImageNum
            RawBurstImageCount RawBurstModeRoll PanoramaFrameNumber
            """
        ),
        vendor=keys("Samsung:BurstShotInfo"),
    ),
    Concept(
        name="signed account of how it was made",
        category=Category.HISTORY,
        also=NOTHING,
        exif=Absent.NO_FIELD,
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        c2pa=keys(
            """
            c2pa/* c2pa.claim/* c2pa.actions/* c2pa.ingredient/* c2pa.hash.* c2pa.asset-type/*
            c2pa.embedded-data/* c2pa.icon/* c2pa.data/* c2pa.certificate-status/*
            c2pa.assertion.metadata/* c2pa.credentials/* c2pa.signature/* stds.schema-org.CreativeWork/*
            stds.exif/salt stds.iptc/salt stds.iptc.photo-metadata/salt c2pa.metadata/salt
            cawg.metadata/salt seal/*
            """
        ),
    ),
    maker_only(
        name="app that a screenshot shows",
        category=Category.HISTORY,
        also=also(Category.CAPTION),
        vendor=keys("Samsung:CapturedAppInfo Samsung:SamsungCaptureInfo*"),
    ),
    maker_only(
        name="text after the end",
        category=Category.TRAILER,
        also=also(Category.CAPTION),
        vendor=keys("trailer/text"),
    ),
)
