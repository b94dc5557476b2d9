"""WebP files (RFC 9649): chunks, headers, frames."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

ICC, ALPHA, EXIF, XMP, ANIMATION = 0x20, 0x10, 0x08, 0x04, 0x02
# The bit of VP8X that announces a chunk.
ANNOUNCED = {b"ICCP": ICC, b"ALPH": ALPHA, b"EXIF": EXIF, b"XMP ": XMP, b"ANIM": ANIMATION}
CODED = (b"ALPH", b"VP8 ", b"VP8L")


class Chunk(NamedTuple):
    """A chunk's name and payload."""

    name: bytes
    data: bytes


def chunk(name: bytes, data: bytes = b"", *, length: int | None = None, padding: bytes = b"\0") -> bytes:
    """A chunk as bytes; `length` overrides the true one, `padding` follows an odd payload."""
    size = len(data) if length is None else length
    return name + struct.pack("<I", size) + data + (padding if len(data) % 2 else b"")


def split(data: bytes, at: int = 12) -> list[Chunk]:
    """The chunks of a sound file, or from `at` those of a sound frame."""
    chunks: list[Chunk] = []
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        chunks.append(Chunk(data[at : at + 4], data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return chunks


def join(chunks: Iterable[Chunk | bytes], *, size: int | None = None) -> bytes:
    """A file from chunks, ready-made ones as they are; `size` overrides what the header says."""
    body = b"WEBP" + b"".join(one if isinstance(one, bytes) else chunk(*one) for one in chunks)
    return b"RIFF" + struct.pack("<I", len(body) if size is None else size) + body


def coded(picture: bytes) -> list[Chunk]:
    """The chunks of a still picture that are coded data."""
    return [one for one in split(picture) if one.name in CODED]


def dimensions(picture: bytes) -> tuple[int, int]:
    """Width and height of a still picture, from its bitstream."""
    name, data = coded(picture)[-1]
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 6)
        return width & 0x3FFF, height & 0x3FFF
    bits = int.from_bytes(data[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


def has_alpha(picture: bytes) -> bool:
    """True for a still picture with transparency."""
    return any(name == b"ALPH" or (name == b"VP8L" and bool(data[4] & 0x10)) for name, data in coded(picture))


def _u24(*values: int) -> bytes:
    return b"".join(value.to_bytes(3, "little") for value in values)


def vp8x(flags: int, size: tuple[int, int], *, reserved: bytes = bytes(3), tail: bytes = b"") -> bytes:
    """The header of an extended file."""
    return chunk(b"VP8X", bytes((flags,)) + reserved + _u24(size[0] - 1, size[1] - 1) + tail)


def flags_for(chunks: Iterable[Chunk | bytes]) -> int:
    """What the header has to announce."""
    names = {one[:4] if isinstance(one, bytes) else one.name for one in chunks}
    return sum(flag for name, flag in ANNOUNCED.items() if name in names)


def extended(
    picture: bytes,
    *,
    head: Sequence[bytes] = (),
    middle: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    tail: bytes = b"",
    flags: int | None = None,
) -> bytes:
    """A still picture with chunks put in.

    Args:
        picture: the file to start from.
        head: behind VP8X. middle: between ALPH and the picture. after: behind the picture.
        tail: behind the file. flags: stand for those that fit.
    """
    *alpha, image = coded(picture)
    chunks: list[Chunk | bytes] = [*head, *alpha, *middle, image, *after]
    fitting = flags_for(chunks) | (ALPHA if has_alpha(picture) else 0)
    header = vp8x(fitting if flags is None else flags, dimensions(picture))
    return join([header, *chunks]) + tail


def anim(*, background: int = 0xFFFF_FFFF, loops: int = 0, tail: bytes = b"") -> bytes:
    return chunk(b"ANIM", struct.pack("<IH", background, loops) + tail)


class Place(NamedTuple):
    """What a frame's header says: where it is, for how long (in milliseconds), and how it is put there."""

    width: int
    height: int
    x: int = 0
    y: int = 0
    duration: int = 100
    flags: int = 0


def anmf(place: Place, chunks: Iterable[Chunk | bytes]) -> bytes:
    """A frame."""
    head = _u24(place.x // 2, place.y // 2, place.width - 1, place.height - 1, place.duration)
    body = b"".join(one if isinstance(one, bytes) else chunk(*one) for one in chunks)
    return chunk(b"ANMF", head + bytes((place.flags,)) + body)


def frame(picture: bytes, place: Place | None = None, after: Sequence[bytes] = ()) -> bytes:
    """A frame that shows a still picture, with more chunks behind it."""
    return anmf(place or Place(*dimensions(picture)), [*coded(picture), *after])


def animation(
    size: tuple[int, int],
    frames: Sequence[bytes],
    *,
    head: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    control: bytes | None = None,
    flags: int | None = None,
    tail: bytes = b"",
) -> bytes:
    """An animation from frames; `head` stands before ANIM, `after` behind the last frame."""
    chunks = [*head, anim() if control is None else control, *frames, *after]
    fitting = flags_for(chunks) | ALPHA
    return join([vp8x(fitting if flags is None else flags, size), *chunks]) + tail
