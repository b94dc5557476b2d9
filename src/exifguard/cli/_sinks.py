"""Outputs that keep nothing."""

from __future__ import annotations

import io
from pathlib import Path
from types import TracebackType
from typing import BinaryIO


class Nowhere(io.RawIOBase):
    """Takes everything and forgets it: a dry run needs no memory for the picture."""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: object) -> int:
        """Count the bytes, as `write` has to."""
        return len(memoryview(data))  # type: ignore[arg-type]
