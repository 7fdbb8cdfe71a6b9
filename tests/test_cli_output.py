"""Explain, look up, languages, help, terminals and pipes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from interactions.console import default_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from interactions.render.phrases import Phrases

    from .conftest import Cli

    Process = subprocess.CompletedProcess[bytes]

QUINOLONE = "Cipro 500 mg 2x1"
MAGNESIUM = "Magnezyum Glisinat 400 mg kapsül 2x1"


@pytest.fixture(scope="session")
def process(world_directory: Path, environment: dict[str, str]) -> Callable[..., Process]:
    """Return what runs a verb on the small world in a process of its own."""

    def call(*args: str | bytes, env: dict[str, str] | None = None, **options: Any) -> Process:
        command = [sys.executable, "-m", "interactions", *args, "--kb", str(world_directory)]
        streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        env = environment | (env or {})
        return subprocess.run(command, check=False, env=env, text=False, **streams)

    return call


# -- explain and lookup ------------------------------------------------------------------


def test_explain_names_path_rule_and_sources(cli: Cli, en: Phrases) -> None:
    """What joins two names is shown step by step."""
    ran = cli("explain", "Cipro", "magnezyum glisinat")
    assert ran.code == 0
    for part in (
        "ciprofloxacin -> fluoroquinolones -> polyvalent cations -> magnesium",
        "fluoroquinolones--polyvalent-cations",
        "<https://example.org/cipro>",
        en("label.class-rule"),
    ):
        assert part in ran.words


def test_explain_without_a_rule_says_so(cli: Cli, en: Phrases) -> None:
    """No rule is not safety."""
    ran = cli("explain", "spironolactone", "vitamin D3")
    assert ran.code == 0
    assert en("explain.none", a="spironolactone", b="vitamin D3") in ran.words


def test_explain_says_what_was_not_understood(cli: Cli, en: Phrases) -> None:
    """A line is explained as far as it is known, and what is not known is said."""
    ran = cli("explain", "Cipro PM", "magnesium")
    assert ran.code == 3
    assert en("line.ambiguous-words", text="Cipro PM", words="pm") in ran.words
    ran = cli("explain", "warfarin", "St John's wort")
    assert ran.code == 3
    assert en("line.not-covered", text="warfarin") in ran.words
    assert en("effect.effect-decreased", object="Warfarin", precipitant="St John's wort")[:-1] in (
        ran.words
    )


def test_explain_shows_sizes_and_what_other_sources_say(cli: Cli, en: Phrases) -> None:
    """What was measured, and a milder label, stand beside the rule and do not change it."""
    shown = cli("explain", "Cipro", "iron").words
    assert f"{en('measure.bioavailability')} -85 % (antacid 10 min before)" in shown
    assert "Milk counts too." in shown
    others = shown.partition(f"{en('label.other-sources')}:")[2]
    assert others.startswith(" - Cipro EU label: The EU asks 1 h before or 4 h after.")


def test_lookup_tells_everything_about_a_supplement(cli: Cli, en: Phrases) -> None:
    """Forms with their element, doses, limits, text, rules on both sides, conditions."""
    shown = cli("lookup", "magnesium oxide").words
    first = f"- magnesium oxide: {en('lookup.elemental', percent='60.3', name='magnesium')}"
    for part in (
        f"{en('lookup.forms')} {first}, {en('lookup.laxative.strong')}",
        f"- magnesium chelate: {en('lookup.elemental-varies')}",
        en("lookup.a-day", low="100 mg", high="350 mg"),
        f"US, adults {en('lookup.age-from', low='19')}: {en('lookup.limit', amount='350 mg')}",
        f"US, children {en('lookup.ages', low='4', high='8')}",
        f"EFSA, children {en('lookup.age-below', high='4')}: {en('lookup.no-limit')}",
        f"{en('section.timing')} - The evening suits many people.",
        "[major, established; fluoroquinolones--polyvalent-cations]",
        "[moderate, established; magnesium--esomeprazole]",
        f"[minor, theoretical; warfarin--magnesium] {en('label.draft')}",
        "- hold: kidney impairment (< 30). Weak kidneys cannot clear magnesium.",
        "- consult: kidney impairment (>= 30, < 60).",
        en("lookup.reviewed", date="2026-01-01"),
    ):
        assert part in shown


def test_lookup_tells_how_a_medicine_is_taken(cli: Cli, en: Phrases) -> None:
    """Food rules, remarks and brands with their country are on the page."""
    shown = cli("lookup", "Synthroid").words
    how = [
        en("lookup.food.empty-stomach"),
        en("lookup.wait-before-food", time=en("unit.minutes", number="30")),
        "with water",
    ]
    assert f"{en('lookup.how-to-take')}: {'; '.join(how)}" in shown
    assert "Always the same brand." in shown
    assert f"{en('lookup.brands')}: Synthroid (US); Euthyrox, Levotiron (TR)" in shown
    assert en("lookup.not-reviewed") in cli("lookup", "warfarin").words


@pytest.mark.parametrize(
    ("name", "first"),
    [
        (["magnezyum"], "Magnesium"),
        (["magnezyum", "glisinat", "400", "mg"], "Magnesium"),
        (["fluoroquinolones"], "Fluoroquinolones"),
        (["multivitamin"], "Multivit Daily"),
        (["Cipro", "500"], "Ciprofloxacin"),
    ],
)
def test_lookup_takes_any_name(cli: Cli, name: list[str], first: str) -> None:
    """Substance, form, class, product and brand, with or without a dose, have a page."""
    ran = cli("lookup", *name)
    assert ran.code == 0
    assert ran.out.startswith(first)


# -- language, help, terminal ------------------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({}, "en"),
        ({"LANG": "tr_TR.UTF-8"}, "tr"),
        ({"LANG": "tr"}, "tr"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "tr_TR.UTF-8"}, "tr"),
        ({"LANG": "tr_TR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_locale_decides_the_language(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lang: str
) -> None:
    """LC_ALL before LC_MESSAGES before LANG, as everywhere."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_language() == lang


