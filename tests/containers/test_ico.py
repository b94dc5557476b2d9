"""ICO and CUR beyond the laws: directories that are made, pictures that share, what is refused and why."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Callable
from typing import NamedTuple

import pytest
from PIL import Image

import exifguard
from builders import bmp, ico, png, tiff
from exifguard import Action, Category, Policy
from exifguard._source import BytesSource
from exifguard.containers import container_for, stranger
from exifguard.containers.ico import CUR, ICO, Ico
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.model import Role
from oracles import shown
from pictures import FIXTURES

EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))
SIZE = (5, 3)


class Entry(NamedTuple):
    """An entry of a directory; the last two say where its picture is."""

    width: int
    height: int
    colours: int
    reserved: int
    planes: int
    bits: int
    size: int
    offset: int


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def clean(data: bytes, policy: Policy | str = "share") -> bytes:
    result = exifguard.scrub(data, policy=policy).data
    assert result is not None
    return result


def entries(data: bytes) -> list[Entry]:
    count = int.from_bytes(data[4:6], "little")
    return [Entry(*struct.unpack_from("<4B2H2I", data, 6 + 16 * number)) for number in range(count)]


def pictures(data: bytes) -> list[bytes]:
    return [data[one.offset : one.offset + one.size] for one in entries(data)]


def picture(bits: int = 24, **options: bytes) -> ico.Image:
    colours = bmp.palette([(n, n, n) for n in range(1 << bits)]) if bits <= 8 else b""
    return ico.Image(ico.bitmap(SIZE, bits, lambda x, y: (x + y) % 2, colours, **options), SIZE, bits=bits)


def drawn(*chunks: bytes, size: tuple[int, int] = (16, 16)) -> ico.Image:
    """A PNG with more chunks."""
    out = io.BytesIO()
    Image.new("RGBA", size, (9, 8, 7, 200)).save(out, "PNG")
    return ico.Image(png.photo_png(out.getvalue(), head=chunks), size)


def exif(*rows: tiff.Entry) -> bytes:
    return png.chunk(b"eXIf", tiff.tiff(tiff.Ifd(rows)))


# -- what it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "form"), [(ico.ICON, ICO), (ico.CURSOR, CUR)])
def test_the_second_word_says_what_it_is(kind: int, form: exifguard.Format) -> None:
    assert exifguard.identify(ico.ico([picture()], kind=kind)) == form


@pytest.mark.parametrize("head", [b"\0\0\1\0\0\0", b"\0\0\2\0\0\0" + bytes(20), b"\0\0\3\0\1\0", b"\0\0\1"])
def test_what_is_no_icon(head: bytes) -> None:
    """The second is a TGA picture in true colour, which begins almost like a cursor."""
    assert container_for(head) is None


def test_icons_are_no_strangers() -> None:
    assert stranger(ico.ico([picture()])[:32]) is None
    assert stranger(b"RIFF\0\0\0\0ACONanih") == "an animated cursor"


# -- the directory ----------------------------------------------------------------------------------


def test_pictures_follow_each_other_without_gaps_and_the_entries_say_so() -> None:
    data = ico.ico([picture(8), drawn(png.text("Author", "me")), picture(32)], gap=b"gap", tail=b"tail")
    result = clean(data)
    at = 6 + 16 * 3
    for one in entries(result):
        assert one.offset == at
        at += one.size
    assert at == len(result)
    assert pictures(result) == [picture(8).data, drawn().data, picture(32).data]


def test_entries_say_what_they_said_of_sides_colours_and_hotspots() -> None:
    image = picture()._replace(size=(256, 7), planes=3, bits=2, reserved=77)
    before = ico.ico([image], kind=ico.CURSOR, tail=b"tail")
    assert entries(before)[0][:6] == (0, 7, 0, 77, 3, 2)
    assert entries(clean(before))[0][:6] == (0, 7, 0, 0, 3, 2)


def test_the_hotspot_shows_in_pillow() -> None:
    with Image.open(io.BytesIO(clean(fixture("ico/cursor.cur")))) as image:
        assert image.format == "CUR"
        assert image.size == (18, 14)
    assert entries(clean(fixture("ico/cursor.cur")))[0][4:6] == (3, 7)


def test_entries_need_not_stand_in_the_order_of_the_pictures() -> None:
    data = fixture("ico/shared-png.ico")
    result = clean(data)
    first, second, third = entries(result)
    assert first == third
    assert second.offset < first.offset
    assert [one.bits for one in entries(data)] == [one.bits for one in (first, second, third)]
    assert pictures(result)[0] == pictures(data)[0]


def test_shared_pictures_are_stored_once() -> None:
    data = fixture("hostile/ico/shared-5000-times.ico")
    result = clean(data)
    assert len({one.offset for one in entries(result)}) == 1
    assert len(entries(result)) == 5_000
    assert len(result) < len(data)


def test_pictures_that_no_entry_names_go() -> None:
    result = clean(fixture("ico/orphan-picture.ico"))
    assert b"PNG" not in result
    assert len(pictures(result)) == 2


# -- bitmaps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [1, 4, 8, 16, 24, 32])
def test_padding_of_colours_and_mask_becomes_zero(bits: int) -> None:
    data = ico.ico([picture(bits, padding=b"\xaa\xbb\xcc")])
    assert clean(data) == ico.ico([picture(bits)])
    paths = [one.path for one in exifguard.inspect(data).findings]
    assert set(paths) == {"image 1/row padding"}


def test_bytes_behind_a_mask_that_nobody_heeds_go() -> None:
    image = picture(32)
    data = ico.ico([image._replace(data=image.data + b"hidden")])
    assert clean(data) == ico.ico([image])


def test_a_mask_may_be_missing_where_colours_have_opacity() -> None:
    data = ico.ico([picture(32, mask=b"")], tail=b"tail")
    assert clean(data) == data[:-4]


def test_strict_drops_the_resolution_of_every_bitmap() -> None:
    head = bmp.info(5, 6, 24, density=(2835, 2835))
    image = picture()
    dense = image._replace(data=head + image.data[len(head) :])
    assert clean(ico.ico([dense, picture(8)]), "strict") == ico.ico([image, picture(8)])
    assert clean(ico.ico([dense])) == ico.ico([dense])


# -- PNG files inside -------------------------------------------------------------------------------


def test_each_png_is_cleaned_as_a_file_of_its_own_would_be() -> None:
    data = fixture("ico/png-everything.ico")
    for before, after in zip(pictures(data), pictures(clean(data)), strict=True):
        if before[:8] == png.SIGNATURE:
            assert after == clean(before)
        else:
            assert after == before


def test_no_viewer_turns_icons_so_that_orientations_may_disagree() -> None:
    data = fixture("ico/png-turned.ico")
    assert b"eXIf" not in clean(data)
    again = clean(data, "location")
    found = [one for one in exifguard.inspect(again).findings if one.key == "IFD0:Orientation"]
    assert [one.value for one in found] == [6, 8]
    assert not exifguard.inspect(again).has(Category.LOCATION)
    assert shown(again) == shown(data)


def test_an_orientation_that_is_asked_for_is_not_written() -> None:
    result = exifguard.scrub(ico.ico([drawn()]), orientation=6)
    assert not result.changed
    assert any("orientation" in note for note in result.notes)


def test_credits_stand_in_the_first_png() -> None:
    images = [picture(), drawn(), drawn(exif(tiff.ascii_(0x13B, "An Artist"), tiff.ascii_(0x110, "A Model")))]
    result = pictures(clean(ico.ico(images), "publish"))
    assert [b"An Artist" in one for one in result] == [False, True, False]
    assert not any(b"A Model" in one for one in result)


def test_values_stay_in_the_png_that_says_them() -> None:
    images = [drawn(exif(tiff.ascii_(0x110, f"Model {n}"), tiff.ascii_(0x13B, "x"))) for n in range(3)]
    result = pictures(clean(ico.ico(images), EVERYTHING.remove(Category.RIGHTS)))
    assert [one.count(b"Model") for one in result] == [1, 1, 1]
    assert all(f"Model {n}".encode() in one for n, one in enumerate(result))


@pytest.mark.parametrize("policy", ["share", "location", "publish", "strict"])
def test_every_profile_is_cleaned_in_its_place(policy: str) -> None:
    result = clean(fixture("ico/png-profiles.ico"), policy)
    assert [one.count(b"iCCP") for one in pictures(result)] == [1, 1, 1]
    assert b"mmod" not in result


def test_what_stays_behind_the_last_picture_stays_once() -> None:
    """A kept trailer inside a PNG and one behind all pictures are two things."""
    image = drawn()
    images = [image._replace(data=image.data + b"inside")]
    data = ico.ico(images, gap=b"a gap never stays", tail=b"outside")
    assert clean(data, EVERYTHING) == ico.ico(images, tail=b"outside")
    assert clean(data) == ico.ico([image])


# -- damage -----------------------------------------------------------------------------------------


def findings(data: bytes) -> tuple[bool, set[str]]:
    report = exifguard.inspect(data)
    return report.complete, {one.path for one in report.findings}


TEXT = drawn(png.text("Author", "me"))
DAMAGED: dict[str, tuple[bytes, set[str]]] = {
    "a bitmap": (
        ico.ico([ico.Image(bmp.info(16, 32, 3) + bytes(9)), TEXT]),
        {"image 1/rest", "image 2/tEXt/Author"},
    ),
    "a PNG": (
        ico.ico([drawn(png.bad_crc(b"PLTE", b"abc"), png.text("Title", "t")), TEXT]),
        {"image 1/PLTE", "image 1/tEXt/Title", "image 2/tEXt/Author"},
    ),
    "an entry": (
        ico.ico([TEXT, TEXT], sizes=[0, 1 << 20]),
        {"directory", "image 1/tEXt/Author", "image 2/tEXt/Author"},
    ),
    "the number of entries": (
        b"\0\0\1\0\2\0" + ico.entry(TEXT, len(TEXT.data), 22 + 10) + TEXT.data[:10],
        {"directory"},
    ),
    "an overlap": (
        ico.ico([TEXT, TEXT], moved=[0, -9]),
        {"directory", "image 1/tEXt/Author", "image 2/rest", "trailer"},
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_inspect_reads_around_damage(name: str) -> None:
    data, paths = DAMAGED[name]
    with pytest.raises(exifguard.FormatError):
        exifguard.scrub(data)
    complete, found = findings(data)
    assert not complete
    assert paths <= found


RULES: dict[str, tuple[Callable[[], bytes], str]] = {
    "no entries": (lambda: b"\0\0\1\0\0\1" + bytes(8), "end-of-file"),
    "an empty picture": (lambda: ico.ico([picture()], sizes=[-len(picture().data)]), "entry"),
    "over the directory": (lambda: ico.ico([picture()], moved=[-1]), "overlap"),
    "over another": (lambda: ico.ico([picture(), picture(8)], moved=[0, -1]), "overlap"),
    "cut": (lambda: ico.ico([picture()])[:-1], "end-of-file"),
    "a short entry": (lambda: ico.ico([picture()], sizes=[-1]), "end-of-file"),
    "another header": (lambda: ico.ico([ico.Image(bmp.core(5, 6, 24) + bytes(900))]), "icon-bitmap"),
    "run lengths": (lambda: ico.ico([ico.Image(bmp.info(5, 6, 8, bmp.RLE8) + bytes(2_000))]), "icon-bitmap"),
    "a mask and more": (lambda: ico.ico([picture()._replace(data=picture().data + b"1234")]), "mask-tail"),
    "colours for true colour": (
        lambda: ico.ico([ico.Image(bmp.info(5, 6, 24, used=1) + bytes(900))]),
        "icon-palette",
    ),
    "a PNG's own": (lambda: ico.ico([drawn(png.chunk(b"ABCD"))]), "critical"),
}


@pytest.mark.parametrize("name", RULES)
def test_each_refusal_has_its_rule(name: str) -> None:
    build, rule = RULES[name]
    with pytest.raises(exifguard.ExifguardError) as caught:
        exifguard.scrub(build())
    assert caught.value.rule == rule
    assert caught.value.format == "ico"


def test_errors_of_a_png_say_where_in_the_file() -> None:
    data = ico.ico([picture(), drawn(png.chunk(b"ABCD"))])
    with pytest.raises(exifguard.UnsupportedError) as caught:
        exifguard.scrub(data)
    assert caught.value.offset == data.index(b"ABCD") - 4
    assert caught.value.part == "image 2/ABCD"


def test_decoders_disagree_about_bytes_behind_a_mask() -> None:
    """Why such files are refused: Pillow looks for the mask before the end, others behind the colours."""
    mask = bytes(4 * 3)
    image = picture(24, mask=mask)
    with_tail = image._replace(data=image.data + b"\xff" * 12)
    first, second = (shown(ico.ico([one])) for one in (image, with_tail))
    assert first is not None
    assert second is not None
    assert first.frames != second.frames


def test_rows_of_all_pictures_are_counted_together() -> None:
    data = ico.ico([picture()] * 4)
    source = BytesSource(data)
    rows = 2 * SIZE[1] * 4
    parts = Ico().parse(source, Limits(parts=rows))
    assert sum(len(part.pieces or ()) for part in parts.parts if part.role is Role.IMAGE) == rows
    with pytest.raises(exifguard.LimitExceededError):
        Ico().parse(source, Limits(parts=rows - 1))


@pytest.mark.timeout(30)
def test_many_pictures_cost_no_more_than_their_number() -> None:
    tiny = drawn(*[png.text("A", "b")] * 9, size=(1, 1))
    images = [tiny] * 2_000
    start = time.perf_counter()
    result = clean(ico.ico(images))
    assert len(entries(result)) == 2_000
    first = time.perf_counter() - start
    assert first < 20
    assert Ico().parse(BytesSource(result), DEFAULT_LIMITS).size == len(result)
