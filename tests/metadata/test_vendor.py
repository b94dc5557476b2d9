from __future__ import annotations

import contextlib
import struct
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import jpeg
from builders.vendor import (
    contents,
    device,
    ducky,
    ducky_text,
    gpmf,
    qualcomm,
    rmeta,
    scalado,
    tdhd,
)
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.vendor import READERS, Vendor
from exifguard.model import Reading
from exifguard.structures.ifd import RULES
from oracles import ExifTool
from pictures import FIXTURES

JPEG = b"\xff\xd8\xff\xe0picture"
DAMAGE = {*RULES, "vendor-length", "gpmf-length"}

INFO = b"OLYMPUS OPTICAL CO.,LTD.\0 713\r\n[picture info]\r\nTimeDate=909698819\r\nSerial#=#00000000\r\n"
CASIO = bytearray(0x80)
CASIO[0x48 : 0x48 + 19] = b"1998.10.24.12.08.57"
CASIO[0x5D : 0x5D + 6] = b"KX-778"
SPIFF = struct.pack(">BBBBIIBBBBII", 1, 2, 1, 3, 40, 30, 3, 8, 5, 1, 300, 301)
GOPRO = device(
    gpmf(b"DVNM", b"c", 1, b"Global Settings"),
    gpmf(b"CASN", b"c", 1, b"C3221324657219"),
    gpmf(b"MINF", b"c", 1, b"HERO6 Black"),
    gpmf(b"PIMX", b"L", 4, struct.pack(">I", 3200)),
    gpmf(b"MUID", b"L", 4, struct.pack(">II", 7, 8)),
    gpmf(b"SIUN", b"F", 3, b"degmm/s"[:6]),
    gpmf(b"BINA", b"?", 5, b"\1\2\3\4\5"),
    gpmf(
        b"STRM",
        b"\0",
        1,
        gpmf(b"SCAL", b"l", 4, struct.pack(">5i", 10_000_000, 10_000_000, 1000, 1000, 100))
        + gpmf(b"GPS5", b"l", 20, struct.pack(">5i", 476_138_888, 82_083_333, 432_000, 0, 0)),
    ),
)
RICOH = rmeta(
    [("Sign type", "Information", 3), ("Location", "Verge", 1), ("Note", "typed", 0xFFFF), ("Lit", "", 2)]
)
XML = b"\1\0<MJMD>\r\n<People>Ann &amp; Bob</People><Places>Attic</Places></MJMD>"


