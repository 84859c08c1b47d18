"""`manage.py serve`: what it refuses in words, and how it keeps its children."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import UserFactory
from tracker.management.commands import serve

ROOT = Path(__file__).parent.parent.parent
SUPERVISE = """
import sys
from tracker.management.supervisor import Child, Supervisor
children = [Child(f"进程{number}", [sys.executable, "-c", code]) for number, code in enumerate(sys.argv[1:])]
announce = lambda: print("ready", *(child.process.pid for child in children), flush=True)
sys.exit(Supervisor(children, say=lambda text: print(text, flush=True)).run(ready=lambda: True, announce=announce))
"""
STAYS = "import time; time.sleep(60)"
DIES = "raise SystemExit(3)"


@pytest.fixture
def supervise() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a supervisor of one child per piece of Python code."""
    with ExitStack() as stack:

        def start(*codes: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", SUPERVISE, *codes]
            supervisor = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            return stack.enter_context(supervisor)

        yield start


def children_of(supervisor: subprocess.Popen[str]) -> list[int]:
    word, *pids = supervisor.stdout.readline().split()
    assert word == "ready"
    return [int(pid) for pid in pids]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone_soon(pids: list[int]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not any(map(is_alive, pids)):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_and_is_no_failure(supervise, signum):
    supervisor = supervise(STAYS, STAYS)
    pids = children_of(supervisor)

    supervisor.send_signal(signum)

    assert supervisor.wait(20) == 0
    assert gone_soon(pids)


def test_a_child_that_dies_is_reported_and_comes_back(supervise):
    supervisor = supervise(STAYS, STAYS)
    first, second = children_of(supervisor)

    os.kill(second, signal.SIGKILL)

    assert "进程1意外退出（代码 -9），正在重新启动" in supervisor.stdout.readline()
    assert is_alive(first)
    supervisor.terminate()
    assert supervisor.wait(20) == 0


def test_a_child_that_cannot_live_ends_the_whole(supervise):
    supervisor = supervise(STAYS, DIES)
    pids = children_of(supervisor)

    said, _ = supervisor.communicate(timeout=30)

    assert supervisor.returncode == 1
    assert "5 次退出（代码 3），系统停止运行" in said
    assert gone_soon(pids[:1])


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 能让子进程随父进程结束")
def test_a_killed_supervisor_leaves_nobody_behind(supervise):
    supervisor = supervise(STAYS)
    pids = children_of(supervisor)

    supervisor.kill()
    supervisor.wait()

    assert gone_soon(pids)


def test_a_taken_port_is_said_in_words():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口 {port} 已被占用.*PORT={port + 1}"):
            call_command("serve", host="127.0.0.1", port=str(port))


@pytest.mark.parametrize("port", ["", "web", "0", "70000"])
def test_a_wrong_port_is_said_in_words(port):
    with pytest.raises(CommandError, match="1 到 65535"):
        call_command("serve", port=port)


@pytest.mark.django_db
def test_accounts_are_shown_only_where_the_demo_people_are(tmp_path, monkeypatch):
    people = [f'[[users]]\nusername = "{name}"\nrole = "handler"' for name in ("jingban", "jingban2")]
    demo = tmp_path / "city.toml"
    demo.write_text("\n".join(['password = "demo"', *people]), encoding="utf-8")
    monkeypatch.setattr(serve, "DEMO", demo)
    UserFactory(username="jingban2")
    assert serve.demo_accounts() == []

    UserFactory(username="jingban")
    assert serve.demo_accounts() == ["演示账号：", "  经办人：jingban", "  密码都是：demo"]
