from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard import _cursor
from exifguard._cursor import ByteOrder, Cursor, View
from exifguard._source import BytesSource
from exifguard.errors import MalformedError, TruncatedError

DATA = bytes(range(100))
OFFSETS = st.integers(-5, 120)


class Counting(BytesSource):
    """Counts the reads."""

    __slots__ = ("reads",)

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.reads = 0

    def read(self, offset: int, size: int) -> bytes:
        self.reads += 1
        return super().read(offset, size)


@given(st.lists(st.tuples(OFFSETS, st.integers(-3, 40)), max_size=8), st.integers(1, 30))
def test_reads_are_the_bytes_or_a_refusal_in_any_order(reads: list[tuple[int, int]], ahead: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_cursor, "BUFFER", ahead)
        cursor = Cursor(BytesSource(DATA), "jpeg")
        for at, size in reads:
            if at >= 0 and size >= 0 and at + size <= 100:
                assert cursor.read(at, size, "APP1") == DATA[at : at + size]
            else:
                with pytest.raises(TruncatedError):
                    cursor.read(at, size, "APP1")


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 40)), max_size=8), st.integers(1, 30))
def test_a_look_ahead_gives_what_is_there_and_does_not_move(looks: list[tuple[int, int]], ahead: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_cursor, "BUFFER", ahead)
        cursor = Cursor(BytesSource(DATA), "jpeg")
        for at, size in looks:
            cursor.at = at
            assert cursor.peek(size) == DATA[at : at + size]
            assert cursor.at == at


def test_a_read_past_the_end_says_where_and_in_what() -> None:
    with pytest.raises(TruncatedError) as caught:
        Cursor(BytesSource(DATA), "png").read(98, 3, "IHDR")
    error = caught.value
    assert (error.format, error.offset, error.part, error.rule) == ("png", 98, "IHDR", "end-of-file")


@pytest.mark.parametrize(("at", "size"), [(90, 10), (100, 0), (0, 100)])
def test_needed_bytes_that_are_there_end_where_they_end(at: int, size: int) -> None:
    assert Cursor(BytesSource(DATA), "jpeg").need(at, size, "APP1") == at + size


@pytest.mark.parametrize(("at", "size"), [(90, 11), (101, 0), (50, -1), (0, 1 << 64)])
def test_needed_bytes_that_are_not_there_are_refused(at: int, size: int) -> None:
    with pytest.raises(TruncatedError):
        Cursor(BytesSource(DATA), "jpeg").need(at, size, "APP1")


def test_small_reads_that_follow_each_other_read_the_source_once() -> None:
    source = Counting(DATA)
    cursor = Cursor(source, "jpeg")
    for at in range(0, 100, 4):
        cursor.at = at
        cursor.peek(2)
        cursor.read(at, 4, "APP1")
    assert source.reads == 1


def test_a_large_read_is_not_kept() -> None:
    data = bytes(10 * _cursor.BUFFER)
    cursor = Cursor(BytesSource(data), "jpeg")
    cursor.peek(1)
    assert len(cursor.read(0, len(data), "APP1")) == len(data)
    assert len(cursor._buffer) == _cursor.BUFFER


# -- blocks in memory -----------------------------------------------------------------------------


@given(OFFSETS, st.integers(-3, 120))
def test_a_slice_of_a_block_is_the_bytes_or_a_refusal(at: int, size: int) -> None:
    view = View(DATA)
    if at >= 0 and size >= 0 and at + size <= 100:
        assert view.take(at, size) == DATA[at : at + size]
        return
    with pytest.raises(MalformedError) as caught:
        view.take(at, size)
    assert caught.value.rule == "block-bounds"


@pytest.mark.parametrize(
    ("order", "numbers"),
    [("big", (0x03, 0x0304, 0x03040506, 0x030405)), ("little", (0x03, 0x0403, 0x06050403, 0x050403))],
)
def test_numbers_follow_the_byte_order(order: ByteOrder, numbers: tuple[int, ...]) -> None:
    view = View(DATA, order)
    assert (view.u8(3), view.u16(3), view.u32(3), view.uint(3, 3)) == numbers


@pytest.mark.parametrize("read", [View.u8, View.u16, View.u32])
def test_a_number_at_the_edge_is_refused(read: object) -> None:
    assert callable(read)
    with pytest.raises(MalformedError):
        read(View(DATA), 100)
    with pytest.raises(MalformedError):
        read(View(b""), 0)
