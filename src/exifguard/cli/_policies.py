"""`exifguard policies`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from ..model import Action
from ..privacy.category import HARM
from ..privacy.policy import PRESETS, REASONS, SUMMARIES, Policy
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
        for number, policy in enumerate(PRESETS.values()):
            terminal.say([""] if number else [])
            terminal.say(_in_words(policy))
    return DONE


def _in_words(policy: Policy) -> Iterator[str]:
    yield f"{policy.name}: {SUMMARIES[policy.name]}"
    reasons = REASONS[policy.name]
    for category in HARM:
        verb = _VERBS[policy.action(category)]
        yield f"  {verb:<7} {category.value:<10} {reasons[category]}"


def _as_json(policy: Policy) -> dict[str, Json]:
    reasons = REASONS[policy.name]
    actions: dict[str, Json] = {
        category.value: {"action": policy.action(category).value, "reason": reasons[category]}
        for category in HARM
    }
    return {
        "name": policy.name,
        "summary": SUMMARIES[policy.name],
        "minimal": policy.minimal,
        "categories": actions,
    }
