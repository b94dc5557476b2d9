from __future__ import annotations

import json
import re
import struct
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from builders import hdr, jpeg, xmp
from builders.hdr import FORMS, ISO, packet
from exifguard.errors import LimitExceededError, PolicyError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._gainmap_xmp import ADOBE_NUMBERS, canonical
from exifguard.metadata._xmp_writer import Composable, compose, rewrite
from exifguard.metadata.gainmap import compose_directory, compose_gain_map, read_gain_map, with_headroom
from exifguard.metadata.xmp import Xmp
from exifguard.model import AdobeGainMap, AppleGainMap, GainMap, IsoChannel, IsoGainMap, Rational
from oracles import require

MARKS = (b"hdrgm", b"hdr-gain-map", b"HDRGainMap")
ADOBE_NAMES = {
    "GainMapMin": "minimum", "GainMapMax": "maximum", "Gamma": "gamma", "OffsetSDR": "offset_sdr",
    "OffsetHDR": "offset_hdr", "HDRCapacityMin": "capacity_min", "HDRCapacityMax": "capacity_max",
}  # fmt: skip


def read(*packets: bytes, iso: tuple[bytes, ...] = ()) -> GainMap | None:
    return read_gain_map(packets, iso, DEFAULT_LIMITS)


def read_back(gain_map: GainMap) -> GainMap | None:
    made = compose_gain_map(gain_map)
    return read(compose(made.xmp), iso=(made.iso,))


def adobe(**numbers: tuple[str, ...] | str) -> bytes:
    """A packet with these numbers alone."""
    rows = {name: (texts,) if isinstance(texts, str) else texts for name, texts in numbers.items()}
    return hdr.adobe_packet(rows).replace(b' hdrgm:BaseRenditionIsHDR="False"', b"")


# Any numbers


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, width=32).map(canonical)


