"""Content Credentials: the account of how a picture was made (C2PA specification 2.2), in JUMBF boxes.

What was signed, and by whom, is read and never verified. Assertions that hold the properties of XMP as
JSON-LD (``stds.exif``, ``c2pa.metadata`` ...) give them under the names that XMP has for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Final

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading
from . import _cbor, _json, _jumbf
from ._cose import read_signature
from ._jumbf import DESCRIPTION, SUPERBOX, Box, Description, iter_boxes, read_description
from ._plain import blob_kind, decode_text
from ._tree import Node, Pairs, flatten, join, plain_name
from ._xmp_namespaces import PREFIXES

RULES: Final = {
    **_jumbf.RULES,
    **_cbor.RULES,
    **_json.RULES,
    "seal-syntax": "a SEAL record has no attributes",
}
"""The rules that a block can break."""

# C2PA clause 11.1.4; the types that begin with "ca" are those of its forerunner, CAI.
_STORES: Final = frozenset({"c2pa", "cacb"})
_MANIFESTS: Final = frozenset({"c2ma", "c2um", "c2cm", "cast"})
_SIGNATURES: Final = frozenset({"c2cs", "casg"})
_GROUPS: Final = _STORES | _MANIFESTS | {"c2as", "c2vc", "c2db", "caas"}
"""Boxes that only hold others: they are no step of a key."""
_GROUP_LABELS: Final = frozenset(
    {"c2pa", "c2pa.assertions", "c2pa.credentials", "c2pa.databoxes", "cai", "cai.assertions"}
)

_SEAL = re.compile(rb"\s*<(?:\?xml\b|\w*:?seal\b)", re.IGNORECASE)
_SEAL_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")


class C2pa:
    """A store of manifests, one manifest, or other JUMBF boxes; or the text of a SEAL record.

    Fields have the label of their box and the path inside it as key: ``c2pa.claim/claim_generator``,
    ``c2pa.actions/actions[1]/action``, ``stds.exif/exif:GPSLatitude``. Labels are without their version;
    ``c2pa.ingredient__2`` is ``c2pa.ingredient[2]``. A store has ``c2pa/manifests`` (their number) and
    ``c2pa/active_manifest`` (a label), a manifest its own label as ``c2pa/manifest``; random bytes beside
    assertions are ``c2pa/salt``. Certificates in signatures give ``subject``, ``issuer`` and ``serial``,
    time stamps their ``time``. SEAL records have keys such as ``seal/d``.

    Nested: each manifest of a store (``manifest[1]``), thumbnails and other pictures, what cannot be read
    (``"unknown"``), and bytes that belong to no box (``"slack"``).

    Damage: `RULES`.
    """

    kind = "c2pa"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the boxes or the record.

        Raises:
            LimitExceededError: it has more values than `limits.fields`.
        """
        if _SEAL.match(data):
            return _read_seal(data, limits)
        reader = _Reader(data, limits)
        reader.boxes(0, len(data), "", 1)
        if not reader.fields and not reader.nested and data.strip(b"\0"):
            reader.nested.append(Nested("unknown", "box", data))
        return Reading(tuple(reader.fields), tuple(reader.nested), tuple(reader.damage))


