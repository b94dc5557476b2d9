"""What exifguard does with a format, said once: the command, its JSON and the table in docs/ print it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Frames(enum.Enum):
    """What becomes of further pictures in a file."""

    ONE = "there is one"
    """The format holds one picture."""
    KEPT = "all kept, with their timing"
    FIRST = "the first; others by policy"
    """Further pictures stay where the policy keeps previews."""
    PAGES = "all pages; smaller copies by policy"
    """Pages and levels of pyramids stay; thumbnails stay where the policy keeps previews."""


STANDARDS = {
    "exif": "EXIF",
    "xmp": "XMP",
    "iptc": "IPTC",
    "photoshop": "Photoshop",
    "svg": "elements and attributes",
    "quicktime": "atoms, keys and items",
}
"""What people call the kinds of blocks of which single fields can stay."""


@dataclass(frozen=True, slots=True)
class About:
    """What exifguard does with files of one format.

    Attributes:
        selective: kinds of blocks in which a policy keeps single fields; other blocks stay or go whole.
        frames: what becomes of further pictures.
        upright: what turns the picture for viewers, and stays.
        colours: what says the colours, and stays.
        refused: what `scrub` refuses besides damaged files, in a few words.
        policies: the ready policies that `scrub` follows; empty for formats that are only read.
    """

    selective: tuple[str, ...]
    frames: Frames
    upright: str
    colours: str
    refused: str
    policies: tuple[str, ...] = ("share", "location", "publish", "strict")

    @property
    def standards(self) -> tuple[str, ...]:
        """What people call the kinds in `selective`."""
        return tuple(STANDARDS[kind] for kind in self.selective)
