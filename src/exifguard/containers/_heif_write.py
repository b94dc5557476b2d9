"""Writing the tables of a HEIF file anew: 14496-12 clause 8.11, 23008-12 clause 9.3.

Of the versions that a table has, the oldest one is written that can say what has to be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ..structures.boxes import box, full_box
from . import _heif_rules as rules
from ._heif_tables import Association, Group, Info, Reference

SMALL: Final = 0xFFFF
"""The largest number of an item that fits into two bytes."""
_HIDDEN: Final = 1
_SHORT_INDEX: Final = 0x7F


class Extent(NamedTuple):
    """Bytes of an item: in which storage (0 is ``idat``), from where in it, and how many."""

    storage: int
    start: int
    size: int


def _number(value: int, *, wide: bool) -> bytes:
    return value.to_bytes(4 if wide else 2, "big")


def ftyp(data: bytes, *, tone_mapped: bool) -> bytes:
    """The brands: known ones, each once, without a minor version.

    The format that a file seems to have must stay, and only the beginning of the list is looked at to tell.
    """
    major = data[:4]
    brands = dict.fromkeys(data[at : at + 4] for at in range(8, len(data) - 3, 4))
    kept = [one for one in brands if one in rules.BRANDS and (tone_mapped or one != b"tmap")]
    made = box(b"ftyp", major + bytes(4) + b"".join(kept))
    if rules.form(made[:32]) != rules.form(
        (bytes(4) + b"ftyp" + data)[:32].replace(bytes(4), b"\0\0\0\x20", 1)
    ):
        made = box(b"ftyp", major + bytes(4) + major * 4 + b"".join(one for one in kept if one != major))
    return made


def hdlr(name: bytes) -> bytes:
    """The handler: pictures."""
    return full_box(b"hdlr", 0, 0, bytes(4) + b"pict" + bytes(12) + (name or b"\0"))


def pitm(number: int) -> bytes:
    """The first picture."""
    wide = number > SMALL
    return full_box(b"pitm", int(wide), 0, _number(number, wide=wide))


def infe(info: Info, name: bytes) -> bytes:
    """The entry of an item."""
    wide = info.id > SMALL
    body = _number(info.id, wide=wide) + bytes(2) + info.type.encode("latin-1") + name + b"\0"
    if info.type == "mime":
        body += info.media.encode("latin-1") + b"\0"
        body += info.encoding.encode("latin-1") + b"\0" if info.encoding else b""
    elif info.type == "uri ":
        body += info.media.encode("latin-1") + b"\0"
    return full_box(b"infe", 3 if wide else 2, _HIDDEN if info.hidden else 0, body)


def iinf(entries: Sequence[bytes]) -> bytes:
    """The list of items."""
    wide = len(entries) > SMALL
    return full_box(b"iinf", int(wide), 0, _number(len(entries), wide=wide) + b"".join(entries))


def iloc(places: Mapping[int, Sequence[Extent]], origins: Sequence[int], *, big: bool) -> bytes:
    """Where items lie: inside ``idat`` where all of one does, else at offsets in the file."""
    wide = any(number > SMALL for number in places)
    inside = {number for number, extents in places.items() if {one.storage for one in extents} == {0}}
    version = 2 if wide else int(bool(inside))
    size = 8 if big else 4
    body = bytearray(bytes((size << 4 | size, 0)) + _number(len(places), wide=wide))
    for number, extents in places.items():
        body += _number(number, wide=wide)
        if version:
            body += int(number in inside).to_bytes(2, "big")
        body += bytes(2) + len(extents).to_bytes(2, "big")
        for one in extents:
            start = one.start + (0 if number in inside else origins[one.storage])
            body += start.to_bytes(size, "big") + one.size.to_bytes(size, "big")
    return full_box(b"iloc", version, 0, bytes(body))


def among(references: Iterable[Reference], stays: frozenset[int]) -> list[Reference]:
    """The references of which both ends stay."""
    kept = []
    for one in references:
        targets = tuple(number for number in one.targets if number in stays)
        if one.type in rules.REFERENCES and one.source in stays and targets:
            kept.append(one._replace(targets=targets))
    return kept


def iref(kept: Sequence[Reference]) -> bytes:
    """Which items refer to which; nothing when none does."""
    if not kept:
        return b""
    wide = any(max(one.source, *one.targets) > SMALL for one in kept)
    rows = [
        box(
            one.type,
            _number(one.source, wide=wide)
            + len(one.targets).to_bytes(2, "big")
            + b"".join(_number(number, wide=wide) for number in one.targets),
        )
        for one in kept
    ]
    return full_box(b"iref", int(wide), 0, b"".join(rows))


def ipma(rows: Mapping[int, Sequence[Association]]) -> bytes:
    """Whose the properties are, in the order of the items' numbers; nothing when nobody's."""
    if not rows:
        return b""
    wide = any(number > SMALL for number in rows)
    long = any(one.number > _SHORT_INDEX for row in rows.values() for one in row)
    body = bytearray(len(rows).to_bytes(4, "big"))
    for number in sorted(rows):
        body += _number(number, wide=wide) + bytes((len(rows[number]),))
        for one in rows[number]:
            top = 0x8000 if long else 0x80
            body += (one.number | top * one.essential).to_bytes(2 if long else 1, "big")
    return full_box(b"ipma", int(wide), int(long), bytes(body))


def group(one: Group, stays: frozenset[int]) -> bytes:
    """A group of items that stay; nothing when there are less than two."""
    members = [number for number in one.members if number in stays]
    if len(members) < 2:
        return b""
    body = one.id.to_bytes(4, "big") + len(members).to_bytes(4, "big")
    return full_box(one.type, 0, 0, body + b"".join(number.to_bytes(4, "big") for number in members))
