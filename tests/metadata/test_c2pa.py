from __future__ import annotations

import json
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import png
from builders.jumbf import (
    assertion,
    box,
    cbor,
    certificate,
    cose,
    der,
    description,
    distinguished_name,
    json_assertion,
    manifest,
    store,
    superbox,
    tagged,
    thumbnail,
    time_stamp,
)
from exifguard.errors import LimitExceededError, MalformedError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._cbor import RULES as CBOR_RULES
from exifguard.metadata._cbor import parse_cbor
from exifguard.metadata._json import parse_json
from exifguard.metadata._tree import DEPTH, KEY_SIZE, Node, Pairs, flatten
from exifguard.metadata.c2pa import RULES, C2pa
from exifguard.model import Category, Finding, Reading
from exifguard.privacy.places import places
from oracles import ExifTool

JPEG = b"\xff\xd8\xff\xe0thumb"
SUBJECT, ISSUER = distinguished_name(O="Press", CN="Sam Signer"), distinguished_name(CN="Root")
ACTIONS = {
    "actions": [
        {
            "action": "c2pa.created",
            "when": "2024-05-12T15:04:05Z",
            "softwareAgent": {"name": "Painter", "version": "9"},
            "digitalSourceType": "http://example.org/trainedAlgorithmicMedia",
            "parameters": {"prompt": "a cat"},
        },
        {"action": "c2pa.resized", "softwareAgent": "Painter 8"},
    ]
}
EXIF = {
    "@context": {"EXIF": "http://ns.adobe.com/EXIF/1.0/", "tiff": "http://ns.adobe.com/tiff/1.0/"},
    "EXIF:GPSLatitude": "47,36.8N",
    "EXIF:GPSLongitude": "8,12.5E",
    "tiff:Make": "ACME",
}
WORK = {
    "@context": "https://schema.org",
    "@type": "CreativeWork",
    "author": [{"@type": "Person", "name": "Ann Author"}],
}
CLAIM = {"claim_generator": "app/1.2", "dc:title": "holiday.jpg", "instanceID": "xmp.iid:1"}
SIGNATURE = cose(
    [certificate(SUBJECT, ISSUER), certificate(ISSUER, ISSUER, 1)],
    {"sigTst": {"tstTokens": [{"val": time_stamp(b"20240512150405.5Z")}]}, "pad": bytes(5)},
)
MANIFEST = manifest(
    "urn:c2pa:1",
    [
        thumbnail("c2pa.thumbnail.claim.jpeg", JPEG),
        assertion("c2pa.actions.v2", ACTIONS),
        json_assertion("stds.schema-org.CreativeWork", WORK),
        json_assertion("stds.exif", EXIF),
        assertion("c2pa.ingredient.v3__2", {"dc:title": "original.jpg", "relationship": "parentOf"}),
        assertion("c2pa.hash.data", {"alg": "sha256", "hash": bytes(range(32))}),
    ],
    CLAIM,
    SIGNATURE,
)
STORE = store(manifest("urn:c2pa:0", [], CLAIM), MANIFEST)


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return C2pa().read(data, limits)


def values(reading: Reading) -> dict[str, object]:
    return {field.key: field.value for field in reading.fields}


def kinds(reading: Reading) -> list[tuple[str, str, int]]:
    return [(block.kind, block.path, len(block.data)) for block in reading.nested]


# -- manifests ------------------------------------------------------------------------------------


def test_a_store_hands_out_its_manifests() -> None:
    reading = read(STORE)
    assert values(reading) == {"c2pa/manifests": 2, "c2pa/active_manifest": "urn:c2pa:1"}
    assert [(block.kind, block.path) for block in reading.nested] == [
        ("c2pa", "manifest[1]"),
        ("c2pa", "manifest[2]"),
    ]
    assert reading.nested[1].data == MANIFEST
    assert reading.damage == ()


