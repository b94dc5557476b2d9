"""MRW: the raws of Minolta and Konica Minolta: numbered blocks, one of them a TIFF, and the sensor's data.

Read: every block. Never written.
"""

from __future__ import annotations

from typing import Final

from .._cursor import ByteOrder
from ..errors import MalformedError
from ..model import Format, Role
from ._raw import Raw, RawTiler

_ORDERS: Final[dict[bytes, ByteOrder]] = {b"\0MRM": "big", b"\0MRI": "little"}
_HEADER: Final = 8
_TIFF, _PADDING = b"\0TTW", b"\0PAD"
_READ: Final = {b"\0PRD": "mrw-prd", b"\0WBG": "mrw-wbg", b"\0RIF": "mrw-rif"}


class Mrw(Raw):
    """The container of Minolta's MRW."""

    format = Format("mrw", "image/x-minolta-mrw", ".mrw")
    title = "Minolta MRW"

    def matches(self, head: bytes) -> bool:
        """The mark, which says the byte order."""
        return head[:4] in _ORDERS

    def walk(self, tiler: RawTiler) -> None:
        """The blocks one after the other; the sensor's data is behind them."""
        head = tiler.cursor.read(0, _HEADER, "header")
        order = _ORDERS[head[:4]]
        end = _HEADER + int.from_bytes(head[4:], order)
        tiler.claim("header", Role.STRUCTURE, 0, _HEADER)
        at = _HEADER
        while at < end:
            head = tiler.cursor.read(at, _HEADER, "block")
            kind, start = head[:4], at + _HEADER
            at = start + int.from_bytes(head[4:], order)
            if at > end:
                raise MalformedError(
                    "a block runs past the others", format="mrw", offset=start - _HEADER, part="block",
                    rule="mrw-length",
                )  # fmt: skip
            tiler.claim("block header", Role.STRUCTURE, start - _HEADER, start)
            if kind == _TIFF:
                tiler.block("exif", "TTW", start, at)
            elif kind in _READ:
                tiler.block("vendor", _READ[kind][-3:].upper(), start, at, _READ[kind])
            elif kind != _PADDING:  # which is told as what nobody explains, if it is not blank
                tiler.block("unknown", "block", start, at)
        tiler.claim("sensor data", Role.IMAGE, end, tiler.source.size)
