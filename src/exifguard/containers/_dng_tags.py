"""What a raw developer needs of a DNG, as a table: kept in place, and why.

Adobe DNG 1.7.1. What is not here goes: serial numbers, names, dates, previews' settings, embedded originals,
private data, semantic masks.
"""

from __future__ import annotations

from typing import Final

from . import _tiff_tags as tags

_TEXT: Final = frozenset((1, 2))
_DATA: Final = tags.BYTES
_LONGEST: Final = 1 << 26
_TABLE: Final = tags.Rule(tags.ANY_NUMBER, _LONGEST, needed=True)
_OPCODES: Final = tags.Rule(_DATA, _LONGEST, needed=True)
_NAME: Final = tags.Rule(_TEXT, 128)

CAMERA: Final = (271, 272, 50708, 50709)
"""Maker and model, as TIFF and as DNG name them."""
REASONS: Final = {
    "which version of DNG it is": (50706, 50707),
    "which camera's colours and lens corrections to use": CAMERA,
    "how the sensor's colours are laid out": (33421, 33422, 50710, 50711),
    "what number black, white and every step between are": range(50712, 50718),
    "which part of the sensor is the picture, and how large it is shown": (
        *range(50718, 50721),
        *(50780, 50829, 50830, 51125),
        *range(51089, 51092),
    ),
    "what white was": (50727, 50728, 50729),
    "the camera's colours, as matrices": (
        *range(50721, 50727),
        *(50778, 50779, 50931, 50932, 50964, 50965),
        *range(52529, 52536),
        52538,
    ),
    "the camera's colours, as tables and curves": (
        *range(50937, 50942),
        *(50981, 50982),
        *range(51107, 51111),
        *(52525, 52537, 52543, 52544, 52551),
    ),
    "what its colour profile is called, by which developers find it": (50934, 50936, 50942, 52552),
    "how light, sharp and clean it is made": (*range(50730, 50735), 50737, 50738, 50739, 50879),
    "how defects of sensor and lens are corrected": (51008, 51009, 51022),
    "how strong the noise is": (50935, 51041),
    "how its data are grouped": (50974, 50975, 52547),
    "that the sensor's data are whole": (50972, 51111),
}
"""Tags that stay, by what they are for."""

ASIDE: Final = frozenset((8, 0x10004))
"""Values of NewSubFileType of pages that go, besides smaller copies: depth; masks of skin, sky, people."""

_VERSIONS: Final = frozenset((50706, 50707))
"""Some writers state these twice, and not the same; the first counts."""
_NAMES: Final = frozenset((271, 272, 50708, 50709, 50931, 50932, 50934, 50936, 50942, 52552))
_BYTE_DATA: Final = frozenset(
    (33422, 50710, 50972, 51008, 51009, 51022, 51111, 52525, *range(52533, 52536), 52543, 52544, 52551)
)


def _rule(tag: int) -> tags.Rule:
    if tag in _VERSIONS:
        return tags.Rule(_DATA, 4)
    if tag in _NAMES:
        return _NAME
    if tag in _BYTE_DATA:
        return _OPCODES
    return _TABLE


NEEDED: Final = {tag: _rule(tag) for group in REASONS.values() for tag in group}
"""Every entry that stays besides those of TIFF."""
TOLD: Final = {tag: rule for tag, rule in NEEDED.items() if tag not in CAMERA}
"""What `inspect` takes for the picture's own: it tells which camera a picture was taken with."""
