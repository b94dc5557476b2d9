from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exifguard
from exifguard.model import Category, Finding, Format, Place, Rational, Report, Value
from exifguard.report.as_json import (
    error_as_json,
    report_as_json,
    scrubbed_as_json,
    value_as_json,
    verification_as_json,
)

PICTURE = Path(__file__).parents[2] / "fixtures/jpeg/exif-all-little-endian.jpg"
ANY_TEXT = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    st.one_of(
        ANY_TEXT,
        st.binary(),
        st.integers(-(2**63), 2**64),
        st.floats(),
        st.builds(Rational, st.integers(), st.integers()),
    ),
    lambda inner: st.lists(inner).map(tuple),
    max_leaves=5,
)


def strictly(document: object) -> str:
    """As JSON that the strictest reader takes: no NaN, and text that is valid UTF-8."""
    text = json.dumps(document, allow_nan=False, ensure_ascii=False)
    text.encode("utf-8")
    return text


def read_back(document: object) -> Any:
    return json.loads(strictly(document))


@given(VALUES)
def test_every_value_is_strict_json(value: Value) -> None:
    assert read_back(value_as_json(value)) == value_as_json(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Rational(1, 60), {"rational": [1, 60]}),
        (b"\xff\0", {"hex": "ff00"}),
        ((1, "a"), [1, "a"]),
        (float("nan"), "nan"),
        ("\udc80", r"\udc80"),
        (None, None),
    ],
)
def test_values_that_json_has_no_word_for(value: Value | None, expected: object) -> None:
    assert value_as_json(value) == expected


@given(st.lists(VALUES, max_size=3), ANY_TEXT, st.floats(), st.floats())
def test_every_report_is_strict_json(
    values: list[Value], text: str, latitude: float, altitude: float
) -> None:
    findings = tuple(
        Finding(text, Category.IDENTITY, frozenset({Category.IDENTITY}), text, 1, value) for value in values
    )
    place = Place(latitude, 0.0, altitude, text, text)
    report = Report(Format("png", "image/png", ".png"), 1, findings, (place,), (text,))
    document = read_back(report_as_json(report, text, values=True))
    assert document["schema"] == 1
    assert len(document["findings"]) == len(values)


def test_report_tells_the_place_and_hides_other_values() -> None:
    report = exifguard.inspect(PICTURE)
    hidden = read_back(report_as_json(report, "a.jpg"))
    assert hidden["location"] == hidden["locations"][0]
    assert report.location is not None
    assert hidden["location"]["latitude"] == report.location.latitude
    assert "MARK-J" not in strictly(hidden)
    shown = strictly(report_as_json(report, "a.jpg", values=True))
    assert "MARK-J-EXIFALLLITTLEENDIAN-OWNER." in shown


def test_report_says_the_same_in_words() -> None:
    document = read_back(report_as_json(exifguard.inspect(PICTURE)))
    assert "path" not in document
    first = document["sentences"][0]
    assert first["kind"] == "location"
    assert first["text"].startswith("This photo says where it was taken: 47.6")
    assert first["facts"]["carrier"] == "APP1/exif"


def test_scrubbed_tells_what_went_and_no_value() -> None:
    scrubbed = exifguard.scrub(PICTURE, receipt=True)
    document = read_back(scrubbed_as_json(scrubbed, "a.jpg", exifguard.inspect(PICTURE)))
    assert document["schema"] == 1
    assert "location" in document["categories"]
    assert "MARK-J" not in strictly(document)
    assert document["receipt"]["policy"] == "share"


def test_verification_lists_every_check() -> None:
    clean = exifguard.scrub(PICTURE).data
    assert clean is not None
    document = read_back(verification_as_json(exifguard.verify(PICTURE, clean), "a", "b"))
    assert document["passed"] is True
    assert all(check["passed"] for check in document["checks"])


def test_errors_carry_their_attributes() -> None:
    with pytest.raises(exifguard.ExifguardError) as caught:
        exifguard.scrub(PICTURE.read_bytes()[:200])
    document = read_back(error_as_json(caught.value, "a.jpg"))["error"]
    assert document["type"] == type(caught.value).__name__
    assert document["format"] == "jpeg"
    assert document["rule"] == caught.value.rule


def test_system_errors_have_a_message_too() -> None:
    error = read_back(error_as_json(FileNotFoundError(2, "No such file or directory", "a"), "a"))["error"]
    assert error["type"] == "FileNotFoundError"
    assert error["message"] == "No such file or directory"
