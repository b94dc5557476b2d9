from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import exifguard
from cli.runs import FIXTURES, Cli, Process, files_in

CONFLICT = FIXTURES / "hostile/jpeg/exif-twice-other-orientation.jpg"


def is_clean(path: Path) -> bool:
    return not exifguard.inspect(path).categories


# -- one picture ----------------------------------------------------------------------------------


def test_one_picture_to_a_file(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    run = cli("scrub", dirty, "-o", out)
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith(f"{dirty}: removed location, identity, preview, unknown, device, time, ")
    assert run.out.endswith(" kB); kept colour space\n")
    assert is_clean(out)


def test_what_was_kept_is_told(cli: Cli, tmp_path: Path) -> None:
    run = cli("scrub", FIXTURES / "jpeg/orientation-6.jpg", "-o", tmp_path / "out.jpg")
    assert run.out.endswith("; kept orientation\n")


def test_clean_picture_says_so(cli: Cli, clean: Path, tmp_path: Path) -> None:
    run = cli("scrub", clean, "-o", tmp_path / "out.jpg")
    assert run.out == f"{clean}: clean already\n"
    assert (tmp_path / "out.jpg").read_bytes() == clean.read_bytes()


@pytest.mark.parametrize("folder", ["there", "new/"])
def test_one_picture_into_a_folder(cli: Cli, dirty: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / "there").mkdir()
    assert cli("scrub", dirty, "-o", f"{tmp_path}/{folder}").status == 0
    assert is_clean(tmp_path / folder / "photo.jpg")


def test_notes_are_told(cli: Cli, tmp_path: Path) -> None:
    picture = FIXTURES / "jpeg/app11-hdr-ri.jpg"
    run = cli("scrub", picture, "-o", tmp_path / "out.jpg")
    (note,) = exifguard.scrub(picture).notes
    assert f"  Note: {note}\n" in run.out


def test_existing_output_is_kept_without_force(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    out.write_bytes(b"mine")
    run = cli("scrub", dirty, "-o", out)
    assert run.status == 3
    assert run.err == f"exifguard: {dirty}: the output exists: {out}; --force replaces it\n"
    assert out.read_bytes() == b"mine"
    assert cli("scrub", dirty, "-o", out, "--force").status == 0
    assert is_clean(out)


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_output_may_not_be_the_input(cli: Cli, dirty: Path, force: list[str]) -> None:
    before = dirty.read_bytes()
    for output in (dirty, dirty.parent, f"{dirty.parent}/../{dirty.parent.name}/photo.jpg"):
        run = cli("scrub", dirty, "-o", output, *force)
        assert run.status == 2
        assert "output and input are the same file; use --in-place" in run.err
    assert dirty.read_bytes() == before


def test_orientation_settles_a_contradiction(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    run = cli("scrub", CONFLICT, "-o", out)
    assert run.status == 3
    assert run.err.startswith(f"exifguard: {CONFLICT}: jpeg: ")
    assert run.err.endswith("(rule orientation-conflict)\n")
    assert not out.exists()
    assert cli("scrub", CONFLICT, "-o", out, "--orientation", 6).status == 0
    assert is_clean(out)


def test_pixels_are_compared_when_asked(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    assert cli("scrub", dirty, "-o", tmp_path / "out.jpg", "--verify", "pixels").status == 0


def test_failure_leaves_nothing_behind(cli: Cli, damaged: Path, tmp_path: Path) -> None:
    before = files_in(tmp_path)
    run = cli("scrub", damaged, "-o", tmp_path / "out.jpg")
    assert run.status == 3
    assert run.out == ""
    assert run.err.startswith(f"exifguard: {damaged}: jpeg: ")
    assert len(run.err.splitlines()) == 1
    assert files_in(tmp_path) == before


def test_json_tells_what_went_without_values(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    document, summary = cli("scrub", dirty, "-o", out, "--json").documents
    assert document["kind"] == "scrubbed"
    assert document["destination"] == str(out)
    assert document["dry_run"] is False
    assert document["categories"][:2] == ["location", "identity"]
    assert summary == {
        "schema": 1, "kind": "summary", "pictures": 1, "failed": 0, "sidecars": 0, "skipped": 0,
    }  # fmt: skip
    assert "MARK" not in json.dumps(document)


# -- in place -------------------------------------------------------------------------------------


def test_in_place(cli: Cli, dirty: Path) -> None:
    assert cli("scrub", "--in-place", dirty).status == 0
    assert is_clean(dirty)
    assert list(dirty.parent.iterdir()) == [dirty]


def test_links_are_not_replaced_unless_asked(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.jpg"
    link.symlink_to(dirty)
    run = cli("scrub", "--in-place", link)
    assert run.status == 3
    assert "symbolic link" in run.err
    assert not is_clean(dirty)
    assert cli("scrub", "--in-place", "--follow-links", link).status == 0
    assert link.is_symlink()
    assert is_clean(dirty)


def test_folder_in_place(cli: Cli, photos: Path) -> None:
    before = files_in(photos)
    assert cli("scrub", "--in-place", photos).status == 3
    after = files_in(photos)
    assert after.keys() == before.keys()
    assert {name for name in before if before[name] != after[name]} == {"a.jpg", "sub/b.png"}


# -- dry run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [[], ["--in-place"], ["-o", "out"]])
def test_dry_run_writes_nothing(
    cli: Cli, photos: Path, where: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(photos.parent)
    before = files_in(photos.parent)
    run = cli("scrub", "--dry-run", "photos", *where)
    assert run.status == 3  # one of them would fail
    assert "photos/a.jpg: would remove location, " in run.out
    assert "2 files would be cleaned, 1 failed" in run.out
    assert files_in(photos.parent) == before
    assert not Path("out").exists()


# -- folders --------------------------------------------------------------------------------------


def test_folder_is_mirrored(cli: Cli, photos: Path, tmp_path: Path) -> None:
    run = cli("scrub", photos, "-o", tmp_path / "clean")
    assert run.status == 3
    assert list(files_in(tmp_path / "clean")) == ["a.jpg", "sub/b.png"]
    assert is_clean(tmp_path / "clean/a.jpg")
    assert is_clean(tmp_path / "clean/sub/b.png")
    assert run.out.splitlines()[-1] == (
        "2 files cleaned, 1 failed, 1 file beside pictures left as they are, 1 skipped (no pictures)"
    )
    sidecar, failure = run.err.splitlines()
    assert sidecar.startswith(f"exifguard: {photos}/a.xmp: left as it is")
    assert failure.startswith(f"exifguard: {photos}/bad.jpg: jpeg: ")


def test_several_paths_keep_their_names(cli: Cli, photos: Path, dirty: Path, tmp_path: Path) -> None:
    cli("scrub", f"{photos}/sub/..", dirty, "-o", tmp_path / "clean")
    assert list(files_in(tmp_path / "clean")) == ["photo.jpg", "photos/a.jpg", "photos/sub/b.png"]


def test_nothing_is_ever_written_outside_the_output(cli: Cli, photos: Path, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(photos / "sub")
    before = files_in(photos)
    assert cli("scrub", "..", ".", "-o", tmp_path / "clean").status == 3
    assert files_in(photos) == before
    assert list(files_in(tmp_path / "clean")) == ["photos/a.jpg", "photos/sub/b.png", "sub/b.png"]


def test_a_second_run_finds_conflicts(cli: Cli, photos: Path, tmp_path: Path) -> None:
    cli("scrub", photos, "-o", tmp_path / "clean")
    before = files_in(tmp_path / "clean")
    assert cli("scrub", photos, "-o", tmp_path / "clean").err.count("the output exists") == 2
    assert "the output exists" not in cli("scrub", photos, "-o", tmp_path / "clean", "--force").err
    assert files_in(tmp_path / "clean") == before


# -- usage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["photo.jpg"], "say where the clean copies go"),
        (["photo.jpg", "-o", "x", "--in-place"], "not allowed with"),
        (["photo.jpg", "-o", "x", "--policy", "nonsense"], "no policy is called 'nonsense'"),
        (["photo.jpg", "-o", "x", "--orientation", "9"], "invalid choice"),
        (["photo.jpg", "-o", "x", "--follow-links"], "--follow-links goes with --in-place"),
        (["photo.jpg", "clean.jpg", "-o", "-"], "only a single picture"),
        (["photos", "-o", "-"], "only a single picture"),
        (["-", "photo.jpg", "-o", "x"], "stands alone"),
        (["-", "--in-place"], "cannot be replaced in place"),
        (["-", "-o", "photos"], "needs the name of a file"),
        (["photo.jpg", "clean.jpg", "-o", "photo.jpg"], "several pictures need a folder"),
        (["photos", "photos/a.jpg", "photos/sub/../a.jpg", "-o", "x"], "written to the same place"),
        (["photos", "-o", "photos"], "folder of their own"),
        (["photos", "-o", "photos", "--dry-run"], "folder of their own"),
        (["photo.jpg", "-o", "missing/x.jpg"], "there is no folder missing"),
        (["photos", "-o", "photos/clean"], "folder of their own"),
        (["photos", "-o", "."], "folder of their own"),
        (["photos/a.jpg", "clean.jpg", "-o", "photos"], "same file"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_done(
    cli: Cli, dirty: Path, clean: Path, photos: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(dirty.parent)
    before = files_in(dirty.parent)
    run = cli("scrub", *arguments)
    assert run.status == 2
    assert run.out == ""
    assert message in run.err
    assert len(run.err.splitlines()) == 1
    assert files_in(dirty.parent) == before


# -- pipes ----------------------------------------------------------------------------------------


def test_standard_input_to_standard_output(process: Process, dirty: Path) -> None:
    run = process("scrub", "-", stdin=dirty.read_bytes())
    assert run.returncode == 0
    assert run.stdout == exifguard.scrub(dirty).data
    assert run.stderr.startswith(b"-: removed location, ")


def test_file_to_standard_output_and_json_to_stderr(process: Process, dirty: Path) -> None:
    run = process("scrub", dirty, "-o", "-", "--json")
    assert run.stdout == exifguard.scrub(dirty).data
    assert [json.loads(line)["kind"] for line in run.stderr.splitlines()] == ["scrubbed", "summary"]


def test_redirected_input_to_a_file(dirty: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    with dirty.open("rb") as stdin:
        command = [sys.executable, "-m", "exifguard", "scrub", "-", "-o", str(out)]
        assert subprocess.run(command, stdin=stdin, check=True, capture_output=True).returncode == 0
    assert is_clean(out)


def test_refused_input_writes_nothing_to_standard_output(process: Process, damaged: Path) -> None:
    run = process("scrub", "-", stdin=damaged.read_bytes())
    assert run.returncode == 3
    assert run.stdout == b""
    assert run.stderr.startswith(b"exifguard: -: jpeg: ")


def test_picture_is_not_written_to_a_terminal(cli: Cli, dirty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    run = cli("scrub", dirty, "-o", "-")
    assert run.status == 2
    assert "nothing for a terminal" in run.err


# -- endings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit, OSError])
def test_interrupted_write_leaves_no_stray_file(
    cli: Cli, dirty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    ending: type[BaseException], *, named: bool,
) -> None:  # fmt: skip
    """Whether or not the system has files without a name."""
    if named:
        monkeypatch.setattr(sys, "platform", "other")

    def fail(descriptor: int, data: object) -> int:
        raise ending

    monkeypatch.setattr(os, "write", fail)
    monkeypatch.delattr(os, "copy_file_range", raising=False)
    before = files_in(tmp_path)
    if ending is SystemExit:
        with pytest.raises(SystemExit):
            cli("scrub", "--in-place", dirty)
    else:
        assert cli("scrub", "--in-place", dirty).status == (130 if ending is KeyboardInterrupt else 3)
    monkeypatch.undo()
    assert files_in(tmp_path) == before


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_it_quietly(tmp_path: Path, number: int, status: int) -> None:
    """It waits for its standard input when the signal comes."""
    command = [sys.executable, "-m", "exifguard", "scrub", "-", "-o", str(tmp_path / "out.jpg")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        running.stdin.write(b"\xff\xd8")
        running.stdin.flush()
        _wait_until_it_reads(running.pid)
        running.send_signal(number)
        assert running.wait(timeout=30) == status
        assert running.stderr.read() == b""
    assert list(tmp_path.iterdir()) == []


def _wait_until_it_reads(pid: int) -> None:
    """Until the process sleeps in a read of its standard input."""
    waiting = Path(f"/proc/{pid}/wchan")
    for _ in range(500 if waiting.exists() else 0):
        if "pipe" in waiting.read_text():
            return
        time.sleep(0.02)
    pytest.skip("cannot tell here whether the process waits")


def test_reader_that_leaves_ends_it_quietly(tmp_path: Path, dirty: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "exifguard", "inspect", str(dirty)]
    run = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert run.returncode == 141
    assert run.stderr == b""


def test_broken_pipe_on_the_picture_itself_is_no_failure_of_the_file(dirty: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "exifguard", "scrub", str(dirty), "-o", "-"]
    run = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert run.returncode == 141
    assert b"exifguard:" not in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize("arguments", [["scrub", "-o", "-"], ["inspect", "--tags"], ["check"]])
def test_full_disk_is_told_in_one_line(dirty: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "exifguard", *arguments, str(dirty)]
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert run.returncode == 3
    (line,) = run.stderr.decode().splitlines()
    named = str(dirty) if arguments[0] == "scrub" else "cannot write the results"
    assert line == f"exifguard: {named}: No space left on device"


@pytest.mark.skipif(sys.platform == "win32", reason="closed by a shell")
def test_closed_streams_are_no_crash(dirty: Path, tmp_path: Path) -> None:
    command = f'exec "{sys.executable}" -m exifguard scrub "{dirty}" -o "{tmp_path}/out.jpg" >&- 2>&- <&-'
    assert subprocess.run(command, shell=True, timeout=60, check=False).returncode == 0
    assert is_clean(tmp_path / "out.jpg")
