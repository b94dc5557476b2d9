"""What Samsung's phones put behind a picture: records that a table at the end lists ("SEF").

The same records stand in a box of Samsung's HEIF files. A record has a type, a name and data; the table has
its type, how far before the table it begins, and its length. Names of fields as ExifTool spells them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading, Span
from ..structures.ifd import find_gaps
from ._json import parse_json
from ._plain import blob_kind
from ._tree import flatten

RULES: Final = {
    "sef-table": "there is no table of records at the end",
    "sef-bounds": "a record begins or ends outside the block",
    "sef-record": "a record is not what the table says",
}
"""The rules that a block can break."""

_HEAD, _FOOT = b"SEFH", b"SEFT"
_TABLE_HEADER, _ENTRY_SIZE, _RECORD_HEADER, _FOOTER = 12, 12, 8, 8
_LONGEST_TEXT = 1 << 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_UTC, _TEXT, _JSON, _DATA = "utc", "text", "json", "data"


class _Kind(NamedTuple):
    """A type of record: the field, what the data is, and the name that cameras give the record."""

    field: str
    how: str
    name: str


_KINDS: Final = {
    0x0001: _Kind("EmbeddedImage", _DATA, ""),
    0x0100: _Kind("EmbeddedAudioFile", _DATA, ""),
    0x0201: _Kind("SurroundShotVideo", _DATA, ""),
    0x0800: _Kind("SoundShotMeta", _TEXT, "SoundShot_Meta_Info"),
    0x08C0: _Kind("AutoEnhanceInfo", _TEXT, "Auto_Enhance_Info"),
    0x08D0: _Kind("InteractivePanoramaInfo", _DATA, "Interactive_Panorama_Info"),
    0x08E0: _Kind("PanoramaShotInfo", _TEXT, "Panorama_Shot_Info"),
    0x08E1: _Kind("MotionPanoramaInfo", _TEXT, "Motion_Panorama_Info"),
    0x0910: _Kind("FrontCamSelfieInfo", _TEXT, "Front_Cam_Selfie_Info"),
    0x09E0: _Kind("BurstShotInfo", _TEXT, "Burst_Shot_Info"),
    0x09E1: _Kind("BurstShotBestPhotoInfo", _TEXT, "BurstShot_Best_Photo_Info"),
    0x09F0: _Kind("ProModeInfo", _TEXT, "Pro_Mode_Info"),
    0x0A01: _Kind("TimeStamp", _UTC, "Image_UTC_Data"),
    0x0A20: _Kind("DualCameraImage", _DATA, ""),
    0x0A30: _Kind("EmbeddedVideoFile", _DATA, "MotionPhoto_Data"),
    0x0A31: _Kind("SamsungMotionPhotoVersion", _TEXT, "MotionPhoto_Version"),
    0x0A33: _Kind("MotionPhotoAutoPlayVideo", _DATA, "MotionPhoto_AutoPlay"),
    0x0A41: _Kind("BackupRestoreData", _TEXT, "BackupRestore_Data"),
    0x0AA1: _Kind("MCCData", _TEXT, "MCC_Data"),
    0x0AB0: _Kind("DualShotMeta", _TEXT, "DualShot_Meta_Info"),
    0x0AB1: _Kind("DepthMapData", _DATA, ""),
    0x0AB3: _Kind("DualShotExtra", _DATA, "DualShot_Extra_Info"),
    0x0AB4: _Kind("DualShotCore", _DATA, "DualShot_Core_Info"),
    0x0AC0: _Kind("ZoomInOutInfo", _DATA, "ZoomInOut_Info"),
    0x0B40: _Kind("SingleShotMeta", _TEXT, "SingleShot_Meta_Info"),
    0x0B41: _Kind("SingleShotDepthMap", _DATA, ""),
    0x0BA1: _Kind("ReEditData", _JSON, ""),
    0x0BF0: _Kind("RemasterInfo", _TEXT, "Remaster_Info"),
    0x0C51: _Kind("SamsungCaptureInfo", _TEXT, "Samsung_Capture_Info"),
    0x0C61: _Kind("CameraCaptureModeInfo", _TEXT, "Camera_Capture_Mode_Info"),
    0x0C81: _Kind("WatermarkInfo", _TEXT, "Watermark_Info"),
    0x0CE1: _Kind("GalleryDCData", _TEXT, "Gallery_DC_Data"),
    0x0D01: _Kind("CameraSceneInfo", _TEXT, ""),
    0x0D21: _Kind("CameraSceneInfo2", _TEXT, ""),
    0x0D91: _Kind("PEgInfo", _JSON, "PEg_Info"),
    0x0DA1: _Kind("CapturedAppInfo", _TEXT, "Captured_App_Info"),
    0x0E41: _Kind("VideoEditedTimeZone", _TEXT, "Video_Edited_UTC_Offset"),
    0xA050: _Kind("Jpeg360Info", _TEXT, "Jpeg360_2D_Info"),
}
"""Types of records. A name that differs from the usual one is a field of its own."""

_BY_NAME: Final = {"Original_Path_Hash_Key": "OriginalPathHashKey", "PhotoEditor_Re_Edit_Data": "ReEditData"}
"""Records of one type that their names tell apart."""

_SOUND_OR_VIDEO = re.compile(rb"RIFF....(?:WAVE|AVI )|....ftyp|#!AMR|\xff[\xf1\xf9]|ID3", re.DOTALL)


class SamsungTrailer:
    """The records of a trailer that ends with their table.

    Fields: ``Samsung:TimeStamp`` (UTC, ISO 8601), ``Samsung:MCCData`` (the code of the country),
    ``Samsung:ReEditData/originalPath`` ...; other texts under their type (``Samsung:0x0be0``); names that
    are not the usual ones (``Samsung:EmbeddedImage@name``). Nested: pictures, videos and sound, data that
    nobody reads (``"unknown"``), and bytes outside of all records (``"slack"``).

    Damage: `RULES`.
    """

    kind = "samsung"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the records.

        Raises:
            LimitExceededError: there are more of them than `limits.fields`, or they add up to more than
                `limits.block_bytes`.
        """
        table = find_table(data, len(data))
        if table is None:
            return Reading((), (Nested("unknown", "table", data),) if data else (), ("sef-table",))
        reader = _Reader(View(data, "little"), limits)
        reader.read(table)
        return Reading(tuple(reader.fields), (*reader.nested, *reader.slack()), tuple(reader.damage))


