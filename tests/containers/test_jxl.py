"""JPEG XL beyond the laws: names in headers, compressed boxes, gain maps, where a picture ends."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import brotli
import imagecodecs
import numpy as np
import pytest

import exifguard
from builders import jxl, tiff
from builders.boxes import box, split
from exifguard import Category
from exifguard._source import BytesSource
from exifguard.containers import _jxl_codestream as codestream
from exifguard.limits import Limits
from exifguard.model import Span
from oracles import ExifTool
from pictures import FIXTURES


def fixture(name: str) -> bytes:
    return (FIXTURES / "jxl" / name).read_bytes()


def clean(data: bytes, policy: str = "share") -> bytes:
    result = exifguard.scrub(data, policy=policy).data
    assert result is not None
    return result


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(imagecodecs.jpegxl_decode(data))


@pytest.mark.parametrize("name", ["length-open.jxl", "length-64-bits.jxl"])
def test_different_frames_give_the_same_copy(name: str) -> None:
    assert clean(fixture(name)) == fixture("clean-boxes.jxl")


@pytest.mark.parametrize("size", [1, 15, 16, 47, 48, 600])
def test_a_channel_name_goes_bit_by_bit(size: int) -> None:
    stream = fixture("clean-alpha.jxl")
    start = _header_end(stream)
    named = jxl.header((32, 24), alpha=b"n" * size) + stream[start:]
    plain = jxl.header((32, 24), alpha=b"") + stream[start:]
    assert np.array_equal(pixels(named), pixels(stream))
    copy = clean(named)
    assert len(copy) <= len(plain)
    assert copy.endswith(stream[start:])
    assert np.array_equal(pixels(copy), pixels(stream))
    found = exifguard.inspect(named).findings
    assert [(one.path, one.category) for one in found] == [("codestream/channel name", Category.CAPTION)]
    assert not exifguard.inspect(copy).findings


def _header_end(stream: bytes) -> int:
    walked = codestream.walk(codestream.Stream(BytesSource(stream), [Span(0, len(stream))]), Limits())
    return walked.frames[0]


def test_every_frame_of_an_animation_is_found() -> None:
    stream = fixture("clean-animation.jxl")
    walked = codestream.walk(codestream.Stream(BytesSource(stream), [Span(0, len(stream))]), Limits())
    assert len(walked.frames) == len(pixels(stream)) == 3
    assert walked.units[-1].end == len(stream)


@pytest.mark.parametrize("effort", [1, 3, 7])
@pytest.mark.parametrize("options", [{"lossless": True}, {"distance": 1.0}, {"distance": 12.0}])
@pytest.mark.parametrize("size", [(8, 8), (300, 270)])
def test_where_libjxl_ends_a_picture(effort: int, options: dict[str, Any], size: tuple[int, int]) -> None:
    rows, columns = np.mgrid[0 : size[0], 0 : size[1]]
    picture = np.stack([rows % 256, columns % 256, rows * columns % 256], -1).astype(np.uint8)
    data = bytes(imagecodecs.jpegxl_encode(picture, effort=effort, **options))
    assert clean(data) == data
    assert clean(data + b"\0behind") == data


def test_the_orientation_of_the_header_stays_and_that_of_exif_is_not_heeded() -> None:
    turned = fixture("clean-orientation-in-header.jxl")
    data = jxl.file(turned, after=jxl.exif(tiff.orientation(8)))
    copy = clean(data)
    assert [one.kind for one in split(copy)] == [b"JXL ", b"ftyp", b"jxlc"]
    assert pixels(copy).shape == pixels(turned).shape != pixels(fixture("clean-lossy.jxl")).shape


def test_without_brotli_compressed_boxes_go_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    data = fixture("exif-compressed.jxl")
    shared = clean(data)
    monkeypatch.setitem(sys.modules, "brotli", None)
    report = exifguard.inspect(data)
    assert not report.complete
    assert [one.category for one in report.findings] == [Category.UNREADABLE]
    assert clean(data) == clean(data, "location") == shared


def test_a_bomb_is_not_unpacked_to_be_removed_and_is_bounded_where_it_is_read() -> None:
    bomb = box(b"brob", b"xml " + brotli.compress(bytes(1 << 24)))
    data = jxl.file(fixture("clean-lossy.jxl"), after=bomb)
    limits = exifguard.Limits(block_bytes=1 << 20)
    assert exifguard.scrub(data, limits=limits).data == fixture("clean-boxes.jxl")
    with pytest.raises(exifguard.LimitExceededError):
        exifguard.scrub(data, policy="location", limits=limits)


def test_location_goes_alone(exiftool: ExifTool, tmp_path: Path) -> None:
    before, after = tmp_path / "before.jxl", tmp_path / "after.jxl"
    before.write_bytes(fixture("exif.jxl"))
    after.write_bytes(clean(fixture("exif.jxl"), "location"))
    old, new = exiftool.tags(before), exiftool.tags(after)
    assert any(key.startswith("GPS:") for key in old)
    assert not any(key.startswith("GPS:") for key in new)
    assert new["IFD0:Artist"] == old["IFD0:Artist"]


def test_the_gain_map_stays_without_what_is_behind_it() -> None:
    copy = clean(fixture("gain-map-tails.jxl"))
    assert copy == fixture("clean-gain-map.jxl")


def test_pieces_without_their_end_are_refused() -> None:
    stream = fixture("clean-lossy.jxl")
    data = jxl.SIGNATURE + jxl.FTYP + box(b"jxlp", struct.pack(">I", 0) + stream)
    with pytest.raises(exifguard.ExifguardError) as caught:
        exifguard.scrub(data)
    assert caught.value.rule == "piece-order"
