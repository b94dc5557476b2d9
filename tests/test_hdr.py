"""Pictures that brighten on HDR screens: they look the same there after every scrub, and say no more.

What they look like is told by libultrahdr, or computed from what ExifTool and Pillow read.
"""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

import exifguard
import laws
from builders import hdr, jpeg, tiff, trailers
from builders.hdr import FORMS, ISO, PLACES
from exifguard import Action, Category, Policy
from exifguard.errors import ExifguardError, LimitExceededError
from exifguard.limits import DEFAULT_LIMITS
from exifguard.metadata.gainmap import read_gain_map
from exifguard.model import GainMap
from marks import find_marks

PRESETS = ("share", "publish", "strict", "location")
EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))
FORM = pytest.mark.parametrize("name", FORMS)
PRESET = pytest.mark.parametrize("policy", PRESETS)
BARE = pytest.mark.parametrize("policy", ["share", "strict"])

STAYS: Mapping[str, frozenset[str]] = {
    "share": frozenset(),
    "strict": frozenset(),
    "publish": frozenset({"exif", "inner-exif"}),  # the artist
    "location": frozenset({"exif", "xmp", "comment", "inner-exif", "inner-xmp", "inner-comment"}),
}
"""The places of which a policy keeps the words."""


def word(place: str) -> str:
    return f"MARK-HDR-{PLACES[place].tag}."


@cache
def planted(name: str, policy: str = "share") -> bytes:
    """A file of a form with a word in every place; strict lets no bytes pass that nobody can name."""
    return FORMS[name](lambda place: "" if (policy, place) == ("strict", "inner-iso") else word(place))


@cache
def scrub(data: bytes, policy: str | Policy) -> exifguard.Scrubbed:
    return exifguard.scrub(data, policy=policy)


def clean(data: bytes, policy: str | Policy) -> bytes:
    scrubbed = scrub(data, policy).data
    assert scrubbed is not None
    return scrubbed


@cache
def seen(data: bytes) -> hdr.Pixels:
    return hdr.hdr_pixels(data)


def same_in_hdr(before: bytes, after: bytes, tolerance: float = 0) -> None:
    assert seen(before).max() > 2  # HDR indeed
    np.testing.assert_allclose(seen(after), seen(before), rtol=tolerance)


# Where the pictures of a file are, found by their own markers


class Listed(NamedTuple):
    """A picture as an index or a file has it."""

    start: int
    size: int


def listed(data: bytes) -> list[Listed]:
    """What the multi-picture index of the first picture says (CIPA DC-007, 5.2.3)."""
    at = 0
    for unit in jpeg.split(data):
        if unit.code == 0xE2 and unit.data[4:].startswith(jpeg.MPF):
            header = at + 4 + len(jpeg.MPF)
            break
        at += len(unit.data)
    else:
        return []
    sign = {b"MM": ">", b"II": "<"}[data[header : header + 2]]
    (ifd,) = struct.unpack_from(sign + "I", data, header + 4)
    (rows,) = struct.unpack_from(sign + "H", data, header + ifd)
    found = {
        tag: (count, value)
        for tag, _, count, value in struct.iter_unpack(
            sign + "HHII", data[header + ifd + 2 : header + ifd + 2 + 12 * rows]
        )
    }
    assert found[0xB001][1] * 16 == found[0xB002][0]
    table = data[header + found[0xB002][1] :][: found[0xB002][0]]
    entries = [Listed(start, size) for _, size, start, _, _ in struct.iter_unpack(sign + "IIIHH", table)]
    return [Listed(one.start + header if one.start else 0, one.size) for one in entries]


def following(data: bytes) -> list[Listed]:
    """Pictures that follow each other without a gap, to the end of the file."""
    found = []
    at = 0
    while data.startswith(b"\xff\xd8\xff", at):
        found.append(Listed(at, len(jpeg.join(jpeg.split(data[at:])))))
        at += found[-1].size
    assert at == len(data)
    return found


