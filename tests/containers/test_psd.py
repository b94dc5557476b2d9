"""PSD and PSB, besides the laws: what psd-tools shows, what layers tell, when they may go."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import Any

import pytest
from fixtures._psd import document, picture

import exifguard
from builders import photoshop, psd
from builders.photoshop import Resource
from exifguard import Action, Category, Limits, Policy, UnsupportedError
from exifguard.metadata.layers import Layers
from pictures import FIXTURES, Picture, clean_fixtures

DOCUMENTS = [one for one in clean_fixtures() if one.path.suffix in (".psd", ".psb")]
NOT_SHOWN = ("channels", "duotone", "layers-empty")
READ_BY_PSD_TOOLS = [
    one for one in DOCUMENTS if one.path.parts[-3] != "hostile" and one.path.stem not in NOT_SHOWN
]
EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))
REAL = psd.version_info().pack()


def clean(data: bytes, policy: Policy | str = "share") -> bytes:
    done = exifguard.scrub(data, policy=policy).data
    assert done is not None
    return done


def told(data: bytes) -> dict[str, Any]:
    """What the layers of a document say, by key."""
    return {one.key: one.value for one in exifguard.inspect(data).findings if one.path.startswith("layers/")}


def opened(data: bytes) -> Any:
    tools = pytest.importorskip("psd_tools")
    return tools.PSDImage.open(io.BytesIO(data))


# -- the picture ----------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", READ_BY_PSD_TOOLS, ids=lambda one: one.label)
def test_psd_tools_shows_the_same_composite(picture: Picture) -> None:
    before, after = opened(picture.data), opened(clean(picture.data))
    assert (before.size, before.depth, before.color_mode) == (after.size, after.depth, after.color_mode)
    assert before.topil().tobytes() == after.topil().tobytes()
    assert not list(after)


@pytest.mark.parametrize("picture", DOCUMENTS, ids=lambda one: one.label)
def test_location_keeps_layers_without_a_place(picture: Picture) -> None:
    if "thumbnail" in {one.key for one in exifguard.inspect(picture.data).findings}:
        pytest.skip("another thing")
    before, after = told(picture.data), told(clean(picture.data, "location"))
    linked = any(key.startswith("layers:lnk2") for key in before)
    damaged = not exifguard.inspect(picture.data).complete
    assert after == ({} if damaged else before) or linked


def test_transparency_and_masks_stay_what_they_are() -> None:
    for name, words in (("layers-transparent", b"Mtrn"), ("layers-mask", b"\x04\x1d")):
        data = clean((FIXTURES / f"psd/{name}.psd").read_bytes())
        assert words in data
        assert opened(data).topil().mode == opened((FIXTURES / f"psd/{name}.psd").read_bytes()).topil().mode


# -- layers ---------------------------------------------------------------------------------------


def test_what_layers_tell() -> None:
    small = b"\xff\xd8\xff\xd9"
    first = psd.Layer(b"short", psd.unicode_name("a longer name") + psd.layer_time(12.5))
    section = psd.section([first, psd.Layer(b"", psd.text_layer("words"))], [psd.linked("a.jpg", small)])
    reading = Layers().read(section, Limits())
    values = {one.key: one.value for one in reading.fields}
    assert values["layer:name[1]"] == "short"
    assert values["layer:luni[1]"] == "a longer name"
    assert values["layer:shmd[1]"] == ("layerTime=12.5",)
    assert values["layer:TySh[2]"] == ("Txt=words",)
    assert values["layers:lnk2/name[1]"] == "a.jpg"
    assert values["layers:pixels"] == 36
    assert [(one.kind, one.data) for one in reading.nested] == [("picture", small)]
    assert not reading.damage


def test_categories_of_layers() -> None:
    found = exifguard.inspect(FIXTURES / "psd/layers.psd").findings
    categories = {one.key.partition("[")[0]: one.category for one in found if one.path.startswith("layers/")}
    assert categories["layer:luni"] is Category.CAPTION
    assert categories["layer:TySh"] is Category.CAPTION
    assert categories["layer:shmd"] is Category.TIME
    assert categories["layers:lnk2/name"] is Category.HISTORY
    assert categories["layers:pixels"] is Category.PREVIEW
    assert categories["layer:lclr"] is Category.PREVIEW


def test_unknown_blocks_are_unknown() -> None:
    layers = psd.section([psd.Layer(b"a", psd.tagged(b"zzzz", b"secret"))])
    data = document(resources=REAL, layers=layers).data()
    finding = next(one for one in exifguard.inspect(data).findings if one.key == "layer:zzzz")
    assert finding.category is Category.UNKNOWN
    assert b"secret" not in clean(data, "location")


def test_linked_pictures_are_looked_into() -> None:
    photo = (FIXTURES / "jpeg/phone-gps-progressive.jpg").read_bytes()
    layers = psd.section([psd.Layer()], [psd.linked("IMG_1.jpg", photo)])
    data = document(resources=REAL, layers=layers).data()
    assert exifguard.inspect(data).location is not None
    assert exifguard.inspect(clean(data, "location")).location is None


@pytest.mark.parametrize(
    "damage",
    [b"", b"\0", b"\0\0\0\xff", b"\0\0\0\x06\x7f\xff\0\0\0\0", b"\0\0\0\0\0\0\0\0garbage!garbage!"],
)
def test_damaged_layers_raise_nothing(damage: bytes) -> None:
    Layers().read(damage, Limits())
    data = document(resources=REAL, layers=damage).data()
    assert exifguard.scrub(data).data == document(resources=b"").data()


def test_layers_of_a_document_without_a_composite_stay_or_the_file_is_refused() -> None:
    unreal = psd.version_info(real=False).pack()
    data = document(resources=unreal, layers=psd.section([psd.Layer()])).data()
    with pytest.raises(UnsupportedError) as caught:
        exifguard.scrub(data)
    assert caught.value.rule == "composite"
    assert told(clean(data, EVERYTHING))


# -- resources ------------------------------------------------------------------------------------


def test_resolution_says_no_more_than_the_shape_of_pixels_under_strict() -> None:
    dots = struct.pack(">IHHIHH", 300 << 16, 1, 2, 150 << 16, 1, 2)
    data = document(resources=Resource(0x03ED, dots).pack()).data()
    assert struct.pack(">IHHIHH", 144 << 16, 1, 1, 72 << 16, 1, 1) in clean(data, "strict")
    assert dots in clean(data)


def test_credits_of_publish_are_resources() -> None:
    packet = (FIXTURES / "psd/xmp.psd").read_bytes()
    published = clean(packet, "publish")
    assert exifguard.inspect(published).has(Category.RIGHTS)
    assert opened(published).topil().tobytes() == opened(packet).topil().tobytes()


def test_the_digest_of_iptc_goes_with_what_it_is_of() -> None:
    resources = photoshop.irb([Resource(0x0404, b"\x1c\x02\x5a\0\4Here"), Resource(0x0425, bytes(range(16)))])
    data = document(resources=resources).data()
    assert bytes(range(16)) not in clean(data)


@pytest.mark.parametrize("name", ["channels", "clean-raw"])
def test_trailing_bytes_are_found_behind_every_coding(name: str) -> None:
    data = (FIXTURES / f"psd/{name}.psd").read_bytes()
    assert clean(data + b"tail") == clean(data)


def test_a_psb_stays_a_psb() -> None:
    large = replace(
        psd.of(picture(), version=2), layers=psd.section([psd.Layer()], version=2), resources=REAL
    )
    done = clean(large.data())
    assert exifguard.identify(done).name == "psb"
    assert len(done) < len(large.data())