def read(label: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Vendor().read(data, limits, label)


def values(reading: Reading) -> dict[str, object]:
    return {field.key: field.value for field in reading.fields}


def kinds(reading: Reading) -> list[tuple[str, str, bytes]]:
    return [(block.kind, block.path, block.data) for block in reading.nested]


CASES: list[tuple[str, bytes, dict[str, object]]] = [
    (
        "ducky",
        ducky([(1, b"\0\0\0\x3c"), (2, ducky_text("hello")), (3, ducky_text("© me")), (9, b"x")]),
        {"Ducky:Quality": 60, "Ducky:Comment": "hello", "Ducky:Copyright": "© me", "Ducky:0x0009": b"x"},
    ),
    (
        "olympus",
        INFO,
        {
            "PictureInfo:text": "713",
            "PictureInfo:TimeDate": "909698819",
            "PictureInfo:Serial#": "#00000000",
        },
    ),
    (
        "gopro",
        GOPRO,
        {
            "GPMF:DeviceName": "Global Settings",
            "GPMF:CameraSerialNumber": "C3221324657219",
            "GPMF:Model": "HERO6 Black",
            "GPMF:AutoISOMax": 3200,
            "GPMF:MediaUniqueID": (7, 8),
            "GPMF:SIUnits": ("deg", "mm/"),
            "GPMF:BINA": b"\1\2\3\4\5",
            "GPMF:GPS5": (476_138_888, 82_083_333, 432_000, 0, 0),
            "GPMF:GPSLatitude": 47.6138888,
            "GPMF:GPSLongitude": 8.2083333,
            "GPMF:GPSAltitude": 432.0,
        },
    ),
    (
        "ricoh",
        RICOH,
        {"RMETA:Sign type": "Information", "RMETA:Location": "Verge", "RMETA:Note": "typed", "RMETA:Lit": 2},
    ),
    ("ricoh", rmeta([("a", "b", 1)], "<"), {"RMETA:a": "b"}),
    (
        "spiff",
        SPIFF,
        {
            "SPIFF:SPIFFVersion": (1, 2),
            "SPIFF:ProfileID": 1,
            "SPIFF:ColorComponents": 3,
            "SPIFF:ImageHeight": 40,
            "SPIFF:ImageWidth": 30,
            "SPIFF:ColorSpace": 3,
            "SPIFF:BitsPerSample": 8,
            "SPIFF:Compression": 5,
            "SPIFF:ResolutionUnit": 1,
            "SPIFF:YResolution": 300,
            "SPIFF:XResolution": 301,
        },
    ),
    ("spiff", SPIFF[:4] + b"\0\0" + SPIFF[4:], {"SPIFF:ImageHeight": 40, "SPIFF:XResolution": 301}),
    ("avi1", b"\1" + bytes(7), {"AVI1:InterleavedField": 1}),
    ("samsung", bytes(range(4)), {"Samsung:UniqueID": "00010203"}),
    ("jps", b"\0\4\0\4\3\1\0\5words", {"JPS:Descriptor": 0x00040301, "JPS:JPSComment": "words"}),
    (
        "jukebox",
        XML,
        {"MediaJukebox:People": "Ann & Bob", "MediaJukebox:Places": "Attic"},
    ),
    ("dji", b"[sensor_id:A01][blob:\1\2]", {"DJI:sensor_id": "A01", "DJI:blob": b"\1\2"}),
    ("ocad", b"\1$Rev: 14797 $\0", {"Ocad:Rev": "14797"}),
    (
        "hp",
        b"\1\0\0\0\x40\0\0\0"
        + tdhd(b"LSLV", 0x10001, tdhd(b"CMSN", 1, b"CN7A\0") + tdhd(b"ABCD", 1, b"\1\2")),
        {"HP:SerialNumber": "CN7A", "HP:ABCD": b"\1\2"},
    ),
    (
        "scalado",
        scalado([(b"SPMO", 12), (b"WDTH", -320)]),
        {"Scalado:DataLength": 12, "Scalado:PreviewImageWidth": -320},
    ),
    (
        "qualcomm",
        b" Camera Attributes" + qualcomm("af_position", 5, struct.pack("<i", -2)) + qualcomm("x", 9, b"raw"),
        {"Qualcomm:af_position": -2, "Qualcomm:x": b"raw"},
    ),
    ("adobe", b"Adobe_CM\0\2", {"AdobeCM:AdobeCMType": 2}),
    (
        "nitf",
        b"\0" + struct.pack(">BBcHHBBBBBBBI", 2, 0, b"B", 1, 1, 0, 8, 0, 1, 1, 0, 8, 9),
        {"NITF:NITFVersion": (2, 0), "NITF:ImageFormat": "B", "NITF:BitDepth": 8, "NITF:Flags": 9},
    ),
]


@pytest.mark.parametrize(("label", "data", "expected"), CASES)
def test_values_are_read(label: str, data: bytes, expected: dict[str, object]) -> None:
    reading = read(label, data)
    seen = values(reading)
    assert {key: seen.get(key) for key in expected} == expected
    assert reading.nested == ()
    assert reading.damage == ()


@pytest.mark.parametrize("order", ["MM", "II"])
def test_kodak_names_the_owner(order: str) -> None:
    sign = ">" if order == "MM" else "<"
    owner = b"ASCII\0\0\0somebody"
    rows = struct.pack(sign + "HHII", 0xC353, 7, len(owner), 50)
    rows += struct.pack(sign + "HHIHH", 0xC359, 3, 1, 7, 0)
    rows += struct.pack(sign + "HHII", 0xC36E, 4, 1, 66)
    data = order.encode() + struct.pack(sign + "HIH", 42, 8, 3) + rows + bytes(4) + owner
    data += struct.pack(sign + "HHHI4sI", 1, 2, 2, 4, b"abc\0", 0)
    reading = read("kodak", data)
    assert values(reading) == {
        "Kodak:CameraOwner": "somebody",
        "Kodak:FrameNumber": 7,
        "KodakEffects:0x0002": "abc",
    }
    assert (reading.nested, reading.damage) == ((), ())


def test_casio_says_when_and_with_what() -> None:
    seen = values(read("casio", bytes(CASIO)))
    assert (seen["Casio:DateTimeOriginal"], seen["Casio:ModelType"]) == ("1998.10.24.12.08.57", "KX-778")


def test_flashpix_lists_its_streams() -> None:
    reading = read("flashpix", contents([("/Audio", 0xFFFFFFFF), ("/Audio/\5Info", 88)]))
    assert [field.value for field in reading.fields] == ["/Audio", "/Audio/\5Info"]
    assert read("flashpix", contents([("/Audio", 9)])[:-2]).fields == ()
    stream = read("flashpix", b"\0\2\0\1\0\0\0\0header" + JPEG)
    assert kinds(stream) == [("unknown", "stream 1", b"header"), ("picture", "stream 1", JPEG)]


@pytest.mark.parametrize(
    ("label", "data", "nested"),
    [
        ("parrot", b"II*\0\x08\0\0\0", [("picture", "data", b"II*\0\x08\0\0\0")]),
        ("huawei", b"note", [("makernote", "MakerNote", b"note")]),
        ("pentax", b"note", [("makernote", "MakerNote", b"note")]),
        ("ricoh", b"MM\0\x10note", [("makernote", "MakerNote", b"MM\0\x10note")]),
        ("ricoh", b"MM\1\0\0\1" + bytes(14) + b"RIFF", [("video", "sound", b"RIFF")]),
        ("adobe", b"Adobe_Photoshop2.5:8BIM", [("photoshop", "photoshop", b"Adobe_Photoshop2.5:8BIM")]),
        ("adobe", b"Adobe_other", [("unknown", "data", b"Adobe_other")]),
        ("no such label", b"data", [("unknown", "data", b"data")]),
        ("", JPEG, [("picture", "data", JPEG)]),
        ("scalado", scalado([], JPEG), [("picture", "data", JPEG)]),
        ("flashpix", b"\0\3rest", [("unknown", "FlashPix", b"\0\3rest")]),
        ("dji", b"none", [("unknown", "DJI", b"none")]),
    ],
)
def test_what_holds_something_else_is_handed_out(
    label: str, data: bytes, nested: list[tuple[str, str, bytes]]
) -> None:
    assert kinds(read(label, data)) == nested


def test_barcodes_of_ricoh() -> None:
    assert values(read("ricoh", b"MM\1\0\0\1".ljust(20, b"\0") + b"BARCODE1,01,3,abc\0")) == {
        "RMETA:Barcodes": "BARCODE1,01,3,abc"
    }


@pytest.mark.parametrize(
    ("label", "data", "rule"),
    [
        ("ducky", b"\0\1\0\4\0", "vendor-length"),
        ("ducky", ducky([(1, b"x")]) + b"hidden", "vendor-length"),
        ("qualcomm", b"\xff\xff\1x", "vendor-length"),
        ("hp", bytes(8) + b"CMSN\1\0\0\0\xff\0\0\0x", "vendor-length"),
        ("gopro", b"DEVCL\4\0\x09\1", "gpmf-length"),
        ("gopro", device(b"DVNMc\1\0\xff"), "gpmf-length"),
        ("kodak", b"nothing", "tiff-header"),
        ("stim", b"II*\0\xff\0\0\0", "ifd-bounds"),
    ],
)
def test_damage_is_told_and_nothing_gets_lost(label: str, data: bytes, rule: str) -> None:
    reading = read(label, data)
    assert reading.damage == (rule,)
    assert rule in DAMAGE
    assert label == "stim" or reading.nested[-1].data


def test_containers_nest_no_deeper_than_the_limit() -> None:
    data = gpmf(b"CASN", b"c", 1, b"serial")
    for _ in range(30):
        data = device(data)
    reading = read("gopro", data)
    assert [field.key for field in reading.fields] == ["GPMF:DEVC"]
    assert isinstance(reading.fields[0].value, bytes)


@pytest.mark.parametrize(
    ("label", "data"),
    [
        ("ducky", ducky([(9, b"")] * 100)),
        ("olympus", b"a=b\n" * 100),
        ("gopro", gpmf(b"CASN", b"c", 1, b"x") * 100),
        ("hp", bytes(8) + tdhd(b"CMSN", 1, b"") * 100),
        ("scalado", scalado([(b"SPMO", 1)] * 100)),
        ("qualcomm", qualcomm("x", 0, b"") * 100),
        ("flashpix", contents([("/", 1)] * 100)),
        ("ricoh", rmeta([("a", "b", 1)] * 100)),
        ("dji", b"[a:b]" * 100),
        ("ocad", b"$a:b" * 100),
        ("jukebox", b"<a></a>" * 100),
    ],
)
def test_too_many_values_exceed_the_limit(label: str, data: bytes) -> None:
    with pytest.raises(LimitExceededError):
        read(label, data, Limits(fields=50))


@pytest.mark.parametrize("label", sorted(READERS))
@pytest.mark.parametrize("unit", [b"<a>", b"[a:", b"$a", b"a=", b"\0\1\0\0", b"\xff", b"\0\1\0\xff/\0"])
def test_hostile_blocks_cost_no_more_than_their_size(label: str, unit: bytes) -> None:
    data = unit * (600_000 // len(unit))
    start = time.perf_counter()
    with contextlib.suppress(LimitExceededError):
        read(label, data)
    assert time.perf_counter() - start < 5


SAMPLES = [(label, data) for label, data, _ in CASES]


@given(st.sampled_from(SAMPLES), st.integers(0, 1000), st.integers(0, 255), st.integers(0, 1000))
def test_changed_segments_never_fail(sample: tuple[str, bytes], at: int, value: int, cut: int) -> None:
    label, whole = sample
    data = bytearray(whole)
    data[at % len(data)] = value
    reading = read(label, bytes(data[: 1 + cut % len(data)]))
    assert set(reading.damage) <= DAMAGE
    assert all(field.size >= 0 for field in reading.fields)


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=200))
def test_arbitrary_bytes_never_fail(label: str, data: bytes) -> None:
    assert set(read(label, data).damage) <= DAMAGE


