"""What each metadata key reveals: one concept a row, every vocabulary side by side.

Sources: Exif 2.32 and 3.0 (CIPA DC-008), TIFF 6.0, DNG 1.7, GeoTIFF 1.1, the XMP specification
(ISO 16684-1) and the namespaces that cameras and editors publish, IPTC-IIM 4.2, the IPTC Photo Metadata
Standard 2025.1, PLUS, MWG 2.0, Adobe's Photoshop file format (image resource ids), Apple's QuickTime
file format, PNG third edition. What is in no row is UNKNOWN, on purpose.
"""

from __future__ import annotations

from ..model import Category
from ._concept import Absent, Concept, also, keys

LOCATION, DEVICE, IDENTITY, TIME = Category.LOCATION, Category.DEVICE, Category.IDENTITY, Category.TIME
CAPTION, PREVIEW, HISTORY, AI = Category.CAPTION, Category.PREVIEW, Category.HISTORY, Category.AI
RIGHTS, CAPTURE, RENDERING = Category.RIGHTS, Category.CAPTURE, Category.RENDERING
UNKNOWN, TRAILER = Category.UNKNOWN, Category.TRAILER
NO_FIELD, NO_CAMERA, CONTAINER = Absent.NO_FIELD, Absent.NO_CAMERA, Absent.CONTAINER
BOOKKEEPING, ONE_MAKER, FREE_TEXT = Absent.BOOKKEEPING, Absent.ONE_MAKER, Absent.FREE_TEXT
AS_XMP, AS_IPTC, AS_EXIF = Absent.AS_XMP, Absent.AS_IPTC, Absent.AS_EXIF
NO_RENDERING = Absent.NO_RENDERING
AS_ICC = Absent.AS_ICC
NOTHING = also()

