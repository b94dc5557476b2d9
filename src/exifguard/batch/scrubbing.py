"""Whole trees of pictures: clean copies in another folder or in place, by many workers, resumed at will."""

from __future__ import annotations

import enum
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from .. import api
from ..errors import CrashedError, ExifguardError, PolicyError
from ..files import check_name
from ..limits import DEFAULT_LIMITS, Limits
from ..model import Action, Report, Scrubbed
from ..privacy.policy import Policy, resolve
from ._same import Same
from .journal import Journal, Record, State, Verdict, verdict_of
from .runner import SHARD, run
from .tree import Entry, Fault, Kind, Outcome, PathLike, Selection, check_apart, walk

IN_PLACE_JOURNAL = ".exifguard.sqlite"
BESIDE = ".exifguard.sqlite"


def journal_of(source: PathLike, destination: PathLike | None) -> Path:
    """Where the journal of a run lies: beside the folder of the copies, or in the folder cleaned in place.

    Not within the copies: these are to be given away, and the journal holds the names of the originals.
    """
    if destination is None:
        return Path(source) / IN_PLACE_JOURNAL
    target = Path(os.path.abspath(destination))  # noqa: PTH100 - resolves ".." without following links
    return target.with_name(target.name + BESIDE)


# -- one file -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cleaner:
    """How each file of a run is cleaned: the arguments of `scrub`. It travels to workers."""

    policy: Policy
    limits: Limits = DEFAULT_LIMITS
    formats: tuple[str, ...] | None = None
    verify: api.Verify = "structure"
    orientation: int | None = None
    receipt: bool = False
    report: bool = False
    explain: bool = False
    overwrite: bool = False
    follow_links: bool = False
    again: bool = False
    """An output that is what would be written is no conflict: an earlier run, or worker, wrote it."""

    note: bool = False
    """Say of each file which categories went: a journal wants to know."""

    @property
    def digest(self) -> str:
        """What tells outputs of one way of cleaning from those of another."""
        actions = sorted((category.value, action.value) for category, action in self.policy.actions.items())
        rules = (actions, self.policy.default.value, self.policy.minimal, self.orientation)
        return hashlib.sha256(repr(rules).encode()).hexdigest()[:32]

    def __call__(self, job: Job) -> Done:
        """Clean one file; what befalls it is part of the result."""
        if job.known or job.entry.kind is not Kind.PICTURE:
            return Done()
        try:
            scrubbed = self._clean(job)
            path = job.entry.path if job.output is None else job.output
            gone = self._removed(scrubbed) if self.note else ()
            if scrubbed.report is not None and not self.report:
                scrubbed = replace(scrubbed, report=None)
            return Done(scrubbed, state=state_of(path), removed=gone)
        except (ExifguardError, OSError) as error:
            return Done(error=error)

    def _removed(self, scrubbed: Scrubbed) -> tuple[str, ...]:
        """The categories of what went, by name: decisions on whole blocks do not name what was in them."""
        findings = () if scrubbed.report is None else scrubbed.report.findings
        found = {finding.category for finding in findings}
        return tuple(sorted(one.value for one in found if self.policy.action(one) is Action.REMOVE))

    def _clean(self, job: Job) -> Scrubbed:
        how: dict[str, Any] = {
            "policy": self.policy, "limits": self.limits, "formats": self.formats, "verify": self.verify,
            "orientation": self.orientation, "receipt": self.receipt, "report": self.report or self.note,
            "explain": self.explain,
        }  # fmt: skip
        path = job.entry.path
        if job.output is None:
            return api.scrub_in_place(path, follow_links=self.follow_links, **how)
        job.output.parent.mkdir(parents=True, exist_ok=True)
        overwrite = self.overwrite or job.replace
        try:
            return api.scrub(path, job.output, overwrite=overwrite, **how)
        except FileExistsError:
            if not self.again:
                raise
            return self._compare(path, job.output, how)

    def _compare(self, path: Path, output: Path, how: dict[str, Any]) -> Scrubbed:
        """Take an existing output for ours if it is what we would write, and leave it alone if not."""
        with Same(output) as same:
            scrubbed = api.scrub(path, cast("BinaryIO", same), **how)
            same.check()
        return scrubbed


