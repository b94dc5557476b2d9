"""IPTC-IIM 4.2 datasets."""

from __future__ import annotations

import struct
from collections.abc import Iterable

UTF8 = (1, 90, b"\x1b%G")

Dataset = tuple[int, int, bytes]


def dataset(record: int, number: int, data: bytes, *, extended: bool = False) -> bytes:
    """One dataset; `extended` writes its length as four bytes behind a length of lengths (IIM 1.5)."""
    size = struct.pack(">HI", 0x8004, len(data)) if extended else struct.pack(">H", len(data))
    return bytes((0x1C, record, number)) + size + data


def iptc(datasets: Iterable[Dataset]) -> bytes:
    """Datasets one after the other."""
    return b"".join(dataset(*one) for one in datasets)
