"""Sanyo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...structures.ifd import ORDER_CODES
from ._base import Found, Item, Layout, Maker, Named, Tag, signed, tags
from ._decode import Cell, blob, picture, read_cells, text
from ._records import text_if_set

NAMES: Final = {
    0x00FF: "MakerNoteOffset",
    0x0100: "SanyoThumbnail",
    0x0200: "SpecialMode",
    0x0201: "SanyoQuality",
    0x0202: "Macro",
    0x0204: "DigitalZoom",
    0x0207: "SoftwareVersion",
    0x0208: "PictInfo",
    0x0209: "CameraID",
    0x020E: "SequentialShot",
    0x020F: "WideRange",
    0x0210: "ColorAdjustmentMode",
    0x0213: "QuickShot",
    0x0214: "SelfTimer",
    0x0216: "VoiceMemo",
    0x0217: "RecordShutterRelease",
    0x0218: "FlickerReduce",
    0x0219: "OpticalZoomOn",
    0x021B: "DigitalZoomOn",
    0x021D: "LightSourceSpecial",
    0x021E: "Resaved",
    0x021F: "SceneSelect",
    0x0223: "FaceInfo",
    0x0224: "SequenceShotInterval",
    0x0225: "FlashMode",
    0x0E00: "PrintIM",
    0x0F00: "DataDump",
}


def _faces(item: Item) -> Iterator[Found]:
    """Faces; in older cameras the distance that was set by hand."""
    if item.type == 5:
        yield Named("ManualFocusDistance", item.value, item.size)
        return
    yield Named(item.name, item.value, item.size)
    cells = (Cell("FacesDetected", 0, "u4"), Cell("FacePosition", 16, "u4", 4))
    yield from read_cells(cells, item.raw, ORDER_CODES[item.order])


_SPECIAL: Final = {
    0x0100: picture,
    0x0207: text,
    0x0208: text,
    0x0209: text_if_set(),
    0x0223: _faces,
    0x0F00: blob,
}

TAGS: Final = tags(NAMES, {number: Tag(NAMES[number], decode) for number, decode in _SPECIAL.items()})

MAKER: Final = Maker("Sanyo", signed(b"SANYO\0"), Layout(start=8), TAGS)
