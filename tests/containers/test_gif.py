"""GIF beyond the laws: where streams end, whose control is whose, new contents, rules of refusals."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Iterator
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import exifguard
from builders import gif, iptc, photoshop, xmp
from exifguard import Category, Limits, Policy
from exifguard._recipe import Recipe
from exifguard._source import BytesSource
from exifguard.containers import Changes, container_for
from exifguard.containers._gif_lzw import UNBOUNDED, Walked, spread, walk
from exifguard.containers.gif import Gif
from exifguard.limits import DEFAULT_LIMITS
from exifguard.model import Action, Parts
from pictures import FIXTURES

EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))


def fixture(name: str) -> bytes:
    return (FIXTURES / f"{name}.gif").read_bytes()


def clean(data: bytes, policy: Policy | str = "share") -> bytes:
    result = exifguard.scrub(data, policy=policy).data
    assert result is not None
    return result


def blocks(data: bytes) -> list[bytes]:
    """What the blocks behind the screen begin with."""
    return [block[: 2 if block[0] == 0x21 else 1] for block in gif.split(data)[1:]]


def parsed(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[BytesSource, Parts]:
    source = BytesSource(data)
    return source, Gif().parse(source, limits)


def planned(data: bytes, changes: Changes) -> Recipe:
    """The output when every part stays."""
    source, parts = parsed(data)
    return Gif().plan(source, parts, [Action.NEUTRALISE] * len(parts.parts), changes)


CONTROL, COMMENT, TEXT, APPLICATION, IMAGE = b"!\xf9", b"!\xfe", b"!\x01", b"!\xff", b","


# -- where a stream ends ----------------------------------------------------------------------------


def measured(codes: list[gif.Code], code_size: int, pixels: int, tail: bytes = b"", step: int = 50) -> Walked:
    stream = gif.pack(codes, code_size) + tail
    return walk(iter([stream[at : at + step] for at in range(0, len(stream), step)]), code_size, pixels)


@given(
    st.integers(2, 8),
    st.lists(st.integers(0, 255), min_size=1, max_size=600),
    st.integers(1, 40),
    st.binary(max_size=20),
    st.integers(1, 300),
)
def test_a_stream_ends_behind_its_end_code(
    code_size: int, values: list[int], times: int, tail: bytes, step: int
) -> None:
    pixels = [value % (1 << code_size) for value in values * times]
    codes = [*gif.compress(pixels, code_size), gif.EOI]
    size = len(gif.pack(codes, code_size))
    assert measured(codes, code_size, len(pixels), tail, step) == Walked(size, 0, ended=True, sound=True)
    assert measured(codes, code_size, UNBOUNDED, tail, step).size == size


@given(st.integers(2, 8), st.lists(st.integers(0, 255), min_size=20, max_size=3_000), st.integers(0, 19))
def test_a_stream_without_an_end_code_ends_with_its_last_pixel(
    code_size: int, values: list[int], surplus: int
) -> None:
    pixels = [value % (1 << code_size) for value in values]
    codes = list(gif.plain(pixels, code_size))
    most = len(pixels) - surplus
    size = len(gif.pack(gif.plain(pixels[:most], code_size), code_size))
    found = measured([*codes, gif.EOI] if surplus else codes, code_size, most)
    # Where no end code follows at once, what was read to find that out is not the picture's.
    assert found.missing == 0
    assert found.sound
    assert size <= found.size <= size + 2
    missing = measured([*codes, gif.EOI], code_size, len(pixels) + 7)
    assert missing == Walked(len(gif.pack([*codes, gif.EOI], code_size)), 7, ended=True, sound=True)


@pytest.mark.parametrize("clears", [0, 1, 70])
@pytest.mark.parametrize("before", [1, 30, 31, 33, 300, 4_000, 9_000])
def test_a_code_of_nothing_is_no_sound_stream(before: int, clears: int) -> None:
    pixels = [number * number % 251 for number in range(before)]
    codes = [gif.CLEAR] * (clears + 1) + list(gif.compress(pixels, 8))[1:]
    entries = 258
    for code in codes[clears + 1 :]:
        entries = 258 if code == gif.CLEAR else min(entries + 1, 4_096)
    assert measured(codes, 8, UNBOUNDED).sound
    if entries < 4_095:  # in a full table every code stands for something
        assert not measured([*codes, entries], 8, UNBOUNDED).sound


@pytest.mark.parametrize("width", range(3, 13))
def test_codes_are_taken_out_of_a_number(width: int) -> None:
    chance = random.Random(width)
    for count in (1, 2, 3, 7, 100, 255, 256):
        codes = tuple(chance.randrange(1 << width) for _ in range(count))
        bits = sum(code << width * at for at, code in enumerate(codes))
        assert spread(bits | 5 << width * count, width, count) == codes


def _calls(stream: bytes, code_size: int) -> int:
    """How many calls a walk makes, of Python's own functions, too."""
    count = 0

    def tally(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    chunks = iter([stream[at : at + 40_000] for at in range(0, len(stream), 40_000)])
    sys.setprofile(tally)
    try:
        walk(chunks, code_size, UNBOUNDED)
    finally:
        sys.setprofile(None)
    return count


def _hard(name: str) -> tuple[list[gif.Code], int]:
    noise = [number * number % 251 for number in range(1_500)]
    streams: dict[str, tuple[list[gif.Code], int]] = {
        "clear-codes": ([gif.CLEAR] * 1_600, 2),
        "clear-codes-and-pixels": ([gif.CLEAR, 0] * 800, 2),
        "tables-of-33": (([gif.CLEAR, *range(16), *range(16), 3] * 40), 4),
        "noise": ([gif.CLEAR, *noise, *noise, *noise], 8),
        "one-colour": ([*gif.compress([7] * 60_000, 8)], 8),
    }
    return streams[name]


@pytest.mark.parametrize(
    "name", ["clear-codes", "clear-codes-and-pixels", "tables-of-33", "noise", "one-colour"]
)
def test_a_walk_costs_no_more_than_its_codes(name: str) -> None:
    """Counted, not timed: a stream of four times the codes takes four times the calls."""
    codes, code_size = _hard(name)
    few, many = (_calls(gif.pack(codes * times, code_size), code_size) for times in (4, 16))
    assert many < 4.4 * few
    assert many < 4 * 16 * len(codes)


def test_what_follows_the_stream_goes_and_the_image_has_its_own_size_again() -> None:
    plain = fixture("gif/stream-tail-in-last-sub-block")
    word = b"MARK-G-STREAMTAILINLASTSUBBLOCK-TAIL."
    assert word in plain
    result = clean(plain)
    assert word not in result
    assert len(result) == len(plain) - len(word)
    assert blocks(result) == [IMAGE, b";"]


@pytest.mark.parametrize("name", ["no-end-code", "no-first-clear-code", "eleven-bits", "small-sub-blocks"])
def test_a_stream_without_a_tail_is_copied(name: str) -> None:
    data = fixture(f"gif/stream-{name}")
    images = [[block for block in gif.split(one) if block[0] == 0x2C] for one in (data, clean(data))]
    assert images[0] == images[1]


# -- whose control is whose -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["own-control", "no-control", "control-of-image", "last-block", "equal-controls"]
)
def test_plain_text_takes_its_control_along_and_no_other(name: str) -> None:
    result = clean(fixture(f"gif/plain-text-{name}"))
    assert blocks(result) == [CONTROL, IMAGE, CONTROL, IMAGE, b";"]
    assert {block for block in gif.split(result) if block[:2] == CONTROL} == {gif.control(30, 2, 1)}


