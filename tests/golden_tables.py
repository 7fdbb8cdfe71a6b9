"""The golden tables: what labels, guidelines and studies say, row by row.

They were written from the sources, not from the knowledge base. A row names two items (or
one item and a patient) as people type them and says which answer is right. The tests ask
for each row, and the mutation run counts which changes of the knowledge base they notice.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from interactions.api import resolve_all
from interactions.checking.findings import check_items
from interactions.checking.patient import Patient
from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from interactions.checking.report import NothingToDo, Report
    from interactions.items.item import Item
    from interactions.knowledge.index import KnowledgeBase

GOLDEN: Final = Path(__file__).parent / "golden"
CLASS_TABLES: Final = (
    "tetracyclines",
    "quinolones",
    "thyroid-hormones",
    "bisphosphonates",
    "proton-pump-inhibitors",
)
# What a form in a table is called in a list, and the substance that the finding names.
_FORMS: Final = {"risedronic-acid-gastro-resistant": "risedronic-acid"}
Window = tuple[str, str]


class Case(NamedTuple):
    """A row of a golden table.

    ``silent``: nothing is to be said; ``nothing``: a record says that nothing is to be
    done. ``either_way``: the table does not fix which side is the object.
    """

    table: str
    lines: tuple[str, ...]
    flag: str
    window: Window | None = None
    severity: str = ""
    patient: tuple[tuple[str, Any], ...] = ()
    condition: str = ""
    either_way: bool = False
    lenient: bool = False

    @property
    def id(self) -> str:
        """The name of the test."""
        who = ",".join(f"{key}={value}" for key, value in self.patient)
        return f"{self.table}: {' + '.join(self.lines)} {who}".strip()


class Asked(NamedTuple):
    """A case with its lines resolved, ready to be asked of a knowledge base."""

    case: Case
    items: tuple[Item, ...]

    def wrong(self, kb: KnowledgeBase) -> str:
        """Return what differs from the table; nothing where the answer is right."""
        unread = [item.input for item in self.items if not item.substances]
        if unread:
            return f"not understood: {', '.join(unread)}"
        report = check_items(self.items, Patient(**dict(self.case.patient)), kb)
        return _difference(self.case, _entries(self.case, self.items, report))


def ask(case: Case, kb: KnowledgeBase) -> Asked:
    """Return a case with its lines resolved by a knowledge base."""
    return Asked(case, tuple(resolve_all(case.lines, kb)))


def _entries(case: Case, items: Sequence[Item], report: Report) -> list[Finding | NothingToDo]:
    """Return what the report says of the case: of its pair, or of its item and condition."""
    found: list[Finding | NothingToDo] = [*report.findings, *report.nothing_to_do]
    if len(items) == 1:
        return [one for one in found if getattr(one, "condition", None) or not _paired(one)]
    sides = [{one.id for one in item.substances} for item in items]
    ways = [(sides[0], sides[1])] + [(sides[1], sides[0])] * case.either_way
    return [
        one
        for one in found
        if one.items == (0, 1) and any(one.object in a and one.precipitant in b for a, b in ways)
    ]


def _paired(entry: Finding | NothingToDo) -> bool:
    return entry.precipitant is not None or getattr(entry, "kind", "") in ("dose", "duplicate")


def _difference(case: Case, found: list[Finding | NothingToDo]) -> str:
    """Return how the entries differ from what the table asks."""
    findings = [one for one in found if isinstance(one, Finding)]
    flags = sorted((one.flag for one in findings), key=FLAG_ORDER.index)
    strongest = flags[0] if flags else ("nothing" if found else "silent")
    if case.flag == "silent":
        quiet = ("silent", "nothing", "inform") if case.lenient else ("silent", "nothing")
        return "" if strongest in quiet else f"{strongest}, not silent"
    if strongest != case.flag:
        return f"{strongest}, not {case.flag}"
    if case.flag == "space" and case.window != _longest(findings):
        return f"{_longest(findings)}, not {case.window}"
    levels = [one.severity for one in findings if one.flag == strongest]
    if case.severity and min(levels, key=SEVERITY_ORDER.index) != case.severity:
        return f"severity {levels}, not {case.severity}"
    return ""


def _longest(findings: Sequence[Finding]) -> Window:
    """Return the longest hours in each order; an order that no source offers is endless."""
    windows = [one.separation for one in findings if one.separation and one.flag == "space"]
    return (
        _most([window.before_h for window in windows]),
        _most([window.after_h for window in windows]),
    )


def _most(hours: Sequence[float | None]) -> str:
    numbers = [one for one in hours if one is not None]
    return "null" if len(numbers) < len(hours) or not numbers else f"{max(numbers):g}"


# -- reading ------------------------------------------------------------------------------


def cases() -> list[Case]:
    """Return every row of every golden table about pairs and conditions."""
    return [*_class_cases(), *_pair_cases(), *_condition_cases()]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _class_cases() -> Iterator[Case]:
    for name in CLASS_TABLES:
        nutrient = name == "proton-pump-inhibitors"
        for row in _rows(GOLDEN / f"{name}.csv"):
            other = row["precipitant"]
            if nutrient and other == "calcium":
                other = "calcium carbonate"
            yield Case(
                name,
                (row["member"], other),
                "nothing" if row["flag"] == "none" else row["flag"],
                _window(row),
                row.get("severity") or "",
                either_way=nutrient,
                lenient=True,
            )


def _pair_cases() -> Iterator[Case]:
    for path in sorted((GOLDEN / "more").glob("*.csv")):
        for row in _rows(path):
            yield Case(
                path.stem,
                (row["object"], row["precipitant"]),
                row["flag"],
                _window(row),
                row.get("severity") or "",
                patient=_patient(row.get("patient") or ""),
            )


def _condition_cases() -> Iterator[Case]:
    for path in sorted((GOLDEN / "conditions").glob("*.csv")):
        for row in _rows(path):
            yield Case(
                path.stem,
                (row["item"],),
                row["flag"],
                severity=row.get("severity") or "",
                patient=_patient(row["patient"]),
            )


def _window(row: dict[str, str]) -> Window | None:
    return (row["before_h"], row["after_h"]) if row["flag"] == "space" else None


def _patient(text: str) -> tuple[tuple[str, Any], ...]:
    """Read ``egfr=25; pregnant; condition=sarcoidosis`` as the fields of a patient."""
    fields: dict[str, Any] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        key, _, value = part.partition("=")
        if key == "condition":
            fields["conditions"] = (*fields.get("conditions", ()), value)
        elif not value:
            fields[key] = True
        elif key == "sex":
            fields[key] = value
        else:
            fields[key] = int(value) if value.isdigit() else float(value)
    return tuple(fields.items())
