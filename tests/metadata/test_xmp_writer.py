from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.xmp import NAMESPACES, extended_xmp, xmp_packet
from exifguard.errors import LimitExceededError, PolicyError
from exifguard.limits import DEFAULT_LIMITS, Limits
from exifguard.metadata._rewritten import Rewritten
from exifguard.metadata._xmp_writer import compose, rewrite
from exifguard.metadata.xmp import Xmp
from oracles import require

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
UNKNOWN = "http://example.org/mine?a=1&b=2"
BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
HEAD = f'{BEGIN}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about=""'
TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'


def everything(_key: str) -> bool:
    return True


def nothing(_key: str) -> bool:
    return False


def packet(body: str, attributes: str = "") -> bytes:
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    spaces += f" xmlns:my={quoteattr(UNKNOWN)}"
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="kit"><rdf:RDF xmlns:rdf="{RDF}">'
        f'<rdf:Description rdf:about=""{spaces}{attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def run(
    data: bytes,
    keep: Callable[[str], bool] = everything,
    limits: Limits = DEFAULT_LIMITS,
    **replace: str,
) -> Rewritten:
    return rewrite(data, keep, limits, replace)


def body_of(data: bytes) -> str:
    """What stands in the description of a packet of ours, without the declarations."""
    text = data.decode()
    assert text.startswith(HEAD)
    assert text.endswith(TAIL)
    return text.removeprefix(HEAD).removesuffix(TAIL).partition(">")[2]


# Any property tree, with any subset of its keys

NAMES = ["dc:source", "xmp:Label", "photoshop:City", "Iptc4xmpExt:City", "exif:GPSLatitude", "my:thing"]
QUALIFIERS = ["xmp:Label", "my:role"]
LANGUAGES = ["x-default", "en", "de-CH"]
UNKNOWN_NAME = f"{{{UNKNOWN}}}"
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
CONTROLS = st.text(st.sampled_from("\t\n\r\x7f\x85\u2028 <>&\"'a]"))
Tree = Any  # ("text" | "uri", value), ("struct", pairs), ("Bag" | "Seq" | "Alt", items), ("langs", pairs)

LEAVES = st.tuples(st.sampled_from(["text", "uri"]), ANY_TEXT | CONTROLS)
QUALIFIED = st.tuples(st.just("qualified"), LEAVES, st.sampled_from(QUALIFIERS), LEAVES)
LANGS = st.tuples(
    st.just("langs"), st.dictionaries(st.sampled_from(LANGUAGES), ANY_TEXT, min_size=1).map(dict.items)
)
TREES = st.recursive(
    LEAVES | QUALIFIED | LANGS,
    lambda inner: (
        st.tuples(
            st.just("struct"),
            st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=3).map(dict.items),
        )
        | st.tuples(st.sampled_from(["Bag", "Seq", "Alt"]), st.lists(inner, min_size=1, max_size=4))
    ),
    max_leaves=14,
)
PACKETS = st.dictionaries(st.sampled_from(NAMES), TREES, max_size=5)


