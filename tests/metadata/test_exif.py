from __future__ import annotations

import contextlib
import io
import itertools
import json
import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

import piexif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from builders.tiff import (
    ASCII,
    EXIF_POINTER,
    GPS_POINTER,
    INTEROP_POINTER,
    LONG,
    ORIENTATION,
    SHORT,
    Entry,
    Ifd,
    ascii_,
    byte,
    gps,
    gps_text,
    long_,
    rational,
    short,
    tiff,
    undefined,
    user_comment,
    xp,
)
from exifguard.errors import LimitExceededError, PolicyError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.exif import Exif, compose, read_rendering
from exifguard.model import Rational, Reading, Rendering, Value
from exifguard.structures.ifd import RULES

ORDERS = pytest.mark.parametrize("order", ["II", "MM"])
SUB_IFDS, IPTC, MAKER_NOTE = 0x014A, 0x83BB, 0x927C
RENDERINGS = [
    Rendering(*values) for values in itertools.product(range(1, 9), (None, 1, 2, 65535), (None, "R98", "R03"))
]


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Exif().read(data, limits)


def values(reading: Reading) -> dict[str, Value]:
    return {field.key: field.value for field in reading.fields}


def nested(reading: Reading) -> dict[str, bytes]:
    return {block.path: block.data for block in reading.nested}


def raw_tiff(*entries: tuple[int, int, int, bytes], tail: bytes = b"", link: int = 0) -> bytes:
    """A big-endian block with one table; the four bytes of each value as given."""
    table = b"".join(struct.pack(">HHI4s", *entry) for entry in entries)
    return b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + table + struct.pack(">I", link) + tail


def camera(order: str = "II") -> bytes:
    """What a camera writes, with one entry in every kind of table."""
    interop = Ifd((ascii_(1, "R98"), undefined(2, b"0100")))
    exif = Ifd(
        (
            rational(0x829A, (1, 250)),
            ascii_(0x9003, "2024:05:12 15:04:05"),
            undefined(MAKER_NOTE, b"Maker\0" + bytes(range(64))),
            user_comment("hello", order=order),
            short(0xA001, 1),
            ascii_(0xA431, "SN-0042"),
        ),
        {INTEROP_POINTER: interop},
    )
    return tiff(
        Ifd(
            (
                ascii_(0x010F, "Maker"),
                short(ORIENTATION, 6),
                xp(0x9C9D, "Änne"),
                byte(0x02BC, b"<x:xmpmeta/>"),
            ),
            {EXIF_POINTER: exif, GPS_POINTER: gps(gps_text(0x1C, "at home"))},
            next=Ifd((short(0x0103, 6),), thumbnail=b"\xff\xd8\xff\xd9"),
        ),
        order,
    )


# What the picture needs


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_what_is_composed_reads_back(rendering: Rendering) -> None:
    data = compose(rendering)
    orientation = rendering.orientation if rendering.orientation != 1 else None
    interop_index = rendering.interop_index if rendering.color_space is not None else None
    assert read_rendering(data) == (orientation, rendering.color_space, interop_index)
    assert (data == b"") == (orientation is None and rendering.color_space is None)


def test_orientation_alone_takes_26_bytes() -> None:
    data = compose(Rendering(orientation=6))
    assert data == bytes.fromhex("4d4d002a00000008 0001 0112 0003 00000001 00060000 00000000")
    assert len(data) == 26


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_what_is_composed_is_a_sound_block_that_says_nothing_else(rendering: Rendering) -> None:
    data = compose(rendering)
    if data:
        reading = read(data)
        allowed = {"IFD0:Orientation", "ExifIFD:ColorSpace", "InteropIFD:InteropIndex"}
        assert set(values(reading)) <= allowed
        assert (reading.nested, reading.damage) == ((), ())
        assert compose(rendering) == data


@pytest.mark.parametrize(
    "rendering",
    [Rendering(0), Rendering(9), Rendering(6, 3), Rendering(6, 1, "R99"), Rendering(6, None, "")],
)
def test_a_rendering_that_exif_cannot_say_is_refused(rendering: Rendering) -> None:
    with pytest.raises(PolicyError) as caught:
        compose(rendering)
    assert caught.value.rule == "rendering-value"


