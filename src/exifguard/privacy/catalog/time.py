"""When it was taken, changed and sent."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys, maker_only, xmp_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="when it was taken",
        category=Category.TIME,
        also=NOTHING,
        exif=keys(
            """
            DateTimeOriginal CreateDate DateTimeDigitized SubSecTimeOriginal SubSecTimeDigitized TimeCodes
            """
        ),
        xmp=keys(
            """
            exif:DateTimeOriginal exif:DateTimeDigitized exif:SubSecTimeOriginal exif:SubSecTimeDigitized
            xmpDM:shotDate xmpDM:startTimecode xmpDM:altTimecode xmpDM:startTimeScale xmpDM:shotDay
            drone-parrot:TimeStamp drone-parrot:FlightDate drone-parrot:BootDate drone-parrot:CaptureTsUs
            drone-parrot:UtcTsAccuracy
            Iptc4xmpExt:CircaDateCreated Iptc4xmpExt:TemporalCoverage Iptc4xmpExt:tempCoverageFrom
            Iptc4xmpExt:tempCoverageTo
            GettyImagesGIFT:OriginalCreateDateTime GettyImagesGIFT:TimeShot
            GettyImagesGIFT:MediaEventIdDate
            bwf:originationDate bwf:originationTime bwf:timeReference
            photoshop:DateCreated xmp:CreateDate exifEX:SubSecTime* GPano:FirstPhotoDate
            GPano:LastPhotoDate drone-dji:UTCAtExposure drone-dji:CreateDate apple_desktop:*
            GCamera:UtcTimeMillis dc:date dcterms:created dcterms:temporal MicrosoftPhoto:DateTaken
            acdsee:datetime Camera:TimeStamp photomechanic:TimeCreated MicaSense:BootTimestamp
            DLS:TimeStamp apple-fi:Timestamp pmi:eventStart pmi:eventEnd riffinfo:dateCreated
            Pose:Timestamp prism:timePeriod GSpherical:Timestamp
            """
        ),
        iptc=keys("2:55 2:60 2:62 2:63"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys(
            """
            ©day date com.apple.quicktime.creationdate yrrc CreateDate MediaCreateDate TrackCreateDate
            @day time IDIT creation_time com.apple.quicktime.creation_time ©TIM ©TSC ©TSZ ProductionDate
            originaldate originalyear sttm
            """
        ),
        png=(
            "Creation Time",
            "create-date",
            "date:create",
            "exif:DateTimeOriginal",
            "exif:DateTimeDigitized",
            "exif:SubSecTime*",
            "CreationTime",
            "Date",
            "Timestamp",
        ),
        makernote=keys(
            """
            DateTimeOriginal CreateDate CameraDateTime Date Time DateTime1 DateTime2 DateTimeEnd
            DateTimeStamp DateTimeUTC StartTime EndTime MinoltaDate MinoltaTime NikonDateTime
            PanasonicDateTime RicohDate SonyDateTime SonyDateTime2 SonyTimeMinSec TimeCreated TimeStamp
            TimeStamp1 YearCreated MonthDayCreated DirectoryCreateDate UnknownDate MoonPhase TravelDay
            DayOfWeek
            """
        ),
        vendor=keys(
            """
            Samsung:TimeStamp PictureInfo:TimeDate GPMF:CreationDate Casio:DateTimeOriginal
            CIFF:DateTimeOriginal SigmaRaw:DateTimeOriginal CTMD:TimeStamp HEIF:CreationTime
            MediaJukebox:Date FLIR:Generated
            """
        ),
        c2pa=keys("stds.schema-org.CreativeWork/date*"),
    ),
    Concept(
        name="when it was changed",
        category=Category.TIME,
        also=also(Category.HISTORY),
        exif=keys("ModifyDate DateTime SubSecTime PreviewDateTime ThumbnailDateTime"),
        xmp=keys(
            """
            xmpDM:metadataModDate xmpDM:videoModDate xmpDM:audioModDate
            svg:gzip-time
            xmp:ModifyDate xmp:MetadataDate tiff:DateTime exif:SubSecTime exif:DateTime dcterms:modified
            dcterms:date GIMP:TimeStamp MicrosoftPhoto:DateAcquired pdf:ModDate pdf:CreationDate
            Iptc4xmpExt:IptcLastEdited Iptc4xmpExt:metadataLastEdited pdfx:SourceModified ics:TimeStamp
            digiKam:CaptionsDateTimeStamps MPRI:DateRegionsValid
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=keys("layer:shmd layers:shmd"),
        quicktime=keys("ModifyDate MediaModifyDate TrackModifyDate"),
        png=keys("tIME date:modify date:timestamp modify-date exif:DateTime Thumb::MTime ModifyDate"),
        makernote=keys("ModifyDate VersionCreateDate VersionModifyDate"),
        vendor=keys("HEIF:ModificationTime"),
        c2pa=keys(
            """
            c2pa.actions/actions/when c2pa.actions/metadata/dateTime c2pa.time-stamp/*
            c2pa.signature/sigTst/tstTokens/val/time c2pa.signature/sigTst2/tstTokens/val/time
            """
        ),
    ),
    Concept(
        name="when it was sent, released or expires",
        category=Category.TIME,
        also=also(Category.HISTORY),
        exif=Absent.NO_FIELD,
        xmp=keys(
            """
            prism:coverDate prism:dateReceived prism:publicationDate prism:creationDate
            prism:modificationDate prism:expirationDate prism:embargoDate prism:killDate prism:onSaleDate
            prism:offSaleDate prism:receptionDate prism:coverDisplayDate prism:publicationDisplayDate
            prism:dateRecieved prism:onSaleDay
            dcterms:issued dcterms:available dcterms:dateAccepted dcterms:dateSubmitted
            dcterms:dateCopyrighted dcterms:valid
            plus:LicenseStartDate plus:LicenseEndDate plus:FirstPublicationDate
            plus:LicenseTransactionDate
            acdsee:released acdsee:ReleaseDate acdsee:ReleaseTime
            Iptc4xmpExt:PublicationEvent Iptc4xmpExt:ReleaseReady Iptc4xmpExt:StreamReady
            pur:embargoDate pur:expirationDate pur:exclusivityEndDate pur:optionEndDate
            xmpDM:releaseDate
            """
        ),
        iptc=keys("1:70 1:80 2:30 2:35 2:37 2:38 2:47"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys("rldt com.apple.quicktime.year purd"),
        png=Absent.NO_FIELD,
    ),
    xmp_only(
        name="when a species was found",
        category=Category.TIME,
        also=NOTHING,
        xmp=keys(
            """
            dwc:eventDate dwc:eventEarliestDate dwc:eventLatestDate dwc:eventTime dwc:startDayOfYear
            dwc:endDayOfYear dwc:year dwc:month dwc:day dwc:verbatimEventDate dwc:earliestDate
            dwc:latestDate dwc:dateIdentified dwc:measurementDeterminedDate
            dwc:relationshipEstablishedDate
            """
        ),
    ),
    maker_only(
        name="time since the camera was started",
        category=Category.TIME,
        also=also(Category.DEVICE),
        makernote=keys("RunTimeSincePowerUp RunTime* TimeSincePowerOn PowerUpTime"),
        vendor=keys("GPMF:SystemTime GPMF:TimeStamp GPMF:SYST GPMF:STMP"),
    ),
    maker_only(
        name="record of the shot with its time and faces",
        category=Category.TIME,
        also=also(Category.IDENTITY, Category.CAPTURE),
        makernote=keys("Sony:ShotInfo"),
    ),
)
