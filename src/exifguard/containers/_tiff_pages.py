"""What the pages of a TIFF are made of: the values that are kept, strips and tiles, which pages stay."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ..errors import TruncatedError, UnsupportedError
from ..model import Role, Span
from ..structures.ifd import Entry
from ..structures.ifd_layout import Row
from . import _tiff_tags as tags
from ._tiff_tables import Page, Run, Tables

_REDUCED, _MASK = 1, 4
_OLD_REDUCED: Final = 2
_YCBCR: Final = 6
_FACTORS: Final = (2, 3, 4)
_LARGEST_LEVEL: Final = 65536


def classify(tables: Tables, chain: Sequence[Page]) -> None:
    """Find out which pages of the main chain, and inside them, are smaller copies of others.

    Levels of a pyramid stay: each has the size of the one before it, divided by 2, 3 or 4 and rounded. Other
    pages that call themselves reduced may go: they show what the picture was before it was edited.
    """
    base: Page | None = None
    for page in chain:
        small = base is not None and _is_reduced(tables, page, base)
        if not small:
            base = page
        for inner in page.chains:
            for sub in inner:
                if _is_reduced(tables, sub, page) or page.role is Role.EMBEDDED:
                    sub.role = Role.EMBEDDED
                classify(tables, [sub])


def _is_reduced(tables: Tables, page: Page, base: Page) -> bool:
    """True for a page that goes with `base`; its role says whether it stays."""
    if _is_empty(page) or _is_thumbnail(page):
        page.role = Role.EMBEDDED
        return True
    kind = tables.scalar(page, tags.SUBFILE_TYPE, 0)
    if tables.aside is not None:
        goes = bool(kind & _REDUCED) or kind in tables.aside
        page.role = Role.EMBEDDED if goes else page.role
        return goes
    if not (kind & _REDUCED or tables.scalar(page, tags.OLD_SUBFILE_TYPE, 0) == _OLD_REDUCED):
        return False
    size = tables.scalar(page, tags.WIDTH, 0), tables.scalar(page, tags.LENGTH, 0)
    whole = tables.scalar(base, tags.WIDTH, 0), tables.scalar(base, tags.LENGTH, 0)
    levels = base.levels or [whole]
    if kind & _MASK and size in levels:
        return True
    if any(_near(levels[-1], size, factor) for factor in _FACTORS):
        base.levels = [*levels, size]
        return True
    page.role = Role.EMBEDDED
    return True


def _near(one: tuple[int, int], other: tuple[int, int], factor: int) -> bool:
    pairs = zip(one, other, strict=True)
    return all(small and abs(large - small * factor) <= factor for large, small in pairs)


def _is_thumbnail(page: Page) -> bool:
    """True for a table with a JPEG file and no strips, as EXIF has them: Exif 3.0 clause 4.5.5."""
    return tags.JPEG_START in page.first and not any(tag in page.first for tag in tags.RUNS)


def _is_empty(page: Page) -> bool:
    return not any(tag in page.first for tag in (*tags.RUNS, tags.JPEG_START))


# -- values ---------------------------------------------------------------------------------------


def read_page(tables: Tables, page: Page) -> None:
    """Read the values of a page that are kept, and where its strips are."""
    for tag, rule in tables.kept.items():
        row = _row(tables, page, tag, rule)
        if row is not None:
            page.rows[tag] = row
    if page.role is Role.STRUCTURE and not {tags.WIDTH, tags.LENGTH} <= page.rows.keys():
        tables.fail("a page does not say how large it is", page.table.offset, "value", page.name)
    orientation = tables.scalar(page, tags.ORIENTATION, 1)
    if orientation not in range(1, 9):
        page.rows.pop(tags.ORIENTATION, None)
    for offsets in tags.RUNS:
        if offsets in page.first:
            _read_run(tables, page, offsets)
    _read_pointers(tables, page)


def _row(tables: Tables, page: Page, tag: int, rule: tags.Rule) -> Row | None:
    entry = page.first.get(tag)
    if entry is None:
        return None
    good = entry.type in rule.types and tables.sound(entry)
    if not good:
        if rule.needed and page.role is Role.STRUCTURE:
            tables.fail("a value that the picture needs is damaged", page.table.offset, "value", page.name)
        return None
    items = min(entry.items, _most(tables, page, rule.most))
    data = tables.raw(entry, items)
    if rule.needed:
        _check_twice(tables, page, entry, data)
    return Row(tag, entry.type, items, data)


def _most(tables: Tables, page: Page, most: int) -> int:
    if most == tags.PER_SAMPLE:
        return 2 * max(1, tables.scalar(page, tags.SAMPLES, 1))
    if most == tags.PER_STRIP:
        return _expected(tables, page, tags.STRIP_OFFSETS) or 1
    if most == tags.PER_LEVEL:
        return 3 * min(_LARGEST_LEVEL, 1 << min(tables.scalar(page, tags.BITS, 1), 16))
    return most


def _check_twice(tables: Tables, page: Page, entry: Entry, data: bytes) -> None:
    """Readers disagree about which of two values counts."""
    for other in page.table.entries:
        if other.tag == entry.tag and other is not entry:
            same = other.type == entry.type and tables.sound(other)
            if not same or tables.raw(other)[: len(data)] != data:
                tables.fail("two values for one tag contradict each other", page.table.offset, "tag-twice")


# -- strips and tiles -----------------------------------------------------------------------------


def _read_run(tables: Tables, page: Page, offsets: int) -> None:
    """Find the strips or tiles; sizes that can be computed are not believed."""
    starts = tables.numbers(page.first[offsets])
    stated = tables.numbers(page.first.get(tags.RUNS[offsets]))
    expected = _expected(tables, page, offsets)
    if not starts:
        tables.fail("offsets of strips or tiles are damaged", page.table.offset, "offsets", page.name)
        return
    if expected and len(starts) > expected:
        if any(starts[expected:]):
            tables.fail("more strips than rows: decoders disagree", page.table.offset, "strips", page.name)
        starts = starts[:expected]
    run = Run(array("Q"), array("Q"))
    needed = _uncompressed(tables, page, offsets)
    for index, start in enumerate(starts):
        size = stated[index] if index < len(stated) else None
        if not start:
            size = 0
        elif needed is not None:
            here = needed.last if index % needed.strips == needed.strips - 1 else needed.full
            size = here if not size or size > here else size
        if size is None:
            tables.fail("the size of a strip is missing", page.table.offset, "strip-size", page.name)
            return
        _add_strip(tables, run, start, size)
    page.runs[offsets] = run


def _add_strip(tables: Tables, run: Run, start: int, size: int) -> None:
    """Add a strip; an empty one is one that is not stored."""
    if not size:
        start = 0
    if start + size > tables.cursor.end:
        tables.fault(
            TruncatedError("a strip runs past the end", format="tiff", offset=start, rule="end-of-file")
        )
        start = min(start, tables.cursor.end)
        size = tables.cursor.end - start
    run.starts.append(start)
    run.ends.append(start + size)


def _expected(tables: Tables, page: Page, offsets: int) -> int:
    """How many strips or tiles a page has; 0 where it does not say."""
    width, length = tables.scalar(page, tags.WIDTH, 0), tables.scalar(page, tags.LENGTH, 0)
    planes = tables.scalar(page, tags.SAMPLES, 1) if tables.scalar(page, tags.PLANAR, 1) == 2 else 1
    if tags.TILE_WIDTH in page.first or offsets == tags.TILE_OFFSETS:
        across, down = tables.scalar(page, tags.TILE_WIDTH, 0), tables.scalar(page, tags.TILE_LENGTH, 0)
        if not (across and down):
            return 0
        deep = max(1, tables.scalar(page, tags.DEPTH, 1))
        deep = -(-deep // max(1, tables.scalar(page, tags.TILE_DEPTH, 1)))
        return -(-width // across) * -(-length // down) * deep * max(1, planes)
    rows = tables.scalar(page, tags.ROWS, length) or length
    return -(-length // rows) * max(1, planes) if rows else 0


class _Sizes(NamedTuple):
    """The bytes of uncompressed strips: of the last of a plane, of the others; how many a plane has."""

    full: int
    last: int
    strips: int


def _uncompressed(tables: Tables, page: Page, offsets: int) -> _Sizes | None:
    """What the rows of uncompressed strips take; None where that is not simple."""
    if tables.scalar(page, tags.COMPRESSION, tags.NONE) != tags.NONE:
        return None
    bits = tables.numbers(page.first.get(tags.BITS)) or (1,)
    samples = tables.scalar(page, tags.SAMPLES, 1)
    planar = tables.scalar(page, tags.PLANAR, 1) == 2
    if len(set(bits[:samples])) > 1 or tables.scalar(page, tags.PHOTOMETRIC, 0) == _YCBCR:
        return None
    wide = bits[0] * (1 if planar else samples)
    if tags.TILE_WIDTH in page.first or offsets == tags.TILE_OFFSETS:
        row = -(-tables.scalar(page, tags.TILE_WIDTH, 0) * wide // 8)
        size = row * tables.scalar(page, tags.TILE_LENGTH, 0)
        size *= max(1, tables.scalar(page, tags.TILE_DEPTH, 1))
        return _Sizes(size, size, 1) if size else None
    length = tables.scalar(page, tags.LENGTH, 0)
    rows = min(tables.scalar(page, tags.ROWS, length) or length, length)
    row = -(-tables.scalar(page, tags.WIDTH, 0) * wide // 8)
    if not (rows and row):
        return None
    strips = -(-length // rows)
    return _Sizes(row * rows, row * (length - (strips - 1) * rows), strips)


# -- old-style JPEG -------------------------------------------------------------------------------


def _read_pointers(tables: Tables, page: Page) -> None:
    """The streams and tables that pages of compression 6 point to: TIFF 6.0 section 22."""
    start = tables.scalar(page, tags.JPEG_START, 0) if tags.JPEG_START in page.first else 0
    size = tables.scalar(page, tags.JPEG_SIZE, 0)
    if start:
        if not size or start + size > tables.cursor.end:
            tables.fail(
                "the size of a JPEG stream is missing or wrong", page.table.offset, "old-jpeg", page.name
            )
        elif _is_thumbnail(page) and page.role is Role.EMBEDDED:
            page.thumbnail = Span(start, start + size)
        else:
            page.pointers[tags.JPEG_START] = [Span(start, start + size)]
    for tag in tags.OLD_JPEG_TABLES:
        if tag in page.first:
            page.pointers[tag] = list(_old_tables(tables, tag, tables.numbers(page.first[tag])))


def _old_tables(tables: Tables, tag: int, starts: Iterable[int]) -> Iterable[Span]:
    """64 bytes of quantisation, or 16 counts of Huffman codes and their values."""
    for start in starts:
        size = 64
        if tag != tags.Q_TABLES:
            size = 16 + sum(tables.cursor.read(start, 16, "table"))
        tables.cursor.need(start, size, "table")
        yield Span(start, start + size)


def check_coding(tables: Tables, page: Page) -> None:
    """Refuse codings that nobody knows."""
    coding = tables.scalar(page, tags.COMPRESSION, tags.NONE)
    if coding not in tags.CODINGS and coding not in tags.CODESTREAMS:
        tables.fault(
            UnsupportedError(
                "the pictures are coded in a way that exifguard does not know",
                format="tiff",
                offset=page.table.offset,
                part=page.name,
                rule="compression",
            )
        )
