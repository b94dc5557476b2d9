"""Writes XMP: a fresh packet with the wanted properties of an old one, or with given values.

ISO 16684-1, clause 7: one ``rdf:Description`` with an empty ``rdf:about``; properties are elements in the
order of the old packet, structures ``rdf:parseType="Resource"``, arrays keep their kind, qualifiers and
``xml:lang`` stay with their value. Comments, processing instructions, padding, the toolkit's name, the
subject's name (``rdf:about``) and every other word around the properties are never carried over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType
from xml.parsers import expat

from ..errors import PolicyError
from ..limits import Limits
from ._rewritten import Rewritten
from ._xml import Document, parse_xml, to_utf8
from ._xmp_namespaces import PREFIXES
from ._xmp_tree import INEXACT, ITEM, Array, DropError, Node, Text, prune, read_tree
from .xmp import Xmp, is_syntax

_FORBIDDEN = "the XMP packet holds characters that XML does not allow and was dropped whole"
_LEFT_OUT = "what stands around the properties of the XMP packet was left out"

_ATTRIBUTES = frozenset({"xml:lang", "xml:space", "rdf:datatype"})  # qualifiers that can only be attributes
_TYPE = "rdf:type"  # of a structure (7.9.2.5); the only name of RDF that may be a member
_INDEX = re.compile(r"\[\d+\]")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_HEAD = (
    f'{_BEGIN}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about=""'
)
_TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
_UNDECLARED = frozenset({"xml", "rdf"})

# XML 1.0, 2.2: Char; and what has a meaning in markup or does not survive an editor as it is
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {code: f"&#{code};" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
}

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "dc": "http://purl.org/dc/elements/1.1/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "tiff": "http://ns.adobe.com/tiff/1.0/",
        "exif": "http://ns.adobe.com/exif/1.0/",
        "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
        "cc": "http://creativecommons.org/ns#",
        "GPano": "http://ns.google.com/photos/1.0/panorama/",
        "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
        "Container": "http://ns.google.com/photos/1.0/container/",
        "Item": "http://ns.google.com/photos/1.0/container/item/",
        "HDRGainMap": "http://ns.apple.com/HDRGainMap/1.0/",
        "apdi": "http://ns.apple.com/pixeldatainfo/1.0/",
    }
)
"""The namespaces that `compose` can write: prefix → URI, as their standards spell it."""

_AS_ATTRIBUTES = frozenset({"hdrgm", "Item"})
"""Namespaces whose simple values are attributes: libultrahdr finds no others. All XMP readers take both."""

Structure = Mapping[str, "str | Structure"]
"""A structure to be written: values and structures by property."""
Composable = str | tuple["str | Structure", ...] | Mapping[str, str]
"""A value to be written: a text, an array of texts or structures, or texts by language."""

AROUND = ("x:xmptk", "rdf:about", "#")
"""How the keys begin of fields that are no property: `rewrite` never carries them over."""

_UNORDERED = """
dc:contributor dc:language dc:publisher dc:relation dc:subject dc:type xmpRights:Owner Iptc4xmpCore:Scene
Iptc4xmpCore:SubjectCode photoshop:SupplementalCategories
"""
_BAGS = frozenset(_UNORDERED.split())
"""Arrays without an order (XMP part 1, clause 8; IPTC Photo Metadata); all others are sequences."""
_PROPERTY = re.compile(r"([A-Za-z0-9]+):[A-Za-z_][\w.-]*", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 3066, and x-default


def rewrite(
    data: bytes,
    keep: Callable[[str], bool],
    limits: Limits,
    replace: Mapping[str, str] = MappingProxyType({}),
    values: Mapping[str, Composable] = MappingProxyType({}),
) -> Rewritten:
    """A fresh packet with the wanted properties of `data` (ISO 16684-1, clause 7).

    Reading the new packet gives the kept fields with equal values under equal keys, but that the numbers
    of array items close up. A structure or array of which nothing is kept goes; a qualifier goes with its
    value; the language of an alternative stays with it. Fields that are no property (``x:xmptk``,
    ``rdf:about``, ``#comment``, ``#pi``, ``#text``, ``#trailer``) are never written.

    Args:
        data: the packet, in any encoding that `Xmp` reads.
        keep: asked for every key that `Xmp.read` reports but ``x:xmptk``, those of nested files in base64
            too: a thumbnail goes unless `keep` says yes to its key.
        limits: what it may cost.
        replace: new values by key, as `data` numbers them; for kept keys only.
        values: properties that the packet states besides, or instead, as for `compose`.

    Returns:
        The packet; empty with a note when the old one is damaged, or when what is kept cannot be stated
        exactly (several packets, several subjects, mixed contents, one prefix for several namespaces).
    """
    document = parse_xml(data, limits)
    if not (document.roots or document.loose or document.damage):
        return Rewritten(b"")
    try:
        tree = read_tree(document)
        kept = [node for node in tree.properties if node.name not in values and prune(node, keep, replace)]
        spaces = {**NAMESPACES, **_namespaces(data)}
        packet = _checked(_write(kept, spaces), kept, limits) if kept else b""
        if values:
            packet = _write([*kept, *_composed_nodes(values)], spaces)
    except DropError as error:
        return Rewritten(b"", (str(error),))
    around = [keep(key) for key in tree.around]
    return Rewritten(packet, (_LEFT_OUT,) if any(around) else ())


def compose(values: Mapping[str, Composable]) -> bytes:
    """A fresh packet from values by property (ISO 16684-1, clauses 7 and 8).

    A `str` becomes a simple value, a tuple an array (``rdf:Bag`` where the standard has no order, else
    ``rdf:Seq``), a mapping from languages an ``rdf:Alt`` that begins with ``x-default``; a mapping inside
    an array is a structure. Empty arrays are left out; no values give no bytes.

    Raises:
        PolicyError: a name, a namespace, a language or a character that XMP does not allow here.
    """
    nodes = _composed_nodes(values)
    try:
        return _write(nodes, NAMESPACES) if nodes else b""
    except DropError as error:
        raise PolicyError("a value holds characters that XML does not allow", rule="xmp-character") from error


def _check(node: Node) -> None:
    """Raise when RDF as XMP uses it cannot state `node`."""
    shapes = len(node.values) + bool(node.members) + len(node.arrays)
    attributes = [one.name for one in node.qualifiers if one.name in _ATTRIBUTES]
    if (
        shapes != 1
        or node.foreign
        or len(set(attributes)) < len(attributes)
        or any(is_syntax(one.name) and one.name != _TYPE for one in node.members)
        or any(not _is_attribute(one) for one in node.qualifiers if is_syntax(one.name) and one.name != _TYPE)
        or any(not ITEM.fullmatch(item.name) for array in node.arrays for item in array.items)
    ):
        raise DropError(INEXACT)


def _is_attribute(node: Node) -> bool:
    simple = bool(node.values) and not (node.members or node.arrays or node.qualifiers)
    return node.name in _ATTRIBUTES and simple and not node.values[0].uri


def _checked(packet: bytes, kept: list[Node], limits: Limits) -> bytes:
    """The packet, when reading it gives what was to be kept; array items may be numbered anew."""
    reading = Xmp().read(packet, limits)
    wanted = Counter((_INDEX.sub("[]", key), text) for node in kept for key, text in node.leaves())
    wanted.subtract((_INDEX.sub("[]", one.key), str(one.value)) for one in reading.fields)
    files = Counter(_INDEX.sub("[]", one.path) for one in reading.nested)
    for (key, _), count in wanted.items():
        files[key] -= count
    if reading.damage or any(files.values()):
        raise DropError(INEXACT)
    return packet


# From properties to XML


def _namespaces(data: bytes) -> dict[str, str]:
    """The URIs that a packet uses, by canonical prefix; those that share a prefix are left out."""
    found: dict[str, set[str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        for one in (name, *attributes):
            uri = one.rpartition("\n")[0]
            prefix = PREFIXES.get(uri) or PREFIXES.get(uri.rstrip("/# "), "")
            found.setdefault(prefix, set()).add(uri)

    parser = expat.ParserCreate("UTF-8", "\n")
    parser.StartElementHandler = start
    packet = to_utf8(data, Document())
    with suppress(expat.ExpatError):  # behind the packet; within it, namespaces are then missing below
        parser.Parse(packet[packet.find(b"<") :], True)
    return {prefix: uri for prefix, (uri, *more) in found.items() if not more}


def _write(nodes: Iterable[Node], namespaces: Mapping[str, str]) -> bytes:
    writer = _Writer(namespaces)
    stated, others = _split(list(nodes))
    attributes, body = writer.attributes(stated), writer.elements(others)
    spaces = "".join(f' xmlns:{prefix}="{_escaped(uri)}"' for prefix, uri in sorted(writer.declared.items()))
    return f"{_HEAD}{spaces}{attributes}>{body}{_TAIL}".encode()


def _split(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """The properties that are written as attributes, and the others."""
    counts = Counter(node.name for node in nodes)
    stated: list[Node] = []
    others: list[Node] = []
    for node in nodes:
        (stated if counts[node.name] == 1 and _is_attribute_value(node) else others).append(node)
    return stated, others


def _is_attribute_value(node: Node) -> bool:
    simple = len(node.values) == 1 and not node.values[0].uri
    more = node.language or node.members or node.arrays or node.qualifiers or node.foreign
    return node.name.partition(":")[0] in _AS_ATTRIBUTES and simple and not more


class _Writer:
    """Writes elements and collects the namespaces that they need."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self.declared: dict[str, str] = {}
        self._namespaces = namespaces
        self._generated: dict[str, str] = {}

    def element(self, name: str, node: Node) -> str:
        """`node` as an element."""
        _check(node)
        tag = self._tag(name)
        attributes = f' xml:lang="{_escaped(node.language)}"' if node.language else ""
        attributes += "".join(
            f' {one.name}="{_escaped(one.values[0].text)}"'
            for one in node.qualifiers
            if one.name in _ATTRIBUTES
        )
        qualifiers = [one for one in node.qualifiers if one.name not in _ATTRIBUTES]
        if qualifiers:
            bare = Node(node.name, values=node.values, members=node.members, arrays=node.arrays)
            body = self.element("rdf:value", bare) + self.elements(qualifiers)
            return f'<{tag}{attributes} rdf:parseType="Resource">{body}</{tag}>'
        return self._bare(tag, attributes, node)

    def attributes(self, nodes: Iterable[Node]) -> str:
        """Simple values as attributes of what they belong to."""
        return "".join([f' {self._tag(one.name)}="{_escaped(one.values[0].text)}"' for one in nodes])

    def elements(self, nodes: Iterable[Node]) -> str:
        """`nodes` as elements, one after the other."""
        return "".join([self.element(node.name, node) for node in nodes])

    def _bare(self, tag: str, attributes: str, node: Node) -> str:
        if node.members:
            stated, others = _split(node.members)
            if not others:  # RDF/XML, 7.2.18: no attributes beside parseType="Resource"
                return f"<{tag}{attributes}{self.attributes(stated)}/>"
            body = self.elements(node.members)
            return f'<{tag}{attributes} rdf:parseType="Resource">{body}</{tag}>'
        if node.arrays:
            kind, items = node.arrays[0]
            body = "".join([self.element("rdf:li", item) for item in items])
            return f"<{tag}{attributes}><{kind}>{body}</{kind}></{tag}>"
        text, uri = node.values[0]
        if uri:
            return f'<{tag}{attributes} rdf:resource="{_escaped(text)}"/>'
        return f"<{tag}{attributes}>{_escaped(text)}</{tag}>"

    def _tag(self, name: str) -> str:
        """The name as it is written; its namespace is declared."""
        if name.startswith("{"):
            uri, _, local = name[1:].rpartition("}")
            prefix = self._generated.setdefault(uri, f"ns{len(self._generated) + 1}")
        else:
            prefix, _, local = name.rpartition(":")
            uri = self._namespaces.get(prefix, "")
        if not prefix or prefix in _UNDECLARED:
            return name
        if not uri:
            raise DropError(INEXACT)
        self.declared[prefix] = uri
        return f"{prefix}:{local}"


def _escaped(text: str) -> str:
    if _NO_CHARACTER.search(text):
        raise DropError(_FORBIDDEN)
    return text.translate(_ESCAPES)


# From given values


def _composed_nodes(values: Mapping[str, Composable]) -> list[Node]:
    return [_composed(name, value) for name, value in values.items() if value or isinstance(value, str)]


def _composed(name: str, value: Composable) -> Node:
    if isinstance(value, tuple):
        items = [_composed_member("rdf:li", item) for item in value]
        node = Node(name, arrays=[Array("rdf:Bag" if name in _BAGS else "rdf:Seq", items)])
    elif isinstance(value, str):
        node = Node(name, values=[Text(value)])
    else:
        node = Node(name, arrays=[Array("rdf:Alt", _alternatives(value))])
    _check_name(name)
    return node


def _composed_member(name: str, value: str | Structure) -> Node:
    if isinstance(value, str):
        return Node(name, values=[Text(value)])
    for member in value:
        _check_name(member)
    return Node(name, members=[_composed_member(*member) for member in value.items()])


def _check_name(name: str) -> None:
    found = _PROPERTY.fullmatch(name)
    if not found or found[1] not in NAMESPACES:
        raise PolicyError("no XMP property that can be written", rule="xmp-property")


def _alternatives(texts: Mapping[str, str]) -> list[Node]:
    if not all(map(_LANGUAGE.fullmatch, texts)):
        raise PolicyError("no language that XML knows", rule="xmp-language")
    ordered = sorted(texts.items(), key=lambda pair: pair[0] != "x-default")
    return [Node("rdf:li", language=language, values=[Text(text)]) for language, text in ordered]
