"""The loop that every command over files runs: each picture in turn, failures named, the rest counted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from ..batch.tree import Entry, Kind, attempt, walk
from ._progress import watch
from ._terminal import Terminal

T = TypeVar("T")

DONE, FOUND, FAILED = 0, 1, 3
"""Exit statuses."""

DASH = "-"
STDIN = Entry(Path(DASH), None, Kind.PICTURE)
"""The entry that stands for standard input; a file of that name is ``./-``."""


@dataclass(slots=True)
class Tally:
    """How many files met which fate."""

    pictures: int = 0
    failed: int = 0
    sidecars: int = 0
    skipped: int = 0

    @property
    def files(self) -> int:
        """All files but those that were passed over."""
        return self.pictures + self.failed

    @property
    def status(self) -> int:
        """The exit status, as far as failures go."""
        return FAILED if self.failed else DONE

    def in_words(self, verb: str) -> str:
        """``"12 files cleaned, 1 failed, 3 that are no pictures skipped"``."""
        words = [f"{_files(self.pictures)} {verb}"]
        if self.failed:
            words.append(f"{self.failed:,} failed")
        if self.sidecars:
            words.append(f"{_files(self.sidecars)} beside pictures left as they are")
        if self.skipped:
            words.append(f"{self.skipped:,} skipped (no pictures)")
        return ", ".join(words)


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def entries(paths: Iterable[str]) -> Iterator[Entry]:
    """What the arguments lead to."""
    for path in paths:
        if path == DASH:
            yield STDIN
        else:
            yield from walk([path])


def source_of(entry: Entry) -> Path | BinaryIO:
    """What to hand to the library for an entry."""
    return sys.stdin.buffer if entry is STDIN else entry.path


def each_picture(
    paths: Iterable[str],
    work: Callable[[Entry], T],
    show: Callable[[Entry, T], None],
    terminal: Terminal,
) -> Tally:
    """Do `work` on every picture that `paths` lead to and `show` each result; name what fails."""
    tally = Tally()
    for outcome in watch(attempt(entries(paths), work)):
        entry = outcome.entry
        if outcome.error is not None:
            tally.failed += 1
            terminal.failure(entry, outcome.error)
        elif entry.kind is Kind.SIDECAR:
            tally.sidecars += 1
            terminal.sidecar(entry)
        elif entry.kind is Kind.OTHER:
            tally.skipped += 1
        elif outcome.result is not None:
            tally.pictures += 1
            show(entry, outcome.result)
    return tally


def summarise(tally: Tally, verb: str, terminal: Terminal) -> None:
    """Close with the counts, where there was more than one file; in JSON always."""
    from ..report.as_json import summary_as_json

    if terminal.as_json:
        terminal.document(summary_as_json(tally.pictures, tally.failed, tally.sidecars, tally.skipped))
    elif tally.files + tally.sidecars + tally.skipped > 1:
        terminal.say([tally.in_words(verb)])
