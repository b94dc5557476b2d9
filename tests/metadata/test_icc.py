from __future__ import annotations

import io
import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageCms

from builders.icc import (
    ENTRY,
    HEADER,
    Tags,
    description,
    dictionary,
    element,
    gamma,
    languages,
    profile,
    tags_of,
    text,
    u32,
    xyz,
)
from colours import difference
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._icc_extent import extent
from exifguard.metadata.icc import COLOUR_TAGS, Icc, sanitise
from exifguard.model import Field, Reading
from pictures import CORPUS_VARIABLE
from profiles import real_profiles

PRIVATE_HEADER = ((4, 8), (24, 36), (40, 44), (48, 56), (80, 128))
"""CMM, date, platform, manufacturer and model, creator, id and reserved bytes."""
SERIAL = 0x5EC2E701

# -- building profiles ----------------------------------------------------------------------------

MATRIX: Tags = {
    "desc": description("a wide space"),
    "cprt": text("no rights"),
    "wtpt": xyz(0.9642, 1.0, 0.8249),
    "rXYZ": xyz(0.6097, 0.3111, 0.0195),
    "gXYZ": xyz(0.2053, 0.6257, 0.0609),
    "bXYZ": xyz(0.1492, 0.0632, 0.7446),
    "rTRC": gamma(2.2),
    "gTRC": gamma(2.2),
    "bTRC": gamma(2.2),
}
GREY: Tags = {**{key: MATRIX[key] for key in ("desc", "cprt", "wtpt")}, "kTRC": gamma(1.8)}
PRIVATE: Tags = {
    "mmod": element("mmod", u32(0x610, 0xA02F, SERIAL, 0xD3A1B2C4) + bytes(16)),
    "vcgt": element("vcgt", bytes(4) + struct.pack(">3H", 3, 256, 1) + bytes(range(256)) * 3),
    "meta": dictionary({"EDID_serial": "XK-4471", "MAPPING_device_id": "xrandr-hidden"}),
    "dmdd": description("hidden model"),
    "dscm": languages({"enUS": "hidden display", "deDE": "versteckt"}),
    "calt": element("dtim", struct.pack(">6H", 2023, 4, 5, 6, 7, 8)),
    "ciis": element("sig ", b"scoe"),
    "targ": text("hidden measurement"),
    "zz\x01z": b"hidden!!",
}


def offsets_of(data: bytes) -> dict[str, int]:
    count = int.from_bytes(data[HEADER : HEADER + 4], "big")
    rows = [struct.unpack_from(">4sI", data, HEADER + 4 + ENTRY * i) for i in range(count)]
    return {name.decode("latin-1"): at for name, at in rows}


def moved(data: bytes, name: str, at: int) -> bytes:
    """The profile with another offset for the tag `name`."""
    row = name.encode() + u32(offsets_of(data)[name])
    return data.replace(row, row[:4] + u32(at))


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Icc().read(data, limits)


def values(data: bytes) -> list[tuple[str, object]]:
    return [(field.key, field.value) for field in read(data).fields]


