"""SVG and SVGZ, besides the laws: what is cut out, what stays to the byte, and what a drawing may hide."""

from __future__ import annotations

import base64
import contextlib
import gzip
import subprocess
import time
from pathlib import Path

import pytest

import exifguard
from builders import jpeg, svg, tiff, xmp
from exifguard import Action, Category, LimitExceededError, Limits, Policy, UnsupportedError
from exifguard.batch.tree import Kind, walk
from oracles import require, shown
from pictures import FIXTURES, Picture, clean_fixtures

DRAWINGS = [one for one in clean_fixtures() if one.path.suffix in (".svg", ".svgz")]
EVERY = pytest.mark.parametrize("picture", DRAWINGS, ids=lambda picture: picture.label)


def scrubbed(document: str | bytes, policy: Policy | str = "share") -> bytes:
    data = document.encode() if isinstance(document, str) else document
    clean = exifguard.scrub(data, policy=policy).data
    assert clean is not None
    return clean


def text(document: str, policy: Policy | str = "share") -> str:
    return scrubbed(document, policy).decode()


# -- what stays ------------------------------------------------------------------------------------


@EVERY
def test_text_is_only_cut(picture: Picture) -> None:
    """Outside of pictures in data: URLs, the clean copy is the original with pieces left out."""
    anew = (b"data:image", "data:image".encode("utf-16-le"), "data:image".encode("utf-16-be"), b"url(file")
    if picture.path.suffix == ".svgz" or any(word in picture.data for word in anew):
        pytest.skip("something in it is written anew")
    before = iter(picture.data)
    assert all(byte in before for byte in scrubbed(picture.data))


def test_every_byte_of_a_picture_without_metadata_stays() -> None:
    for name in ("minimal", "declaration", "prefixed", "styles", "text", "html", "animated"):
        data = (FIXTURES / f"svg/clean-{name}.svg").read_bytes()
        assert not exifguard.scrub(data).changed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!-- a --><g/>", "<g/>"),
        ("<g\n inkscape:label='a'\n  id='b'/>", "<g\n  id='b'/>"),
        ("<g q:x='1' xmlns:q='urn:q'/>", "<g/>"),
        ("<text>a<!-- b -->c<title>d</title>e</text>", "<text>ace</text>"),
        ("<text>a<tspan>b</tspan><unknown>c</unknown></text>", "<text>a<tspan>b</tspan></text>"),
        ("<tspan>a</tspan>", "<tspan></tspan>"),
        ("<g style='fill:red/* a */;x:y'/>", "<g style='fill:red/**/;x:y'/>"),
        ("<style>/* a */g{}/**/</style>", "<style>/**/g{}/**/</style>"),
        ("<style>/*<![CDATA[*/g{/* a */}/*]]>*/</style>", "<style>/*<![CDATA[*/g{/**/}/*]]>*/</style>"),
        ("<g style='fill:url(\"file:///a\") red'/>", "<g style='fill:url(\"#\") red'/>"),
        ("<g fill='url(C:\\\\a.svg#b)'/>", "<g fill='url(#)'/>"),
        ("<image href='&#x66;ile:///home/a.png'/>", "<image/>"),
        ("<metadata/><g/>", "<g/>"),
        ("<g aria-hidden='true' role='img' tabindex='0' onclick='a()'/>", "<g onclick='a()'/>"),
        ("<g xml:space='default' xml:lang='en' xml:base='/'/>", "<g xml:space='default' xml:lang='en'/>"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml' title='a'>b</p></foreignObject>",
         "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>b</p></foreignObject>"),
    ],
)  # fmt: skip
def test_pieces(before: str, after: str) -> None:
    head = f"<svg {svg.SVG}>"
    assert text(f"<svg {svg.SVG} {svg.INKSCAPE}>{before}</svg>") == f"{head}{after}</svg>"


@pytest.mark.parametrize("picture", DRAWINGS[::2], ids=lambda picture: picture.label)
def test_librsvg_draws_the_same(picture: Picture, tmp_path: Path) -> None:
    """Text too: resvg is asked without fonts by the laws."""
    tool = require("rsvg-convert")
    drawn = []
    for data in (picture.data, scrubbed(picture.data)):
        path = tmp_path / f"picture{picture.path.suffix}"
        path.write_bytes(data)
        command = [tool, "--width=96", "--height=72", str(path)]
        drawn.append(subprocess.run(command, capture_output=True, check=False, timeout=30).stdout)
    if not drawn[0]:
        pytest.skip("librsvg does not open the original")
    assert drawn[0] == drawn[1]


# -- namespaces ------------------------------------------------------------------------------------


def test_namespaces_are_read_and_not_prefixes() -> None:
    document = (
        '<inkscape:svg xmlns:inkscape="http://www.w3.org/2000/svg" xmlns="http://www.inkscape.org/namespaces/inkscape">'
        '<inkscape:rect width="9" height="9"/><rect secret="a"/></inkscape:svg>'
    )
    assert text(document) == (
        '<inkscape:svg xmlns:inkscape="http://www.w3.org/2000/svg">'
        '<inkscape:rect width="9" height="9"/></inkscape:svg>'
    )


