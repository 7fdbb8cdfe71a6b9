"""Read single values strictly: text, words, ids, amounts, numbers, dates.

A reader takes a node and a :class:`Run`, and returns the value; where it refuses, it
tells the run why and returns :data:`FAILED`. Nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from interactions import units
from interactions.fold import letters
from interactions.knowledge.source import MappingNode, Node, ScalarNode, SequenceNode, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reader: TypeAlias = Callable[[Node, "Run"], Any]

FAILED: Final[Any] = object()
NULLS: Final = frozenset({"", "~", "null"})
_WORDLIKE: Final = frozenset(
    form(word) for word in ("null", "true", "false") for form in (str.lower, str.upper, str.title)
) | {"", "~"}
_YES: Final = frozenset({"yes", "on", "y", "true", "1", "evet"})
_NO: Final = frozenset({"no", "off", "n", "false", "0", "hayir"})
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_AMOUNT = re.compile(rf"({units.NUMBER}) ?([^\W\d_]*)\.?")
_UNIT_WORDS: Final = {
    "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "saat": "h", "sa": "h",
    "minute": "min", "minutes": "min", "mins": "min", "m": "min", "dk": "min", "dakika": "min",
    "day": "d", "days": "d", "gun": "d", "week": "wk", "weeks": "wk", "w": "wk", "hafta": "wk",
    "μg": "mcg", "ug": "mcg", "gr": "g", "gram": "g", "mgs": "mg",
}  # fmt: skip
_REQUIRED_UNIT: Final = {"duration": ("KB208", "h"), "mass": ("KB209", "mg")}
_READ_UNIT: Final[Mapping[str, Callable[[str], float | None]]] = {
    "duration": units.duration,
    "mass": units.mass,
}
_UNITS: Final = {"duration": tuple(units.MINUTES), "mass": tuple(units.MILLIGRAMS)}


class Refusal(NamedTuple):
    """Why a node was refused; ``key`` is set where a key below the node is meant."""

    node: Node
    key: str
    code: str
    message: str
    remedy: str


class Limits(NamedTuple):
    """The bounds of a number, as the model states them."""

    gt: float | None = None
    ge: float | None = None
    lt: float | None = None
    le: float | None = None

    def broken(self, value: float) -> str:
        """Return what a value breaks, in words, or nothing."""
        if self.gt is not None and not value > self.gt:
            return f"not above {units.plain(self.gt)}"
        if self.ge is not None and not value >= self.ge:
            return f"below {units.plain(self.ge)}"
        if self.lt is not None and not value < self.lt:
            return f"not below {units.plain(self.lt)}"
        if self.le is not None and not value <= self.le:
            return f"above {units.plain(self.le)}"
        return ""


class Run:
    """Collects what is refused while one document is decoded."""

    def __init__(self) -> None:
        self.refusals: list[Refusal] = []

    def refuse(self, node: Node, code: str, message: str, remedy: str = "", key: str = "") -> Any:
        """Note a refusal and return :data:`FAILED`."""
        self.refusals.append(Refusal(node, key, code, message, remedy))
        return FAILED

    def wrong_kind(self, node: Node, wanted: str, remedy: str = "") -> Any:
        """Note that a node is of another kind than the model wants."""
        if isinstance(node, ScalarNode):
            empty = node.plain and node.text in NULLS
            found = "nothing" if empty else f"the single value {quoted(node.text)}"
        elif isinstance(node, SequenceNode):
            found = "a list"
        elif isinstance(node, MappingNode):
            found = "a mapping"
        else:
            return FAILED
        return self.refuse(node, "KB201", f"{found} where {wanted} is expected", remedy)


def nearest(word: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return all words, those most like the given one first."""
    close = get_close_matches(word.lower(), words, n=3)
    return (*close, *(other for other in words if other not in close))


def text_reader(pattern: str | None, max_length: int | None, kind: str) -> Reader:
    """Return a reader of text, plain or quoted, or of an id."""
    match = re.compile(pattern, re.ASCII).fullmatch if pattern else None
    limit = max_length or 1 << 30

    def read(node: Node, run: Run) -> Any:
        if type(node) is not ScalarNode:
            return run.wrong_kind(node, "text")
        text = node.text
        if (node.plain and text in _WORDLIKE) or not text or text.isspace():
            return text if kind == "blank" and not node.plain else _no_text(node, run)
        if match and not match(text):
            if kind == "id":
                return _not_an_id(node, run)
            return run.refuse(node, "KB206", f"{quoted(text)} does not have the form {pattern}")
        if len(text) > limit:
            code = "KB205" if kind == "id" else "KB206"
            return run.refuse(node, code, f"longer than {limit} characters", "shorten it")
        return text

    return read


def _no_text(node: ScalarNode, run: Run) -> Any:
    if not node.plain:
        return run.refuse(node, "KB601", "the text is empty", "write it, or leave the key out")
    if not node.text:
        return run.refuse(node, "KB207", "there is no text", "write it, or leave the key out")
    remedy = f'write "{node.text}" if these letters are meant'
    return run.refuse(node, "KB207", f"{quoted(node.text)} is not text", remedy)


def _not_an_id(node: ScalarNode, run: Run) -> Any:
    slug = re.sub(r"[^a-z0-9-]+", "-", letters(node.text)).strip("-")
    slug = re.sub(r"-{3,}", "--", slug)
    remedy = f"write {slug}" if slug else "write lower-case letters, digits and hyphens"
    return run.refuse(node, "KB205", f"{quoted(node.text)} is not an id", remedy)


