"""The person who takes the list: age, kidneys, pregnancy, conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from interactions.errors import InputError
from interactions.fold import fold, storable
from interactions.knowledge.model import Band

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.vocabulary import Measure


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
        if isinstance(self.conditions, str):
            raise InputError("conditions is one text instead of a list", "write (text,)")

    def to_dict(self) -> dict[str, object]:
        """Return the patient as plain values, equal to its JSON."""
        return dict(msgspec.json.decode(msgspec.json.encode(self)))


def _within(name: str, value: float | None, low: float, high: float, unit: str) -> None:
    if value is None:
        return
    remedy = f"write a number from {low} to {high} {unit}".strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{name} {value!r} is not a number", remedy)
    if not low <= value <= high:
        raise InputError(f"{name} {value:g} is not possible", remedy)


class State(Struct, frozen=True):
    """A condition that holds, and what is known of its measure.

    ``stated``: it is named, or another condition brings it, without saying how far.
    ``implied``: the bands that other conditions bring (dialysis: eGFR below 15).
    """

    condition: str
    value: float | None
    stated: bool = False
    implied: tuple[Band, ...] = ()


class States(Struct, frozen=True):
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
    for name in _stated(patient):
        key = kb.condition_names().get(fold(name))
        if key is None:
            unknown.append(storable(name))
        else:
            _add(found, kb, State(key, None, stated=True), values)
    for key in kb.index.conditions if values else ():
        condition = kb.condition(key)
        value = values.get(condition.measure) if condition.measure else None
        if value is not None and within(condition.applies, value):
            _add(found, kb, State(key, value), values)
    return States(tuple(found[key] for key in sorted(found)), tuple(dict.fromkeys(unknown)))


def _stated(patient: Patient) -> tuple[str, ...]:
    """Return the conditions as they are named; what is ticked has a name too."""
    ticked = {
        "pregnancy": patient.pregnant or patient.trimester is not None,
        "breastfeeding": patient.breastfeeding,
    }
    return (*patient.conditions, *(name for name, holds in ticked.items() if holds))


def within(band: Band | None, value: float) -> bool:
    """Return whether a value lies in a half-open band; no band holds everything."""
    if band is None:
        return True
    low = band.at_least is None or value >= band.at_least
    return low and (band.below is None or value < band.below)


def overlap(one: Band, other: Band) -> bool:
    """Return whether some value lies in both of two half-open bands."""
    pairs = ((one.at_least, other.below), (other.at_least, one.below))
    return all(low is None or high is None or low < high for low, high in pairs)


def band_gap(band: Band | None, state: State) -> tuple[str, ...] | None:
    """Return what must be assumed for a band to hold, or None when it cannot hold.

    A value and what another condition implies (dialysis) may both be known: either
    counts, so that the stricter rule speaks. Where the condition is only named, any band
    may be meant.
    """
    if band is None or (state.value is not None and within(band, state.value)):
        return ()
    if state.value is None and state.stated:
        return (f"value:{state.condition}",)
    return () if any(overlap(band, implied) for implied in state.implied) else None


def _measured(patient: Patient) -> dict[Measure, float]:
    pairs: Iterable[tuple[Measure, float | None]] = (
        ("egfr", patient.egfr),
        ("age", patient.age),
        ("trimester", patient.trimester),
        ("days-to-surgery", patient.surgery_in_days),
    )
    return {measure: float(value) for measure, value in pairs if value is not None}


def _add(
    found: dict[str, State], kb: KnowledgeBase, state: State, values: dict[Measure, float]
) -> None:
    """Add a condition and what it brings with it; what is known of it adds up."""
    condition = kb.condition(state.condition)
    value = values.get(condition.measure) if condition.measure else None
    before = found.get(state.condition, State(state.condition, None))
    after = State(
        state.condition,
        value,
        before.stated or state.stated,
        tuple(dict.fromkeys((*before.implied, *state.implied))),
    )
    if found.get(state.condition) == after:
        return
    found[state.condition] = after
    for implied in condition.implies:
        band = (implied.band,) if implied.band else ()
        _add(found, kb, State(implied.condition, None, not band, band), values)
