"""Every pair and every condition of a list is checked, and nothing else fires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER
from interactions.knowledge.model import (
    Content,
    Disagreement,
    EffectSize,
    Product,
    Retired,
    UsualDose,
)
from tests.knowledge_maker import (
    CITED,
    TODAY,
    by_rules,
    caution,
    checked,
    group,
    hours,
    knowledge,
    only,
    rule,
    state,
    text,
    thing,
)

if TYPE_CHECKING:
    from interactions.knowledge.vocabulary import Flag, Topic

WORLD: Final = (
    group("antibiotics"),
    group("floxins", "antibiotics"),
    group("metals"),
    group("light-metals", "metals"),
    thing("alpha", "floxins", routes=("oral", "injection", "eye")),
    thing("beta", "floxins", reviewed=None),
    thing("gamma", "antibiotics"),
    thing("iron", "metals", kind="mineral"),
    thing("calcium", "light-metals", kind="mineral", usual_dose=UsualDose(low=200.0, high=600.0)),
    Product(
        id="tonic",
        name=text("tonic"),
        contains=(Content(substance="iron"), Content(substance="calcium")),
    ),
)
BIND: Final = rule("bind", "antibiotics", "metals", mechanism="chelation")
COMPETE: Final = rule("compete", "iron", "calcium", mechanism="competition", before=1, after=1)
KB: Final = knowledge(*WORLD, BIND, COMPETE)


# -- what fires -----------------------------------------------------------------------------


def test_a_finding_says_who_is_affected_by_whom() -> None:
    """Object and precipitant are substances of the list, in whichever order they stand."""
    for lines in (("alpha", "iron"), ("iron", "alpha")):
        finding = only(checked(KB, *lines))
        assert (finding.id, finding.object, finding.precipitant) == ("bind", "alpha", "iron")
        assert (finding.kind, finding.topic, finding.mechanism) == (
            "interaction",
            "absorption",
            "chelation",
        )
        assert (finding.items, hours(finding), finding.condition) == ((0, 1), (2, 4), None)


@pytest.mark.parametrize("name", ["alpha", "beta", "gamma"])
@pytest.mark.parametrize("metal", ["iron", "calcium"])
def test_every_member_of_a_class_fires_its_rule(name: str, metal: str) -> None:
    """Members fire the class rule, reviewed or not, however deep they stand."""
    finding = only(checked(KB, name, metal))
    assert (finding.id, finding.object, finding.precipitant) == ("bind", name, metal)
    assert finding.inferred_from_class


def test_a_member_that_nobody_reviewed_is_listed_as_not_checked() -> None:
    """The class rule fires for it, and the report still says that it was not covered."""
    report = checked(KB, "beta", "iron")
    assert (only(report).id, report.not_checked) == ("bind", (0,))


def test_the_path_leads_through_all_classes_to_the_rule_and_down_again() -> None:
    """Object, its classes up to the named one, then down to the precipitant."""
    finding = only(checked(KB, "alpha", "calcium"))
    assert finding.path == (
        "alpha",
        "floxins",
        "antibiotics",
        "metals",
        "light-metals",
        "calcium",
    )


def test_a_rule_about_the_substance_itself_is_not_inferred() -> None:
    """The path is the two substances."""
    finding = only(checked(KB, "iron", "calcium"))
    assert (finding.path, finding.inferred_from_class) == (("iron", "calcium"), False)


def test_a_retired_rule_is_silent() -> None:
    """A record that no longer holds stays in the files and fires nothing."""
    retired = rule("old", "alpha", "iron", retired=Retired(date=TODAY, reason="superseded"))
    assert checked(knowledge(*WORLD, retired), "alpha", "iron").findings == ()
    old = caution("old", "iron", "frailty", retired=Retired(date=TODAY, reason="superseded"))
    kb = knowledge(*WORLD, state("frailty"), old)
    assert checked(kb, "iron", conditions=("frailty",)).findings == ()


def test_a_finding_carries_all_that_its_rule_says() -> None:
    """Sources with title and address, what others say, what was measured."""
    full = rule(
        "full",
        "alpha",
        "iron",
        sources=(CITED[0], CITED[0]),
        disagreement=(Disagreement(source="study", text=text("less"), before=30, after=None),),
        effect_size=(EffectSize(measure="auc", change="-40 %", source="study"),),
    )
    finding = only(checked(knowledge(*WORLD, full), "alpha", "iron"))
    (source,) = finding.sources
    assert (source.id, source.title, source.locator) == ("label", "A label", "section 7")
    assert source.url == "https://example.org/label"
    (other,) = finding.disagreement
    assert (other.source, other.before_h, other.after_h) == ("study", 0.5, None)
    (size,) = finding.effect_size
    assert (size.measure, size.change, size.source) == ("auc", "-40 %", "study")


def test_a_source_without_an_address_is_found_by_its_pmid() -> None:
    """A paper is linked by its number."""
    cited = (CITED[0], type(CITED[0])(source="study", locator="abstract", opened=TODAY))
    finding = only(
        checked(knowledge(*WORLD, rule("own", "alpha", "iron", sources=cited)), "alpha", "iron")
    )
    assert [source.url for source in finding.sources] == [
        "https://example.org/label",
        "https://pubmed.ncbi.nlm.nih.gov/123/",
    ]


# -- one item, several substances -------------------------------------------------------------


def test_the_contents_of_one_product_do_not_interact_with_each_other() -> None:
    """No advice can part what is in one tablet."""
    assert checked(KB, "tonic").findings == ()


def test_the_contents_of_a_product_interact_with_the_rest_of_the_list() -> None:
    """Each substance of the product has a finding of its own with the other item."""
    report = checked(KB, "tonic", "alpha")
    assert {(f.precipitant, f.items) for f in report.findings} == {
        ("iron", (0, 1)),
        ("calcium", (0, 1)),
    }


def test_a_product_that_is_listed_twice_does_not_interact_with_itself() -> None:
    """The second box holds the same mixture: there is nothing new to say."""
    assert by_rules(checked(KB, "tonic", "tonic")) == ()
    assert by_rules(checked(KB, "tonic + tonic")) == ()


def test_a_product_and_one_of_its_contents_on_a_line_of_its_own_interact() -> None:
    """What the product holds counts against what stands beside it."""
    finding = only(checked(KB, "tonic", "calcium"))
    assert (finding.id, finding.object, finding.precipitant) == ("compete", "iron", "calcium")


def test_two_substances_joined_by_plus_interact_with_each_other() -> None:
    """They can be taken apart, so the rule speaks, about one item."""
    finding = only(checked(KB, "iron + calcium"))
    assert (finding.id, finding.items) == ("compete", (0,))


def test_a_substance_does_not_interact_with_itself() -> None:
    """Two lines of one member of a class whose members interact say nothing."""
    each = rule("each", "alpha", "floxins", topic="pharmacodynamic", flag="monitor")
    kb = knowledge(*WORLD, each)
    assert by_rules(checked(kb, "alpha", "alpha")) == ()
    assert only(checked(kb, "alpha", "beta")).id == "each"


# -- repetition and order ---------------------------------------------------------------------


def test_a_repeated_item_adds_no_finding() -> None:
    """The finding names all items it holds for."""
    report = checked(KB, "alpha", "iron", "iron", "alpha")
    assert (only(report).id, only(report).items) == ("bind", (0, 1, 2, 3))


def test_blank_lines_count_in_the_numbering() -> None:
    """Indexes are those of the list as it was passed."""
    report = checked(KB, "", "alpha", "  ", "iron")
    assert ([item.index for item in report.items], only(report).items) == ([1, 3], (1, 3))


def test_items_that_differ_in_what_is_assumed_do_not_share_a_finding() -> None:
    """The order of the list does not decide whether an assumption is shown."""
    iron = thing("ferrum", "metals", kind="mineral", forms=("ferrum-oxide", "ferrum-citrate"))
    oxide = rule("oxide", "alpha", "ferrum", precipitant_forms=("ferrum-oxide",))
    kb = knowledge(*WORLD, iron, oxide)
    found = by_rules(checked(kb, "alpha", "ferrum", "ferrum oxide"))
    assert [(f.items, f.assumed) for f in found] == [((0, 1), ("form:ferrum",)), ((0, 2), ())]
    found = by_rules(checked(kb, "ferrum oxide", "ferrum", "alpha"))
    assert [(f.items, f.assumed) for f in found] == [((0, 2), ()), ((1, 2), ("form:ferrum",))]


def test_findings_are_ordered_by_flag_severity_items_and_id() -> None:
    """What is most urgent stands first."""
    topics: tuple[Topic, ...] = ("metabolic", "pharmacodynamic", "laboratory")
    rules = [
        rule(
            f"{flag}-{severity}-{topic}", "alpha", "iron", topic=topic, flag=flag, severity=severity
        )
        for flag, severity, topic in (
            ("inform", "minor", topics[0]),
            ("monitor", "major", topics[1]),
            ("hold", "moderate", topics[2]),
        )
    ]
    rules.append(
        rule("hold-contraindicated", "beta", "iron", flag="hold", severity="contraindicated")
    )
    kb = knowledge(*WORLD, *rules, COMPETE)
    report = checked(kb, "alpha", "iron", "beta", "calcium")
    keys = [
        (FLAG_ORDER.index(f.flag), SEVERITY_ORDER.index(f.severity), f.items, f.id)
        for f in report.findings
    ]
    assert keys == sorted(keys)
    assert [f.id for f in report.findings][:2] == [
        "hold-contraindicated",
        "hold-moderate-laboratory",
    ]
    assert report.findings[-1].id == "inform-minor-metabolic"


def test_the_summary_counts_the_findings_by_flag() -> None:
    """Every finding is counted once."""
    hold = rule("stop", "alpha", "iron", topic="metabolic", flag="hold")
    summary = checked(knowledge(*WORLD, BIND, hold), "alpha", "iron", "calcium").summary
    assert (summary.hold, summary.consult, summary.space) == (1, 0, 2)
    assert (summary.monitor, summary.inform) == (0, 0)


# -- routes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["alpha eye drops", "alpha injection"])
def test_absorption_is_silent_for_what_is_not_swallowed(line: str) -> None:
    """Eye drops and injections do not meet anything in the gut."""
    assert checked(KB, line, "iron").findings == ()
    assert only(checked(KB, "alpha tablet", "iron")).id == "bind"


@pytest.mark.parametrize("topic", ["absorption", "food"])
def test_topics_of_the_gut_need_both_sides_by_mouth(topic: Topic) -> None:
    """An injected precipitant is not in the gut either."""
    gut = rule("gut", "alpha", "iron", topic=topic)
    kb = knowledge(*WORLD, gut)
    assert checked(kb, "alpha", "iron injection").findings == ()
    assert only(checked(kb, "alpha", "iron")).id == "gut"


@pytest.mark.parametrize("topic", ["metabolic", "pharmacodynamic", "depletion", "laboratory"])
def test_other_topics_hold_for_every_route(topic: Topic) -> None:
    """What happens in the blood happens however it came there."""
    blood = rule("blood", "alpha", "iron", topic=topic, flag="monitor")
    assert only(checked(knowledge(*WORLD, blood), "alpha injection", "iron")).id == "blood"


def test_a_rule_may_name_its_routes() -> None:
    """A rule for injections holds for them and for nothing else."""
    injected = rule(
        "injected", "alpha", "iron", topic="metabolic", object_routes=("injection",), flag="monitor"
    )
    kb = knowledge(*WORLD, injected)
    assert only(checked(kb, "alpha injection", "iron")).id == "injected"
    assert checked(kb, "alpha", "iron").findings == ()


# -- doses ------------------------------------------------------------------------------------


MUCH: Final = rule("much", "alpha", "calcium", precipitant_above=500.0)
MUCH_IRON: Final = rule("much-iron", "alpha", "iron", precipitant_above=100.0)
DOSED: Final = knowledge(*WORLD, MUCH, MUCH_IRON)


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("calcium 499 mg", False),
        ("calcium 500 mg", False),
        ("calcium 501 mg", True),
        ("calcium 250 mg 2x1", False),
        ("calcium 250 mg 3x1", True),
        ("calcium 0.6 g", True),
    ],
)
def test_a_dose_rule_fires_above_its_threshold(line: str, fires: object) -> None:
    """The amount of a day counts, and the threshold itself is not above it."""
    found = checked(DOSED, "alpha", line).findings
    assert (bool(found), [finding.assumed for finding in found]) == (fires, [()] * len(found))


def test_an_unstated_dose_counts_as_the_upper_end_of_the_usual_one() -> None:
    """Calcium is usually taken up to 600 mg: above 500 the rule fires, and says why."""
    assert only(checked(DOSED, "alpha", "calcium")).assumed == ("dose:calcium",)
    higher = knowledge(*WORLD, rule("much", "alpha", "calcium", precipitant_above=600.0))
    assert checked(higher, "alpha", "calcium").findings == ()


def test_an_unstated_dose_of_a_single_product_is_that_of_single_products() -> None:
    """A multivitamin holds a day's need; a product of one vitamin may hold far more."""
    usual = UsualDose(low=10.0, high=20.0, alone=500.0)
    both = (Content(substance="salt"), Content(substance="iron"))
    kb = knowledge(
        thing("alpha"),
        thing("salt", kind="mineral", usual_dose=usual),
        thing("iron", kind="mineral"),
        Product(id="tonic", name=text("tonic"), contains=both),
        rule("much", "alpha", "salt", precipitant_above=100.0),
    )
    assert only(checked(kb, "alpha", "salt")).assumed == ("dose:salt",)
    assert by_rules(checked(kb, "alpha", "tonic")) == ()
    assert by_rules(checked(kb, "alpha", "salt 50 mg")) == ()