def test_turkish_is_spoken_where_the_locale_is_turkish(cli: Cli, tr: Phrases) -> None:
    """--lang decides before the locale."""
    turkish = {"LC_ALL": "tr_TR.UTF-8"}
    for verb in (["check", "Cipro", "demir"], ["explain", "Cipro", "demir"], ["lookup", "demir"]):
        spoken = cli(*verb, env=turkish)
        assert spoken == cli(*verb, "--lang", "tr")
        assert spoken != cli(*verb, "--lang", "en", env=turkish)
        assert tr("end.intended") in spoken.words


@pytest.mark.parametrize("verb", [[], ["check"], ["explain"], ["lookup"]])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_verb_has_help(cli: Cli, verb: list[str], option: str) -> None:
    """Help goes to standard output and says how the verb is called."""
    ran = cli(*verb, option)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {' '.join(['interactions', *verb])} ")
    assert "Show this message and exit." in ran.out


def test_help_of_check_explains_the_codes(cli: Cli) -> None:
    """Each exit code is told where it is needed."""
    text = cli("check", "-h").words
    assert "Exit codes: 0 done; 1 --fail-on reached; 2 wrong input; 3 done, but" in text
    for option in ("--egfr N", "--condition NAME", "--min-flag", "--fail-on", "--add ITEM"):
        assert option in text


def on_terminal(command: list[str], env: dict[str, str]) -> str:
    """Return what a command prints when its output is a terminal."""
    outer, inner = pty.openpty()
    try:
        with subprocess.Popen(command, stdout=inner, stderr=subprocess.PIPE, env=env) as started:
            os.close(inner)
            shown = b""
            while True:
                try:
                    piece = os.read(outer, 65536)
                except OSError:  # the other end was closed
                    break
                if not piece:
                    break
                shown += piece
            assert started.wait() == 0
    finally:
        os.close(outer)
    return shown.decode()


def test_no_color_is_obeyed(
    world_directory: Path, environment: dict[str, str], cli: Cli, en: Phrases
) -> None:
    """Headings are bold on a terminal only, and never with NO_COLOR."""
    command = [sys.executable, "-m", "interactions", "check", QUINOLONE, MAGNESIUM]
    command += ["--kb", str(world_directory)]
    env = environment | {"TERM": "xterm"}
    assert f"\x1b[1m{en('title.space')}\x1b[0m" in on_terminal(command, env)
    assert "\x1b" not in on_terminal(command, env | {"NO_COLOR": "1"})
    assert "\x1b" not in cli("check", QUINOLONE, MAGNESIUM).out


