"""Exif: CIPA DC-008 (Exif 3.0), a small TIFF file that describes a picture.

`Exif` reads a block: every table, every value, the blocks inside it, and the bytes that nothing explains.
`read_rendering` and `compose` are the short way that every scrub takes: the few values that the picture
needs to look the same, and the smallest block that says them.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Collection
from typing import Final, NamedTuple

from .._cursor import ByteOrder, View
from ..limits import Limits
from ..model import Field, Nested, Reading, Rendering, Span, Value
from ..structures.ifd import (
    ENTRY_LAYOUTS,
    ENTRY_SIZE,
    HEADER_SIZE,
    LONGEST_ARRAY,
    TYPES,
    Entry,
    Table,
    find_gaps,
    read_bytes,
    read_header,
    read_numbers,
    read_table,
)
from ._exif_compose import compose as compose_values
from ._exif_compose import rendering_values
from ._exif_tags import GPS_TAGS, MAIN_TAGS
from ._exif_values import decode_value
from .makernote import read_makernote

SIGNATURE: Final = b"Exif\0\0"
"""What JPEG puts before the block; some writers leave it there in PNG and WebP."""

ORIENTATION, COLOR_SPACE, INTEROP_INDEX = 0x0112, 0xA001, 0x0001
EXIF_POINTER, INTEROP_POINTER = 0x8769, 0xA005

POINTERS: Final = {
    EXIF_POINTER: "ExifIFD",
    0x8825: "GPS",
    INTEROP_POINTER: "InteropIFD",
    0x014A: "SubIFD",  # TIFF Technical Note 1: several tables
    0x0190: "GlobParamIFD",  # TIFF/FX, RFC 2301
}
"""Entries that hold the offset of another table, and the group of the fields there."""

CHAINED: Final = ("IFD", "SubIFD")
"""Groups whose tables link to a next one; in the others the link means nothing."""

NESTED: Final = {
    0x02BC: ("xmp", "XMP"),
    0x83BB: ("iptc", "IPTC"),
    0x8649: ("photoshop", "Photoshop"),
    0x8773: ("icc", "ICC"),
    0x927C: ("makernote", "MakerNote"),
    0xCD41: ("c2pa", "JUMBF"),
    0x002E: ("picture", "JpgFromRaw"),  # Panasonic's raws
    0x0127: ("picture", "JpgFromRaw2"),
}
"""Entries whose value is a block of another kind: its kind, and its name in paths."""

_JPEG: Final = b"\xff\xd8"

PICTURES: Final = (
    (0x0201, 0x0202, ""),  # JPEGInterchangeFormat and its length: Exif 3.0 clause 4.5.5
    (0x0111, 0x0117, "raw"),  # uncompressed strips
    (0x0144, 0x0145, "raw"),  # uncompressed tiles
)
"""Pairs of entries that say where a picture begins and how long it is, and how it is wrapped."""

EXIF_TABLE, GPS_TABLE, CANON_NOTE = "exif table", "gps table", "canon note"
"""Wraps of blocks whose first table is not the picture's (IFD0), but another one: in Canon's CR3."""
_FIRST_GROUPS: Final = {EXIF_TABLE: "ExifIFD", GPS_TABLE: "GPS"}

OFFSET_TYPES: Final = frozenset((3, 4, 13, 16, 18))
SMALLEST_SLACK: Final = 4
"""Unexplained bytes that are worth a finding; fewer are the stray bytes of sloppy writers."""

MOST_NOTES: Final = 4
"""Maker notes of one block that are looked into; each is a nested block as well, however many there are."""

SHORT_ARRAY: Final = 16
MOST_NUMBERS: Final = 1 << 18
"""Numbers in the arrays of one block that are worth a Python object each (real ones have 10,000).

