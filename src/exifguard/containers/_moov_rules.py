"""What the boxes of a movie mean for its copy: which ones are kept, and which bytes of them nobody reads.

ISO/IEC 14496-12 clause 8; QuickTime File Format (Apple, 2001 and 2016); 3GPP TS 26.244. Data only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


def types(text: str) -> frozenset[bytes]:
    """The box types in `text`, which spaces separate; shorter ones end in spaces."""
    return frozenset(name.encode("latin-1").ljust(4) for name in text.split())


# -- brands ---------------------------------------------------------------------------------------

STILLS: Final = types(
    "heic heix heim heis hevc hevx hevm hevs mif1 mif2 msf1 avif avis avci avcs crx jxl jp2"
)
"""Major brands of pictures and raws, which begin like movies."""
MAJOR: Final = types(
    """
    isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 isoa isob isoc mp41 mp42 mp71 avc1 dash msdh cmfc cmf2
    M4V M4VH M4VP M4A M4B M4P F4V f4v mmp4 MSNV XAVC NDAS ndsc ndsm ndxp caqv CAEP CDes nvr1 niko mqt
    """
)
COMPATIBLE: Final = types("isom iso2 iso4 iso5 iso6 mp41 mp42 avc1 qt")
"""Of a brand that is in no list, these say that it is a movie all the same."""
MOVIE_STARTS: Final = types("moov mdat wide pnot")
"""What QuickTime movies begin with that are older than brands."""
BRANDS: Final = MAJOR | types(
    "qt hvc1 hev1 av01 vvc1 dby1 msix cmfs cmfl cmff cmfd 3gp4 3gp5 3gp6 3gp7 3gp8 3gp9 3gg6 3gr6 3gs6 3g2a"
    " 3g2b 3g2c 3ge6 3ge7 3gh9 mp4v M4VH M4VP qtss miaf unif"
)
"""Brands that many programs write; a compatible brand of one maker goes."""
MINOR: Final = frozenset({0, 1, 0x200, 0x20050300})
"""Minor versions that many programs write; others become 0, for none means anything to a reader."""

# -- boxes ----------------------------------------------------------------------------------------

FRAGMENTS: Final = types("moof mvex mfra traf")
PROTECTION: Final = types("sinf saio saiz senc pssh")
PROTECTED: Final = types("encv enca encs enct encm encf encu drmi drms")
"""Formats of samples that are encrypted."""
OUTERMOST: Final = types("ftyp moov mdat moof mfra free skip wide uuid udta meta sidx styp emsg prft pnot")
REFERENCE_MOVIES: Final = types("rmra rmda")
FREE: Final = types("free skip wide")

CONTAINERS: Final = types("moov trak edts mdia minf stbl dinf tapt gmhd")
"""Boxes that hold boxes and nothing else."""
CHILDREN: Final[Mapping[bytes, frozenset[bytes]]] = MappingProxyType(
    {
        b"moov": types("mvhd trak"),
        b"trak": types("tkhd edts tref mdia tapt"),
        b"edts": types("elst"),
        b"tapt": types("clef prof enof"),
        b"mdia": types("mdhd hdlr minf elng"),
        b"minf": types("vmhd smhd hdlr dinf stbl"),
        b"dinf": types("dref"),
        b"stbl": types("stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps stsh sdtp padb sgpd sbgp"),
    }
)
"""What is kept in each box around the tracks that are shown or heard; what is in no row goes."""
ONCE: Final = types(
    "mvhd tkhd edts tref mdia tapt elst mdhd hdlr minf elng vmhd smhd dinf dref stbl stsd stts ctts cslg stsc"
    " stsz stz2 stss stps stsh sdtp padb clef prof enof"
)
"""Boxes of which readers heed one and disagree which."""

SHOWN: Final = types("vide soun")
"""Handlers of the tracks that are the movie. All others are about it."""

GROUPS: Final = types("roll prol rap tele sync sap tsas tscl stsa tsif alst dtrt avll sync tsyn")
"""Types of sample groups (clause 10, and 14496-15) that decoders go by."""

EXTENSIONS: Final = types(
    """
    avcC svcC mvcC hvcC lhvC vvcC evcC av1C vpcC esds dOps dfLa dac3 dec3 dac4 dmlp mlpa ddts udts alac wave
    damr d263 colr pasp clap fiel gama mdcv clli SmDm CoLL cclv amve dvcC dvvC dvwC hvcE avcE btrt bitr chan
    chnl srat enda st3d sv3d vexu hfov mjqt mjht glbl SMI mhaC jpgC ccst auxi uncC cmpd dmix pcmC
    """
)
"""Boxes in the description of coded pictures and sound that decoders and viewers go by."""

VEXU: Final = types("eyes stri hero cams blin cmfy dadj proj prji must pack pkin")
SPHERICAL: Final = types("svhd proj prhd equi cbmp mshp")
"""What holds the shape of stereo and 360 degree video; `svhd` names the program."""

# -- fixed layouts --------------------------------------------------------------------------------


class Hole(NamedTuple):
    """Bytes that nobody needs to play the movie: offsets in the contents, and how a codec reads them.

    Without a `wrap`, no value belongs there.
    """

    start: int
    end: int
    wrap: str = ""


class Fixed(NamedTuple):
    """The layout of a box: bytes of contents that have a meaning, and what of them nobody needs."""

    size: int
    holes: tuple[Hole, ...] = ()


FIXED: Final[Mapping[tuple[bytes, int], Fixed]] = MappingProxyType(
    {
        (b"mvhd", 0): Fixed(100, (Hole(4, 12, "mvhd"), Hole(26, 36), Hole(72, 96))),
        (b"mvhd", 1): Fixed(112, (Hole(4, 20, "mvhd"), Hole(38, 48), Hole(84, 108))),
        (b"tkhd", 0): Fixed(84, (Hole(4, 12, "tkhd"), Hole(16, 20), Hole(24, 32), Hole(38, 40))),
        (b"tkhd", 1): Fixed(96, (Hole(4, 20, "tkhd"), Hole(24, 28), Hole(36, 44), Hole(50, 52))),
        (b"mdhd", 0): Fixed(24, (Hole(4, 12, "mdhd"), Hole(22, 24))),
        (b"mdhd", 1): Fixed(36, (Hole(4, 20, "mdhd"), Hole(34, 36))),
        (b"vmhd", 0): Fixed(12),
        (b"smhd", 0): Fixed(8, (Hole(6, 8),)),
        (b"clef", 0): Fixed(12),
        (b"prof", 0): Fixed(12),
        (b"enof", 0): Fixed(12),
        (b"cslg", 0): Fixed(24),
        (b"cslg", 1): Fixed(44),
    }
)
"""By type and version."""


class Table(NamedTuple):
    """A box with a count and entries: where the count stands in the contents, and bytes of an entry."""

    count_at: int
    entry: int


TABLES: Final[Mapping[bytes, Table]] = MappingProxyType(
    {
        b"stts": Table(4, 8),
        b"ctts": Table(4, 8),
        b"stsc": Table(4, 12),
        b"stss": Table(4, 4),
        b"stps": Table(4, 4),
        b"stsh": Table(4, 8),
        b"stco": Table(4, 4),
        b"co64": Table(4, 8),
    }
)

VISUAL_ENTRY: Final = Fixed(
    78, (Hole(0, 6), Hole(10, 12), Hole(12, 16, "vendor"), Hole(42, 74, "compressor"))
)
"""A description of coded pictures (clause 12.1.3; QuickTime's fields are its reserved ones)."""
SOUND_ENTRY: Final = Fixed(28, (Hole(0, 6), Hole(10, 12), Hole(12, 16, "vendor")))
"""A description of coded sound (clause 12.2.3)."""
SOUND_MORE: Final[Mapping[int, int]] = MappingProxyType({0: 0, 1: 16, 2: 36})
"""Bytes that follow by QuickTime's version of the description."""

EXTENSION_LAYOUTS: Final[Mapping[bytes, Fixed]] = MappingProxyType(
    {
        b"pasp": Fixed(8),
        b"clap": Fixed(32),
        b"fiel": Fixed(2),
        b"gama": Fixed(4),
        b"mdcv": Fixed(24),
        b"clli": Fixed(4),
        b"SmDm": Fixed(28),
        b"CoLL": Fixed(8),
        b"btrt": Fixed(12),
        b"dvcC": Fixed(24),
        b"dvvC": Fixed(24),
        b"dvwC": Fixed(24),
        b"st3d": Fixed(5),
        b"damr": Fixed(9, (Hole(0, 5, "vendor"),)),
        b"d263": Fixed(7, (Hole(0, 5, "vendor"),)),
    }
)
"""Of those boxes, the ones with a fixed layout; 3GPP TS 26.244 names a vendor in the last two."""

XMP: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
SPHERICAL_V1: Final = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")
"""Extended types of ``uuid`` boxes: XMP part 3; C2PA 2.1 clause A.5; Google's spherical video, first form."""
