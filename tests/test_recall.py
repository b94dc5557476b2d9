"""What ExifTool sees in real pictures, `inspect` sees too: every category, and the same places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import exifguard
from exifguard import Category
from oracles import ExifTool
from pictures import CORPUS_VARIABLE, corpus

pytestmark = pytest.mark.corpus

RECALL = 0.995
"""Of pairs of a file and a category that ExifTool's tags speak of, so many must be found."""
DEGREES = 1e-6

TELLING: Mapping[Category, re.Pattern[str]] = {
    Category.LOCATION: re.compile(
        r"GPS(Lat|Long|Alt|Dest|Area|Position|Processing|Map)\w*|City|State|Province-?State|Country\w*|"
        r"(Primary|Content)?Location(Name|Code|Created\w*|Shown\w*)|Sub-?location|Country-PrimaryLocation\w+"
    ),
    Category.DEVICE: re.compile(r"Make|Model|\w*SerialNumber\w*|Lens(Model|Make|ID|Info)|UniqueCameraModel"),
    Category.IDENTITY: re.compile(
        r"OwnerName|CameraOwnerName|Region(Person\w*|Name)|PersonInImage\w*|Contact|Creator(Work|Address)\w+"
    ),
    Category.TIME: re.compile(
        r"(DateTime(Original|Digitized)?|CreateDate|ModifyDate|DateCreated|DigitalCreationDate|SubSecTime\w*)"
    ),
    Category.CAPTION: re.compile(
        r"ImageDescription|Caption-Abstract|Description|Title|Headline|Keywords|UserComment|XP(Title|Comment|Keywords|Subject)"
    ),
    Category.PREVIEW: re.compile(r"ThumbnailImage|PreviewImage|JpgFromRaw|PhotoshopThumbnail"),
    Category.HISTORY: re.compile(r"Software|CreatorTool|History\w*|DocumentID|InstanceID|JUMD\w+"),
    Category.RIGHTS: re.compile(r"Artist|Creator|By-line|Copyright\w*|Rights|Credit|UsageTerms"),
}
"""ExifTool's tag names that speak of a category beyond doubt."""

ELSEWHERE = ("ICC", "File", "System", "ExifTool", "Composite", "QuickTime")
"""Groups of what is no metadata of the picture, or is computed from other tags."""


def told(tags: Mapping[str, Any]) -> Iterator[tuple[Category, str]]:
    """The categories that ExifTool's tags speak of, each with a tag."""
    for key, value in tags.items():
        group, _, name = key.rpartition(":")
        blank = not str(value).strip(" 0:.") or str(value).startswith("(Binary data 0")
        if blank or group.startswith(ELSEWHERE):
            continue
        for category, names in TELLING.items():
            if names.fullmatch(name):
                yield category, key


@pytest.fixture(scope="module")
def pictures() -> list[tuple[str, Path]]:
    found = [(picture.label, picture.path) for picture in corpus()]
    if not found:
        pytest.skip(f"{CORPUS_VARIABLE} names no folder with pictures")
    return found


def test_every_category_that_exiftool_sees_is_found(
    pictures: list[tuple[str, Path]], exiftool: ExifTool
) -> None:
    pairs, missed = 0, []
    for label, path in pictures:
        try:
            report = exifguard.inspect(path)
        except exifguard.UnknownFormatError:
            continue
        for category, tag in dict(told(exiftool.tags(path))).items():
            pairs += 1
            if not report.has(category):
                missed.append(f"{label}: {category.value} ({tag})")
    assert pairs
    assert len(missed) <= (1 - RECALL) * pairs, missed


def test_places_are_where_exiftool_sees_them(pictures: list[tuple[str, Path]], exiftool: ExifTool) -> None:
    compared = 0
    for label, path in pictures:
        tags = exiftool.tags(path)
        seen = [tags.get(f"Composite:GPS{name}") for name in ("Latitude", "Longitude")]
        if not all(isinstance(number, int | float) for number in seen):
            continue
        latitude, longitude = map(float, (number or 0.0 for number in seen))
        places = exifguard.inspect(path).locations
        compared += bool(places)
        near = [
            place
            for place in places
            if max(abs(place.latitude - latitude), abs(place.longitude - longitude)) <= DEGREES
        ]
        assert near or not places, label
    assert compared
