"""Previews inside a file that show something else than its picture are found, and no others."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

import exifguard
from builders import jpeg
from builders.tiff import Ifd, tiff

SIZE = (640, 480)


def scene() -> Image.Image:
    """A picture with large and small shapes, and nothing symmetric."""
    picture = Image.linear_gradient("L").resize(SIZE).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for number in range(24):
        x, y = (number * 197) % SIZE[0], (number * 131) % SIZE[1]
        colour = ((number * 53) % 256, (number * 97) % 256, (number * 29) % 256)
        draw.ellipse((x, y, x + 30 + number * 4, y + 50 + number * 2), fill=colour)
    return picture


def coded(picture: Image.Image, quality: int = 80) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def with_thumbnail(picture: Image.Image, thumbnail: Image.Image) -> bytes:
    block = tiff(Ifd(next=Ifd(thumbnail=coded(thumbnail.resize((160, 120)), 50))))
    data = coded(picture)
    return data[:2] + jpeg.exif_segment(block) + data[2:]


def letterboxed(picture: Image.Image) -> Image.Image:
    return ImageOps.pad(picture, (160, 120), color="black")


def differing(picture: Image.Image, thumbnail: Image.Image) -> tuple[str, ...] | None:
    return exifguard.inspect(with_thumbnail(picture, thumbnail), compare_previews=True).differing


SAME = {
    "as it is": (scene(), scene()),
    "brighter": (ImageEnhance.Brightness(scene()).enhance(1.2), scene()),
    "less contrast": (ImageEnhance.Contrast(scene()).enhance(0.6), scene()),
    "turned": (scene().rotate(90, expand=True), scene()),
    "mirrored": (ImageOps.mirror(scene()), scene()),
    "with bars": (scene().crop((0, 60, 640, 420)), letterboxed(scene().crop((0, 60, 640, 420)))),
    "grey": (scene().convert("L"), scene()),
}


def painted_over() -> Image.Image:
    picture = scene()
    ImageDraw.Draw(picture).rectangle((400, 100, 520, 230), fill="black")
    return picture


OTHER = {
    "cropped": (scene().crop((320, 200, 640, 440)), scene()),
    "painted over": (painted_over(), scene()),
    "unrelated": (scene(), Image.radial_gradient("L").convert("RGB")),
    "blank": (Image.new("RGB", SIZE, "blue"), scene()),
}


@pytest.mark.parametrize("name", SAME)
def test_a_preview_of_the_picture_is_no_news(name: str) -> None:
    assert differing(*SAME[name]) == ()


@pytest.mark.parametrize("name", OTHER)
def test_a_preview_of_something_else_is_named(name: str) -> None:
    assert differing(*OTHER[name]) == ("APP1/exif/thumbnail",)


def test_nothing_is_compared_unless_asked_for() -> None:
    assert exifguard.inspect(with_thumbnail(*OTHER["cropped"])).differing is None


def test_what_cannot_be_decoded_is_not_compared() -> None:
    data = with_thumbnail(*OTHER["cropped"])
    at = data.index(b"\xff\xda", data.index(b"\xff\xd8", 2))
    broken = data[: at + 2] + b"\0\0" + data[at + 4 :]
    assert exifguard.inspect(broken, compare_previews=True).differing is not None