def word_reader(words: tuple[str, ...]) -> Reader:
    """Return a reader of a closed vocabulary."""
    known = {word: word for word in words}

    def read(node: Node, run: Run) -> Any:
        if type(node) is not ScalarNode:
            return run.wrong_kind(node, "a single word")
        word = known.get(node.text)
        return not_a_word(node, run, words) if word is None else word

    return read


def not_a_word(node: ScalarNode, run: Run, words: tuple[str, ...]) -> Any:
    """Note that a word is outside its vocabulary."""
    ordered = nearest(node.text, words)
    close = get_close_matches(node.text.lower(), words, n=1)
    what = f"{quoted(node.text)} is not one of {', '.join(ordered)}"
    return run.refuse(node, "KB204", what, f"write {close[0]}" if close else "write one of them")


def amount_reader(kind: str, limits: Limits) -> Reader:
    """Return a reader of a duration (in minutes) or a mass (in mg) with its unit."""
    convert, (code, _) = _READ_UNIT[kind], _REQUIRED_UNIT[kind]

    def read(node: Node, run: Run) -> Any:
        if type(node) is not ScalarNode:
            return run.wrong_kind(node, f"a {kind} with its unit")
        value = convert(node.text)
        if value is None:
            what, remedy = _amount_trouble(node.text, kind)
            return run.refuse(node, code, what, remedy)
        if broken := limits.broken(value):
            what = f"{quoted(node.text)} is {broken} {'min' if kind == 'duration' else 'mg'}"
            return run.refuse(node, "KB211", what)
        return value

    return read


def _amount_trouble(text: str, kind: str) -> tuple[str, str]:
    """Say what is wrong with an amount, and what to write."""
    units_text = ", ".join(_UNITS[kind])
    example = _REQUIRED_UNIT[kind][1]
    match = _AMOUNT.fullmatch(text)
    if not match:
        return f"{quoted(text)} is not a {kind}", f"write a number and one of {units_text}"
    number, unit = match.groups()
    if not unit:
        return f"{quoted(text)} has no unit", f"write '{number} {example}'"
    if kind == "duration" and unit in _UNITS[kind]:
        return f"{quoted(text)} is not a whole number of minutes", "write whole minutes"
    folded = letters(unit)
    meant = folded if folded in _UNITS[kind] else _UNIT_WORDS.get(folded, "")
    remedy = f"write '{number} {meant}'" if meant in _UNITS[kind] else f"use one of {units_text}"
    return f"{quoted(text)} has the unknown unit {quoted(unit)}", remedy


def number_reader(limits: Limits, *, whole: bool) -> Reader:
    """Return a reader of plain decimal numbers."""
    pattern = (_INT if whole else _FLOAT).fullmatch
    convert: Callable[[str], float] = int if whole else float
    wanted = "a whole number" if whole else "a plain decimal number"

    def read(node: Node, run: Run) -> Any:
        if type(node) is not ScalarNode:
            return run.wrong_kind(node, wanted)
        if not node.plain or not pattern(node.text):
            what = f"{quoted(node.text)} is not {wanted}"
            if not node.plain and pattern(node.text):
                what = f"{quoted(node.text)} is text"
            return run.refuse(node, "KB210", what, _number_remedy(node.text, pattern))
        value = convert(node.text)
        if broken := limits.broken(value):
            return run.refuse(node, "KB211", f"{node.text} is {broken}")
        return value

    return read


def _number_remedy(text: str, pattern: Callable[[str], object]) -> str:
    """Suggest the number that was probably meant, in plain digits."""
    bare = text.replace(",", ".").replace("_", "")
    for guess in (bare, bare.lstrip("0+") or "0"):
        if pattern(guess):
            return f"write {guess}"
    return "write digits only, with a point before the fraction"


def read_bool(node: Node, run: Run) -> Any:
    """Read true or false, and no other word for them."""
    if type(node) is not ScalarNode:
        return run.wrong_kind(node, "true or false")
    if node.plain:
        if node.text == "true":
            return True
        if node.text == "false":
            return False
    word = letters(node.text)
    guess = "true" if word in _YES else "false" if word in _NO else "true or false"
    return run.refuse(node, "KB212", f"{quoted(node.text)} is not a truth value", f"write {guess}")


def read_date(node: Node, run: Run) -> Any:
    """Read a day as year-month-day."""
    if type(node) is not ScalarNode:
        return run.wrong_kind(node, "a date")
    text = node.text
    remedy = "write year-month-day, for example 2026-01-31"
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            what = f"{quoted(text)} is not a day of the calendar"
            return run.refuse(node, "KB213", what, remedy)
    if match := _DAY_FIRST.fullmatch(text):
        remedy = f"write {match[3]}-{int(match[2]):02}-{int(match[1]):02} if the day came first"
    return run.refuse(node, "KB213", f"{quoted(text)} is not a date", remedy)


def optional_reader(inner: Reader) -> Reader:
    """Return a reader that also takes null, ``~`` or nothing, for None."""

    def read(node: Node, run: Run) -> Any:
        if type(node) is ScalarNode and node.plain and node.text in NULLS:
            return None
        return inner(node, run)

    return read
