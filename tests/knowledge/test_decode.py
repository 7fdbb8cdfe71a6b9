"""Nodes become records exactly as written, or a problem says why not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from interactions.knowledge.decode import decode, field_name
from interactions.knowledge.model import Administration, Document
from interactions.knowledge.source import read
from interactions.knowledge.vocabulary import Duration, Mass

if TYPE_CHECKING:
    from interactions.errors import Problem


class Values(Struct, frozen=True):
    """One value of each type."""

    text: str | None = None
    flag: bool | None = None
    whole: int | None = None
    number: float | None = None
    day: date | None = None
    time: Duration | None = None
    mass: Mass | None = None
    many: tuple[str, ...] = ()
    table: dict[str, int] = {}


def one(text: str) -> tuple[Values, list[Problem]]:
    root, sheet = read(text, "x.yaml")
    value, _ = decode(root, sheet, Values)
    return value, sheet.problems


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("text: no", "no"),
        ("text: 22:30", "22:30"),
        ("text: 012", "012"),
        ("text: 2023", "2023"),
        ('text: "null"', "null"),
        ("text: null", None),
        ("text: ~", None),
        ("text:", None),
        ("flag: true", True),
        ("flag: false", False),
        ("flag: null", None),
        ("whole: 0", 0),
        ("whole: -12", -12),
        ("number: 12", 12.0),
        ("number: 0.5", 0.5),
        ("number: -273.15", -273.15),
        ("day: 2026-11-24", date(2026, 11, 24)),
        ("day: '2026-11-24'", date(2026, 11, 24)),
        ("time: 6 h", 360),
        ("time: '30 min'", 30),
        ("time: 1,5 h", 90),
        ("time: 1.5h", 90),
        ("time: 14 d", 20_160),
        ("time: 2 wk", 20_160),
        ("time: 0 h", 0),
        ("mass: 350 mg", 350.0),
        ("mass: 2.4 mcg", 0.0024),
        ("mass: 1,5 g", 1500.0),
        ("many: []", ()),
        ("many: [a, 'b', no]", ("a", "b", "no")),
        ("table: {a: 1}", {"a": 1}),
        ("table: {}", {}),
    ],
)
def test_values_are_read_as_written(text: str, value: object) -> None:
    """Each spelling that is allowed gives exactly its value."""
    record, problems = one(text)
    assert problems == []
    assert getattr(record, text.partition(":")[0]) == value


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("flag: no", "KB212", "write false"),
        ("flag: Yes", "KB212", "write true"),
        ("flag: TRUE", "KB212", "write true"),
        ("flag: 1", "KB212", "write true"),
        ("flag: HAYIR", "KB212", "write false"),
        ("whole: 012", "KB210", "write 12"),
        ("whole: +5", "KB210", "write 5"),
        ("whole: 1.0", "KB210", ""),
        ("whole: 22:30", "KB210", ""),
        ("whole: 99999999999999999999", "KB210", ""),
        ("whole: ١٢", "KB210", ""),
        ("number: 1e309", "KB210", ""),
        ("number: .nan", "KB210", ""),
        ("number: .inf", "KB210", ""),
        ("number: .5", "KB210", ""),
        ("number: 5.", "KB210", ""),
        ("number: 1,5", "KB210", "write 1.5"),
        ("day: 2026-02-29", "KB213", ""),
        ("day: 24.11.2026", "KB213", "write 2026-11-24"),
        ("day: 2026-11-24 10:00:00", "KB213", ""),
        ("day: 2026-W48-2", "KB213", ""),
        ("time: 6", "KB208", "write '6 h'"),
        ("time: 22:30", "KB208", ""),
        ("time: 6 saat", "KB208", "write '6 h'"),
        ("time: 30 dk", "KB208", "write '30 min'"),
        ("time: -6 h", "KB208", ""),
        ("time: nan h", "KB208", ""),
        ("time: 1e3 h", "KB208", ""),
        ("time: 6 H", "KB208", "write '6 h'"),
        ("time: 99999999999999999999 h", "KB208", ""),
        ("time: 366 d", "KB211", ""),
        ("mass: 350", "KB209", "write '350 mg'"),
        ("mass: 350 µg", "KB209", "write '350 mcg'"),
        ("mass: 400 IU", "KB209", "use one of"),
        ("mass: 0 mg", "KB211", ""),
        ("many: a", "KB201", "write [a]"),
        ("many: 'a b'", "KB201", 'write ["a b"]'),
        ("many:", "KB201", "write []"),
        ("many: {a: b}", "KB201", ""),
        ("text: [a]", "KB201", ""),
        ("text: False", "KB207", 'write "False"'),
        ("table: [a]", "KB201", ""),
        ("txet: a", "KB202", "write text"),
    ],
)
def test_nothing_is_guessed(text: str, code: str, remedy: str) -> None:
    """Each spelling that is not allowed is refused, with what to write instead."""
    record, problems = one(text)
    assert [problem.code for problem in problems] == [code]
    assert remedy in problems[0].remedy
    assert record == Values()


@settings(deadline=None)
@given(
    st.sampled_from(["flag", "whole", "number", "day", "time", "mass"]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]), max_size=12),
)
def test_any_scalar_is_a_value_or_one_problem(field: str, text: str) -> None:
    """No text makes a reader raise, and none passes without value or problem."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    value, problems = one(f'{field}: "{escaped}"\n')
    assert len(problems) == (getattr(value, field) is None)


