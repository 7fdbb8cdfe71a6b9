"""One pair is explained with everything that joins it, and silence is not called safe."""

from __future__ import annotations

from typing import Final

import pytest

from interactions.api import check_added, explain, lookup, resolve_all
from interactions.checking.explain import LosingRule
from interactions.checking.report import Hours
from interactions.errors import InputError, NotFoundError
from interactions.knowledge.model import Band, Content, Product
from tests.knowledge_maker import caution, group, knowledge, rule, state, text, thing

KB: Final = knowledge(
    group("antibiotics"),
    group("floxins", "antibiotics"),
    group("metals"),
    thing("alpha", "floxins", forms=("alpha-acid",)),
    thing("beta", "antibiotics", reviewed=None),
    thing("iron", "metals", kind="mineral"),
    thing("zinc", "metals", kind="mineral"),
    Product(
        id="tonic",
        name=text("tonic"),
        contains=(Content(substance="iron"), Content(substance="zinc")),
    ),
    state("renal-impairment", measure="egfr", applies=Band(below=90)),
    rule("general", "antibiotics", "metals", before=2, after=6),
    rule("own", "alpha", "iron", before=4, after=8),
    rule("back", "iron", "alpha", topic="metabolic", flag="monitor", severity="minor"),
    rule("fine", "alpha", "zinc", topic="metabolic", flag="none"),
    rule("inner", "iron", "zinc", before=1, after=1),
    caution("kidneys", "metals", "renal-impairment", band=Band(at_least=15, below=30)),
)


def test_both_directions_are_explained() -> None:
    """What the first does to the second, and what the second does to the first."""
    found = explain("alpha", "iron", kb=KB)
    assert [(f.id, f.object, f.path) for f in found.findings] == [
        ("own", "alpha", ("alpha", "iron")),
        ("back", "iron", ("iron", "alpha")),
    ]
    assert found.text == ""


def test_the_rules_that_lost_are_shown_with_what_they_say() -> None:
    """The general rule stands below the special one, with its own numbers."""
    assert explain("alpha", "iron", kb=KB).losing == (
        LosingRule("general", "space", "major", "established", Hours(2, 6), draft=False),
    )


def test_what_joins_only_one_of_the_two_is_left_out() -> None:
    """The contents of a product among themselves are not the question."""
    found = explain("tonic", "alpha", kb=KB)
    assert {finding.id for finding in found.findings} == {"own", "general", "back"}
    assert {finding.items for finding in found.findings} == {(0, 1)}


def test_nothing_to_do_is_explained_too() -> None:
    """An entry with its rule; so the pair is not silent."""
    found = explain("alpha", "zinc", kb=KB)
    assert [entry.rule for entry in found.nothing_to_do] == ["fine"]


def test_no_rule_is_not_called_safe() -> None:
    """Silence is said in words, and who was not reviewed is listed."""
    found = explain("alpha", "beta", kb=KB)
    assert (found.findings, found.not_checked) == ((), (1,))
    assert "does not mean it is safe" in found.text


def test_an_unknown_name_is_an_error_with_suggestions() -> None:
    """Nothing is chosen for the user."""
    with pytest.raises(NotFoundError) as caught:
        explain("alpha", "irom", kb=KB)
    assert caught.value.suggestions == ("iron",)


# -- monographs -----------------------------------------------------------------------------


def test_a_page_shows_the_rules_of_the_classes_above() -> None:
    """On both sides, each with the name through which it holds."""
    rules = {(r.id, r.side): r.through for r in lookup("alpha", kb=KB).rules}
    assert rules == {
        ("general", "object"): "antibiotics",
        ("own", "object"): "alpha",
        ("fine", "object"): "alpha",
        ("back", "precipitant"): "alpha",
    }


def test_a_page_shows_the_conditions_with_their_bands() -> None:
    """Whole numbers, and null where a band is open."""
    (one,) = lookup("iron", kb=KB).conditions
    assert (one.id, one.condition, one.at_least, one.below) == (
        "kidneys",
        "renal-impairment",
        15,
        30,
    )


def test_a_class_page_lists_its_members_at_any_depth() -> None:
    """Members of classes below count."""
    page = lookup("antibiotics", kb=KB)
    assert (page.kind, page.members) == ("class", ("alpha", "beta"))
    assert [r.id for r in page.rules] == ["general"]


def test_a_product_page_lists_what_it_contains() -> None:
    """In the order of the record."""
    page = lookup("tonic", kb=KB)
    assert (page.kind, page.contains, page.routes) == ("product", ("iron", "zinc"), ("oral",))


def test_a_form_leads_to_its_substance() -> None:
    """The form that was asked for is marked."""
    page = lookup("alpha acid", kb=KB)
    assert (page.id, page.asked_form) == ("alpha", "alpha-acid")
    assert page.classes == (("alpha", "floxins"), ("alpha", "floxins", "antibiotics"))


# -- lists ----------------------------------------------------------------------------------


def test_one_text_is_not_a_list() -> None:
    """The letters of a name are not checked one by one."""
    for wrong in (
        lambda: resolve_all("alpha", KB),
        lambda: check_added("alpha", ["iron"], kb=KB),
        lambda: check_added(["alpha"], "iron", kb=KB),
    ):
        with pytest.raises(InputError, match="one text was given instead of a list"):
            wrong()


def test_a_list_has_between_one_and_five_hundred_items() -> None:
    """Blank lines do not count; what is refused is refused before it is read."""
    with pytest.raises(InputError, match="the list is empty"):
        resolve_all(["", " "], KB)
    assert len(resolve_all(["iron", ""] * 500, KB)) == 500
    with pytest.raises(InputError, match="has 501 items; at most 500"):
        resolve_all(["iron"] * 501, KB)
