"""Findings grouped for people, on the real knowledge base."""

from __future__ import annotations

from pathlib import Path

import interactions
from interactions.knowledge.model import Content, Product
from interactions.render.actions import Action, actions
from interactions.render.phrases import Phrases
from interactions.render.wording import worded
from tests.knowledge_maker import checked, knowledge, rule, text, thing

KB = interactions.load(Path(__file__).parent.parent.parent / "data")
EN = Phrases(KB, "en")


def grouped(*items: str) -> list[Action]:
    """Return the actions about the first line of a list and others; not those about food."""
    found = actions(interactions.check(items, kb=KB), EN)
    return [one for one in found if len(one.items) > 1 and 0 in one.items]


def test_several_cations_of_one_quinolone_are_one_action() -> None:
    """Lines that need the same distance stand in one sentence."""
    (action,) = grouped("ciprofloxacin", "magnesium", "calcium citrate", "zinc")
    assert action.items == (0, 1, 2, 3)
    assert action.advice[0] == (
        "Take ciprofloxacin at least 2 h before or at least 6 h after magnesium, calcium and zinc."
    )


def test_a_multivitamin_is_one_line_with_the_longest_hours() -> None:
    """The minerals of one product are not told apart."""
    (action,) = grouped("moxifloxacin", "multivitamin with minerals")
    assert len(action.findings) > 2
    first = action.advice[0]
    assert first == (
        "Take moxifloxacin at least 6 h before or at least 8 h after multivitamin with minerals."
    )


def test_what_is_on_hold_is_not_spaced_elsewhere() -> None:
    """The distance is told under the hold, and other lines keep their own action."""
    found = grouped("doxycycline", "multivitamin with minerals", "magnesium")
    hold, space = (one for one in found if one.flag in ("hold", "space"))
    assert (hold.flag, hold.items) == ("hold", (0, 1))
    assert any(one.startswith("If it has been agreed") for one in hold.advice)
    assert (space.flag, space.items) == ("space", (0, 2))


def test_a_minor_pair_does_not_borrow_a_major_one() -> None:
    """Spacings of different severity are different actions."""
    found = grouped("moxifloxacin", "calcium carbonate", "zinc")
    assert [one.leading.severity for one in found] == ["major", "minor"]


def test_grouping_leaves_the_findings_alone() -> None:
    """In JSON every pair stays."""
    report = interactions.check(["doxycycline", "multivitamin with minerals"], kb=KB)
    flags = [finding.flag for finding in report.findings]
    assert flags.count("hold") == 1
    assert flags.count("space") >= 3


def test_a_binder_with_one_distance_from_many_medicines_is_one_action() -> None:
    """The sentence names the lines; a product is called by one name."""
    found = actions(
        interactions.check(["psyllium 5 g", "metformin", "ramipril", "sertraline"], kb=KB), EN
    )
    (action,) = [one for one in found if len(one.items) > 1]
    assert action.items == (0, 1, 2, 3)
    assert action.title == "psyllium 5 g | metformin, ramipril, sertraline"
    assert action.advice[0].startswith(
        "Take metformin, ramipril and sertraline at least 2 h before"
    )


def test_a_mineral_in_the_line_that_it_affects_is_no_binder() -> None:
    """Calcium tablets beside a multivitamin that holds calcium too."""
    found = actions(
        interactions.check(["multivitamin with minerals", "calcium carbonate 500 mg"], kb=KB), EN
    )
    spaced = [one for one in found if one.flag == "space"]
    assert all(one.title.count("multivitamin") == 1 for one in spaced)
    assert spaced[0].advice[0] == (
        "Take multivitamin with minerals at least 2 h before or at least 2 h after calcium."
    )


def test_a_test_and_a_supplement_are_not_taken_together() -> None:
    """A laboratory test on the list is told of, not taken."""
    (action,) = grouped("thyroid blood tests", "biotin 10 mg")
    assert action.advice[0].startswith(
        "Before the test (thyroid blood tests), tell the doctor or laboratory that you take biotin."
    )
    assert action.why[0].startswith("Biotin can make the result wrong (thyroid blood tests)")


def test_turkish_writes_measured_changes_its_own_way() -> None:
    """Percent comes first, ranges are words, and the marks of numbers change places."""
    figures = Phrases(KB, "tr").figures
    assert figures("-20 to -25 %") == "-%20 ile -%25 arası"
    assert figures("9.1 → 3.5 %") == "%9,1 → %3,5"
    assert figures("up to -56 %") == "en çok -%56"
    assert figures("5.3 to 11.1 times") == "5,3 ile 11,1 kat arası"
    assert figures("3,000 → 2,000 mg/m²") == "3.000 → 2.000 mg/m²"


def test_a_list_stands_once_in_a_turkish_distance() -> None:
    """The names are not repeated for the other order."""
    say = Phrases(KB, "tr")
    text = say.sentence(
        "space.both", object="demir", precipitant="kalsiyum ve çinko", before="2", after="4"
    )
    assert text.count("kalsiyum ve çinko") == 1


def test_advice_about_food_stays_with_all_lines_that_need_it() -> None:
    """A substance in two lines is told once of the food that is not on the list."""
    found = actions(interactions.check(["prenatal vitamin", "ferrous sulfate 200 mg"], kb=KB), EN)
    (food,) = (one for one in found if "tea" in one.title)
    assert food.title.startswith("prenatal vitamin, ferrous sulfate 200 mg | black tea")
    assert food.advice[0].startswith("Take iron at least 2 h before")


def test_what_is_on_hold_is_no_binder_for_the_others() -> None:
    """A pair on hold keeps its distance under the hold, whatever else needs the same one."""
    kb = knowledge(
        *(thing(name) for name in ("alpha", "beta", "gamma")),
        thing("resin", kind="other"),
        *(rule(f"{one}--resin", one, "resin") for one in ("alpha", "beta", "gamma")),
        rule("alpha--resin-effect", "alpha", "resin", topic="pharmacodynamic", flag="hold"),
    )
    report = worded(checked(kb, "alpha", "beta", "gamma", "resin"), "en", kb)
    found = {one.flag: one for one in actions(report, Phrases(kb, "en"))}
    assert found["hold"].items == (0, 3)
    assert any("2 h" in sentence for sentence in found["hold"].advice)


def test_medicines_of_one_box_on_hold_each_keep_their_own_distance() -> None:
    """The longer hours of one are not lost behind those of the other."""
    box = (Content(substance="alpha"), Content(substance="beta"))
    kb = knowledge(
        thing("alpha"),
        thing("beta"),
        thing("resin", kind="other"),
        Product(id="box", name=text("box"), contains=box),
        *(
            rule(f"{one}--hold", one, "resin", topic="pharmacodynamic", flag="hold")
            for one in ("alpha", "beta")
        ),
        rule("alpha--resin", "alpha", "resin", before=1, after=1),
        rule("beta--resin", "beta", "resin", before=5, after=7),
    )
    report = worded(checked(kb, "box", "resin"), "en", kb)
    (hold,) = actions(report, Phrases(kb, "en"))
    advice = " ".join(hold.advice)
    assert "1 h before" in advice
    assert "5 h before or at least 7 h after" in advice