Longer arrays than `SHORT_ARRAY` that follow stay bytes."""


class Exif:
    """The codec for Exif blocks: CIPA DC-008 (Exif 3.0) clause 4.5, on TIFF 6.0 section 2.

    Keys are ``Group:TagName`` in ExifTool's spelling (``GPS:GPSLatitude``, ``IFD0:0xabcd``), groups are
    ``IFD0``, ``IFD1`` ..., ``ExifIFD``, ``GPS``, ``InteropIFD``, ``SubIFD``, ``SubIFD1`` ....

    Nested are maker notes, XMP, IPTC, Photoshop resources, ICC profiles, JUMBF, thumbnails, and as
    ``slack`` the bytes that no table and no value claims.

    What is known of a maker note follows at the end, though the note itself is nested as well, because
    parts of it may be encrypted: fields such as ``MakerNote/Canon:OwnerName``, embedded pictures, and what
    nobody can read (`makernote.read_makernote`).

    `Reading.damage` holds names from `structures.ifd.RULES` and `makernote.RULES`.
    """

    kind = "exif"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:
        """Read a TIFF block; an ``Exif`` signature with two NULs before it is tolerated.

        `wrap` says which table the first one is, where it is not IFD0.

        Text is `str`, rationals are `Rational`, undefined bytes are `bytes`; one number is an `int` or a
        `float`, several are a tuple, very many are `bytes` as stored. Values longer than
        `limits.value_bytes` are cut; their `Field.size` still says how long they are.

        Raises:
            LimitExceededError: more entries and offsets than `limits.fields`, tables deeper than
                `limits.depth`, or values that add up to more than `limits.block_bytes`.
        """
        data = data.removeprefix(SIGNATURE)
        header = read_header(data)
        if header is None:
            return Reading(damage=("tiff-header",))
        if wrap == CANON_NOTE:
            size = len(data) - header.offset
            return read_makernote(data, header.offset, size, header.order, "Canon", "", limits)
        return _Walk(View(data, header.order), limits).read(header.offset, _FIRST_GROUPS.get(wrap, "IFD0"))


def is_nested(entry: Entry, start: bytes) -> bool:
    """True where an entry holds a block of another kind; `start` are its first bytes, 2 or more.

    Numbers of pictures mean something else to others: there has to be a picture.
    """
    if entry.tag not in NESTED or entry.type not in TYPES or not start:
        return False
    return NESTED[entry.tag][0] != "picture" or start.startswith(_JPEG)


class _Place(NamedTuple):
    """A table to be read: where it is, the group of its fields, how deep it is nested."""

    offset: int
    group: str
    depth: int


class _Walk:
    """One pass over the tables of one block."""

    def __init__(self, view: View, limits: Limits) -> None:
        self.view = view
        self.limits = limits
        self.fields: list[Field] = []
        self.nested: list[Nested] = []
        self.damage: dict[str, None] = {}
        self.claims = [Span(0, HEADER_SIZE)]
        self.pending: list[_Place] = []
        self.seen: dict[int, set[str]] = {}
        self.notes: dict[Span, None] = {}
        self.subtables = 0
        self.entries = 0
        self.bytes = 0
        self.numbers = 0

    def read(self, offset: int, group: str) -> Reading:
        self.pending = [_Place(offset, group, 1)]
        while self.pending:
            self._read_place(self.pending.pop())
        self._note_slack()
        self._read_notes()
        return Reading(tuple(self.fields), tuple(self.nested), tuple(self.damage))

    def _break(self, rule: str) -> None:
        self.damage[rule] = None

    def _count(self, entries: int) -> None:
        """Count entries and offsets, so that no pointer can ask for more work than it is worth."""
        self.entries += entries
        self.limits.check("fields", self.entries, part="exif")

    def _charge(self, size: int) -> None:
        """Count the bytes of values: values may share storage, and so be read over and over."""
        self.bytes += size
        if self.bytes > self.limits.block_bytes:
            self.limits.check("block_bytes", self.bytes, part="exif")

    def _read_place(self, place: _Place) -> None:
        self.limits.check("depth", place.depth, part="exif")
        if not self._is_new(place):
            return
        table = read_table(self.view, place.offset)
        if table is None or not table.whole:
            self._break("ifd-bounds")
        if table is not None:
            self._count(1 + len(table.entries))
            self.pending += reversed(self._read_table(table, place))

    def _is_new(self, place: _Place) -> bool:
        """Two pointers may give one table two meanings, and readers see both; a third time is in vain."""
        kinds = self.seen.setdefault(place.offset, set())
        if kinds:
            self._break("ifd-loop")
        kind = place.group.rstrip(string.digits)
        new = kind not in kinds
        kinds.add(kind)
        return new

    def _read_table(self, table: Table, place: _Place) -> list[_Place]:
        """Read the values of one table; the tables that it points to come back."""
        self._claim_table(table, place.group)
        if place.group == "GPS":
            for entry in table.entries:
                self._add_field(entry, place.group, GPS_TAGS)
            return []
        following = []
        pictures = self._read_pictures(table, place.group)
        for entry in table.entries:
            if entry.tag in POINTERS and entry.type in OFFSET_TYPES:
                following += self._follow(entry, place)
            elif entry.tag in NESTED:
                self._add_nested(entry, place.group)
            elif entry not in pictures:
                self._add_field(entry, place.group, MAIN_TAGS)
        return following + self._follow_link(table, place)

    def _claim_table(self, table: Table, group: str) -> None:
        """Claim the table and its values.

        Not what a value shorter than 4 bytes leaves of its field, nor a link that readers ignore.
        """
        start, at = table.offset, table.offset + 2
        for entry in table.entries:
            if entry.size > 4:
                if entry.end <= self.view.size:
                    self.claims.append(Span(entry.offset, entry.end))
            elif entry.size < 4 and any(self.view.data[entry.end : at + ENTRY_SIZE]):
                self.claims.append(Span(start, entry.end))
                start = at + ENTRY_SIZE
            at += ENTRY_SIZE
        read = not table.link or group.rstrip(string.digits) in CHAINED
        self.claims.append(Span(start, at + 4 if read else at))

    def _next_group(self, group: str) -> str:
        if group.startswith("IFD"):
            return f"IFD{int(group[3:]) + 1}"
        self.subtables += 1
        return f"SubIFD{self.subtables - 1}" if self.subtables > 1 else "SubIFD"

    def _follow(self, entry: Entry, place: _Place) -> list[_Place]:
        """The tables that an entry points to; an entry with a broken offset becomes a field."""
        offsets = self._read_offsets(entry)
        good = [offset for offset in offsets if 0 < offset <= self.view.size - 2]
        if len(good) < len(offsets) or not offsets:
            self._break("ifd-bounds")
            self._add_field(entry, place.group, MAIN_TAGS)
        group, depth = POINTERS[entry.tag], place.depth + 1
        return [_Place(at, self._next_group(group) if group in CHAINED else group, depth) for at in good]

    def _follow_link(self, table: Table, place: _Place) -> list[_Place]:
        if place.group.rstrip(string.digits) not in CHAINED or not table.link:
            return []
        return [_Place(table.link, self._next_group(place.group), place.depth)]

    def _read_offsets(self, entry: Entry) -> tuple[int, ...]:
        """The whole numbers of an entry; none when the entry is broken or holds something else."""
        if entry.type not in OFFSET_TYPES or entry.end > self.view.size or entry.items > LONGEST_ARRAY:
            return ()
        self._count(entry.items)
        value = read_numbers(read_bytes(self.view, entry, entry.size), entry.type, self.view.order)
        items = value if isinstance(value, tuple) else (value,)
        return tuple(item for item in items if isinstance(item, int))

    def _read_pictures(self, table: Table, group: str) -> Collection[Entry]:
        """Collect the table's embedded pictures; the entries that describe them come back."""
        first: dict[int, Entry] = {}
        for entry in table.entries:
            first.setdefault(entry.tag, entry)
        used = []
        for start, length, wrap in PICTURES:
            pair = first.get(start), first.get(length)
            if pair[0] and pair[1] and self._add_picture(pair[0], pair[1], group, wrap):
                used += [pair[0], pair[1]]
        return used

    def _add_picture(self, start: Entry, length: Entry, group: str, wrap: str) -> bool:
        starts, lengths = self._read_offsets(start), self._read_offsets(length)
        size = sum(lengths)
        if len(starts) != len(lengths) or not size:
            return False
        spans = [Span(at, at + many) for at, many in zip(starts, lengths, strict=True)]
        if any(span.end > self.view.size for span in spans):
            self._break("value-bounds")
            return False
        self._charge(size)
        self.claims += spans
        data = b"".join(self.view.take(at, end - at) for at, end in spans)
        path = "thumbnail" if group == "IFD1" else f"{group}/picture"
        self.nested.append(Nested("picture", path, data, wrap))
        return True

    def _add_nested(self, entry: Entry, group: str) -> None:
        data = read_bytes(self.view, entry, entry.size)
        if not is_nested(entry, data):
            self._add_field(entry, group, MAIN_TAGS)
            return
        if len(data) < entry.size:
            self._break("value-bounds")
        self._charge(len(data))
        kind, path = NESTED[entry.tag]
        self.nested.append(Nested(kind, path, data))
        if kind == "makernote":
            self.notes[Span(entry.offset, entry.offset + len(data))] = None

    def _add_field(self, entry: Entry, group: str, names: dict[int, str]) -> None:
        if entry.type not in TYPES:
            if not any(entry[:3]) and not any(read_bytes(self.view, entry, 4)):
                return  # twelve zeros: an entry that a writer set aside and never used
            self._break("unknown-type")
        size = max(0, min(entry.end, self.view.size) - entry.offset)
        if size < entry.size:
            self._break("value-bounds")
        raw = read_bytes(self.view, entry, self.limits.value_bytes)
        self._charge(len(raw))
        name = names.get(entry.tag) or f"0x{entry.tag:04x}"
        value: Value = raw
        if entry.items <= SHORT_ARRAY or self.numbers <= MOST_NUMBERS:
            value = decode_value(name, entry, raw, self.view.order)
            self.numbers += len(value) if isinstance(value, tuple) else 0
        self.fields.append(Field(f"{group}:{name}", value, size))

    def _read_notes(self) -> None:
        """Read the maker notes, after the names of their maker and model are known."""
        make, model = self._text("IFD0:Make"), self._text("IFD0:Model")
        for start, end in tuple(self.notes)[:MOST_NOTES]:
            reading = read_makernote(
                self.view.data, start, end - start, self.view.order, make, model, self.limits
            )
            self.fields += reading.fields
            self.nested += reading.nested
            self.damage |= dict.fromkeys(reading.damage)

    def _text(self, key: str) -> str:
        value = next((field.value for field in self.fields if field.key == key), "")
        return value if isinstance(value, str) else ""

    def _note_slack(self) -> None:
        """Collect what no table and no value claims. Gaps of nothing but 0x00 or 0xFF are padding."""
        gaps = (self.view.data[start:end] for start, end in find_gaps(self.view.size, self.claims))
        slack = b"".join(gap for gap in gaps if gap.strip(b"\0") and gap.strip(b"\xff"))
        if len(slack) >= SMALLEST_SLACK:
            self.nested.append(Nested("slack", "slack", slack))


