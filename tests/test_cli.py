"""What `check` prints, hides and returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from interactions import Patient, check, check_added, dose, explain, lookup

if TYPE_CHECKING:
    from interactions.knowledge.index import KnowledgeBase
    from interactions.render.phrases import Phrases

    from .conftest import Cli

QUINOLONE = "Cipro 500 mg 2x1"
MAGNESIUM = "Magnezyum Glisinat 400 mg kapsül 2x1"


def test_a_list_is_checked(cli: Cli, en: Phrases) -> None:
    """The conflict stands under its action, with the hours, the reason and the source."""
    ran = cli("check", QUINOLONE, MAGNESIUM)
    assert (ran.code, ran.err) == (0, "")
    assert en("title.not-checked") not in ran.out
    assert f"{en('title.space')}\n<> {QUINOLONE} | {MAGNESIUM}" in ran.out
    advice = en.sentence(
        "space.both", object="ciprofloxacin", precipitant="magnesium", before="2 h", after="6 h"
    )
    for part in (advice, "Cipro prescribing information, section 2.4", en("end.intended")):
        assert part in ran.words


def test_the_reading_of_an_amount_is_shown(cli: Cli, en: Phrases) -> None:
    """Each amount that can be read in two ways is said with what was taken."""
    ran = cli("check", "calcium 1,000 mg + magnesium glycinate 400 mg")
    for reading in (
        en("assumed.number", written="1,000", value="1000"),
        en("assumed.elemental-amount", amount="1000", elemental="1000", name="calcium"),
        en("assumed.compound-amount", amount="400", elemental="56.4", name="magnesium"),
    ):
        assert reading in ran.words


def test_nothing_found_is_not_called_safe(cli: Cli, en: Phrases) -> None:
    """Without a rule the report says what that does not mean."""
    ran = cli("check", "spironolactone 25 mg")
    assert ran.code == 0
    assert en("end.nothing-found") in ran.words
    assert en("end.checked", items="spironolactone 25 mg") in ran.words


def test_what_needs_nothing_is_named(cli: Cli, en: Phrases) -> None:
    """A pair that was studied and needs nothing differs from silence."""
    ran = cli("check", "levothyroxine", "vitamin D3")
    assert en("title.nothing") in ran.out
    assert en.sentence("none", object="levothyroxine", precipitant="vitamin D3") in ran.words


def test_unknown_lines_come_first(cli: Cli, en: Phrases) -> None:
    """What was not checked is the first thing to read, and the code is 3."""
    ran = cli("check", QUINOLONE, MAGNESIUM, "warfrin", "Cipro PM", "Norvana", "warfarin")
    assert ran.code == 3
    assert ran.out.startswith(f"{en('title.not-checked')}\n?? ")
    for part in (
        en("line.unrecognised", text="warfrin"),
        en("line.ambiguous-words", text="Cipro PM", words="pm"),
        en("line.ambiguous-meaning", text="Norvana"),
        en("line.not-covered", text="warfarin"),
    ):
        assert part in ran.words.partition(en("title.space"))[0]


def test_a_class_is_no_medicine(cli: Cli, en: Phrases) -> None:
    """The name of a group asks which one it is and offers the members."""
    ran = cli("check", "fluoroquinolones", "magnesium")
    assert ran.code == 3
    assert en("line.ambiguous-class", text="fluoroquinolones") in ran.words
    assert "ciprofloxacin" in ran.out
    assert en("title.space") not in ran.out


def test_a_line_that_was_understood_in_part_is_still_checked(cli: Cli, en: Phrases) -> None:
    """A left-over word hides no conflict, and no conflict hides the word."""
    ran = cli("check", "Cipro PM", "magnesium")
    assert ran.code == 3
    assert en("title.space") in ran.out


def test_hostile_text_is_shown_escaped(cli: Cli, en: Phrases) -> None:
    """No item and no condition can send control or direction characters to the terminal."""
    hostile = ["\x1b[31mred", "a\u202eb", "x" * 300, "a\nb", "\ufeffCipro", "tab\tand\u00a0space"]
    ran = cli("check", *hostile, "--condition", "\x07bell\u2066")
    assert ran.code == 3
    assert set(ran.out) - {"\n"} == {char for char in ran.out if char.isprintable()}
    assert r"\x1b[31mred" in ran.out
    assert r"a\u202eb" in ran.out
    assert en("line.unrecognised", text="tab and space") in ran.words


# -- options of check --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "flag", "code"),
    [
        ([QUINOLONE, MAGNESIUM], "hold", 0),
        ([QUINOLONE, MAGNESIUM], "consult", 0),
        ([QUINOLONE, MAGNESIUM], "space", 1),
        ([QUINOLONE, MAGNESIUM], "inform", 1),
        (["warfarin", "sarı kantaron"], "hold", 1),
        (["warfarin", "sarı kantaron", "warfrin"], "inform", 1),
        (["warfrin"], "inform", 3),
        (["magnesium", "esomeprazole"], "space", 0),
        (["magnesium", "esomeprazole"], "monitor", 1),
    ],
)
def test_fail_on_sets_the_code(cli: Cli, items: list[str], flag: str, code: int) -> None:
    """1 where a finding is as strong or stronger, before 3 for what was not checked."""
    assert cli("check", *items, "--fail-on", flag).code == code


def test_min_flag_hides_weaker_findings_and_says_so(cli: Cli, en: Phrases) -> None:
    """What is hidden is counted in the report, counts for --fail-on, and is never "none"."""
    items = [QUINOLONE, MAGNESIUM, "esomeprazole"]
    ran = cli("check", *items, "--min-flag", "space")
    assert en("title.space") in ran.out
    assert en("title.monitor") not in ran.out
    assert en("end.hidden", count="1", flag=en("flag.space")) in ran.words
    ran = cli("check", *items, "--min-flag", "hold", "--fail-on", "monitor")
    assert ran.code == 1
    assert en("end.hidden", count="2", flag=en("flag.hold")) in ran.words
    assert en("end.nothing-found") not in ran.words
    ran = cli("check", *items, "--min-flag", "monitor")
    assert en("end.hidden", count="0", flag=en("flag.monitor")) not in ran.words


def test_add_shows_only_what_is_new(cli: Cli, en: Phrases) -> None:
    """Findings of the list as it is are left out, those of the added item are not."""
    ran = cli("check", QUINOLONE, MAGNESIUM, "--add", "esomeprazole 20 mg", "--format", "json")
    assert [one["id"] for one in ran.json["findings"]] == ["magnesium--esomeprazole"]
    assert ran.json["summary"]["space"] == 0
    ran = cli("check", QUINOLONE, MAGNESIUM, "--add", "esomeprazole 20 mg")
    assert ran.out.startswith(en("title.new", items="esomeprazole 20 mg"))
    assert en("title.space") not in ran.out
    ran = cli("check", QUINOLONE, "--add", "spironolactone", "--add", "Levotiron")
    assert en("end.nothing-new") in ran.out


def test_a_second_product_with_the_same_mineral_is_new(cli: Cli) -> None:
    """The distance holds for what is added too, though the same rule spoke before."""
    ran = cli("check", QUINOLONE, MAGNESIUM, "--add", "magnesium oxide 250 mg", "--format", "json")
    found = [one for one in ran.json["findings"] if one["kind"] == "interaction"]
    assert [one["items"] for one in found] == [[0, 1, 2]]


def test_add_does_not_forget_unknown_lines(cli: Cli, en: Phrases) -> None:
    """Nothing was checked between an unknown line and what is added."""
    ran = cli("check", "warfrin", "--add", "sarı kantaron")
    assert ran.code == 3
    assert en("line.unrecognised", text="warfrin") in ran.words


@pytest.mark.parametrize(
    ("options", "flag"),
    [
        (["--egfr", "20"], "hold"),
        (["--egfr", "29,9"], "hold"),
        (["--egfr", "45"], "consult"),
        (["--egfr", "95"], None),
        (["--condition", "weak kidneys"], "hold"),
        (["--condition", "BÖBREK YETMEZLİĞİ"], "hold"),
        (["--condition", "renal-impairment", "--egfr", "45"], "consult"),
        (["--pregnant"], None),
        ([], None),
    ],
)
def test_conditions_change_the_answer(cli: Cli, options: list[str], flag: str | None) -> None:
    """Numbers and names in both languages tell of the patient; unknown values are strict."""
    ran = cli("check", "magnesium 100 mg", *options, "--format", "json")
    assert [one["flag"] for one in ran.json["findings"]] == ([flag] if flag else [])
    assert ran.code == 0


def test_pregnancy_has_three_spellings(cli: Cli) -> None:
    """Flag, trimester and name say the same."""
    runs = [
        cli("check", "St John's wort", *options, "--format", "json").json["findings"]
        for options in (["--pregnant"], ["--trimester", "2"], ["--condition", "hamilelik"])
    ]
    assert runs[0] == runs[1] == runs[2] != []


def test_an_unknown_condition_is_listed(cli: Cli, en: Phrases) -> None:
    """It is never ignored: it stands in the report, and the code is 3."""
    ran = cli("check", "magnesium", "--condition", "moon sickness")
    assert ran.code == 3
    assert en("line.condition", text="moon sickness") in ran.words
    ran = cli("check", "magnesium", "--condition", "moon sickness", "--format", "json")
    assert ran.json["conditions_not_checked"] == ["moon sickness"]


def test_a_misspelt_condition_gets_suggestions(cli: Cli, en: Phrases) -> None:
    """The nearest conditions are offered, and none is chosen."""
    ran = cli("check", "magnesium", "--condition", "pregnancyy")
    assert ran.code == 3
    assert en("line.suggest", names=en.name("pregnancy")) in ran.words
    assert en("title.consult") not in ran.words


# -- JSON --------------------------------------------------------------------------------


def test_json_equals_the_result_of_the_library(cli: Cli, world: KnowledgeBase) -> None:
    """`--format json` prints what `to_dict()` gives."""
    items = [QUINOLONE, MAGNESIUM, "warfrin", "calcium 1,000 mg"]
    patient = Patient(egfr=20, conditions=("moon sickness",))
    options = ["--egfr", "20", "--condition", "moon sickness", "--format", "json"]
    assert cli("check", *items, *options).json == check(items, patient=patient, kb=world).to_dict()
    assert (
        cli("check", *items, "--add", "iron", "--lang", "tr", "--format", "json").json
        == check_added(items, ["iron"], lang="tr", kb=world).to_dict()
    )
    assert (
        cli("explain", "Cipro", "iron", "--format", "json").json
        == explain("Cipro", "iron", kb=world).to_dict()
    )
    assert (
        cli("lookup", "magnezyum", "--format", "json").json
        == lookup("magnezyum", kb=world).to_dict()
    )


def test_json_has_whole_numbers_and_language_changes_sentences_only(cli: Cli) -> None:
    """`2`, not `2.0`; ids and numbers do not depend on the language."""
    items = [QUINOLONE, MAGNESIUM, "Norvana"]
    one = cli("check", *items, "--format", "json", "--lang", "en")
    other = cli("check", *items, "--format", "json", "--lang", "tr")
    assert b'"amount_mg": 400,' in one.raw
    assert b".0," not in one.raw

    def plain(value: object) -> object:
        if isinstance(value, dict):
            sentences = ("name", "text", "effect", "reason", "note")
            return {key: plain(part) for key, part in value.items() if key not in sentences}
        return [plain(part) for part in value] if isinstance(value, list) else value

    assert one.json != other.json
    assert plain(one.json) == plain(other.json)


# -- dose --------------------------------------------------------------------------------


def test_day_totals_are_printed_with_their_limits(cli: Cli, en: Phrases) -> None:
    """What one intake holds, what a day adds up to, and whether that is above a limit."""
    ran = cli("dose", "magnesium glycinate 1000 mg", "magnesium oxide 500 mg 2x1")
    assert ran.code == 0
    compound = en(
        "dose.compound",
        compound="1000 mg",
        form=en.form_name("magnesium", "magnesium-bisglycinate"),
        elemental="141 mg",
        name="magnesium",
    )
    assert compound in ran.words
    assert en("dose.total", name="magnesium", total="744 mg") in ran.words
    assert en("dose.verdict.above") in ran.words


def test_day_totals_in_json_equal_those_of_the_library(cli: Cli, world: KnowledgeBase) -> None:
    """`--format json` prints what `to_dict()` gives."""
    items = [MAGNESIUM, "warfrin", "calcium"]
    ran = cli("dose", *items, "--age", "3", "--format", "json")
    assert ran.json == dose(items, patient=Patient(age=3), kb=world).to_dict()
    assert (ran.code, ran.json["not_checked"]) == (3, [1])


def test_no_amount_at_all_is_said(cli: Cli, en: Phrases) -> None:
    """An empty table would say nothing."""
    assert en("dose.nothing") in cli("dose", "calcium").words


def test_a_line_with_two_schedules_is_asked_about(cli: Cli, en: Phrases) -> None:
    """Which of the two things is weekly cannot be told."""
    line = "Cipro 500 mg daily, calcium 500 mg weekly"
    ran = cli("check", line)
    assert ran.code == 3
    assert en("line.ambiguous-schedule", text=line) in ran.words
