"""Run collected inputs through their targets once: `python -m fuzz.replay FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from fuzz.targets import TARGETS, recorded, seeds


def main() -> None:
    """Every file in a folder named like a target, and the seeds."""
    kept = Path(sys.argv[1])
    for name, target in TARGETS.items():
        for data in (*seeds(name), *recorded(name, kept / "recorded")):
            target(data)
        for path in sorted((kept / name).glob("*")):
            target(path.read_bytes())


if __name__ == "__main__":
    main()
