"""Camera raws whose makers hide offsets: what can be changed in them is little, and all else is not ours.

GPS tables, UTC offsets, XMP, IPTC and Photoshop's resources stand in tables of TIFF, where they can be taken
out without moving a byte. Everything else, maker notes and bytes that nobody names too, is the maker's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .._source import Source
from ..errors import UnsupportedError
from ..limits import Limits
from ..model import Block, Format, Role, Span
from ..structures.ifd import Entry
from . import _tiff_tags as tags
from ._tiff_claims import METADATA, PAGE, Claim, Owner, Tiling, minus, united
from ._tiff_exif import Node, compact
from ._tiff_layout import TiffParts
from ._tiff_tables import Page, Table, Tables

RAW_DATA: Final = "raw data"
_ZONES: Final = frozenset((0x882A, 0x9010, 0x9011, 0x9012))
"""TimeZoneOffset and OffsetTime*: Exif 3.0 clause 4.6.5, TIFF/EP."""
_BLOCKS: Final = {tag: tags.BLOCKS[tag] for tag in (tags.XMP, tags.IPTC, tags.PHOTOSHOP)} | {
    tags.PANASONIC_JPEG: "picture"
}
_SOI: Final = b"\xff\xd8"


def read_bound(
    form: Format, source: Source, tables: Tables, chain: Sequence[Page], limits: Limits, bound: str
) -> TiffParts:
    """The parts of such a raw: what can be changed, and what is the maker's.

    Args:
        form: the format.
        source: the file.
        tables: what reads its tables.
        chain: its pages.
        limits: what it may cost.
        bound: see `Parts.bound`.

    Raises:
        UnsupportedError: what can be changed shares its bytes with something else.
    """
    return _Bound(source, tables, limits).read(form, chain, bound)


class _Bound:
    def __init__(self, source: Source, tables: Tables, limits: Limits) -> None:
        self.source = source
        self.tables = tables
        self.limits = limits
        self.claims: list[Claim] = []
        self.owners: list[Owner] = []
        self.nodes: dict[int, Node] = {}
        self.by_page: dict[int, dict[int, Owner]] = {}
        self.touched: list[Table] = []

    def read(self, form: Format, chain: Sequence[Page], bound: str) -> TiffParts:
        self.claim(0, self.tables.form.header, None, RAW_DATA)
        for page in (page for root in chain for page in root.walk()):
            self.page(page, "" if page is chain[0] else f"{page.name}/")
        tiling = Tiling(self.source, self.claims, (), self.limits)
        gaps = tiling.tile(strict=True)
        theirs = {index for owner in gaps for index in owner.parts}
        parts = tuple(
            part._replace(name=RAW_DATA, role=Role.STRUCTURE)
            if index in theirs or (part.role is not Role.METADATA and part.name != PAGE)
            else part
            for index, part in enumerate(tiling.parts)
        )
        ours = united(Span(p.start, p.end) for p in parts if p.name != RAW_DATA)
        wanted = [span for owner in self.owners for span in owner.spans]
        wanted += [Span(table.offset, table.end) for table in self.touched]
        if any(minus(united(wanted), ours)):
            raise UnsupportedError(
                "what would go shares bytes with what is the camera maker's",
                format=form.name,
                rule="shared-storage",
            )
        indices = {id(owner): index for index, owner in enumerate(self.owners)}
        return TiffParts(
            form,
            self.source.size,
            parts,
            tuple(map(_block, self.owners)),
            tuple(dict.fromkeys(self.tables.notes)),
            frozenset({METADATA, PAGE}),
            shown=tuple(self.rest()),
            form=self.tables.form,
            raw=bound,
            chain=tuple(chain),
            nodes=self.nodes,
            written={
                at: {tag: indices[id(owner)] for tag, owner in owners.items()}
                for at, owners in self.by_page.items()
            },
            bound=bound,
        )

    def rest(self) -> Iterator[tuple[int, tuple[bytes, ...]]]:
        """The entries of changed tables that are the maker's, as stored."""
        mine = (entry for node in self.nodes.values() for entry in node.walk())
        changed = {id(entry) for entry in mine if entry.tag != tags.EXIF_TABLE}
        for table in self.touched:
            rows = (
                self.source.read(*_range(place))
                for entry, place in self.tables.places(table)
                if id(entry) not in changed and entry.tag not in _BLOCKS
            )
            yield table.offset, tuple(rows)

    # -- claims -----------------------------------------------------------------------------------

    def claim(self, start: int, end: int, owner: Owner | None, name: str) -> None:
        """Note whose bytes these are, as far as they lie in the file."""
        end = min(end, self.source.size)
        if end > start:
            role = Role.STRUCTURE if owner is None else Role.METADATA
            self.claims.append(Claim(start, end, role, name, owner))
            if owner is not None:
                owner.spans.append(Span(start, end))

    def value(self, entry: Entry, owner: Owner | None) -> None:
        """The value of an entry, where it does not stand in it."""
        if entry.size > self.tables.form.number and self.tables.sound(entry):
            self.claim(entry.offset, entry.end, owner, RAW_DATA if owner is None else METADATA)

    def frame(self, table: Table, owner: Owner | None) -> None:
        """The count and the link of a table."""
        form = self.tables.form
        start = table.offset + form.counter
        end = start + len(table.entries) * form.entry
        for one in ((table.offset, start), (end, table.end)):
            self.claim(*one, owner, PAGE if owner is None else METADATA)

    def page(self, page: Page, prefix: str) -> None:
        """A page: its table, its values, its strips."""
        owners: dict[int, Owner] = {}
        node, exif = Node(), Owner("exif", f"{prefix}exif")
        self.by_page[page.table.offset] = owners
        for entry, place in self.tables.places(page.table):
            if entry.tag in _BLOCKS and entry.tag not in owners and self.is_block(entry):
                kind = _BLOCKS[entry.tag]
                owner = owners[entry.tag] = Owner(kind, prefix + kind)
                self.owners.append(owner)
                self.claim(*place, owner, METADATA)
                owner.spans.clear()
                self.value(entry, owner)
            elif entry.tag == tags.GPS_TABLE and entry.tag not in node.children:
                self.gps(entry, place, node, exif)
            else:
                self.claim(*place, None, PAGE)
                self.value(entry, None)
                if entry.tag == tags.EXIF_TABLE and entry.tag not in node.children:
                    self.exif(entry, place, node, exif)
        self.frame(page.table, None)
        self.stored(page)
        self.touched.append(page.table)
        if exif.spans:
            self.owners.append(exif)
            self.nodes[page.table.offset] = node
            owners[0] = exif
            exif.pieces = compact(self.tables.cursor, node, self.tables.form.order)

    def is_block(self, entry: Entry) -> bool:
        if not self.tables.sound(entry) or entry.size <= self.tables.form.number:
            return False
        return entry.tag != tags.PANASONIC_JPEG or self.tables.cursor.read(entry.offset, 2, "JPEG") == _SOI

    def below(self, entry: Entry) -> Table | None:
        """The table that an entry points to."""
        offsets = self.tables.numbers(entry)
        return self.tables.table(offsets[0]) if len(offsets) == 1 else None

    def gps(self, entry: Entry, place: Span, node: Node, exif: Owner) -> None:
        """The table of positions: all of it."""
        table = self.below(entry)
        self.claim(*place, exif, METADATA)
        node.entries.append(entry)
        node.places.append(place)
        if table is None:
            return
        child = node.children[entry.tag] = Node()
        node.frames.append(table)
        self.frame(table, exif)
        for inner, where in self.tables.places(table):
            child.entries.append(inner)
            child.places.append(where)
            self.claim(*where, exif, METADATA)
            self.value(inner, exif)

    def exif(self, entry: Entry, place: Span, node: Node, exif: Owner) -> None:
        """The table of EXIF: its UTC offsets."""
        table = self.below(entry)
        if table is None:
            return
        child = Node()
        self.frame(table, None)
        for inner, where in self.tables.places(table):
            if inner.tag in _ZONES:
                child.entries.append(inner)
                child.places.append(where)
            owner = exif if inner.tag in _ZONES else None
            self.claim(*where, owner, PAGE if owner is None else METADATA)
            self.value(inner, owner)
        self.touched.append(table)
        if child.entries:
            node.entries.append(entry)
            node.places.append(place)
            node.children[entry.tag] = child
            node.frames.append(table)

    def stored(self, page: Page) -> None:
        """Strips, tiles and thumbnails, as far as the tables tell: nothing that goes may lie in them."""
        for offsets, sizes in (*tags.RUNS.items(), (tags.JPEG_START, tags.JPEG_SIZE)):
            starts = self.tables.numbers(page.first.get(offsets))
            lengths = self.tables.numbers(page.first.get(sizes))
            for start, length in zip(starts, lengths, strict=False):
                self.claim(start, start + length, None, RAW_DATA)


def _range(place: Span) -> tuple[int, int]:
    return place.start, place.end - place.start


def _block(owner: Owner) -> Block:
    return Block(owner.kind, owner.path, tuple(owner.spans), tuple(owner.parts), owner.wrap, owner.pieces)
