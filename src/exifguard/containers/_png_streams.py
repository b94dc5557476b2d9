"""The zlib streams inside a PNG: where they really end, and whether they hold exactly one picture.

Bytes behind a stream's checksum are invisible to every viewer and survive most tools. The stream is
inflated once, in small steps, and nothing of it is kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from .._source import Buffer, Source, windows
from ..errors import MalformedError, TruncatedError
from ..limits import Limits
from ..model import SpanTable
from ..structures import icc_header

STEP = 16 * 1024
"""Compressed bytes fed at a time: deflate makes at most 1,032 times as much of them, 17 MB."""


def _steps(source: Source, start: int, end: int) -> Iterator[Buffer]:
    for buffer in windows(source, start, end):
        for at in range(0, len(buffer), STEP):
            yield buffer[at : at + STEP]


def stream_end(
    source: Source, pieces: SpanTable, expected: int, name: str, limits: Limits
) -> tuple[int, int]:
    """Walk a zlib stream that is spread over `pieces` and must inflate to `expected` bytes.

    Returns:
        Index of the piece in which the stream ends, and the offset behind its last byte.

    Raises:
        MalformedError: it is no sound zlib stream, or holds more than the picture.
        TruncatedError: it holds less.
        LimitExceededError: the picture is larger than `limits.image_bytes`.
    """
    limits.check("image_bytes", expected, format="png", part=name)
    inflate = zlib.decompressobj()
    made = 0
    at = pieces[0].start
    for number, (start, end) in enumerate(pieces):
        at = start
        for step in _steps(source, start, end):
            try:
                made += len(inflate.decompress(step))
            except zlib.error:
                _fail("the picture's stream is damaged", at, name, "zlib")
            if made > expected:
                _fail("the stream holds more than the picture", at, name, "stream-size")
            at += len(step)
            if inflate.eof:
                _check_size(made, expected, at, name)
                return number, at - len(inflate.unused_data)
    _check_size(-1, expected, at, name)
    raise AssertionError  # unreachable: a stream without an end is too short


def _fail(message: str, offset: int, name: str, rule: str) -> NoReturn:
    # "from None": zlib's own words say nothing more.
    raise MalformedError(message, format="png", offset=offset, part=name, rule=rule) from None


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


class ProfileStream(NamedTuple):
    """The zlib stream of a colour profile."""

    size: int
    """Its length in bytes."""
    finished: bool
    """It has its end; without one it is all of the data."""


def profile_stream(data: bytes, limits: Limits) -> ProfileStream | None:
    """The zlib stream at the beginning of `data` if decoders get a colour profile from it, else None.

    A stream without an end counts when the profile is as long as it says itself (ICC.1 clause 7.2.2):
    decoders read no further.
    """
    inflate = zlib.decompressobj()
    made, head = 0, b""
    try:
        for at in range(0, len(data), STEP):
            output = inflate.decompress(data[at : at + STEP])
            made += len(output)
            head += output[: icc_header.HEAD - len(head)]
            if made > min(limits.block_bytes, limits.inflate_ratio * len(data)):
                return None
            if inflate.eof:
                break
    except zlib.error:
        return None
    if not icc_header.is_profile(head):
        return None
    if inflate.eof:
        return ProfileStream(min(len(data), at + STEP) - len(inflate.unused_data), finished=True)
    return ProfileStream(len(data), finished=False) if made == icc_header.stated_size(head) else None
