from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.iptc import dataset
from builders.trailers import (
    VIVO_END,
    Sef,
    afcp,
    canon_vrd,
    fotostation,
    insta360,
    mie,
    nikon_app,
    oneplus,
    photo_mechanic,
    samsung,
    vivo,
)
from exifguard._source import BytesSource
from exifguard.containers.jpeg import Jpeg
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.samsung_trailer import RULES, SamsungTrailer
from exifguard.metadata.trailer import Trailer
from exifguard.model import Reading
from oracles import ExifTool
from pictures import FIXTURES

JPEG = b"\xff\xd8\xff\xe0picture"
VIDEO = b"\0\0\0\x18ftypmp42video"
IPTC = dataset(2, 80, b"somebody")
XMP = b"<x:xmpmeta/>"


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Trailer().read(data, limits)


def read_samsung(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return SamsungTrailer().read(data, limits)


def pairs(reading: Reading) -> list[tuple[str, object]]:
    return [(field.key, field.value) for field in reading.fields]


def kinds(reading: Reading) -> list[tuple[str, str, bytes]]:
    return [(block.kind, block.path, block.data) for block in reading.nested]


# -- recognised -----------------------------------------------------------------------------------

RECORDS = [
    Sef(0x0A01, b"Image_UTC_Data", b"1715526245123"),
    Sef(0x0AA1, b"MCC_Data", b"228"),
    Sef(0x0A30, b"MotionPhoto_Data", VIDEO),
    Sef(0x0001, b"DualShot_1", JPEG),
    Sef(0x0BA1, b"PhotoEditor_Re_Edit_Data", b'{"originalPath":"/data/x.jpg","isScaleAI":false}'),
    Sef(0x0BA1, b"Original_Path_Hash_Key", b"abc/0"),
    Sef(0x0BE0, b"Livefocus_JDM_Info", b"words"),
    Sef(0x0AB3, b"DualShot_Extra_Info", b"\1\0\0\0\xff"),
    Sef(0x0100, b"SoundShot_000", b"RIFF....WAVE"),
]
SAMSUNG = samsung(RECORDS)

CASES = [
    (SAMSUNG, "Samsung", [("samsung", "samsung", SAMSUNG)]),
    (afcp([(b"IPTC", IPTC)]), "AFCP", [("iptc", "IPTC", IPTC)]),
    (
        afcp([(b"IPTC", IPTC), (b"%SCC", b"x")], 5_000, "<"),
        "AFCP",
        [("iptc", "IPTC", IPTC), ("tail", "%SCC", b"x")],
    ),
    (afcp([(b"Nail", bytes(18) + JPEG)]), "AFCP", [("picture", "Nail", JPEG)]),
    (fotostation(1, IPTC), "FotoStation", [("iptc", "IPTC", IPTC)]),
    (fotostation(3, JPEG), "FotoStation", [("picture", "thumbnail", JPEG)]),
    (fotostation(2, b"edits"), "FotoStation", [("tail", "SoftEdit", b"edits")]),
    (photo_mechanic(IPTC), "Photo Mechanic", [("iptc", "IPTC", IPTC)]),
    (
        canon_vrd([(0xFFFF00F4, b"recipe"), (0xFFFF00F6, XMP)]),
        "Canon VRD",
        [("tail", "0xffff00f4", b"recipe"), ("xmp", "XMP", XMP)],
    ),
    (nikon_app([(1, XMP), (2, b"x")]), "Nikon app", [("xmp", "XMP", XMP), ("tail", "0x2", b"x")]),
    (insta360(b"frames"), "Insta360", [("tail", "Insta360", insta360(b"frames"))]),
    (mie(b"values"), "MIE", [("tail", "MIE", mie(b"values"))]),
    (vivo(b'{"a":1}', JPEG), "Vivo", [("picture", "stream", JPEG)]),
    (
        oneplus([("watermark.device", b"OP"), ("ultra.jpg", JPEG)]),
        "OnePlus",
        [("tail", "watermark.device", b"OP"), ("picture", "ultra.jpg", JPEG)],
    ),
    (b"PK\3\4zip", "ZIP", [("tail", "ZIP", b"PK\3\4zip")]),
    (b"%PDF-1.7", "PDF", [("tail", "PDF", b"%PDF-1.7")]),
    (b"Rar!\x1a\x07\1", "RAR", [("tail", "RAR", b"Rar!\x1a\x07\1")]),
    (b"\x55\x26\x11\x05\0\0", "Sony hidden data", [("tail", "Sony hidden data", b"\x55\x26\x11\x05\0\0")]),
    (b"\n<!doctype HTML><p>", "HTML", [("tail", "HTML", b"\n<!doctype HTML><p>")]),
    (XMP, "XMP", [("xmp", "XMP", XMP)]),
    (bytes(9), "padding", []),
    (b"\xff\xff", "padding", []),
]


@pytest.mark.parametrize(
    ("data", "name", "nested"), CASES, ids=lambda case: case if isinstance(case, str) else ""
)
def test_trailers_are_recognised(data: bytes, name: str, nested: list[tuple[str, str, bytes]]) -> None:
    reading = read(data)
    assert pairs(reading)[0] == ("trailer/type", name)
    assert reading.fields[0].size == len(data)
    assert kinds(reading) == nested
    assert reading.damage == ()


def test_several_trailers_stand_behind_each_other() -> None:
    data = JPEG + afcp([(b"IPTC", IPTC)]) + fotostation(1, IPTC) + photo_mechanic(IPTC) + SAMSUNG
    reading = read(data + vivo(b'{"version":1}'))
    names = [value for key, value in pairs(reading) if key == "trailer/type"]
    assert names == ["AFCP", "FotoStation", "Photo Mechanic", "Samsung", "Vivo"]
    assert pairs(reading)[-1] == ("Vivo/version", 1)
    assert [block.kind for block in reading.nested] == ["picture", "iptc", "iptc", "iptc", "samsung"]
    sizes = sum(field.size for field in reading.fields if field.key == "trailer/type")
    assert sizes + len(JPEG) == len(data) + len(vivo(b'{"version":1}'))


@pytest.mark.parametrize(
    ("data", "kind"),
    [(JPEG, "picture"), (VIDEO, "video"), (b"\0\0who\0knows\x80", "tail"), (b"\x80", "tail")],
)
def test_what_stands_first_may_be_anything(data: bytes, kind: str) -> None:
    reading = read(data)
    assert reading.fields == ()
    assert [(block.kind, block.data) for block in reading.nested] == [(kind, data)]


def test_short_texts_are_shown() -> None:
    assert pairs(read(b"call me\nat home\0")) == [
        ("trailer/type", "text"),
        ("trailer/text", "call me\nat home"),
    ]


@pytest.mark.parametrize("name", ["afcp", "samsung-sef", "zip", "pdf", "html-slack", "text"])
def test_fixtures_are_recognised(name: str) -> None:
    data = (FIXTURES / f"jpeg/trailer-{name}.jpg").read_bytes()
    parts = Jpeg().parse(BytesSource(data), DEFAULT_LIMITS)
    (span,) = next(block.spans for block in parts.blocks if block.kind == "trailer")
    assert pairs(read(data[span.start : span.end]))[0][0] == "trailer/type"


# -- Samsung --------------------------------------------------------------------------------------


def test_records_of_samsung_are_read() -> None:
    reading = read_samsung(SAMSUNG)
    assert pairs(reading) == [
        ("Samsung:TimeStamp", "2024-05-12T15:04:05.123Z"),
        ("Samsung:MCCData", "228"),
        ("Samsung:EmbeddedImage@name", "DualShot_1"),
        ("Samsung:ReEditData/originalPath", "/data/x.jpg"),
        ("Samsung:ReEditData/isScaleAI", "false"),
        ("Samsung:OriginalPathHashKey", "abc/0"),
        ("Samsung:0x0be0@name", "Livefocus_JDM_Info"),
        ("Samsung:0x0be0", "words"),
        ("Samsung:EmbeddedAudioFile@name", "SoundShot_000"),
    ]
    assert kinds(reading) == [
        ("video", "Samsung:EmbeddedVideoFile", VIDEO),
        ("picture", "Samsung:EmbeddedImage", JPEG),
        ("unknown", "Samsung:DualShotExtra", b"\1\0\0\0\xff"),
        ("video", "Samsung:EmbeddedAudioFile", b"RIFF....WAVE"),
    ]
    assert reading.damage == ()


def test_older_phones_put_a_block_behind_the_table() -> None:
    block = b"QDIO" + struct.pack("<IIII", 101, 1, 0, 0)
    data = SAMSUNG + block + struct.pack("<I", len(block)) + b"QDIO" + b"BS"
    assert [value for key, value in pairs(read(data)) if key == "trailer/type"] == ["Samsung"]
    assert pairs(read_samsung(data)) == pairs(read_samsung(SAMSUNG))
    assert read(data).nested[0].data == data


def test_bytes_between_records_are_slack() -> None:
    table = SAMSUNG[SAMSUNG.index(b"SEFH") :]
    reading = read_samsung(b"hidden" + SAMSUNG)
    assert kinds(reading)[-1] == ("slack", "slack@0", b"hidden")
    assert read_samsung(table).damage == ("sef-bounds",)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"junk", "sef-table"),
        (SAMSUNG[:-1], "sef-table"),
        (b"SEFH" + struct.pack("<II", 1, 1000) + struct.pack("<I", 12) + b"SEFT", "sef-table"),
        (SAMSUNG[len(SAMSUNG) // 2 :], "sef-bounds"),
        (b"\0\0\0\0" + SAMSUNG[4:], "sef-record"),
        (SAMSUNG[:4] + b"\xff\xff\0\0" + SAMSUNG[8:], "sef-record"),
    ],
)
def test_damage_of_samsung_is_told(data: bytes, rule: str) -> None:
    reading = read_samsung(data)
    assert rule in reading.damage
    assert rule in RULES
    assert reading.nested


