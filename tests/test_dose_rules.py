"""Typed doses against what labels say: slips fire, labelled doses stay silent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import interactions

KB = interactions.load(Path(__file__).parent.parent / "data")
TABLE = Path(__file__).parent / "golden" / "doses.csv"

with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def fired(text: str) -> dict[str, tuple[str, str | None]]:
    """Return the dose rules that a line fires, with flag and severity."""
    findings = interactions.check([text], kb=KB).findings
    return {one.id: (one.flag, one.severity) for one in findings if one.id in KB.index.doses}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_a_dose_is_asked_about_only_where_labels_differ(row: dict[str, str]) -> None:
    """A rule that is named fires as the table says; without one no dose rule does."""
    found = fired(row["text"])
    if row["rule"]:
        assert found.get(row["rule"]) == (row["flag"], row["severity"])
    else:
        assert not found


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("methotrexate 10 mg 1x1", "methotrexate-weekly"),
        ("metotreksat 10 mg günde bir", "methotrexate-weekly"),
        ("alendronate 70 mg daily", "alendronic-acid-weekly"),
        ("Fosamax 70 mg her gün", "alendronic-acid-weekly"),
    ],
)
def test_a_weekly_medicine_that_is_typed_as_daily_is_on_hold(text: str, rule: str) -> None:
    """It holds, and asks for the schedule."""
    (finding,) = (one for one in interactions.check([text], kb=KB).findings if one.id == rule)
    assert (finding.kind, finding.flag) == ("dose", "hold")
    assert "schedule" in finding.text


def test_milligrams_for_micrograms_ask_for_the_unit() -> None:
    """The line is unsure, and micrograms are offered."""
    report = interactions.check(["levothyroxine 75 mg"], kb=KB)
    item = report.items[0]
    assert (item.status, report.not_checked) == ("ambiguous", (0,))
    assert [(one.id, one.kind) for one in item.suggestions] == [("levothyroxine", "unit")]
    assert item.suggestions[0].reason == "75 mcg"
    assert "levothyroxine-unit" in {one.id for one in report.findings}
