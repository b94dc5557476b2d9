from __future__ import annotations

import json
import pickle
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import jpeg, photoshop
from builders.iptc import UTF8, iptc
from builders.tiff import Ifd, ascii_, tiff, xp
from builders.xmp import xmp_packet
from exifguard.errors import PolicyError
from exifguard.limits import DEFAULT_LIMITS
from exifguard.metadata import _exif_compose, _photoshop_writer, _xmp_writer
from exifguard.metadata._credit_concepts import CONCEPTS, TEXT_SIZE, WANTED
from exifguard.metadata._credit_text import SOURCE_TYPES, TERMS, judge_text, judge_url, language
from exifguard.metadata.credits import PACKET_SIZE, CreditBlocks, Credits, compose_credits, read_credits
from exifguard.metadata.exif import Exif
from exifguard.metadata.iptc import Iptc
from exifguard.metadata.photoshop import Photoshop
from exifguard.metadata.text import Text
from exifguard.metadata.xmp import Xmp
from exifguard.model import Category, Field, Reading
from exifguard.privacy.classify import classify
from oracles import require

FULL = Credits(
    creators=("Zoë Würth", "山田 太郎"),
    copyright=(("x-default", "© 2024 Zoë Würth"), ("de", "© 2024 Zoë Würth, Köln")),
    credit_line="Example Agency",
    licence_url="https://example.org/licence?a=1&b=2",
    usage_terms=(("x-default", 'Not for "resale" <ever> & more'),),
    source_type=SOURCE_TYPES + "digitalCapture",
    alt_text=(("x-default", "A dog"), ("pt-BR", "Um cão"), ("zh-Hant-TW", "一隻狗")),
)


def exif_of(values: dict[str, Any]) -> Reading:
    return Exif().read(_exif_compose.compose(values), DEFAULT_LIMITS)


def iptc_of(*rows: tuple[int, str]) -> Reading:
    return Iptc().read(iptc([UTF8, *((2, number, text.encode()) for number, text in rows)]), DEFAULT_LIMITS)


def xmp_of(values: dict[str, Any]) -> Reading:
    return Xmp().read(_xmp_writer.compose(values), DEFAULT_LIMITS)


def text_of(keyword: str, text: str) -> Reading:
    return Text().read(f"{keyword}\0\0\0\0\0{text}".encode(), DEFAULT_LIMITS, "iTXt")


def fields(*pairs: tuple[str, Any]) -> Reading:
    return Reading(tuple(Field(key, value) for key, value in pairs))


def texts(default: str, **others: str) -> tuple[tuple[str, str], ...]:
    return (("x-default", default), *others.items())


def read_back(blocks: CreditBlocks) -> dict[str, list[Reading]]:
    """The composed blocks as the codecs read them."""
    nested = Photoshop().read(blocks.photoshop, DEFAULT_LIMITS).nested
    assert [block.data for block in nested] == [blocks.iptc] * bool(blocks.iptc)
    packet = _xmp_writer.compose(blocks.xmp)
    assert len(packet) <= PACKET_SIZE
    return {
        "exif": [exif_of(dict(blocks.exif))] if blocks.exif else [],
        "iptc": [Iptc().read(block.data, DEFAULT_LIMITS) for block in nested],
        "xmp": [Xmp().read(packet, DEFAULT_LIMITS)] if packet else [],
    }


def only(carrier: str, readings: dict[str, list[Reading]]) -> Credits:
    return read_credits(**{**{key: [] for key in readings}, carrier: readings[carrier]})[0]


# Where credits are read

