"""Choose among the rules that fit a pair: the most specific wins, nothing is softened.

Only rules of the same topic and consequence compete. A rule that is more specific on one
side and not less on the other wins when it is at least as strict; a milder one wins only
when it names the other in ``overrides`` and has been checked (the lint has compared the
ranks of their sources), else it loses. Rules of which none wins are joined: the stricter
flag, the higher severity, the longer hours on each side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER
from interactions.knowledge.model import Interaction
from interactions.knowledge.vocabulary import Flag, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


_EVER: Final = 10**9


class Candidate(Struct, frozen=True):
    """A rule that fits, with the is-a path from each side to what the rule names.

    ``assumed`` lists what had to be taken for granted because the list does not say it;
    a rule that fits only by assumption speaks, but takes no other rule's place.
    """

    rule: Interaction
    object_path: tuple[str, ...]
    precipitant_path: tuple[str, ...]
    assumed: tuple[str, ...] = ()

    @property
    def distance(self) -> tuple[int, int]:
        """How far each side is from what the rule names; a named form is nearest."""
        sure = not self.assumed
        rule = self.rule
        return (
            2 * len(self.object_path) - (sure and bool(rule.object_forms)),
            2 * len(self.precipitant_path) - (sure and bool(rule.precipitant_forms)),
        )

    @property
    def minutes(self) -> tuple[int, int]:
        """Its distance in time, to compare; an order that no source offers is endless."""
        window = self.rule.separation
        if window is None:
            return 0, 0
        return (
            _EVER if window.before is None else window.before,
            _EVER if window.after is None else window.after,
        )


class Verdict(Struct, frozen=True):
    """What the rules of one topic and consequence say together.

    ``support`` holds what the answer rests on: the winner, then every rule joined with
    it that adds a longer time or a higher severity.
    """

    support: tuple[Candidate, ...]
    flag: Flag
    severity: Severity | None
    separation: tuple[int | None, int | None] | None
    overridden: tuple[str, ...]

    @property
    def winner(self) -> Candidate:
        """The rule that speaks."""
        return self.support[0]

    @property
    def assumed(self) -> tuple[str, ...]:
        """What had to be taken for granted."""
        return tuple(dict.fromkeys(note for one in self.support for note in one.assumed))


def verdicts(candidates: Iterable[Candidate]) -> list[Verdict]:
    """Return one verdict for each topic and consequence among the candidates."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        rule = candidate.rule
        groups.setdefault((rule.topic, rule.consequence), []).append(candidate)
    return [_verdict(group) for _key, group in sorted(groups.items())]


def _verdict(group: list[Candidate]) -> Verdict:
    standing = [
        candidate
        for candidate in group
        if not any(_beats(other, candidate) for other in group if other is not candidate)
    ]
    standing = standing or group
    longest = (max(c.minutes[0] for c in standing), max(c.minutes[1] for c in standing))
    winner, *others = sorted(standing, key=lambda candidate: _rank(candidate, longest))
    window = _window(longest) if winner.rule.flag == "space" else None
    nowhere = window == (None, None)  # each order is missing in one of the rules
    return Verdict(
        support=(winner, *(other for other in others if _adds(other, winner))),
        flag="consult" if nowhere else winner.rule.flag,
        severity=min((c.rule.severity for c in standing), key=SEVERITY_ORDER.index),
        separation=None if nowhere else window,
        overridden=tuple(sorted({c.rule.id for c in group} - {winner.rule.id})),
    )


def _rank(
    candidate: Candidate, longest: tuple[int, int]
) -> tuple[int, int, int, tuple[int, int], str]:
    """Return the sort key of a rule among those it is joined with; the first speaks."""
    rule = candidate.rule
    shorter = sum(mine < most for mine, most in zip(candidate.minutes, longest, strict=True))
    return (
        FLAG_ORDER.index(rule.flag),
        SEVERITY_ORDER.index(rule.severity),
        shorter,
        candidate.distance,
        rule.id,
    )


def _adds(one: Candidate, winner: Candidate) -> bool:
    """Return whether a joined rule gives a longer time or a higher severity."""
    if SEVERITY_ORDER.index(one.rule.severity) < SEVERITY_ORDER.index(winner.rule.severity):
        return True
    longer = any(mine > its for mine, its in zip(one.minutes, winner.minutes, strict=True))
    return winner.rule.flag == "space" and longer


def _beats(one: Candidate, other: Candidate) -> bool:
    """Return whether `one` takes the place of `other`."""
    if one.assumed:
        return False
    if _overrides(one, other):
        return True
    if _overrides(other, one) or one.distance == other.distance:
        return False
    if _closer(one, other):
        return not milder(one, other)
    return _closer(other, one) and milder(other, one) and not milder(one, other)


def _overrides(one: Candidate, other: Candidate) -> bool:
    """Return whether `one` names `other` and may: a draft or an assumption may not."""
    named = other.rule.id in one.rule.overrides
    return named and one.rule.checked is not None and not one.assumed


def _closer(one: Candidate, other: Candidate) -> bool:
    return all(a <= b for a, b in zip(one.distance, other.distance, strict=True))


def milder(one: Candidate, other: Candidate) -> bool:
    """Return whether `one` asks for less than `other` in any respect."""
    mine, its = FLAG_ORDER.index(one.rule.flag), FLAG_ORDER.index(other.rule.flag)
    if mine != its:
        return mine > its
    return any(a < b for a, b in zip(one.minutes, other.minutes, strict=True))


def _window(minutes: tuple[int, int]) -> tuple[int | None, int | None]:
    before, after = minutes
    return (None if before == _EVER else before), (None if after == _EVER else after)
