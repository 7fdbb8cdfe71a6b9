"""Find the rules that fit two substances of a list and the patient who takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from interactions.checking.patient import band_gap
from interactions.checking.select import Candidate
from interactions.checking.taken import dose_gap, form_gap, still_taken
from interactions.units import MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from interactions.checking.patient import State
    from interactions.checking.taken import Taken
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Interaction

# Topics that happen in the gut: both sides must be swallowed unless the rule says otherwise.
ORAL_TOPICS: Final = frozenset(("absorption", "food"))


def candidates(
    object_: Taken, precipitant: Taken, conditions: Sequence[State], kb: KnowledgeBase
) -> Iterator[Candidate]:
    """Return every active rule whose two sides fit this ordered pair and this patient.

    That there is nothing to do is never assumed.

    Args:
        object_: the affected side.
        precipitant: the side that causes it.
        conditions: what holds for the patient.
        kb: the knowledge base.
    """
    precipitant_paths = kb.lineage(precipitant.substance.id)
    for object_path, row in kb.rows_about(object_.substance.id):
        for path in precipitant_paths:
            for rule_id in row.get(path[-1], ()):
                rule = kb.interaction(rule_id)
                assumed = fits(rule, object_, precipitant, conditions, kb)
                if assumed is not None and not (assumed and rule.flag == "none"):
                    yield Candidate(rule, object_path, path, assumed)


def fits(
    rule: Interaction,
    object_: Taken,
    precipitant: Taken,
    conditions: Sequence[State],
    kb: KnowledgeBase,
) -> tuple[str, ...] | None:
    """Return what must be assumed for a rule to fit a pair, or None when it does not fit."""
    oral = ("oral",) if rule.topic in ORAL_TOPICS else ()
    stopped = _stopped_gap(rule, object_, precipitant)
    sides = (
        (object_, rule.object_routes or oral, rule.object_forms),
        (precipitant, rule.precipitant_routes or oral, rule.precipitant_forms),
    )
    gaps: list[tuple[str, ...] | None] = [
        stopped,
        dose_gap(precipitant, rule.precipitant_above, kb) if still_taken(precipitant.item) else (),
        _circumstance_gap(rule, conditions),
    ]
    for side, routes, forms in sides:
        if routes and side.item.route not in routes:
            return None
        gap = form_gap(side, forms, kb) if forms else ()
        gaps.append(None if gap and rule.only_stated_forms else gap)
    notes: tuple[str, ...] = ()
    for gap in gaps:
        if gap is None:
            return None
        notes += gap
    return notes


def _circumstance_gap(rule: Interaction, conditions: Sequence[State]) -> tuple[str, ...] | None:
    """Return what must be assumed of the patient, or None where the rule is not about them."""
    if rule.when is None:
        return ()
    state = next((one for one in conditions if one.condition == rule.when.condition), None)
    return None if state is None else band_gap(rule.when.band, state)


def _stopped_gap(rule: Interaction, *sides: Taken) -> tuple[str, ...] | None:
    """Return what must be assumed where a side was stopped, or None when it no longer counts.

    It counts until the offset of the rule has passed. What happens in the gut is over the
    next day; where nobody recorded an offset, it still counts.
    """
    notes = []
    for side in sides:
        if still_taken(side.item):
            continue
        if rule.offset is None and rule.topic in ORAL_TOPICS:
            return None
        if rule.offset is not None and (side.item.stopped_days or 0) * MINUTES["d"] >= rule.offset:
            return None
        notes.append(f"stopped:{side.substance.id}")
    return tuple(notes)
