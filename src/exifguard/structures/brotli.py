"""Brotli (RFC 7932) under a limit, where the package `brotli` is installed.

Nothing but reading needs it: what is removed is never unpacked.
"""

from __future__ import annotations

from ..errors import LimitExceededError, MalformedError
from ..limits import Limits

WORK_LIMIT = 1 << 16
"""Bytes that are asked for at a time."""


def unpack(data: bytes, limits: Limits, *, prefixed: bool = False) -> bytes:
    """Unpack one stream.

    Args:
        data: the stream.
        limits: `block_bytes` bounds the output.
        prefixed: the output begins with the offset of EXIF in what follows it.

    Raises:
        LimitExceededError: the output would be larger than allowed.
        MalformedError: rule ``"brotli"``: the stream is broken or cut short; ``"brotli-missing"``: the
            package is not installed.
    """
    try:
        import brotli  # optional
    except ImportError as error:
        raise MalformedError(
            "a compressed block can't be read without brotli", rule="brotli-missing"
        ) from error
    output, size, rest = [], 0, data
    unpacker = brotli.Decompressor()
    try:
        while not unpacker.is_finished():
            piece = unpacker.process(rest, output_buffer_limit=WORK_LIMIT)
            if not piece and not rest:
                raise MalformedError("a compressed block is cut short", rule="brotli")
            rest = b""
            size += len(piece)
            if size > limits.block_bytes:
                raise LimitExceededError(
                    f"a compressed block holds more than {limits.block_bytes:,} bytes", limit="block_bytes"
                )
            output.append(piece)
    except brotli.error as error:
        raise MalformedError("a compressed block is broken", rule="brotli") from error
    whole = b"".join(output)
    if not prefixed:
        return whole
    start = 4 + int.from_bytes(whole[:4], "big")
    if start > len(whole):
        raise MalformedError("EXIF begins behind its end", rule="exif-offset")
    return whole[start:]
