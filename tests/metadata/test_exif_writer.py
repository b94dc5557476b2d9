from __future__ import annotations

import hashlib
import io
import itertools
import json
import shutil
import struct
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

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
    rational,
    short,
    tiff,
    undefined,
    user_comment,
    xp,
)
from exifguard._cursor import ByteOrder
from exifguard.errors import LimitExceededError, PolicyError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata import exif as exif_codec
from exifguard.metadata._exif_writer import (
    NOTES,
    Rewritten,
    compose,
    rendering_values,
    rewrite,
)
from exifguard.metadata.exif import NESTED, PICTURES, POINTERS, Exif
from exifguard.model import Rational, Reading, Rendering, Value
from exifguard.structures.ifd import TEXT_TYPES, TYPES

ORDERS = pytest.mark.parametrize("order", ["II", "MM"])
XMP, IPTC, MAKER_NOTE, SUB_IFDS, COPYRIGHT = 0x02BC, 0x83BB, 0x927C, 0x014A, 0x8298
THUMBNAIL = b"\xff\xd8\xff\xdbthumbnail\xff\xd9"
OFFSET_TYPES = {13, 18}
GROUPS = ("IFD0", "ExifIFD", "InteropIFD", "GPS", "IFD1")


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Exif().read(data, limits)


def values(data: bytes) -> dict[str, Value]:
    return {field.key: field.value for field in read(data).fields}


def nested(data: bytes) -> dict[str, bytes | None]:
    return {block.path: block.data for block in read(data).nested}


def keep_all(key: str) -> bool:
    return True


def redo(
    data: bytes,
    keep: Callable[[str], bool] = keep_all,
    inner: Mapping[str, bytes | None] | None = None,
) -> Rewritten:
    """Rewrite a block, and check what every outcome has to be."""
    inner = nested(data) if inner is None else inner
    result = rewrite(data, keep, DEFAULT_LIMITS, inner)
    assert set(result.notes) <= set(NOTES.values())
    assert rewrite(data, keep, DEFAULT_LIMITS, inner) == result, "deterministic"
    if result.data:
        reading = read(result.data)
        assert reading.damage == ()
        assert {"slack", "MakerNote"}.isdisjoint(block.path for block in reading.nested)
        again = rewrite(result.data, keep, DEFAULT_LIMITS, inner)
        assert again == (result.data, ()), "idempotent"
        assert {field.key for field in reading.fields if not keep(field.key)} == set()
        assert_tidy(result.data)
    return result


def assert_tidy(data: bytes) -> None:
    """Tables and values begin on word boundaries; tags ascend."""
    order: ByteOrder = "little" if data[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], order)

    pending = [number(4, 4)]
    while pending:
        at = pending.pop()
        assert at % 2 == 0
        rows = [at + 2 + 12 * row for row in range(number(at, 2))]
        tags = [number(row, 2) for row in rows]
        assert tags == sorted(set(tags))
        for row, tag in zip(rows, tags, strict=True):
            if TYPES[number(row + 2, 2)].size * number(row + 4, 4) > 4:
                assert number(row + 8, 4) % 2 == 0
            if tag in POINTERS and number(row + 2, 2) == LONG and number(row + 4, 4) == 1:
                pending += [number(row + 8, 4)] if number(row + 8, 4) < len(data) else []
        link = number(at + 2 + 12 * len(rows), 4)
        pending += [link] if link else []


def raw_tiff(*entries: tuple[int, int, int, bytes], tail: bytes = b"", link: int = 0) -> bytes:
    """A big-endian block with one table; the four bytes of each value as given."""
    table = b"".join(struct.pack(">HHI4s", *entry) for entry in entries)
    return b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + table + struct.pack(">I", link) + tail


