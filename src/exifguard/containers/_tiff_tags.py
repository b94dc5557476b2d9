"""The tags of TIFF that say how a picture is stored and shown, as tables: the allow-list of what is kept.

TIFF 6.0 with its technical notes, TIFF/FX (RFC 2301), TIFF/EP, BigTIFF, and what libtiff registered.
"""

from __future__ import annotations

from typing import Final, NamedTuple

SUBFILE_TYPE, OLD_SUBFILE_TYPE = 254, 255
WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
STRIP_OFFSETS, ORIENTATION, SAMPLES, ROWS, STRIP_SIZES = 273, 274, 277, 278, 279
X_RESOLUTION, Y_RESOLUTION, PLANAR, RESOLUTION_UNIT = 282, 283, 284, 296
TILE_WIDTH, TILE_LENGTH, TILE_OFFSETS, TILE_SIZES = 322, 323, 324, 325
SUB_PAGES, JPEG_TABLES = 330, 347
JPEG_START, JPEG_SIZE, Q_TABLES, DC_TABLES, AC_TABLES = 513, 514, 519, 520, 521
DEPTH, TILE_DEPTH = 32997, 32998
XMP, IPTC, PHOTOSHOP, ICC, JUMBF, LAYERS = 700, 33723, 34377, 34675, 52545, 37724
DESCRIPTION, MAKE, MAKER_NOTE = 270, 271, 37500
EXIF_TABLE, GPS_TABLE, INTEROP_TABLE, GLOBAL_TABLE = 34665, 34853, 40965, 400

PANASONIC_JPEG: Final = 46
"""A whole JPEG file in a raw of Panasonic or Leica, with EXIF of its own."""

TABLES: Final = frozenset((EXIF_TABLE, GPS_TABLE, INTEROP_TABLE, GLOBAL_TABLE))
"""Entries that hold the offset of a table of metadata: Exif 3.0 clause 4.6.3, TIFF/FX."""

BLOCKS: Final = {XMP: "xmp", IPTC: "iptc", PHOTOSHOP: "photoshop", ICC: "icc", JUMBF: "c2pa"}
"""Entries whose value is a block of its own, and its kind."""

RUNS: Final = {STRIP_OFFSETS: STRIP_SIZES, TILE_OFFSETS: TILE_SIZES}
"""Entries that hold the offsets of strips or tiles, and those of their sizes."""

OLD_JPEG_TABLES: Final = (Q_TABLES, DC_TABLES, AC_TABLES)
LAID_OUT: Final = frozenset(
    {*RUNS, *RUNS.values(), SUB_PAGES, JPEG_START, JPEG_SIZE, *OLD_JPEG_TABLES, 288, 289}
)
"""Entries that are offsets and sizes: made anew. 288 and 289 point to bytes that nobody uses."""

NUMBERS: Final = frozenset((1, 3, 4, 16))
SHORTS: Final = frozenset((1, 3))
FRACTIONS: Final = frozenset((5, 10, 11, 12))
ANY_NUMBER: Final = frozenset((1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 16, 17))
BYTES: Final = frozenset((1, 7))
PER_SAMPLE, PER_STRIP, PER_LEVEL = -1, -2, -3
"""How many values: as many as samples, as strips, or as there are levels of grey."""


class Rule(NamedTuple):
    """The types that a value may have, how many values, and whether no picture is shown without it."""

    types: frozenset[int]
    most: int = 1
    needed: bool = False


