"""JUMBF boxes: ISO/IEC 19566-5, on the boxes of ISO/IEC 15444-1 annex I."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from .._cursor import View
from ..errors import MalformedError

RULES: Final = {
    "jumbf-length": "a box is longer than what it stands in",
    "jumbf-trailing": "bytes follow the last box",
    "jumbf-description": "a box of boxes does not begin with its description",
    "jumbf-depth": "boxes nest too deeply",
}
"""The rules that a block of boxes can break."""

SUPERBOX, DESCRIPTION = b"jumb", b"jumd"
HEADER = 8
_LARGE, _TO_THE_END = 1, 0  # values of LBox
_TYPE = 16  # bytes of a type
_HAS_LABEL, _HAS_ID, _HAS_HASH = 2, 4, 8  # toggles, clause A.3
_SUFFIX: Final = bytes.fromhex("00110010800000aa00389b71")
"""What follows the four letters in the types of ISO and C2PA."""


class Box(NamedTuple):
    """A box: its type, where it begins, where its contents begin, and where both end."""

    kind: bytes
    at: int
    start: int
    end: int


class Description(NamedTuple):
    """What a box of boxes says of itself.

    Attributes:
        type: four letters for the types of ISO and C2PA (``"c2pa"``, ``"json"``), else 32 hex digits.
        label: its name among its siblings; may be empty.
        private: where the private box begins, and the description ends.
    """

    type: str
    label: str
    private: int


def iter_boxes(view: View, start: int, end: int) -> Iterator[Box]:
    """The boxes in `[start, end)`, up to where a box without a length and a type would begin.

    Raises:
        MalformedError: rule ``"jumbf-length"``, at the offset of the box that does not fit.
    """
    at = start
    while end - at >= HEADER:
        size, kind, body = view.u32(at), view.take(at + 4, 4), at + HEADER
        if size == _LARGE and end - at >= HEADER + 8:
            size, body = view.uint(body, 8), body + 8
        elif size == _TO_THE_END:
            if not any(kind):
                return
            size = end - at
        if at + size > end or at + size < body:
            raise MalformedError("a box does not fit", offset=at, rule="jumbf-length")
        yield Box(kind, at, body, at + size)
        at += size


def read_description(view: View, box: Box) -> Description | None:
    """The contents of a description box (clause A.3); None where it ends too early."""
    at = box.start + _TYPE + 1
    if at > box.end:
        return None
    kind, toggles, label = view.take(box.start, _TYPE), view.u8(at - 1), b""
    if toggles & _HAS_LABEL:
        stop = view.data.find(b"\0", at, box.end)
        label = view.data[at : box.end if stop < 0 else stop]
        at += len(label) + 1
    at += 4 * bool(toggles & _HAS_ID) + 32 * bool(toggles & _HAS_HASH)
    letters = kind[:4]
    known = kind.endswith(_SUFFIX) and letters.isalnum()
    name = letters.decode("latin-1") if known else kind.hex()
    return Description(name, label.decode("utf-8", "replace"), min(at, box.end))
