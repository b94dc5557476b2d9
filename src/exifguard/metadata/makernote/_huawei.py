"""Huawei and Honor phones: a whole TIFF block behind a signature.

The tags are those that OpenHarmony publishes (its picture properties ``HwMnote...``, without that prefix);
ExifTool knows no names for them.
"""

from __future__ import annotations

from typing import Final

from ._base import Layout, Maker, Tag, signed, tags
from ._decode import sub_table
from ._records import text_if_set

GROUP: Final = "HUAWEI"

SCENE_TAGS: Final = tags(
    {
        0x0001: "SceneVersion",
        0x0002: "SceneFoodConf",
        0x0003: "SceneStageConf",
        0x0004: "SceneBlueSkyConf",
        0x0005: "SceneGreenPlantConf",
        0x0006: "SceneBeachConf",
        0x0007: "SceneSnowConf",
        0x0008: "SceneSunsetConf",
        0x0009: "SceneFlowersConf",
        0x000A: "SceneNightConf",
        0x000B: "SceneTextConf",
    }
)
FACE_TAGS: Final = tags(
    {
        0x0101: "FaceVersion",
        0x0102: "FaceCount",
        0x0103: "FaceConf",
        0x0104: "FaceSmileScore",
        0x0105: "FaceRect",
        0x0106: "FaceLeyeCenter",
        0x0107: "FaceReyeCenter",
        0x0108: "FaceMouthCenter",
    }
)
TAGS: Final = tags(
    {
        0x0200: "CaptureMode",
        0x0201: "BurstNumber",
        0x0202: "FrontCamera",
        0x0203: "RollAngle",
        0x0204: "PitchAngle",
        0x0205: "PhysicalAperture",
        0x0206: "IsXmageSupported",
        0x0207: "XmageMode",
        0x0208: "XmageLeft",
        0x0209: "XmageTop",
        0x020A: "XmageRight",
        0x020B: "XmageBottom",
        0x020C: "CloudEnhancementMode",
        0x020D: "FocusMode",
        0x020E: "WindSnapshotMode",
        0x020F: "MovingPhotoVersion",
        0x0210: "MicroVideoPresentationTimestampUS",
        0x0212: "AIEdit",
        0x0300: "XtStyleTemplateName",
        0x0301: "XtStyleCustomLightAndShadow",
        0x0302: "XtStyleCustomSaturation",
        0x0303: "XtStyleCustomHue",
        0x0304: "XtStyleExposureParam",
        0x0305: "StarsInfo",
        0x0307: "XtStyleAlgoVersion",
        0x0308: "XtStyleAlgoVideoEnable",
    },
    {
        0x0000: Tag("SceneInfo", sub_table(SCENE_TAGS, GROUP)),
        0x0100: Tag("FaceInfo", sub_table(FACE_TAGS, GROUP)),
        0x0211: Tag("MovingPhotoId", text_if_set()),
    },
)

MAKER: Final = Maker(GROUP, signed(b"HUAWEI\0"), Layout(base=8, order=8, pointer=12), TAGS)
