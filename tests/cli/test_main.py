from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import exifguard
from cli.runs import FIXTURES, Cli, Process, files_in
from exifguard.cli import _progress, main
from exifguard.containers import CONTAINERS
from exifguard.privacy.policy import PRESETS

# -- the start ------------------------------------------------------------------------------------

HEAVY = ("rich", "PIL", "dataclasses", "argparse", "json", "pathlib", "exifguard.model", "exifguard.api")


def loaded_by(arguments: list[str]) -> set[str]:
    """The modules that a process has loaded after running the command line."""
    code = (
        "import sys; from exifguard.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code, *arguments],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": _source()},
    )  # fmt: skip
    return set(run.stderr.split())


def _source() -> str:
    return str(Path(exifguard.__file__).parents[1])


def test_version_loads_almost_nothing() -> None:
    modules = loaded_by(["--version"])
    assert "exifguard.cli" in modules  # the list is there
    assert not modules & set(HEAVY)
    assert {name for name in modules if name.startswith("exifguard")} == {"exifguard", "exifguard.cli"}


def test_no_command_loads_what_it_does_not_need() -> None:
    without_previews = FIXTURES / "jpeg" / "exif-gps-only.jpg"
    modules = loaded_by(["inspect", str(without_previews)])
    assert "exifguard.api" in modules
    assert not modules & {"rich", "PIL", "asyncio", "multiprocessing", "concurrent.futures"}


def test_version(cli: Cli, process: Process) -> None:
    expected = f"exifguard {exifguard.__version__}\n"
    assert cli("--version").out == expected
    run = process("--version")
    assert (run.returncode, run.stdout.decode().splitlines(), run.stderr) == (0, expected.splitlines(), b"")
    assert cli("--version", "scrub").out == expected  # by way of the parser


# -- help and usage -------------------------------------------------------------------------------


def test_help_has_examples(cli: Cli) -> None:
    run = cli("--help")
    assert run.status == 0
    for command in ("inspect", "scrub", "check", "verify", "diff", "formats", "policies"):
        assert command in run.out
        assert cli(command, "--help").status == 0
    assert "exifguard scrub photo.jpg -o clean.jpg" in run.out
    for command in ("inspect", "scrub", "check", "verify", "diff"):
        assert f"exifguard {command} " in cli(command, "--help").out.partition("examples:")[2]


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["scrub"], ["inspect"], ["inspect", "--nonsense", "x"], ["verify", "x"]]
)
def test_wrong_usage(cli: Cli, arguments: list[str]) -> None:
    run = cli(*arguments)
    assert run.status == 2
    assert run.out == ""
    assert run.err.startswith("exifguard")
    assert len(run.err.splitlines()) == 1


def test_arguments_never_steer_the_terminal(cli: Cli) -> None:
    run = cli("inspect", "--\x1b]0;owned\x07\udcff", "x")
    assert run.status == 2
    assert r"\x1b]0;owned\x07\xff" in run.err
    assert "\x1b" not in run.err


def test_programs_may_call_it_from_a_thread(dirty: Path) -> None:
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(main(["check", str(dirty)])))
    thread.start()
    thread.join()
    assert statuses == [1]


# -- lists ----------------------------------------------------------------------------------------


def test_formats(cli: Cli) -> None:
    lines = cli("formats").out.splitlines()
    assert [line.split()[:3] for line in lines] == [
        [container.format.name, container.format.suffix, container.format.mime] for container in CONTAINERS
    ]
    for line, container in zip(lines, CONTAINERS, strict=True):
        assert all(name in line for name in container.about.standards)
        assert ("read only" in line) == (not container.about.policies)
    (document,) = cli("formats", "--json").documents
    assert [form["name"] for form in document["formats"]] == [c.format.name for c in CONTAINERS]
    assert [form["refused"] for form in document["formats"]] == [c.about.refused for c in CONTAINERS]


def test_policies(cli: Cli) -> None:
    words = cli("policies").out
    (document,) = cli("policies", "--json").documents
    assert [policy["name"] for policy in document["policies"]] == list(PRESETS)
    for policy in document["policies"]:
        assert f"{policy['name']}: {policy['summary']}" in words.splitlines()
        assert policy["minimal"] is PRESETS[policy["name"]].minimal
        for category, row in policy["categories"].items():
            assert f" {category} " in words
            assert row["reason"]
            assert row["reason"] in words


# -- verify ---------------------------------------------------------------------------------------


def test_verify_passes_a_clean_copy(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    cli("scrub", dirty, "-o", out)
    run = cli("verify", dirty, out)
    assert run.status == 0
    assert "passed  same picture data" in run.out.splitlines()
    assert cli("verify", "--pixels", dirty, out).status == 0
    (document,) = cli("verify", "--json", dirty, out).documents
    assert document["passed"] is True


def test_verify_fails_a_dirty_copy(cli: Cli, dirty: Path) -> None:
    run = cli("verify", dirty, dirty)
    assert run.status == 3
    assert "FAILED  nothing left" in run.out
    assert "passed  same picture data" in run.out


def test_verify_names_what_is_missing(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.jpg"
    assert cli("verify", missing, dirty).err == f"exifguard: {missing}: No such file or directory\n"
    run = cli("verify", dirty, missing)
    assert run.status == 3
    assert run.err == f"exifguard: {dirty}: No such file or directory: {missing}\n"


# -- progress -------------------------------------------------------------------------------------


def on_a_terminal(code: str, *, stdout: int | None = None) -> tuple[bytes, bytes]:
    """Run Python with a terminal for stderr; gives what the terminal saw, and stdout."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=stdout or subprocess.PIPE, stderr=follower, env=environment
    ) as running:
        os.close(follower)
        seen = b"".join(iter(lambda: _read(leader), b""))
        out = running.stdout.read() if running.stdout else b""
        assert running.wait(timeout=60) == 0
    os.close(leader)
    return seen, out


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # how Linux says that the other end is closed
        return b""


WATCH = """
import sys, time
from exifguard.cli import _progress
_progress.PATIENCE = {patience}
for item in _progress.watch(range(5)):
    print("[red]result[/red]", item)
    time.sleep(0.05)
"""


def test_long_work_shows_a_count_on_the_terminal_only() -> None:
    seen, out = on_a_terminal(WATCH.format(patience=0))
    assert b"files" in seen
    assert out.splitlines() == [f"[red]result[/red] {number}".encode() for number in range(5)]


def test_short_work_shows_nothing() -> None:
    seen, out = on_a_terminal(WATCH.format(patience=60))
    assert seen == b""
    assert len(out.splitlines()) == 5


def test_nothing_is_shown_where_stderr_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "PATIENCE", 0)
    assert list(_progress.watch(range(3))) == [0, 1, 2]
    assert capsys.readouterr().err == ""


def test_no_colour_and_no_control_in_pipes(process: Process, photos: Path, tmp_path: Path) -> None:
    run = process("scrub", photos, "-o", tmp_path / "clean", env={**os.environ, "FORCE_COLOR": "1"})
    assert run.returncode == 3
    assert b"\x1b" not in run.stdout + run.stderr
    assert files_in(tmp_path / "clean")
