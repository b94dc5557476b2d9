"""TIFF and BigTIFF files: pages of strips or tiles, whatever is said about them, in either byte order."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from builders.tiff import ASCII, BYTE, LONG, RATIONAL, SHORT, UNDEFINED, Entry, Ifd

LONG8, IFD8 = 16, 18
CODES = {BYTE: "B", ASCII: "B", SHORT: "H", LONG: "I", RATIONAL: "I", UNDEFINED: "B", 9: "i", 10: "i"}
CODES |= {11: "f", 12: "d", 13: "I", LONG8: "Q", IFD8: "Q", 6: "b", 8: "h", 17: "q"}
SIZES = {kind: struct.calcsize(code) * (2 if kind in (RATIONAL, 10) else 1) for kind, code in CODES.items()}
STRIPS, TILES, SUB_PAGES, JPEG_TABLES = (273, 279), (324, 325), 330, 347
COMPRESSION, SUBFILE_TYPE = 259, 254


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        entries: its values, but for what follows.
        data: strips or tiles; None stands for one that is not stored.
        places: the tags of their offsets and sizes.
        children: tables of metadata by tag.
        subs: pages inside it.
        linked: these are linked to each other besides.
        gaps: bytes before each strip.
        sizes: stand for the true sizes.
    """

    entries: tuple[Entry, ...] = ()
    data: tuple[bytes | None, ...] = ()
    places: tuple[int, int] = STRIPS
    children: Mapping[int, Ifd] = field(default_factory=dict)
    subs: tuple[Page, ...] = ()
    linked: bool = False
    gaps: bytes = b""
    sizes: tuple[int, ...] | None = None
    slack: bytes = b""

    def value(self, tag: int) -> Entry:
        """The entry for a tag."""
        return next(entry for entry in self.entries if entry.tag == tag)

    def put(self, *entries: Entry) -> Page:
        """With these entries, instead of those for the same tags."""
        new = {entry.tag for entry in entries}
        return replace(self, entries=(*(one for one in self.entries if one.tag not in new), *entries))

    def drop(self, *tags: int) -> Page:
        """Without the entries for these tags."""
        return replace(self, entries=tuple(one for one in self.entries if one.tag not in tags))


def pack(entry: Entry, order: str) -> bytes:
    """The bytes of a value."""
    if isinstance(entry.units, bytes):
        return entry.units
    return struct.pack(f"{_sign(order)}{len(entry.units)}{CODES[entry.kind]}", *entry.units)


def _sign(order: str) -> str:
    return "<" if order == "II" else ">"


class _Writer:
    def __init__(self, order: str, big: bool) -> None:
        self.order, self.big = order, big
        self.number = "Q" if big else "I"
        self.room = 8 if big else 4
        self.data = bytearray()

    def pack(self, code: str, *values: int) -> bytes:
        return struct.pack(_sign(self.order) + code, *values)

    def align(self) -> int:
        self.data += bytes(len(self.data) % 2)
        return len(self.data)

    def push(self, data: bytes) -> int:
        at = self.align()
        self.data += data
        return at

    def offsets(self, tag: int, values: Sequence[int]) -> Entry:
        return Entry(tag, LONG8 if self.big else LONG, tuple(values))

    def table(self, entries: Iterable[Entry], link: int = 0) -> tuple[int, int]:
        """Write a table; its offset, and where its link stands, come back."""
        rows = []
        for entry in sorted(entries, key=lambda one: one.tag):
            raw = pack(entry, self.order)
            units = len(raw) // SIZES.get(entry.kind, 1)
            if entry.offset is not None:
                raw = self.pack(self.number, entry.offset)
            elif len(raw) > self.room:
                raw = self.pack(self.number, self.push(raw))
            count = units if entry.declared is None else entry.declared
            rows.append(
                self.pack("HH" + self.number, entry.tag, entry.kind, count) + raw.ljust(self.room, b"\0")
            )
        at = self.push(self.pack("Q" if self.big else "H", len(rows)) + b"".join(rows))
        self.data += self.pack(self.number, link)
        return at, len(self.data) - self.room

    def link(self, place: int, target: int) -> None:
        self.data[place : place + self.room] = self.pack(self.number, target)

    def ifd(self, ifd: Ifd) -> int:
        """A table of metadata, and those below it."""
        below = [self.offsets(tag, [self.ifd(child)]) for tag, child in ifd.children.items()]
        return self.table([*ifd.entries, *below])[0]

    def page(self, page: Page) -> tuple[int, int]:
        """A page, and those inside it."""
        starts, sizes = [], []
        for one in page.data:
            if one is not None:
                self.data += page.gaps
            starts.append(len(self.data) if one is not None else 0)
            sizes.append(len(one or b""))
            self.data += one or b""
        self.data += page.slack
        extra = [self.offsets(tag, [self.ifd(child)]) for tag, child in page.children.items()]
        if page.data:
            extra.append(self.offsets(page.places[0], starts))
            extra.append(Entry(page.places[1], LONG, tuple(page.sizes if page.sizes is not None else sizes)))
        if page.subs:
            extra.append(self.offsets(SUB_PAGES, self.chain(page.subs, linked=page.linked)))
        return self.table([*page.entries, *extra])

    def chain(self, pages: Iterable[Page], *, linked: bool) -> list[int]:
        places = [self.page(page) for page in pages]
        if linked:
            for (_, place), (target, _) in pairwise(places):
                self.link(place, target)
        return [at for at, _ in places]


