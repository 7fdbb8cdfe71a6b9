"""Standing advice, rules for some patients only, meals instead of a distance, whole kinds."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from interactions.api import explain, lookup
from interactions.checking.report import Hours
from interactions.knowledge.model import Band, Circumstance, DrugClass, Form
from interactions.render.actions import actions
from interactions.render.explanation import explanation_text
from interactions.render.phrases import Phrases
from interactions.render.wording import worded
from tests.knowledge_maker import (
    brings,
    by_rules,
    checked,
    group,
    knowledge,
    only,
    rule,
    state,
    text,
    thing,
)

ALPHA: Final = thing("alpha", "floxins")
COFFEE: Final = thing("coffee", kind="food")
MILK: Final = thing("milk", kind="food")
BIOTIN: Final = thing("biotin", kind="vitamin")
ASSAY: Final = thing("hormone-test", kind="test")
FOOD: Final = rule(
    "alpha--food", "alpha", "coffee", "milk", topic="food", standing=True, after=None
)
TEST: Final = rule(
    "test--biotin",
    "hormone-test",
    "biotin",
    topic="laboratory",
    consequence="test-distorted",
    mechanism="assay",
    flag="monitor",
    standing=True,
)
KB: Final = knowledge(group("floxins"), ALPHA, COFFEE, MILK, BIOTIN, ASSAY, FOOD, TEST)
KIDNEYS: Final = (
    state("kidneys", measure="egfr", applies=Band(below=60)),
    state("washed", implies=(brings("kidneys", below=15),)),
)


# -- standing advice ------------------------------------------------------------------------


def test_food_is_told_though_it_is_not_on_the_list() -> None:
    """One finding for each food, about the medicine's line alone; only good to know."""
    found = by_rules(checked(KB, "alpha"))
    assert [(one.precipitant, one.items, one.flag) for one in found] == [
        ("coffee", (0,), "inform"),
        ("milk", (0,), "inform"),
    ]
    assert found[0].separation == Hours(2, None)


def test_food_on_the_list_is_a_pair() -> None:
    """The rule keeps its flag then, and the other foods stay advice."""
    found = {one.precipitant: one for one in by_rules(checked(KB, "alpha", "coffee"))}
    assert (found["coffee"].flag, found["coffee"].items) == ("space", (0, 1))
    assert (found["milk"].flag, found["milk"].items) == ("inform", (0,))


def test_a_disturbed_test_is_told_of_what_disturbs_it() -> None:
    """The test is the object; the flag is the rule's own."""
    found = only(checked(KB, "biotin"))
    assert (found.object, found.precipitant, found.items, found.flag) == (
        "hormone-test",
        "biotin",
        (0,),
        "monitor",
    )


def test_what_is_no_longer_taken_needs_no_food_advice() -> None:
    """A stopped medicine is not taken with coffee."""
    assert by_rules(checked(KB, "alpha stopped 3 days ago")) == ()


def test_a_medicine_that_is_not_swallowed_meets_no_food() -> None:
    """Food advice is for the gut."""
    assert by_rules(checked(KB, "alpha eye drops")) == ()


def test_standing_advice_holds_for_every_member_of_a_class() -> None:
    """A class rule speaks for a member, and says so."""
    kb = knowledge(
        group("floxins"), ALPHA, COFFEE, replace(FOOD, object="floxins", precipitant=("coffee",))
    )
    assert only(checked(kb, "alpha")).inferred_from_class


def test_standing_advice_about_a_group_of_foods_names_the_group() -> None:
    """Until one of them is on the list; then that one is a pair."""
    drinks = (thing("coffee", "drinks", kind="food"), thing("milk", "drinks", kind="food"))
    kb = knowledge(
        group("floxins"), group("drinks"), ALPHA, *drinks, replace(FOOD, precipitant=("drinks",))
    )
    assert only(checked(kb, "alpha")).precipitant == "drinks"
    assert only(checked(kb, "alpha", "milk")).precipitant == "milk"


def test_a_nothing_to_do_record_overrides_standing_advice() -> None:
    """What is studied and fine for one member is not advised against."""
    general = replace(FOOD, id="floxins--coffee", object="floxins", precipitant=("coffee",))
    fine = rule(
        "alpha--coffee",
        "alpha",
        "coffee",
        topic="food",
        flag="none",
        standing=True,
        overrides=("floxins--coffee",),
    )
    kb = knowledge(group("floxins"), ALPHA, COFFEE, general, fine)
    assert by_rules(checked(kb, "alpha")) == ()


def test_foods_of_one_medicine_are_one_action() -> None:
    """People read one sentence about all foods with the same distance."""
    report = worded(checked(KB, "alpha"), "en", KB)
    (one,) = actions(report, Phrases(KB, "en"))
    assert one.title == "alpha | coffee and milk"
    assert len(one.advice) == 1
    assert "coffee and milk" in one.advice[0]
    assert "2 h" in one.advice[0]


def test_a_test_is_worded_as_a_test() -> None:
    """The doctor or laboratory should know; nothing is to be taken apart."""
    (found,) = worded(checked(KB, "biotin"), "en", KB).findings
    assert found.text.startswith("Before the test (hormone-test)")


