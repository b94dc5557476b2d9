"""Camera raws that only lose places: what goes, what stays to the byte, what is told and refused."""

from __future__ import annotations

import json
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures._dng import lossless
from fixtures._pictures import thumbnail

import exifguard
from builders import iptc, jpeg, tiff, xmp
from builders.tiff_file import Page, build
from exifguard import Category, Policy
from oracles import require

WORD = "SOMEWHERE"
MAKERS = {
    "nef": "NIKON CORPORATION",
    "arw": "SONY",
    "orf": "OLYMPUS CORPORATION",
    "pef": "PENTAX Corporation",
    "srw": "SAMSUNG",
    "3fr": "Hasselblad",
}
NOTE = b"a note of the maker's, whose offsets nobody knows"
GPS = tiff.gps(tiff.gps_text(0x1C, WORD))
EXIF = tiff.Ifd(
    (
        tiff.ascii_(0x9003, "2024:05:12 15:04:05"),
        tiff.ascii_(0x9010, "+05:45"),
        tiff.undefined(0x927C, NOTE),
        tiff.ascii_(0xA431, "SERIAL-1"),
    )
)


def first(maker: str, *entries: tiff.Entry) -> Page:
    """A first table with everything in it that is about a place, and more."""
    packet = xmp.xmp_packet({"photoshop:City": WORD, "dc:creator": "Somebody"}, padding=50)
    page = lossless().put(
        tiff.ascii_(0x10F, maker),
        tiff.ascii_(0x110, "Camera X"),
        tiff.ascii_(0x13B, "Somebody"),
        tiff.byte(700, packet),
        tiff.undefined(33723, iptc.iptc([(2, 90, WORD.encode()), (2, 80, b"Somebody")])),
        *entries,
    )
    return replace(
        page, children={tiff.EXIF_POINTER: EXIF, tiff.GPS_POINTER: GPS}, slack=b"the maker's own bytes"
    )


def raw(kind: str = "nef", *entries: tiff.Entry) -> bytes:
    return build(first(MAKERS[kind], *entries))


def cleaned(data: bytes) -> exifguard.Scrubbed:
    result = exifguard.scrub(data, policy="location")
    assert result.data is not None
    return result


@pytest.mark.parametrize("kind", MAKERS)
def test_location_takes_places_out_and_nothing_else(kind: str, tmp_path: Path) -> None:
    before, after = tmp_path / f"before.{kind}", tmp_path / f"after.{kind}"
    before.write_bytes(raw(kind))
    exifguard.scrub(before, after, policy="location")
    assert len(after.read_bytes()) == len(before.read_bytes())
    assert WORD.encode() not in after.read_bytes()
    told = [_told(path) for path in (before, after)]
    gone = {key for key in told[0].keys() - told[1].keys() if not key.startswith(("GPS:", "Composite:"))}
    assert gone == {"IPTC:City", "XMP-photoshop:City", "ExifIFD:OffsetTime"}
    kept = told[1].keys() - {"File:CurrentIPTCDigest", "IFD0:ApplicationNotes"}
    assert {key: told[1][key] for key in kept} == {key: told[0][key] for key in kept}


def _told(path: Path) -> dict[str, object]:
    """What ExifTool says of a file, but for the file system."""
    command = [require("exiftool"), "-j", "-a", "-u", "-U", "-ee3", "-G1", "--System:all", str(path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)[0]
    return {key: value for key, value in told.items() if key != "SourceFile"}


def test_what_is_the_makers_stays_to_the_byte() -> None:
    data = raw()
    after = cleaned(data).data
    assert after is not None
    tile = lossless().data[0]
    assert tile is not None
    for theirs in (tile, NOTE, b"the maker's own bytes", b"SERIAL-1", b"Somebody"):
        at = data.index(theirs)
        assert after[at : at + len(theirs)] == theirs


def test_location_again_changes_nothing() -> None:
    after = cleaned(raw()).data
    assert after is not None
    assert cleaned(after).data == after


def test_what_may_hold_a_place_is_told() -> None:
    result = cleaned(raw())
    assert any("may hold a place, and stay" in note for note in result.notes)
    stays = [one.finding.path for one in result.decisions if "nothing can be taken out of it" in one.rule]
    assert any("MakerNote" in path for path in stays)


@pytest.mark.parametrize(
    "policy",
    ["share", "publish", "strict", Policy.location().remove("device"), Policy.share().keep("preview")],
)
def test_other_policies_are_refused_with_what_works(policy: Policy | str) -> None:
    with pytest.raises(
        exifguard.UnsupportedError, match=r"Nikon NEF is a camera raw.*policy location"
    ) as caught:
        exifguard.scrub(raw(), policy=policy)
    assert caught.value.rule == "camera-raw"


def test_a_policy_that_is_as_mild_as_location_works() -> None:
    policy = Policy("places", dict.fromkeys(Category, exifguard.Action.KEEP)).remove("location")
    after = exifguard.scrub(raw(), policy=policy).data
    assert after is not None
    assert WORD.encode() not in after


def test_a_raw_without_a_place_stays_as_it_is() -> None:
    page = replace(
        lossless().put(tiff.ascii_(0x10F, "NIKON CORPORATION")), children={tiff.EXIF_POINTER: tiff.Ifd(())}
    )
    data = build(page)
    assert cleaned(data).data == data


def test_the_jpeg_inside_panasonics_raws_is_cleaned() -> None:
    located = jpeg.segment(0xE1, tiff.exif(tiff.Ifd((), {tiff.GPS_POINTER: GPS})))
    small = thumbnail("words")
    data = bytearray(raw("nef", tiff.undefined(46, small[:2] + located + small[2:])))
    data[2:4] = b"U\0"
    after = cleaned(bytes(data)).data
    assert after is not None
    assert WORD.encode() not in after
    assert small[2:] in after
    assert any("picture" in one.path for one in exifguard.inspect(bytes(data)).findings)


def test_a_place_in_a_preview_is_refused() -> None:
    located = jpeg.segment(0xE1, tiff.exif(tiff.Ifd((), {tiff.GPS_POINTER: GPS})))
    small = thumbnail("words")
    preview = Page((tiff.short(259, 6),), (small[:2] + located + small[2:],), (513, 514))
    with pytest.raises(exifguard.UnsupportedError, match="a place stands where nothing can be taken out"):
        cleaned(build(first("NIKON CORPORATION"), preview))


def test_a_place_that_shares_bytes_with_sensor_data_is_refused() -> None:
    data = bytearray(raw())
    place = data.index(struct.pack("<HHI", 2, 5, 3))
    struct.pack_into("<I", data, place + 8, 40)
    with pytest.raises(exifguard.UnsupportedError) as caught:
        cleaned(bytes(data))
    assert caught.value.rule == "shared-storage"