@st.composite
def adobe_maps(draw: st.DrawFn) -> AdobeGainMap:
    values: dict[str, Any] = {}
    for name, rule in ADOBE_NUMBERS.items():
        value = floats(rule.low, rule.high)
        if rule.most == 1:
            values[ADOBE_NAMES[name]] = draw(st.none() | value)
        else:
            shapes = st.just(()) | st.tuples(value) | st.tuples(value, value, value)
            values[ADOBE_NAMES[name]] = draw(shapes)
    made = AdobeGainMap(**values, base_is_hdr=draw(st.sampled_from([None, False, True])))
    low, high = made.minimum or (0.0,), made.maximum or (1.0,)
    assume(all(a <= b for a, b in zip(low * (3 // len(low)), high * (3 // len(high)), strict=True)))
    low_end = 0.0 if made.capacity_min is None else made.capacity_min
    high_end = 1.0 if made.capacity_max is None else made.capacity_max
    assume(low_end < high_end)
    assume(any(value not in ((), None) for value in values.values()))
    return made


@st.composite
def rationals(draw: st.DrawFn, low: float, high: float, below: int | None = None) -> Rational:
    denominator = below or draw(st.integers(1, 2**32 - 1))
    signed = low < 0
    least, most = max(int(low * denominator), -signed * 2**31), int(high * denominator)
    return Rational(draw(st.integers(least, min(most, 2 ** (32 - signed) - 1))), denominator)


@st.composite
def iso_maps(draw: st.DrawFn) -> IsoGainMap:
    below = draw(st.none() | st.integers(1024, 2**24))
    channels = []
    for _ in range(draw(st.sampled_from([1, 3]))):
        gains = sorted(
            [draw(rationals(-60, 60, below)) for _ in range(2)],
            key=lambda one: one.numerator / one.denominator,
        )
        gamma = Rational(draw(st.integers(1, 100)) * (below or 7), below or draw(st.integers(7, 700)))
        offsets = [draw(rationals(-60, 60, below)) for _ in range(2)]
        channels.append(IsoChannel._make((*gains, gamma, *offsets)))
    base, alternate = (draw(rationals(0, 60, below)) for _ in range(2))
    flags = draw(st.tuples(st.booleans(), st.booleans()))
    return IsoGainMap(base, alternate, tuple(channels), *flags, below is not None)


APPLE_MAPS = st.builds(
    AppleGainMap,
    st.sampled_from([0x1_0000, 0x2_0000, 0x2_0001, 0xFF_FFFF]),
    st.none() | floats(1, 65_536),
    st.sampled_from([None, 0x4C30_3038]),
    st.sampled_from([None, 0x4C30_3038, 0x3432_3066]),
)
GAIN_MAPS = st.builds(
    GainMap, st.none() | adobe_maps(), st.none() | iso_maps(), st.none() | APPLE_MAPS
).filter(lambda one: bool(one.forms))


@given(GAIN_MAPS)
def test_what_is_written_is_read_back(gain_map: GainMap) -> None:
    assert read_back(gain_map) == gain_map


@given(GAIN_MAPS)
def test_the_written_packet_says_numbers_and_nothing_else(gain_map: GainMap) -> None:
    made = compose_gain_map(gain_map)
    fields = Xmp().read(compose(made.xmp), DEFAULT_LIMITS).fields
    constants = {
        "hdrgm:Version": "1.0",
        "apdi:AuxiliaryImageType": "urn:com:apple:photo:2020:aux:hdrgainmap",
    }
    for field in fields:
        if field.key in constants:
            assert field.value == constants[field.key]
        elif field.key == "hdrgm:BaseRenditionIsHDR":
            assert field.value in {"True", "False"}
        else:
            digits = re.fullmatch(r"-?(\d+)(?:\.(\d+))?", str(field.value))
            assert digits is not None
            longest = 10 if "Format" in field.key else 9  # four-character codes are whole numbers
            assert len((digits[1] + (digits[2] or "")).strip("0")) <= longest
    assert len(made.iso) in {0, 37, 61, 77, 141}
    assert (len(made.iso) > 0) == ("iso" in gain_map.forms)


DECIMALS = st.from_regex(r"[+-]?[0-9]{1,3}(\.[0-9]{0,20})?([eE]-?[0-9]{1,2})?", fullmatch=True)


@given(DECIMALS)
@example("1e-07")
@example("2.32192802429199")
@example("0.100000001490116119384765625")
@example("1.00000005960464477539")  # a hair above the middle between two floats
@example("1e-99")
@example("1e-45")
def test_decimals_are_read_as_every_reader_with_32_bits_reads_them(text: str) -> None:
    found = read(adobe(GainMapMin="-64", GainMapMax=text))
    if not -64 <= float(text) <= 64:
        assert found is None
        return
    assert found is not None
    assert found.adobe is not None
    value = found.adobe.maximum[0]
    assert np.float32(value) == np.float32(text)
    written = compose_gain_map(found).xmp["hdrgm:GainMapMax"]
    assert np.float32(str(written)) == np.float32(text)
    assert np.float64(str(written)) == np.float64(value)
    if len(re.sub(r"[eE].*|\D", "", text).lstrip("0")) <= 9 and abs(float(text)) > 1e-44:
        assert value == float(text)


@given(iso_maps(), st.booleans())
def test_every_sound_payload_is_written_as_it_was(numbers: IsoGainMap, writer: bool) -> None:
    payload = compose_gain_map(GainMap(iso=numbers)).iso
    head = struct.pack(">HH", 0, 7 if writer else 0) + payload[4:]
    found = read(iso=(head,))
    assert found == GainMap(iso=numbers)
    assert compose_gain_map(found).iso == payload
    more = read(iso=(head + b"more",))
    assert more == (None if numbers.common_denominator else found)


def test_the_layouts_are_those_of_the_standard_and_of_libultrahdr() -> None:
    for payload in (
        hdr.iso_payload(),
        hdr.iso_payload(hdr.ISO_COLOURS),
        hdr.iso_payload(flags=0x04),
        hdr.common_iso_payload(),
    ):
        found = read(iso=(b"", payload))
        assert found is not None
        assert found.forms == {"iso"}
        assert compose_gain_map(found).iso == payload
    plain = read(iso=(hdr.iso_payload(hdr.ISO_COLOURS),))
    assert plain == GainMap(
        iso=IsoGainMap(
            Rational(0, 1),
            Rational(2_300_000, 1_000_000),
            tuple(IsoChannel._make(Rational(*pair) for pair in channel) for channel in hdr.ISO_COLOURS),
        )
    )


# What is no gain map


@pytest.mark.parametrize(
    "data",
    [
        adobe(),
        hdr.directory_packet(1234),
        adobe(GainMapMax="2").replace(b'"1.0"', b'"2.0"'),
        adobe(GainMapMax="2").replace(b' hdrgm:Version="1.0"', b""),
        adobe(GainMapMax="2").replace(b'"1.0"', b'"1.0" hdrgm:BaseRenditionIsHDR="no"'),
        adobe(GainMapMax=""),
        adobe(GainMapMax="two"),
        adobe(GainMapMax="nan"),
        adobe(GainMapMax="inf"),
        adobe(GainMapMax="0x1"),
        adobe(GainMapMax="1,5"),
        adobe(GainMapMax="1e999"),
        adobe(GainMapMax="65"),
        adobe(GainMapMax="1" * 100),
        adobe(GainMapMax=("1", "2")),
        adobe(GainMapMax=("1", "2", "3", "4")),
        adobe(GainMapMax=("1", "2", "three")),
        adobe(GainMapMin="1.5"),
        adobe(GainMapMin=("0", "0", "1.5"), GainMapMax="1"),
        adobe(Gamma="0"),
        adobe(Gamma="-1"),
        adobe(OffsetSDR="-0.1"),
        adobe(HDRCapacityMin="-0.1"),
        adobe(HDRCapacityMin="1"),
        adobe(HDRCapacityMax="0"),
        adobe(HDRCapacityMax=("1", "2", "3")),
        packet("", "<hdrgm:Version>1.0</hdrgm:Version>" + "<hdrgm:GainMapMax>2</hdrgm:GainMapMax>" * 2),
        hdr.apple_packet(version=0),
        hdr.apple_packet(version=65_535),
        hdr.apple_packet(version=2**24),
        hdr.apple_packet().replace(b"131072", b"2.0"),
        hdr.apple_packet().replace(b"131072", b"two"),
        hdr.apple_packet().replace(b"aux:hdrgainmap", b"aux:portraiteffectsmatte"),
        hdr.apple_packet().replace(b"aux:hdrgainmap", b"aux:hdrgainmap of the beach"),
        packet("", "<HDRGainMap:HDRGainMapVersion>131072</HDRGainMap:HDRGainMapVersion>"),
        b"hdrgm",
        b"<HDRGainMap",
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + adobe(GainMapMax="2"),
    ],
)
def test_packets_that_state_no_valid_gain_map(data: bytes) -> None:
    assert read(data) is None


def changed(at: int, layout: str, *values: int) -> bytes:
    payload = bytearray(hdr.iso_payload())
    struct.pack_into(layout, payload, at, *values)
    return bytes(payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        bytes(4),
        bytes(5),
        hdr.iso_payload()[:-1],
        hdr.iso_payload(hdr.ISO_COLOURS)[:-1],
        hdr.iso_payload(flags=0x41),
        hdr.iso_payload(flags=0x60),
        hdr.iso_payload(flags=0x48),  # readers of the standard and libultrahdr disagree about its layout
        hdr.common_iso_payload()[:-1],
        hdr.common_iso_payload() + b"\0",
        hdr.common_iso_payload()[:5] + bytes(4) + hdr.common_iso_payload()[9:],
        changed(0, ">H", 1),
        *(changed(at, ">I", 0) for at in (9, 17, 25, 33, 41, 49, 57)),
        changed(5, ">II", 65, 1),
        changed(13, ">II", 65, 1),
        changed(21, ">iI", -65, 1),
        changed(21, ">iI", 5, 1),
        changed(29, ">iI", 65, 1),
        changed(37, ">II", 0, 1),
        changed(37, ">II", 1025, 1),
        changed(45, ">iI", -65, 1),
        changed(53, ">iI", 65, 1),
        b"MARK of somebody's camera, long enough to be the numbers of one gain map",
    ],
)
def test_payloads_that_state_no_valid_gain_map(payload: bytes) -> None:
    assert read(iso=(payload,)) is None


def test_an_invalid_form_leaves_the_others() -> None:
    everything = [hdr.adobe_packet(), hdr.apple_packet(), hdr.iso_payload()]
    whole = read(*everything[:2], iso=(everything[2],))
    assert whole is not None
    assert whole.forms == {"adobe", "iso", "apple"}
    assert read(everything[0].replace(b'"0.9"', b'"0"'), everything[1], iso=(everything[2],)) == replace(
        whole, adobe=None
    )
    assert read(everything[0], b"<junk HDRGainMap", iso=(everything[2],)) == replace(whole, apple=None)
    assert read(*everything[:2], iso=(bytes(4),)) == replace(whole, iso=None)


def test_the_first_valid_packet_and_payload_count() -> None:
    twice = read(adobe(), adobe(GainMapMax="2"), adobe(GainMapMax="3"), iso=(bytes(4), hdr.iso_payload()))
    assert twice == replace(
        GainMap(AdobeGainMap(maximum=(2.0,))), iso=getattr(read(iso=(hdr.iso_payload(),)), "iso", None)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            b"<HDRGainMap:HDRGainMapHeadroom>4.532783",
            b"<HDRGainMap:HDRGainMapHeadroom>0.5",
            {"headroom": None},
        ),
        (
            b"<HDRGainMap:HDRGainMapHeadroom>4.532783",
            b"<HDRGainMap:HDRGainMapHeadroom>4 m",
            {"headroom": None},
        ),
        (b"NativeFormat>1278226488<", b"NativeFormat>1213091410<", {"native_format": None}),
        (b"StoredFormat>1278226488<", b"StoredFormat>taken at home<", {"stored_format": None}),
        (b"StoredFormat>1278226488<", b"StoredFormat> 875704422\n<", {"stored_format": 875_704_422}),
    ],
)
def test_what_apple_need_not_say_may_be_odd(old: bytes, new: bytes, expected: dict[str, Any]) -> None:
    data = hdr.apple_packet()
    assert data.count(old) == 1
    plain = AppleGainMap(131_072, 4.532783, 1_278_226_488, 1_278_226_488)
    assert read(data) == GainMap(apple=plain)
    assert read(data.replace(old, new)) == GainMap(apple=replace(plain, **expected))


def test_every_way_to_write_a_property_is_read() -> None:
    attributes = adobe(GainMapMin="-1", GainMapMax="2")
    elements = packet(
        "",
        "<hdrgm:Version>1.0</hdrgm:Version><hdrgm:GainMapMin> -1\n</hdrgm:GainMapMin>"
        "<hdrgm:GainMapMax><rdf:Seq><rdf:li>2.0</rdf:li></rdf:Seq></hdrgm:GainMapMax>",
    )
    prefix = attributes.replace(b"hdrgm:", b"gain:").replace(b"xmlns:hdrgm", b"xmlns:gain")
    expected = GainMap(AdobeGainMap(minimum=(-1.0,), maximum=(2.0,)))
    assert read(attributes) == read(elements) == read(prefix) == expected


def test_packets_without_the_marks_are_not_parsed() -> None:
    nothing = Limits(block_bytes=1)
    assert read_gain_map([packet(' dc:source="a"', "")] * 3, [], nothing) is None
    assert read_gain_map([hdr.adobe_packet().decode().encode("utf-16")], [], nothing) is None
    with pytest.raises(LimitExceededError):
        read_gain_map([hdr.adobe_packet()], [], nothing)


# Hostile bytes

FULL = hdr.adobe_packet(hdr.ADOBE_COLOURS).replace(
    b"</rdf:Description>", b"</rdf:Description>" + hdr.apple_packet()[hdr.apple_packet().find(b"<rdf:Desc") :]
)


@given(st.binary(max_size=200), st.integers(0, 5_000), st.binary(max_size=3), st.binary(max_size=150))
def test_junk_never_raises(junk: bytes, at: int, change: bytes, payload: bytes) -> None:
    at %= len(FULL)
    damaged = FULL[:at] + change + FULL[at + len(change) :]
    short = hdr.iso_payload()[:5] + payload
    for found in (
        read(*(mark + junk for mark in MARKS), damaged, iso=(payload, short)),
        read(junk, FULL.replace(b"2", junk), iso=(payload,)),
    ):
        if found is not None:
            assert read_back(found) == found


@given(st.integers(1, 20))
def test_many_values_cost_no_more_than_their_number(size: int) -> None:
    items = "<rdf:li>1</rdf:li>" * size * 1000
    body = f"<hdrgm:GainMapMax><rdf:Seq>{items}</rdf:Seq></hdrgm:GainMapMax>"
    assert read(packet(' hdrgm:Version="1.0"', body)) is None


def test_no_word_survives() -> None:
    word = "MARK-SECRET"
    data = hdr.adobe_packet(word=word).replace(
        b' hdrgm:Version="1.0"', b' hdrgm:Version="1.0" hdrgm:Note="MARK-A"'
    )
    apple = hdr.apple_packet(word=word).replace(b"</apdi:Stored", b"<!--MARK-B--></apdi:Stored")
    found = read(data, apple, iso=(hdr.iso_payload() + b"MARK-C",))
    assert found is not None
    assert found.forms == {"adobe", "iso", "apple"}
    for made in (compose_gain_map(found), compose_directory(found, 10)):
        assert b"MARK" not in compose(made.xmp) + made.iso


# Apple's maker note


def test_the_headroom_comes_from_the_maker_note() -> None:
    old = read(hdr.apple_packet(65_536, ""))
    assert old is not None
    new, suffices = with_headroom(old, hdr.maker_note(word="MARK"))
    assert not suffices
    assert new.apple is not None
    assert new.apple == AppleGainMap(0x2_0000, new.apple.headroom, 1_278_226_488, 1_278_226_488)
    assert new.apple.headroom == pytest.approx(hdr.apple_headroom(46_219 / 29_460, 1 / 200), rel=1e-8)
    assert read_back(new) == new


@pytest.mark.parametrize(
    ("maker33", "maker48", "headroom"),
    [  # Apple's formula, worked out by hand in powers of two
        ((1, 2), (0, 1), 2**1.8),
        ((1, 2), (1, 100), 2**1.6),
        ((1, 2), (1, 1), 2**1.5),
        ((1, 1), (0, 1), 8.0),
        ((1, 1), (1, 100), 2**2.3),
        ((2, 1), (1, 1), 4.0),
        ((2, 1), (100, 1), 1.0),
        ((-1, 1), (-1, 1000), 2**1.82),
        ((2, 1), (-(2**31), 1), 65_536.0),
    ],
)
def test_apples_formula(maker33: tuple[int, int], maker48: tuple[int, int], headroom: float) -> None:
    new, _ = with_headroom(GainMap(apple=AppleGainMap(65_536)), hdr.maker_note((maker33, maker48)))
    assert new.apple is not None
    assert new.apple.headroom == pytest.approx(headroom, rel=1e-7)


def test_what_a_maker_note_changes() -> None:
    note, stated = hdr.maker_note(), AppleGainMap(0x2_0000, 3.0)
    iso = read(iso=(hdr.iso_payload(),))
    assert iso is not None
    # the headroom that the gain map states comes first; Skia finds none without a note
    assert with_headroom(GainMap(apple=stated), note) == (GainMap(apple=stated), False)
    assert with_headroom(GainMap(apple=replace(stated, version=0x1_0000)), note)[0] == GainMap(apple=stated)
    # where there is no note, none can be missed
    assert with_headroom(GainMap(apple=stated), b"") == (GainMap(apple=stated), True)
    # other forms need no note
    assert with_headroom(iso, note) == (iso, True)
    both = replace(iso, apple=stated)
    assert with_headroom(both, note) == (both, True)
    # each tag alone is no headroom
    old = GainMap(apple=AppleGainMap(0x1_0000))
    assert with_headroom(old, note.replace(b"\0\x21\0\x0a", b"\0\x20\0\x0a")) == (old, False)
    assert with_headroom(old, note.replace(b"\0\x30\0\x0a", b"\0\x31\0\x0a")) == (old, False)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"Apple iOS\0",
        hdr.maker_note()[:15],
        hdr.maker_note()[:-9],
        hdr.maker_note().replace(b"MM", b"II"),
        hdr.maker_note().replace(b"Apple iOS", b"Apple OSX"),
        hdr.maker_note().replace(b"\0\x21\0\x0a\0\0\0\x01", b"\0\x21\0\x0a\0\0\0\x02"),
        hdr.maker_note().replace(b"\0\x21\0\x0a", b"\0\x21\0\x02"),
        hdr.maker_note(((1, 0), (1, 2))),
    ],
)
def test_notes_that_state_nothing(note: bytes) -> None:
    old = GainMap(apple=AppleGainMap(0x1_0000))
    assert with_headroom(old, note) == (old, False)


