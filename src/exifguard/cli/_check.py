"""`exifguard check`."""

from __future__ import annotations

import argparse
from typing import BinaryIO, cast

from ..api import scrub
from ..batch.tree import Entry
from ..model import Scrubbed
from ..report.as_json import check_as_json, explanation_as_json
from ..report.outcome import PLANNED, explained_in_words, is_dirty, scrubbed_in_words
from ._choice import chosen_policy
from ._files import FAILED, FOUND, each_picture, source_of, summarise
from ._sinks import Nowhere
from ._terminal import Terminal


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Name each picture from which the policy would remove anything."""
    policy = chosen_policy(options)
    dirty = 0

    def work(entry: Entry) -> Scrubbed:
        nowhere = cast("BinaryIO", Nowhere())
        return scrub(source_of(entry), nowhere, policy=policy, report=True, explain=options.explain)

    def show(entry: Entry, scrubbed: Scrubbed) -> None:
        nonlocal dirty
        found = is_dirty(scrubbed, policy)
        dirty += found
        name = str(entry.path)
        if terminal.as_json:
            document = check_as_json(scrubbed, name, scrubbed.report, clean=not found)
            why = {"explanation": explanation_as_json(scrubbed)} if options.explain else {}
            terminal.document({**document, **why})
        elif found or options.explain:
            terminal.say(scrubbed_in_words(name, scrubbed, scrubbed.report, PLANNED))
            terminal.say(explained_in_words(scrubbed, PLANNED) if options.explain else ())

    tally = each_picture(options.paths, work, show, terminal)
    summarise(tally, f"checked, {dirty:,} not clean", terminal)
    return FAILED if tally.failed else FOUND if dirty else 0
