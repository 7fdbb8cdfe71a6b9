"""The knowledge base as a graph: inheritance, explanation paths, export.

Nodes are substances, forms, classes, products and conditions; edges are ``is-a``,
``form-of``, ``contains``, ``interacts``, ``contraindicated`` and ``implies``. Only this
module imports networkx; checking a list uses the flat index derived from it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import networkx as nx

if TYPE_CHECKING:
    from interactions.knowledge.library import Library

EXPORT_FORMATS: Final = ("graphml", "json", "dot")


def build(library: Library) -> nx.MultiDiGraph:
    """Build the graph of a linted library.

    Args:
        library: all records, references resolved.

    Returns:
        A directed multigraph; every edge has a ``kind``, rule edges also ``rule``.
    """
    graph = nx.MultiDiGraph(name="interactions")
    for drug_class in library.classes.values():
        graph.add_node(drug_class.id, kind="class", name=drug_class.name.en)
    for substance in library.substances.values():
        graph.add_node(substance.id, kind=substance.kind, name=substance.name.en)
        for form in substance.forms:
            graph.add_node(form.id, kind="form", name=form.name.en)
            graph.add_edge(form.id, substance.id, kind="form-of")
    for product in library.products.values():
        graph.add_node(product.id, kind="product", name=product.name.en)
        for content in product.contains:
            graph.add_edge(product.id, content.substance, kind="contains")
    for condition in library.conditions.values():
        graph.add_node(condition.id, kind="condition", name=condition.name.en)
        for implied in condition.implies:
            graph.add_edge(condition.id, implied.condition, kind="implies")
    _add_inheritance(graph, library)
    _add_rules(graph, library)
    return graph


def _add_inheritance(graph: nx.MultiDiGraph, library: Library) -> None:
    for drug_class in library.classes.values():
        for parent in drug_class.parents:
            graph.add_edge(drug_class.id, parent, kind="is-a")
    for substance in library.substances.values():
        for parent in substance.classes:
            graph.add_edge(substance.id, parent, kind="is-a")


def _add_rules(graph: nx.MultiDiGraph, library: Library) -> None:
    for rule in library.interactions.values():
        if rule.retired:
            continue
        for precipitant in rule.precipitant:
            graph.add_edge(precipitant, rule.object, kind="interacts", rule=rule.id, flag=rule.flag)
    for caution in library.contraindications.values():
        if caution.retired:
            continue
        for substance in caution.substance:
            graph.add_edge(
                substance,
                caution.condition,
                kind="contraindicated",
                rule=caution.id,
                flag=caution.flag,
            )


def inheritance(graph: nx.MultiDiGraph) -> nx.DiGraph:
    """Return the is-a part of the graph."""
    edges = [(a, b) for a, b, kind in graph.edges(data="kind") if kind == "is-a"]
    tree = nx.DiGraph()
    tree.add_nodes_from(graph.nodes)
    tree.add_edges_from(edges)
    return tree


def lineage(tree: nx.DiGraph, node: str) -> tuple[tuple[str, ...], ...]:
    """Return the shortest is-a path from a node to itself and to each of its classes.

    Args:
        tree: the is-a graph of :func:`inheritance`.
        node: a substance or class id.

    Returns:
        Paths ordered by length, then by name; the first is the node alone.
    """
    paths = nx.single_source_shortest_path(tree, node)
    return tuple(sorted((tuple(path) for path in paths.values()), key=lambda p: (len(p), p)))


def members(tree: nx.DiGraph, drug_class: str) -> tuple[str, ...]:
    """Return every node below a class, in order of name."""
    return tuple(sorted(nx.ancestors(tree, drug_class)))


def export(graph: nx.MultiDiGraph, form: str) -> str:
    """Write the graph as text.

    Args:
        graph: the graph of :func:`build`.
        form: ``graphml``, ``json`` (node-link) or ``dot`` (Graphviz).

    Returns:
        The document, the same bytes for the same graph.

    Raises:
        ValueError: `form` is none of the three.
    """
    if form == "graphml":
        return "\n".join(nx.generate_graphml(graph)) + "\n"
    if form == "json":
        return json.dumps(_node_link(graph), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if form == "dot":
        return _dot(graph)
    raise ValueError(f"{form} is not one of {', '.join(EXPORT_FORMATS)}")


def _node_link(graph: nx.MultiDiGraph) -> dict[str, object]:
    """Return the graph as networkx reads it back; its own writer differs by version."""
    return {
        "directed": True,
        "multigraph": True,
        "graph": dict(graph.graph),
        "nodes": [{"id": node, **data} for node, data in graph.nodes(data=True)],
        "edges": [
            {"source": start, "target": end, "key": key, **data}
            for start, end, key, data in graph.edges(keys=True, data=True)
        ],
    }


def _dot(graph: nx.MultiDiGraph) -> str:
    lines = ["digraph interactions {", "  rankdir=LR;"]
    for node, data in graph.nodes(data=True):
        about = f"label={_quoted(data['name'])}, kind={_quoted(data['kind'])}"
        lines.append(f"  {_quoted(node)} [{about}];")
    for start, end, data in graph.edges(data=True):
        about = f"label={_quoted(data.get('rule', data['kind']))}, kind={_quoted(data['kind'])}"
        lines.append(f"  {_quoted(start)} -> {_quoted(end)} [{about}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
