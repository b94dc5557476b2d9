from __future__ import annotations

from pathlib import Path

import pytest

from cli.runs import FIXTURES, Cli, Process


def test_dirty_picture_is_found(cli: Cli, dirty: Path) -> None:
    run = cli("check", dirty)
    assert run.status == 1
    assert run.out.startswith(f"{dirty}: would remove location, identity, ")
    assert run.err == ""


@pytest.mark.parametrize("name", ["jpeg/clean-minimal.jpg", "jpeg/clean-orientation-6.jpg"])
def test_clean_picture_passes_in_silence(cli: Cli, name: str) -> None:
    run = cli("check", FIXTURES / name)
    assert (run.status, run.out, run.err) == (0, "", "")


@pytest.mark.parametrize("name", ["jpeg/exif-all-big-endian.jpg", "png/itxt-title.png"])
def test_every_clean_copy_passes(cli: Cli, tmp_path: Path, name: str) -> None:
    out = tmp_path / Path(name).name
    assert cli("scrub", FIXTURES / name, "-o", out).status == 0
    assert cli("check", out).status == 0


def test_failure_outweighs_what_was_found(cli: Cli, photos: Path) -> None:
    run = cli("check", photos)
    assert run.status == 3
    assert run.out.splitlines()[-1].startswith("2 files checked, 2 not clean, 1 failed")
    assert "bad.jpg: jpeg: " in run.err


def test_json(cli: Cli, dirty: Path, clean: Path) -> None:
    first, second, summary = cli("check", "--json", dirty, clean).documents
    assert (first["kind"], first["clean"], first["categories"][0]) == ("check", False, "location")
    assert (second["clean"], second["categories"], second["decisions"]) == (True, [], [])
    assert summary["pictures"] == 2


def test_standard_input(process: Process, dirty: Path, clean: Path) -> None:
    assert process("check", "-", stdin=dirty.read_bytes()).returncode == 1
    assert process("check", "-", stdin=clean.read_bytes()).returncode == 0


def test_unknown_policy_is_wrong_usage(cli: Cli, dirty: Path) -> None:
    run = cli("check", "--policy", "shar", dirty)
    assert run.status == 2
    assert run.err == "exifguard: no policy is called 'shar'; did you mean 'share'? (rule policy-name)\n"


def test_nothing_is_written(cli: Cli, dirty: Path) -> None:
    before = dirty.stat()
    cli("check", dirty)
    after = dirty.stat()
    assert (after.st_mtime_ns, after.st_ino, after.st_size) == (
        before.st_mtime_ns, before.st_ino, before.st_size,
    )  # fmt: skip
    assert list(dirty.parent.iterdir()) == [dirty]
