"""Find, refresh and load the knowledge base.

An installed copy carries its compiled index. In a checkout, or for another directory,
the index lies in the user's cache and is made again as soon as the contents of a file, or
the program itself, have changed; it is written to a temporary file, synced and moved into
place, so that a half-written index is never seen. Where nothing can be written it stays
in memory.
"""

from __future__ import annotations

import os
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from interactions import __version__
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
    if problems or marks is None:
        raise KnowledgeError(problems or (_unreadable(directory, "changed while it was read"),))
    if packaged:
        marks = tuple(FileMark(m.path, m.size, 0, 0, m.digest) for m in marks)
        return compile_index(library, marks, 0)
    return replace(compile_index(library, marks, built), made_by=_program())


def write_index(index: Index, target: Path) -> None:
    """Write an index in one step: temporary file, sync, move into place."""
    import tempfile

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


def cache_path(directory: Path) -> Path | None:
    """Return where the compiled index of a directory is kept; None where there is no home."""
    home = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not home.is_absolute():
        try:
            home = Path.home() / ".cache"
        except RuntimeError:
            return None
    place = zlib.crc32(os.fsencode(directory.resolve()))
    return home / "interactions" / f"{place:08x}-{INDEX_FORMAT}.json"


def _fresh_index(directory: Path) -> Index:
    if not directory.is_dir():
        raise KnowledgeError((_unreadable(directory, "there is no such directory"),))
    cached = cache_path(directory)
    kept = _read_index(cached)
    if kept is not None and kept.made_by != _program():
        kept = None
    if kept is not None and not _racy(kept) and _same_times(kept, directory):
        return kept
    index = _renewed(kept, directory) if kept is not None else None
    worth_keeping = index is None or not _racy(index)
    if index is None:
        index = compile_directory(directory)
    if cached is not None and worth_keeping:
        with suppress(OSError):
            write_index(index, cached)
    return index


def _program() -> str:
    """Return what tells this program from a changed one: sizes and times of its files."""
    here = Path(__file__).parent
    seen = []
    with suppress(OSError):
        for folder in (here, here.parent):
            found = [entry for entry in os.scandir(folder) if entry.name.endswith(".py")]
            marks = ((entry.name, entry.stat()) for entry in found)
            seen += [f"{name} {mark.st_size} {mark.st_mtime_ns}" for name, mark in marks]
    return f"{__version__}-{zlib.crc32(' '.join(sorted(seen)).encode()):08x}"


def _racy(index: Index) -> bool:
    """Return whether a file may have changed again since, its times staying the same."""
    return any(mark.changed > index.built - _RACY_NS for mark in index.files)


def _same_times(index: Index, directory: Path) -> bool:
    known = tuple(replace(mark, digest="") for mark in index.files)
    return known == _marks(directory, with_digest=False)


def _renewed(index: Index, directory: Path) -> Index | None:
    """Return the index with today's times; None where a file's contents differ."""
    now = time.time_ns()
    marks = _marks(directory, with_digest=True)
    if marks is None or _contents(marks) != _contents(index.files):
        return None
    return replace(index, files=marks, built=now)


def _contents(marks: tuple[FileMark, ...]) -> list[tuple[str, str]]:
    return [(mark.path, mark.digest) for mark in marks]


def _unreadable(directory: Path, what: str) -> Problem:
    remedy = "give the path of a directory with YAML files"
    return Problem(str(directory), 1, 1, "KB101", "", what, remedy)


def _read_index(path: Path | None) -> Index | None:
    """Return an index that is whole and of today's format."""
    if path is None:
        return None
    try:
        index = msgspec.json.decode(path.read_bytes(), type=Index)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None
    return index if index.format == INDEX_FORMAT else None


def _marks(directory: Path, *, with_digest: bool) -> tuple[FileMark, ...] | None:
    """Return how every file looks; None where one cannot be read or would be passed over."""
    root = os.fspath(directory)
    marks = []
    try:
        for path in sorted(_data_files(root)):
            status = Path(path).stat()
            digest = _digest(path) if with_digest else ""
            times = status.st_mtime_ns, status.st_ctime_ns
            relative = os.path.relpath(path, root).replace(os.sep, "/")
            marks.append(FileMark(relative, status.st_size, *times, digest))
    except OSError:
        return None
    return tuple(marks)


def _digest(path: str) -> str:
    import hashlib

    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _data_files(root: str) -> list[str]:
    """List what the loader reads and what it refuses to pass over (KB116)."""
    found = []
    for entry in os.scandir(root):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            found += _data_files(entry.path)
        elif entry.name.lower().endswith((".yaml", ".yml")) or entry.is_dir():
            found.append(entry.path)
    return found
