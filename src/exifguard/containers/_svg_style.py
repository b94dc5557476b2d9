"""Style sheets inside SVG: comments, and links to elsewhere (CSS Syntax 3, CSS Values 4 clause 4.5).

Nothing here knows properties: a sheet is searched for what is no style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_QUOTE = rb"(?:\"|'|&quot;|&apos;|&#34;|&#39;|&#x22;|&#x27;)"
_TOKENS = re.compile(
    rb"(?P<comment>/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
    rb"|(?P<import>@import\b[^;{}]*+;?)"
    rb"|(?P<link>(?:url|src)\(\s*+(?P<open>"
    + _QUOTE
    + rb")?+\s*+(?P<target>(?:(?!"
    + _QUOTE
    + rb")[^()\s])*+"
    rb"(?:\s++(?:(?!" + _QUOTE + rb")[^()\s])++)*+)\s*+(?:" + _QUOTE + rb")?+\s*+\))"
    rb"|(?P<string>\"[^\"]*+\"|'[^']*+')",
    re.IGNORECASE,
)
_COMPLETE = (rb"/*", rb"url(", rb"src(", rb"@import", rb"image-set(")
_ESCAPE = re.compile(rb"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_SELECTORS = re.compile(rb"(?:\A|[{};])([^{};]*+)(?=\{)")
_STRUCTURAL = re.compile(rb":(?:first|last|nth|only)-|:empty|:has\(|[+~]")
_ATTRIBUTE = re.compile(rb"\[\s*+(?:[\w*-]*+\|(?!=))?([\w\\:.-]++)")


class Token(NamedTuple):
    """Something in a sheet that is no style, or leads elsewhere.

    Attributes:
        kind: ``comment``, ``import`` or ``link``.
        start, end: all of it.
        target_start, target_end: of a link, where it leads.
    """

    kind: str
    start: int
    end: int
    target_start: int = 0
    target_end: int = 0


def tokens(text: bytes, start: int, end: int) -> Iterator[Token]:
    """The comments and links in a sheet or a list of declarations."""
    for match in _TOKENS.finditer(text, start, end):
        kind = match.lastgroup
        if match["comment"] is not None:
            yield Token("comment", match.start(), match.end())
        elif match["import"] is not None:
            yield Token("import", match.start(), match.end())
        elif match["link"] is not None:
            yield Token("link", match.start(), match.end(), match.start("target"), match.end("target"))
        else:
            assert kind == "string"  # noqa: S101 - no other alternative


def plain(text: bytes) -> bool:
    """True when comments and links are where `tokens` finds them: none is spelt in escapes, none is open."""
    if b"/*" in text and any(match["comment"] and not _closed(match[0]) for match in _TOKENS.finditer(text)):
        return False
    if b"\\" not in text and b"&#" not in text:
        return True
    clear = _REFERENCE.sub(_character, text)
    clear = _ESCAPE.sub(_escaped, clear).lower()
    lower = text.lower()
    return all(clear.count(word) == lower.count(word) for word in _COMPLETE)


def _closed(comment: bytes) -> bool:
    return len(comment) >= 4 and comment.endswith(b"*/")


def _character(match: re.Match[bytes]) -> bytes:
    value = int(match[1], 16) if match[1] else int(match[2])
    return bytes((value,)) if value < 0x80 else b"?"


def _escaped(match: re.Match[bytes]) -> bytes:
    if match[2] is not None:
        return match[2]
    value = int(match[1], 16)
    return bytes((value,)) if value < 0x80 else b"?"


class Selectors(NamedTuple):
    """What selectors of a sheet look at besides names, classes and ids.

    Attributes:
        structural: which elements stand beside or inside another.
        attributes: names of attributes, in lower case.
    """

    structural: bool
    attributes: frozenset[bytes]


def selectors(text: bytes) -> Selectors:
    """What the selectors of a sheet look at."""
    found = b"\n".join(match[1] for match in _SELECTORS.finditer(_TOKENS.sub(b'""', text)))
    clear = re.sub(rb"&gt;", b">", found)
    names = {match[1].lower().replace(b"\\", b"").rpartition(b":")[2] for match in _ATTRIBUTE.finditer(clear)}
    outside = re.sub(rb"\[[^\]\[]*+\]?", b"", clear)
    return Selectors(_STRUCTURAL.search(outside) is not None, frozenset(names))