def block(rows: Mapping[str, Sequence[Entry]], order: str = "II", thumbnail: bytes = b"") -> bytes:
    """A block with these entries; tables without entries are left out."""
    interop = {INTEROP_POINTER: Ifd(tuple(rows["InteropIFD"]))} if rows.get("InteropIFD") else {}
    children = {}
    if rows.get("ExifIFD") or interop:
        children[EXIF_POINTER] = Ifd(tuple(rows.get("ExifIFD", ())), interop)
    if rows.get("GPS"):
        children[GPS_POINTER] = Ifd(tuple(rows["GPS"]))
    second = Ifd(tuple(rows.get("IFD1", ())), thumbnail=thumbnail) if rows.get("IFD1") or thumbnail else None
    return tiff(Ifd(tuple(rows.get("IFD0", ())), children, next=second, slack=b"old and secret"), order)


CAMERA: Mapping[str, Sequence[Entry]] = {
    "IFD0": (
        ascii_(0x010E, "A boat"),
        ascii_(0x010F, "Maker"),
        short(ORIENTATION, 6),
        rational(0x011A, (300, 1)),
        ascii_(0x013B, "Zoë"),
        xp(0x9C9D, "Änne"),
    ),
    "ExifIFD": (
        rational(0x829A, (1, 250)),
        undefined(0x9000, b"0231"),
        ascii_(0x9003, "2024:05:12 15:04:05"),
        undefined(MAKER_NOTE, b"Maker\0" + bytes(range(64))),
        user_comment("hello"),
        short(0xA001, 1),
        ascii_(0xA431, "SN-0042"),
        short(0x9214, 10, 20, 30),
    ),
    "InteropIFD": (ascii_(1, "R98"), undefined(2, b"0100")),
    "GPS": (*gps().entries, gps_text(0x1C, "at home")),
    "IFD1": (short(0x0103, 6), rational(0x011A, (72, 1))),
}


def camera(order: str = "II") -> bytes:
    return block(CAMERA, order, THUMBNAIL)


# Generated blocks


class Planted(NamedTuple):
    """An entry, and whether its bytes are found nowhere else."""

    entry: Entry
    unique: bool


SPECIAL = {*POINTERS, *NESTED, *itertools.chain(*(pair[:2] for pair in PICTURES)), 0xEA1C, 0xEA1D, 0xC634}
SPECIAL |= {0x0120, 0x0121, 0x0207, 0x0208, 0x0209, 0x8290, 0x85D7, 0x888A, 0xC6F5, 0xFE00, 0xA010, 0xA011}
SPECIAL |= {0xBCC0, 0xBCC1, 0xBCC2, 0xBCC3}
TAGS = st.one_of(
    st.sampled_from([0x010E, 0x010F, 0x013B, COPYRIGHT, 0x9003, 0x9286, 0x9C9B, 0xA001, 1, 2, 4, 0x1C, 0]),
    st.integers(0, 0xFFFF),
).filter(lambda tag: tag not in SPECIAL)


@st.composite
def planted(draw: st.DrawFn, tag: int, salt: str) -> Planted:
    kind = draw(st.sampled_from(sorted(TYPES.keys() - OFFSET_TYPES)))
    count = draw(st.integers(0, 24))
    size = count * TYPES[kind].size
    unique = draw(st.booleans())
    raw = marker(f"{salt}{tag}", size) if unique else draw(st.binary(min_size=size, max_size=size))
    return Planted(Entry(tag, kind, raw, declared=count), unique and size >= 8)


def marker(salt: str, size: int) -> bytes:
    """Bytes without a NUL that stand nowhere else."""
    return hashlib.shake_128(salt.encode()).digest(size).replace(b"\0", b"\1")


@st.composite
def groups(draw: st.DrawFn) -> dict[str, list[Planted]]:
    tags = st.lists(TAGS, unique=True, max_size=5)
    return {group: [draw(planted(tag, group)) for tag in draw(tags)] for group in GROUPS}


def entries(rows: Mapping[str, list[Planted]]) -> dict[str, list[Entry]]:
    return {group: [row.entry for row in planted] for group, planted in rows.items()}


