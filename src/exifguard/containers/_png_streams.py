"""The zlib streams inside a PNG: where they really end, and whether they hold exactly one picture.

Bytes behind a stream's checksum are invisible to every viewer and survive most tools. The stream is
inflated once, in small steps, and nothing of it is kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from .._source import Buffer, Source, windows
from ..errors import MalformedError, TruncatedError
from ..limits import Limits
from ..model import SpanTable

STEP = 16 * 1024
"""Compressed bytes fed at a time: deflate makes at most 1,032 times as much of them, 17 MB."""


ZLIB_HEADER, ADLER_SIZE = 2, 4
"""Bytes around the deflate data of a zlib stream (RFC 1950)."""


def _steps(source: Source, start: int, end: int) -> Iterator[Buffer]:
    for buffer in windows(source, start, end):
        for at in range(0, len(buffer), STEP):
            yield buffer[at : at + STEP]


class StreamEnd(NamedTuple):
    """Where a picture's stream ends."""

    piece: int
    """Index of the piece in which it ends."""
    offset: int
    """Offset behind its last byte."""
    sound: bool
    """Its own checksum (Adler-32) is right."""


def stream_end(source: Source, pieces: SpanTable, expected: int, name: str, limits: Limits) -> StreamEnd:
    """Walk a zlib stream that is spread over `pieces` and must inflate to `expected` bytes.

    A stream that is complete but for a wrong checksum is accepted: decoders show all of its rows before
    they can notice.

    Raises:
        MalformedError: it is no zlib stream, or holds more than the picture.
        TruncatedError: it holds less.
        LimitExceededError: the picture is larger than `limits.image_bytes`.
    """
    limits.check("image_bytes", expected, format="png", part=name)
    try:
        piece, offset = _walk(source, pieces, expected, name, zlib.MAX_WBITS, 0)
    except zlib.error:
        pass
    else:
        return StreamEnd(piece, offset, sound=True)
    try:
        piece, offset = _walk(source, pieces, expected, name, -zlib.MAX_WBITS, ZLIB_HEADER)
    except zlib.error:
        piece, offset = 0, pieces[0].start
    if offset + ADLER_SIZE != pieces[piece].end:
        raise MalformedError(
            "the picture's stream is damaged", format="png", offset=offset, part=name, rule="zlib"
        )
    return StreamEnd(piece, offset + ADLER_SIZE, sound=False)


def _walk(
    source: Source, pieces: SpanTable, expected: int, name: str, bits: int, skip: int
) -> tuple[int, int]:
    """Inflate `pieces` after their first `skip` bytes: index of the last piece, and offset of the end."""
    inflate = zlib.decompressobj(bits)
    made = 0
    at = pieces[0].start
    for number, (start, end) in enumerate(pieces):
        at = min(start + (0 if number else skip), end)
        for step in _steps(source, at, end):
            made += len(inflate.decompress(step))
            if made > expected:
                raise MalformedError(
                    "the stream holds more than the picture",
                    format="png",
                    offset=at,
                    part=name,
                    rule="stream-size",
                )
            at += len(step)
            if inflate.eof:
                _check_size(made, expected, at, name)
                return number, at - len(inflate.unused_data)
    _check_size(-1, expected, at, name)
    raise AssertionError  # unreachable: a stream without an end is too short


def _check_size(made: int, expected: int, offset: int, name: str) -> None:
    if made != expected:
        raise TruncatedError(
            "the stream ends before the picture is complete",
            format="png",
            offset=offset,
            part=name,
            rule="stream-size",
        )


def crc_matches(source: Source, start: int, end: int) -> bool:
    """True when the chunk `[start, end)`, length and checksum included, has the checksum it states."""
    crc = 0
    for buffer in windows(source, start + 4, end - 4):
        crc = zlib.crc32(buffer, crc)
    return crc == int.from_bytes(source.read(end - 4, 4), "big")


def profile_stream(data: bytes, limits: Limits) -> int | None:
    """Length of the zlib stream at the beginning of `data` if it is sound, else None."""
    inflate = zlib.decompressobj()
    made = 0
    try:
        for at in range(0, len(data), STEP):
            made += len(inflate.decompress(data[at : at + STEP]))
            if made > min(limits.block_bytes, limits.inflate_ratio * len(data)):
                return None
            if inflate.eof:
                return min(len(data), at + STEP) - len(inflate.unused_data)
    except zlib.error:
        pass
    return None
