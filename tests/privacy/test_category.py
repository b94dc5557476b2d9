"""Every category has its words and its place in the order of harm."""

from __future__ import annotations

import pytest

from exifguard.model import Category
from exifguard.privacy.category import HARM, WORDS, by_harm, worse


def test_every_category_has_words() -> None:
    assert set(WORDS) == set(Category)


@pytest.mark.parametrize("category", Category)
def test_a_label_is_one_word_and_a_description_half_a_sentence(category: Category) -> None:
    words = WORDS[category]
    assert words.label == category.value
    assert len(words.tells.split()) >= 4
    assert not words.tells.endswith(".")
    assert words.weight


def test_the_descriptions_differ() -> None:
    assert len({words.tells for words in WORDS.values()}) == len(Category)


def test_location_harms_most_and_rendering_least() -> None:
    assert HARM[0] is Category.LOCATION
    assert HARM[-1] is Category.RENDERING
    assert by_harm({Category.TIME, Category.RENDERING, Category.LOCATION}) == (
        Category.LOCATION,
        Category.TIME,
        Category.RENDERING,
    )


def test_nothing_is_worse_than_itself() -> None:
    assert not any(worse(category, category) for category in Category)
    assert worse(Category.IDENTITY, Category.HISTORY)
    assert not worse(Category.HISTORY, Category.IDENTITY)
