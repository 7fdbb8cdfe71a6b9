"""The closed vocabularies of the records, and how ids, times and amounts are written."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

Lang = Literal["en", "tr"]
Flag = Literal["hold", "consult", "space", "monitor", "inform", "none"]
Severity = Literal["contraindicated", "major", "moderate", "minor"]
Evidence = Literal["established", "probable", "suspected", "theoretical"]
Topic = Literal[
    "absorption",
    "metabolic",
    "pharmacodynamic",
    "burden",
    "depletion",
    "laboratory",
    "food",
    "limit",
    "condition",
]
Consequence = Literal[
    "object-decreased",
    "object-increased",
    "effect-decreased",
    "effect-increased",
    "nutrient-depleted",
    "precipitant-increased",
    "test-distorted",
]
Mechanism = Literal[
    "chelation",
    "adsorption",
    "gastric-ph",
    "reduced-uptake",
    "competition",
    "enzyme-induction",
    "enzyme-inhibition",
    "transport",
    "renal-excretion",
    "urinary-ph",
    "early-release",
    "additive",
    "antagonism",
    "assay",
    "unknown",
]
Route = Literal["oral", "injection", "eye", "ear", "nasal", "skin", "inhaled", "rectal", "vaginal"]
SubstanceKind = Literal["drug", "mineral", "vitamin", "herb", "food", "other", "test"]
SourceKind = Literal["label", "guideline", "agency", "study", "review", "compendium", "secondary"]
ReadAs = Literal["original", "reproduction", "abstract", "digest"]
Country = Literal[
    "us",
    "uk",
    "eu",
    "ie",
    "tr",
    "de",
    "fr",
    "it",
    "ch",
    "ca",
    "au",
    "jp",
    "sg",
    "hk",
    "my",
    "in",
    "cn",
    "kr",
    "es",
    "nl",
    "nz",
    "int",
    "se",
    "th",
    "ph",
    "bd",
]
Measure = Literal["egfr", "age", "trimester", "days-to-surgery"]
Laxative = Literal["strong", "moderate", "mild", "least"]
Solubility = Literal["acid-neutralising", "needs-acid", "citrate", "prolonged-release"]
MealRule = Literal["empty-stomach", "with-food", "with-or-without-food"]
EffectMeasure = Literal[
    "auc",
    "cmax",
    "absorption",
    "bioavailability",
    "serum-level",
    "urinary-recovery",
    "tsh",
    "odds-ratio",
    "other",
]
SectionName = Literal[
    "what-it-is",
    "choosing-a-form",
    "usual-dose",
    "timing",
    "what-to-expect",
    "re-assess",
    "too-much",
    "warning-signs",
    "on-the-label",
    "who-should-ask",
]
LimitGroup = Literal["adult", "child", "pregnancy", "breastfeeding"]
LimitScope = Literal["supplemental", "total"]
Authority = Literal["us", "efsa"]
WordKind = Literal[
    "dose-form",
    "route",
    "frequency",
    "food",
    "course",
    "weekday",
    "stopped",
    "chosen",
    "number",
    "measure",
    "pack",
    "salt",
    "filler",
    "joiner",
    "elemental",
]
Moment = Literal["waking", "morning", "noon", "afternoon", "evening", "bedtime"]
MealTie = Literal["empty-stomach", "before-food", "with-food", "after-food", "between-meals"]
Counting = Literal[
    "per-day",
    "per-week",
    "per-month",
    "every-hours",
    "every-days",
    "every-weeks",
    "every-months",
    "course-days",
    "course-weeks",
    "course-months",
    "stopped-days",
    "stopped-weeks",
    "stopped-months",
    "ago-days",
    "ago-weeks",
    "ago-months",
    "clock",
]
DoseKind = Literal["interval", "unit"]

# The loader checks this pattern; the compiled index, which it made, is read without.
ID_PATTERN: Final = r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$"
Id = Annotated[
    str,
    Meta(
        extra_json_schema={"pattern": ID_PATTERN},
        max_length=100,
        description="kebab-case name, for example levothyroxine",
        extra={"kind": "id"},
    ),
]
Duration = Annotated[
    int,
    Meta(
        ge=0,
        le=365 * 24 * 60,
        description="a time with its unit, for example 6 h, 30 min or 14 d",
        extra_json_schema={
            "type": "string",
            "pattern": r"^\d+([.,]\d+)? ?(min|h|d|wk)$",
        },
        extra={"kind": "duration"},
    ),
]
Mass = Annotated[
    float,
    Meta(
        gt=0,
        description="an amount with its unit, for example 350 mg or 2.4 mcg; kept in mg",
        extra_json_schema={
            "type": "string",
            "pattern": r"^\d+([.,]\d+)? ?(mcg|mg|g)$",
        },
        extra={"kind": "mass"},
    ),
]
Locator = Annotated[str, Meta(description="where in a source", extra={"kind": "blank"})]
