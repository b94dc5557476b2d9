"""What every writer of metadata hands back."""

from __future__ import annotations

from typing import NamedTuple


class Rewritten(NamedTuple):
    """A block that was written anew.

    Attributes:
        data: the new block; empty when nothing of it is left.
        notes: what could not be kept although it was asked for, in plain words; no metadata values.
    """

    data: bytes
    notes: tuple[str, ...] = ()
