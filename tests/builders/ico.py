"""ICO and CUR files: a directory, and bitmaps with masks or PNG files behind it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

from builders import bmp

ICON, CURSOR = 1, 2
HEAD, ENTRY = 6, 16


class Image(NamedTuple):
    """A picture, and what its entry says: sides, bits (of a cursor: the hotspot's row), reserved byte."""

    data: bytes
    size: tuple[int, int] = (16, 16)
    planes: int = 1
    bits: int = 32
    reserved: int = 0


def bitmap(
    size: tuple[int, int],
    bits: int,
    pixel: bmp.Pixel,
    colours: bytes = b"",
    *,
    padding: bytes = bytes(4),
    mask: bytes | None = None,
) -> bytes:
    """A bitmap as icons have it: twice as high as it shows, for its mask."""
    width, height = size
    head = bmp.info(width, 2 * height, bits, density=(0, 0))
    see_through = bmp.rows(width, height, 1, lambda x, y: (x + y) % 5 == 0, padding)
    rows = bmp.rows(width, height, bits, pixel, padding)
    return head + colours + rows + (see_through if mask is None else mask)


def entry(image: Image, size: int, offset: int) -> bytes:
    width, height = image.size
    head = bytes((width % 256, height % 256, 0, image.reserved))
    return head + struct.pack("<HHII", image.planes, image.bits, size, offset)


def ico(
    images: Sequence[Image],
    *,
    kind: int = ICON,
    gap: bytes = b"",
    tail: bytes = b"",
    shared: int = 0,
    moved: Sequence[int] = (),
    sizes: Sequence[int] = (),
    orders: Sequence[int] = (),
) -> bytes:
    """A file with `gap` before each picture.

    `shared` more entries name the last picture; `moved` is added to the offsets, `sizes` to the sizes.
    `orders` says which picture each entry names, where it is not one after the other.
    """
    count = len(images) + shared
    at = HEAD + ENTRY * count
    body, rows = b"", []
    for number, image in enumerate(images):
        body += gap
        by = moved[number] if number < len(moved) else 0
        more = sizes[number] if number < len(sizes) else 0
        rows.append(entry(image, len(image.data) + more, at + len(body) + by))
        body += image.data
    named = orders or [*range(len(images)), *(len(images) - 1,) * shared]
    return struct.pack("<HHH", 0, kind, count) + b"".join(rows[n] for n in named) + body + tail
