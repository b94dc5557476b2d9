"""Canon's CameraInfo (tag 0x000D): a record that every model of EOS lays out in its own way.

Only what identifies a camera, its owner, its lens or a moment is looked for. In many models the places move
with the firmware, so that what follows its version counts only where that version is found in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from ...model import Value
from ...structures.ifd import ORDER_CODES
from ._base import Found, Item, Named
from ._decode import Cell, read_cells
from ._records import Place, Reworked, read_places


class _Model(NamedTuple):
    """Places in the record of some models, in bytes; 0 for what they do not have.

    Attributes:
        models: a pattern for the names of the models.
        temperature: the camera's temperature, in degrees Celsius above -128, one byte.
        orientation: how it was held, one byte.
        firmware: its version, 6 letters.
        file, directory: numbers of the file and its directory, 4 bytes.
        shots: number of exposures, 4 bytes.
        more: what else identifies.
    """

    models: str
    temperature: int
    orientation: int
    firmware: int
    file: int
    directory: int
    shots: int = 0
    more: tuple[Place, ...] = ()


def _next(value: Value) -> Value | None:
    return value + 1 if isinstance(value, int) else None


def _moment(value: Value) -> Value | None:
    """Seconds since 1970 by the camera's clock."""
    if not isinstance(value, int) or not value:
        return None
    return f"{datetime.fromtimestamp(value, UTC):%Y:%m:%d %H:%M:%S}"


def _lens(at: int) -> Cell:
    return Cell("LensModel", at, "t64", skip_zero=True)


_MODELS: Final = (
    _Model(
        r"\b1D Mark III\b",
        *(0x18, 0x30, 0x136, 0x172, 0x17E, 0x176),
        (
            Reworked(Cell("TimeStamp1", 0x45A, "u4"), _moment),
            Reworked(Cell("TimeStamp", 0x45E, "u4"), _moment),
        ),
    ),
    _Model(
        r"\b1Ds Mark III\b",
        *(0x18, 0x30, 0x136, 0x172, 0x17E, 0x176),
        (Reworked(Cell("TimeStamp", 0x45E, "u4"), _moment),),
    ),
    _Model(r"\b1D Mark IV\b", 0x19, 0x35, 0x1ED, 0x22C, 0x238),
    _Model(r"EOS-1D X$", 0x1B, 0x7D, 0x280, 0x2D0, 0x2DC),
    _Model(
        r"EOS 5D Mark III\b", 0x1B, 0x7D, 0x23C, 0x28C, 0x298, 0, (Cell("LensSerialNumber", 0x164, "x5"),)
    ),
    _Model(r"EOS 5D Mark II\b", 0x19, 0x31, 0x17E, 0x1BB, 0x1C7),
    _Model(r"EOS 5DS\b", 0, 0, 0, 0, 0, 0, (Cell("LensSerialNumber", 0x16B, "x5", skip_zero=True),)),
    _Model(
        r"EOS 5D$",
        *(0x17, 0x27, 0, 0, 0, 0),
        (
            Cell("FirmwareRevision", 0xA4, "t8"),
            Cell("ShortOwnerName", 0xAC, "t16"),
            Cell("DirectoryIndex", 0xCC, "u4"),
            Reworked(Cell("FileIndex", 0xD0, "u2"), _next),
            Reworked(Cell("TimeStamp", 0x11C, "u4"), _moment),
        ),
    ),
    _Model(r"EOS 6D$", 0x1B, 0x83, 0x256, 0x2AA, 0x2B6),
    _Model(r"EOS 7D$", 0x19, 0x35, 0x1AC, 0x1EB, 0x1F7),
    _Model(r"EOS 40D$", 0x18, 0x30, 0xFF, 0x133, 0x13F, 0, (_lens(0x92B),)),
    _Model(r"EOS 50D$", 0x19, 0x31, 0x15E, 0x19B, 0x1A7),
    _Model(r"EOS 60D$", 0x19, 0x36, 0x199, 0x1D9, 0x1E5),
    _Model(r"\b(1200D|REBEL T5|Kiss X70)\b", 0x19, 0x3A, 0x199, 0, 0),
    _Model(r"EOS 70D$", 0x1B, 0x84, 0x25E, 0x2B3, 0x2BF),
    _Model(r"EOS 80D$", 0x1B, 0x96, 0x45A, 0x4AE, 0x4BA),
    _Model(
        r"\b(450D|REBEL XSi|Kiss X2)\b",
        *(0x18, 0x30, 0x107, 0x13F, 0x133, 0),
        (Cell("OwnerName", 0x10F, "t32"), _lens(0x933)),
    ),
    _Model(r"\b(500D|REBEL T1i|Kiss X3)\b", 0x19, 0x31, 0x190, 0x1D3, 0x1DF),
    _Model(r"\b(550D|REBEL T2i|Kiss X4)\b", 0x19, 0x35, 0x1A4, 0x1E4, 0x1F0),
    _Model(r"\b(600D|REBEL T3i|Kiss X5|1100D|REBEL T3|Kiss X50)\b", 0x19, 0x38, 0x19B, 0x1DB, 0x1E7),
    _Model(r"\b(650D|REBEL T4i|Kiss X6i)\b", 0x1B, 0x7D, 0x21B, 0x270, 0x27C),
    _Model(r"\b(700D|REBEL T5i|Kiss X7i)\b", 0x1B, 0x7D, 0x220, 0x274, 0x280),
    _Model(r"\b(750D|Rebel T6i|Kiss X8i)\b", 0x1B, 0x96, 0x43D, 0, 0),
    _Model(r"\b(760D|Rebel T6s|8000D)\b", 0x1B, 0x96, 0x449, 0, 0),
    _Model(r"\b(1000D|REBEL XS|Kiss F)\b", 0x18, 0x30, 0x10B, 0x143, 0x137, 0, (_lens(0x937),)),
)
"""From ExifTool's tables. The first one that fits the camera's model counts."""

