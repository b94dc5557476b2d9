"""What coded pictures hold that shows nothing: messages (SEI) of HEVC, metadata and padding of AV1.

Only the frames of units are read: ISO/IEC 23008-2 clauses 7.3.1 and 7.3.2.4, AV1 specification clause 5.3.
A unit that goes leaves no trace, because units follow each other without an index.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from .._source import Source
from ..model import Span
from ._heif_tables import spans_of

HEVC_ITEMS: Final = frozenset({"hvc1", "hev1", "hvt1", "lhv1"})

_SEI: Final = frozenset({39, 40})
_HEVC_HEAD: Final = 2
_USER_DATA_REGISTERED, _USER_DATA = 4, 5
_PRIVATE_SEI: Final = frozenset({2, 3, _USER_DATA_REGISTERED, _USER_DATA, 136, 139})
"""Panning and filling, data of users, a time code, a text (tone mapping, colours and the like stay)."""

_METADATA, _PADDING = 5, 15
_SCALABILITY_TYPES: Final = frozenset({1, 2, 3})
"""Metadata of AV1 by which a picture is shown: light levels, mastering display, layers."""
_T35: Final = 4
_SHOWN_T35: Final = (bytes.fromhex("b5003c0001"), bytes.fromhex("b5589001"), bytes.fromhex("b5003b"))
"""HDR10+, film grain of AOM, Dolby's: viewers show pictures by them."""

MOST_UNITS: Final = 4_096
"""Units that are looked at in one picture; a camera writes a few."""
MOST_EXTENTS: Final = 64
"""Extents of a picture whose units are looked at; cameras write one."""
MESSAGE_COST: Final = 256
"""Bytes of a message that take as long as a unit."""
MOST_MESSAGE: Final = 1 << 16
"""Bytes of a message that are looked at."""


class Silent(NamedTuple):
    """A unit that shows nothing: all its bytes, and what of them it says."""

    unit: tuple[Span, ...]
    payload: tuple[Span, ...]


class _Joined:
    """The bytes of an item, from wherever its extents are."""

    def __init__(self, source: Source, spans: tuple[Span, ...]) -> None:
        self.source = source
        self.spans = spans
        self.size = sum(end - start for start, end in spans)

    def read(self, at: int, size: int) -> bytes:
        """Up to `size` bytes from `at`."""
        pieces = spans_of(self.spans, at, min(at + size, self.size))
        return b"".join(self.source.read(start, end - start) for start, end in pieces)

    def silent(self, start: int, payload: int, end: int) -> Silent:
        """A unit from `start` to `end` whose message begins at `payload`."""
        return Silent(tuple(spans_of(self.spans, start, end)), tuple(spans_of(self.spans, payload, end)))


def silent_units(source: Source, spans: tuple[Span, ...], length_size: int) -> tuple[int, list[Silent]]:
    """What it cost to walk a picture, and its units that show nothing: none where its frames are not sound.

    Args:
        source, spans: where the picture is.
        length_size: bytes of a unit's length in HEVC; 0 for AV1.
    """
    if len(spans) > MOST_EXTENTS:
        return 0, []
    joined = _Joined(source, spans)
    walk = _hevc(joined, length_size) if length_size else _av1(joined)
    found, count = [], 0
    try:
        for unit in walk:
            count += 1
            if count > MOST_UNITS:
                return count, []
            if unit is not None:
                found.append(unit)
                count += sum(end - start for start, end in unit.payload) // MESSAGE_COST
    except _NotSoundError:
        return count, []
    return count, found


class _NotSoundError(Exception):
    """A length leads outside of the picture: decoders decide what to make of it."""


def _hevc(joined: _Joined, length_size: int) -> Iterator[Silent | None]:
    at = 0
    while at < joined.size:
        head = joined.read(at, length_size + _HEVC_HEAD)
        size = int.from_bytes(head[:length_size], "big")
        start, end = at + length_size, at + length_size + size
        if size < _HEVC_HEAD or end > joined.size:
            raise _NotSoundError
        private = head[length_size] >> 1 & 63 in _SEI and is_private_sei(
            joined.read(start + _HEVC_HEAD, min(size - _HEVC_HEAD, MOST_MESSAGE))
        )
        yield joined.silent(at, start + _HEVC_HEAD, end) if private else None
        at = end


def is_private_sei(data: bytes) -> bool:
    """True when a unit of messages begins with private ones, and holds no other."""
    plain = data.replace(b"\0\0\3", b"\0\0")
    plain = plain.rstrip(b"\0")
    at, found, end = 0, False, len(plain) - plain.endswith(b"\x80")
    while at < end:
        kind, at = _number(plain, at)
        size, at = _number(plain, at)
        if kind not in _PRIVATE_SEI:
            return False
        if kind == _USER_DATA_REGISTERED and plain.startswith(_SHOWN_T35, at):
            return False
        found, at = True, at + size
    return found


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number as a row of bytes that are added up, 255 meaning that another one follows."""
    total = 0
    while at < len(data) and data[at] == 255:
        total, at = total + 255, at + 1
    return (total + data[at], at + 1) if at < len(data) else (total, at)


def _av1(joined: _Joined) -> Iterator[Silent | None]:
    at = 0
    while at < joined.size:
        head = joined.read(at, 16)
        first = 2 if head[0] & 4 else 1
        payload, end = at + first, joined.size
        if head[0] & 2:
            size, used = _leb128(head[first:])
            payload += used
            end = payload + size
        if head[0] & 0x80 or end > joined.size:
            raise _NotSoundError
        kind = head[0] >> 3 & 15
        private = kind == _PADDING or (
            kind == _METADATA and _is_private(joined.read(payload, min(16, end - payload)))
        )
        yield joined.silent(at, payload, end) if private else None
        at = end


def _is_private(data: bytes) -> bool:
    kind, used = _leb128(data)
    return kind not in _SCALABILITY_TYPES and not (kind == _T35 and data.startswith(_SHOWN_T35, used))


def _leb128(data: bytes) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(data[:8]):
        value |= (byte & 127) << 7 * index
        if not byte & 128:
            return value, index + 1
    raise _NotSoundError