@given(st.integers(0, 200), st.binary(max_size=6), st.binary(max_size=60))
def test_any_note_gives_a_gain_map_that_can_be_written(at: int, change: bytes, junk: bytes) -> None:
    note = hdr.maker_note()
    at %= len(note)
    for data in (note[:at] + change + note[at + len(change) :], note[:14] + junk):
        new, _ = with_headroom(GainMap(apple=AppleGainMap(0x1_0000)), data)
        assert read_back(new) == new


# What the first picture says


def directory(length: int) -> dict[str, Composable]:
    return {
        "hdrgm:Version": "1.0",
        "Container:Directory": (
            {"Container:Item": {"Item:Semantic": "Primary", "Item:Mime": "image/jpeg"}},
            {
                "Container:Item": {
                    "Item:Semantic": "GainMap",
                    "Item:Mime": "image/jpeg",
                    "Item:Length": str(length),
                }
            },
        ),
    }


@pytest.mark.parametrize(
    ("gain_map", "properties", "iso"),
    [
        (GainMap(AdobeGainMap(maximum=(2.0,))), directory(77), b""),
        (GainMap(iso=IsoGainMap(Rational(0, 1), Rational(1, 1), ())), {}, bytes(4)),
        (GainMap(apple=AppleGainMap(0x2_0000, 2.0)), {}, b""),
        (
            GainMap(AdobeGainMap(maximum=(2.0,)), IsoGainMap(Rational(0, 1), Rational(1, 1), ())),
            directory(77),
            bytes(4),
        ),
    ],
)
def test_the_first_picture_says_where_the_gain_map_is(
    gain_map: GainMap, properties: Mapping[str, Composable], iso: bytes
) -> None:
    made = compose_directory(gain_map, 77)
    assert (dict(made.xmp), made.iso) == (properties, iso)
    assert read(compose(made.xmp), iso=(made.iso,)) is None


