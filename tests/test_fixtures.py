from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from exifguard import errors
from exifguard.model import Category
from marks import encodings
from oracles import shown

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "fixtures"
TOTAL_LIMIT = 5_000_000
EXIFTOOL = shutil.which("exiftool")

# Files that are sound (or harmlessly broken) for us and that Pillow cannot open, with the reason.
NOT_PILLOWS = (".dng", ".svg", ".svgz", ".jxl", ".mp4", ".mov", ".3gp")
LIBRAW_CANNOT = "dng/jpeg-xl.dng"
"""LibRaw needs Adobe's own library to decode JPEG XL."""
PILLOW_CANNOT = {
    "hostile/bmp/palette-count-huge.bmp": "Pillow allows 65,536 colours, whatever the pixels can name",
    "ico/cursor-png.cur": "Pillow reads bitmaps in cursors only",
    "jpeg/dnl.jpg": "libjpeg does not support DNL",
    "jpeg/tem-marker.jpg": "Pillow knows no TEM marker; libjpeg skips it",
    "hostile/png/apng-num-frames-2-31.png": "Pillow looks for 2,147,483,648 frames",
    "hostile/png/chunk-past-end.png": "Pillow wants the text that is cut off",
    "hostile/jpeg/unknown-marker-in-scan.jpg": "libjpeg shows the picture up to the damage; Pillow refuses",
    "png/bad-crc-text.png": "Pillow refuses a wrong CRC on any chunk; libpng drops an ancillary one",
    "png/bad-crc-private.png": "Pillow refuses a wrong CRC on any chunk; libpng drops an ancillary one",
    "hostile/png/bomb-ztxt.png": "Pillow unpacks text when it opens the file, and has a limit",
    "hostile/png/bomb-itxt.png": "Pillow unpacks text when it opens the file, and has a limit",
    "hostile/png/bomb-iccp.png": "Pillow unpacks the profile when it opens the file, and has a limit",
    "hostile/png/filter-type-5.png": "the rows themselves are broken",
    "hostile/gif/early-end.gif": "Pillow wants all pixels",
    "hostile/gif/half-of-the-pixels.gif": "Pillow wants all pixels",
    "hostile/gif/no-pixels.gif": "Pillow wants all pixels",
    "hostile/gif/only-clear-codes.gif": "Pillow wants all pixels",
    "hostile/gif/zero-size-image.gif": "Pillow wants a pixel at least",
    "hostile/jp2/tile-part-open-and-trailer.j2k": "OpenJPEG takes it to reach to the end of the file",
    "hostile/jp2/resolution-past-end.jp2": "Pillow looks into it, OpenJPEG does not",
    "jp2/registration-too-long.j2k": "OpenJPEG wants the exact length",
    "hostile/webp/alpha-behind-announced.webp": "libwebp's demuxer, which Pillow asks, is the stricter part",
    "hostile/webp/anim-in-still.webp": "libwebp's demuxer refuses what its decoder ignores",
    "hostile/webp/chunk-before-picture-in-frame.webp": "libwebp's demuxer takes the frame to end there",
    "hostile/webp/chunk-between-alpha-and-picture.webp": "libwebp's demuxer takes the picture to end there",
    "hostile/webp/chunk-past-end.webp": "libwebp's demuxer reads on behind the picture, its decoder does not",
    "hostile/webp/chunk-past-end-simple.webp": "libwebp's demuxer reads on, its decoder does not",
    "hostile/webp/reserved-flag.webp": "libwebp's demuxer heeds a bit that readers must ignore",
    "hostile/webp/rest-in-riff.webp": "libwebp's demuxer reads on behind the picture, its decoder does not",
    "hostile/tiff/link-behind-end.tif": "Pillow follows the link",
    "psd/clean-large.psb": "Pillow reads no large documents",
    "psd/layers-large.psb": "Pillow reads no large documents",
    "psd/deep.psd": "Pillow reads 8 bits only",
    "psd/zip.psd": "Pillow reads no deflate",
    "psd/zip-predicted.psd": "Pillow reads no deflate",
    "tiff/big-big-endian.btf": "Pillow reads BigTIFF in one byte order only",
    "tiff/everything-big.btf": "Pillow takes the table of the thumbnail for a page",
    "tiff/everything.tif": "Pillow takes the table of the thumbnail for a page",
    "tiff/exif-big-endian-bigtiff.btf": "Pillow reads BigTIFF in one byte order only",
    "tiff/exif-big-endian.tif": "Pillow takes the table of the thumbnail for a page",
    "tiff/exif-little-endian.tif": "Pillow takes the table of the thumbnail for a page",
    "tiff/mask-pages.tif": "Pillow knows no masks",
    "tiff/thumbnail-jpeg.tif": "Pillow takes the table of the thumbnail for a page",
    "webp/header-longer-and-reserved-bits.webp": "libwebp's decoder wants a header of 10 bytes",
    "webp/padding-missing-counted.webp": "libwebp wants the last padding byte",
    "webp/padding-missing-not-counted.webp": "libwebp's demuxer wants the last padding byte",
}
# ExifTool sees a tag of this group and name in the file: the main carriers are real to an outside reader.
EXIFTOOL_SEES = {
    "jpeg/exif-all-little-endian.jpg": ("GPS:GPSLatitude", "ExifIFD:SerialNumber", "IFD1:ThumbnailImage"),
    "jpeg/exif-all-big-endian.jpg": ("GPS:GPSAreaInformation", "IFD0:XPComment", "InteropIFD:InteropIndex"),
    "jpeg/exif-split-over-two-app1.jpg": ("IFD0:Software", "IFD0:Orientation"),
    "jpeg/exif-twice-same-orientation.jpg": ("IFD0:Orientation",),
    "jpeg/xmp-standard.jpg": ("XMP-exif:GPSLatitude", "XMP-dc:Creator", "XMP-photoshop:City"),
    "jpeg/xmp-utf-16-le.jpg": ("XMP-dc:Creator",),
    "jpeg/xmp-utf-16-be.jpg": ("XMP-dc:Creator",),
    "jpeg/xmp-extended-in-order.jpg": ("XMP-GImage:ImageData",),
    "jpeg/xmp-extended-out-of-order.jpg": ("XMP-GImage:ImageData",),
    "jpeg/photoshop-iptc-thumbnail-xmp-url-path.jpg": (
        "IPTC:City",
        "IPTC:By-line",
        "IFD0:Artist",
        "XMP-dc:Title",
        "Photoshop:PhotoshopThumbnail",
    ),
    "jpeg/photoshop-split-mid-resource.jpg": ("IPTC:City", "IPTC:Caption-Abstract"),
    "jpeg/iptc-extended-dataset.jpg": ("IPTC:Caption-Abstract",),
    "jpeg/c2pa-one-segment.jpg": ("JUMBF:JUMDLabel",),
    "jpeg/com-first-and-before-sos.jpg": ("File:Comment",),
    "jpeg/app0-ciff.jpg": ("CIFF:OwnerName",),
    "jpeg/app0-jfxx-jpeg.jpg": ("JFXX:ThumbnailImage",),
    "jpeg/app12-ducky.jpg": ("Ducky:Comment",),
    "jpeg/app14-ycck.jpg": ("Adobe:ColorTransform",),
    "jpeg/mpf-second-picture-big-endian.jpg": ("MPF0:NumberOfImages",),
    "jpeg/trailer-samsung-sef.jpg": ("Samsung:TimeStamp",),
    "jpeg/icc-wide-gamut.jpg": ("ICC_Profile:RedMatrixColumn",),
    "png/exif-before-idat.png": ("GPS:GPSLatitude", "IFD0:Artist"),
    "png/exif-after-idat.png": ("GPS:GPSLatitude", "IFD0:Artist"),
    "png/xmp-itxt.png": ("XMP-dc:Title",),
    "png/xmp-itxt-compressed.png": ("XMP-dc:Title",),
    "png/raw-profile-exif-ztxt.png": ("IFD0:Artist",),
    "png/raw-profile-app1-ztxt.png": ("XMP-dc:Title",),
    "png/raw-profile-iptc-ztxt.png": ("IPTC:City",),
    "png/zxif.png": ("IFD0:Artist",),
    "png/ai-parameters.png": ("PNG:Parameters",),
    "png/time.png": ("PNG:ModifyDate",),
    "png/iccp-wide-gamut.png": ("ICC_Profile:RedMatrixColumn",),
    "gif/comment.gif": ("File:Comment",),
    "gif/pillow-comment.gif": ("File:Comment",),
    "gif/xmp.gif": ("XMP-dc:Creator", "XMP-photoshop:City", "GIF:AnimationIterations"),
    "gif/xmp-behind-images.gif": ("XMP-dc:Creator",),
    "gif/icc-wide-gamut.gif": ("ICC_Profile:RedMatrixColumn",),
    "tiff/exif-little-endian.tif": ("GPS:GPSLatitude", "ExifIFD:SerialNumber", "IFD1:ThumbnailImage"),
    "tiff/exif-big-endian-bigtiff.btf": ("IFD0:XPComment", "IFD0:Artist"),
    "tiff/everything.tif": ("XMP-dc:Creator", "IPTC:City", "GeoTiff:GTCitation", "IFD0:DocumentName"),
    "tiff/iptc-long.tif": ("IPTC:City",),
    "jp2/exif-little-endian.jp2": ("GPS:GPSLatitude", "IFD0:Artist"),
    "jp2/xmp.jp2": ("XMP-dc:Creator", "XMP-photoshop:City"),
    "jp2/iptc.jp2": ("IPTC:City",),
    "jp2/photoshop.jp2": ("IPTC:City",),
    "jp2/geojp2.jp2": ("IFD0:PixelScale",),
    "jp2/comments-bare.j2k": ("File:Comment",),
    "jxl/exif.jxl": ("GPS:GPSLatitude", "IFD0:Artist"),
    "jxl/xmp.jxl": ("XMP-dc:Creator", "XMP-photoshop:City"),
    "webp/exif-little-endian.webp": ("GPS:GPSLatitude", "IFD0:Artist"),
    "webp/exif-big-endian-signature.webp": ("GPS:GPSLatitude", "IFD1:ThumbnailImage"),
    "webp/exif-not-announced.webp": ("IFD0:Artist",),
    "webp/exif-without-header.webp": ("IFD0:Artist",),
    "webp/xmp.webp": ("XMP-dc:Creator", "XMP-photoshop:City"),
    "webp/icc-wide-gamut.webp": ("ICC_Profile:RedMatrixColumn",),
    "webp/everything-animated.webp": ("GPS:GPSLatitude", "XMP-dc:Creator"),
}


