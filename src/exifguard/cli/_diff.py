"""`exifguard diff`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..api import inspect
from ..batch.tree import Entry, Kind, attempt
from ..model import Report
from ..report.as_json import difference_as_json
from ..report.difference import difference_in_words, differences
from ._files import DONE, FAILED, FOUND
from ._terminal import Terminal


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Say what the metadata of two pictures tell differently; exit status 1 when anything does."""
    entries = [Entry(Path(path), None, Kind.PICTURE) for path in (options.before, options.after)]
    reports: list[Report] = []
    for outcome in attempt(entries, lambda entry: inspect(entry.path)):
        if outcome.error is not None:
            terminal.failure(outcome.entry, outcome.error)
        elif outcome.result is not None:
            reports.append(outcome.result)
    if len(reports) < len(entries):
        return FAILED
    found = list(differences(*reports))
    if terminal.as_json:
        terminal.document(difference_as_json(found, options.before, options.after, values=options.tags))
    else:
        terminal.say(difference_in_words(one, values=options.tags) for one in found)
    return FOUND if found else DONE