def test_a_manifest_gives_claim_assertions_and_signer() -> None:
    reading = read(MANIFEST)
    seen = values(reading)
    expected = {
        "c2pa/manifest": "urn:c2pa:1",
        "c2pa.claim/claim_generator": "app/1.2",
        "c2pa.claim/dc:title": "holiday.jpg",
        "c2pa.claim/instanceID": "xmp.iid:1",
        "c2pa.thumbnail.claim.jpeg/format": "image/jpeg",
        "c2pa.actions/actions[1]/action": "c2pa.created",
        "c2pa.actions/actions[1]/when": "2024-05-12T15:04:05Z",
        "c2pa.actions/actions[1]/softwareAgent/name": "Painter",
        "c2pa.actions/actions[1]/softwareAgent/version": "9",
        "c2pa.actions/actions[1]/digitalSourceType": "http://example.org/trainedAlgorithmicMedia",
        "c2pa.actions/actions[1]/parameters/prompt": "a cat",
        "c2pa.actions/actions[2]/action": "c2pa.resized",
        "c2pa.actions/actions[2]/softwareAgent": "Painter 8",
        "stds.schema-org.CreativeWork/author[1]/name": "Ann Author",
        "stds.exif/exif:GPSLatitude": "47,36.8N",
        "stds.exif/exif:GPSLongitude": "8,12.5E",
        "stds.exif/tiff:Make": "ACME",
        "c2pa.ingredient[2]/dc:title": "original.jpg",
        "c2pa.ingredient[2]/relationship": "parentOf",
        "c2pa.hash.data/hash": bytes(range(32)),
        "c2pa.signature/alg": -7,
        "c2pa.signature/x5chain[1]/subject": "O=Press, CN=Sam Signer",
        "c2pa.signature/x5chain[1]/issuer": "CN=Root",
        "c2pa.signature/x5chain[1]/serial": "07",
        "c2pa.signature/x5chain[2]/subject": "CN=Root",
        "c2pa.signature/sigTst/tstTokens[1]/val/time": "2024-05-12T15:04:05.5Z",
        "c2pa.signature/signature": b"signature" * 7,
        "c2pa/salt": b"s" * 16,
    }
    assert {key: seen.get(key) for key in expected} == expected
    assert not any("@context/" in key for key in seen)
    assert kinds(reading) == [("picture", "c2pa.thumbnail.claim.jpeg", len(JPEG))]
    assert reading.damage == ()


def test_the_place_in_an_assertion_is_found() -> None:
    location = frozenset({Category.LOCATION})
    findings = [
        Finding(f"APP11/jumbf/{field.key}", Category.LOCATION, location, field.key, field.size, field.value)
        for field in read(MANIFEST).fields
    ]
    (place,) = places(findings)
    assert (round(place.latitude, 4), round(place.longitude, 4)) == (47.6133, 8.2083)
    assert place.carrier == "APP11/jumbf"