def test_an_unstated_dose_of_what_has_no_usual_one_fires() -> None:
    """Where nothing is known of the dose the rule speaks."""
    assert only(checked(DOSED, "alpha", "iron")).assumed == ("dose:iron",)


def test_the_doses_of_several_items_add_up() -> None:
    """Two tablets on two lines are as much as two tablets on one line."""
    report = checked(DOSED, "alpha", "calcium 300 mg", "calcium 300 mg")
    assert (only(report).items, only(report).assumed) == ((0, 1, 2), ())
    assert checked(DOSED, "alpha", "calcium 300 mg").findings == ()
    assert by_rules(checked(DOSED, "alpha", "calcium 250 mg", "calcium 250 mg")) == ()


def test_binary_fractions_do_not_make_a_dose_too_high() -> None:
    """Three times 0.1 mg is 0.3 mg."""
    little = knowledge(*WORLD, rule("little", "alpha", "iron", precipitant_above=0.3))
    assert by_rules(checked(little, "alpha", "iron 0.1 mg", "iron 0.1 mg", "iron 0.1 mg")) == ()


def test_a_repeated_item_without_a_dose_adds_no_assumption() -> None:
    """The same box on two lines is not twice the usual dose."""
    higher = knowledge(*WORLD, rule("much", "alpha", "calcium", precipitant_above=1000.0))
    assert by_rules(checked(higher, "alpha", "calcium", "calcium")) == ()
    assert only(checked(higher, "alpha", "calcium", "calcium 500 mg")).assumed == ("dose:calcium",)


