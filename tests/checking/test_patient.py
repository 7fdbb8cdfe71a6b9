"""Conditions hold for a patient, and the strictest rule about each of them speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from interactions.checking.patient import Patient, overlap, states
from interactions.errors import InputError
from interactions.knowledge.model import Band
from tests.knowledge_maker import (
    brings,
    by_rules,
    caution,
    checked,
    group,
    knowledge,
    only,
    state,
    thing,
)

if TYPE_CHECKING:
    from interactions.knowledge.vocabulary import Flag

KIDNEYS: Final = state("renal-impairment", measure="egfr", applies=Band(below=90))
STAGE_3: Final = state("stage-3", implies=(brings("renal-impairment", at_least=30, below=60),))
DIALYSIS: Final = state("dialysis", implies=(brings("renal-impairment", below=15),))
PREGNANCY: Final = state("pregnancy", measure="trimester")
BREASTFEEDING: Final = state("breastfeeding")
CHILD: Final = state("child", measure="age", applies=Band(below=18))
OLDER: Final = state("older-adult", measure="age", applies=Band(at_least=65))
SURGERY: Final = state("surgery", measure="days-to-surgery")
PEOPLE: Final = (KIDNEYS, STAGE_3, DIALYSIS, PREGNANCY, BREASTFEEDING, CHILD, OLDER, SURGERY)
THINGS: Final = (
    group("metals"),
    thing("magnesium", "metals", kind="mineral", forms=("magnesium-oxide", "magnesium-citrate")),
    thing("iron", "metals", kind="mineral"),
)
BELOW_30: Final = caution(
    "below-30", "magnesium", "renal-impairment", flag="hold", band=Band(below=30)
)
FROM_30: Final = caution(
    "from-30", "magnesium", "renal-impairment", band=Band(at_least=30, below=60)
)
KB: Final = knowledge(*PEOPLE, *THINGS, BELOW_30, FROM_30)


def fired(*lines: str, **patient: Any) -> list[tuple[str, Flag, tuple[str, ...]]]:
    """Return id, flag and assumptions of every finding."""
    return [
        (finding.id, finding.flag, finding.assumed)
        for finding in checked(KB, *lines, **patient).findings
    ]


# -- bands ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("egfr", "expected"),
    [
        (0, "below-30"),
        (29, "below-30"),
        (29.9, "below-30"),
        (30, "from-30"),
        (30.1, "from-30"),
        (59.9, "from-30"),
        (60, None),
        (89.9, None),
        (90, None),
        (250, None),
    ],
)
def test_bands_are_half_open(egfr: float, expected: str | None) -> None:
    """A band begins with its lower bound and ends before its upper one."""
    assert [key for key, _, _ in fired("magnesium", egfr=egfr)] == ([expected] if expected else [])


def test_a_value_decides_without_any_assumption() -> None:
    """Where the eGFR is known nothing is assumed about it."""
    assert fired("magnesium", egfr=45) == [("from-30", "consult", ())]


def test_a_rule_without_a_band_holds_for_every_value() -> None:
    """A rule about the condition as a whole fires wherever the condition applies."""
    whole = caution("whole", "iron", "renal-impairment")
    kb = knowledge(*PEOPLE, *THINGS, whole)
    assert [only(checked(kb, "iron", egfr=value)).id for value in (1, 45, 89)] == ["whole"] * 3
    assert checked(kb, "iron", egfr=90).findings == ()


# -- unknown values -------------------------------------------------------------------------


def test_renal_impairment_without_a_value_takes_the_strictest_band() -> None:
    """Without an eGFR any band may be meant; the strictest speaks and says so."""
    expected = [("below-30", "hold", ("value:renal-impairment",))]
    assert fired("magnesium", conditions=("renal impairment",)) == expected


@pytest.mark.parametrize("flag", ["monitor", "inform", "consult"])
def test_renal_impairment_without_a_value_is_at_least_a_consult(flag: Flag) -> None:
    """A milder band that may be meant becomes a consult."""
    low = caution("low", "iron", "renal-impairment", flag=flag, band=Band(below=30))
    kb = knowledge(*PEOPLE, *THINGS, low)
    finding = only(checked(kb, "iron", conditions=("renal impairment",)))
    assert (finding.flag, finding.assumed) == ("consult", ("value:renal-impairment",))
    assert only(checked(kb, "iron", egfr=20)).flag == flag


def test_an_undecided_band_is_not_outranked_by_a_milder_decided_rule() -> None:
    """A monitor for everybody does not hide the consult of a band that may be meant."""
    low = caution("low", "iron", "renal-impairment", flag="inform", band=Band(below=30))
    whole = caution("whole", "iron", "renal-impairment", flag="monitor")
    finding = only(
        checked(knowledge(*PEOPLE, *THINGS, low, whole), "iron", conditions=("dialysis",))
    )
    assert (finding.id, finding.flag) == ("whole", "monitor")
    kb = knowledge(*PEOPLE, *THINGS, low, whole)
    finding = only(checked(kb, "iron", conditions=("renal impairment",)))
    assert (finding.id, finding.flag, finding.overridden) == ("low", "consult", ("whole",))


def test_nothing_to_do_is_not_assumed_of_a_band() -> None:
    """Where a band needs nothing but the value is unknown, the answer is to ask."""
    fine = caution("fine", "iron", "renal-impairment", flag="none", band=Band(at_least=30))
    kb = knowledge(*PEOPLE, *THINGS, fine)
    known = checked(kb, "iron", egfr=45)
    assert (known.findings, [entry.rule for entry in known.nothing_to_do]) == ((), ["fine"])
    unknown = checked(kb, "iron", conditions=("renal impairment",))
    assert (only(unknown).flag, unknown.nothing_to_do) == ("consult", ())


# -- conditions that bring others ---------------------------------------------------------------


def test_dialysis_and_a_good_value_take_the_stricter() -> None:
    """Dialysis counts as an eGFR below 15, whatever value is given."""
    assert fired("magnesium", conditions=("dialysis",), egfr=90) == [("below-30", "hold", ())]


def test_a_value_that_is_worse_than_what_is_implied_counts() -> None:
    """Stage 3 with an eGFR of 10 fires the rule for an eGFR below 30."""
    assert fired("magnesium", conditions=("stage 3",), egfr=10) == [("below-30", "hold", ())]


def test_what_is_implied_keeps_both_its_bounds() -> None:
    """Stage 3 means 30 to 60: a rule for below 30 does not fire."""
    assert fired("magnesium", conditions=("stage 3",)) == [("from-30", "consult", ())]


def test_what_several_conditions_imply_adds_up() -> None:
    """Two stages at once fire the stricter, in either order."""
    for names in (("stage 3", "dialysis"), ("dialysis", "stage 3")):
        assert fired("magnesium", conditions=names) == [("below-30", "hold", ())]


def test_naming_the_condition_beside_dialysis_softens_nothing() -> None:
    """A condition that is named without a value may be in any band."""
    (found,) = fired("magnesium", conditions=("dialysis", "renal impairment"))
    assert found[:2] == ("below-30", "hold")


def test_a_chain_of_implied_conditions_holds() -> None:
    """What a brought condition brings holds as well."""
    chain = (
        state("first", implies=(brings("second"),)),
        state("second", implies=(brings("third"),)),
        state("third"),
    )
    kb = knowledge(*chain, *THINGS, caution("end", "iron", "third"))
    assert only(checked(kb, "iron", conditions=("first",))).condition == "third"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Band(below=30), Band(at_least=30, below=60), False),
        (Band(below=30), Band(at_least=29, below=60), True),
        (Band(at_least=30), Band(below=30), False),
        (Band(at_least=10), Band(below=30), True),
        (Band(), Band(at_least=1, below=2), True),
        (Band(at_least=1, below=2), Band(at_least=3, below=4), False),
    ],
)
def test_bands_overlap_where_a_value_lies_in_both(one: Band, other: Band, expected: object) -> None:
    """Half-open bands that only touch do not overlap."""
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


# -- what the fields of a patient mean -----------------------------------------------------------


def held(**patient: Any) -> list[str]:
    """Return the conditions that hold."""
    return [one.condition for one in states(Patient(**patient), KB).known]


def test_a_patient_of_whom_nothing_is_known_has_no_condition() -> None:
    """No field, no condition."""
    assert held() == []


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, ["child"]), (17.9, ["child"]), (18, []), (64.9, []), (65, ["older-adult"])],
)
def test_age_activates_child_and_older_adult(age: float, expected: list[str]) -> None:
    """The bounds of the age groups stand in the knowledge base."""
    assert held(age=age) == expected


def test_an_egfr_activates_renal_impairment_only_where_it_applies() -> None:
    """A healthy value is no kidney disease."""
    assert (held(egfr=89.9), held(egfr=90)) == (["renal-impairment"], [])


def test_a_trimester_implies_pregnant() -> None:
    """A trimester alone is enough, and its bands are decided."""
    late = caution("late", "iron", "pregnancy", flag="monitor", band=Band(at_least=3))
    kb = knowledge(*PEOPLE, *THINGS, late)
    assert only(checked(kb, "iron", trimester=3)).flag == "monitor"
    assert checked(kb, "iron", trimester=2).findings == ()
    assert held(trimester=1) == ["pregnancy"]


def test_pregnant_without_a_trimester_may_be_any() -> None:
    """An unknown trimester counts as the strictest, at least a consult."""
    late = caution("late", "iron", "pregnancy", flag="monitor", band=Band(at_least=3))
    finding = only(checked(knowledge(*PEOPLE, *THINGS, late), "iron", pregnant=True))
    assert (finding.flag, finding.assumed) == ("consult", ("value:pregnancy",))


def test_days_to_surgery_activate_surgery() -> None:
    """An operation on the same day counts too."""
    assert (held(surgery_in_days=0), held(surgery_in_days=14)) == (["surgery"], ["surgery"])


@pytest.mark.parametrize("name", ["renal-impairment", "Renal Impairment", "renal impairment (tr)"])
def test_conditions_are_known_by_id_and_by_name_in_both_languages(name: str) -> None:
    """Id, English name and Turkish name all do, however they are spelt."""
    assert held(conditions=(name,)) == ["renal-impairment"]


def test_an_unknown_condition_is_listed_as_not_checked() -> None:
    """What nobody knows is shown as it was written, once, and the others are checked."""
    report = checked(KB, "magnesium", conditions=("gout", "dialysis", "gout"))
    assert report.conditions_not_checked == ("gout",)
    assert only(report).id == "below-30"


def test_a_ticked_condition_that_the_knowledge_base_lacks_is_listed() -> None:
    """Pregnant and breastfeeding are never ignored."""
    kb = knowledge(*THINGS)
    report = checked(kb, "iron", pregnant=True, breastfeeding=True)
    assert report.conditions_not_checked == ("pregnancy", "breastfeeding")


# -- impossible values --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"age": -1}, "age -1 is not possible: write a number from 0 to 130 years"),
        ({"age": 131}, "age 131 is not possible: write a number from 0 to 130 years"),
        ({"egfr": -0.1}, "egfr -0.1 is not possible: write a number from 0 to 250 mL/min"),
        ({"egfr": 251}, "egfr 251 is not possible: write a number from 0 to 250 mL/min"),
        ({"egfr": float("nan")}, "egfr nan is not possible: write a number from 0 to 250 mL/min"),
        ({"egfr": float("inf")}, "egfr inf is not possible: write a number from 0 to 250 mL/min"),
        ({"egfr": "45"}, "egfr '45' is not a number: write a number from 0 to 250 mL/min"),
        ({"age": True}, "age True is not a number: write a number from 0 to 130 years"),
        ({"trimester": 0}, "trimester 0 is not possible: write a number from 1 to 3"),
        ({"trimester": 4}, "trimester 4 is not possible: write a number from 1 to 3"),
        (
            {"surgery_in_days": -1},
            "surgery_in_days -1 is not possible: write a number from 0 to 3650 days",
        ),
        ({"sex": "x"}, "sex 'x' is not understood: write female or male"),
        (
            {"conditions": "dialysis"},
            "conditions is one text instead of a list: write (text,)",
        ),
    ],
)
def test_impossible_values_are_refused_with_what_to_write(
    fields: dict[str, Any], said: str
) -> None:
    """The error names the field, the value and the remedy."""
    with pytest.raises(InputError) as caught:
        Patient(**fields)
    assert str(caught.value) == said


def test_the_ends_of_each_range_are_possible() -> None:
    """The bounds themselves are accepted."""
    Patient(age=0, egfr=0, trimester=1, surgery_in_days=0)
    Patient(age=130, egfr=250, trimester=3, surgery_in_days=3650, sex="female")


# -- which rule speaks ----------------------------------------------------------------------------


def test_the_strictest_rule_of_a_condition_speaks_and_names_the_others() -> None:
    """One finding for each substance and condition; the milder rules stand as overridden."""
    wide = caution("wide", "metals", "dialysis", flag="monitor")
    near = caution("near", "iron", "dialysis")
    finding = only(
        checked(knowledge(*PEOPLE, *THINGS, wide, near), "iron", conditions=("dialysis",))
    )
    assert (finding.id, finding.overridden, finding.path) == (
        "near",
        ("wide",),
        ("iron", "dialysis"),
    )


def test_a_rule_of_a_class_holds_for_every_member() -> None:
    """A member without a rule of its own is marked as inferred."""
    wide = caution("wide", "metals", "dialysis")
    kb = knowledge(*PEOPLE, *THINGS, wide)
    for name in ("iron", "magnesium"):
        finding = only(checked(kb, name, conditions=("dialysis",)))
        assert (finding.object, finding.inferred_from_class) == (name, True)
        assert finding.path == (name, "metals", "dialysis")


def test_items_of_one_substance_share_a_finding() -> None:
    """Two lines of magnesium are one finding with two items."""
    assert [f.items for f in by_rules(checked(KB, "magnesium", "magnesium", egfr=20))] == [(0, 1)]


def test_items_of_different_forms_have_rules_of_their_own() -> None:
    """What is said of the oxide is not said of the citrate, in whichever order they stand."""
    oxide = caution("oxide", "magnesium", "dialysis", flag="hold", forms=("magnesium-oxide",))
    every = caution("every", "magnesium", "dialysis")
    kb = knowledge(*PEOPLE, *THINGS, oxide, every)
    report = checked(kb, "magnesium oxide", "magnesium citrate", conditions=("dialysis",))
    assert [(f.id, f.items) for f in by_rules(report)] == [("oxide", (0,)), ("every", (1,))]
    report = checked(kb, "magnesium citrate", "magnesium oxide", conditions=("dialysis",))
    assert [(f.id, f.items) for f in by_rules(report)] == [("oxide", (1,)), ("every", (0,))]


def test_what_is_assumed_of_one_item_is_not_said_of_another() -> None:
    """A line without a form and a line with it stand apart, in whichever order."""
    oxide = caution("oxide", "magnesium", "dialysis", flag="hold", forms=("magnesium-oxide",))
    kb = knowledge(*PEOPLE, *THINGS, oxide)
    report = checked(kb, "magnesium", "magnesium oxide", conditions=("dialysis",))
    assert [(f.items, f.assumed) for f in by_rules(report)] == [
        ((0,), ("form:magnesium",)),
        ((1,), ()),
    ]


def test_nothing_to_do_for_one_form_is_not_assumed_of_an_unknown_form() -> None:
    """Citrate may be fine; magnesium of an unknown form is not said to be."""
    fine = caution("fine", "magnesium", "dialysis", flag="none", forms=("magnesium-citrate",))
    kb = knowledge(*PEOPLE, *THINGS, fine)
    assert checked(kb, "magnesium", conditions=("dialysis",)).nothing_to_do == ()
    known = checked(kb, "magnesium citrate", conditions=("dialysis",)).nothing_to_do
    assert [entry.rule for entry in known] == ["fine"]


def test_a_rule_for_another_route_is_silent() -> None:
    """A rule about injections says nothing of tablets."""
    injected = caution("injected", "iron", "dialysis", routes=("injection",))
    kb = knowledge(*PEOPLE, *THINGS, injected)
    assert checked(kb, "iron tablet", conditions=("dialysis",)).findings == ()
    assert only(checked(kb, "iron injection", conditions=("dialysis",))).id == "injected"