def pictures(data: bytes) -> list[bytes]:
    return [data[start : start + size] for start, size in following(data)]


def directory(data: bytes) -> list[tuple[str, int | None]]:
    """The items that the first picture's XMP lists, by ExifTool: semantic and length."""
    items = [row["Item"] for row in hdr.tags(data).get("XMP-Container:Directory", ())]
    return [(item["Semantic"], item.get("Length")) for item in items]


def laid_out_well(data: bytes) -> None:
    """Index, directory and the pictures themselves agree."""
    there = following(data)
    assert listed(data) == (there if len(there) > 1 else [])
    items = directory(data)
    if items:
        assert items == [("Primary", None), ("GainMap", there[1].size)]


def numbers(picture: bytes) -> GainMap | None:
    """The numbers that a picture states as a gain map."""
    units = [unit.data for unit in jpeg.split(picture)]
    packets = [unit[4 + 29 :] for unit in units if unit[4:].startswith(b"http://ns.adobe.com/xap/1.0/\0")]
    payloads = [unit[4 + len(ISO) :] for unit in units if unit[4:].startswith(ISO)]
    return read_gain_map(packets, payloads, DEFAULT_LIMITS)


# Every form, every preset


@PRESET
@FORM
def test_the_picture_looks_the_same_in_hdr(name: str, policy: str) -> None:
    same_in_hdr(
        planted(name, policy), clean(planted(name, policy), policy), 1e-6 if name == "apple-old" else 0
    )


@PRESET
@FORM
def test_the_words_that_had_to_go_are_gone_and_no_others(name: str, policy: str) -> None:
    before = find_marks(planted(name, policy), map(word, PLACES))
    assert before >= {word(place) for place in PLACES if place not in ("note", "inner-iso")}
    left = find_marks(clean(planted(name, policy), policy), before)
    assert left == {word(place) for place in STAYS[policy]}


@PRESET
@FORM
def test_the_index_says_where_the_pictures_are(name: str, policy: str) -> None:
    after = clean(planted(name, policy), policy)
    laid_out_well(after)
    assert len(following(after)) == 2
    assert bool(directory(after)) == name.startswith(("adobe", "ultra"))
    # ExifTool, which reads the index on its own, cuts out the same picture
    assert hdr.second_picture(after) == pictures(after)[1]


@BARE
@FORM
def test_exiftool_sees_numbers_and_nothing_else(name: str, policy: str) -> None:
    for picture in pictures(clean(planted(name, policy), policy)):
        laws.nothing_left(dict(hdr.tags(picture)))


@PRESET
@FORM
def test_scrubbing_again_changes_nothing(name: str, policy: str) -> None:
    again = exifguard.scrub(clean(planted(name, policy), policy), policy=policy)
    assert not again.changed
    assert not again.removed
    assert again.data == clean(planted(name, policy), policy)


@BARE
@FORM
def test_a_clean_file_reveals_nothing(name: str, policy: str) -> None:
    report = exifguard.inspect(clean(planted(name, policy), policy))
    assert report.complete
    assert not report.categories, report.findings


@FORM
def test_a_file_that_names_no_place_stays_as_it_is(name: str) -> None:
    def no_place(place: str) -> str:
        return "" if place in ("gps", "inner-gps", "note", "inner-iso") else word(place)

    data = FORMS[name](no_place)
    after = clean(data, "location")
    if name.startswith("apple"):  # its maker note goes
        same_in_hdr(data, after, 1e-6 if name == "apple-old" else 0)
    else:
        assert after == data


def test_bytes_behind_the_numbers_are_told_and_may_be_a_place() -> None:
    data = hdr.iso_hdr(lambda place: word(place) if place == "inner-iso" else "")
    after = clean(data, "location")
    assert not find_marks(after, [word("inner-iso")])
    same_in_hdr(data, after)
    assert exifguard.inspect(data).has(Category.UNKNOWN)
    with pytest.raises(exifguard.RefusedError):
        exifguard.scrub(data, policy="strict")


