"""How much, how often and when a line says that something is taken."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Final, get_args

from msgspec import Struct

from interactions.knowledge.vocabulary import MealTie, Moment

if TYPE_CHECKING:
    from interactions.knowledge.index import WordMeaning
    from interactions.knowledge.vocabulary import Counting

_HOURS_A_DAY: Final = 24
_MOST_OFTEN: Final = 24
_MINUTES: Final = 60
_HUNDREDTHS: Final = -2
_WEEK: Final = Decimal(7)
_MONTH: Final = Decimal(30)
_LONGEST: Final = Decimal(3660)
_DAYS_IN: Final = {"days": Decimal(1), "weeks": _WEEK, "months": _MONTH}
_MOMENTS: Final[tuple[Moment, ...]] = get_args(Moment)
# A larger number of tablets without a frequency counts the pack, not the dose.
_LARGEST_DOSE: Final = 10
_LARGEST_DOSE_ALONE: Final = 2
# Beside "2x1" a count of more tablets than this is that of the pack.
_MOST_BESIDE: Final = 3


class Schedule(Struct, frozen=True):
    """What a line says about taking; None and empty where it says nothing.

    ``doses_per_day`` holds for a day on which it is taken, one in ``every_days``.
    ``stopped_days``: how long ago it was stopped; ``stopped`` without it: at some time.
    """

    doses_per_day: Decimal | None = None
    every_days: Decimal | None = None
    units_per_dose: Decimal | None = None
    clock: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    food: MealTie | None = None
    as_needed: bool = False
    course_days: Decimal | None = None
    stopped: bool = False
    stopped_days: Decimal | None = None
    self_chosen: bool | None = None


class Timing:
    """Collect what the words of a line say about taking."""

    def __init__(self) -> None:
        self._per_day: Decimal | None = None
        self._every: Decimal | None = None
        self._units: Decimal | None = None
        self._counted: list[Decimal] = []
        self._said_daily = False
        self._excepted = False
        self._clock: list[str] = []
        self._moments: set[Moment] = set()
        self._weekdays: set[str] = set()
        self._food: MealTie | None = None
        self._as_needed = False
        self._course: Decimal | None = None
        self._stopped = False
        self._ago: Decimal | None = None
        self._stopped_days: Decimal | None = None
        self._self_chosen: bool | None = None

    @property
    def stated(self) -> bool:
        """Whether anything was said about how often."""
        return bool(self._per_day or self._every or self._moments or self._clock or self._weekdays)

    def word(self, key: str, meaning: WordMeaning) -> None:
        """Note what a word without a number says."""
        if meaning.per_day:
            self._said_daily = True
            self.often(Decimal(str(meaning.per_day)))
        if meaning.every_days:
            self._spread(Decimal(str(meaning.every_days)))
        if meaning.moment:
            self._moments.add(meaning.moment)
        if meaning.kind == "weekday":
            self._weekdays.add(str(meaning.days or key))
        if meaning.food:
            self._food = meaning.food
        if meaning.self_chosen is not None:
            self._self_chosen = meaning.self_chosen
        if meaning.kind == "stopped" and meaning.counts is None:
            self._stopped = True
            if meaning.days:
                self._ended(Decimal(str(meaning.days)))
        if meaning.kind == "course" and meaning.days:
            self._course = Decimal(str(meaning.days))
        self._as_needed |= meaning.as_needed

    def counted(self, what: Counting, value: Decimal) -> bool:
        """Note what a number counts; False where no such number makes sense."""
        kind, _, unit = what.partition("-")
        if not 0 < value <= _LONGEST:
            return False
        direct = {"clock": self._hour, "per-day": self._daily, "every-hours": self._hourly}
        if what in direct:
            return direct[what](value)
        if kind == "per":
            return self._spread((_WEEK if unit == "week" else _MONTH) / value)
        days = value * _DAYS_IN[unit]
        if kind == "every":
            return self._spread(days)
        if kind == "course":
            self._course = days
        elif kind == "ago":
            self._ago = days
        else:
            self._ended(days)
        return True

    def often(self, per_day: Decimal) -> bool:
        """Note how often a day; of two statements ("2x1 daily") the larger counts."""
        if not 0 < per_day <= _MOST_OFTEN or per_day != int(per_day):
            return False
        self._per_day = max(per_day, self._per_day or per_day)
        return True

    def at_least_daily(self) -> None:
        """Note that an amount was said to be that of a day."""
        self._per_day = self._per_day or Decimal(1)

    def _daily(self, value: Decimal) -> bool:
        self._said_daily = True
        return self.often(value) or self._fraction(value)

    def _fraction(self, value: Decimal) -> bool:
        """Note "günde 1,5 tablet": one intake of one and a half."""
        if value == int(value) or value > _LARGEST_DOSE:
            return False
        self.units(value)
        return self.often(Decimal(1))

    def units(self, units: Decimal) -> None:
        """Note the number of tablets in one intake, as `AxB` says it."""
        self._units = units

    def tablets(self, number: Decimal) -> None:
        """Note a number before the word tablet: it counts the dose or the pack."""
        if number not in self._counted:
            self._counted.append(number)

    def weekdays(self, first: int, last: int) -> None:
        """Note a range of days, counted from Monday as 1: "mon-fri"."""
        days = (last - first) % int(_WEEK) + 1
        self._weekdays |= {str(float((first + day - 1) % 7 + 1)) for day in range(days)}

    def excepted(self) -> None:
        """Note that the days that are named are those on which it is not taken."""
        self._excepted = True

    def disagreeing(self) -> list[str]:
        """Return numbers of tablets that do not agree: they have to be asked about."""
        counts = [f"{one:f}" for one in self._doses()]
        small = [one for one in self._doses() if one <= _MOST_BESIDE and one != self._units]
        if (len(counts) > 1 and self._units is None) or (self._units is not None and small):
            return counts
        return []

    def unclear(self, *, several: bool) -> bool:
        """Return whether a line says when in ways that are no one schedule.

        Args:
            several: the line names several things, which may each have their own days.
        """
        rare = self._every is not None or bool(self._weekdays)
        if rare and self._said_daily and not self._excepted:
            return True
        return several and (rare or self._stopped)

    def pack(self) -> Decimal | None:
        """Return a number of tablets that was taken for that of the pack."""
        small = [one for one in self._counted if one <= _LARGEST_DOSE]
        return small[0] if small and not self._doses() and self._units is None else None

    def at(self, clock: str) -> None:
        """Note a clock time, as hours and minutes."""
        hour, minute = clock.split(":")
        self._clock.append(f"{int(hour):02d}:{minute}")

    def parts(self, parts: list[Decimal]) -> bool:
        """Note tablets in the morning, at noon, in the evening (and at night): `1-0-1`."""
        taken = [part for part in parts if part]
        if not taken or len(set(taken)) > 1:
            return False
        times: tuple[Moment, ...] = ("morning", "noon", "evening", "bedtime")
        self._moments.update(time for time, part in zip(times, parts, strict=False) if part)
        self._units = taken[0]
        return self.often(Decimal(len(taken)))

    def schedule(self) -> Schedule:
        """Return everything that was noted."""
        per_day = max(
            self._per_day or Decimal(0), Decimal(len(self._moments)), Decimal(len(set(self._clock)))
        )
        every = self._every
        if self._excepted or self._said_daily:  # of two statements the more frequent
            every = None
        elif self._weekdays:
            every = _WEEK / len(self._weekdays)
        if every is not None and not per_day:
            per_day = Decimal(1)
        return Schedule(
            doses_per_day=per_day or None,
            every_days=every if every and every > 1 else None,
            units_per_dose=self._units or min(self._doses(), default=None),
            clock=tuple(sorted(set(self._clock))),
            moments=tuple(moment for moment in _MOMENTS if moment in self._moments),
            food=self._food,
            as_needed=self._as_needed,
            course_days=self._course,
            stopped=self._stopped,
            stopped_days=self._stopped_days or (self._ago if self._stopped else None),
            self_chosen=self._self_chosen,
        )

    def _doses(self) -> list[Decimal]:
        """Return the numbers of tablets that can be a dose."""
        largest = _LARGEST_DOSE if self.stated or self._as_needed else _LARGEST_DOSE_ALONE
        return [one for one in self._counted if one <= largest]

    def _hourly(self, hours: Decimal) -> bool:
        if hours > _HOURS_A_DAY:
            return self._spread(hours / _HOURS_A_DAY)
        return self.often(Decimal(ceil(_HOURS_A_DAY / hours)))

    def _hour(self, hour: Decimal) -> bool:
        """Note an hour, or hours and minutes with a point (`20.30`)."""
        minutes = int(hour % 1 * 100) if hour.as_tuple().exponent == _HUNDREDTHS else 0
        if hour > _HOURS_A_DAY or minutes >= _MINUTES or hour % 1 * 100 != minutes:
            return False
        self.at(f"{int(hour) % _HOURS_A_DAY}:{minutes:02d}")
        return True

    def _spread(self, days: Decimal) -> bool:
        """Note how many days apart; of two statements the smaller counts."""
        if days < 1:
            return self.often(Decimal(ceil(1 / days)))
        self._every = min(days, self._every or days)
        return True

    def _ended(self, days: Decimal) -> None:
        self._stopped = True
        self._stopped_days = days
