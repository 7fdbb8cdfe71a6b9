"""Read the numbers of a line: amounts, clock times, tablets, times a day, packs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from interactions.items.amounts import UNITS, count, grouped, number
from interactions.items.walk import Walk
from interactions.units import decimal

if TYPE_CHECKING:
    from interactions.items.tokens import Token
    from interactions.knowledge.index import KnowledgeBase

_A_DAY: Final = frozenset(("d", "day", "gun"))
_AN_HOUR: Final = frozenset(("h", "hr", "hour", "saat", "sa"))
_DASHES: Final = frozenset("-\u2013")
_NOON: Final = 12
_HALVES: Final = {"am": 0, "pm": _NOON}
_PARTS: Final = (3, 4)
_HALF: Final = 2
_MOST_TABLETS: Final = 10
_MOST_VOLUMES: Final = 6
_THOUSAND: Final = 1000
# After a number that counts tablets: "1 tablet", "2 qds", "1 in the morning".
_COUNTED: Final = frozenset(("dose-form", "filler", "frequency", "food", "weekday"))


class Numbers(Walk):
    """Reads what starts with a number."""

    def __init__(self, line: tuple[Token, ...], kb: KnowledgeBase) -> None:
        super().__init__(line, kb)
        self.multiples: list[tuple[Decimal, str]] = []
        self.when = -1  # where the last word for a time of the day ended
        self.form_end = -1  # where the last dose form ended

    def strengths_of_a_product(self, number_of_values: int) -> bool:
        """Return whether the last name is a product with so many contents."""
        raise NotImplementedError  # only the reader, built on this, knows the names

    def clock(self) -> bool:
        """Read 07:00, 7:30 pm and 8 am."""
        kind, text = self.kind(self.at), self.text(self.at)
        half = _HALVES.get(self.text(self.at + 1))
        if kind == "clock":
            hour, minute = text.split(":")
        elif kind == "number" and half is not None and text.isdigit():
            hour, minute = text, "00"
        else:
            return False
        if half is not None:
            if not 0 < int(hour) <= _NOON:
                return False
            hour = str(int(hour) % _NOON + half)
        self.timing.at(f"{hour}:{minute}")
        self.at += 1 if half is None else 2
        return True

    def number(self) -> bool:
        """Read a number with what follows it, and note where thousands were read."""
        if self.kind(self.at) == "times":
            self.at += 1
            return True
        start = self.at
        if self._marked():
            return True
        value = self.value(start)
        if value is None or not self._measured(value):
            return False
        self.note_grouped(start, self.at)
        return True

    def note_grouped(self, start: int, end: int) -> None:
        """Note each number that was read as having thousands separators."""
        following = [token.text for token in self.line[start:end]]
        for token in self.line[start:end]:
            if token.kind == "number" and grouped(token.text) and "g" not in following:
                self.notes.append(f"{token.text}={number(token.text)}")

    def settle(self) -> list[str]:
        """Decide what "2 x 500 mg" counts; return the numbers that stay unclear.

        Where the line says how often elsewhere, it is two tablets; else it could be twice
        a day.
        """
        if self.timing.stated:
            for value, _ in self.multiples:
                self.timing.units(value)
            return []
        return [text for _, text in self.multiples]

    def _marked(self) -> bool:
        """Read "%0.3" as a strength and "#30" as the number in a pack."""
        mark, value = self.text(self.at), self.value(self.at + 1)
        if mark not in ("%", "#") or value is None or self.kind(self.at + 1) != "number":
            return False
        if mark == "%":
            self.trail.amount(value, "%")
        self.at += 2
        return True

    def _measured(self, value: Decimal) -> bool:
        """Read what a number counts: a mass, a volume, times a day, tablets."""
        if self._slashed() or self._dashed():
            return True
        end = self.at + 1
        if self.text(end) in ("k", "bin") and self.text(end + 1) in UNITS:
            value, end = value * _THOUSAND, end + 1
        if self.text(end) == "g" and grouped(self.text(self.at)):  # nobody takes 1,500 g
            value = decimal(self.text(self.at))
        if self.text(end) in UNITS:
            return self._amount(value, UNITS[self.text(end)], end + 1)
        return (
            self._times(value)
            or self._multiple(value)
            or self._range(value)
            or self._mixed(value)
            or self._count(value, end)
            or self._beside(value)
        )

    def _amount(self, value: Decimal, unit: str, end: int) -> bool:
        """Read an amount and what it is in: "250 mg/5 ml", "25 mcg/h", "1000 IU/day"."""
        if not value:
            return False
        if self.text(end) == "/" and unit != "mL":
            following = self.text(end + 1)
            if following in _A_DAY:
                self.timing.at_least_daily()
                self.trail.amount(value, unit)
                self.trail.of_a_day()
                self.at = end + 2
                return True
            if following in _AN_HOUR:
                unit, end = f"{unit}/h", end + 2
            elif UNITS.get(following) == "mL":
                self.trail.amount(value, unit, Decimal(1))
                self.at = end + 2
                return True
            elif UNITS.get(self.text(end + 2)) == "mL" and (per := self.value(end + 1)):
                self.trail.amount(value, unit, per)
                self.at = end + 3
                return True
        self.trail.amount(value, unit)
        self.at = end
        return True

    def _past_a_day(self, end: int) -> int:
        """Return where "/day" after a frequency ends, if it stands there."""
        return end + 2 if self.text(end) == "/" and self.text(end + 1) in _A_DAY else end

    def _times(self, value: Decimal) -> bool:
        """Read `AxB`: A times a day, B units; and `3x/day`."""
        if self.text(self.at + 1) != "x" or self._behind_a_slash():
            return False
        after = self._past_a_day(self.at + 2)
        if after > self.at + 2 and self.timing.often(value):
            self.at = after
            return True
        units = count(self.text(self.at + 2)) or self._word_value(self.at + 2)
        end = self.at + 3
        if units is None or self.text(end) in UNITS or self.text(end) in _A_DAY:
            return False
        if self.text(end) == "/" and (parts := count(self.text(end + 1))):
            units, end = units / parts, end + 2
        if not self.timing.often(value):
            return False
        spoon = self.known_word(end)
        if spoon and spoon.meaning.ml:
            self.trail.amount(units * Decimal(str(spoon.meaning.ml)), "mL")
            end = spoon.end
        else:
            self.timing.units(units)
        self.at = self._past_a_day(end)
        return True

    def _behind_a_slash(self) -> bool:
        """Return whether a number is the lower part of a fraction: "1/2x2"."""
        return self.at > 0 and self.text(self.at - 1) == "/"

    def _word_value(self, place: int) -> Decimal | None:
        return self.value(place) if self.kind(place) == "word" else None

    def _multiple(self, value: Decimal) -> bool:
        """Pass the number of "2 x 500 mg", which is settled at the end; a pack of "20 x 5 ml"."""
        unit = UNITS.get(self.text(self.at + 3))
        if self.text(self.at + 1) != "x" or unit is None or self.value(self.at + 2) is None:
            return False
        if unit == "mL":
            return self._volumes(value)
        if not 0 < value <= _MOST_TABLETS:
            return False
        self.multiples.append((value, self.text(self.at)))
        self.at += 2
        return True

    def _volumes(self, value: Decimal) -> bool:
        """Read "3x5 ml", three times a day, and pass a pack of "20 x 5 ml"."""
        if value <= _MOST_VOLUMES and not self.depth:
            if not self.timing.often(value):
                return False
            self.trail.amount(self.value(self.at + 2) or Decimal(0), "mL")
        self.at += 4
        return True

    def _dashed(self) -> bool:
        """Read `1-0-1`: tablets in the morning, at noon and in the evening."""
        parts: list[Decimal] = []
        if self._behind_a_slash():
            return False
        place = self.at
        mark = self.text(place + 1)
        while (mark in _DASHES or mark == "+") and self.kind(place) == "number":
            part = number(self.text(place))
            if part is None or part > _PARTS[1]:
                return False
            parts.append(part)
            if self.text(place + 1) != mark:
                break
            place += 2
        if len(parts) not in _PARTS or self.goes_on(place + 1) or not self.timing.parts(parts):
            return False
        self.at = place + 1
        return True

    def _range(self, value: Decimal) -> bool:
        """Read "1-2 tablets": the larger number, which is noted."""
        larger = self.value(self.at + 2)
        if self.text(self.at + 1) not in _DASHES or larger is None or larger <= value:
            return False
        written = f"{self.text(self.at)}-{self.text(self.at + 2)}"
        if not self._count(larger, self.at + 3):
            return False
        self.notes.append(f"{written}={larger:f}")
        return True

    def _slashed(self) -> bool:
        """Read "600 mg/400 IU", "500/250 mg", "50-12.5 mg", "49/51", or "1/2 tablet"."""
        values: list[Decimal] = []
        units: list[str] = []
        end = self.at
        marks = set()
        while (value := number(self.text(end))) is not None:
            values.append(value)
            units.append(UNITS.get(self.text(end + 1), ""))
            end += 2 if units[-1] else 1
            mark = self.text(end)
            if not (mark == "/" or (mark in _DASHES and not units[-1])):
                break
            marks.add(mark)
            end += 1
        if len(values) == 1 or value is None or "mL" in units:
            return False
        if units[-1] and (marks == {"/"} or len(values) == _HALF):
            if marks != {"/"} and values[0] < values[1]:
                self.notes.append(f"{values[0]:f}-{values[1]:f}={values[1]:f}")
            self.trail.amounts(values, units)
            self.at = end
            return True
        if any(units):
            return False
        part = values[0] / (values[1] or 1)
        small = len(values) == _HALF and 0 < part < 1 and values[1] <= _PARTS[1]
        if marks == {"/"} and small and self._count(part, end):
            return True
        if self.strengths_of_a_product(len(values)):
            self.at = end
            return True
        return False

    def _mixed(self, value: Decimal) -> bool:
        """Read "1 1/2 tablet"."""
        top, bottom = count(self.text(self.at + 1)), count(self.text(self.at + 3))
        if self.text(self.at + 2) != "/" or not top or not bottom or top >= bottom:
            return False
        return self._count(value + top / bottom, self.at + 4)

    def _count(self, value: Decimal, end: int) -> bool:
        """Read a bare number before a dose form, a spoon or a word like "a day"."""
        found = self.known_word(end)
        if not found or found.key == "x" or found.value is not None:
            return False
        meaning = found.meaning
        if meaning.kind == "measure" and meaning.ml:
            self.trail.amount(value * Decimal(str(meaning.ml)), "mL")
            self.at = found.end
            return True
        if meaning.kind == "pack":
            if not self.depth and (self.timing.stated or value <= 1):
                self.timing.tablets(value)
            self.at = found.end
            return True
        if meaning.kind not in _COUNTED:
            return False
        if meaning.kind not in ("dose-form", "filler") and value > _MOST_TABLETS:
            return False
        if not self.depth:  # a number in brackets counts the pack
            self.timing.tablets(value)
        self.at = end
        return True

    def _beside(self, value: Decimal) -> bool:
        """Read "morning 1": tablets at that time; and "tablets 16", the number in a pack."""
        if self.kind(self.at) != "number" or value != int(value):
            return False
        if self.at == self.when and 0 < value <= _PARTS[1]:
            self.timing.tablets(value)
        elif self.at != self.form_end or self.at + 1 != len(self.line) or value > _THOUSAND:
            return False
        self.at += 1
        return True
