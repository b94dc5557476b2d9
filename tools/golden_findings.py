"""Write down what `inspect` finds in real pictures, so that a change of it shows.

usage: EXIFGUARD_CORPUS=<folder> python tools/golden_findings.py

Writes tests/corpus_findings.json: the categories that each picture reveals, by the picture's digest. No names
of files and no values get into it. Read the difference before you commit it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from golden import FINDINGS, digest, found  # noqa: E402 - found through the path set above
from pictures import CORPUS_VARIABLE, corpus  # noqa: E402


def main() -> int:
    pictures = corpus()
    if not pictures:
        print(f"{CORPUS_VARIABLE} names no folder with pictures", file=sys.stderr)
        return 2
    golden = {digest(picture.data): found(picture.data) for picture in pictures}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(golden[name])}" for name in sorted(golden))
    FINDINGS.write_text(f"{{\n{lines}\n}}\n")
    print(f"{len(golden)} pictures")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
