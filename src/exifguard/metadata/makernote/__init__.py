"""Maker notes: Exif 3.0 clause 4.6.6, tag 0x927C. What cameras write for their makers, and for nobody else.

`read_makernote` knows the tables of many makers; `name_vendor` names those that it can't read as well.
A maker note moves badly and may be encrypted in part, so it always goes whole; it is read to tell what it
reveals.
"""

from __future__ import annotations

from typing import Final

from ..._cursor import ByteOrder
from ...limits import Limits
from ...model import Nested, Reading
from ._base import RULES, Maker, Note
from ._registry import MAKERS
from ._vendors import name_vendor
from ._walk import PREFIX, Walk

__all__ = ["MAKERS", "RULES", "name_vendor", "read_makernote"]

HEAD: Final = 128
"""Bytes of a note by which its kind is told."""


def read_makernote(
    block: bytes, start: int, size: int, order: ByteOrder, make: str, model: str, limits: Limits
) -> Reading:
    """Read the maker note in `[start, start + size)` of a TIFF block.

    Keys are ``MakerNote/Group:TagName`` in ExifTool's spelling (``MakerNote/Canon:OwnerName``,
    ``MakerNote/Nikon:0x1234``). Nested are embedded pictures, and as ``makernote`` what is encrypted or
    described by nobody (``MakerNote/Nikon/ShotInfo``). A note that can be named but not read is one such
    block (``MakerNote/PhaseOne``).

    Args:
        block: the whole TIFF block: the offsets in many notes count from its beginning.
        start: where the note begins in it, in bytes; a note that leaves the block is cut.
        size: bytes of the note.
        order: the block's byte order.
        make: the maker of the camera (IFD0, Make).
        model: the camera (IFD0, Model).
        limits: what it may cost.

    `Reading.damage` holds names from `RULES`.

    Raises:
        LimitExceededError: more entries than `limits.fields`; nothing else, whatever the bytes are.
    """
    start = max(0, min(start, len(block)))
    size = max(0, min(size, len(block) - start))
    note = Note(block, start, size, order, make.rstrip("\0 "), model.rstrip("\0 "))
    head = block[start : start + min(size, HEAD)]
    maker = find_maker(head, note.make)
    if maker is not None:
        return Walk(note, maker, limits).read()
    vendor = name_vendor(head, note.make)
    return Reading(nested=(Nested("makernote", PREFIX + vendor, note.data),) if vendor else ())


def find_maker(head: bytes, make: str) -> Maker | None:
    """The first kind of maker note that fits these first bytes and this make."""
    return next((maker for maker in MAKERS if maker.matches(head, make)), None)