class _Reader:
    """One pass over the boxes of a block."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.view = View(data)
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: dict[str, None] = {}

    def boxes(self, start: int, end: int, path: str, depth: int, kind: str = "") -> None:
        """Read the boxes in `[start, end)`, which stand in a box of the type `kind`."""
        for box in self._walk(start, end):
            if box.kind == SUPERBOX:
                self._superbox(box, path, depth)
            else:
                self._content(box, path, kind)

    def _content(self, box: Box, path: str, kind: str) -> None:
        if box.kind in _CONTENTS:
            _CONTENTS[box.kind](self, box, path, kind)
        else:
            self._nest("unknown", path, box.start, box.end)

    def _walk(self, start: int, end: int) -> Iterator[Box]:
        """The boxes in `[start, end)`, and a note of what is none; zeros behind the last are padding."""
        at = start
        try:
            for box in iter_boxes(self.view, start, end):
                self.limits.check("fields", len(self.fields) + len(self.nested), part="c2pa")
                at = box.end
                yield box
        except MalformedError as error:
            self.damage[error.rule or "jumbf-length"] = None
        else:
            if self.view.data[at:end].strip(b"\0"):
                self.damage["jumbf-trailing"] = None
        if self.view.data[at:end].strip(b"\0"):
            self._nest("slack", f"slack@{at}", at, end)

    def _description(self, box: Box) -> tuple[Box, Description] | None:
        """The description that a box of boxes begins with."""
        try:
            first = next(iter_boxes(self.view, box.start, box.end), None)
        except MalformedError:
            return None
        described = first and first.kind == DESCRIPTION and read_description(self.view, first)
        return (first, described) if first and described else None

    def _superbox(self, box: Box, path: str, depth: int) -> None:
        described = self._description(box)
        if described is None or depth > self.limits.depth:
            self.damage["jumbf-description" if described is None else "jumbf-depth"] = None
            self._nest("unknown", path, box.start, box.end)
            return
        first, (kind, label, private) = described
        inner = path if kind in _GROUPS else join(path, _step(label))
        if kind in _MANIFESTS:
            self._say("c2pa/manifest", label)
        elif kind in _GROUPS and label not in _GROUP_LABELS:
            self._say("c2pa/label", label)
        elif kind not in _GROUPS and first.end == box.end:
            self._say(join(inner, "label"), label)
        self.boxes(private, first.end, inner, depth + 1, kind)
        if kind in _STORES:
            self._store(first.end, box.end)
        else:
            self.boxes(first.end, box.end, inner, depth + 1, kind)

    def _store(self, start: int, end: int) -> None:
        """The manifests of a store, each a block of its own; the last one is the active one."""
        labels: list[str] = []
        for box in self._walk(start, end):
            described = self._description(box) if box.kind == SUPERBOX else None
            if described:
                labels.append(described[1].label)
                self._nest("c2pa", f"manifest[{len(labels)}]", box.at, box.end)
            elif box.kind == SUPERBOX:
                self.damage["jumbf-description"] = None
                self._nest("unknown", "store", box.start, box.end)
            else:
                self._content(box, "store", "")
        self.fields.append(Field("c2pa/manifests", len(labels)))
        if labels:
            self._say("c2pa/active_manifest", labels[-1])

    # -- contents ---------------------------------------------------------------------------------

    def json(self, box: Box, path: str, _kind: str) -> None:
        """A text of JSON."""
        self._parsed(_json.parse_json, box, path, self._tree)

    def cbor(self, box: Box, path: str, kind: str) -> None:
        """A value of CBOR: a claim, an assertion or a signature."""
        self._parsed(_cbor.parse_cbor, box, path, self._signature if kind in _SIGNATURES else self._tree)

    def file_type(self, box: Box, path: str, _kind: str) -> None:
        """The type of an embedded file and perhaps its name (ISO/IEC 19566-5 clause B.3)."""
        texts = self.view.data[box.start + 1 : box.end].split(b"\0")
        for name, text in zip(("format", "file_name"), texts, strict=False):
            if text:
                self._say(join(path, name), decode_text(text))

    def file(self, box: Box, path: str, _kind: str) -> None:
        """An embedded file."""
        data = self.view.data[box.start : box.end]
        self.nested.append(Nested(blob_kind(data), path, data))

    def salt(self, box: Box, _path: str, _kind: str) -> None:
        """Random bytes that make hashes unguessable (C2PA clause 8.4.2.3)."""
        salt = self.view.data[box.start : box.end]
        self.fields.append(Field("c2pa/salt", salt, len(salt)))

    def _parsed(
        self,
        parse: Callable[[bytes, Limits], Node],
        box: Box,
        path: str,
        use: Callable[[str, Node], None],
    ) -> None:
        try:
            node = parse(self.view.data[box.start : box.end], self.limits)
        except MalformedError as error:
            self.damage[str(error.rule)] = None
            self._nest("unknown", path, box.start, box.end)
        else:
            use(path, node)

    def _tree(self, path: str, node: Node) -> None:
        prefixes = _prefixes(node)
        for field in flatten(path, _without_context(node), partial(_ld_name, prefixes)):
            self._add(field)

    def _signature(self, path: str, node: Node) -> None:
        fields = read_signature(path, node, self.limits)
        if fields is None:
            self._tree(path, node)
        else:
            self.fields += fields

    # -- what comes out ---------------------------------------------------------------------------

    def _add(self, field: Field) -> None:
        """A field; or the picture or the signature that its bytes are."""
        if isinstance(field.value, bytes) and blob_kind(field.value) == "picture":
            self.nested.append(Nested("picture", field.key, field.value))
            return
        signature = self._inner_signature(field)
        if signature:
            self.fields += signature
        else:
            self.fields.append(field)

    def _inner_signature(self, field: Field) -> list[Field] | None:
        """The signature of an identity assertion (CAWG identity assertion clause 5.2)."""
        if not isinstance(field.value, bytes) or not field.key.endswith("/signature"):
            return None
        try:
            node = _cbor.parse_cbor(field.value, self.limits)
        except MalformedError:
            return None
        return read_signature(field.key, node, self.limits)

    def _say(self, key: str, text: str) -> None:
        self.fields.append(Field(key, text, len(text.encode("utf-8", "replace"))))

    def _nest(self, kind: str, path: str, start: int, end: int) -> None:
        self.nested.append(Nested(kind, path or "box", self.view.data[start:end]))


_CONTENTS: Mapping[bytes, Callable[[_Reader, Box, str, str], None]] = MappingProxyType(
    {
        b"json": _Reader.json,
        b"cbor": _Reader.cbor,
        b"bfdb": _Reader.file_type,
        b"bidb": _Reader.file,
        b"jp2c": _Reader.file,
        b"c2sh": _Reader.salt,
    }
)
"""What a box of boxes may hold besides others."""

_INSTANCE = re.compile(r"__(\d{1,6})")  # C2PA clause 6.4
_VERSION = re.compile(r"\.v\d{1,3}(?=__|\Z)")  # clause 6.3


def _step(label: str) -> str:
    """The step of a key that a label is: ``c2pa.ingredient.v3__2`` is ``c2pa.ingredient[2]``."""
    plain = _VERSION.sub("", plain_name(label))
    number = _INSTANCE.search(plain)
    return f"{_INSTANCE.sub('', plain)}[{number[1]}]" if number else plain


# -- JSON-LD --------------------------------------------------------------------------------------


@cache
def _namespaces() -> Mapping[str, str]:
    """Prefixes by the address of their namespace; writers get upper and lower case wrong."""
    return {uri.casefold(): prefix for uri, prefix in PREFIXES.items()}


def _prefix(uri: Node) -> str | None:
    return _namespaces().get(uri.rstrip("/#").casefold()) if isinstance(uri, str) else None


def _contexts(node: Node) -> Iterator[tuple[str, Node]]:
    """What a document of JSON-LD declares (JSON-LD 1.1 clause 3.1)."""
    context = node.get("@context") if isinstance(node, Pairs) else None
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, Pairs):
            yield from part.items


def _prefixes(node: Node) -> Mapping[str, str]:
    """The usual prefixes of the namespaces that a document declares, by its own ones."""
    return {name: prefix for name, uri in _contexts(node) if (prefix := _prefix(uri))}


def _without_context(node: Node) -> Node:
    """A document without declarations of namespaces, where it declares nothing else."""
    if not isinstance(node, Pairs) or not all(_prefix(uri) for _, uri in _contexts(node)):
        return node
    declared = [
        isinstance(part, Pairs)
        for name, value in node.items
        if name == "@context"
        for part in (value if isinstance(value, list) else [value])
    ]
    if not all(declared):
        return node
    return Pairs(tuple(pair for pair in node.items if pair[0] != "@context"))


def _ld_name(prefixes: Mapping[str, str], name: str) -> str:
    """A name in the spelling of XMP where its namespace is one of XMP's."""
    start, colon, local = name.partition(":")
    if colon and start in prefixes:
        return f"{prefixes[start]}:{plain_name(local)}"
    at = max(name.rfind("/"), name.rfind("#"))
    prefix = _prefix(name[:at]) if at > 0 else None
    return f"{prefix}:{plain_name(name[at + 1 :])}" if prefix else plain_name(name)


# -- SEAL -----------------------------------------------------------------------------------------


def _read_seal(data: bytes, limits: Limits) -> Reading:
    """A record of SEAL (Secure Evidence Attribution Label): one XML element with attributes."""
    fields = []
    for match in _SEAL_ATTRIBUTE.finditer(decode_text(data)):
        value = match[2] if match[3] is None else match[3]
        fields.append(Field(join("seal", plain_name(match[1])), value, len(value.encode("utf-8", "replace"))))
        limits.check("fields", len(fields), part="seal")
    if fields:
        return Reading(tuple(fields))
    return Reading((), (Nested("unknown", "seal", data),), ("seal-syntax",))