@dataclass(frozen=True, slots=True)
class Job:
    """A file, and where its clean copy goes.

    Attributes:
        entry: the file.
        output: None: in place.
        state: what it was when the walk met it.
        known: there is nothing to do.
        replace: what stands at the output is ours.
    """

    entry: Entry
    output: Path | None
    state: State | None = None
    known: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker says of a job; `state` is that of the clean copy, `removed` names categories."""

    scrubbed: Scrubbed | None = None
    error: Fault | None = None
    state: State | None = None
    removed: tuple[str, ...] = ()


def state_of(path: Path) -> State | None:
    """The state of a file; None when there is none.

    The time of the last change to its inode counts as well: tools that set back the time of modification
    cannot set back that one.
    """
    try:
        check_name(path)
        found = path.stat()
    except (OSError, PolicyError):
        return None
    return State(found.st_size, f"{found.st_mtime_ns}-{found.st_ctime_ns}")


# -- many files -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work.

    Attributes:
        workers: processes of our own; with an executor: how many shards it is kept busy with.
        executor: any executor; it stays open.
        shard: files in a task.
    """

    workers: int = 1
    executor: Executor | None = None
    shard: int = SHARD


ALONE = Crew()
Copy = tuple[Path, Scrubbed]


def clean_all(
    entries: Iterable[Entry],
    place: Callable[[Entry], Path] | None,
    cleaner: Cleaner,
    *,
    crew: Crew = ALONE,
    journal: Journal | None = None,
) -> Iterator[Outcome[Copy]]:
    """Clean every picture among `entries`, in their order.

    Args:
        entries: read only a little ahead.
        place: gives the path of a clean copy; None: in place.
        cleaner: how.
        crew: who.
        journal: what is in it and unchanged is passed over; what is done is noted.
    """
    digest = cleaner.digest
    jobs = (_job(entry, place, journal, digest) for entry in entries)
    for job, done in run(jobs, cleaner, executor=crew.executor, workers=crew.workers, shard=crew.shard):
        entry = job.entry
        size = job.state.size if job.state else 0
        if entry.kind is not Kind.PICTURE:
            yield Outcome(entry, error=entry.error)
            continue
        if isinstance(done, CrashedError):
            done = Done(error=done)
        if journal is not None and not job.known:
            _note(journal, job, done, digest)
        copy = None if done.scrubbed is None else (job.output or entry.path, done.scrubbed)
        yield Outcome(entry, copy, done.error, job.known, size)


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - resolves ".." without following links


def _job(entry: Entry, place: Callable[[Entry], Path] | None, journal: Journal | None, digest: str) -> Job:
    if entry.kind is not Kind.PICTURE:
        return Job(entry, None)
    output = None if place is None else place(entry)
    state = state_of(entry.path)
    if journal is None or state is None:
        return Job(entry, output, state)
    key = _key(entry.path)
    stands = state if output is None else state_of(output)
    known = journal.done(key, state, stands, digest)
    return Job(entry, output, state, known, replace=output is not None and journal.owns(key, stands))


def _note(journal: Journal, job: Job, done: Done, digest: str) -> None:
    if job.state is None:
        return
    verdict, rule = Verdict.CLEANED, ""
    if done.error is not None:
        verdict, rule = verdict_of(done.error)
    journal.record(Record(_key(job.entry.path), job.state, verdict, rule, done.removed, done.state, digest))


# -- a clean copy of a tree -----------------------------------------------------------------------


class Status(enum.Enum):
    """What became of a file."""

    SCRUBBED = "scrubbed"
    FAILED = "failed"
    SIDECAR = "sidecar"
    SKIPPED = "skipped"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class TreeItem:
    """One file of a tree and what became of it.

    Attributes:
        source: the file that was read.
        destination: the clean copy, or None where there is none.
        scrubbed: the outcome, or None.
        error: why there is no clean copy of a picture, or None.
        status: SCRUBBED; FAILED; SIDECAR: it may tell what the picture no longer does, and was left where
            it is; SKIPPED: no picture; KNOWN: cleaned by an earlier run and unchanged, says the journal.
        detail: why it is a sidecar or was skipped, in plain words.
    """

    source: Path
    destination: Path | None
    scrubbed: Scrubbed | None
    error: Fault | None
    status: Status
    detail: str = ""


_STATUS = {Kind.SIDECAR: Status.SIDECAR, Kind.OTHER: Status.SKIPPED}


