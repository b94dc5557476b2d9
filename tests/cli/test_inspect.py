from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from cli.runs import FIXTURES, Cli, Process


def test_location_comes_first(cli: Cli, dirty: Path) -> None:
    run = cli("inspect", dirty)
    assert (run.status, run.err) == (0, "")
    lines = run.out.splitlines()
    assert lines[0] == f"{dirty}: JPEG, 3.3 kB"
    assert lines[1].startswith("  This photo says where it was taken: 47.613889, 8.208333, 432 m above")


def test_clean_file_is_called_clean(cli: Cli, clean: Path) -> None:
    assert "Nothing that identifies was found." in cli("inspect", clean).out


def test_tags_shows_every_field_with_its_value(cli: Cli, dirty: Path) -> None:
    line = "APP1/exif/ExifIFD:OwnerName [identity] = MARK-J-EXIFALLLITTLEENDIAN-OWNER."
    assert line in cli("inspect", "--tags", dirty).out
    assert line not in cli("inspect", dirty).out


def test_json_is_one_document_a_file(cli: Cli, dirty: Path, clean: Path, damaged: Path) -> None:
    missing = dirty.with_name("missing.jpg")
    run = cli("inspect", "--json", dirty, clean, damaged, missing)
    kinds = [(document["kind"], document.get("path")) for document in run.documents]
    assert kinds == [
        ("report", str(dirty)),
        ("report", str(clean)),
        ("report", str(damaged)),
        ("error", str(missing)),
        ("summary", None),
    ]
    assert run.status == 3
    assert all(document["schema"] == 1 for document in run.documents)
    assert run.documents[0]["location"]["latitude"] == pytest.approx(47.613889, abs=1e-6)
    assert run.documents[1]["location"] is None
    assert run.documents[2]["complete"] is False
    assert run.documents[3]["error"]["type"] == "FileNotFoundError"


def test_json_holds_values_only_when_asked(cli: Cli, dirty: Path) -> None:
    assert "MARK-J" not in cli("inspect", "--json", dirty).out
    assert "MARK-J-EXIFALLLITTLEENDIAN-OWNER." in cli("inspect", "--json", "--tags", dirty).out


def test_folder_is_walked_and_the_rest_counted(cli: Cli, photos: Path) -> None:
    run = cli("inspect", photos)
    assert run.status == 0  # a damaged file can be inspected
    assert run.out.splitlines()[-1] == (
        "3 files read, 1 file beside pictures left as they are, 1 skipped (no pictures)"
    )
    assert run.err == f"exifguard: {photos}/a.xmp: left as it is (XMP sidecar: edits, places and names)\n"


def test_failure_is_one_line_on_stderr(cli: Cli, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no picture")
    run = cli("inspect", text)
    assert run.status == 3
    assert run.out == ""
    assert run.err == f"exifguard: {text}: not a picture of a supported format (rule signature)\n"


def test_standard_input_is_read(process: Process, dirty: Path) -> None:
    run = process("inspect", "-", stdin=dirty.read_bytes())
    assert run.returncode == 0
    assert run.stdout.startswith(b"-: JPEG, 3.3 kB\n")


HOSTILE_NAMES = [
    b"new\nline.jpg",
    b"\x1b]0;owned\x07.jpg",
    b"\xff\xfe.jpg",
    "\u202egpj.exe".encode(),
    b"-x.jpg",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_are_shown_escaped_and_never_crash(process: Process, tmp_path: Path, name: bytes) -> None:
    picture = FIXTURES / "jpeg/clean-minimal.jpg"
    (Path(tmp_path) / Path(name.decode("utf-8", "surrogateescape"))).write_bytes(picture.read_bytes())
    for options in ([], ["--json"]):
        run = process("inspect", *options, ".", cwd=tmp_path)
        assert run.returncode == 0
        assert run.stderr == b""
        text = run.stdout.decode("utf-8")
        assert all(unicodedata.category(char)[0] != "C" or char == "\n" for char in text)
        assert len(text.splitlines()) == 2


def test_values_never_steer_the_terminal(cli: Cli, tmp_path: Path) -> None:
    picture = FIXTURES / "png/itxt-title.png"
    data = picture.read_bytes().replace(b"MARK", b"\x1b[2J")
    hostile = tmp_path / "hostile.png"
    hostile.write_bytes(data)
    assert hostile.read_bytes() != picture.read_bytes()
    run = cli("inspect", "--tags", hostile)
    assert "\x1b" not in run.out + run.err
    assert r"\x1b[2J" in run.out


def test_ascii_terminals_get_escapes_instead_of_a_crash(process: Process, tmp_path: Path) -> None:
    (tmp_path / "Zürich.jpg").write_bytes((FIXTURES / "jpeg/clean-minimal.jpg").read_bytes())
    environment = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    run = process("inspect", "Zürich.jpg", cwd=tmp_path, env=environment)
    assert run.returncode == 0
    assert run.stdout.startswith(b"Z")
    assert run.stdout.isascii()
