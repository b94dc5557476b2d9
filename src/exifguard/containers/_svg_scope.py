"""Which namespace a name belongs to (Namespaces in XML 1.0), and which declaration says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..structures.markup import XML, Attribute, unescaped
from ._svg_names import CORE

_PREFIX = re.compile(rb"[<\s/]([A-Za-z_\x80-\xff][\w.\x80-\xff-]*+):[^\s\"'<>/=:]")
MOST, LONGEST = 256, 512
"""Prefixes at one place, and characters of a namespace."""
NONE = -1
"""No declaration that may be left out."""


class Scope:
    """The namespaces at one place of a document.

    A declaration that may be left out has a number; `parts` tells the index of its part by that number.
    """

    __slots__ = ("_bound", "_inside", "_parts")

    def __init__(
        self, bound: dict[bytes, tuple[str, int]], parts: list[int], inside: frozenset[bytes]
    ) -> None:
        self._bound = bound
        self._parts = parts
        self._inside = inside

    @staticmethod
    def first() -> Scope:
        """Outside of the root element."""
        return Scope({b"xml": (XML, NONE), b"": ("", NONE)}, [], frozenset())

    @property
    def parts(self) -> list[int]:
        """The index of the part of each declaration that may be left out, or -1."""
        return self._parts

    def within(self, text: bytes, declared: Sequence[Attribute], *, inside: bool) -> Scope:
        """The namespaces in an element that declares some; `inside` something that is cut out."""
        bound, names = dict(self._bound), set(self._inside if inside else ())
        for one in declared:
            uri = unescaped(text[one.value_start : one.value_end].decode("latin-1"))
            number = NONE
            if uri not in CORE and not inside and one.name != b"xmlns:xml":
                number = len(self._parts)
                self._parts.append(NONE)
            if one.name != b"xmlns:xml":
                bound[one.name[6:]] = (uri, number)
            names.add(one.name[6:])
        return Scope(bound, self._parts, frozenset(names) if inside else frozenset())

    @property
    def is_modest(self) -> bool:
        """True for no more and no longer namespaces than documents have, as they are told with every name."""
        return len(self._bound) <= MOST and all(len(uri) <= LONGEST for uri, _ in self._bound.values())

    def find(self, prefix: bytes) -> tuple[str, int]:
        """The namespace of a prefix, empty where nothing declares it, and the number of the declaration."""
        return self._bound.get(prefix, ("", NONE))

    def is_inside(self, prefix: bytes) -> bool:
        """True when what is cut out declares the prefix itself."""
        return prefix in self._inside

    def element(self, name: bytes) -> tuple[str, bytes]:
        """Namespace and local name of an element."""
        prefix, _, local = name.rpartition(b":")
        return self.find(prefix)[0], local

    def attribute(self, name: bytes) -> tuple[str, bytes, int]:
        """Namespace, local name and declaration of an attribute; without a prefix it is in no namespace."""
        prefix, colon, local = name.rpartition(b":")
        if not colon:
            return "", local, NONE
        uri, number = self.find(prefix)
        return uri, local, number

    def found_at(self, number: int, part: int) -> None:
        """Note the part of a declaration."""
        self._parts[number] = part


def used_prefixes(text: bytes) -> frozenset[bytes]:
    """The prefixes that some name in a document may have; words of its text may be taken for one."""
    return frozenset(_PREFIX.findall(text))
