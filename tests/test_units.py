"""Amounts and times are read exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.units import decimal, duration, hours, mass, number_text, plain


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("6 h", 360),
        ("6h", 360),
        ("30 min", 30),
        ("1.5 h", 90),
        ("1,5 h", 90),
        ("14 d", 20_160),
        ("2 wk", 20_160),
        ("0 h", 0),
    ],
)
def test_a_duration_is_read_in_minutes(text: str, minutes: int) -> None:
    """A number with min, h, d or wk is that many minutes."""
    assert duration(text) == minutes


@pytest.mark.parametrize(
    "text", ["6", "h", "", "6 saat", "6 H", "-6 h", "6  h", "0.001 min", "1e3 h", "٦ h", "6 h "]
)
def test_no_duration_is_guessed(text: str) -> None:
    """Without a known unit, or with parts of a minute, there is no duration."""
    assert duration(text) is None


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [("350 mg", 350.0), ("1,5 g", 1500.0), ("1.5g", 1500.0), ("2.4 mcg", 0.0024), ("0.1 mg", 0.1)],
)
def test_a_mass_is_read_in_milligrams(text: str, milligrams: float) -> None:
    """A number with mcg, mg or g is exactly that many milligrams."""
    assert mass(text) == milligrams


@pytest.mark.parametrize("text", ["350", "350 IU", "350 µg", "mg", "1,000,000 mg", "1..5 mg"])
def test_no_mass_is_guessed(text: str) -> None:
    """Without a known unit there is no mass."""
    assert mass(text) is None


@given(st.decimals(min_value=0, max_value=9_999_999, places=3, allow_nan=False))
def test_comma_and_point_are_the_same(value: Decimal) -> None:
    """A decimal comma reads like a decimal point."""
    text = str(value)
    assert decimal(text.replace(".", ",")) == decimal(text) == value


@given(st.integers(min_value=0, max_value=100_000))
def test_hours_are_minutes_over_sixty(minutes: int) -> None:
    """Hours are exact, and whole numbers where they can be."""
    found = hours(minutes)
    assert found is not None
    assert round(found * 60) == minutes
    assert isinstance(found, int) == (minutes % 60 == 0)


def test_no_minutes_are_no_hours() -> None:
    """An order that no source offers has no hours."""
    assert hours(None) is None


@pytest.mark.parametrize(
    ("value", "shown"), [(2.0, "2"), (Decimal("0.50"), "0.5"), (Decimal(1000), "1000")]
)
def test_whole_numbers_have_no_fraction(value: Decimal | float, shown: str) -> None:
    """JSON shows `2`, not `2.0`."""
    assert str(plain(value)) == shown


@pytest.mark.parametrize(
    ("value", "en", "tr"),
    [
        (2.0, "2", "2"),
        (0.5, "0.5", "0,5"),
        (0.0024, "0.0024", "0,0024"),
        (0.00001, "0.00001", "0,00001"),
        (56.4, "56.4", "56,4"),
        (2.5e6, "2500000", "2500000"),
        (0.1 + 0.2, "0.3", "0,3"),
    ],
)
def test_numbers_are_written_for_people(value: float, en: str, tr: str) -> None:
    """Each language has its decimal mark; nobody reads 1e-05 or 0.30000000000000004."""
    assert (number_text(value, "en"), number_text(value, "tr")) == (en, tr)


@given(st.floats(min_value=1e-7, max_value=1e12, allow_nan=False))
def test_numbers_never_show_an_exponent(value: float) -> None:
    """Every amount is written out in digits."""
    assert set(number_text(value, "en")) <= set("0123456789.")
