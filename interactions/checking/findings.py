"""Find every rule that fires for a list and a patient."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from interactions.checking import cautions, dose_findings, standing
from interactions.checking.evidence import cited, others
from interactions.checking.fitting import ORAL_TOPICS, candidates
from interactions.checking.gaps import not_reviewed
from interactions.checking.patient import states
from interactions.checking.report import (
    EffectShown,
    Finding,
    Hours,
    NothingToDo,
    PatientCondition,
    Report,
    Version,
    order,
    quiet_order,
    summary_of,
)
from interactions.checking.select import Verdict, verdicts
from interactions.checking.taken import everything_taken, same_box, still_taken
from interactions.units import hours, plain

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from interactions.checking.patient import Patient, State
    from interactions.checking.taken import Taken
    from interactions.items.item import Item
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import EffectSize


class Pair(Struct, frozen=True):
    """What the rules say about two substances, the first affected by the second."""

    verdict: Verdict
    object: str
    precipitant: str

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What makes two findings one, whichever items they come from."""
        verdict = self.verdict
        return (
            *(candidate.rule.id for candidate in verdict.support),
            self.object,
            self.precipitant,
            verdict.flag,
            verdict.severity,
            verdict.separation,
            verdict.overridden,
            verdict.assumed,
        )


def check_items(items: Sequence[Item], patient: Patient, kb: KnowledgeBase) -> Report:
    """Check every pair of substances and every condition.

    Args:
        items: the lines of a list, as resolved.
        patient: the person who takes them.
        kb: the knowledge base.

    Returns:
        The report; its sentences are still empty (see ``interactions.render.wording``).
    """
    taken = everything_taken(items)
    conditions = states(patient, kb)
    findings, nothing = _interactions(taken, conditions.known, kb)
    findings += _standing(taken, conditions.known, kb)
    for caution in cautions.find(taken, conditions.known, kb):
        if isinstance(caution, NothingToDo):
            nothing.append(caution)
        else:
            findings.append(caution)
    findings += dose_findings.find(items, taken, patient, kb)
    findings.sort(key=order)
    return Report(
        knowledge_base=Version(kb.version, kb.hash),
        items=tuple(items),
        findings=tuple(findings),
        nothing_to_do=tuple(sorted(nothing, key=quiet_order)),
        not_checked=tuple(item.index for item in items if item.status != "recognised"),
        conditions_not_checked=conditions.unknown,
        conditions=tuple(
            PatientCondition(state.condition, None if state.value is None else plain(state.value))
            for state in conditions.known
        ),
        not_reviewed=not_reviewed(taken, conditions.known, kb),
        summary=summary_of(findings),
    )


def _interactions(
    taken: Sequence[Taken], conditions: Sequence[State], kb: KnowledgeBase
) -> tuple[list[Finding], list[NothingToDo]]:
    """Return what fires, one entry for each answer and ordered pair of substances."""
    found: dict[tuple[Hashable, ...], tuple[Pair, set[int]]] = {}
    for one, other in combinations(taken, 2):
        if same_box(one, other) or one.substance.id == other.substance.id:
            continue
        if not still_taken(one.item) and not still_taken(other.item):
            continue
        for object_, precipitant in ((one, other), (other, one)):
            for verdict in verdicts(candidates(object_, precipitant, conditions, kb)):
                pair = Pair(verdict, object_.substance.id, precipitant.substance.id)
                _, indexes = found.setdefault(pair.key, (pair, set()))
                indexes |= {one.item.index, other.item.index}
    findings, nothing = [], []
    for pair, indexes in found.values():
        items = tuple(sorted(indexes))
        if pair.verdict.flag == "none":
            nothing.append(_nothing(pair, items, kb))
        else:
            findings.append(_finding(pair, items, kb))
    return findings, nothing


def _standing(
    taken: Sequence[Taken], conditions: Sequence[State], kb: KnowledgeBase
) -> list[Finding]:
    """Return what is said of one item though the food or the test is not on the list.

    About food it is only good to know: nobody said that it is taken at the same time.
    """
    found: dict[tuple[Hashable, ...], tuple[Pair, set[int]]] = {}
    for verdict, object_, precipitant, index in standing.find(taken, conditions, kb):
        pair = Pair(verdict, object_, precipitant)
        found.setdefault(pair.key, (pair, set()))[1].add(index)
    findings = [_finding(pair, tuple(sorted(indexes)), kb) for pair, indexes in found.values()]
    return [replace(one, flag="inform") if one.topic in ORAL_TOPICS else one for one in findings]


def _finding(pair: Pair, items: tuple[int, ...], kb: KnowledgeBase) -> Finding:
    """Return the finding of a verdict, its sentences still empty."""
    verdict = pair.verdict
    rule = verdict.winner.rule
    window = verdict.separation
    return Finding(
        id=rule.id,
        kind="interaction",
        topic=rule.topic,
        flag=verdict.flag,
        severity=verdict.severity,
        evidence=rule.evidence,
        draft=any(candidate.rule.checked is None for candidate in verdict.support),
        items=items,
        object=pair.object,
        precipitant=pair.precipitant,
        condition=None,
        separation=Hours(hours(window[0]), hours(window[1])) if window else None,
        mechanism=rule.mechanism,
        effect="",
        text="",
        path=(*verdict.winner.object_path, *reversed(verdict.winner.precipitant_path)),
        sources=cited((c for one in verdict.support for c in one.rule.sources), kb),
        disagreement=others(rule.disagreement),
        overridden=verdict.overridden,
        inferred_from_class=len(verdict.winner.object_path) > 1,
        assumed=verdict.assumed,
        effect_size=tuple(map(_effect, rule.effect_size)),
        or_with_food=all(candidate.rule.or_with_food for candidate in verdict.support),
    )


def _nothing(pair: Pair, items: tuple[int, ...], kb: KnowledgeBase) -> NothingToDo:
    rule = pair.verdict.winner.rule
    return NothingToDo(
        items=items,
        rule=rule.id,
        object=pair.object,
        precipitant=pair.precipitant,
        draft=rule.checked is None,
        text="",
        sources=cited(rule.sources, kb),
    )


def _effect(size: EffectSize) -> EffectShown:
    return EffectShown(size.measure, size.change, "", size.source)
