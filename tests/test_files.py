from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import exifguard
from exifguard import files
from exifguard._recipe import Recipe
from exifguard._source import BytesSource, FileSource
from exifguard.errors import PolicyError, SourceChangedError, UnsupportedError, VerificationError
from exifguard.model import Span
from pictures import FIXTURES

DIRTY = (FIXTURES / "jpeg/phone-gps-progressive.jpg").read_bytes()
CLEAN_FIXTURE = FIXTURES / "jpeg/clean-minimal.jpg"
POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")
ROOT_ONLY = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may do it")


def clean(data: bytes = DIRTY) -> bytes:
    scrubbed = exifguard.scrub(data).data
    assert scrubbed is not None
    return scrubbed


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    (tmp_path / "photo.jpg").write_bytes(DIRTY)
    return tmp_path / "photo.jpg"


@pytest.fixture(params=["unnamed", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With files without a name, and as on systems that have none."""
    way: str = request.param
    if way == "named":
        without_unnamed_files(monkeypatch)
    elif sys.platform != "linux":
        pytest.skip("only Linux has files without a name")
    return way


def without_unnamed_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, flags: int, *rest: int, **more: int) -> int:
        if flags & os.O_DIRECTORY and flags & os.O_RDWR:
            raise OSError(errno.EOPNOTSUPP, "no files without a name here")
        return plain_open(path, flags, *rest, **more)  # type: ignore[arg-type]

    if hasattr(os, "O_TMPFILE"):
        plain_open = os.open
        monkeypatch.setattr(os, "open", refuse)


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))  # noqa: PTH208 - names alone


# -- inputs ---------------------------------------------------------------------------------------


@POSIX
@pytest.mark.parametrize("call", [exifguard.inspect, exifguard.scrub, exifguard.identify])
@pytest.mark.parametrize("kind", ["folder", "pipe", "endless"])
def test_what_is_no_regular_file_is_refused_without_waiting(
    call: Callable[[Path], object], kind: str, tmp_path: Path
) -> None:
    path = {"folder": tmp_path, "pipe": tmp_path / "pipe", "endless": Path("/dev/zero")}[kind]
    if kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(UnsupportedError) as caught:
        call(path)
    assert caught.value.rule == "regular-file"


@POSIX
@pytest.mark.parametrize("kind", ["folder", "pipe", "endless"])
def test_nor_is_it_replaced(kind: str, tmp_path: Path) -> None:
    path = {"folder": tmp_path / "folder", "pipe": tmp_path / "pipe", "endless": Path("/dev/zero")}[kind]
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    before = path.stat().st_mode
    with pytest.raises(UnsupportedError):
        exifguard.scrub_in_place(path)
    assert path.stat().st_mode == before


def test_a_missing_input_is_the_systems_error(tmp_path: Path) -> None:
    for call in (exifguard.inspect, exifguard.scrub, exifguard.identify, exifguard.scrub_in_place):
        with pytest.raises(FileNotFoundError):
            call(tmp_path / "missing")


def test_an_opened_file_is_closed_again_whatever_happens(photo: Path) -> None:
    with files.open_source(photo) as source:
        os.fstat(source.descriptor)
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(source.descriptor)
    with pytest.raises(KeyError), files.open_source(photo) as source:
        raise KeyError
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(source.descriptor)


@pytest.mark.parametrize("name", ["a\nb.jpg", "-rf.jpg", "ä ö.jpg", " .jpg", "a" * 250])
def test_any_name_will_do(name: str, tmp_path: Path) -> None:
    origin = tmp_path / name
    origin.write_bytes(DIRTY)
    exifguard.scrub(origin, tmp_path / f"2{name}")
    assert (tmp_path / f"2{name}").read_bytes() == clean()
    exifguard.scrub_in_place(origin)
    assert origin.read_bytes() == clean()


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_no_text_will_do(tmp_path: Path) -> None:
    origin = tmp_path / os.fsdecode(b"caf\xe9.jpg")
    origin.write_bytes(DIRTY)
    result = exifguard.scrub(origin, tmp_path / os.fsdecode(b"\xff.jpg"))
    assert Path(result.path or "").read_bytes() == clean()
    exifguard.scrub_in_place(origin)
    assert set(os.listdir(os.fsencode(tmp_path))) == {b"caf\xe9.jpg", b"\xff.jpg"}  # noqa: PTH208


# -- outputs --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("way")
def test_an_output_appears_complete_and_alone(photo: Path) -> None:
    result = exifguard.scrub(photo, photo.with_name("out"))
    assert (result.path, result.data) == (str(photo.with_name("out")), None)
    assert photo.with_name("out").read_bytes() == clean()
    assert names(photo.parent) == ["out", "photo.jpg"]
    assert photo.read_bytes() == DIRTY


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_what_exists_is_not_written_over(photo: Path, kind: str) -> None:
    out = photo.with_name("out")
    if kind == "file":
        out.write_bytes(b"precious")
    elif kind == "folder":
        out.mkdir()
    else:
        out.symlink_to(photo.parent / "nowhere")
    with pytest.raises(FileExistsError) as caught:
        exifguard.scrub(photo, out)
    assert caught.value.filename == str(out)
    assert kind != "file" or out.read_bytes() == b"precious"
    assert names(photo.parent) == ["out", "photo.jpg"]


@pytest.mark.usefixtures("way")
def test_what_appears_meanwhile_is_not_written_over(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is taken between the last look and the last step."""
    out = photo.with_name("out")
    look = files._check_free

    def look_and_lose(path: Path) -> None:
        look(path)
        if len(names(photo.parent)) > 1:  # the temporary file is there: this is the last look
            out.write_bytes(b"precious")

    monkeypatch.setattr(files, "_check_free", look_and_lose)
    plain_link = os.link

    def lose_and_link(*arguments: object, **more: object) -> None:
        out.write_bytes(b"precious")
        plain_link(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", lose_and_link)
    with pytest.raises(FileExistsError):
        exifguard.scrub(photo, out)
    assert out.read_bytes() == b"precious"
    assert names(photo.parent) == ["out", "photo.jpg"]


@pytest.mark.usefixtures("way")
def test_what_exists_is_replaced_when_asked_for(photo: Path) -> None:
    out = photo.with_name("out")
    out.write_bytes(b"old")
    exifguard.scrub(photo, out, overwrite=True)
    assert out.read_bytes() == clean()
    assert names(photo.parent) == ["out", "photo.jpg"]


@pytest.mark.usefixtures("way")
def test_replacing_a_link_leaves_what_it_named(photo: Path) -> None:
    """The output is a file of its own: nothing is written through a link."""
    other, out = photo.with_name("other"), photo.with_name("out")
    other.write_bytes(b"precious")
    out.symlink_to(other)
    exifguard.scrub(photo, out, overwrite=True)
    assert not out.is_symlink()
    assert (other.read_bytes(), out.read_bytes()) == (b"precious", clean())


@pytest.mark.usefixtures("way")
def test_a_folder_is_never_replaced(photo: Path) -> None:
    photo.with_name("out").mkdir()
    with pytest.raises(OSError, match="out"):
        exifguard.scrub(photo, photo.with_name("out"), overwrite=True)
    assert names(photo.parent) == ["out", "photo.jpg"]


@pytest.mark.usefixtures("way")
def test_an_output_in_a_missing_folder_is_the_systems_error(photo: Path) -> None:
    with pytest.raises(FileNotFoundError):
        exifguard.scrub(photo, photo.parent / "missing" / "out")
    assert names(photo.parent) == ["photo.jpg"]


@POSIX
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_new_files_get_the_mode_that_new_files_get(photo: Path, mask: int) -> None:
    previous = os.umask(mask)
    try:
        exifguard.scrub(photo, photo.with_name("out"))
    finally:
        os.umask(previous)
    assert stat.S_IMODE(photo.with_name("out").stat().st_mode) == 0o666 & ~mask


def test_a_relative_path_is_written_where_it_points(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(photo.parent)
    exifguard.scrub("photo.jpg", "out")
    assert Path("out").read_bytes() == clean()


@pytest.mark.parametrize("spelling", ["same", "dotted", "link", "hard link"])
def test_an_output_that_is_the_input_is_refused(photo: Path, spelling: str) -> None:
    other = photo.with_name("other")
    if spelling == "link":
        other.symlink_to(photo)
    elif spelling == "hard link":
        other.hardlink_to(photo)
    else:
        other = photo.parent / "." / "photo.jpg" if spelling == "dotted" else photo
    with pytest.raises(PolicyError) as caught:
        exifguard.scrub(photo, other, overwrite=True)
    assert caught.value.rule == "same-file"
    assert photo.read_bytes() == DIRTY


# -- failures -------------------------------------------------------------------------------------


def full_disk(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("after", [0, 1])
def test_a_failing_write_leaves_nothing(photo: Path, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    plain_write, calls = os.write, iter(range(after))

    def write(descriptor: int, data: bytes) -> int:
        return plain_write(descriptor, data[:100]) if next(calls, None) is not None else full_disk()

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            exifguard.scrub(photo, photo.with_name("out"))
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            exifguard.scrub_in_place(photo)
    assert names(photo.parent) == ["photo.jpg"]
    assert photo.read_bytes() == DIRTY


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_last_step_leaves_the_input(
    photo: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os if call == "fsync" else Path, call, full_disk)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            exifguard.scrub_in_place(photo)
    assert names(photo.parent) == ["photo.jpg"]
    assert photo.read_bytes() == DIRTY


@pytest.mark.usefixtures("way")
def test_writes_that_take_only_a_part_are_continued(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain_write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: plain_write(descriptor, bytes(data)[:7]))
        exifguard.scrub(photo, photo.with_name("out"))
    assert photo.with_name("out").read_bytes() == clean()


@pytest.mark.usefixtures("way")
def test_a_disk_that_stores_something_else_is_noticed(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain_write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: plain_write(descriptor, bytes(len(data))))
        with pytest.raises(VerificationError) as caught:
            exifguard.scrub_in_place(photo)
    assert caught.value.rule == "written"
    assert names(photo.parent) == ["photo.jpg"]
    assert photo.read_bytes() == DIRTY


@pytest.mark.parametrize("cause", [KeyboardInterrupt, MemoryError])
@pytest.mark.usefixtures("way")
def test_an_interrupted_write_leaves_nothing(
    photo: Path, cause: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise cause

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", interrupt)
        with pytest.raises(cause):
            exifguard.scrub(photo, photo.with_name("out"))
    assert names(photo.parent) == ["photo.jpg"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    mount, folder = shutil.which("mount"), tmp_path / "disk"
    if sys.platform != "linux" or mount is None:
        pytest.skip("only Linux lets a test mount a small disk")
    folder.mkdir()
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this system lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@ROOT_ONLY
def test_a_full_disk_leaves_nothing(small_disk: Path) -> None:
    photo = small_disk / "photo.jpg"
    photo.write_bytes(DIRTY)
    with contextlib.suppress(OSError), (small_disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(1024))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        exifguard.scrub(photo, small_disk / "out")
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        exifguard.scrub_in_place(photo)
    assert names(small_disk) == ["ballast", "photo.jpg"]
    assert photo.read_bytes() == DIRTY


# -- inputs that change under the work ------------------------------------------------------------


def while_writing(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Do something to the input after the plan was made and before it is written."""
    write = files.write_recipe

    def changed_meanwhile(recipe: Recipe, descriptor: int) -> None:
        change()
        write(recipe, descriptor)

    monkeypatch.setattr(files, "write_recipe", changed_meanwhile)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("size", [10, len(DIRTY), len(DIRTY) + 5])
def test_an_input_that_is_written_meanwhile_is_refused(
    photo: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        photo.write_bytes(b"x" * size)
        os.utime(photo, ns=(1, 1))

    while_writing(monkeypatch, change)
    with pytest.raises(SourceChangedError):
        exifguard.scrub(photo, photo.with_name("out"))
    photo.write_bytes(DIRTY)
    with pytest.raises(SourceChangedError):
        exifguard.scrub_in_place(photo)
    assert photo.read_bytes() == b"x" * size
    assert names(photo.parent) == ["photo.jpg"]


@pytest.mark.usefixtures("way")
def test_a_file_that_took_the_inputs_name_meanwhile_is_not_replaced(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor that saves by renaming leaves the opened file as it was: the new one must survive."""

    def save() -> None:
        photo.with_name("saved").write_bytes(b"newer work")
        photo.with_name("saved").replace(photo)

    while_writing(monkeypatch, save)
    with pytest.raises(SourceChangedError):
        exifguard.scrub_in_place(photo)
    assert photo.read_bytes() == b"newer work"


# -- in place -------------------------------------------------------------------------------------


@POSIX
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755])
def test_a_replaced_file_keeps_its_mode(photo: Path, mode: int) -> None:
    photo.chmod(mode)
    exifguard.scrub_in_place(photo)
    assert stat.S_IMODE(photo.stat().st_mode) == mode
    assert photo.read_bytes() == clean()
    assert names(photo.parent) == ["photo.jpg"]


@ROOT_ONLY
@POSIX
@pytest.mark.usefixtures("way")
def test_a_replaced_file_keeps_its_owner(photo: Path) -> None:
    os.chown(photo, 1234, 4321)
    exifguard.scrub_in_place(photo)
    assert (photo.stat().st_uid, photo.stat().st_gid) == (1234, 4321)


@ROOT_ONLY
@POSIX
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("mode", [0o4755, 0o2755])
def test_a_replaced_file_of_somebody_else_keeps_its_special_bits(photo: Path, mode: int) -> None:
    """Giving a file away takes these bits off, so the mode has to come after the owner."""
    os.chown(photo, 1234, 4321)
    photo.chmod(mode)
    exifguard.scrub_in_place(photo)
    assert stat.S_IMODE(photo.stat().st_mode) == mode


def test_a_clean_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "clean.jpg"
    shutil.copy(CLEAN_FIXTURE, path)
    os.utime(path, ns=(1, 1))
    before = path.stat()
    assert not exifguard.scrub_in_place(path).changed
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_symbolic_link_is_refused(photo: Path) -> None:
    link = photo.with_name("link")
    link.symlink_to(photo)
    with pytest.raises(UnsupportedError) as caught:
        exifguard.scrub_in_place(link)
    assert caught.value.rule == "symlink"
    assert photo.read_bytes() == DIRTY


def test_a_file_with_other_names_is_refused(photo: Path) -> None:
    photo.with_name("other").hardlink_to(photo)
    with pytest.raises(UnsupportedError) as caught:
        exifguard.scrub_in_place(photo)
    assert caught.value.rule == "hard-links"
    assert photo.read_bytes() == DIRTY


def test_a_link_to_a_file_with_other_names_is_refused(photo: Path) -> None:
    photo.with_name("other").hardlink_to(photo)
    photo.with_name("link").symlink_to(photo)
    with pytest.raises(UnsupportedError):
        exifguard.scrub_in_place(photo.with_name("link"))


@pytest.mark.usefixtures("way")
def test_followed_links_stay_links(photo: Path) -> None:
    first, second = photo.with_name("first"), photo.with_name("second")
    first.symlink_to(second.name)
    second.symlink_to(photo)
    assert exifguard.scrub_in_place(first, follow_links=True).path == str(first)
    assert photo.read_bytes() == clean()
    assert first.is_symlink()
    assert second.is_symlink()


def test_one_name_of_several_is_replaced_when_asked_for(photo: Path) -> None:
    other = photo.with_name("other")
    other.hardlink_to(photo)
    exifguard.scrub_in_place(photo, follow_links=True)
    assert (photo.read_bytes(), other.read_bytes()) == (clean(), DIRTY)


def test_a_link_to_nowhere_and_a_loop_are_the_systems_errors(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("link", "loop"):
        with pytest.raises((OSError, RuntimeError)) as caught:
            exifguard.scrub_in_place(tmp_path / name, follow_links=True)
        assert isinstance(caught.value, OSError)


def test_a_refused_file_is_not_touched(photo: Path) -> None:
    photo.write_bytes(DIRTY[:-500])
    with pytest.raises(exifguard.TruncatedError):
        exifguard.scrub_in_place(photo)
    assert photo.read_bytes() == DIRTY[:-500]
    assert names(photo.parent) == ["photo.jpg"]


# -- copies by the kernel -------------------------------------------------------------------------


def refuse_copy(*_: object) -> int:
    raise OSError(errno.EXDEV, "not across file systems")


def copy_nothing(*_: object) -> int:
    return 0


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="no copies by the kernel here")
@pytest.mark.parametrize("kernel", [None, refuse_copy, copy_nothing])
def test_large_copies_arrive_whoever_makes_them(
    kernel: Callable[..., int] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytes(range(256)) * 2048
    (tmp_path / "in").write_bytes(data)
    if kernel is not None:
        monkeypatch.setattr(os, "copy_file_range", kernel)
    with (tmp_path / "in").open("rb") as origin:
        recipe = Recipe(FileSource(origin.fileno()), [b"new", Span(1000, 300_000), b"end", Span(5, 70_000)])
        files.write_atomic(recipe, tmp_path / "out", overwrite=False)
    assert (tmp_path / "out").read_bytes() == b"new" + data[1000:300_000] + b"end" + data[5:70_000]


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="no copies by the kernel here")
def test_a_copy_that_the_kernel_breaks_off_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = os.urandom(300_000)
    (tmp_path / "in").write_bytes(data)
    plain_copy, calls = os.copy_file_range, iter([70_001])

    def break_off(origin: int, target: int, size: int, start: int) -> int:
        return plain_copy(origin, target, next(calls, 0), start)

    monkeypatch.setattr(os, "copy_file_range", break_off)
    with (tmp_path / "in").open("rb") as origin:
        recipe = Recipe(FileSource(origin.fileno()), [Span(0, 300_000)])
        files.write_atomic(recipe, tmp_path / "out", overwrite=False)
    assert (tmp_path / "out").read_bytes() == data


def test_a_written_file_of_another_length_is_refused(tmp_path: Path) -> None:
    recipe = Recipe(BytesSource(b"0123456789"), [Span(0, 10)])
    with (tmp_path / "out").open("w+b", buffering=0) as out:
        out.write(b"0123456789there is more")
        out.seek(0)
        with pytest.raises(VerificationError):
            files.write_recipe(recipe, out.fileno())


def test_temporary_names_are_free_hidden_and_beside_the_output(tmp_path: Path) -> None:
    made = {files.temporary_name(tmp_path / ("a" * 255)) for _ in range(50)}
    assert len(made) == 50
    assert {path.parent for path in made} == {tmp_path}
    assert all(path.name.startswith(".") and len(path.name) < 255 for path in made)


def test_reading_never_writes(photo: Path) -> None:
    photo.chmod(0o444)
    before = photo.stat()
    exifguard.inspect(photo)
    exifguard.scrub(photo, io.BytesIO())
    assert photo.stat().st_mtime_ns == before.st_mtime_ns
