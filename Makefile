# Short names for `ehc <command>`. Everything here also works without make: README says how.
#
#   make build                                 the committed sample
#   make build DROP=path AS_OF=2026-10-31      your own month
#              OUT=path WAREHOUSE=path EDITION=published SETTINGS=path

.DEFAULT_GOAL := help
.PHONY: help build sample report test lint serve docs notebooks bench clean

BIN := .venv/bin
BASE := $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)
CHROMIUM := command -v chromium || command -v chromium-browser || command -v google-chrome
PLACES = $(if $(OUT),--out "$(OUT)") $(if $(WAREHOUSE),--warehouse "$(WAREHOUSE)") \
	$(if $(EDITION),--edition "$(EDITION)") $(if $(SETTINGS),--settings "$(SETTINGS)")
# A module of tests stays together: what it builds, it builds once.
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile
SITE = $(or $(OUT),out/sample)/site

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

# A line of the installer is shown only where it fails.
define install
@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(1) > .venv/install.log 2>&1 \
	|| { cat .venv/install.log >&2; echo "The environment could not be set up: see above." >&2; exit 5; }
endef

.venv/.ready: requirements.lock pyproject.toml
	@echo "Setting up, about a minute, once"
	@test -n "$(BASE)" || { echo "Python 3.11, 3.12 or 3.13 is needed: install it and call again." >&2; exit 5; }
	@test -x $(BIN)/python || $(BASE) -m venv .venv
	$(call install,--require-hashes -r requirements.lock)
	$(call install,--no-deps -e .)
	@touch $@

.venv/.ready-to-test: .venv/.ready requirements-dev.lock
	@echo "Setting up what the tests need, once"
	$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@

build: .venv/.ready ## land, check, work out every clock, write the reports
	@$(BIN)/ehc build $(if $(DROP),--drop "$(DROP)") $(if $(AS_OF),--as-of "$(AS_OF)") $(PLACES)

report: .venv/.ready ## write the reports anew from the warehouse
	@$(BIN)/ehc report $(PLACES)

sample: .venv/.ready ## make the synthetic sample anew, in data/sample
	@$(BIN)/ehc sample $(if $(OUT),--out "$(OUT)")

test: .venv/.ready-to-test ## every test that this machine can run
	@if { $(CHROMIUM); } > /dev/null; then \
		$(BIN)/python -m pytest $(SIDE_BY_SIDE); \
	else \
		echo "There is no Chromium here, so the tests of the pages in a browser are left out."; \
		echo "To add them: sudo apt-get install chromium"; \
		$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser"; \
	fi

lint: .venv/.ready-to-test ## ruff, sqlfluff and the type check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint models tests/sql
	@$(BIN)/mypy

serve: .venv/.ready ## look at the sample's site on http://127.0.0.1:8000
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory "$(SITE)" 8000

docs: .venv/.ready ## dbt's pages of models, columns and lineage, on http://127.0.0.1:8080
	@$(BIN)/dbt docs generate --profiles-dir . --vars '{"as_of": "$(or $(AS_OF),2026-10-31)"}'
	@$(BIN)/dbt docs serve --profiles-dir . --host 127.0.0.1 --port 8080 --no-browser

notebooks: .venv/.ready-to-test ## run the notebooks against the sample's warehouse
	@$(BIN)/jupyter-execute --inplace notebooks/*.ipynb

bench: .venv/.ready ## time the landing of a country's extracts beside the bare engine (ROWS=10000000)
	@$(BIN)/python -m bench.landing $(ROWS)

clean: ## remove what was built from the sample; your own reports and their history stay
	@rm -rf out/sample data/warehouse/sample.duckdb target logs .pytest_cache .mypy_cache .ruff_cache
