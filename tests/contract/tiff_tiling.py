"""TIFF 6.0 as far as laws 1 and 2 need it. For tests alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from contract.claims import NOTHING, Claim, Tiling, tile
from exifguard._cursor import Cursor
from exifguard._recipe import Recipe
from exifguard._source import Source
from exifguard.containers import NO_CHANGES, Changes
from exifguard.containers._about import About, Frames
from exifguard.errors import MalformedError, UnsupportedError
from exifguard.limits import Limits
from exifguard.model import Action, Block, Format, Parts, Role, Span
from exifguard.structures.ifd import (
    ENTRY_SIZE,
    HEADER_SIZE,
    ORDER_CODES,
    TYPES,
    Entry,
    Header,
    iter_entries,
    read_header,
)

TIFF = Format("tiff", "image/tiff", ".tif")
STRUCTURE = {
    254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 297, 317, 320, 322, 323,
    324, 325, 330, 332, 338, 339, 340, 341, 342, 347, 529, 530, 531, 532,
}  # fmt: skip
RENDERING = {274, 280, 281, 282, 283, 290, 291, 296, 301, 318, 319, 34675}
CODED = {273: 279, 324: 325}
"""Tags that hold the offsets of coded data, strips and tiles, and the tags of their sizes."""
PREVIEW = (513, 514)
SUB_PAGES = 330
SUB_TABLES = {34665: "Exif", 34853: "GPS", 40965: "Interop"}


class Table(NamedTuple):
    """A table to read: its name, its offset, and whether its tags say how the picture is stored."""

    name: str
    offset: int
    page: bool


@dataclass(frozen=True, slots=True)
class TiffParts(Parts):
    """A parsed file, with what the planner needs to know again."""

    tiling: Tiling = NOTHING
    tables: tuple[Table, ...] = ()


class _Reader:
    def __init__(self, source: Source, limits: Limits) -> None:
        self.cursor = Cursor(source, "tiff")
        self.limits = limits
        self.claims: list[Claim] = [Claim("header", Role.STRUCTURE, 0, HEADER_SIZE)]
        self.tables: list[Table] = []
        header = read_header(self.cursor.read(0, HEADER_SIZE, "header"))
        if header is None:
            raise UnsupportedError("not a plain TIFF", format="tiff", offset=0, rule="tiff-header")
        self.header: Header = header

    def read(self) -> None:
        waiting = [Table("page 1", self.header.offset, page=True)]
        while waiting:
            table = waiting.pop(0)
            before = next((other for other in self.tables if other.offset == table.offset), None)
            if before is None:
                self.limits.check("parts", len(self.tables), format="tiff")
                self.tables.append(table)
                waiting += self.table(table)
            elif before.page or table.page:  # tables of metadata may be shared, pages may not
                raise MalformedError(
                    "a page is reached twice", format="tiff", offset=table.offset, rule="ifd-loop"
                )

    def number(self, at: int, size: int, part: str) -> int:
        return int.from_bytes(self.cursor.read(at, size, part), self.header.order)

    def claim(self, owner: str, role: Role, start: int, end: int, run: str = "") -> None:
        self.limits.check("parts", len(self.claims), format="tiff", part=owner)
        self.claims.append(Claim(owner, role, start, self.cursor.need(start, end - start, owner), run))

    def table(self, table: Table) -> Iterator[Table]:
        """Claim a table, its values and its coded data; give the tables that it points to."""
        name, start = table.name, table.offset + 2
        frame = Role.STRUCTURE if table.page else Role.METADATA
        size = ENTRY_SIZE * self.number(table.offset, 2, name)
        entries = list(iter_entries(self.cursor.read(start, size, name), self.header.order, start))
        self.claim(f"{name} head", frame, table.offset, start)
        for at, (role, run) in enumerate(groupby(entries, lambda entry: _role(entry, table))):
            end = start + ENTRY_SIZE * len(list(run))
            self.claim(f"{name} entries {at + 1}", role, start, end)
            start = end
        self.claim(f"{name} link", frame, start, start + 4)
        by_tag = {entry.tag: entry for entry in reversed(entries)}
        for entry in entries:
            self.value(table, entry)
        self.coded(table, by_tag)
        yield from self.further(table, by_tag, self.number(start, 4, name))

    def value(self, table: Table, entry: Entry) -> None:
        if entry.type not in TYPES:
            raise UnsupportedError(
                "a value of an unknown type", format="tiff", offset=entry.offset, rule="type"
            )
        if entry.size > 4:
            self.claim(f"{table.name}/{entry.tag}", _role(entry, table), entry.offset, entry.end)

    def numbers(self, entry: Entry | None, part: str) -> list[int]:
        """All whole numbers of an entry."""
        if entry is None or entry.type not in (3, 4, 13):
            raise MalformedError("offsets or sizes are missing", format="tiff", part=part, rule="offsets")
        self.limits.check("parts", entry.items, format="tiff", part=part)
        code = ORDER_CODES[self.header.order] + TYPES[entry.type].code
        return [
            number for (number,) in struct.iter_unpack(code, self.cursor.read(entry.offset, entry.size, part))
        ]

    def coded(self, table: Table, by_tag: Mapping[int, Entry]) -> None:
        for tag, partner in CODED.items():
            if tag in by_tag and table.page:
                starts = self.numbers(by_tag[tag], table.name)
                sizes = self.numbers(by_tag.get(partner), table.name)
                if len(starts) != len(sizes):
                    raise MalformedError(
                        "strips without sizes", format="tiff", part=table.name, rule="offsets"
                    )
                for start, size in zip(starts, sizes, strict=True):
                    self.claim(f"{table.name} data", Role.IMAGE, start, start + size, table.name)
        if PREVIEW[0] in by_tag:
            start, size = (self.numbers(by_tag.get(tag), table.name)[0] for tag in PREVIEW)
            self.claim(f"{table.name} preview", Role.EMBEDDED, start, start + size)

    def further(self, table: Table, by_tag: Mapping[int, Entry], link: int) -> Iterator[Table]:
        for tag, name in SUB_TABLES.items():
            if tag in by_tag:
                offset = self.numbers(by_tag[tag], table.name)[0]
                yield Table(f"{table.name} {name}", offset, page=False)
        if SUB_PAGES in by_tag and table.page:
            for number, offset in enumerate(self.numbers(by_tag[SUB_PAGES], table.name), 1):
                yield Table(f"{table.name}.{number}", offset, page=True)
        if link:
            yield Table(f"page {len(self.tables) + 1}", link, page=table.page)


def _role(entry: Entry, table: Table) -> Role:
    if not table.page:
        return Role.METADATA
    if entry.tag in STRUCTURE:
        return Role.STRUCTURE
    return Role.RENDERING if entry.tag in RENDERING else Role.METADATA


class TiffTiling:
    """Tiles TIFF; see `Container`."""

    format = TIFF
    exif_says_colour = False
    about = About((), Frames.ONE, "", "", "")

    def matches(self, head: bytes) -> bool:
        return read_header(head) is not None

    def parse(
        self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False
    ) -> TiffParts:
        reader = _Reader(source, limits)
        reader.read()
        tiling = tile(source.size, reader.claims, "tiff", limits)
        tables = tuple(reader.tables)
        return TiffParts(TIFF, source.size, tiling.parts, _blocks(tiling), tiling=tiling, tables=tables)

    def can_hold(self, block: Block, size: int) -> bool:
        return False

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        if changes != NO_CHANGES or {*actions} - {Action.KEEP}:
            raise UnsupportedError("only whole files are laid out here", format="tiff", rule="test-only")
        return Recipe(source, [Span(part.start, part.end) for part in parts.parts])


def _blocks(tiling: Tiling) -> tuple[Block, ...]:
    """All metadata of the file as one block; its spans lie apart and joined they are no TIFF."""
    found = [(i, part) for i, part in enumerate(tiling.parts) if part.role is Role.METADATA]
    spans = tuple(Span(part.start, part.end) for _, part in found)
    return (Block("exif", "exif", spans, tuple(i for i, _ in found)),) if found else ()
