"""Binary property lists as far as maker notes have them: one dictionary of plain values.

The format is Apple's (``bplist00``): objects, a table of their offsets, and a trailer of 32 bytes.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from ...model import Value

SIGNATURE: Final = b"bplist00"
TRAILER: Final = struct.Struct(">6xBBQQQ")
"""Size of an offset, size of a reference, number of objects, the top object, place of the offset table."""

MOST_MEMBERS: Final = 256
LONGEST: Final = 1 << 12
"""Bytes of one text."""

_CONSTANTS: Final[dict[int, Value]] = {0x08: 0, 0x09: 1}
_FLOATS: Final = {2: ">f", 3: ">d"}


class _List(NamedTuple):
    """A property list: its bytes, the widths of offsets and references, and its offset table."""

    data: bytes
    offset_size: int
    reference_size: int
    objects: int
    table: int

    def offset(self, number: int) -> int | None:
        """Where an object begins."""
        at = self.table + number * self.offset_size
        if not 0 <= number < self.objects or at + self.offset_size > len(self.data):
            return None
        return int.from_bytes(self.data[at : at + self.offset_size])

    def reference(self, at: int) -> int:
        """The number of the object that is referred to here."""
        return int.from_bytes(self.data[at : at + self.reference_size])


def read_flat_plist(data: bytes) -> dict[str, Value]:
    """The plain members of the dictionary at the top; nothing where there is none, or where it is damaged."""
    if not data.startswith(SIGNATURE) or len(data) < len(SIGNATURE) + TRAILER.size:
        return {}
    offset_size, reference_size, objects, top, table = TRAILER.unpack(data[-TRAILER.size :])
    if not (0 < offset_size <= 8 and 0 < reference_size <= 8):
        return {}
    plist = _List(data, offset_size, reference_size, objects, table)
    at = plist.offset(top)
    head = _head(plist, at)
    if at is None or head is None or data[at] >> 4 != 0xD:
        return {}
    start, many = head
    found: dict[str, Value] = {}
    for index in range(min(many, MOST_MEMBERS)):
        key = _plain(plist, plist.reference(start + index * reference_size))
        value = _plain(plist, plist.reference(start + (many + index) * reference_size))
        if isinstance(key, str) and value is not None:
            found[key] = value
    return found


def _head(plist: _List, at: int | None) -> tuple[int, int] | None:
    """Where an object's content begins, and how many items it has."""
    data = plist.data
    if at is None or at >= len(data):
        return None
    many = data[at] & 0x0F
    if many < 0x0F:
        return at + 1, many
    if at + 1 >= len(data) or data[at + 1] >> 4 != 1:
        return None
    size = 1 << (data[at + 1] & 0x0F)
    if size > 8:
        return None
    return at + 2 + size, int.from_bytes(data[at + 2 : at + 2 + size])


def _plain(plist: _List, number: int) -> Value | None:
    """A number, a text or bytes; None for anything else."""
    data, at = plist.data, plist.offset(number)
    if at is None or at >= len(data):
        return None
    kind, low = data[at] >> 4, data[at] & 0x0F
    if kind == 0:
        return _CONSTANTS.get(low)
    if kind in (1, 2):
        return _number(data, at + 1, low, real=kind == 2)
    head = _head(plist, at)
    if head is None or kind not in (4, 5, 6):
        return None
    start, many = head
    part = data[start : start + min(many * (2 if kind == 6 else 1), LONGEST)]
    if kind == 4:
        return part
    return part.decode("latin-1") if kind == 5 else part.decode("utf-16-be", "replace")


def _number(data: bytes, at: int, power: int, *, real: bool) -> Value | None:
    """A whole number or a fraction of 2 to the `power` bytes."""
    size = 1 << power
    part = data[at : at + size]
    if len(part) < size or power > 4:
        return None
    if real:
        form = _FLOATS.get(power)
        return None if form is None else float(struct.unpack(form, part)[0])
    return int.from_bytes(part, signed=power >= 3)