@ORDERS
@pytest.mark.parametrize("signature", [b"", b"Exif\0\0"])
def test_a_cameras_rendering_is_found(order: str, signature: bytes) -> None:
    assert read_rendering(signature + camera(order)) == (6, 1, "R98")


@ORDERS
@pytest.mark.parametrize(
    ("entry", "orientation"),
    [
        (byte(ORIENTATION, b"\x03"), 3),
        (long_(ORIENTATION, 8), 8),
        (short(ORIENTATION, 5, 1), 5),
        (short(ORIENTATION, 5, 1, 2), 5),
        (short(ORIENTATION, 0), None),
        (short(ORIENTATION, 9), None),
        (short(ORIENTATION, 65535), None),
        (short(ORIENTATION), None),
        (ascii_(ORIENTATION, "6"), None),
        (undefined(ORIENTATION, b"\x06\0"), None),
        (Entry(ORIENTATION, SHORT, (6, 6, 6), offset=0xFFFFFFF0), None),
    ],
)
def test_only_one_to_eight_is_an_orientation(entry: Entry, orientation: int | None, order: str) -> None:
    assert read_rendering(tiff(Ifd((entry,)), order))[0] == orientation


def test_of_two_orientations_the_first_counts() -> None:
    entries = [(ORIENTATION, 3, 1, b"\0\x03\0\0"), (ORIENTATION, 3, 1, b"\0\x06\0\0")]
    assert read_rendering(raw_tiff(*entries))[0] == 3
    assert read_rendering(raw_tiff(*reversed(entries)))[0] == 6
    assert read_rendering(raw_tiff((ORIENTATION, 3, 1, b"\0\x09\0\0"), entries[1]))[0] is None


@pytest.mark.parametrize(
    ("entry", "index"),
    [
        (ascii_(1, "R03"), "R03"),
        (ascii_(1, "R98"), "R98"),
        (ascii_(1, "THM"), None),
        (ascii_(1, "r98"), None),
        (ascii_(1, "R981"), None),
        (undefined(1, b"R98\0"), None),
        (Entry(1, ASCII, b"R98"), None),
    ],
)
def test_only_two_interoperability_indexes_matter(entry: Entry, index: str | None) -> None:
    exif = Ifd((short(0xA001, 3),), {INTEROP_POINTER: Ifd((entry,))})
    assert read_rendering(tiff(Ifd((), {EXIF_POINTER: exif}))) == (None, None, index)


