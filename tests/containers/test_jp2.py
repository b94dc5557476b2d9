"""JPEG 2000 beyond the laws: brands, indices, resolutions, new contents, and the rules of refusals."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

import exifguard
from builders import jp2, tiff
from builders.boxes import box, split
from exifguard import Category, Policy
from oracles import ExifTool
from pictures import FIXTURES

EVERYTHING = Policy("everything", dict.fromkeys(Category, exifguard.Action.KEEP))


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def clean(data: bytes, policy: Policy | str = "share") -> bytes:
    result = exifguard.scrub(data, policy=policy).data
    assert result is not None
    return result


def kinds(data: bytes) -> list[bytes]:
    return [one.kind for one in split(data)]


@pytest.mark.parametrize(
    "name", ["jp2/encoder.jp2", "jp2/length-open.jp2", "jp2/length-64-bits.jp2", "jp2/trailer.jp2"]
)
def test_different_frames_give_the_same_copy(name: str) -> None:
    assert clean(fixture(name)) == fixture("jp2/clean-lossless.jp2")


def test_brands_and_requirements_lose_what_no_standard_names() -> None:
    boxes = dict(split(clean(fixture("jp2/jpx.jp2"))))
    assert boxes[b"ftyp"] == b"jpx " + bytes(4) + b"jp2 jpx "
    assert boxes[b"rreq"].endswith(b"\0\1\0\5\x80\0\0")
    assert kinds(boxes[b"jplh"]) == [b"cgrp"]


@pytest.mark.parametrize("name", ["jp2/comments-in-tile-parts-bare.j2k", "jp2/clean-index.j2k"])
def test_the_index_says_how_long_tile_parts_are(name: str) -> None:
    result = jp2.parse(clean(fixture(name)), comments=True)
    assert not [one for one in result.head if one.startswith(jp2.COM)]
    assert not [part for part in result.parts if part.head]
    stated = b"".join(one[6:] for one in result.head if one.startswith(jp2.TLM))
    sizes = [len(part.build()) for part in result.parts]
    for size in sizes:
        assert struct.pack(">I", size) in stated


def test_the_flag_of_ownership_follows_the_box() -> None:
    picture = fixture("jp2/ownership.jp2")
    header = split(dict(split(picture))[b"jp2h"])[0].data
    marked = picture.replace(header, header[:-1] + b"\1", 1)
    assert split(dict(split(clean(marked)))[b"jp2h"])[0].data[-1] == 0
    assert split(dict(split(clean(marked, EVERYTHING)))[b"jp2h"])[0].data[-1] == 1


@pytest.mark.parametrize(("name", "ratio"), [("square", None), ("oblong", (2, 1))])
def test_strict_keeps_the_shape_of_pixels_alone(name: str, ratio: tuple[int, int] | None) -> None:
    header = dict(split(dict(split(clean(fixture(f"jp2/clean-resolution-{name}.jp2"), "strict")))[b"jp2h"]))
    if ratio is None:
        assert b"res " not in header
    else:
        expected = jp2.resolution(b"resd", ratio, (1, 1))
        assert header[b"res "] == expected


def test_location_leaves_other_fields_and_takes_all_places(exiftool: ExifTool, tmp_path: Path) -> None:
    before, after = tmp_path / "before.jp2", tmp_path / "after.jp2"
    before.write_bytes(fixture("jp2/everything.jp2"))
    after.write_bytes(clean(fixture("jp2/everything.jp2"), "location"))
    old, new = exiftool.tags(before), exiftool.tags(after)
    for name in ("IFD0:Artist", "IFD0:Model", "ExifIFD:SerialNumber", "XMP-dc:Creator", "IPTC:ObjectName"):
        assert new[name] == old[name]
    assert not [
        name for name in new if "GPS" in name or "Geo" in name or "City" in name or "PixelScale" in name
    ]


def test_orientation_is_written_into_a_box_of_its_own(exiftool: ExifTool, tmp_path: Path) -> None:
    path = tmp_path / "a.jp2"
    path.write_bytes(clean(fixture("jp2/orientation-6.jp2")))
    assert exiftool.tags(path)["IFD0:Orientation"] == 6
    assert clean(fixture("jp2/orientation-6.jp2")) == fixture("jp2/clean-orientation-6.jp2")


def test_a_second_codestream_that_stays_is_cleaned() -> None:
    result = clean(fixture("jp2/second-codestream.jp2"), EVERYTHING.remove(Category.CAPTION))
    first, second = (one.data for one in split(result) if one.kind == b"jp2c")
    assert first == second


def test_credits_get_boxes_of_their_own(exiftool: ExifTool, tmp_path: Path) -> None:
    path = tmp_path / "a.jp2"
    path.write_bytes(clean(fixture("jp2/exif-little-endian.jp2"), "publish"))
    tags = exiftool.tags(path)
    artist = "MARK-K-EXIFLITTLEENDIAN-ARTIST."
    assert tags["IFD0:Artist"] == tags["IPTC:By-line"] == artist
    assert artist in tags["XMP-dc:Creator"]


def test_profiles_lose_what_is_no_colour() -> None:
    with Image.open(io.BytesIO(clean(fixture("jp2/icc-private-tags.jp2")))) as image:
        image.load()
        assert image.size == (32, 24)
    profile = split(dict(split(clean(fixture("jp2/icc-private-tags.jp2"))))[b"jp2h"])[1].data
    assert b"mmod" not in profile


def test_inspect_names_places_in_boxes() -> None:
    for name in ("geojp2", "gml", "world-file", "iptc"):
        assert exifguard.inspect(fixture(f"jp2/{name}.jp2")).has(Category.LOCATION), name


def test_inspect_reads_on_behind_damage() -> None:
    artist = tiff.tiff(tiff.Ifd((tiff.ascii_(0x13B, "somebody"),)))
    broken = jp2.file(fixture("jp2/clean-grey.jp2"), stream=b"no picture", after=[jp2.uuid(jp2.EXIF, artist)])
    with pytest.raises(exifguard.MalformedError):
        exifguard.scrub(broken)
    report = exifguard.inspect(broken)
    assert report.has(Category.RIGHTS)
    assert not report.complete


def test_a_damaged_box_behind_the_picture_ends_the_file() -> None:
    data = fixture("jp2/clean-grey.jp2")
    result = exifguard.scrub(data + box(b"prvt", b"word", size=1 << 20))
    assert result.data == data
    assert result.notes


RULES = {
    "box-length": ("box-length-7.jp2", "box-past-end.jp2", "box-past-header.jp2", "picture-cut.jp2"),
    "ftyp": ("ftyp-missing.jp2", "ftyp-short.jp2", "ftyp-twice.jp2"),
    "brand": ("brand-movie.jp2", "brand-document.jp2"),
    "header-missing": ("header-missing.jp2", "header-late.jp2"),
    "header-twice": ("header-twice.jp2",),
    "composition": ("composition.jp2", "fragments.jp2"),
    "box-twice": ("ihdr-twice.jp2",),
    "box-size": ("ihdr-short.jp2", "palette-short.jp2", "definitions-short.jp2", "colour-short.jp2"),
    "compression": ("ihdr-fax.jp2",),
    "profile": ("profile-broken.jp2",),
    "codestream": ("picture-empty.jp2", "codestream-png.jp2"),
    "siz": ("size-odd.j2k", "width-0.j2k", "tile-width-0.j2k", "tiles-many.j2k", "tile-first-outside.j2k"),
    "marker": ("marker-unknown.j2k", "marker-security.j2k", "marker-none.j2k", "tile-part-one-less.j2k"),
    "segment-length": ("segment-length-1.j2k", "size-short.j2k"),
    "sot": ("tile-unknown.j2k", "tile-part-too-short.j2k"),
    "end-of-file": ("end-missing.j2k", "cut-in-data.j2k", "tile-part-too-long.j2k"),
}


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, found in RULES.items() for name in found])
def test_refused_by_the_right_rule(rule: str, name: str) -> None:
    with pytest.raises(exifguard.ExifguardError) as caught:
        exifguard.scrub(fixture(f"hostile/jp2/{name}"))
    assert caught.value.rule == rule


def test_the_first_bytes_tell_the_format() -> None:
    assert exifguard.identify(fixture("jp2/clean-lossless.jp2")) == ("jp2", "image/jp2", ".jp2")
    assert exifguard.identify(fixture("jp2/clean-lossless.j2k")) == ("j2k", "image/j2c", ".j2k")
