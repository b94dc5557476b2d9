"""The box of a gain map in JPEG XL (jhgm, ISO/IEC 18181-2 clause 9.11; the numbers as in ISO 21496-1)."""

from __future__ import annotations

from typing import Final, NamedTuple

from .._source import Source
from ..errors import FormatError
from ..limits import Limits
from ..model import Span
from ..structures.bits import BitReader
from . import _jxl_codestream as codestream
from . import _jxl_fields as fields

MANY, COMMON = 0x80, 0x08
"""Flags of the numbers: three channels instead of one; one denominator for all."""
MOST: Final = 512


class Found(NamedTuple):
    """Where the length of the profile stands, and where the codestream begins."""

    size_at: int
    picture: int


def _numbers_size(data: bytes) -> int:
    """Bytes of the numbers (ISO 21496-1 annex C.2)."""
    if len(data) < 5:
        return -1
    channels = 3 if data[4] & MANY else 1
    if data[4] & COMMON:
        return 5 + 4 * (3 + 5 * channels)
    return 5 + 8 * (2 + 5 * channels)


def _is_colour(data: bytes) -> bool:
    """True for a colour encoding and nothing else; no bytes are none."""
    if not data:
        return True
    bits = BitReader(lambda at, size: data[at : at + size])
    profile = fields.read_colour(bits)
    spare = len(data) * 8 - bits.at
    return not profile and spare < 8 and not bits.u(spare)


def read(source: Source, box: Span, limits: Limits) -> Found | None:
    """Take the box apart; None where it is anything but a gain map."""
    head = source.read(box.start, min(MOST, box.end - box.start))
    size = int.from_bytes(head[1:3], "big")
    numbers = head[3 : 3 + size]
    if len(head) < 3 or head[0] or len(numbers) != size or _numbers_size(numbers) != size:
        return None
    at = 3 + size
    colour = head[at + 1 : at + 1 + head[at]] if at < len(head) else b""
    at += 1 + len(colour)
    if at + 4 > len(head) or head[at - 1 - len(colour)] != len(colour):
        return None
    picture = box.start + at + 4 + int.from_bytes(head[at : at + 4], "big")
    try:
        if picture >= box.end or not _is_colour(colour):
            return None
    except FormatError:
        return None
    if not codestream.is_sound(codestream.Stream(source, [Span(picture, box.end)]), limits):
        return None
    return Found(box.start + at, picture)
