"""The tools of the curators: examples, counts, differences, new rules, export."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import interactions
from interactions.cli import main
from interactions.curating.diff import diff
from interactions.curating.examples import run_examples
from interactions.curating.stats import stats
from interactions.knowledge.lint import lint_directory
from interactions.knowledge.store import CHECKOUT

if TYPE_CHECKING:
    from click.testing import Result

BASE = Path(__file__).parent.parent / "bad" / "_base"
ANSWERS = (
    "drug-a", "metal-a", "absorption", "object-decreased", "chelation", "space", "major",
    "established", "3 h", "null", "label-a", "section 7.2", "y",
)  # fmt: skip


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a small knowledge base with the real messages."""
    directory = tmp_path / "data"
    shutil.copytree(BASE, directory)
    shutil.copytree(Path(CHECKOUT) / "messages", directory / "messages")
    (directory / "regimens.yaml").write_text(
        "regimens:\n  - {id: one, items: [drug A, metal A]}\n", encoding="utf-8"
    )
    return directory


def run(*arguments: str, typed: str | None = None) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, arguments, input=typed, standalone_mode=False)


def test_lint_says_how_much_it_read(base: Path) -> None:
    """A clean knowledge base ends with its counts and exit code 0."""
    result = run("kb", "lint", "--kb", str(base))
    assert result.return_value == 0
    assert "no problems" in result.stdout


def test_lint_reports_every_problem_with_its_place(base: Path) -> None:
    """Problems of several files come in one run, each with file, line and remedy."""
    rules = base / "rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("before: 2 h", "before: 2"), encoding="utf-8"
    )
    (base / "extra.yaml").write_text("classes: [{id: x, nme: {en: x, tr: x}}]\n", encoding="utf-8")
    result = run("kb", "lint", "--kb", str(base))
    assert result.return_value == 2
    assert "rules.yaml:14:26: KB208 separation.before" in result.stdout
    assert re.search(r"extra\.yaml:1:\d+: KB202 nme", result.stdout)


@pytest.mark.parametrize(
    ("field", "items", "code"),
    [
        ("fires", "[drug A, metal B]", "KB701"),
        ("silent", "[drug A, metal A]", "KB702"),
    ],
)
def test_examples_of_a_rule_are_run(base: Path, field: str, items: str, code: str) -> None:
    """An example that does not behave as written is a problem at its own line."""
    rules = base / "rules.yaml"
    text = rules.read_text(encoding="utf-8").replace(
        "    why_class: {en: all bind., tr: hepsi bağlanır.}\n",
        f"    why_class: {{en: all bind., tr: hepsi bağlanır.}}\n    {field}: [{items}]\n",
    )
    rules.write_text(text, encoding="utf-8")
    library, problems = lint_directory(base)
    assert problems == ()
    (problem,) = run_examples(library, interactions.load(base))
    assert problem.code == code
    assert problem.line == text[: text.index(f"{field}:")].count("\n") + 1


def test_stats_count_records(base: Path) -> None:
    """The counts are those of the records."""
    counts = stats(interactions.load(base))
    assert counts["interaction rules"] == 2
    assert counts["contraindication rules"] == 1
    assert counts["drafts"] == 0
    assert counts["members by class"] == {"antibiotics": 1, "floxins": 1, "metals": 2}


def test_stats_as_json(base: Path) -> None:
    """`kb stats --format json` is JSON with the version of the knowledge base."""
    result = run("kb", "stats", "--format", "json", "--kb", str(base))
    assert json.loads(result.stdout)["knowledge_base"]["version"] == "2026.1.1"


def test_diff_of_equal_directories_is_empty(base: Path) -> None:
    """A knowledge base does not differ from itself."""
    kb = interactions.load(base)
    assert diff(kb, kb) == ()


def test_diff_shows_what_goes_and_what_comes(base: Path, tmp_path: Path) -> None:
    """A changed window is shown for every watched list that it touches."""
    other = tmp_path / "other"
    shutil.copytree(base, other)
    rules = other / "rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("after: 6 h", "after: 8 h"), encoding="utf-8"
    )
    result = run("kb", "diff", str(base), str(other))
    assert result.return_value == 0
    assert "- space: drug-a with metal-a 2 h before / 6 h after" in result.stdout
    assert "+ space: drug-a with metal-a 2 h before / 8 h after" in result.stdout


def test_diff_needs_a_watched_list(base: Path) -> None:
    """Without any watched list the command says what to add, exit 2."""
    (base / "regimens.yaml").unlink()
    things = base / "things.yaml"
    text = things.read_text(encoding="utf-8")
    things.write_text(re.sub(r"(?m)^regimens:\n(  - .*\n)+", "", text), encoding="utf-8")
    result = run("kb", "diff", str(base), str(base))
    assert isinstance(result.exception, interactions.InputError)
    assert "regimens" in str(result.exception)


def test_new_writes_a_rule_that_lints(base: Path) -> None:
    """The answers become a record of its own file, and the knowledge base stays whole."""
    result = run("kb", "new", "--kb", str(base), typed="\n".join(ANSWERS) + "\n")
    assert result.return_value == 0, result.output
    written = base / "interactions" / "drug-a--metal-a.yaml"
    assert "separation: {before: 3 h, after: null}" in written.read_text(encoding="utf-8")
    assert lint_directory(base)[1] == ()
    (finding,) = interactions.check(["drug A", "metal A"], kb=interactions.load(base)).findings
    assert (finding.id, finding.separation) == (
        "drug-a--metal-a",
        type(finding.separation)(3, None),  # type: ignore[misc]  # it is not None here
    )


def test_new_asks_again_after_a_wrong_answer(base: Path) -> None:
    """An unknown id is answered with the nearest ones, and asked again."""
    result = run("kb", "new", "--kb", str(base), typed="drug-x\n" + "\n".join(ANSWERS) + "\n")
    assert result.return_value == 0, result.output
    assert "drug-a" in result.output.partition("drug-x is not an id")[2]


def test_new_writes_nothing_that_would_break_the_base(base: Path) -> None:
    """A rule milder than its class is refused with the reason, and no file is left."""
    answers = list(ANSWERS)
    answers[8] = "1 h"
    result = run("kb", "new", "--kb", str(base), typed="\n".join(answers) + "\n")
    assert isinstance(result.exception, interactions.KnowledgeError)
    assert "KB408" in str(result.exception)
    assert not (base / "interactions" / "drug-a--metal-a.yaml").exists()


@pytest.mark.parametrize("form", ["graphml", "json", "dot"])
def test_export_holds_every_substance(base: Path, form: str) -> None:
    """Each export format names all substances."""
    result = run("kb", "export", "--format", form, "--kb", str(base))
    assert result.return_value == 0
    assert all(name in result.stdout for name in ("drug-a", "drug-b", "metal-a", "metal-b"))
