"""XML of XMP packets, parsed into small trees by expat under limits.

XMP part 1, 7: a packet is XML 1.0, usually UTF-8, without a document type; RDF inside. Declarations of
document types and entities are how XML attacks its readers (billion laughs, files fetched from outside),
and no writer of XMP uses them: parsing stops there. Expat does the lexing; names, namespaces and limits
are our own, because packets with undeclared prefixes exist and other readers understand them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from ..limits import Limits
from ._xmp_namespaces import KNOWN, PREFIXES

DEPTH = 128
"""Elements inside elements; real packets stay below 20."""
NAME_SIZE = 256
"""Characters of an unknown name (its URI included) that are kept."""
_PACKETS = 16
"""Packets in one block: each costs another pass, and two are already a fault."""

_START = re.compile(rb"<\?xpacket\s+begin|<(?:[\w.-]{1,64}:)?(?:xmpmeta|xapmeta|RDF)[\s>]")
_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<\0", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<\0", "utf-16-be"),
)
_BLANK = " \t\r\n\0\ufeff"
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLANK_BYTES = _BLANK.encode()
# RDF/XML of 1999 allowed these attributes without a prefix
_BARE_RDF = frozenset({"about", "ID", "resource", "parseType", "bagID", "aboutEach", "nodeID"})


@dataclass(slots=True)
class Element:
    """An element with canonical names (``dc:creator``, ``{http://unknown/}name``)."""

    name: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        """The text directly inside."""
        return "".join(self.text)


@dataclass(slots=True)
class Document:
    """What was parsed: one root a packet, and what stood around and between the elements.

    `loose` holds (key, text) of comments, processing instructions and text outside the packets.
    """

    roots: list[Element] = field(default_factory=list)
    loose: list[tuple[str, str]] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    def blame(self, rule: str) -> None:
        """Note a broken rule once."""
        if rule not in self.damage:
            self.damage.append(rule)


class _StopError(Exception):
    """Ends the parse from inside a handler; its argument is the broken rule."""


def parse_xml(data: bytes, limits: Limits) -> Document:
    """Parse a block of XMP, or as much of it as can be.

    Damage: ``xml-dtd``, ``xml-depth``, ``xml-syntax``, ``xml-encoding``, ``xml-namespace``, ``xml-name``,
    ``xml-packets``.

    Raises:
        LimitExceededError: larger than `block_bytes`, or more nodes than `fields`.
    """
    limits.check("block_bytes", len(data))
    document = Document()
    packet = to_utf8(data, document)
    read = _parse_packets(packet, document, limits)
    if "xml-syntax" not in read.damage or not _CONTROLS.search(packet):
        return read
    # Characters that XML forbids: lenient readers step over them, and read what stands behind.
    again = _parse_packets(_CONTROLS.sub(b" ", packet), Document(damage=[*document.damage]), limits)
    return again if again.roots else read


def _parse_packets(packet: bytes, document: Document, limits: Limits) -> Document:
    """Add to a document what is in a packet, or in several."""
    builder = _Builder(document, limits)
    at, key = 0, "#text"
    for _ in range(_PACKETS):
        start = _first_tag(packet, at)
        _loose_text(document, key, packet[at:start])
        if start == len(packet):
            break
        at, key = _parse_packet(packet, start, builder), "#trailer"
    else:
        document.blame("xml-packets")
        _loose_text(document, key, packet[at:])
    if packet and not document.roots and "xml-dtd" not in document.damage:
        document.blame("xml-syntax")
    return document


def to_utf8(data: bytes, document: Document) -> bytes:
    """The block as UTF-8 without padding; expat is told so, whatever the packet declares."""
    stripped = data.lstrip(b" \t\r\n")
    for mark, encoding in _MARKS:
        if stripped.startswith(mark):
            text = stripped.decode(encoding, "replace")
            break
    else:
        if _is_utf8(data):
            return data.strip(_BLANK_BYTES)
        text = data.decode("utf-8", "replace")
    if "\ufffd" in text:
        document.blame("xml-encoding")
    return text.strip(_BLANK).encode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _first_tag(packet: bytes, at: int) -> int:
    found = packet.find(b"<", at)
    return len(packet) if found < 0 else found


def _loose_text(document: Document, key: str, junk: bytes) -> None:
    text = junk.decode("utf-8", "replace").strip(_BLANK)
    if text:
        document.loose.append((key, text))


def _parse_packet(packet: bytes, start: int, builder: _Builder) -> int:
    """Parse one packet; return where the bytes begin that it does not explain."""
    parser = builder.attach()
    try:
        parser.Parse(memoryview(packet)[start:], True)
    except _StopError as error:
        builder.document.blame(str(error))
    except expat.ExpatError:
        return _after_error(packet, start, start + max(1, parser.ErrorByteIndex), builder)
    return len(packet)


def _after_error(packet: bytes, start: int, error: int, builder: _Builder) -> int:
    """Where to read on: behind the packet when its root is closed, else where another one starts."""
    if builder.closed:
        at, mark = builder.closed
        return packet.find(mark, start + at) + len(mark)
    found = _START.search(packet, error)
    resume = found.start() if found else len(packet)
    if builder.opened:
        builder.document.blame("xml-syntax")
    else:
        _loose_text(builder.document, "#trailer" if builder.document.roots else "#text", packet[start:resume])
    return resume


class _Builder:
    """Expat's handlers: they build trees, resolve names and count.

    Attributes:
        opened: the root of this packet has begun.
        closed: where the last thing at or behind the root's end begins, and what ends it; None before.
    """

    def __init__(self, document: Document, limits: Limits) -> None:
        self.document = document
        self.nodes = 0
        self.opened = False
        self.closed: tuple[int, bytes] | None = None
        self._limits = limits
        self._open: list[Element] = []
        self._bound: dict[str, list[str]] = {}
        self._scopes: list[list[str]] = []

    def attach(self) -> expat.XMLParserType:
        """A fresh parser for one more packet; the count of nodes goes on."""
        self._open, self._bound, self._scopes = [], {}, []
        self.opened, self.closed = False, None
        parser = self._parser = expat.ParserCreate("UTF-8")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        return parser

    def _count(self, nodes: int) -> None:
        self.nodes += nodes
        self._limits.check("fields", self.nodes, part="xmp")

    def _start(self, name: str, flat: list[str]) -> None:
        self._count(1 + len(flat) // 2)
        if len(self._open) >= DEPTH:
            raise _StopError("xml-depth")
        attributes = list(zip(flat[::2], flat[1::2], strict=True))
        self._declare(attributes)
        element = Element(self._resolve(name))
        element.attributes = [
            (self._resolve(key, attribute=True), value)
            for key, value in attributes
            if key != "xmlns" and not key.startswith("xmlns:")
        ]
        siblings = self._open[-1].children if self._open else self.document.roots
        siblings.append(element)
        self._open.append(element)
        self.opened = True

    def _end(self, _name: str) -> None:
        self._open.pop()
        for prefix in self._scopes.pop():
            self._bound[prefix].pop()
        self._close(b">")

    def _close(self, mark: bytes) -> None:
        if self.opened and not self._open:
            self.closed = self._parser.CurrentByteIndex, mark

    def _text(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _comment(self, text: str) -> None:
        self._count(1)
        self.document.loose.append(("#comment", text))
        self._close(b"-->")

    def _instruction(self, target: str, text: str) -> None:
        self._count(1)
        if target != "xpacket" or not is_plain_xpacket(text):
            self.document.loose.append(("#pi", f"{target} {text}"))
        self._close(b"?>")

    def _declare(self, attributes: list[tuple[str, str]]) -> None:
        """Bind the prefixes that an element declares, until it ends."""
        declared = []
        for key, uri in attributes:
            prefix = "" if key == "xmlns" else key[6:]
            if key == "xmlns" or key.startswith("xmlns:"):
                self._bound.setdefault(prefix, []).append(uri)
                declared.append(prefix)
        self._scopes.append(declared)

    def _resolve(self, name: str, *, attribute: bool = False) -> str:
        """The canonical form of a name."""
        prefix, colon, local = name.rpartition(":")
        if not colon and attribute:
            return f"rdf:{local}" if local in _BARE_RDF else self._clip(local)
        bound = self._bound.get(prefix)
        if bound:
            return self._canonical(bound[-1], local)
        if prefix and prefix != "xml":
            self.document.blame("xml-namespace")
        return self._clip(name) if prefix in KNOWN or not prefix else self._clip(f"{{}}{name}")

    def _canonical(self, uri: str, local: str) -> str:
        known = PREFIXES.get(uri) or PREFIXES.get(uri.rstrip("/# "))
        return self._clip(f"{known}:{local}" if known else f"{{{uri}}}{local}" if uri else local)

    def _clip(self, name: str) -> str:
        if len(name) > NAME_SIZE:
            self.document.blame("xml-name")
        return name[:NAME_SIZE]


def _refuse(*_declaration: object) -> int:
    raise _StopError("xml-dtd")


_XPACKET: Callable[[str, str], str] = re.compile(
    r"""\b(?:begin=(["'])\ufeff?\1|id=(["'])W5M0MpCehiHzreSzNTczkc9d\2|end=(["'])[rw]\3"""
    r"""|bytes=(["'])\d{1,10}\4|encoding=(["'])[\w-]{1,16}\5)"""
).sub


def is_plain_xpacket(text: str) -> bool:
    """True when an ``xpacket`` instruction says only what XMP part 1, 7.3.2 gives it to say."""
    return not _XPACKET("", text).strip()
