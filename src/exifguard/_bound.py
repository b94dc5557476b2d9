"""Files of which only a little can be removed: camera raws. What stays is checked and told."""

from __future__ import annotations

from typing import Final

from ._inspect import outermost, report_on
from ._source import Source
from .containers import Container
from .errors import UnsupportedError
from .limits import Limits
from .model import Action, Category, Decision, Parts
from .privacy.policy import Policy

REMOVABLE: Final = frozenset(
    (Category.LOCATION, Category.UNKNOWN, Category.UNREADABLE, Category.TRAILER, Category.RENDERING)
)
"""A policy that removes any other category asks for more than can be done."""
NOT_OURS: Final = "may hold a place, and stays: nothing can be taken out of it"
MAY_STAY: Final = "entries of the camera maker's may hold a place, and stay: nothing can be taken out of them"


def allow(parts: Parts, policy: Policy) -> None:
    """Let pass what can be done.

    Raises:
        UnsupportedError: the policy removes what cannot be removed.
    """
    if not parts.bound:
        return
    unwanted = {category for category in Category if policy.action(category) is not Action.KEEP}
    if policy.minimal or policy.writes_credits or unwanted - REMOVABLE:
        raise UnsupportedError(parts.bound, format=parts.format.name, rule="camera-raw")


def what_stays(container: Container, output: Source, policy: Policy, limits: Limits) -> tuple[Decision, ...]:
    """What stays although it may hold what the policy removes.

    Raises:
        UnsupportedError: a place stays.
    """
    report = report_on(output, container.parse(output, limits, lenient=True), limits)
    kept = []
    for finding in report.findings:
        decision = policy.decide(finding)
        if decision.action is Action.KEEP or finding.category is Category.RENDERING:
            continue
        if finding.category is Category.LOCATION:
            raise UnsupportedError(
                "a place stands where nothing can be taken out of a camera raw",
                format=report.format.name,
                part=outermost(finding.path),
                rule="camera-raw",
            )
        kept.append(Decision(finding, Action.KEEP, NOT_OURS))
    return tuple(kept)
