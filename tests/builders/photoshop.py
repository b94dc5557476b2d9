"""Photoshop image resources: the blocks of an IRB, as JPEG's APP13 carries them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
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


# -- descriptors ----------------------------------------------------------------------------------


def text(value: str) -> bytes:
    """A text in UTF-16 with the number of its letters before it."""
    return struct.pack(">I", len(value)) + value.encode("utf-16-be")


def key(name: str) -> bytes:
    """A name of four letters, or of any number with it before."""
    return struct.pack(">I", 0 if len(name) == 4 else len(name)) + name.encode()


def item(kind: bytes, *contents: bytes) -> bytes:
    """A value with its type."""
    return kind + b"".join(contents)


def objc(values: Mapping[str, bytes], class_name: str = "") -> bytes:
    """An object without its type."""
    members = b"".join(key(name) + value for name, value in values.items())
    return text(class_name) + key("null") + struct.pack(">I", len(values)) + members


def vlls(values: Sequence[bytes]) -> bytes:
    """A list."""
    return item(b"VlLs", struct.pack(">I", len(values)), *values)


def descriptor(values: Mapping[str, bytes], before: bytes = b"") -> bytes:
    """A whole resource: perhaps a version, the version of the format, an object."""
    return before + struct.pack(">I", 16) + objc(values)


def slices(group: str, texts: Sequence[Sequence[str]], version: int = 6) -> bytes:
    """Slices: the name of their group; of each its name, URL, target, message, alternative text and cell."""
    rows = b""
    for name, url, target, message, alt, cell in texts:
        rows += struct.pack(">III", 1, 1, 0) + text(name) + bytes(20)
        rows += b"".join(map(text, (url, target, message, alt))) + b"\0" + text(cell) + bytes(12)
    return struct.pack(">I", version) + bytes(16) + text(group) + struct.pack(">I", len(texts)) + rows
