"""The bytes of a metadata block: its spans joined, its compression taken off."""

from __future__ import annotations

from .._recipe import size_of
from .._source import Source
from ..errors import MalformedError
from ..limits import Limits
from ..model import Block
from .brotli import unpack
from .deflate import inflate
from .texted import is_texted, unwrap

DEFLATE, UNFINISHED = "deflate", "unfinished"
"""Wraps of compressed blocks: a whole zlib stream, and one without an end that decoders read all the same."""

BROTLI = "brotli"
"""The wrap of compressed boxes of JPEG XL; with a word behind it, EXIF behind an offset of 4 bytes."""

LABEL = "label"
"""The wrap of the name of something that a policy decides over by itself: the name goes, whatever stays."""

LOOSE = "loose"
"""The wrap of EXIF and XMP that viewers do not heed where they stand."""

BOUND = "bound"
"""The wrap of what belongs to something that is copied or goes whole: single fields never stay in it."""

GAIN_MAP = "gain map"
"""The wrap of XMP that describes an HDR gain map in the same file, and not the first picture."""


def block_data(source: Source, block: Block, limits: Limits) -> bytes:
    """Read a block.

    Raises:
        LimitExceededError: it is larger than `limits.block_bytes`, stored or inflated.
        MalformedError: its compressed stream is broken (rule ``"deflate"``), or its text is no file.
    """
    pieces = block.pieces or block.spans
    limits.check("block_bytes", sum(map(size_of, pieces)), part=block.path)
    data = b"".join(one if isinstance(one, bytes) else source.read(one.start, size_of(one)) for one in pieces)
    if block.wrap.startswith(BROTLI):
        return unpack(data, limits, prefixed=block.wrap != BROTLI)
    if is_texted(block.wrap):
        return unwrap(data, block.wrap, limits)
    if block.wrap not in (DEFLATE, UNFINISHED):
        return data
    inflated, rest = inflate(data, limits, finished=block.wrap == DEFLATE)
    if rest:
        raise MalformedError("bytes follow a compressed block", part=block.path, rule="deflate-tail")
    return inflated
