"""Throwaway servers of our own on free ports: nothing outside is used or touched.

`python -m tests.services.servers COMMAND…` runs a command with DATABASE_URL set to such a PostgreSQL.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import redis

from tests import needs

PATIENCE = 60  # seconds until a server that does not answer counts as broken; a busy machine is slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
    """Return as soon as `condition` holds; it is asked again until `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


@contextmanager
def redis_server(port: int = 0) -> Iterator[str]:
    """Yield the URL of an empty Redis that keeps nothing on disk."""
    port = port or free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with _folder() as folder, _running([needs.redis_server(), *options, "--dir", folder]):
        url = f"redis://127.0.0.1:{port}/0"

        def answers() -> bool:
            with redis.Redis.from_url(url) as client:
                try:
                    return client.ping()
                except redis.ConnectionError:
                    return False

        wait_until(answers, "Redis")
        yield url


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the URL of an empty database in a new cluster, fast because it may forget all when it falls."""
    programs = needs.postgres_folder()
    port = free_port()
    with _folder() as folder:
        cluster = f"{folder}/cluster"
        owner = _unprivileged(folder)
        roles = ["--username", "zhenggai", "--auth", "trust"]
        text = ["--encoding", "UTF8", "--locale", "C.UTF-8"]
        subprocess.run(
            [f"{programs}/initdb", "--pgdata", cluster, "--no-sync", *roles, *text],
            check=True,
            stdout=subprocess.DEVNULL,
            **owner,
        )
        fast = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=256MB"]
        place = [f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", f"port={port}"]
        options = [part for setting in [*fast, *place] for part in ("-c", setting)]
        url = f"postgres://zhenggai@127.0.0.1:{port}/postgres"

        def answers() -> bool:
            try:
                psycopg.connect(url).close()
            except psycopg.OperationalError:
                return False
            return True

        with _running([f"{programs}/postgres", "-D", cluster, *options], stop=signal.SIGINT, **owner):
            wait_until(answers, "PostgreSQL")
            yield url


@contextmanager
def _folder() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="zhenggai-server-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(
    command: list[str], *, stop: signal.Signals = signal.SIGTERM, **options: object
) -> Iterator[None]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **options)
        try:
            yield
        except TimeoutError as error:
            log.seek(0)
            raise RuntimeError(log.read().decode(errors="replace")) from error
        finally:
            process.send_signal(stop)
            process.wait(PATIENCE)


def _unprivileged(folder: str) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it becomes another user, who must own the folder."""
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    return {"user": user, "extra_groups": [], "cwd": folder}


if __name__ == "__main__":
    with postgres_server() as url:
        sys.exit(subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}))
