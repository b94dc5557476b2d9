"""PNG chunk rules as tables: PNG specification, third edition, clauses 5 and 11."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import MalformedError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
IEND = b"\0\0\0\0IEND\xae\x42\x60\x82"
LENGTH_MAX = 2**31 - 1

DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bit depths that each colour type allows (table 12)."""
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}

ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Interlace passes: first column, first row, column step, row step (clause 8.2)."""


class ChunkRule(NamedTuple):
    """What a rendering chunk must look like for decoders to heed it."""

    sizes: dict[int, tuple[int, ...]] | tuple[int, ...]
    """Allowed lengths, for every colour type or by colour type."""
    before_palette: bool = False
    after_palette: bool = False


RENDERING: dict[str, ChunkRule] = {
    "gAMA": ChunkRule((4,), before_palette=True),
    "cHRM": ChunkRule((32,), before_palette=True),
    "sRGB": ChunkRule((1,), before_palette=True),
    "cICP": ChunkRule((4,), before_palette=True),
    "mDCV": ChunkRule((24,), before_palette=True),
    "mDCv": ChunkRule((24,), before_palette=True),
    "cLLI": ChunkRule((8,), before_palette=True),
    "cLLi": ChunkRule((8,), before_palette=True),
    "sBIT": ChunkRule({0: (1,), 2: (3,), 3: (3,), 4: (2,), 6: (4,)}, before_palette=True),
    "bKGD": ChunkRule({0: (2,), 2: (6,), 3: (1,), 4: (2,), 6: (6,)}, after_palette=True),
    "tRNS": ChunkRule({0: (2,), 2: (6,), 3: tuple(range(1, 257))}, after_palette=True),
    "pHYs": ChunkRule((9,)),
    "sTER": ChunkRule((1,)),
}
"""Chunks that change what a viewer shows; all stand before the first IDAT, each at most once."""

BLOCKS: dict[str, tuple[str, int, str]] = {
    "eXIf": ("exif", 0, ""),
    "exIf": ("exif", 0, ""),
    "zXIf": ("exif", 5, "deflate"),
    "zxIf": ("exif", 5, "deflate"),
    "tEXt": ("text", 0, "tEXt"),
    "zTXt": ("text", 0, "zTXt"),
    "iTXt": ("text", 0, "iTXt"),
    "tXMP": ("xmp", 0, ""),
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


def fits(name: str, size: int, header: Header, *, palette_seen: bool) -> bool:
    """True when decoders heed a rendering chunk of this length at this place."""
    rule = RENDERING[name]
    sizes = rule.sizes.get(header.colour, ()) if isinstance(rule.sizes, dict) else rule.sizes
    misplaced = (rule.before_palette and palette_seen) or (
        rule.after_palette and header.colour == 3 and not palette_seen
    )
    return size in sizes and not misplaced
