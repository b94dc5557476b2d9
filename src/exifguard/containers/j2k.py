"""JPEG 2000 codestreams without a file around them: ITU-T T.800 annex A, with HTJ2K (T.814).

Kept, byte for byte: the main header, tile-parts and their headers.
Written anew: SOT and TLM where a tile-part loses a comment.
Removed: comments (COM), an index of tile-parts that is wrong, everything behind the end.
Refused: codestreams that are cut short, and unknown markers (security and error protection among them).
"""

from __future__ import annotations

from collections.abc import Sequence

from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Parts, Role
from . import _j2k_codestream as codestream
from . import _j2k_markers as rules
from ._about import About, Frames
from ._base import Changes
from ._jp2_layout import lay_out
from ._tiling import Tiler, TreeParts

J2K = Format("j2k", "image/j2c", ".j2k")


class J2k:
    """The container of bare codestreams."""

    format = J2K
    exif_says_colour = False
    """There is no EXIF."""
    about = About(
        selective=(),
        frames=Frames.ONE,
        upright="nothing",
        colours="nothing",
        refused="unknown markers",
    )

    def matches(self, head: bytes) -> bool:
        """SOC and SIZ."""
        return head.startswith(rules.SIGNATURE)

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - coded data is not walked
        lenient: bool = False,
    ) -> TreeParts:
        """Tile the codestream; see `Container.parse`."""
        tiler = Tiler(source, limits, "j2k")
        walk = codestream.Walk(tiler, source.size)
        try:
            walk.walk()
            tiler.block("trailer", "trailer", Role.UNKNOWN, source.size)
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            tiler.notes.append(f"damaged: {error}")
            tiler.leave_groups()
            tiler.block("unread", "rest of the file", Role.UNKNOWN, source.size)
        notes = tuple(dict.fromkeys(tiler.notes))
        parts, blocks = tuple(tiler.parts), tuple(tiler.blocks)
        return TreeParts(J2K, source.size, parts, blocks, notes, codestream.REWRITTEN, tiler.tree)

    def can_hold(self, block: Block, size: int) -> bool:  # noqa: ARG002 - the contract
        """See `Container.can_hold`: there is no frame for anything."""
        return False

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. Nothing can be added."""
        assert isinstance(parts, TreeParts)  # noqa: S101 - as parsed
        return lay_out(source, parts, actions, changes)
