"""Find what is always said of a substance: food to keep away from, tests it disturbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interactions.checking.fitting import candidates
from interactions.checking.select import Verdict, verdicts
from interactions.checking.taken import Daily, Taken, still_taken
from interactions.items.item import Item, ItemSubstance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from interactions.checking.patient import State
    from interactions.knowledge.index import KnowledgeBase


def find(
    taken: Sequence[Taken], conditions: Sequence[State], kb: KnowledgeBase
) -> Iterator[tuple[Verdict, str, str, int]]:
    """Yield each standing verdict with its object, its precipitant and the item.

    What is on the list itself is a pair, and left to the pairs. A group of foods is named as
    a group.

    Args:
        taken: every substance of the list.
        conditions: what holds for the patient.
        kb: the knowledge base.
    """
    listed = {one.substance.id for one in taken}
    for one in taken:
        if not still_taken(one.item):
            continue
        for absent in _absent(one.substance.id, kb):
            single = kb.is_substance(absent)
            if not listed.isdisjoint((absent,) if single else kb.members(absent)):
                continue
            other = _imagined(absent)
            tested = single and kb.brief(absent).kind == "test"
            object_, precipitant = (other, one) if tested else (one, other)
            fitting = candidates(object_, precipitant, conditions, kb)
            for verdict in verdicts(one for one in fitting if one.rule.standing):
                if verdict.flag != "none":
                    sides = (object_.substance.id, precipitant.substance.id)
                    yield verdict, *sides, one.item.index


def _absent(substance: str, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the foods, groups of foods and tests of a substance's standing rules."""
    paths = kb.lineage(substance)
    return tuple(dict.fromkeys(key for path in paths for key in kb.standing_with(path[-1])))


def _imagined(substance: str) -> Taken:
    """Return a food or test as though it stood on the list."""
    found = ItemSubstance(substance, "")
    return Taken(Item(-1, "", "recognised", (found,)), found, Daily())