class SefTable(NamedTuple):
    """Where the table begins and ends (its footer included), and where the first record begins."""

    start: int
    end: int
    first: int


def find_table(data: bytes, end: int) -> SefTable | None:
    """The table that ends at `end`, perhaps with a block of older phones behind it; None without one."""
    view = View(data, "little")
    stop = end - 2 if data.endswith(b"QDIOBS", 0, end) else end
    while stop >= _FOOTER and data[stop - 4 : stop].isalnum():
        size = view.u32(stop - _FOOTER)
        start = stop - _FOOTER - size
        if start < 0 or size < 4:
            return None
        if data[stop - 4 : stop] == _FOOT:
            return _table(view, start, size, end)
        stop = start
    return None


def _table(view: View, start: int, size: int, end: int) -> SefTable | None:
    if size < _TABLE_HEADER or view.take(start, 4) != _HEAD:
        return None
    count = view.u32(start + 8)
    if _TABLE_HEADER + _ENTRY_SIZE * count > size:
        return None
    back = (view.u32(start + _TABLE_HEADER + _ENTRY_SIZE * number + 4) for number in range(count))
    return SefTable(start, end, start - max((far for far in back if far <= start), default=0))


class _Reader:
    """One pass over the records."""

    def __init__(self, view: View, limits: Limits) -> None:
        self.view = view
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: dict[str, None] = {}
        self.claims: list[Span] = []
        self.bytes = 0

    def read(self, table: SefTable) -> None:
        self.claims.append(Span(table.start, table.end))
        for number in range(self.view.u32(table.start + 8)):
            self.limits.check("fields", len(self.fields) + len(self.nested), part="samsung")
            entry = table.start + _TABLE_HEADER + _ENTRY_SIZE * number
            kind, back, size = self.view.u16(entry + 2), self.view.u32(entry + 4), self.view.u32(entry + 8)
            start = table.start - back
            if start < 0 or start + size > table.start:
                self.damage["sef-bounds"] = None
            else:
                self._claim(start, size)
                self._record(kind, start, start + size)

    def _claim(self, start: int, size: int) -> None:
        """Records may share storage, so that what they add up to is bounded."""
        self.bytes += size
        self.limits.check("block_bytes", self.bytes, part="samsung")
        self.claims.append(Span(start, start + size))

    def _record(self, kind: int, start: int, end: int) -> None:
        name = _name(self.view, kind, start, end)
        if name is None:
            self.damage["sef-record"] = None
            self.nested.append(Nested("unknown", f"0x{kind:04x}", self.view.data[start:end]))
            return
        known = _KINDS.get(kind, _Kind(f"0x{kind:04x}", _TEXT, ""))
        text = name.decode("utf-8", "replace")
        field = _BY_NAME.get(text, known.field)
        if text not in (known.name, "") and text not in _BY_NAME:
            self.fields.append(Field(f"Samsung:{field}@name", text, len(name)))
        data = self.view.data[start + _RECORD_HEADER + len(name) : end]
        self._value(f"Samsung:{field}", known.how, data)

    def _value(self, key: str, how: str, data: bytes) -> None:
        if how == _UTC and (moment := _moment(data)):
            self.fields.append(Field(key, moment, len(data)))
        elif _SOUND_OR_VIDEO.match(data):
            self.nested.append(Nested("video", key, data))
        elif blob_kind(data) == "picture":
            self.nested.append(Nested("picture", key, data))
        elif how != _DATA and (fields := list(_as_text(key, data, self.limits))):
            self.fields += fields
        elif data:
            self.nested.append(Nested("unknown", key, data))

    def slack(self) -> Iterator[Nested]:
        """What no record claims; zeros are padding."""
        for start, end in find_gaps(self.view.size, self.claims):
            gap = self.view.data[start:end]
            if gap.strip(b"\0"):
                yield Nested("slack", f"slack@{start}", gap)


