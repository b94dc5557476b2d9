"""One walk over an SVG document: what is the picture, what is about it, what has to be refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..errors import FormatError, MalformedError, UnsupportedError
from ..limits import Limits
from ..structures import markup
from ..structures.markup import Attribute, Piece, Skeleton
from . import _svg_data as links
from . import _svg_names as names
from ._svg_scope import Scope
from ._svg_tags import Frame, Tags
from ._svg_tiler import EXTERNAL, SCRIPT

_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s++[^\s\[>\"']++(?:\s++(?:PUBLIC|SYSTEM)(?:\s++(?:\"[^\"]*+\"|'[^']*+')){1,2}+)?+\s*+"
    rb"(?P<subset>\[(?:[^\]\"'<]++|\"[^\"]*+\"|'[^']*+'|<!--(?:[^-]|-(?!->))*+-->|<(?!!--))*+\]\s*+)?+>"
)
_DECLARES = re.compile(rb"<!(?:ENTITY|ATTLIST)|%")
_SHEET = re.compile(rb"(?P<h>href\s*=\s*)(?P<q>[\"'])(?P<href>.*?)(?P=q)", re.DOTALL)
_STYLED = re.compile(rb"url\(|src\(|/\*|\\|@import|image-set\(", re.IGNORECASE)
_MATHML = "http://www.w3.org/1998/Math/MathML"


class Skipped(NamedTuple):
    """An element that is cut out with all that is in it.

    Attributes:
        start: where its tag begins.
        depth: open elements around it.
        what: what becomes of it.
        frame: the element.
        shown: text in it would be shown.
    """

    start: int
    depth: int
    what: str
    frame: Frame
    shown: bool


class Reader(Tags):
    """Walks over a document; `walk` raises, and what was cut until then stays for `inspect`."""

    def __init__(self, skeleton: Skeleton, data: bytes, limits: Limits, *, lenient: bool) -> None:
        super().__init__(skeleton, data, limits, lenient=lenient)
        self.stack: list[Frame] = []
        self.skipped: Skipped | None = None
        self.outer: dict[bytes, str] = {}
        self.outer_uses: set[int] = set()
        self.root: Frame | None = None
        self.root_part = -1
        self.gone_ids: set[bytes] = set()
        self.gone_elements = False
        self.seen_doctype = False
        self.sheet_state = ""

    # -- the walk ---------------------------------------------------------------------------------

    def walk(self) -> int:
        """Read from the beginning to the end of the last element; where what is no document begins."""
        at = 0
        if match := markup.DECLARATION.match(self.text):
            self.tiler.declaration(match.end())
            at = match.end()
        while self.stack or self.root is None:
            at = self.token(at)
        self.check_characters(at)
        at = self.epilogue(at)
        self.check_references()
        return at

    def epilogue(self, at: int) -> int:
        """Blanks, comments and instructions behind the root element."""
        while True:
            end = markup.BLANKS.match(self.text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self.text.startswith(b"<!--", end) and self.text.find(b"-->", end + 4) >= 0:
                at = self.comment(end)
            elif self.text.startswith(b"<?", end) and self.text.find(b"?>", end) >= 0:
                at = self.instruction(end)
            else:
                return end

    def token(self, at: int) -> int:
        """Read the text at `at` and the markup behind it; where the next begins."""
        found = self.text.find(b"<", at)
        if found < 0:
            self.cut_short()
        if found > at:
            self.characters(at, found)
        following = self.text[found + 1 : found + 2]
        if following == b"/":
            return self.end_tag(found)
        if following == b"!":
            return self.declared(found)
        if following == b"?":
            return self.instruction(found)
        return self.start_tag(found)

    def declared(self, at: int) -> int:
        if self.text.startswith(b"<!--", at):
            return self.comment(at)
        if self.text.startswith(b"<![CDATA[", at) and self.stack:
            end = self.closing(b"]]>", at + 9)
            self.characters(at, end, inner=(at + 9, end - 3))
            return end
        if not self.text.startswith(b"<!DOCTYPE", at) or self.root is not None or self.seen_doctype:
            self.fail("markup that XML does not have", at, "syntax")
        return self.doctype(at)

    def closing(self, mark: bytes, at: int) -> int:
        """The end of what `mark` closes."""
        end = self.text.find(mark, at)
        if end < 0:
            self.cut_short()
        return end + len(mark)

    def comment(self, at: int) -> int:
        end = self.closing(b"-->", at + 4)
        if self.skipped is None:
            self.tiler.piece(at, end, "comment", self.kind("comment"))
        return end

    def instruction(self, at: int) -> int:
        end = self.closing(b"?>", at)
        match = markup.INSTRUCTION.match(self.text, at)
        if match is None or match["target"].lower() == b"xml":
            self.fail("an XML declaration that is not at the beginning, or is none", at, "declaration")
        if self.skipped is not None:
            return end
        sheet = _SHEET.search(self.text, at, end)
        if match["target"] == b"xml-stylesheet" and self.root is None and sheet:
            where = links.where(sheet["href"])
            if where == links.OUTSIDE:
                self.tiler.active(at, end, EXTERNAL, "instruction")
                return end
            if where != links.LOCAL:
                self.refuse("a style sheet that is named before the picture begins", at, "stylesheet")
        self.tiler.piece(at, end, "instruction", self.kind("instruction"))
        return end

    def doctype(self, at: int) -> int:
        """The document type (clause 2.8): nothing in it is ever fetched or expanded."""
        match = _DOCTYPE.match(self.text, at)
        if match is None:
            self.fail("a document type that does not end, or is none", at, "dtd")
        self.seen_doctype = True
        if _DECLARES.search(match["subset"] or b""):
            self.refuse("a document type that declares entities or attributes", at, "dtd")
        self.tiler.piece(at, match.end(), "doctype", self.kind("doctype"))
        return match.end()

    # -- text -------------------------------------------------------------------------------------

    def characters(self, start: int, end: int, inner: tuple[int, int] | None = None) -> None:
        """Text, or with `inner` a CDATA section around it."""
        if inner is None and (bad := markup.STRAY_AMPERSAND.search(self.text, start, end)):
            self.entity(bad.start())
        low, high = inner or (start, end)
        if inner is None and b"]]>" in self.text[start:end]:
            self.fail("the end of a section that has not begun", start, "syntax")
        blank = not self.text[low:high].strip(markup.BLANK)
        if self.skipped is not None:
            if self.skipped.shown and not blank:
                self.refuse("text in foreignObject that is neither SVG nor HTML", start, "foreign-object")
            return
        if not self.stack:
            if not blank or inner:
                self.fail("text before the root element", start, "syntax")
            return
        frame = self.stack[-1]
        if frame.uri == names.SVG and frame.local == b"style":
            if not blank:
                self.style_text(low, high, section=inner is not None)
        elif not frame.shows and not blank:
            if inner is None:
                start = end - len(self.text[start:end].lstrip(markup.BLANK))
                end = start + len(self.text[start:end].rstrip(markup.BLANK))
            self.tiler.piece(start, end, "text", self.kind("text"))

    def style_text(self, start: int, end: int, *, section: bool) -> None:
        """The text of a style sheet: one run, or a CDATA section between comments that hide its marks."""
        content = self.text[start:end].strip(markup.BLANK)
        state = self.sheet_state
        if not section and content == {"": b"/*", "closing": b"*/"}.get(state):
            self.sheet_state = "opened" if not state else "done"
            return
        if state == "opened" and section and content.startswith(b"*/") and content.endswith(b"/*"):
            self.sheet_state = "closing"
            start = self.text.index(b"*/", start) + 2
            end = self.text.rindex(b"/*", start, end)
        elif state:
            self.refuse("a style sheet in several pieces", start, "style")
            return
        else:
            self.sheet_state = "done"
        self.sheet(start, end, whole=True)

    def entity(self, at: int) -> None:
        if not self.seen_doctype or not self.lenient:
            self.fail("an entity that XML does not define", at, "entity")

    # -- tags -------------------------------------------------------------------------------------

    def end_tag(self, at: int) -> int:
        match = markup.END.match(self.text, at)
        if match is None:
            self.broken("end", at)
        if not self.stack or match["name"] != self.stack[-1].name:
            self.fail("an end tag without its start tag", at, "end-tag")
        if self.sheet_state in ("opened", "closing") and self.stack[-1].local == b"style":
            self.refuse("a style sheet in several pieces", at, "style")
        self.stack.pop()
        self.closed(match.end())
        return match.end()

    def closed(self, end: int) -> None:
        """An element ends; it may be one that is cut out."""
        skipped = self.skipped
        if skipped is None or len(self.stack) != skipped.depth:
            return
        self.skipped = None
        if skipped.what == SCRIPT:
            self.tiler.active(skipped.start, end, SCRIPT, SCRIPT)
            return
        frame = skipped.frame
        prefixes = {prefix.decode("latin-1"): uri for prefix, uri in sorted(self.outer.items())}
        local = frame.local.decode("latin-1")
        path = skipped.what if skipped.what != "element" else f"element/{frame.name.decode('latin-1')}"
        piece = Piece(skipped.what, self.skeleton.encoding, local, frame.uri, prefixes)
        self.tiler.piece(skipped.start, end, path, piece, sorted(self.outer_uses))

    def start_tag(self, at: int) -> int:
        match = markup.START.match(self.text, at)
        if match is None:
            self.broken("start", at)
        start, end = match.span("attributes")
        attributes = list(markup.attributes(self.text, start, end)) if end > start else []
        if len({one.name for one in attributes}) < len(attributes):
            self.fail("an attribute that stands twice in a tag", at, "attribute-twice")
        if bad := markup.STRAY_AMPERSAND.search(self.text, start, end):
            self.entity(bad.start())
        self.element(at, match["name"], attributes)
        if match["empty"]:
            frame = self.stack.pop()
            if frame is self.root:
                self.root_part = -1
            self.closed(match.end())
        elif self.stack[-1] is self.root and self.root_part < 0:
            self.tiler.flush(match.end())
            self.root_part = len(self.tiler.parts)
        return match.end()

    def element(self, at: int, name: bytes, attributes: Sequence[Attribute]) -> None:
        """Open an element, and cut out of its tag what does not stay."""
        around = self.stack[-1] if self.stack else None
        scope = around.scope if around else Scope.first()
        declared = [one for one in attributes if one.name == b"xmlns" or one.name.startswith(b"xmlns:")]
        if declared:
            scope = scope.within(self.text, declared, inside=self.skipped is not None)
            if not scope.is_modest:
                self.fail("more namespaces, or longer ones, than any program declares", at, "namespaces")
        uri, local = scope.element(name)
        foreign = around is not None and (around.foreign or around.local == b"foreignObject")
        frame = Frame(name, scope, local, uri, self.shows(uri, local, around), foreign)
        if self.root is None:
            if (uri, local) != (names.SVG, b"svg"):
                raise UnsupportedError(
                    "XML, but not SVG in its namespace",
                    format="svg",
                    offset=self.skeleton.at(at),
                    rule="root",
                )
            self.root = frame
        self.stack.append(frame)
        if local == b"style":
            self.sheet_state = ""
        if self.skipped is None and (what := self.verdict(frame, at)):
            self.outer, self.outer_uses = {}, set()
            shown = what == "element" and foreign
            self.skipped = Skipped(at, len(self.stack) - 1, what, frame, shown)
            self.gone_elements |= what != SCRIPT
        if self.skipped is not None:
            self.inside(frame, attributes, at)
        else:
            self.attributes(frame, attributes)

    @staticmethod
    def shows(uri: str, local: bytes, around: Frame | None) -> bool:
        """True when text directly inside is shown."""
        if uri == names.XHTML:
            return True
        inherits = around is not None and around.shows
        if local in names.TEXTUAL:
            return inherits or local in (b"text", b"textArea") or local.startswith(b"flow")
        return local == b"foreignObject" or (local in names.THROUGH and inherits)

    def verdict(self, frame: Frame, at: int) -> str:
        """What an element is cut out as; nothing for one that stays."""
        uri, local = frame.uri, frame.local
        if not uri and b":" in frame.name:
            self.refuse("a prefix that is not declared: browsers show no such file", at, "prefix")
        if uri == names.SVG:
            if local in names.CAPTIONS:
                return local.decode("ascii")
            if local == names.METADATA:
                return "metadata"
            if local == b"script":
                return SCRIPT
            return "" if local in names.ELEMENTS else "element"
        if uri == names.XHTML and frame.foreign:
            if local not in names.HTML_ELEMENTS:
                self.refuse("HTML inside that shows more than text", at, "foreign-object")
            return ""
        if uri == _MATHML and frame.foreign:
            self.refuse("formulas inside", at, "foreign-object")
        return "element"

    def inside(self, frame: Frame, attributes: Sequence[Attribute], at: int) -> None:
        """An element that goes with what it stands in, unless something that stays depends on it."""
        active = frame.uri == names.SVG and frame.local in names.ACTIVE
        active |= frame.uri == names.XHTML and frame.local in names.HTML_STYLES
        if active and self.skipped is not None and self.skipped.what != SCRIPT:
            self.refuse("styles or animations in a place that is removed", at, "hidden-style")
        for one in attributes:
            if one.name in (b"id", b"xml:id"):
                self.gone_ids.add(self.text[one.value_start : one.value_end])
        for prefix in (frame.name.rpartition(b":")[0], *(one.name.rpartition(b":")[0] for one in attributes)):
            uri, declared_at = frame.scope.find(prefix)
            if prefix != b"xml" and uri and not frame.scope.is_inside(prefix):
                self.outer[prefix] = uri
                self.outer_uses |= {declared_at} if declared_at >= 0 else set()

    # -- in the end -------------------------------------------------------------------------------

    def check_characters(self, end: int) -> None:
        """Every byte of the document is a character, and one that XML allows."""
        if bad := markup.CONTROL.search(self.text, 0, end):
            self.fail("a character that XML does not allow", bad.start(), "character")
        first, last = self.skeleton.span(0, end)
        try:
            self.tiler.data[first:last].decode(self.skeleton.encoding)
        except UnicodeDecodeError as error:
            raise MalformedError(
                "bytes that are no text in the encoding of the file",
                format="svg",
                offset=first + error.start,
                part="svg",
                rule="encoding",
            ) from None

    def check_references(self) -> None:
        """Nothing that stays looks for what goes."""
        if self.gone_ids & self.links:
            self.refuse("the picture shows something that stands in its metadata", 0, "reference")
        looks_beside = self.structural and self.gone_elements
        if looks_beside or self.selected & self.gone_attributes:
            self.refuse(
                "styles depend on elements or attributes that are no part of the picture", 0, "selector"
            )


Fault = (FormatError, UnsupportedError)
"""What may be wrong with a document."""
