from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.model import Category, Finding, Format, Place, Rational, Report, Value
from exifguard.report.words import place_in_words, report_in_words, sentences, show_value, size_in_words

LONDON = Place(51.5074, -0.1278, 12.0, "2024-05-01T10:00:00Z", "APP1/exif")
ANY_TEXT = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    st.one_of(
        ANY_TEXT,
        st.binary(),
        st.integers(),
        st.floats(),
        st.builds(Rational, st.integers(), st.integers()),
    ),
    lambda inner: st.lists(inner).map(tuple),
    max_leaves=5,
)
PLACES = st.builds(
    Place, st.floats(), st.floats(), st.none() | st.floats(), st.none() | ANY_TEXT, carrier=ANY_TEXT
)


def finding(
    path: str, category: Category, *also: Category, value: Value | None = None, key: str | None = None
) -> Finding:
    name = path.rpartition("/")[2] if key is None else key
    return Finding(path, category, frozenset({category, *also}), name, 4, value)


def field(key: str, category: Category, *also: Category, value: Value) -> Finding:
    return finding(f"a/{key}", category, *also, value=value, key=key)


def report(*findings: Finding, locations: tuple[Place, ...] = (), complete: bool = True) -> Report:
    return Report(Format("jpeg", "image/jpeg", ".jpg"), 12345, findings, locations, (), complete)


def texts(found: Report) -> list[str]:
    return [sentence.text for sentence in sentences(found)]


def test_place_is_said_in_full() -> None:
    latitude = finding("APP1/exif/GPS:GPSLatitude", Category.LOCATION, value=(51, 30, 26))
    assert texts(report(latitude, locations=(LONDON,))) == [
        "This photo says where it was taken: 51.507400, -0.127800, 12 m above sea level, "
        "at 10:00 UTC on 1 May 2024 (APP1/exif)."
    ]


@pytest.mark.parametrize(
    ("altitude", "time", "said"),
    [
        (None, None, "1.000000, 2.000000 (x)"),
        (-3.4, None, "1.000000, 2.000000, 3 m below sea level (x)"),
        (None, "2024-05-01", "1.000000, 2.000000, on 1 May 2024 (x)"),
        (None, "2024-05-01T10:00:07+02:00", "1.000000, 2.000000, at 08:00:07 UTC on 1 May 2024 (x)"),
        (None, "0001-01-01T00:00:00+05:00", '1.000000, 2.000000, at "0001-01-01T00:00:00+05:00" (x)'),
        (None, "noon\n", '1.000000, 2.000000, at "noon\\n" (x)'),
    ],
)
def test_place_with_what_it_has(altitude: float | None, time: str | None, said: str) -> None:
    assert place_in_words(Place(1.0, 2.0, altitude, time, "x")) == said


def test_further_places_are_told_apart_from_the_same_one_again() -> None:
    again = Place(51.5074, -0.1278, None, None, "APP1/xmp")
    other = Place(1.0, 2.0, None, None, "APP1/xmp")
    openings = [text.partition(":")[0] for text in texts(report(locations=(LONDON, again, other)))]
    assert openings[:3] == [
        "This photo says where it was taken",
        "It says the place again",
        "It names another place",
    ]


def test_the_most_harmful_comes_first() -> None:
    found = report(
        finding("a/exposure", Category.CAPTURE, value=1),
        finding("a/IFD0:Make", Category.DEVICE, value="Canon"),
        finding("a/OwnerName", Category.IDENTITY, value="Jane Doe"),
        finding("a/GPS:GPSLatitude", Category.LOCATION, value=1),
        locations=(LONDON,),
    )
    assert [sentence.kind for sentence in sentences(found)] == ["location", "identity", "device", "capture"]


def test_camera_and_people_are_quoted_only_where_values_are_wanted() -> None:
    found = report(
        finding("a/IFD0:Make", Category.DEVICE, value="Canon", key="IFD0:Make"),
        finding("a/OwnerName", Category.IDENTITY, value="Jane Doe"),
    )
    assert texts(found) == [
        'It names its owner ("Jane Doe") (a).',
        'It names the camera: "Canon" (a).',
    ]
    hidden = list(sentences(found, values=False))
    assert [sentence.text for sentence in hidden] == [
        "It names its owner (a).",
        "It names the camera (a).",
    ]
    assert "Jane" not in repr(hidden)
    assert "Canon" not in repr(hidden)


def test_people_are_counted_by_their_role() -> None:
    regions = "mwg-rs:Regions/mwg-rs:RegionList"
    found = report(
        field("ExifIFD:CameraOwnerName", Category.IDENTITY, value="Jane"),
        field(f"{regions}[1]/mwg-rs:Name", Category.IDENTITY, value="Ann"),
        field("Iptc4xmpExt:PersonInImage[2]", Category.IDENTITY, value="Ben"),
        field("Iptc4xmpExt:PersonInImage[1]", Category.IDENTITY, value="Ann"),
        field(f"{regions}[1]/mwg-rs:Type", Category.IDENTITY, value="Face"),
        field("dc:creator[1]", Category.RIGHTS, Category.IDENTITY, value="Jo"),
    )
    assert texts(found)[0] == (
        'It names its owner ("Jane"), two people in the picture ("Ann", "Ben") and its author ("Jo") (a).'
    )
    assert next(sentences(found, values=False)).text == (
        "It names its owner, two people in the picture and its author (a)."
    )


