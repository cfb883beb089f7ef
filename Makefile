# Two commands matter: `make run` and `make test`. Both make the environment first, on any machine with Python >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
# A machine that tells Python to keep no bytecode pays for it at each start of a process, and the tests start many.
export PYTHONDONTWRITEBYTECODE :=

help: ## what there is to call
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/'

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=... make run)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Dân Bàn needs into $(VENV) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the test tools into $(VENV) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run ## the whole service in one process, with a believable ward in it; RELOAD=1 starts it anew when a file changes
	@$(if $(RELOAD),$(BIN)/python -m bot.demo.reload,$(BIN)/danban demo)

test: $(VENV)/.dev ## every test but the deep ones
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: quick deep
quick: $(VENV)/.dev ## a choice of the tests for a minute: no PostgreSQL, no browser
	@$(BIN)/python -m pytest --quick -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

deep: $(VENV)/.dev ## the tests that take long, and every property with 2,000 examples; rows without an order backwards
	@$(BIN)/python -m pytest --deep --backwards -n auto --timeout 1800 $(ARGS)

check: $(VENV)/.dev ## format, lint, templates, floors, types; the pages' scripts too, where Node can be had
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djlint console/templates --lint --quiet
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/python -m webtools

bench: $(VENV)/.dev ## the figures of docs/performance.md
	@$(BIN)/python -m bench $(ARGS)

sbom: $(VENV)/.dev ## every package of this environment as a CycloneDX list, sbom.cdx.json
	@$(BIN)/python -m cyclonedx_py environment $(BIN)/python --pyproject pyproject.toml --of JSON -o sbom.cdx.json $(ARGS)

lock: $(VENV)/.dev ## renew the lock files
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv
	@echo 'setuptools>=80' | $(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml - -o requirements.lock -q
	@echo 'setuptools>=80' | $(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --extra dev -c requirements.lock pyproject.toml - -o requirements-dev.lock -q

clean: ## remove the environment, not the data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

.PHONY: help run test check bench sbom lock clean
