"""The shape of 360 degree video in Google's first form (spherical video V1): XML in a box of the track.

Only what players project by is written anew, in the order of the specification; programs' names, dates and
everything else goes.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 1 << 16
"""Bytes of such a box that are looked at; real ones have less than 1 kB."""

_NUMBER = r"\d{1,6}"
_VALUES: Final[tuple[tuple[str, str], ...]] = (
    ("Spherical", "true|false"),
    ("Stitched", "true|false"),
    ("ProjectionType", "equirectangular|cubemap|mesh|fisheye|rectilinear"),
    ("StereoMode", "mono|left-right|top-bottom"),
    ("InitialViewHeadingDegrees", rf"-?{_NUMBER}"),
    ("InitialViewPitchDegrees", rf"-?{_NUMBER}"),
    ("InitialViewRollDegrees", rf"-?{_NUMBER}"),
    ("FullPanoWidthPixels", _NUMBER),
    ("FullPanoHeightPixels", _NUMBER),
    ("CroppedAreaImageWidthPixels", _NUMBER),
    ("CroppedAreaImageHeightPixels", _NUMBER),
    ("CroppedAreaLeftPixels", _NUMBER),
    ("CroppedAreaTopPixels", _NUMBER),
)
_HEAD: Final = (
    '<?xml version="1.0"?><rdf:SphericalVideo xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:GSpherical="http://ns.google.com/videos/1.0/spherical/">'
)
_TAIL: Final = "</rdf:SphericalVideo>"


def canonical(xml: bytes) -> bytes:
    """The same shape and nothing else; empty where the XML says none."""
    text = xml[:LONGEST].decode("utf-8", "replace")
    rows = []
    for name, pattern in _VALUES:
        found = re.search(rf"<GSpherical:{name}>\s*({pattern})\s*</GSpherical:{name}>", text, re.ASCII)
        if found:
            rows.append(f"<GSpherical:{name}>{found[1]}</GSpherical:{name}>")
    spherical = any(">true<" in row for row in rows[:1]) and rows[0].startswith("<GSpherical:Spherical>")
    return (_HEAD + "".join(rows) + _TAIL).encode() if spherical else b""