@given(st.binary(max_size=200), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_read_rendering_takes_any_bytes(data: bytes, header: bytes) -> None:
    orientation, color_space, interop_index = read_rendering(header + data)
    compose(Rendering(orientation or 1, color_space, interop_index))


# Fields


@ORDERS
def test_a_cameras_fields_are_read(order: str) -> None:
    reading = read(camera(order))
    assert reading.damage == ()
    assert values(reading) == {
        "IFD0:Make": "Maker",
        "IFD0:Orientation": 6,
        "IFD0:XPAuthor": "Änne",
        "ExifIFD:ExposureTime": Rational(1, 250),
        "ExifIFD:DateTimeOriginal": "2024:05:12 15:04:05",
        "ExifIFD:UserComment": "hello",
        "ExifIFD:ColorSpace": 1,
        "ExifIFD:BodySerialNumber": "SN-0042",
        "InteropIFD:InteropIndex": "R98",
        "InteropIFD:InteropVersion": b"0100",
        "GPS:GPSVersionID": (2, 3, 0, 0),
        "GPS:GPSLatitudeRef": "N",
        "GPS:GPSLatitude": (Rational(47, 1), Rational(36, 1), Rational(5000, 100)),
        "GPS:GPSLongitudeRef": "E",
        "GPS:GPSLongitude": (Rational(8, 1), Rational(12, 1), Rational(3000, 100)),
        "GPS:GPSAltitudeRef": 0,
        "GPS:GPSAltitude": Rational(4321, 10),
        "GPS:GPSTimeStamp": (Rational(15, 1), Rational(4, 1), Rational(5, 1)),
        "GPS:GPSDateStamp": "2024:05:12",
        "GPS:GPSAreaInformation": "at home",
        "IFD1:Compression": 6,
    }


def test_the_signature_of_jpeg_is_tolerated_once() -> None:
    assert read(b"Exif\0\0" + camera()) == read(camera())
    assert read(b"Exif\0\0" * 2 + camera()).damage == ("tiff-header",)


def test_tags_without_a_name_show_their_number() -> None:
    data = tiff(Ifd((short(0xABCD, 7),), {GPS_POINTER: Ifd((short(0xA005, 7),))}))
    assert values(read(data)) == {"IFD0:0xabcd": 7, "GPS:0xa005": 7}


def test_duplicates_and_unsorted_entries_are_all_read_in_stored_order() -> None:
    data = raw_tiff((0x0110, 2, 2, b"b\0\0\0"), (0x010F, 2, 2, b"a\0\0\0"), (0x0110, 2, 2, b"c\0\0\0"))
    found = [(field.key, field.value) for field in read(data).fields]
    assert found == [("IFD0:Model", "b"), ("IFD0:Make", "a"), ("IFD0:Model", "c")]


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        (2, b"plain\0", "plain"),
        (2, b"no end", "no end"),
        (2, b"front\0hidden\0\0\0", "front\0hidden"),
        (2, "Zoë".encode(), "Zoë"),
        (2, b"Zo\xeb", "Zoë"),
        (129, "東京\0".encode(), "東京"),
        (2, b"", ""),
    ],
)
def test_text_keeps_all_but_its_trailing_nuls(kind: int, raw: bytes, text: str) -> None:
    data = tiff(Ifd((Entry(0x010E, kind, raw),)))
    assert values(read(data)) == {"IFD0:ImageDescription": text}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"ASCII\0\0\0hi\0\0", "hi"),
        (b"\0\0\0\0\0\0\0\0hi\0\0", "hi"),
        (b"\0\0\0\0\0\0\0\0Zo\xc3\xab", "Zoë"),
        (b"UNICODE\0" + "Hello".encode("utf-16-le"), "Hello"),
        (b"UNICODE\0" + "Hello".encode("utf-16-be"), "Hello"),
        (b"UNICODE\0" + "Привет мир".encode("utf-16-le"), "Привет мир"),
        (b"UNICODE\0" + "Привет мир".encode("utf-16-be"), "Привет мир"),
        (b"UNICODE\0" + "\ufeffnote".encode("utf-16-be"), "note"),
        (b"Unicode\0" + "note".encode("utf-16-le"), "note"),
        (b"JIS\0\0\0\0\0" + "東京".encode("iso2022_jp"), "東京"),
        (b"JIS\0\0\0\0\0" + "東京".encode("euc_jp"), "東京"),
        (b"JIS\0\0\0\0\0\xff\xff", "ÿÿ"),
        (b"no character set at all", "no character set at all"),
        (b"short", "short"),
        (b"", ""),
    ],
)
@ORDERS
def test_a_comment_is_read_whatever_its_writer_thought(raw: bytes, text: str, order: str) -> None:
    data = tiff(Ifd((), {EXIF_POINTER: Ifd((undefined(0x9286, raw),))}), order)
    assert values(read(data)) == {"ExifIFD:UserComment": text}


@ORDERS
def test_xp_tags_are_little_endian_in_every_block(order: str) -> None:
    data = tiff(Ifd((xp(0x9C9B, "日本 title"), xp(0x9C9C, "😀"))), order)
    assert values(read(data)) == {"IFD0:XPTitle": "日本 title", "IFD0:XPComment": "😀"}


