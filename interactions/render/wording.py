"""Fill the empty sentences of a report in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec.structs import replace

from interactions.render.dose_wording import worded_dose
from interactions.render.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interactions.checking.report import EffectShown, Finding, NothingToDo, OtherSource, Report
    from interactions.items.item import Item, Suggestion
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Disagreement, EffectSize
    from interactions.knowledge.vocabulary import Flag

# Where less of something is taken up; an enzyme or the kidneys act later.
_UPTAKE = frozenset(("gastric-ph", "reduced-uptake", "competition", "unknown"))
Window: TypeAlias = "tuple[float | None, float | None]"


def worded(report: Report, lang: str, kb: KnowledgeBase, *, for_text: bool = False) -> Report:
    """Return the report with every name and sentence in a language.

    Args:
        report: a report as checked.
        lang: ``en`` or ``tr``.
        kb: the knowledge base that it was checked against.
        for_text: leave out what the text of a report words anew for several findings
            together (a sixth of its time).
    """
    say = Phrases(kb, lang)
    return replace(
        report,
        items=tuple(worded_item(item, say) for item in report.items),
        findings=tuple(
            _shown_finding(finding, report.items, say)
            if for_text and finding.kind == "interaction"
            else _finding(finding, report.items, say)
            for finding in report.findings
        ),
        nothing_to_do=tuple(_nothing(entry, say) for entry in report.nothing_to_do),
    )


def worded_item(item: Item, say: Phrases) -> Item:
    """Return an item with its names and suggestions in a language."""
    return replace(
        item,
        substances=tuple(replace(one, name=say.name(one.id)) for one in item.substances),
        suggestions=tuple(_suggestion(one, say) for one in item.suggestions),
    )


def _suggestion(one: Suggestion, say: Phrases) -> Suggestion:
    if one.kind == "similar":
        reason = say("suggestion.similar", name=one.reason) if one.reason else ""
    elif one.kind == "member":
        reason = say("suggestion.member", name=say.name(one.reason))
    elif one.kind == "unit":
        reason = say("suggestion.unit", amount=one.reason)
    elif one.reason:
        reason = say("suggestion.meaning-in", where=one.reason.upper())
    else:
        reason = say("suggestion.meaning")
    return replace(one, name=say.name(one.id), reason=reason)


def _finding(finding: Finding, items: tuple[Item, ...], say: Phrases) -> Finding:
    if finding.kind == "contraindication":
        rule = say.kb.contraindication(finding.id)
        advice = (_condition_action(finding, items, say), say.own(rule.advice))
        return replace(
            finding,
            effect=say.own(rule.reason),
            text=_paragraph(*advice),
            disagreement=_others(finding.disagreement, rule.disagreement, say),
        )
    if finding.kind in ("dose", "duplicate"):
        return worded_dose(finding, items, say)
    interaction = say.kb.interaction(finding.id)
    return replace(
        finding,
        effect=effect_text(finding, say),
        text=_paragraph(action(finding, items, say), say.own(interaction.note)),
        disagreement=_others(finding.disagreement, interaction.disagreement, say),
        effect_size=_sizes(finding.effect_size, interaction.effect_size, say),
    )


def _shown_finding(finding: Finding, items: tuple[Item, ...], say: Phrases) -> Finding:
    """Word what the text of a report takes from an interaction as it stands."""
    rule = say.kb.interaction(finding.id)
    together = finding.flag == "space" or stands_alone(finding, items)
    text = "" if together else _paragraph(action(finding, items, say), say.own(rule.note))
    return replace(
        finding, text=text, effect_size=_sizes(finding.effect_size, rule.effect_size, say)
    )


def action(finding: Finding, items: tuple[Item, ...], say: Phrases) -> str:
    """Return what to do about an interaction."""
    if stands_alone(finding, items) or _is_test(finding.object, say.kb):
        return standing_sentence([finding], say)
    window = finding.separation
    first = action_sentence(
        say,
        finding.flag,
        say.name(finding.object or ""),
        say.name(finding.precipitant or ""),
        (window.before_h, window.after_h) if window else None,
        self_chosen=_self_chosen(finding.precipitant, finding, items),
    )
    return _paragraph(first, say("space.or-with-food") if finding.or_with_food else "")


def _is_test(substance: str | None, kb: KnowledgeBase) -> bool:
    """Return whether the object of a finding is a laboratory test, which nobody takes."""
    key = substance or ""
    return kb.is_substance(key) and kb.brief(key).kind == "test"


def stands_alone(finding: Finding, items: Iterable[Item]) -> bool:
    """Return whether a finding is standing advice: its food or test is not on the list."""
    if finding.kind != "interaction":
        return False
    lines = [item for item in items if item.index in finding.items]
    held = {one.id for line in lines for one in line.substances}
    return len(lines) == 1 or not held.issuperset((finding.object, finding.precipitant))


def standing_sentence(findings: Sequence[Finding], say: Phrases) -> str:
    """Return what to know of a substance without food or test on the list.

    Args:
        findings: standing advice about one substance with the same rule flag and window.
        say: the phrases of a language.
    """
    first = findings[0]
    if first.topic == "laboratory":
        tests = say.listing(say.name(one.object or "") for one in findings)
        return say.sentence(
            "standing.laboratory", object=tests, precipitant=say.name(first.precipitant or "")
        )
    flag = say.kb.interaction(first.id).flag
    window = first.separation
    object_ = say.name(first.object or "")
    foods = say.listing(say.name(one.precipitant or "") for one in findings)
    if flag in ("hold", "consult"):
        return say.sentence("standing.not-together", object=object_, precipitant=foods)
    return action_sentence(
        say,
        "space" if window else "inform",
        object_,
        foods,
        (window.before_h, window.after_h) if window else None,
        self_chosen=True,
    )


def action_sentence(
    say: Phrases,
    flag: Flag,
    object_: str,
    precipitant: str,
    window: Window | None,
    *,
    self_chosen: bool,
) -> str:
    """Return what to do about an object and a precipitant, as one sentence.

    Args:
        say: the phrases of a language.
        flag: what to do.
        object_: the display name of the affected side.
        precipitant: the display name, or names, of the other side.
        window: hours before and after, None where no source offers the order.
        self_chosen: whether the precipitant can simply not be started.
    """
    message: str = flag
    if flag == "space":
        message = space_message(window)
    elif flag == "hold":
        message = "hold.self-chosen" if self_chosen else "hold.prescribed"
    before, after = window or (0, 0)
    return say.sentence(
        message,
        object=object_,
        precipitant=precipitant,
        before=say.hours(before or 0),
        after=say.hours(after or 0),
    )


def space_message(window: Window | None) -> str:
    """Return the id of the sentence that fits a window."""
    if window is None:
        return "space.untimed"
    before, after = window
    if after is None:
        return "space.before-only"
    if before is None:
        return "space.after-only"
    if not before:
        return "space.before-free"
    return "space.both" if after else "space.after-free"


def effect_text(finding: Finding, say: Phrases) -> str:
    """Return what happens when the advice is not followed, as one sentence."""
    return say.sentence(
        effect_message(finding, say.kb),
        object=say.name(finding.object or ""),
        precipitant=say.name(finding.precipitant or ""),
    )


def effect_message(finding: Finding, kb: KnowledgeBase) -> str:
    """Return the id of the sentence that tells what happens."""
    rule = kb.interaction(finding.id)
    if rule.consequence == "test-distorted" and _is_test(finding.object, kb):
        return "effect.test-wrong"
    if rule.consequence != "object-decreased" or rule.mechanism in {"chelation", "adsorption"}:
        return f"effect.{rule.consequence}"
    return "effect.uptake-decreased" if rule.mechanism in _UPTAKE else "effect.effect-decreased"


def _condition_action(finding: Finding, items: tuple[Item, ...], say: Phrases) -> str:
    message = f"condition.{finding.flag}"
    if finding.flag in ("hold", "consult"):
        own = _self_chosen(finding.object, finding, items)
        message += ".self-chosen" if own else ".prescribed"
    return say.sentence(
        message, object=say.name(finding.object or ""), condition=say.name(finding.condition or "")
    )


def _self_chosen(substance: str | None, finding: Finding, items: tuple[Item, ...]) -> bool:
    """Return whether every item of the finding with this substance was self-chosen."""
    holding = [
        item
        for item in items
        if item.index in finding.items and any(one.id == substance for one in item.substances)
    ]
    return all(item.self_chosen for item in holding)


def _nothing(entry: NothingToDo, say: Phrases) -> NothingToDo:
    if entry.precipitant is None:
        caution = say.kb.contraindication(entry.rule)
        first = say.sentence(
            "condition.none",
            object=say.name(entry.object or ""),
            condition=say.name(caution.condition),
        )
        return replace(entry, text=_paragraph(first, say.own(caution.reason)))
    rule = say.kb.interaction(entry.rule)
    first = say.sentence(
        "none", object=say.name(entry.object or ""), precipitant=say.name(entry.precipitant)
    )
    return replace(entry, text=_paragraph(first, say.own(rule.note)))


def _others(
    shown: tuple[OtherSource, ...], records: tuple[Disagreement, ...], say: Phrases
) -> tuple[OtherSource, ...]:
    pairs = zip(shown, records, strict=True)
    return tuple(replace(one, text=say.own(record.text)) for one, record in pairs)


def _sizes(
    shown: tuple[EffectShown, ...], records: tuple[EffectSize, ...], say: Phrases
) -> tuple[EffectShown, ...]:
    pairs = zip(shown, records, strict=True)
    return tuple(replace(one, note=say.own(record.note)) for one, record in pairs)


def assumption(note: str, say: Phrases) -> str:
    """Return one assumption of a finding as a sentence."""
    kind, _, subject = note.partition(":")
    return say.sentence(f"assumed.{kind}", name=say.name(subject))


def _paragraph(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
