# What each command does is said by `make help`. Needs only make and Python >= 3.11 (PYTHON=...).

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
WORKERS ?= 2
# Names of modules under bench/, each with a `python -m bench.<name>`.
BENCHES ?= regions names render segments memory throughput delivery broadcast

# Two makes at once in a fresh folder take turns at the environment, where there is a flock.
ONE := $(shell command -v flock >/dev/null 2>&1 && echo flock Makefile)
# A caller's own pip settings may add places to look in; the hashes decide what is installed.
PIP := $(ONE) $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
# The project itself is installed from this folder by the build back end in the lock: no fetching.
PIP_SELF := $(PIP) --no-index --no-deps --no-build-isolation --editable .

PACKAGES := bot handlers i18n backend_client
# Some machines keep Python from writing bytecode (PYTHONDONTWRITEBYTECODE): a start then takes 3 s
# instead of 1. A file that does not compile is a test file of some library: no reason to stop.
BYTECODE = $(BIN)/python -m compileall -q -j 2 $(VENV)/lib $(PACKAGES) >/dev/null || true

.DEFAULT_GOAL := help
.PHONY: help demo test check docs format bench lock clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r c t; do \
		printf '%-12s %s\n' "$$c" "$$t"; done

demo: $(VENV)/runtime ## the bot, a sandbox of DTKS and a phone in the browser, on this machine
	@exec $(BIN)/bansos demo

test: $(VENV)/dev ## every test, PostgreSQL's included
	$(BIN)/python -m pytest --numprocesses $(WORKERS)

check: $(VENV)/dev ## format, lint, types, import contracts, catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bansos i18n check
	$(BIN)/bansos i18n lint
	@# Not --quiet: it hides warnings from --strict, which then fails for none.
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

docs: $(VENV)/dev ## the pages under docs/ as a site in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

format: $(VENV)/dev ## put the code into its format, mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev ## measure: one figure a line, each against its target
	@set -e; for name in $(BENCHES); do echo "== $$name"; $(BIN)/python -m bench.$$name; done

# --- environment: a stamp a lock, so that a second run costs nothing -------------------------------

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(ONE) $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "No virtual environment could be made: on Debian, install python3-venv"; exit 1; }

$(VENV)/runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Making the environment in $(VENV) (once)"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP_SELF)
	@$(BYTECODE)
	@touch $@

$(VENV)/dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Making the environment for development in $(VENV) (once)"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP_SELF)
	@$(BYTECODE)
	@touch $@ $(VENV)/runtime

# --- locks: every Python and platform in one file, hashes, no host of a registry -------------------

UV_VERSION := 0.13.8
UPGRADE    ?=
COMPILE = env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_FIND_LINKS \
	UV_NO_CONFIG=1 UV_PYTHON_DOWNLOADS=never $(VENV)/uv/bin/uv pip compile --quiet \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock" $(UPGRADE)

lock: $(VENV)/uv/bin/uv ## solve the dependencies again (UPGRADE=--upgrade for newer ones)
	@# The larger one first: what runs must also agree with every extra.
	$(COMPILE) pyproject.toml --group dev --all-extras --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --group build --constraints requirements-dev.lock \
		--output-file requirements.lock
	$(COMPILE) pyproject.toml --group build --all-extras --constraints requirements-dev.lock \
		--output-file requirements-extras.lock

$(VENV)/uv/bin/uv: | $(VENV)/bin/python
	@$(BIN)/python -m venv $(VENV)/uv
	@$(VENV)/uv/bin/python -m pip --disable-pip-version-check install --quiet uv==$(UV_VERSION)

clean: ## remove what make and the tools made; data and .env stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf *.egg-info build dist site
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +
