"""Paths: opening inputs, writing outputs whole or not at all, replacing files in place."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from ._recipe import Recipe
from ._source import FileSource, windows
from .errors import PolicyError, SourceChangedError, UnsupportedError, VerificationError
from .model import Span
from .privacy.policy import Policy

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LARGE_COPY = 64 * 1024
"""Copies from here on are left to the operating system where it can."""


@contextlib.contextmanager
def open_source(path: Path) -> Iterator[FileSource]:
    """Open a regular file for reading.

    Raises:
        UnsupportedError: it is a folder, a pipe or a device.
        OSError: it cannot be opened.
    """
    check_name(path)
    # O_NONBLOCK: opening a pipe that nobody writes to must not wait.
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    )
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnsupportedError("not a regular file", rule="regular-file")
        yield FileSource(descriptor)
    finally:
        os.close(descriptor)


def check_name(path: Path) -> None:
    """Raise `PolicyError` for a path that no file can have."""
    if "\0" in os.fspath(path):
        raise PolicyError("a path cannot hold a NUL character", rule="path")


LONGEST_POLICY = 64 * 1024
"""Bytes of a policy's file; a real one has some hundred."""


def load_policy(path: str | os.PathLike[str]) -> Policy:
    """Read a policy from a TOML file; `Policy.from_toml` says what stands in it.

    Raises:
        PolicyError: it is no text in UTF-8 of at most 64 kB, or no policy; the message names the line.
        OSError: it cannot be read.
    """
    where = Path(path)
    check_name(where)
    with where.open("rb") as file:
        data = file.read(LONGEST_POLICY + 1)
    if len(data) > LONGEST_POLICY:
        raise PolicyError(f"longer than {LONGEST_POLICY:,} bytes: that is no policy", rule="policy-file")
    try:
        return Policy.from_toml(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError(f"line {line}: not text in UTF-8", rule="policy-file") from None


# -- writing --------------------------------------------------------------------------------------


def write_recipe(recipe: Recipe, descriptor: int) -> None:
    """Write the output to an open file and compare what arrived with what was planned.

    Raises:
        SourceChangedError: the input changed meanwhile.
        VerificationError: the file does not hold what was planned.
    """
    for piece in recipe.pieces:
        if isinstance(piece, bytes):
            _write_all(descriptor, piece)
        else:
            _copy_span(recipe, piece, descriptor)
    recipe.check_unchanged()
    _compare(recipe, descriptor)


def _write_all(descriptor: int, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _copy_span(recipe: Recipe, span: Span, descriptor: int) -> None:
    start, end = span
    source = recipe.source
    if end - start >= LARGE_COPY and isinstance(source, FileSource):
        start = _copy_by_kernel(source.descriptor, start, end, descriptor)
    for buffer in windows(source, start, end):
        _write_all(descriptor, buffer)


def _copy_by_kernel(origin: int, start: int, end: int, descriptor: int) -> int:
    """Let the kernel copy what it can of `[start, end)`; where it cannot, the caller goes on from there."""
    copy_file_range = getattr(os, "copy_file_range", None)
    if copy_file_range is None:
        return start
    with contextlib.suppress(
        OSError
    ):  # not across these file systems: the plain copy says if it can't either
        while start < end:
            copied = copy_file_range(origin, descriptor, end - start, start)
            if not copied:
                break
            start += copied
    return start


def _compare(recipe: Recipe, descriptor: int) -> None:
    written = FileSource(descriptor)
    at = 0
    if written.size == recipe.size:
        for planned in recipe.buffers():
            # startswith compares a memoryview at the speed of memcmp; == would go byte by byte.
            if not written.read(at, len(planned)).startswith(planned):
                break
            at += len(planned)
    if at != recipe.size:
        raise VerificationError("the written file differs from the planned one", offset=at, rule="written")


@contextlib.contextmanager
def _unnamed_file(folder: Path) -> Iterator[int | None]:
    """A file without a name in `folder`, which no crash leaves behind; None where systems lack them."""
    descriptor = None
    if sys.platform == "linux" and Path("/proc/self/fd").exists():
        with contextlib.suppress(OSError):  # not every file system has it
            descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o666)
    try:
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def temporary_name(path: Path) -> Path:
    """A name beside `path` that nothing has yet."""
    return path.with_name(f".exifguard-{os.urandom(8).hex()}.tmp")


def write_atomic(recipe: Recipe, path: Path, *, overwrite: bool, like: os.stat_result | None = None) -> None:
    """Write the output to `path`: all of it, proved, or nothing.

    Args:
        recipe: the output.
        path: where it goes.
        overwrite: replace an existing file; else it is a conflict.
        like: keep this file's permissions and owner, and put the data on disk before the old file goes.

    Raises:
        FileExistsError: `path` exists and `overwrite` is False.
    """
    check_name(path)
    if not overwrite:
        _check_free(path)
    folder = path.parent
    with _unnamed_file(folder) as descriptor:
        if descriptor is not None:
            _fill(recipe, descriptor, like)
            _name(descriptor, path, overwrite=overwrite, like=like)
        else:
            _write_named(recipe, path, overwrite=overwrite, like=like)
    if like is not None:
        _sync_folder(folder)


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "the output exists", str(path))


