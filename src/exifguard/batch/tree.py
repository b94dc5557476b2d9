"""Folders of pictures: walking them, and writing a clean copy of a whole tree.

What counts as a picture, in a folder:

- what is one by content, whatever its name;
- what is called like one (``.jpg``, ``.heic``): if it can't be read, that is a failure and not silence;
- what can't be opened: nobody knows what it holds.

Sidecars are named, anything else is passed over and counted. Hidden files and folders are walked like all
others, for pictures leak from there too; only the folders of version control are left out, whose files are
no pictures. Symbolic links inside a folder are not followed. Files and folders that are named by the caller
always count, links included.
"""

from __future__ import annotations

import contextlib
import enum
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from .. import api
from ..errors import ExifguardError, PolicyError, UnknownFormatError, UnsupportedError
from ..limits import DEFAULT_LIMITS, Limits
from ..model import Scrubbed
from ..privacy.policy import Policy, resolve
from .sidecars import Neighbours, claims_to_be_picture, sidecar

VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})
"""Folders that a walk does not enter."""

Fault = ExifguardError | OSError
"""What may befall one file."""

PathLike = str | os.PathLike[str]

T = TypeVar("T")


# -- walking --------------------------------------------------------------------------------------


class Kind(enum.Enum):
    """What a walk makes of a file."""

    PICTURE = "picture"
    """To be worked on."""
    SIDECAR = "sidecar"
    """Tells about a picture beside it."""
    OTHER = "other"
    """Passed over."""
    FAULT = "fault"
    """A folder that can't be listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file met on a walk.

    Attributes:
        path: the file.
        root: the folder that was named and led here; None when the file itself was named.
        kind: what it is taken for.
        detail: why, where it is no picture.
        error: why a folder can't be listed.
    """

    path: Path
    root: Path | None
    kind: Kind
    detail: str = ""
    error: OSError | None = None

    @property
    def relative(self) -> Path:
        """Where it belongs in a mirrored tree."""
        return Path(self.path.name) if self.root is None else self.path.relative_to(self.root)


def walk(paths: Iterable[PathLike]) -> Iterator[Entry]:
    """Every file that `paths` lead to: named files as they are, folders depth first and sorted by name.

    Entries come while the walk goes on; memory grows with one folder, not with the tree.
    """
    for path in map(Path, paths):
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a parent may not be entered
            yield from _walk_folder(path)
        else:
            yield Entry(path, None, Kind.PICTURE)


def _walk_folder(root: Path) -> Iterator[Entry]:
    """Walk with a stack of our own: trees may be deeper than Python's."""
    open_folders = [_members(root, root)]
    while open_folders:
        member = next(open_folders[-1], None)
        if member is None:
            open_folders.pop()
        elif isinstance(member, Path):
            open_folders.append(_members(root, member))
        else:
            yield member


def _members(root: Path, folder: Path) -> Iterator[Entry | Path]:
    """The files of a folder as entries and its folders as paths."""
    try:
        with os.scandir(folder) as listing:
            members = sorted(listing, key=lambda member: member.name)
    except OSError as error:
        yield Entry(folder, root, Kind.FAULT, error=error)
        return
    neighbours = Neighbours(member.name for member in members)
    for member in members:
        path = Path(member.path)
        if not _is(member.is_dir):
            yield _entry(root, path, member, neighbours)
        elif member.name in VERSION_CONTROL:
            yield Entry(path, root, Kind.OTHER, "version control")
        else:
            yield path


def _is(question: Callable[..., bool]) -> bool:
    """Ask a folder member what it is, links not followed; a member that is gone is nothing."""
    with contextlib.suppress(OSError):
        return question(follow_symlinks=False)
    return False


def _entry(root: Path, path: Path, member: os.DirEntry[str], neighbours: Neighbours) -> Entry:
    if member.is_symlink():
        return Entry(path, root, Kind.OTHER, "symbolic link")
    if not _is(member.is_file):
        return Entry(path, root, Kind.OTHER, "not a regular file")
    if _holds_picture(path):
        return Entry(path, root, Kind.PICTURE)
    if what := sidecar(member.name, neighbours):
        return Entry(path, root, Kind.SIDECAR, what)
    if claims_to_be_picture(member.name):
        return Entry(path, root, Kind.PICTURE)
    return Entry(path, root, Kind.OTHER, "not a picture")


