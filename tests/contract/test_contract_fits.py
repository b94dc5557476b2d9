"""The container contract fits box formats and formats of tables with offsets, before any is built on it."""

from __future__ import annotations

import contextlib
import io
import struct
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from contract.claims import Claim, tile
from contract.heif_tiling import HeifParts, HeifTiling, Item
from contract.tiff_tiling import TiffParts, TiffTiling
from exifguard._source import BytesSource
from exifguard._verify import check_tiling, image_spans, merged
from exifguard.containers import NO_CHANGES, Container
from exifguard.errors import ExifguardError, LimitExceededError, MalformedError, UnsupportedError
from exifguard.limits import DEFAULT_LIMITS
from exifguard.model import Action, Part, Parts, Role
from exifguard.structures.blocks import block_data

HEIF: Container = HeifTiling()
TIFF: Container = TiffTiling()
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>MARK-XMP</x:xmpmeta>"


def parse(container: Container, data: bytes) -> Parts:
    assert container.matches(data[:32])
    return container.parse(BytesSource(data), DEFAULT_LIMITS)


def check_laws(container: Container, data: bytes) -> Parts:
    """Laws 1 and 2."""
    parts = parse(container, data)
    check_tiling(parts)
    keep = [Action.KEEP] * len(parts.parts)
    assert container.plan(BytesSource(data), parts, keep, NO_CHANGES).to_bytes() == data
    return parts


def role_at(parts: Parts, at: int) -> Role:
    return next(part.role for part in parts.parts if part.start <= at < part.end)


def picture(width: int, height: int) -> Image.Image:
    return Image.radial_gradient("L").resize((width, height)).convert("RGB")


# -- HEIC -----------------------------------------------------------------------------------------


@cache
def heic() -> bytes:
    """Two pictures, EXIF and XMP."""
    pillow_heif = pytest.importorskip("pillow_heif")
    exif = Image.Exif()
    exif[271] = "MARK-MAKE"
    file = pillow_heif.from_pillow(picture(160, 96))
    file.add_from_pillow(picture(64, 64).rotate(90))
    out = io.BytesIO()
    file.save(out, exif=exif.tobytes(), xmp=XMP, quality=50)
    return out.getvalue()


def heif_parts(data: bytes) -> HeifParts:
    parts = parse(HEIF, data)
    assert isinstance(parts, HeifParts)
    return parts


def items_of(data: bytes, role: Role) -> list[Item]:
    return [item for item in heif_parts(data).items if item.role is role]


def move(data: bytes, item: Item, start: int, end: int) -> bytes:
    """The file with the one extent of an item somewhere else.

    libheif writes base offset, number of extents (one), offset (zero) and length.
    """
    (extent,) = item.extents
    at = extent.field - 6
    assert data[at : at + 14] == place(extent.start, extent.end)
    return data[:at] + place(start, end) + data[at + 14 :]


def place(start: int, end: int) -> bytes:
    return struct.pack(">IHII", start, 1, 0, end - start)


def share(data: bytes, first: Item, second: Item) -> bytes:
    """The file with the second item on the first one's bytes."""
    return move(data, second, *first.extents[0][:2])


def test_a_heic_is_tiled_and_given_back() -> None:
    parts = check_laws(HEIF, heic())
    assert {part.role for part in parts.parts} == {Role.STRUCTURE, Role.IMAGE, Role.METADATA}


def test_items_have_the_role_of_their_type() -> None:
    data = heic()
    parts = parse(HEIF, data)
    assert [item.type for item in items_of(data, Role.IMAGE)] == ["hvc1", "hvc1"]
    for item in heif_parts(data).items:
        assert all(
            role_at(parts, at) is item.role for start, end, _ in item.extents for at in (start, end - 1)
        )