def test_chains_and_sub_tables_have_groups_of_their_own() -> None:
    last = Ifd((short(0x0100, 3),))
    data = bytearray(tiff(Ifd((long_(SUB_IFDS, 0, 0),), next=Ifd((short(0x0100, 1),), next=last))))
    subs = (len(data), len(data) + 18)
    at = data.index(struct.pack("<HHI", SUB_IFDS, LONG, 2)) + 8
    struct.pack_into("<II", data, int.from_bytes(data[at : at + 4], "little"), *subs)
    for number in subs:
        data += struct.pack("<HHHIHHI", 1, 0x0101, SHORT, 1, number, 0, 0)
    assert values(read(bytes(data))) == {
        "SubIFD:ImageHeight": subs[0],
        "SubIFD1:ImageHeight": subs[1],
        "IFD1:ImageWidth": 1,
        "IFD2:ImageWidth": 3,
    }


def test_sizes_are_what_the_value_takes_in_the_block() -> None:
    sizes = {field.key: field.size for field in read(camera()).fields}
    assert sizes["IFD0:Make"] == 6
    assert sizes["GPS:GPSLatitude"] == 24
    assert sizes["IFD0:Orientation"] == 2


# Blocks inside


def test_blocks_of_other_kinds_are_handed_on_and_are_no_fields() -> None:
    entries = [(0x02BC, "xmp"), (IPTC, "iptc"), (0x8649, "photoshop"), (0x8773, "icc"), (0xCD41, "c2pa")]
    data = tiff(Ifd(tuple(undefined(tag, kind.encode() * 3) for tag, kind in entries)))
    reading = read(data)
    assert {block.kind: block.data for block in reading.nested} == {
        kind: kind.encode() * 3 for _, kind in entries
    }
    assert reading.fields == ()


def test_a_maker_note_is_handed_on_unread() -> None:
    reading = read(camera())
    notes = [block for block in reading.nested if block.kind == "makernote"]
    assert [(block.path, block.data) for block in notes] == [("MakerNote", b"Maker\0" + bytes(range(64)))]


@ORDERS
def test_iptc_stored_as_longs_comes_as_its_bytes(order: str) -> None:
    raw = b"\x1c\x02\x50\0\x03abc\0\0\0\0"
    sign = "<" if order == "II" else ">"
    data = tiff(Ifd((long_(IPTC, *struct.unpack(f"{sign}3I", raw)),)), order)
    assert nested(read(data)) == {"IPTC": raw}


def test_a_thumbnail_is_a_picture_and_its_pointers_are_no_fields() -> None:
    reading = read(camera())
    pictures = [block for block in reading.nested if block.kind == "picture"]
    assert [(block.path, block.wrap, block.data) for block in pictures] == [
        ("thumbnail", "", b"\xff\xd8\xff\xd9")
    ]


def test_an_uncompressed_thumbnail_is_a_raw_picture() -> None:
    second = struct.pack(">H", 2)
    second += struct.pack(">HHIHH", 0x0111, SHORT, 2, 50, 44)  # the strips, in the order of their rows
    second += struct.pack(">HHIHH", 0x0117, SHORT, 2, 3, 6)
    reading = read(raw_tiff(link=14, tail=second + bytes(4) + b"second" + b"1st"))
    (picture,) = reading.nested
    assert (picture.kind, picture.path, picture.wrap) == ("picture", "thumbnail", "raw")
    assert picture.data == b"1stsecond"
    assert (reading.fields, reading.damage) == ((), ())


def test_a_thumbnail_outside_the_block_leaves_its_pointers_visible() -> None:
    data = tiff(Ifd(next=Ifd((long_(0x0201, 9999), long_(0x0202, 10)))))
    reading = read(data)
    assert values(reading) == {"IFD1:ThumbnailOffset": 9999, "IFD1:ThumbnailLength": 10}
    assert (reading.nested, reading.damage) == ((), ("value-bounds",))


# Bytes that nothing explains


@pytest.mark.parametrize("hidden", [b"SECRET", b"\0\0\0SECRET", b"\xff\xff\x01\xff"])
def test_bytes_that_nothing_claims_are_found(hidden: bytes) -> None:
    assert nested(read(raw_tiff((0x0112, 3, 1, b"\0\x06\0\0"), tail=hidden))) == {"slack": hidden}


@pytest.mark.parametrize("padding", [b"", bytes(500), b"\xff" * 500, b"abc"])
def test_padding_is_no_slack(padding: bytes) -> None:
    assert read(raw_tiff((0x0112, 3, 1, b"\0\x06\0\0"), tail=padding)).nested == ()


