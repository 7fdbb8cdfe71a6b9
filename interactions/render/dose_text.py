"""Word day totals, and lay them out as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from interactions.render.dose_wording import worded_dose
from interactions.render.layout import Sheet
from interactions.render.phrases import Phrases, shown
from interactions.render.text import not_checked_lines
from interactions.render.wording import worded_item

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.checking.doses import Contribution, Doses, LimitShown, Total
    from interactions.checking.report import Finding
    from interactions.knowledge.index import KnowledgeBase


def worded_doses(doses: Doses, lang: str, kb: KnowledgeBase) -> Doses:
    """Return day totals with every name and sentence in a language.

    Args:
        doses: totals as added up.
        lang: ``en`` or ``tr``.
        kb: the knowledge base that was used.
    """
    say = Phrases(kb, lang)
    return replace(
        doses,
        items=tuple(worded_item(item, say) for item in doses.items),
        totals=tuple(replace(one, name=say.name(one.substance)) for one in doses.totals),
        findings=tuple(worded_dose(one, doses.items, say) for one in doses.findings),
    )


def doses_text(
    doses: Doses,
    lang: str,
    kb: KnowledgeBase,
    *,
    width: int = 80,
    bold: Callable[[str], str] = str,
) -> str:
    """Return day totals as text: each intake, each total against its limits, what to do.

    Args:
        doses: worded totals.
        lang: their language.
        kb: the knowledge base that was used.
        width: columns.
        bold: makes a heading stand out.
    """
    say = Phrases(kb, lang)
    sheet = Sheet(width, bold)
    not_checked_lines(doses.items, doses.not_checked, say, sheet)
    sheet.heading(say("title.doses"))
    for item in doses.items:
        mine = [
            (part, total)
            for total in doses.totals
            for part in total.contributions
            if part.item == item.index
        ]
        if mine:
            sheet.text(shown(item.input), 0)
        sheet.points(_intake(*one, say) for one in mine if one[0].per_intake_mg is not None)
        silent = say.listing(total.name for part, total in mine if part.per_intake_mg is None)
        if silent:
            sheet.points([say("dose.none", name=silent)])
    _totals(doses, say, sheet)
    sheet.gap()
    together: dict[tuple[str, str | None, str], list[Finding]] = {}
    for finding in doses.findings:
        together.setdefault((finding.flag, finding.object, finding.text), []).append(finding)
    for (flag, _, advice), findings in together.items():
        effects = " ".join(finding.effect for finding in findings)
        sheet.text(f"{say.capital(say(f'flag.{flag}'))}: {effects} {advice}", 0, 2)
    sheet.gap()
    sheet.text(say("end.version", version=kb.version, hash=kb.hash), 0)
    sheet.text(say("end.intended"), 0)
    return str(sheet)


def _totals(doses: Doses, say: Phrases, sheet: Sheet) -> None:
    known = [total for total in doses.totals if total.known_mg]
    if not known:
        sheet.gap()
        sheet.text(say("dose.nothing"), 0)
        return
    sheet.heading(say("title.totals"))
    for total in known:
        message = "dose.total-at-least" if total.unstated else "dose.total"
        sheet.text(say(message, name=total.name, total=say.mass(total.known_mg)), 0)
        sheet.points(_limit(limit, say) for limit in total.limits)


def _intake(part: Contribution, total: Total, say: Phrases) -> str:
    """Return what one line gives of a substance, in one intake and in a day."""
    name = total.name
    amount = say.mass(part.per_intake_mg or 0)
    if part.compound_mg is not None and part.form and part.compound_mg != part.per_intake_mg:
        compound = say.mass(part.compound_mg)
        form = say.form_name(total.substance, part.form)
        first = say("dose.compound", compound=compound, form=form, elemental=amount, name=name)
        if part.product is None:
            first = f"{first} ({say('dose.compound-or', compound=compound)})"
    else:
        first = say("dose.stated", amount=amount, name=name)
    return f"{first}; {say('dose.a-day', amount=say.mass(part.per_day_mg or 0))}"


def _limit(limit: LimitShown, say: Phrases) -> str:
    return say(
        "dose.limit",
        limit=say.mass(limit.limit_mg),
        authority=say(f"authority.{limit.authority}"),
        group=say(f"group.{limit.group}"),
        scope=say("dose.supplements") if limit.scope == "supplemental" else "",
        verdict=say("dose.verdict.above" if limit.exceeded else "dose.verdict.within"),
    )
