"""Check medicines and supplements against each other.

>>> import interactions
>>> report = interactions.check(["levothyroxine 75 mcg", "calcium carbonate 600 mg"])
>>> report.summary.space
1
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from interactions.api import check, check_added, dose, explain, lookup, resolve
    from interactions.checking.doses import Doses
    from interactions.checking.explain import Explanation
    from interactions.checking.monograph import Monograph
    from interactions.checking.patient import Patient
    from interactions.checking.report import Finding, Report
    from interactions.errors import (
        InputError,
        InteractionsError,
        KnowledgeError,
        NotFoundError,
    )
    from interactions.items.item import Item
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.store import load

__version__: Final = "0.1.0"
__all__ = [
    "Doses",
    "Explanation",
    "Finding",
    "InputError",
    "InteractionsError",
    "Item",
    "KnowledgeBase",
    "KnowledgeError",
    "Monograph",
    "NotFoundError",
    "Patient",
    "Report",
    "__version__",
    "check",
    "check_added",
    "dose",
    "explain",
    "load",
    "lookup",
    "resolve",
]

# Where each public name lives; a module is imported when its name is first used, so
# that `import interactions` stays fast.
_HOME: Final = {
    "check": "api",
    "check_added": "api",
    "dose": "api",
    "explain": "api",
    "load": "knowledge.store",
    "lookup": "api",
    "resolve": "api",
    "Doses": "checking.doses",
    "Explanation": "checking.explain",
    "Finding": "checking.report",
    "InputError": "errors",
    "InteractionsError": "errors",
    "Item": "items.item",
    "KnowledgeBase": "knowledge.index",
    "KnowledgeError": "errors",
    "Monograph": "checking.monograph",
    "NotFoundError": "errors",
    "Patient": "checking.patient",
    "Report": "checking.report",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'interactions' has no attribute {name!r}")
    value: object = getattr(import_module(f"interactions.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