def cut(entry: Entry, group: str) -> Entry:
    """The entry as it is written: text ends where readers stop."""
    assert isinstance(entry.units, bytes)
    parts = 2 if entry.tag == COPYRIGHT and group != "GPS" else 1
    pieces = entry.units.split(b"\0", parts)
    if entry.kind not in TEXT_TYPES or len(pieces) <= parts or not pieces[parts].strip(b"\0"):
        return entry
    text = b"\0".join(pieces[:parts]) + b"\0"
    return entry._replace(units=text, declared=len(text))


def key_of(entry: Entry, group: str) -> str:
    (found,) = values(block({group: (entry,)}))
    return found


def shown(data: bytes) -> list[str]:
    """Every field as text, because one NaN is not another."""
    return [f"{field.key} {field.value!r} {field.size}" for field in read(data).fields]


@given(groups(), st.sampled_from(["II", "MM"]), st.booleans(), st.data())
def test_what_is_kept_stays_equal_and_nothing_else_is_left(
    rows: dict[str, list[Planted]], order: str, pictured: bool, data: st.DataObject
) -> None:
    whole = block(entries(rows), order, THUMBNAIL if pictured else b"")
    keys = {(group, row.entry.tag): key_of(row.entry, group) for group in rows for row in rows[group]}
    wanted = data.draw(st.sets(st.sampled_from(sorted(keys.values())))) if keys else set()
    kept, gone = {}, []
    for group in rows:
        chosen = [row for row in rows[group] if keys[group, row.entry.tag] in wanted]
        kept[group] = [cut(row.entry, group) for row in chosen]
        gone += [row.entry.units for row in rows[group] if row not in chosen and row.unique]
    result = redo(whole, wanted.__contains__)
    if not pictured and not any(kept.values()):
        assert result == (b"", ())
        return
    assert shown(result.data) == shown(block(kept, order))
    assert nested(result.data) == ({"thumbnail": THUMBNAIL} if pictured else {})
    assert not [secret for secret in gone if isinstance(secret, bytes) and secret in result.data]


@given(groups(), st.sampled_from(["II", "MM"]))
def test_keeping_everything_keeps_all_but_the_maker_note(rows: dict[str, list[Planted]], order: str) -> None:
    plain = entries(rows)
    plain["ExifIFD"].append(undefined(MAKER_NOTE, b"Maker\0and its secrets"))
    plain["IFD0"].append(undefined(XMP, b"<x:xmpmeta/>"))
    result = redo(block(plain, order))
    expected = {group: [cut(entry, group) for entry in some] for group, some in entries(rows).items()}
    assert shown(result.data) == shown(block(expected, order))
    assert nested(result.data) == {"XMP": b"<x:xmpmeta/>"}
    assert NOTES["makernote"] in result.notes
    assert b"Maker" not in result.data