def scrub_tree(
    source: PathLike,
    destination: PathLike | None = None,
    *,
    in_place: bool = False,
    policy: Policy | str = "share",
    limits: Limits = DEFAULT_LIMITS,
    formats: Collection[str] | None = None,
    verify: api.Verify = "structure",
    receipt: bool = False,
    overwrite: bool = False,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    hidden: bool = True,
    links: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
    journal: PathLike | bool = False,
) -> Iterator[TreeItem]:
    """Write a clean copy of every picture in a folder into another folder, or in place.

    Items come one by one, while the work goes on, in the order of the walk. A file that fails is an item
    with its error, and the others go on. Only pictures are written; folders without any are not made.

    Args:
        source: the folder.
        destination: the folder of the clean copies; made when it isn't there.
        in_place: instead of a destination: replace each picture by its clean copy. There is no backup.
        overwrite: replace existing files; else each is a failure of its own (`FileExistsError`).
        include: patterns as in a shell; a file must match one of them, if there are any. With a slash they
            are compared with the path below `source`, else with the name.
        exclude: patterns; files and folders that match one are passed over.
        hidden: walk also what begins with a dot.
        links: read symbolic links to files; in place each is a failure, for two names would change.
        workers: processes (1 or more); 1 works in this one. Scripts that ask for more need
            ``if __name__ == "__main__":``. With an executor: how many shards of files it is kept busy with.
        executor: any `concurrent.futures.Executor`, such as that of a Dask client; its workers must see the
            same paths. It stays open.
        journal: a SQLite file that notes what was done, so that the next run passes over what is clean and
            unchanged; True: beside the destination, or in the folder when in place.

    The other arguments are those of `scrub`.

    Raises:
        PolicyError: there is no such policy, one of the folders lies inside the other, both or neither of
            `destination` and `in_place` are given, or the journal is none.
        NotADirectoryError: `source` is no folder.
        OSError: the journal can't be opened.
    """
    chosen = resolve(policy)
    root = Path(source)
    if not root.is_dir():
        raise NotADirectoryError(20, "not a folder", str(root))
    if in_place == (destination is not None):
        raise PolicyError("either a destination or in_place=True", rule="destination")
    target = None if destination is None else Path(destination)
    if target is not None:
        check_apart(root, target)
    if workers < 1:
        raise PolicyError("workers is a count from 1", rule="workers")
    again = bool(journal) or executor is not None or workers > 1
    allowed = None if formats is None else tuple(formats)
    cleaner = Cleaner(
        chosen, limits, allowed, verify, receipt=receipt, overwrite=overwrite, again=again, note=bool(journal)
    )
    selection = Selection(tuple(include), tuple(exclude), hidden, links)
    book = open_journal(journal, root, target)
    return _items(root, target, selection, cleaner, Crew(workers, executor), book)


def open_journal(wanted: PathLike | bool, source: Path, destination: Path | None) -> Journal | None:
    """The journal that a run keeps, if any."""
    if wanted is False:
        return None
    return Journal(journal_of(source, destination) if wanted is True else wanted)


def _items(
    root: Path, target: Path | None, selection: Selection, cleaner: Cleaner, crew: Crew, book: Journal | None
) -> Iterator[TreeItem]:
    place = None if target is None else lambda entry: target / entry.relative
    try:
        for outcome in clean_all(walk([root], selection), place, cleaner, crew=crew, journal=book):
            yield _item(outcome)
    finally:
        if book is not None:
            book.close()


def _item(outcome: Outcome[Copy]) -> TreeItem:
    entry = outcome.entry
    if outcome.result is not None:
        copy, scrubbed = outcome.result
        return TreeItem(entry.path, copy, scrubbed, None, Status.SCRUBBED)
    if outcome.known:
        return TreeItem(entry.path, None, None, None, Status.KNOWN, "clean and unchanged")
    status = _STATUS.get(entry.kind, Status.FAILED)
    return TreeItem(entry.path, None, None, outcome.error, status, entry.detail)


# -- reports on a tree ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reported:
    """One picture of a tree and what it gives away.

    Attributes:
        source: the file.
        report: None where it couldn't be read.
        error: why it couldn't.
    """

    source: Path
    report: Report | None
    error: Fault | None


@dataclass(frozen=True, slots=True)
class _Inspector:
    limits: Limits

    def __call__(self, entry: Entry) -> Reported | None:
        if entry.error is not None:
            return Reported(entry.path, None, entry.error)
        if entry.kind is not Kind.PICTURE:
            return None
        try:
            return Reported(entry.path, api.inspect(entry.path, limits=self.limits), None)
        except (ExifguardError, OSError) as error:
            return Reported(entry.path, None, error)


def inspect_tree(
    source: PathLike,
    *,
    limits: Limits = DEFAULT_LIMITS,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    hidden: bool = True,
    links: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
) -> Iterator[Reported]:
    """Say what every picture in a folder gives away, one by one, in the order of the walk.

    The arguments are those of `scrub_tree`.

    Raises:
        NotADirectoryError: `source` is no folder.
    """
    root = Path(source)
    if not root.is_dir():
        raise NotADirectoryError(20, "not a folder", str(root))
    selection = Selection(tuple(include), tuple(exclude), hidden, links)
    results = run(walk([root], selection), _Inspector(limits), executor=executor, workers=workers)
    return (
        Reported(entry.path, None, found) if isinstance(found, CrashedError) else found
        for entry, found in results
        if found is not None
    )
