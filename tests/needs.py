"""What a test needs from the machine. Missing: the test is skipped by name; with CI=true it fails instead."""

import os
import shutil
from glob import glob
from pathlib import Path

import pytest


def need(found: str | None, what: str, how: str) -> str:
    """Return `found`, or end the test with the name of the missing thing and the way to get it."""
    if found:
        return found
    message = f"缺少{what}：{how}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    return need(
        found, "浏览器 Chromium", "apt-get install chromium fonts-noto-cjk，或用环境变量 CHROMIUM 指明"
    )


def soffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return need(found, "LibreOffice", "apt-get install libreoffice-writer-nogui")


def redis_server() -> str:
    return need(shutil.which("redis-server"), "Redis 服务程序", "apt-get install redis-server")


def postgres_folder() -> str:
    """Return the folder of initdb and postgres; Debian keeps it off the PATH, one per version."""
    on_path = shutil.which("initdb")
    folders = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(Path(path).parent.name))
    found = str(Path(on_path).parent) if on_path else (folders or [None])[-1]
    return need(found, "PostgreSQL 服务程序", "apt-get install postgresql")
