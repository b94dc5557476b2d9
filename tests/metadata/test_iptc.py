from __future__ import annotations

import json
import shutil
import struct
import subprocess
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import jpeg, photoshop
from builders.iptc import UTF8, Dataset, dataset, iptc
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.iptc import NAMES, Iptc
from exifguard.model import Reading

TEXTS = [(2, 5), (2, 25), (2, 80), (2, 90), (2, 120), (240, 5)]
DATASETS = st.lists(st.tuples(st.sampled_from(TEXTS), st.text(min_size=1, max_size=40), st.booleans()))
SAMPLE = iptc([UTF8, (2, 0, b"\0\4"), (2, 80, b"somebody"), (2, 25, b"one"), (2, 25, b"two")])


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Iptc().read(data, limits)


def pairs(reading: Reading) -> list[tuple[str, object]]:
    return [(field.key, field.value) for field in reading.fields]


@given(DATASETS, st.integers(0, 5))
def test_datasets_come_back(rows: list[tuple[tuple[int, int], str, bool]], padding: int) -> None:
    data = dataset(*UTF8) + b"".join(
        dataset(*number, text.encode("utf-8", "replace"), extended=extended)
        for number, text, extended in rows
    )
    reading = read(data + bytes(padding))
    texts = [text.encode("utf-8", "replace").decode() for _, text, _ in rows]
    expected = [(f"{number[0]}:{number[1]}", text) for (number, _, _), text in zip(rows, texts, strict=True)]
    assert pairs(reading)[1:] == [(key, text.removeprefix("\ufeff")) for key, text in expected]
    assert (reading.nested, reading.damage) == ((), ())


def test_numbers_charset_and_repeated_keys() -> None:
    assert pairs(read(SAMPLE)) == [
        ("1:90", "\x1b%G"),
        ("2:0", 4),
        ("2:80", "somebody"),
        ("2:25", "one"),
        ("2:25", "two"),
    ]


@pytest.mark.parametrize(
    ("datasets", "text", "damage"),
    [
        ([(2, 90, b"K\xc3\xb6ln")], "K\xf6ln", ()),
        ([(2, 90, b"K\xf6ln")], "K\xf6ln", ()),
        ([UTF8, (2, 90, b"K\xf6ln")], "K\xf6ln", ("iptc-encoding",)),
    ],
)
def test_text_is_utf8_or_latin1(datasets: list[Dataset], text: str, damage: tuple[str, ...]) -> None:
    reading = read(iptc(datasets))
    assert pairs(reading)[-1] == ("2:90", text)
    assert reading.damage == damage


@pytest.mark.parametrize("number", [(2, 202), (8, 10)])
@pytest.mark.parametrize(("data", "kind"), [(b"\xff\xd8\xff\xe0", "picture"), (b"raw", "unknown")])
def test_previews_are_nested(number: tuple[int, int], data: bytes, kind: str) -> None:
    reading = read(dataset(*number, data))
    assert [(block.kind, block.path, block.data) for block in reading.nested] == [
        (kind, f"{number[0]}:{number[1]}", data)
    ]
    assert reading.fields == ()


def test_bytes_between_datasets_are_slack() -> None:
    reading = read(dataset(2, 5, b"a") + b"hidden" + dataset(2, 80, b"b"))
    assert pairs(reading) == [("2:5", "a"), ("2:80", "b")]
    assert [(block.kind, block.data) for block in reading.nested] == [("slack", b"hidden")]
    assert reading.damage == ("iptc-garbage",)


def test_only_zeros_may_follow() -> None:
    assert read(SAMPLE + bytes(3)).damage == ()
    reading = read(SAMPLE + b"\0\0hidden")
    assert [block.data for block in reading.nested] == [b"\0\0hidden"]
    assert reading.damage == ("iptc-trailing",)


@pytest.mark.parametrize(
    "length",
    [struct.pack(">H", 500), struct.pack(">HI", 0x8004, 2**31), struct.pack(">H", 0xFFFF), b"\x80\x02\x40\0"],
)
def test_a_length_past_the_end_is_damage(length: bytes) -> None:
    reading = read(SAMPLE + b"\x1c\x02\x78" + length + b"rest")
    assert reading.damage == ("iptc-length",)
    assert len(reading.fields) == 6


@pytest.mark.parametrize("more", [1, 2, 8, 9])
def test_a_length_that_is_a_little_too_much_is_damage(more: int) -> None:
    assert read(SAMPLE + b"\x1c\x02\x78" + struct.pack(">H", 4 + more) + b"rest").damage == ("iptc-length",)


def test_swapped_words_are_turned_back() -> None:
    sample = SAMPLE + bytes(-len(SAMPLE) % 4)
    words = array("I", sample)
    words.byteswap()
    assert read(words.tobytes()) == read(sample)


def test_too_many_datasets_exceed_the_limit() -> None:
    with pytest.raises(LimitExceededError):
        read(dataset(2, 25, b"") * 11, Limits(fields=10))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    reading = read(data)
    assert bool(reading.fields or reading.nested) == bool(data.strip(b"\0"))


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_changed_block_never_fails(at: int, value: int, cut: int) -> None:
    data = bytearray(SAMPLE)
    data[at % len(data)] = value
    block = bytes(data[: 1 + cut % len(data)])
    reading = read(block)
    assert bool(reading.fields or reading.nested) == bool(block.strip(b"\0"))


def test_names_are_those_of_the_standard() -> None:
    assert (NAMES["2:80"], NAMES["2:120"], NAMES["1:90"]) == (
        "By-line",
        "Caption/Abstract",
        "Coded Character Set",
    )


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_reads_the_same_values(tmp_path: Path) -> None:
    names = {"2:80": "By-line", "2:25": "Keywords", "2:90": "City", "2:0": "ApplicationRecordVersion"}
    block = SAMPLE + dataset(2, 90, "K\xf6ln".encode(), extended=True)
    path = tmp_path / "iptc.jpg"
    resources = [photoshop.Resource(photoshop.IPTC, block)]
    path.write_bytes(b"\xff\xd8" + b"".join(jpeg.irb_segments(resources)) + b"\xff\xd9")
    command = ["exiftool", "-j", "-IPTC:all", str(path)]
    seen = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    ours: dict[str, list[object]] = {}
    for key, value in pairs(read(block)):
        ours.setdefault(names.get(key, key), []).append(value)
    assert {name: ours[name] for name in names.values()} == {
        name: seen[name] if isinstance(seen[name], list) else [seen[name]] for name in names.values()
    }
