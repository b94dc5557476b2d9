"""HEIF, HEIC and AVIF stills: ISO/IEC 23008-12, in boxes of 14496-12, with pictures of HEVC, AV1 and others.

Kept: the coded pictures that the first one is shown from (its tiles, what it overlays, its transparency, its
HDR gain map) and the properties that they are shown by, byte for byte.
Written anew: all tables (which items there are, where they lie, what belongs to what), without names; the
numbers of gain maps; colour profiles that hold more than colour; lengths of boxes.
Removed: EXIF, XMP and every other item; thumbnails, depth maps, mattes, further and hidden pictures;
properties that say something about the picture, or that nobody knows; messages and padding between the coded
units; every other box, known or not; bytes that no item names; what follows the end.
Repaired: nothing.
Refused: what decoders disagree about, or cannot show; sequences of pictures, encrypted pictures, pictures
coded as JPEG or JPEG 2000, properties that must be understood and are not, data in other files.
"""

from __future__ import annotations

from collections.abc import Sequence

from .._recipe import Recipe
from .._source import Source
from ..limits import Limits
from ..model import Action, Block, Format, Parts
from . import _heif_rules as rules
from ._about import About, Frames
from ._base import Changes
from ._heif_layout import can_hold, lay_out
from ._heif_reader import read


class Heif:
    """The container of one of the three formats, which differ in their name alone."""

    exif_says_colour = False
    """Colours are those of ``colr``, or sRGB; the orientation is that of ``irot`` and ``imir``."""
    about = About(
        selective=("exif", "xmp"),
        frames=Frames.FIRST,
        upright="irot and imir",
        colours="ICC profile, nclx",
        refused="sequences, fragments, encrypted pictures, unknown codings",
    )

    def __init__(self, form: Format) -> None:
        self.format = form

    def matches(self, head: bytes) -> bool:
        """A box ``ftyp`` with a brand of the format."""
        return rules.form(head) == self.format

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - the coded pictures are walked unit by unit at most
        lenient: bool = False,
    ) -> Parts:
        """Tile the file; see `Container.parse`."""
        return read(source, limits, self.format, lenient=lenient)

    def can_hold(self, block: Block, size: int) -> bool:
        """See `Container.can_hold`: items with EXIF, XMP or a picture. EXIF turns no picture here."""
        return can_hold(block, size)

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. Fresh EXIF and XMP become items at the end."""
        return lay_out(source, parts, actions, changes)