def _fill(recipe: Recipe, descriptor: int, like: os.stat_result | None) -> None:
    write_recipe(recipe, descriptor)
    if like is None:
        return
    if hasattr(os, "fchmod"):
        with contextlib.suppress(PermissionError):  # only root may give files away
            os.fchown(descriptor, like.st_uid, like.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(like.st_mode))  # last: a change of owner clears some bits
    os.fsync(descriptor)


def _name(descriptor: int, path: Path, *, overwrite: bool, like: os.stat_result | None) -> None:
    """Give an unnamed file its name; an existing file is replaced in one step."""
    if not overwrite:
        _link(descriptor, path)
        return
    temporary = _link_temporary(descriptor, path)
    try:
        _replace(temporary, path, like)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _link_temporary(descriptor: int, path: Path) -> Path:
    """Give an unnamed file a temporary name beside `path`.

    It is locked as long as it is open, and its name is always the same for `path`: who is killed before the
    file has its place leaves it without a lock, and the next who replaces `path` takes it away.
    """
    if fcntl is not None:
        usual = usual_name(path)
        with contextlib.suppress(OSError):  # no locks here, or somebody else works on the same file
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_forsaken(usual)
            _link(descriptor, usual)
            return usual
    temporary = temporary_name(path)
    _link(descriptor, temporary)
    return temporary


def usual_name(path: Path) -> Path:
    """The temporary name beside `path` that is tried first."""
    digest = hashlib.blake2b(os.fsencode(path.name), digest_size=8).hexdigest()
    return path.with_name(f".exifguard-{digest}.tmp")


def _remove_forsaken(path: Path) -> None:
    """Remove a temporary file whose maker is gone: nobody holds its lock.

    Raises:
        OSError: somebody works with it, or it is nothing of ours.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found = os.fstat(descriptor)
        # As long as it stands here, nobody else can put a file of his under this name.
        if stat.S_ISREG(found.st_mode) and os.path.samestat(found, path.lstat()):
            path.unlink()
    finally:
        os.close(descriptor)


def _link(descriptor: int, path: Path) -> None:
    # Python follows the link in /proc only when it is told a folder; an absolute path makes it ignore that.
    os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=descriptor, follow_symlinks=True)


def _replace(temporary: Path, path: Path, like: os.stat_result | None) -> None:
    """Put the temporary file in the place of `path`, if that still is the file that was read."""
    if like is not None and not os.path.samestat(path.lstat(), like):
        raise SourceChangedError("another file took the input's name while it was read", rule="replaced")
    temporary.replace(path)


def _claim(temporary: Path, path: Path) -> None:
    """Give the temporary file the name `path`, which must be free."""
    try:
        os.link(temporary, path)  # unlike a rename, a link never replaces
    except FileExistsError:
        raise
    except OSError:  # no hard links here: look, and then rename
        _check_free(path)
        temporary.replace(path)
    else:
        temporary.unlink()


def _write_named(recipe: Recipe, path: Path, *, overwrite: bool, like: os.stat_result | None) -> None:
    """The way for systems without unnamed files."""
    temporary = temporary_name(path)
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        try:
            _fill(recipe, descriptor, like)
        finally:
            os.close(descriptor)
        if overwrite:
            _replace(temporary, path, like)
        else:
            _claim(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Put the new name on disk."""
    if sys.platform == "win32":
        return  # folders cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# -- in place -------------------------------------------------------------------------------------


def check_replaceable(path: Path, *, follow_links: bool) -> tuple[Path, os.stat_result]:
    """The file that `path` means, and its state, if replacing it touches no other name.

    Raises:
        UnsupportedError: it is a symbolic link, or has several names, and `follow_links` is False.
    """
    check_name(path)
    state = path.lstat()
    if stat.S_ISLNK(state.st_mode):
        if not follow_links:
            raise UnsupportedError("a symbolic link is not replaced unless asked for", rule="symlink")
        path = Path(os.path.realpath(path, strict=True))
        state = path.lstat()
    if state.st_nlink > 1 and stat.S_ISREG(state.st_mode) and not follow_links:
        raise UnsupportedError(
            "the file has other names (hard links) that would keep the old content", rule="hard-links"
        )
    return path, state


def check_distinct(source: object, destination: object) -> None:
    """Raise `PolicyError` when both ends, paths or file objects, are the same file."""
    first, second = _state(source), _state(destination)
    same_file = first is not None and second is not None and os.path.samestat(first, second)
    if source is destination or same_file:
        raise PolicyError("output and input are the same file; ask for it in place", rule="same-file")


def _state(end: object) -> os.stat_result | None:
    """What the system knows of a path or a file object; None for anything but a regular file."""
    try:
        if isinstance(end, str | os.PathLike):
            state = Path(end).stat()
        else:
            state = os.fstat(end.fileno())  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return None
    return state if stat.S_ISREG(state.st_mode) else None
