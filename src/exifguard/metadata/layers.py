"""The layers of a Photoshop document: names, texts, notes, times, what they are linked to.

Adobe's Photoshop File Formats Specification, "Layer and Mask Information Section". What its tagged blocks
say in words is read; how layers are painted is counted, and not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .._cursor import View
from ..errors import MalformedError
from ..limits import Limits
from ..model import Field, Nested, Reading, Span, Value
from ..structures.layers import Section, Sparse, Tagged, walk
from ._photoshop_descriptor import VERSION, Descriptor
from ._photoshop_values import texts_of
from ._plain import blob_kind, decode_text

_TEXT_AT = 52
"""Of a text layer: where its descriptor begins, behind its transformation."""
_DESCRIPTORS_AT = (0, 4, 8, 12)
"""Where descriptors begin in blocks of different versions, behind a version or a size."""
_LINKED = frozenset((b"lnkD", b"lnk2", b"lnk3", b"lnkE"))
_IN_WORDS = frozenset((b"luni", b"TySh", b"tySh", b"Txt2", b"Anno", b"SoLd", b"SoLE", b"plLd", b"PlLd")) | {
    *(b"shmd", b"cinf", b"GenI", b"CAI ", b"artd", b"extn")
}
"""Keys whose blocks say something in words: each is a field of its own."""
_LINK_TYPES = frozenset((b"liFD", b"liFE", b"liFA"))
_MOST_LINKS = 10_000


class Layers:
    """The section of a document that holds its layers, as `structures.layers.describe` wraps it.

    Fields: the name of a layer (``layer:name[3]``), its tagged blocks that say something in words
    (``layer:TySh[3]``), those of the document (``layers:Txt2``), names of linked files
    (``layers:lnk2/name[1]``); all other blocks by their keys, with the bytes that they take together; the
    pixels (``layers:pixels``). Nested: linked files, and bytes that belong to nothing (``"slack"``).

    Damage: ``layer-length``, ``layer-signature``, ``tagged-block``; ``linked-files`` for a broken list.
    """

    kind = "layers"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:
        """Read a section."""
        return _Reader(Sparse(data, wrap), limits).read()


class _Reader:
    def __init__(self, sparse: Sparse, limits: Limits) -> None:
        self.sparse = sparse
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: list[str] = []
        self.sizes: Counter[str] = Counter()

    def read(self) -> Reading:
        section = walk(self.sparse.read, self.sparse.size, self.limits, large=self.sparse.large)
        self.damage += [section.damage] if section.damage else []
        for number, layer in enumerate(section.layers, 1):
            if layer.name[1:]:
                self.add(f"layer:name[{number}]", decode_text(layer.name[1:]), len(layer.name))
            for block in layer.blocks:
                self.block(block, "layer", f"[{number}]")
        for block in section.blocks:
            self.block(block, "layers", "")
        self.rest(section)
        return Reading(tuple(self.fields), tuple(self.nested), tuple(dict.fromkeys(self.damage)))

    def add(self, key: str, value: Value, size: int) -> None:
        self.limits.check("fields", len(self.fields) + 1, part="layers")
        self.fields.append(Field(key, value, size))

    def rest(self, section: Section) -> None:
        """What takes room and says nothing in words."""
        pixels = sum(end - start for start, end in section.pixels)
        if pixels:
            self.sizes["layers:pixels"] = pixels
        for key, size in self.sizes.items():
            self.add(key, size, size)
        for gap in section.gaps:
            data = self.data(gap)
            if data is not None:
                self.nested.append(Nested("slack", f"slack@{gap.start}", data))

    def data(self, span: Span) -> bytes | None:
        """The bytes of a span; None where they are left out."""
        try:
            return self.sparse.read(span.start, span.end - span.start)
        except MalformedError:
            return None

    def block(self, block: Tagged, owner: str, index: str) -> None:
        """One tagged block."""
        key = f"{owner}:{block.key.decode('latin-1').strip()}"
        size = block.end - block.start
        data = self.data(Span(block.start, block.end)) if block.key in _IN_WORDS | _LINKED else None
        if data is None:
            self.sizes[key] += size
        elif block.key in _LINKED:
            self.linked(key, data)
        else:
            self.add(key + index, _words(block.key, data), size)

    def linked(self, key: str, data: bytes) -> None:
        """Files that layers show: placed from elsewhere, or kept inside the document."""
        try:
            for number, (name, content) in enumerate(_links(View(data)), 1):
                self.add(f"{key}/name[{number}]", name, 2 * len(name))
                if content:
                    self.nested.append(Nested(blob_kind(content), f"{key}/file[{number}]", content))
        except MalformedError:
            self.damage.append("linked-files")


def _words(key: bytes, data: bytes) -> Value:
    """What a block says in words; its bytes where that cannot be told."""
    view = View(data)
    try:
        if key == b"luni":
            return Descriptor(view, 0).text()
        if key == b"shmd":
            return tuple(_settings(view))
        if key == b"TySh":
            return tuple(texts_of(Descriptor(view, _TEXT_AT + 4).read()))
        for at in _DESCRIPTORS_AT:
            if view.u32(at) == VERSION:
                return tuple(texts_of(Descriptor(view, at + 4).read()))
    except MalformedError:
        return data
    return data


def _settings(view: View) -> Iterator[str]:
    """What programs note of a layer, ``layerTime`` among it."""
    at = 4
    for _ in range(min(view.u32(0), _MOST_LINKS)):
        size = view.u32(at + 12)
        inner = View(view.take(at + 16, size))
        if size >= 4 and inner.u32(0) == VERSION:
            yield from texts_of(Descriptor(inner, 4).read(), numbers=True)
        at += 16 + size


def _links(view: View) -> Iterator[tuple[str, bytes]]:
    """The names and contents of linked files."""
    at = 0
    for _ in range(_MOST_LINKS):
        if view.size - at < 8:
            return
        size = view.uint(at, 8)
        entry = View(view.take(at + 8, size))
        if entry.take(0, 4) not in _LINK_TYPES:
            raise MalformedError("no linked file", offset=at, rule="linked-files")
        reader = Descriptor(entry, 8 + 1 + entry.u8(8))
        name = reader.text()
        length = entry.uint(reader.at + 8, 8)
        opened = entry.u8(reader.at + 16)
        rest = reader.at + 17
        if opened:
            described = Descriptor(entry, rest + 4)
            described.read()
            rest = described.at
        content = entry.take(rest, length) if entry.take(0, 4) == b"liFD" else b""
        yield name, content
        at += 8 + size + -size % 4
