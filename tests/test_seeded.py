"""The seeded bugs still fit the code; `make seeded` looks whether the tests find them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tooling import tool

seeded = tool("seeded_bugs")
ROOT = Path(__file__).parent.parent


def test_there_are_twenty_and_more() -> None:
    assert len(seeded.bugs()) >= 20


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git to read patches")
@pytest.mark.parametrize("bug", seeded.bugs(), ids=lambda bug: bug.path.stem)
def test_a_seeded_bug_still_applies(bug: seeded.Bug) -> None:  # type: ignore[name-defined]
    assert seeded.apply(bug, ROOT, "--check") == ""
    assert all((ROOT / test.partition("::")[0]).is_file() for test in bug.tests)
