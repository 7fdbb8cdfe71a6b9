"""The library: check a list, explain a pair, look a name up.

Nothing here reads a clock, a locale or the network; the only files read are those of
the knowledge base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from interactions.checking.findings import check_items
from interactions.checking.patient import Patient
from interactions.checking.report import summary_of
from interactions.errors import InputError, NotFoundError
from interactions.items.item import Item
from interactions.items.resolve import resolve as resolve_line
from interactions.knowledge.store import load
from interactions.render.wording import worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from interactions.checking.doses import Doses
    from interactions.checking.explain import Explanation
    from interactions.checking.monograph import Monograph
    from interactions.checking.report import Report
    from interactions.knowledge.index import KnowledgeBase, Meaning

MAX_ITEMS: Final = 500
LANGUAGES: Final = ("en", "tr")


def check(
    items: Sequence[str | Item],
    *,
    patient: Patient | None = None,
    lang: str = "en",
    kb: KnowledgeBase | None = None,
) -> Report:
    """Check a list of medicines and supplements.

    Args:
        items: lines as written on boxes or in a list, or items already resolved; blank
            lines count in the numbering but are not checked.
        patient: who takes them; None when nothing is known.
        lang: language of names and sentences, ``en`` or ``tr``.
        kb: a knowledge base from :func:`load`; None for the packaged one.

    Returns:
        The report, findings ordered by flag, severity, items and id.

    Raises:
        InputError: nothing was given, more than 500 items, or an unknown language.
        KnowledgeError: the knowledge base cannot be read.

    >>> report = check(["ciprofloxacin 500 mg", "magnesium glycinate 400 mg"])
    >>> finding = report.findings[0]
    >>> finding.flag, finding.separation.before_h, finding.separation.after_h
    ('space', 2, 6)
    """
    _known_language(lang)
    base = kb or load()
    return worded(unworded(items, patient, base), lang, base)


def unworded(items: Sequence[str | Item], patient: Patient | None, kb: KnowledgeBase) -> Report:
    """Check a list and leave its sentences empty, for a face that words what it shows.

    Args:
        items: as for :func:`check`.
        patient: who takes them.
        kb: the knowledge base.

    Raises:
        InputError: as for :func:`check`.
    """
    who = _a_patient(patient)
    return check_items(resolve_all(items, kb), who, kb)


def check_added(
    items: Sequence[str | Item],
    added: Sequence[str | Item],
    *,
    patient: Patient | None = None,
    lang: str = "en",
    kb: KnowledgeBase | None = None,
) -> Report:
    """Check what is new when something is added to a list.

    Args:
        items: the list as it is.
        added: what is to be added.
        patient: who takes them.
        lang: language of names and sentences.
        kb: the knowledge base.

    Returns:
        The report of the longer list, without the findings that the shorter one has and
        that concern nothing added. What could not be checked stays in it, older lines
        too: nothing was checked between them and what is added.

    Raises:
        InputError: as for :func:`check`.
    """
    _known_language(lang)
    base = kb or load()
    return worded(unworded_added(items, added, patient, base), lang, base)


def unworded_added(
    items: Sequence[str | Item],
    added: Sequence[str | Item],
    patient: Patient | None,
    kb: KnowledgeBase,
) -> Report:
    """Check what is new when something is added, and leave the sentences empty.

    Args:
        items: the list as it is.
        added: what is to be added.
        patient: who takes them.
        kb: the knowledge base.

    Raises:
        InputError: as for :func:`check`.
    """
    _a_list(items)
    _a_list(added)
    longer = unworded([*items, *added], patient, kb)
    if not any(isinstance(item, Item) or item.strip() for item in items):
        return longer
    before = unworded(items, patient, kb)
    return _without(longer, before, first=len(items))


def _without(longer: Report, before: Report, first: int) -> Report:
    """Return a report without the findings of another, and with what is new in it."""
    known = {_identity(finding) for finding in before.findings}
    findings = tuple(
        finding
        for finding in longer.findings
        if finding.items[-1] >= first or _identity(finding) not in known
    )
    quiet = {(entry.rule, entry.object, entry.precipitant) for entry in before.nothing_to_do}
    return replace(
        longer,
        findings=findings,
        nothing_to_do=tuple(
            entry
            for entry in longer.nothing_to_do
            if entry.items[-1] >= first
            or (entry.rule, entry.object, entry.precipitant) not in quiet
        ),
        summary=summary_of(findings),
    )


def _identity(finding: object) -> tuple[object, ...]:
    names = ("id", "object", "precipitant", "condition", "flag", "separation")
    return tuple(getattr(finding, name) for name in names)


def dose(
    items: Sequence[str | Item],
    *,
    patient: Patient | None = None,
    lang: str = "en",
    kb: KnowledgeBase | None = None,
) -> Doses:
    """Add up what a list gives of each substance in a day, against upper levels.

    Args:
        items: lines as for :func:`check`.
        patient: whose limits count; None for an adult.
        lang: language of names and sentences, ``en`` or ``tr``.
        kb: the knowledge base.

    Returns:
        The totals, elemental for minerals, and what is to be said about doses.

    Raises:
        InputError: as for :func:`check`.

    >>> total = dose(["magnesium bisglycinate 1000 mg"]).totals[0]
    >>> total.substance, total.known_mg
    ('magnesium', 141)
    """
    from interactions.checking.dose_findings import doses_of
    from interactions.render.dose_text import worded_doses

    _known_language(lang)
    base = kb or load()
    resolved = resolve_all(items, base)
    return worded_doses(doses_of(resolved, _a_patient(patient), base), lang, base)


def resolve(text: str, kb: KnowledgeBase | None = None) -> Item:
    """Read one line of a list.

    Args:
        text: the line as written.
        kb: the knowledge base.

    Returns:
        The item with its status; a line that cannot be read is ``unrecognised``.

    >>> resolve("Cipro 500 mg 2x1").substances[0].id
    'ciprofloxacin'
    """
    from interactions.render.phrases import Phrases
    from interactions.render.wording import worded_item

    base = kb or load()
    return worded_item(resolve_line(text, base), Phrases(base, "en"))


def explain(a: str, b: str, lang: str = "en", kb: KnowledgeBase | None = None) -> Explanation:
    """Explain what joins two names: path, mechanism, size, every source.

    Args:
        a: a medicine, supplement or product.
        b: another.
        lang: language of names and sentences.
        kb: the knowledge base.

    Returns:
        The explanation; without a rule it says so, which is not the same as safe.

    Raises:
        NotFoundError: a name is not known; with suggestions.

    >>> explain("ciprofloxacin", "magnesium glycinate").findings[0].path
    ('ciprofloxacin', 'magnesium')
    """
    from interactions.checking.explain import explain_items
    from interactions.render.explanation import worded_explanation

    _known_language(lang)
    base = kb or load()
    one, other = (_known_item(name, place, base) for place, name in enumerate((a, b)))
    return worded_explanation(explain_items(one, other, base), lang, base)


def lookup(name: str, lang: str = "en", kb: KnowledgeBase | None = None) -> Monograph:
    """Look up one substance, product or class.

    Args:
        name: a name, brand, form or class, in English or Turkish.
        lang: language of names and sentences.
        kb: the knowledge base.

    Returns:
        Everything known about it.

    Raises:
        NotFoundError: the name is not known, or means several things; with suggestions.

    >>> lookup("magnezyum").id
    'magnesium'
    """
    from interactions.checking.monograph import monograph_of
    from interactions.render.page import worded_monograph

    _known_language(lang)
    base = kb or load()
    return worded_monograph(monograph_of(_meaning(name, base), base), lang, base)


def resolve_all(items: Iterable[str | Item], kb: KnowledgeBase) -> tuple[Item, ...]:
    """Resolve the lines of a list, numbering them as passed; blank lines give no item.

    Raises:
        InputError: nothing but blank lines, or more than 500 items.
    """
    _a_list(items)
    items = list(items)
    strange = [item for item in items if not isinstance(item, str | Item)]
    if strange:
        raise InputError(f"{strange[0]!r} is not an item", "write each item as text")
    given = [
        (index, item) for index, item in enumerate(items) if isinstance(item, Item) or item.strip()
    ]
    if not given:
        raise InputError("the list is empty", "give at least one medicine or supplement")
    if len(given) > MAX_ITEMS:
        raise InputError(
            f"the list has {len(given)} items; at most {MAX_ITEMS} are checked at once",
            "split it into several lists",
        )
    return tuple(
        replace(item, index=index) if isinstance(item, Item) else resolve_line(item, kb, index)
        for index, item in given
    )


def _a_patient(patient: Patient | None) -> Patient:
    if patient is not None and not isinstance(patient, Patient):
        raise InputError("the patient is not a Patient", "write Patient(egfr=45)")
    return patient or Patient()


def _a_list(items: object) -> None:
    if isinstance(items, str):
        raise InputError("one text was given instead of a list", "write [text]")


def _known_item(name: str, place: int, kb: KnowledgeBase) -> Item:
    item = resolve_line(name, kb, place)
    if not item.substances:
        raise _not_found(name, item)
    return item


def _not_found(name: str, item: Item) -> NotFoundError:
    """Return the error for a name that is not known or means several things."""
    names = (*(one.name for one in item.suggestions), *(one.name for one in item.substances))
    near = tuple(dict.fromkeys(names))
    undecided = item.status == "ambiguous" and not item.unexplained
    return NotFoundError(name, near, several=undecided and bool(near))


def _meaning(name: str, kb: KnowledgeBase) -> Meaning:
    from interactions.fold import fold
    from interactions.knowledge.index import Meaning

    found = kb.meanings(fold(name))
    if len(found) == 1:
        return found[0]
    item = resolve_line(name, kb)
    words = any(word.isalpha() for word in item.unexplained)  # "Advil PM" is not Advil
    named = {one.product or one.form or one.id: one for one in item.substances}
    if words or len(named) != 1:
        raise _not_found(name, item)
    ((key, one),) = named.items()
    if one.product:
        return Meaning("product", key)
    return Meaning("form", key, one.id) if one.form else Meaning("substance", key)


def _known_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise InputError(f"language {lang!r} is not known", f"write {' or '.join(LANGUAGES)}")
