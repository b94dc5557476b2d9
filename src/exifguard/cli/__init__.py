"""The command line: parse, call, print; it decides nothing.

Exit status: 0 done; 1 `check` found something; 2 wrong usage; 3 at least one file was refused or failed
(the others are done, and each failure is named on stderr); 130 interrupted; 141 nobody reads the output
any more.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    if arguments == ["--version"]:  # answered before anything is loaded: scripts ask for it
        from .. import __version__

        print(f"exifguard {__version__}")
        return 0
    try:
        from ._run import run

        return run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
