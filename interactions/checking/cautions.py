"""Find what the patient's conditions mean for the substances of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from interactions.checking.evidence import cited, others
from interactions.checking.patient import State, band_gap
from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER, Finding, NothingToDo
from interactions.checking.taken import Taken, dose_gap, form_gap, still_taken
from interactions.knowledge.model import Contraindication

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.vocabulary import Flag


class Hit(Struct, frozen=True):
    """A rule that fits a substance, the is-a path to what it names, and what was assumed."""

    rule: Contraindication
    path: tuple[str, ...]
    assumed: tuple[str, ...]

    @property
    def flag(self) -> Flag:
        """The rule's flag; at least consult where the band could not be decided."""
        flag = self.rule.flag
        undecided = any(note.startswith("value:") for note in self.assumed)
        return flag if flag == "hold" or not undecided else "consult"


class Verdict(Struct, frozen=True):
    """The strictest rule for a substance and a condition, and the others that fit."""

    winner: Hit
    substance: str
    condition: str
    overridden: tuple[str, ...]

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What makes two findings one, whichever items they come from."""
        winner = self.winner
        return winner.rule.id, winner.assumed, self.substance, self.overridden


def find(
    taken: Sequence[Taken], conditions: Sequence[State], kb: KnowledgeBase
) -> list[Finding | NothingToDo]:
    """Return the strictest rule that fits each substance and condition.

    Items of one substance share an entry unless their form, route or dose makes another
    rule the strictest.

    Args:
        taken: every substance of the list.
        conditions: what holds for the patient.
        kb: the knowledge base.
    """
    found: dict[tuple[Hashable, ...], tuple[Verdict, set[int]]] = {}
    for state in conditions:
        for one in filter(lambda found: still_taken(found.item), taken):
            hits = sorted(_hits(one, state, kb), key=_rank)
            if hits:
                lost = tuple(sorted({hit.rule.id for hit in hits} - {hits[0].rule.id}))
                verdict = Verdict(hits[0], one.substance.id, state.condition, lost)
                _, items = found.setdefault(verdict.key, (verdict, set()))
                items.add(one.item.index)
    return [_entry(verdict, tuple(sorted(items)), kb) for verdict, items in found.values()]


def _hits(one: Taken, state: State, kb: KnowledgeBase) -> list[Hit]:
    """Return every rule that fits; that there is nothing to do is not assumed."""
    hits = []
    for path in kb.lineage(one.substance.id):
        for rule_id in kb.cautions_of(path[-1]).get(state.condition, ()):
            rule = kb.contraindication(rule_id)
            assumed = _fits(rule, state, one, kb)
            if assumed is not None and not (assumed and Hit(rule, path, assumed).flag == "none"):
                hits.append(Hit(rule, path, assumed))
    return hits


def _fits(
    rule: Contraindication, state: State, one: Taken, kb: KnowledgeBase
) -> tuple[str, ...] | None:
    """Return what must be assumed for a rule to fit, or None when it does not."""
    if rule.routes and one.item.route not in rule.routes:
        return None
    gaps = (
        band_gap(rule.band, state),
        form_gap(one, rule.forms, kb),
        dose_gap(one, rule.above, kb),
    )
    if any(gap is None for gap in gaps) or (rule.only_stated_forms and gaps[1]):
        return None
    return tuple(note for gap in gaps for note in gap or ())


def _rank(hit: Hit) -> tuple[int, int, int, str]:
    return (
        FLAG_ORDER.index(hit.flag),
        SEVERITY_ORDER.index(hit.rule.severity),
        len(hit.path),
        hit.rule.id,
    )


def _entry(verdict: Verdict, items: tuple[int, ...], kb: KnowledgeBase) -> Finding | NothingToDo:
    """Return the finding of a verdict, its sentences still empty."""
    winner = verdict.winner
    rule = winner.rule
    if winner.flag == "none":
        return NothingToDo(
            items=items,
            rule=rule.id,
            object=verdict.substance,
            precipitant=None,
            draft=rule.checked is None,
            text="",
            sources=cited(rule.sources, kb),
        )
    return Finding(
        id=rule.id,
        kind="contraindication",
        topic="condition",
        flag=winner.flag,
        severity=rule.severity,
        evidence=rule.evidence,
        draft=rule.checked is None,
        items=items,
        object=verdict.substance,
        precipitant=None,
        condition=verdict.condition,
        separation=None,
        mechanism=None,
        effect="",
        text="",
        path=(*winner.path, verdict.condition),
        sources=cited(rule.sources, kb),
        disagreement=others(rule.disagreement),
        overridden=verdict.overridden,
        inferred_from_class=len(winner.path) > 1,
        assumed=winner.assumed,
        effect_size=(),
    )
