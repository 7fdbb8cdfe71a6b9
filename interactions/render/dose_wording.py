"""Word findings about doses and about what is taken twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from interactions.render.phrases import shown

if TYPE_CHECKING:
    from interactions.checking.report import DoseShown, Finding
    from interactions.items.item import Item
    from interactions.render.phrases import Phrases


def worded_dose(finding: Finding, items: tuple[Item, ...], say: Phrases) -> Finding:
    """Return a finding of kind dose or duplicate with its sentences in a language.

    Args:
        finding: the finding, its sentences still empty.
        items: the lines of the list.
        say: the phrases of a language.
    """
    name = say.name(finding.object or "")
    if finding.kind == "duplicate":
        effect = say("duplicate.effect", name=name, items=_lines(finding.items, items))
        text = say.sentence(f"duplicate.{finding.flag}", name=name)
    elif finding.dose is None:
        effect = say.own(say.kb.dose_rule(finding.id).reason)
        rule = ".rule" if finding.flag == "consult" else ""
        text = say.sentence(f"dose.{finding.flag}{rule}", name=name)
    elif finding.id.startswith("laxative-load"):
        effect = say("dose.loosening", name=name, total=say.mass(finding.dose.total_mg))
        text = say("dose.laxative")
    else:
        effect = _above(finding.dose, name, say)
        text = say.sentence(f"dose.{finding.flag}", name=name)
        if finding.dose.unstated:
            text += " " + say("dose.unstated", items=_lines(finding.dose.unstated, items))
    return replace(finding, effect=say.capital(effect), text=text)


def _above(dose: DoseShown, name: str, say: Phrases) -> str:
    return say(
        f"dose.above.{dose.scope}",
        name=name,
        total=say.mass(dose.total_mg),
        limit=say.mass(dose.limit_mg),
        authority=say(f"authority.{dose.authority}"),
        group=say(f"group.{dose.group}"),
    )


def _lines(indexes: tuple[int, ...], items: tuple[Item, ...]) -> str:
    """Return the lines of a list with these numbers, as typed."""
    return ", ".join(shown(item.input) for item in items if item.index in indexes)
