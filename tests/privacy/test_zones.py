"""UTC offsets inside dates: found, cut out, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.model import Category, Field, Finding
from exifguard.privacy.classify import classify
from exifguard.privacy.zones import IPTC_TIMES, without_zone, zone_finding

C = Category

DATES: tuple[tuple[str, str, str, str], ...] = (
    # key, before the zone, the zone, behind it
    ("xmp:CreateDate", "2024-05-01T10:00:00", "+01:00", ""),
    ("xmp:CreateDate", "2024-05-01T10:00:00", "-09:30", ""),
    ("xmp:CreateDate", "2024-05-01T10:00:00", "Z", ""),
    ("xmp:CreateDate", "2024-05-01T10:00:00.123456", "+01:00", ""),
    ("xmp:CreateDate", "2024-05-01T10:00:00,5", "Z", ""),
    ("xmp:CreateDate", "2024-05-01T10:00", "+01:00", ""),
    ("xmp:CreateDate", "2024-05-01T10:00", "Z", ""),
    ("xmp:CreateDate", "2024-05-01 10:00:00", " +01:00", ""),
    ("xmp:CreateDate", "2024-05-01 10:00:00", " UTC", ""),
    ("xmp:CreateDate", "2024-05-01 10:00:00", " UTC+2", ""),
    ("xmp:CreateDate", "2024-05-01 10:00:00", " CEST", ""),
    ("xmp:CreateDate", "20240501T100000", "+0100", ""),
    ("xmp:CreateDate", "20240501T1000", "Z", ""),
    ("xmp:CreateDate", "2024-05-01T10:00:00", "+01", ""),
    ("xmp:CreateDate", "2024-05-01T10:00:00", "+01:00:00", ""),
    ("photoshop:DateCreated", "2024-05-01", "+01:00", ""),
    ("photoshop:DateCreated", "2024-05-01", "Z", ""),
    ("ExifIFD:DateTimeOriginal", "2024:05:01 10:00:00", "+01:00", ""),
    ("ExifIFD:DateTimeOriginal", "2024:05:01 10:00:00", "+01:00", "\0"),
    ("ExifIFD:DateTimeOriginal", "2024:05:01 10:00:00", "Z", " "),
    ("Creation Time", "Wed, 01 May 2024 10:00:00", " +0100", ""),
    ("Creation Time", "1 May 2024 10:00", " GMT", ""),
    ("Creation Time", "Wed, 01 May 2024 10:00:00", " +0200 (CEST)", ""),
    ("Creation Time", "Wed 01 May 2024 10:00:00 AM", " CEST", ""),
    ("Creation Time", "Wed May  1 10:00:00", " CEST", " 2024"),
    ("Creation Time", "  2024-05-01T10:00:00", "+01:00", "\n"),
    ("pdf:CreationDate", "D:20240501100000", "+01'00'", ""),
    ("pdf:CreationDate", "D:20240501100000", "+01'00", ""),
    ("pdf:CreationDate", "D:20240501100000", "Z", ""),
    ("2:60", "100000", "+0100", ""),
    ("2:63", "10:00:00", "-05:00", ""),
    ("2:35", "100000", "Z", ""),
    ("2:38", "100000", "+0000", ""),
    ("1:80", "100000", "+0100", ""),
)

NO_ZONES: tuple[tuple[str, str], ...] = (
    ("xmp:CreateDate", "2024-05-01T10:00:00"),
    ("xmp:CreateDate", "2024-05-01"),
    ("xmp:CreateDate", "2024-05"),
    ("xmp:CreateDate", "2024"),
    ("xmp:CreateDate", ""),
    ("xmp:CreateDate", "Z"),
    ("xmp:CreateDate", "+01:00"),
    ("xmp:CreateDate", "2024-05-01T10:00:00+1"),
    ("xmp:CreateDate", "\u0662\u0660\u0662\u0664-05-01T10:00:00Z"),
    ("xmp:CreateDate", "2024-05-01T10:00:00Z 2024-05-01T10:00:00Z"),
    ("ExifIFD:DateTimeOriginal", "2024:05:01 10:00:00"),
    ("Creation Time", "Wed 01 May 2024 10:00:00 AM"),
    ("Creation Time", "Wed May  1 10:00:00 2024"),
    ("dc:description", "taken 2024-05-01T10:00:00+01:00"),
    ("dc:description", "2024-05-01T10:00:00+01:00 at home"),
    ("dc:identifier", "20240501-0100"),
    ("dc:identifier", "100000+0100"),
    ("IFD0:Software", "1.0.0+01:00"),
    ("2:80", "100000+0100"),
    ("2:60", "100000"),
    ("2:60", "2024-05-01T10:00:00Z"),
    ("2:55", "20240501"),
)


def found(key: str, value: object, category: Category = C.TIME) -> Finding:
    return Finding(f"block/{key}", category, frozenset({category}), key, 9, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(("key", "before", "zone", "behind"), DATES, ids=[f"{r[1]}{r[2]}" for r in DATES])
def test_a_zone_is_a_finding_and_can_be_cut_out(key: str, before: str, zone: str, behind: str) -> None:
    value = before + zone + behind
    assert without_zone(value, key) == before + behind
    text, place = zone.strip(), frozenset({C.LOCATION})
    path = f"block/{key}@zone"
    expected = Finding(path, C.LOCATION, place, f"{key}@zone", len(text), text, "a UTC offset")
    assert zone_finding(found(key, value)) == expected


@pytest.mark.parametrize(("key", "value"), NO_ZONES, ids=[f"{row[0]} {row[1]}" for row in NO_ZONES])
def test_what_is_no_date_with_a_zone_stays(key: str, value: str) -> None:
    assert zone_finding(found(key, value)) is None
    assert without_zone(value, key) == value


def test_what_goes_as_a_place_needs_no_second_finding() -> None:
    assert zone_finding(found("exif:GPSTimeStamp", "2024-05-01T10:00:00Z", C.LOCATION)) is None
    offset = classify("exif", Field("ExifIFD:OffsetTimeOriginal", "+01:00"), "APP1/exif")
    assert (offset.category, zone_finding(offset)) == (C.LOCATION, None)


@pytest.mark.parametrize("value", [None, 3, b"2024-05-01T10:00:00Z", ("2024-05-01T10:00:00Z",)])
def test_only_texts_are_dates(value: object) -> None:
    assert zone_finding(found("key", value)) is None


KEYS = st.sampled_from(["xmp:CreateDate", *sorted(IPTC_TIMES)])
LOOKALIKES = st.text("0123456789-+:TZ .D'WedMay,()", max_size=70)


@given(KEYS, st.one_of(st.text(), LOOKALIKES))
def test_both_functions_agree_and_cut_once(key: str, value: str) -> None:
    zone = zone_finding(found(key, value))
    rest = without_zone(value, key)
    assert (zone is None) == (rest == value)
    if zone is not None:
        assert isinstance(zone.value, str)
        assert zone.value in value
        assert zone_finding(found(key, rest)) is None


@given(KEYS, st.datetimes(), st.integers(-14 * 4, 14 * 4).map(lambda quarters: quarters * 15))
def test_any_offset_is_found(key: str, moment: object, minutes: int) -> None:
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    colon = "" if key in IPTC_TIMES else ":"
    zone = f"{sign}{size // 60:02}{colon}{size % 60:02}"
    local = f"{moment:%H%M%S}" if key in IPTC_TIMES else str(moment).replace(" ", "T")
    assert without_zone(local + zone, key) == local


@pytest.mark.parametrize("start", ["2024-05-01T10:00:00.", "Wed, 01 May 2024 10:00:00 ", "D:2024", " ", "2"])
def test_long_texts_cost_little(start: str) -> None:
    before = time.perf_counter()
    for fill in ("0", " ", "A", "+", "\0"):
        assert zone_finding(found("key", start + fill * 1_000_000 + "x")) is None
    assert time.perf_counter() - before < 2
