"""An output that is compared with a file instead of being written."""

from __future__ import annotations

import errno
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Same(io.RawIOBase):
    """Takes what would be written and compares it with what `path` holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")
        self._differs = False

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Compare the next bytes."""
        view = memoryview(data).cast("B")
        # startswith compares a memoryview at the speed of memcmp.
        found = b"" if self._differs else self._file.read(view.nbytes)
        self._differs = self._differs or len(found) != view.nbytes or not found.startswith(view)
        return view.nbytes

    def check(self) -> None:
        """Raise `FileExistsError` unless the file holds just what was written here."""
        if self._differs or self._file.read(1):
            raise FileExistsError(errno.EEXIST, "the output exists", str(self._path))

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()
