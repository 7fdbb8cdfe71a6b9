"""Look along the tokens of a line: which name, word or number stands at a place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from interactions.items.amounts import UNITS, Trail, number
from interactions.items.schedule import Timing
from interactions.items.tokens import Token
from interactions.knowledge.index import WordMeaning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.knowledge.index import KnowledgeBase

# Marks that may stand inside a name; any other mark ends it, so that "esomeprazole,
# magnesium" stays two things.
INSIDE: Final = frozenset("-.'()®™·")
_BETWEEN: Final = INSIDE | {":"}
_LONGEST_WORD: Final = 7


class KnownWord(Struct, frozen=True):
    """A word of labels that was found: where it ends, the number in it, what it means."""

    key: str
    end: int
    value: Decimal | None
    meaning: WordMeaning


class Walk:
    """The tokens of a line, a place in them, and what was collected on the way."""

    def __init__(self, line: tuple[Token, ...], kb: KnowledgeBase) -> None:
        self.kb = kb
        self.line = _numbers_joined(line, kb)
        self.at = 0
        self.depth = 0
        self.trail = Trail()
        self.timing = Timing()
        self.notes: list[str] = []

    def text(self, place: int) -> str:
        """Return the folded text of a token; nothing beyond the end."""
        return self.line[place].text if place < len(self.line) else ""

    def kind(self, place: int) -> str:
        """Return the kind of a token; nothing beyond the end."""
        return self.line[place].kind if place < len(self.line) else ""

    def runs(self, start: int, limit: int) -> Iterator[tuple[str, int, bool]]:
        """Yield each run of words from a place, where it ends, and if it crosses a comma."""
        words: list[str] = []
        comma = False
        for place in range(start, len(self.line)):
            kind, text = self.line[place].kind, self.line[place].text
            if kind != "mark":
                words.append(text.replace(".", " ").replace(",", " ") if kind == "number" else text)
                yield " ".join(words), place + 1, comma
            elif text == "," and words:
                comma = True
            elif text not in INSIDE or not words:
                return
            if len(words) == limit:
                return

    def known_name(self, start: int) -> tuple[str, int] | None:
        """Return the longest name from here; only a product has a name with a comma."""
        best = None
        for key, end, comma in self.runs(start, self.kb.index.longest_name):
            found = self.kb.meanings(key)
            if found and not (comma and any(one.kind != "product" for one in found)):
                best = (key, end)
        return best

    def known_word(self, start: int) -> KnownWord | None:
        """Return the longest word of labels from here."""
        found = [self.match(start, counting=counting) for counting in (False, True)]
        return max(filter(None, found), key=lambda one: one.end, default=None)

    def match(self, start: int, *, counting: bool) -> KnownWord | None:
        """Return the longest word from here, as it stands or with # for its one number."""
        best = None
        key = ""
        length = 0
        value: Decimal | None = None
        for place in range(start, len(self.line)):
            token = self.line[place]
            if token.kind == "mark":
                if token.text not in _BETWEEN or not key:
                    break
                continue
            counted = self.value(place) if counting and value is None else None
            if counted is not None:
                if self.goes_on(place + 1):
                    break
                value = counted
            text = token.text if counted is None else "#"
            key = f"{key} {text}" if key else text
            length += 1
            meaning = self.kb.word(key)
            if meaning:
                best = KnownWord(key, place + 1, value, meaning)
            if length == _LONGEST_WORD:
                break
        return best

    def goes_on(self, place: int) -> bool:
        """Return whether a number before this place belongs to what follows it."""
        following = self.text(place)
        return following in ("x", "/") or following in UNITS

    def value(self, place: int) -> Decimal | None:
        """Return the number at a place, written in digits or as a word."""
        if self.kind(place) == "number":
            return number(self.text(place))
        meaning = self.kb.word(self.text(place))
        return Decimal(str(meaning.value)) if meaning and meaning.value else None


def _numbers_joined(line: tuple[Token, ...], kb: KnowledgeBase) -> tuple[Token, ...]:
    """Return a line with a number that two words write ("bir buçuk") as one token."""
    found = list(line)
    for place in range(len(line) - 2, -1, -1):
        pair = kb.word(f"{line[place].text} {line[place + 1].text}")
        if pair and pair.kind == "number" and pair.value:
            found[place : place + 2] = [Token("number", f"{pair.value:g}")]
    return tuple(found)
