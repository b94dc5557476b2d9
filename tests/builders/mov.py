"""Movies (ISO/IEC 14496-12; QuickTime File Format): boxes, tracks, sample tables."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

DATES = struct.pack(">II", 3_800_000_000, 3_800_000_001)


def box(kind: bytes, *contents: bytes) -> bytes:
    """A box."""
    data = b"".join(contents)
    return struct.pack(">I", 8 + len(data)) + kind + data


def full(kind: bytes, *contents: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *contents)


class Track(NamedTuple):
    """A track: handler, coding of samples, chunks, more boxes of its own, samples in no chunk."""

    handler: bytes
    coding: bytes
    chunks: Sequence[Sequence[bytes]]
    name: bytes = b""
    references: bytes = b""
    more: bytes = b""
    lost: int = 0


def entry(track: Track) -> bytes:
    """The description of the samples."""
    if track.handler == b"vide":
        fields = struct.pack(">HHIII", 0, 0, 0, 0, 0) + struct.pack(
            ">HHIIIH", 64, 48, 0x480000, 0x480000, 0, 1
        )
        return box(track.coding, bytes(6), b"\0\1", fields, bytes(32), b"\0\x18\xff\xff")
    if track.handler == b"soun":
        return box(track.coding, bytes(6), b"\0\1", bytes(8), struct.pack(">HHHHI", 1, 16, 0, 0, 8000 << 16))
    return box(track.coding, bytes(6), b"\0\1")


def trak(track: Track, number: int, offsets: Sequence[int], *, wide: bool = False) -> bytes:
    """A ``trak`` box."""
    samples = [len(one) for chunk in track.chunks for one in chunk] + [5] * track.lost
    runs = b"".join(struct.pack(">III", n, len(chunk), 1) for n, chunk in enumerate(track.chunks, 1))
    table = full(
        b"co64" if wide else b"stco",
        struct.pack(f">I{len(offsets)}{'Q' if wide else 'I'}", len(offsets), *offsets),
    )
    stbl = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry(track)),
        full(b"stts", struct.pack(">III", 1, len(samples), 100)),
        full(b"stsc", struct.pack(">I", len(track.chunks)), runs),
        full(b"stsz", struct.pack(f">II{len(samples)}I", 0, len(samples), *samples)),
        table,
    )
    dinf = box(b"dinf", full(b"dref", struct.pack(">I", 1), full(b"url ", flags=1)))
    head = full(b"vmhd", bytes(8), flags=1) if track.handler == b"vide" else full(b"smhd", bytes(4))
    mdia = box(
        b"mdia",
        full(b"mdhd", DATES, struct.pack(">IIHH", 1000, 100 * len(samples), 0x55C4, 0)),
        full(b"hdlr", bytes(4), track.handler, bytes(12), track.name + b"\0"),
        box(b"minf", head, dinf, stbl),
    )
    matrix = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    tkhd = full(
        b"tkhd", DATES, struct.pack(">III", number, 0, 500), bytes(16), matrix,
        struct.pack(">II", 64 << 16, 48 << 16),
        flags=3,
    )  # fmt: skip
    references = box(b"tref", track.references) if track.references else b""
    return box(b"trak", tkhd, references, mdia, track.more)


def movie(
    tracks: Sequence[Track],
    *,
    brand: bytes = b"isom",
    user: bytes = b"",
    gap: bytes = b"",
    after: bytes = b"",
    first: bool = True,
    wide: bool = False,
) -> bytes:
    """A movie with its chunks interleaved; `gap` stands before each chunk, `first` puts ``moov`` first."""
    ftyp = box(b"ftyp", brand, struct.pack(">I", 512), brand, b"mp42")
    order = [
        (number, chunk)
        for row in range(max(len(track.chunks) for track in tracks))
        for number, track in enumerate(tracks)
        for chunk in track.chunks[row : row + 1]
    ]

    def moov(start: int) -> tuple[bytes, bytes]:
        data, offsets = bytearray(), [list[int]() for _ in tracks]
        for number, chunk in order:
            data += gap
            offsets[number].append(start + len(data))
            data += b"".join(chunk)
        traks = [trak(one, n + 1, offsets[n], wide=wide) for n, one in enumerate(tracks)]
        matrix = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
        values = struct.pack(">IIIH", 1000, 500, 1 << 16, 256)
        mvhd = full(b"mvhd", DATES, values, bytes(10), matrix, bytes(24), struct.pack(">I", len(tracks) + 1))
        return box(b"moov", mvhd, *traks, box(b"udta", user) if user else b""), bytes(data)

    size = len(moov(0)[0])
    start = len(ftyp) + (size if first else 0) + 8
    head, data = moov(start)
    parts = [head, box(b"mdat", data)] if first else [box(b"mdat", data), head]
    return b"".join([ftyp, *parts, after])


def text_atom(kind: bytes, text: str, language: int = 0x55C4) -> bytes:
    """QuickTime's international text."""
    data = text.encode()
    return box(kind, struct.pack(">HH", len(data), language), data)


def add_to_movie(data: bytes, *boxes: bytes) -> bytes:
    """Put boxes at the end of a ``moov`` that stands behind the samples."""
    at = data.rindex(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    extra = b"".join(boxes)
    return (
        data[:at]
        + struct.pack(">I", size + len(extra))
        + data[at + 4 : at + size]
        + extra
        + data[at + size :]
    )


def data_atom(value: bytes, kind: int = 1) -> bytes:
    """A value of iTunes or of a key, with its type."""
    return box(b"data", struct.pack(">II", kind, 0), value)


def handler(kind: bytes, name: bytes = b"") -> bytes:
    return full(b"hdlr", bytes(4), kind, bytes(12), name + b"\0")


def keyed(values: Sequence[tuple[str, bytes]]) -> bytes:
    """A ``meta`` box of QuickTime: keys, and items that name them by number."""
    keys = b"".join(box(b"mdta", name.encode()) for name, _ in values)
    items = b"".join(box(struct.pack(">I", number), value) for number, (_, value) in enumerate(values, 1))
    return box(
        b"meta", handler(b"mdta"), full(b"keys", struct.pack(">I", len(values)), keys), box(b"ilst", items)
    )


def itunes(*items: bytes) -> bytes:
    """A ``meta`` box as iTunes writes it, for ``udta``."""
    return full(b"meta", full(b"hdlr", bytes(4), b"mdir", b"appl", bytes(9)), box(b"ilst", *items))


def loci(name: str, latitude: float, longitude: float) -> bytes:
    """A place in 3GPP's form."""
    numbers = struct.pack(">3i", *(round(one * 65536) for one in (longitude, latitude, 300.0)))
    return full(b"loci", b"\x15\xc7", name.encode() + b"\0", b"\0", numbers, b"earth\0", b"\0")


def text_3gp(kind: bytes, text: str) -> bytes:
    return full(kind, b"\x15\xc7", text.encode() + b"\0")
