"""Claims and blocks of a TIFF: whose bytes are which, and what codecs are to read."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final

from ..errors import ExifguardError, LimitExceededError
from ..model import Role, Span
from ..structures.blocks import BOUND as BOUND
from ..structures.ifd import TYPES, Entry
from ..structures.ifd_layout import Row
from . import _tiff_tags as tags
from ._tiff_claims import HEADER, METADATA, PAGE, PROFILE, REDUCED, Claim, Owner
from ._tiff_exif import Node, compact
from ._tiff_streams import Cut, find_cuts, jpeg_cuts
from ._tiff_tables import Page, Table, Tables

LARGE: Final = 1 << 20
"""Bytes of a value from which it is a block of its own, which is not read: layers, somebody's tables."""
LAYERS: Final = "unread layers"
"""The kind of Photoshop's layers in a TIFF."""
UNREAD_PICTURE: Final = "unread picture"
"""The kind of a page that may go and whose coding nobody can walk."""
_SOI: Final = b"\xff\xd8"
_STUB: Final = 4096
_DEEPEST: Final = 3
_LONG: Final = 4
_IPTC_MARK: Final = b"\x1c"
_POINTER_TYPES: Final = frozenset((3, 4, 13, 16, 18))


class Claims:
    """Collects the claims of all pages."""

    def __init__(self, tables: Tables, *, streams: bool) -> None:
        self.tables = tables
        self.limits = tables.limits
        self.streams = streams
        form = tables.form
        self.claims = [Claim(0, form.header, Role.STRUCTURE, HEADER)]
        self.owners: list[Owner] = []
        self.data: list[Span] = []
        self.seen: set[tuple[int, int]] = set()
        self.read: set[int] = set()
        self.repeated = 0
        self.entries = 0
        self.walked: dict[Span, list[Span]] = {}
        self.nodes: dict[int, Node] = {}
        self.of_raw = False
        """True for a camera raw other than DNG."""
        self.by_page: dict[int, dict[int, Owner]] = {}
        """Owners by the tag that they are written under, 0 for what becomes EXIF, by the page's table."""

    def claim(self, start: int, end: int, role: Role, name: str, owner: Owner | None = None) -> None:
        """Note a claim, as far as it lies in the file."""
        self.limits.check("parts", len(self.claims), format="tiff")
        end = min(end, self.tables.cursor.end)
        self.claims.append(Claim(start, end, role, name, owner))
        if owner is not None and end > start:
            owner.spans.append(Span(start, end))

    def own(self, kind: str, path: str, wrap: str = "") -> Owner:
        """A new block."""
        owner = Owner(kind, path, wrap=wrap)
        self.owners.append(owner)
        return owner

    # -- a page -----------------------------------------------------------------------------------

    def page(self, page: Page, prefix: str) -> None:
        """All that belongs to a page, but the pages inside it."""
        picture = self.picture(page, prefix) if page.role is Role.EMBEDDED else None
        role, name = (Role.STRUCTURE, PAGE) if picture is None else (Role.EMBEDDED, REDUCED)
        self.frame(page.table, role, name, picture)
        repeated: Owner | None = None
        exif, owners = Node(), self.by_page.setdefault(page.table.offset, {})
        for entry, place in self.tables.places(page.table):
            if self.is_needed(page, entry):
                self.claim(*place, role, name, picture)
                if entry.tag == tags.JPEG_TABLES:
                    self.jpeg_tables(page, entry, prefix, Claim(0, 0, role, name, picture))
                else:
                    self.value(page, entry, role, name, picture)
            elif entry.tag in page.rows:
                repeated = repeated or self.own("slack", f"{prefix}repeated")
                self.claim(*place, Role.METADATA, METADATA, repeated)
                if entry.size > self.tables.form.number and self.tables.sound(entry):
                    self.claim(entry.offset, entry.end, Role.METADATA, METADATA, repeated)
            elif not self.block(page, entry, place, prefix, owners):
                self.metadata(entry, place, exif)
        self.stored(page, picture, prefix)
        if exif.entries:
            self.nodes[page.table.offset] = exif
            self.exif(exif, prefix, owners, "" if picture is None else BOUND)

    def is_needed(self, page: Page, entry: Entry) -> bool:
        """True for an entry that the picture is shown by."""
        if entry.tag in tags.LAID_OUT or entry.tag in (tags.SUB_PAGES, tags.JPEG_TABLES):
            return True
        return entry.tag in page.rows and entry is page.first[entry.tag]

    def picture(self, page: Page, prefix: str) -> Owner:
        """The block of a page that may go."""
        kind = "picture" if page.thumbnail else "coded picture"
        page.block = len(self.owners)
        owner = self.own(kind, f"{prefix}thumbnail" if page.thumbnail else f"{prefix}picture")
        if page.thumbnail:
            self.claim(*page.thumbnail, Role.EMBEDDED, REDUCED, owner)
        return owner

    def frame(self, table: Table, role: Role, name: str, owner: Owner | None = None) -> None:
        """The count and the link of a table."""
        form = self.tables.form
        start = table.offset + form.counter
        end = start + len(table.entries) * form.entry
        self.claim(table.offset, start, role, name, owner)
        self.claim(end, table.end, role, name, owner)

    def value(self, page: Page, entry: Entry, role: Role, name: str, owner: Owner | None) -> None:
        """The value of an entry that the picture needs."""
        row = page.rows.get(entry.tag)
        if row is not None:
            size = row.items * TYPES[row.type].size
        elif self.tables.sound(entry):
            size = entry.size
        else:
            return
        if entry.size > self.tables.form.number:
            self.claim(entry.offset, entry.offset + size, role, name, owner)

    # -- coded data -------------------------------------------------------------------------------

    def stored(self, page: Page, picture: Owner | None, prefix: str) -> None:
        """Strips, tiles and streams."""
        coding = self.tables.scalar(page, tags.COMPRESSION, tags.NONE)
        spans = [span for run in page.runs.values() for span in run.spans()]
        spans += [span for group in page.pointers.values() for span in group]
        for span in spans:
            known = span in self.walked
            if not known:
                self.walked[span] = list(self.cut(span, coding, prefix, picture))
            if picture is None:
                self.data += () if known else self.walked[span]
                continue
            page.coded += self.walked[span]
            for piece in self.walked[span]:
                self.claim(*piece, Role.EMBEDDED, REDUCED, picture)

    def cut(self, span: Span, coding: int, prefix: str, picture: Owner | None) -> Iterator[Span]:
        """A strip without what is no part of its picture."""
        at = span.start
        for cut in self.find(span, coding, picture):
            self.add_cut(cut, prefix)
            yield Span(at, cut.span.start)
            at = cut.span.end
        yield Span(at, span.end)

    def find(self, span: Span, coding: int, picture: Owner | None) -> list[Cut]:
        """What is to be cut out; a picture that may go is not refused, but it may hold anything."""
        try:
            return list(find_cuts(self.tables.cursor, coding, span, streams=self.streams))
        except LimitExceededError:
            raise
        except ExifguardError as error:
            if picture is None:
                self.tables.fault(error)
            else:
                picture.kind = UNREAD_PICTURE
            return []

    def add_cut(self, cut: Cut, prefix: str) -> None:
        owner = self.own(cut.kind, prefix + cut.path, BOUND)
        self.claim(*cut.span, Role.METADATA, METADATA, owner)
        owner.spans = [cut.payload]

    def jpeg_tables(self, page: Page, entry: Entry, prefix: str, like: Claim) -> None:
        """The tables that all strips share, without what is no table; claimed as `like` says."""
        if not self.tables.sound(entry) or entry is not page.first[entry.tag]:
            return
        span = Span(entry.offset, entry.end)
        at, data = span.start, b""
        for cut in jpeg_cuts(self.tables.cursor, span, streams=self.streams):
            self.add_cut(cut, prefix)
            self.claim(at, cut.span.start, *like[2:])
            data += self.tables.cursor.read(at, cut.span.start - at, "JPEGTables")
            at = cut.span.end
        self.claim(at, span.end, *like[2:])
        data += self.tables.cursor.read(at, span.end - at, "JPEGTables")
        page.rows[entry.tag] = Row(entry.tag, entry.type, len(data), data)

    # -- metadata ---------------------------------------------------------------------------------

    def block(self, page: Page, entry: Entry, place: Span, prefix: str, owners: dict[int, Owner]) -> bool:
        """An entry whose value is a block of its own; False for the others."""
        kind = tags.BLOCKS.get(entry.tag)
        sound = self.tables.sound(entry)
        if sound and self.of_raw and entry.tag == tags.PANASONIC_JPEG:
            kind = "picture" if self.tables.raw(entry, 2) == _SOI else None
        large = sound and entry.size > LARGE and entry.tag not in (*tags.TABLES, tags.MAKER_NOTE)
        if not sound or not (large or kind) or entry.size <= self.tables.form.number:
            return False
        profile = kind == "icc" and page.role is Role.STRUCTURE and entry is page.first[entry.tag]
        if kind is None:
            kind = LAYERS if entry.tag == tags.LAYERS else "unknown"
        wrap = BOUND if page.role is Role.EMBEDDED else ""
        name = kind if kind == "picture" else tags.BLOCKS.get(entry.tag, f"0x{entry.tag:04x}")
        owner = self.own(kind, prefix + name, wrap)
        if profile:
            self.claim(*place, Role.STRUCTURE, PAGE)
            self.claim(entry.offset, entry.end, Role.RENDERING, PROFILE, owner)
        else:
            self.claim(entry.offset, entry.end, Role.METADATA, METADATA, owner)
            self.claim(*place, Role.METADATA, METADATA, owner)
            owner.spans.pop()
        if kind in (LAYERS, "unknown"):
            owner.pieces = (Span(entry.offset, entry.offset + min(entry.size, _STUB)),)
        if kind == "iptc" and entry.type == _LONG:
            owner.pieces = self.turned(entry)
        owners.setdefault(entry.tag, owner)
        return True

    def turned(self, entry: Entry) -> tuple[Span | bytes, ...]:
        """IPTC that was written as numbers of the other byte order, put right; nothing for other IPTC."""
        if entry.size > LARGE or self.tables.raw(entry, 1)[::-1][:1] != _IPTC_MARK:
            return ()
        words = array("I", self.tables.raw(entry))
        words.byteswap()
        return (words.tobytes(),)

    def metadata(self, entry: Entry, place: Span, node: Node, depth: int = 0) -> None:
        """An entry of an EXIF block, and the table that it may point to."""
        self.charge(entry)
        node.entries.append(entry)
        node.places.append(place)
        if (
            entry.tag in tags.TABLES
            and entry.type in _POINTER_TYPES
            and entry.items == 1
            and depth < _DEEPEST
        ):
            offset = (self.tables.numbers(entry) or (0,))[0]
            table = self.tables.table(offset) if entry.tag not in node.children else None
            if table is None:
                return
            child = node.children[entry.tag] = Node()
            if offset in self.read:
                self.entries += len(table.entries)
                self.limits.check("fields", self.entries, format="tiff")
            self.read.add(offset)
            node.frames.append(table)
            for inner, where in self.tables.places(table):
                self.metadata(inner, where, child, depth + 1)

    def charge(self, entry: Entry) -> None:
        """Values that are told again and again are bounded."""
        key = entry.offset, entry.size
        if key in self.seen and self.tables.sound(entry):
            self.repeated += entry.size
            self.limits.check("block_bytes", self.repeated, format="tiff", part="metadata")
        self.seen.add(key)

    def exif(self, node: Node, prefix: str, owners: dict[int, Owner], wrap: str) -> None:
        """The block of what is neither needed nor a block of another kind."""
        owner = self.own("exif", f"{prefix}exif", wrap)
        self.claim_node(node, owner)
        owner.pieces = compact(self.tables.cursor, node, self.tables.form.order)
        owners[0] = owner

    def claim_node(self, node: Node, owner: Owner) -> None:
        """Claim entries, values and tables."""
        for entry, place in zip(node.entries, node.places, strict=True):
            self.claim(*place, Role.METADATA, METADATA, owner)
            if entry.size > self.tables.form.number and self.tables.sound(entry):
                self.claim(entry.offset, entry.end, Role.METADATA, METADATA, owner)
        for table in node.frames:
            self.frame(table, Role.METADATA, METADATA, owner)
        for child in node.children.values():
            self.claim_node(child, owner)
