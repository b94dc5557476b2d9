"""Reports and outcomes as plain dictionaries, ready for `json.dumps`.

Every document carries ``"schema": 1`` and its ``"kind"``. Values of fields appear only where they are
asked for; coordinates always do, for they are what people ask `inspect` for. Numbers that JSON has no
word for, and characters that no UTF-8 file can hold, are written as text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from ..containers import Container
from ..errors import ExifguardError
from ..model import (
    Action,
    Category,
    Decision,
    Finding,
    Format,
    Place,
    Rational,
    Receipt,
    Report,
    Scrubbed,
    Verification,
)
from ..privacy.category import by_harm
from .difference import Difference
from .outcome import removed_categories
from .words import Sentence, by_category, sentences

SCHEMA = 1
"""The version of everything that is written as JSON; it grows when a member changes its meaning."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def text_as_json(text: str) -> str:
    r"""`text` without lone surrogates, which strict readers reject: they become ``\udc80``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def value_as_json(value: object) -> Json:
    """A field's value: rationals as ``{"rational": [1, 60]}``, bytes as ``{"hex": "ff00"}``."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, Rational):
        return {"rational": list(value)}
    if isinstance(value, tuple | list):
        return [value_as_json(item) for item in value]
    return text_as_json(str(value))


def _document(kind: str, name: str | None) -> dict[str, Json]:
    head: dict[str, Json] = {"schema": SCHEMA, "kind": kind}
    return head if name is None else {**head, "path": text_as_json(name)}


def _texts(texts: Iterable[str]) -> list[Json]:
    return [text_as_json(text) for text in texts]


def _names(categories: Iterable[Category]) -> list[Json]:
    return [category.value for category in by_harm(categories)]


def format_as_json(form: Format) -> dict[str, Json]:
    """A file format."""
    return {"name": form.name, "mime": form.mime, "suffix": form.suffix}


def container_as_json(container: Container) -> dict[str, Json]:
    """A file format, and what is done with its files."""
    about = container.about
    return {
        **format_as_json(container.format),
        "policies": [*about.policies],
        "lossless": True,
        "selective": [*about.selective],
        "pictures": about.frames.name.lower(),
        "upright": about.upright,
        "colours": about.colours,
        "refused": about.refused,
    }


def _place(place: Place) -> Json:
    return {
        "latitude": value_as_json(place.latitude),
        "longitude": value_as_json(place.longitude),
        "altitude": value_as_json(place.altitude),
        "time": value_as_json(place.time),
        "carrier": text_as_json(place.carrier),
        "accuracy": value_as_json(place.accuracy),
        "direction": value_as_json(place.direction),
    }


def _finding(finding: Finding, *, values: bool) -> dict[str, Json]:
    found: dict[str, Json] = {
        "path": text_as_json(finding.path),
        "key": text_as_json(finding.key),
        "category": finding.category.value,
        "reveals": _names(finding.reveals),
        "size": finding.size,
        "reason": text_as_json(finding.reason),
    }
    return {**found, "value": value_as_json(finding.value)} if values else found


def _sentence(sentence: Sentence) -> Json:
    facts = {name: value_as_json(fact) for name, fact in sentence.facts.items()}
    return {"kind": sentence.kind, "text": sentence.text, "facts": facts}


def report_as_json(report: Report, name: str | None = None, *, values: bool = False) -> dict[str, Json]:
    """What a file reveals.

    Args:
        report: what `inspect` found.
        name: the file's name, for the ``"path"`` member.
        values: include the values of the fields.
    """
    return {
        **_document("report", name),
        "format": format_as_json(report.format),
        "size": report.size,
        "complete": report.complete,
        "location": _place(report.location) if report.location else None,
        "locations": [_place(place) for place in report.locations],
        "categories": {category.value: len(found) for category, found in by_category(report).items()},
        "sentences": [_sentence(sentence) for sentence in sentences(report, values=values)],
        "findings": [_finding(finding, values=values) for finding in report.findings],
        "notes": _texts(report.notes),
        "differing": None if report.differing is None else _texts(report.differing),
    }


def difference_as_json(
    found: Iterable[Difference], before: str, after: str, *, values: bool = False
) -> dict[str, Json]:
    """What two files tell differently; their values where they are asked for."""

    def one(difference: Difference) -> Json:
        finding = difference.finding
        document: dict[str, Json] = {
            "fate": difference.fate.value,
            "path": text_as_json(finding.path),
            "category": finding.category.value,
        }
        if values:
            document["before"] = value_as_json(difference.before.value if difference.before else None)
            document["after"] = value_as_json(difference.after.value if difference.after else None)
        return document

    return {
        **_document("diff", None),
        "before": text_as_json(before),
        "after": text_as_json(after),
        "differences": [one(difference) for difference in found],
    }


