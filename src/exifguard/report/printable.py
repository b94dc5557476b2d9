"""Text from a file, made safe to show.

Every value, key and file name is the work of a stranger: escape sequences that repaint a terminal,
newlines that forge a line of output, direction marks that turn a name around. None of them may reach a
terminal or a log.
"""

from __future__ import annotations

import re
import unicodedata

_SUSPECT = re.compile(r"[^ -~]")
_BYTES_IN_NAMES = range(0xDC80, 0xDD00)  # PEP 383: undecodable bytes of a file name


def _shown(match: re.Match[str]) -> str:
    char = match[0]
    if char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    if ord(char) in _BYTES_IN_NAMES:
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def printable(text: str) -> str:
    r"""`text` with everything that is not a visible character or a space written as an escape.

    Letters of every script stay. Control characters, newlines, direction marks, characters without a
    width, lone surrogates and private characters become ``\n``, ``\x1b``, ``\u202e`` and the like; an
    undecodable byte of a file name becomes ``\xff``.
    """
    return _SUSPECT.sub(_shown, text)


def shorten(text: str, most: int) -> str:
    """`text`, or its beginning and the mark of a cut where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
