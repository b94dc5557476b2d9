from __future__ import annotations

import json
import subprocess
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import jpeg, photoshop
from builders.iptc import UTF8, Dataset, dataset, iptc
from exifguard.errors import LimitExceededError, PolicyError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._iptc_writer import SIZES, compose, rewrite
from exifguard.metadata._rewritten import Rewritten
from exifguard.metadata.iptc import Iptc
from oracles import require

TEXTS = {(1, 30), (2, 5), (2, 25), (2, 80), (2, 90), (240, 5)}
OTHERS = {(1, 0), (1, 22), (2, 0), (2, 125), (2, 202), (3, 20), (8, 10)}
ROWS = st.lists(
    st.tuples(
        st.sampled_from(sorted(TEXTS | OTHERS)),
        st.text(min_size=1, max_size=20).map(lambda text: text.encode("utf-8", "replace")),
        st.booleans(),
    ),
    max_size=8,
)


def everything(_key: str) -> bool:
    return True


def run(data: bytes, keep: Any = everything, limits: Limits = DEFAULT_LIMITS) -> Rewritten:
    return rewrite(data, keep if callable(keep) else keep.__contains__, limits)


def key_of(row: tuple[Any, ...]) -> str:
    return f"{row[0]}:{row[1]}"


@given(ROWS, st.sets(st.sampled_from(sorted(map(key_of, TEXTS | OTHERS)))), st.integers(0, 3))
def test_exactly_the_wanted_datasets_come_back(
    rows: list[tuple[tuple[int, int], bytes, bool]], wanted: set[str], padding: int
) -> None:
    old = dataset(*UTF8) + b"".join(dataset(*number, text, extended=long) for number, text, long in rows)
    new = run(old + bytes(padding), wanted)
    kept = [(*number, text) for number, text, _ in rows if key_of(number) in wanted]
    if any(row[:2] in TEXTS for row in kept):
        kept.insert(0, UTF8)
    records = {row[0] for row in kept if row[1]}
    kept = [row for row in kept if row[0] in records]
    assert new == Rewritten(iptc(kept))
    assert Iptc().read(new.data, DEFAULT_LIMITS).damage == ()
    assert run(new.data, wanted) == new
    assert run(new.data) == new


@given(st.sets(st.integers(1, 9)))
def test_nothing_of_a_removed_value_is_left(wanted: set[int]) -> None:
    old = iptc([UTF8, *((2, 10 * number, b"mark%dx" % number) for number in range(1, 10))])
    new = run(old, {f"2:{10 * number}" for number in wanted}).data
    assert [number for number in range(1, 10) if b"mark%dx" % number in new] == sorted(wanted)


def test_long_values_have_extended_lengths() -> None:
    old = dataset(2, 120, bytes(32_767)) + dataset(2, 5, bytes(32_768), extended=True)
    assert run(old) == (old, ())


def test_swapped_words_are_turned_back() -> None:
    sample = iptc([UTF8, (2, 80, b"somebody")])
    words = array("I", sample + bytes(-len(sample) % 4))
    words.byteswap()
    assert run(words.tobytes()) == (sample, ())


@pytest.mark.parametrize(
    ("datasets", "wanted", "kept"),
    [
        ([(1, 90, b"\x1b.A"), (2, 80, b"a")], {"2:80"}, ["1:90", "2:80"]),
        ([(1, 90, b"\x1b%Gsecret"), (2, 80, b"a")], {"2:80"}, ["2:80"]),
        ([(1, 90, b"\x1b%Gsecret"), (2, 80, b"a")], {"1:90", "2:80"}, ["1:90", "2:80"]),
        ([UTF8, (2, 80, b"a"), (3, 20, b"\0\1")], {"1:90", "3:20"}, ["3:20"]),
        ([UTF8, (2, 0, b"\0\4"), (2, 80, b"a")], {"1:90", "2:0"}, []),
        ([(1, 0, b"\0\4"), UTF8, (2, 0, b"\0\4"), (2, 80, b"a")], {"1:0", "2:80"}, ["1:0", "1:90", "2:80"]),
        ([(1, 0, b"\0\4"), (2, 0, b"\0\4"), (2, 80, b"a")], {"1:0", "2:0", "2:80"}, ["2:0", "2:80"]),
    ],
)
def test_character_sets_and_versions(datasets: list[Dataset], wanted: set[str], kept: list[str]) -> None:
    new = run(iptc(datasets), wanted)
    assert new == (iptc([row for row in datasets if key_of(row) in kept]), ())


