"""A substance of the list together with the item that contains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interactions.items.item import Item, ItemSubstance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase


class Taken(NamedTuple):
    """A substance on the list, in the item that contains it."""

    item: Item
    substance: ItemSubstance


def everything_taken(items: Iterable[Item]) -> list[Taken]:
    """Return every substance of every item, in the order of the list."""
    return [Taken(item, substance) for item in items for substance in item.substances]


def same_box(one: Taken, other: Taken) -> bool:
    """Return whether two substances are in one product, where no advice can part them."""
    return one.item.index == other.item.index and one.substance.part == other.substance.part


def form_gap(taken: Taken, forms: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return what must be assumed for a rule about forms to fit, or None when it does not."""
    if not forms or taken.substance.form in forms:
        return ()
    return (f"form:{taken.substance.id}",) if taken.substance.form is None else None


def dose_gap(
    taken: Taken, above: float | None, kb: KnowledgeBase
) -> tuple[str, ...] | None:
    """Return what must be assumed for a dose rule to fit, or None when it does not.

    An unstated dose counts as the upper end of the usual one; where there is none the
    rule fits.

    Args:
        taken: the substance.
        above: the (elemental) amount in mg a day above which the rule holds.
        kb: the knowledge base.
    """
    if above is None:
        return ()
    found = taken.substance
    amount = found.elemental_mg if found.elemental_mg is not None else found.amount_mg
    if amount is not None:
        return () if amount * (taken.item.doses_per_day or 1) > above else None
    usual = kb.substance(found.id).usual_dose
    return None if usual and usual.high <= above else (f"dose:{found.id}",)
