"""Run the main job on the lists of this folder, as `make demo` does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUNS = (
    ("check", "-f", "antibiotic.txt", "--lang", "en"),
    ("check", "-f", "antibiotic.txt", "--add", "levothyroxine 50 mcg", "--lang", "en"),
    ("check", "-f", "thyroid-morning.csv", "--lang", "en"),
    ("check", "-f", "misspelt.txt", "--lang", "en"),
    ("check", "-f", "kemik-ve-bobrek.yaml"),
    ("check", "-f", "gebelik.txt", "--pregnant", "--lang", "tr"),
    ("explain", "ciprofloxacin", "magnesium glycinate", "--lang", "en"),
    ("lookup", "magnesium glycinate", "--lang", "en"),
)
# 0: done; 3: done, but something on the list was not checked, and the report says what.
EXPECTED = {0, 3}


def main() -> int:
    """Run every example; fail when one does not end as it should."""
    for arguments in RUNS:
        command = [sys.executable, "-m", "interactions", *arguments]
        print(f"\n$ interactions {' '.join(map(quoted, arguments))}\n", flush=True)
        done = subprocess.run(command, cwd=HERE, check=False)
        print(f"\n(exit {done.returncode})", flush=True)
        if done.returncode not in EXPECTED:
            return 1
    return 0


def quoted(word: str) -> str:
    """Return a word as one would type it in a shell."""
    return f'"{word}"' if " " in word else word


if __name__ == "__main__":
    sys.exit(main())
