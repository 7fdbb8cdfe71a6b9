"""Files: how those of a knowledge base and of the program look, and how one is written whole."""

from __future__ import annotations

import os
from contextlib import suppress

from interactions import __version__
from interactions.knowledge.index import FileMark

_HERE = os.path.dirname(os.path.abspath(__file__))


def file_marks(directory: str) -> list[tuple[str, int, int, int]] | None:
    """Return path, size and times of every data file; None where one cannot be seen.

    Args:
        directory: the root; paths are relative to it, with slashes.
    """
    marks = []
    try:
        for path in sorted(_data_files(directory)):
            status = os.stat(path)
            relative = path[len(directory) :].lstrip(os.sep).replace(os.sep, "/")
            marks.append((relative, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    except OSError:
        return None
    return marks


def marks_with_digests(directory: str) -> tuple[FileMark, ...] | None:
    """Return how every file looks, contents included; None where one cannot be read."""
    import hashlib  # heavy, and needed only when something may have changed

    seen = file_marks(directory)
    if seen is None:
        return None
    marks = []
    try:
        for path, size, modified, changed in seen:
            with open(os.path.join(directory, path), "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            marks.append(FileMark(path, size, modified, changed, digest))
    except OSError:
        return None
    return tuple(marks)


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


def program() -> str:
    """Return what tells this program from a changed one: sizes and times of its files."""
    import zlib  # a shipped index needs none

    seen = []
    with suppress(OSError):
        for folder in (_HERE, os.path.dirname(_HERE)):
            found = [entry for entry in os.scandir(folder) if entry.name.endswith(".py")]
            marks = ((entry.name, entry.stat()) for entry in found)
            seen += [f"{name} {mark.st_size} {mark.st_mtime_ns}" for name, mark in marks]
    return f"{__version__}-{zlib.crc32(' '.join(sorted(seen)).encode()):08x}"


def write_whole(data: bytes, target: str | os.PathLike[str]) -> None:
    """Write a file in one step: temporary file, sync, move into place.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    import tempfile  # heavy, and needed only when something has changed

    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".index-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
