"""The most specific rule wins, and nothing is softened without a checked source."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.checking.select import Candidate, Verdict, verdicts
from interactions.knowledge.model import Citation
from tests.knowledge_maker import (
    TODAY,
    caution,
    checked,
    group,
    hours,
    knowledge,
    only,
    rule,
    state,
    thing,
)

if TYPE_CHECKING:
    from interactions.knowledge.model import Interaction
    from interactions.knowledge.vocabulary import Flag, Severity

WORLD: Final = (
    group("antibiotics"),
    group("floxins", "antibiotics"),
    group("metals"),
    thing("alpha", "floxins", forms=("alpha-acid", "alpha-retard")),
    thing("beta", "floxins"),
    thing("iron", "metals", kind="mineral", forms=("iron-oxide", "iron-citrate")),
    thing("zinc", "metals", kind="mineral"),
)
GENERAL: Final = rule("general", "floxins", "metals", before=2, after=6)


# -- specific against general -----------------------------------------------------------


def test_a_stricter_specific_rule_takes_the_place_of_the_general_one() -> None:
    """The rule of the substance speaks; the rule of its class stands as overridden."""
    own = rule("own", "alpha", "iron", before=3, after=6)
    finding = only(checked(knowledge(*WORLD, GENERAL, own), "alpha", "iron"))
    assert (finding.id, hours(finding), finding.overridden) == ("own", (3, 6), ("general",))
    assert finding.path == ("alpha", "iron")
    assert not finding.inferred_from_class


def test_the_general_rule_goes_on_for_the_others() -> None:
    """A rule of one member changes nothing for the other members."""
    own = rule("own", "alpha", "iron", before=3, after=6)
    finding = only(checked(knowledge(*WORLD, GENERAL, own), "beta", "iron"))
    assert (finding.id, hours(finding), finding.overridden) == ("general", (2, 6), ())


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [("space", 2, 4), ("space", 1, 6), ("space", 1, 1), ("monitor", 0, 0), ("none", 0, 0)],
)
def test_a_milder_specific_rule_loses_without_an_override(
    flag: Flag, before: int, after: int
) -> None:
    """Neither flag nor hours of a milder rule are shown, nor is it said to speak."""
    own = rule("own", "alpha", "iron", flag=flag, before=before, after=after)
    kb = knowledge(*WORLD, GENERAL, own, linted=False)
    finding = only(checked(kb, "alpha", "iron"))
    assert (finding.id, finding.flag, hours(finding)) == ("general", "space", (2, 6))
    assert finding.overridden == ("own",)


@pytest.mark.parametrize(("before", "after"), [(2, 4), (0, 6)])
def test_a_milder_checked_rule_wins_where_it_overrides(before: int, after: int) -> None:
    """A checked rule that names the general one in ``overrides`` may be milder."""
    own = rule("own", "alpha", "iron", before=before, after=after, overrides=("general",))
    finding = only(checked(knowledge(*WORLD, GENERAL, own), "alpha", "iron"))
    assert (finding.id, hours(finding)) == ("own", (before, after))
    assert finding.overridden == ("general",)


def test_nothing_to_do_may_override_too() -> None:
    """A checked "nothing to do" that overrides leaves no finding but an entry."""
    own = rule("own", "alpha", "iron", flag="none", overrides=("general",))
    report = checked(knowledge(*WORLD, GENERAL, own), "alpha", "iron")
    assert report.findings == ()
    assert [entry.rule for entry in report.nothing_to_do] == ["own"]


@pytest.mark.parametrize("flag", ["space", "monitor", "none"])
def test_a_draft_never_overrides(flag: Flag) -> None:
    """What nobody checked does not soften, whatever it names in ``overrides``."""
    own = rule(
        "own", "alpha", "iron", flag=flag, before=0, after=0, checked=None, overrides=("general",)
    )
    finding = only(checked(knowledge(*WORLD, GENERAL, own, linted=False), "alpha", "iron"))
    assert (finding.id, finding.flag, hours(finding)) == ("general", "space", (2, 6))
    assert not finding.draft


def test_a_draft_that_is_stricter_binds_like_any_rule() -> None:
    """A stricter draft speaks, and says that it is one."""
    own = rule("own", "alpha", "iron", flag="hold", checked=None)
    finding = only(checked(knowledge(*WORLD, GENERAL, own), "alpha", "iron"))
    assert (finding.id, finding.flag, finding.draft) == ("own", "hold", True)


def test_an_override_reaches_only_the_rule_it_names() -> None:
    """A third rule that also fits is not softened by an override of the second."""
    top = rule("top", "antibiotics", "metals", before=4, after=8)
    own = rule("own", "alpha", "iron", before=1, after=1, overrides=("general",))
    finding = only(checked(knowledge(*WORLD, GENERAL, top, own, linted=False), "alpha", "iron"))
    assert hours(finding) == (4, 8)


# -- ties -------------------------------------------------------------------------------


def test_a_tie_takes_the_stricter_flag() -> None:
    """Substance x class against class x substance: the stricter flag speaks."""
    study = (Citation(source="study", locator="table 2", opened=TODAY),)
    left = rule("left", "alpha", "metals", flag="consult", severity="moderate", sources=study)
    right = rule("right", "floxins", "iron", before=2, after=6)
    finding = only(checked(knowledge(*WORLD, left, right), "alpha", "iron"))
    assert (finding.id, finding.flag, finding.overridden) == ("left", "consult", ("right",))
    assert finding.severity == "major"
    assert [source.id for source in finding.sources] == ["study", "label"]


def test_a_tie_takes_the_longer_hours_on_each_side() -> None:
    """Of two equal rules each side of the separation comes from the longer one."""
    left = rule("left", "alpha", "metals", before=2, after=8)
    right = rule("right", "floxins", "iron", before=4, after=6)
    finding = only(checked(knowledge(*WORLD, left, right), "alpha", "iron"))
    assert hours(finding) == (4, 8)


def test_an_order_that_no_source_offers_counts_as_longer_than_any_hours() -> None:
    """Null on one side of a tie stays null, whatever the other rule says."""
    left = rule("left", "alpha", "metals", before=2, after=None)
    right = rule("right", "floxins", "iron", before=1, after=72)
    finding = only(checked(knowledge(*WORLD, left, right), "alpha", "iron"))
    assert hours(finding) == (2, None)


def test_two_rules_that_leave_no_order_together_make_a_consult() -> None:
    """Where each rule offers only the order that the other lacks, no distance is told."""
    left = rule("left", "alpha", "metals", before=2, after=None)
    right = rule("right", "floxins", "iron", before=None, after=4)
    finding = only(checked(knowledge(*WORLD, left, right), "alpha", "iron"))
    assert (finding.flag, hours(finding)) == ("consult", None)


def test_the_rule_whose_hours_are_shown_is_the_one_that_speaks() -> None:
    """Of two equal rules the one that gives both times is named."""
    left = rule("left", "alpha", "metals", before=2, after=4)
    right = rule("right", "floxins", "iron", before=4, after=6)
    finding = only(checked(knowledge(*WORLD, left, right), "alpha", "iron"))
    assert (finding.id, hours(finding)) == ("right", (4, 6))


def test_every_rule_that_gives_a_number_gives_its_sources_too() -> None:
    """Hours joined from two rules carry the sources of both, and a draft marks them."""
    study = (Citation(source="study", locator="table 2", opened=TODAY),)
    left = rule("left", "alpha", "metals", before=2, after=8, sources=study)
    right = rule("right", "floxins", "iron", before=4, after=6)
    finding = only(checked(knowledge(*WORLD, left, right), "alpha", "iron"))
    assert (finding.id, finding.draft) == ("left", False)
    assert [source.id for source in finding.sources] == ["study", "label"]
    drafted = rule("right", "floxins", "iron", before=4, after=6, checked=None)
    finding = only(checked(knowledge(*WORLD, left, drafted), "alpha", "iron"))
    assert (finding.id, finding.draft) == ("left", True)


# -- forms ------------------------------------------------------------------------------


LIMITED: Final = rule("limited", "floxins", "iron", precipitant_forms=("iron-oxide",), before=4)
BROAD: Final = rule("broad", "floxins", "iron", before=2)


def test_a_rule_for_a_form_wins_for_that_form() -> None:
    """On the same two sides the rule that names the form is the more specific one."""
    finding = only(checked(knowledge(*WORLD, BROAD, LIMITED), "alpha", "iron oxide"))
    assert (finding.id, finding.assumed, finding.overridden) == ("limited", (), ("broad",))


def test_a_rule_for_a_form_is_silent_for_another_form() -> None:
    """Citrate is not oxide."""
    finding = only(checked(knowledge(*WORLD, BROAD, LIMITED), "alpha", "iron citrate"))
    assert (finding.id, finding.overridden) == ("broad", ())


def test_a_rule_for_a_form_speaks_when_the_form_is_not_stated() -> None:
    """An unknown form counts as the one that the stricter rule means, and that is said."""
    finding = only(checked(knowledge(*WORLD, BROAD, LIMITED), "alpha", "iron"))
    assert (finding.id, hours(finding)) == ("limited", (4, 4))
    assert finding.assumed == ("form:iron",)


def test_a_milder_rule_for_a_form_takes_no_place_when_the_form_is_not_stated() -> None:
    """An override that holds for one form only does not hold for an unknown form."""
    mild = rule(
        "mild", "floxins", "iron", flag="none", precipitant_forms=("iron-oxide",),
        overrides=("broad",),
    )  # fmt: skip
    kb = knowledge(*WORLD, BROAD, mild)
    report = checked(kb, "alpha", "iron")
    assert (only(report).id, only(report).assumed, report.nothing_to_do) == ("broad", (), ())
    quiet = checked(kb, "alpha", "iron oxide")
    assert (quiet.findings, [entry.rule for entry in quiet.nothing_to_do]) == ((), ["mild"])


def test_nothing_to_do_for_one_form_is_not_assumed_of_an_unknown_form() -> None:
    """Without any other rule an unknown form is silent, never "nothing to do"."""
    mild = rule("mild", "floxins", "iron", flag="none", precipitant_forms=("iron-oxide",))
    report = checked(knowledge(*WORLD, mild), "alpha", "iron")
    assert (report.findings, report.nothing_to_do) == ((), ())


def test_a_form_is_not_assumed_of_a_substance_that_does_not_have_it() -> None:
    """A class rule for iron oxide says nothing of zinc, whose form is not stated."""
    only_oxide = rule("only-oxide", "floxins", "metals", precipitant_forms=("iron-oxide",))
    kb = knowledge(*WORLD, only_oxide)
    assert checked(kb, "alpha", "zinc").findings == ()
    assert only(checked(kb, "alpha", "iron")).assumed == ("form:iron",)


def test_forms_of_the_object_count_in_the_same_way() -> None:
    """A rule for the retard tablet wins for it and for it alone."""
    retard = rule("retard", "alpha", "metals", object_forms=("alpha-retard",), before=6)
    plain = rule("plain", "alpha", "metals", before=2)
    kb = knowledge(*WORLD, retard, plain)
    found = {line: only(checked(kb, line, "iron")) for line in ("alpha retard", "alpha acid")}
    assert [finding.id for finding in found.values()] == ["retard", "plain"]
    assert only(checked(kb, "alpha", "iron")).assumed == ("form:alpha",)


# -- what competes ------------------------------------------------------------------------


def test_rules_of_another_topic_do_not_compete() -> None:
    """A rule about the metabolism stands beside a rule about the absorption."""
    other = rule("other", "alpha", "iron", topic="metabolic", flag="monitor", severity="minor")
    report = checked(knowledge(*WORLD, GENERAL, other), "alpha", "iron")
    assert [finding.id for finding in report.findings] == ["general", "other"]
    assert [finding.overridden for finding in report.findings] == [(), ()]


def test_rules_of_another_consequence_do_not_compete() -> None:
    """More and less of the object are two statements."""
    other = rule("other", "alpha", "iron", consequence="object-increased", flag="consult")
    report = checked(knowledge(*WORLD, GENERAL, other), "alpha", "iron")
    assert [finding.id for finding in report.findings] == ["other", "general"]


def test_the_two_directions_do_not_compete() -> None:
    """What iron does to alpha and what alpha does to iron are two findings."""
    back = rule("back", "iron", "alpha", before=1, after=1)
    report = checked(knowledge(*WORLD, GENERAL, back), "alpha", "iron")
    assert {(f.id, f.object, f.precipitant) for f in report.findings} == {
        ("general", "alpha", "iron"),
        ("back", "iron", "alpha"),
    }


def test_a_rule_that_names_class_and_member_fires_once() -> None:
    """One rule found by two ways is one finding, by the nearer way."""
    both = rule("both", "floxins", "metals", "iron")
    finding = only(checked(knowledge(*WORLD, both), "alpha", "iron"))
    assert (finding.path, finding.overridden) == (("alpha", "floxins", "iron"), ())


def test_a_contraindication_never_competes_with_an_interaction() -> None:
    """Conditions are judged on their own."""
    kb = knowledge(*WORLD, GENERAL, state("frailty"), caution("weak", "alpha", "frailty"))
    report = checked(kb, "alpha", "iron", conditions=("frailty",))
    assert [finding.id for finding in report.findings] == ["weak", "general"]


# -- against an oracle ----------------------------------------------------------------------
#
# The oracle knows no order of strictness. It lists what each rule permits: pairs of a level
# of care and a distance in time (negative: object first). One rule is milder than another
# if it permits anything that the other does not; joined rules permit what all permit.

LEVELS: Final[tuple[Flag, ...]] = ("none", "inform", "monitor", "space", "consult", "hold")
SEVERITIES: Final[tuple[Severity, ...]] = ("minor", "moderate", "major", "contraindicated")
OFFSETS: Final = tuple(step / 2 for step in range(-12, 13) if step)  # 0 h differs from 1 h
IDS: Final = ("r0", "r1", "r2", "r3", "r4")


@st.composite
def groups(draw: st.DrawFn) -> list[Candidate]:
    """Return rules of one topic and consequence that all fit one pair."""
    found = []
    for key in IDS[: draw(st.integers(1, len(IDS)))]:
        flag = draw(st.sampled_from(LEVELS))
        before, after = draw(
            st.tuples(*[st.sampled_from((0, 1, 2, 4, None))] * 2).filter(
                lambda w: w != (None, None)
            )
        )
        made = rule(
            key,
            "floxins",
            "metals",
            flag=flag,
            before=before,
            after=after,
            severity=draw(st.sampled_from(SEVERITIES)),
            checked=draw(st.sampled_from((None, GENERAL.checked))),
            object_forms=("alpha-acid",) * draw(st.integers(0, 1)),
            precipitant_forms=("iron-oxide",) * draw(st.integers(0, 1)),
            overrides=tuple(sorted(draw(st.sets(st.sampled_from(IDS), max_size=2)) - {key})),
        )
        limited = bool(made.object_forms or made.precipitant_forms)
        found.append(
            Candidate(
                made,
                ("alpha", "floxins", "antibiotics")[: draw(st.integers(1, 3))],
                ("iron", "metals")[: draw(st.integers(1, 2))],
                ("form:iron",) if limited and draw(st.booleans()) else (),
            )
        )
    return found


def permits(one: Interaction) -> frozenset[tuple[int, float]]:
    """Return what a rule leaves free: more care than it asks, or just as much at a distance."""
    level = LEVELS.index(one.flag)
    return frozenset(
        (care, offset)
        for care, offset in product(range(len(LEVELS)), OFFSETS)
        if care > level or (care == level and far_enough(one, offset))
    )


def far_enough(one: Interaction, offset: float) -> bool:
    """Return whether a distance in hours keeps a rule's separation."""
    if one.separation is None:
        return True
    asked = one.separation.before if offset < 0 else one.separation.after
    return asked is not None and abs(offset) * 60 >= asked


