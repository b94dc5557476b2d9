"""What the boxes, items, properties and references of HEIF are for, as tables.

ISO/IEC 14496-12 (boxes, items), 23008-12 (HEIF), 23000-22 (MIAF), 14496-15 (HEVC in files), AV1 Image File
Format; what Apple and others add has no public standard.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ..model import Format
from ..structures.blocks import LOOSE as LOOSE

HEIC: Final = Format("heic", "image/heic", ".heic")
HEIF: Final = Format("heif", "image/heif", ".heif")
AVIF: Final = Format("avif", "image/avif", ".avif")

HEVC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
AV1_BRANDS: Final = frozenset({b"avif", b"avis", b"avio"})
ANY_BRANDS: Final = frozenset({b"mif1", b"mif2", b"mif3", b"msf1", b"miaf", b"1pic", b"vvic", b"vvis"})
"""Brands that a file may begin with, whatever codes its pictures."""
SEQUENCES: Final = frozenset({b"msf1", b"hevc", b"hevx", b"hevm", b"hevs", b"avis", b"vvis"})
"""Brands of files whose pictures are shown one after the other."""
OTHER_BRANDS: Final = frozenset(
    {
        *(b"MiHB", b"MiHE", b"MiHA", b"MiHM", b"MiPr", b"MiCm", b"MiAB", b"MiAn", b"MA1A", b"MA1B"),
        *(b"tmap", b"geo1", b"unif", b"jpeg", b"jpgs", b"j2ki", b"j2is", b"avci", b"avcs", b"isom"),
        *(b"iso1", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"isoa"),
        *(b"mp41", b"mp42"),
    }
)
BRANDS: Final = HEVC_BRANDS | AV1_BRANDS | ANY_BRANDS | OTHER_BRANDS
"""Every brand that may stay in a copy."""

TABLES: Final = frozenset({b"hdlr", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"idat", b"grpl", b"dinf"})
"""Boxes in ``meta`` that are written anew."""
LOCAL: Final = bytes.fromhex("0000001c6472656600000000000000010000000c75726c2000000001")
"""The contents of a ``dinf`` that says: the data is in this file (14496-12 clause 8.7.2)."""

# Types of items -----------------------------------------------------------------------------------

DERIVED: Final = frozenset({"grid", "iovl", "iden", "tmap", "sato"})
"""Pictures that are made of others, which ``dimg`` names in their order."""
DESCRIBED: Final = frozenset({"grid", "iovl", "sato"})
"""Those of them whose data say how; that of ``tmap`` holds numbers of a gain map besides."""
CODED: Final = frozenset({"hvc1", "hvt1", "hev1", "lhv1", "lhe1", "av01", "avc1", "vvc1", "unci", "mask"})
OWN_FILES: Final = frozenset({"jpeg", "j2k1"})
"""Pictures that are files of their own, with room for metadata of their own."""
PICTURES: Final = DERIVED | CODED | OWN_FILES

ALPHA: Final = frozenset(
    {
        b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
        b"urn:mpeg:hevc:2015:auxid:1",
        b"urn:mpeg:avc:2015:auxid:1",
    }
)
APPLE_GAIN_MAP: Final = b"urn:com:apple:photo:2020:aux:hdrgainmap"
KEPT_AUXILIARIES: Final = ALPHA | {APPLE_GAIN_MAP}
DEPTH: Final = (b"depth", b"hevc:2015:auxid:2", b"disparity")
"""What the type of a depth map has in it."""

XMP_TYPE: Final = "application/rdf+xml"
MEDIA_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {XMP_TYPE: "xmp", "application/c2pa": "c2pa", "application/x-c2pa-manifest-store": "c2pa"}
)
"""Kinds of blocks by media type; what is in no table is unknown."""
MEDIA_STARTS: Final[tuple[tuple[str, str], ...]] = (
    ("image/", "picture"),
    ("video/", "video"),
    ("audio/", "video"),
    ("text/plain", "comment"),
)
ITEM_KINDS: Final[Mapping[str, str]] = MappingProxyType({"Exif": "exif", "iptc": "iptc", "jumb": "c2pa"})

# Properties ---------------------------------------------------------------------------------------


class Property(NamedTuple):
    """A property that a picture is shown by.

    Attributes:
        size: bytes of its contents, 0 where they vary.
    """

    size: int = 0


SHOWN_BY: Final[Mapping[bytes, Property]] = MappingProxyType(
    {
        b"ispe": Property(12),
        b"pixi": Property(),
        b"colr": Property(),
        b"hvcC": Property(),
        b"av1C": Property(),
        b"avcC": Property(),
        b"vvcC": Property(),
        b"lhvC": Property(),
        b"jpgC": Property(),
        b"j2kH": Property(),
        b"auxC": Property(),
        b"pasp": Property(8),
        b"clap": Property(32),
        b"irot": Property(1),
        b"imir": Property(1),
        b"iscl": Property(12),
        b"clli": Property(4),
        b"mdcv": Property(24),
        b"cclv": Property(),
        b"amve": Property(8),
        b"reve": Property(),
        b"ndwt": Property(8),
        b"rloc": Property(12),
        b"rref": Property(),
        b"lsel": Property(2),
        b"a1op": Property(1),
        b"a1lx": Property(),
        b"oinf": Property(),
        b"tols": Property(6),
        b"mskC": Property(),
        b"cmpd": Property(),
        b"uncC": Property(),
        b"cmpC": Property(),
        b"icef": Property(),
        b"cpat": Property(),
        b"cloc": Property(5),
    }
)
"""The properties that stay, where a picture that stays has them."""

TOLD: Final[frozenset[bytes]] = frozenset(
    {
        *(b"udes", b"altt", b"crtt", b"mdft", b"aebr", b"wbpr", b"fobr", b"afbr", b"dobr", b"pano"),
        *(b"cmin", b"cmex", b"tima", b"itai", b"taic"),
    }
)
"""Properties that say something about the picture: a codec reads them."""

# References and groups ----------------------------------------------------------------------------

NEEDS: Final = frozenset({b"dimg", b"tbas", b"pred", b"exbl"})
"""References to what a picture needs to be shown."""
REFERENCES: Final = NEEDS | {b"auxl", b"prem", b"cdsc", b"thmb", b"base", b"fdel", b"font"}
"""References that are written into a copy, where both ends stay."""
GROUPS: Final = frozenset({b"altr", b"ster", b"pymd"})
"""Groups by which viewers choose what to show."""

# Boxes around -------------------------------------------------------------------------------------

C2PA_UUID: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
XMP_UUID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
EXIF_UUID: Final = b"JpgTiffExif->JP2"

BLOCKS: Final[Mapping[bytes, str]] = MappingProxyType(
    {
        b"free": "slack",
        b"skip": "slack",
        b"wide": "slack",
        b"mpvd": "video",
        b"moov": "unread",
        b"sefd": "samsung",
    }
)
"""Kinds of blocks by the type of a box outside ``meta``."""
FRAGMENTS: Final = frozenset({b"moof", b"sidx", b"meco", b"mfra"})
"""Boxes of files that are laid out in another way."""


def form(head: bytes) -> Format | None:
    """The format of a file that begins with `head`, None when it is none of these.

    The major brand decides; where that says nothing of the coding, the compatible ones in `head` do.
    """
    if head[4:8] != b"ftyp":
        return None
    major = head[8:12]
    if major in AV1_BRANDS:
        return AVIF
    if major in HEVC_BRANDS:
        return HEIC
    if major not in ANY_BRANDS:
        return None
    end = min(len(head), int.from_bytes(head[:4], "big"))
    others = {head[at : at + 4] for at in range(16, end - 3, 4)}
    if others & AV1_BRANDS:
        return AVIF
    return HEIC if others & HEVC_BRANDS else HEIF
