"""Where it was taken: positions, places, what tells a place."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, also, keys, maker_only, xmp_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="satellite position",
        category=Category.LOCATION,
        also=NOTHING,
        exif=keys("GPS:* GPSInfo GPSTag"),
        xmp=keys(
            """
            drone-dji:Latitude drone-dji:Longitude drone-dji:Gps* drone-dji:Rtk*
            drone-parrot:DroneLatitude drone-parrot:DroneLongitude drone-parrot:GPS*
            exif:GPS* exifEX:GPS* Camera:GPSXYAccuracy Camera:GPSZAccuracy geo:* Geotate:* EarthPose:*
            drone-skydio:Latitude drone-skydio:Longitude Device:EarthPos ast:GPS* panthera:*
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_EXIF,
        quicktime=keys(
            """
            ©xyz loci com.apple.quicktime.location.ISO6709 com.apple.quicktime.location.accuracy.*
            location location-eng GPSCoordinates @xyz gps udat GPSLog track:gpmd track:camm track:rtmd
            track:djmd track:gps0 track:3gf
            """
        ),
        png=keys("exif:GPS* GPSLatitude GPSLongitude GPSAltitude GPSPosition latitude longitude geo:*"),
        makernote=keys("GPS*"),
        vendor=keys("GPMF:GPS* FLIR:GPS*"),
    ),
    Concept(
        name="time of the satellite position",
        category=Category.LOCATION,
        also=also(Category.TIME),
        exif=keys("GPS:GPSDateStamp GPS:GPSTimeStamp"),
        xmp=keys("exif:GPSTimeStamp exif:GPSDateStamp exif:GPSDateTime"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("com.apple.quicktime.location.date"),
        png=keys("exif:GPSDateStamp exif:GPSTimeStamp exif:GPSInfo"),
        makernote=keys("GPSDateStamp GPSTimeStamp GPSDateTime"),
        vendor=keys("GPMF:GPSDateTime"),
    ),
    Concept(
        name="height, flight and direction",
        category=Category.LOCATION,
        also=also(Category.CAPTURE),
        exif=keys("Acceleration CameraElevationAngle"),
        xmp=keys(
            """
            drone-dji:AbsoluteAltitude drone-dji:RelativeAltitude drone-dji:AltitudeType
            drone-dji:CamReverse drone-dji:LRF* drone-dji:Flight* drone-dji:Gimbal*
            Camera:Yaw Camera:Pitch Camera:Roll Camera:AboveGroundAltitude Camera:GravityVector
            Camera:IrradianceYaw Camera:IrradiancePitch Camera:IrradianceRoll Camera:GyroRate
            Camera:IMULinearVelocity Camera:IMUAngularVelocity Camera:IMULinearAcceleration
            Camera:IMUPitchAccuracy Camera:IMURollAccuracy Camera:IMUYawAccuracy Camera:IMUTimeOffset
            Camera:IMUFrequency Camera:IMUSampleSize
            drone-parrot:CameraRollDegree drone-parrot:CameraPitchDegree drone-parrot:CameraYawDegree
            drone-parrot:CameraNedStartQuat drone-parrot:DroneAltitude*
            drone-skydio:AbsoluteAltitude drone-skydio:RelativeAltitude drone-skydio:Yaw
            drone-skydio:Pitch drone-skydio:Roll drone-skydio:CameraOrientation*
            drone-skydio:CameraPosition* drone-skydio:VehicleOrientation*
            DLS:Yaw DLS:Pitch DLS:Roll DLS:SolarElevation DLS:SolarAzimuth DLS:EstimatedDirectLightVector
            GPano:PoseHeadingDegrees exifEX:CameraElevationAngle exifEX:Acceleration Device:Pose*
            Device:Pose exif:CameraElevationAngle exif:Acceleration MicaSense:PressureAlt
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_XMP,
        quicktime=keys(
            """
            ©xsp ©ysp ©zsp ©fpt ©frl ©fyw ©gpt ©grl ©gyw com.apple.quicktime.direction.* _yaw ptch roll
            vrot
            """
        ),
        png=Absent.NO_FIELD,
        makernote=keys(
            """
            SpeedX SpeedY SpeedZ Pitch Yaw Roll CameraPitch CameraYaw CameraRoll Heading* GimbalDegree
            FlightDegree FlightSpeed Altitude Compass
            """
        ),
        vendor=keys("DJI:*"),
    ),
    Concept(
        name="air, water and weather around the camera",
        category=Category.LOCATION,
        also=also(Category.CAPTURE),
        exif=keys("AmbientTemperature Humidity Pressure WaterDepth"),
        xmp=keys(
            """
            exifEX:AmbientTemperature exifEX:Humidity exifEX:Pressure exifEX:WaterDepth exifEX:Temperature
            exif:AmbientTemperature exif:Humidity exif:Pressure exif:WaterDepth
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        makernote=keys(
            """
            AmbientTemperature* AmbientLight AmbientInfrared Barometer* ManometerPressure ManometerReading
            WaterDepth AirTemperature Humidity
            """
        ),
        vendor=keys("FLIR:AtmosphericTemperature FLIR:RelativeHumidity"),
    ),
    Concept(
        name="UTC offset",
        category=Category.LOCATION,
        also=also(Category.TIME),
        exif=keys("OffsetTime OffsetTimeOriginal OffsetTimeDigitized TimeZoneOffset"),
        xmp=keys(
            """
            exif:OffsetTime exif:OffsetTimeOriginal exif:OffsetTimeDigitized exif:TimeZoneOffset
            exifEX:OffsetTime* exifEX:TimeZoneOffset
            """
        ),
        iptc=Absent.FREE_TEXT,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("samsung.android.utc_offset com.samsung.android.utc_offset TimeZone"),
        png=keys("exif:OffsetTime exif:OffsetTimeOriginal exif:OffsetTimeDigitized"),
        makernote=keys(
            """
            TimeZone TimeZoneCity TimeZoneCode TimeZoneInfo DaylightSavings DestinationDST HometownDST
            VideoEditedTimeZone WorldTimeLocation TimeZoneOffset WorldTime TimeInfo
            """
        ),
        vendor=keys("Samsung:VideoEditedTimeZone GPMF:TimeZone FLIR:DateTimeOriginal CIFF:TimeZoneCode"),
    ),
    Concept(
        name="place names",
        category=Category.LOCATION,
        also=also(Category.CAPTION),
        exif=keys("Site"),
        xmp=keys(
            """
            photoshop:City photoshop:State photoshop:Country
            Iptc4xmpExt:LocationShown Iptc4xmpExt:LocationCreated Iptc4xmpExt:Sublocation Iptc4xmpExt:City
            Iptc4xmpExt:ProvinceState Iptc4xmpExt:CountryName Iptc4xmpExt:CountryCode
            Iptc4xmpExt:WorldRegion Iptc4xmpExt:LocationId Iptc4xmpExt:LocationName
            prism:location prism:object-location prism:event-location
            Iptc4xmpCore:Location Iptc4xmpCore:CountryCode xmpDM:shotLocation mediapro:Location
            expressionmedia:Location MicrosoftPhoto:LocationShown acdsee:geo photomechanic:CountryCode
            pmi:location
            """
        ),
        iptc=keys("2:26 2:27 2:90 2:92 2:95 2:100 2:101"),
        photoshop=Absent.AS_IPTC,
        quicktime=keys(
            """
            com.apple.quicktime.location.name com.apple.quicktime.location.body
            com.apple.quicktime.location.note com.apple.quicktime.location.role city country
            loci.name
            """
        ),
        png=keys("Location City State Country Place Sublocation"),
        makernote=keys(
            """
            City City2 Country CountryCode State Landmark Location LocationName LocalLocationName
            DestinationCity DestinationCityCode HometownCity HometownCityCode LocationInfo POILevel
            """
        ),
        vendor=keys("MediaJukebox:Places"),
        c2pa=keys(
            """
            c2pa.location.* cai.location.* stds.schema-org.CreativeWork/locationCreated*
            stds.schema-org.CreativeWork/contentLocation*
            """
        ),
    ),
    Concept(
        name="place where a species was found",
        category=Category.LOCATION,
        also=also(Category.CAPTION),
        exif=Absent.NO_FIELD,
        xmp=keys(
            """
            dwc:dctermsLocation dwc:decimalLatitude dwc:decimalLongitude dwc:geodeticDatum
            dwc:pointRadiusSpatialFit dwc:verbatimSRS dwc:verbatimElevation dwc:verbatimDepth dwc:locality
            dwc:continent dwc:waterBody dwc:stateProvince dwc:county dwc:municipality
            dwc:minimumElevationInMeters dwc:maximumElevationInMeters dwc:minimumDepthInMeters
            dwc:maximumDepthInMeters dwc:minimumDistanceAboveSurfaceInMeters
            dwc:maximumDistanceAboveSurfaceInMeters dwc:verticalDatum dwc:habitat dwc:coordinate*
            dwc:footprint* dwc:georeference* dwc:verbatimCoordinate* dwc:verbatimL* dwc:location*
            dwc:higherGeography* dwc:island* dwc:country*
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="position on a map",
        category=Category.LOCATION,
        also=also(Category.HISTORY),
        exif=keys(
            """
            PixelScale ModelTiePoint ModelTransform IntergraphMatrix GeoTiffDirectory GeoTiffDoubleParams
            GeoTiffAsciiParams GDALMetadata JPLCartoIFD MatrixWorldToScreen MatrixWorldToCamera
            ImageReferencePoints RegionXformTackPoint WarpQuadrilateral AffineTransformMat
            ModelPixelScaleTag ModelTiepointTag ModelTransformationTag GeoKeyDirectoryTag
            GeoDoubleParamsTag GeoAsciiParamsTag
            """
        ),
        xmp=keys("Camera:HorizCS Camera:VertCS"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.NO_FIELD,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
    ),
    Concept(
        name="radio cell of the phone",
        category=Category.LOCATION,
        also=NOTHING,
        exif=Absent.NO_FIELD,
        xmp=keys("cell:*"),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        vendor=keys("Samsung:MCCData"),
    ),
    xmp_only(
        name="region that it covers",
        category=Category.LOCATION,
        also=also(Category.TIME, Category.CAPTION),
        xmp=keys("dc:coverage dcterms:spatial"),
    ),
    xmp_only(
        name="address of the creator",
        category=Category.LOCATION,
        also=also(Category.IDENTITY, Category.RIGHTS),
        xmp=keys("Iptc4xmpCore:CiAdr*"),
    ),
    xmp_only(
        name="place where a work of art was made or found",
        category=Category.LOCATION,
        also=also(Category.CAPTION),
        xmp=keys("art:ARTstorCountry art:CreationDiscoverySite art:Repository*"),
    ),
    maker_only(
        name="what the owner calls a camera or its place",
        category=Category.LOCATION,
        also=also(Category.IDENTITY, Category.CAPTION),
        makernote=keys("UserLabel"),
    ),
)
