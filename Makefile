# Everything a person or CI does with this project. `make` alone lists the targets.
# Variables from the environment or the command line: HOST PORT DATA_DIR DATABASE_URL REDIS_URL, PYTHON, ARGS.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
# Installed at most once per lock file: a stamp is younger than the lock that it was installed from.
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
ASSETS := static/vendor/.stamp
PARALLEL ?= 2
ARGS ?=

.PHONY: help setup run test lint fix bench check lock assets clean

help:  ## 列出全部命令
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(DEV) $(ASSETS)  ## 安装开发所需的全部内容（不启动）

run: $(RUNTIME) $(ASSETS)  ## 安装、建库、载入演示数据并启动
	@exec $(BIN)/python manage.py serve --prepare

test: $(DEV) $(ASSETS)  ## 运行全部测试（ARGS="-k 名称" 可筛选）
	$(BIN)/pytest -n $(PARALLEL) $(ARGS)

lint: $(DEV)  ## 只检查，不改动
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

fix: $(DEV)  ## 自动排版并修正可修正的问题
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(DEV) $(ASSETS)  ## 性能对照表
	$(BIN)/python -m tests.benchmarks $(ARGS)

check: $(DEV) $(ASSETS)  ## 与 CI 相同的全部检查
	scripts/check.sh

lock:  ## 重新锁定依赖版本
	scripts/lock.sh

assets: $(ASSETS)  ## 安装前端资源到 static/vendor

clean:  ## 删除安装内容和缓存（不动数据目录）
	rm -rf .venv node_modules static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find config tracker reports tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): requirements.txt scripts/venv.sh
	@scripts/venv.sh requirements.txt
	@touch $@

$(DEV): requirements-dev.txt scripts/venv.sh
	@scripts/venv.sh requirements-dev.txt
	@touch $(RUNTIME) $@

$(ASSETS): package-lock.json scripts/assets.sh scripts/node.sh | $(RUNTIME)
	@scripts/node.sh
	@scripts/assets.sh
