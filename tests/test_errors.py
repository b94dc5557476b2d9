from __future__ import annotations

import copy
import pickle

import pytest

import exifguard
from exifguard import errors
from exifguard.errors import ExifguardError, LimitExceededError, MalformedError

DETAILS = {"format": "jpeg", "offset": 7, "part": "APP1", "rule": "segment-length"}
FAMILY = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ExifguardError)
]
EVERY = pytest.mark.parametrize("kind", FAMILY)


def make(kind: type[ExifguardError], **changed: object) -> ExifguardError:
    details: dict[str, object] = {**DETAILS, **changed}
    message = str(details.pop("message", "broken"))
    if kind is LimitExceededError:
        details.setdefault("limit", "parts")
    return kind(message, **details)  # type: ignore[arg-type]  # the mix of str and int


def test_the_family_is_the_one_that_the_package_offers() -> None:
    assert {kind.__name__ for kind in FAMILY} == {
        name for name in exifguard.__all__ if name.endswith("Error")
    }
    assert all(issubclass(kind, ExifguardError) for kind in FAMILY)


@pytest.mark.parametrize("name", ["FormatError", "PolicyError"])
def test_faults_of_input_and_caller_are_value_errors(name: str) -> None:
    assert issubclass(getattr(exifguard, name), ValueError)


@pytest.mark.parametrize("name", ["UnknownFormatError", "TruncatedError", "MalformedError"])
def test_faults_of_the_input_are_format_errors(name: str) -> None:
    assert issubclass(getattr(exifguard, name), exifguard.FormatError)


@pytest.mark.parametrize("name", ["VerificationError", "UnsupportedError", "SourceChangedError"])
def test_other_faults_are_not_the_inputs(name: str) -> None:
    assert not issubclass(getattr(exifguard, name), (exifguard.FormatError, ValueError))


@EVERY
def test_details_are_kept_and_said(kind: type[ExifguardError]) -> None:
    error = make(kind)
    assert {name: getattr(error, name) for name in DETAILS} == DETAILS
    assert str(error) == "jpeg: broken (in APP1, at byte 7, rule segment-length)"


@EVERY
def test_without_details_the_message_stands_alone(kind: type[ExifguardError]) -> None:
    error = kind("broken") if kind is not LimitExceededError else LimitExceededError("broken", rule=None)
    assert str(error) == "broken"
    assert all(getattr(error, name) is None for name in DETAILS)


def test_the_first_byte_is_a_place() -> None:
    assert str(MalformedError("broken", offset=0)) == "broken (at byte 0)"


@EVERY
def test_pickled_errors_come_back_equal(kind: type[ExifguardError]) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(make(kind), protocol))
        assert back == make(kind)
        assert str(back) == str(make(kind))
        assert type(back) is kind


@EVERY
def test_copied_errors_are_equal(kind: type[ExifguardError]) -> None:
    assert copy.copy(make(kind)) == make(kind)
    assert copy.deepcopy(make(kind)) == make(kind)


@EVERY
@pytest.mark.parametrize(
    "changed", [{"format": "png"}, {"offset": 8}, {"part": None}, {"rule": "x"}, {"message": "other"}]
)
def test_errors_that_differ_are_not_equal(kind: type[ExifguardError], changed: dict[str, object]) -> None:
    assert make(kind, **changed) != make(kind)


@EVERY
def test_equal_errors_have_equal_hashes(kind: type[ExifguardError]) -> None:
    assert make(kind) == make(kind)
    assert len({make(kind), make(kind)}) == 1


def test_errors_of_other_kinds_are_not_equal() -> None:
    assert len({make(kind) for kind in FAMILY}) == len(FAMILY)
    assert make(MalformedError) != "broken"


def test_the_limit_is_a_detail_too() -> None:
    assert make(LimitExceededError, limit="depth") != make(LimitExceededError, limit="parts")
    with pytest.raises(AttributeError):
        setattr(make(LimitExceededError), "limit", "depth")  # noqa: B010 - not an attribute of the root


@EVERY
@pytest.mark.parametrize("name", DETAILS)
def test_details_cannot_be_changed(kind: type[ExifguardError], name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(make(kind), name, None)


def test_python_may_add_what_it_adds_to_every_exception() -> None:
    error = make(MalformedError)
    error.add_note("seen while testing")
    error.__cause__ = ValueError("why")
    with pytest.raises(MalformedError) as caught:
        raise error
    assert caught.value is error
    assert error.__notes__ == ["seen while testing"]
