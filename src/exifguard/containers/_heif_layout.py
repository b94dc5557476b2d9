"""Laying out a HEIF file: what stays is copied in its order, and every table around it is written anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import UnsupportedError
from ..model import Action, Block, Parts, Role, Span
from ..structures import boxes
from . import _heif_rules as rules
from . import _heif_write as write
from ._base import NO_CHANGES, Changes
from ._heif_file import Child, HeifParts, Item, Property
from ._heif_properties import without_messages
from ._heif_tables import Association, Info, Reference
from ._heif_write import Extent

REWRITTEN = frozenset(
    {
        *("ftyp", "meta", "hdlr", "pitm", "iinf", "iloc", "iref", "iprp", "ipco", "ipma", "idat", "grpl"),
        *("mdat", "tmap", "colr profile", "hvcC messages", "Exif gap", "xmp", "padding"),
        *("item entry", "item name", "handler name", "inner file"),
        *(f"{boxes.shown_type(kind)} cut" for kind in rules.SHOWN_BY),
    }
)
"""Names of the parts that may be written anew."""

HELD = frozenset({"exif", "xmp", "picture"})
"""Kinds of blocks that can get new contents: items."""
_BIG = 1 << 32
"""Bytes from which offsets take eight bytes."""
_ROOM = 1 << 20
"""More bytes than the tables of a picture have."""

_FRESH = (("exif", "Exif", ""), ("xmp", "mime", rules.XMP_TYPE))
"""Kinds of fresh blocks, and the type and media type of their items."""


def can_hold(block: Block, size: int) -> bool:  # noqa: ARG001 - the contract
    """See `Container.can_hold`: an item of the file, as it is."""
    return block.kind in HELD and block.path.startswith("item ") and block.wrap in ("", rules.LOOSE)


def lay_out(source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Boxes and the bytes of items keep their order. New contents of items, and fresh ones, follow the rest of
    the last storage.
    """
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    assert isinstance(parts, HeifParts)  # noqa: S101 - `parse` made it
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: HeifParts, actions: Sequence[Action], changes: Changes) -> None:
        self.source = source
        self.parts = parts
        self.tables = parts.tables
        self.actions = actions
        self.fresh = {kind: data for kind, data in changes.fresh.items() if data}
        self.contents = changes.contents
        self.starts = [part.start for part in parts.parts]
        self.new_of = {index: number for number in changes.contents for index in parts.blocks[number].parts}
        # Fresh items are none of these: a number may be that of an item which goes.
        self.stays = frozenset(number for number, item in self.tables.items.items() if self.item_stays(item))
        self.copied: dict[int, Extent] = {}
        self.infos: list[tuple[Info, bytes]] = []
        self.places: dict[int, list[Extent]] = {}
        self.references = write.among(self.tables.references, self.stays)
        self.storage: list[list[Piece]] = []

    def recipe(self) -> Recipe:
        """The boxes in their order. Offsets count what stands before them, so that all is laid out twice."""
        idat = next((child for child in self.parts.children if child.type == b"idat"), None)
        mdats = [child for child in self.parts.boxes if child.type == b"mdat"]
        self.storage = [list(self.stored(0, idat)) if idat else []]
        self.storage += [list(self.stored(number, child)) for number, child in enumerate(mdats, 1)]
        if not mdats:
            self.storage.append([])
        self.list_items()
        data = sum(map(size_of, (piece for pieces in self.storage for piece in pieces)))
        big = data + self.parts.size + _ROOM > _BIG
        origins = [0] * len(self.storage)
        for _ in range(2):
            laid, origins = self.boxes(origins, big=big)
        return Recipe(self.source, laid)

    # -- what stays -------------------------------------------------------------------------------

    def part_at(self, offset: int) -> int:
        """The index of the part that holds a byte."""
        return bisect_right(self.starts, offset) - 1

    def covered(self, span: Span) -> Iterator[int]:
        """The indices of the parts that a span touches."""
        index = self.part_at(span.start)
        while index < len(self.starts) and self.starts[index] < span.end:
            yield index
            index += 1

    def gone(self, index: int) -> bool:
        """True for a part that goes; padding that says nothing goes with whatever else is laid out anew."""
        return self.actions[index] is Action.REMOVE or self.parts.parts[index].name == "padding"

    def kept(self, span: Span) -> bool:
        """True when the part at the beginning of a span stays."""
        return not self.gone(self.part_at(span.start))

    def item_stays(self, item: Item) -> bool:
        """An item stays with its entry, or with new contents."""
        return self.kept(item.entry) or self.part_at(item.entry.start) in self.new_of

    # -- storage ----------------------------------------------------------------------------------

    def stored(self, number: int, child: Child) -> Iterator[Piece]:
        """The bytes of a storage that stay, in their order."""
        at = 0
        if child.content == child.span.end:
            return
        for index in self.covered(Span(child.content, child.span.end)):
            if self.gone(index) or index in self.new_of:
                continue
            piece = self.stored_part(index)
            self.copied[index] = Extent(number, at, size_of(piece))
            at += size_of(piece)
            yield piece

    def stored_part(self, index: int) -> Piece:
        part = self.parts.parts[index]
        if part.name == "tmap":
            return self.numbers(index)
        if part.name == "Exif gap":
            return bytes(part.size)
        return Span(part.start, part.end)

    def numbers(self, index: int) -> Piece:
        """The numbers of a gain map, which are never copied unseen into a new file."""
        part = self.parts.parts[index]
        if "iso21496" in self.fresh:
            return b"\0" + self.fresh["iso21496"]
        if self.actions[index] is Action.KEEP:
            return Span(part.start, part.end)
        raise UnsupportedError(
            "the numbers of the HDR gain map are not valid", format="heif", part="tmap", rule="gain-map"
        )

    def add(self, pieces: Sequence[Piece]) -> list[Extent]:
        """Put new bytes behind the rest of the last storage."""
        last = self.storage[-1]
        at = sum(map(size_of, last))
        last.extend(pieces)
        return [Extent(len(self.storage) - 1, at, sum(map(size_of, pieces)))]

    # -- items ------------------------------------------------------------------------------------

    def list_items(self) -> None:
        """Entries and places of all items of the output."""
        for number, item in self.tables.items.items():
            if number not in self.stays:
                continue
            named = item.name.end > item.name.start and self.kept(item.name)
            name = self.source.read(item.name.start, item.name.end - item.name.start) if named else b""
            self.infos.append((item.info, name))
            block = self.new_of.get(self.part_at(item.entry.start))
            if block is not None:
                extents = self.add(self.framed(self.parts.blocks[block].kind, self.contents[block]))
            else:
                extents = list(self.extents(item))
            if extents:
                self.places[number] = extents
        number = max(self.stays, default=0)
        for kind, type_, media in _FRESH:
            if kind in self.fresh:
                number += 1
                self.infos.append((Info(number, type_, media, "", True, False, Span(0, 0), 0), b""))
                self.places[number] = self.add(self.framed(kind, [self.fresh[kind]]))
                self.references.append(Reference(b"cdsc", number, (self.tables.primary,)))

    def framed(self, kind: str, pieces: Sequence[Piece]) -> list[Piece]:
        """The data of an item; that of EXIF begins with an offset (23008-12 annex A.2.1)."""
        return [bytes(4), *pieces] if kind == "exif" else list(pieces)

    def extents(self, item: Item) -> Iterator[Extent]:
        """Where the bytes of an item are now, neighbours joined."""
        last: Extent | None = None
        for span in item.spans:
            for index in self.covered(span):
                if index not in self.copied:
                    continue
                part, there = self.parts.parts[index], self.copied[index]
                start = there.start + max(span.start - part.start, 0)
                end = there.start + (there.size if span.end >= part.end else span.end - part.start)
                if last and (last.storage, last.start + last.size) == (there.storage, start):
                    last = last._replace(size=end - last.start)
                    continue
                if last:
                    yield last
                last = Extent(there.storage, start, end - start)
        if last:
            yield last

    # -- boxes ------------------------------------------------------------------------------------

    def boxes(self, origins: Sequence[int], *, big: bool) -> tuple[list[Piece], list[int]]:
        """The boxes of the file, with offsets from `origins`; and where the storages begin then."""
        out: list[Piece] = []
        found = list(origins)
        at, number = 0, 0
        rest: list[Piece] = []
        for child in self.parts.boxes:
            pieces: list[Piece] = []
            if child.type == b"ftyp":
                pieces = [self.ftyp(child)]
            elif child.type == b"meta":
                pieces, inside = self.meta(origins, big=big)
                found[0] = at + inside
            elif child.type == b"mdat":
                number += 1
                pieces = self.mdat(number)
                found[number] = at + (size_of(pieces[0]) if pieces else 0)
            elif self.kept(child.span) and child.type:
                pieces = [child.span]
            elif self.kept(child.span):
                rest = [child.span]
            out += pieces
            at += sum(map(size_of, pieces))
        if not number:
            pieces = self.mdat(1)
            found[1] = at + (size_of(pieces[0]) if pieces else 0)
            out += pieces
        return out + rest, found

    def mdat(self, number: int) -> list[Piece]:
        """A storage with what is in it; nothing when nothing is."""
        pieces = self.storage[number]
        size = sum(map(size_of, pieces))
        return [boxes.header(b"mdat", size), *pieces] if size else []

    def ftyp(self, child: Child) -> bytes:
        """The brands."""
        data = self.source.read(child.content, child.span.end - child.content)
        tone_mapped = any(self.tables.items[n].info.type == "tmap" for n in self.stays)
        return write.ftyp(data, tone_mapped=tone_mapped)

    def meta(self, origins: Sequence[int], *, big: bool) -> tuple[list[Piece], int]:
        """The tables in their order; and how far in them the contents of ``idat`` begin."""
        out: list[Piece] = []
        size, inside = 12, 0
        made: dict[bytes, Callable[[Child], list[Piece]]] = {
            b"hdlr": self.hdlr,
            b"pitm": lambda _: [write.pitm(self.tables.primary)],
            b"iinf": lambda _: [write.iinf([write.infe(*row) for row in self.infos])],
            b"iloc": lambda _: [write.iloc(self.places, origins, big=big)],
            b"iref": lambda _: [write.iref(self.references)],
            b"iprp": lambda _: self.iprp(),
            b"grpl": lambda _: self.grpl(),
            b"idat": lambda _: self.idat(),
        }
        there = [child.type for child in self.parts.children]
        missing = [Child(kind, Span(0, 0), 0) for kind in (b"iloc", b"iref") if kind not in there]
        for child in (*self.parts.children, *missing):
            if child.type in made:
                pieces = made[child.type](child)
            else:
                pieces = [child.span] if self.kept(child.span) else []
            if child.type == b"idat":
                inside = size + boxes.HEADER
            out += pieces
            size += sum(map(size_of, pieces))
        return [boxes.header(b"meta", size - 8) + bytes(4), *out], inside

    def hdlr(self, child: Child) -> list[Piece]:
        """The handler; its name, if it has one that stays."""
        name = Span(child.content + 24, child.span.end)
        named = name.end > name.start and self.parts.parts[self.part_at(name.start)].name == "handler name"
        return [write.hdlr(self.source.read(*self.sized(name)) if named and self.kept(name) else b"")]

    def sized(self, span: Span) -> tuple[int, int]:
        """Offset and length."""
        return span.start, span.end - span.start

    def idat(self) -> list[Piece]:
        """The storage among the tables."""
        size = sum(map(size_of, self.storage[0]))
        return [boxes.header(b"idat", size), *self.storage[0]] if size else []

    def grpl(self) -> list[Piece]:
        """The groups of what stays."""
        rows: list[Piece] = []
        for child, group in self.tables.groups:
            if group is not None:
                rows.append(write.group(group, self.stays))
            elif self.kept(child.span):
                rows.append(child.span)
        size = sum(map(size_of, rows))
        return [boxes.header(b"grpl", size), *rows] if size else []

    # -- properties -------------------------------------------------------------------------------

    def iprp(self) -> list[Piece]:
        """The properties that stay, numbered anew, and whose they are."""
        numbers: dict[int, int] = {}
        rows: list[Piece] = []
        for index, prop in enumerate(self.tables.properties, 1):
            if self.kept(prop.span):
                numbers[index] = len(numbers) + 1
                rows += self.property(prop)
        owners = {
            number: [Association(numbers[one.number], one.essential) for one in row if one.number in numbers]
            for number, row in self.tables.associations.items()
            if number in self.stays
        }
        after = write.ipma({number: row for number, row in owners.items() if row})
        size = sum(map(size_of, rows))
        head = boxes.header(b"iprp", size + boxes.HEADER + len(after)) + boxes.header(b"ipco", size)
        return [head, *rows, after]

    def property(self, prop: Property) -> list[Piece]:
        """One property."""
        index = self.part_at(prop.span.start)
        name = self.parts.parts[index].name
        end = prop.content + prop.need
        if prop.payload.end > prop.payload.start:
            new = self.profile(index)
            if new:
                kind = self.source.read(prop.content, 4)
                return [boxes.header(prop.type, 4 + sum(map(size_of, new))) + kind, *new]
        elif name.endswith(" cut"):
            return [boxes.header(prop.type, prop.need), Span(prop.content, end)]
        elif name == "hvcC messages" and self.actions[index] is not Action.KEEP:
            return [boxes.box(b"hvcC", without_messages(self.source.read(prop.content, prop.need)))]
        return [prop.span]

    def profile(self, index: int) -> Sequence[Piece]:
        """The new colour profile of a property; nothing when it stays as it is."""
        if index in self.new_of:
            return self.contents[self.new_of[index]]
        if "icc" in self.fresh and index == self.first_profile():
            return [self.fresh["icc"]]
        return []

    def first_profile(self) -> int:
        """The part of the profile that fresh contents are for."""
        return next(
            (
                block.parts[0]
                for block in self.parts.blocks
                if block.kind == "icc" and self.parts.parts[block.parts[0]].role is Role.RENDERING
            ),
            -1,
        )