def made(space: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()  # type: ignore[arg-type]


def with_tags(data: bytes, more: Tags) -> bytes:
    """Another profile's header and tags, and private ones."""
    fresh = profile({**tags_of(data), **more}, odd=True)
    return fresh[:4] + data[4:128] + fresh[128:]


# -- colours --------------------------------------------------------------------------------------


def is_clean(data: bytes) -> None:
    """Laid out afresh: nothing in the header but colour, listed tags alone, every byte accounted for."""
    assert not any(data[start:end].strip(b"\0") for start, end in PRIVATE_HEADER)
    assert int.from_bytes(data[:4], "big") == len(data)
    assert len(data) % 4 == 0
    assert not set(tags_of(data)) - set(COLOUR_TAGS)
    reading = read(data)
    assert (reading.nested, reading.damage) == ((), ())
    assert {field.key for field in reading.fields} <= {
        "icc:ProfileVersion",
        "icc:ProfileClass",
        "icc:ColorSpaceData",
        "icc:ProfileConnectionSpace",
        "icc:desc",
        "icc:cprt",
    }


# -- reading --------------------------------------------------------------------------------------


def test_the_header_and_the_private_tags_are_fields() -> None:
    found = values(profile({**MATRIX, **PRIVATE}))
    assert [(key, value) for key, value in found if key != "icc:vcgt"] == [
        ("icc:CMMType", "test"),
        ("icc:ProfileVersion", "2.0.0"),
        ("icc:ProfileClass", "mntr"),
        ("icc:ColorSpaceData", "RGB"),
        ("icc:ProfileConnectionSpace", "XYZ"),
        ("icc:ProfileDateTime", "2021-02-03T04:05:06Z"),
        ("icc:PrimaryPlatform", "APPL"),
        ("icc:DeviceManufacturer", "MANU"),
        ("icc:DeviceModel", "MODL"),
        ("icc:ProfileCreator", "MAKR"),
        ("icc:ProfileID", b"0123456789abcdef".hex()),
        ("icc:ProfileFlags", 0xBEEF0001),
        ("icc:DeviceAttributes", 0xCAFE000000000002),
        ("icc:desc", "a wide space"),
        ("icc:cprt", "no rights"),
        ("icc:mmod/Manufacturer", 0x610),
        ("icc:mmod/Model", 0xA02F),
        ("icc:mmod/SerialNumber", SERIAL),
        ("icc:mmod/ManufactureDate", 0xD3A1B2C4),
        ("icc:meta/EDID_serial", "XK-4471"),
        ("icc:meta/MAPPING_device_id", "xrandr-hidden"),
        ("icc:dmdd", "hidden model"),
        ("icc:dscm", "hidden display"),
        ("icc:dscm", "versteckt"),
        ("icc:calt", "2023-04-05T06:07:08Z"),
        ("icc:ciis", "scoe"),
        ("icc:targ", "hidden measurement"),
        ("icc:0x7a7a017a", b"hidden!!"),
    ]
    assert ("icc:vcgt", PRIVATE["vcgt"]) in found


def test_every_text_of_a_description_is_read_once() -> None:
    tags = {**MATRIX, "dmnd": description("one", "two", "three"), "vued": description("one", "one", "one")}
    found = values(profile(tags))
    assert [value for key, value in found if key == "icc:dmnd"] == ["one", "two", "three"]
    assert [value for key, value in found if key == "icc:vued"] == ["one"]


def test_a_dictionary_may_have_names_for_people() -> None:
    shown = languages({"enUS": "Serial"})
    words = "EDID_serial".encode("utf-16-be"), "77".encode("utf-16-be")
    at = 16 + 32
    row = u32(
        at, len(words[0]), at + len(words[0]), len(words[1]), 0, 0, at + sum(map(len, words)), len(shown)
    )
    meta = element("dict", u32(1, 32) + row + b"".join(words) + shown)
    found = values(profile({**MATRIX, "meta": meta}))
    assert [pair for pair in found if pair[0].startswith("icc:meta")] == [
        ("icc:meta/EDID_serial", "77"),
        ("icc:meta/EDID_serial", "Serial"),
    ]


def test_bytes_that_nothing_claims_are_slack() -> None:
    data = bytearray(profile(MATRIX, gap=b"secret"))
    data[101] = 7
    reading = read(bytes(data) + b"behind")
    assert [nested.data[:6] for nested in reading.nested] == [
        bytes(data[100:106]),
        *[b"secret"] * 7,
        b"behind",
    ]
    assert reading.damage == ()


def test_bytes_behind_the_value_of_a_colour_are_slack() -> None:
    data = profile({**MATRIX, "rXYZ": MATRIX["rXYZ"] + b"hidden!!", "wtpt": MATRIX["wtpt"] + bytes(8)})
    assert [nested.data for nested in read(data).nested] == [b"hidden!!"]
    clean = sanitise(data)
    assert clean is not None
    assert b"hidden" not in clean
    assert tags_of(clean) == {**MATRIX, "wtpt": MATRIX["wtpt"] + bytes(8)}


@pytest.mark.parametrize(
    ("data", "damage"),
    [
        (b"", "icc-header"),
        (b"no profile" * 20, "icc-header"),
        (profile(MATRIX)[:-1], "icc-size"),
        (bytes(4) + profile(MATRIX)[4:], "icc-size"),
        (profile(MATRIX)[:128] + u32(40_000) + profile(MATRIX)[132:], "icc-table"),
        (moved(profile(MATRIX), "rTRC", 9), "icc-tag-bounds"),
        (moved(profile(MATRIX), "rTRC", 1 << 31), "icc-tag-bounds"),
        (profile({**MATRIX, "rXYZ": text("no matrix")}), "icc-tag-type"),
        (profile({**MATRIX, "rTRC": element("curv", u32(900))}), "icc-tag-type"),
        (profile({**MATRIX, "dmnd": element("mluc", u32(9, 12))}), "icc-value"),
        (profile({**MATRIX, "dmnd": element("mluc", u32(1, 12, 0, 900, 28))}), "icc-value"),
        (profile({**MATRIX, "meta": element("dict", u32(1 << 30, 16))}), "icc-value"),
    ],
)  # fmt: skip
def test_damage_is_named(data: bytes, damage: str) -> None:
    assert damage in read(data).damage


def test_tags_that_claim_the_same_bytes_again_and_again_are_cut_off() -> None:
    names = [f"t{i:03}" for i in range(900)]
    big = element("blob", bytes(1_000_000))
    data = bytearray(profile(dict.fromkeys(names, big)))
    for i in range(900):
        start = HEADER + 4 + ENTRY * i
        at, size = struct.unpack_from(">II", data, start + 4)
        struct.pack_into(">II", data, start + 4, at + i, size - i)
    reading = read(bytes(data))
    assert reading.damage == ("icc-overlap",)
    assert len([field for field in reading.fields if field.size > 900_000]) == 2


def test_limits_hold() -> None:
    with pytest.raises(LimitExceededError):
        read(profile({**MATRIX, **PRIVATE}), Limits(fields=15))


# -- sanitising -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [2, 4])
@pytest.mark.parametrize(("tags", "space"), [(MATRIX, "RGB "), (GREY, "GRAY")])
def test_a_profile_of_colour_alone_stays_as_it_is(tags: Tags, space: str, version: int) -> None:
    data = profile(tags, space, version=version)
    assert sanitise(data) is data


@pytest.mark.parametrize("space", ["sRGB", "LAB", "XYZ"])
def test_what_lcms_makes_stays_as_it_is(space: str) -> None:
    data = made(space)
    assert sanitise(data) is data


def test_names_that_share_the_data_of_a_text_take_nothing_along() -> None:
    clean = sanitise(profile({**MATRIX, "dmdd": MATRIX["desc"]}))
    assert clean is not None
    assert tags_of(clean) == MATRIX


@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("gap", [b"", b"hidden"])
@pytest.mark.parametrize(
    ("tags", "space"), [(MATRIX, "RGB "), (GREY, "GRAY"), ({**MATRIX, "gTRC": gamma(2.0)}, "RGB ")]
)
def test_private_tags_go_and_the_colours_stay(tags: Tags, space: str, gap: bytes, odd: bool) -> None:
    data = profile({**PRIVATE, **tags}, space, odd=odd, gap=gap)
    clean = sanitise(data)
    assert clean is not None
    is_clean(clean)
    assert tags_of(clean) == tags
    assert b"hidden" not in clean
    assert SERIAL.to_bytes(4, "big") not in clean
    assert sanitise(clean) is clean
    assert difference(data, clean) == 0
    at = offsets_of(clean)
    assert not any(offset % 4 for offset in at.values())
    assert (at.get("rTRC") == at.get("bTRC")) is (data.count(b"curv") < 4)


@pytest.mark.parametrize("space", ["sRGB", "LAB", "XYZ"])
def test_private_tags_in_what_lcms_makes(space: str) -> None:
    data = made(space)
    dirty = with_tags(data, PRIVATE)
    clean = sanitise(dirty)
    assert clean is not None
    is_clean(clean)
    assert tags_of(clean) == tags_of(data)
    assert difference(dirty, clean) <= 1
    assert difference(data, clean) <= 1


def test_the_header_keeps_what_decoders_compute_with() -> None:
    data = profile({**MATRIX, **PRIVATE})
    clean = sanitise(data)
    assert clean is not None
    for start, end in ((8, 24), (36, 40), (64, 80)):
        assert clean[start:end] == data[start:end]
    assert (clean[44:48], clean[56:64]) == (u32(1), u32(0, 2))


def test_a_zero_date_is_read_as_none() -> None:
    clean = sanitise(profile({**MATRIX, **PRIVATE}))
    assert clean is not None
    seen = ImageCms.ImageCmsProfile(io.BytesIO(clean))
    assert ImageCms.getProfileDescription(seen).strip() == "a wide space"
    assert "icc:ProfileDateTime" not in dict(values(clean))


@pytest.mark.parametrize("tail", [b"\0", b"hidden"])
def test_bytes_behind_the_profile_go(tail: bytes) -> None:
    clean = sanitise(profile(MATRIX) + tail)
    assert clean is not None
    is_clean(clean)


def test_a_profile_cut_off_behind_its_colours_is_repaired() -> None:
    data = profile({**MATRIX, **PRIVATE})[:-5]
    clean = sanitise(data)
    assert clean is not None
    is_clean(clean)
    assert difference(data, clean) == 0


@pytest.mark.parametrize("broken", [element("desc", u32(5000)), element("mluc", u32(4, 12)), b"desc1234"])
def test_a_damaged_text_goes(broken: bytes) -> None:
    clean = sanitise(profile({**MATRIX, "desc": broken}))
    assert clean is not None
    assert tags_of(clean) == {key: value for key, value in MATRIX.items() if key != "desc"}


def test_a_text_that_reaches_into_private_data_goes() -> None:
    data = bytearray(
        profile({**MATRIX, "cprt": text("hidden, too long"), "targ": text("hidden measurement")})
    )
    at = offsets_of(bytes(data))
    row = data.index(b"cprt")
    struct.pack_into(">I", data, row + 8, at["targ"] + 30 - at["cprt"])
    # The colours between the two are what they say, wherever else a text may reach.
    clean = sanitise(bytes(data))
    assert clean is not None
    assert "cprt" not in tags_of(clean)
    assert b"hidden" not in clean


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF" * 40,
        bytes(4) + profile(MATRIX)[4:],
        u32(131) + profile(MATRIX)[4:],
        profile(MATRIX)[:128] + u32(1 << 31) + profile(MATRIX)[132:],
        profile(MATRIX)[:300],
        profile({}),
        profile({key: MATRIX[key] for key in ("desc", "cprt", "wtpt")}),
        profile({key: value for key, value in MATRIX.items() if key != "gTRC"}),
        profile({**MATRIX, "rXYZ": text("no matrix")}),
        profile({**MATRIX, "gTRC": element("curv", u32(900))}),
        profile({**MATRIX, "wtp1": gamma(1.0)}).replace(b"wtp1", b"rTRC"),
        profile({**MATRIX, **PRIVATE}, version=5),
    ],
)
def test_what_makes_no_sound_profile_is_refused(data: bytes) -> None:
    assert sanitise(data) is None


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (xyz(1, 1, 1), 20),
        (gamma(2.2) + b"more", 14),
        (element("para", struct.pack(">HH5i", 3, 0, 1, 2, 3, 4, 5)), 32),
        (element("para", struct.pack(">HH", 9, 0)), None),
        (element("mft1", bytes([3, 3, 2, 0])), None),
        (element("mft1", bytes([1, 1, 2, 0]) + bytes(36 + 514)), 562),
        (element("mft2", bytes([1, 1, 2, 0]) + bytes(36) + struct.pack(">HH", 2, 2) + bytes(12)), 64),
        (element("mAB ", bytes([1, 1, 0, 0]) + u32(32, 0, 0, 0, 0) + gamma(1.0)), 46),
        (
            element(
                "mBA ",
                bytes([1, 1, 0, 0])
                + u32(32, 48, 96, 112, 140)
                + gamma(1.0) + bytes(2) + bytes(48) + gamma(1.0) + bytes(2)
                + bytes([2]) + bytes(15) + bytes([2, 0, 0, 0]) + bytes(4) + bytes(4) + gamma(1.0),
            ),
            154,
        ),
        (element("mAB ", bytes([3, 3, 0, 0]) + u32(32, 0, 0, 0, 0) + gamma(1.0)), None),
        (element("mpet", struct.pack(">HHIII", 3, 3, 1, 24, 8) + bytes(8)), 32),
        (element("mpet", struct.pack(">HHIII", 3, 3, 1, 24, 9) + bytes(8)), None),
        (element("chrm", struct.pack(">HH", 3, 0) + bytes(24)), 36),
        (element("clro", u32(2) + b"ab"), 14),
        (element("clrt", u32(1) + bytes(38)), 50),
        (element("ncl2", u32(0, 1, 3) + bytes(64 + 38 + 6)), 128),
        (element("else", b"anything"), 16),
    ],
)  # fmt: skip
def test_how_much_of_a_tag_is_used(data: bytes, size: int | None) -> None:
    assert extent(data) == size


