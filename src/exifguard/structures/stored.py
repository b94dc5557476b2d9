"""zlib streams without compression: RFC 1950, with the stored blocks of RFC 1951 clause 3.2.4.

Compressors differ between versions of zlib, so what has to be written into a compressed chunk is stored:
the same bytes on every machine.
"""

from __future__ import annotations

import zlib

MOST = 0xFFFF
"""Bytes that one stored block holds (RFC 1951 clause 3.2.4)."""

_HEADER = b"\x78\x01"
"""Deflate with a window of 32 KiB, no dictionary, fastest level (RFC 1950 clause 2.2)."""


def stored_zlib(data: bytes) -> bytes:
    """A zlib stream that holds `data` uncompressed: 5 bytes more for each 65,535, and 6 for the stream."""
    return b"".join((_HEADER, stored_deflate(data), zlib.adler32(data).to_bytes(4, "big")))


def stored_deflate(data: bytes) -> bytes:
    """A bare deflate stream that holds `data` uncompressed: 5 bytes more for each 65,535."""
    last = max(0, len(data) - 1) // MOST
    return b"".join(_block(data[i * MOST : (i + 1) * MOST], i == last) for i in range(last + 1))


def _block(piece: bytes, final: bool) -> bytes:
    """A stored block: final bit and type 00, padded to a byte; length, its complement, the bytes."""
    size = len(piece)
    return bytes([final]) + size.to_bytes(2, "little") + (size ^ MOST).to_bytes(2, "little") + piece
