"""What took it: cameras, lenses, their numbers, and what their makers keep to themselves."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys

ROWS: tuple[Concept, ...] = (
    Concept(
        name="camera maker and model",
        category=Category.DEVICE,
        also=NOTHING,
        exif=keys(
            """
            Make Model Model2 UniqueCameraModel LocalizedCameraModel XiaomiModel 0x9a00 FileSource
            CameraLabel ReelName ExpandScanner ExpandFilm ThumbnailEquipMake ThumbnailEquipModel
            """
        ),
        xmp=keys(
            """
            exif:FileSource exif:Make exif:Model
            xmpDM:cameraModel xmpDM:cameraLabel xmpDM:tapeName xmpDM:altTapeName
            drone-dji:DroneModel drone-dji:Model drone-dji:Make drone-dji:ProductName
            Device:Manufacturer Device:Model Device:VendorInfo
            Iptc4xmpExt:RecDevice Iptc4xmpExt:Manufacturer Iptc4xmpExt:ModelName
            stCamera:Make stCamera:Model stCamera:UniqueCameraModel stCamera:CameraPrettyName
            tiff:Make tiff:Model exifEX:FileSource Camera:Model aux:CameraModel GDepth:Manufacturer
            GDepth:Model GettyImagesGIFT:CameraMakeModel MicrosoftPhoto:CameraModelID
            DICOM:EquipmentManufacturer VendorInfo:* drone-parrot:ModelId crs:CameraModelRestriction
            crd:CameraModelRestriction
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys(
            """
            ©mak ©mod ©dji manu modl com.apple.quicktime.make com.apple.quicktime.model
            com.android.manufacturer com.android.model cmid cmnm com.apple.quicktime.camera.* ©mdl CNMN
            @mak @mod
            """
        ),
        png=keys("exif:Make exif:Model Make Model tiff:Make tiff:Model"),
        vendor=keys("PictureInfo:Type PictureInfo:ID PictureInfo:text"),
    ),
    Concept(
        name="camera serial number",
        category=Category.DEVICE,
        also=also(Category.IDENTITY),
        exif=keys("SerialNumber BodySerialNumber CameraSerialNumber 0xfde9"),
        xmp=keys(
            """
            drone-dji:CameraSerialNumber drone-dji:DroneSerialNumber drone-dji:DroneID drone-dji:CameraSN
            drone-dji:SensorID drone-dji:SelfData
            drone-parrot:SerialNumber drone-parrot:CameraSerialNumber drone-parrot:SecureCn
            drone-parrot:BootId
            aux:SerialNumber exifEX:SerialNumber exifEX:BodySerialNumber Camera:SerialNumber
            drone-skydio:SerialNumber drone-skydio:CameraSerialNumber exif:SerialNumber
            exif:BodySerialNumber tiff:SerialNumber MicrosoftPhoto:CameraSerialNumber FLIR:SerialNumber
            GettyImagesGIFT:CameraSerialNumber DLS:Serial Iptc4xmpExt:SerialNumber
            Iptc4xmpExt:OwnersDeviceId
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys(
            """
            SNum CSN MUID slno com.apple.quicktime.serialnumber CAME SerialNumber SerialNumberHash
            """
        ),
        png=keys("exif:BodySerialNumber SerialNumber"),
        makernote=keys(
            """
            SerialNumber BodySerialNumber CameraSerialNumber InternalSerialNumber* SensorSerialNumber
            AccessorySerialNumber ExtenderSerialNumber FlashSerialNumber UnknownSerial* SensorID LINF
            UnknownNumber SDCardID SerialInfo
            """
        ),
        vendor=keys(
            """
            Samsung:UniqueID Kodak:SerialNumber CIFF:SerialNumber SigmaRaw:SerialNumber SigmaRaw:SensorID
            SigmaRaw:ImageBoardID SigmaRaw:ImagerBoardID SigmaRaw:ImageUniqueID
            PictureInfo:Serial# GPMF:CameraSerialNumber GPMF:LINF
            GPMF:CINF Casio:Manufacture* HP:SerialNumber FLIR:CameraSerialNumber FLIR:FilterSerialNumber
            """
        ),
    ),
    Concept(
        name="lens",
        category=Category.DEVICE,
        also=also(Category.CAPTURE),
        exif=keys(
            """
            LensInfo LensSpecification LensMake LensModel DNGLensInfo Lens ExpandLens ExpandFilterLens
            """
        ),
        xmp=keys(
            """
            aux:Lens aux:LensID aux:LensInfo aux:LensMake aux:LensModel aux:LensDistortInfo
            exifEX:LensMake exifEX:LensModel exifEX:LensSpecification
            exif:LensMake exif:LensModel exif:LensSpecification exif:Lens
            crs:LensProfileName crs:LensProfileFilename crs:LensProfileDigest crs:LensProfileMatchKey*
            crd:LensProfileName crd:LensProfileFilename crd:LensProfileDigest crd:LensProfileMatchKey*
            xmpDM:lens MicrosoftPhoto:LensManufacturer MicrosoftPhoto:LensModel stCamera:* crlcp:*
            Iptc4xmpExt:AttLensDescription photoshop:CameraProfiles
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("com.apple.quicktime.camera.lens_model"),
        png=keys("exif:LensModel exif:LensMake exif:LensSpecification"),
    ),
    Concept(
        name="lens serial number",
        category=Category.DEVICE,
        also=also(Category.IDENTITY),
        exif=keys("LensSerialNumber"),
        xmp=keys("aux:LensSerialNumber exifEX:LensSerialNumber exif:LensSerialNumber"),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("LENS LensSerialNumber"),
        png=keys("exif:LensSerialNumber"),
        makernote=keys("LensSerialNumber InternalLensSerialNumber"),
        vendor=keys("FLIR:LensSerialNumber"),
    ),
    Concept(
        name="camera firmware",
        category=Category.DEVICE,
        also=also(Category.HISTORY),
        exif=keys("CameraFirmware 0xa439"),
        xmp=keys(
            """
            aux:Firmware exifEX:CameraFirmware exifEX:Firmware exif:CameraFirmware
            drone-parrot:SoftwareVersion drone-parrot:SoftwareBuildId DLS:SwVersion
            VCamera:VMediaKitVersion
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("FIRM com.android.version CNFV info"),
        png=Absent.NO_FIELD,
        makernote=keys(
            """
            Firmware* CanonFirmwareVersion SoftwareDate WifiFirmwareDate BluetoothFirmwareDate
            BodyFirmwareVersion BodyFirmware LensFirmwareVersion LensFirmware BuildNumber
            BluetoothFirmwareVersion WifiFirmwareVersion CPUFirmwareVersion DSPFirmwareVersion
            MakerNotes0x51 MakerNotes0x56
            """
        ),
        vendor=keys("PictureInfo:Version PictureInfo:FWare HP:FirmwareVersion FLIR:CameraSoftware"),
    ),
    Concept(
        name="maker note",
        category=Category.DEVICE,
        also=NOTHING,
        exif=keys(
            """
            MakerNote* MakerNotes DNGPrivateData DNGAdobeData XiaomiSettings 0x9999 PrintIM HasselbladExif
            """
        ),
        xmp=keys(
            """
            GCamera:HdrPlusMakernote GCamera:ShotLogData GCamera:hdrp_makernote GCamera:shot_log_data
            GCamera:PortraitNote
            exif:MakerNote drone-dji:* Camera:* FLIR:* MiCamera:* OpCamera:* SamsungCamera:* VCamera:*
            MicaSense:* DLS:* drone-parrot:* drone-skydio:* Device:*
            """
        ),
        iptc=keys("2:232"),
        photoshop=Absent.AS_EXIF,
        quicktime=keys(
            """
            PANA LEIC PENT RICO NCDT smta smrd SDLN GPMF sefd Cr8r com.xiaomi.* xiaomi.*
            com.apple.quicktime.com.xiaomi.* com.apple.quicktime.xiaomi.*
            """
        ),
        png=keys("exif:MakerNote"),
        vendor=keys(
            """
            Vivo* OnePlus* Samsung:* Kodak:* KodakEffects:* KodakBorders:* GPMF:* Casio:* CIFF:* HP:* FLIR:*
            RAF:* FujiIFD:* MinoltaRaw:* SigmaRaw:* CTMD:*
            """
        ),
    ),
    Concept(
        name="private tables of one camera maker",
        category=Category.DEVICE,
        also=also(Category.CAPTURE),
        exif=keys(
            """
            MakerNoteSafety SonyRawFileType SonyToneCurve SonyCropTopLeft SonyCropSize SR2Private
            SamsungRawPointersOffset SamsungRawPointersLength SamsungRawByteOrder SamsungRawUnknown
            HasselbladRawImage CR2CFAPattern SRawType RawImageSegmentation WB_GRGBLevels A100DataOffset
            PanasonicTitle PanasonicTitle2 Kodak* LeafData LeafSubIFD SEMInfo SonyRawImageSize
            WB_RGGBLevels ShadingCorrection NoiseReduction HasselbladXML NikonNEFInfo KDC_IFD
            """
        ),
        xmp=Absent.ONE_MAKER,
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.ONE_MAKER,
        quicktime=Absent.ONE_MAKER,
        png=Absent.ONE_MAKER,
        vendor=keys("PictureInfo:* Qualcomm:*"),
    ),
    Concept(
        name="screen, scanner or printer that a colour profile was made for",
        category=Category.DEVICE,
        also=NOTHING,
        exif=Absent.AS_ICC,
        xmp=Absent.AS_ICC,
        iptc=Absent.AS_ICC,
        photoshop=Absent.AS_ICC,
        quicktime=Absent.AS_ICC,
        png=Absent.AS_ICC,
        icc=keys(
            """
            icc:DeviceManufacturer icc:DeviceModel icc:DeviceAttributes icc:dmnd icc:dmdd icc:mmod*
            icc:meta* icc:vcgt icc:ndin icc:targ icc:ciis icc:vcgp icc:aarg icc:aagg icc:aabg
            """
        ),
    ),
    Concept(
        name="scanner, printer and fax machines",
        category=Category.DEVICE,
        also=also(Category.HISTORY),
        exif=keys(
            """
            TargetPrinter DeviceSettingDescription OceScanjobDesc OceApplicationSelector OceIDNumber
            OceImageLogic HalftoneHints CIP3DataFile CIP3Sheet CIP3Side BatteryLevel PrintFlags* Halftone*
            """
        ),
        xmp=keys("exif:DeviceSettingDescription exifEX:DeviceSettingDescription tiff:TargetPrinter"),
        iptc=Absent.NO_FIELD,
        photoshop=keys(
            """
            8BIM:0x03e9 8BIM:0x03f3 8BIM:0x03f4 8BIM:0x03f5 8BIM:0x03f6 8BIM:0x03f7 8BIM:0x03f8
            8BIM:0x03f9 8BIM:0x0413 8BIM:0x0426 8BIM:0x042f 8BIM:0x043a 8BIM:0x043b 8BIM:0x043d
            8BIM:0x2710
            """
        ),
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        vendor=keys("EPPIM:*"),
    ),
    Concept(
        name="printer, user and computer names in print settings",
        category=Category.DEVICE,
        also=also(Category.IDENTITY),
        exif=Absent.NO_FIELD,
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=keys("8BIM:0x043c"),
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="counter of shots",
        category=Category.DEVICE,
        also=also(Category.HISTORY),
        exif=keys("ImageNumber"),
        xmp=keys("aux:ImageNumber exifEX:ImageNumber exif:ImageNumber drone-dji:ShutterCount"),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        makernote=keys(
            """
            ShutterCount* MechanicalShutterCount ImageCount FileNumber FileNumberMemory FileIndex
            FileIndex2 ImageNumber ImageNumber2 DirectoryNumber DirectoryIndex LastFileNumber OrderNumber
            FrameNumber EventNumber DeletedImageCount
            """
        ),
    ),
    Concept(
        name="flash and other accessories",
        category=Category.DEVICE,
        also=NOTHING,
        exif=keys("ExpandFlashLamp"),
        xmp=keys("MicrosoftPhoto:FlashManufacturer MicrosoftPhoto:FlashModel"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        makernote=keys("FlashModel FlashType ExternalFlashFirmware ExtenderModel Teleconverter"),
    ),
)
