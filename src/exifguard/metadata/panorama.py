"""The shape of a panorama in XMP: what a viewer needs to show a 360° picture as one.

Google's Photo Sphere XMP, namespace ``http://ns.google.com/photos/1.0/panorama/``. Only the projection and
numbers of its geometry count; the heading towards north, dates and names of programs are something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..limits import Limits
from ..model import Projection
from .xmp import Xmp

PREFIX = "GPano:"

_COUNT = re.compile(r"[0-9]{1,6}")
_ANGLE = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,6})?")
_TRUTH = re.compile(r"True|False")
_SHAPE = re.compile(r"equirectangular|cylindrical")

PROPERTIES: Mapping[str, re.Pattern[str]] = {
    "ProjectionType": _SHAPE,
    "UsePanoramaViewer": _TRUTH,
    "FullPanoWidthPixels": _COUNT,
    "FullPanoHeightPixels": _COUNT,
    "CroppedAreaImageWidthPixels": _COUNT,
    "CroppedAreaImageHeightPixels": _COUNT,
    "CroppedAreaLeftPixels": _COUNT,
    "CroppedAreaTopPixels": _COUNT,
    "InitialViewHeadingDegrees": _ANGLE,
    "InitialViewPitchDegrees": _ANGLE,
    "InitialViewRollDegrees": _ANGLE,
    "InitialHorizontalFOVDegrees": _ANGLE,
    "PosePitchDegrees": _ANGLE,
    "PoseRollDegrees": _ANGLE,
}
"""The properties that viewers heed, and the only values that they may have."""


def read_projection(packet: bytes, limits: Limits) -> Projection:
    """The shape of the panorama that an XMP packet describes; empty when it describes none."""
    if PREFIX.encode() not in packet:
        return ()
    values = {field.key.removeprefix(PREFIX): str(field.value) for field in Xmp().read(packet, limits).fields}
    found = tuple(
        (name, values[name])
        for name, pattern in PROPERTIES.items()
        if name in values and pattern.fullmatch(values[name])
    )
    return found if found and found[0][0] == "ProjectionType" else ()


def projection_properties(projection: Projection) -> dict[str, str]:
    """The properties of XMP that say the shape of a panorama, and nothing else; none for no panorama."""
    return {PREFIX + name: value for name, value in projection}
