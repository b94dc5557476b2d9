"""JPEG marker codes and the signatures of application segments, as tables.

Markers: ITU-T T.81 table B.1. Signatures: Exif 3.0 clause 4.5.4, JFIF 1.02, ICC.1 annex B.4, Adobe XMP
part 3 clause 1.1.3, CIPA DC-007 clause 5.2, and what cameras write.
"""

from __future__ import annotations

from typing import NamedTuple

from ..structures.blocks import LOOSE as LOOSE

SOI, EOI, SOS, DQT, DHT, DAC, DRI, DNL = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xCC, 0xDD, 0xDC
APP0, APP1, APP2, APP11, APP12, APP13, APP14, COM = 0xE0, 0xE1, 0xE2, 0xEB, 0xEC, 0xED, 0xEE, 0xFE

FIRST_DEFINED = 0xC0
"""Marker codes from here on are defined; those below are reserved, TEM (01) aside."""

STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""TEM and RSTn: markers without a length. Outside coded data decoders step over them."""

FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA, 0xCB})
"""SOF0-3 and SOF9-11: the frame headers of a picture that isn't hierarchical."""

PROGRESSIVE = frozenset({0xC2, 0xCA})
LOSSLESS = frozenset({0xC3, 0xCB})
ARITHMETIC = frozenset({0xC9, 0xCA, 0xCB})

UNSUPPORTED = {
    **dict.fromkeys((0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF, 0xDE, 0xDF), "hierarchical JPEG"),
    **dict.fromkeys((0xF7, 0xF8), "JPEG-LS"),
    **dict.fromkeys((0xC8, *range(0xF0, 0xF7), *range(0xF9, 0xFE)), "a JPEG extension"),
    **dict.fromkeys((0x00, *range(0x02, 0xC0)), "a reserved marker"),
}
"""Markers whose effect on the picture exifguard does not know."""

NAMES = {
    SOI: "SOI",
    EOI: "EOI",
    SOS: "SOS",
    DQT: "DQT",
    DHT: "DHT",
    DAC: "DAC",
    DRI: "DRI",
    DNL: "DNL",
    COM: "COM",
    **{0xE0 + n: f"APP{n}" for n in range(16)},
    **{code: f"SOF{code - 0xC0}" for code in FRAMES},
}


class Signature(NamedTuple):
    """How one kind of application segment begins."""

    start: bytes
    kind: str
    """The block's kind."""
    label: str
    """Its name in paths."""
    skip: int
    """Bytes before the block itself."""


EXIF = Signature(b"Exif\0", "exif", "exif", 6)
XMP = Signature(b"http://ns.adobe.com/xap/1.0/\0", "xmp", "xmp", 29)
EXTENDED_XMP = Signature(b"http://ns.adobe.com/xmp/extension/\0", "xmp", "xmp-extended", 75)
ICC = Signature(b"ICC_PROFILE\0", "icc", "icc", 14)
MPF = Signature(b"MPF\0", "mpf", "MPF", 4)
GAIN_MAP = Signature(b"urn:iso:std:iso:ts:21496:-1\0", "iso21496", "iso21496", 28)
JUMBF = Signature(b"JP", "c2pa", "jumbf", 8)
PHOTOSHOP = Signature(b"Photoshop 3.0\0", "photoshop", "photoshop", 14)
PICTURE_INFO = Signature(b"[picture info]", "vendor", "olympus", 0)
"""Text of Olympus, Agfa and others; the maker's name may stand before it."""

