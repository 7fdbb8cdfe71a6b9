"""What holds for every spelling of a list: nothing is dropped, and spelling changes nothing."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import interactions
from interactions.checking.report import FLAG_ORDER
from interactions.fold import fold

if TYPE_CHECKING:
    from interactions.checking.report import Report

ROOT: Final = Path(__file__).parent.parent
KB: Final = interactions.load(ROOT / "data")
GOLDEN: Final = Path(__file__).parent / "golden"
STATUSES: Final = {"recognised", "not_covered", "ambiguous", "unrecognised"}


def texts(*names: str) -> list[str]:
    """Return the lines of golden tables."""
    found = []
    for name in names:
        with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
            found += [row["text"] for row in csv.DictReader(file) if row["text"].strip()]
    return found


LINES: Final = texts("readings-en.csv", "readings-tr.csv")
REVIEWED: Final = (
    "ciprofloxacin 500 mg", "Cipro 500 mg 2x1", "levothyroxine 100 mcg", "doxycycline 100 mg",
    "alendronate 70 mg weekly", "omeprazole 20 mg", "magnesium glycinate 400 mg",
    "calcium carbonate 600 mg", "ferrous sulfate 325 mg", "çinko 15 mg", "multivitamin",
    "moxifloxacin eye drops", "warfrin", "St John's wort, stopped 5 days ago", "Maalox",
)  # fmt: skip
SALTS: Final = ("hydrochloride", "sodium", "monohydrate", "sodyum", "hidroklorür")
MEDICINES: Final = ("ciprofloxacin", "levothyroxine", "doxycycline", "omeprazole", "moxifloxacin")
# Brands that are nothing but a name of one medicine, each with its medicine.
BRANDS: Final = [
    (brand, key)
    for key in sorted(KB.substances)
    if KB.brief(key).kind == "drug" and KB.brief(key).reviewed
    for brands in KB.substance(key).brands.values()
    for brand in brands
    if len(KB.meanings(fold(brand))) == 1
]

lists = st.lists(st.sampled_from(LINES), min_size=1, max_size=8)
short = st.lists(st.sampled_from(REVIEWED), min_size=1, max_size=6)


def check(lines: list[str]) -> Report:
    """Check a list against the knowledge base that ships."""
    return interactions.check(lines, kb=KB)


def rules(report: Report) -> set[tuple[object, ...]]:
    """Return what was found, without the numbers of the lines."""
    return {(one.id, one.object, one.precipitant, one.flag) for one in report.findings}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*LINES, "", "  ", "\x07", "x" * 300]), min_size=1, max_size=12))
def test_every_line_is_accounted_for_exactly_once(lines: list[str]) -> None:
    """Each line that is not blank is one item with one status, under its own number."""
    if not any(line.strip() for line in lines):
        return
    report = check(lines)
    assert [item.index for item in report.items] == [
        place for place, line in enumerate(lines) if line.strip()
    ]
    assert {item.status for item in report.items} <= STATUSES
    unsure = [item.index for item in report.items if item.status != "recognised"]
    assert list(report.not_checked) == unsure


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_ends_as_one_status(text: str) -> None:
    """No text is refused with an error, and what names nothing names nothing."""
    item = interactions.resolve(text, KB)
    assert item.status in STATUSES
    assert bool(item.substances) <= (item.status != "unrecognised")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(REVIEWED), min_size=2, max_size=6, unique=True), st.randoms())
def test_the_order_of_the_list_changes_no_finding(lines: list[str], random: object) -> None:
    """The same lines in another order find the same."""
    other = sorted(lines, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert rules(check(lines)) == rules(check(other))


@pytest.mark.parametrize("line", LINES)
def test_case_form_and_spaces_change_no_reading(line: str) -> None:
    """Capitals, decomposed letters and spaces around say the same."""
    wanted = [
        (one.id, one.form, one.amount_mg) for one in interactions.resolve(line, KB).substances
    ]
    spellings = [
        f"  {line}\t",
        unicodedata.normalize("NFD", line),
        unicodedata.normalize("NFC", line),
    ]
    if "Mg" not in line:  # the symbol has a case of its own
        spellings += [line.upper(), line.lower()]
    for spelling in spellings:
        if len(spelling) > 200:
            continue
        found = interactions.resolve(spelling, KB).substances
        assert [(one.id, one.form, one.amount_mg) for one in found] == wanted, spelling


@pytest.mark.parametrize("salt", SALTS)
@pytest.mark.parametrize("name", MEDICINES)
def test_salt_words_change_no_finding(name: str, salt: str) -> None:
    """The salt part of a medicine's name is neither a supplement nor a question."""
    plain, salted = check([name, "magnesium"]), check([f"{name} {salt}", "magnesium"])
    assert rules(plain) == rules(salted)
    assert salted.items[0].status == plain.items[0].status


