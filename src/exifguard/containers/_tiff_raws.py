"""Camera raws that look like TIFF: which one a file is.

Their sensor data is reached through offsets that only the maker knows, so they are never laid out afresh.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from .._cursor import ByteOrder

MARKS: Final[dict[bytes, ByteOrder]] = {
    b"IIRO": "little",
    b"IIRS": "little",
    b"MMOR": "big",
    b"IIU\0": "little",
}
"""How raws begin that say something else than 42 where TIFF has its number."""

_BEGINNINGS: Final = (
    (0, b"IIRO", "Olympus ORF"),
    (0, b"IIRS", "Olympus ORF"),
    (0, b"MMOR", "Olympus ORF"),
    (0, b"IIU\0", "Panasonic RW2"),
    (8, b"CR\2\0", "Canon CR2"),
    (8, b"IIII", "Phase One IIQ"),
    (8, b"MMMM", "Phase One IIQ"),
)
_MAKERS: Final = (
    ("nikon", "Nikon NEF"),
    ("sony", "Sony ARW"),
    ("pentax", "Pentax PEF"),
    ("ricoh", "Pentax PEF"),
    ("samsung", "Samsung SRW"),
    ("hasselblad", "Hasselblad 3FR"),
    ("phase one", "Phase One IIQ"),
    ("leaf", "Leaf MOS"),
    ("mamiya", "Mamiya MEF"),
    ("epson", "Epson ERF"),
    ("seiko epson", "Epson ERF"),
    ("kodak", "Kodak DCR"),
    ("eastman kodak", "Kodak DCR"),
    ("canon", "Canon TIF"),
    ("leica", "Leica RWL"),
    ("imacon", "Imacon FFF"),
)
DNG_VERSION: Final = 50706
DNG: Final = "Adobe DNG"
_PRIVATE: Final = frozenset((50752, 65024, 34310, 33424))  # CR2's slices, tables of Kodak and Leaf
_SENSOR: Final = frozenset((32803, 34892))  # colour filter array, linear raw
_CODINGS: Final = frozenset((32767, 32769, 32770, 34713, 34892, 65000, 65535))  # Sony to Pentax


def raw_kind(
    head: bytes, tags: Collection[int], make: str, photometrics: Collection[int], codings: Collection[int]
) -> str:
    """The name of the camera raw that a file is; ``""`` for a TIFF.

    Args:
        head: its first bytes, 16 or more.
        tags: of its first table.
        make: the maker's name there.
        photometrics, codings: how its pictures are said to be stored, those inside others too.
    """
    for at, start, name in _BEGINNINGS:
        if head.startswith(start, at):
            return name
    if DNG_VERSION in tags:
        return DNG
    if _SENSOR & set(photometrics) or _CODINGS & set(codings) or _PRIVATE & set(tags):
        maker = make.strip().lower()
        return next((name for start, name in _MAKERS if maker.startswith(start)), "camera raw")
    return ""
