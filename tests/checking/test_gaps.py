"""A report says which questions nobody has reviewed, as values and not only in words."""

from __future__ import annotations

from typing import Final

import pytest

from interactions.checking.report import NotReviewed, WithoutAnswer
from tests.knowledge_maker import caution, checked, group, knowledge, state, thing

KB: Final = knowledge(
    group("floxins"),
    thing("alpha", "floxins"),
    thing("beta"),
    thing("draft", reviewed=None),
    thing("iron", kind="mineral"),
    thing("zinc", kind="mineral"),
    state("pregnancy"),
    state("gout"),
    caution("class-caution", "floxins", "pregnancy"),
)


@pytest.mark.parametrize(
    ("lines", "medicines"),
    [
        (("alpha", "iron"), ()),
        (("iron", "zinc"), ()),
        (("alpha", "draft"), ()),
        (("alpha", "alpha"), ()),
        (("alpha", "iron", "beta"), ("alpha", "beta")),
    ],
)
def test_only_two_reviewed_medicines_leave_a_question_between_them(
    lines: tuple[str, ...], medicines: tuple[str, ...]
) -> None:
    """One medicine, a supplement or a line that was not covered leaves none."""
    assert checked(KB, *lines).not_reviewed == NotReviewed(medicines)


def test_a_caution_about_a_class_answers_for_its_members() -> None:
    """Only the medicine and the condition without any caution stay open."""
    report = checked(KB, "alpha", "beta", "iron", conditions=("pregnancy", "gout"))
    assert report.not_reviewed.conditions == (
        WithoutAnswer("gout", ("alpha", "beta")),
        WithoutAnswer("pregnancy", ("beta",)),
    )
