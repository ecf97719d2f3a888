# Every command anyone needs. Plain `make` lists them.
PYTHON ?= python3
PORT ?= 8000
VAR_DIR ?= var
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
DEMO_ENV = DEMO=1 SECRET_KEY="$$(cat $(VAR_DIR)/secret_key)"
EXPORT := var/tools/bin/uv export --quiet --frozen --no-header --no-annotate --format requirements-txt
# What a safe deployment would set, so that `check --deploy` has nothing left to say but of the code.
SAFE_ENV := SECRET_KEY=kept-for-the-check-of-deployment-settings-and-nothing-else-at-all DEBUG=0 DEMO=0 \
	SITE_URL=https://concord.example.org DATABASE_URL=postgres://db/concord REDIS_URL=redis://redis:6379/0
TEST_ENV := env -u REDIS_URL -u EMAIL_URL -u DEMO -u DEBUG -u SITE_URL

.DEFAULT_GOAL := help
.PHONY: help run test check browser bench fmt lock words shell run-task

help:
	@echo "make run [PORT=8000]            the whole system in this terminal, with a demo in it"
	@echo "make test                       every test but those that need a browser"
	@echo "make check                      format, lint, types, import contracts, settings: no tests"
	@echo "make browser                    the journeys in a real browser (Chromium)"
	@echo "make bench [ONLY=word]          requests per second, beside a control page"
	@echo "make fmt                        put the code in order"
	@echo "make lock                       resolve and pin the dependencies anew"
	@echo "make words                      gather what pages and mails say into locale/ (needs GNU gettext)"
	@echo "make shell                      Django's shell on the demo's data"
	@echo "make run-task TASK=… [NOW=…]    one task of tasks/schedule.py by hand, at another moment if asked"

run: $(VENV)/local
	@$(BIN)/python manage.py run --port "$(PORT)"

test: $(VENV)/test
	@$(TEST_ENV) -u DATABASE_URL $(BIN)/python -m pytest
	@$(TEST_ENV) $(BIN)/python tests/on_postgres.py tests/integration
	@$(TEST_ENV) -u DATABASE_URL $(BIN)/python -m pytest -o addopts= -m processes -n 4 --dist loadfile tests/processes

check: $(VENV)/test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/djlint templates --lint --quiet
	@$(SAFE_ENV) DATABASE_URL=sqlite:///:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	@$(SAFE_ENV) $(BIN)/python manage.py check --deploy --fail-level WARNING

browser: $(VENV)/test
	@$(TEST_ENV) -u DATABASE_URL $(BIN)/python -m pytest -o addopts= -m browser -n 2 --dist loadfile -rs tests/browser

bench: $(VENV)/test
	@$(BIN)/python -m bench $(ONLY)

fmt: $(VENV)/test
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: var/tools/bin/uv
	@var/tools/bin/uv lock
	@$(EXPORT) --no-dev --extra local --output-file requirements/local.txt
	@$(EXPORT) --extra local --group test --group lint --output-file requirements/test.txt
	@$(EXPORT) --no-dev --output-file requirements/production.txt

words: $(VENV)/test
	@$(SAFE_ENV) $(BIN)/python manage.py makemessages --locale es --no-location --no-obsolete --ignore var --ignore tests
	@sed -i '/^"POT-Creation-Date:/d' locale/es/LC_MESSAGES/django.po
	@$(SAFE_ENV) $(BIN)/python manage.py compilemessages --locale es

shell: $(VENV)/local $(VAR_DIR)/secret_key
	@$(DEMO_ENV) $(BIN)/python manage.py shell

run-task: $(VENV)/local $(VAR_DIR)/secret_key
	@$(DEMO_ENV) $(BIN)/python manage.py run_task "$(TASK)" --now "$(NOW)"

# What the commands above stand on.

$(VENV)/made:
	@command -v $(PYTHON) >/dev/null || { echo "Concord needs Python 3.11 to 3.14, and there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 11) <= v < (3, 15) or sys.exit("Concord needs Python 3.11 to 3.14, and $(PYTHON) is %d.%d. Name another: make run PYTHON=python3.12" % v)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make a virtual environment here: install its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/local $(VENV)/test: $(VENV)/%: requirements/%.txt $(VENV)/made
	@echo "Installing requirements/$*.txt …"
	@$(PIP) -r $<
	@touch $@

$(VAR_DIR)/secret_key: | $(VENV)/local
	@$(BIN)/python -c 'from lms.supervisor.environment import prepare; prepare()'

var/tools/bin/uv:
	@$(PYTHON) -m venv var/tools
	@var/tools/bin/python -m pip install --quiet uv==0.13.9
