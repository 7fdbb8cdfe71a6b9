"""Which meaning of a name counts, and which names of a line say the same thing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from interactions.units import MILLIGRAMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interactions.items.amounts import Quantity
    from interactions.items.line import Named, Reading
    from interactions.knowledge.index import KnowledgeBase, Meaning


def closest(meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """Prefer things to groups, and a substance to its own form of the same name."""
    things = tuple(m for m in meanings if m.kind != "class") or meanings
    whole = tuple(m for m in things if m.kind != "form")
    if whole and {m.id for m in whole} >= {m.substance for m in things if m.kind == "form"}:
        return whole
    return things


def joined(reading: Reading, kb: KnowledgeBase) -> Reading:
    """Return a reading without names that only repeat an earlier one.

    "Tums (calcium carbonate) 500 mg" and "Synthroid levothyroxine 75 mcg" name one
    thing: brand and substance side by side, or the second in brackets. The amounts go
    to the first name, which takes the more exact form.

    Args:
        reading: what a line says.
        kb: the knowledge base.
    """
    names = reading.names
    if len(names) < 2:  # noqa: PLR2004 - one name repeats nothing
        return reading
    meant = [found[0] if len(found := closest(one.meanings)) == 1 else None for one in names]
    weighed = {found.part for found in reading.quantities if found.unit in MILLIGRAMS}
    owner: list[int] = []
    for part, named in enumerate(names):
        earlier = (
            before
            for before in dict.fromkeys(owner)
            if _repeats(named, meant[part], names[before], meant[before], kb)
            and (named.inside or not {before, part} <= weighed)
        )
        owner.append(next(earlier, part))
    kept = list(dict.fromkeys(owner))
    if len(kept) == len(names):
        return reading
    place = {part: kept.index(mine) for part, mine in enumerate(owner)}
    return replace(
        reading,
        names=tuple(_most_exact(part, owner, names, meant) for part in kept),
        quantities=tuple(_handed_over(reading, owner, place, meant, kb)),
        salts=tuple((word, place[part]) for word, part in reading.salts),
    )


def _repeats(
    named: Named, now: Meaning | None, earlier: Named, before: Meaning | None, kb: KnowledgeBase
) -> bool:
    if now is None or before is None or "class" in {now.kind, before.kind}:
        return False
    if before.kind == "product":
        contained = {content.substance for content in kb.product(before.id).contains}
        return named.inside and (now == before or (now.substance or now.id) in contained)
    if now.kind == "product" or (now.substance or now.id) != (before.substance or before.id):
        return False
    if now.kind == before.kind == "form" and now.id != before.id:
        return False
    return named.inside or named.segment == earlier.segment


def _most_exact(
    part: int, owner: list[int], names: Sequence[Named], meant: Sequence[Meaning | None]
) -> Named:
    """Return the name that tells the form, if one of those that were joined does."""
    together = [other for other, mine in enumerate(owner) if mine == part]
    forms = [other for other in together if (found := meant[other]) and found.kind == "form"]
    first = meant[part]
    return names[forms[0] if forms and first and first.kind == "substance" else part]


def _handed_over(
    reading: Reading,
    owner: list[int],
    place: dict[int, int],
    meant: Sequence[Meaning | None],
    kb: KnowledgeBase,
) -> list[Quantity]:
    """Return the amounts with their new places; a second amount is that of the element."""
    names, quantities = reading.names, reading.quantities
    weighed = {found.part for found in quantities if found.unit in MILLIGRAMS}
    kept = []
    for found in quantities:
        mine, first = meant[found.part], meant[owner[found.part]]
        elemental = found.elemental or _element_of(found.part, owner, names, meant)
        if owner[found.part] != found.part and mine and first:
            weighed_or_inside = found.inside or owner[found.part] in weighed
            if first.kind == "form" and mine.kind == "substance" and weighed_or_inside:
                elemental = kb.brief(mine.id).kind == "mineral"
            elif owner[found.part] in weighed:
                continue
        kept.append(replace(found, part=place[found.part], elemental=elemental))
    return kept


def _element_of(
    part: int, owner: list[int], names: Sequence[Named], meant: Sequence[Meaning | None]
) -> bool:
    """Return whether an amount is one of the element: "magnesium (as magnesium citrate)"."""
    first = meant[owner[part]]
    if first is None or first.kind != "substance":
        return False
    return any(names[other].as_form for other, mine in enumerate(owner) if mine == owner[part])
