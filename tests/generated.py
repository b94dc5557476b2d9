"""Metadata that hypothesis makes up, and what is to be left of it when some fields go.

Every block here knows its fields under the keys that exifguard tells them by. `left` takes fields out and
gives another block of the same class: built from nothing, it is what a rewritten block has to read like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from builders import iptc, photoshop, png, tiff
from exifguard.metadata._exif_tags import GPS_TAGS, MAIN_TAGS
from exifguard.metadata._exif_writer import _GOES
from exifguard.metadata._xmp_namespaces import PREFIXES
from exifguard.metadata.exif import NESTED


class Rule(NamedTuple):
    """What goes: `keeps` is asked for a key; with `zones`, UTC offsets inside dates go too."""

    keeps: Callable[[str], bool]
    zones: bool


ZONE = re.compile(r"(?<=\d\d:\d\d)(?:[+-]\d\d:\d\d|Z)$|(?<=^\d{6})[+-]\d{4}$")
"""The UTC offset in the dates that are made up here: of ISO 8601, and of IPTC's times."""

_PLAIN = st.text(st.sampled_from("abcXYZ 019.-_/äß€漢"), min_size=1, max_size=12).filter(str.strip)
_ASCII = st.text(st.sampled_from("abcXYZ 019.-_/"), min_size=1, max_size=12).filter(str.strip)
_HOURS = st.integers(-11, 14).map(lambda hours: f"{hours:+03d}:00")
_ISO_DATES = st.builds(
    "2024-05-0{}T10:2{}:00{}".format, st.integers(1, 9), st.integers(0, 9), _HOURS | st.just("Z")
)
_EXIF_DATES = st.builds(
    "2024:05:0{} 10:2{}:00{}".format, st.integers(1, 9), st.integers(0, 9), _HOURS | st.just("")
)


def _without_zone(text: str, rule: Rule) -> str:
    return ZONE.sub("", text) if rule.zones else text


# EXIF

_ALONE = frozenset(_GOES) | NESTED.keys() | {0x0112, 0xA001, 1, 2, 0xC4A5, 0x9216, 0x8825, 0x8769, 0xA005}
"""Tags that no writer can keep, that hold blocks, or that have values of their own below."""
_UTF_16 = range(0x9C9B, 0x9CA0)  # Windows' tags: what is stored as ASCII there is read as something else
_TAGS = {
    "IFD0": sorted(tag for tag in MAIN_TAGS if tag not in _ALONE),
    "IFD1": [0x010E, 0x010F, 0x0110, 0x011A, 0x0131, 0x0132, 0x013B, 0x8298, 0x9C9C, 0xF123],
    "ExifIFD": sorted(tag for tag in (*MAIN_TAGS, 0xF123, 0xF124) if tag >= 0x8000 and tag not in _ALONE),
    "GPS": [tag for tag in (*GPS_TAGS, 0x0077) if tag],
}


@st.composite
def _entries(draw: st.DrawFn, tags: Sequence[int]) -> tuple[tiff.Entry, ...]:
    chosen = draw(st.lists(st.sampled_from(tags), max_size=8, unique=True))
    return tuple(draw(_entry(tag)) for tag in sorted(chosen))


def _entry(tag: int) -> st.SearchStrategy[tiff.Entry]:
    number = st.integers(0, 2**16 - 1)
    return st.one_of(
        (_ASCII | _EXIF_DATES).map(lambda text: tiff.ascii_(tag, text)),
        st.lists(number, min_size=1, max_size=4).map(lambda values: tiff.short(tag, *values)),
        number.map(lambda value: tiff.long_(tag, value)),
        st.lists(st.tuples(number, st.integers(1, 999)), min_size=1, max_size=3).map(
            lambda pairs: tiff.rational(tag, *pairs)
        ),
        st.binary(min_size=1, max_size=9).map(lambda data: tiff.undefined(tag, data)),
        st.binary(min_size=1, max_size=4).map(lambda data: tiff.byte(tag, data)),
    )


