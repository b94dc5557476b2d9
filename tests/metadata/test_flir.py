from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.flir import ENTRY_SIZE, HEADER_SIZE, fff, record, segments
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.flir import RULES, Flir
from exifguard.model import Reading
from oracles import ExifTool
from pictures import FIXTURES

CAMERA = record(
    0x470,
    {
        0x20: struct.pack(">f", 0.5),
        0xD4: b"ThermoCam",
        0xF4: b"PN-1",
        0x104: b"SERIAL-1",
        0x114: b"1.2.3",
        0x170: b"FOL7",
        0x1A0: b"LENS-1",
        0x384: struct.pack(">IIh", 1_328_966_228, 253, -60),
        0x43C: b"IR_0001.jpg",
    },
)
GPS = struct.pack("<I4s2s2s4xddf", 1, b"2200", b"N", b"E", 47.61388888888889, 8.208333333333334, 432.0)
PALETTE = record(0x70 + 6, {0: b"\2", 0x30: b"iron.pal", 0x50: b"Iron", 0x70: b"colour"}, b"\2")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)
THERMAL = struct.pack(">HHH", 2, 640, 512).ljust(0x20, b"\0") + PNG
TEXT = bytes(12) + b'# Generated at 2014-01-01\n.0.label unicode "R\\00e4um"\n.0.value text "Attic"\n\0tail'
TOOL = struct.pack(">HHHHHH", 0x28 + 4 + 8, 0, 4, 0, 0, 1).ljust(0x24, b"\0") + struct.pack(">HH", 10, 20)
MEASURED = b"\0\1" + bytes(10) + TOOL + "Spot".encode("utf-16-be") + b"\xff\xff" * 2 + b"\0\0more"
RECORDS = [
    (0x20, CAMERA),
    (0x2B, GPS.ljust(0x70, b"\0")),
    (0x22, PALETTE),
    (0x01, THERMAL),
    (0x23, TEXT),
    (0x21, MEASURED),
    (0x24, bytes(8) + b"RIFF....WAVE"),
    (0x2A, struct.pack("<fhhhhhh", 2.5, 1, -2, 3, 4, 5, 6)),
    (0x27, b"\1\0\x08\0"),
    (0, b""),
]


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Flir().read(data, limits)


def values(reading: Reading) -> dict[str, object]:
    return {field.key: field.value for field in reading.fields}


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, block.path) for block in reading.nested]


@pytest.mark.parametrize("order", [">", "<"])
def test_records_are_read(order: str) -> None:
    reading = read(fff(RECORDS, order=order))
    seen = values(reading)
    expected = {
        "FLIR:CreatorSoftware": "CAMCTRL",
        "FLIR:Emissivity": 0.5,
        "FLIR:CameraModel": "ThermoCam",
        "FLIR:CameraPartNumber": "PN-1",
        "FLIR:CameraSerialNumber": "SERIAL-1",
        "FLIR:CameraSoftware": "1.2.3",
        "FLIR:LensModel": "FOL7",
        "FLIR:LensSerialNumber": "LENS-1",
        "FLIR:DateTimeOriginal": "2012-02-11T14:17:08.253+01:00",
        "FLIR:FileName": "IR_0001.jpg",
        "FLIR:GPSLatitude": 47.61388888888889,
        "FLIR:GPSLongitude": 8.208333333333334,
        "FLIR:GPSAltitude": 432.0,
        "FLIR:GPSLatitudeRef": "N",
        "FLIR:PaletteFileName": "iron.pal",
        "FLIR:PaletteName": "Iron",
        "FLIR:ImageSize": (640, 512),
        "FLIR:Generated": "2014-01-01",
        "FLIR:Label0": "Räum",
        "FLIR:Value0": "Attic",
        "FLIR:Meas1Type": 1,
        "FLIR:Meas1Params": (10, 20),
        "FLIR:Meas1Label": "Spot",
        "FLIR:Real2IR": 2.5,
        "FLIR:OffsetY": -2,
    }
    assert {key: seen.get(key) for key in expected} == expected
    assert kinds(reading) == [
        ("unknown", "record 0x22"),  # the colours
        ("picture", "record 0x01"),
        ("unknown", "record 0x23"),  # behind the end of the text
        ("unknown", "record 0x21"),
        ("video", "record 0x24"),
        ("unknown", "record 0x27"),
    ]
    assert reading.nested[1].data == PNG
    assert reading.damage == ()


def test_the_place_may_be_big_endian() -> None:
    data = struct.pack(">I4s2s2s4xddf", 1, b"2200", b"S", b"W", -33.5, -70.25, 5.0)
    seen = values(read(fff([(0x2B, data)])))
    assert (seen["FLIR:GPSLatitude"], seen["FLIR:GPSLongitude"]) == (-33.5, -70.25)


