"""The knowledge base does not shrink without an explicit line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

import interactions
from interactions.knowledge.lint import lint_directory
from interactions.knowledge.model import Citation, Disagreement, EffectSize
from tests.knowledge_maker import ROOT
from tests.manifest import contents, lost, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def test_every_source_is_cited() -> None:
    """A source that no record names is a remnant."""
    library, problems = lint_directory(ROOT / "data")
    assert problems == ()
    cited = {name for part in library.parts for name in _cited(part.document)}
    assert sorted(set(library.sources) - cited) == []


def _cited(value: object) -> Iterator[str]:
    if isinstance(value, Citation | Disagreement | EffectSize) and value.source:
        yield value.source
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _cited(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _cited(item)
