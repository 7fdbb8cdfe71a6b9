"""Measure how fast names are resolved.

    python benchmarks/names.py

Two figures, on the knowledge base of the checkout:

1. one known name, warm, in microseconds of CPU time (limit 20);
2. 10,000 unknown names, one after the other, in seconds and in MiB of peak memory
   (limits 10 s and 1,024 MiB); a list of that length is refused by a check.
"""

from __future__ import annotations

import random
import resource
import statistics
import string
import time

from interactions.api import check
from interactions.errors import InputError
from interactions.items.resolve import resolve
from interactions.knowledge.store import load

KNOWN = ("levothyroxine", "Synthroid", "magnesium citrate", "sarı kantaron", "Euthyrox")
ROUNDS = 15
TIMES = 2000
UNKNOWN = 10_000
LIMITS = {"one known name, us": 20.0, "10,000 unknown names, s": 10.0, "peak memory, MiB": 1024.0}


def known_us() -> float:
    """Return the median microseconds for a known name, over names and rounds."""
    kb = load()
    found = []
    for _ in range(ROUNDS):
        for name in KNOWN:
            resolve(name, kb)
            start = time.process_time()
            for _ in range(TIMES):
                resolve(name, kb)
            found.append((time.process_time() - start) / TIMES * 1e6)
    return statistics.median(found)


def unknown_s() -> float:
    """Return the seconds for 10,000 names that nobody knows, each with its suggestions."""
    kb = load()
    chance = random.Random(1)  # noqa: S311 - no secret
    names = [
        "".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 14)))
        for _ in range(UNKNOWN)
    ]
    try:
        check(names, kb=kb)
    except InputError as error:
        print(f"a list of {UNKNOWN}: {error}")
    start = time.process_time()
    for name in names:
        resolve(name, kb)
    return time.process_time() - start


def main() -> None:
    """Measure and print the figures beside their limits."""
    found = {
        "one known name, us": known_us(),
        "10,000 unknown names, s": unknown_s(),
        "peak memory, MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(f"{'figure':<26}{'measured':>10}{'limit':>8}")
    for name, value in found.items():
        print(f"{name:<26}{value:>10.1f}{LIMITS[name]:>8.0f}")


if __name__ == "__main__":
    main()
