from __future__ import annotations

import pytest

from exifguard.batch.sidecars import Neighbours, claims_to_be_picture, sidecar
from exifguard.containers import CONTAINERS

PICTURES = Neighbours(["IMG_1.JPG", "b.heic", "IMG(2).jpg", "notes.txt"])


@pytest.mark.parametrize(
    "name",
    [
        "IMG_1.xmp",
        "IMG_1.JPG.xmp",
        "track.GPX",
        "IMG_1.AAE",
        "IMG_1.json",
        "IMG_1.jpg.json",
        "IMG_1.jpg.supplemental-metadata.json",
        "IMG_1.JPG.supplem.json",
        "IMG_1.jpg(2).json",
        "b.MOV",
        "b.wav",
        "._IMG_1.JPG",
        ".DS_Store",
        "Thumbs.db",
    ],
)
def test_sidecars_are_known_by_name(name: str) -> None:
    assert sidecar(name, PICTURES)


@pytest.mark.parametrize(
    "name", ["package.json", "holiday.mov", "notes.json", "IMG_1.txt", "IMG_10.json", ".json"]
)
def test_other_files_are_none(name: str) -> None:
    assert sidecar(name, PICTURES) is None


def test_every_supported_format_claims_to_be_a_picture() -> None:
    assert all(claims_to_be_picture(f"a{container.format.suffix.upper()}") for container in CONTAINERS)
