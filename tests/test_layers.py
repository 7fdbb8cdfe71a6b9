"""Modules stand on those below them, and heavy libraries stay where they belong."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from tests.knowledge_maker import ROOT, write_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PACKAGE: Final = ROOT / "interactions"
# From the ground up; what stands in one row may import each other, but not in a circle.
LAYERS: Final = (
    ("units", "fold", "errors"),
    ("knowledge",),
    ("items",),
    ("checking", "failure", "schemas"),
    ("render",),
    ("api", "reading"),
    ("curating",),
    ("console", "cli", "cli_kb", "__main__"),
)
RANK: Final = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
HOME_OF: Final = {
    "yaml": {"knowledge.source"},
    "networkx": {"knowledge.graph"},
    "rapidfuzz": {"items.suggest"},
    "click": {"cli", "cli_kb", "console"},
    "numpy": set[str](),
}


class Import(NamedTuple):
    """One import: who imports what, and whether only for types."""

    module: str
    target: str
    for_types: bool


def name_of(path: Path) -> str:
    """Return a module's name below the package; the package itself is empty."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES: Final = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(module: str) -> Iterator[Import]:
    """Yield every import of a module, wherever it stands."""
    waiting: list[tuple[ast.AST, bool]] = [
        (ast.parse(MODULES[module].read_text(encoding="utf-8")), False)
    ]
    while waiting:
        node, for_types = waiting.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, for_types)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                ours = (
                    node.module == "interactions" or inner.removeprefix("interactions.") in MODULES
                )
                yield Import(module, inner if ours else str(node.module), for_types)
        guard = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        waiting += [(child, for_types or guard) for child in ast.iter_child_nodes(node)]


ALL: Final = [found for module in MODULES for found in imports(module)]
OURS: Final = [
    found._replace(target=found.target.partition(".")[2])
    for found in ALL
    if found.target.partition(".")[0] == "interactions"
    and found.target != "interactions.__version__"
]


def rank(module: str) -> int:
    """Return the layer of a module."""
    return RANK[module.partition(".")[0]]


def test_every_module_has_a_layer() -> None:
    """A new room is entered above before anything imports it."""
    rooms = {module.partition(".")[0] for module in MODULES} - {""}
    assert rooms == set(RANK)


def test_imports_only_go_down() -> None:
    """Neither at the top, nor in a function, nor for types does a module import from above."""
    wrong = [
        f"{found.module} imports {found.target}"
        for found in OURS
        if found.module and rank(found.target) > rank(found.module)
    ]
    assert wrong == []


def test_the_front_door_imports_nothing_by_itself() -> None:
    """``import interactions`` reads no other module."""
    assert [found for found in OURS if not found.module and not found.for_types] == []


def test_nobody_inside_goes_through_the_front_door() -> None:
    """From the package itself only the version is imported; all else from where it lives."""
    known = {name for module in MODULES for name in (module, module.partition(".")[0])}
    assert [found for found in OURS if found.target not in known] == []


def circle(edges: Mapping[str, set[str]]) -> list[str]:
    """Return the modules of a circle, or nothing."""
    sorter = TopologicalSorter(edges)
    try:
        sorter.prepare()
    except ValueError as error:
        return list(error.args[1])
    return []


def test_there_is_no_circle() -> None:
    """Not even by an import inside a function: lazy is for heavy libraries only."""
    edges: dict[str, set[str]] = {}
    for found in OURS:
        if not found.for_types and found.module:
            edges.setdefault(found.module, set()).add(found.target)
    assert circle(edges) == []


def test_the_circle_test_finds_circles() -> None:
    """The check above is able to fail."""
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not circle({"a": {"b", "c"}, "b": {"c"}})


@pytest.mark.parametrize("library", sorted(HOME_OF))
def test_a_library_is_imported_where_it_belongs_and_nowhere_else(library: str) -> None:
    """YAML is read in one module, the graph drawn in one, names guessed in one."""
    users = {found.module for found in ALL if found.target.partition(".")[0] == library}
    assert users == HOME_OF[library]


def test_the_package_stands_on_nothing_but_its_dependencies() -> None:
    """Every other import is of the standard library or of what pyproject.toml names."""
    named = {found.target.partition(".")[0] for found in ALL}
    foreign = named - set(sys.stdlib_module_names) - {"interactions"}
    assert foreign == {"click", "msgspec", "networkx", "rapidfuzz", "yaml"}


# -- what a process loads -----------------------------------------------------------------------


def loaded(code: str, environment: Mapping[str, str]) -> set[str]:
    """Return the modules that a fresh process has loaded after running some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"],
        env={"PYTHONPATH": str(ROOT), **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_package_loads_almost_nothing() -> None:
    """Neither click nor msgspec nor any other module of the package."""
    found = loaded("import interactions", {})
    assert not found & {"click", "msgspec", "networkx", "yaml", "numpy", "rapidfuzz"}
    assert {name for name in found if name.startswith("interactions.")} == set()


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_check_of_known_names_loads_no_heavy_library(form: str, tmp_path: Path) -> None:
    """With a fresh index neither YAML nor graph nor fuzzy search is loaded."""
    base = write_knowledge(tmp_path / "kb")
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = (
        "from interactions.cli import main\n"
        f"main(['check', '--kb', {str(base)!r}, '--format', {form!r}, 'ciprofloxacin 500 mg',"
        " 'magnesium'], standalone_mode=False)"
    )
    heavy = {"networkx", "yaml", "numpy", "rapidfuzz"}
    assert loaded(code, cache) & heavy == {"networkx", "yaml"}
    second = loaded(code, cache)
    assert second & heavy == set()
    assert {"interactions.cli", "click", "msgspec"} <= second
