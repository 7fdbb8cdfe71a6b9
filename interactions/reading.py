"""Read lists from files and standard input: text, CSV, YAML or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from interactions.errors import InputError

MAX_BYTES: Final = 256 * 1024
COLUMNS: Final = ("name", "dose", "frequency", "times", "route")
BODY_KEYS: Final = frozenset(("items", "patient", "routine", "lang"))
_SHAPE: Final = 'write ["first item", "second item"] or {"items": [...]}'
_PATIENT: Final = 'write {"egfr": 45, "conditions": ["heart block"]}'
_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*", re.DOTALL)


class ReadList(NamedTuple):
    """What a file holds: the lines, and what it says of the patient."""

    items: tuple[str, ...]
    patient: dict[str, Any] = {}  # noqa: RUF012 - never changed
    lang: str | None = None


def read_list(name: str) -> ReadList:
    """Read a list.

    Args:
        name: a path; ``-`` for standard input. The ending decides: ``.csv``, ``.yaml``,
            ``.yml`` or ``.json``; anything else is text, one item a line, ``#`` at the
            beginning or after a space begins a comment.

    Returns:
        The items in their order, blank lines left in place.

    Raises:
        InputError: the file cannot be read, is too large or is broken, with its line.
    """
    shown = "standard input" if name == "-" else _printable(name)
    text = _text(name, shown)
    ending = Path(name).suffix.lower()
    if ending == ".csv":
        return ReadList(_csv(text, shown))
    if ending == ".json":
        return _body(_json(text, shown), shown)
    if ending in {".yaml", ".yml"}:
        return _body(_yaml(text, shown), shown)
    if name == "-" and text.lstrip()[:1] in {"[", "{"}:
        return _body(_json(text, shown), shown)
    return ReadList(tuple(_COMMENT.sub("", line).strip() for line in _NEWLINE.split(text)))


def _printable(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _text(name: str, shown: str) -> str:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(
            f"{shown} cannot be read ({reason})", "give the path of a readable file"
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


def _csv(text: str, name: str) -> tuple[str, ...]:
    """Read rows under a header; blank rows after it stay blank items."""
    rows = _rows(text, name)
    start = next((place for place, (_, row) in enumerate(rows) if any(row)), len(rows))
    if start == len(rows):
        return ()
    line, header = rows[start]
    header = [cell.lower() for cell in header]
    _check_header(header, f"{name}:{line}")
    lines = []
    for number, row in rows[start + 1 :]:
        if len(row) > len(header):
            raise InputError(
                f"{name}:{number}: {len(row)} cells for {len(header)} columns",
                "put a cell that contains a comma in double quotes",
            )
        cells = dict(zip(header, row, strict=False))
        lines.append(" ".join(cells[key] for key in COLUMNS if cells.get(key)))
    return tuple(lines)


def _rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Return every row with its line; spreadsheets of many countries write semicolons."""
    first = next((line for line in _NEWLINE.split(text) if line.strip()), "")
    delimiter = ";" if ";" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, [cell.strip() for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{name}:{line}: {error}", "close the quotation mark") from None
    return rows


def _check_header(header: list[str], where: str) -> None:
    unknown = next((cell for cell in header if cell not in COLUMNS), None)
    twice = next((cell for cell in header if header.count(cell) > 1), None)
    if unknown is not None:
        wrong = f"column {unknown!r} is not known"
    elif twice is not None:
        wrong = f"column {twice!r} stands twice"
    elif "name" not in header:
        wrong = "there is no column 'name'"
    else:
        return
    raise InputError(f"{where}: {wrong}", f"use a header out of {','.join(COLUMNS)}")


def _json(text: str, name: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _object(pairs, name))
    except InputError:
        raise
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
        raise InputError(f"{where}: not valid JSON: {error.msg}", _SHAPE) from None
    except RecursionError:
        raise InputError(f"{name}: nested too deeply", _SHAPE) from None
    except ValueError:
        raise InputError(f"{name}: a number is too long", _SHAPE) from None


def _object(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    """Return an object; of a key that stands twice one value would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(f"{name}: {twice!r} stands twice in one object", "keep one of the two")
    return found


def _yaml(text: str, name: str) -> object:
    from interactions.knowledge.source import read

    node, sheet = read(text, name)
    if sheet.problems:
        raise InputError(str(sheet.problems[0]))
    return _value(node)


def _value(node: object) -> Any:
    """Return a YAML node as plain values; in `patient`, numbers and true/false are read."""
    from interactions.knowledge.source import MappingNode, ScalarNode, SequenceNode

    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.items]
    if isinstance(node, MappingNode):
        return {
            key: _scalars(value) if key == "patient" else _value(value)
            for key, (_key, value) in node.entries.items()
        }
    return node.text if isinstance(node, ScalarNode) else None


def _scalars(node: object) -> Any:
    from interactions.knowledge.source import MappingNode, ScalarNode

    if isinstance(node, MappingNode):
        return {key: _scalars(value) for key, (_key, value) in node.entries.items()}
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
    lang = value.get("lang")
    if lang is not None and not isinstance(lang, str):
        raise InputError(f"{name}: lang is not text", 'write "en" or "tr"')
    return ReadList(_strings(value.get("items"), name), _patient(value.get("patient"), name), lang)


def _patient(value: object, name: str) -> dict[str, Any]:
    """Return what a file says of the patient; a misspelt key must not be passed over."""
    if value is None:
        return {}
    import msgspec

    from interactions.checking.patient import Patient

    if not isinstance(value, dict):
        raise InputError(f"{name}: patient is not a mapping", _PATIENT)
    known = Patient.__struct_fields__
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise InputError(f"{name}: patient: {unknown[0]!r} is not known", f"use {', '.join(known)}")
    try:
        msgspec.convert(value, Patient)
    except msgspec.ValidationError as error:
        raise InputError(f"{name}: the patient is not understood: {error}", _PATIENT) from None
    return value


def _strings(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f"{name}: items is not a list of strings", _SHAPE)
    return tuple(value)
