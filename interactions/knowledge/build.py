"""Compile a directory of YAML files; needed only when something has changed."""

from __future__ import annotations

import os
import time
from pathlib import Path

from interactions.errors import KnowledgeError, Problem
from interactions.knowledge.compile import compile_index
from interactions.knowledge.index import Compiled, FileMark
from interactions.knowledge.lint import lint_directory
from interactions.knowledge.marks import marks_with_digests


def compile_directory(
    directory: str | os.PathLike[str], *, packaged: bool = False, made_by: str = ""
) -> Compiled:
    """Read, lint and compile a directory.

    Args:
        directory: the YAML files.
        packaged: leave out times, so that the same contents give the same bytes.
        made_by: what tells the program from a changed one.

    Raises:
        KnowledgeError: with every problem of every file.
    """
    root = os.fspath(directory)
    built = 0 if packaged else time.time_ns()
    marks = marks_with_digests(root)
    library, problems = lint_directory(Path(root))
    if problems or marks is None:
        gone = Problem(root, 1, 1, "KB101", "", "changed while it was read", "try again")
        raise KnowledgeError(problems or (gone,))
    if packaged:
        marks = tuple(FileMark(m.path, m.size, 0, 0, m.digest) for m in marks)
    return compile_index(library, marks, built, made_by)
