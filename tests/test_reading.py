"""Lists are read from text, CSV, YAML and JSON; what is broken is said with its line."""

from __future__ import annotations

import io
import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.errors import InputError
from interactions.reading import MAX_BYTES, ReadList, read_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Return what writes a file and gives its path."""

    def call(name: str, text: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return call


# -- text ---------------------------------------------------------------------------------------


def test_a_text_has_one_item_a_line(write: Callable[[str, str | bytes], str]) -> None:
    """Comments and blank lines are no items, but keep their place in the numbering."""
    text = "# my list\nCipro 500 mg  # twice\n\n  magnesium\t\n"
    assert read_list(write("list.txt", text)).items == ("", "Cipro 500 mg", "", "magnesium", "")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Cipro #14", "Cipro"),
        ("#Cipro", ""),
        ("Cipro#14", "Cipro#14"),
        ("iron#calcium", "iron#calcium"),
    ],
)
def test_a_comment_begins_after_a_space(
    write: Callable[[str, str | bytes], str], line: str, found: str
) -> None:
    """A # within a word hides nothing."""
    assert read_list(write("list", line)).items == (found,)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(write: Callable[[str, str | bytes], str], newline: str) -> None:
    """Windows, Unix and old Mac line ends are the same."""
    assert read_list(write("list.txt", f"a{newline}b")).items == ("a", "b")


def test_control_characters_part_no_items(write: Callable[[str, str | bytes], str]) -> None:
    """One line is one item, whatever stands in it."""
    text = "a\x0bb\x0cc\x1cd\x85e\u2028f"
    assert read_list(write("list.txt", text)).items == (text,)


def test_a_byte_order_mark_is_no_character(write: Callable[[str, str | bytes], str]) -> None:
    """Files of Windows editors begin with their first item."""
    assert read_list(write("list.txt", b"\xef\xbb\xbfCipro")).items == ("Cipro",)


# -- CSV ----------------------------------------------------------------------------------------


def test_csv_columns_become_one_line(write: Callable[[str, str | bytes], str]) -> None:
    """Columns in any order give name, dose, frequency, times and route."""
    text = 'Dose,NAME,route,frequency,times\n500 mg,"Cipro, tablet",oral,2x1,08:00 20:00\n'
    assert read_list(write("list.csv", text)).items == (
        "Cipro, tablet 500 mg 2x1 08:00 20:00 oral",
    )


def test_csv_of_turkish_spreadsheets_has_semicolons(
    write: Callable[[str, str | bytes], str],
) -> None:
    """Where the comma is the decimal mark, cells are parted by semicolons."""
    text = "name;dose\r\nlevotiroksin;0,125 mg\r\n"
    assert read_list(write("list.csv", text)).items == ("levotiroksin 0,125 mg",)


def test_blank_csv_rows_stay_in_place(write: Callable[[str, str | bytes], str]) -> None:
    """The numbering of items follows the rows; short rows are whole items."""
    text = "\nname,dose\nCipro\n\n,\nmagnesium,400 mg\n"
    assert read_list(write("list.csv", text)).items == ("Cipro", "", "", "magnesium 400 mg")


def test_an_empty_csv_has_no_items(write: Callable[[str, str | bytes], str]) -> None:
    """A header alone, or nothing, gives an empty list."""
    assert read_list(write("a.csv", "name,dose\n")).items == ()
    assert read_list(write("b.csv", "\n \n")).items == ()


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("drug,dose\nCipro,5 mg\n", ":1: ", "column 'drug' is not known"),
        ("Cipro,500 mg\n", ":1: ", "column 'cipro' is not known"),
        ("dose,route\n5 mg,oral\n", ":1: ", "there is no column 'name'"),
        ("name,dose,name\na,b,c\n", ":1: ", "column 'name' stands twice"),
        ("name,dose\na,1 mg\n\nb,1,5 mg\n", ":4: ", "3 cells for 2 columns"),
        ('name,dose\nCipro,5 mg\n"iron,5 mg\nzinc,5 mg\n', ":3: ", "unexpected end of data"),
        ('name\n"a"b\n', ":2: ", "expected after"),
    ],
)
def test_broken_csv_is_reported_with_its_line(
    write: Callable[[str, str | bytes], str], text: str, where: str, message: str
) -> None:
    """The error names file and line, and what to write instead."""
    path = write("list.csv", text)
    with pytest.raises(InputError) as caught:
        read_list(path)
    assert f"{path}{where}" in str(caught.value)
    assert message in str(caught.value)
    assert caught.value.remedy


# -- JSON and YAML ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.json", '["Cipro", "", "magnesium 400 mg"]'),
        ("list.json", '{"items": ["Cipro", "", "magnesium 400 mg"]}'),
        ("list.yaml", "- Cipro\n- ''\n- magnesium 400 mg\n"),
        ("list.YML", "items: [Cipro, '', magnesium 400 mg]\n"),
    ],
)
def test_lists_of_strings_and_bodies_are_the_same(
    write: Callable[[str, str | bytes], str], name: str, text: str
) -> None:
    """JSON and YAML hold a list of strings, or the body of an HTTP request."""
    assert read_list(write(name, text)) == ReadList(("Cipro", "", "magnesium 400 mg"))


JSON_BODY = """{
  "items": ["a"], "lang": "tr", "routine": {"wake": "07:00"},
  "patient": {"egfr": 45, "pregnant": true, "conditions": ["heart block"]}
}"""
YAML_BODY = """
items: [a]
lang: tr
routine: {wake: 07:00}
patient: {egfr: 45, pregnant: true, conditions: [heart block]}
"""