def test_an_index_stays_unless_it_says_more() -> None:
    """CIPA DC-007: an id for each picture is one of its fields; bytes that no field claims are none."""
    second = preview("A", place=False)
    plain = jpeg.multi_picture(hdr.base_picture(), [second])
    images = [jpeg.MpfImage(0x0003_0000, 0, 0), jpeg.MpfImage(0x0005_0000, len(second), 0)]
    loose = jpeg.mpf_index(images)
    size = struct.pack(">H", len(loose) - 2 + 5)
    loose = loose[:2] + size + loose[4:] + b"HIDE."
    named = jpeg.mpf_index(images, uids=[b"MARK-HDR-UID."])
    for index, word_in_it in ((loose, "HIDE."), (named, "MARK-HDR-UID.")):
        data = jpeg.photo_jpeg(hdr.base_picture(), head=[index]) + second
        assert find_marks(data, [word_in_it])
        policy = Policy.location().remove(Category.IDENTITY, Category.HISTORY)
        after = clean(data, policy)
        laid_out_well(after)
        assert not find_marks(after, [word_in_it])
        assert clean(after, policy) == after
    assert find_marks(clean(jpeg.photo_jpeg(hdr.base_picture(), head=[named]) + second, "location"), ["UID."])
    assert clean(plain, "location") == plain


def test_a_file_of_libultrahdr_looks_the_same_in_hdr() -> None:
    data = hdr.encoded_hdr()
    for policy in PRESETS:
        after = clean(data, policy)
        np.testing.assert_array_equal(hdr.decoded(after), hdr.decoded(data))
        laid_out_well(after)


@BARE
@FORM
def test_the_gain_map_alone_keeps_its_numbers(name: str, policy: str) -> None:
    picture = pictures(planted(name, policy))[1]
    after = clean(picture, policy)
    found = numbers(picture)
    assert found is not None
    assert numbers(after) == found
    assert len(following(after)) == 1
    assert not find_marks(after, map(word, PLACES))
    assert not exifguard.inspect(after).categories
    laws.nothing_left(dict(hdr.tags(after)))
    assert clean(after, policy) == after


# Several pictures


def preview(label: str, *, place: bool = True) -> bytes:
    """A small picture that names its artist and a place."""
    words = [tiff.ascii_(0x013B, f"MARK-HDR-ARTIST-{label}.")]
    where = tiff.gps(tiff.gps_text(0x1B, f"MARK-HDR-GPS-{label}."))
    block = tiff.tiff(tiff.Ifd(tuple(words), {tiff.GPS_POINTER: where} if place else {}), "MM")
    return jpeg.photo_jpeg(hdr.gain_picture("RGB"), head=[jpeg.exif_segment(block)])


ARTISTS = ["MARK-HDR-ARTIST-A.", "MARK-HDR-ARTIST-B."]
WHERE = ["MARK-HDR-GPS-A.", "MARK-HDR-GPS-B."]


def gain_map() -> bytes:
    return pictures(hdr.iso_hdr())[1]


def several(seconds: Sequence[bytes], gap: bytes = b"") -> bytes:
    """A picture with a version segment of ISO 21496-1, and others behind it."""
    first = jpeg.photo_jpeg(hdr.base_picture(), head=[jpeg.app(2, ISO + bytes(4))])
    return jpeg.multi_picture(first, seconds, gap=gap)


ORDERS: Mapping[str, Callable[[], list[bytes]]] = {
    "first": lambda: [gain_map(), preview("A"), preview("B")],
    "between": lambda: [preview("A"), gain_map(), preview("B")],
    "last": lambda: [preview("A"), preview("B"), gain_map()],
}