_NUMBER_SIZES: Final = {1: 1, 3: 2, 4: 4}
_COLOR_SPACES: Final = frozenset((1, 2, 65535))
_INTEROP_INDEXES: Final = {b"R98": "R98", b"R03": "R03"}
_IFD0_WANTED: Final = frozenset((ORIENTATION, EXIF_POINTER))
_EXIF_WANTED: Final = frozenset((COLOR_SPACE, INTEROP_POINTER))
_INTEROP_WANTED: Final = frozenset((INTEROP_INDEX,))

_Raw = tuple[int, int, bytes]
"""Type, count, and the four bytes of a value or its offset."""
_Found = dict[int, _Raw]


def read_rendering(data: bytes) -> tuple[int | None, int | None, str | None]:
    """Orientation (1 to 8), colour space (1, 2, 65535) and interoperability index (``"R98"``, ``"R03"``).

    Each is None when absent or invalid; damage raises nothing. Of several entries for one tag the first
    counts. Exif 3.0 clauses 4.6.5 (Orientation), 4.6.6 (ColorSpace) and 4.6.8 (InteropIndex).
    """
    data = data.removeprefix(SIGNATURE)
    header = read_header(data)
    if header is None:
        return None, None, None
    order = header.order
    main = _find_first(data, order, header.offset, _IFD0_WANTED)
    orientation = _first_number(data, order, main.get(ORIENTATION))
    exif = _find_first(data, order, _first_number(data, order, main.get(EXIF_POINTER)), _EXIF_WANTED)
    color_space = _first_number(data, order, exif.get(COLOR_SPACE))
    interop_at = _first_number(data, order, exif.get(INTEROP_POINTER))
    interop = _find_first(data, order, interop_at, _INTEROP_WANTED)
    return (
        orientation if orientation is not None and 1 <= orientation <= 8 else None,
        color_space if color_space in _COLOR_SPACES else None,
        _interop_index(interop.get(INTEROP_INDEX)),
    )