@pytest.mark.parametrize(("name", "text"), [("x.json", JSON_BODY), ("x.yaml", YAML_BODY)])
def test_a_body_tells_of_the_patient(
    write: Callable[[str, str | bytes], str], name: str, text: str
) -> None:
    """Patient and language stand beside the items."""
    assert read_list(write(name, text)) == ReadList(
        ("a",), {"egfr": 45, "pregnant": True, "conditions": ["heart block"]}, "tr"
    )


def test_yaml_items_are_text_as_typed(write: Callable[[str, str | bytes], str]) -> None:
    """Nothing is turned into a number, a time or a truth value."""
    text = "- no\n- 22:30\n- 012\n- 400\n- null\n- '# not a comment'\n"
    assert read_list(write("list.yaml", text)).items == (
        "no",
        "22:30",
        "012",
        "400",
        "null",
        "# not a comment",
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.json", '["a",\n "b"', ":2:5: not valid JSON"),
        ("x.json", "", ":1:1: not valid JSON"),
        ("x.json", "[" * 100_000, "nested too deeply"),
        ("x.json", "9" * 5000, "a number is too long"),
        ("x.json", '"Cipro"', "a list of strings is expected"),
        ("x.json", '["a", 5]', "items is not a list of strings"),
        ("x.json", '{"patient": {}}', "items is not a list of strings"),
        ("x.json", '{"items": ["a"], "drugs": []}', "'drugs' is not known"),
        ("x.json", '{"items": ["a"], "items": ["b"]}', "'items' stands twice"),
        ("x.json", '{"items": ["a"], "lang": 5}', "lang is not text"),
        ("x.json", '{"items": ["a"], "patient": []}', "patient is not a mapping"),
        ("x.json", '{"items": ["a"], "patient": {"eGFR": 20}}', "'eGFR' is not known"),
        ("x.json", '{"items": ["a"], "patient": {"egfr": "low"}}', "not understood"),
        ("x.json", '{"items": ["a"], "patient": {"egfr": NaN}}', "not understood"),
        ("x.json", '{"items": ["a"], "patient": {"conditions": "ckd"}}', "not understood"),
        ("x.json", '{"items": ["a"], "patient": {"conditions": 5}}', "not understood"),
        ("x.json", '{"items": ["a"], "patient": {"age": 400}}', "from 0 to 130"),
        ("x.yaml", "- a\n- [b\n", "x.yaml:"),
        ("x.yaml", "- a\n-\tb\n", "x.yaml:2:2: KB105: a tab"),
        ("x.yaml", "- &a b\n- *a\n", "x.yaml:1:3: KB111"),
        ("x.yaml", "", "nothing in the file"),
        ("x.yaml", "a: b\n", "'a' is not known"),
        ("x.yaml", "- {a: b}\n", "items is not a list of strings"),
        ("x.yaml", "items: [a]\npatient: {pregnant: yes}\n", "not understood"),
        ("x.yaml", "items: [a]\npatient: {age: 4, age: 5}\n", "x.yaml:2:19: KB114"),
    ],
)
def test_broken_files_are_refused(
    write: Callable[[str, str | bytes], str], name: str, text: str, message: str
) -> None:
    """The error says where and what is wrong; nothing of such a file is used."""
    with pytest.raises(InputError) as caught:
        read_list(write(name, text))
    assert message in str(caught.value)
    assert name in str(caught.value)


# -- files and standard input ---------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error says which file and why."""
    with pytest.raises(InputError, match=r"nowhere\.txt cannot be read \(No such file"):
        read_list(str(tmp_path / "nowhere.txt"))
    with pytest.raises(InputError, match="Is a directory"):
        read_list(str(tmp_path))


def test_a_strange_file_name_is_shown_escaped() -> None:
    """No file name can send control characters to the terminal."""
    with pytest.raises(InputError) as caught:
        read_list("no\x1b[31mwhere\ud800.txt")
    assert str(caught.value).isprintable()


def test_a_file_of_more_than_256_kib_is_refused(
    write: Callable[[str, str | bytes], str],
) -> None:
    """The limit itself is read; one byte more is not."""
    assert len(read_list(write("a.txt", b"x" * MAX_BYTES)).items) == 1
    with pytest.raises(InputError, match="larger than 256 KiB: split the list"):
        read_list(write("b.txt", b"x" * (MAX_BYTES + 1)))


def test_other_encodings_are_refused_with_the_line(
    write: Callable[[str, str | bytes], str],
) -> None:
    """A file in a Turkish Windows encoding is not guessed at."""
    with pytest.raises(InputError, match=r"list\.txt:2: not UTF-8 text: save the file"):
        read_list(write("list.txt", "Cipro\nçinko\n".encode("cp1254")))


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Cipro\nmagnesium", ("Cipro", "magnesium")),
        ('  ["Cipro", "magnesium"]', ("Cipro", "magnesium")),
        ('{"items": ["Cipro"]}', ("Cipro",)),
        ("", ("",)),
    ],
)
def test_standard_input_is_text_or_json(
    monkeypatch: pytest.MonkeyPatch, text: str, items: tuple[str, ...]
) -> None:
    """What begins with a bracket is JSON, anything else is text."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert read_list("-").items == items


# -- any content -----------------------------------------------------------------------------


@given(
    st.sampled_from(["x.txt", "x.csv", "x.json", "x.yaml"]),
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")),
)
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    """No content makes the reader fail in any other way than by its own error."""
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(content)
    with suppress(InputError):
        assert all(isinstance(item, str) for item in read_list(str(path)).items)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=5))
def test_json_lists_come_back_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, items: list[str]
) -> None:
    """A list of strings in JSON is that list."""
    path = tmp_path_factory.mktemp("json") / "list.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    assert read_list(str(path)).items == tuple(items)
