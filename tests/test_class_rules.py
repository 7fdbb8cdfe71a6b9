"""A rule about a class fires for every member, in both orders and both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from msgspec.structs import replace

import interactions
from interactions.checking.findings import check_items
from interactions.checking.patient import Patient
from interactions.items.item import Item, ItemSubstance
from tests.knowledge_maker import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.knowledge.model import Interaction

KB = interactions.load(ROOT / "data")
GUT = ("absorption", "food")
MUCH = 10**6  # mg


class Side(NamedTuple):
    """A substance on one side of a rule, in a form and way of use that the rule asks for."""

    substance: str
    form: str | None
    route: str

    def item(self, index: int) -> Item:
        """Return it as a line of a list, in an amount above every threshold."""
        found = ItemSubstance(self.substance, "", self.form, MUCH, MUCH)
        return Item(index, "", "recognised", (found,), route=self.route)  # type: ignore[arg-type]  # a route of the record


def class_rules() -> list[str]:
    """Return the rules with a class on either side."""
    return [
        key
        for key in KB.interactions
        if not KB.is_substance(KB.interaction(key).object)
        or not all(map(KB.is_substance, KB.interaction(key).precipitant))
    ]


def sides(name: str, forms: tuple[str, ...], routes: tuple[str, ...]) -> Iterator[Side]:
    """Yield a substance, or every member of a class, as a rule asks for it."""
    for member in (name,) if KB.is_substance(name) else KB.members(name):
        brief = KB.brief(member)
        fitting = [form.id for form in brief.forms if form.id in forms]
        ways = [route for route in brief.routes if not routes or route in routes]
        if ways and (fitting or not forms):
            yield Side(member, fitting[0] if forms else None, ways[0])


def pairs(rule: Interaction) -> Iterator[tuple[Side, Side]]:
    """Yield every pair of members that a rule is about."""
    oral = ("oral",) if rule.topic in GUT else ()
    for object_ in sides(rule.object, rule.object_forms, rule.object_routes or oral):
        for name in rule.precipitant:
            routes = rule.precipitant_routes or oral
            for other in sides(name, rule.precipitant_forms, routes):
                if object_.substance != other.substance:
                    yield object_, other


def patient(rule: Interaction) -> Patient:
    """Return somebody for whom the rule holds."""
    return Patient(conditions=(rule.when.condition,)) if rule.when else Patient()


def heard(items: tuple[Item, Item], who: Patient) -> set[str]:
    """Return every rule that speaks about two items, or that another one speaks for."""
    report = check_items(items, who, KB)
    found = {one.id for one in report.findings} | {one.rule for one in report.nothing_to_do}
    return found.union(*(one.overridden for one in report.findings))


@pytest.mark.parametrize("key", class_rules())
def test_a_class_rule_fires_for_every_member_in_both_orders(key: str) -> None:
    """A member's own rule may speak in its place; then it says so."""
    rule = KB.interaction(key)
    who = patient(rule)
    silent = []
    for object_, other in pairs(rule):
        first, second = object_.item(0), other.item(1)
        one_way = heard((first, second), who)
        other_way = heard((replace(second, index=0), replace(first, index=1)), who)
        assert one_way == other_way
        if key not in one_way and not _replaced(rule, one_way):
            silent.append(f"{object_.substance} with {other.substance}")
    assert silent == []


def _replaced(rule: Interaction, speaking: set[str]) -> bool:
    """Return whether a rule speaks that names this one as replaced."""
    return any(
        rule.id in KB.interaction(one).overrides for one in speaking if one in KB.interactions
    )


@pytest.mark.parametrize("lang", ["en", "tr"])
def test_a_class_rule_fires_for_members_as_people_name_them(lang: str) -> None:
    """Every member of a listed class is found by its name of each language."""
    lost = []
    for name in KB.index.classes:
        if KB.drug_class(name).kinds:
            continue
        for member in KB.members(name):
            item = interactions.resolve(KB.name(member, lang), kb=KB)
            if member not in {one.id for one in item.substances}:
                lost.append(f"{KB.name(member, lang)} ({member})")
    assert lost == []
