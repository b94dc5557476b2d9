"""RIFF: chunks of a name, a length and a payload, padded to even lengths (RFC 9649 clause 2.3).

Nothing here knows what a name means.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .._cursor import Cursor
from ..model import Span

HEADER: Final = 8
"""Bytes of a chunk's name and length."""
LENGTH_MAX: Final = 2**32 - 1


class Chunk(NamedTuple):
    """Where a chunk stands.

    Attributes:
        name: its four bytes, any at all.
        start: offset of the name.
        stop: where the payload ends.
        end: where the chunk ends with its padding; `stop` where there is none, or where it is missing.
    """

    name: bytes
    start: int
    stop: int
    end: int

    @property
    def payload(self) -> Span:
        """The bytes behind the header, without padding."""
        return Span(self.start + HEADER, self.stop)

    @property
    def size(self) -> int:
        """Length of the payload in bytes, as stated."""
        return self.stop - self.start - HEADER

    @property
    def lacks_padding(self) -> bool:
        """True where what is around the chunk ends before its padding."""
        return self.size % 2 == 1 and self.end == self.stop


def read_chunk(cursor: Cursor, end: int) -> Chunk | None:
    """The chunk at the cursor whose payload ends at `end` or before; None when there is none.

    Padding may follow an odd `end`, and be missing at it: some writers do not count that of the last chunk,
    some save it.
    """
    start = cursor.at
    head = cursor.peek(HEADER)
    if len(head) < HEADER or start + HEADER > end:
        return None
    size = int.from_bytes(head[4:], "little")
    stop = start + HEADER + size
    if stop > end:
        return None
    return Chunk(head[:4], start, stop, min(stop + size % 2, end + end % 2, cursor.end))


def header(name: bytes, size: int) -> bytes:
    """Name and length of a chunk whose payload has `size` bytes."""
    return name + size.to_bytes(4, "little")


def chunk(name: bytes, payload: bytes) -> bytes:
    """A complete chunk."""
    return header(name, len(payload)) + payload + bytes(len(payload) % 2)


def shown_name(name: bytes) -> str:
    """A name as text that is safe in paths and messages: without the spaces at its end, else as a number."""
    text = name.decode("latin-1").rstrip(" ")
    return text if text.isascii() and text.isalnum() else f"0x{name.hex()}"
