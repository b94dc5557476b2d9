"""Laying out a PNG: which chunks are copied as they are and which are framed anew."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence

from .._recipe import Piece, Recipe
from .._source import Source, windows
from ..model import Action, Part, Parts, Span
from ..structures.stored import stored_zlib
from . import _png_chunks as rules

XMP_HEAD = b"XML:com.adobe.xmp\0\0\0\0\0"
"""Keyword, no compression, no language, no translated keyword (clause 11.3.3.4)."""
PROFILE_HEAD = b"icc\0\0"
"""The canonical profile name and compression method of iCCP."""


def lay_out(source: Source, parts: Parts, actions: Sequence[Action], fresh: Mapping[str, bytes]) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Fresh EXIF and XMP chunks follow IHDR; a fresh colour profile takes the place of the old one.
    """
    if all(action is Action.KEEP for action in actions) and not fresh:
        return Recipe(source, [Span(0, parts.size)])
    kept = [p for p, action in zip(parts.parts, actions, strict=True) if action is not Action.REMOVE]
    pieces: list[Piece] = []
    sequence = 0
    for number, part in enumerate(kept):
        if part.name == CHECKSUM:
            pieces.append(_checksum(source, kept[number - 1]))
        elif part.name in PROFILE_PARTS and fresh.get("icc") is not None:
            pieces.append(rules.chunk("iCCP", PROFILE_HEAD + stored_zlib(fresh["icc"])))
        elif part.name in NUMBERED:
            sequence = _renumber(source, part, sequence, pieces)
        else:
            pieces.extend(LAYOUT.get(part.name, _copy)(source, part))
        if part.name == "IHDR" and fresh.get("exif"):
            pieces.append(rules.chunk("eXIf", fresh["exif"]))
        if part.name == "IHDR" and fresh.get("xmp"):
            pieces.append(rules.chunk("iTXt", XMP_HEAD + fresh["xmp"]))
    if not any(part.name == "IEND" for part in kept):
        pieces.append(rules.IEND)
    return Recipe(source, pieces)


def _copy(_: Source, part: Part) -> Iterator[Piece]:
    yield Span(part.start, part.end)


def _nothing(_: Source, __: Part) -> Iterator[Piece]:
    """Framing that is written anew with what it frames."""
    yield from ()


def framed(source: Source, name: str, prefix: bytes, span: Span) -> Iterator[Piece]:
    """A chunk written anew around copied data."""
    body = name.encode("latin-1") + prefix
    crc = zlib.crc32(body)
    for buffer in windows(source, span.start, span.end):
        crc = zlib.crc32(buffer, crc)
    yield (len(prefix) + span.end - span.start).to_bytes(4, "big") + body
    yield span
    yield crc.to_bytes(4, "big")


def _profile(source: Source, part: Part) -> Iterator[Piece]:
    return framed(source, "iCCP", PROFILE_HEAD, Span(part.start, part.end))


def _cut_idat(source: Source, part: Part) -> Iterator[Piece]:
    return framed(source, "IDAT", b"", Span(part.start, part.end))


def _checksum(source: Source, image: Part) -> bytes:
    """The checksum of the last chunk of an image part that ends before it."""
    assert image.pieces is not None  # noqa: S101 - runs of IDAT always have pieces
    start, end = image.pieces[-1]
    crc = 0
    for buffer in windows(source, start - 4, end):
        crc = zlib.crc32(buffer, crc)
    return crc.to_bytes(4, "big")


LAYOUT = {
    "iCCP stream": _profile,
    "iCCP checksum": _nothing,
    "IDAT header": _nothing,
    "fdAT header": _nothing,
    "IDAT cut": _cut_idat,
}

PROFILE_PARTS = ("iCCP", "iCCP stream")
CHECKSUM = "IDAT checksum"
NUMBERED = ("fcTL", "fdAT", "fdAT cut")
REWRITTEN = frozenset({*LAYOUT, *NUMBERED, *PROFILE_PARTS, CHECKSUM})
"""Names of the parts that may be written anew around what they frame."""


def _renumber(source: Source, part: Part, sequence: int, pieces: list[Piece]) -> int:
    """Lay out an animation part; write its chunks anew if their sequence numbers moved."""
    stored = part.start + 8 if part.name != "fdAT cut" else part.start - 4
    moved = int.from_bytes(source.read(stored, 4), "big") != sequence
    spans = part.pieces or [Span(part.start + 12, part.end - 4)]
    if part.name == "fdAT cut":
        spans, moved = [Span(part.start, part.end)], True
    if not moved:
        pieces.append(Span(part.start, part.end))
        return sequence + len(spans)
    name = part.name[:4]
    for span in spans:
        pieces.extend(framed(source, name, sequence.to_bytes(4, "big"), span))
        sequence += 1
    return sequence
