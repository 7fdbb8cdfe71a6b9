"""The documents say what the program does."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

import interactions
from interactions.cli import main
from interactions.curating.coverage import coverage_text

ROOT = Path(__file__).parent.parent
COVERAGE = ROOT / "docs" / "coverage.md"
EXAMPLE = re.compile(
    r"<!-- example: (?P<command>.+?) -->\n```console\n(?P<shown>.+?)```\n<!-- example: end -->",
    re.DOTALL,
)


def transcript(command: str) -> str:
    """Return a command and what it prints, as a document shows them."""
    result = CliRunner().invoke(main, shlex.split(command)[1:], standalone_mode=False)
    return f"$ {command}\n{result.stdout}"


def test_readme_examples_are_real() -> None:
    """Every example in the README shows what the command really prints."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = list(EXAMPLE.finditer(readme))
    assert found
    for example in found:
        assert example["shown"] == transcript(example["command"]), "run: python -m tests.refresh"


def test_the_coverage_page_is_true() -> None:
    """The page in the docs is what the knowledge base says now."""
    kb = interactions.load(ROOT / "data")
    shown = COVERAGE.read_text(encoding="utf-8")
    assert shown == coverage_text(kb), "run: python -m tests.refresh"


def test_readme_code_runs() -> None:
    """The library example of the README works as printed."""
    failures, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried
    assert failures == 0


def test_guide_lists_every_member() -> None:
    """The curator's guide names every member of the five first classes."""
    kb = interactions.load(ROOT / "data")
    guide = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    listed = guide.partition("<!-- members: begin -->")[2].partition("<!-- members: end -->")[0]
    named = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", listed))
    for name in (
        "tetracyclines",
        "quinolones",
        "thyroid-hormones",
        "bisphosphonates",
        "proton-pump-inhibitors",
    ):
        assert set(kb.members(name)) <= named


def test_every_verb_has_help() -> None:
    """Each verb explains itself."""
    for verb in (["check"], ["explain"], ["lookup"], ["kb"], ["kb", "lint"], ["kb", "new"]):
        result = CliRunner().invoke(main, [*verb, "--help"])
        assert result.exit_code == 0
        assert "Usage:" in result.output
