"""The YAML reader guesses nothing, and no text can hurt it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.knowledge.source import (
    MAX_BYTES,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    quoted,
    read,
    stray_files,
    yaml_files,
)

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = """\
# a comment
list:
  - plain text   # another
  - "quoted: text"
  - |
    block
    text
  - [a, {b: c}]
words: {no: no, time: 22:30, octal: 012, float: 1e3, empty: , "null": 'null'}
"""


def codes(text: str) -> list[str]:
    return [problem.code for problem in read(text, "x.yaml")[1].problems]


def plain(node: Node | None) -> object:
    """Return the raw texts of a tree."""
    if isinstance(node, MappingNode):
        return {name: plain(value) for name, (_, value) in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    assert isinstance(node, ScalarNode)
    return node.text


def places(node: Node | None) -> list[tuple[int, int, bool]]:
    """Return line, column and plainness of every scalar of a tree."""
    if isinstance(node, MappingNode):
        return [
            place for key, value in node.entries.values() for place in places(key) + places(value)
        ]
    if isinstance(node, SequenceNode):
        return [place for item in node.items for place in places(item)]
    assert isinstance(node, ScalarNode)
    return [(node.line, node.column, node.plain)]


def test_scalars_keep_their_raw_text() -> None:
    """Words that YAML readers like to interpret stay as they were typed."""
    root, sheet = read(SAMPLE, "x.yaml")
    assert not sheet.problems
    assert plain(root) == {
        "list": ["plain text", "quoted: text", "block\ntext\n", ["a", {"b": "c"}]],
        "words": {
            "no": "no",
            "time": "22:30",
            "octal": "012",
            "float": "1e3",
            "empty": "",
            "null": "null",
        },
    }


def test_scalars_know_where_they_stand_and_whether_they_were_quoted() -> None:
    """Line and column count from 1; only unquoted text is plain."""
    root, _ = read("key:\n  - plain\n  - 'quoted'\n", "x.yaml")
    assert places(root) == [(1, 1, True), (2, 5, True), (3, 5, False)]


def test_the_slow_reader_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libyaml is absent the result is the same."""
    sample = SAMPLE.replace("empty: ,", "")  # the two differ by a column there
    fast = read(sample, "x.yaml")[0]
    monkeypatch.delattr(yaml, "CSafeLoader")
    slow = read(sample, "x.yaml")[0]
    assert (plain(fast), places(fast)) == (plain(slow), places(slow))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(ending: str) -> None:
    """Windows and old Mac line ends change neither content nor line numbers."""
    root, sheet = read(SAMPLE.replace("\n", ending), "x.yaml")
    assert not sheet.problems
    assert (plain(root), places(root)) == (
        plain(read(SAMPLE, "x")[0]),
        places(read(SAMPLE, "x")[0]),
    )


def test_a_byte_order_mark_at_the_start_is_passed_over(tmp_path: Path) -> None:
    """Editors that write a UTF-8 byte order mark do no harm."""
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfkey: value\n")
    root, sheet = read(path, "bom.yaml")
    assert plain(root) == {"key": "value"}
    assert not sheet.problems


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 1_900 + "\n",
        ("[" * 1_900 + "\n") * 500,
        ("{a: " * 400 + "\n") * 500,
        "".join(" " * depth + "a:\n" for depth in range(1_400)),
        "- " * 900 + "\n",
        "? " * 900 + "\n",
    ],
    ids=["line", "short-line", "many-lines", "mappings", "indentation", "dashes", "questions"],
)
def test_deep_nesting_is_a_problem_in_bounded_time(text: str) -> None:
    """A document of any depth ends as a problem, at once and without a crash."""
    start = time.process_time()
    found = codes(text)
    assert found
    assert set(found) <= {"KB106", "KB107"}
    assert time.process_time() - start < 5


def test_an_alias_bomb_is_refused_without_being_expanded() -> None:
    """A billion laughs cost nothing: aliases are never followed."""
    lines = ["a0: &a0 [ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    start = time.process_time()
    assert set(codes("\n".join(lines))) == {"KB111"}
    assert time.process_time() - start < 5


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A file over the limit is one problem, whatever it holds."""
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"\x00" * (8 * MAX_BYTES))
    root, sheet = read(path, "huge.yaml")
    assert root is None
    assert [problem.code for problem in sheet.problems] == ["KB102"]


def test_every_tab_and_control_character_is_reported() -> None:
    """All unwanted characters of a file are reported, one for each line."""
    text = "a:\tb\nc: \x07\nd: \N{ZERO WIDTH SPACE}\te\n"
    assert codes(text) == ["KB105", "KB104", "KB105", "KB104"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>'\"%@`,#~ \n0."), max_size=60))
def test_no_text_escapes_as_an_exception(text: str) -> None:
    """Any text gives a tree or a problem, never an exception and never neither."""
    root, sheet = read(text, "x.yaml")
    assert (root is not None) or sheet.problems
    for problem in sheet.problems:
        assert str(problem)


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_escape_as_an_exception(data: bytes) -> None:
    """Any file content gives a tree or a problem."""
    text = data.decode("utf-8", "surrogateescape")
    root, sheet = read(text, "x.yaml")
    assert (root is not None) or sheet.problems


def test_files_are_listed_in_order_without_hidden_ones_or_links(tmp_path: Path) -> None:
    """Data files come sorted; hidden files are passed over, strange ones are told."""
    for name in ("b.yaml", "a/z.yaml", "a/b/c.yaml", ".hidden.yaml", ".git/x.yaml", "README.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("sources: []\n", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "old.yml").write_text("sources: []\n", encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in yaml_files(tmp_path)]
    assert found == ["a/b/c.yaml", "a/z.yaml", "b.yaml"]
    assert [path.name for path in stray_files(tmp_path)] == ["loop", "old.yml"]


def test_a_quotation_is_escaped_and_short() -> None:
    """Messages never carry control characters or endless text."""
    assert quoted("a\nb") == "'a\\nb'"
    assert len(quoted("x" * 1_000)) < 70
