"""`exifguard policies`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from ..model import Action
from ..privacy.category import HARM
from ..privacy.policy import PRESETS, REASONS, Policy
from ..report.as_json import SCHEMA, Json
from ._files import DONE
from ._terminal import Terminal

_VERBS = {
    Action.KEEP: "keeps",
    Action.REMOVE: "removes",
    Action.NEUTRALISE: "keeps",  # the values, written anew
    Action.REFUSE: "refuses",
}


def run(_: argparse.Namespace, terminal: Terminal) -> int:
    """List the policies, and what each does with every category and why."""
    if terminal.as_json:
        policies = [_as_json(policy) for policy in PRESETS.values()]
        terminal.document({"schema": SCHEMA, "kind": "policies", "policies": [*policies]})
    else:
        for policy in PRESETS.values():
            terminal.say(_in_words(policy))
    return DONE


def _in_words(policy: Policy) -> Iterator[str]:
    yield policy.name
    reasons = REASONS[policy.name]
    for category in HARM:
        verb = _VERBS[policy.action(category)]
        yield f"  {verb:<8} {category.value:<11} {reasons.get(category, '')}".rstrip()


def _as_json(policy: Policy) -> dict[str, Json]:
    reasons = REASONS[policy.name]
    actions: dict[str, Json] = {
        category.value: {"action": policy.action(category).value, "reason": reasons.get(category, "")}
        for category in HARM
    }
    return {"name": policy.name, "categories": actions}
