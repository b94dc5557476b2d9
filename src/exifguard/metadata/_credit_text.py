"""Words that may be published: what texts, addresses, languages and source types have to look like.

A credit is written anew from what was read, so it must hold nothing but the words that people see. What
cannot be seen could carry a mark that follows somebody: such characters go. What is no text goes whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

DEFAULT = "x-default"
"""The language of a text that does not name one (XMP part 1, 8.2.2.4)."""

URL_SIZE = 2000
"""Characters; what browsers and servers agree to take."""


class Judged(NamedTuple):
    """A value as it may be written.

    Attributes:
        value: the value; empty when nothing of it may be written.
        fault: what was wrong with what was stated, in plain words; or empty.
    """

    value: str
    fault: str = ""


# Texts

_JOINERS = "\u200c\u200d"
_JOINED = (
    "\u0600-\u07ff\u0860-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u17ff\ufb50-\ufdff\ufe70-\ufefc"
)
"""Letters and marks of Arabic, Syriac, N'Ko and the scripts of India and its neighbours: Unicode 16.0,
clause 23.2, where a joiner or non-joiner behind a letter changes the word."""
_SELECTED = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Ideographs, of which names use variants (Unicode 16.0, clause 23.4)."""
_MONGOLIAN = "\u1807\u1820-\u18aa"

_HIDDEN = re.compile(
    f"(?<![{_JOINED}])[{_JOINERS}]"
    f"|(?<![{_SELECTED}])[\U000e0100-\U000e01ef]"
    f"|(?<![{_MONGOLIAN}])[\u180b-\u180d\u180f]"
    # The other characters that Unicode says not to show (Default_Ignorable_Code_Point: bidirectional
    # controls, fillers, soft hyphens, tags), annotations between lines, and the blank of Braille
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_LAST_TWO = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(15))
# Controls, surrogates, private and no characters, and what stands for letters that could not be read
_NO_TEXT = re.compile(
    f"[\\0-\\x1f\\x7f-\\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffd{_LAST_TWO}\U000f0000-\U0010ffff]"
)
_PADDED = 8
"""How many times longer than its words a text may be for white space and what cannot be seen."""
_PICTURE = ("/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR")  # in base64; readers of XMP take such texts for one


def judge_text(text: str, most: int) -> Judged:
    """A text of at most `most` characters.

    White space of every kind, line ends too, becomes one space; none stays at the ends. Characters that
    cannot be seen are left out, but for the joiners and variation selectors without which a word of Arabic,
    Indic or Mongolian script or an ideograph is another one. Composed and decomposed letters stay as they
    are. Texts with control, private or unreadable characters, pictures in base64, and texts that are longer
    are left out whole: a text that was cut says something else.
    """
    text = text.strip()
    if len(text) > _PADDED * most:
        return Judged("", f"a value of more than {most:,} characters was left out")
    seen = text if text.isascii() else _HIDDEN.sub("", text)
    words = " ".join(seen.split())
    if _NO_TEXT.search(words):
        return Judged("", "a value with characters that are no text was left out")
    if len(words) > most:
        return Judged("", f"a value of more than {most:,} characters was left out")
    if words.startswith(_PICTURE):
        return Judged("", "a value that is a picture was left out")
    return Judged(words, "" if seen == text else "characters that cannot be seen were left out")


# Addresses

_URL = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")  # RFC 3986, appendix A
_HOST = re.compile(r"[0-9a-z](?:[0-9a-z.-]*[0-9a-z])?|[0-9a-f.]*:[0-9a-f:.]*")


def judge_url(text: str) -> Judged:
    """An absolute ``http`` or ``https`` address (RFC 3986) without user information."""
    url = judge_text(text, URL_SIZE)
    if not url.value:
        return url
    return url if _is_url(url.value) else Judged("", "a value that is no web address was left out")


def _is_url(url: str) -> bool:
    if not _URL.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when it is no number or too large
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and "@" not in parts.netloc
        and _HOST.fullmatch(parts.hostname or "") is not None
    )


# Where a picture comes from

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""What every digital source type begins with."""

_TERMS = """
digitalCapture computationalCapture negativeFilm positiveFilm print humanEdits algorithmicallyEnhanced
digitalCreation dataDrivenMedia trainedAlgorithmicMedia algorithmicMedia screenCapture virtualRecording
composite compositeCapture compositeSynthetic compositeWithTrainedAlgorithmicMedia
minorHumanEdits softwareImage digitalArt
"""
TERMS: frozenset[str] = frozenset(_TERMS.split())
"""IPTC NewsCodes, Digital Source Type, as of 2024-10-23. The last three are retired, and still valid."""
_SPELLED = {term.lower(): term for term in TERMS}
_SOURCE = re.compile(
    r"(?:https?://(?:www\.)?cv\.iptc\.org/newscodes/digitalsourcetype/|digsrctype:)?([a-z]+)/?", re.IGNORECASE
)


def judge_source(text: str) -> Judged:
    """A digital source type as its address; one that is stated as a QCode or by its name alone, too."""
    source = judge_text(text, URL_SIZE)
    if not source.value:
        return source
    found = _SOURCE.fullmatch(source.value)
    term = _SPELLED.get(found[1].lower()) if found else None
    return Judged(SOURCE_TYPES + term) if term else Judged("", "a value that IPTC does not know was left out")


# Languages

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|[0-9]{3}))?")


def language(tag: str) -> str:
    """A language with script and region in the usual spelling (RFC 5646, 2.1.1); empty for anything else.

    Variants, extensions and private subtags are free text, so they are no language here.
    """
    if tag.lower() == DEFAULT:
        return DEFAULT
    found = _LANGUAGE.fullmatch(tag)
    if not found:
        return ""
    name, script, region = (part or "" for part in found.groups())
    return name.lower() + script.title() + region.upper()