def test_exiftool_reads_the_same_values(tmp_path: Path, exiftool: ExifTool) -> None:
    picture = (FIXTURES / "jpeg/clean-minimal.jpg").read_bytes()
    path = tmp_path / "vendor.jpg"
    segments = [
        (1, b"QVCI\0" + bytes(CASIO)),
        (3, b"_JPSJPS_\0\4\0\4\3\1\0\5words"),
        (4, b"SCALADO\0" + scalado([(b"SPMO", 12), (b"WDTH", -320)])),
        (5, b"RMETA\0" + RICOH),
        (6, b"GoPro\0" + GOPRO),
        (7, b"\x1aQualcomm Camera Attributes" + qualcomm("af_position", 5, struct.pack("<i", -2))),
        (8, b"SPIFF\0" + SPIFF[:4] + b"\0\0" + SPIFF[4:]),
        (9, b"Media Jukebox\0" + XML),
        (12, b"Ducky" + ducky([(1, b"\0\0\0\x3c"), (3, ducky_text("© me"))])),
    ]
    head = b"".join(jpeg.app(number, payload) for number, payload in segments)
    path.write_bytes(picture[:2] + head + picture[2:])
    tags = exiftool.tags(path)
    told = {
        "Ducky:Quality": 60,
        "Ducky:Copyright": "© me",
        "GoPro:CameraSerialNumber": "C3221324657219",
        "GoPro:Model": "HERO6 Black",
        "GoPro:AutoISOMax": 3200,
        "RMETA:Location": 1,
        "Casio:ModelType": "KX-778",
        "JPS:JPSComment": "words",
        "MediaJukebox:Places": "Attic",
        "Qualcomm:AFPosition": -2,
        "SPIFF:ColorComponents": 3,
        "Scalado:PreviewImageWidth": 320,
    }
    assert {key: tags.get(key) for key in told} == told


