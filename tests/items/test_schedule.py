"""How often, when, how long and since when: as prescriptions and people write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from interactions.items.line import read_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.items.schedule import Schedule
    from interactions.knowledge.index import KnowledgeBase


@pytest.fixture
def taking(world: KnowledgeBase) -> Callable[[str], Schedule]:
    """Return what reads the schedule behind a name, of which every word must be explained."""

    def read(text: str) -> Schedule:
        found = read_line(f"Cipro {text}", world)
        assert found.unexplained == ()
        return found.schedule

    return read


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("every 8 h", {"doses_per_day": 3}),
        ("q8h", {"doses_per_day": 3}),
        ("8 saatte bir", {"doses_per_day": 3}),
        ("every 48 hours", {"every_days": 2, "doses_per_day": 1}),
        ("every other day", {"every_days": 2, "doses_per_day": 1}),
        ("gün aşırı", {"every_days": 2, "doses_per_day": 1}),
        ("3 günde bir", {"every_days": 3, "doses_per_day": 1}),
        ("weekly", {"every_days": 7, "doses_per_day": 1}),
        ("haftada bir 1x1", {"every_days": 7, "doses_per_day": 1, "units_per_dose": 1}),
        ("twice a week", {"every_days": 3.5, "doses_per_day": 1}),
        ("on Mondays", {"every_days": 7, "doses_per_day": 1}),
        ("Pazartesi Perşembe", {"every_days": 3.5, "doses_per_day": 1}),
        ("once a month", {"every_days": 30, "doses_per_day": 1}),
        ("sabah akşam", {"doses_per_day": 2, "moments": ("morning", "evening")}),
        ("2x1 sabah akşam", {"doses_per_day": 2, "units_per_dose": 1}),
        ("1-0-1", {"doses_per_day": 2, "units_per_dose": 1, "moments": ("morning", "evening")}),
        ("1+1+1", {"doses_per_day": 3, "units_per_dose": 1}),
        ("0-0-1", {"doses_per_day": 1, "moments": ("evening",)}),
        ("08:00 20:00", {"doses_per_day": 2, "clock": ("08:00", "20:00")}),
        ("@7:00", {"clock": ("07:00",)}),
        ("8 am", {"clock": ("08:00",)}),
        ("12 am", {"clock": ("00:00",)}),
        ("12:30 pm", {"clock": ("12:30",)}),
        ("saat 20.30'da", {"clock": ("20:30",)}),
        ("saat 8", {"clock": ("08:00",)}),
        ("prn", {"as_needed": True, "doses_per_day": None}),
        ("gerektiğinde", {"as_needed": True}),
        ("qhs", {"moments": ("bedtime",), "doses_per_day": 1}),
        ("aç karnına", {"food": "empty-stomach"}),
        ("30 min before breakfast", {"food": "before-food"}),
        ("tok karnına", {"food": "after-food"}),
        ("with food", {"food": "with-food"}),
        ("x7d", {"course_days": 7}),
        ("for 2 weeks", {"course_days": 14}),
        ("10 gün", {"course_days": 10}),
        ("stopped 5 days ago", {"stopped": True, "stopped_days": 5}),
        ("geçen hafta bıraktım", {"stopped_days": 7}),
        ("2 hafta önce bıraktım", {"stopped_days": 14}),
        ("stopped", {"stopped": True, "stopped_days": None}),
        ("prescribed", {"self_chosen": False}),
        ("kendim aldım", {"self_chosen": True}),
        ("1 1/2 tablet daily", {"units_per_dose": 1.5}),
        ("1½ tablets daily", {"units_per_dose": 1.5}),
        ("günde bir buçuk tablet", {"units_per_dose": 1.5, "doses_per_day": 1}),
        ("yarım tablet", {"units_per_dose": 0.5}),
        ("2 x 500 mg tid", {"units_per_dose": 2, "doses_per_day": 3}),
        ("500 mg 2 tid", {"units_per_dose": 2, "doses_per_day": 3}),
        ("500 mg 1-2 tablets tid", {"units_per_dose": 2}),
        ("500 mg 14 film tablet", {"units_per_dose": None}),
        ("500 mg (4 adet) 2x1", {"units_per_dose": 1}),
        ("500 mg #30", {"units_per_dose": None}),
    ],
)
def test_what_a_line_says_about_taking(
    taking: Callable[[str], Schedule], text: str, fields: dict[str, Any]
) -> None:
    """English, Latin and Turkish say the same."""
    found = taking(text)
    assert {name: getattr(found, name) for name in fields} == fields


@pytest.mark.parametrize(
    "text", ["25:00", "8:75", "13 pm", "2x500 mg", "500", "started 3 weeks ago"]
)
def test_what_makes_no_sense_stays_unexplained(world: KnowledgeBase, text: str) -> None:
    """No hour is invented, and "ago" alone stops nothing."""
    found = read_line(f"Cipro {text}", world)
    assert found.unexplained
    assert not found.schedule.clock
    assert found.schedule.stopped_days is None


def test_digits_of_other_scripts_are_not_dropped(world: KnowledgeBase) -> None:
    """What the grammar does not read is shown, never passed over."""
    assert read_line("Cipro \u0665\u0660\u0660 mg", world).unexplained
