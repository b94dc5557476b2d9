from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import png
from builders.tiff import orientation
from builders.xmp import STANDARD, xmp_packet
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._rewritten import Rewritten
from exifguard.metadata._text_writer import rewrite
from exifguard.metadata.text import Text
from exifguard.model import Nested, Reading
from exifguard.structures.stored import stored_zlib
from marks import find_marks
from oracles import ExifTool
from pictures import CORPUS_VARIABLE, Picture, corpus

TIFF, OTHER_TIFF = orientation(6), orientation(3)
PACKET, OTHER_PACKET = xmp_packet({"tiff:Orientation": "6"}), xmp_packet({"tiff:Orientation": "3"})
XMP_KEY = "XML:com.adobe.xmp"
WRAPS = pytest.mark.parametrize("wrap", ["tEXt", "zTXt", "iTXt"])
KEYWORDS = st.sampled_from(["Title", "Author", "Comment", "date:create", "\xdcber", "a@b"])
LATIN = st.text(st.characters(max_codepoint=255))
LABELS = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=9)


def everything(_key: str) -> bool:
    return True


def nothing(_key: str) -> bool:
    return False


def chunk(
    keyword: str, text: bytes, wrap: str, labels: tuple[str, str] = ("", ""), *, compressed: bool = False
) -> bytes:
    names = "".join(f"{label}\0" for label in labels).encode()
    bodies = {
        "tEXt": text,
        "zTXt": b"\0" + zlib.compress(text),
        "iTXt": bytes((compressed, 0)) + names + (zlib.compress(text) if compressed else text),
    }
    return keyword.encode("latin-1") + b"\0" + bodies[wrap]


def canonical(keyword: str, text: bytes, wrap: str, labels: tuple[str, str] = ("", "")) -> bytes:
    """The chunk as it has to be written."""
    if wrap == "zTXt":
        return keyword.encode("latin-1") + b"\0\0" + stored_zlib(text)
    return chunk(keyword, text, wrap, labels)


def raw(name: str, data: bytes) -> bytes:
    return png.raw_profile(name, data).encode("ascii")


def read(data: bytes, wrap: str) -> Reading:
    return Text().read(data, DEFAULT_LIMITS, wrap)


def kept_all(data: bytes, wrap: str) -> dict[str, bytes | None]:
    return {block.path: block.data for block in read(data, wrap).nested if block.kind != "slack"}


def run(
    data: bytes,
    wrap: str,
    keep: Any = everything,
    nested: Mapping[str, bytes | None] = MappingProxyType({}),
    replace: Mapping[str, str] = MappingProxyType({}),
) -> Rewritten:
    keep = keep if callable(keep) else keep.__contains__
    return rewrite(data, keep, DEFAULT_LIMITS, wrap, nested, replace)


# Texts


@WRAPS
@given(KEYWORDS, LATIN, st.tuples(LABELS, LABELS), st.booleans())
def test_a_kept_text_reads_as_before(
    wrap: str, keyword: str, text: str, labels: tuple[str, str], compressed: bool
) -> None:
    encoding = "utf-8" if wrap == "iTXt" else "latin-1"
    old = chunk(keyword, text.encode(encoding), wrap, labels, compressed=compressed)
    new = run(old, wrap)
    assert new == Rewritten(canonical(keyword, text.encode(encoding), wrap, labels))
    assert read(new.data, wrap) == read(old, wrap)
    assert run(new.data, wrap) == new


@WRAPS
@given(st.sets(st.sampled_from(["Title", "Title@lang", "Title@translated"])))
def test_what_is_not_kept_is_nowhere(wrap: str, wanted: set[str]) -> None:
    labels = ("x-marklanguage", "marktranslated") if wrap == "iTXt" else ("", "")
    old = chunk("Title", b"marktext" * 9, wrap, labels, compressed=True)
    new = run(old, wrap, wanted)
    marks = {"Title": "marktext", "Title@lang": "x-marklanguage", "Title@translated": "marktranslated"}
    expected = wanted if "Title" in wanted else set()
    expected = expected if wrap == "iTXt" else expected & {"Title"}
    assert find_marks(new.data, marks.values()) == {marks[key] for key in expected}
    assert bool(new.data) == ("Title" in wanted)
    assert new.notes == ()


