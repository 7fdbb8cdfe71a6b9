"""The records a curator writes, as typed, frozen values.

Each class is one kind of record in ``data/``; each field is one key of it. The names
and their meaning are explained for curators in ``data/README.md``; the JSON Schemas in
``interactions/knowledge/schemas/`` are generated from these classes.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from interactions.knowledge.vocabulary import (
    Authority,
    Consequence,
    Counting,
    Country,
    DoseKind,
    Duration,
    EffectMeasure,
    Evidence,
    Flag,
    Id,
    Lang,
    Laxative,
    LimitGroup,
    LimitScope,
    Locator,
    Mass,
    MealRule,
    MealTie,
    Measure,
    Mechanism,
    Moment,
    ReadAs,
    Route,
    SectionName,
    Severity,
    Solubility,
    SourceKind,
    SubstanceKind,
    Topic,
    WordKind,
)


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of every record: frozen, and strict about unknown keys."""


class Text(Record, frozen=True):
    """One sentence or name in both languages."""

    en: str
    tr: str


class Names(Record, frozen=True):
    """Further spellings that are accepted, per language."""

    en: tuple[str, ...] = ()
    tr: tuple[str, ...] = ()


# -- sources --------------------------------------------------------------------------


class Source(Record, frozen=True):
    """A document that records cite."""

    id: Id
    title: str
    kind: SourceKind
    country: Country = "int"
    date: str | None = None
    url: str | None = None
    pmid: int | None = None
    current: bool = True
    note: str | None = None


class Citation(Record, frozen=True):
    """Where in a source a record's statement stands, and how it was read."""

    source: Id
    locator: Locator
    opened: date | None
    read: ReadAs | None = None
    via: str | None = None
    supports: tuple[str, ...] = ()


# -- things ---------------------------------------------------------------------------


class DrugClass(Record, frozen=True):
    """A set of substances; classes nest.

    ``kinds``: every substance of these kinds is a member, as of "any medicine".
    """

    id: Id
    name: Text
    parents: tuple[Id, ...] = ()
    kinds: tuple[SubstanceKind, ...] = ()
    names: Names = Names()
    note: Text | None = None


class Administration(Record, frozen=True):
    """How a medicine is taken: food, first of the day, upright."""

    food: MealRule | None = None
    fast_before: Duration | None = None
    wait_before_food: Duration | None = None
    first_of_day: bool = False
    upright: Duration | None = None
    note: Text | None = None
    sources: tuple[Citation, ...] = ()


class Measures(Record, frozen=True):
    """What other units than those of mass weigh.

    ``iu``: one international unit; ``mmol``: one millimole of the element or vitamin;
    ``valence``: milliequivalents in a millimole.
    """

    iu: Mass | None = None
    mmol: Mass | None = None
    valence: Annotated[int, Meta(ge=1, le=4)] | None = None
    sources: tuple[Citation, ...] = ()


class Form(Record, frozen=True):
    """A salt, chelate or preparation of a substance.

    ``measures`` and ``administration`` stand in place of the substance's own where they
    differ, as for a gastro-resistant tablet.
    """

    id: Id
    name: Text
    names: Names = Names()
    brands: dict[Country, tuple[str, ...]] = {}
    formula: str | None = None
    elemental_percent: Annotated[float, Meta(gt=0, le=100)] | None = None
    traits: tuple[Solubility, ...] = ()
    laxative: Laxative | None = None
    measures: Measures | None = None
    administration: Administration | None = None
    note: Text | None = None
    sources: tuple[Citation, ...] = ()


class Limit(Record, frozen=True):
    """A tolerable upper intake level of a nutrient, as elemental amount a day.

    ``forms``: it holds for these only, as that of niacin for nicotinic acid.
    """

    authority: Authority
    group: LimitGroup
    amount: Mass | None
    scope: LimitScope
    from_age: int | None = None
    below_age: int | None = None
    forms: tuple[Id, ...] = ()
    note: Text | None = None
    sources: tuple[Citation, ...] = ()


class UsualDose(Record, frozen=True):
    """The usual daily amount, elemental for minerals.

    ``alone``: what a product that holds nothing else may give in a day, where that is more.
    """

    low: Mass
    high: Mass
    alone: Mass | None = None
    note: Text | None = None
    sources: tuple[Citation, ...] = ()


class Section(Record, frozen=True):
    """One part of a monograph: short points in both languages."""

    section: SectionName
    points: tuple[Text, ...]
    sources: tuple[Citation, ...] = ()


