"""Credits: who made a picture, whose it is, how it may be used, where it comes from and what it shows.

Seven concepts of the IPTC Photo Metadata Standard 2023.2, read from every carrier that can state them and
written as values for fresh EXIF, IPTC and XMP blocks that say nothing else, in the same words.

================ ================================== ============ ============== ==========================
concept          XMP                                IPTC         EXIF           PNG text
================ ================================== ============ ============== ==========================
creators         **dc:creator**, tiff:Artist        **2:80**     **Artist**,    Author, Artist, Creator,
                                                                 Photographer,  Photographer, By-line
                                                                 XPAuthor
copyright        **dc:rights**, tiff:Copyright      **2:116**    **Copyright**  Copyright, Rights
credit line      **photoshop:Credit**               **2:110**                   Credit
licence address  **xmpRights:WebStatement**,                                    License, Licence
                 cc:license
usage terms      **xmpRights:UsageTerms**,                                      Disclaimer
                 xmp:UsageTerms
source type      **Iptc4xmpExt:DigitalSourceType**
alt text         **Iptc4xmpCore:AltTextAccessibility**
================ ================================== ============ ============== ==========================

What is bold is written, too. Where to buy a licence (``plus:LicensorURL``) and who else had a hand in it
are other concepts, and are not read.

**Who is right.** XMP, then IPTC, EXIF and PNG text: the first that states a sound value, in the order of the
table. The Metadata Working Group's Guidelines 2.0 ask EXIF first, because cameras write nothing else; but
only XMP has room for long texts, several creators and several languages, and programs that credit
pictures write it. A text that IPTC cut to its size gives way to the whole one. Carriers that disagree
are named in a note.

**Words.** They stay as people wrote them, an e-mail address or a telephone number among them too: whoever
publishes them put them into the credit. `_credit_text` says which characters may stand in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from ..errors import PolicyError
from ..model import Reading, Value
from . import _iptc_writer, _photoshop_writer, _xmp_writer
from ._credit_concepts import (
    CONCEPTS,
    COPYRIGHT,
    EXIF,
    IPTC,
    LANGUAGES,
    LOOKED_AT,
    SEVERAL,
    TEXT,
    WANTED,
    XMP,
    Concept,
    Notes,
    Pairs,
    judge,
    plain,
)
from ._xmp_writer import Composable

Alternatives = tuple[tuple[str, str], ...]
"""The same text in several languages: pairs of language and text. ``x-default`` comes first."""

PACKET_SIZE: Final = 60_000
"""Bytes of the XMP packet: one APP1 segment of JPEG holds 65,502, and what the picture needs may join it."""


@dataclass(frozen=True, slots=True)
class Credits:
    """What `read_credits` found, and `compose_credits` writes. Absent values are empty.

    Attributes:
        creators: up to 20 names of up to 256 characters; none holds a semicolon.
        copyright: the copyright notice, up to 2,000 characters.
        credit_line: who has to be credited, up to 256 characters.
        licence_url: where the licence or the rights are stated: ``http`` or ``https``.
        usage_terms: how the picture may be used, up to 2,000 characters.
        source_type: a URI of IPTC's vocabulary "Digital Source Type".
        alt_text: what the picture shows, for those who cannot see it; up to 2,000 characters.
    """

    creators: tuple[str, ...] = field(default=(), repr=False)
    copyright: Alternatives = field(default=(), repr=False)
    credit_line: str = field(default="", repr=False)
    licence_url: str = field(default="", repr=False)
    usage_terms: Alternatives = field(default=(), repr=False)
    source_type: str = field(default="", repr=False)
    alt_text: Alternatives = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class CreditBlocks:
    """Credits as blocks. Empty credits give empty values.

    Attributes:
        exif: values for `_exif_compose.compose`, which may join others there.
        iptc: a block of IPTC datasets.
        photoshop: the same as one image resource, without ``Photoshop 3.0`` before it.
        xmp: properties for `_xmp_writer.compose`, which may join others there.
        notes: what a carrier has no room for, in plain words; no metadata values.
    """

    exif: Mapping[str, Value] = field(repr=False)
    iptc: bytes = field(repr=False)
    photoshop: bytes = field(repr=False)
    xmp: Mapping[str, Composable] = field(repr=False)
    notes: tuple[str, ...] = ()


# Reading

_Texts = Mapping[str, Iterable[tuple[str, str]]]
"""What a block says, with labels, by key."""


def read_credits(
    exif: Sequence[Reading],
    iptc: Sequence[Reading],
    xmp: Sequence[Reading],
    text: Sequence[Reading] = (),
) -> tuple[Credits, tuple[str, ...]]:
    """The credits of a picture, and notes on what was left out and on carriers that disagree.

    Args:
        exif, iptc, xmp, text: what the codecs read from each block, blocks in blocks included; the block
            that decides where two of a kind disagree comes first.

    Returns:
        Credits that `compose_credits` takes, and notes in plain words that hold no metadata values.
    """
    notes: Notes = {}
    carriers = ((XMP, xmp), (IPTC, iptc), (EXIF, exif), (TEXT, text))
    said = [(carrier, _collect(carrier, reading)) for carrier, readings in carriers for reading in readings]
    chosen = {one.attribute: _choose(one, said, notes) for one in CONCEPTS}
    return _fit(_credits(chosen), notes), tuple(notes)


_PROPERTY = re.compile(r"([^\[\]/]+)(?:\[([^\[\]/]*)\])?")


def _collect(carrier: str, reading: Reading) -> dict[str, list[tuple[str, str]]]:
    """The texts of a block that may be credits, with their labels, by key."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in reading.fields:
        key, label = one.key, ""
        if carrier == XMP:
            match = _PROPERTY.fullmatch(one.key)
            key, label = (match[1], match[2] or "") if match else ("", "")
        elif carrier == TEXT:
            key = one.key.lower()
        if key in WANTED[carrier] and isinstance(one.value, str):
            found.setdefault(key, []).append((label, _before_nul(key, one.value)))
    return found


