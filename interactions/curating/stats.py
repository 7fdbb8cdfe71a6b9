"""Count what a knowledge base holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Contraindication, Interaction


_BINDING: Final = ("hold", "consult", "space")


def stats(kb: KnowledgeBase) -> dict[str, int | dict[str, int]]:
    """Return the counts of a knowledge base, in a fixed order.

    Args:
        kb: the knowledge base.
    """
    index = kb.index
    substances = [kb.substance(key) for key in kb.substances]
    interactions = [kb.interaction(key) for key in kb.interactions]
    cautions = [kb.contraindication(key) for key in kb.contraindications]
    rules: list[Interaction | Contraindication] = [*interactions, *cautions]
    return {
        "substances": len(substances),
        "substances by kind": _counted(one.kind for one in substances),
        "medicines covered": sum(one.kind == "drug" and bool(one.reviewed) for one in substances),
        "medicines known, not reviewed": sum(
            one.kind == "drug" and not one.reviewed for one in substances
        ),
        "supplements covered": sum(
            one.kind not in ("drug", "food") and bool(one.reviewed) for one in substances
        ),
        "supplements with a monograph": sum(bool(one.monograph) for one in substances),
        "forms": sum(len(one.forms) for one in substances),
        "products": len(kb.products),
        "names": len(kb.names()),
        "members by class": {key: len(kb.members(key)) for key in index.classes},
        "conditions": len(index.conditions),
        "interaction rules": len(interactions),
        "interaction rules by topic": _counted(rule.topic for rule in interactions),
        "contraindication rules": len(cautions),
        "rules by flag": _counted(rule.flag for rule in rules),
        "rules by evidence": _counted(rule.evidence for rule in rules),
        "drafts": sum(rule.checked is None for rule in rules),
        "hold, consult and space rules": sum(rule.flag in _BINDING for rule in rules),
        "of these checked": sum(
            rule.flag in _BINDING and rule.checked is not None for rule in rules
        ),
        "rules without source, locator and date, drafts aside": sum(
            rule.checked is not None and not _cited(rule) for rule in rules
        ),
        "rules that record a disagreement": sum(bool(rule.disagreement) for rule in rules),
        "sources": len(kb.sources),
        "sources by kind": _counted(kb.source(key).kind for key in kb.sources),
    }


def _cited(rule: Interaction | Contraindication) -> bool:
    """Return whether every citation says where in the source, and when it was opened."""
    return bool(rule.sources) and all(one.locator and one.opened for one in rule.sources)


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))


def stats_text(counts: dict[str, int | dict[str, int]], version: str) -> str:
    """Return counts as a table of text.

    Args:
        counts: the result of :func:`stats`.
        version: the version line to put on top.
    """
    lines = [version]
    for label, count in counts.items():
        if isinstance(count, int):
            lines.append(f"{label:<52} {count:>6}")
            continue
        lines.append(label)
        lines += [f"  {name:<50} {number:>6}" for name, number in count.items()]
    return "\n".join(lines) + "\n"
