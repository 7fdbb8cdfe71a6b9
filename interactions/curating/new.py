"""Write a new interaction rule from answers, only if the knowledge base stays whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from interactions.errors import InputError, KnowledgeError
from interactions.knowledge.lint import lint_directory

if TYPE_CHECKING:
    from datetime import date

    from interactions.knowledge.library import Library

PLACEHOLDER: Final = "write why the rule holds for every member"


class NewRule(NamedTuple):
    """The answers of a curator."""

    object: str
    precipitant: str
    topic: str
    consequence: str
    mechanism: str
    flag: str
    severity: str
    evidence: str
    before: str
    after: str
    source: str
    source_title: str
    source_kind: str
    source_url: str
    locator: str
    why_en: str
    why_tr: str
    opened: date | None

    @property
    def id(self) -> str:
        """The id of the rule."""
        return f"{self.object}--{self.precipitant}"


def rule_text(rule: NewRule) -> str:
    """Return the YAML of a new rule, in the order of the curator's guide."""
    day = rule.opened.isoformat() if rule.opened else "null"
    lines = []
    if rule.source_title:
        lines += [
            "sources:",
            f"  - id: {rule.source}",
            f"    title: {_quoted(rule.source_title)}",
            f"    kind: {rule.source_kind}",
        ]
        lines += [f"    url: {_quoted(rule.source_url)}"] if rule.source_url else []
    lines += [
        "interactions:",
        f"  - id: {rule.id}",
        f"    object: {rule.object}",
        f"    precipitant: [{rule.precipitant}]",
        f"    topic: {rule.topic}",
        f"    consequence: {rule.consequence}",
        f"    mechanism: {rule.mechanism}",
        f"    flag: {rule.flag}",
    ]
    if rule.flag != "none":
        lines.append(f"    severity: {rule.severity}")
    lines.append(f"    evidence: {rule.evidence}")
    if rule.flag == "space":
        lines.append(f"    separation: {{before: {rule.before}, after: {rule.after}}}")
        lines.append("    separation_helps: true")
    if rule.why_en:
        lines.append("    why_class:")
        lines += [f"      en: {_quoted(rule.why_en)}", f"      tr: {_quoted(rule.why_tr)}"]
    lines += [
        "    sources:",
        f"      - {{source: {rule.source}, locator: {_quoted(rule.locator)}, opened: {day}}}",
        f"    checked: {day}",
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write_rule(rule: NewRule, directory: Path) -> Path:
    """Write a new rule into a file of its own.

    Args:
        rule: the answers.
        directory: the knowledge base.

    Returns:
        The file.

    Raises:
        InputError: the file exists already.
        KnowledgeError: with the rule the knowledge base would have problems; nothing
            is written.
    """
    target = directory / "interactions" / f"{rule.id}.yaml"
    if target.exists():
        raise InputError(f"{target} exists already", "edit that file")
    text = rule_text(rule)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "data"
        shutil.copytree(directory, trial)
        tried = trial / "interactions" / target.name
        tried.parent.mkdir(exist_ok=True)
        tried.write_text(text, encoding="utf-8")
        _library, problems = lint_directory(trial)
    if problems:
        raise KnowledgeError(problems)
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def things(library: Library) -> tuple[str, ...]:
    """Return every id that a side of a rule may name."""
    return (*library.substances, *library.classes)
