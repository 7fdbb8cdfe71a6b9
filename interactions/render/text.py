"""Lay a report out as plain text: what was not checked first, then by action."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import astuple

from interactions.checking.report import Finding
from interactions.items.tokens import MAX_LENGTH, readable
from interactions.render.actions import Action, actions
from interactions.render.layout import Sheet
from interactions.render.phrases import Phrases, shown
from interactions.render.reading_text import reading_text
from interactions.render.wording import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from interactions.checking.report import CitedSource, NothingToDo, PatientCondition, Report
    from interactions.items.item import Item, Suggestion
    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.vocabulary import Flag

FLAGS: Final[tuple[Flag, ...]] = ("hold", "consult", "space", "monitor", "inform")
_MARKS: Final = {"hold": "!!", "consult": "! ", "space": "<>", "monitor": "o ", "inform": "i "}
_OLD: Final = timedelta(days=365)


def report_text(
    report: Report,
    lang: str,
    kb: KnowledgeBase,
    *,
    today: date | None = None,
    width: int = 80,
    bold: Callable[[str], str] = str,
    title: str = "",
    min_flag: str | None = None,
) -> str:
    """Return a report as text that needs no colour.

    Args:
        report: a report; its sentences may be empty.
        lang: the language.
        kb: the knowledge base it was checked against.
        today: the date, to tell an old knowledge base; None leaves that out.
        width: columns.
        bold: makes a heading stand out.
        title: a first heading.
        min_flag: the lowest flag whose findings the report still holds.
    """
    say = Phrases(kb, lang)
    report = worded(report, lang, kb, for_text=True)
    sheet = Sheet(width, bold)
    if title:
        sheet.heading(title)
    _not_checked(report, say, sheet)
    _understood(report, say, sheet)
    _found(actions(report, say), say, sheet)
    if report.nothing_to_do:
        sheet.heading(say("title.nothing"))
        for entry in report.nothing_to_do:
            sheet.text(f"-- {entry.text}", 0, hanging=3)
            if entry.draft:
                sheet.text(say("label.draft"), 3)
            _sources([entry], say, sheet)
    sheet.gap()
    if not any(astuple(report.summary)):  # what --min-flag hides was found all the same
        sheet.text(say("end.nothing-new" if title else "end.nothing-found"), 0)
    hidden = sum(astuple(report.summary)) - len(report.findings)
    if hidden:
        lowest = say(f"flag.{min_flag}")
        sheet.text(say("end.hidden", count=str(hidden), flag=lowest), 0)
    _end(report, say, sheet, today)
    return str(sheet)


def _found(found: list[Action], say: Phrases, sheet: Sheet) -> None:
    for flag in FLAGS:
        blocks = [action for action in found if action.flag == flag]
        if blocks:
            sheet.heading(say(f"title.{flag}"))
        for action in blocks:
            _block(action, say, sheet)


def _not_checked(report: Report, say: Phrases, sheet: Sheet) -> None:
    not_checked_lines(report.items, report.not_checked, say, sheet)
    if report.conditions_not_checked and not report.not_checked:
        sheet.heading(say("title.not-checked"))
    for condition in report.conditions_not_checked:
        sheet.text(f"?? {say('line.condition', text=shown(condition))}", 0, hanging=3)
        from interactions.items.suggest import conditions_like  # seldom needed

        like = conditions_like(condition, say.kb)
        if like:
            sheet.text(say("line.suggest", names=", ".join(map(say.name, like))), 3, hanging=2)


def not_checked_lines(
    items: Iterable[Item], not_checked: Collection[int], say: Phrases, sheet: Sheet
) -> None:
    """Add each line that was not checked, or only in part, with what may have been meant.

    Args:
        items: the lines of a list.
        not_checked: the numbers of those that are meant.
        say: the phrases of a language.
        sheet: where they are added.
    """
    if not_checked:
        sheet.heading(say("title.not-checked"))
    for item in items:
        if item.index not in not_checked:
            continue
        sheet.text(f"?? {unsure_text(item, say)}", 0, hanging=3)
        if item.suggestions:
            names = ", ".join(
                one.name if _says_it_all(one, say) else f"{one.name} ({one.reason})"
                for one in item.suggestions
            )
            sheet.text(say("line.suggest", names=names), 3, hanging=2)


def unsure_text(item: Item, say: Phrases) -> str:
    """Return why a line was not checked, or only in part."""
    text = shown(item.input)
    silent = _not_covered(text, item, say)
    if item.status == "ambiguous":
        return " ".join(filter(None, (silent, _ambiguous(text, item, say))))
    if silent:
        return silent
    if not readable(item.input):
        return say("line.unreadable", text=text, limit=say.number(MAX_LENGTH))
    return say("line.unrecognised", text=text)


def _not_covered(text: str, item: Item, say: Phrases) -> str:
    """Return which substances of a line nobody has reviewed, or nothing."""
    open_ = [one for one in item.substances if not say.kb.brief(one.id).reviewed]
    if not open_:
        return ""
    if len(open_) < len(item.substances):
        names = say.listing(one.name for one in open_)
        return say("line.covered-in-part", text=text, names=names)
    return say("line.not-covered", text=text)


def _ambiguous(text: str, item: Item, say: Phrases) -> str:
    if item.unexplained:
        words = shown(" ".join(item.unexplained))
        return say("line.ambiguous-words", text=text, words=words)
    if "schedule:" in item.assumed:
        return say("line.ambiguous-schedule", text=text)
    kinds = {one.kind for one in item.suggestions}
    if "member" in kinds:
        return say("line.ambiguous-class", text=text)
    if _undecided(item) and "unit" not in kinds:
        return say("line.ambiguous-meaning", text=text)
    return say("line.ambiguous-unit", text=text)


def _undecided(item: Item) -> bool:
    """Return whether a name of the line has several meanings."""
    return not item.substances or any(one.kind == "meaning" for one in item.suggestions)


def _says_it_all(one: Suggestion, say: Phrases) -> bool:
    """Return whether a suggestion needs no reason: it is the name that looks alike."""
    return one.kind == "similar" and one.reason in {
        "",
        say("suggestion.similar", name=one.name),
    }


def _understood(report: Report, say: Phrases, sheet: Sheet) -> None:
    """Show how every line was read, and where a reading had to be chosen."""
    read = [item for item in report.items if item.substances]
    if not read:
        return
    sheet.heading(say("title.understood"))
    for item in read:
        sheet.text(f"- {shown(item.input)}: {reading_text(item, say)}.", 0, hanging=2)
        for note in item.assumed:
            sheet.text(_reading(note, item, say), 2)
        if item.route != "oral":
            sheet.text(say("assumed.not-swallowed"), 2)


def _reading(note: str, item: Item, say: Phrases) -> str:
    kind, _, rest = note.partition(":")
    if kind == "stopped":
        return say("assumed.when-stopped")
    if kind == "schedule":
        return say("assumed.schedule")
    if kind == "pack":
        return say("assumed.pack", number=rest)
    if kind == "number":
        written, _, value = rest.partition("=")
        return say("assumed.number", written=written, value=value)
    one = next(
        found
        for found in item.substances
        if found.product is None and rest == (found.form or found.id)
    )
    return say(
        f"assumed.{kind}",
        amount=say.number(one.amount_mg or 0),
        elemental=say.number(one.elemental_mg or 0),
        name=one.name,
    )


def _block(action: Action, say: Phrases, sheet: Sheet) -> None:
    leading = action.leading
    scales = [say(f"evidence.{leading.evidence}")]
    if leading.severity:
        scales.insert(0, say(f"severity.{leading.severity}"))
    sheet.text(f"{_MARKS[action.flag]} {action.title}   [{', '.join(scales)}]", 0, hanging=3)
    for sentence in action.advice:
        sheet.text(sentence, 3)
    for sentence in action.why:
        sheet.labelled(say("label.why"), sentence, 3)
    sheet.labelled(say("label.size"), "; ".join(action.measured), 3)
    for note in action.notes:
        sheet.text(f"({note})", 3)
    _sources(action.findings, say, sheet)


def _sources(findings: Sequence[Finding | NothingToDo], say: Phrases, sheet: Sheet) -> None:
    """Name the source that decides each finding, and how many more there are."""
    first = list(dict.fromkeys(source for one in findings for source in _deciding(one)))
    every = {source for one in findings for source in one.sources}
    texts = [f"{one.title}, {one.locator}" for one in first]
    if len(every) > len(first):
        pair = getattr(findings[0], "kind", "interaction") == "interaction"
        more = "label.more-sources" if pair else "label.more-sources-condition"
        texts.append(say(more, count=str(len(every) - len(first))))
    sheet.labelled(say("label.source"), "; ".join(texts), 3)


def _deciding(finding: Finding | NothingToDo) -> tuple[CitedSource, ...]:
    """Return the first source that does not say otherwise; two where each gives a part."""
    if not isinstance(finding, Finding):
        return finding.sources[:1]
    if finding.kind == "dose":  # no page shows them again
        return finding.sources
    otherwise = {other.source for other in finding.disagreement}
    agreed = tuple(source for source in finding.sources if source.id not in otherwise)
    return agreed[:1] or finding.sources[:2]


def _reviewed(item: Item, kb: KnowledgeBase) -> bool:
    return any(kb.brief(one.id).reviewed for one in item.substances)


def _condition(one: PatientCondition, say: Phrases) -> str:
    value = "" if one.value is None else f" ({say.number(one.value)})"
    return say.name(one.id) + value


def _not_reviewed(report: Report, say: Phrases, sheet: Sheet) -> None:
    """Say which questions this knowledge base cannot answer yet."""
    open_ = report.not_reviewed
    if open_.medicines:
        sheet.text(say("end.medicines", names=say.listing(map(say.name, open_.medicines))), 0)
    for one in open_.conditions:
        names = say.listing(map(say.name, one.medicines))
        sheet.text(say("end.conditions", names=names, conditions=say.name(one.condition)), 0)


def _end(report: Report, say: Phrases, sheet: Sheet, today: date | None) -> None:
    kb = say.kb
    checked = [shown(item.input) for item in report.items if _reviewed(item, kb)]
    if report.conditions:
        names = (_condition(one, say) for one in report.conditions)
        sheet.text(say("end.patient", conditions=", ".join(names)), 0)
    _not_reviewed(report, say, sheet)
    if checked:
        sheet.text(say("end.checked", items=", ".join(checked)), 0)
    elif not report.findings:
        sheet.text(say("end.checked-none"), 0)
    sheet.text(say("end.version", version=kb.version, hash=kb.hash), 0)
    if today and today - date.fromisoformat(kb.index.released) > _OLD:
        sheet.text(say("end.old"), 0)
    sheet.text(say("end.intended"), 0)
