"""Read lists from files and standard input: text, CSV, YAML or JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from interactions.errors import InputError

MAX_BYTES: Final = 256 * 1024
COLUMNS: Final = ("name", "dose", "frequency", "times", "route")
BODY_KEYS: Final = frozenset(("items", "patient", "routine", "lang"))


class ReadList(NamedTuple):
    """What a file holds: the lines, and what it says of the patient."""

    items: tuple[str, ...]
    patient: dict[str, Any] = {}  # noqa: RUF012 - never changed
    lang: str | None = None


def read_list(name: str) -> ReadList:
    """Read a list.

    Args:
        name: a path; ``-`` for standard input. The ending decides: ``.csv``, ``.yaml``,
            ``.yml`` or ``.json``; anything else is text, one item a line, ``#`` begins
            a comment.

    Returns:
        The items in their order, blank lines left in place.

    Raises:
        InputError: the file cannot be read, is too large or is broken, with its line.
    """
    text = _text(name)
    ending = Path(name).suffix.lower()
    if ending == ".csv":
        return ReadList(_csv(text, name))
    if ending == ".json":
        return _body(_json(text, name), name)
    if ending in (".yaml", ".yml"):
        return _body(_yaml(text, name), name)
    if name == "-" and text.lstrip()[:1] in ("[", "{"):
        return _body(_json(text, name), name)
    return ReadList(tuple(_without_comment(line) for line in text.splitlines()))


def _text(name: str) -> str:
    shown = "standard input" if name == "-" else name
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{shown} cannot be read ({error.strerror})", "give the path of a readable file"
        ) from None
    if len(raw) > MAX_BYTES:
        raise InputError(
            f"{shown} is larger than {MAX_BYTES // 1024} KiB", "split the list into several files"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            f"{shown}:{line}: not UTF-8 text", "save the file with the encoding UTF-8"
        ) from None


def _without_comment(line: str) -> str:
    return line.partition("#")[0].strip() if "#" in line else line.strip()


def _csv(text: str, name: str) -> tuple[str, ...]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise InputError(f"{name}:{reader.line_num}: {error}", "mend the quotes") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return ()
    header = [cell.strip().lower() for cell in rows[0]]
    unknown = [cell for cell in header if cell not in COLUMNS]
    if unknown or "name" not in header:
        wrong = f"column {unknown[0]!r} is not known" if unknown else "there is no column 'name'"
        raise InputError(f"{name}:1: {wrong}", f"use a header out of {','.join(COLUMNS)}")
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(header):
            raise InputError(
                f"{name}: row {number} has {len(row)} cells for {len(header)} columns",
                "put a cell that contains a comma in double quotes",
            )
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        lines.append(" ".join(cells[key] for key in COLUMNS if cells.get(key)))
    return tuple(lines)


def _json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
        raise InputError(f"{where}: not valid JSON: {error.msg}", _SHAPE) from None
    except RecursionError:
        raise InputError(f"{name}: nested too deeply", _SHAPE) from None


_SHAPE: Final = 'write ["first item", "second item"] or {"items": [...]}'


def _yaml(text: str, name: str) -> object:
    from interactions.knowledge.source import read

    node, sheet = read(text, name)
    if sheet.problems:
        raise InputError(str(sheet.problems[0]), "mend the file; a list is written '- item'")
    return _value(node)


def _value(node: object) -> Any:
    """Return a YAML node as plain values; in `patient`, numbers and true/false are read."""
    from interactions.knowledge.source import MappingNode, ScalarNode, SequenceNode

    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.items]
    if isinstance(node, MappingNode):
        return {
            key: _scalars(node.entries[key][1]) if key == "patient" else _value(value)
            for key, (_key, value) in node.entries.items()
        }
    return node.text if isinstance(node, ScalarNode) else None


def _scalars(node: object) -> Any:
    from interactions.knowledge.source import MappingNode, ScalarNode, SequenceNode

    if isinstance(node, MappingNode):
        return {key: _scalars(value) for key, (_key, value) in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.items]
    if not isinstance(node, ScalarNode) or not node.plain:
        return _value(node)
    try:
        return json.loads(node.text)
    except ValueError:
        return node.text


def _body(value: object, name: str) -> ReadList:
    """Take a list of strings, or a mapping like the HTTP body."""
    if isinstance(value, list):
        return ReadList(_strings(value, name))
    if not isinstance(value, dict):
        raise InputError(f"{name}: a list of strings is expected", _SHAPE)
    unknown = sorted(set(value) - BODY_KEYS)
    if unknown:
        raise InputError(
            f"{name}: {unknown[0]!r} is not known", f"use {', '.join(sorted(BODY_KEYS))}"
        )
    patient = value.get("patient") or {}
    if not isinstance(patient, dict):
        raise InputError(f"{name}: patient is not a mapping", 'write {"egfr": 45}')
    lang = value.get("lang")
    if lang is not None and not isinstance(lang, str):
        raise InputError(f"{name}: lang is not text", 'write "en" or "tr"')
    return ReadList(_strings(value.get("items"), name), patient, lang)


def _strings(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f"{name}: items is not a list of strings", _SHAPE)
    return tuple(value)
