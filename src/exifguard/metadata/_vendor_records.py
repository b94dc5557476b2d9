"""Segments of makers that are records, one after the other. Names as ExifTool spells them.

Damage: ``vendor-length``, a record that is longer than its segment.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from .._cursor import View
from ..limits import Limits
from ..model import Field, Nested, Reading, Value
from ._plain import blob_kind, decode_text
from ._tree import KEY_SIZE, plain_name

LENGTH: Final = ("vendor-length",)


class Records:
    """What a run of records gives."""

    def __init__(self, group: str, limits: Limits) -> None:
        self.group = group
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: tuple[str, ...] = ()

    def add(self, name: str, value: Value, size: int) -> None:
        """A value."""
        self.fields.append(Field(f"{self.group}:{plain_name(name)}"[:KEY_SIZE], value, size))
        self.limits.check("fields", len(self.fields) + len(self.nested), part=self.group)

    def nest(self, name: str, data: bytes, kind: str = "") -> None:
        """A block, or bytes that nobody reads."""
        if data.strip(b"\0"):
            self.nested.append(Nested(kind or blob_kind(data), name, data))
            self.limits.check("fields", len(self.fields) + len(self.nested), part=self.group)

    def cut(self, data: bytes) -> None:
        """What is left after a record that is longer than the segment."""
        self.damage = LENGTH
        self.nest("rest", data, "slack")

    def reading(self) -> Reading:
        """All of it."""
        return Reading(tuple(self.fields), tuple(self.nested), self.damage)


# -- Photoshop's Ducky ----------------------------------------------------------------------------

_DUCKY: Final = {1: "Quality", 2: "Comment", 3: "Copyright"}
_DUCKY_TEXTS: Final = frozenset({2, 3})


def read_ducky(data: bytes, limits: Limits) -> Reading:
    """Photoshop's "Save for Web": a number, a length, a value; texts in UTF-16 with their length."""
    records, view, at = Records("Ducky", limits), View(data), 0
    while at + 4 <= view.size and any(data[at : at + 2]):
        number, size = view.u16(at), view.u16(at + 2)
        if at + 4 + size > view.size:
            break
        raw = view.take(at + 4, size)
        value: Value = int.from_bytes(raw) if number == 1 and size <= 8 else raw
        if number in _DUCKY_TEXTS:
            value = raw[4:].decode("utf-16-be", "replace").rstrip("\0")
        records.add(_DUCKY.get(number, f"0x{number:04x}"), value, size)
        at += 4 + size
    if data[at:].strip(b"\0"):
        records.cut(data[at:])
    return records.reading()


# -- HP -------------------------------------------------------------------------------------------

_HP: Final = {"FWRV": "FirmwareVersion", "CMSN": "SerialNumber"}
_HP_DIRECTORY = 0x10001
_HP_HEADER = 12


def read_hp(data: bytes, limits: Limits) -> Reading:
    """HP's ``TDHD``: a name, a type, a length, a value; directories hold more of them."""
    records, view, at = Records("HP", limits), View(data, "little"), 8
    while at + _HP_HEADER <= view.size and any(data[at : at + 4]):
        name, kind, size = decode_text(data[at : at + 4]), view.u32(at + 4), view.u32(at + 8)
        at += _HP_HEADER
        if kind == _HP_DIRECTORY:
            continue  # its records follow
        if at + size > view.size:
            records.cut(data[at - _HP_HEADER :])
            break
        records.add(_HP.get(name, name), _text_or_bytes(view.take(at, size)), size)
        at += size
    return records.reading()


def _text_or_bytes(raw: bytes) -> Value:
    """A text of printable ASCII, else the bytes."""
    stripped = raw.rstrip(b"\0")
    if stripped and stripped.isascii() and stripped.decode("ascii").isprintable():
        return stripped.decode("ascii")
    return raw


# -- Scalado --------------------------------------------------------------------------------------

_SCALADO: Final = {
    "SPMO": "DataLength",
    "WDTH": "PreviewImageWidth",
    "HGHT": "PreviewImageHeight",
    "QUAL": "PreviewQuality",
}
_SCALADO_HEADER, _SCALADO_ENTRY = 8, 12


def read_scalado(data: bytes, limits: Limits) -> Reading:
    """Scalado's list of a name, a version and a number, and the data that it describes."""
    records, view, at = Records("Scalado", limits), View(data), _SCALADO_HEADER
    while at + _SCALADO_ENTRY <= view.size and data[at : at + 4].isalnum():
        name = decode_text(data[at : at + 4])
        number: int = struct.unpack_from(">i", data, at + 8)[0]
        records.add(_SCALADO.get(name, name), number, 4)
        at += _SCALADO_ENTRY
    records.nest("data", data[at:])
    return records.reading()


# -- Qualcomm -------------------------------------------------------------------------------------

_QUALCOMM_CODES: Final = ("<B", "<b", "<H", "<h", "<I", "<i", "<f", "<d")
_QUALCOMM_TITLE = b" Camera Attributes"
_QUALCOMM_HEADER, _QUALCOMM_MIDDLE = 3, 5


