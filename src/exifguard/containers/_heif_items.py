"""Where the data of items is (14496-12 clause 8.11.3), whatever way the table has to say it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .._source import Source
from ..errors import UnsupportedError
from ..limits import Limits
from ..model import Span
from ._heif_file import Item
from ._heif_tables import Location, Reference, fail, spans_of

_ILOC = b"iloc"
_GAIN_MAP_LEAST = 38
"""Bytes of the shortest numbers of a gain map, with the version before them (ISO 21496-1 clause C.2)."""
_GAIN_MAP_HEAD = bytes(3)
"""Version 0 of the item, and minimum version 0 of the numbers: other readers ignore it."""


class Places:
    """Resolves the places of items; each item once."""

    def __init__(
        self,
        source: Source,
        storage: Sequence[Span],
        idat: Span | None,
        locations: Sequence[Location],
        references: Sequence[Reference],
        limits: Limits,
    ) -> None:
        self.source = source
        self.idat = idat
        self.limits = limits
        self.storage = sorted([*storage, *([idat] if idat else [])])
        self.starts = [span.start for span in self.storage]
        self.locations = {one.id: one for one in locations}
        self.within = {one.source: one.targets for one in references if one.type == _ILOC}
        self.pairs = {one.source for one in references if one.type == b"dimg" and len(one.targets) == 2}
        self.known: dict[int, tuple[Span, ...]] = {}
        self.total = 0

    def spans(self, number: int, depth: int = 0) -> tuple[Span, ...]:
        """The data of an item in reading order; nothing when it has none.

        Raises:
            MalformedError: it is outside of the storage, or inside of itself.
            UnsupportedError: it is in another file.
            LimitExceededError: it is inside too many others.
        """
        if number not in self.known:
            self.limits.check("depth", depth, format="heif", part="iloc")
            location = self.locations.get(number)
            self.known[number] = tuple(self._resolve(location, depth)) if location else ()
            self.total += len(self.known[number])
            self.limits.check("parts", self.total, format="heif", part="iloc")
        return self.known[number]

    def _resolve(self, location: Location, depth: int) -> Iterator[Span]:
        if location.external:
            raise UnsupportedError(
                "an item lies in another file", format="heif", part="iloc", rule="data-reference"
            )
        for index, offset, length in location.extents:
            if not length:
                continue  # decoders find no data there
            if location.method == 2:
                yield from self._inside(location, index, offset, length, depth)
            else:
                yield self._stored(location.method, offset, length)

    def _stored(self, method: int, offset: int, length: int) -> Span:
        if method > 1 or (method == 1 and self.idat is None):
            raise fail("an item lies in a box that is missing", "iloc", "idat-missing")
        start = offset + (self.idat.start if method and self.idat else 0)
        found = bisect_right(self.starts, start) - 1
        if found < 0 or start + length > self.storage[found].end:
            raise fail("an item lies outside of the storage", "iloc", "item-bounds")
        return Span(start, start + length)

    def _inside(self, location: Location, index: int, offset: int, length: int, depth: int) -> Iterator[Span]:
        targets = self.within.get(location.id, ())
        position = max(index, 1) - 1
        if position >= len(targets):
            raise fail("an item lies in one that is missing", "iloc", "item-bounds")
        around = self.spans(targets[position], depth + 1)
        self.total += len(around)
        self.limits.check("parts", self.total, format="heif", part="iloc")
        found = tuple(spans_of(around, offset, offset + length))
        if sum(end - start for start, end in found) != length:
            raise fail("an item lies outside of the one that holds it", "iloc", "item-bounds")
        yield from found

    def is_gain_map(self, item: Item) -> bool:
        """True for a picture with its gain map applied whose numbers readers of today heed."""
        if item.info.type != "tmap" or len(item.spans) != 1 or item.id not in self.pairs:
            return False
        start, end = item.spans[0]
        return end - start >= _GAIN_MAP_LEAST and self.source.read(start, 3) == _GAIN_MAP_HEAD
