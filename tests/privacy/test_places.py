"""Coordinates as EXIF and XMP write them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.model import Field, Finding, Place, Rational, Value
from exifguard.privacy.classify import classify
from exifguard.privacy.places import places

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


def find(kind: str, path: str, /, **fields: Value) -> list[Finding]:
    return [classify(kind, Field(key, value), path) for key, value in fields.items()]


def exif(path: str = "APP1/exif", **fields: Value) -> list[Finding]:
    return find("exif", path, **{f"GPS:GPS{name}": value for name, value in fields.items()})


def xmp(path: str = "APP1/xmp", prefix: str = "exif:GPS", **fields: Value) -> list[Finding]:
    return find("xmp", path, **{f"{prefix}{name}": value for name, value in fields.items()})


def whole(*numbers: int) -> tuple[Rational, ...]:
    return tuple(Rational(number, 1) for number in numbers)


PARIS = exif(
    LatitudeRef="N", Latitude=whole(48, 51, 24), LongitudeRef="E", Longitude=whole(2, 21, 3), VersionID=(2, 3)
)


def degrees(value: float) -> tuple[Rational, ...]:
    """Degrees and minutes as whole numbers, seconds in millionths, as cameras write them."""
    millionths = round(abs(value) * 3600 * 1_000_000)
    minutes, seconds = divmod(millionths, 60 * 1_000_000)
    return (*whole(*divmod(minutes, 60)), Rational(seconds, 1_000_000))


def close(place: Place, latitude: float, longitude: float) -> bool:
    return abs(place.latitude - latitude) < 1e-6 and abs(place.longitude - longitude) < 1e-6


@given(LATITUDES, LONGITUDES)
def test_exif_gives_the_coordinates_back(latitude: float, longitude: float) -> None:
    (place,) = places(
        exif(
            LatitudeRef="S" if latitude < 0 else "N",
            Latitude=degrees(latitude),
            LongitudeRef="W" if longitude < 0 else "E",
            Longitude=degrees(longitude),
        )
    )
    assert close(place, latitude, longitude)
    assert place.carrier == "APP1/exif"


@given(LATITUDES, LONGITUDES)
def test_exif_in_decimal_degrees_gives_the_coordinates_back(latitude: float, longitude: float) -> None:
    def decimal(value: float) -> tuple[Rational, ...]:
        fraction = Fraction(abs(value)).limit_denominator(10**9)
        return (Rational(fraction.numerator, fraction.denominator), *whole(0, 0))

    (place,) = places(
        exif(
            Latitude=decimal(latitude),
            Longitude=decimal(longitude),
            LatitudeRef=b"S\0" if latitude < 0 else b"N\0",
            LongitudeRef="w" if longitude < 0 else "e",
        )
    )
    assert close(place, latitude, longitude)


def minutes(value: float, letters: str) -> str:
    size = abs(value)
    return f"{int(size)},{(size - int(size)) * 60:.8f}{letters[value < 0]}"


def seconds(value: float, letters: str) -> str:
    parts = degrees(value)
    return f"{parts[0].numerator},{parts[1].numerator},{parts[2].numerator / 1e6:.6f} {letters[value < 0]}"


def signed(value: float, letters: str) -> str:
    return f"{value:+.9f}"


def lettered(value: float, letters: str) -> str:
    return f"{abs(value):.9f}{letters[value < 0].lower()}"


@pytest.mark.parametrize("form", [minutes, seconds, signed, lettered])
@given(latitude=LATITUDES, longitude=LONGITUDES)
def test_xmp_gives_the_coordinates_back(
    form: Callable[[float, str], str], latitude: float, longitude: float
) -> None:
    fields = {"Latitude": form(latitude, "NS"), "Longitude": form(longitude, "EW")}
    (place,) = places(xmp(**fields))
    assert close(place, latitude, longitude)
    assert place.carrier == "APP1/xmp"


@given(latitude=LATITUDES, longitude=LONGITUDES, misspelt=st.booleans())
def test_drones_give_the_coordinates_back(latitude: float, longitude: float, misspelt: bool) -> None:
    name = "Longtitude" if misspelt else "Longitude"
    findings = xmp(prefix="drone-dji:", GpsLatitude=f"{latitude:+.9f}", AbsoluteAltitude="+120.50")
    (place,) = places([*findings, *xmp(prefix="drone-dji:Gps", **{name: f"{longitude:+.9f}"})])
    assert close(place, latitude, longitude)
    assert place.altitude == 120.5


@pytest.mark.parametrize("structure", ["LocationCreated", "LocationShown[1]", "LocationShown[2]"])
def test_places_inside_structures(structure: str) -> None:
    prefix = f"Iptc4xmpExt:{structure}/exif:GPS"
    (place,) = places(xmp(prefix=prefix, Latitude="47,36.8N", Longitude="8,30.0E", Altitude="500/1"))
    assert close(place, 47.613333333, 8.5)
    assert place.altitude == 500
    assert place.carrier == "APP1/xmp"


def test_structures_do_not_lend_each_other_coordinates() -> None:
    first = xmp(prefix="Iptc4xmpExt:LocationShown[1]/exif:GPS", Latitude="47,0N")
    second = xmp(prefix="Iptc4xmpExt:LocationShown[2]/exif:GPS", Longitude="8,0E")
    assert places([*first, *second, *xmp(Latitude="1,0N")]) == ()


def test_blocks_do_not_lend_each_other_coordinates() -> None:
    assert places([*exif("a", Latitude=whole(1, 0, 0)), *exif("b", Longitude=whole(1, 0, 0))]) == ()


def test_a_place_with_height_and_time() -> None:
    more = exif(AltitudeRef=0, Altitude=Rational(1234, 10), DateStamp="2024:05:01", TimeStamp=whole(10, 0, 7))
    (place,) = places([*PARIS, *more])
    assert (place.altitude, place.time) == (123.4, "2024-05-01T10:00:07Z")
    assert close(place, 48.856666667, 2.350833333)


@pytest.mark.parametrize(
    ("ref", "height"),
    [(0, 5.0), (1, -5.0), (2, 5.0), (3, -5.0), (b"\x01", -5.0), ("1", -5.0), ((1,), -5.0), ("?", 5.0)],
)
def test_altitude_references(ref: Value, height: float) -> None:
    (place,) = places([*PARIS, *exif(Altitude=Rational(5, 1), AltitudeRef=ref)])
    assert place.altitude == height


TIMES: tuple[tuple[Value, Value, str | None], ...] = (
    ("2024:05:01", whole(10, 0, 0), "2024-05-01T10:00:00Z"),
    ("2024-05-01\0", whole(23, 59, 59), "2024-05-01T23:59:59Z"),
    ("2024:05:01", (*whole(10, 0), Rational(21, 2)), "2024-05-01T10:00:10.500000Z"),
    ("2024:05:01", whole(25, 0, 0), None),
    ("2024:05:01", (*whole(10, 0), Rational(0, 0)), None),
    ("2024:05:01", whole(10, 0), None),
    ("2024:05:01", whole(10**30, 0, 0), None),
    ("2024:13:01", whole(10, 0, 0), None),
    ("0000:00:00", whole(0, 0, 0), None),
    ("soon", whole(10, 0, 0), None),
    (7, whole(10, 0, 0), None),
    ("2024:05:01", 7, None),
)


@pytest.mark.parametrize(("date", "time", "expected"), TIMES)
def test_exif_times(date: Value, time: Value, expected: str | None) -> None:
    (place,) = places([*PARIS, *exif(DateStamp=date, TimeStamp=time)])
    assert place.time == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
        ("2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00Z"),
        ("2024-05-01T10:00:00", "2024-05-01T10:00:00Z"),
        ("0001-01-01T00:00:00+10:00", None),
        ("2024-05-01", None),
        ("10:00", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("name", ["TimeStamp", "DateTime"])
def test_xmp_times(name: str, text: str, expected: str | None) -> None:
    (place,) = places(xmp(Latitude="1,0N", Longitude="2,0E", **{name: text}))
    assert place.time == expected


def test_the_same_place_counts_once_a_carrier() -> None:
    found = places([*PARIS, *PARIS, *rename(PARIS, "eXIf/exif")])
    assert [place.carrier for place in found] == ["APP1/exif", "eXIf/exif"]


def rename(findings: list[Finding], path: str) -> list[Finding]:
    return [classify("exif", Field(f.key, f.value or 0), path) for f in findings]


def test_a_tag_given_twice_gives_both_places_with_the_same_direction() -> None:
    findings = [
        *exif(LatitudeRef="S", Latitude=whole(1, 0, 0), Longitude=whole(5, 0, 0)),
        *exif(Latitude=whole(2, 0, 0)),
    ]
    assert [place.latitude for place in places(findings)] == [-1, -2]


def test_the_destination_is_a_place_too() -> None:
    findings = exif(
        DestLatitudeRef="N", DestLatitude=whole(1, 0, 0), DestLongitudeRef="W", DestLongitude=whole(2, 0, 0)
    )
    assert [(place.latitude, place.longitude) for place in places(findings)] == [(1, -2)]


UNUSABLE: tuple[Value, ...] = (
    (Rational(0, 0), Rational(0, 0), Rational(0, 0)),
    (*whole(48, 51), Rational(0, 0)),
    whole(91, 0, 0),
    whole(1, 2, 3, 4),
    (),
    "",
    "N",
    "north",
    "1,2,3,4",
    "1/0,0,0N",
    "9" * 500,
    "nan",
    b"\x01\x02",
    float("inf"),
    float("nan"),
    10**400,
    (Rational(10**400, 1), *whole(0, 0)),
    (("1", "2"), 3),
)


@pytest.mark.parametrize("value", UNUSABLE, ids=lambda value: str(value)[:30])
def test_what_is_no_latitude_makes_no_place(value: Value) -> None:
    assert places(exif(Latitude=value, Longitude=whole(2, 0, 0))) == ()
    assert places(xmp(Latitude=value, Longitude="2,0E")) == ()


def test_a_latitude_alone_is_no_place() -> None:
    assert places(exif(Latitude=whole(1, 0, 0), LatitudeRef="N")) == ()
    assert places([]) == ()


values = st.recursive(
    st.one_of(
        st.text(max_size=30),
        st.integers(),
        st.floats(),
        st.binary(max_size=8),
        st.builds(Rational, st.integers(), st.integers()),
    ),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=6,
)
NAMES = (
    "Latitude",
    "LatitudeRef",
    "Longitude",
    "LongitudeRef",
    "Altitude",
    "AltitudeRef",
    "DateStamp",
    "TimeStamp",
)


@given(st.dictionaries(st.sampled_from(NAMES), values), st.booleans())
def test_no_value_whatever_raises(fields: dict[str, Value], in_xmp: bool) -> None:
    kind, prefix = ("xmp", "exif:GPS") if in_xmp else ("exif", "GPS:GPS")
    for place in places(find(kind, "p", **{prefix + name: value for name, value in fields.items()})):
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180


@pytest.mark.parametrize("maker", ["GPMF", "FLIR"])
def test_makers_own_blocks_name_places_in_degrees(maker: str) -> None:
    fields = {f"{maker}:GPSLatitude": -33.5, f"{maker}:GPSLongitude": 151.25, f"{maker}:GPSAltitude": 12.0}
    assert places(find("vendor", "APP6/vendor", **fields)) == (
        Place(-33.5, 151.25, 12.0, None, "APP6/vendor"),
    )
