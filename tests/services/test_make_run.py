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

    def sign_in(self, username: str, password: str) -> str:
        """Return the address of the first page behind the login."""
        address, page = self.open("/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, f"{address} is no login page"
        path = address.removeprefix(self.address)
        form = {"username": username, "password": password, "csrfmiddlewaretoken": token[1]}
        return self.open(path, form)[0]

    def ring_the_worker(self) -> None:
        """Send a job from another process, as a cron job does."""
        code = "from config.celery import app; app.send_task('celery.accumulate')"
        python = self.folder / ".venv" / "bin" / "python"
        subprocess.run([python, "-c", code], cwd=self.folder, env=self.environment, check=True)

    def waiting_messages(self) -> list[Path]:
        return list((self.data / "broker" / "messages").iterdir())


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

    arrived = office.sign_in(accounts["督办人员"], accounts["密码都是"])
    assert "login" not in arrived
    office.ring_the_worker()
    wait_until(lambda: not office.waiting_messages(), "the worker")

    assert office.stop() == 0 or "系统已停止" in office.said(), office.said()
    with pytest.raises(urllib.error.URLError):
        office.open("/")

    again = office.start()
    assert "正在安装" not in again
    assert "演示数据" not in again
    address, _page = office.open("/")
    assert "login" not in address, "the session did not outlive the restart"
    office.stop()
