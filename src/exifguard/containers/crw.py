"""CRW: the raws of Canon's cameras up to 2004, which are heaps of CIFF 1.0 records.

Read: every record, the thumbnail and the JPEG in it, the recipe of Digital Photo Professional behind it.
Never written.
"""

from __future__ import annotations

from typing import Final

from .._cursor import ByteOrder
from .._recipe import Piece, size_of
from ..errors import MalformedError
from ..model import Format, Role
from ..structures.ciff import ENTRY, IN_ENTRY, Heaps, Record
from ._raw import Raw, RawTiler

SIGNATURE: Final = b"HEAPCCDR"
_HEADER: Final = 14
_ORDERS: Final[dict[bytes, ByteOrder]] = {b"II": "little", b"MM": "big"}
_SENSOR: Final = 0x2005
_PICTURES: Final = {0x2007: "JpgFromRaw", 0x2008: "ThumbnailImage"}
_RECIPE: Final = b"CANON OPTIONAL DATA\0"
_RECIPE_HEADER, _RECIPE_FOOTER = 28, 64


class Crw(Raw):
    """The container of Canon's CRW."""

    format = Format("crw", "image/x-canon-crw", ".crw")
    title = "Canon CRW"

    def matches(self, head: bytes) -> bool:
        """A byte order, the length of the header, and the mark."""
        return head[:2] in _ORDERS and head.startswith(SIGNATURE, 6)

    def walk(self, tiler: RawTiler) -> None:
        """The header, the heap with all records, what follows it."""
        head = tiler.cursor.read(0, _HEADER, "header")
        order = _ORDERS[head[:2]]
        start, end = int.from_bytes(head[2:6], order), _end(tiler)
        tiler.claim("header", Role.STRUCTURE, 0, max(_HEADER, min(start, 26)))
        tiler.block("trailer", "trailer", end, tiler.source.size)
        heaps = Heaps(lambda at, size: tiler.cursor.read(at, size, "CIFF"), order, tiler.limits)
        root = heaps.walk(start, _pointer_end(tiler, end))
        claims: list[int] = []
        pieces, size = _packed(root, tiler, claims, order)
        if root.table.end:
            claims += tiler.claim("directory", Role.METADATA, end - 4, end)
        begin = head[:2] + _HEADER.to_bytes(4, order) + SIGNATURE
        tiler.scattered("vendor", "CIFF", sorted(claims), "ciff", [begin, *pieces] if size else ())
        if heaps.broken:
            raise MalformedError(
                "a record leaves its heap", format="crw", offset=start, part="CIFF", rule="ciff-bounds"
            )


def _end(tiler: RawTiler) -> int:
    """Where the heap ends: before the recipe of Digital Photo Professional, if there is one."""
    size = tiler.source.size
    foot = tiler.cursor.read(size - _RECIPE_FOOTER, _RECIPE_FOOTER, "trailer") if size > 256 else b""
    if not foot.startswith(_RECIPE):
        return size
    start = size - int.from_bytes(foot[len(_RECIPE) :][:4]) - _RECIPE_HEADER - _RECIPE_FOOTER
    return start if start > 26 else size


def _pointer_end(tiler: RawTiler, end: int) -> int:
    """Behind the offset of the first directory: in the last bytes of the file, behind a recipe too."""
    size = tiler.source.size
    return size if end < size and any(tiler.cursor.read(size - 4, 4, "trailer")) else end


def _packed(heap: Record, tiler: RawTiler, claims: list[int], order: ByteOrder) -> tuple[list[Piece], int]:
    """A heap for codecs to read, without the sensor's data and the pictures, which are claimed as such."""
    pieces: list[Piece] = []
    entries = bytearray()
    size = 0
    for record in heap.records:
        if record.number == _SENSOR and not record.is_heap:
            tiler.claim("sensor data", Role.IMAGE, *record.span)
            continue
        if record.number in _PICTURES and not record.tag & IN_ENTRY:
            tiler.block("picture", _PICTURES[record.number], *record.span)
            continue
        if record.tag & IN_ENTRY:
            entries += record.tag.to_bytes(2, order) + tiler.cursor.read(record.span.start, 8, "CIFF")
            continue
        if record.is_heap:
            inner, length = _packed(record, tiler, claims, order)
        else:
            claims += tiler.claim("record", Role.METADATA, *record.span)
            inner, length = [record.span] if size_of(record.span) else [], size_of(record.span)
        entries += record.tag.to_bytes(2, order) + length.to_bytes(4, order) + size.to_bytes(4, order)
        pieces += inner
        size += length
    if heap.table.end:
        claims += tiler.claim("directory", Role.METADATA, *heap.table)
        if heap.tag:
            claims += tiler.claim("directory", Role.METADATA, heap.span.end - 4, heap.span.end)
    table = (len(entries) // ENTRY).to_bytes(2, order) + bytes(entries) + size.to_bytes(4, order)
    return [*pieces, table], size + len(table)
