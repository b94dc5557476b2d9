"""PNG and APNG files (PNG third edition, ISO/IEC 15948): chunks, rasters, text and colour."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
# Clause 8.2: first column, first row, column step, row step of the seven passes of Adam7.
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))

Pixel = Callable[[int, int], Sequence[int]]


class Chunk(NamedTuple):
    """A chunk's type and data."""

    kind: bytes
    data: bytes


def chunk(kind: bytes, data: bytes = b"", *, crc: int | None = None, length: int | None = None) -> bytes:
    """A chunk as bytes; `crc` and `length` override the true ones."""
    check = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data) if length is None else length) + kind + data + struct.pack(">I", check)


def bad_crc(kind: bytes, data: bytes = b"") -> bytes:
    return chunk(kind, data, crc=zlib.crc32(kind + data) ^ 0xFFFF_FFFF)


IEND = chunk(b"IEND")


def split(data: bytes) -> list[Chunk]:
    """The chunks of a sound file, up to and with IEND."""
    chunks: list[Chunk] = []
    at = len(SIGNATURE)
    while not chunks or chunks[-1].kind != b"IEND":
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append(Chunk(data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def join(chunks: Iterable[Chunk | bytes]) -> bytes:
    """A file from chunks; ready-made bytes are put in as they are."""
    parts = (one if isinstance(one, bytes) else chunk(*one) for one in chunks)
    return SIGNATURE + b"".join(parts)


def photo_png(
    picture: bytes,
    *,
    head: Sequence[bytes] = (),
    before_idat: Sequence[bytes] = (),
    after_idat: Sequence[bytes] = (),
    tail: bytes = b"",
    drop: Iterable[bytes] = (),
    idat: Sequence[bytes] | None = None,
    iend: bytes = IEND,
) -> bytes:
    """A sound picture with chunks put in.

    Args:
        picture: the file to start from.
        head: right behind IHDR, before PLTE. before_idat: behind all that stands before the first IDAT.
        after_idat: right behind the last IDAT. tail: behind IEND.
        drop: kinds of chunks that are left out of `picture`.
        idat: chunks, as bytes, that stand for all IDAT chunks. iend: stands for IEND.
    """
    unwanted = frozenset(drop)
    chunks = [one for one in split(picture) if one.kind not in unwanted]
    spots = [index for index, one in enumerate(chunks) if one.kind == b"IDAT"]
    front, back = chunks[: spots[0]], chunks[spots[-1] + 1 : -1]
    middle: Sequence[Chunk | bytes] = chunks[spots[0] : spots[-1] + 1] if idat is None else idat
    return join((front[0], *head, *front[1:], *before_idat, *middle, *after_idat, *back, iend)) + tail


def idat_stream(picture: bytes) -> bytes:
    """The zlib stream of a picture: the data of its IDAT chunks, joined."""
    return b"".join(one.data for one in split(picture) if one.kind == b"IDAT")


def idats(stream: bytes, size: int) -> list[bytes]:
    """IDAT chunks, as bytes, of `size` bytes of data each."""
    return [chunk(b"IDAT", stream[at : at + size]) for at in range(0, len(stream), size)]


def ihdr(width: int, height: int, depth: int = 8, color: int = RGB, *, interlace: int = 0) -> Chunk:
    return Chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace))


def raster(
    width: int, height: int, depth: int, color: int, pixel: Pixel, *, interlace: bool = False
) -> bytes:
    """The filtered rows (all with filter 0) of a picture whose samples `pixel(x, y)` gives."""
    passes = ADAM7 if interlace else ((0, 0, 1, 1),)
    rows = (
        _row([pixel(x, y) for x in range(left, width, across)], depth, CHANNELS[color])
        for left, top, across, down in passes
        for y in range(top, height, down)
        if left < width
    )
    return b"".join(rows)


def _row(pixels: Sequence[Sequence[int]], depth: int, channels: int) -> bytes:
    samples = [sample for pixel in pixels for sample in pixel[:channels]]
    if depth == 16:
        return b"\0" + struct.pack(f">{len(samples)}H", *samples)
    bits = "".join(f"{sample:0{depth}b}" for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def drawn(
    width: int,
    height: int,
    depth: int,
    color: int,
    pixel: Pixel,
    *,
    interlace: bool = False,
    extra: Sequence[bytes] = (),
) -> bytes:
    """A whole file from a pixel function; `extra` chunks (PLTE, tRNS) stand before the IDAT."""
    rows = raster(width, height, depth, color, pixel, interlace=interlace)
    header = ihdr(width, height, depth, color, interlace=int(interlace))
    return join((header, *extra, Chunk(b"IDAT", zlib.compress(rows, 9)), IEND))


def text(keyword: str, value: str) -> bytes:
    return chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + value.encode("latin-1"))