@pytest.mark.parametrize("gap", [b"", b"between the pictures"], ids=["joined", "gaps"])
@pytest.mark.parametrize("order", ORDERS)
def test_the_gain_map_is_found_among_others(order: str, gap: bytes) -> None:
    data = several(ORDERS[order](), gap)
    for policy in ("share", "publish", "strict"):
        if gap and policy == "strict":  # nobody can say what is in the gap
            continue
        after = clean(data, policy)
        laid_out_well(after)
        assert numbers(pictures(after)[1]) == numbers(gain_map())
        assert len(pictures(after)) == 2
        assert not find_marks(after, ARTISTS + WHERE)
        np.testing.assert_array_equal(hdr.decoded(after), hdr.decoded(hdr.iso_hdr()))


@pytest.mark.parametrize("order", ORDERS)
def test_location_keeps_cleans_and_lists_the_others(order: str) -> None:
    data = several(ORDERS[order]())
    after = clean(data, "location")
    laid_out_well(after)
    assert len(pictures(after)) == 4
    assert numbers(pictures(after)[1]) == numbers(gain_map())
    assert find_marks(after, ARTISTS + WHERE) == set(ARTISTS)
    np.testing.assert_array_equal(hdr.decoded(after), hdr.decoded(hdr.iso_hdr()))
    assert clean(after, "location") == after


def test_previews_without_a_gain_map_are_kept_and_listed() -> None:
    data = jpeg.multi_picture(hdr.base_picture(), [preview("A"), preview("B")], gap=b"gap")
    after = clean(data, "location")
    laid_out_well(after)
    assert len(pictures(after)) == 3
    assert find_marks(after, ARTISTS + WHERE) == set(ARTISTS)
    untouched = jpeg.multi_picture(hdr.base_picture(), [preview("A", place=False)])
    assert clean(untouched, "location") == untouched


def test_the_index_calls_the_others_what_it_called_them() -> None:
    second = preview("A")
    data = jpeg.multi_picture(hdr.base_picture(), [second])
    entry = struct.pack(">II", 0, len(second))
    for kind in (0x0001_0002, 0x0002_0002, 0x0005_0000):
        named = struct.pack(">II", kind, len(second))
        after = clean(data.replace(entry, named), "location")
        assert struct.pack(">II", kind, following(after)[1].size) in after
    after = clean(data.replace(entry, struct.pack(">I", 0x00AB_CDEF) + entry[4:]), "location")
    assert struct.pack(">II", 0, following(after)[1].size) in after  # the standard knows no such kind


def test_removing_previews_removes_their_index() -> None:
    policy = Policy.location().remove(Category.PREVIEW)
    alone = clean(jpeg.multi_picture(hdr.base_picture(), [preview("A"), preview("B")]), policy)
    assert len(following(alone)) == 1
    assert not listed(alone)
    assert not find_marks(alone, ARTISTS + WHERE)
    assert clean(alone, policy) == alone
    bright = clean(several(ORDERS["between"]()), policy)
    laid_out_well(bright)
    assert len(following(bright)) == 2
    np.testing.assert_array_equal(hdr.decoded(bright), hdr.decoded(hdr.iso_hdr()))


@pytest.mark.parametrize("policy", ["location", EVERYTHING])
def test_a_second_picture_that_is_damaged_goes(policy: str | Policy) -> None:
    damaged = preview("A")[:-40]
    data = several([damaged, preview("B"), gain_map()])
    result = exifguard.scrub(data, policy=policy)
    assert result.data is not None
    laid_out_well(result.data)
    assert len(following(result.data)) == 3
    assert "MARK-HDR-ARTIST-B." in find_marks(result.data, ARTISTS)
    assert not find_marks(result.data, ["MARK-HDR-ARTIST-A."])
    assert any("cannot be cleaned" in note for note in result.notes), result.notes
    assert any("could not be kept" in note for note in result.notes), result.notes


