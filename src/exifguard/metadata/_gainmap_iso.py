"""The binary form of a gain map's numbers: ISO 21496-1, clause C.2, big-endian.

In a JPEG file it follows ``urn:iso:std:iso:ts:21496:-1`` and a zero byte in an APP2 segment of the gain map
picture. The standard has one layout; libultrahdr has a shorter one with a single denominator, and marks it
with a flag that the standard reserves.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from ..model import IsoChannel, IsoGainMap, Rational

VERSIONS: Final = bytes(4)
"""What the first picture's segment says: minimum version 0, writer version 0, 16 bits each."""

_SEVERAL, _BASE_COLOURS, _COMMON, _BACKWARD = 0x80, 0x40, 0x08, 0x04
_KNOWN: Final = _SEVERAL | _BASE_COLOURS | _COMMON | _BACKWARD

_FLAGS_AT: Final = 4
_NUMBERS_AT: Final = 5
# Headrooms: base, alternate. Channels: minimum, maximum, gamma, base offset, alternate offset.
_HEADROOMS: Final = struct.Struct(">IIII")
_CHANNEL: Final = struct.Struct(">iIiIIIiIiI")
_COMMON_HEADROOMS: Final = struct.Struct(">III")
_COMMON_CHANNEL: Final = struct.Struct(">iiIii")

_STOPS: Final = 64
"""Powers of two that any screen, eye or film could need many times over."""
_CHANNEL_RANGES: Final = ((-_STOPS, _STOPS), (-_STOPS, _STOPS), (2**-10, 2**10), (-64, 64), (-64, 64))


def read_iso(payload: bytes) -> IsoGainMap | None:
    """The numbers in a payload, or None when it is none, or not valid. Bytes behind them are ignored."""
    if len(payload) < _NUMBERS_AT or payload[:2] != VERSIONS[:2] or payload[_FLAGS_AT] & ~_KNOWN:
        return None
    flags = payload[_FLAGS_AT]
    found = (_read_common if flags & _COMMON else _read_plain)(payload, 3 if flags & _SEVERAL else 1)
    if not found or not all(rational.denominator for rational in found):
        return None
    numbers = IsoGainMap(
        found[0],
        found[1],
        tuple([IsoChannel(*found[at : at + 5]) for at in range(2, len(found), 5)]),
        bool(flags & _BASE_COLOURS),
        bool(flags & _BACKWARD),
        bool(flags & _COMMON),
    )
    return numbers if _is_sane(numbers) else None


def _read_plain(payload: bytes, channels: int) -> list[Rational]:
    size = _HEADROOMS.size + channels * _CHANNEL.size
    numbers = payload[_NUMBERS_AT : _NUMBERS_AT + size]
    if len(numbers) < size:
        return []
    head = _HEADROOMS.unpack_from(numbers)
    rows = _CHANNEL.iter_unpack(numbers[_HEADROOMS.size :])
    return [Rational(*row[at : at + 2]) for row in (head, *rows) for at in range(0, len(row), 2)]


def _read_common(payload: bytes, channels: int) -> list[Rational]:
    """As `_read_plain`, but of exact length: to other readers this is the start of the longer layout."""
    numbers = payload[_NUMBERS_AT:]
    if len(numbers) != _COMMON_HEADROOMS.size + channels * _COMMON_CHANNEL.size:
        return []
    denominator, *head = _COMMON_HEADROOMS.unpack_from(numbers)
    rows = _COMMON_CHANNEL.iter_unpack(numbers[_COMMON_HEADROOMS.size :])
    return [Rational(numerator, denominator) for row in (head, *rows) for numerator in row]


def _is_sane(numbers: IsoGainMap) -> bool:
    headrooms = (numbers.base_headroom, numbers.alternate_headroom)
    return all(_is_within(value, 0, _STOPS) for value in headrooms) and all(
        all(_is_within(value, *ends) for value, ends in zip(channel, _CHANNEL_RANGES, strict=True))
        and _ratio(channel.minimum) <= _ratio(channel.maximum)
        for channel in numbers.channels
    )


def _is_within(value: Rational, low: float, high: float) -> bool:
    return low <= _ratio(value) <= high


def _ratio(value: Rational) -> float:
    return value.numerator / value.denominator


def compose_iso(numbers: IsoGainMap) -> bytes:
    """The payload that states `numbers`, in the layout that they were read from."""
    flags = (
        _SEVERAL * (len(numbers.channels) > 1)
        | _BASE_COLOURS * numbers.base_colours
        | _COMMON * numbers.common_denominator
        | _BACKWARD * numbers.backward
    )
    head = VERSIONS + bytes((flags,))
    headrooms = (numbers.base_headroom, numbers.alternate_headroom)
    if numbers.common_denominator:
        tops = [value.numerator for value in headrooms]
        rows = [_COMMON_CHANNEL.pack(*[value.numerator for value in one]) for one in numbers.channels]
        return head + _COMMON_HEADROOMS.pack(headrooms[0].denominator, *tops) + b"".join(rows)
    rows = [_CHANNEL.pack(*_parts(channel)) for channel in numbers.channels]
    return head + _HEADROOMS.pack(*_parts(headrooms)) + b"".join(rows)


def _parts(values: tuple[Rational, ...]) -> Iterator[int]:
    return (part for value in values for part in value)