def read_qualcomm(data: bytes, limits: Limits) -> Reading:
    """Qualcomm's settings: lengths of value and name, the name, a type, two counts, the value."""
    data = data.removeprefix(_QUALCOMM_TITLE)
    records, view, at = Records("Qualcomm", limits), View(data, "little"), 0
    while at + _QUALCOMM_HEADER <= view.size:
        size, name_size = view.u16(at), view.u8(at + 2)
        start = at + _QUALCOMM_HEADER + name_size + _QUALCOMM_MIDDLE
        if start + size > view.size:
            break
        name = decode_text(view.take(at + _QUALCOMM_HEADER, name_size))
        raw = view.take(start, size)
        records.add(name, _qualcomm_value(view.u8(start - _QUALCOMM_MIDDLE), raw), size)
        at = start + size
    if data[at:].strip(b"\0"):
        records.cut(data[at:])
    return records.reading()


def _qualcomm_value(kind: int, raw: bytes) -> Value:
    if kind < len(_QUALCOMM_CODES) and struct.calcsize(_QUALCOMM_CODES[kind]) == len(raw):
        number: int | float = struct.unpack(_QUALCOMM_CODES[kind], raw)[0]
        return number
    return raw


# -- FlashPix -------------------------------------------------------------------------------------

_CONTENTS, _STREAM = 1, 2
_STORAGE = 0xFFFFFFFF
_JPEG_WITHIN = 256


def read_flashpix(data: bytes, limits: Limits) -> Reading:
    """A list of streams, or a piece of one (Exif 2.0 clause 4.7.2)."""
    records, view = Records("FlashPix", limits), View(data)
    kind = data[1] if len(data) > 1 else 0
    if kind == _CONTENTS and view.size >= 4:
        for name, size in _streams(view):
            records.add("StreamName", name, size)
    elif kind == _STREAM and view.size >= 8:
        content = data[8:]
        picture = content.find(b"\xff\xd8\xff", 0, _JPEG_WITHIN)
        end = picture if picture >= 0 else len(content)
        records.nest(f"stream {view.u16(2)}", content[:end], "unknown")
        records.nest(f"stream {view.u16(2)}", content[end:])
    else:
        records.nest("FlashPix", data, "unknown")
    return records.reading()


def _streams(view: View) -> Iterator[tuple[str, int]]:
    """Names of streams; each behind a size and a default value, a number behind those of storages."""
    at = 4
    for _ in range(view.u16(2)):
        end = at + 5
        while end + 2 <= view.size and any(view.take(end, 2)):
            end += 2
        if end + 2 > view.size:
            return
        yield view.take(at + 5, end - at - 5).decode("utf-16-le", "replace"), end - at
        at = end + 2 + 16 * (view.u32(at) == _STORAGE)


# -- Ricoh ----------------------------------------------------------------------------------------

_RICOH_NAMES, _RICOH_VALUES, _RICOH_NUMBERS = 1, (2, 18), 3
_RICOH_HEADER, _RICOH_TABLE = 20, 10
_TYPED_IN = 0xFFFF  # a number that stands for a text


def read_ricoh(data: bytes, limits: Limits) -> Reading | None:
    """Ricoh's fields that users define, with what they chose or typed in; None for other data."""
    order = {b"MM": "big", b"II": "little", b"\0\0": "big"}.get(data[:2])
    if order is None or len(data) < _RICOH_HEADER:
        return None
    records, view = Records("RMETA", limits), View(data, "little" if order == "little" else "big")
    if view.u16(4):
        _ricoh_more(data, records)
        return records.reading()
    start = view.u16(8)
    if start + 2 > view.size:
        return None
    sections = dict(_ricoh_sections(view, start + _RICOH_TABLE))
    if not sections:
        return None
    count = view.u16(start)
    names = _texts(sections.get(_RICOH_NAMES, b""))
    values = _texts(next((sections[kind] for kind in _RICOH_VALUES if kind in sections), b""))
    raw = sections.get(_RICOH_NUMBERS, b"")
    numbers = [int.from_bytes(raw[at : at + 2], view.order) for at in range(0, len(raw) - 1, 2)]
    for number in range(min(count, max(len(names), len(values)))):
        name = names[number] if number < len(names) else ""
        text = values[number] if number < len(values) else ""
        choice = numbers[number] if number < len(numbers) else _TYPED_IN
        value: Value = text if text or choice == _TYPED_IN else choice
        if name or text:
            records.add(name or "text", value, len(text) or 2)
    return records.reading()


def _ricoh_sections(view: View, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= view.size:
        kind, size = view.u16(at), view.u16(at + 2)
        if size < 2 or at + 2 + size > view.size:
            return
        yield kind, view.take(at + 4, size - 2)
        at += 2 + size


def _texts(data: bytes) -> list[str]:
    return [decode_text(text) for text in data.split(b"\0")]


def _ricoh_more(data: bytes, records: Records) -> None:
    """A further segment: barcodes, or sound."""
    if data[20:27] == b"BARCODE":
        text = decode_text(data[20:].split(b"\0")[0])
        records.add("Barcodes", text, len(text))
    else:
        sound = data.find(b"RIFF", 0, 64)
        records.nest("sound", data[sound:] if sound >= 0 else data, "video" if sound >= 0 else "unknown")