def test_the_directory_is_worded_as_its_readers_expect() -> None:
    text = compose(compose_directory(GainMap(AdobeGainMap(maximum=(2.0,))), 77).xmp).decode()
    assert text.partition("<rdf:Description")[2].partition("</rdf:RDF>")[0] == (
        ' rdf:about="" xmlns:Container="http://ns.google.com/photos/1.0/container/"'
        ' xmlns:Item="http://ns.google.com/photos/1.0/container/item/"'
        ' xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0">'
        "<Container:Directory><rdf:Seq>"
        '<rdf:li rdf:parseType="Resource">'
        '<Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li>'
        '<rdf:li rdf:parseType="Resource">'
        '<Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg" Item:Length="77"/></rdf:li>'
        "</rdf:Seq></Container:Directory></rdf:Description>"
    )


# Structures and attributes in packets


def test_structures_are_read_back() -> None:
    values: dict[str, Composable] = {
        "dc:source": ("a", {"xmp:Label": "b", "dc:format": {"Item:Mime": 'c"<', "xmp:Rating": "1"}}),
        "hdrgm:Version": "\n1&",
    }
    assert {field.key: field.value for field in Xmp().read(compose(values), DEFAULT_LIMITS).fields} == {
        "dc:source[1]": "a",
        "dc:source[2]/xmp:Label": "b",
        "dc:source[2]/dc:format/Item:Mime": 'c"<',
        "dc:source[2]/dc:format/xmp:Rating": "1",
        "hdrgm:Version": "\n1&",
    }
    with pytest.raises(PolicyError):
        compose({"dc:source": ({"un:known": "a"},)})
    with pytest.raises(PolicyError):
        compose({"dc:source": ({"dc:format": {"no name": "a"}},)})


