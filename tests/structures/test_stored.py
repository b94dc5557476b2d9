from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.limits import DEFAULT_LIMITS
from exifguard.structures.deflate import inflate
from exifguard.structures.stored import MOST, stored_zlib

AROUND = sorted({size for n in (0, 1, 2, 3) for size in range(n * MOST - 2, n * MOST + 3) if size >= 0})


@pytest.mark.parametrize("size", AROUND)
def test_every_size_around_a_full_block_comes_back(size: int) -> None:
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    stream = stored_zlib(data)
    assert zlib.decompress(stream) == data
    assert len(stream) == size + 6 + 5 * max(1, -(-size // MOST))


@given(st.binary(max_size=3000), st.binary(max_size=20))
def test_the_stream_ends_where_it_should(data: bytes, tail: bytes) -> None:
    assert inflate(stored_zlib(data) + tail, DEFAULT_LIMITS) == (data, tail)


def test_the_bytes_are_those_of_the_standards() -> None:
    assert stored_zlib(b"") == bytes.fromhex("7801 01 0000 ffff 00000001")
    assert stored_zlib(b"abc") == bytes.fromhex("7801 01 0300 fcff 616263 024d0127")
