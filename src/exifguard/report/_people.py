"""Who a photo names, role by role: its owner, who is in it, its author, how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..model import Category, Finding


class _Role(NamedTuple):
    """What some keys say of a person.

    Attributes:
        role: its stable short name.
        keys: patterns of the last step of a key, without its number in a list.
        one, many: the words for one such person and for `{}` of them.
    """

    role: str
    keys: re.Pattern[str]
    one: str
    many: str


def _role(role: str, keys: str, one: str, many: str = "") -> _Role:
    return _Role(role, re.compile("|".join(keys.split())), one, many or one)


_ROLES = (
    _role(
        "owner",
        r"(?:\w+:)?(?:Camera|Short)?OwnerName Kodak:CameraOwner 2:188 cownr ownr Owner",
        "its owner",
        "{} owners",
    ),
    _role(
        "shown",
        r"""
        Iptc4xmpExt:Person(?:InImage|Name) mwg-rs:Name MPReg:PersonDisplayName digiKam:TagsListPeople
        Iptc4xmpExt:PersonHeard xmpDM:talent prism:person GettyImagesGIFT:Personality mediapro:People
        expressionmedia:People MediaJukebox:People acdsee-rs:Name MPRI:PersonDisplayName
        (?:\w+/)?(?:BabyName|FaceName|Face\dName|RecognizedFace\w*Name) People Person PersonInImage
        """,
        "one person in the picture",
        "{} people in the picture",
    ),
    _role(
        "author",
        r"""
        (?:\w+:)?Artist (?:dc|tiff|plus|photoshop):(?:creator|Artist|ImageCreatorName|AuthorsPosition)
        (?:\w+:)?XPAuthor 2:80 Author Creator ©aut ©ART pdf:Author
        """,
        "its author",
        "{} authors",
    ),
    _role(
        "editor",
        r"photoshop:CaptionWriter 2:122 (?:\w+:)?ImageEditor Iptc4xmpExt:metadataLastEditor xmpDM:engineer",
        "who worked on it",
    ),
    _role(
        "contact",
        r"Iptc4xmpCore:Ci(?:Email|Tel|Url|Adr)\w* 2:118 Contact E-?mail \w+:contactInfo crs:ContactInfo",
        "how to reach somebody",
    ),
    _role("computer", r"(?:\w+:)?[hH]ostComputer Hostname", "the computer it was on", "{} computers"),
)

_FACE = re.compile(r"mwg-rs:Type|acdsee-rs:Type")
_REGION = re.compile(r"MPReg:Rectangle|FacesDetected")

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class People(NamedTuple):
    """What is known of some people.

    Attributes:
        role: ``"owner"``, ``"shown"``, ``"face"``, ``"author"``, ``"editor"``, ``"contact"``, ``"computer"``;
            ``"other"`` for words that lead to people in another way.
        words: the same in words.
        values: the distinct texts that say so.
    """

    role: str
    words: str
    values: tuple[str, ...]


def people(findings: Sequence[Finding]) -> Iterator[People]:
    """The people that findings of IDENTITY name, role by role."""
    rest = []
    said: dict[str, list[str]] = {}
    for finding in findings:
        role = next((role for role in _ROLES if role.keys.fullmatch(_step(finding))), None)
        if not isinstance(finding.value, str) or not finding.value.strip("\0 \t\r\n"):
            continue
        if role:
            said.setdefault(role.role, []).append(finding.value.strip("\0 \t\r\n"))
        elif finding.category is Category.IDENTITY and not _FACE.fullmatch(_step(finding)):
            rest.append(finding.value)
    for role in _ROLES:
        if values := _distinct(said.get(role.role, ())):
            yield People(role.role, _counted(role.one, role.many, len(values)), values)
        elif role.role == "shown" and (faces := _faces(findings)):
            yield People("face", _counted("one face", "{} faces", faces), ())
    if others := _distinct(rest):
        yield People("other", "more that leads to people" if said else "what leads to people", others)


def _faces(findings: Iterable[Finding]) -> int:
    """Faces that are marked in the picture, whoever they are."""
    steps = [(_step(finding), finding.value) for finding in findings]
    marked = sum(bool(_FACE.fullmatch(step)) and value == "Face" for step, value in steps)
    return max(marked, sum(bool(_REGION.fullmatch(step)) for step, _ in steps))


def _step(finding: Finding) -> str:
    """The last step of a key, without the number that it has in a list."""
    step = finding.key.rpartition("/")[2]
    return step.partition("[")[0]


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _counted(one: str, many: str, count: int) -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
    return one if count == 1 else many.format(number)