@pytest.mark.parametrize(
    "body",
    [
        "<hdrgm:Version>1.0</hdrgm:Version><hdrgm:Gamma>1</hdrgm:Gamma><hdrgm:Gamma>2</hdrgm:Gamma>",
        '<hdrgm:Version rdf:resource="1.0"/><hdrgm:Gamma xml:lang="en">1</hdrgm:Gamma>',
        '<hdrgm:Version rdf:parseType="Resource"><rdf:value>1</rdf:value><dc:b>c</dc:b></hdrgm:Version>',
        '<dc:a rdf:parseType="Resource"><Item:Mime>1</Item:Mime><dc:b>c</dc:b></dc:a>',
        '<dc:a rdf:parseType="Resource"><Item:Mime>1</Item:Mime><Item:Mime>2</Item:Mime></dc:a>',
        '<dc:a rdf:parseType="Resource"><Item:Mime></Item:Mime></dc:a>',
        '<dc:a xml:lang="en" Item:Mime="1"/>',
        "<hdrgm:Gamma><rdf:Seq><rdf:li>1</rdf:li><rdf:li>2</rdf:li></rdf:Seq></hdrgm:Gamma>",
    ],
)
def test_rewritten_packets_say_the_same(body: str) -> None:
    old = packet("", body)
    new = rewrite(old, lambda key: key != "x:xmptk", DEFAULT_LIMITS)
    assert new.notes == ()
    told, kept = (Xmp().read(data, DEFAULT_LIMITS) for data in (old, new.data))
    assert sorted((one.key, one.value) for one in kept.fields) == sorted(
        (one.key, one.value) for one in told.fields
    )
    assert rewrite(new.data, lambda _key: True, DEFAULT_LIMITS) == new


