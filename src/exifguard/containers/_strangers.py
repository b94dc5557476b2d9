"""Formats that exifguard knows by sight alone, so that a refusal can name them."""

from __future__ import annotations

STARTS: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyphe", "HEIF"),
    (4, b"ftypmif1", "HEIF"),
    (4, b"ftypmsf1", "HEIF"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypavis", "AVIF"),
    (4, b"ftypcrx ", "Canon CR3"),
    (4, b"ftyp", "MP4 or QuickTime"),
    (0, b"GIF8", "GIF"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"\0\0\2\0", "CUR"),
    (0, b"BA", "OS/2 bitmap array"),
    (0, b"8BPS", "Photoshop"),
    (0, b"II*\0", "TIFF or a camera raw"),
    (0, b"MM\0*", "TIFF or a camera raw"),
    (0, b"II+\0", "BigTIFF"),
    (0, b"MM\0+", "BigTIFF"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"<svg", "SVG"),
    (0, b"<?xml", "XML, perhaps SVG"),
    (0, b"FUJIFILM", "Fujifilm RAF"),
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
