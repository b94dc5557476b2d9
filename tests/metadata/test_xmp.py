from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.xmp import NAMESPACES, xmp_packet
from exifguard.errors import LimitExceededError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata.xmp import Xmp, orientation
from exifguard.model import Reading

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
END = '<?xpacket end="w"?>'


def packet(body: str, attributes: str = "") -> str:
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
        f'<rdf:Description rdf:about=""{spaces}{attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def read(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Reading:
    return Xmp().read(text.encode() if isinstance(text, str) else text, limits)


def values(reading: Reading) -> dict[str, object]:
    return {field.key: field.value for field in reading.fields}


# How a property tree is written, and what its keys are

NAMES = st.sampled_from(["dc:source", "xmp:Label", "photoshop:City", "Iptc4xmpExt:City", "exif:GPSLatitude"])
TEXTS = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
)
LANGUAGES = st.sampled_from(["x-default", "en", "de-CH"])
Tree = Any  # a text, a dict (structure), a list (array) or a tuple of pairs (texts by language)
TREES: st.SearchStrategy[Tree] = st.recursive(
    TEXTS,
    lambda inner: (
        st.dictionaries(NAMES, inner, min_size=1, max_size=3)
        | st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(LANGUAGES, TEXTS, min_size=1).map(lambda texts: tuple(texts.items()))
    ),
    max_leaves=12,
)


def keys_of(tree: Tree, path: str) -> Iterator[tuple[str, str]]:
    """The keys and values that a tree must be read as."""
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, dict):
        for name, inner in tree.items():
            yield from keys_of(inner, f"{path}/{name}" if path else name)
    elif isinstance(tree, list):
        for number, inner in enumerate(tree, 1):
            yield from keys_of(inner, f"{path}[{number}]")
    else:
        for language, text in tree:
            yield f"{path}[{language}]", text


def element(name: str, tree: Tree, form: int, attributes: str = "") -> str:
    """A property in one of the forms that RDF has for it."""
    if isinstance(tree, str):
        return f"<{name}{attributes}>{escape(tree)}</{name}>"
    if isinstance(tree, dict):
        return structure(name, tree, form, attributes)
    if isinstance(tree, list):
        kind = ("Bag", "Seq", "Alt")[form % 3]
        items = "".join(element("rdf:li", inner, form + 1) for inner in tree)
    else:
        kind = "Alt"
        items = "".join(element("rdf:li", text, form, f' xml:lang="{lang}"') for lang, text in tree)
    return f"<{name}{attributes}><rdf:{kind}>{items}</rdf:{kind}></{name}>"


def structure(name: str, tree: dict[str, Tree], form: int, attributes: str) -> str:
    texts = {key: inner for key, inner in tree.items() if isinstance(inner, str)}
    if form % 3 == 0 and len(texts) == len(tree):
        short = "".join(f" {key}={quoteattr(text)}" for key, text in texts.items())
        return f"<{name}{attributes}{short}/>"
    fields = "".join(element(key, inner, form + 1) for key, inner in tree.items())
    if form % 2:
        return f'<{name}{attributes} rdf:parseType="Resource">{fields}</{name}>'
    return f"<{name}{attributes}>\n <rdf:Description>{fields}</rdf:Description>\n</{name}>"


