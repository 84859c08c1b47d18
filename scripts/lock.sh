#!/usr/bin/env bash
# Lock pyproject.toml into requirements.txt and requirements-dev.txt, for every platform, with hashes and without
# the address of any registry. Extra arguments go to uv: scripts/lock.sh --upgrade
set -euo pipefail
cd "$(dirname "$0")/.."
[[ -x .venv/bin/python ]] || scripts/venv.sh requirements-dev.txt
.venv/bin/python -m pip install -qq --disable-pip-version-check uv

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links "$@"
}

compile pyproject.toml --output-file requirements.txt "$@"
# The constraint keeps both files on the same versions.
compile pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt "$@"
