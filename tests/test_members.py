"""The five classes against the six precipitants: no hole, and what the labels say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import interactions
from tests.golden_tables import CLASS_TABLES as CLASSES
from tests.golden_tables import cases

if TYPE_CHECKING:
    from interactions.checking.report import Finding, NothingToDo

KB = interactions.load(Path(__file__).parent.parent / "data")
PRECIPITANTS = (
    "magnesium",
    "calcium",
    "iron",
    "zinc",
    "aluminium",
    "multivitamin with minerals",
)
MEMBERS = [(name, member) for name in CLASSES for member in KB.members(name)]
ORAL = [(name, member) for name, member in MEMBERS if "oral" in KB.substance(member).routes]
OTHER = [(name, member) for name, member in MEMBERS if "oral" not in KB.substance(member).routes]


def entries(member: str, precipitant: str) -> list[Finding | NothingToDo]:
    """Return what is said about a member with a precipitant."""
    report = interactions.check([member, precipitant], kb=KB)
    found: list[Finding | NothingToDo] = [*report.findings, *report.nothing_to_do]
    return [entry for entry in found if entry.items == (0, 1)]


@pytest.mark.parametrize("precipitant", PRECIPITANTS)
@pytest.mark.parametrize("member", [member for _name, member in ORAL])
def test_no_hole(member: str, precipitant: str) -> None:
    """Every orally used member has an answer for every one of the six precipitants."""
    named = [entry for entry in entries(member, precipitant) if member in _pair(entry)]
    assert named, f"nothing is said about {member} with {precipitant}"


@pytest.mark.parametrize("member", [member for _name, member in OTHER])
def test_what_is_never_swallowed_needs_no_distance(member: str) -> None:
    """A member that is only injected or applied gets no absorption rule."""
    for precipitant in PRECIPITANTS:
        report = interactions.check([member, precipitant], kb=KB)
        assert [f for f in report.findings if f.topic == "absorption"] == []


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_has_its_members(name: str) -> None:
    """No class has lost its members."""
    at_least = {
        "tetracyclines": 9,
        "quinolones": 25,
        "thyroid-hormones": 3,
        "bisphosphonates": 6,
        "proton-pump-inhibitors": 7,
    }
    assert sum(one == name for one, _member in ORAL) >= at_least[name]


def _pair(entry: Finding | NothingToDo) -> tuple[str | None, str | None]:
    return entry.object, entry.precipitant


def test_the_golden_tables_are_there() -> None:
    """There is a golden table for each class, with enough rows to mean something."""
    counts = {name: sum(case.table == name for case in cases()) for name in CLASSES}
    assert min(counts.values()) >= 10, counts
    assert sum(counts.values()) >= 150, counts
