"""Group findings for people: one action for each conflict.

Several cations of one quinolone are one action; the minerals of one multivitamin are
one line with the longest of their hours. A binder that must keep the same distance from
many medicines is one action about the binder. The findings themselves stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from interactions.checking.report import SEVERITY_ORDER, Finding
from interactions.knowledge.vocabulary import Flag
from interactions.render.phrases import shown
from interactions.render.wording import (
    Window,
    action_sentence,
    assumption,
    effect_message,
    standing_sentence,
    stands_alone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.checking.report import Report
    from interactions.items.item import Item
    from interactions.render.phrases import Phrases

_ENDLESS = 10**6
_MANY = 3


class Action(Struct, frozen=True):
    """One conflict, ready to be laid out."""

    flag: Flag
    items: tuple[int, ...]
    title: str
    advice: tuple[str, ...]
    why: tuple[str, ...]
    measured: tuple[str, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def leading(self) -> Finding:
        """The most severe of the findings."""
        return min(self.findings, key=lambda one: SEVERITY_ORDER.index(one.severity))


def actions(report: Report, say: Phrases) -> list[Action]:
    """Return the actions of a report, in the order of its findings."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    items = {item.index: item for item in report.items}
    holds = [one for one in report.findings if one.flag == "hold" and one.kind == "interaction"]
    findings = [part for one in report.findings for part in _parted(one, holds, items)]
    apart = _kept_apart(findings)
    worst = _worst_severity(findings, items)
    crowded = _crowded(findings, items)
    above = {(one.object, one.items) for one in findings if one.kind == "dose"}
    for finding in findings:
        if finding.kind == "duplicate" and (finding.object, finding.items) in above:
            continue
        lines = apart.get((finding.object, finding.topic), set())
        if finding.flag != "inform" or not lines.issuperset(finding.items):
            key = _group(finding, holds, worst, items)
            if key[0] != "hold" and _around(finding) in crowded:
                key = _around(finding) or key
            groups.setdefault(key, []).append(finding)
    return [_action(findings, items, say) for findings in groups.values()]


def _parted(
    finding: Finding, holds: Iterable[Finding], items: dict[int, Item]
) -> Iterable[Finding]:
    """Part a spacing between lines that are on hold with its object and the others."""
    held: set[int] = set()
    if finding.flag == "space" and finding.kind == "interaction":
        for hold in holds:
            if hold.object == finding.object:
                held.update(hold.items)
    objects = {*_holding(finding.object, [finding], items)}
    for lines in ({*finding.items} & held - objects, {*finding.items} - held - objects):
        if lines:
            yield replace(finding, items=tuple(sorted(lines | objects)))
    if not {*finding.items} - objects:
        yield finding


def _kept_apart(findings: Iterable[Finding]) -> dict[tuple[str | None, str], set[int]]:
    """Return the lines that must be kept apart from each object anyway.

    A remark on one ingredient of a product that is kept apart already says nothing new.
    """
    apart: dict[tuple[str | None, str], set[int]] = {}
    for finding in findings:
        if finding.flag == "space":
            apart.setdefault((finding.object, finding.topic), set()).update(finding.items)
    return apart


def _around(finding: Finding) -> tuple[object, ...] | None:
    """Return what puts a spacing together with those of the same precipitant."""
    if finding.flag != "space" or finding.kind != "interaction":
        return None
    window = finding.separation
    return ("around", finding.precipitant, finding.topic, finding.severity, window, finding.draft)


def _crowded(findings: Iterable[Finding], items: dict[int, Item]) -> set[tuple[object, ...] | None]:
    """Return the precipitants that must keep one distance from many: three, or one product."""
    crowds: dict[tuple[object, ...] | None, set[tuple[str | None, tuple[int, ...]]]] = {}
    for finding in findings:
        key = _around(finding)
        here = _holding(finding.object, [finding], items)
        if key and not {*here} & {*_holding(finding.precipitant, [finding], items)}:
            crowds.setdefault(key, set()).add((finding.object, tuple(here)))
    crowded = set()
    for key, affected in crowds.items():
        objects, lines = ({one[place] for one in affected} for place in (0, 1))
        if len(objects) >= _MANY or len(objects) > len(lines) == 1:
            crowded.add(key)
    return crowded


def _is_around(findings: list[Finding]) -> bool:
    """Return whether findings are all about one precipitant and what it keeps away from."""
    keys = {_around(one) for one in findings}
    return len(keys) == 1 and None not in keys and len({one.object for one in findings}) > 1


