"""Turn one line of a list into an item: every line ends as exactly one status."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from interactions.fold import storable
from interactions.items.item import Amount, Item, ItemSubstance, Status, Suggestion
from interactions.items.line import Named, Reading, read_line, readable
from interactions.items.meaning import closest, joined
from interactions.units import MILLIGRAMS, plain

if TYPE_CHECKING:
    from interactions.items.amounts import Quantity
    from interactions.knowledge.index import Brief, BriefForm, KnowledgeBase, Meaning
    from interactions.knowledge.model import Product
    from interactions.knowledge.vocabulary import Route

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
    if not readable(text):
        return Item(index, storable(text), "unrecognised")
    reading = joined(read_line(text, kb), kb)
    return _Builder(text, reading, kb, index).build()


class _Builder:
    """Choose meanings and attach amounts, part by part."""

    def __init__(self, text: str, reading: Reading, kb: KnowledgeBase, index: int) -> None:
        self.text = text
        self.reading = reading
        self.kb = kb
        self.index = index
        self.assumed: list[str] = [f"number:{note}" for note in reading.notes]
        self.unexplained = list(reading.unexplained)
        self.suggestions: list[Suggestion] = []
        self.substances: list[ItemSubstance] = []
        self.product_routes: list[Route] = []
        self.chosen: list[bool] = []

    def build(self) -> Item:
        undecided = [
            part for part, named in enumerate(self.reading.names) if not self._part(part, named)
        ]
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
            unexplained=tuple(self.unexplained),
            suggestions=tuple(self.suggestions),
        )

    def _status(self, *, undecided: bool) -> Status:
        if not self.reading.names:
            return "unrecognised"
        if undecided or self.unexplained:
            return "ambiguous"
        reviewed = all(self.kb.brief(found.id).reviewed for found in self.substances)
        return "recognised" if reviewed else "not_covered"

    def _part(self, part: int, named: Named) -> bool:
        """Add what one name means; False when it may mean several things."""
        meanings = closest(named.meanings)
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
            self._add_substance(part, self.kb.brief(key), form)
        return True

    def _add_product(self, part: int, product: Product) -> None:
        self.product_routes.append(product.route)
        self.chosen.append(product.self_chosen)
        for content in product.contains:
            substance = self.kb.brief(content.substance)
            form = _form(substance, content.form)
            amount = self._taken(content.amount)
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

    def _add_substance(self, part: int, substance: Brief, form_id: str | None) -> None:
        self.chosen.append(substance.kind != "drug")
        form = _form(substance, form_id)
        masses = self._quantities(part, masses=True)
        stated = self._mass(next((one for one in masses if one.elemental), None))
        amount = self._mass(next((one for one in masses if not one.elemental), None))
        salts = [word for word, place in self.reading.salts if place == part]
        if substance.kind == "mineral":  # another salt holds another share of the element
            self.unexplained += salts
        if form is None and amount is None:
            amount = stated
        if stated is not None:
            elemental = _elemental(substance, form, stated, elemental=True)
        else:
            elemental = None if salts else _elemental(substance, form, amount, elemental=False)
            if elemental is not None:
                note = f"compound-amount:{form.id}" if form else f"elemental-amount:{substance.id}"
                self.assumed.append(note)
        self.substances.append(
            ItemSubstance(
                id=substance.id,
                name=substance.name.en,
                form=form_id,
                amount_mg=_number(amount),
                elemental_mg=elemental,
                amount=self._other_amount(part) if not masses else None,
                part=part,
            )
        )

    def _mass(self, quantity: Quantity | None) -> Decimal | None:
        """Return the milligrams of one intake."""
        return self._taken(quantity.value * MILLIGRAMS[quantity.unit]) if quantity else None

    def _taken(self, amount: Decimal | float | None) -> Decimal | None:
        """Return the amount in all tablets of one intake."""
        if amount is None:
            return None
        return Decimal(str(amount)) * (self.reading.units_per_dose or 1)

    def _other_amount(self, part: int) -> Amount | None:
        mine = self._quantities(part, masses=False)
        return Amount(plain(mine[0].value), mine[0].unit) if mine else None

    def _quantities(self, part: int, *, masses: bool) -> list[Quantity]:
        return [
            found
            for found in self.reading.quantities
            if found.part == part and (found.unit in MILLIGRAMS) == masses
        ]

    def _route(self) -> Route:
        """Return the way of use; a line that names several things may differ in it.

        Such a line counts as swallowed where any of them may be, so that no rule about
        the gut is lost ("calcium tablet + ciprofloxacin eye drops").
        """
        stated = self.reading.routes
        known = [self.kb.brief(one.id).routes for one in self.substances]
        if not stated:
            own = zip(self.substances, known, strict=True)
            routes = [*self.product_routes]
            routes += [_first(ways) for one, ways in own if one.product is None]
            return _first(tuple(routes))
        several = len(self.reading.names) > 1
        if several and ("oral" in stated or any(stated[-1] not in ways for ways in known)):
            return "oral"
        return stated[-1]

    def _suggest_similar(self) -> None:
        """Suggest names that look like the words that nothing explains."""
        if not self.unexplained:
            return
        from interactions.items.suggest import suggestions

        known = {one.id for one in self.substances} | {one.id for one in self.suggestions}
        found = suggestions(" ".join(self.unexplained), self.kb)
        self.suggestions += [one for one in found if one.id not in known]

    def _suggest_meanings(self, meanings: tuple[Meaning, ...]) -> None:
        for meaning in meanings[:_SUGGESTED_MEANINGS]:
            key = meaning.substance or meaning.id
            where = ",".join(meaning.countries)
            self.suggestions.append(Suggestion(key, self.kb.name(key, "en"), f"meaning:{where}"))

    def _suggest_members(self, drug_class: str) -> None:
        members = [
            key
            for key in self.kb.members(drug_class)
            if (one := self.kb.brief(key)).status == "current" and "oral" in one.routes
        ]
        for key in members[:_SUGGESTED_MEANINGS]:
            self.suggestions.append(
                Suggestion(key, self.kb.name(key, "en"), f"member:{drug_class}")
            )


def _first(routes: tuple[Route, ...]) -> Route:
    """Return by mouth if that is among the ways of use, else the first one."""
    return "oral" if "oral" in routes or not routes else routes[0]


def _form(substance: Brief, form_id: str | None) -> BriefForm | None:
    return next((form for form in substance.forms if form.id == form_id), None)


def _elemental(
    substance: Brief, form: BriefForm | None, amount: Decimal | None, *, elemental: bool
) -> int | float | None:
    """Return the element in an amount: as stated, by the form's fraction, or as written."""
    if amount is None or substance.kind != "mineral":
        return None
    if elemental or form is None:
        return _number(amount)
    if form.elemental_percent is None:
        return None
    return _number(amount * Decimal(str(form.elemental_percent)) / 100)


def _number(value: Decimal | None) -> int | float | None:
    """Return an amount for JSON, to the nanogram."""
    return None if value is None else plain(round(value, 6))
