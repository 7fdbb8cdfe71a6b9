"""Compare two knowledge bases: which findings of the watched lists change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from interactions.api import check
from interactions.checking.patient import Patient
from interactions.errors import InputError

if TYPE_CHECKING:
    from interactions.checking.report import Finding
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Regimen


class Change(NamedTuple):
    """One watched list whose findings differ."""

    regimen: str
    items: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]


def diff(before: KnowledgeBase, after: KnowledgeBase) -> tuple[Change, ...]:
    """Return what changes for the watched lists of both knowledge bases.

    Args:
        before: the older one.
        after: the newer one; of a list that both watch, its wording counts.

    Raises:
        InputError: neither watches any list.
    """
    watched: dict[str, Regimen] = {one.id: one for one in before.regimens()}
    watched |= {one.id: one for one in after.regimens()}
    if not watched:
        raise InputError("no list is watched", "add `regimens:` to one of the directories")
    changes = []
    for key in sorted(watched):
        regimen = watched[key]
        old = _lines(regimen, before)
        new = _lines(regimen, after)
        if old != new:
            changes.append(
                Change(
                    key,
                    regimen.items,
                    tuple(line for line in old if line not in new),
                    tuple(line for line in new if line not in old),
                )
            )
    return tuple(changes)


def _lines(regimen: Regimen, kb: KnowledgeBase) -> list[str]:
    """Return what a knowledge base says of a list, one line a fact."""
    patient = Patient(
        age=regimen.age,
        egfr=regimen.egfr,
        pregnant=regimen.pregnant,
        breastfeeding=regimen.breastfeeding,
        conditions=regimen.conditions,
    )
    report = check(regimen.items, patient=patient, kb=kb)
    lines = [_line(finding) for finding in report.findings]
    lines += [
        f"nothing to do: {entry.object} with {entry.precipitant} [{entry.rule}]"
        for entry in report.nothing_to_do
    ]
    lines += [f"not checked: {regimen.items[index]}" for index in report.not_checked]
    lines += [f"condition not checked: {name}" for name in report.conditions_not_checked]
    return lines


def _line(finding: Finding) -> str:
    what = f"{finding.flag}: {finding.object} with {finding.precipitant or finding.condition}"
    if finding.separation:
        window = finding.separation
        what += f" {_hours(window.before_h)} h before / {_hours(window.after_h)} h after"
    return f"{what} ({finding.severity}, {finding.evidence}) [{finding.id}]"


def _hours(value: float | None) -> str:
    return "no" if value is None else f"{value:g}"


def diff_text(changes: tuple[Change, ...], before: KnowledgeBase, after: KnowledgeBase) -> str:
    """Return changes as text, ``-`` for what goes and ``+`` for what comes."""
    lines = [f"{before.version} ({before.hash}) -> {after.version} ({after.hash})"]
    if not changes:
        lines.append("no watched list changes")
    for change in changes:
        lines += ["", f"{change.regimen}: {', '.join(change.items)}"]
        lines += [f"  - {line}" for line in change.gone]
        lines += [f"  + {line}" for line in change.new]
    return "\n".join(lines) + "\n"