@pytest.mark.parametrize(("latitude", "shown"), [(0.0, False), (-1.0, False), (12.5, True)])
def test_a_place_that_is_not_valid_is_none_unless_it_says_something(latitude: float, shown: bool) -> None:
    data = struct.pack("<I4s2s2s4xddf", 0, b"2200", b"", b"", latitude, 0.0, 0.0)
    assert ("FLIR:GPSLatitude" in values(read(fff([(0x2B, data)])))) is shown


def test_raw_pixels_are_a_picture_without_a_format() -> None:
    reading = read(fff([(0x01, struct.pack(">HHH", 2, 2, 2).ljust(0x20, b"\0") + b"pixels!!")]))
    assert [(block.kind, block.wrap, block.data) for block in reading.nested] == [
        ("picture", "raw", b"pixels!!")
    ]


def test_bytes_outside_of_records_are_slack() -> None:
    reading = read(fff(RECORDS[:1]) + b"hidden")
    assert ("slack", f"slack@{len(fff(RECORDS[:1]))}") in kinds(reading)
    assert reading.nested[-1].data == b"hidden"
    assert kinds(read(fff(RECORDS[:1]) + bytes(100))) == kinds(read(fff(RECORDS[:1])))


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"FFF", "flir-header"),
        (b"FFF\0" + bytes(0x3C), "flir-header"),
        (b"XXX\0" + fff([])[4:], "flir-header"),
        (fff(RECORDS)[: HEADER_SIZE + 5], "flir-bounds"),
        (fff(RECORDS)[:-3], "flir-bounds"),
        (fff([(0x20, CAMERA)]).replace(struct.pack(">I", len(CAMERA)), b"\xff" * 4), "flir-bounds"),
        (fff([])[:0x18] + b"\xff" * 8 + fff([])[0x20:], "flir-bounds"),
    ],
)
def test_damage_is_told(data: bytes, rule: str) -> None:
    reading = read(data)
    assert reading.damage == (rule,)
    assert rule in RULES
    assert reading.fields or reading.nested


def test_records_that_share_storage_are_bounded() -> None:
    count = 50_000
    entry = struct.pack(">HHIIIIIII", 0x27, 1, 100, 1, 0, HEADER_SIZE + ENTRY_SIZE * count, 0, 0, 0)
    header = fff([])[:0x1C] + struct.pack(">I", count)
    start = time.perf_counter()
    with pytest.raises(LimitExceededError):
        read(header.ljust(HEADER_SIZE, b"\0") + entry * count)
    assert time.perf_counter() - start < 5


def test_too_many_records_exceed_the_limit() -> None:
    with pytest.raises(LimitExceededError):
        read(fff([(0x27, b"x")] * 30), Limits(fields=10))
    with pytest.raises(LimitExceededError):
        read(fff([(0x23, bytes(12) + b'.1.label text "x"\n' * 30)]), Limits(fields=10))


@given(st.binary(max_size=300), st.integers(1, 0x2F))
def test_arbitrary_records_never_fail(data: bytes, kind: int) -> None:
    reading = read(fff([(kind, data)]))
    assert set(reading.damage) <= set(RULES)
    assert bool(reading.nested or len(reading.fields) > 1) >= bool(data[0x28:].strip(b"\0"))
    assert set(read(data).damage) <= set(RULES)


@given(st.integers(0, 100_000), st.integers(0, 255), st.integers(0, 100_000))
def test_a_changed_block_never_fails(at: int, value: int, cut: int) -> None:
    data = bytearray(fff(RECORDS))
    data[at % len(data)] = value
    reading = read(bytes(data[: 1 + cut % len(data)]))
    assert set(reading.damage) <= set(RULES)
    assert reading.fields or reading.nested


def test_exiftool_reads_the_same_values(tmp_path: Path, exiftool: ExifTool) -> None:
    path = tmp_path / "flir.jpg"
    picture = (FIXTURES / "jpeg/clean-minimal.jpg").read_bytes()
    path.write_bytes(picture[:2] + b"".join(segments(fff(RECORDS), 600)) + picture[2:])
    tags = exiftool.tags(path)
    seen = values(read(fff(RECORDS)))
    for name in ("GPSLatitude", "GPSLongitude"):
        assert tags[f"FLIR:{name}"] == pytest.approx(seen[f"FLIR:{name}"], abs=1e-12)
    for name in (
        "CameraModel",
        "CameraPartNumber",
        "CameraSerialNumber",
        "CameraSoftware",
        "LensModel",
        "LensSerialNumber",
        "Emissivity",
        "GPSAltitude",
        "PaletteFileName",
        "PaletteName",
        "Real2IR",
        "OffsetY",
        "Label0",
        "Value0",
        "Meas1Type",
        "Meas1Label",
    ):
        assert tags[f"FLIR:{name}"] == seen[f"FLIR:{name}"], name
    told = str(tags["FLIR:DateTimeOriginal"]).replace(":", "-", 2).replace(" ", "T")
    assert told == seen["FLIR:DateTimeOriginal"]
    assert seen["FLIR:ImageSize"] == (tags["FLIR:RawThermalImageWidth"], tags["FLIR:RawThermalImageHeight"])