def test_blocks_hold_what_the_items_hold() -> None:
    data = heic()
    blocks = {
        block.kind: block_data(BytesSource(data), block, DEFAULT_LIMITS) for block in parse(HEIF, data).blocks
    }
    assert blocks.keys() == {"exif", "xmp"}
    assert blocks["xmp"] == XMP
    assert b"MARK-MAKE" in blocks["exif"]


def test_picture_data_is_the_extents_of_the_picture_items() -> None:
    data = heic()
    extents = sorted(extent[:2] for item in items_of(data, Role.IMAGE) for extent in item.extents)
    assert list(image_spans(parse(HEIF, data).parts)) == extents


def test_touching_picture_items_are_one_part_of_several_pieces() -> None:
    data = heic()
    first, second = items_of(data, Role.IMAGE)
    middle = first.extents[0].start + 10
    data = move(move(data, first, first.extents[0].start, middle), second, middle, first.extents[0].end)
    parts = check_laws(HEIF, data)
    index = heif_parts(data).tiling.parts_of(f"item {first.id}")
    assert index == heif_parts(data).tiling.parts_of(f"item {second.id}")
    pieces = parts.parts[index[0]].pieces
    assert pieces is not None
    assert list(pieces) == [(first.extents[0].start, middle), (middle, first.extents[0].end)]


@pytest.mark.parametrize("role", [Role.IMAGE, Role.METADATA])
def test_items_that_share_an_extent_are_one_part_of_two_owners(role: Role) -> None:
    first, second = items_of(heic(), role)
    data = share(heic(), first, second)
    parts, tiling = check_laws(HEIF, data), heif_parts(data).tiling
    (index,) = tiling.parts_of(f"item {first.id}")
    assert tiling.parts_of(f"item {second.id}") == (index,)
    assert set(tiling.owners[index]) == {f"item {first.id}", f"item {second.id}"}
    assert parts.parts[index].role is role
    assert role_at(parts, second.extents[0].start) is Role.UNKNOWN
    if role is Role.METADATA:
        assert [block.parts for block in parts.blocks] == [(index,), (index,)]


def test_items_that_overlap_in_part_share_that_part() -> None:
    first, second = items_of(heic(), Role.IMAGE)
    start, end, _ = first.extents[0]
    data = move(heic(), second, start + 10, end)
    check_laws(HEIF, data)
    spans = list(image_spans(parse(HEIF, data).parts))
    assert spans == [(start, start + 10), (start + 10, end)]


@pytest.mark.parametrize("overlap", [1, 10, 10_000])
def test_storage_claimed_as_picture_and_as_metadata_is_refused(overlap: int) -> None:
    (image, _), (exif, _) = items_of(heic(), Role.IMAGE), items_of(heic(), Role.METADATA)
    start, end, _ = image.extents[0]
    with pytest.raises(UnsupportedError) as caught:
        parse(HEIF, move(heic(), exif, max(start, end - overlap), end))
    assert caught.value.rule == "shared-storage"


def test_an_item_outside_the_storage_is_refused() -> None:
    exif = items_of(heic(), Role.METADATA)[0]
    for start in (0, 30, len(heic()) - 1):
        with pytest.raises(MalformedError):
            parse(HEIF, move(heic(), exif, start, start + 10))


def test_bytes_that_no_item_claims_are_unknown() -> None:
    xmp = items_of(heic(), Role.METADATA)[1]
    start, end, _ = xmp.extents[0]
    parts = check_laws(HEIF, move(heic(), xmp, start, end - 3))
    assert role_at(parts, end - 3) is Role.UNKNOWN


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def split_boxes(data: bytes) -> dict[bytes, bytes]:
    found, at = {}, 0
    while at < len(data):
        size = struct.unpack_from(">I", data, at)[0]
        found[data[at + 4 : at + 8]] = data[at : at + size]
        at += size
    return found


def shifted(data: bytes, by: int) -> bytes:
    """The file with every item said to lie elsewhere."""
    for item in heif_parts(heic()).items:
        start, end, _ = item.extents[0]
        assert data.count(place(start, end)) == 1
        data = data.replace(place(start, end), place(start + by, end + by))
    return data