def ztxt(keyword: str, value: str) -> bytes:
    return chunk(b"zTXt", keyword.encode("latin-1") + b"\0\0" + zlib.compress(value.encode("latin-1")))


def itxt(
    keyword: str, value: str, *, compressed: bool = False, language: str = "", translated: str = ""
) -> bytes:
    body = value.encode("utf-8")
    head = keyword.encode("latin-1") + b"\0" + bytes((compressed, 0))
    names = language.encode("ascii") + b"\0" + translated.encode("utf-8") + b"\0"
    return chunk(b"iTXt", head + names + (zlib.compress(body) if compressed else body))


def raw_profile(name: str, data: bytes) -> str:
    """ImageMagick's text form of a block: its name, its length, hex in lines of 72 digits."""
    digits = data.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return f"\n{name}\n{len(data):8d}\n{lines}\n"


def iccp(profile: bytes, name: str = "ICC profile", *, tail: bytes = b"") -> bytes:
    """An iCCP chunk; `tail` stands behind the end of its zlib stream."""
    return chunk(b"iCCP", name.encode("latin-1") + b"\0\0" + zlib.compress(profile, 9) + tail)


def time(year: int, month: int, day: int, hour: int, minute: int, second: int) -> bytes:
    return chunk(b"tIME", struct.pack(">HBBBBB", year, month, day, hour, minute, second))


def suggested_palette(name: str, entries: Iterable[tuple[int, int, int]]) -> bytes:
    """An sPLT chunk with 8-bit samples, full alpha and no frequencies."""
    rows = b"".join(bytes((*entry, 255, 0, 0)) for entry in entries)
    return chunk(b"sPLT", name.encode("latin-1") + b"\0\x08" + rows)


def pixel_calibration(name: str, unit: str) -> bytes:
    """A linear pCAL chunk over the 8-bit range."""
    return chunk(
        b"pCAL",
        name.encode("latin-1") + b"\0" + struct.pack(">iiBB", 0, 255, 0, 2) + unit.encode() + b"\0000\x001",
    )


def cicp(primaries: int, transfer: int, matrix: int = 0, full_range: int = 1) -> bytes:
    return chunk(b"cICP", bytes((primaries, transfer, matrix, full_range)))


def actl(frames: int, plays: int = 0) -> bytes:
    return chunk(b"acTL", struct.pack(">II", frames, plays))


class FrameControl(NamedTuple):
    """What fcTL says of one frame, its sequence number aside."""

    width: int
    height: int
    x: int = 0
    y: int = 0
    delay: tuple[int, int] = (1, 10)
    dispose: int = 0
    blend: int = 0


def fctl(sequence: int, control: FrameControl) -> bytes:
    width, height, x, y, delay, dispose, blend = control
    return chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, width, height, x, y, *delay, dispose, blend))


def fdat(sequence: int, data: bytes) -> bytes:
    return chunk(b"fdAT", struct.pack(">I", sequence) + data)


class Frame(NamedTuple):
    """One frame of an animation: its control values and its zlib streams, one a chunk."""

    control: FrameControl
    portions: tuple[bytes, ...]


def apng(
    header: Chunk,
    default: Sequence[bytes],
    frames: Sequence[Frame],
    *,
    hidden_default: bool = False,
    head: Sequence[bytes] = (),
    tail: bytes = b"",
    plays: int = 0,
) -> bytes:
    """An animation. `default` are the IDAT portions; they are the first frame unless hidden.

    When the default image is not hidden, the first of `frames` gives its control values only.
    """
    parts: list[Chunk | bytes] = [header, actl(len(frames), plays), *head]
    numbers = _count()
    rest = list(frames)
    if not hidden_default:
        parts.append(fctl(next(numbers), rest.pop(0).control))
    parts += [chunk(b"IDAT", portion) for portion in default]
    for frame in rest:
        parts.append(fctl(next(numbers), frame.control))
        parts += [fdat(next(numbers), portion) for portion in frame.portions]
    return join((*parts, IEND)) + tail


def _count() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1
