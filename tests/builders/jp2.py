"""JPEG 2000 (ITU-T T.800): boxes around a codestream, and the segments and tile-parts in it."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from builders.boxes import Box, box, join, split

SIGNATURE = box(b"jP  ", b"\r\n\x87\n")
SOC, SIZ, TLM, CRG, COM, SOT, SOD, EOC = (
    bytes((0xFF, code)) for code in (0x4F, 0x51, 0x55, 0x63, 0x64, 0x90, 0x93, 0xD9)
)

EXIF = b"JpgTiffExif->JP2"
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
IPTC = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")
PHOTOSHOP = bytes.fromhex("2c4c0100850440b9a03e562148d6dfeb")
GEOTIFF = bytes.fromhex("b14bf8bd083d4b43a5ae8cd7d5a6ce03")
WORLD_FILE = bytes.fromhex("96a9f1f1dc98402da7aed68e34451809")


def uuid(name: bytes, data: bytes) -> bytes:
    """A box that is named by a UUID."""
    return box(b"uuid", name + data)


def ftyp(brand: bytes = b"jp2 ", *compatible: bytes, minor: int = 0) -> bytes:
    return box(b"ftyp", brand + struct.pack(">I", minor) + b"".join(compatible or (brand,)))


def colour(method: int, data: bytes, *, precedence: int = 0, approximation: int = 0) -> bytes:
    """A colour specification."""
    return box(b"colr", bytes((method, precedence, approximation)) + data)


def enumerated(space: int = 16) -> bytes:
    """A colour space by its number: 16 is sRGB, 17 grey."""
    return colour(1, struct.pack(">I", space))


def resolution(
    kind: bytes, down: tuple[int, int], across: tuple[int, int], exponents: tuple[int, int] = (0, 0)
) -> bytes:
    """How many points there are on a metre: fractions, and exponents of ten."""
    return box(kind, struct.pack(">4H2b", *down, *across, *exponents))


def file(
    picture: bytes,
    *,
    head: Sequence[bytes] = (),
    header: Sequence[bytes] = (),
    colours: Sequence[bytes] | None = None,
    middle: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    brand: bytes | None = None,
    stream: bytes | None = None,
) -> bytes:
    """A file with boxes put in.

    Args:
        picture: the file to start from.
        head: behind ftyp. header: at the end of jp2h. colours: instead of the colour specifications.
        middle: between jp2h and jp2c. after: behind jp2c.
        brand: stands for ftyp. stream: stands for the codestream.
    """
    rows: list[Box | bytes] = []
    for one in split(picture):
        if one.kind == b"ftyp":
            rows += [brand or one, *head]
        elif one.kind == b"jp2h":
            inner: list[Box | bytes] = [
                part for part in split(one.data) if colours is None or part.kind != b"colr"
            ]
            rows += [box(b"jp2h", join([*inner, *(colours or ()), *header])), *middle]
        elif one.kind == b"jp2c":
            rows += [one if stream is None else Box(b"jp2c", stream), *after]
        else:
            rows.append(one)
    return join(rows)


def codestream(picture: bytes) -> bytes:
    """The codestream of a file."""
    return next(one.data for one in split(picture) if one.kind == b"jp2c")


# -- codestreams ------------------------------------------------------------------------------------


class TilePart(NamedTuple):
    """A tile-part: its number, the segments of its header, its data; `length` overrides what it says."""

    tile: int
    head: tuple[bytes, ...]
    data: bytes
    number: int = 0
    total: int = 1
    length: int | None = None

    def build(self) -> bytes:
        head = b"".join(self.head)
        size = 12 + len(head) + 2 + len(self.data)
        stated = size if self.length is None else self.length
        return (
            SOT
            + struct.pack(">HHIBB", 10, self.tile, stated, self.number, self.total)
            + head
            + SOD
            + self.data
        )


class Stream(NamedTuple):
    """A codestream: the segments of its main header, its tile-parts, and how it ends."""

    head: tuple[bytes, ...]
    parts: tuple[TilePart, ...]
    end: bytes = EOC

    def build(self) -> bytes:
        return SOC + b"".join(self.head) + b"".join(one.build() for one in self.parts) + self.end


def segment(marker: bytes, data: bytes, *, length: int | None = None) -> bytes:
    return marker + struct.pack(">H", len(data) + 2 if length is None else length) + data


def comment(text: str | bytes, registration: int = 1) -> bytes:
    """COM: text in Latin-1, or bytes that are no text (0)."""
    data = text.encode("latin-1") if isinstance(text, str) else text
    return segment(COM, struct.pack(">H", registration) + data)


def tlm(
    rows: Iterable[tuple[int, int]], *, tile_size: int = 1, length_size: int = 4, index: int = 0
) -> bytes:
    """TLM: the tile and the length of tile-parts."""
    body = b"".join(
        (tile.to_bytes(tile_size, "big") if tile_size else b"") + length.to_bytes(length_size, "big")
        for tile, length in rows
    )
    return segment(TLM, bytes((index, tile_size << 4 | (0x40 if length_size == 4 else 0))) + body)


def _segments(data: bytes, at: int, stop: bytes) -> tuple[list[bytes], int]:
    found = []
    while data[at : at + 2] != stop:
        size = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        found.append(data[at : at + size])
        at += size
    return found, at


def parse(data: bytes, *, comments: bool = False) -> Stream:
    """A sound codestream taken apart; the comments of its encoder are left out."""
    head, at = _segments(data, 2, SOT)
    parts = []
    while data[at : at + 2] == SOT:
        _, tile, length, number, count = struct.unpack_from(">HHIBB", data, at + 2)
        inner, body = _segments(data, at + 12, SOD)
        parts.append(TilePart(tile, tuple(inner), data[body + 2 : at + length], number, count))
        at += length
    kept = tuple(one for one in head if comments or one[:2] != COM)
    return Stream(kept, tuple(parts), data[at : at + 2])
