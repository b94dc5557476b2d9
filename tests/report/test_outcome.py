"""What a scrub did, told from its decisions: over blocks, or over single fields."""

from __future__ import annotations

import pytest

from exifguard.model import Action, Category, Decision, Finding, Format, Report, Scrubbed, Value
from exifguard.privacy.policy import Policy
from exifguard.report.outcome import (
    DONE,
    PLANNED,
    explained_in_words,
    is_dirty,
    removed_categories,
    scrubbed_in_words,
)

A, C = Action, Category
JPEG = Format("jpeg", "image/jpeg", ".jpg")


def finding(path: str, category: Category, *also: Category, value: Value | None = None) -> Finding:
    return Finding(path, category, frozenset({category, *also}), path.rpartition("/")[2], 4, value)


def outcome(*decisions: tuple[Finding, Action], changed: bool = True) -> Scrubbed:
    said = tuple(Decision(finding, action, "because") for finding, action in decisions)
    return Scrubbed(JPEG, b"", None, 2000, 1000, changed, said)


def report(*findings: Finding) -> Report:
    return Report(JPEG, 2000, findings)


PLACE = finding("APP1/exif/GPS:GPSLatitude", C.LOCATION, value=1)
DATE = finding("APP1/exif/ExifIFD:DateTimeOriginal", C.TIME, value="2024:05:01 10:00:00")
ARTIST = finding("APP1/exif/IFD0:Artist", C.RIGHTS, C.IDENTITY, value="Ada")
UPRIGHT = finding("APP1/exif/IFD0:Orientation", C.RENDERING, value=6)
SERIAL = finding("APP2/icc/icc:mmod", C.DEVICE, value=b"1")
EXIF, PROFILE = finding("APP1/exif", C.UNKNOWN), finding("APP2/icc", C.RENDERING)


# -- what went ------------------------------------------------------------------------------------


def test_a_block_takes_its_fields_along() -> None:
    scrubbed = outcome((EXIF, A.REMOVE))
    assert removed_categories(scrubbed, report(PLACE, DATE, SERIAL)) == (C.LOCATION, C.TIME)
    assert removed_categories(scrubbed, None) == (C.UNKNOWN,)


def test_what_still_is_given_away_was_not_removed() -> None:
    note, model = (
        finding("APP1/exif/MakerNote", C.DEVICE),
        finding("APP1/exif/IFD0:Model", C.DEVICE, value="x"),
    )
    stamp = finding("APP1/exif/GPS:GPSDateStamp", C.LOCATION, C.TIME, value="2024:05:01")
    scrubbed = outcome((note, A.REMOVE), (stamp, A.REMOVE), (model, A.KEEP), (DATE, A.KEEP))
    assert removed_categories(scrubbed, report(note, stamp, model, DATE)) == (C.LOCATION,)
    assert removed_categories(scrubbed, None) == (C.LOCATION,)
    scrubbed = outcome((note, A.REMOVE), (model, A.KEEP))
    assert removed_categories(scrubbed, report(note, model)) == (C.DEVICE,)  # or nothing would be named


def test_what_is_given_away_only_beside_something_else_does_not_hide_what_went() -> None:
    contact = finding("APP1/xmp/Iptc4xmpCore:CreatorContactInfo", C.IDENTITY, C.LOCATION, value="x")
    scrubbed = outcome((PLACE, A.REMOVE), (contact, A.KEEP))
    assert removed_categories(scrubbed, report(PLACE, contact)) == (C.LOCATION,)


def test_credits_that_are_written_anew_were_not_removed() -> None:
    credit = finding("credits", C.RIGHTS)
    scrubbed = outcome((EXIF, A.REMOVE), (credit, A.NEUTRALISE))
    assert removed_categories(scrubbed, report(ARTIST, DATE)) == (C.IDENTITY, C.TIME)


def test_a_field_goes_alone() -> None:
    scrubbed = outcome((PLACE, A.REMOVE), (DATE, A.KEEP), (UPRIGHT, A.KEEP))
    assert removed_categories(scrubbed, report(PLACE, DATE, UPRIGHT)) == (C.LOCATION,)


def test_the_nearest_decision_counts() -> None:
    scrubbed = outcome((EXIF, A.REMOVE), (DATE, A.KEEP))
    assert removed_categories(scrubbed, report(PLACE, DATE)) == (C.LOCATION,)
    scrubbed = outcome((EXIF, A.KEEP), (PLACE, A.REMOVE))
    assert removed_categories(scrubbed, report(PLACE, DATE)) == (C.LOCATION,)


