"""Check messages, names and words in both languages."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, get_args

from msgspec import Struct

from interactions.fold import fold, pattern
from interactions.knowledge.library import KEYED
from interactions.knowledge.model import Text
from interactions.knowledge.source import quoted
from interactions.knowledge.vocabulary import Lang

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from interactions.knowledge.decode import FieldPath
    from interactions.knowledge.ledger import Ledger, RecordKey
    from interactions.knowledge.model import Names
    from interactions.knowledge.vocabulary import Country

_LANGS: Final = get_args(Lang)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Words that may name a thing of their own: "phosphate" after a medicine is its salt.
_ALSO_NAMES: Final = frozenset(("salt", "elemental"))
_EVERYWHERE: Final = "int"


def check(ledger: Ledger) -> None:
    """Note unequal messages, and names or words with two meanings."""
    _messages(ledger)
    things, conditions = _Register(ledger), _Register(ledger)
    library = ledger.library
    for section in ("substances", "products", "classes"):
        for record in getattr(library, section).values():
            things.enter((section, record.id), record)
            for index, form in enumerate(getattr(record, "forms", ())):
                things.enter((section, record.id), form, ("forms", index))
    for condition in library.conditions.values():
        conditions.enter(("conditions", condition.id), condition)
    _no_words(ledger, things, _words(ledger))
    _numbers(ledger)


def _numbers(ledger: Ledger) -> None:
    """Note texts that say other numbers in one language than in the other."""
    for section in KEYED:
        for record in getattr(ledger.library, section).values():
            for path, text in _texts(record):
                here, there = _figures(text.en), _figures(text.tr)
                if here != there:
                    only = sorted((here - there) + (there - here))
                    what = f"{', '.join(only)} in one language only"
                    ledger.note((section, record.id), path, "KB607", what, "say the same in both")


def _texts(value: Struct) -> Iterator[tuple[FieldPath, Text]]:
    """Yield every text below a record, with its path."""
    for name in value.__struct_fields__:
        found = getattr(value, name)
        for index, item in enumerate(found) if isinstance(found, tuple) else ((None, found),):
            path = (name,) if index is None else (name, index)
            if isinstance(item, Text):
                yield path, item
            elif isinstance(item, Struct):
                for further, text in _texts(item):
                    yield (*path, *further), text


def _figures(text: str) -> Counter[str]:
    """Return the numbers of a text without their marks; "one" is often a word."""
    found = (number.replace(".", "").replace(",", "") for number in _FIGURE.findall(text))
    return Counter(number for number in found if number != "1")


def _messages(ledger: Ledger) -> None:
    """Note messages that stand in one language only or differ in their placeholders."""
    messages = ledger.library.messages
    for part in ledger.library.parts:
        for lang, texts in part.document.messages.items():
            for name, text in texts.items():
                path: FieldPath = ("messages", lang, name)
                for other in _LANGS:
                    if ledger.library.complete and name not in messages.get(other, {}):
                        what = f"the message {name} is missing in {other!r}"
                        remedy = f"add it to the messages in {other!r}"
                        ledger.problems.append(part.problem(path, "KB602", what, remedy))
                here, there = _placeholders(text), _placeholders(messages[_LANGS[0]].get(name, ""))
                if lang != _LANGS[0] and name in messages[_LANGS[0]] and here != there:
                    what = f"placeholders {_shown(here)}, but {_shown(there)} in {_LANGS[0]!r}"
                    ledger.problems.append(part.problem(path, "KB603", what, "use the same"))


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


def _shown(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "none"


class _Named(Protocol):
    """What has a name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def names(self) -> Names: ...


class _Owner(NamedTuple):
    """Who bears a spelling, where that stands, and in which country (a brand)."""

    id: str
    record: RecordKey
    path: FieldPath
    country: Country | None


class _Register:
    """Every spelling with its owners."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.owners: dict[str, list[_Owner]] = {}
        self.noted: set[tuple[str, str, str]] = set()

    def enter(self, record: RecordKey, named: _Named, below: FieldPath = ()) -> None:
        """Enter all spellings of a record, and note those that another one bears."""
        brands: Mapping[Country, tuple[str, ...]] = getattr(named, "brands", {})
        for spelling, path in _spellings(named):
            self._enter(spelling, _Owner(named.id, record, (*below, *path), None))
        former: Mapping[Country, tuple[str, ...]] = getattr(named, "former_brands", {})
        for field, table in (("brands", brands), ("former_brands", former)):
            for country, names in table.items():
                for index, spelling in enumerate(names):
                    path = (*below, field, country, index)
                    self._enter(spelling, _Owner(named.id, record, path, country))

    def _enter(self, spelling: str, owner: _Owner) -> None:
        folded = fold(spelling)
        others = self.owners.setdefault(folded, [])
        for other in others:
            mark = (folded, owner.id, other.id)
            if other.id == owner.id or mark in self.noted or not _meet(owner, other):
                continue
            self.noted.add(mark)
            what = f"{quoted(spelling)} is a name of {other.id} too"
            remedy = "leave it to one of them, or name the countries of the brand"
            self.ledger.note(owner.record, owner.path, "KB604", what, remedy)
        others.append(owner)


def _spellings(named: _Named) -> Iterator[tuple[str, FieldPath]]:
    yield named.id, ("id",)
    yield named.name.en, ("name", "en")
    yield named.name.tr, ("name", "tr")
    for index, spelling in enumerate(named.names.en):
        yield spelling, ("names", "en", index)
    for index, spelling in enumerate(named.names.tr):
        yield spelling, ("names", "tr", index)


def _meet(one: _Owner, other: _Owner) -> bool:
    """Tell whether two owners of a spelling can be met in the same country."""
    countries = {one.country, other.country}
    return len(countries) == 1 or None in countries or _EVERYWHERE in countries


def _words(ledger: Ledger) -> dict[str, str]:
    """Note words that two records explain; return all words with their kinds."""
    seen: dict[str, str] = {}
    for part in ledger.library.parts:
        for index, word in enumerate(part.document.words):
            for number, spelling in enumerate(word.words):
                key = pattern(spelling)
                path = ("words", index, "words", number)
                if key in seen:
                    what = f"{quoted(spelling)} stands already among the words: {seen[key]}"
                    ledger.problems.append(part.problem(path, "KB605", what, "delete one"))
                seen.setdefault(key, word.kind)
    return seen


def _no_words(ledger: Ledger, things: _Register, words: Mapping[str, str]) -> None:
    """Note names that are words of labels: "Once Daily" would be read as a product."""
    for folded, owners in things.owners.items():
        if words.get(folded, "salt") in _ALSO_NAMES:
            continue
        owner = owners[0]
        what = f"{quoted(folded)} is a word of labels too: {words[folded]}"
        ledger.note(owner.record, owner.path, "KB606", what, "leave it out, or take the word out")
