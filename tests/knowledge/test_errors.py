"""Errors keep their fields and build their text late."""

from __future__ import annotations

import pickle

import pytest

from interactions.errors import (
    InputError,
    InteractionsError,
    KnowledgeError,
    NotFoundError,
    Problem,
)

PROBLEM = Problem("x.yaml", 2, 3, "KB205", "id", "'A' is not an id", "write a", "  A: b")


@pytest.mark.parametrize(
    ("error", "builtin", "text"),
    [
        (InputError("no items"), ValueError, "no items"),
        (InputError("no items", "name at least one"), ValueError, "no items: name at least one"),
        (NotFoundError("abc"), LookupError, "'abc' is not known"),
        (
            NotFoundError("abc", ("abd", "abe")),
            LookupError,
            "'abc' is not known; did you mean abd, abe?",
        ),
        (
            KnowledgeError((PROBLEM,)),
            ValueError,
            (
                "1 problem in the knowledge base\n"
                "x.yaml:2:3: KB205 id: 'A' is not an id\n"
                "      2 |   A: b\n"
                "        |   ^ write a"
            ),
        ),
    ],
)
def test_errors_read_well_and_survive_pickling(
    error: InteractionsError, builtin: type[Exception], text: str
) -> None:
    """Each error is also the matching builtin, has its text, and keeps it in a pickle."""
    assert isinstance(error, builtin)
    assert str(error) == text
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), str(again)) == (type(error), text)


def test_a_problem_without_line_shows_its_remedy_alone() -> None:
    """A problem of a whole file needs no line."""
    problem = Problem("x.yml", 1, 1, "KB116", "", "would be passed over", "name it *.yaml")
    assert str(problem) == "x.yml:1:1: KB116: would be passed over\n        | name it *.yaml"


def test_a_long_line_is_cut_around_the_mistake() -> None:
    """The caret stays below the mistake, whatever the length of the line."""
    line = "x" * 500 + "!" + "x" * 500
    _, shown, caret = str(Problem("x.yaml", 1, 501, "KB104", "", "what", "", line)).split("\n")
    assert len(shown) < 130
    assert shown[caret.index("^")] == "!"


def test_a_tab_is_made_visible() -> None:
    """What cannot be seen is shown by a stand-in of the same width."""
    problem = Problem("x.yaml", 1, 2, "KB105", "", "a tab", "write spaces", "a\tb\x00")
    assert "a→b\N{REPLACEMENT CHARACTER}" in str(problem)
