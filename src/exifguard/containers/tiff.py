"""TIFF 6.0 and BigTIFF: pages, pyramids and masks, in strips and tiles of every usual coding.

Kept: strips and tiles byte for byte, in their order; the entries that say how they are stored and shown (an
allow-list), all pages, levels of pyramids, alpha and masks, orientation, resolution.
Written anew: the header, all tables, all offsets and sizes; colour profiles that hold more than colour.
Removed: every other entry, known or not: EXIF and GPS tables, XMP, IPTC, Photoshop's resources and layers,
GeoTIFF, private tags; pages that are smaller copies and no level of a pyramid, thumbnails; segments about the
picture and bytes behind the end in JPEG strips, comments in JPEG 2000; what uncompressed strips have beyond
their rows; old tables, gaps, bytes behind the last one.
Repaired: unsorted and repeated entries, missing sizes of uncompressed strips, links that leave the file.
DNG is edited in place: see `_tiff_in_place`. What its developers need stays besides (`_dng_tags`). Of other
camera raws only places can be removed: see `_tiff_bound`.
Refused: files that are cut short, rings of pages, unknown codings, values
that the picture needs and that are damaged or contradict each other, picture data that is something else as
well, ImageJ's stacks of which tables name only the first picture.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from .._cursor import Cursor
from .._recipe import Recipe
from .._source import Source
from ..errors import FormatError, UnsupportedError
from ..limits import Limits
from ..model import Action, Block, Format, Parts, Role, Span
from ..structures.blocks import BOUND
from ..structures.ifd import Form, read_form
from . import _tiff_pages as pages
from . import _tiff_tags as tags
from ._about import About, Frames
from ._base import NO_CHANGES, Changes
from ._dng_tags import ASIDE, NEEDED, TOLD
from ._tiff_blocks import Claims
from ._tiff_bound import read_bound
from ._tiff_claims import GAP, HEADER, METADATA, PADDING, PAGE, PROFILE, REDUCED, Owner, Tiling, united
from ._tiff_in_place import edit_in_place
from ._tiff_layout import TiffParts, lay_out
from ._tiff_patch import patch
from ._tiff_raws import DNG, DNG_VERSION, MARKS, raw_kind
from ._tiff_tables import Page, Tables

TIFF: Final = Format("tiff", "image/tiff", ".tif")

_BOUND: Final = (
    "{} is a camera raw: exifguard can inspect it, and remove places from it (policy location); to share the "
    "picture, develop it to TIFF or JPEG first and clean that"
)
CAMERA_STAYS: Final = "the camera's make, model and calibration stay: raw developers need them"
REWRITTEN: Final = frozenset({HEADER, PAGE, PADDING, PROFILE, METADATA, REDUCED})
WRITTEN_ANEW: Final = frozenset({"exif", "xmp", "iptc", "photoshop", "icc", "c2pa", "picture"})
_IMAGEJ: Final = re.compile(rb"ImageJ=[^\n]*\n(?:[^\n]*\n)*?images=(\d{1,9})\b")
_RESOLUTION: Final = frozenset((tags.X_RESOLUTION, tags.Y_RESOLUTION, tags.RESOLUTION_UNIT))


def _form(head: bytes) -> tuple[Form, int] | None:
    """How the file is laid out, and the offset of its first table; raws with marks of their own too."""
    order = MARKS.get(head[:4])
    if order is not None and len(head) >= 8:
        return Form(order), int.from_bytes(head[4:8], order)
    return read_form(head)


class _Reader:
    """One walk over a file."""

    def __init__(self, source: Source, limits: Limits, *, streams: bool, lenient: bool) -> None:
        self.source = source
        self.limits = limits
        self.streams = streams
        self.lenient = lenient
        self.cursor = Cursor(source, TIFF.name)
        self.head = self.cursor.peek(32)
        form = _form(self.head)
        if form is None:
            raise UnsupportedError(
                "not a TIFF with offsets of 4 or 8 bytes", format="tiff", offset=4, rule="tiff-header"
            )
        self.form, self.first = form
        self.tables = Tables(self.cursor, self.form, limits, lenient=lenient)
        self.claims = Claims(self.tables, streams=streams)
        self.chain: list[Page] = []
        self.raw = ""

    def read(self) -> TiffParts:
        """Read all tables; then the file is cut into parts."""
        self.chain = self.tables.pages_from(self.first, "page ")
        if not self.chain:
            self.tables.fail("the file has no table", self.first, "ifd-bounds")
        everything = [page for root in self.chain for page in root.walk()]
        self.raw = self.raw_kind(everything)
        if self.in_place:
            self.tables.kept, self.tables.aside = tags.KEPT | (TOLD if self.lenient else NEEDED), ASIDE
        if self.raw and not self.in_place and not self.lenient:
            bound = _BOUND.format(self.raw)
            return read_bound(TIFF, self.source, self.tables, self.chain, self.limits, bound)
        self.claims.of_raw = bool(self.raw) and not self.in_place
        pages.classify(self.tables, self.chain)
        for page in everything:
            self.page(page)
        if not self.raw:
            self.check_stack()
        if self.in_place and DNG_VERSION not in self.chain[0].rows:
            self.tables.fail("the version of DNG is damaged", self.first, "value")
        return self.parts(everything)

    @property
    def in_place(self) -> bool:
        """True for what is changed where it stands."""
        return self.raw == DNG

    def raw_kind(self, everything: Sequence[Page]) -> str:
        """The name of the camera raw that the file is."""
        root = self.chain[0] if self.chain else None
        entry = root.first.get(tags.MAKE) if root else None
        make = self.tables.raw(entry, 64) if entry is not None and self.tables.sound(entry) else b""
        scalars = [
            [self.tables.scalar(page, tag, 0) for page in everything]
            for tag in (tags.PHOTOMETRIC, tags.COMPRESSION)
        ]
        return raw_kind(self.head, root.first if root else (), make.decode("latin-1"), *scalars)

    def page(self, page: Page) -> None:
        """Read a page and claim its bytes."""
        prefix = "" if page is self.chain[0] else f"{page.name}/"
        try:
            pages.read_page(self.tables, page)
            if page.role is Role.STRUCTURE and (self.in_place or not self.raw):
                pages.check_coding(self.tables, page)
        except FormatError as error:
            self.tables.fault(error)
        if page is self.chain[0] and not page.runs and not page.pointers:
            self.tables.fail("the file holds no picture", page.table.offset, "picture-missing")
        self.claims.page(page, prefix)

    def check_stack(self) -> None:
        """ImageJ writes one table for a whole stack where it is large, and counts in the description."""
        entry = self.chain[0].first.get(tags.DESCRIPTION) if self.chain else None
        if entry is None or not self.tables.sound(entry):
            return
        found = _IMAGEJ.match(self.tables.raw(entry, 4096))
        if found and int(found[1]) > len(self.chain):
            self.tables.fault(
                UnsupportedError(
                    "an ImageJ stack whose further pictures no table names",
                    format="tiff",
                    rule="imagej-stack",
                )
            )

    # -- parts ------------------------------------------------------------------------------------

    def parts(self, everything: Sequence[Page]) -> TiffParts:
        """Cut the file, and make blocks of the claims."""
        claims = self.claims
        tiling = Tiling(self.source, claims.claims, claims.data, self.limits)
        owners = [*claims.owners, *tiling.tile(strict=not self.lenient, in_place=self.in_place)]
        indices = {id(owner): index for index, owner in enumerate(owners)}
        if not self.lenient and not all(owner.parts for owner in owners):
            raise UnsupportedError(
                "what the picture needs and something else share the same bytes",
                format="tiff",
                rule="shared-storage",
            )
        blocks = tuple(_block(owner) for owner in owners)
        return TiffParts(
            TIFF,
            self.source.size,
            tuple(tiling.parts),
            blocks,
            tuple(dict.fromkeys((*self.tables.notes, *(CAMERA_STAYS,) * self.in_place))),
            REWRITTEN,
            damaged=self.tables.damaged,
            shown=() if self.lenient else self.shown(everything),
            form=self.form,
            raw=self.raw,
            chain=tuple(self.chain),
            nodes=self.claims.nodes,
            written=self.written(everything, indices),
        )

    def written(self, everything: Sequence[Page], indices: dict[int, int]) -> dict[int, dict[int, int]]:
        """The blocks of each page by tag, as indices."""
        return {
            page.table.offset: {
                tag: indices[id(owner)]
                for tag, owner in self.claims.by_page.get(page.table.offset, {}).items()
            }
            for page in everything
        }

    def shown(self, everything: Sequence[Page]) -> tuple[object, ...]:
        """What each page that stays is shown by: its values, and which picture data its strips are."""
        data = united(self.claims.data)
        starts = [span.start for span in data]
        before = array("Q", [0])
        for start, end in data:
            before.append(before[-1] + end - start)

        def place(at: int) -> int:
            index = bisect_right(starts, at) - 1
            if index < 0:
                return 0
            return before[index] + min(at, data[index].end) - data[index].start

        return tuple(
            (
                tuple(row for tag, row in sorted(page.rows.items()) if tag not in _RESOLUTION),
                tuple(
                    (array("Q", map(place, run.starts)).tobytes(), array("Q", map(place, run.ends)).tobytes())
                    for _, run in sorted(page.runs.items())
                ),
                tuple(
                    (tag, tuple((place(start), place(end)) for start, end in spans))
                    for tag, spans in sorted(page.pointers.items())
                ),
            )
            for page in everything
            if page.role is Role.STRUCTURE
        )


def _block(owner: Owner) -> Block:
    spans = tuple(owner.spans) or (Span(0, 0),)
    return Block(owner.kind, owner.path, spans, tuple(owner.parts), owner.wrap, owner.pieces)


class Tiff:
    """The TIFF container."""

    format = TIFF
    about = About(
        selective=("exif", "xmp", "iptc", "photoshop"),
        frames=Frames.PAGES,
        upright="orientation of the page",
        colours="photometric interpretation, palette, ICC profile",
        refused="camera raws but DNG, unknown codings, ImageJ's stacks with one table",
    )
    exif_says_colour = False

    def matches(self, head: bytes) -> bool:
        """TIFF, BigTIFF, and the marks of raws that are like it: what they are is told when they are read."""
        return _form(head) is not None or head[:4] in (b"II+\0", b"MM\0+")

    def parse(
        self, source: Source, limits: Limits, *, streams: bool = True, lenient: bool = False
    ) -> TiffParts:
        """Tile the file; see `Container.parse`."""
        try:
            return _Reader(source, limits, streams=streams, lenient=lenient).read()
        except (FormatError, UnsupportedError) as error:
            if not lenient:
                raise
            owner = Owner("unread", "whole file", [Span(0, source.size)], parts=[0])
            tiling = Tiling(source, (), (), limits)
            tiling.tile(strict=False)
            tiling.parts[0] = tiling.parts[0]._replace(name=GAP, role=Role.UNKNOWN)
            notes = (f"damaged: {error}",)
            return TiffParts(
                TIFF, source.size, tuple(tiling.parts), (_block(owner),), notes, REWRITTEN, damaged=True
            )

    def can_hold(self, block: Block, size: int) -> bool:  # noqa: ARG002 - the contract
        """See `Container.can_hold`. Which way is up no EXIF block says here, but a value of the page."""
        return bool(block.parts) and block.kind in WRITTEN_ANEW and block.wrap != BOUND

    def plan(self, source: Source, parts: Parts, actions: Sequence[Action], changes: Changes) -> Recipe:
        """Lay out the output; see `Container.plan`."""
        assert isinstance(parts, TiffParts)  # noqa: S101 - for the type checker
        if all(action is Action.KEEP for action in actions) and changes == NO_CHANGES:
            return Recipe(source, [Span(0, parts.size)])
        if parts.bound:
            return patch(source, parts, actions, changes)
        if parts.raw:
            return edit_in_place(source, parts, actions, changes)
        return lay_out(source, parts, actions, changes)