class Codes(Record, frozen=True):
    """Identifiers in public terminologies."""

    atc: tuple[str, ...] = ()
    rxcui: str | None = None
    unii: str | None = None


class Substance(Record, frozen=True):
    """A drug, mineral, vitamin, herb or food.

    ``misspellings`` are suggested, never taken for the name: wrong spellings, and Turkish
    names that were derived by rule. ``former_brands`` are no longer sold but still read.
    ``amounts_as_element``: labels give the element even where they name a form.
    ``review``: what was read to review its interactions, beyond the sources of its rules.
    """

    id: Id
    kind: SubstanceKind
    name: Text
    classes: tuple[Id, ...] = ()
    names: Names = Names()
    misspellings: Names = Names()
    brands: dict[Country, tuple[str, ...]] = {}
    former_brands: dict[Country, tuple[str, ...]] = {}
    codes: Codes = Codes()
    routes: tuple[Route, ...] = ("oral",)
    reviewed: date | None = None
    review: tuple[Citation, ...] = ()
    status: Literal["current", "withdrawn"] = "current"
    note: Text | None = None
    forms: tuple[Form, ...] = ()
    measures: Measures | None = None
    amounts_as_element: bool = False
    administration: Administration | None = None
    usual_dose: UsualDose | None = None
    limits: tuple[Limit, ...] = ()
    monograph: tuple[Section, ...] = ()


class Content(Record, frozen=True):
    """One ingredient of a product."""

    substance: Id
    form: Id | None = None
    amount: Mass | None = None
    elemental: bool = False


class Product(Record, frozen=True):
    """A brand or combination that contains substances.

    The amounts are those of one tablet, capsule or sachet, or of ``per_ml`` millilitres.
    """

    id: Id
    name: Text
    contains: tuple[Content, ...]
    names: Names = Names()
    misspellings: Names = Names()
    brands: dict[Country, tuple[str, ...]] = {}
    former_brands: dict[Country, tuple[str, ...]] = {}
    per_ml: Annotated[float, Meta(gt=0, le=1000)] | None = None
    route: Route = "oral"
    self_chosen: bool = False
    note: Text | None = None
    sources: tuple[Citation, ...] = ()


class Word(Record, frozen=True):
    """A word on a label or in a list that names no substance.

    ``per_day`` and ``every_days``: how often; ``value``: the number that a word writes;
    ``ml``: what a spoon holds; ``days``: how long a course lasts or since when it is over.
    A ``#`` in a word stands for any number; ``counts`` says what it counts.
    """

    kind: WordKind
    words: tuple[str, ...]
    route: Route | None = None
    per_day: Annotated[float, Meta(gt=0, le=24)] | None = None
    every_days: Annotated[float, Meta(ge=1, le=366)] | None = None
    as_needed: bool = False
    moment: Moment | None = None
    food: MealTie | None = None
    value: Annotated[float, Meta(gt=0, le=100)] | None = None
    ml: Annotated[float, Meta(gt=0, le=100)] | None = None
    days: Annotated[float, Meta(gt=0, le=366)] | None = None
    self_chosen: bool | None = None
    counts: Counting | None = None


# -- rules ----------------------------------------------------------------------------


class Separation(Record, frozen=True):
    """How far the object must stay from the precipitant, in minutes.

    ``before``: object at least so long before the precipitant; ``after``: object at
    least so long after it. ``0`` = a source says this order needs no distance;
    ``None`` = no source offers this order.
    """

    before: Duration | None
    after: Duration | None


class EffectSize(Record, frozen=True):
    """How much something changes, as measured."""

    measure: EffectMeasure
    change: str
    note: Text | None = None
    source: Id | None = None


class Disagreement(Record, frozen=True):
    """What another source says."""

    source: Id
    text: Text
    before: Duration | None = None
    after: Duration | None = None


class Retired(Record, frozen=True):
    """Why and since when a record no longer holds."""

    date: date
    reason: str
    successor: Id | None = None


class Band(Record, frozen=True):
    """A half-open range of a condition's measure: from <= value < below."""

    at_least: float | None = None
    below: float | None = None


class Circumstance(Record, frozen=True):
    """A condition of the patient, or a band of it, to which an interaction is limited."""

    condition: Id
    band: Band | None = None