def test_plain_text_that_stays_keeps_its_control() -> None:
    data = fixture("gif/plain-text-own-control")
    assert clean(data, EVERYTHING) == data


def test_bits_without_a_meaning_become_zero() -> None:
    result = clean(fixture("gif/reserved-bits"))
    control, image = gif.split(result)[1:3]
    assert control == gif.extension(gif.CONTROL, bytes((4, 0x14, 0, 0)))
    assert image[9] == 0


def test_timing_disposal_and_loops_stay() -> None:
    data = fixture("gif/everything-animated")
    result = clean(data)
    data = data[: data.rindex(b"MARK")]  # without what follows the end
    kept = [block for block in gif.split(data) if block[:2] == CONTROL or b"NETSCAPE" in block]
    kept = [block for block in kept if b"MARK" not in block]
    assert [block for block in gif.split(result) if block[:2] == CONTROL or b"NETSCAPE" in block] == kept
    with Image.open(io.BytesIO(result)) as image:
        assert image.info["loop"] == 2


# -- contents ---------------------------------------------------------------------------------------


def test_a_fresh_packet_stands_before_the_first_image_and_its_control() -> None:
    packet = xmp.xmp_packet({"dc:title": "odd"})
    for name, order in (
        ("clean-minimal", [APPLICATION, IMAGE, b";"]),
        ("transparent", [APPLICATION, CONTROL, COMMENT, IMAGE, b";"]),
    ):
        result = planned(fixture(f"gif/{name}"), Changes({"xmp": packet})).to_bytes()
        assert result.startswith(b"GIF89a")  # 87a knows no extensions
        assert [block for block in blocks(result) if block != b"!\xff" or order[0] == b"!\xff"] == order
        assert gif.xmp(packet) in result