@PRESET
def test_a_damaged_gain_map_goes_with_a_note(policy: str) -> None:
    damaged = hdr.ultra_hdr()[:-30]
    if policy == "strict":
        with pytest.raises(exifguard.RefusedError):
            exifguard.scrub(damaged, policy=policy)
        return
    result = exifguard.scrub(damaged, policy=policy)
    assert result.data is not None
    assert len(following(result.data)) == 1
    assert not listed(result.data)
    assert b"hdrgm" not in result.data
    assert b"Container" not in result.data
    assert ISO not in result.data
    assert any("HDR gain map is lost" in note for note in result.notes), result.notes
    assert clean(result.data, policy) == result.data


# Indices that are wrong

ENTRIES: Mapping[str, jpeg.MpfImage] = {
    "inside the first": jpeg.MpfImage(0, 300, 20),
    "past the end": jpeg.MpfImage(0, 300, 0x00FF_FFFF),
    "huge": jpeg.MpfImage(0, 0xFFFF_FFFF, 0xFFFF_FFFF),
    "zero": jpeg.MpfImage(0, 0, 0),
    "itself": jpeg.MpfImage(0, 64, 8),
}


def indexed(entries: Sequence[jpeg.MpfImage], second: bytes, gap: bytes = b"") -> bytes:
    head = [jpeg.app(2, ISO + bytes(4)), jpeg.mpf_index([jpeg.MpfImage(0x2003_0000, 0, 0), *entries])]
    return jpeg.photo_jpeg(hdr.base_picture(), head=head) + gap + second


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_wrong_index_is_put_right(entry: str) -> None:
    after = clean(indexed([ENTRIES[entry]], gain_map()), "share")
    laid_out_well(after)
    np.testing.assert_array_equal(hdr.decoded(after), hdr.decoded(hdr.iso_hdr()))


def test_a_gain_map_without_an_index_gets_one() -> None:
    data = jpeg.photo_jpeg(hdr.base_picture(), head=[jpeg.app(2, ISO + bytes(4))]) + gain_map()
    for policy in PRESETS[:3]:
        after = clean(data, policy)
        laid_out_well(after)
        np.testing.assert_array_equal(hdr.decoded(after), hdr.decoded(hdr.iso_hdr()))


def test_a_gain_map_that_nothing_points_at_is_lost_with_a_note() -> None:
    result = exifguard.scrub(indexed([ENTRIES["past the end"]], gain_map(), gap=b"gap"))
    assert result.data is not None
    assert len(following(result.data)) == 1
    assert any("HDR gain map is lost" in note for note in result.notes), result.notes


# Motion photos

VIDEO_WORD = "MARK-HDR-VIDEO."


def mp4() -> bytes:
    """The boxes of a video that shows nothing and names a place."""
    place = jpeg.box(b"\xa9xyz", struct.pack(">HH", len(VIDEO_WORD), 0x15C7) + VIDEO_WORD.encode())
    movie = jpeg.box(b"moov", jpeg.box(b"mvhd", bytes(100)) + jpeg.box(b"udta", place))
    return jpeg.box(b"ftyp", b"mp42\0\0\0\0mp42isom") + movie + jpeg.box(b"mdat", bytes(64))


PROMISES = {
    "GCamera": "http://ns.google.com/photos/1.0/camera/",
    "OpCamera": "http://ns.oplus.com/photos/1.0/camera/",
    "VCamera": "http://ns.vivo.com/photos/1.0/camera/",
}
FLAGS = {
    "GCamera:MotionPhoto": "1",
    "GCamera:MotionPhotoVersion": "1",
    "GCamera:MotionPhotoPresentationTimestampUs": "66700",
    "GCamera:MicroVideo": "1",
    "GCamera:MicroVideoVersion": "1",
    "GCamera:MicroVideoOffset": "4711",
    "OpCamera:MotionPhotoPrimaryPresentationTimestampUs": "0",
    "OpCamera:MotionPhotoOwner": "oplus",
    "OpCamera:OLivePhotoVersion": "2",
    "OpCamera:VideoLength": "4711",
    "VCamera:VMotionPhotoVersion": "1",
}


