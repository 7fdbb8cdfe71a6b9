"""What holds for every list and every patient: nothing softens, nothing depends on order."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER
from interactions.knowledge.model import Band, Content, Product, UsualDose
from tests.knowledge_maker import (
    ROOT,
    brings,
    by_rules,
    caution,
    checked,
    group,
    knowledge,
    rule,
    state,
    text,
    thing,
)

if TYPE_CHECKING:
    from interactions.checking.report import Finding, Report

USUAL: Final = UsualDose(low=100.0, high=400.0)
KIDNEYS: Final = "renal-impairment"
KB: Final = knowledge(
    group("antibiotics"),
    group("floxins", "antibiotics"),
    group("metals"),
    group("light-metals", "metals"),
    thing("alpha", "floxins", routes=("oral", "injection", "eye"), forms=("alpha-retard",)),
    thing("beta", "floxins", reviewed=None),
    thing("gamma", "antibiotics"),
    thing("iron", "metals", kind="mineral", forms=("iron-oxide", "iron-citrate")),
    thing("calcium", "light-metals", kind="mineral", usual_dose=USUAL),
    thing("zinc", "metals", kind="mineral"),
    Product(
        id="tonic",
        name=text("tonic"),
        contains=(Content(substance="iron", form="iron-oxide"), Content(substance="calcium")),
    ),
    state(KIDNEYS, measure="egfr", applies=Band(below=90)),
    state("dialysis", implies=(brings(KIDNEYS, below=15),)),
    state("stage-3", implies=(brings(KIDNEYS, at_least=30, below=60),)),
    state("pregnancy", measure="trimester"),
    state("breastfeeding"),
    state("older-adult", measure="age", applies=Band(at_least=65)),
    rule("bind", "antibiotics", "metals"),
    rule("bind-more", "floxins", "light-metals", before=4, after=6),
    rule("left", "alpha", "metals", before=2, after=8),
    rule("right", "antibiotics", "iron", before=6, after=None),
    rule("oxide", "beta", "iron", precipitant_forms=("iron-oxide",), flag="consult"),
    rule("citrate-fine", "gamma", "iron", precipitant_forms=("iron-citrate",), flag="none",
         overrides=("bind", "right")),
    rule("much", "beta", "calcium", topic="metabolic", flag="monitor", precipitant_above=500.0),
    rule("compete", "iron", "calcium", before=1, after=1),
    rule("zinc-fine", "gamma", "zinc", flag="none", overrides=("bind",)),
    rule("together", "alpha", "floxins", topic="pharmacodynamic", flag="hold"),
    caution("severe", "calcium", KIDNEYS, flag="hold", band=Band(below=30)),
    caution("middle", "metals", KIDNEYS, flag="inform", band=Band(at_least=30, below=60)),
    caution("any-kidney", "iron", KIDNEYS, flag="monitor"),
    caution("fine", "zinc", KIDNEYS, flag="none", band=Band(at_least=60)),
    caution("late", "iron", "pregnancy", flag="inform", band=Band(at_least=3)),
    caution("milk", "floxins", "breastfeeding", forms=("alpha-retard",), flag="hold"),
    caution("old-much", "calcium", "older-adult", above=600.0, flag="monitor"),
)  # fmt: skip

LINES: Final = (
    "alpha", "alpha retard", "alpha injection", "alpha eye drops", "beta", "gamma 250 mg 2x1",
    "iron", "iron oxide", "iron citrate", "iron citrate 30 mg daily", "calcium", "calcium 300 mg",
    "calcium 500 mg 2x1", "zinc", "zinc 15 mg", "tonic", "tonic + beta", "iron + calcium",
    "calcium + iron oxide + alpha", "zinc injection", "nonsense", "alpha forte", "metals",
)  # fmt: skip
UNDOSED: Final = tuple(line for line in LINES if "mg" not in line)
CONDITIONS: Final = ("renal impairment", "dialysis", "stage 3", "pregnancy", "gout")

lists = st.lists(st.sampled_from(LINES), min_size=1, max_size=6)
patients = st.fixed_dictionaries(
    {"conditions": st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True).map(tuple)},
    optional={
        "egfr": st.sampled_from((5, 29.9, 30, 59, 60, 95)),
        "age": st.sampled_from((40, 65, 80)),
        "trimester": st.integers(1, 3),
        "breastfeeding": st.booleans(),
    },
)


def about(finding: Finding) -> tuple[object, ...]:
    """Return what a finding is about, whichever rule speaks."""
    return (finding.kind, finding.topic, finding.object, finding.precipitant, finding.condition)


def minutes(value: float | None) -> float:
    """Return hours to compare; an order that no source offers is endless."""
    return float("inf") if value is None else value


def at_least_as_strict(new: Finding, old: Finding) -> bool:
    """Return whether a finding says all that another one says, or more."""
    if not (about(new) == about(old) and set(old.items) <= set(new.items)):
        return False
    if FLAG_ORDER.index(new.flag) != FLAG_ORDER.index(old.flag):
        return FLAG_ORDER.index(new.flag) < FLAG_ORDER.index(old.flag)
    if SEVERITY_ORDER.index(new.severity) > SEVERITY_ORDER.index(old.severity):
        return False
    if old.separation is None or new.separation is None:
        return old.separation is None
    return minutes(new.separation.before_h) >= minutes(old.separation.before_h) and minutes(
        new.separation.after_h
    ) >= minutes(old.separation.after_h)


def softened(before: Report, after: Report) -> list[Finding]:
    """Return the findings of the first report that the second has lost or softened."""
    return [
        old
        for old in before.findings
        if not any(at_least_as_strict(new, old) for new in after.findings)
    ]


@settings(max_examples=300)
@given(lists, st.sampled_from(LINES), patients)
def test_adding_an_item_never_removes_or_softens_a_finding(
    lines: list[str], added: str, patient: dict[str, Any]
) -> None:
    """A longer list says at least what the shorter one said."""
    before, after = checked(KB, *lines, **patient), checked(KB, *lines, added, **patient)
    assert softened(before, after) == []
    assert set(before.not_checked) <= set(after.not_checked)


@settings(max_examples=300)
@given(lists, patients, st.sampled_from((*CONDITIONS, "breastfeeding")))
def test_adding_a_condition_never_removes_or_softens_a_finding(
    lines: list[str], patient: dict[str, Any], added: str
) -> None:
    """One more condition says at least what was said before."""
    more = {**patient, "conditions": (*patient["conditions"], added)}
    before, after = checked(KB, *lines, **patient), checked(KB, *lines, **more)
    assert softened(before, after) == []
    assert set(before.conditions_not_checked) <= set(after.conditions_not_checked)


@given(lists, patients, st.sampled_from((65, 80)), st.integers(0, 3))
def test_adding_a_risk_that_was_not_known_never_softens(
    lines: list[str], patient: dict[str, Any], age: int, trimester: int
) -> None:
    """A higher age and a pregnancy add findings, and take none away."""
    patient = {key: value for key, value in patient.items() if key not in ("age", "trimester")}
    patient["conditions"] = tuple(c for c in patient["conditions"] if c != "pregnancy")
    more = {**patient, "age": age, "trimester": trimester or None}
    assert softened(checked(KB, *lines, **patient), checked(KB, *lines, **more)) == []


def moved(report: Report, places: list[int]) -> list[dict[str, Any]]:
    """Return findings of rules and quiet entries with their items numbered as in another order."""
    entries = [*by_rules(report), *report.nothing_to_do]
    plain = [msgspec.to_builtins(entry) for entry in entries]
    for entry in plain:
        entry["items"] = sorted({places[index] for index in entry["items"]})
    return sorted(plain, key=lambda entry: msgspec.json.encode(entry, order="sorted"))


@settings(max_examples=300)
@given(
    lists.flatmap(
        lambda lines: st.tuples(st.just(lines), st.permutations(list(range(len(lines)))))
    ),
    patients,
)
def test_the_order_of_the_list_changes_nothing_but_indexes(
    mixed: tuple[list[str], list[int]], patient: dict[str, Any]
) -> None:
    """A shuffled list gives the same findings about the same lines."""
    lines, places = mixed
    report = checked(KB, *(lines[place] for place in places), **patient)
    straight = checked(KB, *lines, **patient)
    assert moved(report, places) == moved(straight, list(range(len(lines))))
    assert report.summary == straight.summary
    assert sorted(places[index] for index in report.not_checked) == list(straight.not_checked)


@given(lists, patients)
def test_the_order_of_the_conditions_changes_nothing(
    lines: list[str], patient: dict[str, Any]
) -> None:
    """Conditions in another order, and twice, give the same findings."""
    names = patient["conditions"]
    twice = {**patient, "conditions": (*reversed(names), *names)}
    straight, other = checked(KB, *lines, **patient), checked(KB, *lines, **twice)
    assert other.findings == straight.findings
    assert set(other.conditions_not_checked) == set(straight.conditions_not_checked)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(UNDOSED), min_size=1, max_size=5), st.data(), patients)
def test_repeating_an_item_adds_only_doses_and_duplicates(
    lines: list[str], data: st.DataObject, patient: dict[str, Any]
) -> None:
    """The same line once more only joins the items of what was found already."""
    again = data.draw(st.integers(0, len(lines) - 1))
    places = [*range(len(lines)), again]
    repeated = checked(KB, *lines, lines[again], **patient)
    straight = checked(KB, *lines, **patient)
    assert moved(repeated, places) == moved(straight, places)
    known = {one.id for one in straight.findings}
    added = {one.kind for one in repeated.findings if one.id not in known}
    assert added <= {"duplicate", "dose"}


@given(lists, patients)
def test_the_same_question_gives_the_same_answer(lines: list[str], patient: dict[str, Any]) -> None:
    """Nothing is remembered from one check to the next."""
    first, second = (checked(KB, *lines, **patient) for _ in range(2))
    assert msgspec.json.encode(first) == msgspec.json.encode(second)


def test_the_answer_does_not_depend_on_the_hash_seed() -> None:
    """Two processes with different hash seeds print the same bytes."""
    code = (
        "import sys, msgspec; from tests.checking.test_properties import KB, LINES, checked; "
        "report = checked(KB, *LINES, egfr=45, conditions=('dialysis', 'gout'), pregnant=True); "
        "sys.stdout.buffer.write(msgspec.json.encode(report) + msgspec.json.encode(KB.index))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(printed) == 1
    assert len(printed.pop()) > 1000


def test_the_lists_fire_every_rule() -> None:
    """The rules of this file all speak or lose somewhere: no property holds in vain."""
    heard: set[str] = set()
    for patient in ({}, {"conditions": ("dialysis",)}, {"egfr": 45}, {"egfr": 70}):
        report = checked(KB, *LINES, **patient, age=80, trimester=3, breastfeeding=True)
        for finding in report.findings:
            heard |= {finding.id, *finding.overridden}
        heard |= {entry.rule for entry in report.nothing_to_do}
    assert {one for one in heard if "--" not in one} == {
        *KB.interactions,
        *KB.contraindications,
    }
