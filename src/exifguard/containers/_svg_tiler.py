"""Parts and blocks of an SVG document, as they are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import ExifguardError
from ..limits import Limits
from ..model import Block, Part, Role, Span
from ..structures.markup import Piece, Skeleton
from ..structures.texted import BASE64, PERCENT, unwrap, wrap_for
from . import _svg_data as links

TEXT, DECLARATION, NAMESPACE, DATA = "svg", "declaration", "xmlns", "data"
SCRIPT, EXTERNAL = "script", "external"
URL, EXTERNAL_URL = "url", "external url"
"""Where a value of CSS leads: something has to stand there, or another value would count."""
NOWHERE, NOWHERE_PART = b"#", "url nowhere"
"""What stands there then, and leads to nothing, as a link does that cannot be followed."""
REWRITTEN = frozenset({NAMESPACE, DATA, NOWHERE_PART})
"""Names of the parts that may be written anew, or left out with what they were for."""


@dataclass(slots=True)
class _Group:
    """Pieces of one kind and name: they are one block."""

    kind: str
    path: str
    wrap: str
    spans: list[Span] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)


class Tiler:
    """Cuts pieces out of a text that else is the picture."""

    def __init__(self, skeleton: Skeleton, data: bytes, limits: Limits) -> None:
        self.skeleton = skeleton
        self.text = skeleton.text
        self.data = data
        self.limits = limits
        self.at = 0
        self.parts: list[Part] = []
        self.uses: dict[int, tuple[int, ...]] = {}
        self.notes: list[str] = []
        self._groups: dict[tuple[str, str, str], _Group] = {}

    # -- parts ------------------------------------------------------------------------------------

    def _add(self, name: str, role: Role, start: int, end: int) -> int:
        self.limits.check("parts", len(self.parts) + 1, format="svg", part=name)
        self.parts.append(Part(name, role, start, end))
        return len(self.parts) - 1

    def flush(self, index: int) -> None:
        """What lies between the last piece and `index` is the picture."""
        start = self.skeleton.at(self.at) if self.at else self._from_mark()
        end = self.skeleton.at(index)
        if end > start:
            self._add(TEXT, Role.IMAGE, start, end)
        self.at = index

    def _from_mark(self) -> int:
        """The byte order mark belongs to the first part."""
        return self.parts[-1].end if self.parts else 0

    def declaration(self, end: int) -> None:
        """The XML declaration at the very beginning."""
        self._add(DECLARATION, Role.STRUCTURE, 0, self.skeleton.at(end))
        self.at = end

    def cut(self, start: int, end: int, name: str, role: Role) -> int:
        """Cut a piece out; the index of its part."""
        self.flush(start)
        self.at = end
        return self._add(name, role, *self.skeleton.span(start, end))

    # -- blocks -----------------------------------------------------------------------------------

    def _claim(self, kind: str, path: str, wrap: str, part: int) -> None:
        group = self._groups.setdefault((kind, path, wrap), _Group(kind, path, wrap))
        group.spans.append(Span(self.parts[part].start, self.parts[part].end))
        group.parts.append(part)

    def piece(self, start: int, end: int, path: str, piece: Piece, uses: Iterable[int] = ()) -> int:
        """Cut out metadata; `uses` are the namespace declarations that it needs."""
        part = self.cut(start, end, piece.what, Role.METADATA)
        self._claim("svg", path, piece.wrap(), part)
        if used := tuple(uses):
            self.uses[part] = used
        return part

    def active(self, start: int, end: int, kind: str, path: str, name: str = "") -> None:
        """Cut out a script, or a link to elsewhere: no part of what is shown, and none of its metadata."""
        self._claim(kind, path, "", self.cut(start, end, name or kind, Role.STRUCTURE))

    def embedded(self, found: links.Data, path: str) -> str:
        """Cut out a picture, or leave a font where it is; what is wrong with it, or nothing."""
        if not found.sound:
            return "a data: URL is written in a way that viewers disagree about"
        wrap = wrap_for(BASE64 if found.base64 else PERCENT, self.skeleton.encoding)
        span = self.skeleton.span(found.start, found.end)
        try:
            data = unwrap(self.data[span.start : span.end], wrap, self.limits)
        except ExifguardError:
            data = b""
        if found.kind == links.FONT and links.is_whole_font(data):
            self.notes.append("a font inside is kept as it is")
            return ""
        if found.kind != links.PICTURE or not data:
            return "a file inside is damaged, or is neither picture nor font"
        if data.startswith(b"\x1f\x8b"):
            return "a picture inside is compressed, which browsers do not unpack"
        part = self.cut(found.start, found.end, DATA, Role.RENDERING)
        self._claim("picture", f"{path} {part}", wrap, part)
        return ""

    def rest(self, kind: str, name: str, start: int, end: int) -> None:
        """What nobody reads, to the end of the file."""
        if end > start:
            role = Role.UNKNOWN
            self._claim(kind, name, "", self._add(kind, role, start, end))

    def blocks(self) -> tuple[Block, ...]:
        """The blocks, in the order in which they begin."""
        groups = sorted(self._groups.values(), key=lambda group: group.parts[0])
        return tuple(Block(g.kind, g.path, tuple(g.spans), tuple(g.parts), g.wrap) for g in groups)