EXPECTED = [
    ("xmp", xmp_of({"dc:creator": ("A", "B")}), Credits(creators=("A", "B"))),
    ("xmp", xmp_of({"dc:creator": "A; B"}), Credits(creators=("A", "B"))),
    ("xmp", fields(("tiff:Artist", "A")), Credits(creators=("A",))),
    ("xmp", xmp_of({"dc:rights": {"x-default": "C"}}), Credits(copyright=(("x-default", "C"),))),
    ("xmp", xmp_of({"dc:rights": "C"}), Credits(copyright=(("x-default", "C"),))),
    ("xmp", xmp_of({"dc:rights": ("C", "D")}), Credits(copyright=(("x-default", "C"),))),
    ("xmp", xmp_of({"tiff:Copyright": {"en": "C"}}), Credits(copyright=(("x-default", "C"), ("en", "C")))),
    ("xmp", xmp_of({"photoshop:Credit": "D"}), Credits(credit_line="D")),
    ("xmp", fields(("xmpRights:WebStatement", "https://a.b/")), Credits(licence_url="https://a.b/")),
    ("xmp", fields(("cc:license", "http://a.b/by")), Credits(licence_url="http://a.b/by")),
    ("xmp", xmp_of({"xmpRights:UsageTerms": {"fr": "E"}}), Credits(usage_terms=texts("E", fr="E"))),
    (
        "xmp",
        fields(("Iptc4xmpExt:DigitalSourceType", f"{SOURCE_TYPES}negativeFilm")),
        Credits(source_type=f"{SOURCE_TYPES}negativeFilm"),
    ),
    ("xmp", fields(("Iptc4xmpCore:AltTextAccessibility[x-default]", "F")), Credits(alt_text=texts("F"))),
    ("iptc", iptc_of((80, "A"), (80, "B")), Credits(creators=("A", "B"))),
    ("iptc", iptc_of((116, "C\0\0")), Credits(copyright=(("x-default", "C"),))),
    ("iptc", iptc_of((110, "D")), Credits(credit_line="D")),
    ("exif", exif_of({"IFD0:Artist": "A;B ; "}), Credits(creators=("A", "B"))),
    ("exif", exif_of({"IFD0:Copyright": "C\0D"}), Credits(copyright=(("x-default", "C; D"),))),
    ("exif", exif_of({"IFD0:Copyright": " \0D"}), Credits(copyright=(("x-default", "D"),))),
    ("exif", fields(("IFD0:Artist", "A\0hidden")), Credits(creators=("A",))),
    ("exif", fields(("IFD0:Copyright", "C\0D\0hidden")), Credits(copyright=(("x-default", "C; D"),))),
    ("exif", exif_of({"ExifIFD:Photographer": "A"}), Credits(creators=("A",))),
    ("exif", Exif().read(tiff(Ifd((xp(0x9C9D, "A;B"),))), DEFAULT_LIMITS), Credits(creators=("A", "B"))),
    ("exif", exif_of({"IFD0:Artist": " ", "ExifIFD:Photographer": "A"}), Credits(creators=("A",))),
    ("text", text_of("author", "A"), Credits(creators=("A",))),
    ("text", text_of("Copyright", "C"), Credits(copyright=(("x-default", "C"),))),
    ("text", text_of("Disclaimer", "E"), Credits(usage_terms=(("x-default", "E"),))),
    ("text", text_of("License", "https://a.b/"), Credits(licence_url="https://a.b/")),
]  # fmt: skip


@pytest.mark.parametrize(("carrier", "reading", "expected"), EXPECTED)
def test_every_carrier_is_read(carrier: str, reading: Reading, expected: Credits) -> None:
    given: dict[str, Any] = {"exif": [], "iptc": [], "xmp": [], "text": []}
    assert read_credits(**{**given, carrier: [reading]}) == (expected, ())


@pytest.mark.parametrize(
    ("carrier", "key"),
    [
        ("exif", "IFD1:Artist"),
        ("exif", "SubIFD:Copyright"),
        ("iptc", "2:85"),
        ("iptc", "2:118"),
        ("xmp", "dc:contributor[1]"),
        ("xmp", "dc:creator[1]/?xml:lang"),
        ("xmp", "plus:Licensor[1]/plus:LicensorURL"),
        ("xmp", "Iptc4xmpCore:ExtDescrAccessibility[x-default]"),
        ("xmp", "dc:description[x-default]"),
        ("text", "Comment"),
        ("text", "Author@translated"),
    ],
)
def test_other_fields_are_no_credits(carrier: str, key: str) -> None:
    given: dict[str, Any] = {"exif": [], "iptc": [], "xmp": [], "text": []}
    assert read_credits(**{**given, carrier: [fields((key, "https://a.b/"))]}) == (Credits(), ())


