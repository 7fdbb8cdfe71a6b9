"""One line is split into names, amounts, frequency, route and left-over words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.items.amounts import Quantity
from interactions.items.line import Reading, read_line
from interactions.items.tokens import MAX_LENGTH, readable, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.knowledge.index import KnowledgeBase


@pytest.fixture
def read(world: KnowledgeBase) -> Callable[[str], Reading]:
    """Return what reads a line with the small world."""
    return lambda text: read_line(text, world)


def names(reading: Reading) -> list[str]:
    return [named.text for named in reading.names]


def amounts(reading: Reading) -> list[tuple[str, str, int]]:
    return [(f"{one.value:f}", one.unit, one.part) for one in reading.quantities]


def test_a_line_from_a_turkish_box_is_read_whole(read: Callable[[str], Reading]) -> None:
    """Form, dose, dose form and frequency are understood, and nothing is left."""
    found = read("Magnezyum Glisinat 400 mg kapsül 2x1")
    assert names(found) == ["magnezyum glisinat"]
    assert found.quantities == (Quantity(Decimal(400), "mg"),)
    assert (found.schedule.doses_per_day, found.schedule.units_per_dose) == (Decimal(2), Decimal(1))
    assert found.routes == ("oral",)
    assert found.unexplained == ()


# -- how often, how many ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "per_day", "units"),
    [
        ("2x1", 2, 1),
        ("2X1", 2, 1),
        ("2 x 1", 2, 1),
        ("2×1", 2, 1),
        ("1x2", 1, 2),
        ("3x2 tablet", 3, 2),
        ("2x1/2", 2, Decimal("0.5")),
        ("2x1/gün", 2, 1),
        ("2x1 / day", 2, 1),
        ("1x0,5", 1, Decimal("0.5")),
        ("bid", 2, None),
        ("b.i.d.", 2, None),
        ("twice daily", 2, None),
        ("2 times a day", 2, None),
        ("2 times daily", 2, None),
        ("2 kez", 2, None),
        ("günde 2 kez", 2, None),
        ("günde iki defa", 2, None),
        ("12 saatte bir", 2, None),
        ("q12h", 2, None),
        ("sabah akşam", 2, None),
        ("her gece", 1, None),
        ("2x1 daily", 2, 1),
        ("daily 2x1", 2, 1),
        ("1 tablet", None, 1),
        ("2 tablets", None, 2),
        ("1/2 tablet", None, Decimal("0.5")),
        ("½ tablet", None, Decimal("0.5")),
        ("2 capsules twice daily", 2, 2),
        ("30 tablets", None, None),
        ("as needed", None, None),
    ],
)
def test_how_often_and_how_many(
    read: Callable[[str], Reading], text: str, per_day: int | None, units: Decimal | None
) -> None:
    """`AxB` is A times a day, B units; words say the same in both languages."""
    found = read(f"Cipro 500 mg {text}")
    assert (found.schedule.doses_per_day, found.schedule.units_per_dose) == (per_day, units)
    assert found.unexplained == ()


@pytest.mark.parametrize("text", ["7 days", "7 gün", "2 hafta", "x7d", "x 7 days"])
def test_the_length_of_a_course_is_understood(read: Callable[[str], Reading], text: str) -> None:
    """How many days something is taken changes neither dose nor frequency."""
    found = read(f"Cipro 500 mg {text}")
    assert (found.schedule.doses_per_day, found.schedule.units_per_dose, found.unexplained) == (
        None,
        None,
        (),
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Cipro 2x500 mg", ("2",)),
        ("Cipro 2 x 500 mg", ("2",)),
        ("Cipro 1-0-2", ("1", "0", "2")),
        ("Cipro 0x1", ("0", "1")),
        ("Cipro 99x1", ("99", "1")),
        ("Cipro 500", ("500",)),
        ("Cipro PM", ("pm",)),
        ("Cipro x10", ("10",)),
        ("calcium 600 IU D 400", ("d", "400")),
        ("🚫 Cipro", ("🚫",)),
    ],
)
def test_what_can_mean_several_things_is_left_over(
    read: Callable[[str], Reading], text: str, left: tuple[str, ...]
) -> None:
    """Two tablets here, twice a day there ("2 x 500 mg"): nothing is chosen."""
    assert read(text).unexplained == left


@pytest.mark.parametrize(
    "text",
    [
        "- Cipro 500 mg",
        "• Cipro 500 mg",
        "1. Cipro 500 mg",
        "12) Cipro 500 mg",
        "* Cipro® 500 mg;",
        '"Cipro" 500 mg',
        "“Cipro” – 500 mg",
        "Cipro 500 mg 08:00 20:00",
    ],
)
def test_marks_list_numbers_and_clock_times_are_silent(
    read: Callable[[str], Reading], text: str
) -> None:
    """What a list or a box prints around a name needs no explanation."""
    found = read(text)
    assert names(found) == ["cipro"]
    assert amounts(found) == [("500", "mg", 0)]
    assert found.unexplained == ()


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("Cipro", ()),
        ("Cipro tablet", ("oral",)),
        ("Cipro film kaplı tablet", ("oral",)),
        ("Cipro iv", ("injection",)),
        ("Cipro i.v.", ("injection",)),
        ("Cipro eye drops", ("eye",)),
        ("Siprofloksasin göz damlası", ("eye",)),
        ("Cipro eye-drops", ("eye",)),
        ("calcium tablet + Cipro eye drops", ("oral", "eye")),
    ],
)
def test_the_way_of_use(read: Callable[[str], Reading], text: str, routes: tuple[str, ...]) -> None:
    """Dose forms and abbreviations say the way of use; without one it stays open."""
    assert read(text).routes == routes


# -- names, salts, what is not in it --------------------------------------------------------


def test_every_name_is_found_by_its_own_spelling(world: KnowledgeBase) -> None:
    """Each spelling in the knowledge base is read as one name, whole."""
    for key in world.names():
        found = read_line(key, world)
        assert (names(found), found.unexplained) == ([key], ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("esomeprazole magnesium 20 mg", ["esomeprazole magnesium"]),
        ("esomeprazole (magnesium)", ["esomeprazole magnesium"]),
        ("esomeprazole, magnesium", ["esomeprazole", "magnesium"]),
        ("esomeprazole + magnesium", ["esomeprazole", "magnesium"]),
        ("esomeprazole & magnesium", ["esomeprazole", "magnesium"]),
        ("esomeprazole / magnesium", ["esomeprazole", "magnesium"]),
        ("esomeprazole; magnesium", ["esomeprazole", "magnesium"]),
        ("esomeprazole - magnesium", ["esomeprazole", "magnesium"]),
        ("esomeprazole and magnesium", ["esomeprazole", "magnesium"]),
        ("esomeprazol ve magnezyum", ["esomeprazol", "magnezyum"]),
        ("ciprofloxacin magnesium", ["ciprofloxacin", "magnesium"]),
        ("magnesium esomeprazole", ["magnesium", "esomeprazole"]),
    ],
)
def test_a_counter_ion_is_no_supplement_unless_it_is_parted(
    read: Callable[[str], Reading], text: str, found: list[str]
) -> None:
    """A salt that is listed as a name is one thing; commas and joiners make it two."""
    assert names(read(text)) == found


@pytest.mark.parametrize(
    ("text", "salts"),
    [
        ("ciprofloxacin hcl", (("hcl", 0),)),
        ("calcium + levothyroxine phosphate", (("phosphate", 1),)),
        ("ciprofloxacin", ()),
    ],
)
def test_salt_words_follow_a_name(
    read: Callable[[str], Reading], text: str, salts: tuple[tuple[str, int], ...]
) -> None:
    """Whose salt a word is, is known."""
    assert read(text).salts == salts
    assert read(text).unexplained == ()


def test_a_salt_word_alone_explains_nothing(read: Callable[[str], Reading]) -> None:
    """A salt without a name before it is left over."""
    assert read("acetate").unexplained == ("acetate",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("phosphate", ["phosphate"]),
        ("levothyroxine phosphate", ["levothyroxine"]),
        ("levothyroxine, phosphate", ["levothyroxine", "phosphate"]),
        ("levothyroxine + phosphate", ["levothyroxine", "phosphate"]),
        ("levothyroxine and phosphate", ["levothyroxine", "phosphate"]),
        ("levothyroxine 100 mcg phosphate", ["levothyroxine", "phosphate"]),
        ("ciprofloxacin sodium phosphate", ["ciprofloxacin"]),
        ("levothyroxine 100 mcg sodium phosphate", ["levothyroxine", "phosphate"]),
    ],
)
def test_a_supplement_named_like_a_salt(
    read: Callable[[str], Reading], text: str, found: list[str]
) -> None:
    """Right after a medicine it is its salt; alone, or parted from it, a thing of its own."""
    assert names(read(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "iron-free",
        "iron free",
        "no iron",
        "non-iron",
        "without iron",
        "w/o iron",
        "free from iron",
        "free of iron",
        "sans iron",
        "demir içermez",
        "demir içermeyen",
        "demirsiz",
        "demir'siz",
        "DEMİRSİZ",
        "spiron",
        "ironman",
    ],
)
def test_what_is_not_in_it_is_not_in_it(read: Callable[[str], Reading], text: str) -> None:
    """Negations and parts of words name nothing, and stay to be seen."""
    assert read(text).names == ()
    assert read(text).unexplained != ()
    assert names(read(f"calcium, {text}")) == ["calcium"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("calcium, gluten-free", ["calcium"]),
        ("calcium free from gluten", ["calcium"]),
        ("iron, free of charge", ["iron"]),
        ("calcium without iron and magnesium", ["calcium", "magnesium"]),
    ],
)
def test_a_negation_reaches_one_name_only(
    read: Callable[[str], Reading], text: str, found: list[str]
) -> None:
    """What is free of something else is still there; when in doubt a name counts."""
    assert names(read(text)) == found


# -- any text at all --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("Cipro 500 mg", True),
        ("Cipro\t500 mg", True),
        ("Cipro\u00a0500 mg", True),
        ("x" * MAX_LENGTH, True),
        ("x" * (MAX_LENGTH + 1), False),
        ("Cipro\x00", False),
        ("Cipro\x1b[31m", False),
        ("Cipro\nWarfarin", False),
        ("Cipro\u202e", False),
        ("Cipro\u200b", False),
        ("Cipro\ud800", False),
        ("Cipro\ufeff", False),
    ],
)
def test_what_can_be_read(text: str, possible: bool) -> None:
    """Control, direction and invisible characters and long lines are not read."""
    assert readable(text) == possible


PIECES = """
    cipro magnesium calcium iron oxide elemental hcl tablet eye drops and ve of a
    mg mcg IU g 2 7 500 1,000 0,5 x 2x1 x7d 1/2 12 saatte bir daily twice days
    free no without siz / + , - ( ) % ;
