"""Build tiny knowledge bases to test with, out of records or out of YAML.

``knowledge(*records)`` lints and compiles records that the short builders below make;
``write_knowledge(directory)`` writes the same kind of base as YAML files.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from interactions.api import resolve_all
from interactions.checking.findings import check_items
from interactions.checking.patient import Patient
from interactions.knowledge.compile import compile_index
from interactions.knowledge.index import KnowledgeBase
from interactions.knowledge.library import Library, Part, decode_file, merge
from interactions.knowledge.lint import lint
from interactions.knowledge.model import (
    Band,
    Citation,
    Condition,
    Contraindication,
    Document,
    DoseRule,
    DrugClass,
    Edition,
    Form,
    Implied,
    Interaction,
    Product,
    Separation,
    Source,
    Substance,
    Text,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.checking.report import Finding, Report
    from interactions.knowledge.vocabulary import Lang

Record: TypeAlias = (
    DrugClass | Substance | Product | Condition | Interaction | Contraindication | DoseRule
)

ROOT: Final = Path(__file__).parent.parent
TODAY: Final = date(2026, 1, 1)
LABEL: Final = Source(id="label", title="A label", kind="label", url="https://example.org/label")
STUDY: Final = Source(id="study", title="A study", kind="study", pmid=123)
CITED: Final = (Citation(source="label", locator="section 7", opened=TODAY, read="original"),)
WORDS: Final = (
    Word(kind="joiner", words=("+", "and")),
    Word(kind="frequency", words=("daily",), per_day=1),
    Word(kind="frequency", words=("weekly", "haftada bir"), every_days=7),
    Word(kind="measure", words=("tsp",), ml=5),
    Word(kind="stopped", words=("stopped # days ago", "stopped # day ago"), counts="stopped-days"),
    Word(kind="stopped", words=("stopped",)),
    Word(kind="chosen", words=("prescribed",), self_chosen=False),
    Word(kind="dose-form", words=("tablet", "tablets"), route="oral"),
    Word(kind="dose-form", words=("eye drops",), route="eye"),
    Word(kind="route", words=("injection",), route="injection"),
)
_SECTIONS: Final = {
    DrugClass: "classes",
    Substance: "substances",
    Product: "products",
    Condition: "conditions",
    Interaction: "interactions",
    Contraindication: "contraindications",
    DoseRule: "doses",
}


def text(english: str) -> Text:
    """Return a text; the Turkish one can be told from the English one."""
    return Text(en=english, tr=f"{english} (tr)")


def group(key: str, *parents: str) -> DrugClass:
    """Return a class."""
    return DrugClass(id=key, name=text(key), parents=parents)


def thing(key: str, *classes: str, forms: Iterable[str] = (), **more: Any) -> Substance:
    """Return a substance, reviewed and swallowed unless something else is said."""
    given: dict[str, Any] = {
        "kind": "drug",
        "reviewed": TODAY,
        "review": CITED,
        "name": text(key),
        **more,
    }
    shapes = tuple(Form(id=form, name=text(form)) for form in forms)
    return Substance(id=key, classes=classes, forms=shapes, **given)


def rule(key: str, object_: str, *precipitants: str, **more: Any) -> Interaction:
    """Return a checked rule: take 2 h before or 4 h after, unless something else is said.

    ``before`` and ``after`` are hours; None is an order that no source offers.
    """
    before, after = more.pop("before", 2), more.pop("after", 4)
    given: dict[str, Any] = {
        "topic": "absorption",
        "consequence": "object-decreased",
        "flag": "space",
        "severity": "major",
        "evidence": "established",
        "checked": TODAY,
        "sources": CITED,
        "why_class": text("all bind"),
        **more,
    }
    if given["flag"] == "space":
        given.setdefault("separation", Separation(before=_minutes(before), after=_minutes(after)))
        given.setdefault("separation_helps", True)
    if given["flag"] == "none":
        given["severity"] = None
    return Interaction(id=key, object=object_, precipitant=precipitants, **given)


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else int(hours * 60)


def state(key: str, **more: Any) -> Condition:
    """Return a condition."""
    return Condition(id=key, name=text(key.replace("-", " ")), **more)


def brings(condition: str, at_least: float | None = None, below: float | None = None) -> Implied:
    """Return what a condition brings with it, within a band if one is given."""
    some = at_least is not None or below is not None
    return Implied(condition=condition, band=Band(at_least=at_least, below=below) if some else None)


def caution(key: str, substance: str, condition: str, **more: Any) -> Contraindication:
    """Return a checked contraindication, flag consult unless something else is said."""
    given: dict[str, Any] = {
        "flag": "consult",
        "severity": "major",
        "evidence": "established",
        "checked": TODAY,
        "sources": CITED,
        "reason": text("it adds up"),
        **more,
    }
    if given["flag"] == "none":
        given["severity"] = None
    return Contraindication(id=key, substance=(substance,), condition=condition, **given)


@cache
def messages() -> dict[Lang, dict[str, str]]:
    """Return the messages that ship: they are needed for wording."""
    found: dict[Lang, dict[str, str]] = {}
    for path in sorted((ROOT / "data" / "messages").glob("*.yaml")):
        found |= decode_file(path)[0].messages
    return found


def library(*records: Record) -> Library:
    """Return records, with an edition, two sources, a few words and the messages."""
    sections: dict[str, list[Record]] = {name: [] for name in _SECTIONS.values()}
    for record in records:
        sections[_SECTIONS[type(record)]].append(record)
    document = Document(
        edition=Edition(version="2026.1.1", released=TODAY),
        sources=(LABEL, STUDY),
        words=WORDS,
        messages=messages(),
        **{name: tuple(found) for name, found in sections.items()},  # type: ignore[arg-type]  # sorted by type above
    )
    return merge([Part(Path("tiny.yaml"), "tiny.yaml", document)])


def knowledge(*records: Record, linted: bool = True) -> KnowledgeBase:
    """Compile records; ``linted=False`` for what the lint would refuse."""
    found = library(*records)
    if linted:
        problems = lint(found)
        assert not problems, "\n".join(map(str, problems))
    return KnowledgeBase(compile_index(found, (), 0))


def checked(kb: KnowledgeBase, *lines: str, **patient: Any) -> Report:
    """Check lines against a knowledge base; sentences stay empty."""
    return check_items(resolve_all(lines, kb), Patient(**patient), kb)


def by_rules(report: Report) -> tuple[Finding, ...]:
    """Return the findings of rules about pairs and conditions: no doses, no duplicates."""
    rules = ("interaction", "contraindication")
    return tuple(finding for finding in report.findings if finding.kind in rules)


def only(report: Report) -> Finding:
    """Return the only finding of a rule in a report."""
    (finding,) = by_rules(report)
    return finding


def hours(finding: Finding) -> tuple[float | None, float | None] | None:
    """Return the separation of a finding as before and after."""
    window = finding.separation
    return (window.before_h, window.after_h) if window else None


TINY_YAML: Final = """\
edition: {version: 2026.1.1, released: 2026-01-01}
sources:
  - {id: label, title: A label, kind: label}
