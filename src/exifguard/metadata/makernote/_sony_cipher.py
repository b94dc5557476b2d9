"""Sony's enciphered records: each byte below 249 stands for its cube, modulo 249.

Some firmware enciphers a record twice. Places differ between the generations of cameras.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from ._base import Found, Inner, Item, Named
from ._decode import Cell, read_cells

MODULUS: Final = 249
_PLAIN: Final = {pow(byte, 3, MODULUS): byte for byte in range(MODULUS)}
_DECIPHER: Final = bytes(_PLAIN.get(byte, byte) for byte in range(256))

ORDER: Final = "<"
"""The records are little-endian whatever the table is."""


def decipher(data: bytes) -> bytes:
    """The plain bytes of a record."""
    return data.translate(_DECIPHER)


def enciphered(item: Item) -> Iterable[Found]:
    """What identifies in a record, and the whole of it as it is stored."""
    reader = _READERS.get(item.tag)
    if reader is not None:
        yield from reader(decipher(item.raw), item)
    if item.raw:
        yield Inner("makernote", item.name, item.raw)


class _Counts(NamedTuple):
    """Where Tag9050 has the number of exposures (24 bits) and the camera's inner serial number."""

    models: re.Pattern[str]
    shots: int
    serial: int
    digits: int


_COUNTS: Final = (
    _Counts(re.compile(r"^(SLT-|ILCA-(68|77M2)$)"), 50, 240, 5),
    _Counts(re.compile(r"^(DSLR-|NEX-(5N|7|VG20E)$)"), 50, 0, 0),
    _Counts(re.compile(r"^(NEX-|ILCE-(3000|3500|5000|5100|6000|7|7M2|7R|7S|QX1)$)"), 50, 124, 4),
    _Counts(re.compile(r"^ILCE-1$"), 58, 138, 6),
    _Counts(re.compile(r"^(ILCE-|ILCA-|ILME-|ZV-E)"), 58, 136, 6),
)
"""From ExifTool's tables; the first one that fits the camera's model counts."""


def _tag_9050(plain: bytes, item: Item) -> Iterator[Named]:
    row = next((row for row in _COUNTS if row.models.search(item.note.model)), None)
    if row is None:
        return
    if row.shots + 3 <= len(plain):
        yield Named("ShutterCount", int.from_bytes(plain[row.shots : row.shots + 3], "little"), 3)
    if row.digits:
        cells = (Cell("InternalSerialNumber", row.serial, "u1", row.digits, skip_zero=True),)
        yield from read_cells(cells, plain, ORDER)
    moment = _moment(2000 + plain[81], plain[82:87]) if len(plain) >= 87 else None
    if moment is not None:
        yield Named("SonyDateTime2", moment, 6)


_OLD_SEQUENCES: Final = frozenset(b"\x07\x09\x0a\x0c")
_NEW_SEQUENCES: Final = frozenset(b"\x23\x24\x26\x28\x31\x32\x33")
_TWICE: Final = frozenset(b"\x04\x5e\xe7")
"""How Tag9400 begins, as stored, in three layouts; the last one is the first one enciphered twice."""


def _tag_9400(plain: bytes, item: Item) -> Iterator[Named]:
    """The number of the picture, and of its file, in a sequence."""
    first = item.raw[:1]
    if first and first[0] in _TWICE:
        plain = decipher(plain)
    old = bool(first) and (first[0] in _OLD_SEQUENCES or first[0] in _TWICE)
    if not old and not (first and first[0] in _NEW_SEQUENCES):
        return
    yield from _sequence(plain, 8, 12) if old else _sequence(plain, 18, 26)


def _sequence(plain: bytes, image: int, file: int) -> Iterator[Named]:
    """Numbers that count from 0 where people count from 1."""
    for name, at in (("SequenceImageNumber", image), ("SequenceFileNumber", file)):
        if at + 4 <= len(plain):
            yield Named(name, int.from_bytes(plain[at : at + 4], "little") + 1, 4)


_MOMENTS: Final = (438, 510, 528, 556)
"""Where Tag2010 has the date and time, in one camera or another."""


def _tag_2010(plain: bytes, item: Item) -> Iterator[Named]:  # noqa: ARG001 - as all readers
    """When the picture was taken, where something like a moment stands in one of the known places."""
    for at in _MOMENTS:
        part = plain[at : at + 7]
        moment = _moment(int.from_bytes(part[:2], "little"), part[2:]) if len(part) == 7 else None
        if moment is not None:
            yield Named("SonyDateTime", moment, 7)
            yield from _sequence(plain, 0, 4)
            return


_YEARS: Final = range(2005, 2100)


def _moment(year: int, rest: bytes) -> str | None:
    """A date and time; None for what is none. `rest` is month, day, hour, minute and second."""
    month, day, hour, minute, second = rest
    real = (
        year in _YEARS and 1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60
    )
    return f"{year}:{month:02d}:{day:02d} {hour:02d}:{minute:02d}:{second:02d}" if real else None


def _tag_9402(plain: bytes, item: Item) -> Iterator[Named]:  # noqa: ARG001 - as all readers
    if plain[2:3] == b"\xff":
        yield from read_cells((Cell("AmbientTemperature", 4, "s1"),), plain, ORDER)


def _tag_9403(plain: bytes, item: Item) -> Iterator[Named]:  # noqa: ARG001 - as all readers
    if len(plain) > 5 and 0 < plain[4] < 100:
        yield from read_cells((Cell("CameraTemperature", 5, "s1"),), plain, ORDER)


_Reader = Callable[[bytes, Item], Iterator[Named]]
_READERS: Final[dict[int, _Reader]] = {
    0x2010: _tag_2010,
    0x9050: _tag_9050,
    0x9400: _tag_9400,
    0x9402: _tag_9402,
    0x9403: _tag_9403,
}
