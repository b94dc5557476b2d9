from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import time
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import exifguard
from exifguard.batch import _listing
from exifguard.batch.journal import Journal, Verdict
from exifguard.batch.scrubbing import Status, TreeItem, inspect_tree, journal_of, scrub_tree
from exifguard.batch.tree import Kind, Selection, walk

FIXTURES = Path(__file__).parents[2] / "fixtures"
DIRTY = FIXTURES / "jpeg/exif-all-little-endian.jpg"
DAMAGED = FIXTURES / "hostile/jpeg/segment-past-end.jpg"
CLEANED = exifguard.scrub(DIRTY).data


def fill(root: Path, count: int) -> Path:
    root.mkdir()
    for number in range(count):
        shutil.copy(DIRTY, root / f"{number:06}.jpg")
    return root


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    root = fill(tmp_path / "photos", 40)
    shutil.copy(DAMAGED, root / "000020.bad.jpg")
    (root / "notes.txt").write_text("no picture")
    return root


def told(items: list[TreeItem]) -> list[tuple[str, str]]:
    return [(item.source.name, item.status.value) for item in items]


def fates(items: list[TreeItem]) -> Counter[Status]:
    return Counter(item.status for item in items)


# -- who works ------------------------------------------------------------------------------------


def test_many_workers_give_what_one_gives_in_the_same_order(photos: Path, tmp_path: Path) -> None:
    alone = told(list(scrub_tree(photos, tmp_path / "alone")))
    assert told(list(scrub_tree(photos, tmp_path / "both", workers=2))) == alone
    assert len(alone) == 42
    with ThreadPoolExecutor(3) as executor:
        assert told(list(scrub_tree(photos, tmp_path / "threads", executor=executor, workers=3))) == alone
        assert executor.submit(len, "open").result() == 4
    copies = {path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()}
    assert set(copies.values()) == {CLEANED}
    for name in ("both", "threads"):
        assert {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} == copies


def test_in_place_by_many_workers(photos: Path) -> None:
    items = list(scrub_tree(photos, in_place=True, workers=2))
    assert fates(items) == {Status.SCRUBBED: 40, Status.FAILED: 1, Status.SKIPPED: 1}
    assert {path.read_bytes() for path in photos.glob("??????.jpg")} == {CLEANED}
    assert (photos / "000020.bad.jpg").read_bytes() == DAMAGED.read_bytes()


def test_the_place_of_the_copies_is_said_once(photos: Path, tmp_path: Path) -> None:
    for arguments in ({}, {"destination": tmp_path / "out", "in_place": True}):
        with pytest.raises(exifguard.PolicyError):
            scrub_tree(photos, **arguments)  # type: ignore[arg-type]


def test_reports_by_many_workers(photos: Path) -> None:
    alone = list(inspect_tree(photos))
    assert list(inspect_tree(photos, workers=2)) == alone
    assert len(alone) == 41
    assert all(item.report is not None and item.report.location for item in alone[:3])


# -- which files ----------------------------------------------------------------------------------


def pictures(root: Path, **selection: object) -> list[str]:
    entries = walk([root], Selection(**selection))  # type: ignore[arg-type]
    return [entry.relative.as_posix() for entry in entries if entry.kind is Kind.PICTURE]


