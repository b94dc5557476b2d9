"""Whose it is, who is in it, and how to reach them."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys, xmp_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="owner of the camera",
        category=Category.IDENTITY,
        also=also(Category.DEVICE),
        exif=keys("OwnerName CameraOwnerName 0xfde8"),
        xmp=keys("aux:OwnerName exifEX:CameraOwnerName exifEX:OwnerName exif:CameraOwnerName"),
        iptc=keys("2:188"),
        photoshop=Absent.AS_EXIF,
        quicktime=keys("com.apple.quicktime.collection.user cownr ownr owner"),
        png=keys("exif:CameraOwnerName Owner"),
        makernote=keys("OwnerName ShortOwnerName"),
        vendor=keys("Kodak:CameraOwner CIFF:OwnerName"),
    ),
    Concept(
        name="computer that worked on the file",
        category=Category.IDENTITY,
        also=also(Category.HISTORY),
        exif=keys("HostComputer"),
        xmp=keys("tiff:HostComputer xmpDM:hostComputer"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("hostComputer"),
        png=keys("HostComputer Hostname"),
    ),
    Concept(
        name="people who edited it",
        category=Category.IDENTITY,
        also=also(Category.HISTORY),
        exif=keys("ImageEditor 0xa438"),
        xmp=keys(
            """
            photoshop:CaptionWriter exifEX:ImageEditor exif:ImageEditor xmpDM:engineer prism:editor
            Iptc4xmpExt:metadataLastEditor Iptc4xmpExt:metadataAuthority stVer:modifier
            extensis:ApprovedBy digiKam:CaptionsAuthorNames riffinfo:engineer riffinfo:technician
            """
        ),
        iptc=keys("2:122"),
        photoshop=Absent.AS_IPTC,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        c2pa=keys("c2pa.actions/actions/actors*"),
    ),
    Concept(
        name="people and faces in the picture",
        category=Category.IDENTITY,
        also=also(Category.CAPTION),
        exif=keys("SemanticName SemanticInstanceID 0xcd2e 0xcd30"),
        xmp=keys(
            """
            Iptc4xmpExt:PersonInImage Iptc4xmpExt:PersonInImageWDetails Iptc4xmpExt:PersonName
            Iptc4xmpExt:PersonId Iptc4xmpExt:PersonDescription Iptc4xmpExt:PersonCharacteristic
            Iptc4xmpExt:ImageRegion Iptc4xmpExt:RegionBoundary Iptc4xmpExt:rCtype Iptc4xmpExt:rRole
            Iptc4xmpExt:rId Iptc4xmpExt:RegionName Iptc4xmpExt:OrganisationInImageName
            Iptc4xmpExt:OrganisationInImageCode Iptc4xmpExt:PersonHeard Iptc4xmpExt:rb*
            prism:person prism:organization prism:corporateEntity
            mwg-rs:* MP:* MPRI:* MPReg:* apple-fi:* digiKam:TagsListPeople acdsee-rs:*
            GettyImagesGIFT:Personality xmpDM:talent acdsee:regions stArea:* acdsee-stArea:*
            mediapro:People expressionmedia:People picasa:*
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=keys("perf ©prf com.apple.quicktime.detected-face* com.apple.quicktime.performers"),
        png=keys("People Person PersonInImage"),
        makernote=keys(
            """
            BabyName BabyAge FaceName RecognizedFace* FacesRecognized Face1Name Face2Name Face3Name
            Face4Name Face5Name Face6Name Face7Name Face8Name Face1Birthday Face2Birthday Face3Birthday
            Face4Birthday Face5Birthday Face6Birthday Face7Birthday Face8Birthday Face1Category
            Face2Category Face3Category Face4Category Face5Category Face6Category Face7Category
            Face8Category FaceRecognition
            """
        ),
        vendor=keys("MediaJukebox:People"),
    ),
    Concept(
        name="age of a model",
        category=Category.IDENTITY,
        also=also(Category.RIGHTS),
        exif=Absent.NO_FIELD,
        xmp=keys("Iptc4xmpExt:ModelAge Iptc4xmpExt:AddlModelInfo plus:MinorModelAgeDisclosure"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="where a person or subject is in the frame",
        category=Category.IDENTITY,
        also=also(Category.CAPTURE),
        exif=keys("SubjectArea SubjectLocation"),
        xmp=keys("exif:SubjectArea exif:SubjectLocation exifEX:SubjectArea exifEX:SubjectLocation"),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=Absent.NO_FIELD,
        png=keys("exif:SubjectArea exif:SubjectLocation"),
        makernote=keys("Face* FacesDetected* PotentialFace* NumFace* SubjectArea SubjectLocation"),
        vendor=keys("GPMF:Face*"),
    ),
    Concept(
        name="contact of the creator",
        category=Category.IDENTITY,
        also=also(Category.LOCATION, Category.RIGHTS),
        exif=Absent.NO_FIELD,
        xmp=keys(
            """
            Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:CiEmailWork Iptc4xmpCore:CiTelWork
            Iptc4xmpCore:CiUrlWork
            foaf:* crs:ContactInfo crd:ContactInfo pmi:contactInfo
            """
        ),
        iptc=keys("2:118"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys("com.apple.quicktime.phonenumber"),
        png=keys("Contact Email E-mail"),
    ),
    Concept(
        name="fax number and sender",
        category=Category.IDENTITY,
        also=also(Category.TIME),
        exif=keys("FaxRecvParams FaxSubAddress FaxRecvTime FedexEDR"),
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=Absent.NO_FIELD,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="sender, receiver and secrecy of a news item",
        category=Category.IDENTITY,
        also=also(Category.HISTORY),
        exif=keys("SecurityClassification"),
        xmp=keys("exif:SecurityClassification exifEX:SecurityClassification"),
        iptc=keys("1:5 1:30 1:50"),
        photoshop=Absent.AS_IPTC,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="laboratory and sample",
        category=Category.IDENTITY,
        also=also(Category.TIME, Category.CAPTION),
        exif=keys(
            """
            MDFileTag MDScalePixel MDColorTable MDLabName MDSampleInfo MDPrepDate MDPrepTime MDFileUnits
            UIC1Tag UIC2Tag UIC3Tag UIC4Tag
            """
        ),
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=Absent.NO_FIELD,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    xmp_only(
        name="patient, physician and hospital",
        category=Category.IDENTITY,
        also=NOTHING,
        xmp=keys("DICOM:StudyPhysician DICOM:EquipmentInstitution DICOM:StudyID DICOM:Patient*"),
    ),
    xmp_only(
        name="medical study",
        category=Category.IDENTITY,
        also=also(Category.TIME, Category.CAPTION),
        xmp=keys("DICOM:Study* DICOM:Series*"),
    ),
    xmp_only(
        name="who found or named a species",
        category=Category.IDENTITY,
        also=NOTHING,
        xmp=keys(
            """
            dwc:recordedBy dwc:recordedByID dwc:identifiedBy dwc:identifiedByID dwc:georeferencedBy
            dwc:measurementDeterminedBy dwc:relationshipAccordingTo dwc:ownerInstitutionCode
            dwc:institutionCode dwc:institutionID
            """
        ),
    ),
    Concept(
        name="store account that bought it",
        category=Category.IDENTITY,
        also=NOTHING,
        exif=Absent.NO_FIELD,
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=keys("apID akID sfID"),
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="who signed it",
        category=Category.IDENTITY,
        also=also(Category.HISTORY),
        exif=Absent.NO_FIELD,
        xmp=Absent.NO_FIELD,
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        c2pa=keys(
            """
            c2pa.endorsement/* cawg.identity/* c2pa.signature/x5chain/subject
            c2pa.signature/x5chain/serial seal/id seal/d
            """
        ),
    ),
)
