"""XML text, token by token and byte by byte: XML 1.0 (fifth edition) with Namespaces in XML 1.0.

Expat tells what a document says; a text that shall stay as it is but for some of its pieces needs to know
where everything stands. Documents of any encoding are read through a *skeleton*: one byte a code unit, in
which ASCII stands for itself. What XML has to say about structure is ASCII. Nothing here expands anything.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from ..errors import MalformedError, UnsupportedError
from ..model import Span

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STARTS = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_SINGLE = frozenset(
    codecs.lookup(name).name
    for name in (
        *("ascii", "utf-8", "koi8-r", "koi8-u", "mac-roman"),
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
        *(f"cp{page}" for page in (874, *range(1250, 1259))),
    )
)
"""Encodings in which every ASCII character is its own byte, and every such byte that character."""

DECLARATION = re.compile(
    rb"<\?xml\s+version\s*=\s*(?:\"(?P<v1>[^\"]*)\"|'(?P<v2>[^']*)')"
    rb"(?:\s+encoding\s*=\s*(?:\"(?P<e1>[A-Za-z][\w.-]*)\"|'(?P<e2>[A-Za-z][\w.-]*)'))?"
    rb"(?:\s+standalone\s*=\s*(?:\"(?:yes|no)\"|'(?:yes|no)'))?\s*\?>"
)
"""Clause 2.8, XMLDecl."""

_PART = rb"[A-Za-z_\x80-\xff][\w.\x80-\xff-]*+"
NAME = _PART + rb"(?::" + _PART + rb")?+"
"""A qualified name (Namespaces in XML 1.0, clause 4); any character above ASCII counts as a letter."""
_VALUE = rb"(?:\"[^\"<]*+\"|'[^'<]*+')"
START = re.compile(
    rb"<(?P<name>"
    + NAME
    + rb")(?P<attributes>(?:\s++"
    + NAME
    + rb"\s*+=\s*+"
    + _VALUE
    + rb")*+)\s*+(?P<empty>/?)>"
)
"""Clause 3.1, STag and EmptyElemTag. Nothing in it is tried twice."""
END = re.compile(rb"</(?P<name>" + NAME + rb")\s*+>")
ATTRIBUTE = re.compile(rb"\s++(?P<name>" + NAME + rb")\s*+=\s*+(?P<value>" + _VALUE + rb")")
INSTRUCTION = re.compile(rb"<\?(?P<target>" + NAME + rb")(?:\s|\?>)")
STRAY_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
"""A reference to anything but the five predefined entities (clause 4.6) and characters."""
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What clause 2.2 allows nowhere in a document."""
BLANK = b" \t\r\n"
BLANKS = re.compile(rb"[ \t\r\n]*+")

_WIDE = bytes(value if value < 0x80 else 0xFF for value in range(256))


class Skeleton(NamedTuple):
    """A document to be read by its structure.

    Attributes:
        text: one byte a code unit; what is not ASCII is 0x80 or above.
        encoding: Python's name of the encoding.
        unit: bytes of a code unit in the file.
        start: bytes of the byte order mark.
    """

    text: bytes
    encoding: str
    unit: int
    start: int

    def at(self, index: int) -> int:
        """Where in the file the code unit `index` begins."""
        return self.start + index * self.unit

    def span(self, start: int, end: int) -> Span:
        """The bytes of some code units."""
        return Span(self.at(start), self.at(end))


def read_skeleton(data: bytes) -> Skeleton:
    """The skeleton of a document, in the encoding that its mark or its declaration tells (appendix F).

    Raises:
        UnsupportedError: an encoding in which bytes below 0x80 may be parts of other characters, or another
            version of XML.
        MalformedError: mark and declaration name different encodings.
    """
    mark, encoding = next((row for row in _MARKS if data.startswith(row[0])), (b"", ""))
    if encoding == "utf-32" or data.startswith((b"<\0\0\0", b"\0\0\0<")):
        raise UnsupportedError("text in UTF-32, which browsers do not read", rule="encoding")
    encoding = encoding or next((name for start, name in _STARTS if data.startswith(start)), "")
    if encoding.startswith("utf-16"):
        return _checked(Skeleton(_narrow(data[len(mark) :], encoding), encoding, 2, len(mark)), marked=True)
    return _checked(Skeleton(data[len(mark) :], "utf-8", 1, len(mark)), marked=bool(mark))


