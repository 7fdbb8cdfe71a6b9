"""The graph holds inheritance and rules, and writes itself out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from interactions.knowledge import graph
from interactions.knowledge.model import Content, Product, Retired
from tests.knowledge_maker import (
    ROOT,
    TODAY,
    brings,
    caution,
    group,
    knowledge,
    library,
    rule,
    state,
    text,
    thing,
)

if TYPE_CHECKING:
    from tests.knowledge_maker import Record

RECORDS: Final[tuple[Record, ...]] = (
    group("antibiotics"),
    group("floxins", "antibiotics"),
    group("old-floxins", "floxins"),
    group("metals"),
    thing("alpha", "old-floxins", "antibiotics", forms=("alpha-acid",)),
    thing("beta", "floxins"),
    thing("iron", "metals", kind="mineral", name=text('iron "Fe" \\ <&>')),
    Product(id="tonic", name=text("tonic"), contains=(Content(substance="iron"),)),
    state("frailty", implies=(brings("age"),)),
    state("age"),
    rule("bind", "floxins", "metals"),
    rule("more", "floxins", "metals", topic="metabolic", flag="monitor"),
    rule("old", "alpha", "iron", retired=Retired(date=TODAY, reason="superseded")),
    caution("weak", "metals", "frailty"),
    caution("old-weak", "iron", "frailty", retired=Retired(date=TODAY, reason="superseded")),
)
GRAPH: Final = graph.build(library(*RECORDS))
TREE: Final = graph.inheritance(GRAPH)
EDGES: Final = {
    ("floxins", "antibiotics", "is-a", None),
    ("old-floxins", "floxins", "is-a", None),
    ("alpha", "old-floxins", "is-a", None),
    ("alpha", "antibiotics", "is-a", None),
    ("beta", "floxins", "is-a", None),
    ("iron", "metals", "is-a", None),
    ("alpha-acid", "alpha", "form-of", None),
    ("tonic", "iron", "contains", None),
    ("frailty", "age", "implies", None),
    ("metals", "floxins", "interacts", "bind"),
    ("metals", "floxins", "interacts", "more"),
    ("metals", "frailty", "contraindicated", "weak"),
}


def test_the_graph_holds_every_record_and_every_rule_that_is_not_retired() -> None:
    """Each record is a node of its kind, each relation an edge of its kind."""
    kinds = dict(GRAPH.nodes(data="kind"))
    assert kinds["alpha"] == "drug"
    assert kinds["iron"] == "mineral"
    assert {kinds[key] for key in ("floxins", "alpha-acid", "tonic", "frailty")} == {
        "class",
        "form",
        "product",
        "condition",
    }
    assert len(kinds) == 11
    assert {(a, b, d["kind"], d.get("rule")) for a, b, d in GRAPH.edges(data=True)} == EDGES


def test_lineage_begins_with_the_thing_itself_and_takes_the_shortest_way() -> None:
    """Nearest first, then by name; a class that is reached twice stands once."""
    assert graph.lineage(TREE, "alpha") == (
        ("alpha",),
        ("alpha", "antibiotics"),
        ("alpha", "old-floxins"),
        ("alpha", "old-floxins", "floxins"),
    )
    assert graph.lineage(TREE, "metals") == (("metals",),)


def test_members_are_everything_below_a_class() -> None:
    """Substances and classes, in order of name; forms and products are no members."""
    assert graph.members(TREE, "antibiotics") == ("alpha", "beta", "floxins", "old-floxins")
    assert graph.members(TREE, "alpha") == ()


def test_the_index_keeps_what_the_graph_says() -> None:
    """Lineage and members without networkx equal those of the graph."""
    kb = knowledge(*RECORDS)
    for key in ("alpha", "beta", "iron", "floxins"):
        assert kb.lineage(key) == graph.lineage(TREE, key)
    assert kb.members("antibiotics") == ("alpha", "beta")
    assert kb.members("metals") == ("iron",)


def test_graphml_can_be_read_back() -> None:
    """Nodes and edges survive, odd characters too."""
    written = graph.export(GRAPH, "graphml")
    assert ET.fromstring(written).tag.endswith("graphml")  # noqa: S314 - our own text
    again = nx.parse_graphml(written, force_multigraph=True)
    assert dict(again.nodes(data="name")) == dict(GRAPH.nodes(data="name"))
    assert {(a, b, d["kind"], d.get("rule")) for a, b, d in again.edges(data=True)} == EDGES


def test_json_can_be_read_back() -> None:
    """The node-link form is the one that networkx reads."""
    data = json.loads(graph.export(GRAPH, "json"))
    again = nx.node_link_graph(data, edges="edges")
    assert nx.utils.graphs_equal(again, GRAPH)


def test_dot_has_every_node_and_every_edge() -> None:
    """One line each, quotes and backslashes escaped."""
    lines = graph.export(GRAPH, "dot").splitlines()
    assert (lines[0], lines[-1]) == ("digraph interactions {", "}")
    nodes = [line for line in lines if "[" in line and "->" not in line]
    assert {line.split()[0].strip('"') for line in nodes} == set(GRAPH.nodes)
    assert len([line for line in lines if " -> " in line]) == len(EDGES)
    assert r'"iron" [label="iron \"Fe\" \\ <&>", kind="mineral"];' in [n.strip() for n in nodes]
    quoted = r'"(?:[^"\\]|\\.)*"'
    for line in lines[2:-1]:
        assert re.fullmatch(
            rf"  {quoted}(?: -> {quoted})? \[label={quoted}, kind={quoted}\];", line
        )


def test_another_form_is_refused() -> None:
    """The error names the forms that there are."""
    with pytest.raises(ValueError, match="gif is not one of graphml, json, dot"):
        graph.export(GRAPH, "gif")


@pytest.mark.parametrize("form", graph.EXPORT_FORMATS)
def test_an_export_is_the_same_bytes_each_time(form: str) -> None:
    """Two processes with different hash seeds write the same document."""
    code = (
        "import sys; from interactions.knowledge import graph; "
        "from tests.knowledge.test_graph import RECORDS, library; "
        f"sys.stdout.write(graph.export(graph.build(library(*RECORDS)), {form!r}))"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        ).stdout
        for seed in ("0", "1")
    }
    assert written == {graph.export(GRAPH, form)}
