"""Laying out a Photoshop document: which resources are copied, and the lengths around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._recipe import Piece, Recipe, size_of
from .._source import Source
from ..errors import UnsupportedError
from ..model import Action, Block, Part, Parts, Role, Span
from ..structures import layers
from . import _psd_rules as rules
from ._base import NO_CHANGES, Changes

LAYERS, TRANSPARENCY = "layers", "transparency"
SECTIONS = ("colours", "resources", LAYERS)
REWRITTEN = frozenset(
    {
        *(f"{name} length" for name in SECTIONS),
        *("reserved", "ink names", "resource", "resources padding", "icc", TRANSPARENCY),
        *(rule.name for rule in rules.RULES.values()),
    }
)
"""Names of the parts that may be written anew."""

HOLDERS = {"photoshop": None, "exif": rules.EXIF, "xmp": rules.XMP}
"""Kinds of blocks that may be new, and the resource that each is; None for one of whole resources."""
SIZE_MAX = 2**32 - 1
_SCREEN = 72 << 16
"""Dots per inch that say nothing, as Photoshop writes numbers with a fraction."""


@dataclass(frozen=True, slots=True)
class PsdParts(Parts):
    """A parsed document.

    Attributes:
        header: what it says; None where damage hides it.
        records: the resources that are parts of their own, by the index of the part.
        section: its layers; None where there are none.
        real: False where Photoshop did not fill in the composite.
    """

    header: rules.Header | None = None
    records: Mapping[int, rules.Record] = field(default_factory=dict)
    section: layers.Section | None = None
    real: bool = True


def transparency_section(header: rules.Header) -> bytes:
    """A section without layers that says: the first channel behind the colours is transparency."""
    key = layers.TRANSPARENCY.get(header.depth, layers.TRANSPARENCY[8])
    return bytes(header.wide + 4) + layers.SIGNATURES[0] + key + bytes(header.wide)


def resource(number: int, data: bytes) -> bytes:
    """A resource without a name."""
    head = rules.OWN + number.to_bytes(2) + bytes(2) + len(data).to_bytes(4)
    return head + data + bytes(len(data) % 2)


def can_hold(block: Block, size: int) -> bool:
    """See `Container.can_hold`."""
    return block.kind in HOLDERS and size <= SIZE_MAX


def lay_out(source: Source, parts: PsdParts, actions: Sequence[Action], changes: Changes) -> Recipe:
    """Lay out the output; see `Container.plan`.

    Raises:
        UnsupportedError: the layers would go, and the composite is not the picture; or the copy would be
            longer than its lengths can say.
    """
    if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
        return Recipe(source, [Span(0, parts.size)])
    return _Layout(source, parts, actions, changes).recipe()


class _Layout:
    """One layout pass."""

    def __init__(self, source: Source, parts: PsdParts, actions: Sequence[Action], changes: Changes) -> None:
        assert parts.header is not None  # noqa: S101 - only sound files are laid out
        self.source = source
        self.parts = parts
        self.header = parts.header
        self.changes = changes
        self.new: dict[int, Sequence[Piece]] = {}
        firsts = {}
        for number, contents in changes.contents.items():
            block = parts.blocks[number]
            self.new |= dict.fromkeys(block.parts, ())
            firsts[block.parts[0]] = contents
        self.new |= firsts
        self.stays = [action is not Action.REMOVE for action in actions]
        self.sections: dict[str, list[Piece]] = {name: [] for name in SECTIONS}

    def recipe(self) -> Recipe:
        """Header, three sections with their lengths, picture, and what follows it if that stays."""
        before: list[Piece] = []
        behind: list[Piece] = []
        pieces, section = before, ""
        for index, part in enumerate(self.parts.parts):
            if part.name.removesuffix(" length") in SECTIONS and part.name.endswith(" length"):
                section = part.name.removesuffix(" length")
                pieces = self.sections[section]
            elif part.role is Role.IMAGE:
                pieces = behind
                pieces.append(Span(part.start, part.end))
            else:
                pieces += self.piece(index, part)
        self.fresh()
        self.without_layers()
        for name in SECTIONS:
            before += self.framed(name)
        return Recipe(self.source, before + behind)

    def framed(self, name: str) -> list[Piece]:
        """A section with its length before it."""
        pieces = self.sections[name]
        size = sum(map(size_of, pieces))
        wide = self.header.wide if name == LAYERS else 4
        if size >= 1 << 8 * wide:
            raise UnsupportedError(
                "the copy would be longer than its lengths can say",
                format=self.parts.format.name,
                part=name,
                rule="section-length",
            )
        return [size.to_bytes(wide), *pieces]

    # -- parts ------------------------------------------------------------------------------------

    def piece(self, index: int, part: Part) -> list[Piece]:
        """A part as it stands in the output."""
        record = self.parts.records.get(index)
        if part.name in ("resource", "resource name", "resource padding", "resources padding"):
            return []
        if part.name in ("reserved", "ink names"):
            return [Span(part.start, part.end) if self.stays[index] else bytes(part.size)]
        if index in self.new:
            return self.renewed(self.new[index], record)
        if not self.stays[index]:
            return []
        return self.kept(part, record) if record else [Span(part.start, part.end)]

    def renewed(self, contents: Sequence[Piece], record: rules.Record | None) -> list[Piece]:
        """New contents: of one resource, or of a block of whole resources."""
        if record is None:
            return list(contents)
        data = b"".join(piece for piece in contents if isinstance(piece, bytes))
        return [resource(record.number, data)]

    def kept(self, part: Part, record: rules.Record) -> list[Piece]:
        """A resource that stays: without a name, and padded with zero."""
        if part.name == "icc" and "icc" in self.changes.fresh:
            return [resource(record.number, self.changes.fresh["icc"])]
        if record.number == rules.RESOLUTION and self.changes.minimal:
            old = self.source.read(record.data, record.stop - record.data)
            new = ratio(old)
            return [Span(part.start, part.end) if new == old else resource(record.number, new)]
        if part.start == record.start and part.end == record.end:
            return [Span(part.start, part.end)]
        head = rules.OWN + record.number.to_bytes(2) + bytes(2)
        padding = bytes((record.stop - record.data) % 2)
        return [head, Span(record.size_at, record.stop), padding]

    # -- what is new ------------------------------------------------------------------------------

    def fresh(self) -> None:
        """Fresh blocks follow the last resource."""
        for kind, number in HOLDERS.items():
            data = self.changes.fresh.get(kind)
            if data:
                self.sections["resources"].append(data if number is None else resource(number, data))

    def without_layers(self) -> None:
        """Say what the layers said of the composite, where they go."""
        section, header = self.parts.section, self.header
        if section is None or self.sections[LAYERS]:
            return
        if not self.parts.real and section.paints:
            raise UnsupportedError(
                "the document was saved without a composite picture, so its layers cannot be left out",
                format=self.parts.format.name,
                part=LAYERS,
                rule="composite",
            )
        if not header.more:
            return
        if section.transparent:
            self.sections[LAYERS].append(transparency_section(header))
        elif section.count and not self.has(rules.IDENTIFIERS):
            numbers = b"".join(number.to_bytes(4) for number in range(1, header.more + 1))
            self.sections["resources"].append(resource(rules.IDENTIFIERS, numbers))

    def has(self, number: int) -> bool:
        """A resource of this number is there."""
        return any(record.number == number for record in self.parts.records.values())


def ratio(data: bytes) -> bytes:
    """The resolution of 72 dots per inch, which says nothing; where pixels are not square, their shape."""
    across, down = (int.from_bytes(data[at : at + 4]) for at in (0, 8))
    units = (1).to_bytes(2) * 2
    scaled = min(max(1, (across * _SCREEN + down // 2) // down), SIZE_MAX)
    return scaled.to_bytes(4) + units + _SCREEN.to_bytes(4) + units
