"""Which items of a HEIF file the picture is made of: the closure over the references from the first one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..errors import MalformedError, UnsupportedError
from ..limits import Limits
from . import _heif_rules as rules
from ._heif_tables import Group, Info, Reference, fail


class Question(NamedTuple):
    """What the answer depends on.

    Attributes:
        primary: the item that is shown.
        infos: the items by number.
        references: which refer to which.
        auxiliaries: the type of an auxiliary picture, by number.
        groups: groups of items.
        gain_maps: numbers of the items whose data are valid numbers of a gain map.
    """

    primary: int
    infos: Mapping[int, Info]
    references: Sequence[Reference]
    auxiliaries: Mapping[int, bytes]
    groups: Sequence[Group]
    gain_maps: frozenset[int]


def needs(references: Sequence[Reference]) -> dict[int, list[int]]:
    """What every picture is made of."""
    found: dict[int, list[int]] = {}
    for one in references:
        if one.type in rules.NEEDS:
            found.setdefault(one.source, []).extend(one.targets)
    return found


def closure(question: Question, limits: Limits) -> frozenset[int]:
    """The items that the picture is shown from.

    Raises:
        MalformedError: the first item is no picture, or pictures are made of each other or of nothing.
        UnsupportedError: one of them is of a type that cannot be copied safely, or encrypted.
        LimitExceededError: they are nested too deeply.
    """
    if question.primary not in question.infos:
        raise fail("the file does not say which picture to show", "pitm", "primary")
    made_of = needs(question.references)
    roots = [question.primary, *_tone_mapped(question)]
    kept = _reach(roots, made_of, question, limits)
    rounds = 0
    while more := [number for number in _auxiliaries(question, kept) if number not in kept]:
        limits.check("depth", rounds := rounds + 1, format="heif", part="iref")
        kept |= _reach(more, made_of, question, limits)
    for number in kept:
        _check(question.infos[number])
    return frozenset(kept)


def _tone_mapped(question: Question) -> list[int]:
    """The first picture with its gain map applied, if viewers may show it instead (23008-12, ``altr``)."""
    for group in question.groups:
        if group.type == b"altr" and question.primary in group.members:
            return [number for number in group.members if number in question.gain_maps][:1]
    return []


def _auxiliaries(question: Question, kept: set[int]) -> list[int]:
    """Transparency and Apple's gain map of pictures that stay."""
    return [
        one.source
        for one in question.references
        if one.type == b"auxl"
        and question.auxiliaries.get(one.source) in rules.KEPT_AUXILIARIES
        and any(target in kept for target in one.targets)
        and one.source in question.infos
    ]


def _reach(
    roots: Sequence[int], made_of: Mapping[int, Sequence[int]], question: Question, limits: Limits
) -> set[int]:
    """Everything that `roots` are made of, themselves included."""
    done: set[int] = set()
    path: dict[int, None] = {}
    work = [(number, False) for number in reversed(roots)]
    while work:
        number, left = work.pop()
        if left:
            del path[number]
            done.add(number)
            continue
        if number in path:
            raise fail("pictures are made of each other", "iref", "reference-loop")
        if number in done:
            continue
        if number not in question.infos:
            raise fail("a picture is made of one that is missing", "iref", "reference")
        limits.check("depth", len(path), format="heif", part="iref")
        path[number] = None
        work.append((number, True))
        work += [(target, False) for target in made_of.get(number, ()) if target not in done]
    return done


def _check(info: Info) -> None:
    if info.protected:
        raise UnsupportedError("a picture is encrypted", format="heif", part="iinf", rule="protected")
    if info.type in rules.OWN_FILES:
        raise UnsupportedError(
            "the picture is coded as JPEG or JPEG 2000, with room for metadata of its own",
            format="heif",
            part="iinf",
            rule="item-type",
        )
    if info.type in ("Exif", "mime", "uri ", "iptc"):
        raise MalformedError("what should be shown is no picture", format="heif", part="iinf", rule="primary")
    if info.type not in rules.PICTURES:
        raise UnsupportedError(
            "a picture of a type that this version does not know",
            format="heif",
            part="iinf",
            rule="item-type",
        )
