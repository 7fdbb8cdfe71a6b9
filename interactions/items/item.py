"""One line of a user's list, as it was understood."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from interactions.knowledge.vocabulary import MealTie, Moment, Route

Status = Literal["recognised", "not_covered", "ambiguous", "unrecognised"]


class Amount(Struct, frozen=True):
    """An amount that is not a mass, as written."""

    value: int | float
    unit: str


class ItemSubstance(Struct, frozen=True):
    """A substance that an item contains.

    ``amount_mg`` is the amount of the named form in one intake, ``elemental_mg`` the
    element in it; ``amount`` is an amount that is no mass; ``part`` counts the
    substances that were named separately, so that the contents of one product are known
    to belong together.
    """

    id: str
    name: str
    form: str | None = None
    amount_mg: int | float | None = None
    elemental_mg: int | float | None = None
    amount: Amount | None = None
    product: str | None = None
    part: int = 0


class Suggestion(Struct, frozen=True):
    """A known name that may have been meant.

    ``reason`` is, until it is worded, the name that looks alike, the countries of the
    meaning, the class of the member, or the amount in the unit that was probably meant.
    """

    id: str
    name: str
    kind: Literal["similar", "meaning", "member", "unit"]
    reason: str


class Item(Struct, frozen=True):
    """One line of a list: its text and what was understood of it.

    ``doses_per_day`` holds for a day on which it is taken, one day in ``every_days``;
    ``units_per_dose`` counts the tablets of one intake. None, empty and false: the line
    does not say. ``stopped_days``: how many days ago it was stopped.

    ``assumed`` holds ``number:WRITTEN=VALUE`` where thousands were read, ``stopped:``
    where it was stopped nobody says when, ``pack:N`` where a number of tablets was taken for
    that of the pack, ``schedule:`` where the line says in several ways when it is taken,
    ``compound-amount:FORM`` and ``elemental-amount:SUBSTANCE`` where a mass was taken
    for that of the form or of the element; ``unexplained`` the words, folded, that
    nothing explains.
    """

    index: int
    input: str
    status: Status
    substances: tuple[ItemSubstance, ...] = ()
    doses_per_day: int | float | None = None
    every_days: int | float | None = None
    units_per_dose: int | float | None = None
    times: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    food: MealTie | None = None
    as_needed: bool = False
    course_days: int | float | None = None
    stopped_days: int | float | None = None
    route: Route = "oral"
    self_chosen: bool = False
    assumed: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the item as plain values, equal to its JSON."""
        return dict(msgspec.json.decode(msgspec.json.encode(self)))
