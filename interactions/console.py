"""What all verbs share: exit codes, options, and how results are printed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Verb = TypeVar("Verb", bound="Callable[..., Any]")

EXIT_DONE: Final = 0
EXIT_FAIL_ON: Final = 1
EXIT_WRONG_INPUT: Final = 2
EXIT_NOT_CHECKED: Final = 3
EXIT_STOPPED: Final = 130
EXIT_PIPE_CLOSED: Final = 141
_NARROWEST: Final = 40
_USUAL_WIDTH: Final = 80

lang_option = click.option(
    "--lang", type=click.Choice(["en", "tr"]), help="Language; default from the locale."
)
kb_option = click.option(
    "--kb", "kb_path", metavar="DIR", help="Use the knowledge base in this directory."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


class QuickHelp(click.Command):
    """A command whose help option is not translated.

    Click asks gettext for the option's text each time a command runs, which loads the
    locale library: a fortieth of a check.
    """

    _shown: click.Option | None = None

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return the help option, always the same one."""
        del ctx
        if self._shown is None:
            self._shown = click.Option(
                ["-h", "--help"],
                is_flag=True,
                expose_value=False,
                is_eager=True,
                callback=_show_help,
                help="Show this message and exit.",
            )
        return self._shown


def _show_help(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def number(kind: type[int | float], example: str) -> Callable[[str], int | float]:
    """Return what reads an option's number, or says what to write instead."""

    def read(text: str) -> int | float:
        try:
            return kind(text.replace(",", "."))
        except ValueError:
            whole = "whole " if kind is int else ""
            wrong = f"{text!r} is not a {whole}number; write {example}"
            raise click.BadParameter(wrong) from None

    return read


def default_language() -> str:
    """Return ``tr`` where the locale is Turkish, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "tr" if os.environ[name].lower().startswith("tr") else "en"
    return "en"


def emit(text: str) -> None:
    """Print a result; a character that the terminal cannot show is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)


def emit_json(result: object) -> None:
    """Print a result as JSON, the same bytes for the same result."""
    import msgspec

    sys.stdout.flush()
    raw = msgspec.json.format(msgspec.json.encode(result), indent=1)
    sys.stdout.buffer.write(raw + b"\n")
    sys.stdout.buffer.flush()


def width() -> int:
    """Return the columns to wrap at."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted):
        return max(_NARROWEST, int(wanted))
    try:
        return max(_NARROWEST, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (AttributeError, OSError, ValueError):
        return _USUAL_WIDTH


def bold() -> Callable[[str], str]:
    """Return what makes a heading stand out on this output."""
    if "NO_COLOR" in os.environ or not sys.stdout.isatty():
        return str
    return lambda text: click.style(text, bold=True)


file_option = click.option(
    "-f",
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    help="Read items from a file (text, CSV, YAML, JSON); - for standard input.",
)
_PATIENT = (
    click.option(
        "--condition",
        "conditions",
        multiple=True,
        metavar="NAME",
        help='A condition of the patient, such as "heart block" (repeatable).',
    ),
    click.option(
        "--egfr",
        type=number(float, "--egfr 45"),
        metavar="N",
        help="Kidney function, eGFR in mL/min.",
    ),
    click.option("--pregnant", is_flag=True, help="The patient is pregnant."),
    click.option(
        "--trimester",
        type=number(int, "--trimester 2"),
        metavar="N",
        help="Trimester 1 to 3; implies --pregnant.",
    ),
    click.option("--breastfeeding", is_flag=True, help="The patient is breastfeeding."),
    click.option("--age", type=number(float, "--age 67"), metavar="N", help="Age in years."),
    click.option("--sex", type=click.Choice(["female", "male"]), help="Sex of the patient."),
    click.option(
        "--surgery-in-days",
        type=number(int, "--surgery-in-days 14"),
        metavar="N",
        help="Days until planned surgery.",
    ),
)


def patient_options(verb: Verb) -> Verb:
    """Give a verb the options that tell of the patient."""
    for option in reversed(_PATIENT):
        verb = option(verb)
    return verb
