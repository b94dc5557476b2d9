"""Puts known bugs into a copy of the tree, one at a time, and looks whether the tests find each.

    python tools/seeded_bugs.py            every patch of tests/seeded
    python tools/seeded_bugs.py 03 gif     those whose names hold one of the words

A patch begins with `Bug:` (what is wrong) and `Tests:` (what is given to pytest). A bug is found when these
tests pass without it and fail with it. A patch that no longer applies, and tests that cannot be collected,
are failures of the patch, not findings.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PATCHES = ROOT / "tests" / "seeded"
COPIED = (
    *("src", "tests", "fixtures", "docs", "tools", "benchmarks", "pyproject.toml", "README.md"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", "LICENSE"),
)
PASSED, FAILED = 0, 1
"""Exit codes of pytest; anything else is no verdict."""
SECONDS = 300


class Bug(NamedTuple):
    """A patch with what it says of itself."""

    path: Path
    what: str
    tests: tuple[str, ...]


def read_bug(path: Path) -> Bug:
    """Read a patch's heading."""
    heading = path.read_text("utf-8").partition("\n--- ")[0]
    facts = dict(line.split(": ", 1) for line in heading.splitlines() if ": " in line)
    return Bug(path, facts["Bug"], tuple(facts["Tests"].split()))


def bugs(words: Sequence[str] = ()) -> list[Bug]:
    """The patches whose names hold one of the words; all without words."""
    paths = sorted(PATCHES.glob("*.patch"))
    return [read_bug(path) for path in paths if not words or any(word in path.name for word in words)]


def apply(bug: Bug, tree: Path, *options: str) -> str:
    """Apply a patch to a tree; an empty text, or git's complaint."""
    # A tree inside of somebody's repository would be patched relative to that one's top.
    alone = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)}
    command = ["git", "apply", *options, str(bug.path)]
    done = subprocess.run(command, cwd=tree, env=alone, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip() or "git apply failed"


def run_tests(tree: Path, tests: Sequence[str]) -> int:
    """Exit code of pytest over the code of that tree."""
    names = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=tree, env=names, stdout=subprocess.DEVNULL, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return FAILED  # a test that no longer ends has found something
    return done.returncode


def copy_tree(target: Path) -> None:
    """Copy what tests need."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        origin = ROOT / name
        if origin.is_dir():
            shutil.copytree(origin, target / name, ignore=ignored)
        else:
            shutil.copy2(origin, target / name)


def judge(bug: Bug, tree: Path) -> str:
    """``"found"``, ``"MISSED"``, or why there is no verdict."""
    complaint = apply(bug, tree)
    if complaint:
        return f"DOES NOT APPLY: {complaint}"
    try:
        code = run_tests(tree, bug.tests)
    finally:
        apply(bug, tree, "--reverse")
    return {FAILED: "found", PASSED: "MISSED"}.get(code, f"NO VERDICT: pytest ended with {code}")


def main(words: Sequence[str]) -> int:
    """Judge the patches; 0 when every bug is found."""
    chosen = bugs(words)
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="exifguard-seeded-") as folder:
        tree = Path(folder).resolve()
        copy_tree(tree)
        tests = sorted({test for bug in chosen for test in bug.tests})
        if run_tests(tree, tests) != PASSED:
            print("the tests fail without any bug:", *tests)
            return 1
        for bug in chosen:
            started = time.monotonic()
            verdicts.append(judge(bug, tree))
            print(
                f"{verdicts[-1]:7} {time.monotonic() - started:5.1f} s  {bug.path.stem}: {bug.what}",
                flush=True,
            )
    print(f"{verdicts.count('found')} of {len(verdicts)} found")
    return 0 if verdicts and set(verdicts) == {"found"} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
