"""What a scrub did, and what a verification saw, in plain words that are safe to print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model import Action, Category, Check, Finding, Report, Scrubbed
from ..privacy.category import WORDS, by_harm
from .printable import printable
from .words import size_in_words


class Tense(NamedTuple):
    """How to speak of a scrub."""

    removed: str
    kept: str
    nothing: str


DONE = Tense("removed", "kept", "nothing to remove")
PLANNED = Tense("would remove", "would keep", "nothing to remove")

_KEPT_WORDS = {"icc": "colour profile", "color space": "colour space"}


def removed_categories(scrubbed: Scrubbed, report: Report | None) -> tuple[Category, ...]:
    """What the removed pieces gave away, the most harmful first.

    Args:
        scrubbed: the outcome; its decisions speak of whole blocks.
        report: what `inspect` found in the original; without it each block counts as its own category.
    """
    gone = {decision.finding.path for decision in scrubbed.decisions if decision.action is not Action.KEEP}
    if report is None:
        removed = [decision.finding for decision in scrubbed.removed]
    else:
        removed = [finding for finding in report.findings if _lies_in(finding, gone)]
    revealed = frozenset[Category]().union(*(finding.reveals for finding in removed))
    return by_harm(revealed - {Category.RENDERING})


def _lies_in(finding: Finding, paths: set[str]) -> bool:
    """True when one of `paths` leads to the finding."""
    path = finding.path
    while path and path not in paths:
        path = path.rpartition("/")[0]
    return bool(path)


def _kept(scrubbed: Scrubbed) -> str:
    keys = [d.finding.key for d in scrubbed.decisions if d.action in (Action.KEEP, Action.NEUTRALISE)]
    return ", ".join(dict.fromkeys(printable(_KEPT_WORDS.get(key, key)) for key in keys))


def scrubbed_in_words(
    name: str, scrubbed: Scrubbed, report: Report | None, tense: Tense = DONE
) -> Iterator[str]:
    """``"photo.jpg: removed location, device (12.3 kB); kept orientation"``, and the notes."""
    said = _said(scrubbed, report, tense) if scrubbed.changed else "clean already"
    yield f"{printable(name)}: {said}"
    yield from (f"  Note: {printable(note)}" for note in scrubbed.notes)


def _said(scrubbed: Scrubbed, report: Report | None, tense: Tense) -> str:
    gone = ", ".join(WORDS[category].label for category in removed_categories(scrubbed, report))
    saved = scrubbed.size_before - scrubbed.size_after
    said = f"{tense.removed} {gone}" if gone else tense.nothing
    if saved > 0:
        said += f" ({size_in_words(saved)})" if gone else f"; {size_in_words(saved)} dropped"
    kept = _kept(scrubbed)
    return f"{said}; {tense.kept} {kept}" if kept else said


def check_in_words(check: Check) -> str:
    """``"passed  same picture data"`` or ``"FAILED  nothing left: APP1/exif"``."""
    verdict = "passed" if check.passed else "FAILED"
    detail = f": {printable(check.detail)}" if check.detail else ""
    return f"{verdict}  {check.name}{detail}"
