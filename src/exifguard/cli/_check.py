"""`exifguard check`."""

from __future__ import annotations

import argparse
import contextlib
from typing import BinaryIO, NamedTuple, cast

from ..api import inspect, scrub
from ..batch.tree import Entry
from ..errors import ExifguardError
from ..model import Report, Scrubbed
from ..privacy.policy import resolve
from ..report.as_json import check_as_json
from ..report.outcome import PLANNED, scrubbed_in_words
from ._files import FAILED, FOUND, each_picture, source_of, summarise
from ._sinks import Nowhere
from ._terminal import Terminal


class _Checked(NamedTuple):
    scrubbed: Scrubbed
    report: Report | None


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Name each picture from which the policy would remove anything."""
    policy = resolve(options.policy)
    dirty = 0

    def work(entry: Entry) -> _Checked:
        source = source_of(entry)
        scrubbed = scrub(source, cast("BinaryIO", Nowhere()), policy=policy)
        report = None
        with contextlib.suppress(ExifguardError):
            report = inspect(source)
        return _Checked(scrubbed, report)

    def show(entry: Entry, checked: _Checked) -> None:
        nonlocal dirty
        scrubbed, report = checked
        dirty += scrubbed.changed
        name = str(entry.path)
        if terminal.as_json:
            terminal.document(check_as_json(scrubbed, name, report))
        elif scrubbed.changed:
            terminal.say(scrubbed_in_words(name, scrubbed, report, PLANNED))

    tally = each_picture(options.paths, work, show, terminal)
    summarise(tally, f"checked, {dirty:,} not clean", terminal)
    return FAILED if tally.failed else FOUND if dirty else 0