def quoted(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;", "\x85": "&#133;"})


def element(name: str, tree: Tree, attributes: str = "") -> str:
    kind, value, *more = tree
    if kind == "uri":
        return f"<{name}{attributes} rdf:resource={quoted(value)}/>"
    if kind == "text":
        body = escape(value, {"\r": "&#13;"})
    elif kind == "struct":
        attributes += ' rdf:parseType="Resource"'
        body = "".join(element(key, inner) for key, inner in value)
    elif kind == "qualified":
        attributes += ' xml:lang="de"' * (name != "rdf:li")  # which would be the key of an alternative
        body = f"<rdf:Description>{element('rdf:value', value)}{element(*more)}</rdf:Description>"
    elif kind == "langs":
        items = "".join(element("rdf:li", ("text", text), f' xml:lang="{lang}"') for lang, text in value)
        body = f"<rdf:Alt>{items}</rdf:Alt>"
    else:
        body = f"<rdf:{kind}>{''.join(element('rdf:li', item) for item in value)}</rdf:{kind}>"
    return f"<{name}{attributes}>{body}</{name}>"


def expected(name: str, tree: Tree, old: str, new: str, keep: Callable[[str], bool]) -> list[tuple[str, str]]:
    """The fields under `new` keys that keeping some `old` keys of a tree must give."""
    kind, value, *more = tree
    if kind in {"text", "uri"}:
        return [(new, value)] * keep(old)
    if kind == "qualified":
        label = more[0].replace("my:", UNKNOWN_NAME)
        language = name != "rdf:li" and keep(f"{old}/?xml:lang")
        qualifiers = [(f"{new}/?xml:lang", "de")] * language
        qualifiers += expected(label, more[1], f"{old}/?{label}", f"{new}/?{label}", keep)
        return [(new, value[1]), *qualifiers] if keep(old) else []
    if kind == "langs":
        return [(f"{new}[{lang}]", text) for lang, text in value if keep(f"{old}[{lang}]")]
    found: list[tuple[str, str]] = []
    if kind == "struct":
        for key, inner in value:
            label = key.replace("my:", UNKNOWN_NAME)
            found += expected(label, inner, f"{old}/{label}", f"{new}/{label}", keep)
        return found
    place = 1
    for number, item in enumerate(value, 1):
        rows = expected("rdf:li", item, f"{old}[{number}]", f"{new}[{place}]", keep)
        found += rows
        place += bool(rows)
    return found


def expected_of(tree: dict[str, Tree], keep: Callable[[str], bool]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, inner in tree.items():
        key = name.replace("my:", UNKNOWN_NAME)
        rows += expected(key, inner, key, key, keep)
    return sorted(rows)


@given(PACKETS, st.data())
def test_exactly_the_wanted_fields_come_back(tree: dict[str, Tree], data: st.DataObject) -> None:
    old = packet("".join(element(name, inner) for name, inner in tree.items()))
    keys = sorted({field.key for field in Xmp().read(old, DEFAULT_LIMITS).fields} - {"x:xmptk"})
    wanted = data.draw(st.sets(st.sampled_from(keys))) if keys else set()
    asked: set[str] = set()

    def keep(key: str) -> bool:
        asked.add(key)
        return key in wanted

    new = run(old, keep)
    reading = Xmp().read(new.data, DEFAULT_LIMITS)
    assert sorted((field.key, field.value) for field in reading.fields) == expected_of(tree, keep)
    assert (reading.nested, reading.damage, new.notes) == ((), (), ())
    assert asked == set(keys)
    assert run(old, keep) == new
    assert run(new.data) == new


@given(PACKETS, st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le"]))
def test_every_encoding_gives_the_same_packet(tree: dict[str, Tree], encoding: str) -> None:
    old = packet("".join(element(name, inner) for name, inner in tree.items()))
    assert run(("\ufeff" + old.decode()).encode(encoding)) == run(old)


@given(st.integers(2, 8), st.data())
def test_nothing_of_a_removed_value_is_left(count: int, data: st.DataObject) -> None:
    tree: dict[str, Tree] = {
        "dc:source": ("Bag", [("text", f"mark{number}x") for number in range(count)]),
        "my:thing": ("struct", [("xmp:Label", ("text", "mark90x")), ("my:thing", ("uri", "mark91x"))]),
        "photoshop:City": ("qualified", ("text", "mark92x"), "my:role", ("text", "mark93x")),
        "xmp:Label": ("langs", [("en", "mark94x"), ("de", "mark95x")]),
    }
    old = packet("<!--mark96x-->" + "".join(element(*pair) for pair in tree.items()), ' dc:format="mark97x"')
    fields = {field.key: str(field.value) for field in Xmp().read(old, DEFAULT_LIMITS).fields}
    wanted = data.draw(st.sets(st.sampled_from(sorted(fields))))
    new = run(old, wanted.__contains__).data.decode()
    rows = {text for _, text in expected_of(tree, wanted.__contains__)} | {
        fields[key] for key in wanted if key == "dc:format"
    }
    assert set(re.findall("mark[0-9]+x", new)) == {text for text in rows if text.startswith("mark")}
    assert ("example.org" in new) == ("ns1" in new)


# What it looks like


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("<dc:source>a</dc:source>", "<dc:source>a</dc:source>"),
        ("<dc:source><![CDATA[a <b>]]></dc:source>", "<dc:source>a &lt;b&gt;</dc:source>"),
        ("<dc:source>a&#13;\n\x7f\u2028</dc:source>", "<dc:source>a&#13;&#10;&#127;&#8232;</dc:source>"),
        ("<dc:source>  </dc:source>", "<dc:source>  </dc:source>"),
        ('<dc:source rdf:resource="http://a/&#10;&quot;"/>', '<dc:source rdf:resource="http://a/&#10;&quot;"/>'),
        ('<dc:source xml:lang="de">a</dc:source>', '<dc:source xml:lang="de">a</dc:source>'),
        ('<dc:source rdf:value="a" xmp:Label="b"/>',
         '<dc:source rdf:parseType="Resource"><rdf:value>a</rdf:value><xmp:Label>b</xmp:Label></dc:source>'),
        ('<dc:source xmp:Label="b"/>',
         '<dc:source rdf:parseType="Resource"><xmp:Label>b</xmp:Label></dc:source>'),
        ('<dc:source><rdf:Description xmp:Label="b"><dc:format>c</dc:format></rdf:Description></dc:source>',
         '<dc:source rdf:parseType="Resource"><xmp:Label>b</xmp:Label><dc:format>c</dc:format></dc:source>'),
        ('<dc:source rdf:parseType="Resource"><rdf:type rdf:resource="a"/><my:b>c</my:b></dc:source>',
         '<dc:source rdf:parseType="Resource"><rdf:type rdf:resource="a"/><ns1:b>c</ns1:b></dc:source>'),
        ('<dc:source><rdf:Seq xml:lang="de"><rdf:_1>a</rdf:_1></rdf:Seq></dc:source>',
         '<dc:source xml:lang="de"><rdf:Seq><rdf:li>a</rdf:li></rdf:Seq></dc:source>'),
        ('<dc:source rdf:parseType="Resource"><rdf:value><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></rdf:value>'
         "<xmp:Label>b</xmp:Label></dc:source>",
         '<dc:source rdf:parseType="Resource"><rdf:value><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></rdf:value>'
         "<xmp:Label>b</xmp:Label></dc:source>"),
        ("<my:a>b</my:a><o:a xmlns:o='o:'>b</o:a>", "<ns1:a>b</ns1:a><ns2:a>b</ns2:a>"),
        ("<plain>b</plain>", "<plain>b</plain>"),
    ],
)  # fmt: skip
def test_each_form_is_written_in_one_way(body: str, written: str) -> None:
    new = run(packet(body))
    assert body_of(new.data) == written
    assert new.notes == ()


def test_namespaces_are_those_of_the_packet_under_their_usual_prefixes() -> None:
    body = '<q:a xmlns:q="http://prismstandard.org/namespaces/basic/2.0/">1</q:a><dc:source>2</dc:source>'
    head = run(packet(body)).data.decode().removeprefix(HEAD).partition(">")[0]
    assert head == (
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
    )


def test_only_needed_namespaces_are_declared() -> None:
    new = run(packet("<my:a>b</my:a><dc:source>c</dc:source>"), lambda key: key == "dc:source")
    assert new.data.decode() == (
        f'{HEAD} xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:source>c</dc:source>{TAIL}'
    )


@pytest.mark.parametrize("padding", [0, 2000])
def test_descriptions_become_one_without_padding(padding: int) -> None:
    one, two = xmp_packet({"xmp:Label": "a"}, padding=padding).decode(), '<rdf:Description rdf:about=""/>'
    new = run(one.replace("</rdf:RDF>", f"{two}</rdf:RDF>").encode())
    assert body_of(new.data) == "<xmp:Label>a</xmp:Label>"
    assert new.notes == ()


def test_values_are_replaced_by_key() -> None:
    old = packet(
        '<xmp:Label>1</xmp:Label><dc:source><rdf:Seq><rdf:li>a</rdf:li><rdf:li rdf:resource="b"/></rdf:Seq>'
        "</dc:source><dc:format>c</dc:format>"
    )
    new = rewrite(
        old,
        lambda key: key not in {"dc:source[1]", "dc:format"},
        DEFAULT_LIMITS,
        {"xmp:Label": "<2>", "dc:source[2]": "new", "dc:format": "gone", "dc:absent": "none"},
    )
    assert body_of(new.data) == (
        "<xmp:Label>&lt;2&gt;</xmp:Label>"
        '<dc:source><rdf:Seq><rdf:li rdf:resource="new"/></rdf:Seq></dc:source>'
    )


def test_files_in_base64_are_asked_for_by_their_key() -> None:
    image = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(range(200))).decode()
    old = packet(f"<xmp:Thumbnails>{image}</xmp:Thumbnails><dc:source>a</dc:source>")
    assert body_of(run(old, lambda key: key == "dc:source").data) == "<dc:source>a</dc:source>"
    reading = Xmp().read(run(old).data, DEFAULT_LIMITS)
    assert reading.nested == Xmp().read(old, DEFAULT_LIMITS).nested


