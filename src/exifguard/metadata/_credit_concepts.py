"""The concepts that credits consist of: where carriers state them, and what they may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from ._credit_text import DEFAULT, Judged, judge_source, judge_text, judge_url, language

TEXT_SIZE: Final = 2000
"""Characters of a copyright notice, usage terms or an alternative text: what IIM gives a caption."""
NAME_SIZE: Final = 256
"""Characters of a creator's name and of a credit line."""
MOST_CREATORS: Final = 20
MOST_LANGUAGES: Final = 20

XMP, IPTC, EXIF, TEXT = "XMP", "IPTC", "EXIF", "PNG text"
SEVERAL, LANGUAGES, ONE = "several", "languages", "one"
COPYRIGHT: Final = "IFD0:Copyright"


class Concept(NamedTuple):
    """A field of `Credits`: its name in notes, its shape and judge, and its keys in each carrier.

    The first key in XMP, IPTC and EXIF is the one that is written.
    """

    attribute: str
    name: str
    shape: str
    judge: Callable[[str], Judged]
    keys: Mapping[str, tuple[str, ...]]


def _concept(
    attribute: str,
    name: str,
    shape: str,
    judge: Callable[[str], Judged],
    xmp: str,
    iptc: str = "",
    exif: str = "",
    text: str = "",
) -> Concept:
    columns = {XMP: xmp, IPTC: iptc, EXIF: exif, TEXT: text}
    keys = {carrier: tuple(column.split()) for carrier, column in columns.items()}
    return Concept(attribute, name, shape, judge, keys)


_name = partial(judge_text, most=NAME_SIZE)
_text = partial(judge_text, most=TEXT_SIZE)
CONCEPTS: Final = (
    _concept(
        "creators",
        "creator",
        SEVERAL,
        _name,
        xmp="dc:creator tiff:Artist",
        iptc="2:80",
        exif="IFD0:Artist ExifIFD:Photographer IFD0:XPAuthor",
        text="author artist creator photographer by-line",
    ),
    _concept(
        "copyright",
        "copyright notice",
        LANGUAGES,
        _text,
        xmp="dc:rights tiff:Copyright",
        iptc="2:116",
        exif=COPYRIGHT,
        text="copyright rights",
    ),
    _concept("credit_line", "credit line", ONE, _name, xmp="photoshop:Credit", iptc="2:110", text="credit"),
    _concept(
        "licence_url",
        "licence address",
        ONE,
        judge_url,
        xmp="xmpRights:WebStatement cc:license",
        text="license licence",
    ),
    _concept(
        "usage_terms",
        "text on usage",
        LANGUAGES,
        _text,
        xmp="xmpRights:UsageTerms xmp:UsageTerms",
        text="disclaimer",
    ),
    _concept("source_type", "source type", ONE, judge_source, xmp="Iptc4xmpExt:DigitalSourceType"),
    _concept("alt_text", "alternative text", LANGUAGES, _text, xmp="Iptc4xmpCore:AltTextAccessibility"),
)
WANTED: Final = {
    carrier: frozenset(key for concept in CONCEPTS for key in concept.keys[carrier])
    for carrier in (XMP, IPTC, EXIF, TEXT)
}

Pairs = tuple[tuple[str, str], ...]
"""Texts with their labels: languages, or nothing that counts."""
Notes = dict[str, None]
"""Notes in their order, each once."""

LOOKED_AT: Final = 100
"""Blocks that are asked for a concept, and values of each that are judged: more are no credits."""


def judge(concept: Concept, pairs: Iterable[tuple[str, str]], notes: Notes) -> Pairs:
    """What of a stated value may be written; nothing when none of it may.

    Semicolons part creators in every carrier, because EXIF knows no other way.
    """
    pairs = islice(pairs, LOOKED_AT)
    if concept.shape == LANGUAGES:
        return _judge_languages(concept, pairs, notes)
    if concept.shape == ONE:
        texts = (_judge_text(concept, text, notes) for _, text in pairs)
        return tuple(("", text) for text in islice(filter(None, texts), 1))
    names = (name for _, text in pairs for name in text.split(";") if name.strip())
    judged = (_judge_text(concept, name, notes) for name in islice(names, LOOKED_AT))
    sound = dict.fromkeys(filter(None, judged))
    if len(sound) > MOST_CREATORS:
        notes[f"more than {MOST_CREATORS} creators: the others were left out"] = None
    return tuple(("", name) for name in islice(sound, MOST_CREATORS))


def _judge_languages(concept: Concept, pairs: Iterable[tuple[str, str]], notes: Notes) -> Pairs:
    """The text in each language; the one that names none, or the first, is for everybody."""
    said: dict[str, str] = {}
    for label, text in pairs:
        sound = _judge_text(concept, text, notes)
        if sound:
            unnamed = not label or label.isdigit()  # no array of alternatives
            said.setdefault(DEFAULT if unnamed else language(label), sound)
    if not said:
        return ()
    default = said.pop(DEFAULT, "") or next(iter(said.values()))
    if said.pop("", ""):
        notes[f"{concept.name}: a language that is no plain one was left out"] = None
    if len(said) >= MOST_LANGUAGES:
        notes[f"{concept.name}: more than {MOST_LANGUAGES} languages, the others were left out"] = None
    return ((DEFAULT, default), *islice(said.items(), MOST_LANGUAGES - 1))


def _judge_text(concept: Concept, text: str, notes: Notes) -> str:
    value, fault = concept.judge(text)
    if fault:
        notes[f"{concept.name}: {fault}"] = None
    return value


def plain(concept: Concept, pairs: Pairs) -> tuple[str, ...]:
    """The texts without translations: what EXIF and IPTC can say."""
    return tuple(text for _, text in (pairs if concept.shape == SEVERAL else pairs[:1]))
