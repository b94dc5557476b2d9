"""What stands in an SVG document besides the picture, and in the gzip header of a compressed one.

Keys are those of XMP wherever a namespace is known to it: ``inkscape:label``, ``sodipodi:namedview/...``,
``dc:title``. Of SVG's own: ``svg:title``, ``svg:desc``, ``svg:aria-label``, ``svg:data-name``,
``svg:local-path``, ``svg:doctype``, ``svg:namespace``; what no standard names has its bare name. Comments,
instructions and loose text are ``#comment``, ``#pi`` and ``#text``. gzip (RFC 1952): ``svg:gzip-time``,
``svg:gzip-system``, ``svg:gzip-name``, ``svg:gzip-comment``, and ``gzip-extra``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from ..limits import Limits
from ..model import Field, Nested, Reading
from ..structures.markup import XML, Piece, unescaped
from ._rewritten import Rewritten
from ._xmp_namespaces import PREFIXES
from .xmp import Xmp

RDF = "RDF"
"""The path of what a metadata element holds."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_OWN: Mapping[str, str] = MappingProxyType(
    {"data-name": "svg:data-name", "role": "svg:aria-role", "title": "svg:title"}
)
"""Attributes that no standard gives a namespace, and whose meaning is known."""
_OF_NAMESPACE: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (_XLINK, "title"): "svg:title",
        (_XLINK, "role"): "svg:xlink-role",
        (_XLINK, "arcrole"): "svg:xlink-role",
        (XML, "base"): "svg:local-path",
        (_SVG, "local-path"): "svg:local-path",
    }
)
_PAIR = re.compile(r"\s+[^\s=\"']+\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NAME_SIZE = 256  # characters of a name that the file chose


class Svg:
    """A piece of a document; `wrap` is a `structures.markup.Piece` as text.

    Nested: what a metadata element holds, as XMP. Damage: that of XMP.
    """

    kind = "svg"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:
        """Read the pieces that stand one behind the other in `data`."""
        piece = Piece.read(wrap)
        reader = _READERS.get(piece.what)
        if reader is None:
            return Reading(nested=(Nested("unknown", "piece", data),))
        return reader(data, piece, limits)


def rewrite(nested: Mapping[str, bytes], wrap: str) -> Rewritten:
    """A metadata element around new contents, which is a packet of XMP; nothing else is written anew."""
    piece = Piece.read(wrap)
    packet = nested.get(RDF, b"")
    start, end = packet.find(b"<x:xmpmeta"), packet.rfind(b"</x:xmpmeta>")
    if piece.what != "metadata" or start < 0 or end < 0:
        return Rewritten(b"")
    prefix = next((f"{name}:" for name, uri in piece.prefixes.items() if uri == _SVG and name), "")
    inner = packet[start:end].decode("utf-8") + "</x:xmpmeta>"
    text = f"<{prefix}metadata>{inner}</{prefix}metadata>"
    return Rewritten(text.encode(piece.encoding, "xmlcharrefreplace"))


# -- names ------------------------------------------------------------------------------------------


def _key(piece: Piece) -> str:
    """The key of an attribute."""
    name, uri = piece.name[:_NAME_SIZE], piece.namespace
    if known := _OF_NAMESPACE.get((uri, name)):
        return known
    if uri:
        prefix = PREFIXES.get(uri) or PREFIXES.get(uri.rstrip("/# "))
        return f"{prefix}:{name}" if prefix else f"{{{uri[:_NAME_SIZE]}}}{name}"
    return f"svg:{name}" if name.startswith("aria-") else _OWN.get(name, name)


def _text(data: bytes, piece: Piece) -> str:
    return data.decode(piece.encoding, "replace")


# -- pieces of a document ---------------------------------------------------------------------------


def _attributes(data: bytes, piece: Piece, _limits: Limits) -> Reading:
    key, text = _key(piece), _text(data, piece)
    values = [unescaped(match[1] if match[1] is not None else match[2]) for match in _PAIR.finditer(text)]
    if not values:  # a link in a style sheet
        values = [text]
    return Reading(tuple(Field(key, value, len(value.encode())) for value in values))


def _marked(key: str, start: str, end: str) -> Callable[[bytes, Piece, Limits], Reading]:
    """Reads pieces between two marks."""

    def read(data: bytes, piece: Piece, _limits: Limits) -> Reading:
        pieces = [one for one in _text(data, piece).split(end) if one]
        texts = (one.removeprefix(start) for one in pieces)
        return Reading(tuple(Field(key, text, len(text.encode())) for text in texts))

    return read


def _plain(key: str) -> Callable[[bytes, Piece, Limits], Reading]:
    """Reads text as it is."""

    def read(data: bytes, piece: Piece, _limits: Limits) -> Reading:
        return Reading((Field(key, unescaped(_text(data, piece)), len(data)),))

    return read


def _namespaces(data: bytes, piece: Piece, limits: Limits) -> Reading:
    """Declarations that nothing needs."""
    uri = piece.namespace
    known = uri in PREFIXES or uri.rstrip("/# ") in PREFIXES
    fields = _attributes(data, piece._replace(namespace=""), limits).fields
    return Reading(
        tuple(Field("svg:namespace" if known else "namespace", one.value, one.size) for one in fields)
    )


_QUOTED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
"""For values of attributes. The standard library's function for it imports an HTTP client."""


def _wrapped(content: str, piece: Piece) -> bytes:
    """XML with the prefixes that were declared around it, for the reader of XMP."""
    declared = "".join(
        f' xmlns{":" * bool(prefix)}{prefix}="{uri.translate(_QUOTED)}"'
        for prefix, uri in piece.prefixes.items()
    )
    # Its own name for the wrapper: "x" may be one of the prefixes.
    return f'<xm-:xmpmeta xmlns:xm-="adobe:ns:meta/"{declared}>{content}</xm-:xmpmeta>'.encode()


def _elements(data: bytes, piece: Piece, limits: Limits) -> Reading:
    """Elements with all that is in them, as properties."""
    return Xmp().read(_wrapped(_text(data, piece), piece), limits)


def _metadata(data: bytes, piece: Piece, _limits: Limits) -> Reading:
    """A metadata element, or several: what they hold is XMP, or reads like it."""
    text = _text(data, piece)
    tag, close, _ = text.partition(">")
    start, end = len(tag) + len(close), text.rfind("</")
    if tag.endswith("/") or end < start:
        return Reading((Field("svg:metadata", "", len(data)),))
    own = tuple(_own_attributes(tag))
    if not text[start:end].strip():
        return Reading(own or (Field("svg:metadata", "", len(data)),))
    return Reading(own, (Nested("xmp", RDF, _wrapped(text[start:end], piece)),))


def _own_attributes(tag: str) -> Iterator[Field]:
    """The attributes of a metadata element itself; ids are no more than names for references."""
    for match in re.finditer(r"\s([^\s=\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag):
        if match[1] != "id" and not match[1].startswith("xmlns"):
            value = unescaped(match[2] if match[2] is not None else match[3])
            yield Field(f"svg:metadata/{match[1][:_NAME_SIZE]}", value, len(value.encode()))


# -- the gzip header --------------------------------------------------------------------------------


def _time(data: bytes, _piece: Piece, _limits: Limits) -> Reading:
    """Seconds since 1970 (RFC 1952 clause 2.3.1)."""
    when = datetime.fromtimestamp(int.from_bytes(data[:4], "little"), UTC)
    return Reading((Field("svg:gzip-time", when.strftime("%Y-%m-%dT%H:%M:%S"), len(data)),))


def _system(data: bytes, _piece: Piece, _limits: Limits) -> Reading:
    """Flags of the compressor, and the number of the operating system."""
    return Reading((Field("svg:gzip-system", data[1] if len(data) > 1 else 0, len(data)),))


def _header_text(key: str) -> Callable[[bytes, Piece, Limits], Reading]:
    def read(data: bytes, _piece: Piece, _limits: Limits) -> Reading:
        return Reading((Field(key, data.rstrip(b"\0").decode("latin-1"), len(data)),))

    return read


def _extra(data: bytes, _piece: Piece, _limits: Limits) -> Reading:
    return Reading((Field("gzip-extra", data[2:], len(data)),))


_READERS: Mapping[str, Callable[[bytes, Piece, Limits], Reading]] = MappingProxyType(
    {
        "attribute": _attributes,
        "url": _attributes,
        "element": _elements,
        "title": _elements,
        "desc": _elements,
        "metadata": _metadata,
        "comment": _marked("#comment", "<!--", "-->"),
        "instruction": _marked("#pi", "<?", "?>"),
        "doctype": _plain("svg:doctype"),
        "text": _plain("#text"),
        "css": _plain("#comment"),
        "namespace": _namespaces,
        "time": _time,
        "system": _system,
        "extra": _extra,
        "name": _header_text("svg:gzip-name"),
        "note": _header_text("svg:gzip-comment"),
    }
)
