# Six words: run, test, check, bench, setup, shell. Everything they need is fetched and made on the way.

PORT ?= 8000
DATA ?= $(or $(QUEN_DATA),data)
DEMO ?= 1

PYTHON = .venv/bin/python
PREPARE = python=$$(sh bin/find-python) && "$$python" bin/setup
# Tools look at the code, never at somebody's customers.
APART = env -u DATABASE_URL -u EMAIL_URL QUEN_DATA=build/apart DJANGO_SETTINGS_MODULE=quen.config.settings

.PHONY: run test check bench setup shell lint

run:
	@$(PREPARE) run && QUEN_DATA="$(DATA)" exec bin/quen serve --port "$(PORT)" $(if $(filter 0 no false,$(DEMO)),--no-demo,--demo)

test:
	@$(PREPARE) dev && $(PYTHON) bin/test

check: lint
	@$(PYTHON) bin/test

lint:
	@$(PREPARE) dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(APART) $(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(APART) $(PYTHON) -m django makemigrations --check --dry-run
	$(PYTHON) bin/translations check

bench:
	@$(PREPARE) dev && $(PYTHON) -m bench

setup:
	@$(PREPARE) dev

shell:
	@$(PREPARE) dev && QUEN_DATA="$(DATA)" DJANGO_SETTINGS_MODULE=quen.config.settings $(PYTHON) -m django shell