def test_the_catalogue_agrees_that_they_are_credits() -> None:
    expected = {"source_type": Category.AI, "alt_text": Category.CAPTION}
    kinds = {"XMP": "xmp", "IPTC": "iptc", "EXIF": "exif", "PNG text": "text"}
    seen = {
        (
            key,
            classify(kinds[carrier], Field(key, "a"), "").category
            == expected.get(one.attribute, Category.RIGHTS),
        )
        for one in CONCEPTS
        for carrier, keys in one.keys.items()
        for key in keys
    }
    assert {key for key, sound in seen if not sound} == set()
    assert len(seen) == sum(map(len, WANTED.values()))


# Who is right


def test_the_order_of_the_carriers() -> None:
    said = {
        "xmp": [xmp_of({"dc:creator": ("X",)})],
        "iptc": [iptc_of((80, "I"))],
        "exif": [exif_of({"IFD0:Artist": "E"})],
        "text": [text_of("Author", "T")],
    }
    for carrier, expected in (("xmp", "X"), ("iptc", "I"), ("exif", "E"), ("text", "T")):
        found, notes = read_credits(**said)
        assert found == Credits(creators=(expected,))
        assert len(notes) == (carrier != "text")
        assert all("disagree about the creator" in note for note in notes)
        said[carrier] = []


def test_notes_hold_no_values() -> None:
    said = {"xmp": [xmp_of({"dc:creator": ("SECRET",)})], "exif": [exif_of({"IFD0:Artist": "PRIVATE"})]}
    notes = read_credits(iptc=[iptc_of((116, "SECRET\x01"))], **said)[1]
    assert len(notes) == 2
    assert not any(word in note for note in notes for word in ("SECRET", "PRIVATE"))
    assert "SECRET" not in repr(Credits(("SECRET",), credit_line="SECRET"))
    assert "Example" not in repr(compose_credits(FULL))


def test_composed_and_decomposed_letters_are_the_same_words() -> None:
    found = read_credits([exif_of({"IFD0:Artist": "Zoe\u0308"})], [], [xmp_of({"dc:creator": ("Zo\xeb",)})])
    assert found == (Credits(creators=("Zo\xeb",)), ())


LONG = "Maria Magdalena von und zu Hohenstein"  # 37 bytes: By-line takes 32


@pytest.mark.parametrize("cut", [LONG[:32], LONG[:31]])
def test_what_iptc_cut_gives_way(cut: str) -> None:
    exif = exif_of({"IFD0:Artist": LONG})
    assert read_credits([exif], [iptc_of((80, cut))], []) == (Credits(creators=(LONG,)), ())
    both = read_credits([exif_of({"IFD0:Artist": f"A; {LONG}"})], [iptc_of((80, "A"), (80, cut))], [])
    assert both == (Credits(creators=("A", LONG)), ())


def test_what_is_short_was_not_cut() -> None:
    found, notes = read_credits([exif_of({"IFD0:Artist": LONG})], [iptc_of((80, "Maria"))], [])
    assert found == Credits(creators=("Maria",))
    assert len(notes) == 1


def test_an_unsound_value_gives_way_with_a_note() -> None:
    xmp = fields(
        ("dc:creator[1]", "\ue000"), ("xmpRights:WebStatement", "see below"), ("cc:license", "https://a.b/")
    )
    found, notes = read_credits([exif_of({"IFD0:Artist": "A"})], [], [xmp])
    assert found == Credits(creators=("A",), licence_url="https://a.b/")
    assert [note.partition(":")[0] for note in notes] == ["creator", "licence address"]


def test_what_nobody_needs_gives_no_note() -> None:
    assert read_credits([fields(("IFD0:Artist", "\x01"))], [], [xmp_of({"dc:creator": ("A",)})])[1] == ()


