"""`manage.py serve`: web, Celery worker and beat on one machine, as one command that Ctrl-C stops."""

import errno
import http.client
import os
import socket
import sys
import tomllib
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections

from tracker.holidays import fill_holidays
from tracker.management.supervisor import Child, Supervisor
from tracker.models import User
from tracker.states import Role

DEMO = settings.BASE_DIR / "seeds" / "city.toml"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    help = "启动网页服务、后台任务和定时任务（一台机器上的全部进程），按 Ctrl-C 停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default=os.environ.get("HOST", "127.0.0.1"), help="监听地址，默认 HOST 或 127.0.0.1"
        )
        parser.add_argument(
            "--port", default=os.environ.get("PORT", "8000"), help="监听端口，默认 PORT 或 8000"
        )
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="先更新数据库结构和静态文件；数据库为空时载入演示数据",
        )

    def handle(self, *, host: str, port: str, prepare: bool, **options: object) -> None:
        number = checked_port(port)
        ensure_free(host, number)
        if prepare:
            self.prepare()
        address = f"http://{host if host not in ('0.0.0.0', '::') else '127.0.0.1'}:{number}"
        os.environ.setdefault("SITE_URL", address)  # links in mails follow the port
        accounts = demo_accounts()
        connections.close_all()

        supervisor = Supervisor([web(host, number), worker()], say=self.say)
        code = supervisor.run(
            ready=lambda: answers(host, number),
            announce=lambda: self.announce(address, host, accounts),
        )
        self.say("系统已停止。数据保存在 " + str(settings.DATA_DIR))
        if code:
            sys.exit(code)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self) -> None:
        self.say("正在更新数据库结构……")
        call_command("migrate", interactive=False, verbosity=0)
        fill_holidays()
        self.say("正在整理静态文件……")
        call_command("collectstatic", interactive=False, verbosity=0)
        if not User.objects.exists():
            self.say("数据库是空的，正在载入演示数据……")
            call_command("seed")

    def announce(self, address: str, host: str, accounts: list[str]) -> None:
        lines = ["", f"系统已启动：{address}", *accounts]
        if host not in LOOPBACK and "ALLOWED_HOSTS" not in os.environ:
            lines.append("要让其他电脑访问，请把本机地址写入环境变量 ALLOWED_HOSTS。")
        self.say("\n".join([*lines, "按 Ctrl-C 停止。", ""]))


def checked_port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise CommandError(f"端口“{text}”不对：请填 1 到 65535 之间的数字，例如 make run PORT=8001。")


def ensure_free(host: str, port: int) -> None:
    """Say so now, in words, rather than let gunicorn retry and give up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as gunicorn does: TIME_WAIT is no obstacle
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CommandError(
                f"没有权限使用端口 {port}，请换一个大于 1023 的端口：make run PORT=8000。"
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"不能在地址 {host} 上监听：{error.strerror}。") from None
            raise CommandError(
                f"端口 {port} 已被占用，可能系统已经在运行。请先停止占用它的程序，或换一个端口：make run PORT={port + 1}。"
            ) from None


def web(host: str, port: int) -> Child:
    # SQLite has one writer at a time: threads of one process are enough and share its cache.
    workers = os.environ.get("WEB_WORKERS") or ("1" if connection.vendor == "sqlite" else "2")
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", bind, "--workers", workers, "--threads", "8", "--graceful-timeout", "10"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return Child("网页服务", [sys.executable, "-m", "gunicorn", "config.wsgi", *options, *quiet])


def worker() -> Child:
    # Threads: the filesystem broker delivers late to a pool of processes, and jobs mostly wait for the database.
    options = ["--pool", "threads", "--concurrency", "4", "--beat-thread", "--loglevel", "warning"]
    # One worker in the house has nobody to gossip with.
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # Root may run it: jobs are JSON that names our own functions, never pickled code.
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser"]
    return Child("后台任务", [*python, "-m", "celery", "--quiet", "-A", "config", "worker", *options, *alone])


def demo_accounts() -> list[str]:
    """The demo's first account of every role; nothing in a house that has no demo people."""
    demo = tomllib.loads(DEMO.read_text(encoding="utf-8")) if DEMO.exists() else {"users": []}
    firsts = {user["role"]: user["username"] for user in reversed(demo["users"])}
    here = set(User.objects.filter(username__in=firsts.values()).values_list("username", flat=True))
    names = [f"  {Role(role).label}：{firsts[role]}" for role in Role.values if firsts.get(role) in here]
    return ["演示账号：", *names, f"  密码都是：{demo['password']}"] if names else []


def answers(host: str, port: int) -> bool:
    """Whether the web server gives any answer at all; a refusal of the host name is one, too."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    caller = http.client.HTTPConnection(target, port, timeout=10)
    try:
        caller.request("GET", "/")
        caller.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        caller.close()
    return True
