#!/usr/bin/env bash
# `make test`: everything, on both databases. Says at the end what did not run and why.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
failed=()

step() {
    local name=$1 began=$SECONDS
    shift
    printf '\n── %s\n' "$name"
    "$@" || failed+=("$name")
    printf '── %s: %s s\n' "$name" $((SECONDS - began))
}

# Each of the two takes one core for as long as the other.
migrated() {
    TEST_DATABASE=sqlite pytest -q -rs --migrations -m migrated tests &
    TEST_DATABASE=postgresql pytest -q -rs --migrations -m migrated tests
    local one=$?
    wait $! && return $one
}

if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        printf 'Chromium is missing; installing it with apt …\n'
        { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1 || printf 'apt could not install Chromium.\n'
    fi
    command -v chromium >/dev/null || printf 'The browser tests will not run: there is no Chromium (Debian: apt-get install chromium).\n'
fi

step "lint" bash tests/lint.sh
step "tests on SQLite" env TEST_DATABASE=sqlite pytest -q -rs -n 2 --dist worksteal -m "not browser and not migrated" tests
step "tests on PostgreSQL, of what asks a database" env TEST_DATABASE=postgresql ONLY_WITH_DATABASE=1 pytest -q -rs -n 2 --dist worksteal -m "not browser and not migrated" tests
step "the real migrations on both" migrated
step "the browser" env TEST_DATABASE=sqlite pytest -q -rs -n 2 --dist loadscope -m "browser and not measured" tests/browser

printf '\nNot run here: what times pages (make measure); it wants the machine for itself.\n'
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
printf 'Everything passed.\n'
