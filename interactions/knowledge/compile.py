"""Compile records through the graph into the flat index."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from interactions.fold import fold, pattern
from interactions.knowledge import graph as graphs
from interactions.knowledge.index import (
    INDEX_FORMAT,
    Brief,
    BriefRule,
    Compiled,
    FileMark,
    Index,
    Meaning,
    WordMeaning,
    drawer,
    letter,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from interactions.knowledge.index import Span
    from interactions.knowledge.library import Library
    from interactions.knowledge.model import (
        Contraindication,
        DoseRule,
        Interaction,
        Names,
        Product,
        Substance,
        Text,
    )
    from interactions.knowledge.vocabulary import Country

# Sections whose records are kept as the curators wrote them.
_AS_THEY_ARE: Final = ("classes", "conditions", "regimens")
# Sections of thousands of records: their places are kept in drawers.
_MANY: Final = ("substances", "products", "sources", "interactions", "contraindications")


def compile_index(
    library: Library, files: tuple[FileMark, ...], built: int, made_by: str = ""
) -> Compiled:
    """Compile a linted library.

    Args:
        library: all records, without problems.
        files: how the source files looked when they were read.
        built: the time of compiling, in nanoseconds since 1970.
        made_by: what tells the program from a changed one.

    Returns:
        The index with its records; the same library and arguments give equal bytes.
    """
    if library.edition is None:
        raise ValueError("a knowledge base needs an edition")
    shelf = _Shelf()
    names = _names(library)
    words, word_meanings = _words(library)
    active = {
        key: replace(rule, fires=(), silent=())  # these are for the lint
        for key, rule in library.interactions.items()
        if not rule.retired
    }
    cautions = {key: rule for key, rule in library.contraindications.items() if not rule.retired}
    doses = {key: rule for key, rule in library.doses.items() if not rule.retired}
    many = {section: getattr(library, section) for section in _MANY}
    many |= {"interactions": active, "contraindications": cautions}
    lineage = _lineages(library)
    index = Index(
        format=INDEX_FORMAT,
        made_by=made_by,
        version=library.edition.version,
        released=library.edition.released.isoformat(),
        hash=content_hash(files),
        built=built,
        check=0,
        length=0,
        longest_name=max((key.count(" ") + 1 for key in names), default=1),
        files=files,
        words=words,
        word_meanings=word_meanings,
        lineage={key: paths for key, paths in lineage.items() if key in library.classes},
        pairs=shelf.put_table(_pairs(active)),
        cautions=shelf.put_table(_cautions(cautions)),
        members=shelf.put_table(_members(lineage, library)),
        standing=shelf.put_table(_standing(active, library)),
        hints=shelf.put(_hints(library)),
        combinations=shelf.put(_combinations(library)),
        condition_names=shelf.put(_condition_names(library)),
        names=shelf.put_table(names),
        briefs=shelf.put_records(_briefs(library, doses, lineage)),
        doses=shelf.put_all(doses),
        messages=shelf.put_all({str(lang): texts for lang, texts in library.messages.items()}),
        **{section: shelf.put_all(getattr(library, section)) for section in _AS_THEY_ARE},
        **{section: shelf.put_records(many[section]) for section in _MANY},
    )
    records = bytes(shelf.records)
    return Compiled(replace(index, check=zlib.crc32(records), length=len(records)), records)


def _pairs(active: Mapping[str, Interaction]) -> dict[str, dict[str, tuple[str, ...]]]:
    return _nested(
        (rule.object, precipitant, key)
        for key, rule in active.items()
        for precipitant in rule.precipitant
    )


def _cautions(active: Mapping[str, Contraindication]) -> dict[str, dict[str, tuple[str, ...]]]:
    return _nested(
        (substance, rule.condition, key)
        for key, rule in active.items()
        for substance in rule.substance
    )


def _standing(active: Mapping[str, Interaction], library: Library) -> dict[str, tuple[str, ...]]:
    """Return the foods (or groups of them) and tests of standing rules, by what they concern."""
    found: dict[str, set[str]] = {}
    for rule in active.values():
        for precipitant in rule.precipitant if rule.standing else ():
            thing = library.substances.get(rule.object)
            if thing is not None and thing.kind == "test":
                found.setdefault(precipitant, set()).add(rule.object)
            else:
                found.setdefault(rule.object, set()).add(precipitant)
    return {key: tuple(sorted(names)) for key, names in sorted(found.items())}


def _combinations(library: Library) -> dict[str, str]:
    """Return the products of several medicines in which one has a form of its own."""
    found: dict[str, str] = {}
    for key, product in sorted(library.products.items()):
        names = sorted({content.substance for content in product.contains})
        medicines = all(library.substances[name].kind == "drug" for name in names)
        if medicines and len(names) > 1 and any(content.form for content in product.contains):
            found.setdefault("+".join(names), key)
    return found


class _Shelf:
    """Put records one after the other and remember where each stands."""

    def __init__(self) -> None:
        self.records = bytearray()

    def put(self, record: object) -> Span:
        start = len(self.records)
        self.records += msgspec.json.encode(record)
        return start, len(self.records) - start

    def put_all(self, records: Mapping[str, object]) -> dict[str, Span]:
        return {key: self.put(records[key]) for key in sorted(records)}

    def put_table(self, named: Mapping[str, object]) -> dict[str, Span]:
        """Put a table in drawers, and these in chests; return where each chest stands."""
        drawers = self.put_all(_parted(named, drawer))
        return self.put_all(_parted(drawers, letter))

    def put_records(self, records: Mapping[str, object]) -> dict[str, Span]:
        """Put records, and their places as a table; return where each chest stands."""
        return self.put_table(self.put_all(records))


def _parted(
    named: Mapping[str, object], place: Callable[[str], str]
) -> dict[str, dict[str, object]]:
    parts: dict[str, dict[str, object]] = {}
    for name, value in named.items():
        parts.setdefault(place(name), {})[name] = value
    return parts


def _briefs(
    library: Library,
    active: Mapping[str, DoseRule],
    lineage: Mapping[str, tuple[tuple[str, ...], ...]],
) -> dict[str, Brief]:
    """Return what a check needs of each substance, and of the dose rules about it."""
    doses: dict[str, list[BriefRule]] = {}
    for _, rule in sorted(active.items()):
        short = msgspec.json.decode(msgspec.json.encode(rule), type=BriefRule)
        doses.setdefault(rule.substance, []).append(short)
    found = {}
    for key, record in library.substances.items():
        brief = msgspec.json.decode(msgspec.json.encode(record), type=Brief)
        found[key] = replace(brief, doses=tuple(doses.get(key, ())), lineage=lineage.get(key, ()))
    return found


def _lineages(library: Library) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the is-a paths of everything that belongs to a class."""
    tree = graphs.inheritance(graphs.build(library))
    named = {key for key, one in library.substances.items() if one.classes}
    named |= {key for key, one in library.classes.items() if one.parents}
    return {key: graphs.lineage(tree, key) for key in sorted(named)}