@cache
def _entries() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FOLDER / "MANIFEST.json").read_text("ascii"))["files"]
    return rows


def _data(path: str) -> bytes:
    return (FOLDER / path).read_bytes()


def _clean() -> list[str]:
    return [entry["path"] for entry in _entries() if entry["outcome"] == "clean"]


def test_every_file_is_listed_once_and_is_what_the_manifest_says() -> None:
    paths = [entry["path"] for entry in _entries()]
    kept = {
        ".avif",
        ".bmp",
        ".cur",
        ".dng",
        ".gif",
        ".heic",
        ".heif",
        ".ico",
        ".j2k",
        ".jp2",
        ".jph",
        ".jpg",
        ".jxl",
        ".3gp",
        ".cr3",
        ".crw",
        ".mrw",
        ".raf",
        ".x3f",
        ".mov",
        ".mp4",
        ".png",
        ".btf",
        ".svg",
        ".svgz",
        ".psb",
        ".psd",
        ".tif",
        ".webp",
    }
    there = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.suffix in kept}
    assert sorted(paths) == sorted(there)
    wrong = [
        entry["path"]
        for entry in _entries()
        if hashlib.sha256(_data(entry["path"])).hexdigest() != entry["sha256"]
    ]
    assert wrong == []


def test_the_whole_set_is_small() -> None:
    assert sum(len(_data(entry["path"])) for entry in _entries()) < TOTAL_LIMIT


