"""Check that what is called checked really was."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interactions.knowledge.ledger import Ledger, RecordKey
    from interactions.knowledge.model import Contraindication, DoseRule, Interaction


def check(ledger: Ledger) -> None:
    """Note checked rules without sources that were opened."""
    for record, rule in ledger.rules():
        _checked(ledger, record, rule)
    for record, caution in ledger.cautions():
        _checked(ledger, record, caution)
    for record, dose in ledger.doses():
        _checked(ledger, record, dose)


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
    cited = [sources.get(citation.source) for citation in rule.sources]
    if all(source is not None and source.kind == "secondary" for source in cited):
        remedy = f"cite what it points to, {draft}"
        ledger.note(record, ("sources",), "KB505", "secondary sources only", remedy)