def test_credits_are_written_into_an_extension() -> None:
    packet = xmp.xmp_packet({"dc:creator": "Somebody", "photoshop:City": "Bern"})
    result = clean(gif.photo_gif(fixture("gif/clean-minimal"), after=[gif.xmp(packet)]), "publish")
    assert b"Somebody" in result
    assert b"Bern" not in result
    assert blocks(result) == [APPLICATION, IMAGE, b";"]
    assert gif.split(result)[1].endswith(gif.MAGIC)


def test_blocks_in_sub_blocks_are_written_anew() -> None:
    """Longer than a sub-block: the length of each is counted again."""
    caption = b"long " * 100
    record = iptc.iptc([(2, 120, caption), (2, 90, b"Bern")])
    resources = photoshop.irb([photoshop.Resource(0x0404, record)])
    plain = fixture("gif/clean-minimal")
    for name, data in ((b"MGKIPTC0000", record), (b"MGK8BIM0000", resources)):
        result = clean(gif.photo_gif(plain, head=[gif.application(name, data)]), "location")
        assert blocks(result) == [APPLICATION, IMAGE, b";"]
        report = exifguard.inspect(result)
        assert [one.value for one in report.findings if one.key == "2:120"] == [caption.decode()]
        assert not report.has(Category.LOCATION)


def test_xmp_iptc_and_resources_can_be_new() -> None:
    _, parts = parsed(fixture("gif/everything-animated"))
    kinds = {block.kind for block in parts.blocks if Gif().can_hold(block, 100)}
    assert kinds == {"xmp", "photoshop", "iptc"}
    _, parts = parsed(fixture("gif/xmp-in-sub-blocks"))
    assert not any(Gif().can_hold(block, 100) for block in parts.blocks)


def test_location_keeps_a_comment_and_drops_a_place() -> None:
    packet = xmp.xmp_packet({"dc:title": "hills", "photoshop:City": "Bern"})
    data = gif.photo_gif(fixture("gif/clean-minimal"), head=[gif.comment("said"), gif.xmp(packet)])
    result = clean(data, "location")
    assert b"said" in result
    assert b"hills" in result
    assert b"Bern" not in result
    same = gif.photo_gif(fixture("gif/clean-minimal"), head=[gif.comment("said")])
    assert clean(same, "location") == same


# -- limits and damage ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [b"ab", gif.extension(gif.CONTROL, bytes(5)), gif.loop(3) + gif.loop(4), gif.control(1) + gif.control(2)],
    ids=["stray", "control", "loops", "controls"],
)
def test_inspect_reads_on_behind_damage(damage: bytes) -> None:
    image = gif.split(fixture("gif/clean-minimal"))[1]
    after = [damage, image, gif.comment("behind it")]
    data = gif.photo_gif(fixture("gif/clean-minimal"), after=after, tail=b"more")
    with pytest.raises(exifguard.FormatError):
        exifguard.scrub(data)
    report = exifguard.inspect(data)
    assert "behind it" in [one.value for one in report.findings]
    assert report.has(Category.TRAILER)
    assert not report.complete


def test_inspect_sees_what_hides_behind_an_early_end() -> None:
    report = exifguard.inspect(fixture("hostile/gif/early-end-and-data"))
    assert "image data/tail" in [one.path for one in report.findings]
    assert not report.complete


def test_a_report_without_findings_on_a_damaged_file_is_not_complete() -> None:
    for name in ("no-image", "code-size-0", "first-61-bytes", "control-twice"):
        assert not exifguard.inspect(fixture(f"hostile/gif/{name}")).complete


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (Limits(parts=1_000), "hostile/gif/many-empty-comments"),
        (Limits(image_bytes=64 * 48 - 1), "gif/clean-minimal"),
        (Limits(image_bytes=64 * 48 * 3 - 1), "gif/clean-animated"),
        (Limits(image_bytes=12_000), "hostile/gif/only-clear-codes"),
    ],
)
def test_costs_are_limited(limits: Limits, name: str) -> None:
    with pytest.raises(exifguard.LimitExceededError) as caught:
        exifguard.scrub(fixture(name), limits=limits)
    assert getattr(limits, str(caught.value.limit)) != getattr(DEFAULT_LIMITS, str(caught.value.limit))


