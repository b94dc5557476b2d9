"""Where the clean copies go."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ..batch.tree import Entry, Kind, check_apart
from ._files import DASH
from ._terminal import UsageError

Placement = Callable[[Entry], Path]
"""Gives the path of an entry's clean copy."""

_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


def check_usage(options: argparse.Namespace) -> None:
    """Refuse combinations that contradict themselves, before anything is done.

    Raises:
        UsageError: with what to do instead.
    """
    paths: Sequence[str] = options.paths
    piped = DASH in paths
    to_stdout = wants_stdout(options)
    rules = (
        (piped and len(paths) > 1, "- (standard input) stands alone"),
        (piped and options.in_place, "standard input cannot be replaced in place"),
        (options.follow_links and not options.in_place, "--follow-links goes with --in-place"),
        (to_stdout and not _one_file(paths), "only a single picture can go to standard output"),
        (to_stdout and sys.stdout.isatty(), "a picture is nothing for a terminal; use -o FILE"),
        (
            not (options.output or options.in_place or options.dry_run or piped),
            "say where the clean copies go: -o OUT, or --in-place",
        ),
    )
    for broken, message in rules:
        if broken:
            raise UsageError(message)


def wants_stdout(options: argparse.Namespace) -> bool:
    """True when the picture itself goes to standard output."""
    if options.dry_run or options.in_place:
        return False
    return options.output == DASH or (options.output is None and DASH in options.paths)


def _one_file(paths: Sequence[str]) -> bool:
    return len(paths) == 1 and not os.path.isdir(paths[0])  # noqa: PTH112 - never raises


def placement(paths: Sequence[str], output: str) -> Placement:
    """How `paths` are laid out at `output`.

    One picture goes to a file of that name, or into a folder that exists or ends with a slash. One folder
    is mirrored straight into it; of several paths each gets its own name there.

    Raises:
        UsageError: two paths would meet at one place, or an output is its own input.
        PolicyError: the originals and the copies would lie in one tree.
    """
    place = _layout(paths, Path(output), is_folder=output.endswith(_SEPARATORS))
    for path in map(Path, paths):
        if path.is_dir():
            check_apart(path, Path(output))
        elif str(path) != DASH and _same_file(path, place(Entry(path, None, Kind.PICTURE))):
            raise UsageError(f"{path}: output and input are the same file; use --in-place to replace it")
    return place


def _layout(paths: Sequence[str], output: Path, *, is_folder: bool) -> Placement:
    if _one_file(paths) and not is_folder and not output.is_dir():
        if not output.parent.is_dir():
            raise UsageError(f"there is no folder {output.parent}")
        return lambda _: output
    if paths == [DASH]:
        raise UsageError(f"{output} is a folder; standard input needs the name of a file")
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is a file; several pictures need a folder")
    if len(paths) == 1:
        return lambda entry: output / entry.relative
    _check_names_differ(paths)
    return lambda entry: output / _own_name(entry.root or entry.path) / _below(entry)


def _own_name(path: Path) -> str:
    return Path(os.path.abspath(path)).name  # noqa: PTH100 - resolves ".." without following links


def _below(entry: Entry) -> Path:
    return Path() if entry.root is None else entry.relative


def _check_names_differ(paths: Sequence[str]) -> None:
    names: dict[str, str] = {}
    for path in paths:
        other = names.setdefault(_own_name(Path(path)).casefold(), path)
        if other is not path:
            raise UsageError(f"{other} and {path} would both be written to the same place")


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