@pytest.mark.parametrize(
    ("context", "name", "key"),
    [
        ({"g": "http://ns.adobe.com/exif/1.0/"}, "g:GPSLatitude", "exif:GPSLatitude"),
        ([{"i": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"}], "i:City", "Iptc4xmpExt:City"),
        (None, "http://purl.org/dc/elements/1.1/creator", "dc:creator"),
        (None, "http://example.org/own#name", "http:%2F%2Fexample.org%2Fown#name"),
        ({"own": "http://example.org/"}, "own:name", "own:name"),
        (None, "a/b[1]", "a%2Fb%5B1%5D"),
    ],
)
def test_names_of_json_ld_are_those_of_xmp(context: Any, name: str, key: str) -> None:
    document = {"@context": context, name: "x"} if context else {name: "x"}
    seen = values(read(json_assertion("c2pa.metadata", document)))
    assert seen[f"c2pa.metadata/{key}"] == "x"


def test_a_context_that_says_more_than_namespaces_is_told() -> None:
    seen = values(read(json_assertion("stds.exif", {"@context": {"own": "secret words"}, "a": 1})))
    assert seen == {"stds.exif/@context/own": "secret words", "stds.exif/a": 1}


def test_who_says_so_in_an_identity_assertion() -> None:
    credential = {
        "credentialSubject": {"verifiedIdentities": [{"name": "Ann", "uri": "https://example.org"}]}
    }
    signature = cose([], None, json.dumps(credential).encode())
    value = {"signer_payload": {"sig_type": "cawg.identity_claims_aggregation"}, "signature": signature}
    seen = values(read(assertion("cawg.identity", value)))
    start = "cawg.identity/signature/credentialSubject/verifiedIdentities[1]"
    assert (seen[f"{start}/name"], seen[f"{start}/uri"]) == ("Ann", "https://example.org")


@pytest.mark.parametrize(
    "name",
    [
        b"",
        der(0x30),
        der(0x30, der(0x31, der(0x30))),
        der(0x30, der(0x31, der(0x30, der(0x06, b"\x55\4\3")))),
        der(0x30, b"\x31\x84\xff\xff\xff\xff"),
        b"\x30\x80",
    ],
)
def test_odd_names_in_certificates_are_passed_over(name: bytes) -> None:
    signature = cose([certificate(name, ISSUER)])
    reading = read(superbox(b"c2cs", "c2pa.signature", box(b"cbor", signature)))
    assert values(reading).get("c2pa.signature/x5chain[1]/subject", "") == ""
    assert reading.damage == ()


def test_names_in_certificates_have_their_own_encodings() -> None:
    def attribute(number: int, tag: int, text: bytes) -> bytes:
        return der(0x31, der(0x30, der(0x06, bytes((0x55, 4, number))), der(tag, text)))

    name = der(0x30, attribute(3, 0x1E, "Ünal".encode("utf-16-be")), attribute(99, 0x13, b"x"))
    reading = read(superbox(b"c2cs", "c2pa.signature", box(b"cbor", cose([certificate(name, ISSUER)]))))
    assert values(reading)["c2pa.signature/x5chain[1]/subject"] == "CN=Ünal, 550463=x"


def test_a_picture_in_a_value_is_nested() -> None:
    reading = read(assertion("c2pa.data", {"dc:format": "image/jpeg", "data": JPEG}))
    assert kinds(reading) == [("picture", "c2pa.data/data", len(JPEG))]


def test_the_forerunner_of_c2pa_is_read() -> None:
    place = json_assertion("cai.location.broad", {"location": "Salem, Oregon"})
    claim = superbox(b"cast", "cb.agency_1", superbox(b"caas", "cai.assertions", place))
    reading = read(superbox(b"cacb", "cai", claim))
    assert values(reading) == {"c2pa/manifests": 1, "c2pa/active_manifest": "cb.agency_1"}
    assert values(read(reading.nested[0].data)) == {
        "c2pa/manifest": "cb.agency_1",
        "cai.location.broad/location": "Salem, Oregon",
    }


def test_names_that_stand_twice_are_both_told() -> None:
    reading = read(superbox(b"json", "x", box(b"json", b'{"a":1,"a":"2"}')))
    assert [(field.key, field.value) for field in reading.fields] == [("x/a", 1), ("x/a", "2")]


def test_other_boxes_are_handed_out_unread() -> None:
    compressed = superbox(b"c2cm", "urn:c2pa:2", box(b"brob", b"jumbbrotli"))
    reading = read(store(compressed))
    assert kinds(read(reading.nested[0].data)) == [("unknown", "box", 10)]
    assert kinds(read(superbox(b"abcd", "other", box(b"zzzz", b"x")))) == [("unknown", "other", 1)]


def test_labels_that_say_something_are_told() -> None:
    assert values(read(superbox(b"abcd", "words"))) == {"words/label": "words"}
    seen = values(read(superbox(b"c2as", "words", json_assertion("x", [1]))))
    assert seen == {"c2pa/label": "words", "x[1]": 1}
    assert kinds(read(box(b"free", b"x"))) == [("unknown", "box", 1)]


def test_large_boxes_and_boxes_to_the_end() -> None:
    inner = description(b"json", "x") + box(b"json", b"[1]", large=True)
    assert values(read(box(b"jumb", inner, large=True))) == {"x[1]": 1}
    assert values(read(struct.pack(">I4s", 0, b"jumb") + inner)) == {"x[1]": 1}


# -- damage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "rule", "nested"),
    [
        (STORE + b"tail", "jumbf-trailing", "slack"),
        (STORE + struct.pack(">I4s", 99, b"jumb"), "jumbf-length", "slack"),
        (STORE + struct.pack(">I4s", 7, b"jumb") + b"x", "jumbf-length", "slack"),
        (box(b"jumb", box(b"json", b"1")), "jumbf-description", "unknown"),
        (box(b"jumb", box(b"jumd", b"short")), "jumbf-description", "unknown"),
        (box(b"jumb", b"\xff" * 9), "jumbf-description", "unknown"),
        (superbox(b"json", "x", box(b"json", b"{]")), "json-syntax", "unknown"),
        (superbox(b"json", "x", box(b"json", b"[" * 100)), "json-depth", "unknown"),
        (superbox(b"cbor", "x", box(b"cbor", b"\x81" * 100)), "cbor-depth", "unknown"),
        (superbox(b"cbor", "x", box(b"cbor", b"\x62a")), "cbor-bounds", "unknown"),
        (superbox(b"cbor", "x", box(b"cbor", b"\xff")), "cbor-syntax", "unknown"),
        (superbox(b"cbor", "x", box(b"cbor", b"\x01\x02")), "cbor-trailing", "unknown"),
        (b"<seal/>", "seal-syntax", "unknown"),
    ],
)
def test_damage_is_told_and_nothing_gets_lost(data: bytes, rule: str, nested: str) -> None:
    reading = read(data)
    assert reading.damage == (rule,)
    assert rule in RULES
    assert reading.nested[-1].kind == nested


def test_zeros_behind_the_last_box_are_padding() -> None:
    assert read(STORE + bytes(40)) == read(STORE)


def test_boxes_in_boxes_end_at_the_limit() -> None:
    data = b""
    for _ in range(1000):
        data = superbox(b"abcd", "x", data)
    reading = read(data)
    assert reading.damage == ("jumbf-depth",)
    assert [block.kind for block in reading.nested] == ["unknown"]
    assert (
        len(read(superbox(b"abcd", "x" * 5000, superbox(b"json", "y", box(b"json", b"1")))).fields[0].key)
        == KEY_SIZE
    )


@pytest.mark.parametrize(
    "data",
    [
        superbox(b"cbor", "x", box(b"cbor", cbor([0] * 200))),
        superbox(b"json", "x", box(b"json", json.dumps([0] * 200).encode())),
        superbox(b"abcd", "x", *[box(b"c2sh", b"s")] * 200),
        store(*[superbox(b"c2ma", "m")] * 200),
        b"<seal " + b'a="1" ' * 200,
    ],
)
def test_too_many_values_exceed_the_limit(data: bytes) -> None:
    with pytest.raises(LimitExceededError):
        read(data, Limits(fields=100))


@pytest.mark.parametrize(
    "data",
    [
        superbox(b"json", "x", box(b"json", b'"' + b'\\"' * 500_000)),
        superbox(b"json", "x", box(b"json", b"{" + b'"' * 1_000_000)),
        b"<seal " + b"a" * 1_000_000,
        b"<seal " + b"a=\"' " * 100_000,
        b"<seal " + b"a " * 500_000 + b"'",
        box(b"jumb", b"\0\0\0\x08free" * 100_000),
        b"\0\0\0\x08jumb" * 90_000,
    ],
)
def test_hostile_blocks_cost_no_more_than_their_size(data: bytes) -> None:
    start = time.perf_counter()
    reading = read(data)
    assert reading.fields or reading.nested
    assert time.perf_counter() - start < 5


@given(st.integers(0, 100_000), st.integers(0, 255), st.integers(0, 100_000))
def test_a_changed_store_never_fails(at: int, value: int, cut: int) -> None:
    data = bytearray(MANIFEST)
    data[at % len(data)] = value
    block = bytes(data[: 1 + cut % len(data)])
    reading = read(block)
    assert set(reading.damage) <= set(RULES)
    assert bool(reading.fields or reading.nested) == bool(block.strip(b"\0"))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    assert set(read(data).damage) <= set(RULES)
    assert set(read(superbox(b"c2cs", "c2pa.signature", box(b"cbor", data))).damage) <= set(RULES)
    assert set(read(assertion("c2pa.x", {"x5chain": data, "val": data, "signature": data})).damage) == set()
    signature = cose([data, SUBJECT + data], {"sigTst": {"val": data}}, data)
    assert read(superbox(b"c2cs", "c2pa.signature", box(b"cbor", signature))).damage == ()


# -- CBOR and JSON --------------------------------------------------------------------------------

NUMBERS = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.none() | st.booleans() | NUMBERS | st.text()
TREES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5)
)


