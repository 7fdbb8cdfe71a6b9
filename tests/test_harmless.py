"""Pairs that need nothing: what people take side by side every day must not raise an alarm."""

from __future__ import annotations

import csv
from typing import NamedTuple

import pytest

import interactions
from interactions.api import resolve_all
from interactions.checking.findings import check_items
from interactions.checking.patient import Patient
from tests.golden_tables import GOLDEN
from tests.knowledge_maker import ROOT

KB = interactions.load(ROOT / "data")
ENOUGH = 200


class Pair(NamedTuple):
    """Two lines as people type them, and why nothing is to be done.

    ``may_inform``: why a remark without advice is right all the same.
    """

    one: str
    other: str
    because: str
    may_inform: str


def _pairs() -> list[Pair]:
    with (GOLDEN / "harmless.csv").open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file)]


PAIRS = _pairs()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.one} + {pair.other}")
def test_a_harmless_pair_raises_no_alarm(pair: Pair) -> None:
    """Both lines are understood, and nothing is to be done about the two together."""
    items = resolve_all((pair.one, pair.other), KB)
    assert [item.input for item in items if not item.substances] == []
    found = check_items(items, Patient(), KB).findings
    said = {one.id: one.flag for one in found if one.items == (0, 1)}
    quiet = {"inform"} if pair.may_inform else set()
    assert {rule: flag for rule, flag in said.items() if flag not in quiet} == {}


def test_every_row_gives_its_reason() -> None:
    """A pair without a reason is a guess; a pair that stands twice counts once."""
    assert len({(pair.one, pair.other) for pair in PAIRS}) == len(PAIRS) >= ENOUGH
    assert [pair for pair in PAIRS if not pair.because] == []
