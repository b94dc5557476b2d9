"""TIFF beyond the laws: tables laid out afresh, pages and pyramids, codings, policies, refusals."""

from __future__ import annotations

import io
import struct
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures._pictures import thumbnail
from PIL import Image

import exifguard
from builders import iptc, jpeg, tiff, tiff_file
from builders.tiff_file import Page, build, split
from exifguard import Category, Policy
from pictures import FIXTURES

EVERYTHING = Policy("everything", dict.fromkeys(Category, exifguard.Action.KEEP))
STRIPS = 273


def fixture(name: str) -> bytes:
    return (FIXTURES / "tiff" / name).read_bytes()


def clean(data: bytes, policy: Policy | str = "share") -> bytes:
    result = exifguard.scrub(data, policy=policy).data
    assert result is not None
    return result


def grey(width: int = 8, length: int = 4, *, compression: int = 1) -> Page:
    """A page of one strip."""
    return Page(
        (
            tiff.short(256, width),
            tiff.short(257, length),
            tiff.short(258, 8),
            tiff.short(259, compression),
            tiff.short(262, 1),
            tiff.short(277, 1),
            tiff.short(278, length),
        ),
        (bytes(range(width * length)),),
    )


def tags(page: Page) -> set[int]:
    return {entry.tag for entry in page.entries}


# -- layout -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "classic-little-endian.tif",
        "classic-big-endian.tif",
        "big-little-endian.btf",
        "big-big-endian.btf",
        "tiles-planar.tif",
        "pages.tif",
        "coding-lzw.tif",
        "coding-fax4.tif",
    ],
)
def test_strips_and_tiles_are_copied_and_the_frame_stays(name: str) -> None:
    before, after = fixture(name), clean(fixture(name))
    assert after[:4] == before[:4]
    assert [page.data for page in split(after)] == [page.data for page in split(before)]


def test_only_the_allow_list_is_left() -> None:
    before, after = split(fixture("geotiff.tif"))[0], split(clean(fixture("geotiff.tif")))[0]
    assert tags(before) - tags(after) == {33550, 33922, 34735, 34737}
    assert tags(after) <= tags(before)


def test_entries_are_in_order_and_values_aligned() -> None:
    data = clean(fixture("unsorted-and-twice.tif"))
    at = int.from_bytes(data[4:8], "little")
    count = int.from_bytes(data[at : at + 2], "little")
    rows = [struct.unpack_from("<HHII", data, at + 2 + 12 * index) for index in range(count)]
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    assert not [row for row in rows if row[2] * tiff_file.SIZES[row[1]] > 4 and row[3] % 2]


def test_a_strip_that_two_pages_share_is_stored_once() -> None:
    one = grey()
    data = bytearray(build(one, one))
    first = data.index(one.data[0] or b"")
    second = data.index(one.data[0] or b"", first + 1)
    shared = bytes(data).replace(
        struct.pack("<HHII", STRIPS, 4, 1, second), struct.pack("<HHII", STRIPS, 4, 1, first)
    )
    assert shared != data
    after = clean(shared)
    assert after.count(one.data[0] or b"") == 1
    assert [page.data for page in split(after)] == [one.data, one.data]


def test_inline_values_have_no_rest() -> None:
    data = build(grey().put(tiff.ascii_(0x10E, "x")))
    at = data.index(struct.pack("<HHI", 258, tiff.SHORT, 1)) + 10
    after = clean(data[:at] + b"zz" + data[at + 2 :])
    assert b"zz" not in after


def test_picture_data_is_not_held_in_memory(tmp_path: Path) -> None:
    width, length = 2048, 8192
    big = grey(1, 1).put(tiff.short(256, width), tiff.short(257, length), tiff.short(278, length))
    source, target = tmp_path / "large.tif", tmp_path / "clean.tif"
    source.write_bytes(build(replace(big, data=(bytes(width * length),)).put(tiff.ascii_(0x13B, "Somebody"))))
    tracemalloc.start()
    try:
        exifguard.scrub(source, target)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert target.stat().st_size > width * length
    assert most < width * length / 2


# -- pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pyramid-chain.tif", "mask-pages.tif", "pages.tif"])
def test_levels_masks_and_pages_stay(name: str) -> None:
    assert len(split(clean(fixture(name)))) == len(split(fixture(name)))


def test_a_smaller_copy_that_is_no_level_goes_with_what_it_says() -> None:
    small = grey(5, 3).put(tiff.long_(254, 1), tiff.ascii_(0x131, "Editor"))
    data = build(grey(40, 4), small)
    assert len(split(clean(data))) == 1
    assert len(split(clean(data, EVERYTHING.remove(Category.DEVICE)))) == 2
    without = exifguard.scrub(data, policy=EVERYTHING.remove(Category.PREVIEW))
    assert without.data is not None
    assert len(split(without.data)) == 1
    assert not [
        one
        for one in without.decisions
        if one.action is exifguard.Action.KEEP and "Software" in one.finding.path
    ]


@pytest.mark.parametrize("turn", range(1, 9))
def test_the_page_says_which_way_is_up(turn: int) -> None:
    assert split(clean(fixture(f"orientation-{turn}.tif")))[0].value(274).units == struct.pack("<H", turn)


def test_an_orientation_that_does_not_exist_goes() -> None:
    assert 274 not in tags(split(clean(build(grey().put(tiff.short(274, 77)))))[0])


# -- what hides in strips ---------------------------------------------------------------------------


def jpeg_page() -> Page:
    return split(fixture("coding-jpeg.tif"))[0]


