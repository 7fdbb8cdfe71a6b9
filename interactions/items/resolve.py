"""Turn one line of a list into an item: every line ends as exactly one status."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from interactions.fold import storable
from interactions.items.content import (
    element,
    measures_of,
    milligrams,
    number,
    of_the_element,
    volume,
)
from interactions.items.item import Amount, Item, ItemSubstance, Status, Suggestion
from interactions.items.line import Named, Reading, read_line
from interactions.items.meaning import closest, joined
from interactions.items.plausible import exceeds, smaller_unit
from interactions.items.tokens import readable
from interactions.units import plain

if TYPE_CHECKING:
    from interactions.items.amounts import Quantity
    from interactions.knowledge.index import Brief, BriefForm, BriefMeasures, KnowledgeBase, Meaning
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
        self.assumed: list[str] = [
            note if note.startswith(("pack:", "schedule:")) else f"number:{note}"
            for note in reading.notes
        ]
        self.unexplained = list(reading.unexplained)
        self.suggestions: list[Suggestion] = []
        self.substances: list[ItemSubstance] = []
        self.product_routes: list[Route] = []
        self.chosen: list[bool] = []
        self.volume = volume(reading.quantities)

    def build(self) -> Item:
        undecided = [
            part for part, named in enumerate(self.reading.names) if not self._part(part, named)
        ]
        self._combine()
        route = self._route()
        doubtful = self._suggest_units(route)
        self._suggest_similar()
        taking = self.reading.schedule
        several = len(self.reading.names) > 1  # which of them was stopped cannot be told
        stopped = None if several else taking.stopped_days
        if taking.stopped and stopped is None:
            self.assumed.append("stopped:")
        return Item(
            index=self.index,
            input=self.text,
            status=self._status(undecided=bool(undecided) or doubtful),
            substances=tuple(self.substances),
            doses_per_day=number(taking.doses_per_day),
            every_days=number(taking.every_days),
            units_per_dose=number(taking.units_per_dose),
            times=taking.clock,
            moments=taking.moments,
            food=taking.food,
            as_needed=taking.as_needed,
            course_days=number(taking.course_days),
            stopped_days=number(stopped),
            route=route,
            self_chosen=self._self_chosen(),
            assumed=tuple(self.assumed),
            unexplained=tuple(self.unexplained),
            suggestions=tuple(self.suggestions),
        )

    def _combine(self) -> None:
        """Take the forms of a combined product whose medicines were named one by one.

        "carbidopa/levodopa" is levodopa with an inhibitor, as in the product.
        """
        found = self.substances
        if len(found) < 2 or any(one.product or one.form for one in found):  # noqa: PLR2004 - a pair
            return
        product = self.kb.combination(one.id for one in found)
        if product is not None:
            forms = {one.substance: one.form for one in self.kb.product(product).contains}
            self.substances = [replace(one, form=forms[one.id]) for one in found]

    def _self_chosen(self) -> bool:
        stated = self.reading.schedule.self_chosen
        if stated is not None and self.chosen:
            return stated
        return bool(self.chosen) and all(self.chosen)

    def _status(self, *, undecided: bool) -> Status:
        if not self.reading.names:
            return "unrecognised"
        if undecided or self.unexplained or "schedule:" in self.assumed:
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
            form = meaning.id if meaning.kind == "form" else self._dosed_form(named, key)
            self._add_substance(part, self.kb.brief(key), form)
        return True

    def _dosed_form(self, named: Named, key: str) -> str | None:
        """Return the form that a name and a dose form mean together, wherever they stand.

        "posaconazole 300 mg tablets" are posaconazole tablets.
        """
        if len(self.reading.names) > 1 or not self.kb.brief(key).forms:
            return None
        found = {
            one.id
            for word in self.reading.dose_forms
            for one in self.kb.meanings(f"{named.text} {word}")
            if one.kind == "form" and one.substance == key
        }
        return found.pop() if len(found) == 1 else None

    def _add_product(self, part: int, product: Product) -> None:
        self.product_routes.append(product.route)
        self.chosen.append(product.self_chosen)
        stated = self._stated_strengths(part, product)
        for place, content in enumerate(product.contains):
            if content.substance in self.reading.without:
                continue
            substance = self.kb.brief(content.substance)
            form = _form(substance, content.form)
            if stated:
                quantity = stated[place]
                amount = self._taken(milligrams(quantity, measures_of(substance, form)))
                is_element = content.elemental or of_the_element(quantity, substance)
            else:
                amount = self._in_one_intake(product, content.amount)
                is_element = content.elemental
            self.substances.append(
                ItemSubstance(
                    id=substance.id,
                    name=substance.name.en,
                    form=content.form,
                    amount_mg=None if is_element else number(amount),
                    elemental_mg=element(substance, form, amount, elemental=is_element),
                    product=product.id,
                    part=part,
                )
            )

    def _stated_strengths(self, part: int, product: Product) -> list[Quantity]:
        """Return the strengths of a line ("875/125 mg"), one for each content of a product.

        What the record of the product says about amounts comes first.
        """
        mine = [one for one in self._quantities(part) if one.unit != "mL" and not one.per_ml]
        contains = product.contains
        if len(mine) != len(contains) or any(content.amount for content in contains):
            return []
        for one, content in zip(mine, contains, strict=True):
            substance = self.kb.brief(content.substance)
            if milligrams(one, measures_of(substance, _form(substance, content.form))) is None:
                return []  # the label has another order than the record
        return mine

    def _in_one_intake(self, product: Product, amount: float | None) -> Decimal | None:
        """Return how much of a content one intake holds."""
        if amount is None:
            return None
        if product.per_ml is None:
            return self._taken(Decimal(str(amount)))
        if self.volume is None:
            return None
        return Decimal(str(amount)) * self.volume / Decimal(str(product.per_ml))

    def _add_substance(self, part: int, substance: Brief, form_id: str | None) -> None:
        self.chosen.append(substance.kind != "drug")
        form = _form(substance, form_id)
        weighed = [
            (one, self._weight(one, measures_of(substance, form))) for one in self._quantities(part)
        ]
        masses = [(one, mass) for one, mass in weighed if mass is not None]
        stated = next((mass for one, mass in masses if of_the_element(one, substance)), None)
        plain_ones = [mass for one, mass in masses if not of_the_element(one, substance)]
        amount = max(plain_ones, default=None)  # of a range, the larger
        self._ask_about_amounts(weighed, plain_ones)
        salts = [word for word, place in self.reading.salts if place == part]
        if substance.kind == "mineral":  # another salt holds another share of the element
            self.unexplained += salts
        if form is None and amount is None:
            amount = stated
        if stated is not None:
            elemental = element(substance, form, stated, elemental=True)
        else:
            elemental = None if salts else element(substance, form, amount, elemental=False)
            if elemental is not None:
                note = f"compound-amount:{form.id}" if form else f"elemental-amount:{substance.id}"
                self.assumed.append(note)
        self.substances.append(
            ItemSubstance(
                id=substance.id,
                name=substance.name.en,
                form=form_id,
                amount_mg=number(amount),
                elemental_mg=elemental,
                amount=None if masses else _as_written([one for one, _ in weighed]),
                part=part,
            )
        )

    def _ask_about_amounts(
        self, weighed: list[tuple[Quantity, Decimal | None]], masses: list[Decimal]
    ) -> None:
        """Leave amounts of one thing that do not agree, and a total behind a count, to be asked.

        "25 mcg + 50 mcg" may add up or take turns; "4 tablets (10 mg)" is a total or not.
        """
        units = self.reading.schedule.units_per_dose
        ranged = any("-" in note for note in self.reading.notes)
        differ = not ranged and len({round(one, 9) for one in masses}) > 1
        for quantity, mass in weighed:
            total = quantity.inside and not quantity.elemental and units not in (None, 1)
            lost = bool(masses) and _is_a_dose(quantity) and mass is None and not quantity.per_ml
            if total or lost or (differ and not quantity.elemental):
                self.unexplained.append(f"{quantity.value.normalize():f} {quantity.unit}")

    def _weight(self, quantity: Quantity, measures: BriefMeasures | None) -> Decimal | None:
        """Return the milligrams of one intake."""
        amount = milligrams(quantity, measures)
        per_day = self.reading.schedule.doses_per_day
        if amount is not None and quantity.a_day and per_day:
            return amount / per_day
        if amount is None or quantity.per_ml is None:
            return self._taken(amount)
        return None if self.volume is None else amount * self.volume / quantity.per_ml

    def _taken(self, amount: Decimal | None) -> Decimal | None:
        """Return the amount in all tablets of one intake."""
        return None if amount is None else amount * (self.reading.schedule.units_per_dose or 1)

    def _quantities(self, part: int) -> list[Quantity]:
        """Return the amounts of a name; of what goes on the skin, not the size of the tube."""
        tube = "skin" in self.reading.routes
        return [
            found
            for found in self.reading.quantities
            if found.part == part and not (tube and found.unit == "g")
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
        inner = [route for route in stated if route not in ("skin", "oral")]
        return (inner or stated)[-1]

    def _suggest_similar(self) -> None:
        """Suggest names that look like the words that nothing explains."""
        if not self.unexplained:
            return
        from interactions.items.suggest import suggestions

        known = {one.id for one in self.substances} | {one.id for one in self.suggestions}
        words = " ".join(self.unexplained)
        # beside a known name, "stat" and "taper" are talk: only a close likeness is offered
        found = suggestions(words, self.kb, likeness=85.0) if self.substances else None
        found = suggestions(words, self.kb) if found is None else found
        self.suggestions += [one for one in found if one.id not in known]

    def _suggest_units(self, route: Route) -> bool:
        """Ask about each amount far beyond every labelled one; return whether there is any."""
        doubtful = False
        for one in self.substances:
            amount = one.amount_mg if one.amount_mg is not None else one.elemental_mg
            rules = [rule for rule in self.kb.brief(one.id).doses if exceeds(rule, amount, route)]
            doubtful |= bool(rules)
            if not rules or amount is None:
                continue
            for quantity in self._quantities(one.part):
                unit = smaller_unit(rules[0], quantity.unit, amount)
                if unit:
                    reason = f"{quantity.value.normalize():f} {unit}"
                    self.suggestions.append(Suggestion(one.id, one.name, "unit", reason))
        return doubtful

    def _suggest_meanings(self, meanings: tuple[Meaning, ...]) -> None:
        for meaning in meanings[:_SUGGESTED_MEANINGS]:
            key = meaning.substance or meaning.id
            where = ",".join(meaning.countries)
            self.suggestions.append(Suggestion(key, self.kb.name(key, "en"), "meaning", where))

    def _suggest_members(self, drug_class: str) -> None:
        members = [
            key
            for key in self.kb.members(drug_class)
            if (one := self.kb.brief(key)).status == "current" and "oral" in one.routes
        ]
        for key in members[:_SUGGESTED_MEANINGS]:
            self.suggestions.append(Suggestion(key, self.kb.name(key, "en"), "member", drug_class))


def _first(routes: tuple[Route, ...]) -> Route:
    """Return by mouth if that is among the ways of use, else the first one."""
    return "oral" if "oral" in routes or not routes else routes[0]


def _form(substance: Brief, form_id: str | None) -> BriefForm | None:
    return next((form for form in substance.forms if form.id == form_id), None)


def _is_a_dose(quantity: Quantity) -> bool:
    """Return whether an amount in a unit that was not weighed says how much is taken."""
    return quantity.unit in ("IU", "mEq", "mmol")


def _as_written(quantities: list[Quantity]) -> Amount | None:
    """Return the first amount that is no mass, or that nobody says how much is taken of."""
    if not quantities:
        return None
    whole = [one for one in quantities if one.per_ml is None]
    first = max(whole, key=lambda one: one.value, default=quantities[0])
    unit = first.unit
    if first.per_ml is not None:
        unit = f"{unit}/{'' if first.per_ml == 1 else f'{first.per_ml.normalize():f} '}mL"
    return Amount(plain(first.value), unit)
