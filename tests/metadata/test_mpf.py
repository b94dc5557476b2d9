from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import jpeg
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.mpf import Mpf
from exifguard.model import Rational, Reading
from exifguard.structures.ifd import RULES
from oracles import ExifTool
from pictures import FIXTURES

UID = b"0123456789ABCDEF0123456789ABCDEF\0"
ATTRIBUTES = [
    (0xB101, 4, 1, struct.pack(">I", 1)),
    (0xB201, 4, 1, struct.pack(">I", 0x02030401)),
    (0xB205, 10, 1, struct.pack(">ii", -9, 2)),
    (0xB20B, 10, 1, struct.pack(">ii", 45, 1)),
    (0xB300, 3, 1, struct.pack(">H", 7)),
]
IMAGES = [(0x20030000, 5000, 0), (0x40010002, 600, 4900), (0x00123456, 1, 2)]


def table(rows: list[tuple[int, int, int, bytes]], at: int, link: int = 0) -> bytes:
    """A big-endian table that begins at `at`, with its long values behind it."""
    values_at = at + 2 + 12 * len(rows) + 4
    entries, values = b"", b""
    for tag, kind, count, value in rows:
        inline = value.ljust(4, b"\0")
        if len(value) > 4:
            inline = struct.pack(">I", values_at + len(values))
            values += value
        entries += struct.pack(">HHI", tag, kind, count) + inline
    return struct.pack(">H", len(rows)) + entries + struct.pack(">I", link) + values


def index(attributes: bool = True) -> bytes:
    pictures = b"".join(struct.pack(">IIIHH", *image, 2, 0) for image in IMAGES)
    rows = [
        (0xB000, 7, 4, b"0100"),
        (0xB001, 4, 1, struct.pack(">I", 3)),
        (0xB002, 7, len(pictures), pictures),
        (0xB003, 7, 99, UID * 3),
    ]
    first = table(rows, 8)
    if not attributes:
        return b"MM\0*\0\0\0\x08" + first
    link = 8 + len(first)
    return b"MM\0*\0\0\0\x08" + table(rows, 8, link) + table(ATTRIBUTES, link)


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Mpf().read(data, limits)


def values(reading: Reading) -> dict[str, object]:
    return {field.key: field.value for field in reading.fields}


def test_both_tables_and_every_picture_are_read() -> None:
    reading = read(index())
    assert values(reading) == {
        "MPF:MPFVersion": "0100",
        "MPF:NumberOfImages": 3,
        "MPF:ImageUIDList": UID * 3,
        "MPImage1:MPImageFlags": 4,
        "MPImage1:MPImageFormat": 0,
        "MPImage1:MPImageType": "Baseline MP Primary Image",
        "MPImage1:MPImageLength": 5000,
        "MPImage1:MPImageStart": 0,
        "MPImage1:DependentImage1EntryNumber": 2,
        "MPImage1:DependentImage2EntryNumber": 0,
        "MPImage2:MPImageFlags": 8,
        "MPImage2:MPImageFormat": 0,
        "MPImage2:MPImageType": "Large Thumbnail (full HD equivalent)",
        "MPImage2:MPImageLength": 600,
        "MPImage2:MPImageStart": 4900,
        "MPImage2:DependentImage1EntryNumber": 2,
        "MPImage2:DependentImage2EntryNumber": 0,
        "MPImage3:MPImageFlags": 0,
        "MPImage3:MPImageFormat": 0,
        "MPImage3:MPImageType": 0x123456,
        "MPImage3:MPImageLength": 1,
        "MPImage3:MPImageStart": 2,
        "MPImage3:DependentImage1EntryNumber": 2,
        "MPImage3:DependentImage2EntryNumber": 0,
        "MPF:MPIndividualNum": 1,
        "MPF:PanOrientation": 0x02030401,
        "MPF:ConvergenceAngle": Rational(-9, 2),
        "MPF:YawAngle": Rational(45, 1),
        "MPF:0xb300": 7,
    }
    assert (reading.nested, reading.damage) == ((), ())


@pytest.mark.parametrize("name", ["big", "little"])
def test_fixtures_are_read(name: str) -> None:
    data = (FIXTURES / f"jpeg/mpf-second-picture-{name}-endian.jpg").read_bytes()
    unit = next(unit for unit in jpeg.split(data) if b"MPF\0" in unit.data[:10])
    seen = values(read(unit.data[8:]))
    first = seen["MPImage1:MPImageLength"]
    assert isinstance(first, int)
    assert seen["MPF:NumberOfImages"] == 2
    assert data[:first].endswith(b"\xff\xd9")