def test_entries_are_well_formed() -> None:
    categories = {category.value for category in Category}
    for entry in _entries():
        assert entry["outcome"] in {"clean", "refused"}
        assert (entry["error"] is None) == (entry["outcome"] == "clean")
        assert entry["error"] is None or issubclass(getattr(errors, entry["error"]), errors.ExifguardError)
        assert 1 <= entry["orientation"] <= 8
        assert entry["frames"] >= 1
        assert {mark["category"] for mark in entry["markers"]} <= categories


def test_marks_are_unique_and_none_is_part_of_another() -> None:
    texts = [mark["text"] for entry in _entries() for mark in entry["markers"]]
    assert len(texts) == len(set(texts))
    # Every word ends in the one full stop that it has, so that none begins like another.
    assert all(text.isascii() and len(text) >= 10 and text.index(".") == len(text) - 1 for text in texts)


def test_marks_are_in_their_files() -> None:
    missing = [
        (entry["path"], mark["text"])
        for entry in _entries()
        if entry["markers"]
        for data in (_data(entry["path"]),)
        for mark in entry["markers"]
        if mark["encoding"] not in encodings(mark["text"], data)
    ]
    assert missing == []


def _load_all(path: str) -> int:
    """Decode a file and return the number of its frames; of JPEG and Photoshop the first picture only."""
    with Image.open(io.BytesIO(_data(path))) as picture:
        frames = getattr(picture, "n_frames", 1) if not path.endswith((".jpg", ".psd", ".psb")) else 1
        for number in range(frames):
            if number:
                picture.seek(number)
            picture.load()
        return int(frames)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_pillow_decodes_what_can_be_cleaned() -> None:
    frames = {entry["path"]: entry["frames"] for entry in _entries()}
    seen = {
        path: _load_all(path)
        for path in _clean()
        if path not in PILLOW_CANNOT and not path.endswith(NOT_PILLOWS)
    }
    assert {path: count for path, count in seen.items() if count != frames[path]} == {}


