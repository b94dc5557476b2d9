"""SVG: 1.1, 2 and what their predecessors had, as text (XML 1.0).

Kept, byte for byte: elements and attributes of SVG, styles, text that is shown, links inside the document,
text in HTML inside ``foreignObject``, fonts. Kept, and reported: scripts and links to elsewhere.
Written anew: pictures in data: URLs that hold more than a picture.
Removed: metadata, titles and descriptions, comments, instructions, the document type; elements and
attributes of other namespaces, unknown ones of SVG, what assistive programs read; text where none is shown;
links to files of the machine; everything behind the root element.
Refused: text that is no sound XML, entities, what cannot be told apart from metadata (see `_svg_reader`), and
pictures inside that cannot be cleaned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._recipe import Piece, Recipe
from .._source import Source
from ..errors import UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Parts, Role, Span
from ..structures.markup import INSTRUCTION, START, read_skeleton
from ..structures.texted import is_texted, wrapped
from ._about import About, Frames
from ._base import NO_CHANGES, Changes
from ._svg_reader import Fault as Fault
from ._svg_reader import Reader
from ._svg_tiler import EXTERNAL_URL, NAMESPACE, NOWHERE, REWRITTEN, URL

SVG = Format("svg", "image/svg+xml", ".svg")

_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[\s-]|<!--|<!DOCTYPE(?!\s+html)|<(?:[\w.-]+:)?svg(?:[\s>/]|\Z))",
    re.IGNORECASE,
)
_WIDE_MARKS = (b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0?\0x\0", b"\0<\0?\0x", b"<\0s\0v\0g\0", b"\0<\0s\0v\0g")
_PROLOGUE = 1 << 16
"""Bytes within which the root element is looked for to tell SVG from other XML."""


@dataclass(frozen=True, slots=True)
class SvgParts(Parts):
    """What `plan` needs to know.

    Attributes:
        encoding: of the text.
        uses: by the index of a part, the numbers of the namespace declarations that it needs.
        declared: by these numbers, the index of the declaration's part, or -1.
        root_part: the index of the part behind the root's start tag; -1 where there is none.
        prefix: of SVG's elements, with its colon.
    """

    encoding: str = "utf-8"
    uses: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    declared: Sequence[int] = ()
    root_part: int = -1
    prefix: str = ""


class Svg:
    """The SVG container."""

    format = SVG
    exif_says_colour = False
    about = About(
        selective=("svg",),
        frames=Frames.ONE,
        upright="nothing",
        colours="styles",
        refused="entities, nested style sheets, pictures inside that are refused",
    )

    def matches(self, head: bytes) -> bool:
        """XML, as far as its beginning tells; `confirm` sees more of it."""
        return _BEGINS.match(head) is not None or head.startswith(_WIDE_MARKS)

    def confirm(self, source: Source) -> None:
        """Raise `UnsupportedError` for XML that is not SVG."""
        data = source.read(0, min(source.size, _PROLOGUE))
        try:
            text = read_skeleton(data).text
        except Fault:
            return  # `parse` says what is wrong
        root = _root(text)
        if root is not None and root.rpartition(b":")[2] != b"svg":
            raise UnsupportedError("XML, but not SVG", format="svg", offset=0, rule="root")

    def parse(
        self,
        source: Source,
        limits: Limits,
        *,
        streams: bool = True,  # noqa: ARG002 - nothing is compressed
        lenient: bool = False,
    ) -> Parts:
        """Tile the file; see `Container.parse`."""
        limits.check("block_bytes", source.size, format="svg")
        data = source.read(0, source.size)
        try:
            skeleton = read_skeleton(data)
            reader = Reader(skeleton, data, limits, lenient=lenient)
        except Fault as error:
            if not lenient:
                raise
            return _unread(len(data), f"damaged: {error}")
        tiler, kind, notes = reader.tiler, "trailer", reader.refused
        try:
            tiler.flush(reader.walk())
        except Fault as error:
            if not lenient:
                raise
            kind, notes = "unread", [*reader.refused, f"damaged: {error}"]
        start = skeleton.at(tiler.at) if tiler.parts else 0
        tiler.rest(kind, "rest of the file" if kind == "unread" else kind, start, len(data))
        root = reader.root
        return SvgParts(
            SVG,
            len(data),
            tuple(tiler.parts),
            tiler.blocks(),
            tuple(dict.fromkeys((*tiler.notes, *notes))),
            REWRITTEN,
            skeleton.encoding,
            tiler.uses,
            tuple(root.scope.parts) if root else (),
            reader.root_part,
            root.name.decode("latin-1").removesuffix("svg") if root else "",
        )

    def can_hold(self, block: Block, size: int) -> bool:  # noqa: ARG002 - the contract
        """See `Container.can_hold`: metadata elements, and pictures in data: URLs."""
        return is_texted(block.wrap) or block.wrap.startswith("metadata\x1f")

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`. A fresh packet of XMP comes first in the root element."""
        assert isinstance(parts, SvgParts)  # noqa: S101 - for the type checker
        if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
            return Recipe(source, [Span(0, parts.size)])
        new = {
            parts.blocks[number].parts[0]: _spelt(parts.blocks[number], contents)
            for number, contents in changes.contents.items()
        }
        stays = [action is not Action.REMOVE for action in actions]
        used = {parts.declared[number] for part, uses in parts.uses.items() if stays[part] for number in uses}
        pieces: list[Piece] = []
        for index, part in enumerate(parts.parts):
            if index == parts.root_part:
                pieces.append(_packet(parts, changes.fresh.get("xmp", b"")))
            if index in new:
                pieces.append(new[index])
            elif stays[index] and (part.name != NAMESPACE or index in used):
                pieces.append(Span(part.start, part.end))
            elif part.name in (URL, EXTERNAL_URL):
                pieces.append(NOWHERE.decode("ascii").encode(parts.encoding))
        return Recipe(source, pieces)


def _root(text: bytes) -> bytes | None:
    """The name of the root element, as far as `text` reaches."""
    at = 0
    while (found := text.find(b"<", at)) >= 0:
        if text.startswith(b"<!--", found):
            end = text.find(b"-->", found + 4)
        elif INSTRUCTION.match(text, found):
            end = text.find(b"?>", found)
        elif text.startswith(b"<!", found):
            end = text.find(b">", found)
        else:
            match = START.match(text, found)
            return match["name"] if match else None
        if end < 0:
            return None
        at = end + 1
    return None


def _unread(size: int, note: str) -> Parts:
    """A file of which nothing can be read."""
    from ..model import Part

    parts = (Part("unread", Role.UNKNOWN, 0, size),) if size else ()
    blocks = (Block("unread", "rest of the file", (Span(0, size),), (0,)),) if size else ()
    return SvgParts(SVG, size, parts, blocks, (note,), REWRITTEN)


def _spelt(block: Block, contents: Sequence[Piece]) -> bytes:
    """New contents of a block as they stand in the text."""
    data = b"".join(piece for piece in contents if isinstance(piece, bytes))
    return wrapped(data, block.wrap) if is_texted(block.wrap) else data


def _packet(parts: SvgParts, packet: bytes) -> bytes:
    """A metadata element around a packet of XMP, without the packet's instructions."""
    start, end = packet.find(b"<x:xmpmeta"), packet.rfind(b"</x:xmpmeta>")
    if start < 0 or end < 0:
        return b""
    inner = packet[start:end].decode("utf-8") + "</x:xmpmeta>"
    text = f"<{parts.prefix}metadata>{inner}</{parts.prefix}metadata>"
    return text.encode(parts.encoding, "xmlcharrefreplace")