def _exif_key(group: str, tag: int) -> str:
    names = GPS_TAGS if group == "GPS" else MAIN_TAGS
    return f"{group}:{names.get(tag) or f'0x{tag:04x}'}"


@dataclass(frozen=True)
class Exif:
    """Entries by table, and a thumbnail in IFD1."""

    order: str = "MM"
    tables: Mapping[str, tuple[tiff.Entry, ...]] = field(default_factory=dict)
    thumbnail: bytes = b""

    def left(self, rule: Rule) -> Exif:
        tables = {
            group: tuple(_cut_entry(one, rule) for one in entries if rule.keeps(_exif_key(group, one.tag)))
            for group, entries in self.tables.items()
        }
        return replace(self, tables=tables, thumbnail=self.thumbnail if rule.keeps("thumbnail") else b"")

    def build(self) -> bytes:
        """The TIFF block; nothing when it says nothing."""
        tables = {group: entries for group, entries in self.tables.items() if entries}
        if not tables and not self.thumbnail:
            return b""
        exif_children = (
            {tiff.INTEROP_POINTER: tiff.Ifd(tables["InteropIFD"])} if "InteropIFD" in tables else {}
        )
        children = {}
        if "ExifIFD" in tables or exif_children:
            children[tiff.EXIF_POINTER] = tiff.Ifd(tables.get("ExifIFD", ()), exif_children)
        if "GPS" in tables:
            children[tiff.GPS_POINTER] = tiff.Ifd(tables["GPS"])
        second = None
        if "IFD1" in tables or self.thumbnail:
            second = tiff.Ifd(tables.get("IFD1", ()), thumbnail=self.thumbnail)
        return tiff.tiff(tiff.Ifd(tables.get("IFD0", ()), children, next=second), self.order)


def _cut_entry(entry: tiff.Entry, rule: Rule) -> tiff.Entry:
    if entry.kind != tiff.ASCII or entry.tag in _UTF_16 or not isinstance(entry.units, bytes):
        return entry
    text = entry.units.decode()
    return entry._replace(units=(_without_zone(text[:-1], rule) + "\0").encode())


@st.composite
def exif_blocks(draw: st.DrawFn, thumbnail: bytes = b"") -> Exif:
    tables = {group: draw(_entries(tags)) for group, tags in _TAGS.items()}
    upright = draw(st.none() | st.integers(1, 8))
    colour = draw(st.none() | st.sampled_from([1, 2, 65535]))
    if upright:
        tables["IFD0"] += (tiff.short(0x0112, upright),)
    if colour:
        tables["ExifIFD"] += (tiff.short(0xA001, colour),)
        if draw(st.booleans()):
            tables["InteropIFD"] = (tiff.ascii_(1, draw(st.sampled_from(["R98", "R03"]))),)
    return Exif(draw(st.sampled_from(["MM", "II"])), tables, thumbnail if draw(st.booleans()) else b"")


# XMP

_OWN = "http://example.org/own/1.0/"

Xml: TypeAlias = "str | Struct | Items | Alternatives"


@dataclass(frozen=True)
class Struct:
    """Members by name."""

    members: Mapping[str, Xml]


@dataclass(frozen=True)
class Items:
    """A bag or a sequence."""

    kind: str
    items: tuple[Xml, ...]


@dataclass(frozen=True)
class Alternatives:
    """Texts by language."""

    texts: Mapping[str, str]


def _key(name: str) -> str:
    """A property as exifguard calls it: nobody's namespace is told by its URI."""
    return name.replace("own:", f"{{{_OWN}}}")


def _xmp_left(value: Xml, key: str, rule: Rule) -> Xml | None:
    """What is left of a value, None when nothing is."""
    if isinstance(value, str):
        return _without_zone(value, rule) if rule.keeps(key) else None
    if isinstance(value, Struct):
        members = {name: _xmp_left(one, f"{key}/{_key(name)}", rule) for name, one in value.members.items()}
        kept = {name: one for name, one in members.items() if one is not None}
        return Struct(kept) if kept else None
    if isinstance(value, Items):
        items = [_xmp_left(one, f"{key}[{number}]", rule) for number, one in enumerate(value.items, 1)]
        rest = tuple(one for one in items if one is not None)
        return Items(value.kind, rest) if rest else None
    assert isinstance(value, Alternatives)
    texts = {
        language: _without_zone(text, rule)
        for language, text in value.texts.items()
        if rule.keeps(f"{key}[{language}]")
    }
    return Alternatives(texts) if texts else None


