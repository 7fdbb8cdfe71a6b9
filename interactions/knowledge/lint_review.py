"""Check that what is called checked or reviewed really was, and not too long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from interactions.knowledge.ledger import Ledger, RecordKey
    from interactions.knowledge.model import Contraindication, DoseRule, Interaction

_OVERDUE_DAYS: Final = 731


def check(ledger: Ledger) -> None:
    """Note checked rules without sources that were opened."""
    for record, rule in ledger.rules():
        _checked(ledger, record, rule)
    for record, caution in ledger.cautions():
        _checked(ledger, record, caution)
    for record, dose in ledger.doses():
        _checked(ledger, record, dose)
    _reviewed(ledger)


def _reviewed(ledger: Ledger) -> None:
    """Note reviewed substances of which neither they nor a rule says what was read."""
    library = ledger.library
    if not library.complete:
        return  # the rule that cites it may be the broken one
    read: set[str] = set()
    for _, rule in ledger.rules():
        if any(citation.opened for citation in rule.sources):
            read.update((rule.object, *rule.precipitant))
    for _, caution in ledger.cautions():
        if any(citation.opened for citation in caution.sources):
            read.update(caution.substance)
    for substance in library.substances.values():
        own = any(citation.opened for citation in substance.review)
        if substance.reviewed and not own and read.isdisjoint(ledger.kin(substance.id)):
            what = "reviewed, but no source that was opened is cited"
            remedy = "add 'review: [...]' with what was read, or take out 'reviewed'"
            ledger.note(("substances", substance.id), ("reviewed",), "KB507", what, remedy)


def _checked(
    ledger: Ledger, record: RecordKey, rule: Interaction | Contraindication | DoseRule
) -> None:
    if rule.checked is None:
        return
    draft = "or make it a draft with 'checked: null'"
    if not rule.sources:
        ledger.note(record, ("checked",), "KB501", "checked, but no source", f"cite one, {draft}")
        return
    sources = ledger.library.sources
    for index, citation in enumerate(rule.sources):
        if citation.opened is None:
            what = f"{citation.source} was not opened"
            remedy = f"date 'opened', take the citation out, {draft}"
            ledger.note(record, ("sources", index, "opened"), "KB502", what, remedy)
        elif citation.opened > rule.checked:
            what = f"checked {rule.checked}, but {citation.source} opened {citation.opened}"
            ledger.note(record, ("checked",), "KB504", what, f"write {citation.opened}")
        if not citation.locator.strip():
            what = f"nothing says where in {citation.source}"
            remedy = "name the section, table or page"
            ledger.note(record, ("sources", index, "locator"), "KB503", what, remedy)
    _fresh(ledger, record, rule.checked)
    cited = [sources.get(citation.source) for citation in rule.sources]
    if all(source is not None and source.kind == "secondary" for source in cited):
        remedy = f"cite what it points to, {draft}"
        ledger.note(record, ("sources",), "KB505", "secondary sources only", remedy)


def _fresh(ledger: Ledger, record: RecordKey, checked: date) -> None:
    """Note a rule that was last looked at too long before the edition."""
    edition = ledger.library.edition
    if edition and (edition.released - checked).days > _OVERDUE_DAYS:
        what = f"checked {checked}, more than two years before {edition.released}"
        remedy = "read its sources again and write the day, or make it a draft"
        ledger.note(record, ("checked",), "KB506", what, remedy)