@WRAPS
@given(LATIN, st.text())
def test_a_new_text_is_written_or_the_chunk_goes(wrap: str, old: str, new: str) -> None:
    data = chunk("date:create", old.encode("utf-8" if wrap == "iTXt" else "latin-1"), wrap)
    result = run(data, wrap, replace={"date:create": new, "other": "x"})
    encoding = "utf-8" if wrap == "iTXt" else "latin-1"
    try:
        expected = canonical("date:create", new.encode(encoding), wrap)
    except UnicodeEncodeError:
        expected = b""
    if "\0" in new:
        expected = b""
    assert result.data == expected
    assert len(result.notes) == (not expected)


def test_a_new_text_is_for_kept_keys_only() -> None:
    data = chunk("date:create", b"2024-05-12T15:04:05+02:00", "tEXt")
    assert run(data, "tEXt", nothing, replace={"date:create": "2024"}) == (b"", ())
    assert run(data, "tEXt", replace={"date:create": "2024"}).data == b"date:create\x002024"


def test_a_text_that_became_a_packet_is_not_written() -> None:
    new = run(chunk("Comment", b"a", "tEXt"), "tEXt", replace={"Comment": PACKET.decode("latin-1")})
    assert (new.data, len(new.notes)) == (b"", 1)


def test_bytes_behind_a_compressed_text_go_with_a_note() -> None:
    new = run(chunk("Title", b"a", "zTXt") + b"hidden", "zTXt")
    assert new.data == canonical("Title", b"a", "zTXt")
    assert len(new.notes) == 1


@pytest.mark.parametrize(
    ("data", "wrap"),
    [
        (b"", "tEXt"),
        (b"no separator", "tEXt"),
        (b"\0empty", "zTXt"),
        (b"k" * 80 + b"\0long", "tEXt"),
        (b"Title\0\0\0de", "iTXt"),
        (b"Title\0\0\0\0\0caf\xe9", "iTXt"),
        (b"Title\0\0no stream", "zTXt"),
        (chunk("Title", b"a" * 99, "zTXt")[:-5], "zTXt"),
        (b"Raw profile type exif\0secret words", "tEXt"),
        (b"Raw profile type exif\0\nexif\n 9\n49492a00", "tEXt"),
        (b"Raw profile type exif\0\nexif\n 4\n49492a00z!", "tEXt"),
    ],
)
def test_damaged_chunks_go_whole_with_a_note(data: bytes, wrap: str) -> None:
    new = run(data, wrap, nested=kept_all(data, wrap))
    assert new.data == b""
    assert ["damaged" in note for note in new.notes] == [True]


# Blocks in texts


@WRAPS
@pytest.mark.parametrize(
    ("keyword", "before", "old", "new"),
    [
        ("Raw profile type exif", b"Exif\0\0", TIFF, OTHER_TIFF),
        ("Raw profile type exif", b"Exif\0\xff", TIFF, OTHER_TIFF),
        ("Raw profile type exif", b"", TIFF, OTHER_TIFF),
        ("raw profile type APP1", b"Exif\0\0", TIFF, OTHER_TIFF),
        ("Raw profile type APP1", STANDARD, PACKET, OTHER_PACKET),
        ("Raw profile type xmp", b"", PACKET, OTHER_PACKET),
        ("Raw profile type iptc", b"", b"\x1c\x02\x05\0\1a", b"\x1c\x02\x05\0\2bc"),
        ("Raw profile type iptc", b"", b"8BIM\x04\x04", b"8BIM\x04\x0b"),
        ("Raw profile type 8bim", b"", b"Photoshop 3.0\x008BIM", b"8BIM"),
        ("Raw profile type icc", b"", b"profile", b"p"),
        ("Raw profile type generic", b"", b"anything", b"x" * 37),
    ],
)
def test_raw_profiles_are_written_in_imagemagicks_form(
    keyword: str, before: bytes, old: bytes, new: bytes, wrap: str
) -> None:
    name = keyword[17:]
    stated = raw("a name", before + old).replace(
        f"{len(before + old):8}".encode(), b"%08d" % len(before + old)
    )
    data = chunk(keyword, stated.upper() + b"\0", wrap)
    assert run(data, wrap, nothing, kept_all(data, wrap)) == (
        canonical(keyword, raw(name, before + old), wrap),
        (),
    )
    for other in (nothing, everything):
        result = run(data, wrap, other, {keyword: new}, {keyword: "words"})
        assert result == Rewritten(canonical(keyword, raw(name, before + new), wrap))
        assert [block.data for block in read(result.data, wrap).nested] == [new]
    for gone in ({}, {keyword: None}, {keyword: b""}, {"other": new}):
        assert run(data, wrap, everything, gone) == (b"", ())


