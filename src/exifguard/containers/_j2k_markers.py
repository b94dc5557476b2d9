"""JPEG 2000 codestream markers as tables: ITU-T T.800 annex A, T.801 annex A (extensions), T.814 (HTJ2K)."""

from __future__ import annotations

import re
from typing import Final

SOC, SOT, SOD, EOC = b"\xff\x4f", b"\xff\x90", b"\xff\x93", b"\xff\xd9"
SIZ, TLM, CRG, COM = b"\xff\x51", b"\xff\x55", b"\xff\x63", b"\xff\x64"

SIGNATURE: Final = SOC + SIZ
"""What every codestream begins with (T.800 clause A.4.1)."""

MAIN: Final[dict[bytes, str]] = {
    b"\xff\x50": "CAP",
    SIZ: "SIZ",
    b"\xff\x52": "COD",
    b"\xff\x53": "COC",
    TLM: "TLM",
    b"\xff\x56": "PRF",
    b"\xff\x57": "PLM",
    b"\xff\x59": "CPF",
    b"\xff\x5c": "QCD",
    b"\xff\x5d": "QCC",
    b"\xff\x5e": "RGN",
    b"\xff\x5f": "POC",
    b"\xff\x60": "PPM",
    CRG: "CRG",
    b"\xff\x70": "DCO",
    b"\xff\x71": "VMS",
    b"\xff\x72": "DFS",
    b"\xff\x73": "ADS",
    b"\xff\x74": "MCT",
    b"\xff\x75": "MCC",
    b"\xff\x76": "NLT",
    b"\xff\x77": "MCO",
    b"\xff\x78": "CBD",
    b"\xff\x79": "ATK",
}
"""Segments of the main header that a picture may need; all but SOC have a length."""
TILE: Final[dict[bytes, str]] = {
    code: name for code, name in MAIN.items() if name not in ("CAP", "SIZ", "TLM", "PRF", "PLM", "CPF", "PPM")
} | {b"\xff\x58": "PLT", b"\xff\x61": "PPT"}
"""Segments of the header of a tile-part."""

SIZ_HEAD: Final = 38
"""Bytes of SIZ behind the marker without its components (T.800 table A.9)."""
SOT_SIZE: Final = 12
"""Bytes of SOT with its marker (T.800 table A.5)."""
TILES_MAX: Final = 65_535

LATIN: Final = 1
"""Rcom of text in ISO 8859-15 (T.800 table A.44); 0 is anything."""
ENCODER: Final = re.compile(
    rb"(?:Created by OpenJPEG version |Kakadu-v?|OpenJPH Ver |Jasper Version )[0-9A-Za-z.\-]{1,16}"
    rb"|Kdu-Layer-Info: log_2\{Delta-D\([^)]{1,40}\)/[^\n]{1,40}\n(?:[ \-0-9.,e+]{1,60}\n?)*",
    re.IGNORECASE,
)
"""The whole of a comment by which encoders name themselves, and count the bytes of quality layers."""