@given(st.dictionaries(NAMES, TREES, max_size=4), st.integers(0, 5), st.booleans())
def test_a_property_tree_comes_back(tree: dict[str, Tree], form: int, wrapped: bool) -> None:
    body = "".join(element(name, inner, form) for name, inner in tree.items())
    text = BEGIN + packet(body) + END if wrapped else packet(body)
    reading = read(text)
    assert sorted((field.key, field.value) for field in reading.fields) == sorted(keys_of(tree, ""))
    assert (reading.nested, reading.damage) == ((), ())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<dc:source rdf:resource="http://a/"/>', {"dc:source": "http://a/"}),
        ('<dc:source xml:lang="de">a</dc:source>', {"dc:source": "a", "dc:source/?xml:lang": "de"}),
        (
            '<dc:source rdf:parseType="Resource"><rdf:value>a</rdf:value><xmp:Label>b</xmp:Label>'
            "</dc:source>",
            {"dc:source": "a", "dc:source/?xmp:Label": "b"},
        ),
        (
            "<dc:source><rdf:Description><rdf:value>a</rdf:value><xmp:Label>b</xmp:Label></rdf:Description>"
            "</dc:source>",
            {"dc:source": "a", "dc:source/?xmp:Label": "b"},
        ),
        ('<dc:source rdf:value="a" xmp:Label="b"/>', {"dc:source": "a", "dc:source/?xmp:Label": "b"}),
        (
            '<dc:creator><rdf:Seq><rdf:li xml:lang="de">a</rdf:li></rdf:Seq></dc:creator>',
            {"dc:creator[1]": "a", "dc:creator[1]/?xml:lang": "de"},
        ),
        ("<dc:source/>", {"dc:source": ""}),
        ("<dc:source><![CDATA[a <b>]]></dc:source>", {"dc:source": "a <b>"}),
        ("<dc:creator><rdf:Bag/></dc:creator>", {}),
        ("<dc:creator>stray<rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:creator>",
         {"#text": "stray", "dc:creator[1]": "a"}),
        ("stray", {"#text": "stray"}),
        ("<!--note-->", {"#comment": "note"}),
        ("<?other thing?>", {"#pi": "other thing"}),
        ('<?xpacket begin="" id="secret"?>', {"#pi": 'xpacket begin="" id="secret"'}),
        ('<u:b xmlns:u="http://unknown/a/">c</u:b>', {"{http://unknown/a/}b": "c"}),
        ('<u:City xmlns:u="http://ns.adobe.com/photoshop/1.0">c</u:City>', {"photoshop:City": "c"}),
        ('<dc:a xmlns:dc="http://ns.adobe.com/xap/1.0/mm/"/>', {"xmpMM:a": ""}),
    ],
)  # fmt: skip
def test_rdf_forms_and_carriers(body: str, expected: dict[str, str]) -> None:
    reading = read(packet(body))
    assert values(reading) == expected
    assert reading.damage == ()


def test_about_toolkit_and_attributes_are_fields() -> None:
    text = packet("", ' dc:format="image/jpeg"').replace('about=""', 'about="uuid:1"')
    reading = read(text.replace("<x:xmpmeta ", '<x:xmpmeta x:xmptk="kit" '))
    assert values(reading) == {"x:xmptk": "kit", "rdf:about": "uuid:1", "dc:format": "image/jpeg"}