# What may be said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" a \t\r\n b\u3000c\xa0", "a b c"),
        ("a\u202eb\u2066c\u200d\u200cd", "abcd"),
        ("a\xadb\ufeffc\u2060d\U000e0061e", "abcde"),
        ("x\ufe0f\U000e0100", "x"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627", "\u0645\u06cc\u200c\u062e\u0648\u0627"),
        ("\u0dc1\u0dca\u200d\u0dbb\u0dd3", "\u0dc1\u0dca\u200d\u0dbb\u0dd3"),
        ("\u0915\u200d\u200d\u200c", "\u0915\u200d"),
        ("\u845b\U000e0100\U000e0101", "\u845b\U000e0100"),
        ("\u1820\u180b\u180b", "\u1820\u180b"),
        ("Zoe\u0308", "Zoe\u0308"),
        ("me@example.org, +49 221 1234", "me@example.org, +49 221 1234"),
        ("\U0001f469\u200d\U0001f3a8", "\U0001f469\U0001f3a8"),
        ("a" * 10, "a" * 10),
        ("a" * 11, ""),
        (" " * 200, ""),
        ("a\0b", ""),
        ("a\x85b\x9b", ""),
        ("a\ufffdb", ""),
        ("a\ufffeb", ""),
        ("a\U0010ffffb", ""),
        ("a\U0001fffeb", ""),
        (f"a{chr(0xD800)}b", ""),
        ("a\uf8ffb", ""),
        ("a\U000f0000b", ""),
        ("/9j/4AAQ", ""),
    ],
)  # fmt: skip
def test_texts(text: str, words: str) -> None:
    most = 10 if set(text) <= {"a"} else 40
    assert judge_text(text, most).value == words
    assert judge_text(words, most) == (words, "")


@given(st.text())
def test_judging_twice_changes_nothing(text: str) -> None:
    once = judge_text(text, 50)
    assert judge_text(once.value, 50) == (once.value, "")


def test_much_is_judged_quickly() -> None:
    long = fields(
        *(("dc:creator[1]", "\u200b\u0645\u200c" * 300_000),) * 50, ("tiff:Artist", "a;" * 2_000_000)
    )
    many = [text_of("Author", "\u0645\ue000" * 900)] * 50_000
    start = time.perf_counter()
    read_credits([], [], [long] * 3, many)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "url",
    [
        "https://creativecommons.org/licenses/by/4.0/",
        "http://EXAMPLE.org:8080/a%20b?c=d&e#f",
        "https://[2001:db8::1]/",
        "https://a",
        "HTTPS://a.b",
    ],
)
def test_addresses(url: str) -> None:
    assert judge_url(f" {url}\n").value == url


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.b/",
        "javascript:alert(1)",
        "file:///home/me",
        "data:text/plain,a",
        "//a.b/",
        "a.b/licence",
        "https://",
        "https:///a",
        "https://me@a.b/",
        "https://me:word@a.b/",
        "https://a.b:99999/",
        "https://a.b:x/",
        "https://[a.b/",
        "https://a b/",
        "https://a.b/\u202e",
        "https://a.b\\c/",
        "https://;/",
        "https://\u0430.b/",
        "https://a.b/" + "c" * 2000,
        "all rights reserved",
    ],
)
def test_no_addresses(url: str) -> None:
    found = judge_url(url)
    assert found.value == "" or found == ("https://a.b/", "characters that cannot be seen were left out")
    assert found.fault


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)) | st.text())
def test_an_address_is_what_others_take_for_one(rest: str) -> None:
    url = judge_url("https://" + rest).value
    if url:
        parts = urlsplit(url)
        assert (parts.scheme, parts.username, parts.password) == ("https", None, None)
        assert parts.hostname
        assert url.isascii()
        assert url.isprintable()


@pytest.mark.parametrize("term", sorted(TERMS))
def test_source_types(term: str) -> None:
    for spelled in (
        f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}",
        f"https://cv.iptc.org/newscodes/digitalsourcetype/{term}/",
        f"digsrctype:{term}",
        term,
        term.upper(),
    ):
        found = read_credits([], [], [fields(("Iptc4xmpExt:DigitalSourceType", spelled))])
        assert found == (Credits(source_type=SOURCE_TYPES + term), ())


@pytest.mark.parametrize(
    "stated", ["http://c2pa.org/digitalsourcetype/empty", SOURCE_TYPES, SOURCE_TYPES + "mine", "a camera"]
)
def test_no_source_types(stated: str) -> None:
    found, notes = read_credits([], [], [fields(("Iptc4xmpExt:DigitalSourceType", stated))])
    assert found == Credits()
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("x-default", "x-default"),
        ("X-DEFAULT", "x-default"),
        ("EN", "en"),
        ("en-us", "en-US"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-x-secret", ""),
        ("de-1996", ""),
        ("i-klingon", ""),
        ("english", ""),
        ("", ""),
    ],
)
def test_languages(tag: str, expected: str) -> None:
    assert language(tag) == expected


