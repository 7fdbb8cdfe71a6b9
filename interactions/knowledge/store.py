"""Find, refresh and load the knowledge base.

An installed copy carries its compiled index. In a checkout, or for another directory,
the index lies in the user's cache and is made again as soon as the contents of a file, or
the program itself, have changed; it is written to a temporary file, synced and moved into
place, so that a half-written index is never seen. Where nothing can be written it stays
in memory. This module stands on the path of every check, so it imports little.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from typing import Final

import msgspec
from msgspec.structs import replace

from interactions.errors import KnowledgeError, Problem
from interactions.knowledge.index import INDEX_FORMAT, Compiled, FileMark, Index, KnowledgeBase
from interactions.knowledge.marks import file_marks, marks_with_digests, program, write_whole

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PACKAGED: Final = os.path.join(_PACKAGE, "data")
CHECKOUT: Final = os.path.join(os.path.dirname(_PACKAGE), "data")
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
        shipped = read_index(os.path.join(PACKAGED, INDEX_NAME), shipped=True)
        if shipped is not None:
            return KnowledgeBase(shipped)
        path = default_directory()
    return KnowledgeBase(_fresh(os.fspath(path)))


def default_directory() -> str:
    """Return the directory of the knowledge base that belongs to this package."""
    return PACKAGED if os.path.isdir(PACKAGED) else CHECKOUT


def cache_path(directory: str | os.PathLike[str]) -> str | None:
    """Return where the compiled index of a directory is kept; None where there is no home."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
        if not os.path.isabs(home):
            return None
    import zlib  # a shipped index needs none

    place = zlib.crc32(os.fsencode(os.path.realpath(directory)))
    return os.path.join(home, "interactions", f"{place:08x}-{INDEX_FORMAT}.json")


def read_index(path: str | os.PathLike[str], *, shipped: bool = False) -> Compiled | None:
    """Return an index that is whole and of today's format, or None.

    Args:
        path: the file.
        shipped: it came with the package, which was compared with its digests when it was
            installed: its length is compared, not every byte again.
    """
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        whole = mmap(file, 0, access=ACCESS_READ)
        end = whole.find(b"\n") + 1
        index = msgspec.json.decode(whole[:end], type=Index)
        with memoryview(whole) as view, view[end:] as records:  # a slice of the map would copy
            good = index.format == INDEX_FORMAT and index.length == len(records)
            good = good and (shipped or index.check == _checksum(records))
    except (OSError, ValueError, RecursionError):
        return None
    finally:
        os.close(file)
    return Compiled(index, whole, end) if good else None


def _checksum(records: memoryview) -> int:
    import zlib  # a shipped index needs none

    return zlib.crc32(records)


def write_index(compiled: Compiled, target: str | os.PathLike[str]) -> None:
    """Write an index in one step."""
    write_whole(compiled.to_bytes(), target)


def _fresh(directory: str) -> Compiled:
    """Return the index of a directory as it is now."""
    if not os.path.isdir(directory):
        remedy = "give the path of a directory with YAML files"
        problem = Problem(directory, 1, 1, "KB101", "", "there is no such directory", remedy)
        raise KnowledgeError((problem,))
    cached = cache_path(directory)
    kept = read_index(cached) if cached else None
    if kept is not None and kept.index.made_by != program():
        kept = None
    if kept is not None and not _racy(kept.index) and _same_times(kept.index, directory):
        return kept
    compiled = _renewed(kept, directory) if kept is not None else None
    worth_keeping = compiled is None or not _racy(compiled.index)
    if compiled is None:
        from interactions.knowledge import build  # heavy: YAML, graph and lint

        beside = f"{cached}.read" if cached else None
        compiled = build.compile_directory(directory, made_by=program(), kept_at=beside)
    if cached is not None and worth_keeping:
        with suppress(OSError):
            write_index(compiled, cached)
    return compiled


def _racy(index: Index) -> bool:
    """Return whether a file may have changed again since, its times staying the same."""
    return any(mark.changed > index.built - _RACY_NS for mark in index.files)


def _same_times(index: Index, directory: str) -> bool:
    known = [(mark.path, mark.size, mark.modified, mark.changed) for mark in index.files]
    return known == file_marks(directory)


def _renewed(compiled: Compiled, directory: str) -> Compiled | None:
    """Return an index with today's times; None where a file's contents differ."""
    now = time.time_ns()
    marks = marks_with_digests(directory)
    if marks is None or _contents(marks) != _contents(compiled.index.files):
        return None
    return replace(compiled, index=replace(compiled.index, files=marks, built=now))


def _contents(marks: tuple[FileMark, ...]) -> list[tuple[str, str]]:
    return [(mark.path, mark.digest) for mark in marks]
