"""DNG beyond the laws: edited in place, what is planted goes, sensor data stay, credits find room."""

from __future__ import annotations

import json
import re
import struct
import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import rawpy
from fixtures._dng import CAMERA, lossless, lossy, preview

import exifguard
from builders import jpeg, tiff, tiff_file, xmp
from builders.tiff_file import Page, build
from exifguard import Category, Policy
from exifguard._source import BytesSource
from exifguard._verify import image_spans
from exifguard.containers import tiff as tiff_container
from exifguard.containers._dng_tags import REASONS
from exifguard.limits import DEFAULT_LIMITS
from exifguard.metadata._exif_tags import MAIN_TAGS
from oracles import require
from pictures import FIXTURES

FILES = sorted((FIXTURES / "dng").glob("*.dng"))
WORD = "PLANTED"
PLANTS = (
    *(
        "Artist",
        "Copyright",
        "ImageDescription",
        "SerialNumber",
        "OwnerName",
        "UserComment",
        "LensSerialNumber",
    ),
    *("ImageUniqueID", "IFD0:CameraSerialNumber", "OriginalRawFileName", "ReelName", "CameraLabel"),
    *("XMP-dc:Creator", "XMP-aux:SerialNumber", "XMP-photoshop:City", "IPTC:City", "IPTC:By-line"),
)


def clean(data: bytes, policy: Policy | str = "share") -> bytes:
    result = exifguard.scrub(data, policy=policy).data
    assert result is not None
    return result


def first_table(data: bytes) -> dict[int, tuple[int, int, int]]:
    """Type, count and value of each entry of the first table, little endian."""
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    rows = (struct.unpack_from("<HHII", data, at + 2 + 12 * index) for index in range(count))
    return {tag: rest for tag, *rest in rows}  # type: ignore[misc]


# -- in place ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("policy", ["share", "location", "publish"])
def test_the_output_is_as_long_and_nothing_moves(path: Path, policy: str) -> None:
    data = path.read_bytes()
    after = clean(data, policy)
    assert len(after) == len(data)
    spans = list(image_spans(tiff_container.Tiff().parse(BytesSource(data), DEFAULT_LIMITS).parts))
    assert spans
    assert all(after[start:end] == data[start:end] for start, end in spans if not _is_cut(path, data, start))


def _is_cut(path: Path, data: bytes, start: int) -> bool:
    """True for what stands behind a comment in a strip."""
    return path.name.startswith(("camera", "lossy-with")) and data[:start].endswith(b".")


def test_a_tile_that_loses_a_comment_closes_ranks() -> None:
    data = (FIXTURES / "dng" / "lossy-with-comment.dng").read_bytes()
    before, after = first_table(data), first_table(clean(data))
    assert after[324] == before[324]
    tile = lossy().data[0]
    assert tile is not None
    assert after[325][2] == len(tile) < before[325][2]
    assert clean(data)[after[324][2] :].startswith(tile + bytes(before[325][2] - len(tile)))


@pytest.mark.parametrize("name", ["camera.dng", "lossless.dng", "uncompressed.dng"])
def test_what_exiftool_plants_goes_and_the_sensor_data_stay(name: str, tmp_path: Path) -> None:
    tool = require("exiftool")
    planted = tmp_path / "planted.dng"
    planted.write_bytes((FIXTURES / "dng" / name).read_bytes())
    places = ["-GPSLatitude=47.61", "-GPSLatitudeRef=N", "-GPSLongitude=8.21", "-GPSLongitudeRef=E"]
    words = [f"-{tag}={WORD}{number:02}" for number, tag in enumerate(PLANTS)]
    dates = ["-AllDates=2024:05:12 15:04:05", "-XMP:CreateDate=2024:05:12 15:04:05"]
    subprocess.run(
        [tool, "-q", "-m", "-overwrite_original", *words, *places, *dates, str(planted)],
        check=True,
        capture_output=True,
    )
    data = planted.read_bytes()
    assert sum(f"{WORD}{number:02}".encode() in data for number in range(len(PLANTS))) >= len(PLANTS) - 2
    output = tmp_path / "clean.dng"
    exifguard.scrub(planted, output)
    assert WORD.encode() not in output.read_bytes()
    told = subprocess.run(
        [tool, "-a", "-u", "-U", "-ee3", "-G1", str(output)], check=True, capture_output=True
    )
    assert not [word for word in (b"PLANTED", b"GPS", b"2024:05") if word in told.stdout]
    assert _sensor(tool, output) == _sensor(tool, planted)