@WRAPS
def test_packets_are_replaced_or_go(wrap: str) -> None:
    data = chunk(XMP_KEY, PACKET, wrap, compressed=True)
    assert run(data, wrap, nothing, {XMP_KEY: PACKET}) == (canonical(XMP_KEY, PACKET, wrap), ())
    assert run(data, wrap, nothing, {XMP_KEY: OTHER_PACKET}) == (canonical(XMP_KEY, OTHER_PACKET, wrap), ())
    assert run(data, wrap) == (b"", ())


@WRAPS
def test_a_text_that_is_a_packet_needs_both(wrap: str) -> None:
    data = chunk("Comment", PACKET, wrap)
    assert run(data, wrap, {"Comment"}, {"Comment": PACKET}) == (canonical("Comment", PACKET, wrap), ())
    new = run(data, wrap, {"Comment"}, {"Comment": OTHER_PACKET}, {"Comment": "words"})
    assert new == (canonical("Comment", OTHER_PACKET, wrap), ())
    assert run(data, wrap, {"Comment"}) == (b"", ())
    assert run(data, wrap, nothing, {"Comment": PACKET}) == (b"", ())


def test_labels_of_a_packet_stay_when_they_are_kept() -> None:
    data = chunk(XMP_KEY, PACKET, "iTXt", ("de", "Titel"))
    assert run(data, "iTXt", nested={XMP_KEY: PACKET}).data == data
    assert run(data, "iTXt", nothing, {XMP_KEY: PACKET}).data == chunk(XMP_KEY, PACKET, "iTXt")


@pytest.mark.parametrize(
    ("keyword", "block"),
    [
        ("Raw profile type exif", b"Exif\0\0" + TIFF),
        ("Raw profile type exif", STANDARD + PACKET),
        ("Raw profile type line\nbreak", b"anything"),
        ("Raw profile type  ", b"anything"),
    ],
)
def test_a_block_that_would_be_read_as_something_else_goes_with_a_note(keyword: str, block: bytes) -> None:
    data = chunk(keyword, raw("name", b"anything"), "tEXt")
    new = run(data, "tEXt", nested={keyword: block})
    assert (new.data, len(new.notes)) == (b"", 1)


@WRAPS
@given(block=st.binary(min_size=1, max_size=200))
def test_any_block_comes_back(wrap: str, block: bytes) -> None:
    keyword = "Raw profile type generic"
    new = run(chunk(keyword, raw("generic", b"secret"), wrap), wrap, nothing, {keyword: block})
    if block.startswith(STANDARD):
        assert (new.data, len(new.notes)) == (b"", 1)
        return
    assert read(new.data, wrap) == Reading(nested=(Nested("unknown", keyword, block),))
    assert b"secret".hex().encode() not in new.data


# Anything