@given(st.binary(max_size=300), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_arbitrary_bytes_raise_nothing(data: bytes, header: bytes) -> None:
    redo(header + data)


@given(st.sampled_from(["II", "MM"]), st.data())
def test_mutated_blocks_raise_nothing(order: str, data: st.DataObject) -> None:
    mutated = bytearray(camera(order))
    for _ in range(data.draw(st.integers(1, 6))):
        mutated[data.draw(st.integers(8, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    whole = bytes(mutated[: data.draw(st.integers(8, len(mutated)))])
    try:
        redo(whole, lambda key: not key.startswith("GPS:"))
    except LimitExceededError:
        with pytest.raises(LimitExceededError):
            read(whole)


# Fields


@ORDERS
def test_the_place_goes_and_the_rest_stays(order: str) -> None:
    before = camera(order)
    result = redo(before, lambda key: not key.startswith("GPS:"))
    assert values(result.data) == {
        key: value for key, value in values(before).items() if not key.startswith("GPS:")
    }
    assert result.data[:2].decode() == order
    assert struct.pack(">H" if order == "MM" else "<H", GPS_POINTER) not in result.data
    assert b"secret" not in result.data
    assert result.notes == (NOTES["makernote"],)


def test_the_signature_of_jpeg_is_tolerated() -> None:
    assert redo(b"Exif\0\0" + camera()) == redo(camera())


def test_nothing_is_left_of_a_block_of_which_nothing_is_kept() -> None:
    assert redo(camera(), lambda _: False, {}) == (b"", (NOTES["makernote"],))
    assert redo(raw_tiff()) == (b"", ())
    assert redo(b"no block") == (b"", (NOTES["tiff-header"],))


def test_keys_are_those_of_the_reader_and_no_others() -> None:
    asked: dict[str, bool] = {}
    rewrite(camera(), lambda key: asked.setdefault(key, False), DEFAULT_LIMITS)
    assert list(asked) == list(values(camera()))


@pytest.mark.parametrize("group", GROUPS)
def test_a_table_of_which_nothing_is_kept_is_not_written(group: str) -> None:
    data = redo(camera(), lambda key: key.startswith(f"{group}:"), {}).data
    assert {key.split(":")[0] for key in values(data)} == {group}
    assert values(data) == {
        key: value for key, value in values(camera()).items() if key.startswith(f"{group}:")
    }


def test_entries_are_sorted_and_the_first_of_two_counts() -> None:
    data = raw_tiff((0x0110, 2, 2, b"b\0\0\0"), (0x010F, 2, 2, b"a\0\0\0"), (0x0110, 2, 2, b"c\0\0\0"))
    result = redo(data)
    assert values(result.data) == {"IFD0:Make": "a", "IFD0:Model": "b"}
    assert result.notes == (NOTES["tag-twice"],)
    assert redo(data, lambda key: key != "IFD0:Model").notes == ()


def test_a_broken_first_entry_is_not_replaced_by_a_second() -> None:
    result = redo(
        raw_tiff((0x0110, 2, 99, b"\0\0\xff\0"), (0x0110, 2, 2, b"c\0\0\0"), (0x010F, 2, 1, b"a\0\0\0"))
    )
    assert values(result.data) == {"IFD0:Make": "a"}
    assert set(result.notes) == {NOTES["value-bounds"], NOTES["tag-twice"]}


def test_values_that_share_storage_are_written_once_each() -> None:
    shared = struct.pack(">I", 8 + 2 + 24 + 4)
    data = raw_tiff((0x010F, 2, 8, shared), (0x0110, 2, 8, shared), tail=b"the one\0")
    assert values(redo(data).data) == {"IFD0:Make": "the one", "IFD0:Model": "the one"}
    assert b"one" in redo(data, lambda key: key == "IFD0:Make").data


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        ((0x010F, 14, 1, b"home"), "unknown-type"),
        ((0x010F, 2, 5, b"\0\0\x0f\xff"), "value-bounds"),
        ((0x4242, 13, 1, b"\0\0\0\x08"), "offset"),
        ((EXIF_POINTER, 4, 1, b"\0\1\0\0"), "offset"),
        ((EXIF_POINTER, 2, 4, b"abc\0"), "offset"),
        ((0x8290, 4, 1, b"\0\0\0\x08"), "offset"),
        ((0x0111, 4, 1, b"\0\0\0\x08"), "offset"),
        ((0xEA1C, 7, 4, b"SPOT"), "padding"),
        ((MAKER_NOTE, 7, 4, b"SPOT"), "makernote"),
        ((MAKER_NOTE, 7, 0, b"SPOT"), "makernote"),
        ((SUB_IFDS, 4, 1, b"\0\0\0\x26"), "tables"),
        ((0x0190, 4, 1, b"\0\0\0\x26"), "tables"),
    ],
)
def test_what_cannot_be_rewritten_is_dropped_and_told(entry: tuple[int, int, int, bytes], note: str) -> None:
    result = redo(raw_tiff(entry, (0x0110, 2, 2, b"a\0\0\0"), tail=bytes(8)))
    assert (values(result.data), result.notes) == ({"IFD0:Model": "a"}, (NOTES[note],))
    silent = redo(raw_tiff(entry), lambda _: False, {})
    assert silent.data == b""
    assert set(silent.notes) <= {NOTES["makernote"], NOTES["tables"]}


def test_an_entry_that_nobody_used_leaves_no_note() -> None:
    data = raw_tiff((0, 0, 0, bytes(4)), (0, 1, 2, b"\2\3\0\0"))
    assert (redo(data).notes, list(values(redo(data).data).values())) == ((), [(2, 3)])


def test_a_third_table_goes_and_an_end_that_bites_its_tail_is_no_table() -> None:
    last = Ifd((ascii_(0x0110, "third"),))
    data = tiff(Ifd((ascii_(0x010F, "first"),), next=Ifd((ascii_(0x0110, "second"),), next=last)))
    result = redo(data)
    assert values(result.data) == {"IFD0:Make": "first", "IFD1:Model": "second"}
    assert result.notes == (NOTES["tables"],)
    looped = redo(raw_tiff((0x0110, 2, 2, b"a\0\0\0"), link=8))
    assert (values(looped.data), looped.notes) == ({"IFD0:Model": "a"}, ())


def test_of_two_tables_of_one_kind_the_first_counts() -> None:
    second = Ifd((), {GPS_POINTER: Ifd((ascii_(0x1D, "second"),))})
    data = tiff(Ifd((), {EXIF_POINTER: Ifd(), GPS_POINTER: Ifd((ascii_(0x1D, "first"),))}, next=second))
    result = redo(data)
    assert (values(result.data), result.notes) == ({"GPS:GPSDateStamp": "first"}, (NOTES["table-twice"],))


def test_tables_that_stand_in_the_wrong_place_are_put_right() -> None:
    odd = Ifd(
        (ascii_(0x9003, "2024"),), {GPS_POINTER: Ifd((ascii_(0x1D, "2024:05:12"),))}
    )  # some phones point to GPS from here
    data = tiff(Ifd((), {EXIF_POINTER: odd, INTEROP_POINTER: Ifd((ascii_(1, "R98"),))}))
    result = redo(data)
    assert values(result.data) == values(data)
    assert piexif.load(result.data)["GPS"] == {0x1D: b"2024:05:12"}


@pytest.mark.parametrize(
    ("tag", "raw", "kept"),
    [
        (0x010E, b"front\0hidden\0", b"front\0"),
        (0x010E, b"front\0hidden", b"front\0"),
        (0x010E, b"\0hidden", b"\0"),
        (0x010E, b"a\0\0\0\0\0b", b"a\0"),
        (0x010E, b"padded\0\0\0\0", b"padded\0\0\0\0"),
        (0x010E, b"no end", b"no end"),
        (COPYRIGHT, b"photographer\0editor\0", b"photographer\0editor\0"),
        (COPYRIGHT, b"photographer\0editor\0hidden\0", b"photographer\0editor\0"),
        (COPYRIGHT, b"photographer\0\0\0hidden\0", b"photographer\0\0"),
        (COPYRIGHT, b"photographer\0editor", b"photographer\0editor"),
    ],
)
@pytest.mark.parametrize("kind", sorted(TEXT_TYPES))
def test_a_text_ends_where_readers_stop(tag: int, raw: bytes, kept: bytes, kind: int) -> None:
    result = redo(tiff(Ifd((Entry(tag, kind, raw),))))
    assert shown(result.data) == shown(tiff(Ifd((Entry(tag, kind, kept),))))
    assert result.notes == (() if raw == kept else (NOTES["hidden-text"],))
    assert b"hidden" not in result.data


def test_long_values_are_not_cut_where_the_reader_cuts_them() -> None:
    data = tiff(Ifd((ascii_(0x010E, "a" * 999),)))
    assert redo(data).data == rewrite(data, keep_all, Limits(value_bytes=9)).data


def test_the_limits_are_the_readers() -> None:
    with pytest.raises(LimitExceededError) as caught:
        rewrite(camera(), keep_all, Limits(fields=10))
    assert caught.value.limit == "fields"


# Inner blocks


@pytest.mark.parametrize("replacement", [None, b"", b"new", b"a longer one than before"])
@ORDERS
def test_inner_blocks_are_replaced(replacement: bytes | None, order: str) -> None:
    some = (byte(XMP, b"<x:xmpmeta/>"), undefined(0x8773, b"colours"), ascii_(0x010F, "Maker"))
    result = redo(tiff(Ifd(some), order), inner={"XMP": replacement})
    assert nested(result.data) == ({"XMP": replacement} if replacement else {})
    assert values(result.data) == {"IFD0:Make": "Maker"}
    assert result.notes == ()


@pytest.mark.parametrize(("old", "size", "kind"), [(LONG, 12, LONG), (LONG, 13, 7), (13, 12, 7)])
def test_a_replacement_has_the_old_type_if_that_fits(old: int, size: int, kind: int) -> None:
    before = tiff(Ifd((Entry(IPTC, old, b"12345678", declared=2),)))
    result = redo(before, inner={"IPTC": b"i" * size})
    assert nested(result.data) == {"IPTC": b"i" * size}
    assert result.data[12:14] == kind.to_bytes(2, "little")


def test_inner_blocks_of_one_name_are_ambiguous() -> None:
    data = tiff(Ifd((byte(XMP, b"first"),), next=Ifd((byte(XMP, b"second"),))))
    assert redo(data) == (b"", (NOTES["nested-twice"],))
    assert redo(data, inner={}) == (b"", ())


def test_a_maker_note_and_slack_never_stay() -> None:
    result = redo(camera(), inner={"MakerNote": b"MAKER", "slack": b"SLACK"})
    assert result == redo(camera(), inner={})
    assert NOTES["makernote"] in result.notes


@ORDERS
def test_a_thumbnail_is_replaced(order: str) -> None:
    result = redo(camera(order), inner={"thumbnail": b"\xff\xd8 a new one \xff\xd9"})
    assert nested(result.data) == {"thumbnail": b"\xff\xd8 a new one \xff\xd9"}
    assert values(result.data) == values(camera(order))


def test_without_its_thumbnail_a_table_keeps_its_fields() -> None:
    assert values(redo(camera(), inner={}).data) == values(camera())
    bare = redo(camera(), lambda key: not key.startswith("IFD1:"), {}).data
    assert values(bare).keys() == {key for key in values(camera()) if not key.startswith("IFD1:")}


def raw_thumbnail() -> bytes:
    second = struct.pack(">H", 2)
    second += struct.pack(">HHIHH", 0x0111, SHORT, 2, 50, 44)  # the strips, in the order of their rows
    second += struct.pack(">HHIHH", 0x0117, SHORT, 2, 3, 6)
    return raw_tiff(link=14, tail=second + bytes(4) + b"second" + b"1st")


def test_an_uncompressed_thumbnail_keeps_its_strips() -> None:
    result = redo(raw_thumbnail())
    assert (nested(result.data), result.notes) == ({"thumbnail": b"1stsecond"}, ())
    assert redo(raw_thumbnail(), inner={"thumbnail": b"another"}) == (b"", (NOTES["picture"],))
    assert redo(raw_thumbnail(), inner={}) == (b"", ())


def test_a_picture_in_another_table_goes() -> None:
    data = tiff(Ifd((short(ORIENTATION, 6),), thumbnail=THUMBNAIL))
    result = redo(data)
    assert (nested(result.data), result.notes) == ({}, (NOTES["picture"],))
    assert values(result.data) == {"IFD0:Orientation": 6}


# Composing

RENDERINGS = [
    Rendering(*some) for some in itertools.product(range(1, 9), (None, 1, 2, 65535), (None, "R98", "R03"))
]
CREDIT: Mapping[str, Value] = {
    "IFD0:Artist": "Zoë",
    "IFD0:Copyright": "photographer\0editor",
    "IFD0:ImageDescription": "A boat",
}
EVERY_KIND: Mapping[str, Value] = {
    **CREDIT,
    "IFD0:Orientation": 6,
    "IFD0:XResolution": Rational(300, 1),
    "ExifIFD:DateTimeOriginal": "2024:05:12 00:00:00",
    "ExifIFD:ExifVersion": b"0232",
    "ExifIFD:ExposureCompensation": Rational(-1, 3),
    "ExifIFD:ExifImageWidth": 70_000,
    "ExifIFD:LensInfo": (Rational(24, 1), Rational(70, 1), Rational(28, 10), Rational(4, 1)),
    "InteropIFD:InteropIndex": "R03",
    "GPS:GPSVersionID": (2, 3, 0, 0),
    "GPS:GPSLatitudeRef": "S",
    "GPS:GPSLatitude": (Rational(1, 1), Rational(2, 1), Rational(0, 1)),
    "GPS:GPSAltitudeRef": 0,
}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_rendering_is_composed_as_ever(rendering: Rendering) -> None:
    assert compose(rendering_values(rendering)) == exif_codec.compose(rendering)


@pytest.mark.parametrize("order", ["little", "big"])
def test_what_is_composed_reads_back(order: ByteOrder) -> None:
    data = compose(EVERY_KIND, order)
    assert values(data) == EVERY_KIND
    assert (read(data).damage, read(data).nested) == ((), ())
    assert redo(data) == (data, ())
    assert compose(dict(reversed([*EVERY_KIND.items()])), order) == data


@pytest.mark.parametrize(
    "rendering",
    [Rendering(0), Rendering(9), Rendering(6, 3), Rendering(6, 1, "R99"), Rendering(6, None, "")],
)
def test_a_rendering_that_exif_cannot_say_is_refused(rendering: Rendering) -> None:
    with pytest.raises(PolicyError) as caught:
        rendering_values(rendering)
    assert caught.value.rule == "rendering-value"


def test_credit_and_rendering_share_a_block() -> None:
    data = compose({**rendering_values(Rendering(6, 2, "R03")), **CREDIT})
    assert exif_codec.read_rendering(data) == (6, 2, "R03")
    assert CREDIT.items() <= values(data).items()


def test_without_values_there_is_no_block() -> None:
    assert compose({}) == b""


@pytest.mark.parametrize(
    "key", ["", "Artist", "IFD1:Artist", "GPS:Artist", "IFD0:ExifOffset", "ExifIFD:MakerNote", "IFD0:0x9999"]
)
def test_a_key_that_is_not_written_is_refused(key: str) -> None:
    with pytest.raises(PolicyError) as caught:
        compose({key: "secret"})
    assert caught.value.rule == "exif-key"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("IFD0:Artist", 7),
        ("IFD0:Artist", ""),
        ("IFD0:Artist", "two\0parts"),
        ("IFD0:Artist", "\ud800"),
        ("IFD0:Copyright", "a\0b\0c"),
        ("IFD0:Orientation", 0),
        ("IFD0:Orientation", 9),
        ("IFD0:Orientation", (6, 6)),
        ("IFD0:XResolution", 72),
        ("IFD0:XResolution", Rational(-1, 1)),
        ("IFD0:XResolution", Rational(1 << 32, 1)),
        ("IFD0:ResolutionUnit", 65536),
        ("IFD0:ResolutionUnit", 1.5),
        ("IFD0:ResolutionUnit", "2"),
        ("ExifIFD:ColorSpace", 3),
        ("ExifIFD:ExifVersion", "0232"),
        ("ExifIFD:ExifVersion", b""),
        ("InteropIFD:InteropIndex", "THM"),
        ("GPS:GPSLatitude", Rational(1, 1)),
        ("GPS:GPSLatitude", (1, 2, 3)),
        ("GPS:GPSVersionID", (2, 3)),
    ],
)
def test_a_value_that_a_tag_cannot_hold_is_refused(key: str, value: Value) -> None:
    with pytest.raises(PolicyError) as caught:
        compose({key: value})
    assert caught.value.rule == "exif-value"


