"""JPEG 2000 box rules as tables: ITU-T T.800 annex I (JP2), T.801 annex M (JPX), T.814 annex D (JPH)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ..structures.blocks import LOOSE as LOOSE

SIGNATURE: Final = b"\0\0\0\x0cjP  \r\n\x87\n"
FTYP, HEADER, CODESTREAM, UUID = b"ftyp", b"jp2h", b"jp2c", b"uuid"
IHDR, COLR, RES, RREQ, JP2I, XML = b"ihdr", b"colr", b"res ", b"rreq", b"jp2i", b"xml "

JP2, JPX, JPH = b"jp2 ", b"jpx ", b"jph "
BRANDS: Final = frozenset({JP2, JPX, JPH})
"""Brands of single pictures."""
COMPATIBLE: Final = BRANDS | {b"jpxb", b"J2P0", b"J2P1", b"J2PI"}
"""What a list of compatible brands may hold; others are somebody's own words."""

SUPERBOXES: Final = frozenset({HEADER, b"jpch", b"jplh", RES, b"cgrp", b"asoc", b"uinf"})
"""Boxes that hold boxes."""
OUTSIDE_JP2H: Final = frozenset({b"jpch", b"jplh"})
"""Headers of JPX for one codestream and one layer."""
COMPOSED: Final = frozenset({b"comp", b"ftbl", b"inst"})
"""Boxes by which a picture is put together of several, or of pieces in other files."""
METADATA_GROUPS: Final = frozenset({b"asoc", b"uinf"})
"""Boxes that go when nothing is left in them."""


