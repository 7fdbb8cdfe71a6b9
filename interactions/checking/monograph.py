"""Gather everything that is known about one substance, product or class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from interactions.checking.evidence import cited
from interactions.checking.report import FLAG_ORDER, CitedSource, Hours, Result, Version
from interactions.knowledge.vocabulary import Evidence, Flag, Severity, Topic
from interactions.units import hours, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase, Meaning
    from interactions.knowledge.model import Contraindication, Form, Interaction, Limit, Substance


class FormPage(Struct, frozen=True):
    """A form of a substance."""

    id: str
    name: str
    formula: str | None
    elemental_percent: int | float | None
    laxative: str | None
    note: str
    how_to_take: tuple[str, ...]
    names: tuple[str, ...]
    sources: tuple[CitedSource, ...]


class LimitPage(Struct, frozen=True):
    """An upper limit, in mg a day."""

    authority: str
    group: str
    amount_mg: int | float | None
    scope: str
    from_age: int | None
    below_age: int | None
    note: str
    sources: tuple[CitedSource, ...]


class SectionPage(Struct, frozen=True):
    """One part of the text."""

    section: str
    points: tuple[str, ...]
    sources: tuple[CitedSource, ...]


class RulePage(Struct, frozen=True, kw_only=True):
    """A rule on either side of the substance."""

    id: str
    side: Literal["object", "precipitant"]
    through: str
    object: str
    precipitant: tuple[str, ...]
    topic: Topic
    flag: Flag
    severity: Severity | None
    evidence: Evidence
    draft: bool
    separation: Hours | None
    text: str
    sources: tuple[CitedSource, ...]


class ConditionPage(Struct, frozen=True, kw_only=True):
    """What a condition means for the substance."""

    id: str
    condition: str
    flag: Flag
    severity: Severity | None
    evidence: Evidence
    draft: bool
    at_least: int | float | None
    below: int | float | None
    above_mg: int | float | None
    text: str
    sources: tuple[CitedSource, ...]


class Monograph(Result, frozen=True, kw_only=True):
    """The page of one substance, product or class."""

    schema: Literal["interactions/monograph/1"] = "interactions/monograph/1"
    knowledge_base: Version
    id: str
    kind: str
    name: str
    also_called: tuple[str, ...]
    brands: dict[str, tuple[str, ...]]
    asked_form: str | None
    classes: tuple[tuple[str, ...], ...]
    members: tuple[str, ...]
    contains: tuple[str, ...]
    routes: tuple[str, ...]
    status: str
    reviewed: str | None
    note: str
    how_to_take: tuple[str, ...]
    forms: tuple[FormPage, ...]
    usual_dose_mg: tuple[int | float, int | float] | None
    usual_dose_note: str = ""
    limits: tuple[LimitPage, ...]
    sections: tuple[SectionPage, ...]
    rules: tuple[RulePage, ...]
    conditions: tuple[ConditionPage, ...]
    sources: tuple[CitedSource, ...]


def monograph_of(meaning: Meaning, kb: KnowledgeBase) -> Monograph:
    """Return the page of what a name means, its sentences still empty.

    Args:
        meaning: a substance, form, product or class.
        kb: the knowledge base.
    """
    if meaning.kind == "class":
        return _class_page(meaning.id, kb)
    if meaning.kind == "product":
        return _product_page(meaning.id, kb)
    form = meaning.id if meaning.kind == "form" else None
    return _substance_page(kb.substance(meaning.substance or meaning.id), form, kb)


def _class_page(key: str, kb: KnowledgeBase) -> Monograph:
    record = kb.drug_class(key)
    return _page(
        kb,
        id=key,
        kind="class",
        also_called=(*record.names.en, *record.names.tr),
        classes=kb.lineage(key)[1:],
        members=kb.members(key),
        rules=_rules(key, kb),
        conditions=_conditions(key, kb),
    )


def _product_page(key: str, kb: KnowledgeBase) -> Monograph:
    record = kb.product(key)
    return _page(
        kb,
        id=key,
        kind="product",
        also_called=(*record.names.en, *record.names.tr),
        brands=dict(record.brands),
        contains=tuple(content.substance for content in record.contains),
        routes=(record.route,),
        sources=cited(record.sources, kb),
    )


def _substance_page(record: Substance, form: str | None, kb: KnowledgeBase) -> Monograph:
    usual = record.usual_dose
    used = record.administration.sources if record.administration else ()
    return _page(
        kb,
        id=record.id,
        kind=record.kind,
        also_called=(*record.names.en, *record.names.tr),
        brands=dict(record.brands),
        asked_form=form,
        classes=kb.lineage(record.id)[1:],
        routes=record.routes,
        status=record.status,
        reviewed=record.reviewed.isoformat() if record.reviewed else None,
        forms=tuple(_form(one, kb) for one in record.forms),
        usual_dose_mg=(plain(usual.low), plain(usual.high)) if usual else None,
        limits=tuple(_limit(limit, kb) for limit in record.limits),
        sections=tuple(
            SectionPage(part.section, (), cited(part.sources, kb)) for part in record.monograph
        ),
        rules=_rules(record.id, kb),
        conditions=_conditions(record.id, kb),
        sources=cited((*used, *(usual.sources if usual else ())), kb),
    )


def _page(kb: KnowledgeBase, *, id: str, kind: str, **given: object) -> Monograph:  # noqa: A002 - the field's name
    empty: dict[str, object] = {
        "also_called": (), "brands": {}, "asked_form": None, "classes": (), "members": (),
        "contains": (), "routes": (), "status": "current", "reviewed": None, "forms": (),
        "usual_dose_mg": None, "limits": (), "sections": (), "rules": (), "conditions": (),
        "sources": (),
    }  # fmt: skip
    return Monograph(
        knowledge_base=Version(kb.version, kb.hash),
        id=id,
        kind=kind,
        name="",
        note="",
        how_to_take=(),
        **{**empty, **given},  # type: ignore[arg-type]  # the callers above give the right types
    )


def _form(form: Form, kb: KnowledgeBase) -> FormPage:
    percent = form.elemental_percent
    return FormPage(
        form.id,
        "",
        form.formula,
        None if percent is None else plain(percent),
        form.laxative,
        "",
        (),
        (*form.names.en, *form.names.tr),
        cited(form.sources, kb),
    )


def _limit(limit: Limit, kb: KnowledgeBase) -> LimitPage:
    return LimitPage(
        limit.authority,
        limit.group,
        None if limit.amount is None else plain(limit.amount),
        limit.scope,
        limit.from_age,
        limit.below_age,
        "",
        cited(limit.sources, kb),
    )


def _rules(key: str, kb: KnowledgeBase) -> tuple[RulePage, ...]:
    """Return every rule on either side, own rules and those of the classes above."""
    pages: dict[tuple[str, str], RulePage] = {}
    named = [path[-1] for path in kb.lineage(key)]
    for through in named:
        for rules in kb.rules_of(through).values():
            for rule in rules:
                page = _rule(kb.interaction(rule), "object", through, kb)
                pages.setdefault((rule, "object"), page)
    for _, row in kb.every_pair():
        for through in named:
            for rule in row.get(through, ()):
                page = _rule(kb.interaction(rule), "precipitant", through, kb)
                pages.setdefault((rule, "precipitant"), page)
    ordered = sorted(pages.values(), key=lambda p: (FLAG_ORDER.index(p.flag), p.side, p.id))
    return tuple(ordered)


def _rule(
    rule: Interaction, side: Literal["object", "precipitant"], through: str, kb: KnowledgeBase
) -> RulePage:
    window = rule.separation
    return RulePage(
        id=rule.id,
        side=side,
        through=through,
        object=rule.object,
        precipitant=rule.precipitant,
        topic=rule.topic,
        flag=rule.flag,
        severity=rule.severity,
        evidence=rule.evidence,
        draft=rule.checked is None,
        separation=Hours(hours(window.before), hours(window.after)) if window else None,
        text="",
        sources=cited(rule.sources, kb),
    )


def _conditions(key: str, kb: KnowledgeBase) -> tuple[ConditionPage, ...]:
    found: Iterable[Contraindication] = (
        kb.contraindication(rule)
        for path in kb.lineage(key)
        for rules in kb.cautions_of(path[-1]).values()
        for rule in rules
    )
    pages = [_condition(rule, kb) for rule in found]
    return tuple(sorted(pages, key=lambda p: (FLAG_ORDER.index(p.flag), p.condition, p.id)))


def _condition(rule: Contraindication, kb: KnowledgeBase) -> ConditionPage:
    band = rule.band
    low = band.at_least if band else None
    high = band.below if band else None
    return ConditionPage(
        id=rule.id,
        condition=rule.condition,
        flag=rule.flag,
        severity=rule.severity,
        evidence=rule.evidence,
        draft=rule.checked is None,
        at_least=None if low is None else plain(low),
        below=None if high is None else plain(high),
        above_mg=None if rule.above is None else plain(rule.above),
        text="",
        sources=cited(rule.sources, kb),
    )
