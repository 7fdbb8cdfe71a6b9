"""Change the knowledge base in every way that could hurt, and count what the tables notice.

``make mutate-kb`` runs it. Each mutant is one slip of a curator: a rule deleted, its sides
swapped, hours halved or shifted, a member dropped, a flag or severity lowered, a condition
or band dropped, an alias gone. A mutant is killed when a row of the golden tables, which
were written from the sources, answers differently. Snapshots, hashes and tests generated
from the same YAML do not count. A mutant that changes no answer for any pair of members and
forms that its rule names (a rule that repeats its class, say) is no slip anybody could
notice; such mutants are counted apart.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec.structs import replace

import interactions
from interactions.checking.findings import check_items
from interactions.checking.patient import Patient
from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER
from interactions.items.item import Item, ItemSubstance
from interactions.knowledge.index import KnowledgeBase
from tests.golden_tables import Asked, ask, cases
from tests.knowledge_maker import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.knowledge.index import Meaning, Paths, Row
    from interactions.knowledge.model import Contraindication, Interaction, Separation

BINDING: Final = frozenset(("hold", "consult", "space"))
TARGET: Final = 0.98
MEMBERS: Final = 40  # of a class are tried when asking whether a mutant could be noticed
_HOUR: Final = 60


class Mutant(NamedTuple):
    """One changed knowledge base.

    ``watched``: the rules of which the rows are asked again; ``binding``: whether one of
    them holds, consults or spaces.
    """

    kind: str
    what: str
    watched: frozenset[str]
    binding: bool
    kb: KnowledgeBase


class _Copy(KnowledgeBase):
    """A knowledge base that shares everything with another one but what is changed."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.__dict__.update(base.__dict__)
        self._lineages = {}
        self._rows = {}


class _Recording(_Copy):
    """Notes which rules are read."""

    def __init__(self, base: KnowledgeBase) -> None:
        super().__init__(base)
        self.read: set[str] = set()

    def interaction(self, rule: str) -> Interaction:
        self.read.add(rule)
        return super().interaction(rule)

    def contraindication(self, rule: str) -> Contraindication:
        self.read.add(rule)
        return super().contraindication(rule)


class _OtherRule(_Copy):
    """One interaction reads differently, or is gone (None)."""

    def __init__(self, base: KnowledgeBase, key: str, changed: Interaction | None) -> None:
        super().__init__(base)
        self._key, self._changed = key, changed

    def interaction(self, rule: str) -> Interaction:
        if rule == self._key and self._changed is not None:
            return self._changed
        return super().interaction(rule)

    def rules_of(self, object_: str) -> Row:
        row = {
            other: tuple(rule for rule in rules if rule != self._key)
            for other, rules in super().rules_of(object_).items()
        }
        if self._changed is not None and self._changed.object == object_:
            for other in self._changed.precipitant:
                row[other] = (*row.get(other, ()), self._key)
        return row


class _OtherCaution(_Copy):
    """One contraindication reads differently, or is gone (None)."""

    def __init__(self, base: KnowledgeBase, key: str, changed: Contraindication | None) -> None:
        super().__init__(base)
        self._key, self._changed = key, changed

    def contraindication(self, rule: str) -> Contraindication:
        if rule == self._key and self._changed is not None:
            return self._changed
        return super().contraindication(rule)

    def cautions_of(self, key: str) -> Row:
        row = {
            condition: tuple(rule for rule in rules if rule != self._key)
            for condition, rules in super().cautions_of(key).items()
        }
        if self._changed is not None and key in self._changed.substance:
            here = self._changed.condition
            row[here] = (*row.get(here, ()), self._key)
        return row


class _WithoutMember(_Copy):
    """A substance has left a class."""

    def __init__(self, base: KnowledgeBase, member: str, left: str) -> None:
        super().__init__(base)
        self._member, self._left = member, left

    def lineage(self, key: str) -> Paths:
        paths = super().lineage(key)
        if key != self._member:
            return paths
        return tuple(path for path in paths if self._left not in path)


class _WithoutName(_Copy):
    """A spelling is no longer known."""

    def __init__(self, base: KnowledgeBase, spelling: str) -> None:
        super().__init__(base)
        self._spelling = spelling

    def meanings(self, name: str) -> tuple[Meaning, ...]:
        return () if name == self._spelling else super().meanings(name)


# -- mutants ------------------------------------------------------------------------------


def mutants(kb: KnowledgeBase) -> Iterator[Mutant]:
    """Yield every mutant of the rules and classes.

    Args:
        kb: the knowledge base that ships.
    """
    for key in kb.interactions:
        rule = kb.interaction(key)
        for kind, changed in _interactions(rule):
            other = _OtherRule(kb, key, changed)
            yield Mutant(kind, key, frozenset((key,)), rule.flag in BINDING, other)
    for key in kb.contraindications:
        caution = kb.contraindication(key)
        for kind, altered in _cautions(caution):
            without = _OtherCaution(kb, key, altered)
            yield Mutant(kind, key, frozenset((key,)), caution.flag in BINDING, without)
    yield from _members(kb)


