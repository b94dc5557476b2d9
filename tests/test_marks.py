from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks import encodings, find_marks, inflated

MARK = "MARK-TEST-WORD"
OTHER = "MARK-TEST-ELSE"


def _hex_lines(data: bytes) -> bytes:
    digits = data.hex().encode()
    return b"\n".join(digits[at : at + 7] for at in range(0, len(digits), 7))


WRAPS: dict[str, Callable[[bytes], bytes]] = {
    "ascii": lambda word: word,
    "utf-16": lambda word: word.decode().encode("utf-16-le"),
    "utf-16-be": lambda word: word.decode().encode("utf-16-be"),
    "hex": lambda word: word.hex().encode(),
    "hex-upper": lambda word: word.hex().upper().encode(),
    "hex-lines": _hex_lines,
    "hex-of-utf-16": lambda word: word.decode().encode("utf-16-le").hex().encode(),
    "deflate": zlib.compress,
    "deflate-stored": lambda word: zlib.compress(word, 0),
    "deflate-of-hex": lambda word: zlib.compress(_hex_lines(word)),
    "deflate-of-base64": lambda word: zlib.compress(base64.b64encode(b"x" + word)),
    "base64-0": lambda word: base64.b64encode(word + b"z"),
    "base64-1": lambda word: base64.b64encode(b"a" + word + b"z"),
    "base64-2": lambda word: base64.b64encode(b"ab" + word + b"z"),
    "base64-lines": lambda word: base64.encodebytes(b"-" * 50 + word),
}


@pytest.mark.parametrize("name", WRAPS)
def test_finds_a_mark_however_it_is_wrapped(name: str) -> None:
    data = b"\0x\x9c" + WRAPS[name](MARK.encode()) + b"\xffx"
    assert find_marks(data, [MARK, OTHER]) == {MARK}
    assert any(kind.split("-")[0] == name.split("-")[0] for kind in encodings(MARK, data))


@pytest.mark.parametrize("cut", [1, 4, 5])
def test_finds_a_mark_in_a_stream_that_breaks(cut: int) -> None:
    stream = zlib.compress(MARK.encode() * 2, 0)[:-cut] + b"\xff" * 20
    assert find_marks(stream, [MARK]) == {MARK}


def test_finds_a_mark_in_a_stream_whose_second_block_is_damaged() -> None:
    packer = zlib.compressobj()
    stream = packer.compress(MARK.encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    assert find_marks(stream + b"\xff\xff\xff", [MARK]) == {MARK}


def test_a_bomb_is_unpacked_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marks.INFLATE_LIMIT", 10_000)
    assert [len(content) for content in inflated(zlib.compress(bytes(1_000_000)))] == [10_000]


def test_nothing_is_found_in_nothing() -> None:
    assert find_marks(b"", [MARK]) == set()
    assert find_marks(b"MARK-TEST-WOR", [MARK]) == set()


@given(st.binary(max_size=300), st.binary(max_size=300), st.sampled_from(sorted(WRAPS)))
def test_surroundings_do_not_hide_a_mark(before: bytes, after: bytes, name: str) -> None:
    # Text encodings need a boundary that is not of their own alphabet, as carriers give them.
    data = before + b"\0" + WRAPS[name](MARK.encode()) + b"\0" + after
    assert find_marks(data, [MARK]) == {MARK}