def decision_as_json(decision: Decision) -> dict[str, Json]:
    """What the policy says of one finding; never its value."""
    return {
        **_finding(decision.finding, values=False),
        "action": decision.action.value,
        "rule": text_as_json(decision.rule),
    }


def explanation_as_json(scrubbed: Scrubbed) -> list[Json]:
    """For every decision where, what, and the rule that decided; no values."""
    return [
        {
            "path": text_as_json(decision.finding.path),
            "category": decision.finding.category.value,
            "action": decision.action.value,
            "rule": text_as_json(decision.rule),
        }
        for decision in scrubbed.decisions
    ]


def _receipt(receipt: Receipt) -> Json:
    return {
        "version": receipt.version,
        "policy": text_as_json(receipt.policy),
        "input_sha256": receipt.input_sha256,
        "output_sha256": receipt.output_sha256,
        "image_sha256": receipt.image_sha256,
        "removed": dict(receipt.removed),
    }


def removed_by_category(decisions: Iterable[Decision]) -> dict[str, Json]:
    """How many things of each category the decisions take out, the most harmful first."""
    gone = [decision.finding for decision in decisions if decision.action is Action.REMOVE]
    counts = Counter(finding.category for finding in gone)
    return {category.value: counts[category] for category in by_harm(counts)}


def scrubbed_as_json(
    scrubbed: Scrubbed, name: str | None = None, report: Report | None = None, *, dry: bool = False
) -> dict[str, Json]:
    """The outcome of a scrub.

    Args:
        scrubbed: the outcome.
        name: the file's name, for the ``"path"`` member.
        report: what `inspect` found in the original, to tell what the removed blocks gave away.
        dry: nothing was written.
    """
    return {
        **_document("scrubbed", name),
        "dry_run": dry,
        "categories": _names(removed_categories(scrubbed, report)),
        "format": format_as_json(scrubbed.format),
        "destination": None if scrubbed.path is None else text_as_json(scrubbed.path),
        "size_before": scrubbed.size_before,
        "size_after": scrubbed.size_after,
        "changed": scrubbed.changed,
        "removed": removed_by_category(scrubbed.decisions),
        "decisions": [decision_as_json(decision) for decision in scrubbed.decisions],
        "notes": _texts(scrubbed.notes),
        "receipt": _receipt(scrubbed.receipt) if scrubbed.receipt else None,
    }


def verification_as_json(
    verification: Verification, before: str | None = None, after: str | None = None
) -> dict[str, Json]:
    """The checks that compared a file with its clean copy."""
    checks: list[Json] = [
        {"name": check.name, "passed": check.passed, "detail": text_as_json(check.detail)}
        for check in verification.checks
    ]
    head = _document("verification", before)
    return {**head, "after": value_as_json(after), "passed": verification.passed, "checks": checks}


_ERROR_FACTS = ("format", "offset", "part", "rule", "limit")


def error_as_json(error: ExifguardError | OSError, name: str | None = None) -> dict[str, Json]:
    """A file that was refused or failed, with the error's attributes."""
    facts = {fact: value_as_json(getattr(error, fact, None)) for fact in _ERROR_FACTS}
    told: dict[str, Json] = {"type": type(error).__name__, "message": error_in_words(error), **facts}
    return {**_document("error", name), "error": told}


def error_in_words(error: ExifguardError | OSError) -> str:
    """An error's message without the file's name, which its reader says already."""
    if isinstance(error, OSError) and error.strerror:
        return text_as_json(error.strerror)
    return text_as_json(str(error) or type(error).__name__)


def check_as_json(scrubbed: Scrubbed, name: str, report: Report | None, *, clean: bool) -> dict[str, Json]:
    """Whether a file is clean under a policy, and what that would remove from it."""
    return {
        **_document("check", name),
        "clean": clean,
        "categories": _names(removed_categories(scrubbed, report)),
        "decisions": [decision_as_json(decision) for decision in scrubbed.removed],
    }


def sidecar_as_json(name: str, detail: str) -> dict[str, Json]:
    """A file that may tell what the picture beside it no longer does."""
    return {**_document("sidecar", name), "detail": text_as_json(detail)}


def summary_as_json(pictures: int, failed: int, sidecars: int, skipped: int) -> dict[str, Json]:
    """The counts at the end of a run over several files."""
    counts: dict[str, Json] = {"pictures": pictures, "failed": failed}
    return {**_document("summary", None), **counts, "sidecars": sidecars, "skipped": skipped}
