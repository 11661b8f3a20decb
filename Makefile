# Every command a developer runs. CI runs the same ones. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
# Test processes, and where `make demo` puts its three homes.
JOBS ?= 2
DEMO ?= build/demo

.PHONY: help setup postgresql chromium check check-all lint types imports test stories docs fix run demo bench vectors messages screenshots lock release clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.stamp ## make .venv and install what requirements/ names, by hash

.venv/.stamp: tools/setup pyproject.toml requirements/pip.txt requirements/dev.txt
	@tools/setup
	@touch $@

postgresql: # a server's programs, which the tests need beside SQLite; installed where they are missing
	@tools/postgresql

chromium: # Debian's browser, which the stories and tests of passkeys drive, and what reads its print-outs; installed where missing
	@tools/chromium

check: lint types imports test stories docs ## all that CI does

check-all: export TRILATERAL_CRASHES := 200
check-all: export TRILATERAL_CONFERENCES := 20
check-all: export HYPOTHESIS_PROFILE := thorough
check-all: export TRILATERAL_STORY_LANG := all
check-all: check ## the same with more crash points, conferences and examples, and stories in all languages

lint: setup ## ruff: rules and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## mypy, strict, on src, tests and tools
	$(BIN)/mypy

imports: setup ## import-linter: the layers and what the core may not touch
	$(BIN)/lint-imports

test: setup postgresql chromium ## pytest, all but stories and documents, on SQLite and PostgreSQL
	$(BIN)/pytest -n $(JOBS) --dist worksteal --ignore=tests/test_docs.py --ignore=tests/stories

stories: setup chromium ## pytest in a browser: several nodes, their delegates, every page
	$(BIN)/pytest -n $(JOBS) --dist loadgroup tests/stories

docs: setup ## every kind, command and setting has its page; the documents' commands run
	$(BIN)/pytest tests/test_docs.py

fix: setup ## let ruff mend and format what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

run: setup ## three parties on this machine, with their pages
	$(BIN)/trilateral demo

demo: setup ## three homes with a real case in build/demo, without serving
	$(BIN)/trilateral demo --home $(DEMO) --no-serve

bench: setup ## measure this machine
	$(BIN)/trilateral bench

vectors: setup ## make the golden vectors again; fails when a committed one would change
	for generator in $$(LC_ALL=C ls tests/vectors/make_*.py); do echo "$$generator"; $(BIN)/python "$$generator"; done
	git diff --exit-code -- '*.json'

messages: setup ## write what each language still lacks to build/messages
	$(BIN)/python tools/messages.py

screenshots: setup chromium ## take pictures of key pages in all languages again
	$(BIN)/python tools/screenshots.py

lock: ## resolve pyproject.toml again into requirements/ (needs uv)
	command -v uv >/dev/null || { echo "make lock needs uv on the PATH: see CONTRIBUTING.md" >&2; exit 1; }
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet --python-version 3.11 -o requirements/runtime.txt
	uv pip compile pyproject.toml --group dev -c requirements/runtime.txt --universal --generate-hashes --no-header --quiet --python-version 3.11 -o requirements/dev.txt
	echo pip | uv pip compile - --universal --generate-hashes --no-header --no-annotate --quiet --python-version 3.11 -o requirements/pip.txt

release: check-all ## gather changes/ into CHANGELOG.md and build the distribution in dist/
	$(BIN)/python tools/gather_changes.py
	$(BIN)/hatchling build

clean: ## remove everything that the targets above made, .venv included
	rm -rf .venv .venv-trouble build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
