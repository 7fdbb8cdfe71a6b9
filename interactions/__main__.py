"""Start the command line: ``python -m interactions`` and the command ``interactions``."""

from __future__ import annotations


def main() -> None:
    """Run the command line and leave at once.

    A run is short: collecting garbage, and taking every object apart at the end, would be
    a fifth of its time. Everything has been written and is flushed before.
    """
    import gc
    import os
    import sys

    gc.disable()
    from interactions.cli import run

    try:
        run()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            code = code or 1
        os._exit(code)


if __name__ == "__main__":
    main()
