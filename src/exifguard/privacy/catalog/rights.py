"""Whose work it is and who may use it."""

from __future__ import annotations

from ...model import Category
from .._concept import Absent, Concept, also, keys, xmp_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="creator",
        category=Category.RIGHTS,
        also=also(Category.IDENTITY),
        exif=keys("Artist XPAuthor Photographer 0xa437 ThumbnailArtist"),
        xmp=keys(
            """
            dc:creator dc:contributor dc:publisher
            dcterms:creator dcterms:contributor dcterms:publisher dcterms:mediator
            xmpDM:artist xmpDM:director xmpDM:directorPhotography xmpDM:composer xmpDM:instrument
            photoshop:Author photoshop:AuthorsPosition Iptc4xmpExt:Creator Iptc4xmpExt:Contributor
            tiff:Artist exifEX:Photographer exif:Artist exif:Photographer acdsee:author plus:ImageCreator
            plus:ImageCreator* pdf:Author photomechanic:CreatorIdentity xmp:Author swf:author
            stCamera:Author riffinfo:artist bwf:originator
            """
        ),
        iptc=keys("2:80 2:85"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys(
            """
            ©ART ©aut auth ©dir ©prd com.apple.quicktime.author com.apple.quicktime.artist
            com.apple.quicktime.director com.apple.quicktime.producer com.apple.quicktime.publisher aART
            artist ARTISTS albr soaa soar soco ©ope ©com ©wrt ©con ©arg ©nrt ©sol ©pub ©sne ©xpd ©ard ©swf
            """
        ),
        png=keys("Author Creator Artist Photographer exif:Artist dc:creator By-line"),
        makernote=keys("Artist Photographer"),
        c2pa=keys(
            """
            stds.schema-org.CreativeWork/author* stds.schema-org.CreativeWork/creator*
            stds.schema-org.CreativeWork/producer* stds.schema-org.CreativeWork/publisher*
            """
        ),
    ),
    Concept(
        name="copyright and licence",
        category=Category.RIGHTS,
        also=also(Category.IDENTITY),
        exif=keys("Copyright ProfileCopyright ThumbnailCopyright LearningOptOutIn"),
        xmp=keys(
            """
            Iptc4xmpExt:EmbdEncRightsExpr Iptc4xmpExt:LinkedEncRightsExpr Iptc4xmpExt:DataMining
            Iptc4xmpExt:CopyrightYear Iptc4xmpExt:MaxAvail* Iptc4xmpExt:EncRights* Iptc4xmpExt:RightsExpr*
            Iptc4xmpExt:LinkedRights*
            prism:copyright prism:rightsAgent prism:copyrightYear
            dcterms:rights dcterms:license dcterms:rightsHolder dcterms:accessRights
            dc:rights tiff:Copyright xmpRights:* photoshop:Copyright photoshop:CopyrightFlag plus:*
            xmpPLUS:* cc:* exif:Copyright xmpDM:copyright acdsee:copyright xmp:UsageTerms pur:* prl:*
            dex:licensetype crs:Copyright crd:Copyright pdf:Copyright pdf:Marked riffinfo:copyright
            """
        ),
        iptc=keys("2:116"),
        photoshop=keys("8BIM:0x040a"),
        quicktime=keys("©cpy cprt com.apple.quicktime.copyright copyright ©phg"),
        png=keys("Copyright Disclaimer License Licence exif:Copyright Rights Company"),
        makernote=keys("Copyright"),
        vendor=keys("Ducky:Copyright"),
        c2pa=keys(
            """
            cai.rights/* c2pa.training-mining/* cawg.training-mining/*
            stds.schema-org.CreativeWork/copyright* stds.schema-org.CreativeWork/license* seal/copyright
            """
        ),
    ),
    Concept(
        name="credit and source",
        category=Category.RIGHTS,
        also=also(Category.IDENTITY),
        exif=Absent.NO_FIELD,
        xmp=keys(
            """
            photoshop:Credit photoshop:Source plus:ImageSupplier* plus:Licensor*
            Iptc4xmpExt:SupplyChainSource
            """
        ),
        iptc=keys("2:110 2:115"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys("©src ©cre"),
        png=keys("Credit"),
    ),
    xmp_only(
        name="contact of who grants licences",
        category=Category.RIGHTS,
        also=also(Category.IDENTITY, Category.LOCATION),
        xmp=keys(
            """
            plus:LicensorCity plus:LicensorCountry plus:LicensorEmail plus:LicensorExtendedAddress
            plus:LicensorPostalCode plus:LicensorRegion plus:LicensorStreetAddress plus:LicensorURL
            plus:LicensorTelephone*
            """
        ),
    ),
)