def test_a_description_without_wrappers_is_read() -> None:
    assert values(read(f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description about="a"/></rdf:RDF>')) == {
        "rdf:about": "a"
    }
    assert values(read('<exif:Flash xmlns:exif="http://ns.adobe.com/exif/1.0/">1</exif:Flash>')) == {
        "exif:Flash": "1"
    }


def test_undeclared_prefixes_mean_what_they_usually_do() -> None:
    reading = read(
        "<rdf:RDF><rdf:Description><dc:format>a</dc:format><un:known/></rdf:Description></rdf:RDF>"
    )
    assert values(reading) == {"dc:format": "a", "{}un:known": ""}
    assert reading.damage == ("xml-namespace",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("wrapper", [False, True])
def test_every_encoding_is_read(encoding: str, mark: str, wrapper: bool) -> None:
    made = xmp_packet({"tiff:Orientation": "8", "photoshop:City": "Z\xfcrich"}, padding=9, wrapper=wrapper)
    data = (mark + made.decode() + "\0\0").encode(encoding)
    reading = read(data)
    assert values(reading) == {"tiff:Orientation": "8", "photoshop:City": "Z\xfcrich"}
    assert reading.damage == ()
    assert orientation(data) == 8


def test_bytes_that_are_no_utf8_are_damage_and_the_rest_is_read() -> None:
    reading = read(packet("<dc:source>a</dc:source><dc:format>?</dc:format>").encode().replace(b"?", b"\xff"))
    assert values(reading)["dc:source"] == "a"
    assert reading.damage == ("xml-encoding",)


@pytest.mark.parametrize("between", ["", "\n", "\0\0\0", END + "\0" + BEGIN])
def test_two_packets_are_both_read(between: str) -> None:
    first, second = packet("<dc:source>1</dc:source>"), packet("<dc:format>2</dc:format>")
    reading = read(first + between + second)
    assert values(reading) == {"dc:source": "1", "dc:format": "2"}
    assert reading.damage == ()


@pytest.mark.parametrize("tail", ["hidden", "hid & den", "<hid", "]]>", "\0\0hidden\0"])
def test_bytes_behind_the_packet_are_a_field(tail: str) -> None:
    reading = read(BEGIN + packet("<dc:source>1</dc:source>") + END + tail)
    assert values(reading) == {"dc:source": "1", "#trailer": tail.strip("\0")}


@pytest.mark.parametrize("junk", ["junk", "junk <", "\x01\x02<<", "&"])
def test_bytes_before_the_packet_are_a_field(junk: str) -> None:
    reading = read(junk + packet("<dc:source>1</dc:source>"))
    assert values(reading)["dc:source"] == "1"
    assert any(field.key == "#text" for field in reading.fields)


@pytest.mark.parametrize("text", ["no xml", "<", "<<<>", "<a", "&", "<a></b>", "\x00<\x00"])
def test_what_is_no_xml_is_damage(text: str) -> None:
    assert "xml-syntax" in read(text).damage


def test_a_cut_packet_gives_what_stood_before() -> None:
    text = packet("<dc:source>1</dc:source><dc:format>2</dc:format>")
    reading = read(text[: text.index("<dc:format>") + 12])
    assert values(reading)["dc:source"] == "1"
    assert reading.damage == ("xml-syntax",)


def test_many_packets_end_in_damage() -> None:
    reading = read("<a/>" * 1000)
    assert "xml-packets" in reading.damage
    assert "#trailer" in values(reading)


# Attacks


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        f'<!DOCTYPE x [<!ENTITY a "{"b" * 50_000}">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        "<!DOCTYPE x>",
    ],
    ids=["laughs", "quadratic", "external", "external-subset", "plain"],
)
def test_document_types_are_refused(doctype: str) -> None:
    body = f"<dc:source>{'&l9;' * 1000}{'&a;' * 50_000}</dc:source>"
    reading = read(
        xmp_packet({}, doctype=doctype, wrapper=False).decode().replace("></rdf:D", f">{body}</rdf:D")
    )
    assert reading == Reading((), (), ("xml-dtd",))


def test_deep_nesting_stops() -> None:
    reading = read("<a>" * 10_000 + "text")
    assert "xml-depth" in reading.damage


def test_long_names_do_not_multiply() -> None:
    name, depth, children = "n" * 5_000, 60, 2_000
    reading = read(f"<{name}>" * depth + "<b>c</b>" * children + f"</{name}>" * depth)
    assert len(reading.fields) == children
    assert sum(len(field.key) for field in reading.fields) < 1100 * children
    assert reading.damage == ("xml-name",)


def test_many_nodes_exceed_the_limit() -> None:
    for text in ("<b/>" * 200, "<!--c-->" * 200, "<?p q?>" * 200):
        with pytest.raises(LimitExceededError) as caught:
            read(packet(text), Limits(fields=100))
        assert caught.value.limit == "fields"
    many = "".join(f' a{number}=""' for number in range(200))
    with pytest.raises(LimitExceededError):
        read(f"<a{many}/>", Limits(fields=100))


def test_a_large_block_exceeds_the_limit() -> None:
    with pytest.raises(LimitExceededError) as caught:
        read(packet(""), Limits(block_bytes=100))
    assert caught.value.limit == "block_bytes"


@pytest.mark.timeout(20)
def test_many_namespace_declarations_stay_linear() -> None:
    spaces = "".join(f' xmlns:p{number}="u"' for number in range(40_000))
    children = '<c xmlns:q="v"/>' * 20_000
    assert len(read(f"<a{spaces}>{children}</a>").fields) == 20_000


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    body = packet("<dc:source>?</dc:source>").encode()
    for block in (body + data, body.replace(b"?", data)):
        reading = read(block)
        assert reading.fields or reading.damage
    reading = read(data)
    assert reading.fields or reading.damage or not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe")


