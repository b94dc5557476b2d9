from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, is_dataclass
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import exifguard
from exifguard import Action, Category, Check, LimitExceededError, Limits, Policy, Verification
from exifguard.limits import DEFAULT_LIMITS
from exifguard.model import Block, Field, Finding, Nested, Place, Rational, Reading, Report, Span, SpanTable
from pictures import FIXTURES, Picture, clean_fixtures

PHONE = FIXTURES / "jpeg/phone-everything.jpg"
SPANS = st.lists(st.tuples(st.integers(0, 1 << 40), st.integers(0, 1 << 40)), max_size=20)


def table(spans: list[tuple[int, int]]) -> SpanTable:
    made = SpanTable()
    for start, end in spans:
        made.append(start, end)
    return made


def finding(category: Category, *more: Category) -> Finding:
    return Finding("path", category, frozenset({category, *more}), "key")


def values() -> list[Any]:
    """One of each kind of value that callers get."""
    report = exifguard.inspect(PHONE)
    scrubbed = exifguard.scrub(PHONE, receipt=True)
    verification = exifguard.verify(PHONE, scrubbed.data or b"")
    assert report.location is not None
    return [
        report,
        report.findings[0],
        report.location,
        report.format,
        scrubbed,
        scrubbed.decisions[0],
        scrubbed.receipt,
        verification,
        verification.checks[0],
        Policy.share(),
        Policy("mine", {Category.TIME: Action.KEEP}),
        Limits(parts=5),
        *clean_blocks(),
    ]


def clean_blocks() -> list[Any]:
    block = Block("exif", "APP1/exif", (Span(3, 5), Span(9, 10)), (1, 2))
    return [block, Field("key", (Rational(1, 2), "text"), 4), Reading((Field("key", 1),), damage=("x",))]


VALUES = values()
EVERY_VALUE = pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)


@EVERY_VALUE
def test_values_come_back_equal_from_pickle_and_copy(value: Any) -> None:
    for back in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert back == value
        assert type(back) is type(value)
        assert hash(back) == hash(value)


@EVERY_VALUE
def test_values_cannot_be_changed(value: Any) -> None:
    names = value.__dataclass_fields__ if is_dataclass(value) else value._fields
    for name in names:
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(value, name, None)
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        value.something_new = 1


def test_the_same_work_gives_equal_values() -> None:
    assert values() == VALUES


def test_a_policys_actions_cannot_be_changed_from_outside() -> None:
    actions = {Category.TIME: Action.KEEP}
    policy = Policy("mine", actions)
    actions[Category.TIME] = Action.REMOVE
    assert policy.action(Category.TIME) is Action.KEEP
    with pytest.raises(TypeError):
        policy.actions[Category.TIME] = Action.REMOVE  # type: ignore[index]


# -- what is never shown --------------------------------------------------------------------------


@pytest.mark.parametrize("picture", clean_fixtures(), ids=lambda picture: picture.label)
def test_no_value_is_shown_by_repr(picture: Picture) -> None:
    data = picture.data
    scrubbed = exifguard.scrub(data, receipt=True)
    shown = repr((exifguard.inspect(data), scrubbed, exifguard.verify(data, scrubbed.data or b"")))
    assert not [mark["text"] for mark in picture.markers if mark["text"] in shown]


def test_places_and_blocks_hide_what_they_hold() -> None:
    place = Place(52.5163, 13.3777, 34.5, "2024-05-01T10:00:00Z", "APP1/exif")
    shown = repr((place, Field("key", "secret"), Nested("exif", "path", b"secret")))
    assert not [word for word in ("52.5", "13.3", "34.5", "2024", "secret") if word in shown]
    assert "APP1/exif" in shown


# -- tables of spans ------------------------------------------------------------------------------


@given(SPANS)
def test_a_table_of_spans_is_a_list_of_them(spans: list[tuple[int, int]]) -> None:
    made = table(spans)
    assert list(made) == spans
    assert len(made) == len(spans)
    assert [made[i] for i in range(len(spans))] == spans
    assert [made[i - len(spans)] for i in range(len(spans))] == spans


@given(SPANS, st.integers(-50, 50))
@example([(1, 2)], -2)
def test_an_index_outside_a_table_is_an_error(spans: list[tuple[int, int]], index: int) -> None:
    if -len(spans) <= index < len(spans):
        return
    with pytest.raises(IndexError):
        table(spans)[index]


@given(SPANS, SPANS)
def test_tables_are_equal_when_their_spans_are(
    spans: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    assert (table(spans) == table(other)) == (spans == other)
    assert table(spans) == pickle.loads(pickle.dumps(table(spans)))
    assert hash(table(spans)) == hash(table(list(spans)))
    assert table(spans) != spans


# -- reports --------------------------------------------------------------------------------------


def test_a_report_has_what_any_of_its_findings_reveals() -> None:
    findings = (finding(Category.RIGHTS, Category.IDENTITY), finding(Category.RENDERING))
    report = Report(exifguard.Format("jpeg", "image/jpeg", ".jpg"), 9, findings)
    assert report.categories == {Category.RIGHTS, Category.IDENTITY}
    assert report.has(Category.IDENTITY)
    assert report.has(Category.RENDERING)
    assert not report.has(Category.TIME)
    assert report.location is None


def test_a_report_names_the_first_place() -> None:
    places = (Place(1, 2, None, None, "a"), Place(3, 4, None, None, "b"))
    report = Report(exifguard.Format("jpeg", "image/jpeg", ".jpg"), 9, (), places)
    assert report.location == places[0]


def test_one_failed_check_fails_a_verification() -> None:
    assert Verification((Check("a", True), Check("b", True))).passed
    assert not Verification((Check("a", True), Check("b", False))).passed


def test_what_was_removed_is_what_was_decided_to_be() -> None:
    scrubbed = exifguard.scrub(PHONE)
    assert scrubbed.removed
    assert {decision.action for decision in scrubbed.removed} == {Action.REMOVE}
    left = [decision for decision in scrubbed.decisions if decision not in scrubbed.removed]
    assert Action.REMOVE not in {decision.action for decision in left}


def test_a_block_is_as_large_as_its_spans() -> None:
    assert clean_blocks()[0].size == 3


# -- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", Limits.__dataclass_fields__)
def test_a_limit_allows_up_to_itself(limit: str) -> None:
    limits = Limits(**{limit: 10})
    limits.check(limit, 10)
    with pytest.raises(LimitExceededError) as caught:
        limits.check(limit, 11, format="png", part="iCCP")
    assert (caught.value.limit, caught.value.format, caught.value.part) == (limit, "png", "iCCP")


def test_limits_are_named_and_have_defaults() -> None:
    assert Limits() == DEFAULT_LIMITS
    with pytest.raises(TypeError):
        Limits(5)  # type: ignore[call-arg]
