"""One run of the command line: streams, signals, the chosen command, its exit status."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from ..errors import PolicyError
from ._parser import build_parser
from ._terminal import Terminal, UsageError

USAGE, FAILED = 2, 3
BROKEN_PIPE = 128 + 13  # SIGPIPE, as shells report it; Windows has no such signal


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status."""
    _stand_in_for_closed_streams()
    _never_fail_to_print()
    try:
        with _polite_endings():
            status = _command(arguments)
            sys.stdout.flush()
            return status
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except OSError as error:  # those of the files are dealt with: this one is about our own output
        _forget_stdout()
        Terminal(as_json=False).complain(f"cannot write the results: {error.strerror}")
        return FAILED


def _command(arguments: Sequence[str]) -> int:
    try:
        options = build_parser().parse_args(arguments)
    except SystemExit as end:  # argparse has said what there is to say
        return end.code if isinstance(end.code, int) else USAGE
    terminal = Terminal(as_json=getattr(options, "json", False))
    try:
        command = importlib.import_module(f"{__package__}._{options.command}")
        return int(command.run(options, terminal))
    except (UsageError, PolicyError) as error:
        terminal.complain(str(error))
        return USAGE


def _stand_in_for_closed_streams() -> None:
    """A stream that the caller closed (``>&-``) is None in Python; its number must not go to a picture."""
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open()
    sys.stdout = sys.stdout or nowhere.open("w")
    sys.stderr = sys.stderr or nowhere.open("w")


def _never_fail_to_print() -> None:
    """Characters that the terminal's encoding lacks are written as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _forget_stdout() -> None:
    """Send what is still buffered nowhere, or Python complains about it at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextlib.contextmanager
def _polite_endings() -> Iterator[None]:
    """Let a request to end run the clean-up of half-written files first, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    names = ("SIGTERM", "SIGHUP")
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # One that is ignored stays so: that is what nohup asks for.
    changed = [number for number in wanted if signal.getsignal(number) is signal.SIG_DFL]
    for number in changed:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