def _palette(data: bytes) -> int:
    """Bytes of a palette (table I.11)."""
    if len(data) < 3:
        return len(data) + 1
    columns = data[2]
    row = sum(((depth & 0x7F) + 8) // 8 for depth in data[3 : 3 + columns])
    return 3 + columns + int.from_bytes(data[:2], "big") * row


def _definitions(data: bytes) -> int:
    """Bytes of channel definitions (table I.13)."""
    return 2 + 6 * int.from_bytes(data[:2], "big")


def colour_size(data: bytes) -> int:
    """Bytes of a colour specification without a profile (T.800 table I.10, T.801 M.11.7.3)."""
    method, space = data[:1], int.from_bytes(data[3:7], "big")
    if method == b"\5":  # colour primaries, transfer, matrix, range: ISO/IEC 23091-2
        return 3 + 7
    more = {14: 28, 19: 28}.get(space, 0)  # CIELab and CIEJab have ranges and offsets
    return 7 + (more if len(data) >= 7 + more else 0)


def _all(data: bytes) -> int:
    return max(1, len(data))


class Leaf(NamedTuple):
    """A box that pictures are shown by: how many bytes of its contents mean something.

    `once`: a second one in the same place is refused.
    """

    size: Callable[[bytes], int]
    once: bool = True


def _fixed(size: int) -> Callable[[bytes], int]:
    return lambda _: size


LEAVES: Final[Mapping[bytes, Leaf]] = MappingProxyType(
    {
        IHDR: Leaf(_fixed(14)),
        b"bpcc": Leaf(_all),
        b"pclr": Leaf(_palette),
        b"cmap": Leaf(lambda data: len(data) // 4 * 4 or 4),
        b"cdef": Leaf(_definitions),
        b"opct": Leaf(_all),
    }
)
"""Boxes in headers, colours and resolutions aside."""
RESOLUTIONS: Final = frozenset({b"resc", b"resd"})
RESOLUTION_SIZE: Final = 10
LEAF_MAX: Final = 1 << 20
"""The largest of these boxes is a palette: 1,024 entries of 255 columns of up to 5 bytes."""

ENUMERATED, RESTRICTED, ANY_PROFILE, PARAMETERS = 1, 2, 3, 5
PROFILES: Final = frozenset({RESTRICTED, ANY_PROFILE})
METHODS: Final = PROFILES | {ENUMERATED, PARAMETERS}
"""Ways to say a colour space that say nothing else; vendor colours (4) are somebody's own."""
COLOUR_HEAD: Final = 3

NO_PROPERTY: Final = 13
"""Offset in ihdr of the byte that says whether there is a box about intellectual property."""


class Known(NamedTuple):
    """A box or a UUID with a known content: the kind of its block, and how it is wrapped."""

    kind: str
    wrap: str = ""


UUIDS: Final[Mapping[bytes, Known]] = MappingProxyType(
    {
        b"JpgTiffExif->JP2": Known("exif"),
        bytes.fromhex("0537cdab9d0c4431a72afa561f2a113e"): Known("exif"),
        bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): Known("xmp"),
        bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38"): Known("iptc"),
        bytes.fromhex("09a14e97c0b442e0bebf36df6f0ce36f"): Known("iptc"),
        bytes.fromhex("2c4c0100850440b9a03e562148d6dfeb"): Known("photoshop"),
        bytes.fromhex("b14bf8bd083d4b43a5ae8cd7d5a6ce03"): Known("exif", "GeoJP2"),
        bytes.fromhex("96a9f1f1dc98402da7aed68e34451809"): Known("georeference"),
        bytes.fromhex("d8fec3d61b0e483c92975828877ec481"): Known("c2pa"),
    }
)
EXIF_UUID: Final = b"JpgTiffExif->JP2"
XMP_UUID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
PHOTOSHOP_UUID: Final = bytes.fromhex("2c4c0100850440b9a03e562148d6dfeb")

BOXES: Final[Mapping[bytes, Known]] = MappingProxyType(
    {
        b"jumb": Known("c2pa"),
        b"lbl ": Known("comment"),
        JP2I: Known("ownership"),
        b"free": Known("slack"),
        CODESTREAM: Known("picture"),
    }
)
"""Other boxes with a known content; XML is looked into."""

XML_HEAD: Final = 1 << 16
"""Bytes of XML that are searched for the marks of what it is."""
_XMP = re.compile(rb"adobe:ns:meta/|http://www\.w3\.org/1999/02/22-rdf-syntax-ns#")
_GML = re.compile(rb"opengis\.net/gml|<gml:")


def kind_of_xml(head: bytes) -> Known:
    """What a box with XML holds, by its first bytes."""
    if _XMP.search(head):
        return Known("xmp", LOOSE)
    return Known("georeference") if _GML.search(head) else Known("unknown")


def standard_features(data: bytes) -> bytes | None:
    """A reader requirements box (T.801 M.11.1) without features of vendors; None where it is damaged."""
    size = data[0] if data else 0
    head = 1 + 2 * size
    count = int.from_bytes(data[head : head + 2], "big")
    end = head + 2 + count * (2 + size)
    vendors = int.from_bytes(data[end : end + 2], "big")
    if size not in (1, 2, 4, 8) or len(data) != end + 2 + vendors * (16 + size):
        return None
    return data[:end] + bytes(2)


def brands(data: bytes) -> bytes:
    """The contents of ftyp without the brands that nobody knows (T.800 clause I.5.2)."""
    others = [data[at : at + 4] for at in range(8, len(data) - 3, 4)]
    known = dict.fromkeys(one for one in others if one in COMPATIBLE)
    return data[:4] + bytes(4) + b"".join(known)


def aspect(data: bytes) -> bytes | None:
    """The ratio of two resolutions as a resolution box of its own; None for square pixels.

    Args:
        data: numerator and denominator down, both across, and the exponents of ten (table I.15).
    """
    down, down_by, across, across_by = (int.from_bytes(data[at : at + 2], "big") for at in range(0, 8, 2))
    down_exponent, across_exponent = (int.from_bytes(data[at : at + 1], "big", signed=True) for at in (8, 9))
    shift = max(-9, min(9, down_exponent - across_exponent))
    upper, lower = down * across_by * 10 ** max(0, shift), down_by * across * 10 ** max(0, -shift)
    if not upper or not lower or upper == lower:
        return None
    upper, lower = _fitting(upper, lower)
    if upper == lower:
        return None
    return b"".join(value.to_bytes(2, "big") for value in (upper, lower, 1, 1)) + bytes(2)


def _fitting(upper: int, lower: int) -> tuple[int, int]:
    """The fraction in lowest terms, in numbers of 16 bits; the nearest one where it has no such terms."""
    from fractions import Fraction  # rare, and slow to load

    ratio = Fraction(upper, lower)
    if max(ratio.numerator, ratio.denominator) > 0xFFFF:
        ratio = ratio.limit_denominator(255)
    return min(max(ratio.numerator, 1), 0xFFFF), min(ratio.denominator, 0xFFFF)