class Interaction(Record, frozen=True):
    """What happens between an object and a precipitant, and what to do about it.

    ``precipitant_traits``: only the precipitant's forms with one of these traits.
    ``only_stated_forms``: not where the list leaves a form open that the rule names, as
    for citrates, which nobody means who writes "potassium".
    ``when``: only for patients with this condition. ``or_with_food``: a label allows both
    together with a meal instead of the distance. ``standing``: said whenever the medicine
    or supplement is on the list, though the food or the test is not.
    """

    id: Id
    object: Id
    precipitant: tuple[Id, ...]
    topic: Topic
    consequence: Consequence
    flag: Flag
    evidence: Evidence
    checked: date | None
    sources: tuple[Citation, ...] = ()
    mechanism: Mechanism = "unknown"
    severity: Severity | None = None
    separation: Separation | None = None
    separation_helps: bool | None = None
    object_forms: tuple[Id, ...] = ()
    precipitant_forms: tuple[Id, ...] = ()
    precipitant_traits: tuple[Solubility, ...] = ()
    only_stated_forms: bool = False
    object_routes: tuple[Route, ...] = ()
    precipitant_routes: tuple[Route, ...] = ()
    precipitant_above: Mass | None = None
    when: Circumstance | None = None
    or_with_food: bool = False
    standing: bool = False
    offset: Duration | None = None
    effect_size: tuple[EffectSize, ...] = ()
    why_class: Text | None = None
    note: Text | None = None
    disagreement: tuple[Disagreement, ...] = ()
    overrides: tuple[Id, ...] = ()
    fires: tuple[tuple[str, ...], ...] = ()
    silent: tuple[tuple[str, ...], ...] = ()
    retired: Retired | None = None


class Implied(Record, frozen=True):
    """Another condition that a condition brings with it."""

    condition: Id
    band: Band | None = None


class Condition(Record, frozen=True):
    """A state of the patient that rules can name."""

    id: Id
    name: Text
    names: Names = Names()
    measure: Measure | None = None
    applies: Band | None = None
    implies: tuple[Implied, ...] = ()
    note: Text | None = None


class Contraindication(Record, frozen=True):
    """What a condition means for a substance."""

    id: Id
    substance: tuple[Id, ...]
    condition: Id
    flag: Flag
    evidence: Evidence
    checked: date | None
    reason: Text
    severity: Severity | None = None
    sources: tuple[Citation, ...] = ()
    band: Band | None = None
    forms: tuple[Id, ...] = ()
    only_stated_forms: bool = False
    routes: tuple[Route, ...] = ()
    above: Mass | None = None
    advice: Text | None = None
    disagreement: tuple[Disagreement, ...] = ()
    retired: Retired | None = None


class DoseRule(Record, frozen=True):
    """What stated dose of a medicine is likely to be a mistake.

    ``interval``: an intake (of one of ``amounts``, or of any amount) is at least ``every``
    apart from the next. ``unit``: an intake ``above`` this many milligrams is far outside
    the labelled range and probably written in the wrong unit.
    """

    id: Id
    substance: Id
    kind: DoseKind
    flag: Flag
    evidence: Evidence
    checked: date | None
    reason: Text
    severity: Severity | None = None
    routes: tuple[Route, ...] = ("oral",)
    amounts: tuple[Mass, ...] = ()
    every: Duration | None = None
    above: Mass | None = None
    sources: tuple[Citation, ...] = ()
    retired: Retired | None = None


class Regimen(Record, frozen=True):
    """A list that the curators watch: ``kb diff`` shows what a change does to it."""

    id: Id
    items: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    egfr: float | None = None
    age: float | None = None
    pregnant: bool = False
    breastfeeding: bool = False


class Edition(Record, frozen=True):
    """The version of the whole knowledge base (calendar version)."""

    version: Annotated[str, Meta(pattern=r"^\d{4}\.\d{1,2}\.\d{1,2}$")]
    released: date


class Document(Record, frozen=True):
    """One YAML file of ``data/``: any of these sections, in any file."""

    edition: Edition | None = None
    sources: tuple[Source, ...] = ()
    classes: tuple[DrugClass, ...] = ()
    substances: tuple[Substance, ...] = ()
    products: tuple[Product, ...] = ()
    conditions: tuple[Condition, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    doses: tuple[DoseRule, ...] = ()
    words: tuple[Word, ...] = ()
    regimens: tuple[Regimen, ...] = ()
    messages: dict[Lang, dict[str, str]] = {}
