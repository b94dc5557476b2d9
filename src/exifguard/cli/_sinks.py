"""An output that keeps nothing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

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
