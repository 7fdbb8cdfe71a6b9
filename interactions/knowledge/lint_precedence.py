"""Check rules against each other: contradictions, milder special rules, overrides.

A rule is more specific than another one of the same topic and consequence when each of
its sides is the same or stands below the other's, and one of them really below; or when
the sides are the same and it is narrowed further by form, route or dose.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias, get_args

from interactions.knowledge.vocabulary import Route
from interactions.units import hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.knowledge.ledger import Ledger, RecordKey
    from interactions.knowledge.model import Interaction

    _Pairs: TypeAlias = dict[tuple[str, str, str, str], list[Interaction]]

FLAG_RANK: Final = {"none": 0, "inform": 1, "monitor": 2, "space": 3, "consult": 4, "hold": 5}
SOURCE_RANK: Final = {
    "label": 6,
    "guideline": 5,
    "agency": 5,
    "study": 4,
    "review": 3,
    "compendium": 2,
    "secondary": 1,
}
_ROUTES: Final = frozenset(get_args(Route))


def check(ledger: Ledger) -> None:
    """Note contradictions, milder special rules, and overrides that do not hold."""
    pairs: _Pairs = defaultdict(list)
    order: dict[str, int] = {}
    for _, rule in ledger.rules():
        order[rule.id] = len(order)
        for precipitant in rule.precipitant:
            pairs[rule.topic, rule.consequence, rule.object, precipitant].append(rule)
    for record, rule in ledger.rules():
        for other in _related(ledger, rule, pairs):
            if _same_matter(rule, other) and _narrowing(rule) == _narrowing(other):
                if order[other.id] < order[rule.id]:
                    _contradiction(ledger, record, rule, other)
            elif more_specific(ledger, rule, other) and other.id not in rule.overrides:
                _milder(ledger, record, rule, other)
        _overrides(ledger, record, rule)


def _related(ledger: Ledger, rule: Interaction, pairs: _Pairs) -> Iterator[Interaction]:
    """Yield the other rules of the same topic and consequence on or above both sides."""
    seen = {rule.id}
    for above in sorted(ledger.kin(rule.object)):
        for precipitant in rule.precipitant:
            for side in sorted(ledger.kin(precipitant)):
                for other in pairs.get((rule.topic, rule.consequence, above, side), ()):
                    if other.id not in seen:
                        seen.add(other.id)
                        yield other


def _same_matter(rule: Interaction, other: Interaction) -> bool:
    """Tell whether both rules speak of one and the same pair."""
    return rule.object == other.object and not set(rule.precipitant).isdisjoint(other.precipitant)


def _narrowing(rule: Interaction) -> tuple[frozenset[str] | None, ...]:
    """Return what a rule is limited to: forms, routes, condition, dose; None is no limit."""
    default = frozenset({"oral"}) if rule.topic in {"absorption", "food"} else _ROUTES
    return (
        frozenset(rule.object_forms) or None,
        frozenset(rule.precipitant_forms) or None,
        frozenset(rule.object_routes) or default,
        frozenset(rule.precipitant_routes) or default,
        None if rule.when is None else frozenset({str(rule.when)}),
        None if rule.precipitant_above is None else frozenset({str(rule.precipitant_above)}),
    )


def more_specific(ledger: Ledger, rule: Interaction, other: Interaction) -> bool:
    """Tell whether a rule is a special case of another one of the same matter."""
    if (rule.topic, rule.consequence) != (other.topic, other.consequence):
        return False
    if other.object not in ledger.kin(rule.object) or not _overlap(rule, other):
        return False
    below = {
        (own, side)
        for own in rule.precipitant
        for side in other.precipitant
        if side in ledger.kin(own)
    }
    if not below:
        return False
    if rule.object != other.object or all(own != side for own, side in below):
        return True
    return _narrower(rule, other)


def _overlap(rule: Interaction, other: Interaction) -> bool:
    """Tell whether one case can be meant by both rules."""
    pairs = zip(_narrowing(rule)[:5], _narrowing(other)[:5], strict=True)
    return all(own is None or its is None or own & its for own, its in pairs)


def _narrower(rule: Interaction, other: Interaction) -> bool:
    """Tell whether a rule holds in fewer cases than another on the same sides."""
    own, its = _narrowing(rule), _narrowing(other)
    if own == its:
        return False
    for mine, theirs in zip(own[:5], its[:5], strict=True):
        if theirs is not None and (mine is None or not mine <= theirs):
            return False
    dose, its_dose = rule.precipitant_above, other.precipitant_above
    return its_dose is None or (dose is not None and dose >= its_dose)


def _contradiction(
    ledger: Ledger, record: RecordKey, rule: Interaction, other: Interaction
) -> None:
    """Note two rules that say different things of one pair."""
    remedy = "make them one rule"
    if rule.flag != other.flag:
        what = f"{other.id} says {other.flag} of the same pair"
        ledger.note(record, ("flag",), "KB407", what, remedy)
    elif rule.separation != other.separation:
        what = f"{other.id} gives another separation for the same pair"
        ledger.note(record, ("separation",), "KB407", what, remedy)


def milder(rule: Interaction, other: Interaction) -> str:
    """Return in which respect a rule is milder than another, in words, or nothing."""
    own, its = FLAG_RANK[rule.flag], FLAG_RANK[other.flag]
    if own < its:
        return f"{rule.flag} instead of {other.flag}"
    if other.separation is None:
        return ""
    if rule.separation is None:
        return "no separation" if own == its else ""
    for side in ("before", "after"):
        mine, theirs = getattr(rule.separation, side), getattr(other.separation, side)
        if mine is not None and theirs is None:
            return f"{side}: {hours(mine)} h where no order is offered"
        if mine is not None and mine < theirs:
            return f"{side}: {hours(mine)} h instead of {hours(theirs)} h"
    return ""


def _milder(ledger: Ledger, record: RecordKey, rule: Interaction, other: Interaction) -> None:
    """Note a special rule that is milder than the general one without overriding it."""
    respect = milder(rule, other)
    if not respect:
        return
    path = ("separation",) if respect.startswith(("before", "after")) else ("flag",)
    remedy = f"add 'overrides: [{other.id}]' with a source of equal rank, or be as strict"
    if rule.checked is None:
        remedy = "be as strict, or open a source of equal rank; a draft never overrides"
    ledger.note(record, path, "KB408", f"milder than {other.id}: {respect}", remedy)


def _overrides(ledger: Ledger, record: RecordKey, rule: Interaction) -> None:
    """Note overrides that do not hold; where a side is unknown, that alone is noted."""
    library = ledger.library
    sides = (rule.object, *rule.precipitant)
    if not all(side in library.substances or side in library.classes for side in sides):
        return
    for index, name in enumerate(rule.overrides):
        other = ledger.library.interactions.get(name)
        path = ("overrides", index)
        if other is None:
            if name in ledger.library.contraindications:
                what = f"{name} is a contraindication"
                ledger.note(record, path, "KB410", what, "name an interaction")
            continue
        if not more_specific(ledger, rule, other) and ledger.library.complete:
            what = f"{name} is not a more general rule of the same topic and consequence"
            ledger.note(record, path, "KB410", what, "take it out")
        elif rule.checked is None:
            what = f"a draft cannot override {name}"
            ledger.note(record, path, "KB409", what, "open a source and date 'checked'")
        elif ledger.library.complete:
            own = _best_rank(ledger, rule, opened=True)
            its = _best_rank(ledger, other, opened=False)
            if own < its:
                what = f"the best source of {name} has a higher rank"
                ledger.note(record, path, "KB409", what, "cite an opened source of that rank")


def _best_rank(ledger: Ledger, rule: Interaction, *, opened: bool) -> int:
    """Return the rank of a rule's best source; 0 where there is none."""
    sources = ledger.library.sources
    return max(
        (
            SOURCE_RANK[sources[citation.source].kind]
            for citation in rule.sources
            if citation.source in sources and (citation.opened or not opened)
        ),
        default=0,
    )
