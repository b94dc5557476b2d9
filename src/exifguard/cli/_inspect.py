"""`exifguard inspect`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..api import inspect
from ..batch.tree import Entry
from ..model import Report
from ..report.as_json import report_as_json
from ..report.words import report_in_words
from ._files import each_picture, source_of, summarise
from ._terminal import Terminal


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Say what each picture gives away."""
    first = True

    def show(entry: Entry, report: Report) -> None:
        nonlocal first
        name = str(entry.path)
        if terminal.as_json:
            terminal.document(report_as_json(report, name, values=options.tags))
        else:
            terminal.say([] if first else [""])
            terminal.say(report_in_words(name, report, show_tags=options.tags))
        first = False

    single = len(options.paths) == 1 and not Path(options.paths[0]).is_dir()

    def work(entry: Entry) -> Report:
        return inspect(source_of(entry), compare_previews=single)

    tally = each_picture(options.paths, work, show, terminal)
    if tally.files > 1 and not terminal.as_json:
        terminal.say([""])
    summarise(tally, "read", terminal)
    return tally.status
