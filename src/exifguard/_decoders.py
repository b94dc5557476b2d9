"""Which decoder shows a file: Pillow's own, or pillow-heif for HEIC where it is installed."""

from __future__ import annotations

import importlib
import io
from typing import Final

from PIL import Image

from ._source import Source
from .containers import HEAD, container_for

BY_PILLOW_HEIF: Final = frozenset({"heic", "heif"})
"""Formats that Pillow alone does not decode."""


def open_picture(source: Source) -> Image.Image:
    """The picture that a viewer shows first.

    Pillow is not told of the other decoder, because that would hold for the whole process.

    Raises:
        OSError: no decoder that is installed knows the format; or what Pillow raises for damaged files.
    """
    stream = io.BytesIO(source.read(0, source.size))
    container = container_for(source.read(0, min(HEAD, source.size)))
    if container is None or container.format.name not in BY_PILLOW_HEIF:
        return Image.open(stream)
    try:
        decoder = importlib.import_module("pillow_heif")
    except ImportError as error:
        raise OSError("pillow-heif is not installed") from error
    picture: Image.Image = decoder.HeifImageFile(stream)
    return picture


def is_one_picture(image: Image.Image) -> bool:
    """True where further pictures in the file are no frames of an animation."""
    return image.format in ("MPO", "HEIF")
