"""The person who takes the list: age, kidneys, pregnancy, conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from interactions.errors import InputError
from interactions.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Band, Measure


class Patient(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the person.

    Args:
        age: in years.
        sex: ``female`` or ``male``.
        pregnant: whether pregnant.
        trimester: 1 to 3; implies pregnant.
        breastfeeding: whether breastfeeding.
        egfr: estimated glomerular filtration rate, in mL/min (per 1.73 m²).
        conditions: conditions by id, name or synonym, in English or Turkish.
        surgery_in_days: days until a planned operation.

    Raises:
        InputError: a number is outside what is possible.

    >>> Patient(egfr=45, conditions=("heart block",)).egfr
    45
    """

    age: float | None = None
    sex: str | None = None
    pregnant: bool = False
    trimester: int | None = None
    breastfeeding: bool = False
    egfr: float | None = None
    conditions: tuple[str, ...] = ()
    surgery_in_days: int | None = None

    def __post_init__(self) -> None:
        _within("age", self.age, 0, 130, "years")
        _within("egfr", self.egfr, 0, 250, "mL/min")
        _within("trimester", self.trimester, 1, 3, "")
        _within("surgery_in_days", self.surgery_in_days, 0, 3650, "days")
        if self.sex not in (None, "female", "male"):
            raise InputError(f"sex {self.sex!r} is not understood", "write female or male")

    def to_dict(self) -> dict[str, object]:
        """Return the patient as JSON-ready values."""
        return dict(msgspec.to_builtins(self))


def _within(name: str, value: float | None, low: float, high: float, unit: str) -> None:
    if value is not None and not low <= value <= high:
        raise InputError(
            f"{name} {value:g} is not possible", f"write a number from {low} to {high} {unit}".strip()
        )


class State(NamedTuple):
    """A condition that holds, with its measured value if one is known."""

    condition: str
    value: float | None
    implied_below: float | None = None


class States(NamedTuple):
    """Every condition that holds, and the stated ones that nobody knows."""

    known: tuple[State, ...]
    unknown: tuple[str, ...]


def states(patient: Patient, kb: KnowledgeBase) -> States:
    """Return the conditions that hold for a patient.

    Args:
        patient: the person.
        kb: the knowledge base; its conditions name what each measure means.

    Returns:
        Conditions in order of id, each once; names that are not known, as written.
    """
    values = _measured(patient)
    found: dict[str, State] = {}
    unknown = []
    for name in patient.conditions:
        key = kb.index.condition_names.get(fold(name))
        if key is None:
            unknown.append(name)
        else:
            _add(found, kb, key, values)
    for key in kb.index.conditions if values else ():
        condition = kb.condition(key)
        value = values.get(condition.measure) if condition.measure else None
        if value is not None and within(condition.applies, value):
            _add(found, kb, key, values)
    if patient.pregnant or patient.trimester:
        _add(found, kb, "pregnancy", values)
    if patient.breastfeeding:
        _add(found, kb, "breastfeeding", values)
    return States(tuple(found[key] for key in sorted(found)), tuple(unknown))


def within(band: Band | None, value: float) -> bool:
    """Return whether a value lies in a half-open band; no band holds everything."""
    if band is None:
        return True
    low = band.at_least is None or value >= band.at_least
    return low and (band.below is None or value < band.below)


def _measured(patient: Patient) -> dict[Measure, float]:
    pairs: Iterable[tuple[Measure, float | None]] = (
        ("egfr", patient.egfr),
        ("age", patient.age),
        ("trimester", patient.trimester),
        ("days-to-surgery", patient.surgery_in_days),
    )
    return {measure: float(value) for measure, value in pairs if value is not None}


def _add(
    found: dict[str, State],
    kb: KnowledgeBase,
    key: str,
    values: dict[Measure, float],
    below: float | None = None,
) -> None:
    """Add a condition and what it implies; of two values the stricter counts."""
    if key not in kb.index.conditions:
        return
    condition = kb.condition(key)
    value = values.get(condition.measure) if condition.measure else None
    before = found.get(key)
    if before and before.implied_below is not None:
        below = min(below, before.implied_below) if below is not None else before.implied_below
    state = State(key, value, below)
    if before == state:
        return
    found[key] = state
    for implied in condition.implies:
        limit = implied.band.below if implied.band else None
        _add(found, kb, implied.condition, values, limit)
