"""The JSON Schema on disk says what the model says."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from interactions.knowledge.schema import SCHEMA_FILE, document_schema, schema_text
from interactions.knowledge.source import (
    MappingNode,
    Node,
    RefusedNode,
    SequenceNode,
    read,
    yaml_files,
)

ROOT = Path(__file__).parents[2]
FILES = [*yaml_files(ROOT / "tests" / "bad" / "_base"), *yaml_files(ROOT / "data")]
REFUSED = ("KB201-sc", "KB202", "KB203", "KB204", "KB205", "KB206", "KB208", "KB209")


def as_json(node: Node | None) -> object:
    """Return a tree as an editor's schema check sees it."""
    if node is None or isinstance(node, RefusedNode):
        return None
    if isinstance(node, MappingNode):
        return {name: as_json(value) for name, (_, value) in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [as_json(item) for item in node.items]
    words = {"null": None, "~": None, "": None, "true": True, "false": False}
    if node.plain and node.text in words:
        return words[node.text]
    if node.plain and node.text.replace(".", "", 1).isdigit():
        return float(node.text) if "." in node.text else int(node.text)
    return node.text


def errors(path: Path) -> list[str]:
    tree = as_json(read(path, path.name)[0])
    return [error.message for error in Draft202012Validator(document_schema()).iter_errors(tree)]


def test_the_schema_file_is_up_to_date() -> None:
    """The file equals the model; ``python -m interactions.knowledge.schema`` repairs it."""
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_valid() -> None:
    """The schema keeps to its own dialect."""
    Draft202012Validator.check_schema(document_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_valid_files_keep_to_the_schema(path: Path) -> None:
    """An editor does not mark what the loader accepts."""
    assert errors(path) == []


@pytest.mark.parametrize("start", REFUSED)
def test_broken_shapes_break_the_schema(start: str) -> None:
    """An editor marks what the loader refuses for its shape."""
    (path, *_) = sorted((ROOT / "tests" / "bad").glob(f"{start}*.yaml"))
    assert errors(path)