classes:
  - {id: quinolones, name: {en: quinolones, tr: kinolonlar}}
  - {id: metals, name: {en: metals, tr: metaller}}
substances:
  - id: ciprofloxacin
    kind: drug
    name: {en: ciprofloxacin, tr: siprofloksasin}
    classes: [quinolones]
    reviewed: 2026-01-01
  - id: magnesium
    kind: mineral
    name: {en: magnesium, tr: magnezyum}
    classes: [metals]
    reviewed: 2026-01-01
interactions:
  - id: quinolones--metals
    object: quinolones
    precipitant: [metals]
    topic: absorption
    consequence: object-decreased
    mechanism: chelation
    flag: space
    severity: major
    evidence: established
    separation: {before: 2 h, after: 6 h}
    separation_helps: true
    why_class: {en: all bind., tr: hepsi baglanir.}
    checked: 2026-01-01
    sources: [{source: label, locator: section 7, opened: 2026-01-01}]
"""


def write_knowledge(directory: Path) -> Path:
    """Write a small knowledge base as YAML files, with the messages that ship."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "tiny.yaml").write_text(TINY_YAML, encoding="utf-8")
    (directory / "messages").mkdir(exist_ok=True)
    for path in sorted((ROOT / "data" / "messages").glob("*.yaml")):
        (directory / "messages" / path.name).write_bytes(path.read_bytes())
    return directory
