"""Check that ids are unique and that every reference leads somewhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from msgspec import Struct

from interactions.knowledge.library import KEYED
from interactions.knowledge.model import Citation, Disagreement, EffectSize, Names, Text
from interactions.knowledge.source import quoted
from interactions.knowledge.spelt_out import forms_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from interactions.knowledge.decode import FieldPath
    from interactions.knowledge.ledger import Ledger, RecordKey
    from interactions.knowledge.library import Part
    from interactions.knowledge.model import (
        Contraindication,
        DoseRule,
        Interaction,
        Product,
        Substance,
    )

_THINGS: Final = ("classes", "substances", "products", "conditions")
_RULES: Final = ("interactions", "contraindications", "doses")


def check(ledger: Ledger) -> None:
    """Note ids that stand twice, references to nothing, and circles."""
    _unique(ledger)
    _edition(ledger)
    _References(ledger).check()
    classes = ledger.library.classes
    _circles(ledger, "classes", "parents", {key: c.parents for key, c in classes.items()})
    conditions = ledger.library.conditions
    implied = {key: tuple(i.condition for i in c.implies) for key, c in conditions.items()}
    _circles(ledger, "conditions", "implies", implied)


def _ids(part: Part, sections: Iterable[str]) -> Iterator[tuple[str, FieldPath]]:
    """Yield every id of the sections of a file, with its place."""
    for section in sections:
        for index, record in enumerate(getattr(part.document, section)):
            yield record.id, (section, index, "id")
            if section == "substances":
                for number, form in enumerate(record.forms):
                    yield form.id, (section, index, "forms", number, "id")


def _unique(ledger: Ledger) -> None:
    """Note the second and further uses of an id or message."""
    spaces = (
        ("KB301", _THINGS),
        ("KB302", _RULES),
        ("KB303", ("sources",)),
        ("KB303", ("regimens",)),
    )
    for code, sections in spaces:
        seen: dict[str, tuple[Part, FieldPath]] = {}
        for part in ledger.library.parts:
            for name, path in _ids(part, sections):
                _once(ledger, code, name, (part, path), seen)
    messages: dict[str, tuple[Part, FieldPath]] = {}
    for part in ledger.library.parts:
        for lang, texts in part.document.messages.items():
            for name in texts:
                _once(ledger, "KB303", f"{lang}.{name}", (part, ("messages", lang, name)), messages)


def _once(
    ledger: Ledger,
    code: str,
    name: str,
    place: tuple[Part, FieldPath],
    seen: dict[str, tuple[Part, FieldPath]],
) -> None:
    """Note a name that was seen before, and where."""
    if name not in seen:
        seen[name] = place
        return
    part, path = seen[name]
    first = part.problem(path, code, "")
    what = f"{quoted(name)} stands already at {first.file}:{first.line}"
    part, path = place
    ledger.problems.append(part.problem(path, code, what, "keep one, or choose another id"))


def _edition(ledger: Ledger) -> None:
    """Note that there is not exactly one edition."""
    parts = [part for part in ledger.library.parts if part.document.edition]
    for part in parts[1:]:
        what = f"the edition stands already in {parts[0].file}"
        ledger.problems.append(part.problem(("edition",), "KB304", what, "keep one"))
    if ledger.library.parts and ledger.library.complete and not parts:
        what, remedy = "no file states the edition", "add 'edition: {version: …, released: …}'"
        ledger.problems.append(ledger.library.parts[0].problem((), "KB304", what, remedy))


class _References:
    """Looks up every id that a record names."""

    def __init__(self, ledger: Ledger) -> None:
        library = ledger.library
        self.ledger = ledger
        self.library = library
        self.owner = {form.id: s.id for s in library.substances.values() for form in s.forms}
        self.rules = {**library.interactions, **library.contraindications, **library.doses}
        self.peopled = {name for one in library.substances for name in ledger.kin(one)}
        self.sides = {**library.substances, **library.classes}

    def check(self) -> None:
        """Note every reference to nothing."""
        library = self.library
        for drug_class in library.classes.values():
            self._known(("classes", drug_class.id), "parents", drug_class.parents, "KB305")
        for substance in library.substances.values():
            self._substance(("substances", substance.id), substance)
        for product in library.products.values():
            self._product(("products", product.id), product)
        for condition in library.conditions.values():
            for index, implied in enumerate(condition.implies):
                path = ("implies", index, "condition")
                self._one(("conditions", condition.id), path, implied.condition, "KB309")
        self._rules()
        for section in KEYED:
            for value in getattr(library, section).values():
                self._cited((section, value.id), value)

    def _rules(self) -> None:
        library = self.library
        for interaction in library.interactions.values():
            self._interaction(("interactions", interaction.id), interaction)
        for caution in library.contraindications.values():
            self._caution(("contraindications", caution.id), caution)
        for dose in library.doses.values():
            self._dose(("doses", dose.id), dose)

    def _one(self, record: RecordKey, path: FieldPath, name: str | None, code: str) -> None:
        known: Mapping[str, object] = {
            "KB305": self.library.classes,
            "KB306": self.sides,
            "KB307": self.owner,
            "KB308": self.library.sources,
            "KB309": self.library.conditions,
            "KB310": self.rules,
        }[code]
        if name is not None and name not in known:
            self.ledger.unknown(record, path, code, name, known)

    def _known(self, record: RecordKey, field: str, names: tuple[str, ...], code: str) -> None:
        for index, name in enumerate(names):
            self._one(record, (field, index), name, code)

    def _cited(self, record: RecordKey, value: Struct) -> None:
        """Note every unknown source below a record."""
        for path, name in _sources(value):
            self._one(record, path, name, "KB308")

    def _substance(self, record: RecordKey, substance: Substance) -> None:
        self._known(record, "classes", substance.classes, "KB305")
        for index, limit in enumerate(substance.limits):
            for number, form in enumerate(limit.forms):
                path = ("limits", index, "forms", number)
                self._form(record, path, form, (substance.id,))

    def _dose(self, record: RecordKey, rule: DoseRule) -> None:
        self._one(record, ("substance",), rule.substance, "KB306")
        self._successor(record, rule)

    def _product(self, record: RecordKey, product: Product) -> None:
        for index, content in enumerate(product.contains):
            path = ("contains", index, "substance")
            if content.substance in self.library.classes:
                what = f"{quoted(content.substance)} is a class, not a substance"
                self.ledger.note(record, path, "KB306", what, "name the substance")
            else:
                self._one(record, path, content.substance, "KB306")
            if content.form:
                self._form(record, ("contains", index, "form"), content.form, (content.substance,))

    def _form(self, record: RecordKey, path: FieldPath, form: str, sides: tuple[str, ...]) -> None:
        """Note a form that is unknown or belongs to none of the sides."""
        self._one(record, path, form, "KB307")
        owner = self.owner.get(form)
        if owner and self.library.complete and not self.ledger.kin(owner) & set(sides):
            what = f"{quoted(form)} is a form of {owner}"
            self.ledger.note(record, path, "KB312", what, f"name a form of {' or '.join(sides)}")

    def _interaction(self, record: RecordKey, rule: Interaction) -> None:
        self._one(record, ("object",), rule.object, "KB306")
        self._known(record, "precipitant", rule.precipitant, "KB306")
        for index, form in enumerate(rule.object_forms):
            self._form(record, ("object_forms", index), form, (rule.object,))
        for index, form in enumerate(rule.precipitant_forms):
            self._form(record, ("precipitant_forms", index), form, rule.precipitant)
        self._traits(record, rule)
        if not rule.retired:
            self._empty(record, ("object",), rule.object)
            for index, name in enumerate(rule.precipitant):
                self._empty(record, ("precipitant", index), name)
        if rule.when:
            self._one(record, ("when", "condition"), rule.when.condition, "KB309")
        self._known(record, "overrides", rule.overrides, "KB310")
        self._successor(record, rule)

    def _empty(self, record: RecordKey, path: FieldPath, name: str) -> None:
        """Note a class that has no member, so that its rule never fires."""
        if name in self.library.classes and self.library.complete and name not in self.peopled:
            remedy = "give it members, or name the substances"
            self.ledger.note(record, path, "KB314", f"{name} has no member", remedy)

    def _traits(self, record: RecordKey, rule: Interaction) -> None:
        """Note a precipitant that has no form with the traits named."""
        library = self.library
        for index, name in enumerate(rule.precipitant if rule.precipitant_traits else ()):
            known = name in self.sides and library.complete
            forms = forms_with(name, rule.precipitant_traits, library.substances, library.classes)
            if known and not forms:
                traits = " or ".join(rule.precipitant_traits)
                what = f"{name} has no form that is {traits}"
                remedy = "give a form the trait, or take it out of the rule"
                self.ledger.note(record, ("precipitant", index), "KB313", what, remedy)

    def _caution(self, record: RecordKey, rule: Contraindication) -> None:
        self._known(record, "substance", rule.substance, "KB306")
        self._one(record, ("condition",), rule.condition, "KB309")
        for index, form in enumerate(rule.forms):
            self._form(record, ("forms", index), form, rule.substance)
        self._successor(record, rule)

    def _successor(
        self, record: RecordKey, rule: Interaction | Contraindication | DoseRule
    ) -> None:
        if rule.retired:
            self._one(record, ("retired", "successor"), rule.retired.successor, "KB310")


@cache
def _nested(kind: type[Struct]) -> tuple[str, ...]:
    """Return the fields of a record that can hold further records."""
    hints = get_type_hints(kind)
    return tuple(name for name, hint in hints.items() if _holds_records(hint))


def _holds_records(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, Struct):
        return hint not in {Text, Names}
    return any(map(_holds_records, get_args(hint)))


def _sources(value: Struct) -> Iterator[tuple[FieldPath, str]]:
    """Yield every source that is named below a record, with the path of its id."""
    if isinstance(value, Citation | EffectSize | Disagreement) and value.source is not None:
        yield ("source",), value.source
    for name in _nested(type(value)):
        found = getattr(value, name)
        if isinstance(found, tuple):
            for index, item in enumerate(found):
                for path, source in _sources(item):
                    yield (name, index, *path), source
        elif isinstance(found, Struct):
            for path, source in _sources(found):
                yield (name, *path), source


def _circles(
    ledger: Ledger, section: str, field: str, above: Mapping[str, tuple[str, ...]]
) -> None:
    """Note each record that is above itself."""
    for name in above:
        seen: set[str] = set()
        waiting = list(above[name])
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                waiting += above.get(here, ())
        if name in seen:
            what = f"{name} stands above itself"
            ledger.note((section, name), (field,), "KB311", what, "take one link out of the circle")
