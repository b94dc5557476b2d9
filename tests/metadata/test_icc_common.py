from __future__ import annotations

import io
import itertools
import os
import struct
import time
from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from builders.icc import (
    Tags,
    description,
    element,
    gamma,
    parametric,
    profile,
    table,
    tags_of,
    text,
    u32,
    xyz,
)
from exifguard.limits import DEFAULT_LIMITS
from exifguard.metadata._icc_common import canonical, compose
from exifguard.metadata._icc_spaces import SPACES, Curve, Space
from exifguard.metadata._icc_transform import columns
from exifguard.metadata.icc import Icc, sanitise
from pictures import CORPUS_VARIABLE
from profiles import fixture_profiles, real_profiles

SPACE = pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
NAMED = {space.name: space for space in SPACES}
ADOBE = "Compatible with Adobe RGB (1998)"
CANONICAL = {compose(space): space.name for space in SPACES}


def name_of(data: bytes) -> str | None:
    """What the canonical profile of a profile is called."""
    common = canonical(data)
    return None if common is None else CANONICAL[common]


# -- profiles of the same spaces by other programs ------------------------------------------------


def value(curve: Curve, at: float) -> float:
    return float((curve.a * at + curve.b) ** curve.g) if at >= curve.d else curve.c * at


def sampled(curve: Curve, count: int) -> bytes:
    return table([round(65535 * value(curve, i / (count - 1))) for i in range(count)])


FORMS = {
    "table of 1,024": lambda curve: sampled(curve, 1024),
    "table of 4,096": lambda curve: sampled(curve, 4096),
    "function type 0 or 3": lambda curve: (
        parametric(0, curve.g) if curve == Curve(curve.g) else parametric(3, *curve)
    ),
    "function type 4": lambda curve: parametric(4, *curve, 0, 0),
}


def colorants(columns_: Iterable[Iterable[float]]) -> Tags:
    return {f"{channel}XYZ": xyz(*column) for channel, column in zip("rgb", columns_, strict=True)}


def rough_columns(space: Space) -> list[list[float]]:
    """What somebody who rounds more has for red, green and blue."""
    return [[round(number / 65536, 5) for number in column] for column in columns(space)]


def profile_of(
    space: Space, curve: bytes, *, version: int = 2, device: bytes = b"mntr", more: Tags | None = None
) -> bytes:
    """As another program would write it: its own texts, white point, date and rounding."""
    tags = {"cprt": text("somebody"), "desc": description("my very own"), "wtpt": xyz(0.9505, 1, 1.0891)}
    if space.primaries:
        tags |= {**colorants(rough_columns(space)), **{f"{channel}TRC": curve for channel in "rgb"}}
    else:
        tags["kTRC"] = curve
    data = profile(tags | dict(more or {}), "RGB " if space.primaries else "GRAY", version=version)
    return with_head(data, 12, device)


