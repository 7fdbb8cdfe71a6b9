"""Every code has a broken file, and is reported at exactly the marked line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from interactions.knowledge import codes
from interactions.knowledge.codes import CODES
from interactions.knowledge.lint import lint_directory
from interactions.knowledge.source import MAX_BYTES, MAX_LINE

if TYPE_CHECKING:
    from collections.abc import Callable

BAD = Path(__file__).parent.parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))
_MARK = re.compile(r"# <- (KB\d{3}(?:, KB\d{3})*)")


def lay_over_base(directory: Path) -> Path:
    """Copy the valid base and return the directory for the broken file."""
    shutil.copytree(BAD / "_base", directory / "base")
    records = directory / "records"
    records.mkdir()
    return records


def reported(directory: Path) -> set[tuple[str, int, str]]:
    """Return file name, line and code of every problem of a directory."""
    _, problems = lint_directory(directory)
    return {(Path(problem.file).name, problem.line, problem.code) for problem in problems}


def marked(path: Path) -> set[tuple[str, int, str]]:
    """Return what the comments of a broken file expect."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return {
        (path.name, number, code)
        for number, line in enumerate(lines, 1)
        if (found := _MARK.search(line))
        for code in found[1].split(", ")
    }


def test_the_base_is_valid(tmp_path: Path) -> None:
    """The base itself has no problem."""
    lay_over_base(tmp_path)
    assert reported(tmp_path) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_is_reported_where_it_is_marked(path: Path, tmp_path: Path) -> None:
    """Exactly the marked lines of a broken file are reported, with the marked codes."""
    shutil.copy(path, lay_over_base(tmp_path))
    expected = marked(path)
    assert path.stem[:5] in {code for _, _, code in expected}
    assert reported(tmp_path) == expected


def _directory_without_files(directory: Path) -> tuple[str, int]:
    shutil.rmtree(directory)
    directory.mkdir()
    return directory.name, 1


def _broken_link(directory: Path) -> tuple[str, int]:
    (directory / "records" / "link.yaml").symlink_to("nowhere.yaml")
    return "link.yaml", 1


def _two_mebibytes(directory: Path) -> tuple[str, int]:
    text = "sources: []  # " + "x" * 80 + "\n"
    text += ("# " + "x" * 80 + "\n") * (2 * MAX_BYTES // 83)
    (directory / "records" / "huge.yaml").write_text(text, encoding="utf-8")
    return "huge.yaml", 1


def _latin_5(directory: Path) -> tuple[str, int]:
    text = "sources: []\n# ilaç, şeker\n"
    (directory / "records" / "latin.yaml").write_bytes(text.encode("iso-8859-9"))
    return "latin.yaml", 2


def _utf_16(directory: Path) -> tuple[str, int]:
    (directory / "records" / "wide.yaml").write_bytes("sources: []\n".encode("utf-16"))
    return "wide.yaml", 1


def _nul(directory: Path) -> tuple[str, int]:
    (directory / "records" / "nul.yaml").write_bytes(b"sources:\n- {id: a\x00b}\n")
    return "nul.yaml", 2


def _right_to_left(directory: Path) -> tuple[str, int]:
    text = "sources:\n\n# \N{RIGHT-TO-LEFT OVERRIDE}\n"
    (directory / "records" / "rtl.yaml").write_text(text, encoding="utf-8")
    return "rtl.yaml", 3


def _long_line(directory: Path) -> tuple[str, int]:
    text = "sources: []\n# " + "x" * MAX_LINE + "\n"
    (directory / "records" / "long.yaml").write_text(text, encoding="utf-8")
    return "long.yaml", 2


def _other_suffix(directory: Path) -> tuple[str, int]:
    (directory / "records" / "short.yml").write_text("sources: []\n", encoding="utf-8")
    return "short.yml", 1


def _linked_directory(directory: Path) -> tuple[str, int]:
    (directory / "records" / "loop").symlink_to(directory)
    return "loop", 1


GENERATED: tuple[tuple[str, Callable[[Path], tuple[str, int]]], ...] = (
    ("KB101", _directory_without_files),
    ("KB101", _broken_link),
    ("KB102", _two_mebibytes),
    ("KB103", _latin_5),
    ("KB103", _utf_16),
    ("KB104", _nul),
    ("KB104", _right_to_left),
    ("KB106", _long_line),
    ("KB116", _other_suffix),
    ("KB116", _linked_directory),
)


@pytest.mark.parametrize(("code", "make"), GENERATED)
def test_what_cannot_carry_a_comment_is_reported(
    code: str, make: Callable[[Path], tuple[str, int]], tmp_path: Path
) -> None:
    """Files that cannot mark their own line are reported at the right line too."""
    directory = tmp_path / "data"
    directory.mkdir()
    lay_over_base(directory)
    file, line = make(directory)
    assert reported(directory) == {(file, line, code)}


def test_every_code_has_a_broken_file() -> None:
    """There is no code without a file that shows it, and no file of an unknown code."""
    shown = {path.stem[:5] for path in FILES} | {code for code, _ in GENERATED}
    assert shown == set(CODES)


def test_every_code_in_the_sources_is_in_the_table() -> None:
    """The loader and the lint report the codes of the table and no others."""
    package = Path(codes.__file__).parent
    used = {
        code
        for path in package.glob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r"\bKB\d{3}\b", path.read_text(encoding="utf-8"))
    }
    assert used == set(CODES)


def test_all_problems_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    """Several broken files are all reported, each as if it were alone."""
    picked = [path for path in FILES if path.stem.startswith(("KB1", "KB21"))]
    records = lay_over_base(tmp_path)
    for path in picked:
        shutil.copy(path, records)
    expected = set().union(*map(marked, picked))
    assert expected <= reported(tmp_path)


def test_reading_problems_do_not_hide_problems_between_records(tmp_path: Path) -> None:
    """A file that cannot be read does not keep the lint from the others."""
    records = lay_over_base(tmp_path)
    names = ("KB108-colon-in-text.yaml", "KB305-unknown-class.yaml")
    for name in names:
        shutil.copy(BAD / name, records)
    assert reported(tmp_path) == set().union(*(marked(BAD / name) for name in names))


def test_a_refused_record_is_not_reported_as_unknown_as_well(tmp_path: Path) -> None:
    """A class with a mistake in it is not also a dangling reference of its members."""
    records = lay_over_base(tmp_path)
    text = """\
classes:
  - id: class-c
    name: {en: class C}
substances:
  - {id: drug-c, kind: drug, name: {en: drug C, tr: ilaç C}, classes: [class-c]}
"""
    (records / "c.yaml").write_text(text, encoding="utf-8")
    assert reported(tmp_path) == {("c.yaml", 3, "KB203")}
