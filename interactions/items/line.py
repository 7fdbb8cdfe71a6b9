"""Split one line of a list into names, amounts, frequency, route and left-over words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from interactions.fold import letters, without_suffixes
from interactions.items.amounts import UNITS, Quantity, Trail, count, grouped, number
from interactions.knowledge.index import Meaning
from interactions.knowledge.vocabulary import Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.knowledge.index import KnowledgeBase, WordMeaning

MAX_LENGTH: Final = 200
_UNREADABLE: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_TOKEN: Final = re.compile(
    r"(?P<clock>\d{1,2}:\d{2})|(?P<number>\d+(?:[.,]\d+)*)|(?P<times>x(?=\d))"
    r"|(?P<word>[^\W\d_][^\W_]*%?)|(?P<mark>[^\s\w])"
)
# A dash with spaces parts two things; one without stands inside a name.
_SPACED_DASH: Final = re.compile(r"\s[-\u2013\u2014]+\s")
_SHORT: Final = re.compile(r"\bi\.u\b\.?|\bw/o\b")
_LOOKALIKES: Final = str.maketrans({"×": "x", "⁄": "/", "µ": "μ"})
# "Mg 300 mg": the symbol of the element, which folding would make a milligram.
_SYMBOL: Final = r"^(\s*(?:[-*\u2022]\s*)?)Mg(?=\s)"
_LIST_NUMBER: Final = re.compile(r"\s*\d{1,3}[.)](?=\s)")
# Marks that may stand inside a name; any other mark ends it, so that "esomeprazole,
# magnesium" stays two things.
_INSIDE: Final = frozenset("-.'()®™·")
_SILENT: Final = _INSIDE | frozenset('/,;:*[]"\u201c\u201d\u2018\u2019\u2013\u2014•#=~|!?')
_OPEN: Final = frozenset("([")
_CLOSE: Final = frozenset(")]")
_POINTS: Final = re.compile("[.,]")
_BREAKS: Final = frozenset(",;/")
_DAYS: Final = frozenset((
    "d", "day", "days", "week", "weeks", "month", "months",
    "gun", "gundur", "hafta", "haftadir", "ay", "aydir", "sure", "sureyle",
))  # fmt: skip
_A_DAY: Final = frozenset(("d", "day", "gun"))
_LONGEST_COURSE: Final = 366
_OFTEN: Final = frozenset(("times", "kez", "defa", "kere"))
_BEFORE: Final = frozenset(("no", "non", "not", "without", "zero", "sans"))
_AFTER: Final = frozenset(
    ("free", "icermez", "icermeyen", "bulunmaz", "yok", "yoktur", "olmayan", "haric")
)
_NEGATIONS: Final = _BEFORE | _AFTER
_LONGEST_WORD: Final = 5
_LARGEST_DOSE: Final = 10
_MOST_OFTEN: Final = 24
_HALF: Final = 2


class Token(Struct, frozen=True):
    """A piece of a line: what kind, its folded text."""

    kind: str
    text: str


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
    units_per_dose: Decimal | None = None
    doses_per_day: Decimal | None = None
    routes: tuple[Route, ...] = ()
    unexplained: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    salts: tuple[tuple[str, int], ...] = ()


def readable(text: str) -> bool:
    r"""Return whether a line can be read: not too long, no control or format characters.

    >>> readable("Cipro\t500 mg"), readable("Cipro\x1b[31m"), readable("x" * 201)
    (True, False, False)
    """
    if len(text) > MAX_LENGTH:
        return False
    if text.isascii():
        return text.replace("\t", " ").isprintable()
    import unicodedata  # 1 ms, and most lists do without it

    return not any(unicodedata.category(char) in _UNREADABLE and char != "\t" for char in text)


def tokens(text: str) -> tuple[Token, ...]:
    """Split a line into folded tokens.

    >>> [token.text for token in tokens("Magnezyum Glisinat 400mg 2x1")]
    ['magnezyum', 'glisinat', '400', 'mg', '2', 'x', '1']
    """
    if "Mg" in text:
        text = re.sub(_SYMBOL, r"\1magnesium", text)
    plain = without_suffixes(letters(text)).translate(_LOOKALIKES)
    plain = _SHORT.sub(lambda found: "iu" if found[0][0] == "i" else "without", plain)
    plain = _SPACED_DASH.sub(" ; ", plain)
    start = _LIST_NUMBER.match(plain)
    plain = plain[start.end() :] if start else plain
    return tuple(
        Token(match.lastgroup or "mark", match.group()) for match in _TOKEN.finditer(plain)
    )


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
        self.line = line
        self.kb = kb
        self.at = 0
        self.names: list[Named] = []
        self.name_end = -1
        self.depth = 0
        self.trail = Trail()
        self.units_per_dose: Decimal | None = None
        self.doses_per_day: Decimal | None = None
        self.routes: list[Route] = []
        self.unexplained: list[str] = []
        self.notes: list[str] = []
        self.salts: list[tuple[str, int]] = []

    def read(self) -> Reading:
        negations = any(token.text in _NEGATIONS for token in self.line)
        while self.at < len(self.line):
            if not (
                (negations and self._negated()) or self._name() or self._word() or self._number()
            ):
                self._leave()
        return Reading(
            tuple(self.names),
            self.trail.quantities(),
            self.units_per_dose,
            self.doses_per_day,
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

    def _known_word(self, start: int) -> tuple[str, int] | None:
        best = None
        for key, end, comma in self._runs(start, _LONGEST_WORD):
            if key in self.kb.index.words and not comma:
                best = (key, end)
        return best

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
        meaning = self.kb.index.words.get(key)
        if meaning and meaning.kind == "salt" and self.at == self.name_end:
            return False
        inside = self.depth > 0
        self.names.append(Named(key, self.kb.meanings(key), self.trail.segment, inside))
        self.trail.name()
        self.at = self.name_end = end
        return True

    def _word(self) -> bool:
        token = self.line[self.at]
        if token.kind == "clock":
            self.at += 1
            return True
        found = self._known_word(self.at)
        if token.kind == "mark" and token.text in self.kb.index.words:
            found = (token.text, self.at + 1)
        if not found:
            return False
        key, end = found
        meaning = self.kb.index.words[key]
        if meaning.kind == "salt":
            if not self.names:
                return False
            self.salts.append((key, len(self.names) - 1))
            self.name_end = end if self.at == self.name_end else -1
        if meaning.kind == "elemental":
            end = self._elemental(key, end)
        self._take(meaning)
        self.at = end
        return True

    def _take(self, meaning: WordMeaning) -> None:
        if meaning.kind == "joiner":
            self.trail.part()
        if meaning.route:
            self.routes.append(meaning.route)
        if meaning.per_day:
            self._often(Decimal(str(meaning.per_day)))

    def _often(self, per_day: Decimal) -> None:
        """Note how often a day; of two statements ("2x1 daily") the larger counts."""
        self.doses_per_day = max(per_day, self.doses_per_day or per_day)

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

    def _number(self) -> bool:
        """Read a number with what follows it, and note where thousands were read."""
        if self._kind(self.at) == "times":
            self.at += 1
            return True
        start = self.at
        value = number(self._text(start)) if self._kind(start) == "number" else None
        if value is None or not self._measured(value):
            return False
        for token in self.line[start : self.at]:
            if token.kind == "number" and grouped(token.text):
                self.notes.append(f"{token.text}={number(token.text)}")
        return True

    def _measured(self, value: Decimal) -> bool:
        """Read what a number counts: a mass, days, times a day, tablets."""
        following = self._text(self.at + 1)
        if self._slashed():
            return True
        if following in UNITS:
            self.trail.amount(value, UNITS[following])
        elif following in _OFTEN and 0 < value <= _MOST_OFTEN:
            self._often(value)
        elif following not in _DAYS or value > _LONGEST_COURSE:
            return self._times(value) or self._count(value, self.at + 1)
        self.at = self._past_a_day(self.at + 2)
        return True

    def _past_a_day(self, end: int) -> int:
        """Return where "/day" after an amount or a frequency ends, if it stands there."""
        return end + 2 if self._text(end) == "/" and self._text(end + 1) in _A_DAY else end

    def _times(self, value: Decimal) -> bool:
        """Read `AxB`: A times a day, B units. "2 x 500 mg" could mean either, so it stays."""
        if self._text(self.at + 1) != "x" or not 0 < value <= _MOST_OFTEN:
            return False
        units = count(self._text(self.at + 2))
        end = self.at + 3
        if units is None or self._text(end) in UNITS or self._text(end) in _DAYS:
            return False
        if self._text(end) == "/" and (parts := count(self._text(end + 1))):
            units, end = units / parts, end + 2
        self._often(value)
        self.units_per_dose = units
        self.at = self._past_a_day(end)
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

    def _count(self, value: Decimal, end: int) -> bool:
        """Read a bare number before a dose form or a word like "capsule a day"."""
        found = self._known_word(end)
        if not found or found[0] == "x":
            return False
        if self.kb.index.words[found[0]].kind not in ("dose-form", "filler"):
            return False
        if 0 < value <= _LARGEST_DOSE:  # a larger number counts the pack, not the dose
            self.units_per_dose = value
        self.at = end
        return True
