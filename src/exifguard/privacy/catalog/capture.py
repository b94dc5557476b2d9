"""How the shot was set up."""

from __future__ import annotations

from ...model import Category
from .._concept import NOTHING, Absent, Concept, keys, maker_only

ROWS: tuple[Concept, ...] = (
    Concept(
        name="exposure",
        category=Category.CAPTURE,
        also=NOTHING,
        exif=keys(
            """
            ExposureTime FNumber ExposureProgram ISO ISOSpeedRatings PhotographicSensitivity
            SensitivityType StandardOutputSensitivity RecommendedExposureIndex ISOSpeed
            ISOSpeedLatitudeyyy ISOSpeedLatitudezzz ShutterSpeedValue ApertureValue BrightnessValue
            ExposureCompensation ExposureBiasValue MaxApertureValue MeteringMode ExposureIndex
            ExposureMode GainControl SelfTimerMode TStop FrameRate CompositeImage CompositeImageCount
            CompositeImageExposureTimes SourceImageNumberOfCompositeImage
            SourceExposureTimesOfCompositeImage Multishot
            """
        ),
        xmp=keys(
            """
            exif:ExposureTime exif:FNumber exif:ExposureProgram exif:ISOSpeedRatings
            exif:ShutterSpeedValue exif:ApertureValue exif:BrightnessValue exif:ExposureBiasValue
            exif:MaxApertureValue exif:MeteringMode exif:ExposureIndex exif:ExposureMode exif:GainControl
            exif:ISO exif:CompositeImage*
            exifEX:PhotographicSensitivity exifEX:SensitivityType exifEX:StandardOutputSensitivity
            exifEX:RecommendedExposureIndex exifEX:ISOSpeed exifEX:ISOSpeedLatitudeyyy
            exifEX:ISOSpeedLatitudezzz exifEX:SourceImageNumberOfCompositeImage
            exifEX:SourceExposureTimesOfCompositeImage exifEX:Gain exifEX:CompositeImage*
            aux:ApproximateFocusDistance aux:FlashCompensation aux:NeutralDensityFactor
            Camera:IrradianceExposureTime Camera:IrradianceGain Camera:Exposure*
            GPano:SourcePhotosCount GPano:ExposureLockUsed DLS:Exposure DLS:Gain
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("com.android.capture.fps com.apple.quicktime.full-frame-rate-playback-intent"),
        png=keys("exif:ExposureTime exif:FNumber exif:PhotographicSensitivity"),
    ),
    Concept(
        name="focal length and distance",
        category=Category.CAPTURE,
        also=NOTHING,
        exif=keys(
            """
            SubjectDistance FocalLength FocalLengthIn35mmFormat FocalLengthIn35mmFilm DigitalZoomRatio
            SubjectDistanceRange FocalPlaneXResolution FocalPlaneYResolution FocalPlaneResolutionUnit
            FovCot
            """
        ),
        xmp=keys(
            """
            exif:SubjectDistance exif:FocalLength exif:FocalLengthIn35mmFilm exif:DigitalZoomRatio
            exif:SubjectDistanceRange exif:FocalPlaneXResolution exif:FocalPlaneYResolution
            exif:FocalPlaneResolutionUnit
            Camera:PerspectiveFocalLength Camera:PrincipalPoint Camera:Perspective* Camera:Fisheye*
            drone-dji:CalibratedFocalLength drone-dji:DewarpData drone-dji:DewarpFlag
            drone-dji:CalibratedOpticalCenter*
            ImagingModel:*
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys("com.apple.quicktime.camera.focal_length.35mm_equivalent"),
        png=keys("exif:FocalLength exif:FocalLengthIn35mmFilm"),
    ),
    Concept(
        name="flash, light and scene",
        category=Category.CAPTURE,
        also=NOTHING,
        exif=keys(
            """
            LightSource Flash FlashEnergy SceneType SceneCaptureType CustomRendered WhiteBalance Contrast
            Saturation Sharpness SensingMethod SpectralSensitivity Opto-ElectricConvFactor OECF
            SpatialFrequencyResponse Noise CFAPattern CompressedBitsPerPixel TIFF-EPStandardID StoNits
            """
        ),
        xmp=keys(
            """
            exif:LightSource exif:Flash exif:FlashEnergy exif:SceneType exif:SceneCaptureType
            exif:CustomRendered exif:WhiteBalance exif:Contrast exif:Saturation exif:Sharpness
            exif:SensingMethod exif:SpectralSensitivity exif:OECF exif:SpatialFrequencyResponse
            exif:CFAPattern exif:CompressedBitsPerPixel exif:Fired exif:Return exif:Mode exif:Function
            exif:RedEyeMode exif:Columns exif:Rows exif:Names exif:Values exif:Settings
            GCamera:SpecialTypeID GCamera:PortraitVersion GCamera:PortraitRequest
            Camera:BandName Camera:CentralWavelength Camera:WavelengthFWHM Camera:BandSensitivity
            Camera:ColorTransform Camera:VignettingCenter Camera:RigCameraIndex Camera:RigName
            Camera:ModelType Camera:Irradiance Camera:ColorMatrix Camera:TlinearGain
            Camera:DetectorBitDepth Camera:VignettingPolynomial*
            drone-dji:SensorTemperature drone-dji:LensTemperature drone-dji:SensorFPS
            drone-dji:LensPosition drone-dji:FocusDistance drone-dji:ShutterType drone-dji:WhiteBalanceCCT
            drone-dji:PictureQuality drone-dji:ImageSource
            drone-parrot:PhotoMode drone-parrot:CameraSpectrum drone-parrot:SequenceNumber
            drone-parrot:ResourceIndex drone-parrot:Thermal*
            MicaSense:TriggerMethod MicaSense:RadiometricCalibration MicaSense:DarkRowValue
            DLS:SpectralIrradiance DLS:RawMeasurement DLS:OffMeasurement DLS:CenterWavelength
            DLS:Bandwidth DLS:SensorId DLS:HorizontalIrradiance DLS:DirectIrradiance
            DLS:ScatteredIrradiance
            """
        ),
        iptc=Absent.NO_CAMERA,
        photoshop=Absent.AS_EXIF,
        quicktime=keys(
            """
            com.apple.quicktime.scene-illuminance com.apple.quicktime.video-orientation
            com.apple.photos.captureMode com.apple.quicktime.com.apple.photos.captureMode apmd
            """
        ),
        png=keys("exif:Flash exif:LightSource exif:WhiteBalance"),
        makernote=keys(
            """
            SensorTemperature LensTemperature CameraTemperature* ImageTemperature* BatteryVoltage*
            ImageCaptureType ImageProcessingFlags TempInfo SensorTemperature2 BulbDuration SelfTimer2
            FrontFacingCamera
            """
        ),
        vendor=keys(
            """
            FLIR:Emissivity FLIR:ObjectDistance FLIR:ReflectedApparentTemperature FLIR:Planck*
            FLIR:RawValue* FLIR:Palette* FLIR:AboveColor FLIR:BelowColor FLIR:OverflowColor
            FLIR:UnderflowColor FLIR:Isotherm1Color FLIR:Isotherm2Color FLIR:Focus*
            """
        ),
    ),
    Concept(
        name="version of the standard",
        category=Category.CAPTURE,
        also=NOTHING,
        exif=keys("ExifVersion FlashpixVersion InteropVersion DNGVersion DNGBackwardVersion"),
        xmp=keys(
            """
            exif:ExifVersion exif:FlashpixVersion exif:InteroperabilityVersion
            exifEX:InteroperabilityVersion dc:format xmp:Format dcterms:format pdf:PDFVersion bwf:version
            """
        ),
        iptc=keys("1:0 2:0 3:0"),
        photoshop=Absent.BOOKKEEPING,
        quicktime=Absent.BOOKKEEPING,
        png=keys("exif:ExifVersion"),
    ),
    Concept(
        name="how sound and video were recorded",
        category=Category.CAPTURE,
        also=NOTHING,
        exif=Absent.NO_FIELD,
        xmp=keys(
            """
            Iptc4xmpExt:ContainerFormat Iptc4xmpExt:audio* Iptc4xmpExt:video*
            xmpDM:audioChannelType xmpDM:audioCompressor xmpDM:audioSampleRate xmpDM:audioSampleType
            xmpDM:duration xmpDM:fileDataRate xmpDM:speakerPlacement xmpDM:startTimeSampleSize
            xmpDM:videoAlphaMode xmpDM:videoAlphaUnityIsTransparent xmpDM:videoColorSpace
            xmpDM:videoCompressor xmpDM:videoFieldOrder xmpDM:videoFrameRate xmpDM:videoFrameSize
            xmpDM:videoPixelAspectRatio xmpDM:videoPixelDepth
            bwf:maxTruePeakLevel bwf:maxMomentaryLoudness bwf:maxShortTermLoudness bwf:loudness*
            """
        ),
        iptc=Absent.NO_FIELD,
        photoshop=Absent.AS_XMP,
        quicktime=Absent.NO_FIELD,
        png=Absent.NO_FIELD,
        vendor=keys("AVI1:*"),
    ),
    maker_only(
        name="place in a bracketed series, and lens of a pair of cameras",
        category=Category.CAPTURE,
        also=NOTHING,
        vendor=keys("HEIF:Capture*"),
    ),
    maker_only(
        name="how the camera was held",
        category=Category.CAPTURE,
        also=NOTHING,
        makernote=keys(
            """
            AccelerationVector AccelerationTracking Accelerometer* RollAngle PitchAngle YawAngle
            CameraOrientation Rotation ImageRotated AutoRotation LevelInfo
            """
        ),
    ),
    maker_only(
        name="geometry of panoramas and stereo pictures",
        category=Category.CAPTURE,
        also=NOTHING,
        vendor=keys(
            """
            MPF:PanOrientation MPF:PanOverlap* MPF:BaseViewpointNum MPF:ConvergenceAngle
            MPF:BaselineLength MPF:VerticalDivergence MPF:AxisDistance* MPF:YawAngle MPF:PitchAngle
            MPF:RollAngle JPS:Descriptor Stim*
            """
        ),
    ),
)
