"""The index is reused while nothing changed, made anew when anything did, never torn."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from msgspec.structs import replace

from interactions.errors import KnowledgeError
from interactions.knowledge import build, library, marks, store
from interactions.knowledge.index import INDEX_FORMAT, Compiled, FileMark, Index
from tests.knowledge_maker import ROOT, write_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable

_PATCHED: Final = "interactions.knowledge.store.{}"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return the directory of a small knowledge base."""
    return write_knowledge(tmp_path / "kb")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the directories that were compiled, in order."""
    directories: list[Path] = []
    original = build.compile_directory

    def compile_directory(directory: str, *, made_by: str, kept_at: str | None) -> Compiled:
        directories.append(Path(directory))
        return original(directory, made_by=made_by, kept_at=kept_at)

    monkeypatch.setattr(build, "compile_directory", compile_directory)
    return directories


def kept_at(base: Path) -> Path:
    """Return where the index of a directory is kept."""
    path = store.cache_path(base)
    assert path is not None
    return Path(path)


def whole(base: Path) -> Compiled:
    """Return what is kept of a knowledge base."""
    found = store.read_index(kept_at(base))
    assert found is not None
    return found


def kept(base: Path) -> Index:
    """Return the index that is kept."""
    return whole(base).index


def keep(base: Path, index: Index) -> None:
    """Put another index in its place."""
    store.write_index(replace(whole(base), index=index), kept_at(base))


def settle(base: Path) -> None:
    """Make the kept index as old as if its files had rested for a while before."""
    keep(base, replace(kept(base), built=time.time_ns() + 10**10))


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8")


# -- reuse ----------------------------------------------------------------------------------


def test_the_index_is_reused_when_nothing_changed(base: Path, compiled: list[Path]) -> None:
    """The second load compiles nothing and gives the same knowledge base."""
    first, second = store.load(base), store.load(base)
    assert compiled == [base]
    assert first.hash == second.hash
    assert first.index.pairs == second.index.pairs


def test_files_are_not_even_read_when_their_times_prove_it(
    base: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that is older than a moment is trusted by size and times alone."""
    store.load(base)
    settle(base)
    monkeypatch.setattr(_PATCHED.format("_renewed"), lambda *_: pytest.fail("contents were read"))
    store.load(base)
    assert compiled == [base]