def test_selection(tmp_path: Path) -> None:
    root = tmp_path / "photos"
    for name in ("a.jpg", "b.jpeg", ".c.jpg", "sub/d.jpg", "sub/deep/e.jpg", ".dark/f.jpg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DIRTY, root / name)
    (root / "link.jpg").symlink_to(root / "a.jpg")
    (root / "loop").symlink_to(root)
    assert pictures(root, hidden=False) == ["a.jpg", "b.jpeg", "sub/d.jpg", "sub/deep/e.jpg"]
    assert pictures(root, hidden=False, include=("*.jpeg", "sub/*")) == [
        "b.jpeg",
        "sub/d.jpg",
        "sub/deep/e.jpg",
    ]
    assert pictures(root, exclude=("deep", ".*", "b.*")) == ["a.jpg", "sub/d.jpg"]
    assert pictures(root, hidden=False, exclude=("sub/deep",)) == ["a.jpg", "b.jpeg", "sub/d.jpg"]
    assert pictures(root, links=True, hidden=False, include=("*.jpg",)) == [
        "a.jpg",
        "link.jpg",
        "sub/d.jpg",
        "sub/deep/e.jpg",
    ]


def test_large_folders_are_listed_like_small_ones(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("000001.jpg.xmp", "000001.json", "other.json", os.fsdecode(b"odd\xff.jpg")):
        (photos / name).write_text("<x/>")
    (photos / "folder").mkdir()
    shutil.copy(DIRTY, photos / "folder/in.jpg")
    expected = list(walk([photos]))
    assert Counter(entry.kind for entry in expected)[Kind.SIDECAR] == 2
    monkeypatch.setattr(_listing, "MANY", 5)
    monkeypatch.setattr(_listing, "_BATCH", 3)
    assert list(walk([photos])) == expected


def held_during_a_walk(folder: Path) -> int:
    """The most bytes held at ten moments, without those of pathlib, which interns names in steps of 1 MB."""
    strangers = [tracemalloc.Filter(False, name) for name in ("*pathlib*", tracemalloc.__file__)]
    count = len(os.listdir(folder))  # noqa: PTH208
    most = 0
    tracemalloc.start()
    try:
        for number, _ in enumerate(walk([folder])):
            if number % (count // 10) == count // 20:
                traces = tracemalloc.take_snapshot().filter_traces(strangers).traces
                most = max(most, sum(trace.size for trace in traces))
    finally:
        tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_listing, "MANY", 1_000)
    held = []
    for count in (5_000, 30_000):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            (folder / f"{number}.jpg").touch()
        held.append(held_during_a_walk(folder))
    assert held[1] < held[0] + 200_000, "8 bytes for each of 25,000 more files"


# -- the journal ----------------------------------------------------------------------------------


def test_a_second_run_passes_over_what_is_clean_and_unchanged(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert fates(list(scrub_tree(photos, out, journal=True)))[Status.SCRUBBED] == 40
    book = journal_of(photos, out)
    assert book == tmp_path / "out.exifguard.sqlite"
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    assert fates(list(scrub_tree(photos, out, journal=True))) == {
        Status.KNOWN: 40, Status.FAILED: 1, Status.SKIPPED: 1,
    }  # fmt: skip
    (out / "000001.jpg").unlink()
    (photos / "000002.jpg").write_bytes((FIXTURES / "jpeg/exif-gps-only.jpg").read_bytes())
    (out / "000003.jpg").write_bytes(DIRTY.read_bytes())
    again = {item.source.name: item for item in scrub_tree(photos, out, journal=True)}
    assert {name for name, item in again.items() if item.status is not Status.KNOWN} == {
        "000001.jpg", "000002.jpg", "000003.jpg", "000020.bad.jpg", "notes.txt",
    }  # fmt: skip
    assert (out / "000002.jpg").read_bytes() == exifguard.scrub(FIXTURES / "jpeg/exif-gps-only.jpg").data
    assert isinstance(again["000003.jpg"].error, FileExistsError), "somebody else wrote it"
    other = list(scrub_tree(photos, out, journal=True, policy="location", overwrite=True))
    assert fates(other)[Status.SCRUBBED] == 40, "another policy"


def test_in_place_the_journal_lies_in_the_folder_and_is_no_picture(photos: Path) -> None:
    assert fates(list(scrub_tree(photos, in_place=True, journal=True, workers=2)))[Status.SCRUBBED] == 40
    again = fates(list(scrub_tree(photos, in_place=True, journal=True)))
    assert again[Status.KNOWN] == 40
    assert again[Status.FAILED] == 1
    (photos / "000001.jpg").write_bytes(DIRTY.read_bytes())
    os.utime(photos / "000001.jpg", ns=(0, (photos / "000000.jpg").stat().st_mtime_ns))
    assert fates(list(scrub_tree(photos, in_place=True, journal=True)))[Status.SCRUBBED] == 1


def test_journal_holds_no_values(photos: Path, tmp_path: Path) -> None:
    list(scrub_tree(photos, tmp_path / "out", journal=tmp_path / "book"))
    with Journal(tmp_path / "book") as book:
        assert book.counts() == {"cleaned": 40, "refused": 1}
        record = book.get(str(photos / "000001.jpg"))
        assert record is not None
        assert record.verdict is Verdict.CLEANED
        assert "location" in record.categories
        assert list(book.rules().values()) == [1]
    report = exifguard.inspect(DIRTY)
    values = [text for finding in report.findings if len(text := str(finding.value)) > 5]
    assert values
    data = (tmp_path / "book").read_bytes()
    assert not [value for value in values if value.encode() in data]


def test_what_is_no_journal_is_refused(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "book").write_bytes(b"not a database" * 100)
    with pytest.raises(exifguard.PolicyError):
        scrub_tree(photos, tmp_path / "out", journal=tmp_path / "book")
    assert (tmp_path / "book").read_bytes() == b"not a database" * 100


def test_walk_passes_over_what_a_run_in_place_leaves(tmp_path: Path) -> None:
    shutil.copy(DIRTY, tmp_path / ".exifguard-0123456789abcdef.tmp")
    assert [entry.kind for entry in walk([tmp_path])] == [Kind.OTHER]


# -- ends that nobody wished for ------------------------------------------------------------------

SCRIPT = textwrap.dedent("""
    import sys
    import exifguard
    if __name__ == "__main__":
        source, out, workers = sys.argv[1:]
        where = {"in_place": True} if out == "-" else {"destination": out}
        for item in exifguard.scrub_tree(source, journal=True, workers=int(workers), **where):
            print(item.source.name, item.status.value, flush=True)
""")


def start(script: Path, *arguments: object) -> subprocess.Popen[str]:
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("in_place", [False, True])
def test_a_killed_run_is_resumed(tmp_path: Path, workers: int, in_place: bool) -> None:
    root = fill(tmp_path / "photos", 400)
    out = tmp_path / "out"
    seen: list[str] = []
    for lines in (60, 100):
        client = start(tmp_path / "run.py", root, "-" if in_place else out, workers)
        assert client.stdout is not None
        try:
            fresh = (line for line in client.stdout if line.endswith("scrubbed\n"))
            seen += [next(fresh).split()[0] for _ in range(lines)]
        finally:
            client.kill()
            client.stdout.close()
            client.wait()
    where = {"in_place": True} if in_place else {"destination": out}
    items = list(scrub_tree(root, journal=True, **where))
    assert not [item for item in items if item.error]
    assert fates(items)[Status.KNOWN] >= 160
    repeated = {item.source.name for item in items if item.status is Status.SCRUBBED} & set(seen)
    assert not repeated, "what was reported is in the journal"
    assert len(set(seen)) == 160, "nothing twice"
    copies = list((root if in_place else out).glob("*.jpg"))
    assert len(copies) == 400
    assert {path.read_bytes() for path in copies} == {CLEANED}


def children(process: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process:
            found += [int(folder.name), *children(int(folder.name))]
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers in /proc")
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    root = fill(tmp_path / "photos", 400)
    client = start(tmp_path / "run.py", root, tmp_path / "out", 2)
    assert client.stdout is not None
    try:
        told = [client.stdout.readline() for _ in range(20)]
        killed = 0
        for number in children(client.pid):
            command = Path(f"/proc/{number}/cmdline").read_bytes()
            if b"forkserver" in command and not children(number):  # a worker, not the server of forks
                os.kill(number, signal.SIGKILL)
                killed += 1
                break
        assert killed
        told += client.stdout.readlines()
        assert client.wait() == 0
    finally:
        client.kill()
        client.stdout.close()
        client.wait()
    assert Counter(line.split()[1] for line in told) == {"scrubbed": 400}
    assert [line.split()[0] for line in told] == sorted(path.name for path in root.iterdir())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers in /proc")
def test_workers_end_with_a_killed_client(tmp_path: Path) -> None:
    root = fill(tmp_path / "photos", 400)
    client = start(tmp_path / "run.py", root, tmp_path / "out", 2)
    assert client.stdout is not None
    client.stdout.readline()
    crew = children(client.pid)
    assert len(crew) >= 3
    client.kill()
    client.stdout.close()
    client.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{number}/cmdline").exists() for number in crew) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [number for number in crew if _alive(number)]


def _alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
