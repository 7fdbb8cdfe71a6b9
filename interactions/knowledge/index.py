"""The flat index: what a check reads instead of YAML and graph.

One file of two lines of JSON text. The first holds the maps that every check needs; the
second holds the records behind them (names, rules, substances, sources, messages), each
found by its place and decoded when it is first asked for. So the cost of a check does
not grow with the size of the knowledge base.

The annotations here and in the model are no strings: msgspec would compile each of them
when a record of its kind is first read, which was 3 ms of a check.
"""

from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from interactions.errors import NotFoundError
from interactions.knowledge.model import (
    Condition,
    Contraindication,
    DoseRule,
    DrugClass,
    Interaction,
    Product,
    Regimen,
    Source,
    Substance,
    Text,
)
from interactions.knowledge.vocabulary import (
    Authority,
    Counting,
    DoseKind,
    Laxative,
    LimitGroup,
    LimitScope,
    MealTie,
    Moment,
    Route,
    SubstanceKind,
    WordKind,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from mmap import mmap

    Buffer: TypeAlias = bytes | mmap
else:
    Buffer = object

INDEX_FORMAT: Final = 7


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
    every_days: float | None = None
    as_needed: bool = False
    moment: Moment | None = None
    food: MealTie | None = None
    value: float | None = None
    ml: float | None = None
    days: float | None = None
    self_chosen: bool | None = None
    counts: Counting | None = None


Span: TypeAlias = tuple[int, int]
Paths: TypeAlias = tuple[tuple[str, ...], ...]
Row: TypeAlias = dict[str, tuple[str, ...]]


class Index(Struct, frozen=True, kw_only=True):
    """The first line: maps, and where each record stands in the second.

    ``made_by`` tells which program compiled it; an index that ships leaves it out, since
    it is never renewed. ``check`` is the CRC-32 of the second line and ``length`` its
    length. What there is much of is kept in drawers by first letters, so that this line
    does not grow with it: names, records, ``pairs`` (the rules of an object by its
    precipitants), ``cautions`` (the rules of a substance by condition), ``standing`` (foods
    and tests by what they always concern) and ``members``.
    ``lineage`` holds the classes only; that of a substance stands in its brief.
    """

    format: int
    made_by: str = ""
    version: str
    released: str
    hash: str
    built: int
    check: int
    length: int
    longest_name: int
    files: tuple[FileMark, ...]
    words: dict[str, int]
    word_meanings: tuple[WordMeaning, ...]
    lineage: dict[str, Paths]
    pairs: dict[str, Span]
    cautions: dict[str, Span]
    members: dict[str, Span]
    standing: dict[str, Span]
    condition_names: Span
    hints: Span
    combinations: Span
    names: dict[str, Span]
    interactions: dict[str, Span]
    contraindications: dict[str, Span]
    doses: dict[str, Span]
    substances: dict[str, Span]
    briefs: dict[str, Span]
    classes: dict[str, Span]
    products: dict[str, Span]
    conditions: dict[str, Span]
    sources: dict[str, Span]
    messages: dict[str, Span]
    regimens: dict[str, Span]


class Compiled(Struct, frozen=True):
    """A compiled knowledge base: the index, and where the bytes of its records begin."""

    index: Index
    records: Buffer
    start: int = 0

    def at(self, span: Span) -> bytes:
        """Return the bytes of a record."""
        first = self.start + span[0]
        return self.records[first : first + span[1]]

    def to_bytes(self) -> bytes:
        """Return the file: one line for the index, one for the records."""
        return msgspec.json.encode(self.index) + b"\n" + self.records[self.start :]


def drawer(key: str) -> str:
    """Return where a name or record is kept: its first three letters."""
    return key[:3]


def letter(key: str) -> str:
    """Return where a drawer stands: its first letter."""
    return key[:1]


T = TypeVar("T")


class Drawers(Generic[T]):
    """A table that is read drawer by drawer, when something in it is asked for.

    What begins with the same three letters lies in one drawer, and drawers of the same
    first letter in one chest; the index knows where each chest stands.
    """

    def __init__(
        self, chests: dict[str, Span], at: "Callable[[Span], bytes]", kind: type[T]
    ) -> None:
        self._chests = chests
        self._at = at
        self._kind = kind
        self._opened: dict[str, dict[str, Span]] = {}
        self._open: dict[str, dict[str, T]] = {}
        self._decoder: msgspec.json.Decoder[dict[str, T]] | None = None

    def get(self, key: str) -> T | None:
        """Return what is kept under a key, or None."""
        return self._drawer(drawer(key)).get(key)

    def items(self) -> "Iterator[tuple[str, T]]":
        """Yield everything, drawer by drawer."""
        for chest in self._chests:
            for name in self._chest(chest):
                yield from self._drawer(name).items()

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> "Iterator[str]":
        return (key for key, _ in self.items())

    def __len__(self) -> int:
        return sum(1 for _ in self.items())

    def _chest(self, name: str) -> dict[str, Span]:
        found = self._opened.get(name)
        if found is None:
            span = self._chests.get(name)
            found = self._opened[name] = _PLACES.decode(self._at(span)) if span else {}
        return found

    def _drawer(self, name: str) -> dict[str, T]:
        found = self._open.get(name)
        if found is None:
            span = self._chest(letter(name)).get(name)
            found = self._open[name] = self._read(span) if span else {}
        return found

    def _read(self, span: Span) -> dict[str, T]:
        if self._decoder is None:
            self._decoder = msgspec.json.Decoder(dict[str, self._kind])  # type: ignore[name-defined]  # a value, not a type
        return self._decoder.decode(self._at(span))


_PLACES: Final = msgspec.json.Decoder(dict[str, Span])


class BriefMeasures(Struct, frozen=True):
    """What a unit, a millimole weighs, in mg, and the milliequivalents in a millimole."""

    iu: float | None = None
    mmol: float | None = None
    valence: int | None = None


class BriefForm(Struct, frozen=True):
    """What a check needs of a form."""

    id: str
    name: Text
    elemental_percent: float | None = None
    laxative: Laxative | None = None
    measures: BriefMeasures | None = None


class BriefDose(Struct, frozen=True):
    """What a check needs of a usual dose, in mg a day."""

    low: float
    high: float
    alone: float | None = None


class BriefRule(Struct, frozen=True):
    """What a check needs of a dose rule."""

    id: str
    kind: DoseKind
    routes: tuple[Route, ...] = ("oral",)
    amounts: tuple[float, ...] = ()
    every: int | None = None
    above: float | None = None


class BriefLimit(Struct, frozen=True):
    """What a check needs of an upper level."""

    authority: Authority
    group: LimitGroup
    amount: float | None
    scope: LimitScope
    from_age: int | None = None
    below_age: int | None = None
    forms: tuple[str, ...] = ()


class Brief(Struct, frozen=True, omit_defaults=True):
    """What a check needs of a substance, cut out of the whole record and kept beside it.

    A substance has a page of text; reading it would be most of the work of a check.
    """

    id: str
    kind: SubstanceKind
    name: Text
    routes: tuple[Route, ...] = ("oral",)
    reviewed: str | None = None
    status: str = "current"
    forms: tuple[BriefForm, ...] = ()
    measures: BriefMeasures | None = None
    amounts_as_element: bool = False
    usual_dose: BriefDose | None = None
    limits: tuple[BriefLimit, ...] = ()
    doses: tuple[BriefRule, ...] = ()
    lineage: Paths = ()


R = TypeVar("R", bound=Struct)


class KnowledgeBase:
    """A loaded knowledge base; a record is decoded when it is first asked for."""

    def __init__(self, compiled: Compiled) -> None:
        self.index = compiled.index
        self._at = compiled.at
        self.substances = self._places(self.index.substances)
        self.products = self._places(self.index.products)
        self.sources = self._places(self.index.sources)
        self.interactions = self._places(self.index.interactions)
        self.contraindications = self._places(self.index.contraindications)
        self._briefs = self._places(self.index.briefs)
        self._names = Drawers(self.index.names, compiled.at, tuple[Meaning, ...])
        self._pairs = Drawers(self.index.pairs, compiled.at, Row)
        self._cautions = Drawers(self.index.cautions, compiled.at, Row)
        self._members = Drawers(self.index.members, compiled.at, tuple[str, ...])
        self._standing = Drawers(self.index.standing, compiled.at, tuple[str, ...])
        self._lineages: dict[str, Paths] = {}
        self._rows: dict[str, tuple[tuple[tuple[str, ...], Row], ...]] = {}
        self._decoded: dict[tuple[object, str], object] = {}
        self._decoders: dict[object, msgspec.json.Decoder[Any]] = {}

    def _places(self, drawers: dict[str, Span]) -> Drawers[Span]:
        return Drawers(drawers, self._at, tuple[int, int])

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

    def _read(self, kind: type[T], span: Span) -> T:
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = self._decoders[kind] = msgspec.json.Decoder(kind)
        return decoder.decode(self._at(span))  # type: ignore[no-any-return]  # of its kind

    def _get(self, kind: type[R], table: dict[str, Span] | Drawers[Span], key: str) -> R:
        found = self._decoded.get((kind, key))
        if found is None:
            span = table.get(key)
            if span is None:
                raise NotFoundError(key)
            found = self._read(kind, span)
            self._decoded[kind, key] = found
        return found  # type: ignore[return-value]  # the key holds the type

    def word(self, key: str) -> WordMeaning | None:
        """Return what a word of labels means, or None."""
        place = self.index.words.get(key)
        return None if place is None else self.index.word_meanings[place]

    def meanings(self, name: str) -> tuple[Meaning, ...]:
        """Return everything a folded name can mean; nothing when it is not known."""
        return self._names.get(name) or ()

    def names(self) -> dict[str, tuple[Meaning, ...]]:
        """Return every folded name with its meanings."""
        found = self._decoded.get(("names", ""))
        if found is None:
            found = self._decoded["names", ""] = dict(self._names.items())
        return found  # type: ignore[return-value]  # the key holds the type

    def suggestible(self) -> dict[str, tuple[Meaning, ...]]:
        """Return every folded spelling that can suggest something: names, and misspellings."""
        found = self._decoded.get(("suggestible", ""))
        if found is None:
            found = self._decoded["suggestible", ""] = {**self.hints(), **self.names()}
        return found  # type: ignore[return-value]  # the key holds the type

    def suggestible_by_length(self) -> dict[int, list[str]]:
        """Return the spellings of :meth:`suggestible` by their length."""
        found = self._decoded.get(("lengths", ""))
        if found is None:
            shelves: dict[int, list[str]] = {}
            for name in self.suggestible():
                shelves.setdefault(len(name), []).append(name)
            found = self._decoded["lengths", ""] = shelves
        return found  # type: ignore[return-value]  # the key holds the type

    def hints(self) -> dict[str, tuple[Meaning, ...]]:
        """Return the folded spellings that only suggest something, with what they suggest."""
        return self._whole("hints", dict[str, tuple[Meaning, ...]], self.index.hints)

    def dose_rule(self, rule: str) -> DoseRule:
        """Return a dose rule by id."""
        return self._get(DoseRule, self.index.doses, rule)

    def combination(self, substances: "Iterable[str]") -> str | None:
        """Return the product that contains just these substances, some in a form of their own."""
        known = self._whole("combinations", dict[str, str], self.index.combinations)
        return known.get("+".join(sorted(substances)))

    def condition_names(self) -> dict[str, str]:
        """Return the condition that each folded name means."""
        return self._whole("condition_names", dict[str, str], self.index.condition_names)

    def _whole(self, name: str, kind: type[T], span: Span) -> T:
        """Return a record that is one of its kind."""
        found = self._decoded.get((name, ""))
        if found is None:
            found = self._decoded[name, ""] = self._read(kind, span)
        return found  # type: ignore[return-value]  # the key holds the type

    def interaction(self, rule: str) -> Interaction:
        """Return an interaction rule by id."""
        return self._get(Interaction, self.interactions, rule)

    def contraindication(self, rule: str) -> Contraindication:
        """Return a contraindication rule by id."""
        return self._get(Contraindication, self.contraindications, rule)

    def substance(self, key: str) -> Substance:
        """Return a substance by id."""
        return self._get(Substance, self.substances, key)

    def brief(self, key: str) -> Brief:
        """Return what a check needs of a substance."""
        return self._get(Brief, self._briefs, key)

    def is_substance(self, key: str) -> bool:
        """Return whether an id is that of a substance."""
        return key in self._briefs

    def form(self, substance: str, form: str) -> BriefForm:
        """Return a form of a substance."""
        found = next((one for one in self.brief(substance).forms if one.id == form), None)
        if found is None:
            raise NotFoundError(form)
        return found

    def drug_class(self, key: str) -> DrugClass:
        """Return a class by id."""
        return self._get(DrugClass, self.index.classes, key)

    def product(self, key: str) -> Product:
        """Return a product by id."""
        return self._get(Product, self.products, key)

    def condition(self, key: str) -> Condition:
        """Return a condition by id."""
        return self._get(Condition, self.index.conditions, key)

    def source(self, key: str) -> Source:
        """Return a source by id."""
        return self._get(Source, self.sources, key)

    def regimens(self) -> tuple[Regimen, ...]:
        """Return the lists that the curators watch, in order of id."""
        return tuple(self._get(Regimen, self.index.regimens, key) for key in self.index.regimens)

    def messages(self, lang: str) -> dict[str, str]:
        """Return the message templates of a language."""
        found = self._decoded.get((dict, lang))
        if found is None:
            found = self._read(dict[str, str], self.index.messages[lang])
            self._decoded[dict, lang] = found
        return found  # type: ignore[return-value]  # the key holds the type

    def lineage(self, key: str) -> Paths:
        """Return the is-a paths from a substance or class, itself first, nearest first."""
        found = self._lineages.get(key)
        if found is None:
            known = key in self._briefs
            paths = self.brief(key).lineage if known else self.index.lineage.get(key, ())
            found = self._lineages[key] = paths or ((key,),)
        return found

    def members(self, drug_class: str) -> tuple[str, ...]:
        """Return the substances below a class, in order of id."""
        return self._members.get(drug_class) or ()

    def rules_of(self, object_: str) -> Row:
        """Return the rules about a substance or class as object, by precipitant."""
        return self._pairs.get(object_) or {}

    def standing_with(self, key: str) -> tuple[str, ...]:
        """Return the foods and tests that standing rules name for a substance or class."""
        return self._standing.get(key) or ()

    def rows_about(self, substance: str) -> "tuple[tuple[tuple[str, ...], Row], ...]":
        """Return the rules about a substance and its classes as objects, each with its path."""
        found = self._rows.get(substance)
        if found is None:
            rows = ((path, self.rules_of(path[-1])) for path in self.lineage(substance))
            found = self._rows[substance] = tuple((path, row) for path, row in rows if row)
        return found

    def every_pair(self) -> "Iterator[tuple[str, Row]]":
        """Yield each object with its rules by precipitant."""
        return self._pairs.items()

    def cautions_of(self, key: str) -> Row:
        """Return the contraindications of a substance or class, by condition."""
        return self._cautions.get(key) or {}

    def name(self, key: str, lang: str) -> str:
        """Return the display name of a substance, class, product or condition."""
        index = self.index
        found: Brief | DrugClass | Product | Condition
        if self.is_substance(key):
            found = self.brief(key)
        elif key in index.classes:
            found = self.drug_class(key)
        elif key in self.products:
            found = self.product(key)
        elif key in index.conditions:
            found = self.condition(key)
        else:
            return key
        return found.name.tr if lang == "tr" else found.name.en