def _holds_picture(path: Path) -> bool:
    try:
        api.identify(path)
    except (UnknownFormatError, UnsupportedError):
        return False
    except (ExifguardError, OSError):
        return True  # nobody knows: whoever works on it will meet the error and name it
    return True


# -- working --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one entry: a result, an error, or neither where it is no picture."""

    entry: Entry
    result: T | None = None
    error: Fault | None = None


def attempt(entries: Iterable[Entry], work: Callable[[Entry], T]) -> Iterator[Outcome[T]]:
    """Do `work` on every picture; what befalls one file never stops the others."""
    for entry in entries:
        if entry.kind is not Kind.PICTURE:
            yield Outcome(entry, error=entry.error)
            continue
        try:
            result = work(entry)
        except BrokenPipeError:
            raise  # nobody listens any more: no fault of the file
        except (ExifguardError, OSError) as error:
            yield Outcome(entry, error=error)
        else:
            yield Outcome(entry, result)


# -- a clean copy of a tree -----------------------------------------------------------------------


class Status(enum.Enum):
    """What became of a file."""

    SCRUBBED = "scrubbed"
    FAILED = "failed"
    SIDECAR = "sidecar"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TreeItem:
    """One file of a tree and what became of it.

    Attributes:
        source: the file that was read.
        destination: the clean copy, or None where there is none.
        scrubbed: the outcome, or None.
        error: why there is no clean copy of a picture, or None.
        status: SCRUBBED; FAILED; SIDECAR: it may tell what the picture no longer does, and was left where
            it is; SKIPPED: no picture.
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
    destination: PathLike,
    *,
    policy: Policy | str = "share",
    limits: Limits = DEFAULT_LIMITS,
    formats: Collection[str] | None = None,
    verify: api.Verify = "structure",
    receipt: bool = False,
    overwrite: bool = False,
) -> Iterator[TreeItem]:
    """Write a clean copy of every picture in a folder into another folder, under the same names.

    Items come one by one, while the work goes on, in the order of the walk. A file that fails is an item
    with its error, and the others go on. Only pictures are written; folders without any are not made.

    Args:
        source: the folder.
        destination: the folder of the clean copies; made when it isn't there.
        overwrite: replace existing files; else each is a failure of its own (`FileExistsError`).

    The other arguments are those of `scrub`.

    Raises:
        PolicyError: there is no such policy, or one of the folders lies inside the other.
        NotADirectoryError: `source` is no folder.
    """
    chosen = resolve(policy)
    root, target = Path(source), Path(destination)
    if not root.is_dir():
        raise NotADirectoryError(20, "not a folder", str(root))
    check_apart(root, target)

    def work(entry: Entry) -> tuple[Path, Scrubbed]:
        copy = target / entry.relative
        copy.parent.mkdir(parents=True, exist_ok=True)
        return copy, api.scrub(
            entry.path,
            copy,
            policy=chosen,
            limits=limits,
            formats=formats,
            verify=verify,
            receipt=receipt,
            overwrite=overwrite,
        )

    return (_item(outcome) for outcome in attempt(walk([root]), work))


def check_apart(source: Path, destination: Path) -> None:
    """Raise `PolicyError` when one of two folders is, or lies in, the other.

    Clean copies among dirty originals are an accident waiting to happen, and would be walked themselves.
    """
    here, there = source.resolve(), destination.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise PolicyError(
            "the clean copies need a folder of their own, apart from the originals", rule="folders-overlap"
        )


def _item(outcome: Outcome[tuple[Path, Scrubbed]]) -> TreeItem:
    entry = outcome.entry
    if outcome.result is not None:
        copy, scrubbed = outcome.result
        return TreeItem(entry.path, copy, scrubbed, None, Status.SCRUBBED)
    status = _STATUS.get(entry.kind, Status.FAILED)
    return TreeItem(entry.path, None, None, outcome.error, status, entry.detail)
