"""What the picture needs besides its coded data, read from its blocks: all that `share` reads of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ._source import SliceSource, Source
from .containers import HEAD, Container, container_for
from .errors import ExifguardError, LimitExceededError, MalformedError
from .limits import Limits
from .metadata import CODECS
from .metadata.exif import read_rendering
from .metadata.gainmap import read_gain_map, with_headroom
from .metadata.panorama import read_projection
from .metadata.text import raw_exif, xmp_packet
from .metadata.xmp import orientation as xmp_orientation
from .model import Block, GainMap, Parts, Projection, Rendering, Role
from .structures.blocks import block_data


@dataclass(slots=True)
class Tally:
    """Counts the parts of a file and of all pictures in it.

    Blocks that share storage give the same picture again and again, and so do those in that picture.
    """

    parts: int = 0

    def add(self, parts: Parts, limits: Limits) -> None:
        """Count the parts of one file.

        Raises:
            LimitExceededError: all together are more than one file may have.
        """
        self.parts += len(parts.parts)
        limits.check("parts", self.parts, format=parts.format.name)


EXIF = Block("exif", "exif", (), ())
"""A format that can hold no such block has no viewer that turns its pictures."""
NEVER_TURNED = "no viewer turns pictures of this format, so that the orientation asked for is not written"


def is_turned(container: Container) -> bool:
    """True for a format whose viewers turn pictures as EXIF says."""
    return container.can_hold(EXIF, 0)


def read_picture_values(
    container: Container, source: Source, parts: Parts, limits: Limits, orientation: int | None = None
) -> tuple[Rendering, tuple[str, ...]]:
    """Read the values outside the coded picture that it needs to look the same, and notes on them."""
    readings = [
        read_rendering(block_data(source, block, limits))
        for block in parts.blocks
        if block.kind == "exif" and not block.wrap
    ]
    notes: tuple[str, ...] = ()
    if not is_turned(container):
        notes = (NEVER_TURNED,) if orientation not in (None, 1) else ()
        orientation = 1
    elif orientation is None:
        orientation, notes = _orientation([reading[0] for reading in readings], source, parts, limits)
    colour = next((reading[1:] for reading in readings if reading[1] is not None), (None, None))
    if not container.exif_says_colour or any(is_profile(parts, block) for block in parts.blocks):
        colour = (None, None)
    projection = _projection(source, parts, limits)
    return Rendering(orientation, *colour, projection, own_gain_map(source, parts, limits)), notes


def _projection(source: Source, parts: Parts, limits: Limits) -> Projection:
    """The shape of a panorama, as the first XMP packet says that describes one."""
    for block in parts.blocks:
        packet = _packet(source, block, limits)
        if packet is not None and (projection := read_projection(packet, limits)):
            return projection
    return ()


def _packet(source: Source, block: Block, limits: Limits) -> bytes | None:
    """The XMP packet in a block that viewers read one from, or None."""
    if block.kind == "xmp" and not block.wrap:
        return block_data(source, block, limits)
    if block.kind == "text":
        return xmp_packet(block_data(source, block, limits), block.wrap, limits)
    return None


def _orientation(
    values: Sequence[int | None], source: Source, parts: Parts, limits: Limits
) -> tuple[int, tuple[str, ...]]:
    """Which way is up: what all EXIF blocks say; else what a carrier says that few viewers heed."""
    if len({value or 1 for value in values}) > 1:
        raise MalformedError(
            "two EXIF blocks disagree about which way is up; pass orientation= to decide",
            format=parts.format.name,
            rule="orientation-conflict",
        )
    found = next((value for value in values if value), None)
    if found is not None:
        return found, ()
    for block in parts.blocks:
        found = _minor_orientation(source, block, limits)
        if found not in (None, 1):
            assert found is not None  # noqa: S101 - for the type checker
            return found, ("only a carrier that few viewers read says which way is up; EXIF says it now",)
    return 1, ()


def _minor_orientation(source: Source, block: Block, limits: Limits) -> int | None:
    """The orientation in XMP or in an ImageMagick raw profile."""
    if block.kind == "text":
        exif = raw_exif(block_data(source, block, limits), block.wrap, limits)
        if exif is not None:
            return read_rendering(exif)[0]
    packet = _packet(source, block, limits)
    return xmp_orientation(packet) if packet is not None else None


def is_profile(parts: Parts, block: Block) -> bool:
    """True for the colour profile that viewers heed."""
    return block.kind == "icc" and parts.parts[block.parts[0]].role is Role.RENDERING


def is_shown(parts: Parts, block: Block) -> bool:
    """True for a file inside that is part of what is shown, such as a photo in a drawing."""
    if block.kind != "picture" or not block.parts:
        return False
    return parts.parts[block.parts[0]].role is Role.RENDERING


ACTIVE = frozenset({"script", "external"})
"""Kinds of blocks that do something where a file is opened by itself, neither shown nor about the picture."""


# -- HDR ------------------------------------------------------------------------------------------


class Second(NamedTuple):
    """The picture behind the first one that says how to brighten it: the index of its block, its numbers."""

    block: int
    gain_map: GainMap


def own_gain_map(source: Source, parts: Parts, limits: Limits) -> GainMap | None:
    """The numbers of the gain map that a picture itself is."""
    packets = [packet for block in parts.blocks if (packet := _packet(source, block, limits)) is not None]
    payloads = [block_data(source, block, limits) for block in parts.blocks if block.kind == "iso21496"]
    return read_gain_map(packets, payloads, limits) if packets or payloads else None


def find_gain_map(source: Source, parts: Parts, limits: Limits) -> Second | None:
    """The first picture behind the first one that is a gain map."""
    for index, inner, container in embedded_pictures(source, parts):
        try:
            found = own_gain_map(inner, container.parse(inner, limits, streams=False), limits)
        except LimitExceededError:
            raise
        except ExifguardError:
            continue  # a picture that can't be read is none that a viewer could use
        if found is not None:
            return Second(index, found)
    return None


def carry_headroom(gain_map: GainMap, source: Source, parts: Parts, limits: Limits) -> tuple[GainMap, bool]:
    """The numbers of Apple's gain map with the headroom that only the first picture's maker note says.

    The second value is False when the maker note said something that readers will miss.
    """
    if gain_map.apple is None:
        return gain_map, True
    for block in parts.blocks:
        if block.kind == "exif" and not block.wrap:
            reading = CODECS["exif"].read(block_data(source, block, limits), limits)
            for nested in reading.nested:
                if nested.path == "MakerNote":
                    return with_headroom(gain_map, nested.data)
    return with_headroom(gain_map, b"")


def embedded_pictures(source: Source, parts: Parts) -> Iterator[tuple[int, Source, Container]]:
    """The pictures inside a file that are files of their own: index of the block, source, container."""
    for index, block in enumerate(parts.blocks):
        if block.kind != "picture" or block.wrap or is_shown(parts, block):
            continue
        inner = SliceSource(source, *block.spans[0])
        container = container_for(inner.read(0, min(HEAD, inner.size)))
        if container is not None:
            yield index, inner, container
