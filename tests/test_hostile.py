"""Law 8, and the others on damaged files: whatever the input, one family of errors or a clean picture."""

from __future__ import annotations

import contextlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exifguard
import laws
from builders import jpeg
from marks import find_marks
from oracles import shown
from pictures import FIXTURES, Picture, clean_fixtures, fixtures

SMALL = 1_500
pytestmark = pytest.mark.long
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SMALLEST = sorted((p for p in fixtures() if len(p.data) <= SMALL), key=lambda p: len(p.data))
TRUNCATED = SMALLEST[:: 1 if LONG else 13]
BROKEN = SMALLEST[:: 1 if LONG else 61]
MANY = sorted(fixtures(), key=lambda p: p.label)


def attempt(data: bytes) -> exifguard.Scrubbed | None:
    """Inspect and scrub; anything but the family of errors fails the test."""
    with contextlib.suppress(exifguard.ExifguardError):
        exifguard.inspect(data)
    try:
        return exifguard.scrub(data)
    except exifguard.VerificationError:  # the family, but our own fault
        raise
    except exifguard.ExifguardError:
        return None


def check(data: bytes) -> None:
    """A damaged file is refused, or comes out clean and settled."""
    scrubbed = attempt(data)
    if scrubbed is not None:
        assert scrubbed.data is not None
        laws.tiling_and_identity(data)
        laws.idempotent(scrubbed.data)


@pytest.mark.parametrize("picture", TRUNCATED, ids=lambda picture: picture.label)
def test_every_truncation(picture: Picture) -> None:
    data = picture.data
    for size in range(len(data)):
        check(data[:size])


@pytest.mark.parametrize("picture", BROKEN, ids=lambda picture: picture.label)
def test_every_byte_broken(picture: Picture) -> None:
    data = picture.data
    for at in range(len(data)):
        for value in (0x00, 0xFF, data[at] ^ 0x01, data[at] ^ 0x80):
            check(data[:at] + bytes([value]) + data[at + 1 :])


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A fixture with pieces overwritten, taken out, doubled, or brought in from another."""
    data = bytearray(draw(st.sampled_from(MANY)).data[:100_000])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 40))
        kind = draw(st.sampled_from(["write", "cut", "double", "insert", "length"]))
        if kind == "write":
            data[at : at + size] = draw(st.binary(min_size=size, max_size=size))
        elif kind == "cut":
            del data[at : at + size]
        elif kind == "double":
            data[at:at] = data[at : at + size]
        elif kind == "insert":
            other = draw(st.sampled_from(MANY)).data
            start = draw(st.integers(0, len(other)))
            data[at:at] = other[start : start + draw(st.integers(0, 3_000))]
        else:
            data[at : at + 4] = draw(
                st.sampled_from([b"\0\0\0\0", b"\xff" * 4, b"\x7f" + b"\xff" * 3, b"\0\0\0\1"])
            )
    return bytes(data)


@given(mutations())
def test_mutations_are_refused_or_come_out_clean(data: bytes) -> None:
    check(data)


@given(mutations())
def test_mutations_that_are_accepted_show_the_same_picture(data: bytes) -> None:
    scrubbed = attempt(data)
    # Pillow looks for an orientation in XMP without reading XML, so damage there means two things.
    # Decoders of damaged rasters differ, and the one inside resvg is not Pillow's.
    doubtful = b"Orientation" in data or b"data:image" in data
    before = shown(data) if scrubbed is not None and not doubtful else None
    if scrubbed is not None and before is not None:
        laws.same_picture(before, scrubbed)


def has_end(picture: Picture) -> bool:
    """False for pictures that are whole without the mark of their end: what follows may be part of them."""
    return not any(word in picture.label for word in ("end-missing", "cut-before-terminator"))


@given(st.sampled_from(list(filter(has_end, clean_fixtures()))), st.sampled_from(clean_fixtures()))
def test_what_follows_a_picture_never_comes_out(first: Picture, second: Picture) -> None:
    data = first.data + b"MARK-AFTER-THE-END" + second.data
    scrubbed = attempt(data)
    assert scrubbed is not None
    assert scrubbed.data is not None
    assert not find_marks(scrubbed.data, ["MARK-AFTER-THE-END"])


@given(st.binary(max_size=300))
def test_noise_behind_a_signature(noise: bytes) -> None:
    for head in (
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\x10",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"BM\0\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0",
        b"\0\0\1\0\1\0",
        b"\0\0\1\0\1\0" + bytes(8) + b"\x30\0\0\0\x16\0\0\0" + b"\x28\0\0\0\1\0\0\0\2\0\0\0\1\0",
        b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 ",
        b"\xff\x4f\xff\x51\0\x29\0\0\0\0\0\1\0\0\0\1"
        + bytes(8)
        + b"\0\0\0\1\0\0\0\1"
        + bytes(8)
        + b"\0\1\7\1\1",
        b"\xff\x0a",
        b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl \0\0\0\0jxlc\xff\x0a",
        b"BM" + bytes(12) + b"\x28\0\0\0\1\0\0\0\1\0\0\0\1\0",
        b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\0\1\0\0\0\1\0\x08\0\3\0\0\0\0",
        b"II*\0\x08\0\0\0",
        b"MM\0+\0\x08\0\0\0\0\0\0\0\0\0\x10",
        b"\0\0\0\x14ftypisom\0\0\0\0isom",
        b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08moov",
        b"GIF89a",
        b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2",
    ):
        check(head + noise)


GROWING = {
    "exif": jpeg.segment(0xE1, b"Exif\0\0ab"),
    "extended-xmp": jpeg.segment(
        0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + bytes(8) + b"abc"
    ),
    "photoshop": jpeg.segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x05" + bytes(6)),
    "comment": jpeg.segment(jpeg.COM, b"ab"),
    "stray": b"\xff\x01",
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", GROWING)
def test_many_pieces_cost_no_more_than_their_number(name: str) -> None:
    """Pieces of one block once cost the square of their number: a minute for a megabyte."""
    data = (FIXTURES / "jpeg/baseline-444.jpg").read_bytes()
    scrubbed = exifguard.scrub(data[:2] + GROWING[name] * 90_000 + data[2:])
    assert scrubbed.size_after < len(data)
    assert exifguard.inspect(data[:2] + GROWING[name] * 90_000 + data[2:]).findings
