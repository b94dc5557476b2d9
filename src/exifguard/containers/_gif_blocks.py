"""GIF blocks as tables and small readers: GIF89a, clauses 15 to 27; XMP part 3, clause 1.1.2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .._source import Source
from ..model import SpanTable
from ..structures.blocks import LOOSE as LOOSE

SIGNATURES = (b"GIF87a", b"GIF89a")
SIGNATURE_SIZE, SCREEN_SIZE, IMAGE_SIZE, CONTROL_SIZE = 6, 7, 10, 8
"""Bytes of the signature, the logical screen descriptor, an image descriptor and a whole graphic control
extension."""

EXTENSION, IMAGE, END = 0x21, 0x2C, 0x3B
"""What blocks begin with (clauses 20, 23 and 27)."""
PLAIN_TEXT, CONTROL, COMMENT, APPLICATION = 0x01, 0xF9, 0xFE, 0xFF
"""Labels of extensions. Those below 0x80 draw something (clause 12)."""
DRAWING = 0x80
GRID_SIZE = 12
"""Bytes of a plain text extension before its text: place, cells and colours (clause 25)."""

HAS_TABLE, TABLE_BITS = 0x80, 0x07
IMAGE_BITS = {True: 0xE7, False: 0x40}
"""Bits of an image descriptor with a meaning, by whether it has a colour table (clause 20)."""
CONTROL_BITS = 0x1F
"""Bits of a graphic control extension with a meaning: disposal, user input, transparency (clause 23)."""
TRANSPARENT, DISPOSAL = 0x01, 0x1C
CODE_SIZES = range(2, 12)
"""Bits of a pixel that decoders agree about (clause 22; more than 8 are of no use, and are met)."""

LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
LOOP_COUNT = 1
"""The sub-block that holds the number of loops; 2 is about buffering, which nothing heeds."""
LOOP_SIZE = 19
"""Bytes of a loop extension that holds nothing else."""
XMP = b"XMP DataXMP"
PROFILE = b"ICCRGBG1012"
PHOTOSHOP, IPTC = b"MGK8BIM0000", b"MGKIPTC0000"
APPLICATIONS = {
    XMP: "xmp",
    PROFILE: "icc",
    PHOTOSHOP: "photoshop",
    IPTC: "iptc",
    b"C2PA_GIF\x01\0\0": "c2pa",
}
"""Application extensions with a known content: identifier and authentication code, and block kind."""
MAGIC = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
"""Behind a packet of XMP: whatever byte of it a reader takes for the length of a sub-block, it ends here."""
SUB_BLOCK = 255
"""The most bytes of a sub-block (clause 15)."""
STEP = 48 * 1024
"""Bytes of a picture's stream that are read at once."""


class Chain(NamedTuple):
    """Sub-blocks (clauses 15 and 16).

    Attributes:
        pieces: their data.
        end: behind their terminator, or the end of the file.
        whole: they have their terminator.
        short: the last one is shorter than it says.
    """

    pieces: SpanTable
    end: int
    whole: bool
    short: bool = False


def read_chain(source: Source, at: int) -> Chain:
    """The sub-blocks from `at`, as far as they go."""
    pieces = SpanTable()
    while at < source.size:
        buffer, base = source.window(at)
        stop = base + len(buffer)
        while at < stop:
            size = buffer[at - base]
            end = at + 1 + size
            if not size:
                return Chain(pieces, end, whole=True)
            if end > source.size:
                if at + 1 < source.size:
                    pieces.append(at + 1, source.size)
                return Chain(pieces, source.size, whole=False, short=at + 1 < source.size)
            pieces.append(at + 1, end)
            at = end
    return Chain(pieces, source.size, whole=False)


def joined(source: Source, pieces: SpanTable) -> Iterator[bytes]:
    """The data of sub-blocks that follow each other, many at a time."""
    first = 0
    while first < len(pieces):
        base = pieces[first].start
        last = first
        while last < len(pieces) and pieces[last].end - base <= STEP:
            last += 1
        data = source.read(base, pieces[last - 1].end - base)
        yield b"".join(data[pieces[n].start - base : pieces[n].end - base] for n in range(first, last))
        first = last


def head_of(source: Source, pieces: SpanTable, size: int) -> bytes:
    """The first `size` bytes in sub-blocks, or fewer where there are no more."""
    head = b""
    for start, end in pieces:
        head += source.read(start, min(end - start, size - len(head)))
        if len(head) == size:
            break
    return head


def table_size(packed: int) -> int:
    """Bytes of the colour table that a descriptor announces (clauses 18 and 20)."""
    return 6 << (packed & TABLE_BITS) if packed & HAS_TABLE else 0


def canonical_image(descriptor: bytes) -> bytes:
    """An image descriptor without the bits that mean nothing."""
    packed = descriptor[9]
    return descriptor[:9] + bytes((packed & IMAGE_BITS[bool(packed & HAS_TABLE)],))


def canonical_control(extension: bytes) -> bytes:
    """A graphic control extension without the bits that mean nothing (clause 23).

    A transparent colour counts where the flag is set.
    """
    packed = extension[3] & CONTROL_BITS
    colour = extension[6] if packed & TRANSPARENT else 0
    return extension[:3] + bytes((packed,)) + extension[4:6] + bytes((colour, 0))


def packet_end(source: Source, start: int, end: int) -> int | None:
    """Where the packet of XMP ends that begins at `start` in an extension that ends at `end`; None if none.

    Readers take it as it is and not as sub-blocks, and know its end by what follows.
    """
    at = end - len(MAGIC)
    return at if at >= start and source.read(at, len(MAGIC)) == MAGIC else None


def xmp_extension(packet: bytes) -> bytes:
    """An application extension with a packet of XMP."""
    return bytes((EXTENSION, APPLICATION, len(XMP))) + XMP + packet + MAGIC


def application_extension(name: bytes, data: bytes) -> bytes:
    """An application extension with data in sub-blocks."""
    pieces = [data[at : at + SUB_BLOCK] for at in range(0, len(data), SUB_BLOCK)]
    chain = b"".join(bytes((len(piece),)) + piece for piece in pieces)
    return bytes((EXTENSION, APPLICATION, len(name))) + name + chain + b"\0"