def motion_packet(items: Sequence[tuple[str, str, int]]) -> bytes:
    """XMP that promises a video: flags, and a directory of everything behind the picture."""
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in PROMISES.items())
    flags = "".join(f' {name}="{value}"' for name, value in FLAGS.items())
    rows = "".join(
        f'<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="{mime}" Item:Semantic="{semantic}"'
        f' Item:Length="{length}" Item:Padding="0"/></rdf:li>'
        for mime, semantic, length in [("image/jpeg", "Primary", 0), *items]
    )
    body = f"<Container:Directory><rdf:Seq>{rows}</rdf:Seq></Container:Directory>"
    return hdr.packet(f'{spaces}{flags} hdrgm:Version="1.0"', body)


def google(seconds: Sequence[bytes]) -> bytes:
    """A motion photo of Google's form: pictures, and the video at the end."""
    items = [("image/jpeg", "GainMap", len(second)) for second in seconds]
    packet = motion_packet([*items, ("video/mp4", "MotionPhoto", len(mp4()))])
    first = jpeg.photo_jpeg(hdr.base_picture(), head=[jpeg.xmp_segment(packet)])
    return (jpeg.multi_picture(first, seconds) if seconds else first) + mp4()


def samsung(seconds: Sequence[bytes]) -> bytes:
    """A motion photo of Samsung's form: pictures, and a trailer with the video in it."""
    trailer = trailers.samsung(
        [
            trailers.Sef(0x0A01, b"Image_UTC_Data", b"1700000000000"),
            trailers.Sef(0x0A30, b"MotionPhoto_Data", mp4()),
        ]
    )
    items = [("image/jpeg", "GainMap", len(second)) for second in seconds]
    packet = motion_packet([*items, ("video/mp4", "MotionPhoto", len(trailer))])
    first = jpeg.photo_jpeg(hdr.base_picture(), head=[jpeg.xmp_segment(packet)])
    return (jpeg.multi_picture(first, seconds) if seconds else first) + trailer


def adobe_gain_map() -> bytes:
    return pictures(hdr.adobe_hdr())[1]


@PRESET
@pytest.mark.parametrize("bright", [False, True], ids=["plain", "hdr"])
@pytest.mark.parametrize("form", [google, samsung])
def test_the_video_of_a_motion_photo_goes_with_all_that_promises_it(
    form: Callable[[Sequence[bytes]], bytes], bright: bool, policy: str
) -> None:
    data = form([adobe_gain_map()] if bright else [])
    result = exifguard.scrub(data, policy=policy)
    after = result.data
    assert after is not None
    laid_out_well(after)
    assert len(following(after)) == 1 + bright
    assert not find_marks(after, [VIDEO_WORD, "MotionPhoto", "MicroVideo", "OLivePhoto", "VideoLength"])
    for mark in (b"ftyp", b"SEFT", b"VMotion", b"video/mp4"):
        assert mark not in after
    told = hdr.tags(after)
    assert not [key for key in told if re.search("Motion|MicroVideo|Video|Live|Trailer|Samsung", key)]
    assert bool(directory(after)) == bright
    if bright:
        same_in_hdr(hdr.adobe_hdr(), after)
    assert clean(after, policy) == after
    assert not exifguard.scrub(after, policy=policy).removed


@pytest.mark.parametrize("bright", [False, True], ids=["plain", "hdr"])
def test_a_policy_that_keeps_all_it_can_keeps_no_video(bright: bool) -> None:
    result = exifguard.scrub(google([adobe_gain_map()] if bright else []), policy=EVERYTHING)
    assert result.data is not None
    laid_out_well(result.data)
    assert b"ftyp" not in result.data
    assert b"Motion" not in result.data
    assert clean(result.data, EVERYTHING) == result.data