def test_dose_rules_of_conditions_count_in_the_same_way() -> None:
    """A threshold of a contraindication is compared with the day's total."""
    much = caution("much", "calcium", "frailty", above=500.0)
    kb = knowledge(*WORLD, state("frailty"), much)
    frail = ("frailty",)
    assert checked(kb, "calcium 500 mg", conditions=frail).findings == ()
    assert only(checked(kb, "calcium 300 mg 2x1", conditions=frail)).assumed == ()
    assert only(checked(kb, "calcium 300 mg", "calcium 300 mg", conditions=frail)).items == (0, 1)
    assert only(checked(kb, "calcium", conditions=frail)).assumed == ("dose:calcium",)


# -- nothing to do ------------------------------------------------------------------------------


def test_nothing_to_do_is_said_and_is_no_finding() -> None:
    """A pair that was studied and is fine differs from silence."""
    fine = rule("fine", "alpha", "calcium", flag="none")
    report = checked(knowledge(*WORLD, fine), "alpha", "calcium")
    (entry,) = report.nothing_to_do
    assert (entry.rule, entry.items, entry.object, entry.precipitant) == (
        "fine",
        (0, 1),
        "alpha",
        "calcium",
    )
    assert [source.id for source in entry.sources] == ["label"]
    assert (report.findings, entry.draft) == ((), False)


