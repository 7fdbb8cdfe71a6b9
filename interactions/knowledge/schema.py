"""Generate the JSON Schema of a data file from the model.

``python -m interactions.knowledge.schema`` writes it anew; editors use it to complete
keys and to mark mistakes while a curator types.
"""

from __future__ import annotations

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import msgspec

from interactions.knowledge.model import Document

SCHEMA_FILE: Final = Path(__file__).parent / "schemas" / "document.schema.json"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_NUMERIC: Final = frozenset({"integer", "number"})
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def document_schema() -> dict[str, Any]:
    """Return the schema of one YAML file of the knowledge base."""
    schema = _as_written(msgspec.json.schema(Document))
    return {"$schema": _DIALECT, "title": "Data file of the knowledge base", **schema}


def _as_written(node: Any) -> Any:
    """Describe values as a curator writes them: amounts are text with a unit."""
    if isinstance(node, list | tuple):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _as_written(value) for key, value in node.items()}
    if found.get("type") in _NUMERIC and "pattern" in found:
        found["type"] = "string"
        for bound in _BOUNDS:
            found.pop(bound, None)
    if isinstance(found.get("description"), str):
        found["description"] = cleandoc(found["description"])
    return found


def schema_text() -> str:
    """Return the schema as it stands in its file."""
    return json.dumps(document_schema(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the schema file."""
    SCHEMA_FILE.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
