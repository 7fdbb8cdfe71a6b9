"""Lay a monograph out as text, every rule grouped by action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interactions.render.layout import Sheet
from interactions.render.phrases import Phrases
from interactions.render.text import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.checking.monograph import (
        ConditionPage,
        LimitPage,
        Monograph,
        RulePage,
    )
    from interactions.knowledge.index import KnowledgeBase


def monograph_text(
    page: Monograph,
    lang: str,
    kb: KnowledgeBase,
    *,
    width: int = 80,
    bold: Callable[[str], str] = str,
) -> str:
    """Return a worded monograph as text.

    Args:
        page: the monograph.
        lang: its language.
        kb: the knowledge base.
        width: columns.
        bold: makes a heading stand out.
    """
    say = Phrases(kb, lang)
    sheet = Sheet(width, bold)
    sheet.heading(f"{say.capital(page.name)} ({say(f'lookup.{page.kind}')})")
    _identity(page, say, sheet)
    _forms(page, say, sheet)
    _limits(page, say, sheet)
    _sections(page, say, sheet)
    _rules(page, say, sheet)
    _conditions(page, say, sheet)
    sheet.gap()
    if page.kind not in ("class", "product"):
        reviewed = (
            say("lookup.reviewed", date=page.reviewed)
            if page.reviewed
            else say("lookup.not-reviewed")
        )
        sheet.text(reviewed, 0)
    sheet.text(say("end.version", version=kb.version, hash=kb.hash), 0)
    sheet.text(say("end.intended"), 0)
    return str(sheet)


def _identity(page: Monograph, say: Phrases, sheet: Sheet) -> None:
    if page.note:
        sheet.text(page.note)
    if page.status == "withdrawn":
        sheet.text(say("lookup.withdrawn"))
    for path in page.classes:
        if len(path) == 2:  # noqa: PLR2004 - the nearest classes; the rest follow from them
            up = [say.name(one[-1]) for one in page.classes if one[: len(path)] == path]
            sheet.labelled(say("lookup.in-classes"), " > ".join(up), 2)
    sheet.labelled(say("lookup.also-called"), ", ".join(page.also_called), 2)
    brands = [f"{', '.join(names)} ({place.upper()})" for place, names in page.brands.items()]
    sheet.labelled(say("lookup.brands"), "; ".join(brands), 2)
    sheet.labelled(say("lookup.contains"), ", ".join(map(say.name, page.contains)), 2)
    sheet.labelled(say("lookup.routes"), ", ".join(say(f"route.{one}") for one in page.routes), 2)
    sheet.labelled(say("lookup.members"), ", ".join(map(say.name, page.members)), 2)
    sheet.labelled(say("lookup.how-to-take"), "; ".join(page.how_to_take), 2)


def _forms(page: Monograph, say: Phrases, sheet: Sheet) -> None:
    if not page.forms:
        return
    sheet.heading(say("lookup.forms"))
    ordered = sorted(page.forms, key=lambda form: form.id != page.asked_form)
    for form in ordered:
        percent = form.elemental_percent
        facts = [form.formula or ""]
        if percent is not None:
            facts.append(say("lookup.elemental", percent=say.number(percent), name=page.name))
        elif page.kind == "mineral":
            facts.append(say("lookup.elemental-varies"))
        facts.append(say(f"lookup.laxative.{form.laxative}") if form.laxative else "")
        known = ", ".join(fact for fact in facts if fact)
        sheet.text(f"- {form.name}: {known}" if known else f"- {form.name}", 2, hanging=2)
        if form.note:
            sheet.text(form.note, 4)
        sheet.labelled(say("lookup.how-to-take"), "; ".join(form.how_to_take), 4)


def _limits(page: Monograph, say: Phrases, sheet: Sheet) -> None:
    if page.usual_dose_mg:
        low, high = map(say.mass, page.usual_dose_mg)
        one = say("lookup.one-a-day", amount=low)
        dose = one if low == high else say("lookup.a-day", low=low, high=high)
        sheet.heading(say("lookup.usual-dose"))
        sheet.text(f"{dose}. {page.usual_dose_note}".rstrip())
    if page.limits:
        sheet.heading(say("lookup.limits"))
        sheet.points(_limit(limit, say) for limit in page.limits)


def _limit(limit: LimitPage, say: Phrases) -> str:
    amount = (
        say("lookup.no-limit")
        if limit.amount_mg is None
        else say("lookup.limit", amount=say.mass(limit.amount_mg))
    )
    who = f"{say(f'lookup.authority.{limit.authority}')}, {say(f'lookup.group.{limit.group}')}"
    low, high = limit.from_age, limit.below_age
    if low is not None and high is not None:
        who += f" {say('lookup.ages', low=str(low), high=str(high - 1))}"
    elif low is not None:
        who += f" {say('lookup.age-from', low=str(low))}"
    elif high is not None:
        who += f" {say('lookup.age-below', high=str(high))}"
    note = f" {limit.note}" if limit.note else ""
    return f"{who}: {amount} ({say(f'lookup.scope.{limit.scope}')}).{note}"


def _sections(page: Monograph, say: Phrases, sheet: Sheet) -> None:
    for part in page.sections:
        sheet.heading(say(f"section.{part.section}"))
        sheet.points(part.points)
        sources = "; ".join(f"{one.title}, {one.locator}" for one in part.sources)
        sheet.labelled(say("label.sources"), sources, 2)


def _rules(page: Monograph, say: Phrases, sheet: Sheet) -> None:
    if page.kind == "product":
        return
    sheet.heading(say("lookup.rules"))
    if not page.rules:
        sheet.text(say("lookup.no-rules"))
    for flag in (*FLAGS, "none"):
        rules = [rule for rule in page.rules if rule.flag == flag]
        if rules:
            sheet.text(say.capital(say(f"flag.{flag}")), 2)
        for rule in rules:
            _rule(rule, say, sheet)


def _rule(rule: RulePage, say: Phrases, sheet: Sheet) -> None:
    scales = [say(f"severity.{rule.severity}")] if rule.severity else []
    scales.append(say(f"evidence.{rule.evidence}"))
    sheet.text(f"- {rule.text} [{', '.join(scales)}; {rule.id}]", 4, hanging=2)
    if rule.draft:
        sheet.text(say("label.draft"), 6)
    sheet.labelled(say("label.source"), _cited(rule), 6)


def _cited(rule: RulePage | ConditionPage) -> str:
    return "; ".join(f"{one.title}, {one.locator}" for one in rule.sources)


def _conditions(page: Monograph, say: Phrases, sheet: Sheet) -> None:
    if not page.conditions:
        return
    sheet.heading(say("lookup.conditions"))
    for one in page.conditions:
        name = say.name(one.condition) + _band(one, say)
        sheet.text(f"- {say(f'flag.{one.flag}')}: {name}. {one.text}", 2, hanging=2)
        if one.draft:
            sheet.text(say("label.draft"), 4)
        sheet.labelled(say("label.source"), _cited(one), 4)


def _band(one: ConditionPage, say: Phrases) -> str:
    parts = []
    if one.at_least is not None:
        parts.append(f">= {say.number(one.at_least)}")
    if one.below is not None:
        parts.append(f"< {say.number(one.below)}")
    if one.above_mg is not None:
        parts.append(f"> {say.mass(one.above_mg)}")
    return f" ({', '.join(parts)})" if parts else ""
