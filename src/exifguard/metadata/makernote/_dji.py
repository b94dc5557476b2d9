"""DJI drones, and the Hasselblad cameras on them: a table of speeds and angles, or text for debugging."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ._base import Found, Inner, Layout, Maker, Named, Note, Tag, signed, tags
from ._decode import as_whole_text
from ._records import text_if_set

TAGS: Final = tags(
    {
        0x0003: "SpeedX",
        0x0004: "SpeedY",
        0x0005: "SpeedZ",
        0x0006: "Pitch",
        0x0007: "Yaw",
        0x0008: "Roll",
        0x0009: "CameraPitch",
        0x000A: "CameraYaw",
        0x000B: "CameraRoll",
    },
    {0x0001: Tag("Make", text_if_set())},
)

INFO_NAMES: Final = {
    "ae_dbg_info": "AEDebugInfo",
    "ae_histogram_info": "AEHistogramInfo",
    "ae_local_histogram": "AELocalHistogram",
    "ae_liveview_histogram_info": "AELiveViewHistogramInfo",
    "ae_liveview_local_histogram": "AELiveViewLocalHistogram",
    "awb_dbg_info": "AWBDebugInfo",
    "af_dbg_info": "AFDebugInfo",
    "hiso": "Histogram",
    "xidiri": "Xidiri",
    "GimbalDegree(Y,P,R)": "GimbalDegree",
    "FlightDegree(Y,P,R)": "FlightDegree",
    "adj_dbg_info": "ADJDebugInfo",
    "sensor_id": "SensorID",
    "FlightSpeed(X,Y,Z)": "FlightSpeed",
    "hyperlapse_dbg_info": "HyperlapsDebugInfo",
}
MOST_ITEMS: Final = 256
"""Pieces of debugging text that are worth a field each; real notes have about a dozen."""

_NEXT: Final = re.compile(rb"\](?=\[|\Z)")
_NAME: Final = re.compile(rb"[ -~]{1,64}")
_TEXT: Final = re.compile(rb"[ -~]+\0*")


def _read_info(note: Note) -> Iterator[Found]:
    """``[name:value][name:value]...``, the values text or binary."""
    data = note.data
    at = 0
    for _ in range(MOST_ITEMS):
        end = _NEXT.search(data, at + 1) if data[at : at + 1] == b"[" else None
        if end is None:
            break
        yield from _read_item(data[at + 1 : end.start()])
        at = end.end()
    if data[at:].strip(b"\0"):
        yield Inner("makernote", "Unknown", data[at:])


def _read_item(data: bytes) -> Iterator[Found]:
    key, colon, value = data.partition(b":")
    if not colon or not _NAME.fullmatch(key):
        yield Inner("makernote", "Unknown", data)
        return
    name = INFO_NAMES.get(key.decode("ascii")) or key.decode("ascii")
    if _TEXT.fullmatch(value):
        yield Named(name, as_whole_text(value), len(value))
    elif value:
        yield Inner("makernote", name, value)


def _read_whole(note: Note) -> Iterable[Found]:
    return (Inner("makernote", "Unknown", note.data),)


MAKERS: Final = (
    Maker("DJI", signed(b"[ae_dbg_info:", b"[ae_hist"), read=_read_info),
    # written by the Ambarella chip; nobody describes it
    Maker("DJI", lambda head, make: make == "DJI" and head[3:8] == b"@AMBA", read=_read_whole),
    Maker("DJI", lambda head, make: make == "DJI" and bool(head), Layout(), TAGS),
)
