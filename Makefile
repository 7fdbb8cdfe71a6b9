# Two commands: `make demo` shows the main job on real lists, `make test` runs everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench mutate-kb clean

$(BIN)/.core: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(BIN)/.dev: $(BIN)/.core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

demo: $(BIN)/.core
	$(BIN)/python examples/run.py

lint: $(BIN)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/interactions kb lint

test: $(BIN)/.dev lint
	$(BIN)/python -m pytest

bench: $(BIN)/.dev
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/names.py

mutate-kb: $(BIN)/.dev
	$(BIN)/python -m tests.mutate_kb --survivors

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
