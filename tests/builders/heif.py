"""HEIF files (ISO/IEC 23008-12), put together from items around pictures that real encoders coded."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import pillow_heif
from PIL import Image

PRIMARY = 1
XMP = "application/rdf+xml"
ALPHA = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"
DEPTH = "urn:mpeg:hevc:2015:auxid:2"
MATTE = "urn:com:apple:photo:2018:aux:portraiteffectsmatte"
GAIN_MAP = "urn:com:apple:photo:2020:aux:hdrgainmap"
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def box(kind: bytes, *contents: bytes) -> bytes:
    """A box."""
    body = b"".join(contents)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, version: int, flags: int, *contents: bytes) -> bytes:
    """A box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *contents)


def uuid(kind: bytes, contents: bytes) -> bytes:
    """A box of an extended type."""
    return box(b"uuid", kind, contents)


def c2pa(store: bytes) -> bytes:
    """Content Credentials: version, purpose, an offset, JUMBF."""
    return uuid(C2PA_UUID, bytes(4) + b"manifest\0" + bytes(8) + store)


def boxes(data: bytes, at: int = 0, end: int | None = None) -> list[tuple[bytes, bytes]]:
    """Types and contents of the boxes in sound bytes."""
    end, found = len(data) if end is None else end, []
    while at < end:
        size, kind = struct.unpack_from(">I4s", data, at)
        found.append((kind, data[at + 8 : at + size]))
        at += size
    return found


# Properties


def ispe(width: int, height: int) -> bytes:
    return full(b"ispe", 0, 0, struct.pack(">II", width, height))


def pixi(*depths: int) -> bytes:
    return full(b"pixi", 0, 0, bytes((len(depths), *depths)))


def irot(quarters: int) -> bytes:
    return box(b"irot", bytes((quarters,)))


def imir(axis: int) -> bytes:
    return box(b"imir", bytes((axis,)))


def clap(width: int, height: int, x: int = 0, y: int = 0) -> bytes:
    """A crop; `x` and `y` are how far its middle is from the picture's, in halves of a pixel."""
    return box(b"clap", struct.pack(">IIIIiIiI", width, 1, height, 1, x, 2, y, 2))


def auxc(kind: str) -> bytes:
    return full(b"auxC", 0, 0, kind.encode() + b"\0")


def colr(profile: bytes) -> bytes:
    return box(b"colr", b"prof", profile)


def nclx(primaries: int = 1, transfer: int = 13, matrix: int = 6, tail: bytes = b"") -> bytes:
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, 0x80), tail)


def udes(name: str = "", text: str = "", tags: str = "") -> bytes:
    return full(b"udes", 0, 0, b"\0".join((b"en", name.encode(), text.encode(), tags.encode())) + b"\0")


def altt(text: str) -> bytes:
    return full(b"altt", 0, 0, text.encode() + b"\0en\0")


def moment(kind: bytes, micros: int) -> bytes:
    """``crtt`` or ``mdft``: microseconds since 1904."""
    return full(kind, 0, 0, struct.pack(">Q", micros))


# Pictures


class Coded(NamedTuple):
    """A picture as an encoder coded it: the item's type, its data, the properties that it needs."""

    type: str
    data: bytes
    properties: tuple[bytes, ...]