def _before_nul(key: str, text: str) -> str:
    """The text as readers show it; a NUL parts photographer and editor in EXIF's copyright, and ends others.

    Exif 3.0 clause 4.6.5, Copyright.
    """
    parts = text.split("\0", 2)[: 2 if key == COPYRIGHT else 1]
    return "; ".join(part.strip() for part in parts if part.strip())


_DISTINCT: Final = 8
"""Different values of a concept that are compared; more say no more."""


def _choose(concept: Concept, said: Iterable[tuple[str, _Texts]], notes: Notes) -> Pairs:
    """The value of the first carrier that states a sound one."""
    found: dict[Pairs, str] = {}
    stating = (
        (carrier, texts) for carrier, texts in said if not texts.keys().isdisjoint(concept.keys[carrier])
    )
    for carrier, texts in islice(stating, LOOKED_AT):
        faults = {} if found else notes  # what is wrong with a value that nobody needs is no matter
        stated = (judge(concept, texts[key], faults) for key in concept.keys[carrier] if key in texts)
        value = next((value for value in stated if value), ())
        if value:
            found.setdefault(value, carrier)
        if len(found) == _DISTINCT:
            break
    whole = [value for value in found if not _is_cut(concept, value, found)]
    if len({_shown(concept, value) for value in whole}) > 1:
        winner = found[whole[0]]
        notes[f"carriers disagree about the {concept.name}: what {winner} says was taken"] = None
    return whole[0] if whole else ()


def _shown(concept: Concept, value: Pairs) -> tuple[str, ...]:
    """The words to compare: without translations, however their letters are composed."""
    return tuple(unicodedata.normalize("NFC", text) for text in plain(concept, value))


