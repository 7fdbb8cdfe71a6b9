"""The five classes against the six precipitants: no hole, and what the labels say."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import interactions

if TYPE_CHECKING:
    from interactions.checking.report import Finding, NothingToDo

KB = interactions.load(Path(__file__).parent.parent / "data")
CLASSES = (
    "tetracyclines",
    "quinolones",
    "thyroid-hormones",
    "bisphosphonates",
    "proton-pump-inhibitors",
)
PRECIPITANTS = (
    "magnesium",
    "calcium",
    "iron",
    "zinc",
    "aluminium",
    "multivitamin with minerals",
)
GOLDEN = Path(__file__).parent / "golden"
MEMBERS = [(name, member) for name in CLASSES for member in KB.members(name)]
ORAL = [(name, member) for name, member in MEMBERS if "oral" in KB.substance(member).routes]
OTHER = [(name, member) for name, member in MEMBERS if "oral" not in KB.substance(member).routes]


class Row(NamedTuple):
    """One cell of a golden table."""

    table: str
    member: str
    precipitant: str
    flag: str
    before: str
    after: str

    @property
    def id(self) -> str:
        """The name of the test."""
        return f"{self.member}--{self.precipitant}"


def golden() -> list[Row]:
    """Read the tables that were written from the labels."""
    rows = []
    for path in sorted(GOLDEN / f"{name}.csv" for name in CLASSES):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [
                Row(
                    path.stem,
                    line["member"],
                    line["precipitant"],
                    line["flag"],
                    line["before_h"],
                    line["after_h"],
                )
                for line in csv.DictReader(file)
            ]
    return rows


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
    counts = {name: sum(row.table == name for row in golden()) for name in CLASSES}
    assert min(counts.values()) >= 10, counts
    assert sum(counts.values()) >= 150, counts


@pytest.mark.parametrize("row", golden(), ids=lambda row: row.id)
def test_golden(row: Row) -> None:
    """Flag, direction and hours are those of the labels."""
    precipitant = row.precipitant
    nutrient = row.table == "proton-pump-inhibitors"
    if nutrient and precipitant == "calcium":
        precipitant = "calcium carbonate"
    substance = row.precipitant
    form = row.member == "risedronic-acid-gastro-resistant"
    member = "risedronic-acid" if form else row.member
    wanted = (substance, member) if nutrient else (member, substance)
    found = [entry for entry in entries(row.member, precipitant) if _pair(entry) == wanted]
    if nutrient and not found:
        found = [e for e in entries(row.member, precipitant) if _pair(e) == wanted[::-1]]
    strongest = _strongest(found)
    if row.flag == "silent":
        assert strongest in ("inform", "none", "")
        return
    assert strongest == row.flag
    if row.flag == "space":
        assert _hours(found) == (row.before, row.after)


def _strongest(found: list[Finding | NothingToDo]) -> str:
    flags = [getattr(entry, "flag", "none") for entry in found]
    order = ("hold", "consult", "space", "monitor", "inform", "none")
    return min(flags, key=order.index) if flags else ""


def _hours(found: list[Finding | NothingToDo]) -> tuple[str, str]:
    windows = [getattr(entry, "separation", None) for entry in found]
    (window,) = [one for one in windows if one]
    return _text(window.before_h), _text(window.after_h)


def _text(hours: float | None) -> str:
    return "null" if hours is None else f"{hours:g}"