@pytest.mark.parametrize("between", [b"", box(b"free", b"MARK-FREE"), box(b"uuid", bytes(20))])
def test_the_table_of_items_may_follow_their_storage(between: bytes) -> None:
    found = split_boxes(heic())
    data = found[b"ftyp"] + between + found[b"mdat"] + found[b"meta"]
    data = shifted(data, len(between) - len(found[b"meta"]))
    parts = check_laws(HEIF, data)
    assert [block.kind for block in parts.blocks] == ["exif", "xmp"]
    assert not between or role_at(parts, len(found[b"ftyp"])) is Role.UNKNOWN


def test_the_last_box_may_reach_to_the_end_of_the_file() -> None:
    found = split_boxes(heic())
    data = found[b"ftyp"] + found[b"meta"] + bytes(4) + found[b"mdat"][4:]
    assert check_laws(HEIF, data) == parse(HEIF, heic())


def test_items_may_lie_beside_the_table() -> None:
    """Construction method 1: the XMP moves from the file's storage to the table's own."""
    infos = box(b"infe", b"\2\0\0\0" + struct.pack(">HH4s", 1, 0, b"mime") + b"\0application/rdf+xml\0")
    iinf = box(b"iinf", bytes(4) + struct.pack(">H", 1) + infos)
    entry = struct.pack(">HHHHII", 1, 1, 0, 1, 3, len(XMP))
    iloc = box(b"iloc", b"\1\0\0\0\x44\0" + struct.pack(">H", 1) + entry)
    meta = box(b"meta", bytes(4) + iinf + iloc + box(b"idat", b"gap" + XMP + b"gap"))
    data = box(b"ftyp", b"heic") + meta
    parts = check_laws(HEIF, data)
    assert [block_data(BytesSource(data), block, DEFAULT_LIMITS) for block in parts.blocks] == [XMP]
    assert [part.size for part in parts.parts if part.role is Role.UNKNOWN] == [3, 3]


def test_a_count_that_costs_the_file_nothing_is_not_believed() -> None:
    """Offsets and lengths of no width: every extent takes no byte at all."""
    rows = b"".join(struct.pack(">HHH", number, 0, 0xFFFF) for number in range(20))
    iloc = box(b"iloc", bytes(6) + struct.pack(">H", 20) + rows)
    meta = box(b"meta", bytes(4) + box(b"iinf", bytes(6)) + iloc)
    with pytest.raises(LimitExceededError):
        parse(HEIF, box(b"ftyp", b"heic") + meta + box(b"mdat", b""))


# -- TIFF -----------------------------------------------------------------------------------------


def save_tiff(pages: list[Image.Image], place: bool, **options: object) -> bytes:
    exif = Image.Exif()
    exif[270], exif[315] = "MARK-DESCRIPTION", "MARK-ARTIST"
    if place:
        exif[34853] = {1: "N", 2: (47.0, 36.0, 50.0)}
    out = io.BytesIO()
    pages[0].save(
        out, "TIFF", save_all=True, append_images=pages[1:], exif=exif.tobytes(), dpi=(72, 72), **options
    )
    return out.getvalue()


@cache
def tiff() -> bytes:
    """Three pages, two of them of several strips, written by libtiff."""
    pages = [picture(300, 200), picture(200, 300), picture(31, 17)]
    return save_tiff(pages, place=False, compression="tiff_lzw", strip_size=40_000)


@cache
def placed_tiff() -> bytes:
    """Two pages with a position, which only Pillow's own writer can write."""
    return save_tiff([picture(30, 20), picture(21, 31)], place=True)


def tiff_parts(data: bytes) -> TiffParts:
    parts = parse(TIFF, data)
    assert isinstance(parts, TiffParts)
    return parts