def _name(view: View, kind: int, start: int, end: int) -> bytes | None:
    """The name of a record; None where it is not what the table says."""
    if end - start < _RECORD_HEADER or view.u16(start + 2) != kind:
        return None
    name = start + _RECORD_HEADER
    size = view.u32(start + 4)
    return view.take(name, size) if name + size <= end else None


def _as_text(key: str, data: bytes, limits: Limits) -> Iterator[Field]:
    """Data as a text, or as the values of one in JSON; nothing for other data."""
    if data.lstrip()[:1] in (b"{", b"[") and data.rstrip(b"\0 \r\n")[-1:] in (b"}", b"]"):
        try:
            node = parse_json(data, limits)
        except MalformedError:
            pass
        else:
            yield from flatten(key, node)
            return
    try:
        text = data.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        return
    if text and len(text) <= _LONGEST_TEXT and text.replace("\n", "").replace("\r", "").isprintable():
        yield Field(key, text, len(data))


def _moment(data: bytes) -> str | None:
    """Milliseconds since 1970 as ISO 8601; None for anything else."""
    digits = data.rstrip(b"\0")
    if not digits.isdigit() or len(digits) > 15:
        return None
    try:
        moment = _EPOCH + timedelta(milliseconds=int(digits))
    except OverflowError:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
