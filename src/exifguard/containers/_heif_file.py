"""A parsed HEIF file, as far as its layout needs to know it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from ..model import Parts, Span
from ._heif_tables import Association, Group, Info, Reference


class Item(NamedTuple):
    """One item.

    Attributes:
        info: what ``iinf`` says.
        entry: its box in there.
        name: where its name stands in the file.
        spans: its data in reading order.
    """

    info: Info
    entry: Span
    name: Span
    spans: tuple[Span, ...]

    @property
    def id(self) -> int:
        """Its number."""
        return self.info.id


class Property(NamedTuple):
    """One property: type, box, and how far its contents are more than slack; `payload` is a profile."""

    type: bytes
    span: Span
    content: int
    need: int
    payload: Span


class Child(NamedTuple):
    """A box in the file or in ``meta``: type, the whole, and where its contents begin."""

    type: bytes
    span: Span
    content: int


@dataclass(frozen=True, slots=True)
class Tables:
    """What the boxes in ``meta`` say."""

    primary: int = 0
    items: Mapping[int, Item] = field(default_factory=lambda: MappingProxyType({}))
    kept: frozenset[int] = frozenset()
    properties: tuple[Property, ...] = ()
    associations: Mapping[int, tuple[Association, ...]] = field(default_factory=lambda: MappingProxyType({}))
    references: tuple[Reference, ...] = ()
    groups: tuple[tuple[Child, Group | None], ...] = ()


@dataclass(frozen=True, slots=True)
class HeifParts(Parts):
    """The tiling, the boxes in their order, and the tables."""

    boxes: tuple[Child, ...] = ()
    children: tuple[Child, ...] = ()
    tables: Tables = Tables()