_LOCATION: tuple[Concept, ...] = (
    Concept(
        name="satellite position",
        category=LOCATION,
        also=NOTHING,
        exif=keys("GPS:* GPSInfo GPSTag"),
        xmp=keys(
            "exif:GPS* exifEX:GPS* drone-dji:GpsLatitude drone-dji:GpsLongitude drone-dji:GpsLongtitude "
            "drone-dji:GpsStatus drone-dji:RtkFlag drone-dji:RtkStd* Camera:GPSXYAccuracy "
            "Camera:GPSZAccuracy drone-parrot:GPS* drone-skydio:Latitude drone-skydio:Longitude "
            "geo:* Geotate:* EarthPose:* panthera:*"
        ),
        iptc=NO_FIELD,
        photoshop=AS_EXIF,
        quicktime=keys(
            "©xyz loci com.apple.quicktime.location.ISO6709 com.apple.quicktime.location.accuracy.* "
            "location location-eng GPSCoordinates"
        ),
        png=keys("exif:GPS* GPSLatitude GPSLongitude GPSAltitude GPSPosition latitude longitude geo:*"),
    ),
    Concept(
        name="time of the satellite position",
        category=LOCATION,
        also=also(TIME),
        exif=keys("GPS:GPSDateStamp GPS:GPSTimeStamp"),
        xmp=keys("exif:GPSTimeStamp exif:GPSDateStamp exif:GPSDateTime"),
        iptc=NO_FIELD,
        photoshop=AS_EXIF,
        quicktime=keys("com.apple.quicktime.location.date"),
        png=keys("exif:GPSDateStamp exif:GPSTimeStamp exif:GPSInfo"),
    ),
    Concept(
        name="height, flight and direction",
        category=LOCATION,
        also=also(CAPTURE),
        exif=keys("Acceleration CameraElevationAngle"),
        xmp=keys(
            "drone-dji:AbsoluteAltitude drone-dji:RelativeAltitude drone-dji:AltitudeType "
            "drone-dji:FlightXSpeed drone-dji:FlightYSpeed drone-dji:FlightZSpeed "
            "drone-dji:FlightPitchDegree drone-dji:FlightRollDegree drone-dji:FlightYawDegree "
            "drone-dji:GimbalPitchDegree drone-dji:GimbalRollDegree drone-dji:GimbalYawDegree "
            "drone-dji:CamReverse drone-dji:GimbalReverse drone-dji:LRF* drone-dji:Latitude "
            "drone-dji:Longitude drone-parrot:* drone-skydio:* Camera:Yaw Camera:Pitch Camera:Roll "
            "Camera:IMU* Camera:AboveGroundAltitude Camera:GravityVector Camera:FlightUUID "
            "GPano:PoseHeadingDegrees exifEX:CameraElevationAngle exifEX:Acceleration Device:Pose* "
            "exif:CameraElevationAngle exif:Acceleration"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_XMP,
        quicktime=keys("©xsp ©ysp ©zsp ©fpt ©frl ©fyw ©gpt ©grl ©gyw com.apple.quicktime.direction.*"),
        png=NO_FIELD,
    ),
    Concept(
        name="air, water and weather around the camera",
        category=LOCATION,
        also=also(CAPTURE),
        exif=keys("AmbientTemperature Humidity Pressure WaterDepth"),
        xmp=keys(
            "exifEX:AmbientTemperature exifEX:Humidity exifEX:Pressure exifEX:WaterDepth "
            "exif:AmbientTemperature exif:Humidity exif:Pressure exif:WaterDepth exifEX:Temperature"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="UTC offset",
        category=LOCATION,
        also=also(TIME),
        exif=keys("OffsetTime OffsetTimeOriginal OffsetTimeDigitized TimeZoneOffset"),
        xmp=keys(
            "exif:OffsetTime exif:OffsetTimeOriginal exif:OffsetTimeDigitized exifEX:OffsetTime* "
            "exifEX:TimeZoneOffset exif:TimeZoneOffset"
        ),
        iptc=FREE_TEXT,
        photoshop=AS_EXIF,
        quicktime=keys("samsung.android.utc_offset com.samsung.android.utc_offset"),
        png=keys("exif:OffsetTime exif:OffsetTimeOriginal exif:OffsetTimeDigitized"),
    ),
    Concept(
        name="place names",
        category=LOCATION,
        also=also(CAPTION),
        exif=keys("Site"),
        xmp=keys(
            "photoshop:City photoshop:State photoshop:Country Iptc4xmpCore:Location "
            "Iptc4xmpCore:CountryCode Iptc4xmpExt:LocationShown Iptc4xmpExt:LocationCreated "
            "Iptc4xmpExt:Sublocation Iptc4xmpExt:City Iptc4xmpExt:ProvinceState Iptc4xmpExt:CountryName "
            "Iptc4xmpExt:CountryCode Iptc4xmpExt:WorldRegion Iptc4xmpExt:LocationId "
            "Iptc4xmpExt:LocationName xmpDM:shotLocation prism:location mediapro:Location "
            "expressionmedia:Location MicrosoftPhoto:LocationShown acdsee:geo acdsee:location* "
            "ics:Location* digiKam:Location* prism:object-location prism:event-location"
        ),
        iptc=keys("2:26 2:27 2:90 2:92 2:95 2:100 2:101"),
        photoshop=AS_IPTC,
        quicktime=keys(
            "com.apple.quicktime.location.name com.apple.quicktime.location.body "
            "com.apple.quicktime.location.note com.apple.quicktime.location.role city country"
        ),
        png=keys("Location City State Country Place Sublocation"),
    ),
    Concept(
        name="place where a species was found",
        category=LOCATION,
        also=also(CAPTION, TIME),
        exif=NO_FIELD,
        xmp=keys("dwc:*"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="position on a map",
        category=LOCATION,
        also=also(HISTORY),
        exif=keys(
            "PixelScale ModelTiePoint ModelTransform IntergraphMatrix GeoTiffDirectory "
            "GeoTiffDoubleParams GeoTiffAsciiParams GDALMetadata JPLCartoIFD MatrixWorldToScreen "
            "MatrixWorldToCamera ImageReferencePoints RegionXformTackPoint WarpQuadrilateral "
            "AffineTransformMat ModelPixelScaleTag ModelTiepointTag ModelTransformationTag "
            "GeoKeyDirectoryTag GeoDoubleParamsTag GeoAsciiParamsTag"
        ),
        xmp=NO_FIELD,
        iptc=NO_FIELD,
        photoshop=NO_FIELD,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
)

_DEVICE: tuple[Concept, ...] = (
    Concept(
        name="camera maker and model",
        category=DEVICE,
        also=NOTHING,
        exif=keys(
            "Make Model Model2 UniqueCameraModel LocalizedCameraModel XiaomiModel 0x9a00 FileSource "
            "CameraLabel ReelName ExpandScanner ExpandFilm ExpandFlashLamp ThumbnailEquipMake "
            "ThumbnailEquipModel"
        ),
        xmp=keys(
            "tiff:Make tiff:Model exif:FileSource xmpDM:cameraModel xmpDM:cameraLabel "
            "drone-dji:DroneModel drone-dji:Model drone-dji:Make drone-dji:ProductName exifEX:FileSource "
            "Camera:Model MiCamera:* Xiaomi:* OpCamera:* SamsungCamera:* dcterms:medium xmpDM:tapeName "
            "xmpDM:altTapeName exif:Make exif:Model aux:CameraModel Device:Manufacturer Device:Model "
            "Iptc4xmpExt:RecDevice"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=keys(
            "©mak ©mod ©dji manu modl com.apple.quicktime.make com.apple.quicktime.model "
            "com.android.manufacturer com.android.model CAME cmid cmnm com.apple.quicktime.camera.*"
        ),
        png=keys("exif:Make exif:Model Make Model tiff:Make tiff:Model"),
    ),
    Concept(
        name="camera serial number",
        category=DEVICE,
        also=also(IDENTITY),
        exif=keys("SerialNumber BodySerialNumber CameraSerialNumber 0xfde9"),
        xmp=keys(
            "aux:SerialNumber exifEX:SerialNumber exifEX:BodySerialNumber drone-dji:CameraSerialNumber "
            "drone-dji:DroneSerialNumber drone-dji:DroneID drone-dji:CameraSN drone-dji:SensorID "
            "drone-parrot:SerialNumber Camera:SerialNumber drone-skydio:SerialNumber "
            "drone-skydio:CameraSerialNumber exif:SerialNumber exif:BodySerialNumber tiff:SerialNumber "
            "MicrosoftPhoto:CameraSerialNumber FLIR:SerialNumber drone-dji:SelfData"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=keys("SNum CSN MUID slno com.apple.quicktime.serialnumber"),
        png=keys("exif:BodySerialNumber SerialNumber"),
    ),
    Concept(
        name="lens",
        category=DEVICE,
        also=also(CAPTURE),
        exif=keys(
            "LensInfo LensSpecification LensMake LensModel DNGLensInfo Lens ExpandLens ExpandFilterLens"
        ),
        xmp=keys(
            "aux:Lens aux:LensID aux:LensInfo aux:LensMake aux:LensModel exifEX:LensMake exifEX:LensModel "
            "exifEX:LensSpecification exif:LensMake exif:LensModel exif:LensSpecification "
            "aux:LensDistortInfo xmpDM:lens MicrosoftPhoto:LensManufacturer MicrosoftPhoto:LensModel "
            "stCamera:* crlcp:* aux:LateralChromaticAberrationCorrection* aux:VignetteCorrection* "
            "aux:DistortionCorrection* aux:IsMerged* ImagingModel:*"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=keys("LENS com.apple.quicktime.camera.lens_model"),
        png=keys("exif:LensModel exif:LensMake exif:LensSpecification"),
    ),
    Concept(
        name="lens serial number",
        category=DEVICE,
        also=also(IDENTITY),
        exif=keys("LensSerialNumber"),
        xmp=keys("aux:LensSerialNumber exifEX:LensSerialNumber exif:LensSerialNumber"),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=NO_FIELD,
        png=keys("exif:LensSerialNumber"),
    ),
    Concept(
        name="camera firmware",
        category=DEVICE,
        also=also(HISTORY),
        exif=keys("CameraFirmware 0xa439"),
        xmp=keys("aux:Firmware exifEX:CameraFirmware exifEX:Firmware exif:CameraFirmware"),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=keys("FIRM com.android.version"),
        png=NO_FIELD,
    ),
    Concept(
        name="maker note",
        category=DEVICE,
        also=NOTHING,
        exif=keys(
            "MakerNote* MakerNotes DNGPrivateData DNGAdobeData XiaomiSettings 0x9999 PrintIM HasselbladExif"
        ),
        xmp=keys(
            "GCamera:HdrPlusMakernote GCamera:ShotLogData GCamera:Makernote* GCamera:hdrp_makernote "
            "GCamera:shot_log_data exif:MakerNote drone-dji:* Camera:* FLIR:* Device:* Profile:* "
            "VendorInfo:* AppInfo:*"
        ),
        iptc=keys("2:232"),
        photoshop=AS_EXIF,
        quicktime=keys("PANA LEIC PENT RICO NCDT smta smrd SDLN GPMF udat sefd Cr8r"),
        png=keys("exif:MakerNote"),
    ),
    Concept(
        name="private tables of one camera maker",
        category=DEVICE,
        also=also(CAPTURE),
        exif=keys(
            "MakerNoteSafety SonyRawFileType SonyToneCurve SonyCropTopLeft SonyCropSize SR2Private "
            "SamsungRawPointersOffset SamsungRawPointersLength SamsungRawByteOrder SamsungRawUnknown "
            "HasselbladRawImage CR2CFAPattern SRawType RawImageSegmentation WB_GRGBLevels A100DataOffset "
            "PanasonicTitle PanasonicTitle2 Kodak* LeafData LeafSubIFD SEMInfo SonyRawImageSize "
            "WB_RGGBLevels ShadingCorrection NoiseReduction HasselbladXML NikonNEFInfo KDC_IFD"
        ),
        xmp=ONE_MAKER,
        iptc=NO_CAMERA,
        photoshop=ONE_MAKER,
        quicktime=ONE_MAKER,
        png=ONE_MAKER,
    ),
    Concept(
        name="screen, scanner or printer that a colour profile was made for",
        category=DEVICE,
        also=NOTHING,
        exif=AS_ICC,
        xmp=AS_ICC,
        iptc=AS_ICC,
        photoshop=AS_ICC,
        quicktime=AS_ICC,
        png=AS_ICC,
        icc=keys(
            "icc:DeviceManufacturer icc:DeviceModel icc:DeviceAttributes icc:dmnd icc:dmdd icc:mmod* "
            "icc:meta* icc:vcgt icc:ndin icc:targ icc:ciis"
        ),
    ),
    Concept(
        name="scanner, printer and fax machines",
        category=DEVICE,
        also=also(HISTORY),
        exif=keys(
            "TargetPrinter DeviceSettingDescription OceScanjobDesc OceApplicationSelector OceIDNumber "
            "OceImageLogic HalftoneHints CIP3DataFile CIP3Sheet CIP3Side BatteryLevel PrintFlags* "
            "Halftone*"
        ),
        xmp=keys("exif:DeviceSettingDescription exifEX:DeviceSettingDescription tiff:TargetPrinter"),
        iptc=NO_FIELD,
        photoshop=keys(
            "8BIM:0x03e9 8BIM:0x03f3 8BIM:0x03f4 8BIM:0x03f5 8BIM:0x03f6 8BIM:0x03f7 8BIM:0x03f8 "
            "8BIM:0x03f9 8BIM:0x0413 8BIM:0x0426 8BIM:0x042f 8BIM:0x043a 8BIM:0x043b 8BIM:0x043d "
            "8BIM:0x2710"
        ),
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="printer, user and computer names in print settings",
        category=DEVICE,
        also=also(IDENTITY),
        exif=NO_FIELD,
        xmp=NO_FIELD,
        iptc=NO_FIELD,
        photoshop=keys("8BIM:0x043c"),
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="counter of shots",
        category=DEVICE,
        also=also(HISTORY),
        exif=keys("ImageNumber"),
        xmp=keys("aux:ImageNumber exifEX:ImageNumber exif:ImageNumber drone-dji:ShutterCount"),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
)

_IDENTITY: tuple[Concept, ...] = (
    Concept(
        name="owner of the camera",
        category=IDENTITY,
        also=also(DEVICE),
        exif=keys("OwnerName CameraOwnerName 0xfde8"),
        xmp=keys("aux:OwnerName exifEX:CameraOwnerName exifEX:OwnerName exif:CameraOwnerName"),
        iptc=keys("2:188"),
        photoshop=AS_EXIF,
        quicktime=keys("com.apple.quicktime.collection.user cownr"),
        png=keys("exif:CameraOwnerName Owner"),
    ),
    Concept(
        name="computer that worked on the file",
        category=IDENTITY,
        also=also(HISTORY),
        exif=keys("HostComputer"),
        xmp=keys("tiff:HostComputer xmpDM:hostComputer"),
        iptc=NO_FIELD,
        photoshop=AS_EXIF,
        quicktime=keys("hostComputer"),
        png=keys("HostComputer Hostname"),
    ),
    Concept(
        name="people who edited it",
        category=IDENTITY,
        also=also(HISTORY),
        exif=keys("ImageEditor 0xa438"),
        xmp=keys(
            "photoshop:CaptionWriter exifEX:ImageEditor exif:ImageEditor xmpDM:engineer prism:editor "
            "Iptc4xmpExt:metadataLastEditor Iptc4xmpExt:metadataAuthority"
        ),
        iptc=keys("2:122"),
        photoshop=AS_IPTC,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="people and faces in the picture",
        category=IDENTITY,
        also=also(CAPTION),
        exif=keys("SemanticName SemanticInstanceID 0xcd2e 0xcd30"),
        xmp=keys(
            "mwg-rs:* MP:* MPRI:* MPReg:* apple-fi:* Iptc4xmpExt:PersonInImage "
            "Iptc4xmpExt:PersonInImageWDetails Iptc4xmpExt:PersonName Iptc4xmpExt:PersonId "
            "Iptc4xmpExt:PersonDescription Iptc4xmpExt:PersonCharacteristic Iptc4xmpExt:ImageRegion "
            "Iptc4xmpExt:RegionBoundary Iptc4xmpExt:rb* Iptc4xmpExt:rCtype Iptc4xmpExt:rRole "
            "Iptc4xmpExt:rId Iptc4xmpExt:RegionName Iptc4xmpExt:OrganisationInImageName "
            "Iptc4xmpExt:OrganisationInImageCode digiKam:TagsListPeople picasa:* prism:person acdsee-rs:* "
            "ics:Subject* GettyImagesGIFT:Personality xmpDM:talent prism:organization dcterms:person "
            "acdsee:regions stArea:* MicrosoftPhoto:People* GCreations:* Iptc4xmpExt:PersonHeard "
            "acdsee-stArea:*"
        ),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=keys("perf ©prf com.apple.quicktime.detected-face* com.apple.quicktime.performers"),
        png=keys("People Person PersonInImage"),
    ),
    Concept(
        name="age of a model",
        category=IDENTITY,
        also=also(RIGHTS),
        exif=NO_FIELD,
        xmp=keys("Iptc4xmpExt:ModelAge plus:MinorModelAgeDisclosure Iptc4xmpExt:AddlModelInfo"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="where a person or subject is in the frame",
        category=IDENTITY,
        also=also(CAPTURE),
        exif=keys("SubjectArea SubjectLocation"),
        xmp=keys("exif:SubjectArea exif:SubjectLocation exifEX:SubjectArea exifEX:SubjectLocation"),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=NO_FIELD,
        png=keys("exif:SubjectArea exif:SubjectLocation"),
    ),
    Concept(
        name="contact of the creator",
        category=IDENTITY,
        also=also(RIGHTS, LOCATION),
        exif=NO_FIELD,
        xmp=keys(
            "Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:CiAdr* Iptc4xmpCore:CiEmailWork "
            "Iptc4xmpCore:CiTelWork Iptc4xmpCore:CiUrlWork photomechanic:Contact* prism:hasCorrection* "
            "swf:author xmp:Author acdsee:email* foaf:*"
        ),
        iptc=keys("2:118"),
        photoshop=AS_IPTC,
        quicktime=keys("com.apple.quicktime.phonenumber"),
        png=keys("Contact Email E-mail"),
    ),
    Concept(
        name="fax number and sender",
        category=IDENTITY,
        also=also(TIME),
        exif=keys("FaxRecvParams FaxSubAddress FaxRecvTime FedexEDR"),
        xmp=NO_FIELD,
        iptc=NO_FIELD,
        photoshop=NO_FIELD,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="sender, receiver and secrecy of a news item",
        category=IDENTITY,
        also=also(HISTORY),
        exif=keys("SecurityClassification"),
        xmp=keys("exif:SecurityClassification exifEX:SecurityClassification"),
        iptc=keys("1:5 1:30 1:50"),
        photoshop=AS_IPTC,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="patient and hospital",
        category=IDENTITY,
        also=also(DEVICE, TIME, CAPTION),
        exif=NO_FIELD,
        xmp=keys("DICOM:*"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="laboratory and sample",
        category=IDENTITY,
        also=also(TIME, CAPTION),
        exif=keys(
            "MDFileTag MDScalePixel MDColorTable MDLabName MDSampleInfo MDPrepDate MDPrepTime MDFileUnits "
            "UIC1Tag UIC2Tag UIC3Tag UIC4Tag"
        ),
        xmp=NO_FIELD,
        iptc=NO_FIELD,
        photoshop=NO_FIELD,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
)

_TIME: tuple[Concept, ...] = (
    Concept(
        name="when it was taken",
        category=TIME,
        also=NOTHING,
        exif=keys(
            "DateTimeOriginal CreateDate DateTimeDigitized SubSecTimeOriginal SubSecTimeDigitized TimeCodes"
        ),
        xmp=keys(
            "exif:DateTimeOriginal exif:DateTimeDigitized photoshop:DateCreated xmp:CreateDate "
            "xmpDM:shotDate exif:SubSecTimeOriginal exif:SubSecTimeDigitized exifEX:SubSecTime* "
            "GPano:FirstPhotoDate GPano:LastPhotoDate drone-dji:UTCAtExposure "
            "drone-dji:CreateDate apple_desktop:* GCamera:UtcTimeMillis dc:date dcterms:created "
            "xmpDM:startTimecode xmpDM:altTimecode xmpDM:startTimeScale drone-parrot:TimeStamp "
            "MicrosoftPhoto:DateTaken acdsee:datetime Camera:TimeStamp Iptc4xmpExt:CircaDateCreated "
            "Iptc4xmpExt:TemporalCoverage"
        ),
        iptc=keys("2:55 2:60 2:62 2:63"),
        photoshop=AS_IPTC,
        quicktime=keys(
            "©day date com.apple.quicktime.creationdate yrrc CreateDate MediaCreateDate TrackCreateDate"
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
    ),
    Concept(
        name="when it was changed",
        category=TIME,
        also=also(HISTORY),
        exif=keys("ModifyDate DateTime SubSecTime PreviewDateTime ThumbnailDateTime"),
        xmp=keys(
            "xmp:ModifyDate xmp:MetadataDate tiff:DateTime exif:SubSecTime exif:DateTime "
            "xmpDM:metadataModDate xmpDM:videoModDate xmpDM:audioModDate dcterms:modified dcterms:date "
            "GIMP:TimeStamp MicrosoftPhoto:DateAcquired pdf:ModDate pdf:CreationDate "
            "MicrosoftPhoto:LastModified* Iptc4xmpExt:IptcLastEdited Iptc4xmpExt:metadataLastEdited"
        ),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=keys("ModifyDate MediaModifyDate TrackModifyDate"),
        png=keys("tIME date:modify date:timestamp modify-date exif:DateTime Thumb::MTime ModifyDate"),
    ),
    Concept(
        name="when it was sent, released or expires",
        category=TIME,
        also=also(HISTORY),
        exif=NO_FIELD,
        xmp=keys(
            "xmpDM:releaseDate prism:coverDate prism:dateReceived prism:publicationDate prism:creationDate "
            "prism:modificationDate prism:expirationDate prism:embargoDate prism:killDate "
            "prism:onSaleDate prism:offSaleDate prism:receptionDate dcterms:issued dcterms:available "
            "plus:LicenseStartDate plus:LicenseEndDate xmpBJ:* acdsee:released "
            "Iptc4xmpExt:PublicationEvent Iptc4xmpExt:ReleaseReady Iptc4xmpExt:StreamReady"
        ),
        iptc=keys("1:70 1:80 2:30 2:35 2:37 2:38 2:47"),
        photoshop=AS_IPTC,
        quicktime=keys("rldt com.apple.quicktime.year"),
        png=NO_FIELD,
    ),
)

_CAPTION: tuple[Concept, ...] = (
    Concept(
        name="title",
        category=CAPTION,
        also=NOTHING,
        exif=keys("XPTitle ImageTitle DocumentName PageName 0xa436"),
        xmp=keys(
            "dc:title photoshop:Headline exifEX:ImageTitle exif:ImageTitle acdsee:caption xmpDM:shotName "
            "xmpDM:scene xmpDM:projectName xmp:Title pdf:Title tiff:DocumentName tiff:PageName "
            "prism:title mediapro:Event expressionmedia:Event dcterms:title acdsee:headline xmpDM:album "
            "Iptc4xmpExt:Headline Iptc4xmpExt:Season Iptc4xmpExt:Series Iptc4xmpExt:Episode"
        ),
        iptc=keys("2:5 2:105"),
        photoshop=AS_IPTC,
        quicktime=keys("©nam titl com.apple.quicktime.title com.apple.quicktime.displayname title ©alb albm"),
        png=keys("Title Headline xmp:Title Document exif:ImageTitle label"),
    ),
    Concept(
        name="description",
        category=CAPTION,
        also=NOTHING,
        exif=keys("ImageDescription XPSubject XP_DIP_XML ThumbnailDescription"),
        xmp=keys(
            "dc:description tiff:ImageDescription Iptc4xmpCore:AltTextAccessibility "
            "Iptc4xmpCore:ExtDescrAccessibility xmp:Description dcterms:description dcterms:abstract "
            "prism:teaser xmpDM:logComment acdsee:notes dc:coverage dcterms:* Iptc4xmpExt:Event "
            "Iptc4xmpExt:EventId Iptc4xmpExt:EventName Iptc4xmpExt:Genre Iptc4xmpCore:Scene "
            "Iptc4xmpExt:ProductInImage Iptc4xmpExt:Product* prism:event dc:type exif:ImageDescription "
            "photomechanic:* Iptc4xmpExt:ShownEvent dc:language Iptc4xmpExt:EventExt "
            "Iptc4xmpExt:StorylineIdentifier Iptc4xmpExt:VisualColour Iptc4xmpExt:StylePeriod riffinfo:* "
            "bwf:*"
        ),
        iptc=keys("2:120 2:121 2:125"),
        photoshop=keys("8BIM:0x03f0"),
        quicktime=keys("©des dscp desc ldes com.apple.quicktime.description description"),
        png=keys("Description Caption Abstract Subject exif:ImageDescription tiff:ImageDescription"),
    ),
    Concept(
        name="comment",
        category=CAPTION,
        also=NOTHING,
        exif=keys(
            "UserComment XPComment Annotations WangAnnotation WangTag1 WangTag3 WangTag4 ZIFAnnotations"
        ),
        xmp=keys(
            "exif:UserComment exifEX:UserComment #comment #text xmpDM:comment crs:Comment photoshop:Notes"
        ),
        iptc=keys("2:230"),
        photoshop=ONE_MAKER,
        quicktime=keys("©cmt ©inf com.apple.quicktime.comment com.apple.quicktime.information comment"),
        png=(
            "Comment",
            "Warning",
            "exif:UserComment",
            "jpeg:comment",
            "Note",
            "Notes",
            "gif:comment",
            "#text",
        ),
    ),
    Concept(
        name="keywords and albums",
        category=CAPTION,
        also=NOTHING,
        exif=keys("XPKeywords"),
        xmp=keys(
            "dc:subject lr:hierarchicalSubject lr:weightedFlatSubject lr:privateRTKInfo lr:* "
            "digiKam:TagsList digiKam:CaptionsDateTimeStamps digiKam:CaptionsAuthorNames digiKam:* "
            "MicrosoftPhoto:LastKeyword* mwg-kw:* mwg-coll:* acdsee:categories acdsee:keywords acdsee:* "
            "Iptc4xmpExt:CVterm Iptc4xmpExt:AboutCvTerm Iptc4xmpExt:Cv* Iptc4xmpCore:SubjectCode "
            "Iptc4xmpCore:IntellectualGenre photoshop:SupplementalCategories photoshop:Category "
            "mediapro:* expressionmedia:* ics:* album:* prism:keyword pdf:Keywords xmp:Keywords "
            "extensis:* GettyImagesGIFT:* prism:* cell:* xmpDM:genre pur:* prm:* prl:* pmi:* "
            "MicrosoftPhoto:*"
        ),
        iptc=keys("2:3 2:4 2:12 2:15 2:20 2:25 2:135 2:255 240:*"),
        photoshop=AS_IPTC,
        quicktime=keys(
            "kywd ©key com.apple.quicktime.keywords com.apple.quicktime.collection.* clsf ©gen gnre TAGS"
        ),
        png=keys("Keywords Tags Category"),
    ),
    Concept(
        name="rating and label",
        category=CAPTION,
        also=also(HISTORY),
        exif=keys("Rating RatingPercent"),
        xmp=keys(
            "xmp:Rating xmp:Label MicrosoftPhoto:Rating xmpDM:good photoshop:Urgency xmpDM:* "
            "acdsee:rating acdsee:tagged digiKam:ColorLabel digiKam:PickLabel xmp:RatingPercent "
            "Iptc4xmpExt:Rating"
        ),
        iptc=keys("1:60 2:8 2:10 2:221 2:225 2:228"),
        photoshop=AS_IPTC,
        quicktime=keys("rtng ©rtg com.apple.quicktime.rating.user"),
        png=keys("Rating"),
    ),
    Concept(
        name="work of art shown",
        category=CAPTION,
        also=also(RIGHTS),
        exif=NO_FIELD,
        xmp=keys("Iptc4xmpExt:ArtworkOrObject Iptc4xmpExt:AO* art:*"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="text written on the picture",
        category=CAPTION,
        also=also(PREVIEW),
        exif=keys("MSDocumentText MSPropertySetStorage MSDocumentTextPosition USPTOMiscellaneous"),
        xmp=keys(
            "photoshop:TextLayers photoshop:LayerText photoshop:LayerName xmpTPg:* illustrator:* pdf:* "
            "pdfx:* Iptc4xmpExt:DataOnScreen Iptc4xmpExt:Transcript Iptc4xmpExt:TranscriptLink stFnt:* "
            "xmpG:*"
        ),
        iptc=NO_FIELD,
        photoshop=keys("8BIM:0x0429 8BIM:0x0432 8BIM:0x0434 8BIM:0x0438"),
        quicktime=keys("com.apple.quicktime.lyrics ©lyr"),
        png=keys("OCR"),
    ),
    Concept(
        name="names of layers, channels, paths and slices",
        category=CAPTION,
        also=also(HISTORY),
        exif=keys("InkNames ClipPath XClipPathUnits YClipPathUnits"),
        xmp=NO_FIELD,
        iptc=NO_FIELD,
        photoshop=keys(
            "@name 8BIM:0x03ee 8BIM:0x0415 8BIM:0x041a 8BIM:0x0401 8BIM:0x0bb7 8BIM:0x0bb8 8BIM:0x07* "
            "8BIM:0x08* 8BIM:0x09* 8BIM:0x0a* 8BIM:0x0b*"
        ),
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
)

_PREVIEW: tuple[Concept, ...] = (
    Concept(
        name="thumbnail or preview picture",
        category=PREVIEW,
        also=NOTHING,
        exif=keys(
            "ThumbnailOffset ThumbnailLength ThumbnailImage PreviewImageStart PreviewImageLength "
            "PreviewImage JpgFromRawStart JpgFromRawLength JpgFromRaw OtherImageStart OtherImageLength "
            "OtherImage JPEGInterchangeFormat JPEGInterchangeFormatLength ThumbnailData ThumbnailTIFF "
            "OPIProxy 0x0201 0x0202 0x501b IFD1:0x0201 IFD1:0x0202 Thumbnail*"
        ),
        xmp=keys(
            "tiff:JPEGInterchangeFormat* "
            "xmp:Thumbnails xmpGImg:* xmp:PageInfo GCamera:BurstThumbnail photoshop:Thumbnail "
            "Iptc4xmpExt:SnapshotLink"
        ),
        iptc=keys("2:200 2:201 2:202 7:* 8:* 9:*"),
        photoshop=keys("8BIM:0x0409 8BIM:0x040c"),
        quicktime=keys("thmb CNTH covr com.apple.quicktime.artwork pnot snal PREVIEW"),
        png=keys("Thumb::Image* thumbnail preview"),
    ),
    Concept(
        name="how the thumbnail is stored",
        category=PREVIEW,
        also=NOTHING,
        exif=keys(
            "IFD1:ImageWidth IFD1:ImageHeight IFD1:BitsPerSample IFD1:Compression IFD1:StripOffsets "
            "IFD1:PhotometricInterpretation IFD1:Orientation IFD1:SamplesPerPixel IFD1:RowsPerStrip "
            "IFD1:StripByteCounts IFD1:XResolution IFD1:YResolution IFD1:PlanarConfiguration "
            "IFD1:ResolutionUnit IFD1:YCbCrCoefficients IFD1:YCbCrSubSampling IFD1:YCbCrPositioning "
            "IFD1:ReferenceBlackWhite IFD1:ColorSpace IFD1:ExifImageWidth IFD1:ExifImageHeight "
            "IFD1:SubfileType IFD1:ImageLength"
        ),
        xmp=NO_FIELD,
        iptc=NO_FIELD,
        photoshop=NO_FIELD,
        quicktime=NO_FIELD,
        png=keys("Thumb::Mimetype Thumb::Size Thumb::Document::Pages"),
    ),
    Concept(
        name="layers and other picture data",
        category=PREVIEW,
        also=also(CAPTION, HISTORY),
        exif=keys(
            "ImageSourceData OriginalRawFileData ImageLayer AliasLayerMetadata GlobalParametersIFD "
            "SharedData ImageResources ProfileIFD IntergraphPacketData"
        ),
        xmp=keys("photoshop:Layers"),
        iptc=NO_FIELD,
        photoshop=NO_FIELD,
        quicktime=NO_FIELD,
        png=("Raw profile type tiff:37724",),
    ),
    Concept(
        name="original, depth and parts of the scene",
        category=PREVIEW,
        also=also(CAPTURE),
        exif=keys("DepthFormat DepthNear DepthFar DepthUnits DepthMeasureType MaskSubArea"),
        xmp=keys(
            "GImage:* GDepth:* GFocus:* LImage:* Device:Container Device:Cameras Device:Profiles "
            "Device:Planes Device:EarthPos Device:AppInfo xmpDSA:* crs:DepthMapInfo depthBlurEffect:* "
            "DepthMap:* DeviceCamera:* Pose:* Image:* LightEstimate:* Plane:* PointCloud:* "
            "depthData:* portraitEffectsMatte:* semanticSegmentationMatte:*"
        ),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="video and sound of the moment",
        category=PREVIEW,
        also=NOTHING,
        exif=keys("RelatedSoundFile"),
        xmp=keys(
            "GAudio:* GCamera:MicroVideo* GCamera:MotionPhoto* exif:RelatedSoundFile "
            "GCamera:VideoPresentationTimestamp* OpCamera:MotionPhoto* OpCamera:OLivePhotoVersion"
        ),
        iptc=keys("2:150 2:151 2:152 2:153 2:154"),
        photoshop=AS_IPTC,
        quicktime=keys("com.apple.quicktime.live-photo.* com.apple.quicktime.still-image-time"),
        png=NO_FIELD,
    ),
)

_HISTORY: tuple[Concept, ...] = (
    Concept(
        name="software",
        category=HISTORY,
        also=NOTHING,
        exif=keys(
            "Software ProcessingSoftware RAWDevelopingSoftware ImageEditingSoftware "
            "MetadataEditingSoftware PreviewApplicationName PreviewApplicationVersion ExpandSoftware "
            "Converter 0xa43a 0xa43b 0xa43c AdventRevision ThumbnailSoftware DevelopmentType "
            "DevelopmentTypeDescription"
        ),
        xmp=keys(
            "xmp:CreatorTool tiff:Software x:xmptk x:xaptk exifEX:RAWDevelopingSoftware "
            "exifEX:ImageEditingSoftware exifEX:MetadataEditingSoftware exif:Software pdf:Producer "
            "GPano:StitchingSoftware GPano:CaptureSoftware MicrosoftPhoto:CreatorSoftware #pi "
            "creatorAtom:* GCamera:CreationSource xmp:CreatorToolVersion swf:* aas:*"
        ),
        iptc=keys("2:65 2:70"),
        photoshop=keys("8BIM:0x0421"),
        quicktime=keys(
            "©swr ©too ©enc com.apple.quicktime.software com.apple.quicktime.encoder ENC encoder tool"
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
    ),
    Concept(
        name="program and history of a colour profile",
        category=HISTORY,
        also=NOTHING,
        exif=AS_ICC,
        xmp=AS_ICC,
        iptc=AS_ICC,
        photoshop=AS_ICC,
        quicktime=AS_ICC,
        png=AS_ICC,
        icc=keys(
            "icc:CMMType icc:ProfileDateTime icc:PrimaryPlatform icc:ProfileCreator icc:ProfileID "
            "icc:ProfileFlags icc:calt icc:vued icc:dscm icc:pseq icc:psid"
        ),
    ),
    Concept(
        name="edit history and settings",
        category=HISTORY,
        also=NOTHING,
        exif=keys(
            "ImageHistory PreviewSettingsName PreviewSettingsDigest EnhanceParams Exposure Shadows "
            "Brightness Smoothness MoireFilter RawFile NewRawImageDigest Padding OffsetSchema "
            "OffsetsDocument 0xea1c 0xea1d"
        ),
        xmp=keys(
            "photoshop:History xmpMM:History stEvt:action stEvt:changed stEvt:parameters "
            "stEvt:softwareAgent crs:* crss:* crd:* darktable:* rawtherapee:* digiKam:ImageHistory GIMP:* "
            "dex:* fpv:* aux:* nine:* ast:* sdc:* exif:ImageHistory exifEX:ImageHistory "
            "photoshop:EmbeddedXMPDigest tiff:NativeDigest exif:NativeDigest exif:Padding "
            "photoshop:LegacyIPTCDigest "
            "photoshop:SidecarForExtension photoshop:DocumentAncestors xmpDM:contributedMedia xmpNote:* "
            "apdi:* panorama:* bridge:* claro:* et:* hdr_metadata:* iX:* inkscape:* sodipodi:* svg:* "
            "pdfaid:* pdfxid:* xmpScript:* aspect:*"
        ),
        iptc=keys("2:7 2:231"),
        photoshop=keys(
            "8BIM:0x03ea 8BIM:0x0400 8BIM:0x0402 8BIM:0x0408 8BIM:0x040d 8BIM:0x040e 8BIM:0x0412 "
            "8BIM:0x0410 8BIM:0x0419 8BIM:0x041c 8BIM:0x0425 8BIM:0x042d 8BIM:0x042e 8BIM:0x0430 "
            "8BIM:0x0431 8BIM:0x0433 8BIM:0x0436 8BIM:0x0440 8BIM:0x03fc 8BIM:0x03fd 8BIM:0x03fe "
            "8BIM:0x03ff 8BIM:0x0403 8BIM:0x0405 8BIM:0x0406 8BIM:0x043f 8BIM:0x03e8 8BIM:0x1b58 "
            "8BIM:0x1b59 8BIM:0x1f40 8BIM:0x0f* 8BIM:0x10* 8BIM:0x11* 8BIM:0x12* 8BIM:0x13* 8BIM:0x1b5a "
            "8BIM:0x1b5b 8BIM:0x1b5c 8BIM:0x1b5d 8BIM:0x1b5e"
        ),
        quicktime=keys("©ed1 ©edt com.apple.quicktime.edit*"),
        png=("history", "svg:*", "pdf:*", "icc:*", "png:*", "tiff:*", "mime:*", "signature"),
    ),
    Concept(
        name="when each edit was made",
        category=HISTORY,
        also=also(TIME),
        exif=NO_FIELD,
        xmp=keys("stEvt:when stVer:modifyDate"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
    Concept(
        name="document and picture ids",
        category=HISTORY,
        also=also(IDENTITY),
        exif=keys(
            "ImageUniqueID ImageID RawDataUniqueID OriginalRawFileDigest GooglePlusUploadCode "
            "RawImageDigest 0xa420"
        ),
        xmp=keys(
            "xmpMM:* stRef:* stEvt:instanceID stVer:* stMfs:* xmp:Identifier dc:identifier "
            "exif:ImageUniqueID exifEX:ImageUniqueID rdf:about rdf:ID rdf:nodeID xmp:BaseURL "
            "Iptc4xmpExt:DigImageGUID Iptc4xmpExt:RegistryId Iptc4xmpExt:RegItemId Iptc4xmpExt:RegOrgId "
            "Iptc4xmpExt:RegEntryRole GCamera:BurstID GCamera:BurstPrimary GCamera:* dcterms:identifier "
            "MicrosoftPhoto:ItemSubType xmpDM:projectRef xmp:* dc:relation xmpidq:*"
        ),
        iptc=keys("1:40 1:100 1:120 1:122 2:22 2:184 2:185 2:186 2:187 3:10"),
        photoshop=keys("8BIM:0x0414"),
        quicktime=keys("com.apple.quicktime.content.identifier clfn ©guid com.apple.quicktime.*"),
        png=("unique id", "uuid", "exif:ImageUniqueID"),
    ),
    Concept(
        name="file names and paths",
        category=HISTORY,
        also=also(IDENTITY),
        exif=keys("OriginalRawFileName OriginalFileName"),
        xmp=keys(
            "stRef:filePath stEvt:filePath crs:RawFileName xmpMM:PreservedFileName xmpDM:relativePath "
            "xmpDM:absPeakAudioFilePath photomechanic:FileName xmpMM:Manifest xmpDM:audioFile* kipi:*"
        ),
        iptc=keys("1:20 1:22"),
        photoshop=keys("8BIM:0x043e"),
        quicktime=keys("©fnm com.apple.quicktime.filename"),
        png=("Thumb::URI", "Thumb::*", "filename", "File Name", "file", "path", "url"),
    ),
    Concept(
        name="place in a workflow",
        category=HISTORY,
        also=also(CAPTION),
        exif=keys("USPTOOriginalContentType"),
        xmp=keys(
            "photoshop:TransmissionReference photoshop:Instructions photoshop:* Iptc4xmpCore:JobId "
            "xmpDM:client plus:MediaSummaryCode Iptc4xmpExt:WorkflowTag Iptc4xmpExt:PlanningRef "
            "Iptc4xmpExt:Dopesheet Iptc4xmpExt:DopesheetLink Iptc4xmpExt:FeedIdentifier "
            "Iptc4xmpExt:ExternalMetadataLink Iptc4xmpExt:parentId"
        ),
        iptc=keys("2:40 2:42 2:45 2:50 2:75 2:103"),
        photoshop=keys("8BIM:0x041b 8BIM:0x041e 8BIM:0x040b"),
        quicktime=NO_FIELD,
        png=("Job", "Instructions"),
    ),
    Concept(
        name="signed provenance",
        category=HISTORY,
        also=also(AI, IDENTITY),
        exif=keys("JUMBF SEAL C2PA 0xcd41 0xcea1"),
        xmp=keys("dcterms:provenance c2pa:* seal:*"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=keys("c2pa"),
        png=keys("c2pa* SEAL"),
    ),
    Concept(
        name="web address the file came from",
        category=HISTORY,
        also=also(IDENTITY),
        exif=NO_FIELD,
        xmp=keys("photoshop:URL xmp:WebStatement dc:source dcterms:source"),
        iptc=NO_FIELD,
        photoshop=ONE_MAKER,
        quicktime=keys("©url com.apple.quicktime.url"),
        png=("Source", "Source URL", "Referrer"),
    ),
    Concept(
        name="packed metadata that nobody unpacked",
        category=UNKNOWN,
        also=NOTHING,
        exif=keys(
            "ApplicationNotes IPTC-NAA PhotoshopSettings XMP XMLPacket 0x02bc 0x83bb 0x8649 Photoshop "
            "IPTC Rich-TIFF-IPTC AFCP_IPTC ZIFMetadata"
        ),
        xmp=NO_FIELD,
        iptc=NO_FIELD,
        photoshop=keys("8BIM:0x0404 8BIM:0x0422 8BIM:0x0423 8BIM:0x0424"),
        quicktime=keys("XMP_ uuid"),
        png=("Raw profile type *", "XML:com.adobe.xmp", "XML:*"),
    ),
    Concept(
        name="bytes after the packet",
        category=TRAILER,
        also=NOTHING,
        exif=CONTAINER,
        xmp=keys("#trailer"),
        iptc=CONTAINER,
        photoshop=CONTAINER,
        quicktime=CONTAINER,
        png=CONTAINER,
    ),
)

_AI: tuple[Concept, ...] = (
    Concept(
        name="prompt, model and settings of a generated picture",
        category=AI,
        also=also(CAPTION),
        exif=FREE_TEXT,
        xmp=keys(
            "Iptc4xmpExt:AISystemUsed Iptc4xmpExt:AISystemVersionUsed Iptc4xmpExt:AIPromptInformation "
            "Iptc4xmpExt:AIPromptWriterName ai:* sd:* xmp:parameters exif:parameters"
        ),
        iptc=FREE_TEXT,
        photoshop=AS_XMP,
        quicktime=keys("prompt workflow parameters"),
        png=(
            "parameters",
            "prompt",
            "workflow",
            "sd-metadata",
            "sd_metadata",
            "invokeai_metadata",
            "invokeai_graph",
            "invokeai_workflow",
            "Dream",
            "Generation time",
            "fooocus_scheme",
            "fooocus_*",
            "generation_data",
            "sui_image_params",
            "Negative prompt",
            "Negative_prompt",
            "extras",
            "postprocessing",
            "aesthetic_score",
            "smproj",
            "Model hash",
            "Sampler",
            "Seed",
            "CFG scale",
            "Steps",
        ),
    ),
    Concept(
        name="made by a machine or a camera",
        category=AI,
        also=also(RIGHTS),
        exif=NO_FIELD,
        xmp=keys("Iptc4xmpExt:DigitalSourceType Iptc4xmpExt:DigitalSourcefileType TC260:*"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=keys("AIGC"),
        png=keys("AIGC c2pa.*"),
    ),
)

_RIGHTS: tuple[Concept, ...] = (
    Concept(
        name="creator",
        category=RIGHTS,
        also=also(IDENTITY),
        exif=keys("Artist XPAuthor Photographer 0xa437 ThumbnailArtist"),
        xmp=keys(
            "dc:creator dc:contributor dc:publisher photoshop:Author photoshop:AuthorsPosition "
            "Iptc4xmpExt:Creator Iptc4xmpExt:Contributor tiff:Artist exifEX:Photographer exif:Artist "
            "exif:Photographer acdsee:author plus:ImageCreator plus:ImageCreator* pdf:Author "
            "dcterms:creator dcterms:contributor dcterms:publisher xmpDM:artist xmpDM:director "
            "xmpDM:directorPhotography xmpDM:composer xmpDM:instrument"
        ),
        iptc=keys("2:80 2:85"),
        photoshop=AS_IPTC,
        quicktime=keys(
            "©ART ©aut auth ©dir ©prd com.apple.quicktime.author com.apple.quicktime.artist "
            "com.apple.quicktime.director com.apple.quicktime.producer com.apple.quicktime.publisher aART "
            "artist"
        ),
        png=keys("Author Creator Artist Photographer exif:Artist dc:creator By-line"),
    ),
    Concept(
        name="copyright and licence",
        category=RIGHTS,
        also=also(IDENTITY),
        exif=keys("Copyright ProfileCopyright ThumbnailCopyright LearningOptOutIn"),
        xmp=keys(
            "dc:rights tiff:Copyright xmpRights:* photoshop:Copyright plus:* xmpPLUS:* cc:* "
            "exif:Copyright Iptc4xmpExt:MaxAvail* Iptc4xmpExt:EmbdEncRightsExpr "
            "Iptc4xmpExt:LinkedEncRightsExpr Iptc4xmpExt:EncRights* Iptc4xmpExt:RightsExpr* "
            "Iptc4xmpExt:LinkedRights* photoshop:CopyrightFlag "
            "xmpDM:copyright prism:copyright prism:rightsAgent dcterms:rights dcterms:license "
            "dcterms:rightsHolder dcterms:accessRights Iptc4xmpExt:DataMining crs:Copyright "
            "acdsee:copyright xmp:UsageTerms Iptc4xmpExt:CopyrightYear"
        ),
        iptc=keys("2:116"),
        photoshop=keys("8BIM:0x040a"),
        quicktime=keys("©cpy cprt com.apple.quicktime.copyright copyright"),
        png=keys("Copyright Disclaimer License Licence exif:Copyright Rights Company"),
    ),
    Concept(
        name="credit and source",
        category=RIGHTS,
        also=also(IDENTITY),
        exif=NO_FIELD,
        xmp=keys(
            "photoshop:Credit photoshop:Source plus:ImageSupplier* plus:Licensor* "
            "Iptc4xmpExt:SupplyChainSource"
        ),
        iptc=keys("2:110 2:115"),
        photoshop=AS_IPTC,
        quicktime=keys("©src ©cre"),
        png=keys("Credit"),
    ),
)

_CAPTURE: tuple[Concept, ...] = (
    Concept(
        name="exposure",
        category=CAPTURE,
        also=NOTHING,
        exif=keys(
            "ExposureTime FNumber ExposureProgram ISO ISOSpeedRatings PhotographicSensitivity "
            "SensitivityType StandardOutputSensitivity RecommendedExposureIndex ISOSpeed "
            "ISOSpeedLatitudeyyy ISOSpeedLatitudezzz ShutterSpeedValue ApertureValue BrightnessValue "
            "ExposureCompensation ExposureBiasValue MaxApertureValue MeteringMode ExposureIndex "
            "ExposureMode GainControl SelfTimerMode TStop FrameRate CompositeImage CompositeImageCount "
            "CompositeImageExposureTimes SourceImageNumberOfCompositeImage "
            "SourceExposureTimesOfCompositeImage Multishot"
        ),
        xmp=keys(
            "exif:ExposureTime exif:FNumber exif:ExposureProgram exif:ISOSpeedRatings "
            "exif:ShutterSpeedValue exif:ApertureValue exif:BrightnessValue exif:ExposureBiasValue "
            "exif:MaxApertureValue exif:MeteringMode exif:ExposureIndex exif:ExposureMode "
            "exif:GainControl exifEX:PhotographicSensitivity exifEX:SensitivityType "
            "exifEX:StandardOutputSensitivity exifEX:RecommendedExposureIndex exifEX:ISOSpeed "
            "exifEX:ISOSpeedLatitudeyyy exifEX:ISOSpeedLatitudezzz exifEX:CompositeImage* "
            "exifEX:SourceImageNumberOfCompositeImage exifEX:SourceExposureTimesOfCompositeImage "
            "aux:ApproximateFocusDistance aux:FlashCompensation exif:ISO exifEX:Gain Camera:Exposure* "
            "GPano:SourcePhotosCount GPano:ExposureLockUsed"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=keys("com.android.capture.fps com.apple.quicktime.full-frame-rate-playback-intent"),
        png=keys("exif:ExposureTime exif:FNumber exif:PhotographicSensitivity"),
    ),
    Concept(
        name="focal length and distance",
        category=CAPTURE,
        also=NOTHING,
        exif=keys(
            "SubjectDistance FocalLength FocalLengthIn35mmFormat FocalLengthIn35mmFilm DigitalZoomRatio "
            "SubjectDistanceRange FocalPlaneXResolution FocalPlaneYResolution FocalPlaneResolutionUnit "
            "FovCot"
        ),
        xmp=keys(
            "exif:SubjectDistance exif:FocalLength exif:FocalLengthIn35mmFilm exif:DigitalZoomRatio "
            "exif:SubjectDistanceRange exif:FocalPlaneXResolution exif:FocalPlaneYResolution "
            "exif:FocalPlaneResolutionUnit Camera:PerspectiveFocalLength Camera:PrincipalPoint "
            "drone-dji:CalibratedFocalLength drone-dji:CalibratedOpticalCenter* drone-dji:DewarpData "
            "drone-dji:DewarpFlag"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=keys("com.apple.quicktime.camera.focal_length.35mm_equivalent"),
        png=keys("exif:FocalLength exif:FocalLengthIn35mmFilm"),
    ),
    Concept(
        name="flash, light and scene",
        category=CAPTURE,
        also=NOTHING,
        exif=keys(
            "LightSource Flash FlashEnergy SceneType SceneCaptureType CustomRendered WhiteBalance "
            "Contrast Saturation Sharpness SensingMethod SpectralSensitivity Opto-ElectricConvFactor OECF "
            "SpatialFrequencyResponse Noise CFAPattern CompressedBitsPerPixel TIFF-EPStandardID StoNits"
        ),
        xmp=keys(
            "exif:LightSource exif:Flash exif:FlashEnergy exif:SceneType exif:SceneCaptureType "
            "exif:CustomRendered exif:WhiteBalance exif:Contrast exif:Saturation exif:Sharpness "
            "exif:SensingMethod exif:SpectralSensitivity exif:OECF exif:SpatialFrequencyResponse "
            "exif:CFAPattern exif:CompressedBitsPerPixel GCamera:SpecialTypeID GCamera:PortraitVersion "
            "GCamera:PortraitRequest Camera:BandName Camera:CentralWavelength Camera:WavelengthFWHM "
            "Camera:BandSensitivity Camera:ColorTransform Camera:VignettingPolynomial* "
            "Camera:VignettingCenter Camera:RigCameraIndex Camera:RigName Camera:ModelType exif:Fired "
            "exif:Return exif:Mode exif:Function exif:RedEyeMode exif:Columns exif:Rows exif:Names "
            "exif:Values exif:Settings"
        ),
        iptc=NO_CAMERA,
        photoshop=AS_EXIF,
        quicktime=NO_FIELD,
        png=keys("exif:Flash exif:LightSource exif:WhiteBalance"),
    ),
    Concept(
        name="version of the standard",
        category=CAPTURE,
        also=NOTHING,
        exif=keys("ExifVersion FlashpixVersion InteropVersion DNGVersion DNGBackwardVersion"),
        xmp=keys(
            "exif:ExifVersion exif:FlashpixVersion exifEX:InteroperabilityVersion "
            "exif:InteroperabilityVersion dc:format"
        ),
        iptc=keys("1:0 2:0 3:0"),
        photoshop=BOOKKEEPING,
        quicktime=BOOKKEEPING,
        png=keys("exif:ExifVersion"),
    ),
)

_RENDERING: tuple[Concept, ...] = (
    Concept(
        name="orientation",
        category=RENDERING,
        also=NOTHING,
        exif=keys("Orientation"),
        xmp=keys("tiff:Orientation exif:Orientation"),
        iptc=keys("2:131 3:102"),
        photoshop=AS_EXIF,
        quicktime=CONTAINER,
        png=NO_RENDERING,
    ),
    Concept(
        name="colour space",
        category=RENDERING,
        also=NOTHING,
        exif=keys(
            "ColorSpace Gamma InteropIndex InteroperabilityIndex WhitePoint PrimaryChromaticities "
            "TransferFunction TransferRange ReferenceBlackWhite YCbCrCoefficients ICC_Profile "
            "ProfileEmbedPolicy ColorimetricReference AsShotICCProfile CurrentICCProfile "
            "PreviewColorSpace ICCProfile InterColorProfile RenderingIntent ColorTransferFunction"
        ),
        xmp=keys(
            "exif:InteroperabilityIndex "
            "exif:ColorSpace photoshop:ColorMode photoshop:ICCProfile exifEX:InteroperabilityIndex "
            "exif:Gamma exifEX:Gamma tiff:WhitePoint tiff:PrimaryChromaticities tiff:TransferFunction "
            "tiff:YCbCrCoefficients tiff:ReferenceBlackWhite"
        ),
        iptc=keys("3:64 3:65 3:66 3:70 3:80 3:84 3:85 3:145 3:60"),
        photoshop=keys(
            "8BIM:0x040f 8BIM:0x0411 8BIM:0x03eb 8BIM:0x0416 8BIM:0x0417 8BIM:0x03fa 8BIM:0x03fb "
            "8BIM:0x042a 8BIM:0x042b 8BIM:0x03ef 8BIM:0x0435 8BIM:0x041d 8BIM:0x03f2"
        ),
        quicktime=CONTAINER,
        png=keys("iCCP:ProfileName"),
        icc=keys(
            "icc:ProfileVersion icc:ProfileClass icc:ColorSpaceData icc:ProfileConnectionSpace icc:desc "
            "icc:cprt"
        ),
    ),
    Concept(
        name="size and resolution",
        category=RENDERING,
        also=NOTHING,
        exif=keys(
            "ImageWidth ImageHeight ImageLength ExifImageWidth ExifImageHeight PixelXDimension "
            "PixelYDimension XResolution YResolution ResolutionUnit XPosition YPosition ImageFullWidth "
            "ImageFullHeight WidthResolution HeightResolution RelatedImageFileFormat RelatedImageWidth "
            "RelatedImageHeight RelatedImageLength OriginalDefaultFinalSize OriginalBestQualitySize "
            "OriginalDefaultCropSize ResolutionXUnit ResolutionYUnit ResolutionXLengthUnit "
            "ResolutionYLengthUnit PixelUnits PixelsPerUnitX PixelsPerUnitY"
        ),
        xmp=keys(
            "tiff:ImageHeight exif:XResolution exif:YResolution exif:ResolutionUnit "
            "tiff:ImageWidth tiff:ImageLength tiff:XResolution tiff:YResolution tiff:ResolutionUnit "
            "exif:PixelXDimension exif:PixelYDimension exifEX:RelatedImage*"
        ),
        iptc=keys("3:20 3:30 3:40 3:50 2:130"),
        photoshop=keys("8BIM:0x03ed 8BIM:0x0428 8BIM:0x03f1"),
        quicktime=CONTAINER,
        png=NO_RENDERING,
    ),
    Concept(
        name="how the pixels are stored",
        category=RENDERING,
        also=NOTHING,
        exif=keys(
            "SubfileType NewSubfileType OldSubfileType BitsPerSample Compression "
            "PhotometricInterpretation Thresholding CellWidth CellLength FillOrder StripOffsets "
            "SamplesPerPixel RowsPerStrip StripByteCounts MinSampleValue MaxSampleValue "
            "PlanarConfiguration FreeOffsets FreeByteCounts GrayResponseUnit GrayResponseCurve T4Options "
            "T6Options PageNumber ColorResponseUnit Predictor ColorMap TileWidth TileLength TileOffsets "
            "TileByteCounts BadFaxLines CleanFaxData ConsecutiveBadFaxLines SubIFD SubIFDs InkSet "
            "NumberofInks DotRange ExtraSamples SampleFormat SMinSampleValue SMaxSampleValue Indexed "
            "JPEGTables ProfileType FaxProfile CodingMethods VersionYear ModeNumber Decode "
            "DefaultImageColor T82Options JPEGProc JPEGRestartInterval JPEGLosslessPredictors "
            "JPEGPointTransforms JPEGQTables JPEGDCTables JPEGACTables YCbCrSubSampling YCbCrPositioning "
            "StripRowCounts ComponentsConfiguration Matteing DataType ImageDepth TileDepth TextureFormat "
            "WrapModes AdventScale IntergraphFlagRegisters INGRReserved ColorSequence IT8Header "
            "RasterPadding BitsPerRunLength BitsPerExtendedRunLength ColorTable ImageColorIndicator "
            "BackgroundColorIndicator ImageColorValue BackgroundColorValue PixelIntensityRange "
            "TransparencyIndicator ColorCharacterization HCUsage TrapIndicator CMYKEquivalent "
            "PixelMagicJBIGOptions TIFF_FXExtensions MultiProfiles T88Options JBIGOptions Interlace "
            "GDALNoData LercParameters PixelFormat Transformation Uncompressed ImageType ImageOffset "
            "ImageByteCount AlphaOffset AlphaByteCount ImageDataDiscard AlphaDataDiscard SubTileBlockSize "
            "RowInterleaveFactor ExifOffset ExifTag ExifIFD InteropOffset InteroperabilityTag JPEGQuality "
            "GridSize LuminanceTable ChrominanceTable FrameDelay LoopCount GlobalPalette IndexBackground "
            "IndexTransparent PaletteHistogram"
        ),
        xmp=keys(
            "exif:YCbCrPositioning exif:Compression "
            "tiff:BitsPerSample tiff:Compression tiff:PhotometricInterpretation tiff:SamplesPerPixel "
            "tiff:PlanarConfiguration tiff:YCbCrSubSampling tiff:YCbCrPositioning "
            "exif:ComponentsConfiguration"
        ),
        iptc=keys("3:55 3:86 3:90 3:100 3:110 3:120 3:125 3:130 3:135 3:140 1:90"),
        photoshop=CONTAINER,
        quicktime=CONTAINER,
        png=NO_RENDERING,
    ),
    Concept(
        name="how raw data becomes a picture",
        category=RENDERING,
        also=also(CAPTURE),
        exif=keys(
            "CFARepeatPatternDim CFAPattern2 CFAPlaneColor CFALayout LinearizationTable "
            "BlackLevelRepeatDim BlackLevel BlackLevelDeltaH BlackLevelDeltaV WhiteLevel DefaultScale "
            "DefaultCropOrigin DefaultCropSize ColorMatrix1 ColorMatrix2 ColorMatrix3 ReductionMatrix1 "
            "ReductionMatrix2 ReductionMatrix3 AnalogBalance AsShotNeutral AsShotWhiteXY BaselineExposure "
            "BaselineNoise BaselineSharpness BayerGreenSplit LinearResponseLimit ChromaBlurRadius "
            "AntiAliasStrength ShadowScale CalibrationIlluminant1 CalibrationIlluminant2 "
            "CalibrationIlluminant3 BestQualityScale ActiveArea MaskedAreas AsShotPreProfileMatrix "
            "CurrentPreProfileMatrix NoiseReductionApplied ProfileHueSatMapDims ProfileHueSatMapData1 "
            "ProfileHueSatMapData2 ProfileHueSatMapData3 ProfileToneCurve ForwardMatrix1 ForwardMatrix2 "
            "ForwardMatrix3 ProfileLookTableDims ProfileLookTableData OpcodeList1 OpcodeList2 OpcodeList3 "
            "NoiseProfile ProfileHueSatMapEncoding ProfileLookTableEncoding BaselineExposureOffset "
            "DefaultBlackRender RawToPreviewGain CacheVersion DefaultUserCrop ProfileGainTableMap "
            "ProfileGainTableMap2 IlluminantData1 IlluminantData2 IlluminantData3 RGBTables ProfileName "
            "AsShotProfileName ProfileGroupName CameraCalibrationSig ProfileCalibrationSig "
            "VignettingCorrection VignettingCorrParams ChromaticAberrationCorrection "
            "ChromaticAberrationCorrParams DistortionCorrection DistortionCorrParams "
            "ColumnInterleaveFactor ImageSequenceInfo ImageStats ProfileDynamicRange JXLDistance "
            "JXLEffort JXLDecodeSpeed"
        ),
        xmp=BOOKKEEPING,
        iptc=NO_CAMERA,
        photoshop=BOOKKEEPING,
        quicktime=BOOKKEEPING,
        png=NO_RENDERING,
    ),
    Concept(
        name="calibration of this one camera",
        category=RENDERING,
        also=also(DEVICE),
        exif=keys("CameraCalibration1 CameraCalibration2 CameraCalibration3"),
        xmp=BOOKKEEPING,
        iptc=NO_CAMERA,
        photoshop=BOOKKEEPING,
        quicktime=BOOKKEEPING,
        png=NO_RENDERING,
    ),
    Concept(
        name="gain map",
        category=RENDERING,
        also=NOTHING,
        exif=NO_FIELD,
        # Named one by one: a private property in one of these namespaces is not for keeping.
        xmp=keys(
            "hdrgm:Version hdrgm:BaseRenditionIsHDR hdrgm:GainMapMin hdrgm:GainMapMax hdrgm:Gamma "
            "hdrgm:OffsetSDR hdrgm:OffsetHDR hdrgm:HDRCapacityMin hdrgm:HDRCapacityMax "
            "HDRGainMap:HDRGainMapVersion HDRGainMap:HDRGainMapHeadroom apdi:AuxiliaryImageType "
            "apdi:NativeFormat apdi:StoredFormat Container:Directory Container:Item Item:Mime "
            "Item:Semantic Item:Length Item:Padding"
        ),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=CONTAINER,
        png=NO_RENDERING,
    ),
    Concept(
        name="shape of a panorama",
        category=RENDERING,
        also=NOTHING,
        exif=NO_FIELD,
        xmp=keys(
            "GPano:ProjectionType GPano:UsePanoramaViewer GPano:FullPanoWidthPixels "
            "GPano:FullPanoHeightPixels GPano:CroppedAreaImageWidthPixels "
            "GPano:CroppedAreaImageHeightPixels GPano:CroppedAreaLeftPixels GPano:CroppedAreaTopPixels "
            "GPano:InitialViewHeadingDegrees GPano:InitialViewPitchDegrees GPano:InitialViewRollDegrees "
            "GPano:InitialHorizontalFOVDegrees GPano:InitialVerticalFOVDegrees GPano:InitialCameraDolly "
            "GPano:PosePitchDegrees GPano:PoseRollDegrees GPano:LargestValidInteriorRect* "
            "GSpherical:Spherical GSpherical:Stitched GSpherical:ProjectionType GSpherical:StereoMode "
            "GSpherical:InitialView* GSpherical:FullPano* GSpherical:CroppedArea*"
        ),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=CONTAINER,
        png=NO_RENDERING,
    ),
    Concept(
        name="how a panorama was made",
        category=HISTORY,
        also=also(DEVICE),
        exif=keys("StitchInfo"),
        xmp=keys("GSpherical:StitchingSoftware GSpherical:SourceCount GSpherical:Timestamp GPano:*"),
        iptc=NO_FIELD,
        photoshop=AS_XMP,
        quicktime=NO_FIELD,
        png=NO_FIELD,
    ),
)

CONCEPTS: tuple[Concept, ...] = (
    *_LOCATION,
    *_DEVICE,
    *_IDENTITY,
    *_TIME,
    *_CAPTION,
    *_PREVIEW,
    *_HISTORY,
    *_AI,
    *_RIGHTS,
    *_CAPTURE,
    *_RENDERING,
)
"""Every concept. `classify` turns them into look-up tables."""