def test_bytes_that_nothing_claims_are_slack() -> None:
    reading = read(index() + b"hidden")
    assert [(block.kind, block.data) for block in reading.nested] == [("slack", b"hidden")]
    assert read(index() + bytes(9)).nested == ()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"XX\0*", "tiff-header"),
        (b"MM\0*\0\0\0\x63", "ifd-bounds"),
        (index()[:40], "ifd-bounds"),
        (index(attributes=False)[:-10], "value-bounds"),
        (b"MM\0*\0\0\0\x08" + table([(0xB002, 7, 17, bytes(17))], 8), "value-bounds"),
        (b"MM\0*\0\0\0\x08" + table([(0xB001, 4, 1, bytes(4))], 8, 8), "ifd-loop"),
        (b"MM\0*\0\0\0\x08" + table([(0xB001, 99, 1, bytes(4))], 8), "unknown-type"),
        (b"MM\0*\0\0\0\x08" + table([(0xB001, 4, 2**31, bytes(8))], 8), "value-bounds"),
    ],
)
def test_damage_is_told(data: bytes, rule: str) -> None:
    assert rule in read(data).damage
    assert rule in RULES


def test_a_chain_of_tables_ends() -> None:
    links = b"".join(table([(0xB300, 4, 1, bytes(4))], at, at + 18) for at in range(8, 8 + 18 * 100, 18))
    reading = read(b"MM\0*\0\0\0\x08" + links)
    assert len(reading.fields) == 32
    assert reading.nested[0].kind == "slack"


def test_too_many_entries_exceed_the_limit() -> None:
    rows = [(0xB001, 4, 1, bytes(4))] * 20
    with pytest.raises(LimitExceededError):
        read(b"MM\0*\0\0\0\x08" + table(rows, 8), Limits(fields=10))
    pictures = [(0xB002, 7, 1600, bytes(1600))]
    with pytest.raises(LimitExceededError):
        read(b"MM\0*\0\0\0\x08" + table(pictures, 8), Limits(fields=100))


def test_values_that_share_storage_are_bounded() -> None:
    count = 60_000
    entry = struct.pack(">HHII", 0xB003, 7, 60_000, 8)
    data = b"MM\0*\0\0\0\x08" + struct.pack(">H", count) + entry * count + bytes(4)
    start = time.perf_counter()
    with pytest.raises(LimitExceededError):
        read(data)
    assert time.perf_counter() - start < 5


@given(st.binary(max_size=200), st.sampled_from([b"", b"MM\0*\0\0\0\x08", b"II*\0\x08\0\0\0"]))
def test_arbitrary_bytes_never_fail(data: bytes, header: bytes) -> None:
    assert set(read(header + data).damage) <= set(RULES)


@given(st.integers(0, 1000), st.integers(0, 255), st.integers(0, 1000))
def test_a_changed_index_never_fails(at: int, value: int, cut: int) -> None:
    data = bytearray(index())
    data[at % len(data)] = value
    assert set(read(bytes(data[: 1 + cut % len(data)])).damage) <= set(RULES)


def test_exiftool_reads_the_same_values(tmp_path: Path, exiftool: ExifTool) -> None:
    path = tmp_path / "mpf.jpg"
    picture = (FIXTURES / "jpeg/clean-minimal.jpg").read_bytes()
    path.write_bytes(picture[:2] + jpeg.app(2, b"MPF\0" + index()) + picture[2:])
    tags = exiftool.tags(path)
    seen = values(read(index()))
    assert tags["MPF0:NumberOfImages"] == seen["MPF:NumberOfImages"]
    assert tags["MPF0:MPFVersion"] == "0100"
    assert tags["MPF0:YawAngle"] == 45
    assert tags["MPF0:ConvergenceAngle"] == -4.5
    assert tags["MPF0:PanOrientation"] == "2 3 4 1"
    for number in (1, 2, 3):
        for name in ("MPImageFlags", "MPImageFormat", "MPImageLength", "DependentImage1EntryNumber"):
            assert tags[f"MPImage{number}:{name}"] == seen[f"MPImage{number}:{name}"]