def test_an_index_made_right_after_an_edit_is_proved_later(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contents are compared until the files have rested, and then never again."""
    store.load(base)
    later = time.time_ns() + 10**10
    monkeypatch.setattr("time.time_ns", lambda: later)
    built = kept(base).built
    store.load(base)
    assert kept(base).built > built
    monkeypatch.setattr(_PATCHED.format("_renewed"), lambda *_: pytest.fail("contents were read"))
    store.load(base)


def test_an_index_that_cannot_be_proved_yet_is_not_written_again(base: Path) -> None:
    """Runs right after an edit compare contents, but leave the disk alone."""
    store.load(base)
    written = kept_at(base).stat()
    store.load(base)
    assert kept_at(base).stat() == written


def test_new_times_alone_compile_nothing(base: Path, compiled: list[Path]) -> None:
    """A file that was written again with the same contents is the same file."""
    store.load(base)
    settle(base)
    os.utime(base / "tiny.yaml", (1, 1))
    store.load(base)
    assert compiled == [base]


def test_every_directory_has_an_index_of_its_own(base: Path, tmp_path: Path) -> None:
    """Two knowledge bases do not get in each other's way."""
    other = write_knowledge(tmp_path / "other")
    edit(other / "tiny.yaml", "2026.1.1", "2026.2.2")
    assert (store.load(base).version, store.load(other).version) == ("2026.1.1", "2026.2.2")
    assert kept_at(base) != kept_at(other)


def test_one_directory_under_two_names_has_one_index(base: Path, tmp_path: Path) -> None:
    """A link to the directory leads to the same index."""
    (tmp_path / "link").symlink_to(base)
    assert kept_at(tmp_path / "link") == kept_at(base)


def test_what_another_program_compiled_is_not_read(
    base: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version, or a changed file of this one, may fold or lint in another way."""
    store.load(base)
    settle(base)
    monkeypatch.setattr(marks, "__version__", "9.9.9")
    store.load(base)
    assert len(compiled) == 2
    store.load(base)
    assert len(compiled) == 2


def test_a_changed_file_of_the_program_makes_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files that shape an index are those of the knowledge layer and below."""
    before = store.load(write_knowledge(tmp_path / "kb")).index.made_by
    for name in ("knowledge/store.py", "fold.py"):
        copy = Path(shutil.copytree(ROOT / "interactions", tmp_path / name.replace("/", "-")))
        monkeypatch.setattr(marks, "_HERE", str(copy / "knowledge"))
        same = store.load(write_knowledge(tmp_path / "kb")).index.made_by
        assert same == before
        (copy / name).write_text("# changed\n", encoding="utf-8")
        assert store.load(write_knowledge(tmp_path / "kb")).index.made_by != before


# -- changes --------------------------------------------------------------------------------


def test_an_edit_is_seen(base: Path, compiled: list[Path]) -> None:
    """A changed value is there at the next load, under another hash."""
    before = store.load(base)
    settle(base)
    edit(base / "tiny.yaml", "after: 6 h", "after: 12 h")
    after = store.load(base)
    assert len(compiled) == 2
    assert before.hash != after.hash
    window = after.interaction("quinolones--metals").separation
    assert window is not None
    assert window.after == 12 * 60


def test_an_edit_of_the_same_size_within_the_same_clock_tick_is_seen(
    base: Path, compiled: list[Path]
) -> None:
    """Where size and times are those of the index, the contents decide."""
    store.load(base)
    path = base / "tiny.yaml"
    edit(path, "after: 6 h", "after: 8 h")
    now = path.stat()
    index = kept(base)
    forged = tuple(
        FileMark(m.path, now.st_size, now.st_mtime_ns, now.st_ctime_ns, m.digest)
        if m.path == "tiny.yaml"
        else m
        for m in index.files
    )
    keep(base, replace(index, files=forged, built=now.st_ctime_ns + 1))
    window = store.load(base).interaction("quinolones--metals").separation
    assert len(compiled) == 2
    assert window is not None
    assert window.after == 8 * 60


def test_a_new_file_is_seen(base: Path, compiled: list[Path]) -> None:
    """Records of a file that was added are there, in a folder too."""
    store.load(base)
    settle(base)
    (base / "more").mkdir()
    text = "substances:\n  - {id: zinc, kind: mineral, name: {en: zinc, tr: çinko}}\n"
    (base / "more" / "zinc.yaml").write_text(text, encoding="utf-8")
    assert store.load(base).substance("zinc").kind == "mineral"
    assert len(compiled) == 2


def test_a_removed_file_is_seen(base: Path, compiled: list[Path]) -> None:
    """Records of a file that is gone are gone."""
    extra = base / "zinc.yaml"
    text = "substances:\n  - {id: zinc, kind: mineral, name: {en: zinc, tr: çinko}}\n"
    extra.write_text(text, encoding="utf-8")
    assert "zinc" in store.load(base).substances
    settle(base)
    extra.unlink()
    assert "zinc" not in store.load(base).substances
    assert len(compiled) == 2


def test_a_renamed_file_is_seen(base: Path, compiled: list[Path]) -> None:
    """The name of a file belongs to the knowledge base: the hash differs."""
    before = store.load(base).hash
    settle(base)
    (base / "tiny.yaml").rename(base / "small.yaml")
    assert store.load(base).hash != before
    assert len(compiled) == 2


@pytest.mark.parametrize("name", [".hidden.yaml", "notes.md", "tiny.yaml~"])
def test_files_that_are_no_data_change_nothing(name: str, base: Path, compiled: list[Path]) -> None:
    """Hidden files, other endings and an editor's copies are passed over."""
    before = store.load(base).hash
    (base / name).write_text("no data", encoding="utf-8")
    assert store.load(base).hash == before
    assert compiled == [base]


@pytest.mark.parametrize("name", ["zinc.yml", "zinc.YAML"])
def test_a_file_that_would_be_passed_over_is_reported_at_once(name: str, base: Path) -> None:
    """A slip in the ending does not hide behind an index that is still good."""
    store.load(base)
    settle(base)
    (base / name).write_text("substances: []\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        store.load(base)
    assert [problem.code for problem in caught.value.problems] == ["KB116"]


# -- broken knowledge -------------------------------------------------------------------------


def test_broken_files_are_all_reported_and_the_index_is_not_served(base: Path) -> None:
    """Every problem of every file comes at once; the index of before is no answer."""
    store.load(base)
    settle(base)
    edit(base / "tiny.yaml", "flag: space", "flag: spaced")
    edit(base / "tiny.yaml", "after: 6 h", "after: 6")
    (base / "more.yaml").write_text("sauces: []\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(KnowledgeError) as caught:
            store.load(base)
        assert sorted(problem.code for problem in caught.value.problems) == [
            "KB202",
            "KB204",
            "KB208",
        ]


def test_a_repaired_file_is_read_again(base: Path) -> None:
    """After the repair everything is as before."""
    before = store.load(base).hash
    edit(base / "tiny.yaml", "flag: space", "flag: spaced")
    with pytest.raises(KnowledgeError):
        store.load(base)
    edit(base / "tiny.yaml", "flag: spaced", "flag: space")
    assert store.load(base).hash == before


def _nowhere(directory: Path) -> Path:
    return directory / "nowhere"


def _a_file(directory: Path) -> Path:
    return directory / "tiny.yaml"


def _empty(directory: Path) -> Path:
    (directory / "empty").mkdir()
    return directory / "empty"


def _broken_link(directory: Path) -> Path:
    store.load(directory)
    (directory / "link.yaml").symlink_to("nowhere.yaml")
    return directory


@pytest.mark.parametrize("make", [_nowhere, _a_file, _empty, _broken_link])
def test_what_cannot_be_read_is_a_knowledge_error(make: Callable[[Path], Path], base: Path) -> None:
    """No directory, no files or no permission: the error has a code, a place and a remedy."""
    with pytest.raises(KnowledgeError) as caught:
        store.load(make(base))
    assert [problem.code for problem in caught.value.problems] == ["KB101"]


def test_a_file_that_goes_away_while_it_is_read_is_no_traceback(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changed under the reader is reported, and the next load is good again."""
    monkeypatch.setattr(build, "marks_with_digests", lambda _directory: None)
    with pytest.raises(KnowledgeError, match="changed while it was read"):
        store.load(base)


# -- what was read before -----------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that were read as YAML, in order."""
    names: list[str] = []
    original = library.decode_file

    def decode_file(path: Path, file: str | None = None) -> object:
        names.append(path.name)
        return original(path, file)

    monkeypatch.setattr(library, "decode_file", decode_file)
    return names


def two_files(base: Path) -> None:
    """Add two files whose order by name and by folder differ."""
    for place, key in (("a-b.yaml", "one"), ("a/b.yaml", "two")):
        path = base / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"classes:\n  - {{id: class-{key}, name: {{en: {key} x, tr: {key} y}}}}\n",
            encoding="utf-8",
        )


def test_after_an_edit_only_the_edited_file_is_read(base: Path, read: list[str]) -> None:
    """The others come from what was kept, and the answer is that of a full reading."""
    two_files(base)
    store.load(base)
    settle(base)
    read.clear()
    edit(base / "a" / "b.yaml", "two x", "two z")
    after = store.load(base)
    assert read == ["b.yaml"]
    fresh = build.compile_directory(base)
    assert after.hash == fresh.index.hash
    assert after.name("class-one", "en") == "one x"
    assert after.name("class-two", "en") == "two z"


@pytest.mark.parametrize("spoil", [b"", b"garbage", b"\xc1" * 64])
def test_what_was_kept_is_not_trusted_when_it_is_broken(
    base: Path, read: list[str], spoil: bytes
) -> None:
    """Every file is read again."""
    store.load(base)
    settle(base)
    Path(f"{kept_at(base)}.read").write_bytes(spoil)
    read.clear()
    edit(base / "tiny.yaml", "after: 6 h", "after: 12 h")
    store.load(base)
    assert sorted(read) == sorted(path.name for path in base.rglob("*.yaml"))


def test_what_another_program_read_is_read_again(
    base: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents are kept for the program that understood them."""
    store.load(base)
    settle(base)
    read.clear()
    monkeypatch.setattr(marks, "__version__", "9.9.9")
    store.load(base)
    assert sorted(read) == sorted(path.name for path in base.rglob("*.yaml"))


def test_a_problem_in_a_kept_file_has_its_line(base: Path) -> None:
    """A file that needed no reading is read again when a problem stands in it."""
    two_files(base)
    store.load(base)
    settle(base)
    edit(base / "a-b.yaml", "class-one", "class-two")
    with pytest.raises(KnowledgeError) as caught:
        store.load(base)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("KB301", 2)


# -- a broken index -----------------------------------------------------------------------------


def _truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _last_byte(data: bytes) -> bytes:
    return data[:-1]


def _nothing(_data: bytes) -> bytes:
    return b""


def _garbage(_data: bytes) -> bytes:
    return bytes(range(256)) * 16


def _zeroes(data: bytes) -> bytes:
    return bytes(len(data))


def _zeroed_page(data: bytes) -> bytes:
    return data[:4096] + bytes(4096) + data[8192:]


def _other_json(_data: bytes) -> bytes:
    return b'{"format": 1}'


def _deep(_data: bytes) -> bytes:
    return b'{"x":' * 50_000


def _older(data: bytes) -> bytes:
    return data.replace(b'"format":%d' % INDEX_FORMAT, b'"format":%d' % (INDEX_FORMAT - 1), 1)


BROKEN: Final = (
    _truncated, _last_byte, _nothing, _garbage, _zeroes, _zeroed_page, _other_json, _deep, _older,
)  # fmt: skip


@pytest.mark.parametrize("spoil", BROKEN)
def test_a_broken_or_older_index_is_ignored_and_replaced(
    spoil: Callable[[bytes], bytes], base: Path, compiled: list[Path]
) -> None:
    """Whatever lies in the cache, the answer comes from the files."""
    before = store.load(base)
    settle(base)
    good = kept_at(base).read_bytes()
    kept_at(base).write_bytes(spoil(good))
    after = store.load(base)
    assert len(compiled) == 2
    assert after.index.interactions == before.index.interactions
    store.load(base)
    assert len(compiled) == 2


# -- where nothing can be written -----------------------------------------------------------------


def test_a_file_in_the_place_of_the_cache_does_no_harm(
    base: Path, cache: Path, compiled: list[Path]
) -> None:
    """The knowledge base is compiled in memory each time."""
    cache.write_text("in the way", encoding="utf-8")
    assert store.load(base).hash == store.load(base).hash
    assert len(compiled) == 2


def test_a_directory_in_the_place_of_the_index_does_no_harm(
    base: Path, compiled: list[Path]
) -> None:
    """It can neither be read nor replaced: memory it is, and no litter."""
    (kept_at(base) / "full").mkdir(parents=True)
    assert store.load(base).hash == store.load(base).hash
    assert len(compiled) == 2
    left = {path.name for path in kept_at(base).parent.iterdir()}
    assert left == {kept_at(base).name, f"{kept_at(base).name}.read"}


def test_a_read_only_cache_does_no_harm(
    base: Path, cache: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may write there: memory it is."""
    (cache / "interactions").mkdir(parents=True)
    (cache / "interactions").chmod(0o500)

    def refuse(*_: object, **__: object) -> tuple[int, str]:
        raise PermissionError(errno.EACCES, "no")  # root may write even where nobody may

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert store.load(base).hash == store.load(base).hash
    assert len(compiled) == 2
    assert list((cache / "interactions").iterdir()) == []


def test_a_full_disk_leaves_no_litter(
    base: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be written whole is taken away again."""

    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("os.fsync", refuse)
    store.load(base)
    assert compiled == [base]
    assert list(kept_at(base).parent.iterdir()) == []


def test_without_a_home_everything_stays_in_memory(
    base: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user without a home directory, as in some containers, is no error."""
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert store.cache_path(base) is None
    store.load(base)
    assert compiled == [base]


def test_a_relative_cache_home_is_ignored(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the XDG rules say: nothing is written into the working directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert kept_at(base).is_relative_to(tmp_path / "home" / ".cache")


# -- several processes ------------------------------------------------------------------------


_LOAD: Final = "import sys; from interactions import load; print(load(sys.argv[1]).hash)"
_WRITE: Final = """
import sys
from interactions.knowledge.store import read_index, write_index
target = sys.argv[1]
compiled = read_index(target)
print("ready", flush=True)
while True:
    write_index(compiled, target)
"""


def python(code: str, *arguments: str) -> list[str]:
    """Return the command that runs a piece of Python."""
    return [sys.executable, "-c", code, *arguments]


def test_twenty_first_runs_at_once_agree(base: Path, cache: Path) -> None:
    """All get the same knowledge base, one index is left, and no litter."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}

    def run(_number: int) -> str:
        return subprocess.run(
            python(_LOAD, str(base)), env=environment, check=True, capture_output=True, text=True
        ).stdout

    with ThreadPoolExecutor(20) as pool:
        hashes = set(pool.map(run, range(20)))
    assert hashes == {store.load(base).hash + "\n"}
    name = kept_at(base).name
    left = sorted(path.name for path in (cache / "interactions").iterdir())
    assert left == [name, f"{name}.read"]


def test_a_killed_writer_never_leaves_half_an_index(base: Path) -> None:
    """Whenever the writer is killed, the index is whole."""
    store.load(base)
    settle(base)
    good = kept_at(base).read_bytes()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for attempt in range(20):
        with subprocess.Popen(
            python(_WRITE, str(kept_at(base))), env=environment, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(attempt * 0.0007)
            writer.send_signal(signal.SIGKILL)
        assert kept_at(base).read_bytes() == good


# -- the index that ships -------------------------------------------------------------------------


@pytest.fixture
def packaged(base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the directory of an installed copy, with its index."""
    compiled = build.compile_directory(base, packaged=True)
    store.write_index(compiled, base / store.INDEX_NAME)
    monkeypatch.setattr(store, "PACKAGED", base)
    return base


def test_an_installed_copy_reads_its_index_and_nothing_else(
    packaged: Path, cache: Path, compiled: list[Path]
) -> None:
    """No YAML is looked at, and no cache is written."""
    (packaged / "tiny.yaml").write_text("broken: [", encoding="utf-8")
    assert store.load().version == "2026.1.1"
    assert compiled == []
    assert not cache.exists()


def test_an_installed_copy_with_a_torn_index_reads_its_files(
    packaged: Path, compiled: list[Path]
) -> None:
    """The data ship beside the index."""
    (packaged / store.INDEX_NAME).write_bytes(b"{")
    assert store.load().version == "2026.1.1"
    assert compiled == [packaged]


def test_a_packaged_index_holds_no_times(base: Path) -> None:
    """The same contents give the same bytes, whenever they were written."""
    first = build.compile_directory(base, packaged=True)
    os.utime(base / "tiny.yaml", (1, 1))
    second = build.compile_directory(base, packaged=True)
    assert first.to_bytes() == second.to_bytes()
    assert first.index.files == ()
    assert first.index.built == 0
