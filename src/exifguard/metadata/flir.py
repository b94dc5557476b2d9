"""FLIR's thermal cameras: an FFF file in a picture, with the camera, the place, and the raw thermal image.

A header says where the table of records is; a record has a type, an offset and a length. Layouts as in
ExifTool's documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final

from .._cursor import ByteOrder, View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading, Span, Value
from ..structures.ifd import ORDER_CODES, find_gaps
from ._flir_layouts import CAMERA, GPS, PALETTE, PICTURE_IN_PICTURE
from ._plain import blob_kind, decode_text
from ._vendor_layouts import Row, read_layout

RULES: Final = {
    "flir-header": "the block does not begin like an FFF file",
    "flir-bounds": "the table or a record begins or ends outside the block",
}
"""The rules that a block can break."""

_SIGNATURES: Final = (b"FFF\0", b"AFF\0")
_HEADER_SIZE, _ENTRY_SIZE, _IMAGE_HEADER, _PAINT_HEADER, _TEXT_HEADER = 0x40, 0x20, 0x20, 0x28, 12
_VERSIONS: Final = range(100, 200)
_LITTLE: Final = frozenset({0x2A, 0x2C})
"""Types of records that are little-endian whatever they begin with."""
_GPS = 0x2B
_POSITION: Final = frozenset({"FLIR:GPSLatitude", "FLIR:GPSLongitude", "FLIR:GPSAltitude"})


class Flir:
    """An FFF file, joined from its segments.

    Fields: ``FLIR:CameraModel``, ``FLIR:CameraSerialNumber``, ``FLIR:LensModel``, ``FLIR:DateTimeOriginal``
    (ISO 8601 with its offset), ``FLIR:GPSLatitude`` and ``FLIR:GPSLongitude`` (decimal degrees),
    ``FLIR:PaletteName``, ``FLIR:Meas1Label``, ``FLIR:Label0``, ``FLIR:Value0`` ...; temperatures are in
    kelvins. Nested: the thermal image, embedded pictures and sound; records and parts of records that
    nobody reads (``"unknown"``); bytes outside of all records (``"slack"``).

    Damage: `RULES`.
    """

    kind = "flir"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the records.

        Raises:
            LimitExceededError: there are more of them than `limits.fields`, or they add up to more than
                `limits.block_bytes`.
        """
        order = _order(data)
        if order is None:
            return Reading((), (Nested("unknown", "FLIR", data),) if data else (), ("flir-header",))
        reader = _Reader(View(data, order), limits)
        try:
            reader.records()
        except MalformedError:
            reader.damage["flir-bounds"] = None
        return Reading(tuple(reader.fields), (*reader.nested, *reader.slack()), tuple(reader.damage))


def _order(data: bytes) -> ByteOrder | None:
    """The byte order in which the version makes sense."""
    if len(data) < _HEADER_SIZE or data[:4] not in _SIGNATURES:
        return None
    orders: tuple[ByteOrder, ...] = ("big", "little")
    return next((order for order in orders if int.from_bytes(data[0x14:0x18], order) in _VERSIONS), None)


def _record_order(kind: int, data: bytes, order: ByteOrder) -> ByteOrder:
    """The byte order of a record, which may differ from that of the block: most begin with a small number.

    The place is little-endian in most cameras, whatever the block is; a flag tells where it is not.
    """
    if kind in _LITTLE:
        return "little"
    if kind == _GPS:
        return "little" if int.from_bytes(data[:4], "little") < 0x100 else "big"
    if int.from_bytes(data[:2], order) < 0x100:
        return order
    return "little" if order == "big" else "big"