def _interactions(rule: Interaction) -> Iterator[tuple[str, Interaction | None]]:
    yield "rule deleted", None
    if len(rule.precipitant) == 1:
        (other,) = rule.precipitant
        yield "sides swapped", replace(rule, object=other, precipitant=(rule.object,))
    for index, name in enumerate(rule.precipitant if len(rule.precipitant) > 1 else ()):
        rest = rule.precipitant[:index] + rule.precipitant[index + 1 :]
        yield f"precipitant dropped ({name})", replace(rule, precipitant=rest)
    for kind, window in _windows(rule.separation if rule.flag == "space" else None):
        yield kind, replace(rule, separation=window)
    yield from _lowered(rule)
    if rule.when:
        yield "condition dropped", replace(rule, when=None)
    if rule.precipitant_above:
        yield "dose threshold dropped", replace(rule, precipitant_above=None)


def _windows(window: Separation | None) -> Iterator[tuple[str, Separation]]:
    if window is None:
        return
    for side in ("before", "after"):
        value = getattr(window, side)
        other = window.after if side == "before" else window.before
        if value is None:
            yield f"{side} filled in", replace(window, **{side: other})
            continue
        if value:
            yield f"{side} halved", replace(window, **{side: value // 2})
        yield f"{side} shifted", replace(window, **{side: value + _HOUR})
    if window.before != window.after:
        yield "hours exchanged", replace(window, before=window.after, after=window.before)


def _lowered(rule: Any) -> Iterator[tuple[str, Any]]:
    if rule.flag == "none":
        return
    lower = FLAG_ORDER[FLAG_ORDER.index(rule.flag) + 1 :]
    yield "flag lowered", replace(rule, flag="monitor" if rule.flag == "consult" else lower[0])
    place = SEVERITY_ORDER.index(rule.severity)
    if rule.severity != "minor":
        yield "severity lowered", replace(rule, severity=SEVERITY_ORDER[place + 1])


def _cautions(rule: Contraindication) -> Iterator[tuple[str, Contraindication | None]]:
    yield "rule deleted", None
    for index, name in enumerate(rule.substance if len(rule.substance) > 1 else ()):
        rest = rule.substance[:index] + rule.substance[index + 1 :]
        yield f"substance dropped ({name})", replace(rule, substance=rest)
    yield from _lowered(rule)
    if rule.band:
        yield "band dropped", replace(rule, band=None)
        for side, step in (("at_least", 1), ("below", -1)):
            value = getattr(rule.band, side)
            if value is not None:
                moved = replace(rule.band, **{side: value + step})
                yield f"band {side} moved", replace(rule, band=moved)
    if rule.above:
        yield "dose threshold doubled", replace(rule, above=2 * rule.above)


def _members(kb: KnowledgeBase) -> Iterator[Mutant]:
    """Yield each substance that has left a class with rules; whole kinds are not lists."""
    rules: dict[str, set[str]] = defaultdict(set)
    for object_, row in kb.every_pair():
        for other, keys in row.items():
            rules[object_] |= set(keys)
            rules[other] |= set(keys)
    for name in kb.index.classes:
        watched = frozenset(rules[name])
        if not watched or kb.drug_class(name).kinds:
            continue
        binding = any(kb.interaction(key).flag in BINDING for key in watched)
        for member in kb.members(name):
            if "oral" in kb.substance(member).routes:
                without = _WithoutMember(kb, member, name)
                yield Mutant("member dropped", f"{member} of {name}", watched, binding, without)


# -- what nobody could notice ---------------------------------------------------------------


def unnoticeable(mutant: Mutant, kb: KnowledgeBase) -> bool:
    """Return whether a mutant answers like the original for every pair that its rule names."""
    (key,) = mutant.watched if len(mutant.watched) == 1 else ("",)
    if key not in kb.interactions or mutant.kind == "member dropped":
        return False
    rule = kb.interaction(key)
    patients = [Patient()]
    if rule.when:
        patients.append(Patient(conditions=(rule.when.condition,)))
    return all(
        _answers(pair, patient, kb) == _answers(pair, patient, mutant.kb)
        for pair in _pairs_of(rule, kb)
        for patient in patients
    )


def _pairs_of(rule: Interaction, kb: KnowledgeBase) -> Iterator[tuple[Item, Item]]:
    for object_ in _taken(rule.object, kb):
        for name in rule.precipitant:
            for other in _taken(name, kb):
                yield object_, replace(other, index=1)


def _taken(name: str, kb: KnowledgeBase) -> Iterator[Item]:
    """Yield an item for a substance, or each member of a class, in every form and dose."""
    members = (name,) if name in kb.substances else kb.members(name)[:MEMBERS]
    for member in members:
        brief = kb.brief(member)
        for form in (None, *(form.id for form in brief.forms)):
            for amount in (None, 0.001, 1e6):
                found = ItemSubstance(member, "", form, amount, amount)
                yield Item(0, "", "recognised", (found,), route=brief.routes[0])


def _answers(pair: tuple[Item, Item], patient: Patient, kb: KnowledgeBase) -> set[object]:
    report = check_items(pair, patient, kb)
    found: set[object] = {
        (one.object, one.precipitant, one.flag, one.severity, one.separation, one.items)
        for one in report.findings
    }
    return found | {(one.object, one.precipitant) for one in report.nothing_to_do}


# -- the run ------------------------------------------------------------------------------


def asked_by_rule(kb: KnowledgeBase) -> dict[str, list[Asked]]:
    """Return, for each rule, the rows that read it; every row must be right to begin with."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for case in cases():
        recording = _Recording(kb)
        one = ask(case, kb)
        difference = one.wrong(recording)
        if difference:
            raise SystemExit(f"{case.id}: {difference}")
        for rule in recording.read:
            found[rule].append(one)
    return found


def killed(mutant: Mutant, asked: dict[str, list[Asked]]) -> bool:
    """Return whether a row that reads the mutant's rules answers differently."""
    rows = {id(one): one for rule in mutant.watched for one in asked.get(rule, ())}
    if mutant.kind == "member dropped":
        member = mutant.what.partition(" of ")[0]
        rows = {
            key: one
            for key, one in rows.items()
            if any(found.id == member for item in one.items for found in item.substances)
        }
    return any(one.wrong(mutant.kb) for one in rows.values())


def names_of(kb: KnowledgeBase, asked: dict[str, list[Asked]]) -> tuple[int, int]:
    """Return how many of the spellings that the rows use are missed when they are gone."""
    caught = 0
    used = {line for rows in asked.values() for one in rows for line in one.case.lines}
    spellings = [name for name in kb.names() if any(name in line.lower() for line in used)]
    by_line: dict[str, list[Asked]] = defaultdict(list)
    for rows in asked.values():
        for one in rows:
            for line in one.case.lines:
                by_line[line.lower()].append(one)
    for spelling in spellings:
        without = _WithoutName(kb, spelling)
        rows = [one for line, found in by_line.items() if spelling in line for one in found[:1]]
        caught += any(ask(one.case, without).wrong(without) for one in rows)
    return caught, len(spellings)


class Score:
    """What was tried, and what of it was noticed."""

    def __init__(self) -> None:
        self.tried: Counter[tuple[bool, str]] = Counter()
        self.killed: Counter[tuple[bool, str]] = Counter()
        self.unnoticeable = 0
        self.survivors: list[Mutant] = []

    def add(self, mutant: Mutant, kb: KnowledgeBase, asked: dict[str, list[Asked]]) -> None:
        """Try one mutant."""
        place = (mutant.binding, mutant.kind.partition(" (")[0])
        if killed(mutant, asked):
            self.killed[place] += 1
        elif unnoticeable(mutant, kb):
            self.unnoticeable += 1
            return
        else:
            self.survivors.append(mutant)
        self.tried[place] += 1

    def sums(self, *, binding: bool) -> tuple[int, int]:
        """Return how many were killed, and of how many."""
        counts = (self.killed, self.tried)
        killed, tried = (sum(n for (b, _), n in one.items() if b == binding) for one in counts)
        return killed, tried

    def lines(self) -> Iterator[str]:
        """Yield the report."""
        for binding, title in ((True, "hold, consult, space"), (False, "monitor, inform, none")):
            dead, total = self.sums(binding=binding)
            yield f"{title}: {dead} of {total} mutants noticed = {dead / max(total, 1):.3f}"
            for kind in sorted(kind for one, kind in self.tried if one == binding):
                place = (binding, kind)
                yield f"  {kind:<28} {self.killed[place]:>5} of {self.tried[place]}"
        yield f"without any change of an answer, left out: {self.unnoticeable}"


def main() -> int:
    """Run every mutant and print the score; 1 where the binding rules are below target."""
    kb = interactions.load(ROOT / "data")
    asked = asked_by_rule(kb)
    score = Score()
    for mutant in mutants(kb):
        score.add(mutant, kb, asked)
    print(f"rows of the golden tables: {len(cases())}")
    print("\n".join(score.lines()))
    known, spellings = names_of(kb, asked)
    print(f"spellings that rows use, missed when gone: {known} of {spellings}")
    if "--survivors" in sys.argv:
        for one in score.survivors:
            print(f"survived {'' if one.binding else '(not binding) '}{one.kind}: {one.what}")
    dead, total = score.sums(binding=True)
    return 0 if dead >= TARGET * total else 1


if __name__ == "__main__":
    sys.exit(main())