def _narrow(data: bytes, encoding: str) -> bytes:
    """One byte for each unit of UTF-16."""
    even = len(data) // 2 * 2
    low, high = (
        (data[0:even:2], data[1:even:2]) if encoding.endswith("le") else (data[1:even:2], data[0:even:2])
    )
    text = bytearray(low.translate(_WIDE))
    for run in re.finditer(rb"[^\0]+", high):
        text[run.start() : run.end()] = b"\xff" * (run.end() - run.start())
    return bytes(text)


def _checked(skeleton: Skeleton, *, marked: bool) -> Skeleton:
    """The skeleton with the encoding that the declaration names, if nothing else tells it."""
    match = DECLARATION.match(skeleton.text)
    if match is None:
        return skeleton
    if (match["v1"] or match["v2"] or b"") != b"1.0":
        raise UnsupportedError("another version of XML than 1.0", offset=0, rule="version")
    label = (match["e1"] or match["e2"] or b"").decode("ascii").lower()
    try:
        declared = codecs.lookup(label).name if label else skeleton.encoding
    except LookupError:
        declared = ""
    if skeleton.unit == 2 and label in ("", "utf-16", skeleton.encoding):
        return skeleton
    if marked and declared != skeleton.encoding:
        raise MalformedError(
            "the mark and the declaration name different encodings", offset=0, rule="encoding"
        )
    if declared not in _SINGLE:
        raise UnsupportedError("an encoding that cannot be read byte by byte", offset=0, rule="encoding")
    return skeleton._replace(encoding=declared)


class Attribute(NamedTuple):
    """An attribute in a start tag, by indices of the skeleton.

    Attributes:
        name: as written, prefix included.
        start: where the blank before it begins.
        value_start, value_end: what is between the quotes.
        end: behind the closing quote.
    """

    name: bytes
    start: int
    value_start: int
    value_end: int
    end: int


def attributes(text: bytes, start: int, end: int) -> Iterator[Attribute]:
    """The attributes in ``[start, end)``, the part of a start tag that `START` calls so."""
    for match in ATTRIBUTE.finditer(text, start, end):
        yield Attribute(match["name"], match.start(), match.start("value") + 1, match.end() - 1, match.end())


def unescaped(text: str) -> str:
    """Text with its references to characters replaced."""
    return html.unescape(text) if "&" in text else text


# -- how pieces are handed to codecs ----------------------------------------------------------------

_SEPARATOR = "\x1f"
"""What no document can hold."""


class Piece(NamedTuple):
    """What a codec has to know of a piece of a document; it travels as the wrap of a block.

    Attributes:
        what: ``attribute``, ``element``, ``metadata``, ``comment``, ``instruction``, ``doctype``, ``text``,
            ``namespace``, ``css``, ``url``, or what a gzip header says: ``time``, ``system``, ``extra``,
            ``name``, ``note``.
        encoding: Python's name of it.
        name: the local name of an attribute or element.
        namespace: its URI, or empty.
        prefixes: prefixes that are declared outside of the piece and used in it, and their URIs.
    """

    what: str
    encoding: str = "utf-8"
    name: str = ""
    namespace: str = ""
    prefixes: MappingProxyType[str, str] | dict[str, str] = MappingProxyType({})

    def wrap(self) -> str:
        """As text."""
        pairs = (text for pair in self.prefixes.items() for text in pair)
        return _SEPARATOR.join((self.what, self.encoding, self.name, self.namespace, *pairs))

    @staticmethod
    def read(wrap: str) -> Piece:
        """From text; anything else than `wrap` gives is the piece of an unknown kind."""
        words = wrap.split(_SEPARATOR)
        if len(words) < 4 or len(words) % 2:
            return Piece("")
        prefixes = dict(zip(words[4::2], words[5::2], strict=True))
        return Piece(words[0], words[1], words[2], words[3], prefixes)
