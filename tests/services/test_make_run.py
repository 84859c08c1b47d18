"""The first command of the README, in earnest: a copy of the project in an empty folder, and `make run`."""

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import needs
from tests.services.servers import free_port, wait_until

ROOT = Path(__file__).parent.parent.parent
# What this test process knows and a fresh shell does not.
OURS = {
    "DATABASE_URL",
    "REDIS_URL",
    "MEDIA_ROOT",
    "EMAIL_URL",
    "SITE_URL",
    "LOG_LEVEL",
    "DJANGO_SETTINGS_MODULE",
}
OURS |= {"VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "HOST", "PYTHON", "CI"}
REPORT = """市档案馆2025年工作总结

一、存在问题
（一）台账更新不及时。部分科室台账未按月更新。
（二）库房巡查不到位。夜间巡查记录缺失。

二、下一步打算
（一）2026年6月底前完成台账补登，落实按月更新。
（二）由办公室牵头，每周抽查库房夜间巡查记录。
"""
NO_REGISTRY = re.compile(
    r"No matching distribution|ConnectionError|NewConnection|ENOTFOUND|EAI_AGAIN|ETIMEDOUT"
)


class Office:
    """A copy of the project, run as its README says, with a browser's cookies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.data = folder / "data"
        self.output = folder / "output.txt"
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        outside = {name: value for name, value in os.environ.items() if name not in OURS}
        self.environment = outside | {"PORT": str(port), "DATA_DIR": str(self.data)}
        self.make: subprocess.Popen[bytes] | None = None
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies)

    def unpack(self) -> None:
        """Copy what git tracks or would track, as it is now."""
        repository = shutil.which("git") if (ROOT / ".git").exists() else None
        needs.need(repository, "git 仓库", "全新安装取自 git 记录的文件")
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for name in subprocess.check_output(listing, cwd=ROOT, text=True).split("\0"):
            if name and (ROOT / name).is_file():
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target)

    def start(self) -> str:
        """`make run`; return what it printed by the time that the system says it has started."""
        with self.output.open("wb") as output:
            self.make = subprocess.Popen(
                ["make", "run"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(
            lambda: "系统已启动" in self.said() or self.make.poll() is not None, "make run", seconds=400
        )
        if self.make.poll() is not None and NO_REGISTRY.search(self.said()):
            needs.need(None, "软件包源", "全新安装要从软件包源下载依赖")
        assert self.make.poll() is None, self.said()
        return self.said()

    def stop(self) -> int:
        assert self.make is not None
        self.make.terminate()
        return self.make.wait(40)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def open(self, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Return the address at which the browser arrives, and the page."""
        body = urllib.parse.urlencode(form).encode() if form else None
        with self.browser.open(self.address + path, body, timeout=20) as response:
            return response.url, response.read().decode()

    def submit(self, path: str, form: dict[str, str]) -> tuple[str, str]:
        """Fill in the form of a page and send it; return where that leads and the page there."""
        address, page = self.open(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, f"no form on {address}"
        return self.open(address.removeprefix(self.address), form | {"csrfmiddlewaretoken": token[1]})


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    office.unpack()
    yield office
    if office.make and office.make.poll() is None:
        os.killpg(office.make.pid, signal.SIGKILL)
        office.make.wait()
    shutil.rmtree(office.folder)  # an environment of 150 MB


@pytest.mark.set_up
def test_make_run_on_a_fresh_copy(office):
    said = office.start()
    accounts = dict(re.findall(r"^  (\S+)：(\S+)$", said, re.MULTILINE))
    assert set(accounts) >= {"督办人员", "经办人", "单位负责人", "领导", "管理员", "密码都是"}, said
    assert office.address in said

    sign_in = {"username": accounts["督办人员"], "password": accounts["密码都是"]}
    arrived, _page = office.submit("/", sign_in)
    assert "login" not in arrived
    review, _page = office.submit("/reports/", {"text": REPORT})
    review = review.removeprefix(office.address)
    wait_until(lambda: 'id="waiting"' not in office.open(review)[1], "the worker's reading of the report")
    assert "台账更新不及时" in office.open(review)[1]

    assert office.stop() == 0 or "系统已停止" in office.said(), office.said()
    with pytest.raises(urllib.error.URLError):
        office.open("/")

    again = office.start()
    assert "正在安装" not in again
    assert "演示数据" not in again
    address, page = office.open(review)
    assert "login" not in address, "the session did not outlive the restart"
    assert "台账更新不及时" in page
    office.stop()
