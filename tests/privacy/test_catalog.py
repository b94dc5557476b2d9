"""The catalogue is complete, free of contradictions, and speaks the codecs' spelling."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from types import ModuleType

import pytest

from exifguard.metadata import _exif_tags, _iptc_datasets, _photoshop_resources, _xmp_namespaces
from exifguard.model import Category, Field
from exifguard.privacy._concept import VOCABULARIES, Absent, Concept
from exifguard.privacy.catalog import CONCEPTS
from exifguard.privacy.classify import classify
from tooling import tool

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
# Namespaces of syntax, and of structures that mean what the property around them means.
STRUCTURAL = {"acdsee-stDim", "dcmitype", "rdfs", "schema", "stDim", "xml", "xsi"}


def keys_of(vocabulary: str) -> list[str]:
    columns = [concept.columns()[vocabulary] for concept in CONCEPTS]
    return [key for column in columns if isinstance(column, tuple) for key in column]


def category(kind: str, key: str) -> Category:
    return classify(kind, Field(key, "value"), "block").category


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(concept.name for concept in CONCEPTS).items() if count > 1] == []


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.name)
def test_every_column_is_filled_or_says_why_not(concept: Concept) -> None:
    columns = concept.columns()
    assert tuple(columns) == VOCABULARIES
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
    "photoshop": r"8BIM:0x(?:[0-9a-f]{4}|[0-9a-f]{2}\*)|@name|layers?:\w{3,6}(?:/name)?",
    "quicktime": r"[\w©@.:-]+\*?",
    "png": r"[ -~]{1,79}",
    "icc": r"icc:\w+\*?",
    "makernote": r"(?:\w+:)?[\w-]+\*?",
    "vendor": r"[\w:/@#-]+\*?",
    "c2pa": r"[\w.:/-]+\*?",
    "ai": r"ai:[A-Z]\w+",
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
            found = classify(kind, Field(key.replace("*", "zzz"), "value"), "block")
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
    assert prefixes - _xmp_namespaces.KNOWN == set()
    assert _xmp_namespaces.KNOWN - prefixes == STRUCTURAL


# --- XMP: what a property is, whatever namespace it is in ---------------------------------------------

C = Category
PROPERTIES: tuple[tuple[str, Category, set[Category]], ...] = (
    ("ast:GPSLatitude", C.LOCATION, set()),
    ("cell:cellid", C.LOCATION, set()),
    ("geo:lat", C.LOCATION, set()),
    ("drone-dji:GpsLatitude", C.LOCATION, set()),
    ("drone-parrot:DroneLatitude", C.LOCATION, set()),
    ("drone-skydio:Longitude", C.LOCATION, set()),
    ("Camera:HorizCS", C.LOCATION, {C.HISTORY}),
    ("dcterms:spatial", C.LOCATION, {C.TIME, C.CAPTION}),
    ("dwc:dctermsLocation/dwc:decimalLatitude", C.LOCATION, {C.CAPTION}),
    ("dwc:Taxon/dwc:genus", C.CAPTION, set()),
    ("dwc:Event/dwc:eventDate", C.TIME, {C.CAPTION}),
    ("Iptc4xmpExt:LocationShown[1]/Iptc4xmpExt:LocationId[1]", C.LOCATION, {C.CAPTION}),
    ("Iptc4xmpExt:LocationShown[1]/xmp:Identifier[1]", C.LOCATION, {C.CAPTION, C.HISTORY, C.IDENTITY}),
    ("Iptc4xmpExt:LocationCreated[1]/exif:GPSAltitude", C.LOCATION, {C.CAPTION}),
    (
        "mwg-rs:Regions/mwg-rs:RegionList[1]/mwg-rs:Extensions/exif:GPSLatitude",
        C.LOCATION,
        {C.IDENTITY, C.CAPTION},
    ),
    ("GettyImagesGIFT:CameraSerialNumber", C.DEVICE, {C.IDENTITY}),
    ("DLS:Serial", C.DEVICE, {C.IDENTITY}),
    ("Iptc4xmpExt:RecDevice/Iptc4xmpExt:SerialNumber", C.DEVICE, {C.IDENTITY}),
    ("crs:LensProfileMatchKeyExifMake", C.DEVICE, {C.CAPTURE}),
    ("DICOM:PatientName", C.IDENTITY, set()),
    ("mediapro:People[1]", C.IDENTITY, {C.CAPTION}),
    ("digiKam:CaptionsAuthorNames", C.IDENTITY, {C.HISTORY}),
    ("GSpherical:Timestamp", C.TIME, set()),
    ("stRef:lastModifyDate", C.HISTORY, {C.TIME}),
    ("xmpBJ:JobRef[1]/stJob:name", C.HISTORY, {C.CAPTION, C.IDENTITY}),
    ("creatorAtom:windowsAtom/creatorAtom:uncProjectPath", C.HISTORY, {C.IDENTITY}),
    ("GCreations:CameraBurstID", C.HISTORY, {C.IDENTITY}),
    ("plus:Licensor[1]/plus:LicensorCity", C.RIGHTS, {C.IDENTITY, C.LOCATION}),
    ("Iptc4xmpExt:AIPromptInformation", C.AI, {C.CAPTION}),
    ("Iptc4xmpExt:AIPromptWriterName", C.AI, {C.CAPTION, C.IDENTITY}),
    ("Iptc4xmpExt:AISystemUsed", C.AI, {C.CAPTION}),
    ("Iptc4xmpExt:AISystemVersionUsed", C.AI, {C.CAPTION}),
    ("TC260:AIGC", C.AI, {C.RIGHTS}),
    ("GCamera:MotionPhoto", C.PREVIEW, set()),
    ("GCamera:MicroVideoOffset", C.PREVIEW, set()),
    ("OpCamera:VideoLength", C.PREVIEW, set()),
    ("Container:Directory[2]/Container:Item/Item:URI", C.PREVIEW, {C.CAPTURE, C.RENDERING}),
    ("Container:Directory[2]/Container:Item/Item:Semantic", C.RENDERING, set()),
    ("hdrgm:Version", C.RENDERING, set()),
    ("HDRGainMap:HDRGainMapHeadroom", C.RENDERING, set()),
    ("apdi:AuxiliaryImageType", C.RENDERING, set()),
    ("MicaSense:Whatever", C.DEVICE, set()),
)


@pytest.mark.parametrize(("key", "expected", "besides"), PROPERTIES, ids=[row[0] for row in PROPERTIES])
def test_properties(key: str, expected: Category, besides: set[Category]) -> None:
    finding = classify("xmp", Field(key, "value"), "block")
    assert finding.category is expected
    assert finding.reveals == {expected} | besides


# Namespaces with properties of every kind: what a new one says, its namespace does not tell.
MIXED = (
    *("Iptc4xmpCore", "Iptc4xmpExt", "photoshop", "xmp", "xmpDM", "dc", "dcterms", "tiff", "exif", "exifEX"),
    *("aux", "lr", "prism", "pmi", "pdf", "pdfx", "acdsee", "digiKam", "MicrosoftPhoto", "photomechanic"),
    *("GettyImagesGIFT", "mediapro", "expressionmedia", "ics", "extensis", "GCamera", "GCreations", "ast"),
    *("riffinfo", "bwf", "dex", "hdrgm", "HDRGainMap", "Container", "Item", "ai", "sd", "nobody"),
)


@pytest.mark.parametrize("prefix", MIXED)
def test_a_new_property_of_a_mixed_namespace_is_unknown(prefix: str) -> None:
    assert category("xmp", f"{prefix}:NeverHeardOf") is Category.UNKNOWN


# --- maker notes and generators ----------------------------------------------------------------------

NOTES: tuple[tuple[str, Category, set[Category]], ...] = (
    ("GPSLatitude", C.LOCATION, set()),
    ("GPSTimeStamp", C.LOCATION, {C.TIME}),
    ("TimeZoneCity", C.LOCATION, {C.TIME}),
    ("HometownCity", C.LOCATION, {C.CAPTION}),
    ("InternalSerialNumber", C.DEVICE, {C.IDENTITY}),
    ("LensSerialNumber", C.DEVICE, {C.IDENTITY}),
    ("OwnerName", C.IDENTITY, {C.DEVICE}),
    ("Face1Name", C.IDENTITY, {C.CAPTION}),
    ("Face1Position", C.IDENTITY, {C.CAPTURE}),
    ("BabyName", C.IDENTITY, {C.CAPTION}),
    ("NikonDateTime", C.TIME, set()),
    ("RunTimeValue", C.TIME, {C.DEVICE}),
    ("ContentIdentifier", C.HISTORY, {C.IDENTITY}),
    ("ShutterCount", C.DEVICE, {C.HISTORY}),
    ("PreviewImageStart", C.PREVIEW, set()),
    ("Copyright", C.RIGHTS, {C.IDENTITY}),
)


@pytest.mark.parametrize(("key", "expected", "besides"), NOTES, ids=[row[0] for row in NOTES])
def test_tags_of_maker_notes(key: str, expected: Category, besides: set[Category]) -> None:
    finding = classify("makernote", Field(key, "value"), "block")
    assert finding.category is expected
    assert finding.reveals == {expected} | besides


SEGMENTS: tuple[tuple[str, str, Category, set[Category]], ...] = (
    ("vendor", "FLIR:GPSLatitude", C.LOCATION, set()),
    ("vendor", "GPMF:GPSDateTime", C.LOCATION, {C.TIME}),
    ("vendor", "Samsung:MCCData", C.LOCATION, set()),
    ("vendor", "Kodak:CameraOwner", C.IDENTITY, {C.DEVICE}),
    ("vendor", "PictureInfo:Serial#", C.DEVICE, {C.IDENTITY}),
    ("vendor", "MPF:NumberOfImages", C.PREVIEW, set()),
    ("vendor", "MPF:ImageUIDList", C.HISTORY, {C.IDENTITY}),
    ("vendor", "MPF:YawAngle", C.CAPTURE, set()),
    ("vendor", "trailer/type", C.TRAILER, set()),
    ("vendor", "Ducky:Copyright", C.RIGHTS, {C.IDENTITY}),
    ("vendor", "Samsung:Whatever", C.DEVICE, set()),
    ("c2pa", "c2pa.claim/claim_generator_info/name", C.HISTORY, set()),
    ("c2pa", "c2pa.claim/instanceID", C.HISTORY, {C.IDENTITY}),
    ("c2pa", "c2pa.claim/dc:title", C.HISTORY, {C.IDENTITY}),
    ("c2pa", "c2pa.hash.data/hash", C.HISTORY, set()),
    ("c2pa", "c2pa.actions/actions/when", C.TIME, {C.HISTORY}),
    ("c2pa", "c2pa.actions/actions/digitalSourceType", C.AI, {C.RIGHTS}),
    ("c2pa", "c2pa.actions/actions/parameters/prompt", C.AI, {C.CAPTION}),
    ("c2pa", "c2pa.signature/x5chain/subject", C.IDENTITY, {C.HISTORY}),
    ("c2pa", "c2pa.thumbnail.claim/format", C.PREVIEW, set()),
    ("c2pa", "stds.schema-org.CreativeWork/author/name", C.RIGHTS, {C.IDENTITY}),
)


@pytest.mark.parametrize(("kind", "key", "expected", "besides"), SEGMENTS, ids=[row[1] for row in SEGMENTS])
def test_fields_of_segments_and_manifests(
    kind: str, key: str, expected: Category, besides: set[Category]
) -> None:
    finding = classify(kind, Field(key, "value"), "block")
    assert finding.category is expected
    assert finding.reveals == {expected} | besides


IN_BLOCKS: tuple[tuple[str, str, Category, set[Category]], ...] = (
    ("exif", "MakerNote/Canon:OwnerName", C.IDENTITY, {C.DEVICE}),
    ("exif", "MakerNote/Sony:ShotInfo", C.TIME, {C.IDENTITY, C.CAPTURE}),
    ("exif", "MakerNote/Nikon:ISO", C.CAPTURE, set()),
    ("exif", "MakerNote/Nikon:ColorSpace", C.DEVICE, set()),
    ("exif", "MakerNote/Nikon:Orientation", C.DEVICE, set()),
    ("exif", "MakerNote/Olympus:0x0201", C.DEVICE, set()),
    ("exif", "MakerNote/Motorola:0x5503", C.DEVICE, set()),
    ("flir", "FLIR:GPSLatitude", C.LOCATION, set()),
    ("mpf", "MPImage2:MPImageType", C.PREVIEW, set()),
    ("samsung", "Samsung:ReEditData/path[1]", C.HISTORY, {C.IDENTITY}),
    ("trailer", "trailer/type", C.TRAILER, set()),
    ("c2pa", "c2pa.actions/actions[3]/when", C.TIME, {C.HISTORY}),
    ("c2pa", "c2pa.ingredient[2]/dc:title", C.HISTORY, {C.IDENTITY}),
    ("c2pa", "stds.exif/exif:GPSLatitude", C.LOCATION, set()),
    ("c2pa", "c2pa.metadata/Iptc4xmpExt:LocationShown[1]/Iptc4xmpExt:City", C.LOCATION, {C.CAPTION}),
    ("c2pa", "org.example.custom/secret", C.UNKNOWN, set()),
)


@pytest.mark.parametrize(("kind", "key", "expected", "besides"), IN_BLOCKS, ids=[row[1] for row in IN_BLOCKS])
def test_keys_as_they_stand_in_their_blocks(
    kind: str, key: str, expected: Category, besides: set[Category]
) -> None:
    finding = classify(kind, Field(key, "value"), "block")
    assert finding.category is expected
    assert finding.reveals == {expected} | besides


@pytest.mark.parametrize("vocabulary", ["c2pa", "vendor"])
def test_nothing_in_a_segment_of_a_maker_is_for_rendering(vocabulary: str) -> None:
    assert Category.RENDERING not in {
        category(vocabulary, key.replace("*", "zzz")) for key in keys_of(vocabulary)
    }


def test_nothing_in_a_maker_note_is_for_rendering() -> None:
    assert Category.RENDERING not in {
        category("makernote", key.replace("*", "")) for key in keys_of("makernote")
    }


def test_what_generators_write_is_ai() -> None:
    assert {category("ai", key) for key in keys_of("ai")} == {Category.AI}


# --- the page of categories --------------------------------------------------------------------------


def test_the_page_lists_every_concept() -> None:
    page = tool("catalog_page")
    text = page.PAGE.read_text("utf-8")
    assert f"{page.START}\n{page.concepts()}\n{page.END}" in text
    assert all(f"- {concept.name}" in text for concept in CONCEPTS)


# --- what ExifTool calls by a telling name -----------------------------------------------------------

LEAST = {
    "position": 100,
    "place": 80,
    "time zone": 20,
    "serial number": 70,
    "owner": 20,
    "artist": 70,
    "date and time": 200,
    "face and person": 200,
    "contact": 10,
    "id": 70,
}
"""Tags of each theme that the catalogue knows, in any version of ExifTool that is in use."""

ANOTHER_FORMAT = "PanasonicRaw"
"""Tables of the EXIF family that Exif, TIFF and DNG do not define."""

NO_ADDRESS = {"PixelLive"}
"""Prefixes of XMP that ExifTool knows without the namespace that they stand for."""


@pytest.fixture(scope="module")
def gaps() -> ModuleType:
    """The comparison, with an ExifTool that is not newer than the catalogue."""
    exiftool = shutil.which("exiftool")
    if exiftool is None:
        pytest.skip("exiftool is not installed")
    module = tool("catalog_gaps")
    if module.version(exiftool) > module.CHECKED:
        pytest.skip("a newer exiftool than the catalogue was compared with")
    return module


def test_every_telling_name_is_known_or_explained(gaps: ModuleType) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    assert [(gap.theme, gap.tag.table, gap.tag.name) for gap in gaps.survey("exiftool", counts)] == []
    for theme, least in LEAST.items():
        known = sum(
            count for (name, _, verdict), count in counts.items() if (name, verdict) == (theme, "known")
        )
        assert known >= least, theme
    assert set(LEAST) == {theme.name for theme in gaps.THEMES}


@pytest.mark.parametrize("family", ["EXIF", "IPTC", "XMP"])
def test_every_tag_of_the_standards_is_known(gaps: ModuleType, family: str) -> None:
    tags = [
        tag
        for tag in gaps.listed("exiftool")[family]
        if not tag.flattened and not tag.table.startswith(ANOTHER_FORMAT)
    ]
    keys = {key for tag in tags for key in list(gaps.FAMILIES[family](tag))[:1]}
    unknown = {key for kind, key in keys if category(kind, key) is Category.UNKNOWN}
    assert len(keys) > 90
    named = {key.rpartition(":")[2] for key in unknown if key.partition(":")[0] not in NO_ADDRESS}
    assert named <= set(PACKED) | {"IPTC", "XMLPackets"}


def test_every_explanation_says_something(gaps: ModuleType) -> None:
    reasons = [*gaps.TABLES.values(), *(reason for _, reason in gaps.EXPLAINED)]
    assert all(len(reason) > 5 for reason in reasons)
    assert len({pattern for pattern, _ in gaps.EXPLAINED}) == len(gaps.EXPLAINED)
