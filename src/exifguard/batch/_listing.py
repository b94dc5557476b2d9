"""The members of a folder, sorted by name, in memory that does not grow with the folder."""

from __future__ import annotations

import contextlib
import enum
import itertools
import os
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

from .sidecars import Neighbours, names_of_pictures

MANY = 5_000
"""Members from which a folder is sorted on disk."""
_BATCH = 1_000


class What(enum.IntEnum):
    """What a member is, links not followed."""

    FILE = 0
    FOLDER = 1
    LINK = 2
    OTHER = 3


Member = tuple[str, What]


def members(folder: Path) -> tuple[Iterator[Member], Neighbours]:
    """The members of `folder`, and what its pictures are called.

    Raises:
        OSError: the folder can't be listed.
    """
    with os.scandir(folder) as listing:
        first = [(member.name, _what(member)) for member in itertools.islice(listing, MANY)]
        if len(first) == MANY:
            return _on_disk(itertools.chain(first, ((member.name, _what(member)) for member in listing)))
    first.sort(key=lambda member: os.fsencode(member[0]))
    return iter(first), Neighbours(name for name, _ in first)


def _what(member: os.DirEntry[str]) -> What:
    if member.is_symlink():
        return What.LINK
    if _is(member.is_dir):
        return What.FOLDER
    return What.FILE if _is(member.is_file) else What.OTHER


def _is(question: Callable[..., bool]) -> bool:
    """Ask a folder member what it is, links not followed; a member that is gone is nothing."""
    with contextlib.suppress(OSError):
        return question(follow_symlinks=False)
    return False


def _on_disk(found: Iterable[Member]) -> tuple[Iterator[Member], Neighbours]:
    base = sqlite3.connect("", isolation_level=None)  # a nameless file that goes with the connection
    base.execute("PRAGMA journal_mode=OFF")
    base.execute("CREATE TABLE members (name BLOB PRIMARY KEY, what INTEGER) WITHOUT ROWID")
    base.execute("CREATE TABLE pictures (name BLOB PRIMARY KEY) WITHOUT ROWID")
    base.execute("BEGIN")
    rest = iter(found)
    while batch := list(itertools.islice(rest, _BATCH)):
        base.executemany(
            "INSERT OR IGNORE INTO members VALUES (?, ?)", ((os.fsencode(n), w) for n, w in batch)
        )
        known = names_of_pictures(name for name, _ in batch)
        base.executemany("INSERT OR IGNORE INTO pictures VALUES (?)", ((_bytes(name),) for name in known))
    base.execute("COMMIT")
    return _sorted(base), Neighbours(known=_Pictures(base))


def _sorted(base: sqlite3.Connection) -> Iterator[Member]:
    try:
        for name, what in base.execute("SELECT name, what FROM members ORDER BY name"):
            yield os.fsdecode(name), What(what)
    finally:
        base.close()


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


class _Pictures(Container[str]):
    """The names of pictures, asked for one by one."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __contains__(self, name: object) -> bool:
        found = self._base.execute("SELECT 1 FROM pictures WHERE name = ?", (_bytes(str(name)),))
        return found.fetchone() is not None
