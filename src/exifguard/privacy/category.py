"""What each category means, in words for people, and which one weighs more.

The order of harm asks one question: what can a stranger do with it today? It decides two things:
which category wins where a value lies inside a structure of another one, and what reports name first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..model import Category


class Words(NamedTuple):
    """How to speak of a category.

    Attributes:
        label: one word, for tables.
        tells: what it gives away, as the rest of a sentence that begins "It shows".
        weight: why it stands where it stands in the order of harm.
    """

    label: str
    tells: str
    weight: str


# From the most harmful to the harmless; the order of the rows is the order of harm.
_ROWS: tuple[tuple[Category, Words], ...] = (
    (
        Category.LOCATION,
        Words("location", "where the picture was taken", "leads to somebody's door"),
    ),
    (
        Category.IDENTITY,
        Words(
            "identity", "who owns the camera, who is in the picture and how to reach them", "names a person"
        ),
    ),
    (
        Category.PREVIEW,
        Words(
            "preview",
            "another picture, video or sound inside the file",
            "may show what was cropped away or blacked out",
        ),
    ),
    (
        Category.TRAILER,
        Words("trailer", "bytes that follow the end of the picture", "often another file, seen by no viewer"),
    ),
    (
        Category.UNREADABLE,
        Words("unreadable", "a damaged block that nobody can check", "may hold any of the above"),
    ),
    (
        Category.UNKNOWN,
        Words("unknown", "something that exifguard does not know", "may hold any of the above, in the open"),
    ),
    (
        Category.DEVICE,
        Words(
            "device",
            "which camera, phone and lens took it",
            "a serial number ties all of a person's pictures",
        ),
    ),
    (
        Category.TIME,
        Words("time", "when the picture was taken or changed", "tells habits and absences"),
    ),
    (
        Category.CAPTION,
        Words("caption", "words that people wrote about the picture", "says whatever its author wrote"),
    ),
    (
        Category.AI,
        Words(
            "ai",
            "how the picture was generated: prompts, models and settings",
            "shows the maker's private words",
        ),
    ),
    (
        Category.HISTORY,
        Words(
            "history", "which programs edited the file, and from which originals", "ties copies to each other"
        ),
    ),
    (
        Category.RIGHTS,
        Words(
            "rights", "who made the picture and who may use it", "names a person who mostly wants to be named"
        ),
    ),
    (
        Category.CAPTURE,
        Words("capture", "the camera settings of the shot", "narrows down the device, and no more"),
    ),
    (
        Category.RENDERING,
        Words("rendering", "what viewers need to show the picture correctly", "the picture tells it anyway"),
    ),
)

WORDS: Mapping[Category, Words] = MappingProxyType(dict(_ROWS))
"""The words for every category, the most harmful first."""

HARM: tuple[Category, ...] = tuple(WORDS)
"""Every category, the most harmful first."""

_RANK: Mapping[Category, int] = MappingProxyType({category: rank for rank, category in enumerate(HARM)})


def by_harm(categories: Iterable[Category]) -> tuple[Category, ...]:
    """Sort `categories`, the most harmful first."""
    return tuple(sorted(categories, key=_RANK.__getitem__))


def worse(first: Category, second: Category) -> bool:
    """True when `first` is more harmful than `second`."""
    return _RANK[first] < _RANK[second]
