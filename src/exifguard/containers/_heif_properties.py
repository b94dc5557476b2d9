"""Properties: how long they are, and what shows nothing (23008-12 clause 6.5, 14496-15 clause 8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from . import _heif_rules as rules
from ._heif_coded import is_private_sei

_HVCC_HEAD: Final = 23
_LENGTH_SIZE_AT: Final = 21
_PARAMETER_SETS: Final = frozenset({32, 33, 34})
_MESSAGES: Final = frozenset({39, 40})
_PROFILES: Final = frozenset({b"prof", b"rICC"})
_NCLX, _NCLC = 11, 10


def needed(kind: bytes, data: bytes) -> tuple[int, int]:
    """Bytes of a property that say something, and where a colour profile begins in them (0: nowhere)."""
    size = rules.SHOWN_BY[kind].size or _variable(kind, data)
    if kind == b"colr" and data[:4] in _PROFILES:
        return len(data), 4
    return min(size, len(data)), 0


def _variable(kind: bytes, data: bytes) -> int:
    if kind == b"colr":
        return {b"nclx": _NCLX, b"nclc": _NCLC}.get(data[:4], len(data))
    if kind == b"pixi" and len(data) > 4:
        return 5 + data[4]
    if kind == b"hvcC":
        arrays = list(_arrays(data))
        return arrays[-1].end if arrays else len(data)
    return len(data)


def auxiliary_type(data: bytes) -> bytes:
    """The type in an ``auxC`` (23008-12 clause 6.5.8): a text behind version and flags."""
    return data[4:].partition(b"\0")[0]


def length_size(data: bytes) -> int:
    """Bytes of a unit's length, as ``hvcC`` says."""
    return (data[_LENGTH_SIZE_AT] & 3) + 1 if len(data) > _LENGTH_SIZE_AT else 4


class _Array(NamedTuple):
    """Units of one type in ``hvcC``."""

    type: int
    start: int
    end: int
    units: tuple[bytes, ...]


def _arrays(data: bytes) -> Iterator[_Array]:
    """The arrays of ``hvcC`` (14496-15 clause 8.3.3.1.2); none of them when they are not sound."""
    if len(data) < _HVCC_HEAD:
        return
    at, found = _HVCC_HEAD, []
    for _ in range(data[_HVCC_HEAD - 1]):
        if at + 3 > len(data):
            return
        start, kind, count = at, data[at] & 63, int.from_bytes(data[at + 1 : at + 3], "big")
        at += 3
        units = []
        for _ in range(count):
            size = int.from_bytes(data[at : at + 2], "big")
            if at + 2 + size > len(data):
                return
            units.append(data[at + 2 : at + 2 + size])
            at += 2 + size
        found.append(_Array(kind, start, at, tuple(units)))
    yield from found


def silent_arrays(data: bytes) -> list[_Array]:
    """The arrays of ``hvcC`` that hold nothing but private messages."""
    return [
        one
        for one in _arrays(data)
        if one.type in _MESSAGES and all(is_private_sei(unit[2:]) for unit in one.units)
    ]


def without_messages(data: bytes) -> bytes:
    """``hvcC`` without those."""
    silent = {one.start for one in silent_arrays(data)}
    kept = [one for one in _arrays(data) if one.start not in silent]
    head = data[: _HVCC_HEAD - 1] + bytes((len(kept),))
    return head + b"".join(data[one.start : one.end] for one in kept)
