"""Real processes for the tests: Redis, and a Celery worker on the test database and either broker."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.celery import app
from tests.services.servers import redis_server, wait_until


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture(params=["embedded", "redis"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    """REDIS_URL of each profile in turn ("" is the embedded broker); what the test itself sends goes there, too."""
    if request.param == "embedded":
        empty_broker_folder()
        yield ""
        return
    url = request.getfixturevalue("redis_url")
    embedded = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    use_broker(broker_url=url, broker_transport_options={})
    yield url
    use_broker(**embedded)


def use_broker(**options: object) -> None:
    app.conf.update(options)
    app._after_fork()  # drops the connections that were opened to the other broker


def empty_broker_folder() -> None:
    for message in (settings.BROKER_DIR / "messages").iterdir():
        message.unlink(missing_ok=True)


def environment(redis_url: str = "") -> dict[str, str]:
    """What a process of the project needs to work on the database and the data folder of the running test."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
    }


def database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    login = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    return f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


@dataclass
class Worker:
    process: subprocess.Popen[bytes]
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def kill(self) -> None:
        """As a power failure does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Start any number of real workers: `start_worker(broker, "--beat-thread")`; they end with the test."""
    workers: list[Worker] = []

    def start(redis_url: str = "", *options: str, **extra_environment: str) -> Worker:
        log_file = tmp_path / f"worker-{len(workers)}.log"
        command = ["-m", "celery", "-A", "config", "worker", "--pool", "threads", "--concurrency", "4"]
        quick = ["--loglevel", "info", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command, *quick, *options],
                cwd=settings.BASE_DIR,
                env=environment(redis_url) | extra_environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        worker = Worker(process, log_file)
        workers.append(worker)
        wait_until(lambda: " ready." in worker.log() or process.poll() is not None, "worker")
        assert process.poll() is None, worker.log()
        return worker

    yield start
    for worker in workers:
        worker.stop()


@pytest.fixture
def worker(broker: str, start_worker: Callable[..., Worker]) -> Worker:
    """One worker on each broker in turn."""
    return start_worker(broker)
