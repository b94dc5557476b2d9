"""What stays of the tags and styles of an SVG document, and where its links lead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from ..errors import MalformedError, TruncatedError, UnsupportedError
from ..limits import Limits
from ..model import Role
from ..structures import markup
from ..structures.markup import Attribute, Piece, Skeleton
from . import _svg_data as links
from . import _svg_names as names
from . import _svg_style as styles
from ._svg_scope import Scope, used_prefixes
from ._svg_tiler import EXTERNAL, EXTERNAL_URL, NAMESPACE, NOWHERE, NOWHERE_PART, SCRIPT, URL, Tiler

_STYLED = re.compile(rb"url\(|src\(|/\*|\\|@import|image-set\(", re.IGNORECASE)


class Frame(NamedTuple):
    """An open element.

    Attributes:
        name: as written.
        scope: the namespaces in it.
        local, uri: what the name means.
        shows: text directly inside is shown.
        foreign: it is inside ``foreignObject``.
    """

    name: bytes
    scope: Scope
    local: bytes
    uri: str
    shows: bool
    foreign: bool


class Tags:
    """Cuts out of tags and styles what does not stay.

    Attributes:
        refused: what `inspect` passes over.
        links: where links inside the document lead.
        gone_attributes: local names of attributes that were cut out, in lower case.
        structural, selected: what selectors look at; see `_svg_style.Selectors`.
    """

    def __init__(self, skeleton: Skeleton, data: bytes, limits: Limits, *, lenient: bool) -> None:
        self.tiler = Tiler(skeleton, data, limits)
        self.skeleton = skeleton
        self.text = skeleton.text
        self.lenient = lenient
        self.prefixes = used_prefixes(skeleton.text)
        self.refused: list[str] = []
        self.links: set[bytes] = set()
        self.gone_attributes: set[bytes] = set()
        self.structural = False
        self.selected: set[bytes] = set()

    # -- faults -----------------------------------------------------------------------------------

    def fail(self, message: str, at: int, rule: str) -> NoReturn:
        """The document is no sound XML."""
        raise MalformedError(message, format="svg", offset=self.skeleton.at(at), part="svg", rule=rule)

    def cut_short(self) -> NoReturn:
        """It ends inside something."""
        raise TruncatedError(
            "the file ends too early",
            format="svg",
            offset=len(self.tiler.data),
            part="svg",
            rule="end-of-file",
        )

    def broken(self, kind: str, at: int) -> NoReturn:
        """A tag is no tag, or has no end."""
        if self.text.find(b">", at) < 0:
            self.cut_short()
        self.fail(f"a broken {kind} tag", at, "syntax")

    def refuse(self, message: str, at: int, rule: str) -> None:
        """It cannot be cleaned safely; `inspect` reads on."""
        if not self.lenient:
            offset = self.skeleton.at(at)
            raise UnsupportedError(message, format="svg", offset=offset, part="svg", rule=rule)
        self.refused.append(f"would be refused: {message}")

    def kind(self, what: str, name: str = "", uri: str = "") -> Piece:
        """What codecs have to know of a piece."""
        return Piece(what, self.skeleton.encoding, name, uri)

    # -- attributes -------------------------------------------------------------------------------

    def attributes(self, frame: Frame, attributes: Sequence[Attribute]) -> None:
        """The attributes of an element that stays, in file order."""
        known = set()
        moves_link = frame.local in names.ANIMATING and self.animates_link(attributes)
        for one in attributes:
            if one.name == b"xmlns" or one.name.startswith(b"xmlns:"):
                self.namespace(frame, one)
                continue
            uri, local, used = frame.scope.attribute(one.name)
            if (uri, local) in known:
                self.fail("an attribute that stands twice in a tag", one.start, "attribute-twice")
            known.add((uri, local))
            if not uri and b":" in one.name:
                self.refuse("a prefix that is not declared: browsers show no such file", one.start, "prefix")
            if not self.stays(frame, one, uri, local):
                self.drop(one, uri, local, used)
            elif local == b"href":
                self.link(frame, one)
            elif moves_link and local in (b"to", b"from", b"by", b"values"):
                self.moved(one)
            else:
                self.styled(frame, one, local)

    def stays(self, frame: Frame, one: Attribute, uri: str, local: bytes) -> bool:
        """True for an attribute that the picture may be shown by."""
        if not uri:
            allowed = names.HTML_ATTRIBUTES if frame.uri == names.XHTML else names.ATTRIBUTES
            return b":" not in one.name and local in allowed
        if uri == names.XLINK:
            return local in names.XLINK_ATTRIBUTES
        return uri == markup.XML and local in names.XML_ATTRIBUTES

    def drop(self, one: Attribute, uri: str, local: bytes, used: int) -> None:
        """Cut an attribute out, with the blank before it."""
        if not uri and local.startswith(names.EVENT) and b":" not in one.name:
            self.tiler.active(one.start, one.end, SCRIPT, "attribute/event")
            return
        self.gone_attributes.add(local.lower())
        piece = self.kind("attribute", local.decode("latin-1"), uri or "")
        path = f"attribute/{one.name.decode('latin-1')}"
        self.tiler.piece(one.start, one.end, path, piece, (used,) if used >= 0 else ())

    def namespace(self, frame: Frame, one: Attribute) -> None:
        """A declaration: those of SVG stay, others with what uses them."""
        prefix = one.name[6:]
        uri, declared_at = frame.scope.find(prefix)
        if declared_at < 0:
            return
        if not prefix or prefix in self.prefixes:
            frame.scope.found_at(declared_at, self.tiler.cut(one.start, one.end, NAMESPACE, Role.STRUCTURE))
            return
        self.tiler.piece(one.start, one.end, "namespace", self.kind("namespace", "", uri))

    def animates_link(self, attributes: Sequence[Attribute]) -> bool:
        """True for an animation of where a link leads."""
        wanted = [one for one in attributes if one.name == b"attributeName"]
        return any(self.text[one.value_start : one.value_end].strip().endswith(b"href") for one in wanted)

    def moved(self, one: Attribute) -> None:
        for target in self.text[one.value_start : one.value_end].split(b";"):
            if links.where(target) != links.INSIDE:
                self.refuse("an animation that leads elsewhere", one.start, "animated-link")
            self.links.add(target.strip().removeprefix(b"#"))

    def link(self, frame: Frame, one: Attribute) -> None:
        """Where an element leads, or what it shows."""
        target = self.text[one.value_start : one.value_end]
        where = links.where(target)
        if where == links.INSIDE:
            self.links.add(target.strip().removeprefix(b"#"))
        elif where == links.OUTSIDE:
            self.tiler.active(one.start, one.end, EXTERNAL, "attribute/href")
        elif where == links.SCRIPT:
            self.tiler.active(one.start, one.end, SCRIPT, "attribute/href")
        elif where == links.DATA and frame.local != names.LINK:
            found = links.read_data(self.text, one.value_start, one.value_end)
            shows = frame.local in names.SHOWN_BY_LINK or found.kind == links.FONT
            self.file(found, "image", one.start, allowed=shows)
        elif where == links.HIDDEN:
            self.refuse("a link that is spelt in a way that hides where it leads", one.start, "link")
        else:
            name = "local-path" if where == links.LOCAL else "data-url"
            self.tiler.piece(one.start, one.end, "attribute/href", self.kind("attribute", name, names.SVG))

    def file(self, found: links.Data, path: str, at: int, *, allowed: bool = True) -> None:
        """A file in a data: URL."""
        wrong = self.tiler.embedded(found, path) if allowed else "a file inside that is no picture"
        if wrong:
            self.refuse(wrong, at, "data-url")

    # -- styles -----------------------------------------------------------------------------------

    def styled(self, frame: Frame, one: Attribute, local: bytes) -> None:
        """An attribute that may hold declarations of CSS."""
        if local == b"id" and frame.uri:
            return
        if _STYLED.search(self.text, one.value_start, one.value_end):
            self.sheet(one.value_start, one.value_end, whole=False)

    def sheet(self, start: int, end: int, *, whole: bool) -> None:
        """A style sheet, or declarations in an attribute."""
        text = self.text[start:end]
        if not styles.plain(text):
            self.refuse("styles that are spelt in a way that hides what they say", start, "style")
            return
        if whole:
            found = styles.selectors(text)
            self.structural |= found.structural
            self.selected |= found.attributes
        for token in styles.tokens(self.text, start, end):
            self.style_token(token)

    def style_token(self, token: styles.Token) -> None:
        if token.kind == "comment":
            if token.end - token.start > 4:  # what is left of it parts words
                self.tiler.piece(token.start + 2, token.end - 2, "style/comment", self.kind("css"))
            return
        target = self.text[token.target_start : token.target_end]
        if token.kind == "import":
            if b"data:" in self.text[token.start : token.end].lower():
                self.refuse("a style sheet inside another", token.start, "stylesheet")
            self.tiler.active(token.start, token.end, EXTERNAL, "style/import")
            return
        where = links.where(target)
        if target == NOWHERE:
            self.tiler.cut(token.target_start, token.target_end, NOWHERE_PART, Role.STRUCTURE)
        elif where == links.INSIDE:
            self.links.add(target.strip().removeprefix(b"#"))
        elif where == links.DATA:
            self.file(
                links.read_data(self.text, token.target_start, token.target_end), "style/image", token.start
            )
        elif where == links.OUTSIDE:
            self.tiler.active(token.target_start, token.target_end, EXTERNAL, "style/url", EXTERNAL_URL)
        elif where == links.HIDDEN:
            self.refuse("a link that is spelt in a way that hides where it leads", token.start, "link")
        else:
            piece = self.kind(URL, "local-path", names.SVG)
            self.tiler.piece(token.target_start, token.target_end, "style/url", piece)