_ONE = Rule(NUMBERS)
_MUST = Rule(NUMBERS, needed=True)
KEPT: Final = {
    SUBFILE_TYPE: _ONE,
    OLD_SUBFILE_TYPE: _ONE,
    **dict.fromkeys((WIDTH, LENGTH, COMPRESSION, PHOTOMETRIC, SAMPLES, ROWS, PLANAR), _MUST),
    **dict.fromkeys((TILE_WIDTH, TILE_LENGTH, DEPTH, TILE_DEPTH), _MUST),
    BITS: Rule(NUMBERS, PER_SAMPLE, needed=True),
    263: _ONE,  # Threshholding
    266: _MUST,  # FillOrder
    ORIENTATION: _ONE,
    280: Rule(NUMBERS, PER_SAMPLE),  # MinSampleValue
    281: Rule(NUMBERS, PER_SAMPLE),  # MaxSampleValue
    X_RESOLUTION: Rule(FRACTIONS),
    Y_RESOLUTION: Rule(FRACTIONS),
    290: _ONE,  # GrayResponseUnit
    291: Rule(SHORTS, PER_LEVEL),  # GrayResponseCurve
    292: _MUST,  # T4Options
    293: _MUST,  # T6Options
    RESOLUTION_UNIT: _ONE,
    297: Rule(SHORTS, 2),  # PageNumber
    301: Rule(SHORTS, PER_LEVEL),  # TransferFunction
    317: _MUST,  # Predictor
    318: Rule(FRACTIONS, 2),  # WhitePoint
    319: Rule(FRACTIONS, 6),  # PrimaryChromaticities
    320: Rule(SHORTS, PER_LEVEL, needed=True),  # ColorMap
    321: Rule(SHORTS, 2),  # HalftoneHints
    326: _ONE,  # BadFaxLines
    327: _ONE,  # CleanFaxData
    328: _ONE,  # ConsecutiveBadFaxLines
    332: _ONE,  # InkSet
    334: _ONE,  # NumberOfInks
    336: Rule(SHORTS, PER_SAMPLE),  # DotRange
    338: Rule(NUMBERS, PER_SAMPLE, needed=True),  # ExtraSamples
    339: Rule(NUMBERS, PER_SAMPLE, needed=True),  # SampleFormat
    340: Rule(ANY_NUMBER, PER_SAMPLE),  # SMinSampleValue
    341: Rule(ANY_NUMBER, PER_SAMPLE),  # SMaxSampleValue
    346: _ONE,  # Indexed
    433: Rule(FRACTIONS, PER_SAMPLE),  # Decode
    435: _MUST,  # T82Options
    512: _MUST,  # JPEGProc
    515: _MUST,  # JPEGRestartInterval
    517: Rule(NUMBERS, PER_SAMPLE, needed=True),  # JPEGLosslessPredictors
    518: Rule(NUMBERS, PER_SAMPLE, needed=True),  # JPEGPointTransforms
    529: Rule(FRACTIONS, 3),  # YCbCrCoefficients
    530: Rule(NUMBERS, 2, needed=True),  # YCbCrSubSampling
    531: _ONE,  # YCbCrPositioning
    532: Rule(FRACTIONS | NUMBERS, 6),  # ReferenceBlackWhite
    559: Rule(NUMBERS, PER_STRIP, needed=True),  # StripRowCounts
    32995: _ONE,  # Matteing
    32996: Rule(NUMBERS, PER_SAMPLE),  # DataType
    33421: Rule(NUMBERS, 2),  # CFARepeatPatternDim
    33422: Rule(BYTES, 64),  # CFAPattern
    37439: Rule(FRACTIONS),  # StoNits
    50674: Rule(NUMBERS, 8, needed=True),  # LercParameters
}
"""Every entry that is kept, besides those that are laid out anew and the colour profile."""

NONE, OLD_JPEG, JPEG, LOSSY_JPEG = 1, 6, 7, 34892
CODINGS: Final = {
    NONE: "none",
    2: "CCITT run lengths",
    3: "fax group 3",
    4: "fax group 4",
    5: "LZW",
    OLD_JPEG: "old-style JPEG",
    JPEG: "JPEG",
    8: "deflate",
    9: "JBIG (T.85)",
    10: "JBIG (T.43)",
    32766: "NeXT",
    32771: "CCITT run lengths, word aligned",
    32773: "PackBits",
    32809: "ThunderScan",
    32908: "Pixar film",
    32909: "Pixar log",
    32946: "deflate",
    34661: "JBIG",
    34676: "SGI log",
    34677: "SGI log, 24 bits",
    34887: "LERC",
    LOSSY_JPEG: "JPEG of linear data, DNG 1.4",
    34925: "LZMA",
    50000: "Zstandard",
}
"""Codings whose data hold nothing but pixels, and those that are walked: JPEG."""
CODESTREAMS: Final = {
    33003: b"\xff\x4f\xff\x51",  # JPEG 2000, Aperio
    33004: b"\xff\x4f\xff\x51",
    33005: b"\xff\x4f\xff\x51",
    34712: b"\xff\x4f\xff\x51",  # JPEG 2000
    50001: b"RIFF",  # WebP
    50002: b"\xff\x0a",  # JPEG XL
    52546: b"\xff\x0a",  # JPEG XL, DNG 1.7
}
"""Codings that come as streams of their own, which might be files with metadata: how bare ones begin."""