# Dynamic depth: another directory, by the size of what stands behind

DEPTH_PACKET = hdr.packet(
    ' xmlns:Device="http://ns.google.com/photos/dd/1.0/device/"'
    ' xmlns:Container="http://ns.google.com/photos/dd/1.0/container/"'
    ' xmlns:Item="http://ns.google.com/photos/dd/1.0/item/"',
    '<Device:Container rdf:parseType="Resource"><Container:Directory><rdf:Seq>'
    '<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" Item:Length="4711"/></rdf:li>'
    "</rdf:Seq></Container:Directory></Device:Container>",
)


def test_a_directory_that_would_be_wrong_does_not_stay() -> None:
    text = DEPTH_PACKET.decode()
    for prefix in ("Container", "Item"):  # `packet` declares the other namespaces of these prefixes first
        text = re.sub(rf' xmlns:{prefix}="http://ns.google.com/photos/1.0/[a-z/]*"', "", text)
    first = jpeg.photo_jpeg(hdr.base_picture(), head=[jpeg.xmp_segment(text.encode())])
    after = clean(first + preview("A"), "location")
    assert not [key for key in hdr.tags(after) if "Container" in key or "Device" in key]
    assert b"4711" not in after
    assert len(following(after)) == 2


# Files that are made to do harm

SECONDS = 10.0
"""A scrub of a small file takes no longer, on a slow machine."""


def attempt(data: bytes, *, nested: bool = False) -> list[bytes]:
    """Scrub by every preset; each answers soon, with a settled file or one of the family of errors.

    With `nested`, pictures that stay may have others inside them.
    """
    made = []
    for policy in (*PRESETS, EVERYTHING):
        start = time.perf_counter()
        try:
            result = exifguard.scrub(data, policy=policy)
        except exifguard.VerificationError:  # the family, but our own fault
            raise
        except ExifguardError:
            continue
        finally:
            assert time.perf_counter() - start < SECONDS
        assert result.data is not None
        if result.changed and not nested:
            laid_out_well(result.data)
        assert exifguard.scrub(result.data, policy=policy).data == result.data
        made.append(result.data)
    start = time.perf_counter()
    try:
        exifguard.inspect(data)
    except LimitExceededError:
        pass
    finally:
        assert time.perf_counter() - start < SECONDS
    return made


def test_an_index_that_claims_very_many_pictures() -> None:
    data = bytearray(several([gain_map()]))
    at = data.index(struct.pack(">HHI", 0xB001, 4, 1)) + 8
    for count in (0, 1, 3, 2**28, 2**32 - 1):
        data[at : at + 4] = struct.pack(">I", count)
        assert len(attempt(bytes(data))) >= 4
    table = data.index(struct.pack(">HH", 0xB002, 7)) + 4
    for size in (0, 16, 17, 2**28 * 16, 2**32 - 1):
        data[table : table + 4] = struct.pack(">I", size & 0xFFFF_FFFF)
        assert len(attempt(bytes(data))) >= 4


def test_entries_that_overlap() -> None:
    second, third = gain_map(), preview("B")
    plain = indexed([jpeg.MpfImage(0, 0, 0)] * 40, second + third)
    header = plain.index(jpeg.MPF) + len(jpeg.MPF)
    start = plain.index(second) - header
    entries = [jpeg.MpfImage(0, 2**31, start + (len(second) if n % 2 else 0)) for n in range(40)]
    data = indexed(entries, second + third)
    for made in attempt(data):
        assert numbers(pictures(made)[1]) == numbers(gain_map())


def test_entries_at_every_marker_of_a_picture() -> None:
    second = jpeg.photo_jpeg(gain_map(), head=[jpeg.com(b"\xff\xd8\xff\xe0" * 200)])
    plain = indexed([jpeg.MpfImage(0, 0, 0)] * 200, second)
    header = plain.index(jpeg.MPF) + len(jpeg.MPF)
    spots = [found.start() - header for found in re.finditer(b"\xff\xd8\xff", plain)][-200:]
    attempt(indexed([jpeg.MpfImage(0, 100, spot) for spot in spots], second))


