"""Find what the patient's conditions mean for the substances of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interactions.checking.evidence import cited, others
from interactions.checking.patient import State, within
from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER, Finding, NothingToDo
from interactions.checking.taken import Taken, dose_gap, form_gap
from interactions.knowledge.model import Contraindication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Band, Flag


class Hit(NamedTuple):
    """A rule that fits a substance, the is-a path to what it names, and what was assumed."""

    taken: Taken
    rule: Contraindication
    path: tuple[str, ...]
    assumed: tuple[str, ...]


def find(
    taken: Sequence[Taken], conditions: Sequence[State], kb: KnowledgeBase
) -> list[Finding | NothingToDo]:
    """Return one entry for each substance and condition: the strictest rule that fits.

    Args:
        taken: every substance of the list.
        conditions: what holds for the patient.
        kb: the knowledge base.
    """
    found = []
    for state in conditions:
        fired: dict[str, list[Hit]] = {}
        for one in taken:
            for hit in _hits(one, state, kb):
                fired.setdefault(one.substance.id, []).append(hit)
        found += [_strictest(state, hits, kb) for hits in fired.values()]
    return found


def _hits(one: Taken, state: State, kb: KnowledgeBase) -> list[Hit]:
    hits = []
    for path in kb.lineage(one.substance.id):
        for rule_id in kb.index.cautions.get(path[-1], {}).get(state.condition, ()):
            rule = kb.contraindication(rule_id)
            assumed = _fits(rule, state, one, kb)
            if assumed is not None:
                hits.append(Hit(one, rule, path, assumed))
    return hits


def _fits(
    rule: Contraindication, state: State, one: Taken, kb: KnowledgeBase
) -> tuple[str, ...] | None:
    """Return what must be assumed for a rule to fit, or None when it does not."""
    if rule.routes and one.item.route not in rule.routes:
        return None
    gaps = (
        _band_gap(rule.band, state),
        form_gap(one, rule.forms),
        dose_gap(one, rule.above, kb),
    )
    if any(gap is None for gap in gaps):
        return None
    return tuple(note for gap in gaps for note in gap or ())


def _band_gap(band: Band | None, state: State) -> tuple[str, ...] | None:
    """Return what must be assumed for a band to hold, or None when it cannot hold.

    A value and what another condition implies (dialysis) may both be known: either
    counts, so that the stricter rule speaks.
    """
    if band is None:
        return ()
    if state.value is None and state.implied_below is None:
        return (f"value:{state.condition}",)
    by_value = state.value is not None and within(band, state.value)
    by_condition = state.implied_below is not None and (band.at_least or 0) < state.implied_below
    return () if by_value or by_condition else None


def _rank(hit: Hit) -> tuple[int, int, int, str]:
    return (
        FLAG_ORDER.index(hit.rule.flag),
        SEVERITY_ORDER.index(hit.rule.severity),
        len(hit.path),
        hit.rule.id,
    )


def _flag(hit: Hit) -> Flag:
    """Return the rule's flag; at least consult where the band could not be decided."""
    flag = hit.rule.flag
    undecided = any(note.startswith("value:") for note in hit.assumed)
    if undecided and flag in ("space", "monitor", "inform"):
        return "consult"
    return flag


def _strictest(state: State, hits: list[Hit], kb: KnowledgeBase) -> Finding | NothingToDo:
    winner = min(hits, key=_rank)
    rule = winner.rule
    items = tuple(sorted({hit.taken.item.index for hit in hits}))
    substance = winner.taken.substance.id
    flag = _flag(winner)
    if flag == "none":
        return NothingToDo(
            items=items,
            rule=rule.id,
            object=substance,
            precipitant=None,
            draft=rule.checked is None,
            text="",
            sources=cited(rule.sources, kb),
        )
    return Finding(
        id=rule.id,
        kind="contraindication",
        topic="condition",
        flag=flag,
        severity=rule.severity,
        evidence=rule.evidence,
        draft=rule.checked is None,
        items=items,
        object=substance,
        precipitant=None,
        condition=state.condition,
        separation=None,
        mechanism=None,
        effect="",
        text="",
        path=(*winner.path, state.condition),
        sources=cited(rule.sources, kb),
        disagreement=others(rule.disagreement),
        overridden=tuple(sorted({hit.rule.id for hit in hits} - {rule.id})),
        inferred_from_class=len(winner.path) > 1,
        assumed=winner.assumed,
        effect_size=(),
    )
