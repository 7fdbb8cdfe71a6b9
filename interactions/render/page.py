"""Word a monograph, and lay it and an explanation out as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from interactions.render.phrases import Phrases
from interactions.render.wording import action_sentence

if TYPE_CHECKING:
    from interactions.checking.monograph import (
        ConditionPage,
        LimitPage,
        Monograph,
        RulePage,
    )
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Administration, Substance


def worded_monograph(page: Monograph, lang: str, kb: KnowledgeBase) -> Monograph:
    """Return a monograph with every name and sentence in a language."""
    say = Phrases(kb, lang)
    page = replace(
        page,
        name=say.name(page.id),
        also_called=tuple(name for name in dict.fromkeys(page.also_called) if name),
        rules=tuple(_rule(rule, say) for rule in page.rules),
        conditions=tuple(_condition(one, say) for one in page.conditions),
    )
    if page.kind == "class":
        return replace(page, note=say.own(kb.drug_class(page.id).note))
    if page.kind == "product":
        return replace(page, note=say.own(kb.product(page.id).note))
    return _substance(page, kb.substance(page.id), say)


def _substance(page: Monograph, record: Substance, say: Phrases) -> Monograph:
    return replace(
        page,
        note=say.own(record.note),
        how_to_take=tuple(how_to_take(record.administration, say)),
        forms=tuple(
            replace(
                shape,
                name=say.own(form.name),
                note=say.own(form.note),
                how_to_take=tuple(how_to_take(form.administration, say)),
            )
            for shape, form in zip(page.forms, record.forms, strict=True)
        ),
        limits=tuple(
            _limit(shape, say.own(limit.note))
            for shape, limit in zip(page.limits, record.limits, strict=True)
        ),
        sections=tuple(
            replace(shape, points=tuple(say.own(point) for point in part.points))
            for shape, part in zip(page.sections, record.monograph, strict=True)
        ),
    )


def _limit(shape: LimitPage, note: str) -> LimitPage:
    return replace(shape, note=note)


def _rule(rule: RulePage, say: Phrases) -> RulePage:
    record = say.kb.interaction(rule.id)
    window = rule.separation
    first = action_sentence(
        say,
        rule.flag,
        say.name(rule.object),
        say.listing(say.name(one) for one in rule.precipitant),
        (window.before_h, window.after_h) if window else None,
        self_chosen=_self_chosen(rule.precipitant, say.kb),
    )
    return replace(rule, text=" ".join(filter(None, (first, say.own(record.note)))))


def _self_chosen(keys: tuple[str, ...], kb: KnowledgeBase) -> bool:
    """Return whether none of these is a medicine."""
    known = [kb.brief(key).kind for key in keys if key in kb.substances]
    return bool(known) and "drug" not in known


def _condition(one: ConditionPage, say: Phrases) -> ConditionPage:
    record = say.kb.contraindication(one.id)
    sentences = (say.own(record.reason), say.own(record.advice))
    return replace(one, text=" ".join(filter(None, sentences)))


def how_to_take(how: Administration | None, say: Phrases) -> list[str]:
    """Return how a medicine is taken, one short phrase a fact."""
    if how is None:
        return []
    phrases = []
    if how.food:
        phrases.append(say(f"lookup.food.{how.food}"))
    if how.first_of_day:
        phrases.append(say("lookup.first-of-day"))
    if how.fast_before:
        phrases.append(say("lookup.fast-before", time=say.hours(how.fast_before / 60)))
    if how.wait_before_food:
        phrases.append(say("lookup.wait-before-food", time=say.hours(how.wait_before_food / 60)))
    if how.upright:
        phrases.append(say("lookup.upright", time=say.hours(how.upright / 60)))
    note = say.own(how.note)
    return [*phrases, note] if note else phrases
