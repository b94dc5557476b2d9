"""Trailers that programs and phones put behind a picture."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

VIVO_END = b"\xff\xff\xff\xff\x1b*9HWfu\x84\x93\xa2\xb1"
INSTA360 = b"8db42d694ccc418790edff439fe026bf"


class Sef(NamedTuple):
    """A record of a Samsung trailer."""

    kind: int
    name: bytes
    data: bytes

    def pack(self) -> bytes:
        return struct.pack("<HHI", 0, self.kind, len(self.name)) + self.name + self.data


def samsung(records: Sequence[Sef]) -> bytes:
    """The records, and their table at the end."""
    packed = [record.pack() for record in records]
    body = b"".join(packed)
    table = b"SEFH" + struct.pack("<II", 106, len(records))
    at = 0
    for record, data in zip(records, packed, strict=True):
        table += struct.pack("<HHII", 0, record.kind, len(body) - at, len(data))
        at += len(data)
    return body + table + struct.pack("<I", len(table)) + b"SEFT"


def afcp(entries: Sequence[tuple[bytes, bytes]], file_offset: int = 0, order: str = ">") -> bytes:
    """AFCP that will stand at `file_offset` of a file."""
    mark = b"AXS!" if order == ">" else b"AXS*"
    header = mark + struct.pack(order + "HHI", 1, len(entries), 0)
    at = file_offset + len(header) + 12 * len(entries)
    rows = b""
    for name, data in entries:
        rows += name + struct.pack(order + "II", len(data), at)
        at += len(data)
    content = b"".join(data for _, data in entries)
    return header + rows + content + mark + struct.pack(order + "II", file_offset, 0)


def fotostation(number: int, data: bytes) -> bytes:
    return data + struct.pack(">HI", number, len(data) + 10) + bytes.fromhex("a1b2c3d4")


def photo_mechanic(data: bytes) -> bytes:
    return data + struct.pack(">I", len(data)) + b"cbipcbbl"


def canon_vrd(blocks: Sequence[tuple[int, bytes]]) -> bytes:
    content = b"".join(struct.pack(">II", kind, len(data)) + data for kind, data in blocks)
    mark = b"CANON OPTIONAL DATA\0"
    header = mark + b"\0\1\0\0" + struct.pack(">I", len(content))
    return header + content + (mark + struct.pack(">I", len(content))).ljust(0x40, b"\0")


def nikon_app(records: Sequence[tuple[int, bytes]]) -> bytes:
    content = b"".join(struct.pack(">II", number, len(data)) + data for number, data in records)
    start = b"NIKON APP\0".ljust(0x40, b"\0") + content + bytes(8)
    return start + struct.pack(">I", len(start) + 20) + bytes(6) + b"/NIKON APP"


def insta360(data: bytes) -> bytes:
    footer = bytes(38) + struct.pack("<II", len(data) + 78, 3) + INSTA360
    return data + footer


def mie(data: bytes) -> bytes:
    body = b"~\x10\x04\xfe0MIE\0\0\0\0" + data + b"~\0\x04\0zmie"
    return body + b"~\0\0\x06" + struct.pack(">I", len(body) + 10) + b"\x10\x04"


def vivo(text: bytes, stream: bytes = b"") -> bytes:
    start = b"streamdata" + stream + b"streaminfo.." if stream else b""
    return start + b"vivo" + text + b"\0" + bytes(8) + VIVO_END


def oneplus(pieces: Sequence[tuple[str, bytes]]) -> bytes:
    """Pieces, a list of them in JSON, and its length."""
    body, rows = b"", []
    total = sum(len(data) for _, data in pieces)
    for name, data in pieces:
        rows.append(f'{{"name":"{name}","offset":{total - len(body)},"length":{len(data)}}}')
        body += data
    text = f"[{','.join(rows)}]".encode() + b"\0"
    return body + text + b"jxrs" + struct.pack("<I", len(text) + 8)
