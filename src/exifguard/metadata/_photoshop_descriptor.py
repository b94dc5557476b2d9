"""Photoshop's descriptors: objects with named values of many types.

Adobe's Photoshop File Formats Specification, "Descriptor structure".
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from .._cursor import View
from ..errors import MalformedError
from ._tree import DEPTH, Node, Pairs

VERSION: Final = 16
"""Of the format, before every descriptor in a resource."""

_MOST_VALUES: Final = 20_000
"""Values in one resource; layer comps of large documents have some thousand."""


class Descriptor:
    """One descriptor in a block.

    Attributes:
        at: where it ends, once it is read.
    """

    def __init__(self, view: View, at: int) -> None:
        self.at = at
        self._view = view
        self._count = 0

    def read(self) -> Pairs:
        """The values by name.

        Raises:
            MalformedError: it is broken, nests deeper than `DEPTH`, or has too many values.
        """
        return self._object(0)

    def text(self) -> str:
        """A text in UTF-16 with the number of its letters before it."""
        return self._take(2 * self._u32()).decode("utf-16-be", "replace").rstrip("\0")

    def _take(self, size: int) -> bytes:
        taken = self._view.take(self.at, size)
        self.at += size
        return taken

    def _u32(self) -> int:
        return int.from_bytes(self._take(4))

    def _id(self) -> str:
        """A name: its length and its letters, or four letters."""
        return self._take(self._u32() or 4).decode("latin-1").strip()

    def _object(self, depth: int) -> Pairs:
        self.text()  # what the class is called
        self._id()
        pairs = []
        for _ in range(self._u32()):
            name = self._id()
            pairs.append((name, self._value(depth + 1)))
        return Pairs(tuple(pairs))

    def _value(self, depth: int) -> Node:
        self._count += 1
        if depth > DEPTH or self._count > _MOST_VALUES:
            raise MalformedError("a descriptor is too large", offset=self.at, rule="descriptor")
        kind = self._take(4)
        if kind in (b"Objc", b"GlbO"):
            return self._object(depth)
        if kind == b"VlLs":
            return [self._value(depth + 1) for _ in range(self._u32())]
        read = _SIMPLE.get(kind)
        if read is None:
            raise MalformedError(
                "a descriptor has a value of no known type", offset=self.at, rule="descriptor"
            )
        return read(self)

    # -- simple values ----------------------------------------------------------------------------

    def number(self) -> Node:
        """A double."""
        value: float = struct.unpack(">d", self._take(8))[0]
        return value

    def with_unit(self) -> Node:
        """A double with its unit."""
        self._take(4)
        return self.number()

    def numbers_with_unit(self) -> Node:
        """Several of them."""
        self._take(4)
        return self._take(8 * self._u32())

    def long(self) -> Node:
        """A number of four bytes."""
        return int.from_bytes(self._take(4), signed=True)

    def large(self) -> Node:
        """A number of eight bytes."""
        return int.from_bytes(self._take(8), signed=True)

    def boolean(self) -> Node:
        """Yes or no."""
        return bool(self._take(1)[0])

    def enumerated(self) -> Node:
        """A choice: its type, and the value."""
        self._id()
        return self._id()

    def data(self) -> Node:
        """Bytes, such as the path of a file."""
        return self._take(self._u32())

    def class_of(self) -> Node:
        """A class."""
        self.text()
        return self._id()

    def reference(self) -> Node:
        """A way to an object, step by step."""
        return [self._step() for _ in range(self._u32())]

    def _step(self) -> Node:
        self._count += 1
        step = _STEPS.get(self._take(4))
        if step is None or self._count > _MOST_VALUES:
            raise MalformedError("a descriptor has a broken reference", offset=self.at, rule="descriptor")
        return step(self)

    def _within(self) -> str:
        """The class that a step begins with."""
        self.text()
        return self._id()

    def step_property(self) -> list[Node]:
        """By a property."""
        return [self._within(), self._id()]

    def step_class(self) -> list[Node]:
        """By a class."""
        return [self._within()]

    def step_choice(self) -> list[Node]:
        """By a choice."""
        return [self._within(), self.enumerated()]

    def step_offset(self) -> list[Node]:
        """By a distance."""
        return [self._within(), self.long()]

    def step_number(self) -> list[Node]:
        """By a number."""
        return [self.long()]

    def step_name(self) -> list[Node]:
        """By a name."""
        return [self._within(), self.text()]


_SIMPLE: Mapping[bytes, Callable[[Descriptor], Node]] = MappingProxyType(
    {
        b"doub": Descriptor.number,
        b"UntF": Descriptor.with_unit,
        b"UnFl": Descriptor.numbers_with_unit,
        b"TEXT": Descriptor.text,
        b"enum": Descriptor.enumerated,
        b"long": Descriptor.long,
        b"comp": Descriptor.large,
        b"bool": Descriptor.boolean,
        b"type": Descriptor.class_of,
        b"GlbC": Descriptor.class_of,
        b"alis": Descriptor.data,
        b"tdta": Descriptor.data,
        b"obj ": Descriptor.reference,
    }
)

_STEPS: Mapping[bytes, Callable[[Descriptor], list[Node]]] = MappingProxyType(
    {
        b"prop": Descriptor.step_property,
        b"Clss": Descriptor.step_class,
        b"Enmr": Descriptor.step_choice,
        b"rele": Descriptor.step_offset,
        b"Idnt": Descriptor.step_number,
        b"indx": Descriptor.step_number,
        b"name": Descriptor.step_name,
    }
)
