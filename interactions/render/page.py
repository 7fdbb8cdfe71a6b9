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
    from interactions.knowledge.model import Administration, Band, Interaction, Substance


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
        usual_dose_note=say.own(record.usual_dose.note) if record.usual_dose else "",
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
    meal = say("space.or-with-food") if record.or_with_food else ""
    only = "; ".join(_limited_to(record, say))
    limits = say.sentence("lookup.only", what=only) if only else ""
    return replace(rule, text=" ".join(filter(None, (first, meal, limits, say.own(record.note)))))


def _limited_to(rule: Interaction, say: Phrases) -> list[str]:
    """Return what a rule is limited to: forms, an amount a day, a condition."""
    only = [say.listing(_form_names(rule.object_forms, rule.object, say))]
    if rule.precipitant_traits:
        only.append(say.listing(say(f"trait.{one}") for one in rule.precipitant_traits))
    else:
        names = [_form_names(rule.precipitant_forms, one, say) for one in rule.precipitant]
        only.append(say.listing(name for some in names for name in some))
    if rule.precipitant_above:
        only.append(say("lookup.above", amount=say.mass(rule.precipitant_above)))
    if rule.when:
        only.append(say.name(rule.when.condition) + band_text(rule.when.band, say))
    return [one for one in only if one]


def _form_names(forms: tuple[str, ...], owner: str, say: Phrases) -> list[str]:
    """Return the names of those forms that are a substance's own."""
    if not forms or not say.kb.is_substance(owner):
        return []
    return [say.own(form.name) for form in say.kb.brief(owner).forms if form.id in forms]


def band_text(band: Band | None, say: Phrases) -> str:
    """Return a band in brackets; nothing where there is none."""
    bounds = ((">=", band.at_least), ("<", band.below)) if band else ()
    shown = [f"{sign} {say.number(value)}" for sign, value in bounds if value is not None]
    return f" ({', '.join(shown)})" if shown else ""


def _self_chosen(keys: tuple[str, ...], kb: KnowledgeBase) -> bool:
    """Return whether none of these is a medicine."""
    known = [kb.brief(key).kind for key in keys if kb.is_substance(key)]
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