def test_stray_bytes_behind_short_values_are_found() -> None:
    data = raw_tiff((0x0112, 3, 1, b"\0\x06se"), (0x0110, 2, 2, b"a\0cr"), (0x010F, 2, 1, b"\0et!"))
    assert nested(read(data)) == {"slack": b"secret!"}


def test_an_old_table_that_an_editor_left_behind_is_found() -> None:
    old = raw_tiff((0x010F, 2, 4, b"Old\0"))[8:]
    assert nested(read(raw_tiff((0x0110, 2, 4, b"New\0"), tail=old))) == {"slack": old}


def test_a_link_that_no_reader_follows_is_slack() -> None:
    data = raw_tiff((GPS_POINTER, 4, 1, b"\0\0\0\x1a"), tail=struct.pack(">H4s", 0, b"SPOT"))
    assert nested(read(data)) == {"slack": b"SPOT"}


def test_every_byte_of_a_sound_block_is_claimed() -> None:
    assert "slack" not in nested(read(camera()))


# Damage


@pytest.mark.parametrize("data", [b"", b"II", b"II*\0\x08\0\0", b"MM*\0\0\0\0\x08", b"garbage!" * 4])
def test_without_a_header_nothing_is_read(data: bytes) -> None:
    assert read(data) == Reading(damage=("tiff-header",))


@pytest.mark.parametrize("offset", [0, 26, 1 << 31])
def test_a_first_table_outside_the_block_is_damage(offset: int) -> None:
    assert read(b"MM\0*" + struct.pack(">I", offset)).damage == ("ifd-bounds",)


@pytest.mark.parametrize("pointer", [0, 99999, 0xFFFFFFFF])
def test_a_pointer_out_of_the_block_is_damage_and_stays_visible(pointer: int) -> None:
    reading = read(raw_tiff((EXIF_POINTER, 4, 1, struct.pack(">I", pointer))))
    assert (values(reading), reading.damage) == ({"IFD0:ExifOffset": pointer}, ("ifd-bounds",))


@pytest.mark.parametrize("link", [8, 14])
def test_a_chain_that_bites_its_tail_is_read_once(link: int) -> None:
    data = raw_tiff(link=14, tail=b"\0\x01" + struct.pack(">HHI4sI", 0x0110, 2, 2, b"x\0\0\0", link))
    reading = read(data)
    assert (values(reading), reading.damage) == ({"IFD1:Model": "x"}, ("ifd-loop",))


def test_a_table_with_two_meanings_is_read_in_both() -> None:
    """A reader that follows the GPS pointer sees a place in what another reader takes for IFD0."""
    data = raw_tiff((GPS_POINTER, 4, 1, b"\0\0\0\x08"), (2, 2, 2, b"x\0\0\0"))
    reading = read(data)
    assert {"IFD0:InteropVersion": "x", "GPS:GPSLatitude": "x"}.items() <= values(reading).items()
    assert reading.damage == ("ifd-loop",)


def test_a_value_out_of_the_block_is_damage_and_what_is_there_is_read() -> None:
    reading = read(raw_tiff((0x010E, 2, 100, b"\0\0\0\x1a"), tail=b"half a text"))
    assert values(reading) == {"IFD0:ImageDescription": "half a text"}
    assert reading.damage == ("value-bounds",)
    assert read(raw_tiff((0x010E, 12, 0xFFFFFFFF, b"\xff\xff\xff\xff"))).fields[0].value == ()


def test_an_entry_of_an_unknown_type_is_damage_and_shows_its_bytes() -> None:
    reading = read(raw_tiff((0x010E, 14, 9, b"home")))
    assert (values(reading), reading.damage) == ({"IFD0:ImageDescription": b"home"}, ("unknown-type",))


def test_an_entry_of_zeros_says_nothing() -> None:
    assert read(raw_tiff((0, 0, 0, bytes(4)))) == Reading()


