"""The command line: verbs only; what they do is in the library."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from interactions import __version__
from interactions.console import (
    EXIT_DONE,
    EXIT_FAIL_ON,
    EXIT_NOT_CHECKED,
    EXIT_PIPE_CLOSED,
    EXIT_STOPPED,
    EXIT_WRONG_INPUT,
    QuickHelp,
    bold,
    default_language,
    emit,
    emit_json,
    file_option,
    format_option,
    kb_option,
    lang_option,
    patient_options,
    width,
)
from interactions.errors import InteractionsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interactions.checking.patient import Patient
    from interactions.checking.report import Report
    from interactions.knowledge.index import KnowledgeBase

FLAGS: Final = ("hold", "consult", "space", "monitor", "inform")


class Verbs(QuickHelp, click.Group):
    """A group whose verbs are imported when they are called."""

    command_class = QuickHelp

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which they are learned."""
        return [*super().list_commands(ctx), "kb"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb; `kb` is imported only when it is asked for."""
        if cmd_name == "kb":
            from interactions.cli_kb import kb

            return kb
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; leave quietly when what its output goes to was closed.

        Left alone, click ends with 1, the code of --fail-on.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(EXIT_PIPE_CLOSED)


def run() -> None:
    """Run the command line and leave with its exit code."""
    try:
        code = main(prog_name="interactions", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        code = EXIT_STOPPED
    except click.ClickException as error:
        error.show()
        code = EXIT_WRONG_INPUT
    except InteractionsError as error:
        click.echo(f"error: {error}", err=True)
        code = EXIT_WRONG_INPUT
    sys.exit(code)


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from interactions.knowledge.store import load

    base = load()
    click.echo(
        f"interactions {__version__}, knowledge base {base.version}"
        f" of {base.index.released} ({base.hash})"
    )
    ctx.exit()


@click.group(cls=Verbs)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Show the version and the date of the knowledge base.",
)
def main() -> None:
    """Check medicines and supplements against each other.

    For information only: not a medical device and no substitute for medical advice.
    """


@main.command()
@click.argument("items", nargs=-1)
@file_option
@click.option(
    "--add",
    "added",
    multiple=True,
    metavar="ITEM",
    help="Show only what is new if this is added (repeatable).",
)
@patient_options
@click.option("--min-flag", type=click.Choice(FLAGS), help="Show only this flag and above.")
@click.option(
    "--fail-on",
    type=click.Choice(FLAGS),
    help="Exit with 1 if a finding has this flag or a stronger one.",
)
@format_option
@lang_option
@kb_option
def check(**options: Any) -> int:
    """Check a list: what to hold, to ask about, to space, to watch.

    ITEMS are lines as they stand on the box, one argument each:

      interactions check "ciprofloxacin 500 mg" "magnesium glycinate 400 mg"

    Exit codes: 0 done; 1 --fail-on reached; 2 wrong input; 3 done, but something was
    not checked.
    """
    from interactions.api import unworded, unworded_added
    from interactions.knowledge.store import load

    items, patient, lang = _gather(options)
    base = load(options["kb_path"])
    if options["added"]:
        report = unworded_added(items, options["added"], patient, base)
    else:
        report = unworded(items, patient, base)
    shown = _at_least(report, options["min_flag"])
    if options["form"] == "json":
        from interactions.render.wording import worded

        emit_json(worded(shown, lang, base))
        hidden = len(report.findings) - len(shown.findings)
        if hidden:
            click.echo(f"findings not shown: {hidden}", err=True)
    else:
        _print_report(shown, lang, base, options)
    return _exit_code(report, options["fail_on"])


def _gather(options: dict[str, Any]) -> tuple[list[str], Patient, str]:
    """Return the items, the patient and the language from arguments and files."""
    from interactions.checking.patient import Patient

    given = [item for item in options["items"] if item != "-"]
    files = [*options["files"], *(["-"] if "-" in options["items"] else [])]
    told: list[dict[str, Any]] = []
    lang = options["lang"]
    if files:
        from interactions.reading import read_list

        for name in files:
            found = read_list(name)
            given += found.items
            told.append(found.patient)
            lang = lang or found.lang
    told.append(options)
    return given, Patient(**_merged(told)), lang or default_language()


def _merged(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Join what files and options say of the patient: the last number, every condition."""
    fields: dict[str, Any] = {}
    for one in told:
        for name in ("egfr", "trimester", "age", "sex", "surgery_in_days"):
            if one.get(name) is not None:
                fields[name] = one[name]
        for name in ("pregnant", "breastfeeding"):
            fields[name] = fields.get(name, False) or one.get(name, False)
        fields["conditions"] = (*fields.get("conditions", ()), *one.get("conditions", ()))
    return fields


def _at_least(report: Report, flag: str | None) -> Report:
    """Return a report with the findings of a flag and above only."""
    if flag is None:
        return report
    from msgspec.structs import replace

    wanted = FLAGS[: FLAGS.index(flag) + 1]
    kept = tuple(finding for finding in report.findings if finding.flag in wanted)
    return replace(report, findings=kept)


def _print_report(report: Report, lang: str, base: KnowledgeBase, options: dict[str, Any]) -> None:
    from datetime import date

    from interactions.render.phrases import Phrases, shown
    from interactions.render.text import report_text

    title = ""
    if options["added"]:
        names = ", ".join(map(shown, options["added"]))
        title = Phrases(base, lang)("title.new", items=names)
    emit(
        report_text(
            report,
            lang,
            base,
            today=date.today(),  # noqa: DTZ011 - the user's own calendar day
            width=width(),
            bold=bold(),
            title=title,
            min_flag=options["min_flag"],
        )
    )


def _exit_code(report: Report, fail_on: str | None) -> int:
    if fail_on:
        reached = FLAGS[: FLAGS.index(fail_on) + 1]
        if any(finding.flag in reached for finding in report.findings):
            return EXIT_FAIL_ON
    if report.not_checked or report.conditions_not_checked:
        return EXIT_NOT_CHECKED
    return EXIT_DONE


@main.command()
@click.argument("a")
@click.argument("b")
@format_option
@lang_option
@kb_option
def explain(a: str, b: str, form: str, lang: str | None, kb_path: str | None) -> int:
    """Explain what joins A and B: path, mechanism, size, every source."""
    from interactions.api import explain as explain_pair
    from interactions.knowledge.store import load
    from interactions.render.explanation import explanation_text

    base = load(kb_path)
    language = lang or default_language()
    explanation = explain_pair(a, b, language, base)
    if form == "json":
        emit_json(explanation)
    else:
        emit(explanation_text(explanation, language, base, width=width(), bold=bold()))
    return EXIT_NOT_CHECKED if explanation.not_checked else EXIT_DONE


@main.command()
@click.argument("name", nargs=-1, required=True)
@format_option
@lang_option
@kb_option
def lookup(name: tuple[str, ...], form: str, lang: str | None, kb_path: str | None) -> int:
    """Look up one substance, product or class: members, rules, conditions, forms, limits."""
    from interactions.api import lookup as look_up
    from interactions.knowledge.store import load
    from interactions.render.lookup_text import monograph_text

    base = load(kb_path)
    language = lang or default_language()
    page = look_up(" ".join(name), language, base)
    if form == "json":
        emit_json(page)
    else:
        emit(monograph_text(page, language, base, width=width(), bold=bold()))
    return EXIT_DONE


@main.command()
@click.argument("items", nargs=-1)
@file_option
@patient_options
@format_option
@lang_option
@kb_option
def dose(**options: Any) -> int:
    """Add up amounts: elemental minerals, vitamins, day totals against upper limits.

    interactions dose "magnesium bisglycinate 1000 mg 2x1" "vitamin D 2000 IU"
    """
    from interactions.api import dose as add_up
    from interactions.knowledge.store import load
    from interactions.render.dose_text import doses_text

    items, patient, lang = _gather(options)
    base = load(options["kb_path"])
    doses = add_up(items, patient=patient, lang=lang, kb=base)
    if options["form"] == "json":
        emit_json(doses)
    else:
        emit(doses_text(doses, lang, base, width=width(), bold=bold()))
    return EXIT_NOT_CHECKED if doses.not_checked else EXIT_DONE
