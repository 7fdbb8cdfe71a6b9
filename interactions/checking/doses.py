"""Add up what a list gives of each substance in a day, and compare it with limits.

Only what is swallowed counts; what was stopped does not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from interactions.checking.report import Finding, Result, Version
from interactions.checking.taken import day_share, still_taken
from interactions.items.content import number
from interactions.items.item import Item
from interactions.knowledge.vocabulary import Authority, Laxative, LimitGroup, LimitScope
from interactions.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interactions.checking.patient import Patient
    from interactions.items.item import ItemSubstance
    from interactions.knowledge.index import BriefLimit, KnowledgeBase

_GROWN_UP: Final = 19
LOOSENS: Final[frozenset[Laxative | None]] = frozenset(("strong", "moderate"))


class Contribution(Struct, frozen=True, kw_only=True):
    """What one item gives of a substance.

    ``per_intake_mg`` and ``per_day_mg`` are those of the element for a mineral; None:
    the dose is not stated. ``laxative``: how much the form loosens the bowels.
    """

    item: int
    form: str | None
    product: str | None
    compound_mg: int | float | None
    per_intake_mg: int | float | None
    per_day_mg: int | float | None
    self_chosen: bool
    laxative: Laxative | None = None


class LimitShown(Struct, frozen=True, kw_only=True):
    """An upper level for this patient, and whether the day's total is above it."""

    authority: Authority
    group: LimitGroup
    limit_mg: int | float
    scope: LimitScope
    forms: tuple[str, ...]
    exceeded: bool
    counted_mg: int | float


class Total(Struct, frozen=True, kw_only=True):
    """The day's total of a substance: what is known of it, and who does not state a dose."""

    substance: str
    name: str
    known_mg: int | float
    unstated: tuple[int, ...]
    loosening_mg: int | float
    contributions: tuple[Contribution, ...]
    limits: tuple[LimitShown, ...]


class Doses(Result, frozen=True, kw_only=True):
    """What every substance of a list adds up to in a day."""

    schema: Literal["interactions/doses/1"] = "interactions/doses/1"
    knowledge_base: Version
    items: tuple[Item, ...]
    totals: tuple[Total, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[int, ...]


class Counted(Struct, frozen=True):
    """A total with its limits, each with its place in the record of the substance."""

    total: Total
    limits: tuple[tuple[int, LimitShown], ...]


def add_up(items: Sequence[Item], patient: Patient, kb: KnowledgeBase) -> list[Counted]:
    """Return the day's total of every substance that is swallowed, in the order of the list.

    Args:
        items: the lines of a list, as resolved.
        patient: whose limits count.
        kb: the knowledge base.
    """
    parts: dict[str, list[Contribution]] = {}
    names: dict[str, str] = {}
    for item in items:
        if item.route != "oral" or not still_taken(item):
            continue
        for one in item.substances:
            names[one.id] = one.name
            parts.setdefault(one.id, []).append(_contribution(item, one, kb))
    return [_total(key, names[key], mine, patient, kb) for key, mine in parts.items()]


def _contribution(item: Item, one: ItemSubstance, kb: KnowledgeBase) -> Contribution:
    mineral = kb.brief(one.id).kind == "mineral"
    amount = one.elemental_mg if mineral else one.amount_mg
    forms = {form.id: form.laxative for form in kb.brief(one.id).forms}
    return Contribution(
        item=item.index,
        form=one.form,
        product=one.product,
        compound_mg=one.amount_mg if mineral else None,
        per_intake_mg=amount,
        per_day_mg=None if amount is None else number(_exact(amount) * day_share(item)),
        self_chosen=item.self_chosen,
        laxative=forms.get(one.form or ""),
    )


def _total(
    key: str, name: str, parts: Sequence[Contribution], patient: Patient, kb: KnowledgeBase
) -> Counted:
    found = _limits(kb.brief(key).limits, parts, patient)
    total = Total(
        substance=key,
        name=name,
        known_mg=_sum(parts),
        unstated=tuple(sorted({one.item for one in parts if one.per_day_mg is None})),
        loosening_mg=_sum(one for one in parts if one.laxative in LOOSENS),
        contributions=tuple(parts),
        limits=tuple(shown for _, shown in found),
    )
    return Counted(total, found)


def _limits(
    limits: Sequence[BriefLimit], parts: Sequence[Contribution], patient: Patient
) -> tuple[tuple[int, LimitShown], ...]:
    """Return, for each authority, the lowest limit of the groups that the patient is in.

    A limit of some forms counts only what is stated to be one of them.
    """
    groups = _groups(patient)
    lowest: dict[tuple[str, tuple[str, ...]], tuple[float, int]] = {}
    for place, limit in enumerate(limits):
        if limit.amount is not None and limit.group in groups and _of_age(limit, patient):
            kind = limit.authority, limit.forms
            lowest[kind] = min(lowest.get(kind, (limit.amount, place)), (limit.amount, place))
    shown = []
    for amount, place in lowest.values():
        limit = limits[place]
        counted = _sum(one for one in parts if not limit.forms or one.form in limit.forms)
        level = LimitShown(
            authority=limit.authority,
            group=limit.group,
            limit_mg=plain(amount),
            scope=limit.scope,
            forms=limit.forms,
            exceeded=counted > amount,
            counted_mg=counted,
        )
        shown.append((place, level))
    return tuple(shown)


def _groups(patient: Patient) -> frozenset[LimitGroup]:
    """Return the groups whose limits may hold; the lowest of them counts."""
    groups: set[LimitGroup] = {"adult"}
    if patient.age is not None:
        groups.add("child")
    if patient.pregnant or patient.trimester is not None:
        groups.add("pregnancy")
    if patient.breastfeeding:
        groups.add("breastfeeding")
    return frozenset(groups)


def _of_age(limit: BriefLimit, patient: Patient) -> bool:
    """Return whether a limit is one for this age.

    That of grown-ups holds for everybody younger too, since the lowest counts; without an
    age the person is taken for one.
    """
    age = _GROWN_UP if patient.age is None else patient.age
    if limit.below_age is not None and age >= limit.below_age:
        return False
    if limit.from_age is None or age >= limit.from_age:
        return True
    return limit.group != "child" and limit.from_age <= _GROWN_UP


def _sum(parts: Iterable[Contribution]) -> int | float:
    known = (one.per_day_mg for one in parts)
    return number(sum((_exact(one) for one in known if one is not None), Decimal(0))) or 0


def _exact(value: float) -> Decimal:
    return Decimal(str(value))