def test_strips_of_jpeg_lose_segments_and_tails() -> None:
    page = jpeg_page()
    strip = page.data[0] or b""
    marked = strip[:2] + b"\xff\xe1\0\x10Exif\0\0MARKMARK" + b"\xff\xfe\0\x06MARK" + strip[2:] + b"MARK"
    after = split(clean(build(replace(page, data=(marked, *page.data[1:])))))[0]
    assert after.data[0] == strip


@pytest.mark.parametrize("change", [lambda s: b"zz" + s[2:], lambda s: s[:2] + b"\xff\xe1\xff\xff" + s[2:]])
def test_strips_that_are_no_jpeg_are_refused(change: object) -> None:
    assert callable(change)
    page = jpeg_page()
    with pytest.raises(exifguard.MalformedError) as caught:
        clean(build(replace(page, data=(change(page.data[0]), *page.data[1:]))))
    assert caught.value.rule == "jpeg-strip"


@pytest.mark.parametrize("coding", [33003, 34712, 50001, 50002, 52546])
def test_strips_that_are_files_are_refused(coding: int) -> None:
    with pytest.raises(exifguard.UnsupportedError) as caught:
        clean(build(grey(compression=coding)))
    assert caught.value.rule == "strip-file"


def j2k_page(strip: bytes) -> Page:
    return replace(grey(compression=33003), data=(strip,))


def test_tiles_of_jpeg_2000_lose_comments_and_tails() -> None:
    stream = (FIXTURES / "jp2" / "comments-bare.j2k").read_bytes()
    after = split(clean(build(j2k_page(stream + b"MARK"))))[0]
    assert after.data[0] == clean(stream)


def test_comments_among_the_data_of_a_tile_are_refused() -> None:
    with pytest.raises(exifguard.UnsupportedError) as caught:
        clean(build(j2k_page((FIXTURES / "jp2" / "comments-in-tile-parts-bare.j2k").read_bytes())))
    assert caught.value.rule == "tile-comment"


# -- policies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["geotiff.tif", "gdal.tif"])
def test_location_takes_maps_out_and_leaves_the_rest(name: str) -> None:
    page = split(fixture(name))[0]
    data = build(page.put(tiff.ascii_(0x13B, "Somebody")))
    after = split(clean(data, "location"))[0]
    assert {33550, 33922, 34735, 34737, 42112}.isdisjoint(tags(after))
    assert after.value(0x13B).units == b"Somebody\0"
    assert after.data == page.data


def test_maps_stay_where_places_are_kept() -> None:
    data = build(split(fixture("geotiff.tif"))[0].put(tiff.ascii_(0x13B, "Somebody")))
    after = split(clean(data, EVERYTHING.remove(Category.RIGHTS)))[0]
    before = split(data)[0]
    for tag in (33550, 33922, 34735, 34737):
        assert after.value(tag) == before.value(tag)


def test_iptc_in_the_other_byte_order_is_read() -> None:
    raw = iptc.iptc([(2, 90, b"Somewhere at the lake"), (2, 55, b"20240512")])
    raw += bytes(-len(raw) % 4)
    swapped = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    data = build(grey().put(tiff.Entry(33723, tiff.LONG, swapped)))
    found = {one.path: one.value for one in exifguard.inspect(data).findings}
    assert found["iptc/2:90"] == "Somewhere at the lake"
    assert {one.path for one in exifguard.inspect(clean(data, "location")).findings} == {"iptc/2:55"}


def test_publish_writes_credits_into_the_page() -> None:
    data = build(grey().put(tiff.ascii_(0x8298, "(c) Somebody"), tiff.ascii_(0x110, "Camera")))
    after = split(clean(data, "publish"))[0]
    assert after.value(0x8298).units == b"(c) Somebody\0"
    assert 0x110 not in tags(after)
    with Image.open(io.BytesIO(clean(data, "publish"))) as image:
        assert image.tobytes() == grey().data[0]


def test_a_smaller_page_that_stays_loses_what_its_strips_say() -> None:
    gps = tiff.Ifd((), {tiff.GPS_POINTER: tiff.gps(tiff.gps_text(0x1C, "SOMEWHERE"))})
    told = jpeg.segment(0xE1, tiff.exif(gps))
    strip = thumbnail("words")
    values = dict.fromkeys((256, 257), 32) | {254: 1, 258: 8, 259: 7, 262: 6, 277: 3, 278: 32}
    small = Page(tuple(tiff.short(*one) for one in values.items()), (strip[:2] + told + strip[2:],))
    data = build(grey(), small)
    assert b"SOMEWHERE" in data
    after = clean(data, "location")
    assert b"SOMEWHERE" not in after
    assert len(split(after)) == 2


# -- refusals ---------------------------------------------------------------------------------------


def test_pages_that_go_in_a_ring_are_refused() -> None:
    with pytest.raises(exifguard.MalformedError) as caught:
        clean(build(grey(), grey(), loop=True))
    assert caught.value.rule == "ifd-loop"


def test_inspect_names_the_raw_that_scrub_refuses() -> None:
    data = bytearray(build(grey().put(tiff.ascii_(0x110, "Camera")), head=bytes(8)))
    data[8:12] = b"CR\2\0"
    with pytest.raises(exifguard.UnsupportedError, match="CR2"):
        clean(bytes(data))
    assert any(one.key == "IFD0:Model" for one in exifguard.inspect(data).findings)


def test_sizes_of_uncompressed_strips_are_told_by_their_rows() -> None:
    page = grey()
    after = split(clean(build(replace(page, sizes=(10**6,)))))[0]
    assert after.data == page.data
