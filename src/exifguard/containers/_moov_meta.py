"""Blocks about a movie: user data, keys and items, XMP, boxes of makers.

QuickTime File Format, "User Data Atoms" and "Metadata"; ISO/IEC 14496-12 clauses 8.10 and 8.11.
"""

from __future__ import annotations

from typing import Final

from .._source import Source
from ..errors import FormatError
from ..limits import Limits
from ..model import Block, Role, Span
from ..structures.boxes import Box, shown_type
from . import _moov_rules as rules
from ._moov_sphere import LONGEST, canonical
from ._moov_tiles import ITEM, KEYS, Tiler

ITEM_HANDLERS: Final = (b"mdta", b"mdir")
"""Handlers of ``meta`` boxes with a list of items."""
PURPOSE_WITHIN: Final = 64


class MetaTiler(Tiler):
    """What is about the movie.

    Attributes:
        key_of: of every item that has a key, the number of the key's part by that of the item's header.
        claims: the number of the block of a track that may go, by that of the track.
        key_parts: the number of the part of each key, by where it begins.
        waiting: items whose keys may stand behind them.
    """

    def __init__(self, source: Source, limits: Limits, format: str) -> None:  # noqa: A002
        super().__init__(source, limits, format)
        self.key_of: dict[int, int] = {}
        self.claims: dict[int, int] = {}
        self.key_parts: dict[int, int] = {}
        self.waiting: list[tuple[str, Span, int, int, Box]] = []

    def other(self, box: Box, path: str) -> None:
        """A box that is not needed to play the movie."""
        around = f"{path}/" if path else ""
        if box.type in rules.FREE:
            self.free(box, around)
        elif box.type == b"udta":
            self.user_data(box, f"{around}udta")
        elif box.type == b"meta":
            self.meta(box, f"{around}meta")
        elif box.type == b"uuid":
            self.uuid(box, path)
        elif box.type == b"XMP_":
            self.xmp(box, f"{around}XMP_")
        else:
            wrap = "" if box.type.isalnum() or box.type[:1] == b"\xa9" else "-"
            name = shown_type(box.type)
            self.block("quicktime", path or name, box.start, box.end, name=name, wrap=f"atom{wrap}")

    def xmp(self, box: Box, path: str) -> None:
        """A packet of XMP in a box of its own."""
        number = self.add("XMP", Role.METADATA, box.start, box.end)
        if self.claim is None:
            self.blocks.append(Block("xmp", path, (box.contents,), (number,)))

    def uuid(self, box: Box, path: str) -> None:
        """A box that somebody defined without asking anybody."""
        around = f"{path}/" if path else ""
        if box.uuid == rules.XMP:
            self.xmp(box, f"{around}uuid/xmp")
        elif box.uuid == rules.C2PA:
            self.c2pa(box, f"{around}uuid/c2pa")
        elif box.uuid == rules.SPHERICAL_V1:
            self.spherical(box, f"{around}uuid")
        else:
            self.block("quicktime", f"{around}uuid", box.start, box.end, name="uuid", wrap="atom")

    def spherical(self, box: Box, path: str) -> None:
        """The shape of 360 degree video: in the form that a copy has, or with more in it."""
        xml = self.source.read(box.content, min(box.end - box.content, LONGEST))
        if xml and canonical(xml) == xml and box.end - box.content == len(xml):
            self.add("spherical", Role.STRUCTURE, box.start, box.end)
        else:
            self.block("quicktime", path, box.start, box.end, name="spherical", wrap="spherical")

    def c2pa(self, box: Box, path: str) -> None:
        """Content Credentials: version, purpose, the place of a hash tree, then the manifests (A.5)."""
        head = self.cursor.read(box.content, min(PURPOSE_WITHIN, box.end - box.content), "uuid")
        purpose, nul, _ = head[4:].partition(b"\0")
        start = box.content + 4 + len(purpose) + 1 + (8 if purpose in (b"manifest", b"original") else 0)
        number = self.add("C2PA", Role.METADATA, box.start, box.end)
        if self.claim is None:
            span = Span(min(start, box.end), box.end) if nul else box.contents
            self.blocks.append(Block("c2pa", path, (span,), (number,)))

    # -- user data --------------------------------------------------------------------------------

    def user_data(self, box: Box, path: str) -> None:
        """``udta``: a box for every value."""
        mark = len(self.parts), len(self.blocks)
        try:
            self.open(box)
            for inner in self.children(box.content, box.end, path):
                self.other(inner, path)
        except FormatError as error:
            self.undo(mark, error)
            self.block("quicktime", path, box.start, box.end, wrap="broken")

    def undo(self, mark: tuple[int, int], error: FormatError | None = None) -> None:
        """Go back to where a box about the movie began that is damaged: it is no reason to refuse."""
        for number in range(mark[0], len(self.parts)):
            self.opens.pop(number, None)
            self.key_of.pop(number, None)
        del self.parts[mark[0] :], self.blocks[mark[1] :]
        self.waiting.clear()
        if error is not None:
            self.notes.append(f"a block about the movie is damaged (rule {error.rule})")

    # -- keys and items ---------------------------------------------------------------------------

    def meta(self, box: Box, path: str) -> None:
        """``meta``: a handler, perhaps keys, and items. QuickTime's has no version."""
        mark = len(self.parts), len(self.blocks)
        try:
            self._meta(box, path)
        except FormatError as error:
            self.undo(mark, error)
            self.block("quicktime", path, box.start, box.end, wrap="broken")

    def _meta(self, box: Box, path: str) -> None:
        start = box.content
        head = self.cursor.read(start, min(12, box.end - start), "meta")
        if head[4:8] != b"hdlr":
            start += 4
        children = self._peek(start, box.end)
        handler = next((one for one in children if one.type == b"hdlr" and one.end - one.content >= 24), None)
        kind = self.cursor.read(handler.content + 8, 4, "hdlr") if handler else b""
        if handler is None or kind not in ITEM_HANDLERS:
            self.block("quicktime", path, box.start, box.end, wrap="broken")
            return
        self.open(box)
        self.add("meta", Role.STRUCTURE, box.content, start)
        keys = self._keys(next((one for one in children if one.type == b"keys"), None))
        for inner in self.children(start, box.end, path):
            if inner == handler:
                self.handler_of_items(inner, path)
            elif inner.type == b"keys" and keys is not None and inner.start == keys[0]:
                self._tile_keys(inner, path, keys[1])
            elif inner.type == b"ilst":
                self._items(inner, path, keys[1] if keys else None)
            else:
                self.other(inner, path)
        if keys:
            self._orphans(path, keys[1])

    def _peek(self, start: int, end: int) -> list[Box]:
        """The children, without adding parts."""
        mark = len(self.parts), len(self.blocks)
        found = self.children(start, end, "meta")
        del self.parts[mark[0] :], self.blocks[mark[1] :]
        return found

    def handler_of_items(self, box: Box, path: str) -> None:
        """The handler of a list of items; its maker and name are of no use."""
        self.open(box)
        at = box.content
        holes = [(at + 4, at + 8, "vendor"), (at + 12, at + 24, "vendor")]
        self.fields("items", f"{path}/hdlr", at, at + 24, holes)
        self.text(f"{path}/hdlr", at + 24, box.end, "name")

    def _keys(self, box: Box | None) -> tuple[int, list[Span]] | None:
        """Where the box begins, and the keys in it."""
        if box is None or box.end - box.content < 8:
            return None
        count = int.from_bytes(self.cursor.read(box.content + 4, 4, "keys"), "big")
        spans: list[Span] = []
        at = box.content + 8
        while len(spans) < count and at + 8 <= box.end:
            size = int.from_bytes(self.cursor.read(at, 4, "keys"), "big")
            if size < 8 or at + size > box.end:
                break
            spans.append(Span(at, at + size))
            at += size
        return box.start, spans

    def _tile_keys(self, box: Box, path: str, spans: list[Span]) -> None:
        self.open(box)
        self.add(KEYS, Role.STRUCTURE, box.content, box.content + 8)
        for span in spans:
            self.key_parts[span.start] = self.add("key", Role.METADATA, *span)
        end = spans[-1].end if spans else box.content + 8
        self.slack(f"{path}/keys", end, box.end)

    def _items(self, box: Box, path: str, keys: list[Span] | None) -> None:
        """``ilst``: with keys, the type of an item is the number of its key."""
        self.open(box)
        for item in self.children(box.content, box.end, path):
            number = int.from_bytes(item.type, "big")
            if keys is None or not 1 <= number <= len(keys):
                self.block("quicktime", path, item.start, item.end, name="value", wrap="atom")
                continue
            key = keys[number - 1]
            head = self.add(ITEM, Role.METADATA, item.start, item.content)
            self.opens[head] = item.end
            value = self.add("value", Role.METADATA, item.content, item.end)
            self.key_of[head] = key.start
            self.waiting.append((path, key, head, value, item))

    def _orphans(self, path: str, keys: list[Span]) -> None:
        """Make blocks of the items, and of keys without one."""
        used: set[int] = set()
        for where, key, head, value, item in self.waiting:
            part = self.key_parts.get(key.start, -1)
            numbers = tuple(number for number in (part, head, value) if number >= 0)
            used.add(key.start)
            self.key_of[head] = part
            if self.claim is None:
                self.blocks.append(Block("quicktime", where, (key, item.span), numbers, "item"))
        self.waiting.clear()
        for key in keys:
            part = self.key_parts.get(key.start, -1)
            if key.start not in used and part >= 0 and self.claim is None:
                self.blocks.append(Block("quicktime", path, (key,), (part,), "key"))
