"""What every container does: parse a file into parts, name its blocks, plan an output.

A container knows framing, offsets, flags and checksums of one format. It knows no tag and nothing of
what is sensitive; codecs and policies are strangers to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from .._recipe import Recipe
from .._source import Source
from ..limits import Limits
from ..model import Action, Format, Parts


class Container(Protocol):
    """One file format."""

    format: Format
    exif_says_colour: bool
    """Viewers of this format take the colour space from EXIF where no ICC profile says it."""

    def matches(self, head: bytes) -> bool:
        """True when a file that begins with `head` (its first 32 bytes or fewer) is of this format."""

    def parse(self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False) -> Parts:
        """Tile the file into parts and name the blocks.

        Args:
            source: the file.
            limits: what it may cost.
            streams: also walk compressed picture streams to find their true end (PNG). The verifier
                sets it to False: it knows by span arithmetic that the stream is the one walked before.
            lenient: for `inspect`: where the file is damaged, stop, call the rest an unknown part and
                say so in the notes, instead of raising.

        Raises:
            FormatError: the file is damaged in a way that cannot be repaired safely.
            UnsupportedError: the file is valid and cannot be rewritten safely.
            LimitExceededError: it needs more than `limits` allow.
        """

    def plan(
        self, source: Source, parts: Parts, actions: Sequence[Action], fresh: Mapping[str, bytes]
    ) -> Recipe:
        """Lay out the output.

        Args:
            source: the file that `parts` came from.
            parts: the result of `parse`.
            actions: one action a part: KEEP copies it as it is, NEUTRALISE writes its canonical form
                (which for most parts is itself), REMOVE leaves it out. With KEEP for every part and
                nothing fresh the recipe gives the input back.
            fresh: new blocks to put in, by kind (``{"exif": ...}``), without their framing.

        Where items share storage, it is one part that several blocks name, and it stays if any of them
        stays. Storage and RENDERING parts keep the order in which they were found.
        """
