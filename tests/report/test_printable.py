from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.report.printable import printable, shorten

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates included


@given(ANY_TEXT)
def test_nothing_but_visible_characters_and_spaces_comes_out(text: str) -> None:
    for char in printable(text):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}, repr(char)


@given(ANY_TEXT)
def test_printing_twice_changes_nothing_more(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@given(ANY_TEXT)
def test_output_can_be_encoded(text: str) -> None:
    assert printable(text).encode("utf-8").decode("utf-8") == printable(text)


@given(st.text(st.characters(categories=["L", "Mn", "N", "P", "S", "Zs"])))
def test_letters_of_every_script_stay(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("\x7f", r"\x7f"),
        ("gpj.\u202egnp", r"gpj.\u202egnp"),
        ("\u2066\u2069\u200b\ufeff", r"\u2066\u2069\u200b\ufeff"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("name\udcff.jpg", r"name\xff.jpg"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("Zürich　東京 ☀", "Zürich　東京 ☀"),
    ],
)
def test_known_tricks(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(), st.integers(1, 20))
def test_shortened_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