def test_libjxl_decodes_what_can_be_cleaned() -> None:
    frames = {entry["path"]: entry["frames"] for entry in _entries()}
    pictures = {path: shown(_data(path)) for path in _clean() if path.endswith(".jxl")}
    seen = {path: len(picture.frames) if picture else 0 for path, picture in pictures.items()}
    assert seen
    assert {path: count for path, count in seen.items() if count != frames[path]} == {}


def test_libraw_develops_what_can_be_cleaned() -> None:
    pictures = [path for path in _clean() if path.endswith(".dng") and path != LIBRAW_CANNOT]
    assert pictures
    assert [path for path in pictures if shown(_data(path)) is None] == []


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("path", PILLOW_CANNOT)
def test_the_exceptions_are_still_exceptions(path: str) -> None:
    with pytest.raises((OSError, ValueError, SyntaxError, TypeError)):
        _load_all(path)


def test_orientations_show_the_same_picture() -> None:
    from PIL import ImageOps

    with Image.open(FOLDER / "png/clean-minimal.png") as picture:
        upright = picture.convert("RGB").tobytes()
    for value in range(2, 9):
        for path in (f"png/orientation-{value}.png", f"webp/orientation-{value}.webp"):
            with Image.open(FOLDER / path) as picture:
                assert picture.getexif()[0x0112] == value
                assert ImageOps.exif_transpose(picture).convert("RGB").tobytes() == upright