"""
WORDS = st.sampled_from(PIECES.split())


@given(st.lists(WORDS, max_size=14), st.integers(min_value=0, max_value=14))
def test_no_word_disappears(world: KnowledgeBase, words: list[str], place: int) -> None:
    """A word that nothing explains is left over, wherever it stands."""
    words.insert(place, "zzqx")
    assert "zzqx" in read_line(" ".join(words), world).unexplained


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_nothing_hides_a_name_beyond_a_plus(world: KnowledgeBase, text: str) -> None:
    """A name before or after a plus is found, whatever stands on the other side."""
    assert names(read_line(f"warfarin + {text}", world))[0] == "warfarin"
    assert names(read_line(f"{text} + warfarin", world))[-1] == "warfarin"


@given(st.text(max_size=MAX_LENGTH))
def test_any_text_can_be_read(world: KnowledgeBase, text: str) -> None:
    """No text makes the reader raise, and every token has a letter, a digit or a mark."""
    read_line(text, world)
    assert all(one.text.strip() for one in tokens(text))


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_every_amount_belongs_to_a_name(world: KnowledgeBase, text: str) -> None:
    """An amount points at a name that is there, if there is any."""
    found = read_line(text, world)
    for quantity in found.quantities:
        assert 0 <= quantity.part < max(1, len(found.names))
