"""Fuzz one target: `python -m fuzz.one TARGET FOLDER [options of libFuzzer]`, from the folder tests."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["exifguard"]):
    from fuzz.targets import TARGETS, recorded, seeds


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for data in (*seeds(name), *recorded(name, folder.parent / "recorded")):
        (folder / sha256(data).hexdigest()[:20]).write_bytes(data)
    atheris.Setup([sys.argv[0], str(folder), *sys.argv[3:]], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
