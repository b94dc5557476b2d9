"""RAF: Fujifilm's raws: a header, a whole JPEG, the camera's tables, the sensor's data in a small TIFF.

Read: the header, the JPEG as a picture of its own, the tables, those before the sensor's data. Never written.
"""

from __future__ import annotations

from typing import Final

from .._cursor import View
from ..errors import MalformedError
from ..model import Format, Role
from ..structures.ifd import TYPES, Table, read_bytes, read_header, read_numbers, read_table
from ._raw import Raw, RawTiler

SIGNATURE: Final = b"FUJIFILM"
_JPEG: Final = 0x54
_TABLES: Final = (0x5C, 0x78)
_SENSORS: Final = (0x64, 0x80)
_HEADER: Final = 0x5C
_HEAD: Final = 1 << 16
"""Bytes before the sensor's data in which the tables about it lie."""
_FUJI_IFD, _STRIPS = 0xF000, 0xF007


class Raf(Raw):
    """The container of Fujifilm's RAF."""

    format = Format("raf", "image/x-fujifilm-raf", ".raf")
    title = "Fujifilm RAF"

    def matches(self, head: bytes) -> bool:
        """``FUJIFILM``, and what kind of raw it is."""
        return head.startswith(SIGNATURE)

    def walk(self, tiler: RawTiler) -> None:
        """The header says where the rest is."""
        jpeg = _number(tiler, _JPEG)
        if jpeg < _HEADER:
            raise MalformedError(
                "the picture begins inside the header", format="raf", offset=_JPEG, part="header",
                rule="raf-offset",
            )  # fmt: skip
        tiler.block("vendor", "header", 0, min(jpeg, tiler.source.size), "raf-header")
        tiler.block("picture", "JPEG", jpeg, jpeg + _number(tiler, _JPEG + 4))
        for number, (table, sensor) in enumerate(zip(_TABLES, _SENSORS, strict=True), 1):
            if number > 1 and jpeg < sensor + 8:
                break  # older cameras have one of each
            at, size = _number(tiler, table), _number(tiler, table + 4)
            if at and size:
                tiler.block("vendor", f"RAF {number}", at, at + size, "raf")
            at, size = _number(tiler, sensor), _number(tiler, sensor + 4)
            if at and size:
                self._sensor(tiler, at, at + size)

    def _sensor(self, tiler: RawTiler, start: int, end: int) -> None:
        """The sensor's data: behind tables where it is a TIFF."""
        there = min(end, tiler.source.size) - start
        strips = _strips(tiler.source.read(start, min(_HEAD, there))) if there > 0 else 0
        if strips:
            tiler.block("vendor", "FujiIFD", start, start + strips, "fuji-ifd")
        tiler.claim("sensor data", Role.IMAGE, start + strips, end)


def _number(tiler: RawTiler, at: int) -> int:
    return int.from_bytes(tiler.cursor.read(at, 4, "header"))


def _strips(head: bytes) -> int:
    """Where the data begins behind the tables of a TIFF; 0 where there are none."""
    found = read_header(head)
    if found is None:
        return 0
    view = View(head, found.order)
    at = _value(view, read_table(view, found.offset), _FUJI_IFD)
    strips = _value(view, read_table(view, at), _STRIPS) if at else 0
    return min(strips or len(head), len(head))


def _value(view: View, table: Table | None, tag: int) -> int:
    """The one number of an entry; 0 where there is none."""
    for entry in table.entries if table else ():
        if entry.tag == tag and entry.type in TYPES and entry.items == 1:
            value = read_numbers(read_bytes(view, entry, entry.size), entry.type, view.order)
            return value if isinstance(value, int) else 0
    return 0
