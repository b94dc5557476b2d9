"""What every container does: parse a file into parts, name its blocks, plan an output.

A container knows framing, offsets, flags and checksums of one format. It knows no tag and nothing of
what is sensitive; codecs and policies are strangers to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from .._recipe import Piece, Recipe
from .._source import Source
from ..limits import Limits
from ..model import Action, Block, Format, Parts
from ._about import About


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new in an output; nothing, by default.

    Attributes:
        fresh: new blocks to put in, by kind (``{"exif": ...}``), without their framing.
        contents: new contents of blocks, by their index in `Parts.blocks`, without their framing. A cleaned
            picture behind the first one is a block too; such pictures stand in the order of this mapping.
        minimal: resolutions are left out; where they say that pixels are not square, the ratio stays.
    """

    fresh: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    contents: Mapping[int, Sequence[Piece]] = field(default_factory=lambda: MappingProxyType({}))
    minimal: bool = False


NO_CHANGES = Changes()


@runtime_checkable
class Unsure(Protocol):
    """A container whose files begin like those of other formats."""

    def confirm(self, source: Source) -> None:
        """Look at more of a file than `Container.matches` does.

        Raises:
            UnsupportedError: it is of another format that begins alike.
        """


class Container(Protocol):
    """One file format."""

    format: Format
    exif_says_colour: bool
    """Viewers of this format take the colour space from EXIF where no ICC profile says it."""
    about: About

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

    def can_hold(self, block: Block, size: int) -> bool:
        """True when `plan` can give `block` new contents of `size` bytes."""

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output.

        Args:
            source: the file that `parts` came from.
            parts: the result of `parse`.
            actions: one action a part: KEEP copies it as it is, NEUTRALISE writes its canonical form
                (which for most parts is itself), REMOVE leaves it out. With KEEP for every part and
                no changes the recipe gives the input back.
            changes: what is new.

        Where items share storage, it is one part that several blocks name, and it stays if any of them
        stays. Storage and RENDERING parts keep the order in which they were found.
        """