def test_a_declaration_stays_with_what_needs_it() -> None:
    document = svg.document(
        f'<title>t</title><g inkscape:label="kept" inkscape:version="gone">{svg.SHAPES}</g>',
        f"{svg.INKSCAPE} {svg.SODIPODI}",
    )
    kept = text(document, Policy.share().keep(Category.CAPTION))
    assert svg.INKSCAPE in kept
    assert 'inkscape:label="kept"' in kept
    assert "<title>t</title>" in kept
    assert "gone" not in kept
    assert svg.SODIPODI not in kept
    assert "inkscape" not in text(document)


# -- policies --------------------------------------------------------------------------------------


def place(namespaces: str = "") -> str:
    packet = xmp.xmp_packet({"photoshop:City": "Secretville", "dc:title": "Words"}, wrapper=False).decode()
    return svg.document(f"<desc>kept</desc><metadata {namespaces}>{packet}</metadata>{svg.SHAPES}")


def test_location_takes_the_place_out_of_the_packet() -> None:
    clean = text(place(), "location")
    assert "Secretville" not in clean
    assert "Words" in clean
    assert "<desc>kept</desc>" in clean


def test_location_leaves_a_file_without_a_place_alone() -> None:
    data = (FIXTURES / "svg/rdf-creative-commons.svg").read_bytes()
    assert not exifguard.scrub(data, policy="location").changed


def test_publish_writes_the_credits_into_a_packet() -> None:
    packet = xmp.xmp_packet({"dc:creator": "Ann Ä", "dc:title": "Words"}, wrapper=False).decode()
    declared = '<?xml version="1.0" encoding="ISO-8859-5"?>\n'
    document = svg.document(f"<metadata>{packet}</metadata>{svg.SHAPES}", before=declared)
    clean = scrubbed(document.encode("iso8859-5", "xmlcharrefreplace"), "publish")
    assert b"Ann &#196;" in clean
    assert b"Words" not in clean
    stated = [one.value for one in exifguard.inspect(clean).findings if one.key == "dc:creator[1]"]
    assert stated == ["Ann Ä"]
    assert shown(document.encode()) == shown(
        clean.decode("iso8859-5").replace("ISO-8859-5", "utf-8").encode()
    )


@pytest.mark.parametrize("name", ["script", "event", "link", "image-elsewhere", "style-elsewhere"])
def test_what_acts_is_told_and_goes_under_strict(name: str) -> None:
    data = (FIXTURES / f"svg/acting-{name}.svg").read_bytes()
    report = exifguard.inspect(data)
    (found,) = [one for one in report.findings if one.key in ("script", "external")]
    assert found.category is Category.RENDERING
    assert not report.categories
    result = exifguard.scrub(data)
    assert not result.changed
    assert any("stays" in note for note in result.notes)
    strict = exifguard.scrub(data, policy="strict")
    assert [one.finding.key for one in strict.removed] == [found.key]
    assert strict.data is not None
    assert not [one for one in exifguard.inspect(strict.data).findings if one.key == found.key]
    assert not strict.notes


# -- files inside ----------------------------------------------------------------------------------


def dirty_jpeg() -> bytes:
    artist = tiff.tiff(tiff.Ifd((tiff.ascii_(0x13B, "Secret Name"),)))
    return jpeg.photo_jpeg(
        (FIXTURES / "jpeg/clean-one-pixel.jpg").read_bytes(), head=[jpeg.exif_segment(artist)]
    )


def test_a_raster_is_cleaned_in_its_encoding() -> None:
    declared = '<?xml version="1.0" encoding="UTF-16"?>'
    document = svg.document(svg.image(svg.data_url("image/jpeg", dirty_jpeg())), before=declared)
    clean = scrubbed(document.encode("utf-16")).decode("utf-16")
    inner = base64.b64decode(clean.partition("base64,")[2].partition('"')[0])
    assert b"Secret" not in inner
    assert exifguard.scrub(inner).changed is False
    findings = exifguard.inspect(document.encode("utf-16")).findings
    assert [one.value for one in findings if one.key == "IFD0:Artist"] == ["Secret Name"]


def test_drawings_nest_as_deep_as_the_limit_allows() -> None:
    document = svg.document("<title>Secret</title>")
    for _ in range(4):
        document = svg.document(svg.image(svg.data_url("image/svg+xml", document.encode(), plain=True)))
    assert "Secret" not in text(document)
    with pytest.raises(LimitExceededError):
        exifguard.scrub(document.encode(), limits=Limits(depth=3))


def woff(metadata: int = 0) -> bytes:
    head = b"wOFF\0\1\0\0" + (48 + metadata).to_bytes(4, "big") + bytes(12)
    return (
        head
        + (metadata and 48).to_bytes(4, "big")
        + metadata.to_bytes(4, "big")
        + bytes(16)
        + b"x" * metadata
    )