# Readers from outside


def own_blocks(picture: bytes) -> tuple[list[bytes], list[bytes]]:
    """The XMP packets and ISO payloads of a picture."""
    packets, payloads = [], []
    for unit in jpeg.split(picture):
        body = unit.data[4:]
        if unit.code == 0xE1 and body.startswith(xmp.STANDARD):
            packets.append(body.removeprefix(xmp.STANDARD))
        if unit.code == 0xE2 and body.startswith(ISO):
            payloads.append(body.removeprefix(ISO))
    return packets, payloads


def bare(picture: bytes) -> bytes:
    """A picture without its metadata; the colour profile stays."""
    units = jpeg.split(picture)
    return jpeg.join(
        unit
        for unit in units
        if unit.code not in {0xE1, jpeg.COM} and (unit.code != 0xE2 or unit.data[4:].startswith(jpeg.ICC))
    )


def segments(made: Any) -> Iterator[bytes]:
    if made.xmp:
        yield jpeg.xmp_segment(compose(made.xmp))
    if made.iso:
        yield jpeg.app(2, ISO + made.iso)


def written_anew(data: bytes) -> tuple[bytes, GainMap, bool]:
    """The file with nothing but what exifguard composes, the numbers, and whether all readers find them."""
    second = hdr.second_picture(data)
    packets, payloads = own_blocks(second)
    found = read_gain_map(packets, payloads, DEFAULT_LIMITS)
    assert found is not None
    note = data[data.find(b"Apple iOS\0") :] if b"Apple iOS\0" in data else b""
    gain_map, suffices = with_headroom(found, note)
    gain = jpeg.photo_jpeg(bare(second), head=list(segments(compose_gain_map(gain_map))))
    first = list(segments(compose_directory(gain_map, len(gain))))
    return jpeg.multi_picture(jpeg.photo_jpeg(bare(data), head=first), [gain]), gain_map, suffices


