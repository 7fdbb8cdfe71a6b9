"""Find doses that are too large, too frequent or written in the wrong unit, and doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interactions.checking.doses import LOOSENS, Counted, Doses, add_up
from interactions.checking.evidence import cited
from interactions.checking.report import DoseShown, Finding, Version, order
from interactions.checking.taken import everything_taken, still_taken
from interactions.items.plausible import exceeds
from interactions.units import MINUTES, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from interactions.checking.doses import LimitShown
    from interactions.checking.patient import Patient
    from interactions.checking.taken import Taken
    from interactions.items.item import Item
    from interactions.knowledge.index import BriefRule, KnowledgeBase
    from interactions.knowledge.model import DoseRule
    from interactions.knowledge.vocabulary import Flag

_SYSTEMIC = frozenset(("oral", "injection", "rectal"))
# "Every 4 weeks" for a medicine of every 30 days is no mistake.
_TOLERANCE = 0.9


def find(
    items: Sequence[Item], taken: Sequence[Taken], patient: Patient, kb: KnowledgeBase
) -> list[Finding]:
    """Return every finding about doses and about what is taken twice.

    Args:
        items: the lines of a list, as resolved.
        taken: every substance of the list.
        patient: whose limits count.
        kb: the knowledge base.
    """
    return _found(taken, add_up(items, patient, kb), kb)


def _found(taken: Sequence[Taken], totals: Sequence[Counted], kb: KnowledgeBase) -> list[Finding]:
    now = [one for one in taken if still_taken(one.item)]
    return [
        *_schedules(now, kb),
        *(found for counted in totals for found in _above_limits(counted, kb)),
        *(found for counted in totals for found in _loosening(counted, kb)),
        *_doubles(now, kb),
    ]


def doses_of(items: Sequence[Item], patient: Patient, kb: KnowledgeBase) -> Doses:
    """Return the day's totals of a list with everything that is to be said about doses.

    Args:
        items: the lines of a list, as resolved.
        patient: whose limits count.
        kb: the knowledge base.
    """
    counted = add_up(items, patient, kb)
    found = _found(everything_taken(items), counted, kb)
    return Doses(
        knowledge_base=Version(kb.version, kb.hash),
        items=tuple(items),
        totals=tuple(one.total for one in counted),
        findings=tuple(sorted(found, key=order)),
        not_checked=tuple(
            item.index for item in items if item.status in ("ambiguous", "unrecognised")
        ),
    )


# -- rules of single medicines -----------------------------------------------------------------


def _schedules(taken: Iterable[Taken], kb: KnowledgeBase) -> list[Finding]:
    """Return the dose rules that fire, each once for all lines of a medicine."""
    found: dict[str, tuple[DoseRule, set[int]]] = {}
    for one in taken:
        for short in kb.brief(one.substance.id).doses:
            if _too_often(short, one) or _too_much(short, one):
                rule = kb.dose_rule(short.id)
                found.setdefault(rule.id, (rule, set()))[1].add(one.item.index)
    return [
        _finding(
            rule.id,
            kind="dose",
            flag=rule.flag,
            severity=rule.severity,
            evidence=rule.evidence,
            draft=rule.checked is None,
            items=tuple(sorted(items)),
            object=rule.substance,
            sources=cited(rule.sources, kb),
        )
        for rule, items in found.values()
    ]


def _too_much(rule: BriefRule, one: Taken) -> bool:
    substance = one.substance
    amount = substance.amount_mg if substance.amount_mg is not None else substance.elemental_mg
    return exceeds(rule, amount, one.item.route)


def _too_often(rule: BriefRule, one: Taken) -> bool:
    """Return whether a stated frequency is shorter than the one of the label."""
    item = one.item
    if rule.kind != "interval" or rule.every is None or item.route not in rule.routes:
        return False
    if item.doses_per_day is None and item.every_days is None:
        return False
    if rule.amounts and not _strengths(one) & {plain(amount) for amount in rule.amounts}:
        return False
    return (item.every_days or 1) * MINUTES["d"] < rule.every * _TOLERANCE


def _strengths(one: Taken) -> set[int | float]:
    """Return the amount of one intake, and that of one tablet of it."""
    amount = one.substance.amount_mg
    if amount is None:
        return set()
    return {amount, plain(amount / (one.item.units_per_dose or 1))}


# -- upper levels ------------------------------------------------------------------------------


def _above_limits(counted: Counted, kb: KnowledgeBase) -> Iterator[Finding]:
    """Yield a finding for each authority whose limit the day's total is above."""
    total = counted.total
    concerned = [shown for shown in total.limits if shown.counted_mg or not shown.forms]
    every = all(shown.exceeded for shown in concerned)
    for place, shown in counted.limits:
        if not shown.exceeded:
            continue
        lines = [one for one in total.contributions if not shown.forms or one.form in shown.forms]
        own = any(one.self_chosen and one.per_day_mg for one in lines)
        flag: Flag = "consult" if every and own else "inform"
        yield _finding(
            "--".join(("limit", total.substance, shown.authority, *shown.forms[:1])),
            kind="dose",
            flag=flag,
            severity="moderate" if flag == "consult" else "minor",
            items=tuple(sorted({one.item for one in lines})),
            object=total.substance,
            sources=cited(kb.substance(total.substance).limits[place].sources, kb),
            dose=_against(shown, shown.counted_mg, total.unstated),
        )