class _Reader:
    """One pass over the records."""

    def __init__(self, view: View, limits: Limits) -> None:
        self.view = view
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: dict[str, None] = {}
        self.claims = [Span(0, _HEADER_SIZE)]
        self.bytes = 0

    def records(self) -> None:
        self.text("CreatorSoftware", self.view.take(4, 16))
        start, count = self.view.u32(0x18), self.view.u32(0x1C)
        fitting = min(count, max(0, self.view.size - start) // _ENTRY_SIZE)
        if fitting < count:
            self.damage["flir-bounds"] = None
        self.claims.append(Span(start, start + fitting * _ENTRY_SIZE))
        for at in range(start, start + fitting * _ENTRY_SIZE, _ENTRY_SIZE):
            self.limits.check("fields", len(self.fields) + len(self.nested), part="flir")
            kind, offset, size = self.view.u16(at), self.view.u32(at + 12), self.view.u32(at + 16)
            if not kind or not size:
                continue
            if offset + size > self.view.size:
                self.damage["flir-bounds"] = None
            else:
                self._record(kind, offset, size)

    def _record(self, kind: int, offset: int, size: int) -> None:
        """Records may share storage, so that what they add up to is bounded."""
        self.bytes += size
        self.limits.check("block_bytes", self.bytes, part="flir")
        self.claims.append(Span(offset, offset + size))
        data = self.view.take(offset, size)
        order = _record_order(kind, data, self.view.order)
        RECORDS.get(kind, _Reader.unknown)(self, f"record 0x{kind:02x}", data, order)

    def unknown(self, path: str, data: bytes, _order: ByteOrder) -> None:
        """A record that nobody reads."""
        if data.strip(b"\0"):
            self.nested.append(Nested(blob_kind(data), path, data))

    def slack(self) -> Iterator[Nested]:
        """What no record claims; zeros are padding."""
        for start, end in find_gaps(self.view.size, self.claims):
            gap = self.view.data[start:end]
            if gap.strip(b"\0"):
                yield Nested("slack", f"slack@{start}", gap)

    def text(self, name: str, raw: bytes) -> None:
        text = decode_text(raw.split(b"\0")[0])
        if text:
            self.fields.append(Field(f"FLIR:{name}", text, len(raw)))

    def _layout(self, path: str, data: bytes, order: ByteOrder, rows: tuple[Row, ...]) -> None:
        reading = read_layout(data, "FLIR", rows, ORDER_CODES[order])
        for field in reading.fields:
            value = _moment(field.value) if field.key == "FLIR:DateTimeOriginal" else field.value
            if value != "":
                self.fields.append(Field(field.key, value, field.size))
        self.nested += [Nested(block.kind, path, block.data) for block in reading.nested]

    # -- records ----------------------------------------------------------------------------------

    def camera(self, path: str, data: bytes, order: ByteOrder) -> None:
        """Camera, lens and filter, what temperatures are computed with, and the time."""
        self._layout(path, data, order, CAMERA)

    def gps(self, path: str, data: bytes, order: ByteOrder) -> None:
        """The place; a position that says of itself that it is not valid is none unless it says something."""
        known = len(self.fields)
        self._layout(path, data, order, GPS)
        valid = int.from_bytes(data[:4], order)
        self.fields[known:] = [
            field
            for field in self.fields[known:]
            if valid or field.key not in _POSITION or field.value not in (0, -1)
        ]

    def palette(self, path: str, data: bytes, order: ByteOrder) -> None:
        """The colours that show temperatures, and their name."""
        self._layout(path, data, order, PALETTE)

    def picture_in_picture(self, path: str, data: bytes, order: ByteOrder) -> None:
        """Where the thermal image lies in the other one."""
        self._layout(path, data, order, PICTURE_IN_PICTURE)

    def image(self, path: str, data: bytes, order: ByteOrder) -> None:
        """A picture behind a header with its width and height."""
        self._image(path, data, order, _IMAGE_HEADER, 2)

    def paint(self, path: str, data: bytes, order: ByteOrder) -> None:
        """Another one, behind a longer header."""
        self._image(path, data, order, _PAINT_HEADER, 10)

    def _image(self, path: str, data: bytes, order: ByteOrder, header: int, at: int) -> None:
        if len(data) <= header:
            self.unknown(path, data, order)
            return
        view = View(data, order)
        self.fields.append(Field("FLIR:ImageSize", (view.u16(at), view.u16(at + 2)), 4))
        content = data[header:]
        wrap = "" if blob_kind(content) == "picture" else "raw"
        self.nested.append(Nested("picture", path, content, wrap))

    def sound(self, path: str, data: bytes, order: ByteOrder) -> None:
        """A spoken remark."""
        start = data.find(b"RIFF", 0, 20)
        if start < 0:
            self.unknown(path, data, order)
        else:
            self.nested.append(Nested("video", path, data[start:]))

    def texts(self, path: str, data: bytes, order: ByteOrder) -> None:
        """Lines such as ``.0.label unicode "Room"``."""
        body, _, rest = data[_TEXT_HEADER:].partition(b"\0")
        text = decode_text(body)
        pairs = list(_text_pairs(text))
        for name, value in pairs:
            self.fields.append(Field(f"FLIR:{name}", value, len(value.encode("utf-8", "replace"))))
            self.limits.check("fields", len(self.fields), part="flir")
        if not pairs and text:
            self.fields.append(Field("FLIR:Text", text, len(body)))
        self.unknown(path, rest, order)

    def measurements(self, path: str, data: bytes, order: ByteOrder) -> None:
        """Tools that people put into the picture, with their labels."""
        view, at, number = View(data, order), _TEXT_HEADER, 0
        while at + 2 <= view.size and (size := view.u16(at)) >= 0x28 and at + size <= view.size:
            number += 1
            self.limits.check("fields", len(self.fields), part="flir")
            self._measurement(View(view.take(at, size), order), f"FLIR:Meas{number}")
            at += size
        self.unknown(path, data[at:], order)

    def _measurement(self, tool: View, group: str) -> None:
        length = tool.u16(4)
        start = min(0x24 + length, tool.size)
        params = [tool.u16(at) for at in range(0x24, start - 1, 2)]
        label = _label(tool.take(start, tool.size - start), tool.order)
        self.fields.append(Field(f"{group}Type", tool.u16(0x0A), 2))
        self.fields.append(Field(f"{group}Params", tuple(params), length))
        if label:
            self.fields.append(Field(f"{group}Label", label, 2 * len(label)))


RECORDS: Mapping[int, Callable[[_Reader, str, bytes, ByteOrder], None]] = MappingProxyType(
    {
        0x01: _Reader.image,
        0x05: _Reader.image,
        0x06: _Reader.image,
        0x0E: _Reader.image,
        0x20: _Reader.camera,
        0x21: _Reader.measurements,
        0x22: _Reader.palette,
        0x23: _Reader.texts,
        0x24: _Reader.sound,
        0x28: _Reader.paint,
        0x2A: _Reader.picture_in_picture,
        0x2B: _Reader.gps,
        0x2E: _Reader.texts,
    }
)
"""The reader of each type of record."""

_GENERATED = re.compile(r"# Generated at ([^\r\n]{1,100})")
_LINE = re.compile(r"\.(\d{1,6})\.(label|value|param|unit) (unicode|text) \"([^\r\n]*)\"")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{4}|.)", re.DOTALL)


