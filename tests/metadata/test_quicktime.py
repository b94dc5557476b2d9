"""What is about a movie, value by value."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exifguard
from builders import mov
from exifguard import Limits
from exifguard.metadata.quicktime import QuickTime
from exifguard.model import Reading
from pictures import FIXTURES

WRAPS = (
    *("atom", "atom-", "item", "key", "mvhd", "tkhd", "mdhd", "vendor", "compressor", "name", "broken"),
    *("spherical", "track", "track/9 1 2", "track+/40", "nothing"),
)


def read(data: bytes, wrap: str) -> Reading:
    return QuickTime().read(data, Limits(), wrap)


def values(data: bytes, wrap: str) -> dict[str, object]:
    return {one.key: one.value for one in read(data, wrap).fields}


@pytest.mark.parametrize(
    ("data", "wrap", "expected"),
    [
        (mov.text_atom(b"\xa9xyz", "+47.6+008.2/"), "atom", {"©xyz": "+47.6+008.2/"}),
        (mov.text_atom(b"\xa9nam", "Größe"), "atom", {"©nam": "Größe"}),
        (mov.text_3gp(b"titl", "A title"), "atom", {"titl": "A title"}),
        (mov.box(b"\xa9ART", mov.data_atom(b"Somebody")), "atom", {"©ART": "Somebody"}),
        (mov.box(b"tmpo", mov.data_atom(b"\0\x80", 21)), "atom", {"tmpo": 128}),
        (mov.box(b"rate", mov.data_atom(struct.pack(">f", 0.5), 23)), "atom", {"rate": 0.5}),
        (mov.box(b"note", mov.data_atom("é".encode("utf-16-be"), 2)), "atom", {"note": "é"}),
        (mov.box(b"prvt", b"\0\1\2"), "atom", {"prvt": b"\0\1\2"}),
        (mov.box(b"\1\2\3\4", b"ab"), "atom-", {"0x01020304": b"ab"}),
        (mov.box(b"mdta", b"a.key") + mov.box(b"\0\0\0\1", mov.data_atom(b"v")), "item", {"a.key": "v"}),
        (mov.box(b"mdta", b"a.key"), "key", {"a.key": b""}),
        (
            struct.pack(">II", 3_800_000_000, 0), "mvhd", {"CreateDate": "2024:05:31 11:33:20"},
        ),
        (
            struct.pack(">QQ", 0, 1), "tkhd", {"TrackModifyDate": "1904:01:01 00:00:01"},
        ),
        (b"appl", "vendor", {"vendor": "appl"}),
        (b"\5Maker" + bytes(26), "compressor", {"compressor": "Maker"}),
        (b"\7Handler", "name", {"handler": "Handler"}),
        (b"Handler\0", "name", {"handler": "Handler"}),
    ],
)  # fmt: skip
def test_values(data: bytes, wrap: str, expected: dict[str, object]) -> None:
    assert values(data, wrap) == expected
    assert not read(data, wrap).damage


def test_a_place_of_3gpp_is_written_as_others_are() -> None:
    found = values(mov.loci("Laufenburg", 47.5625, -8.25), "atom")
    assert found == {"loci": "+47.56250-008.25000+300.00/", "loci.name": "Laufenburg, earth"}


@pytest.mark.parametrize(
    ("text", "latitude", "longitude", "altitude"),
    [
        ("+47.6133+008.2125+312.000/", 47.6133, 8.2125, 312.0),
        ("-33.5-070.25/", -33.5, -70.25, None),
        ("+4736.80+00812.75/", 47.613333, 8.2125, None),
        ("+473648.0-0081245.0-12/", 47.613333, -8.2125, -12.0),
        ("+47.6133+008.2125+312CRSWGS_84/", 47.6133, 8.2125, 312.0),
    ],
)
def test_places_in_one_text(text: str, latitude: float, longitude: float, altitude: float | None) -> None:
    boxes = mov.box(b"udta", mov.text_atom(b"\xa9xyz", text))
    data = mov.add_to_movie((FIXTURES / "movie/coded.mp4").read_bytes(), boxes)
    place = exifguard.inspect(data).location
    assert place is not None
    assert (place.latitude, place.longitude) == pytest.approx((latitude, longitude), abs=1e-5)
    assert place.altitude == altitude


@pytest.mark.parametrize("text", ["+91+008/", "+47+181/", "47+8", "+4+8/", "somewhere"])
def test_what_is_no_place(text: str) -> None:
    boxes = mov.box(b"udta", mov.text_atom(b"\xa9xyz", text))
    data = mov.add_to_movie((FIXTURES / "movie/coded.mp4").read_bytes(), boxes)
    assert exifguard.inspect(data).location is None
    assert exifguard.inspect(data).has(exifguard.Category.LOCATION)


def test_a_track_is_told_by_its_coding() -> None:
    data = (FIXTURES / "movie/track-camm.mp4").read_bytes()
    finding = next(one for one in exifguard.inspect(data).findings if one.key == "track:camm")
    assert finding.category is exifguard.Category.LOCATION


@pytest.mark.parametrize("wrap", WRAPS)
@given(data=st.binary(max_size=64))
def test_damage_raises_nothing(wrap: str, data: bytes) -> None:
    read(data, wrap)
