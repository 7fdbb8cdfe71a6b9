"""Read one line of a list: names, amounts, how it is taken, and left-over words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from interactions.items.amounts import UNITS, Quantity, Trail, count, grouped, number
from interactions.items.schedule import Schedule, Timing
from interactions.items.tokens import Token, tokens
from interactions.knowledge.index import Meaning
from interactions.knowledge.vocabulary import Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from interactions.knowledge.index import KnowledgeBase, WordMeaning

# Marks that may stand inside a name; any other mark ends it, so that "esomeprazole,
# magnesium" stays two things.
_INSIDE: Final = frozenset("-.'()®™·")
_SILENT: Final = _INSIDE | frozenset('/,;:*[]"\u201c\u201d\u2018\u2019\u2013\u2014•#=~|!?@')
_OPEN: Final = frozenset("([")
_CLOSE: Final = frozenset(")]")
_POINTS: Final = re.compile("[.,]")
_BREAKS: Final = frozenset(",;/")
_A_DAY: Final = frozenset(("d", "day", "gun"))
_AN_HOUR: Final = frozenset(("h", "hr", "hour", "saat", "sa"))
_NOON: Final = 12
_HALVES: Final = {"am": 0, "pm": _NOON}
_BEFORE: Final = frozenset(("no", "non", "not", "without", "zero", "sans"))
_AFTER: Final = frozenset(
    ("free", "icermez", "icermeyen", "bulunmaz", "yok", "yoktur", "olmayan", "haric")
)
_NEGATIONS: Final = _BEFORE | _AFTER
_LONGEST_WORD: Final = 7
_PARTS: Final = (3, 4)
_HALF: Final = 2


class Named(Struct, frozen=True):
    """A name that was found, with everything it can mean.

    ``segment`` counts the joiners and commas before it; ``inside``: it stands in
    brackets.
    """

    text: str
    meanings: tuple[Meaning, ...]
    segment: int = 0
    inside: bool = False


class Reading(Struct, frozen=True):
    """What one line says; `salts` are the salt words with the name each stands after."""

    names: tuple[Named, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    schedule: Schedule = Schedule()
    routes: tuple[Route, ...] = ()
    unexplained: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    salts: tuple[tuple[str, int], ...] = ()


def read_line(text: str, kb: KnowledgeBase) -> Reading:
    """Read one line with the names and words of a knowledge base.

    Args:
        text: the line; length and characters were checked.
        kb: where names and words are known.

    Returns:
        Everything found, and every word that nothing explains.
    """
    return _Reader(tokens(text), kb).read()


class _Reader:
    """Walk over the tokens of a line, longest match first."""

    def __init__(self, line: tuple[Token, ...], kb: KnowledgeBase) -> None:
        self.kb = kb
        self.words = kb.index.words
        self.line = _numbers_joined(line, self.words)
        self.at = 0
        self.names: list[Named] = []
        self.name_end = -1
        self.depth = 0
        self.trail = Trail()
        self.timing = Timing()
        self.routes: list[Route] = []
        self.unexplained: list[str] = []
        self.notes: list[str] = []
        self.salts: list[tuple[str, int]] = []

    def read(self) -> Reading:
        negations = any(token.text in _NEGATIONS for token in self.line)
        while self.at < len(self.line):
            if not (
                (negations and self._negated())
                or self._name()
                or self._clock()
                or self._word()
                or self._number()
            ):
                self._leave()
        return Reading(
            tuple(self.names),
            self.trail.quantities(),
            self.timing.schedule(),
            tuple(self.routes),
            tuple(self.unexplained),
            tuple(self.notes),
            tuple(self.salts),
        )

    def _leave(self) -> None:
        """Pass a token that nothing explains; silent marks need no explanation."""
        token = self.line[self.at]
        if token.text in _BREAKS:
            self.trail.part()
        self.depth = max(0, self.depth + (token.text in _OPEN) - (token.text in _CLOSE))
        if token.kind != "mark" or token.text not in _SILENT:
            self.unexplained.append(token.text)
        self.at += 1

    def _text(self, place: int) -> str:
        return self.line[place].text if place < len(self.line) else ""

    def _kind(self, place: int) -> str:
        return self.line[place].kind if place < len(self.line) else ""

    # -- names and words -------------------------------------------------------------------

    def _runs(self, start: int, limit: int) -> Iterator[tuple[str, int, bool]]:
        """Yield each run of words from a place, where it ends, and if it crosses a comma."""
        words: list[str] = []
        comma = False
        for place in range(start, len(self.line)):
            kind, text = self.line[place].kind, self.line[place].text
            if kind != "mark":
                words.append(_POINTS.sub(" ", text) if kind == "number" else text)
                yield " ".join(words), place + 1, comma
            elif text == "," and words:
                comma = True
            elif text not in _INSIDE or not words:
                return
            if len(words) == limit:
                return

    def _known_name(self, start: int) -> tuple[str, int] | None:
        """Return the longest name from here; only a product has a name with a comma."""
        best = None
        for key, end, comma in self._runs(start, self.kb.index.longest_name):
            found = self.kb.meanings(key)
            if found and not (comma and any(one.kind != "product" for one in found)):
                best = (key, end)
        return best

    def _known_word(self, start: int) -> tuple[str, int, Decimal | None] | None:
        """Return the longest word from here, where it ends, and the number in it."""
        found = [self._match(start, counting=counting) for counting in (False, True)]
        return max(filter(None, found), key=lambda one: one[1], default=None)

    def _match(self, start: int, *, counting: bool) -> tuple[str, int, Decimal | None] | None:
        """Return the longest word from here, as it stands or with # for its one number."""
        best = None
        key = ""
        length = 0
        value: Decimal | None = None
        for place in range(start, len(self.line)):
            token = self.line[place]
            if token.kind == "mark":
                if token.text not in _INSIDE or not key:
                    break
                continue
            counted = self._value(place) if counting and value is None else None
            if counted is not None:
                if self._goes_on(place + 1):
                    break
                value = counted
            text = token.text if counted is None else "#"
            key = f"{key} {text}" if key else text
            length += 1
            if key in self.words:
                best = (key, place + 1, value)
            if length == _LONGEST_WORD:
                break
        return best

    def _goes_on(self, place: int) -> bool:
        """Return whether a number before this place belongs to what follows it."""
        following = self._text(place)
        return following in ("x", "/") or following in UNITS

    def _value(self, place: int) -> Decimal | None:
        """Return the number at a place, written in digits or as a word."""
        if self._kind(place) == "number":
            return number(self._text(place))
        meaning = self.words.get(self._text(place))
        return Decimal(str(meaning.value)) if meaning and meaning.value else None

    def _negated(self) -> bool:
        """Leave a name aside that is, as the line says, not in it: "iron-free"."""
        start = self.at
        if self._text(start) in _BEFORE:
            start += 1
        elif self._text(start) == "free" and self._text(start + 1) in ("from", "of"):
            start += 2
        leading = start > self.at
        while leading and self._text(start) == "-":
            start += 1
        found = self._known_name(start)
        if not found:
            return False
        end = found[1]
        if not leading:
            end += self._text(end) == "-"
            if self._text(end) not in _AFTER or self._text(end + 1) in ("from", "of"):
                return False
            end += 1
        self.unexplained += [one.text for one in self.line[self.at : end] if one.kind != "mark"]
        self.at = end
        return True

    def _name(self) -> bool:
        found = self._known_name(self.at)
        if not found:
            return False
        key, end = found
        word = self._known_word(self.at)
        if word and word[1] > end:
            return False
        meaning = self.words.get(key)
        if meaning and meaning.kind == "salt" and self.at == self.name_end:
            return False
        inside = self.depth > 0
        self.names.append(Named(key, self.kb.meanings(key), self.trail.segment, inside))
        self.trail.name()
        self.at = self.name_end = end
        return True

    def _word(self) -> bool:
        token = self.line[self.at]
        found = self._known_word(self.at)
        if token.kind == "mark" and token.text in self.words:
            found = (token.text, self.at + 1, None)
        if not found:
            return False
        key, end, value = found
        meaning = self.words[key]
        if meaning.kind == "number":
            return False
        if meaning.kind == "salt":
            if not self.names:
                return False
            self.salts.append((key, len(self.names) - 1))
            self.name_end = end if self.at == self.name_end else -1
        if meaning.kind == "elemental":
            end = self._elemental(key, end)
        if meaning.counts and value is not None:
            if not self.timing.counted(meaning.counts, value):
                return False
            self._note_grouped(self.at, end)
        self._take(key, meaning)
        self.at = end
        return True

    def _take(self, key: str, meaning: WordMeaning) -> None:
        if meaning.kind == "joiner":
            self.trail.part()
        if meaning.route:
            self.routes.append(meaning.route)
        self.timing.word(key, meaning)

    def _elemental(self, key: str, end: int) -> int:
        """Tell which amount is meant, and return where the phrase ends.

        "elemental magnesium" names a substance unless it was named before.
        """
        following = self._kind(end) == "number" and self._text(end + 1) in UNITS
        self.trail.elemental(following=following)
        named = self.kb.meanings(key.partition(" ")[2])
        if named:
            seen = {one.substance or one.id for name in self.names for one in name.meanings}
            if not any((one.substance or one.id) in seen for one in named):
                return self.at + 1
        return end

    # -- numbers ---------------------------------------------------------------------------

    def _clock(self) -> bool:
        """Read 07:00, 7:30 pm, 8 am and, after a word for it, a bare hour."""
        kind, text = self._kind(self.at), self._text(self.at)
        half = _HALVES.get(self._text(self.at + 1))
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

    def _number(self) -> bool:
        """Read a number with what follows it, and note where thousands were read."""
        if self._kind(self.at) == "times":
            self.at += 1
            return True
        start = self.at
        value = self._value(start)
        if value is None or not self._measured(value):
            return False
        self._note_grouped(start, self.at)
        return True

    def _note_grouped(self, start: int, end: int) -> None:
        for token in self.line[start:end]:
            if token.kind == "number" and grouped(token.text):
                self.notes.append(f"{token.text}={number(token.text)}")

    def _measured(self, value: Decimal) -> bool:
        """Read what a number counts: a mass, a volume, times a day, tablets."""
        if self._slashed() or self._dashed():
            return True
        end = self.at + 1
        if self._text(end) in ("k", "bin") and self._text(end + 1) in UNITS:
            value, end = value * 1000, end + 1
        if self._text(end) in UNITS:
            return self._amount(value, UNITS[self._text(end)], end + 1)
        return self._times(value) or self._mixed(value) or self._count(value, end)

    def _amount(self, value: Decimal, unit: str, end: int) -> bool:
        """Read an amount and what it is in: "250 mg/5 ml", "25 mcg/h", "1000 IU/day"."""
        if self._text(end) == "/" and unit != "mL":
            following = self._text(end + 1)
            if following in _A_DAY:
                end += 2
            elif following in _AN_HOUR:
                unit, end = f"{unit}/h", end + 2
            elif UNITS.get(following) == "mL":
                self.trail.amount(value, unit, Decimal(1))
                self.at = end + 2
                return True
            elif UNITS.get(self._text(end + 2)) == "mL" and (per := self._value(end + 1)):
                self.trail.amount(value, unit, per)
                self.at = end + 3
                return True
        self.trail.amount(value, unit)
        self.at = end
        return True

    def _past_a_day(self, end: int) -> int:
        """Return where "/day" after a frequency ends, if it stands there."""
        return end + 2 if self._text(end) == "/" and self._text(end + 1) in _A_DAY else end

    def _times(self, value: Decimal) -> bool:
        """Read `AxB`: A times a day, B units. "2 x 500 mg" could mean either, so it stays."""
        if self._text(self.at + 1) != "x":
            return False
        units = count(self._text(self.at + 2)) or self._word_value(self.at + 2)
        end = self.at + 3
        if units is None or self._text(end) in UNITS or self._text(end) in _A_DAY:
            return False
        if self._text(end) == "/" and (parts := count(self._text(end + 1))):
            units, end = units / parts, end + 2
        if not self.timing.often(value):
            return False
        self.timing.units(units)
        self.at = self._past_a_day(end)
        return True

    def _word_value(self, place: int) -> Decimal | None:
        return self._value(place) if self._kind(place) == "word" else None

    def _dashed(self) -> bool:
        """Read `1-0-1`: tablets in the morning, at noon and in the evening."""
        parts: list[Decimal] = []
        place = self.at
        mark = self._text(place + 1)
        while mark in ("-", "+") and self._kind(place) == "number":
            part = number(self._text(place))
            if part is None or part > _PARTS[1]:
                return False
            parts.append(part)
            if self._text(place + 1) != mark:
                break
            place += 2
        if len(parts) not in _PARTS or self._goes_on(place + 1) or not self.timing.parts(parts):
            return False
        self.at = place + 1
        return True

    def _slashed(self) -> bool:
        """Read "600 mg/400 IU" and "500/250 mg", an amount for each name, or "1/2 tablet"."""
        values: list[Decimal] = []
        units: list[str] = []
        end = self.at
        while (value := number(self._text(end))) is not None:
            values.append(value)
            units.append(UNITS.get(self._text(end + 1), ""))
            end += 2 if units[-1] else 1
            if self._text(end) != "/":
                break
            end += 1
        if len(values) == 1 or value is None or "mL" in units:
            return False
        if units[-1]:
            self.trail.amounts(values, units)
            self.at = end
            return True
        part = values[0] / (values[1] or 1)
        return not any(units) and len(values) == _HALF and 0 < part < 1 and self._count(part, end)

    def _mixed(self, value: Decimal) -> bool:
        """Read "1 1/2 tablet"."""
        top, bottom = count(self._text(self.at + 1)), count(self._text(self.at + 3))
        if self._text(self.at + 2) != "/" or not top or not bottom or top >= bottom:
            return False
        return self._count(value + top / bottom, self.at + 4)

    def _count(self, value: Decimal, end: int) -> bool:
        """Read a bare number before a dose form, a spoon or a word like "a day"."""
        found = self._known_word(end)
        if not found or found[0] == "x" or found[2] is not None:
            return False
        meaning = self.words[found[0]]
        if meaning.kind == "measure" and meaning.ml:
            self.trail.amount(value * Decimal(str(meaning.ml)), "mL")
            self.at = found[1]
            return True
        if meaning.kind not in ("dose-form", "filler"):
            return False
        self.timing.tablets(value)
        self.at = end
        return True


def _numbers_joined(line: tuple[Token, ...], words: Mapping[str, WordMeaning]) -> tuple[Token, ...]:
    """Return a line with a number that two words write ("bir buçuk") as one token."""
    found = list(line)
    for place in range(len(line) - 2, -1, -1):
        pair = words.get(f"{line[place].text} {line[place + 1].text}")
        if pair and pair.kind == "number" and pair.value:
            found[place : place + 2] = [Token("number", f"{pair.value:g}")]
    return tuple(found)