def as_python(node: Node) -> object:
    if isinstance(node, Pairs):
        return {name: as_python(value) for name, value in node.items}
    return [as_python(item) for item in node] if isinstance(node, list) else node


@given(TREES | st.binary())
def test_cbor_comes_back(value: object) -> None:
    assert as_python(parse_cbor(cbor(value), DEFAULT_LIMITS)) == value
    assert as_python(parse_cbor(tagged(0, value), DEFAULT_LIMITS)) == value


@given(TREES)
def test_json_comes_back(value: object) -> None:
    assert as_python(parse_json(json.dumps(value).encode(), DEFAULT_LIMITS)) == value


@pytest.mark.parametrize(
    ("data", "value"),  # RFC 8949 appendix A
    [
        ("f93e00", 1.5),
        ("fa47c35000", 100000.0),
        ("f7", "undefined"),
        ("f0", "simple(16)"),
        ("f8ff", "simple(255)"),
        ("5f42010243030405ff", b"\x01\x02\x03\x04\x05"),
        ("7f657374726561646d696e67ff", "streaming"),
        ("9f018202039f0405ffff", [1, [2, 3], [4, 5]]),
        ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}),
        ("a201020304", {"1": 2, "3": 4}),
        ("a1420102f5", {"0102": True}),
        ("c074323031332d30332d32315432303a30343a30305a", "2013-03-21T20:04:00Z"),
        ("3bffffffffffffffff", -18446744073709551616),
    ],
)
def test_examples_of_the_standard(data: str, value: object) -> None:
    assert as_python(parse_cbor(bytes.fromhex(data), DEFAULT_LIMITS)) == value


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ("", "cbor-bounds"),
        ("1c", "cbor-syntax"),
        ("ff", "cbor-syntax"),
        ("5f6161ff", "cbor-syntax"),
        ("9bffffffffffffffff", "cbor-bounds"),
        ("bbffffffffffffffff", "cbor-bounds"),
        ("7bffffffffffffffff", "cbor-bounds"),
        ("9f", "cbor-bounds"),
        ("0000", "cbor-trailing"),
        ("c1" * (DEPTH + 2), "cbor-depth"),
    ],
)
def test_broken_cbor_is_refused(data: str, rule: str) -> None:
    with pytest.raises(MalformedError) as caught:
        parse_cbor(bytes.fromhex(data), DEFAULT_LIMITS)
    assert caught.value.rule == rule
    assert rule in CBOR_RULES


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"\xef\xbb\xbf[true]\0\0", [True]),
        (b'"\\ud800"', "?"),
        (b"[" + b"1" * 5000 + b"]", ["1" * 5000]),
        (b"[1e999, NaN, 1.5]", ["1e999", "NaN", 1.5]),
    ],
)
def test_odd_json_is_read(text: bytes, value: object) -> None:
    assert as_python(parse_json(text, DEFAULT_LIMITS)) == value


