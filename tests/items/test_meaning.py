"""A name and its repetition on the same line are one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interactions.items.meaning import closest
from interactions.knowledge.index import Meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.items.item import Item


@pytest.mark.parametrize(
    ("text", "substance"),
    [
        ("Synthroid (levothyroxine) 75 mcg", ("levothyroxine", None, 0.075, None)),
        ("Synthroid [levothyroxine sodium] 75 mcg", ("levothyroxine", None, 0.075, None)),
        ("Synthroid levothyroxine 75 mcg", ("levothyroxine", None, 0.075, None)),
        ("Synthroid 75 mcg levothyroxine", ("levothyroxine", None, 0.075, None)),
        ("Cipro (ciprofloxacin hcl) 500 mg", ("ciprofloxacin", None, 500, None)),
        ("Magnorm (magnezyum oksit) 400 mg", ("magnesium", "magnesium-oxide", 400, 241.2)),
        ("Magnorm magnesium oxide 400 mg", ("magnesium", "magnesium-oxide", 400, 241.2)),
        ("Magnorm 365 mg (magnesium 365 mg)", ("magnesium", None, 365, 365)),
        ("magnesium oxide 400 mg (magnesium 240 mg)", ("magnesium", "magnesium-oxide", 400, 240)),
        ("magnesium oxide (magnesium) 400 mg", ("magnesium", "magnesium-oxide", 400, 241.2)),
    ],
)
def test_brand_and_substance_are_one_thing(
    item: Callable[[str], Item],
    text: str,
    substance: tuple[str, str | None, float, float | None],
) -> None:
    """The amount counts once, and the more exact form stands."""
    found = item(text)
    assert [(one.id, one.form, one.amount_mg, one.elemental_mg) for one in found.substances] == [
        substance
    ]
    assert found.status == "recognised"


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("calcium 500 mg calcium 200 mg", ["calcium", "calcium"]),
        ("calcium + calcium carbonate 500 mg", ["calcium", "calcium"]),
        ("calcium carbonate (calcium citrate)", ["calcium", "calcium"]),
        ("Cipro (magnesium)", ["ciprofloxacin", "magnesium"]),
        ("Norvana (calcium)", ["calcium"]),
        ("multivitamin (magnesium, iron, vitamin D3)", ["magnesium", "iron", "vitamin-d3"]),
        ("multivitamin (multivitamin)", ["magnesium", "iron", "vitamin-d3"]),
        ("multivitamin (magnesium, calcium)", ["magnesium", "iron", "vitamin-d3", "calcium"]),
        ("multivitamin + magnesium", ["magnesium", "iron", "vitamin-d3", "magnesium"]),
        ("multivitamin magnesium", ["magnesium", "iron", "vitamin-d3", "magnesium"]),
        ("magnesium (multivitamin)", ["magnesium", "magnesium", "iron", "vitamin-d3"]),
    ],
)
def test_what_may_be_two_things_stays_two(
    item: Callable[[str], Item], text: str, substances: list[str]
) -> None:
    """Joiners, two amounts, two forms, or a product beside its mineral: both count."""
    assert [one.id for one in item(text).substances] == substances


def test_a_joined_name_moves_what_comes_after_it(item: Callable[[str], Item]) -> None:
    """Amounts and salts of later names stay with them."""
    found = item("Synthroid (levothyroxine) 75 mcg + magnesium phosphate 100 mg + iron 5 mg")
    assert [(one.id, one.part, one.amount_mg) for one in found.substances] == [
        ("levothyroxine", 0, 0.075),
        ("magnesium", 1, 100),
        ("iron", 2, 5),
    ]
    assert found.substances[1].elemental_mg is None
    assert found.unexplained == ("phosphate",)


@pytest.mark.parametrize(
    ("meanings", "chosen"),
    [
        ([("class", "minerals", None), ("substance", "iron", None)], ["iron"]),
        ([("class", "minerals", None)], ["minerals"]),
        ([("form", "iron-salt", "iron"), ("substance", "iron", None)], ["iron"]),
        ([("form", "iron-salt", "iron"), ("substance", "zinc", None)], ["iron-salt", "zinc"]),
        ([("form", "iron-salt", "iron")], ["iron-salt"]),
        ([("product", "a", None), ("substance", "zinc", None)], ["a", "zinc"]),
    ],
)
def test_the_closest_meaning_counts(
    meanings: list[tuple[str, str, str | None]], chosen: list[str]
) -> None:
    """A thing before a group, a substance before its own form; otherwise nothing is chosen."""
    found = closest(tuple(Meaning(*one) for one in meanings))
    assert [one.id for one in found] == chosen