@pytest.mark.parametrize("depth", [2, 8, 40])
def test_gain_maps_inside_gain_maps(depth: int) -> None:
    inner = gain_map()
    for _ in range(depth):
        inner = jpeg.multi_picture(gain_map(), [inner])
    for made in attempt(several([inner])):
        if made != several([inner]):
            assert len(following(made)) == 2
            assert numbers(pictures(made)[1]) == numbers(gain_map())


@pytest.mark.parametrize("depth", [2, 8, 40])
def test_pictures_inside_pictures(depth: int) -> None:
    inner = preview("A")
    for _ in range(depth):
        inner = jpeg.multi_picture(hdr.gain_picture("RGB"), [inner])
    assert len(attempt(inner, nested=True)) >= (2 if depth > 8 else 4)  # strict refuses, the others may


def with_pictures(inner: bytes, times: int) -> bytes:
    """A picture whose EXIF block has many tables that all point at the same picture."""
    at = 8 + 2 + 12 + 4
    tables = at + 4 * times
    picture = tables + 30 * times
    rows = struct.pack(">HHHIIHHIII", 2, 0x0201, 4, 1, picture, 0x0202, 4, 1, len(inner), 0)
    ifd = struct.pack(">HHHIII", 1, 0x014A, 4, times, at, 0)
    offsets = b"".join(struct.pack(">I", tables + 30 * n) for n in range(times))
    block = b"MM\0*" + struct.pack(">I", 8) + ifd + offsets + rows * times + inner
    return jpeg.photo_jpeg(hdr.gain_picture(), head=jpeg.split_exif(block))


@pytest.mark.parametrize("times", [2, 12])
def test_pictures_that_are_pointed_at_again_and_again(times: int) -> None:
    data = hdr.gain_picture()
    for _ in range(7):
        data = with_pictures(data, times)
    assert len(data) < 20_000
    assert attempt(data)  # share does not look inside


ABSURD = ("1e999", "-1e999", "nan", "inf", "0x10", "9" * 5_000, "1" + "0" * 300, "", "1/0", "٣", "1,5")


@pytest.mark.parametrize("text", ABSURD, ids=range(len(ABSURD)))
@pytest.mark.parametrize("name", ["GainMapMax", "Gamma", "HDRCapacityMax"])
def test_absurd_numbers_are_no_gain_map(name: str, text: str) -> None:
    second = jpeg.photo_jpeg(
        hdr.gain_picture(), head=[jpeg.xmp_segment(hdr.adobe_packet({**hdr.ADOBE, name: (text,)}))]
    )
    packet = hdr.directory_packet(len(second))
    first = jpeg.photo_jpeg(hdr.base_picture(), head=[jpeg.xmp_segment(packet)])
    for made in attempt(jpeg.multi_picture(first, [second])):
        assert b"hdrgm" not in made


@pytest.mark.parametrize("length", ["-1", "1e9", "99999999999999999999", "0", "x"])
def test_the_directory_of_the_file_is_never_believed(length: str) -> None:
    data = hdr.adobe_hdr()
    true = str(len(pictures(data)[1]))
    lying = data.replace(
        f'Item:Length="{true}"'.encode(), f'Item:Length="{length.ljust(len(true))}"'.encode()
    )
    at = lying.index(b"http://ns.adobe.com/xap") - 2
    size = struct.unpack_from(">H", lying, at)[0] + len(lying) - len(data)
    lying = lying[:at] + struct.pack(">H", size) + lying[at + 2 :]
    for policy in PRESETS[:3]:
        after = clean(lying, policy)
        laid_out_well(after)
        assert directory(after)[1][1] == len(pictures(after)[1])