SIGNATURES: dict[int, tuple[Signature, ...]] = {
    APP0: (
        Signature(b"JFXX\0", "jfxx", "jfxx", 5),
        Signature(b"AVI1", "vendor", "avi1", 4),
        Signature(b"II\x1a\0\0\0HEAPJPGM", "vendor", "ciff", 0),
        Signature(b"MM\0\0\0\x1aHEAPJPGM", "vendor", "ciff", 0),
        Signature(b"Ocad", "vendor", "ocad", 4),
    ),
    APP1: (
        EXIF,
        EXTENDED_XMP,
        XMP,
        # What buggy writers leave of the XMP signature; the packet itself tells where it begins.
        Signature(b"http", "xmp", "xmp", 0),
        Signature(b"XMP\0", "xmp", "xmp", 0),
        Signature(b"<?xpacket", "xmp", "xmp", 0),
        Signature(b"<x:xmpmeta", "xmp", "xmp", 0),
        Signature(b"<exif:", "xmp", "xmp", 0),
        Signature(b"FLIR\0", "flir", "flir", 8),
        Signature(b"PARROT\0", "vendor", "parrot", 7),
        Signature(b"QVCI\0", "vendor", "casio", 5),
    ),
    APP2: (
        ICC,
        MPF,
        Signature(b"FPXR\0", "vendor", "flashpix", 5),
        GAIN_MAP,
    ),
    0xE3: (
        Signature(b"Meta\0", "vendor", "kodak", 6),
        Signature(b"META\0", "vendor", "kodak", 6),
        Signature(b"Stim\0", "vendor", "stim", 5),
        Signature(b"_JPSJPS_", "vendor", "jps", 8),
    ),
    0xE4: (Signature(b"SCALADO\0", "vendor", "scalado", 8), Signature(b"FPXR\0", "vendor", "flashpix", 5)),
    0xE5: (Signature(b"RMETA\0", "vendor", "ricoh", 6), Signature(b"ssuniqueid\0", "vendor", "samsung", 11)),
    0xE6: (
        Signature(b"EPPIM\0", "vendor", "printim", 6),
        Signature(b"GoPro\0", "vendor", "gopro", 6),
        Signature(b"NITF\0", "vendor", "nitf", 5),
        Signature(b"TDHD", "vendor", "hp", 4),
    ),
    0xE7: (
        Signature(b"PENTAX \0", "vendor", "pentax", 8),
        Signature(b"RICOH\0", "vendor", "ricoh", 6),
        Signature(b"HUAWEI\0", "vendor", "huawei", 8),
        Signature(b"DJI-DBG\0", "vendor", "dji", 8),
        Signature(b"\x1aQualcomm", "vendor", "qualcomm", 9),
    ),
    0xE8: (Signature(b"SPIFF\0", "vendor", "spiff", 6), Signature(b"SEAL\0", "c2pa", "seal", 5)),
    0xE9: (Signature(b"Media Jukebox\0", "vendor", "jukebox", 14), Signature(b"SEAL\0", "c2pa", "seal", 5)),
    0xEA: (Signature(b"UNICODE\0", "comment", "unicode", 8), Signature(b"AROT\0\0", "gainmap", "arot", 6)),
    APP11: (JUMBF, Signature(b"HDR_RI ver=", "gainmap", "hdr-ri", 0)),
    APP12: (Signature(b"Ducky", "vendor", "ducky", 5), PICTURE_INFO),
    APP13: (
        PHOTOSHOP,
        Signature(b"Adobe_Photoshop2.5:", "photoshop", "photoshop", 0),
        Signature(b"Adobe_", "vendor", "adobe", 0),
    ),
}

UNKNOWN = Signature(b"", "unknown", "unknown", 0)
COMMENT = Signature(b"", "comment", "comment", 0)

RESIDUAL_BOXES = frozenset({b"RESI", b"FINE", b"ALFA", b"SPEC", b"AFIN"})
"""JPEG XT boxes (ISO/IEC 18477-3) that hold a second layer of the picture itself."""


def signature(marker: int, payload: bytes) -> Signature:
    """What an application or comment segment is, by the beginning of its payload."""
    if marker == COM:
        return COMMENT
    for candidate in SIGNATURES.get(marker, ()):
        if payload.startswith(candidate.start):
            return candidate
    if marker == APP12 and PICTURE_INFO.start in payload:
        return PICTURE_INFO
    return UNKNOWN
