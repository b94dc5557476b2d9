"""Decode functions that many makers need: text in bytes, records at fixed places, pictures, inner tables."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from ...model import Rational, Value
from ...structures.ifd import ORDER_CODES
from ._base import Decode, Found, Inner, Item, Named, SubTable, Tag

__all__ = ["Cell", "blob", "convert", "hexadecimal", "picture", "record", "sub_table", "text"]


def convert(function: Callable[[Item], Value | None]) -> Decode:
    """A decode function that gives one value under the tag's own name; None means the plain value."""

    def decode(item: Item) -> Iterable[Found]:
        value = function(item)
        return () if value is None else (Named(item.name, value, item.size),)

    return decode


def as_text(raw: bytes) -> str:
    """Text up to its first NUL, as UTF-8 or else Latin-1, without spaces at its end."""
    raw = raw.partition(b"\0")[0].rstrip(b" ")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def as_whole_text(raw: bytes) -> str:
    """Text with what hides behind a NUL; without NULs and spaces at its end."""
    raw = raw.rstrip(b"\0 ")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


@convert
def text(item: Item) -> str:
    """Text, whatever the type says."""
    return as_whole_text(item.raw)


@convert
def hexadecimal(item: Item) -> str:
    """Bytes that are an identifier, as lower-case hex digits."""
    return item.raw.hex()


def picture(item: Item) -> Iterable[Found]:
    """The value is a picture."""
    return (Inner("picture", item.name, item.raw),) if item.raw.strip(b"\0") else ()


def blob(item: Item) -> Iterable[Found]:
    """The value is encrypted, or a structure that nobody describes."""
    return (Inner("makernote", item.name, item.raw),) if item.raw.strip(b"\0") else ()


class Cell(NamedTuple):
    """A value at a fixed place of a record.

    Attributes:
        name: ExifTool's name.
        at: where it begins, in bytes.
        form: ``u1 u2 u4 s1 s2 s4 f4 f8``, ``r8`` (unsigned fraction), ``q8`` (signed one), ``t<n>`` (a text
            of n bytes), ``x<n>`` (n bytes as hex digits), ``b<n>`` (n bytes).
        many: how many of them stand there.
        skip_zero: True when nothing but zeros means that nothing was set, so that there is no field.
    """

    name: str
    at: int
    form: str
    many: int = 1
    skip_zero: bool = False


_NUMBERS = {"u1": "B", "u2": "H", "u4": "I", "s1": "b", "s2": "h", "s4": "i", "f4": "f", "f8": "d"}
_FRACTIONS = {"r8": "II", "q8": "ii"}


def read_cell(cell: Cell, raw: bytes, order: str) -> tuple[Value, int] | None:
    """The value of a cell and its size; None when `raw` ends before it does."""
    letter, size = cell.form[0], int(cell.form[1:])
    end = cell.at + size * cell.many
    part = raw[cell.at : end]
    if end > len(raw) or (cell.skip_zero and not part.strip(b"\0")):
        return None
    if letter == "t":
        return as_text(part), len(part)
    if letter in "xb":
        return (part.hex() if letter == "x" else part), len(part)
    code = _NUMBERS.get(cell.form) or _FRACTIONS[cell.form]
    items: tuple[Value, ...] = struct.unpack(f"{order}{code * cell.many}", part)
    if cell.form in _FRACTIONS:
        items = tuple(map(Rational, items[::2], items[1::2]))  # type: ignore[arg-type]  # both are int
    return (items[0] if len(items) == 1 else items), len(part)


def read_cells(cells: Iterable[Cell], raw: bytes, order: str, group: str = "") -> Iterable[Named]:
    """The values of those cells that `raw` is long enough for. `order` is ``<`` or ``>``."""
    for cell in cells:
        found = read_cell(cell, raw, order)
        if found is not None:
            yield Named(cell.name, *found, group)


def record(*cells: Cell, group: str = "") -> Decode:
    """A record with values at fixed places: the whole of it under the tag's name, then those values."""

    def decode(item: Item) -> Iterable[Found]:
        yield Named(item.name, item.value, item.size)
        yield from read_cells(cells, item.raw, ORDER_CODES[item.order], group)

    return decode


def sub_table(tags: Mapping[int, Tag], group: str, *, relative: int | None = None) -> Decode:
    """An inner table.

    The value is its offset, or (as UNDEFINED bytes) the table itself.

    Args:
        tags: its tags.
        group: the group of its fields.
        relative: None when its offsets count from where those of the outer table do; otherwise that many
            bytes behind the beginning of the inner table.
    """

    def decode(item: Item) -> Iterable[Found]:
        inside = item.type in (1, 7, 129) or not isinstance(item.value, int)
        start = item.at if inside else item.base + int(item.value)  # type: ignore[arg-type]  # an int
        base = item.base if relative is None else start + relative
        return (SubTable(start, base, item.order, tags, group),)

    return decode
