"""Inflate under a limit: what every compressed metadata block goes through.

zlib streams as in RFC 1950. Deflate can pack a thousand bytes into one, so the output is bounded before
it exists, and never by trusting a length that the file states.
"""

from __future__ import annotations

import zlib

from ..errors import LimitExceededError, MalformedError
from ..limits import Limits


def inflate(data: bytes, limits: Limits, *, finished: bool = True) -> tuple[bytes, bytes]:
    """Inflate one zlib stream.

    Args:
        data: the stream, and whatever follows it.
        limits: `block_bytes` bounds the output, `inflate_ratio` the output for each byte of `data`.
        finished: the stream must have its end.

    Returns:
        The output, and the bytes after the end of the stream.

    Raises:
        LimitExceededError: the output would be larger than allowed.
        MalformedError: rule ``"deflate"``: the stream is broken, cut short, or needs a preset dictionary.
    """
    allowed = min(limits.block_bytes, limits.inflate_ratio * len(data))
    inflater = zlib.decompressobj()
    try:
        output = inflater.decompress(data, allowed + 1)
    except zlib.error as error:
        raise MalformedError("a compressed block is broken", rule="deflate") from error
    if len(output) > allowed:
        raise _too_large(limits, allowed)
    if finished and not inflater.eof:
        raise MalformedError("a compressed block is cut short", rule="deflate")
    return output, inflater.unused_data


def _too_large(limits: Limits, allowed: int) -> LimitExceededError:
    limit = "block_bytes" if allowed == limits.block_bytes else "inflate_ratio"
    return LimitExceededError(f"a compressed block holds more than {allowed:,} bytes", limit=limit)