_COMPACT_ITEMS: Final = 138
_TEMPERATURES: Final = range(1, 100)
"""Compact cameras have an array of 32 bit numbers, in newer ones with the temperature as the last but two."""

_PATTERNS: Final = tuple((re.compile(row.models), row) for row in _MODELS)
_VERSION: Final = re.compile(rb"\d\.\d\.\d[ \0]")


def camera_info(item: Item) -> Iterable[Found]:
    """The record, and what identifies in it, where the model is known."""
    yield Named(item.name, item.value, item.size)
    row = next((row for pattern, row in _PATTERNS if pattern.search(item.note.model)), None)
    if row is not None:
        yield from _read(row, item)
    elif item.type in (4, 9) and len(item.raw) >= 4 * _COMPACT_ITEMS:
        stored = int.from_bytes(item.raw[-12:-8], item.order)
        if stored in _TEMPERATURES:
            yield Named("CameraTemperature", stored, 4)


def _read(row: _Model, item: Item) -> Iterator[Named]:
    raw = item.raw
    order = ORDER_CODES[item.order]
    if 0 < row.temperature < len(raw) and raw[row.temperature]:
        yield Named("CameraTemperature", raw[row.temperature] - 128, 1)
    if row.orientation:
        yield from read_cells((Cell("CameraOrientation", row.orientation, "u1"),), raw, order)
    if row.firmware:
        version = raw[row.firmware : row.firmware + 6]
        if not _VERSION.match(version):
            return
        yield from read_cells((Cell("FirmwareVersion", row.firmware, "t6"),), raw, order)
    yield from _numbers(row, raw, order)
    yield from read_places(row.more, raw, item.order)


def _numbers(row: _Model, raw: bytes, order: str) -> Iterator[Named]:
    """The numbers of the file, of its directory and of all exposures.

    Stored are one less, for the directory one more, unless it stands before the file.
    """
    places = (
        ("FileIndex", row.file, 1),
        ("DirectoryIndex", row.directory, -1 if row.directory > row.file else 0),
        ("ShutterCount", row.shots, 1),
    )
    for name, at, add in places:
        for found in read_cells((Cell(name, at, "u4"),) if at else (), raw, order):
            if isinstance(found.value, int):
                yield found._replace(value=found.value + add)
