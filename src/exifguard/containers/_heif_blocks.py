"""Naming what is in a HEIF file: which item is a thumbnail, which a depth map, what each may tell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from .._source import Source
from ..errors import UnsupportedError
from ..limits import Limits
from ..model import Role, Span
from ..structures.blocks import DEFLATE, GAIN_MAP, LABEL
from ..structures.boxes import shown_type
from . import _heif_rules as rules
from ._heif_claims import Claims
from ._heif_coded import HEVC_ITEMS, Silent, silent_units
from ._heif_file import Item, Property, Tables
from ._heif_properties import auxiliary_type, length_size, silent_arrays
from ._heif_tables import fail, grid_size, overlay_size, read_grid, spans_of

MOST_PADDING = 64
"""Pixels by which encoders fill up a picture to whole blocks: a cut by more of them hides something."""
KNOWN = frozenset(rules.SHOWN_BY) | rules.TOLD
_SIGNATURE = b"Exif\0\0"

CROPPED = "a part of the picture is cut off by a property alone: it stays in the coded data"
COMPOSED = "the picture is composed of several: what one hides of another stays in the coded data"


class Describing:
    """Claims the bytes of items and properties, and names the blocks."""

    def __init__(
        self,
        source: Source,
        limits: Limits,
        claims: Claims,
        tables: Tables,
        notes: list[str],
        tolerant: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.source = source
        self.limits = limits
        self.claims = claims
        self.tables = tables
        self.notes = notes
        self.tolerant = tolerant
        self.refers: dict[int, list[tuple[bytes, tuple[int, ...]]]] = {}
        self.tiles: set[int] = set()
        for one in tables.references:
            self.refers.setdefault(one.source, []).append((one.type, one.targets))
            if one.type == b"dimg":
                self.tiles.update(one.targets)
        self.users: dict[int, list[int]] = {}
        self.kept: set[int] = set()
        for number, row in tables.associations.items():
            for association in row:
                self.users.setdefault(association.number, []).append(number)
                if number in tables.kept:
                    self.kept.add(association.number)
        self.walked: dict[tuple[int, tuple[Span, ...]], list[Silent]] = {}
        self.units = 0

    def describe(self) -> None:
        """Claim everything."""
        for item in self.tables.items.values():
            with self.tolerant():
                self.item(item)
        for index, prop in enumerate(self.tables.properties, 1):
            self.property(index, prop)

    # -- items ------------------------------------------------------------------------------------

    def item(self, item: Item) -> None:
        """One item: its entry, its name, its data."""
        entry = [Span(item.entry.start, item.name.start), Span(item.name.end, item.entry.end)]
        path = f"item {item.id}"
        if item.id in self.tables.kept:
            for span in entry:
                self.claims.add(span, Role.STRUCTURE, "iinf")
            self.shown(item)
        elif item.info.type in rules.PICTURES:
            for span in entry:
                self.claims.add(span, Role.EMBEDDED, "item entry")
            self.picture(item, path, entry)
        else:
            for span in entry:
                self.claims.add(span, Role.METADATA, "item entry")
            self.told(item, path, entry)
        if item.name.end > item.name.start:
            self.claims.add(item.name, Role.METADATA, "item name")
            wrap = "name" if item.id in self.tables.kept else LABEL
            self.claims.block("heif", f"{path}/name", (item.name,), wrap=wrap)

    def data(self, item: Item, most: int) -> bytes:
        """The first bytes of an item."""
        spans = spans_of(item.spans, 0, most)
        return b"".join(self.source.read(start, end - start) for start, end in spans)

    def shown(self, item: Item) -> None:
        """A picture that stays."""
        if item.info.type in rules.DESCRIBED or item.info.type == "tmap":
            self.description(item)
        elif item.spans:
            for span in self.coded(item):
                self.claims.add(span, Role.IMAGE, "picture")
        elif item.info.type != "iden":
            raise fail("a picture without data", "iloc", "item-empty")
        self.understood(item)
        self.cropped(item)

    def description(self, item: Item) -> None:
        """How a picture is made of others."""
        kind = item.info.type
        made_of = next((targets for type_, targets in self.refers.get(item.id, ()) if type_ == b"dimg"), ())
        size = sum(end - start for start, end in item.spans)
        head = self.data(item, 16)
        if kind == "tmap":
            if len(item.spans) != 1:
                raise fail("the numbers of a gain map do not lie in one piece", "iloc", "description")
            span = item.spans[0]
            self.claims.add(span, Role.RENDERING, "tmap")
            self.claims.block("iso21496", f"item {item.id}/iso21496", (Span(span.start + 1, span.end),))
            return
        if kind == "grid":
            need = grid_size(head)
            if read_grid(head) != len(made_of):
                raise fail("a grid is made of more or fewer pictures than it has places", "iref", "grid")
        else:
            need = overlay_size(head, len(made_of)) if kind == "iovl" else size
            self.notes.append(COMPOSED)
        if size < need or not made_of:
            raise fail("a picture does not say how it is made", "iloc", "description")
        for span in spans_of(item.spans, 0, need):
            self.claims.add(span, Role.RENDERING, kind)
        for span in spans_of(item.spans, need, size):
            self.claims.slack(span, f"item {item.id}/slack")

    def coded(self, item: Item) -> Iterator[Span]:
        """The data of a picture, without the units that show nothing; these become blocks."""
        silent = self.silent(item)
        for one in silent:
            for span in one.unit:
                self.claims.add(span, Role.METADATA, "message")
            self.claims.block("heif", f"item {item.id}/message", one.payload, one.unit, wrap="message")
        edges = sorted({span for one in silent for span in one.unit})
        for first, last in item.spans:
            at = first
            for start, end in edges[bisect_left(edges, (first, 0)) : bisect_left(edges, (last, 0))]:
                if start > at:
                    yield Span(at, start)
                at = end
            if at < last:
                yield Span(at, last)

    def silent(self, item: Item) -> list[Silent]:
        """The units of a picture that show nothing; pictures that share their data are walked once."""
        kind = item.info.type
        width = 0
        if kind in HEVC_ITEMS:
            config = next((one for one in self.properties_of(item.id) if one.type == b"hvcC"), None)
            head = self.source.read(config.content, min(config.need, 23)) if config else b""
            width = length_size(head) if head else 0
        if kind != "av01" and not width:
            return []
        key = (width, item.spans)
        if key not in self.walked:
            units, found = silent_units(self.source, item.spans, width)
            self.units += units
            self.limits.check("parts", self.units, format="heif", part="iloc")
            self.walked[key] = found
        return self.walked[key]

    def indexed(self, number: int) -> Iterator[tuple[int, Property]]:
        """The properties of an item, with their numbers."""
        for one in self.tables.associations.get(number, ()):
            if 0 < one.number <= len(self.tables.properties):
                yield one.number, self.tables.properties[one.number - 1]

    def properties_of(self, number: int) -> Iterator[Property]:
        """The properties of an item."""
        return (prop for _, prop in self.indexed(number))

    def picture(self, item: Item, path: str, entry: list[Span]) -> None:
        """A picture that goes, or stays as it is: a thumbnail, a depth map, a second one."""
        label = self.label(item)
        own = [
            Span(prop.span.start, prop.content + prop.need)
            for index, prop in self.indexed(item.id)
            if prop.type in rules.SHOWN_BY
            and index not in self.kept
            and prop.payload.end == prop.payload.start
        ]
        spans = tuple(self.coded(item))
        kind = "coded picture"
        if item.info.type == "jpeg" and len(spans) == 1:
            kind, label = "picture", "picture"
        for span in spans:
            self.claims.add(span, Role.EMBEDDED, "inner file" if kind == "picture" else "further picture")
        if self.misunderstood(item):
            kind = "unknown"
        wrap = "" if label == "picture" else label
        self.claims.block(kind, f"{path}/{label}", spans, (*entry, *own), wrap)

    def label(self, item: Item) -> str:
        """What a picture is to the others."""
        kinds = {kind for kind, _ in self.refers.get(item.id, ())}
        if b"thmb" in kinds:
            return "thumbnail"
        if b"auxl" in kinds:
            types = [self.auxiliary(prop) for prop in self.properties_of(item.id) if prop.type == b"auxC"]
            return "depth" if any(word in one for word in rules.DEPTH for one in types) else "auxiliary"
        return "tile" if item.id in self.tiles else "picture"

    def auxiliary(self, prop: Property) -> bytes:
        """The type of an auxiliary picture."""
        return auxiliary_type(self.source.read(prop.content, min(prop.need, 256)))

    def told(self, item: Item, path: str, entry: list[Span]) -> None:
        """An item that is no picture."""
        kind = self.kind(item)
        if not item.spans:
            self.claims.block("slack", f"{path}/empty", entry)
            return
        wrap = self.wrap(item, kind)
        if kind == "exif":
            self.exif(item, path, entry, wrap)
            return
        for span in item.spans:
            self.claims.add(span, Role.METADATA, "inner file" if kind == "picture" else kind)
        self.claims.block(kind, f"{path}/{kind}", item.spans, entry, wrap)

    def kind(self, item: Item) -> str:
        """The kind of block in an item."""
        info = item.info
        media = info.media.lower().partition(";")[0].strip()
        if info.type != "mime":
            return rules.ITEM_KINDS.get(info.type, "unknown")
        if info.encoding and (info.encoding != "deflate" or media != rules.XMP_TYPE):
            return "unknown"
        starts = (kind for start, kind in rules.MEDIA_STARTS if media.startswith(start))
        kind = rules.MEDIA_KINDS.get(media) or next(starts, "unknown")
        return kind if kind not in ("picture", "video") or len(item.spans) == 1 else "unknown"

    def wrap(self, item: Item, kind: str) -> str:
        """How EXIF or XMP counts, by what it describes."""
        if kind not in ("exif", "xmp"):
            return ""
        if item.info.encoding:
            return DEFLATE
        described = [
            number
            for type_, numbers in self.refers.get(item.id, ())
            if type_ == b"cdsc"
            for number in numbers
        ]
        if kind == "xmp" and any(self.is_gain_map(number) for number in described):
            return GAIN_MAP
        if self.tables.primary in described or (kind == "exif" and not described):
            return ""
        return rules.LOOSE

    def is_gain_map(self, number: int) -> bool:
        """True for Apple's gain map of a picture that stays."""
        return number in self.tables.kept and any(
            prop.type == b"auxC" and self.auxiliary(prop) == rules.APPLE_GAIN_MAP
            for prop in self.properties_of(number)
        )

    def exif(self, item: Item, path: str, entry: list[Span], wrap: str) -> None:
        """EXIF, behind an offset that says where in the rest it begins (23008-12 annex A.2.1)."""
        size = sum(end - start for start, end in item.spans)
        head = self.data(item, 4)
        gap = int.from_bytes(head, "big") if len(head) == 4 else 0
        between = b"".join(
            self.source.read(start, end - start) for start, end in spans_of(item.spans, 4, 4 + min(gap, 6))
        )
        if gap + 4 >= size or gap == 0 or (gap == len(_SIGNATURE) and between == _SIGNATURE):
            gap = 0
        name = "Exif gap" if gap else "Exif offset"
        for span in spans_of(item.spans, 0, 4):
            self.claims.add(span, Role.METADATA, name)
        for span in spans_of(item.spans, 4, 4 + gap):
            self.claims.slack(span, f"{path}/slack")
        block = tuple(spans_of(item.spans, 4 + gap, size))
        for span in block:
            self.claims.add(span, Role.METADATA, "exif")
        around = (*entry, *spans_of(item.spans, 0, 4))
        self.claims.block("exif", f"{path}/exif", block, around, wrap)

    # -- properties -------------------------------------------------------------------------------

    def property(self, index: int, prop: Property) -> None:
        """One property."""
        users = self.users.get(index, ())
        kept = index in self.kept
        name = shown_type(prop.type)
        path = f"meta/{name}"
        end = prop.content + prop.need
        if prop.type not in rules.SHOWN_BY:
            self.claims.add(prop.span, Role.METADATA, "property")
            told = prop.type in rules.TOLD
            kind = "heif" if told else rules.BLOCKS.get(prop.type, "unknown")
            inner = Span(prop.content, prop.span.end)
            self.claims.block(kind, path, (inner,), (prop.span,), name if told else "")
            return
        profile = prop.payload.end > prop.payload.start
        if not users and not profile:
            self.claims.add(prop.span, Role.UNKNOWN, "unused property")
            self.claims.block("slack", f"{path}/unused", (prop.span,))
            return
        role = Role.RENDERING if kept else Role.EMBEDDED
        if profile:
            name += " profile"
            self.claims.block("icc", f"{path}/icc", (prop.payload,), (prop.span,))
        elif end < prop.span.end:
            name += " cut"
        if prop.type == b"hvcC" and self.messages(prop, path):
            name = "hvcC messages"
        self.claims.add(Span(prop.span.start, end), role, name)
        self.claims.slack(Span(end, prop.span.end), f"{path}/slack")

    def messages(self, prop: Property, path: str) -> bool:
        """Messages of an encoder beside the parameters of HEVC."""
        data = self.source.read(prop.content, prop.need)
        found = silent_arrays(data)
        for one in found:
            span = Span(prop.content + one.start + 7, prop.content + one.end)
            self.claims.block("heif", f"{path}/message", (span,), wrap="message")
        return bool(found)

    def misunderstood(self, item: Item) -> bool:
        """True when an item has a property that has to be understood, and is not."""
        rows = self.tables.associations.get(item.id, ())
        return any(
            one.essential
            and 0 < one.number <= len(self.tables.properties)
            and self.tables.properties[one.number - 1].type not in KNOWN
            for one in rows
        )

    def understood(self, item: Item) -> None:
        """Refuse a picture whose properties cannot be copied safely."""
        if self.misunderstood(item):
            raise UnsupportedError(
                "a picture has a property that must be understood, and that this version does not know",
                format="heif",
                part="ipma",
                rule="essential-property",
            )

    def cropped(self, item: Item) -> None:
        """Say when more of a picture is hidden than encoders fill up."""
        found = {prop.type: prop for prop in self.properties_of(item.id)}
        if b"clap" not in found or b"ispe" not in found:
            return
        size, clap = (self.source.read(found[name].content, found[name].need) for name in (b"ispe", b"clap"))
        if len(size) < 12 or len(clap) < 32:
            return
        for axis in (0, 1):
            whole = int.from_bytes(size[4 + 4 * axis : 8 + 4 * axis], "big")
            top, below = (int.from_bytes(clap[8 * axis + at : 8 * axis + at + 4], "big") for at in (0, 4))
            if below and whole - top / below > MOST_PADDING:
                self.notes.append(CROPPED)
