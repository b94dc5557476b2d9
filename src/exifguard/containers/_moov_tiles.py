"""Tiling: parts and blocks of a movie as they are found, in any order."""

from __future__ import annotations

from collections.abc import Iterable

from .._cursor import Cursor
from .._source import Source
from ..errors import MalformedError
from ..limits import Limits
from ..model import Block, Part, Role, Span
from ..structures.boxes import Box, read_boxes
from . import _moov_rules as rules

HEADER, OFFSETS, REFERENCES, BRANDS, UNUSED = "header", "offsets", "references", "brands", "unused"
TEXT, KEYS, ITEM, COLOUR, END, FREE = "text", "keys", "item", "colr", "end", "free"
REWRITTEN = frozenset(
    {
        HEADER,
        OFFSETS,
        REFERENCES,
        BRANDS,
        UNUSED,
        TEXT,
        KEYS,
        ITEM,
        COLOUR,
        END,
        FREE,
        "meta",
        "items",
        "name",
    }
)
"""Names of the parts that may be written anew, or left out, around what they frame.

``unused`` bytes become zeros, a ``text`` becomes empty; ``end`` and ``free`` say nothing and go.
"""
SHOWN_ZEROS = 1 << 16
"""Bytes that are looked at at a time for anything but zeros."""


class Tiler:
    """Collects parts and blocks, and puts them into the order of the file in the end.

    Attributes:
        opens: the end of each box that is taken apart, by the number of the part that is its header.
        claim: while a track is read that may go: the numbers of its parts.
    """

    def __init__(self, source: Source, limits: Limits, format: str) -> None:  # noqa: A002
        self.cursor = Cursor(source, format)
        self.source = source
        self.limits = limits
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.remarks: list[str] = []
        self.opens: dict[int, int] = {}
        self.claim: list[int] | None = None

    # -- parts ------------------------------------------------------------------------------------

    def add(self, name: str, role: Role, start: int, end: int) -> int:
        """Add a part, if there is anything in it, and give its number; -1 for none."""
        if start >= end:
            return -1
        self.limits.check("parts", len(self.parts) + 1, format=self.cursor.format, part=name)
        if self.claim is not None and role is not Role.IMAGE:
            role = Role.METADATA
            self.claim.append(len(self.parts))
        self.parts.append(Part(name, role, start, end))
        return len(self.parts) - 1

    def block(self, kind: str, path: str, start: int, end: int, *, name: str = "", wrap: str = "") -> int:
        """Add a part that is a block of its own; its number, -1 for an empty one."""
        role = Role.UNKNOWN if kind in ("slack", "unknown", "unread", "trailer") else Role.METADATA
        number = self.add(name or path.rpartition("/")[2], role, start, end)
        if number >= 0 and self.claim is None:
            self.blocks.append(Block(kind, path, (Span(start, end),), (number,), wrap))
        return number

    def open(self, box: Box, end: int | None = None) -> int:
        """Take a box apart: its header is a part."""
        number = self.add(HEADER, Role.STRUCTURE, box.start, box.content)
        self.opens[number] = box.end if end is None else end
        return number

    def leaf(self, box: Box, path: str, size: int | None = None, holes: Iterable[rules.Hole] = ()) -> None:
        """A box that is kept; of its contents `size` bytes mean something, and all but the `holes`."""
        stop = box.end if size is None else box.content + size
        if stop > box.end:
            raise MalformedError(
                "a box is too short", format=self.cursor.format, offset=box.start, part=box.name,
                rule="box-length",
            )  # fmt: skip
        at = box.start
        if stop < box.end or box.content - box.start > 8:
            self.open(box)
            at = box.content
        self.fields(
            box.name, path, at, stop, [(box.content + h.start, box.content + h.end, h.wrap) for h in holes]
        )
        self.slack(path, stop, box.end)

    def fields(self, name: str, path: str, at: int, stop: int, holes: Iterable[tuple[int, int, str]]) -> None:
        """Bytes that are kept but for the holes that are not zero: start, end and how they are read."""
        for start, end, wrap in holes:
            if any(self.cursor.read(start, end - start, name)):
                self.add(name, Role.STRUCTURE, at, start)
                self.block("quicktime" if wrap else "slack", path, start, end, name=UNUSED, wrap=wrap)
                at = end
        self.add(name, Role.STRUCTURE, at, stop)

    def slack(self, path: str, start: int, end: int) -> None:
        """Bytes behind what a box holds."""
        self.block("slack", f"{path}/slack", start, end)

    def text(self, path: str, start: int, end: int, wrap: str) -> None:
        """A text at the end of a box, which may be empty."""
        if self.source.read(start, end - start) in (b"", b"\0"):
            self.add("name", Role.STRUCTURE, start, end)
        else:
            self.block("quicktime", path, start, end, name=TEXT, wrap=wrap)

    def free(self, box: Box, path: str) -> None:
        """Free space: empty, or whatever was left in it."""
        if self.is_blank(box.content, box.end):
            self.add(FREE, Role.STRUCTURE, box.start, box.end)
        else:
            self.block("unknown", f"{path}{box.name}", box.start, box.end)

    def is_blank(self, start: int, end: int) -> bool:
        """True for zeros."""
        for at in range(start, end, SHOWN_ZEROS):
            if any(self.source.read(at, min(SHOWN_ZEROS, end - at))):
                return False
        return True

    def children(self, start: int, end: int, path: str) -> list[Box]:
        """The boxes in another one; four zero bytes may follow the last one, as QuickTime has it."""
        found: list[Box] = []
        at = start
        while end - at >= 8:
            box = next(read_boxes(self.cursor, at, end))
            found.append(box)
            at = box.end
            self.limits.check("parts", len(found), format=self.cursor.format, part=path)
        if at < end:
            if self.is_blank(at, end):
                self.add(END, Role.STRUCTURE, at, end)
            else:
                self.slack(path, at, end)
        return found

    # -- in the end -------------------------------------------------------------------------------

    def ordered(self) -> tuple[tuple[Part, ...], tuple[Block, ...], dict[int, int]]:
        """Parts and blocks in the order of the file; and where each number went."""
        order = sorted(range(len(self.parts)), key=lambda number: self.parts[number].start)
        places = {number: place for place, number in enumerate(order)}
        blocks = [
            Block(one.kind, one.path, one.spans, tuple(sorted(places[n] for n in one.parts)), one.wrap)
            for one in self.blocks
        ]
        blocks.sort(key=lambda one: one.spans[0].start)
        return tuple(self.parts[number] for number in order), tuple(blocks), places
