"""Files become one library whose records know where they stand."""

from __future__ import annotations

import shutil
from pathlib import Path

from interactions.knowledge.library import Part, decode_file, merge, read_library
from interactions.knowledge.lint import lint

BASE = Path(__file__).parent.parent / "bad" / "_base"


def test_a_library_holds_the_records_of_all_files() -> None:
    """Records are found by id, whichever file they stand in."""
    library, problems = read_library(BASE)
    assert problems == ()
    assert library.edition is not None
    assert library.edition.version == "2026.1.1"
    assert list(library.classes) == ["antibiotics", "floxins", "metals"]
    assert library.substances["metal-a"].forms[0].id == "metal-a-oxide"
    assert library.interactions["antibiotics--metals"].separation is not None
    assert set(library.messages) == {"en", "tr"}
    assert library.complete


def test_problems_are_named_by_the_path_as_given(tmp_path: Path) -> None:
    """The file of a problem can be clicked on: it is the given directory and what follows."""
    (tmp_path / "x.yaml").write_text("sauces: []\n", encoding="utf-8")
    _, (problem,) = read_library(tmp_path)
    assert problem.file == (tmp_path / "x.yaml").as_posix()
    assert decode_file(tmp_path / "x.yaml", "data/x.yaml")[2][0].file == "data/x.yaml"


def test_a_missing_directory_is_a_problem(tmp_path: Path) -> None:
    """A directory that is not there is reported, not raised."""
    library, problems = read_library(tmp_path / "nowhere")
    assert [problem.code for problem in problems] == ["KB101"]
    assert library.parts == ()


def test_cached_documents_find_their_places_again(tmp_path: Path) -> None:
    """Without kept locations a file is read again when a problem needs its line."""
    path = Path(shutil.copy(BASE / "things.yaml", tmp_path))
    document, _, _ = decode_file(path)
    library = merge([Part(path, "things.yaml", document)])
    problem = library.problem(("substances", "drug-b"), ("name", "tr"), "KB601", "example")
    assert (problem.file, problem.line, problem.column) == ("things.yaml", 24, 28)
    assert lint(library) == ()


def test_the_order_of_the_parts_decides_between_equal_ids(tmp_path: Path) -> None:
    """Of two records with one id the first stays in the library."""
    for name, title in (("a", "first"), ("b", "second")):
        text = f"sources:\n  - {{id: s, title: {title}, kind: label}}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    library, _ = read_library(tmp_path)
    assert library.sources["s"].title == "first"


def test_ids_of_a_file_that_cannot_be_parsed_are_known(tmp_path: Path) -> None:
    """A slip in one file does not make all its ids unknown to the others."""
    shutil.copytree(BASE, tmp_path / "base")
    path = tmp_path / "base" / "things.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "oops: a: b\n", encoding="utf-8")
    library, problems = read_library(tmp_path)
    assert [problem.code for problem in problems] == ["KB108"]
    assert {"drug-a", "metal-a-oxide", "condition-a"} <= library.mentioned
    assert lint(library) == ()
