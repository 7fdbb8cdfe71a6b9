"""Tell which questions about a list this knowledge base cannot answer yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interactions.checking.report import NotReviewed, WithoutAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interactions.checking.patient import State
    from interactions.checking.taken import Taken
    from interactions.knowledge.index import KnowledgeBase


def not_reviewed(taken: Iterable[Taken], states: Sequence[State], kb: KnowledgeBase) -> NotReviewed:
    """Return what nobody has reviewed between the medicines of a list and with its patient.

    Rules about medicines with each other are still missing as a whole, and so are most
    about medicines and conditions; a substance that nobody reviewed is reported with its
    line instead.

    Args:
        taken: every substance of the list.
        states: the conditions that are taken to hold.
        kb: the knowledge base.
    """
    briefs = (kb.brief(one.substance.id) for one in taken)
    medicines = tuple(
        dict.fromkeys(brief.id for brief in briefs if brief.kind == "drug" and brief.reviewed)
    )
    silent = []
    for state in states:
        without = tuple(one for one in medicines if not _answered(one, state.condition, kb))
        if without:
            silent.append(WithoutAnswer(state.condition, without))
    return NotReviewed(medicines if len(medicines) > 1 else (), tuple(silent))


def _answered(medicine: str, condition: str, kb: KnowledgeBase) -> bool:
    """Return whether any caution about a medicine or its classes names a condition."""
    return any(condition in kb.cautions_of(path[-1]) for path in kb.lineage(medicine))