# Other readers


def jpeg(exif: bytes = b"") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(stream, "JPEG", exif=exif and b"Exif\0\0" + exif)
    return stream.getvalue()


BLOCKS = {
    "camera-II": camera("II"),
    "camera-MM": camera("MM"),
    "no-IFD0": redo(camera(), lambda key: not key.startswith("IFD0:")).data,
    "only-IFD1": redo(camera(), lambda key: key.startswith("IFD1:")).data,
    "composed": compose(EVERY_KIND),
}
EVERY_BLOCK = pytest.mark.parametrize("before", BLOCKS.values(), ids=BLOCKS)


def no_place(key: str) -> bool:
    return not key.startswith("GPS:")


def seen_by_exiftool(data: bytes, path: Path) -> dict[str, object]:
    path.write_bytes(jpeg(data))
    command = ["exiftool", "-j", "-G1", "-n", "-a", "-u", "-b", str(path)]
    output = subprocess.run(command, capture_output=True, check=True).stdout
    (tags,) = json.loads(output)
    tags.pop("IFD1:ThumbnailOffset", None)
    return {tag: value for tag, value in tags.items() if tag.split(":")[0] in (*GROUPS, "ExifTool")}


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@EVERY_BLOCK
def test_exiftool_sees_what_is_kept(before: bytes, tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    theirs = seen_by_exiftool(redo(before, no_place).data, path)
    original = {tag: value for tag, value in seen_by_exiftool(before, path).items() if no_place(tag)}
    for tag in ("ExifIFD:MakerNoteUnknownText", "ExifIFD:MakerNoteUnknownBinary", "ExifTool:Warning"):
        original.pop(tag, None)
    assert theirs == original


@EVERY_BLOCK
def test_piexif_sees_what_is_kept(before: bytes) -> None:
    expected, found = piexif.load(before), piexif.load(redo(before, no_place).data)
    for tables in (expected, found):
        tables["GPS"] = {}
        tables["Exif"].pop(MAKER_NOTE, None)
        for tag in (EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, 0x0201):
            for table in ("0th", "Exif", "1st"):
                tables[table].pop(tag, None)
    assert found == expected


@EVERY_BLOCK
def test_pillow_sees_what_is_kept(before: bytes) -> None:
    expected, found = seen_by_pillow(before), seen_by_pillow(redo(before, no_place).data)
    assert found == {**expected, GPS_POINTER: {}}


def seen_by_pillow(data: bytes) -> dict[int, dict[int, object]]:
    with Image.open(io.BytesIO(jpeg(data))) as image:
        exif = image.getexif()
        tables = {tag: dict(exif.get_ifd(tag)) for tag in (EXIF_POINTER, GPS_POINTER, 1)}
        interop = {INTEROP_POINTER: dict(exif.get_ifd(INTEROP_POINTER))}
    tables[0] = dict(exif)
    for table in tables.values():
        for tag in (EXIF_POINTER, GPS_POINTER, INTEROP_POINTER, MAKER_NOTE, 0x0201):
            table.pop(tag, None)
    return {**tables, **interop}


def test_ascii_is_the_type_of_text_that_is_composed() -> None:
    data = compose({"IFD0:Artist": "Zoë"})
    assert data[10:22] == struct.pack(">HHII", 0x013B, ASCII, 5, 26)
    assert data[26:] == "Zoë\0".encode() + b"\0"
