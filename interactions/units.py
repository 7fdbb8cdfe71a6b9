"""Amounts and times as people write them, read exactly.

Masses are kept in mg and times in minutes; arithmetic is decimal, never binary.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

MINUTES: Final = {"min": 1, "h": 60, "d": 24 * 60, "wk": 7 * 24 * 60}
MILLIGRAMS: Final = {
    "g": Decimal(1000),
    "mg": Decimal(1),
    "mcg": Decimal("0.001"),
}
_DIGITS: Final = 9
NUMBER: Final = r"[0-9]{1,7}(?:[.,][0-9]{1,6})?"
_DURATION: Final = rf"({NUMBER}) ?(min|h|d|wk)"  # compiled when first used
_MASS: Final = rf"({NUMBER}) ?(mcg|mg|g)"


def decimal(text: str) -> Decimal:
    """Return the number that `text` writes with a decimal point or comma.

    >>> decimal("2,5")
    Decimal('2.5')
    """
    return Decimal(text.replace(",", "."))


def duration(text: str) -> int | None:
    """Return the minutes that a duration with a unit stands for, or None.

    Args:
        text: a number and one of min, h, d, wk.

    >>> duration("6 h"), duration("1.5 h"), duration("6")
    (360, 90, None)
    """
    match = re.fullmatch(_DURATION, text)
    if not match:
        return None
    minutes = decimal(match[1]) * MINUTES[match[2]]
    return int(minutes) if minutes == int(minutes) else None


def mass(text: str) -> float | None:
    """Return the milligrams that a mass with a unit stands for, or None.

    Args:
        text: a number and one of mcg, mg, g.

    >>> mass("2.4 mcg"), mass("1,5 g"), mass("350")
    (0.0024, 1500.0, None)
    """
    match = re.fullmatch(_MASS, text)
    return float(decimal(match[1]) * MILLIGRAMS[match[2]]) if match else None


def hours(minutes: int | None) -> int | float | None:
    """Return minutes as hours, a whole number where it is one.

    >>> hours(360), hours(30), hours(None)
    (6, 0.5, None)
    """
    if minutes is None:
        return None
    return minutes // 60 if minutes % 60 == 0 else minutes / 60


def plain(value: Decimal | float) -> int | float:
    """Return a number without a needless fraction, as JSON should print it.

    >>> plain(2.0), plain(Decimal("0.5"))
    (2, 0.5)
    """
    return int(value) if value == int(value) else float(value)


def number_text(value: float, lang: str) -> str:
    """Write a number with the decimal mark of the language.

    >>> number_text(0.5, "tr"), number_text(2, "en"), number_text(0.00001, "en")
    ('0,5', '2', '0.00001')
    """
    text = f"{Decimal(f'{plain(value):.{_DIGITS}g}'):f}"
    return text.replace(".", ",") if lang == "tr" else text
