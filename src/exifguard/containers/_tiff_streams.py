"""What hides in the coded data of strips and tiles: segments about the picture, and bytes behind its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, NoReturn

from .._cursor import Cursor
from ..errors import MalformedError, UnsupportedError
from ..model import Span
from . import _jpeg_segments as jpeg
from ._tiff_tags import CODESTREAMS, CODINGS, JPEG, LOSSY_JPEG, OLD_JPEG

_NEXT: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""A marker behind coded data that is neither a stuffed byte, a restart nor a fill byte."""
_JFIF, _ADOBE = b"JFIF\0", b"Adobe"
_JFIF_SIZE, _ADOBE_SIZE = 14, 12
_COMMENT_J2K, _TILE_J2K, _DATA_J2K, _END_J2K = 0x64, 0x90, 0x93, 0xD9
_SOT_SIZE: Final = 12
_WEBP_CHUNKS: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH"))


class Cut(NamedTuple):
    """Bytes inside a strip that are no part of its picture.

    Attributes:
        kind, path: as for `Block`.
        span: all of them.
        payload: those that say something.
    """

    kind: str
    path: str
    span: Span
    payload: Span


def find_cuts(cursor: Cursor, coding: int, span: Span, *, streams: bool) -> Iterator[Cut]:
    """What is to be cut out of a strip or tile.

    Args:
        cursor: reads the file.
        coding: the value of Compression.
        span: the strip.
        streams: also look behind the first coded data.

    Raises:
        UnsupportedError: the coding is not known, or the strip may be a file with metadata of its own.
        MalformedError: its header cannot be walked.
    """
    if coding in (JPEG, OLD_JPEG, LOSSY_JPEG):
        yield from jpeg_cuts(cursor, span, streams=streams, bare=coding == OLD_JPEG)
    elif coding in CODESTREAMS:
        yield from _codestream_cuts(cursor, coding, span)
    elif coding not in CODINGS:
        raise UnsupportedError(
            "the pictures are coded in a way that exifguard does not know",
            format="tiff",
            offset=span.start,
            part="page",
            rule="compression",
        )


def jpeg_cuts(cursor: Cursor, span: Span, *, streams: bool, bare: bool = False) -> Iterator[Cut]:
    """APPn, COM and what follows EOI in a JPEG stream: ITU-T T.81 annex B, TIFF Technical Note 2.

    JFIF's and Adobe's own segments stay while they say no more than how colours are meant. With `bare`, the
    stream may be coded data without a header, as in strips of old-style JPEG.

    Raises:
        MalformedError: its headers cannot be walked.
    """
    at, end = span
    if cursor.read(at, min(end - at, 2), "strip") != b"\xff\xd8":
        if not bare:
            _refuse_jpeg(at)
        return
    at += 2
    while at + 2 <= end:
        mark, code = cursor.read(at, 2, "strip")
        if mark != 0xFF:
            _refuse_jpeg(at)
        if code == 0xFF:
            at += 1
        elif code == jpeg.EOI:
            if at + 2 < end:
                yield Cut("slack", "strip/tail", Span(at + 2, end), Span(at + 2, end))
            return
        elif code in jpeg.STANDALONE:
            at += 2
        else:
            stop = at + 2 + int.from_bytes(cursor.read(at + 2, 2, "strip"), "big") if at + 4 <= end else end
            if stop > end or stop < at + 4:
                _refuse_jpeg(at)
            if code == jpeg.COM or jpeg.APP0 <= code < jpeg.APP0 + 16:
                yield from _segment(cursor, code, Span(at, stop))
            at = stop
            if code == jpeg.SOS:
                found = cursor.source.search(_NEXT, at, end) if streams else None
                if found is None:
                    return
                at = found


def _refuse_jpeg(at: int) -> NoReturn:
    raise MalformedError("a strip's JPEG header cannot be read", format="tiff", offset=at, rule="jpeg-strip")