def nearness(one: Candidate) -> tuple[tuple[int, bool], tuple[int, bool]]:
    """Return how far each side is: first by steps up the classes, then by a named form."""
    made, sure = one.rule, not one.assumed
    return (
        (len(one.object_path), not (sure and made.object_forms)),
        (len(one.precipitant_path), not (sure and made.precipitant_forms)),
    )


def replaces(one: Candidate, other: Candidate) -> bool:
    """Return whether the first of two rules takes the place of the second."""

    def may_override(this: Candidate, that: Candidate) -> bool:
        return bool(that.rule.id in this.rule.overrides and this.rule.checked and not this.assumed)

    if one.assumed:
        return False
    if may_override(one, other):
        return True
    near, far = nearness(one), nearness(other)
    if may_override(other, one) or near == far:
        return False
    mine, its = permits(one.rule), permits(other.rule)
    if all(a <= b for a, b in zip(near, far, strict=True)):
        return mine <= its
    return all(a >= b for a, b in zip(near, far, strict=True)) and mine < its


@settings(max_examples=400)
@given(groups())
def test_selection_agrees_with_the_oracle(found: list[Candidate]) -> None:
    """Flag, hours, severity and the rule that speaks are those of the rules left standing."""
    standing = [
        one for one in found if not any(replaces(other, one) for other in found if other is not one)
    ] or found
    strictest = max((one.rule.flag for one in standing), key=LEVELS.index)
    (verdict,) = verdicts(found)
    assert verdict.winner in standing
    assert verdict.winner.rule.flag == strictest
    assert set(verdict.overridden) == {one.rule.id for one in found} - {verdict.winner.rule.id}
    known = [one.rule.severity for one in standing if one.rule.severity]
    assert verdict.severity == (max(known, key=SEVERITIES.index) if known else None)
    free = {t for t in OFFSETS if all(far_enough(one.rule, t) for one in standing)}
    if strictest != "space":
        assert (verdict.flag, verdict.separation) == (strictest, None)
    elif not free:
        assert (verdict.flag, verdict.separation) == ("consult", None)
    else:
        assert verdict.flag == "space"
        assert kept(verdict) == free