def _find_first(data: bytes, order: ByteOrder, offset: int | None, wanted: frozenset[int]) -> _Found:
    """The first entry of each wanted tag in the table at `offset`."""
    found: _Found = {}
    if not offset:
        return found
    start = offset + 2
    table = data[start : start + ENTRY_SIZE * int.from_bytes(data[offset:start], order)]
    if len(table) % ENTRY_SIZE:
        table = table[: -(len(table) % ENTRY_SIZE)]
    for tag, number, count, raw in ENTRY_LAYOUTS[order].iter_unpack(table):
        if tag in wanted and tag not in found:
            found[tag] = (number, count, raw)
    return found


def _first_number(data: bytes, order: ByteOrder, entry: _Raw | None) -> int | None:
    """The first item of an entry of type BYTE, SHORT or LONG."""
    if entry is None:
        return None
    number, count, raw = entry
    size = _NUMBER_SIZES.get(number)
    if size is None or not count:
        return None
    if size * count > 4:
        at = int.from_bytes(raw, order)
        raw = data[at : at + size]
    return int.from_bytes(raw[:size], order) if len(raw) >= size else None


def _interop_index(entry: _Raw | None) -> str | None:
    """``R98`` or ``R03`` with its NUL, and nothing else."""
    if entry is None:
        return None
    number, count, raw = entry
    return _INTEROP_INDEXES.get(raw.rstrip(b"\0")) if number == 2 and count == 4 else None


def compose(rendering: Rendering) -> bytes:
    """The smallest big-endian block that says these values; ``b""`` when there is nothing to say.

    An upright picture needs no Orientation, and an interoperability index only qualifies a colour space.
    Orientation alone takes 26 bytes.

    Raises:
        PolicyError: a value that no block may say.
    """
    return _composed(rendering.orientation, rendering.color_space, rendering.interop_index)


@functools.lru_cache(maxsize=128, typed=True)
def _composed(orientation: int, color_space: int | None, interop_index: str | None) -> bytes:
    return compose_values(rendering_values(Rendering(orientation, color_space, interop_index)))
