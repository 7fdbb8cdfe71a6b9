"""Explain one pair: the path through the graph, the rules, every source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from interactions.checking.findings import check_items
from interactions.checking.patient import Patient
from interactions.checking.report import Finding, Hours, NothingToDo, Result, Version
from interactions.items.item import Item
from interactions.knowledge.vocabulary import Evidence, Flag, Severity
from interactions.units import hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Interaction


class LosingRule(Struct, frozen=True):
    """A rule that also fits but in whose place a finding's rule stands."""

    id: str
    flag: Flag
    severity: Severity | None
    evidence: Evidence
    separation: Hours | None
    draft: bool


class Explanation(Result, frozen=True, kw_only=True):
    """What joins two names, and why.

    ``for_some``: what holds besides for patients with the condition that it names.
    """

    schema: Literal["interactions/explanation/1"] = "interactions/explanation/1"
    knowledge_base: Version
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    nothing_to_do: tuple[NothingToDo, ...]
    losing: tuple[LosingRule, ...]
    for_some: tuple[Finding, ...] = ()
    not_checked: tuple[int, ...]
    text: str = ""


def explain_items(one: Item, other: Item, kb: KnowledgeBase) -> Explanation:
    """Return every rule between two items, in both directions.

    Args:
        one: the first item, index 0.
        other: the second item, index 1.
        kb: the knowledge base.
    """
    report = check_items((one, other), Patient(), kb)
    both = (0, 1)
    findings = tuple(finding for finding in report.findings if finding.items == both)
    lost = sorted({rule for finding in findings for rule in finding.overridden})
    return Explanation(
        knowledge_base=report.knowledge_base,
        items=report.items,
        findings=findings,
        nothing_to_do=tuple(entry for entry in report.nothing_to_do if entry.items == both),
        losing=tuple(_losing(rule, kb) for rule in lost),
        for_some=tuple(_for_some((one, other), kb)),
        not_checked=report.not_checked,
    )


def _for_some(items: tuple[Item, Item], kb: KnowledgeBase) -> Iterator[Finding]:
    """Yield what holds between the items for patients with a condition only."""
    conditions = {
        rule.when.condition
        for one, other in (items, items[::-1])
        for rule in _rules(one, other, kb)
        if rule.when
    }
    for condition in sorted(conditions):
        report = check_items(items, Patient(conditions=(condition,)), kb)
        for finding in report.findings:
            if finding.kind == "interaction" and kb.interaction(finding.id).when:
                yield replace(finding, assumed=())


def _rules(one: Item, other: Item, kb: KnowledgeBase) -> Iterator[Interaction]:
    """Yield every rule with a substance of the first item as object and one of the other."""
    above = {path[-1] for found in other.substances for path in kb.lineage(found.id)}
    for found in one.substances:
        for path in kb.lineage(found.id):
            for precipitant, rules in kb.rules_of(path[-1]).items():
                if precipitant in above:
                    yield from map(kb.interaction, rules)


def _losing(rule_id: str, kb: KnowledgeBase) -> LosingRule:
    rule = kb.interaction(rule_id)
    window = rule.separation
    return LosingRule(
        id=rule.id,
        flag=rule.flag,
        severity=rule.severity,
        evidence=rule.evidence,
        separation=Hours(hours(window.before), hours(window.after)) if window else None,
        draft=rule.checked is None,
    )