@WRAPS
@given(st.binary(max_size=200), st.booleans())
def test_junk_never_raises_and_comes_back_or_goes(wrap: str, junk: bytes, whole: bool) -> None:
    heads = (
        b"",
        b"Title\0",
        b"Title\0\1\0\0\0",
        b"Raw profile type exif\0\nexif\n   4\n",
        XMP_KEY.encode() + b"\0",
    )
    for data in (*(head + junk for head in heads), chunk("Title", junk, wrap, compressed=True)):
        new = run(data, wrap, everything if whole else nothing, kept_all(data, wrap))
        if not new.data:
            continue
        before, after = read(data, wrap), read(new.data, wrap)
        assert after.damage == ()
        assert after.nested == tuple(block for block in before.nested if block.kind != "slack")
        if whole:
            assert [(one.key, one.value) for one in after.fields] == [
                (one.key, one.value) for one in before.fields
            ]
        assert run(new.data, wrap, everything, kept_all(new.data, wrap)) == (new.data, ())


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_never_raises(at: int, value: int) -> None:
    data = bytearray(chunk("Raw profile type exif", raw("exif", b"Exif\0\0" + TIFF * 3), "zTXt"))
    data[at % len(data)] = value
    new = run(bytes(data), "zTXt", everything, kept_all(bytes(data), "zTXt"))
    assert read(new.data, "zTXt").damage == (() if new.data else ("text-keyword",))


def test_a_bomb_exceeds_the_limits() -> None:
    with pytest.raises(LimitExceededError):
        rewrite(chunk("Title", bytes(100_000), "zTXt"), everything, Limits(block_bytes=10_000), "zTXt")


# What others read


def rewritten(data: bytes) -> tuple[bytes, int]:
    """The file with every text chunk that can be written anew, and how many these are."""
    out, at, count = bytearray(data[:8]), 8, 0
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        whole, body = data[at : at + 12 + size], data[at + 8 : at + 8 + size]
        sound = len(whole) == 12 + size and zlib.crc32(kind + body) == int.from_bytes(whole[-4:])
        if kind in (b"tEXt", b"zTXt", b"iTXt") and sound:
            wrap = kind.decode()
            new = run(body, wrap, everything, kept_all(body, wrap))
            whole = png.chunk(kind, new.data) if new.data and not new.notes else whole
            count += bool(new.data) and not new.notes
        out += whole
        at += 12 + size
    return bytes(out + data[at:]), count


def seen(exiftool: ExifTool, path: Path, data: bytes) -> dict[str, Any]:
    path.write_bytes(data)
    tags = exiftool.tags(path)
    return {key: value for key, value in tags.items() if not key.startswith(("System:", "SourceFile"))}


def test_exiftool_reads_the_same(exiftool: ExifTool, tmp_path: Path) -> None:
    chunks = [
        png.Chunk(kind.encode(), chunk(keyword, text, kind, labels))
        for kind, keyword, text, labels in [
            ("tEXt", "Artist", b"caf\xe9", ("", "")),
            ("zTXt", "Author", b"somebody", ("", "")),
            ("iTXt", "Title", "Stra\xdfe".encode(), ("de", "Titel")),
            ("zTXt", "Raw profile type exif", raw("exif", b"Exif\0\0" + TIFF), ("", "")),
            ("tEXt", "Raw profile type iptc", raw("iptc", b"\x1c\x02\x05\0\4name"), ("", "")),
            ("iTXt", XMP_KEY, xmp_packet({"dc:creator": ["somebody"]}), ("", "")),
        ]
    ]
    old = png.join([png.ihdr(1, 1), *chunks, png.IEND])
    new, count = rewritten(old)
    before = seen(exiftool, tmp_path / "a.png", old)
    assert count == len(chunks)
    assert seen(exiftool, tmp_path / "a.png", new) == before
    assert before["PNG:Title-de"] == "Stra\xdfe"
    assert before["IFD0:Orientation"] == 6
    assert before["IPTC:ObjectName"] == "name"
    assert before["XMP-dc:Creator"] == "somebody"


def is_png(picture: Picture) -> bool:
    with picture.path.open("rb") as file:
        return file.read(8) == png.SIGNATURE


PICTURES = [picture for picture in corpus() if is_png(picture)]


@pytest.mark.corpus
@pytest.mark.skipif(not PICTURES, reason=f"{CORPUS_VARIABLE} names no folder with PNG pictures")
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.label)
def test_exiftool_reads_the_same_in_real_pictures(
    exiftool: ExifTool, tmp_path: Path, picture: Picture
) -> None:
    new, count = rewritten(picture.data)
    if not count:
        pytest.skip("no text chunks that can be written anew")
    before = seen(exiftool, tmp_path / "a.png", picture.data)
    assert seen(exiftool, tmp_path / "a.png", new) == before
