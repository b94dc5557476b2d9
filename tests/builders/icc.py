"""Colour profiles (ICC.1:2001-04 and ICC.1:2022), tag by tag."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

HEADER, ENTRY = 128, 12

Tags = Mapping[str, bytes]


def u32(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)


def element(kind: str, data: bytes) -> bytes:
    return kind.encode() + bytes(4) + data


def text(words: str) -> bytes:
    return element("text", words.encode() + b"\0")


def description(words: str, wide: str = "", mac: str = "") -> bytes:
    utf16 = wide.encode("utf-16-be") + b"\0\0" if wide else b""
    short = mac.encode("mac-roman")
    return element(
        "desc",
        u32(len(words) + 1)
        + words.encode()
        + b"\0"
        + u32(0, len(utf16) // 2)
        + utf16
        + struct.pack(">HB67s", 0, len(short), short),
    )


def languages(texts: Mapping[str, str]) -> bytes:
    body, records, at = b"", b"", 16 + 12 * len(texts)
    for language, words in texts.items():
        data = words.encode("utf-16-be")
        records += language.encode() + u32(len(data), at + len(body))
        body += data
    return element("mluc", u32(len(texts), 12) + records + body)


def dictionary(pairs: Mapping[str, str]) -> bytes:
    body, records, at = b"", b"", 16 + 16 * len(pairs)
    for pair in pairs.items():
        for words in pair:
            data = words.encode("utf-16-be")
            records += u32(at + len(body), len(data))
            body += data
    return element("dict", u32(len(pairs), 16) + records + body)


def xyz(*numbers: float) -> bytes:
    return element("XYZ ", struct.pack(">3i", *(round(n * 65536) for n in numbers)))


def gamma(value: float) -> bytes:
    return element("curv", struct.pack(">IH", 1, round(value * 256)))


def table(numbers: Sequence[int]) -> bytes:
    """A curve of straight lines between 16-bit numbers."""
    return element("curv", struct.pack(f">I{len(numbers)}H", len(numbers), *numbers))


def parametric(function: int, *numbers: float) -> bytes:
    return element(
        "para", struct.pack(f">HH{len(numbers)}i", function, 0, *(round(n * 65536) for n in numbers))
    )


def profile(
    tags: Tags, space: str = "RGB ", *, odd: bool = False, gap: bytes = b"", version: int = 2
) -> bytes:
    """A display profile; data that is equal is shared; `gap` stands between all tags."""
    at, body, table = HEADER + 4 + ENTRY * len(tags), b"", b""
    places: dict[bytes, int] = {}
    for signature, data in tags.items():
        if data not in places:
            body += gap + bytes(-(at + len(body) + len(gap)) % 4 + odd)
            places[data] = at + len(body)
            body += data
        table += signature.encode("latin-1") + u32(places[data], len(data))
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3i4s16s28x",
        at + len(body), b"test", version << 24, b"mntr", space.encode(), b"XYZ ", 2021, 2, 3, 4, 5, 6,
        b"acsp", b"APPL", 0xBEEF0001, b"MANU", b"MODL", 0xCAFE000000000002, 1, 63190, 65536, 54061,
        b"MAKR", b"0123456789abcdef",
    )  # fmt: skip
    return header + u32(len(tags)) + table + body


def tags_of(data: bytes) -> dict[str, bytes]:
    count = int.from_bytes(data[HEADER : HEADER + 4], "big")
    rows = [struct.unpack_from(">4sII", data, HEADER + 4 + ENTRY * i) for i in range(count)]
    return {name.decode("latin-1"): data[at : at + size] for name, at, size in rows}
