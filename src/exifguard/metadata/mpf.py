"""The index of a file with several pictures: CIPA DC-007, as a TIFF block.

The first table lists the pictures, the second one describes the picture that the block stands in.
"""

from __future__ import annotations

from typing import Final

from .._cursor import View
from ..limits import Limits
from ..model import Field, Reading
from ..structures.ifd import Entry
from ._ifd_walk import Tables, Walk, read_tables
from ._mpf_tags import ENTRIES, NAMES, TYPES, VERSION

ENTRY_SIZE: Final = 16
_TABLES: Final = Tables("MPF", NAMES)
_TYPE_BITS: Final = 0x00FFFFFF
_FORMAT_BITS, _FORMAT_SHIFT = 0x07000000, 24
_FLAG_BITS, _FLAG_SHIFT = 0xF8000000, 27


class Mpf:
    """A multi-picture index.

    Fields: ``MPF:NumberOfImages``, ``MPF:ImageUIDList``, ``MPF:PanOrientation``, ``MPF:YawAngle`` ... from
    both tables, unknown tags as ``MPF:0xb300``; for each picture ``MPImage1:MPImageType`` (in words where
    the standard has some, else its number), ``MPImage1:MPImageFlags``, ``MPImage1:MPImageFormat``,
    ``MPImage1:MPImageLength`` (bytes), ``MPImage1:MPImageStart`` (bytes from the TIFF header),
    ``MPImage1:DependentImage1EntryNumber`` and ``...2EntryNumber``. Nested: bytes that no table and no
    value claims (``"slack"``).

    Damage: as in `structures.ifd.RULES`.
    """

    kind = "mpf"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the tables.

        Raises:
            LimitExceededError: it has more entries than `limits.fields`, or values that add up to more than
                `limits.block_bytes`.
        """
        return read_tables(data, _TABLES, limits, _Walk)


class _Walk(Walk):
    def entry(self, entry: Entry, group: str) -> None:
        """Read one entry; the list of pictures (clause 5.2.3.3) picture by picture."""
        if entry.tag == ENTRIES:
            self._pictures(self.take(entry))
        elif entry.tag == VERSION:  # four digits, as in "0100" (clause 5.2.3.1)
            text = self.take(entry)
            self.fields.append(Field(f"{group}:MPFVersion", text.decode("latin-1"), len(text)))
        else:
            super().entry(entry, group)

    def _pictures(self, data: bytes) -> None:
        if len(data) % ENTRY_SIZE or not data:
            self.damage["value-bounds"] = None
        view = View(data, self.view.order)
        for number in range(1, len(data) // ENTRY_SIZE + 1):
            self.limits.check("fields", len(self.fields), part="MPF")
            self._picture(view, ENTRY_SIZE * (number - 1), f"MPImage{number}")

    def _picture(self, view: View, at: int, group: str) -> None:
        attribute = view.u32(at)
        kind = attribute & _TYPE_BITS
        values = (
            ("MPImageFlags", (attribute & _FLAG_BITS) >> _FLAG_SHIFT, 1),
            ("MPImageFormat", (attribute & _FORMAT_BITS) >> _FORMAT_SHIFT, 1),
            ("MPImageType", TYPES.get(kind, kind), 3),
            ("MPImageLength", view.u32(at + 4), 4),
            ("MPImageStart", view.u32(at + 8), 4),
            ("DependentImage1EntryNumber", view.u16(at + 12), 2),
            ("DependentImage2EntryNumber", view.u16(at + 14), 2),
        )
        self.fields += [Field(f"{group}:{name}", value, size) for name, value, size in values]