def _loosening(counted: Counted, kb: KnowledgeBase) -> Iterator[Finding]:
    """Yield what says that the forms taken loosen the bowels, above the lowest limit."""
    total = counted.total
    lowest = min(counted.limits, key=lambda one: one[1].limit_mg, default=None)
    if lowest is None or total.loosening_mg <= lowest[1].limit_mg:
        return
    lines = {one.item for one in total.contributions if one.laxative in LOOSENS}
    yield _finding(
        f"laxative-load--{total.substance}",
        kind="dose",
        flag="inform",
        severity="minor",
        items=tuple(sorted(lines)),
        object=total.substance,
        sources=cited(kb.substance(total.substance).limits[lowest[0]].sources, kb),
        dose=_against(lowest[1], total.loosening_mg, ()),
    )


def _against(shown: LimitShown, total: float, unstated: tuple[int, ...]) -> DoseShown:
    """Return a total beside the limit that it is above."""
    return DoseShown(
        total_mg=total,
        limit_mg=shown.limit_mg,
        authority=shown.authority,
        group=shown.group,
        scope=shown.scope,
        unstated=unstated,
    )


# -- the same thing twice ----------------------------------------------------------------------


def _doubles(taken: Iterable[Taken], kb: KnowledgeBase) -> Iterator[Finding]:
    """Yield what stands in several lines that are used the same way."""
    lines: dict[tuple[str, str], set[int]] = {}
    for one in taken:
        way = "systemic" if one.item.route in _SYSTEMIC else one.item.route
        lines.setdefault((one.substance.id, way), set()).add(one.item.index)
    for (substance, _way), items in lines.items():
        if len(items) > 1:
            medicine = kb.brief(substance).kind == "drug"
            yield _finding(
                f"duplicate--{substance}",
                kind="duplicate",
                flag="consult" if medicine else "inform",
                severity="moderate" if medicine else "minor",
                items=tuple(sorted(items)),
                object=substance,
            )


def _finding(rule: str, **fields: Any) -> Finding:
    """Return a finding about doses, its sentences still empty."""
    common: dict[str, Any] = {
        "topic": "limit",
        "evidence": "established",
        "draft": False,
        "precipitant": None,
        "condition": None,
        "separation": None,
        "mechanism": None,
        "effect": "",
        "text": "",
        "path": (fields["object"],),
        "sources": (),
        "disagreement": (),
        "overridden": (),
        "inferred_from_class": False,
        "assumed": (),
        "effect_size": (),
    }
    return Finding(id=rule, **{**common, **fields})