@pytest.mark.parametrize("text", [b"", b"x", b"9" * 15, b"9" * 40])
def test_times_that_are_none_stay_as_they_are(text: bytes) -> None:
    reading = read_samsung(samsung([Sef(0x0A01, b"Image_UTC_Data", text)]))
    assert pairs(reading) == ([("Samsung:TimeStamp", text.decode())] if text else [])


# -- hostile --------------------------------------------------------------------------------------


def test_offsets_that_share_storage_are_bounded() -> None:
    count = 60_000
    body = bytes(60_000)
    row = struct.pack("<HHII", 0, 0x0BE0, 60_000, 60_000)
    table = b"SEFH" + struct.pack("<II", 106, count) + row * count
    start = time.perf_counter()
    with pytest.raises(LimitExceededError):
        read_samsung(body + table + struct.pack("<I", len(table)) + b"SEFT")
    entries = b"IPTC" + struct.pack(">II", 60_000, 12 + 12 * count)
    header = b"AXS!" + struct.pack(">HHI", 1, count, 0)
    reading = read(header + entries * count + body + b"AXS!" + struct.pack(">II", 0, 0))
    assert [block.kind for block in reading.nested] == ["tail"]
    pieces = ",".join(['{"name":"x","offset":60000,"length":60000}'] * 1000)
    text = f"[{pieces}]".encode()
    reading = read(body + text + b"jxrs" + struct.pack("<I", len(text) + 8))
    assert sum(len(block.data) for block in reading.nested) <= 2 * len(body)
    assert time.perf_counter() - start < 8