@given(st.integers(0, 10_000), st.binary(max_size=3), st.sampled_from(["utf-8", "utf-16-le", "utf-32-be"]))
def test_a_changed_packet_never_fails(at: int, change: bytes, encoding: str) -> None:
    body = (
        '<dc:title><rdf:Alt><rdf:li xml:lang="en">a</rdf:li></rdf:Alt></dc:title><dc:source rdf:value="b"/>'
    )
    data = (BEGIN + packet(body) + END).encode(encoding)
    at %= len(data)
    reading = read(data[:at] + change + data[at + len(change) :])
    assert reading.fields or reading.damage


# Files inside


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("xmp:Thumbnails", b"\xff\xd8\xff\xe0" + bytes(100), "picture"),
        ("GImage:Data", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        ("GDepth:Data", bytes(range(256)), "unknown"),
        ("dc:source", b"\xff\xd8\xff\xe0" + bytes(100), "picture"),
    ],
)
def test_base64_is_nested(name: str, data: bytes, kind: str) -> None:
    text = base64.encodebytes(data).decode()
    for source in (packet(f"<{name}>{text}</{name}>"), packet("", f" {name}={quoteattr(text)}")):
        reading = read(source)
        assert [(block.kind, block.path, block.data) for block in reading.nested] == [(kind, name, data)]
        assert reading.fields == ()


def test_broken_base64_stays_a_field() -> None:
    reading = read(packet(f"<GImage:Data>{'%' * 100}</GImage:Data>"))
    assert values(reading) == {"GImage:Data": "%" * 100}
    assert reading.damage == ("xmp-base64",)


# Orientation


@pytest.mark.parametrize(
    ("value", "expected"), [("1", 1), (" 6 ", 6), ("0", None), ("9", None), ("up", None)]
)
def test_orientation_is_one_to_eight(value: str, expected: int | None) -> None:
    assert orientation(xmp_packet({"tiff:Orientation": value})) == expected
    assert orientation(packet(f"<tiff:Orientation>{value}</tiff:Orientation>").encode()) == expected


def test_orientation_of_another_namespace_or_in_a_text_is_none() -> None:
    assert orientation(xmp_packet({"dc:Orientation": "6"})) is None
    assert orientation(packet("<dc:source>tiff:Orientation=6</dc:source>").encode()) is None
    assert orientation(packet("<!--<tiff:Orientation>6</tiff:Orientation>-->").encode()) is None


def test_orientation_under_another_prefix_is_found() -> None:
    assert (
        orientation(
            packet('<q:Orientation xmlns:q="http://ns.adobe.com/tiff/1.0/">3</q:Orientation>').encode()
        )
        == 3
    )


def test_packets_without_the_word_are_not_parsed() -> None:
    assert orientation(packet("<b/>" * 100).encode(), Limits(fields=10)) is None


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_reads_the_same_tree(tmp_path: Path) -> None:
    tree: dict[str, Tree] = {
        "dc:creator": ["one", "two"],
        "dc:title": (("x-default", "a title"), ("de", "ein Titel")),
        "photoshop:City": "Z\xfcrich",
        "Iptc4xmpExt:LocationShown": [{"Iptc4xmpExt:City": "A"}, {"Iptc4xmpExt:City": "B"}],
    }
    for form in range(6):
        text = packet("".join(element(name, inner, form) for name, inner in tree.items()))
        path = tmp_path / f"{form}.xmp"
        path.write_text(text, encoding="utf-8")
        command = ["exiftool", "-j", "-struct", "-XMP:all", str(path)]
        seen = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
        theirs = {
            **{f"dc:creator[{number}]": text for number, text in enumerate(seen["Creator"], 1)},
            "dc:title[x-default]": seen["Title"],
            "dc:title[de]": seen["Title-de"],
            "photoshop:City": seen["City"],
            **{
                f"Iptc4xmpExt:LocationShown[{number}]/Iptc4xmpExt:City": place["City"]
                for number, place in enumerate(seen["LocationShown"], 1)
            },
        }
        assert values(read(text)) == theirs


def test_what_stands_behind_forbidden_characters_is_read_and_told_as_damage() -> None:
    """As lenient readers do; a strict one stops there."""
    packet = xmp_packet({"dc:title": "first", "photoshop:Credit": "second"})
    reading = Xmp().read(packet.replace(b"<dc:title", b"\0\0\x01<dc:title", 1), DEFAULT_LIMITS)
    assert {"first", "second"} <= {field.value for field in reading.fields}
    assert "xml-syntax" in reading.damage
