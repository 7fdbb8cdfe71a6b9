"""Day totals are added exactly, compared with the limits of the person, and told apart."""

from __future__ import annotations

from typing import Any, Final

import pytest

from interactions.api import resolve_all
from interactions.checking.dose_findings import doses_of
from interactions.checking.patient import Patient
from interactions.knowledge.model import Content, DoseRule, Limit, Measures, Product
from tests.knowledge_maker import (
    CITED,
    TODAY,
    checked,
    group,
    hours,
    knowledge,
    only,
    rule,
    text,
    thing,
)

SUPPLEMENTAL: Final = "supplemental"


def limit(authority: Any, amount: float | None, group_: Any = "adult", **more: Any) -> Limit:
    """Return an upper level."""
    return Limit(authority=authority, group=group_, amount=amount, scope=SUPPLEMENTAL, **more)


KB: Final = knowledge(
    group("metals"),
    thing("alpha", brands={"us": ("Alphabrand",)}, routes=("oral", "eye")),
    thing(
        "magnesium",
        "metals",
        kind="mineral",
        forms=("magnesium-oxide",),
        measures=Measures(mmol=24.305, valence=2),
        limits=(
            limit("us", 350.0),
            limit("efsa", 250.0),
            limit("us", 65.0, "child", from_age=1, below_age=4),
            limit("us", 300.0, "pregnancy"),
        ),
    ),
    thing(
        "vitamin-d",
        kind="vitamin",
        measures=Measures(iu=0.000025),
        limits=(limit("us", 0.1),),
    ),
    thing("selenium", kind="mineral", forms=("selenomethionine",), amounts_as_element=True),
    Product(
        id="milk",
        name=text("milk of metal"),
        per_ml=5.0,
        contains=(Content(substance="magnesium", amount=100.0, elemental=True),),
        self_chosen=True,
    ),
    DoseRule(
        id="alpha-weekly",
        substance="alpha",
        kind="interval",
        amounts=(70.0,),
        every=7 * 24 * 60,
        flag="hold",
        severity="major",
        evidence="established",
        reason=text("once a week"),
        checked=TODAY,
        sources=CITED,
    ),
    DoseRule(
        id="alpha-unit",
        substance="alpha",
        kind="unit",
        above=200.0,
        flag="consult",
        severity="major",
        evidence="established",
        reason=text("a slip"),
        checked=TODAY,
        sources=CITED,
    ),
    rule("bind", "alpha", "metals"),
    rule("induce", "alpha", "selenium", topic="metabolic", flag="monitor", offset=14 * 24 * 60),
)


def total(*lines: str, **patient: Any) -> dict[str, float]:
    """Return the day's total of each substance."""
    doses = doses_of(resolve_all(lines, KB), Patient(**patient), KB)
    return {one.substance: one.known_mg for one in doses.totals}


def above(*lines: str, **patient: Any) -> dict[str, str]:
    """Return the flag of each finding about doses and doubles."""
    found = checked(KB, *lines, **patient).findings
    return {one.id: one.flag for one in found if one.kind in {"dose", "duplicate"}}


@pytest.mark.parametrize(
    ("lines", "amount"),
    [
        (["magnesium 100 mg"], 100),
        (["magnesium 100 mg 2x1"], 200),
        (["magnesium 100 mg 2x1", "magnesium 50 mg"], 250),
        (["magnesium 70 mg weekly"], 10),
        (["magnesium 0.1 mg", "magnesium 0.2 mg"], 0.3),
        (["magnesium 10 mEq"], 121.525),
        (["magnesium 10 mmol"], 243.05),
        (["milk of metal 30 ml"], 600),
        (["milk of metal 2 tsp 3x1"], 600),
        (["milk of metal"], 0),
        (["magnesium 100 mg/5 ml 10 ml"], 200),
        (["magnesium injection 100 mg", "magnesium 50 mg"], 50),
        (["magnesium 100 mg stopped 2 days ago", "magnesium 50 mg"], 50),
    ],
)
def test_a_day_is_added_up_exactly(lines: list[str], amount: float) -> None:
    """Frequencies, volumes and units count; what is not swallowed or was stopped does not."""
    assert total(*lines)["magnesium"] == amount


