"""The catalogue is complete, free of contradictions, and speaks the codecs' spelling."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from exifguard.metadata import _exif_tags, _iptc_datasets, _photoshop_resources, _xmp_namespaces
from exifguard.model import Category, Field
from exifguard.privacy._concept import VOCABULARIES, Absent, Concept
from exifguard.privacy.catalog import CONCEPTS
from exifguard.privacy.classify import classify

EXIFTOOL = shutil.which("exiftool")

# What no row says on purpose: blocks that their codecs unpack, named only where nobody could.
PACKED = {
    "XMP": "a packet",
    "ApplicationNotes": "a packet of XMP",
    "IPTC-NAA": "a run of IPTC datasets",
    "AFCP_IPTC": "a run of IPTC datasets",
    "PhotoshopSettings": "a run of image resources",
    "ZIFMetadata": "a packet of a microscope maker",
    "8BIM:0x0404": "a run of IPTC datasets",
    "8BIM:0x0422": "an EXIF block",
    "8BIM:0x0423": "an EXIF block",
    "8BIM:0x0424": "a packet of XMP",
}
# Prefixes in the catalogue for namespaces without a settled address, which the XMP codec can't know.
UNSETTLED = {"SamsungCamera", "TC260", "Xiaomi", "ai", "apple_desktop", "drone-skydio", "sd"}
# Namespaces of syntax, and of structures that mean what the property around them means.
STRUCTURAL = {"acdsee-stDim", "dcmitype", "rdfs", "schema", "stDim", "stJob", "xml", "xsi"}


def keys_of(vocabulary: str) -> list[str]:
    columns = [concept.columns()[vocabulary] for concept in CONCEPTS]
    return [key for column in columns if isinstance(column, tuple) for key in column]


def category(kind: str, key: str) -> Category:
    return classify(kind, Field(key, ""), "block").category


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(concept.name for concept in CONCEPTS).items() if count > 1] == []


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.name)
def test_every_column_is_filled_or_says_why_not(concept: Concept) -> None:
    columns = concept.columns()
    assert tuple(columns) == VOCABULARIES == ("exif", "xmp", "iptc", "photoshop", "quicktime", "png", "icc")
    for column in columns.values():
        assert isinstance(column, Absent) or (column and all(isinstance(key, str) for key in column))
    assert any(isinstance(column, tuple) for column in columns.values())
    assert concept.category in concept.reveals
    assert concept.category not in concept.also


def test_every_reason_is_a_sentence() -> None:
    assert all(len(reason.value.split()) > 4 for reason in Absent)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_no_key_stands_in_two_places(vocabulary: str) -> None:
    counts = Counter(key.casefold() for key in keys_of(vocabulary))
    assert counts
    assert [key for key, count in counts.items() if count > 1] == []


SPELLING = {
    "exif": r"(?:\w+:)?(?:0x[0-9a-f]{4}|[\w-]*\*?)",
    "xmp": r"[A-Za-z][\w-]*:(?:\*|[\w-]+\*?)|#(?:comment|pi|text|trailer)",
    "iptc": r"\d{1,3}:(?:\d{1,3}|\*)",
    "photoshop": r"8BIM:0x(?:[0-9a-f]{4}|[0-9a-f]{2}\*)|@name",
    "quicktime": r"[\w©.:-]+\*?",
    "png": r"[ -~]{1,79}",
    "icc": r"icc:\w+\*?",
}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_keys_are_spelt_as_their_standard_spells_them(vocabulary: str) -> None:
    wrong = [key for key in keys_of(vocabulary) if not re.fullmatch(SPELLING[vocabulary], key)]
    assert wrong == []


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_star_stands_only_at_the_end(vocabulary: str) -> None:
    keys = keys_of(vocabulary)
    assert [key for key in keys if "*" in key[:-1] or key == "*"] == []


KINDS = {"png": "text"}
"""The kind of block in which a vocabulary's keys stand, where it has another name."""


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_key_finds_its_own_row(vocabulary: str) -> None:
    for concept in CONCEPTS:
        column = concept.columns()[vocabulary]
        for key in column if isinstance(column, tuple) else ():
            kind = "profile name" if key.startswith("iCCP:") else KINDS.get(vocabulary, vocabulary)
            found = classify(kind, Field(key.replace("*", "zzz"), ""), "block")
            assert (found.category, found.reveals) == (concept.category, concept.reveals), key


