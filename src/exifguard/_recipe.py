"""Bytes out: the output as pieces, each a span of the source to copy or new bytes.

A recipe presents itself as a source, so that it can be parsed and verified before anything is written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ._source import Buffer, Source, check_range, cut_window, windows
from .model import Span

Piece = Span | bytes
"""A span of the source to copy, or new bytes."""


def size_of(piece: Piece) -> int:
    """Bytes of a piece."""
    return len(piece) if isinstance(piece, bytes) else piece.end - piece.start


_ALONE = 1 << 15
"""New bytes from this size on are not joined with others: runs of zeros share their memory."""


def _merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join neighbouring copies and short neighbouring new bytes; drop what is empty."""
    copied = Span(0, 0)
    written: list[bytes] = []
    for piece in pieces:
        if not size_of(piece):
            continue
        if isinstance(piece, bytes):
            if size_of(copied):
                yield copied
                copied = Span(0, 0)
            if len(piece) < _ALONE:
                written.append(piece)
                continue
            yield from _joined(written)
            yield piece
        else:
            yield from _joined(written)
            if copied.end == piece.start:
                copied = Span(copied.start, piece.end) if size_of(copied) else piece
                continue
            if size_of(copied):
                yield copied
            copied = piece
    if size_of(copied):
        yield copied
    yield from _joined(written)


def _joined(written: list[bytes]) -> Iterator[bytes]:
    """All of them as one, which empties the list."""
    if data := b"".join(written):
        yield data
    written.clear()


class Recipe:
    """The output of a scrub, before it is written. Presents itself as a source."""

    def __init__(self, source: Source, pieces: Sequence[Piece]) -> None:
        self.source = source
        self.pieces: tuple[Piece, ...] = tuple(_merged(pieces))
        starts, at = [], 0
        for piece in self.pieces:
            starts.append(at)
            at += size_of(piece)
        self._starts = starts
        self.size = at

    def _piece_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def window(self, offset: int) -> tuple[Buffer, int]:
        """The new bytes, or the source's window cut to the copied span, that hold `offset`."""
        check_range(self.size, offset, 1)
        index = self._piece_at(offset)
        piece, start = self.pieces[index], self._starts[index]
        if isinstance(piece, bytes):
            return piece, start
        shift = start - piece.start
        buffer, base = self.source.window(offset - shift)
        return cut_window(buffer, base + shift, start, start + size_of(piece))

    def read(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes of the output from `offset`."""
        check_range(self.size, offset, size)
        if not size:
            return b""
        index = self._piece_at(offset)
        piece, start = self.pieces[index], self._starts[index]
        inside = offset - start
        if inside + size <= size_of(piece):
            if isinstance(piece, bytes):
                return piece[inside : inside + size]
            return self.source.read(piece.start + inside, size)
        return b"".join(windows(self, offset, offset + size))

    def search(self, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """Offset of the first match of a two-byte `pattern` that lies in `[start, end)`, or None."""
        check_range(self.size, start, end - start)
        while start < end:
            index = self._piece_at(start)
            piece, at = self.pieces[index], self._starts[index]
            stop = min(end, at + size_of(piece))
            found = self._search_piece(piece, pattern, start - at, stop - at)
            if found is not None:
                return at + found
            if stop < end and pattern.match(self.read(stop - 1, 2)):
                return stop - 1
            start = stop
        return None

    def _search_piece(self, piece: Piece, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        if isinstance(piece, bytes):
            match = pattern.search(piece, start, end)
            return match.start() if match else None
        found = self.source.search(pattern, piece.start + start, piece.start + end)
        return None if found is None else found - piece.start

    def check_unchanged(self) -> None:
        """Ask the source."""
        self.source.check_unchanged()

    def buffers(self) -> Iterator[Buffer]:
        """The whole output as a sequence of buffers."""
        return windows(self, 0, self.size)

    def to_bytes(self) -> bytes:
        """The whole output in memory."""
        return b"".join(self.buffers())

    def copies(self) -> Iterator[tuple[int, Span]]:
        """Every copied span, with its offset in the output."""
        for start, piece in zip(self._starts, self.pieces, strict=True):
            if isinstance(piece, Span):
                yield start, piece

    def to_source(self, start: int, end: int) -> list[Span] | None:
        """Where the output bytes `[start, end)` were copied from; None if any of them is new."""
        check_range(self.size, start, end - start)
        spans: list[Span] = []
        while start < end:
            index = self._piece_at(start)
            piece, at = self.pieces[index], self._starts[index]
            if isinstance(piece, bytes):
                return None
            stop = min(end, at + size_of(piece))
            spans.append(Span(piece.start + start - at, piece.start + stop - at))
            start = stop
        return spans

    def gives_back_its_source(self) -> bool:
        """True when the output is byte for byte the source, new bytes included."""
        if self.size != self.source.size:
            return False
        for start, piece in zip(self._starts, self.pieces, strict=True):
            if isinstance(piece, bytes):
                if self.source.read(start, len(piece)) != piece:
                    return False
            elif piece.start != start:
                return False
        return True
