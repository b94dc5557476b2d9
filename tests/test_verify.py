"""The verifier refuses what no container should ever plan: every fault here is made on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard._recipe import Piece, Recipe
from exifguard._source import BytesSource, Source
from exifguard._verify import check_image, check_recipe, check_removed, check_tiling, image_spans, merged
from exifguard.containers import NO_CHANGES, container_for
from exifguard.errors import MalformedError, VerificationError
from exifguard.limits import DEFAULT_LIMITS
from exifguard.model import Action, Format, Part, Parts, Role, Span, SpanTable
from pictures import FIXTURES

PROGRESSIVE = "jpeg/phone-gps-progressive.jpg"
SPLIT = "png/idat-many-small.png"
ANIMATED = "png/apng-text-between-frames.png"
ACTIONS = {
    Role.IMAGE: Action.KEEP,
    Role.STRUCTURE: Action.NEUTRALISE,
    Role.RENDERING: Action.NEUTRALISE,
}


@cache
def read(label: str) -> bytes:
    return (FIXTURES / label).read_bytes()


def plan(source: Source, *, streams: bool = True) -> tuple[Parts, tuple[Action, ...], Recipe]:
    container = container_for(source.read(0, 32))
    assert container is not None
    parts = container.parse(source, DEFAULT_LIMITS, streams=streams)
    actions = tuple(ACTIONS.get(part.role, Action.REMOVE) for part in parts.parts)
    return parts, actions, container.plan(source, parts, actions, NO_CHANGES)


def replan(recipe: Recipe) -> tuple[Parts, Recipe]:
    parts, _, again = plan(recipe, streams=False)
    return parts, again


def verify(
    label: str, spoil: Callable[[Parts, list[Piece]], Sequence[Piece]] = lambda _, pieces: pieces
) -> None:
    """Plan the scrub of a fixture, spoil the recipe, and let it be checked."""
    source = BytesSource(read(label))
    parts, actions, recipe = plan(source)
    check_recipe(parts, actions, Recipe(source, spoil(parts, list(recipe.pieces))), replan)


def cut(pieces: Sequence[Piece], start: int, end: int, instead: Sequence[Piece] = ()) -> list[Piece]:
    """The same pieces with other ones in the place of the copied source bytes `[start, end)`."""
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Span) and piece.start <= start and end <= piece.end:
            out += [Span(piece.start, start), *instead, Span(end, piece.end)]
        else:
            out.append(piece)
    assert out != list(pieces), "nothing was cut"
    return out


def first(parts: Parts, role: Role, name: str = "") -> Part:
    return next(part for part in parts.parts if part.role is role and part.name.startswith(name))


def plain_place(parts: Parts, data: bytes, size: int) -> int:
    """A place inside coded picture data with `size` different bytes that no decoder takes for a marker."""
    for start, end in image_spans(parts.parts):
        for at in range(start + 20, end - size):
            if b"\xff" not in data[at - 1 : at + size + 1] and len(set(data[at : at + size])) == size:
                return at
    raise AssertionError("the fixture has too little picture data")


def refused(label: str, spoil: Callable[[Parts, list[Piece]], Sequence[Piece]], *rules: str) -> None:
    with pytest.raises(VerificationError) as caught:
        verify(label, spoil)
    assert caught.value.rule in rules
    assert caught.value.format == label.partition("/")[0]


@pytest.mark.parametrize("label", [PROGRESSIVE, SPLIT, ANIMATED])
def test_an_honest_recipe_passes(label: str) -> None:
    verify(label)


# -- removed parts --------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [PROGRESSIVE, SPLIT, ANIMATED])
def test_a_copied_part_that_had_to_go_is_refused(label: str) -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        part = first(parts, Role.METADATA)
        return [*pieces, Span(part.start, part.end)]

    refused(label, spoil, "gone")


@pytest.mark.parametrize("label", [PROGRESSIVE, SPLIT, ANIMATED])
@pytest.mark.parametrize("edge", ["first", "last"])
def test_one_byte_of_a_part_that_had_to_go_is_refused(label: str, edge: str) -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        part = first(parts, Role.METADATA)
        start = part.start if edge == "first" else part.end - 1
        return [*pieces, Span(start, start + 1)]

    refused(label, spoil, "gone")


def test_a_copy_over_the_edge_of_a_removed_part_is_refused() -> None:
    parts = made_up((Role.IMAGE, 10), (Role.METADATA, 10), (Role.IMAGE, 10))
    actions = [Action.KEEP, Action.REMOVE, Action.KEEP]
    source = BytesSource(bytes(30))
    check_removed(parts, actions, Recipe(source, [Span(0, 10), Span(20, 30)]))
    for span in (Span(0, 11), Span(19, 30), Span(0, 30), Span(12, 14)):
        with pytest.raises(VerificationError):
            check_removed(parts, actions, Recipe(source, [span]))


@given(
    st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=4),
)
def test_copies_are_refused_if_and_only_if_they_touch_removed_bytes(
    layout: list[tuple[int, bool]], spans: list[list[int]]
) -> None:
    parts = made_up(*((Role.IMAGE, size) for size, _ in layout))
    actions = [Action.REMOVE if gone else Action.KEEP for _, gone in layout]
    pairs = zip(parts.parts, actions, strict=True)
    removed = {at for part, action in pairs if action is Action.REMOVE for at in range(part.start, part.end)}
    copies = [Span(min(start, parts.size), min(end, parts.size)) for start, end in spans]
    recipe = Recipe(BytesSource(bytes(parts.size)), copies)
    if removed & {at for span in copies for at in range(*span)}:
        with pytest.raises(VerificationError):
            check_removed(parts, actions, recipe)
    else:
        check_removed(parts, actions, recipe)


@pytest.mark.parametrize("label", [PROGRESSIVE, SPLIT, ANIMATED])
def test_a_metadata_part_that_is_written_again_is_refused(label: str) -> None:
    """As new bytes it is no copy, but the output has it all the same."""

    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        part = first(parts, Role.METADATA)
        start = parts.parts[1].start
        return cut(pieces, start, start, [read(label)[part.start : part.end]])

    refused(label, spoil, "settled")


@pytest.mark.parametrize("label", [PROGRESSIVE, SPLIT])
def test_new_bytes_after_the_end_are_refused(label: str) -> None:
    refused(label, lambda _, pieces: [*pieces, b"\0"], "settled")


# -- the picture ----------------------------------------------------------------------------------


def test_a_lost_byte_of_the_picture_is_refused() -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        at = plain_place(parts, read(PROGRESSIVE), 1)
        return cut(pieces, at, at + 1)

    refused(PROGRESSIVE, spoil, "same-picture")


def test_a_doubled_byte_of_the_picture_is_refused() -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        at = plain_place(parts, read(PROGRESSIVE), 1)
        return cut(pieces, at, at + 1, [Span(at, at + 1), Span(at, at + 1)])

    refused(PROGRESSIVE, spoil, "same-picture")


def test_two_swapped_spans_of_the_picture_are_refused() -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        at = plain_place(parts, read(PROGRESSIVE), 6)
        return cut(pieces, at, at + 6, [Span(at + 3, at + 6), Span(at, at + 3)])

    refused(PROGRESSIVE, spoil, "same-picture")


def test_two_swapped_frames_of_an_animation_are_refused() -> None:
    """Each with the checksum of its place, so that only the order is wrong."""
    data = read("png/apng-plain.png")

    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        frames = [part for part in parts.parts if part.name == "fdAT"][:2]
        spans = [part.pieces[0] for part in frames if part.pieces is not None]
        bodies = [Span(start - 12, end + 4) for start, end in spans]
        assert [data[start + 4 : start + 8] for start, _ in bodies] == [b"fdAT", b"fdAT"]
        for body, other in zip(bodies, reversed(bodies), strict=True):
            head, tail = Span(other.start, other.start + 8), Span(other.start + 12, other.end)
            pieces = cut(pieces, *body, [head, Span(body.start + 8, body.start + 12), tail])
        return pieces

    refused("png/apng-plain.png", spoil, "same-picture")


@pytest.mark.parametrize("label", [PROGRESSIVE, SPLIT])
def test_picture_data_that_is_written_and_not_copied_is_refused(label: str) -> None:
    """Though it is equal: only copies are proved by their place."""

    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        at = next(image_spans(parts.parts)).start
        return cut(pieces, at, at + 1, [read(label)[at : at + 1]])

    refused(label, spoil, "same-picture")


@pytest.mark.parametrize("label", [SPLIT, ANIMATED])
def test_a_lost_byte_in_a_chunk_is_refused(label: str) -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        at = next(image_spans(parts.parts)).start
        return cut(pieces, at, at + 1)

    refused(label, spoil, "settled", "same-picture")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("jpeg/app14-ycck.jpg", "Adobe"),
        ("jpeg/icc-wide-gamut.jpg", "ICC"),
        ("png/gama-chrm.png", "gAMA"),
        ("png/trns-rgb.png", "tRNS"),
    ],
)
def test_a_lost_part_that_says_how_the_picture_looks_is_refused(label: str, name: str) -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        part = first(parts, Role.RENDERING, name)
        return cut(pieces, part.start, part.end)

    refused(label, spoil, "settled", "same-picture")


def test_a_changed_quantisation_table_is_refused() -> None:
    """The coded data is the same, and every pixel another."""

    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        end = first(parts, Role.STRUCTURE, "DQT").end
        return cut(pieces, end - 1, end, [b"\x63"])

    refused("jpeg/baseline-444.jpg", spoil, "settled", "same-picture")


# -- outputs that cannot be read back -------------------------------------------------------------


def test_an_output_without_its_end_is_refused() -> None:
    def spoil(parts: Parts, pieces: list[Piece]) -> list[Piece]:
        end = first(parts, Role.STRUCTURE, "EOI")
        return cut(pieces, end.start, end.end)

    refused(PROGRESSIVE, spoil, "settled")


def test_an_output_of_another_format_is_refused() -> None:
    source = BytesSource(read(SPLIT))
    parts, actions, recipe = plan(source)
    other = replace(parts, format=Format("webp", "image/webp", ".webp"))
    with pytest.raises(VerificationError):
        check_recipe(parts, actions, recipe, lambda _: (other, recipe))


def test_the_reason_why_an_output_cannot_be_read_is_kept() -> None:
    def fail(_: Recipe) -> tuple[Parts, Recipe]:
        raise MalformedError("broken", rule="why")

    source = BytesSource(read(SPLIT))
    with pytest.raises(VerificationError) as caught:
        check_recipe(*plan(source), fail)
    assert isinstance(caught.value.__cause__, MalformedError)


# -- the pieces of the proof ----------------------------------------------------------------------


def made_up(*layout: tuple[Role, int]) -> Parts:
    parts, at = [], 0
    for number, (role, size) in enumerate(layout):
        parts.append(Part(str(number), role, at, at + size))
        at += size
    return Parts(Format("made up", "image/x", ".x"), at, tuple(parts), ())


def test_parts_that_tile_the_file_pass() -> None:
    check_tiling(made_up((Role.IMAGE, 3), (Role.UNKNOWN, 1)))


@pytest.mark.parametrize(
    ("edges", "offset"),
    [
        ([(0, 3), (4, 10)], 3),
        ([(0, 3), (2, 10)], 3),
        ([(1, 10)], 0),
        ([(0, 9)], 9),
        ([(0, 11)], 11),
        ([(0, 3), (3, 3), (3, 10)], 3),
        ([(0, 3), (3, 2), (2, 10)], 3),
        ([(3, 10), (0, 3)], 0),
        ([], 0),
    ],
)
def test_parts_with_gaps_overlaps_or_nothing_in_them_are_refused(
    edges: list[tuple[int, int]], offset: int
) -> None:
    parts = tuple(Part("x", Role.IMAGE, start, end) for start, end in edges)
    with pytest.raises(VerificationError) as caught:
        check_tiling(Parts(Format("made up", "image/x", ".x"), 10, parts, ()))
    assert (caught.value.rule, caught.value.offset) == ("tiling", offset)


@pytest.mark.parametrize("edges", [(10, 19), (10, 21), (11, 20)])
def test_an_output_that_is_not_tiled_is_refused(edges: tuple[int, int]) -> None:
    """A container that reads its own output wrongly proves nothing."""
    parts = made_up((Role.IMAGE, 10), (Role.STRUCTURE, 10))
    recipe = Recipe(BytesSource(bytes(20)), [Span(0, 20)])
    out = replace(parts, parts=(parts.parts[0], Part("1", Role.STRUCTURE, *edges)))
    with pytest.raises(VerificationError) as caught:
        check_recipe(parts, [Action.KEEP, Action.NEUTRALISE], recipe, lambda made: (out, made))
    assert caught.value.rule == "tiling"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=10))
def test_merging_spans_keeps_their_bytes_in_order(layout: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + size) for start, size in layout]
    joined = list(merged(spans))
    assert [at for span in joined for at in range(*span)] == [at for span in spans for at in range(*span)]
    assert not any(left.end == right.start for left, right in pairwise(joined))


def test_picture_data_is_the_pieces_of_image_parts_and_nothing_empty() -> None:
    table = SpanTable()
    for start, end in ((2, 4), (5, 5), (6, 9)):
        table.append(start, end)
    parts = (
        Part("a", Role.STRUCTURE, 0, 1),
        Part("b", Role.IMAGE, 1, 10, table),
        Part("c", Role.IMAGE, 10, 12),
    )
    assert list(image_spans(parts)) == [(2, 4), (6, 9), (10, 12)]


def test_a_picture_that_lies_apart_in_the_source_may_lie_together_in_the_output() -> None:
    source = BytesSource(bytes(range(30)))
    before = made_up((Role.IMAGE, 10), (Role.METADATA, 10), (Role.IMAGE, 10))
    after = made_up((Role.IMAGE, 20))
    check_image(before, after, Recipe(source, [Span(0, 10), Span(20, 30)]))
    with pytest.raises(VerificationError):
        check_image(before, after, Recipe(source, [Span(20, 30), Span(0, 10)]))
