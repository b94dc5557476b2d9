"""The colour spaces that many programs write: what they are, as numbers. Data only.

Recognised by these numbers, written from these numbers: see `_icc_common`.
"""

from __future__ import annotations

from math import log2
from typing import NamedTuple

Chromaticity = tuple[float, float]
"""CIE 1931 x and y, no unit."""

D65: Chromaticity = (0.3127, 0.3290)
D50: Chromaticity = (0.3457, 0.3585)
DAYLIGHT_6504_K: Chromaticity = (0.31271, 0.32912)
"""What CIE 15 computes for the temperature of D65."""


class Curve(NamedTuple):
    """How a channel's value, 0 to 1, becomes light, 0 to 1: ``(a·v + b) ** g``, but ``c·v`` below `d`.

    The form of function type 3 in ICC.1:2022 clause 10.18.
    """

    g: float
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0


class Space(NamedTuple):
    """A colour space of one or three channels.

    Attributes:
        name: what its profile is called.
        curve: of every channel.
        primaries: red, green and blue; none in a space of greys.
        white: the white that red, green and blue make together; the connection space has its own, D50.
        device: the profile's class, ICC.1:2001-04 clause 6.1: a display, or a printer.
    """

    name: str
    curve: Curve
    primaries: tuple[Chromaticity, ...] = ()
    white: Chromaticity = D50
    device: bytes = b"mntr"


def _starting_slope(g: float, slope: float) -> Curve:
    """A power that starts as a straight line, where that is higher: they meet at ``slope ** 1/(g-1)``."""
    return Curve(g, c=slope, d=slope ** (1 / (g - 1)))


def _dot_gain(gain: float) -> Space:
    """Greys in print: a dot that should cover a half covers `gain` more, so the paper shows 0.5 - `gain`."""
    curve = _starting_slope(-log2(0.5 - gain), 1 / 16)
    return Space(f"Dot Gain {gain:.0%}", curve, device=b"prtr")


_LINEAR = Curve(1.0)
_GAMMA_18 = Curve(461 / 256)  # what a curve of one number (clause 10.6) can say of 1.8 and 2.2
_GAMMA_22 = Curve(563 / 256)
_SRGB = Curve(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)  # IEC 61966-2-1
_BT2020 = Curve(1 / 0.45, 1 / 1.0993, 0.0993 / 1.0993, 1 / 4.5, 0.0181 * 4.5)  # BT.2020-2 table 4
_ROMM = _starting_slope(1.8, 1 / 16)  # ISO 22028-2

_BT709_PRIMARIES = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
_P3_PRIMARIES = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_ADOBE_PRIMARIES = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
_ROMM_PRIMARIES = ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001))
_BT2020_PRIMARIES = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_TRINITRON_PRIMARIES = ((0.625, 0.340), (0.280, 0.595), (0.155, 0.070))
_P22_PRIMARIES = ((0.630, 0.340), (0.295, 0.605), (0.150, 0.075))
_GENERIC_PRIMARIES = ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077))

SRGB = Space("sRGB", _SRGB, _BT709_PRIMARIES, D65)

SPACES: tuple[Space, ...] = (
    SRGB,  # IEC 61966-2-1: nearly all pictures
    Space("Display P3", _SRGB, _P3_PRIMARIES, D65),  # SMPTE RP 431-2 with the white and curve of sRGB: phones
    # The owner of the name asks that profiles made by others are called compatible.
    Space("Compatible with Adobe RGB (1998)", _GAMMA_22, _ADOBE_PRIMARIES, D65),  # cameras; IEC 61966-2-5
    Space("ProPhoto RGB", _GAMMA_18, _ROMM_PRIMARIES, D50),  # as most programs write it: no line in the dark
    Space("ROMM RGB", _ROMM, _ROMM_PRIMARIES, D50),  # as ISO 22028-2 has it
    Space("Rec. 2020", _BT2020, _BT2020_PRIMARIES, D65),  # BT.2020-2
    Space("sRGB, gamma 2.2", _GAMMA_22, _BT709_PRIMARIES, D65),  # displays that call themselves sRGB
    # Of older versions of Little CMS, and so of GIMP and others: up to a step and a half from sRGB.
    Space("sRGB, 6504 K", _SRGB, _BT709_PRIMARIES, DAYLIGHT_6504_K),
    Space("sRGB, linear", _LINEAR, _BT709_PRIMARIES, D65),  # rendered pictures
    Space("Apple RGB", _GAMMA_18, _TRINITRON_PRIMARIES, D65),  # displays of the 1990s
    Space("ColorMatch RGB", _GAMMA_18, _P22_PRIMARIES, D50),
    Space("Generic RGB", _GAMMA_18, _GENERIC_PRIMARIES, D65),  # Mac OS X before 10.6
    Space("Gray, gamma 2.2", _GAMMA_22),
    Space("Gray, gamma 1.8", _GAMMA_18),
    Space("Gray, sRGB curve", _SRGB),
    Space("Gray, linear", _LINEAR),
    *(_dot_gain(gain) for gain in (0.10, 0.15, 0.20, 0.25, 0.30)),  # Photoshop's settings
)
"""Each differs from every other by more than what is taken for equal."""
