"""Spellings of one name fold to one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.fold import fold, letters, storable, without_suffixes

TEXT = st.text(max_size=60)


@pytest.mark.parametrize(
    "name", ["İLAÇ", "ILAÇ", "ilaç", "ılaç", "I\u0307laç", "ilac\u0327", "ILAC"]
)
def test_every_turkish_i_is_one_letter(name: str) -> None:
    """Dotted and dotless, large and small, composed and decomposed: one key."""
    assert fold(name) == "ilac"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MAGNEZYUM GLİSİNAT", "magnezyum glisinat"),
        ("çinko", "CINKO"),
        ("L-Thyroxine", "l thyroxine"),
        ("D3-Vitamini", "d3  vitamini"),
        ("St. John's Wort", "st johns wort"),
        ("St John\u2019s wort", "st john's wort"),
        ("St John´s wort", "st john`s wort"),
        ("Monodoks'u", "monodoks"),
        ("Monodoks’un", "Monodoks"),
        ("Cipro'su", "cipro"),
        ("Cipro'daki", "cipro"),
        ("ﬁber", "fiber"),
        ("\uff23ipro", "cipro"),
        ("café", "cafe"),
        ("straße", "STRASSE"),
        ("24HR", "24 hr"),
        ("3'lü", "3"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    """Case, accents, width, apostrophes and their suffixes do not count."""
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("demir", "demirsiz"),
        ("demir", "demir'siz"),
        ("çinko", "çinko’suz"),
        ("iron", "spironolactone"),
        ("vitamin d", "vitamin d3"),
        ("b12", "b1 2"),
        ("calcium", "calcitriol"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    """What means something else stays something else, above all "without it"."""
    assert fold(one) != fold(other)


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    """A key is its own key, so that keys can be folded again."""
    assert fold(fold(text)) == fold(text)
    assert letters(letters(text)) == letters(text)


@given(TEXT)
def test_keys_hold_plain_words_only(text: str) -> None:
    """A key has nothing but a-z, digits, per cent signs and single spaces."""
    key = fold(text)
    assert key.isascii()
    assert key == " ".join(key.split())
    assert not key.strip("abcdefghijklmnopqrstuvwxyz0123456789% ")


# The capital of this Greek combining mark is a letter of its own.
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\u0345"), max_size=60))
def test_case_does_not_count(text: str) -> None:
    """Capital and small letters of any script give the same key."""
    assert fold(text) == fold(text.upper()) == fold(text.lower())


@given(TEXT)
def test_text_without_apostrophe_keeps_its_suffixes(text: str) -> None:
    """Only what follows an apostrophe is a suffix."""
    plain = letters(text).replace("'", "")
    assert without_suffixes(plain) == plain


@given(st.text(alphabet=st.characters(), max_size=30))
def test_storable_text_can_be_stored(text: str) -> None:
    """Lone surrogates become escapes; any other text stays as it is."""
    assert storable(text).encode().decode() == storable(text)
    if not any("\ud800" <= char <= "\udfff" for char in text):
        assert storable(text) == text
