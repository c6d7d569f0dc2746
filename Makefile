# One command per chore; CI runs the same ones. `make demo` and `make test` do all set-up themselves.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: setup demo test bench proof screenshots reference lint types dist clean

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Presswatch needs Python 3.11, 3.12 or 3.13 on the PATH."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	$(BIN)/presswatch demo

# Genuine Elasticsearch servers take part: the first run fetches 1.8 GB, which needs Maven and Java 17
# and 21 (or a Docker engine); without them these tests are skipped, and the summary says so.
test: lint types
	$(BIN)/python -m pytest -n 2 --dist worksteal

bench: setup
	$(BIN)/python -m pytest tests/benchmarks -s -o python_files="bench_*.py"

proof: setup
	PRESSWATCH_PROOF=1 $(BIN)/python -m pytest -s -n 2

# Pictures for the documents, of the demo's pages.
screenshots: demo
	PRESSWATCH_SCREENSHOTS=presswatch-demo/presswatch.toml $(BIN)/python -m pytest tests/browser/test_screenshots.py

# docs/reference/ anew, from the code.
reference: setup
	PYTHONPATH=tests $(BIN)/python -m documents.reference

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: setup
	$(BIN)/mypy

# Two files for a package index: what `pip install` takes, and its source.
dist: setup
	rm -rf build dist
	$(BIN)/python -c 'import setuptools.build_meta as build; build.build_sdist("dist"); build.build_wheel("dist")'
	rm -rf build

clean:
	rm -rf .venv build dist *.egg-info presswatch-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find flows indexing tests -name __pycache__ -type d -prune -exec rm -rf {} +
