"""`exifguard scrub`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..api import scrub, scrub_in_place
from ..batch.tree import Entry
from ..model import Scrubbed
from ..report.as_json import explanation_as_json, scrubbed_as_json
from ..report.outcome import DONE, PLANNED, explained_in_words, scrubbed_in_words
from ._choice import chosen_policy
from ._files import DASH, each_picture, source_of, summarise
from ._sinks import Nowhere
from ._targets import check_usage, placement, wants_stdout
from ._terminal import Terminal

Source = Path | BinaryIO
Writer = Callable[[Entry, Source], Scrubbed]


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Write a clean copy of each picture, and say what went."""
    check_usage(options)
    write = _writer(options)
    terminal.to_stderr = wants_stdout(options)
    tense = PLANNED if options.dry_run else DONE

    def work(entry: Entry) -> Scrubbed:
        return write(entry, source_of(entry))

    def show(entry: Entry, scrubbed: Scrubbed) -> None:
        name = str(entry.path)
        if terminal.as_json:
            document = scrubbed_as_json(scrubbed, name, scrubbed.report, dry=options.dry_run)
            why = {"explanation": explanation_as_json(scrubbed)} if options.explain else {}
            terminal.document({**document, **why})
        else:
            terminal.say(scrubbed_in_words(name, scrubbed, scrubbed.report, tense))
            terminal.say(explained_in_words(scrubbed, tense) if options.explain else ())

    tally = each_picture(options.paths, work, show, terminal)
    summarise(tally, "would be cleaned" if options.dry_run else "cleaned", terminal)
    return tally.status


def _writer(options: argparse.Namespace) -> Writer:
    """The way in which this run writes a clean copy.

    Raises:
        UsageError, PolicyError: what was asked for makes no sense; nothing was done.
    """
    how: dict[str, Any] = {
        "policy": chosen_policy(options),
        "verify": options.verify,
        "orientation": options.orientation,
        "report": True,
        "explain": options.explain,
    }
    place = None
    if options.output not in (None, DASH):
        place = placement(options.paths, options.output)
    if options.dry_run:
        return lambda _, source: scrub(source, cast("BinaryIO", Nowhere()), **how)
    if options.in_place:
        return lambda entry, _: scrub_in_place(entry.path, follow_links=options.follow_links, **how)
    if place is None:
        return lambda _, source: _to_stdout(source, how)

    def copy(entry: Entry, source: Source) -> Scrubbed:
        path = place(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        return scrub(source, path, overwrite=options.force, **how)

    return copy


def _to_stdout(source: Source, how: dict[str, Any]) -> Scrubbed:
    scrubbed = scrub(source, sys.stdout.buffer, **how)
    sys.stdout.buffer.flush()  # what can't be written is a failure of this file
    return scrubbed
