"""XMP: the packet of RDF that Adobe's standard puts into pictures (ISO 16684-1).

Keys are paths of canonical names, whatever prefixes the packet uses: ``dc:creator[1]``,
``dc:title[x-default]``, ``Iptc4xmpExt:LocationShown[1]/Iptc4xmpExt:City``. Every way to write a property
in RDF gives the same keys: attribute or element, ``rdf:parseType``, ``rdf:Description``, ``rdf:value``.
What is no property is reported too: ``#comment``, ``#pi``, ``#text``, ``#trailer``.
"""

from __future__ import annotations

import base64
import binascii
import re

from ..limits import DEFAULT_LIMITS, Limits
from ..model import Field, Nested, Reading
from ._plain import blob_kind
from ._xml import Element, parse_xml

KEY_SIZE = 1024  # characters; keeps the sum of all keys small when names nest deeply
_BLANK = " \t\r\n"

_ORIENTATION = re.compile(
    rb"O\0{0,3}r\0{0,3}i\0{0,3}e\0{0,3}n\0{0,3}t\0{0,3}a\0{0,3}t\0{0,3}i\0{0,3}o\0{0,3}n"
)
_ORIENTATIONS = {str(value): value for value in range(1, 9)}  # TIFF 6.0, tag 274

WRAPPERS = frozenset({"x:xmpmeta", "x:xapmeta", "rdf:RDF"})
ARRAYS = frozenset({"rdf:Bag", "rdf:Seq", "rdf:Alt"})
# Attributes that say how RDF is written, and nothing about the picture
SYNTAX = frozenset({"rdf:parseType", "rdf:resource", "rdf:value"})

_BASE64_PROPERTIES = (
    "xmpGImg:image",
    "GImage:Data",
    "GDepth:Data",
    "GDepth:Confidence",
    "GAudio:Data",
    "LImage:Data",
    "GCamera:HdrPlusMakernote",
    "GCamera:HDRPlusMakerNote",
    "GCamera:hdrp_makernote",
    "GCamera:shot_log_data",
    "c2pa:manifest",
)
_C2PA = "c2pa:manifest"  # Content Credentials in SVG (C2PA 2.1, A.3.5)
_BASE64_OF_PICTURE = ("/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR")  # JPEG, PNG, GIF, RIFF
_BASE64_SHORTEST = 64  # characters; shorter ones are no file


