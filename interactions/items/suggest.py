"""Suggest known names for an unknown one; suggestions are never used for checking."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Final

from interactions.fold import fold
from interactions.items.item import Suggestion

if TYPE_CHECKING:
    from interactions.knowledge.index import KnowledgeBase

AT_MOST: Final = 3
_LIKENESS: Final = 75.0
_BEHIND_THE_BEST: Final = 8.0
_SHORTEST: Final = 3
_WHOLE: Final = 200.0  # the likeness counts two lengths, each as 100
# Turkish "-siz": what is named is what is not in it.
_WITHOUT: Final = re.compile(r"(.+)s[iu]z(?:dir|dur)?")


def suggestions(
    text: str, kb: KnowledgeBase, lang: str = "en", likeness: float = _LIKENESS
) -> tuple[Suggestion, ...]:
    """Return at most three known names that look like `text`, best first.

    Args:
        text: an unknown name, with or without a dose.
        kb: the knowledge base.
        lang: language of the display names.
        likeness: how alike a name must be, of 100.
    """
    from rapidfuzz import fuzz, process

    wanted = fold("".join(char for char in text if not char.isdigit()))
    if len(wanted) < _SHORTEST:  # two letters look like everything
        return ()
    names = kb.suggestible()
    choices = _of_like_length(wanted, kb)
    found = process.extract(wanted, choices, scorer=fuzz.ratio, score_cutoff=likeness, limit=12)
    without = _WITHOUT.fullmatch(wanted)
    said = f" {without[1] if without else wanted} "
    best: dict[str, Suggestion] = {}
    enough = max((score for _name, score, _place in found), default=0.0) - _BEHIND_THE_BEST
    for name, score, _place in sorted(found, key=lambda hit: (-hit[1], hit[0])):
        if score < enough:
            break
        if f" {name} " in said and kb.meanings(
            name
        ):  # a name that was left aside: "no iron", "demirsiz"
            continue
        for meaning in sorted(names[name], key=lambda one: one.kind == "class"):
            key = meaning.substance or meaning.id
            shown = kb.name(key, lang)
            best.setdefault(
                key, Suggestion(key, shown, "similar", name if kb.meanings(name) else "")
            )
    return tuple(best.values())[:AT_MOST]


def _of_like_length(wanted: str, kb: KnowledgeBase) -> list[str]:
    """Return the names whose length allows the likeness that is asked for."""
    shortest = ceil(len(wanted) * _LIKENESS / (_WHOLE - _LIKENESS))
    longest = int(len(wanted) * (_WHOLE - _LIKENESS) / _LIKENESS)
    shelves = kb.suggestible_by_length()
    return [name for length in range(shortest, longest + 1) for name in shelves.get(length, ())]


def conditions_like(text: str, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return at most three conditions with a name that looks like `text`, best first."""
    names = kb.condition_names()
    return tuple(dict.fromkeys(names[name] for name in near(text, list(names), _LIKENESS)))


def near(text: str, known: list[str], likeness: float = 60.0) -> tuple[str, ...]:
    """Return at most three of `known` that look like `text`, best first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        fold(text), known, scorer=fuzz.ratio, score_cutoff=likeness, limit=AT_MOST
    )
    return tuple(name for name, _score, _place in found)
