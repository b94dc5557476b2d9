"""What the reader of one maker's notes is made of: how it is recognised, where its table lies, its tags.

Maker notes (Exif 3.0 clause 4.6.6, tag 0x927C) belong to nobody's standard. Most are a table like those of
TIFF 6.0 section 2 behind a signature; makers differ in where the table begins, in what its offsets count
from and in its byte order. That is a `Layout`. The tags are known from ExifTool's public tables, whose
names are used throughout.

A vendor's module declares tables of `Tag` and one `Maker` (or several); `_registry` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from ..._cursor import ByteOrder
from ...model import Span, Value

RULES: Final = {
    "makernote-table": "a maker note has no table where there has to be one",
    "makernote-loop": "a table of a maker note is reached a second time",
    "makernote-type": "an entry of a maker note has a type that no standard names",
    "makernote-value-bounds": "a value of a maker note is cut by the end of the block",
    "makernote-overlap": "the values of a maker note share so many bytes that not all were read",
    "makernote-depth": "tables of a maker note are nested too deep",
}
"""The rules that a maker note can break."""


@dataclass(frozen=True, slots=True)
class Note:
    """One maker note in its block.

    Attributes:
        block: the whole TIFF block.
        start, size: where the note lies in it.
        order: the byte order of the block.
        make, model: the camera's, as IFD0 names it, without spaces and NULs at the end.
    """

    block: bytes = field(repr=False)
    start: int
    size: int
    order: ByteOrder
    make: str = ""
    model: str = ""

    @property
    def end(self) -> int:
        """Where the note ends in the block."""
        return self.start + self.size

    @property
    def data(self) -> bytes:
        """The note's bytes."""
        return self.block[self.start : self.end]


class Item(NamedTuple):
    """One entry, as a decode function sees it.

    Attributes:
        name: the tag's name.
        tag, type, items: as stored; `items` is the count.
        raw: the value as stored; shorter than `size` where the block ends or the value is very long.
        value: what the type says of `raw`.
        size: bytes of the value.
        at: where the value begins in the block.
        order: the byte order of the table.
        base: what the table's offsets count from, as an offset in the block.
        note: the note that it stands in.
        find: the stored value of another tag in the same table; ``b""`` when there is none.
    """

    name: str
    tag: int
    type: int
    items: int
    raw: bytes
    value: Value
    size: int
    at: int
    order: ByteOrder
    base: int
    note: Note
    find: Callable[[int], bytes]


class Named(NamedTuple):
    """A value that becomes the field ``MakerNote/<group>:<name>``; no group means the table's own."""

    name: str
    value: Value
    size: int
    group: str = ""


class Inner(NamedTuple):
    """Bytes that become the nested block ``MakerNote/<group>/<name>``.

    Attributes:
        kind: ``"picture"``, ``"makernote"`` (encrypted, or nothing is known of it), ``"xmp"`` ....
        name: ExifTool's name of the tag.
        data: the bytes, or where they lie in the block.
        group: no group means the table's own.
        wrap: as in `Nested`.
    """

    kind: str
    name: str
    data: bytes | Span
    group: str = ""
    wrap: str = ""


class SubTable(NamedTuple):
    """A further table to be read.

    Attributes:
        start: where it begins, as an offset in the block.
        base: what its offsets count from, as an offset in the block.
        order: its byte order, None for a guess.
        tags: its tags.
        group: the group of its fields.
    """

    start: int
    base: int
    order: ByteOrder | None
    tags: Mapping[int, Tag]
    group: str


Found = Named | Inner | SubTable
Decode = Callable[[Item], Iterable[Found]]
"""What a value really holds, instead of what its type says. Nothing: the plain value is shown after all.

It must be linear in the value, must check every length, and raises nothing whatever the bytes are.
`_decode` has the usual ones."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: ExifTool's name, and how its value is read where its type does not tell."""

    name: str
    decode: Decode | None = None


Order = ByteOrder | Literal["block", "guess"] | int
"""A byte order; the block's; what fits the table best; or where in the note ``II`` or ``MM`` stands."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a maker's table lies.

    Attributes:
        start: where the table begins, in bytes behind the beginning of the note.
        base: what offsets count from, in bytes behind the beginning of the note (may be negative); None
            for the beginning of the TIFF block.
        order: the byte order. All but a fixed one are given up for the other one where only that fits.
        pointer: where in the note 4 bytes say where the table begins, counted from the base; `start` is not
            used then.
        moves: True when an editor that moved the note may have left its offsets as they were, so that they
            are put right where they can't be meant.
    """

    start: int = 0
    base: int | None = None
    order: Order = "guess"
    pointer: int | None = None
    moves: bool = True


Reader = Callable[[Note], Iterable[Found]]
"""Reads a note that is no table. What it can't make sense of it hands out as `Inner`."""


@dataclass(frozen=True, slots=True)
class Maker:
    """One kind of maker note.

    Attributes:
        name: the group of its fields, as ExifTool's family 1 has it (``Canon``).
        matches: asked with the note's first bytes (up to 128) and the make. Of several the first in
            `MAKERS` counts, so those with a signature stand before those that only look at the make.
        layout: where its table lies; None for a note that is none.
        tags: its tags.
        pictures: pairs of tags that hold the offset and the length of an embedded picture, and its name.
        read: for a note that is no table.
    """

    name: str
    matches: Callable[[bytes, str], bool]
    layout: Layout | None = None
    tags: Mapping[int, Tag] = field(default_factory=dict)
    pictures: tuple[tuple[int, int, str], ...] = ()
    read: Reader | None = None


def signed(*signatures: bytes, make: str = "") -> Callable[[bytes, str], bool]:
    """Matches a note that begins with one of `signatures`; and, where `make` is given, with that make."""
    wanted = make.casefold()
    return lambda head, maker: head.startswith(signatures) and maker.casefold().startswith(wanted)


def made_by(*makes: str) -> Callable[[bytes, str], bool]:
    """Matches the notes of cameras whose make begins with one of `makes`, in any case of letters."""
    wanted = tuple(make.casefold() for make in makes)
    return lambda head, maker: maker.casefold().startswith(wanted)  # noqa: ARG005 - the other half


def tags(names: Mapping[int, str], special: Mapping[int, Tag] = MappingProxyType({})) -> Mapping[int, Tag]:
    """A table of tags: plain ones by their name, and those that need more."""
    return MappingProxyType({**{number: Tag(name) for number, name in names.items()}, **special})