def heic(picture: Image.Image, quality: int = 30, **options: Any) -> bytes:
    """A file as libheif writes it, with x265."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    picture.save(out, "HEIF", quality=quality, enc_params={"x265:pools": "none"}, **options)
    return out.getvalue()


def avif(picture: Image.Image, quality: int = 30, **options: Any) -> bytes:
    """A file as libavif writes it."""
    out = io.BytesIO()
    picture.save(out, "AVIF", quality=quality, max_threads=1, **options)
    return out.getvalue()


def coded(data: bytes, number: int | None = None) -> Coded:
    """One picture out of a file that an encoder wrote: the first one, or the item of a number."""
    meta = dict(boxes(dict(boxes(data))[b"meta"][4:]))
    number = number or int.from_bytes(meta[b"pitm"][4:], "big")
    entries = [entry for _, entry in boxes(meta[b"iinf"][6:])]
    kind = next(one[8:12].decode() for one in entries if int.from_bytes(one[4:6], "big") == number)
    inner = boxes(meta[b"iprp"])
    properties = [box(*one) for one in boxes(dict(inner)[b"ipco"])]
    start, size = _place(meta[b"iloc"], number)
    rows = _associations(dict(inner)[b"ipma"])
    return Coded(kind, data[start : start + size], tuple(properties[index - 1] for index in rows[number]))


def _place(iloc: bytes, number: int) -> tuple[int, int]:
    """Offset and length of an item of one extent."""
    sizes, bases = iloc[4], iloc[5] >> 4
    at = 8
    for _ in range(int.from_bytes(iloc[6:8], "big")):
        found = int.from_bytes(iloc[at : at + 2], "big")
        at += 4 + 2 * bool(iloc[0])
        base = int.from_bytes(iloc[at : at + bases], "big")
        at += bases
        count, at = int.from_bytes(iloc[at : at + 2], "big"), at + 2
        for _ in range(count):
            start = int.from_bytes(iloc[at : at + (sizes >> 4)], "big")
            at += sizes >> 4
            size = int.from_bytes(iloc[at : at + (sizes & 15)], "big")
            at += sizes & 15
            if found == number:
                return base + start, size
    raise ValueError("no such item")


def _associations(ipma: bytes) -> dict[int, list[int]]:
    rows, at = {}, 8
    for _ in range(int.from_bytes(ipma[4:8], "big")):
        number, count = int.from_bytes(ipma[at : at + 2], "big"), ipma[at + 2]
        rows[number] = [value & 0x7F for value in ipma[at + 3 : at + 3 + count]]
        at += 3 + count
    return rows


# Files


@dataclass(frozen=True)
class Item:
    """One item.

    Attributes:
        id, type, data: who it is and what it holds.
        properties: its boxes; equal ones of several items are stored once.
        essential: types of properties that must be understood.
        name, media, encoding: what its entry says besides.
        hidden: viewers do not show it.
        inside: its data is in ``idat``.
        within: it lies in other items: pairs of offset and length, counted in the items it refers to.
        pieces: cut the data into so many extents, with something between them.
        located: it has an entry in the table of places.
    """

    id: int
    type: str
    data: bytes = b""
    properties: tuple[bytes, ...] = ()
    essential: frozenset[bytes] = frozenset((b"hvcC", b"av1C", b"irot", b"imir", b"clap"))
    name: str = ""
    media: str = ""
    encoding: str = ""
    hidden: bool = False
    inside: bool = False
    within: tuple[tuple[int, int], ...] = ()
    pieces: int = 1
    protected: bool = False


def picture(number: int, one: Coded, *more: bytes, **facts: Any) -> Item:
    """An item with a coded picture, and properties besides its own."""
    return Item(number, one.type, one.data, (*one.properties, *more), **facts)


def exif(number: int, tiff: bytes, *, offset: int = 0, gap: bytes = b"", **facts: Any) -> Item:
    """An item with EXIF."""
    data = struct.pack(">I", offset or len(gap)) + gap + tiff
    return Item(number, "Exif", data, hidden=True, **facts)


def mime(number: int, data: bytes, media: str = XMP, **facts: Any) -> Item:
    """An item of a media type."""
    return Item(number, "mime", data, media=media, hidden=True, **facts)


def grid(
    number: int, rows: int, columns: int, width: int, height: int, *more: bytes, tail: bytes = b""
) -> Item:
    """A picture of tiles."""
    data = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height) + tail
    return Item(number, "grid", data, (ispe(width, height), *more), inside=True)


def overlay(number: int, width: int, height: int, *places: tuple[int, int], tail: bytes = b"") -> Item:
    """Pictures one over the other."""
    data = struct.pack(">BBHHHHHH", 0, 0, 0, 0, 0, 0xFFFF, width, height)
    data += b"".join(struct.pack(">hh", *place) for place in places) + tail
    return Item(number, "iovl", data, (ispe(width, height),))


class Ref(NamedTuple):
    """A reference: its type, from which item, to which ones."""

    type: bytes
    source: int
    targets: tuple[int, ...]


def ref(kind: str, source: int, *targets: int) -> Ref:
    return Ref(kind.encode(), source, targets)


@dataclass(frozen=True)
class File:
    """A file.

    Attributes:
        items, references, groups: groups are complete boxes.
        primary: the item that is shown.
        brands: the major one, then the compatible ones.
        handler: the handler's name.
        version: of the table of places.
        offsets: bytes of offsets and lengths in there.
        base: offsets count from one base per item.
        before, after: boxes of the file, before the tables and at the end.
        children, properties: boxes among the tables, and among the properties.
        order: the tables in their order.
        storage_first: the storage stands before the tables.
        shared: equal data is stored once.
        gap: what stands between the data of items.
        large: the storage's length takes 64 bits; ``"open"``: it reaches to the end of the file.
    """

    items: Sequence[Item]
    references: Sequence[Ref] = ()
    groups: Sequence[bytes] = ()
    primary: int = PRIMARY
    brands: tuple[bytes, ...] = (b"heic", b"mif1", b"heic")
    handler: str = ""
    version: int | None = None
    offsets: int = 4
    base: bool = False
    before: Sequence[bytes] = ()
    after: Sequence[bytes] = ()
    children: Sequence[bytes] = ()
    properties: Sequence[bytes] = ()
    order: tuple[str, ...] = ("hdlr", "pitm", "iinf", "iloc", "iref", "iprp", "idat", "grpl")
    storage_first: bool = False
    shared: bool = True
    gap: bytes = b""
    large: bool | str = False
    patch: Mapping[str, bytes] = field(default_factory=dict)

    def build(self) -> bytes:
        """The file."""
        return _Builder(self).build()


def with_items(file: File, *items: Item, references: Sequence[Ref] = ()) -> File:
    """A file with more items."""
    return replace(file, items=(*file.items, *items), references=(*file.references, *references))


class _Builder:
    def __init__(self, file: File) -> None:
        self.file = file
        self.wide = any(item.id > 0xFFFF for item in file.items)
        self.stores: dict[bool, bytearray] = {False: bytearray(), True: bytearray()}
        self.known: dict[tuple[bool, bytes], int] = {}
        self.places = {item.id: self.place(item) for item in file.items if item.data or item.within}

    def place(self, item: Item) -> list[tuple[int, int]]:
        if item.within:
            return list(item.within)
        size = -(-len(item.data) // item.pieces)
        cuts = [item.data[at : at + size] for at in range(0, len(item.data), size)]
        return [(self.put(item.inside, cut), len(cut)) for cut in cuts]

    def put(self, inside: bool, data: bytes) -> int:
        store = self.stores[inside]
        if self.file.shared and (inside, data) in self.known:
            return self.known[inside, data]
        if store:
            store += self.file.gap
        self.known[inside, data] = len(store)
        store += data
        return len(store) - len(data)

    def number(self, value: int) -> bytes:
        return struct.pack(">I" if self.wide else ">H", value)

    def build(self) -> bytes:
        file = self.file
        major, *others = file.brands
        head = box(b"ftyp", major, bytes(4), *others) + b"".join(file.before)
        tables = len(self.meta(0))
        start = len(head) + (0 if file.storage_first else tables)
        data = bytes(self.stores[False])
        if file.large == "open":
            storage = struct.pack(">I4s", 0, b"mdat") + data
        elif file.large:
            storage = struct.pack(">I4sQ", 1, b"mdat", len(data) + 16) + data
        else:
            storage = box(b"mdat", data) if data else b""
        meta = self.meta(start + len(storage) - len(data))
        body = (storage, meta) if file.storage_first else (meta, storage)
        return head + b"".join(body) + b"".join(file.after)

    def meta(self, origin: int) -> bytes:
        made = {name: self.file.patch.get(name) or getattr(self, name)(origin) for name in self.file.order}
        return full(b"meta", 0, 0, *made.values(), *self.file.children)

    def hdlr(self, _origin: int) -> bytes:
        return full(b"hdlr", 0, 0, bytes(4), b"pict", bytes(12), self.file.handler.encode() + b"\0")

    def pitm(self, _origin: int) -> bytes:
        wide = self.file.primary > 0xFFFF
        return full(b"pitm", int(wide), 0, struct.pack(">I" if wide else ">H", self.file.primary))

    def iinf(self, _origin: int) -> bytes:
        rows = [self.infe(item) for item in self.file.items]
        return full(b"iinf", 0, 0, struct.pack(">H", len(rows)), *rows)

    def infe(self, item: Item) -> bytes:
        wide = item.id > 0xFFFF
        body = struct.pack(">I" if wide else ">H", item.id) + struct.pack(">H", int(item.protected))
        body += item.type.encode() + item.name.encode() + b"\0"
        if item.type in ("mime", "uri "):
            body += item.media.encode() + b"\0" + (item.encoding.encode() + b"\0" if item.encoding else b"")
        return full(b"infe", 3 if wide else 2, int(item.hidden), body)

    def method(self, item: Item) -> int:
        return 2 if item.within else int(item.inside)

    def iloc(self, origin: int) -> bytes:
        file = self.file
        placed = [item for item in file.items if item.id in self.places]
        version = file.version
        if version is None:
            version = 2 if self.wide else int(any(map(self.method, placed)))
        code = {4: ">I", 8: ">Q"}[file.offsets]
        indexed = any(item.within for item in placed)
        body = bytes((file.offsets * 17, file.offsets * 16 * file.base + 4 * indexed))
        body += struct.pack(">I" if version == 2 else ">H", len(placed))
        for item in placed:
            body += struct.pack(">I" if version == 2 else ">H", item.id)
            body += struct.pack(">H", self.method(item)) if version else b""
            start = 0 if self.method(item) else origin
            body += bytes(2) + (struct.pack(code, start) if file.base else b"")
            body += struct.pack(">H", len(self.places[item.id]))
            for at, size in self.places[item.id]:
                body += struct.pack(">I", 1) if indexed else b""
                body += struct.pack(code, at if file.base else start + at) + struct.pack(code, size)
        return full(b"iloc", version, 0, body)

    def iref(self, _origin: int) -> bytes:
        if not self.file.references:
            return b""
        rows = [
            box(
                one.type,
                self.number(one.source),
                struct.pack(">H", len(one.targets)),
                *map(self.number, one.targets),
            )
            for one in self.file.references
        ]
        return full(b"iref", int(self.wide), 0, *rows)

    def iprp(self, _origin: int) -> bytes:
        listed = dict.fromkeys(one for item in self.file.items for one in item.properties)
        numbers = {one: index for index, one in enumerate(listed, 1)}
        body, count = b"", 0
        for item in sorted(self.file.items, key=lambda one: one.id):
            if item.properties:
                rows = [numbers[one] | 0x80 * (one[4:8] in item.essential) for one in item.properties]
                body += self.number(item.id) + bytes((len(rows), *rows))
                count += 1
        ipma = full(b"ipma", int(self.wide), 0, struct.pack(">I", count), body)
        return box(b"iprp", box(b"ipco", *listed, *self.file.properties), ipma)

    def idat(self, _origin: int) -> bytes:
        return box(b"idat", bytes(self.stores[True])) if self.stores[True] else b""

    def grpl(self, _origin: int) -> bytes:
        return box(b"grpl", *self.file.groups) if self.file.groups else b""


def group(kind: bytes, number: int, *members: int) -> bytes:
    """A group of items."""
    return full(kind, 0, 0, struct.pack(f">II{len(members)}I", number, len(members), *members))
