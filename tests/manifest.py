"""The frozen manifest: which rules and members the knowledge base holds.

A knowledge base must not shrink by a slip. What the manifest lists and the knowledge base
no longer has needs an explicit line, with its reason, in the manifest's ``gone`` section.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tests.knowledge_maker import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from interactions.knowledge.index import KnowledgeBase

MANIFEST: Final[Path] = ROOT / "tests" / "golden" / "manifest.json"


def contents(kb: KnowledgeBase) -> dict[str, Any]:
    """Return the rules and the members of each listed class."""
    classes = {
        key: kb.members(key)
        for key in kb.index.classes
        if kb.members(key) and not kb.drug_class(key).kinds
    }
    return {
        "hash": kb.hash,
        "interactions": len(kb.interactions),
        "contraindications": len(kb.contraindications),
        "doses": len(kb.index.doses),
        "members": {key: len(members) for key, members in sorted(classes.items())},
        "rules": sorted((*kb.interactions, *kb.contraindications, *kb.index.doses)),
        "classes": {key: sorted(members) for key, members in sorted(classes.items())},
    }


def recorded() -> dict[str, Any]:
    """Return the manifest as it is frozen."""
    found: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return found


def lost(kb: KnowledgeBase) -> list[str]:
    """Return what the manifest lists, the knowledge base lacks and no line explains."""
    if not MANIFEST.exists():
        return []
    before, now = recorded(), contents(kb)
    gone = before["gone"]
    missing = [rule for rule in before["rules"] if rule not in now["rules"]]
    for name, members in before["classes"].items():
        kept = now["classes"].get(name, [])
        missing += [f"{member} of {name}" for member in members if member not in kept]
    return [one for one in missing if not gone.get(one, "").strip()]


def manifest_text(kb: KnowledgeBase) -> str:
    """Return the manifest of a knowledge base; the lines that explain what is gone stay."""
    gone = recorded()["gone"] if MANIFEST.exists() else {}
    return json.dumps({**contents(kb), "gone": gone}, indent=1, ensure_ascii=False) + "\n"
