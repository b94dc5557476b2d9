"""Folders of pictures: walking them, and working on what is met.

What counts as a picture, in a folder:

- what is one by content, whatever its name;
- what is called like one (``.jpg``, ``.heic``): if it can't be read, that is a failure and not silence;
- what can't be opened: nobody knows what it holds.

Sidecars are named, anything else is passed over and counted. Hidden files and folders are walked like all
others, for pictures leak from there too; only the folders of version control are left out, whose files are
no pictures. Symbolic links inside a folder are not followed. A `Selection` chooses otherwise. Files and
folders that are named by the caller always count, links included.
"""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Generic, TypeVar

from .. import api
from ..errors import ExifguardError, PolicyError, UnknownFormatError, UnsupportedError
from ._listing import What, members
from .sidecars import Neighbours, claims_to_be_picture, sidecar

_OWN = re.compile(r"\.exifguard-[0-9a-f]{16}\.tmp|\.exifguard\.sqlite(-wal|-shm)?")
"""What runs of exifguard in place leave behind: a clean copy without its name yet, and their journal."""
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


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files of a folder a walk is for. What it leaves out is passed over and counted.

    Attributes:
        include: patterns as in a shell; a file must match one of them, if there are any.
        exclude: patterns; a file or folder that matches one is left out.
        hidden: walk files and folders whose names begin with a dot.
        links: take symbolic links to files for the files; links to folders are never followed.

    A pattern with a slash is compared with the path below the folder that was named (``2024/*``, where ``*``
    also matches slashes), another one with the name alone (``*.tmp``). Case counts.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hidden: bool = True
    links: bool = False

    def rejects(self, name: str, below: str, *, folder: bool) -> str:
        """Why a member is passed over; empty when it is not."""
        if not self.hidden and name.startswith("."):
            return "hidden"
        if _matches(self.exclude, name, below):
            return "excluded"
        return "" if folder or not self.include or _matches(self.include, name, below) else "not included"


def _matches(patterns: Iterable[str], name: str, below: str) -> bool:
    return any(fnmatchcase(below if "/" in pattern else name, pattern) for pattern in patterns)


EVERYTHING = Selection()


def walk(paths: Iterable[PathLike], selection: Selection = EVERYTHING) -> Iterator[Entry]:
    """Every file that `paths` lead to: named files as they are, folders depth first and sorted by name.

    Entries come while the walk goes on; memory grows neither with the tree nor with a folder.
    """
    for path in map(Path, paths):
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a parent may not be entered
            yield from _walk_folder(path, selection)
        else:
            yield Entry(path, None, Kind.PICTURE)


def _walk_folder(root: Path, selection: Selection) -> Iterator[Entry]:
    """Walk with a stack of our own: trees may be deeper than Python's."""
    open_folders = [_members(root, root, selection)]
    while open_folders:
        member = next(open_folders[-1], None)
        if member is None:
            open_folders.pop()
        elif isinstance(member, Path):
            open_folders.append(_members(root, member, selection))
        else:
            yield member


def _members(root: Path, folder: Path, selection: Selection) -> Iterator[Entry | Path]:
    """The files of a folder as entries and its folders as paths."""
    try:
        found, neighbours = members(folder)
    except OSError as error:
        yield Entry(folder, root, Kind.FAULT, error=error)
        return
    choosy = selection != EVERYTHING
    for name, what in found:
        path = folder / name
        if choosy:
            below = path.relative_to(root).as_posix()
            if why := selection.rejects(name, below, folder=what is What.FOLDER):
                yield Entry(path, root, Kind.OTHER, why)
                continue
        if what is not What.FOLDER:
            yield _entry(root, path, what, neighbours, links=selection.links)
        elif name in VERSION_CONTROL:
            yield Entry(path, root, Kind.OTHER, "version control")
        else:
            yield path


def _entry(root: Path, path: Path, what: What, neighbours: Neighbours, *, links: bool) -> Entry:
    if what is What.LINK and not (links and path.is_file()):
        return Entry(path, root, Kind.OTHER, "symbolic link")
    if what is What.OTHER:
        return Entry(path, root, Kind.OTHER, "not a regular file")
    if _OWN.fullmatch(path.name):
        return Entry(path, root, Kind.OTHER, "a file of exifguard")
    if _holds_picture(path):
        return Entry(path, root, Kind.PICTURE)
    if why := sidecar(path.name, neighbours):
        return Entry(path, root, Kind.SIDECAR, why)
    if claims_to_be_picture(path.name):
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
    """What became of one entry: a result, an error, or neither where it is no picture.

    Attributes:
        entry: the file.
        result: what the work gave.
        error: what befell it.
        known: a journal says that it was done before, and nothing changed since.
        size: bytes of the input, where they are known.
    """

    entry: Entry
    result: T | None = None
    error: Fault | None = None
    known: bool = False
    size: int = 0


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


def check_apart(source: Path, destination: Path) -> None:
    """Raise `PolicyError` when one of two folders is, or lies in, the other.

    Clean copies among dirty originals are an accident waiting to happen, and would be walked themselves.
    """
    here, there = source.resolve(), destination.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise PolicyError(
            "the clean copies need a folder of their own, apart from the originals", rule="folders-overlap"
        )
