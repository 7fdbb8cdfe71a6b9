"""The knowledge base that ships says what the golden tables say."""

from __future__ import annotations

import pytest

import interactions
from tests.golden_tables import CLASS_TABLES, Case, ask, cases
from tests.knowledge_maker import ROOT

KB = interactions.load(ROOT / "data")
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_row_of_the_golden_tables(case: Case) -> None:
    """Flag, direction, hours and severity are those of the sources."""
    assert ask(case, KB).wrong(KB) == ""


def test_no_row_stands_twice() -> None:
    """Two rows about one list could contradict each other."""
    keys = [(case.lines, case.patient) for case in CASES if case.table not in CLASS_TABLES]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
