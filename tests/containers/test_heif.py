"""HEIF beyond the laws: what stays, where it lies, and what readers from outside make of it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

import exifguard
from builders import hdr, heif, tiff, xmp
from builders.heif import File, Item, mime, picture, ref
from exifguard import Action, Category, Policy
from exifguard._source import BytesSource
from exifguard.containers import container_for
from exifguard.limits import DEFAULT_LIMITS
from oracles import ExifTool, shown
from pictures import FIXTURES

FOLDER = FIXTURES / "heif"


def data_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def clean(data: bytes, policy: str | Policy = "share") -> bytes:
    found = exifguard.scrub(data, policy=policy).data
    assert found is not None
    return found


def tables(data: bytes) -> Mapping[bytes, bytes]:
    """The boxes among the tables of a sound file."""
    return dict(heif.boxes(dict(heif.boxes(data))[b"meta"][4:]))


@pytest.fixture(scope="module")
def one() -> heif.Coded:
    return heif.coded(data_of("clean-minimal.heic"))


def artist(word: str) -> bytes:
    place = tiff.gps(tiff.gps_text(0x1B, "Somewhere"))
    return tiff.tiff(tiff.Ifd((tiff.ascii_(0x13B, word),), {tiff.GPS_POINTER: place}))


# What a file is


@pytest.mark.parametrize(
    ("brands", "name"),
    [
        ((b"heic", b"mif1"), "heic"),
        ((b"heix",), "heic"),
        ((b"mif1", b"mif1", b"heic"), "heic"),
        ((b"mif1", b"miaf", b"avif"), "avif"),
        ((b"avif", b"mif1"), "avif"),
        ((b"mif1", b"mif1", b"miaf"), "heif"),
        ((b"msf1", b"hevc"), "heic"),
    ],
)
def test_brands_tell_the_format(one: heif.Coded, brands: tuple[bytes, ...], name: str) -> None:
    data = File([picture(1, one)], brands=brands).build()
    assert exifguard.identify(data).name == name
    assert exifguard.identify(clean(data)).name == name


def test_movies_are_no_stills() -> None:
    assert exifguard.identify(heif.box(b"ftyp", b"isom", bytes(4), b"mp42") + bytes(40)).name == "mp4"
    assert exifguard.identify(heif.box(b"ftyp", b"crx ", bytes(4), b"isom") + bytes(40)).name == "cr3"


def test_brands_that_hide_the_format_stay_hidden(one: heif.Coded) -> None:
    """A brand behind the first four is not looked at: dropping others must not bring it forward."""
    brands = (b"mif1", b"AAAA", b"BBBB", b"CCCC", b"DDDD", b"heic")
    data = File([picture(1, one)], brands=brands).build()
    assert exifguard.identify(data) == exifguard.identify(clean(data))
    assert b"AAAA" not in clean(data)


# What stays


def test_the_tables_name_what_stays_alone() -> None:
    made = tables(clean(data_of("everything-heic.heic")))
    assert int.from_bytes(made[b"iinf"][4:6], "big") == 1
    assert b"iref" not in made
    assert b"udes" not in made[b"iprp"]


def test_nothing_but_the_picture_is_in_the_storage(one: heif.Coded) -> None:
    boxes = dict(heif.boxes(clean(data_of("everything-heic.heic"))))
    assert boxes[b"mdat"] == one.data
    assert set(boxes) == {b"ftyp", b"meta", b"mdat"}


def test_tiles_that_share_bytes_are_stored_once(one: heif.Coded) -> None:
    data = data_of("clean-grid-shared-tiles.heic")
    assert dict(heif.boxes(clean(data)))[b"mdat"] == one.data == dict(heif.boxes(data))[b"mdat"]


def test_a_gap_between_tiles_goes_and_offsets_follow() -> None:
    whole = (128, 96)
    tiles = [picture(n, heif.coded(data_of("clean-minimal.heic")), hidden=True) for n in (2, 3, 4, 5)]
    file = File(
        [heif.grid(1, 2, 2, *whole), *tiles], [ref("dimg", 1, 2, 3, 4, 5)], shared=False, gap=b"SECRET"
    )
    before, after = shown(file.build()), shown(clean(file.build()))
    assert before is not None
    assert before == after
    assert b"SECRET" not in clean(file.build())


def test_a_picture_inside_the_tables_stays_inside(one: heif.Coded) -> None:
    file = File([picture(1, one, inside=True), heif.exif(2, artist("Ada"), inside=True)], [ref("cdsc", 2, 1)])
    result = clean(file.build())
    assert tables(result)[b"idat"] == one.data
    assert b"mdat" not in dict(heif.boxes(result))
    assert shown(result) == shown(file.build())


def test_the_place_that_lies_in_another_item_is_resolved(one: heif.Coded) -> None:
    """Construction method 2: the picture is the second half of a tile that is a picture itself."""
    double = one._replace(data=one.data * 2)
    within = replace(picture(1, one), data=b"", within=((len(one.data), len(one.data)),))
    file = File([within, picture(2, double, hidden=True)], [ref("iloc", 1, 2)], shared=False)
    result = clean(file.build())
    assert dict(heif.boxes(result))[b"mdat"] == one.data
    assert tables(result)[b"iloc"][0] == 0


def test_messages_leave_no_gap(one: heif.Coded) -> None:
    for name, coded in (
        ("message.heic", one),
        ("message-av1.avif", heif.coded(data_of("clean-minimal.avif"))),
    ):
        assert dict(heif.boxes(clean(data_of(name))))[b"mdat"] == coded.data


def test_messages_by_which_a_picture_is_shown_stay(one: heif.Coded) -> None:
    """HDR10+: registered user data of ITU-T T.35 from Samsung's provider."""
    unit = b"\x4e\x01\x04\x08" + bytes.fromhex("b5003c0001040100") + b"\x80"
    data = File([picture(1, one._replace(data=len(unit).to_bytes(4, "big") + unit + one.data))]).build()
    assert clean(data) == data


