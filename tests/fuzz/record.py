"""What tests read, kept as a beginning for the fuzzer: `pytest -p fuzz.record tests/metadata`.

The folder is named by EXIFGUARD_RECORD: blocks by the target of their codec, files for the other targets.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from exifguard.containers import CONTAINERS
from exifguard.metadata import CODECS

FOLDER = Path(os.environ["EXIFGUARD_RECORD"])
LARGEST = 40_000
FILES = "files"


def keep(name: str, data: bytes) -> None:
    """Keep an input under the name of its target."""
    if 0 < len(data) <= LARGEST:
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / sha256(data).hexdigest()[:20]).write_bytes(data)


def _recording(read: Callable[..., Any], name: str) -> Callable[..., Any]:
    def recorded(self: Any, data: Any, *more: Any, **named: Any) -> Any:
        keep(name, bytes(data))
        return read(self, data, *more, **named)

    return recorded


def _parsing(parse: Callable[..., Any]) -> Callable[..., Any]:
    def recorded(self: Any, source: Any, *more: Any, **named: Any) -> Any:
        if source.size <= LARGEST:
            keep(FILES, source.read(0, source.size))
        return parse(self, source, *more, **named)

    return recorded


for _kind, _codec in CODECS.items():
    setattr(type(_codec), "read", _recording(type(_codec).read, f"codec-{_kind}"))  # noqa: B010
for _class in {type(container) for container in CONTAINERS}:
    setattr(_class, "parse", _parsing(_class.parse))  # noqa: B010
