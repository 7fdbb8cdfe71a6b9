"""Compile the knowledge base into the wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface[Any]):
    """Put ``data/`` into the wheel, and its compiled index beside it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected; an editable install reads the checkout."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from interactions.knowledge.build import compile_directory
        from interactions.knowledge.store import INDEX_NAME, write_index

        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name) / INDEX_NAME
        write_index(compile_directory(Path(self.root) / "data", packaged=True), target)
        build_data["force_include"]["data"] = "interactions/data"
        build_data["force_include"][str(target)] = f"interactions/data/{INDEX_NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary index."""
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            self._folder.cleanup()
