"""Reading a HEIF file: from its boxes to items, and from these to parts and blocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .._cursor import Cursor, View
from .._source import Source
from ..errors import FormatError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Format, Role, Span
from ..structures.boxes import Box, read_box, read_boxes, shown_type
from . import _heif_rules as rules
from ._heif_blocks import Describing
from ._heif_claims import PADDING, Claims
from ._heif_file import Child, HeifParts, Item, Property, Tables
from ._heif_items import Places
from ._heif_keep import Question, closure
from ._heif_layout import REWRITTEN
from ._heif_properties import auxiliary_type, needed
from ._heif_tables import (
    Association,
    Group,
    Info,
    Location,
    Reference,
    fail,
    read_associations,
    read_group,
    read_info,
    read_locations,
    read_primary,
    read_reference,
)

_HDLR = 24
"""Bytes of a handler before its name (14496-12 clause 8.4.3)."""


def read(source: Source, limits: Limits, form: Format, *, lenient: bool) -> HeifParts:
    """Parse a file; see `Container.parse`."""
    reader = _Reader(source, limits, lenient=lenient)
    try:
        return reader.file(form)
    except (FormatError, UnsupportedError) as error:
        if not lenient:
            raise
        return _unread(source, limits, form, (*reader.notes, f"damaged: {error}"))


def _unread(source: Source, limits: Limits, form: Format, notes: tuple[str, ...]) -> HeifParts:
    claims = Claims(source, limits)
    whole = Span(0, source.size)
    claims.add(whole, Role.UNKNOWN, "unread")
    claims.block("unread", "the file", (whole,))
    parts, blocks = claims.lay(source.size)
    return HeifParts(form, source.size, parts, blocks, tuple(dict.fromkeys(notes)), REWRITTEN)


class _Reader:
    """One file."""

    def __init__(self, source: Source, limits: Limits, *, lenient: bool) -> None:
        self.cursor = Cursor(source, "heif")
        self.source = source
        self.limits = limits
        self.lenient = lenient
        self.claims = Claims(source, limits)
        self.notes: list[str] = []
        self.boxes: list[Child] = []
        self.children: list[Child] = []
        self.brands: set[bytes] = set()
        self.storage: list[Span] = []
        self.idat: Span | None = None
        self.infos: dict[int, tuple[Info, Box]] = {}
        self.locations: list[Location] = []
        self.references: list[Reference] = []
        self.properties: list[Property] = []
        self.associations: dict[int, tuple[Association, ...]] = {}
        self.groups: list[tuple[Child, Group | None]] = []
        self.primary = 0

    @contextmanager
    def tolerant(self, unread: Box | None = None) -> Iterator[None]:
        """Note what is wrong and go on, where the file is only inspected."""
        try:
            yield
        except (FormatError, UnsupportedError) as error:
            if not self.lenient:
                raise
            self.notes.append(f"damaged: {error}")
            if unread is not None:
                self.claims.block("unread", unread.name, (unread.span,))

    def view(self, box: Box) -> View:
        """The contents of a table in memory."""
        size = box.end - box.content
        self.limits.check("block_bytes", size, format="heif", part=box.name)
        return View(self.cursor.read(box.content, size, box.name))

    def file(self, form: Format) -> HeifParts:
        """Read all of it."""
        self.top()
        meta = next((one for one in self.boxes if one.type == b"meta"), None)
        if meta is None:
            raise TruncatedError("the table of pictures is missing", format="heif", part="meta", rule="meta")
        self.meta(meta)
        tables = self.tables()
        Describing(self.source, self.limits, self.claims, tables, self.notes, self.tolerant).describe()
        parts, blocks = self.claims.lay(self.source.size)
        return HeifParts(
            form,
            self.source.size,
            parts,
            blocks,
            tuple(dict.fromkeys(self.notes)),
            REWRITTEN,
            tuple(self.boxes),
            tuple(self.children),
            tables,
        )

    # -- the boxes of the file --------------------------------------------------------------------

    def top(self) -> None:
        """The boxes of the file itself, and what follows them."""
        at, end = 0, self.source.size
        while at < end:
            box = self.next_box(at)
            if box is None or (box.type == b"ftyp" and at):
                self.trailer(at)
                break
            self.limits.check("parts", len(self.boxes) + 1, format="heif")
            self.box(box)
            at = box.end
        types = [one.type for one in self.boxes]
        if types.count(b"meta") > 1:
            raise fail("two tables of pictures", "meta", "meta-twice")
        with self.tolerant():
            if b"moov" in types and self.brands & rules.SEQUENCES:
                raise UnsupportedError(
                    "sequences of pictures (animations, bursts) are not supported in this version",
                    format="heif",
                    part="moov",
                    rule="sequence",
                )
            if found := rules.FRAGMENTS.intersection(types):
                raise UnsupportedError(
                    "a file in fragments is not supported",
                    format="heif",
                    part=shown_type(min(found)),
                    rule="fragments",
                )

    def next_box(self, at: int) -> Box | None:
        """The box at `at`; None where a file that may be complete is followed by something else."""
        try:
            return read_box(self.cursor, at, self.source.size, open_ended=True)
        except FormatError as error:
            kind = self.cursor.peek(0) if at + 8 > self.source.size else self.cursor.read(at + 4, 4, "box")
            if self.lenient and kind == b"mdat":
                self.notes.append(f"damaged: {error}")  # what its first bytes hold is read all the same
                content = min(
                    at + (16 if self.cursor.read(at, 4, "box") == b"\0\0\0\1" else 8), self.source.size
                )
                return Box(kind, at, content, self.source.size)
            whole = {b"meta", b"mdat"} <= {one.type for one in self.boxes}
            if kind in (b"ftyp", b"meta", b"mdat", b"moov") or not (whole or self.lenient):
                raise
            return None

    def trailer(self, at: int) -> None:
        """What follows the last box: it counts as no part of the file, if decoders see none in it."""
        rest = Span(at, self.source.size)
        self.claims.add(rest, Role.UNKNOWN, "trailer")
        self.claims.block("trailer", "trailer", (rest,))
        self.boxes.append(Child(b"", rest, rest.start))
        with self.tolerant():
            while at < rest.end and (box := self.next_box(at)):
                if box.type == b"meta":
                    raise fail("two tables of pictures", "meta", "meta-twice", box.start)
                at = box.end

    def box(self, box: Box) -> None:
        """One box of the file."""
        self.boxes.append(Child(box.type, box.span, box.content))
        if box.type == b"ftyp":
            self.claims.add(box.span, Role.STRUCTURE, "ftyp")
            data = self.view(box).data
            self.brands = {data[at : at + 4] for at in (0, *range(8, len(data) - 3, 4))}
        elif box.type == b"mdat":
            self.claims.add(Span(box.start, box.content), Role.STRUCTURE, "mdat")
            self.storage.append(box.contents)
        elif box.type == b"meta":
            pass
        else:
            self.around(box)

    def around(self, box: Box, prefix: str = "") -> None:
        """A box that no picture needs."""
        kind, payload = rules.BLOCKS.get(box.type, "unknown"), box.contents
        if kind == "slack" and self.claims.blank(box.contents):
            self.claims.add(box.span, Role.STRUCTURE, PADDING)
            return
        if box.uuid == rules.XMP_UUID:
            kind = "xmp"
        elif box.uuid == rules.EXIF_UUID:
            kind = "exif"
        elif box.uuid == rules.C2PA_UUID:
            kind, payload = "c2pa", self.manifests(box)
        if box.type == b"moov" and not self.brands & rules.SEQUENCES:
            kind = "video"
        name = f"{prefix}{box.name}"
        path = f"{name}/{kind}" if kind not in ("slack", "unknown", "unread") else name
        role = Role.METADATA if kind in ("exif", "xmp", "c2pa", "samsung") else Role.UNKNOWN
        wrap = rules.LOOSE if kind in ("exif", "xmp") else ""
        self.claims.add(box.span, role, box.name)
        if payload.end > payload.start:
            self.claims.block(kind, path, (payload,), (box.span,), wrap)

    def manifests(self, box: Box) -> Span:
        """The JUMBF boxes in C2PA's box: behind version, purpose and an offset (C2PA clause A.5.1)."""
        head = self.cursor.read(box.content, min(64, box.end - box.content), "uuid")
        purpose = head.find(b"\0", 4)
        start = box.content + (purpose + 9 if purpose > 0 else 4)
        return Span(start, box.end) if start < box.end else box.contents

    # -- the tables -------------------------------------------------------------------------------

    def meta(self, meta: Child) -> None:
        """The boxes in ``meta``."""
        start = meta.content + 4
        if start > meta.span.end:
            raise fail("the table of pictures is empty", "meta", "meta", meta.span.start)
        self.claims.add(Span(meta.span.start, start), Role.STRUCTURE, "meta")
        readers = {
            b"hdlr": self.hdlr,
            b"pitm": self.pitm,
            b"iinf": self.iinf,
            b"iloc": self.iloc,
            b"iref": self.iref,
            b"iprp": self.iprp,
            b"idat": self.in_idat,
            b"grpl": self.grpl,
            b"dinf": self.dinf,
        }
        seen = set()
        for box in read_boxes(self.cursor, start, meta.span.end):
            self.limits.check("parts", len(self.children) + 1, format="heif")
            if box.type in seen and box.type in readers:
                raise fail("a table stands twice", box.name, "table-twice", box.start)
            seen.add(box.type)
            self.children.append(Child(box.type, box.span, box.content))
            if box.type in (b"ipro", b"iprot"):
                with self.tolerant():
                    raise UnsupportedError(
                        "a picture is encrypted", format="heif", part=box.name, rule="protected"
                    )
            if reader := readers.get(box.type):
                with self.tolerant(box):
                    reader(box)
            else:
                self.around(box, "meta/")
        if missing := {b"hdlr", b"iinf", b"pitm"} - seen:
            with self.tolerant():
                raise fail("a table is missing", shown_type(min(missing)), "table-missing")

    def whole(self, box: Box, used: int) -> None:
        """Claim a table of which the first `used` bytes of contents say something."""
        end = min(box.content + used, box.end)
        self.claims.add(Span(box.start, end), Role.STRUCTURE, box.name)
        self.claims.slack(Span(end, box.end), f"meta/{box.name}/slack")

    def hdlr(self, box: Box) -> None:
        """The handler, and its name."""
        head = self.view(box).take(0, _HDLR)
        if head[8:12] != b"pict":
            raise fail("the table of items is not about pictures", "hdlr", "handler", box.start)
        at = box.content + _HDLR
        self.claims.add(Span(box.start, at), Role.STRUCTURE, "hdlr")
        name = Span(at, box.end)
        blank = not any(self.cursor.read(at, name.end - at, "hdlr"))
        if blank:
            self.claims.add(name, Role.STRUCTURE, "hdlr")
        else:
            self.claims.add(name, Role.METADATA, "handler name")
            self.claims.block("heif", "meta/hdlr/name", (name,), wrap="handler")

    def pitm(self, box: Box) -> None:
        """The first picture."""
        self.primary, used = read_primary(self.view(box))
        self.whole(box, used)

    def dinf(self, box: Box) -> None:
        """Where data is: here."""
        if self.view(box).data == rules.LOCAL:
            self.claims.add(box.span, Role.STRUCTURE, "dinf")
        else:
            self.claims.add(box.span, Role.METADATA, "data places")
            self.claims.block("unknown", "meta/dinf", (box.contents,), (box.span,))

    def in_idat(self, box: Box) -> None:
        """Storage among the tables."""
        self.claims.add(Span(box.start, box.content), Role.STRUCTURE, "idat")
        self.idat = box.contents

    def iinf(self, box: Box) -> None:
        """Who the items are."""
        view = self.view(box)
        wide = 4 if view.u8(0) else 2
        start = box.content + 4 + wide
        self.claims.add(Span(box.start, start), Role.STRUCTURE, "iinf")
        for entry in read_boxes(self.cursor, start, box.end):
            if entry.type != b"infe":
                raise fail("something else among the items", "iinf", "item-entry", entry.start)
            info = read_info(self.view(entry))
            if info.id in self.infos:
                raise fail("two items with one number", "iinf", "item-twice", entry.start)
            self.infos[info.id] = info, entry
            self.limits.check("parts", len(self.infos), format="heif", part="iinf")
        if view.uint(4, wide) != len(self.infos):
            raise fail("there are more or fewer items than stated", "iinf", "item-count", box.start)

    def iloc(self, box: Box) -> None:
        """Where they lie."""
        self.locations, used = read_locations(self.view(box), self.limits)
        self.whole(box, used)
        if len({one.id for one in self.locations}) < len(self.locations):
            raise fail("an item is in two places", "iloc", "item-twice", box.start)

    def iref(self, box: Box) -> None:
        """Which refer to which."""
        version = self.view(box).u8(0)
        self.claims.add(Span(box.start, box.content + 4), Role.STRUCTURE, "iref")
        for one in read_boxes(self.cursor, box.content + 4, box.end):
            found, used = read_reference(self.view(one), one.type, version)
            self.references.append(found)
            self.whole(one._replace(type=b"iref"), used)

    def iprp(self, box: Box) -> None:
        """Properties, and whose they are."""
        self.claims.add(Span(box.start, box.content), Role.STRUCTURE, "iprp")
        seen = 0
        for one in read_boxes(self.cursor, box.content, box.end):
            if one.type == b"ipco":
                seen += 1
                self.claims.add(Span(one.start, one.content), Role.STRUCTURE, "ipco")
                for prop in read_boxes(self.cursor, one.content, one.end):
                    self.properties.append(self.property(prop))
                    self.limits.check("parts", len(self.properties), format="heif", part="ipco")
            elif one.type == b"ipma":
                rows, used = read_associations(self.view(one))
                self.whole(one, used)
                for number, row in rows:
                    if number in self.associations:
                        raise fail("an item has two lists of properties", "ipma", "item-twice", one.start)
                    self.associations[number] = row
            else:
                self.around(one, "meta/iprp/")
        if seen != 1:
            raise fail("not one list of properties", "iprp", "table-twice", box.start)

    def property(self, box: Box) -> Property:
        """One property; its bytes are claimed when it is known whose it is."""
        content = box.content - len(box.uuid)
        size = box.end - content
        self.limits.check("block_bytes", size, format="heif", part=box.name)
        if box.type not in rules.SHOWN_BY:
            return Property(box.type, box.span, content, size, Span(content, content))
        need, at = needed(box.type, self.cursor.read(content, size, box.name))
        return Property(box.type, box.span, content, need, Span(content + (at or need), content + need))

    def grpl(self, box: Box) -> None:
        """Groups."""
        self.claims.add(Span(box.start, box.content), Role.STRUCTURE, "grpl")
        for one in read_boxes(self.cursor, box.content, box.end):
            child = Child(one.type, one.span, one.content)
            if one.type not in rules.GROUPS:
                self.groups.append((child, None))
                self.claims.add(one.span, Role.METADATA, "group")
                self.claims.block("unknown", f"meta/grpl/{one.name}", (one.contents,), (one.span,))
                continue
            group, used = read_group(self.view(one), one.type)
            self.groups.append((child, group))
            self.whole(one._replace(type=b"grpl"), used)

    # -- what they say together -------------------------------------------------------------------

    def tables(self) -> Tables:
        """The items with their data, and which of them the picture is made of."""
        places = Places(self.source, self.storage, self.idat, self.locations, self.references, self.limits)
        items = {}
        for number, (info, entry) in self.infos.items():
            spans: tuple[Span, ...] = ()
            with self.tolerant():
                spans = places.spans(number)
            name = Span(entry.content + info.name.start, entry.content + info.name.end)
            items[number] = Item(info, entry.span, name, spans)
        self.check_associations()
        groups = [group for _, group in self.groups if group is not None]
        gain_maps = {number for number, item in items.items() if places.is_gain_map(item)}
        question = Question(
            self.primary,
            {number: item.info for number, item in items.items()},
            self.references,
            self.auxiliaries(),
            groups,
            frozenset(gain_maps),
        )
        kept: frozenset[int] = frozenset()
        with self.tolerant():
            kept = closure(question, self.limits)
        return Tables(
            self.primary,
            items,
            kept,
            tuple(self.properties),
            self.associations,
            tuple(self.references),
            tuple(self.groups),
        )

    def check_associations(self) -> None:
        """Properties that are not there."""
        count = len(self.properties)
        for row in self.associations.values():
            if any(one.number > count for one in row):
                with self.tolerant():
                    raise fail("an item has a property that is missing", "ipma", "property")

    def auxiliaries(self) -> dict[int, bytes]:
        """The types of auxiliary pictures, by item."""
        found = {}
        for number, row in self.associations.items():
            for one in row:
                if not 0 < one.number <= len(self.properties):
                    continue
                prop = self.properties[one.number - 1]
                if prop.type == b"auxC":
                    data = self.cursor.read(prop.content, prop.span.end - prop.content, "auxC")
                    found[number] = auxiliary_type(data)
        return found
