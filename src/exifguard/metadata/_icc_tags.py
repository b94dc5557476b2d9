"""The tags of colour profiles that are the picture's colour, and how the others are named. Data only.

Clauses are those of ICC.1:2022 (profile version 4.4); "v2" marks what only ICC.1:2001-04 has. A tag that
isn't here is no part of the colour transform: descriptions of the device (``dmnd``, ``dmdd``, ``vued``),
measurements (``targ``), dates (``calt``), other profiles (``pseq``, ``psid``), the state of one display
(``vcgt``, ``ndin``, ``mmod``), dictionaries (``meta``), PostScript (``psd0``, ``crdi``) and whatever
vendors add.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class ColourTag(NamedTuple):
    """A tag that stays.

    Attributes:
        clause: where it is defined.
        types: the type signatures that its data may begin with.
        shows: True where decoders can't compute the picture's colours when it is damaged, so that it makes
            no sound profile; False where they do without, so that it may go.
    """

    clause: str
    types: frozenset[bytes]
    shows: bool


_TEXT = frozenset({b"desc", b"mluc", b"text"})
_XYZ = frozenset({b"XYZ "})
_CURVE = frozenset({b"curv", b"para"})
_TABLE = frozenset({b"mft1", b"mft2", b"mAB ", b"mBA "})
_FLOATS = frozenset({b"mpet"})

COLOUR_TAGS: Mapping[str, ColourTag] = MappingProxyType(
    {
        "A2B0": ColourTag("9.2.1", _TABLE, True),
        "A2B1": ColourTag("9.2.2", _TABLE, True),
        "A2B2": ColourTag("9.2.3", _TABLE, True),
        "bXYZ": ColourTag("9.2.4", _XYZ, True),
        "bTRC": ColourTag("9.2.5", _CURVE, True),
        "B2A0": ColourTag("9.2.6", _TABLE, False),
        "B2A1": ColourTag("9.2.7", _TABLE, False),
        "B2A2": ColourTag("9.2.8", _TABLE, False),
        "B2D0": ColourTag("9.2.9", _FLOATS, False),
        "B2D1": ColourTag("9.2.10", _FLOATS, False),
        "B2D2": ColourTag("9.2.11", _FLOATS, False),
        "B2D3": ColourTag("9.2.12", _FLOATS, False),
        "chad": ColourTag("9.2.15", frozenset({b"sf32"}), False),
        "chrm": ColourTag("9.2.16", frozenset({b"chrm"}), False),
        "cicp": ColourTag("9.2.17", frozenset({b"cicp"}), False),
        "clro": ColourTag("9.2.18", frozenset({b"clro"}), False),
        "clrt": ColourTag("9.2.19", frozenset({b"clrt"}), False),
        "clot": ColourTag("9.2.20", frozenset({b"clrt"}), False),
        "cprt": ColourTag("9.2.22, required of every profile", _TEXT, False),
        "D2B0": ColourTag("9.2.25", _FLOATS, True),
        "D2B1": ColourTag("9.2.26", _FLOATS, True),
        "D2B2": ColourTag("9.2.27", _FLOATS, True),
        "D2B3": ColourTag("9.2.28", _FLOATS, True),
        "gamt": ColourTag("9.2.29", _TABLE, False),
        "kTRC": ColourTag("9.2.30", _CURVE, True),
        "gXYZ": ColourTag("9.2.31", _XYZ, True),
        "gTRC": ColourTag("9.2.32", _CURVE, True),
        "lumi": ColourTag("9.2.33", _XYZ, False),
        "meas": ColourTag("9.2.34", frozenset({b"meas"}), False),
        "wtpt": ColourTag("9.2.36", _XYZ, False),
        "ncl2": ColourTag("9.2.37", frozenset({b"ncl2"}), True),
        "rig0": ColourTag("9.2.39", frozenset({b"sig "}), False),
        "pre0": ColourTag("9.2.40", _TABLE, False),
        "pre1": ColourTag("9.2.41", _TABLE, False),
        "pre2": ColourTag("9.2.42", _TABLE, False),
        "desc": ColourTag("9.2.43, required of every profile", _TEXT, False),
        "rXYZ": ColourTag("9.2.46", _XYZ, True),
        "rTRC": ColourTag("9.2.47", _CURVE, True),
        "rig2": ColourTag("9.2.48", frozenset({b"sig "}), False),
        "tech": ColourTag("9.2.49", frozenset({b"sig "}), False),
        "view": ColourTag("9.2.51", frozenset({b"view"}), False),
        "bkpt": ColourTag("v2 6.4.23, black point compensation reads it", _XYZ, False),
    }
)
"""The colour list: signature → why it stays."""

TEXT_TAGS = frozenset({"desc", "cprt"})
"""Tags of the colour list that say something in words."""

MODELS: tuple[frozenset[str], ...] = (
    *(frozenset({f"{table}{intent}"}) for table in ("A2B", "B2A", "D2B", "B2D") for intent in range(3)),
    frozenset({"D2B3"}),
    frozenset({"B2D3"}),
    frozenset({"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"}),
    frozenset({"kTRC"}),
    frozenset({"ncl2"}),
)
"""Ways to compute a colour (clause 8): a profile has all tags of one of them, or is of no use."""

KEPT_HEADER: tuple[tuple[int, int], ...] = (
    (8, 10),  # version, 7.2.4; without the reserved bytes
    (12, 24),  # class, colour space, connection space: 7.2.5 to 7.2.7
    (36, 40),  # the file signature: 7.2.9
    (64, 80),  # rendering intent and illuminant: 7.2.15 and 7.2.16
)
"""Bytes of the header that decoders compute with; the rest of it says who made the profile, and when."""

KEPT_BITS: tuple[tuple[str, int, int, int], ...] = (
    ("ProfileFlags", 44, 48, 0x3),  # 7.2.11: embedded, not to be used alone
    ("DeviceAttributes", 56, 64, 0xF),  # 7.2.14: transparency, matte, negative, black and white
)
"""Bits of the header that the standard defines: name, start, end, mask. The others are vendors'."""

HEADER: tuple[tuple[str, int, int, str], ...] = (
    ("CMMType", 4, 8, "signature"),
    ("ProfileVersion", 8, 12, "version"),
    ("ProfileClass", 12, 16, "signature"),
    ("ColorSpaceData", 16, 20, "signature"),
    ("ProfileConnectionSpace", 20, 24, "signature"),
    ("ProfileDateTime", 24, 36, "date"),
    ("PrimaryPlatform", 40, 44, "signature"),
    ("DeviceManufacturer", 48, 52, "signature"),
    ("DeviceModel", 52, 56, "signature"),
    ("ProfileCreator", 80, 84, "signature"),
    ("ProfileID", 84, 100, "hex"),
)
"""Fields of the header (clause 7.2, table 17): name, start, end, how it is read."""

RESERVED = (100, 128)
"""Header bytes that profiles up to version 4 leave zero (clause 7.2.19)."""

MAKE_AND_MODEL: tuple[tuple[str, int, int], ...] = (
    ("Manufacturer", 8, 12),
    ("Model", 12, 16),
    ("SerialNumber", 16, 20),
    ("ManufactureDate", 20, 24),
)
"""Apple's ``mmod`` (CMMakeAndModel in ColorSync's headers): what it says of the display, as numbers."""
