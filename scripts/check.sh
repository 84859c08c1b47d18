#!/usr/bin/env bash
# What CI runs, in order of cost; each step is timed. Called by `make check`.
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
    local name=$1 begin=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@"
    printf '== %s：%d 秒\n' "$name" $((SECONDS - begin))
}

step "规范" make lint
step "全部测试（SQLite）" make test
# What differs between the databases; the browser and the set-up do not.
step "测试（PostgreSQL）" .venv/bin/python -m tests.services.servers \
    make test ARGS="-m 'not browser and not set_up'"
