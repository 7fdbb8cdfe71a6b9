"""Find, refresh and load the knowledge base; the only module that touches files.

An installed copy carries its compiled index. In a checkout, or for another directory,
the index lies in the user's cache and is made again as soon as a file's size, times or
contents differ; it is written to a temporary file, synced and moved into place, so that
a half-written index is never seen. Where nothing can be written it stays in memory.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from interactions.errors import KnowledgeError, Problem
from interactions.knowledge.index import INDEX_FORMAT, FileMark, Index, KnowledgeBase

PACKAGED: Final = Path(__file__).parent.parent / "data"
CHECKOUT: Final = Path(__file__).parent.parent.parent / "data"
INDEX_NAME: Final = "index.json"
# A file changed this shortly before the index was made may have changed again within
# the resolution of the file system's clock: its contents are compared, not its times.
_RACY_NS: Final = 2_000_000_000


def load(path: str | os.PathLike[str] | None = None) -> KnowledgeBase:
    """Load a knowledge base.

    Args:
        path: a directory of YAML files; None for the one that belongs to this package.

    Returns:
        The knowledge base, compiled afresh if its files changed.

    Raises:
        KnowledgeError: the directory cannot be read or its records have problems; all
            problems are in the error.

    >>> load().version.count(".")
    2
    """
    if path is None:
        if (PACKAGED / INDEX_NAME).is_file():
            index = _read_index(PACKAGED / INDEX_NAME)
            if index is not None:
                return KnowledgeBase(index)
        path = PACKAGED if PACKAGED.is_dir() else CHECKOUT
    return KnowledgeBase(_fresh_index(Path(path)))


def compile_directory(directory: Path, *, packaged: bool = False) -> Index:
    """Read, lint and compile a directory.

    Args:
        directory: the YAML files.
        packaged: leave out times, so that the same contents give the same bytes.

    Raises:
        KnowledgeError: with every problem of every file.
    """
    from interactions.knowledge.compile import compile_index
    from interactions.knowledge.lint import lint_directory

    built = time.time_ns()
    marks = _marks(directory, with_digest=True)
    library, problems = lint_directory(directory)
    if problems:
        raise KnowledgeError(problems)
    if packaged:
        marks = tuple(FileMark(m.path, m.size, 0, 0, m.digest) for m in marks)
        built = 0
    return compile_index(library, marks, built)


def write_index(index: Index, target: Path) -> None:
    """Write an index in one step: temporary file, sync, move into place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".index-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(index))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def cache_path(directory: Path) -> Path:
    """Return where the compiled index of a directory is kept."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    place = hashlib.sha256(os.fsencode(directory.resolve())).hexdigest()[:16]
    return Path(home).expanduser() / "interactions" / f"{place}-{INDEX_FORMAT}.json"


def _fresh_index(directory: Path) -> Index:
    if not directory.is_dir():
        problem = Problem(
            str(directory), 1, 1, "KB101", "", "there is no such directory",
            "give the path of a directory with YAML files",
        )
        raise KnowledgeError((problem,))
    cached = cache_path(directory)
    index = _read_index(cached)
    if index is not None and _unchanged(index, directory):
        return index
    index = compile_directory(directory)
    with suppress(OSError):
        write_index(index, cached)
    return index


def _read_index(path: Path) -> Index | None:
    try:
        index = msgspec.json.decode(path.read_bytes(), type=Index)
    except (OSError, msgspec.DecodeError):
        return None
    return index if index.format == INDEX_FORMAT else None


def _unchanged(index: Index, directory: Path) -> bool:
    marks = _marks(directory, with_digest=False)
    if len(marks) != len(index.files):
        return False
    racy = False
    for old, new in zip(index.files, marks, strict=True):
        if (old.path, old.size, old.modified, old.changed) != (
            new.path,
            new.size,
            new.modified,
            new.changed,
        ):
            return False
        racy = racy or new.changed > index.built - _RACY_NS
    if not racy:
        return True
    return tuple(mark.digest for mark in _marks(directory, with_digest=True)) == tuple(
        mark.digest for mark in index.files
    )


def _marks(directory: Path, *, with_digest: bool) -> tuple[FileMark, ...]:
    marks = []
    root = os.fspath(directory)
    for path in sorted(_yaml_paths(root)):
        status = os.stat(path)
        digest = hashlib.sha256(Path(path).read_bytes()).hexdigest() if with_digest else ""
        relative = os.path.relpath(path, root).replace(os.sep, "/")
        marks.append(
            FileMark(relative, status.st_size, status.st_mtime_ns, status.st_ctime_ns, digest)
        )
    return tuple(marks)


def _yaml_paths(root: str) -> list[str]:
    found = []
    for entry in os.scandir(root):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            found += _yaml_paths(entry.path)
        elif entry.name.endswith(".yaml"):
            found.append(entry.path)
    return found
