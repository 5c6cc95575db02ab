# Two commands do everything on a fresh Debian machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint format bench pictures clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "lastrep needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@sh tools/make-venv $(PYTHON) $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

demo: $(VENV)/.installed
	$(BIN)/lastrep demo

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: lint
	@sh tools/install-chromium
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile

bench: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks

pictures: $(VENV)/.installed-test
	$(BIN)/python tools/make_pictures.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