@pytest.mark.parametrize("name", FORMS)
def test_the_picture_looks_the_same_in_hdr(name: str) -> None:
    data = FORMS[name](lambda place: f"MARK-{place}.")
    new, gain_map, suffices = written_anew(data)
    before, after = hdr.hdr_pixels(data), hdr.hdr_pixels(new)
    assert before.max() > 2  # HDR indeed
    np.testing.assert_allclose(after, before, rtol=1e-6 if name == "apple-old" else 0)
    assert b"MARK" not in new
    assert suffices == (not name.startswith("apple"))
    expected = {"ultra": {"adobe", "iso"}}.get(name.partition("-")[0], {name.partition("-")[0]})
    assert gain_map.forms == expected
    assert written_anew(new)[0] == new


def test_a_file_of_libultrahdr_looks_the_same_in_hdr() -> None:
    data = hdr.encoded_hdr()
    new, gain_map, _ = written_anew(data)
    assert gain_map.forms == {"iso"}
    np.testing.assert_array_equal(hdr.decoded(new), hdr.decoded(data))
    assert hdr.decoded(data).max() > 3.9
    assert own_blocks(hdr.second_picture(new))[1] == own_blocks(hdr.second_picture(data))[1]


def test_libultrahdr_finds_the_numbers_in_our_xmp() -> None:
    data = hdr.adobe_hdr()
    new, _, _ = written_anew(data)
    np.testing.assert_array_equal(hdr.decoded(new), hdr.decoded(data))
    computed = hdr.hdr_pixels(new)
    assert np.abs(hdr.decoded(new) - computed).mean() < 0.04 * computed.mean()  # they enlarge differently
    stronger = new.replace(b'GainMapMax="2.321928"', b'GainMapMax="1.321928"')
    assert hdr.decoded(stronger).max() < 0.6 * hdr.decoded(new).max()  # it does read them


