"""The headroom of older Apple gain maps: two numbers in the maker note of the first picture.

Apple, "Applying Apple HDR effect to your photos": tag 33 (0x21, HDRHeadroom) and tag 48 (0x30, HDRGain),
signed rationals. The note is a table of TIFF behind 14 bytes, big-endian, with offsets from its own start.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .._cursor import View
from ..model import Rational
from ..structures.ifd import TYPES, Entry, read_bytes, read_numbers, read_table

_SIGNATURE: Final = b"Apple iOS\0"
_ORDER_AT: Final = 12
_TABLE_AT: Final = 14
_HEADROOM, _GAIN = 0x21, 0x30
_TYPES: Final = frozenset((5, 10))  # RATIONAL, SRATIONAL


class Slope(NamedTuple):
    """A piece of Apple's line from tag 48 to stops: stops = factor * gain + start."""

    factor: float
    start: float


_FLAT_FROM: Final = 0.01
_MOST_STOPS: Final = 16
"""Far more than any camera states; keeps what comes of nonsense a number."""
_LINES: Final = {
    # (headroom is 1 or more, gain is above 0.01)
    (False, False): Slope(-20.0, 1.8),
    (False, True): Slope(-0.101, 1.601),
    (True, False): Slope(-70.0, 3.0),
    (True, True): Slope(-0.303, 2.303),
}


class AppleNumbers(NamedTuple):
    """Tags 33 and 48, or None where the note does not state them."""

    headroom: float | None
    gain: float | None


def read_numbers_of_note(note: bytes) -> AppleNumbers:
    """The two numbers of a maker note of any make."""
    if not note.startswith(_SIGNATURE) or note[_ORDER_AT:_TABLE_AT] != b"MM":
        return AppleNumbers(None, None)
    view = View(note)
    table = read_table(view, _TABLE_AT)
    first: dict[int, Entry] = {}
    for entry in table.entries if table else ():
        first.setdefault(entry.tag, entry)
    return AppleNumbers(_number(view, first.get(_HEADROOM)), _number(view, first.get(_GAIN)))


def _number(view: View, entry: Entry | None) -> float | None:
    if entry is None or entry.type not in _TYPES or entry.items != 1:
        return None
    raw = read_bytes(view, entry, entry.size)
    value = read_numbers(raw, entry.type, view.order) if len(raw) == TYPES[entry.type].size else None
    if not isinstance(value, Rational) or not value.denominator:
        return None
    return value.numerator / value.denominator


def headroom_of(headroom: float, gain: float) -> float:
    """Brightest white over standard white, 1 to 65,536, by Apple's formula."""
    line = _LINES[headroom >= 1, gain > _FLAT_FROM]
    return float(2 ** min(max(line.factor * gain + line.start, 0.0), _MOST_STOPS))
