"""Work that is killed at any moment leaves old files and new ones, and nothing else."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

import exifguard
from exifguard import files
from pictures import FIXTURES, clean_fixtures

DIRTY = (FIXTURES / "jpeg/phone-gps-progressive.jpg").read_bytes()
pytestmark = pytest.mark.long
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
RUNS = 200 if LONG else 15
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and locks as POSIX has them")
PROCESSES = 8
FILES = 40
WORK = """
import sys, exifguard
from pathlib import Path
print("ready", flush=True)
for path in sorted(Path(sys.argv[1]).glob("*.jpg")):
    exifguard.scrub_in_place(path)
"""


def clean() -> bytes:
    data = exifguard.scrub(DIRTY).data
    assert data is not None
    return data


def start(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", WORK, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def fill(folder: Path) -> None:
    for number in range(FILES):
        (folder / f"{number}.jpg").write_bytes(DIRTY)


@POSIX
def test_a_killed_run_leaves_old_files_or_new_ones(tmp_path: Path) -> None:
    """Killed at random moments; the run after the last one finds nothing left behind."""
    new, moments = clean(), random.Random(2026)
    seen: set[int] = set()
    fill(tmp_path)
    with start(tmp_path) as process:
        started = time.monotonic()
        process.wait()
    whole = time.monotonic() - started
    for _ in range(RUNS):
        fill(tmp_path)
        with start(tmp_path) as process:
            time.sleep(moments.random() * whole)
            process.send_signal(signal.SIGKILL)
            process.wait()
        contents = [path.read_bytes() for path in sorted(tmp_path.glob("*.jpg"))]
        assert len(contents) == FILES
        assert set(contents) <= {DIRTY, new}
        seen.add(contents.count(new))
    assert len(seen) > 2, "the kills have to hit different moments"
    fill(tmp_path)
    with start(tmp_path) as process:
        assert process.wait() == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{number}.jpg" for number in range(FILES)
    )
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {new}


@POSIX
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(DIRTY)
    files.usual_name(photo).write_bytes(b"half of a")
    exifguard.scrub_in_place(photo)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]
    assert photo.read_bytes() == clean()


@POSIX
def test_what_another_run_works_on_is_left_alone(tmp_path: Path) -> None:
    import fcntl

    photo = tmp_path / "photo.jpg"
    photo.write_bytes(DIRTY)
    other = files.usual_name(photo)
    with other.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        exifguard.scrub_in_place(photo)
        assert photo.read_bytes() == clean()
        assert other.exists()


@POSIX
@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_file_of_ours_is_left_alone(kind: str, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(DIRTY)
    other = files.usual_name(photo)
    if kind == "folder":
        other.mkdir()
    elif kind == "link":
        other.symlink_to("photo.jpg")
    else:
        os.mkfifo(other)
    exifguard.scrub_in_place(photo)
    assert photo.read_bytes() == clean()
    assert os.path.lexists(other)


# -- processes --------------------------------------------------------------------------------------


def scrub_all(offset: int) -> list[bytes]:
    """All of some pictures, beginning somewhere."""
    pictures = [picture.data for picture in clean_fixtures()[::12]]
    order = [*range(offset % len(pictures), len(pictures)), *range(offset % len(pictures))]
    found = {index: exifguard.scrub(pictures[index]).data or b"" for index in order}
    return [found[index] for index in range(len(pictures))]


def replace(path: str) -> str:
    """Replace a file that others replace as well."""
    try:
        exifguard.scrub_in_place(path)
    except (exifguard.SourceChangedError, FileNotFoundError):
        return "late"
    return "done"


def test_eight_processes_give_what_one_gives(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(DIRTY)
    serial = scrub_all(0)
    with get_context("spawn").Pool(PROCESSES) as pool:
        assert all(result == serial for result in pool.map(scrub_all, range(PROCESSES)))
        assert "done" in set(pool.map(replace, [str(photo)] * PROCESSES * 2, chunksize=1))
    assert photo.read_bytes() == clean()
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]