def _segment(cursor: Cursor, code: int, span: Span) -> Iterator[Cut]:
    payload = Span(span.start + 4, span.end)
    size = payload.end - payload.start
    head = cursor.read(payload.start, min(size, 64), "strip")
    if code == jpeg.APP0 and head.startswith(_JFIF) and size == _JFIF_SIZE:
        return
    if code == jpeg.APP14 and head.startswith(_ADOBE) and size == _ADOBE_SIZE:
        return
    kind = jpeg.signature(code, head)
    start = min(payload.start + kind.skip, payload.end)
    yield Cut(kind.kind, f"strip/{jpeg.NAMES[code]}/{kind.label}", span, Span(start, payload.end))


def _codestream_cuts(cursor: Cursor, coding: int, span: Span) -> Iterator[Cut]:
    begins = CODESTREAMS[coding]
    size = span.end - span.start
    if cursor.read(span.start, min(size, len(begins)), "strip") != begins:
        _refuse_file(span)
    if begins == b"RIFF":
        _check_webp(cursor, span)
    elif begins.startswith(b"\xff\x4f"):
        yield from _comments(cursor, span)


def _comments(cursor: Cursor, span: Span) -> Iterator[Cut]:
    """COM in the main header of a JPEG 2000 codestream, and what follows its end: ITU-T T.800 annex A."""
    at = span.start + 2
    while at + 4 <= span.end:
        code = cursor.read(at, 2, "strip")[1]
        if code in (_TILE_J2K, _END_J2K):
            end = _behind_tiles(cursor, at, span.end)
            if end < span.end:
                yield Cut("slack", "strip/tail", Span(end, span.end), Span(end, span.end))
            return
        stop = _segment_end(cursor, at, span.end)
        if code == _COMMENT_J2K:
            yield Cut("comment", "strip/COM", Span(at, stop), Span(min(at + 6, stop), stop))
        at = stop


def _segment_end(cursor: Cursor, at: int, end: int) -> int:
    stop = at + 2 + int.from_bytes(cursor.read(at + 2, 2, "strip"), "big") if at + 4 <= end else end + 1
    if stop > end or stop < at + 4:
        _refuse_jpeg(at)
    return stop


def _behind_tiles(cursor: Cursor, at: int, end: int) -> int:
    """Where a codestream ends, whose tile-parts begin at `at`: clauses A.4.2 and A.4.4.

    Raises:
        UnsupportedError: a tile-part holds a comment, which only a new length of it could leave out.
    """
    while at + _SOT_SIZE <= end and cursor.read(at, 2, "strip")[1] == _TILE_J2K:
        length = int.from_bytes(cursor.read(at + 6, 4, "strip"), "big")
        inner = at + _SOT_SIZE
        while inner + 2 <= end and (code := cursor.read(inner, 2, "strip")[1]) != _DATA_J2K:
            if code == _COMMENT_J2K:
                raise UnsupportedError(
                    "a tile of JPEG 2000 holds comments among its data",
                    format="tiff",
                    offset=inner,
                    part="strip",
                    rule="tile-comment",
                )
            inner = _segment_end(cursor, inner, end)
        if length == 0:
            return end
        if length < inner + 2 - at:
            _refuse_jpeg(at)
        at += length
    ended = at + 2 <= end and cursor.read(at, 2, "strip")[1] == _END_J2K
    return at + 2 if ended else end


def _check_webp(cursor: Cursor, span: Span) -> None:
    """A WebP of nothing but a picture."""
    at = span.start + 12
    while at + 8 <= span.end:
        head = cursor.read(at, 8, "strip")
        if head[:4] not in _WEBP_CHUNKS:
            _refuse_file(span)
        size = int.from_bytes(head[4:], "little")
        at += 8 + size + size % 2


def _refuse_file(span: Span) -> NoReturn:
    raise UnsupportedError(
        "a strip or tile is a file of its own, which may hold metadata",
        format="tiff",
        offset=span.start,
        part="strip",
        rule="strip-file",
    )
