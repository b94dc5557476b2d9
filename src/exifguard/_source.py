"""Bytes in: random access to an input, whatever it is.

A source hands out exact reads and *windows*: a buffer that holds a given offset, as large as the source
finds convenient. Searching goes window by window, so memory does not grow with the file. Files are read
by position and never mapped: a mapped file that somebody truncates kills the process.
"""

from __future__ import annotations

import io
import math
import os
import re
from collections.abc import Iterator
from time import monotonic
from typing import BinaryIO, Protocol

from .errors import LimitExceededError, SourceChangedError, TruncatedError

WINDOW = 120 * 1024
"""Bytes that a file source reads at a time: just below the size from which C libraries ask the system anew
for each buffer, which costs more than the reading."""

WORTH_KNOWING = 4 * 1024
"""A search over fewer bytes is done again rather than remembered."""

Buffer = bytes | memoryview


class Source(Protocol):
    """Random access to `size` bytes."""

    @property
    def size(self) -> int:
        """Length in bytes."""

    def read(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset`; raises `TruncatedError` where there are fewer."""

    def window(self, offset: int) -> tuple[Buffer, int]:
        """A buffer that holds the byte at `offset`, and the offset of its first byte."""

    def search(self, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """Offset of the first match of a two-byte `pattern` that lies in `[start, end)`, or None."""

    def check_unchanged(self) -> None:
        """Raise `SourceChangedError` when the input is not what it was at the start."""


class _SearchableSource(Source, Protocol):
    _known: dict[tuple[re.Pattern[bytes], int], tuple[int, int | None]]


def check_range(total: int, offset: int, size: int) -> None:
    """Raise `TruncatedError` unless `size` bytes from `offset` lie inside `total` bytes."""
    if offset < 0 or size < 0 or offset + size > total:
        raise TruncatedError("the file ends too early", offset=max(0, offset), rule="end-of-file")


class _Searching:
    """Remembers how far it searched in vain: the verifier asks again for what the parser asked.

    Attributes:
        until: the time by `time.monotonic` after which nothing is read any more.
    """

    __slots__ = ("_known", "until")
    size: int

    def __init__(self) -> None:
        self._known: dict[tuple[re.Pattern[bytes], int], tuple[int, int | None]] = {}
        self.until = math.inf

    def _check(self, offset: int, size: int) -> None:
        """Raise unless `size` bytes from `offset` are there, and time is left."""
        check_range(self.size, offset, size)
        if monotonic() > self.until:
            raise LimitExceededError("the file takes too long to read", limit="seconds", offset=offset)

    def search(self: _SearchableSource, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """Offset of the first match of a two-byte `pattern` that lies in `[start, end)`, or None."""
        stop, found = self._known.get((pattern, start), (start, None))
        if found is not None:
            return found if found + 2 <= end else None
        if end <= stop:
            return None
        found = _search_windows(self, pattern, start, end)
        if (end if found is None else found) - start >= WORTH_KNOWING:
            self._known[pattern, start] = end, found
        return found


class BytesSource(_Searching):
    """Bytes in memory."""

    __slots__ = ("data", "size")

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data
        self.size = len(data)

    def read(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset`."""
        self._check(offset, size)
        return self.data[offset : offset + size]

    def window(self, offset: int) -> tuple[Buffer, int]:
        """All of it: nothing is copied."""
        self._check(offset, 1)
        return self.data, 0

    def check_unchanged(self) -> None:
        """Bytes cannot change."""


class _WindowedSource(_Searching):
    """A source that is read in windows; one window is kept."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self._buffer = b""
        self._base = 0

    def _pread(self, offset: int, size: int) -> bytes:
        raise NotImplementedError

    def _load(self, offset: int, size: int) -> bytes:
        chunks = []
        while size:
            chunk = self._pread(offset, size)
            if not chunk:
                raise SourceChangedError("the input became shorter while it was read", offset=offset)
            chunks.append(chunk)
            offset += len(chunk)
            size -= len(chunk)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def read(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset`."""
        self._check(offset, size)
        if size > WINDOW:
            return self._load(offset, size)
        start = offset - self._base
        if start < 0 or start + size > len(self._buffer):
            self._fill(offset)
            start = 0
        return self._buffer[start : start + size]

    def window(self, offset: int) -> tuple[Buffer, int]:
        """The window that holds `offset`."""
        self._check(offset, 1)
        if not self._base <= offset < self._base + len(self._buffer):
            self._fill(offset)
        return self._buffer, self._base

    def _fill(self, offset: int) -> None:
        self._buffer = self._load(offset, min(WINDOW, self.size - offset))
        self._base = offset


class FileSource(_WindowedSource):
    """A regular file, by its descriptor; the descriptor stays the caller's."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._state = self._stat()
        super().__init__(self._state[0])

    def _stat(self) -> tuple[int, int, int]:
        stat = os.fstat(self.descriptor)
        return stat.st_size, stat.st_mtime_ns, stat.st_ino

    if hasattr(os, "pread"):

        def _pread(self, offset: int, size: int) -> bytes:
            return os.pread(self.descriptor, size, offset)

    else:  # Windows

        def _pread(self, offset: int, size: int) -> bytes:
            os.lseek(self.descriptor, offset, os.SEEK_SET)
            return os.read(self.descriptor, size)

    def check_unchanged(self) -> None:
        """Compare size, time of change and inode with those at the start."""
        if self._stat() != self._state:
            raise SourceChangedError("the input changed while it was read")


class StreamSource(_WindowedSource):
    """A seekable binary file object, read from position 0."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        super().__init__(stream.seek(0, io.SEEK_END))

    def _pread(self, offset: int, size: int) -> bytes:
        self._stream.seek(offset)
        return self._stream.read(size)

    def check_unchanged(self) -> None:
        """Compare the size with that at the start."""
        if self._stream.seek(0, io.SEEK_END) != self.size:
            raise SourceChangedError("the input changed while it was read")


class SliceSource:
    """A part of another source, as if it were a file of its own."""

    __slots__ = ("_parent", "_start", "size")

    def __init__(self, parent: Source, start: int, end: int) -> None:
        if not 0 <= start <= end <= parent.size:
            raise TruncatedError(
                "an embedded file runs past the end", offset=max(0, start), rule="end-of-file"
            )
        self._parent = parent
        self._start = start
        self.size = end - start

    def read(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes from `offset` of the slice."""
        check_range(self.size, offset, size)
        return self._parent.read(self._start + offset, size)

    def window(self, offset: int) -> tuple[Buffer, int]:
        """The parent's window, cut to the slice."""
        check_range(self.size, offset, 1)
        buffer, base = self._parent.window(self._start + offset)
        return cut_window(buffer, base - self._start, 0, self.size)

    def search(self, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """Offset of the first match of a two-byte `pattern` that lies in `[start, end)`, or None."""
        check_range(self.size, start, end - start)
        found = self._parent.search(pattern, self._start + start, self._start + end)
        return None if found is None else found - self._start

    def check_unchanged(self) -> None:
        """Ask the parent."""
        self._parent.check_unchanged()


def cut_window(buffer: Buffer, base: int, start: int, end: int) -> tuple[Buffer, int]:
    """Cut a window whose first byte is at `base` to the offsets `[start, end)`, without copying."""
    low, high = max(0, start - base), min(len(buffer), end - base)
    if low == 0 and high == len(buffer):
        return buffer, base
    return memoryview(buffer)[low:high], base + low


def windows(source: Source, start: int, end: int) -> Iterator[Buffer]:
    """The bytes `[start, end)` as a sequence of buffers."""
    while start < end:
        buffer, base = source.window(start)
        piece, _ = cut_window(buffer, base, start, end)
        yield piece
        start += len(piece)


def _search_windows(source: Source, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
    while start < end:
        buffer, base = source.window(start)
        stop = min(len(buffer), end - base)
        match = pattern.search(buffer, start - base, stop)
        if match:
            return base + match.start()
        start = base + stop
        if start < end and pattern.match(source.read(start - 1, 2)):
            return start - 1
    return None
