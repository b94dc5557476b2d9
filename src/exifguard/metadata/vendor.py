"""Segments that makers put into JPEG files, and blocks of camera raws, each with a layout of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from ..limits import Limits
from ..model import Field, Nested, Reading
from ..structures.ifd import TYPES, Entry
from ._exif_values import decode_value
from ._gpmf import read_gpmf
from ._ifd_walk import Tables, Walk, read_tables
from ._plain import blob_kind
from ._vendor_ciff import read_ciff
from ._vendor_layouts import read_avi1, read_casio, read_jps, read_nitf, read_spiff, read_unique_id
from ._vendor_raws import (
    read_ctmd,
    read_fuji_ifd,
    read_mrw_prd,
    read_mrw_rif,
    read_mrw_wbg,
    read_raf,
    read_raf_header,
    read_x3f_header,
    read_x3f_properties,
)
from ._vendor_records import (
    read_ducky,
    read_flashpix,
    read_hp,
    read_qualcomm,
    read_ricoh,
    read_scalado,
)
from ._vendor_tags import CODED, KODAK, STIM
from ._vendor_text import read_dji, read_jukebox, read_ocad, read_picture_info
from .photoshop import HEADING

_KODAK: Final = Tables("Kodak", KODAK, {0xC36E: "KodakEffects", 0xC36F: "KodakBorders"})
_STIM: Final = Tables("Stim", STIM, {7: "StimCropX", 8: "StimCropY"})
_EPPIM: Final = Tables("EPPIM", {0xC4A5: "PrintIM"})


class Vendor:
    """A segment of a maker; `wrap` is its label, as the container names it (``"kodak"``).

    Fields have a group of their own for each label: ``Kodak:CameraOwner``, ``Ducky:Copyright``,
    ``PictureInfo:TimeDate``, ``RMETA:Location``, ``GPMF:CameraSerialNumber``, ``MediaJukebox:People``,
    ``Casio:DateTimeOriginal``, ``HP:SerialNumber``, ``Samsung:UniqueID``, ``JPS:JPSComment``,
    ``FlashPix:StreamName``, ``DJI:...``, ``Qualcomm:...``, ``Scalado:...``, ``SPIFF:...``, ``AVI1:...``,
    ``NITF:...``, ``Stim:...``, ``EPPIM:...``, ``CIFF:OwnerName``, ``Ocad:...``, ``AdobeCM:...``; those
    of camera raws ``RAF:Model``, ``FujiIFD:...``, ``MinoltaRaw:FirmwareID``, ``SigmaRaw:SerialNumber``,
    ``CTMD:TimeStamp``.

    Nested: pictures, sound, maker notes, Photoshop resources; what nobody reads (``"unknown"``), which is
    the whole block for other labels; bytes that belong to no record (``"slack"``).

    Damage: ``vendor-length``, ``gpmf-length``, and `structures.ifd.RULES`.
    """

    kind = "vendor"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:
        """Read the segment.

        Raises:
            LimitExceededError: it has more values than `limits.fields`.
        """
        return READERS.get(wrap, _unread)(data, limits)


def _unread(data: bytes, _limits: Limits) -> Reading:
    return Reading((), (Nested(blob_kind(data), "data", data),) if data.strip(b"\0") else ())


def _makernote(data: bytes, _limits: Limits) -> Reading:
    return Reading((), (Nested("makernote", "MakerNote", data),) if data.strip(b"\0") else ())


class _KodakWalk(Walk):
    def entry(self, entry: Entry, group: str) -> None:
        """Read one entry; owner and serial number are texts that name their character set."""
        if entry.tag in CODED and entry.type in TYPES:
            raw = self.take(entry)
            value = decode_value("UserComment", entry, raw, self.view.order)
            self.fields.append(Field(f"{group}:{KODAK[entry.tag]}", value, len(raw)))
        else:
            super().entry(entry, group)


def _kodak(data: bytes, limits: Limits) -> Reading:
    return read_tables(data, _KODAK, limits, _KodakWalk)


def _stim(data: bytes, limits: Limits) -> Reading:
    return read_tables(data, _STIM, limits)


def _eppim(data: bytes, limits: Limits) -> Reading:
    return read_tables(data, _EPPIM, limits)


def _ricoh(data: bytes, limits: Limits) -> Reading:
    """Fields that users define, or a maker note under the same name."""
    return read_ricoh(data, limits) or _makernote(data, limits)


_ADOBE_CM = b"Adobe_CM"


def _adobe(data: bytes, limits: Limits) -> Reading:
    """Resources of an old Photoshop, or a word on colour management."""
    if HEADING.match(data):
        return Reading((), (Nested("photoshop", "photoshop", data),))
    if data.startswith(_ADOBE_CM) and len(data) == len(_ADOBE_CM) + 2:
        return Reading((Field("AdobeCM:AdobeCMType", int.from_bytes(data[-2:]), 2),))
    return _unread(data, limits)


READERS: Mapping[str, Callable[[bytes, Limits], Reading]] = MappingProxyType(
    {
        "adobe": _adobe,
        "avi1": read_avi1,
        "casio": read_casio,
        "ciff": read_ciff,
        "ctmd": read_ctmd,
        "dji": read_dji,
        "ducky": read_ducky,
        "flashpix": read_flashpix,
        "fuji-ifd": read_fuji_ifd,
        "gopro": read_gpmf,
        "hp": read_hp,
        "huawei": _makernote,
        "jps": read_jps,
        "jukebox": read_jukebox,
        "kodak": _kodak,
        "mrw-prd": read_mrw_prd,
        "mrw-rif": read_mrw_rif,
        "mrw-wbg": read_mrw_wbg,
        "nitf": read_nitf,
        "ocad": read_ocad,
        "olympus": read_picture_info,
        "pentax": _makernote,
        "printim": _eppim,
        "qualcomm": read_qualcomm,
        "raf": read_raf,
        "raf-header": read_raf_header,
        "ricoh": _ricoh,
        "samsung": read_unique_id,
        "scalado": read_scalado,
        "spiff": read_spiff,
        "stim": _stim,
        "x3f-header": read_x3f_header,
        "x3f-properties": read_x3f_properties,
    }
)
"""The reader of each label."""
