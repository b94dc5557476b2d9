"""The presets as data: for every category an action, and the reason for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..model import Action, Category

KEEP, REMOVE, NEUTRALISE, REFUSE = Action.KEEP, Action.REMOVE, Action.NEUTRALISE, Action.REFUSE

Rows = Mapping[Category, tuple[Action, str]]
"""For every category, what happens to it and why."""


class Preset(NamedTuple):
    """A policy that goes by a name.

    Attributes:
        summary: what it is for, in one line.
        rows: every category with its action and the reason.
        minimal: as in `Policy`.
    """

    summary: str
    rows: Rows
    minimal: bool = False


# RENDERING is neutralised and not kept as it is: the values live on in fresh, minimal blocks, so that
# nothing else rides along (an EXIF block around an orientation, a serial number in a colour profile).
_SHARE: Rows = {
    Category.LOCATION: (REMOVE, "a position is often a home, a school or a shelter"),
    Category.DEVICE: (REMOVE, "a serial number links pictures that were meant to be apart"),
    Category.IDENTITY: (REMOVE, "names and faces belong to people who were not asked"),
    Category.TIME: (REMOVE, "times tell where somebody was, and when a home is empty"),
    Category.CAPTION: (REMOVE, "words written for an archive are not meant for strangers"),
    Category.PREVIEW: (REMOVE, "it may show what was cropped away or blacked out"),
    Category.HISTORY: (REMOVE, "document ids and file paths lead to accounts and originals"),
    Category.AI: (REMOVE, "prompts and workflows are private words and file names"),
    Category.RIGHTS: (REMOVE, "a credit is a name too; who wants to be named asks for it"),
    Category.CAPTURE: (REMOVE, "settings help to recognise a camera; no viewer needs them"),
    Category.RENDERING: (NEUTRALISE, "without it the picture looks different"),
    Category.UNKNOWN: (REMOVE, "what nobody can name, nobody can call harmless"),
    Category.UNREADABLE: (REMOVE, "a damaged block can't be checked; others may still read it"),
    Category.TRAILER: (REMOVE, "bytes after the end are no part of the picture"),
}

_LOCATION: Rows = {
    Category.LOCATION: (REMOVE, "a position is often a home, a school or a shelter"),
    Category.DEVICE: (KEEP, "archives sort by it; maker notes may hold a place, and go"),
    Category.IDENTITY: (KEEP, "who is in the picture is what an album is for"),
    Category.TIME: (KEEP, "albums sort by it; the UTC offset goes with the place"),
    Category.CAPTION: (KEEP, "people wrote it to be read, even where it names a place"),
    Category.PREVIEW: (KEEP, "pictures inside are cleaned like the file; videos go"),
    Category.HISTORY: (KEEP, "editors need it; signed accounts may hold a place, and go"),
    Category.AI: (KEEP, "a prompt says nothing of where the camera was"),
    Category.RIGHTS: (KEEP, "who made the picture wants to be named"),
    Category.CAPTURE: (KEEP, "exposure and focal length say nothing of the place"),
    Category.RENDERING: (KEEP, "without it the picture looks different"),
    Category.UNKNOWN: (REMOVE, "what nobody can name may be a place"),
    Category.UNREADABLE: (REMOVE, "a damaged block may hold a place that others still read"),
    Category.TRAILER: (REMOVE, "another file may follow the end, with a place of its own"),
}

_PUBLISH: Rows = {
    **_SHARE,
    Category.CAPTION: (REMOVE, "words for an archive; the text for blind readers is kept"),
    Category.AI: (REMOVE, "prompts are private; that a machine made it is said anew"),
    Category.RIGHTS: (NEUTRALISE, "who publishes wants the credit to go along, written anew"),
}

_STRICT: Rows = {
    **_SHARE,
    Category.RENDERING: (NEUTRALISE, "a common colour profile, no resolution: nothing to compare"),
    Category.UNKNOWN: (REFUSE, "what nobody can name, somebody should look at first"),
    Category.UNREADABLE: (REFUSE, "damage may be a trick: somebody should look at it first"),
}

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "share": Preset("for strangers: what the picture needs to look the same stays", _SHARE),
        "location": Preset("for friends and archives: the place goes, the rest stays", _LOCATION),
        "publish": Preset("for the press and the web: as share, and the credits stay", _PUBLISH),
        "strict": Preset("for people at risk: as share, but refuses what is doubtful", _STRICT, minimal=True),
    }
)
"""The presets, the default first."""