def test_of_two_decisions_over_one_path_the_harsher_counts() -> None:
    for decisions in [((DATE, A.KEEP), (DATE, A.REMOVE)), ((DATE, A.REMOVE), (DATE, A.KEEP))]:
        assert removed_categories(outcome(*decisions), report(DATE)) == (C.TIME,)


def test_a_field_that_is_written_anew_is_not_gone_but_what_was_in_a_block_is() -> None:
    scrubbed = outcome((ARTIST, A.NEUTRALISE), (PROFILE, A.NEUTRALISE))
    assert removed_categories(scrubbed, report(ARTIST, SERIAL)) == (C.DEVICE,)


# -- clean or not ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "dirty"),
    [(A.KEEP, False), (A.NEUTRALISE, False), (A.REMOVE, True), (A.REFUSE, True)],
)
def test_under_a_selective_policy_the_decisions_say_it(action: Action, *, dirty: bool) -> None:
    assert is_dirty(outcome((UPRIGHT, action)), Policy.location()) is dirty


@pytest.mark.parametrize("changed", [False, True])
def test_under_any_other_policy_the_bytes_say_it(*, changed: bool) -> None:
    for policy in (Policy.share(), Policy.publish(), Policy.strict()):
        assert is_dirty(outcome((UPRIGHT, A.KEEP), changed=changed), policy) is changed


def test_a_profile_that_is_written_anew_for_what_it_holds_is_not_clean() -> None:
    held = frozenset({C.DEVICE})
    profile = Finding("APP2/icc", C.RENDERING, frozenset({C.RENDERING}), "icc", may_hold=held)
    scrubbed = outcome((profile, A.NEUTRALISE))
    assert is_dirty(scrubbed, Policy.share().keep("rights"))
    assert not is_dirty(scrubbed, Policy.share().keep("rights", "device"))
    assert not is_dirty(outcome((profile, A.NEUTRALISE), changed=False), Policy.share().keep("rights"))


def test_pictures_that_stay_are_decided_over_field_by_field() -> None:
    picture = Finding("a", C.PREVIEW, frozenset({C.PREVIEW}), "picture", may_hold=frozenset({C.LOCATION}))
    scrubbed = outcome((picture, A.NEUTRALISE))
    assert not is_dirty(scrubbed, Policy.location())


# -- in words -------------------------------------------------------------------------------------


def test_what_stayed_is_told_by_value_or_by_category() -> None:
    turned = finding("exif/orientation", C.RENDERING)
    scrubbed = outcome((EXIF, A.REMOVE), (turned, A.NEUTRALISE), (PROFILE, A.KEEP))
    (line,) = scrubbed_in_words("a.jpg", scrubbed, None)
    assert line == "a.jpg: removed unknown (1.0 kB); kept orientation, colour profile"
    scrubbed = outcome((PLACE, A.REMOVE), (DATE, A.KEEP), (UPRIGHT, A.KEEP), (ARTIST, A.NEUTRALISE))
    (line,) = scrubbed_in_words("a.jpg", scrubbed, None, PLANNED)
    assert line == "a.jpg: would remove location (1.0 kB); would keep time, rights"


def test_every_decision_is_explained_in_a_line_of_its_own() -> None:
    scrubbed = outcome((PLACE, A.REMOVE), (DATE, A.KEEP), (ARTIST, A.NEUTRALISE), (PROFILE, A.REFUSE))
    assert list(explained_in_words(scrubbed)) == [
        "  removed       APP1/exif/GPS:GPSLatitude           because",
        "  kept          APP1/exif/ExifIFD:DateTimeOriginal  because",
        "  written anew  APP1/exif/IFD0:Artist               because",
        "  refused       APP2/icc                            because",
    ]
    planned = [line.split("  ")[1] for line in explained_in_words(scrubbed, PLANNED)]
    assert planned == ["remove", "keep", "write anew", "refuse"]
    assert list(explained_in_words(outcome())) == []


def test_an_explanation_never_steers_the_terminal_nor_tells_a_value() -> None:
    nasty = finding("tEXt/\x1b[31m" + "x" * 99, C.CAPTION, value="a secret")
    (line,) = explained_in_words(outcome((nasty, A.REMOVE)), DONE)
    assert "\x1b" not in line
    assert "secret" not in line
    assert line.endswith("x  because")
