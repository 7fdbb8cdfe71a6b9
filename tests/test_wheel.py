"""What is shipped is reproducible, complete, and works without the checkout."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import pytest

from interactions import __version__
from interactions.knowledge.build import compile_directory
from interactions.knowledge.index import Index
from interactions.knowledge.store import INDEX_NAME
from tests.knowledge_maker import ROOT

NAME: Final = f"drug_supplement_interactions-{__version__}"
LITTER: Final = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")
LIST: Final = ("ciprofloxacin 500 mg", "magnesium glycinate 400 mg")


class Built(NamedTuple):
    """One build: the tree, and the two files that came out of it."""

    tree: Path
    wheel: Path
    sdist: Path


def copy_tree(target: Path) -> Path:
    """Copy the checkout without what git does not keep."""
    return Path(shutil.copytree(ROOT, target, ignore=LITTER, copy_function=shutil.copyfile))


def build(tree: Path) -> Built:
    """Build the source distribution, and the wheel out of it."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tree / "out"), str(tree)],
        env=environment,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tree / "out").glob("*.whl")
    (sdist,) = (tree / "out").glob("*.tar.gz")
    return Built(tree, wheel, sdist)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a build of the checkout as it is."""
    return build(copy_tree(tmp_path_factory.mktemp("first") / "tree"))


@pytest.fixture(scope="module")
def names(built: Built) -> list[str]:
    """Return the names of all files in the wheel."""
    with zipfile.ZipFile(built.wheel) as archive:
        return archive.namelist()


def test_two_builds_are_byte_identical(built: Built, tmp_path: Path) -> None:
    """Another directory and other file times give the same wheel and the same sdist."""
    tree = copy_tree(tmp_path / "elsewhere")
    for path in tree.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    again = build(tree)
    for first, second in ((built.wheel, again.wheel), (built.sdist, again.sdist)):
        assert first.name == second.name
        assert sha256(first.read_bytes()).digest() == sha256(second.read_bytes()).digest()


def test_the_wheel_has_one_name_at_the_top(names: list[str]) -> None:
    """Nothing is installed beside the package and its metadata."""
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"interactions", f"{NAME}.dist-info"}


def test_the_wheel_holds_the_package_the_data_and_the_index(names: list[str]) -> None:
    """Every module, every data file, the compiled index, the schemas, the licences."""
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "interactions").rglob("*")
        if path.suffix in {".py", ".json", ".typed"} and "__pycache__" not in path.parts
    }
    data = {
        f"interactions/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "data").rglob("*.yaml")
    }
    assert len(data) > 10
    assert package | data <= set(names)
    assert f"interactions/data/{INDEX_NAME}" in names
    licences = {f"{NAME}.dist-info/licenses/{name}" for name in ("LICENSE", "LICENSE-DATA")}
    assert licences <= set(names)
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_everybody_may_read_what_the_wheel_installs(built: Built) -> None:
    """The index too, which was written by a temporary file of its owner."""
    with zipfile.ZipFile(built.wheel) as archive:
        modes = {stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()}
    assert modes == {0o644}


def test_the_index_in_the_wheel_is_that_of_its_data(built: Built) -> None:
    """Compiling the data again gives the same bytes."""
    with zipfile.ZipFile(built.wheel) as archive:
        shipped = archive.read(f"interactions/data/{INDEX_NAME}")
    compiled = compile_directory(built.tree / "data", packaged=True)
    assert shipped == compiled.to_bytes()
    first_line = shipped.partition(b"\n")[0]
    assert msgspec.json.decode(first_line, type=Index).hash == compiled.index.hash


def test_the_sdist_holds_what_a_build_and_a_test_run_need(built: Built) -> None:
    """Whoever unpacks it can build the same wheel and run the tests."""
    with tarfile.open(built.sdist) as archive:
        found = {name.partition("/")[2] for name in archive.getnames()}
    needed = {
        "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-DATA", "Makefile",
        "interactions/__init__.py", "interactions/py.typed", "data/edition.yaml",
        "tests/test_wheel.py", "PKG-INFO",
    }  # fmt: skip
    assert needed <= found
    assert not [name for name in found if name.endswith((".pyc", INDEX_NAME))]


def test_an_editable_install_carries_no_data(built: Built, tmp_path: Path) -> None:
    """It reads those of the checkout; a copy would grow old."""
    code = "import sys; from hatchling.build import build_editable; build_editable(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=built.tree, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert not [name for name in archive.namelist() if name.startswith("interactions/")]


# -- installed ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh environment with the wheel, its dependencies those of this one."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home)
    python = home / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index",
         "--quiet", str(built.wheel)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    (site,) = (home / "lib").glob("python*/site-packages")
    # a bare path: the editable install of the checkout is not followed from here
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home


def run(home: Path, place: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of an environment in an empty directory, with nothing else set."""
    return subprocess.run(
        [str(home / "bin" / command[0]), *command[1:]],
        cwd=place,
        env={"HOME": str(place / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_the_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    """Nothing of the checkout can be imported, so nothing of it is tested here."""
    code = "import interactions, json, sys; print(json.dumps([interactions.__file__, sys.path]))"
    file, path = json.loads(run(installed, tmp_path, "python", "-c", code).stdout)
    assert Path(file).is_relative_to(installed)
    assert str(ROOT) not in path


def test_the_installed_command_checks_a_list(installed: Path, tmp_path: Path) -> None:
    """It finds its knowledge base, needs no YAML, writes nothing, and prints the advice."""
    done = run(installed, tmp_path, "interactions", "check", *LIST, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0, done.stderr
    assert "magnesium" in done.stdout
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "interactions.cli" in modules
    assert not {name.partition(".")[0] for name in modules} & {"yaml", "networkx", "rapidfuzz"}
    assert list(tmp_path.iterdir()) == []


def test_the_installed_command_rests_on_the_data_of_the_checkout(
    installed: Path, built: Built, tmp_path: Path
) -> None:
    """Version and hash in the report are those of the files it was built from."""
    done = run(installed, tmp_path, "interactions", "check", *LIST, "--format", "json")
    index = compile_directory(built.tree / "data", packaged=True).index
    report = json.loads(done.stdout)
    assert report["knowledge_base"] == {"version": index.version, "hash": index.hash}
    assert report["findings"]


def test_the_installed_package_is_typed(installed: Path) -> None:
    """Type checkers of other projects are told to read it."""
    (marker,) = installed.glob("lib/python*/site-packages/interactions/py.typed")
    assert marker.read_bytes() == b""