def test_turned_jpegs_show_about_the_same_picture() -> None:
    from PIL import ImageChops, ImageOps, ImageStat

    with Image.open(FOLDER / "png/clean-minimal.png") as picture:
        upright = picture.convert("RGB")
    for value in range(1, 9):
        with Image.open(FOLDER / f"jpeg/orientation-{value}.jpg") as picture:
            assert picture.getexif()[0x0112] == value
            shown = ImageOps.exif_transpose(picture)
            assert max(ImageStat.Stat(ImageChops.difference(shown, upright)).mean) < 12


def test_the_wide_gamut_profile_is_wide_and_real() -> None:
    from PIL import ImageCms

    profiles = []
    names = ("jpeg/icc-wide-gamut.jpg", "png/iccp-wide-gamut.png", "jpeg/icc-private-tags.jpg")
    for path in (*names, "webp/icc-wide-gamut.webp"):
        with Image.open(FOLDER / path) as picture:
            profiles.append(ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"])))
    srgb = ImageCms.createProfile("sRGB")
    red = Image.new("RGB", (1, 1), (200, 60, 60))
    shown = [ImageCms.profileToProfile(red, profile, srgb) for profile in profiles]
    assert len({one.tobytes() for one in shown if one}) == 1
    assert shown[0] is not None
    red_value = shown[0].getpixel((0, 0))
    assert isinstance(red_value, tuple)
    assert red_value[0] > 210


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set, made again in another process."""
    target = tmp_path_factory.mktemp("fixtures")
    command = [sys.executable, str(FOLDER / "make.py"), "--to", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def test_making_the_set_again_gives_the_same_bytes(remade: Path, tmp_path: Path) -> None:
    before, after = (json.loads((folder / "MANIFEST.json").read_text("ascii")) for folder in (FOLDER, remade))
    if before["made_with"] != after["made_with"]:
        # Other encoders give other bytes: then two runs on this machine are compared.
        subprocess.run([sys.executable, str(FOLDER / "make.py"), "--to", str(tmp_path)], check=True)
        before = json.loads((tmp_path / "MANIFEST.json").read_text("ascii"))
    hashes = [{entry["path"]: entry["sha256"] for entry in one["files"]} for one in (before, after)]
    outside = {path for path in hashes[0] if "exiftool" in path}
    assert {path: value for path, value in hashes[0].items() if path not in outside} == {
        path: value for path, value in hashes[1].items() if path not in outside
    }


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")
def test_exiftool_sees_the_main_carriers() -> None:
    files = [str(FOLDER / path) for path in EXIFTOOL_SEES]
    command = [str(EXIFTOOL), "-j", "-G1", "-s", "-a", "-ee", *files]
    result = subprocess.run(command, capture_output=True, check=False)
    rows = {Path(row["SourceFile"]).relative_to(FOLDER).as_posix(): row for row in json.loads(result.stdout)}
    missing = {
        path: [tag for tag in tags if not any(_same(key, tag) for key in rows[path])]
        for path, tags in EXIFTOOL_SEES.items()
    }
    assert {path: tags for path, tags in missing.items() if tags} == {}


def _same(key: str, tag: str) -> bool:
    """ExifTool splits some groups further than its release: ICC-header, ICC_Profile; Samsung, SEFT."""
    return key == tag or (key.split(":")[-1] == tag.split(":")[-1])


def test_no_warning_escapes_the_builders() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        from builders import gif, jpeg, png, webp

        assert jpeg.join(jpeg.split(_data("jpeg/clean-minimal.jpg"))) == _data("jpeg/clean-minimal.jpg")
        assert png.join(png.split(_data("png/clean-minimal.png"))) == _data("png/clean-minimal.png")
        animated = _data("webp/clean-animated-mixed.webp")
        assert webp.join(webp.split(animated)) == animated
        assert gif.join(gif.split(_data("gif/clean-animated.gif"))) == _data("gif/clean-animated.gif")
