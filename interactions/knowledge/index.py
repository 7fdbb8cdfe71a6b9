"""The flat index: what a check reads instead of YAML and graph.

One JSON file. The maps that every check needs are decoded at once; the records behind
them (rules, substances, sources, messages) stay raw bytes until one is asked for.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from msgspec import Raw, Struct

from interactions.errors import NotFoundError
from interactions.knowledge.model import (
    Condition,
    Contraindication,
    DrugClass,
    Interaction,
    Product,
    Record,
    Regimen,
    Route,
    Source,
    Substance,
    WordKind,
)

INDEX_FORMAT: Final = 2


class FileMark(Struct, frozen=True, array_like=True):
    """How a source file looked when the index was made."""

    path: str
    size: int
    modified: int
    changed: int
    digest: str


class Meaning(Struct, frozen=True, array_like=True):
    """What a folded name stands for."""

    kind: str
    id: str
    substance: str | None = None
    countries: tuple[str, ...] = ()


class WordMeaning(Struct, frozen=True, array_like=True):
    """What a word stands for that names no substance."""

    kind: WordKind
    route: Route | None = None
    per_day: float | None = None


class Index(Struct, frozen=True, kw_only=True):
    """The compiled knowledge base.

    ``made_by`` tells which program compiled it; an index that ships leaves it out, since
    it is never renewed.
    """

    format: int
    made_by: str = ""
    version: str
    released: str
    hash: str
    built: int
    files: tuple[FileMark, ...]
    names: dict[str, tuple[Meaning, ...]]
    longest_name: int
    condition_names: dict[str, str]
    words: dict[str, WordMeaning]
    lineage: dict[str, tuple[tuple[str, ...], ...]]
    pairs: dict[str, dict[str, tuple[str, ...]]]
    cautions: dict[str, dict[str, tuple[str, ...]]]
    interactions: dict[str, Raw]
    contraindications: dict[str, Raw]
    substances: dict[str, Raw]
    classes: dict[str, Raw]
    products: dict[str, Raw]
    conditions: dict[str, Raw]
    sources: dict[str, Raw]
    messages: dict[str, Raw]
    regimens: dict[str, Raw]


R = TypeVar("R", bound=Record)


class KnowledgeBase:
    """A loaded knowledge base; a record is decoded when it is first asked for."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._decoded: dict[tuple[type, str], object] = {}

    def __repr__(self) -> str:
        return f"KnowledgeBase(version={self.index.version!r}, hash={self.index.hash!r})"

    @property
    def version(self) -> str:
        """The calendar version of the knowledge base."""
        return self.index.version

    @property
    def hash(self) -> str:
        """The content hash of the knowledge base."""
        return self.index.hash

    def _get(self, kind: type[R], table: dict[str, Raw], key: str) -> R:
        found = self._decoded.get((kind, key))
        if found is None:
            if key not in table:
                raise NotFoundError(key)
            found = msgspec.json.decode(table[key], type=kind)
            self._decoded[kind, key] = found
        return found  # type: ignore[return-value]  # the key holds the type

    def interaction(self, rule: str) -> Interaction:
        """Return an interaction rule by id."""
        return self._get(Interaction, self.index.interactions, rule)

    def contraindication(self, rule: str) -> Contraindication:
        """Return a contraindication rule by id."""
        return self._get(Contraindication, self.index.contraindications, rule)

    def substance(self, key: str) -> Substance:
        """Return a substance by id."""
        return self._get(Substance, self.index.substances, key)

    def drug_class(self, key: str) -> DrugClass:
        """Return a class by id."""
        return self._get(DrugClass, self.index.classes, key)

    def product(self, key: str) -> Product:
        """Return a product by id."""
        return self._get(Product, self.index.products, key)

    def condition(self, key: str) -> Condition:
        """Return a condition by id."""
        return self._get(Condition, self.index.conditions, key)

    def source(self, key: str) -> Source:
        """Return a source by id."""
        return self._get(Source, self.index.sources, key)

    def regimens(self) -> tuple[Regimen, ...]:
        """Return the lists that the curators watch, in order of id."""
        return tuple(self._get(Regimen, self.index.regimens, key) for key in self.index.regimens)

    def messages(self, lang: str) -> dict[str, str]:
        """Return the message templates of a language."""
        found = self._decoded.get((dict, lang))
        if found is None:
            found = msgspec.json.decode(self.index.messages[lang], type=dict[str, str])
            self._decoded[dict, lang] = found
        return found  # type: ignore[return-value]  # the key holds the type

    def lineage(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return the is-a paths from a substance or class, itself first, nearest first."""
        return self.index.lineage.get(key, ((key,),))

    def members(self, drug_class: str) -> tuple[str, ...]:
        """Return the substances below a class, in order of id."""
        return tuple(
            key
            for key, paths in self.index.lineage.items()
            if key in self.index.substances and any(path[-1] == drug_class for path in paths[1:])
        )

    def name(self, key: str, lang: str) -> str:
        """Return the display name of a substance, class, product or condition."""
        index = self.index
        found: Substance | DrugClass | Product | Condition
        if key in index.substances:
            found = self.substance(key)
        elif key in index.classes:
            found = self.drug_class(key)
        elif key in index.products:
            found = self.product(key)
        elif key in index.conditions:
            found = self.condition(key)
        else:
            return key
        return found.name.tr if lang == "tr" else found.name.en
