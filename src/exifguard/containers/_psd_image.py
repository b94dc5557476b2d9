"""Where the composite picture of a Photoshop document ends.

Adobe's Photoshop File Formats Specification, "Image Data Section".
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Callable, Mapping
from types import MappingProxyType

from .._cursor import Cursor
from .._source import windows
from ..errors import TruncatedError
from ..limits import Limits
from . import _psd_rules as rules

PART = "image"
STEP = 1 << 16  # bytes of row lengths that are added up at a time; a multiple of 4


def image_end(cursor: Cursor, header: rules.Header, limits: Limits) -> int:
    """The end of the picture that begins at the cursor with the number of its compression.

    Raises:
        TruncatedError: the file ends before the picture does.
        MalformedError: a compression that does not exist, or a compressed stream that is broken.
        LimitExceededError: a compressed stream holds more than `limits.image_bytes`.
    """
    at = cursor.at
    compression = int.from_bytes(cursor.read(at, 2, PART))
    measure = _MEASURES.get(compression)
    if measure is None:
        rules.fail(cursor, "the picture is compressed in no known way", at, PART, "compression")
    end = measure(cursor, header, limits)
    if end > cursor.end:
        raise TruncatedError(
            "the file ends before the picture does",
            format=cursor.format,
            offset=cursor.end,
            part=PART,
            rule="end-of-file",
        )
    return end


def _raw(cursor: Cursor, header: rules.Header, _: Limits) -> int:
    return cursor.at + 2 + header.row * header.rows


def _run_lengths(cursor: Cursor, header: rules.Header, _: Limits) -> int:
    """The lengths of all rows stand before the first."""
    size = 4 if header.version == rules.PSB else 2
    start = cursor.at + 2
    end = cursor.need(start, size * header.rows, PART)
    return end + sum(_sum(cursor, at, min(at + STEP, end), size) for at in range(start, end, STEP))


def _sum(cursor: Cursor, start: int, end: int, size: int) -> int:
    numbers = array("H" if size == 2 else "I", cursor.source.read(start, end - start))
    if sys.byteorder == "little":
        numbers.byteswap()
    return sum(numbers)


def _deflated(cursor: Cursor, header: rules.Header, limits: Limits) -> int:
    """One zlib stream with all rows."""
    room = header.row * header.rows
    limits.check("image_bytes", room, format=cursor.format, part=PART)
    engine = zlib.decompressobj()
    at = cursor.at + 2
    try:
        for window in windows(cursor.source, at, cursor.end):
            data = bytes(window)
            at += len(data)
            full = True
            while full and not engine.eof:
                found = len(engine.decompress(data, STEP))
                data = engine.unconsumed_tail
                full = bool(data) or found == STEP
                room -= found
                if room < 0:
                    rules.fail(cursor, "the stream holds more than the picture", at, PART, "stream-size")
            if engine.eof:
                break
    except zlib.error:
        rules.fail(cursor, "the picture's compressed stream is damaged", at, PART, "zlib")
    if not engine.eof:
        return cursor.end + 1
    if room:
        rules.fail(cursor, "the stream holds less than the picture", at, PART, "stream-size")
    return at - len(engine.unused_data)


_MEASURES: Mapping[int, Callable[[Cursor, rules.Header, Limits], int]] = MappingProxyType(
    {rules.RAW: _raw, rules.RLE: _run_lengths, **dict.fromkeys(rules.DEFLATED, _deflated)}
)
