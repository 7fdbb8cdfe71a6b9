"""Fill message templates of one language."""

from __future__ import annotations

import re
from math import floor, log10
from typing import TYPE_CHECKING, Final

from interactions.units import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Text

_MARK: Final = r"(?<=\d)[.,](?=\d)"  # compiled when first used
_RANGE: Final = r"(\S+) to (\S+)( kat)?"
# How a measured change is written in Turkish, in this order.
_TURKISH: Final = (
    ("up to ", "en çok "),
    ("about ", "yaklaşık "),
    (" times", " kat"),
    ("/day", "/gün"),
)
_WHOLE_FROM: Final = 100
_BULLET: Final = r"(?:[-*\u2022\u2023\u25aa\u2013\u2014]|\d{1,2}[.)])\s+"


class Phrases:
    """The sentences of one language, over one knowledge base."""

    def __init__(self, kb: KnowledgeBase, lang: str) -> None:
        self.kb = kb
        self.lang = lang
        self._messages = kb.messages(lang)
        self._names: dict[str, str] = {}

    def __call__(self, message: str, **values: str) -> str:
        """Return the sentence with this id, its names filled in."""
        return self._messages[message].format_map(values)

    def sentence(self, message: str, **values: str) -> str:
        """Return the sentence, begun with a capital letter."""
        return self.capital(self(message, **values))

    def capital(self, text: str) -> str:
        """Return text with its first letter raised; Turkish i becomes İ."""
        first = text[:1]
        if self.lang == "tr" and first == "i":
            return "İ" + text[1:]
        return first.upper() + text[1:]

    def own(self, text: Text | None) -> str:
        """Return a record's own sentence in this language; empty when there is none."""
        if text is None:
            return ""
        return text.tr if self.lang == "tr" else text.en

    def name(self, key: str) -> str:
        """Return the display name of a substance, class, form, product or condition."""
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = self.kb.name(key, self.lang)
        return found

    def form_name(self, substance: str, form: str) -> str:
        """Return the display name of a form of a substance."""
        return self.own(self.kb.form(substance, form).name)

    def number(self, value: float) -> str:
        """Return a number with the language's decimal mark."""
        return number_text(value, self.lang)

    def mass(self, mg: float) -> str:
        """Return an amount in milligrams, below one milligram in micrograms.

        Args:
            mg: milligrams.
        """
        if 0 < mg < 1:
            return self("unit.mcg", number=self.number(_rounded(mg * 1000)))
        return self("unit.mg", number=self.number(_rounded(mg)))

    def hours(self, value: float) -> str:
        """Return a time given in hours, below one hour in minutes, from 4 days in days.

        Args:
            value: hours.
        """
        if value < 1:
            return self("unit.minutes", number=self.number(round(value * 60)))
        if value >= 96 and value % 24 == 0:  # noqa: PLR2004 - four days
            return self("unit.days", number=self.number(value / 24))
        return self("unit.hours", number=self.number(value))

    def figures(self, text: str) -> str:
        """Return a measured change as the language writes it.

        Args:
            text: as recorded, such as ``-20 to -25 %``; in Turkish -%20 ile -%25 arası.
        """
        if self.lang != "tr":
            return text
        text = re.sub(_MARK, lambda mark: "," if mark[0] == "." else ".", text)
        if "%" in text:
            text = re.sub(r"\d[\d.,]*", r"%\g<0>", re.sub(r" ?%", "", text))
        for english, turkish in _TURKISH:
            text = text.replace(english, turkish)
        return re.sub(r" h$", " saat", re.sub(_RANGE, r"\1 ile \2\3 arası", text))

    def listing(self, names: Iterable[str]) -> str:
        """Return names joined with commas and the language's word for and."""
        found = list(dict.fromkeys(names))
        if len(found) < 2:  # noqa: PLR2004 - one name needs no joining
            return "".join(found)
        return f"{', '.join(found[:-1])} {self('label.and')} {found[-1]}"


def _rounded(amount: float) -> float:
    """Return an amount as a label would print it: whole from 100, else to three figures."""
    return round(amount, 0 if amount >= _WHOLE_FROM else max(0, 2 - floor(log10(amount or 1))))


def shown(text: str) -> str:
    r"""Return a user's line as it can be printed: escaped, without bullet, not too long.

    >>> shown("a\x1b[31mb\xa0c"), shown(" - Nexium 40 mg")
    ('a\\x1b[31mb c', 'Nexium 40 mg')
    """
    text = text.strip()
    if not text[:1].isalpha():
        bullet = re.match(_BULLET, text)
        text = text[bullet.end() :] if bullet else text
    safe = text if text.isascii() and text.isprintable() else _escaped(text)
    return safe if len(safe) <= 80 else safe[:77] + "..."  # noqa: PLR2004 - one line


def _escaped(text: str) -> str:
    import unicodedata  # 1 ms, and most lists do without it

    return "".join(
        char
        if char.isprintable()
        else " "
        if char == "\t" or unicodedata.category(char) == "Zs"
        else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
