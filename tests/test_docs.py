"""The documentation is true: its examples run, its links lead somewhere, and nothing public is missing."""

from __future__ import annotations

import argparse
import ast
import doctest
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import exifguard
from exifguard.cli._parser import build_parser
from exifguard.containers import CONTAINERS
from exifguard.limits import Limits
from exifguard.model import Category
from exifguard.privacy.category import WORDS
from exifguard.privacy.policy import PRESETS, REASONS
from oracles import require

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "exifguard"
FIXTURES = ROOT / "fixtures"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"^\s*print\(.*\)\s+# -> (.*)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def text_of(*names: str) -> str:
    return "\n".join((ROOT / name).read_text("utf-8") for name in names)


# -- examples ---------------------------------------------------------------------------------------


class Example(NamedTuple):
    language: str
    code: str
    line: int


def examples(page: Path) -> Iterator[Example]:
    text = page.read_text("utf-8")
    for match in FENCE.finditer(text):
        yield Example(match[1], match[2], text.count("\n", 0, match.start()) + 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the examples work on: a picture, a broken one, and a folder."""
    picture = FIXTURES / "jpeg" / "exif-gps-only.jpg"
    (tmp_path / "photos" / "trip").mkdir(parents=True)
    shutil.copy(picture, tmp_path / "photo.jpg")
    shutil.copy(FIXTURES / "jpeg" / "phone-everything.jpg", tmp_path / "phone.jpg")
    shutil.copy(picture, tmp_path / "photos" / "photo.jpg")
    shutil.copy(FIXTURES / "png" / "trailer-acropalypse.png", tmp_path / "photos" / "trip" / "old.png")
    shutil.copy(FIXTURES / "hostile" / "jpeg" / "truncated-in-scan.jpg", tmp_path / "broken.jpg")
    (tmp_path / "photos" / "photo.json").write_text("{}")
    (tmp_path / "photos" / "notes.txt").write_text("no picture")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_python(*pages: Path) -> list[Path]:
    return [page for page in pages if any(example.language == "python" for example in examples(page))]


def with_console(*pages: Path) -> list[Path]:
    return [page for page in pages if any(example.language == "console" for example in examples(page))]


@pytest.mark.parametrize("page", with_python(*PAGES), ids=lambda page: page.name)
def test_python_examples_run_and_print_what_they_say(
    page: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    for language, code, line in examples(page):
        if language != "python":
            continue
        # Blank lines in front, so that a traceback names the line in the page.
        exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)
        printed = iter(capsys.readouterr().out.splitlines())
        for expected in PRINTED.findall(code):
            assert expected in printed, f"{page.name}:{line}: {expected!r} was not printed"


class Command(NamedTuple):
    words: list[str]
    output: str


def commands(console: str) -> Iterator[Command]:
    for piece in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = piece.partition("\n")
        yield Command(shlex.split(command), output)


@pytest.mark.parametrize("page", with_console(*PAGES), ids=lambda page: page.name)
def test_console_examples_print_what_they_show(page: Path, folder: Path) -> None:
    status = 0
    checker = doctest.OutputChecker()
    for language, console, line in examples(page):
        for words, expected in commands(console) if language == "console" else ():
            if words == ["echo", "$?"]:
                seen = f"{status}\n"
            else:
                assert words[0] == "exifguard", f"{page.name}:{line}: not a command of ours"
                run = subprocess.run(
                    [sys.executable, "-m", "exifguard", *words[1:]],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
                    check=False,
                )
                status, seen = run.returncode, run.stdout.decode("utf-8").replace("\r\n", "\n")
            same = checker.check_output(expected, seen, doctest.ELLIPSIS)
            assert same, f"{page.name}:{line}: {shlex.join(words)} printed\n{seen}"


# -- what each policy does ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def before_after() -> ModuleType:
    require("exiftool")
    spec = importlib.util.spec_from_file_location("before_after", ROOT / "tools" / "before_after.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("policy", PRESETS)
def test_the_page_of_a_policy_shows_what_exiftool_sees(policy: str, before_after: ModuleType) -> None:
    page = (DOCS / "policies" / f"{policy}.md").read_text("utf-8")
    written = page.partition(before_after.START)[2].partition(before_after.END)[0]
    assert written == f"\n{before_after.tables(policy)}\n"


def test_every_policy_is_in_the_tables_of_policies() -> None:
    for page in ("README.md", "docs/policies/README.md", "docs/library.md", "docs/cli.md"):
        assert [name for name in PRESETS if not is_mentioned(name, text_of(page))] == [], page


# -- links ------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get where Markdown is shown."""
    headings = HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@EVERY_PAGE
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text("utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name} links to {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name} links to {link}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        links = [
            link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")) if "://" not in link
        ]
        for target in ((page.parent / link).resolve() for link in links if link):
            waiting.extend(sorted(target.glob("*.md")) if target.is_dir() else [target])
            waiting = [found for found in waiting if found.suffix == ".md"]
    assert set(PAGES) <= reached


# -- completeness -----------------------------------------------------------------------------------


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"exifguard {name}"
                yield from options(command)


def is_mentioned(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def test_every_command_and_option_is_in_the_cli_page() -> None:
    text = text_of("docs/cli.md")
    assert [option for option in options(build_parser()) if not is_mentioned(option, text)] == []


def public_errors() -> list[str]:
    found = ((name, getattr(exifguard, name)) for name in exifguard.__all__)
    return [name for name, value in found if isinstance(value, type) and issubclass(value, Exception)]


def test_every_error_is_explained() -> None:
    text = text_of("docs/errors.md")
    assert [name for name in public_errors() if f"| `{name}` |" not in text] == []


def test_every_public_function_is_in_the_library_page() -> None:
    functions = [name for name in exifguard.__all__ if name[0].islower()]
    text = text_of("docs/library.md")
    assert [name for name in functions if f"| `{name}(" not in text] == []


def test_every_limit_is_listed_with_its_default() -> None:
    text = text_of("docs/limits.md")
    for field in fields(Limits):
        row = re.search(rf"^\| `{field.name}` \| ([^|]*) \|", text, re.MULTILINE)
        assert row, field.name
        assert f"{field.default:,}" in row[1], field.name


def test_the_table_of_categories_says_what_the_code_says() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (.*?) \| .* \| (\w+) \| (.*) \|$", text_of("docs/categories.md"), re.MULTILINE
    )
    verbs = {"remove": "removes", "neutralise": "keeps", "keep": "keeps", "refuse": "refuses"}
    share = PRESETS["share"]
    expected = [
        (category.value, words.tells, verbs[share.action(category).value], REASONS["share"][category])
        for category, words in WORDS.items()
    ]
    assert rows == expected
    assert {row[0] for row in rows} == {category.value for category in Category}


def test_every_format_is_in_the_readme_and_in_its_page() -> None:
    for container in CONTAINERS:
        name = container.format.name
        assert re.search(rf"^\| [^|]*\b{name}\b", text_of("README.md").lower(), re.MULTILINE)
        assert re.search(rf"^## .*\b{name}\b", text_of("docs/formats.md").lower(), re.MULTILINE)


def rules(path: Path) -> Iterator[str]:
    """The short names of the rules that a module refuses files by."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        given = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        given += node.args[-1:] if called in ("fail", "_fail") else []
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def test_every_rule_of_a_format_is_in_the_formats_page() -> None:
    found = {rule for path in (PACKAGE / "containers").glob("*.py") for rule in rules(path)}
    text = text_of("docs/formats.md")
    assert found
    assert sorted(rule for rule in found if f"| `{rule}` |" not in text) == []


INSIDE_BLOCKS = {"metadata", "structures"}
"""Their rules end up as findings, not as errors."""


def test_every_other_rule_is_in_the_errors_page() -> None:
    paths = [
        path
        for path in PACKAGE.rglob("*.py")
        if not {*INSIDE_BLOCKS, "containers"} & set(path.relative_to(PACKAGE).parts)
    ]
    found = {rule for path in paths for rule in rules(path)} - {"block-bounds"}
    text = text_of("docs/errors.md")
    assert sorted(rule for rule in found if f"`{rule}`" not in text) == []


def test_every_make_target_that_is_mentioned_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", text_of("Makefile"), re.MULTILINE))
    mentioned = {
        target for page in PAGES for target in re.findall(r"make ([a-z][\w-]*)\b`", text_of(str(page)))
    }
    assert mentioned
    assert mentioned <= targets


def test_the_quick_start_begins_with_the_demo_and_the_tests() -> None:
    shell = next(example.code for example in examples(ROOT / "README.md") if example.language == "sh")
    assert re.findall(r"^make \w+", shell, re.MULTILINE) == ["make demo", "make test"]
