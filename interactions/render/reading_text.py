"""Show back how a line of a list was read, as one short phrase."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.items.item import Item, ItemSubstance
    from interactions.render.phrases import Phrases

_NAMED: Final = 4  # a product with more contents is only named


def reading_text(item: Item, say: Phrases) -> str:
    """Return what was understood of a line: substances, amounts, schedule, route.

    Args:
        item: a line, as resolved.
        say: the phrases of a language.
    """
    names = " + ".join(_things(item, say))
    return ", ".join([names, *_taking(item, say)]) if names else ""


def amount_text(one: ItemSubstance, say: Phrases) -> str:
    """Return the amount of one intake; empty when it is not known."""
    if one.amount_mg is not None:
        return say.mass(one.amount_mg)
    if one.elemental_mg is not None:
        return say("read.elemental", amount=say.mass(one.elemental_mg))
    if one.amount is not None:
        return f"{say.number(one.amount.value)} {one.amount.unit}"
    return ""


def _things(item: Item, say: Phrases) -> Iterator[str]:
    for (product, _part), group in groupby(item.substances, lambda one: (one.product, one.part)):
        contents = list(group)
        listed = [_with_amount(one, say) for one in contents]
        if product is None:
            yield from listed
        elif len(contents) <= _NAMED:
            yield f"{say.name(product)} ({', '.join(listed)})"
        else:
            yield say.name(product)


def _with_amount(one: ItemSubstance, say: Phrases) -> str:
    name = say.form_name(one.id, one.form) if one.form else one.name
    return f"{name} {amount_text(one, say)}".rstrip()


def _taking(item: Item, say: Phrases) -> Iterator[str]:
    """Yield each thing that the line says about taking."""
    if item.units_per_dose is not None:
        yield say("read.units", count=say.number(item.units_per_dose))
    yield from _often(item, say)
    for moment in item.moments:
        yield say(f"read.moment.{moment}")
    if item.times:
        yield say("read.at", times=", ".join(item.times))
    if item.food:
        yield say(f"read.food.{item.food}")
    if item.as_needed:
        yield say("read.as-needed")
    if item.course_days is not None:
        yield say("read.course", count=say.number(item.course_days))
    if item.stopped_days is not None:
        yield say("read.stopped", count=say.number(item.stopped_days))
    if item.route != "oral":
        yield say(f"route.{item.route}")


def _often(item: Item, say: Phrases) -> Iterator[str]:
    if item.doses_per_day is None:
        return
    count = item.doses_per_day
    times = say("read.once") if count == 1 else say("read.times", count=say.number(count))
    if item.every_days is None:
        yield say("read.per-day", count=times)
    elif count == 1:
        yield say("read.every-days", count=_days(item.every_days, say))
    else:
        yield say("read.every-day-of", often=times, count=_days(item.every_days, say))


def _days(days: float, say: Phrases) -> str:
    return say.number(round(days, 1))
