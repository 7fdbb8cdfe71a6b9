"""Write the real output of every example into the README."""

from __future__ import annotations

from tests.test_docs import EXAMPLE, ROOT, transcript


def main() -> None:
    """Replace each example's output by what the command prints now."""
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
