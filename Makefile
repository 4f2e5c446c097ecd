# Thin recipes; the work is done by the scripts in .ci/ and by the tools in the virtual environment.
VENV ?= .venv
ARGS ?=

PY := $(VENV)/bin/python
SETUP := PYTHONDONTWRITEBYTECODE=1 python3
OFFSCREEN := QT_QPA_PLATFORM=offscreen
FORMATTED := app tests migrations .ci

# What these targets start; "make docs" writes the generated pages, "--check" only compares.
DOCS := tests.structure.docs
BENCH := tests.bench
BENCH_PEER := tests.bench.peer
EVAL_IMPORT := tests.eval_import
EVAL_CLAIMS := tests.eval_claims
EVAL_GUARD := tests.eval_guard
EVAL_BETRAYAL := tests.eval_betrayal
EVAL_TALKS := tests.eval_talks
EVAL_GOALS := tests.eval_goals
FAULTS := tests.faults
RULE_SCAFFOLD := tests.structure.new_rule

module = $(wildcard $(subst .,/,$(1)).py $(subst .,/,$(1))/__main__.py)
start = @$(if $(call module,$(1)),$(2) $(PY) -m $(1) $(3),echo "$@ is not there yet: $(1) is missing."; exit 2)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help env run test check lint format docs bench bench-peer eval-import eval-claims eval-guard eval-betrayal eval-talks eval-goals faults bundle rule migration lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

env: ## build the virtual environment (VENV=folder), or do nothing when it is up to date
	@$(SETUP) .ci/env.py "$(VENV)"

run: window-packages env ## open Rainmaker (ARGS=--demo for a sample business)
	@$(PY) -m app $(ARGS)

test: packages env ## run the tests
	@$(OFFSCREEN) $(PY) -m pytest -n 2 $(ARGS)

check: lint test ## everything that must pass before a change goes in

lint: env ## format, ruff, mypy, imports, generated docs, dead code
	@$(PY) -m ruff format --check $(FORMATTED)
	@$(PY) -m ruff check $(FORMATTED)
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports
	@$(MAKE) --no-print-directory docs ARGS=--check
	@.ci/dead-code $(VENV)/bin/vulture

format: env ## format the code and mend what ruff can mend
	@$(PY) -m ruff format $(FORMATTED)
	@$(PY) -m ruff check --fix $(FORMATTED)

docs: env ## write the generated pages in docs/
	$(call start,$(DOCS),$(OFFSCREEN),$(ARGS))

bench: packages env ## measure speed (ARGS="--scale 0.1")
	$(call start,$(BENCH),$(OFFSCREEN),$(ARGS))

bench-peer: packages env ## measure the same actions beside another CRM
	$(call start,$(BENCH_PEER),$(OFFSCREEN),$(ARGS))

faults: env ## kill, fill and crowd the data file, many times (ARGS="--kills 200")
	$(call start,$(FAULTS),,$(ARGS))

eval-import: env ## measure how well other programs' files are read
	$(call start,$(EVAL_IMPORT),,$(ARGS))

eval-claims: env ## measure how often the coach claims what is not so
	$(call start,$(EVAL_CLAIMS),,$(ARGS))

eval-guard: env ## measure what the leak guard lets out, and what it stops in vain
	$(call start,$(EVAL_GUARD),,$(ARGS))

eval-betrayal: env ## attack the chat with a model that betrays its prompt (ARGS=attacks.jsonl)
	$(call start,$(EVAL_BETRAYAL),,$(ARGS))

eval-talks: env ## play scripted weeks with the coach, and measure what it asked and learned
	$(call start,$(EVAL_TALKS),,$(ARGS))

eval-goals: env ## measure what goals businesses get (ARGS="folder of a CRM's export")
	$(call start,$(EVAL_GOALS),,$(ARGS))

bundle: packages env ## pack the program for this system into dist/
	@test -e build.spec || { echo "make bundle is not there yet: build.spec is missing."; exit 2; }
	@$(PY) -m PyInstaller --noconfirm build.spec

rule: env ## write the files of a new coaching rule (NAME=deal-won)
	$(call start,$(RULE_SCAFFOLD),,"$(NAME)")

migration: env ## write a migration from the difference between tables and models (MSG="what changes")
	@$(PY) .ci/migration.py "$(MSG)"
	@$(PY) -m ruff format --quiet migrations

lock: ## pin the newest allowed versions (ARGS=--upgrade), with hashes
	@test -x $(VENV)/bin/uv || $(MAKE) --no-print-directory env
	@.ci/lock $(VENV)/bin/uv $(ARGS)

clean: ## remove what the tools left behind, but not the environment
	@rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find app tests migrations .ci -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: packages window-packages
packages:
	@$(SETUP) .ci/packages.py offscreen

window-packages:
	@$(SETUP) .ci/packages.py window
