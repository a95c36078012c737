# make docs    the documentation site in build/site
# make serve   the service on http://127.0.0.1:8000
# make demo    the same on a page in the browser, with made-up patients and a temporary database
# make test    every check, then the tests; WHEEL=1 tests the built wheel instead of the sources

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PACKAGES := cards cds_service fhir_mappers

.PHONY: serve demo test check docs clean

serve: $(VENV)/served
	$(BIN)/cds-service serve --host 127.0.0.1 --port 8000

demo: $(VENV)/served
	$(BIN)/cds-service demo --port 8000

test: check
ifdef WHEEL
	$(BIN)/python -m build --wheel --outdir $(VENV)/wheel .
	$(BIN)/pip install --quiet --force-reinstall --no-deps $(VENV)/wheel/*.whl
	rm -rf $(VENV)/apart && mkdir $(VENV)/apart
	cp -R tests docs mkdocs.yml *.md pyproject.toml Dockerfile compose.yaml compose.env.example $(VENV)/apart
	cd $(VENV)/apart && $(abspath $(BIN))/python -m pytest -p no:cacheprovider
else
	$(BIN)/python -m pytest
endif

check: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/tested
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

clean:
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=python3.x"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/served: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/tested: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/served
