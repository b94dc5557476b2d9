"""Camera raws with layouts of their own: read like an expert, and never written."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exifguard
from builders import mov, raws, tiff
from exifguard import Category, Report
from exifguard._source import BytesSource
from exifguard.containers import CONTAINERS, container_for
from exifguard.containers._raw import Raw
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.privacy.policy import PRESETS
from oracles import ExifTool
from pictures import FIXTURES, Picture, fixtures

RAWS = [picture for picture in fixtures() if "raws/" in picture.label]
SOUND = [picture for picture in RAWS if not picture.label.startswith("hostile/")]
EVERY = pytest.mark.parametrize("picture", RAWS, ids=lambda picture: picture.label)
EACH = pytest.mark.parametrize("picture", SOUND, ids=lambda picture: picture.label)
FORMS = [container for container in CONTAINERS if isinstance(container, Raw)]


def named(report: Report, key: str) -> list[object]:
    return [finding.value for finding in report.findings if finding.key == key]


def of(name: str) -> Report:
    return exifguard.inspect(FIXTURES / "raws" / name)


@EVERY
def test_the_parts_cover_the_file(picture: Picture) -> None:
    container = container_for(picture.data[:32])
    assert container is not None
    parts = container.parse(BytesSource(picture.data), DEFAULT_LIMITS, lenient=True)
    assert [part.start for part in parts.parts] == [0, *(part.end for part in parts.parts[:-1])]
    assert parts.parts[-1].end == len(picture.data)
    for block in parts.blocks:
        assert all(0 <= start < end <= len(picture.data) for start, end in block.spans)
        assert all(index < len(parts.parts) for index in block.parts)


@EACH
def test_what_is_planted_is_found_under_its_category(picture: Picture) -> None:
    report = exifguard.inspect(picture.data)
    assert not report.notes
    for marker in picture.markers:
        told = [one for one in report.findings if marker["text"] in str(one.value)]
        where = marker["carrier"].partition("/")[0]
        opaque = [one for one in report.findings if one.value is None and one.path.startswith(where)]
        categories = {category.value for one in told or opaque for category in one.reveals | {one.category}}
        assert marker["category"] in categories, marker


@pytest.mark.parametrize("policy", [*PRESETS, "custom"])
@EACH
def test_nothing_is_written(picture: Picture, policy: str) -> None:
    asked = policy if policy in PRESETS else exifguard.Policy.location().keep(*Category)
    with pytest.raises(exifguard.UnsupportedError, match=r"camera raw: .* develop it") as caught:
        exifguard.scrub(picture.data, policy=asked)
    assert caught.value.rule == "camera-raw"
    assert caught.value.format == picture.path.suffix[1:]
    assert not any(marker["text"] in str(caught.value) for marker in picture.markers)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.title)
def test_a_plan_is_refused_by_name(form: Raw) -> None:
    source = BytesSource(next(one.data for one in SOUND if one.path.suffix == form.format.suffix))
    parts = form.parse(source, DEFAULT_LIMITS, lenient=True)
    with pytest.raises(exifguard.UnsupportedError, match=form.title):
        form.plan(source, parts, (), exifguard.containers.NO_CHANGES)
    assert not any(form.can_hold(block, 1) for block in parts.blocks)


@pytest.mark.parametrize("picture", [one for one in RAWS if one not in SOUND], ids=lambda one: one.label)
def test_damage_is_told(picture: Picture) -> None:
    report = exifguard.inspect(picture.data)
    assert not report.complete
    assert report.format.name == picture.path.suffix[1:]


@EACH
def test_what_is_cut_off_is_damage(picture: Picture) -> None:
    data = picture.data
    for size in range(len(data) // 20, len(data), max(1, len(data) // 40)):
        report = exifguard.inspect(data[:size])
        assert report.format.name == picture.path.suffix[1:]
        assert not report.complete or picture.path.suffix == ".mrw"  # the sensor's data has no length


@EACH
def test_coordinates_and_times(picture: Picture) -> None:
    report = exifguard.inspect(picture.data)
    assert report.has(Category.TIME)
    if picture.path.suffix != ".crw":
        assert report.location is not None
        assert report.location.latitude == pytest.approx(47.61388888, abs=1e-6)


EXIFTOOL_SEES = {
    "powershot.crw": (
        "CRW", "CanonRaw:OwnerName", "CanonRaw:Model", "CanonRaw:SerialNumber", "CanonRaw:JpgFromRaw",
        "CanonRaw:OriginalFileName", "CanonRaw:CanonFileDescription", "CanonRaw:TimeZoneCode",
        "XMP-dc:Creator",
    ),
    "fuji.raf": ("RAF", "IFD0:Artist", "GPS:GPSLatitude", "RAF:RawImageFullSize", "ExifIFD:OwnerName"),
    "fuji-tables.raf": ("RAF", "FujiIFD:RawImageFullWidth", "ExifIFD:SerialNumber"),
    "minolta.mrw": ("MRW", "IFD0:Artist", "GPS:GPSLatitude", "MinoltaRaw:FirmwareID"),
    "sigma.x3f": (
        "X3F", "SigmaRaw:Model", "SigmaRaw:SerialNumber", "SigmaRaw:DateTimeOriginal", "IFD0:Artist",
        "SigmaRaw:ImageUniqueID", "SigmaRaw:JpgFromRaw",
    ),
    "eos.cr3": (
        "CR3", "IFD0:Artist", "ExifIFD:OwnerName", "Canon:OwnerName", "GPS:GPSLatitude", "XMP-dc:Creator",
        "ExifIFD:LensSerialNumber", "Track3:TimeStamp",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXIFTOOL_SEES)
def test_exiftool_reads_them_as_what_they_are(exiftool: ExifTool, name: str) -> None:
    kind, *keys = EXIFTOOL_SEES[name]
    tags = exiftool.tags(FIXTURES / "raws" / name)
    assert tags["File:FileType"] == kind
    assert not [key for key in keys if key not in tags], sorted(tags)


def test_canons_heaps() -> None:
    report = of("powershot.crw")
    assert named(report, "CIFF:DateTimeOriginal") == ["2024:05:01 10:00:00"]
    assert named(report, "CIFF:TimeZoneCode") == [3600]
    assert report.has(Category.LOCATION)
    assert named(report, "CIFF:SerialNumber") == [560018150]


def test_a_heap_of_many_heaps_costs_what_it_holds() -> None:
    """Without a memory of what was read, 60 heaps in 60 heaps are 60 to the power of 8."""
    data = (FIXTURES / "hostile" / "raws" / "heap-in-itself.crw").read_bytes()
    assert len(exifguard.inspect(data).findings) < 200


def test_records_are_bounded() -> None:
    data = raws.crw([(0x4000 | 0x1801, b"12345678")] * 50)
    assert exifguard.inspect(data).findings
    with pytest.raises(exifguard.LimitExceededError):
        exifguard.inspect(data, limits=Limits(fields=40))


def test_shared_records_are_bounded() -> None:
    """Every record is the same 60,000 bytes: they add up to more than a block may have."""
    values = bytes(60_000)
    entries = struct.pack("<HII", 0x0816, len(values), 0) * 2000
    body = values + struct.pack("<H", 2000) + entries + struct.pack("<I", len(values))
    data = b"II" + struct.pack("<I", 26) + b"HEAPCCDR" + bytes(12) + body
    with pytest.raises(exifguard.LimitExceededError):
        exifguard.inspect(data)


def test_the_header_of_a_quattro_is_not_taken_for_an_older_one() -> None:
    data = raws.x3f([(b"PROP", raws.properties([("CAMSERIAL", "90001")]))], version=0x40000)
    report = exifguard.inspect(data)
    assert named(report, "SigmaRaw:SerialNumber") == ["90001"]
    assert not named(report, "SigmaRaw:ImageUniqueID")


def test_bytes_that_nobody_explains_are_told() -> None:
    data = (FIXTURES / "raws" / "eos.cr3").read_bytes() + mov.box(b"uuid", bytes(16), b"whose?")
    assert exifguard.inspect(data).has(Category.UNKNOWN)


def test_notes_of_canon_keep_their_offsets() -> None:
    note = tiff.tiff(tiff.Ifd((tiff.ascii_(0x0009, "A Long Owner Name"),)))
    cr3 = raws.cr3([(b"CMT3", note)], [mov.Track(b"vide", b"CRAW", [[b"SENSOR"]])], b"", b"", b"")
    assert named(exifguard.inspect(cr3), "MakerNote/Canon:OwnerName") == ["A Long Owner Name"]


def test_what_two_entries_name_is_read_twice_and_cut_once() -> None:
    data = raws.x3f(
        [(b"PROP", raws.properties([("CAMMODEL", "SD10")])), (b"IMA2", raws.x3f_image(2, 18, b"\xff\xd8"))]
    )
    at = data.index(b"SECd") + 12
    twice = data[: at + 12] + data[at : at + 12] + data[at + 24 :]
    image = data[:at] + data[at + 12 : at + 24] * 2 + data[at + 24 :]
    assert named(exifguard.inspect(twice), "SigmaRaw:Model") == ["SD10", "SD10"]
    assert exifguard.inspect(image).has(Category.PREVIEW)


STARTS = [picture.data for picture in SOUND]


@given(st.sampled_from(STARTS), st.integers(0, 1 << 16), st.binary(min_size=1, max_size=8))
def test_broken_bytes_raise_one_family(data: bytes, at: int, junk: bytes) -> None:
    at %= len(data)
    broken = data[:at] + junk + data[at + len(junk) :]
    try:
        exifguard.inspect(broken)
    except exifguard.ExifguardError:
        return


def test_they_are_told_by_their_bytes(tmp_path: Path) -> None:
    for picture in SOUND:
        target = tmp_path / "photo.jpg"
        target.write_bytes(picture.data)
        assert exifguard.identify(target).name == picture.path.suffix[1:]
