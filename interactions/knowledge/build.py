"""Compile a directory of YAML files; needed only when something has changed.

What was read from each file is kept beside the index, by the file's contents, so that
after an edit only the edited file is read again.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from interactions.errors import KnowledgeError, Problem
from interactions.knowledge.compile import compile_index
from interactions.knowledge.lint import lint_directory
from interactions.knowledge.marks import file_marks, marks_with_digests, write_whole
from interactions.knowledge.model import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from interactions.knowledge.index import Compiled, FileMark
    from interactions.knowledge.library import Library


class Shelf(msgspec.Struct, frozen=True):
    """The documents of one program, by the digest of their files."""

    made_by: str
    documents: dict[str, Document]


def compile_directory(
    directory: str | os.PathLike[str],
    *,
    packaged: bool = False,
    made_by: str = "",
    kept_at: str | None = None,
) -> Compiled:
    """Read, lint and compile a directory.

    Args:
        directory: the YAML files.
        packaged: leave out the files and times, so that the same contents give the same bytes.
        made_by: what tells the program from a changed one.
        kept_at: where documents are kept that were read before; None reads every file.

    Raises:
        KnowledgeError: with every problem of every file.
    """
    root = os.fspath(directory)
    built = 0 if packaged else time.time_ns()
    marks = marks_with_digests(root)
    known = _known(kept_at, made_by, marks or ())
    library, problems = lint_directory(Path(root), known)
    if problems or marks is None:
        gone = Problem(root, 1, 1, "KB101", "", "changed while it was read", "try again")
        raise KnowledgeError(problems or (gone,))
    if kept_at and len(known) < len(marks) and _undisturbed(root, marks):
        _keep(kept_at, made_by, marks, library, root)
    compiled = compile_index(library, marks, built, made_by)
    if packaged:  # what ships is never compared with its files
        return replace(compiled, index=replace(compiled.index, files=()))
    return compiled


def _known(kept_at: str | None, made_by: str, marks: Sequence[FileMark]) -> dict[str, Document]:
    """Return the documents that this program read before from files of the same contents."""
    try:
        shelf = msgspec.msgpack.decode(Path(kept_at or "").read_bytes(), type=Shelf)
    except (OSError, msgspec.DecodeError):
        return {}
    if shelf.made_by != made_by:
        return {}
    found = ((mark.path, shelf.documents.get(mark.digest)) for mark in marks)
    return {path: document for path, document in found if document is not None}


def _undisturbed(root: str, marks: Sequence[FileMark]) -> bool:
    """Return whether the files still look as they did before they were read."""
    return file_marks(root) == [(m.path, m.size, m.modified, m.changed) for m in marks]


def _keep(
    kept_at: str, made_by: str, marks: Sequence[FileMark], library: Library, root: str
) -> None:
    """Keep what was read, each document under the digest of its own file."""
    digests = {mark.path: mark.digest for mark in marks}
    documents = {
        digests[part.path.relative_to(root).as_posix()]: part.document for part in library.parts
    }
    with suppress(OSError):
        write_whole(msgspec.msgpack.encode(Shelf(made_by, documents)), kept_at)
