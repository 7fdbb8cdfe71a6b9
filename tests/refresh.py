"""Write what is generated: the README's examples, the coverage page and the manifest.

``python -m tests.refresh`` keeps the manifest from shrinking silently: a rule or member
that is gone needs a line in its ``gone`` section first, with the reason.
"""

from __future__ import annotations

import sys

import interactions
from interactions.curating.coverage import coverage_text
from tests.manifest import MANIFEST, lost, manifest_text
from tests.test_docs import COVERAGE, EXAMPLE, ROOT, transcript


def main() -> None:
    """Replace what the documents show by what the program says now."""
    kb = interactions.load(ROOT / "data")
    missing = lost(kb)
    if missing:
        remedy = 'give each a line under "gone" with the reason'
        sys.exit(f"{MANIFEST.name}: {', '.join(missing)}: no longer there; {remedy}")
    MANIFEST.write_text(manifest_text(kb), encoding="utf-8")
    COVERAGE.write_text(coverage_text(kb), encoding="utf-8")
    path = ROOT / "README.md"
    text = EXAMPLE.sub(
        lambda match: (
            f"<!-- example: {match['command']} -->\n"
            f"```console\n{transcript(match['command'])}```\n<!-- example: end -->"
        ),
        path.read_text(encoding="utf-8"),
    )
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
