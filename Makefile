.DEFAULT_GOAL := help
.PHONY: help run test test-services tests-with-services lint bench screenshots constraints

PORT ?= 8000
export PORT
PYTHON_IN := .venv/bin/python
FAST := not browser and not postgres and not redis
PYTEST := $(PYTHON_IN) -m pytest --create-db
# Two processes at once, whole files to each; in browsers page by page, a demo shop to each. What races is alone.
TOGETHER := -n 2 --dist loadfile --ignore tests/races

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{printf "make %-15s %s\n", $$1, $$2}'

run:  ## install, migrate, load the demo shop on the first run, serve it at http://localhost:8000 (PORT=8001 changes it)
	@scripts/run

test:  ## the fast suite: SQLite, no service, no browser
	@scripts/setup dev
	$(PYTEST) $(TOGETHER) -m "$(FAST)"
	$(PYTEST) tests/races -m "$(FAST)"

test-services:  ## every test on PostgreSQL and Redis, races and browser too
	@scripts/setup dev
	scripts/services $(MAKE) tests-with-services

tests-with-services:  # needs DATABASE_URL and REDIS_URL
	$(PYTEST) $(TOGETHER) -m "not browser"
	$(PYTEST) tests/races
	$(PYTEST) -n 2 --dist load tests/browser

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
