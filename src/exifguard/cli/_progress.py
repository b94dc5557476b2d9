"""A count of the files done, on a terminal, when the work takes longer than a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds after which somebody wants to know that the work goes on."""


def watch(items: Iterable[T]) -> Iterator[T]:
    """Hand `items` through and show how many there were, on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    display: Progress | None = None
    try:
        for number, item in enumerate(items, 1):
            if display is None and time.monotonic() - started > PATIENCE:
                display = _display()
            if display is not None:
                display.update(display.task_ids[0], completed=number)
            yield item
    finally:
        if display is not None:
            display.stop()


def _display() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    # While it runs, rich prints our lines above the bar; a stdout that is no terminal is not its business.
    display = Progress(
        BarColumn(bar_width=20),
        TextColumn("{task.completed:,} files", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True, markup=False, highlight=False, emoji=False),
        redirect_stdout=sys.stdout.isatty(),
        transient=True,
    )
    display.add_task("", total=None)
    display.start()
    return display
