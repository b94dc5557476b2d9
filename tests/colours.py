"""What lcms2, through Pillow, makes of colours with a profile: the judge of whether two are equal."""

from __future__ import annotations

import io
import itertools
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageCms

CUBES = {"RGB ": ("RGB", 3, 9), "CMYK": ("CMYK", 4, 5), "GRAY": ("L", 1, 256), "Lab ": ("LAB", 3, 9)}


@cache
def cube(space: str) -> Image.Image:
    mode, channels, steps = CUBES[space]
    axis = [round(255 * step / (steps - 1)) for step in range(steps)]
    points = bytes(itertools.chain.from_iterable(itertools.product(axis, repeat=channels)))
    return Image.frombytes(mode, (steps**channels, 1), points)


def colours(data: bytes, intent: ImageCms.Intent, *, back: bool) -> np.ndarray[Any, Any] | None:
    """What lcms2 makes of a cube of colours: to sRGB, or from it; None when it can't."""
    space = data[16:20].decode("latin-1")
    if space not in CUBES:
        return None
    mode, srgb = CUBES[space][0], ImageCms.createProfile("sRGB")
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(data))
        if back:
            transform = ImageCms.buildTransform(srgb, own, "RGB", mode, intent)
        else:
            transform = ImageCms.buildTransform(own, srgb, mode, "RGB", intent)
    except (ImageCms.PyCMSError, OSError):
        return None
    shown = ImageCms.applyTransform(cube("RGB " if back else space), transform)
    assert shown is not None
    return np.asarray(shown).astype(int)


def difference(before: bytes, after: bytes, *, back: bool = True) -> int:
    """The largest difference of any colour, in 8-bit steps; both fail to convert in the same cases."""
    worst = 0
    for intent, way in itertools.product(ImageCms.Intent, (False, True) if back else (False,)):
        old, new = colours(before, intent, back=way), colours(after, intent, back=way)
        assert (old is None) == (new is None)
        if old is not None and new is not None:
            worst = max(worst, int(abs(old - new).max()))
    return worst