def test_a_frame_that_says_it_is_huge_costs_nothing() -> None:
    stream = gif.pack([gif.CLEAR, 1, gif.EOI], 4)
    image = gif.Image((65_535, 65_535), stream, 4).pack()
    data = gif.join([gif.screen((9, 9), bytes(48)), image, gif.END])
    result = exifguard.scrub(data)
    assert result.data == data
    with pytest.raises(exifguard.LimitExceededError):
        exifguard.scrub(gif.join([gif.screen((9, 9), bytes(48)), image, image, gif.END]))


def test_a_block_larger_than_may_be_read_is_not_listed_piece_by_piece() -> None:
    data = gif.photo_gif(fixture("gif/clean-minimal"), head=[gif.comment(b"x" * 2_000)])
    _, parts = parsed(data, Limits(block_bytes=1_000))
    assert [len(block.spans) for block in parts.blocks] == [1]
    assert exifguard.scrub(data, limits=Limits(block_bytes=1_000)).data == fixture("gif/clean-minimal")
    with pytest.raises(exifguard.LimitExceededError):
        exifguard.scrub(data, limits=Limits(block_bytes=1_000), policy="location")


def _many() -> Iterator[tuple[str, list[bytes]]]:
    control, text = gif.control(), gif.plain_text("t")
    yield "controls-then-texts", [*[control] * 20_000, *[text] * 20_000]
    yield "texts-and-controls", [control, text] * 20_000
    yield "comments", [gif.comment("c")] * 40_000
    yield "strays", [b"!\xfe\0", b"\0\0"] * 20_000


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("name", "many"), list(_many()), ids=lambda value: value if type(value) is str else ""
)
def test_many_blocks_cost_no_more_than_their_number(name: str, many: list[bytes]) -> None:
    data = gif.photo_gif(fixture("gif/clean-minimal"), after=many)
    if name != "strays":
        assert clean(data) == fixture("gif/clean-minimal")
    assert exifguard.inspect(data, limits=Limits(fields=1_000_000)).findings


def test_stray_bytes_before_the_end_marker_are_found_again() -> None:
    """The search remembers where it searched: the marker is the last byte of the file."""
    data = fixture("gif/clean-minimal")
    source = BytesSource(data[:-1] + bytes(200_000) + b";")
    first, second = (Gif().parse(source, DEFAULT_LIMITS) for _ in range(2))
    assert first == second
    assert first.parts[-1].name == "end"
    assert not first.notes


RULES = {
    "end-of-file": (
        "first-12-bytes",
        "screen-table-cut",
        "image-header-cut",
        "image-table-cut",
        "image-data-cut",
        "extension-cut-before-image",
        "control-without-terminator",
    ),
    "image-missing": ("no-image", "no-image-but-text", "first-61-bytes"),
    "stray": ("stray-before-image", "stray-between-images", "stray-before-extension", "xmp-with-nul"),
    "code-size": ("code-size-0", "code-size-1", "code-size-12", "code-size-255"),
    "lzw": ("first-code-of-nothing", "code-of-nothing", "code-of-nothing-late"),
    "lzw-end": ("early-end-and-data",),
    "control": ("control-longer", "control-shorter", "control-of-two-pieces"),
    "control-twice": ("control-twice", "control-of-text-transparent"),
    "loop": ("loop-behind-buffer", "loop-of-two-bytes", "loop-masked", "loop-in-longer-name"),
    "loop-twice": ("loop-twice",),
}


@pytest.mark.parametrize(
    ("rule", "name"), [(rule, name) for rule, found in RULES.items() for name in found], ids=str
)
def test_refused_by_the_right_rule(rule: str, name: str) -> None:
    with pytest.raises(exifguard.FormatError) as caught:
        exifguard.scrub(fixture(f"hostile/gif/{name}"))
    assert caught.value.rule == rule
    assert caught.value.format == "gif"
    assert caught.value.part


def test_the_first_bytes_tell_the_format() -> None:
    assert exifguard.identify(fixture("gif/clean-minimal")) == ("gif", "image/gif", ".gif")
    assert container_for(b"GIF88a") is None
    assert container_for(b"GIF89") is None
