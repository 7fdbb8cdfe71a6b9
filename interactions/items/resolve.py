"""Turn one line of a list into an item: every line ends as exactly one status."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from interactions.items.item import Amount, Item, ItemSubstance, Status, Suggestion
from interactions.items.line import MAX_LENGTH, Named, Quantity, Reading, read_line
from interactions.units import MILLIGRAMS, plain

if TYPE_CHECKING:
    from interactions.knowledge.index import KnowledgeBase, Meaning
    from interactions.knowledge.model import Form, Product, Route, Substance

_SUGGESTED_MEANINGS: Final = 3


def resolve(text: str, kb: KnowledgeBase, index: int = 0) -> Item:
    """Read one line of a list.

    Args:
        text: the line as written: a name, with dose, frequency and form if stated.
        kb: the knowledge base.
        index: the line's place in the list.

    Returns:
        The item; a line that cannot be read is `unrecognised`, never an error.

    >>> from interactions import load
    >>> item = resolve("Magnesium glycinate 400 mg", load())
    >>> item.status, item.substances[0].id, item.substances[0].form
    ('recognised', 'magnesium', 'magnesium-bisglycinate')
    """
    if not _readable(text):
        return Item(index, text, "unrecognised")
    reading = read_line(text, kb.index)
    return _Builder(text, reading, kb, index).build()


def _readable(text: str) -> bool:
    return len(text) <= MAX_LENGTH and not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") and char != "\t"
        for char in text
    )


class _Builder:
    """Choose meanings and attach amounts, part by part."""

    def __init__(self, text: str, reading: Reading, kb: KnowledgeBase, index: int) -> None:
        self.text = text
        self.reading = reading
        self.kb = kb
        self.index = index
        self.assumed: list[str] = [f"number:{note}" for note in reading.notes]
        self.suggestions: list[Suggestion] = []
        self.substances: list[ItemSubstance] = []
        self.product_routes: list[Route] = []
        self.chosen: list[bool] = []

    def build(self) -> Item:
        undecided = [
            part for part, named in enumerate(self.reading.names) if not self._part(part, named)
        ]
        if not self.reading.names:
            self._suggest_similar()
        return Item(
            index=self.index,
            input=self.text,
            status=self._status(undecided=bool(undecided)),
            substances=tuple(self.substances),
            doses_per_day=_number(self.reading.doses_per_day),
            route=self._route(),
            self_chosen=bool(self.chosen) and all(self.chosen),
            assumed=tuple(self.assumed),
            unexplained=self.reading.unexplained,
            suggestions=tuple(self.suggestions),
        )

    def _status(self, *, undecided: bool) -> Status:
        if not self.reading.names:
            return "unrecognised"
        if undecided or self.reading.unexplained:
            return "ambiguous"
        reviewed = all(self.kb.substance(found.id).reviewed for found in self.substances)
        return "recognised" if reviewed else "not_covered"

    def _part(self, part: int, named: Named) -> bool:
        """Add what one name means; False when it may mean several things."""
        meanings = _closest(named.meanings)
        if len(meanings) > 1:
            self._suggest_meanings(meanings)
            return False
        (meaning,) = meanings
        if meaning.kind == "class":
            self._suggest_members(meaning.id)
            return False
        if meaning.kind == "product":
            self._add_product(part, self.kb.product(meaning.id))
        else:
            key = meaning.substance or meaning.id
            form = meaning.id if meaning.kind == "form" else None
            self._add_substance(part, self.kb.substance(key), form)
        return True

    def _add_product(self, part: int, product: Product) -> None:
        self.product_routes.append(product.route)
        self.chosen.append(product.self_chosen)
        for content in product.contains:
            substance = self.kb.substance(content.substance)
            form = _form(substance, content.form)
            amount = None if content.amount is None else Decimal(str(content.amount))
            self.substances.append(
                ItemSubstance(
                    id=substance.id,
                    name=substance.name.en,
                    form=content.form,
                    amount_mg=None if content.elemental else _number(amount),
                    elemental_mg=_elemental(substance, form, amount, elemental=content.elemental),
                    product=product.id,
                    part=part,
                )
            )

    def _add_substance(self, part: int, substance: Substance, form_id: str | None) -> None:
        self.chosen.append(substance.kind != "drug")
        form = _form(substance, form_id)
        quantity = self._mass(part)
        amount = None
        if quantity:
            amount = quantity.value * MILLIGRAMS[quantity.unit]
            if self.reading.units_per_dose:
                amount *= self.reading.units_per_dose
        stated = bool(quantity and quantity.elemental)
        elemental = _elemental(substance, form, amount, elemental=stated)
        if elemental is not None and not stated:
            self.assumed.append("compound-amount" if form else "elemental-amount")
        self.substances.append(
            ItemSubstance(
                id=substance.id,
                name=substance.name.en,
                form=form_id,
                amount_mg=_number(amount),
                elemental_mg=elemental,
                amount=self._other_amount(part) if amount is None else None,
                part=part,
            )
        )

    def _mass(self, part: int) -> Quantity | None:
        """Return the mass that stands after this name, or before the first one.

        An elemental amount that the label gives wins over the amount of the salt.
        """
        mine = self._quantities(part, masses=True)
        return next((q for q in mine if q.elemental), mine[0] if mine else None)

    def _other_amount(self, part: int) -> Amount | None:
        mine = self._quantities(part, masses=False)
        return Amount(plain(mine[0].value), mine[0].unit) if mine else None

    def _quantities(self, part: int, *, masses: bool) -> list[Quantity]:
        places = (0, 1) if part == 0 else (part + 1,)
        return [
            found
            for found in self.reading.quantities
            if found.part in places and (found.unit in MILLIGRAMS) == masses
        ]

    def _route(self) -> Route:
        if self.reading.route:
            return self.reading.route
        if self.product_routes:
            return self.product_routes[0]
        for found in self.substances:
            routes = self.kb.substance(found.id).routes
            if "oral" not in routes:
                return routes[0]
        return "oral"

    def _suggest_similar(self) -> None:
        from interactions.items.suggest import suggestions

        self.suggestions += suggestions(self.text, self.kb)

    def _suggest_meanings(self, meanings: tuple[Meaning, ...]) -> None:
        for meaning in meanings[:_SUGGESTED_MEANINGS]:
            key = meaning.substance or meaning.id
            where = ",".join(meaning.countries)
            self.suggestions.append(
                Suggestion(key, self.kb.name(key, "en"), f"meaning:{where}")
            )

    def _suggest_members(self, drug_class: str) -> None:
        members = [
            key
            for key in self.kb.members(drug_class)
            if self.kb.substance(key).status == "current" and "oral" in self.kb.substance(key).routes
        ]
        for key in members[:_SUGGESTED_MEANINGS]:
            self.suggestions.append(
                Suggestion(key, self.kb.name(key, "en"), f"member:{drug_class}")
            )


def _closest(meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """Prefer things to groups, and a substance to its own form of the same name."""
    things = tuple(m for m in meanings if m.kind != "class") or meanings
    whole = tuple(m for m in things if m.kind != "form")
    if whole and {m.id for m in whole} >= {m.substance for m in things if m.kind == "form"}:
        return whole
    return things


def _form(substance: Substance, form_id: str | None) -> Form | None:
    return next((form for form in substance.forms if form.id == form_id), None)


def _elemental(
    substance: Substance, form: Form | None, amount: Decimal | None, *, elemental: bool
) -> int | float | None:
    """Return the element in an amount: as stated, by the form's fraction, or as written."""
    if amount is None or substance.kind != "mineral":
        return None
    if elemental or form is None:
        return plain(amount)
    if form.elemental_percent is None:
        return None
    return plain(round(amount * Decimal(str(form.elemental_percent)) / 100, 3))


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else plain(value)
