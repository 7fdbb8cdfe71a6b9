"""A small world of its own to test with; only messages and words are those that ship."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from unittest.mock import patch

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import settings

from interactions.cli import run
from interactions.knowledge.build import compile_directory
from interactions.knowledge.index import KnowledgeBase
from interactions.render.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Callable

    from interactions.items.item import Item

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
VERBS = ("check", "dose", "explain", "lookup")
# A slow or busy machine is no failure; in CI the same cases are tried each time.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")


class Ran(NamedTuple):
    """How a run of the command line ended."""

    code: int
    out: str
    err: str
    raw: bytes

    @property
    def words(self) -> str:
        """The result without its line breaks, which depend on the width."""
        return " ".join(self.out.split())

    @property
    def remarks(self) -> str:
        """What went to stderr, without its line breaks."""
        return " ".join(self.err.split())

    @property
    def json(self) -> Any:
        """The result, where it is JSON."""
        return msgspec.json.decode(self.raw)


class Cli(Protocol):
    """Runs the command line on the small world."""

    def __call__(
        self, *args: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None
    ) -> Ran:
        """Run a verb with its arguments; `env` is added to a bare environment."""
        ...


@pytest.fixture(scope="session")
def world_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with the small world and the messages and words that ship."""
    directory = tmp_path_factory.mktemp("world")
    shutil.copytree(HERE / "world", directory, dirs_exist_ok=True)
    shutil.copytree(DATA / "messages", directory / "messages")
    shutil.copy(DATA / "words.yaml", directory)
    return directory


@pytest.fixture(scope="session")
def world(world_directory: Path) -> KnowledgeBase:
    """Return the small world, compiled once."""
    return KnowledgeBase(compile_directory(world_directory))


@pytest.fixture(scope="session")
def en(world: KnowledgeBase) -> Phrases:
    """Return the English sentences."""
    return Phrases(world, "en")


@pytest.fixture(scope="session")
def tr(world: KnowledgeBase) -> Phrases:
    """Return the Turkish sentences."""
    return Phrases(world, "tr")


@pytest.fixture(scope="session")
def item(world: KnowledgeBase) -> Callable[[str], Item]:
    """Return what reads one line with the small world."""
    from interactions.items.resolve import resolve

    return lambda text: resolve(text, world)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment that depends on nobody's terminal, language or cache."""
    return {
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
    }


@pytest.fixture(scope="session")
def cli(world_directory: Path, environment: dict[str, str]) -> Cli:
    """Return what runs a verb on the small world, in this process, as the command would."""

    def call(
        *args: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None
    ) -> Ran:
        ours = ["--kb", str(world_directory)] if args and args[0] in VERBS else []
        argv = ["interactions", *args, *ours]
        code: Any = None
        with (
            patch.dict(os.environ, environment | (env or {}), clear=True),
            patch.object(sys, "argv", argv),
            CliRunner().isolation(input=stdin) as (out, err, _),
        ):
            try:
                run()
            except SystemExit as stop:
                code = stop.code
            sys.stdout.flush()
        raw = out.getvalue()
        return Ran(code, raw.decode(), err.getvalue().decode(), raw)

    return call
