"""The one place where a length from a file is trusted: every read is checked against an end first."""

from __future__ import annotations

from typing import Literal

from ._source import Source
from .errors import MalformedError, TruncatedError

ByteOrder = Literal["big", "little"]

BUFFER = 4 * 1024
"""Bytes that a cursor reads ahead."""


class Cursor:
    """Bounds-checked reading from a source, for containers.

    Small reads come out of a buffer, because a picture's header is hundreds of them. Raises
    `TruncatedError` with the format, the offset and the part when a read runs past the end.
    """

    __slots__ = ("_base", "_buffer", "at", "end", "format", "source")

    def __init__(self, source: Source, format: str, at: int = 0) -> None:  # noqa: A002
        self.source = source
        self.format = format
        self.at = at
        self.end = source.size
        self._buffer = b""
        self._base = 0

    def peek(self, size: int) -> bytes:
        """Up to `size` bytes from here, without moving; fewer at the end of the file."""
        start = self.at - self._base
        stop = start + size
        if start >= 0 and stop <= len(self._buffer):
            return self._buffer[start:stop]
        return self._load(self.at, min(size, self.end - self.at))

    def read(self, at: int, size: int, part: str) -> bytes:
        """Exactly `size` bytes from `at`."""
        start = at - self._base
        stop = start + size
        if 0 <= start <= stop <= len(self._buffer):
            return self._buffer[start:stop]
        self.need(at, size, part)
        return self._load(at, size)

    def need(self, at: int, size: int, part: str) -> int:
        """The end of `size` bytes from `at`, if they lie in the file."""
        if size < 0 or at + size > self.end:
            raise TruncatedError(
                "the file ends too early", format=self.format, offset=at, part=part, rule="end-of-file"
            )
        return at + size

    def _load(self, at: int, size: int) -> bytes:
        if size > BUFFER:
            return self.source.read(at, size)
        self._buffer = self.source.read(at, min(BUFFER, self.end - at))
        self._base = at
        return self._buffer[:size]


class View:
    """Bounds-checked numbers and slices from a block in memory, for codecs.

    Raises `MalformedError` with the rule ``block-bounds`` when a read leaves the block.
    """

    __slots__ = ("data", "order", "size")

    def __init__(self, data: bytes, order: ByteOrder = "big") -> None:
        self.data = data
        self.size = len(data)
        self.order: ByteOrder = order

    def take(self, at: int, size: int) -> bytes:
        """Exactly `size` bytes from `at`."""
        if at < 0 or size < 0 or at + size > self.size:
            raise MalformedError("a value runs past its block", offset=max(0, at), rule="block-bounds")
        return self.data[at : at + size]

    def uint(self, at: int, size: int) -> int:
        """An unsigned number of `size` bytes."""
        return int.from_bytes(self.take(at, size), self.order)

    def u8(self, at: int) -> int:
        """One byte."""
        return self.take(at, 1)[0]

    def u16(self, at: int) -> int:
        """Two bytes."""
        return self.uint(at, 2)

    def u32(self, at: int) -> int:
        """Four bytes."""
        return self.uint(at, 4)