def _worst_severity(
    findings: Iterable[Finding], items: dict[int, Item]
) -> dict[tuple[str | None, str, int], int]:
    """Return how severe the worst spacing is between an object and each line of the list."""
    worst: dict[tuple[str | None, str, int], int] = {}
    for finding in findings:
        if finding.flag == "space":
            for index in _holding(finding.precipitant, [finding], items):
                place = (finding.object, finding.topic, index)
                level = SEVERITY_ORDER.index(finding.severity)
                worst[place] = min(level, worst.get(place, level))
    return worst


def _group(
    finding: Finding,
    holds: Iterable[Finding],
    worst: dict[tuple[str | None, str, int], int],
    items: dict[int, Item],
) -> tuple[object, ...]:
    """Return what puts findings into one action.

    What has to be spaced from one medicine is one action for each severity; where the same
    lines are on hold already, the distance is told there.
    """
    if finding.kind in ("dose", "duplicate"):
        return (finding.flag, finding.kind, finding.object)
    if finding.kind != "interaction":
        return (finding.flag, finding.kind, finding.items, finding.severity)
    if stands_alone(finding, items.values()):
        side = finding.precipitant if finding.topic == "laboratory" else finding.object
        return (finding.flag, finding.topic, side, finding.items)
    if finding.flag != "space":
        return (finding.flag, finding.kind, finding.items)
    for hold in holds:
        if hold.object == finding.object and {*hold.items} >= {*finding.items}:
            return (hold.flag, hold.kind, hold.items)
    places = ((finding.object, finding.topic, index) for index in finding.items)
    level = min(worst[place] for place in places if place in worst)
    return (finding.flag, finding.object, finding.topic, level)