def _members(
    lineage: Mapping[str, tuple[tuple[str, ...], ...]], library: Library
) -> dict[str, tuple[str, ...]]:
    """Return the substances below each class."""
    found: dict[str, list[str]] = {}
    for key, paths in lineage.items():
        if key in library.substances:
            for path in paths[1:]:
                found.setdefault(path[-1], []).append(key)
    return {key: tuple(sorted(below)) for key, below in sorted(found.items())}


def content_hash(files: Iterable[FileMark]) -> str:
    """Return the hash of a knowledge base: its files' names and contents, nothing else."""
    total = hashlib.sha256()
    for mark in sorted(files, key=lambda mark: mark.path):
        total.update(f"{mark.path}\0{mark.digest}\n".encode())
    return total.hexdigest()[:12]


def _nested(triples: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, tuple[str, ...]]]:
    table: dict[str, dict[str, list[str]]] = {}
    for first, second, rule in triples:
        table.setdefault(first, {}).setdefault(second, []).append(rule)
    return {
        first: {second: tuple(sorted(rules)) for second, rules in sorted(row.items())}
        for first, row in sorted(table.items())
    }


class _NameTable:
    """Collect what every folded name means; a brand remembers its countries."""

    def __init__(self) -> None:
        self._found: dict[str, dict[tuple[str, str, str | None], set[str] | None]] = {}

    def add(self, spelling: str, kind: str, key: str, owner: str | None, country: str = "") -> None:
        meanings = self._found.setdefault(fold(spelling), {})
        target = (kind, key, owner)
        if not country:
            meanings[target] = None
            return
        countries = meanings.setdefault(target, set())
        if countries is not None:
            countries.add(country)

    def add_all(
        self,
        record: tuple[str, str, str | None],
        name: Text,
        names: Names,
        brands: Mapping[Country, tuple[str, ...]],
    ) -> None:
        kind, key, owner = record
        for spelling in (key, name.en, name.tr, *names.en, *names.tr):
            self.add(spelling, kind, key, owner)
        for country, spellings in brands.items():
            for spelling in spellings:
                self.add(spelling, kind, key, owner, country)

    def table(self) -> dict[str, tuple[Meaning, ...]]:
        return {
            name: tuple(
                Meaning(kind, key, owner, tuple(sorted(countries or ())))
                for (kind, key, owner), countries in sorted(
                    meanings.items(), key=lambda item: (item[0][0], item[0][1])
                )
            )
            for name, meanings in sorted(self._found.items())
            if name
        }


