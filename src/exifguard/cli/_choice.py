"""The policy that a command line asks for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import PolicyError
from ..files import load_policy
from ..privacy.policy import PRESETS, Policy, category_of, resolve
from ._terminal import UsageError

SUFFIX = ".toml"


def chosen_policy(options: argparse.Namespace) -> Policy:
    """The policy that ``--policy``, ``--keep`` and ``--remove`` add up to.

    Raises:
        UsageError, PolicyError: there is no such policy or category, or they contradict each other.
    """
    policy = _named(options.policy)
    kept, removed = (list(_words(words)) for words in (options.keep, options.remove))
    both = {category_of(word) for word in kept}.intersection(map(category_of, removed))
    if both:
        names = " and ".join(sorted(category.value for category in both))
        raise UsageError(f"{names}: --keep and --remove contradict each other")
    return policy.keep(*kept).remove(*removed)


def _named(name: str) -> Policy:
    """The preset of that name, else what the file of that name says."""
    path = Path(name)
    if name in PRESETS or not (path.suffix == SUFFIX or _exists(path)):
        return resolve(name)
    try:
        return load_policy(path)
    except PolicyError as error:
        raise UsageError(f"{name}: {error}") from None
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _words(given: Sequence[str]) -> Iterator[str]:
    """``--keep rights,time --keep caption`` as three words."""
    for words in given:
        yield from (word.strip() for word in words.split(","))