def test_a_language_that_is_none_may_still_be_the_only_text() -> None:
    found, notes = read_credits([], [], [xmp_of({"dc:rights": {"de-x-secret": "C", "fr": "D"}})])
    assert found == Credits(copyright=(("x-default", "C"), ("fr", "D")))
    assert len(notes) == 1


def test_numbers_are_limited() -> None:
    names = tuple(f"name {number}" for number in range(21))
    found, notes = read_credits([], [], [xmp_of({"dc:creator": names})])
    assert (found.creators, len(notes)) == (names[:20], 1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    found, notes = read_credits([], [], [xmp_of({"dc:rights": {f"a{letter}": letter for letter in letters}})])
    assert (len(found.copyright), found.copyright[:2], len(notes)) == (
        20,
        (("x-default", "a"), ("aa", "a")),
        1,
    )


def test_what_is_too_long_for_a_packet_goes_step_by_step() -> None:
    text, name = '"' * TEXT_SIZE, '"' * 255
    tags = ("x-default", "de", "fr", "it")
    most: dict[str, Any] = {
        "dc:creator": tuple(f"{name}{letter}" for letter in "abcdefghijklmnopqrst"),
        "dc:rights": dict.fromkeys(tags, text),
        "photoshop:Credit": name,
        "xmpRights:WebStatement": "https://a.b/" + "&" * 1988,
        "xmpRights:UsageTerms": dict.fromkeys(tags, text),
        "Iptc4xmpCore:AltTextAccessibility": dict.fromkeys(tags, text),
        "Iptc4xmpExt:DigitalSourceType": SOURCE_TYPES + "compositeWithTrainedAlgorithmicMedia",
    }
    found, notes = read_credits([], [], [xmp_of(most)])
    assert (len(notes), found.usage_terms, found.alt_text) == (3, (), ())
    assert found.copyright == (("x-default", text),)
    assert len(_xmp_writer.compose(compose_credits(found).xmp)) < 56_000
    del most["dc:creator"]
    found, notes = read_credits([], [], [xmp_of(most)])
    assert (len(notes), len(found.usage_terms), len(found.alt_text)) == (1, 1, 1)
    read_back(compose_credits(found))


# What is written

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1, max_size=40)
TAGS = st.sampled_from(["x-default", "de", "en-US", "zh-Hant-TW", "es-419"])
STATED = st.fixed_dictionaries(
    {},
    optional={
        "dc:creator": st.lists(WORDS, max_size=4).map(tuple),
        "dc:rights": st.dictionaries(TAGS, WORDS, max_size=3),
        "photoshop:Credit": WORDS,
        "xmpRights:WebStatement": st.sampled_from(["https://a.b/", "http://a.b/?c&d"]),
        "xmpRights:UsageTerms": st.dictionaries(TAGS, WORDS, max_size=3),
        "Iptc4xmpExt:DigitalSourceType": st.sampled_from(sorted(TERMS)),
        "Iptc4xmpCore:AltTextAccessibility": st.dictionaries(TAGS, WORDS, max_size=3),
    },
)


@st.composite
def credits_(draw: st.DrawFn) -> Credits:
    """Credits as they come out of a packet of XMP with whatever in it."""
    values: dict[str, Any] = draw(STATED)
    pairs: list[tuple[str, Any]] = []
    for key, value in values.items():
        labelled = (
            value
            if isinstance(value, dict)
            else dict(enumerate(value, 1))
            if isinstance(value, tuple)
            else {}
        )
        pairs += [(f"{key}[{label}]", text) for label, text in labelled.items()]
        pairs += [(key, value)] if isinstance(value, str) else []
    return read_credits([], [], [fields(*pairs)])[0]