@pytest.mark.parametrize("name", sorted(set(_exif_tags.MAIN_TAGS.values())))
def test_every_exif_tag_that_we_name_is_classified(name: str) -> None:
    assert (category("exif", f"IFD0:{name}") is Category.UNKNOWN) == (name in PACKED)


@pytest.mark.parametrize("name", sorted(_exif_tags.GPS_TAGS.values()))
def test_every_tag_of_the_gps_table_is_a_location(name: str) -> None:
    assert category("exif", f"GPS:{name}") is Category.LOCATION


@pytest.mark.parametrize("key", sorted(_iptc_datasets.NAMES))
def test_every_iptc_dataset_that_we_name_is_classified(key: str) -> None:
    assert category("iptc", key) is not Category.UNKNOWN


@pytest.mark.parametrize("key", sorted(_photoshop_resources.NAMES))
def test_every_photoshop_resource_that_we_name_is_classified(key: str) -> None:
    assert (category("photoshop", key) is Category.UNKNOWN) == (key in PACKED)


def test_the_xmp_prefixes_are_those_of_the_codec() -> None:
    prefixes = {key.partition(":")[0] for key in keys_of("xmp") if ":" in key}
    assert prefixes - _xmp_namespaces.KNOWN == UNSETTLED
    assert _xmp_namespaces.KNOWN - prefixes == STRUCTURAL


# --- what ExifTool calls by a sensitive name ---------------------------------------------------------

SENSITIVE = re.compile(r"GPS|Serial|Owner|Artist|Date")
# Tables in ExifTool's EXIF family that Exif, TIFF and DNG do not define.
NOT_STANDARD = {
    "Composite": "computed by ExifTool",
    "Extra": "ExifTool's own",
    "PanasonicRaw::Main": "another file format, not read yet",
}


def listed(group: str) -> list[tuple[str, ET.Element]]:
    """The tags that ExifTool lists in a group, with the name of their table."""
    if EXIFTOOL is None:
        pytest.skip("exiftool is not installed")
    done = subprocess.run([EXIFTOOL, "-listx", f"-{group}:all"], capture_output=True, check=True, timeout=60)
    tables = ET.fromstring(done.stdout).iter("table")
    return [(table.get("name", ""), tag) for table in tables for tag in table.iter("tag")]


def test_exiftool_knows_no_sensitive_exif_tag_that_we_do_not() -> None:
    groups = {"GPS::Main": "GPS", "Exif::Main": "IFD0"}
    names = {
        f"{groups[table]}:{tag.get('name')}" for table, tag in listed("EXIF") if table not in NOT_STANDARD
    }
    sensitive = {name for name in names if SENSITIVE.search(name)}
    assert len(sensitive) > 40
    assert {name for name in sensitive if category("exif", name) is Category.UNKNOWN} == set()
    unknown = {name.partition(":")[2] for name in names if category("exif", name) is Category.UNKNOWN}
    assert unknown <= set(PACKED)


def test_exiftool_knows_no_iptc_dataset_that_we_do_not() -> None:
    records = {
        "EnvelopeRecord": 1,
        "ApplicationRecord": 2,
        "NewsPhoto": 3,
        "PreObjectData": 7,
        "ObjectData": 8,
        "PostObjectData": 9,
    }
    tables = {f"IPTC::{name}": number for name, number in records.items()}
    keys = {f"{tables[table]}:{tag.get('id')}" for table, tag in listed("IPTC") if table in tables}
    assert len(keys) > 90
    assert {key for key in keys if category("iptc", key) is Category.UNKNOWN} == set()
