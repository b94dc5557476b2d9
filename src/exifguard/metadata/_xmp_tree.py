"""XMP as a tree that can be cut and written again: properties, members, items and qualifiers.

Built in step with `Xmp.read`: every node has the key that is reported for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ._xml import Document, Element
from .xmp import ARRAYS, KEY_SIZE, SYNTAX, WRAPPERS, is_syntax, join, qualify

_DAMAGED = "the XMP packet is damaged and was dropped whole"
INEXACT = "the XMP packet holds what cannot be written back exactly and was dropped whole"

_BLANK = " \t\r\n"
_TOOLKIT = "x:xmptk"
_STATED = frozenset({"rdf:resource", "rdf:value"})
ITEM = re.compile(r"rdf:(?:li|_[1-9]\d*)")


class DropError(Exception):
    """Ends the rewriting; its argument is the note."""


class Text(NamedTuple):
    """A simple value; `uri` when ``rdf:resource`` states it."""

    text: str
    uri: bool = False


class Array(NamedTuple):
    """``rdf:Bag``, ``rdf:Seq`` or ``rdf:Alt``, and its items."""

    kind: str
    items: list[Node]


@dataclass(slots=True)
class Node:
    """A property, member, item or qualifier. A sound one has one value, one array or some members.

    Attributes:
        name: the canonical name of its element (``dc:creator``, ``rdf:li``).
        key: what `Xmp.read` calls it.
        language: of an alternative, where it has one.
        values, members, arrays, qualifiers: what the packet says of it.
        foreign: it holds XML that is no RDF, or collections that XMP has not.
    """

    name: str
    key: str = ""
    language: str = ""
    values: list[Text] = field(default_factory=list)
    members: list[Node] = field(default_factory=list)
    arrays: list[Array] = field(default_factory=list)
    qualifiers: list[Node] = field(default_factory=list)
    foreign: bool = False

    def leaves(self) -> Iterator[tuple[str, str]]:
        """Every key and value in it."""
        for value in self.values:
            yield self.key, value.text
        for part in (self.members, self.qualifiers, *(array.items for array in self.arrays)):
            for node in part:
                yield from node.leaves()


# From the elements of a packet to properties, in step with `Xmp.read`


@dataclass(slots=True)
class Tree:
    """The properties of a packet, the keys of what stands around them, and whom it says it is about."""

    properties: list[Node] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    subjects: set[str] = field(default_factory=set)

    def top(self, element: Element) -> None:
        """A wrapper, or the description of the picture."""
        described = element.name == "rdf:Description"
        if not (described or element.name in WRAPPERS or any(e.name in WRAPPERS for e in element.children)):
            raise DropError(INEXACT)
        for name, value in element.attributes:
            self._attribute(name, value, described=described)
        self._stray(element)
        for child in element.children:
            if described:
                self.properties.append(self._node(child, child.name, child.name))
            else:
                self.top(child)

    def _attribute(self, name: str, value: str, *, described: bool) -> None:
        if described and not is_syntax(name):
            self.properties.append(Node(name, name, values=[Text(value)]))
        elif name == "rdf:nodeID":
            raise DropError(INEXACT)  # a subject of its own, that other properties point at
        elif value or not name.startswith("rdf:"):
            self.around += [name] * (name != _TOOLKIT)  # the new packet is not that toolkit's
            self.subjects |= {value} if name == "rdf:about" else set()

    def _stray(self, element: Element) -> None:
        self.around += ["#text"] * bool(element.value.strip(_BLANK))

    def _node(self, element: Element, name: str, key: str, language: str = "") -> Node:
        node = Node(name, key, language)
        self._fill(node, element)
        return node

    def _fill(self, node: Node, element: Element) -> None:
        """What `element` says of the property, item or qualifier `node`."""
        hidden = "xml:lang" if node.language and ITEM.fullmatch(element.name) else ""
        attributes = [pair for pair in element.attributes if pair[0] != hidden]
        stated = [Text(value, name == "rdf:resource") for name, value in attributes if name in _STATED]
        node.values += stated
        qualified = bool(stated) or any(child.name == "rdf:value" for child in element.children)
        for name, value in attributes:
            if name not in SYNTAX and (value or not is_syntax(name)):
                self._attach(node, name, qualified=qualified or is_syntax(name)).values.append(Text(value))
        if element.children:
            node.foreign |= dict(attributes).get("rdf:parseType", "Resource") != "Resource"
            self._contents(node, element, qualified=qualified)
        elif element.value.strip(_BLANK) or not _says_something(attributes):
            node.values.append(Text(element.value))

    def _contents(self, node: Node, element: Element, *, qualified: bool) -> None:
        self._stray(element)
        for child in element.children:
            if child.name in ARRAYS:
                self._array(node, child)
            elif child.name == "rdf:value" or (child.name == "rdf:Description" and _has_contents(child)):
                self._fill(node, child)
            elif child.name == "rdf:Description":
                self._stray(child)
            else:
                self._fill(self._attach(node, child.name, qualified=qualified), child)

    def _attach(self, node: Node, name: str, *, qualified: bool) -> Node:
        """A new qualifier or member of `node`."""
        path = qualify if qualified else join
        new = Node(name, path(node.key, name))
        (node.qualifiers if qualified else node.members).append(new)
        return new

    def _array(self, node: Node, element: Element) -> None:
        self._stray(element)
        for name, value in element.attributes:
            self._attach(node, name, qualified=True).values.append(Text(value))
        array = Array(element.name, [])
        for number, item in enumerate(element.children, 1):
            language = dict(item.attributes).get("xml:lang", "") if element.name == "rdf:Alt" else ""
            key = f"{node.key}[{language or number}]"[:KEY_SIZE]
            array.items.append(self._node(item, item.name, key, language))
        node.arrays.append(array)


def _says_something(attributes: list[tuple[str, str]]) -> bool:
    """True when attributes carry the value, so that the empty text between the tags is none."""
    return any(name in SYNTAX or not is_syntax(name) for name, _ in attributes)


def _has_contents(element: Element) -> bool:
    return bool(element.children or element.attributes)


def read_tree(document: Document) -> Tree:
    """The tree of a packet; raises `DropError` when it is damaged, or more than one."""
    if document.damage:
        raise DropError(_DAMAGED)
    tree = Tree(around=[key for key, _ in document.loose])
    for root in document.roots:
        tree.top(root)
    if len(document.roots) > 1 or len(tree.subjects) > 1:
        raise DropError(INEXACT)
    return tree


def prune(node: Node, keep: Callable[[str], bool], replace: Mapping[str, str]) -> bool:
    """Take out what isn't wanted, everywhere in `node`; False when nothing is left of it."""

    def wanted(nodes: list[Node]) -> list[Node]:
        return [one for one in nodes if prune(one, keep, replace)]

    node.values = [
        Text(replace.get(node.key, value.text), value.uri) for value in node.values if keep(node.key)
    ]
    node.members, node.qualifiers = wanted(node.members), wanted(node.qualifiers)
    pruned = [Array(array.kind, wanted(array.items)) for array in node.arrays]
    node.arrays = [array for array in pruned if array.items]
    return bool(node.values or node.members or node.arrays)
