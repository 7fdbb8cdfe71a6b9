"""Every line ends as exactly one status; nothing is dropped, nothing swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from interactions import InputError, check, resolve
from interactions.items.item import Amount, Status
from interactions.items.suggest import near, suggestions
from interactions.knowledge.model import Content, Form, Names, Product
from tests.knowledge_maker import knowledge, thing
from tests.knowledge_maker import text as in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.items.item import Item
    from interactions.knowledge.index import KnowledgeBase

STATUSES = get_args(Status)


class Taken(NamedTuple):
    """A substance in short: id, amount, element."""

    id: str
    amount_mg: float | None = None
    elemental_mg: float | None = None


def taken(found: Item) -> list[Taken]:
    return [Taken(one.id, one.amount_mg, one.elemental_mg) for one in found.substances]


def ids(found: Item) -> list[str]:
    return [one.id for one in found.substances]


# -- recognised, not covered, ambiguous, unrecognised ------------------------------------------


@pytest.mark.parametrize(
    ("text", "status", "substances"),
    [
        ("Cipro 500 mg 2x1", "recognised", ["ciprofloxacin"]),
        ("siprofloksasin", "recognised", ["ciprofloxacin"]),
        ("DEMİR", "recognised", ["iron"]),
        ("demır", "recognised", ["iron"]),
        ("Sarı Kantaron", "recognised", ["st-johns-wort"]),
        ("SARI KANTARON", "recognised", ["st-johns-wort"]),
        ("sari kantaron", "recognised", ["st-johns-wort"]),
        ("levothyroxine sodium 100 mcg", "recognised", ["levothyroxine"]),
        ("ciprofloxacin hydrochloride", "recognised", ["ciprofloxacin"]),
        ("esomeprazole magnesium 20 mg", "recognised", ["esomeprazole"]),
        ("ciprofloxacin magnesium", "recognised", ["ciprofloxacin", "magnesium"]),
        ("warfarin 5 mg", "not_covered", ["warfarin"]),
        ("Coumadin + magnesium", "not_covered", ["warfarin", "magnesium"]),
        ("Cipro PM", "ambiguous", ["ciprofloxacin"]),
        ("Cipro 500", "ambiguous", ["ciprofloxacin"]),
        ("magnesium phosphate", "ambiguous", ["magnesium"]),
        ("calcium and magnezum", "ambiguous", ["calcium"]),
        ("multivitamin, iron-free", "recognised", ["magnesium", "vitamin-d3"]),
        ("Norvana 25 mg", "ambiguous", []),
        ("fluoroquinolones", "ambiguous", []),
        ("Norvana + magnesium", "ambiguous", ["magnesium"]),
        ("spironolactone", "recognised", ["spironolactone"]),
        ("warfrin", "unrecognised", []),
        ("iron-free", "unrecognised", []),
        ("demirsiz", "unrecognised", []),
        ("500 mg 2x1", "unrecognised", []),
        ("tablet", "unrecognised", []),
        ("---", "unrecognised", []),
    ],
)
def test_the_status_of_a_line(
    item: Callable[[str], Item], text: str, status: str, substances: list[str]
) -> None:
    """What is understood is named; what is not makes the line unsure, never silent."""
    found = item(text)
    assert (found.status, ids(found)) == (status, substances)
    assert found.input == text


def test_a_brand_of_two_countries_offers_both_and_chooses_none(
    item: Callable[[str], Item],
) -> None:
    """The same brand is calcium in one country and a medicine in another."""
    found = item("Norvana")
    assert [(one.id, one.kind, one.reason) for one in found.suggestions] == [
        ("calcium", "meaning", "de"),
        ("spironolactone", "meaning", "us"),
    ]


def test_a_class_offers_its_members(item: Callable[[str], Item]) -> None:
    """A group of medicines is not one of them: its members are offered."""
    assert [(one.id, one.kind, one.reason) for one in item("polyvalent cations").suggestions] == [
        ("calcium", "member", "polyvalent-cations"),
        ("iron", "member", "polyvalent-cations"),
        ("magnesium", "member", "polyvalent-cations"),
    ]
    assert [one.id for one in item("kinolonlar").suggestions] == ["ciprofloxacin"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("warfrin", ["warfarin"]),
        ("levotyroxin 100 mcg tablet 1x1", ["levothyroxine"]),
        ("calcium and magnezum", ["magnesium"]),
        ("Cipro PM", []),
        ("demirsiz", []),
        ("no iron", []),
        ("iron-free", []),
        ("xqzw", []),
        ("ab", []),
    ],
)
def test_similar_names_are_suggested_only(
    item: Callable[[str], Item], text: str, meant: list[str]
) -> None:
    """A misspelt name is suggested beside any dose; what is said to be absent is not."""
    found = item(text)
    assert [one.id for one in found.suggestions] == meant
    assert not set(meant) & set(ids(found))


def test_suggestions_are_few_and_best_first(world: KnowledgeBase) -> None:
    """At most three names are suggested, the most similar one first."""
    found = suggestions("magnesium oxid", world)
    assert found[0].id == "magnesium"
    assert len(found) <= 3
    assert near("magnesim", ["calcium", "magnesium", "iron"])[0] == "magnesium"


# -- amounts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("levothyroxine 0.1mg", [Taken("levothyroxine", 0.1)]),
        ("levothyroxine 0,125 mg", [Taken("levothyroxine", 0.125)]),
        ("levothyroxine 100 mcg", [Taken("levothyroxine", 0.1)]),
        ("levothyroxine 100 mcg 1/2 tablet", [Taken("levothyroxine", 0.05)]),
        ("calcium carbonate 1,000 mg", [Taken("calcium", 1000, 400)]),
        ("calcium 1 g", [Taken("calcium", 1000, 1000)]),
        ("Cipro 500 mg 2 times a day", [Taken("ciprofloxacin", 500)]),
        ("Cipro 500 mg 2 kez", [Taken("ciprofloxacin", 500)]),
        ("Cipro 500 mg 2 tablets", [Taken("ciprofloxacin", 1000)]),
        ("Cipro 500 mg 1x2", [Taken("ciprofloxacin", 1000)]),
        ("Cipro 500 mg 30 tablets", [Taken("ciprofloxacin", 500)]),
        ("magnezyum glisinat 400 mg", [Taken("magnesium", 400, 56.4)]),
        ("magnesium oxide 400 mg (240 mg elemental)", [Taken("magnesium", 400, 240)]),
        ("magnesium oxide 240 mg elemental", [Taken("magnesium", None, 240)]),
        ("magnesium 200 mg elemental 2x1", [Taken("magnesium", 200, 200)]),
        ("magnesium chelate 500 mg", [Taken("magnesium", 500, None)]),
        ("magnesium phosphate 500 mg", [Taken("magnesium", 500, None)]),
        ("magnesium", [Taken("magnesium")]),
        ("calcium + 250 mg magnesium", [Taken("calcium"), Taken("magnesium", 250, 250)]),
        (
            "calcium/magnesium 500/250 mg",
            [Taken("calcium", 500, 500), Taken("magnesium", 250, 250)],
        ),
        (
            "multivitamin",
            [Taken("magnesium", 100, 60.3), Taken("iron", None, 14), Taken("vitamin-d3")],
        ),
        (
            "multivitamin 1x2",
            [Taken("magnesium", 200, 120.6), Taken("iron", None, 28), Taken("vitamin-d3")],
        ),
    ],
)
def test_amounts_of_one_intake(
    item: Callable[[str], Item], text: str, substances: list[Taken]
) -> None:
    """The amount is that of all tablets of one intake; the element follows from the form."""
    assert taken(item(text)) == substances


def test_an_amount_that_is_no_mass_is_kept_as_written(item: Callable[[str], Item]) -> None:
    """Units of activity are not turned into milligrams."""
    (calcium, vitamin) = item("calcium 600 mg + vitamin D3 400 IU").substances
    assert (calcium.amount_mg, calcium.amount) == (600, None)
    assert (vitamin.amount_mg, vitamin.amount) == (None, Amount(400, "IU"))


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("magnezyum glisinat 400 mg", ("compound-amount:magnesium-bisglycinate",)),
        ("magnesium 400 mg", ("elemental-amount:magnesium",)),
        ("magnesium 400 mg elemental", ()),
        ("levothyroxine 1.000 mcg", ("number:1.000=1000",)),
        ("levothyroxine 0.1 mg", ()),
        ("magnesium phosphate 400 mg", ()),
        ("multivitamin", ()),
    ],
)
def test_chosen_readings_are_noted(
    item: Callable[[str], Item], text: str, assumed: tuple[str, ...]
) -> None:
    """Where an amount can be read in two ways, the line says which was taken."""
    assert item(text).assumed == assumed


def test_parts_of_one_product_belong_together(item: Callable[[str], Item]) -> None:
    """The contents of a product share a part; what is named beside it has its own."""
    found = item("multivitamin + calcium 500 mg").substances
    assert [(one.part, one.product) for one in found] == [
        (0, "multivit-daily"),
        (0, "multivit-daily"),
        (0, "multivit-daily"),
        (1, None),
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("alpha tablets", "alpha-tablet"),
        ("alpha 300 mg tablets", "alpha-tablet"),
        ("tablets of alpha", "alpha-tablet"),
        ("alpha 300 mg", None),
        ("alpha 300 mg injection", None),
        ("alpha tablets and beta", "alpha-tablet"),
        ("alpha 5 mg and beta 5 mg tablets", None),
    ],
)
def test_a_dose_form_anywhere_on_the_line_tells_the_form(text: str, form: str | None) -> None:
    """Unless the line names several things, where it is not clear whose tablets they are."""
    shape = Form(
        id="alpha-tablet", name=in_words("alpha tablet"), names=Names(en=("alpha tablets",))
    )
    kb = knowledge(replace(thing("alpha"), forms=(shape,)), thing("beta"))
    found = next(one for one in resolve(text, kb=kb).substances if one.id == "alpha")
    assert found.form == form


@pytest.mark.parametrize("text", ["alpha/beta", "beta + alpha", "alpha and beta 5 mg"])
def test_medicines_named_one_by_one_have_the_forms_of_their_combination(text: str) -> None:
    """As in the product that contains just these."""
    both = (Content(substance="alpha", form="alpha-guarded"), Content(substance="beta"))
    kb = knowledge(
        thing("alpha", forms=("alpha-guarded",)),
        thing("beta"),
        Product(id="both", name=in_words("both"), contains=both),
    )
    forms = {one.id: one.form for one in resolve(text, kb=kb).substances}
    assert forms == {"alpha": "alpha-guarded", "beta": None}


@pytest.mark.parametrize(
    ("text", "self_chosen"),
    [
        ("magnesium", True),
        ("multivitamin", True),
        ("Cipro", False),
        ("Cipro + magnesium", False),
        ("warfrin", False),
    ],
)
def test_who_chose_it(item: Callable[[str], Item], text: str, self_chosen: bool) -> None:
    """Only a line without any medicine was chosen by the person alone."""
    assert item(text).self_chosen == self_chosen


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Cipro", "oral"),
        ("warfrin", "oral"),
        ("multivitamin", "oral"),
        ("Cipro iv", "injection"),
        ("Cipro eye drops", "eye"),
        ("Cipro tablet iv", "injection"),
        ("enoxaparin", "injection"),
        ("calcium + Cipro eye drops", "oral"),
        ("magnesium tablet + Cipro iv", "oral"),
        ("magnesium + Cipro iv", "injection"),
        ("enoxaparin + Cipro + magnesium", "oral"),
        ("multivitamin + enoxaparin", "oral"),
    ],
)
def test_the_way_of_use(item: Callable[[str], Item], text: str, route: str) -> None:
    """What says nothing is swallowed if it can be; so is a line of which any part may be."""
    assert item(text).route == route


# -- hostile lines ------------------------------------------------------------------------------

HOSTILE = (
    "x" * 201,
    "Cipro\x00",
    "\x1b[31mCipro\x1b[0m",
    "Cipro\nWarfarin",
    "Cipro\u202egninrom",
    "\u2067Cipro\u2069",
    "Cipro\u200b",
    "\ufeffCipro",
    "\ud800",
    "Cipro\udcff 500 mg",
    "\U000e0041",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_are_unrecognised(world: KnowledgeBase, text: str) -> None:
    """Control, direction, invisible and broken characters and long lines name nothing."""
    report = check(["magnesium", text], kb=world)
    assert report.items[1].status == "unrecognised"
    assert report.items[1].substances == ()
    assert report.not_checked == (1,)
    assert msgspec.json.decode(msgspec.json.encode(report)) == report.to_dict()


LINE = st.sampled_from(
    (
        *HOSTILE,
        "Cipro 500 mg 2x1",
        "warfarin",
        "warfrin",
        "Norvana",
        "fluoroquinolones",
        "Cipro PM",
        "multivitamin",
        "calcium and magnesium",
        "iron-free",
    )
) | st.text(max_size=220)


@given(st.lists(LINE, min_size=1, max_size=6))
def test_every_line_that_is_not_blank_ends_as_one_status(
    world: KnowledgeBase, lines: list[str]
) -> None:
    """Conservation: one item a line, one status each, all but recognised in not_checked."""
    kept = [place for place, line in enumerate(lines) if line.strip()]
    if not kept:
        with pytest.raises(InputError, match="empty"):
            check(lines, kb=world)
        return
    report = check(lines, kb=world)
    assert [one.index for one in report.items] == kept
    assert all(one.status in STATUSES for one in report.items)
    unsure = tuple(one.index for one in report.items if one.status != "recognised")
    assert report.not_checked == unsure
    for one in report.items:
        assert one.status in {"ambiguous", "unrecognised"} or one.substances
        assert one.status != "unrecognised" or not one.substances
        assert not (one.unexplained and one.status in {"recognised", "not_covered"})
    assert msgspec.json.decode(msgspec.json.encode(report)) == report.to_dict()


@given(st.text(max_size=220))
def test_resolving_never_raises(world: KnowledgeBase, text: str) -> None:
    """Any text is an item whose names and reasons are worded."""
    found = resolve(text, kb=world)
    assert found.status in STATUSES
    assert all(":" not in one.reason.partition(" ")[0] for one in found.suggestions)


SPELLINGS = st.sampled_from(
    (
        ("Magnezyum Glisinat 400 mg", "magnesium glycinate 400 mg"),
        ("MAGNEZYUM GLİSİNAT 400MG", "Magnesium Bisglycinate 0.4 g"),
        ("Cipro 2x1", "siprofloksasin günde 2 kez 1 tablet"),
        ("sarı kantaron", "ST. JOHN’S WORT"),
        ("D3 vitamini 1000 ünite", "cholecalciferol 1000 IU"),
    )
)


@given(SPELLINGS)
def test_spelling_language_and_brand_change_nothing(
    world: KnowledgeBase, pair: tuple[str, str]
) -> None:
    """Two spellings of one line give the same substances, amounts and frequency."""
    one, other = (msgspec.structs.replace(resolve(text, kb=world), input="") for text in pair)
    assert one == other


def test_an_item_is_plain_values_on_request(world: KnowledgeBase) -> None:
    """As every result: the values of its JSON, lists and numbers only."""
    found = resolve("Cipro 500 mg 2x1", world).to_dict()
    assert found["status"] == "recognised"
    assert found["substances"][0]["amount_mg"] == 500
    assert found["doses_per_day"] == 2
