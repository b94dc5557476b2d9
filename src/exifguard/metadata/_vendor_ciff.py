"""CIFF in a JPEG segment: Canon's Camera Image File Format 1.0 (1997), as its early cameras wrote it.

A heap of records with a directory at its end; records may be heaps themselves. Offsets count from the start
of their heap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading, Value

SIGNATURE: Final = b"HEAPJPGM"
_ENTRY: Final = 10
_DEEPEST: Final = 8
_IN_ENTRY: Final = 0x4000  # the value stands in the directory itself, in 8 bytes
_ID, _TYPE = 0x3FFF, 0x3800
_TEXT, _SHORTS, _LONGS, _HEAPS = 0x0800, 0x1000, 0x1800, (0x2800, 0x3000)

_MAKE_AND_MODEL, _TIME = 0x080A, 0x180E
_NAMES: Final = {
    0x0805: "UserComment",
    0x080B: "FirmwareVersion",
    0x080C: "ComponentVersion",
    0x080D: "ROMOperationMode",
    0x0810: "OwnerName",
    0x0815: "CanonImageType",
    0x0816: "OriginalFileName",
    0x0817: "ThumbnailFileName",
    0x180B: "SerialNumber",
    0x1817: "FileNumber",
    0x1834: "CanonModelID",
}


def read_ciff(data: bytes, limits: Limits) -> Reading:
    """The records of a CIFF segment: known ones by ExifTool's names, others by number (``CIFF:0x1810``).

    Raises:
        LimitExceededError: it has more records than `limits.fields`.
    """
    view = View(data, "little" if data[:2] == b"II" else "big")
    fields: list[Field] = []
    damage: tuple[str, ...] = ()
    try:
        for field in _heap(view, view.u32(2), len(data), 0):
            fields.append(field)
            limits.check("fields", len(fields), part="CIFF")
    except MalformedError:
        damage = ("vendor-length",)
    rest = () if fields else (Nested("unknown", "data", data),)
    return Reading(tuple(fields), rest, damage)


def _heap(view: View, start: int, end: int, depth: int) -> Iterator[Field]:
    """The records of the heap in ``[start, end)``; its last 4 bytes say where the directory is."""
    if depth > _DEEPEST or end - start < 4:
        return
    table = start + view.u32(end - 4)
    for at in range(table + 2, table + 2 + _ENTRY * view.u16(table), _ENTRY):
        tag = view.u16(at)
        if tag & _IN_ENTRY:
            yield from _record(tag, view.take(at + 2, 8), view)
            continue
        size, offset = view.u32(at + 2), start + view.u32(at + 6)
        if offset + size > end or offset < start:
            raise MalformedError("a record leaves its heap", rule="vendor-length")
        if tag & _TYPE in _HEAPS:
            # A heap inside is smaller than the one around it, so the walk ends.
            if size < end - start:
                yield from _heap(view, offset, offset + size, depth + 1)
        else:
            yield from _record(tag, view.take(offset, size), view)


def _record(tag: int, raw: bytes, view: View) -> Iterator[Field]:
    number = tag & _ID
    if number == _MAKE_AND_MODEL:
        for name, text in zip(("Make", "Model"), raw.split(b"\0"), strict=False):
            yield Field(f"CIFF:{name}", text.decode("latin-1"), len(text))
    elif number == _TIME:
        moment = datetime.fromtimestamp(int.from_bytes(raw[:4], view.order), UTC)
        yield Field("CIFF:DateTimeOriginal", f"{moment:%Y:%m:%d %H:%M:%S}", 4)
    else:
        yield Field(f"CIFF:{_NAMES.get(number, f'0x{number:04x}')}", _value(tag, raw, view), len(raw))


def _value(tag: int, raw: bytes, view: View) -> Value:
    kind = tag & _TYPE
    if kind == _TEXT:
        return raw.partition(b"\0")[0].decode("latin-1")
    if kind in (_SHORTS, _LONGS) and len(raw) <= 64:
        width = 2 if kind == _SHORTS else 4
        numbers = tuple(
            int.from_bytes(raw[at : at + width], view.order) for at in range(0, len(raw) - width + 1, width)
        )
        return numbers[0] if numbers and tag & _IN_ENTRY else numbers
    return raw
