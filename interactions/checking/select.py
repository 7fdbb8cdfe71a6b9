"""Choose among the rules that fit a pair: the most specific wins, nothing is softened.

Only rules of the same topic and consequence compete. A rule that is more specific on one
side and not less on the other wins when it is at least as strict; a milder one wins only
when it names the other in ``overrides`` and has been checked (the lint has compared the
ranks of their sources). Rules that tie are joined: the stricter flag, the longer hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from interactions.checking.report import FLAG_ORDER, SEVERITY_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.model import Flag, Interaction, Separation, Severity

_EVER: Final = 10**9


class Candidate(NamedTuple):
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


class Verdict(NamedTuple):
    """The rule that speaks, what it asks after ties are joined, and what it beat."""

    winner: Candidate
    flag: Flag
    severity: Severity | None
    separation: tuple[int | None, int | None] | None
    overridden: tuple[str, ...]
    assumed: tuple[str, ...]


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
    ranked = sorted(standing, key=_rank)
    winner = ranked[0]
    windows = [c.rule.separation for c in ranked if c.rule.separation]
    return Verdict(
        winner=winner,
        flag=winner.rule.flag,
        severity=min((c.rule.severity for c in ranked), key=SEVERITY_ORDER.index),
        separation=_longest(windows) if winner.rule.flag == "space" else None,
        overridden=tuple(sorted({c.rule.id for c in group} - {winner.rule.id})),
        assumed=winner.assumed,
    )


def _rank(candidate: Candidate) -> tuple[int, int, tuple[int, int], str]:
    rule = candidate.rule
    return (
        FLAG_ORDER.index(rule.flag),
        SEVERITY_ORDER.index(rule.severity),
        candidate.distance,
        rule.id,
    )


def _beats(one: Candidate, other: Candidate) -> bool:
    """Return whether `one` takes the place of `other`."""
    if one.assumed:
        return False
    if other.rule.id in one.rule.overrides:
        return one.rule.checked is not None
    if one.rule.id in other.rule.overrides and not other.assumed:
        return False
    if one.distance == other.distance:
        return False
    closer = all(a <= b for a, b in zip(one.distance, other.distance, strict=True))
    return closer and not milder(one.rule, other.rule)


def milder(one: Interaction, other: Interaction) -> bool:
    """Return whether `one` asks for less than `other` in any respect."""
    if FLAG_ORDER.index(one.flag) > FLAG_ORDER.index(other.flag):
        return True
    if one.flag != other.flag or other.separation is None:
        return False
    mine = _minutes(one.separation)
    theirs = _minutes(other.separation)
    return mine[0] < theirs[0] or mine[1] < theirs[1]


def _minutes(separation: Separation | None) -> tuple[int, int]:
    """Return hours to compare: an order that no source offers counts as endless."""
    if separation is None:
        return 0, 0
    return (
        _EVER if separation.before is None else separation.before,
        _EVER if separation.after is None else separation.after,
    )


def _longest(windows: list[Separation]) -> tuple[int | None, int | None] | None:
    if not windows:
        return None
    before = max(_minutes(window)[0] for window in windows)
    after = max(_minutes(window)[1] for window in windows)
    return (None if before == _EVER else before), (None if after == _EVER else after)