def test_international_units_are_weighed() -> None:
    """4000 IU of 0.025 mcg."""
    assert total("vitamin d 4000 IU") == {"vitamin-d": 0.1}
    assert above("vitamin d 4000 IU") == {}
    assert above("vitamin d 4001 IU") == {"limit--vitamin-d--us": "consult"}


def test_a_label_of_a_trace_element_gives_the_element() -> None:
    """Even where it names the form."""
    assert total("selenomethionine 200 mcg") == {"selenium": 0.2}


def test_one_limit_informs_and_every_limit_asks() -> None:
    """Authorities differ: above all of them is a question, above one is worth knowing."""
    assert above("magnesium 250 mg") == {}
    assert above("magnesium 300 mg") == {"limit--magnesium--efsa": "inform"}
    assert above("magnesium 400 mg") == {
        "limit--magnesium--efsa": "consult",
        "limit--magnesium--us": "consult",
    }


def test_what_was_prescribed_is_only_told() -> None:
    """A doctor may have chosen it; one self-chosen line more is a question."""
    assert set(above("magnesium 400 mg prescribed").values()) == {"inform"}
    assert "consult" in above("magnesium 400 mg prescribed", "magnesium 10 mg").values()


def test_the_lowest_limit_of_the_person_counts() -> None:
    """A child and a pregnancy have their own; an unknown age is a grown-up's."""
    assert above("magnesium 100 mg", age=3) == {"limit--magnesium--us": "inform"}
    assert above("magnesium 100 mg") == {}
    assert above("magnesium 320 mg", pregnant=True)["limit--magnesium--us"] == "consult"


def test_an_unstated_dose_makes_no_limit_finding() -> None:
    """It is named beside the total instead."""
    assert above("magnesium") == {}
    (finding,) = (
        one
        for one in checked(KB, "magnesium", "magnesium 400 mg").findings
        if one.id == "limit--magnesium--us"
    )
    assert finding.dose is not None
    assert (finding.items, finding.dose.unstated) == ((0, 1), (0,))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("alpha 70 mg daily", {"alpha-weekly"}),
        ("alpha 70 mg 1x1", {"alpha-weekly"}),
        ("alpha 35 mg 2 tablets daily", {"alpha-weekly"}),
        ("alpha 70 mg weekly", set()),
        ("alpha 70 mg haftada bir 1x1", set()),
        ("alpha 70 mg", set()),
        ("alpha 10 mg daily", set()),
        ("alpha eye drops 70 mg daily", set()),
        ("alpha 200 mg", set()),
        ("alpha 201 mg", {"alpha-unit"}),
        ("alpha 75 g", {"alpha-unit"}),
    ],
)
def test_schedules_and_units_of_single_medicines(line: str, found: set[str]) -> None:
    """A weekly medicine typed as daily, and an amount beyond every label."""
    assert set(above(line)) == found


def test_the_same_medicine_twice_is_a_question_and_a_nutrient_is_told() -> None:
    """On any two lines that are used the same way, whatever it is called."""
    assert above("alpha", "Alphabrand") == {"duplicate--alpha": "consult"}
    assert above("magnesium", "magnesium oxide") == {"duplicate--magnesium": "inform"}
    assert above("alpha", "alpha eye drops") == {}
    assert above("alpha", "alpha stopped 3 days ago") == {}


# -- what was stopped ---------------------------------------------------------------------------


def test_what_was_stopped_counts_until_its_offset_has_passed() -> None:
    """Fourteen days for this one; what happens in the gut is over the next day."""
    assert only(checked(KB, "alpha", "magnesium")).id == "bind"
    report = checked(KB, "alpha", "selenium stopped 13 days ago")
    assert (only(report).id, only(report).assumed) == ("induce", ("stopped:selenium",))
    assert checked(KB, "alpha", "selenium stopped 14 days ago").findings == ()
    assert checked(KB, "alpha", "magnesium stopped 1 day ago").findings == ()
    assert hours(only(checked(KB, "alpha", "magnesium stopped"))) == (2, 4)


def test_two_that_were_both_stopped_do_not_meet() -> None:
    """Nothing is taken any more."""
    assert checked(KB, "alpha stopped 2 days ago", "selenium stopped 2 days ago").findings == ()
