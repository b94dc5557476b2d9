from __future__ import annotations

import json
import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import jpeg
from builders.photoshop import (
    SIGNATURE,
    Resource,
    descriptor,
    irb,
    item,
    key,
    objc,
    path,
    slices,
    text,
    thumbnail,
    vlls,
)
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.photoshop import NAMES, Photoshop
from exifguard.model import Reading

NESTED = {0x0404, 0x0409, 0x040C, 0x040F, 0x0422, 0x0423, 0x0424}
TEXTS = {
    0x0415,
    0x041B,
    0x043E,
    0x043F,
    0x03EE,
    0x03F0,
    0x0BB7,
    0x040B,
    0x1B58,
    0x1B59,
    0x1B5A,
    0x1B5C,
    0x1F40,
    0x03E9,
    0x03EA,
    0x043C,
    0x041A,
    0x041E,
    0x0421,
    0x0425,
    0x0429,
    0x0432,
    0x0433,
    0x0434,
    0x0436,
    0x0438,
    0x043A,
    0x043B,
    0x0440,
    0x0BB8,
}
RESOURCES = st.lists(
    st.builds(
        Resource,
        st.integers(0, 0xFFFF).filter(lambda number: number not in NESTED | TEXTS),
        st.binary(max_size=30),
        st.binary(max_size=255),
        st.sampled_from([b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR"]),
    ),
    max_size=5,
)
SAMPLE = irb([Resource(0x03ED, bytes(16)), path(b"Outline"), Resource(0x040B, b"http://example.org/")])


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Photoshop().read(data, limits)


def values(reading: Reading) -> dict[str, object]:
    return {field.key: field.value for field in reading.fields}


@given(RESOURCES, st.sampled_from([b"", SIGNATURE]), st.integers(0, 4))
def test_resources_come_back(resources: list[Resource], heading: bytes, padding: int) -> None:
    reading = read(heading + irb(resources) + bytes(padding))
    raw = [field.value for field in reading.fields if "@" not in field.key]
    assert raw == [resource.data for resource in resources]
    keys = [field.key for field in reading.fields if "@" not in field.key]
    assert keys == [f"{one.signature.decode()}:0x{one.id:04x}" for one in resources]
    assert sum("@" in field.key for field in reading.fields) == sum(bool(one.name) for one in resources)
    assert (reading.nested, reading.damage) == ((), ())


def test_names_and_texts_are_read() -> None:
    seen = values(read(SAMPLE))
    assert seen["8BIM:0x07d0@name"] == "Outline"
    assert seen["8BIM:0x040b"] == "http://example.org/"
    assert NAMES["8BIM:0x03ed"] == "ResolutionInfo"
    assert NAMES["8BIM:0x07d0"] == "PathInfo"


@pytest.mark.parametrize(
    ("number", "data", "value"),
    [
        (0x043E, b"\0\0\0\3" + "C:\0".encode("utf-16-be"), "C:"),
        (0x0415, b"\0\0\0\1\0a\0\0\0\1\0b", ("a", "b")),
        (0x03EE, b"\3one\3two", ("one", "two")),
        (0x0BB7, b"\4Path\0", "Path"),
        (0x0BB7, b"\x09Path", b"\x09Path"),
        (0x041B, b"", b""),
        (0x041B, b"\0\0\0\1\0a!", b"\0\0\0\1\0a!"),  # bytes that no count explains
        (0x03EE, bytes(1000) + b"\1x", bytes(1000) + b"\1x"),  # more texts than there are channels
    ],
)
def test_counted_texts_are_decoded_or_left_alone(number: int, data: bytes, value: object) -> None:
    assert values(read(irb([Resource(number, data)]))) == {f"8BIM:0x{number:04x}": value}


LAYER_COMPS = descriptor(
    {
        "list": vlls(
            [
                item(
                    b"Objc",
                    objc({"Nm  ": item(b"TEXT", text("Cover")), "comment": item(b"TEXT", text("draft"))}),
                ),
                item(b"Objc", objc({"Nm  ": item(b"TEXT", text("")), "ID  ": item(b"long", b"\0\0\0\7")})),
            ]
        ),
        "lastAppliedComp": item(b"long", b"\xff\xff\xff\xff"),
        "Inte": item(b"enum", key("Inte"), key("Clrm")),
        "path": item(b"tdta", struct.pack(">I", 4), b"C:\\x"),
        "junk": item(b"tdta", struct.pack(">I", 2), b"\0\1"),
        "deep": item(b"Objc", objc({"a": item(b"doub", bytes(8)), "b": item(b"bool", b"\1")})),
        "unit": item(b"UntF", b"#Prc", bytes(8)),
        "many": item(b"UnFl", b"#Prc", struct.pack(">I", 2), bytes(16)),
        "big": item(b"comp", bytes(8)),
        "kind": item(b"type", text(""), key("Lyr ")),
        "to": item(
            b"obj ",
            struct.pack(">I", 5),
            item(b"prop", text(""), key("Lyr "), key("Nm  ")),
            item(b"Clss", text(""), key("Lyr ")),
            item(b"Enmr", text(""), key("Lyr "), key("Ordn"), key("Trgt")),
            item(b"rele", text(""), key("Lyr "), b"\0\0\0\1"),
            item(b"name", text(""), key("Lyr "), text("Secret layer")),
        ),
    },
    b"\0\0\0\1",
)


@pytest.mark.parametrize(
    ("number", "data", "value"),
    [
        (0x0421, b"\0\0\0\1\1" + text("Writer") + text("Reader 9") + bytes(4), ("Writer", "Reader 9")),
        (0x0421, b"\0\0\0\1\1" + text("Writer"), None),
        (0x0425, bytes(range(16)), "000102030405060708090a0b0c0d0e0f"),
        (0x0425, b"short", None),
        (0x041E, struct.pack(">I", 1) + bytes(8) + text("http://a.example/"), "http://a.example/"),
        (0x041E, bytes(4), None),
        (0x041E, struct.pack(">I", 9) + bytes(8), None),
        (0x041A, slices("group", []), "group"),
        (
            0x041A,
            slices("group", [("one", "http://b.example/", "", "says", "alt", "")]),
            ("group", "one", "http://b.example/", "says", "alt"),
        ),
        (0x041A, slices("group", [("one", "", "", "", "", "")])[:-20], None),
        (
            0x041A,
            b"\0\0\0\7" + descriptor({"baseName": item(b"TEXT", text("group"))}),
            "baseName=group",
        ),
        (0x043C, b"<?xml version='1.0'?><plist/>", "<?xml version='1.0'?><plist/>"),
        (0x043C, b"bplist00", None),
        (
            0x0429,
            LAYER_COMPS,
            (
                "list[1]/Nm=Cover",
                "list[1]/comment=draft",
                "Inte=Clrm",
                "path=C:\\x",
                "kind=Lyr",
                "to[1][1]=Lyr",
                "to[1][2]=Nm",
                "to[2][1]=Lyr",
                "to[3][1]=Lyr",
                "to[3][2]=Trgt",
                "to[4][1]=Lyr",
                "to[5][1]=Lyr",
                "to[5][2]=Secret layer",
            ),
        ),
        (0x0429, LAYER_COMPS[:-1], None),
        (0x0438, descriptor({"a": item(b"what")}), None),
        (0x0438, descriptor({"a": item(b"obj ", b"\0\0\0\1what")}), None),
        (0x0438, descriptor({"a": item(b"bool", b"\0")}), None),
        (0x0438, b"\0\0\0\1\0\0\0\2", None),
        (0x0438, b"", None),
    ],
)
def test_texts_inside_are_told(number: int, data: bytes, value: object) -> None:
    """None stands for the bytes as they are."""
    seen = values(read(irb([Resource(number, data)])))
    assert seen == {f"8BIM:0x{number:04x}": data if value is None else value}


def test_hostile_descriptors_stay_bytes() -> None:
    nested = item(b"VlLs", struct.pack(">I", 1)) * 1000
    many = vlls([item(b"bool", b"\1")] * 30_000)
    endless = item(b"VlLs", b"\xff\xff\xff\xff")
    start = time.perf_counter()
    for inner in (nested, many, endless, item(b"TEXT", b"\xff\xff\xff\xff")):
        data = descriptor({"a": inner})
        assert values(read(irb([Resource(0x0433, data)]))) == {"8BIM:0x0433": data}
    assert time.perf_counter() - start < 3


@given(
    st.binary(max_size=200),
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from([b"", b"\0\0\0\x10", b"\0\0\0\x06"]),
)
def test_arbitrary_texts_never_fail(data: bytes, number: int, start: bytes) -> None:
    reading = read(irb([Resource(number, start + data)]))
    assert [field.key for field in reading.fields] == [f"8BIM:0x{number:04x}"]
    assert reading.damage == ()


@given(st.integers(0, 5000), st.integers(0, 255))
def test_changed_descriptors_never_fail(at: int, value: int) -> None:
    data = bytearray(LAYER_COMPS)
    data[at % len(data)] = value
    assert len(read(irb([Resource(0x0429, bytes(data))])).fields) == 1


@pytest.mark.parametrize(
    ("resource", "kind", "data"),
    [
        (Resource(0x0404, b"\x1c"), "iptc", b"\x1c"),
        (Resource(0x0424, b"<x/>"), "xmp", b"<x/>"),
        (Resource(0x0422, b"II*\0"), "exif", b"II*\0"),
        (Resource(0x0423, b"Exif\0\0II*\0"), "exif", b"II*\0"),
        (Resource(0x040F, b"profile"), "icc", b"profile"),
        (thumbnail(b"\xff\xd8\xff\xe0", 1, 1), "picture", b"\xff\xd8\xff\xe0"),
        (Resource(0x0409, bytes(28) + b"pixels"), "unknown", b"pixels"),
    ],
)
def test_blocks_inside_are_nested(resource: Resource, kind: str, data: bytes) -> None:
    reading = read(irb([resource]))
    assert [(block.kind, block.path, block.data) for block in reading.nested] == [
        (kind, f"8BIM:0x{resource.id:04x}", data)
    ]
    assert reading.fields == ()


def test_a_thumbnail_too_short_for_its_header_is_a_value() -> None:
    assert values(read(irb([Resource(0x040C, b"short")]))) == {"8BIM:0x040c": b"short"}


def test_a_resource_past_the_end_is_cut() -> None:
    reading = read(SAMPLE + b"8BIM\x04\x0b\0\0\xff\xff\xff\xffrest")
    assert values(reading)["8BIM:0x040b"] == "rest"
    assert reading.damage == ("photoshop-length",)


def test_a_resource_cut_in_its_header_is_slack() -> None:
    reading = read(SAMPLE + b"8BIM\x04\x0b\x40name")
    assert [block.kind for block in reading.nested] == ["slack"]
    assert reading.damage == ("photoshop-length",)


def test_bytes_between_and_behind_are_slack() -> None:
    reading = read(SAMPLE + b"between" + SAMPLE + b"behind")
    assert [block.data for block in reading.nested] == [b"between", b"behind"]
    assert reading.damage == ("photoshop-garbage", "photoshop-trailing")


def test_a_padding_byte_that_is_not_zero_is_damage() -> None:
    block = bytearray(irb([Resource(0x03F3, b"odd"), Resource(0x03F3, b"even")]))
    block[15] = 0x41
    assert read(bytes(block)).damage == ("photoshop-padding",)


def test_missing_padding_is_forgiven() -> None:
    block = irb([Resource(0x03F3, b"odd")])[:-1]
    assert len(read(block + SAMPLE).fields) == 5
    assert read(block + SAMPLE).damage == ()


def test_too_many_resources_exceed_the_limit() -> None:
    with pytest.raises(LimitExceededError):
        read(irb([Resource(1, b"")] * 11), Limits(fields=10))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    for block in (data, b"8BIM" + data, b"8BIM\x04\x15\0\0\0\0\0\x20" + data):
        reading = read(block)
        assert bool(reading.fields or reading.nested) == bool(block.strip(b"\0"))


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_changed_block_never_fails(at: int, value: int, cut: int) -> None:
    data = bytearray(SAMPLE)
    data[at % len(data)] = value
    block = bytes(data[: 1 + cut % len(data)])
    reading = read(block)
    assert bool(reading.fields or reading.nested) == bool(block.strip(b"\0"))


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_reads_the_same_values(tmp_path: Path) -> None:
    resources = [Resource(0x040B, b"http://example.org/"), Resource(0x0BB7, b"\7Outline")]
    target = tmp_path / "resources.jpg"
    target.write_bytes(b"\xff\xd8" + b"".join(jpeg.irb_segments(resources)) + b"\xff\xd9")
    command = ["exiftool", "-j", "-Photoshop:all", str(target)]
    seen = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    ours = values(read(irb(resources)))
    assert ours == {"8BIM:0x040b": seen["URL"], "8BIM:0x0bb7": seen["ClippingPathName"]}
