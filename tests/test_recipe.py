from __future__ import annotations

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard._recipe import Piece, Recipe
from exifguard._source import BytesSource, StreamSource
from exifguard.errors import SourceChangedError, TruncatedError
from exifguard.model import Span

ORIGIN = bytes(range(40))
"""Every byte is another, so that a byte says where it came from."""

COPIES = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(Span._make)
NEW = st.binary(max_size=4)
RECIPES = st.lists(COPIES | NEW, max_size=8)


def recipe(*pieces: Piece) -> Recipe:
    return Recipe(BytesSource(ORIGIN), pieces)


def plain(pieces: list[Piece]) -> bytes:
    """The output, the simple way."""
    return b"".join(
        piece if isinstance(piece, bytes) else ORIGIN[piece.start : piece.end] for piece in pieces
    )


def origins(pieces: list[Piece]) -> list[int | None]:
    """For every byte of the output where it was copied from, or None where it is new."""
    found: list[int | None] = []
    for piece in pieces:
        found += [None] * len(piece) if isinstance(piece, bytes) else range(piece.start, piece.end)
    return found


@given(RECIPES)
def test_the_output_is_its_pieces_in_order(pieces: list[Piece]) -> None:
    made = recipe(*pieces)
    assert made.to_bytes() == plain(pieces)
    assert made.size == len(plain(pieces))
    assert b"".join(made.buffers()) == plain(pieces)


@given(RECIPES)
def test_neighbours_are_merged_and_nothing_is_empty(pieces: list[Piece]) -> None:
    made = recipe(*pieces).pieces
    assert all(piece if isinstance(piece, bytes) else piece.end > piece.start for piece in made)
    for left, right in pairwise(made):
        assert not (isinstance(left, bytes) and isinstance(right, bytes))
        if isinstance(left, Span) and isinstance(right, Span):
            assert left.end != right.start


@given(RECIPES)
def test_merging_again_changes_nothing(pieces: list[Piece]) -> None:
    made = recipe(*pieces)
    assert recipe(*made.pieces).pieces == made.pieces


@given(RECIPES)
def test_copies_name_every_copied_byte_and_where_it_goes(pieces: list[Piece]) -> None:
    found: list[int | None] = [None] * len(plain(pieces))
    for at, (start, end) in recipe(*pieces).copies():
        found[at : at + end - start] = range(start, end)
    assert found == origins(pieces)


@given(RECIPES, st.data())
def test_an_output_range_is_traced_to_its_source(pieces: list[Piece], choice: st.DataObject) -> None:
    start = choice.draw(st.integers(0, len(plain(pieces))))
    end = choice.draw(st.integers(start, len(plain(pieces))))
    wanted = origins(pieces)[start:end]
    spans = recipe(*pieces).to_source(start, end)
    if None in wanted:
        assert spans is None
    else:
        assert spans is not None
        assert [at for span in spans for at in range(*span)] == wanted


class Patient(Recipe):
    """Fails where the search for a piece does not end."""

    def _piece_at(self, offset: int) -> int:
        self.asked = getattr(self, "asked", 0) + 1
        assert self.asked < 100, "an endless search"
        return super()._piece_at(offset)


@pytest.mark.parametrize(("start", "end"), [(0, 11), (10, 11), (11, 12), (-1, 3), (12, 20)])
def test_a_range_outside_the_output_has_no_source(start: int, end: int) -> None:
    made = recipe(Span(5, 15))
    with pytest.raises(TruncatedError):
        Patient(made.source, made.pieces).to_source(start, end)


def test_an_empty_output_has_no_source_and_no_bytes() -> None:
    empty = recipe(Span(3, 3), b"")
    assert (empty.size, empty.pieces, empty.to_bytes(), empty.read(0, 0)) == (0, (), b"", b"")
    assert empty.to_source(0, 0) == []
    with pytest.raises(TruncatedError):
        empty.read(0, 1)


@given(RECIPES)
def test_only_an_output_equal_to_its_source_gives_it_back(pieces: list[Piece]) -> None:
    if recipe(*pieces).gives_back_its_source():
        assert plain(pieces) == ORIGIN


@given(st.lists(st.integers(0, 40), max_size=6), st.lists(st.booleans(), min_size=7, max_size=7))
def test_the_whole_source_is_given_back_copied_or_written(cuts: list[int], copied: list[bool]) -> None:
    edges = [0, *sorted(cuts), 40]
    pieces: list[Piece] = [
        Span(start, end) if copy else ORIGIN[start:end]
        for (start, end), copy in zip(pairwise(edges), copied, strict=False)
    ]
    assert recipe(*pieces).gives_back_its_source()


@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (Span(0, 39),),
        (Span(1, 40), b"\0"),
        (Span(0, 40), b"\0"),
        (Span(0, 20), b"\0" * 20),
        (Span(20, 40), Span(0, 20)),
    ],
)
def test_any_other_output_does_not(pieces: tuple[Piece, ...]) -> None:
    assert not recipe(*pieces).gives_back_its_source()


def test_a_recipe_of_a_recipe_reads_through_both() -> None:
    inner = recipe(Span(10, 20), b"new")
    outer = Recipe(inner, [Span(8, 12), b"!", Span(0, 2)])
    assert outer.to_bytes() == bytes([18, 19]) + b"ne!" + bytes([10, 11])


def test_a_recipe_asks_its_source_whether_it_changed() -> None:
    stream = io.BytesIO(ORIGIN)
    made = Recipe(StreamSource(stream), [Span(0, 10)])
    made.check_unchanged()
    stream.truncate(39)
    with pytest.raises(SourceChangedError):
        made.check_unchanged()
