"""PNG chunk rules as tables: PNG specification, third edition, clauses 5 and 11."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from ..errors import MalformedError
from ..structures.blocks import LOOSE

SIGNATURE = b"\x89PNG\r\n\x1a\n"
IEND = b"\0\0\0\0IEND\xae\x42\x60\x82"
LENGTH_MAX = 2**31 - 1

DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bit depths that each colour type allows (table 12)."""
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}

ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Interlace passes: first column, first row, column step, row step (clause 8.2)."""


Sizes = tuple[int, ...]

RENDERING: dict[str, Sizes | dict[int, Sizes]] = {
    "gAMA": (4,),
    "cHRM": (32,),
    "sRGB": (1,),
    "cICP": (4,),
    "mDCV": (24,),
    "mDCv": (24,),
    "cLLI": (8,),
    "cLLi": (8,),
    "sBIT": {0: (1,), 2: (3,), 3: (3,), 4: (2,), 6: (4,)},
    "bKGD": {0: (2,), 2: (6,), 3: (1,), 4: (2,), 6: (6,)},
    "tRNS": {0: (2,), 2: (6,), 3: tuple(range(1, 257))},
    "pHYs": (9,),
    "sTER": (1,),
}
"""Chunks that change what a viewer shows, with their lengths (by colour type where that decides).

They count before the first IDAT, each once. Some must also stand before or after PLTE; decoders differ on
those that do not, so they stay where they are.
"""

BLOCKS: dict[str, tuple[str, int, str]] = {
    "eXIf": ("exif", 0, ""),
    "exIf": ("exif", 0, ""),
    "zXIf": ("exif", 5, "deflate"),
    "zxIf": ("exif", 5, "deflate"),
    "tEXt": ("text", 0, "tEXt"),
    "zTXt": ("text", 0, "zTXt"),
    "iTXt": ("text", 0, "iTXt"),
    "tXMP": ("xmp", 0, LOOSE),
    "tIME": ("time", 0, ""),
    "caBX": ("c2pa", 0, ""),
    "seAl": ("c2pa", 0, ""),
    "iCCP": ("icc", 0, "iCCP"),
    "gdAT": ("picture", 0, ""),
    "msOG": ("picture", 11, ""),
}
"""Chunks with a known content: block kind, bytes before it, wrapping."""


def is_critical(name: bytes) -> bool:
    """Decoders must understand such a chunk (clause 5.4: bit 5 of the first byte is 0)."""
    return not name[0] & 0x20


def is_chunk_name(name: bytes) -> bool:
    """Four ASCII letters."""
    return len(name) == 4 and name.isalpha()


def chunk(name: str, data: bytes) -> bytes:
    """A complete chunk."""
    body = name.encode("latin-1") + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class Header:
    """IHDR (clause 11.2.1)."""

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool

    @classmethod
    def read(cls, data: bytes, offset: int) -> Header:
        """Read and check the 13 bytes of IHDR."""
        header = cls(
            int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big"), data[8], data[9], data[12] == 1
        )
        sound = (
            0 < header.width <= LENGTH_MAX
            and 0 < header.height <= LENGTH_MAX
            and header.depth in DEPTHS.get(header.colour, ())
            and data[10:12] == b"\0\0"
            and data[12] <= 1
        )
        if not sound:
            raise MalformedError(
                "the header has a forbidden value", format="png", offset=offset, part="IHDR", rule="ihdr"
            )
        return header

    def raw_size(self, width: int, height: int) -> int:
        """Bytes of the decompressed stream of a picture of this kind (clause 7.2 and 8.2)."""
        if not self.interlaced:
            return height * (1 + self._row(width))
        total = 0
        for column, row, column_step, row_step in ADAM7:
            columns = -(-(width - column) // column_step)
            rows = -(-(height - row) // row_step)
            if columns > 0 and rows > 0:
                total += rows * (1 + self._row(columns))
        return total

    def _row(self, width: int) -> int:
        return (width * self.depth * CHANNELS[self.colour] + 7) // 8


def fits(name: str, size: int, header: Header) -> bool:
    """True when a rendering chunk has a length that decoders heed."""
    sizes = RENDERING[name]
    return size in (sizes.get(header.colour, ()) if isinstance(sizes, dict) else sizes)
