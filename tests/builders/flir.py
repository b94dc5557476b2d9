"""FFF files as FLIR's cameras put them into APP1: a header, a table, records."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from builders import jpeg

HEADER_SIZE, ENTRY_SIZE = 0x40, 0x20


def fff(records: Sequence[tuple[int, bytes]], creator: bytes = b"CAMCTRL", order: str = ">") -> bytes:
    """A whole file: the table behind the header, then the records."""
    at = HEADER_SIZE + ENTRY_SIZE * len(records)
    table = b""
    for kind, data in records:
        table += struct.pack(order + "HHIIIIIII", kind, 1, 100, 1, at, len(data), 0, 0, 0)
        at += len(data)
    header = b"FFF\0" + creator.ljust(16, b"\0")
    header += struct.pack(order + "III", 101, HEADER_SIZE, len(records))
    return header.ljust(HEADER_SIZE, b"\0") + table + b"".join(data for _, data in records)


def record(size: int, values: Mapping[int, bytes], mark: bytes = b"\0\2") -> bytes:
    """A record of `size` bytes with values at their offsets."""
    data = bytearray(mark.ljust(size, b"\0"))
    for at, value in values.items():
        data[at : at + len(value)] = value
    return bytes(data)


def segments(data: bytes, size: int = 60_000) -> list[bytes]:
    """APP1 segments with their number and the number of the last one."""
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return [
        jpeg.app(1, b"FLIR\0\1" + bytes((number, len(pieces) - 1)) + piece)
        for number, piece in enumerate(pieces)
    ]
