from __future__ import annotations

import json
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import png
from builders.tiff import orientation
from builders.xmp import xmp_packet
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.text import Comment, Text, raw_exif
from exifguard.metadata.text import xmp_packet as find_packet
from exifguard.model import Reading

TIFF = orientation(6)
PACKET = xmp_packet({"tiff:Orientation": "6"})
KEYWORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=79).filter(
    lambda word: not word.lower().startswith(("raw profile", "xml:com"))
)
WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="<"))
WRAPS = pytest.mark.parametrize("wrap", ["tEXt", "zTXt", "iTXt"])


def read(data: bytes, wrap: str, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Text().read(data, limits, wrap)


def values(reading: Reading) -> dict[str, object]:
    return {field.key: field.value for field in reading.fields}


def chunk(keyword: bytes, text: bytes, wrap: str) -> bytes:
    bodies = {"tEXt": text, "zTXt": b"\0" + zlib.compress(text), "iTXt": b"\0\0\0\0" + text}
    return keyword + b"\0" + bodies[wrap]


def raw_profile(name: bytes, data: bytes) -> bytes:
    digits = data.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return b"\n" + name + b"\n" + f"{len(data):8}".encode() + b"\n" + lines + b"\n"


@WRAPS
@given(keyword=KEYWORDS, text=WORDS)
def test_text_comes_back_under_its_keyword(wrap: str, keyword: str, text: str) -> None:
    reading = read(chunk(keyword.encode(), text.encode(), wrap), wrap)
    assert values(reading) == {keyword: text}
    assert (reading.nested, reading.damage) == ((), ())


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_international_text_is_utf8(text: str) -> None:
    packed = b"Title\0\1\0de\0Titel\0" + zlib.compress(text.encode())
    assert values(read(packed, "iTXt")) == {"Title@lang": "de", "Title@translated": "Titel", "Title": text}


def test_text_that_is_no_utf8_is_damage_and_still_read() -> None:
    reading = read(b"Title\0\0\0\0\0caf\xe9", "iTXt")
    assert values(reading) == {"Title": "caf\xe9"}
    assert reading.damage == ("text-encoding",)


@pytest.mark.parametrize("data", [b"", b"no separator", b"\0empty", b"k" * 80 + b"\0long"])
def test_a_bad_keyword_is_no_key(data: bytes) -> None:
    reading = read(data, "tEXt")
    assert values(reading) == {"#text": data.decode("latin-1")}
    assert reading.damage == ("text-keyword",)


def test_an_itxt_chunk_without_its_labels_is_damage() -> None:
    assert read(b"Title\0\0\0de", "iTXt").damage == ("text-header",)


def test_bytes_behind_a_compressed_text_are_slack() -> None:
    reading = read(chunk(b"Author", b"me", "zTXt") + b"hidden", "zTXt")
    assert values(reading) == {"Author": "me"}
    assert [(block.kind, block.data) for block in reading.nested] == [("slack", b"hidden")]
    assert reading.damage == ("deflate-tail",)


def test_a_broken_stream_is_kept_as_bytes() -> None:
    reading = read(b"Author\0\0not deflated", "zTXt")
    assert values(reading) == {"Author": b"not deflated"}
    assert reading.damage == ("deflate",)


@pytest.mark.parametrize("read_it", [read, lambda data, wrap, limits: raw_exif(data, wrap, limits)])
def test_a_bomb_exceeds_the_limits(read_it: object) -> None:
    bomb = chunk(b"Raw profile type exif", bytes(1_000_000), "zTXt")
    assert callable(read_it)
    with pytest.raises(LimitExceededError):
        read_it(bomb, "zTXt", Limits(block_bytes=10_000))


@WRAPS
@pytest.mark.parametrize("keyword", [b"XML:com.adobe.xmp", b"xml:com.adobe.XMP"])
def test_xmp_is_nested_and_no_field(keyword: bytes, wrap: str) -> None:
    data = chunk(keyword, PACKET, wrap)
    reading = read(data, wrap)
    assert [(block.kind, block.data) for block in reading.nested] == [("xmp", PACKET)]
    assert reading.fields == ()
    assert find_packet(data, wrap, DEFAULT_LIMITS) == PACKET


def test_xmp_under_another_keyword_is_found_as_well() -> None:
    reading = read(chunk(b"Comment", PACKET, "tEXt"), "tEXt")
    assert [field.key for field in reading.fields] == ["Comment"]
    assert [block.kind for block in reading.nested] == ["xmp"]


@WRAPS
@pytest.mark.parametrize(
    ("name", "data", "kind", "block"),
    [
        (b"exif", b"Exif\0\0" + TIFF, "exif", TIFF),
        (b"exif", TIFF, "exif", TIFF),
        (b"APP1", b"Exif\0\0" + TIFF, "exif", TIFF),
        (b"APP1", b"http://ns.adobe.com/xap/1.0/\0" + PACKET, "xmp", PACKET),
        (b"xmp", PACKET, "xmp", PACKET),
        (b"iptc", b"\x1c\x02\x05\0\1a", "iptc", b"\x1c\x02\x05\0\1a"),
        (b"iptc", b"Photoshop 3.0\x008BIM", "photoshop", b"Photoshop 3.0\x008BIM"),
        (b"8bim", b"8BIM", "photoshop", b"8BIM"),
        (b"icc", b"profile", "icc", b"profile"),
        (b"icm", b"profile", "icc", b"profile"),
        (b"generic", b"anything", "unknown", b"anything"),
        (b"tiff:37724", b"Adobe Photoshop", "unknown", b"Adobe Photoshop"),
    ],
)
def test_raw_profiles_are_nested(name: bytes, data: bytes, kind: str, block: bytes, wrap: str) -> None:
    packed = chunk(b"Raw profile type " + name, raw_profile(name, data), wrap)
    reading = read(packed, wrap)
    assert [(nested.kind, nested.data) for nested in reading.nested] == [(kind, block)]
    assert (reading.fields, reading.damage) == ((), ())
    assert raw_exif(packed, wrap, DEFAULT_LIMITS) == (block if kind == "exif" else None)
    assert find_packet(packed, wrap, DEFAULT_LIMITS) == (block if kind == "xmp" else None)


@pytest.mark.parametrize(
    ("text", "data", "tail"),
    [
        (b"\nexif\n 9\n49492a00", b"II*\0", None),  # too few digits
        (b"\nexif\n 4\n49492a00z!", b"II*\0", b"z!"),
        (b"\nexif\n 4\n49492a00f", b"II*\0", None),  # half a byte
    ],
)
def test_a_raw_profile_of_another_length_is_damage(text: bytes, data: bytes, tail: bytes | None) -> None:
    reading = read(b"Raw profile type exif\0" + text, "tEXt")
    assert reading.nested[0].data == data
    assert [block.data for block in reading.nested[1:]] == ([tail] if tail else [])
    assert reading.damage == ("raw-profile",)


def test_a_raw_profile_that_is_none_is_nested_whole() -> None:
    reading = read(b"Raw profile type exif\0secret words", "tEXt")
    assert [(block.kind, block.data) for block in reading.nested] == [("unknown", b"secret words")]
    assert raw_exif(b"Raw profile type exif\0secret words", "tEXt", DEFAULT_LIMITS) is None


def test_other_chunks_are_not_inflated_to_look_for_exif() -> None:
    bomb = chunk(b"Comment", bytes(1_000_000), "zTXt")
    assert raw_exif(bomb, "zTXt", Limits(block_bytes=10)) is None
    assert find_packet(bomb, "zTXt", Limits(block_bytes=10)) is None


@WRAPS
@given(data=st.binary(max_size=200))
def test_arbitrary_bytes_never_fail(data: bytes, wrap: str) -> None:
    for keyword in (b"", b"Raw profile type exif\0", b"XML:com.adobe.xmp\0", b"Title\0\1\0"):
        reading = read(keyword + data, wrap)
        assert reading.fields or reading.nested


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_never_fails(at: int, value: int) -> None:
    data = bytearray(chunk(b"Raw profile type exif", raw_profile(b"exif", TIFF * 3), "zTXt"))
    data[at % len(data)] = value
    reading = read(bytes(data), "zTXt")
    assert reading.fields or reading.nested


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        ("Stra\xdfe".encode(), "Stra\xdfe"),
        (b"caf\xe9", "caf\xe9"),
        ("\ufeffwide".encode("utf-16-le"), "wide"),
        ("\ufeffwide".encode("utf-16-be"), "wide"),
        (b"ends\0\0", "ends"),
        (b"", ""),
    ],
)
def test_comments_are_decoded(data: bytes, text: str) -> None:
    assert values(Comment().read(data, DEFAULT_LIMITS)) == {"comment": text}


def test_xmp_in_a_comment_is_found() -> None:
    assert [block.kind for block in Comment().read(PACKET, DEFAULT_LIMITS).nested] == ["xmp"]


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_reads_the_same_texts(tmp_path: Path) -> None:
    chunks = [
        png.Chunk(b"tEXt", chunk(b"Artist", b"caf\xe9", "tEXt")),
        png.Chunk(b"zTXt", chunk(b"Author", b"somebody", "zTXt")),
        png.Chunk(b"iTXt", b"Title\0\1\0\0\0" + zlib.compress("Stra\xdfe".encode())),
    ]
    path = tmp_path / "texts.png"
    path.write_bytes(png.join([png.ihdr(1, 1), *chunks, png.IEND]))
    command = ["exiftool", "-j", "-PNG:Artist", "-PNG:Author", "-PNG:Title", str(path)]
    seen = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    ours = {key: value for one in chunks for key, value in values(read(one.data, one.kind.decode())).items()}
    assert ours == {key: seen[key] for key in ours}
