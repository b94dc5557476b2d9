from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

import exifguard
from exifguard.batch.scrubbing import Status, scrub_tree
from exifguard.batch.tree import Entry, Kind, attempt, walk

FIXTURES = Path(__file__).parents[2] / "fixtures"
DIRTY = FIXTURES / "jpeg/exif-all-little-endian.jpg"
CLEAN = FIXTURES / "jpeg/clean-minimal.jpg"
DAMAGED = FIXTURES / "hostile/jpeg/segment-past-end.jpg"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    (root / "sub/deep").mkdir(parents=True)
    shutil.copy(DIRTY, root / "b.jpg")
    shutil.copy(DIRTY, root / "sub/deep/nosuffix")
    shutil.copy(CLEAN, root / ".hidden.jpg")
    shutil.copy(DAMAGED, root / "bad.jpg")
    (root / "fake.HEIC").write_bytes(b"no picture")
    (root / "notes.txt").write_text("no picture")
    (root / "b.jpg.xmp").write_text("<x/>")
    (root / ".git").mkdir()
    shutil.copy(DIRTY, root / ".git/object.jpg")
    (root / "link.jpg").symlink_to(root / "b.jpg")
    (root / "loop").symlink_to(root)
    return root


def seen(root: Path) -> list[tuple[str, str]]:
    return [(entry.relative.as_posix(), entry.kind.value) for entry in walk([root])]


def test_walk_is_sorted_and_says_what_everything_is(photos: Path) -> None:
    assert seen(photos) == [
        (".git", "other"),
        (".hidden.jpg", "picture"),
        ("b.jpg", "picture"),
        ("b.jpg.xmp", "sidecar"),
        ("bad.jpg", "picture"),
        ("fake.HEIC", "picture"),
        ("link.jpg", "other"),
        ("loop", "other"),
        ("notes.txt", "other"),
        ("sub/deep/nosuffix", "picture"),
    ]


def test_walk_streams(photos: Path) -> None:
    entries = walk([photos])
    next(entries)
    shutil.rmtree(photos / "sub")
    assert Counter(entry.kind for entry in entries)[Kind.FAULT] == 1


def test_named_files_always_count(photos: Path) -> None:
    named = [photos / "notes.txt", photos / "link.jpg", photos / "missing"]
    assert [(entry.path, entry.kind, entry.root) for entry in walk(named)] == [
        (path, Kind.PICTURE, None) for path in named
    ]


def test_named_link_to_a_folder_is_walked(photos: Path) -> None:
    (photos.parent / "again").symlink_to(photos)
    assert seen(photos.parent / "again") == seen(photos)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipes_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert seen(tmp_path) == [("pipe.jpg", "other")]


def test_trees_deeper_than_the_stack_are_walked(tmp_path: Path) -> None:
    folders = [tmp_path / ("d/" * depth) for depth in range(1, 1201)]
    for folder in folders:
        folder.mkdir()
    try:
        assert list(walk([tmp_path])) == []
    finally:
        for folder in reversed(folders):  # pytest's own clean-up is not that deep
            folder.rmdir()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_folder_that_cannot_be_listed_is_a_fault(photos: Path) -> None:
    (photos / "sub").chmod(0)
    try:
        faults = [entry for entry in walk([photos]) if entry.kind is Kind.FAULT]
    finally:
        (photos / "sub").chmod(0o700)
    assert [type(entry.error) for entry in faults] == [PermissionError]


def test_one_failure_never_stops_the_others() -> None:
    entries = [Entry(Path(name), None, Kind.PICTURE) for name in "abc"]

    def work(entry: Entry) -> str:
        if entry.path.name == "a":
            raise exifguard.UnsupportedError("no")
        if entry.path.name == "b":
            raise PermissionError(13, "no")
        return "done"

    outcomes = list(attempt(entries, work))
    assert [outcome.result for outcome in outcomes] == [None, None, "done"]
    assert [type(outcome.error) for outcome in outcomes[:2]] == [exifguard.UnsupportedError, PermissionError]


def test_our_own_faults_are_not_hidden() -> None:
    def work(_: Entry) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(attempt([Entry(Path("a"), None, Kind.PICTURE)], work))


def test_scrub_tree_mirrors_the_pictures(photos: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    items = list(scrub_tree(photos, clean))
    assert Counter(item.status for item in items) == {
        Status.SCRUBBED: 3,
        Status.FAILED: 2,
        Status.SIDECAR: 1,
        Status.SKIPPED: 4,
    }
    written = sorted(path.relative_to(clean).as_posix() for path in clean.rglob("*") if path.is_file())
    assert written == [".hidden.jpg", "b.jpg", "sub/deep/nosuffix"]
    assert not exifguard.inspect(clean / "b.jpg").categories
    for item in items:
        assert (item.scrubbed is not None) == (item.status is Status.SCRUBBED)
        assert (item.destination is not None) == (item.status is Status.SCRUBBED)
        assert (item.error is not None) == (item.status is Status.FAILED)


def test_existing_outputs_are_conflicts_unless_overwritten(photos: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    clean.mkdir()
    (clean / "b.jpg").write_bytes(b"mine")
    failed = {item.source.name: item.error for item in scrub_tree(photos, clean) if item.error}
    assert isinstance(failed["b.jpg"], FileExistsError)
    assert (clean / "b.jpg").read_bytes() == b"mine"
    again = {item.source.name: item.status for item in scrub_tree(photos, clean, overwrite=True)}
    assert again["b.jpg"] is Status.SCRUBBED
    assert (clean / "b.jpg").read_bytes() == exifguard.scrub(DIRTY).data


@pytest.mark.parametrize("destination", ["photos", "photos/clean", "photos/../photos/x", "."])
def test_originals_and_copies_stay_apart(photos: Path, destination: str) -> None:
    before = sorted(photos.rglob("*"))
    with pytest.raises(exifguard.PolicyError):
        scrub_tree(photos, photos.parent / destination)
    assert sorted(photos.rglob("*")) == before


def test_a_link_does_not_hide_that_the_folders_are_one(photos: Path) -> None:
    (photos.parent / "elsewhere").symlink_to(photos / "sub")
    with pytest.raises(exifguard.PolicyError):
        scrub_tree(photos, photos.parent / "elsewhere")


def test_a_copy_that_links_to_an_original_is_a_failure_of_that_file(photos: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    clean.mkdir()
    (clean / "b.jpg").symlink_to(photos / "b.jpg")
    items = {item.source.name: item for item in scrub_tree(photos, clean, overwrite=True)}
    assert isinstance(items["b.jpg"].error, exifguard.PolicyError)
    assert items[".hidden.jpg"].status is Status.SCRUBBED
    assert (photos / "b.jpg").read_bytes() == DIRTY.read_bytes()


def test_wrong_arguments_are_told_at_once(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(exifguard.PolicyError):
        scrub_tree(photos, tmp_path / "clean", policy="nonsense")
    with pytest.raises(NotADirectoryError):
        scrub_tree(photos / "b.jpg", tmp_path / "clean")


def test_a_file_in_the_way_of_a_folder_is_a_failure(photos: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    clean.mkdir()
    (clean / "sub").write_bytes(b"in the way")
    failed = {item.source.name: item.error for item in scrub_tree(photos, clean) if item.error}
    assert isinstance(failed["nosuffix"], OSError)