@pytest.mark.parametrize("kind", [heif.DEPTH, heif.MATTE, "urn:nobody:knows"])
def test_other_auxiliary_pictures_go(one: heif.Coded, kind: str) -> None:
    file = File([picture(1, one), picture(2, one, heif.auxc(kind), hidden=True)], [ref("auxl", 2, 1)])
    result = clean(file.build())
    assert len(pillow_heif.open_heif(result)) == 1
    assert kind.encode() not in result


def test_what_is_hidden_is_noted() -> None:
    for name in ("cropped.heic", "overlay.heic"):
        notes = exifguard.scrub(data_of(name)).notes
        assert any("stays in the coded data" in note for note in notes)
        with pytest.raises(exifguard.RefusedError):
            exifguard.scrub(data_of(name), policy="strict")


def test_what_encoders_fill_up_is_not_noted() -> None:
    data = heif.heic(Image.new("RGB", (29, 51)))
    assert b"clap" in data
    assert not exifguard.scrub(data).notes


# What inspect tells


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("thumbnail.heic", Category.PREVIEW),
        ("depth.heic", Category.PREVIEW),
        ("hidden.heic", Category.PREVIEW),
        ("two-eyes.heic", Category.PREVIEW),
        ("motion-photo.heic", Category.PREVIEW),
        ("times.heic", Category.TIME),
        ("description.heic", Category.CAPTION),
        ("name-of-handler.heic", Category.HISTORY),
        ("message.heic", Category.HISTORY),
        ("uuid-c2pa.heic", Category.HISTORY),
        ("samsung.heic", Category.TRAILER),
        ("free.heic", Category.UNKNOWN),
    ],
)
def test_inspect_names_what_there_is(name: str, category: Category) -> None:
    report = exifguard.inspect(data_of(name))
    assert report.complete or name == "uuid-c2pa.heic"  # its manifest is no real one
    assert report.has(category)