def test_a_truncated_maker_note_is_still_handed_on() -> None:
    reading = read(raw_tiff((MAKER_NOTE, 7, 999, b"\0\0\0\x1a"), tail=b"note"))
    assert nested(reading)["MakerNote"] == b"note"
    assert reading.damage == ("value-bounds",)


@ORDERS
def test_every_truncation_and_every_flipped_byte_is_survived(order: str) -> None:
    data = camera(order)
    whole = read(data)
    for at in range(len(data)):
        truncated, flipped = data[:at], data[:at] + bytes((data[at] ^ 0xFF,)) + data[at + 1 :]
        read_rendering(truncated)
        read_rendering(flipped)
        assert read(truncated) != whole
        assert read(flipped) != whole or data[at] == 0, "only a zero that pads may change unseen"


@given(st.binary(max_size=400), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_any_bytes_are_read_within_the_limits(data: bytes, header: bytes) -> None:
    limits = Limits(fields=50, depth=4, value_bytes=16)
    with contextlib.suppress(LimitExceededError):
        reading = read(header + data, limits)
        assert set(reading.damage) <= set(RULES)
        assert len(reading.fields) <= 50


# Limits


def test_more_entries_than_allowed_are_refused() -> None:
    with pytest.raises(LimitExceededError) as caught:
        read(camera(), Limits(fields=10))
    assert caught.value.limit == "fields"


def test_deep_tables_are_refused() -> None:
    deep = Ifd((short(0x0100, 1),))
    for _ in range(20):
        deep = Ifd((), {SUB_IFDS: deep})
    with pytest.raises(LimitExceededError) as caught:
        read(tiff(deep))
    assert caught.value.limit == "depth"


def test_long_values_are_cut_between_letters_and_keep_their_size() -> None:
    data = tiff(Ifd((ascii_(0x010E, "ää" * 50), short(0x0102, *range(50)))))
    fields = read(data, Limits(value_bytes=9)).fields
    assert [(field.value, field.size) for field in fields] == [((0, 1, 2, 3), 100), ("ääää", 201)]


def test_values_that_share_storage_cannot_cost_more_than_a_block() -> None:
    rows = [(0x9286, 7, 30_000, b"\0\0\0\x08")] * 3000
    with pytest.raises(LimitExceededError) as caught:
        read(raw_tiff(*rows), Limits(block_bytes=1 << 20))
    assert caught.value.limit == "block_bytes"


def test_many_pointers_to_one_large_table_cost_little() -> None:
    rows = [(SUB_IFDS, 4, 4000, b"\0\0\x80\0")] * 4000
    data = raw_tiff(*rows).ljust(1 << 15, b"\0") + struct.pack(">I", 8) * 4000
    with pytest.raises(LimitExceededError) as caught:
        read(data)
    assert caught.value.limit == "fields"


def test_a_flood_of_numbers_stays_bytes_and_short_values_are_read_all_the_same() -> None:
    flood = [(0x012D, 1, 4096, b"\0\0\0\x08")] * 100
    reading = read(raw_tiff(*flood, (0x0102, 3, 2, b"\0\x08\0\x09"), tail=bytes(4096)))
    kinds = [type(field.value) for field in reading.fields]
    assert kinds == [tuple] * 65 + [bytes] * 35 + [tuple]


# Other readers

PIEXIF_BLOCK: Mapping[str, Mapping[int, object]] = {
    "0th": {
        piexif.ImageIFD.Make: b"Maker",
        piexif.ImageIFD.Orientation: 3,
        piexif.ImageIFD.XResolution: (72, 1),
        piexif.ImageIFD.BitsPerSample: (8, 8, 8),
    },
    "Exif": {
        piexif.ExifIFD.ExifVersion: b"0231",
        piexif.ExifIFD.ExposureBiasValue: (-1, 3),
        piexif.ExifIFD.BodySerialNumber: b"12345",
        piexif.ExifIFD.LensSpecification: ((24, 1), (70, 1), (28, 10), (4, 1)),
    },
    "GPS": {piexif.GPSIFD.GPSLatitudeRef: b"S", piexif.GPSIFD.GPSLatitude: ((1, 1), (2, 1), (3, 1))},
    "Interop": {piexif.InteropIFD.InteroperabilityIndex: b"R98"},
    "1st": {piexif.ImageIFD.Compression: 6},
}


def jpeg(exif: bytes = b"") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def test_what_piexif_writes_reads_back() -> None:
    thumbnail = jpeg()
    reading = read(piexif.dump({**PIEXIF_BLOCK, "thumbnail": thumbnail}))
    assert values(reading) == {
        "IFD0:Make": "Maker",
        "IFD0:Orientation": 3,
        "IFD0:XResolution": Rational(72, 1),
        "IFD0:BitsPerSample": (8, 8, 8),
        "ExifIFD:ExifVersion": b"0231",
        "ExifIFD:ExposureCompensation": Rational(-1, 3),
        "ExifIFD:BodySerialNumber": "12345",
        "ExifIFD:LensInfo": (Rational(24, 1), Rational(70, 1), Rational(28, 10), Rational(4, 1)),
        "GPS:GPSLatitudeRef": "S",
        "GPS:GPSLatitude": (Rational(1, 1), Rational(2, 1), Rational(3, 1)),
        "InteropIFD:InteropIndex": "R98",
        "IFD1:Compression": 6,
    }
    assert [block.kind for block in reading.nested] == ["picture"]
    assert reading.damage == ()


def shown_by_exiftool(path: Path) -> dict[str, object]:
    command = ["exiftool", "-j", "-G1", "-n", "-a", "-u", str(path)]
    output = subprocess.run(command, capture_output=True, check=True).stdout
    (tags,) = json.loads(output)
    groups = {"IFD0", "ExifIFD", "GPS", "InteropIFD", "IFD1"}
    return {key: value for key, value in tags.items() if key.split(":")[0] in groups}


EXIFTOOL_WORDS = {"ExifIFD:BodySerialNumber": "ExifIFD:SerialNumber"}
THUMBNAIL_KEYS = {"IFD1:ThumbnailOffset", "IFD1:ThumbnailLength", "IFD1:ThumbnailImage"}
CONVERTED = {"ComponentsConfiguration", "GPSLatitude", "GPSLongitude", "GPSTimeStamp"}
"""What ExifTool computes with even when asked for plain numbers."""


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize(
    "block",
    [
        camera("II"),
        camera("MM"),
        piexif.dump(PIEXIF_BLOCK),
        compose(Rendering(8, 2, "R03")),
        tiff(Ifd((ascii_(0x010E, "Zoë"), xp(0x9C9E, "a;b"), short(0xABCD, 3), rational(0x011A, (300, 1))))),
    ],
    ids=["camera-II", "camera-MM", "piexif", "composed", "odd"],
)
def test_exiftool_sees_the_same_fields(block: bytes, tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(jpeg(b"Exif\0\0" + block.removeprefix(b"Exif\0\0")))
    theirs = {key.replace("Exif_0x", "0x"): value for key, value in shown_by_exiftool(path).items()}
    ours = {EXIFTOOL_WORDS.get(key, key): value for key, value in values(read(block)).items()}
    assert set(ours) == set(theirs) - THUMBNAIL_KEYS
    for key, value in ours.items():
        if key.split(":")[1] not in CONVERTED:
            assert as_exiftool_shows(value) == str(theirs[key]), key


def as_exiftool_shows(value: Value) -> str:
    if isinstance(value, Rational):
        return f"{value.numerator / value.denominator:.10g}"
    if isinstance(value, tuple):
        return " ".join(map(as_exiftool_shows, value))
    return value.decode("ascii") if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize("tag", [0x002E, 0x0127])
def test_the_picture_in_a_raw_of_panasonic_is_one_only_where_there_is_a_picture(tag: int) -> None:
    def read(data: bytes) -> Reading:
        block = tiff(Ifd((undefined(tag, data),)))
        return Exif().read(block, DEFAULT_LIMITS)

    assert [nested.kind for nested in read(b"\xff\xd8\xff\xd9 and more").nested] == ["picture"]
    assert [field.key for field in read(b"a word").fields] == [f"IFD0:0x{tag:04x}"]
