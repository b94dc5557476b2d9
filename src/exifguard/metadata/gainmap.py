"""Gain maps: how a second picture in a JPEG file brightens the first one on HDR screens.

Three forms state the numbers, and a file may use several: Adobe's XMP (Ultra HDR), the binary form of ISO
21496-1, and Apple's XMP. Each is read from the gain map picture, checked, and written anew with equal
numbers; nothing else of a block is carried over.

Readers look in the first picture whether there is a gain map at all: Adobe's form needs ``hdrgm:Version`` and
a directory of the pictures there, ISO's a segment with version numbers. Apple's needs nothing in XMP; where
the pictures are, the multi-picture index says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from ..limits import Limits
from ..model import AdobeGainMap, AppleGainMap, GainMap
from ._gainmap_apple import headroom_of, read_numbers_of_note
from ._gainmap_iso import VERSIONS, compose_iso, read_iso
from ._gainmap_xmp import (
    ADOBE_VERSION,
    APPLE_TYPE,
    adobe_properties,
    apple_properties,
    canonical,
    collect,
    read_adobe,
    read_apple,
)
from ._xmp_writer import Composable, Structure
from .xmp import Xmp

_MARKS: Final = (b"hdrgm", b"hdr-gain-map", b"HDRGainMap")
"""A prefix or a namespace of gain maps: other packets are not parsed."""

_STATES_HEADROOM: Final = 0x2_0000
"""HDRGainMapVersion 2.0, the first one whose HDRGainMapHeadroom Apple's readers heed."""


class GainMapBlocks(NamedTuple):
    """What one picture says of a gain map.

    Attributes:
        xmp: properties for `_xmp_writer.compose`; empty where nothing is to be said in XMP.
        iso: what follows the signature in the segment of ISO 21496-1; empty where there is to be none.
    """

    xmp: Mapping[str, Composable]
    iso: bytes


def read_gain_map(packets: Sequence[bytes], iso_payloads: Sequence[bytes], limits: Limits) -> GainMap | None:
    """The numbers that a picture states about itself as a gain map.

    Args:
        packets: the picture's own XMP packets. Those without the marks of a gain map in UTF-8 are not
            parsed.
        iso_payloads: what follows the signature in its segments of ISO 21496-1.
        limits: what it may cost.

    Returns:
        The numbers in every form that is valid, each from the first packet or payload that states it; None
        when there is none. The marks of a first picture (a version without numbers) are none.

    Raises:
        LimitExceededError: as `Xmp.read` does; nothing else, whatever the bytes are.
    """
    adobe: AdobeGainMap | None = None
    apple: AppleGainMap | None = None
    for packet in packets:
        if any(mark in packet for mark in _MARKS):
            stated = collect(Xmp().read(packet, limits).fields)
            adobe = adobe or read_adobe(stated)
            apple = apple or read_apple(stated)
    iso = next((numbers for payload in iso_payloads if (numbers := read_iso(payload))), None)
    return GainMap(adobe, iso, apple) if adobe or iso or apple else None


def read_auxiliary(packet: bytes, limits: Limits) -> GainMap | None:
    """The numbers in the XMP of an Apple gain map that HEIF calls one already, by the type of the picture.

    Raises:
        LimitExceededError: as `Xmp.read` does.
    """
    stated = collect(Xmp().read(packet, limits).fields)
    apple = read_apple({**{name: (text,) for name, text in APPLE_TYPE.items()}, **stated})
    return GainMap(None, None, apple) if apple else None


def says_numbers_alone(iso_payload: bytes) -> bool:
    """True for a payload of ISO 21496-1 that is as `compose_gain_map` or `compose_directory` writes it."""
    numbers = read_iso(iso_payload)
    return iso_payload == (compose_iso(numbers) if numbers else VERSIONS)


def compose_gain_map(gain_map: GainMap) -> GainMapBlocks:
    """What the gain map picture says: its numbers, in the forms that they were read from."""
    properties: dict[str, Composable] = {}
    if gain_map.adobe:
        properties |= adobe_properties(gain_map.adobe)
    if gain_map.apple:
        properties |= apple_properties(gain_map.apple)
    return GainMapBlocks(properties, compose_iso(gain_map.iso) if gain_map.iso else b"")


def compose_directory(gain_map: GainMap, length: int) -> GainMapBlocks:
    """What the first picture says of the gain map picture that follows it without a gap.

    The directory (Android, "Ultra HDR Image Format", GContainer) belongs to Adobe's form: readers of the
    other two go by the multi-picture index.

    Args:
        gain_map: the numbers; only their forms count.
        length: size of the gain map picture in bytes.
    """
    properties: dict[str, Composable] = {}
    if gain_map.adobe:
        items: tuple[Structure, ...] = (
            {"Item:Semantic": "Primary", "Item:Mime": "image/jpeg"},
            {"Item:Semantic": "GainMap", "Item:Mime": "image/jpeg", "Item:Length": str(length)},
        )
        properties |= ADOBE_VERSION
        properties["Container:Directory"] = tuple({"Container:Item": item} for item in items)
    return GainMapBlocks(properties, VERSIONS if gain_map.iso else b"")


def with_headroom(gain_map: GainMap, maker_note: bytes) -> tuple[GainMap, bool]:
    """The gain map with the headroom that the first picture's maker note states, and whether that suffices.

    Apple's older gain maps leave their headroom to the maker note, which does not stay. It is stated as
    ``HDRGainMap:HDRGainMapHeadroom`` instead, with the version of Apple's format that has it. Who finds it
    there, without the note: Apple's ImageIO and Photos (which take it before the note, but from version 2.0
    on only), libavif 1.4. Who does not: Skia (Chrome, Android), which looks for Apple's gain maps only
    where the note is, and then shows the picture in standard range.

    Args:
        gain_map: as read from the gain map picture.
        maker_note: the value of the first picture's tag 0x927C, empty where it has none; that of another
            maker changes nothing.

    Returns:
        The gain map; and False when no form but Apple's states the numbers, and its headroom is unknown or
        some readers find it in the note alone: there the picture will look weaker.
    """
    headroom, gain = read_numbers_of_note(maker_note)
    apple = gain_map.apple
    if apple is None:
        return gain_map, True
    stated = apple.headroom
    if stated is None and headroom is not None and gain is not None:
        stated = canonical(headroom_of(headroom, gain))
    if stated is not None and headroom is not None:
        apple = replace(apple, version=max(apple.version, _STATES_HEADROOM), headroom=stated)
    suffices = gain_map.forms != {"apple"} or (stated is not None and headroom is None)
    return replace(gain_map, apple=apple), suffices
