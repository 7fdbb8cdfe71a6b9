"""What can go wrong, as exceptions that keep their fields and build their text late."""

from __future__ import annotations

from msgspec import Struct

_SHOWN = 110


class Problem(Struct, frozen=True, order=True):
    """One mistake in the knowledge base: where it stands, what it is, how to mend it.

    Lines and columns count from 1. ``source_line`` is the line as it stands in the
    file, ``field`` the path of the key inside its record.
    """

    file: str
    line: int
    column: int
    code: str
    field: str
    message: str
    remedy: str = ""
    source_line: str = ""

    def __str__(self) -> str:
        """Return the problem as three lines: what, the line, the remedy below it."""
        subject = f"{self.code} {self.field}" if self.field else self.code
        head = f"{self.file}:{self.line}:{self.column}: {subject}: {self.message}"
        if not self.source_line:
            return f"{head}\n{'':>7} | {self.remedy}" if self.remedy else head
        text, column = _window(self.source_line, self.column)
        caret = " " * (column - 1) + f"^ {self.remedy}".rstrip()
        return f"{head}\n{self.line:>7} | {text}\n{'':>7} | {caret}"


def _window(line: str, column: int) -> tuple[str, int]:
    """Cut a long line around the column and make invisible characters visible."""
    start = 0
    if len(line) > _SHOWN and column > _SHOWN - 30:
        start = column - 1 - _SHOWN // 2
    seen = "".join(map(_visible, line[start : start + _SHOWN]))
    if start:
        seen = "…" + seen[1:]
    if start + _SHOWN < len(line):
        seen += "…"
    return seen, column - start


def _visible(char: str) -> str:
    """Return a printable stand-in of the same width."""
    if char == "\t":
        return "→"
    return char if char.isprintable() else "\N{REPLACEMENT CHARACTER}"


class InteractionsError(Exception):
    """Base of every error that this package raises on purpose."""


class KnowledgeError(InteractionsError, ValueError):
    """The knowledge base cannot be used as it is."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        listing = "\n".join(map(str, self.problems))
        return f"{count} {noun} in the knowledge base\n{listing}"


class InputError(InteractionsError, ValueError):
    """What was passed in cannot be used; ``remedy`` says what to write instead."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}: {self.remedy}" if self.remedy else self.message


class NotFoundError(InteractionsError, LookupError):
    """A name is not in the knowledge base, or names ``several`` things.

    ``suggestions`` are the nearest names, or the things that are meant.
    """

    def __init__(
        self, name: str, suggestions: tuple[str, ...] = (), *, several: bool = False
    ) -> None:
        super().__init__(name, suggestions)
        self.name = name
        self.suggestions = suggestions
        self.several = several

    def __str__(self) -> str:
        if self.several:
            return f"{self.name!r} can mean several things: write {' or '.join(self.suggestions)}"
        if not self.suggestions:
            return f"{self.name!r} is not known"
        return f"{self.name!r} is not known; did you mean {', '.join(self.suggestions)}?"
