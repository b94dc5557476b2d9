from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard._cursor import ByteOrder, View
from exifguard.model import Rational, Span
from exifguard.structures.ifd import (
    LONGEST_ARRAY,
    RULES,
    TYPES,
    Header,
    find_gaps,
    iter_entries,
    read_bytes,
    read_header,
    read_numbers,
    read_table,
)

CODES = {"little": "<", "big": ">"}
ORDERS = pytest.mark.parametrize("order", ["little", "big"])


def table(order: str, *entries: tuple[int, int, int, int], link: int = 0) -> bytes:
    code = CODES[order]
    packed = b"".join(struct.pack(code + "HHII", *entry) for entry in entries)
    return struct.pack(code + "H", len(entries)) + packed + struct.pack(code + "I", link)


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (b"II*\0\x08\0\0\0", Header("little", 8)),
        (b"MM\0*\0\0\0\x0a", Header("big", 10)),
        (b"MM*\0\0\0\0\x08", None),  # the mark of the other order
        (b"II+\0\x08\0\0\0", None),  # BigTIFF
        (b"II*\0\x08\0\0", None),
        (b"", None),
    ],
)
def test_a_header_names_the_byte_order_and_the_first_table(data: bytes, header: Header | None) -> None:
    assert read_header(data) == header


@ORDERS
def test_entries_come_in_stored_order_with_where_their_values_are(order: ByteOrder) -> None:
    data = bytes(8) + table(order, (0x110, 2, 20, 100), (0x10F, 3, 2, 7), (0x10F, 3, 2, 7), link=77)
    found = read_table(View(data, order), 8)
    assert found is not None
    assert [tuple(entry) for entry in found.entries] == [
        (0x110, 2, 20, 100, 20),
        (0x10F, 3, 2, 30, 4),
        (0x10F, 3, 2, 42, 4),
    ]
    assert (found.link, found.entries_end, found.whole) == (77, 46, True)
    assert found.entries[0].end == 120


def test_a_huge_count_is_only_a_number() -> None:
    data = table("big", (1, 12, 0xFFFFFFFF, 0xFFFFFFFF))
    entry = next(iter_entries(data[2:14], "big", 2))
    assert entry.size == 8 * 0xFFFFFFFF
    assert read_bytes(View(data), entry, 1 << 20) == b""


def test_an_unknown_type_has_the_four_bytes_of_its_field() -> None:
    entry = next(iter_entries(struct.pack(">HHI4s", 1, 99, 1000, b"abcd"), "big", 0))
    assert (entry.offset, entry.size) == (8, 4)


@pytest.mark.parametrize("offset", [0, 1 << 31, 99, 100])
def test_a_table_outside_the_block_is_no_table(offset: int) -> None:
    assert read_table(View(bytes(100)), offset) is None


def test_a_table_that_the_block_cuts_short_keeps_its_whole_entries() -> None:
    data = bytes(8) + table("big", (1, 3, 1, 0), (2, 3, 1, 0), (3, 3, 1, 0))
    found = read_table(View(data[:40]), 8)
    assert found is not None
    assert [entry.tag for entry in found.entries] == [1, 2]
    assert (found.whole, found.link) == (False, 0)


def test_the_link_may_be_missing_at_the_end() -> None:
    data = bytes(8) + table("big", (1, 3, 1, 0), link=9)
    found = read_table(View(data[:-4]), 8)
    assert found is not None
    assert (found.whole, found.link, len(found.entries)) == (True, 0, 1)


@ORDERS
@pytest.mark.parametrize("number", [number for number, kind in TYPES.items() if kind.code != "s"])
def test_every_type_of_number_is_read_as_it_was_written(number: int, order: ByteOrder) -> None:
    kind = TYPES[number]
    signed = kind.code.islower()
    values = [(-1 if signed else 1) * (index + 3) for index in range(2 * len(kind.code))]
    raw = struct.pack(CODES[order] + kind.code * 2, *values)
    expected = tuple(values) if len(kind.code) == 1 else (Rational(*values[:2]), Rational(*values[2:]))
    assert read_numbers(raw, number, order) == expected
    assert read_numbers(raw[: kind.size], number, order) == expected[0]
    assert read_numbers(raw[:-1], number, order) == (expected[0] if kind.size > 1 else values[0])
    assert read_numbers(b"", number, order) == ()


def test_long_arrays_stay_bytes() -> None:
    raw = bytes(2 * LONGEST_ARRAY + 2)
    assert read_numbers(raw, 3, "big") is raw
    assert read_numbers(raw[2:], 3, "big") == (0,) * LONGEST_ARRAY


def test_a_value_is_cut_where_the_block_ends_and_where_the_reader_says() -> None:
    data = bytes(range(20))
    entry = next(iter_entries(struct.pack(">HHII", 1, 7, 10, 15), "big", 0))
    assert read_bytes(View(data), entry, 100) == data[15:]
    assert read_bytes(View(data), entry, 2) == data[15:17]


@given(st.integers(0, 40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted)))
def test_gaps_and_spans_cover_everything_and_never_meet(size: int, pairs: list[list[int]]) -> None:
    spans = [Span(start, end) for start, end in pairs]
    covered = {at for start, end in spans for at in range(start, end)}
    gaps = find_gaps(size, spans)
    assert [at for start, end in gaps for at in range(start, end)] == sorted(set(range(size)) - covered)


@given(st.binary(max_size=300), st.integers(0, 320), st.sampled_from(["little", "big"]))
def test_any_bytes_are_a_table_or_none(data: bytes, offset: int, order: ByteOrder) -> None:
    found = read_table(View(data, order), offset)
    if found is None:
        assert not 0 < offset <= len(data) - 2
    else:
        assert offset + 2 + 12 * len(found.entries) == found.entries_end <= len(data)


def test_every_rule_is_described() -> None:
    assert all(name and text for name, text in RULES.items())
