"""JPEG XL (ISO/IEC 18181): boxes around a codestream, and the bits of its headers."""

from __future__ import annotations

import struct
from itertools import pairwise

from builders.boxes import box

SIGNATURE = box(b"JXL ", b"\r\n\x87\n")
FTYP = box(b"ftyp", b"jxl \0\0\0\0jxl ")


def file(stream: bytes, *, before: bytes = b"", after: bytes = b"", pieces: tuple[int, ...] = ()) -> bytes:
    """A file of boxes; `pieces` are the places where the codestream is cut, with `before` behind each."""
    if not pieces:
        return SIGNATURE + FTYP + before + box(b"jxlc", stream) + after
    edges = (0, *pieces, len(stream))
    coded = [
        box(b"jxlp", struct.pack(">I", number | (0x80000000 if end == len(stream) else 0)) + stream[at:end])
        for number, (at, end) in enumerate(pairwise(edges))
    ]
    return SIGNATURE + FTYP + before.join(coded) + after


def exif(data: bytes, offset: int = 0) -> bytes:
    return box(b"Exif", struct.pack(">I", offset) + bytes(offset) + data)


class Bits:
    """Bits, the lowest of each byte first."""

    def __init__(self) -> None:
        self.value = self.width = 0

    def put(self, value: int, width: int) -> Bits:
        self.value |= value << self.width
        self.width += width
        return self

    def text(self, text: bytes) -> Bits:
        """A name: its length in one of four forms, and its bytes."""
        if len(text) < 16:
            self.put(1, 2).put(len(text), 4)
        elif len(text) < 48:
            self.put(2, 2).put(len(text) - 16, 5)
        else:
            self.put(3, 2).put(len(text) - 48, 10)
        return self.put(int.from_bytes(text, "little"), 8 * len(text))

    def done(self) -> bytes:
        return self.value.to_bytes(-(-self.width // 8), "little")


def header(
    size: tuple[int, int],
    *,
    orientation: int = 1,
    preview: tuple[int, int] | None = None,
    alpha: bytes | None = None,
    extension: bytes = b"",
) -> bytes:
    """The header of an 8-bit XYB picture; sizes are width and height in multiples of 8, up to 256.

    Args:
        size, preview: of the picture, and of one before its frames.
        orientation: as in EXIF.
        alpha: the name of an alpha channel, or None where there is none.
        extension: bytes of an extension that nobody knows.
    """
    bits = Bits().put(0x0AFF, 16)
    bits.put(1, 1).put(size[1] // 8 - 1, 5).put(0, 3).put(size[0] // 8 - 1, 5)
    bits.put(0, 1).put(1, 1).put(orientation - 1, 3).put(0, 1)
    bits.put(preview is not None, 1)
    if preview:
        bits.put(1, 1).put(2, 2).put(preview[1] // 8 - 1, 5).put(0, 3).put(2, 2).put(preview[0] // 8 - 1, 5)
    bits.put(0, 1)  # no animation
    bits.put(0, 1).put(0, 2).put(1, 1)  # 8 bits
    bits.put(alpha is not None, 2)
    if alpha is not None:
        bits.put(0, 1).put(0, 2).put(0, 1).put(0, 2).put(0, 2).text(alpha).put(0, 1)
    bits.put(1, 1).put(1, 1).put(1, 1)  # XYB, sRGB, no tone mapping
    if extension:
        bits.put(1, 2).put(0, 4).put(3, 2).put(8 * len(extension) & 0xFFF, 12).put(0, 1)
        bits.put(int.from_bytes(extension, "little"), 8 * len(extension))
    else:
        bits.put(0, 2)
    return bits.put(1, 1).done()


def gain_map(stream: bytes, *, profile: bytes = b"", numbers: bytes | None = None) -> bytes:
    """The box of a gain map: numbers as in ISO 21496-1, no colours, a profile, a codestream."""
    if numbers is None:
        numbers = (
            bytes(5) + struct.pack(">4I", 0, 1, 2, 1) + struct.pack(">10I", 0, 1, 1, 1, 1, 1, 0, 1, 0, 1)
        )
    head = b"\0" + struct.pack(">H", len(numbers)) + numbers + b"\0"
    return box(b"jhgm", head + struct.pack(">I", len(profile)) + profile + stream)
