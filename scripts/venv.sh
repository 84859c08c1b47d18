#!/usr/bin/env bash
# Make .venv if need be and install one lock file into it: scripts/venv.sh requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."
lock=${1:?lock file}

usable() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && usable "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    echo "没有找到可用的 Python。需要 3.11 或更高版本，并带 venv 模块（Debian：apt-get install python3 python3-venv）。" >&2
    return 1
}

# A venv whose interpreter is gone (the folder was copied, Python was upgraded) is made anew.
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    echo "正在创建运行环境（$("$python" --version)）……"
    "$python" -m venv --clear .venv
fi

echo "正在安装 $lock 中锁定的依赖……"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