def _is_cut(concept: Concept, value: Pairs, found: Mapping[Pairs, str]) -> bool:
    """True for a value that IPTC cut to its size, when another carrier has the whole one."""
    if found[value] != IPTC:
        return False
    room = _iptc_writer.SIZES[concept.keys[IPTC][0]] - 4  # or less, by a letter or a space at the end
    short = _shown(concept, value)
    return any(
        len(short) == len(whole)
        and short != whole
        and all(
            a == b or (b.startswith(a) and len(a.encode()) >= room) for a, b in zip(short, whole, strict=True)
        )
        for whole in (_shown(concept, other) for other in found)
    )


def _fit(found: Credits, notes: Notes) -> Credits:
    """The credits, or as many of them as a packet of XMP has room for."""
    for what, less in _LESS:
        if len(_xmp_writer.compose(_properties(found))) <= PACKET_SIZE:
            break
        if less(found) != found:
            found = less(found)
            notes[f"the credits are too long for one XMP packet: {what} left out"] = None
    return found


def _without_translations(found: Credits) -> Credits:
    return replace(
        found, copyright=found.copyright[:1], usage_terms=found.usage_terms[:1], alt_text=found.alt_text[:1]
    )


_LESS: Final[tuple[tuple[str, Callable[[Credits], Credits]], ...]] = (
    ("translations were", _without_translations),
    ("the alternative text was", lambda found: replace(found, alt_text=())),
    ("the usage terms were", lambda found: replace(found, usage_terms=())),
)
"""What goes when credits are too long. What is left then takes less than 56,000 bytes at its longest."""


# Writing


def compose_credits(given: Credits) -> CreditBlocks:
    """The credits as fresh blocks, the same words in all of them.

    EXIF says the creators, with semicolons between them, and the copyright; IPTC says them and the credit
    line; XMP says everything, and all languages. Where IPTC has no room for a text (32 bytes for a creator
    and a credit line, 128 for a copyright), its dataset is left out: words are never cut, and of several
    creators never some.

    Raises:
        PolicyError: values that `read_credits` would not have let through (rule ``"credits"``).
    """
    pairs = [(one, _to_pairs(one, given)) for one in CONCEPTS]
    if _fit(_credits({one.attribute: judge(one, said, {}) for one, said in pairs}), {}) != given:
        raise PolicyError("credits that may not be written as they are", rule="credits")
    texts = [(one, plain(one, said)) for one, said in pairs if said]
    exif = {one.keys[EXIF][0]: "; ".join(said) for one, said in texts if one.keys[EXIF]}
    datasets = [(one, one.keys[IPTC][0], said) for one, said in texts if one.keys[IPTC]]
    fitting = {key: said for _, key, said in datasets if _fits(key, said)}
    notes = tuple(f"{one.name}: too long for IPTC" for one, key, _ in datasets if key not in fitting)
    iptc = _iptc_writer.compose(fitting)
    return CreditBlocks(exif, iptc, _photoshop_writer.compose(iptc), _properties(given), notes)


def _fits(key: str, texts: Iterable[str]) -> bool:
    return all(len(text.encode()) <= _iptc_writer.SIZES[key] for text in texts)


def _properties(given: Credits) -> dict[str, Composable]:
    """The credits for `_xmp_writer.compose`."""
    stated = [(one, getattr(given, one.attribute)) for one in CONCEPTS]
    return {one.keys[XMP][0]: dict(it) if one.shape == LANGUAGES else it for one, it in stated if it}


# From pairs to credits and back


def _credits(chosen: Mapping[str, Pairs]) -> Credits:
    return Credits(**{one.attribute: _from_pairs(one, chosen[one.attribute]) for one in CONCEPTS})


def _from_pairs(concept: Concept, pairs: Pairs) -> Any:  # noqa: ANN401 - each field has its own type
    if concept.shape == LANGUAGES:
        return pairs
    texts = tuple(text for _, text in pairs)
    return texts if concept.shape == SEVERAL else "".join(texts)


def _to_pairs(concept: Concept, given: Credits) -> Pairs:
    value = getattr(given, concept.attribute)
    if concept.shape == LANGUAGES:
        return tuple(value)
    return tuple(("", text) for text in (value if concept.shape == SEVERAL else (value,) * bool(value)))
