"""Segments of makers whose values stand at fixed places, as tables, and the reader of such tables.

Names as ExifTool spells them.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..limits import Limits
from ..model import Field, Nested, Reading, Span, Value
from ..structures.ifd import find_gaps
from ._plain import decode_text


class Row(NamedTuple):
    """A value: its offset, its name, and its `struct` code; ``"16s"`` is a text of 16 bytes.

    A value without a name is known and says nothing.
    """

    at: int
    name: str
    code: str


SPIFF: Final = (
    Row(0, "SPIFFVersion", "2B"),
    Row(2, "ProfileID", "B"),
    Row(3, "ColorComponents", "B"),
    Row(4, "ImageHeight", "I"),
    Row(8, "ImageWidth", "I"),
    Row(12, "ColorSpace", "B"),
    Row(13, "BitsPerSample", "B"),
    Row(14, "Compression", "B"),
    Row(15, "ResolutionUnit", "B"),
    Row(16, "YResolution", "I"),
    Row(20, "XResolution", "I"),
)
"""ISO/IEC 10918-3 annex F.2.1, behind the signature."""
SPIFF_SIZE: Final = 24
SPIFF_EXTRA: Final = 2
"""Bytes that a writer is known to put before the height."""

AVI1: Final = (Row(0, "InterleavedField", "B"),)

NITF: Final = (
    Row(0, "NITFVersion", "2B"),
    Row(2, "ImageFormat", "1s"),
    Row(3, "BlocksPerRow", "H"),
    Row(5, "BlocksPerColumn", "H"),
    Row(7, "ImageColor", "B"),
    Row(8, "BitDepth", "B"),
    Row(9, "ImageClass", "B"),
    Row(10, "JPEGProcess", "B"),
    Row(11, "Quality", "B"),
    Row(12, "StreamColor", "B"),
    Row(13, "StreamBitDepth", "B"),
    Row(14, "Flags", "I"),
)
"""MIL-STD-188-198A, behind the signature."""

CASIO: Final = (
    Row(0x27, "CasioQuality", "B"),
    Row(0x32, "FocalRange", "B"),
    Row(0x48, "DateTimeOriginal", "20s"),
    Row(0x5D, "ModelType", "7s"),
    Row(0x6D, "ManufactureIndex", "9s"),
    Row(0x77, "ManufactureCode", "9s"),
)
"""Casio's ``QVCI``, behind the signature."""


def read_layout(data: bytes, group: str, rows: Sequence[Row], order: str = ">") -> Reading:
    """The values of a layout as far as the data goes; what no row names is nested as ``"unknown"``.

    Args:
        data: the segment, behind its signature.
        group: what keys begin with.
        rows: the layout.
        order: ``">"`` or ``"<"``.
    """
    fields, claims = [], []
    for row in rows:
        size = struct.calcsize(order + row.code)
        if row.at + size <= len(data):
            claims.append(Span(row.at, row.at + size))
        if row.name and row.at + size <= len(data):
            value = _value(struct.unpack_from(order + row.code, data, row.at), row.code)
            fields.append(Field(f"{group}:{row.name}", value, size))
    rest = b"".join(data[start:end] for start, end in find_gaps(len(data), claims))
    return Reading(tuple(fields), (Nested("unknown", group, rest),) if rest.strip(b"\0") else ())


def _value(items: tuple[int | bytes, ...], code: str) -> Value:
    first = items[0]
    if code.endswith("s") and isinstance(first, bytes):
        return decode_text(first.split(b"\0")[0])
    return first if len(items) == 1 else tuple(items)


def read_spiff(data: bytes, _limits: Limits) -> Reading:
    """SPIFF's header; some writers put two bytes too many into it."""
    if len(data) < SPIFF_SIZE + SPIFF_EXTRA:
        return read_layout(data, "SPIFF", SPIFF)
    late = [row._replace(at=row.at + SPIFF_EXTRA * (row.at >= 4)) for row in SPIFF]
    return read_layout(data, "SPIFF", late)


def read_avi1(data: bytes, _limits: Limits) -> Reading:
    """The field of a frame from an AVI."""
    return read_layout(data, "AVI1", AVI1)


def read_nitf(data: bytes, _limits: Limits) -> Reading:
    """The header of the National Imagery Transmission Format; a zero may end its signature."""
    return read_layout(data.removeprefix(b"\0"), "NITF", NITF)


def read_casio(data: bytes, _limits: Limits) -> Reading:
    """Model, date and numbers of an early Casio."""
    return read_layout(data, "Casio", CASIO)


_JPS_COMMENT, _JPS_LONGEST = 2, 8


def read_jps(data: bytes, _limits: Limits) -> Reading:
    """A stereoscopic descriptor and a comment, each with its length before it (JPS, VRex 1997)."""
    size = int.from_bytes(data[:2])
    end = 2 + size
    if not 0 < size <= _JPS_LONGEST or end > len(data):
        return Reading((), (Nested("unknown", "JPS", data),) if data.strip(b"\0") else ())
    fields = [Field("JPS:Descriptor", int.from_bytes(data[2:end]), size)]
    comment = data[end + _JPS_COMMENT :]
    if comment.strip(b"\0"):
        fields.append(Field("JPS:JPSComment", decode_text(comment.rstrip(b"\0")), len(comment)))
    return Reading(tuple(fields))


def read_unique_id(data: bytes, _limits: Limits) -> Reading:
    """A number that Samsung's cameras give a picture."""
    return Reading((Field("Samsung:UniqueID", data.hex(), len(data)),)) if data else Reading()