def _text_pairs(text: str) -> Iterator[tuple[str, str]]:
    generated = _GENERATED.search(text)
    if generated:
        yield "Generated", generated[1]
    for match in _LINE.finditer(text):
        value = _ESCAPED.sub(_unescaped, match[4]) if match[3] == "unicode" else match[4]
        yield f"{match[2].capitalize()}{int(match[1])}", value


def _unescaped(match: re.Match[str]) -> str:
    r"""The letter of ``\00fc``; a backslash before anything else stands for that."""
    if len(match[1]) != 4:
        return match[1]
    letter = chr(int(match[1], 16))
    return "\ufffd" if "\ud800" <= letter <= "\udfff" else letter


def _label(raw: bytes, order: ByteOrder) -> str:
    """UTF-16 up to the first sign that is none; some writers do not end it with a zero."""
    text = raw.decode("utf-16-be" if order == "big" else "utf-16-le", "replace")
    return next((text[:at] for at, sign in enumerate(text) if not sign.isprintable()), text)


def _moment(value: Value) -> Value:
    """Seconds since 1970, milliseconds, and minutes west of UTC, as ISO 8601."""
    if not isinstance(value, tuple) or len(value) != 3:
        return value
    seconds, milliseconds, west = (part if isinstance(part, int) else 0 for part in value)
    if not any((seconds, milliseconds, west)):
        return ""
    try:
        zone = timezone(timedelta(minutes=-west))
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    except (ValueError, OverflowError):
        return value
    return moment.replace(microsecond=milliseconds % 1000 * 1000).isoformat(timespec="milliseconds")
