"""Spell out what a curator may write in short: classes by kind, forms by trait."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interactions.knowledge.model import DrugClass, Interaction, Substance
    from interactions.knowledge.vocabulary import Solubility, SubstanceKind


def with_kinds(
    substances: Mapping[str, Substance], classes: Mapping[str, DrugClass]
) -> dict[str, Substance]:
    """Return the substances, each also in the classes of its whole kind.

    Args:
        substances: every substance, by id.
        classes: every class, by id.
    """
    whole: dict[SubstanceKind, list[str]] = defaultdict(list)
    for drug_class in classes.values():
        for kind in drug_class.kinds:
            whole[kind].append(drug_class.id)
    return {
        key: replace(one, classes=tuple(dict.fromkeys((*one.classes, *whole[one.kind]))))
        if whole[one.kind]
        else one
        for key, one in substances.items()
    }


def with_forms(
    rules: Mapping[str, Interaction],
    substances: Mapping[str, Substance],
    classes: Mapping[str, DrugClass],
) -> dict[str, Interaction]:
    """Return the rules, each with the forms that have the traits it names.

    Args:
        rules: every interaction, by id.
        substances: every substance, by id.
        classes: every class, by id.
    """
    found = dict(rules)
    for key, rule in rules.items():
        if rule.precipitant_traits:
            forms = (
                form
                for name in rule.precipitant
                for form in forms_with(name, rule.precipitant_traits, substances, classes)
            )
            listed = tuple(dict.fromkeys((*rule.precipitant_forms, *forms)))
            found[key] = replace(rule, precipitant_forms=listed)
    return found


def forms_with(
    name: str,
    traits: tuple[Solubility, ...],
    substances: Mapping[str, Substance],
    classes: Mapping[str, DrugClass],
) -> tuple[str, ...]:
    """Return the forms with one of the traits, of a substance or of a class's members."""
    if name in substances:
        members = [substances[name]]
    else:
        below = {name}
        for _ in classes:  # a circle ends here too
            below |= {one.id for one in classes.values() if not below.isdisjoint(one.parents)}
        members = [one for one in substances.values() if not below.isdisjoint(one.classes)]
    return tuple(
        form.id for one in members for form in one.forms if not set(traits).isdisjoint(form.traits)
    )
