# Two commands are all a newcomer needs: `make demo` and `make test`.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
SANDBOX_PORT ?= $(shell echo $$(( $(PORT) + 10 )))
PYTHON ?= python3
VAR_DIR ?= $(CURDIR)/var
BIN := .venv/bin
export PORT SANDBOX_PORT VAR_DIR
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONUNBUFFERED := 1

help:  ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.venv/.locked: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (set PYTHON=)."; exit 1; }
	$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }
	echo "Setting up .venv (once) …"
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --require-hashes --no-deps -r requirements/dev.txt
	touch $@

setup: .venv/.locked  ## Make the virtual environment

demo: setup  ## Set up, load the demo and serve the shop on http://127.0.0.1:8000 (PORT= changes it)
	@export DJANGO_SETTINGS_MODULE=cms.settings.dev
	python manage.py prepare_demo
	exec honcho start --no-colour

test: setup  ## Set up and run every test, on SQLite and on PostgreSQL
	@bash tests/run.sh

proof: setup  ## Run the proofs of what we promise, on both databases
	@python -m tests.proof

simulate: setup  ## Live through shops at random (COUNT=500); SEED= replays one life, line by line
	@SEED="$(SEED)" COUNT="$(COUNT)" pytest -q -s --show-capture=no tests/simulation/replay.py

measure: setup  ## Time the demo's pages in Chromium and with Lighthouse; wants the machine for itself
	@TEST_DATABASE=sqlite pytest -q -rs -m measured tests/browser

bench: setup  ## Whether books of a million postings are as quick as short ones, on PostgreSQL; about ten minutes
	@python -m tests.bench

lint: setup  ## Style, import contracts, templates, migrations
	@bash tests/lint.sh

lock: setup  ## Resolve the locked requirements anew
	@pip install --quiet uv
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/production.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -c requirements/production.txt -o requirements/dev.txt

words: setup  ## Bring the catalogues of the languages to the sentences there are, and compile them
	@DJANGO_SETTINGS_MODULE=cms.settings.dev python manage.py words

reset:  ## Empty the demo: its database, its pictures, its mails
	@rm -rf var/*shop.sqlite3* var/*sandbox.sqlite3* var/mail var/demo.json
	find media -mindepth 1 ! -name README -delete
	echo "The demo is empty."

.PHONY: help setup demo test proof simulate measure bench lint lock words reset
