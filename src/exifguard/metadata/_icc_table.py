"""The frame of a colour profile: header, tag table, and bytes that no tag claims (ICC.1:2022 clause 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..model import Span
from ..structures.icc_header import is_profile, stated_size
from ._icc_extent import extent
from ._icc_tags import COLOUR_TAGS, RESERVED

TABLE = 132
"""Where the tag table's entries begin: behind the header and their number (clause 7.3)."""
ENTRY = 12
"""Bytes of an entry: signature, offset, size."""
SMALLEST = 8
"""Bytes that every tag begins with: type signature and four reserved bytes (clause 10.1)."""
MOST_TAGS = 1_000
"""Entries that are read: lcms2 reads 100; the standard and the vendors have fewer names than this."""
NEWEST = 4
"""The major version up to which ICC.1 describes the header; 5 is ICC.2."""


class Tag(NamedTuple):
    """One entry of the tag table."""

    signature: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where its data is."""
        return Span(self.start, self.end)


class Profile(NamedTuple):
    """A profile's frame.

    Attributes:
        data: all bytes, with whatever stands behind the profile.
        end: where the profile ends: at its stated size, if that is possible.
        tags: the entries of the table, in its order.
        first: where the table ends and tag data may begin.
        damage: ``icc-size``, ``icc-table``.
    """

    data: bytes
    end: int
    tags: tuple[Tag, ...]
    first: int
    damage: tuple[str, ...]

    @property
    def version(self) -> int:
        """The major version."""
        return self.data[8]

    def in_bounds(self, tag: Tag) -> bool:
        """True when the tag's data lies between the table and the end."""
        return self.first <= tag.start and tag.start + SMALLEST <= tag.end <= self.end

    def used(self, tag: Tag) -> Span | None:
        """The bytes that the tag really is: None when it is damaged, or on the colour list in a wrong type.

        Tags that are no colour are what the table says; colour is what its type accounts for, with any
        zeros behind it.
        """
        known = COLOUR_TAGS.get(tag.signature)
        if not self.in_bounds(tag) or known is None:
            return tag.span if self.in_bounds(tag) else None
        data = self.data[tag.start : tag.end]
        size = extent(data) if data[:4] in known.types else None
        if size is None:
            return None
        return Span(tag.start, tag.start + size if data[size:].strip(b"\0") else tag.end)

    def slack(self) -> Iterator[Span]:
        """Bytes that say something and that nothing claims; zeros between tags are padding."""
        reserved = [Span(*RESERVED)] if self.version <= NEWEST else []
        claimed = sorted(span for span in map(self.used, self.tags) if span)
        for start, end in (*reserved, *gaps(claimed, self.first, self.end)):
            if self.data[start:end].strip(b"\0"):
                yield Span(start, end)
        if self.end < len(self.data):
            yield Span(self.end, len(self.data))


def read_profile(data: bytes) -> Profile | None:
    """Read the frame; None for bytes that are no profile."""
    if len(data) < TABLE or not is_profile(data):
        return None
    stated, damage = stated_size(data), []
    end = stated
    if not TABLE <= stated <= len(data):
        damage.append("icc-size")
        end = len(data)
    count, fitting = _u32(data, TABLE - 4), min(MOST_TAGS, (end - TABLE) // ENTRY)
    if count > fitting:
        damage.append("icc-table")
        count = fitting
    first = TABLE + ENTRY * count
    tags = tuple(_tag(data, at) for at in range(TABLE, first, ENTRY))
    return Profile(data, end, tags, first, tuple(damage))


def gaps(claimed: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    """What the sorted spans `claimed` leave of `start` to `end`."""
    for span in claimed:
        if span.start > start:
            yield Span(start, span.start)
        start = max(start, span.end)
    if start < end:
        yield Span(start, end)


def signature_text(data: bytes) -> str:
    """Four bytes as a name: plain ASCII as it is, anything else in hexadecimal."""
    text = data.decode("latin-1")
    return text if text.isascii() and text.isprintable() else f"0x{data.hex()}"


def _tag(data: bytes, at: int) -> Tag:
    start = _u32(data, at + 4)
    return Tag(signature_text(data[at : at + 4]), start, start + _u32(data, at + 8))


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")
