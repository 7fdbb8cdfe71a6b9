"""The verbs of ``interactions kb``: lint, stats, new, diff, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interactions.console import (
    EXIT_DONE,
    EXIT_WRONG_INPUT,
    QuickHelp,
    emit,
    emit_json,
    format_option,
    kb_option,
)
from interactions.errors import KnowledgeError
from interactions.knowledge.store import default_directory, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from interactions.curating.new import NewRule
    from interactions.knowledge.library import Library


class Verbs(QuickHelp, click.Group):
    """The verbs of curators."""

    command_class = QuickHelp


@click.group(cls=Verbs)
def kb() -> None:
    """Work on the knowledge base: check it, count it, add to it, compare, export."""


def _directory(path: str | None) -> Path:
    return Path(path or default_directory())


@kb.command()
@kb_option
def lint(kb_path: str | None) -> int:
    """Report every problem of every record, with its place and what to write instead."""
    from interactions.curating.examples import run_examples
    from interactions.knowledge.lint import lint_directory

    library, problems = lint_directory(_directory(kb_path))
    if not problems:
        problems = run_examples(library, load(kb_path))
    if problems:
        emit("".join(f"{problem}\n" for problem in problems))
        noun = "problem" if len(problems) == 1 else "problems"
        click.echo(f"{len(problems)} {noun}", err=True)
        return EXIT_WRONG_INPUT
    rules = len(library.interactions) + len(library.contraindications) + len(library.doses)
    click.echo(f"{len(library.parts)} files, {rules} rules: no problems")
    return EXIT_DONE


@kb.command()
@format_option
@kb_option
def stats(form: str, kb_path: str | None) -> int:
    """Count substances, names, rules, drafts and sources."""
    from interactions.curating.stats import stats as count
    from interactions.curating.stats import stats_text

    base = load(kb_path)
    counts = count(base)
    if form == "json":
        emit_json({"knowledge_base": {"version": base.version, "hash": base.hash}, **counts})
    else:
        emit(stats_text(counts, f"knowledge base {base.version} ({base.hash})"))
    return EXIT_DONE


@kb.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
def diff(before: str, after: str) -> int:
    """Show which findings of the watched lists change from directory A to directory B."""
    from interactions.curating.diff import diff as compare
    from interactions.curating.diff import diff_text

    old, new = load(before), load(after)
    emit(diff_text(compare(old, new), old, new))
    return EXIT_DONE


@kb.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["graphml", "json", "dot"]),
    default="graphml",
    show_default=True,
)
@kb_option
def export(form: str, kb_path: str | None) -> int:
    """Print the graph: substances, classes, conditions and the rules between them."""
    from interactions.knowledge import graph
    from interactions.knowledge.lint import lint_directory

    library, problems = lint_directory(_directory(kb_path))
    if problems:
        raise KnowledgeError(problems)
    emit(graph.export(graph.build(library), form))
    return EXIT_DONE


@kb.command()
@click.option("--kb", "kb_path", metavar="DIR", help="The knowledge base to add to.")
def new(kb_path: str | None) -> int:
    """Ask for a new interaction rule and write it, if the knowledge base stays whole."""
    from interactions.curating.new import write_rule
    from interactions.knowledge.lint import lint_directory

    directory = _directory(kb_path)
    library, problems = lint_directory(directory)
    if problems:
        raise KnowledgeError(problems)
    path = write_rule(_asked(library), directory)
    click.echo(f"written: {path}")
    click.echo("add `fires` and `silent` examples, then run: interactions kb lint", err=True)
    return EXIT_DONE


def _asked(library: Library) -> NewRule:
    """Ask for everything a rule needs, each answer checked before the next question."""
    from datetime import date

    from interactions.curating.new import NewRule, things

    known = things(library)
    object_ = _ask_known("Object (the affected substance or class, by id)", known)
    precipitant = _ask_known("Precipitant (what causes it, by id)", known)
    answers = _asked_rule(is_class=object_ in library.classes)
    answers |= _asked_source(library)
    opened = click.confirm("Did you open the source today? (no = the rule stays a draft)")
    return NewRule(
        object=object_,
        precipitant=precipitant,
        opened=date.today() if opened else None,  # noqa: DTZ011 - the curator's own day
        **answers,
    )


def _asked_rule(*, is_class: bool) -> dict[str, str]:
    """Ask what happens, what to do, and at what distance."""
    from interactions.knowledge import vocabulary

    answers = {
        "topic": _ask_one("Topic", vocabulary.Topic),
        "consequence": _ask_one("Consequence", vocabulary.Consequence),
        "mechanism": _ask_one("Mechanism", vocabulary.Mechanism),
        "flag": _ask_one("What to do", vocabulary.Flag),
        "severity": "",
        "before": "null",
        "after": "null",
        "why_en": "",
        "why_tr": "",
    }
    if answers["flag"] != "none":
        answers["severity"] = _ask_one("Severity if ignored", vocabulary.Severity)
    answers["evidence"] = _ask_one("Evidence", vocabulary.Evidence)
    if answers["flag"] == "space":
        answers["before"] = _ask_time("Object at least so long BEFORE the precipitant")
        answers["after"] = _ask_time("Object at least so long AFTER the precipitant")
    if is_class:
        answers["why_en"] = click.prompt("Why it holds for the whole class (English)")
        answers["why_tr"] = click.prompt("The same in Turkish")
    return answers


def _asked_source(library: Library) -> dict[str, str]:
    """Ask for the source, and describe it if it is new."""
    from interactions.knowledge import vocabulary

    answers = {"source": click.prompt("Source id (an existing one or a new one)")}
    answers |= {"source_title": "", "source_kind": "", "source_url": ""}
    if answers["source"] not in library.sources:
        answers["source_title"] = click.prompt("Title of the new source")
        answers["source_kind"] = _ask_one("Kind of the source", vocabulary.SourceKind)
        answers["source_url"] = click.prompt("Address", default="", show_default=False)
    answers["locator"] = click.prompt("Where in the source (section, table, page)")
    return answers


def _ask_one(question: str, vocabulary: object) -> str:
    from typing import get_args

    words = [word for word in get_args(vocabulary) if word]
    answer: str = click.prompt(question, type=click.Choice(words))
    return answer


def _ask_known(question: str, known: Iterable[str]) -> str:
    from interactions.items.suggest import near

    ids = list(known)

    def check(text: str) -> str:
        if text in ids:
            return text
        nearest = ", ".join(near(text, ids)) or "see `interactions kb stats`"
        raise click.BadParameter(f"{text} is not an id; perhaps {nearest}")

    return _prompt(question, check)


def _ask_time(question: str) -> str:
    from interactions.units import duration

    def check(text: str) -> str:
        if text == "null" or duration(text) is not None:
            return text
        raise click.BadParameter("write a time with its unit, such as 2 h or 30 min, or null")

    return _prompt(f"{question} (such as 2 h; null = no source offers this order)", check)


def _prompt(question: str, check: Callable[[str], str]) -> str:
    answer: str = click.prompt(question, value_proc=check)
    return answer
