"""`exifguard verify`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from ..api import verify
from ..batch.tree import Entry, Kind, attempt
from ..model import Verification
from ..report.as_json import verification_as_json
from ..report.outcome import check_in_words
from ._choice import chosen_policy
from ._files import DONE, FAILED
from ._terminal import Terminal


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Compare a picture with its clean copy, check by check."""
    policy = chosen_policy(options)
    before = Entry(Path(options.before), None, Kind.PICTURE)

    def work(entry: Entry) -> Verification:
        return verify(entry.path, options.after, policy=policy, pixels=options.pixels)

    (outcome,) = attempt([before], work)
    if outcome.error is not None:
        terminal.failure(before, outcome.error)
    if outcome.result is None:
        return FAILED
    if terminal.as_json:
        terminal.document(verification_as_json(outcome.result, options.before, options.after))
    else:
        terminal.say(_in_words(outcome.result))
    return DONE if outcome.result.passed else FAILED


def _in_words(verification: Verification) -> Iterator[str]:
    return (check_in_words(check) for check in verification.checks)