def entry_at(data: bytes, table: int, tag: int) -> int:
    """Where the entry of a tag stands, in a little-endian file."""
    count = struct.unpack_from("<H", data, table)[0]
    return next(
        at
        for at in range(table + 2, table + 2 + 12 * count, 12)
        if struct.unpack_from("<H", data, at)[0] == tag
    )


def page_offsets(data: bytes) -> list[int]:
    found, at = [], struct.unpack_from("<I", data, 4)[0]
    while at:
        found.append(at)
        at = struct.unpack_from("<I", data, at + 2 + 12 * struct.unpack_from("<H", data, at)[0])[0]
    return found


def with_value(data: bytes, page: int, tag: int, value: int) -> bytes:
    """The file with another value, or offset of a value, in an entry."""
    out = bytearray(data)
    struct.pack_into("<I", out, entry_at(data, page_offsets(data)[page], tag) + 8, value)
    return bytes(out)


def value_of(data: bytes, page: int, tag: int) -> int:
    found: int = struct.unpack_from("<I", data, entry_at(data, page_offsets(data)[page], tag) + 8)[0]
    return found


def images(parts: Parts) -> list[Part]:
    return [part for part in parts.parts if part.role is Role.IMAGE]


@pytest.mark.parametrize("make", [tiff, placed_tiff])
def test_a_tiff_is_tiled_and_given_back(make: Callable[[], bytes]) -> None:
    parts = check_laws(TIFF, make())
    assert {part.role for part in parts.parts} >= {Role.STRUCTURE, Role.IMAGE, Role.METADATA, Role.RENDERING}


def test_the_strips_of_a_page_are_one_part_of_several_pieces() -> None:
    parts = images(parse(TIFF, tiff()))
    assert [part.name for part in parts] == ["page 1 data", "page 2 data", "page 3 data"]
    assert [len(part.pieces or ()) for part in parts] == [5, 5, 1]


def test_the_pieces_of_a_run_fill_it() -> None:
    """No byte of a run of strips is left for nobody: there is no framing between strips."""
    for part in images(parse(TIFF, tiff())):
        assert list(merged(part.pieces or ())) == [(part.start, part.end)]


def test_metadata_entries_and_their_values_are_metadata() -> None:
    data = placed_tiff()
    parts = parse(TIFF, data)
    for mark in (b"MARK-DESCRIPTION", b"MARK-ARTIST"):
        assert role_at(parts, data.index(mark)) is Role.METADATA
    table = page_offsets(data)[0]
    for tag, role in {
        256: Role.STRUCTURE,
        270: Role.METADATA,
        273: Role.STRUCTURE,
        34853: Role.METADATA,
    }.items():
        assert role_at(parts, entry_at(data, table, tag)) is role
    (block,) = parts.blocks
    assert all(parts.parts[index].role is Role.METADATA for index in block.parts)


def test_a_table_of_metadata_is_metadata_throughout() -> None:
    parts = parse(TIFF, placed_tiff())
    (gps,) = (table for table in tiff_parts(placed_tiff()).tables if table.name == "page 1 GPS")
    assert not gps.page
    assert {role_at(parts, at) for at in range(gps.offset, gps.offset + 2 + 2 * 12 + 4)} == {Role.METADATA}


def test_values_that_entries_share_are_one_part_of_two_owners() -> None:
    data = with_value(tiff(), 1, 270, value_of(tiff(), 0, 270))
    parts, tiling = check_laws(TIFF, data), tiff_parts(data).tiling
    (index,) = tiling.parts_of("page 1/270")
    assert tiling.parts_of("page 2/270") == (index,)
    assert role_at(parts, value_of(tiff(), 1, 270)) is Role.UNKNOWN


def test_strips_that_pages_share_are_one_part_of_two_owners() -> None:
    data = with_value(tiff(), 1, 273, value_of(tiff(), 0, 273))
    data = with_value(data, 1, 279, value_of(tiff(), 0, 279))
    check_laws(TIFF, data)
    (index,) = tiff_parts(data).tiling.parts_of("page 1 data")
    assert tiff_parts(data).tiling.parts_of("page 2 data") == (index,)