def test_faces_without_names_are_counted() -> None:
    key = "mwg-rs:Regions/mwg-rs:RegionList[{}]/mwg-rs:Type"
    faces = [field(key.format(n), Category.IDENTITY, value="Face") for n in (1, 2)]
    assert texts(report(*faces)) == ["It names two faces (a)."]


def test_phones_are_called_phones_and_serial_numbers_are_told() -> None:
    found = report(
        finding("a/IFD0:Make", Category.DEVICE, value="Apple", key="IFD0:Make"),
        finding("a/IFD0:Model", Category.DEVICE, value="iPhone 12", key="IFD0:Model"),
        field("ExifIFD:BodySerialNumber", Category.DEVICE, value="123"),
    )
    assert texts(found) == ['It names the phone and serial numbers: "Apple", "iPhone 12" (a).']


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2024:05:01 10:00:00\0", "on 1 May 2024 at 10:00"),
        ("2024-05-01T10:00:07.25+01:00", "on 1 May 2024 at 10:00:07 (UTC+1)"),
        ("2024-05-01T10:00-0930", "on 1 May 2024 at 10:00 (UTC-9:30)"),
        ("20240501", "on 1 May 2024"),
        ("2024:13:01 10:00:00", '"2024:13:01 10:00:00"'),
        ("2024-05-01T10:00+99:00", '"2024-05-01T10:00+99:00"'),
        ("yesterday", '"yesterday"'),
    ],
)
def test_times_are_said_as_people_say_them(value: str, said: str) -> None:
    found = report(finding("a/b", Category.TIME, value=value))
    assert texts(found) == [f"It says when it was taken or changed: {said} (a)."]


def test_maker_note_alone_names_no_camera() -> None:
    assert texts(report(finding("APP1/exif/MakerNote", Category.DEVICE, key="makernote"))) == [
        "It tells of the camera (APP1/exif/MakerNote).",
        "Parts that cannot be read: maker note (APP1/exif/MakerNote): treat them as if they held anything.",
    ]


def test_thumbnail_is_called_one() -> None:
    thumbnail = finding("APP1/exif/thumbnail", Category.PREVIEW, key="picture")
    assert texts(report(thumbnail)) == [
        "It carries a smaller copy of the picture (thumbnail) (APP1/exif/thumbnail)."
    ]


def test_bytes_after_the_end_are_counted() -> None:
    assert texts(report(finding("trailer", Category.TRAILER))) == ["4 bytes follow the end of the picture."]


def test_unknown_values_and_unreadable_blocks_are_different_things() -> None:
    found = report(
        finding("APP1/exif/IFD0:0xbeef", Category.UNKNOWN, value=1),
        finding("APP9", Category.UNKNOWN),
        finding("APP1/xmp", Category.UNREADABLE),
        complete=False,
    )
    assert texts(found) == [
        "Parts that cannot be read: APP9, APP1/xmp: treat them as if they held anything.",
        "It holds values that exifguard does not know: APP1/exif/IFD0:0xbeef.",
        "Not all of it could be read: it may reveal more than is listed here.",
    ]


def test_only_a_complete_report_may_call_a_file_clean() -> None:
    orientation = finding("APP1/exif/IFD0:Orientation", Category.RENDERING, value=6)
    assert texts(report(orientation)) == ["Nothing that identifies was found."]
    assert texts(report(orientation, complete=False)) == [
        "Not all of it could be read: it may reveal more than is listed here."
    ]


@pytest.mark.parametrize("category", [c for c in Category if c is not Category.RENDERING])
def test_every_category_has_a_sentence(category: Category) -> None:
    (text,) = texts(report(finding("a/b", category)))
    assert text.endswith(".")
    assert "Nothing" not in text


@given(VALUES)
def test_values_are_one_safe_line(value: Value) -> None:
    shown = show_value(value)
    assert all(unicodedata.category(char)[0] != "C" for char in shown)


@given(
    st.lists(st.builds(finding, ANY_TEXT, st.sampled_from(Category), value=st.none() | VALUES), max_size=4),
    st.lists(PLACES, max_size=3),
    ANY_TEXT,
)
def test_no_report_can_forge_a_line_or_steer_a_terminal(
    findings: list[Finding], places: list[Place], name: str
) -> None:
    found = report(*findings, locations=tuple(places))
    lines = list(report_in_words(name, found, show_tags=True))
    for line in lines:
        assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in line)
    assert sum(" = " in line for line in lines) >= len(findings)


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (12_345, "12.3 kB"),
        (999_999, "1.0 MB"),
        (5_000_000_000_000, "5000.0 GB"),
    ],
)
def test_sizes(size: int, said: str) -> None:
    assert size_in_words(size) == said
