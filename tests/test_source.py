from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard import _source
from exifguard._recipe import Piece, Recipe
from exifguard._source import (
    BytesSource,
    FileSource,
    SliceSource,
    Source,
    StreamSource,
    cut_window,
    windows,
)
from exifguard.errors import LimitExceededError, SourceChangedError, TruncatedError
from exifguard.model import Span

WINDOW = 7
"""Small, so that patterns and reads cross window borders."""

PATTERNS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (rb"\xff[^\x00\xd0-\xd7\xff]", rb"\xff[^\xff]", rb"\xff\xd9", rb"\x00.")
)
DATA = st.lists(st.sampled_from([b"\xff", b"\x00", b"\xd0", b"\xd9", b"\n", b"ab"]), max_size=60).map(
    b"".join
)


@contextmanager
def _in_bytes(data: bytes) -> Iterator[Source]:
    yield BytesSource(data)


@contextmanager
def _in_file(data: bytes) -> Iterator[Source]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        yield FileSource(file.fileno())


class Trickle(io.BytesIO):
    """Hands out at most three bytes at a time, as raw files may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(3, size) if size is not None and size >= 0 else 3)


@contextmanager
def _in_stream(data: bytes) -> Iterator[Source]:
    yield StreamSource(Trickle(data))


@contextmanager
def _in_slice(data: bytes) -> Iterator[Source]:
    with _in_stream(b"\xff\xff" + data + b"\xd9\xd9\xd9") as parent:
        yield SliceSource(parent, 2, 2 + len(data))


@contextmanager
def _in_recipe(data: bytes) -> Iterator[Source]:
    third, half = len(data) // 3, len(data) // 2
    with _in_stream(data[half:] + b"\xff" + data[:third]) as origin:
        rest = len(data) - half
        pieces: list[Piece] = [Span(rest + 1, rest + 1 + third), data[third:half], Span(0, rest)]
        yield Recipe(origin, pieces)


KINDS = (_in_bytes, _in_file, _in_stream, _in_slice, _in_recipe)
Kind = Callable[[bytes], AbstractContextManager[Source]]
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__.removeprefix("_in_"))


@pytest.fixture(autouse=True, scope="module")
def _small_windows() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_source, "WINDOW", WINDOW)
        yield


@EVERY_KIND
@given(data=DATA, choice=st.data())
def test_reads_give_the_bytes_of_the_whole(kind: Kind, data: bytes, choice: st.DataObject) -> None:
    with kind(data) as source:
        assert source.size == len(data)
        for _ in range(5):
            start = choice.draw(st.integers(0, len(data)))
            size = choice.draw(st.integers(0, len(data) - start))
            assert source.read(start, size) == data[start : start + size]


@EVERY_KIND
@given(data=DATA, choice=st.data())
def test_a_window_holds_the_byte_that_was_asked_for(kind: Kind, data: bytes, choice: st.DataObject) -> None:
    with kind(data + b"!") as source:
        for _ in range(5):
            at = choice.draw(st.integers(0, len(data)))
            buffer, base = source.window(at)
            assert base <= at < base + len(buffer)
            assert bytes(buffer) == (data + b"!")[base : base + len(buffer)]


@EVERY_KIND
@given(data=DATA, choice=st.data())
def test_windows_follow_each_other_without_gap(kind: Kind, data: bytes, choice: st.DataObject) -> None:
    start = choice.draw(st.integers(0, len(data)))
    end = choice.draw(st.integers(0, len(data)))
    with kind(data) as source:
        assert b"".join(windows(source, start, end)) == data[start:end]


@EVERY_KIND
@given(data=DATA, pattern=st.sampled_from(PATTERNS), choice=st.data())
def test_search_finds_what_re_finds_in_the_whole(
    kind: Kind, data: bytes, pattern: re.Pattern[bytes], choice: st.DataObject
) -> None:
    start = choice.draw(st.integers(0, len(data)))
    end = choice.draw(st.integers(start, len(data)))
    match = pattern.search(data, start, end)
    with kind(data) as source:
        assert source.search(pattern, start, end) == (match.start() if match else None)


@EVERY_KIND
@pytest.mark.parametrize("at", range(2 * WINDOW + 2))
def test_search_finds_a_match_wherever_a_window_ends(kind: Kind, at: int) -> None:
    data = bytes(at) + b"\xff\xd9" + bytes(3 * WINDOW)
    with kind(data) as source:
        assert source.search(PATTERNS[2], 0, len(data)) == at
        assert source.search(PATTERNS[2], 0, at + 1) is None


@EVERY_KIND
@pytest.mark.parametrize(("start", "size"), [(0, 21), (20, 1), (21, 0), (-1, 1), (3, -1), (1 << 70, 1)])
def test_a_read_past_the_end_is_refused(kind: Kind, start: int, size: int) -> None:
    with kind(bytes(20)) as source, pytest.raises(TruncatedError) as caught:
        source.read(start, size)
    assert caught.value.rule == "end-of-file"
    assert caught.value.offset is not None
    assert caught.value.offset >= 0


@EVERY_KIND
@pytest.mark.parametrize("at", [-1, 20, 21])
def test_no_window_holds_a_byte_outside(kind: Kind, at: int) -> None:
    with kind(bytes(20)) as source, pytest.raises(TruncatedError):
        source.window(at)


@EVERY_KIND
def test_an_input_that_stays_as_it_is_is_unchanged(kind: Kind) -> None:
    with kind(bytes(20)) as source:
        source.read(0, 20)
        source.check_unchanged()


# -- windows --------------------------------------------------------------------------------------


@given(
    data=st.binary(min_size=1, max_size=30),
    base=st.integers(-20, 20),
    start=st.integers(-30, 60),
    size=st.integers(0, 60),
)
def test_a_cut_window_is_the_overlap(data: bytes, base: int, start: int, size: int) -> None:
    offsets = [at for at in range(base, base + len(data)) if start <= at < start + size]
    if not offsets:
        return
    buffer, first = cut_window(data, base, start, start + size)
    assert first == offsets[0]
    assert bytes(buffer) == bytes(data[at - base] for at in offsets)


def test_a_whole_window_is_handed_on_and_a_part_is_not_copied() -> None:
    data = b"0123456789"
    assert cut_window(data, 5, 0, 99)[0] is data
    part, _ = cut_window(data, 0, 2, 4)
    assert isinstance(part, memoryview)
    assert part.obj is data


def test_memory_is_handed_out_without_a_copy() -> None:
    data = bytes(100)
    assert BytesSource(data).window(50) == (data, 0)
    assert BytesSource(data).window(50)[0] is data


def test_a_file_source_reads_one_window_at_a_time() -> None:
    with _in_file(bytes(100)) as source:
        assert len(source.window(50)[0]) == WINDOW


# -- slices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 2), (0, 11), (11, 11)])
def test_a_slice_lies_inside_its_parent(start: int, end: int) -> None:
    with pytest.raises(TruncatedError):
        SliceSource(BytesSource(bytes(10)), start, end)


def test_a_slice_asks_its_parent_whether_it_changed(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w+b") as file:
        file.write(bytes(10))
        file.flush()
        source = SliceSource(FileSource(file.fileno()), 2, 8)
        os.truncate(file.fileno(), 9)
        with pytest.raises(SourceChangedError):
            source.check_unchanged()


# -- inputs that change ---------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "file").write_bytes(bytes(20))
    return tmp_path / "file"


def test_a_file_that_becomes_shorter_is_noticed_in_the_read(path: Path) -> None:
    with path.open("rb") as file:
        source = FileSource(file.fileno())
        os.truncate(path, 10)
        with pytest.raises(SourceChangedError):
            source.read(5, 15)


@pytest.mark.parametrize("size", [10, 20, 30])
def test_a_file_that_is_written_is_noticed_in_the_end(path: Path, size: int) -> None:
    with path.open("rb") as file:
        source = FileSource(file.fileno())
        path.write_bytes(b"x" * size)
        os.utime(path, ns=(1, 1))
        with pytest.raises(SourceChangedError):
            source.check_unchanged()


@pytest.mark.parametrize("size", [10, 30])
def test_a_stream_of_another_length_is_noticed(size: int) -> None:
    stream = io.BytesIO(bytes(20))
    source = StreamSource(stream)
    stream.truncate(0)
    stream.seek(0)
    stream.write(bytes(size))
    with pytest.raises(SourceChangedError):
        source.check_unchanged()


def test_a_stream_that_becomes_shorter_is_noticed_in_the_read() -> None:
    stream = io.BytesIO(bytes(20))
    source = StreamSource(stream)
    stream.truncate(10)
    with pytest.raises(SourceChangedError):
        source.read(0, 20)


def test_a_stream_is_read_from_its_beginning() -> None:
    stream = io.BytesIO(b"0123456789")
    stream.seek(5)
    assert StreamSource(stream).read(0, 10) == b"0123456789"


def test_nothing_is_read_when_time_is_up() -> None:
    source = BytesSource(b"abcd")
    source.until = 0
    reads: list[Callable[[], object]] = [lambda: source.read(0, 1), lambda: source.window(0)]
    reads.append(lambda: SliceSource(source, 1, 3).read(0, 1))
    for read in reads:
        with pytest.raises(LimitExceededError) as caught:
            read()
        assert caught.value.limit == "seconds"
