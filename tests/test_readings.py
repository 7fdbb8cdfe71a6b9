"""Lines as people type them get the reading that labels, leaflets and name lists give them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import interactions

if TYPE_CHECKING:
    from interactions.items.item import Item

KB = interactions.load(Path(__file__).parent.parent / "data")
GOLDEN = Path(__file__).parent / "golden"
KNOWN = ("recognised", "not_covered")
# What a line may end as, for each expectation of the tables.
ENDS = {
    "known": KNOWN,
    "question": ("ambiguous",),
    "nothing": ("unrecognised",),
    "question?": ("ambiguous", "unrecognised"),
}
ASKING = ("question", "nothing", "question?")
NEAR = 0.005  # three significant figures


def rows(name: str) -> list[dict[str, str]]:
    """Read a golden table."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ENGLISH = rows("readings-en.csv")
TURKISH = rows("readings-tr.csv")


def number(value: float | None) -> str:
    """Return a number as the tables write it."""
    return "" if value is None else f"{value:.6g}"


def said(item: Item) -> dict[str, str]:
    """Return the reading of a line in the columns of the tables."""
    first = item.substances[0] if item.substances else None
    return {
        "ids": "+".join(one.id for one in item.substances),
        "form": (first and first.form) or "",
        "amount_mg": number(first.amount_mg if first else None),
        "elemental_mg": number(first.elemental_mg if first else None),
        "times_a_day": number(item.doses_per_day),
        "every_days": number(item.every_days),
        "units": number(item.units_per_dose),
        "clock": "+".join(item.times),
        "moments": "+".join(item.moments),
        "route": item.route,
        "food": item.food or "",
        "as_needed": "yes" if item.as_needed else "",
        "course_days": number(item.course_days),
        "stopped_days": number(item.stopped_days),
        "self_chosen": "yes" if item.self_chosen else "no",
    }


def same(wanted: str, found: str) -> bool:
    """Return whether two cells agree, numbers to three figures."""
    if wanted in (found, "?"):
        return True
    try:
        return abs(float(wanted) - float(found)) <= NEAR * abs(float(wanted))
    except ValueError:
        return False


def differences(row: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the cells in which the reading of a row differs from the table."""
    item = interactions.resolve(row["text"], KB)
    if item.status not in ENDS[row["expect"]]:
        return {"status": (row["expect"], f"{item.status} {item.unexplained}")}
    found = said(item)
    wrong = {
        column: (row[column], value)
        for column, value in found.items()
        if not same(row[column], value)
    }
    if row["ids"] and sorted(row["ids"].split("+")) == sorted(found["ids"].split("+")):
        wrong.pop("ids", None)
    return wrong


@pytest.mark.parametrize("row", [*ENGLISH, *TURKISH], ids=lambda row: row["text"][:60])
def test_a_line_is_read_as_its_label_says(row: dict[str, str]) -> None:
    """Status, substances, amounts, schedule, route and the rest, cell by cell."""
    assert differences(row) == {}


def test_the_tables_are_as_large_as_they_must_be() -> None:
    """At least 400 lines, 60 of which lead to a question or to nothing."""
    table = [*ENGLISH, *TURKISH]
    assert len({row["text"] for row in table}) >= 400
    assert sum(row["expect"] in ASKING for row in table) >= 60
