"""Start the command line: ``python -m interactions`` and the command ``interactions``."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from interactions.cli import run

    run()


if __name__ == "__main__":
    main()
