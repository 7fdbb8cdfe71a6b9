"""What every lint check works with: the library, its kinship, and the problems found."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeAlias

from interactions.knowledge.source import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from interactions.errors import Problem
    from interactions.knowledge.decode import FieldPath
    from interactions.knowledge.library import Library
    from interactions.knowledge.model import Contraindication, DoseRule, Interaction

_ALIKE: Final = 0.85  # a slip of the keyboard; anything further could be another medicine

RecordKey: TypeAlias = tuple[str, str]


class Ledger:
    """Collects the problems of one lint run."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.problems: list[Problem] = []
        self._kin: dict[str, frozenset[str]] = {}
        self._alike: dict[RecordKey, list[str]] = {}

    def note(
        self, record: RecordKey, path: FieldPath, code: str, message: str, remedy: str = ""
    ) -> None:
        """Note a problem at a field of a record, given by its section and id."""
        self.problems.append(self.library.problem(record, path, code, message, remedy))

    def unknown(
        self, record: RecordKey, path: FieldPath, code: str, name: str, known: Collection[str]
    ) -> None:
        """Note an id that refers to nothing, unless its record was refused before."""
        if name in self.library.mentioned:
            return
        meaning = {
            "KB305": "a class",
            "KB306": "a substance or class",
            "KB307": "a form",
            "KB308": "a source",
            "KB309": "a condition",
            "KB310": "a rule",
        }[code]
        close = self._alike.get((code, name))
        if close is None:
            close = get_close_matches(name, known, n=1, cutoff=_ALIKE)
            self._alike[code, name] = close
        remedy = f"write {close[0]}" if close else "add the record, or correct the id"
        self.note(record, path, code, f"{quoted(name)} is not the id of {meaning}", remedy)

    def kin(self, name: str) -> frozenset[str]:
        """Return the id itself and every class above it; circles are harmless."""
        known = self._kin.get(name)
        if known is not None:
            return known
        library, found, waiting = self.library, {name}, [name]
        while waiting:
            here = waiting.pop()
            parents: tuple[str, ...] = ()
            if here in library.substances:
                parents = library.substances[here].classes
            elif here in library.classes:
                parents = library.classes[here].parents
            waiting += [parent for parent in parents if parent not in found]
            found.update(parents)
        self._kin[name] = frozenset(found)
        return self._kin[name]

    def rules(self) -> Iterator[tuple[RecordKey, Interaction]]:
        """Yield the interactions that hold today."""
        for rule in self.library.interactions.values():
            if not rule.retired:
                yield ("interactions", rule.id), rule

    def cautions(self) -> Iterator[tuple[RecordKey, Contraindication]]:
        """Yield the contraindications that hold today."""
        for rule in self.library.contraindications.values():
            if not rule.retired:
                yield ("contraindications", rule.id), rule

    def doses(self) -> Iterator[tuple[RecordKey, DoseRule]]:
        """Yield the dose rules that hold today."""
        for rule in self.library.doses.values():
            if not rule.retired:
                yield ("doses", rule.id), rule
