"""Boxes as bytes: what JPEG 2000 and JPEG XL files are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A box's type and contents."""

    kind: bytes
    data: bytes


def box(kind: bytes, data: bytes = b"", *, size: int | None = None, large: bool = False) -> bytes:
    """A box; `size` overrides what it says, `large` gives it a length of 64 bits."""
    if large:
        true = len(data) + 16 if size is None else size
        return (1).to_bytes(4, "big") + kind + true.to_bytes(8, "big") + data
    return (len(data) + 8 if size is None else size).to_bytes(4, "big") + kind + data


def split(data: bytes) -> list[Box]:
    """The boxes of a sound file, or of the contents of a sound box."""
    found: list[Box] = []
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big") or len(data) - at
        found.append(Box(data[at + 4 : at + 8], data[at + 8 : at + size]))
        at += size
    return found


def join(boxes: Iterable[Box | bytes]) -> bytes:
    """Boxes one behind the other, ready-made ones as they are."""
    return b"".join(one if isinstance(one, bytes) else box(*one) for one in boxes)