def _names(library: Library) -> dict[str, tuple[Meaning, ...]]:
    table = _NameTable()
    for substance in library.substances.values():
        table.add_all(
            ("substance", substance.id, None), substance.name, substance.names, brands_of(substance)
        )
        for form in substance.forms:
            table.add_all(("form", form.id, substance.id), form.name, form.names, form.brands)
    for product in library.products.values():
        table.add_all(
            ("product", product.id, None), product.name, product.names, brands_of(product)
        )
    for drug_class in library.classes.values():
        table.add_all(("class", drug_class.id, None), drug_class.name, drug_class.names, {})
    return table.table()


def brands_of(record: Substance | Product) -> dict[Country, tuple[str, ...]]:
    """Return the brands of each country, those that are no longer sold too."""
    countries = (*record.brands, *record.former_brands)
    return {
        country: (*record.brands.get(country, ()), *record.former_brands.get(country, ()))
        for country in dict.fromkeys(countries)
    }


def _hints(library: Library) -> dict[str, tuple[Meaning, ...]]:
    """Return what each spelling that is no name suggests."""
    table = _NameTable()
    sections = (("substance", library.substances), ("product", library.products))
    for kind, records in sections:
        for record in records.values():
            for spelling in (*record.misspellings.en, *record.misspellings.tr):
                table.add(spelling, kind, record.id, None)
    return table.table()


def _condition_names(library: Library) -> dict[str, str]:
    found = {}
    for condition in library.conditions.values():
        texts = (condition.id, condition.name.en, condition.name.tr)
        for spelling in (*texts, *condition.names.en, *condition.names.tr):
            found[fold(spelling)] = condition.id
    return dict(sorted(found.items()))


def _words(library: Library) -> tuple[dict[str, int], tuple[WordMeaning, ...]]:
    """Return the place of each word's meaning, and the meanings."""
    meanings: dict[WordMeaning, int] = {}
    places: dict[str, int] = {}
    for word in library.words:
        meaning = WordMeaning(
            word.kind,
            word.route,
            word.per_day,
            word.every_days,
            word.as_needed,
            word.moment,
            word.food,
            word.value,
            word.ml,
            word.days,
            word.self_chosen,
            word.counts,
        )
        place = meanings.setdefault(meaning, len(meanings))
        places.update((pattern(spelling), place) for spelling in word.words)
    return dict(sorted(places.items())), tuple(meanings)
