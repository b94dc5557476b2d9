"""Tiling a file of boxes: parts and blocks as they are found, and the tree that says what lies in what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .._cursor import Cursor
from .._source import Source
from ..limits import Limits
from ..model import Block, Part, Parts, Role, Span, SpanTable

FRAME = "box"
"""The name of parts that are the header of a box, and nothing else."""


@dataclass(slots=True)
class Group:
    """What has a header that says how long the rest is: a box, or a piece of a codestream.

    Attributes:
        kind: the type of a box, or the marker of a piece.
        head: index of the part that is the header; -1 for the file itself.
        items: what lies in it, in order: indices of parts, and groups.
        number: which one of its kind it is, where somebody counts.
    """

    kind: bytes
    head: int = -1
    items: list[int | Group] = field(default_factory=list)
    number: int = -1


@dataclass(frozen=True, slots=True)
class TreeParts(Parts):
    """A parsed file with the tree of its parts.

    Attributes:
        tree: the file itself as a group.
        frames: for parts that are a box with a block in it, the type and what stands before the block.
    """

    tree: Group = field(default_factory=lambda: Group(b""), compare=False)
    frames: dict[int, tuple[bytes, bytes]] = field(default_factory=dict, compare=False)


class Tiler:
    """Parts and blocks of a file, as they are found."""

    def __init__(self, source: Source, limits: Limits, format: str) -> None:  # noqa: A002
        self.cursor = Cursor(source, format)
        self.source = source
        self.limits = limits
        self.parts: list[Part] = []
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.tree = Group(b"")
        self.groups = [self.tree]
        self.frames: dict[int, tuple[bytes, bytes]] = {}
        self.prefix = ""

    @property
    def format(self) -> str:
        """The short name of the format."""
        return self.cursor.format

    def add(self, name: str, role: Role, end: int, pieces: SpanTable | None = None) -> int:
        """Add the part from the cursor to `end`, move there, and give its index (-1 where it is empty)."""
        if end <= self.cursor.at:
            return -1
        self.limits.check("parts", len(self.parts) + 1, format=self.format, part=name)
        self.parts.append(Part(name, role, self.cursor.at, end, pieces))
        self.cursor.at = end
        self.groups[-1].items.append(len(self.parts) - 1)
        return len(self.parts) - 1

    def block(
        self,
        kind: str,
        name: str,
        role: Role,
        end: int,
        span: Span | None = None,
        path: str = "",
        wrap: str = "",
    ) -> int:
        """Add a part that holds a block, if there is anything before `end`; the block is `span`, or all."""
        span = Span(self.cursor.at, end) if span is None else span
        index = self.add(name, role, end)
        if index >= 0:
            self.blocks.append(Block(kind, self.prefix + (path or name), (span,), (index,), wrap))
        return index

    @contextmanager
    def group(self, kind: bytes, name: str, end: int) -> Iterator[Group]:
        """Add a header that ends at `end`; what is added inside lies in its group."""
        inner = Group(kind, self.add(name, Role.STRUCTURE, end))
        outer = self.groups[-1]
        outer.items[-1] = inner
        self.groups.append(inner)
        self.limits.check("depth", len(self.groups), format=self.format, part=name)
        yield inner
        self.groups.pop()

    def leave_groups(self) -> None:
        """Go on in the file itself: what was open is broken."""
        del self.groups[1:]
