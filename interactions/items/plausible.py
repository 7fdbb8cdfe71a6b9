"""Whether an amount is beyond every labelled one, so that its unit must be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from interactions.knowledge.index import BriefRule
    from interactions.knowledge.vocabulary import Route

# The unit that is confused with a larger one.
_SMALLER: Final = {"g": "mg", "mg": "mcg"}
_STEP: Final = 1000
# The lowest and the highest dose of a medicine are seldom further apart than this.
_SPAN: Final = 200


def exceeds(rule: BriefRule, amount_mg: float | None, route: Route) -> bool:
    """Return whether one intake is so large that a rule asks about its unit.

    Args:
        rule: a dose rule of the substance.
        amount_mg: the amount of one intake; None is no question.
        route: the way of use.
    """
    return (
        rule.kind == "unit"
        and rule.above is not None
        and amount_mg is not None
        and amount_mg > rule.above
        and route in rule.routes
    )


def smaller_unit(rule: BriefRule, unit: str, amount_mg: float) -> str | None:
    """Return the unit that was probably meant, if the amount makes sense in it.

    "warfarin 50 mg" is a slip of the decimal point: 50 micrograms are no dose either.

    Args:
        rule: the rule that the amount exceeds.
        unit: the unit as written.
        amount_mg: the amount of one intake.
    """
    if rule.above is None or unit not in _SMALLER:
        return None
    meant = amount_mg / _STEP
    return _SMALLER[unit] if rule.above / _SPAN <= meant <= rule.above else None
