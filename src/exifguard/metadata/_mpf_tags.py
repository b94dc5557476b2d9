"""The tags of a multi-picture index: CIPA DC-007 clauses 5.2.3 and 5.2.4. Data only.

Names as ExifTool spells them.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 0xB000
ENTRIES: Final = 0xB002
"""The tag whose value is the list of pictures."""

NAMES: Final = {
    0xB000: "MPFVersion",
    0xB001: "NumberOfImages",
    0xB003: "ImageUIDList",
    0xB004: "TotalFrames",
    0xB101: "MPIndividualNum",
    0xB201: "PanOrientation",
    0xB202: "PanOverlapH",
    0xB203: "PanOverlapV",
    0xB204: "BaseViewpointNum",
    0xB205: "ConvergenceAngle",
    0xB206: "BaselineLength",
    0xB207: "VerticalDivergence",
    0xB208: "AxisDistanceX",
    0xB209: "AxisDistanceY",
    0xB20A: "AxisDistanceZ",
    0xB20B: "YawAngle",
    0xB20C: "PitchAngle",
    0xB20D: "RollAngle",
}

TYPES: Final = {
    0x000000: "Undefined",
    0x010001: "Large Thumbnail (VGA equivalent)",
    0x010002: "Large Thumbnail (full HD equivalent)",
    0x010003: "Large Thumbnail (4K equivalent)",
    0x010004: "Large Thumbnail (8K equivalent)",
    0x010005: "Large Thumbnail (16K equivalent)",
    0x020001: "Multi-frame Panorama",
    0x020002: "Multi-frame Disparity",
    0x020003: "Multi-angle",
    0x030000: "Baseline MP Primary Image",
    0x040000: "Original Preservation Image",
    0x050000: "Gain Map Image",
}
"""What a picture in the list is (clause 5.2.3.3.1, and Exif 3.0 annex H)."""
