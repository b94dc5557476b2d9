"""The blocks that an output gets anew: what the picture needs, and credits where the policy writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ._source import Source
from .errors import MalformedError, UnsupportedError
from .limits import Limits
from .metadata import CODECS
from .metadata._exif_compose import compose as compose_exif
from .metadata._exif_compose import rendering_values
from .metadata._icc_common import canonical
from .metadata._xmp_writer import Composable
from .metadata._xmp_writer import compose as compose_xmp
from .metadata.credits import compose_credits, read_credits
from .metadata.gainmap import compose_directory, compose_gain_map
from .metadata.icc import sanitise
from .metadata.panorama import projection_properties
from .model import Block, Format, GainMap, Parts, Reading, Rendering, Value
from .privacy.policy import Policy
from .structures.blocks import block_data


@dataclass(slots=True)
class Fresh:
    """Values that blocks have to say, and blocks that are ready.

    Attributes:
        exif, xmp: values by key and property; they go into a block that stays, else into one of their own.
        blocks: the other new blocks by kind.
        notes: what could not be said.
    """

    exif: dict[str, Value] = field(default_factory=dict)
    xmp: dict[str, Composable] = field(default_factory=dict)
    blocks: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def compose(self) -> Mapping[str, bytes]:
        """All new blocks by kind."""
        return {**self.blocks, "exif": compose_exif(self.exif), "xmp": compose_xmp(self.xmp)}

    def add_rendering(self, rendering: Rendering) -> None:
        """What the picture needs to look the same."""
        self.exif |= rendering_values(rendering)
        self.xmp |= projection_properties(rendering.projection)
        if rendering.gain_map is not None:
            composed = compose_gain_map(rendering.gain_map)
            self._add_gain_map(composed.xmp, composed.iso)

    def add_directory(self, gain_map: GainMap, length: int) -> None:
        """What the first picture says of its gain map, which takes `length` bytes."""
        composed = compose_directory(gain_map, length)
        self._add_gain_map(composed.xmp, composed.iso)

    def _add_gain_map(self, xmp: Mapping[str, Composable], iso: bytes) -> None:
        self.xmp |= xmp
        if iso:
            self.blocks["iso21496"] = iso

    def add_credits(self, source: Source, parts: Parts, limits: Limits) -> None:
        """Who made the picture and how it may be used, from wherever the file says it."""
        readings: dict[str, list[Reading]] = {"exif": [], "iptc": [], "xmp": [], "text": []}
        for block in parts.blocks:
            for kind, reading in _readings_of(source, block, limits):
                readings.setdefault(kind, []).append(reading)
        found, notes = read_credits(readings["exif"], readings["iptc"], readings["xmp"], readings["text"])
        composed = compose_credits(found)
        self.exif |= composed.exif
        self.xmp |= composed.xmp
        if composed.photoshop:
            self.blocks["photoshop"] = composed.photoshop
        self.notes += (*notes, *composed.notes)


def clean_profile(source: Source, block: Block, form: Format, limits: Limits, policy: Policy) -> bytes | None:
    """The colour profile in `block` without what is not colour; None when it may stay.

    Raises:
        UnsupportedError: it can't be cleaned.
    """
    old = block_data(source, block, limits)
    new = sanitise(old)
    if new is not None and policy.minimal:
        new = canonical(new) or new
    if new is None:
        raise UnsupportedError(
            "the colour profile can be neither cleaned nor left out safely",
            format=form.name,
            part=block.path,
            rule="profile",
        )
    return None if new == old else new


def _readings_of(source: Source, block: Block, limits: Limits) -> Iterator[tuple[str, Reading]]:
    """What the blocks say that may hold credits, nested ones too; damaged ones say nothing."""
    if block.kind in ("exif", "iptc", "xmp", "photoshop", "text", "svg"):
        try:
            data = block_data(source, block, limits)
        except MalformedError:
            return
        yield from _nested_readings(block.kind, data, block.wrap, limits, 0)


def _nested_readings(
    kind: str, data: bytes, wrap: str, limits: Limits, depth: int
) -> Iterable[tuple[str, Reading]]:
    limits.check("depth", depth)
    codec = CODECS.get(kind)
    if codec is None:
        return
    reading = codec.read(data, limits, wrap)
    yield kind, reading
    for nested in reading.nested:
        yield from _nested_readings(nested.kind, nested.data, nested.wrap, limits, depth + 1)
