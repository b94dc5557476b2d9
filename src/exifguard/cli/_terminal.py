"""What goes to stdout and what to stderr, and that nothing there can harm a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

from ..report.printable import printable

if TYPE_CHECKING:
    from ..batch.tree import Entry, Fault
    from ..report.as_json import Json


class UsageError(Exception):
    """The command line asks for something that makes no sense; its message says what."""


class Terminal:
    """Where a command's words go: results to stdout, failures and warnings to stderr.

    Attributes:
        as_json: one JSON document a line, instead of words.
        to_stderr: results go to stderr too, because a picture goes to stdout.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.to_stderr = False

    @property
    def _results(self) -> TextIO:
        # Asked each time: the progress display stands in for both streams while it runs.
        return sys.stderr if self.to_stderr else sys.stdout

    def say(self, lines: Iterable[str]) -> None:
        """Print lines of a result; what in them comes from a file is printable already."""
        for line in lines:
            print(line, file=self._results)

    def document(self, document: Mapping[str, Json]) -> None:
        """Print a JSON document on one line. It is pure ASCII: no control character survives that."""
        print(json.dumps(document, allow_nan=False), file=self._results)

    def complain(self, message: str) -> None:
        """Print one line about what went wrong."""
        print(f"exifguard: {printable(message)}", file=sys.stderr)

    def failure(self, entry: Entry, error: Fault) -> None:
        """Name a file that was refused or failed, and why."""
        from ..report.as_json import error_as_json, error_in_words

        self.complain(f"{entry.path}: {error_in_words(error)}{_about(entry, error)}")
        if self.as_json:
            self.document(error_as_json(error, str(entry.path)))

    def sidecar(self, entry: Entry) -> None:
        """Warn of a file that may tell what the picture beside it no longer does."""
        from ..report.as_json import sidecar_as_json

        self.complain(f"{entry.path}: left as it is ({entry.detail})")
        if self.as_json:
            self.document(sidecar_as_json(str(entry.path), entry.detail))


def _about(entry: Entry, error: Fault) -> str:
    """Which other file an error is about, and the way out where there is one."""
    if not isinstance(error, OSError) or error.filename in (None, str(entry.path)):
        return ""
    hint = "; --force replaces it" if isinstance(error, FileExistsError) else ""
    return f": {error.filename}{hint}"
