"""CIFF, as `structures.ciff` takes it apart: what the records mean, by ExifTool's names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from .._cursor import ByteOrder, View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading, Value
from ..structures.ciff import IN_ENTRY, LONGS, SHORTS, TEXT, TYPE, Heaps, Record

SIGNATURE: Final = b"HEAPJPGM"
_MAKE_AND_MODEL, _TIME, _COMMENT, _DESCRIPTIONS = 0x080A, 0x180E, 0x0805, 0x2804
_NAMES: Final = {
    0x0805: "UserComment",
    0x080B: "CanonFirmwareVersion",
    0x080C: "ComponentVersion",
    0x080D: "ROMOperationMode",
    0x0810: "OwnerName",
    0x0815: "CanonImageType",
    0x0816: "OriginalFileName",
    0x0817: "ThumbnailFileName",
    0x1028: "CanonFlashInfo",
    0x1029: "CanonFocalLength",
    0x102A: "CanonShotInfo",
    0x102D: "CanonCameraSettings",
    0x1038: "CanonAFInfo",
    0x1093: "CanonFileInfo",
    0x1803: "ImageFormat",
    0x1804: "RecordID",
    0x180B: "SerialNumber",
    0x1810: "ImageInfo",
    0x1817: "FileNumber",
    0x1834: "CanonModelID",
    0x183B: "SerialNumberFormat",
}


def read_ciff(data: bytes, limits: Limits) -> Reading:
    """The records of CIFF: known ones by ExifTool's names, others by number (``CIFF:0x1234``).

    Damage: ``vendor-length``.

    Raises:
        LimitExceededError: it has more records than `limits.fields`, or they add up to more than
            `limits.block_bytes`.
    """
    view = View(data, "little" if data[:2] == b"II" else "big")
    heaps = Heaps(view.take, view.order, limits)
    try:
        root = heaps.walk(view.u32(2), len(data))
    except MalformedError:
        return Reading((), (Nested("unknown", "data", data),), ("vendor-length",))
    fields: list[Field] = []
    size = 0
    for record, parent in _records(root, 0):
        raw = view.take(record.span.start, record.span.end - record.span.start)
        size += len(raw)
        limits.check("block_bytes", size, part="CIFF")
        fields += _record(record, parent, raw[: limits.value_bytes], view.order)
    rest = () if fields else (Nested("unknown", "data", data),)
    return Reading(tuple(fields), rest, ("vendor-length",) if heaps.broken else ())


def _records(heap: Record, tag: int) -> Iterator[tuple[Record, int]]:
    """The records that are no heaps, each with the number of the heap around it."""
    for record in heap.records:
        if record.is_heap:
            yield from _records(record, record.number)
        else:
            yield record, tag


def _record(record: Record, parent: int, raw: bytes, order: ByteOrder) -> Iterator[Field]:
    number = record.number
    if number == _MAKE_AND_MODEL:
        for name, text in zip(("Make", "Model"), raw.split(b"\0"), strict=False):
            yield Field(f"CIFF:{name}", text.decode("latin-1"), len(text))
    elif number == _TIME:
        moment = datetime.fromtimestamp(int.from_bytes(raw[:4], order), UTC)
        yield Field("CIFF:DateTimeOriginal", f"{moment:%Y:%m:%d %H:%M:%S}", 4)
        code = int.from_bytes(raw[4:8], order, signed=True)
        if any(raw[8:12]) or code:
            yield Field("CIFF:TimeZoneCode", code, 4)
    elif number == _COMMENT and parent == _DESCRIPTIONS:
        yield Field("CIFF:CanonFileDescription", _value(record.tag, raw, order), len(raw))
    else:
        name = _NAMES.get(number, f"0x{number:04x}")
        yield Field(f"CIFF:{name}", _value(record.tag, raw, order), len(raw))


def _value(tag: int, raw: bytes, order: ByteOrder) -> Value:
    kind = tag & TYPE
    if kind == TEXT:
        return raw.partition(b"\0")[0].decode("latin-1")
    if kind in (SHORTS, LONGS) and len(raw) <= 64:
        width = 2 if kind == SHORTS else 4
        numbers = tuple(
            int.from_bytes(raw[at : at + width], order) for at in range(0, len(raw) - width + 1, width)
        )
        return numbers[0] if numbers and tag & IN_ENTRY else numbers
    return raw
