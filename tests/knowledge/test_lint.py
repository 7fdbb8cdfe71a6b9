"""What the lint must not complain about, and how rules compare."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interactions.knowledge.ledger import Ledger
from interactions.knowledge.library import read_library
from interactions.knowledge.lint import lint_directory
from interactions.knowledge.lint_precedence import milder, more_specific

BASE = Path(__file__).parent.parent / "bad" / "_base"
RULE = """\
interactions:
  - id: drug-a--metal-a
    object: {object}
    precipitant: [{precipitant}]
    topic: absorption
    consequence: object-decreased
    flag: {flag}
    severity: {severity}
    evidence: established
    checked: 2026-01-01
    sources: [{{source: label-a, locator: section 7, opened: 2026-01-01}}]
    {more}
"""


def problems_with(directory: Path, text: str) -> list[tuple[int, str]]:
    """Return line and code of what is wrong with a text laid over the base."""
    shutil.copytree(BASE, directory / "base")
    (directory / "records.yaml").write_text(text, encoding="utf-8")
    _, problems = lint_directory(directory)
    return [(problem.line, problem.code) for problem in problems]


def rule(
    flag: str = "space",
    before: str = "2 h",
    after: str = "6 h",
    *,
    object_id: str = "drug-a",
    precipitant: str = "metal-a",
    more: str = "",
) -> str:
    """Return a rule as a curator would write it."""
    if flag == "space":
        window = f"separation: {{before: {before}, after: {after}}}"
        more = f"{window}\n    separation_helps: true\n    {more}"
    return RULE.format(
        object=object_id,
        precipitant=precipitant,
        flag=flag,
        severity="null" if flag == "none" else "major",
        more=more,
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (rule(), []),
        (rule("space", "3 h", "8 h"), []),
        (rule("space", "2 h", "null"), []),
        (rule("hold"), []),
        (rule("consult"), []),
        (rule("space", "1 h", "6 h"), ["KB408"]),
        (rule("space", "2 h", "0 h"), ["KB408"]),
        (rule("monitor"), ["KB408"]),
        (rule("none"), ["KB408"]),
        (rule("none", more="overrides: [antibiotics--metals]"), []),
        (rule("space", "1 h", "1 h", more="overrides: [antibiotics--metals]"), []),
        (rule("monitor", more="object_routes: [injection]"), ["KB415"]),
        (rule("monitor", more="precipitant_forms: [metal-a-oxide]"), ["KB408"]),
        (rule("monitor", object_id="drug-b", more="object_routes: [oral]"), []),
    ],
)
def test_only_a_stricter_special_rule_needs_no_override(
    text: str, codes: list[str], tmp_path: Path
) -> None:
    """Equal and stricter special rules pass; each way of being milder needs an override."""
    assert [code for _, code in problems_with(tmp_path, text)] == codes


def test_an_hour_where_no_order_is_offered_is_milder(tmp_path: Path) -> None:
    """A number where the general rule has null opens an order that no source offers."""
    path = tmp_path / "base" / "rules.yaml"
    shutil.copytree(BASE, tmp_path / "base")
    text = path.read_text(encoding="utf-8").replace(
        "before: 2 h, after: 6 h", "before: null, after: 6 h"
    )
    path.write_text(text, encoding="utf-8")
    (tmp_path / "records.yaml").write_text(rule(), encoding="utf-8")
    _, problems = lint_directory(tmp_path)
    assert [(problem.code, problem.field) for problem in problems] == [("KB408", "separation")]
    assert "where no order is offered" in problems[0].message


def test_a_class_rule_crossed_with_another_is_a_tie(tmp_path: Path) -> None:
    """Substance with class against class with substance: neither is the special case."""
    text = rule("inform", object_id="drug-a", precipitant="metals")
    text += rule("hold", object_id="antibiotics", precipitant="metal-b").removeprefix(
        "interactions:\n"
    )
    text = text.replace("id: drug-a--metal-a", "id: first", 1).replace("drug-a--metal-a", "second")
    text = text.replace("object: antibiotics", "object: antibiotics\n    why_class: {en: a, tr: b}")
    shutil.copytree(BASE, tmp_path / "base")
    (tmp_path / "records.yaml").write_text(text, encoding="utf-8")
    library, _ = read_library(tmp_path)
    ledger = Ledger(library)
    first, second = library.interactions["first"], library.interactions["second"]
    assert not more_specific(ledger, first, second)
    assert not more_specific(ledger, second, first)
    assert more_specific(ledger, first, library.interactions["antibiotics--metals"])


def test_a_rule_is_not_milder_than_itself() -> None:
    """Milder means really milder."""
    library, _ = read_library(BASE)
    for found in library.interactions.values():
        assert milder(found, found) == ""


def test_a_retired_rule_is_out_of_the_comparison(tmp_path: Path) -> None:
    """What is retired contradicts nobody, but its references still have to be right."""
    retired = "retired: {date: 2026-01-01, reason: replaced, successor: antibiotics--metals}"
    assert problems_with(tmp_path, rule("none", more=retired)) == []


def test_a_brand_may_mean_different_things_in_different_countries(tmp_path: Path) -> None:
    """Only brands of the same country, or of all countries, clash."""
    text = """\
substances:
  - {id: drug-c, kind: drug, name: {en: drug C, tr: ilaç C}, brands: {uk: [Alphabrand]}}
  - {id: drug-d, kind: drug, name: {en: drug D, tr: ilaç D}, brands: {int: [Alphabrand]}}
"""
    assert problems_with(tmp_path, text) == [(3, "KB604"), (3, "KB604")]


def test_circles_do_not_hang_the_lint(tmp_path: Path) -> None:
    """Rules on classes in a circle are compared without end being needed."""
    text = """\
classes:
  - {id: a, name: {en: class a, tr: grup a}, parents: [b]}
  - {id: b, name: {en: class b, tr: grup b}, parents: [a]}
"""
    text += rule(object_id="a", precipitant="b", more="why_class: {en: x., tr: y.}")
    assert {code for _, code in problems_with(tmp_path, text)} == {"KB311", "KB314"}


def test_a_knowledge_base_without_edition_is_reported(tmp_path: Path) -> None:
    """Every report prints the version, so there has to be one."""
    (tmp_path / "x.yaml").write_text("sources: []\n", encoding="utf-8")
    _, problems = lint_directory(tmp_path)
    assert [problem.code for problem in problems] == ["KB304"]


def test_an_unknown_name_is_only_corrected_to_a_very_similar_one(tmp_path: Path) -> None:
    """A suggestion is a slip of the keyboard, never another substance."""
    shutil.copytree(BASE, tmp_path / "base")
    (tmp_path / "records.yaml").write_text(rule(precipitant="mettal-a, zinc"), encoding="utf-8")
    _, problems = lint_directory(tmp_path)
    assert [problem.remedy for problem in problems] == [
        "write metal-a",
        "add the record, or correct the id",
    ]


def test_the_same_problems_come_in_the_same_order(tmp_path: Path) -> None:
    """Two runs give the same problems, ordered by file and line."""
    shutil.copytree(BASE, tmp_path / "base")
    for path in BASE.parent.glob("KB[34]*.yaml"):
        shutil.copy(path, tmp_path)
    first, second = lint_directory(tmp_path)[1], lint_directory(tmp_path)[1]
    assert first == second
    assert list(first) == sorted(first)
