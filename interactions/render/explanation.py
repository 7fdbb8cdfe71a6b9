"""Word an explanation, and lay it out as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from interactions.checking.report import Report, Summary
from interactions.render.layout import Sheet
from interactions.render.page import band_text
from interactions.render.phrases import Phrases, shown
from interactions.render.text import unsure_text
from interactions.render.wording import assumption, worded

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.checking.explain import Explanation
    from interactions.checking.report import CitedSource, Finding
    from interactions.knowledge.index import KnowledgeBase


def worded_explanation(explanation: Explanation, lang: str, kb: KnowledgeBase) -> Explanation:
    """Return the explanation with every name and sentence in a language."""
    say = Phrases(kb, lang)
    report = worded(
        Report(
            knowledge_base=explanation.knowledge_base,
            items=explanation.items,
            findings=(*explanation.findings, *explanation.for_some),
            nothing_to_do=explanation.nothing_to_do,
            not_checked=explanation.not_checked,
            conditions_not_checked=(),
            summary=Summary(),
        ),
        lang,
        kb,
    )
    one, other = (shown(item.input) for item in explanation.items)
    here = len(explanation.findings)
    silent = not report.findings and not report.nothing_to_do
    return replace(
        explanation,
        items=report.items,
        findings=report.findings[:here],
        for_some=report.findings[here:],
        nothing_to_do=report.nothing_to_do,
        text=say.sentence("explain.none", a=one, b=other) if silent else "",
    )


def explanation_text(
    explanation: Explanation,
    lang: str,
    kb: KnowledgeBase,
    *,
    width: int = 80,
    bold: Callable[[str], str] = str,
) -> str:
    """Return a worded explanation as text.

    Args:
        explanation: the explanation.
        lang: its language.
        kb: the knowledge base.
        width: columns.
        bold: makes a heading stand out.
    """
    say = Phrases(kb, lang)
    sheet = Sheet(width, bold)
    one, other = (shown(item.input) for item in explanation.items)
    sheet.heading(say.capital(say("explain.title", a=one, b=other)))
    for item in explanation.items:
        if item.status != "recognised":
            sheet.text(unsure_text(item, say))
    if explanation.text:
        sheet.text(explanation.text)
    for finding in explanation.findings:
        _finding(finding, explanation, say, sheet)
    for finding in explanation.for_some:
        _finding(finding, explanation, say, sheet)
    for entry in explanation.nothing_to_do:
        sheet.heading(say.capital(say("flag.none")))
        sheet.text(entry.text)
        if entry.draft:
            sheet.text(say("label.draft"))
        sheet.labelled(say("label.rule"), entry.rule, 2)
        _sources(entry.sources, say, sheet)
    sheet.gap()
    sheet.text(say("end.version", version=kb.version, hash=kb.hash), 0)
    sheet.text(say("end.intended"), 0)
    return str(sheet)


def _finding(finding: Finding, explanation: Explanation, say: Phrases, sheet: Sheet) -> None:
    sheet.heading(say.capital(say(f"flag.{finding.flag}")))
    sheet.text(_for_whom(finding, say) + finding.text)
    for key, word in (("severity", finding.severity), ("evidence", finding.evidence)):
        if word:
            sheet.labelled(say.capital(say(f"label.{key}")), say(f"{key}.{word}"), 2)
    sheet.labelled(say("label.path"), " -> ".join(map(say.name, finding.path)), 2)
    why = finding.effect
    if finding.mechanism:
        why = f"{why.rstrip('.')}: {say(f'mechanism.{finding.mechanism}')}."
    sheet.labelled(say("label.why"), why, 2)
    for size in finding.effect_size:
        note = f" ({size.note})" if size.note else ""
        measured = f"{say(f'measure.{size.measure}')} {say.figures(size.change)}{note}"
        sheet.labelled(say("label.size"), measured, 2)
    sheet.labelled(say("label.rule"), finding.id, 2)
    for remark in _remarks(finding, say):
        sheet.text(remark)
    _sources(finding.sources, say, sheet)
    if finding.disagreement:
        sheet.text(f"{say('label.other-sources')}:")
    for one in finding.disagreement:
        sheet.points([f"{say.kb.source(one.source).title}: {one.text}"], 4)
    for rule in explanation.losing:
        if rule.id in finding.overridden:
            sheet.labelled(say("label.overridden"), rule.id, 2)


def _for_whom(finding: Finding, say: Phrases) -> str:
    """Return for which patients a finding holds; nothing where it holds for all."""
    only = say.kb.interaction(finding.id).when
    if only is None:
        return ""
    who = say.name(only.condition) + band_text(only.band, say)
    return say("explain.for-some", condition=who) + ". "


def _remarks(finding: Finding, say: Phrases) -> list[str]:
    """Return what limits a finding: class rule, draft, assumptions."""
    remarks = [say("label.class-rule")] if finding.inferred_from_class else []
    why = say.own(say.kb.interaction(finding.id).why_class)
    remarks += [why] if why and finding.inferred_from_class else []
    remarks += [say("label.draft")] if finding.draft else []
    return remarks + [assumption(note, say) for note in finding.assumed]


def _sources(sources: tuple[CitedSource, ...], say: Phrases, sheet: Sheet) -> None:
    if sources:
        sheet.text(f"{say('label.sources')}:")
    for one in sources:
        address = f" <{one.url}>" if one.url else ""
        sheet.points([f"{one.title}, {one.locator}{address}"], 4)