def test_a_problem_reads_as_agreed() -> None:
    """A problem names place, code, field and mistake, shows the line, and the remedy below."""
    text = "interactions:\n  - id: a--b\n    separation:\n      before: 2 h\n      after: 6\n"
    root, sheet = read(text, "data/rules/x.yaml")
    decode(root, sheet, Document)
    found = next(problem for problem in sheet.problems if problem.code == "KB208")
    assert str(found) == (
        "data/rules/x.yaml:5:14: KB208 separation.after: '6' has no unit\n"
        "      5 |       after: 6\n"
        "        |              ^ write '6 h'"
    )


def test_all_mistakes_of_a_record_are_reported_in_the_order_of_the_file() -> None:
    """The first mistake does not hide the others."""
    _, problems = one("mass: 5\nfoo: 1\nflag: no\nmany: x\n")
    assert [(problem.line, problem.code) for problem in problems] == [
        (1, "KB209"),
        (2, "KB202"),
        (3, "KB212"),
        (4, "KB201"),
    ]


def test_the_records_beside_a_broken_one_are_kept() -> None:
    """One mistake costs one record, and places still point at the right ones."""
    text = """\
sources:
  - {id: a, title: A, kind: label}
  - {id: b, title: B, kind: lable}
  - {id: c, title: C, kind: study}
"""
    root, sheet = read(text, "x.yaml")
    document, locations = decode(root, sheet, Document)
    assert [source.id for source in document.sources] == ["a", "c"]
    assert locations.at(("sources", 1, "title")) == (4, 20)
    assert locations.ids() == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (1, 1)),
        (("sources", 0, "id"), (2, 10)),
        (("sources", 0, "note"), (2, 5)),
        (("sources", 7), (2, 3)),
        (("classes", 0, "id"), (1, 1)),
    ],
)
def test_a_field_that_was_left_out_stands_at_its_parent(
    path: tuple[Any, ...], place: tuple[int, int]
) -> None:
    """A location is found for every field, the parent's where there is no own one."""
    root, sheet = read("sources:\n  - {id: a, title: A, kind: label}\n", "x.yaml")
    _, locations = decode(root, sheet, Document)
    assert locations.at(path) == place


def test_field_names_are_those_of_the_record() -> None:
    """A path is shown without the section and number of its record."""
    assert field_name(("interactions", 3, "sources", 0, "source")) == "sources[0].source"
    assert field_name(("interactions", 3)) == "interactions[3]"
    assert field_name(("edition", "version")) == "edition.version"


def test_a_type_without_a_reader_is_a_mistake_of_the_programmer() -> None:
    """A model with a type that nobody reads fails at once."""

    class Strange(Struct):
        """A field of a kind that no reader is written for."""

        value: bytes

    root, sheet = read("value: a\n", "x.yaml")
    with pytest.raises(TypeError):
        decode(root, sheet, Strange)


def test_optional_fields_may_be_left_out() -> None:
    """What is not written gets the default of the model."""
    root, sheet = read("first_of_day: true\n", "x.yaml")
    value, _ = decode(root, sheet, Administration)
    assert value == Administration(first_of_day=True)
