"""Run the examples that rules carry: what must fire them and what must not."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from interactions.api import check

if TYPE_CHECKING:
    from interactions.errors import Problem
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.library import Library
    from interactions.knowledge.model import Interaction

CODES: Final = MappingProxyType(
    {
        "KB701": "an example under `fires` does not fire the rule",
        "KB702": "an example under `silent` fires the rule",
    }
)


def run_examples(library: Library, kb: KnowledgeBase) -> tuple[Problem, ...]:
    """Check every example list of every rule.

    Args:
        library: the records, with their places.
        kb: the knowledge base compiled from them.

    Returns:
        One problem for each example that does not behave as written.
    """
    problems = []
    for rule in library.interactions.values():
        if rule.retired:
            continue
        for field, examples in (("fires", rule.fires), ("silent", rule.silent)):
            for place, items in enumerate(examples):
                message = _complaint(rule, field, items, kb)
                if message:
                    code = "KB701" if field == "fires" else "KB702"
                    problems.append(
                        library.problem(
                            ("interactions", rule.id),
                            (field, place),
                            code,
                            message,
                            "correct the example or the rule",
                        )
                    )
    return tuple(problems)


def _complaint(rule: Interaction, field: str, items: tuple[str, ...], kb: KnowledgeBase) -> str:
    report = check(items, kb=kb)
    paired = (one for one in report.findings if len(one.items) > 1 or len(items) == 1)
    speaking = {finding.id for finding in paired}
    speaking |= {entry.rule for entry in report.nothing_to_do}
    if field == "silent":
        return "this list fires the rule" if rule.id in speaking else ""
    if rule.id in speaking:
        return ""
    if report.not_checked:
        unclear = ", ".join(items[index] for index in report.not_checked)
        return f"this list does not fire the rule (not clear: {unclear})"
    beaten = {lost for finding in report.findings for lost in finding.overridden}
    why = " (another rule stands in its place)" if rule.id in beaten else ""
    return f"this list does not fire the rule{why}"
