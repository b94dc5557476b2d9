"""GIF files (GIF89a): blocks, sub-blocks, and LZW streams code by code."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

PLAIN_TEXT, CONTROL, COMMENT, APPLICATION = 0x01, 0xF9, 0xFE, 0xFF
END = b";"
CLEAR, EOI = "clear", "end"
MAGIC = b"\1" + bytes(255 - number for number in range(256)) + b"\0"

Code = int | str
"""A code of an LZW stream: a number, `CLEAR` or `EOI`."""


def sub_blocks(data: bytes, size: int = 255) -> bytes:
    """Data in sub-blocks of `size` bytes, with their terminator."""
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(bytes((len(piece),)) + piece for piece in pieces) + b"\0"


def extension(label: int, *pieces: bytes) -> bytes:
    """An extension whose sub-blocks hold these pieces."""
    return bytes((0x21, label)) + b"".join(bytes((len(one),)) + one for one in pieces) + b"\0"


def comment(data: bytes | str) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return bytes((0x21, COMMENT)) + sub_blocks(raw)


def plain_text(text: str) -> bytes:
    """Text in a grid of 8 by 2 cells."""
    grid = struct.pack("<HHHHBBBB", 0, 0, 64, 16, 8, 8, 1, 0)
    return extension(PLAIN_TEXT, grid, text.encode())


def application(name: bytes, data: bytes = b"", size: int = 255) -> bytes:
    return bytes((0x21, APPLICATION, len(name))) + name + sub_blocks(data, size)


def xmp(packet: bytes, magic: bytes = MAGIC) -> bytes:
    """XMP as its specification wants it: no sub-blocks, and a trailer in which each walk ends."""
    return b"\x21\xff\x0bXMP DataXMP" + packet + magic


def loop(count: int, name: bytes = b"NETSCAPE2.0") -> bytes:
    return extension(APPLICATION, name, b"\1" + struct.pack("<H", count))


def control(delay: int = 0, disposal: int = 0, transparent: int | None = None, *, bits: int = 0) -> bytes:
    """A graphic control extension; `bits` are set beside those that mean something."""
    packed = bits | disposal << 2 | (transparent is not None)
    return extension(CONTROL, struct.pack("<BHB", packed, delay, transparent or 0))


@dataclass
class Image:
    """One image.

    Attributes:
        size, place: in pixels.
        stream: the LZW stream.
        code_size: bits of a pixel.
        packed: the flags, without those that speak of the colour table.
        table: the local colour table, 2 to 256 colours, or nothing.
        pieces: bytes of a sub-block.
    """

    size: tuple[int, int]
    stream: bytes
    code_size: int = 2
    place: tuple[int, int] = (0, 0)
    packed: int = 0
    table: bytes = b""
    pieces: int = 255

    def head(self) -> bytes:
        """The descriptor and the table."""
        flags = self.packed | (0x80 | _table_bits(self.table) if self.table else 0)
        return struct.pack("<BHHHHB", 0x2C, *self.place, *self.size, flags) + self.table

    def pack(self) -> bytes:
        return self.head() + bytes((self.code_size,)) + sub_blocks(self.stream, self.pieces)


def _table_bits(table: bytes) -> int:
    return (len(table) // 3).bit_length() - 2


def screen(
    size: tuple[int, int], table: bytes = b"", *, version: bytes = b"GIF89a", packed: int = 0, aspect: int = 0
) -> bytes:
    """Signature, logical screen descriptor, and global colour table."""
    flags = packed | (0x80 | _table_bits(table) if table else 0)
    return version + struct.pack("<HHBBB", *size, flags, 0, aspect) + table


# -- LZW (appendix F) -------------------------------------------------------------------------------


def pack(codes: Iterable[Code], code_size: int) -> bytes:
    """A stream of these codes, each as wide as a decoder expects it."""
    clear = 1 << code_size
    names = {CLEAR: clear, EOI: clear + 1}
    bits = at = 0
    width, entries, first = code_size + 1, clear + 2, True
    for code in codes:
        number = names[code] if isinstance(code, str) else code
        bits |= number << at
        at += width
        if number == clear:
            width, entries, first = code_size + 1, clear + 2, True
            continue
        if not first and entries < 4096:
            entries += 1
        if not first and entries == 1 << width and width < 12:
            width += 1
        first = False
    return bits.to_bytes((at + 7) // 8, "little")


def compress(pixels: Sequence[int], code_size: int) -> Iterator[Code]:
    """The codes of a picture, the table cleared when it is full, without the end code."""
    yield CLEAR
    clear = 1 << code_size
    table: dict[tuple[int, ...], int] = {}
    run: tuple[int, ...] = ()
    for pixel in pixels:
        longer = (*run, pixel)
        if len(longer) == 1 or longer in table:
            run = longer
            continue
        yield run[0] if len(run) == 1 else table[run]
        table[longer] = clear + 2 + len(table)
        if len(table) == 4096 - clear - 2:
            yield CLEAR
            table = {}
        run = (pixel,)
    if run:
        yield run[0] if len(run) == 1 else table[run]


def plain(pixels: Sequence[int], code_size: int) -> Iterator[Code]:
    """The codes of a picture that is not compressed: one a pixel, and clear codes before they get wider."""
    for at, pixel in enumerate(pixels):
        if at % ((1 << code_size) - 2) == 0:
            yield CLEAR
        yield pixel


# -- whole files -------------------------------------------------------------------------------------


def split(data: bytes) -> list[bytes]:
    """The blocks of a sound file: what stands before the first one, extensions, images, the end marker."""
    at = 13 + _table_size(data[10])
    blocks = [data[:at]]
    while at < len(data):
        start = at
        if data[at] == END[0]:
            at += 1
        else:
            at += 2 if data[at] == 0x21 else 11 + _table_size(data[at + 9])
            while data[at]:
                at += 1 + data[at]
            at += 1
        blocks.append(data[start:at])
    return blocks


def _table_size(packed: int) -> int:
    return 6 << (packed & 7) if packed & 0x80 else 0


def join(blocks: Iterable[bytes]) -> bytes:
    return b"".join(blocks)


def photo_gif(
    picture: bytes,
    *,
    head: Sequence[bytes] = (),
    before: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    between: Sequence[bytes] = (),
    tail: bytes = b"",
    end: bytes = END,
) -> bytes:
    """A sound picture with blocks put in.

    Args:
        picture: the file to start from.
        head: right behind the screen. before: right before the first image, behind its control extension.
        after: before the end marker. between: behind every image but the last.
        tail: behind the end marker. end: stands for it.
    """
    first, *blocks, _ = split(picture)
    images = [index for index, block in enumerate(blocks) if block[0] == 0x2C]
    out = [first, *head]
    for index, block in enumerate(blocks):
        out += [*before, block] if index == images[0] else [block]
        out += between if index in images[:-1] else ()
    return join([*out, *after, end]) + tail
