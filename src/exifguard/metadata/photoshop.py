"""Photoshop's image resources, as in APP13 of JPEG, in TIFF and in PSD.

Adobe's Photoshop File Formats Specification, "Image Resource Blocks": a signature, a number, a name with
its length before it, padded to an even size, a size, and the data, padded to an even size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading
from ._photoshop_resources import NAMES
from ._photoshop_values import decode_resource
from ._plain import blob_kind, decode_text

__all__ = ["NAMES", "Photoshop"]

_SIGNATURES = (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR")
_SIGNATURE = re.compile(b"|".join(_SIGNATURES))
HEADING = re.compile(rb"Photoshop 3\.0\0|Adobe_Photoshop2\.5:")
THUMBNAIL_HEADER = 28  # bytes: format, sizes and depth, before the JPEG
EXIF_SIGNATURE = b"Exif\0\0"

NESTED = {
    "8BIM:0x0404": "iptc",
    "8BIM:0x0409": "thumbnail",
    "8BIM:0x040c": "thumbnail",
    "8BIM:0x040f": "icc",
    "8BIM:0x0422": "exif",
    "8BIM:0x0423": "exif",
    "8BIM:0x0424": "xmp",
}


class Resource(NamedTuple):
    key: str
    name: bytes
    data: bytes


class Photoshop:
    """A run of image resources, with or without ``Photoshop 3.0`` before it.

    Fields: each resource under signature and number (``8BIM:0x03ed``), text as `str`, several texts as a
    tuple (of layer comps, slices, versions ...), the rest as `bytes`; and its name, where it has one
    (``8BIM:0x07d0@name``). Nested: IPTC, EXIF, XMP, colour profiles,
    thumbnails, and bytes that belong to no resource (``"slack"``).

    Damage: ``photoshop-length`` (a resource runs past the end), ``photoshop-garbage`` (bytes between
    resources), ``photoshop-trailing`` (bytes other than zero behind the last), ``photoshop-padding`` (a
    padding byte that is not zero).
    """

    kind = "photoshop"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the resources of a block."""
        scan = Scan(data, limits)
        fields: list[Field] = []
        nested: list[Nested] = []
        for resource in scan.resources():
            if resource.name:
                fields.append(Field(f"{resource.key}@name", decode_text(resource.name), len(resource.name)))
            block = nested_block(resource)
            if block is None:
                value = decode_resource(resource.key, resource.data)
                fields.append(Field(resource.key, value, len(resource.data)))
            else:
                nested.append(block)
        return Reading(tuple(fields), (*nested, *scan.slack), tuple(scan.damage))


class Scan:
    """One pass over a block: resources, and what lies between them."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.slack: list[Nested] = []
        self.damage: list[str] = []
        self._view = View(data)
        self._limits = limits

    def _blame(self, rule: str) -> None:
        if rule not in self.damage:
            self.damage.append(rule)

    def resources(self) -> Iterator[Resource]:
        """The resources, in order."""
        data = self._view.data
        heading = HEADING.match(data)
        at, count = heading.end() if heading else 0, 0
        while at < len(data):
            found = _SIGNATURE.search(data, at)
            self._gap(at, found.start() if found else len(data))
            if not found:
                return
            count += 1
            self._limits.check("fields", count, part="photoshop")
            try:
                resource, at = self._resource(found.start())
            except MalformedError:
                self._blame("photoshop-length")
                self._slack(found.start(), len(data))
                return
            yield resource

    def _gap(self, start: int, end: int) -> None:
        """Bytes without a resource: zeros behind the last one are padding, anything else is damage."""
        gap = self._view.data[start:end]
        last = end == self._view.size
        if gap and (not last or gap.strip(b"\0")):
            self._blame("photoshop-trailing" if last else "photoshop-garbage")
            self._slack(start, end)

    def _slack(self, start: int, end: int) -> None:
        self.slack.append(Nested("slack", f"slack@{start}", self._view.data[start:end]))
        self._limits.check("fields", len(self.slack), part="photoshop")

    def _resource(self, at: int) -> tuple[Resource, int]:
        """The resource at `at`, cut to the block, and the end of it with its padding."""
        view = self._view
        key = f"{view.take(at, 4).decode('ascii')}:0x{view.u16(at + 4):04x}"
        name = view.take(at + 7, view.u8(at + 6))
        size_at = at + 7 + len(name) + (1 - len(name) % 2)
        start, size = size_at + 4, view.u32(size_at)
        end = start + size
        if end > view.size:
            self._blame("photoshop-length")
            return Resource(key, name, view.data[start:]), view.size
        return Resource(key, name, view.data[start:end]), end + self._padding(end, size)

    def _padding(self, end: int, size: int) -> int:
        """Bytes of padding behind data of odd size; writers that forget it exist."""
        following = self._view.data[end : end + 4]
        if size % 2 == 0 or not following or following in _SIGNATURES:
            return 0
        if following[0]:
            self._blame("photoshop-padding")
        return 1


def nested_block(resource: Resource) -> Nested | None:
    kind, data = NESTED.get(resource.key), resource.data
    if kind == "thumbnail":
        if len(data) < THUMBNAIL_HEADER:
            return None
        data = data[THUMBNAIL_HEADER:]
        kind = blob_kind(data)
    elif kind == "exif":
        data = data.removeprefix(EXIF_SIGNATURE)
    return Nested(kind, resource.key, data) if kind else None
