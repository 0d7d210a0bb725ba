.DEFAULT_GOAL := help
.PHONY: help run test test-services lint bench screenshots constraints

PORT ?= 8000
export PORT
PYTHON_IN := .venv/bin/python
FAST := not browser and not postgres and not redis

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{printf "make %-15s %s\n", $$1, $$2}'

run:  ## install, migrate, load the demo shop on the first run, serve it at http://localhost:8000 (PORT=8001 changes it)
	@scripts/run

test:  ## the fast suite: SQLite, no service, no browser
	@scripts/setup dev
	$(PYTHON_IN) -m pytest --create-db -m "$(FAST)"

test-services:  ## every test on PostgreSQL and Redis, races and browser too
	@scripts/setup dev
	scripts/services $(PYTHON_IN) -m pytest --create-db

lint:  ## code style, layers, templates, settings, migrations, translations
	@scripts/setup dev
	@scripts/lint

bench:  ## what pages cost: SQL, CPU, memory (docs/performance.md)
	@scripts/setup dev
	scripts/services $(PYTHON_IN) -m bench

screenshots:  ## draw docs/screenshots/ again from the demo shop
	@scripts/setup dev
	$(PYTHON_IN) scripts/screenshots.py

constraints:  ## pin every package as it is installed now; try them on the oldest Python that we support
	@.venv/bin/pip freeze --exclude pip --exclude setuptools > .venv/frozen
	@{ head -n 1 constraints.txt; cat .venv/frozen; } > .venv/constraints && mv .venv/constraints constraints.txt
