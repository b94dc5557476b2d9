"""What follows the end of a picture: trailers of programs and phones, one after the other, and the rest."""

from __future__ import annotations

import re

from ..limits import Limits
from ..model import Field, Nested, Reading
from ._plain import blob_kind
from ._trailer_vendors import BEGINNINGS, RECOGNISERS, UNREAD, Piece

TYPE = "trailer/type"
_VIDEO = re.compile(rb"....ftyp", re.DOTALL)
_LONGEST_TEXT = 1 << 16
_MOST = 64
"""Trailers in a row that are looked for; programs leave at most a handful."""


class Trailer:
    """The bytes behind the end of a picture.

    Fields: ``trailer/type`` for each trailer that is recognised, with its size (``"Samsung"``, ``"AFCP"``,
    ``"FotoStation"``, ``"Photo Mechanic"``, ``"Canon VRD"``, ``"Nikon app"``, ``"Insta360"``, ``"MIE"``,
    ``"Vivo"``, ``"OnePlus"``, ``"ZIP"``, ``"PDF"``, ``"HTML"`` ..., ``"padding"`` for nothing but 0x00 or
    0xFF, ``"text"``), in file order; ``trailer/text``; what phones say of theirs in JSON
    (``Vivo/...``, ``OnePlus/...``).

    Nested: the blocks inside them (``iptc``, ``xmp``, ``samsung``), pictures and videos, and as ``"tail"``
    what nobody reads or recognises.
    """

    kind = "trailer"

    def read(self, data: bytes, limits: Limits, wrap: str = "") -> Reading:  # noqa: ARG002 - the contract
        """Read the trailers from the last one to the first, then what stands before them.

        Raises:
            LimitExceededError: they have more parts than `limits.fields`.
        """
        pieces: list[tuple[Piece, int]] = []
        end = len(data)
        while len(pieces) < _MOST and (piece := _last(data, end, limits)):
            pieces.append((piece, end))
            end = piece.start
        first = _first(data[:end])
        fields, nested = list(first.fields), list(first.nested)
        for piece, stop in reversed(pieces):
            fields += (Field(TYPE, piece.type, stop - piece.start), *piece.fields)
            nested += piece.nested
        return Reading(tuple(fields), tuple(nested))


def _last(data: bytes, end: int, limits: Limits) -> Piece | None:
    """The trailer that ends at `end`."""
    if not end:
        return None
    found = (recognise(data, end, limits) for recognise in RECOGNISERS)
    return next((piece for piece in found if piece), None)


def _first(data: bytes) -> Reading:
    """What no trailer at the end explains."""
    if not data:
        return Reading()
    if not data.strip(data[:1]) and data[:1] in (b"\0", b"\xff"):
        return Reading((Field(TYPE, "padding", len(data)),))
    if _VIDEO.match(data):
        return Reading((), (Nested("video", "video", data),))
    if blob_kind(data) == "picture":
        return Reading((), (Nested("picture", "picture", data),))
    for pattern, name in BEGINNINGS:
        if pattern.match(data):
            kind = "xmp" if name == "XMP" else UNREAD
            return Reading((Field(TYPE, name, len(data)),), (Nested(kind, name, data),))
    text = _text(data)
    if text:
        return Reading((Field(TYPE, "text", len(data)), Field("trailer/text", text, len(data))))
    return Reading((), (Nested(UNREAD, "tail", data),))


def _text(data: bytes) -> str:
    """Data as a short text of printable letters, or nothing."""
    if len(data) > _LONGEST_TEXT:
        return ""
    try:
        text = data.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        return ""
    return text if "".join(text.split()).isprintable() else ""