def _xmp_text(name: str, value: Xml) -> str:
    if isinstance(value, str):
        return f"<{name}>{escape(value)}</{name}>"
    if isinstance(value, Struct):
        body = "".join(_xmp_text(*pair) for pair in value.members.items())
        return f'<{name} rdf:parseType="Resource">{body}</{name}>'
    if isinstance(value, Items):
        body = "".join(_xmp_text("rdf:li", one) for one in value.items)
        return f"<{name}><rdf:{value.kind}>{body}</rdf:{value.kind}></{name}>"
    assert isinstance(value, Alternatives)
    rows = (f'<rdf:li xml:lang="{key}">{escape(text)}</rdf:li>' for key, text in value.texts.items())
    return f"<{name}><rdf:Alt>{''.join(rows)}</rdf:Alt></{name}>"


_SHARP = frozenset({"stEvt", "stRef", "stArea", "stDim"})


def _uri(prefix: str) -> str:
    if prefix == "own":
        return _OWN
    found = next(uri for uri, name in PREFIXES.items() if name == prefix)
    return found + ("#" if prefix in _SHARP else "/")


@dataclass(frozen=True)
class Xmp:
    """Properties by name; `attributes` names the simple ones that are written as attributes."""

    properties: Mapping[str, Xml] = field(default_factory=dict)
    attributes: frozenset[str] = frozenset()
    toolkit: str = ""

    def left(self, rule: Rule) -> Xmp:
        pairs = {name: _xmp_left(value, _key(name), rule) for name, value in self.properties.items()}
        kept = {name: value for name, value in pairs.items() if value is not None}
        same = kept == self.properties and bool(self.toolkit) and rule.keeps("x:xmptk")
        return Xmp(kept, toolkit=self.toolkit if same else "")

    def build(self) -> bytes:
        if not self.properties:
            return b""
        stated = set(self.attributes & self.properties.keys())
        text = "".join(
            f" {name}={quoteattr(value)}"
            for name, value in self.properties.items()
            if name in stated and isinstance(value, str)
        )
        body = "".join(_xmp_text(*pair) for pair in self.properties.items() if pair[0] not in stated)
        prefixes = sorted(set(re.findall(r"[<\s/]([A-Za-z][\w-]*):", text + body)) - {"rdf", "xml"})
        spaces = "".join(f' xmlns:{prefix}="{_uri(prefix)}"' for prefix in prefixes)
        toolkit = f' x:xmptk="{self.toolkit}"' if self.toolkit else ""
        return (
            f'<x:xmpmeta xmlns:x="adobe:ns:meta/"{toolkit}>'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about=""{spaces}{text}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
        ).encode()


def _names(text: str, separator: str | None = None) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(separator))


