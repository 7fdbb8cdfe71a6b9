"""Whether an amount is beyond every labelled one, so that its unit must be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from interactions.knowledge.model import DoseRule
    from interactions.knowledge.vocabulary import Route

# The unit that is confused with a larger one.
SMALLER: Final = {"g": "mg", "mg": "mcg"}


def exceeds(rule: DoseRule, amount_mg: float | None, route: Route) -> bool:
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
