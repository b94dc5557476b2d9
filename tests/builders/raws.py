"""Camera raws with layouts of their own: CIFF (CRW), RAF, MRW, X3F, CR3."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from builders import mov

Records = Sequence[tuple[int, "bytes | Records"]]

CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def heap(records: Records) -> bytes:
    """A heap of CIFF in little endian; values of 8 bytes stand in the directory where the tag says so."""
    values, entries = b"", b""
    for tag, value in records:
        data = value if isinstance(value, bytes) else heap(value)
        entries += struct.pack("<H", tag)
        if tag & 0x4000:
            entries += data.ljust(8, b"\0")
        else:
            entries += struct.pack("<II", len(data), len(values))
            values += data
    return values + struct.pack("<H", len(records)) + entries + struct.pack("<I", len(values))


def crw(records: Records, behind: bytes = b"") -> bytes:
    head = b"II" + struct.pack("<I", 26) + b"HEAPCCDR" + struct.pack("<HH", 2, 1) + bytes(8)
    data = heap(records)
    return head + data + (behind[:-4] + data[-4:] if behind else b"")


def canon_recipe(xmp: bytes) -> bytes:
    """What Digital Photo Professional puts behind a file: one block, which is XMP."""
    mark = b"CANON OPTIONAL DATA\0"
    block = struct.pack(">II", 0xFFFF00F6, len(xmp)) + xmp
    head = mark + b"\0\1\0\0" + struct.pack(">I", len(block))
    return head + block + (mark + struct.pack(">I", len(block))).ljust(64, b"\0")


def raf(jpeg: bytes, model: str, tables: bytes, sensor: bytes, firmware: str = "0106") -> bytes:
    """RAF with one table and one run of sensor data."""
    start = 0x94
    table_at = start + len(jpeg)
    sensor_at = table_at + len(tables)
    head = b"FUJIFILMCCD-RAW 0201FF392201" + model.encode().ljust(32, b"\0") + firmware.encode()
    numbers = struct.pack(">6I", start, len(jpeg), table_at, len(tables), sensor_at, len(sensor))
    return (head.ljust(0x54, b"\0") + numbers).ljust(start, b"\0") + jpeg + tables + sensor


def raf_table(rows: Sequence[tuple[int, bytes]]) -> bytes:
    body = b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in rows)
    return struct.pack(">I", len(rows)) + body


def fuji_ifd(order: str, sensor: bytes) -> bytes:
    """The small TIFF around the sensor's data of newer cameras."""
    sign = "<" if order == "II" else ">"
    mark = struct.pack(f"{sign}2sHI", order.encode(), 42, 8)
    first = struct.pack(f"{sign}HHHIII", 1, 0xF000, 13, 1, 26, 0)
    second = struct.pack(
        f"{sign}HHHIIHHIIHHIII", 3, 0xF001, 4, 1, 6, 0xF007, 4, 1, 68, 0xF008, 4, 1, len(sensor), 0
    )
    return mark + first + second + sensor


def mrw(tiff: bytes, sensor: bytes, more: bytes = b"") -> bytes:
    size = struct.pack(">4H", 2456, 3272, 2448, 3264)
    blocks = b"".join(
        kind + struct.pack(">I", len(data)) + data
        for kind, data in (
            (b"\0PRD", b"27200001" + size + b"\x0c\x0c\x59\0\0\0\0\1"),
            (b"\0TTW", tiff),
            (b"\0WBG", b"\2\2\2\2" + struct.pack(">4H", 438, 256, 256, 509)),
            (b"\0RIF", bytes(range(1, 61))),
            (b"\0PAD", bytes(16)),
        )
    )
    return b"\0MRM" + struct.pack(">I", len(blocks + more)) + blocks + more + sensor


def x3f(
    sections: Sequence[tuple[bytes, bytes]], identifier: bytes = bytes(16), version: int = 0x20002
) -> bytes:
    head = b"FOVb" + struct.pack("<I", version) + identifier + struct.pack("<4I", 0, 2268, 1512, 90)
    head += b"Sunlight".ljust(32, b"\0") + bytes(160)
    if version >= 0x20003:
        head += b"Standard".ljust(32, b"\0")
    rows, data = b"", head
    for kind, section in sections:
        rows += struct.pack("<II", len(data), len(section)) + kind
        data += section
    table = b"SECd" + struct.pack("<II", 0x20000, len(sections)) + rows
    return data + table + struct.pack("<I", len(data))


def properties(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Names and values in UTF-16, behind the characters at which they begin."""
    places, text = b"", ""
    for name, value in pairs:
        places += struct.pack("<II", len(text), len(text) + len(name) + 1)
        text += f"{name}\0{value}\0"
    head = b"SECp" + struct.pack("<5I", 0x20000, len(pairs), 0, 0, len(text))
    return head + places + text.encode("utf-16-le")


def x3f_image(kind: int, coding: int, data: bytes) -> bytes:
    return b"SECi" + struct.pack("<6I", 0x20000, kind, coding, 8, 8, 0) + data


def ctmd(records: Sequence[tuple[int, bytes]]) -> bytes:
    """A sample of the track about the pictures."""
    return b"".join(struct.pack("<IH6x", 12 + len(data), kind) + data for kind, data in records)


def ctmd_tables(*tables: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<II", 8 + len(data), tag) + data for tag, data in tables)


def thumbnail(kind: bytes, jpeg: bytes) -> bytes:
    """``THMB`` or ``PRVW``."""
    head = (
        struct.pack(">HHI", 160, 120, len(jpeg))
        if kind == b"THMB"
        else struct.pack(">HHHHI", 0, 1, 8, 8, len(jpeg))
    )
    rest = struct.pack(">HH", 1, 0) if kind == b"THMB" else b""
    return mov.box(kind, bytes(4), head, rest, jpeg)


def cr3(
    tables: Sequence[tuple[bytes, bytes]],
    tracks: Sequence[mov.Track],
    thumb: bytes,
    preview: bytes,
    xmp: bytes,
) -> bytes:
    """A movie with Canon's box put in, XMP and preview behind the tables."""
    movie = mov.movie(tracks, brand=b"crx ", first=False)
    boxes = (mov.box(kind, data) for kind, data in tables)
    canon = mov.box(b"uuid", CANON, mov.box(b"CNCV", b"CanonCR3_001/00.09.00/00.00.00"), *boxes, thumb)
    at = movie.index(b"moov") - 4
    moov = mov.box(b"moov", canon, movie[at + 8 :])
    behind = mov.box(b"uuid", XMP, xmp) + mov.box(b"uuid", PREVIEW, bytes(4), struct.pack(">I", 1), preview)
    return movie[:at] + moov + behind