_SIMPLE = _names("""
xmp:CreatorTool xmp:Rating xmp:Label xmp:Nickname tiff:Make tiff:Model tiff:Artist tiff:Copyright
tiff:Software photoshop:City photoshop:State photoshop:Country photoshop:Credit photoshop:Headline
photoshop:Instructions photoshop:AuthorsPosition photoshop:CaptionWriter photoshop:Source photoshop:ColorMode
photoshop:ICCProfile exif:GPSLatitude exif:GPSLongitude exif:GPSMapDatum exif:ExposureTime exif:FNumber
exif:PixelXDimension exif:ImageUniqueID aux:SerialNumber aux:Lens aux:OwnerName exifEX:LensModel
exifEX:BodySerialNumber dc:format dc:source dc:identifier dc:coverage Iptc4xmpCore:Location
Iptc4xmpCore:CountryCode Iptc4xmpCore:IntellectualGenre Iptc4xmpExt:Event Iptc4xmpExt:DigitalSourceType
Iptc4xmpExt:DigImageGUID xmpMM:DocumentID xmpMM:InstanceID xmpMM:OriginalDocumentID xmpRights:WebStatement
xmpRights:Marked crs:RawFileName crs:Version crs:Temperature MicrosoftPhoto:CameraSerialNumber
MicrosoftPhoto:LensModel own:Thing own:Other
""")
_DATES = _names("""
xmp:CreateDate xmp:ModifyDate xmp:MetadataDate photoshop:DateCreated exif:DateTimeOriginal tiff:DateTime
""")
_BAGS = _names("""
dc:subject dc:language dc:publisher Iptc4xmpExt:PersonInImage lr:hierarchicalSubject xmpRights:Owner
""")
_SEQS = _names("dc:creator tiff:YCbCrSubSampling exif:ISOSpeedRatings own:List")
_ALTS = _names("""
dc:title dc:description dc:rights xmpRights:UsageTerms exif:UserComment Iptc4xmpCore:AltTextAccessibility
own:Text
""")
_LANGUAGES = st.lists(st.sampled_from(["en", "de-CH", "ja"]), max_size=2, unique=True).map(
    lambda more: ["x-default", *more]
)
_TEXT = _PLAIN | st.just("&<\"'>")


def _structs(**members: st.SearchStrategy[Xml]) -> st.SearchStrategy[Xml]:
    """Structures with some of the members; two underscores stand for a colon, three for a hyphen."""
    named = {name.replace("___", "-").replace("__", ":"): one for name, one in members.items()}
    return st.fixed_dictionaries({}, optional=named).filter(bool).map(Struct)


def _arrays(kind: str, items: st.SearchStrategy[Xml]) -> st.SearchStrategy[Xml]:
    return st.lists(items, min_size=1, max_size=3).map(lambda rows: Items(kind, tuple(rows)))


_ALTERNATIVES: st.SearchStrategy[Xml] = _LANGUAGES.flatmap(
    lambda names: st.tuples(*[_TEXT for _ in names]).map(
        lambda texts: Alternatives(dict(zip(names, texts, strict=True)))
    )
)
_PLACES = _structs(
    Iptc4xmpExt__City=_TEXT,
    Iptc4xmpExt__CountryName=_TEXT,
    Iptc4xmpExt__Sublocation=_TEXT,
    Iptc4xmpExt__LocationId=_arrays("Bag", _TEXT),
    Iptc4xmpExt__LocationName=_ALTERNATIVES,
)
_NUMBER = st.integers(0, 999).map(str)
_AREA = _structs(stArea__x=_NUMBER, stArea__y=_NUMBER, stArea__w=_NUMBER, stArea__h=_NUMBER)
_REGION = _structs(mwg___rs__Name=_TEXT, mwg___rs__Type=st.just("Face"), mwg___rs__Area=_AREA)
_SHAPED: Mapping[str, st.SearchStrategy[Xml]] = {
    "Iptc4xmpExt:LocationShown": _arrays("Bag", _PLACES),
    "Iptc4xmpExt:LocationCreated": _arrays("Bag", _PLACES),
    "Iptc4xmpCore:CreatorContactInfo": _structs(
        Iptc4xmpCore__CiAdrCity=_TEXT, Iptc4xmpCore__CiEmailWork=_TEXT, Iptc4xmpCore__CiUrlWork=_TEXT
    ),
    "xmpMM:History": _arrays(
        "Seq", _structs(stEvt__action=_TEXT, stEvt__when=_ISO_DATES, stEvt__softwareAgent=_TEXT)
    ),
    "xmpMM:DerivedFrom": _structs(stRef__documentID=_TEXT, stRef__instanceID=_TEXT),
    "mwg-rs:Regions": _structs(
        mwg___rs__AppliedToDimensions=_structs(
            stDim__w=_NUMBER, stDim__h=_NUMBER, stDim__unit=st.just("pixel")
        ),
        mwg___rs__RegionList=_arrays("Bag", _REGION),
    ),
    "Iptc4xmpExt:ArtworkOrObject": _arrays(
        "Bag",
        _structs(
            Iptc4xmpExt__AOTitle=_ALTERNATIVES,
            Iptc4xmpExt__AOCreator=_arrays("Seq", _TEXT),
            Iptc4xmpExt__AODateCreated=_ISO_DATES,
        ),
    ),
    "plus:Licensor": _arrays(
        "Seq", _structs(plus__LicensorName=_TEXT, plus__LicensorCity=_TEXT, plus__LicensorURL=_TEXT)
    ),
    "own:Deep": _structs(own__Inner=_structs(own__City=_TEXT, own__List=_arrays("Bag", _TEXT))),
}
_VALUES: Mapping[str, st.SearchStrategy[Xml]] = {
    **dict.fromkeys(_SIMPLE, _TEXT),
    **dict.fromkeys(_DATES, _ISO_DATES),
    **dict.fromkeys(_BAGS, _arrays("Bag", _TEXT)),
    **dict.fromkeys(_SEQS, _arrays("Seq", _TEXT)),
    **dict.fromkeys(_ALTS, _ALTERNATIVES),
    **_SHAPED,
}