def with_head(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def with_tags(data: bytes, **tags: bytes | None) -> bytes:
    """The profile with other tags, or without them."""
    changed = {key: new for key, new in (tags_of(data) | tags).items() if new is not None}
    return with_head(profile(changed, data[16:20].decode(), version=data[8]), 12, data[12:24])


# -- what lcms2 makes of them ---------------------------------------------------------------------

INTENTS = (ImageCms.Intent.PERCEPTUAL, ImageCms.Intent.RELATIVE_COLORIMETRIC)
WIDE = profile_of(NAMED["Rec. 2020"], FORMS["function type 0 or 3"](NAMED["sRGB"].curve), version=4)
"""Colours of Rec. 2020 with the curve of sRGB, where no rounding of the light in the dark shows."""

MADE = {
    "sRGB": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    "LAB": ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    "XYZ": ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes(),
}
AXIS = (0, 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 160, 192, 224, 255)
"""Closer in the dark, where a little light is many steps."""


@cache
def cube(mode: str) -> Image.Image:
    greys = np.arange(256, dtype=np.uint8)
    if mode == "L":
        return Image.fromarray(greys[None])
    points = np.array(list(itertools.product(AXIS, repeat=3)), np.uint8)
    return Image.fromarray(np.concatenate([points, greys.repeat(3).reshape(-1, 3)])[None])


def opened(data: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(data))


@lru_cache(maxsize=200)
def shown(data: bytes, target: str, intent: ImageCms.Intent) -> np.ndarray[Any, Any]:
    output = opened(WIDE if target == "wide" else MADE[target])
    mode, to = ("L" if data[16:20] == b"GRAY" else "RGB"), ("LAB" if target == "LAB" else "RGB")
    seen = ImageCms.applyTransform(
        cube(mode), ImageCms.buildTransform(opened(data), output, mode, to, intent)
    )
    assert seen is not None
    return np.asarray(seen).astype(np.int16)


def furthest(before: bytes, after: bytes) -> int:
    """By how many 8-bit steps colours and greys differ at most: in sRGB, a wide space and Lab."""
    worst = 0
    for target, intent in itertools.product(("sRGB", "wide", "LAB"), INTENTS):
        steps = abs(shown(before, target, intent) - shown(after, target, intent))
        if target == "LAB":  # a and b are signed: -1 is the neighbour of 0
            steps[..., 1:] = np.minimum(steps[..., 1:], 256 - steps[..., 1:])
        worst = max(worst, int(steps.max()))
    return worst


# -- the canonical profiles -----------------------------------------------------------------------


@SPACE
def test_a_canonical_profile_is_its_own(space: Space) -> None:
    data = compose(space)
    assert canonical(data) is data
    assert sanitise(data) is data


@SPACE
def test_a_canonical_profile_says_its_name_and_nothing_else(space: Space) -> None:
    data = compose(space)
    reading = Icc().read(data, DEFAULT_LIMITS)
    assert (reading.nested, reading.damage) == ((), ())
    assert {field.key: field.value for field in reading.fields} == {
        "icc:ProfileVersion": "2.1.0",
        "icc:ProfileClass": "mntr" if "Dot" not in space.name else "prtr",
        "icc:ColorSpaceData": "RGB" if space.primaries else "GRAY",
        "icc:ProfileConnectionSpace": "XYZ",
        "icc:desc": space.name,
        "icc:cprt": "No copyright, use freely",
    }
    required = {"desc", "cprt", "wtpt"}
    model = {"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"} if space.primaries else {"kTRC"}
    assert set(tags_of(data)) == required | model
    assert len(data) == int.from_bytes(data[:4], "big") < 1000


@SPACE
def test_lcms_reads_a_canonical_profile(space: Space) -> None:
    read = opened(compose(space)).profile
    assert read.profile_description == space.name
    assert read.version == 2.1
    assert read.is_matrix_shaper
    assert read.media_white_point is not None
    assert read.media_white_point[0] == pytest.approx((0.9642, 1.0, 0.8249), abs=1e-4)
    assert ImageCms.isIntentSupported(opened(compose(space)), INTENTS[1], ImageCms.Direction.INPUT) == 1


def test_canonical_profiles_are_the_same_on_every_machine_and_in_every_version() -> None:
    """Whoever changes them parts the pictures of tomorrow from those of yesterday."""
    digest = sha256(b"".join(map(compose, SPACES))).hexdigest()
    assert digest == "31efb9d145e84e88474f1c4c93791018df057b345cf4d7c662489f81d3fe27e0"


def test_no_number_of_a_canonical_profile_hangs_on_how_a_machine_rounds() -> None:
    """`pow` may differ in its last bits: no number lies so near a half that it could matter."""
    for curve in {space.curve for space in SPACES if space.curve != Curve(space.curve.g)}:
        for at in range(256):
            assert abs(at / 255 - curve.d) > 1e-6
            if at / 255 > curve.d:
                assert abs(65535 * value(curve, at / 255) % 1 - 0.5) > 1e-6


@SPACE
def test_white_is_the_white_of_the_connection_space(space: Space) -> None:
    if space.primaries:
        total = [sum(numbers) for numbers in zip(*columns(space), strict=True)]
        assert total == [0xF6D6, 0x10000, 0xD32D]


PUBLISHED = {
    "sRGB": ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)),
    "Display P3": ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)),
    ADOBE: ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
    "ProPhoto RGB": ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491)),
}
"""What the owners of the spaces write in their profiles."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_primaries_are_where_their_owners_have_them(name: str) -> None:
    mine = [[number / 65536 for number in column] for column in columns(NAMED[name])]
    for column, published in zip(mine, PUBLISHED[name], strict=True):
        assert column == pytest.approx(published, abs=2e-4)


def test_the_spaces_are_not_the_same_to_lcms() -> None:
    for one, other in itertools.combinations(CANONICAL, 2):
        if one[16:20] == other[16:20]:
            assert furthest(one, other) > 1, (CANONICAL[one], CANONICAL[other])


# -- recognising ----------------------------------------------------------------------------------


@SPACE
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("version", [2, 4])
def test_a_space_is_known_by_what_it_does(space: Space, form: str, version: int) -> None:
    data = profile_of(space, FORMS[form](space.curve), version=version)
    assert canonical(data) == compose(space)
    assert furthest(data, compose(space)) <= 1


@pytest.mark.parametrize("device", [b"mntr", b"scnr", b"prtr", b"spac"])
@pytest.mark.parametrize("name", ["sRGB", ADOBE, "Gray, gamma 2.2", "Dot Gain 20%"])
def test_any_class_of_device_will_do(name: str, device: bytes) -> None:
    data = profile_of(NAMED[name], sampled(NAMED[name].curve, 256), device=device)
    assert canonical(data) == compose(NAMED[name])
    assert furthest(data, compose(NAMED[name])) <= 1


def test_what_says_nothing_of_the_colours_of_a_picture_is_passed_over() -> None:
    silent = {
        "bkpt": xyz(0.012, 0.0125, 0.0103),
        "chad": element(
            "sf32", u32(0x10C64, 0x5E0, 0xFFFFF316, 0x791, 0xFD81, 0xFFFFFB9D, 0xFFFFFDA0, 0x3D8, 0xC08A)
        ),
        "lumi": xyz(0, 80, 0),
        "meas": element("meas", u32(1, 0, 0, 0, 0, 0, 2)),
        "tech": element("sig ", b"CRT "),
        "vcgt": element("vcgt", bytes(4) + struct.pack(">3H", 3, 256, 1) + bytes(range(256)) * 3),
        "mmod": element("mmod", u32(0x610, 0xA02F, 77, 88) + bytes(16)),
    }
    data = profile_of(NAMED["Display P3"], sampled(NAMED["Display P3"].curve, 1024), more=silent)
    assert name_of(data) == "Display P3"


def test_what_lcms_calls_srgb_is() -> None:
    assert name_of(MADE["sRGB"]) == "sRGB"


@pytest.mark.parametrize(
    ("curve", "same"),
    [
        # What the power does beyond where it takes over; both are zero at 0 and one at 1.
        (parametric(1, 2.4, 1 / 1.055, 0.055 / 1.055), False),
        (parametric(2, 2.4, 1 / 1.055, 0.055 / 1.055, 0.0), False),
        (parametric(4, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0, 0), True),
        (parametric(4, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0.02, 0), False),
        (parametric(4, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0, 0.02), False),
        (parametric(3, 2.4, 0.948, 0.052, 0.077, 0.039), True),
        (gamma(2.2), False),
        (element("curv", u32(0)), False),
        (sampled(NAMED["sRGB"].curve, 12), False),
        (sampled(NAMED["sRGB"].curve, 32), True),
    ],
)  # fmt: skip
def test_curves_are_compared_as_functions(curve: bytes, same: bool) -> None:
    data = profile_of(NAMED["sRGB"], curve)
    assert (canonical(data) == compose(NAMED["sRGB"])) is same
    assert (furthest(data, compose(NAMED["sRGB"])) <= 1) is same


@pytest.mark.parametrize(
    ("name", "bends", "worst"),
    [
        # No channel leaves its step in sRGB, but together they leave the greys in Lab.
        ("sRGB, gamma 2.2", (0.02, -0.02, 0.02), 2),
        # A little red too much, and blues and greens that sRGB has no red for have a lot of it.
        ("Rec. 2020", (0.005, 0, 0), 5),
    ],
)
def test_every_colour_counts(name: str, bends: tuple[float, ...], worst: int) -> None:
    space = NAMED[name]
    g, *rest = space.curve
    data = profile_of(space, parametric(3, *space.curve), version=4)
    bent = {f"{channel}TRC": parametric(3, g + by, *rest) for channel, by in zip("rgb", bends, strict=True)}
    assert name_of(data) == name
    assert canonical(with_tags(data, **bent)) is None
    assert furthest(with_tags(data, **bent), compose(space)) == worst


@pytest.mark.parametrize("function", [1, 2])
def test_powers_that_begin_later(function: int) -> None:
    """Function types 1 and 2 are zero, or what is added, up to where the power begins."""
    curve = parametric(function, 2.2, 1.0, 0.0, *([0.0] if function == 2 else []))
    assert name_of(profile_of(NAMED[ADOBE], curve, version=4)) == ADOBE
    lifted = parametric(2, 2.2, 1.0, 0.0, 0.02)
    assert canonical(profile_of(NAMED[ADOBE], lifted, version=4)) is None


SRGB = profile_of(NAMED["sRGB"], sampled(NAMED["sRGB"].curve, 1024))
GREY = profile_of(NAMED["Gray, gamma 2.2"], gamma(2.2))
CURVE = tags_of(SRGB)["rTRC"]
FALLING = table([round(65535 * value(NAMED["sRGB"].curve, i / 4095)) * (i != 2001) for i in range(4096)])
STRAIGHT = bytes(range(256)) * 3
CUBE = element(
    "mft1",
    bytes([3, 3, 2, 0]) + u32(*[65536, 0, 0, 0] * 2, 65536) + STRAIGHT + bytes(24) + STRAIGHT,
)

OTHERS = {
    "another gamma": profile_of(NAMED[ADOBE], gamma(2.0)),
    "another gamma of greys": profile_of(NAMED["Gray, gamma 2.2"], gamma(2.0)),
    "one channel with another curve": with_tags(SRGB, bTRC=gamma(2.2)),
    "red and green exchanged": with_tags(SRGB, rXYZ=tags_of(SRGB)["gXYZ"], gXYZ=tags_of(SRGB)["rXYZ"]),
    "not adapted to D50": with_tags(
        SRGB, **colorants([(0.4124, 0.2126, 0.0193), (0.3576, 0.7152, 0.1192), (0.1805, 0.0722, 0.9505)])
    ),
    "red a little off": with_tags(SRGB, rXYZ=xyz(0.4361, 0.2225, 0.0150)),
    "a table as well": with_tags(SRGB, A2B0=CUBE),
    "a table for the way back": with_tags(SRGB, B2A1=CUBE),
    "a gamut": with_tags(SRGB, gamt=CUBE),
    "code points for video": with_tags(SRGB, cicp=element("cicp", bytes([9, 16, 0, 1]))),
    "a curve of greys as well": with_tags(SRGB, kTRC=CURVE),
    "Lab as the connection space": with_head(SRGB, 20, b"Lab "),
    "greys in Lab": with_head(GREY, 20, b"Lab "),
    "a colour profile said to be grey": with_head(SRGB, 16, b"GRAY"),
    "a grey profile said to be colour": with_head(GREY, 16, b"RGB "),
    "of three channels, but not RGB": with_head(SRGB, 16, b"HSV "),
    "a link of devices": with_head(SRGB, 12, b"link"),
    "an abstract profile": with_head(SRGB, 12, b"abst"),
    "absolute colours": with_head(SRGB, 64, u32(3)),
    "a version to come": with_head(SRGB, 8, b"\x05"),
    "a table that falls between two steps": with_tags(SRGB, rTRC=FALLING),
    "a power of nothing": with_tags(SRGB, gTRC=parametric(0, 0.0)),
    "a power below nothing": with_tags(SRGB, gTRC=parametric(0, -2.2)),
    "a power beyond sense": with_tags(SRGB, gTRC=parametric(1, 32767.0, 2.0, 0.0)),
    "nothing times a value": with_tags(SRGB, gTRC=parametric(1, 2.2, 0.0, 0.0)),
    "numbers out of all bounds": with_tags(
        SRGB, gTRC=parametric(4, 15.9, 32767, 32767, -32767, 0.5, -32767, 32767)
    ),
    "no profile": b"no profile" * 40,
    "nothing": b"",
    "cut off": SRGB[:300],
    "more than a matrix and curves need": SRGB + bytes(64 * 1024),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_profiles_are_none_of_them(name: str) -> None:
    assert canonical(OTHERS[name]) is None


def test_the_profiles_above_are_sound_but_for_what_they_are_named_after() -> None:
    assert name_of(SRGB) == "sRGB"
    assert name_of(GREY) == "Gray, gamma 2.2"
    broken = {"no profile", "nothing", "cut off"}
    assert {name for name, data in OTHERS.items() if sanitise(data) is None} == broken
    off = OTHERS["red a little off"]
    assert furthest(off, SRGB) > 1


@pytest.mark.parametrize("space", ["LAB", "XYZ"])
def test_spaces_without_curves_are_none_of_them(space: str) -> None:
    assert canonical(MADE[space]) is None


# -- anything at all ------------------------------------------------------------------------------

MOVES = st.lists(st.floats(-1, 1), min_size=10, max_size=10)


@given(
    st.sampled_from(["sRGB", "Display P3", "Generic RGB"]), MOVES, st.sampled_from([1e-5, 3e-5, 1e-4, 3e-4])
)
@settings(max_examples=150, deadline=None)
def test_what_is_taken_for_equal_looks_equal(name: str, moves: list[float], far: float) -> None:
    """Primaries and curves that are off by ever more, until they are another space."""
    space = NAMED[name]
    near = np.array(columns(space)) / 65536 + far * np.array(moves[:9]).reshape(3, 3)
    curve = parametric(3, space.curve.g + 20 * far * moves[9], *space.curve[1:])
    data = with_tags(profile_of(space, curve, version=4), **colorants(near.tolist()))
    common = canonical(data)
    assert common == compose(space) or far > 1e-5
    assert common is None or furthest(data, common) <= 1


BASES = [
    SRGB,
    GREY,
    compose(NAMED["Display P3"]),
    profile_of(NAMED["sRGB"], parametric(3, *NAMED["sRGB"].curve)),
]
CHANGE = st.tuples(st.integers(0, 700), st.binary(min_size=1, max_size=4))


@given(st.sampled_from(BASES), st.lists(CHANGE, max_size=4), st.integers(0, 4000))
@settings(max_examples=200, deadline=None)
def test_damaged_profiles(base: bytes, changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(base)
    for at, new in changes:
        data[at : at + len(new)] = new
    common = canonical(bytes(data[: max(cut, 200)]))
    assert common is None or common in CANONICAL


def test_hostile_profiles_cost_little() -> None:
    """As many numbers as fit, in curves that are right up to their last step."""
    numbers = [round(65535 * value(NAMED["sRGB"].curve, i / 10_000)) for i in range(10_001)]
    tables = {f"{channel}TRC": table([*numbers[:-1], 65000 + i]) for i, channel in enumerate("rgb")}
    start = time.perf_counter()
    for number in range(10):
        assert canonical(with_tags(SRGB, **tables, cprt=text(f"number {number}"))) is None
    assert time.perf_counter() - start < 5


# -- profiles of pictures -------------------------------------------------------------------------


def is_sound(data: bytes) -> None:
    """What holds of every profile: known ones look the same, and stay what they are made."""
    common = canonical(data)
    if common is not None:
        assert common in CANONICAL
        assert canonical(common) is common
        assert sanitise(common) is common
        assert furthest(data, common) <= 1


@pytest.mark.filterwarnings("ignore")
def test_profiles_of_the_fixtures() -> None:
    profiles = fixture_profiles()
    for data in profiles:
        is_sound(data)
    assert {name_of(data) for data in profiles} >= {"sRGB", "Display P3"}


@pytest.mark.corpus
@pytest.mark.skipif(not os.environ.get(CORPUS_VARIABLE), reason=f"{CORPUS_VARIABLE} names no folder")
@pytest.mark.filterwarnings("ignore")
def test_profiles_of_real_pictures() -> None:
    profiles = real_profiles()
    for data in profiles:
        is_sound(data)
    assert "sRGB" in {name_of(data) for data in profiles}
    tables = [data for data in profiles if data[16:20] not in (b"RGB ", b"GRAY") or b"A2B0" in data[:512]]
    assert not any(map(canonical, tables))
