"""Laying out a JPEG: which segments are copied as they are and which are written anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .._recipe import Piece, Recipe
from .._source import Source
from ..model import Action, Part, Parts, Span
from . import _jpeg_segments as seg

JFIF_SIZE, ADOBE_SIZE = 18, 16
"""The canonical segments, marker and length included."""


def segment(marker: int, payload: bytes) -> bytes:
    """A marker segment."""
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload


def canonical_jfif(data: bytes) -> bytes:
    """JFIF without thumbnail: version, units and densities stay (JFIF 1.02, page 5)."""
    version = data[9:11] if data[9] == 1 and data[10] <= 2 else b"\x01\x01"
    units = data[11:12] if data[11] <= 2 else b"\x00"
    return segment(seg.APP0, b"JFIF\0" + version + units + data[12:16] + b"\0\0")


def canonical_adobe(data: bytes) -> bytes:
    """Adobe APP14: the colour transform stays, and the two flags with a meaning (Adobe TN 5116)."""
    version = data[9:11] if data[9:11] in (b"\x00\x64", b"\x00\x65") else b"\x00\x64"
    return segment(seg.APP14, b"Adobe" + version + bytes((data[11] & 0xC0, 0, 0, 0)) + data[15:16])


CANONICAL = {"JFIF": canonical_jfif, "Adobe": canonical_adobe}


PROFILE = "ICC"
PROFILE_CHUNK = 0xFFFF - 2 - seg.ICC.skip
"""Bytes of a profile that one segment holds."""
TABLE_HEADER, TABLE, UNUSED_TABLE = "table header", "table", "unused table"
NEUTRAL = frozenset({*CANONICAL, TABLE_HEADER})
"""Names of the parts that have another canonical form than their own bytes."""
REWRITTEN = NEUTRAL | {PROFILE}
"""Names of the parts that may be written anew."""


def lay_out(source: Source, parts: Parts, actions: Sequence[Action], fresh: Mapping[str, bytes]) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Fresh EXIF and XMP follow SOI and JFIF; a fresh colour profile takes the place of the old one.
    """
    pieces: list[Piece] = []
    profile = fresh.get("icc")
    waiting = segment(seg.APP1, b"Exif\0\0" + fresh["exif"]) if fresh.get("exif") else b""
    waiting += segment(seg.APP1, seg.XMP.start + fresh["xmp"]) if fresh.get("xmp") else b""
    for index, (part, action) in enumerate(zip(parts.parts, actions, strict=True)):
        if action is Action.REMOVE:
            continue
        if waiting and part.name not in ("SOI", "JFIF"):
            pieces.append(waiting)
            waiting = b""
        if part.name == PROFILE and profile is not None:
            pieces.append(profile_segments(profile))
            profile = b""
        elif action is Action.NEUTRALISE and part.name in NEUTRAL:
            pieces.append(_neutral(source, parts, index, actions))
        else:
            pieces.append(Span(part.start, part.end))
    return Recipe(source, pieces)


def profile_segments(profile: bytes) -> bytes:
    """A colour profile in as many APP2 segments as it needs (ICC.1 annex B.4); none for an empty one."""
    chunks = [profile[at : at + PROFILE_CHUNK] for at in range(0, len(profile), PROFILE_CHUNK)]
    return b"".join(
        segment(seg.APP2, seg.ICC.start + bytes((number, len(chunks))) + chunk)
        for number, chunk in enumerate(chunks, 1)
    )


def _neutral(source: Source, parts: Parts, index: int, actions: Sequence[Action]) -> Piece:
    """A part in its canonical form; a copy wherever that is what it already is."""
    part = parts.parts[index]
    data = source.read(part.start, part.size)
    if part.name in CANONICAL:
        canonical = CANONICAL[part.name](data)
    else:
        size = 2 + sum(_table_sizes(parts.parts, index + 1, actions))
        canonical = data[:2] + size.to_bytes(2, "big")
    return canonical if canonical != data else Span(part.start, part.end)


def _table_sizes(parts: Sequence[Part], index: int, actions: Sequence[Action]) -> Iterator[int]:
    """Sizes of the tables from `index` on that stay."""
    while parts[index].name in (TABLE, UNUSED_TABLE):
        if actions[index] is not Action.REMOVE:
            yield parts[index].size
        index += 1
