from __future__ import annotations

from pathlib import Path

from cli.runs import Cli


def test_equal_files_tell_the_same(cli: Cli, dirty: Path) -> None:
    run = cli("diff", dirty, dirty)
    assert (run.status, run.out, run.err) == (0, "", "")


def test_what_a_scrub_took_is_gone(cli: Cli, dirty: Path, clean: Path) -> None:
    run = cli("diff", dirty, clean)
    assert run.status == 1
    assert "gone     APP1/exif/ExifIFD:OwnerName [identity]" in run.out.splitlines()


def test_the_other_way_round_it_is_new(cli: Cli, dirty: Path, clean: Path) -> None:
    assert "new      APP1/exif/ExifIFD:OwnerName [identity]" in cli("diff", clean, dirty).out.splitlines()


def test_values_are_shown_when_asked_for(cli: Cli, dirty: Path, clean: Path) -> None:
    value = "MARK-J-EXIFALLLITTLEENDIAN-OWNER."
    assert value not in cli("diff", dirty, clean).out
    assert value in cli("diff", "--tags", dirty, clean).out


def test_json(cli: Cli, dirty: Path, clean: Path) -> None:
    (document,) = cli("diff", "--json", dirty, clean).documents
    assert (document["schema"], document["kind"]) == (1, "diff")
    owner = {"fate": "gone", "path": "APP1/exif/ExifIFD:OwnerName", "category": "identity"}
    assert owner in document["differences"]


def test_changed_values(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jpg"
    other.write_bytes(dirty.read_bytes().replace(b"-OWNER.", b"-OTHER."))
    run = cli("diff", "--tags", dirty, other)
    (line,) = (line for line in run.out.splitlines() if "OwnerName" in line)
    assert line.startswith("changed  ")
    assert "-OWNER. -> MARK" in line


def test_what_cannot_be_read_fails(cli: Cli, dirty: Path) -> None:
    run = cli("diff", dirty, dirty.with_name("missing.jpg"))
    assert run.status == 3
    assert "missing.jpg" in run.err