def test_fonts_stay_if_there_is_no_room_for_notes() -> None:
    face = "<style>@font-face{{font-family:a;src:url({})}}</style>"
    document = svg.document(face.format(svg.data_url("font/woff", woff())))
    assert any("font" in note for note in exifguard.scrub(document.encode()).notes)
    with pytest.raises(exifguard.RefusedError):
        exifguard.scrub(document.encode(), policy="strict")
    with pytest.raises(UnsupportedError) as caught:
        exifguard.scrub(svg.document(face.format(svg.data_url("font/woff", woff(9)))).encode())
    assert caught.value.rule == "data-url"


# -- reading ---------------------------------------------------------------------------------------


def test_inspect_reads_what_scrub_refuses() -> None:
    document = svg.document("<title>Words</title><text>&a;</text>", before='<!DOCTYPE svg [<!ENTITY a "b">]>')
    report = exifguard.inspect(document.encode())
    assert [one.value for one in report.findings if one.key == "svg:title"] == ["Words"]
    assert any("refused" in note for note in report.notes)


def test_the_header_of_gzip_is_read() -> None:
    data = (FIXTURES / "svg/compressed-everything.svgz").read_bytes()
    told = {one.key: (one.category, one.value) for one in exifguard.inspect(data).findings}
    assert told["svg:gzip-time"] == (Category.TIME, "2024-05-12T15:04:05")
    assert told["svg:gzip-system"] == (Category.HISTORY, 3)
    assert told["svg:gzip-name"][0] is Category.HISTORY
    assert told["svg:gzip-comment"][0] is Category.CAPTION
    assert told["gzip-extra"][0] is Category.UNKNOWN
    assert told["svg:title"][0] is Category.CAPTION


# -- SVGZ ------------------------------------------------------------------------------------------


def test_a_compressed_document_is_cleaned_and_stored() -> None:
    clean = scrubbed((FIXTURES / "svg/compressed-everything.svgz").read_bytes())
    assert clean[:10] == b"\x1f\x8b\x08\0" + bytes(4) + b"\0\xff"
    assert b"<title>" not in gzip.decompress(clean)
    assert gzip.decompress(clean) in clean


def test_the_stream_of_a_clean_document_is_copied() -> None:
    data = (FIXTURES / "svg/compressed-name.svgz").read_bytes()
    clean = scrubbed(data)
    assert clean == svg.svgz(gzip.decompress(data))
    assert data.endswith(clean[10:])


def test_single_fields_of_the_header_stay() -> None:
    data = (FIXTURES / "svg/compressed-everything.svgz").read_bytes()
    kept = scrubbed(data, Policy.share().keep(Category.TIME))
    assert {one.key for one in exifguard.inspect(kept).findings if one.category is Category.TIME} == {
        "svg:gzip-time"
    }
    assert kept[9] == 255
    everything = Policy("everything", dict.fromkeys(Category, Action.KEEP))
    named = scrubbed(data, everything.remove(Category.TIME))
    assert gzip.decompress(named) == gzip.decompress(scrubbed(data, Policy.share().keep(Category.CAPTION)))
    assert b"MARK-S-COMPRESSEDEVERYTHING-NAME." in named


def test_a_bomb_costs_no_more_than_the_limits_allow() -> None:
    data = svg.svgz(svg.document(" " * 3_000_000).encode())
    with pytest.raises(LimitExceededError):
        exifguard.scrub(data, limits=Limits(block_bytes=1_000_000))


# -- what is no SVG --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b'<?xml version="1.0"?>\n<!-- a --><gpx><a/></gpx>', svg.svgz(b"text")], ids=["xml", "gzip"]
)
def test_other_xml_and_gzip_files_are_unsupported(data: bytes, tmp_path: Path) -> None:
    for call in (exifguard.identify, exifguard.inspect, exifguard.scrub):
        with pytest.raises(UnsupportedError) as caught:
            call(data)
        assert caught.value.rule == "root"
    (tmp_path / "a.dat").write_bytes(data)
    assert [entry.kind for entry in walk([tmp_path])] == [Kind.OTHER]


def test_a_comment_may_come_first() -> None:
    document = svg.document(before=f"<!-- {'long ' * 50} -->\n")
    assert exifguard.identify(document.encode()).name == "svg"
    assert text(document) == "\n" + svg.document()


# -- what it costs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "<g data-a='b'/>",
        "<!-- a -->",
        "<g xmlns:q='urn:q' q:a='b'/>",
        "<style>g{/* a */}</style>",
        "<rect fill='url(a.png)'/>",
        "<g><title>a</title></g>",
        "&amp;",
        "<g id='a' style='fill:red;/*'/>",
        "<g>",
    ],
)
def test_work_grows_with_the_size(piece: str) -> None:
    def cost(count: int) -> float:
        body = piece * count + "</g>" * count * (piece == "<g>")
        started = time.process_time()
        with contextlib.suppress(exifguard.ExifguardError):
            exifguard.scrub(svg.document(f"<text>{body}</text>").encode())
        return time.process_time() - started

    cost(100)
    assert cost(8_000) < 20 * max(cost(1_000), 0.02)
