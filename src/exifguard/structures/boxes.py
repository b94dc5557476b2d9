"""Boxes: a length, a type and contents, one in another (ISO/IEC 14496-12 clause 4.2; JPEG 2000 annex I).

Nothing here knows what a type means. QuickTime calls them atoms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from .._cursor import Cursor
from ..errors import MalformedError, TruncatedError
from ..model import Span

HEADER: Final = 8
"""Bytes of a length and a type."""
LARGE_HEADER: Final = 16
"""Bytes of a header with a length of 64 bits."""
LENGTH_MAX: Final = 2**32 - 1
UUID: Final = b"uuid"
UUID_SIZE: Final = 16


class Box(NamedTuple):
    """Where a box stands.

    Attributes:
        type: its four bytes, any at all.
        start: offset of its length.
        content: where its contents begin: behind the header and, in a ``uuid`` box, behind the 16 bytes of
            its extended type.
        end: where it ends.
        open: True where its length is 0: it reaches to the end of the file.
        uuid: the extended type of a ``uuid`` box, else empty.
    """

    type: bytes
    start: int
    content: int
    end: int
    open: bool = False
    uuid: bytes = b""

    @property
    def span(self) -> Span:
        """The whole box."""
        return Span(self.start, self.end)

    @property
    def contents(self) -> Span:
        """The bytes behind the header."""
        return Span(self.content, self.end)

    @property
    def name(self) -> str:
        """The type as text that is safe in paths and messages."""
        return shown_type(self.type)


def read_box(cursor: Cursor, at: int, end: int, *, open_ended: bool = False) -> Box:
    """The box at `at` inside what ends at `end`.

    Args:
        cursor: the file.
        at: offset of its length.
        end: where the box around it, or the file, ends.
        open_ended: a length of 0 is allowed: the box reaches to `end`.

    Raises:
        TruncatedError: it runs past `end`, or past the file.
        MalformedError: its length is smaller than its header, or 0 where that is not allowed.
    """
    room = end - at
    if room < HEADER:
        raise TruncatedError(
            "a box has no room for its header", format=cursor.format, offset=at, part="box", rule="box-length"
        )
    head = cursor.read(at, min(LARGE_HEADER, room), "box")
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    content = at + HEADER
    if size == 1:
        if len(head) < LARGE_HEADER:
            raise TruncatedError(
                "a box has no room for its header",
                format=cursor.format,
                offset=at,
                part=shown_type(kind),
                rule="box-length",
            )
        size, content = int.from_bytes(head[8:], "big"), at + LARGE_HEADER
    until_end = size == 0 and open_ended
    if until_end:
        size = room
    uuid = b""
    if kind == UUID and at + size >= content + UUID_SIZE and content + UUID_SIZE <= end:
        uuid = cursor.read(content, UUID_SIZE, "uuid")
        content += UUID_SIZE
    if at + size < content:
        raise MalformedError(
            "a box is shorter than its header",
            format=cursor.format,
            offset=at,
            part=shown_type(kind),
            rule="box-length",
        )
    if size > room:
        raise TruncatedError(
            "a box runs past what holds it",
            format=cursor.format,
            offset=at,
            part=shown_type(kind),
            rule="box-length",
        )
    return Box(kind, at, content, at + size, until_end, uuid)


def read_boxes(cursor: Cursor, start: int, end: int, *, open_ended: bool = False) -> Iterator[Box]:
    """The boxes from `start` to `end`, one behind the other; raises as `read_box` does."""
    while start < end:
        box = read_box(cursor, start, end, open_ended=open_ended)
        yield box
        start = box.end


def header(kind: bytes, size: int) -> bytes:
    """Length and type of a box with `size` bytes of contents; the long form only where it has to be."""
    if size + HEADER <= LENGTH_MAX:
        return (size + HEADER).to_bytes(4, "big") + kind
    return (1).to_bytes(4, "big") + kind + (size + LARGE_HEADER).to_bytes(8, "big")


def box(kind: bytes, contents: bytes) -> bytes:
    """A complete box."""
    return header(kind, len(contents)) + contents


def full_box(kind: bytes, version: int, flags: int, contents: bytes) -> bytes:
    """A complete box with a version (one byte) and flags (three bytes)."""
    return box(kind, bytes([version]) + flags.to_bytes(3, "big") + contents)


def shown_type(kind: bytes) -> str:
    """A type as text that is safe in paths and messages: without the spaces at its end, else as a number."""
    text = kind.decode("latin-1").rstrip(" ")
    plain = text.removeprefix("\N{COPYRIGHT SIGN}")
    return text if plain.isascii() and plain.isalnum() else f"0x{kind.hex()}"
