"""Photoshop image resources: the blocks of an IRB, as JPEG's APP13 carries them."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import NamedTuple

SIGNATURE = b"Photoshop 3.0\0"

IPTC, URL, THUMBNAIL, EXIF, XMP, IPTC_DIGEST = 0x0404, 0x040B, 0x040C, 0x0422, 0x0424, 0x0425
CAPTION_DIGEST, FIRST_PATH = 0x0425, 2000


class Resource(NamedTuple):
    """One image resource."""

    id: int
    data: bytes
    name: bytes = b""
    signature: bytes = b"8BIM"

    def pack(self) -> bytes:
        """Signature, id, name as an even Pascal string, length, data padded to even."""
        name = bytes((len(self.name),)) + self.name
        return b"".join(
            (
                self.signature,
                struct.pack(">H", self.id),
                name + bytes(len(name) % 2),
                struct.pack(">I", len(self.data)),
                self.data + bytes(len(self.data) % 2),
            )
        )


def irb(resources: Iterable[Resource]) -> bytes:
    """Resources one after the other, without the APP13 signature."""
    return b"".join(resource.pack() for resource in resources)


def thumbnail(jpeg: bytes, width: int, height: int) -> Resource:
    """Resource 0x040C: a header of 28 bytes, then a JFIF file."""
    row = (width * 24 + 31) // 32 * 4
    header = struct.pack(">IIIIIIHH", 1, width, height, row, row * height, len(jpeg), 24, 1)
    return Resource(THUMBNAIL, header + jpeg)


def path(name: bytes, number: int = FIRST_PATH) -> Resource:
    """A saved path: a fill rule record and an empty subpath record of 26 bytes each."""
    records = struct.pack(">H24x", 6) + struct.pack(">HH22x", 0, 0)
    return Resource(number, records, name)
