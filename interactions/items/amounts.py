"""Numbers and amounts on a line, and which name each amount belongs to."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from interactions.units import decimal

UNITS: Final = {
    "mg": "mg", "milligram": "mg", "milligrams": "mg", "miligram": "mg",
    "mcg": "mcg", "ug": "mcg", "μg": "mcg", "mikrogram": "mcg", "microgram": "mcg",
    "micrograms": "mcg",
    "mgs": "mg", "mcgs": "mcg", "gm": "g", "gms": "g",
    "g": "g", "gr": "g", "gram": "g", "grams": "g",
    "iu": "IU", "ie": "IU", "ui": "IU", "u": "IU", "unite": "IU", "unit": "IU", "units": "IU",
    "meq": "mEq", "mmol": "mmol", "ml": "mL", "cc": "mL", "millilitre": "mL", "mililitre": "mL",
    "%": "%",
}  # fmt: skip
_LONGEST: Final = 9
# Compiled when first used: most numbers are digits and nothing else.
_THOUSANDS: Final = r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+"
_PLAIN: Final = rf"[0-9]{{1,{_LONGEST}}}(?:[.,][0-9]{{1,6}})?"
_SMALL: Final = r"[0-9]{1,2}(?:[.,][0-9]{1,2})?"


def number(text: str) -> Decimal | None:
    """Return the number that digits with points or commas stand for, or None.

    Groups of three after one to three digits are thousands: a reading that has to be
    shown (see :func:`grouped`).

    >>> number("1,000"), number("0,125"), number("2.5"), number("1,2,3")
    (Decimal('1000'), Decimal('0.125'), Decimal('2.5'), None)
    """
    if grouped(text):
        return Decimal(text.replace(",", "").replace(".", ""))
    digits = text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return decimal(text) if digits or re.fullmatch(_PLAIN, text) else None


def grouped(text: str) -> bool:
    """Return whether a number is read as having thousands separators.

    >>> grouped("1,000"), grouped("1.5"), grouped("0,125")
    (True, False, False)
    """
    if text.isdigit():
        return False
    whole = sum(char.isdigit() for char in text) <= _LONGEST
    return whole and re.fullmatch(_THOUSANDS, text) is not None


def count(text: str) -> Decimal | None:
    """Return a number of tablets or of times, 0.01 to 99.99, or None.

    >>> count("2"), count("0,5"), count("0"), count("500")
    (Decimal('2'), Decimal('0.5'), None, None)
    """
    digits = text.isascii() and text.isdigit() and len(text) < 3  # noqa: PLR2004 - below 100
    value = decimal(text) if digits or re.fullmatch(_SMALL, text) else None
    return value or None


class Quantity(Struct, frozen=True):
    """An amount with its unit; `part` is the place of the name that it belongs to.

    ``per_ml``: it is in so many millilitres; ``inside``: it stands in brackets;
    ``a_day``: it is that of a day.
    """

    value: Decimal
    unit: str
    part: int = 0
    elemental: bool = False
    per_ml: Decimal | None = None
    inside: bool = False
    a_day: bool = False


class Trail:
    """Names, amounts and what parts them, in the order of the line.

    An amount belongs to a name between the same joiners or commas: to the one before it
    ("calcium 500 mg"), or to the next one where the amounts come first ("500 mg
    calcium"). Amounts joined by slashes belong to as many names ("500/250 mg").
    """

    def __init__(self) -> None:
        self._steps: list[list[tuple[str, int]]] = [[]]
        self._names = 0
        self._amounts: list[Quantity] = []
        self._groups: list[range] = []
        self._elemental = False
        self.inside = False

    @property
    def segment(self) -> int:
        """How many joiners and commas there were."""
        return len(self._steps) - 1

    def name(self) -> None:
        """Note that the next name stands here."""
        self._steps[-1].append(("name", self._names))
        self._names += 1

    def part(self) -> None:
        """Note a joiner or comma."""
        self._steps.append([])

    def amount(self, value: Decimal, unit: str, per_ml: Decimal | None = None) -> None:
        """Note an amount, in all or in so many millilitres."""
        self._steps[-1].append(("amount", len(self._amounts)))
        self._amounts.append(Quantity(value, unit, 0, self._elemental, per_ml, self.inside))
        self._elemental = False

    def of_a_day(self) -> None:
        """Note that the last amount is that of a day."""
        self._amounts[-1] = replace(self._amounts[-1], a_day=True)

    def amounts(self, values: list[Decimal], units: list[str]) -> None:
        """Note amounts that are joined by slashes; the last unit serves those without."""
        first = len(self._amounts)
        for value, unit in zip(values, units, strict=True):
            self.amount(value, unit or units[-1])
        self._groups.append(range(first, len(self._amounts)))

    def elemental(self, *, following: bool) -> None:
        """Note that the amount before, or the following one, is one of the element."""
        if following or not self._amounts:
            self._elemental = True
        else:
            self._amounts[-1] = replace(self._amounts[-1], elemental=True)

    def quantities(self) -> tuple[Quantity, ...]:
        """Return every amount with the place of its name."""
        owners: dict[int, int] = {}
        for steps in self._segments():
            _assign(steps, owners)
        for group in self._groups:
            self._assign_group(group, owners)
        return tuple(
            replace(found, part=owners.get(place, 0)) for place, found in enumerate(self._amounts)
        )

    def _segments(self) -> list[list[tuple[str, int]]]:
        """Return what stands between joiners; what has no name goes to its neighbour."""
        merged: list[list[tuple[str, int]]] = []
        homeless: list[tuple[str, int]] = []
        for steps in self._steps:
            if any(kind == "name" for kind, _ in steps):
                merged.append(homeless + steps)
                homeless = []
            elif merged:
                merged[-1] += steps
            else:
                homeless += steps
        return merged

    def _assign_group(self, group: range, owners: dict[int, int]) -> None:
        last = owners.get(group[-1], 0)
        first = last - len(group) + 1
        if first < 0 and len(group) <= self._names:
            first = 0
        if first >= 0:
            owners.update(zip(group, range(first, first + len(group)), strict=True))


def _assign(steps: list[tuple[str, int]], owners: dict[int, int]) -> None:
    """Give each amount between two joiners its name."""
    names = [place for kind, place in steps if kind == "name"]
    leading = steps[0][0] == "amount"
    seen = 0
    for kind, place in steps:
        if kind == "name":
            seen += 1
        else:
            owners[place] = names[min(seen, len(names) - 1) if leading else seen - 1]
