"""The knowledge base does not shrink without an explicit line."""

from __future__ import annotations

import interactions
from tests.knowledge_maker import ROOT
from tests.manifest import contents, lost, recorded

KB = interactions.load(ROOT / "data")


def test_nothing_is_lost_without_a_reason() -> None:
    """Every rule and member that was ever listed is there, or its end is explained."""
    assert lost(KB) == []


def test_the_manifest_is_up_to_date() -> None:
    """Counts, members and hash are those of the data."""
    frozen = recorded()
    gone = frozen.pop("gone")
    assert frozen == contents(KB), "run: python -m tests.refresh"
    assert all(reason.strip() for reason in gone.values())
