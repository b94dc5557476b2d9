"""What people wrote about it."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys, maker_only, xmp_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="title",
        category=Category.CAPTION,
        also=NOTHING,
        exif=keys("XPTitle ImageTitle DocumentName PageName 0xa436"),
        xmp=keys(
            """
            xmpDM:shotName xmpDM:scene xmpDM:projectName xmpDM:album
            prism:title prism:alternateTitle prism:subtitle
            Iptc4xmpExt:Headline Iptc4xmpExt:Season Iptc4xmpExt:Series Iptc4xmpExt:Episode
            pmi:displayName pmi:slideshowName pmi:sequenceName
            dc:title photoshop:Headline exifEX:ImageTitle exif:ImageTitle acdsee:caption acdsee:headline
            xmp:Title xmp:Nickname pdf:Title tiff:DocumentName tiff:PageName mediapro:Event
            expressionmedia:Event dcterms:title dcterms:alternative riffinfo:name svg:title
            svg:data-name inkscape:label serif:id bx:name sketch:name
            """
        ),
        iptc=keys("2:5 2:105"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys(
            """
            ©nam titl com.apple.quicktime.title com.apple.quicktime.displayname title ©alb albm
            com.apple.quicktime.album shot tnam sonm soal @PST @pti @sti
            """
        ),
        png=keys("Title Headline xmp:Title Document exif:ImageTitle label"),
        makernote=keys("Title"),
        vendor=keys("MediaJukebox:Name HEIF:ItemName HEIF:UserDescriptionName"),
        c2pa=keys("stds.schema-org.CreativeWork/name"),
    ),
    Concept(
        name="description",
        category=Category.CAPTION,
        also=NOTHING,
        exif=keys("ImageDescription XPSubject XP_DIP_XML ThumbnailDescription"),
        xmp=keys(
            """
            dc:description dc:type dc:language
            Iptc4xmpCore:AltTextAccessibility Iptc4xmpCore:ExtDescrAccessibility Iptc4xmpCore:Scene
            dcterms:description dcterms:abstract dcterms:subject dcterms:type dcterms:extent
            dcterms:medium dcterms:language dcterms:tableOfContents dcterms:audience
            dcterms:educationLevel dcterms:instructionalMethod dcterms:accrualMethod
            dcterms:accrualPeriodicity dcterms:accrualPolicy
            prism:teaser prism:event prism:sport prism:industry prism:profession prism:academicField
            prism:object prism:ticker
            xmpDM:logComment xmpDM:cameraAngle xmpDM:cameraMove xmpDM:shotSize xmpDM:shotNumber
            xmpDM:takeNumber
            Iptc4xmpExt:Event Iptc4xmpExt:EventId Iptc4xmpExt:EventName Iptc4xmpExt:Genre
            Iptc4xmpExt:ProductInImage Iptc4xmpExt:ShownEvent Iptc4xmpExt:EventExt
            Iptc4xmpExt:VisualColour Iptc4xmpExt:StylePeriod Iptc4xmpExt:VideoShotType
            Iptc4xmpExt:Product*
            pmi:color pmi:eventAlias pmi:eventSubtype pmi:eventType pmi:field pmi:framing pmi:make
            pmi:manufacturer pmi:model pmi:modelYear pmi:objectDescription pmi:objectSubtype
            pmi:objectType pmi:orientation pmi:positionDescriptor pmi:season pmi:setting pmi:viewpoint
            pmi:visualTechnique pmi:sequenceNumber pmi:sequenceTotalNumber pmi:slideshowNumber
            pmi:slideshowTotalNumber
            riffinfo:subject riffinfo:genre riffinfo:medium riffinfo:product riffinfo:sourceForm
            tiff:ImageDescription xmp:Description acdsee:notes exif:ImageDescription
            svg:desc svg:aria-*
            GettyImagesGIFT:Composition dex:shortdescription prm:* pdf:Subject bwf:description
            mediapro:UserFields
            """
        ),
        iptc=keys("2:120 2:121 2:125"),
        photoshop=keys("8BIM:0x03f0"),
        quicktime=keys("©des dscp desc ldes com.apple.quicktime.description description sdes"),
        png=keys("Description Caption Abstract Subject exif:ImageDescription tiff:ImageDescription"),
        makernote=keys("ImageDescription Caption"),
        vendor=keys("MediaJukebox:Caption HEIF:UserDescription* HEIF:AltText*"),
        c2pa=keys(
            """
            c2pa.ingredient/description stds.schema-org.CreativeWork/description
            stds.schema-org.ClaimReview/*
            """
        ),
    ),
    Concept(
        name="comment",
        category=Category.CAPTION,
        also=NOTHING,
        exif=keys(
            """
            UserComment XPComment Annotations WangAnnotation WangTag1 WangTag3 WangTag4 ZIFAnnotations
            """
        ),
        xmp=keys(
            """
            xmpDM:comment xmpDM:markers xmpDM:Tracks
            exif:UserComment exifEX:UserComment #comment #text crs:Comment photoshop:Notes
            fpv:RichTextComment album:Notes riffinfo:comment stVer:comments svg:gzip-comment
            """
        ),
        iptc=keys("2:230"),
        photoshop=Absent.ONE_MAKER,
        quicktime=keys("©cmt ©inf com.apple.quicktime.comment com.apple.quicktime.information comment"),
        png=keys("Comment Warning exif:UserComment jpeg:comment Note Notes gif:comment #text"),
        makernote=keys("UserComment Comment UserMetaData TextStamp UserProfile"),
        vendor=keys(
            """
            Ducky:Comment JPS:JPSComment CIFF:UserComment
            FLIR:Label* FLIR:Value* FLIR:Unit* FLIR:Param* FLIR:Text
            FLIR:Meas*
            """
        ),
        c2pa=keys("seal/info"),
    ),
    Concept(
        name="keywords and albums",
        category=Category.CAPTION,
        also=NOTHING,
        exif=keys("XPKeywords"),
        xmp=keys(
            """
            acdsee:categories acdsee:keywords acdsee:collections
            Iptc4xmpExt:CVterm Iptc4xmpExt:AboutCvTerm Iptc4xmpExt:Cv*
            lr:hierarchicalSubject lr:weightedFlatSubject lr:privateRTKInfo
            dc:subject mwg-kw:* mwg-coll:* Iptc4xmpCore:SubjectCode Iptc4xmpCore:IntellectualGenre
            photoshop:SupplementalCategories photoshop:Category prism:keyword pdf:Keywords xmp:Keywords
            xmpDM:genre digiKam:TagsList mediapro:CatalogSets expressionmedia:CatalogSets ics:TagStructure
            riffinfo:keywords MicrosoftPhoto:LastKeywordIPTC MicrosoftPhoto:LastKeywordXMP
            """
        ),
        iptc=keys("2:3 2:4 2:12 2:15 2:20 2:25 2:135 2:255 240:*"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys(
            """
            kywd ©key com.apple.quicktime.keywords com.apple.quicktime.collection.* clsf ©gen gnre TAGS
            com.apple.quicktime.genre catg keyw coll ©grp ©trk
            """
        ),
        png=keys("Keywords Tags Category Collection"),
        makernote=keys("Categories"),
        vendor=keys(
            "Kodak:UserSelectGroupTitle MediaJukebox:Album MediaJukebox:Keywords HEIF:UserDescriptionTags"
        ),
        c2pa=keys("stds.schema-org.CreativeWork/keywords*"),
    ),
    Concept(
        name="rating and label",
        category=Category.CAPTION,
        also=also(Category.HISTORY),
        exif=keys("Rating RatingPercent"),
        xmp=keys(
            """
            xmp:Rating xmp:Label xmp:RatingPercent
            photomechanic:ColorClass photomechanic:Tagged photomechanic:Prefs
            MicrosoftPhoto:Rating xmpDM:good xmpDM:pick photoshop:Urgency photoshop:LabelColor
            acdsee:rating acdsee:tagged digiKam:ColorLabel digiKam:PickLabel nine:Label nine:Rating
            dex:rating mediapro:Status expressionmedia:Status GettyImagesGIFT:ImageRank prism:rating
            Iptc4xmpExt:Rating
            """
        ),
        iptc=keys("1:60 2:8 2:10 2:221 2:225 2:228"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys("rtng ©rtg com.apple.quicktime.rating.user rate urat"),
        png=keys("Rating"),
        makernote=keys("Rating"),
    ),
    Concept(
        name="work of art shown",
        category=Category.CAPTION,
        also=also(Category.RIGHTS),
        exif=Absent.NO_FIELD,
        xmp=keys("Iptc4xmpExt:ArtworkOrObject Iptc4xmpExt:AO* art:*"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="text written on the picture",
        category=Category.CAPTION,
        also=also(Category.PREVIEW),
        exif=keys("MSDocumentText MSPropertySetStorage MSDocumentTextPosition USPTOMiscellaneous"),
        xmp=keys(
            """
            photoshop:TextLayers photoshop:LayerText photoshop:LayerName
            Iptc4xmpExt:DataOnScreen Iptc4xmpExt:Transcript Iptc4xmpExt:TranscriptLink
            xmpDM:lyrics
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=keys(
            """
            8BIM:0x0429 8BIM:0x0432 8BIM:0x0434 8BIM:0x0438
            layer:TySh layers:TySh layers:Txt2 layer:Txt2 layers:Anno layer:Anno
            """
        ),
        quicktime=keys("com.apple.quicktime.lyrics ©lyr"),
        png=keys("OCR"),
    ),
    Concept(
        name="names of layers, channels, paths and slices",
        category=Category.CAPTION,
        also=also(Category.HISTORY),
        exif=keys("InkNames ClipPath XClipPathUnits YClipPathUnits"),
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=keys(
            """
            @name 8BIM:0x03ee 8BIM:0x0415 8BIM:0x041a 8BIM:0x0401 8BIM:0x0bb7 8BIM:0x0bb8 8BIM:0x07*
            8BIM:0x08* 8BIM:0x09* 8BIM:0x0a* 8BIM:0x0b*
            layer:name layer:luni layer:lnsr layer:artb layer:artd layer:abdd layers:artd
            """
        ),
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    xmp_only(
        name="species and finds",
        category=Category.CAPTION,
        also=NOTHING,
        xmp=keys("dwc:*"),
    ),
    xmp_only(
        name="maker of a work of art shown",
        category=Category.CAPTION,
        also=also(Category.RIGHTS, Category.IDENTITY),
        xmp=keys(
            """
            Iptc4xmpExt:AOCreator Iptc4xmpExt:AOCreatorId Iptc4xmpExt:AOCopyrightNotice
            Iptc4xmpExt:AOCurrentCopyrightOwnerId Iptc4xmpExt:AOCurrentCopyrightOwnerName
            Iptc4xmpExt:AOCurrentLicensorId Iptc4xmpExt:AOCurrentLicensorName
            """
        ),
    ),
    maker_only(
        name="fields that the user made up",
        category=Category.CAPTION,
        also=also(Category.LOCATION),
        vendor=keys("RMETA:*"),
    ),
    maker_only(
        name="codes scanned with the camera",
        category=Category.CAPTION,
        also=also(Category.IDENTITY),
        vendor=keys("RMETA:Barcodes"),
    ),
)