def test_libultrahdr_sees_equal_numbers_in_both_forms() -> None:
    numbers = read(hdr.adobe_packet())
    assert numbers is not None
    np.testing.assert_allclose(
        hdr.decoded(hdr.iso_hdr()), hdr.decoded(written_anew(hdr.adobe_hdr())[0]), rtol=2e-3
    )


@pytest.mark.parametrize("name", ["adobe", "adobe-colours", "ultra", "apple"])
def test_exiftool_reads_equal_numbers(name: str) -> None:
    data = FORMS[name](hdr.nothing)
    new, _, _ = written_anew(data)
    told = [
        {key: value for key, value in hdr.tags(hdr.second_picture(one)).items() if key.startswith("XMP-")}
        for one in (data, new)
    ]
    assert told[0] == told[1]
    assert len(told[0]) >= 5
    lengths = [len(hdr.second_picture(one)) for one in (data, new)]
    stated = [json.dumps(hdr.tags(one).get("XMP-Container:Directory")) for one in (data, new)]
    if name != "apple":
        assert stated[0].replace(str(lengths[0]), str(lengths[1])) == stated[1]
        assert str(lengths[1]) in stated[1]


def test_exiftool_computes_the_same_from_the_maker_note(tmp_path: Path) -> None:
    path = tmp_path / "old.jpg"
    path.write_bytes(hdr.apple_hdr(old=True))
    options = ["-j", "-n", "-Apple:HDRHeadroom", "-Apple:HDRGain"]
    command = [require("exiftool"), *options, str(path)]
    row = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    _, gain_map, _ = written_anew(path.read_bytes())
    assert gain_map.apple is not None
    assert gain_map.apple.headroom == pytest.approx(
        hdr.apple_headroom(row["HDRHeadroom"], row["HDRGain"]), rel=1e-6
    )
