"""A substance of the list together with the item that contains it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from interactions.items.item import Item, ItemSubstance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase


class Daily(Struct, frozen=True):
    """How much of a substance the whole list gives in a day, by one route.

    ``alone``: an item that states no dose holds nothing else.
    """

    known_mg: float = 0.0
    unstated: bool = False
    alone: bool = False


class Taken(Struct, frozen=True):
    """A substance on the list, in the item that contains it, and the day's total of it."""

    item: Item
    substance: ItemSubstance
    daily: Daily


def everything_taken(items: Iterable[Item]) -> list[Taken]:
    """Return every substance of every item, in the order of the list."""
    found = [(item, substance) for item in items for substance in item.substances]
    totals: dict[tuple[str, str], Daily] = {}
    for item, substance in found:
        place = substance.id, item.route
        before = totals.get(place, Daily())
        amount = _amount(item, substance) if still_taken(item) else 0.0
        totals[place] = Daily(
            before.known_mg + (amount or 0.0),
            before.unstated or amount is None,
            before.alone or (amount is None and len(item.substances) == 1),
        )
    return [Taken(item, substance, totals[substance.id, item.route]) for item, substance in found]


def _amount(item: Item, substance: ItemSubstance) -> float | None:
    """Return the milligrams a day, of the element where it is known."""
    stated = substance.elemental_mg
    if stated is None:
        stated = substance.amount_mg
    if stated is None:
        return None
    return float(Decimal(str(stated)) * day_share(item))


def still_taken(item: Item) -> bool:
    """Return whether an item is taken: it was not stopped, or only today."""
    return not item.stopped_days or item.stopped_days < 1


def day_share(item: Item) -> Decimal:
    """Return how many intakes a day an item has on average; one where nothing is stated.

    >>> day_share(Item(0, "", "recognised", doses_per_day=1, every_days=7)) < 1
    True
    """
    per_day = Decimal(str(item.doses_per_day or 1))
    return per_day / Decimal(str(item.every_days or 1))


def same_box(one: Taken, other: Taken) -> bool:
    """Return whether two substances are in one product, where no advice can part them."""
    mine, its = one.substance, other.substance
    if mine.product is not None and mine.product == its.product:
        return True
    return one.item.index == other.item.index and mine.part == its.part


def form_gap(taken: Taken, forms: tuple[str, ...], kb: KnowledgeBase) -> tuple[str, ...] | None:
    """Return what must be assumed for a rule about forms to fit, or None when it does not.

    A form that is not stated may be any form of the substance.
    """
    found = taken.substance
    if not forms or found.form in forms:
        return ()
    if found.form is not None:
        return None
    possible = any(form.id in forms for form in kb.brief(found.id).forms)
    return (f"form:{found.id}",) if possible else None


def dose_gap(taken: Taken, above: float | None, kb: KnowledgeBase) -> tuple[str, ...] | None:
    """Return what must be assumed for a dose rule to fit, or None when it does not.

    The day's total over the list counts. An unstated dose counts, once, as the upper end
    of the usual one, or as that of products that hold nothing else where the item is one;
    where there is none the rule fits.

    Args:
        taken: the substance.
        above: the (elemental) amount in mg a day above which the rule holds.
        kb: the knowledge base.
    """
    if above is None or _exceeds(taken.daily.known_mg, above):
        return ()
    if not taken.daily.unstated:
        return None
    found = taken.substance.id
    usual = kb.brief(found).usual_dose
    if usual:
        most = usual.alone if taken.daily.alone and usual.alone else usual.high
        if not _exceeds(taken.daily.known_mg + most, above):
            return None
    return (f"dose:{found}",)


def _exceeds(amount: float, limit: float) -> bool:
    """Compare amounts in mg; what binary fractions add to a sum does not count."""
    return round(amount, 6) > limit
