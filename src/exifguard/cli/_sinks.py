"""Outputs that keep nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Nowhere(io.RawIOBase):
    """Takes everything and forgets it: a dry run needs no memory for the picture."""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Count the bytes, as `write` has to."""
        return memoryview(data).nbytes


class Comparison(Nowhere):
    """Compares what is written with the source that it was made from.

    Attributes:
        same: True as long as everything written was in the source, at the same place.
    """

    def __init__(self, source: Path | BinaryIO) -> None:
        super().__init__()
        self.same = True
        self._source = source
        self._opened: BinaryIO | None = None
        self._at = 0

    def write(self, data: ReadableBuffer) -> int:
        """Compare the next bytes."""
        written = memoryview(data)
        if self.same:
            # startswith compares a memoryview at the speed of memcmp; == would go byte by byte.
            self.same = self._read(written.nbytes).startswith(written)
        return super().write(data)

    def _read(self, size: int) -> bytes:
        # Opened only here: whoever writes has made sure that the path is no pipe that would make us wait.
        if self._opened is None:
            self._opened = self._source.open("rb") if isinstance(self._source, Path) else self._source
        self._opened.seek(self._at)
        self._at += size
        return self._opened.read(size)

    def close(self) -> None:
        """Close the file, if it was opened here."""
        if self._opened is not None and isinstance(self._source, Path):
            self._opened.close()
        super().close()