@pytest.mark.parametrize(
    "unit",
    [
        b"AXS!" + bytes(8),
        fotostation(9, b""),
        b"\0\0\0\0cbipcbbl",
        VIVO_END,
        b'vivo{"',
        b"CANON OPTIONAL DATA\0" + bytes(44),
        b"\0\0\0\x14" + bytes(6) + b"/NIKON APP",
        b"\0\0SEFT",
        b"jxrs\0\0\0\0",
    ],
)
def test_many_trailers_cost_no_more_than_their_size(unit: bytes) -> None:
    data = (
        bytes(4_000_000) + unit * (1_000_000 // len(unit)) + (VIVO_END if unit.startswith(b"vivo") else b"")
    )
    start = time.perf_counter()
    reading = read(data)
    assert reading.fields or reading.nested
    assert time.perf_counter() - start < 10


def test_too_many_parts_exceed_the_limit() -> None:
    limits = Limits(fields=50)
    with pytest.raises(LimitExceededError):
        read(canon_vrd([(1, b"x")] * 60), limits)
    with pytest.raises(LimitExceededError):
        read_samsung(samsung([Sef(0x0BE0, b"", b"x")] * 60), limits)
    with pytest.raises(LimitExceededError):
        read(vivo(b'{"a":[' + b"0," * 60 + b"0]}"), limits)


ENDINGS = [case[0] for case in CASES]


@given(st.binary(max_size=100), st.sampled_from(ENDINGS), st.integers(0, 200), st.integers(0, 255))
def test_changed_trailers_never_fail(junk: bytes, ending: bytes, at: int, value: int) -> None:
    changed = bytearray(ending)
    changed[-1 - at % len(changed)] = value
    data = junk + bytes(changed)
    reading = read(data)
    assert reading.fields or reading.nested
    read_samsung(data)


@given(st.binary(min_size=1, max_size=200))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    reading = read(data)
    assert reading.fields or reading.nested
    assert read_samsung(data).damage or read_samsung(data).fields


# -- a judge from outside -------------------------------------------------------------------------


def test_exiftool_reads_the_same_values(tmp_path: Path, exiftool: ExifTool) -> None:
    picture = (FIXTURES / "jpeg/clean-minimal.jpg").read_bytes()
    path = tmp_path / "trailer.jpg"
    path.write_bytes(picture + SAMSUNG)
    tags = exiftool.tags(path)
    seen = dict(pairs(read_samsung(SAMSUNG)))
    moment = str(seen["Samsung:TimeStamp"])
    assert str(tags["Samsung:TimeStamp"]).replace(":", "-", 2)[:10] == moment[:10]
    assert str(tags["Samsung:MCCData"]) == seen["Samsung:MCCData"]
    assert tags["Samsung:EmbeddedImageName"] == seen["Samsung:EmbeddedImage@name"]
    for trailer in (afcp([(b"IPTC", IPTC)], len(picture)), fotostation(1, IPTC)):
        path.write_bytes(picture + trailer)
        assert exiftool.tags(path)["IPTC2:By-line"] == "somebody"
        assert read(trailer).nested[0].data == IPTC
