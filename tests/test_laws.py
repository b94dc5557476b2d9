"""Every law over every fixture."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import exifguard
import laws
from laws import CAMERA_OF_DNG
from marks import find_marks
from oracles import ExifTool, require, shown
from pictures import Picture, clean_fixtures, fixtures, refused_fixtures

CLEAN = pytest.mark.parametrize("picture", clean_fixtures(), ids=lambda picture: picture.label)
HEADERS = ("Xmp.video.", "Xmp.audio.")
"""What exiv2 calls the headers of movies; ExifTool judges those."""
STORAGE = re.compile(r"Exif\.(?:Image\d?|Thumbnail|SubImage\d)\.\w+")
"""Keys of exiv2 that may say how the pages of a TIFF are stored."""
REFUSED = pytest.mark.parametrize("picture", refused_fixtures(), ids=lambda picture: picture.label)


def clean(picture: Picture) -> bytes:
    data = exifguard.scrub(picture.data).data
    assert data is not None
    return data


@CLEAN
def test_parts_tile_the_file_and_keeping_all_gives_it_back(picture: Picture) -> None:
    laws.tiling_and_identity(picture.data)


@pytest.mark.parametrize("picture", fixtures(), ids=lambda picture: picture.label)
def test_damaged_files_are_tiled_for_inspection(picture: Picture) -> None:
    laws.lenient_tiling(picture.data)


@CLEAN
def test_the_picture_shows_the_same(picture: Picture) -> None:
    before = shown(picture.data)
    if before is None:
        pytest.skip("Pillow does not decode the original")
    laws.same_picture(before, exifguard.scrub(picture.data))


@CLEAN
def test_scrubbing_again_changes_nothing(picture: Picture) -> None:
    laws.idempotent(clean(picture))


@CLEAN
def test_planted_markers_are_gone(picture: Picture) -> None:
    assert not find_marks(clean(picture), [marker["text"] for marker in picture.markers])


@CLEAN
def test_exiftool_sees_only_the_picture(picture: Picture, exiftool: ExifTool, tmp_path: Path) -> None:
    target = tmp_path / f"clean{picture.path.suffix}"
    target.write_bytes(clean(picture))
    laws.nothing_left(exiftool.tags(target))


def test_exiv2_sees_only_the_picture(tmp_path: Path) -> None:
    exiv2 = require("exiv2")
    for number, picture in enumerate(clean_fixtures()):
        (tmp_path / f"{number}{picture.path.suffix}").write_bytes(clean(picture))
    command = [exiv2, "-q", "-PEXIk", *map(str, sorted(tmp_path.iterdir()))]
    output = subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace")
    keys = {line.split()[-1] for line in output.splitlines() if line.strip()}
    keys -= {f"Xmp.GPano.{name}" for name in laws.PANORAMA_TAGS}
    keys = {key for key in keys if not key.startswith(("Xmp.hdrgm.", "Xmp.Container.Directory"))}
    keys = {key for key in keys if not key.startswith(HEADERS) or key.rpartition(".")[2] in laws.TELLING}
    keys -= {
        f"Xmp.{group.removeprefix('XMP-')}.{name}"
        for group in ("XMP-HDRGainMap", "XMP-apdi")
        for name in laws.GAIN_MAP_TAGS[group]
    }
    of_pages = laws.TIFF_TAGS | laws.TIFF_NAMES_OF_EXIV2 | laws.DNG_TAGS
    keys -= {key for key in keys if STORAGE.fullmatch(key) and key.rpartition(".")[2] in of_pages}
    assert keys <= {
        "Exif.Image.Orientation",
        "Exif.Image.ExifTag",
        "Exif.Photo.ColorSpace",
        "Exif.Photo.InteroperabilityTag",
        "Exif.Iop.InteroperabilityIndex",
    }
    assert "Exif.Image.Orientation" in keys


@CLEAN
def test_every_way_in_and_out_gives_the_same_bytes(picture: Picture, tmp_path: Path) -> None:
    laws.same_by_every_path(picture.data, clean(picture), tmp_path)


@CLEAN
def test_verify_agrees(picture: Picture) -> None:
    verification = exifguard.verify(picture.data, clean(picture))
    assert verification.passed, [check for check in verification.checks if not check.passed]


@CLEAN
def test_a_clean_picture_is_reported_clean(picture: Picture) -> None:
    report = exifguard.inspect(clean(picture))
    assert report.complete
    if picture.path.suffix == ".dng":
        assert {one.key for one in report.findings} <= CAMERA_OF_DNG
    else:
        assert not report.categories, report.findings


@REFUSED
def test_refused_with_the_right_error(picture: Picture) -> None:
    assert picture.error is not None
    with pytest.raises(getattr(exifguard, picture.error)) as caught:
        exifguard.scrub(picture.data)
    assert caught.value.rule
    assert not any(m["text"] in str(caught.value) for m in picture.markers)


@REFUSED
def test_a_refused_file_leaves_no_output(picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(exifguard.ExifguardError):
        exifguard.scrub(picture.path, tmp_path / "out")
    assert not list(tmp_path.iterdir())
