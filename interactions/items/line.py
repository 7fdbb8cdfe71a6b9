"""Split one line of a list into names, amounts, frequency, route and left-over words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from interactions.fold import letters, without_suffixes
from interactions.units import decimal

if TYPE_CHECKING:
    from interactions.knowledge.index import Index, Meaning, WordMeaning
    from interactions.knowledge.model import Route

MAX_LENGTH: Final = 200
_TOKEN: Final = re.compile(
    r"(?P<clock>\d{1,2}:\d{2})|(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_][^\W_]*%?)|(?P<mark>[^\s\w])"
)
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_PLAIN: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?")
_TIMES: Final = re.compile(r"x(\d{1,2})")
_COURSE: Final = re.compile(r"x\d{1,3}(?:d|g|w|day|days|gun)")
_UNITS: Final = {
    "mg": "mg", "milligram": "mg", "milligrams": "mg", "miligram": "mg",
    "mcg": "mcg", "ug": "mcg", "μg": "mcg", "mikrogram": "mcg", "microgram": "mcg",
    "micrograms": "mcg",
    "g": "g", "gr": "g", "gram": "g", "grams": "g",
    "iu": "IU", "ie": "IU", "ui": "IU", "unite": "IU", "unit": "IU", "units": "IU",
    "meq": "mEq", "mmol": "mmol", "ml": "mL",
}  # fmt: skip
_DAYS: Final = frozenset(
    "d day days week weeks month months gun gundur hafta haftadir ay aydir ay sure sureyle".split()
)
_SILENT_MARKS: Final = frozenset("-.'()/,;:*®™[]\"’–—·•#=~|_!?")


class Token(NamedTuple):
    """A piece of a line: what kind, its folded text, where it stood."""

    kind: str
    text: str


class Named(NamedTuple):
    """A name that was found, with everything it can mean."""

    text: str
    meanings: tuple[Meaning, ...]


class Quantity(NamedTuple):
    """An amount with its unit; `part` counts the names found before it."""

    value: Decimal
    unit: str
    part: int
    elemental: bool = False


class Reading(NamedTuple):
    """What one line says."""

    names: tuple[Named, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    units_per_dose: Decimal | None = None
    doses_per_day: Decimal | None = None
    route: Route | None = None
    unexplained: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def tokens(text: str) -> tuple[Token, ...]:
    """Split a line into folded tokens.

    >>> [token.text for token in tokens("Magnezyum Glisinat 400mg 2x1")]
    ['magnezyum', 'glisinat', '400', 'mg', '2', 'x1']
    """
    plain = without_suffixes(letters(text)).replace("µ", "μ")
    return tuple(
        Token(match.lastgroup or "mark", match.group()) for match in _TOKEN.finditer(plain)
    )


def read_line(text: str, index: Index) -> Reading:
    """Read one line with the names and words of a knowledge base.

    Args:
        text: the line; length and characters were checked.
        index: names and words.

    Returns:
        Everything found, and every word that nothing explains.
    """
    return _Reader(tokens(text), index).read()


class _Reader:
    """Walk over the tokens of a line, longest match first."""

    def __init__(self, line: tuple[Token, ...], index: Index) -> None:
        self.line = line
        self.index = index
        self.at = 0
        self.names: list[Named] = []
        self.quantities: list[Quantity] = []
        self.units_per_dose: Decimal | None = None
        self.doses_per_day: Decimal | None = None
        self.route: Route | None = None
        self.unexplained: list[str] = []
        self.notes: list[str] = []
        self.elemental = False

    def read(self) -> Reading:
        while self.at < len(self.line):
            if not (self._name() or self._number() or self._word()):
                token = self.line[self.at]
                if token.kind != "mark" or token.text not in _SILENT_MARKS:
                    self.unexplained.append(token.text)
                self.at += 1
        return Reading(
            tuple(self.names),
            tuple(self.quantities),
            self.units_per_dose,
            self.doses_per_day,
            self.route,
            tuple(self.unexplained),
            tuple(self.notes),
        )

    def _longest(self, table: dict[str, object], limit: int) -> tuple[str, int] | None:
        """Return the longest run of tokens from here that is a key of the table."""
        if self.line[self.at].kind == "mark":
            return None
        best = None
        key = ""
        count = 0
        for end in range(self.at, len(self.line)):
            token = self.line[end]
            if token.kind == "mark":
                continue
            count += 1
            if count > limit:
                break
            key = f"{key} {token.text}".strip()
            if key in table:
                best = (key, end + 1)
        return best

    def _name(self) -> bool:
        found = self._longest(self.index.names, self.index.longest_name)  # type: ignore[arg-type]  # read only
        if not found:
            return False
        key, end = found
        word = self._longest(self.index.words, 5)  # type: ignore[arg-type]  # read only
        if word and word[1] > end:
            return False
        meaning = self.index.words.get(key)
        if meaning and meaning.kind == "salt" and self._follows_medicine():
            return False
        self.names.append(Named(key, self.index.names[key]))
        self.at = end
        return True

    def _follows_medicine(self) -> bool:
        return bool(self.names) and self.line[self.at - 1].kind == "word"

    def _word(self) -> bool:
        token = self.line[self.at]
        if token.kind == "mark":
            joiner = self.index.words.get(token.text)
            if joiner is None:
                return False
            self.at += 1
            return True
        if token.kind == "clock":
            self.at += 1
            return True
        found = self._longest(self.index.words, 5)  # type: ignore[arg-type]  # read only
        if not found:
            return False
        key, end = found
        meaning = self.index.words[key]
        if meaning.kind == "salt" and not self.names:
            return False
        self._take(meaning)
        self.at = end
        return True

    def _take(self, meaning: WordMeaning) -> None:
        if meaning.route:
            self.route = meaning.route
        if meaning.per_day:
            self.doses_per_day = Decimal(str(meaning.per_day))
        if meaning.kind == "elemental":
            if self.quantities and self.line[self.at - 1].text in _UNITS:
                self.quantities[-1] = self.quantities[-1]._replace(elemental=True)
            else:
                self.elemental = True

    def _number(self) -> bool:
        token = self.line[self.at]
        if token.kind == "word" and _COURSE.fullmatch(token.text):
            self.at += 1
            return True
        if token.kind != "number":
            return False
        following = self.line[self.at + 1].text if self.at + 1 < len(self.line) else ""
        value = self._value(token.text)
        if value is None:
            return False
        times = _TIMES.fullmatch(following)
        if times:
            self.doses_per_day, self.units_per_dose = value, Decimal(times[1])
            self.at += 2
        elif following == "x" and self._number_at(self.at + 2):
            self.doses_per_day = value
            self.units_per_dose = decimal(self.line[self.at + 2].text)
            self.at += 3
        elif following in _UNITS:
            unit = _UNITS[following]
            self.quantities.append(Quantity(value, unit, len(self.names), self.elemental))
            self.elemental = False
            self.at += 2
        elif following in _DAYS:
            self.at += 2
        else:
            return self._count(value)
        return True

    def _number_at(self, place: int) -> bool:
        return place < len(self.line) and bool(re.fullmatch(r"\d{1,2}", self.line[place].text))

    def _count(self, value: Decimal) -> bool:
        """Read a bare number before a dose form or a frequency."""
        self.at += 1
        found = None
        if self.at < len(self.line):
            found = self._longest(self.index.words, 5)  # type: ignore[arg-type]  # read only
        if found and self.index.words[found[0]].kind in ("dose-form", "filler"):
            if value <= 10:  # noqa: PLR2004 - a larger number counts the pack, not the dose
                self.units_per_dose = value
            return True
        self.at -= 1
        return False

    def _value(self, text: str) -> Decimal | None:
        if _THOUSANDS.fullmatch(text):
            whole = text.replace(",", "").replace(".", "")
            self.notes.append(f"{text}={whole}")
            return Decimal(whole)
        return decimal(text) if _PLAIN.fullmatch(text) else None
