"""Generate the JSON Schemas of what the library and the command line answer.

``python -m interactions.schemas`` writes them anew, one file for each public result, from
the structs that are encoded.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from interactions.checking.doses import Doses
from interactions.checking.explain import Explanation
from interactions.checking.monograph import Monograph
from interactions.checking.report import Report
from interactions.failure import Failure
from interactions.items.item import Item

if TYPE_CHECKING:
    from collections.abc import Mapping

DIRECTORY: Final = Path(__file__).parent / "schemas"
RESULTS: Final[Mapping[str, type[msgspec.Struct]]] = MappingProxyType(
    {
        "doses": Doses,
        "error": Failure,
        "explanation": Explanation,
        "item": Item,
        "monograph": Monograph,
        "report": Report,
    }
)
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def result_schema(name: str) -> dict[str, Any]:
    """Return the schema of a public result.

    Args:
        name: one of :data:`RESULTS`.

    >>> result_schema("report")["title"]
    'interactions report'
    """
    schema = _as_encoded(msgspec.json.schema(RESULTS[name]))
    return {"$schema": _DIALECT, "title": f"interactions {name}", **schema}


def _as_encoded(node: Any) -> Any:
    """Describe values as they are written: every key is always there, and no other."""
    if isinstance(node, list):
        return [_as_encoded(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _as_encoded(value) for key, value in node.items() if key != "default"}
    if isinstance(found.get("properties"), dict):
        found["required"] = list(found["properties"])
        found["additionalProperties"] = False
    if isinstance(found.get("description"), str):
        found["description"], *_ = found["description"].splitlines()
    return found


def schema_text(name: str) -> str:
    """Return the schema of a result as it stands in its file."""
    return json.dumps(result_schema(name), ensure_ascii=False, indent=2) + "\n"


def schema_file(name: str) -> Path:
    """Return where the schema of a result is kept."""
    return DIRECTORY / f"{name}.schema.json"


def main() -> None:
    """Write the schema files."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    for name in RESULTS:
        schema_file(name).write_text(schema_text(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