@given(credits_())
def test_publishing_twice_changes_nothing(found: Credits) -> None:
    blocks = compose_credits(found)
    readings = read_back(blocks)
    assert read_credits(**readings) == (found, ())
    assert compose_credits(read_credits(**readings)[0]) == blocks
    assert all(not one.damage for group in readings.values() for one in group)


@given(credits_())
def test_each_carrier_says_the_same_words(found: Credits) -> None:
    blocks = compose_credits(found)
    readings = read_back(blocks)
    assert only("xmp", readings) == found
    plain = replace(found, copyright=found.copyright[:1])
    assert only("exif", readings) == Credits(creators=plain.creators, copyright=plain.copyright)
    said = only("iptc", readings)
    left_out = {note.partition(":")[0] for note in blocks.notes}
    assert said == Credits(
        creators=() if "creator" in left_out else plain.creators,
        copyright=() if "copyright notice" in left_out else plain.copyright,
        credit_line="" if "credit line" in left_out else plain.credit_line,
    )


def test_the_blocks_hold_nothing_else() -> None:
    readings = read_back(compose_credits(FULL))
    keys = {
        carrier: {field.key for one in group for field in one.fields} for carrier, group in readings.items()
    }
    assert keys["exif"] == {"IFD0:Artist", "IFD0:Copyright"}
    assert keys["iptc"] == {"1:90", "2:0", "2:80", "2:110", "2:116"}
    assert {key.partition("[")[0] for key in keys["xmp"]} == {one.keys["XMP"][0] for one in CONCEPTS}
    assert not any(one.nested for group in readings.values() for one in group)


@pytest.mark.parametrize(
    ("given", "missing", "present"),
    [
        (Credits(creators=("short", LONG)), "2:80", ()),
        (Credits(creators=("é" * 16,)), "", ("2:80",)),
        (Credits(creators=("é" * 17,)), "2:80", ()),
        (Credits(copyright=(("x-default", "c" * 129),)), "2:116", ()),
        (Credits(credit_line="c" * 33, creators=("A",)), "2:110", ("2:80",)),
    ],
)
def test_what_iptc_has_no_room_for_is_left_out(
    given: Credits, missing: str, present: tuple[str, ...]
) -> None:
    blocks = compose_credits(given)
    keys = {field.key for field in Iptc().read(blocks.iptc, DEFAULT_LIMITS).fields}
    assert missing not in keys
    assert keys >= set(present)
    assert len(blocks.notes) == bool(missing)
    assert read_credits(**read_back(blocks)) == (given, ())


def test_no_credits_give_no_blocks() -> None:
    assert compose_credits(Credits()) == CreditBlocks({}, b"", b"", {})
    assert _photoshop_writer.compose(b"") == b""


@pytest.mark.parametrize(
    "given",
    [
        Credits(creators=("A; B",)),
        Credits(creators=(" A",)),
        Credits(creators=("A", "A")),
        Credits(creators=("a" * 257,)),
        Credits(copyright=(("de", "C"),)),
        Credits(copyright=(("x-default", "C"), ("EN", "C"))),
        Credits(copyright=(("x-default", ""),)),
        Credits(credit_line="a\u202eb"),
        Credits(licence_url="ftp://a.b/"),
        Credits(source_type="digitalCapture"),
        Credits(alt_text=(("x-default", "a\nb"),)),
    ],
)
def test_what_was_not_judged_is_not_written(given: Credits) -> None:
    with pytest.raises(PolicyError) as caught:
        compose_credits(given)
    assert caught.value.rule == "credits"


def test_credits_are_values() -> None:
    assert pickle.loads(pickle.dumps(FULL)) == FULL
    assert hash(FULL) == hash(replace(FULL))


@given(
    st.lists(st.tuples(st.sampled_from(sorted(frozenset().union(*WANTED.values()))), st.text() | st.binary()))
)
def test_any_fields_give_credits_that_can_be_written(pairs: list[tuple[str, Any]]) -> None:
    one = [fields(*pairs)]
    found = read_credits(one, one, one, one)[0]
    assert read_credits(**read_back(compose_credits(found))) == (found, ())


# What others read