@pytest.mark.parametrize(("brand", "key"), BRANDS, ids=str)
def test_a_brand_and_its_generic_find_the_same(brand: str, key: str) -> None:
    """The name on the box decides nothing."""
    others = ["magnesium", "calcium carbonate", "iron", "omeprazole"]
    assert rules(check([brand, *others])) == rules(check([KB.name(key, "en"), *others]))


@settings(max_examples=80, deadline=None)
@given(short, st.sampled_from(REVIEWED))
def test_adding_an_item_never_removes_or_softens(lines: list[str], added: str) -> None:
    """What was found stays, at least as strict."""
    before, after = check(lines), check([*lines, added])
    for old in before.findings:
        about = (old.kind, old.topic, old.object, old.precipitant, old.condition)
        assert any(
            (new.kind, new.topic, new.object, new.precipitant, new.condition) == about
            and FLAG_ORDER.index(new.flag) <= FLAG_ORDER.index(old.flag)
            and set(old.items) <= set(new.items)
            for new in after.findings
        ), (old.id, lines, added)


@settings(max_examples=60, deadline=None)
@given(short, st.data())
def test_repeating_an_item_adds_only_doses_and_duplicates(
    lines: list[str], data: st.DataObject
) -> None:
    """The same line once more finds no new rule but those about more than a certain amount."""
    again = data.draw(st.sampled_from(lines))
    known = rules(check(lines))
    new = list(check([*lines, again]).findings)
    for one in new:
        if (one.id, one.object, one.precipitant, one.flag) not in known:
            rule = KB.interaction(one.id) if one.kind == "interaction" else None
            by_amount = rule is not None and rule.precipitant_above is not None
            assert by_amount or one.kind in {"dose", "duplicate"}, one.id


@pytest.mark.parametrize("verb", ["check", "dose"])
def test_locale_and_hash_seed_change_no_byte(verb: str, tmp_path: Path) -> None:
    """With a language given, the environment decides nothing."""
    code = "from interactions.__main__ import main; main()"
    lines = [*REVIEWED, "levothyroxine 75 mg", "Magnezyum bisglisinat 1000 mg", "Advil PM"]
    printed = set()
    for seed in range(10):
        for locale in ("tr_TR.UTF-8", "C"):
            done = subprocess.run(
                [sys.executable, "-c", code, verb, *lines, "--lang", "tr"],
                cwd=tmp_path,
                env={
                    "PYTHONHASHSEED": str(seed),
                    "LANG": locale,
                    "PYTHONUTF8": "1",
                    "PYTHONPATH": str(ROOT),
                    "HOME": str(tmp_path),
                    "PATH": os.environ["PATH"],
                },
                check=False,
                capture_output=True,
            )
            assert done.returncode == 3, done.stderr
            printed.add(done.stdout)
    assert len(printed) == 1
    assert len(printed.pop()) > 1000


@pytest.mark.parametrize(
    ("lines", "nutrient"),
    [
        (["moxifloxacin eye drops", "magnesium"], "magnesium"),
        (["atorvastatin calcium", "levothyroxine"], "calcium"),
        (["losartan potassium", "levothyroxine"], "potassium"),
        (["spironolactone", "levothyroxine"], "iron"),
        (["demirsiz multivitamin", "levothyroxine"], "iron"),
    ],
)
def test_what_is_not_taken_raises_nothing(lines: list[str], nutrient: str) -> None:
    """Eye drops bind nothing in the gut; a salt, a substring and a negation are no mineral."""
    report = check(lines)
    assert not [one for one in report.findings if nutrient in {one.object, one.precipitant}]


def test_magnesium_of_three_lines_is_added_up() -> None:
    """Both limits are named, with who states no dose."""
    report = check(["Milk of Magnesia 30 ml", "magnesium citrate 400 mg elemental", "multivitamin"])
    found = {
        one.dose.authority: one for one in report.findings if one.dose and one.flag != "inform"
    }
    assert set(found) == {"us", "efsa"}
    for finding in found.values():
        assert (finding.object, finding.items, finding.flag) == ("magnesium", (0, 1, 2), "consult")
        assert finding.dose is not None
        assert (finding.dose.total_mg, finding.dose.unstated) == (1400.32, (2,))


def test_a_list_of_ten_thousand_names_is_refused() -> None:
    """Before any of them is looked at."""
    with pytest.raises(interactions.InputError, match="at most 500"):
        check([f"unknown{number}" for number in range(10_000)])
