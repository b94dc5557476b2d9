"""WebP beyond the laws: flags, headers that are made, contents that are new, and the rules of refusals."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image

import exifguard
from builders import tiff, webp, xmp
from exifguard import Category, Limits, Policy
from exifguard._recipe import Recipe
from exifguard._source import Buffer, BytesSource
from exifguard.containers import Changes, container_for
from exifguard.containers.webp import Webp
from exifguard.limits import DEFAULT_LIMITS
from exifguard.model import Action, Parts, Role
from exifguard.structures import riff
from pictures import FIXTURES

SIZE = (64, 48)


def fixture(name: str) -> bytes:
    return (FIXTURES / f"{name}.webp").read_bytes()


def clean(data: bytes, policy: Policy | str = "share") -> bytes:
    result = exifguard.scrub(data, policy=policy).data
    assert result is not None
    return result


def names(data: bytes) -> list[bytes]:
    return [chunk.name for chunk in webp.split(data)]


def header(data: bytes) -> tuple[int, bytes, bytes]:
    """Flags, reserved bytes and canvas of VP8X."""
    found = dict(webp.split(data))[b"VP8X"]
    assert len(found) == 10
    return found[0], found[1:4], found[4:]


def parsed(data: bytes) -> tuple[BytesSource, Parts]:
    source = BytesSource(data)
    return source, Webp().parse(source, DEFAULT_LIMITS)


def planned(data: bytes, changes: Changes) -> Recipe:
    """The output when every part stays."""
    source, parts = parsed(data)
    return Webp().plan(source, parts, [Action.NEUTRALISE] * len(parts.parts), changes)


# -- the header -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lossy", "lossless-alpha"])
def test_a_simple_file_stays_simple(name: str) -> None:
    assert names(clean(fixture(f"webp/{name}-without-header"))) == [b"VP8 " if name == "lossy" else b"VP8L"]


def test_the_header_stays_where_there_was_one() -> None:
    data = fixture("webp/lossy")
    assert names(clean(data)) == [b"VP8X", b"VP8 "]
    assert header(clean(data)) == (0, bytes(3), header(data)[2])


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("webp/flags-without-chunks", 0),
        ("webp/header-longer-and-reserved-bits", 0),
        ("hostile/webp/reserved-flag", 0),
        ("webp/icc-srgb", webp.ICC),
        ("webp/icc-not-announced", 0),
        ("webp/icc-broken", 0),
        ("webp/lossy-alpha", webp.ALPHA),
        ("webp/lossless-alpha", webp.ALPHA),
        ("webp/alpha-not-announced", 0),
        ("webp/xmp-panorama", webp.XMP),
        ("webp/orientation-1", 0),
        ("webp/orientation-8", webp.EXIF),
        ("webp/exif-not-announced", 0),
        ("webp/everything-still", webp.ICC | webp.ALPHA | webp.EXIF),
        ("webp/everything-animated", webp.ICC | webp.ALPHA | webp.EXIF | webp.ANIMATION),
    ],
)
def test_the_flags_say_what_is_there(name: str, flags: int) -> None:
    result = header(clean(fixture(name)))
    assert result[:2] == (flags, bytes(3))


@pytest.mark.parametrize(
    ("name", "flags"),
    [("lossy", 0), ("lossless", 0), ("lossless-alpha", webp.ALPHA), ("lossless-one-pixel", 0)],
)
def test_a_header_is_made_where_something_has_to_be_announced(name: str, flags: int) -> None:
    data = fixture(f"webp/clean-{name}")
    assert b"VP8X" not in names(data)
    packet = xmp.xmp_packet({"dc:title": "odd"})
    result = planned(data, Changes({"xmp": packet, "exif": tiff.orientation(3)})).to_bytes()
    expected = webp.extended(
        data, after=[webp.chunk(b"EXIF", tiff.orientation(3)), webp.chunk(b"XMP ", packet)]
    )
    assert result == expected
    assert header(result)[0] == flags | webp.EXIF | webp.XMP


def test_credits_make_a_header_for_a_simple_file() -> None:
    result = clean(fixture("webp/exif-without-header"), "publish")
    assert names(result)[:2] == [b"VP8X", b"VP8 "]
    assert b"MARK-W-EXIFWITHOUTHEADER-ARTIST." in result
    with Image.open(io.BytesIO(result)) as image:
        assert 0x0112 not in image.getexif()  # viewers saw no orientation, so none is written
        assert image.getexif()[0x013B] == "MARK-W-EXIFWITHOUTHEADER-ARTIST."


# -- contents ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["exif-little-endian", "exif-big-endian-signature"])
def test_exif_is_written_without_the_signature_of_jpeg(name: str) -> None:
    """RFC 9649 names no signature, and some viewers read the orientation only without one."""
    block = dict(webp.split(clean(fixture(f"webp/{name}"), "location")))[b"EXIF"]
    assert block[:2] in (b"II", b"MM")
    with Image.open(io.BytesIO(clean(fixture("webp/orientation-5")))) as image:
        assert image.info["exif"][:2] in (b"II", b"MM")
        assert image.getexif()[0x0112] == 5


@pytest.mark.parametrize(("payload", "padding"), [(b"even", b""), (b"odd", b"\0")])
def test_new_contents_of_a_chunk_in_a_frame(payload: bytes, padding: bytes) -> None:
    old = webp.chunk(b"XMP ", b"<old/>")
    frames = [
        webp.frame(fixture("webp/clean-lossy"), after=[old]),
        webp.frame(fixture("webp/clean-lossless")),
    ]
    data = webp.animation(SIZE, frames)
    result = planned(data, Changes(contents={0: [payload]})).to_bytes()
    frames[0] = webp.frame(fixture("webp/clean-lossy"), after=[webp.chunk(b"XMP ", payload)])
    assert result == webp.animation(SIZE, frames, flags=webp.ALPHA | webp.ANIMATION)
    assert payload + padding + b"ANMF" in result


def test_a_chunk_keeps_its_misspelt_name() -> None:
    data = fixture("webp/xmp-misspelt")
    result = planned(data, Changes(contents={0: [b"<new/>"]})).to_bytes()
    assert webp.split(result)[-1] == (b"XMP\0", b"<new/>")


def test_only_exif_and_xmp_can_be_new() -> None:
    holder = Webp()
    _, parts = parsed(fixture("webp/everything-still"))
    kinds = {block.kind for block in parts.blocks if holder.can_hold(block, 100)}
    assert kinds == {"exif", "xmp"}
    exif_block = next(block for block in parts.blocks if block.kind == "exif")
    assert not holder.can_hold(exif_block, 2**32)


def test_a_chunk_that_viewers_ignore_is_not_announced_by_the_way() -> None:
    """It stays under `location`; a new orientation beside it would make viewers heed it as well."""
    artist = tiff.tiff(tiff.Ifd((tiff.ascii_(0x13B, "name"),)))
    data = webp.join([*webp.split(fixture("webp/clean-lossy")), webp.chunk(b"EXIF", artist)])
    assert clean(data, "location") == data
    private = webp.chunk(b"PRVT", b"odd")  # has to go, so that the file is laid out anew
    with pytest.raises(exifguard.UnsupportedError) as caught:
        exifguard.scrub(webp.join([*webp.split(data), private]), policy="location", orientation=6)
    assert caught.value.rule == "not-announced"
    assert names(clean(data)) == [b"VP8 "]


def test_pictures_behind_the_picture_of_a_simple_file_never_stay() -> None:
    everything = Policy("everything", dict.fromkeys(Category, Action.KEEP))
    for name in ("picture-twice-simple", "header-behind-picture", "alpha-simple"):
        assert names(clean(fixture(f"hostile/webp/{name}"), everything)) == [b"VP8 "]


@pytest.mark.parametrize("name", ["webp/trailer", "hostile/webp/rest-in-riff"])
def test_a_trailer_that_stays_follows_the_riff(name: str) -> None:
    packet = xmp.xmp_packet({"dc:title": "title"})
    result = planned(fixture(name), Changes({"xmp": packet})).to_bytes()
    end = 8 + int.from_bytes(result[4:8], "little")
    assert names(result[:end])[-1] == b"XMP "
    assert result[end:] == fixture(name)[-len(result[end:]) :] != b""


def test_alpha_without_compression_is_cut_where_it_ends() -> None:
    result = clean(fixture("webp/alpha-raw-and-tail"))
    assert result == fixture("webp/clean-alpha-raw")
    assert len(dict(webp.split(result))[b"ALPH"]) == 1 + SIZE[0] * SIZE[1]


def test_frames_keep_their_place_time_and_blending() -> None:
    data, result = fixture("webp/animated-odd-frames"), clean(fixture("webp/animated-odd-frames"))
    before, after = (
        [one.data[:16] for one in webp.split(file) if one.name == b"ANMF"] for file in (data, result)
    )
    assert [head[:15] for head in before] == [head[:15] for head in after]
    assert [head[15] for head in after] == [head[15] & 3 for head in before]
    assert any(head[15] & ~3 for head in before)


# -- limits and damage ------------------------------------------------------------------------------


class Vast(BytesSource):
    """A file that is all zeros behind its beginning."""

    def __init__(self, head: bytes, size: int) -> None:
        super().__init__(head)
        self.size = size

    def read(self, offset: int, size: int) -> bytes:
        return self.data[offset : offset + size].ljust(size, b"\0")

    def window(self, offset: int) -> tuple[Buffer, int]:
        return self.read(offset, 16), offset


def test_a_copy_that_no_riff_can_hold_is_refused() -> None:
    size = 2**32 - 10
    stream = webp.coded(fixture("webp/clean-lossy"))[0].data
    head = riff.header(b"RIFF", size) + b"WEBP" + riff.header(b"VP8 ", size - 12) + stream
    source = Vast(head, size + 8)
    parts = Webp().parse(source, DEFAULT_LIMITS)
    assert [part.role for part in parts.parts] == [Role.STRUCTURE, Role.IMAGE]
    actions = [Action.NEUTRALISE] * len(parts.parts)
    with pytest.raises(exifguard.UnsupportedError) as caught:
        Webp().plan(source, parts, actions, Changes({"exif": tiff.orientation(6)}))
    assert caught.value.rule == "riff-size"


def test_the_number_of_parts_is_limited() -> None:
    with pytest.raises(exifguard.LimitExceededError) as caught:
        exifguard.scrub(fixture("hostile/webp/chunks-5000"), limits=Limits(parts=1_000))
    assert caught.value.limit == "parts"


@pytest.mark.parametrize(
    "break_it", [lambda data: data[:-30], lambda data: data.replace(b"\x9d\x01\x2a", b"abc")]
)
def test_inspect_reads_on_behind_damage(break_it: Callable[[bytes], bytes]) -> None:
    artist = tiff.tiff(tiff.Ifd((tiff.ascii_(0x13B, "somebody"),)))
    after = [webp.chunk(b"EXIF", artist), webp.chunk(b"PRVT", bytes(40))]
    data = break_it(webp.extended(fixture("webp/clean-lossy"), after=after))
    with pytest.raises(exifguard.FormatError):
        exifguard.scrub(data)
    report = exifguard.inspect(data)
    assert report.has(Category.RIGHTS)
    assert not report.complete


def test_the_orientation_can_be_settled() -> None:
    data = fixture("hostile/webp/exif-twice-other-orientation")
    result = exifguard.scrub(data, orientation=8).data
    assert result is not None
    with Image.open(io.BytesIO(result)) as image:
        assert image.getexif()[0x0112] == 8


RULES = {
    "chunk-length": (
        "riff-size-too-small",
        "riff-size-odd-too-small",
        "chunk-past-end-first",
        "picture-past-end",
    ),
    "riff-size": ("riff-size-0", "riff-size-11", "riff-size-largest"),
    "end-of-file": (
        "riff-size-4-gb",
        "riff-size-of-whole-file",
        "truncated-in-picture",
        "animated-truncated",
    ),
    "first-chunk": ("first-chunk-unknown", "first-chunk-alpha"),
    "vp8x": ("header-twice", "header-short"),
    "canvas": ("canvas-too-wide", "canvas-too-large", "frame-other-size"),
    "picture-missing": ("header-only", "animated-no-frames", "frame-empty"),
    "picture-twice": ("picture-twice", "frame-picture-twice"),
    "bitstream": (
        "lossy-not-shown",
        "lossy-named-lossless",
        "lossless-version-1",
        "lossy-partition-too-long",
    ),
    "alpha": ("alpha-twice", "alpha-before-lossless", "alpha-empty", "alpha-raw-short", "frame-alpha-behind"),
    "animation": ("animated-not-announced", "animated-and-still", "flags-all", "frame-in-still"),
    "anim": ("animated-no-anim", "animated-late-anim", "animated-short-anim"),
    "frame": ("frame-short", "frame-outside"),
    "frame-chunk": ("frame-nested", "frame-with-profile"),
}


@pytest.mark.parametrize(
    ("rule", "name"), [(rule, name) for rule, found in RULES.items() for name in found], ids=str
)
def test_refused_by_the_right_rule(rule: str, name: str) -> None:
    with pytest.raises(exifguard.ExifguardError) as caught:
        exifguard.scrub(fixture(f"hostile/webp/{name}"))
    assert caught.value.rule == rule
    assert caught.value.format == "webp"
    assert re.fullmatch(r"[A-Z0-9]+|chunk", caught.value.part or "")


def test_the_first_bytes_tell_the_format() -> None:
    assert exifguard.identify(fixture("webp/clean-lossy")) == ("webp", "image/webp", ".webp")
    assert container_for(b"RIFF\0\0\0\0WAVE") is None
    assert container_for(b"RIFF\0\0\0\0WEB") is None