def kept(verdict: Verdict) -> set[float]:
    """Return the distances that a verdict's separation permits."""
    assert verdict.separation is not None
    before, after = verdict.separation
    return {
        offset
        for offset in OFFSETS
        if (asked := before if offset < 0 else after) is not None and abs(offset) * 60 >= asked
    }


@given(groups())
def test_nothing_is_softened_without_a_checked_override(found: list[Candidate]) -> None:
    """Rules that override nothing leave the strictest flag, and hours that please all."""
    bare = [one for one in found if not (one.rule.overrides and one.rule.checked)]
    for verdict in verdicts(bare):
        strictest = max((one.rule.flag for one in bare), key=LEVELS.index)
        assert verdict.flag == strictest or (strictest == "space" and verdict.flag == "consult")
        if verdict.separation:
            for one in bare:
                assert all(far_enough(one.rule, offset) for offset in kept(verdict))


@given(groups().flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_the_rules_changes_nothing(
    orders: tuple[list[Candidate], list[Candidate]],
) -> None:
    """The same rules in another order give the same answer."""
    first, second = orders
    assert verdicts(first) == verdicts(second)


def test_rules_that_override_each_other_are_joined() -> None:
    """A circle of overrides leaves all its rules standing."""
    left = rule("left", "alpha", "iron", before=1, after=8, overrides=("right",))
    right = rule("right", "alpha", "iron", before=6, after=1, overrides=("left",))
    finding = only(checked(knowledge(*WORLD, left, right, linted=False), "alpha", "iron"))
    assert hours(finding) == (6, 8)