def test_previews_are_asked_for_by_their_key() -> None:
    old = iptc([(2, 202, b"\xff\xd8\xff"), (8, 10, b"raw")])
    assert run(old) == (old, ())
    assert run(old, {"8:10"}).data == dataset(8, 10, b"raw")


@pytest.mark.parametrize(
    "old",
    [
        dataset(2, 5, b"a") + b"hidden" + dataset(2, 80, b"b"),
        dataset(2, 5, b"a") + b"\x1c\x02\x78\xff\xffrest",
        dataset(2, 5, b"a") + b"\x1c\x02\x78\0\x09rest",
    ],
)
def test_a_damaged_block_is_dropped_whole(old: bytes) -> None:
    new = run(old)
    assert new.data == b""
    assert ["damaged" in note for note in new.notes] == [True]


def test_bytes_behind_and_texts_in_another_encoding_go() -> None:
    old = iptc([UTF8, (2, 80, b"a"), (2, 90, b"K\xf6ln")])
    new = run(old + b"hidden")
    assert new.data == iptc([UTF8, (2, 80, b"a")])
    assert len(new.notes) == 2
    assert len(run(old).notes) == 1
    assert run(old, {"2:80"}).notes == ()
    unstated = iptc([(2, 90, b"K\xf6ln")])
    assert run(unstated) == (unstated, ())


def test_too_many_datasets_exceed_the_limit() -> None:
    with pytest.raises(LimitExceededError):
        run(dataset(2, 25, b"a") * 11, limits=Limits(fields=10))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    for block in (data, b"\x1c\x02" + data, iptc([UTF8, (2, 80, data)]) + data):
        new = run(block)
        assert Iptc().read(new.data, DEFAULT_LIMITS).damage == ()
        assert run(new.data) == (new.data, ())


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_changed_block_never_fails(at: int, value: int, cut: int) -> None:
    data = bytearray(iptc([UTF8, (2, 0, b"\0\4"), (2, 80, b"somebody"), (2, 25, b"one")]))
    data[at % len(data)] = value
    new = run(bytes(data[: 1 + cut % len(data)]))
    assert Iptc().read(new.data, DEFAULT_LIMITS).damage == ()


# Blocks from values


def test_values_become_datasets_in_order() -> None:
    assert compose({"2:116": "\xa9 me", "2:80": ("one", "two"), "2:25": ()}) == iptc(
        [UTF8, (2, 0, b"\0\4"), (2, 80, b"one"), (2, 80, b"two"), (2, 116, "\xa9 me".encode())]
    )
    assert compose({}) == compose({"2:80": ()}) == b""


@given(st.dictionaries(st.sampled_from(sorted(SIZES)), st.text(st.characters(codec="ascii"), max_size=5)))
def test_composed_values_are_read_back_or_refused(values: dict[str, str]) -> None:
    try:
        made = compose(values)
    except PolicyError:
        return
    reading = Iptc().read(made, DEFAULT_LIMITS)
    assert {field.key: field.value for field in reading.fields[2:]} == values
    assert reading.damage == ()
    assert run(made) == (made, ())


@pytest.mark.parametrize(
    "values",
    [
        {"2:80": "\xe4" * 17},
        {"2:80": "a\0"},
        {"2:80": "a\ud800"},
        {"2:90": ("a", "b")},
        {"2:200": "a"},
        {"By-line": "a"},
    ],
)
def test_what_iim_has_no_room_for_is_the_callers_fault(values: dict[str, Any]) -> None:
    with pytest.raises(PolicyError):
        compose(values)
    assert compose({"2:80": "\xe4" * 16})


def test_exiftool_sees_the_kept_datasets(tmp_path: Path) -> None:
    old = iptc([UTF8, (2, 0, b"\0\4"), (2, 80, b"one"), (2, 80, "zw\xf6lf".encode()), (2, 90, b"gone")])
    seen = []
    for name, data in (("old", old), ("all", run(old).data), ("less", run(old, {"2:0", "2:80"}).data)):
        path = tmp_path / f"{name}.jpg"
        resources = jpeg.irb_segments([photoshop.Resource(photoshop.IPTC, data)])
        path.write_bytes(b"\xff\xd8" + b"".join(resources) + b"\xff\xd9")
        command = [require("exiftool"), "-j", "-G1", "-a", "-IPTC:all", str(path)]
        rows = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
        seen.append({key: row for key, row in rows.items() if key != "SourceFile"})
    assert seen[0] == seen[1] == seen[2] | {"IPTC:City": "gone"}
    assert seen[2]["IPTC:By-line"] == ["one", "zw\xf6lf"]