class Xmp:
    """A packet of XMP, or several one after the other, in UTF-8, UTF-16 or UTF-32.

    Fields: every property and qualifier, as `str`. Nested: files in base64, such as thumbnails, depth maps
    and sound. Damage: ``xml-dtd`` (refused there), ``xml-depth``, ``xml-syntax``, ``xml-encoding``,
    ``xml-namespace``, ``xml-name``, ``xml-packets``, ``xmp-base64``; what stood before is still read.
    """

    kind = "xmp"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the properties of a packet."""
        document = parse_xml(data, limits)
        reader = _Reader()
        for root in document.roots:
            reader.top(root)
        for key, text in document.loose:
            reader.add(key, text)
        return Reading(
            tuple(reader.fields), tuple(reader.nested), tuple(dict.fromkeys(document.damage + reader.damage))
        )


def orientation(data: bytes, limits: Limits = DEFAULT_LIMITS) -> int | None:
    """The orientation, 1 to 8 (TIFF 6.0 tag 274), that a packet states as ``tiff:Orientation``, else None.

    Packets that do not hold the word are not parsed. Raises `LimitExceededError`.
    """
    if not _ORIENTATION.search(data):
        return None
    values = (field.value for field in Xmp().read(data, limits).fields if field.key == "tiff:Orientation")
    stated = (_ORIENTATIONS.get(str(value).strip()) for value in values)
    return next((value for value in stated if value), None)


class _Reader:
    """Walks the elements of a packet and collects what they say. Depth is bounded by the parser."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: list[str] = []

    def add(self, key: str, value: str) -> None:
        """One value, or the file that it holds in base64."""
        payload = self._payload(key, value)
        if payload is None:
            self.fields.append(Field(key, value, len(value.encode())))
        else:
            kind = "c2pa" if key.endswith(_C2PA) else blob_kind(payload)
            self.nested.append(Nested(kind, key, payload))

    def _payload(self, key: str, value: str) -> bytes | None:
        named = key.endswith(_BASE64_PROPERTIES)
        if len(value) < _BASE64_SHORTEST or not (named or value.startswith(_BASE64_OF_PICTURE)):
            return None
        try:
            return base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError):
            if named:
                self.damage.append("xmp-base64")
            return None

    def top(self, element: Element) -> None:
        """An element outside of any property: a wrapper, or a description of the picture."""
        if element.name == "rdf:Description":
            self._description(element, "")
        elif element.name in WRAPPERS or any(child.name in WRAPPERS for child in element.children):
            self._attributes(element, "")
            self._stray(element)
            for child in element.children:
                self.top(child)
        else:
            self._property(element, "")

    def _description(self, element: Element, path: str) -> None:
        """rdf:Description: a structure, or the picture itself; its attributes are properties too."""
        self._attributes(element, path)
        self._stray(element)
        for child in element.children:
            self._property(child, path)

    def _attributes(self, element: Element, path: str) -> None:
        """Attributes as properties of `path`; empty RDF attributes (rdf:about) say nothing."""
        for name, value in element.attributes:
            if value or not name.startswith("rdf:"):
                self.add(join(path, name), value)

    def _stray(self, element: Element) -> None:
        """Text where only elements belong."""
        text = element.value.strip(_BLANK)
        if text:
            self.add("#text", text)

    def _property(self, element: Element, path: str) -> None:
        self._value(element, join(path, element.name))

    def _value(self, element: Element, path: str, hidden: str = "") -> None:
        """The value of a property or array item: simple, structure or array, with its qualifiers.

        `hidden` is an attribute that the path tells already.
        """
        attributes = [pair for pair in element.attributes if pair[0] != hidden]
        stated = [value for name, value in attributes if name in {"rdf:resource", "rdf:value"}]
        for value in stated:
            self.add(path, value)
        qualified = bool(stated) or any(child.name == "rdf:value" for child in element.children)
        for name, value in attributes:
            if name not in SYNTAX and (value or not is_syntax(name)):
                self.add(qualify(path, name) if qualified or is_syntax(name) else join(path, name), value)
        if element.children:
            self._contents(element, path, qualified=qualified)
        elif element.value.strip(_BLANK) or not self._said(attributes):
            self.add(path, element.value)

    @staticmethod
    def _said(attributes: list[tuple[str, str]]) -> bool:
        """True when attributes carry the value, so that the empty text between the tags is none."""
        return any(name == "rdf:parseType" or not is_syntax(name) for name, _ in attributes) or any(
            name in {"rdf:resource", "rdf:value"} for name, _ in attributes
        )

    def _contents(self, element: Element, path: str, *, qualified: bool) -> None:
        self._stray(element)
        for child in element.children:
            if child.name in ARRAYS:
                self._array(child, path)
            elif child.name == "rdf:Description":
                self._structure(child, path)
            elif child.name == "rdf:value":
                self._value(child, path)
            elif qualified:
                self._value(child, qualify(path, child.name))
            else:
                self._property(child, path)

    def _structure(self, element: Element, path: str) -> None:
        """rdf:Description inside a property stands for the property's own contents."""
        self._value(element, path) if element.children or element.attributes else self._stray(element)

    def _array(self, element: Element, path: str) -> None:
        """Items by number; the alternatives of a text by language (XMP part 1, 6.3.4)."""
        self._stray(element)
        for name, value in element.attributes:
            self.add(qualify(path, name), value)
        for number, item in enumerate(element.children, 1):
            language = dict(item.attributes).get("xml:lang") if element.name == "rdf:Alt" else None
            label = language or str(number)
            self._value(item, f"{path}[{label}]"[:KEY_SIZE], hidden="xml:lang" if language else "")


def is_syntax(name: str) -> bool:
    """True for attributes of RDF and XML, which can only qualify a value."""
    return name.startswith(("rdf:", "xml:"))


def join(path: str, name: str) -> str:
    """The key of a member of the structure at `path`."""
    return f"{path}/{name}"[:KEY_SIZE] if path else name


def qualify(path: str, name: str) -> str:
    """The key of a qualifier of the value at `path`."""
    return f"{path}/?{name}"[:KEY_SIZE]
