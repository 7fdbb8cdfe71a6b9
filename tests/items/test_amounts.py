"""Numbers, units, and which amount belongs to which name."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.items.amounts import count, grouped, number
from interactions.items.line import Reading, read_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.knowledge.index import KnowledgeBase


@pytest.fixture
def read(world: KnowledgeBase) -> Callable[[str], Reading]:
    """Return what reads a line with the small world."""
    return lambda text: read_line(text, world)


def names(reading: Reading) -> list[str]:
    return [named.text for named in reading.names]


def amounts(reading: Reading) -> list[tuple[str, str, int]]:
    return [(f"{one.value:f}", one.unit, one.part) for one in reading.quantities]


# -- numbers and units ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", "0.1"),
        ("0,125", "0.125"),
        ("0.500", "0.500"),
        ("2,5", "2.5"),
        ("1,000", "1000"),
        ("1.000", "1000"),
        ("10,000", "10000"),
        ("1.000.000", "1000000"),
        ("1000,5", "1000.5"),
    ],
)
def test_points_and_commas_in_numbers(text: str, value: str) -> None:
    """Groups of three after one to three digits are thousands, anything else is decimal."""
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1,2,3", "1.000,5", "1,0000000", "1234567890", "", "mg"])
def test_odd_numbers_are_not_guessed(text: str) -> None:
    """A number that can be read in no usual way is not read."""
    assert number(text) is None


def test_thousands_are_noted_where_they_are_read(read: Callable[[str], Reading]) -> None:
    """`1,000 mg` may be meant as 1 mg in another country: how it was read is noted."""
    assert read("calcium 1,000 mg").notes == ("1,000=1000",)
    assert read("levothyroxine 0,125 mg").notes == ()


@pytest.mark.parametrize("text", ["9" * 40, "1" + ",000" * 30])
def test_endless_numbers_are_left_over(read: Callable[[str], Reading], text: str) -> None:
    """A number that nobody takes is not read, so that no result can overflow."""
    found = read(f"magnesium {text} mg")
    assert found.quantities == ()
    assert text in found.unexplained


@pytest.mark.parametrize(("text", "value"), [("2", "2"), ("0,5", "0.5"), ("99", "99")])
def test_counts_are_small(text: str, value: str) -> None:
    """Tablets and times a day are small numbers above zero."""
    assert count(text) == Decimal(value)


@pytest.mark.parametrize("text", ["0", "0.0", "100", "1.000", ""])
def test_other_numbers_count_nothing(text: str) -> None:
    """Zero, and what is larger than 99, is no number of tablets."""
    assert count(text) is None


@given(st.text(alphabet="0123456789.,", max_size=30))
def test_numbers_are_read_or_refused(text: str) -> None:
    """No digits and points make a reader raise; thousands are always a number."""
    value = number(text)
    assert value is None or 0 <= value < 10**9
    assert value is not None or not grouped(text)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("0.1mg", ("0.1", "mg")),
        ("100 mcg", ("100", "mcg")),
        ("100 µg", ("100", "mcg")),
        ("100 μg", ("100", "mcg")),
        ("100 ug", ("100", "mcg")),
        ("1 g", ("1", "g")),
        ("1 gram", ("1", "g")),
        ("1000 IU", ("1000", "IU")),
        ("1000 I.U.", ("1000", "IU")),
        ("1000 ünite", ("1000", "IU")),
        ("1000 Ü", ("1000", "IU")),
        ("10 mEq", ("10", "mEq")),
        ("10 mmol", ("10", "mmol")),
        ("5 mL", ("5", "mL")),
        ("400 mg'lık", ("400", "mg")),
        ("400 mg/day", ("400", "mg")),
        ("400 mg / gün", ("400", "mg")),
    ],
)
def test_units_in_both_languages(
    read: Callable[[str], Reading], text: str, quantity: tuple[str, str]
) -> None:
    """Each unit is one unit in all its spellings."""
    found = read(f"magnesium {text}")
    assert amounts(found) == [(*quantity, 0)]
    assert found.unexplained == ()


# -- which amount belongs to which name --------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "calcium 500 mg magnesium 250 mg",
        "calcium 500 mg, magnesium 250 mg",
        "calcium 500 mg + magnesium 250 mg",
        "calcium 500 mg and magnesium 250 mg",
        "kalsiyum 500 mg ve magnezyum 250 mg",
        "calcium 500 mg / magnesium 250 mg",
        "500 mg calcium + 250 mg magnesium",
        "500 mg calcium 250 mg magnesium",
        "calcium 500 mg with 250 mg magnesium",
        "calcium, 500 mg, magnesium, 250 mg",
        "calcium/magnesium 500/250 mg",
        "calcium/magnesium 500 mg/250 mg",
        "500/250 mg calcium/magnesium",
    ],
)
def test_every_amount_finds_its_name(read: Callable[[str], Reading], text: str) -> None:
    """Before or after the name, joined or listed: an amount never goes to the other one."""
    assert amounts(read(text)) == [("500", "mg", 0), ("250", "mg", 1)]
    assert read(text).unexplained == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("calcium + 250 mg magnesium", [("250", "mg", 1)]),
        ("calcium 500 mg + magnesium", [("500", "mg", 0)]),
        ("calcium and magnesium 250 mg", [("250", "mg", 1)]),
        ("calcium + vitamin D3 600 mg/400 IU", [("600", "mg", 0), ("400", "IU", 1)]),
        ("calcium 600 mg / 400 IU vitamin D3", [("600", "mg", 0), ("400", "IU", 1)]),
        ("iron syrup 100 mg/5 mL", [("100", "mg", 0)]),
        ("iron syrup 100 mg/5 mL 10 mL", [("100", "mg", 0), ("10", "mL", 0)]),
        ("Cipro 875/125 mg", [("875", "mg", 0), ("125", "mg", 0)]),
        ("vitamin D3 2000 IU 50 mcg", [("2000", "IU", 0), ("50", "mcg", 0)]),
        ("500 mg, calcium", [("500", "mg", 0)]),
    ],
)
def test_an_amount_that_stands_alone(
    read: Callable[[str], Reading], text: str, found: list[tuple[str, str, int]]
) -> None:
    """What is not said of a name is not said of its neighbour."""
    assert amounts(read(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "magnesium oxide 400 mg (240 mg elemental)",
        "magnesium oxide 400 mg (240 mg elemental magnesium)",
        "magnesium oxide 400 mg (240 mg of elemental magnesium)",
        "magnesium oxide 400 mg, elemental magnesium 240 mg",
        "magnezyum oksit 400 mg (elementer 240 mg)",
    ],
)
def test_the_labels_own_elemental_amount_is_known(
    read: Callable[[str], Reading], text: str
) -> None:
    """Which of two amounts is that of the element is understood, before it or after."""
    found = read(text)
    assert names(found) in (["magnesium oxide"], ["magnezyum oksit"])
    assert amounts(found) == [("400", "mg", 0), ("240", "mg", 0)]
    assert [one.elemental for one in found.quantities] == [False, True]


def test_elemental_names_what_was_not_named_before(read: Callable[[str], Reading]) -> None:
    """Magnesium that is called elemental is magnesium, alone or after calcium."""
    assert names(read("elemental magnesium 200 mg")) == ["magnesium"]
    found = read("calcium 500 mg and elemental magnesium 200 mg")
    assert names(found) == ["calcium", "magnesium"]
    assert [one.elemental for one in found.quantities] == [False, True]
