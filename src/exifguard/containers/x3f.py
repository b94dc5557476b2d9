"""X3F: the raws of Sigma's cameras with Foveon sensors: sections, and a directory at the end.

Read: the header, properties, previews, those in JPEG as pictures of their own. The camera's encrypted table
is told as one that nobody can read. Never written.
"""

from __future__ import annotations

from typing import Final

from ..errors import MalformedError
from ..model import Format, Role
from ._raw import Raw, RawTiler

SIGNATURE: Final = b"FOVb"
_HEADER: Final = 40
_DIRECTORY, _ENTRY = 12, 12
_IMAGES: Final = (b"IMAG", b"IMA2")
_IMAGE_HEADER: Final = 28
_PREVIEW: Final = 2
"""The type of images that are no sensor data."""
_JPEG: Final = b"\xff\xd8"


class X3f(Raw):
    """The container of Sigma's X3F."""

    format = Format("x3f", "image/x-sigma-x3f", ".x3f")
    title = "Sigma X3F"

    def matches(self, head: bytes) -> bool:
        """The mark."""
        return head.startswith(SIGNATURE)

    def walk(self, tiler: RawTiler) -> None:
        """The directory, which the last 4 bytes point at, and what it names."""
        size = tiler.source.size
        tiler.cursor.need(0, _HEADER, "header")
        at = _number(tiler, size - 4)
        head = tiler.cursor.read(at, _DIRECTORY, "directory") if _HEADER <= at < size else b""
        if not head.startswith(b"SECd"):
            tiler.block("vendor", "header", 0, _HEADER, "x3f-header")
            raise MalformedError(
                "the file has no directory", format="x3f", offset=size - 4, part="directory",
                rule="x3f-directory",
            )  # fmt: skip
        count = int.from_bytes(head[8:], "little")
        tiler.cursor.need(at + _DIRECTORY, _ENTRY * count, "directory")
        tiler.limits.check("parts", count, format="x3f", part="directory")
        rows = [tiler.cursor.read(at + _DIRECTORY + _ENTRY * n, _ENTRY, "directory") for n in range(count)]
        sections = [
            (int.from_bytes(row[:4], "little"), int.from_bytes(row[4:8], "little"), row[8:]) for row in rows
        ]
        first = min((start for start, _, _ in sections), default=at)
        tiler.block("vendor", "header", 0, max(_HEADER, min(first, at)), "x3f-header")
        for start, length, kind in sections:
            self._section(tiler, start, start + length, kind)
        tiler.claim("directory", Role.STRUCTURE, at, at + _DIRECTORY + _ENTRY * count)
        tiler.claim("directory", Role.STRUCTURE, size - 4, size)

    def _section(self, tiler: RawTiler, start: int, end: int, kind: bytes) -> None:
        end = min(end, tiler.source.size) if start < tiler.source.size else end
        if kind == b"PROP":
            tiler.block("vendor", "PROP", start, end, "x3f-properties")
        elif kind == b"CAMF":
            tiler.block("makernote", "CAMF", start, end)
        elif kind not in _IMAGES or end - start < _IMAGE_HEADER:
            tiler.block("unknown", "section", start, end)
        else:
            self._image(tiler, start, end)

    def _image(self, tiler: RawTiler, start: int, end: int) -> None:
        head = tiler.cursor.read(start, _IMAGE_HEADER, "image")
        content = start + _IMAGE_HEADER
        tiler.claim("image header", Role.STRUCTURE, start, content)
        if tiler.cursor.read(content, min(2, end - content), "image") == _JPEG:
            tiler.block("picture", "JpgFromRaw", content, end)
        elif int.from_bytes(head[8:12], "little") == _PREVIEW:
            tiler.block("coded picture", "PreviewImage", content, end)
        else:
            tiler.claim("sensor data", Role.IMAGE, content, end)


def _number(tiler: RawTiler, at: int) -> int:
    return int.from_bytes(tiler.cursor.read(max(0, at), 4, "directory"), "little")
