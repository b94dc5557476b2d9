"""From fields and blocks to findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.model import Category, Field, Finding, Rational
from exifguard.privacy.catalog import CONCEPTS
from exifguard.privacy.classify import _BLOCKS, _OPAQUE_FIELDS, classify, classify_block, unreadable

C = Category
KINDS = ("exif", "xmp", "iptc", "photoshop", "text", "comment", "time", "icc", "quicktime", "anything")

EXAMPLES: tuple[tuple[str, str, Category, set[Category]], ...] = (
    ("exif", "GPS:GPSLatitude", C.LOCATION, set()),
    ("exif", "GPS:GPSDateStamp", C.LOCATION, {C.TIME}),
    ("exif", "GPS:0x00ff", C.LOCATION, set()),
    ("exif", "ExifIFD:OffsetTimeOriginal", C.LOCATION, {C.TIME}),
    ("exif", "IFD0:GeoTiffDirectory", C.LOCATION, {C.HISTORY}),
    ("exif", "IFD0:Make", C.DEVICE, set()),
    ("exif", "IFD1:Make", C.DEVICE, set()),
    ("exif", "SubIFD:Model", C.DEVICE, set()),
    ("exif", "ExifIFD:BodySerialNumber", C.DEVICE, {C.IDENTITY}),
    ("exif", "ExifIFD:SerialNumber", C.DEVICE, {C.IDENTITY}),
    ("exif", "ExifIFD:MakerNote", C.DEVICE, set()),
    ("exif", "ExifIFD:MakerNoteApple", C.DEVICE, set()),
    ("exif", "ExifIFD:OwnerName", C.IDENTITY, {C.DEVICE}),
    ("exif", "IFD0:Artist", C.RIGHTS, {C.IDENTITY}),
    ("exif", "IFD0:XPAuthor", C.RIGHTS, {C.IDENTITY}),
    ("exif", "ExifIFD:DateTimeOriginal", C.TIME, set()),
    ("exif", "IFD0:ImageDescription", C.CAPTION, set()),
    ("exif", "IFD0:Software", C.HISTORY, set()),
    ("exif", "ExifIFD:ImageUniqueID", C.HISTORY, {C.IDENTITY}),
    ("exif", "ExifIFD:ExposureTime", C.CAPTURE, set()),
    ("exif", "IFD0:Orientation", C.RENDERING, set()),
    ("exif", "IFD1:Orientation", C.PREVIEW, set()),
    ("exif", "IFD1:ThumbnailOffset", C.PREVIEW, set()),
    ("exif", "IFD0:XResolution", C.RENDERING, set()),
    ("exif", "IFD1:XResolution", C.PREVIEW, set()),
    ("exif", "InteropIFD:InteropIndex", C.RENDERING, set()),
    ("exif", "IFD0:CameraCalibration1", C.RENDERING, {C.DEVICE}),
    ("exif", "IFD0:0xcd41", C.HISTORY, {C.AI, C.IDENTITY}),
    ("exif", "IFD0:0xabcd", C.UNKNOWN, set()),
    ("exif", "ExifIFD:Nonsense", C.UNKNOWN, set()),
    ("xmp", "exif:GPSLatitude", C.LOCATION, set()),
    ("xmp", "Iptc4xmpExt:LocationCreated[1]/exif:GPSLatitude", C.LOCATION, {C.CAPTION}),
    ("xmp", "Iptc4xmpExt:LocationShown[2]/Iptc4xmpExt:City[x-default]", C.LOCATION, {C.CAPTION}),
    ("xmp", "drone-dji:GpsLongtitude", C.LOCATION, set()),
    ("xmp", "drone-dji:GimbalRollDegree", C.LOCATION, {C.CAPTURE}),
    ("xmp", "drone-dji:Whatever", C.DEVICE, set()),
    ("xmp", "aux:SerialNumber", C.DEVICE, {C.IDENTITY}),
    ("xmp", "mwg-rs:Regions/mwg-rs:RegionList[1]/mwg-rs:Name", C.IDENTITY, {C.CAPTION}),
    ("xmp", "mwg-rs:Regions/mwg-rs:RegionList[1]/mwg-rs:Area/stArea:x", C.IDENTITY, {C.CAPTION}),
    ("xmp", "Iptc4xmpCore:CreatorContactInfo/Iptc4xmpCore:CiAdrCity", C.LOCATION, {C.IDENTITY, C.RIGHTS}),
    ("xmp", "xmpMM:DerivedFrom/stRef:documentID", C.HISTORY, {C.IDENTITY}),
    ("xmp", "xmpMM:History[2]/stEvt:when", C.HISTORY, {C.TIME}),
    ("xmp", "xmpMM:Pantry[1]/exif:GPSLatitude", C.LOCATION, {C.HISTORY, C.IDENTITY}),
    ("xmp", "{http://example.org/ns/}box/exif:GPSLatitude", C.LOCATION, set()),
    ("xmp", "dc:creator[1]", C.RIGHTS, {C.IDENTITY}),
    ("xmp", "dc:rights[x-default]", C.RIGHTS, {C.IDENTITY}),
    ("xmp", "dc:rights[x-default]/?xml:lang", C.RIGHTS, {C.IDENTITY}),
    ("xmp", "plus:ImageCreator[1]/plus:ImageCreatorName", C.RIGHTS, {C.IDENTITY}),
    ("xmp", "dc:title[x-default]", C.CAPTION, set()),
    ("xmp", "dc:title[de/at]", C.CAPTION, set()),
    ("xmp", "xmp:Thumbnails[1]/xmpGImg:image", C.PREVIEW, set()),
    ("xmp", "crs:RetouchInfo[3]", C.HISTORY, set()),
    ("xmp", "crs:RawFileName", C.HISTORY, {C.IDENTITY}),
    ("xmp", "rdf:about", C.HISTORY, {C.IDENTITY}),
    ("xmp", "#comment", C.CAPTION, set()),
    ("xmp", "#text", C.CAPTION, set()),
    ("xmp", "#pi", C.HISTORY, set()),
    ("xmp", "#trailer", C.TRAILER, set()),
    ("xmp", "Iptc4xmpExt:AIPromptInformation", C.AI, {C.CAPTION}),
    ("xmp", "Iptc4xmpExt:DigitalSourceType", C.AI, {C.RIGHTS}),
    ("xmp", "tiff:Orientation", C.RENDERING, set()),
    ("xmp", "hdrgm:GainMapMax[1]", C.RENDERING, set()),
    ("xmp", "hdrgm:Whatever", C.UNKNOWN, set()),
    ("xmp", "GPano:ProjectionType", C.RENDERING, set()),
    ("xmp", "GPano:PoseHeadingDegrees", C.LOCATION, {C.CAPTURE}),
    ("xmp", "GPano:FirstPhotoDate", C.TIME, set()),
    ("xmp", "Container:Directory[1]/Container:Item/Item:Length", C.RENDERING, set()),
    ("xmp", "Container:Directory[1]/Container:Item/Item:Secret", C.UNKNOWN, set()),
    ("xmp", "{http://example.org/ns/}Item/Item:Length", C.UNKNOWN, set()),
    ("xmp", "{http://ns.adobe.com/exif/}GPSLatitude", C.UNKNOWN, set()),
    ("iptc", "2:90", C.LOCATION, {C.CAPTION}),
    ("iptc", "2:80", C.RIGHTS, {C.IDENTITY}),
    ("iptc", "2:118", C.IDENTITY, {C.RIGHTS, C.LOCATION}),
    ("iptc", "2:202", C.PREVIEW, set()),
    ("iptc", "1:90", C.RENDERING, set()),
    ("iptc", "2:199", C.UNKNOWN, set()),
    ("iptc", "2:8", C.CAPTION, {C.HISTORY}),
    ("photoshop", "8BIM:0x03ed", C.RENDERING, set()),
    ("photoshop", "8BIM:0x03ed@name", C.CAPTION, {C.HISTORY}),
    ("photoshop", "8BIM:0x040c", C.PREVIEW, set()),
    ("photoshop", "8BIM:0x043c", C.DEVICE, {C.IDENTITY}),
    ("photoshop", "8BIM:0x043e", C.HISTORY, {C.IDENTITY}),
    ("photoshop", "8BIM:0x07d1", C.CAPTION, {C.HISTORY}),
    ("photoshop", "8BIM:0xffff", C.UNKNOWN, set()),
    ("text", "Author", C.RIGHTS, {C.IDENTITY}),
    ("text", "AUTHOR", C.RIGHTS, {C.IDENTITY}),
    ("text", "Title@lang", C.CAPTION, set()),
    ("text", "Author@translated", C.RIGHTS, {C.IDENTITY}),
    ("text", "Creation Time", C.TIME, set()),
    ("text", "Thumb::URI", C.HISTORY, {C.IDENTITY}),
    ("text", "parameters", C.AI, {C.CAPTION}),
    ("text", "workflow", C.AI, {C.CAPTION}),
    ("text", "invokeai_metadata", C.AI, {C.CAPTION}),
    ("text", "exif:GPSLatitude", C.LOCATION, set()),
    ("text", "exif:FocalLength", C.CAPTURE, set()),
    ("text", "exif:OwnerName", C.IDENTITY, {C.DEVICE}),
    ("text", "exif:Orientation", C.HISTORY, set()),
    ("text", "Orientation", C.HISTORY, set()),
    ("text", "exif:Whatever", C.UNKNOWN, set()),
    ("text", "xmp:CreateDate", C.TIME, set()),
    ("text", "Raw profile type exif", C.UNKNOWN, set()),
    ("text", "my own keyword", C.UNKNOWN, set()),
    ("comment", "comment", C.CAPTION, set()),
    ("time", "tIME", C.TIME, {C.HISTORY}),
    ("quicktime", "©xyz", C.LOCATION, set()),
    ("quicktime", "com.apple.quicktime.location.ISO6709", C.LOCATION, set()),
    ("anything", "IFD0:Make", C.DEVICE, set()),
)


@pytest.mark.parametrize(
    ("kind", "key", "category", "besides"), EXAMPLES, ids=[f"{row[0]} {row[1]}" for row in EXAMPLES]
)
def test_examples(kind: str, key: str, category: Category, besides: set[Category]) -> None:
    finding = classify(kind, Field(key, "value", 5), "APP1/block")
    assert finding.category is category
    assert finding.reveals == {category} | besides


def test_a_finding_tells_where_it_was_found() -> None:
    assert classify("exif", Field("GPS:GPSLatitude", Rational(1, 2), 8), "APP1/exif") == Finding(
        "APP1/exif/GPS:GPSLatitude",
        C.LOCATION,
        frozenset({C.LOCATION}),
        "GPS:GPSLatitude",
        8,
        Rational(1, 2),
    )


def test_what_is_not_listed_says_so() -> None:
    assert classify("exif", Field("IFD0:0xabcd", 1), "p").reason == "not in the catalogue"
    assert classify("text", Field("Raw profile type exif", ""), "p").reason


@given(st.sampled_from(KINDS), st.text(max_size=300), st.text(max_size=80))
def test_any_key_and_value_is_classified(kind: str, key: str, value: str) -> None:
    finding = classify(kind, Field(key, value), "block")
    assert finding.category in finding.reveals or not finding.reveals
    assert finding.path == f"block/{key}"
    assert finding == classify(kind, Field(key, value), "block")


@given(st.sampled_from(("text", "comment", "time")), st.text(max_size=30))
def test_text_never_counts_as_rendering(kind: str, key: str) -> None:
    assert classify(kind, Field(key, ""), "p").category is not C.RENDERING


@pytest.mark.parametrize("kind", ["text", "comment", "time"])
def test_no_key_of_another_vocabulary_counts_as_rendering_in_text(kind: str) -> None:
    for concept in CONCEPTS:
        for column in concept.columns().values():
            for key in column if isinstance(column, tuple) else ():
                assert classify(kind, Field(key, ""), "p").category is not C.RENDERING


names = st.sampled_from(
    ["dc:creator", "Item:Length", "exif:GPSLatitude", "xmpMM:History", "{http://a/b}c", "?xml:lang", "x", ""]
)


@given(st.lists(names, min_size=1, max_size=6))
def test_a_path_reveals_what_its_steps_reveal(steps: list[str]) -> None:
    def of(key: str) -> Finding:
        return classify("xmp", Field(key, "text"), "block")

    whole, parts = of("/".join(steps)), [of(step) for step in steps]
    known = [part for part in parts if part.category is not C.UNKNOWN]
    if C.RENDERING not in {part.category for part in known}:
        union = frozenset().union(*(part.reveals for part in known))
        assert whole.reveals == (union or {C.UNKNOWN})
    assert (whole.category is C.LOCATION) == any(part.category is C.LOCATION for part in known)
    if whole.category is C.RENDERING:
        assert all(part.category is C.RENDERING for part in parts if part.key)


@pytest.mark.parametrize("length", [199, 200, 201, 100_000])
def test_long_keys_are_no_exception(length: int) -> None:
    key = "dc:creator" + "[1]" * length
    assert classify("xmp", Field(key, ""), "p").category is C.RIGHTS
    assert classify("text", Field("x" * length, ""), "p").category is C.UNKNOWN
    assert classify("xmp", Field("/".join(["dc:creator"] * length), ""), "p").category is C.RIGHTS


GENERATED = (
    "a lighthouse at dusk\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1",
    "a lighthouse\nSteps: 30, Size: 512x512, Seed: 12, Model hash: abc",
    'prompt:{"3": {"inputs": {"seed": 5}, "class_type": "KSampler"}}',
    'Workflow: {"nodes": []}',
    '{"3": {"class_type": "KSampler", "inputs": {}}}',
    '{"prompt": "1girl", "steps": 28, "sampler": "k_euler", "uc": "lowres"}',
    '{"sui_image_params": {"prompt": "a lighthouse"}}',
    "a lighthouse --v 6.0 Job ID: 01234567-89ab-cdef-0123-456789abcdef",
)
WRITTEN = (
    "A prompt answer to the question",
    "Steps: a staircase in Rome",
    "workflow: import, edit, publish",
    "Negative: 35 mm, roll 12",
    "Canon EOS R5",
    "{1: 2}",
    "Job ID: 4711",
    "",
)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("exif", "ExifIFD:UserComment"),
        ("exif", "IFD0:ImageDescription"),
        ("exif", "IFD0:Make"),
        ("exif", "IFD0:Model"),
        ("exif", "IFD0:Software"),
        ("xmp", "dc:description[x-default]"),
        ("text", "Comment"),
        ("text", "unheard of"),
        ("comment", "comment"),
    ],
)
def test_the_text_of_generators_is_ai_wherever_it_is(kind: str, key: str) -> None:
    for text in GENERATED:
        finding = classify(kind, Field(key, text), "p")
        assert finding.category is C.AI, text
        assert C.AI in finding.reveals
        assert finding.reason
    for text in WRITTEN:
        assert classify(kind, Field(key, text), "p").category is not C.AI, text


def test_a_place_stays_a_place_whatever_it_says() -> None:
    assert classify("exif", Field("GPS:GPSAreaInformation", GENERATED[0]), "p").category is C.LOCATION
    assert classify("exif", Field("IFD0:Artist", GENERATED[0]), "p").category is C.RIGHTS


@given(st.text(max_size=40), st.integers(1, 4000))
def test_long_texts_are_looked_at_in_bounded_time(text: str, times: int) -> None:
    finding = classify("exif", Field("ExifIFD:UserComment", text * times), "p")
    assert finding.category in {C.CAPTION, C.AI}


ANYTHING = set(C) - {C.RENDERING, C.UNKNOWN, C.UNREADABLE, C.TRAILER}
THERMAL = {C.LOCATION, C.IDENTITY, C.TIME, C.CAPTION, C.CAPTURE}
BLOCKS: tuple[tuple[str, Category, set[Category], set[Category]], ...] = (
    # kind, category, what it reveals besides, what it may hold besides
    ("makernote", C.DEVICE, set(), ANYTHING),
    ("c2pa", C.HISTORY, set(), ANYTHING),
    ("picture", C.PREVIEW, set(), ANYTHING),
    ("coded picture", C.PREVIEW, set(), set()),
    ("video", C.PREVIEW, set(), ANYTHING),
    ("thumbnail", C.PREVIEW, set(), ANYTHING),
    ("gainmap", C.PREVIEW, set(), ANYTHING),
    ("iso21496", C.RENDERING, set(), set()),
    ("jfxx", C.PREVIEW, set(), ANYTHING),
    ("mpf", C.PREVIEW, set(), {C.IDENTITY, C.HISTORY}),
    ("flir", C.PREVIEW, {C.DEVICE}, THERMAL),
    ("vendor", C.DEVICE, set(), ANYTHING),
    ("trailer", C.TRAILER, set(), ANYTHING),
    ("tail", C.TRAILER, set(), ANYTHING),
    ("samsung", C.TRAILER, set(), ANYTHING),
    ("icc", C.RENDERING, set(), {C.DEVICE, C.TIME, C.HISTORY}),
    ("slack", C.UNKNOWN, set(), ANYTHING),
    ("unknown", C.UNKNOWN, set(), ANYTHING),
    ("exif", C.UNKNOWN, set(), ANYTHING),
    ("xmp", C.UNKNOWN, set(), ANYTHING),
    ("iptc", C.UNKNOWN, set(), ANYTHING),
    ("photoshop", C.UNKNOWN, set(), ANYTHING),
    ("text", C.UNKNOWN, set(), ANYTHING),
    ("svg", C.UNKNOWN, set(), ANYTHING),
    ("georeference", C.LOCATION, set(), ANYTHING),
    ("ownership", C.RIGHTS, {C.IDENTITY}, ANYTHING),
    ("encoder", C.HISTORY, set(), set()),
    ("script", C.RENDERING, set(), set()),
    ("external", C.RENDERING, set(), set()),
    ("comment", C.UNKNOWN, set(), ANYTHING),
    ("time", C.UNKNOWN, set(), ANYTHING),
    ("unread", C.UNKNOWN, set(), ANYTHING),
    ("layers", C.PREVIEW, set(), ANYTHING),
    ("jpeg reconstruction", C.HISTORY, set(), ANYTHING),
    ("layer name", C.CAPTION, set(), ANYTHING),
    ("coded profile", C.RENDERING, set(), set()),
    ("unread layers", C.PREVIEW, set(), ANYTHING),
    ("unread picture", C.PREVIEW, set(), ANYTHING),
    ("never heard of it", C.UNKNOWN, set(), ANYTHING),
)


@pytest.mark.parametrize(("kind", "category", "besides", "may_hold"), BLOCKS, ids=[row[0] for row in BLOCKS])
def test_unread_blocks(
    kind: str, category: Category, besides: set[Category], may_hold: set[Category]
) -> None:
    finding = classify_block(kind, "APP1/block", 7)
    assert finding.category is category
    assert finding.reveals == {category} | besides
    assert finding.may_hold == may_hold - finding.reveals
    assert (finding.path, finding.key, finding.size, finding.value) == ("APP1/block", kind, 7, None)
    assert finding.reason
    assert ("may hold" in finding.reason) == bool(may_hold)


def test_every_row_of_blocks_is_in_the_table() -> None:
    assert set(_BLOCKS) == {row[0] for row in BLOCKS[:-1]}


def test_reasons_say_what_a_block_may_hold() -> None:
    assert classify_block("exif", "p", 1).reason == "not read; may hold anything"
    assert classify_block("mpf", "p", 1).reason == "a list of more pictures; may hold identity, history"


def test_damage_may_hide_anything() -> None:
    assert unreadable("exif", "p", 9, ()).may_hold == ANYTHING


OPAQUE = (
    ("exif", "ExifIFD:MakerNoteSamsung", C.DEVICE),
    ("exif", "IFD0:DNGPrivateData", C.DEVICE),
    ("exif", "IFD0:ImageSourceData", C.PREVIEW),
    ("exif", "IFD0:PhotoshopSettings", C.UNKNOWN),
    ("xmp", "drone-dji:Whatever", C.DEVICE),
    ("xmp", "GCamera:HdrPlusMakernote", C.DEVICE),
    ("xmp", "xmpMM:Pantry[1]/c2pa:manifest", C.HISTORY),
    ("text", "Raw profile type xyz", C.UNKNOWN),
)


@pytest.mark.parametrize(("kind", "key", "category"), OPAQUE, ids=[row[1] for row in OPAQUE])
def test_fields_that_nobody_looks_into_may_hold_anything(kind: str, key: str, category: Category) -> None:
    finding = classify(kind, Field(key, "value"), "p")
    assert finding.category is category
    assert finding.may_hold == ANYTHING - {category}


def test_other_fields_hold_what_they_reveal() -> None:
    for kind, key in (("exif", "IFD0:Make"), ("xmp", "drone-dji:DroneModel"), ("xmp", "dc:creator[1]")):
        assert classify(kind, Field(key, "value"), "p").may_hold == set()


def test_bytes_of_a_preview_may_hold_anything_and_its_size_nothing() -> None:
    assert classify("exif", Field("IFD0:0x501b", b"\xff\xd8"), "p").may_hold == ANYTHING - {C.PREVIEW}
    assert classify("exif", Field("IFD1:ImageWidth", 160), "p").may_hold == set()


def test_opaque_fields_are_concepts_of_the_catalogue() -> None:
    assert {concept.name for concept in CONCEPTS} >= _OPAQUE_FIELDS


@given(st.text(), st.integers(min_value=0))
def test_any_block_is_classified(kind: str, size: int) -> None:
    finding = classify_block(kind, "p", size)
    assert finding.category in finding.reveals


def test_damage_is_named() -> None:
    finding = unreadable("exif", "APP1/exif", 9, ("ifd-loop", "value-bounds"))
    assert finding.category is C.UNREADABLE
    assert finding.reveals == {C.UNREADABLE}
    assert finding.reason == "damaged: ifd-loop, value-bounds"
    assert (finding.path, finding.key, finding.size) == ("APP1/exif", "exif", 9)
    assert unreadable("exif", "p", 9, ()).reason == "damaged"
