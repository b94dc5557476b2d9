"""The choice of a policy, and its explanation."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import exifguard
from cli.runs import Cli
from exifguard import Policy, PolicyError
from exifguard.cli._choice import chosen_policy
from exifguard.cli._parser import build_parser
from exifguard.cli._terminal import UsageError


def chosen(*arguments: object) -> Policy:
    return chosen_policy(build_parser().parse_args(["check", "x", *map(str, arguments)]))


@pytest.fixture
def album(tmp_path: Path) -> Path:
    path = tmp_path / "album.toml"
    path.write_text('name = "album"\nbase = "location"\nremove = ["identity"]\n')
    return path


# -- the choice -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "policy"),
    [
        ([], Policy.share()),
        (["--policy", "strict"], Policy.strict()),
        (["--keep", "rights"], Policy.share().keep("rights")),
        (["--keep", "rights,time", "--keep", " ai "], Policy.share().keep("rights", "time", "ai")),
        (["--policy", "location", "--remove", "identity"], Policy.location().remove("identity")),
        (["--remove", "ai", "--keep", "time", "--policy=location"], Policy.location().remove("ai")),
    ],
)
def test_options_add_up(arguments: list[str], policy: Policy) -> None:
    assert chosen(*arguments) == policy


def test_a_file_is_a_policy_too(album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen("--policy", album) == exifguard.load_policy(album)
    assert chosen("--policy", album, "--remove", "ai").name == "album, removing ai"
    plain = Path(shutil.copy(album, tmp_path / "mine"))
    assert chosen("--policy", plain).name == "album"
    monkeypatch.chdir(tmp_path)
    assert chosen("--policy", "mine").name == "album"
    shutil.copy(album, "strict")
    assert chosen("--policy", "strict") == Policy.strict()  # a preset, whatever files there are
    assert chosen("--policy", "./strict").name == "album"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["--policy", "locaton"], PolicyError, "did you mean 'location'"),
        (["--policy", ""], UsageError, "directory"),
        (["--policy", "a\0b"], PolicyError, "no policy is called 'a\\?b'"),
        (["--policy", "missing.toml"], UsageError, "missing.toml: No such file"),
        (["--policy", "."], UsageError, "directory"),
        (["--keep", "rihgts"], PolicyError, "did you mean 'rights'"),
        (["--keep", "rights,"], PolicyError, "no category is called ''"),
        (["--remove", "rendering"], PolicyError, "it stays"),
        (["--keep", "ai,time", "--remove", "time,ai"], UsageError, "ai and time: --keep and --remove"),
    ],
)
def test_a_choice_that_makes_no_sense(arguments: list[str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        chosen(*arguments)


@pytest.mark.parametrize("command", [["scrub", "-o", "out.jpg"], ["check"], ["verify", "x.jpg"]])
def test_every_command_says_what_is_wrong_before_it_does_anything(
    cli: Cli, tmp_path: Path, dirty: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.toml").write_text('base = "share"\nkeep = ["rihgts"]\n')
    run = cli(*command, dirty, "--policy", "bad.toml")
    assert (run.status, run.out) == (2, "")
    assert run.err == (
        "exifguard: bad.toml: line 2: keep: no category is called 'rihgts'; did you mean 'rights'? "
        "(rule policy-category)\n"
    )
    run = cli(*command, dirty, "--keep", "\x1b[31m")
    assert run.status == 2
    assert run.err.startswith("exifguard: no category is called '?[31m'; there is 'location', ")
    assert not Path("out.jpg").exists()


# -- the presets at work --------------------------------------------------------------------------


def categories(path: Path) -> set[str]:
    return {category.value for category in exifguard.inspect(path).categories}


@pytest.mark.parametrize(
    ("options", "gone", "left"),
    [
        (["--policy", "location"], {"location"}, {"identity", "device", "time", "caption", "rights"}),
        (["--policy", "location", "--remove", "identity,device"], {"location", "device"}, {"time"}),
        (["--keep", "time"], {"location", "identity", "device", "caption", "rights"}, {"time"}),
        (["--policy", "publish"], {"location", "device", "time"}, {"rights"}),
    ],
)
def test_a_clean_copy_holds_what_was_asked_for(
    cli: Cli, dirty: Path, tmp_path: Path, options: list[str], gone: set[str], left: set[str]
) -> None:
    out = tmp_path / "out.jpg"
    assert cli("check", *options, dirty).status == 1
    run = cli("scrub", *options, dirty, "-o", out)
    assert (run.status, run.err) == (0, "")
    assert not categories(out) & gone
    assert categories(out) >= left
    assert cli("check", *options, out).status == 0
    assert cli("verify", *options, dirty, out).status == 0


def test_a_policy_that_refuses_is_a_refusal_of_that_file(cli: Cli, dirty: Path, clean: Path) -> None:
    run = cli("check", "--policy", "strict", dirty, clean)
    assert run.status == 3
    assert run.err.startswith(f"exifguard: {dirty}: ")
    assert len(run.err.splitlines()) == 1
    assert cli("check", "--policy", "strict", clean).status == 0


# -- the explanation ------------------------------------------------------------------------------


def test_every_field_is_explained(cli: Cli, dirty: Path, tmp_path: Path) -> None:
    head, *lines = cli("scrub", "--explain", dirty, "-o", tmp_path / "out.jpg").out.splitlines()
    assert head.startswith(f"{dirty}: removed location, ")
    (line,) = (line for line in lines if "GPS:GPSLatitude " in line)
    assert line.split() == ["removed", "APP1/exif/GPS:GPSLatitude", "share", "removes", "location"]
    assert "MARK" not in "".join(lines)


def test_a_plan_is_explained_too(cli: Cli, dirty: Path) -> None:
    for command in (["scrub", "--dry-run"], ["check"]):
        lines = cli(*command, "--explain", "--policy", "location", dirty).out.splitlines()
        (place,) = (line for line in lines if "GPS:GPSLatitude " in line)
        assert place.split()[0] == "remove"
        assert place.endswith("  location removes location")
        (date,) = (line for line in lines if "ExifIFD:DateTimeOriginal " in line)
        assert date.split()[0] == "keep"
        assert date.endswith("  location keeps time")


def test_a_clean_picture_is_explained_where_asked_for(cli: Cli, clean: Path) -> None:
    assert cli("check", clean).out == ""
    assert cli("check", "--explain", clean).out.startswith(f"{clean}: clean already\n")


def test_explanations_as_json_hold_no_values(cli: Cli, dirty: Path) -> None:
    for command in (["scrub", "--dry-run"], ["check"]):
        document, _ = cli(*command, "--json", dirty).documents
        assert "explanation" not in document
        document, _ = cli(*command, "--json", "--explain", dirty).documents
        rows = document["explanation"]
        assert all(set(row) == {"path", "category", "action", "rule"} for row in rows)
        assert {
            "path": "APP1/exif/GPS:GPSLatitude",
            "category": "location",
            "action": "remove",
            "rule": "share removes location",
        } in rows
        assert "MARK" not in json.dumps(document)


# -- the list -------------------------------------------------------------------------------------


def test_the_list_of_policies_fits_a_terminal(cli: Cli) -> None:
    lines = cli("policies").out.splitlines()
    assert max(map(len, lines)) < 80
    assert sum(not line.startswith(" ") and bool(line) for line in lines) == 4
