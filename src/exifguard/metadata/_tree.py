"""Values in lists and objects, as JSON and CBOR hold them, and the fields that they become."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Union

from ..model import Field, Value

DEPTH = 64
"""Lists and objects inside each other that a decoder follows; real ones are 10 deep."""

KEY_SIZE = 1024
"""Characters of a path; keeps the sum of all keys small when names nest deeply."""

Node = Union[None, bool, int, float, str, bytes, "list[Node]", "Pairs"]


@dataclass(frozen=True, slots=True)
class Pairs:
    """An object: names with their values in stored order. A name may stand several times."""

    items: tuple[tuple[str, Node], ...]

    def get(self, name: str) -> Node:
        """The first value of that name, or None."""
        return next((value for known, value in self.items if known == name), None)


# Signs that mean something in a path, and line ends.
_SIGNS = re.compile(r"[/\[\]{}\x00-\x1f%]")


def plain_name(name: str) -> str:
    """A name as one step of a path: signs that mean something in paths are written as in a URL."""
    return _SIGNS.sub(lambda match: f"%{ord(match[0]):02X}", name) or "%"


def flatten(path: str, node: Node, rename: Callable[[str], str] = plain_name) -> Iterator[Field]:
    """A field for every value: ``author[1]/name`` is the name of the first author.

    Args:
        path: what all keys begin with; "" for nothing.
        node: the values, nested no deeper than `DEPTH`.
        rename: says how a name is written in keys.
    """
    if isinstance(node, list):
        for number, item in enumerate(node, 1):
            yield from flatten(f"{path}[{number}]"[:KEY_SIZE], item, rename)
    elif isinstance(node, Pairs):
        for name, item in node.items:
            yield from flatten(join(path, rename(name)), item, rename)
    else:
        value = _value(node)
        yield Field(path or "value", value, _size(value))


def join(path: str, name: str) -> str:
    """The path of a member of the object at `path`."""
    return (f"{path}/{name}" if path else name)[:KEY_SIZE]


def _value(node: float | str | bytes | None) -> Value:
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, float) and not math.isfinite(node):
        return str(node)
    return node


def _size(value: Value) -> int:
    return len(value) if isinstance(value, bytes) else len(str(value).encode("utf-8", "replace"))