def _standing(findings: list[Finding], say: Phrases) -> list[str]:
    """Return one sentence for each distance from food, or for all tests together."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        groups.setdefault((say.kb.interaction(one.id).flag, one.separation), []).append(one)
    notes = (say.own(say.kb.interaction(one.id).note) for one in findings)
    sentences = [standing_sentence(group, say) for group in groups.values()]
    return [*sentences, *(note for note in notes if note)]


def _action(findings: list[Finding], items: dict[int, Item], say: Phrases) -> Action:
    first = findings[0]
    spaced = [one for one in findings if one.flag == "space" and one.kind == "interaction"]
    if stands_alone(first, items.values()):
        advice = _standing(findings, say)
    else:
        advice = [finding.text for finding in findings if finding not in spaced]
    alike = [spaced] if _is_around(spaced) else _by_object(spaced)
    spacing = [one for part in alike for one in _spacing(part, items, say)]
    advice += [say("hold.then", advice=one) for one in spacing] if advice else spacing
    if spaced and all(one.or_with_food for one in spaced):
        advice.append(say("space.or-with-food"))
    advice += [note for one in spaced if (note := say.own(say.kb.interaction(one.id).note))]
    indexes = tuple(sorted({index for finding in findings for index in finding.items}))
    return Action(
        flag=first.flag,
        items=indexes,
        title=_title(findings, items, say),
        advice=tuple(dict.fromkeys(advice)),
        why=tuple(dict.fromkeys(_why(findings, say))),
        measured=tuple(dict.fromkeys(_measured(findings, say))),
        notes=tuple(dict.fromkeys(_notes(findings, say))),
        findings=tuple(findings),
    )


def _title(findings: list[Finding], items: dict[int, Item], say: Phrases) -> str:
    """Return the lines of the list that meet: the affected one first."""
    first = findings[0]
    if first.kind == "contraindication":
        where = ", ".join(shown(items[index].input) for index in first.items)
        names = say.listing(say.name(finding.condition or "") for finding in findings)
        return f"{where} | {names}"
    if first.kind in ("dose", "duplicate"):
        indexes = sorted({index for finding in findings for index in finding.items})
        return ", ".join(shown(items[index].input) for index in indexes)
    if stands_alone(first, items.values()):
        tested = first.topic == "laboratory"
        names = say.listing(
            say.name((one.object if tested else one.precipitant) or "") for one in findings
        )
        lines = ", ".join(shown(items[index].input) for index in first.items)
        return f"{lines} | {names}"
    around = _is_around(findings)
    affected = _holding(first.precipitant if around else first.object, findings, items)
    others = [
        index for finding in findings for index in finding.items if index not in affected
    ] or _holding(first.object if around else first.precipitant, findings, items)
    left = ", ".join(shown(items[index].input) for index in affected)
    right = ", ".join(shown(items[index].input) for index in dict.fromkeys(sorted(others)))
    return f"{left} | {right}"


def _holding(
    substance: str | None, findings: Iterable[Finding], items: dict[int, Item]
) -> list[int]:
    """Return the items of these findings that contain a substance."""
    indexes = sorted({index for finding in findings for index in finding.items})
    return [
        index for index in indexes if any(one.id == substance for one in items[index].substances)
    ]


def _by_object(findings: list[Finding]) -> list[list[Finding]]:
    """Return the findings about each object; their hours may differ."""
    parts: dict[str | None, list[Finding]] = {}
    for finding in findings:
        parts.setdefault(finding.object, []).append(finding)
    return list(parts.values())


def _spacing(findings: list[Finding], items: dict[int, Item], say: Phrases) -> list[str]:
    """Return one sentence for each distance, naming all lines that need it."""
    first = findings[0]
    if _is_around(findings):
        kept = (index for one in findings for index in _holding(one.object, [one], items))
        names = (
            name
            for index in dict.fromkeys(sorted(kept))
            for name in _short(items[index], {one.object for one in findings}, say)
        )
        hours = first.separation
        pair = (hours.before_h, hours.after_h) if hours else None
        binder = say.name(first.precipitant or "")
        listed = say.listing(names)
        return [action_sentence(say, "space", listed, binder, pair, self_chosen=True)]
    windows: dict[int, list[Window]] = {}
    for finding in findings:
        window = finding.separation
        for index in _elsewhere(finding, items):
            pair = (window.before_h, window.after_h) if window else (0, 0)
            windows.setdefault(index, []).append(pair)
    named = {finding.precipitant for finding in findings}
    subject = _subject(findings, items, say)
    together: dict[Window, list[int]] = {}
    for index, pairs in sorted(windows.items()):
        together.setdefault(_longest(pairs), []).append(index)
    return [
        action_sentence(
            say,
            "space",
            subject,
            say.listing(name for index in indexes for name in _short(items[index], named, say)),
            window,
            self_chosen=True,
        )
        for window, indexes in together.items()
    ]


def _elsewhere(finding: Finding, items: dict[int, Item]) -> list[int]:
    """Return the lines with the precipitant that do not hold the object too, if there are any."""
    lines = _holding(finding.precipitant, [finding], items)
    own = _holding(finding.object, [finding], items)
    return [index for index in lines if index not in own] or lines


def _subject(findings: list[Finding], items: dict[int, Item], say: Phrases) -> str:
    """Return what to call the affected side: its box, where it was bought as one of many."""
    object_ = findings[0].object
    lines = [items[index] for index in _holding(object_, findings, items)]
    boxes = [
        say.name(one.product)
        for line in lines
        for one in line.substances
        if one.id == object_ and one.product and line.self_chosen
    ]
    return say.listing(boxes) if boxes and len(boxes) == len(lines) else say.name(object_ or "")


def _short(item: Item, named: set[str | None], say: Phrases) -> list[str]:
    """Return what to call an item in a sentence: its products and the substances named."""
    return [
        say.name(one.product) if one.product else one.name
        for one in item.substances
        if one.id in named
    ]


def _longest(pairs: list[Window]) -> Window:
    before = max(_ENDLESS if pair[0] is None else pair[0] for pair in pairs)
    after = max(_ENDLESS if pair[1] is None else pair[1] for pair in pairs)
    return (None if before == _ENDLESS else before), (None if after == _ENDLESS else after)


def _why(findings: list[Finding], say: Phrases) -> Iterable[str]:
    """Return one sentence for each effect and mechanism, naming all that cause it."""
    around = _is_around(findings)
    causes: dict[tuple[str, str, str], list[str]] = {}
    for finding in findings:
        if finding.kind != "interaction":
            yield finding.effect
            continue
        effect = effect_message(finding, say.kb)
        object_, precipitant = finding.object or "", finding.precipitant or ""
        one, many = (precipitant, object_) if around else (object_, precipitant)
        causes.setdefault((effect, finding.mechanism or "unknown", one), []).append(say.name(many))
    for (effect, mechanism, one), many_names in causes.items():
        listed = say.listing(many_names)
        sides = (listed, say.name(one)) if around else (say.name(one), listed)
        sentence = say.sentence(effect, object=sides[0], precipitant=sides[1])
        known = mechanism != "unknown"
        reason = f": {say(f'mechanism.{mechanism}')}" if known else ""
        yield f"{sentence.rstrip('.')}{reason}."


def _measured(findings: list[Finding], say: Phrases) -> Iterable[str]:
    """Return the first measurement of each finding; `explain` shows them all."""
    for finding in findings:
        for size in finding.effect_size[:1]:
            note = f" ({size.note.rstrip('.')})" if size.note else ""
            yield f"{say(f'measure.{size.measure}')} {say.figures(size.change)}{note}"


def _notes(findings: list[Finding], say: Phrases) -> Iterable[str]:
    for finding in findings:
        if finding.draft:
            yield say("label.draft")
        if finding.inferred_from_class and finding.kind == "interaction":
            yield say("label.class-rule")
        for note in finding.assumed:
            yield assumption(note, say)
