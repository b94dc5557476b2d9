"""What ExifTool sees in real pictures, `inspect` sees too and little else: categories and places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import exifguard
from exifguard import Category, Finding
from exifguard.metadata._iptc_datasets import NAMES
from golden import FINDINGS, digest, found
from oracles import ExifTool
from pictures import CORPUS_VARIABLE, WHOLE, corpus

pytestmark = pytest.mark.corpus

RECALL = 0.995
"""Of pairs of a file and a category that ExifTool's tags speak of, so many must be found."""
PRECISION = 0.98
"""Of pairs of a file and a category that `inspect` tells, so many must rest on a block, or on a field that
ExifTool shows too. The rest are fields of damaged blocks, of which ExifTool shows nothing."""
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


NOT_SHOWN = re.compile(r"HEIF:HandlerName|HEIF:ItemLabel|icc:\w+")
"""Keys of what ExifTool never shows: names of handlers and items in HEIF, profiles inside of icons."""

OTHER_NAMES = {"tIME": "ModifyDate", "xmptk": "XMPToolkit"}


def plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def field_name(finding: Finding) -> str:
    """What ExifTool calls the field, or the beginning or end of it."""
    step = re.sub(r"\[.*?\]", "", finding.key.removesuffix("@zone").rpartition("/")[2])
    if step.startswith("8BIM:"):
        return "photoshop"
    last = NAMES.get(step) or step.rpartition(":")[2]
    return plain(OTHER_NAMES.get(last, last))


def is_shown(name: str, seen: set[str]) -> bool:
    return bool(name) and any(name in shown for shown in seen)


def told(tags: Mapping[str, Any]) -> Iterator[tuple[Category, str]]:
    """The categories that ExifTool's tags speak of, each with a tag.

    JPEG strips of a TIFF are previews to it, also those of the picture.
    """
    for key, value in tags.items():
        group, _, name = key.rpartition(":")
        blank = not str(value).strip(" 0:.") or str(value).startswith("(Binary data 0")
        page = name == "PreviewImage" and tags.get("File:FileType") in ("TIFF", "BTF")
        if blank or page or group.startswith(ELSEWHERE):
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


@WHOLE
def test_every_category_that_exiftool_sees_is_found(
    pictures: list[tuple[str, Path]], exiftool: ExifTool
) -> None:
    pairs, missed = 0, []
    for label, path in pictures:
        try:
            report = exifguard.inspect(path)
        except exifguard.ExifguardError:
            report = None  # all of it is missed
        for category, tag in dict(told(exiftool.tags(path))).items():
            pairs += 1
            if report is None or not report.has(category):
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


@WHOLE
def test_no_category_is_told_without_a_reason(pictures: list[tuple[str, Path]], exiftool: ExifTool) -> None:
    pairs, groundless = 0, []
    for label, path in pictures:
        try:
            report = exifguard.inspect(path)
        except exifguard.ExifguardError:
            continue
        if report.format.name == "tiff" and not report.complete:
            continue  # of tables that cannot be read ExifTool shows nothing
        seen = {
            plain(word)
            for key in exiftool.tags(path)
            for word in (key.partition(":")[0], key.rpartition(":")[2])
        }
        for category in report.categories:
            findings = [finding for finding in report.findings if category in finding.reveals]
            pairs += 1
            if not any(
                finding.value is None
                or NOT_SHOWN.fullmatch(finding.key)
                or is_shown(field_name(finding), seen)
                for finding in findings
            ):
                groundless.append(f"{label}: {category.value} ({findings[0].key})")
    assert pairs
    assert len(groundless) <= (1 - PRECISION) * pairs, groundless


def test_the_findings_are_what_they_were(pictures: list[tuple[str, Path]]) -> None:
    """tools/golden_findings.py writes them anew."""
    golden = json.loads(FINDINGS.read_text())
    changed = []
    for label, path in pictures:
        data = path.read_bytes()
        known = golden.get(digest(data))
        if known is not None and known != found(data):
            changed.append(label)
    assert not changed