@pytest.mark.parametrize("offset", [0, 100])
def test_a_value_inside_a_strip_is_refused(offset: int) -> None:
    strip = images(parse(TIFF, tiff()))[0]
    with pytest.raises(UnsupportedError) as caught:
        parse(TIFF, with_value(tiff(), 0, 270, strip.start + offset))
    assert caught.value.rule == "shared-storage"


def test_slack_is_unknown() -> None:
    parts = check_laws(TIFF, tiff() + b"MARK-TRAILER")
    last = parts.parts[-1]
    assert (last.name, last.role, last.end) == ("gap", Role.UNKNOWN, len(tiff()) + 12)
    assert last.start <= len(tiff())


def test_a_table_of_metadata_that_pages_share_is_read_once() -> None:
    """Pillow's second page names the table of the first."""
    data = placed_tiff()
    assert value_of(data, 0, 34853) == value_of(data, 1, 34853)
    assert [table.name for table in tiff_parts(data).tables if not table.page] == ["page 1 GPS"]


def test_tables_that_form_a_ring_are_refused() -> None:
    data = bytearray(tiff())
    first, *_, last = page_offsets(tiff())
    end = last + 2 + 12 * struct.unpack_from("<H", data, last)[0]
    struct.pack_into("<I", data, end, first)
    with pytest.raises(MalformedError) as caught:
        parse(TIFF, bytes(data))
    assert caught.value.rule == "ifd-loop"


# -- both -----------------------------------------------------------------------------------------

BOTH = pytest.mark.parametrize(("container", "make"), [(HEIF, heic), (TIFF, tiff)], ids=["heic", "tiff"])


@BOTH
@given(choice=st.data())
def test_a_truncated_file_raises_only_the_family(
    container: Container, make: Callable[[], bytes], choice: st.DataObject
) -> None:
    data = make()
    size = choice.draw(st.integers(0, min(len(data), 1500)) | st.integers(0, len(data)))
    with contextlib.suppress(ExifguardError):
        check_tiling(container.parse(BytesSource(data[:size]), DEFAULT_LIMITS))


@BOTH
@given(choice=st.data())
def test_a_damaged_file_raises_only_the_family_or_is_tiled(
    container: Container, make: Callable[[], bytes], choice: st.DataObject
) -> None:
    data = bytearray(make())
    for _ in range(choice.draw(st.integers(1, 4))):
        at = choice.draw(st.integers(0, min(len(data), 900) - 1))
        data[at] = choice.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
    with contextlib.suppress(ExifguardError):
        check_laws(container, bytes(data)) if container.matches(bytes(data[:32])) else None


CLAIMS = st.lists(
    st.builds(
        lambda owner, role, start, size: Claim(owner, role, start, min(50, start + size), "run"),
        st.sampled_from("abc"),
        st.sampled_from([Role.IMAGE, Role.METADATA]),
        st.integers(0, 50),
        st.integers(0, 12),
    ),
    max_size=8,
)


@given(CLAIMS)
def test_claims_tile_as_byte_by_byte(claims: list[Claim]) -> None:
    owners = [{(c.owner, c.role) for c in claims if c.start <= at < c.end} for at in range(50)]
    if any(len({role for _, role in here}) > 1 for here in owners):
        with pytest.raises(UnsupportedError):
            tile(50, claims, "made up", DEFAULT_LIMITS)
        return
    tiling = tile(50, claims, "made up", DEFAULT_LIMITS)
    check_tiling(Parts(HEIF.format, 50, tiling.parts, ()))
    for part, names in zip(tiling.parts, tiling.owners, strict=True):
        here = set().union(*owners[part.start : part.end])
        assert set(names) == {owner for owner, _ in here}
        assert {part.role} == ({role for _, role in here} or {Role.UNKNOWN})
