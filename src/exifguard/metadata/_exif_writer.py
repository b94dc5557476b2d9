"""Exif blocks rewritten: CIPA DC-008 (Exif 3.0) clause 4.5, on TIFF 6.0 section 2.

`rewrite` makes a fresh block that says only what is to stay of another one. What can't be written with an
equal meaning goes whole, and a note from `NOTES` says so.
"""

from __future__ import annotations

import itertools
import string
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from .._cursor import View
from ..limits import Limits
from ..model import Reading, Value
from ..structures.ifd import (
    LONGEST_ARRAY,
    TEXT_TYPES,
    TYPES,
    Entry,
    Table,
    read_bytes,
    read_header,
    read_numbers,
    read_table,
)
from ..structures.ifd_layout import Row
from ._exif_compose import (
    GROUPS,
    TEXT_PARTS,
    UNDEFINED,
    Picture,
    compose,
    compose_rows,
    lay_out,
    rendering_values,
)
from ._exif_tags import GPS_TAGS, MAIN_TAGS
from ._rewritten import Rewritten
from .exif import NESTED, OFFSET_TYPES, PICTURES, POINTERS, SIGNATURE, Exif, is_nested

__all__ = ["NOTES", "Rewritten", "compose", "rendering_values", "rewrite"]

NOTES: Final = {
    "tiff-header": "a block without a TIFF header was dropped",
    "makernote": "a maker note was dropped: what it points to is lost when it moves",
    "tables": "tables that are no part of a picture's Exif block were dropped: sub-tables, a third one",
    "table-twice": "of several tables of one kind only the first was kept",
    "tag-twice": "of several entries for one tag only the first was kept",
    "nested-twice": "an inner block was dropped because there are several of its kind",
    "unknown-type": "a value of a type that no standard names was dropped",
    "value-bounds": "a value that leaves its block was dropped",
    "offset": "a value was dropped that is an offset, or holds offsets, into the old block",
    "padding": "padding was dropped: it may hold what was deleted",
    "picture": "an inner picture was dropped that can't be written anew",
    "hidden-text": "bytes behind the end of a text were dropped",
}
"""What `rewrite` may have to say, by a short name."""

_OFFSETS: Final = (
    *POINTERS,
    *(tag for pair in PICTURES for tag in pair[:2]),
    *(0x0120, 0x0121),  # FreeOffsets, FreeByteCounts
    *(0x0207, 0x0208, 0x0209),  # tables of old-style JPEG
    *(0x8290, 0x85D7, 0x888A, 0xC6F5, 0xFE00),  # tables: Kodak, JPL, Leaf, DNG profiles, Kodak again
    *(0xA010, 0xA011),  # Samsung's pointers
    *(0xBCC0, 0xBCC1, 0xBCC2, 0xBCC3),  # pictures of JPEG XR
    0xC634,  # DNGPrivateData: maker notes
    0xEA1D,  # OffsetSchema: how far the maker note was moved
)
_GOES: Final = {**dict.fromkeys(_OFFSETS, "offset"), 0x927C: "makernote", 0xEA1C: "padding"}
"""Tags whose values mean nothing in a fresh block, and the name of the note."""
_OFFSET_ONLY: Final = frozenset((13, 18))
"""The types IFD and IFD8: TIFF Technical Note 1, BigTIFF."""

_NEXT: Final = {"IFD0": "IFD1", "IFD1": "IFD2"}
"""The tables that link to a next one."""
_JPEG: Final = PICTURES[0][:2]
_STRIPS: Final = PICTURES[1][:2]

Keep = Callable[[str], bool]


