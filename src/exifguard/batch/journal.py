"""What a run has done with which input, so that the next run need not do it again.

A journal is one SQLite file. It holds names, sizes, states and verdicts, and never a value out of a picture.
Every record is committed on its own: a run that is killed loses the files that were in flight and no others.

Keys are any strings (paths, object names), and a state is whatever tells that content changed: a file's
time of modification, an object's ETag.
"""

from __future__ import annotations

import contextlib
import enum
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from .. import __version__
from ..errors import CrashedError, ExifguardError, PolicyError

SCHEMA = 1
"""Layout of the file; another number is refused."""
APPLICATION = 0x65786731
"""``exg1``, where SQLite files say whose they are."""

_TABLE = """
CREATE TABLE IF NOT EXISTS work (
    key BLOB PRIMARY KEY, size INTEGER NOT NULL, tag TEXT NOT NULL,
    status TEXT NOT NULL, rule TEXT NOT NULL, categories TEXT NOT NULL,
    output_size INTEGER, output_tag TEXT, policy TEXT NOT NULL, version TEXT NOT NULL
) WITHOUT ROWID
"""
_COLUMNS = "key, size, tag, status, rule, categories, output_size, output_tag, policy, version"


class Verdict(enum.Enum):
    """What became of an input."""

    CLEANED = "cleaned"
    REFUSED = "refused"
    """It can't or must not be rewritten; a rule says why."""
    FAILED = "failed"
    """The system got in the way, or a worker died."""


@dataclass(frozen=True, slots=True)
class State:
    """What tells one content of a key from another.

    Attributes:
        size: bytes.
        tag: time of modification in nanoseconds, ETag, or hash.
    """

    size: int
    tag: str


@dataclass(frozen=True, slots=True)
class Record:
    """One input and what became of it.

    Attributes:
        key: its name.
        input: its state when it was read.
        verdict: what became of it.
        rule: why it was refused or failed: the rule of the error, or the error's name.
        categories: what was found and removed, by the names of the categories, sorted.
        output: the state of the clean copy; None where there is none.
        policy: digest of the policy (and of what else decides the output).
        version: of exifguard.
    """

    key: str
    input: State
    verdict: Verdict
    rule: str = ""
    categories: tuple[str, ...] = ()
    output: State | None = None
    policy: str = ""
    version: str = __version__


def verdict_of(error: Exception) -> tuple[Verdict, str]:
    """How a journal calls an error: verdict and rule. Never its message, which may name other files."""
    if isinstance(error, ExifguardError) and not isinstance(error, CrashedError):
        return Verdict.REFUSED, error.rule or type(error).__name__
    return Verdict.FAILED, type(error).__name__


class Journal:
    """A journal on disk. Use it as a context manager; one thread at a time.

    Args:
        path: the file; made, readable for its owner alone, when it isn't there.
        must_exist: do not make it.

    Raises:
        PolicyError: the file is no journal, or of a newer exifguard.
        OSError: it can't be opened.
    """

    def __init__(self, path: str | os.PathLike[str], *, must_exist: bool = False) -> None:
        self.path = Path(path)
        flags = os.O_RDWR | (0 if must_exist else os.O_CREAT) | getattr(os, "O_CLOEXEC", 0)
        os.close(os.open(self.path, flags, 0o600))  # SQLite itself would make it readable for others
        self._base = sqlite3.connect(self.path, isolation_level=None, timeout=30.0)
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            self._base.close()
            raise PolicyError(f"no journal of exifguard: {error}", rule="journal") from None
        except BaseException:
            self._base.close()
            raise

    def _open(self) -> None:
        fresh = not self._pragma("schema_version")
        schema, application = self._pragma("user_version"), self._pragma("application_id")
        if not fresh and (schema, application) != (SCHEMA, APPLICATION):
            raise PolicyError("no journal of this version of exifguard", rule="journal")
        # With a write-ahead log a commit waits for no disk, and still survives the death of the process.
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        if fresh:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.execute(_TABLE)
            self._base.execute(f"PRAGMA user_version={SCHEMA}")
            self._base.execute(f"PRAGMA application_id={APPLICATION}")
            self._base.execute("COMMIT")

    def _pragma(self, name: str) -> int:
        value: int = self._base.execute(f"PRAGMA {name}").fetchone()[0]
        return value

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was recorded is in it."""
        with contextlib.suppress(sqlite3.ProgrammingError):
            self._base.close()

    def record(self, record: Record) -> None:
        """Note what became of an input, in the place of what was noted of it before."""
        output = record.output
        self._base.execute(
            f"INSERT OR REPLACE INTO work ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                _bytes(record.key),
                record.input.size,
                record.input.tag,
                record.verdict.value,
                record.rule,
                " ".join(record.categories),
                output and output.size,
                output and output.tag,
                record.policy,
                record.version,
            ),
        )

    def get(self, key: str) -> Record | None:
        """What was noted of an input."""
        row = self._base.execute(f"SELECT {_COLUMNS} FROM work WHERE key = ?", (_bytes(key),)).fetchone()  # noqa: S608
        return row and _record(row)

    def done(self, key: str, state: State, output: State | None, policy: str) -> bool:
        """True when this content was cleaned under this policy by this version, and its output still stands.

        Args:
            key: the input.
            state: the input's state now; where files are cleaned in place, that of the output.
            output: the state of the clean copy now; None when there is none.
            policy: as in `Record.policy`.
        """
        known = self.get(key)
        return (
            known is not None
            and known.verdict is Verdict.CLEANED
            and output is not None
            and known.output == output
            and state in (known.input, known.output)
            and (known.policy, known.version) == (policy, __version__)
        )

    def owns(self, key: str, output: State | None) -> bool:
        """True when what stands at the output of `key` was written by a run that used this journal."""
        known = self.get(key)
        return known is not None and output is not None and known.output == output

    def counts(self) -> dict[str, int]:
        """How many inputs met which verdict, by its name."""
        rows = self._base.execute("SELECT status, count(*) FROM work GROUP BY status ORDER BY status")
        return dict(rows.fetchall())

    def rules(self) -> dict[str, int]:
        """How many inputs were refused or failed by which rule, the most frequent first."""
        rows = self._base.execute(
            "SELECT rule, count(*) AS n FROM work WHERE rule != '' GROUP BY rule ORDER BY n DESC, rule"
        )
        return dict(rows.fetchall())

    def records(self) -> Iterator[Record]:
        """All records, sorted by key, one at a time."""
        for row in self._base.execute(f"SELECT {_COLUMNS} FROM work ORDER BY key"):  # noqa: S608
            yield _record(row)


def _bytes(key: str) -> bytes:
    """Names of files need not be text; SQLite's text has to be."""
    return key.encode("utf-8", "surrogateescape")


def _record(row: tuple[bytes, int, str, str, str, str, int | None, str | None, str, str]) -> Record:
    key, size, tag, status, rule, categories, output_size, output_tag, policy, version = row
    output = None if output_size is None or output_tag is None else State(output_size, output_tag)
    name = key.decode("utf-8", "surrogateescape")
    found = tuple(categories.split())
    return Record(name, State(size, tag), Verdict(status), rule, found, output, policy, version)