def test_no_rule_is_silence() -> None:
    """Without a rule there is neither a finding nor "nothing to do"."""
    report = checked(knowledge(*WORLD), "alpha", "calcium")
    assert (report.findings, report.nothing_to_do, report.not_checked) == ((), (), ())


def test_what_needs_nothing_is_ordered_too() -> None:
    """Entries of one rule and one item are told apart by their substances."""
    fine = rule("fine", "antibiotics", "metals", flag="none")
    kb = knowledge(*WORLD, fine)
    for lines in (("tonic", "alpha"), ("alpha", "tonic")):
        entries = checked(kb, *lines).nothing_to_do
        assert [entry.precipitant for entry in entries] == ["calcium", "iron"]


# -- lines that were not understood -------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "status"),
    [("nonsense", "unrecognised"), ("alpha forte", "ambiguous"), ("metals", "ambiguous")],
)
def test_lines_that_are_not_clear_are_listed_and_the_others_are_checked(
    line: str, status: str
) -> None:
    """One bad line changes nothing for the rest of the list."""
    report = checked(KB, line, "gamma", "iron")
    assert (report.items[0].status, report.not_checked) == (status, (0,))
    assert ("gamma", "iron") in {(f.object, f.precipitant) for f in report.findings}


def test_what_was_understood_of_an_unclear_line_is_still_checked() -> None:
    """A left-over word hides nothing."""
    report = checked(KB, "alpha forte", "iron")
    assert (only(report).object, report.not_checked) == ("alpha", (0,))


@pytest.mark.parametrize("flag", ["hold", "consult", "monitor", "inform"])
def test_only_spacing_shows_hours(flag: Flag) -> None:
    """Where distance is not the answer no distance is shown."""
    other = rule("other", "alpha", "iron", flag=flag)
    assert hours(only(checked(knowledge(*WORLD, other), "alpha", "iron"))) is None
