"""What a check returns: items, findings, what needs nothing, what was not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct

from interactions.items.item import Item
from interactions.knowledge.vocabulary import (
    Authority,
    Evidence,
    Flag,
    LimitGroup,
    LimitScope,
    Mechanism,
    Severity,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["interaction", "contraindication", "dose", "duplicate"]
FLAG_ORDER: tuple[Flag, ...] = ("hold", "consult", "space", "monitor", "inform", "none")
SEVERITY_ORDER: tuple[Severity | None, ...] = (
    "contraindicated",
    "major",
    "moderate",
    "minor",
    None,
)


class Result(Struct, frozen=True, kw_only=True):
    """Base of every public result."""

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain values, equal to its JSON: lists, no tuples."""
        return dict(msgspec.json.decode(msgspec.json.encode(self)))


class Version(Struct, frozen=True):
    """Which knowledge base a result rests on."""

    version: str
    hash: str


class Hours(Struct, frozen=True):
    """A separation in hours; null = no source offers this order."""

    before_h: int | float | None
    after_h: int | float | None


class CitedSource(Struct, frozen=True):
    """A source with the place in it."""

    id: str
    title: str
    locator: str
    url: str | None


class OtherSource(Struct, frozen=True):
    """What another source says."""

    source: str
    before_h: int | float | None
    after_h: int | float | None
    text: str


class EffectShown(Struct, frozen=True):
    """A measured effect."""

    measure: str
    change: str
    note: str
    source: str | None


class DoseShown(Struct, frozen=True, kw_only=True):
    """A day's total against a limit; ``unstated``: the items that state no dose."""

    total_mg: int | float
    limit_mg: int | float
    authority: Authority
    group: LimitGroup
    scope: LimitScope
    unstated: tuple[int, ...]


class Finding(Struct, frozen=True, kw_only=True):
    """A rule that fired for these items and this patient.

    An interaction of one item is standing advice: the food or the test is not on the list.
    ``or_with_food``: instead of the distance both may be taken together with a meal.
    """

    id: str
    kind: Kind
    topic: Topic
    flag: Flag
    severity: Severity | None
    evidence: Evidence
    draft: bool
    items: tuple[int, ...]
    object: str | None
    precipitant: str | None
    condition: str | None
    separation: Hours | None
    mechanism: Mechanism | None
    effect: str
    text: str
    path: tuple[str, ...]
    sources: tuple[CitedSource, ...]
    disagreement: tuple[OtherSource, ...]
    overridden: tuple[str, ...]
    inferred_from_class: bool
    assumed: tuple[str, ...]
    effect_size: tuple[EffectShown, ...]
    dose: DoseShown | None = None
    or_with_food: bool = False


class NothingToDo(Struct, frozen=True, kw_only=True):
    """A pair that was studied, or that a label names, and that needs nothing."""

    items: tuple[int, ...]
    rule: str
    object: str | None
    precipitant: str | None
    draft: bool
    text: str
    sources: tuple[CitedSource, ...]


class Summary(Struct, frozen=True):
    """How many findings carry each flag."""

    hold: int = 0
    consult: int = 0
    space: int = 0
    monitor: int = 0
    inform: int = 0


class PatientCondition(Struct, frozen=True):
    """A condition that was taken to hold, with its value where one is known."""

    id: str
    value: int | float | None


class WithoutAnswer(Struct, frozen=True):
    """A condition with the medicines that nobody has reviewed for it."""

    condition: str
    medicines: tuple[str, ...]


class NotReviewed(Struct, frozen=True):
    """The questions that the knowledge base cannot answer yet.

    ``medicines`` have not been reviewed with each other: none, or two and more.
    """

    medicines: tuple[str, ...] = ()
    conditions: tuple[WithoutAnswer, ...] = ()


class Report(Result, frozen=True, kw_only=True):
    """The answer to a list."""

    schema: Literal["interactions/report/1"] = "interactions/report/1"
    knowledge_base: Version
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    nothing_to_do: tuple[NothingToDo, ...]
    not_checked: tuple[int, ...]
    conditions_not_checked: tuple[str, ...]
    conditions: tuple[PatientCondition, ...] = ()
    not_reviewed: NotReviewed = NotReviewed()
    summary: Summary


def summary_of(findings: Iterable[Finding]) -> Summary:
    """Return how many findings carry each flag."""
    counts = dict.fromkeys(Summary.__struct_fields__, 0)
    for finding in findings:
        counts[finding.flag] += 1
    return Summary(**counts)


def order(finding: Finding) -> tuple[Any, ...]:
    """Return the sort key of a finding: flag, severity, items, id, then what tells them apart."""
    return (
        FLAG_ORDER.index(finding.flag),
        SEVERITY_ORDER.index(finding.severity),
        finding.items,
        finding.id,
        finding.object or "",
        finding.precipitant or "",
        finding.assumed,
        finding.overridden,
    )


def quiet_order(entry: NothingToDo) -> tuple[Any, ...]:
    """Return the sort key of what needs nothing: items, rule, object, precipitant."""
    return (entry.items, entry.rule, entry.object or "", entry.precipitant or "")