# What is dropped


@pytest.mark.parametrize(
    ("old", "word"),
    [
        (packet("<dc:source>a</dc:source>")[:-20], "damaged"),
        (b"no xml", "damaged"),
        (b"<!DOCTYPE x><x/>", "damaged"),
        (packet("<un:known/>"), "damaged"),
        (packet("<dc:source>\xff</dc:source>").decode().encode("latin-1"), "damaged"),
        (packet("<dc:source>a</dc:source>") * 2, "exactly"),
        (packet("<dc:source rdf:resource='a'>b</dc:source>"), "exactly"),
        (packet("<dc:source xmp:Label='a'>b</dc:source>"), "exactly"),
        (packet("<dc:source rdf:parseType='Literal'><dc:b>c</dc:b></dc:source>"), "exactly"),
        (packet("<dc:source rdf:parseType='Collection'><dc:b>c</dc:b></dc:source>"), "exactly"),
        (packet("<dc:source rdf:ID='a'>b</dc:source>"), "exactly"),
        (packet("<dc:source><rdf:Bag><dc:b>c</dc:b></rdf:Bag></dc:source>"), "exactly"),
        (packet("<dc:source><rdf:Bag><rdf:li>1</rdf:li></rdf:Bag>"
                "<rdf:Bag><rdf:li>2</rdf:li></rdf:Bag></dc:source>"), "exactly"),
        (packet("<dc:source xml:lang='a'><rdf:Bag xml:lang='b'><rdf:li>1</rdf:li></rdf:Bag></dc:source>"),
         "exactly"),
        (packet("<dc:source rdf:parseType='Resource'><rdf:li>1</rdf:li></dc:source>"), "exactly"),
        (packet("<p:a xmlns:p='http://prismstandard.org/namespaces/basic/2.0/'/>"
                "<p:b xmlns:p='http://prismstandard.org/namespaces/basic/3.0/'/>"), "exactly"),
        (packet(f"<GImage:Data>{'%' * 100}</GImage:Data>"), "exactly"),
        (packet("").replace(b'about=""', b'nodeID="a"'), "exactly"),
        (packet("").replace(b"</rdf:RDF>", b"<rdf:Description rdf:about='a'/>"
                            b"<rdf:Description rdf:about='b'/></rdf:RDF>"), "exactly"),
        (b"<svg><title>a</title></svg>", "exactly"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_back_is_dropped_whole(old: bytes, word: str) -> None:
    new = run(old)
    assert new.data == b""
    assert [word in note for note in new.notes] == [True]


def test_what_goes_anyway_may_be_odd() -> None:
    old = packet("<dc:source rdf:resource='a'>b</dc:source><dc:format>c</dc:format>")
    new = run(old, lambda key: key == "dc:format")
    assert (body_of(new.data), new.notes) == ("<dc:format>c</dc:format>", ())


@pytest.mark.parametrize("text", ["\0", "\x1b", "\ufffe", "\ud800"])
def test_characters_that_xml_forbids_are_refused(text: str) -> None:
    new = rewrite(packet("<dc:source>a</dc:source>"), everything, DEFAULT_LIMITS, {"dc:source": text})
    assert new.data == b""
    assert ["XML" in note for note in new.notes] == [True]
    with pytest.raises(PolicyError):
        compose({"dc:source": text})


@pytest.mark.parametrize(
    ("old", "key"),
    [
        (packet("<!--a--><dc:source>b</dc:source>"), "#comment"),
        (packet("<?a b?><dc:source>b</dc:source>"), "#pi"),
        (packet("a<dc:source>b</dc:source>"), "#text"),
        (packet("<dc:source>b</dc:source>") + b"a", "#trailer"),
        (packet("<dc:source>b</dc:source>").replace(b'about=""', b'about="a"'), "rdf:about"),
    ],
)
def test_what_stands_around_is_left_out_and_noted(old: bytes, key: str) -> None:
    new = run(old)
    assert body_of(new.data) == "<dc:source>b</dc:source>"
    assert len(new.notes) == 1
    assert run(old, lambda one: one != key).notes == ()


@pytest.mark.parametrize("old", [b"", b" \n\0", packet(""), packet("<dc:creator><rdf:Seq/></dc:creator>")])
def test_nothing_stays_nothing(old: bytes) -> None:
    assert run(old) == (b"", ())


def test_nothing_wanted_gives_nothing() -> None:
    assert run(packet("<dc:source>a</dc:source>"), nothing) == (b"", ())


def test_limits_hold() -> None:
    with pytest.raises(LimitExceededError):
        run(packet("<dc:a>1</dc:a>" * 100), limits=Limits(fields=50))
    with pytest.raises(LimitExceededError):
        run(packet(""), limits=Limits(block_bytes=50))


def test_depth_is_bounded() -> None:
    for depth in (100, 120, 126, 200):
        body = '<dc:a rdf:parseType="Resource">' * depth + "<dc:b>c</dc:b>" + "</dc:a>" * depth
        new = run(packet(body))
        assert bool(new.data) == (not new.notes)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_fail(data: bytes) -> None:
    old = packet("<dc:source>?</dc:source>")
    for block in (data, old + data, old.replace(b"?", data), extended_xmp(data)[0]):
        new = run(block)
        assert Xmp().read(new.data, DEFAULT_LIMITS).damage == ()
        assert run(new.data) == (new.data, ())


@given(st.integers(0, 10_000), st.binary(max_size=3), PACKETS)
def test_a_changed_packet_never_fails(at: int, change: bytes, tree: dict[str, Tree]) -> None:
    old = packet("".join(element(name, inner) for name, inner in tree.items()))
    at %= len(old)
    new = run(old[:at] + change + old[at + len(change) :])
    assert Xmp().read(new.data, DEFAULT_LIMITS).damage == ()
    assert run(new.data) == (new.data, ())


# Packets from values


def test_values_become_texts_arrays_and_alternatives() -> None:
    made = compose(
        {
            "dc:creator": ("one", "two"),
            "dc:subject": ("three",),
            "dc:rights": {"de": "vier", "x-default": "four"},
            "xmpRights:Marked": "True",
            "cc:license": "",
            "dc:language": (),
        }
    )
    assert body_of(made) == (
        "<dc:creator><rdf:Seq><rdf:li>one</rdf:li><rdf:li>two</rdf:li></rdf:Seq></dc:creator>"
        "<dc:subject><rdf:Bag><rdf:li>three</rdf:li></rdf:Bag></dc:subject>"
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">four</rdf:li>'
        '<rdf:li xml:lang="de">vier</rdf:li></rdf:Alt></dc:rights>'
        "<xmpRights:Marked>True</xmpRights:Marked><cc:license></cc:license>"
    )
    assert run(made) == (made, ())
    assert compose({}) == compose({"dc:creator": ()}) == b""


@given(st.dictionaries(st.sampled_from(["dc:source", "plus:DataMining"]), ANY_TEXT | CONTROLS, min_size=1))
def test_composed_values_are_read_back(values: dict[str, str]) -> None:
    reading = Xmp().read(compose(values), DEFAULT_LIMITS)
    assert {field.key: field.value for field in reading.fields} == values
    assert reading.damage == ()


@pytest.mark.parametrize(
    "values",
    [
        {"creator": "a"},
        {"un:known": "a"},
        {"dc:a b": "a"},
        {"dc:rights": {"": "a"}},
        {"dc:rights": {"a b": ""}},
    ],
)
def test_what_is_no_property_is_the_callers_fault(values: dict[str, Any]) -> None:
    with pytest.raises(PolicyError):
        compose(values)


def test_exiftool_sees_the_kept_properties(tmp_path: Path) -> None:
    tree: dict[str, Tree] = {
        "dc:creator": ("Seq", [("text", "one"), ("text", "two & \"three\""), ("text", "four\nfive")]),
        "dc:title": ("langs", [("x-default", "a title"), ("de", "ein Titel")]),
        "dc:source": ("qualified", ("text", "Z\xfcrich"), "my:role", ("text", "b")),
        "Iptc4xmpExt:LocationShown": (
            "Bag",
            [
                ("struct", [("Iptc4xmpExt:City", ("text", "A"))]),
                ("struct", [("Iptc4xmpExt:City", ("text", "B"))]),
            ],
        ),
        "xmpRights:WebStatement": ("uri", "http://example.org/?a=b&c"),
    }  # fmt: skip
    old = packet("".join(element(name, inner) for name, inner in tree.items()), ' photoshop:City="gone"')
    seen = []
    for name, data in (
        ("old", old),
        ("new", run(old).data),
        ("less", run(old, lambda key: key != "photoshop:City").data),
    ):
        path = tmp_path / f"{name}.xmp"
        path.write_bytes(data)
        command = [require("exiftool"), "-j", "-G1", "-a", "-struct", "-XMP:all", str(path)]
        rows = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
        seen.append({key: row for key, row in rows.items() if key not in {"SourceFile", "XMP-x:XMPToolkit"}})
    assert seen[0] == seen[1] == seen[2] | {"XMP-photoshop:City": "gone"}
    assert seen[0]["XMP-dc:Creator"] == ["one", 'two & "three"', "four\nfive"]
    assert seen[0]["XMP-xmpRights:WebStatement"] == "http://example.org/?a=b&c"