def _sensor(tool: str, path: Path) -> tuple[str, str]:
    """Hashes of the bytes that ExifTool takes for the largest picture's, and of what LibRaw develops."""
    asked = [tool, "-j", "-n", "-b", "-G1", "-StripOffsets", "-StripByteCounts", "-TileOffsets"]
    told = subprocess.run([*asked, "-TileByteCounts", str(path)], check=True, capture_output=True).stdout
    row = json.loads(told)[0]
    group = "SubIFD" if any(key.startswith("SubIFD:") for key in row) else "IFD0"
    kind = "Tile" if f"{group}:TileOffsets" in row else "Strip"
    starts, sizes = (
        [int(number) for number in str(row[f"{group}:{kind}{what}"]).split()]
        for what in ("Offsets", "ByteCounts")
    )
    data = path.read_bytes()
    coded = b"".join(data[at : at + size] for at, size in zip(starts, sizes, strict=True))
    with rawpy.imread(str(path)) as raw:
        developed = raw.postprocess(use_camera_wb=True, no_auto_bright=True)
    return sha256(coded).hexdigest(), sha256(developed.tobytes()).hexdigest()


# -- previews ---------------------------------------------------------------------------------------


def _located() -> bytes:
    """A segment with a place, as a preview's own EXIF has it."""
    gps = tiff.gps(tiff.gps_text(0x1C, WORD))
    return jpeg.segment(0xE1, tiff.exif(tiff.Ifd((), {tiff.GPS_POINTER: gps})))


def test_a_preview_that_stays_loses_its_own_metadata() -> None:
    page = replace(lossless().put(*CAMERA), subs=(preview(_located()),))
    data = build(page)
    assert WORD.encode() in data
    after = clean(data, "location")
    assert WORD.encode() not in after
    kept = preview().data[0]
    assert kept is not None
    assert kept in after
    assert kept not in clean(data)


def test_first_pages_are_previews_that_stay() -> None:
    page = replace(preview(_located()).put(*CAMERA), subs=(lossless(),))
    after = clean(build(page))
    kept = preview().data[0]
    assert kept is not None
    assert kept in after
    assert WORD.encode() not in after


# -- room -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [True, False])
def test_credits_are_written_where_metadata_stood(more: bool) -> None:
    """In the XMP and in an entry, if the table has room for one."""
    packet = xmp.xmp_packet({"dc:rights": WORD}, padding=1000)
    page = lossless().put(*CAMERA, tiff.byte(700, packet))
    data = build(page.put(tiff.ascii_(0x131, "Software")) if more else page)
    after = clean(data, "publish")
    assert len(after) == len(data)
    rights = [one for one in exifguard.inspect(after).findings if one.category is Category.RIGHTS]
    assert {one.value for one in rights} == {WORD}
    places = {one.path.partition("/")[0] for one in rights}
    assert places >= ({"exif", "xmp"} if more else {"xmp"})


def test_without_room_credits_stand_in_the_entries_alone() -> None:
    data = build(lossless().put(*CAMERA, tiff.ascii_(0x8298, WORD)))
    after = clean(data, "publish")
    assert 700 not in first_table(after)
    assert first_table(after)[0x8298] == first_table(data)[0x8298]


def test_credits_without_any_room_are_refused() -> None:
    packet = xmp.xmp_packet({"dc:rights": WORD * 30})
    data = build(lossless().put(*CAMERA, tiff.byte(700, packet[: packet.index(b"<?xpacket end")])))
    with pytest.raises(exifguard.UnsupportedError) as caught:
        clean(data, "publish")
    assert caught.value.rule == "camera-raw"
    assert WORD not in str(caught.value)


# -- what is kept, and said --------------------------------------------------------------------------


def test_the_camera_stays_and_it_is_said() -> None:
    result = exifguard.scrub((FIXTURES / "dng" / "camera.dng").read_bytes())
    assert any("make, model and calibration" in note for note in result.notes)
    with pytest.raises(exifguard.RefusedError):
        exifguard.scrub((FIXTURES / "dng" / "camera.dng").read_bytes(), policy="strict")


@pytest.mark.parametrize("shift", [0, 4])
def test_values_that_share_bytes_stay_as_they_are(shift: int) -> None:
    data = bytearray(build(lossless().put(*CAMERA, tiff.Entry(50722, 10, b"x" * 72))))
    at = first_table(bytes(data))[50721][2]
    struct.pack_into("<I", data, data.index(struct.pack("<HHI", 50722, 10, 9)) + 8, at + shift)
    after = clean(bytes(data))
    assert [first_table(after)[tag][2] for tag in (50721, 50722)] == [at, at + shift]
    assert after[at : at + 72 + shift] == data[at : at + 72 + shift]


def test_masks_of_people_go() -> None:
    mask = Page((tiff.long_(254, 0x10004), *lossless().entries[1:]), lossless().data, tiff_file.TILES)
    data = build(replace(lossless().put(*CAMERA), subs=(mask.put(tiff.ascii_(52526, WORD)),)))
    after = clean(data)
    assert WORD.encode() not in after
    assert 330 not in first_table(after)


def test_the_docs_list_what_stays_and_why() -> None:
    page = (FIXTURES.parent / "docs" / "formats.md").read_text("utf-8").partition("\n## DNG\n")[2]
    rows = dict(re.findall(r"^\| (.+) \| (.+) \|$", page.partition("\n## ")[0], re.MULTILINE))
    for reason, kept in REASONS.items():
        assert rows[reason].split(", ") == [MAIN_TAGS[tag] for tag in kept]