def test_a_refused_file_is_inspected_all_the_same(one: heif.Coded) -> None:
    items = [picture(1, one, protected=True), heif.exif(2, artist("Ada Lovelace"))]
    report = exifguard.inspect(File(items, [ref("cdsc", 2, 1)]).build())
    assert report.has(Category.RIGHTS)
    assert report.has(Category.LOCATION)
    assert report.notes


# Gain maps


def numbers(exiftool: ExifTool, data: bytes, folder: Path) -> Mapping[str, Any]:
    path = folder / "picture.heic"
    path.write_bytes(data)
    return exiftool.tags(path)


@pytest.mark.parametrize("name", ["apple-gain-map.heic", "apple-gain-map-old.heic"])
def test_apples_gain_map_keeps_its_strength(name: str, exiftool: ExifTool, tmp_path: Path) -> None:
    before, after = data_of(name), clean(data_of(name))
    tags = numbers(exiftool, after, tmp_path)
    strength = float(tags["XMP-HDRGainMap:HDRGainMapHeadroom"])
    if "old" in name:
        headroom, gain = (one / below for one, below in hdr.APPLE_NOTE)
        assert strength == pytest.approx(hdr.apple_headroom(headroom, gain))
    else:
        assert strength == pytest.approx(float(hdr.APPLE_HEADROOM))
    pictures = [pillow_heif.open_heif(data) for data in (before, after)]
    auxiliaries = [one.info["aux"] for one in pictures]
    assert auxiliaries[0].keys() == auxiliaries[1].keys() == {heif.GAIN_MAP}
    gains: list[bytes] = [
        bytes(one.get_aux_image(two[heif.GAIN_MAP][0]).data)  # type: ignore[no-untyped-call]
        for one, two in zip(pictures, auxiliaries, strict=True)
    ]
    assert gains[0] == gains[1]


def test_a_gain_map_without_valid_numbers_says_so(one: heif.Coded) -> None:
    gain = picture(2, one, heif.auxc(heif.GAIN_MAP), hidden=True)
    packet = mime(3, xmp.xmp_packet({"dc:title": "A secret"}))
    data = File([picture(1, one), gain, packet], [ref("auxl", 2, 1), ref("cdsc", 3, 2)]).build()
    result = exifguard.scrub(data)
    assert any("gain map" in note for note in result.notes)
    assert b"A secret" not in (result.data or b"")


@pytest.mark.parametrize("name", ["tone-map-inside.avif", "tone-map-outside.avif"])
def test_numbers_of_a_tone_map_are_written_anew(name: str) -> None:
    result = clean(data_of(name))
    assert b"\0" + hdr.iso_payload() in result
    assert b"tmap" in result[:64]
    assert tables(result)[b"grpl"]


def test_a_tone_map_that_nobody_reads_goes() -> None:
    result = clean(data_of("tone-map-future.avif"))
    assert b"tmap" not in result
    assert b"grpl" not in tables(result)


def test_numbers_that_are_not_valid_are_refused(one: heif.Coded) -> None:
    payload = bytearray(b"\0" + hdr.iso_payload())
    payload[10:14] = bytes(4)  # a fraction over zero
    items = [
        picture(1, one),
        Item(2, "tmap", bytes(payload), (heif.ispe(64, 48),), inside=True),
        picture(3, one, hidden=True),
    ]
    data = File(items, [ref("dimg", 2, 1, 3)], [heif.group(b"altr", 7, 2, 1)]).build()
    with pytest.raises(exifguard.UnsupportedError) as caught:
        exifguard.scrub(data)
    assert caught.value.rule == "gain-map"


# Policies that keep some fields


def told(exiftool: ExifTool, data: bytes, path: Path) -> dict[str, Any]:
    path.write_bytes(data)
    return {
        key: value
        for key, value in exiftool.tags(path).items()
        if key.startswith(("IFD", "ExifIFD", "GPS", "XMP", "IPTC", "InteropIFD"))
    }