# -- the real process --------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(process: Callable[..., Process]) -> None:
    """Neither the process nor the seed of its hashes changes a byte."""
    items = [QUINOLONE, MAGNESIUM, "multivitamin", "warfrin", "Norvana", "St John's wort"]
    for form in ("text", "json"):
        runs = {
            process(
                "check", *items, "--egfr", "45", "--format", form, env={"PYTHONHASHSEED": seed}
            ).stdout
            for seed in ("0", "1", "2")
        }
        assert len(runs) == 1


def test_bytes_that_are_no_text_are_survived(process: Callable[..., Process]) -> None:
    """An argument that is not UTF-8 is one unrecognised line, and JSON stays valid."""
    ran = process("check", b"Cipro", b"\xff\xfe", "--condition", b"\xfd", "--format", "json")
    assert ran.returncode == 3
    report = json.loads(ran.stdout)
    assert [one["status"] for one in report["items"]] == ["recognised", "unrecognised"]
    assert report["items"][1]["input"] == r"\udcff\udcfe"
    assert report["conditions_not_checked"] == [r"\udcfd"]
    for args in (["check", b"\xff"], ["lookup", b"\xff"], ["explain", b"\xff", b"\xfe"]):
        ran = process(*args)
        assert ran.returncode in {2, 3}
        assert b"Traceback" not in ran.stderr


def test_a_terminal_without_turkish_letters_is_survived(process: Callable[..., Process]) -> None:
    """What an output cannot show is escaped."""
    ran = process("check", "çinko", "--lang", "tr", env={"PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 3
    assert ran.stdout.isascii()
    assert rb"\xe7inko" in ran.stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_closed_pipe_is_no_finding(process: Callable[..., Process], form: str) -> None:
    """`interactions ... | head` ends quietly, not with the code of --fail-on."""
    reader, writer = os.pipe()
    os.close(reader)
    ran = process("check", "Cipro", "--format", form, stdout=writer)
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_remarks_go_to_stderr_and_results_to_stdout(process: Callable[..., Process]) -> None:
    """A result can be piped on; remarks do not get into it."""
    ran = process("check", "-", "--min-flag", "hold", "--format", "json", input=b"Cipro\niron\n")
    assert json.loads(ran.stdout)["findings"] == []
    assert ran.stderr == b"findings not shown: 1\n"


# -- what a report says about its own limits ----------------------------------------------


def test_a_report_says_which_questions_it_cannot_answer(cli: Cli, en: Phrases) -> None:
    """Medicines with each other, and medicines with a condition, are not silently "checked"."""
    ran = cli("check", "Cipro", "Levotiron", "magnesium", "--pregnant")
    names = en.listing(["ciprofloxacin", "levothyroxine"])
    assert en("end.medicines", names=names) in ran.words
    assert en("end.conditions", names=names, conditions=en.name("pregnancy")) in ran.words
    assert en("end.patient", conditions=en.name("pregnancy")) in ran.words


def test_an_unreviewed_medicine_is_not_called_checked(cli: Cli, en: Phrases) -> None:
    """A stray word does not hide that nobody has reviewed the medicine."""
    ran = cli("check", "warfarin 5", "magnesium")
    assert en("line.not-covered", text="warfarin 5") in ran.words
    assert en("end.checked", items="magnesium") in ran.words


def test_another_way_of_use_is_shown(cli: Cli, en: Phrases) -> None:
    """Silence about the gut has a reason that can be seen."""
    ran = cli("check", "ciprofloxacin eye drops", "magnesium")
    assert en("assumed.not-swallowed") in ran.words


def test_the_symbol_of_magnesium_is_read(cli: Cli) -> None:
    """At the beginning of a line Mg is the element, not a milligram."""
    ran = cli("check", "Cipro", "Mg 300 mg", "--format", "json")
    assert ran.json["summary"]["space"] == 1
    assert ran.json["items"][1]["substances"][0]["elemental_mg"] == 300