def build(
    *pages: Page,
    order: str = "II",
    big: bool = False,
    head: bytes = b"",
    tail: bytes = b"",
    loop: bool = False,
) -> bytes:
    """A file of these pages, data before tables.

    Args:
        pages: one after the other.
        order: ``"II"`` or ``"MM"``.
        big: BigTIFF.
        head: stands behind the header. tail: behind the end.
        loop: the last page links to the first.
    """
    writer = _Writer(order, big)
    mark = writer.pack("HHH", 43, 8, 0) if big else writer.pack("H", 42)
    writer.data += order.encode() + mark + bytes(writer.room) + head
    starts = writer.chain(pages, linked=True)
    writer.link(8 if big else 4, starts[0])
    if loop:
        writer.link(len(writer.data) - writer.room, starts[0])
    return bytes(writer.data) + tail


def split(data: bytes) -> tuple[Page, ...]:
    """The pages of a sound file without pages inside others; values are bytes as stored."""
    sign, big = ("<" if data[:2] == b"II" else ">"), data[2:4] in (b"+\0", b"\0+")
    room, number = (8, "Q") if big else (4, "I")
    (at,) = struct.unpack_from(sign + number, data, 8 if big else 4)
    pages = []
    while at:
        (count,) = struct.unpack_from(sign + ("Q" if big else "H"), data, at)
        start = at + (8 if big else 2)
        step = 20 if big else 12
        entries = []
        for index in range(count):
            place = start + index * step
            tag, kind, items = struct.unpack_from(sign + "HH" + number, data, place)
            size = items * SIZES[kind]
            value = place + step - room
            if size > room:
                (value,) = struct.unpack_from(sign + number, data, value)
            entries.append(Entry(tag, kind, data[value : value + size]))
        pages.append(_page(entries, sign, data))
        (at,) = struct.unpack_from(sign + number, data, start + count * step)
    return tuple(pages)


def numbers(entry: Entry, sign: str = "<") -> tuple[int, ...]:
    """The numbers of an entry."""
    assert isinstance(entry.units, bytes)
    return struct.unpack(f"{sign}{len(entry.units) // SIZES[entry.kind]}{CODES[entry.kind]}", entry.units)


def _page(entries: Sequence[Entry], sign: str, data: bytes) -> Page:
    by_tag = {entry.tag: entry for entry in entries}
    places = next(pair for pair in (STRIPS, TILES) if pair[0] in by_tag)
    starts, sizes = (numbers(by_tag[tag], sign) for tag in places)
    coded = tuple(data[at : at + size] for at, size in zip(starts, sizes, strict=True))
    rest = tuple(entry for entry in entries if entry.tag not in places)
    return Page(rest, coded, places)
