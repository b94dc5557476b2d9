"""What two reports tell differently: field by field, by where the fields stand."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from ..model import Finding, Report
from .printable import printable
from .words import show_value, size_in_words


class Fate(Enum):
    """What became of a field between two files."""

    GONE = "gone"
    NEW = "new"
    CHANGED = "changed"


class Difference(NamedTuple):
    """One field that is not the same in both files; `before` or `after` is None where it is not there."""

    fate: Fate
    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """The field as it was, or as it is where it was not there before."""
        found = self.before or self.after
        assert found is not None  # noqa: S101 - for the type checker
        return found


def differences(before: Report, after: Report) -> Iterator[Difference]:
    """The fields and blocks that differ, in the order of the first file; new ones follow.

    Fields are the same when they stand at the same path with the same value; several at one path are
    compared in their order.
    """
    old, new = _by_path(before), _by_path(after)
    for path in {**old, **new}:
        for one, other in zip_longest(old.get(path, ()), new.get(path, ())):
            if other is None:
                yield Difference(Fate.GONE, one, None)
            elif one is None:
                yield Difference(Fate.NEW, None, other)
            elif not _same(one, other):
                yield Difference(Fate.CHANGED, one, other)


def _by_path(report: Report) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        found.setdefault(finding.path, []).append(finding)
    return found


def _same(one: Finding, other: Finding) -> bool:
    """Blocks that nobody reads are compared by their size."""
    if one.value is None and other.value is None:
        return one.size == other.size
    return one.value == other.value


def difference_in_words(difference: Difference, *, values: bool = False) -> str:
    """One line that is safe to print; with `values`, what the field said and says."""
    finding = difference.finding
    line = f"{difference.fate.value:<8} {printable(finding.path)} [{finding.category.value}]"
    if not values:
        return line
    said = [_shown(one) for one in (difference.before, difference.after) if one is not None]
    return f"{line} = {' -> '.join(said)}"


def _shown(finding: Finding) -> str:
    return size_in_words(finding.size) if finding.value is None else show_value(finding.value)
