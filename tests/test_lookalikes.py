"""Names that people confuse stay apart: typing one never yields the other."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import interactions

KB = interactions.load(Path(__file__).parent.parent / "data")
GOLDEN = Path(__file__).parent / "golden"
ASKED = "?"


def rows(name: str) -> list[dict[str, str]]:
    """Read a table."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_as(text: str) -> set[str]:
    """Return the substances that a text is taken for."""
    return {one.id for one in interactions.resolve(text, KB).substances}


PAIRS = rows("lookalikes.csv")
BETWEEN = rows("between.csv")


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: f"{row['a']} / {row['b']}")
def test_one_name_never_yields_the_other(row: dict[str, str]) -> None:
    """Neither of two confusable names holds what only the other one holds."""
    ours, others = (set(row[side].split("+")) - {ASKED} for side in ("a_ids", "b_ids"))
    assert not read_as(row["a"]) & (others - ours)
    assert not read_as(row["b"]) & (ours - others)


@pytest.mark.parametrize("row", BETWEEN, ids=lambda row: row["text"])
def test_what_lies_between_two_names_is_neither(row: dict[str, str]) -> None:
    """A misspelling near two medicines, or a word inside another, is not taken for them."""
    assert not read_as(row["text"]) & set(row["must_not_be"].split("|"))


def test_most_of_the_names_are_known() -> None:
    """The table does not hold because nothing is recognised."""
    known = sum(bool(read_as(row[side])) for row in PAIRS for side in ("a", "b"))
    assert known > 0.9 * 2 * len(PAIRS)
