"""Formats that exifguard knows by sight alone, so that a refusal can name them."""

from __future__ import annotations

STARTS: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyp", "a file of the ISO base media format"),
    (8, b"ACON", "an animated cursor"),
    (0, b"BA", "OS/2 bitmap array"),
    (0, b"\x8aMNG", "MNG"),
    (0, b"\x8bJNG", "JNG"),
    (0, b"%PDF", "PDF"),
)
"""Offset, bytes that stand there, and the format's name."""


def stranger(head: bytes) -> str | None:
    """The name of an unsupported format that begins with `head`, or None."""
    for offset, start, name in STARTS:
        if head.startswith(start, offset):
            return name
    return None