@pytest.fixture
def published(tmp_path: Path) -> Path:
    blocks = compose_credits(FULL)
    segments = (
        jpeg.exif_segment(_exif_compose.compose(blocks.exif)),
        jpeg.xmp_segment(_xmp_writer.compose(blocks.xmp)),
        jpeg.app(13, photoshop.SIGNATURE + blocks.photoshop),
    )
    picture = (Path(__file__).parents[2] / "fixtures" / "jpeg" / "clean-minimal.jpg").read_bytes()
    path = tmp_path / "published.jpg"
    path.write_bytes(jpeg.photo_jpeg(picture, head=segments))
    return path


def test_exiftool_reads_the_same_words(published: Path) -> None:
    command = [require("exiftool"), "-j", "-G1", "-a", "-n", "-warning", "-EXIF:all", "-IPTC:all", "-XMP:all"]
    command += ["-Photoshop:all", str(published)]
    seen = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    del seen["SourceFile"]
    names, notice = ["Zoë Würth", "山田 太郎"], "© 2024 Zoë Würth"
    assert seen == {
        "IFD0:Artist": "; ".join(names),
        "IFD0:Copyright": notice,
        "IPTC:CodedCharacterSet": "\x1b%G",
        "IPTC:ApplicationRecordVersion": 4,
        "IPTC:By-line": names,
        "IPTC:Credit": FULL.credit_line,
        "IPTC:CopyrightNotice": notice,
        "XMP-dc:Creator": names,
        "XMP-dc:Rights": notice,
        "XMP-dc:Rights-de": "© 2024 Zoë Würth, Köln",
        "XMP-photoshop:Credit": FULL.credit_line,
        "XMP-xmpRights:WebStatement": FULL.licence_url,
        "XMP-xmpRights:UsageTerms": FULL.usage_terms[0][1],
        "XMP-iptcExt:DigitalSourceType": FULL.source_type,
        "XMP-iptcCore:AltTextAccessibility": "A dog",
        "XMP-iptcCore:AltTextAccessibility-pt-BR": "Um cão",
        "XMP-iptcCore:AltTextAccessibility-zh-hant-tw": "一隻狗",
    }
    command = [require("exiftool"), "-j", "-use", "MWG", "-MWG:Creator", "-MWG:Copyright", str(published)]
    seen = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    assert (seen["Creator"], seen["Copyright"]) == (names, notice)


def test_exiv2_reads_the_same_words(published: Path) -> None:
    seen: dict[str, list[str]] = {}
    command = [require("exiv2"), "-PEIXkt", str(published)]
    rows = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    for row in rows.splitlines():
        key, _, value = row.partition(" ")
        seen.setdefault(key, []).append(value.strip())
    names, notice = ["Zoë Würth", "山田 太郎"], "© 2024 Zoë Würth"
    assert seen["Exif.Image.Artist"] == ["; ".join(names)]
    assert seen["Exif.Image.Copyright"] == [notice]
    assert seen["Iptc.Application2.Byline"] == names
    assert seen["Iptc.Application2.Copyright"] == [notice]
    assert seen["Iptc.Application2.Credit"] == [FULL.credit_line]
    assert seen["Xmp.dc.creator"] == [", ".join(names)]
    assert seen["Xmp.dc.rights"] == [f'lang="x-default" {notice}, lang="de" {notice}, Köln']
    assert seen["Xmp.photoshop.Credit"] == [FULL.credit_line]
    assert seen["Xmp.xmpRights.WebStatement"] == [FULL.licence_url]
    assert seen["Xmp.xmpRights.UsageTerms"] == [f'lang="x-default" {FULL.usage_terms[0][1]}']
    assert seen["Xmp.iptcExt.DigitalSourceType"] == [FULL.source_type]
    assert seen["Xmp.iptc.AltTextAccessibility"][0].startswith('lang="x-default" A dog, ')


def test_packets_of_other_programs_are_read() -> None:
    packet = xmp_packet({"dc:creator": ["A"], "dc:rights": "C", "photoshop:Credit": "D"})
    block = tiff(Ifd((ascii_(0x013B, "A"), ascii_(0x8298, "C"))))
    found = read_credits([Exif().read(block, DEFAULT_LIMITS)], [], [Xmp().read(packet, DEFAULT_LIMITS)])
    assert found == (Credits(("A",), (("x-default", "C"),), "D"), ())
