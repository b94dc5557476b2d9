"""Movies, besides the laws: which tracks stay, where their samples go, what is refused."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path

import pytest

import exifguard
from builders import mov
from exifguard._recipe import Recipe
from exifguard._source import BytesSource
from exifguard._verify import check_image, check_removed, check_tiling
from exifguard.containers import NO_CHANGES
from exifguard.containers.movie import MOBILE, MP4, QUICKTIME, Movie, kind_of
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.model import Action, Part, Parts, Role
from oracles import ExifTool
from pictures import FIXTURES

PICTURES = mov.Track(b"vide", b"mp4v", [[b"VIDEO-1", b"VIDEO-22"], [b"VIDEO-333"]], b"MARK-HANDLER")
SOUND = mov.Track(b"soun", b"sowt", [[b"SOUND-1"], [b"SOUND-22"]], b"MARK-SOUND-HANDLER")
PLACES = mov.Track(b"meta", b"camm", [[b"MARK-GPS-1"], [b"MARK-GPS-2"]], b"MARK-GPS-HANDLER")
USER = mov.text_atom(b"\xa9xyz", "MARK-PLACE") + mov.text_atom(b"\xa9mak", "MARK-MAKER")
TRACKS = (PICTURES, SOUND, PLACES)
MP4_MOVIE = Movie(MP4)


def parse(data: bytes, *, lenient: bool = False) -> Parts:
    return MP4_MOVIE.parse(BytesSource(data), DEFAULT_LIMITS, lenient=lenient)


def shared_action(part: Part) -> Action:
    if part.role is Role.IMAGE:
        return Action.KEEP
    return Action.NEUTRALISE if part.role in (Role.STRUCTURE, Role.RENDERING) else Action.REMOVE


def cleaned(data: bytes) -> bytes:
    """The copy that `share` makes, checked by the verifier's own checks."""
    source, parts = BytesSource(data), parse(data)
    actions = [shared_action(part) for part in parts.parts]
    recipe: Recipe = MP4_MOVIE.plan(source, parts, actions, NO_CHANGES)
    out = MP4_MOVIE.parse(recipe, DEFAULT_LIMITS)
    check_tiling(parts)
    check_tiling(out)
    check_removed(parts, actions, recipe)
    check_image(parts, out, recipe)
    return recipe.to_bytes()


def chunk_starts(data: bytes, kind: bytes = b"stco") -> list[list[int]]:
    """The tables of offsets, in file order."""
    found, at = [], data.find(kind)
    while at >= 0:
        count = int.from_bytes(data[at + 8 : at + 12], "big")
        code = "Q" if kind == b"co64" else "I"
        found.append(list(struct.unpack_from(f">{count}{code}", data, at + 12)))
        at = data.find(kind, at + 1)
    return found


@pytest.mark.parametrize("first", [True, False], ids=["moov first", "moov last"])
@pytest.mark.parametrize("wide", [True, False], ids=["co64", "stco"])
def test_samples_stay_and_everything_about_them_goes(first: bool, wide: bool) -> None:
    data = mov.movie(TRACKS, user=USER, gap=b"MARK-GAP", after=b"MARK-TRAILER", first=first, wide=wide)
    clean = cleaned(data)
    assert b"MARK" not in clean
    assert mov.DATES[:4] not in clean
    pictures, sound = chunk_starts(clean, b"co64" if wide else b"stco")
    assert [
        clean[at:].startswith(one)
        for at, one in zip(pictures, [b"VIDEO-1VIDEO-22", b"VIDEO-333"], strict=True)
    ] == [
        True,
        True,
    ]
    assert clean[pictures[1] : pictures[1] + 9] == b"VIDEO-333"
    assert [clean[at : at + 7] for at in sound] == [b"SOUND-1", b"SOUND-2"]
    assert (clean.index(b"moov") < clean.index(b"mdat")) is first
    assert cleaned(clean) == clean


def test_keeping_everything_gives_the_file_back() -> None:
    data = mov.movie(TRACKS, user=USER, gap=b"MARK-GAP")
    parts = parse(data)
    keep = [Action.KEEP] * len(parts.parts)
    assert MP4_MOVIE.plan(BytesSource(data), parts, keep, NO_CHANGES).to_bytes() == data


def test_references_to_tracks_that_go_go_too() -> None:
    about = mov.box(b"cdsc", struct.pack(">II", 2, 3))
    clean = cleaned(mov.movie([PICTURES._replace(references=about), SOUND, PLACES]))
    at = clean.index(b"cdsc")
    assert clean[at - 4 : at + 8] == struct.pack(">I4sI", 12, b"cdsc", 2)
    gone = mov.box(b"cdsc", struct.pack(">I", 3))
    assert b"tref" not in cleaned(mov.movie([PICTURES._replace(references=gone), SOUND, PLACES]))


