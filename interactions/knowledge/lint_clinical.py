"""Check that each rule agrees with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from interactions.knowledge.source import quoted
from interactions.units import hours, plain

if TYPE_CHECKING:
    from interactions.knowledge.decode import FieldPath
    from interactions.knowledge.ledger import Ledger, RecordKey
    from interactions.knowledge.model import Band, Contraindication, Interaction

_LONGEST_SEPARATION: Final = 72 * 60


def check(ledger: Ledger) -> None:
    """Note rules that contradict themselves, and ranges that hold nothing."""
    for record, rule in ledger.rules():
        _sides(ledger, record, rule)
        _separation(ledger, record, rule)
        _severity(ledger, record, rule)
        _members(ledger, record, "precipitant", rule.precipitant)
        _standing(ledger, record, rule)
        if rule.when:
            _band(ledger, record, ("when", "band"), rule.when.band, rule.when.condition)
        if rule.object in ledger.library.classes and not rule.why_class:
            what = f"the object {rule.object} is a class"
            remedy = "add 'why_class: {en: …, tr: …}', or name the substances"
            ledger.note(record, ("object",), "KB411", what, remedy)
    for record, caution in ledger.cautions():
        _severity(ledger, record, caution)
        _members(ledger, record, "substance", caution.substance)
        _band(ledger, record, ("band",), caution.band, caution.condition)
        if caution.flag == "space":
            what = "no distance keeps a substance from a condition"
            ledger.note(record, ("flag",), "KB413", what, "choose another flag")
    for product in ledger.library.products.values():
        names = tuple(content.substance for content in product.contains)
        _members(ledger, ("products", product.id), "contains", names, repeatable=True)
    _ranges(ledger)


def _sides(ledger: Ledger, record: RecordKey, rule: Interaction) -> None:
    if rule.object in rule.precipitant:
        path = ("precipitant", rule.precipitant.index(rule.object))
        what = f"{rule.object} is object and precipitant"
        ledger.note(record, path, "KB401", what, "take it out of one side")
    thing = ledger.library.substances.get(rule.object)
    if rule.topic != "absorption" or not thing or "oral" in (rule.object_routes or thing.routes):
        return
    what = f"{rule.object} is not taken by mouth"
    ledger.note(record, ("topic",), "KB415", what, "correct the routes, or take the rule out")


def _standing(ledger: Ledger, record: RecordKey, rule: Interaction) -> None:
    """Note standing advice about what people would have to put on the list."""
    things = ledger.library.substances
    thing = things.get(rule.object)
    if not rule.standing or (thing and thing.kind == "test"):
        return
    for index, name in enumerate(rule.precipitant):
        if name not in things or things[name].kind not in ("food", "test"):
            what = f"standing, but {name} is not a food, nor {rule.object} a test"
            remedy = "take out 'standing', or name foods or a test"
            ledger.note(record, ("precipitant", index), "KB416", what, remedy)


def _separation(ledger: Ledger, record: RecordKey, rule: Interaction) -> None:
    distance = rule.separation
    if rule.flag == "space":
        if distance is None:
            remedy = "add 'separation: {before: …, after: …}'"
            ledger.note(record, ("flag",), "KB402", "flag space without separation", remedy)
        elif distance.before is None and distance.after is None:
            what = "flag space with both directions null"
            ledger.note(record, ("separation",), "KB402", what, "give the distance of one order")
        if rule.separation_helps is not True:
            what = "flag space although separation_helps is not true"
            remedy = "write 'separation_helps: true' if a source says so; else another flag"
            path = ("separation_helps",) if rule.separation_helps is False else ("flag",)
            ledger.note(record, path, "KB402", what, remedy)
    elif distance and rule.separation_helps is False:
        what = "a separation although separation_helps is false"
        ledger.note(record, ("separation",), "KB403", what, "delete one of the two")
    for side in ("before", "after"):
        value = getattr(distance, side, None)
        if value is not None and value > _LONGEST_SEPARATION:
            what = f"{hours(value)} h is more than 72 h"
            remedy = "correct it, or choose another flag and 'offset'"
            ledger.note(record, ("separation", side), "KB406", what, remedy)


def _severity(ledger: Ledger, record: RecordKey, rule: Interaction | Contraindication) -> None:
    if rule.flag != "none":
        if rule.severity is None:
            what, remedy = f"flag {rule.flag} without severity", "add 'severity: …'"
            ledger.note(record, ("flag",), "KB405", what, remedy)
        return
    if rule.severity is not None:
        what = "flag none means nothing to do, so there is no severity"
        ledger.note(record, ("severity",), "KB404", what, "delete one of the two")
    if getattr(rule, "separation", None):
        what = "flag none means nothing to do, so there is no separation"
        ledger.note(record, ("separation",), "KB404", what, "delete one of the two")


def _members(
    ledger: Ledger,
    record: RecordKey,
    field: str,
    names: tuple[str, ...],
    *,
    repeatable: bool = False,
) -> None:
    if not names:
        ledger.note(record, (field,), "KB414", "the list is empty", "name at least one")
    for index, name in enumerate(names):
        if not repeatable and name in names[:index]:
            what = f"{quoted(name)} stands twice"
            ledger.note(record, (field, index), "KB414", what, "delete one")


def _ranges(ledger: Ledger) -> None:
    library = ledger.library
    for condition in library.conditions.values():
        record = ("conditions", condition.id)
        _band(ledger, record, ("applies",), condition.applies, condition.id)
        for index, implied in enumerate(condition.implies):
            _band(ledger, record, ("implies", index, "band"), implied.band, implied.condition)
    for substance in library.substances.values():
        record = ("substances", substance.id)
        dose = substance.usual_dose
        if dose and dose.low > dose.high:
            what = f"low is above high ({plain(dose.low)} mg, {plain(dose.high)} mg)"
            ledger.note(record, ("usual_dose", "low"), "KB412", what, "exchange them")
        for index, limit in enumerate(substance.limits):
            low, high = limit.from_age, limit.below_age
            if low is not None and high is not None and low >= high:
                what = f"no age is from {low} and below {high}"
                ledger.note(record, ("limits", index, "below_age"), "KB412", what, "correct them")


def _band(
    ledger: Ledger, record: RecordKey, path: FieldPath, band: Band | None, condition: str
) -> None:
    """Note a band that holds no value, or whose condition is not measured."""
    if band is None:
        return
    if band.at_least is None and band.below is None:
        remedy = "write at_least, below or both"
        ledger.note(record, path, "KB412", "the band has no bound", remedy)
    elif band.at_least is not None and band.below is not None and band.at_least >= band.below:
        what = f"no value is at least {plain(band.at_least)} and below {plain(band.below)}"
        ledger.note(record, path, "KB412", what, "correct the bounds")
    known = ledger.library.conditions.get(condition)
    if known and known.measure is None:
        what = f"the condition {condition} has no measure"
        ledger.note(record, path, "KB412", what, "give the condition a measure, or drop the band")