# -- rules for some patients only -----------------------------------------------------------

STRICT: Final = rule(
    "salt--alpha-kidneys",
    "alpha",
    "salt",
    flag="hold",
    when=Circumstance(condition="kidneys", band=Band(below=30)),
)
PLAIN: Final = rule("salt--alpha", "alpha", "salt", flag="consult")
RENAL: Final = knowledge(
    group("floxins"), ALPHA, thing("salt", kind="mineral"), *KIDNEYS, STRICT, PLAIN
)


def test_a_rule_for_some_patients_is_silent_for_the_others() -> None:
    """Nobody said anything of the kidneys: the plain rule speaks."""
    assert only(checked(RENAL, "alpha", "salt")).id == "salt--alpha"
    assert only(checked(RENAL, "alpha", "salt", egfr=45)).flag == "consult"


def test_a_rule_for_some_patients_speaks_for_them() -> None:
    """The value lies in the band, or another condition brings the band."""
    assert only(checked(RENAL, "alpha", "salt", egfr=20)).flag == "hold"
    assert only(checked(RENAL, "alpha", "salt", conditions=("washed",))).flag == "hold"


def test_a_condition_without_value_may_be_in_any_band() -> None:
    """The strict rule speaks, and says what was assumed."""
    found = only(checked(RENAL, "alpha", "salt", conditions=("kidneys",)))
    assert found.flag == "hold"
    assert found.assumed == ("value:kidneys",)


# -- meals instead of a distance ------------------------------------------------------------


def test_a_meal_may_stand_in_place_of_the_distance() -> None:
    """The finding says so, and so does the sentence."""
    eaten = rule("alpha--salt", "alpha", "salt", or_with_food=True)
    kb = knowledge(group("floxins"), ALPHA, thing("salt", kind="mineral"), eaten)
    report = worded(checked(kb, "alpha", "salt"), "en", kb)
    (found,) = report.findings
    assert found.or_with_food
    assert found.text.endswith("Or take both together with a meal.")
    (action,) = actions(report, Phrases(kb, "en"))
    assert action.advice[-1] == "Or take both together with a meal."


# -- what is written in short ---------------------------------------------------------------


def test_a_class_of_a_whole_kind_holds_everything_of_it() -> None:
    """A binder's rule for any medicine fires for a medicine without classes."""
    everything = DrugClass(id="any-medicine", name=text("any"), kinds=("drug",))
    binder = rule("any--resin", "any-medicine", "resin")
    kb = knowledge(
        everything,
        thing("alpha"),
        thing("resin", kind="other"),
        thing("salt", kind="mineral"),
        binder,
    )
    assert only(checked(kb, "alpha", "resin")).id == "any--resin"
    assert by_rules(checked(kb, "salt", "resin")) == ()
    assert kb.members("any-medicine") == ("alpha",)


def test_a_trait_stands_for_all_forms_that_have_it() -> None:
    """The rule fires for a form with the trait, and not for one without."""
    salt = replace(
        thing("salt", kind="mineral"),
        forms=(
            Form(id="salt-chalk", name=text("salt chalk"), traits=("acid-neutralising",)),
            Form(id="salt-sugar", name=text("salt sugar")),
        ),
    )
    acid = rule("alpha--salt", "alpha", "salt", precipitant_traits=("acid-neutralising",))
    kb = knowledge(group("floxins"), ALPHA, salt, acid)
    assert only(checked(kb, "alpha", "salt chalk")).id == "alpha--salt"
    assert by_rules(checked(kb, "alpha", "salt sugar")) == ()
    assert only(checked(kb, "alpha", "salt")).assumed == ("form:salt",)


def test_an_unusual_form_is_not_assumed() -> None:
    """A rule about stated forms only is silent where the list leaves the form open."""
    salt = thing("salt", kind="mineral", forms=("salt-chalk", "salt-sugar"))
    odd = rule("odd", "alpha", "salt", precipitant_forms=("salt-sugar",), only_stated_forms=True)
    kb = knowledge(group("floxins"), ALPHA, salt, odd)
    assert only(checked(kb, "alpha", "salt sugar")).id == "odd"
    assert by_rules(checked(kb, "alpha", "salt")) == ()


def test_an_explanation_tells_what_holds_for_some_patients_only() -> None:
    """The strict rule stands beside the plain one, with its condition."""
    found = explain("alpha", "salt", kb=RENAL)
    assert [one.id for one in found.findings] == ["salt--alpha"]
    assert [one.id for one in found.for_some] == ["salt--alpha-kidneys"]
    page = explanation_text(found, "en", RENAL)
    assert "Only with kidneys (< 30)." in page


def test_a_page_tells_what_a_rule_is_limited_to() -> None:
    """Condition and band are said in the rule's sentence."""
    texts = {one.id: one.text for one in lookup("alpha", kb=RENAL).rules}
    assert "Only: kidneys (< 30)." in texts["salt--alpha-kidneys"]
    assert "Only" not in texts["salt--alpha"]
