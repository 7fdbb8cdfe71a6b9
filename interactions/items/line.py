"""Read one line of a list: names, amounts, how it is taken, and left-over words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from interactions.fold import fold
from interactions.items.amounts import UNITS, Quantity
from interactions.items.numbers import Numbers
from interactions.items.schedule import Schedule
from interactions.items.tokens import Token, tokens
from interactions.items.walk import INSIDE, KnownWord
from interactions.knowledge.index import Meaning
from interactions.knowledge.vocabulary import Route

if TYPE_CHECKING:
    from interactions.knowledge.index import KnowledgeBase, WordMeaning

_SILENT: Final = INSIDE | frozenset('/,;:*[]"\u201c\u201d\u2018\u2019\u2013\u2014•#=~|!?@')
_OPEN: Final = frozenset("([")
_TO: Final = frozenset(("-", "\u2013", "to", "ile"))
_CLOSE: Final = frozenset(")]")
_BREAKS: Final = frozenset(",;/")
_BEFORE: Final = frozenset(("no", "non", "not", "without", "zero", "sans"))
_AFTER: Final = frozenset(
    ("free", "icermez", "icermeyen", "bulunmaz", "yok", "yoktur", "olmayan", "haric")
)
_EXCEPT: Final = frozenset(("except", "haric", "disinda"))
_NEGATIONS: Final = _BEFORE | _AFTER
_WITHOUT: Final = ("siz", "suz")
# "magnesium (as magnesium citrate)": the amount is that of the element.
_AS: Final = "as"
_AS_AFTER: Final = frozenset(("olarak",))


class Named(Struct, frozen=True):
    """A name that was found, with everything it can mean.

    ``segment`` counts the joiners and commas before it; ``inside``: it stands in
    brackets; ``as_form``: it says in which form the thing before it is.
    """

    text: str
    meanings: tuple[Meaning, ...]
    segment: int = 0
    inside: bool = False
    as_form: bool = False


class Reading(Struct, frozen=True):
    """What one line says.

    ``salts``: the salt words with the name each stands after; ``without``: what is, as
    the line says, not in it; ``dose_forms``: tablets, syrup and the like, folded.
    """

    names: tuple[Named, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    schedule: Schedule = Schedule()
    routes: tuple[Route, ...] = ()
    unexplained: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    salts: tuple[tuple[str, int], ...] = ()
    without: tuple[str, ...] = ()
    dose_forms: tuple[str, ...] = ()


def read_line(text: str, kb: KnowledgeBase) -> Reading:
    """Read one line with the names and words of a knowledge base.

    Args:
        text: the line; length and characters were checked.
        kb: where names and words are known.

    Returns:
        Everything found, and every word that nothing explains.
    """
    if text.replace(" ", "").isalnum() and (found := kb.meanings(key := fold(text))):
        return Reading(names=(Named(key, found),))  # nothing but a name: no need to walk
    return _Reader(tokens(text), kb).read()


class _Reader(Numbers):
    """Walk over the tokens of a line, longest match first."""

    def __init__(self, line: tuple[Token, ...], kb: KnowledgeBase) -> None:
        super().__init__(line, kb)
        self.names: list[Named] = []
        self.name_end = -1
        self.as_form = -1
        self.without: list[str] = []
        self.left_out: list[str] = []
        self.routes: list[Route] = []
        self.unexplained: list[str] = []
        self.salts: list[tuple[str, int]] = []
        self.dose_forms: list[str] = []

    def read(self) -> Reading:
        """Return everything that the line says."""
        negations = any(
            token.text in _NEGATIONS or token.text.endswith(_WITHOUT) for token in self.line
        )
        while self.at < len(self.line):
            if not (
                (negations and self._negated())
                or self._name()
                or self.clock()
                or self._word()
                or self.number()
            ):
                self._leave()
        unclear = [*self.settle(), *self.timing.disagreeing()]
        if self.timing.unclear(several=len(self.names) > 1):
            self.notes.append("schedule:")
        pack = self.timing.pack()
        if pack is not None:
            self.notes.append(f"pack:{pack:f}")
        if not self.names:
            unclear += self.left_out
        return Reading(
            names=tuple(self.names),
            quantities=self.trail.quantities(),
            schedule=self.timing.schedule(),
            routes=tuple(self.routes),
            unexplained=(*self.unexplained, *unclear),
            notes=tuple(self.notes),
            salts=tuple(self.salts),
            without=tuple(dict.fromkeys(self.without)),
            dose_forms=tuple(dict.fromkeys(self.dose_forms)),
        )

    def strengths_of_a_product(self, number_of_values: int) -> bool:
        """Return whether the last name is a product with so many contents."""
        if not self.names:
            return False
        meanings = self.names[-1].meanings
        return all(
            one.kind == "product" and len(self.kb.product(one.id).contains) == number_of_values
            for one in meanings
        )

    def _leave(self) -> None:
        """Pass a token that nothing explains; silent marks need no explanation."""
        token = self.line[self.at]
        if token.text in _BREAKS or token.text in _OPEN:
            self.trail.part()
        if token.text in _EXCEPT:
            self.timing.excepted()
        self.depth = max(0, self.depth + (token.text in _OPEN) - (token.text in _CLOSE))
        self.trail.inside = self.depth > 0
        if token.kind != "mark" or token.text not in _SILENT:
            self.unexplained.append(token.text)
        self.at += 1

    def _negated(self) -> bool:
        """Leave a name aside that is, as the line says, not in it: "iron-free"."""
        start = self.at
        if self.text(start) in _BEFORE:
            start += 1
        elif self.text(start) == "free" and self.text(start + 1) in ("from", "of"):
            start += 2
        leading = start > self.at
        while leading and self.text(start) == "-":
            start += 1
        found = self.known_name(start)
        if not found:
            return self._suffixed()
        end = found[1]
        if not leading:
            end += self.text(end) == "-"
            if self.text(end) not in _AFTER or self.text(end + 1) in ("from", "of"):
                return False
            end += 1
        self._leave_out(found[0], end)
        return True

    def _suffixed(self) -> bool:
        """Leave a name aside that ends in the Turkish word for without: "demirsiz"."""
        word = self.text(self.at)
        stem = word[:-3] if word.endswith(_WITHOUT) else ""
        if not self.kb.meanings(stem):
            return False
        self._leave_out(stem, self.at + 1)
        return True

    def _leave_out(self, name: str, end: int) -> None:
        """Note what, as the line says, is not in it."""
        self.without += [one.substance or one.id for one in self.kb.meanings(name)]
        self.left_out += [one.text for one in self.line[self.at : end] if one.kind != "mark"]
        self.at = end

    def _name(self) -> bool:
        found = self.known_name(self.at)
        if not found:
            return False
        key, end = found
        word = self.known_word(self.at)
        if word and word.end > end:
            return False
        meaning = self.kb.word(key)
        if meaning and meaning.kind == "salt" and self.at == self.name_end:
            return False
        inside = self.depth > 0
        as_form = self.at == self.as_form or self.text(end) in _AS_AFTER
        self.names.append(Named(key, self.kb.meanings(key), self.trail.segment, inside, as_form))
        self.trail.name()
        self.at = self.name_end = end
        return True

    def _word(self) -> bool:
        token = self.line[self.at]
        found = self.known_word(self.at)
        if token.kind == "mark" and (meaning := self.kb.word(token.text)):
            found = KnownWord(token.text, self.at + 1, None, meaning)
        if not found or found.meaning.kind == "number":
            return False
        meaning, end = found.meaning, found.end
        if meaning.kind == "salt":
            if not self.names:
                return False
            self.salts.append((found.key, len(self.names) - 1))
            self.name_end = end if self.at == self.name_end else -1
        if meaning.kind == "elemental":
            end = self._elemental(found.key, end)
        if meaning.kind == "weekday":
            end = self._weekdays(meaning, end)
        if meaning.counts and found.value is not None:
            if not self.timing.counted(meaning.counts, found.value):
                return self._shorter()
            self.note_grouped(self.at, end)
            whole = found.value == int(found.value)
            if whole and meaning.counts in ("per-day", "per-week") and self._is_dose_form(end):
                self.timing.tablets(Decimal(1))
        self._take(found.key, meaning, end)
        return True

    def _weekdays(self, first: WordMeaning, end: int) -> int:
        """Read "mon-fri", and return where it ends; a single day ends where it stood."""
        if self.text(end) not in _TO:
            return end
        last = self.known_word(end + 1)
        if last is None or last.meaning.kind != "weekday":
            return end
        self.timing.weekdays(int(first.days or 0), int(last.meaning.days or 0))
        return last.end

    def _shorter(self) -> bool:
        """Read only the word before a number that it cannot count: "günde 99"."""
        found = self.match(self.at, counting=False)
        if not found:
            return False
        self._take(found.key, found.meaning, found.end)
        return True

    def _take(self, key: str, meaning: WordMeaning, end: int) -> None:
        """Note what a word says, and go on behind it."""
        if meaning.kind == "joiner":
            self.trail.part()
        if meaning.route:
            self.routes.append(meaning.route)
        if meaning.moment:
            self.when = end
        if meaning.kind == "dose-form":
            self.form_end = end
            self.dose_forms.append(key)
        if key == _AS:
            self.as_form = end
        self.timing.word(key, meaning)
        self.at = end

    def _is_dose_form(self, place: int) -> bool:
        found = self.known_word(place)
        return found is not None and found.meaning.kind == "dose-form"

    def _elemental(self, key: str, end: int) -> int:
        """Tell which amount is meant, and return where the phrase ends.

        "elemental magnesium" names a substance unless it was named before.
        """
        following = self.kind(end) == "number" and self.text(end + 1) in UNITS
        self.trail.elemental(following=following)
        named = self.kb.meanings(key.partition(" ")[2])
        if named:
            seen = {one.substance or one.id for name in self.names for one in name.meanings}
            if not any((one.substance or one.id) in seen for one in named):
                return self.at + 1
        return end
