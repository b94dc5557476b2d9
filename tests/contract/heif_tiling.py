"""HEIF as far as laws 1 and 2 need it: ISO/IEC 14496-12 (boxes) and 23008-12 (items). For tests alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from contract.claims import NOTHING, Claim, Tiling, tile
from exifguard._cursor import Cursor, View
from exifguard._recipe import Recipe
from exifguard._source import Source
from exifguard.containers import NO_CHANGES, Changes
from exifguard.containers._about import About, Frames
from exifguard.errors import MalformedError, TruncatedError, UnsupportedError
from exifguard.limits import Limits
from exifguard.model import Action, Block, Format, Parts, Role, Span

HEIC = Format("heic", "image/heic", ".heic")
IMAGES = {"hvc1", "av01", "avc1", "vvc1", "jpeg", "j2k1", "unci", "grid", "iovl", "iden", "tmap"}
STRUCTURE = {"ftyp", "hdlr", "pitm", "iinf", "iloc", "iref", "iprp", "grpl", "dinf"}
STORAGE = {"mdat", "idat"}
XMP = "application/rdf+xml"


class Box(NamedTuple):
    """One box: type, and where header and content begin and end."""

    type: str
    start: int
    content: int
    end: int


class Extent(NamedTuple):
    """One extent of an item: its bytes, and where its offset and length stand in the file."""

    start: int
    end: int
    field: int


class Item(NamedTuple):
    """One item: id, type, media type, and its extents in reading order."""

    id: int
    type: str
    media: str
    extents: tuple[Extent, ...]

    @property
    def role(self) -> Role:
        return Role.IMAGE if self.type in IMAGES else Role.METADATA

    @property
    def kind(self) -> str:
        if self.type == "Exif":
            return "exif"
        return "xmp" if self.media == XMP else "unknown"


@dataclass(frozen=True, slots=True)
class HeifParts(Parts):
    """A parsed file, with what the planner needs to know again."""

    tiling: Tiling = NOTHING
    items: tuple[Item, ...] = ()


def fail(message: str, offset: int, part: str, rule: str) -> MalformedError:
    return MalformedError(message, format="heic", offset=offset, part=part, rule=rule)


def boxes(cursor: Cursor, start: int, end: int, limits: Limits) -> Iterator[Box]:
    """The boxes in `[start, end)` (14496-12 clause 4.2.2)."""
    count = 0
    while start < end:
        limits.check("parts", count := count + 1, format="heic")
        head = cursor.read(start, 8, "box")
        size, content = int.from_bytes(head[:4], "big"), start + 8
        if size == 1:
            size, content = int.from_bytes(cursor.read(content, 8, "box"), "big"), content + 8
        elif size == 0 and end == cursor.end:
            size = end - start
        name = head[4:].decode("latin-1")
        if not content - start <= size <= end - start:
            error = TruncatedError if end == cursor.end else MalformedError
            raise error("a box is too short or too long", format="heic", offset=start, part=name, rule="box")
        yield Box(name, start, content, start + size)
        start += size


class _Reader:
    def __init__(self, source: Source, limits: Limits) -> None:
        self.cursor = Cursor(source, "heic")
        self.limits = limits
        self.claims: list[Claim] = []
        self.storage: list[Box] = []

    def view(self, box: Box) -> View:
        self.limits.check("block_bytes", box.end - box.content, format="heic", part=box.type)
        return View(self.cursor.read(box.content, box.end - box.content, box.type))

    def claim(self, box: Box) -> None:
        """Claim a box whole; of storage boxes only the header."""
        if box.type in STORAGE:
            self.storage.append(box)
            self.claims.append(Claim(f"{box.type} header", Role.STRUCTURE, box.start, box.content))
        else:
            role = Role.STRUCTURE if box.type in STRUCTURE else Role.UNKNOWN
            self.claims.append(Claim(box.type, role, box.start, box.end))

    def read(self) -> tuple[Item, ...]:
        children: dict[str, Box] = {}
        for box in boxes(self.cursor, 0, self.cursor.end, self.limits):
            if box.type != "meta":
                self.claim(box)
                continue
            if children:
                raise fail("two tables of items", box.start, "meta", "meta-twice")
            self.claims.append(Claim("meta header", Role.STRUCTURE, box.start, box.content + 4))
            for child in boxes(self.cursor, box.content + 4, box.end, self.limits):
                self.claim(child)
                if child.type in children:
                    raise fail("a table stands twice", child.start, child.type, "box-twice")
                children[child.type] = child
        if not {"iinf", "iloc"} <= children.keys():
            raise fail("the table of items is missing", 0, "meta", "meta-missing")
        items = tuple(self.items(children))
        for item in items:
            for extent in item.extents:
                run = self.store(item, extent)
                self.claims.append(Claim(f"item {item.id}", item.role, extent.start, extent.end, run))
        return items

    def store(self, item: Item, extent: Extent) -> str:
        """The storage box that holds an extent; the tables of the file are no storage."""
        for box in self.storage:
            if box.content <= extent.start <= extent.end <= box.end:
                return f"{box.type} at {box.start}"
        raise fail("an item lies outside the storage", extent.field, f"item {item.id}", "item-bounds")

    # -- the table of items -----------------------------------------------------------------------

    def items(self, children: Mapping[str, Box]) -> Iterator[Item]:
        types = dict(self.infos(children["iinf"]))
        seen = set()
        for number, extents in self.locations(children["iloc"], children.get("idat")):
            if number in seen:
                raise fail("an item is located twice", children["iloc"].start, "iloc", "item-twice")
            seen.add(number)
            yield Item(number, *types.get(number, ("", "")), extents)

    def infos(self, box: Box) -> Iterator[tuple[int, tuple[str, str]]]:
        """Type and media type of every item (14496-12 clause 8.11.6)."""
        view = self.view(box)
        start = box.content + (6 if view.u8(0) == 0 else 8)
        for info in boxes(self.cursor, start, box.end, self.limits):
            entry = self.view(info)
            if entry.u8(0) not in (2, 3):
                raise UnsupportedError("an old item entry", format="heic", offset=info.start, rule="infe")
            wide = 4 if entry.u8(0) == 3 else 2
            text = entry.take(4 + wide + 6, entry.size - 10 - wide).split(b"\0")
            media = text[1].decode("latin-1") if len(text) > 1 else ""
            yield entry.uint(4, wide), (entry.take(6 + wide, 4).decode("latin-1"), media)

    def locations(self, box: Box, idat: Box | None) -> Iterator[tuple[int, tuple[Extent, ...]]]:
        """Where every item lies (14496-12 clause 8.11.3)."""
        view = self.view(box)
        version, sizes, more = view.u8(0), view.u8(4), view.u8(5)
        widths = (more & 15 if version else 0, sizes >> 4, sizes & 15)
        wide = 4 if version == 2 else 2
        at, total = 6 + wide, 0
        for _ in range(view.uint(6, wide)):
            number, at = view.uint(at, wide), at + wide
            method, at = (view.u16(at) & 15, at + 2) if version else (0, at)
            start = self.origin(method, view.u16(at), box, idat) + view.uint(at + 2, more >> 4)
            at += 2 + (more >> 4)
            count, at = view.u16(at), at + 2
            self.limits.check("parts", total := total + count + 1, format="heic", part="iloc")
            extents = []
            for _ in range(count):
                field = at + widths[0]
                first = start + view.uint(field, widths[1])
                size = view.uint(field + widths[1], widths[2])
                end = first + size if size else (idat.end if method and idat else self.cursor.end)
                extents.append(Extent(first, end, box.content + field))
                at += sum(widths)
            yield number, tuple(extents)

    def origin(self, method: int, reference: int, box: Box, idat: Box | None) -> int:
        """Where an item's offsets count from."""
        if reference or method > 1:
            raise UnsupportedError(
                "an item lies in another file or item", format="heic", offset=box.start, rule="iloc"
            )
        if method and idat is None:
            raise fail("an item lies in a box that is missing", box.start, "iloc", "idat-missing")
        return idat.content if method and idat else 0


class HeifTiling:
    """Tiles HEIF; see `Container`."""

    format = HEIC
    exif_says_colour = False
    about = About((), Frames.ONE, "", "", "")

    def matches(self, head: bytes) -> bool:
        return head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix")

    def parse(
        self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False
    ) -> HeifParts:
        reader = _Reader(source, limits)
        items = reader.read()
        tiling = tile(source.size, reader.claims, "heic", limits)
        blocks = tuple(_block(item, tiling) for item in items if item.role is Role.METADATA)
        return HeifParts(HEIC, source.size, tiling.parts, blocks, tiling=tiling, items=items)

    def can_hold(self, block: Block, size: int) -> bool:
        return False

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        if changes != NO_CHANGES or {*actions} - {Action.KEEP}:
            raise UnsupportedError("only whole files are laid out here", format="heic", rule="test-only")
        return Recipe(source, [Span(part.start, part.end) for part in parts.parts])


def _block(item: Item, tiling: Tiling) -> Block:
    spans = tuple(Span(extent.start, extent.end) for extent in item.extents)
    return Block(item.kind, f"item {item.id}/{item.kind}", spans, tiling.parts_of(f"item {item.id}"))