def test_values_become_fields() -> None:
    tree = Pairs((("a", [1, True, None]), ("b", Pairs((("c/d", float("inf")),))), ("e", [])))
    assert [(field.key, field.value) for field in flatten("", tree)] == [
        ("a[1]", 1),
        ("a[2]", "true"),
        ("a[3]", "null"),
        ("b/c%2Fd", "inf"),
    ]


# -- SEAL -----------------------------------------------------------------------------------------


def test_a_seal_record_gives_its_attributes() -> None:
    text = b"""<seal seal="1" kv='1' d="example.org" id="Ann &amp; me" copyright='c' s="abc"/>\0"""
    assert values(read(text)) == {
        "seal/seal": "1",
        "seal/kv": "1",
        "seal/d": "example.org",
        "seal/id": "Ann &amp; me",
        "seal/copyright": "c",
        "seal/s": "abc",
    }


# -- a judge from outside -------------------------------------------------------------------------


def test_exiftool_reads_the_same_values(tmp_path: Path, exiftool: ExifTool) -> None:
    path = tmp_path / "c2pa.png"
    header = png.chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    picture = [header, png.chunk(b"caBX", store(MANIFEST)), png.chunk(b"IDAT", zlib.compress(b"\0\0"))]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(picture) + png.chunk(b"IEND"))
    tags = exiftool.tags(path)
    seen = values(read(MANIFEST))
    pairs = {
        "CBOR:ActionsAction": [f"c2pa.actions/actions[{n}]/action" for n in (1, 2)],
        "CBOR:ActionsParametersPrompt": ["c2pa.actions/actions[1]/parameters/prompt"],
        "CBOR:ActionsDigitalSourceType": ["c2pa.actions/actions[1]/digitalSourceType"],
        "CBOR:Claim_generator": ["c2pa.claim/claim_generator"],
        "CBOR:InstanceID": ["c2pa.claim/instanceID"],
        "CBOR:Relationship": ["c2pa.ingredient[2]/relationship"],
        "JSON:AuthorName": ["stds.schema-org.CreativeWork/author[1]/name"],
        "JSON:EXIFGPSLatitude": ["stds.exif/exif:GPSLatitude"],
    }
    for tag, keys in pairs.items():
        told = tags[tag]
        assert (told if isinstance(told, list) else [told]) == [seen[key] for key in keys], tag
