"""Segments that makers put into JPEG files, without their signatures."""

from __future__ import annotations

import struct
from collections.abc import Sequence


def ducky(records: Sequence[tuple[int, bytes]]) -> bytes:
    rows = b"".join(struct.pack(">HH", number, len(data)) + data for number, data in records)
    return rows + b"\0\0"


def ducky_text(text: str) -> bytes:
    return struct.pack(">I", len(text)) + text.encode("utf-16-be")


def gpmf(key: bytes, kind: bytes, width: int, data: bytes) -> bytes:
    """A record; containers have the type NUL."""
    head = key + kind + struct.pack(">BH", width, len(data) // width)
    return head + data + bytes(-len(data) % 4)


def device(*records: bytes) -> bytes:
    body = b"".join(records)
    return gpmf(b"DEVC", b"\0", 1, body)


def rmeta(rows: Sequence[tuple[str, str, int]], order: str = ">") -> bytes:
    """Ricoh's fields: name, text, number of the choice."""
    names = b"".join(name.encode() + b"\0" for name, _, _ in rows)
    values = b"".join(value.encode() + b"\0" for _, value, _ in rows)
    numbers = b"".join(struct.pack(order + "H", number) for _, _, number in rows)
    sections = b"".join(
        struct.pack(order + "HH", kind, len(data) + 2) + data
        for kind, data in ((1, names), (2, values), (3, numbers))
    )
    mark = b"MM" if order == ">" else b"II"
    head = mark + struct.pack(order + "HHHH", 1, 0, 0, 10)
    return head + struct.pack(order + "H", len(rows)) + b"ASCII\0\0\0" + sections


def qualcomm(name: str, kind: int, value: bytes) -> bytes:
    return struct.pack("<HB", len(value), len(name)) + name.encode() + struct.pack("<BHH", kind, 1, 1) + value


def tdhd(name: bytes, kind: int, value: bytes) -> bytes:
    return name + struct.pack("<II", kind, len(value)) + value


def scalado(rows: Sequence[tuple[bytes, int]], tail: bytes = b"") -> bytes:
    """The only segment: their number, its number, its length; then names and numbers."""
    body = b"".join(name + struct.pack(">Ii", 5, number) for name, number in rows) + tail
    return struct.pack(">HHI", 1, 0, len(body)) + body


def contents(names: Sequence[tuple[str, int]]) -> bytes:
    """FlashPix's list of streams; the size 0xFFFFFFFF is that of a storage."""
    rows = b""
    for name, size in names:
        rows += struct.pack(">IB", size, 0) + name.encode("utf-16-le") + b"\0\0"
        rows += b"C" * 16 if size == 0xFFFFFFFF else b""
    return b"\0\1" + struct.pack(">H", len(names)) + rows
