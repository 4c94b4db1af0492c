#!/usr/bin/env bash
# `make lint`: style, import contracts, templates, migrations.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
status=0
ruff check --quiet . || status=1
ruff format --quiet --check . || { echo "ruff format: run 'ruff format .'"; status=1; }
lint-imports --no-cache 2>&1 | grep -E 'KEPT|BROKEN|->|Contracts:|rror' ; [ "${PIPESTATUS[0]}" = 0 ] || status=1
djlint templates --lint --quiet || status=1
# Of no database: an older demo's own may know migrations of another order.
DATABASE_URL=sqlite://:memory: DJANGO_SETTINGS_MODULE=cms.settings.dev python manage.py makemigrations --check --dry-run || status=1
DJANGO_SETTINGS_MODULE=cms.settings.dev python manage.py check --fail-level WARNING || status=1
exit $status
