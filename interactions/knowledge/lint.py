"""Check records against each other: references, consistency, sources, language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interactions.knowledge import (
    lint_clinical,
    lint_language,
    lint_precedence,
    lint_references,
    lint_review,
)
from interactions.knowledge.ledger import Ledger
from interactions.knowledge.library import read_library

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from interactions.errors import Problem
    from interactions.knowledge.library import Library
    from interactions.knowledge.model import Document

CHECKS = (
    lint_references.check,
    lint_clinical.check,
    lint_precedence.check,
    lint_review.check,
    lint_language.check,
)


def lint(library: Library) -> tuple[Problem, ...]:
    """Return every problem between the records of a library, in the order of the files."""
    ledger = Ledger(library)
    for check in CHECKS:
        check(ledger)
    return tuple(sorted(ledger.problems))


def lint_directory(
    directory: Path, known: Mapping[str, Document] | None = None
) -> tuple[Library, tuple[Problem, ...]]:
    """Read a knowledge base and return it with all problems, of the files and between them.

    Args:
        directory: the root of the knowledge base.
        known: documents that need no reading, as for :func:`read_library`.
    """
    library, problems = read_library(directory, known)
    return library, tuple(sorted({*problems, *lint(library)}))
