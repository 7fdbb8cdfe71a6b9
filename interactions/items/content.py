"""How much of a substance one intake holds, from what a line or a product says."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from interactions.units import MILLIGRAMS, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.items.amounts import Quantity
    from interactions.knowledge.index import Brief, BriefForm, BriefMeasures

_EXACT = 6


def measures_of(substance: Brief, form: BriefForm | None) -> BriefMeasures | None:
    """Return what other units than those of mass weigh, of the form before the substance."""
    return (form and form.measures) or substance.measures


def milligrams(quantity: Quantity, measures: BriefMeasures | None) -> Decimal | None:
    """Return the milligrams of an amount, or None where its unit cannot be weighed.

    Args:
        quantity: an amount in a unit of mass, IU, mmol or mEq.
        measures: what those units weigh for this substance.
    """
    if quantity.unit in MILLIGRAMS:
        return quantity.value * MILLIGRAMS[quantity.unit]
    if measures is None:
        return None
    if quantity.unit == "IU" and measures.iu is not None:
        return quantity.value * Decimal(str(measures.iu))
    if quantity.unit == "mmol" and measures.mmol is not None:
        return quantity.value * Decimal(str(measures.mmol))
    if quantity.unit == "mEq" and measures.mmol is not None and measures.valence:
        return quantity.value * Decimal(str(measures.mmol)) / measures.valence
    return None


def of_the_element(quantity: Quantity, substance: Brief) -> bool:
    """Return whether an amount is one of the element, not of the compound that is named."""
    if quantity.elemental or substance.amounts_as_element:
        return True
    return substance.kind == "mineral" and quantity.unit in ("mmol", "mEq")


def volume(quantities: Iterable[Quantity]) -> Decimal | None:
    """Return the millilitres of one intake, if they are stated; the bottle holds more."""
    return min((one.value for one in quantities if one.unit == "mL"), default=None)


def element(
    substance: Brief, form: BriefForm | None, amount: Decimal | None, *, elemental: bool
) -> int | float | None:
    """Return the element in an amount: as stated, by the form's fraction, or as written.

    Args:
        substance: what it is; only a mineral has an elemental amount.
        form: its salt or chelate, if that is known.
        amount: in mg; None when it is not known.
        elemental: the amount is already that of the element.
    """
    if amount is None or substance.kind != "mineral":
        return None
    if elemental or form is None:
        return number(amount)
    if form.elemental_percent is None:
        return None
    return number(amount * Decimal(str(form.elemental_percent)) / 100)


def number(value: Decimal | None) -> int | float | None:
    """Return an amount for JSON, to the nanogram."""
    return None if value is None else plain(round(value, _EXACT))
