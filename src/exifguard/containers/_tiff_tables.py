"""Reading the tables of a TIFF: pages in chains, pages inside pages, tables of metadata."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .._cursor import Cursor
from ..errors import ExifguardError, LimitExceededError, MalformedError, TruncatedError
from ..limits import Limits
from ..model import Role, Span
from ..structures.ifd import TYPES, WHOLE_NUMBERS, Entry, Form, iter_entries, read_whole
from ..structures.ifd_layout import Row
from . import _tiff_tags as tags

MOST_STRIPS: Final = 1 << 20
"""Strips and tiles of one file; a scan of a whole slide has 200,000."""
_SPARE_ENTRIES: Final = 4096


class Table(NamedTuple):
    """A table: where it is, its entries, the offset of the next one, where it ends with its link."""

    offset: int
    entries: tuple[Entry, ...]
    link: int
    end: int


class Run(NamedTuple):
    """Strips or tiles: where each begins and ends, in the order of the table; a missing one is empty."""

    starts: array[int]
    ends: array[int]

    def spans(self) -> Iterator[Span]:
        """Those that are there."""
        return (Span(*pair) for pair in zip(self.starts, self.ends, strict=True) if pair[0] < pair[1])


@dataclass(slots=True, eq=False)
class Page:
    """One picture of the file.

    Attributes:
        name: for people: ``page 2``, ``page 1.1`` for the first inside the first.
        table: its table.
        role: STRUCTURE for a page that stays; EMBEDDED for a smaller copy of one, and what is no picture.
        first: the first entry for each tag.
        rows: the entries that are kept as they are.
        runs: strips or tiles, by the tag of their offsets.
        pointers: offsets of other coded data, by tag, for old-style JPEG.
        thumbnail: a JPEG file that is all the page has.
        chains: pages inside it.
        levels: sizes of the pyramid that it is the base of.
        block: index of the block that it is, for one that may go.
        coded: the spans of its coded picture, without what is cut out of it, for one that may go.
        scalars: first numbers of entries, once they were read.
    """

    name: str
    table: Table
    role: Role = Role.STRUCTURE
    first: dict[int, Entry] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    pointers: dict[int, list[Span]] = field(default_factory=dict)
    thumbnail: Span | None = None
    chains: list[list[Page]] = field(default_factory=list)
    levels: list[tuple[int, int]] = field(default_factory=list)
    block: int = -1
    coded: list[Span] = field(default_factory=list)
    scalars: dict[int, int] = field(default_factory=dict)

    def walk(self) -> Iterator[Page]:
        """It and the pages inside it."""
        yield self
        for chain in self.chains:
            for page in chain:
                yield from page.walk()


class Tables:
    """Reads tables, each once."""

    def __init__(self, cursor: Cursor, form: Form, limits: Limits, *, lenient: bool) -> None:
        self.cursor = cursor
        self.form = form
        self.limits = limits
        self.lenient = lenient
        self.notes: list[str] = []
        self.damaged = False
        self.known: dict[int, Table] = {}
        self.entries = 0
        self.pages = 0
        self.visited: set[int] = set()
        self.kept = tags.KEPT
        """The entries that a page is shown by."""
        self.aside: frozenset[int] | None = None
        """The kinds of pages that go from a camera raw; None where small pages may be levels of a pyramid."""

    # -- damage -----------------------------------------------------------------------------------

    def fault(self, error: ExifguardError) -> None:
        """Raise an error, or note it where the file is only inspected."""
        if not self.lenient or isinstance(error, LimitExceededError):
            raise error
        self.damaged = True
        self.notes.append(f"damaged: {error}")

    def fail(self, message: str, offset: int, rule: str, part: str = "page") -> None:
        """Report a broken rule."""
        self.fault(MalformedError(message, format="tiff", offset=offset, part=part, rule=rule))

    # -- tables -----------------------------------------------------------------------------------

    def number(self, at: int, size: int) -> int:
        """A whole number at `at`."""
        return int.from_bytes(self.cursor.read(at, size, "table"), self.form.order)

    def table(self, offset: int) -> Table | None:
        """The table at `offset`; None where it cannot be read."""
        if offset in self.known:
            return self.known[offset]
        form, end = self.form, self.cursor.end
        if not 0 < offset <= end - form.counter:
            return None
        count = self.number(offset, form.counter)
        start = offset + form.counter
        fitting = min(count, (end - start) // form.entry)
        self.entries += fitting
        if self.entries > end // form.entry + _SPARE_ENTRIES:
            raise MalformedError("tables overlap", format="tiff", offset=offset, rule="ifd-overlap")
        if fitting < count:
            self.fault(
                TruncatedError("a table runs past the end", format="tiff", offset=offset, rule="ifd-bounds")
            )
        stop = start + fitting * form.entry
        raw = self.cursor.read(start, stop - start, "table")
        linked = fitting == count and stop + form.number <= end
        link = self.number(stop, form.number) if linked else 0
        entries = tuple(iter_entries(raw, form.order, start, big=form.big))
        table = Table(offset, entries, link, min(stop + form.number, end))
        self.known[offset] = table
        return table

    def places(self, table: Table) -> Iterator[tuple[Entry, Span]]:
        """The entries of a table, and where each stands."""
        form = self.form
        at = table.offset + form.counter
        for entry in table.entries:
            yield entry, Span(at, at + form.entry)
            at += form.entry

    def pages_from(
        self, offset: int, name: str, first: int = 1, depth: int = 0, listed: Sequence[int] = ()
    ) -> list[Page]:
        """The chain of pages that begins at `offset`, and the pages inside them.

        Args:
            offset: of the first table.
            name, first: what the pages are called, and the number of the first.
            depth: how deep they are inside others.
            listed: tables that are named beside the first one: some writers link them as well.
        """
        self.limits.check("depth", depth, format="tiff")
        chain: list[Page] = []
        while offset:
            if offset in self.visited:
                self.fail("a page is reached twice", offset, "ifd-loop")
                break
            table = self.table(offset)
            if table is None:
                if not chain and not depth:
                    self.fail("the first table is not in the file", offset, "ifd-bounds")
                self.notes.append("a table that is not in the file was left out")
                break
            self.visited.add(offset)
            self.pages += 1
            self.limits.check("parts", self.pages, format="tiff")
            label = f"{name}{len(chain) + first}"
            page = Page(label, table)
            for entry in table.entries:
                page.first.setdefault(entry.tag, entry)
            chain.append(page)
            inner_starts = self.numbers(page.first.get(tags.SUB_PAGES))
            for start in inner_starts:
                inside = sum(map(len, page.chains))
                inner = self.pages_from(start, f"{label}.", inside + 1, depth + 1, inner_starts)
                if inner:
                    page.chains.append(inner)
            offset = 0 if table.link in listed else table.link
        return chain

    # -- values -----------------------------------------------------------------------------------

    def sound(self, entry: Entry) -> bool:
        """True for a value that lies in the file."""
        return entry.type in TYPES and bool(entry.items) and entry.end <= self.cursor.end

    def raw(self, entry: Entry, most: int | None = None) -> bytes:
        """The bytes of a value, of its first `most` items."""
        size = entry.size if most is None else min(entry.size, most * TYPES[entry.type].size)
        return self.cursor.read(entry.offset, size, "value")

    def numbers(self, entry: Entry | None) -> Sequence[int]:
        """All whole numbers of an entry; none where it is damaged or holds something else."""
        if entry is None or entry.type not in WHOLE_NUMBERS or not self.sound(entry):
            return ()
        if entry.items > MOST_STRIPS:
            raise LimitExceededError(
                "too many strips or tiles", limit="parts", format="tiff", offset=entry.offset
            )
        return read_whole(self.raw(entry), entry.type, self.form.order)

    def scalar(self, page: Page, tag: int, default: int) -> int:
        """The first number of an entry."""
        if tag not in page.scalars:
            entry = page.first.get(tag)
            if entry is None or entry.type not in WHOLE_NUMBERS or not self.sound(entry):
                return default
            page.scalars[tag] = read_whole(self.raw(entry, 1), entry.type, self.form.order)[0]
        return page.scalars[tag]
