"""BMP files (Microsoft, wingdi.h): both headers, palettes, rows and run lengths."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable

FILE_HEADER = 14
CORE, INFO, OS2, V4, V5 = 12, 40, 64, 108, 124
RGB, RLE8, RLE4, BITFIELDS, JPEG, PNG = range(6)
SRGB, LINKED, EMBEDDED = b"BGRs", b"KNIL", b"DEBM"
END_OF_ROW, END_OF_PICTURE = b"\0\0", b"\0\1"

Pixel = Callable[[int, int], int]


def core(width: int, height: int, bits: int, planes: int = 1) -> bytes:
    """BITMAPCOREHEADER."""
    return struct.pack("<IHHHH", CORE, width, height, planes, bits)


def info(
    width: int,
    height: int,
    bits: int,
    compression: int = RGB,
    *,
    size: int = INFO,
    planes: int = 1,
    image_size: int = 0,
    density: tuple[int, int] = (2835, 2835),
    used: int = 0,
    important: int = 0,
    rest: bytes = b"",
) -> bytes:
    """BITMAPINFOHEADER, or one of its successors of `size` bytes that goes on with `rest`."""
    first = struct.pack("<IiiHHII", size, width, height, planes, bits, compression, image_size)
    return (first + struct.pack("<iiII", *density, used, important) + rest).ljust(size, b"\0")


def v5(
    *,
    masks: tuple[int, int, int, int] = (0, 0, 0, 0),
    space: bytes = SRGB,
    calibration: bytes = b"",
    profile: tuple[int, int] = (0, 0),
    intent: int = 4,
) -> bytes:
    """What BITMAPV5HEADER has behind BITMAPINFOHEADER; `profile` is offset and size."""
    head = struct.pack("<4I", *masks) + space + calibration.ljust(48, b"\0")
    return head + struct.pack("<4I", intent, *profile, 0)


def palette(colours: Iterable[tuple[int, int, int]], reserved: int | None = 0) -> bytes:
    """RGBQUADs, or RGBTRIPLEs where `reserved` is None."""
    last = b"" if reserved is None else bytes((reserved,))
    return b"".join(bytes((blue, green, red)) + last for red, green, blue in colours)


def rows(width: int, height: int, bits: int, pixel: Pixel, padding: bytes = bytes(4)) -> bytes:
    """Uncompressed rows from the bottom to the top; `padding` fills them up, as far as needed."""
    out = b""
    for y in reversed(range(height)):
        if bits >= 8:
            row = b"".join(pixel(x, y).to_bytes(bits // 8, "little") for x in range(width))
        else:
            packed = 0
            for x in range(width):
                packed = packed << bits | pixel(x, y)
            spare = -width * bits % 8
            row = (packed << spare).to_bytes((width * bits + 7) // 8, "big")
        out += row + padding[: -len(row) % 4]
    return out


def rle8(width: int, height: int, pixel: Pixel) -> bytes:
    """Rows as run lengths of 8 bits, without the end of the picture."""
    out = b""
    for y in reversed(range(height)):
        x = 0
        while x < width:
            value, run = pixel(x, y), 1
            while x + run < width and run < 255 and pixel(x + run, y) == value:
                run += 1
            out += bytes((run, value))
            x += run
        out += END_OF_ROW
    return out


def bmp(
    header: bytes,
    pixels: bytes,
    colours: bytes = b"",
    *,
    gap: bytes = b"",
    tail: bytes = b"",
    reserved: int = 0,
    offset: int | None = None,
    size: int | None = None,
) -> bytes:
    """A file; `offset` and `size` override the true ones."""
    at = FILE_HEADER + len(header) + len(colours) + len(gap)
    total = at + len(pixels) + len(tail)
    first = struct.pack(
        "<2sIII", b"BM", total if size is None else size, reserved, at if offset is None else offset
    )
    return first + header + colours + gap + pixels + tail