def ciff(order: Literal["little", "big"], records: Sequence[tuple[int, bytes]]) -> bytes:
    """A CIFF segment whose one heap holds these records; values of 8 bytes stand in the directory."""
    values, entries = b"", b""
    for tag, data in records:
        entries += tag.to_bytes(2, order)
        if tag & 0x4000:
            entries += data.ljust(8, b"\0")
        else:
            entries += len(data).to_bytes(4, order) + len(values).to_bytes(4, order)
            values += data
    head = (b"II" if order == "little" else b"MM") + (26).to_bytes(4, order) + b"HEAPJPGM" + bytes(12)
    table = len(records).to_bytes(2, order) + entries
    return head + values + table + len(values).to_bytes(4, order)


CIFF_RECORDS = [
    (0x0810, b"An Owner\0"),
    (0x080A, b"Canon\0Canon PowerShot A5\0"),
    (0x580E, (972687386).to_bytes(4, "little")),
    (0x580B, (4711).to_bytes(4, "little")),
]


def test_ciff() -> None:
    reading = Vendor().read(ciff("little", CIFF_RECORDS), DEFAULT_LIMITS, "ciff")
    assert not reading.damage
    assert [(one.key, one.value) for one in reading.fields][:4] == [
        ("CIFF:OwnerName", "An Owner"),
        ("CIFF:Make", "Canon"),
        ("CIFF:Model", "Canon PowerShot A5"),
        ("CIFF:DateTimeOriginal", "2000:10:27 22:56:26"),
    ]


def test_exiftool_reads_the_same_ciff(exiftool: ExifTool, tmp_path: Path) -> None:
    segment = jpeg.app(0, ciff("little", CIFF_RECORDS))
    picture = (FIXTURES / "jpeg" / "clean-minimal.jpg").read_bytes()
    target = tmp_path / "ciff.jpg"
    target.write_bytes(picture[:2] + segment + picture[2:])
    tags = exiftool.tags(target)
    assert (tags["CIFF:OwnerName"], tags["CIFF:Model"]) == ("An Owner", "Canon PowerShot A5")


@given(st.binary(max_size=200))
def test_ciff_never_fails(junk: bytes) -> None:
    for data in (junk, b"II\x1a\0\0\0HEAPJPGM" + junk, ciff("little", [(0x2807, junk)])):
        Vendor().read(data, DEFAULT_LIMITS, "ciff")
