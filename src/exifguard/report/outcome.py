"""What a scrub did, and what a verification saw, in plain words that are safe to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..model import Action, Category, Check, Decision, Finding, Report, Scrubbed
from ..privacy.category import WORDS, by_harm
from ..privacy.policy import Policy
from .printable import printable
from .words import size_in_words


class Tense(NamedTuple):
    """How to speak of a scrub.

    Attributes:
        removed, kept: the verbs of the summary.
        nothing: the summary where nothing goes.
        actions: what an action does to one finding.
    """

    removed: str
    kept: str
    nothing: str
    actions: Mapping[Action, str]


DONE = Tense(
    "removed",
    "kept",
    "nothing to remove",
    {
        Action.KEEP: "kept",
        Action.REMOVE: "removed",
        Action.NEUTRALISE: "written anew",
        Action.REFUSE: "refused",
    },
)
PLANNED = Tense(
    "would remove",
    "would keep",
    "nothing to remove",
    {
        Action.KEEP: "keep",
        Action.REMOVE: "remove",
        Action.NEUTRALISE: "write anew",
        Action.REFUSE: "refuse",
    },
)

_PROFILE = "icc"
_KEPT_WORDS = {
    _PROFILE: "colour profile",
    "color space": "colour space",
    **dict.fromkeys(("gain map", "picture", "mpf", "iso21496"), "HDR gain map"),
}
_GOES = (Action.REMOVE, Action.REFUSE)
_WIDEST = 56
"""Columns up to which the paths of an explanation are lined up."""


# -- what goes ------------------------------------------------------------------------------------


def is_dirty(scrubbed: Scrubbed, policy: Policy) -> bool:
    """True when `policy` takes something out of the file.

    A policy that keeps nothing but the look has one form for a clean file: any other is not clean. Under a
    policy that keeps more, bytes may change while nothing goes.
    """
    if not (policy.selective and scrubbed.changed):
        return scrubbed.changed
    return any(_takes_out(decision, policy) for decision in scrubbed.decisions)


def _takes_out(decision: Decision, policy: Policy) -> bool:
    if decision.action is Action.NEUTRALISE and decision.finding.key == _PROFILE:
        # Its fields are not decided one by one: it is written anew because of what it may hold.
        held = map(policy.action, decision.finding.may_hold)
        return any(action in _GOES for action in held)
    return decision.action in _GOES


def removed_categories(scrubbed: Scrubbed, report: Report | None) -> tuple[Category, ...]:
    """What the removed pieces gave away, the most harmful first, without the categories that stay.

    Where all of these stay in other pieces (a maker note goes, the name of the camera stays), they are named
    none the less: something was removed.

    Args:
        scrubbed: the outcome; its decisions speak of blocks or of single fields.
        report: what `inspect` found in the original; without it each piece counts as its own category.
    """
    kept = {decision.finding.category for decision in scrubbed.decisions if decision.action not in _GOES}
    if report is None:
        gone = {decision.finding.category for decision in scrubbed.removed}
    else:
        actions = _by_path(scrubbed.decisions)
        gone = set[Category]()
        for finding in report.findings:
            if _is_gone(finding, actions):
                gone |= finding.reveals
            else:
                kept.add(finding.category)
    gone -= {Category.RENDERING}
    return by_harm(gone - kept or gone)


def _by_path(decisions: Iterable[Decision]) -> dict[str, Action]:
    """The harshest decision over each path."""
    actions: dict[str, Action] = {}
    for decision in decisions:
        path, action = decision.finding.path, decision.action
        actions[path] = max(actions.get(path, action), action, key=_SEVERITY.index)
    return actions


_SEVERITY = (Action.KEEP, Action.NEUTRALISE, Action.REMOVE, Action.REFUSE)


def _is_gone(finding: Finding, actions: Mapping[str, Action]) -> bool:
    """True when the nearest decision took the finding out; what is written anew loses what was inside it."""
    path = finding.path
    while path and path not in actions:
        path = path.rpartition("/")[0]
    action = actions.get(path, Action.KEEP)
    return path != finding.path if action is Action.NEUTRALISE else action in _GOES


# -- in words -------------------------------------------------------------------------------------


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
    kept = ", ".join(_kept(scrubbed))
    return f"{said}; {tense.kept} {kept}" if kept else said


def _kept(scrubbed: Scrubbed) -> Iterator[str]:
    """What stayed: the values that the picture needs one by one, everything else by category."""
    kept = [d.finding for d in scrubbed.decisions if d.action in (Action.KEEP, Action.NEUTRALISE)]
    needed = [f.key for f in kept if f.category is Category.RENDERING and f.value is None]
    yield from dict.fromkeys(printable(_KEPT_WORDS.get(key, key)) for key in needed)
    others = {finding.category for finding in kept} - {Category.RENDERING}
    yield from (WORDS[category].label for category in by_harm(others))


def explained_in_words(scrubbed: Scrubbed, tense: Tense = DONE) -> Iterator[str]:
    """``"  removed       APP1/exif/GPS:GPSLatitude  location removes location"``, for every decision."""
    rows = [
        (tense.actions[d.action], printable(d.finding.path), printable(d.rule)) for d in scrubbed.decisions
    ]
    verbs = max(map(len, tense.actions.values()))
    paths = min(max((len(path) for _, path, _ in rows), default=0), _WIDEST)
    return (f"  {verb:<{verbs}}  {path:<{paths}}  {rule}" for verb, path, rule in rows)


def check_in_words(check: Check) -> str:
    """``"passed  same picture data"`` or ``"FAILED  nothing left: APP1/exif"``."""
    verdict = "passed" if check.passed else "FAILED"
    detail = f": {printable(check.detail)}" if check.detail else ""
    return f"{verdict}  {check.name}{detail}"