# -- anything at all ------------------------------------------------------------------------------

BASES = [
    profile({**MATRIX, **PRIVATE}),
    profile(MATRIX, odd=True),
    profile({**PRIVATE, **GREY}, "GRAY", gap=b"gap"),
    made("sRGB"),
    with_tags(made("LAB"), PRIVATE),
]
CHANGE = st.one_of(
    st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=4)),
    st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=4)),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(BASES)))
    for at, new in draw(st.lists(CHANGE, max_size=4)):
        at %= len(data)
        data[at : at + len(new)] = new
    end = draw(st.one_of(st.none(), st.integers(0, len(data))))
    return bytes(data[:end]) + draw(st.sampled_from([b"", b"\0\0", b"tail"]))


def survives(data: bytes) -> bytes | None:
    try:
        reading = read(data)
    except LimitExceededError:
        reading = Reading()
    assert all(isinstance(field, Field) for field in reading.fields)
    clean = sanitise(data)
    if clean is None:
        return None
    assert sanitise(clean) is clean
    assert not set(tags_of(clean)) - set(COLOUR_TAGS)
    assert read(clean).damage == ()
    assert read(clean).nested == ()
    if clean is not data:
        is_clean(clean)
    return clean


@given(st.binary(max_size=600), st.booleans())
def test_arbitrary_bytes(data: bytes, signed: bool) -> None:
    survives(data[:36] + b"acsp" + data[40:] if signed else data)


@given(mutated())
@settings(max_examples=200)
def test_mutated_profiles(data: bytes) -> None:
    clean = survives(data)
    if clean is not None and clean is not data:
        assert difference(data, clean, back=False) <= 1


# -- real profiles --------------------------------------------------------------------------------


@pytest.mark.corpus
@pytest.mark.skipif(not os.environ.get(CORPUS_VARIABLE), reason=f"{CORPUS_VARIABLE} names no folder")
@pytest.mark.filterwarnings("ignore")
def test_real_profiles_keep_their_colours_and_lose_the_rest() -> None:
    profiles = real_profiles()
    assert profiles
    cleaned = {data: survives(data) for data in profiles}
    kept = {data: clean for data, clean in cleaned.items() if clean is not None}
    assert len(kept) >= 0.75 * len(profiles), "most profiles are sound"
    assert max(difference(data, clean) for data, clean in kept.items()) <= 1