def rewrite(
    data: bytes,
    keep: Keep,
    limits: Limits,
    nested: Mapping[str, bytes | None] = MappingProxyType({}),
    replace: Mapping[str, str] = MappingProxyType({}),
    values: Mapping[str, Value] = MappingProxyType({}),
) -> Rewritten:
    """A fresh block with the fields that `keep` wants, their types, counts and bytes unchanged.

    Of several entries for one tag, and of several tables of one kind, the first counts, as for readers. A
    table that an odd entry points to is written where Exif wants it. IFD1 stays while a field of it or the
    thumbnail does; an empty table goes. A text ends at its first NUL (Copyright: at its second) unless
    only NULs follow. Maker notes, sub-tables, tables behind IFD1, offsets, padding and slack never stay.

    Args:
        data: the TIFF block, as for `Exif.read`.
        keep: asked for the key of every field, as `Exif.read` names it; what it denies leaves no note.
        limits: what it may cost.
        nested: what takes the place of the inner blocks, by their path in `Exif.read`. None, ``b""`` and
            no mention mean that the block goes. A path that occurs twice is ambiguous: both go. An
            uncompressed thumbnail can only be replaced by one of equal length.
        replace: new texts by key, for kept keys whose values are text; others are not touched.
        values: what the block says besides, or instead, as for `compose`.

    Raises:
        LimitExceededError: as `Exif.read` does; nothing else from `data`, whatever it is.
        PolicyError: as `compose` does, for `values`.
    """
    data = data.removeprefix(SIGNATURE)
    header = read_header(data)
    if header is None:
        return Rewritten(b"", (NOTES["tiff-header"],))
    reading = Exif().read(data, limits)  # it checks the limits, and what follows here costs less
    walk = _Walk(View(data, header.order), reading, keep, nested, replace)
    walk.visit(header.offset)
    tables = _joined(walk.tables, compose_rows(values, header.order))
    return Rewritten(lay_out(tables, walk.picture, header.order), tuple(NOTES[name] for name in walk.notes))


