"""Measure the start-up figures as ratios of CPU time, interleaved in one run.

    python benchmarks/startup.py [rounds]

The package is built and installed into an environment of its own, with its five
dependencies and nothing else, as a user would have it.

Three ratios, each the median over the rounds with its lowest and highest value:

1. ``interactions check`` with 10 items / ``python -c "import click"``
2. the same after a YAML edit / one ``yaml.load`` with CSafeLoader of the same files
3. ``import interactions`` / ``import click``
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
ITEMS = (
    "ciprofloxacin 500 mg",
    "magnesium glycinate 400 mg",
    "levothyroxine 75 mcg",
    "calcium carbonate 600 mg",
    "alendronate 70 mg",
    "omeprazole 20 mg",
    "ferrous sulfate 325 mg",
    "zinc 15 mg",
    "doxycycline 100 mg",
    "warfarin 5 mg",
)
PARSE = (
    "import sys, yaml\n"
    "for name in sys.argv[1:]:\n"
    "    with open(name, encoding='utf-8') as file:\n"
    "        yaml.load(file, Loader=yaml.CSafeLoader)\n"
)
LIMITS = {
    "check 10 items / import click": 1.5,
    "check after a YAML edit / parse of the same files": 1.3,
    "import interactions / import click": 0.6,
}


def cpu(command: list[str], environment: dict[str, str]) -> float:
    """Return the user and system seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, cwd=environment["HOME"], env=environment, capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{command}: exit {done.returncode}\n{done.stderr.decode()}")
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def installed(folder: Path) -> Path:
    """Install the package into a fresh environment and return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(ROOT)], check=True)
    return python


def loaded_modules(python: str, environment: dict[str, str]) -> str:
    """Return which heavy libraries a check loads; there should be none."""
    code = (
        "import sys\n"
        "from interactions.cli import main\n"
        f"main(['check', *{list(ITEMS)!r}], standalone_mode=False)\n"
        "heavy = {'networkx', 'yaml', 'numpy', 'rapidfuzz'} & set(sys.modules)\n"
        "print(', '.join(sorted(heavy)) or 'none', file=sys.stderr)\n"
    )
    done = subprocess.run(
        [python, "-c", code],
        cwd=environment["HOME"],
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stderr.strip().splitlines()[-1]


def main(rounds: int) -> None:
    """Measure and print the three ratios."""
    with tempfile.TemporaryDirectory() as folder:
        python = str(installed(Path(folder) / "venv"))
        data = Path(folder) / "data"
        shutil.copytree(ROOT / "data", data)
        edited = data / "edition.yaml"
        files = [str(path) for path in sorted(data.rglob("*.yaml"))]
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "HOME": folder, "LANG": "C.UTF-8"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        check = [str(Path(python).with_name("interactions")), "check", *ITEMS]
        again = [*check, "--kb", str(data)]
        click = [python, "-c", "import click"]
        ours = [python, "-c", "import interactions"]
        parse = [python, "-c", PARSE, *files]
        for command in (check, again, click, ours, parse):
            cpu(command, environment)
        found: dict[str, list[float]] = {name: [] for name in LIMITS}
        for _round in range(rounds):
            base = cpu(click, environment)
            found["check 10 items / import click"].append(cpu(check, environment) / base)
            found["import interactions / import click"].append(
                cpu(ours, environment) / cpu(click, environment)
            )
            edited.write_text(edited.read_text(encoding="utf-8") + "\n", encoding="utf-8")
            found["check after a YAML edit / parse of the same files"].append(
                cpu(again, environment) / cpu(parse, environment)
            )
        print(f"heavy libraries loaded by a check: {loaded_modules(python, environment)}")
    print(f"{'ratio of CPU time':<52} {'median':>7} {'lowest':>7} {'highest':>8} {'limit':>6}")
    for name, ratios in found.items():
        median = statistics.median(ratios)
        print(
            f"{name:<52} {median:>7.2f} {min(ratios):>7.2f} {max(ratios):>8.2f} {LIMITS[name]:>6}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