@pytest.mark.parametrize("name", ["everything-heic.heic", "everything-avif.avif", "libheif-rgba.heic"])
def test_location_leaves_the_rest_readable(name: str, exiftool: ExifTool, tmp_path: Path) -> None:
    before = told(exiftool, data_of(name), tmp_path / name)
    after = told(exiftool, clean(data_of(name), "location"), tmp_path / f"after-{name}")
    assert not [key for key in after if "GPS" in key or "City" in key or "OffsetTime" in key]
    gone = {key for key in before if key not in after}
    places = {
        key for key in gone if "GPS" in key or key in ("XMP-photoshop:City", "ExifIFD:OffsetTimeOriginal")
    }
    assert gone - places <= {
        "IFD0:Orientation",
        "ExifIFD:MakerNoteUnknownText",
        "XMP-x:XMPToolkit",
        "ExifIFD:MakerNoteUnknown",
    }
    changed = {key for key in after if after[key] != before.get(key)}
    assert changed <= {"IFD1:ThumbnailOffset", "XMP-x:XMPToolkit"}
    assert after["IFD0:Artist"] == before["IFD0:Artist"]


def test_location_keeps_the_other_pictures() -> None:
    data = data_of("two-eyes.heic")
    result = exifguard.scrub(data, policy="location")
    assert result.data is not None
    assert len(pillow_heif.open_heif(result.data)) == 2


def test_publish_writes_credits_into_new_items(exiftool: ExifTool, tmp_path: Path) -> None:
    result = clean(data_of("everything-heic.heic"), "publish")
    seen = told(exiftool, result, tmp_path / "credits.heic")
    assert seen["IFD0:Artist"]
    assert seen["XMP-dc:Creator"]
    assert not exifguard.inspect(result).has(Category.LOCATION)


def test_everything_kept_is_the_file_itself() -> None:
    policy = Policy("everything", dict.fromkeys(Category, Action.KEEP))
    for name in ("everything-heic.heic", "libavif.avif"):
        result = exifguard.scrub(data_of(name), policy=policy)
        if not result.removed:
            assert result.data == data_of(name)


# Offsets and sizes


def test_memory_holds_no_picture(one: heif.Coded) -> None:
    """The recipe copies spans: what it holds itself is as large as the tables."""
    big = one._replace(data=one.data + bytes(5_000_000))
    data = File([picture(1, big), heif.exif(2, artist("Ada"))], [ref("cdsc", 2, 1)]).build()
    container = container_for(data[:32])
    assert container is not None
    source = BytesSource(data)
    parts = container.parse(source, DEFAULT_LIMITS)
    actions = [
        Action.KEEP if part.role.value in ("image", "rendering", "structure") else Action.REMOVE
        for part in parts.parts
    ]
    recipe = container.plan(source, parts, actions, exifguard_changes())
    assert sum(len(piece) for piece in recipe.pieces if isinstance(piece, bytes)) < 2_000


def exifguard_changes() -> Any:
    from exifguard.containers import Changes

    return Changes(minimal=True)


def test_libheif_and_libavif_show_every_clean_fixture() -> None:
    for path in sorted(FOLDER.iterdir()):
        if path.name != "within.heic":  # refused
            with Image.open(io.BytesIO(clean(path.read_bytes()))) as image:
                image.load()


def test_exiv2_reads_the_copy(tmp_path: Path) -> None:
    from oracles import require

    exiv2 = require("exiv2")
    path = tmp_path / "picture.heic"
    path.write_bytes(clean(data_of("everything-heic.heic"), "location"))
    output = subprocess.run(
        [exiv2, "-q", "-PEXk", str(path)], capture_output=True, check=False
    ).stdout.decode()
    if not output:
        pytest.skip("this exiv2 reads no HEIF")
    assert "Exif.Image.Artist" in output
    assert "GPS" not in output