def _joined(tables: Mapping[str, list[Row]], values: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables with the rows of `values`, which take the place of rows for the same tags."""
    joined = {}
    for group in {**tables, **values}:
        new = {row.tag: row for row in (*tables.get(group, ()), *values.get(group, ()))}
        joined[group] = list(new.values())
    return joined


class _Walk:
    """One pass over the tables of a block, collecting what stays.

    Attributes:
        wanted: keys of the fields that stay; what `Exif.read` tells by other means is not among them.
        blocks: the inner blocks by path, None for several of one path.
        replacements: what takes their places.
        texts: new texts by key.
        tables, picture, notes: the outcome.
    """

    def __init__(
        self,
        view: View,
        reading: Reading,
        keep: Keep,
        replacements: Mapping[str, bytes | None],
        texts: Mapping[str, str],
    ) -> None:
        self.view = view
        self.texts = texts
        self.wanted = {key for key in dict.fromkeys(field.key for field in reading.fields) if keep(key)}
        counts = Counter(block.path for block in reading.nested)
        self.blocks = {block.path: block if counts[block.path] == 1 else None for block in reading.nested}
        self.replacements = {path: replacements.get(path) or b"" for path in self.blocks}
        self.tables: dict[str, list[Row]] = {}
        self.picture: Picture | None = None
        self.notes: dict[str, None] = {}
        self.seen: set[tuple[int, str]] = set()
        if any(path.endswith("/picture") and data for path, data in self.replacements.items()):
            self._note("picture")

    def _note(self, name: str) -> None:
        self.notes[name] = None

    def visit(self, offset: int) -> None:
        """Collect the tables in the order of `Exif.read`: inner ones first, then the next one."""
        pending = [("IFD0", offset)]
        while pending:
            group, at = pending.pop()
            place = (at, group.rstrip(string.digits))
            if place in self.seen or not 0 < at <= self.view.size - 2:
                continue
            self.seen.add(place)
            if group in self.tables or group not in GROUPS:
                self._note("table-twice" if group in GROUPS else "tables")
                continue
            pending += reversed(self._collect(group, at))

    def _collect(self, group: str, at: int) -> list[tuple[str, int]]:
        """Collect the rows of one table; the tables that it points to come back."""
        table = read_table(self.view, at)
        if table is None:
            return []
        first = self._first_entries(table, group)
        rows = (self._row(entry, group) for entry in first.values())
        self.tables[group] = [row for row in rows if row is not None]
        if group == "IFD1":
            self.picture = self._thumbnail(first)
        return self._follow(table, group)

    def _first_entries(self, table: Table, group: str) -> dict[int, Entry]:
        """The first entry for each tag. Twelve zeros are an entry that nobody used."""
        first: dict[int, Entry] = {}
        for entry in table.entries:
            unused = not any(entry[:3]) and not any(read_bytes(self.view, entry, 4))
            again = not unused and first.setdefault(entry.tag, entry) is not entry
            if again and _key(entry, group) in self.wanted:
                self._note("tag-twice")
        return first

    def _follow(self, table: Table, group: str) -> list[tuple[str, int]]:
        """The tables that one points to, as group and offset."""
        if group == "GPS":
            return []
        pointers = [entry for entry in table.entries if entry.tag in POINTERS]
        found = [(POINTERS[entry.tag], at) for entry in pointers for at in self._read_offsets(entry)]
        if group in _NEXT and table.link:
            found.append((_NEXT[group], table.link))
        return found

    def _read_offsets(self, entry: Entry) -> tuple[int, ...]:
        """The whole numbers of an entry; none when it is broken or holds something else."""
        if entry.type not in OFFSET_TYPES or entry.end > self.view.size or entry.items > LONGEST_ARRAY:
            return ()
        value = read_numbers(read_bytes(self.view, entry, entry.size), entry.type, self.view.order)
        items = value if isinstance(value, tuple) else (value,)
        return tuple(item for item in items if isinstance(item, int))

    def _row(self, entry: Entry, group: str) -> Row | None:
        """The row that an entry becomes, if it stays."""
        if self._is_nested(entry, group):
            return self._nested_row(entry)
        key = _key(entry, group)
        if key not in self.wanted:
            return None
        fault = self._find_fault(entry, group)
        if fault:
            self._note(fault)
            return None
        data = read_bytes(self.view, entry, entry.size)
        if entry.type not in TEXT_TYPES:
            return Row(entry.tag, entry.type, entry.items, data)
        if key in self.texts:
            data = self.texts[key].encode() + b"\0"
        text = _cut_text(data, TEXT_PARTS.get(key.partition(":")[2], 1))
        if text != data:
            self._note("hidden-text")
        return Row(entry.tag, entry.type, len(text), text)

    def _find_fault(self, entry: Entry, group: str) -> str | None:
        """Why a value can't stay, as a name from `NOTES`."""
        if entry.type not in TYPES:
            return "unknown-type"
        if entry.end > self.view.size:
            return "value-bounds"
        if entry.type in _OFFSET_ONLY:
            return "offset"
        return None if group == "GPS" else _GOES.get(entry.tag)

    def _is_nested(self, entry: Entry, group: str) -> bool:
        """Whether `Exif.read` tells of an inner block here, and not of a field."""
        return group != "GPS" and is_nested(entry, read_bytes(self.view, entry, 2))

    def _nested_row(self, entry: Entry) -> Row | None:
        """The row of an inner block's replacement, if it has one."""
        kind, path = NESTED[entry.tag]
        data = self.replacements[path]
        if kind == "makernote":
            self._note(kind)
            return None
        if not data or self._is_ambiguous(path):
            return None
        exact = entry.type not in _OFFSET_ONLY and not len(data) % TYPES[entry.type].size
        number = entry.type if exact else UNDEFINED
        return Row(entry.tag, number, len(data) // TYPES[number].size, data)

    def _is_ambiguous(self, path: str) -> bool:
        if self.blocks[path] is None:
            self._note("nested-twice")
        return self.blocks[path] is None

    def _thumbnail(self, entries: Mapping[int, Entry]) -> Picture | None:
        """The thumbnail's replacement: a JPEG stream, or strips as long as they were."""
        data = self.replacements.get("thumbnail", b"")
        if not data or self._is_ambiguous("thumbnail"):
            return None
        block = self.blocks["thumbnail"]
        if block is not None and not block.wrap:
            return Picture(*_JPEG, (data,))
        lengths = self._read_offsets(entries[_STRIPS[1]]) if _STRIPS[1] in entries else ()
        if sum(lengths) != len(data):
            self._note("picture")
            return None
        ends = itertools.accumulate(lengths)
        return Picture(
            *_STRIPS, tuple(data[end - size : end] for end, size in zip(ends, lengths, strict=True))
        )


def _key(entry: Entry, group: str) -> str:
    """The key under which `Exif.read` tells a field."""
    names = GPS_TAGS if group == "GPS" else MAIN_TAGS
    return f"{group}:{names.get(entry.tag) or f'0x{entry.tag:04x}'}"


def _cut_text(text: bytes, parts: int) -> bytes:
    """The first `parts` of a text with the NULs behind them; all of it when only NULs follow."""
    end = 0
    for _ in range(parts):
        end = text.find(b"\0", end) + 1
        if not end:
            return text
    return text[:end] if text[end:].strip(b"\0") else text
