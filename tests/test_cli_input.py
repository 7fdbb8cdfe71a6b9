"""What the command line reads, and what it says of what it cannot read."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from interactions.reading import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Cli


def test_files_and_arguments_make_one_list(cli: Cli, tmp_path: Path) -> None:
    """Arguments come first, then the files in their order; conditions of all files count."""
    (tmp_path / "a.csv").write_text("name,dose\nmagnesium oxide,400 mg\n")
    (tmp_path / "b.json").write_text(
        '{"items": ["iron"], "lang": "tr", "patient": {"egfr": 45, "conditions": ["x"]}}'
    )
    (tmp_path / "c.yaml").write_text("items: [zinc]\npatient: {conditions: [z], egfr: 20}\n")
    files = [
        text for name in ("a.csv", "b.json", "c.yaml") for text in ("-f", str(tmp_path / name))
    ]
    ran = cli("check", "Cipro", *files, "--condition", "y", "--format", "json")
    assert [one["input"] for one in ran.json["items"]] == [
        "Cipro",
        "magnesium oxide 400 mg",
        "iron",
        "zinc",
    ]
    assert ran.json["conditions_not_checked"] == ["x", "z", "y"]
    assert ran.json["findings"][0]["flag"] == "hold"
    assert ran.json["items"][0]["substances"][0]["name"] == "siprofloksasin"


def test_options_win_over_files(cli: Cli, tmp_path: Path) -> None:
    """A number or language on the command line replaces that of a file."""
    path = tmp_path / "b.json"
    path.write_text('{"items": ["magnesium"], "lang": "tr", "patient": {"egfr": 20}}')
    ran = cli("check", "-f", str(path), "--egfr", "95", "--lang", "en", "--format", "json")
    assert ran.json["findings"] == []
    assert ran.json["items"][0]["substances"][0]["name"] == "magnesium"


@pytest.mark.parametrize("args", [["-"], ["-f", "-"], ["--file", "-"]])
def test_standard_input_is_a_list(cli: Cli, args: list[str]) -> None:
    """`-` reads lines from standard input, comments and blanks in place."""
    ran = cli("check", *args, "--format", "json", stdin="# mine\nCipro\n\nmagnesium # 2x1\n")
    assert [(one["index"], one["input"]) for one in ran.json["items"]] == [
        (1, "Cipro"),
        (3, "magnesium"),
    ]
    assert ran.json["summary"]["space"] == 1


def test_standard_input_joins_arguments(cli: Cli) -> None:
    """A dash among items is standard input, not an item."""
    ran = cli("check", "Cipro", "-", "--format", "json", stdin='["magnesium"]')
    assert [one["input"] for one in ran.json["items"]] == ["Cipro", "magnesium"]


# -- wrong input -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["check"], "give at least one medicine or supplement"),
        (["check", "", "  "], "give at least one medicine or supplement"),
        (["check", *["magnesium"] * 501], "split it into several lists"),
        (["check", "-f", "nowhere.txt"], "give the path of a readable file"),
        (["check", "magnesium", "--egfr", "low"], "write --egfr 45"),
        (["check", "magnesium", "--egfr", "900"], "from 0 to 250 mL/min"),
        (["check", "magnesium", "--egfr", "nan"], "from 0 to 250 mL/min"),
        (["check", "magnesium", "--trimester", "4"], "from 1 to 3"),
        (["check", "magnesium", "--trimester", "1.5"], "write --trimester 2"),
        (["check", "magnesium", "--age", "old"], "write --age 67"),
        (["check", "magnesium", "--age", "-1"], "from 0 to 130 years"),
        (["check", "magnesium", "--surgery-in-days", "soon"], "write --surgery-in-days 14"),
        (["check", "magnesium", "--sex", "x"], "'female', 'male'"),
        (["check", "magnesium", "--lang", "de"], "'en', 'tr'"),
        (["check", "magnesium", "--format", "xml"], "'text', 'json'"),
        (["check", "magnesium", "--min-flag", "red"], "'hold', 'consult', 'space'"),
        (["check", "magnesium", "--fail-on", "red"], "'hold', 'consult', 'space'"),
        (["check", "magnesium", "--egrf", "45"], "--egfr"),
        (["explain", "magnesium"], "Missing argument 'B'"),
        (["explain", "magnesum", "Cipro"], "did you mean magnesium?"),
        (["explain", "Norvana", "Cipro"], "write calcium or spironolactone"),
        (["lookup"], "Missing argument 'NAME...'"),
        (["lookup", "warfrin"], "did you mean warfarin?"),
        (["lookup", "Norvana"], "write calcium or spironolactone"),
        (["lookup", "Cipro", "PM"], "did you mean ciprofloxacin?"),
        (["lookup", "Cipro", "+", "magnesium"], "did you mean ciprofloxacin, magnesium?"),
        (["chek", "magnesium"], "No such command 'chek'"),
    ],
)
def test_wrong_input_says_what_to_write(cli: Cli, args: list[str], hint: str) -> None:
    """The code is 2, nothing is printed as a result, and the remark helps."""
    ran = cli(*args)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.remarks
    assert "Traceback" not in ran.err


def test_500_items_are_checked(cli: Cli) -> None:
    """The limit itself is no error; blank lines do not count."""
    assert cli("check", *["magnesium", ""] * 500).code == 0


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("a.csv", b'name,dose\nCipro,"500 mg\n', "a.csv:2: "),
        ("a.json", b'["Cipro",\n"magnesium"', "a.json:2:12: "),
        ("a.yaml", b"- Cipro\n- [magnesium\n", "a.yaml:"),
        ("a.txt", b"Cipro\n\xff\n", "a.txt:2: "),
        ("a.txt", b"x" * (MAX_BYTES + 1), "a.txt is larger than 256 KiB"),
    ],
)
def test_broken_files_end_with_2(
    cli: Cli, tmp_path: Path, name: str, content: bytes, where: str
) -> None:
    """The remark names file and line."""
    path = tmp_path / name
    path.write_bytes(content)
    ran = cli("check", "-f", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert where in ran.err


def test_a_broken_knowledge_base_ends_with_2(environment: dict[str, str], tmp_path: Path) -> None:
    """Every problem of it is printed; nothing is checked with it."""
    (tmp_path / "x.yaml").write_text("sauces: []\n")
    for directory, code in ((tmp_path, b"KB202"), (tmp_path / "nowhere", b"KB101")):
        command = [sys.executable, "-m", "interactions", "check", "x", "--kb", str(directory)]
        ran = subprocess.run(command, capture_output=True, check=False, env=environment)
        assert (ran.returncode, ran.stdout) == (2, b"")
        assert code in ran.stderr
        assert b"Traceback" not in ran.stderr
