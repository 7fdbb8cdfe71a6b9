"""Show what the knowledge base covers: supplements by themselves, and against medicines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from interactions.checking.report import FLAG_ORDER
from interactions.units import hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Interaction, Substance

_LETTERS: Final = {
    "hold": "H",
    "consult": "C",
    "space": "S",
    "monitor": "M",
    "inform": "I",
    "none": "n",
}
_COLUMNS: Final = 12
_LEGEND: Final = """\
# Coverage

What the knowledge base holds, generated from it (`python -m tests.refresh`). A medicine or
supplement that is missing here is not covered, which does not mean that it is safe.
"""
_MATRIX_LEGEND: Final = """\
Each cell is the strictest rule about the medicine or group on the left with the supplement
above: **H** hold, **C** consult, **S** space (hours before/after the supplement; – where no
source offers the order), **M** monitor, **I** inform, **n** nothing to do; then the evidence:
*e* established, *p* probable, *s* suspected, *t* theoretical; *d* marks a draft. Rules of a
group hold for its members too.
"""


def coverage_text(kb: KnowledgeBase) -> str:
    """Return the coverage of a knowledge base as a Markdown page.

    Args:
        kb: the knowledge base.
    """
    rules = [kb.interaction(key) for key in kb.interactions]
    return "\n".join(
        [
            _LEGEND,
            *_supplements(rules, kb),
            "",
            *_matrix(rules, kb),
            "",
            *_medicines(kb),
            "",
        ]
    )


def _supplements(rules: Iterable[Interaction], kb: KnowledgeBase) -> Iterator[str]:
    """Yield the table of supplements and foods whose interactions were reviewed."""
    about: Counter[tuple[str, str]] = Counter()
    for rule in rules:
        for side in {rule.object, *rule.precipitant}:
            about[side, rule.flag] += 1
    yield "## Supplements, binders and foods\n"
    yield "| | page | reviewed | hold | consult | space | monitor | inform | nothing | conditions |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for key in sorted(kb.substances):
        one = kb.substance(key)
        if one.kind != "drug" and (one.reviewed or one.monograph):
            counts = [
                sum(about[path[-1], flag] for path in kb.lineage(key)) or "" for flag in FLAG_ORDER
            ]
            states = {state for path in kb.lineage(key) for state in kb.cautions_of(path[-1])}
            cells = (one.name.en, "yes" if one.monograph else "", one.reviewed or "", *counts)
            yield _row((*cells, len(states) or ""))


def _matrix(rules: Iterable[Interaction], kb: KnowledgeBase) -> Iterator[str]:
    """Yield the table of medicines and groups against the supplements with most rules."""
    tally = Counter(
        name
        for rule in rules
        for name in rule.precipitant
        if name in kb.substances and kb.brief(name).kind != "drug"
    )
    columns = [name for name, _ in sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))]
    columns = columns[:_COLUMNS]
    yield "## Medicines and groups against the supplements with most rules\n"
    yield _MATRIX_LEGEND
    yield _row(("", *(kb.name(name, "en") for name in columns)))
    yield "|---" * (len(columns) + 1) + "|"
    for object_ in sorted({rule.object for rule in rules}):
        cells = [_cell(object_, column, kb) for column in columns]
        if any(cells):
            yield _row((kb.name(object_, "en"), *cells))


def _cell(object_: str, column: str, kb: KnowledgeBase) -> str:
    row = kb.rules_of(object_)
    found = [kb.interaction(rule) for path in kb.lineage(column) for rule in row.get(path[-1], ())]
    if not found:
        return ""
    rule = min(found, key=lambda one: FLAG_ORDER.index(one.flag))
    window = rule.separation if rule.flag == "space" else None
    times = f" {_hours(window.before)}/{_hours(window.after)}" if window else ""
    draft = " d" if rule.checked is None else ""
    return f"{_LETTERS[rule.flag]}{times} {rule.evidence[0]}{draft}"


def _hours(minutes: int | None) -> str:
    return "–" if minutes is None else f"{hours(minutes):g}"


def _medicines(kb: KnowledgeBase) -> Iterator[str]:
    """Yield the medicines whose interactions were reviewed."""
    covered: list[Substance] = [kb.substance(key) for key in sorted(kb.substances)]
    names = [one.name.en for one in covered if one.kind == "drug" and one.reviewed]
    yield "## Medicines whose interactions were reviewed\n"
    yield f"{len(names)}: {', '.join(names)}."


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
