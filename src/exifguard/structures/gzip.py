"""gzip files: RFC 1952. One member; what follows it is no part of it."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from ..errors import LimitExceededError, MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Span

MAGIC = b"\x1f\x8b\x08"
"""Identification, and deflate as the method (clause 2.3.1)."""
FIXED = 10
"""Bytes before the optional fields."""
FOOTER = 8
NAMELESS = 255
"""The operating system that is none (clause 2.3.1)."""
CHECKSUM, EXTRA, NAME, COMMENT = 0x02, 0x04, 0x08, 0x10
"""Flags of the fields that may be there (clause 2.3.1)."""
_RESERVED = 0xE0


class Header(NamedTuple):
    """Where the parts of a header stand; an empty span where there is none."""

    extra: Span
    name: Span
    comment: Span
    checksum: Span
    end: int


def read_header(data: bytes) -> Header:
    """The header at the beginning of `data`.

    Raises:
        TruncatedError: it runs past the end.
        UnsupportedError: it has flags that no standard defines.
    """
    if len(data) < FIXED:
        raise TruncatedError("the gzip header is cut short", offset=len(data), rule="gzip-header")
    flags, at = data[3], FIXED
    if flags & _RESERVED:
        raise UnsupportedError("reserved flags in the gzip header", offset=3, rule="gzip-header")
    extra = Span(at, at)
    if flags & EXTRA:
        size = int.from_bytes(data[at : at + 2], "little")
        extra = Span(at, at + 2 + size)
    name = _text(data, extra.end, wanted=bool(flags & NAME))
    comment = _text(data, name.end, wanted=bool(flags & COMMENT))
    checksum = Span(comment.end, comment.end + 2 * bool(flags & CHECKSUM))
    if checksum.end > len(data):
        raise TruncatedError("the gzip header is cut short", offset=len(data), rule="gzip-header")
    return Header(extra, name, comment, checksum, checksum.end)


def _text(data: bytes, at: int, *, wanted: bool) -> Span:
    """A text with the zero behind it."""
    if not wanted:
        return Span(at, at)
    end = data.find(b"\0", at)
    if end < 0:
        raise TruncatedError("the gzip header is cut short", offset=len(data), rule="gzip-header")
    return Span(at, end + 1)


def inflate_raw(data: bytes, limits: Limits) -> tuple[bytes, int]:
    """What a deflate stream holds, and the bytes that the stream takes.

    Raises:
        LimitExceededError: more than `block_bytes`, or than `inflate_ratio` for each byte.
        MalformedError: it is damaged.
        TruncatedError: it has no end.
    """
    allowed = min(limits.block_bytes, limits.inflate_ratio * len(data))
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        output = inflater.decompress(data, allowed + 1)
    except zlib.error as error:
        raise MalformedError("the compressed stream is damaged", rule="deflate") from error
    if len(output) > allowed:
        limit = "block_bytes" if allowed == limits.block_bytes else "inflate_ratio"
        raise LimitExceededError(f"a compressed file holds more than {allowed:,} bytes", limit=limit)
    if not inflater.eof:
        raise TruncatedError("the compressed stream is cut short", rule="end-of-file")
    return output, len(data) - len(inflater.unused_data)


def peek(data: bytes, size: int) -> bytes:
    """The first `size` bytes of what a gzip file that begins with `data` holds, or as many as there are."""
    try:
        start = read_header(data).end
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[start:], size)
    except (MalformedError, TruncatedError, UnsupportedError, zlib.error):
        return b""


def footer(data: bytes) -> bytes:
    """Checksum and size of what a stream holds."""
    return struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFF_FFFF)
