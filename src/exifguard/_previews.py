"""Do the previews inside a file show its picture? Decoded by Pillow, made small, and compared.

A preview that was not renewed when the picture was cropped or painted over still shows what was hidden.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator

from PIL import Image, ImageOps

from ._decoders import open_picture
from ._inspect import Preview
from ._source import Source

DEPTH = ("GDepth:Data", "GDepth:Confidence")
"""The last step of the paths of depth maps (Google's Depthmap Metadata)."""

SIDE = 16
"""Pixels: both pictures are compared at this size, in grey."""

ALIKE = 0.7
"""Correlation from which two pictures show the same. Previews of unchanged pictures reach 0.95 and more,
cropped ones 0.6 at most; tone curves, coarse coding and a small shift cost a little."""

LOCAL = 1.25
"""Difference in one cell, in standard deviations, up to which it is the same picture. Unchanged previews stay
below 0.9; what was painted over stands out."""

CALM = 12.0
"""Standard deviation in grey levels below which differences count less: noise of dark pictures."""

DARK = 30
"""Grey level up to which a border counts as the bars that fill up another shape."""

FLAT = 2.0
"""Standard deviation in grey levels below which a picture shows nothing that could differ."""

_UNDECODABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def differing(picture: Source, previews: Iterable[Preview]) -> tuple[str, ...]:
    """The paths of the previews that show something else than `picture`.

    What Pillow can't decode is not compared, nor are depth maps, which show no picture.
    """
    main = _decoded(picture)
    if main is None:
        return ()
    found = []
    for path, source in previews:
        preview = None if path.endswith(DEPTH) else _decoded(source)
        if preview is not None and not _alike(main, preview):
            found.append(path)
    return tuple(found)


def _decoded(source: Source) -> Image.Image | None:
    """The picture in grey, not larger than needed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with open_picture(source) as image:
                image.draft("L", (SIDE * 4, SIDE * 4))
                return _grey(image)
    except _UNDECODABLE:
        return None


def _grey(image: Image.Image) -> Image.Image:
    """Transparent parts are white, as most viewers show them."""
    if image.mode in ("RGBA", "LA", "P", "PA"):
        colours = image.convert("RGBA")
        paper = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(paper, colours).convert("L")
    return image.convert("L")


def _alike(main: Image.Image, preview: Image.Image) -> bool:
    """True when the preview shows the picture, in any of the ways in which cameras and editors make one."""
    pixels = _levels(main)
    closest = max((_levels(shape) for shape in _shapes(preview, main.size)), key=pixels.correlation)
    return pixels.correlation(closest) >= ALIKE and pixels.largest_difference(closest) <= LOCAL


def _shapes(preview: Image.Image, size: tuple[int, int]) -> Iterator[Image.Image]:
    """The preview turned and mirrored as the picture may have been, with and without bars around it."""
    bars = preview.point(lambda level: 255 if level > DARK else 0).getbbox()
    for whole in (preview, preview.crop(bars)) if bars else (preview,):
        for turns in range(4):
            turned = whole.rotate(90 * turns, expand=True)
            for shape in (turned, ImageOps.mirror(turned)):
                yield shape
                yield _cut_to(shape, size)


def _cut_to(preview: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of the preview, in the shape of the picture."""
    wanted = size[0] / size[1]
    width = min(preview.width, round(preview.height * wanted))
    height = min(preview.height, round(preview.width / wanted))
    return ImageOps.fit(preview, (max(1, width), max(1, height)))


class _Levels:
    """The grey levels of a small picture, around their mean."""

    def __init__(self, values: bytes) -> None:
        mean = sum(values) / len(values)
        self.levels = [value - mean for value in values]
        self.deviation = math.sqrt(sum(level * level for level in self.levels) / len(values))

    def correlation(self, other: _Levels) -> float:
        """1 for the same picture, about 0 for unrelated ones. Two flat pictures are the same."""
        if min(self.deviation, other.deviation) < FLAT:
            return 1.0 if max(self.deviation, other.deviation) < FLAT else 0.0
        product = sum(a * b for a, b in zip(self.levels, other.levels, strict=True)) / len(self.levels)
        return product / (self.deviation * other.deviation)

    def largest_difference(self, other: _Levels) -> float:
        """Of any cell, in standard deviations: brightness and contrast of the whole don't count."""
        pairs = zip(self._scaled(), other._scaled(), strict=True)
        calm = min(1.0, self.deviation / CALM)
        return calm * max(abs(a - b) for a, b in pairs)

    def _scaled(self) -> list[float]:
        return [level / max(self.deviation, FLAT) for level in self.levels]


def _levels(image: Image.Image) -> _Levels:
    return _Levels(image.resize((SIDE, SIDE), Image.Resampling.BOX).tobytes())