@st.composite
def xmp_blocks(draw: st.DrawFn) -> Xmp:
    names = draw(st.lists(st.sampled_from(sorted(_VALUES)), max_size=10, unique=True))
    properties = {name: draw(_VALUES[name]) for name in names}
    stated = {name for name, value in properties.items() if isinstance(value, str) and draw(st.booleans())}
    return Xmp(properties, frozenset(stated), draw(st.sampled_from(["", "Toolkit 1.0"])) if names else "")


# IPTC and Photoshop's resources

_DATASETS = (
    *(5, 10, 12, 15, 20, 22, 25, 26, 27, 30, 37, 40, 47, 50, 55, 62, 65, 70, 75, 80, 85, 90, 92, 95),
    *(100, 101, 103, 105, 110, 115, 116, 118, 120, 121, 122, 135, 187, 188, 221, 225, 228, 230, 231, 232),
    *(199, 244),  # nobody's
)
_TIMES = (35, 38, 60, 63)
_REPEATED = (20, 25, 80, 85, 118, 122)
_IPTC_TIME = st.builds("1{}2{}00{:+03d}00".format, st.integers(0, 9), st.integers(0, 9), st.integers(-11, 14))


@dataclass(frozen=True)
class Iptc:
    """Datasets of record 2, in order; with a version, and a character set."""

    datasets: tuple[tuple[int, str], ...] = ()
    version: bool = True
    utf8: bool = True

    def left(self, rule: Rule) -> Iptc:
        kept = tuple((n, _without_zone(text, rule)) for n, text in self.datasets if rule.keeps(f"2:{n}"))
        return Iptc(kept, self.version and bool(kept) and rule.keeps("2:0"), self.utf8)

    def build(self) -> bytes:
        if not self.datasets:
            return b""
        rows = [iptc.UTF8] * self.utf8 + [(2, 0, b"\0\4")] * self.version
        return iptc.iptc([*rows, *((2, number, text.encode()) for number, text in self.datasets)])


@st.composite
def iptc_blocks(draw: st.DrawFn) -> Iptc:
    utf8 = draw(st.booleans())
    text = _PLAIN if utf8 else _ASCII
    numbers = draw(st.lists(st.sampled_from((*_DATASETS, *_TIMES)), max_size=8, unique=True))
    rows: list[tuple[int, str]] = []
    for number in numbers:
        count = draw(st.integers(1, 3)) if number in _REPEATED else 1
        rows += [(number, draw(_IPTC_TIME if number in _TIMES else text)) for _ in range(count)]
    return Iptc(tuple(rows), draw(st.booleans()), utf8)


