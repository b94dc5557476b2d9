"""What fuzzing has found stays fixed, and every target runs over what it begins with."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from fuzz.targets import TARGETS, seeds

FOUND = sorted((Path(__file__).parent / "found").iterdir())
SEEDS = 40


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_fixed(path: Path) -> None:
    TARGETS[path.name.partition("@")[0]](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_targets_run_over_their_seeds(name: str) -> None:
    taken = list(islice(seeds(name), None, None, 20)) if name in ("inspect", "scrub", "verify") else []
    taken = taken or list(islice(seeds(name), SEEDS))
    assert taken or name in SEEDLESS
    for data in taken:
        TARGETS[name](data)


SEEDLESS = ("codec-samsung",)
"""Kinds of blocks of which no small fixture has one."""
