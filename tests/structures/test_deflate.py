from __future__ import annotations

import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.errors import LimitExceededError, MalformedError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.structures.deflate import inflate


@given(st.binary(max_size=2000), st.binary(max_size=50))
def test_output_and_the_bytes_behind_the_stream_come_back(data: bytes, tail: bytes) -> None:
    assert inflate(zlib.compress(data) + tail, DEFAULT_LIMITS) == (data, tail)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_only_the_two_errors(data: bytes) -> None:
    try:
        output, tail = inflate(data, DEFAULT_LIMITS)
    except (MalformedError, LimitExceededError):
        return
    assert data.endswith(tail)
    assert len(output) <= DEFAULT_LIMITS.inflate_ratio * len(data)


def test_every_truncation_is_malformed() -> None:
    stream = zlib.compress(b"a place in the country" * 5)
    for end in range(len(stream)):
        with pytest.raises(MalformedError):
            inflate(stream[:end], DEFAULT_LIMITS)


def test_a_wrong_checksum_is_malformed() -> None:
    stream = bytearray(zlib.compress(b"some text"))
    stream[-1] ^= 1
    with pytest.raises(MalformedError, match="deflate"):
        inflate(bytes(stream), DEFAULT_LIMITS)


def test_a_preset_dictionary_is_malformed() -> None:
    packer = zlib.compressobj(zdict=b"latitude longitude")
    stream = packer.compress(b"latitude 1 longitude 2") + packer.flush()
    with pytest.raises(MalformedError):
        inflate(stream, DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(block_bytes=100_000), "block_bytes"),
        (Limits(inflate_ratio=10), "inflate_ratio"),
    ],
)
def test_a_bomb_names_the_limit(limits: Limits, named: str) -> None:
    with pytest.raises(LimitExceededError) as caught:
        inflate(zlib.compress(bytes(2_000_000)), limits)
    assert caught.value.limit == named


def test_output_of_exactly_the_limit_passes() -> None:
    data = bytes(range(256)) * 4
    assert inflate(zlib.compress(data), Limits(block_bytes=len(data))) == (data, b"")
    with pytest.raises(LimitExceededError):
        inflate(zlib.compress(data), Limits(block_bytes=len(data) - 1))


def test_a_bomb_takes_no_more_memory_than_the_limit() -> None:
    bomb = zlib.compress(bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(LimitExceededError):
        inflate(bomb, Limits(block_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
