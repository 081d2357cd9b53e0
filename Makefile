# Kairos: everything a contributor runs. `make` alone lists it.
# On a new machine it needs Python 3.11 or newer with pip and venv; another one than python3: make PYTHON=python3.12 demo
PYTHON ?= python3
ARGS   ?=# handed on, e.g. make test ARGS="-k deal" or make lock ARGS=--upgrade
BIN    := .venv/bin

.PHONY: help install demo test long lint bench load lock clean secrets audit

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 16

install: .venv/.installed ## the command, as .venv/bin/kairos

demo: .venv/.installed ## the playground on this machine, with a made-up team
	$(BIN)/kairos demo $(ARGS)

test: .venv/.installed-dev ## every test except the long ones and the benchmarks
	$(BIN)/pytest $(ARGS)

long: .venv/.installed-dev ## the tests that take minutes: a simulated year, a hundred kills at random, twice, much fuzzing
	$(BIN)/pytest -m long $(ARGS)

lint: .venv/.installed-dev ## style, types, who may import whom, content
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/kairos content lint
	$(BIN)/pip check

bench: .venv/.installed-dev ## the benchmarks: one table, the bare peers beside Kairos; some ten minutes
	$(BIN)/python -m benchmarks $(ARGS)

load: .venv/.installed-dev ## fifty reps at once on either platform, then a quarter of two hundred; half an hour
	$(BIN)/python -m benchmarks.load --platform slack
	$(BIN)/python -m benchmarks.load --platform teams
	$(BIN)/python -m benchmarks.soak

secrets: ## look for secrets in the tree
	$(PYTHON) .ci/secrets.py

# It has an environment of its own. --strict: what could not be looked up is a failure, and no silence
audit: ## known holes in what Kairos depends on; needs a network
	@[ -x build/audit/bin/pip-audit ] || { $(PYTHON) -m venv build/audit && build/audit/bin/pip -q install pip-audit; }
	build/audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt
	build/audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements-dev.txt

# --allow-unsafe because sqlite-utils depends on pip itself, and with hashes nothing may stay unpinned
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(ARGS)

lock: .venv/.installed-dev ## write requirements*.txt anew from pyproject.toml
	$(COMPILE) --build-deps-for=editable --output-file=requirements.txt pyproject.toml
	$(COMPILE) --build-deps-for=editable --extra=dev --constraint=requirements.txt --output-file=requirements-dev.txt pyproject.toml

clean: ## remove the environment and all that was built
	rm -rf .venv build dist .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find bot dialogs tests -name __pycache__ -prune -exec rm -rf {} +

# One environment for all targets. A stamp says that it is complete; the mark `.installing` says that somebody is at it,
# or was stopped half-way: then it is made anew.
.venv/.installed: requirements.txt pyproject.toml
	$(call install,requirements.txt)
	@touch $@

.venv/.installed-dev: requirements-dev.txt pyproject.toml
	$(call install,requirements-dev.txt)
	@touch .venv/.installed $@

define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Kairos needs Python 3.11 or newer, and $(PYTHON) is not: name another, e.g. make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Kairos needs Python's venv module; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@if kill -0 "$$(cat .venv/.installing 2>/dev/null)" 2>/dev/null; then echo "Another make is filling .venv; try again when it is done"; exit 1; fi
	@echo "Installing into .venv from $(1); the first time this may take a minute ..."
	@set -e; \
	if [ -e .venv/.installing ] || [ ! -e .venv/.installed ]; then rm -rf .venv; mkdir .venv; fi; \
	echo $$$$ >.venv/.installing; rm -f .venv/.installed .venv/.installed-dev; \
	[ -x $(BIN)/pip ] || $(PYTHON) -m venv .venv; \
	$(PIP) --require-hashes --requirement $(1); \
	$(PIP) --no-deps --no-build-isolation --editable .; \
	rm .venv/.installing
endef
PIP = $(BIN)/python -m pip -qq --disable-pip-version-check --no-input install
