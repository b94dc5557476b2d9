"""Policies that keep some fields: what they remove is gone, and what they keep has not changed."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import pytest

import exifguard
from exifguard import Action, Category, Finding, Policy
from exifguard._select import CANNOT, NO_PICTURE, NO_VIDEO, SAID_ELSEWHERE
from laws import CAMERA_OF_DNG
from marks import find_marks
from oracles import shown
from pictures import Picture, clean_fixtures

CLEAN = pytest.mark.parametrize("picture", clean_fixtures(), ids=lambda picture: picture.label)
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SOME = pytest.mark.parametrize(
    "picture", clean_fixtures()[:: 1 if LONG else 2], ids=lambda picture: picture.label
)
"""For what scrubs or decodes a picture many times: every other one, and all with HYPOTHESIS_PROFILE=long."""
EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))
REMOVABLE = sorted(set(Category) - {Category.RENDERING}, key=lambda category: category.value)
LOOKED_INTO = ("picture", "mpf")
"""Blocks of which `inspect` says what they may hold, and which the engine cleans and writes anew."""
STRUCTURE = ("xmpNote:HasExtendedXMP", "2:0")
"""Fields that hold blocks together: a digest of extended XMP, the version of an IPTC record."""
LAID_OUT = re.compile(r"\[\d+\]|^\d+:")
"""What a new layout numbers anew: items of arrays."""


def scrubbed(data: bytes, policy: Policy | str) -> bytes:
    clean = exifguard.scrub(data, policy=policy).data
    assert clean is not None
    return clean


@cache
def findings(data: bytes) -> tuple[Finding, ...]:
    return exifguard.inspect(data).findings


def values(found: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """The fields and their values, wherever in the file they are."""
    return Counter(
        (LAID_OUT.sub("[]", finding.key), repr(finding.value))
        for finding in found
        if finding.value is not None
    )


def present(picture: Picture) -> list[Category]:
    """The categories of which a file holds something, or may hold something."""
    found = findings(picture.data)
    return [category for category in REMOVABLE if any(category in (f.category, *f.may_hold) for f in found)]


def is_needed(picture: Picture, finding: Finding) -> bool:
    """True for what tells the camera that took a raw: it is kept, and said."""
    return picture.path.suffix == ".dng" and finding.key in CAMERA_OF_DNG


@SOME
def test_nothing_of_a_removed_category_is_left(picture: Picture) -> None:
    for category in present(picture):
        policy = EVERYTHING.remove(category)
        fields = [
            one
            for one in findings(scrubbed(picture.data, policy))
            if one.key not in STRUCTURE and not is_needed(picture, one)
        ]
        left = [one for one in fields if policy.decide(one).action is Action.REMOVE]
        assert not [one for one in left if one.category is category or one.key not in LOOKED_INTO]


@SOME
def test_what_is_kept_has_not_changed(picture: Picture) -> None:
    for category in present(picture):
        result = exifguard.scrub(picture.data, policy=EVERYTHING.remove(category))
        assert result.data is not None
        cut = {decision.finding.path.removesuffix("@zone") for decision in result.removed}
        kept = [one.finding for one in result.decisions if one.action is Action.KEEP]
        wanted = values(one for one in kept if one.path not in cut and one.key not in STRUCTURE)
        assert not wanted - values(findings(result.data)), category


@SOME
@pytest.mark.parametrize("name", ["location", "publish"])
def test_a_preset_changes_nothing_the_second_time(picture: Picture, name: str) -> None:
    again = exifguard.scrub(scrubbed(picture.data, name), policy=name)
    assert not again.changed
    assert not again.removed


@SOME
@pytest.mark.parametrize("name", ["location", "publish"])
def test_a_preset_shows_the_same_picture(picture: Picture, name: str) -> None:
    before = shown(picture.data)
    if before is None:
        pytest.skip("Pillow does not decode the original")
    after = shown(scrubbed(picture.data, name))
    assert after is not None
    assert after.frames == before.frames


@CLEAN
def test_location_leaves_no_place(picture: Picture) -> None:
    clean = scrubbed(picture.data, "location")
    report = exifguard.inspect(clean)
    assert not [one.path for one in report.findings if one.category is Category.LOCATION]
    texts = [marker["text"] for marker in picture.markers if marker["category"] == "location"]
    assert not find_marks(clean, texts)


@CLEAN
def test_publish_leaves_nothing_but_credits(picture: Picture) -> None:
    report = exifguard.inspect(scrubbed(picture.data, "publish"))
    told = {Category.RENDERING, Category.RIGHTS, Category.CAPTION, Category.AI}
    found = [one for one in report.findings if one.key not in STRUCTURE and not is_needed(picture, one)]
    assert not [one for one in found if one.category not in told]


@SOME
def test_strict_is_as_clean_as_share_or_refuses(picture: Picture) -> None:
    try:
        clean = scrubbed(picture.data, "strict")
    except exifguard.RefusedError:
        return
    assert not exifguard.inspect(clean).categories
    assert exifguard.scrub(clean, policy="strict").data == clean


@CLEAN
def test_keeping_everything_takes_only_what_is_never_copied(picture: Picture) -> None:
    result = exifguard.scrub(picture.data, policy=EVERYTHING)
    if not result.removed:
        assert result.data == picture.data
    for decision in result.removed:
        assert decision.rule in (CANNOT, NO_PICTURE, NO_VIDEO, SAID_ELSEWHERE), decision