_RESOURCES = (
    *(0x03E8, 0x03E9, 0x03ED, 0x03F2, 0x03F3, 0x03FD, 0x0400, 0x0406, 0x0408, 0x040A, 0x040B, 0x040D, 0x0411),
    *(0x0414, 0x0419, 0x041A, 0x041B, 0x041E, 0x0421, 0x0426, 0x0428, 0x0434, 0x043A, 0x07D0, 0x0FA1, 0x2710),
    *(0x0777, 0x04FF),
)


@dataclass(frozen=True)
class Resources:
    """Image resources, IPTC among them with a digest if it has one."""

    resources: tuple[photoshop.Resource, ...] = ()
    iptc: Iptc = field(default_factory=Iptc)
    digest: bytes = b""

    def left(self, rule: Rule) -> Resources:
        kept = [
            one._replace(name=one.name and one.name * rule.keeps(f"8BIM:0x{one.id:04x}@name"))
            for one in self.resources
            if rule.keeps(f"8BIM:0x{one.id:04x}")
        ]
        inner = self.iptc.left(rule)
        same = bool(self.digest) and inner.build() == self.iptc.build() and rule.keeps("8BIM:0x0425")
        return Resources(tuple(kept), inner, self.digest if same else b"")

    def build(self) -> bytes:
        block = self.iptc.build()
        rows = [*self.resources, *([photoshop.Resource(photoshop.IPTC, block)] if block else [])]
        rows += [photoshop.Resource(photoshop.IPTC_DIGEST, self.digest)] if self.digest else []
        return photoshop.irb(rows)


@st.composite
def resource_blocks(draw: st.DrawFn) -> Resources:
    numbers = draw(st.lists(st.sampled_from(_RESOURCES), max_size=5, unique=True))
    rows = [
        photoshop.Resource(
            number, draw(st.binary(min_size=2, max_size=12)), draw(st.sampled_from([b"", b"name"]))
        )
        for number in numbers
    ]
    return Resources(tuple(rows), draw(iptc_blocks()), draw(st.sampled_from([b"", bytes(range(16))])))


# PNG

_KEYWORDS = _names(
    """Title|Author|Description|Copyright|Creation Time|Software|Disclaimer|Warning|Source|Comment|Location|
    City|Make|Model|Keywords|Artist|Thumb::URI|date:create|exif:GPSLatitude|exif:DateTimeOriginal|exif:Make|
    parameters|Hostname|Rating|Nobody knows""",
    "|",
)


class Chunk(NamedTuple):
    """A text chunk."""

    kind: str
    keyword: str
    text: str
    language: str = ""
    translated: str = ""

    def build(self) -> bytes:
        if self.kind != "iTXt":
            return (png.text if self.kind == "tEXt" else png.ztxt)(self.keyword, self.text)
        return png.itxt(self.keyword, self.text, language=self.language, translated=self.translated)


@dataclass(frozen=True)
class Texts:
    """Text chunks of a PNG, no keyword twice."""

    chunks: tuple[Chunk, ...] = ()

    def left(self, rule: Rule) -> Texts:
        return Texts(tuple(self._kept(rule)))

    def _kept(self, rule: Rule) -> Iterator[Chunk]:
        for one in self.chunks:
            if rule.keeps(one.keyword):
                yield one._replace(
                    text=_without_zone(one.text, rule),
                    language=one.language and one.language * rule.keeps(f"{one.keyword}@lang"),
                    translated=one.translated and one.translated * rule.keeps(f"{one.keyword}@translated"),
                )


@st.composite
def text_chunks(draw: st.DrawFn) -> Texts:
    keywords = draw(st.lists(st.sampled_from(_KEYWORDS), max_size=6, unique=True))
    chunks = []
    for keyword in keywords:
        kind = draw(st.sampled_from(["tEXt", "zTXt", "iTXt"]))
        text = draw((_PLAIN if kind == "iTXt" else _ASCII) | _ISO_DATES)
        more = draw(st.sampled_from([("", ""), ("de", ""), ("de", "Titel")])) if kind == "iTXt" else ("", "")
        chunks.append(Chunk(kind, keyword, text, *more))
    return Texts(tuple(chunks))
