"""Chunk framing: what counts as a chunk, and what is written."""

from __future__ import annotations

import pytest

from exifguard._cursor import Cursor
from exifguard._source import BytesSource
from exifguard.model import Span
from exifguard.structures import riff


def read(data: bytes, at: int = 0, end: int | None = None) -> riff.Chunk | None:
    return riff.read_chunk(Cursor(BytesSource(data), "webp", at), len(data) if end is None else end)


@pytest.mark.parametrize("payload", [b"", b"a", b"ab", b"abc"])
def test_what_is_written_is_read(payload: bytes) -> None:
    data = riff.chunk(b"ABCD", payload)
    found = read(b"xy" + data + b"rest", 2)
    assert found is not None
    assert found.name == b"ABCD"
    assert found.size == len(payload)
    assert found.payload == Span(10, 10 + len(payload))
    assert found.end == 2 + len(data)
    assert len(data) % 2 == 0
    assert not found.lacks_padding


def test_padding_may_be_missing_at_the_end_of_the_file() -> None:
    found = read(riff.chunk(b"ABCD", b"abc")[:-1])
    assert found is not None
    assert found.stop == found.end == 11
    assert found.lacks_padding


def test_padding_may_follow_what_is_around_the_chunk() -> None:
    found = read(riff.chunk(b"ABCD", b"abc") + b"more", end=11)
    assert found == riff.Chunk(b"ABCD", 0, 11, 12)


@pytest.mark.parametrize("size", range(8))
def test_a_cut_header_is_no_chunk(size: int) -> None:
    data = riff.chunk(b"ABCD", b"")
    assert read(data[:size]) is None
    assert read(data, end=size) is None


@pytest.mark.parametrize("length", [5, 6, 2**31, 2**32 - 1])
def test_a_length_past_the_end_is_no_chunk(length: int) -> None:
    assert read(riff.header(b"ABCD", length) + b"abcd") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"VP8 ", "VP8"),
        (b"EXIF", "EXIF"),
        (b"XMP\0", "0x584d5000"),
        (b" XMP", "0x20584d50"),
        (b"a/b ", "0x612f6220"),
    ],
)
def test_names_are_safe_to_show(name: bytes, shown: str) -> None:
    assert riff.shown_name(name) == shown
