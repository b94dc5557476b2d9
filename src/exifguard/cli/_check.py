"""`exifguard check`."""

from __future__ import annotations

import argparse
from typing import BinaryIO, cast

from ..api import scrub
from ..batch.tree import Entry
from ..model import Scrubbed
from ..privacy.policy import resolve
from ..report.as_json import check_as_json
from ..report.outcome import PLANNED, scrubbed_in_words
from ._files import FAILED, FOUND, each_picture, source_of, summarise
from ._sinks import Nowhere
from ._terminal import Terminal


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Name each picture from which the policy would remove anything."""
    policy = resolve(options.policy)
    dirty = 0

    def work(entry: Entry) -> Scrubbed:
        return scrub(source_of(entry), cast("BinaryIO", Nowhere()), policy=policy, report=True)

    def show(entry: Entry, scrubbed: Scrubbed) -> None:
        nonlocal dirty
        dirty += scrubbed.changed
        name = str(entry.path)
        if terminal.as_json:
            terminal.document(check_as_json(scrubbed, name, scrubbed.report))
        elif scrubbed.changed:
            terminal.say(scrubbed_in_words(name, scrubbed, scrubbed.report, PLANNED))

    tally = each_picture(options.paths, work, show, terminal)
    summarise(tally, f"checked, {dirty:,} not clean", terminal)
    return FAILED if tally.failed else FOUND if dirty else 0
