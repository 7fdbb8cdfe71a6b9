"""An error as a result: what a program gets instead of an answer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import astuple

from interactions.checking.report import Result
from interactions.errors import InputError, InteractionsError, KnowledgeError, NotFoundError


class ProblemShown(Struct, frozen=True):
    """One mistake in a knowledge base: where it stands, what it is, how to mend it."""

    file: str
    line: int
    column: int
    code: str
    field: str
    message: str
    remedy: str


class Failure(Result, frozen=True, kw_only=True):
    """Why there is no answer, and what to do about it."""

    schema: Literal["interactions/error/1"] = "interactions/error/1"
    kind: Literal["input", "not-found", "knowledge", "other"]
    message: str
    remedy: str = ""
    suggestions: tuple[str, ...] = ()
    problems: tuple[ProblemShown, ...] = ()


def failure(error: InteractionsError) -> Failure:
    """Return an error as plain, typed values.

    Args:
        error: what this package raised.

    >>> failure(InputError("the list is empty", "give one item")).remedy
    'give one item'
    """
    if isinstance(error, InputError):
        return Failure(kind="input", message=error.message, remedy=error.remedy)
    if isinstance(error, NotFoundError):
        what = "can mean several things" if error.several else "is not known"
        message = f"{error.name!r} {what}"
        return Failure(kind="not-found", message=message, suggestions=error.suggestions)
    if isinstance(error, KnowledgeError):
        shown = tuple(ProblemShown(*astuple(problem)[:7]) for problem in error.problems)
        first, _, _ = str(error).partition("\n")
        return Failure(kind="knowledge", message=first, problems=shown)
    return Failure(kind="other", message=str(error))