def test_sound_is_said_to_stay() -> None:
    assert any("sound" in remark for remark in parse(mov.movie(TRACKS)).remarks)
    assert not parse(mov.movie([PICTURES])).remarks


def damage(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) >= 1
    return data.replace(old, new, 1)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (mov.movie([PLACES]), "track-missing"),
        (mov.movie(TRACKS, after=mov.box(b"moof", bytes(8))), "fragmented"),
        (mov.movie([PICTURES._replace(coding=b"encv")]), "protected"),
        (damage(mov.movie(TRACKS), b"moov", b"moox"), "movie-missing"),
        (damage(mov.movie(TRACKS), b"url \0\0\0\1", b"url \0\0\0\0"), "external"),
        (damage(mov.movie(TRACKS), b"stsz", b"stsx"), "sample-table"),
        (mov.movie(TRACKS, first=True)[:-4], "box-length"),
    ],
)
def test_refused(data: bytes, rule: str) -> None:
    with pytest.raises(exifguard.ExifguardError) as caught:
        parse(data)
    assert caught.value.rule == rule
    check_tiling(parse(data, lenient=True))


def test_every_truncation_is_refused_or_tiled() -> None:
    data = mov.movie(TRACKS, user=USER)
    for size in range(16, len(data)):
        check_tiling(parse(data[:size], lenient=True))
        try:
            cleaned(data[:size])
        except exifguard.VerificationError:
            raise
        except exifguard.ExifguardError:
            continue


def test_many_samples_need_few_parts() -> None:
    chunks = [[b"V"] * 50 for _ in range(200)]
    data = mov.movie([PICTURES._replace(chunks=chunks), SOUND._replace(chunks=[[b"S"]] * 200)])
    assert len(MP4_MOVIE.parse(BytesSource(data), Limits(parts=100)).parts) < 100


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\0\0\0\x18ftypisom\0\0\2\0isommp42", MP4),
        (b"\0\0\0\x14ftypqt  \0\0\2\0qt  ", QUICKTIME),
        (b"\0\0\0\x143gpx", None),
        (b"\0\0\0\x14ftyp3gp5\0\0\0\0isom", MOBILE),
        (b"\0\0\0\x08wide\0\0\0\0mdat", QUICKTIME),
        (b"\0\0\0\x18ftypavif\0\0\0\0isommif1", None),
        (b"\0\0\0\x18ftypcrx \0\0\0\1isomcrx ", None),
    ],
)
def test_told_by_the_brand(head: bytes, expected: object) -> None:
    assert kind_of(head) is expected


# -- as a user sees it ----------------------------------------------------------------------------


def test_location_leaves_the_other_values_equal(exiftool: ExifTool, tmp_path: Path) -> None:
    """ExifTool is the judge: what is gone is the place, and nothing else differs."""
    before, after = FIXTURES / "movie/everything.mov", tmp_path / "after.mov"
    exifguard.scrub(before, after, policy="location")
    old, new = exiftool.tags(before), exiftool.tags(after)
    about = {key for key in old if key.startswith(("Keys:", "UserData:", "ItemList:"))}
    assert {key for key in about if key not in new} == {"Keys:GPSCoordinates"}
    assert {key: new[key] for key in about & new.keys()} == {key: old[key] for key in about & new.keys()}


def test_share_says_that_the_sound_stays() -> None:
    assert any("sound" in note for note in exifguard.scrub(FIXTURES / "movie/coded.mp4").notes)
    assert not any("sound" in note for note in exifguard.scrub(FIXTURES / "movie/coded.3gp").notes)


def test_a_track_about_the_movie_goes_with_its_samples() -> None:
    data = exifguard.scrub(FIXTURES / "movie/track-camm.mp4").data
    assert data is not None
    assert b"camm" not in data
    assert b"VIDEO-22" in data


def test_only_metadata_is_held_in_memory(tmp_path: Path) -> None:
    large = mov.Track(b"vide", b"mp4v", [[bytes(1 << 20)]] * 24)
    path, out = tmp_path / "large.mp4", tmp_path / "clean.mp4"
    path.write_bytes(mov.movie([large], user=USER))
    tracemalloc.start()
    try:
        exifguard.scrub(path, out)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert out.stat().st_size > 24 << 20
    assert peak < 8 << 20
